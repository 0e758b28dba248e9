"""Which label set a data root has, where nobody says it: told by its label files, or made of their labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.exceptions import UserError
from core.figures import count
from core.label_set import NOT_SHOWN, LabelSet
from core.label_sets import MOST_LETTERS, PRESETS, SOCCERNET_V2, made_from, preset

LABEL_FILES = ("Labels-v2.json", "Labels-ball.json", "Labels.json")
"""Names of label files; of several in one folder the first counts."""


@dataclass(frozen=True)
class RootLabels:
    """A root's label set and the name of its label files.

    others: label file by game of those that have none of this name, and so count as unlabelled. beside: label
    files that lie in one folder with one of this name and are not read, with their numbers. made: whether the
    set was made from the labels.
    """

    label_set: LabelSet
    label_file: str
    others: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, int] = field(default_factory=dict)
    made: bool = False


def root_labels(
    stated: LabelSet | None,
    files: Mapping[str, Sequence[str]],
    read: Callable[[str, str], Any],
    source: str,
) -> RootLabels:
    """The label set of a root.

    stated: the set that is given, None to find it. files: names of label files by game. read: (game, file)
    -> its parsed JSON. source: what messages call the root. Raises UserError for more labels than a set
    holds.
    """
    first = {game: min(names, key=_precedence) for game, names in files.items() if names}
    counts = Counter(first.values())
    label_file = min(counts, key=lambda file: (-counts[file], _precedence(file)), default=LABEL_FILES[0])
    if stated is not None and any(stated.label_file in names for names in files.values()):
        label_file = stated.label_file
    others = {game: file for game, file in first.items() if label_file not in files[game]}
    beside = Counter(file for game in files if game not in others for file in files[game])
    del beside[label_file]
    if stated is not None:
        return RootLabels(replace(stated, label_file=label_file), label_file, others, beside)
    games = sorted(game for game in first if game not in others)
    label_set, made = _label_set_of_labels(label_file, _labels(games, label_file, read), source)
    return RootLabels(label_set, label_file, others, beside, made)


def _label_set_of_labels(
    label_file: str, labels: Iterator[Sequence[Mapping[str, Any]]], source: str
) -> tuple[LabelSet, bool]:
    """The preset that labels are of, by the first that is known, else one made from them; and whether made.

    labels: the annotations of one file after another; no more are read than it takes.
    """
    candidates = [each for each in map(preset, PRESETS) if each.label_file == label_file]
    fitting, names, counts = candidates, set(), Counter()
    teams: set[object] = set()
    unshown = False
    for entries in labels:
        of_file = [label for entry in entries if isinstance(label := entry.get("label"), str)]
        counts.update(of_file)
        teams |= {team for entry in entries if isinstance(team := entry.get("team"), str)}
        unshown |= any(entry.get("visibility") == NOT_SHOWN for entry in entries)
        names |= {label for label in set(of_file) if any(_knows(each, label) for each in candidates)}
        fitting = [each for each in candidates if all(_knows(each, label) for label in names)]
        if names and len(fitting) == 1:
            break
    good = {label: number for label, number in counts.items() if _can_be_a_class(label)}
    if good and not names:
        made = made_from(good, source, teams=teams, visibility=unshown)
        return replace(made, label_file=label_file), True
    return (fitting or candidates or [SOCCERNET_V2])[0], False


def _labels(
    games: Sequence[str], file: str, read: Callable[[str, str], Any]
) -> Iterator[list[dict[str, Any]]]:
    """The annotations of each game's file; a file that cannot be read has none."""
    for game in games:
        try:
            value = read(game, file)
        except UserError:
            continue
        entries = value.get("annotations") if isinstance(value, dict) else None
        yield [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _knows(label_set: LabelSet, label: str) -> bool:
    return label_set.label_of(label) is not None


def _can_be_a_class(label: str) -> bool:
    return label.isprintable() and label == label.strip() and 0 < len(label) <= MOST_LETTERS


def _precedence(file: str) -> int:
    return LABEL_FILES.index(file) if file in LABEL_FILES else -1


def has_halves(label_set: LabelSet) -> bool:
    """Whether a game of this set has two halves where no files say otherwise: SoccerNet's, but not ball."""
    return any(map(label_set.same_classes, (preset("soccernet-v2"), preset("soccernet-v1"))))


def made_note(label_set: LabelSet, where: str) -> str:
    """What is said about a set that was made from the labels."""
    classes = count(len(label_set), "class", "classes")
    are, s = ("is the one that", "s") if len(label_set) == 1 else ("are those that", "")
    return (
        f"No label is of a known label set: the {classes} {are} occur{s}, the most frequent first. "
        f"Name them in {where} to keep their order."
    )


def others_note(labels: RootLabels, where: str) -> str:
    """What is said about games whose labels are of another set."""
    files = sorted(set(labels.others.values()))
    return (
        f"{where} holds labels of two sets: it is read as {labels.label_set.title}, and "
        f"{count(len(labels.others), 'game')} with {' or '.join(files)} alone "
        f"count{'s' * (len(labels.others) == 1)} as unlabelled; "
        f"{way_to_open(files)}."
    )


def way_to_open(files: Sequence[str]) -> str:
    """What to do about label files of another set than the root is read as."""
    presets = [name for name in PRESETS if preset(name).label_file in files]
    ways = f"open them with --label-set {' or '.join(presets)}, or " if presets else ""
    return f"{ways}keep them in a root of their own"
