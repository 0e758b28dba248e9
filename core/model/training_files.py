"""The files of a training: log.jsonl, a line an epoch, and the state from which it can be resumed."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from core.exceptions import UserError
from core.files import atomic, write_bytes
from core.model.checkpoint import pack_network
from core.model.network import Network

LOG_FILE = "log.jsonl"
STATE_FILE = "state.pt"
WEIGHTS_FILE = "weights.safetensors"
FORMAT = 1
_FREE = ("max_epochs", "device", "storage")
"""Settings that may change when a training is resumed."""
WRITE_EVERY_S = 2.0
"""Seconds between two writes of weights and state; an interrupted training writes the last ones."""


def read_log(folder: Path) -> list[dict[str, Any]]:
    """The epochs of a training so far, one dict a line; a line torn by a kill ends the list."""
    path = Path(folder) / LOG_FILE
    rows: list[dict[str, Any]] = []
    if not path.is_file():
        return rows
    for line in path.read_bytes().split(b"\n")[:-1]:  # a line without its newline was never finished
        try:
            row = json.loads(line)
        except ValueError:
            break
        last = rows[-1]["epoch"] if rows else 0
        if not isinstance(row, dict) or not isinstance(row.get("epoch"), int) or row["epoch"] <= last:
            break
        rows.append(row)
    return rows


def append_row(folder: Path, row: Mapping[str, Any]) -> None:
    """Add one line to the log. Raises UserError naming the file when it cannot be written."""
    path = Path(folder) / LOG_FILE
    try:
        with path.open("ab") as file:
            file.write((json.dumps(row) + "\n").encode())
    except OSError as error:
        raise UserError(f"{path} cannot be written ({error.strerror}).") from error


def rewrite_log(folder: Path, rows: list[dict[str, Any]]) -> None:
    """Replace the log by these lines, atomically."""
    write_bytes(Path(folder) / LOG_FILE, "".join(json.dumps(row) + "\n" for row in rows).encode())


def pack_state(state: Mapping[str, Any]) -> bytes:
    """A state (tensors and plain values) as bytes, which the training does not change any more."""
    buffer = io.BytesIO()
    torch.save({"format": FORMAT, **state}, buffer)
    return buffer.getvalue()


class StateWriter:
    """Writes best weights and last state of a running training: given every epoch, on disk every few seconds.

    Weights go before the state, each atomically. The log may be ahead of both; resuming cuts it to the state.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self._weights: bytes | None = None
        self._state: bytes | None = None
        self._written = float("-inf")

    def keep(self, best: Network | None, state: Mapping[str, Any], *, now: bool) -> None:
        """Accept an epoch's state, and its network if it is the best so far; write when due or `now`."""
        if best is not None:
            self._weights = pack_network(best)
        self._state = pack_state(state)
        if now or time.monotonic() - self._written >= WRITE_EVERY_S:
            self.write()

    def write(self) -> None:
        """Write what is not on disk yet."""
        for name, data in ((WEIGHTS_FILE, self._weights), (STATE_FILE, self._state)):
            if data is not None:
                with atomic(self.folder / name) as file:
                    file.write(data)
        self._weights = self._state = None
        self._written = time.monotonic()


def read_state(folder: Path) -> dict[str, Any] | None:
    """The state of a training, on the CPU; None before its first one.

    Opened with weights_only=True. Raises UserError naming the file when it is damaged or of another kind.
    """
    path = Path(folder) / STATE_FILE
    if not path.is_file():
        return None
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # torch.load raises many kinds
        raise UserError(f"{path} is damaged; train again under a new name.") from error
    if not isinstance(state, dict) or state.get("format") != FORMAT:
        raise UserError(f"{path} is no training state of this version; train again under a new name.")
    return state


def check_same(folder: Path, state: Mapping[str, Any], configs: Mapping[str, Mapping[str, Any]]) -> None:
    """Check that a training is resumed with the configurations ("model", "training") that made its state.

    Only its length and where it runs may differ. Raises UserError naming the first other setting.
    """
    for kind, config in configs.items():
        for name in {**config, **state[kind]}:
            before, value = state[kind].get(name), config.get(name)
            if name not in _FREE and before != value:
                raise UserError(
                    f"{folder} was trained with {name} {before}, not {value}; "
                    "resume it with the same settings or train under a new name."
                )
