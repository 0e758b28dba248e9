"""AP per class of a run over a split, next to published figures."""

from app.cache import split as split_cache
from app.classes.lens import lens_tables
from app.classes.one_class import class_panel
from app.classes.panel import ap_figures, averages, detail_picker, pickers, published_row, tolerance_map
from app.classes.state import PAGE, ClassesState
from app.ui.coverage import check_coverage, spots_only_note
from app.ui.nms_row import settings_row
from app.ui.page import live, open_page

catalog, state = open_page(PAGE)
run = pickers(catalog, state)


def figures(chosen: ClassesState) -> None:
    """Everything that a slider moves: the table, and below it one of three details."""
    split = split_cache.split_of(catalog, run, chosen.split)
    settings = chosen.changes.apply(run.settings)
    settings_row(settings, scored=split.scores is not None)
    spots_only_note(run)
    if not check_coverage(split, catalog.root.path, covered_only=chosen.covered_only):
        return
    evaluation = split_cache.evaluation(split, settings)
    published = published_row(chosen.published, catalog.root.label_set)
    averages(evaluation, chosen.metric, published)
    ap_figures(evaluation, chosen, run.name, published, simulated=catalog.root.simulated)
    detail = detail_picker(chosen.detail)
    if detail == "heat":
        tolerance_map(evaluation, chosen.view)
    elif detail == "class":
        label, tolerance_s = chosen.focus, chosen.tolerance
        class_panel(
            split_cache.matches(split, settings, tolerance_s),
            split_cache.curves(split, settings, tolerance_s)[label],
            split_cache.over_tolerances(split, settings),
            label=label,
            threshold=settings.classes[label].threshold,
            view=chosen.view,
            key="class",
        )
    else:
        lens_tables(split_cache.lens(split, settings), evaluation, chosen.metric, chosen.view)


if run is not None:
    live(PAGE, figures)
