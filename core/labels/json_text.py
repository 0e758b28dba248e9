"""Labels-v2.json as text, with the places of its annotations: all else stays byte for byte as it was."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from core.exceptions import UserError
from core.files import parse_json

_DECODER = json.JSONDecoder()
_SPACE = " \t\n\r"


@dataclass(frozen=True)
class RawLabels:
    """The text of a label file and the places of its annotations.

    spans: start and end of each annotation in `text`; values: each as parsed; list_start, list_end: the
    places just after the list's '[' and of its ']'. digest: the sha256 of the file, hexadecimal.
    """

    text: str
    encoding: str
    list_start: int
    list_end: int
    spans: tuple[tuple[int, int], ...]
    values: tuple[Any, ...]
    digest: str

    @classmethod
    def parse(cls, data: bytes, name: str) -> RawLabels:
        """From a file's bytes. Raises UserError naming the file when it is not a label file."""
        value = parse_json(data, name)
        if not isinstance(value, dict) or not isinstance(value.get("annotations"), list):
            raise UserError(f'{name} has no list "annotations"; it is not a Labels-v2.json file.')
        encoding = json.detect_encoding(data)
        text = data.decode(encoding, "surrogatepass")  # as json reads it
        members = {key: (start, end) for key, _, start, end in _members(text, _skip(text, 0))}
        start, end = members["annotations"]
        spans, values, at = [], [], _skip(text, start + 1)
        while text[at] != "]":
            item, stop = _DECODER.raw_decode(text, at)
            spans.append((at, stop))
            values.append(item)
            at = _skip(text, stop)
            at = _skip(text, at + 1) if text[at] == "," else at
        return cls(text, encoding, start + 1, end - 1, tuple(spans), tuple(values), digest(data))

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """An id of each annotation: a digest of its values, and its number among equal ones.

        It stays the same when the file changes elsewhere, or in layout or order.
        """
        seen: Counter[str] = Counter()
        ids = []
        for value in self.values:
            plain = json.dumps(value, sort_keys=True, ensure_ascii=False)
            key = sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:16]
            ids.append(f"{key}.{seen[key]}")
            seen[key] += 1
        return tuple(ids)

    def annotation(self, index: int) -> str:
        """The text of an annotation."""
        start, end = self.spans[index]
        return self.text[start:end]

    def with_annotations(self, parts: Sequence[tuple[int | None, str]]) -> bytes:
        """The file with other annotations: (index of an original or None, its text) in order.

        Two that follow each other as in the original keep the text between them.
        """
        before_list, after_list = self.text[: self.list_start], self.text[self.list_end :]
        if not parts:
            return self._bytes(before_list + after_list if self.spans else self.text)
        if self.spans:
            lead = self.text[self.list_start : self.spans[0][0]]
            tail = self.text[self.spans[-1][1] : self.list_end]
        else:
            lead, tail = "\n        ", "\n    "
        between = self.text[self.spans[0][1] : self.spans[1][0]] if len(self.spans) > 1 else f",{lead or ' '}"
        text = before_list + lead
        for place, (index, item) in enumerate(parts):
            if place:
                before = parts[place - 1][0]
                joined = before is not None and index == before + 1
                text += self.text[self.spans[before][1] : self.spans[index][0]] if joined else between
            text += item
        return self._bytes(text + tail + after_list)

    def _bytes(self, text: str) -> bytes:
        return text.encode(self.encoding, "surrogatepass")

    def edited_annotation(self, index: int, changes: Mapping[str, Any]) -> str:
        """The text of an annotation with the values of some members replaced, or added after the last."""
        text = self.annotation(index)
        members = _members(text, 0)
        at = {key: (start, end) for key, _, start, end in members}
        for key in sorted((key for key in changes if key in at), key=lambda key: -at[key][0]):
            start, end = at[key]
            text = text[:start] + _dump(changes[key]) + text[end:]
        new = {key: value for key, value in changes.items() if key not in at}
        if new:
            members = _members(text, 0)
            opening, colon, comma, _ = self.style
            end = members[-1][3] if members else 1
            more = comma.join(f"{_dump(key)}{colon}{_dump(value)}" for key, value in new.items())
            text = text[:end] + (comma if members else opening) + more + text[end:]
        return text

    def new_annotation(self, value: Mapping[str, Any]) -> str:
        """The text of a new annotation, in the layout of the first of the file."""
        opening, colon, comma, closing = self.style
        inside = comma.join(f"{_dump(key)}{colon}{_dump(item)}" for key, item in value.items())
        return "{" + opening + inside + closing + "}"

    @cached_property
    def style(self) -> tuple[str, str, str, str]:
        """The text after '{', between key and value, between members, and before '}'."""
        for index, value in enumerate(self.values):
            if isinstance(value, dict) and len(value) > 1:
                text = self.annotation(index)
                (_, key_at, start, end), (_, second, _, _), *_ = members = _members(text, 0)
                key_end = _DECODER.raw_decode(text, key_at)[1]
                return text[1:key_at], text[key_end:start], text[end:second], text[members[-1][3] : -1]
        return "\n            ", ": ", ",\n            ", "\n        "


def digest(data: bytes) -> str:
    """The sha256 of a label file, hexadecimal."""
    return sha256(data).hexdigest()


def _members(text: str, at: int) -> list[tuple[str, int, int, int]]:
    """(key, place of the key, start and end of the value) of each member of the object at a place."""
    members = []
    at = _skip(text, at + 1)
    while text[at] != "}":
        key, end = _DECODER.raw_decode(text, at)
        start = _skip(text, _skip(text, end) + 1)
        _, stop = _DECODER.raw_decode(text, start)
        members.append((key, at, start, stop))
        at = _skip(text, stop)
        at = _skip(text, at + 1) if text[at] == "," else at
    return members


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
