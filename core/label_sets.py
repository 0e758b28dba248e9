"""The label sets there are: presets, those of a classes.json, and those made from the labels that occur.

The presets are the JSON files of core/data/label_sets/, in the form of a root's own `classes.json`
(docs/formats.md). SoccerNet-v2 is the default.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from core.evaluation_rule import OWN_RULE, EvaluationRule, whole_as_int
from core.exceptions import UserError
from core.label_set import DEFAULTS, HOME_AWAY, NO_TEAM, LabelSet, short_name

MOST_CLASSES, MOST_TEAMS, MOST_LETTERS = 200, 20, 60
"""Letters of a name."""
MOST_FPS, MOST_MINUTES, MOST_TOLERANCES, MOST_PARTS = 240.0, 24 * 60.0, 60, 9
TEAM_METRIC = "team"  # judges by team too, in every set
PRESETS = ("soccernet-v2", "soccernet-v1", "ball-2023", "ball-2024")
_PRESET_FOLDER = Path(__file__).with_name("data") / "label_sets"
_CLASS_KEYS = ("name", "short", "colour", "key")
_SET_KEYS = ("name", "classes", "teams", "visibility", "focus", "label_file", "aliases", "evaluation")
_OTHER_FILES = ("classes.json", "game.json", "results_spotting.json", "splits.json", "touchline.json")
_RULE_KEYS = ("fps", "minutes", "metrics", "opening", "unshown_factor", "parts")


@cache
def preset(name: str) -> LabelSet:
    """The preset of a name. Raises UserError for another."""
    if name not in PRESETS:
        raise UserError(f"There is no label set {name!r}; the presets are {', '.join(PRESETS)}.")
    path = _PRESET_FOLDER / f"{name}.json"
    return label_set_of(json.loads(path.read_text(encoding="utf-8")), str(path))


def label_set_of(value: Any, source: str, name: str = "own") -> LabelSet:
    """A label set from the parsed JSON of a classes.json: a list of names, or an object.

    source: what messages call the file; name: of a set that does not name itself. Raises UserError naming the
    file and what is wrong in it.
    """
    return _Reader(source, name).label_set(value)


def made_from(
    names: Mapping[str, int],
    source: str = "these files",
    *,
    teams: Collection[object] = (),
    visibility: bool = False,
) -> LabelSet:
    """A set of the labels that occur, the most frequent first.

    names: how often each occurs; source: where, for messages; teams: the words that they give as a team;
    visibility: whether any says that it is not shown. Raises UserError for more than 200 names.
    """
    if len(names) > MOST_CLASSES:
        raise UserError(
            f"There are {len(names)} labels in {source}, and a label set holds at most {MOST_CLASSES}; "
            "name those that count in a classes.json."
        )
    own = label_set_of(sorted(names, key=lambda label: (-names[label], label)), source)
    words = sorted({word for word in teams if isinstance(word, str) and word.strip()} - set(HOME_AWAY))
    if 0 < len(words) <= MOST_TEAMS:
        own = replace(own, teams=(NO_TEAM, *words))
    return replace(own, visibility=visibility)


def with_metric(label_set: LabelSet, text: str) -> LabelSet:
    """The set with a rule that opens with a metric: one of its own, or tolerances in seconds as "1,2,3".

    Raises UserError for anything else.
    """
    rule = label_set.rule
    if text not in rule.tolerances_of:
        try:
            widths = [float(width) for width in text.split(",")]
        except ValueError:
            rule.tolerances(text)  # raises
        rule = rule.with_metric(text, _Reader(f"The metric {text!r}", "").tolerances(widths))
    return replace(label_set, rule=replace(rule, opening=text))


class _Reader:
    """Reads a classes.json; whatever is wrong is said with the name of the file."""

    def __init__(self, source: str, name: str) -> None:
        self.source, self.name = source, name

    def label_set(self, value: Any) -> LabelSet:
        value = {"classes": value} if isinstance(value, list) else value
        if not isinstance(value, dict) or not isinstance(value.get("classes"), list):
            self._refuse('must be a list of class names, or an object with a list "classes"')
        self._known(value, _SET_KEYS, "the file")
        entries = [self._class(entry, number) for number, entry in enumerate(value["classes"], start=1)]
        if not 1 <= len(entries) <= MOST_CLASSES:
            self._refuse(f"names {len(entries)} classes; a label set has 1 to {MOST_CLASSES}")
        classes = tuple(entry["name"] for entry in entries)
        self._once(classes, "the class")
        self._once([entry["key"] for entry in entries if entry["key"]], "the key")
        focus = self._text(value.get("focus", ""), "focus", empty=True)
        if focus and focus not in classes:
            self._refuse(f"opens with {focus!r}, which is none of its classes")
        if not isinstance(visibility := value.get("visibility", True), bool):
            self._refuse('must give "visibility" as true or false')
        return LabelSet(
            name=self._text(value.get("name", self.name), "name"),
            classes=classes,
            short_names=tuple(entry["short"] or short_name(entry["name"]) for entry in entries),
            colours=tuple(entry["colour"] for entry in entries),
            keys=tuple(entry["key"] for entry in entries),
            teams=self._teams(value.get("teams", list(HOME_AWAY))),
            visibility=visibility,
            focus=focus,
            label_file=self._label_file(value.get("label_file", DEFAULTS["label_file"])),
            aliases=self._aliases(value.get("aliases", {}), classes),
            rule=self._rule(value.get("evaluation", {})),
        )

    def _class(self, entry: Any, number: int) -> dict[str, str]:
        entry = {"name": entry} if not isinstance(entry, dict) else entry
        self._known(entry, _CLASS_KEYS, f"class {number}")
        values = {
            key: self._text(entry.get(key, ""), f"{key} of class {number}", empty=True) for key in _CLASS_KEYS
        }
        if not values["name"]:
            self._refuse(f"has no name for class {number}")
        if values["colour"] and not re.fullmatch(r"#[0-9a-fA-F]{6}", values["colour"]):
            self._refuse(f"gives the colour {values['colour']!r} to {values['name']!r}; write it as #rrggbb")
        if len(values["key"]) > 1:
            self._refuse(f"gives the key {values['key']!r} to {values['name']!r}; a key is one character")
        return values

    def _teams(self, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or not value:
            self._refuse('must give "teams" as a list of words')
        words = tuple(self._text(word, "a team") for word in value)
        self._once(words, "the team")
        if len(words) > MOST_TEAMS + 1:
            self._refuse(f"names {len(words)} teams; there are at most {MOST_TEAMS}")
        return words if words[0] == NO_TEAM else (NO_TEAM, *(word for word in words if word != NO_TEAM))

    def _label_file(self, value: Any) -> str:
        name = self._text(value, "label_file")
        if not re.fullmatch(r"\w[\w.-]*\.json", name):
            self._refuse(f"names the label file {name!r}; give the name of a .json file without a folder")
        if name in _OTHER_FILES:
            self._refuse(f"names the label file {name!r}, which is another file's name; call it otherwise")
        return name

    def _aliases(self, value: Any, classes: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        if not isinstance(value, dict):
            self._refuse('must map other texts to classes in "aliases"')
        for text, name in value.items():
            if not text or name not in classes:
                self._refuse(f"maps {text!r} to {name!r}, which is none of its classes")
        return tuple(value.items())

    def _rule(self, value: Any) -> EvaluationRule:
        if not isinstance(value, dict):
            self._refuse('must give "evaluation" as an object')
        self._known(value, _RULE_KEYS, '"evaluation"')
        given: dict[str, Any] = {}
        for key, most in {"fps": MOST_FPS, "minutes": MOST_MINUTES}.items():
            if key in value:
                given[key] = self._number(value[key], f'"{key}" of the evaluation', most)
        if "metrics" in value:
            if not isinstance(value["metrics"], dict) or not value["metrics"]:
                self._refuse('must map names of metrics to tolerances in seconds, like {"tight": [1, 2, 3]}')
            given["metrics"] = tuple(
                (self._metric(name), self.tolerances(widths)) for name, widths in value["metrics"].items()
            )
            self._once([name for name, _ in given["metrics"]], "the metric")
        names = [name for name, _ in given.get("metrics", OWN_RULE.metrics)]
        given["opening"] = value.get("opening", "loose" if "loose" in names else names[0])
        if given["opening"] not in names:
            self._refuse(f"opens with the metric {given['opening']!r}; its metrics are {', '.join(names)}")
        if "unshown_factor" in value:
            factor = value["unshown_factor"]
            if not isinstance(factor, list) or len(factor) != 2:
                self._refuse('must give "unshown_factor" as two numbers, like [17, 13]')
            given["unshown_factor"] = tuple(
                self._number(each, '"unshown_factor"', 1e6, whole=True) for each in factor
            )
        if "parts" in value:
            given["parts"] = self._number(value["parts"], '"parts"', MOST_PARTS, whole=True)
        rule = replace(OWN_RULE, **given)
        if rule.n_frames < 1:
            self._refuse(
                f"evaluates on less than one frame: {rule.fps:g} a second for {rule.minutes:g} minutes"
            )
        return rule

    def _metric(self, value: Any) -> str:
        """A metric's name, which the command line can tell from tolerances."""
        name = self._text(value, "a metric")
        if name == TEAM_METRIC or not re.search(r"[^\d., ]", name):
            self._refuse(f"calls a metric {name!r}, which stands for something else; give it another name")
        return name

    def tolerances(self, value: Any) -> tuple[float, ...]:
        widths = value if isinstance(value, list) else [value]
        if not 1 <= len(widths) <= MOST_TOLERANCES:
            self._refuse(f"has a metric of {len(widths)} tolerances; give 1 to {MOST_TOLERANCES}")
        numbers = [whole_as_int(self._number(width, "a tolerance", 600)) for width in widths]
        if sorted(set(numbers)) != numbers:
            self._refuse(f"has tolerances {widths} that do not ascend")
        return tuple(numbers)

    def _number(self, value: Any, what: str, most: float, *, whole: bool = False) -> float:
        good = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= most
        if not good or (whole and value != int(value)):
            kind = "a whole number" if whole else "a number"
            self._refuse(f"gives {value!r} as {what}; it is {kind} above 0 and at most {most:g}")
        return int(value) if whole else float(value)

    def _text(self, value: Any, what: str, *, empty: bool = False) -> str:
        if not isinstance(value, str) or not value.isprintable() or len(value) > MOST_LETTERS:
            self._refuse(
                f"gives {str(value)[:40]!r} as {what}; it is a text of at most {MOST_LETTERS} letters"
            )
        if not value.strip() and not empty:
            self._refuse(f"has an empty {what}")
        return value.strip()

    def _once(self, values: Iterable[str], what: str) -> None:
        seen: set[str] = set()
        for value in values:
            if value in seen:
                self._refuse(f"names {what} {value!r} twice")
            seen.add(value)

    def _known(self, value: Mapping, known: Sequence[str], where: str) -> None:
        if unknown := [str(key) for key in value if key not in known]:
            self._refuse(
                f"has {', '.join(map(repr, unknown[:5]))} in {where}; it can have {', '.join(known)}"
            )

    def _refuse(self, why: str) -> None:
        raise UserError(f"{self.source} {why}.")


SOCCERNET_V2 = preset("soccernet-v2")
"""The default: 17 classes in the order of the package's EVENT_DICTIONARY_V2."""
