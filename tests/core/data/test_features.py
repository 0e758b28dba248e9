"""Feature files: good ones in every layout, and the sentence of each fault."""

from __future__ import annotations

import io

import numpy as np
import pytest

from core.data.features import open_features
from core.exceptions import UserError


def npy(array, **options) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, **options)
    return buffer.getvalue()


GOOD = np.ones((6, 4), np.float32)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "cannot be read"),
        (b"not an array", "not a plain .npy"),
        (npy(GOOD)[:-8], "truncated"),
        (npy(np.array([{}, 1], dtype=object), allow_pickle=True), "not a plain .npy"),
        (npy(GOOD.astype(np.float64)), "holds float64"),
        (npy(np.ones(6, np.float32)), r"shape \(6,\)"),
        (npy(np.ones((0, 4), np.float32)), r"shape \(0, 4\)"),
        (npy(np.where(np.arange(24).reshape(6, 4) == 13, np.nan, GOOD).astype(np.float32)), "first in row 3"),
        (npy(np.full((6, 4), np.inf, np.float32)), "first in row 0"),
    ],
)
def test_bad_features_are_named(tmp_path, content, sentence):
    path = tmp_path / "1_F.npy"
    path.write_bytes(content)
    with pytest.raises(UserError, match=sentence) as error:
        open_features(path, finite=True)
    assert str(path) in str(error.value)


def test_good_features(tmp_path):
    for array in (GOOD, GOOD.astype(np.float16), GOOD.reshape(6, 1, 4), np.asfortranarray(GOOD)):
        np.save(tmp_path / "f.npy", array)
        np.testing.assert_array_equal(open_features(tmp_path / "f.npy", finite=True), GOOD)
    with pytest.raises(UserError, match="does not exist"):
        open_features(tmp_path / "none.npy")
