"""Scores of one half: all windows at once against the naive windows batched by 256."""

from __future__ import annotations

import numpy as np

from benchmarks.naive import naive_scores
from benchmarks.table import Row
from benchmarks.timing import best_of, row
from core.model.config import ModelConfig
from core.model.network import build
from core.model.scores import encode_half, score_half

FRAMES = 5400
TARGETS = {("NetVLAD++", 512): 12.0, ("NetVLAD++", 2048): 40.0}


def run(quick: bool) -> list[Row]:
    """Rows: first scores of a half, for two sizes of features and the other poolings; then another T_b, T_a.

    Scores that differ from the naive ones by more than 1e-5 are an error.
    """
    rounds = 1 if quick else 5
    cases = [("NetVLAD++", 512), ("NetVLAD++", 2048)]
    if not quick:
        cases += [("NetVLAD", 512), ("NetRVLAD++", 512), ("MAX++", 512), ("AVG++", 512)]
    rows = []
    for pool, dim in cases:
        network = build(ModelConfig(pool=pool, input_dim=dim), seed=0).eval()
        features = np.random.default_rng(0).normal(size=(FRAMES, dim)).astype(np.float32)
        difference = np.abs(score_half(network, features, device="cpu") - naive_scores(network, features))
        if difference.max() > 1e-5:
            raise AssertionError(f"{pool}: scores differ by {difference.max():.1e}")
        encoding = encode_half(network, features, device="cpu")
        best = best_of(
            {
                "ours": lambda: score_half(network, features, device="cpu"),  # noqa: B023
                "naive": lambda: naive_scores(network, features),  # noqa: B023
                "window": lambda: encoding.scores(5.0, 10.0),  # noqa: B023
            },
            rounds,
        )
        target = TARGETS.get((pool, dim))
        name = f"{pool}, {dim}-d"
        rows.append(row(f"scores of a half, {name}", best["ours"], best["naive"], target, "naive windows"))
        rows.append(
            row(
                f"another T_b, T_a against the first scores, {name}",
                best["window"],
                best["ours"],
                5.0,
                "first scores",
            )
        )
    return rows
