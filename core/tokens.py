"""Design tokens: the colours and marks of pages, charts and reports, each written here and nowhere else.

The browser gets them from `app.server.assets`: as CSS custom properties and as a JavaScript module.
.streamlit/config.toml cannot read them; a test holds the two equal.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Colour:
    """A colour by theme, each as #rrggbb."""

    light: str
    dark: str

    def on(self, *, dark: bool) -> str:
        """The colour on one theme."""
        return self.dark if dark else self.light


@dataclass(frozen=True)
class OutcomeStyle:
    """How an outcome is drawn. mark: its shape, since not every eye tells the colours apart."""

    mark: str
    colour: Colour


OUTCOMES = {
    "hit": OutcomeStyle("dot", Colour("#00806a", "#35c9a6")),
    "localisation": OutcomeStyle("triangle", Colour("#1f6fc4", "#74b3f5")),
    "duplicate": OutcomeStyle("bars", Colour("#6b6f1e", "#c6c765")),
    "wrong class": OutcomeStyle("square", Colour("#b07a00", "#f0c14d")),
    "background": OutcomeStyle("cross", Colour("#c2410c", "#f0875a")),
    "missed": OutcomeStyle("ring", Colour("#a03083", "#e58cc8")),
    # A spot and a truth without labels or predictions to match them with.
    "spot": OutcomeStyle("dot", Colour("#46617a", "#a9bccb")),
    "truth": OutcomeStyle("diamond", Colour("#17212b", "#dfe7ec")),
    "merged": OutcomeStyle("bars", Colour("#7b8794", "#8b98a5")),
    "other": OutcomeStyle("cross", Colour("#6b7280", "#9ca3af")),
}
"""By the styles in `core.metric.outcomes.OUTCOMES`; `other` for one that has no entry."""

THEME = {
    "background": Colour("#ffffff", "#0e1317"),
    "panel": Colour("#f2f5f6", "#171e24"),
    "text": Colour("#17212b", "#dfe7ec"),
    "border": Colour("#dbe2e7", "#2b363f"),
    "table-border": Colour("#e4e9ed", "#232d35"),
    "primary": Colour("#0b7a64", "#3cc2a3"),
    "muted": Colour("#64737f", "#8b9aa6"),  # text of less weight
    "curve": Colour("#3a76ab", "#6ea8dc"),  # actionness
    "second": Colour("#7b3fa8", "#d7a6f2"),  # the run, or the class, that the first is compared with
    "good": Colour("#0a7d66", "#35c6a5"),  # text of a gain
    "bad": Colour("#b3470c", "#f08a4b"),  # text of a loss or a refusal
}
"""Surfaces, lines and text."""

OURS, BESIDE, AMBER, VIOLET = "#0f8a71", "#8a98a5", "#c77700", "#6a5acd"
"""Accents of charts, the same on both themes: the run shown, what it is compared with, further lines."""
EARLY, LATE = "#2f7fc1", AMBER
COST = "#d97706"
"""Shade of what errors cost."""
CURRENT = "#d64545"
"""Mark of the current setting in a chart."""
MAP_CURRENT, MAP_BEST, MAP_BEST_EDGE = "#ff4d4d", "#ffffff", "#111111"
"""Marks over a map in the colours of Viridis."""
RUNS = (OURS, AMBER, VIOLET, "#b0416b", EARLY)
"""A colour per run compared, from the start again after the last."""
REPORT_RUNS = (OURS, "#c2571a", "#3b6fb6", "#9a4fa3", "#8a7a12", "#5c6670")
"""The same in a report, which is light alone and may be printed."""
GAINED, LOST = REPORT_RUNS[:2]
CLASSES = (
    *("#0f8a71", "#c77700", "#6a5acd", "#b0416b", "#2f7fc1", "#8a7a12", "#7b3fa8", "#c2571a"),
    *("#3f8f2f", "#5c6670", "#a8324a", "#0d8ba1"),
)
"""A colour per class where its label set names none, from the start again with another mark then."""
CLASS_MARKS = ("dot", "square", "diamond", "triangle", "ring", "cross", "bars")
"""A mark per round of these colours."""
REMARK, REMARK_EDGE = "#fff3d6", "#d99a00"
RULE = "#8091a0"
"""Lines between rows and behind charts, always faint."""


def class_style(label: int, colour: str = "") -> tuple[str, str]:
    """Colour and mark of a class by its place in the label set. colour: the set's own, where it names one.

    Up to 84 classes differ in one of the two.
    """
    turn, place = divmod(label, len(CLASSES))
    return colour or CLASSES[place], CLASS_MARKS[turn % len(CLASS_MARKS)]


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of #rrggbb, each 0 to 255."""
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def faint(colour: str, opacity: float) -> str:
    """A colour with an opacity of 0 to 1, as CSS and Plotly read it."""
    return f"rgba({','.join(map(str, rgb(colour)))},{opacity:g})"
