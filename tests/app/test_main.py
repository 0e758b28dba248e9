"""`python -m app`: what it hands to the server."""

from __future__ import annotations

import json
import os

import pytest

from app import __main__ as entry
from app.server.catalog import forget_catalog, open_catalog


@pytest.fixture
def environment(monkeypatch, tmp_path) -> dict[str, str]:
    """An environment of its own, with the server's start left out."""
    for name in ("ROOT", "WORKSPACE", "LABEL_SET"):
        monkeypatch.delenv(f"TOUCHLINE_{name}", raising=False)
    environment = dict(os.environ)
    monkeypatch.setattr(os, "environ", environment)
    monkeypatch.setattr(os, "execv", lambda *_: None)
    monkeypatch.chdir(tmp_path)
    return environment


def test_a_label_set_that_is_none_is_one_line(environment, capsys):
    assert entry.main(["--port", "18501", "--label-set", "socernet"]) == 1
    assert "touchline: There is no label set 'socernet'; give one of" in capsys.readouterr().err


def test_the_server_gets_the_label_set_as_seen_from_here(environment, tmp_path):
    (tmp_path / "class.txt").write_text("serve\n")
    entry.main(["--port", "18501", "--label-set", "class.txt"])
    assert environment["TOUCHLINE_LABEL_SET"] == str(tmp_path / "class.txt")
    entry.main(["--port", "18501", "--label-set", "ball-2023"])
    assert environment["TOUCHLINE_LABEL_SET"] == "ball-2023"


def test_the_catalog_reads_the_root_with_it(monkeypatch, tmp_path):
    folder = tmp_path / "root" / "clip"
    folder.mkdir(parents=True)
    entries = [{"gameTime": "1 - 00:01", "label": label} for label in ("serve", "serve", "swing")]
    (folder / "Labels-v2.json").write_text(json.dumps({"annotations": entries}))
    (tmp_path / "class.txt").write_text("swing\nserve\n")
    monkeypatch.setenv("TOUCHLINE_ROOT", str(tmp_path / "root"))
    monkeypatch.setenv("TOUCHLINE_WORKSPACE", str(tmp_path / "space"))
    forget_catalog()
    assert open_catalog().root.label_set.classes == ("serve", "swing")
    monkeypatch.setenv("TOUCHLINE_LABEL_SET", str(tmp_path / "class.txt"))
    forget_catalog()
    assert open_catalog().root.label_set.classes == ("swing", "serve")
    forget_catalog()
