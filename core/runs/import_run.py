"""Importing: results or a checkpoint of another program become a run."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from core.data.formats.convert import LOOKED_FOR, read_foreign
from core.data.formats.entries import WAYS_OUT, LabelMap, listed
from core.data.formats.results import Results, parse_results, write_results
from core.data.root import DataRoot
from core.data.splits import official_name
from core.events import Events
from core.exceptions import UserError
from core.figures import count
from core.label_set import LabelSet
from core.label_sets import SOCCERNET_V2
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


@dataclass(frozen=True)
class ImportOptions:
    """How a file is read.

    root: whose games are meant, so that they get the names they have there. label_set: of its labels; None
    for the root's, else SoccerNet-v2. mapping: other labels to classes. fps: of videos that say none, and of
    a checkpoint's features.
    """

    root: DataRoot | None = None
    label_set: LabelSet | None = None
    mapping: LabelMap | None = None
    fps: float | None = None

    @property
    def labels(self) -> LabelSet:
        """The label set that the file's labels are of."""
        return self.label_set or (self.root.label_set if self.root and self.root.games else SOCCERNET_V2)

    def name_of(self, game: str) -> str:
        """A game's name in the data root, else as the SoccerNet package spells it, else as it is."""
        found = self.root.find(game) if self.root else None
        return found.name if found else official_name(game)


def import_file(
    path: Path | str,
    workspace: Workspace,
    name: str,
    options: ImportOptions = ImportOptions(),
    *,
    replace: bool = False,
    progress: Progress = silent,
) -> ImportReport:
    """Make a run of a file; when it cannot be read, no run is left behind.

    Raises UserError naming the file when it is of no known format or damaged.
    """
    path = Path(path).expanduser()
    if not path.exists():
        raise UserError(f"There is nothing at {path} to import.")
    head = _head(path) if path.is_file() else b""
    create = partial(workspace.create, name, replace=replace, source=path.name)
    if _is_checkpoint(head):
        return _import_checkpoint(path, create, options)
    if path.is_dir() or head.startswith(b"PK"):
        return _import_results(path, create, options, progress)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return _import_foreign(path, create, options)
    raise UserError(f"{path} is in no known format; looked for {_LOOKED_FOR}.")


def _import_foreign(path: Path, create: Callable[..., Run], options: ImportOptions) -> ImportReport:
    try:
        foreign = read_foreign(path, options.fps)
    except UserError as error:
        if LOOKED_FOR in str(error):
            raise UserError(f"{path} is in no known format; looked for {_LOOKED_FOR}.") from error
        raise
    spots = foreign.events(options.mapping, options.labels)
    if not foreign.scored:
        raise UserError(
            f"{path} holds labels, without confidences; `touchline export --file FILE --out FOLDER` makes "
            "a data root of them."
        )
    spots = Events.concat([_renamed(of_game, options) for of_game in spots.by_game()])
    run = create("spots", label_set=options.labels)
    write_results(run.folder / "spots", spots)
    summary = (
        f"{count(len(spots), 'spot')} in {count(len(spots.games), 'game')}; spots only, so it has no curves"
    )
    return ImportReport(run, spots.games, summary)


def _renamed(of_game: Events, options: ImportOptions) -> Events:
    return dataclasses.replace(of_game, games=(options.name_of(of_game.games[0]),))


def _import_results(
    path: Path, create: Callable[..., Run], options: ImportOptions, progress: Progress
) -> ImportReport:
    results, label_set, mapping = Results(path), options.labels, options.mapping or {}
    games = results.games()
    if not games:
        raise UserError(f"{path} holds no results; looked for {_LOOKED_FOR}.")
    spots, unknown, names = {}, Counter(), {}
    for done, game in enumerate(games):  # all are read before anything is written
        progress(done, 2 * len(games), f"reading {game.rpartition('/')[2]}")
        name = options.name_of(game)
        if name in names:
            raise UserError(f"{path} names one game twice, {names[name]!r} and {game!r}; leave one out.")
        names[name] = game
        value, where = results.json(game)
        spots[name] = parse_results(value, name, where, mapping, label_set, unknown)
        if not np.isfinite(spots[name].confidence).all():
            raise UserError(f"{where} has a confidence that is no number; correct it and import it again.")
    if unknown and not any(map(len, spots.values())):
        raise UserError(
            f"{path} has no label of the {len(label_set)} classes of {label_set.name}, only "
            f"{listed(unknown)}; {WAYS_OUT}."
        )
    run = create("spots", label_set=label_set)
    for done, (name, of_game) in enumerate(spots.items()):
        progress(len(games) + done, 2 * len(games), f"writing {name.rpartition('/')[2]}")
        write_results(run.folder / "spots", of_game)
    total = sum(map(len, spots.values()))
    summary = f"{count(total, 'spot')} in {count(len(games), 'game')}; spots only, so it has no curves"
    if unknown:
        summary += f"; passed over: {listed(unknown)} (--map FILE.json gives labels a class)"
    return ImportReport(run, tuple(spots), summary)


def _import_checkpoint(path: Path, create: Callable[..., Run], options: ImportOptions) -> ImportReport:
    from core.model.checkpoint import load_official, save_network  # late: torch is not needed for results

    network = load_official(path, **({} if options.fps is None else {"fps": options.fps}))
    config = network.config
    run = create("weights", model=config, fps=config.fps, label_set=config.label_set)
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
