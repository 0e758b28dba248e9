"""Made scores: dense actionness for given truths without a model, to measure and test what comes after.

A truth raises its class by a bump of random height, width and offset, and confusable classes by a lower one;
the ground is smooth noise. Nothing here claims to be a model's output.
"""

from __future__ import annotations

import numpy as np

from core.events import Events
from core.label_set import LabelSet
from core.timebase import frame_of

_CONFUSED = (
    ("Shots on target", "Shots off target"),
    ("Direct free-kick", "Indirect free-kick"),
    ("Corner", "Clearance"),
    ("Foul", "Offside"),
    ("Yellow card", "Red card"),
    ("Goal", "Penalty"),
    ("PASS", "HIGH PASS"),
    ("HEADER", "BALL PLAYER BLOCK"),
    ("SHOT", "CROSS"),
    ("OUT", "THROW IN"),
)
_GROUND_SIGMA = 4.0
"""How smooth the noise is, in units; it gives about one local maximum in 40 of them per class."""


def make_scores(
    truths: Events, half: int, n_frames: int, fps: float, seed: int, unit_s: float = 0.5
) -> np.ndarray:
    """Scores (n_frames, C) float32 in [0, 1] for one part of a game's truths, the same for the same seed.

    unit_s: what widths and offsets of bumps are multiples of; the smaller, the sharper the model.
    """
    unit = unit_s * fps
    label_set = truths.label_set
    twin = _twins(label_set)
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, half, n_frames])))
    noise = rng.standard_normal((n_frames, len(label_set)), dtype=np.float32)
    logits = -3.2 + 0.9 * _smooth(noise, _GROUND_SIGMA * unit)
    events = truths[truths.half == half]
    for time_ms, label, visible in zip(events.time_ms, events.label, events.visible, strict=True):
        centre = frame_of(time_ms, fps) + unit * rng.normal(0, 3.0)
        height = rng.normal(4.5 if visible else 3.0, 1.2)
        _bump(logits, int(label), centre, height, unit * rng.uniform(4, 12))
        if int(label) in twin:
            _bump(logits, twin[int(label)], centre, 0.6 * height, unit * rng.uniform(4, 12))
    return (1 / (1 + np.exp(-logits))).astype(np.float32)


def _twins(label_set: LabelSet) -> dict[int, int]:
    """The label that each label is taken for, of those that are taken for another."""
    index = label_set.index
    pairs = [pair for pair in _CONFUSED if set(pair) <= index.keys()]
    return {index[a]: index[b] for pair in pairs for a, b in (pair, pair[::-1])}


def _bump(logits: np.ndarray, label: int, centre: float, height: float, width: float) -> None:
    first = max(int(centre - 3 * width), 0)
    last = min(int(centre + 3 * width) + 1, len(logits))
    at = np.arange(first, last)
    logits[first:last, label] += height * np.exp(-0.5 * ((at - centre) / width) ** 2)


def _smooth(noise: np.ndarray, sigma: float) -> np.ndarray:
    """Columns of noise (N, C) under a gaussian of sigma frames, with their variance kept at 1."""
    reach = int(3 * sigma)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    kernel /= np.sqrt((kernel**2).sum())
    padded = np.pad(noise, ((reach, reach), (0, 0)), mode="wrap" if len(noise) > reach else "edge")
    return np.stack([np.convolve(column, kernel, mode="valid") for column in padded.T], axis=1)
