"""The network: features of a window in, one logit per class and the background out."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from core.model.config import ModelConfig
from core.model.fused_vlad import side_logits
from core.model.pooling import make_pool, unit


@dataclass(frozen=True)
class Side:
    """Frames of a window that are pooled together: centre + start up to, not including, centre + stop."""

    start: int
    stop: int

    @property
    def length(self) -> int:
        """Frames of this side."""
        return self.stop - self.start


def sides_of(split: bool, before: int, after: int) -> tuple[Side, ...]:
    """The sides of a window of `before` and `after` frames: two for "++", else one."""
    return (Side(-before, 0), Side(0, after)) if split else (Side(-before, after),)


class Network(nn.Module):
    """Pooling and one linear layer over it, as in NetVLAD++ (Giancola and Ghanem, 2021).

    `forward` takes features (B, T, input_dim), T = config.window_frames, and gives logits (B, n_outputs) with
    the background at index 0. It is two stages: `embed`, which looks at each frame alone, and `classify`.
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        projects = config.input_dim != config.feature_dim
        self.project = nn.Linear(config.input_dim, config.feature_dim) if projects else None
        self.sides = sides_of(config.split, config.before_frames, config.after_frames)
        self.pools = nn.ModuleList(make_pool(config) for _ in self.sides)
        self.dropout = nn.Dropout(config.dropout)
        self.classifier = nn.Linear(sum(pool.width for pool in self.pools), config.n_outputs)

    @property
    def normalises(self) -> bool:
        """Whether frames are scaled to length 1 before they are pooled."""
        return self.pools[0].normalises

    def embed(self, features: Tensor) -> Tensor:
        """Frames alone: (..., input_dim) -> (..., feature_dim), of length 1 where the pooling wants it."""
        return self.normalise(features if self.project is None else self.project(features))

    def normalise(self, frames: Tensor) -> Tensor:
        """The last part of `embed`: (..., feature_dim) scaled to length 1 where the pooling wants it."""
        return unit(frames) if self.normalises else frames

    def parts(self, embedded: Tensor) -> list[Tensor]:
        """Windows (B, T, D) -> the frames (B, L, D) of each side."""
        before = self.config.before_frames
        return [embedded[:, before + side.start : before + side.stop] for side in self.sides]

    def pooled(self, embedded: Tensor) -> Tensor:
        """Windows of embedded frames (B, T, feature_dim) -> (B, width of all sides)."""
        return torch.cat([p(part) for p, part in zip(self.pools, self.parts(embedded), strict=True)], dim=1)

    def classify(self, embedded: Tensor) -> Tensor:
        """Windows of embedded frames (B, T, feature_dim) -> logits (B, n_outputs)."""
        return self.classifier(self.dropout(self.pooled(embedded)))

    def classify_dropped(self, embedded: Tensor, keep: Tensor | None) -> Tensor:
        """As `classify` while training, with dropout's choice made by the caller: keep (B, width), 0 or 1.

        On a CPU learned poolings go through `core.model.fused_vlad`; the values are the same.
        """
        gain = 1.0 if keep is None else 1 / (1 - self.config.dropout)
        widths = [pool.width for pool in self.pools]
        if embedded.is_cuda or not self.config.pools_clusters:
            pooled = self.pooled(embedded)
            return self.classifier(pooled if keep is None else pooled * keep * gain)
        weights = self.classifier.weight.split(widths, dim=1)
        keeps = [None] * len(widths) if keep is None else keep.split(widths, dim=1)
        sides = zip(self.pools, self.parts(embedded), weights, keeps, strict=True)
        return self.classifier.bias + sum(side_logits(*side, gain) for side in sides)

    def forward(self, features: Tensor) -> Tensor:
        return self.classify(self.embed(features))


def build(config: ModelConfig, seed: int) -> Network:
    """A network with first weights that depend on the seed alone; the global random state stays untouched."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return Network(config)
