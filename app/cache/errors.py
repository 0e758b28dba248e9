"""Caches of the errors of a split: by ids, settings, tolerances and the state of the labels."""

from __future__ import annotations

from collections.abc import Hashable

from app.cache import labels as labels_cache
from app.cache import split as split_cache
from app.cache.memo import cached
from app.cache.split import Split
from app.server.catalog import Catalog
from core.errors.judge import ErrorJudge
from core.errors.kinds import ErrorConfig
from core.errors.moment_filter import MomentFilter
from core.errors.moments import Moment, Moments, error_moments
from core.labels.suspects import suspect_moments
from core.spotting.settings import Settings


def _key(catalog: Catalog, split: Split, *at: Hashable, mended: bool = False) -> tuple:
    return (split.at, *at, labels_cache.edits_key(catalog, split) if mended else ())


@cached(_key, entries=6)
def errors(
    catalog: Catalog, split: Split, settings: Settings, config: ErrorConfig, *, mended: bool = False
) -> Moments:
    """The errors of a run over the games of a split that have labels, as mended or as in the files.

    Raises UserError when mended labels cannot be read or a conflict is open.
    """
    judge = _judge(catalog, split, settings, mended=mended)
    return error_moments(judge, config, settings, split.scores, split.saved)


@cached(_key, entries=2)
def _judge(catalog: Catalog, split: Split, settings: Settings, *, mended: bool) -> ErrorJudge:
    """Spots and truths on the grid, for any tolerance and far window."""
    truths = labels_cache.truths(catalog, split) if mended else split.truths
    return ErrorJudge(truths, split_cache.spots(split, settings))


@cached(lambda catalog, split, *at: (split.at, *at), entries=6)
def review_queue(
    catalog: Catalog,
    split: Split,
    settings: Settings,
    config: ErrorConfig,
    moment_filter: MomentFilter | None,
    limit: int = 200,
) -> tuple[Moment, ...]:
    """The moments of a filter, None for those whose labels are suspect; at most `limit`.

    Judged by the labels in the files, so that mending never reorders them.
    """
    moments = errors(catalog, split, settings, config)
    if moment_filter is None:
        return suspect_moments(moments, limit)
    return moments.top(limit, moment_filter)
