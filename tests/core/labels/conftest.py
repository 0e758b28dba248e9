"""A label file with everything that such files may hold."""

from __future__ import annotations

import pytest

from core.data.root import open_root
from core.labels.open import open_editor

GAME = "league/2020-2021/2020-08-01 - 18-00 Reds 1 - 0 Blues"


TEXT = """{
    "UrlLocal": "x",  "extra": [1, {"annotations": "not these"}],
    "annotations": [
        {"gameTime": "1 - 00:10", "label": "Kick-off", "position": "10000", "team": "home",
         "visibility": "visible"},
        {
            "visibility": "not shown", "position": 20500, "label": "Dribble \\u00e9", "team": "away",
            "gameTime": "1 - 00:20"
        },
        {"gameTime": "1 - 00:30", "label": "Goal", "odd": true, "position": "30000", "team": "away",
         "visibility": "visible"},   {"nothing": 1},
        {"gameTime": "2 - 01:00", "label": "Corner", "position": "60000", "team": "home",
         "visibility": "visible"}
    ],
    "after": "é"
}"""


@pytest.fixture
def place(tmp_path):
    """(root, path of the label file, function that opens the editor afresh)"""
    path = tmp_path / "root" / GAME / "Labels-v2.json"
    path.parent.mkdir(parents=True)
    path.write_text(TEXT, encoding="utf-8")

    def editor():
        root = open_root(tmp_path / "root")
        return open_editor(tmp_path / "space", root, root.game(GAME))

    return tmp_path, path, editor


def by_label(editor, label: str):
    return next(entry for entry in editor.entries if entry.label == label)
