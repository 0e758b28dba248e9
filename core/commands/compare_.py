"""`compare`: two or more runs or settings over a split, with intervals and the moments that changed."""

from __future__ import annotations

import argparse

from core.commands import common
from core.comparison.bootstrap import RESAMPLES
from core.comparison.text import to_latex, to_markdown
from core.figures import tolerance
from core.metric.evaluation import AVERAGED
from core.runs.compare import compare_runs
from core.runs.compare_report import write_report
from core.runs.coverage import Contender


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "runs",
        nargs="+",
        metavar="RUN[@SETTINGS]",
        help="Compare these runs, each under saved settings or its own.",
    )
    common.add_places(parser)
    common.add_split(parser)
    parser.add_argument(
        "--baseline", metavar="RUN[@SETTINGS]", help="Compare with this one (default: the first)."
    )
    parser.add_argument(
        "--metric",
        choices=AVERAGED,
        default="loose",
        help="Print the table of this metric (default: loose).",
    )
    common.add_common(parser)
    common.add_mended(parser)
    common.add_tolerance(
        parser, "Count gained and lost truths at this tolerance.", type=float, default=5.0, metavar="SECONDS"
    )
    parser.add_argument("--moments", action="store_true", help="List every truth that was gained or lost.")
    parser.add_argument(
        "--resamples", type=int, default=RESAMPLES, help=f"Draw this many resamples (default: {RESAMPLES})."
    )
    parser.add_argument("--seed", type=int, default=0, help="Seed the resamples with this (default: 0).")
    parser.add_argument("--html", metavar="FILE", help="Also write a report as one HTML file.")
    form = parser.add_mutually_exclusive_group()
    common.add_json(form)
    form.add_argument("--markdown", action="store_true", help="Print the table as Markdown (default).")
    form.add_argument("--latex", action="store_true", help="Print the table as LaTeX.")


def run(arguments: argparse.Namespace) -> None:
    space = common.workspace(arguments)
    root = common.data_root(arguments)
    report = common.extra_path(arguments.html, root, "--html")
    contenders = [Contender.parse(text, space) for text in arguments.runs]
    with common.Bar("Comparing") as progress:
        done = compare_runs(
            root,
            contenders,
            arguments.split,
            baseline=arguments.baseline,
            common=arguments.common,
            tolerance_s=arguments.tolerance,
            resamples=arguments.resamples,
            seed=arguments.seed,
            mended=space.path if arguments.mended else None,
            progress=progress,
        )
    common.notes(done.remarks)
    if report is not None:
        write_report(report, done)
        common.note(f"The report is in {report}.")
    if arguments.json:
        common.print_json(done.to_json(moments=arguments.moments))
    elif arguments.latex:
        print(to_latex(done.comparison, arguments.metric, done.remarks), end="")
    else:
        print(to_markdown(done.comparison, arguments.metric, done.remarks), end="")
        for name, change in done.changes.items():
            print(
                f"\nAt a tolerance of {tolerance(change.tolerance_s)}, {name} finds {change.gained.sum()} "
                f"truths that {done.comparison.baseline} misses and misses {change.lost.sum()} that it finds."
            )
            if arguments.moments:
                print(change.frame().to_string(index=False))
