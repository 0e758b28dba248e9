"""Training chunks: windows at a stride over labelled halves, as index arithmetic on one tensor of frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from core.data.features import open_features
from core.exceptions import UserError
from core.model.config import ModelConfig
from core.model.distributed import Ranks
from core.model.network import Network
from core.model.pooling import unit
from core.progress import Progress, silent
from core.timebase import frame_of

FLOAT16_FROM_BYTES = 2 * 2**30
"""Storage "auto" halves features once they would take more than this as float32."""
FLOAT16_MAX = 60_000.0
GPU_SPARE_BYTES = 4 * 2**30
"""GPU memory left free for activations when the training set is put there."""
_ROWS_AT_A_TIME = 8192


@dataclass(frozen=True, eq=False)
class LabelledHalf:
    """Features of one half, a file or an array (N, D), and its E events.

    time_ms (E,) within the half, label (E,) indices into the model's label set.
    Raises ValueError when time_ms and label disagree in length.
    """

    features: Path | np.ndarray
    time_ms: np.ndarray
    label: np.ndarray

    def __post_init__(self) -> None:
        object.__setattr__(self, "time_ms", np.asarray(self.time_ms, dtype=np.int64).reshape(-1))
        object.__setattr__(self, "label", np.asarray(self.label, dtype=np.int64).reshape(-1))
        if len(self.time_ms) != len(self.label):
            raise ValueError(f"{len(self.time_ms)} times but {len(self.label)} labels")

    @property
    def name(self) -> str:
        """The name of this half in messages."""
        return str(self.features) if isinstance(self.features, Path) else "the features given"

    def open(self) -> np.ndarray:
        """Features (N, D), memory-mapped when they are a file. Raises UserError naming the file."""
        return open_features(self.features) if isinstance(self.features, Path) else self.features


def chunk_starts(frames: int, stride: int) -> np.ndarray:
    """First rows (C,) of a half's chunks: 0, stride, 2 stride, .. below `frames`; a short half has one.

    The last chunk may reach past the end, where the last frame is repeated.
    """
    return np.arange(0, max(frames, 1), stride)


def chunk_targets(half: LabelledHalf, chunks: int, stride: int, config: ModelConfig) -> np.ndarray:
    """Targets (C, n_outputs) uint8: each class with an event in the chunk; background where none."""
    window, targets = config.window_frames, np.zeros((chunks, config.n_outputs), np.uint8)
    frame = frame_of(half.time_ms, config.fps).reshape(-1)
    for back in range(-(-window // stride)):  # an event lies in as many chunks as overlap there
        chunk = frame // stride - back
        inside = (chunk >= 0) & (chunk < chunks) & (frame - chunk * stride < window) & (frame >= 0)
        targets[chunk[inside], half.label[inside] + int(config.background)] = 1
    if config.background:
        targets[:, 0] = ~targets.any(axis=1)
    return targets


@dataclass(frozen=True, eq=False)
class Chunks:
    """C chunks of T frames over F frames that are held once, however much chunks overlap.

    frames (F, D) float32 or float16; start (C,) first row, last (C,) the last row of the chunk's half;
    targets (C, n_outputs) float32; window T; embedded: frames are already what the pooling takes.
    """

    frames: Tensor
    start: Tensor
    last: Tensor
    targets: Tensor
    window: int
    embedded: bool

    def __len__(self) -> int:
        return len(self.start)

    def rows(self, ids: Tensor) -> Tensor:
        """Rows (B, T) of `frames` that chunks (B,) are made of; beyond a half's end its last frame."""
        steps = torch.arange(self.window, device=self.start.device)
        return torch.minimum(self.start[ids].unsqueeze(1) + steps, self.last[ids].unsqueeze(1))

    def features(self, ids: Tensor) -> Tensor:
        """Frames of chunks (B,) -> (B, T, D), as stored."""
        rows = self.rows(ids)
        return self.frames.index_select(0, rows.flatten()).view(*rows.shape, -1)

    def fit(self, device: torch.device) -> bool:
        """Whether a GPU has the memory for them, and for activations beside them."""
        return self.frames.nbytes + GPU_SPARE_BYTES <= torch.cuda.mem_get_info(device)[0]

    def to(self, device: torch.device) -> Chunks:
        """The same chunks with everything on the device."""
        tensors = (t.to(device) for t in (self.frames, self.start, self.last, self.targets))
        return Chunks(*tensors, self.window, self.embedded)


