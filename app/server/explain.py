"""Why a score: the answer for the browser, plain JSON."""

from __future__ import annotations

import math
from typing import Any

from app.server import rescoring
from core.data.games import Part
from core.runs.run import Run


def reasons(run: Run, half: Part, frame: int, label: int, sides: tuple[int, int] | None) -> dict[str, Any]:
    """logit, score, bias, before, after, frames (T), before_frames, clusters (a list a side), fps.

    Raises UserError when there are no features, or no such frame.
    """
    from core.model.explain import explain  # torch is slow to import

    network = rescoring.network(run)
    explanation = explain(network, rescoring.features(run, half), frame, label, sides, run.label_set)
    return {
        "logit": round(explanation.logit, 5),
        "score": round(1 / (1 + math.exp(-max(-60.0, min(60.0, explanation.logit)))), 5),
        "bias": round(explanation.bias, 5),
        "before": round(explanation.before, 5),
        "after": round(explanation.after, 5),
        "before_frames": explanation.before_frames,
        "frames": [round(value, 5) for value in explanation.frames.tolist()],
        "clusters": [[round(value, 5) for value in side.tolist()] for side in explanation.clusters],
        "pool": network.config.pool,
        "fps": float(network.config.fps),
    }
