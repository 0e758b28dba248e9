"""Pickers that several pages share, each written once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from app.cache import games as games_cache
from app.server.catalog import Catalog
from app.state.choices import metric_title
from app.state.shared import SplitState
from app.ui import selection
from app.ui.page import escape, no_runs
from core.data.splits import SPLITS
from core.figures import tolerance
from core.label_set import LabelSet
from core.runs.run import Run

VISIBLE_NOTE = (
    "The official metric counts a false spot in a half without any truth of its class against unshown only, "
    "so visible can differ from all even where every truth is visible"
)
TRUTHS_HELP = (
    "all: every truth; visible: those that the broadcast shows; unshown: those that it does not show. "
    f"{VISIBLE_NOTE}."
)


def splits_of(catalog: Catalog) -> list[str]:
    """The splits that have games here, and all."""
    return [*(split for split in SPLITS if any(game.split == split for game in catalog.root.games)), "all"]


def split_picker(catalog: Catalog, runs: Sequence[Run], split: str) -> str:
    """Pick a split; without one, test where a run covers it, else valid, else the first that one covers."""
    options = splits_of(catalog)
    if split not in options:
        if split in SPLITS:
            options.insert(-1, split)  # in the URL, though empty: the page says so
        else:
            covered = frozenset().union(*(games_cache.covered_games(run) for run in runs))
            with_games = {game.split for game in catalog.root.games if game.name in covered}
            ranked = [split for split in ("test", "valid", *options) if split in with_games]
            split = ranked[0] if ranked else options[0]
            selection.change(split=split)
    return st.selectbox("Split", options, **selection.widget("split", split))


def run_and_split(catalog: Catalog, chosen: SplitState, places: Sequence[Any]) -> Run | None:
    """Pick a run and a split, each in its column; None, and what to do, when there is no run."""
    with places[0]:
        run = run_picker(catalog, chosen.run)
    if run is None:
        no_runs(catalog.workspace.path)
        return None
    if sentence := of_other_set(catalog, run):
        st.info(escape(sentence), icon=":material/info:")
        return None
    with places[1]:
        split_picker(catalog, (run,), chosen.split)
    return run


def of_other_set(catalog: Catalog, run: Run) -> str:
    """Why a run cannot be held against these labels, and what to do; empty where both are of one set."""
    ours = catalog.root.label_set
    if run.label_set.same_classes(ours):
        return ""
    both = f"{run.name} is of the label set {run.label_set.title}, these labels of {ours.title}"
    if way_out := ours.way_to_order(run.label_set):
        return f"{both}: {way_out}"
    return (
        f"{both}. Choose another run, train one on these games, or open the games that {run.name} was made "
        "for; where the labels are of its set after all, start the explorer with TOUCHLINE_LABEL_SET."
    )


def run_title(catalog: Catalog, run: Run) -> str:
    """A run's name in a picker, marked where it is of another label set."""
    return (
        run.name
        if run.label_set.same_classes(catalog.root.label_set)
        else f"{run.name} (of {run.label_set.name})"
    )


def metric_picker(metric: str, label_set: LabelSet) -> None:
    """Pick the metric."""
    metrics = label_set.rule.listed
    st.segmented_control(
        "Metric",
        metrics,
        format_func=escape,
        required=True,
        width="stretch",
        help="Tolerances: " + "; ".join(metric_title(label_set.rule, each) for each in metrics),
        **selection.widget("metric", metric),
    )


def view_picker(view: str, label_set: LabelSet) -> None:
    """Pick the truths that figures are over; nothing to pick where labels do not tell them apart."""
    if len(views := label_set.views) == 1:
        return
    st.segmented_control(
        "Truths",
        views,
        required=True,
        width="stretch",
        help=TRUTHS_HELP,
        **selection.widget("view", view),
    )


def class_picker(label: int, label_set: LabelSet) -> None:
    """Pick the class in focus, by typing too."""
    st.selectbox(
        "Class",
        range(len(label_set)),
        format_func=label_set.classes.__getitem__,
        **selection.widget("focus", label),
    )


def tolerance_slider(tolerance_s: float, label_set: LabelSet, more: str = "") -> None:
    """Pick the tolerance. more: a sentence on what it changes on this page."""
    widths, at = label_set.rule.tolerances_s, label_set.rule.opening_tolerance_s
    if len(widths) == 1:
        st.caption(f"Tolerance: {tolerance(tolerance_s)}")
        return
    st.select_slider(
        f"Tolerance, s (within {tolerance_s / 2:g} s either side)",
        widths,
        format_func="{:g}".format,
        help=f"The full width, as in the official metric: at {at:g} s a spot hits a truth at most "
        f"{at / 2:g} s away. {more}",
        **selection.widget("tolerance", tolerance_s),
    )


def far_window(factor: float) -> None:
    """Pick the far window, in tolerances."""
    st.number_input(
        "Far window, ×",
        1.0,
        20.0,
        step=0.5,
        format="%.1f",
        help="A spot with no truth of its class within the tolerance, but one within this multiple of it, "
        "is a localisation error.",
        **selection.widget("far", float(factor)),
    )


def run_picker(catalog: Catalog, name: str, game: str | None = None, **layout: Any):
    """Pick a run; those of the labels' set that cover the game, or any, come first. None when there is none.

    The run shown is always in the URL: a link must not show another one once there is a newer run.
    """
    runs = catalog.runs()
    if not runs:
        return None

    def is_last(run: Run) -> tuple[bool, bool]:
        covered = games_cache.covered_games(run)
        return not run.label_set.same_classes(
            catalog.root.label_set
        ), game not in covered if game else not covered

    titles = {run.name: run_title(catalog, run) for run in sorted(runs, key=is_last)}
    names = list(titles)
    if name and name not in names:
        st.caption(f":material/info: There is no run {escape(name)} in this workspace.")
    shown = name if name in names else names[0]
    picked = st.selectbox("Run", names, format_func=titles.get, **selection.widget("run", shown), **layout)
    if not name:
        selection.change(run=picked)
    return next(run for run in runs if run.name == picked)
