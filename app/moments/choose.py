"""Errors of a run over a split as the pages need them: the report, its moments by cell, names of moments."""

from __future__ import annotations

import numpy as np

from app.cache.errors import Errors
from app.server.catalog import short_id
from app.state.moment_filter import Cell
from app.state.parsers import SLUG_OF
from core.classes import INDEX
from core.data.games import make_game
from core.errors.moments import Moment
from core.errors.report import ErrorReport
from core.errors.tables import truth_groups
from core.exceptions import UserError


def chosen_by(errors: Errors, cell: Cell) -> np.ndarray:
    """Places (n,) of the moments that a cell counts, in no order: `Moments.ranked` sorts what is shown.

    Raises UserError for a game or group that the report does not have.
    """
    return errors.moments.choose(
        kind=cell.kind,
        label=cell.label,
        truth_label=cell.truth,
        either=cell.either,
        visible=cell.visible,
        cause=cell.cause,
        truths=_group(errors.report, cell),
        games=_games(errors.report, cell),
        top=cell.top,
    )


def _group(report: ErrorReport, cell: Cell) -> np.ndarray | None:
    if cell.by is None:
        return None
    names, index = truth_groups(report, cell.by)
    if cell.group >= len(names):
        raise UserError(f"There is no group {cell.group + 1} of misses by {cell.by}; choose another cell.")
    return index == cell.group


def _games(report: ErrorReport, cell: Cell) -> np.ndarray | None:
    wanted = {name: getattr(cell, name) for name in ("league", "season", "home") if getattr(cell, name)}
    if cell.game is None and not wanted:
        return None
    names = report.truths.games
    fits = np.array([cell.game in (None, short_id(name)) for name in names])
    for place, name in enumerate(names if wanted else ()):
        game = make_game(name, {}, "")
        fits[place] &= all(getattr(game, field) == value for field, value in wanted.items())
    return fits


def name_of(moment: Moment) -> str:
    """A moment's name in addresses: game, half, time, class, kind."""
    label, kind = SLUG_OF[INDEX[moment.label]], moment.kind.replace(" ", "-")
    return f"{short_id(moment.game)}-{moment.half}-{moment.time_ms}-{label}-{kind}"
