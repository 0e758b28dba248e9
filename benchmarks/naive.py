"""The plain way, to measure against: every window cut out and put through the whole network, one by one.

Written from the equations alone, module by module as one would at first; it shares no arithmetic with core.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

from core.model.network import Network


class NaiveNetwork(nn.Module):
    """The same function as a Network, step by step; holds copies of its weights and so trains apart."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.config = network.config
        state = {name: value.detach().clone() for name, value in network.state_dict().items()}
        self.weights = nn.ParameterDict(
            {name.replace(".", "_"): nn.Parameter(value) for name, value in state.items()}
        )

    def pool(self, x: torch.Tensor, index: int) -> torch.Tensor:
        """(B, L, D) -> (B, width)."""
        if "MAX" in self.config.pool:
            return x.max(dim=1).values
        if "AVG" in self.config.pool:
            return x.mean(dim=1)
        w = self.weights
        x = F.normalize(x, p=2, dim=2)
        bias = w.get(f"pools_{index}_assign_bias")
        a = F.softmax(F.linear(x, w[f"pools_{index}_assign_weight"], bias), dim=2)
        vlad = torch.matmul(a.transpose(1, 2), x)
        if f"pools_{index}_centres" in w:
            vlad = vlad - a.sum(dim=1).unsqueeze(2) * w[f"pools_{index}_centres"]
        vlad = F.normalize(vlad, p=2, dim=2)
        return F.normalize(vlad.reshape(len(x), -1), p=2, dim=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Windows (B, T, input_dim) -> logits (B, n_outputs)."""
        w = self.weights
        if "project_weight" in w:
            x = F.linear(x, w["project_weight"], w["project_bias"])
        if self.config.split:
            before = self.config.before_frames
            pooled = torch.cat([self.pool(x[:, :before], 0), self.pool(x[:, before:], 1)], dim=1)
        else:
            pooled = self.pool(x, 0)
        pooled = F.dropout(pooled, self.config.dropout, self.training)
        return F.linear(pooled, w["classifier_weight"], w["classifier_bias"])


@torch.inference_mode()
def naive_scores(network: Network, features: np.ndarray, batch: int = 256) -> np.ndarray:
    """Scores (N, n_classes) of features (N, D): a window around each frame, edge frames repeated."""
    naive = NaiveNetwork(network).eval()
    config = network.config
    x = torch.from_numpy(np.asarray(features, dtype=np.float32))
    offsets = torch.arange(-config.before_frames, config.after_frames)
    rows = []
    for start in range(0, len(x), batch):
        centres = torch.arange(start, min(start + batch, len(x)))
        index = (centres[:, None] + offsets).clamp(0, len(x) - 1)  # (B, T)
        rows.append(torch.sigmoid(naive(x[index])))
    return torch.cat(rows)[:, int(config.background) :].numpy()
