"""What a click on a count of errors, or on a class, chooses: its key, and what it sets."""

from __future__ import annotations

from app.state.moment_filter import filter_text, parse_filter
from app.state.parsers import SLUG_OF, SLUGS
from app.ui import selection
from core.errors.moment_filter import MomentFilter

GALLERY = "errors_gallery"


_CLASS = "class:"


_ALL = "all"


def filter_key(moment_filter: MomentFilter) -> str:
    """The key of the moments of a filter; nothing for a name that no URL can hold."""
    text = filter_text(moment_filter)
    if moment_filter.league is None and moment_filter.season is None and moment_filter.home is None:
        return text
    try:
        return text if parse_filter(text) == moment_filter else ""
    except ValueError:
        return ""


def class_key(label: int | None) -> str:
    """The key of a class's name, of all classes for None."""
    return _CLASS + (_ALL if label is None else SLUG_OF[label])


def chosen_keys() -> list[str]:
    """The keys that stand for what is chosen now."""
    return (
        [selection.value("cell"), class_key(selection.value("of"))]
        if selection.value("of") is not None
        else [selection.value("cell")]
    )


def pick(key: str) -> None:
    """Choose the moments of a count, or a class with its errors; the chosen one again is let go."""
    if key.startswith(_CLASS):
        slug = key.removeprefix(_CLASS)
        if slug != _ALL and slug not in SLUGS:
            return
        label = None if slug == _ALL or SLUGS[slug] == selection.value("of") else SLUGS[slug]
        visible = {"visible": True, "unshown": False}.get(selection.value("view"))
        text = "" if label is None else filter_text(MomentFilter(label=label, visible=visible))
        selection.change(of=label, cell=text, at="", most=24)
        return
    try:
        text = filter_text(parse_filter(key))
    except ValueError:
        return
    selection.change(cell="" if text == selection.value("cell") else text, at="", most=24)
