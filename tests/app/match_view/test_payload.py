"""What the match view is sent equals what core computes, in plain JSON."""

from __future__ import annotations

import json
from base64 import b64decode

import numpy as np
import pytest

from app.match_view.columns import length_ms, times_after
from app.match_view.packing import pack
from app.match_view.payload import PartView, Place, SecondRun, Sources, payload
from core.data.games import Part
from core.events import Events
from core.label_set import LabelSet
from core.label_sets import SOCCERNET_V2
from core.metric.matching import match
from core.metric.outcomes import MISSED, OUTCOMES, SPOT_OUTCOMES
from core.spotting.settings import Settings

GAME = ("league/season/game",)
MOST_MS = 7_200_000


def some_matches(
    tolerance_s: float = 10, seed: int = 0, n: int = 200, label_set: LabelSet = SOCCERNET_V2, parts: int = 2
):
    rng = np.random.default_rng(seed)
    half, label = rng.integers(1, parts + 1, n), rng.integers(0, len(label_set), n)
    time_ms = rng.integers(0, 300_000, n)
    truths = Events.build(GAME, 0, half, time_ms, label, visible=rng.random(n) > 0.3, label_set=label_set)
    near = np.clip(time_ms + rng.normal(0, 6000, n).astype(int), 0, None)
    labels, confidence = rng.permutation(label), rng.random(n)
    spots = Events.build(GAME, 0, half, near, labels, confidence=confidence, label_set=label_set)
    return match(truths, spots, tolerance_s)


def sent(matches, half=1, **changes):
    given = {
        "half": Part(GAME[0], half), "title": "A 1 - 0 B", "sources": Sources(),
        "settings": Settings(label_set=matches.truths.label_set),
        "place": Place(),
    }  # fmt: skip
    return payload(PartView(matches=matches, **{**given, **changes}))


def plain(value) -> bool:
    if isinstance(value, dict):
        return all(type(key) is str and plain(item) for key, item in value.items())
    if isinstance(value, list):
        return all(plain(item) for item in value)
    return value is None or type(value) in (str, int, float, bool)


def unpacked(packed: dict) -> dict[str, list]:
    """What assets/match_view/unpack.js makes of `app.match_view.packing`."""
    data, found, at = b64decode(packed["data"]), {}, 0
    for name, kind, step in packed["columns"]:
        values = np.frombuffer(data, f"<{kind}", packed["n"], at)
        at += values.nbytes
        found[name] = (values.astype(np.int64) * step).tolist()
    assert at == len(data)
    return found


def offsets(value: dict) -> list:
    """Offset of each spot in ms as assets/match_view/model.js has it."""
    spots, late = unpacked(value["spots"]), dict(value["spots"]["late"])
    return [
        None if m < 0 else late.get(row, t - value["truths"]["t"][m])
        for row, (t, m) in enumerate(zip(spots["t"], spots["m"], strict=True))
    ]


@pytest.mark.parametrize(
    ("values", "kind", "step"),
    [
        ([], "u1", 1),
        ([0, 255], "u1", 255),
        ([3, 7, -1], "i1", 1),
        ([0, 500, 2_700_000], "u2", 500),
        ([1, 70_000], "u4", 1),
        ([-40_000, 1], "i4", 1),
    ],
)
def test_columns_are_packed_without_loss(values, kind, step):
    packed = pack({"x": np.array(values, np.int64), "y": np.arange(len(values))})
    assert packed["columns"][0] == ["x", kind, step]
    assert unpacked(packed) == {"x": values, "y": list(range(len(values)))}
    with pytest.raises(ValueError, match="32 bits"):
        pack({"x": np.array([1, 2**40])})


def test_many_spots_take_little_room():
    """4,000 spots at 2 fps: as plain JSON some 150 kB."""
    rng = np.random.default_rng(1)
    label, time_ms = rng.integers(0, len(SOCCERNET_V2), 4000), 500 * rng.integers(0, 5400, 4000)
    spots = Events.build(GAME, 0, 1, time_ms, label, confidence=rng.random(4000))
    truths = Events.build(GAME, 0, 1, rng.integers(0, 2_700_000, 100), rng.integers(0, 17, 100))
    assert len(json.dumps(sent(match(truths, spots, 30)))) < 50_000


def test_every_value_is_plain_python():
    """One NumPy scalar would turn the whole payload into a string on its way to the browser."""
    value = sent(some_matches(), sources=Sources(rows=600, fps=np.float32(2), video_fps=np.float64(25)))
    assert plain({**value, "half": {**value["half"], "duration_ms": int(value["half"]["duration_ms"])}})
    assert json.loads(json.dumps(value)) == value


