"""`errors`: what kinds of error a run makes, what each costs in AP, and where they are."""

from __future__ import annotations

import argparse

from core.commands import common
from core.commands.common import add, add_tolerance, option
from core.commands.spot_ import add_nms, chosen_settings
from core.errors.csv_file import cost_csv
from core.errors.kinds import KIND_NAMES, ErrorConfig
from core.exceptions import UserError
from core.figures import count, name_width, percent, points, tolerance
from core.files import write_bytes
from core.metric.evaluation import VIEWS
from core.runs.errors import RunErrors, run_errors


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add(parser, "--root", "--workspace", "--run", "--split")
    average = "Average AP by a metric of the data set, as loose or tight, or take one tolerance in seconds."
    add_tolerance(parser, average, "the metric that the data set opens with, loose")
    detail = "Count errors and list moments at this tolerance (default: the middle one of --tolerance)."
    option(parser, "--detail", detail, type=float, metavar="SECONDS")
    far = "Call a spot within this many tolerances of a truth a localisation error (default: 3)."
    option(parser, "--far", far, type=float, default=3.0, metavar="TIMES")
    add_nms(parser)
    shift = "Choose constant shifts on this split (default: valid)."
    option(parser, "--shift-on", shift, default="valid", metavar="SPLIT")
    add(parser, "--common", "--mended")
    option(parser, "--view", "Print the table of these truths (default: all).", choices=VIEWS, default="all")
    moments = "List the N most costly errors (default: none)."
    option(parser, "--moments", moments, type=int, default=0, metavar="N")
    option(parser, "--csv", "Also write counts and costs by view, class and kind as CSV.", metavar="FILE")
    add(parser, "--json")


def run(arguments: argparse.Namespace) -> None:
    if arguments.moments < 0:
        raise UserError(f"--moments {arguments.moments} must be 0 or more.")
    root = common.data_root(arguments)
    sheet = common.outside(arguments.csv, root, "--csv")
    a_run = common.workspace(arguments).run(arguments.run)
    if arguments.view not in root.label_set.views:
        raise UserError(
            f"The labels of {root.path} do not say what the broadcast shows, so there is no view "
            f"{arguments.view!r}; leave out --view."
        )
    config = ErrorConfig.parse(
        arguments.tolerance or root.label_set.rule.opening,
        root.label_set.rule,
        detail_s=arguments.detail,
        far_factor=arguments.far,
    )
    with common.Bar("Judging errors") as progress:
        done = run_errors(
            root,
            a_run,
            arguments.split,
            config,
            chosen_settings(arguments, a_run),
            common=arguments.common,
            shift_split=arguments.shift_on,
            mended=common.workspace(arguments).path if arguments.mended else None,
            progress=progress,
        )
    common.note(*done.remarks)
    if sheet is not None:
        write_bytes(sheet, cost_csv(done.report).encode())
        common.note(f"The counts and costs are in {sheet}.")
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


def print_table(done: RunErrors, view: str) -> None:
    """AP per class and what repairing each kind alone would add, in percent, with the counts."""
    report = done.report
    print(
        f"Run {done.run}, {count(len(report.truths.games), 'game')} of {done.coverage.split}, {view}: AP in "
        "percent, and the points that repairing one kind alone would add, with the number of its errors at a "
        f"tolerance of {tolerance(report.config.detail_s)}"
    )
    width = name_width(report.truths.label_set.classes)
    print(f"{'':<{width}} {'AP':>6} " + " ".join(f"{kind:>16}" for kind in KIND_NAMES))
    for row in report.table(view).to_dict("records"):
        cells = (f"{points(row[f'{kind} cost'])} ({row[f'{kind} count']})" for kind in KIND_NAMES)
        print(f"{row['class']:<{width}} {percent(row['ap']):>6} " + " ".join(f"{cell:>16}" for cell in cells))
    if done.shift is None:
        print(f"No constant shift: {done.no_shift}")
    else:
        print(
            f"A constant shift per class, chosen on {done.shift_split}, would add "
            f"{points(done.shift.gain.mean())} points here."
        )
