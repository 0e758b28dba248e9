"""Where errors are: confusion, misses by circumstance, false spots by rank, and games by what they cost.

All are at the report's detail_s.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from core.data.games import Game, make_game
from core.errors import repair
from core.errors.causes import NO_CAUSES
from core.errors.report import ErrorReport
from core.events import Events
from core.exceptions import UserError
from core.metric.assignment import N_THRESHOLDS
from core.metric.outcomes import FALSE_OUTCOMES, GRID_OUTCOMES, HIT, OTHER_CLASS, OUTCOMES

if TYPE_CHECKING:
    import pandas as pd

GAPS_S = (5, 10, 30, 60, 120, 300)
"""Borders of the gap to the next truth of the class, seconds."""
MINUTES = 5
"""Width of a bin of play, minutes; from 45 on there is one bin."""
GROUPS = ("class", "visibility", "league", "minute", "gap", "cause")
MULTIPLES = 10
"""The false spots of a class with N truths are counted among its top N, 2 N, .. MULTIPLES x N spots."""
BESIDE_CLASSES = tuple(outcome for outcome in FALSE_OUTCOMES if outcome.truth != OTHER_CLASS)
"""False spots that the confusion counts beside the classes, since no truth of another class is involved."""
_COLUMNS = {"background": "no truth"}


def confusion(report: ErrorReport, top: float | None = None, *, visible: bool | None = None) -> pd.DataFrame:
    """Counts: a row per spotted class and one for nothing, a column per class of truth, and BESIDE_CLASSES.

    The diagonal holds hits, other classes the wrong-class spots; `duplicate`, `localisation` and `no truth`
    are the other spots; the row `nothing` holds missed truths. top: only the top x N spots of a class with N
    truths (missed truths stay); visible: one view alone. Raises UserError for a top that is not above 0.
    """
    import pandas as pd

    outcome, spot_truth = report.detail.outcome, report.detail.spot_truth
    counted, missed = _in_top(report, top), report.detail.truth_spot < 0
    if visible is not None:
        counted &= (report.columns.view == 0) == visible
        missed &= report.truth_grid.visible == visible
    classes, n_classes = report.truths.label_set.classes, report.columns.n_classes
    table = np.zeros((n_classes + 1, n_classes + len(BESIDE_CLASSES)), np.int64)
    with_class = counted & ~np.isin(outcome, [kind.code for kind in BESIDE_CLASSES])
    truth_label = report.columns.truth_label[spot_truth[with_class]]
    np.add.at(table, (report.columns.label[with_class], truth_label), 1)
    for column, kind in enumerate(BESIDE_CLASSES, start=n_classes):
        of_kind = report.columns.label[counted & (outcome == kind.code)]
        table[:n_classes, column] = np.bincount(of_kind, minlength=n_classes)
    table[n_classes, :n_classes] = np.bincount(report.columns.truth_label[missed], minlength=n_classes)
    columns = [*classes, *(_COLUMNS.get(kind.name, kind.name) for kind in BESIDE_CLASSES)]
    return pd.DataFrame(table, index=[*classes, "nothing"], columns=columns)


def misses(
    report: ErrorReport,
    by: str,
    *,
    label: int | None = None,
    cause: np.ndarray | None = None,
    visible: bool | None = None,
):
    """One row per group of truths: group, truths, missed, share (of truths that were missed).

    by: one of GROUPS; label: one class alone; visible: truths shown, or not shown, alone; cause (M_truth,):
    names from `core.errors.causes`, for by="cause", where share is that of all misses. Raises UserError for
    another `by`, or cause without causes.
    """
    import pandas as pd

    missed = report.detail.truth_spot < 0
    chosen = np.ones(len(missed), bool) if label is None else report.columns.truth_label == label
    if visible is not None:
        chosen &= report.truth_grid.visible == visible
    if by == "cause":
        if cause is None:
            raise UserError(NO_CAUSES)
        names, count = np.unique(cause[missed & chosen], return_counts=True)
        share = count / max(count.sum(), 1)
        return pd.DataFrame({"group": names, "truths": count, "missed": count, "share": share})
    names, index = truth_groups(report, by)
    n = np.bincount(index[chosen], minlength=len(names))
    n_missed = np.bincount(index[chosen & missed], minlength=len(names))
    share = np.divide(n_missed, n, out=np.zeros(len(n)), where=n > 0)
    table = pd.DataFrame({"group": names, "truths": n, "missed": n_missed, "share": share})
    return table[n > 0].reset_index(drop=True)


def truth_groups(report: ErrorReport, by: str) -> tuple[list[str], np.ndarray]:
    """Names of groups, and the group (M_truth,) of each truth. Raises UserError for another `by`."""
    truth = report.truth_grid
    rows = report.truths[truth.row]
    if by == "class":
        return list(report.truths.label_set.classes), report.columns.truth_label
    if by == "visibility":
        return ["visible", "unshown"], (~truth.visible).astype(np.int64)
    if by == "league":
        names, of_game = np.unique([game.league for game in _games(report)], return_inverse=True)
        return names.tolist(), of_game[rows.game]
    if by == "minute":
        return _by_minute(rows)
    if by == "gap":
        gap = np.full(len(truth.frame), np.inf)
        same = truth.lane[1:] == truth.lane[:-1]
        gap[:-1][same] = (np.diff(truth.frame) / truth.rule.fps)[same]
        edges = ["0", *map(str, GAPS_S)]
        names = [f"{a}-{b} s" for a, b in pairwise(edges)]
        index = np.searchsorted(GAPS_S, gap, side="right")
        return [*names, f"over {edges[-1]} s", "last of its half"], np.where(
            np.isinf(gap), len(GAPS_S) + 1, index
        )
    raise UserError(f"Misses cannot be grouped by {by!r}; the ways are {', '.join(GROUPS)}.")


def _by_minute(truths: Events) -> tuple[list[str], np.ndarray]:
    """Quarters of an hour of each part; the last of a half, from minute 45 on, holds the time added."""
    whole_match = len(truths) and truths.time_ms.max() >= 75 * 60_000
    last = int(truths.time_ms.max()) // (MINUTES * 60_000) if whole_match else 45 // MINUTES
    starts = [MINUTES * place for place in range(last + 1)]
    parts = range(1, int(truths.half.max(initial=1)) + 1)
    names = [
        f"{part} - {start:02d}" + ("+" if start == starts[-1] else f"-{start + MINUTES:02d}")
        for part in parts
        for start in starts
    ]
    minute = np.minimum(truths.time_ms // (MINUTES * 60_000), last)
    return names, (truths.half.astype(np.int64) - 1) * len(starts) + minute


def false_profile(report: ErrorReport, multiples: int = MULTIPLES) -> np.ndarray:
    """(multiples, C, len(GRID_OUTCOMES)) int64: outcomes of the top N, 2 N, .. spots.

    N is the number of truths of a class; classes without truths stay at 0. Source: DETAD (Alwassel et al.
    2018), false positive profile.
    """
    rank = report.ranks
    kept = rank < multiples
    shape = (multiples, report.columns.n_classes, len(OUTCOMES))
    place = (rank[kept].astype(np.int64), report.columns.label[kept], report.detail.outcome[kept])
    counts = np.bincount(np.ravel_multi_index(place, shape), minlength=int(np.prod(shape))).reshape(shape)
    return counts.cumsum(0)[..., [outcome.code for outcome in GRID_OUTCOMES]]


def profile_table(report: ErrorReport, multiples: int = MULTIPLES) -> pd.DataFrame:
    """One row per multiple of N, all classes together: the counts of `false_profile` by outcome."""
    import pandas as pd

    counts = false_profile(report, multiples).sum(1)
    names = [outcome.name for outcome in GRID_OUTCOMES]
    table = pd.DataFrame(counts, columns=names)
    table.insert(0, "top", [f"{k} N" for k in range(1, multiples + 1)])
    return table


def games_table(report: ErrorReport, by: str = "game") -> pd.DataFrame:
    """One row per game, league, season or home side, worst first.

    Columns: the name, league, games, truths, hits, missed, false (of the top N spots of each class), recall
    and drag: the gain in mAP at detail_s without these games. Raises UserError for another `by`.
    """
    import pandas as pd

    games = _games(report)
    keys = {
        "game": lambda game: game.name,
        "league": lambda game: game.league,
        "season": lambda game: game.season,
        "home": lambda game: game.home,
    }  # the home side stands for the stadium
    if by not in keys:
        raise UserError(f"Games cannot be grouped by {by!r}; the ways are {', '.join(keys)}.")
    names, group = np.unique([keys[by](game) for game in games], return_inverse=True)
    n = len(names)
    truth_group = group[report.truths.game[report.truth_grid.row]]
    spot_group = group[report.spots.game[report.spot_grid.row]]
    hit = report.detail.truth_spot >= 0
    top_false = (report.ranks < 1) & (report.detail.outcome != HIT)
    truths, hits = (np.bincount(truth_group[rows], minlength=n) for rows in (slice(None), hit))
    league = {name: game.league for name, game in zip(np.array(names)[group], games, strict=True)}
    table = pd.DataFrame(
        {
            by: names,
            "league": [league[name] for name in names],
            "games": np.bincount(group, minlength=n),
            "truths": truths,
            "hits": hits,
            "missed": truths - hits,
            "false": np.bincount(spot_group[top_false], minlength=n),
            "recall": np.divide(hits, truths, out=np.zeros(n), where=truths > 0),
            "drag": _drag(report, truth_group, spot_group, n),
        }
    )
    if by == "league":
        table = table.loc[:, ~table.columns.duplicated()]
    return table.sort_values(["drag", "recall"], ascending=[False, True], kind="stable", ignore_index=True)


def _games(report: ErrorReport) -> list[Game]:
    """The report's games, by what their names tell."""
    return [make_game(name, {}, "") for name in report.truths.games]


