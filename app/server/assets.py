"""What the browser loads of the components: scripts and styles, and the design tokens for both."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from core.metric.outcomes import OUTCOMES
from core.tokens import COST, OURS, RULE, THEME
from core.tokens import OUTCOMES as STYLES

ASSETS = Path(__file__).resolve().parents[2] / "assets"
"""A folder in it for each component."""
TYPES = {".js": "text/javascript", ".css": "text/css"}


def files() -> dict[tuple[str, str], bytes]:
    """The components' files by (folder, name), with the tokens as the module tokens/tokens.js."""
    paths = (path for path in sorted(ASSETS.glob("*/*.*")) if path.suffix in TYPES)
    found = {(path.parent.name, path.name): path.read_bytes() for path in paths}
    return {**found, ("tokens", "tokens.js"): tokens_js().encode()}


def version(contents: dict[tuple[str, str], bytes]) -> str:
    """A digest of files, so that a browser never mixes old ones with new."""
    digest = hashlib.sha1(usedforsecurity=False)
    for (folder, name), content in contents.items():
        digest.update(f"{folder}/{name}".encode() + content)
    return digest.hexdigest()[:12]


def tokens_js() -> str:
    """The tokens as a JavaScript module: OUTCOMES by name, THEME with the colours of `light` and `dark`."""
    styles = STYLES | {outcome.name: STYLES[outcome.style] for outcome in OUTCOMES}
    outcomes = {name: {"name": name, **asdict(style)} for name, style in styles.items()}
    themes = {
        theme: {name: getattr(colour, theme) for name, colour in THEME.items()} for theme in ("light", "dark")
    }
    return f"export const OUTCOMES = {json.dumps(outcomes)};\nexport const THEME = {json.dumps(themes)};\n"


def tokens_css() -> str:
    """The tokens that styles use as custom properties --tl-NAME, on either theme of the page."""
    colours = {name: f"light-dark({colour.light}, {colour.dark})" for name, colour in THEME.items()}
    colours |= {"accent": OURS, "cost": COST, "rule": RULE}
    return f":root, :host {{ {' '.join(f'--tl-{name}: {value};' for name, value in colours.items())} }}"
