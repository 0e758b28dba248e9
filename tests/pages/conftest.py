"""One small league for all page tests, and a way to open a page on it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.moments import gallery
from app.server.catalog import forget_catalog
from core.data.labels import read_labels
from core.data.root import open_root
from core.errors.judge import error_report
from core.errors.kinds import ErrorConfig
from core.errors.moments import Moments
from core.events import Events
from core.runs.workspace import Workspace
from core.spotting.split_scores import SplitScores
from tests.app.league import make_league
from tests.soccernet_v2 import METRICS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def league(tmp_path_factory) -> tuple[Path, Path]:
    return make_league(tmp_path_factory.mktemp("league"), games=3, minutes=3, video=False)


@pytest.fixture
def open_page(league, monkeypatch):
    """open_page("match", half="2") -> AppTest after its first run; root and workspace can be replaced.

    more: whether the match page's "More" is unfolded, since what is in it is made only then.
    """

    def opened(
        page: str,
        root: Path | None = None,
        workspace: Path | None = None,
        *,
        more: bool = False,
        **params: str,
    ) -> AppTest:
        monkeypatch.setenv("TOUCHLINE_ROOT", str(root or league[0]))
        monkeypatch.setenv("TOUCHLINE_WORKSPACE", str(workspace or league[1]))
        forget_catalog()
        test = AppTest.from_file(str(ROOT / "app" / "main.py"), default_timeout=60)
        if page != "games":
            test.switch_page(f"../pages/{page}.py")
        for name, value in params.items():
            test.query_params["class" if name == "class_" else name] = value
        if more:
            test.session_state["match_more"] = True
        return test.run()

    yield opened
    forget_catalog()


@pytest.fixture
def shown(monkeypatch):
    """What the component was handed, and which card it says was opened: "opens"."""
    seen = {"opens": None}

    def card_grid(cards, key, **given):
        json.dumps(cards, allow_nan=False)  # plain values all through
        seen.update(cards=cards, **given)
        opens, seen["opens"] = seen["opens"], None
        return opens

    monkeypatch.setattr(gallery, "card_grid", card_grid)
    return seen


@pytest.fixture
def moments(league) -> Moments:
    """The errors of the run "dense" at its own settings and 30 s, from core alone."""
    root, run = open_root(league[0]), Workspace(league[1]).run("dense")
    names = tuple(game.name for game in root.games)
    halves = [(name, half, run.scores(name, half), run.fps) for name in names for half in (1, 2)]
    spots = SplitScores.from_halves(names, halves).spots(run.settings)
    truths = Events.concat([read_labels(root, game).events for game in root.games])
    return Moments(error_report(truths, spots, ErrorConfig(METRICS["loose"], 30)))


@pytest.fixture
def own_league(league, tmp_path):
    """A copy that a test may damage."""
    shutil.copytree(league[0], tmp_path / "league")
    shutil.copytree(league[1], tmp_path / "workspace")
    return tmp_path / "league", tmp_path / "workspace"
