"""The one owner of what is chosen: session state on one side, the URL on the other.

A page calls `begin` first and `commit` last. What the URL says in nonsense is ignored, with a note.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

import streamlit as st

from app import setting, split_setting
from app.setting import Setting, number
from core.classes import CLASSES
from core.data.splits import SPLITS
from core.post.evaluation import VIEWS

TOLERANCES_S = (1, 2, 3, 4, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60)
"""The official tolerances, tight and loose: full widths in seconds."""
_DAY_S = 4 * 3600
_PAST, _LATE_S = 32, 4.0


@dataclass
class Selection:
    """What is chosen; None for a setting means the run's own (or whatever comes first)."""

    q: str = ""
    league: str = ""
    season: str = ""
    split: str = ""
    game: str = ""
    half: int = 1
    run: str = ""
    focus: int = CLASSES.index("Goal")
    method: str | None = None
    threshold: float | None = None
    window: float | None = None
    thresholds: setting.Pairs = ()
    windows: setting.Pairs = ()
    before: float | None = None
    after: float | None = None
    scope: str = "all"
    second: str = ""
    against: str = ""
    tolerance: int = 30
    time_ms: int = 0
    zoom: tuple[int, int] = (0, 0)
    metric: str = "loose"
    view: str = "all"
    beside: str = ""
    smoothing: float | None = None
    methods: tuple[tuple[int, str], ...] = ()
    smoothings: setting.Pairs = ()
    panel: str = "each"
    common: bool = False
    pin: str = ""
    objective: str = "loose"
    tune_on: str = "valid"
    runs: tuple[str, ...] = ()
    baseline: str = ""
    diff: bool = False
    look: str = "heat"

    @property
    def setting(self) -> Setting:
        """What the sliders say."""
        return Setting(**{name: getattr(self, name) for name in setting.PARSERS})


def _one_of(options) -> Callable[[str], Any]:
    table = {str(option): option for option in options}

    def parse(text: str) -> Any:
        if text not in table:
            raise ValueError(text)
        return table[text]

    return parse


def _text(text: str) -> str:
    if len(text) > 200 or not text.isprintable():
        raise ValueError(text)
    return text


def _names(text: str) -> tuple[str, ...]:
    names = tuple(filter(None, _text(text).split(",")))
    if len(set(names)) < len(names):
        raise ValueError(text)
    return names


