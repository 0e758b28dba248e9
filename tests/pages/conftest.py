"""One small league for all page tests, and a way to open a page on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.server.catalog import forget_catalog
from tests.app.league import make_league

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
