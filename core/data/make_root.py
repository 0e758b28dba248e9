"""A data root made of lists of labels, such as E2E-Spot's train.json: label files, classes and splits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace as replace_in
from pathlib import Path

from core.data.formats.convert import classes_file, label_files
from core.data.formats.entries import Foreign, LabelMap
from core.data.label_set_file import CLASSES_FILE
from core.data.root import DataRoot, open_root
from core.data.root_files import MAX_DEPTH, can_be_found
from core.data.splits import SPLITS, SPLITS_FILE
from core.evaluation_rule import rule_for_videos
from core.events import Events
from core.exceptions import UserError
from core.files import json_bytes, write_files
from core.game_name import game_key
from core.label_set import LabelSet
from core.label_sets import MOST_FPS, PRESETS, SOCCERNET_V2, made_from, preset

_SPLIT_OF_STEM = {"train": "train", "val": "valid", "valid": "valid", "validation": "valid"}
_SPLIT_OF_STEM |= {"test": "test", "challenge": "challenge"}


@dataclass(frozen=True)
class MadeRoot:
    """What a root was made of: the events, by label set and game, and the splits that its files named."""

    events: Events
    splits: tuple[str, ...]


def label_set_of_lists(lists: Sequence[Foreign], mapping: LabelMap | None = None) -> LabelSet:
    """The label set that lists are of: the preset that knows a label, else one made of those that occur."""
    mapping = mapping or {}
    names = (mapping.get(label, label) for each in lists for labels in each.labels() for label in labels)
    counts = Counter(label for label in names if label is not None)
    version_1 = preset("soccernet-v1")
    if not counts or any(label in SOCCERNET_V2 for label in counts):
        return SOCCERNET_V2
    if all(version_1.label_of(label) is not None for label in counts):
        return version_1
    ball = preset("ball-2023"), preset("ball-2024")
    if any(label in ball[1] for label in counts):
        return next((each for each in ball if all(label in each for label in counts)), ball[1])
    entries = [entry for each in lists for of_game in each.entries.values() for entry in of_game]
    source = " and ".join(each.name for each in lists)
    made = made_from(counts, source, teams={entry.team for entry in entries}, visibility=_says_unshown(lists))
    videos = [video for each in lists for video in each.videos.values()]
    rates = [
        fps for video in videos if isinstance(fps := video.get("fps"), int | float) and 0 < fps <= MOST_FPS
    ]
    longest_s = max((entry.time_ms for entry in entries), default=0) / 1000
    return replace_in(made, rule=rule_for_videos(rates, longest_s))


def make_root(
    out: Path,
    lists: Sequence[Foreign],
    label_set: LabelSet | None = None,
    mapping: LabelMap | None = None,
    *,
    replace: bool = False,
) -> MadeRoot:
    """Make a data root of lists of labels, or add them to the one at `out`; a zip when it ends in .zip.

    A list whose file is called train, val, valid, test or challenge is that split. label_set: None for that
    of the root at `out`, else of the labels. What is there stays; replace: but for label files of the same
    games. A new root's set that is no preset has no visibility where no label is unshown. Everything is read
    and checked before anything is written. Raises UserError naming the file or game.
    """
    before = open_root(out) if out.is_dir() and any(out.iterdir()) else None
    there = _label_set(before, label_set)
    label_set = there or label_set_of_lists(lists, mapping)
    if before is None and label_set not in map(preset, PRESETS) and not _says_unshown(lists):
        label_set = replace_in(label_set, visibility=False)
    events = Events.concat([each.events(mapping, label_set) for each in lists])
    _refuse_names(events.games, " and ".join(each.name for each in lists))
    split_of = _splits(before, lists, replace=replace)
    videos = {game: video for each in lists for game, video in each.videos.items()}
    files = dict(label_files(events, videos))
    if before is not None:
        files = _new_files(before, files, replace=replace)
    target = out if before is None else before.path
    classes = {} if (target / CLASSES_FILE).is_file() else dict(classes_file(label_set))
    if split_of:
        listed = {split: [game for game in split_of if split_of[game] == split] for split in SPLITS}
        files[SPLITS_FILE] = json_bytes({split: games for split, games in listed.items() if games})
    write_files(target, (classes | files).items())
    return MadeRoot(events, tuple(dict.fromkeys(filter(None, map(_split, lists)))))


def _label_set(before: DataRoot | None, given: LabelSet | None) -> LabelSet | None:
    """The label set of the root that is there already, else the given one."""
    if before is None or not (before.games or (before.path / CLASSES_FILE).is_file()):
        return given
    if given is not None:
        before.label_set.require_same(given, f"the labels of {before.path}", "the list's")
    return before.label_set


def _refuse_names(games: Sequence[str], source: str) -> None:
    """Raises UserError for a name that no game of a root can have, and for one name written in two ways."""
    first: dict[str, str] = {}
    for game in games:
        if not can_be_found(game):
            raise UserError(
                f"{source}: {game!r} cannot be a game; its name is of at most {MAX_DEPTH} folders, none of "
                "which begins with a dot or ends in .json."
            )
        if (other := first.setdefault(game_key(game), game)) != game:
            raise UserError(
                f"{source}: {other!r} and {game!r} are one name, written in two ways; write it in one."
            )


def _says_unshown(lists: Sequence[Foreign]) -> bool:
    """Whether a label says that the broadcast does not show its event."""
    return any(not entry.visible for each in lists for entries in each.entries.values() for entry in entries)


def _split(foreign: Foreign) -> str | None:
    """The split that a list's file is called."""
    return _SPLIT_OF_STEM.get(Path(foreign.name).stem.lower())


def _splits(before: DataRoot | None, lists: Sequence[Foreign], *, replace: bool) -> dict[str, str]:
    """Split by game of all that are in one; empty where no list is called a split."""
    if not any(map(_split, lists)):
        return {}
    splits = {game.name: game.split for game in before.games if game.split != "local"} if before else {}
    new: dict[str, str] = {}
    for foreign in lists:
        for game in foreign.games if (split := _split(foreign)) else ():
            other = new.get(game, split if replace else splits.get(game, split))
            if other != split:
                raise UserError(f"{foreign.name} puts {game!r} into {split}; it is in {other} already.")
            new[game] = split
    return splits | new


def _new_files(before: DataRoot, files: dict[str, bytes], *, replace: bool) -> dict[str, bytes]:
    """The label files that are not there yet, under the names that games have there."""
    new: dict[str, bytes] = {}
    for path, data in files.items():
        name, _, filename = path.rpartition("/")
        game = before.find(name)
        if game is None or not game.labelled:
            new[path] = data
        elif before.read(game.name, game.label_file) != data:
            if not replace:
                where = before.describe(game.name, game.label_file)
                raise UserError(
                    f"{where} holds other labels of this game; leave it out, choose another --out, or add "
                    "--replace to write over it."
                )
            new[f"{game.name}/{filename}"] = data
    return new
