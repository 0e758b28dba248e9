"""Broadcast, features and leagues on disk: in step with the labels, seeded, and safe to interrupt."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from core.data.features import open_features
from core.data.labels import read_labels
from core.data.root import open_root
from core.demo.broadcast import TICKS_PER_S, View, stage
from core.demo.features import FPS, FeatureConfig, features_for
from core.demo.league import NAME, make_features, make_league, seed_of
from core.demo.scripts import SCRIPTS
from core.demo.simulator import simulate
from core.events import Events
from core.exceptions import Cancelled, UserError
from tests.conftest import make_root
from tests.soccernet_v2 import CLASSES, INDEX

SHORT_S = 300


@pytest.fixture(scope="module")
def league(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("demo") / "league"
    make_league(root, games=4, seed=1, half_s=SHORT_S)
    return root


def one(label: str, time_s: float, *, visible: bool = True) -> Events:
    return Events.build(("a game",), 0, 1, round(time_s * 1000), INDEX[label], team=1, visible=visible)


def contents(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()
    }


def test_league_is_a_data_root_like_any_other(league):
    root = open_root(league)
    assert root.simulated
    assert [len(root.split(split)) for split in ("train", "valid", "test")] == [2, 1, 1]
    for game in root.games:
        events = read_labels(root, game).events
        goals = events.team[events.label == INDEX["Goal"]]
        assert (game.home_goals, game.away_goals) == ((goals == 1).sum(), (goals == 2).sum())
        for half in game.parts:
            values = open_features(half.features[NAME], finite=True)
            assert values.shape[1] == 512
            assert len(values) >= SHORT_S * FPS
            assert events.time_ms[events.half == half.number].max() < len(values) * 1000 / FPS


def test_same_seed_same_files(league, tmp_path):
    make_league(tmp_path / "again", games=4, seed=1, half_s=SHORT_S)
    assert contents(tmp_path / "again") == contents(league)


def test_stopped_league_goes_on_where_it_was(league, tmp_path):
    root = tmp_path / "league"

    def stop(done: float, total: float, what: str) -> None:
        if done >= 1:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        make_league(root, games=4, seed=1, half_s=SHORT_S, progress=stop)
    assert not list(root.rglob("*.part"))
    kept = {path: path.stat().st_mtime_ns for path in root.rglob("*.npy")}
    make_league(root, games=4, seed=1, half_s=SHORT_S)
    assert all(path.stat().st_mtime_ns == stamp for path, stamp in kept.items())
    assert contents(root) == contents(league)


def test_complete_league_is_left_alone(league):
    before = {path: path.stat().st_mtime_ns for path in league.rglob("*")}
    make_league(league, games=4, seed=1, half_s=SHORT_S)
    assert {path: path.stat().st_mtime_ns for path in league.rglob("*")} == before


@pytest.mark.parametrize("change", [{"seed": 2}, {"games": 5}], ids=["seed", "games"])
def test_another_league_in_the_folder_is_refused(league, change):
    with pytest.raises(UserError, match="holds another demo league"):
        make_league(league, **({"games": 4, "seed": 1, "half_s": SHORT_S} | change))


def test_a_folder_with_something_else_is_refused_and_kept(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(UserError, match="not empty"):
        make_league(tmp_path, games=3, half_s=SHORT_S)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_too_few_games_and_no_league_are_said(tmp_path):
    with pytest.raises(UserError, match="at least 3"):
        make_league(tmp_path / "league", games=2)
    with pytest.raises(UserError, match="is not a demo league"):
        seed_of(tmp_path)


def test_given_labels_are_copied_and_get_features(tmp_path):
    names = make_root(tmp_path / "real", 4, minutes=2, features=False)
    make_features(tmp_path / "real", tmp_path / "made", seed=3)
    root = open_root(tmp_path / "made")
    assert root.simulated
    assert seed_of(root.path) == 3
    assert {game.name for game in root.games} == set(names)
    assert all(len(root.split(split)) for split in ("train", "valid", "test"))
    for name in names:
        given, made = (tmp_path / folder / name / "Labels-v2.json" for folder in ("real", "made"))
        assert given.read_bytes() == made.read_bytes()
        assert len(open_features(root.path / name / f"2_{NAME}.npy")) == 45 * 60 * FPS
    before = contents(root.path)
    make_features(open_root(tmp_path / "real"), root.path, seed=3)
    assert contents(root.path) == before


def test_given_source_without_labels_is_refused(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match=r"no Labels-v2\.json"):
        make_features(tmp_path / "empty", tmp_path / "made")


def test_real_labels_get_features(real_files, tmp_path):
    source = open_root(real_files[0])
    game = source.games[0]
    events = read_labels(source, game).events
    values = features_for(events, 1, 5400, 0, game.name)
    assert values.shape == (5400, 512)
    assert np.isfinite(values).all()


def test_shown_events_are_shown_and_unshown_ones_are_not():
    """What a viewer can see must agree with the visibility labels, or "unshown" would mean nothing."""
    hidden = alone = 0
    for number in range(6):
        half = simulate(9, number).halves[1]
        events = half.events
        broadcast = stage(events, 2, half.length_ms * TICKS_PER_S // 1000, 9, f"game {number}")
        ticks = events.time_ms * TICKS_PER_S // 1000
        for row in np.flatnonzero(events.visible):
            about = broadcast.about[ticks[row]]
            near = np.abs(ticks - ticks[row])[~events.visible].min(initial=99) < 3
            assert broadcast.view[ticks[row]] == View.WIDE or about >= 0 or near, CLASSES[events.label[row]]
        for row in np.flatnonzero(~events.visible):
            if np.abs(ticks - ticks[row])[events.visible].min(initial=99) > 3:
                alone += 1
                hidden += broadcast.view[ticks[row]] != View.WIDE
    assert alone > 50
    assert hidden == alone


def test_replays_show_the_past_at_half_speed():
    half = simulate(2, 0).halves[0]
    broadcast = stage(half.events, 1, half.length_ms * TICKS_PER_S // 1000, 2, "a game")
    replayed = np.flatnonzero(broadcast.view == View.REPLAY)
    assert len(replayed) > 100
    assert (broadcast.source[replayed] <= replayed).all()
    live = broadcast.view != View.REPLAY
    assert (broadcast.source[live] == np.arange(len(live))[live]).all()


def test_score_on_the_screen_follows_the_goals():
    half = simulate(0, 7).halves[1]
    broadcast = stage(half.events, 2, half.length_ms * TICKS_PER_S // 1000, 0, "a game", (2, 1))
    goals = half.events.team[half.events.label == INDEX["Goal"]]
    assert broadcast.score[0].tolist() == [2, 1]
    assert broadcast.score[-1].tolist() == [2 + (goals == 1).sum(), 1 + (goals == 2).sum()]


def test_features_say_what_happens_and_only_near_it():
    """With no noise at all, an event changes the frames around it and no others, and unshown ones less."""
    quiet = FeatureConfig(style=0, drift=0, noise=0, decoys=0, omitted=0, spread=0, jitter_s=0)
    nothing = features_for(Events.empty(("a game",)), 1, 400, 0, "a game", quiet)
    assert nothing.dtype == np.float32
    for label in ("Foul", "Corner", "Offside"):
        clear = features_for(one(label, 100), 1, 400, 0, "a game", quiet)
        change = np.linalg.norm(clear - nothing, axis=1)
        spoken = [word for word in SCRIPTS[label] if word.start_s < 1.5]
        assert change[200 + int(2 * spoken[0].start_s) + 1 : 200].min() > 0.1 or label == "Foul"
        assert change[196:206].mean() > 0.3


def test_classes_differ_before_or_after():
    scripts = {name: tuple((w.what, w.start_s >= 0) for w in words) for name, words in SCRIPTS.items()}
    assert set(scripts) == set(CLASSES)
    assert len(set(scripts.values())) == len(CLASSES)
    for name, words in SCRIPTS.items():
        assert any(word.start_s < 0 for word in words), name
        assert any(word.stop_s > 0 for word in words), name


def test_settings_out_of_range_are_refused():
    with pytest.raises(ValueError, match="out of range"):
        FeatureConfig(omitted=1.0)


def test_mark_says_how_it_was_made(league):
    mark = json.loads((league / "touchline.json").read_text())
    assert mark["simulated"] is True
    assert (mark["seed"], mark["games"]) == (1, 4)
