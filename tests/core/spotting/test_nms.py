"""Our NMS against the official greedy loop, written down plainly."""

from __future__ import annotations

import os

import numpy as np
import pytest

from core.exceptions import UserError
from core.spotting.class_settings import ClassSettings
from core.spotting.methods import METHODS
from core.spotting.nms import RankedScores, nms
from core.spotting.settings import Settings
from core.spotting.split_scores import SplitScores, cut
from tests.soccernet_v2 import N_CLASSES


def literal_nms(scores: np.ndarray, window: float, threshold: float, symmetric: bool) -> set[tuple]:
    """The official loop, class by class: (label, frame, confidence) of every kept spot."""
    kept = set()
    for label in range(scores.shape[1]):
        left = scores[:, label].astype(np.float64)
        while len(left) and left.max() >= threshold:
            at = int(left.argmax())
            kept.add((label, at, float(left[at])))
            first = int(max(at - window / 2, 0))
            last = min(at + int(window / 2), len(left))
            if symmetric:
                first, last = max(at - int(window / 2), 0), min(at + int(window / 2) + 1, len(left))
            left[first:last] = -1
            left[at] = -1  # a window of no width still takes the spot itself
    return kept


def random_scores(kind: str, n: int, rng: np.random.Generator) -> np.ndarray:
    scores = rng.random((n, N_CLASSES)).astype(np.float32)
    return {
        "random": scores,
        "tied": np.round(scores * 4) / 4,
        "constant": np.full_like(scores, 0.5),
        "zero": np.zeros_like(scores),
        "one": np.ones_like(scores),
    }[kind]


@pytest.mark.parametrize("kind", ["random", "tied", "constant", "zero", "one"])
@pytest.mark.parametrize("n", [1, 2, 61, 400])
@pytest.mark.parametrize("method", ["hard", "symmetric"])
def test_equal_to_the_literal_loop(kind, n, method):
    scores = random_scores(kind, n, np.random.default_rng(n))
    for window_s in (0.0, 0.5, 1.0, 1.5, 5.0, 30.0, 900.0):
        for threshold in (0.0, 0.5, 1.0):
            keep = nms(scores, 2.0, Settings.uniform(method, window_s, threshold))
            found = set(zip(keep.label.tolist(), keep.frame.tolist(), keep.confidence.tolist(), strict=True))
            assert found == literal_nms(scores, window_s * 2, threshold, method == "symmetric")


def test_the_official_window_is_half_open():
    """A frame exactly half a window later survives, one exactly half a window earlier does not."""
    scores = np.zeros((200, N_CLASSES), np.float32)
    scores[[70, 100, 130], 3] = [0.8, 0.9, 0.7]
    keep = nms(scores, 2.0, Settings.uniform(window_s=30.0, threshold=0.1))
    assert keep.frame.tolist() == [100, 130]
    keep = nms(scores, 2.0, Settings.uniform("symmetric", window_s=30.0, threshold=0.1))
    assert keep.frame.tolist() == [100]


def test_ties_go_to_the_earliest_frame():
    keep = nms(np.full((10, N_CLASSES), 0.3, np.float32), 2.0, Settings.uniform(window_s=60.0))
    assert keep.frame.tolist() == [0] * N_CLASSES


def test_a_threshold_only_cuts_the_list():
    scores = random_scores("tied", 500, np.random.default_rng(5))
    all_kept = RankedScores.from_scores(scores, 2.0).nms(Settings.uniform(window_s=10.0))
    for threshold in (0.25, 0.5, 0.75):
        cut, again = all_kept.above(threshold), nms(scores, 2.0, Settings.uniform("hard", 10.0, threshold))
        np.testing.assert_array_equal(cut.frame, again.frame)
        np.testing.assert_array_equal(cut.label, again.label)


def test_windows_and_thresholds_per_class():
    scores = random_scores("random", 300, np.random.default_rng(6))
    windows = tuple(float(c + 1) for c in range(N_CLASSES))
    thresholds = tuple(c / 20 for c in range(N_CLASSES))
    keep = nms(scores, 2.0, Settings.from_columns({"window_s": windows, "threshold": thresholds}))
    for c in range(N_CLASSES):
        alone = nms(scores, 2.0, Settings.uniform("hard", windows[c], thresholds[c]))
        np.testing.assert_array_equal(keep.frame[keep.label == c], alone.frame[alone.label == c])


