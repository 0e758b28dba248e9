"""`compare`: two or more runs or settings over a split, with intervals and the moments that changed."""

from __future__ import annotations

import argparse

from core.commands import common
from core.comparison.bootstrap import RESAMPLES
from core.comparison.compare import METRIC_NAMES
from core.comparison.text import to_latex, to_markdown
from core.figures import tolerance
from core.runs.compare import compare_runs
from core.runs.compare_report import write_report
from core.runs.coverage import Contender


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "runs", nargs="+", metavar="RUN[@SETTINGS]", help="runs, under saved settings or their own"
    )
    common.add_root(parser)
    common.add_workspace(parser)
    parser.add_argument("--split", default="test", help="train, valid, test, local or all (default: test)")
    parser.add_argument(
        "--baseline", metavar="RUN[@SETTINGS]", help="what to hold against (default: the first)"
    )
    parser.add_argument("--metric", choices=METRIC_NAMES, default="loose", help="of the printed table")
    parser.add_argument(
        "--common", action="store_true", help="evaluate the games that all runs cover, and say so"
    )
    common.add_mended(parser)
    parser.add_argument("--tolerance", type=float, default=5.0, help="for gained and lost moments, seconds")
    parser.add_argument("--moments", action="store_true", help="list every moment that changed outcome")
    parser.add_argument("--resamples", type=int, default=RESAMPLES, help=f"default: {RESAMPLES}")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--html", metavar="FILE", help="also write a report, one file that needs no network")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON object on standard output")
    form.add_argument("--markdown", action="store_true", help="print the main table as Markdown (default)")
    form.add_argument("--latex", action="store_true", help="print the main table as LaTeX")


def run(arguments: argparse.Namespace) -> None:
    space = common.workspace(arguments)
    root = common.data_root(arguments)
    report = common.outside(arguments.html, root, "--html") if arguments.html else None
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
    for remark in done.remarks:
        common.note(remark)
    if report is not None:
        write_report(report, done)
        common.note(f"report written to {arguments.html}")
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
