"""The runs that the match view shows, each at its settings."""

from __future__ import annotations

from streamlit.delta_generator import DeltaGenerator

from app.cache.match import RunAt
from app.match.state import MatchState
from app.match_view.payload import SecondRun
from app.match_view.sources import curves_of
from app.server import rescoring
from app.server.catalog import Catalog
from app.state.settings_text import RunChange
from core.data.games import Game, Part
from core.exceptions import UserError
from core.label_set import LabelSet
from core.metric.matching import Matches
from core.runs.run import Run, StartThreshold
from core.spotting.settings import Settings


def base_settings(run: Run | None, label_set: LabelSet, *, at_run_settings: bool) -> Settings:
    """What changes are made to: where the match view starts with a run, or the run's own settings."""
    if run is None:
        return Settings(label_set=label_set)
    return run.settings if at_run_settings else run.start_settings


def start_threshold_of(run: Run | None) -> StartThreshold | None:
    """Where the match view starts with a run; None where it starts at the run's own settings."""
    return run.start_threshold if run is not None and run.start_settings != run.settings else None


def run_to_show(catalog: Catalog, run: Run | None, game: Game, chosen: MatchState) -> RunAt:
    """The chosen run at the chosen settings; none of another label set than the labels.

    Raises UserError for settings out of range.
    """
    if run is not None and not run.label_set.same_classes(catalog.root.label_set):
        run = None
    return _run_at(catalog, run, game, chosen.run_change, at_run_settings=chosen.at_run_settings)


def run_to_compare(catalog: Catalog, first: Run | None, game: Game, chosen: MatchState) -> RunAt | None:
    """The run to compare with; None where none is chosen.

    Without settings of its own, another run has the changes of the first, and the same run has none.
    Raises UserError as `run_to_show`, and where the workspace has no such run, or one of another label set.
    """
    if not chosen.second_run:
        return None
    run = next((run for run in catalog.runs() if run.name == chosen.second_run), None)
    if run is None:
        raise UserError(f"There is no run {chosen.second_run} in this workspace.")
    label_set = catalog.root.label_set
    run = run.for_root(catalog.root)
    if chosen.second_settings or (first is not None and first.name == run.name):
        change = RunChange.parse(chosen.second_settings, label_set)
        return _run_at(catalog, run, game, change, at_run_settings=True)
    return run_to_show(catalog, run, game, chosen)


def _run_at(
    catalog: Catalog, run: Run | None, game: Game, change: RunChange, *, at_run_settings: bool
) -> RunAt:
    base = base_settings(run, catalog.root.label_set, at_run_settings=at_run_settings)
    settings = change.settings.apply(base)
    rescorable = rescoring.can_score(run, game.parts)
    return RunAt(run, settings, change.sides.frames(run.model) if rescorable else None)


def compared_part(run_at: RunAt, matches: Matches, half: Part, chosen: MatchState) -> SecondRun:
    """What the view shows of the second run, with its settings in its title where it has its own."""
    title = run_at.run.name
    if chosen.second_settings:
        label_set = run_at.settings.label_set
        title += f" ({RunChange.parse(chosen.second_settings, label_set).title(label_set)})"
    return SecondRun(title, matches, run_at.settings, curves_of(run_at, half).get("curves_url"))


def encode_halves(run_at: RunAt, game: Game, slot: DeltaGenerator) -> None:
    """Encode what another window of the model needs, once a half, with progress in a slot of the page."""
    if run_at.sides is None or all(rescoring.encoded(run_at.run, half) for half in game.parts):
        return
    for index, half in enumerate(game.parts):
        slot.progress(index / len(game.parts), text=f"Reading the features of part {half.number}, once …")
        rescoring.scores(run_at.run, half, run_at.sides)
    slot.empty()
