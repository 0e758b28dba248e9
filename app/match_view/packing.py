"""Columns of whole numbers as one short text, since one step of a slider may send thousands of spots."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

import numpy as np

_TYPES = ("u1", "i1", "u2", "i2", "u4", "i4")


def pack(columns: Mapping[str, np.ndarray]) -> dict[str, Any]:
    """Columns (N,) of whole numbers: {n, columns: [[name, type, step], ...], data}.

    data: base64 of the columns one after the other, little endian, each in the smallest type that holds it
    divided by its step, the largest number that divides all its values. assets/match_view/unpack.js reads it.
    Raises ValueError for numbers beyond 32 bits.
    """
    columns_info, parts, n = [], [], 0
    for name, column in columns.items():
        values = np.asarray(column, np.int64)
        n = len(values)
        step = max(1, int(np.gcd.reduce(values))) if n else 1
        values = values // step
        low, high = (int(values.min()), int(values.max())) if n else (0, 0)
        types = (kind for kind in _TYPES if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max)
        kind = next(types, None)
        if kind is None:
            raise ValueError(f"{name} holds numbers from {low} to {high}; they must fit in 32 bits")
        columns_info.append([name, kind, step])
        parts.append(values.astype(f"<{kind}").tobytes())
    return {"n": n, "columns": columns_info, "data": b64encode(b"".join(parts)).decode()}
