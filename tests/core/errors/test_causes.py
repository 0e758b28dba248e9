"""Causes of misses, from scores and from spots alone."""

from __future__ import annotations

import numpy as np

from core.demo.made_scores import make_scores
from core.errors.causes import causes_from_scores, causes_from_spots
from core.errors.moment_filter import MomentFilter
from core.errors.moments import Moments
from core.spotting.settings import Settings
from core.spotting.split_scores import SplitScores
from tests.conftest import random_truths
from tests.core.errors.timelines import GAME, GOAL, report, truths_at
from tests.soccernet_v2 import N_CLASSES


def test_causes_of_misses_from_scores():
    scores = np.zeros((600, N_CLASSES), np.float32)
    scores[100, GOAL], scores[112, GOAL] = 0.9, 0.6  # the second is suppressed by the first
    scores[300, GOAL] = 0.3  # below the threshold
    truths = truths_at((50, GOAL), (56, GOAL), (150, GOAL), (200, GOAL), (400, GOAL))
    split = SplitScores.from_halves((GAME,), [(GAME, 1, scores, 2.0)])
    settings = Settings.uniform("hard", 30.0, 0.5)
    spots = split.spots(settings)
    done = report(truths, spots, "5")
    ranked = {(GAME, 1): split.halves[0][2]}
    cause = causes_from_scores(done, ranked, settings)
    assert cause.tolist() == ["", "suppressed", "below threshold", "silent", "no scores"]
    assert causes_from_scores(done, ranked, settings, rise=0.4).tolist()[2] == "silent"
    before = split.spots(Settings())
    told = causes_from_spots(done, before[before.confidence > 0]).tolist()
    assert told == ["", "no spot", "below threshold", "no spot", "no spot"]
    silent = Moments(done, cause).top(24, MomentFilter(kind="missed", cause="silent"))
    assert [row.cause for row in silent] == ["silent"]
    for threshold, said in ((0.02, "suppressed"), (0.05, "silent"), (0.0, "silent")):  # a curve of 0.03
        scores[112, GOAL] = 0.03
        low = Settings.uniform("hard", 30.0, threshold)
        faint = {(GAME, 1): SplitScores.from_halves((GAME,), [(GAME, 1, scores, 2.0)]).halves[0][2]}
        assert causes_from_scores(done, faint, low).tolist()[1] == said, threshold
    smooth = Settings.uniform("hard", 30.0, 0.5, smoothing_s=20.0)
    assert causes_from_scores(done, ranked, smooth).tolist()[2] == "silent"


def test_made_scores_have_every_cause_but_no_spot():
    truths = random_truths(np.random.default_rng(0), GAME)
    split = SplitScores.from_halves(
        (GAME,), [(GAME, h, make_scores(truths, h, 600, 2.0, 0), 2.0) for h in (1, 2)]
    )
    settings = Settings.uniform("hard", 60.0, 0.4)
    done = report(truths, split.spots(settings), "5")
    cause = causes_from_scores(done, {(GAME, h): ranked for _, h, ranked in split.halves}, settings)
    assert ((cause == "") == (done.detail.truth_spot >= 0)).all()
    assert {"suppressed", "below threshold"} <= set(cause)
