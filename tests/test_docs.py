"""The documentation is true: links lead somewhere, commands are described, dependencies have reasons."""

from __future__ import annotations

import argparse
import importlib
import re
import tomllib
from pathlib import Path

import pytest

from core import __main__ as entry
from core.cli import COMMANDS
from core.spotting.methods import REGISTRY

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_pictures_are_there(page):
    targets = re.findall(r"\]\(([^)#]+)", page.read_text())
    missing = [name for name in targets if "://" not in name and not (page.parent / name).exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_the_docs_name_are_there(page):
    named = re.findall(
        r"(?<![\w./*-])((?:app|assets|benchmarks|core|docs|pages|tests)/[\w./-]*\w)", page.read_text()
    )
    assert not [name for name in named if not (ROOT / name).exists()]


def test_every_command_is_in_the_readme():
    described = set(re.findall(r"^\| `touchline (\w+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert described == set(COMMANDS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_options_in_the_docs_exist(page):
    lines = re.findall(r"(?:^|`)touchline (\w[^`\n#]*)", page.read_text(), re.MULTILINE)
    for line in lines:
        name, *words = line.split()
        assert name in COMMANDS, line
        options = {word for word in words if word.startswith("--")}
        assert not {option for option in options if option not in options_of(name, words)}, line


def options_of(name: str, words: list[str]) -> set[str]:
    """The options of a command, or of its part that the words name."""
    parser = argparse.ArgumentParser()
    importlib.import_module(f"core.commands.{name}_").add_arguments(parser)
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction) and words[:1]:
            return {*action.choices[words[0]]._option_string_actions}
    return {*parser._option_string_actions}


def test_the_script_is_the_command_line():
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    module, _, function = scripts["touchline"].partition(":")
    assert getattr(importlib.import_module(module), function) is entry.main


def test_every_command_has_its_module():
    modules = {path.stem.removesuffix("_") for path in (ROOT / "core" / "commands").glob("[a-z]*_.py")}
    assert modules == set(COMMANDS)


def test_every_nms_method_is_in_the_formats():
    section = (ROOT / "docs" / "formats.md").read_text().split("## NMS methods")[1].split("\n## ")[0]
    rows = [
        f"| `{m.name}` | {m.title} | {m.sentence} | {', '.join(m.parameters)} |" for m in REGISTRY.values()
    ]
    assert re.findall(r"^\| `.*", section, re.MULTILINE) == rows


def test_every_dependency_has_a_reason():
    lines = [line for line in (ROOT / "requirements.txt").read_text().splitlines() if line.strip()]
    assert all(line.startswith("#") or re.search(r"#\s*\w+", line) for line in lines)
