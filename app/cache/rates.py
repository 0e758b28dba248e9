"""Features whose length disagrees with the video or the labels, as the Match page says it."""

from __future__ import annotations

from app.cache import games as games_cache
from app.cache.memo import cached
from app.server.catalog import Catalog
from core.data.games import Game, Part
from core.data.rate_remarks import remark_at
from core.data.rates import Rate, feature_rate, label_times
from core.exceptions import UserError
from core.runs.run import Run


def _key(catalog: Catalog, game: Game, part: Part, run: Run | None) -> tuple:
    changed = games_cache.labels_modified(catalog, game)
    return catalog.stamp, game.name, changed, part.number, "" if run is None else games_cache.run_key(run)


@cached(_key, entries=600, seconds=30)
def odd_rates(catalog: Catalog, game: Game, part: Part, run: Run | None) -> tuple[str, ...]:
    """A sentence for each features of a part that last much longer or shorter than its video or labels.

    run: whose features alone are meant, at its rate, where the part has them.
    """
    root = catalog.root
    times_ms = label_times(games_cache.truths(catalog, game)[0], part)
    own = run is not None and run.features in part.features
    sentences = []
    for name in [run.features] if own else sorted(part.features):
        try:
            rate = Rate(run.fps, f"run {run.name}") if own else feature_rate(root, game, part, name)
            sentences.append(remark_at(root, part, name, rate, times_ms))
        except UserError as error:  # a sidecar that gives no rate
            sentences.append(str(error))
    return tuple(filter(None, sentences))
