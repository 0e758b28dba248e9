"""Importing: results or a checkpoint of another program become a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from core.classes import INDEX
from core.data.formats.convert import LOOKED_FOR, read_foreign
from core.data.formats.entries import LabelMap
from core.data.formats.results import Results, parse_results, write_results
from core.exceptions import UserError
from core.progress import Progress, silent
from core.runs.run import Run
from core.runs.workspace import Workspace

_LOOKED_FOR = (
    "a results zip or folder (<game>/results_spotting.json), an official NetVLAD++ checkpoint, " + LOOKED_FOR
)


@dataclass(frozen=True)
class ImportReport:
    """The run that an import made, the games it covers, and a summary in words."""

    run: Run
    games: tuple[str, ...]
    summary: str


def import_file(
    path: Path | str,
    workspace: Workspace,
    name: str,
    *,
    replace: bool = False,
    mapping: LabelMap | None = None,
    progress: Progress = silent,
) -> ImportReport:
    """Make a run of a file; when it cannot be read, no run is left behind.

    mapping: labels of an OSL or E2E-Spot file to ours. Raises UserError naming the file when it is of no
    known format or damaged.
    """
    path = Path(path).expanduser()
    if not path.exists():
        raise UserError(f"There is nothing at {path} to import.")
    head = _head(path) if path.is_file() else b""
    create = partial(workspace.create, name, replace=replace, source=path.name)
    if _is_checkpoint(head):
        return _import_checkpoint(path, create)
    if path.is_dir() or head.startswith(b"PK"):
        return _import_results(path, create, mapping, progress)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return _import_foreign(path, create, mapping)
    raise UserError(f"{path} is in no known format; looked for {_LOOKED_FOR}.")


def _import_foreign(path: Path, create: Callable[..., Run], mapping: LabelMap | None) -> ImportReport:
    try:
        foreign = read_foreign(path)
    except UserError as error:
        if LOOKED_FOR in str(error):
            raise UserError(f"{path} is in no known format; looked for {_LOOKED_FOR}.") from error
        raise
    spots = foreign.events(mapping)
    if not foreign.scored:
        raise UserError(
            f"{path} holds labels, without confidences; `touchline export --file FILE --out FOLDER` makes "
            "a data root of them."
        )
    run = create("spots")
    write_results(run.folder / "spots", spots)
    summary = f"{len(spots):,} spots in {len(spots.games)} games; spots only, so it has no curves"
    return ImportReport(run, spots.games, summary)


def _import_results(
    path: Path, create: Callable[..., Run], mapping: LabelMap | None, progress: Progress
) -> ImportReport:
    results = Results(path)
    games = results.games()
    if not games:
        raise UserError(f"{path} holds no results; looked for {_LOOKED_FOR}.")
    spots, unknown = {}, Counter()
    for done, game in enumerate(games):  # all are read before anything is written
        progress(done, 2 * len(games), f"reading {game.rpartition('/')[2]}")
        value, where = results.json(game)
        spots[game] = parse_results(value, game, where, mapping)
        if not np.isfinite(spots[game].confidence).all():
            raise UserError(f"{where} has a confidence that is no number; correct it and import it again.")
        unknown.update(
            label
            for entry in value["predictions"]
            if (label := str(entry["label"])) not in INDEX and label not in (mapping or {})
        )
    listed = ", ".join(f"{label!r} ({count})" for label, count in unknown.most_common(12))
    if unknown and not any(map(len, spots.values())):
        raise UserError(
            f"{path} has no label of the {len(INDEX)} classes, only {listed}; give a mapping with "
            '--map FILE.json, {"their label": "our label", "label to leave out": null}.'
        )
    run = create("spots")
    for done, game in enumerate(games):
        progress(len(games) + done, 2 * len(games), f"writing {game.rpartition('/')[2]}")
        write_results(run.folder / "spots", spots[game])
    total = sum(map(len, spots.values()))
    summary = f"{total:,} spots in {len(games)} games; spots only, so it has no curves"
    if unknown:
        summary += f"; passed over: {listed} (--map FILE.json gives labels a class)"
    return ImportReport(run, games, summary)


def _import_checkpoint(path: Path, create: Callable[..., Run]) -> ImportReport:
    from core.model.checkpoint import load_official, save_network  # late: torch is not needed for results

    network = load_official(path)
    config = network.config
    run = create("weights", model=config, fps=config.fps)
    save_network(run.weights_path, network)
    summary = f"{config.pool} weights for {config.input_dim}-d features; predict games with it"
    return ImportReport(run, (), summary)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(4096)
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}).") from error


def _is_checkpoint(head: bytes) -> bool:
    """A torch file: a pickle, or a zip whose first member is a torch archive's."""
    marks = (b"data.pkl", b".format_version", b"/version")
    return head.startswith(b"\x80") or (head.startswith(b"PK") and any(mark in head[:512] for mark in marks))
