"""Counts of a match by class, as the table below the view shows them."""

from __future__ import annotations

import numpy as np

from core.classes import CLASSES
from core.post.matching import Matches


def match_counts(matches: Matches) -> dict[str, list]:
    """Counts of a whole match as columns: class, truths, spots, hits, false, missed, precision, recall, F1.

    A figure without a denominator is None. The last row is the sum over classes.
    """
    counts = matches.counts()
    table = np.vstack([counts, counts.sum(axis=0)])
    columns: dict[str, list] = {"class": [*CLASSES, "all classes"]}
    hits, false, missed = (table[:, index] for index in range(3))
    columns["truths"] = (hits + missed).tolist()
    columns["spots"] = (hits + false).tolist()
    columns["hits"], columns["false"], columns["missed"] = hits.tolist(), false.tolist(), missed.tolist()
    columns["precision"] = _shares(hits, hits + false)
    columns["recall"] = _shares(hits, hits + missed)
    columns["F1"] = _shares(2 * hits, 2 * hits + false + missed)
    return columns


def _shares(part: np.ndarray, whole: np.ndarray) -> list[float | None]:
    return [p / w if w else None for p, w in zip(part.tolist(), whole.tolist(), strict=True)]
