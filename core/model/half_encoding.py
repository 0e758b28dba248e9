"""Scores of all sliding windows of a half at once; a new window length costs a fraction of the first.

Nothing before the pooling depends on the window, so it is done once a frame (`HalfEncoding`). For MAX and AVG
a window is then a sliding maximum or sum; for NetVLAD see `core.model.vlad_half`.
Memory for N frames of D features inside and C classes: about 4 N (D + C K + 2 L) bytes with L frames in 15 s,
60 MB for 45 minutes of SoccerNet's features, and 30 MB on top while a window is being scored.
"""

from __future__ import annotations

import threading

import numpy as np
import torch
from torch import Tensor

from core.exceptions import UserError
from core.label_set import LabelSet
from core.model.config import ModelConfig, no_frames
from core.model.network import Network, Side, sides_of
from core.model.outputs import output_labels
from core.model.sliding import band_rows, sliding_max, sliding_sum
from core.model.vlad_half import VladFrames
from core.progress import Progress, silent
from core.timebase import frames_in

ROWS = 512
"""Frames that go through the per-frame layers at a time; what they make then stays in a CPU's cache."""
RESERVE_S, RESERVE_FRAMES = 15.0, 60
"""Windows up to so many seconds and frames on either side need nothing but what was computed at first. Inner
products take memory for each frame, so at high rates longer windows than the network's are encoded anew."""


class HalfEncoding:
    """Everything that scores of a half need besides T_b and T_a: made once, for any window.

    network: in evaluation mode, on `device`; features (N, D) float32 or float16, N at least 1. label_set: of
    the scores, None for the network's own.
    Raises UserError for another label set, Cancelled through `progress`.
    """

    @torch.inference_mode()
    def __init__(
        self,
        network: Network,
        features: np.ndarray,
        *,
        device: torch.device,
        label_set: LabelSet | None = None,
        progress: Progress = silent,
    ) -> None:
        self.config: ModelConfig = network.config
        self.label_set = label_set or self.config.label_set
        self._labels = output_labels(self.config.label_set, self.label_set)
        self.count = len(features)
        self._network = network.to(device).eval()
        self._lock = threading.Lock()  # several sessions may use one encoding
        reserve = min(frames_in(RESERVE_S, self.config.fps), RESERVE_FRAMES)
        self._pad = max(reserve, self.config.before_frames, self.config.after_frames)
        padded = self._buffer(device)
        for at in range(0, self.count, ROWS):
            progress(at, 2 * self.count, "reading features")
            piece = np.array(features[at : at + ROWS], dtype=np.float32)  # a copy: files are read-only
            rows = padded[self._pad + at : self._pad + min(at + ROWS, self.count)]
            rows.copy_(self._network.embed(torch.from_numpy(piece).to(device)))
        self._encode(padded, progress)

    @property
    def _lags(self) -> int:
        """Frames of the longest side there can be."""
        return self._pad if self.config.split else 2 * self._pad

    def _buffer(self, device: torch.device) -> Tensor:
        """Room for all frames with the first and last repeated, and for what `upper_band` reads beyond."""
        rows = band_rows(self.count + 2 * self._pad, self._lags)
        return torch.empty(rows, self.config.feature_dim, device=device)

    def _encode(self, padded: Tensor, progress: Progress = silent) -> None:
        """Per-frame results of the frames at rows pad .. pad + N - 1, first and last repeated."""
        pad, total = self._pad, self.count + 2 * self._pad
        self._x = padded[pad : pad + self.count]
        padded[:pad], padded[pad + self.count : total] = self._x[0], self._x[-1]
        padded[total:] = 0
        kind = VladFrames if self.config.pools_clusters else _PlainFrames
        self._frames = kind(self._network, padded, total, self._lags)
        for at in range(0, total, ROWS):
            progress(total + at, 2 * total, "reading features")
            self._frames.fill(slice(at, min(at + ROWS, total)))

    @torch.inference_mode()
    def logits(self, before_s: float | None = None, after_s: float | None = None) -> Tensor:
        """Logits (N, n_classes) without background, of each frame's window t - before .. t + after - 1.

        before_s, after_s: seconds, the network's own where not given. Raises UserError for a window without a
        frame on a side that is pooled apart.
        """
        config = self.config
        before = config.before_frames if before_s is None else frames_in(before_s, config.fps)
        after = config.after_frames if after_s is None else frames_in(after_s, config.fps)
        if before < 0 or after < 0 or (before + after < 1) or (config.split and min(before, after) < 1):
            before_s = config.before_s if before_s is None else before_s
            raise UserError(no_frames(before_s, config.after_s if after_s is None else after_s, config.fps))
        with self._lock:
            if max(before, after) > self._pad:
                self._pad = max(before, after)
                padded = self._buffer(self._x.device)
                padded[self._pad : self._pad + self.count] = self._x
                self._encode(padded)
            frames, pad = self._frames, self._pad
        return frames.logits(sides_of(config.split, before, after), pad, self.count)

    def scores(self, before_s: float | None = None, after_s: float | None = None) -> np.ndarray:
        """Scores (N, C) float32 of the windows of `logits`; 0 for a class that the network does not know."""
        scores = torch.sigmoid(self.logits(before_s, after_s)).cpu().numpy()
        if self.label_set.same_classes(self.config.label_set):
            return scores
        spread = np.zeros((self.count, len(self.label_set)), np.float32)
        spread[:, self._labels] = scores
        return spread


class _PlainFrames:
    """MAX and AVG: per frame its features (MAX) or already what the classifier makes of them (AVG)."""

    def __init__(self, network: Network, padded: Tensor, total: int, lags: int) -> None:
        self.largest = network.config.pool.startswith("MAX")
        first, classifier = int(network.config.background), network.classifier
        self.x, self.bias = padded, classifier.bias[first:]
        self.weights = classifier.weight[first:].split(padded.shape[1], dim=1)
        self.products = [] if self.largest else [padded @ weight.t() for weight in self.weights]

    def fill(self, rows: slice) -> None:
        """Nothing is left to do per piece."""

    def logits(self, sides: tuple[Side, ...], pad: int, count: int) -> Tensor:
        """(count, n_classes)."""
        total = self.bias.expand(count, -1)
        for index, side in enumerate(sides):
            rows = slice(pad + side.start, pad + side.stop + count - 1)
            if self.largest:
                total = total + sliding_max(self.x[rows], side.length) @ self.weights[index].t()
            else:
                total = total + sliding_sum(self.products[index][rows], side.length) / side.length
        return total
