"""What the pages over a split share: run and split pickers, what is missing, links to the match view."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape as html_escape
from typing import Any
from urllib.parse import quote, urlencode

import streamlit as st

from app.cache import games as games_cache
from app.cache.split import Split
from app.server.catalog import Library
from app.state.page import page
from app.state.param import write_url
from app.state.shared import AVERAGED, SplitState
from app.ui import selection
from app.ui.page import escape, no_runs, plain, problems, show_commands
from core.classes import CLASSES
from core.command_line import command
from core.data.splits import SPLITS
from core.metric.evaluation import ALL_TOLERANCES, VIEWS
from core.runs.run import Run

CHARGED = (
    "The official rule charges a false spot in a half without any truth of its class to unshown alone, so "
    "visible can differ from all even where every truth is visible"
)
TRUTHS_HELP = (
    f"all; visible: only those that the broadcast shows; unshown: only those that it does not. {CHARGED}."
)


def splits_of(lib: Library) -> list[str]:
    """The splits that have games here, and all."""
    return [*(split for split in SPLITS if any(game.split == split for game in lib.root.games)), "all"]


def split_picker(lib: Library, runs: Sequence[Run], split: str) -> str:
    """Pick a split: the one asked for, else test where a run covers it, else the first that one covers."""
    options = splits_of(lib)
    if split not in options:
        if split in SPLITS:
            options.insert(-1, split)  # asked for, though empty: the page says so
        else:
            covered = frozenset().union(*(games_cache.covered_games(run) for run in runs))
            there = {game.split for game in lib.root.games if game.name in covered}
            ranked = [split for split in ("test", *options) if split in there]
            split = ranked[0] if ranked else options[0]
            selection.change(split=split)
    return st.selectbox("Split", options, **selection.widget("split", split))


def run_and_split(lib: Library, chosen: SplitState, places: Sequence[Any]) -> Run | None:
    """Pick a run and a split, each in its column; None, and what to do, when there is no run."""
    with places[0]:
        run = run_picker(lib, chosen.run)
    if run is None:
        no_runs(lib.workspace.path)
        return None
    with places[1]:
        split_picker(lib, (run,), chosen.split)
    return run


def metric_picker(metric: str) -> None:
    """Pick the metric."""
    st.segmented_control(
        "Metric",
        AVERAGED,
        required=True,
        width="stretch",
        help="loose: tolerances 5 to 60 s; tight: 1 to 5 s",
        **selection.widget("metric", metric),
    )


def view_picker(view: str) -> None:
    """Pick the truths that figures are over."""
    st.segmented_control(
        "Truths",
        VIEWS,
        required=True,
        width="stretch",
        help=TRUTHS_HELP,
        **selection.widget("view", view),
    )


def class_picker(label: int) -> None:
    """Pick the class in focus."""
    st.selectbox(
        "Class",
        range(len(CLASSES)),
        format_func=CLASSES.__getitem__,
        **selection.widget("focus", label),
    )


def tolerance_slider(tolerance_s: int, more: str = "", *, disabled: bool = False) -> None:
    """Pick the tolerance. more: a sentence on what it changes on a page."""
    st.select_slider(
        f"Tolerance, s (within {tolerance_s / 2:g} s either side)",
        ALL_TOLERANCES,
        disabled=disabled,
        help="The full width, as in the official metric: at 30 s a spot hits a truth at most 15 s away. "
        + more,
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


def figures_wanted(split: Split, root: object, *, common: bool) -> bool:
    """Whether there are figures to show; else says why, and how there would be.

    A run that covers only some of the games is evaluated on those only when asked, and the page says so.
    """
    problems(list(split.problems), "games could not be read and are left out")
    if not split.labelled:
        kind = "games with labels" if split.games or split.missing else "games"
        st.info(
            escape(f"{root} has no {kind} in the split {split.name}, so there are no figures.")
            + (" Settings and export work all the same." if split.games else " Choose another split."),
            icon=":material/info:",
        )
        return False
    if split.missing:
        said = _missing(split)
        if not split.judged:
            st.info(escape(said), icon=":material/info:")
            how_to_predict(split)
            return False
        st.toggle(
            f"Evaluate only the {len(split.judged)} games that it covers",
            **selection.widget("common", common),
        )
        if not common:
            st.info(escape(said), icon=":material/info:")
            how_to_predict(split)
            return False
        st.warning(
            escape(f"Only {len(split.judged)} of {split.labelled} games are evaluated. {said}"),
            icon=":material/warning:",
        )
    elif not split.judged:
        plain("No game of this split can be read.")
        return False
    return True


def _missing(split: Split) -> str:
    few = ", ".join(name.rpartition("/")[2] for name in split.missing[:3])
    more = f" and {len(split.missing) - 3} more" if len(split.missing) > 3 else ""
    return f"{split.run.name} lacks {len(split.missing)} of the games of {split.name}: {few}{more}."


def how_to_predict(split: Split) -> None:
    """The command that gives a run what it lacks."""
    if split.run.kind == "spots":
        show_commands(command("import", "results_spotting.zip", "--run", split.run.name, "--replace"))
    else:
        show_commands(command("predict", "--run", split.run.name, "--split", split.name))


def match_link(**fields: Any) -> str:
    """The address of the match view at these fields."""
    params = write_url(page("match").state(**fields))
    return "match" + (f"?{urlencode(params, quote_via=quote)}" if params else "")


def anchor(text: str, href: str, title: str = "") -> str:
    """A link as HTML."""
    hint = f' title="{html_escape(title)}"' if title else ""
    return f'<a href="{html_escape(href)}" target="_self"{hint}>{html_escape(text)}</a>'


def spots_only_note(run: Run) -> bool:
    """Says what can be changed where a run has spots and no scores, and how to change more."""
    if games_cache.scored_games(run) or not games_cache.spotted_games(run):
        return False
    st.caption(
        "This run has spots only, so the threshold alone can be changed: there are no scores to make other "
        "spots from. To change the rest, score the games with the model itself (`touchline predict`): scores "
        "cannot be imported."
    )
    return True


def run_picker(lib: Library, asked: str, game: str | None = None, **layout: Any):
    """Pick a run; those that cover the game (or anything) come first. None when there is no run.

    The run shown is always in the address: a link must not show another one when a newer run is made.
    """
    runs = lib.runs()
    if not runs:
        return None
    if game is not None:
        runs = tuple(sorted(runs, key=lambda run: game not in games_cache.covered_games(run)))
    else:
        runs = tuple(sorted(runs, key=lambda run: not games_cache.covered_games(run)))
    names = [run.name for run in runs]
    if asked and asked not in names:
        st.caption(f":material/info: There is no run {escape(asked)} in this workspace.")
    name = asked if asked in names else names[0]
    picked = st.selectbox("Run", names, **selection.widget("run", name), **layout)
    if not asked:
        selection.change(run=picked)
    return next(run for run in runs if run.name == picked)