def test_nan_is_never_kept_and_hides_nothing():
    scores = np.full((4, N_CLASSES), np.nan, np.float32)
    scores[2] = 0.4
    assert nms(scores, 2.0).frame.tolist() == [2] * N_CLASSES


def test_no_frames():
    assert len(nms(np.empty((0, N_CLASSES), np.float32), 2.0)) == 0


def test_other_shapes_are_refused():
    with pytest.raises(ValueError, match=r"\(3,\)"):
        nms(np.zeros(3, np.float32), 2.0)
    with pytest.raises(ValueError, match="4 classes of scores, 17 of settings"):
        nms(np.zeros((3, 4), np.float32), 2.0)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"method": "magic"}, "magic"),
        ({"window_s": -1.0}, "window_s"),
        ({"threshold": 1.5}, "threshold"),
        ({"threshold": float("nan")}, "threshold"),
        ({"window_s": (1.0, 2.0)}, "2 values"),
    ],
)
def test_settings_out_of_range_are_refused(columns, message):
    with pytest.raises(UserError, match=message):
        Settings.from_columns(columns)


def test_a_split_is_its_halves_one_by_one():
    rng = np.random.default_rng(7)
    halves = [(game, half, random_scores("tied", 200, rng), 2.0) for game in "ba" for half in (2, 1)]
    split = SplitScores.from_halves(("a", "b"), halves)
    config = Settings.uniform("hard", 8.0, 0.3)
    spots = split.spots(config)
    assert spots.games == ("a", "b")
    for game, half, scores, fps in halves:
        mine = spots[(spots.game == "ab".index(game)) & (spots.half == half)]
        keep = nms(scores, fps, config)
        np.testing.assert_array_equal(mine.time_ms, keep.frame * 500)
        np.testing.assert_array_equal(mine.label, keep.label)
        np.testing.assert_array_equal(mine.confidence, keep.confidence.astype(np.float64))
    kept = cut(split.spots(Settings.uniform("hard", 8.0)), config)
    assert len(kept) == len(spots)


DECAYS = {
    "soft-linear": lambda overlap: 1 - overlap,
    "soft-square": lambda overlap: (1 - overlap) ** 2,
    "soft-gaussian": lambda overlap: np.exp(-overlap * overlap / 0.5),
}
"""Factors of scores by their overlap with a kept spot, at the default sigma."""


def literal_soft(scores: np.ndarray, half: float, method: str, floor: float) -> set[tuple]:
    """Soft-NMS in the plainest words."""
    kept = set()
    for label in range(scores.shape[1]):
        left = scores[:, label].astype(np.float64)
        while len(left) and left.max() >= floor and left.max() >= 0:
            at = int(left.argmax())
            kept.add((label, at, float(np.float32(left[at]))))
            left[at] = -1
            for other in range(len(left)):
                overlap = 1 - abs(other - at) / half if half else 0
                if left[other] >= 0 and overlap > 0:
                    left[other] *= DECAYS[method](overlap)
    return kept


def test_every_method_has_a_plain_reference():
    assert {"hard", "symmetric", "peaks", *DECAYS} == set(METHODS)


@pytest.mark.parametrize("kind", ["random", "tied", "constant", "zero", "one"])
@pytest.mark.parametrize("n", [1, 2, 65, 130])
def test_soft_methods_equal_the_literal_loop(kind, n):
    scores = random_scores(kind, n, np.random.default_rng(n))
    for window_s in (0.0, 1.0, 7.5, 90.0):
        for method in DECAYS:
            keep = nms(scores, 2.0, Settings.uniform(method, window_s, floor=0.05))
            found = set(zip(keep.label.tolist(), keep.frame.tolist(), keep.confidence.tolist(), strict=True))
            expected = literal_soft(scores, window_s, method, 0.05)
            assert {spot[:2] for spot in found} == {spot[:2] for spot in expected}
            np.testing.assert_allclose(sorted(found), sorted(expected), rtol=1e-6)


