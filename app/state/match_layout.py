"""The layout of lanes and list on the match view: a text for the URL, plain values for the browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from app.state import parsers
from app.state.param import param, params_of, write_url
from app.state.parsers import FLAG, LABEL, SLUG, OfSet, listed, of_set, one_of, several, slug
from core.label_set import LabelSet
from core.metric.outcomes import OUTCOMES

_LABELS = OfSet(lambda label_set: several(of_set(LABEL, label_set)))
_SLUGS = OfSet(lambda label_set: listed(of_set(SLUG, label_set)))
_chip = parsers.by_slug((*(outcome.name for outcome in OUTCOMES), "spot", "truth"))
"""What the list can leave out; the last two where nothing is judged."""


class _Layout:
    """Fields made by `param`, as those of a page's state."""

    def text(self, label_set: LabelSet) -> str:
        """ "order=ap;hidden=goal,foul": what is not at its default."""
        return parsers.parts_text(write_url(self, label_set))

    @classmethod
    def parse(cls, text: str, label_set: LabelSet) -> Self:
        """From `text`. Raises ValueError for anything else."""
        parse = {name: each.parsers[name] for name, each in params_of(cls, label_set).items()}
        return cls(**parsers.read_parts(text, parse))

    def plain(self) -> dict[str, Any]:
        """For the browser."""
        values = vars(self).items()
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values}

    @classmethod
    def from_plain(cls, values: Any, label_set: LabelSet) -> Self:
        """From what `plain` gave the browser. Raises ValueError for anything else."""
        try:
            items = values.items()
            plain = {name: tuple(value) if isinstance(value, list) else value for name, value in items}
            return cls.parse(cls(**plain).text(label_set), label_set)
        except (AttributeError, LookupError, TypeError) as error:
            raise ValueError(str(error)) from error


@dataclass(frozen=True)
class LaneLayout(_Layout):
    """Order of the lanes, and the classes whose lanes are hidden or small."""

    order: str = param("listed", one_of(("listed", "first", "count", "ap")))
    hidden: tuple[int, ...] = param((), _LABELS, _SLUGS)
    small: tuple[int, ...] = param((), _LABELS, _SLUGS)


@dataclass(frozen=True)
class ListLayout(_Layout):
    """Which moments are listed, and in which order.

    without: outcomes whose chip is off; label: only this class; seen: only visible or unshown truths; least:
    the lowest confidence; focus: only the class in focus; differing: only where the two runs differ.
    """

    without: tuple[str, ...] = param((), several(_chip), lambda names: listed(slug)(sorted(names)))
    label: int | None = param(None, LABEL, SLUG)
    seen: str = param("", one_of(("visible", "unshown")))
    least: float = param(0.0, parsers.number(0, 1), "{:g}".format)
    focus: bool = param(False, FLAG)
    differing: bool = param(False, FLAG)
    sort: str = param("time", one_of(("time", "class", "conf")))
    reversed: bool = param(False, FLAG)
