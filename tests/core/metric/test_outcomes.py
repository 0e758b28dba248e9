"""The list of outcomes: what all that derives from it relies on."""

from __future__ import annotations

import numpy as np

from core.metric.outcomes import (
    CODES,
    FALSE_OUTCOMES,
    GRID_OUTCOMES,
    HIT,
    MERGED,
    OTHER_CLASS,
    OUTCOMES,
    SAME_CLASS,
    SPOT_OUTCOMES,
    Fix,
    Gaps,
)


def test_codes_are_places_by_name():
    assert [outcome.code for outcome in OUTCOMES] == list(range(len(OUTCOMES))) == list(CODES.values())
    assert OUTCOMES[HIT].name == "hit"
    assert {outcome.name for outcome in SPOT_OUTCOMES} - {outcome.name for outcome in GRID_OUTCOMES} == {
        OUTCOMES[MERGED].name
    }


def test_every_false_spot_has_an_outcome_whatever_is_near():
    """The last rule holds for all, so no spot is left without one."""
    nothing = np.full(3, np.inf), np.full(3, np.inf), np.full(3, -1), np.full(3, -1)
    assert FALSE_OUTCOMES[-1].holds(Gaps(*nothing), 5.0, 15.0).all()
    assert not any(outcome.holds(Gaps(*nothing), 5.0, 15.0).any() for outcome in FALSE_OUTCOMES[:-1])


def test_errors_say_what_their_repair_does_and_to_which_truth():
    for outcome in OUTCOMES:
        assert (outcome.fix is None) == (outcome.repair == "")
        assert outcome.truth in (SAME_CLASS, OTHER_CLASS) if outcome.fix == Fix.MOVE else True
        assert outcome.of_spot == (outcome.fix != Fix.ADD)
