"""The journal of one game's edits: a JSON line each, on disk before anybody hears that it is saved.

Lines are only ever appended, under a file lock. Line n (from 1) makes revision n.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
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
"""What a label says; `was`, and `values` of one that was added, hold all of it."""
_NEEDED: dict[str, tuple[tuple[str, type], ...]] = {
    "file": (("sha256", str),),
    "written": (("sha256", str),),
    "add": (("id", str), ("values", dict)),
    "move": (*_LABEL, ("values", dict)),
    "change": (*_LABEL, ("values", dict)),
    "delete": _LABEL,
    "note": (("text", str),),
    "resolve": (("id", str), ("keep", str)),
}
"""What a line must hold to be one; a line that does not is damaged."""


class Stale(UserError):
    """An edit was made by someone who had not seen what another tab wrote to the same label."""


@dataclass(frozen=True)
class Read:
    """A journal as it is on disk. broken: bytes of a last line that was never finished."""

    lines: tuple[Line, ...]
    good_bytes: int
    broken: bytes

    @property
    def revision(self) -> int:
        return len(self.lines)

    @property
    def base(self) -> str | None:
        """The digest of the label file that edits are made on now; None before the first."""
        return next((line["sha256"] for line in reversed(self.lines) if line["op"] == "file"), None)


class Journal:
    """The journal in a folder; the folder is made with the first line."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self.path = self.folder / JOURNAL_FILE

    def read(self) -> Read:
        """Every finished line. Raises UserError naming the line when one before the last is damaged."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return Read((), 0, b"")
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
        return Read(tuple(lines), at, data[at:])

    @property
    def broken_sentence(self) -> str:
        """What to say when a broken last line was set aside; nothing when none ever was."""
        aside = self.folder / BROKEN_FILE
        return (
            f"The last edit before a crash was not complete; it is kept aside in {aside}."
            if aside.exists()
            else ""
        )

    def append(self, line: Line, check) -> Read:
        """Add a line and put it on disk; returns the journal with it.

        check(read) -> None is called under the lock with what is there, and raises to refuse. A broken last
        line is set aside first. Raises UserError when the workspace cannot be written; the journal is then
        as it was.
        """
        with self._locked():
            there = self.read()
            check(there)
            if there.broken:
                self._set_aside(there)
            stamp = datetime.now(UTC).isoformat(timespec="milliseconds")
            whole = {"revision": there.revision + 1, "at": stamp, **line}
            data = json_text(whole).encode()
            self._write(data, there.good_bytes)
            return Read((*there.lines, whole), there.good_bytes + len(data), b"")

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

    def _set_aside(self, there: Read) -> None:
        """Keep a broken line in a file of its own, then cut it off; killed between, it is there twice."""
        try:
            with (self.folder / BROKEN_FILE).open("ab") as file:
                file.write(there.broken + b"\n")
                file.flush()
                os.fsync(file.fileno())
            with self.path.open("r+b") as file:
                file.truncate(there.good_bytes)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise UserError(f"{self.path} cannot be mended ({error.strerror}).") from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
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
    needed = _NEEDED.get(line["op"], ())
    whole = all(isinstance(line.get(key), kind) and _says(line, key) for key, kind in needed)
    return line if whole else None


def _says(line: Line, key: str) -> bool:
    """Whether a part of a line that holds what a label says holds nothing else."""
    if key not in ("values", "was"):
        return True
    values = line[key]
    all_of_it = key == "was" or line["op"] == "add"
    return all(
        isinstance(values[name], kind) if name in values else not all_of_it for name, kind in _TYPES.items()
    ) and (key == "was" or set(values) <= set(_TYPES))


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
