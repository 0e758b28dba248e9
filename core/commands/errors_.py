"""`errors`: what kinds of error a run makes, what each costs in AP, and where they are."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.commands import common
from core.commands.spot_ import add_nms, changed_settings
from core.errors.csv_file import cost_csv
from core.errors.kinds import KIND_NAMES, ErrorConfig
from core.exceptions import UserError
from core.figures import percent, points, tolerance
from core.files import atomic
from core.metric.evaluation import VIEWS
from core.runs.errors import RunErrors, run_errors
from core.runs.run import Run
from core.runs.saved_settings import load_settings
from core.spotting.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    common.add_root(parser)
    common.add_workspace(parser)
    parser.add_argument("--run", required=True, dest="name", metavar="RUN")
    parser.add_argument("--split", default="test", help="train, valid, test, local or all (default: test)")
    parser.add_argument(
        "--tolerance", default="loose", help="seconds, or loose, tight, at1 .. at5 (default: loose)"
    )
    parser.add_argument(
        "--detail", type=float, metavar="SECONDS", help="tolerance of counts, confusion, misses and moments"
    )
    parser.add_argument("--far", type=float, default=3.0, help="far window, times the tolerance (default: 3)")
    add_nms(parser)
    parser.add_argument("--settings", metavar="NAME", help="saved settings of each class")
    parser.add_argument("--shift-on", default="valid", metavar="SPLIT", help="where shifts are chosen")
    parser.add_argument(
        "--common", action="store_true", help="leave out games that the run lacks, and say so"
    )
    common.add_mended(parser)
    parser.add_argument("--view", choices=VIEWS, default="all", help="of the printed table")
    parser.add_argument("--moments", type=int, default=0, metavar="N", help="list the N most costly errors")
    parser.add_argument("--csv", metavar="FILE", help="also write counts and costs: view, class, kind")
    common.add_json(parser)


def run(arguments: argparse.Namespace) -> None:
    if arguments.moments < 0:
        raise UserError(f"--moments {arguments.moments} is no number of moments; give 0 or more.")
    root = common.data_root(arguments)
    sheet = common.outside(arguments.csv, root, "--csv") if arguments.csv else None
    a_run = common.workspace(arguments).run(arguments.name)
    config = ErrorConfig.parse(arguments.tolerance, detail_s=arguments.detail, far=arguments.far)
    with common.Bar("Judging errors") as progress:
        done = run_errors(
            root,
            a_run,
            arguments.split,
            config,
            _settings(arguments, a_run),
            common=arguments.common,
            shift_split=arguments.shift_on,
            mended=common.workspace(arguments).path if arguments.mended else None,
            progress=progress,
        )
    for remark in done.remarks:
        common.note(remark)
    if sheet is not None:
        write_csv(sheet, done)
        common.note(f"counts and costs written to {arguments.csv}")
    if arguments.json:
        common.print_json(done.to_json(moments=arguments.moments))
        return
    print_table(done, arguments.view)
    for moment in done.moments.top(arguments.moments) if arguments.moments else ():
        truth = f", truth {moment.truth_label} at {moment.truth_ms} ms" if moment.truth_label else ""
        print(
            f"{points(moment.cost, 3):>7}  {moment.kind}  {moment.label}  {moment.game}, half {moment.half}, "
            f"{moment.time_ms} ms{truth}{', ' + moment.cause if moment.cause else ''}"
        )


def write_csv(path: Path, done: RunErrors) -> None:
    """Write every view, class and kind with count and cost (fractions) as CSV, atomically."""
    with atomic(path) as file:
        file.write(cost_csv(done.report).encode())


def print_table(done: RunErrors, view: str) -> None:
    """AP per class and what repairing each kind alone would add, in percent, with the counts."""
    report = done.report
    print(
        f"Run {done.run}, {len(report.truths.games)} games of {done.chosen.split}, {view}: AP in percent, "
        "and the points that repairing one kind alone would add, with the number of its errors at a "
        f"tolerance of {tolerance(report.config.detail_s)}"
    )
    print(f"{'':<20} {'AP':>6} " + " ".join(f"{kind:>16}" for kind in KIND_NAMES))
    for row in report.table(view).to_dict("records"):
        cells = (f"{points(row[f'{kind} cost'])} ({row[f'{kind} count']})" for kind in KIND_NAMES)
        print(f"{row['class']:<20} {percent(row['ap']):>6} " + " ".join(f"{cell:>16}" for cell in cells))
    if done.shift is None:
        print(f"No constant shift: {done.no_shift}")
    else:
        print(
            f"A constant shift per class, chosen on {done.shift_split}, would add "
            f"{points(done.shift.gain.mean())} points here."
        )


def _settings(arguments: argparse.Namespace, a_run: Run) -> Settings:
    given = (arguments.method, arguments.window, arguments.threshold)
    if not arguments.settings:
        return changed_settings(arguments, a_run.settings)
    if any(value is not None for value in given):
        raise UserError("--settings says method, window and threshold already; give one or the other.")
    return load_settings(common.workspace(arguments), arguments.settings).settings
