"""The journal of one game's edits: a JSON line each, on disk before an edit counts as saved.

Lines are only ever appended, under a file lock. Line n (from 1) makes revision n.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.exceptions import UserError
from core.files import json_text

JOURNAL_FILE = "journal.jsonl"
BROKEN_FILE = "journal.broken"
Line = Mapping[str, Any]
_LABEL = (("id", str), ("was", dict))
_TYPES = {"half": int, "time_ms": int, "label": str, "team": str, "visible": bool}
"""The fields of a label; `was`, and `values` of an added label, hold all of them."""
_REQUIRED: dict[str, tuple[tuple[str, type], ...]] = {
    "file": (("sha256", str),),
    "written": (("sha256", str),),
    "add": (("id", str), ("values", dict)),
    "move": (*_LABEL, ("values", dict)),
    "change": (*_LABEL, ("values", dict)),
    "delete": _LABEL,
    "note": (("text", str),),
    "resolve": (("id", str), ("keep", str)),
}
"""The members that a line of each op must have; a line without them is damaged."""


class StaleEdit(UserError):
    """An edit of a label that another tab had changed meanwhile, unseen."""


@dataclass(frozen=True)
class JournalContent:
    """A journal as it is on disk.

    good_bytes: the length of its finished lines; broken: the bytes of a last line that was never finished.
    """

    lines: tuple[Line, ...]
    good_bytes: int
    broken: bytes

    @property
    def revision(self) -> int:
        return len(self.lines)

    @property
    def base_digest(self) -> str | None:
        """The digest of the label file that edits are made on now; None before the first."""
        return next((line["sha256"] for line in reversed(self.lines) if line["op"] == "file"), None)


class Journal:
    """The journal in a folder; the folder is made with the first line."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self.path = self.folder / JOURNAL_FILE

    def read(self) -> JournalContent:
        """Every finished line. Raises UserError naming the line when one before the last is damaged."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return JournalContent((), 0, b"")
        except OSError as error:
            raise UserError(f"{self.path} cannot be read ({error.strerror}).") from error
        lines, at = [], 0
        while at < len(data):
            end = data.find(b"\n", at)
            line = _parse(data[at:end]) if end >= 0 else None
            if line is None:
                if end >= 0 and end + 1 < len(data):
                    raise UserError(
                        f"{self.path}, line {len(lines) + 1} is damaged with edits after it; "
                        "mend that line or move the file away."
                    )
                break
            lines.append(line)
            at = end + 1
        return JournalContent(tuple(lines), at, data[at:])

    @property
    def broken_sentence(self) -> str:
        """A notice that a broken last line was set aside; empty when none was."""
        aside = self.folder / BROKEN_FILE
        return (
            f"The last edit before a crash was not complete; it is kept aside in {aside}."
            if aside.exists()
            else ""
        )

    def append(self, line: Line, check: Callable[[JournalContent], None]) -> JournalContent:
        """Add a line and put it on disk; returns the journal with it.

        check: called under the lock with the journal as it is, raises to refuse the line. A broken last line
        is set aside first. Raises UserError when the workspace cannot be written; the journal is then
        unchanged.
        """
        with self._lock():
            content = self.read()
            check(content)
            if content.broken:
                self._set_aside(content)
            stamp = datetime.now(UTC).isoformat(timespec="milliseconds")
            numbered = {"revision": content.revision + 1, "at": stamp, **line}
            data = json_text(numbered).encode()
            self._write(data, content.good_bytes)
            return JournalContent((*content.lines, numbered), content.good_bytes + len(data), b"")

    def _write(self, data: bytes, length: int) -> None:
        fresh = not self.path.exists()
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
            try:
                left = memoryview(data)
                while left:
                    left = left[os.write(handle, left) :]
                os.fsync(handle)
            except OSError:
                os.ftruncate(handle, length)  # a full disk: half a line is no edit
                raise
            finally:
                os.close(handle)
            if fresh:
                _sync_folder(self.folder)
        except OSError as error:
            raise UserError(
                f"{self.path} cannot be written ({error.strerror}); the edit is not saved."
            ) from error

    def _set_aside(self, content: JournalContent) -> None:
        """Keep a broken line in a file of its own, then cut it off; killed in between, it is in both."""
        try:
            with (self.folder / BROKEN_FILE).open("ab") as file:
                file.write(content.broken + b"\n")
                file.flush()
                os.fsync(file.fileno())
            with self.path.open("r+b") as file:
                file.truncate(content.good_bytes)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise UserError(f"{self.path} cannot be mended ({error.strerror}).") from error

    @contextmanager
    def _lock(self) -> Iterator[None]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise UserError(
                f"{self.folder} cannot be written ({error.strerror}); choose another workspace."
            ) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)  # ends with the process, whatever becomes of it
            yield
        finally:
            os.close(handle)


def _parse(data: bytes) -> Line | None:
    try:
        line = json.loads(data)
    except ValueError:
        return None
    if not isinstance(line, dict) or not isinstance(line.get("op"), str):
        return None
    required = _REQUIRED.get(line["op"], ())
    complete = all(isinstance(line.get(key), kind) and _has_fields(line, key) for key, kind in required)
    return line if complete else None


def _has_fields(line: Line, key: str) -> bool:
    """Whether a member of a line that holds fields of a label holds those that it must, in their types."""
    if key not in ("values", "was"):
        return True
    values = line[key]
    complete = key == "was" or line["op"] == "add"
    typed = all(
        isinstance(values[name], kind) if name in values else not complete for name, kind in _TYPES.items()
    )
    return typed and (key == "was" or set(values) <= set(_TYPES))


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
