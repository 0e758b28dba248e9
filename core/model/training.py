"""Training by the official recipe, resumable to the bit, by one path on a CPU and on a GPU."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from core.classes import N_CLASSES
from core.exceptions import UserError
from core.model.checkpoint import load_network
from core.model.chunks import Chunks, LabelledHalf, choose_dtype, load_chunks, places
from core.model.config import ModelConfig, TrainingConfig
from core.model.distributed import Ranks, connected, local_device
from core.model.epoch import EpochRunner, make_adam, use_mixed
from core.model.network import Network, build
from core.model.scores import resolve_device
from core.model.training_files import (
    LOG_FILE,
    STATE_FILE,
    WEIGHTS_FILE,
    StateWriter,
    append_row,
    check_same,
    read_log,
    read_state,
    rewrite_log,
)
from core.progress import Progress, silent


@dataclass(frozen=True, eq=False)
class TrainingResult:
    """How a training ended: the best network (on the CPU), its epoch and loss, and all lines of the log.

    stopped: "lr" (the learning rate fell below its end) or "epochs" (the number allowed was reached).
    """

    network: Network
    best_epoch: int
    best_valid_loss: float
    epochs: int
    stopped: str
    log: tuple[dict[str, Any], ...]


@dataclass
class _Status:
    """How far a training is; saved with its state."""

    epoch: int = 0
    best_epoch: int = 0
    best_valid_loss: float = float("inf")
    stopped: str = ""
    row: dict[str, Any] | None = None


def train(
    train_halves: Sequence[LabelledHalf],
    valid_halves: Sequence[LabelledHalf],
    model_config: ModelConfig,
    training_config: TrainingConfig,
    folder: Path,
    *,
    resume: bool = False,
    progress: Progress = silent,
) -> TrainingResult:
    """Train a network by the official recipe (NetVLAD++, section 4); the best epoch's weights go to `folder`.

    Chunks of the window's length at a stride, every class that occurs in one or else the background; binary
    cross-entropy over all outputs; Adam; the learning rate falls when the validation loss stands still.
    Writes weights.safetensors (lowest validation loss), log.jsonl (a line an epoch: epoch, train_loss,
    valid_loss, lr, seconds, chunks_per_s, best) and state.pt; a kill at any moment leaves them
    usable together.
    resume: continue from state.pt; every random choice is a function of seed and epoch, so that on a CPU with
    the same number of threads the weights are those of an unbroken run, bit for bit.
    Under torchrun the halves are shared out and the first process writes.
    progress counts epochs. Raises UserError for unusable data or a folder that holds another training,
    Cancelled through `progress`; KeyboardInterrupt passes through with the last epoch saved.
    """
    folder = Path(folder)
    if model_config.n_classes != N_CLASSES:
        raise UserError(f"Only networks of {N_CLASSES} classes can be trained, not {model_config.n_classes}.")
    if not resume and ((folder / STATE_FILE).exists() or (folder / LOG_FILE).exists()):
        raise UserError(f"{folder} already holds a training; resume it or choose another name.")
    device = local_device(resolve_device(training_config.device))
    with connected(device) as ranks:
        return _Training(
            train_halves, valid_halves, model_config, training_config, folder, ranks, device, progress
        ).run(resume)


class _Training:
    def __init__(
        self,
        train_halves: Sequence[LabelledHalf],
        valid_halves: Sequence[LabelledHalf],
        model_config: ModelConfig,
        config: TrainingConfig,
        folder: Path,
        ranks: Ranks,
        device: torch.device,
        progress: Progress,
    ) -> None:
        self.config, self.folder, self.ranks, self.device = config, folder, ranks, device
        self.progress = progress if ranks.first else silent
        self.network = build(model_config, config.seed)
        stride = config.stride_frames(model_config)
        dtype = choose_dtype(config.storage, [*train_halves, *valid_halves], model_config)
        if not valid_halves:
            raise UserError("There are no validation games with features and labels; best epochs need them.")
        self.train_place, share = places(train_halves, stride, ranks)
        self.train_chunks = self._load(share, stride, dtype, "reading training features")
        window = model_config.window_frames
        self.valid_place, share = places(valid_halves, window, ranks)
        self.valid_chunks = self._load(share, window, dtype, "reading validation features")
        self.network.to(device)
        self.optimiser = make_adam(self.network, config.lr, device)
        self.plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(
            self.optimiser, factor=config.lr_factor, patience=config.patience, eps=0.0
        )
        self.runner = EpochRunner(
            self.network,
            self.optimiser,
            batch=config.batch,
            seed=config.seed,
            mixed=use_mixed(config.precision, device),
            ranks=ranks,
            device=device,
        )
        self.status = _Status()

    def _load(self, halves: Sequence[LabelledHalf], stride: int, dtype: torch.dtype, what: str) -> Chunks:
        if not halves and self.ranks.world > 1:
            raise UserError(f"There are fewer games than the {self.ranks.world} processes; start fewer.")
        chunks = load_chunks(halves, self.network, stride, dtype, progress=self.progress, what=what)
        if self.device.type != "cuda":
            return chunks
        if chunks.fit(self.device):
            return chunks.to(self.device)
        size = f"{chunks.frames.nbytes / 2**30:.1f} GiB"
        self.progress(1, 1, f"{what}: {size} stay in host memory, they do not fit on the GPU")
        return chunks

    def run(self, resume: bool) -> TrainingResult:
        if resume:
            self._restore()
        elif self.ranks.first:
            rewrite_log(self.folder, [])
        writer = StateWriter(self.folder)
        try:
            while not self.status.stopped:
                best = self._epoch()
                if self.ranks.first:
                    writer.keep(self.network if best else None, self._state(), now=bool(self.status.stopped))
                    append_row(self.folder, self.status.row)
        finally:
            writer.write()
        self.ranks.wait()
        return TrainingResult(
            load_network(self.folder / WEIGHTS_FILE),
            self.status.best_epoch,
            self.status.best_valid_loss,
            self.status.epoch,
            self.status.stopped,
            tuple(read_log(self.folder)),
        )

    def _epoch(self) -> bool:
        """One epoch of training and validation. Returns whether it is the best so far."""
        epoch = self.status.epoch + 1
        lr = float(self.optimiser.param_groups[0]["lr"])
        start = time.perf_counter()
        note = f" {self.runner.note}" if self.runner.note else ""
        best_so_far = f", best {self.status.best_valid_loss:.4f}" if self.status.best_epoch else ""

        def on_batch(done: int, batches: int) -> None:
            what = f"epoch {epoch}, lr {lr:g}{best_so_far}{note}"
            self.progress(epoch - 1 + done / batches, self.config.max_epochs, what)

        train_loss, count = self.runner.train(self.train_chunks, self.train_place, epoch, on_batch)
        trained = time.perf_counter()
        valid_loss = self.runner.validate(self.valid_chunks, len(self.valid_place))
        if not np.isfinite(train_loss) or not np.isfinite(valid_loss):
            raise UserError(f"The loss is not finite in epoch {epoch}; lower the learning rate ({lr:g}).")
        self.plateau.step(valid_loss)
        best = valid_loss < self.status.best_valid_loss
        self.status = _Status(
            epoch,
            epoch if best else self.status.best_epoch,
            valid_loss if best else self.status.best_valid_loss,
            self._stop(epoch),
            {
                "epoch": epoch,
                "train_loss": train_loss,
                "valid_loss": valid_loss,
                "lr": lr,
                "seconds": round(time.perf_counter() - start, 4),
                "chunks_per_s": round(count / (trained - start), 1),
                "best": best,
            },
        )
        return best

    def _stop(self, epoch: int) -> str:
        # The hair of slack: 1e-3 times 0.1 five times over is not exactly 1e-8.
        if float(self.optimiser.param_groups[0]["lr"]) < self.config.stop_lr * (1 - 1e-6):
            return "lr"
        return "epochs" if epoch >= self.config.max_epochs else ""

    def _configs(self) -> dict[str, dict[str, Any]]:
        return {"model": self.network.config.to_dict(), "training": self.config.to_dict()}

    def _state(self) -> dict[str, Any]:
        return {
            **self._configs(),
            "at": asdict(self.status),
            "network": self.network.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "plateau": self.plateau.state_dict(),
        }

    def _restore(self) -> None:
        """Restore the last state and cut the log to it; without a state start at the beginning."""
        state = read_state(self.folder)
        self.ranks.wait()  # no process may write before all have read
        rows = read_log(self.folder)
        if state is not None:
            check_same(self.folder, state, self._configs())
            self.network.load_state_dict(state["network"])
            self.optimiser.load_state_dict(state["optimiser"])
            for group in self.optimiser.param_groups:
                if isinstance(group["lr"], Tensor):  # loading leaves it on the CPU
                    group["lr"] = group["lr"].to(self.device)
            self.plateau.load_state_dict(state["plateau"])
            self.status = _Status(**state["at"])
            self.status.stopped = self._stop(self.status.epoch)
            rows = [*(row for row in rows if row["epoch"] < self.status.epoch), self.status.row]
        else:
            rows = []
        if self.ranks.first:
            rewrite_log(self.folder, rows)
