"""The plots of a comparison's report as SVG text: no script, and the values in each mark's tooltip."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from html import escape
from itertools import cycle

from core.comparison.compare import Changes, Comparison
from core.comparison.text import in_points
from core.figures import percent, tolerance
from core.metric.evaluation import VIEWS
from core.tokens import GAINED, LOST, REPORT_RUNS, THEME

_INK, _LINE = THEME["text"].light, THEME["table-border"].light
_WIDTH, _LEFT, _RIGHT, _TOP, _BOTTOM = 960, 150, 20, 34, 44


def differences(comparison: Comparison, metric: str) -> str:
    """What each run gains on the baseline by class, with intervals: those that cross 0 are noise."""
    rows = {}
    for title, label in {"average": None, **comparison.label_set.index}.items():
        cells = comparison.cells(metric, "all", label)
        rows[title] = {cell.run: cell.difference for cell in cells if cell.difference is not None}
    ends = [100 * end for row in rows.values() for gain in row.values() for end in astuple(gain)]
    colours = _colours(comparison)
    del colours[comparison.baseline]
    row_height = 14 + 10 * len(colours)
    x, ticks = _scale(min([*ends, 0]), max([*ends, 0]))
    bottom = _TOP + row_height * len(rows)
    body = _axis(ticks, x, bottom, f"points of {metric} AP gained on {comparison.baseline}")
    body += _legend(colours)
    for place, (title, row) in enumerate(rows.items()):
        top = _TOP + row_height * place
        body.append(_title(title, top + row_height / 2, bold=place == 0))
        for index, (name, gain) in enumerate(row.items()):
            y, colour = top + 12 + 10 * index, colours[name]
            shown = "{} [{}, {}]".format(*in_points(gain))
            body.append(
                f'<g stroke="{colour}" fill="{colour}"><title>{escape(f"{name}, {title}: {shown}")}</title>'
                f'<path d="M{x(100 * gain.low):.1f} {y:.1f}H{x(100 * gain.high):.1f}" stroke-width="2"/>'
                f'<circle cx="{x(100 * gain.value):.1f}" cy="{y:.1f}" r="3.5"/></g>'
            )
    body.append(f'<path d="M{x(0):.1f} {_TOP}V{bottom}" stroke="{_INK}"/>')
    return _svg(bottom + _BOTTOM, body, f"Differences in {metric} AP to {comparison.baseline}")


def over_tolerance(comparison: Comparison) -> str:
    """mAP of every run at each tolerance."""
    tolerances, ap, view = comparison.bootstrap.tolerances_s, comparison.bootstrap.ap, VIEWS.index("all")
    x, ticks = _scale(0, max(tolerances))
    colours = _colours(comparison)
    curves = {name: (100 * ap[name][0, view].mean(axis=1)).tolist() for name in colours}
    bottom, height = _TOP + 280, 280
    top_value = _nice(max([*(value for curve in curves.values() for value in curve), 1e-9]) * 1.02)
    body = _axis(ticks, x, bottom, "tolerance, s")
    for step in range(5):
        y = bottom - height * step / 4
        body.append(f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="{_LINE}"/>')
        body.append(_title(f"{top_value * step / 4:g} %", y))
    for name, curve in curves.items():
        heights, colour = (bottom - height * value / top_value for value in curve), colours[name]
        points = list(zip(map(x, tolerances), heights, strict=True))
        line = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
        body.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for (a, b), full_width_s, value in zip(points, tolerances, curve, strict=True):
            says = f"<title>{escape(f'{name}, {tolerance(full_width_s)}: {percent(value / 100)}')}</title>"
            body.append(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3.5" fill="{colour}">{says}</circle>')
    body += _legend(colours)
    return _svg(bottom + _BOTTOM, body, "mAP over tolerance")


def gained_and_lost(name: str, change: Changes) -> str:
    """Truths that a run gains and loses against the baseline, by class."""
    counts = change.counts()
    x, ticks = _scale(-float(counts[:, 1].max(initial=0)), float(counts[:, 0].max(initial=0)))
    classes = change.truths.label_set.classes
    bottom = _TOP + 22 * len(classes)
    body = _axis(ticks, x, bottom, f"truths gained and lost by {name}")
    body += _legend({"gained": GAINED, "lost": LOST})
    for label, title in enumerate(classes):
        y = _TOP + 22 * label
        body.append(_title(title, y + 11))
        for count, colour, what in ((counts[label, 0], GAINED, "gained"), (-counts[label, 1], LOST, "lost")):
            left, right = sorted((x(0), x(float(count))))
            body.append(
                f'<rect x="{left:.1f}" y="{y + 4}" width="{right - left:.1f}" height="14" fill="{colour}">'
                f"<title>{escape(title)}: {abs(count)} {what}</title></rect>"
            )
    return _svg(bottom + _BOTTOM, body, f"Truths gained and lost by {name}")


def _scale(low: float, high: float):
    """(value -> x, ticks): a linear scale with whole steps that holds both ends."""
    step = _nice(max(high - low, 1e-6) / 6)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    last = max(last, first + 1)
    low, high = first * step, last * step

    def x(value: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (value - low) / (high - low)

    return x, [round(step * place, 9) for place in range(first, last + 1)]


def _nice(value: float) -> float:
    """The least of 1, 2, 2.5, 5 and 10 times a power of ten that is no less than a value."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= value * (1 - 1e-9))


def _axis(ticks: Sequence[float], x, bottom: float, title: str) -> list[str]:
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    marks = [
        f'<path d="M{x(tick):.1f} {_TOP}V{bottom}" stroke="{_LINE}"/>'
        f'<text x="{x(tick):.1f}" y="{bottom + 16}" text-anchor="middle">{tick:g}</text>'
        for tick in ticks
    ]
    return [*marks, f'<text x="{middle:.1f}" y="{bottom + 36}" text-anchor="middle">{escape(title)}</text>']


def _title(text: str, y: float, *, bold: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{_LEFT - 10}" y="{y + 4:.1f}" text-anchor="end"{weight}>{escape(text)}</text>'


def _colours(comparison: Comparison) -> dict[str, str]:
    return dict(zip(comparison.names, cycle(REPORT_RUNS), strict=False))


def _legend(colours: Mapping[str, str]) -> list[str]:
    parts, at = [], float(_LEFT)
    for name, colour in colours.items():
        parts.append(f'<rect x="{at:.0f}" y="8" width="12" height="12" fill="{colour}"/>')
        parts.append(f'<text x="{at + 17:.0f}" y="18">{escape(name)}</text>')
        at += 40 + 7.5 * len(name)
    return parts


def _svg(height: float, body: Sequence[str], label: str) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height:.0f}" role="img" aria-label="{escape(label)}" '
        f'font-size="13" fill="{_INK}">\n' + "\n".join(body) + "\n</svg>"
    )
