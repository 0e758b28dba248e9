"""Settings of each class over a whole split, and every figure they move."""

from app.cache import split as split_cache
from app.tuning.auto_tune import auto_tune_panel
from app.tuning.baseline import baseline_bar, baseline_of
from app.tuning.each_class import each_class_panel
from app.tuning.figures import figures_table
from app.tuning.files import results_file, settings_files
from app.tuning.operating_point import operating_point_panel
from app.tuning.panel import no_figures_note, pickers, tool_picker, tools_and_figures
from app.tuning.state import PAGE, TuningState
from app.tuning.sweep import sweep_panel
from app.ui.coverage import check_coverage
from app.ui.nms_row import settings_row
from app.ui.page import live, open_page

catalog, state = open_page(PAGE)
run = pickers(catalog, state)


def tuning(chosen: TuningState) -> None:
    """Everything that a setting moves: all figures, and the tool that changes settings."""
    split = split_cache.split_of(catalog, run, chosen.split)
    settings = chosen.changes.apply(run.settings)
    settings_row(settings, scored=split.scores is not None)
    evaluable = check_coverage(split, catalog.root.path, covered_only=chosen.covered_only)
    if not split.games:
        return
    tools, figures = tools_and_figures()
    with figures:
        if evaluable:
            baseline = baseline_of(catalog, split, chosen.pin)
            baseline_bar(baseline, run, is_pinned=bool(chosen.pin))
            evaluation, changes = split_cache.evaluation(split, settings), chosen.changes
            figures_table(evaluation, baseline.evaluation, run=run.name, changes=changes, focus=chosen.focus)
    with tools:
        tool, label, tolerance_s = tool_picker(chosen.tool), chosen.focus, chosen.tolerance
        if tool == "each":
            each_class_panel(settings, run.settings, scored=split.scores is not None, key="each")
        elif tool == "save":
            settings_files(catalog.workspace, run, key="settings")
            spots = split_cache.spots(split, settings)
            results_file(catalog.workspace, split, settings, spots, key="results")
        elif not evaluable:
            no_figures_note()
        elif tool == "sweep":
            sweep_panel(split, settings, metric=chosen.metric, view=chosen.view, key="sweep")
        elif tool == "auto":
            auto_tune_panel(catalog, run, settings, chosen, key="tune")
        else:
            curve = split_cache.curves(split, settings, tolerance_s)[label]
            calibrated = split_cache.calibrated(split, settings, tolerance_s, label)
            threshold = settings.classes[label].threshold
            operating_point_panel(curve, calibrated, settings.label_set, threshold=threshold, key="point")


if run is not None:
    live(PAGE, tuning)
