"""What kinds of error a run makes over a split, what each costs in AP, and the moments behind every count."""

from app.cache import errors as errors_cache
from app.cache import labels as labels_cache
from app.cache import split as split_cache
from app.errors.cost import cost_table
from app.errors.panel import (
    heading,
    judging_pickers,
    mended_or_note,
    pickers,
    section_picker,
    table_and_section,
)
from app.errors.state import PAGE, ErrorsState
from app.moments.gallery import gallery_panel
from app.moments.split_errors import SplitErrors
from app.ui.coverage import check_coverage
from app.ui.nms_row import settings_row
from app.ui.page import in_place, live, open_page

catalog, state = open_page(PAGE)
run, label_set = pickers(catalog, state), catalog.root.label_set


def errors(chosen: ErrorsState) -> None:
    """Everything that a choice, a setting or a click on a count moves."""
    split = split_cache.split_of(catalog, run, chosen.split)
    settings = chosen.changes.apply(run.settings)
    settings_row(settings, scored=split.scores is not None)
    if not check_coverage(split, catalog.root.path, covered_only=chosen.covered_only):
        return
    labels = judging_pickers(chosen, label_set, edited=bool(labels_cache.edits_key(catalog, split)))
    at_settings = catalog, split, settings, chosen.config(label_set.rule)
    by_files = None if labels == "mended" else errors_cache.errors(*at_settings)
    by_mended = None if labels == "file" else mended_or_note(*at_settings)
    moments = by_files or by_mended
    if moments is None:
        return
    split_errors = SplitErrors(catalog, split, settings, moments, chosen.view, mended=by_files is None)
    mended_report = by_mended.report if by_files and by_mended else None
    table, section = table_and_section(wide_table=mended_report is not None)
    with table:
        heading(split_errors)
        cost_table(split_errors, mended_report, metric=chosen.metric_name, key="errors_cost")
    with section:
        show_section = section_picker(chosen.section, chosen.only_class, label_set)
        with in_place():
            show_section(split_errors, chosen, key=f"errors_{chosen.section}")
    with in_place():
        marked, count = chosen.moment, chosen.card_count
        gallery_panel(split_errors, chosen.moment_filter, marked=marked, card_count=count, key="gallery")


if run is not None:
    live(PAGE, errors)
