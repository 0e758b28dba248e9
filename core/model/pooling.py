"""Pooling of a window's frames, one module per kind, found through the one registry `make_pool`.

Each takes embedded frames (B, L, D) and gives (B, width). Learned poolings keep clusters slow, features fast.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from core.model.config import ModelConfig

EPS = 1e-12
"""Lengths below this are taken as this when normalising, as torch's normalize does."""


def unit(x: Tensor) -> Tensor:
    """x (..., D) scaled to length 1 along D; zeros stay zeros."""
    return x / torch.linalg.vector_norm(x, dim=-1, keepdim=True).clamp_min(EPS)


class NetVLAD(nn.Module):
    """Sum of residuals to learned centres, softly assigned; normalised per cluster, then as a whole.

    NetVLAD++ paper (Giancola and Ghanem, 2021), equations 1 to 3. (B, L, D) unit frames -> (B, K * D).
    """

    normalises = True
    """The frames it takes have length 1."""
    residual = True

    def __init__(self, dim: int, clusters: int, bias: bool = False) -> None:
        super().__init__()
        self.dim, self.clusters = dim, clusters
        self.assign = nn.Linear(dim, clusters, bias=bias)
        nn.init.normal_(self.assign.weight, std=dim**-0.5)
        if bias:
            nn.init.zeros_(self.assign.bias)
        if self.residual:
            self.centres = nn.Parameter(torch.randn(clusters, dim) * dim**-0.5)

    @property
    def width(self) -> int:
        """Size of the pooled vector."""
        return self.clusters * self.dim

    def forward(self, x: Tensor) -> Tensor:
        a = torch.softmax(self.assign(x), dim=-1)  # (B, L, K)
        pooled = a.transpose(1, 2) @ x  # (B, K, D)
        if self.residual:
            pooled = pooled - a.sum(1).unsqueeze(-1) * self.centres
        return (pooled * self.scale(torch.linalg.vector_norm(pooled, dim=-1)).unsqueeze(-1)).flatten(1)

    @staticmethod
    def scale(length: Tensor) -> Tensor:
        """What normalising each cluster, then the whole, multiplies it by: lengths (..., K) -> (..., K).

        One factor in place of two passes over (B, K, D): after the first normalisation a cluster's length is
        known without looking at it (1, or less where it was next to nothing).
        """
        first = 1 / length.clamp_min(EPS)
        whole = torch.linalg.vector_norm(length * first, dim=-1, keepdim=True)
        return first / whole.clamp_min(EPS)


class NetRVLAD(NetVLAD):
    """NetVLAD without centres: softly assigned sums of the frames themselves."""

    residual = False


class MaxPool(nn.Module):
    """The largest value of each feature over the window: (B, L, D) -> (B, D)."""

    normalises = False

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.width = dim

    def forward(self, x: Tensor) -> Tensor:
        return x.amax(1)


class AvgPool(MaxPool):
    """The mean of each feature over the window: (B, L, D) -> (B, D)."""

    def forward(self, x: Tensor) -> Tensor:
        return x.mean(1)


_KINDS = {"NetVLAD": NetVLAD, "NetRVLAD": NetRVLAD, "MAX": MaxPool, "AVG": AvgPool}


def make_pool(config: ModelConfig) -> nn.Module:
    """One pooling module: of one side for "++", else of the whole window."""
    kind = _KINDS[config.pool.removesuffix("++")]
    if not config.pools_clusters:
        return kind(config.feature_dim)
    return kind(config.feature_dim, config.clusters // (2 if config.split else 1), config.assignment_bias)
