"""What a run is computed from: its scores and the features of its games."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.root import open_root
from core.exceptions import UserError
from core.runs.pipeline import choose_features
from core.runs.spots import spots_of
from core.runs.workspace import Workspace
from core.spotting.nms import nms
from core.spotting.settings import Settings
from tests.soccernet_v2 import N_CLASSES


def test_spots_come_from_scores_where_there_are_any(tmp_path, small_root):
    games = open_root(small_root).games
    run = Workspace(tmp_path / "space").create("one", "trained")
    scores = np.random.default_rng(0).random((600, N_CLASSES)).astype(np.float32)
    for game in games[:2]:
        for half in (1, 2):
            run.save_scores(game.name, half, scores)
    config = Settings.uniform(window_s=20.0, threshold=0.3)
    assert len(spots_of(run, games[:2], config)) == 4 * len(nms(scores, 2.0, config))
    with pytest.raises(UserError, match="has no scores of"):
        spots_of(run, games, config)


def test_the_features_to_use(small_root):
    games = open_root(small_root).games
    assert choose_features(games, None) == "ResNET_TF2_PCA512"
    with pytest.raises(UserError, match=r"'Baidu'.*give --features one of: ResNET_TF2_PCA512"):
        choose_features(games, "Baidu")
    with pytest.raises(UserError, match="No game here has features"):
        choose_features([], None)
