"""Why a window scores as it does: the logit of one class, taken apart by frame and by cluster.

After its normalisations the pooling is a sum over the window's frames, so the logit is the classifier's bias
plus one number a frame, and, for learned poolings, also the bias plus one number a cluster.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from core.exceptions import UserError
from core.label_set import LabelSet
from core.model.network import Network, sides_of
from core.model.outputs import output_labels
from core.model.pooling import NetVLAD


@dataclass(frozen=True, eq=False)
class Explanation:
    """One logit as a sum: bias + frames.sum(), and bias + the sum over all `clusters`.

    frames (T,): what each frame of the window adds, the first `before_frames` of them before the centre.
    clusters: what each cluster adds, one array a side ("++" has two); empty for MAX and AVG.
    """

    logit: float
    bias: float
    before_frames: int
    frames: np.ndarray
    clusters: tuple[np.ndarray, ...]

    @property
    def before(self) -> float:
        """What the frames before the centre add."""
        return float(self.frames[: self.before_frames].sum())

    @property
    def after(self) -> float:
        """What the frames from the centre on add."""
        return float(self.frames[self.before_frames :].sum())


@torch.inference_mode()
def explain(
    network: Network,
    features: np.ndarray,
    frame: int,
    label: int,
    window: tuple[int, int] | None = None,
    label_set: LabelSet | None = None,
) -> Explanation:
    """The logit of class `label` at a frame of features (N, D) as a sum, in float64.

    window: (before, after) in frames, by default the network's own: frame - before .. frame + after - 1, edge
    frames repeated. label_set: what `label` counts in, None for the network's own.
    Raises UserError for an unknown frame or class, and for a window without a frame on a side.
    """
    config = network.config
    before, after = window or (config.before_frames, config.after_frames)
    if not 0 <= frame < len(features):
        raise UserError(f"There is no frame {frame}; the half has {len(features)}.")
    if before < 1 or after < 1:
        raise UserError("A window must hold at least one frame before and one after; make both longer.")
    output = _output(network, label, label_set or network.config.label_set)
    rows = np.clip(np.arange(frame - before, frame + after), 0, len(features) - 1)
    values = torch.from_numpy(np.ascontiguousarray(features[rows], dtype=np.float32))
    embedded = network.embed(values.to(network.classifier.weight.device)).cpu().double()  # (T, D)
    weight = network.classifier.weight[output].cpu().double()
    bias = float(network.classifier.bias[output])
    by_frame = torch.zeros(before + after, dtype=torch.float64)
    by_cluster = []
    sides = sides_of(config.split, before, after)
    parts = weight.split([pool.width for pool in network.pools])
    for side, pool, part in zip(sides, network.pools, parts, strict=True):
        rows = slice(before + side.start, before + side.stop)
        if config.pools_clusters:
            shares = _clusters(pool, embedded[rows], part)  # (L, K)
            by_frame[rows] = shares.sum(1)
            by_cluster.append(shares.sum(0).numpy())
        else:
            by_frame[rows] = _plain(config.pool.startswith("MAX"), embedded[rows], part)
    return Explanation(bias + float(by_frame.sum()), bias, before, by_frame.numpy(), tuple(by_cluster))


def _output(network: Network, label: int, label_set: LabelSet) -> int:
    """The classifier's row of a class of a label set."""
    config = network.config
    if not 0 <= label < len(label_set):
        raise UserError(f"There is no class {label}; classes count from 0 to {len(label_set) - 1}.")
    labels = output_labels(config.label_set, label_set)
    if label not in labels:
        known = ", ".join(label_set.classes[each] for each in labels)
        raise UserError(f"This network does not know {label_set.classes[label]!r}, only {known}.")
    return labels.index(label) + config.background


def _clusters(pool: NetVLAD, x: Tensor, weight: Tensor) -> Tensor:
    """What frame t adds through cluster k: s_k a_tk W_k.(x_t - c_k) as (L, K); see `core.model.pooling`."""
    scores = x @ pool.assign.weight.cpu().double().t()
    if pool.assign.bias is not None:
        scores = scores + pool.assign.bias.cpu().double()
    a = torch.softmax(scores, dim=-1)  # (L, K)
    by_cluster = weight.view(pool.clusters, pool.dim)
    products = x @ by_cluster.t()
    pooled = a.t() @ x  # (K, D)
    if pool.residual:
        centres = pool.centres.cpu().double()
        products = products - (by_cluster * centres).sum(1)
        pooled = pooled - a.sum(0).unsqueeze(-1) * centres
    return a * products * pool.scale(torch.linalg.vector_norm(pooled, dim=-1))


def _plain(largest: bool, x: Tensor, weight: Tensor) -> Tensor:
    """(L,) of AVG: W.x_t / L; of MAX: each feature counts for the frame where it is largest, once."""
    if not largest:
        return x @ weight / len(x)
    values, places = x.max(dim=0)
    return torch.zeros(len(x), dtype=x.dtype).index_add_(0, places, values * weight)
