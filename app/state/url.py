"""What can be chosen, page by page, and how each choice is written in the URL and read back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.state import nms_fields, parsers
from app.state.match_layout import Lanes, Listed
from app.state.moment_filter import Cell
from app.state.nms_fields import Setting, number
from core.classes import CLASSES
from core.data.splits import SPLITS
from core.errors.tables import GROUPS
from core.metric.evaluation import VIEWS

TOLERANCES_S = (1, 2, 3, 4, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60)
"""The official tolerances, tight and loose: full widths in seconds."""


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
    methods: nms_fields.Methods = ()
    thresholds: nms_fields.Pairs = ()
    windows: nms_fields.Pairs = ()
    smoothings: nms_fields.Pairs = ()
    before: float | None = None
    after: float | None = None
    own: bool = False
    scope: str = "all"
    second: str = ""
    against: str = ""
    tolerance: int = 30
    time_ms: int = 0
    zoom: tuple[int, int] = (0, 0)
    lanes: str = ""
    listed: str = ""
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
        return Setting(**{name: getattr(self, name) for name in nms_fields.PARSERS})


@dataclass(frozen=True)
class _Param:
    """How a field is read from and written to the URL."""

    parse: Callable[[str], Any]
    write: Callable[[Any], str] = str
    name: str = ""


_PARAMS: dict[str, _Param] = {
    "q": _Param(parsers.plain_text),
    "league": _Param(parsers.plain_text),
    "season": _Param(parsers.plain_text),
    "split": _Param(parsers.one_of(("", *SPLITS, "all"))),
    "game": _Param(parsers.game_id),
    "half": _Param(parsers.one_of((1, 2))),
    "run": _Param(parsers.plain_text),
    "focus": _Param(parsers.label, nms_fields.SLUG_OF.__getitem__, "class"),
    **{name: _Param(parse, partial(nms_fields.write, name)) for name, parse in nms_fields.PARSERS.items()},
    "own": _Param(parsers.one_of((True, False))),
    "scope": _Param(parsers.one_of(("all", "class")), name="for"),
    "second": _Param(parsers.plain_text),
    "against": _Param(parsers.canonical(Setting)),
    "tolerance": _Param(parsers.one_of(TOLERANCES_S)),
    "time_ms": _Param(parsers.milliseconds, parsers.seconds, "t"),
    "zoom": _Param(parsers.zoom, lambda value: f"{parsers.seconds(value[0])}-{parsers.seconds(value[1])}"),
    "lanes": _Param(parsers.canonical(Lanes)),
    "listed": _Param(parsers.canonical(Listed), name="list"),
    "metric": _Param(parsers.one_of(("loose", "tight"))),
    "view": _Param(parsers.one_of(VIEWS)),
    "beside": _Param(parsers.plain_text),
    "panel": _Param(parsers.one_of(("each", "sweep", "auto", "point", "save"))),
    "common": _Param(parsers.one_of((True, False))),
    "pin": _Param(nms_fields.check_pin),
    "objective": _Param(parsers.one_of(("loose", "tight", "f1"))),
    "tune_on": _Param(parsers.one_of((*SPLITS, "all")), name="on"),
    "runs": _Param(parsers.names, ",".join),
    "baseline": _Param(parsers.plain_text),
    "diff": _Param(parsers.one_of((True, False))),
    "look": _Param(parsers.one_of(("heat", "class", "lens"))),
    "over": _Param(parsers.one_of(("loose", "tight", "one"))),
    "far": _Param(number(1, 20), "{:g}".format),
    "labels": _Param(parsers.one_of(("file", "mended", "both"))),
    "show": _Param(parsers.one_of(("confusion", "offsets", "misses", "false", "games"))),
    "by": _Param(parsers.one_of(GROUPS)),
    "of": _Param(parsers.label, nms_fields.SLUG_OF.__getitem__),
    "cell": _Param(parsers.canonical(Cell)),
    "at": _Param(parsers.moment),
    "most": _Param(parsers.shown),
    "top": _Param(parsers.one_of((True, False))),
    "games_by": _Param(parsers.one_of(("game", "league", "season", "home")), name="games"),
    "queue": _Param(parsers.one_of(("suspect", "cell"))),
}
PAGES: dict[str, tuple[str, ...]] = {
    "games": ("q", "league", "season", "split"),
    "match": (
        *("game", "half", "run", "focus", *nms_fields.PARSERS, "own", "scope"),
        *("second", "against", "tolerance", "time_ms", "zoom", "lanes", "listed"),
    ),
    "classes": (
        *("run", "split", *nms_fields.NMS, "metric", "view", "beside"),
        *("common", "focus", "tolerance", "look"),
    ),
    "tuning": (
        *("run", "split", *nms_fields.NMS, "pin", "panel", "common", "focus"),
        *("tolerance", "metric", "view", "objective", "tune_on"),
    ),
    "compare": ("runs", "split", "baseline", "metric", "view", "diff", "common", "focus", "tolerance"),
    "errors": (
        *("run", "split", *nms_fields.NMS, "common", "view", "tolerance", "over", "far", "labels"),
        *("show", "by", "of", "top", "games_by", "tune_on", "cell", "at", "most"),
    ),
    "review": (*("run", "split", *nms_fields.NMS, "common", "tolerance", "far", "queue", "cell", "at"),),
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
