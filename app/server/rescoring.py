"""Networks and encoded halves of the whole process: they give scores for any T_before and T_after at once.

Routes use them too. Torch is imported with the first network, not before.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core.data.features import open_features
from core.data.games import Part
from core.exceptions import UserError
from core.progress import Progress, silent
from core.runs.run import Run

if TYPE_CHECKING:
    from core.model.half_encoding import HalfEncoding
    from core.model.network import Network


class _Store:
    """The last few results by key; the work for a key is done once, while other keys go on."""

    def __init__(self, max_results: int) -> None:
        self.max_results, self.lock = max_results, threading.Lock()
        self.results: OrderedDict[Any, Any] = OrderedDict()
        self.locks: dict[Any, threading.Lock] = {}

    def get(self, key: Any, make: Callable[[], Any]) -> Any:
        with self.lock:
            if key in self.results:
                self.results.move_to_end(key)
                return self.results[key]
            lock = self.locks.setdefault(key, threading.Lock())
        with lock:
            with self.lock:
                if key in self.results:
                    return self.results[key]
            value = make()
            with self.lock:
                self.results[key] = value
                while len(self.results) > self.max_results:
                    self.results.popitem(last=False)
                self.locks.pop(key, None)
            return value

    def __contains__(self, key: Any) -> bool:
        return key in self.results


def _alone() -> None:
    """One core for scoring windows: helpers that wait for a busy core cost more than they bring."""
    import torch

    torch.set_num_threads(1)


_worker = ThreadPoolExecutor(1, "touchline-torch", initializer=_alone)
"""Windows are scored in one thread that stays: each rerun of a page is a new thread, and torch would make its
helpers and its memory anew for every one of them, at many times the cost of the work."""
_networks, _encodings, _scores = _Store(3), _Store(4), _Store(24)


def _stamp(path: Path) -> tuple[str, int]:
    try:
        return str(path), path.stat().st_mtime_ns
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}); fetch or train it again.") from error


def features_path(run: Run, half: Part) -> Path | None:
    """The features that a run's model was made for, None when this half has none."""
    return half.features.get(run.features) if run.features else None


def can_score(run: Run | None, halves: tuple[Part, ...]) -> bool:
    """Whether a run has weights, and these halves the features, to be scored anew."""
    return (
        run is not None
        and run.model is not None
        and run.weights_path.is_file()
        and all((path := features_path(run, half)) is not None and path.is_file() for half in halves)
    )


def network(run: Run) -> Network:
    """A run's network. Raises UserError when its weights are missing or damaged."""
    from core.model.checkpoint import load_network

    return _networks.get(_stamp(run.weights_path), lambda: load_network(run.weights_path))


def features(run: Run, half: Part) -> np.ndarray:
    """A half's features, memory-mapped. Raises UserError when there are none or the file is bad."""
    path = features_path(run, half)
    if path is None:
        raise UserError(f"{half.game} has no features {run.features} of half {half.number}; fetch them.")
    return open_features(path)


def _key(run: Run, half: Part) -> tuple:
    path = features_path(run, half)
    return _stamp(run.weights_path), _stamp(path) if path is not None else ""


def encoded(run: Run, half: Part) -> bool:
    """Whether a half is encoded already, so that its scores come at once."""
    return _key(run, half) in _encodings


def encoding(run: Run, half: Part, progress: Progress = silent) -> HalfEncoding:
    """A half's encoding, made once. Raises UserError, and Cancelled through `progress`."""
    from core.model.scores import encode_half

    return _encodings.get(
        _key(run, half),
        lambda: encode_half(network(run), features(run, half), label_set=run.label_set, progress=progress),
    )


def prepare(run: Run, halves: tuple[Part, ...]) -> None:
    """Encode halves in the background, so that the first other window comes at once; errors come with it."""
    for half in halves:
        if not encoded(run, half):
            _worker.submit(encoding, run, half)


def version(run: Run, half: Part, sides: tuple[int, int]) -> tuple:
    """What the scores of a half with other sides depend on."""
    return (*_key(run, half), sides)


def scores(run: Run, half: Part, sides: tuple[int, int]) -> np.ndarray:
    """Scores (N, C) float32 with `sides` frames before and from the centre on. Raises UserError."""

    def work() -> np.ndarray:
        encoded_half = encoding(run, half)
        return encoded_half.scores(*(frames / encoded_half.config.fps for frames in sides))

    return _scores.get(version(run, half, sides), lambda: _worker.submit(work).result())
