"""Our evaluation against the SoccerNet package itself, on real files and on what breaks evaluators."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

import numpy as np
import pytest

from core.data.formats.results import read_results
from core.data.labels import read_truths
from core.data.root import open_root
from core.data.splits import official_games
from core.events import Events
from core.exceptions import UserError
from core.metric.evaluation import VIEWS, evaluate
from tests.soccernet_v2 import CLASSES, INDEX, LOOSE, METRICS, N_CLASSES

TO_THE_LAST_DIGIT = {"rtol": 0, "atol": 1e-12}


def package_evaluate(labels: Path, predictions: Path, metric: str) -> dict:
    """The package's own figures; with dataset=None it takes all games that `labels` holds."""
    from SoccerNet.Evaluation.ActionSpotting import evaluate as official
    from SoccerNet.Evaluation.utils import EVENT_DICTIONARY_V2

    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return official(
            str(labels),
            str(predictions),
            metric=metric,
            dataset=None,
            EVENT_DICTIONARY=EVENT_DICTIONARY_V2,
        )


def assert_same(ours: dict, theirs: dict) -> None:
    assert set(ours) == set(theirs)
    for key, value in theirs.items():
        np.testing.assert_allclose(ours[key], value, **TO_THE_LAST_DIGIT, err_msg=key)


def test_the_classes_are_the_packages():
    from SoccerNet.Evaluation.utils import EVENT_DICTIONARY_V2

    assert EVENT_DICTIONARY_V2 == INDEX


def test_the_official_figure_on_real_files(real_files):
    """The reference figure of a published model on the 100 test games."""
    labels, results = real_files
    games = official_games("test")
    root = open_root(labels)
    truths = read_truths(root, tuple(root.game(name) for name in games))
    evaluation = evaluate(truths, read_results(results, games))
    loose = evaluation.official("loose")
    assert loose["a_mAP"] == pytest.approx(0.3140114221480988, abs=1e-12)
    assert loose["a_mAP_visible"] == pytest.approx(0.3424478251441903, abs=1e-12)
    assert loose["a_mAP_unshown"] == pytest.approx(0.2324479106543743, abs=1e-12)


@pytest.mark.parametrize("metric", ["loose", "tight"])
def test_real_files_give_what_the_package_gives(real_files, metric):
    labels, results = real_files
    root = open_root(labels)
    truths = read_truths(root, root.games)
    spots = read_results(results, truths.games)
    assert_same(
        evaluate(truths, spots, METRICS[metric]).official(metric), package_evaluate(labels, results, metric)
    )


