"""Downloading through a stand-in for the package's downloader that fails half-way."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from core.data.download import download, files_to_fetch
from core.data.splits import official_games
from core.exceptions import Cancelled, UserError
from core.label_sets import preset


class StandIn:
    """Writes the files asked for, as SoccerNetDownloader does, until `fails_at` calls were made."""

    def __init__(self, root: Path, fails_at: int | None = None, error: Exception | None = None) -> None:
        self.root, self.fails_at, self.error = root, fails_at, error
        self.calls: list[tuple[str, tuple[str, ...], str]] = []

    def downloadGame(self, game, files, spl):  # noqa: N802
        if self.fails_at is not None and len(self.calls) == self.fails_at:
            raise self.error or ConnectionError("connection reset by peer")
        self.calls.append((game, tuple(files), spl))
        print("noise that must not reach standard output")
        for file in files:
            if file.endswith("_gone.npy"):
                continue
            path = self.root / game / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file)


def test_a_failure_keeps_what_came_and_a_repeat_goes_on(tmp_path):
    files = files_to_fetch(["ResNET_TF2_PCA512"], labels=True)
    assert files == ["Labels-v2.json", "1_ResNET_TF2_PCA512.npy", "2_ResNET_TF2_PCA512.npy"]
    broken = StandIn(tmp_path, fails_at=40)
    with pytest.raises(UserError, match=r"after 40 of 100 games \(connection reset by peer\).*continues"):
        download(tmp_path, ["test"], files, downloader=broken)
    second = StandIn(tmp_path)
    done = download(tmp_path, ["test"], files, downloader=second)
    assert (done.fetched, done.kept, done.absent) == (180, 120, ())
    assert [call[0] for call in second.calls] == list(official_games("test")[40:])


def test_files_that_exist_are_never_touched(tmp_path):
    mine = tmp_path / official_games("test")[0] / "Labels-v2.json"
    mine.parent.mkdir(parents=True)
    mine.write_text("edited by hand")
    stand_in = StandIn(tmp_path)
    download(tmp_path, ["test"], ["Labels-v2.json", "1_x.npy"], downloader=stand_in)
    assert mine.read_text() == "edited by hand"
    assert stand_in.calls[0][1] == ("1_x.npy",)


def test_nothing_to_do_asks_nobody(tmp_path, capsys):
    download(tmp_path, ["valid"], ["Labels-v2.json"], downloader=StandIn(tmp_path))
    assert "noise" not in capsys.readouterr().out
    idle = StandIn(tmp_path, fails_at=0)
    assert download(tmp_path, ["valid"], ["Labels-v2.json"], downloader=idle).kept == 100


def test_challenge_labels_are_not_public(tmp_path):
    stand_in = StandIn(tmp_path)
    download(tmp_path, ["challenge"], ["Labels-v2.json", "1_x.npy"], downloader=stand_in)
    assert {files for _, files, _ in stand_in.calls} == {("1_x.npy",)}
    assert download(tmp_path / "b", ["challenge"], ["Labels-v2.json"], downloader=stand_in).fetched == 0


def test_files_the_server_does_not_have_are_listed(tmp_path):
    done = download(tmp_path, ["test"], ["Labels-v2.json", "1_gone.npy"], downloader=StandIn(tmp_path))
    assert done.fetched == 100
    assert len(done.absent) == 100


def test_a_client_that_only_warns_counts_as_no_network(tmp_path):
    class Warns(StandIn):
        def downloadGame(self, game, files, spl):  # noqa: N802
            logging.getLogger("huggingface_hub._snapshot_download").warning("remote repo cannot be accessed")

    with pytest.raises(UserError, match="no network"):
        download(tmp_path, ["test"], ["Labels-v2.json"], downloader=Warns(tmp_path))


def test_a_refusal_says_how_to_get_access(tmp_path):
    refused = StandIn(tmp_path, fails_at=0, error=PermissionError("401: request access at X."))
    with pytest.raises(UserError, match="request access at X"):
        download(tmp_path, ["test"], ["Labels-v2.json"], downloader=refused)


def test_it_can_be_cancelled(tmp_path):
    def stop(done, total, what):
        if done == 3:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        download(tmp_path, ["test"], ["Labels-v2.json"], downloader=StandIn(tmp_path), progress=stop)
    assert len(list(tmp_path.rglob("Labels-v2.json"))) == 3


def test_the_label_set_tells_the_label_file():
    assert files_to_fetch([], labels=True, label_set=preset("soccernet-v1")) == ["Labels.json"]
    assert files_to_fetch([], labels=False, label_set=preset("ball-2024")) == []
    with pytest.raises(UserError, match="no labels of ball-2024; choose soccernet-v2 or soccernet-v1"):
        files_to_fetch([], labels=True, label_set=preset("ball-2024"))
