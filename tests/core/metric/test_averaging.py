"""The official averaging against its rules in plain loops."""

from __future__ import annotations

import numpy as np
import pytest

from core.metric.averaging import eleven_point, over_tolerances, reported


def literal_ap(hits, found, n_truths: int) -> float:
    """The evaluator's 11-point AP of one curve."""
    precision = [hit / all_ if all_ else 0.0 for hit, all_ in zip(hits, found, strict=True)]
    recall = [hit / n_truths if n_truths else 0.0 for hit in hits]
    best = [
        max((p for p, r in zip(precision, recall, strict=True) if r >= level / 10), default=0.0)
        for level in range(11)
    ]
    return sum(best) / 11


@pytest.mark.parametrize("dtype", [np.int64, np.float32])
@pytest.mark.parametrize("falling", [True, False])
def test_eleven_point_equals_the_plain_rule(dtype, falling):
    rng = np.random.default_rng(0)
    hits = rng.integers(0, 12, (3, 2, 4, 20))
    found = hits.max(axis=1) + rng.integers(0, 12, (3, 4, 20))
    if falling:
        hits, found = np.sort(hits)[..., ::-1], np.sort(found)[..., ::-1]
    n_truths = rng.integers(0, 15, (3, 4))
    ap = eleven_point(
        np.ascontiguousarray(hits, dtype), np.ascontiguousarray(found, dtype), n_truths.astype(dtype)
    )
    for row, t, c in np.ndindex(ap.shape):
        expected = literal_ap(hits[row, t, c].tolist(), found[row, c].tolist(), int(n_truths[row, c]))
        assert ap[row, t, c] == expected


def test_tolerances_are_averaged_by_trapezoids():
    ap = np.random.default_rng(1).random((4, 2, 3))
    np.testing.assert_allclose(over_tolerances(ap), np.trapezoid(ap, axis=0) / 3)
    np.testing.assert_allclose(over_tolerances(ap, axis=-1), np.trapezoid(ap, axis=-1) / 2)
    np.testing.assert_array_equal(over_tolerances(ap[:1]), ap[0])


def test_only_an_averaged_unshown_figure_has_the_factor():
    assert reported(0.5, "unshown", 12, (17, 13)) == 0.5 * 17 / 13
    assert reported(0.5, "unshown", 12, (1, 1)) == 0.5
    for view, tolerances in (("unshown", 1), ("visible", 12), ("all", 12)):
        assert reported(0.5, view, tolerances, (17, 13)) == 0.5
