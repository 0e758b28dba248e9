"""The direction of imports: pages -> app -> core, never back; after the scores there is no torch."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def files(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


@pytest.mark.parametrize("path", files("core"), ids=lambda path: str(path.relative_to(ROOT)))
def test_core_knows_neither_streamlit_nor_the_app(path):
    tops = {name.partition(".")[0] for name in imported(path)}
    assert not tops & {"streamlit", "app", "pages", "plotly"}


@pytest.mark.parametrize("path", files("app"), ids=lambda path: str(path.relative_to(ROOT)))
def test_app_never_imports_pages(path):
    assert "pages" not in {name.partition(".")[0] for name in imported(path)}


@pytest.mark.parametrize("path", files("pages"), ids=lambda path: path.name)
def test_pages_are_thin_and_reach_core_through_app(path):
    assert len(path.read_text().splitlines()) <= 60
    assert "core" not in {name.partition(".")[0] for name in imported(path)}


def test_only_the_cache_modules_cache():
    users = [path for path in files("app", "pages") if "st.cache_" in path.read_text().replace("`", "")]
    assert {path.parent for path in users} == {ROOT / "app" / "cache"}


WITHOUT_STREAMLIT = [
    *files("app/server"),
    *(
        ROOT / "app" / name
        for name in ("moments/cards.py", "state/moment_filter.py", "match_view/payload.py")
    ),
    *sorted((ROOT / "app").glob("*/charts.py")),
]


@pytest.mark.parametrize("path", WITHOUT_STREAMLIT, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_needs_no_session_is_free_of_streamlit(path):
    assert "streamlit" not in {module.partition(".")[0] for module in imported(path)}


def test_after_the_scores_torch_is_not_loaded():
    code = (
        "import sys, core.spotting.nms, core.metric.matching, core.metric.evaluation;"
        "import core.spotting.split_scores;"
        "import core.runs.workspace, core.runs.train, core.commands.train_;"
        "import app.match_view.payload, app.server.routes, app.cache.match; sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_no_script_imports_in_a_circle():
    """A circle of modules works only as long as none of them runs code of another at its start."""
    scripts = sorted((ROOT / "assets").rglob("*.js"))
    imports = {
        path: {(path.parent / name).resolve() for name in re.findall(r'from "(\.[^"]+)"', path.read_text())}
        for path in scripts
    }
    generated = ROOT / "assets" / "tokens" / "tokens.js"  # by app.server.assets
    assert set().union(*imports.values()) <= {*scripts, generated}, "an import of a file that is not there"
    TopologicalSorter(imports).prepare()  # raises CycleError, which names the circle
