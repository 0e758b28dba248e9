"""Compile what numba compiles before anybody waits for it; `python -m core.warm` at installation."""

from __future__ import annotations

import numpy as np

from core.comparison.bootstrap import bootstrap
from core.errors.judge import error_report
from core.events import Events
from core.label_sets import SOCCERNET_V2
from core.metric.lens import evaluate_variants
from core.metric.matching import match
from core.spotting.methods import METHODS
from core.spotting.nms import nms
from core.spotting.settings import Settings


def warm() -> None:
    """Run every compiled loop once on a tiny input; quick when the compiled code is cached on disk."""
    scores = np.linspace(0, 1, 8 * len(SOCCERNET_V2), dtype=np.float32).reshape(8, -1)
    for method in METHODS:
        nms(scores, 2.0, Settings.uniform(method, window_s=2.0))
    truths = Events.build(("warm",), 0, 1, [0, 2000], [0, 1])
    spots = Events.build(("warm",), 0, 1, [500, 1500], [0, 1], confidence=[0.5, 0.25])
    evaluate_variants(truths, spots)
    match(truths, spots, 5)
    bootstrap(truths, {"warm": spots}, resamples=1)
    _ = error_report(truths, spots).gains


if __name__ == "__main__":
    warm()
