"""The spots of a run over games: from its scores under settings, or as imported."""

from __future__ import annotations

from collections.abc import Sequence

from core.data.features import open_features, with_features
from core.data.games import Game
from core.events import Events
from core.exceptions import UserError
from core.runs.run import Run
from core.spotting.settings import Settings
from core.spotting.split_scores import SplitScores, cut


def spots_of(run: Run, games: Sequence[Game], settings: Settings | None = None) -> Events:
    """The spots of a run under settings; imported spots are only cut, since they have no scores.

    settings: None for the run's own. Raises UserError naming the first game that the run does not cover.
    """
    scores, saved = scores_or_spots(run, games)
    settings = settings or run.settings
    return cut(saved, settings) if scores is None else scores.spots(settings)


def scores_or_spots(run: Run, games: Sequence[Game]) -> tuple[SplitScores | None, Events]:
    """The ranked scores of games, and none of the saved spots; without scores None and all of these.

    Raises UserError naming the first game that the run does not cover.
    """
    if run.kind == "spots":
        return None, Events.concat([run.spots(game.name) for game in games])
    return split_scores(run, games), Events.empty(tuple(game.name for game in games), run.label_set)


def checked_scores(run: Run, games: Sequence[Game]) -> SplitScores:
    """The ranked scores of games, each as long as the features beside it.

    Raises UserError for a run without scores, or naming the part whose scores fit other features.
    """
    if run.kind == "spots":
        fault = "was imported as spots and has no scores; only its thresholds can be changed"
        raise UserError(f"Run {run.name!r} {fault}.")
    for _, part in with_features(games, run.features or ""):
        path, scores = part.features[run.features], run.scores(part.game, part.number)
        if scores is None:
            continue
        if (rows := len(open_features(path))) != len(scores):
            fault = f"{len(scores)} rows where {path} has {rows}; predict the game again with --again"
            raise UserError(f"{run.scores_path(part.game, part.number)} has {fault}.")
    return split_scores(run, games)


def split_scores(run: Run, games: Sequence[Game]) -> SplitScores:
    """The ranked scores of these games: of each part that has features for the run, or scores.

    Raises UserError naming the first game without scores, or without those of a part with features.
    """
    halves = []
    for game in games:
        featured = (part.number for _, part in with_features([game], run.features or ""))
        numbers = {*featured, *run.scored_parts(game.name)} or {game.parts[0].number}
        for number in sorted(numbers):
            scores = run.scores(game.name, number)
            if scores is None:
                what = f"scores of {game.name!r}, part {number}"
                raise UserError(f"Run {run.name!r} has no {what}; predict the game first.")
            halves.append((game.name, number, scores, run.fps))
    return SplitScores.from_halves(tuple(game.name for game in games), halves, run.label_set)
