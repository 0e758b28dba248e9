"""Which folder may import which: pages -> app -> core, and within each only from lower folders; see LEVELS.

There are no circles then, and what comes after the scores never loads torch.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from app.state.page import pages

ROOT = Path(__file__).resolve().parents[1]
PAGES = [page.name for page in pages()]
LEVELS = [
    # core: what everything stands on, then the stages in the order of the data's way
    {"core/__init__", "core/tokens", "core/exceptions", "core/progress", "core/paths", "core/game_name"},
    {"core/evaluation_rule"},
    {"core/label_set"},
    {"core/label_sets"},
    {"core/events", "core/files", "core/timebase", "core/published", "core/command_line", "core/figures"},
    {"core/data"},
    {"core/model", "core/spotting", "core/demo"},
    {"core/metric"},
    {"core/errors", "core/tuning", "core/comparison"},
    {"core/labels", "core/warm"},
    {"core/runs"},
    {"core/commands"},
    {"core/cli"},
    {"core/__main__"},
    # app: what knows no screen, what all pages share, a folder per page
    {"app/__init__", "app/server", "app/state"},
    {"app/cache"},
    {"app/ui"},
    {"app/moments"},
    {"app/match_view"},
    {f"app/{page}" for page in PAGES},
    {"app/main", "app/__main__"},
    {"pages"},
]
LEVEL = {unit: level for level, units in enumerate(LEVELS) for unit in units}
WITH_STREAMLIT = {"app/ui", "app/moments", "app/match_view", "app/main", *(f"app/{page}" for page in PAGES)}
RIGHT_OF_THE_SCORES = ("spotting", "metric", "errors", "tuning", "comparison", "labels")
MOST_LINES = 250
REASON = "Over 250 lines"
"""How the head of a longer file begins to say why it is not cut."""


def files(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def unit_of(parts: tuple[str, ...]) -> str:
    """What a module belongs to: a folder of core or app, a file beside them, or pages."""
    return "pages" if parts[0] == "pages" else "/".join(parts[:2])


def imported(path: Path) -> set[str]:
    """Dotted names of all modules that a file imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {
        name for name in names if name.partition(".")[0] not in ("core", "app", "pages") or is_module(name)
    }


def is_module(name: str) -> bool:
    path = ROOT / name.replace(".", "/")
    return path.is_dir() or path.with_suffix(".py").is_file()


def tops(path: Path) -> set[str]:
    return {name.partition(".")[0] for name in imported(path)}


@pytest.mark.parametrize("path", files("core", "app", "pages"), ids=name_of)
def test_a_folder_imports_from_lower_folders_alone(path):
    unit = unit_of(path.relative_to(ROOT).with_suffix("").parts)
    assert unit in LEVEL, f"{unit} stands in no level of {Path(__file__).name}"
    for name in imported(path):
        parts = tuple(name.split("."))
        if parts[0] in ("core", "app", "pages") and len(parts) > 1 and (other := unit_of(parts)) != unit:
            assert other in LEVEL, f"{name} stands in no level of {Path(__file__).name}"
            assert LEVEL[other] < LEVEL[unit], f"{name_of(path)} imports {name}, which is not below it"


@pytest.mark.parametrize("path", files("core"), ids=name_of)
def test_core_knows_no_screen(path):
    assert not tops(path) & {"streamlit", "app", "pages", "plotly"}


@pytest.mark.parametrize("path", files("app"), ids=name_of)
def test_streamlit_is_for_what_is_on_the_screen(path):
    unit = unit_of(path.relative_to(ROOT).with_suffix("").parts)
    if unit not in WITH_STREAMLIT and path != ROOT / "app/cache/memo.py":
        assert "streamlit" not in tops(path)
    if path.name in ("charts.py", "state.py", "payload.py", "cards.py"):
        assert "streamlit" not in tops(path)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_a_script_and_a_folder_laid_out_alike(page):
    script = ROOT / "pages" / f"{page}.py"
    assert len(script.read_text().splitlines()) < 60
    assert {"state.py", "panel.py"} <= {path.name for path in (ROOT / "app" / page).iterdir()}


def test_what_comes_after_the_scores_never_loads_torch():
    after = [path for folder in RIGHT_OF_THE_SCORES for path in files(f"core/{folder}")]
    modules = [
        name_of(path).removesuffix(".py").replace("/", ".")
        for path in (*after, *files("app"))
        if path.name != "__main__.py" and "main" not in path.stem
    ]
    code = f"import sys, importlib\nfor name in {modules}: importlib.import_module(name)\n"
    code += "sys.exit('torch was loaded' if 'torch' in sys.modules else 0)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_a_long_file_says_why_at_its_head():
    patterns = (
        "app/**/*.py",
        "core/**/*.py",
        "pages/*.py",
        "benchmarks/*.py",
        "assets/**/*.js",
        "assets/**/*.css",
    )
    for pattern in (*patterns, "tests/**/*.py"):
        for path in ROOT.glob(pattern):
            lines = path.read_text().splitlines()
            assert len(lines) <= MOST_LINES or REASON in "\n".join(lines[:12]), (
                f"{name_of(path)}: {len(lines)}"
            )


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
