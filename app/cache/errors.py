"""Caches of the errors of a split: by ids, settings, tolerances and the state of the labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.cache import labels as labels_cache
from app.cache import split as split_cache
from app.cache.memo import cached
from app.cache.split import Split
from app.server.catalog import Library
from core.errors.causes import causes_from_scores, causes_from_spots
from core.errors.kinds import ErrorConfig
from core.errors.moments import Moment, Moments
from core.errors.report import ErrorReport, Judging
from core.events import Events
from core.labels.suspects import review_queue
from core.spotting.settings import Settings
from core.spotting.split_scores import SplitScores


@dataclass(frozen=True, eq=False)
class Errors:
    """A report with the causes of its misses (M_truth,) and its moments."""

    report: ErrorReport
    cause: np.ndarray
    moments: Moments


def _edits(lib: Library, split: Split, mended: bool) -> tuple:
    return labels_cache.edits_key(lib, split) if mended else ()


def _key(lib: Library, split: Split, settings: Settings, config: ErrorConfig, mended: bool = False) -> tuple:
    return split.at, settings, config, _edits(lib, split, mended)


@cached(_key, entries=6)
def errors(
    lib: Library, split: Split, settings: Settings, config: ErrorConfig, mended: bool = False
) -> Errors:
    """The errors of a run over the games of a split that have labels, as mended or as in the files.

    Raises UserError when mended labels cannot be read or a conflict is open.
    """
    return judge(_judging(lib, split, settings, mended), split.scores, split.saved, settings, config)


@cached(
    lambda lib, split, settings, mended: (split.at, settings, _edits(lib, split, mended)),
    entries=2,
)
def _judging(lib: Library, split: Split, settings: Settings, mended: bool) -> Judging:
    """Spots and truths laid out; another tolerance or far window judges them without doing so again."""
    truths = labels_cache.truths(lib, split) if mended else split.truths
    return Judging(truths, split_cache.spots(split, settings))


@cached(lambda lib, split, *at: (split.at, *at), entries=6)
def queue(
    lib: Library, split: Split, settings: Settings, config: ErrorConfig, limit: int = 200
) -> tuple[Moment, ...]:
    """The moments whose labels are suspect, judged by the labels in the files, so that it stays as it is."""
    return review_queue(errors(lib, split, settings, config).moments, limit)


def judge(
    judging: Judging, scores: SplitScores | None, before: Events, settings: Settings, config: ErrorConfig
) -> Errors:
    """The errors at a config; before: the saved spots, for a run that has no scores."""
    report = judging.report(config)
    if scores is None:
        cause = causes_from_spots(report, before)
    else:
        cause = causes_from_scores(report, scores.by_half, settings)
    return Errors(report, cause, Moments(report, cause))
