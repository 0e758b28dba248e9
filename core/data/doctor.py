"""Faults of a data root, found before they cost hours of training."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from core.data.features import feature_names, open_features
from core.data.games import Game, Part
from core.data.labels import Labels, read_labels
from core.data.rate_remarks import remark_at
from core.data.rates import Rate, TwoRates, feature_rate, label_times, one_rate
from core.data.root import DataRoot
from core.data.root_labels import way_to_open
from core.data.splits import SPLITS, SPLITS_FILE
from core.data.video_length import video_length_ms
from core.exceptions import UserError
from core.figures import count
from core.game_name import game_key
from core.label_sets import PRESETS, preset
from core.progress import Progress, silent
from core.timebase import WHOLE_FILE, clock, time_ms_of

_VIDEO_SLACK_MS = 1000
"""A part may end so much after its video, whose duration is told in many ways."""


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
    for name, number in root.label_files_beside.items():
        games_with = f"{count(number, 'game')} of {root.path} hold{'s' * (number == 1)}"
        sentence = (
            f"{games_with} {name} beside {root.label_file}, which alone is read; {way_to_open([name])}."
        )
        yield Finding("", False, sentence)
    yield from _check_splits(root)
    yield from _check_names(games)
    checked = _Features(root, fps, deep)
    for done, game in enumerate(games):
        progress(done, len(games), game.title)
        labels, findings = _check_labels(root, game)
        yield from findings
        yield from _check_videos(game)
        names = {features} if features else {name for part in game.parts for name in part.features}
        for name in sorted(names):
            for part in game.parts:
                yield from checked.part(game, part, name, labels)
        if names and labels:
            yield from _check_parts(root, game, labels, names)
    for name in sorted({features} if features else feature_names(games)):
        yield from checked.rates(name)


def _refuse_unknown(root: DataRoot, features: str | None) -> None:
    """A name that no game has is a typing mistake, not a fault of every game."""
    known = feature_names(root.games)
    if features is not None and known and features not in known:
        raise UserError(f"No game of {root.path} has features {features!r}; there are {', '.join(known)}.")


def _check_labels(root: DataRoot, game: Game) -> tuple[Labels | None, list[Finding]]:
    if other := root.other_label_files.get(game.name):
        where = root.describe(game.name, other)
        sentence = (
            f"{where} holds labels of another set than {root.label_set.name}, so the game counts as "
            f"unlabelled; {way_to_open([other])}."
        )
        return None, [Finding(game.name, True, sentence)]
    if not game.labelled:
        missing = Finding(game.name, False, f"{game.name} has no labels.")
        return None, [missing] if game.split != "challenge" else []
    try:
        labels = read_labels(root, game)
    except UserError as error:
        return None, [Finding(game.name, True, str(error))]
    notes = [
        f"{game.name}: {times} x {name!r} is not one of the {len(root.label_set)} classes of "
        f"{root.label_set.name} and is left out{_where_known(name)}."
        for name, times in labels.unknown
    ]
    counted = root.label_set.rule.parts
    if passed := int((labels.events.half > counted).sum()):
        parts = f"parts after part {counted}"
        notes.append(f"{game.name} has {count(passed, 'label')} of {parts}, which no figure counts.")
    if len(labels.events) == 0:
        notes.append(f"{game.name} has labels without any event.")
    faults = [Finding(game.name, True, problem) for problem in labels.problems]
    return labels, faults + [Finding(game.name, False, note) for note in notes]


def _where_known(label: str) -> str:
    """Which presets have a label that is none of the set."""
    known = [name for name in PRESETS if label in preset(name)]
    return f"; {' and '.join(known)} {'has' if len(known) == 1 else 'have'} it" if known else ""


def _check_splits(root: DataRoot) -> Iterator[Finding]:
    """Games of splits.json that are not there, or in more than one list."""
    if not root.has_splits:
        return
    source = root.describe("", SPLITS_FILE)
    splits: dict[str, list[str]] = {}
    for split, names in root.read_json("", SPLITS_FILE).items():
        for name in map(str, names):
            if name not in root:
                yield Finding(name, True, f"{source} names {name!r}, which does not exist.")
            splits.setdefault(game_key(name), []).append(split)
            if len(splits[game_key(name)]) == 2:
                lists = " and ".join(splits[game_key(name)])
                yield Finding(name, True, f"{source} names {name!r} twice, in {lists}; leave one out.")


def _check_names(games: Sequence[Game]) -> Iterator[Finding]:
    """Two folders whose names differ only in how they are written: other files cannot tell them apart."""
    first: dict[str, str] = {}
    for game in games:
        other = first.setdefault(game_key(game.name), game.name)
        if other != game.name:
            sentence = (
                f"{other!r} and {game.name!r} are one name, written in two ways; leave one of them out."
            )
            yield Finding(game.name, True, sentence)


def _check_videos(game: Game) -> Iterator[Finding]:
    """What is wrong in a game.json, and parts that its video does not hold."""
    for fault in game.faults:
        yield Finding(game.name, True, fault)
    for part in game.parts:
        if part.video is not None and not part.video.is_file():
            sentence = (
                f"{game.name}: there is no video {part.video} for part {part.number}; correct game.json."
            )
            yield Finding(game.name, True, sentence)
            continue
        if part.video is None:
            if part.stretch != WHOLE_FILE:
                where = f"{game.name}: game.json says where part {part.number} lies in a video"
                sentence = f"{where}, and there is none; put it there, or name it in game.json."
                yield Finding(game.name, True, sentence)
            continue
        length_ms = video_length_ms(part.video)
        if length_ms is None:
            sentence = f"{part.video} cannot be opened as a video; fetch or export it again."
            yield Finding(game.name, True, sentence)
            continue
        end_ms = max(part.stretch.start_ms, part.stretch.end_ms or 0)
        if end_ms > length_ms + _VIDEO_SLACK_MS:
            sentence = (
                f"{game.name}: part {part.number} lies up to {clock(end_ms)}, and {part.video} ends at "
                f"{clock(length_ms)}; correct game.json."
            )
            yield Finding(game.name, True, sentence)


def _check_parts(root: DataRoot, game: Game, labels: Labels, names: set[str]) -> Iterator[Finding]:
    """Labels of parts that a game with features has no file of: a fault where figures count them."""
    missing = set(labels.events.half.tolist()) - {part.number for part in game.parts}
    for number in sorted(missing):
        events = int((labels.events.half == number).sum())
        sentence = (
            f"{game.name} has no {number}_{min(names)}.npy; its {events} labels of part {number} cannot be "
            "learned or found. Fetch it."
        )
        yield Finding(game.name, number <= root.label_set.rule.parts, sentence)


class _Features:
    """The features of a root. fps: as for `check_root`; deep: whether every value is read."""

    def __init__(self, root: DataRoot, fps: float | None, deep: bool) -> None:
        self.root, self.fps, self.deep = root, fps, deep
        self.first: dict[str, tuple[int, Path]] = {}
        """Dimension and path of the first file of each name, which the others must agree with."""
        self.common: dict[str, Rate] = {}

    def part(self, game: Game, part: Part, name: str, labels: Labels | None) -> Iterator[Finding]:
        """One file: whether it is there, good, of one size with the others, and as long as it should be."""
        path = part.features.get(name)
        if path is None:
            yield Finding(game.name, True, f"{game.name} has no {part.number}_{name}.npy; fetch it.")
            return
        try:
            rows, size = open_features(path, finite=self.deep).shape
            rate = self._rate(game, part, name)
        except UserError as error:
            yield Finding(game.name, True, str(error))
            return
        expected, example = self.first.setdefault(name, (size, path))
        if size != expected:
            yield Finding(game.name, True, f"{path} has {size} dimensions where {example} has {expected}.")
        times_ms = label_times(labels.events, part) if labels else []
        late = [time_ms for time_ms in times_ms if time_ms >= time_ms_of(rows, rate.fps)]
        if remark := remark_at(self.root, part, name, rate, times_ms):
            yield Finding(game.name, False, remark)
        elif late:
            end = f"{path} ends at {clock(time_ms_of(rows, rate.fps))}"
            sentence = f"{end}, before {len(late)} labels, the last at {clock(late[-1])}"
            yield Finding(game.name, False, f"{sentence}; they cannot be learned or found.")

    def _rate(self, game: Game, part: Part, name: str) -> Rate:
        """The rate of a part; where it does not tell, that of the parts that do."""
        rate = feature_rate(self.root, game, part, name, self.fps)
        if rate.sure:
            return rate
        if name not in self.common:
            with suppress(UserError):  # which `rates` says
                self.common[name] = one_rate(self.root, self.root.games, name, self.fps)
        return self.common.get(name, rate)

    def rates(self, name: str) -> Iterator[Finding]:
        """Two rates of one name within a split, which no training can learn from."""
        for split in SPLITS:
            try:
                one_rate(self.root, self.root.split(split), name, self.fps)
            except TwoRates as error:
                yield Finding("", True, f"{error} Both are of the split {split}.")
            except UserError:  # a sidecar that says no rate, which was named with its game
                continue
