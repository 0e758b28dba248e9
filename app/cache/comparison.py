"""A comparison in the background: spots of each run once; baseline and tolerance only read what is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.cache import games as games_cache
from app.server.catalog import Library
from core.comparison.compare import Changes, Comparison, changes, compare
from core.data.labels import read_truths
from core.events import Events
from core.exceptions import UserError
from core.progress import Progress
from core.runs.compare import RunComparison
from core.runs.coverage import Chosen, Contender, choose_games
from core.runs.saved_settings import settings_names


@dataclass(frozen=True, eq=False)
class Compared:
    """Runs over the same games, with their spots by name."""

    chosen: Chosen
    truths: Events
    spots: dict[str, Events]
    comparison: Comparison

    def against(self, baseline: str, tolerance_s: float, simulated: bool) -> RunComparison:
        """The comparison held against one of its runs."""
        comparison = replace(self.comparison, baseline=baseline)
        changed = {
            name: self.changes(name, baseline, tolerance_s)
            for name in comparison.names
            if name != comparison.baseline
        }
        return RunComparison(self.chosen, comparison, changed, simulated)

    def changes(self, name: str, baseline: str, tolerance_s: float) -> Changes:
        """Which truths a run and the baseline find differently."""
        return changes(self.truths, self.spots[name], self.spots[baseline], tolerance_s)


def names_on_offer(lib: Library) -> list[str]:
    """Every run, then every run under every saved settings."""
    runs = [run.name for run in lib.runs()]
    return [*runs, *(f"{run}@{saved}" for saved in settings_names(lib.workspace) for run in runs)]


def contenders_of(lib: Library, names: Sequence[str]) -> tuple[list[Contender], list[str]]:
    """The contenders of these names, and a sentence for each that cannot be had."""
    good, problems = [], []
    for name in names:
        try:
            good.append(Contender.parse(name, lib.workspace))
        except UserError as error:
            problems.append(str(error))
    return good, problems


def key_of(lib: Library, contenders: Sequence[Contender], split: str, common: bool) -> tuple:
    """What a comparison depends on; neither the baseline nor the tolerance."""
    at = tuple(
        (one.name, games_cache.run_key(one.run), games_cache.scores_stamp(one.run), one.settings)
        for one in contenders
    )
    return ("compare", str(lib.root.path), lib.stamp, at, split, common)


def work(
    lib: Library, contenders: Sequence[Contender], split: str, common: bool, progress: Progress
) -> Compared:
    """Spots of every contender over the games of a split, and the bootstrap."""
    chosen = choose_games(lib.root, split, [one.run for one in contenders], common=common)
    truths = read_truths(lib.root, chosen.games)
    spots = {}
    n = len(contenders)
    for done, one in enumerate(contenders):
        progress(done, 2 * n, f"spots of {one.name}")
        spots[one.name] = one.spots(chosen.games)

    def second_half(done: float, total: float, what: str) -> None:
        progress(n + n * done / max(total, 1), 2 * n, what)

    return Compared(chosen, truths, spots, compare(truths, spots, progress=second_half))