@pytest.mark.parametrize("half", [1, 2])
@pytest.mark.parametrize("tolerance_s", [1, 10, 60])
def test_spots_and_truths_are_those_of_core(half, tolerance_s):
    matches = some_matches(tolerance_s)
    value = sent(matches, half)
    rows = matches.spots.half == half
    spots = unpacked(value["spots"])
    met = [(-1, -1) if m < 0 else (value["truths"]["t"][m], value["truths"]["c"][m]) for m in spots["m"]]
    confidence = [p / 10_000 for p in spots["p"]]
    shown = sorted(zip(spots["t"], spots["c"], spots["o"], confidence, met, strict=True))
    names = [SPOT_OUTCOMES.index(OUTCOMES[code]) for code in matches.spot_outcome[rows]]
    truths = [
        (-1, -1) if truth < 0 else (matches.truths.time_ms[truth], matches.truths.label[truth])
        for truth in matches.spot_truth[rows]
    ]
    rounded = [round(float(value), 4) for value in matches.spots.confidence[rows]]
    own = matches.spots.time_ms[rows], matches.spots.label[rows]
    assert shown == sorted(zip(*own, names, rounded, truths, strict=True))
    wanted = [None if np.isnan(value) else int(value) for value in matches.offset_ms[rows]]
    assert sorted(map(str, offsets(value))) == sorted(map(str, wanted))
    missed = int(np.sum(matches.truth_outcome[matches.truths.half == half] == MISSED))
    assert value["truths"]["o"].count(-1) == missed


def test_offsets_and_the_truth_they_refer_to():
    truths = Events.build(GAME, 0, [1, 1], [10_000, 60_000], [2, 5])
    spots = Events.build(GAME, 0, [1, 1, 1], [12_000, 61_000, 200_000], [2, 3, 3], confidence=[0.9, 0.8, 0.7])
    value = sent(match(truths, spots, 10))
    assert offsets(value) == [2000, 1000, None]
    assert unpacked(value["spots"])["m"] == [0, 1, -1]
    assert [value["outcomes"][code] for code in unpacked(value["spots"])["o"]] == [
        "hit",
        "wrong class",
        "background",
    ]
    assert value["truths"]["p"] == [0.9, None]


def test_a_half_without_events():
    empty = match(Events.empty(GAME), Events.empty(GAME), 30)
    value = sent(empty)
    assert value["truths"]["t"] == unpacked(value["spots"])["t"] == []
    assert value["half"]["duration_ms"] == 45 * 60 * 1000


def test_the_axis_reaches_events_beyond_the_scores():
    truths = Events.build(GAME, 0, 1, [400_000], 0)
    matches = match(truths, Events.empty(GAME), 30)
    assert length_ms(matches, 1, Sources(rows=600, fps=2).length_ms) == 430_000
    assert length_ms(matches, 2, Sources(rows=600, fps=2).length_ms) == 300_000
    assert length_ms(matches, 1, Sources(rows=1, fps=2).length_ms) == 430_000


def test_a_position_beyond_all_sense_does_not_stretch_the_axis():
    truths = Events.build(GAME, 0, 1, [10_000, 99_999_999], 0)
    matches = match(truths, Events.empty(GAME), 30)
    assert length_ms(matches, 1, Sources(rows=600, fps=2).length_ms) == MOST_MS == 7_200_000
    assert length_ms(matches, 1, Sources(video_ms=8_000_000).length_ms) == 8_000_000
    assert times_after(matches, 1, MOST_MS) == [99_999_999]
    assert sent(matches)["truths"]["t"] == [10_000, MOST_MS]


def test_offsets_of_what_is_drawn_at_the_end_are_the_true_ones():
    truths = Events.build(GAME, 0, 1, [10_000, 7_205_000], 0)
    spots = Events.build(GAME, 0, 1, [12_000, 7_206_000], 0, confidence=[0.5, 12.0])
    value = sent(match(truths, spots, 30))
    assert unpacked(value["spots"])["t"] == [12_000, MOST_MS]
    assert offsets(value) == [2000, 1000]
    assert value["spots"]["late"] == [[1, 1000]]


def test_what_is_not_judged_has_no_outcome():
    matches = some_matches()
    value = sent(matches, judged=False)
    assert plain(value)
    assert value["truths"]["t"] == sent(matches)["truths"]["t"]
    assert set(value["truths"]["o"]) == set(value["truths"]["p"]) == {None}
    spots = unpacked(value["spots"])
    assert list(spots) == ["t", "c", "p"]
    assert spots["t"] == unpacked(sent(matches)["spots"])["t"]
    assert not value["judged"]


def test_moving_about_is_no_reason_to_draw_again():
    matches = some_matches()
    first = sent(matches, place=Place(0, 0, 0, 2))
    assert sent(matches, place=Place(5000, 10, 9000, 3))["rev"] == first["rev"]
    assert sent(matches, place=Place(moves=1))["rev"] != first["rev"]
    assert sent(some_matches(seed=1))["rev"] != first["rev"]


def test_one_threshold_and_window_per_class():
    given = Settings.from_columns({"window_s": tuple(range(17)), "threshold": 0.25, "smoothing_s": 0.5})
    settings = sent(some_matches(), settings=given)["settings"]
    assert settings["window_s"] == [float(value) for value in range(17)]
    assert settings["threshold"] == [0.25] * 17
    assert settings["smoothing_s"] == [0.5] * 17
    assert sent(some_matches(), settings_known=False)["settings"]["window_s"] is None


def test_what_lies_under_comes_with_its_own_spots_and_what_it_found():
    first, second = some_matches(), some_matches(tolerance_s=2)
    value = sent(first, second=SecondRun("other", second, Settings()), ap=[0.5, *[None] * 16])
    assert plain(value["second"])
    theirs, wanted = unpacked(value["second"]["spots"]), unpacked(sent(second)["spots"])
    assert theirs == {name: wanted[name] for name in "tcp"}
    found = [int(code >= 0) for code in sent(second)["truths"]["o"]]
    assert value["second"]["found"] == found
    assert len(found) == len(value["truths"]["t"])
