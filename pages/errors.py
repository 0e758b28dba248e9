"""What kinds of error a run makes over a split, what each costs in AP, and the moments behind every count."""

from app.cache import errors as errors_cache
from app.cache import labels as labels_cache
from app.cache import split as split_cache
from app.errors.cost import cost_table
from app.errors.panel import (
    columns,
    judging_pickers,
    mended_or_note,
    pickers,
    section_picker,
    title,
)
from app.errors.state import PAGE, ErrorsState
from app.moments.gallery import gallery_panel
from app.moments.split_errors import SplitErrors
from app.ui.coverage import check_coverage
from app.ui.nms_row import settings_row
from app.ui.page import in_place, live, open_page

catalog, chosen = open_page(PAGE)
run = pickers(catalog, chosen)


@live(PAGE)
def errors(chosen: ErrorsState) -> None:
    """Everything that a choice, a setting or a click on a count moves."""
    split = split_cache.split_of(catalog, run, chosen.split)
    settings = chosen.changes.apply(run.settings)
    settings_row(settings, scored=split.scores is not None)
    if not check_coverage(split, catalog.root.path, covered_only=chosen.covered_only):
        return
    labels = judging_pickers(chosen, edited=bool(labels_cache.edits_key(catalog, split)))
    judged = catalog, split, settings, chosen.config
    by_files = None if labels == "mended" else errors_cache.errors(*judged)
    by_mended = None if labels == "file" else mended_or_note(*judged)
    moments = by_files or by_mended
    if moments is None:
        return
    shown = SplitErrors(catalog, split, settings, moments, chosen.view, mended=by_files is None)
    beside = by_mended.report if by_files and by_mended else None
    table, section = columns(wide_table=beside is not None)
    with table:
        title(shown)
        cost_table(shown, beside, metric=chosen.metric_name, key="errors_cost")
    with section:
        show_section = section_picker(chosen.section, chosen.only_class)
        with in_place():
            show_section(shown, chosen, key=f"errors_{chosen.section}")
    with in_place():
        gallery_panel(
            shown, chosen.moment_filter, marked=chosen.moment, card_count=chosen.card_count, key="gallery"
        )


if run is not None:
    errors()
