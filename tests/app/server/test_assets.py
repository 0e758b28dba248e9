"""The browser's files, and the design tokens among them."""

from __future__ import annotations

import json
import re

from app.server import assets
from core import tokens


def test_the_browser_gets_the_tokens():
    script = assets.files()["tokens", "tokens.js"].decode()
    outcomes, themes = (json.loads(text) for text in re.findall(r"= (\{.*\});", script))
    assert outcomes["missed"]["colour"] == {
        "light": tokens.OUTCOMES["missed"].colour.light,
        "dark": tokens.OUTCOMES["missed"].colour.dark,
    }
    assert themes["dark"]["curve"] == tokens.THEME["curve"].dark
    assert "--tl-good: light-dark(#0a7d66, #35c6a5);" in assets.tokens_css()


def test_another_colour_is_another_version():
    before = assets.files()
    after = {**before, ("tokens", "tokens.js"): b"export const OUTCOMES = {};"}
    assert assets.version(before) != assets.version(after)
    assert len(assets.version(before)) == 12


def test_styles_use_only_tokens_that_are_there():
    colours = set(re.findall(r"--tl-[a-z-]+(?=:)", assets.tokens_css())) | {"--tl-colour"}
    for (_, name), content in assets.files().items():
        if name.endswith(".css"):
            assert set(re.findall(r"var\((--tl-[a-z-]+)", content.decode())) <= colours