def write_case(folder: Path, seed: int, n_games: int = 2) -> tuple[Path, Path]:
    """Labels and results full of ties, duplicates in one frame, odd confidences, late and foreign events."""
    rng = np.random.default_rng(seed)
    labels, results = folder / "labels", folder / "results"
    span = int(rng.choice([60_000, 600_000, 7_300_000]))  # crowded, usual, beyond 120 minutes
    classes = rng.choice(N_CLASSES, size=int(rng.integers(1, N_CLASSES)), replace=False)
    for number in range(n_games):
        name = f"league/season/game {number}"
        n_truths = 0 if rng.random() < 0.2 else int(rng.integers(1, 120))
        n_spots = 0 if rng.random() < 0.2 else int(rng.integers(1, 300))
        truths = [
            {
                "gameTime": f"{rng.integers(1, 3)} - 00:00",
                "label": CLASSES[rng.choice(classes)] if rng.random() > 0.05 else "Throw a party",
                "position": str(rng.integers(0, span)),
                "visibility": "visible" if rng.random() > 0.3 else "not shown",
            }
            for _ in range(n_truths)
        ]
        spots = [
            {
                "gameTime": "1 - 0:0",
                "label": CLASSES[rng.integers(N_CLASSES)] if rng.random() > 0.05 else "Throw a party",
                "position": str(rng.integers(0, span)),
                "half": str(rng.integers(1, 3)),
                "confidence": str(
                    rng.choice([rng.random(), round(rng.random(), 1), -0.2, 0.0, 1.0, 1.7, np.nan])
                ),
            }
            for _ in range(n_spots)
        ]
        for entries in (truths, spots):  # some share a frame with another of their class
            entries += [dict(entry) for entry in entries[: len(entries) // 10]]
        for spot in spots[::7]:
            spot["confidence"] = "0.5"
        for base, filename, key, entries in (
            (labels, "Labels-v2.json", "annotations", truths),
            (results, "results_spotting.json", "predictions", spots),
        ):
            (base / name).mkdir(parents=True)
            (base / name / filename).write_text(json.dumps({"UrlLocal": name, key: entries}))
    return labels, results


@pytest.mark.parametrize("seed", range(10))
def test_random_predictions_give_what_the_package_gives(tmp_path, seed):
    labels, results = write_case(tmp_path, seed)
    truths = read_truths(open_root(labels), open_root(labels).games)
    spots = read_results(results, truths.games)
    evaluation = evaluate(truths, spots)
    for metric in ("loose", "tight", f"at{seed % 5 + 1}"):  # all seven, over the seeds
        assert_same(evaluation.official(metric), package_evaluate(labels, results, metric))


def one_lane(times_s, confidences, truths_s, visible=True) -> tuple[Events, Events]:
    spots = Events.build(
        ("g",), 0, 1, np.array(times_s) * 1000, 2, confidence=np.array(confidences, dtype=float)
    )
    truths = Events.build(("g",), 0, 1, np.array(truths_s) * 1000, 2, visible=visible)
    return truths, spots


def test_perfect_spots_score_one():
    truths, spots = one_lane([10, 200], [1.0, 1.0], [10, 200])
    evaluation = evaluate(truths, spots)
    assert evaluation.average_per_class("loose")[2] == 1
    assert evaluation.average("loose") == pytest.approx(1 / N_CLASSES)


def test_the_window_is_the_full_width():
    """At 5 s a spot 2.5 s away matches and one 3 s away does not."""
    for distance, ap in ((2.5, 1.0), (3.0, 0.0)):
        truths, spots = one_lane([100 + distance], [0.9], [100])
        assert evaluate(truths, spots, (5,)).ap[0, 0, 2] == ap


def test_an_earlier_truth_takes_a_later_ones_only_match():
    truths, spots = one_lane([12], [0.9], [10, 12])
    evaluation = evaluate(truths, spots, (5,))
    assert evaluation.hits[0, 0, 2, 0] == 1


def test_averages_of_unshown_carry_the_official_factor():
    truths, spots = one_lane([10], [1.0], [10], visible=False)
    evaluation = evaluate(truths, spots)
    assert evaluation.average("loose", "unshown") == pytest.approx(17 / 13 / N_CLASSES)
    assert evaluation.average("at3", "unshown") == pytest.approx(1 / N_CLASSES)


def test_spots_of_games_without_truths_do_not_count():
    truths, spots = one_lane([10], [1.0], [10])
    other = Events.build(("another",), 0, 1, 10_000, 2, confidence=1.0)
    assert evaluate(truths, Events.concat([spots, other])).games == ("g",)
    assert evaluate(truths, Events.concat([spots, other]), (5,)).n_spots[0, 2, 0] == 1


def test_no_spots_and_no_truths():
    truths, spots = one_lane([10], [1.0], [10])
    assert evaluate(truths, Events.empty(("g",))).average("loose") == 0
    assert evaluate(Events.empty(("g",)), spots).average("loose") == 0
    with pytest.raises(UserError, match="no game with labels"):
        evaluate(Events.empty(), spots)


def test_the_table_has_a_row_per_class():
    truths, spots = one_lane([10], [1.0], [10])
    table = evaluate(truths, spots).table()
    assert list(table["class"]) == list(CLASSES)
    assert {f"loose {view}" for view in VIEWS} <= set(table.columns)
    assert table["truths all"].sum() == 1
    assert set(LOOSE) == {5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60}
