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
from core.files import write_bytes
from core.model.checkpoint import load_network, pack_network
from core.model.network import Network

FORMAT = 1
_FREE = ("max_epochs", "device", "storage")
"""Settings that may change when a training is resumed."""
WRITE_EVERY_S = 2.0
"""Seconds between two writes of weights and state; an interrupted training writes the last ones."""


class TrainingFiles:
    """Log, best weights and last state of a training: given every epoch, on disk every few seconds.

    Weights go before the state, each atomically. The log may be ahead of both; resuming cuts it to the state.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self._log_path, self._state_path = self.folder / "log.jsonl", self.folder / "state.pt"
        self._weights_path = self.folder / "weights.safetensors"
        self._unwritten: dict[Path, bytes] = {}
        self._written = float("-inf")

    @property
    def begun(self) -> bool:
        """Whether the folder holds a training already."""
        return self._state_path.exists() or self._log_path.exists()

    def log(self) -> list[dict[str, Any]]:
        """The epochs so far, one dict a line; a line torn by a kill ends the list."""
        rows: list[dict[str, Any]] = []
        lines = self._log_path.read_bytes().split(b"\n") if self._log_path.is_file() else [b""]
        for line in lines[:-1]:  # a line without its newline was never finished
            try:
                row = json.loads(line)
            except ValueError:
                break
            last = rows[-1]["epoch"] if rows else 0
            if not isinstance(row, dict) or not isinstance(row.get("epoch"), int) or row["epoch"] <= last:
                break
            rows.append(row)
        return rows

    def append_row(self, row: Mapping[str, Any]) -> None:
        """Add one line to the log. Raises UserError naming the file when it cannot be written."""
        try:
            with self._log_path.open("ab") as file:
                file.write((json.dumps(row) + "\n").encode())
        except OSError as error:
            raise UserError(f"{self._log_path} cannot be written ({error.strerror}).") from error

    def rewrite_log(self, rows: list[dict[str, Any]]) -> None:
        """Replace the log by these lines, atomically."""
        write_bytes(self._log_path, "".join(json.dumps(row) + "\n" for row in rows).encode())

    def network(self) -> Network:
        """The best network, on the CPU. Raises UserError as `load_network` does."""
        return load_network(self._weights_path)

    def keep(self, best: Network | None, state: Mapping[str, Any], *, now: bool) -> None:
        """Accept an epoch's state, and its network if it is the best so far; write when due or `now`."""
        if best is not None:
            self._unwritten[self._weights_path] = pack_network(best)
        state_bytes = io.BytesIO()  # which the training does not change any more
        torch.save({"format": FORMAT, **state}, state_bytes)
        self._unwritten[self._state_path] = state_bytes.getvalue()
        if now or time.monotonic() - self._written >= WRITE_EVERY_S:
            self.write()

    def write(self) -> None:
        """Write what is not on disk yet."""
        for path in (self._weights_path, self._state_path):
            if path in self._unwritten:
                write_bytes(path, self._unwritten.pop(path))
        self._written = time.monotonic()

    def state(self) -> dict[str, Any] | None:
        """The last state on disk, on the CPU; None before the first one.

        Opened with weights_only=True. Raises UserError naming the file when it is damaged or of another kind.
        """
        path = self._state_path
        if not path.is_file():
            return None
        try:
            state = torch.load(path, map_location="cpu", weights_only=True)
        except Exception as error:  # torch.load raises many kinds
            raise UserError(f"{path} is damaged; train again under a new name.") from error
        if not isinstance(state, dict) or state.get("format") != FORMAT:
            raise UserError(f"{path} is no training state of this version; train again under a new name.")
        return state

    def check_same(self, state: Mapping[str, Any], configs: Mapping[str, Mapping[str, Any]]) -> None:
        """Check that a training is resumed with the configurations ("model", "training") that made its state.

        Only its length and where it runs may differ. Raises UserError naming the first other setting.
        """
        for kind, config in configs.items():
            for name in {**config, **state[kind]}:
                before, value = state[kind].get(name), config.get(name)
                if name not in _FREE and before != value:
                    raise UserError(
                        f"{self.folder} was trained with {name} {before}, not {value}; "
                        "resume it with the same settings or train under a new name."
                    )
