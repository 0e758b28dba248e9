"""The layout of lanes and list on the match view: a text for the URL, plain values for the browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from app.state.parsers import SLUG_OF, label, number, one_of, several
from core.metric.outcomes import OUTCOMES

_CHIPS = (*(outcome.name for outcome in OUTCOMES), "spot", "truth")
"""What the list can leave out; the last two where nothing is judged."""
_SLUGS = {name.replace(" ", "-"): name for name in _CHIPS}


def _outcome(text: str) -> str:
    return _SLUGS[one_of(_SLUGS)(text)]


def _slugs(labels: tuple[int, ...]) -> str:
    return ",".join(SLUG_OF[each] for each in labels)


_FLAG = (one_of((True, False)), str)
_LABELS = (several(label), _slugs)


_Texts = dict[str, tuple[Callable[[str], Any], Callable[[Any], str]]]
"""Field -> its parser, and what the parser reads."""


@dataclass(frozen=True)
class _Layout:
    TEXTS: ClassVar[_Texts] = {}

    def text(self) -> str:
        """ "order=ap;hidden=goal,foul": what is not at its default."""
        default = type(self)()
        return ";".join(
            f"{name}={write(getattr(self, name))}"
            for name, (_, write) in self.TEXTS.items()
            if getattr(self, name) != getattr(default, name)
        )

    @classmethod
    def parse(cls, text: str) -> Self:
        """From `text`. Raises ValueError for anything else."""
        values = {}
        for part in filter(None, text.split(";")):
            name, _, value = part.partition("=")
            if name not in cls.TEXTS or name in values:
                raise ValueError(text)
            values[name] = cls.TEXTS[name][0](value)
        return cls(**values)

    def plain(self) -> dict[str, Any]:
        """For the browser."""
        values = ((name, getattr(self, name)) for name in self.TEXTS)
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values}

    @classmethod
    def from_plain(cls, values: Any) -> Self:
        """From what `plain` gave the browser. Raises ValueError for anything else."""
        try:
            plain = {
                name: tuple(value) if isinstance(value, list) else value for name, value in values.items()
            }
            return cls.parse(cls(**plain).text())
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError(str(error)) from error


@dataclass(frozen=True)
class LaneLayout(_Layout):
    """Order of the lanes, and the classes whose lanes are hidden or small."""

    TEXTS: ClassVar[_Texts] = {
        "order": (one_of(("listed", "first", "count", "ap")), str),
        "hidden": _LABELS,
        "small": _LABELS,
    }
    order: str = "listed"
    hidden: tuple[int, ...] = ()
    small: tuple[int, ...] = ()


@dataclass(frozen=True)
class ListLayout(_Layout):
    """Which moments are listed, and in which order.

    without: outcomes whose chip is off; label: only this class; seen: only visible or unshown truths; least:
    the lowest confidence; focus: only the class in focus; differing: only where the two runs differ.
    """

    TEXTS: ClassVar[_Texts] = {
        "without": (
            several(_outcome),
            lambda value: ",".join(sorted(name.replace(" ", "-") for name in value)),
        ),
        "label": (label, SLUG_OF.__getitem__),
        "seen": (one_of(("visible", "unshown")), str),
        "least": (number(0, 1), "{:g}".format),
        "focus": _FLAG,
        "differing": _FLAG,
        "sort": (one_of(("time", "class", "conf")), str),
        "reversed": _FLAG,
    }
    without: tuple[str, ...] = ()
    label: int | None = None
    seen: str = ""
    least: float = 0.0
    focus: bool = False
    differing: bool = False
    sort: str = "time"
    reversed: bool = False
