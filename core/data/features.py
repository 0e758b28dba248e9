"""Frame features: .npy files, memory-mapped and checked before anything is computed from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from core.data.games import Game, Part
from core.exceptions import UserError

_ROWS_AT_A_TIME = 1024


def feature_names(games: Iterable[Game]) -> tuple[str, ...]:
    """Names of the features that any part of the games has, in order."""
    return tuple(sorted({name for game in games for part in game.parts for name in part.features}))


def with_features(games: Iterable[Game], name: str) -> Iterator[tuple[Game, Part]]:
    """The parts of games that have features of a name."""
    return ((game, part) for game in games for part in game.parts if name in part.features)


def open_features(path: Path, *, finite: bool = False) -> np.ndarray:
    """Features of one half, (N, D) float32 or float16, memory-mapped read-only.

    A file of shape (N, ..., D) is read as its (rows, D). finite: also read every value once and refuse NaN
    and infinity. Raises UserError naming the file: missing, truncated, empty, pickled objects, another type
    or shape, values that are not finite.
    """
    path = Path(path)
    again = "download it again, or extract the features again"
    try:
        array = np.load(path, mmap_mode="r", allow_pickle=False)
    except FileNotFoundError as error:
        raise UserError(f"{path} does not exist; {again}.") from error
    except (OSError, EOFError) as error:
        raise UserError(f"{path} cannot be read as a .npy file ({_reason(error)}); {again}.") from error
    except ValueError as error:
        raise UserError(
            f"{path} is truncated or not a plain .npy array ({_reason(error)}); {again}."
        ) from error
    if not isinstance(array, np.ndarray):
        raise UserError(f"{path} is an .npz archive, not a .npy array; save the array with numpy.save.")
    if array.dtype not in (np.float32, np.float16):
        raise UserError(
            f"{path} holds {array.dtype}, not float32 or float16; convert it with .astype('float32')."
        )
    if array.ndim < 2 or array.size == 0:
        raise UserError(f"{path} has the shape {array.shape}, not (frames, dimensions); {again}.")
    array = array.reshape(-1, array.shape[-1])
    if finite:
        _refuse_non_finite(array, path)
    return array


def _refuse_non_finite(array: np.ndarray, path: Path) -> None:
    for start in range(0, len(array), _ROWS_AT_A_TIME):
        bad = ~np.isfinite(array[start : start + _ROWS_AT_A_TIME]).all(axis=1)
        if bad.any():
            row = start + int(np.argmax(bad))
            raise UserError(f"{path} holds NaN or infinity, first in row {row}; extract the features again.")


def _reason(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
