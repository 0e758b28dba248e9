"""Predicting with an official checkpoint of version 1, on roots of both versions."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.labels import write_labels
from core.data.root import open_root
from core.events import Events
from core.exceptions import UserError
from core.label_sets import SOCCERNET_V2, preset
from core.runs.import_run import import_file
from core.runs.predict import predict
from core.runs.spots import spots_of
from core.runs.workspace import Workspace
from tests.conftest import make_root
from tests.core.model.test_network import official_state, write

V1 = preset("soccernet-v1")


@pytest.fixture
def version_1(tmp_path):
    """A run of an official checkpoint with four outputs, in a new workspace."""
    checkpoint = write(tmp_path / "model.pth.tar", official_state("NetVLAD", family="centroids", outputs=4))
    return import_file(checkpoint, Workspace(tmp_path / "space"), "one").run


def root_1(folder, features=True):
    """One game with labels of version 1."""
    game = "a/b/game"
    write_labels(folder / game / "Labels.json", Events.build((game,), 0, 1, [1000], [2], label_set=V1), {})
    if features:
        np.save(folder / game / "1_ResNET_TF2_PCA512.npy", np.ones((40, 512), np.float32))
    return open_root(folder)


def root_2(folder):
    make_root(folder, 1, minutes=1)
    return open_root(folder)


def test_on_version_1_its_three_classes_are_the_scores(tmp_path, version_1):
    root = root_1(tmp_path / "v1")
    assert predict(root, version_1, root.games, device="cpu").scored == 1
    run = Workspace(tmp_path / "space").run("one")
    assert (run.label_set, run.settings.label_set) == (V1, V1)
    assert run.scores(root.games[0].name, 1).shape == (40, 3)
    assert spots_of(run, root.games).label_set == V1
    other = root_2(tmp_path / "v2")
    with pytest.raises(UserError, match=r"soccernet-v2 \(17 .* run 'one' of soccernet-v1 \(3 "):
        predict(other, run, other.games, device="cpu")


def test_on_version_2_they_go_to_their_places(tmp_path, version_1):
    root = root_2(tmp_path / "v2")
    assert predict(root, version_1, root.games, device="cpu").scored == 1
    run = Workspace(tmp_path / "space").run("one")
    assert run.label_set == SOCCERNET_V2
    scores = run.scores(root.games[0].name, 1)
    filled = np.flatnonzero(scores.any(axis=0))
    assert [SOCCERNET_V2.classes[label] for label in filled] == ["Goal", "Substitution", "Yellow card"]
    other = root_1(tmp_path / "v1")
    with pytest.raises(UserError, match=r"soccernet-v1 \(3 .* run 'one' of soccernet-v2 \(17 "):
        predict(other, run, other.games, device="cpu")


def test_a_game_without_features_is_left_out(tmp_path, version_1):
    root_1(tmp_path / "v1")
    game = "a/b/none"
    write_labels(tmp_path / "v1" / game / "Labels.json", Events.empty((game,), V1), {})
    root = open_root(tmp_path / "v1")
    done = predict(root, version_1, root.games, device="cpu")
    assert done.scored == 1
    assert done.left_out == (f"{game} has no 1_ResNET_TF2_PCA512.npy; fetch it, or leave the game out.",)
