"""Runs and settings against a baseline, with intervals, and the moments that changed."""

from app.cache import comparison as comparison_cache
from app.cache import split as split_cache
from app.compare.moments import changes_panel
from app.compare.panel import (
    can_compare,
    change_picker,
    compare_in_background,
    comparison_files,
    comparison_panel,
    pickers,
)
from app.compare.state import PAGE, CompareState
from app.ui.page import live, open_page

catalog, state = open_page(PAGE)
contenders = pickers(catalog, state)


def comparison(chosen: CompareState) -> None:
    """Everything but the choice of runs."""
    split, covered_only = chosen.split, chosen.covered_only
    if not can_compare(catalog, contenders, split, covered_only=covered_only):
        return
    key = comparison_cache.key_of(catalog, contenders, split, covered_only)
    compared = compare_in_background(catalog, contenders, split, key, covered_only=covered_only)
    if compared is None:
        return
    baseline, tolerance_s, metric = chosen.baseline, chosen.tolerance, chosen.metric
    against = compared.against(baseline, tolerance_s)
    comparison_panel(against.comparison, split, metric, chosen.view, differences_only=chosen.differences_only)
    comparison_files(against, metric)
    by_name = {contender.name: contender for contender in contenders}
    name = change_picker([name for name in by_name if name != baseline], tolerance_s, catalog.root.label_set)
    changes = split_cache.changes(key, compared, name, baseline, tolerance_s)
    changes_panel(changes, by_name[name], by_name[baseline], key="compare")


if contenders:
    live(PAGE, comparison)
