"""Scores of a whole half: as many rows as feature rows, one column a class."""

from __future__ import annotations

import numpy as np
import torch

from core.exceptions import UserError
from core.label_set import LabelSet
from core.model.half_encoding import HalfEncoding
from core.model.network import Network
from core.progress import Progress, silent

Device = str | torch.device


def resolve_device(name: str = "auto") -> torch.device:
    """The device of "auto" (CUDA where there is one), "cpu" or "cuda". UserError where CUDA is missing."""
    if name not in ("auto", "cpu", "cuda"):
        raise UserError(f"There is no device {name!r}; choose auto, cpu or cuda.")
    available = torch.cuda.is_available()
    if name == "cuda" and not available:
        raise UserError("This machine has no usable CUDA device; use --device cpu.")
    return torch.device("cuda" if available and name != "cpu" else "cpu")


def score_half(
    network: Network,
    features: np.ndarray,
    *,
    device: Device = "auto",
    label_set: LabelSet | None = None,
    progress: Progress = silent,
) -> np.ndarray:
    """Class-aware actionness of every frame of one half.

    features (N, D) float32 or float16 -> scores (N, C) float32 in [0, 1]. The window of frame t is
    t - before .. t + after - 1 with edge frames repeated; the background is dropped. label_set: of the
    columns, None for the network's own; a network of SoccerNet version 1 fills three columns of version 2's
    and leaves the others 0.
    Raises UserError when D is not the network's input, the label set is another, or no CUDA is there;
    Cancelled through `progress`.
    """
    _check(network, features)
    if not len(features):
        return np.zeros((0, len(label_set or network.config.label_set)), np.float32)
    return encode_half(network, features, device=device, label_set=label_set, progress=progress).scores()


def encode_half(
    network: Network,
    features: np.ndarray,
    *,
    device: Device = "auto",
    label_set: LabelSet | None = None,
    progress: Progress = silent,
) -> HalfEncoding:
    """Everything that scores of one half need besides T_b and T_a, which its `scores` takes.

    features (N, D), N at least 1. Raises as `score_half`.
    """
    _check(network, features)
    device = device if isinstance(device, torch.device) else resolve_device(device)
    return HalfEncoding(network, features, device=device, label_set=label_set, progress=progress)


def _check(network: Network, features: np.ndarray) -> None:
    if features.ndim != 2 or features.shape[1] != network.config.input_dim:
        mismatch = f"shape {features.shape} but the network takes (N, {network.config.input_dim})"
        raise UserError(f"Features have {mismatch}; choose the features it was trained on.")
