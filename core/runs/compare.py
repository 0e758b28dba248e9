"""Comparing runs of a workspace over a split."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from core.comparison.bootstrap import RESAMPLES
from core.comparison.compare import FEW_GAMES, Changes, Comparison, changes, compare
from core.data.root import DataRoot
from core.events import Events
from core.exceptions import UserError
from core.figures import count
from core.labels.mended import MENDED, mended_truths
from core.metric.grid import passed_over_sentence
from core.progress import Progress, silent
from core.runs.coverage import Contender, Coverage, choose_games


def few_games(games: int) -> str:
    """A sentence that must stand with intervals from so few games; nothing when there are enough."""
    if games >= FEW_GAMES:
        return ""
    return f"Intervals drawn from {count(games, 'game')} come out too narrow, since they are too few."


@dataclass(frozen=True, eq=False)
class RunComparison:
    """Contenders over the same games: what they are judged by, their spots by name, and their figures.

    tolerance_s: for the moments that changed. mended: whether truths are mended labels.
    """

    coverage: Coverage
    truths: Events
    spots: Mapping[str, Events]
    comparison: Comparison
    simulated: bool
    mended: bool = False
    tolerance_s: float = 5.0

    def against(self, baseline: str, tolerance_s: float) -> RunComparison:
        """The same figures against another baseline, moments at another tolerance."""
        return replace(self, comparison=replace(self.comparison, baseline=baseline), tolerance_s=tolerance_s)

    @cached_property
    def changes(self) -> dict[str, Changes]:
        """Which truths each other contender and the baseline find differently."""
        return {name: self.change(name) for name in self.spots if name != self.comparison.baseline}

    def change(self, name: str) -> Changes:
        """Which truths one contender and the baseline find differently."""
        baseline = self.spots[self.comparison.baseline]
        return changes(self.truths, self.spots[name], baseline, self.tolerance_s)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Sentences that must stand with the figures: games or parts left out, few, simulated, mended."""
        few, simulated = few_games(len(self.coverage.games)), "The data is simulated." * self.simulated
        passed = passed_over_sentence(self.truths, *self.spots.values())
        return tuple(filter(None, (self.coverage.sentence, passed, few, simulated, MENDED * self.mended)))

    def to_json(self, *, moments: bool = False) -> dict[str, Any]:
        """All figures as fractions; with `moments`, every truth that changed outcome."""
        return {
            "split": self.coverage.split,
            "simulated": self.simulated,
            "mended_labels": self.mended,
            "missing": {name: list(games) for name, games in self.coverage.missing.items()},
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

    baseline: None for the first. common: leave out games that a run lacks. mended: a workspace, to judge by
    its mended labels. Raises UserError for a run named twice, an unknown baseline, a tolerance that cannot be
    and games that a run lacks.
    """
    names = [contender.name for contender in contenders]
    if len(set(names)) < len(names):
        raise UserError(f"A run is named twice: {', '.join(names)}; name each once.")
    if baseline is not None and baseline not in names:
        raise UserError(f"The baseline {baseline!r} is none of the runs compared: {', '.join(names)}.")
    if not 0 <= tolerance_s <= 7200:
        raise UserError(f"A tolerance of {tolerance_s:g} s cannot be; give 0 to 7200 s.")
    contenders = [replace(each, run=each.run.for_root(root)) for each in contenders]
    coverage = choose_games(root, split, [contender.run for contender in contenders], common=common)
    truths = mended_truths(mended, root, coverage.games)
    spots = {}
    n = len(contenders)
    for done, contender in enumerate(contenders):
        progress(done, 2 * n, f"spots of {contender.name}")
        spots[contender.name] = contender.spots(coverage.games)

    def second_half(done: float, total: float, what: str) -> None:
        progress(n + n * done / max(total, 1), 2 * n, what)

    comparison = compare(truths, spots, baseline, resamples=resamples, seed=seed, progress=second_half)
    return RunComparison(coverage, truths, spots, comparison, root.simulated, mended is not None, tolerance_s)
