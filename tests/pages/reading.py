"""Reading a page back: its sentences, and the cells of its HTML tables."""

from __future__ import annotations

import json
from functools import partial
from html.parser import HTMLParser
from unittest.mock import patch

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.runtime.scriptrunner import RerunData


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


def figures_of(test, label: str) -> dict:
    """The data of the table of figures of a name."""
    every = (json.loads(node.proto.json) for node in test.get("bidi_component") if node.proto.json)
    return next(one for one in every if one.get("label") == label)


def words_of(row: dict) -> list[str]:
    return [cell[0] for cell in row["cells"]]


def keys_of(row: dict) -> list[str]:
    return [cell[1] if len(cell) > 1 else "" for cell in row["cells"]]


def number_of(text: str) -> int:
    return 0 if text in ("", "–") else int(text.replace(",", ""))


def click_figure(test, label: str, key: str):
    """The page after a cell of a table was opened, as the browser reports it."""
    node = next(
        node.proto for node in test.get("bidi_component") if json.loads(node.proto.json).get("label") == label
    )
    assert key in {key for row in json.loads(node.json)["rows"] for key in keys_of(row)}
    states = test._tree.get_widget_states()
    said = states.widgets.add(id=_make_trigger_id(node.id, "events"))
    said.json_trigger_value = json.dumps([{"event": "picked", "value": key}])
    return test._run(states)


def go_back(test, **params: str):
    """The page after the browser's Back or Forward brought a URL with these parameters."""
    for name, value in params.items():
        test.query_params[name] = value
    history = partial(RerunData, is_history_navigation=True)
    with patch("streamlit.testing.v1.local_script_runner.RerunData", history):
        return test.run()


def address(test) -> dict[str, str]:
    """The parameters of the address."""
    return {name: value if isinstance(value, str) else value[0] for name, value in test.query_params.items()}
