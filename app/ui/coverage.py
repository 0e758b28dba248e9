"""What a run lacks over a split: games without scores or labels, scores to make other spots from."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.cache import games as games_cache
from app.cache.split import Split
from app.ui import selection
from app.ui.page import escape, plain, problems, show_commands
from core.command_line import command
from core.figures import count
from core.metric.grid import passed_over_sentence
from core.runs.run import Run

_NAMED = 3
"""Missing games that are named."""


def check_coverage(split: Split, root: object, *, covered_only: bool) -> bool:
    """Whether the split can be evaluated; shows what is in the way, and what to do about it.

    A run that covers only some of the games is evaluated on those alone where covered_only is set.
    """
    problems(list(split.problems), "games could not be read and are left out")
    if not split.labelled:
        kind = "games with labels" if split.games or split.missing else "games"
        st.info(
            escape(f"{root} has no {kind} in the split {split.name}, so there are no figures.")
            + (" Settings and export work without labels." if split.games else " Choose another split."),
            icon=":material/info:",
        )
        return False
    if split.missing:
        missing = missing_sentence(split.run.name, split.missing, split.labelled, split.name)
        if not split.judged:
            st.info(escape(missing), icon=":material/info:")
            how_to_predict(split.run, split.name)
            return False
        st.toggle(
            f"Evaluate only the {count(len(split.judged), 'game')} that it covers",
            **selection.widget("covered_only", covered_only),
        )
        if not covered_only:
            st.info(escape(missing), icon=":material/info:")
            how_to_predict(split.run, split.name)
            return False
        st.warning(
            escape(f"Only {len(split.judged)} of {split.labelled} games are evaluated. {missing}"),
            icon=":material/warning:",
        )
    elif not split.judged:
        plain("No game of this split can be read.")
        return False
    if passed := passed_over_sentence(split.truths):
        st.caption(f":material/info: {passed}")
    return True


def missing_sentence(run: str, missing: Sequence[str], n: int, split: str) -> str:
    """Which of the n games of a split a run does not cover."""
    names = ", ".join(name.rpartition("/")[2] for name in missing[:_NAMED])
    more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
    return f"{run} lacks {len(missing)} of the {n} games of {split}: {names}{more}."


def how_to_predict(run: Run, split: str) -> None:
    """The command that gives a run the games that it lacks."""
    if run.kind == "spots":
        show_commands(command("import", "results_spotting.zip", "--run", run.name, "--replace"))
    else:
        show_commands(command("predict", "--run", run.name, "--split", split))


def spots_only_note(run: Run) -> bool:
    """Whether a run has spots and no scores; says what can be changed then, and how to change more."""
    if games_cache.scored_games(run) or not games_cache.spotted_games(run):
        return False
    st.caption(
        "This run has spots only, so the threshold alone can be changed: there are no scores to make other "
        "spots from. To change other settings, score the games with the model itself (`touchline predict`): "
        "scores cannot be imported."
    )
    return True
