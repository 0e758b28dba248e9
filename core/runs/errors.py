"""The errors of a run over a split, the causes of its misses, and the gain of constant shifts."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core.data.labels import read_truths
from core.data.root import DataRoot
from core.errors.causes import CAUSES, RISE
from core.errors.judge import ErrorJudge
from core.errors.kinds import ErrorConfig
from core.errors.moments import Moments, error_moments
from core.errors.offsets import ShiftGain, best_shifts, offsets, shift_gain
from core.errors.report import ErrorReport
from core.errors.tables import GROUPS, confusion, games_table, misses, profile_table
from core.exceptions import UserError
from core.labels.mended import MENDED, mended_truths
from core.metric.grid import passed_over_sentence
from core.progress import Progress, silent
from core.runs.coverage import Coverage, choose_games
from core.runs.run import Run
from core.runs.spots import scores_or_spots, spots_of
from core.spotting.settings import Settings
from core.spotting.split_scores import cut


@dataclass(frozen=True, eq=False)
class RunErrors:
    """The errors of a run over the games that it covers.

    shift: None where none could be chosen, with the reason in `no_shift`.
    """

    run: str
    coverage: Coverage
    moments: Moments
    simulated: bool
    mended: bool = False
    shift_split: str = "valid"
    shift: ShiftGain | None = None
    no_shift: str = ""

    @property
    def report(self) -> ErrorReport:
        return self.moments.report

    @property
    def remarks(self) -> tuple[str, ...]:
        """Sentences that must stand with the figures: games and parts left out, simulated data."""
        simulated = "The data is simulated." * self.simulated
        passed = passed_over_sentence(self.report.truths, self.report.spots)
        return tuple(filter(None, (self.coverage.sentence, passed, simulated, MENDED * self.mended)))

    def to_json(self, *, moments: int = 0) -> dict[str, Any]:
        """All figures as plain values; moments: how many of the most costly errors are listed."""
        report = self.report
        value = {
            "run": self.run,
            "split": self.coverage.split,
            "simulated": self.simulated,
            "mended_labels": self.mended,
            "missing": {name: list(games) for name, games in self.coverage.missing.items()},
            **report.to_json(),
            "confusion": {row: _plain(counts) for row, counts in confusion(report).T.to_dict().items()},
            "offsets": _records(offsets(report)),
            "shift": self._shift_json(),
            "causes": CAUSES,
            "misses": {by: _records(misses(report, by, cause=self.moments.cause)) for by in GROUPS},
            "top": _records(profile_table(report)),
            "games_by_drag": _records(games_table(report)),
            "leagues_by_drag": _records(games_table(report, "league")),
        }
        if moments:
            value["moments"] = [asdict(moment) for moment in self.moments.top(moments)]
        return value

    def _shift_json(self) -> dict[str, Any]:
        if self.shift is None:
            return {"not_chosen": self.no_shift}
        columns = zip(
            self.report.truths.label_set.classes,
            self.shift.shift_ms,
            self.shift.before,
            self.shift.after,
            strict=True,
        )
        return {
            "chosen_on": self.shift_split,
            "gain": float(self.shift.gain.mean()),
            "classes": {
                name: {"shift_ms": int(ms), "before": float(before), "after": float(after)}
                for name, ms, before, after in columns
            },
        }


def run_errors(
    root: DataRoot,
    run: Run,
    split: str = "test",
    config: ErrorConfig | None = None,
    settings: Settings | None = None,
    *,
    common: bool = False,
    shift_split: str = "valid",
    rise: float = RISE,
    mended: Path | None = None,
    progress: Progress = silent,
) -> RunErrors:
    """The errors of a run's spots under settings (None: its own) over the labelled games of a split.

    common: leave out games that the run lacks. shift_split: where constant shifts are chosen. rise: as for
    `causes_from_scores`. mended: a workspace whose mended labels judge in place of the root's. Raises
    UserError for a split without labels and games that the run lacks.
    """
    run, config = run.for_root(root), config or ErrorConfig.narrowest(root.label_set.rule)
    settings = settings or run.settings
    coverage = choose_games(root, split, [run], common=common)
    progress(0, 4, "reading labels")
    truths = mended_truths(mended, root, coverage.games)
    progress(1, 4, "spots")
    scores, saved = scores_or_spots(run, coverage.games)
    spots = cut(saved, settings) if scores is None else scores.spots(settings)
    progress(2, 4, "judging errors")
    moments = error_moments(ErrorJudge(truths, spots), config, settings, scores, saved, rise)
    progress(3, 4, f"shifts on {shift_split}")
    shift, no_shift = None, ""
    try:
        shift = chosen_shift(root, run, moments.report, settings, shift_split)
    except UserError as error:
        no_shift = str(error)
    progress(4, 4, "done")
    by_mended = mended is not None
    return RunErrors(run.name, coverage, moments, root.simulated, by_mended, shift_split, shift, no_shift)


def chosen_shift(
    root: DataRoot, run: Run, report: ErrorReport, settings: Settings, split: str, progress: Progress = silent
) -> ShiftGain:
    """The gain of constant shifts, chosen on another split, for the report's spots.

    Raises UserError where they cannot be chosen: no labels or no spots there, or the same games.
    """
    run = run.for_root(root)
    games = choose_games(root, split, [run]).games
    if {game.name for game in games} & set(report.truths.games):
        raise UserError(f"Shifts chosen on {split} say nothing on the same games; look at another --split.")
    progress(0, 1, f"spots of {split}")
    truths = read_truths(root, games)
    spots = spots_of(run, games, settings)
    shifts = best_shifts(truths, spots, report.config, progress)
    return shift_gain(report.truths, report.spots, shifts, report.config)


def _records(table) -> list[dict[str, Any]]:
    return [_plain(row) for row in table.to_dict("records")]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row for JSON: NumPy numbers as Python's, NaN as null."""
    plain = {str(key): item.item() if hasattr(item, "item") else item for key, item in row.items()}
    return {k: None if isinstance(v, float) and math.isnan(v) else v for k, v in plain.items()}
