"""A league of whole matches of ball actions with a run on it: what measurements and tests open."""

from __future__ import annotations

from pathlib import Path

from core.demo.ball import BALL, FPS, ball_scores, make_ball_root
from core.demo.simulator import HALF_S
from core.runs.workspace import Workspace
from core.spotting.settings import Settings

RUN = "made"


def make_ball_league(root: Path, workspace: Path, *, games: int = 4, half_s: int = HALF_S) -> tuple[str, ...]:
    """A data root, and the run "made" with scores of each match in a workspace; the matches' names."""
    plays = make_ball_root(root, games=games, half_s=half_s)
    settings = Settings.uniform("hard", 1.0, label_set=BALL)
    given = {"settings": settings, "simulated": True, "fps": FPS, "label_set": BALL}
    run = Workspace(workspace).create(RUN, "trained", features="none", **given)
    for number, (name, play) in enumerate(plays.items()):
        run.save_scores(name, 1, ball_scores(play, number))
    return tuple(plays)