def _drag(report: ErrorReport, truth_group: np.ndarray, spot_group: np.ndarray, n: int) -> np.ndarray:
    """(n,) float64: mAP without a group of games, less mAP with all. Games do not affect one another."""
    columns, hit = report.columns, report.detail.outcome == HIT
    n_classes = columns.n_classes
    shape = (n, n_classes, N_THRESHOLDS)
    place = np.ravel_multi_index((spot_group, columns.label, columns.bins), shape)
    size = int(np.prod(shape))
    n_spots = np.bincount(place, minlength=size).reshape(shape)
    hits = np.bincount(place[hit], minlength=size).reshape(shape)
    n_truths = np.bincount(truth_group * n_classes + columns.truth_label, minlength=n * n_classes)
    n_truths = n_truths.reshape(n, n_classes)

    def mean_ap(n_spots: np.ndarray, hits: np.ndarray, n_truths: np.ndarray) -> np.ndarray:
        flat = repair.average_precision(
            n_spots.reshape(-1, N_THRESHOLDS), hits.reshape(-1, N_THRESHOLDS), n_truths.ravel()
        )
        return flat.reshape(-1, n_classes).mean(1)

    groups = (n_spots, hits, n_truths)
    total = [counts.sum(0, keepdims=True) for counts in groups]
    return mean_ap(*(every - counts for every, counts in zip(total, groups, strict=True))) - mean_ap(*total)


def _in_top(report: ErrorReport, top: float | None) -> np.ndarray:
    """(M_spot,) bool: spots among the top x N of their class; all for None."""
    if top is None:
        return np.ones(len(report.columns.label), bool)
    if not top > 0:
        raise UserError(f"The top {top:g} N spots are none; give a multiple above 0.")
    return report.ranks < top
