"""Faults of a data root, found before they cost hours of training."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.data.features import feature_fps, open_features
from core.data.games import Game
from core.data.labels import Labels, read_labels
from core.data.root import DataRoot
from core.data.splits import SPLITS_FILE
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
    root: DataRoot, features: str | None = None, *, deep: bool = True, progress: Progress = silent
) -> Iterator[Finding]:
    """Check every game of a root and yield findings on the way.

    features: the feature name that will be used; None checks all names. deep: also read every
    value of the features, to find NaN and infinity. Raises UserError for a name that no game has.
    """
    games = root.games
    _refuse_unknown(root, features)
    if (root.path / SPLITS_FILE).is_file():
        for name in root.listed("all"):
            if name not in root:
                yield Finding(name, True, f"{root.path / SPLITS_FILE} names {name!r}, which does not exist.")
    dimension: dict[str, tuple[int, str]] = {}
    for done, game in enumerate(games):
        progress(done, len(games), game.title)
        labels, findings = _check_labels(root, game)
        yield from findings
        yield from _check_features(game, labels, features, deep, dimension)


def _refuse_unknown(root: DataRoot, features: str | None) -> None:
    """A name that no game has is a typing mistake, not a fault of every game."""
    known = sorted({name for game in root.games for half in game.halves for name in half.features})
    if features is not None and known and features not in known:
        raise UserError(f"No game of {root.path} has features {features!r}; there are {', '.join(known)}.")


def _check_labels(root: DataRoot, game: Game) -> tuple[Labels | None, list[Finding]]:
    if not game.labelled:
        challenge = game.split == "challenge"
        return None, [] if challenge else [Finding(game.name, False, f"{game.name} has no labels.")]
    try:
        labels = read_labels(root, game)
    except UserError as error:
        return None, [Finding(game.name, True, str(error))]
    findings = [Finding(game.name, True, problem) for problem in labels.problems]
    findings += [
        Finding(
            game.name, False, f"{game.name}: {count} x {name!r} is not one of the 17 classes and is left out."
        )
        for name, count in labels.unknown
    ]
    if len(labels.events) == 0:
        findings.append(Finding(game.name, False, f"{game.name} has labels without any event."))
    return labels, findings


def _check_features(
    game: Game,
    labels: Labels | None,
    features: str | None,
    deep: bool,
    dimension: dict[str, tuple[int, str]],
) -> Iterator[Finding]:
    names = {features} if features else set(game.halves[0].features) | set(game.halves[1].features)
    for name in sorted(names):
        for half in game.halves:
            path = half.features.get(name)
            if path is None:
                yield Finding(game.name, True, f"{game.name} has no {half.number}_{name}.npy; fetch it.")
                continue
            try:
                array = open_features(path, finite=deep)
            except UserError as error:
                yield Finding(game.name, True, str(error))
                continue
            first = dimension.setdefault(name, (array.shape[1], str(path)))
            if array.shape[1] != first[0]:
                yield Finding(
                    game.name,
                    True,
                    f"{path} has {array.shape[1]} dimensions where {first[1]} has {first[0]}.",
                )
            yield from _check_length(game, half.number, labels, len(array), feature_fps(name), str(path))


def _check_length(
    game: Game, half: int, labels: Labels | None, rows: int, fps: float, path: str
) -> Iterator[Finding]:
    end_ms = time_ms_of(rows, fps)
    if labels is not None:
        late = labels.events[(labels.events.half == half) & (labels.events.time_ms >= end_ms)]
        if len(late):
            yield Finding(
                game.name,
                False,
                f"{path} ends at {clock(end_ms)}, before {len(late)} labels, the last at "
                f"{clock(late.time_ms.max())}; they cannot be learned or found.",
            )
