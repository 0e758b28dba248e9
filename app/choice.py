"""What can be chosen, page by page, and how each choice is written in the URL and read back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from app import setting
from app.cell import Cell
from app.setting import Setting, number
from core.classes import CLASSES
from core.data.splits import SPLITS
from core.post.error_tables import GROUPS
from core.post.evaluation import VIEWS

TOLERANCES_S = (1, 2, 3, 4, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60)
"""The official tolerances, tight and loose: full widths in seconds."""
_DAY_S = 4 * 3600


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
    smoothing: float | None = None
    methods: setting.Methods = ()
    thresholds: setting.Pairs = ()
    windows: setting.Pairs = ()
    smoothings: setting.Pairs = ()
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
    panel: str = "each"
    common: bool = False
    pin: str = ""
    objective: str = "loose"
    tune_on: str = "valid"
    runs: tuple[str, ...] = ()
    baseline: str = ""
    diff: bool = False
    look: str = "heat"
    over: str = "loose"
    far: float = 3.0
    labels: str = "file"
    show: str = "confusion"
    by: str = "cause"
    of: int | None = None
    cell: str = ""
    at: str = ""
    most: int = 24
    top: bool = False
    games_by: str = "game"
    queue: str = "suspect"

    @property
    def setting(self) -> Setting:
        """What the widgets say."""
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


def _canonical(kind: type[Setting] | type[Cell]) -> Callable[[str], str]:
    return lambda text: kind.parse(text).text()


def _moment(text: str) -> str:
    """A moment's name; see `app.erring.name_of`."""
    if not re.fullmatch(r"[0-9a-f]{12}-[12]-[0-9]{1,8}-[a-z-]{1,40}", text):
        raise ValueError(text)
    return text


def _shown(text: str) -> int:
    """How many moments are shown: whole rows of the gallery."""
    count = int(text)
    if count % 24 or not 24 <= count <= 480:
        raise ValueError(text)
    return count


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
    "against": _Param(_canonical(Setting)),
    "tolerance": _Param(_one_of(TOLERANCES_S)),
    "time_ms": _Param(_milliseconds, _seconds, "t"),
    "zoom": _Param(_zoom, lambda value: f"{_seconds(value[0])}-{_seconds(value[1])}"),
    "metric": _Param(_one_of(("loose", "tight"))),
    "view": _Param(_one_of(VIEWS)),
    "beside": _Param(_text),
    "panel": _Param(_one_of(("each", "sweep", "auto", "point", "save"))),
    "common": _Param(_one_of((True, False))),
    "pin": _Param(setting.check_pin),
    "objective": _Param(_one_of(("loose", "tight", "f1"))),
    "tune_on": _Param(_one_of((*SPLITS, "all")), name="on"),
    "runs": _Param(_names, ",".join),
    "baseline": _Param(_text),
    "diff": _Param(_one_of((True, False))),
    "look": _Param(_one_of(("heat", "class", "lens"))),
    "over": _Param(_one_of(("loose", "tight", "one"))),
    "far": _Param(number(1, 20), "{:g}".format),
    "labels": _Param(_one_of(("file", "mended", "both"))),
    "show": _Param(_one_of(("confusion", "offsets", "misses", "false", "games"))),
    "by": _Param(_one_of(GROUPS)),
    "of": _Param(_focus, setting.SLUG_OF.__getitem__),
    "cell": _Param(_canonical(Cell)),
    "at": _Param(_moment),
    "most": _Param(_shown),
    "top": _Param(_one_of((True, False))),
    "games_by": _Param(_one_of(("game", "league", "season", "home")), name="games"),
    "queue": _Param(_one_of(("suspect", "cell"))),
}
PAGES: dict[str, tuple[str, ...]] = {
    "games": ("q", "league", "season", "split"),
    "match": (
        *("game", "half", "run", "focus", *setting.PARSERS, "scope"),
        *("second", "against", "tolerance", "time_ms", "zoom"),
    ),
    "classes": (
        *("run", "split", *setting.NMS, "metric", "view", "beside"),
        *("common", "focus", "tolerance", "look"),
    ),
    "tuning": (
        *("run", "split", *setting.NMS, "pin", "panel", "common", "focus"),
        *("tolerance", "metric", "view", "objective", "tune_on"),
    ),
    "compare": ("runs", "split", "baseline", "metric", "view", "diff", "common", "focus", "tolerance"),
    "errors": (
        *("run", "split", *setting.NMS, "common", "view", "tolerance", "over", "far", "labels"),
        *("show", "by", "of", "top", "games_by", "tune_on", "cell", "at", "most"),
    ),
    "review": (*("run", "split", *setting.NMS, "common", "tolerance", "far", "queue", "cell", "at"),),
}
DEFAULTS = Selection()


def read(page: str, params: dict[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Field values of a page from URL parameters (absent ones at their defaults), and what was ignored."""
    values, ignored = {}, []
    known = {(_PARAMS[field].name or field): field for field in PAGES[page]}
    for field in known.values():
        values[field] = getattr(DEFAULTS, field)
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
        if getattr(selection, field) != getattr(DEFAULTS, field) and getattr(selection, field) is not None
    }
