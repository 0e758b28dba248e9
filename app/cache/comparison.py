"""What can be compared, and what a comparison in the background depends on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.cache import games as games_cache
from app.server.catalog import Catalog
from core.exceptions import UserError
from core.runs.coverage import Contender
from core.runs.saved_settings import settings_names


def names_on_offer(catalog: Catalog) -> list[str]:
    """Every run, then every run under every saved settings; those of another label set come last."""
    ours = catalog.root.label_set
    runs = [run.name for run in sorted(catalog.runs(), key=lambda run: not run.label_set.same_classes(ours))]
    return [*runs, *(f"{run}@{saved}" for saved in settings_names(catalog.workspace) for run in runs)]


def titles(catalog: Catalog, names: Sequence[str]) -> dict[str, str]:
    """What a picker calls each: runs of another label set than the labels are marked."""
    sets = {run.name: run.label_set for run in catalog.runs()}
    of = {name: sets[name.partition("@")[0]] for name in names}
    ours = catalog.root.label_set
    return {
        name: name if each.same_classes(ours) else f"{name} (of {each.name})" for name, each in of.items()
    }


def contenders_of(catalog: Catalog, names: Sequence[str]) -> tuple[list[Contender], list[str]]:
    """The contenders of these names, and a sentence for each that cannot be read."""
    contenders, problems = [], []
    for name in names:
        try:
            contender = Contender.parse(name, catalog.workspace)
            contenders.append(replace(contender, run=contender.run.for_root(catalog.root)))
        except UserError as error:
            problems.append(str(error))
    return contenders, problems


def key_of(catalog: Catalog, contenders: Sequence[Contender], split: str, covered_only: bool) -> tuple:
    """What a comparison depends on; neither the baseline nor the tolerance."""
    keys = tuple(
        (each.name, games_cache.run_key(each.run), games_cache.scores_stamp(each.run), each.settings)
        for each in contenders
    )
    return ("compare", str(catalog.root.path), catalog.stamp, keys, split, covered_only)
