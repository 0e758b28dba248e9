"""Colours and marks stand in core/tokens.py alone."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from core.metric.outcomes import OUTCOMES
from core.tokens import CLASS_MARKS, CLASSES, THEME, class_style, faint, rgb
from core.tokens import OUTCOMES as STYLES

ROOT = Path(__file__).resolve().parents[2]
HEX = r"(?<![&#\w])#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b"
COLOUR = re.compile(HEX + r"|rgba?\((?!0, ?0, ?0\b)\s*\d")
"""Of a shadow's black an opacity is enough."""


def test_no_colour_is_written_elsewhere():
    kinds = {"app": ("py",), "core": ("py",), "pages": ("py",), "assets": ("js", "css")}
    sources = [path for top, ends in kinds.items() for end in ends for path in (ROOT / top).rglob(f"*.{end}")]
    found = {path: COLOUR.findall(path.read_text()) for path in sources if path.name != "tokens.py"}
    colours = {str(path.relative_to(ROOT)): colours for path, colours in found.items() if colours}
    assert colours == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_theme_of_streamlit_is_the_same(theme):
    """config.toml cannot read the tokens."""
    names = {
        "primaryColor": "primary",
        "backgroundColor": "background",
        "secondaryBackgroundColor": "panel",
        "textColor": "text",
        "borderColor": "border",
        "dataframeBorderColor": "table-border",
        "dataframeHeaderBackgroundColor": "panel",
        "linkColor": "primary",
    }
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    expected = {key: THEME[name].on(dark=theme == "dark") for key, name in names.items()}
    assert config["theme"][theme] == expected


def test_every_outcome_is_drawn_and_every_mark_has_a_style():
    assert {outcome.style for outcome in OUTCOMES} <= set(STYLES)
    css = (ROOT / "assets" / "shared" / "marks.css").read_text()
    assert set(re.findall(r"\.tl-mark-(\w+)", css)) == {style.mark for style in STYLES.values()}


def test_opacity():
    assert rgb("#8091a0") == (128, 145, 160)
    assert faint("#8091a0", 0.22) == "rgba(128,145,160,0.22)"


def test_classes_differ_in_colour_or_mark_and_keep_their_own_colour():
    styles = [class_style(label) for label in range(len(CLASSES) * len(CLASS_MARKS))]
    assert len(set(styles)) == len(styles) >= 80
    assert class_style(len(CLASSES))[0] == class_style(0)[0]
    assert set(CLASS_MARKS) <= {style.mark for style in STYLES.values()}
    assert class_style(200, "#123456")[0] == "#123456"
