"""What a click on a count of errors, or on a class, chooses: its key, and what it sets."""

from __future__ import annotations

from app.state.moment_filter import Cell
from app.state.parsers import SLUG_OF, SLUGS
from app.ui import selection

GALLERY = "errors_gallery"


_CLASS = "class:"


_ALL = "all"


def key_of(cell: Cell) -> str:
    """What a click on a cell asks for; nothing for a name that no address can hold."""
    text = cell.text()
    if cell.league is None and cell.season is None and cell.home is None:
        return text
    try:
        return text if Cell.parse(text) == cell else ""
    except ValueError:
        return ""


def class_key(label: int | None) -> str:
    """What a click on a class's name asks for."""
    return _CLASS + (_ALL if label is None else SLUG_OF[label])


def chosen_keys() -> list[str]:
    """The keys that stand for what is chosen now."""
    return (
        [selection.value("cell"), class_key(selection.value("of"))]
        if selection.value("of") is not None
        else [selection.value("cell")]
    )


def pick(key: str) -> None:
    """Take a cell, or a class with its errors; the chosen one again gives it back."""
    if key.startswith(_CLASS):
        slug = key.removeprefix(_CLASS)
        if slug != _ALL and slug not in SLUGS:
            return
        label = None if slug == _ALL or SLUGS[slug] == selection.value("of") else SLUGS[slug]
        visible = {"visible": True, "unshown": False}.get(selection.value("view"))
        cell = "" if label is None else Cell(label=label, visible=visible).text()
        selection.change(of=label, cell=cell, at="", most=24)
        return
    try:
        cell = Cell.parse(key)
    except ValueError:
        return
    if cell.text() == selection.value("cell"):
        cell = Cell()
    selection.change(cell=cell.text(), at="", most=24)
