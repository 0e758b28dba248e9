"""Scores of a whole half: as many rows as feature rows, one column per class of SoccerNet-v2."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from core.classes import INDEX, N_CLASSES
from core.errors import UserError
from core.model.config import V1_CLASSES
from core.model.network import Network
from core.progress import Progress, silent

BATCH = 256

V1_COLUMNS = tuple(INDEX[name] for name in ("Yellow card", "Substitution", "Goal"))
"""Where the classes of SoccerNet version 1 (card, substitution, goal) go; a card there says no colour."""


def resolve_device(name: str = "auto") -> torch.device:
    """The device of "auto" (CUDA where there is one), "cpu" or "cuda". UserError where CUDA is missing."""
    if name not in ("auto", "cpu", "cuda"):
        raise UserError(f"there is no device {name!r}; choose auto, cpu or cuda.")
    available = torch.cuda.is_available()
    if name == "cuda" and not available:
        raise UserError("CUDA was asked for but this machine has no usable CUDA device; use --device cpu.")
    return torch.device("cuda" if available and name != "cpu" else "cpu")


@torch.inference_mode()
def score_half(
    network: Network,
    features: np.ndarray,
    *,
    device: str | torch.device = "auto",
    progress: Progress = silent,
) -> np.ndarray:
    """Class-aware actionness of every frame of one half.

    features (N, D) float32 or float16 -> scores (N, 17) float32 in [0, 1]. The window of frame t is
    t - before .. t + after - 1 with edge frames repeated; the background is dropped. A network of SoccerNet
    version 1 fills three columns and leaves the others 0.
    Raises UserError when D is not the network's input or no CUDA is there; Cancelled through `progress`.
    """
    features = np.asarray(features)
    check_features(network, features)
    where = device if isinstance(device, torch.device) else resolve_device(device)
    if not len(features):
        return np.zeros((0, N_CLASSES), np.float32)
    network = network.to(where).eval()
    x = network.embed(torch.from_numpy(features.astype(np.float32)).to(where))  # (N, D)
    config = network.config
    offsets = torch.arange(-config.before_frames, config.after_frames, device=where)
    rows = []
    for start in range(0, len(x), BATCH):
        progress(start, len(x), "scoring")
        centres = torch.arange(start, min(start + BATCH, len(x)), device=where)
        rows.append(network.classify(x[(centres[:, None] + offsets).clamp(0, len(x) - 1)]))
    return class_scores(network, torch.cat(rows))


def check_features(network: Network, features: np.ndarray) -> None:
    """Raises UserError when features are not of shape (N, D) with the network's D."""
    expected = network.config.input_dim
    if features.ndim != 2 or features.shape[1] != expected:
        raise UserError(
            f"features have shape {features.shape} but the network takes (N, {expected}); "
            "choose the features it was trained on."
        )


def class_scores(network: Network, logits: Tensor) -> np.ndarray:
    """Logits (N, n_outputs) -> scores (N, 17) float32: sigmoid, without the background."""
    scores = torch.sigmoid(logits.float())[:, int(network.config.background) :].cpu().numpy()
    if network.config.n_classes != V1_CLASSES:
        return np.ascontiguousarray(scores)
    spread = np.zeros((len(scores), N_CLASSES), np.float32)
    spread[:, V1_COLUMNS] = scores
    return spread
