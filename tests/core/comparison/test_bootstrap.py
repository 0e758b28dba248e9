"""The bootstrap: official figures in row 0, draws held against a literal recomputation, seeds, pairing."""

from __future__ import annotations

import numpy as np
import pytest

from core.comparison.bootstrap import bootstrap, draws
from core.events import Events
from core.exceptions import Cancelled, UserError
from core.metric.evaluation import VIEWS, evaluate
from tests.conftest import random_truths
from tests.soccernet_v2 import METRICS, N_CLASSES

GAMES = tuple("abcdefg")


def some(seed: int, per_class: int = 60) -> tuple[Events, Events]:
    """Truths of seven games, one of them without any, and spots: some on truths, some anywhere."""
    rng = np.random.default_rng(seed)
    truths = Events.concat([random_truths(rng, game) for game in GAMES[:-1]] + [Events.empty(("g",))])
    n = per_class * N_CLASSES
    spots = Events.build(
        GAMES,
        rng.integers(0, len(GAMES), n),
        rng.integers(1, 3, n),
        rng.integers(0, 300_000, n),
        rng.integers(0, N_CLASSES, n),
        confidence=rng.random(n),
    )
    found = truths[rng.random(len(truths)) < 0.6]
    near = Events.build(
        GAMES, found.game, found.half, found.time_ms + 900, found.label, confidence=rng.random(len(found))
    )
    return truths, Events.concat([spots, near])


def drawn(events: Events, times: np.ndarray) -> Events:
    """The events of a draw: each game as often as it was drawn, under names of its own."""
    parts = []
    for game, often in zip(GAMES, times, strict=True):
        for copy in range(often):
            one = events.of_game(game)
            parts.append(
                Events(
                    (f"{game}{copy}",),
                    *(getattr(one, c) for c in Events.__dataclass_fields__ if c != "games"),
                )
            )
    return Events.concat(parts)


@pytest.mark.parametrize("seed", [0, 1])
def test_every_draw_is_the_official_metric_of_its_games(seed):
    truths, spots = some(seed)
    found = bootstrap(truths, {"a": spots}, resamples=5, seed=seed)
    for row, times in enumerate(draws(len(GAMES), 5, seed)):
        official = evaluate(drawn(truths, times), drawn(spots, times))
        np.testing.assert_array_equal(found.ap["a"][row], official.ap)
        for metric in METRICS:
            for view in VIEWS:
                assert found.average("a", metric, view)[row] == pytest.approx(official.average(metric, view))
                np.testing.assert_allclose(
                    found.average_per_class("a", metric, view)[row], official.average_per_class(metric, view)
                )


def test_row_0_is_the_figure_itself():
    truths, spots = some(2)
    found = bootstrap(truths, {"a": spots}, resamples=20)
    official = evaluate(truths, spots)
    np.testing.assert_array_equal(found.ap["a"][0], official.ap)
    interval = found.interval("a", "loose")
    assert interval.value == pytest.approx(official.average("loose"), abs=1e-12)
    assert interval.low <= interval.high


def test_the_same_seed_gives_the_same_and_another_gives_others():
    truths, spots = some(3)
    first, again, other = (bootstrap(truths, {"a": spots}, resamples=30, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.ap["a"], again.ap["a"])
    assert first.interval("a", "tight") != other.interval("a", "tight")


def test_identical_runs_differ_by_nothing():
    truths, spots = some(4)
    found = bootstrap(truths, {"a": spots, "b": spots}, resamples=50)
    for label in (None, 0, 5):
        difference = found.difference("a", "b", "loose", label=label)
        assert (difference.value, difference.low, difference.high) == (0, 0, 0)
        assert difference.is_noise


def test_pairing_cancels_what_runs_share():
    """A run that is the other with every spot of one class found: sure, though both vary widely."""
    truths, spots = some(5)
    rest = spots[spots.label != 3]
    known = truths[truths.label == 3]
    sure = Events.build(GAMES, known.game, known.half, known.time_ms, 3, confidence=0.9)
    found = bootstrap(truths, {"better": Events.concat([rest, sure]), "base": spots}, resamples=200)
    difference = found.difference("better", "base", "loose")
    alone = found.interval("base", "loose")
    assert difference.low > 0
    assert not difference.is_noise
    assert difference.high - difference.low < alone.high - alone.low
    assert found.difference("better", "base", "loose", label=4).value == 0


def test_one_game_has_no_width():
    truths, spots = some(6)
    found = bootstrap(truths.of_game("a"), {"a": spots}, resamples=10)
    interval = found.interval("a", "loose")
    assert interval.low == interval.high == interval.value


def test_bad_input_and_cancel():
    truths, spots = some(7)
    with pytest.raises(UserError, match="no game with labels"):
        bootstrap(Events.empty(), {"a": spots})
    with pytest.raises(UserError, match="0 resamples"):
        bootstrap(truths, {"a": spots}, resamples=0)

    def stop(*_):
        raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        bootstrap(truths, {"a": spots}, resamples=2, progress=stop)


def test_the_method_is_stated():
    truths, spots = some(8)
    text = bootstrap(truths, {"a": spots}, resamples=10, seed=4).method()
    for part in ("10 draws", "seed 4", "95%", "Efron and Tibshirani", "games"):
        assert part in text