@pytest.mark.parametrize("distance", [1, 4, 9, 10, 14])
@pytest.mark.parametrize(("method", "power"), [("soft-linear", 1), ("soft-square", 2)])
def test_a_neighbour_falls_by_its_distance_over_half_the_window(distance, method, power):
    scores = np.zeros((60, N_CLASSES), np.float32)
    scores[[20, 20 + distance], 3] = [0.9, 0.8]
    keep = nms(scores, 2.0, Settings.uniform(method, window_s=10.0))  # half of it: 10 frames
    expected = 0.8 * min(distance / 10, 1) ** power
    assert keep.frame[keep.label == 3].tolist() == [20, 20 + distance]
    np.testing.assert_allclose(keep.confidence[keep.label == 3], [0.9, expected], rtol=1e-6)


@pytest.mark.parametrize("kind", ["random", "constant", "zero"])  # scipy leaves ties to its sort
@pytest.mark.parametrize("n", [1, 2, 3, 400])
def test_peaks_equal_scipys(kind, n):
    from scipy.signal import find_peaks

    scores = random_scores(kind, n, np.random.default_rng(n + 1))
    for window_s in (1.0, 5.0, 15.0):
        for threshold in (0.0, 0.4):
            keep = nms(scores, 2.0, Settings.uniform("peaks", window_s, threshold))
            for label in range(N_CLASSES):
                height, distance = np.float32(threshold), window_s
                expected = find_peaks(scores[:, label], height=height, distance=max(distance, 1))[0]
                np.testing.assert_array_equal(keep.frame[keep.label == label], expected)


@pytest.mark.parametrize("n", [1, 5, 300])
def test_smoothing_equals_scipys(n):
    from scipy.ndimage import gaussian_filter1d

    scores = random_scores("random", n, np.random.default_rng(n))
    ours = RankedScores.from_scores(scores, 2.0).smoothed(1.5).values
    expected = gaussian_filter1d(scores.T.astype(np.float64), 3.0, axis=1, mode="reflect")
    np.testing.assert_allclose(ours, expected, atol=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_for_every_method_a_threshold_only_cuts(method):
    scores = random_scores("random", 300, np.random.default_rng(8))
    settings = {"method": method, "window_s": 9.0, "smoothing_s": 1.0}
    everything = nms(scores, 2.0, Settings.uniform(**settings))
    cut, again = everything.above(0.45), nms(scores, 2.0, Settings.uniform(threshold=0.45, **settings))
    np.testing.assert_array_equal(cut.frame, again.frame)
    np.testing.assert_array_equal(cut.confidence, again.confidence)


def test_of_tied_peaks_the_earlier_is_kept():
    scores = np.zeros((40, N_CLASSES), np.float32)
    scores[[5, 9, 13, 30, 31], 2] = [0.5, 0.5, 0.5, 0.7, 0.7]
    keep = nms(scores, 2.0, Settings.uniform("peaks", 5.0, threshold=0.1))
    assert keep.frame.tolist() == [5, 13, 30]


@pytest.mark.parametrize("cores", [1, 2, 3, 40])
def test_the_spots_of_a_long_part_are_the_same_however_many_cores_share_it(monkeypatch, cores):
    rng = np.random.default_rng(cores)
    halves = [("a", 1, rng.random((300, 17)).astype(np.float32), 2.0)]
    split = SplitScores.from_halves(("a",), halves)
    mixed = Settings.uniform(window_s=8.0, threshold=0.1).with_classes(
        {label: ClassSettings("peaks", 4.0, 0.2, 1.0) for label in (0, 5, 16)}
    )
    for settings in (Settings.uniform(window_s=10.0), mixed):
        monkeypatch.setattr(os, "cpu_count", lambda: 1)
        wanted = split.spots(settings)
        monkeypatch.setattr(os, "cpu_count", lambda: cores)
        found = split.spots(settings)
        for column in ("time_ms", "label", "confidence"):
            assert np.array_equal(getattr(found, column), getattr(wanted, column))
