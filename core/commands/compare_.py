"""`compare`: two or more runs or settings over a split, with intervals and the moments that changed."""

from __future__ import annotations

import argparse

from core.commands import common
from core.commands.common import NARROWEST, add, add_tolerance, flag, option
from core.comparison.bootstrap import RESAMPLES
from core.comparison.text import to_latex, to_markdown
from core.figures import tolerance
from core.runs.compare import compare_runs
from core.runs.compare_report import write_report
from core.runs.coverage import Contender


def add_arguments(parser: argparse.ArgumentParser) -> None:
    runs = "Compare these runs, each under saved settings or its own."
    option(parser, "runs", runs, nargs="+", metavar="RUN[@SETTINGS]")
    add(parser, "--root", "--workspace", "--split")
    option(parser, "--baseline", "Compare with this one (default: the first).", metavar="RUN[@SETTINGS]")
    metric = "Print the table of this metric (default: the first that pages show, loose)."
    option(parser, "--metric", metric)
    add(parser, "--common", "--mended")
    moments = "Count gained and lost truths at this tolerance."
    add_tolerance(parser, moments, NARROWEST, type=float, metavar="SECONDS")
    flag(parser, "--moments", "List every truth that was gained or lost.")
    resamples = f"Draw this many resamples (default: {RESAMPLES})."
    option(parser, "--resamples", resamples, type=int, default=RESAMPLES)
    option(parser, "--seed", "Seed the resamples with this (default: 0).")
    option(parser, "--html", "Also write a report as one HTML file.", metavar="FILE")
    form = parser.add_mutually_exclusive_group()
    add(form, "--json")
    flag(form, "--markdown", "Print the table as Markdown (default).")
    flag(form, "--latex", "Print the table as LaTeX.")


def run(arguments: argparse.Namespace) -> None:
    space = common.workspace(arguments)
    root = common.data_root(arguments)
    report = common.outside(arguments.html, root, "--html")
    metric = arguments.metric or root.label_set.rule.opening
    root.label_set.rule.tolerances(metric)  # raises before the work
    contenders = [Contender.parse(text, space) for text in arguments.runs]
    with common.Bar("Comparing") as progress:
        done = compare_runs(
            root,
            contenders,
            arguments.split,
            baseline=arguments.baseline,
            common=arguments.common,
            tolerance_s=common.tolerance_s(arguments, root.label_set.rule),
            resamples=arguments.resamples,
            seed=arguments.seed,
            mended=space.path if arguments.mended else None,
            progress=progress,
        )
    common.note(*done.remarks)
    if report is not None:
        write_report(report, done)
        common.note(f"The report is in {report}.")
    if arguments.json:
        common.print_json(done.to_json(moments=arguments.moments))
    elif arguments.latex:
        print(to_latex(done.comparison, metric, done.remarks), end="")
    else:
        print(to_markdown(done.comparison, metric, done.remarks), end="")
        for name, change in done.changes.items():
            print(
                f"\nAt a tolerance of {tolerance(change.tolerance_s)}, {name} finds {change.gained.sum()} "
                f"truths that {done.comparison.baseline} misses and misses {change.lost.sum()} that it finds."
            )
            if arguments.moments:
                print(change.frame().to_string(index=False))
