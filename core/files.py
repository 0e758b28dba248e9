"""Files, safely: atomic writes, JSON with clear errors, zip archives that cannot surprise, short ids."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from core.exceptions import UserError
from core.game_name import read_as_utf8

MAX_JSON_BYTES = 64 * 2**20
"""No label or results file of one game comes near this; larger ones are refused before they are read."""
_UTF8_FLAG = 0x800
"""Of a zip's member: its name is UTF-8. Names of members without it are read as code page 437."""


def short_id(text: str) -> str:
    """12 hexadecimal digits that stand for a name of a game or run, or for the state of a file, in URLs."""
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:12]


def can_be_path(text: str) -> bool:
    """Whether a text from a file can name one: of no zero byte or half a character, and not too long."""
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return False
    return b"\0" not in data and len(data) < 4096 and all(len(name) < 256 for name in data.split(b"/"))


@contextmanager
def atomic(path: Path) -> Iterator[BinaryIO]:
    """A file to write that appears under its name only when complete and on disk; an error leaves nothing.

    Raises UserError naming the folder when it cannot be written.
    """
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise UserError(
            f"{path.parent} cannot be written ({error.strerror}); choose another folder."
        ) from error
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o666 & ~_umask())
        part.replace(path)
    except OSError as error:
        raise UserError(f"{path} cannot be written ({error.strerror or error}).") from error
    finally:
        part.unlink(missing_ok=True)


def _umask() -> int:
    current = os.umask(0o022)
    os.umask(current)
    return current


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file atomically."""
    with atomic(path) as file:
        file.write(data)


def write_files(target: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files by path: into a zip when the target ends in .zip, else below a folder.

    Each file, and the zip as a whole, appears only when complete.
    """
    if target.suffix == ".zip":
        with atomic(target) as file:
            write_zip(file, files)
        return
    for name, data in files:
        write_bytes(target / name, data)


def write_zip(file: BinaryIO, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files by path as a zip."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)


def write_json(path: Path, value: Any) -> None:
    """Write JSON atomically: UTF-8, indented by 2, with a final newline."""
    write_bytes(path, json_bytes(value))


def json_bytes(value: Any) -> bytes:
    """JSON as we write it: UTF-8, indented by 2, with a final newline, without NaN."""
    return json_text(value, indent=2).encode()


def json_text(value: Any, indent: int | None = None) -> str:
    """JSON with a final newline, as it reads; escaped throughout where half a character stands in it."""
    text = json.dumps(value, indent=indent, ensure_ascii=False, allow_nan=False) + "\n"
    try:
        text.encode()
    except UnicodeEncodeError:
        text = json.dumps(value, indent=indent, allow_nan=False) + "\n"
    return text


def read_json(path: Path) -> Any:
    """Parse a JSON file. Raises UserError that names the file when it is missing, too large or invalid."""
    return parse_json(read_bytes(path), str(path))


def read_bytes(path: Path) -> bytes:
    """A file of JSON as it is. Raises UserError that names it when it is missing or too large."""
    path = Path(path)
    try:
        if path.stat().st_size > MAX_JSON_BYTES:
            raise UserError(f"{path} is larger than {MAX_JSON_BYTES >> 20} MiB, too large for such a file.")
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}).") from error


def parse_json(data: bytes, name: str) -> Any:
    """Parse JSON bytes; `name` is what the error calls them."""
    try:
        return json.loads(data)
    except UnicodeDecodeError as error:
        raise UserError(f"{name} is no text in UTF-8, which JSON is; save it as UTF-8.") from error
    except (ValueError, RecursionError) as error:
        where = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise UserError(
            f"{name} is not valid JSON{where}; it may be truncated: fetch or export it again."
        ) from error


class Archive:
    """A zip of JSON files, read without ever being unpacked to disk.

    Members with absolute or '..' paths are refused, as are members that unpack beyond MAX_JSON_BYTES.
    Raises UserError naming the archive.
    """

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        try:
            self._zip = zipfile.ZipFile(self.path)
        except (zipfile.BadZipFile, OSError) as error:
            raise UserError(f"{self.path} is not a readable zip archive ({error}).") from error
        self._members: dict[str, zipfile.ZipInfo] = {}
        for info in self._zip.infolist():
            if info.is_dir():
                continue
            written = info.filename if info.flag_bits & _UTF8_FLAG else read_as_utf8(info.filename)
            name = PurePosixPath(written.replace("\\", "/"))
            if not name.name or name.is_absolute() or ".." in name.parts or ":" in name.parts[0]:
                raise UserError(
                    f"{self.path} holds the path {info.filename!r}, which leads outside of it; "
                    "make the archive again with relative paths."
                )
            other = self._members.setdefault(str(name), info)
            if (other.CRC, other.file_size) != (info.CRC, info.file_size):
                raise UserError(
                    f"{self.path} holds two files {str(name)!r}, and which one counts cannot be told; "
                    "make the archive again."
                )

    def names(self) -> tuple[str, ...]:
        """Member paths, posix, in the archive's order."""
        return tuple(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        """The bytes of a member."""
        info = self._members.get(name)
        if info is None:
            raise UserError(f"{self.path} has no {name}.")
        try:
            with self._zip.open(info) as file:
                data = file.read(MAX_JSON_BYTES + 1) if info.file_size <= MAX_JSON_BYTES else None
        except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError) as error:
            raise UserError(f"{self.path}: {name} cannot be unpacked ({error}).") from error
        if data is None or len(data) > MAX_JSON_BYTES:
            raise UserError(f"{self.path}: {name} unpacks to more than {MAX_JSON_BYTES >> 20} MiB; refused.")
        return data

    def read_json(self, name: str) -> Any:
        """Parse a member as JSON."""
        return parse_json(self.read(name), f"{self.path}: {name}")

    def close(self) -> None:
        self._zip.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
