"""Frame features that stand in for a network's: made from a staged half, never from its labels alone.

A frame is the look of its scene (wide on one of five zones, close-up, replay, crowd, bench) plus the words
that are seen (core/demo/scripts.py), each written in the scene's own way, plus the style of the match, slow
drifts and noise. So a mean over the window blurs what the scenes say, clusters keep it apart, and order tells
before from after.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from core.demo.broadcast import TICKS_PER_S, Broadcast, View, generator, stage
from core.demo.pitch import LENGTH_M
from core.demo.scripts import SCRIPTS, WORDS
from core.demo.simulator import CLASSES
from core.events import Events

FPS = 2
DIM = 512
NAME = "ResNET_TF2_PCA512"
"""Name, size and rate are those of SoccerNet's features, so that everything else meets them unchanged."""
ZONES = ("far left", "left", "middle", "right", "far right")
SCENES = (*(f"wide {zone}" for zone in ZONES), "close-up", "replay", "crowd", "bench")
_WORLD = 20260101
"""What scenes and words look like is the same in every league, whatever its seed."""


@dataclass(frozen=True)
class FeatureConfig:
    """How loud the parts of a frame are; chosen so that the methods rank as on real matches.

    See docs/demo-league.md for the table that these values give.
    """

    scene: float = 1.0
    word: float = 1.3
    style: float = 0.3
    drift: float = 0.6
    noise: float = 1.45
    spread: float = 0.5
    """Standard deviation of an event's loudness, on the log scale."""
    jitter_s: float = 0.7
    """Words come this much early or late."""
    omitted: float = 0.2
    """Share of words that an event does without."""
    decoys: int = 80
    """Half-finished scripts in a half: attacks without a shot, duels without a foul."""
    code_dim: int = 16
    """Size of the space that all words share in all scenes."""

    def __post_init__(self) -> None:
        if not (0 <= self.omitted < 1 and 0 < self.code_dim <= DIM and self.decoys >= 0):
            raise ValueError(f"omitted, code_dim or decoys out of range: {self}")


def features_for(
    events: Events, half: int, n_frames: int, seed: int, game: str, config: FeatureConfig | None = None
) -> np.ndarray:
    """Features of one half of given truths, (n_frames, 512) float32 at 2 fps."""
    broadcast = stage(events, half, n_frames * TICKS_PER_S // FPS, seed, game)
    return features_of(broadcast, seed, game, config)


def features_of(
    broadcast: Broadcast, seed: int, game: str, config: FeatureConfig | None = None
) -> np.ndarray:
    """Features of a staged half, (N, 512) float32: a row for each whole half second on the screen."""
    config = config or FeatureConfig()
    rng = generator(seed, game, broadcast.half, 2)
    step = TICKS_PER_S // FPS
    n = len(broadcast) // step
    at = np.arange(n) * step
    scene = _scenes(broadcast)[at]
    seen = _seen(rng, broadcast, at, config)  # (N, words)
    looks, codes, basis = _world(config.code_dim)
    coded = _coded(seen, scene, codes)
    coded += config.drift * _drift(rng, n, config.code_dim)
    frames = config.scene * looks[scene]
    frames += coded @ basis
    frames += config.style * rng.standard_normal((1, DIM), dtype=np.float32) / np.sqrt(DIM)
    frames += config.noise / np.sqrt(DIM) * rng.standard_normal((n, DIM), dtype=np.float32)
    return frames


@cache
def _world(code_dim: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Looks (S, 512) of scenes, codes (S, W, q) of the words in each scene, basis (q, 512) of the codes."""
    rng = np.random.Generator(np.random.PCG64(_WORLD))
    looks = _unit(rng.standard_normal((len(SCENES), DIM)))
    basis, _ = np.linalg.qr(rng.standard_normal((DIM, code_dim)))
    words = _unit(rng.standard_normal((len(WORDS), code_dim)))
    turns = [np.linalg.qr(rng.standard_normal((code_dim, code_dim)))[0] for _ in SCENES]
    codes = np.stack([words @ turn for turn in turns])
    return looks.astype(np.float32), codes.astype(np.float32), basis.T.astype(np.float32).copy()


def _coded(seen: np.ndarray, scene: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """The words of each frame in the code of its scene, (N, q)."""
    coded = np.empty((len(seen), codes.shape[2]), np.float32)
    for index in range(len(SCENES)):
        rows = scene == index
        coded[rows] = seen[rows] @ codes[index]
    return coded


def _scenes(broadcast: Broadcast) -> np.ndarray:
    """Index into `SCENES` at every tick."""
    zone = np.clip(broadcast.ball[:, 0] // (LENGTH_M / len(ZONES)), 0, len(ZONES) - 1).astype(np.int64)
    return np.where(broadcast.view == View.WIDE, zone, broadcast.view.astype(np.int64) + len(ZONES) - 1)


def _seen(rng, broadcast: Broadcast, at: np.ndarray, config: FeatureConfig) -> np.ndarray:
    """How strongly each word is on the screen, (N, W): live, in a replay, or in a cut to its event."""
    play = np.zeros((len(at) + 1, len(WORDS)), np.float32)
    cut = np.zeros_like(play)
    about = broadcast.about[at]
    frames = broadcast.events.time_ms * FPS / 1000
    for row, (frame, label) in enumerate(zip(frames, broadcast.events.label, strict=True)):
        for word, start, stop, loud in _words(rng, CLASSES[label], frame, len(at), config):
            play[start:stop, word] += loud
            cutaway = np.flatnonzero(about[start:stop] == row) + start
            cut[cutaway, word] += loud
    for label in rng.integers(0, 15, config.decoys):  # whole decoys of the two rarest would outnumber them
        frame = rng.uniform(0, len(at))
        side = rng.random() < 0.5
        for word, start, stop, loud in _words(rng, CLASSES[label], frame, len(at), config):
            if ((start + stop) / 2 < frame) == side:
                play[start:stop, word] += loud
    shown = play[np.minimum(broadcast.source[at] * FPS // TICKS_PER_S, len(at))]
    live = (broadcast.view[at] == View.WIDE) | (broadcast.view[at] == View.REPLAY)
    return config.word * np.where(live[:, None], shown, cut[:-1])


def _words(rng, name: str, frame: float, n: int, config: FeatureConfig):
    """(word, first frame, end frame, loudness) of an event's script, as this once performed."""
    loud = np.exp(config.spread * rng.standard_normal() - config.spread**2 / 2)
    for word in SCRIPTS[name]:
        omitted, shift = rng.random() < config.omitted, config.jitter_s * rng.standard_normal()
        ends = frame + (np.array([word.start_s, word.stop_s]) + shift) * FPS
        start, stop = np.clip(np.ceil(ends), 0, n).astype(int).tolist()
        if not omitted and stop > start:
            yield WORDS.index(word.what), start, stop, loud * word.weight


def _drift(rng: np.random.Generator, n: int, size: int) -> np.ndarray:
    """Slow wandering in the space of the words, (n, size), of unit length on average."""
    knots = n // 12 + 2  # a new direction every six seconds
    values = rng.standard_normal((knots, size)).astype(np.float32) / np.sqrt(size)
    position = np.linspace(0, knots - 1.001, n)
    low = position.astype(np.int64)
    part = (position - low).astype(np.float32)[:, None]
    return values[low] * (1 - part) + values[low + 1] * part


def _unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)
