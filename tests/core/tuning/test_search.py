"""Searching settings: planted optima are found, and nothing ends below its start."""

from __future__ import annotations

import numpy as np
import pytest

from core.events import Events
from core.exceptions import Cancelled, UserError
from core.metric.evaluation import evaluate
from core.spotting.class_settings import ClassSettings
from core.spotting.methods import METHODS
from core.spotting.settings import Settings
from core.spotting.split_scores import SplitScores
from core.tuning.search import Objective, tune
from tests.core.tuning.conftest import GAMES
from tests.soccernet_v2 import CLASSES, N_CLASSES


def planted(n_games: int = 4) -> tuple[Events, SplitScores]:
    """Class 3: a truth every 40 s, each with an echo 6 s later that only a window over 12 s takes away.

    Class 5: two truths 8 s apart, of which a window over 16 s takes one.
    """
    rng = np.random.default_rng(1)
    names = tuple(f"g{i}" for i in range(n_games))
    parts, halves = [], []
    for name in names:
        scores = np.full((600, N_CLASSES), 0.01, np.float32)
        at = np.arange(40, 560, 80)
        strength = rng.uniform(0.4, 0.9, len(at)).astype(np.float32)
        scores[at, 3], scores[at + 12, 3] = strength, strength - 0.02
        scores[at, 5], scores[at + 16, 5] = strength, strength - 0.02
        for half in (1, 2):
            parts.append(Events.build((name,), 0, half, at * 500, 3))
            parts.append(Events.build((name,), 0, half, np.append(at, at + 16) * 500, 5))
            halves.append((name, half, scores, 2.0))
    return Events.concat(parts), SplitScores.from_halves(names, halves)


@pytest.mark.parametrize("objective", [Objective("loose"), Objective("tight"), Objective("f1", 5)])
@pytest.mark.parametrize("start", [4.0, 30.0])
def test_planted_optima_are_found(objective, start):
    truths, scores = planted()
    begin = Settings.uniform("hard", start, 0.6)
    found = tune(truths, scores, begin, objective, methods=("hard", "symmetric"), smoothings_s=(0.0,))
    assert found.settings.classes[3].window_s > 12
    assert found.settings.classes[5].window_s <= 16
    assert np.all(found.after >= found.before)
    if objective.kind == "f1":
        assert found.after[3] == found.after[5] == 1
        assert 0.01 < found.settings.classes[3].threshold <= 0.9
    else:
        assert found.after[[3, 5]] == pytest.approx([1, 1])
    untouched = [label for label in range(N_CLASSES) if label not in (3, 5)]
    assert all(found.settings.classes[label] == begin.classes[label] for label in untouched)
    assert found.tried.nonzero()[0].tolist() == [3, 5]


@pytest.mark.parametrize("objective", [Objective("tight"), Objective("f1", 5)])
def test_tuning_never_ends_below_its_start(made, objective):
    """Whatever the start; and `after` is what an evaluation of the settings gives."""
    truths, scores = made
    rng = np.random.default_rng(3)
    start = Settings(
        tuple(
            ClassSettings(
                str(rng.choice(METHODS)),
                *rng.uniform(1, 40, 1),
                *rng.uniform(0, 0.6, 1),
                rng.choice([0.0, 1.0]),
            )
            for _ in CLASSES
        )
    )
    found = tune(truths, scores, start, objective, windows_s=(5, 15), smoothings_s=(0, 1))
    assert np.all(found.after >= found.before)
    assert found.after.mean() > found.before.mean()
    spots = scores.spots(found.settings)
    if objective.kind == "tight":
        np.testing.assert_array_equal(evaluate(truths, spots).average_per_class("tight"), found.after)
    again = tune(truths, scores, start, objective, windows_s=(5, 15), smoothings_s=(0, 1))
    assert again.settings == found.settings


def test_tuning_is_cancelled_and_needs_labels(made):
    def stop(done, total, what):
        if done >= 1:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        tune(*made, progress=stop)
    with pytest.raises(UserError, match="no labels to tune on"):
        tune(Events.empty(GAMES), made[1])
    with pytest.raises(UserError, match="no metric 'f2'"):
        tune(*made, objective=Objective("f2"))
    for bad in (("f1", None), ("f1", -1)):
        with pytest.raises(UserError):
            Objective(*bad)
