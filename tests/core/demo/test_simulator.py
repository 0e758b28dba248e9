"""The simulator keeps to football's order, to its own seed, and to the rates of real matches."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.demo import rates
from core.demo.measure import main, measure, read, tables
from core.demo.simulator import RESTARTS, SENDING_OFF, simulate
from core.events import Events
from tests.conftest import make_root
from tests.soccernet_v2 import CLASSES, INDEX

GAMES = 60
FIRST_TIMES = [240, 95898, 140695, 143127, 144193, 146590]
FIRST_NAMES = ["Kick-off", "Foul", "Indirect free-kick", "Shots off target", "Ball out of play", "Throw-in"]


@pytest.fixture(scope="module")
def matches():
    return [simulate(3, game) for game in range(GAMES)]


@pytest.fixture(scope="module")
def measured(matches):
    parts = [
        replace(half.events, games=(str(n),)) for n, match in enumerate(matches) for half in match.halves
    ]
    return measure(Events.concat(parts))


def names_of(events: Events) -> list[str]:
    return [CLASSES[label] for label in events.label]


def test_same_seed_same_match_and_another_seed_another():
    one, again, other = simulate(5, 2), simulate(5, 2), simulate(6, 2)
    assert np.array_equal(one.halves[0].events.time_ms, again.halves[0].events.time_ms)
    assert np.array_equal(one.halves[1].events.visible, again.halves[1].events.visible)
    assert not np.array_equal(one.halves[0].events.time_ms, other.halves[0].events.time_ms)


def test_the_same_on_every_machine():
    """Guards the stream of random numbers: this seed gave these events on the machine that wrote the test."""
    first = simulate(0, 0).halves[0].events
    assert first.time_ms[:6].tolist() == FIRST_TIMES
    assert names_of(first)[:6] == FIRST_NAMES


def test_score_is_the_number_of_goals(matches):
    for match in matches:
        goals = [half.events.team[half.events.label == INDEX["Goal"]] for half in match.halves]
        teams = np.concatenate(goals)
        assert (match.home_goals, match.away_goals) == ((teams == 1).sum(), (teams == 2).sum())


def test_halves_are_whole_and_hold_their_events_in_order(matches):
    for match in matches:
        for half in match.halves:
            assert half.length_ms >= 45 * 60_000
            assert (np.diff(half.events.time_ms) >= 0).all()
            assert half.events.time_ms[-1] < half.length_ms


def test_what_stops_the_ball_is_followed_by_its_restart(matches):
    restarts = {name for names in RESTARTS.values() for name in names}
    for match in matches:
        for half in match.halves:
            owed: tuple[str, ...] = ("Kick-off",)
            for name in names_of(half.events):
                if name in restarts:
                    assert not owed or name in owed, f"{name} while {owed} was owed"
                    owed = ()
                owed = RESTARTS.get(name, owed)


def test_a_goal_is_answered_by_the_other_side(matches):
    for match in matches:
        for half in match.halves:
            names, teams = names_of(half.events), half.events.team
            for row, name in enumerate(names):
                later = [i for i in range(row + 1, len(names)) if names[i] == "Kick-off"]
                if name == "Goal" and later:
                    assert teams[later[0]] == 3 - teams[row]


def test_nobody_is_sent_off_for_a_second_yellow_without_a_first(matches):
    for match in matches:
        booked = {1: 0, 2: 0}
        for half in match.halves:
            for name, team in zip(names_of(half.events), half.events.team, strict=True):
                booked[int(team)] = booked.get(int(team), 0) + (name == "Yellow card")
                assert name != "Yellow->red card" or booked[int(team)]


def test_counts_are_close_to_the_real_ones(measured):
    for label, name in enumerate(CLASSES):
        real, ours = sum(rates.PER_HALF[name]), measured.per_half[:, label].sum()
        chance = 4 * np.sqrt(real / GAMES)  # of counting so few games
        assert abs(ours - real) <= 0.12 * real + chance, f"{name}: {ours:.2f} a game, really {real:.2f}"


def test_shares_that_are_shown_are_close_to_the_real_ones(measured):
    for label, name in enumerate(CLASSES):
        count = measured.per_half[:, label].sum() * GAMES
        if count:
            share = rates.VISIBLE[name]
            chance = 4 * np.sqrt(share * (1 - share) / count) + 0.01
            assert abs(measured.visible[label] - share) <= chance, name


def test_gaps_are_close_to_the_real_ones(measured):
    assert measured.gap_s[1:] == pytest.approx(rates.GAP_S[1:], rel=0.12)
    throw_in = rates.FOLLOWS["Ball out of play"][0]
    ours = measured.gaps_s[INDEX["Ball out of play"], INDEX["Throw-in"]]
    assert throw_in.label == "Throw-in"
    assert ours == pytest.approx(throw_in.gap_s, rel=0.12)


def test_substitutions_come_in_the_second_half_and_cards_stay_rare(measured):
    first, second = measured.per_half[:, INDEX["Substitution"]]
    assert second > 8 * first
    assert measured.per_half[:, [INDEX[name] for name in SENDING_OFF]].sum() < 0.8


def test_constants_are_those_of_the_real_labels(real_files):
    found = measure(read(real_files[0]))
    for label, name in enumerate(CLASSES):
        assert found.per_half[:, label] == pytest.approx(rates.PER_HALF[name], abs=0.0051)
        assert found.visible[label] == pytest.approx(rates.VISIBLE[name], abs=0.0006)
        for follow in rates.FOLLOWS[name]:
            assert found.follows[label, INDEX[follow.label]] == pytest.approx(follow.share, abs=1e-4)
    assert '"Ball out of play": (33.05, 31.55, 0.956),' in tables(found)


def test_nothing_to_measure_is_said():
    with pytest.raises(ValueError, match="no events"):
        measure(Events.empty(("a",)))


def test_measuring_from_the_command_line(tmp_path, capsys):
    """`python -m core.demo.measure` is how the constants are made anew; its user's mistakes are sentences."""
    names = make_root(tmp_path / "root", 2, minutes=2, features=False)
    assert len(names) == 2
    assert main([str(tmp_path / "root")]) == 0
    assert "_SUCCESSORS = (" in capsys.readouterr().out
    assert main([str(tmp_path / "nowhere")]) == 1
    assert "no data root" in capsys.readouterr().err
    assert main([]) == 2
