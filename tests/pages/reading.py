"""Reading a page back: its sentences, and the cells of its HTML tables."""

from __future__ import annotations

from html.parser import HTMLParser


def texts(test) -> str:
    """Every sentence on the page, as it was written."""
    kinds = (test.markdown, test.caption, test.info, test.error, test.warning, test.text)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


class _Cells(HTMLParser):
    """Rows of cells: the figure first, its change after a bar."""

    def __init__(self):
        super().__init__()
        self.rows: list[list[str]] = []

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
        elif tag == "i":
            self.rows[-1][-1] += "|"

    def handle_data(self, data):
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data.replace("\u200b", "")


def html_rows(test, label: str) -> list[list[str]]:
    """Cells of the HTML table of a name."""
    body = next(node.proto.body for node in test.get("html") if f'aria-label="{label}"' in node.proto.body)
    parser = _Cells()
    parser.feed(body)
    return parser.rows


def three(value: float) -> str:
    """A figure as the pages write it."""
    return f"{value:.3f}"
