"""Label sets that a person names: a preset, a classes.json, or a text file of one class a line."""

from __future__ import annotations

from pathlib import Path

from core.exceptions import UserError
from core.files import parse_json, read_bytes
from core.label_set import LabelSet
from core.label_sets import MOST_LETTERS, PRESETS, label_set_of, preset

CLASSES_FILE = "classes.json"
"""The file in a data root that names its classes."""


def chosen_label_set(text: str | None) -> LabelSet | None:
    """The label set of a text as --label-set takes it: a preset's name or a file; None for no text.

    Raises UserError naming the file and what is wrong in it, or the presets.
    """
    if not text:
        return None
    if text in PRESETS:
        return preset(text)
    path = Path(text).expanduser()
    if not path.is_file():
        raise UserError(
            f"There is no label set {text!r}; give one of {', '.join(PRESETS)}, a {CLASSES_FILE}, or a text "
            "file of one class a line."
        )
    return read_label_set(read_bytes(path), str(path), path.resolve().parent)


def read_label_set(data: bytes, source: str, folder: Path) -> LabelSet:
    """The label set of a file's bytes: JSON, or one class a line.

    source: what messages call the file. folder: gives a set its name where the file does not. Raises
    UserError naming the file.
    """
    named = folder.name.isprintable() and 0 < len(folder.name.strip()) <= MOST_LETTERS
    name = folder.name if named else "own"
    if source.endswith(".json") or data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return label_set_of(parse_json(data, source), source, name)
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise UserError(f"{source} is no text in UTF-8; write one class a line, or JSON.") from error
    return label_set_of([line.strip() for line in lines if line.strip()], source, name)
