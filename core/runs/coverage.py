"""Which games of a split a figure stands for: those that have labels and that every run covers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.data.games import Game
from core.data.root import DataRoot
from core.events import Events
from core.exceptions import UserError
from core.game_name import GameNames
from core.runs.run import Run
from core.runs.saved_settings import load_settings
from core.runs.spots import spots_of
from core.runs.workspace import Workspace
from core.spotting.settings import Settings


@dataclass(frozen=True)
class Coverage:
    """The games that figures stand for. missing: games of the split that a run lacks, by run; left out."""

    split: str
    games: tuple[Game, ...]
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """A sentence on what the figures stand for, where that is less than the split; else nothing."""
        if not self.missing:
            return ""
        lacks = ", ".join(f"{name!r} lacks {len(games)}" for name, games in self.missing.items())
        return f"Only the {len(self.games)} games of {self.split} that all runs cover are evaluated: {lacks}."


@dataclass(frozen=True)
class Contender:
    """A run under settings, None for its own. name: RUN or RUN@SETTINGS."""

    name: str
    run: Run
    settings: Settings | None = None

    @classmethod
    def parse(cls, text: str, workspace: Workspace) -> Contender:
        """From RUN or RUN@SETTINGS. Raises UserError when either does not exist."""
        name, at, settings = text.partition("@")
        run = workspace.run(name)
        return cls(text, run, load_settings(workspace, settings, run.label_set).settings if at else None)

    def spots(self, games: Sequence[Game]) -> Events:
        """The spots: from scores, or imported ones cut at the thresholds."""
        return spots_of(self.run, games, self.settings)


def choose_games(root: DataRoot, split: str, runs: Sequence[Run], *, common: bool = False) -> Coverage:
    """The labelled games of a split. common: leave out what a run lacks, instead of refusing.

    Raises UserError when the split is empty or without labels, for a run of another label set, or saying
    which games a run lacks.
    """
    for run in runs:
        run.for_root(root)
    all_games = root.split(split)
    games = tuple(game for game in all_games if game.labelled)
    if not games:
        what = "labelled game" if all_games else "game"
        reason = f"{root.path} has no {what} of the split {split!r}"
        raise UserError(f"{reason}, so there are no figures; choose another --split.")
    missing = {run.name: lacked for run in runs if (lacked := missing_games(run, games))}
    if missing and not common:
        run, lacked = next(iter(missing.items()))
        named = ", ".join(map(repr, lacked[:3])) + (", .." if len(lacked) > 3 else "")
        raise UserError(
            f"Run {run!r} lacks {len(lacked)} of the {len(games)} games of {split}: {named}; predict them, "
            "or add --common to evaluate the games that all runs cover."
        )
    left_out = {name for lacked in missing.values() for name in lacked}
    covered = tuple(game for game in games if game.name not in left_out)
    if not covered:
        raise UserError(f"No game of {split} is covered by every run; predict it with each of them.")
    return Coverage(split, covered, missing)


def missing_games(run: Run, games: Sequence[Game]) -> tuple[str, ...]:
    """The games that a run neither has scores nor, if imported, spots of."""
    covered = run.spotted_games() if run.kind == "spots" else run.scored_games()
    names = GameNames(covered if run.kind == "spots" else ())  # imported under the names of its file
    return tuple(game.name for game in games if game.name not in covered and not names.find(game.name))
