"""Filters of moments in the URL: what was written before parses the same, nonsense does not parse."""

from __future__ import annotations

import pytest

from app.state.moment_filter import filter_text, parse_filter
from core.errors.moment_filter import MomentFilter
from core.label_sets import SOCCERNET_V2
from tests.soccernet_v2 import INDEX


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", MomentFilter()),
        ("kind=missed;label=goal", MomentFilter(kind="missed", label=INDEX["Goal"])),
        (
            "kind=wrong-class;truth=corner;top=1.5",
            MomentFilter("wrong class", truth=INDEX["Corner"], top=1.5),
        ),
        ("either=foul;visible=no", MomentFilter(either=INDEX["Foul"], visible=False)),
        ("cause=below-threshold;by=gap;group=3", MomentFilter(cause="below threshold", by="gap", group=3)),
        ("game=0123456789ab;league=england_epl", MomentFilter(game="0123456789ab", league="england_epl")),
        ("season=2014-2015;home=1. FSV Mainz 05", MomentFilter(season="2014-2015", home="1. FSV Mainz 05")),
    ],
)
def test_a_filter_is_its_text(text, expected):
    assert parse_filter(text, SOCCERNET_V2) == expected
    assert filter_text(expected, SOCCERNET_V2) == text


@pytest.mark.parametrize(
    "text",
    [
        *("kind=merged", "kind=lost", "label=me", "truth=Goal", "visible=maybe", "cause=lazy", "by=weather"),
        *("group=2", "by=gap", "by=gap;group=-1", "by=gap;group=1000", "top=0", "top=nan", "top=1001"),
        *("game=1", "game=../../etc/passwd", "league=", "home=a\nb", "foo=1", "kind=hit;kind=hit", "goal"),
    ],
)
def test_nonsense_is_no_filter(text):
    with pytest.raises(ValueError, match=r".*"):
        parse_filter(text, SOCCERNET_V2)
