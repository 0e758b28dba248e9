"""The main table of a comparison as Markdown and LaTeX: AP in percent, differences in points, intervals."""

from __future__ import annotations

from collections.abc import Sequence

from core.comparison.bootstrap import Interval
from core.comparison.compare import FEW_GAMES, Cell, Comparison
from core.figures import count, percent, points

_LATEX_NAMES = {"\\": "backslash", "~": "asciitilde", "^": "asciicircum", ">": "greater", "<": "less"}
_LATEX = {character: f"\\{character}" for character in "&%$#_{}"} | {
    character: rf"\text{name}{{}}" for character, name in _LATEX_NAMES.items()
}


def rows(comparison: Comparison, metric: str) -> list[tuple[str, int | None, tuple[Cell, ...]]]:
    """(title, truths, cells) of every row: the average in all views, then the classes."""
    table = []
    for view in comparison.label_set.views:
        title = f"{comparison.label_set.rule.title(metric)} {metric}" if view == "all" else view
        table.append((title, None, comparison.cells(metric, view)))
    for label, name in enumerate(comparison.label_set.classes):
        table.append((name, int(comparison.n_truths[label]), comparison.cells(metric, "all", label)))
    return table


def to_markdown(comparison: Comparison, metric: str, remarks: Sequence[str] = ()) -> str:
    """A Markdown table with the method below it. remarks: sentences that must stand with the figures."""

    def entry(cell: Cell) -> str:
        text = _text(cell)
        return f"**{text}**" if comparison.is_finding(cell) else text

    names = [_column(comparison, name) for name in comparison.names]
    lines = [
        "| | truths | " + " | ".join(name.replace("|", "\\|") for name in names) + " |",
        "|---|---:|" + "---:|" * len(names),
        *(
            f"| {title} | {'' if truths is None else truths} | " + " | ".join(map(entry, cells)) + " |"
            for title, truths, cells in rows(comparison, metric)
        ),
        "",
        *(f"{sentence}\n" for sentence in _notes(comparison, remarks)),
    ]
    return "\n".join(lines).rstrip() + "\n"


def to_latex(comparison: Comparison, metric: str, remarks: Sequence[str] = ()) -> str:
    """A LaTeX table (package booktabs) with the method as its caption."""

    def entry(cell: Cell) -> str:
        text = latex(_text(cell)).replace("−", "$-$")
        return rf"\textbf{{{text}}}" if comparison.is_finding(cell) else text

    names = [latex(_column(comparison, name)) for name in comparison.names]
    averages = len(comparison.label_set.views)
    body = [
        f"{latex(title)} & {'' if truths is None else truths} & " + " & ".join(map(entry, cells)) + r" \\"
        for title, truths, cells in rows(comparison, metric)
    ]
    return "\n".join(
        [
            r"\begin{table}",
            r"\centering",
            rf"\caption{{{latex(' '.join(_notes(comparison, remarks)))}}}",
            rf"\begin{{tabular}}{{lr{'r' * len(names)}}}",
            r"\toprule",
            " & truths & " + " & ".join(names) + r" \\",
            r"\midrule",
            *body[:averages],
            r"\midrule",
            *body[averages:],
            r"\bottomrule",
            r"\end{tabular}",
            r"\end{table}",
            "",
        ]
    )


def latex(text: str) -> str:
    """Text with LaTeX's own characters escaped."""
    return text.translate(str.maketrans(_LATEX))


def digits_for(difference: Interval, least: int, scale: float = 1) -> int:
    """Digits after the point with which no end of a difference that is not 0 is printed as 0.

    Its value neither, where the interval excludes 0. At most three more than the least, or one for noise.
    """
    shown = [difference.low, difference.high] + ([] if difference.is_noise else [difference.value])
    most = least + (1 if difference.is_noise else 3)
    for digits in range(least, most):
        if all(value == 0 or float(f"{scale * value:.{digits}f}") != 0 for value in shown):
            return digits
    return most


def in_points(difference: Interval) -> tuple[str, str, str]:
    """A difference and the ends of its interval in points, with the digits that they need."""
    digits = digits_for(difference, 2, 100)
    value, low, high = (points(end, digits) for end in (difference.value, difference.low, difference.high))
    return value, low, high


def parts(cell: Cell) -> tuple[str, str, str, str]:
    """A figure, its difference to the baseline, and the ends of that one's interval.

    Of the baseline itself: its figure, "", and the ends of the figure's interval.
    """
    value = percent(cell.value.value)
    if cell.difference is None:
        return value, "", percent(cell.value.low), percent(cell.value.high)
    return value, *in_points(cell.difference)


def _text(cell: Cell) -> str:
    value, change, low, high = parts(cell)
    return f"{value} ({change} [{low}, {high}])" if change else f"{value} [{low}, {high}]"


def _column(comparison: Comparison, name: str) -> str:
    return f"{name} (baseline)" if name == comparison.baseline else name


def _notes(comparison: Comparison, remarks: Sequence[str]) -> list[str]:
    games = len(comparison.games)
    bold = "bold where the interval excludes 0"
    if games < FEW_GAMES:
        few = f"{count(games, 'game')} {'is' if games == 1 else 'are'} too few"
        bold = f"none in bold, as {few} to tell a difference from noise"
    return [
        f"AP in percent over {count(games, 'game')}, intervals in brackets; after each other run's figure "
        f"its difference to {comparison.baseline} in points, {bold}.",
        comparison.bootstrap.method(),
        *remarks,
    ]
