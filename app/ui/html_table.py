"""Tables as HTML: figures with three digits and their change, aligned and coloured by sign. No streamlit."""

from __future__ import annotations

from collections.abc import Sequence

from app.server.assets import tokens_css

STYLES = (
    f"<style>{tokens_css()}</style>"
    + """
<style>
.tl-table { border-collapse: collapse; width: 100%; font-size: .84rem; line-height: 1.2;
  font-variant-numeric: tabular-nums; margin: 0;
  --rule: color-mix(in srgb, var(--tl-rule) 18%, transparent);
  --edge: color-mix(in srgb, var(--tl-rule) 28%, transparent);
  --strong-rule: color-mix(in srgb, var(--tl-rule) 45%, transparent); }
.tl-table th, .tl-table td { padding: 0 .45rem; height: 28px; text-align: right; white-space: nowrap;
  border: 0; border-bottom: 1px solid var(--rule); }
.tl-table th { font-weight: 500; opacity: .72; font-size: .78rem; }
.tl-table thead tr:first-child th[colspan] { text-align: center; font-weight: 650;
  height: 24px; }
.tl-table thead td { opacity: .72; font-size: .78rem; border-bottom: 0; }
.tl-table th:first-child, .tl-table td:first-child { text-align: left; padding-left: .2rem; }
.tl-table td.tl-words, .tl-table th.tl-words { text-align: left; white-space: normal; }
.tl-table tr.tl-total td { font-weight: 650; border-bottom: 2px solid var(--strong-rule); }
.tl-table tr.tl-part td { border-bottom: 2px solid var(--strong-rule); font-weight: 650; font-size: .8rem;
  vertical-align: bottom; height: 32px; padding-bottom: 4px; }
.tl-table tr.tl-focus td:first-child { box-shadow: inset 3px 0 0 var(--tl-accent); padding-left: .55rem; }
.tl-table .tl-edge { border-left: 1px solid var(--edge); }
.tl-table a { color: inherit; text-decoration: none; }
.tl-table a:hover { text-decoration: underline; }
.tl-table i { display: inline-block; font-style: normal; font-size: .76rem; width: 2.75em;
  text-align: right; }
.tl-sentence { display: block; text-align: left; white-space: normal; opacity: .78; padding: .3rem .5rem; }
.tl-table i.tl-range { width: auto; min-width: 7.6em; }
.tl-table:has(i.tl-fine) i { width: 3.4em; }
.tl-table:has(i.tl-fine) i.tl-range { width: auto; min-width: 8.8em; }
.tl-table i.tl-wide { width: auto; min-width: 2.75em; padding-left: .4em; }
.tl-up { color: var(--tl-good); } .tl-down { color: var(--tl-bad); } .tl-noise { opacity: .55; }
@media (max-width: 1280px) { .tl-table { font-size: .74rem; }
  .tl-table th, .tl-table td { padding: 0 .2rem; } .tl-table i { width: 2.6em; } }
.tl-scroll { overflow-x: auto; }
</style>
"""
)


def three(value: float | None) -> str:
    """A figure with three digits; a dash for none."""
    return "–" if value is None or value != value else f"{value:.3f}"


def signed(value: float, digits: int = 3) -> str:
    """A change with its sign, without the leading 0; nothing where it rounds to zero."""
    text = f"{abs(value):.{digits}f}"
    if float(text) == 0:
        return ""
    return ("+" if value > 0 else "−") + (text[1:] if text.startswith("0.") else text)


def change(value: float | None, kind: str = "", digits: int = 3) -> str:
    """A change as HTML, coloured by its sign."""
    text = "" if value is None or value != value else signed(value, digits)
    side = "" if not text else "tl-up" if value > 0 else "tl-down"
    return f'<i class="{side} {kind}">{text or "&#8203;"}</i>'  # never empty, for the baseline


def figure(value: float | None, beside: float | None = None, *, delta: bool = True) -> str:
    """A figure, and its change against another."""
    if value is None or value != value:
        return "–" + ("<i></i>" if delta else "")
    if not delta:
        return three(value)
    return three(value) + change(None if beside is None or beside != beside else value - beside)


def html_table(head: Sequence[str], rows: Sequence[str], *, label: str = "") -> str:
    """A table of ready rows."""
    named = f' aria-label="{label}"' if label else ""
    return (
        f'<div class="tl-scroll"><table class="tl-table"{named}><thead>{"".join(head)}</thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def row(cells: Sequence[str], kind: str = "", edges: Sequence[int] = ()) -> str:
    """A table row; edges: the columns with a line before them."""
    parts = (f"<td{' class=tl-edge' if n in edges else ''}>{cell}</td>" for n, cell in enumerate(cells))
    return f'<tr class="{kind}">{"".join(parts)}</tr>'


def head(cells: Sequence[str], edges: Sequence[int] = ()) -> str:
    """A header row."""
    parts = (f"<th{' class=tl-edge' if n in edges else ''}>{cell}</th>" for n, cell in enumerate(cells))
    return f"<tr>{''.join(parts)}</tr>"