def _game(text: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{12}", text):
        raise ValueError(text)
    return text


def _milliseconds(text: str) -> int:
    return round(number(0, _DAY_S)(text) * 1000)


def _zoom(text: str) -> tuple[int, int]:
    start, end = (_milliseconds(part) for part in text.split("-"))
    if end - start < 1000:
        raise ValueError(text)
    return start, end


def _focus(text: str) -> int:
    if text not in setting.SLUGS:
        raise ValueError(text)
    return setting.SLUGS[text]


def _against(text: str) -> str:
    return Setting.parse(text).text()


def _seconds(time_ms: int) -> str:
    return f"{time_ms / 1000:.3f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class _Param:
    """How a field is read from and written to the URL."""

    parse: Callable[[str], Any]
    write: Callable[[Any], str] = str
    name: str = ""


_PARAMS: dict[str, _Param] = {
    "q": _Param(_text),
    "league": _Param(_text),
    "season": _Param(_text),
    "split": _Param(_one_of(("", *SPLITS, "all"))),
    "game": _Param(_game),
    "half": _Param(_one_of((1, 2))),
    "run": _Param(_text),
    "focus": _Param(_focus, setting.SLUG_OF.__getitem__, "class"),
    **{name: _Param(parse, partial(setting.write, name)) for name, parse in setting.PARSERS.items()},
    "scope": _Param(_one_of(("all", "class")), name="for"),
    "second": _Param(_text),
    "against": _Param(_against),
    "tolerance": _Param(_one_of(TOLERANCES_S)),
    "time_ms": _Param(_milliseconds, _seconds, "t"),
    "zoom": _Param(_zoom, lambda value: f"{_seconds(value[0])}-{_seconds(value[1])}"),
    "metric": _Param(_one_of(("loose", "tight"))),
    "view": _Param(_one_of(VIEWS)),
    "beside": _Param(_text),
    **{
        name: _Param(split_setting.PARSERS[name], partial(split_setting.write, name))
        for name in ("smoothing", "methods", "smoothings")
    },
    "panel": _Param(_one_of(("each", "sweep", "auto", "point", "save"))),
    "common": _Param(_one_of((True, False))),
    "pin": _Param(split_setting.check_pin),
    "objective": _Param(_one_of(("loose", "tight", "f1"))),
    "tune_on": _Param(_one_of((*SPLITS, "all")), name="on"),
    "runs": _Param(_names, ",".join),
    "baseline": _Param(_text),
    "diff": _Param(_one_of((True, False))),
    "look": _Param(_one_of(("heat", "class", "lens"))),
}
PAGES: dict[str, tuple[str, ...]] = {
    "games": ("q", "league", "season", "split"),
    "match": (
        *("game", "half", "run", "focus", *setting.PARSERS, "scope"),
        *("second", "against", "tolerance", "time_ms", "zoom"),
    ),
    "classes": (
        *("run", "split", *split_setting.PARSERS, "metric", "view", "beside"),
        *("common", "focus", "tolerance", "look"),
    ),
    "tuning": (
        *("run", "split", *split_setting.PARSERS, "pin", "panel", "common", "focus"),
        *("tolerance", "metric", "view", "objective", "tune_on"),
    ),
    "compare": ("runs", "split", "baseline", "metric", "view", "diff", "common", "focus", "tolerance"),
}
_DEFAULTS = Selection()


def read(page: str, params: dict[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Field values of a page from URL parameters (absent ones at their defaults), and what was ignored."""
    values, ignored = {}, []
    known = {(_PARAMS[field].name or field): field for field in PAGES[page]}
    for field in known.values():
        values[field] = getattr(_DEFAULTS, field)
    for name, text in params.items():
        field = known.get(name)
        if field is None:
            ignored.append(name)
            continue
        try:
            values[field] = _PARAMS[field].parse(text)
        except ValueError:
            ignored.append(name)
    return values, ignored


def written(page: str, selection: Selection) -> dict[str, str]:
    """URL parameters of a page: those that differ from their defaults."""
    return {
        (_PARAMS[field].name or field): _PARAMS[field].write(getattr(selection, field))
        for field in PAGES[page]
        if getattr(selection, field) != getattr(_DEFAULTS, field) and getattr(selection, field) is not None
    }


def begin(page: str) -> Selection:
    """The selection, brought up to date from the URL when that changed under us (a link, back, forward)."""
    state = st.session_state
    chosen: Selection = state.setdefault("selection", Selection())
    params = st.query_params.to_dict()
    turned = state.get("selection_page") != page
    state["selection_page"] = page
    if turned:
        _forget_widgets()
    if not _ours(params) and (params or not turned):
        values, ignored = read(page, params)
        change(**values)
        state["selection_ignored"] = ignored
        state["selection_moves"] = state.get("selection_moves", 0) + 1
    elif turned:
        state["selection_ignored"] = []
    if ignored := state.get("selection_ignored"):
        names = ", ".join(re.sub(r"[^\w-]", "", name)[:20] or "?" for name in sorted(ignored)[:6])
        st.caption(f":material/info: Ignored in the address, as it makes no sense here: {names}.")
    return chosen


def _forget_widgets() -> None:
    """Drop what widgets of another page held: one of the same key here is another widget to Streamlit.

    It would start at its own default while its key still gives the old value, so that nothing sets it.
    """
    for key in [key for key in st.session_state if isinstance(key, str) and key.startswith("w_")]:
        del st.session_state[key]


def commit(page: str) -> None:
    """Write the selection to the URL."""
    params = written(page, current())
    if params != st.query_params.to_dict():
        st.query_params.from_dict(params)
    past = st.session_state.setdefault("selection_written", [])
    if not past or past[-1][0] != params:
        now = time.monotonic()
        if past:
            past[-1] = (past[-1][0], now)  # superseded now
        past.append((params, now))
        del past[:-_PAST]


def _ours(params: dict[str, str]) -> bool:
    """Whether an address is the one we wrote last, or one that we replaced a moment ago.

    A rerun carries the address that the browser had when it asked, which may not have heard of our last
    change yet; taking that for a link would throw the view back. Back and forward come later than that.
    """
    past = st.session_state.get("selection_written") or [({}, 0.0)]
    now = time.monotonic()
    return params == past[-1][0] or any(params == old and now - until < _LATE_S for old, until in past[:-1])


def current() -> Selection:
    """The selection as it is."""
    return st.session_state.setdefault("selection", Selection())


def change(**values: Any) -> None:
    """Set fields of the selection. Raises AttributeError for a name that is none."""
    known = {field.name for field in fields(Selection)}
    if unknown := set(values) - known:
        raise AttributeError(f"no such selection: {unknown}")
    for name, value in values.items():
        setattr(current(), name, value)


def go(**values: Any) -> None:
    """Set fields and tell the match view to move there."""
    change(**values)
    st.session_state["selection_moves"] = moves() + 1


def moves() -> int:
    """How often the view was sent somewhere; the match view follows when it changes."""
    return st.session_state.get("selection_moves", 0)


def widget(field: str, value: Any) -> dict[str, Any]:
    """Keyword arguments that tie a widget to a field; `value` is what it shows."""
    key = f"w_{field}"
    # Set only when it differs: a slider still being dragged must not be sent back to an older value.
    if st.session_state.get(key) != value or key not in st.session_state:
        st.session_state[key] = value
    return {"key": key, "on_change": _taken, "args": (field,)}


def _taken(field: str) -> None:
    change(**{field: st.session_state[f"w_{field}"]})
