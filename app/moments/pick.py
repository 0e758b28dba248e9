"""From a count to its moments: the keys of cells and marks that open them, and what a click chooses."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from app.state import parsers
from app.state.moment_filter import filter_text, parse_filter
from app.ui import selection
from app.ui.chart import chart
from app.ui.figure_table import Figure, Head, Row, figures
from core.errors.moment_filter import MomentFilter
from core.errors.moments import ALL
from core.label_set import LabelSet

GALLERY = "errors_gallery"
"""Key of the container of the gallery, which a click on a count brings into view."""
_CLASS, _ALL = "class:", "*"  # no slug


def filter_in_view(view: str, **fields) -> MomentFilter:
    """A filter of moments over the truths of a view: all, visible or unshown."""
    return MomentFilter(visible={"all": None, "visible": True, "unshown": False}[view], **fields)


def filter_key(moment_filter: MomentFilter, label_set: LabelSet) -> str:
    """The key that opens the moments of a filter; none for a name that no URL can hold."""
    text = filter_text(moment_filter, label_set)
    named = {moment_filter.league, moment_filter.season, moment_filter.home} != {None}
    try:
        return text if not named or parse_filter(text, label_set) == moment_filter else ""
    except ValueError:
        return ""


def class_key(label: int | None, label_set: LabelSet) -> str:
    """The key that limits the page to a class, or to none for None."""
    return _CLASS + (_ALL if label is None else label_set.slugs[label])


def pick(key: str) -> None:
    """Choose the moments of a count, or a class with its errors; the chosen one again chooses all errors."""
    values, label_set = {}, selection.label_set()
    try:
        if key.startswith(_CLASS):
            slug = key.removeprefix(_CLASS)
            label = None if slug == _ALL else label_set.slugs.index(slug)
            if label == selection.value("only_class"):
                label = None
            values["only_class"] = label
            if label is None:
                chosen = ALL
            else:
                chosen = filter_in_view(selection.value("view"), label=label)
        else:
            chosen = parse_filter(key, label_set)
            if chosen == selection.value("moment_filter"):
                chosen = ALL
    except ValueError:
        return
    show_moments(chosen, **values)


def show_moments(moment_filter: MomentFilter = ALL, **values) -> None:
    """Fill the gallery from its start with the moments of a filter. values: other fields to set."""
    selection.change(moment_filter=moment_filter, moment="", card_count=parsers.CARD_STEP, **values)


def count_cell(
    number: int,
    moment_filter: MomentFilter,
    label_set: LabelSet,
    *,
    tone: str = "",
    shade: float = 0.0,
    title: str = "",
) -> Figure:
    """A cell with a number of moments, which opens them; 0 opens nothing."""
    key = filter_key(moment_filter, label_set) if number else ""
    return Figure(f"{int(number):,}", key, shade, tone if number else "soft", title)


def linked_table(key: str, head: Sequence[Head], rows: Sequence[Row], label: str, **more) -> None:
    """A table of figures whose cells open their moments in the gallery. more: as for `figures`."""
    chosen, only_class = selection.value("moment_filter"), selection.value("only_class")
    label_set = selection.label_set()
    keys = [filter_text(chosen, label_set), "" if only_class is None else class_key(only_class, label_set)]
    figures(key, head, rows, pick, label=label, chosen=keys, **{"reveals": GALLERY, **more})


def linked_chart(figure: go.Figure, key: str) -> None:
    """A chart whose marks open their moments: the last of a mark's customdata is the text of its filter."""

    def clicked(data: Sequence) -> None:
        if str(data[-1]) != filter_text(selection.value("moment_filter"), selection.label_set()):
            pick(str(data[-1]))

    figure.update_traces(unselected={"marker": {"opacity": 1}})
    chart(figure, key, clicked)
