"""A comparison as one HTML file that needs nothing else: tables and plots, no script."""

from __future__ import annotations

from html import escape
from pathlib import Path

from core import __version__
from core.comparison.compare import FEW_GAMES, Cell, Comparison
from core.comparison.text import parts, rows
from core.figures import count, tolerance
from core.files import write_bytes
from core.runs.compare import RunComparison
from core.runs.compare_report_charts import differences, gained_and_lost, over_tolerance
from core.tokens import REMARK, REMARK_EDGE, THEME

_TEXT, _BACKGROUND, _BORDER, _MUTED, _GOOD, _BAD = (
    THEME[name].light for name in ("text", "background", "table-border", "muted", "good", "bad")
)
_STYLE = f"""
:root {{ color-scheme: light; }}
body {{ font: 15px/1.5 system-ui, sans-serif; color: {_TEXT}; background: {_BACKGROUND};
  margin: 2rem auto; max-width: 64rem; padding: 0 1rem; }}
h1 {{ font-size: 1.6rem; }} h2 {{ font-size: 1.2rem; margin-top: 2.5rem; }}
table {{ border-collapse: collapse; font-variant-numeric: tabular-nums; }}
th, td {{ padding: .25rem .7rem; text-align: right; border-bottom: 1px solid {_BORDER}; }}
th:first-child, td:first-child {{ text-align: left; }}
svg {{ width: 100%; height: auto; }}
.scroll {{ overflow-x: auto; }} .interval {{ color: {_MUTED}; font-size: .85em; }}
.better {{ color: {_GOOD}; font-weight: 600; }} .worse {{ color: {_BAD}; font-weight: 600; }}
.remark {{ background: {REMARK}; padding: .5rem .8rem; border-left: 4px solid {REMARK_EDGE}; }}
"""


def write_report(path: Path | str, report: RunComparison) -> None:
    """Write a comparison's report, atomically. Raises UserError when the file cannot be written."""
    write_bytes(Path(path).expanduser(), report_html(report).encode())


def report_html(report: RunComparison) -> str:
    """The report: averages and classes with intervals by metric, plots, moments gained and lost."""
    comparison = report.comparison
    title = f"{' and '.join(comparison.names)} on {report.coverage.split}"
    colours = "A difference in colour has an interval that excludes 0; the others are noise."
    if len(comparison.games) < FEW_GAMES:
        colours = "No difference is in colour: so few games cannot tell one from noise."
    body = [
        f"<h1>{escape(title)}</h1>",
        *(f'<p class="remark">{escape(remark)}</p>' for remark in report.remarks),
        f"<p>{count(len(comparison.games), 'game')}. Baseline: {escape(comparison.baseline)}. The official "
        f"metric in percent, differences in points. {colours}</p>",
        f"<p>{escape(comparison.bootstrap.method())}</p>",
    ]
    for metric in comparison.label_set.rule.listed:
        body += [f"<h2>{metric.capitalize()}</h2>", _table(report, metric), differences(comparison, metric)]
    body += ["<h2>Over tolerance</h2>", over_tolerance(comparison)]
    body += [f"<h2>Gained and lost at a tolerance of {tolerance(report.tolerance_s)}</h2>"]
    for name, change in report.changes.items():
        body.append(
            f"<p>{escape(name)} finds {change.gained.sum()} truths that {escape(comparison.baseline)} misses "
            f"and misses {change.lost.sum()} that it finds.</p>"
        )
        body.append(gained_and_lost(name, change))
    body += [f"<p class=interval>Touchline {__version__}</p>"]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n"
        "</head>\n<body>\n" + "\n".join(body) + "\n</body>\n</html>\n"
    )


def _table(report: RunComparison, metric: str) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in report.comparison.names)
    lines = [f'<div class="scroll"><table><thead><tr><th></th><th>truths</th>{head}</tr></thead>', "<tbody>"]
    for title, truths, cells in rows(report.comparison, metric):
        row = "".join(_cell(report.comparison, cell) for cell in cells)
        number = "" if truths is None else truths
        lines.append(f"<tr><td>{escape(title)}</td><td>{number}</td>{row}</tr>")
    return "\n".join([*lines, "</tbody></table></div>"])


def _cell(comparison: Comparison, cell: Cell) -> str:
    value, change, low, high = parts(cell)
    kind = ""
    if comparison.is_finding(cell):
        kind = "better" if cell.difference.value > 0 else "worse"
    change = f'<span class="{kind}">{change}</span> ' if change else ""
    return f'<td>{value} {change}<span class="interval">[{low}, {high}]</span></td>'
