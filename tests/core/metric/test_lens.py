"""The corrected metric: hand-made cases where each correction differs, and an independent recomputation."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.formats.results import read_results
from core.data.labels import read_truths
from core.data.root import open_root
from core.events import Events
from core.exceptions import UserError
from core.metric.evaluation import evaluate
from core.metric.grid import grids
from core.metric.lens import CORRECTIONS, VARIANTS, evaluate_variants
from tests.conftest import random_truths
from tests.soccernet_v2 import METRICS, N_CLASSES

GOAL = 2


def truths_at(*seconds, games=("a",), half=1, visible=True) -> Events:
    return Events.build(games, 0, half, 1000 * np.array(seconds), GOAL, visible=visible)


def spots_at(*pairs, games=("a",), half=1) -> Events:
    seconds, confidence = zip(*pairs, strict=True)
    return Events.build(games, 0, half, 1000 * np.array(seconds), GOAL, confidence=confidence)


def goals(truths, spots, tolerance=10, view="all") -> dict[str, float]:
    """AP of one class at one tolerance, by variant."""
    lens = evaluate_variants(truths, spots, (tolerance,))
    row = ("all", "visible", "unshown").index(view)
    return {variant.name: lens.ap[variant.name][row, 0, GOAL] for variant in VARIANTS}


def test_an_early_truth_takes_a_later_ones_only_match():
    """Truths at 10 and 16 s, spots at 6 s (0.5) and 14 s (0.9): in time order 10 takes 14."""
    found = goals(truths_at(10, 16), spots_at((6, 0.5), (14, 0.9)))
    assert found["official"] == pytest.approx(6 / 11)  # one hit of two, first: precision 1 up to recall .5
    assert found["score-order"] == pytest.approx(1)  # 14 takes 16, which is nearer; 6 takes 10
    assert found["all-points"] == pytest.approx(0.5)
    assert found["no-factor"] == found["empty-halves"] == found["official"]
    assert found["corrected"] == pytest.approx(1)


def test_confidences_closer_than_a_threshold_are_one_point_officially():
    """A hit at 0.9012 above a false spot at 0.9011: the 200 thresholds cannot tell them apart."""
    found = goals(truths_at(10), spots_at((10, 0.9012), (100, 0.9011)))
    assert found["official"] == pytest.approx(0.5)
    assert found["all-points"] == found["corrected"] == pytest.approx(1)


def test_eleven_recalls_round_up():
    """One of three truths found: recall 1/3 holds at 0, .1, .2, .3, which is 4 of 11."""
    found = goals(truths_at(10, 100, 200), spots_at((10, 0.9)))
    assert found["official"] == pytest.approx(4 / 11)
    assert found["all-points"] == pytest.approx(1 / 3)


def test_equal_confidences_are_one_point():
    found = goals(truths_at(10), spots_at((10, 0.5), (100, 0.5)))
    assert found["all-points"] == pytest.approx(0.5)


def test_false_spots_in_a_half_without_truth_count_for_visible():
    truths = truths_at(10)
    spots = Events.concat([spots_at((10, 0.5)), spots_at((10, 0.9), half=2)])
    visible = goals(truths, spots, view="visible")
    assert visible["official"] == pytest.approx(1)
    assert visible["empty-halves"] == visible["corrected"] == pytest.approx(0.5)
    assert goals(truths, spots, view="all")["empty-halves"] == pytest.approx(0.5)
    hidden = truths_at(10, visible=False)
    assert goals(hidden, spots, view="unshown")["official"] == pytest.approx(0.5)
    assert goals(hidden, spots, view="unshown")["empty-halves"] == pytest.approx(1)


def test_unshown_without_its_factor():
    truths = truths_at(10, visible=False)
    lens = evaluate_variants(truths, spots_at((10, 0.5)))
    assert lens.average("official", "loose", "unshown") == pytest.approx(1 / 17 * 17 / 13)
    for variant in ("no-factor", "corrected"):
        assert lens.average(variant, "loose", "unshown") == pytest.approx(1 / 17)
    assert lens.average("no-factor", "loose") == lens.average("official", "loose")
    assert lens.average("no-factor", "at1", "unshown") == lens.average("official", "at1", "unshown")


def literal(truths: Events, spots: Events, tolerance: float, view: str) -> np.ndarray:
    """(17,) all corrections, written plainly over lists."""
    truth, spot = grids(truths, spots)
    result = np.zeros(N_CLASSES)
    for label in range(N_CLASSES):
        judged, n_truths = [], 0
        for lane in range(label, len(truth.start) - 1, N_CLASSES):
            here = list(range(truth.start[lane], truth.start[lane + 1]))
            n_truths += sum(view == "all" or truth.visible[i] == (view == "visible") for i in here)
            free = set(here)
            mine = range(spot.start[lane], spot.start[lane + 1])
            for s in sorted(mine, key=lambda s: -spot.confidence[s]):
                at = spot.frame[s]
                near = [i for i in sorted(free) if abs(truth.frame[i] - at) <= tolerance]
                hit = min(near, key=lambda i: abs(truth.frame[i] - at), default=None)
                free.discard(hit)
                owner = [
                    i
                    for k, i in enumerate(here)
                    if k == 0 or at >= (truth.frame[i - 1] + truth.frame[i]) // 2
                ]
                seen = truth.visible[owner[-1]] if here else True
                if view == "all" or seen == (view == "visible"):
                    judged.append((spot.confidence[s], hit is not None))
        points = []
        for cut in sorted({c for c, _ in judged}, reverse=True):
            taken = [hit for c, hit in judged if c >= cut]
            points.append((sum(taken), sum(taken) / len(taken)))
        before = 0
        for k, (hits, _) in enumerate(points):
            if n_truths:
                result[label] += (hits - before) / n_truths * max(p for _, p in points[k:])
            before = hits
    return result


@pytest.mark.parametrize("seed", range(4))
def test_all_corrections_against_a_plain_recomputation(seed):
    rng = np.random.default_rng(seed)
    truths = Events.concat([random_truths(rng, game) for game in "abc"])
    n = 800
    confidence = np.round(rng.random(n), 2)  # ties
    spots = Events.build(
        truths.games,
        rng.integers(0, 3, n),
        rng.integers(1, 3, n),
        rng.integers(0, 300_000, n),
        rng.integers(0, N_CLASSES, n),
        confidence=confidence,
    )
    lens = evaluate_variants(truths, spots, (5, 20, 60))
    for t, tolerance in enumerate((5, 20, 60)):
        for row, view in enumerate(("all", "visible", "unshown")):
            np.testing.assert_allclose(
                lens.ap["corrected"][row, t], literal(truths, spots, tolerance, view), atol=1e-12
            )


def test_the_official_variant_is_the_official_metric(real_files):
    labels, results = real_files
    root = open_root(labels)
    truths = read_truths(root, root.games)
    spots = read_results(results, truths.games)
    lens, official = evaluate_variants(truths, spots), evaluate(truths, spots)
    for metric in METRICS:
        for view in ("all", "visible", "unshown"):
            assert lens.average("official", metric, view) == official.average(metric, view)
    table = lens.table("loose").set_index("name")
    assert list(table.index) == [variant.name for variant in VARIANTS]
    assert table.loc["official", "all change"] == 0
    assert table.loc["no-factor", "unshown"] == pytest.approx(0.2324479106543743 * 13 / 17)
    assert list(lens.per_class("loose").columns[2:]) == [*(c.name for c in CORRECTIONS), "corrected"]


def test_no_game_is_said():
    with pytest.raises(UserError, match="no game with labels"):
        evaluate_variants(Events.empty(), Events.empty())


def test_no_spots_and_no_truths_give_zero():
    for truths, spots in ((truths_at(10), Events.empty(("a",))), (Events.empty(("a",)), spots_at((1, 0.5)))):
        for ap in evaluate_variants(truths, spots).ap.values():
            assert not ap.any()
