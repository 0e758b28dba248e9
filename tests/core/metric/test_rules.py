"""The official figures of every preset, against the SoccerNet package itself, on what breaks evaluators."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.events import Events
from core.exceptions import UserError
from core.label_set import LabelSet
from core.label_sets import label_set_of, preset, with_metric
from core.metric.evaluation import evaluate
from core.metric.grid import passed_over
from core.metric.matching import match
from core.metric.team import evaluate_teams
from core.timebase import time_ms_of

V1, BALL = preset("soccernet-v1"), preset("ball-2024")
V1_TEXTS = {"card": ("y-card", "r-card", "yr-card"), "subs": ("substitution-in",), "soccer": ("soccer-ball",)}


def package_evaluate(folder: Path, metric: str, **options) -> dict:
    from SoccerNet.Evaluation.ActionSpotting import evaluate as official

    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return official(str(folder), str(folder), metric=metric, dataset=None, **options)


def write_case(folder: Path, seed: int, label_set: LabelSet, n_games: int = 2) -> tuple[Events, Events]:
    """Truths and spots as files and as events: ties, one frame shared, odd confidences, late, third parts.

    Most spots stand near a truth, so that every figure is one.
    """
    rng = np.random.default_rng(seed)
    span = int(rng.choice([20_000, 600_000, 7_300_000]))
    games = tuple(f"league/season/game {number}" for number in range(n_games))
    rows: dict[str, list[tuple]] = {"truths": [], "spots": []}
    for place, name in enumerate(games):
        times = [
            np.sort(rng.integers(0, span, size=int(rng.integers(0, most)))).tolist() for most in (150, 400)
        ]
        truths_of_game: list[tuple] = []
        for kind, kind_times in zip(rows, times, strict=True):
            of_game = []
            for time_ms in kind_times:
                half, label = int(rng.choice([1, 1, 1, 2, 3])), int(rng.integers(len(label_set)))
                if kind == "spots" and truths_of_game and rng.random() < 0.7:
                    _, half, time_ms, label, *_ = truths_of_game[rng.integers(len(truths_of_game))]
                    time_ms = max(time_ms + int(rng.normal(0, rng.choice([200, 2000]))), 0)
                visible = label_set.visibility is False or bool(rng.random() > 0.3)
                confidence = float(rng.choice([rng.random(), round(rng.random(), 1), -0.2, 0.0, 1.0, 1.5]))
                of_game.append((place, half, time_ms, label, visible, confidence))
            of_game += of_game[: len(of_game) // 10]
            rows[kind] += of_game
            truths_of_game = of_game
            write_game(folder / name, label_set, kind, of_game)
    names = ("game", "half", "time_ms", "label", "visible", "confidence")
    truths, spots = (Events.from_rows(games, rows[kind], *names, label_set=label_set) for kind in rows)
    return truths, replace(spots, visible=np.ones(len(spots), bool))


def write_game(folder: Path, label_set: LabelSet, kind: str, rows: list[tuple]) -> None:
    entries = []
    for place, (_, half, time_ms, label, visible, confidence) in enumerate(rows):
        name = label_set.classes[label]
        entry = {"gameTime": f"{half} - 00:00", "position": str(time_ms), "label": name}
        if kind == "truths":
            if label_set == V1:
                entry["label"] = V1_TEXTS[name][place % len(V1_TEXTS[name])]
            entry |= {"visibility": "visible" if visible else "not shown"} if label_set.visibility else {}
        else:
            entry |= {"half": str(half), "confidence": str(confidence)}
        entries.append(entry)
    if kind == "truths":  # what the evaluator does not know is passed over
        entries.insert(len(entries) // 2, {"gameTime": "1 - 00:10", "position": "10000", "label": "party"})
    folder.mkdir(parents=True, exist_ok=True)
    filename = label_set.label_file if kind == "truths" else "results_spotting.json"
    key = "annotations" if kind == "truths" else "predictions"
    (folder / filename).write_text(json.dumps({"UrlLocal": "", key: entries}))


def assert_same(ours: dict, theirs: dict) -> None:
    assert set(ours) == set(theirs)
    for key, value in theirs.items():
        if value is None:
            assert ours[key] is None
        else:
            np.testing.assert_allclose(ours[key], value, rtol=0, atol=1e-12, err_msg=key)


@pytest.mark.parametrize("seed", range(6))
def test_version_1_gives_what_the_package_gives(tmp_path, seed):
    truths, spots = write_case(tmp_path, seed, V1)
    ours = evaluate(truths, spots)
    from SoccerNet.Evaluation.utils import EVENT_DICTIONARY_V1

    for metric in ("loose", "tight", f"at{seed % 5 + 1}"):
        options = {"version": 1, "label_files": "Labels.json", "EVENT_DICTIONARY": EVENT_DICTIONARY_V1}
        assert_same(ours.official(metric), package_evaluate(tmp_path, metric, **options))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", ["ball-2023", "ball-2024"])
def test_ball_actions_give_what_the_package_gives(tmp_path, seed, name):
    label_set = preset(name)
    truths, spots = write_case(tmp_path, seed, label_set, n_games=1)
    ours = evaluate(truths, spots)
    options = {"framerate": 25, "label_files": "Labels-ball.json", "EVENT_DICTIONARY": label_set.index}
    for metric in (f"at{seed % 5 + 1}", "tight") if name == "ball-2024" else ("loose",):
        assert_same(ours.official(metric), package_evaluate(tmp_path, metric, **options))


def test_at_25_fps_a_spot_hits_within_twelve_frames():
    def hits(gap_ms: int) -> int:
        truth = Events.build(("g",), 0, 1, 10_000, 0, label_set=BALL)
        spot = Events.build(("g",), 0, 1, 10_000 + gap_ms, 0, confidence=0.5, label_set=BALL)
        return int(match(truth, spot, 1.0).counts()[0, 0])

    assert [hits(gap) for gap in (480, 519, 520, -480, -481)] == [1, 1, 0, 1, 0]


def test_parts_beyond_the_rule_are_passed_over_and_told():
    columns = {"game": [0, 0, 0], "half": [1, 3, 4], "time_ms": [1000, 2000, 3000], "label": [0, 1, 2]}
    truths = Events.build(("g",), **columns)
    spots = Events.build(("g",), **columns, confidence=0.9)
    two = evaluate(truths, spots)
    assert two.n_truths[0].sum() == 1
    assert two.average("at1") == pytest.approx(1 / 17)
    assert passed_over(truths) == passed_over(spots) == 2
    own = label_set_of(["a", "b", "c"], "x")
    truths, spots = (replace(events, label_set=own) for events in (truths, spots))
    assert passed_over(truths) == 0
    assert evaluate(truths, spots).average("at1") == pytest.approx(1)


@pytest.mark.parametrize("fps", [25, 29.97])
def test_a_rule_of_ones_own(fps):
    value = {"classes": ["serve", "swing"], "evaluation": {"fps": fps, "metrics": {"frames": [0.04, 0.2, 1]}}}
    own = with_metric(label_set_of(value, "x"), "0.04,0.12")
    rng = np.random.default_rng(3)
    frames = np.sort(rng.choice(5000, 200, replace=False))
    late = rng.integers(0, 3, 200)
    label = rng.integers(0, 2, 200)

    def events(at: np.ndarray, **more) -> Events:
        return Events.build(("clip",), 0, 1, time_ms_of(at, fps), label, label_set=own, **more)

    evaluation = evaluate(events(frames * 6), events(frames * 6 + late, confidence=0.7))
    assert evaluation.tolerances_s == (0.04, 0.12, 0.2, 1)
    for label_at in range(2):
        for place, most in enumerate((0, 1, 2, 2)):  # frames within half the tolerance
            share = (late[label == label_at] <= most).mean()
            hit = evaluation.hits[0, place, label_at, 0] / (label == label_at).sum()
            assert hit == pytest.approx(share)
    assert evaluation.average(own.rule.opening) > 0


def test_two_sets_do_not_mix():
    truths, spots = Events.empty(("g",)), Events.empty(("g",), BALL)
    for judge in (evaluate, lambda a, b: match(a, b, 5.0), lambda a, b: Events.concat([a, b])):
        with pytest.raises(UserError, match=r"soccernet-v2 \(17 .*ball-2024 \(12 "):
            judge(truths, spots)


@pytest.mark.parametrize("n_classes", [1, 200])
def test_one_class_and_two_hundred(n_classes):
    own = label_set_of([f"class {n}" for n in range(n_classes)], "x")
    labels = np.arange(n_classes)
    truths = Events.build(("g",), 0, 1, 1000 * labels, labels, label_set=own)
    spots = Events.build(("g",), 0, 1, 1000 * labels, labels, confidence=0.5, label_set=own)
    evaluation = evaluate(truths, spots)
    assert evaluation.average("tight") == 1
    assert list(evaluation.table()["class"]) == list(own.classes)


def test_sets_that_differ_late_are_told_by_where():
    one, two = (label_set_of(["a", "b", "c", last], "x") for last in "de")
    with pytest.raises(UserError, match=r"whose class 4 is d, .* whose class 4 is e"):
        evaluate(Events.empty(("g",), one), Events.empty(("g",), two))


def test_teams_go_by_their_words_where_classes_agree():
    one = label_set_of({"classes": ["a"], "teams": ["left", "right"]}, "x")
    two = label_set_of({"classes": ["a"], "teams": ["right", "left", "both"]}, "x")
    spots = Events.build(("g",), 0, 1, [1000, 2000, 3000], 0, team=[1, 2, 0], confidence=0.5, label_set=one)
    assert spots.of_set(two).team.tolist() == [2, 1, 0]
    truths = Events.build(("g",), 0, 1, [1000, 2000], 0, team=[2, 1], label_set=two)
    assert evaluate_teams(truths, spots, "at1").average == 1


def test_two_games_of_one_normal_form_stay_two():
    games = ("a b", "a_b")
    truths = Events.build(games, [0, 1], 1, [1000, 60_000], 0)
    spots = Events.build(games, [0, 1], 1, [1000, 60_000], 0, confidence=0.5)
    assert evaluate(truths, spots).average_per_class("at1")[0] == 1
    assert len(spots.of_game("a_b")) == 1
    assert len(spots.of_game("a  b")) == 1
