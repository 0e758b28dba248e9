"""The network: features of a window in, one logit per class and the background out."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from core.model.config import ModelConfig
from core.model.pooling import kind_of, make_pool, unit


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
        self.project = nn.Linear(config.input_dim, config.feature_dim) if config.projects else None
        self.sides = sides_of(config.split, config.before_frames, config.after_frames)
        self.pools = nn.ModuleList(make_pool(config) for _ in self.sides)
        self.dropout = nn.Dropout(config.dropout)
        self.classifier = nn.Linear(sum(pool.width for pool in self.pools), config.n_outputs)

    @property
    def normalises(self) -> bool:
        """Whether frames are scaled to length 1 before they are pooled."""
        return kind_of(self.config).normalises

    def embed(self, features: Tensor) -> Tensor:
        """Frames alone: (..., input_dim) -> (..., feature_dim), of length 1 where the pooling wants it."""
        if self.project is not None:
            features = self.project(features)
        return unit(features) if self.normalises else features

    def classify(self, embedded: Tensor) -> Tensor:
        """Windows of embedded frames (B, T, feature_dim) -> logits (B, n_outputs)."""
        before = self.config.before_frames
        parts = [
            pool(embedded[:, before + side.start : before + side.stop])
            for side, pool in zip(self.sides, self.pools, strict=True)
        ]
        pooled = torch.cat(parts, dim=1) if len(parts) > 1 else parts[0]
        return self.classifier(self.dropout(pooled))

    def forward(self, features: Tensor) -> Tensor:
        return self.classify(self.embed(features))


def build(config: ModelConfig, seed: int) -> Network:
    """A network with first weights that depend on the seed alone; the global random state stays untouched."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return Network(config)
