"""The workspace: the folder that runs, caches and settings live in."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.exceptions import UserError
from core.runs.run import KINDS, RUN_FILE, Run

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}")


def is_name(text: str) -> bool:
    """Whether a text can name a run or settings, and their file."""
    return _NAME.fullmatch(text) is not None


def checked_name(text: str, what: str) -> str:
    """The name. Raises UserError when it cannot name `what`, such as "a run"."""
    if not is_name(text):
        raise UserError(
            f"{text!r} cannot name {what}; use letters, digits, '.', '_', '+' and '-', at most 100."
        )
    return text


class Workspace:
    """The folder that runs, caches and settings live in; made when first written to."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path).expanduser().resolve()

    def runs(self) -> tuple[Run, ...]:
        """All runs that can be read, newest first; a broken one never hides the others."""
        return tuple(sorted(self._read()[0], key=lambda run: (run.created, run.name), reverse=True))

    def broken_runs(self) -> tuple[str, ...]:
        """A sentence for each run whose run.json cannot be read."""
        return tuple(self._read()[1])

    def _read(self) -> tuple[list[Run], list[str]]:
        """The runs that can be read, and a sentence for each that cannot."""
        runs, problems = [], []
        for name in self._names():
            try:
                runs.append(self.run(name))
            except UserError as error:
                problems.append(str(error))
        return runs, problems

    def run(self, name: str) -> Run:
        """The run of a name. Raises UserError when there is none or its run.json is damaged."""
        folder = self._folder(name)
        if not (folder / RUN_FILE).is_file():
            known = ", ".join(self._names()) or "none yet; train or import one"
            raise UserError(f"There is no run {name!r} in {self.path}; the runs are: {known}.")
        return Run.load(folder)

    def create(
        self, name: str, kind: str, *, replace: bool = False, write: bool = True, **fields: Any
    ) -> Run:
        """Make a run's folder and run.json. Raises UserError when the name is taken and replace is not set.

        replace: the old run is moved to the workspace's folder `replaced`, never deleted. write: False for a
        process beside the one that writes; it checks and makes nothing.
        """
        if kind not in KINDS:
            raise ValueError(f"kind must be one of {KINDS}, got {kind!r}")
        folder = self._folder(name)
        if write and (folder / RUN_FILE).exists():
            if not replace:
                raise UserError(f"There is a run {name!r} already; choose another --run, or add --replace.")
            self._set_aside(folder)
        run = Run(folder, name, kind, datetime.now(UTC).isoformat(timespec="seconds"), **fields)
        if write:
            run.save()
        return run

    def _folder(self, name: str) -> Path:
        return self.path / "runs" / checked_name(name, "a run")

    def _set_aside(self, folder: Path) -> None:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")
        target = self.path / "replaced" / f"{folder.name}-{stamp}"
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            folder.rename(target)
        except OSError as error:
            raise UserError(f"{folder} cannot be moved to {target} ({error.strerror}).") from error

    def _names(self) -> list[str]:
        paths = (self.path / "runs").glob(f"*/{RUN_FILE}")
        return sorted(path.parent.name for path in paths if path.is_file())