def choose_dtype(storage: str, halves: Sequence[LabelledHalf], config: ModelConfig) -> torch.dtype:
    """How frames of these halves are held. Reads the files' headers alone; raises UserError naming a file."""
    if storage != "auto":
        return getattr(torch, storage)
    rows = sum(len(half.open()) for half in halves)
    large = rows * config.input_dim * 4 > FLOAT16_FROM_BYTES
    return torch.float16 if large else torch.float32


def places(halves: Sequence[LabelledHalf], stride: int, ranks: Ranks) -> tuple[Tensor, list[LabelledHalf]]:
    """Where each chunk of all processes (C,) is in this one, or -1, and the halves of this one.

    Processes take halves in turn.
    """
    counts = np.array([len(chunk_starts(len(half.open()), stride)) for half in halves], dtype=np.int64)
    owner = np.arange(len(halves)) % ranks.world
    in_share = np.repeat(owner == ranks.rank, counts)
    place = np.where(in_share, np.cumsum(in_share) - 1, -1)
    share = [half for half, rank in zip(halves, owner, strict=True) if rank == ranks.rank]
    return torch.from_numpy(place), share


def load_chunks(
    halves: Sequence[LabelledHalf],
    network: Network,
    stride: int,
    dtype: torch.dtype,
    *,
    progress: Progress = silent,
    what: str = "reading features",
) -> Chunks:
    """Read the features of all halves once and lay chunks over them.

    Where no learned layer comes first, frames are embedded here, once instead of every epoch.
    Raises UserError naming the file for another dimension, values that are not finite, or, in float16, values
    beyond its range; also when there are no halves.
    """
    config = network.config
    if not halves:
        raise UserError("There are no halves with features and labels to train on; check the data root.")
    opened = [half.open() for half in halves]
    for half, features in zip(halves, opened, strict=True):
        if features.ndim != 2 or features.shape[1] != config.input_dim or not len(features):
            fault = f"has the shape {features.shape}, but the network takes (N, {config.input_dim})"
            raise UserError(f"{half.name} {fault}.")
        if len(half.label) and not 0 <= half.label.min() <= half.label.max() < config.n_classes:
            raise UserError(f"{half.name} has labels outside the {config.n_classes} classes.")
    embedded = network.project is None
    frames = torch.empty(sum(map(len, opened)), config.input_dim, dtype=dtype)
    starts, lasts, targets = [], [], []
    offset = 0
    for index, (half, features) in enumerate(zip(halves, opened, strict=True)):
        progress(index, len(halves), what)
        _fill(frames[offset : offset + len(features)], features, half, embedded and network.normalises)
        first = chunk_starts(len(features), stride)
        starts.append(offset + first)
        lasts.append(np.full(len(first), offset + len(features) - 1))
        targets.append(chunk_targets(half, len(first), stride, config))
        offset += len(features)
    progress(len(halves), len(halves), what)
    start, last, target = (torch.from_numpy(np.concatenate(parts)) for parts in (starts, lasts, targets))
    return Chunks(frames, start, last, target.float(), config.window_frames, embedded)


def _fill(rows: Tensor, features: np.ndarray, half: LabelledHalf, normalise: bool) -> None:
    """Copy features (N, D) into rows (N, D) piece by piece, so that no second whole copy is ever held."""
    for at in range(0, len(features), _ROWS_AT_A_TIME):
        piece = torch.from_numpy(features[at : at + _ROWS_AT_A_TIME].astype(np.float32))
        largest = piece.abs().amax()  # NaN and infinity come through
        if not torch.isfinite(largest):
            raise UserError(f"{half.name} holds NaN or infinity; extract or download it again.")
        if normalise:
            piece = unit(piece)
        elif rows.dtype == torch.float16 and largest > FLOAT16_MAX:
            raise UserError(f"{half.name} holds values beyond float16; train with storage float32.")
        rows[at : at + _ROWS_AT_A_TIME] = piece
