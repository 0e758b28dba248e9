"""Tables as HTML: figures with their changes, aligned and coloured by sign. No streamlit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import NamedTuple

from app.server.assets import tokens_css
from core.figures import NONE, fraction, percent, points, signed_fraction

TABLE_STYLES = (
    f"<style>{tokens_css()}</style>"
    + """
<style>
.tl-table { border-collapse: collapse; width: 100%; font-size: .84rem; line-height: 1.2;
  font-variant-numeric: tabular-nums; margin: 0;
  --rule: color-mix(in srgb, var(--tl-rule) 18%, transparent);
  --edge: color-mix(in srgb, var(--tl-rule) 28%, transparent);
  --strong-rule: color-mix(in srgb, var(--tl-rule) 45%, transparent); }
.tl-table th, .tl-table td { padding: 0 .36rem; height: 28px; text-align: right; white-space: nowrap;
  border: 0; border-bottom: 1px solid var(--rule); }
.tl-table th { font-weight: 500; opacity: .72; font-size: .78rem; }
.tl-table thead tr:first-child th[colspan] { text-align: center; font-weight: 650;
  height: 24px; }
.tl-table thead td { opacity: .72; font-size: .78rem; border-bottom: 0; }
.tl-table th:first-child, .tl-table td:first-child { text-align: left; padding-left: .2rem; }
.tl-table td:first-child { max-width: 15rem; overflow: hidden; text-overflow: ellipsis; }
.tl-table tr.tl-part td:first-child { max-width: none; }
.tl-table tr.tl-total td { font-weight: 650; border-bottom: 2px solid var(--strong-rule); }
.tl-table tr.tl-part td { border-bottom: 2px solid var(--strong-rule); font-weight: 650; font-size: .8rem;
  vertical-align: bottom; height: 32px; padding-bottom: 4px; }
.tl-table tr.tl-focus td:first-child { box-shadow: inset 3px 0 0 var(--tl-accent); padding-left: .55rem; }
.tl-table .tl-edge { border-left: 1px solid var(--edge); }
.tl-table a { color: inherit; text-decoration: none; }
.tl-table a:hover { text-decoration: underline; }
.tl-table i { display: inline-block; font-style: normal; font-size: .76rem; min-width: 3.5em;
  padding-left: .3em; text-align: right; }
.tl-sentence { display: block; text-align: left; white-space: normal; opacity: .78; padding: .3rem .5rem; }
.tl-table i.tl-range { min-width: 8.6em; }
.tl-table:has(i.tl-fine) i { min-width: 4.4em; }
.tl-table:has(i.tl-fine) i.tl-range { min-width: 10.4em; }
.tl-up { color: var(--tl-good); } .tl-down { color: var(--tl-bad); } .tl-noise { opacity: .55; }
@media (max-width: 1400px) { .tl-table { font-size: .74rem; }
  .tl-table th, .tl-table td { padding: 0 .2rem; } }
@media (max-width: 1280px) {  /* changes stand below their figures */
  .tl-table:not(:has(.tl-range)) td { vertical-align: baseline; }
  .tl-table:not(:has(.tl-range)) i { display: block; min-width: 0; padding: 0; font-size: .68rem; } }
.tl-scroll { overflow-x: auto; }
.tl-scroll.tl-high { max-height: 720px; overflow: auto; }  /* of very many classes */
.tl-high thead { position: sticky; top: 0; background: var(--tl-background); }
</style>
"""
)


MOST_ROWS = 24
"""A longer table scrolls, so that what stands below it is found."""


def table_px(rows: int, row_px: int) -> int:
    """The height of a data frame of so many rows, a line for its head and its border."""
    return row_px * min(rows, MOST_ROWS) + 40


class Scale(NamedTuple):
    """How figures of a kind are written, and differences of two of them."""

    value: Callable[[float | None], str]
    difference: Callable[[float | None], str]


AP = Scale(percent, points)
SHARE = Scale(fraction, signed_fraction)
"""Precision, recall and F1."""


class Row(NamedTuple):
    """A row of cells as HTML; the last one spans the columns that are left. kind: a class of the styles."""

    cells: Sequence[str]
    kind: str = ""


def class_cell(name: str) -> str:
    """A class's name; where it is too long for its column, the pointer over it tells the rest."""
    return f'<span title="{escape(name)}">{escape(name)}</span>'


def change(text: str, *, noise: bool = False, kind: str = "") -> str:
    """A difference in its written form, coloured by its sign; blank without one.

    noise: faint instead of coloured; kind: a class of the styles.
    """
    side = {"+": "tl-up", "−": "tl-down"}.get(text[:1])
    if side is None:
        text = "&#8203;"  # never empty, for the baseline
    return f'<i class="{"tl-noise" if noise else side or ""} {kind}">{text}</i>'


def figure(value: float | None, baseline: float | None = None, scale: Scale = AP) -> str:
    """A figure and its change against the baseline's, None for no change."""
    if scale.value(value) == NONE:
        return f"{NONE}{change('')}"
    return scale.value(value) + change("" if baseline is None else scale.difference(value - baseline))


def html_table(
    label: str,
    heads: Sequence[str],
    rows: Sequence[Row],
    *,
    groups: Sequence[tuple[str, int]] = (),
    edges: Sequence[int] = (),
) -> str:
    """A table of rows below heads.

    label: its name for screen readers; groups: heads above the heads, each with how many columns it spans;
    edges: the columns with a line before them.
    """

    def cells(tag: str, texts: Sequence[str], spans: Sequence[int]) -> str:
        parts, column = [], 0
        for text, span in zip(texts, spans, strict=True):
            edge = " class=tl-edge" if column in edges else ""
            parts.append(f"<{tag}{edge}{f' colspan={span}' if span > 1 else ''}>{text}</{tag}>")
            column += span
        return "".join(parts)

    def widths(row: Row) -> list[int]:
        return [1] * (len(row.cells) - 1) + [len(heads) - len(row.cells) + 1]

    top = ""
    if groups:
        texts, spans = zip(*((escape(text), span) for text, span in groups), strict=True)
        top = f"<tr>{cells('th', texts, spans)}</tr>"
    head = cells("th", [escape(text) for text in heads], [1] * len(heads))
    body = "".join(f'<tr class="{row.kind}">{cells("td", row.cells, widths(row))}</tr>' for row in rows)
    high = " tl-high" if len(rows) > MOST_ROWS + 8 else ""
    return (
        f'<div class="tl-scroll{high}"><table class="tl-table" aria-label="{escape(label)}">'
        f"<thead>{top}<tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
