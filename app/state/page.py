"""Pages register themselves: a page is a script in pages/ and a folder of the same name in app/.

The folder's `state.py` holds `PAGE`: name, icon, place in the navigation, and the class of what can be chosen
there. No other file lists pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

SCRIPTS = Path(__file__).resolve().parents[2] / "pages"


@dataclass(frozen=True)
class Page:
    """A page. icon: a Material symbol; order: place in the navigation, the first opens by itself."""

    name: str
    icon: str
    order: int
    state: type[Any]

    @property
    def title(self) -> str:
        """What the navigation calls it."""
        return self.name.capitalize()

    @property
    def script(self) -> str:
        """Its script, seen from app/main.py."""
        return f"../pages/{self.name}.py"


@cache
def page(name: str) -> Page:
    """The page of a name. Raises ModuleNotFoundError when it has no folder in app/."""
    return import_module(f"app.{name}.state").PAGE


@cache
def pages() -> tuple[Page, ...]:
    """All pages in the order of the navigation."""
    return tuple(sorted((page(script.stem) for script in SCRIPTS.glob("*.py")), key=lambda page: page.order))
