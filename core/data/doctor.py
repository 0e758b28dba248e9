"""Faults of a data root, found before they cost hours of training."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.data.features import feature_names, open_features
from core.data.games import HALVES, Game, Part
from core.data.labels import Labels, read_labels
from core.data.rate_remarks import rate_remark
from core.data.rates import TwoRates, feature_rate, one_rate
from core.data.root import DataRoot
from core.data.splits import SPLITS, SPLITS_FILE
from core.exceptions import UserError
from core.progress import Progress, silent
from core.timebase import clock, time_ms_of


@dataclass(frozen=True)
class Finding:
    """A fault, which loses data or breaks a command, or a note, which is good to know."""

    game: str
    fault: bool
    sentence: str


def check_root(
    root: DataRoot,
    features: str | None = None,
    *,
    fps: float | None = None,
    deep: bool = True,
    progress: Progress = silent,
) -> Iterator[Finding]:
    """Check every game of a root and yield findings on the way.

    features: the feature name that will be used; None checks all names. fps: their rate, None for their own.
    deep: also read every value of the features, to find NaN and infinity. Raises UserError for a name that
    no game has.
    """
    games = root.games
    _refuse_unknown(root, features)
    if (root.path / SPLITS_FILE).is_file():
        for name in root.listed("all"):
            if name not in root:
                yield Finding(name, True, f"{root.path / SPLITS_FILE} names {name!r}, which does not exist.")
    first: dict[str, tuple[int, Path]] = {}
    for done, game in enumerate(games):
        progress(done, len(games), game.title)
        labels, findings = _check_labels(root, game)
        yield from findings
        names = {features} if features else {name for part in game.parts for name in part.features}
        for name in sorted(names):
            for part in game.parts:
                yield from _check_features(root, game, part, labels, name, fps, deep, first)
        if names and labels:
            yield from _check_parts(game, labels, names)
    for name in sorted({features} if features else feature_names(games)):
        yield from _check_rates(root, name, fps)


def _refuse_unknown(root: DataRoot, features: str | None) -> None:
    """A name that no game has is a typing mistake, not a fault of every game."""
    known = feature_names(root.games)
    if features is not None and known and features not in known:
        raise UserError(f"No game of {root.path} has features {features!r}; there are {', '.join(known)}.")


def _check_labels(root: DataRoot, game: Game) -> tuple[Labels | None, list[Finding]]:
    if not game.labelled:
        missing = Finding(game.name, False, f"{game.name} has no labels.")
        return None, [missing] if game.split != "challenge" else []
    try:
        labels = read_labels(root, game)
    except UserError as error:
        return None, [Finding(game.name, True, str(error))]
    notes = [
        f"{game.name}: {count} x {name!r} is not one of the 17 classes and is left out."
        for name, count in labels.unknown
    ]
    if len(labels.events) == 0:
        notes.append(f"{game.name} has labels without any event.")
    faults = [Finding(game.name, True, problem) for problem in labels.problems]
    return labels, faults + [Finding(game.name, False, note) for note in notes]


def _check_parts(game: Game, labels: Labels, names: set[str]) -> Iterator[Finding]:
    """Labels of parts that a game with features has no file of: a fault for halves, else a note."""
    missing = set(labels.events.half.tolist()) - {part.number for part in game.parts}
    for number in sorted(missing):
        events = int((labels.events.half == number).sum())
        sentence = (
            f"{game.name} has no {number}_{min(names)}.npy; its {events} labels of part {number} cannot be "
            "learned or found. Fetch it."
        )
        yield Finding(game.name, number in HALVES, sentence)


def _check_features(
    root: DataRoot,
    game: Game,
    part: Part,
    labels: Labels | None,
    name: str,
    fps: float | None,
    deep: bool,
    first: dict[str, tuple[int, Path]],
) -> Iterator[Finding]:
    """first: dimension and path of the first file of each name, which the others must agree with."""
    path = part.features.get(name)
    if path is None:
        yield Finding(game.name, True, f"{game.name} has no {part.number}_{name}.npy; fetch it.")
        return
    try:
        rows, size = open_features(path, finite=deep).shape
        end_ms = time_ms_of(rows, feature_rate(root, game, part, name, fps).fps)
        remark = rate_remark(root, game, part, name, fps)
    except UserError as error:
        yield Finding(game.name, True, str(error))
        return
    expected, example = first.setdefault(name, (size, path))
    if size != expected:
        yield Finding(game.name, True, f"{path} has {size} dimensions where {example} has {expected}.")
    times = labels.events.time_ms[labels.events.half == part.number] if labels else np.empty(0)
    late = times[times >= end_ms]
    if remark:
        yield Finding(game.name, False, remark)
    elif len(late):
        sentence = (
            f"before {len(late)} labels, the last at {clock(late.max())}; they cannot be learned or found."
        )
        yield Finding(game.name, False, f"{path} ends at {clock(end_ms)}, {sentence}")


def _check_rates(root: DataRoot, name: str, fps: float | None) -> Iterator[Finding]:
    """Two rates of one feature name within a split, which no training can learn from."""
    for split in SPLITS:
        try:
            one_rate(root, root.split(split), name, fps)
        except TwoRates as error:
            yield Finding("", True, f"{error} Both are of the split {split}.")
        except UserError:  # a sidecar that says no rate, which was named with its game
            continue
