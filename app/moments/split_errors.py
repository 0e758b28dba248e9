"""The errors that a page shows, with what they were made from."""

from __future__ import annotations

from dataclasses import dataclass

from app.cache.split import Split
from app.moments.pick import filter_in_view
from app.server.catalog import Catalog
from core.errors.moment_filter import MomentFilter
from core.errors.moments import Moments
from core.errors.report import ErrorReport
from core.label_set import LabelSet
from core.spotting.settings import Settings


@dataclass(frozen=True, eq=False)
class SplitErrors:
    """The errors of a run over a split at settings.

    view: the truths that counts are over; mended: whether labels as mended judge them, or those in the files.
    """

    catalog: Catalog
    split: Split
    settings: Settings
    moments: Moments
    view: str
    mended: bool

    @property
    def report(self) -> ErrorReport:
        """The report that the moments are of."""
        return self.moments.report

    @property
    def label_set(self) -> LabelSet:
        """That of its labels."""
        return self.report.truths.label_set

    def filter(self, **fields) -> MomentFilter:
        """A filter of moments in the view."""
        return filter_in_view(self.view, **fields)
