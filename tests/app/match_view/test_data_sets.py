"""The match view is sent the words, parts and colours of the data set that it shows."""

from __future__ import annotations

import pytest

from app.match_view.columns import length_ms
from app.match_view.payload import SecondRun
from core.events import Events
from core.label_sets import label_set_of, preset
from core.metric.matching import match
from core.spotting.settings import Settings
from core.tokens import class_style
from tests.app.match_view.test_payload import GAME, plain, sent, some_matches, unpacked


@pytest.mark.parametrize(
    "label_set",
    [
        preset("ball-2024"),
        label_set_of(["serve"], "a test"),
        label_set_of([f"c{i}" for i in range(200)], "a test"),
    ],
    ids=lambda label_set: str(len(label_set)),
)
def test_any_label_set_is_sent_with_its_words(label_set):
    value = sent(some_matches(label_set=label_set, parts=1), parts=(1,))
    assert plain(value)
    assert value["classes"] == list(label_set.classes)
    assert value["teams"] == list(label_set.teams)
    assert value["colours"] is None
    assert len(value["settings"]["threshold"]) == len(label_set)
    assert max(unpacked(value["spots"])["c"]) < len(label_set)


def test_colours_are_sent_where_the_set_names_some():
    label_set = label_set_of([{"name": "serve", "colour": "#ff0000"}, "bounce"], "a test")
    assert sent(some_matches(label_set=label_set))["colours"] == ["#ff0000", class_style(1)[0]]


@pytest.mark.parametrize(
    ("parts", "labelled", "noun"),
    [
        ((1,), 1, "match"),
        ((1,), 2, "half"),
        ((1, 2), 2, "half"),
        ((1, 2, 3, 4), 2, "part"),
        ((2,), 1, "half"),
    ],
)
def test_a_part_is_called_by_what_it_is(parts, labelled, noun):
    half = sent(some_matches(parts=labelled), half=parts[0], parts=parts)["half"]
    assert (half["parts"], half["noun"]) == (list(parts), noun)


def test_a_short_clip_is_drawn_as_short_as_it_is():
    truths = Events.build(GAME, 0, 1, [2_000, 9_000], 0)
    matches = match(truths, Events.empty(GAME), 1)
    assert length_ms(matches, 1, 0) == 9_000 + 1_900
    assert length_ms(matches, 2, 0) == 45 * 60 * 1000
    late = Events.build(GAME, 0, 1, [44 * 60_000], 0)
    assert length_ms(match(late, Events.empty(GAME), 1), 1, 0) == 45 * 60 * 1000


def test_spots_of_two_runs_are_one_within_half_the_opening_tolerance():
    ball = some_matches(label_set=preset("ball-2024"))
    second = SecondRun("other", ball, Settings(label_set=preset("ball-2024")))
    assert sent(ball, second=second)["second"]["near_ms"] == 500
    v2 = some_matches()
    assert sent(v2, second=SecondRun("other", v2, Settings()))["second"]["near_ms"] == 15_000
