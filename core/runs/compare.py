"""Comparing runs of a workspace over a split."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.comparison.bootstrap import RESAMPLES
from core.comparison.compare import FEW_GAMES, Changes, Comparison, changes, compare
from core.data.root import DataRoot
from core.exceptions import UserError
from core.figures import count
from core.labels.export import MENDED, mended_truths
from core.progress import Progress, silent
from core.runs.coverage import Chosen, Contender, choose_games


def few_games(games: int) -> str:
    """What must stand with intervals from so few games; nothing when there are enough."""
    if games >= FEW_GAMES:
        return ""
    return f"Intervals drawn from {count(games, 'game')} come out too narrow, since they are too few."


@dataclass(frozen=True, eq=False)
class RunComparison:
    """A comparison with the games it stands for. changes: against the baseline, by the other contenders."""

    chosen: Chosen
    comparison: Comparison
    changes: Mapping[str, Changes]
    simulated: bool
    mended: bool = False

    @property
    def remarks(self) -> tuple[str, ...]:
        """Sentences that must stand with the figures: games left out or few, simulated data, mended."""
        said = {
            self.chosen.sentence: True,
            few_games(len(self.chosen.games)): True,
            "The data is simulated.": self.simulated,
            MENDED: self.mended,
        }
        return tuple(sentence for sentence, holds in said.items() if sentence and holds)

    def to_json(self, *, moments: bool = False) -> dict[str, Any]:
        """All figures as fractions; with `moments`, every truth that changed outcome."""
        return {
            "split": self.chosen.split,
            "simulated": self.simulated,
            "mended_labels": self.mended,
            "missing": {name: list(games) for name, games in self.chosen.missing.items()},
            **self.comparison.to_json(),
            "changes": {name: change.to_json(moments=moments) for name, change in self.changes.items()},
        }


def compare_runs(
    root: DataRoot,
    contenders: Sequence[Contender],
    split: str = "test",
    *,
    baseline: str | None = None,
    common: bool = False,
    tolerance_s: float = 5.0,
    resamples: int = RESAMPLES,
    seed: int = 0,
    mended: Path | None = None,
    progress: Progress = silent,
) -> RunComparison:
    """Compare runs, or runs under settings, over the labelled games of a split.

    tolerance_s: for the moments that changed. common: leave out games that a run lacks. mended: a workspace,
    to judge by its mended labels. Raises UserError for a run named twice, an unknown baseline, and games that
    a run lacks.
    """
    names = [contender.name for contender in contenders]
    if len(set(names)) < len(names):
        raise UserError(f"A run is named twice: {', '.join(names)}; name each once.")
    if baseline is not None and baseline not in names:
        raise UserError(f"The baseline {baseline!r} is none of the runs compared: {', '.join(names)}.")
    chosen = choose_games(root, split, [contender.run for contender in contenders], common=common)
    truths = mended_truths(mended, root, chosen.games)
    spots = {}
    for done, contender in enumerate(contenders):
        progress(done, 2 * len(contenders), f"spots of {contender.name}")
        spots[contender.name] = contender.spots(chosen.games)
    n = len(contenders)

    def second_half(done: float, total: float, what: str) -> None:
        progress(n + n * done / max(total, 1), 2 * n, what)

    comparison = compare(truths, spots, baseline, resamples=resamples, seed=seed, progress=second_half)
    changed = {
        name: changes(truths, spots[name], spots[comparison.baseline], tolerance_s)
        for name in names
        if name != comparison.baseline
    }
    return RunComparison(chosen, comparison, changed, root.simulated, mended is not None)
