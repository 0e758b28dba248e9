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

from core.exceptions import UserError
from core.model.chunks import Chunks, LabelledHalf, choose_dtype, load_chunks, places
from core.model.config import ModelConfig, TrainingConfig
from core.model.distributed import connected, local_device
from core.model.epoch import EpochRunner
from core.model.network import Network, build
from core.model.scores import resolve_device
from core.model.training_files import TrainingFiles
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
    valid_loss, lr, seconds, chunks_per_s, best) and state.pt; a kill at any moment leaves all three usable.
    resume: continue from state.pt; every random choice is a function of seed and epoch, so that on a CPU with
    the same number of threads the weights are those of an unbroken run, bit for bit.
    Under torchrun the halves are shared out and the first process writes.
    progress counts epochs. Raises UserError for unusable data or a folder that holds another training,
    Cancelled through `progress`; KeyboardInterrupt passes through with the last epoch saved.
    """
    files = TrainingFiles(folder)
    if not resume and files.begun:
        raise UserError(f"{files.folder} already holds a training; resume it or choose another name.")
    device = local_device(resolve_device(training_config.device))
    with connected(device) as ranks:
        runner = EpochRunner(build(model_config, training_config.seed), training_config, ranks, device)
        training = _Training(runner, files, progress if ranks.first else silent)
        training.load(train_halves, valid_halves)
        return training.run(resume)


class _Training:
    def __init__(self, runner: EpochRunner, files: TrainingFiles, progress: Progress) -> None:
        self.runner, self.files, self.progress = runner, files, progress
        self.config, self.network, self.ranks = runner.config, runner.network, runner.ranks
        self.plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(
            runner.optimiser, factor=self.config.lr_factor, patience=self.config.patience, eps=0.0
        )
        self.status = _Status()

    def load(self, train_halves: Sequence[LabelledHalf], valid_halves: Sequence[LabelledHalf]) -> None:
        """Read the features of this process's share."""
        model = self.network.config
        dtype = choose_dtype(self.config.storage, [*train_halves, *valid_halves], model)
        if not valid_halves:
            raise UserError("There are no validation games with features and labels; best epochs need them.")
        stride, window = self.config.stride_frames(model), model.window_frames
        self.train_chunks, self.train_place = self._chunks(train_halves, stride, dtype, "training")
        self.valid_chunks, self.valid_place = self._chunks(valid_halves, window, dtype, "validation")

    def _chunks(
        self, halves: Sequence[LabelledHalf], stride: int, dtype: torch.dtype, name: str
    ) -> tuple[Chunks, Tensor]:
        """The chunks of this process, and where each chunk of all processes is among them, or -1."""
        place, share = places(halves, stride, self.ranks)
        if not share and self.ranks.world > 1:
            raise UserError(
                f"There are fewer parts of games than the {self.ranks.world} processes; start fewer."
            )
        what, device = f"reading {name} features", self.runner.device
        chunks = load_chunks(share, self.network, stride, dtype, progress=self.progress, what=what)
        if device.type != "cuda" or chunks.fit(device):
            return chunks.to(device), place
        size = f"{chunks.frames.nbytes / 2**30:.1f} GiB"
        self.progress(1, 1, f"{what}: {size} stay in host memory, they do not fit on the GPU")
        return chunks, place

    def run(self, resume: bool) -> TrainingResult:
        if resume:
            self._restore()
        elif self.ranks.first:
            self.files.rewrite_log([])
        try:
            while not self.status.stopped:
                self._epoch()
                if self.ranks.first:
                    row = self.status.row
                    best = self.network if row["best"] else None
                    self.files.keep(best, self._state(), now=bool(self.status.stopped))
                    self.files.append_row(row)
        finally:
            self.files.write()
        self.ranks.wait()
        status, log = self.status, tuple(self.files.log())
        return TrainingResult(
            self.files.network(), status.best_epoch, status.best_valid_loss, status.epoch, status.stopped, log
        )

    def _epoch(self) -> None:
        """One epoch of training and validation."""
        before, epoch, lr = self.status, self.status.epoch + 1, self._lr()
        start = time.perf_counter()
        what = f"epoch {epoch}, lr {lr:g}"
        if before.best_epoch:
            what += f", best {before.best_valid_loss:.4f}"
        if self.runner.note:
            what += f" {self.runner.note}"

        def on_batch(done: int, batches: int) -> None:
            self.progress(epoch - 1 + done / batches, self.config.max_epochs, what)

        train_loss, count = self.runner.train(self.train_chunks, self.train_place, epoch, on_batch)
        trained = time.perf_counter()
        valid_loss = self.runner.validate(self.valid_chunks, len(self.valid_place))
        if not np.isfinite(train_loss) or not np.isfinite(valid_loss):
            raise UserError(f"The loss is not finite in epoch {epoch}; lower the learning rate ({lr:g}).")
        self.plateau.step(valid_loss)
        best = valid_loss < before.best_valid_loss
        row = {
            "epoch": epoch,
            "train_loss": train_loss,
            "valid_loss": valid_loss,
            "lr": lr,
            "seconds": round(time.perf_counter() - start, 4),
            "chunks_per_s": round(count / (trained - start), 1),
            "best": best,
        }
        best_epoch, best_loss = (epoch, valid_loss) if best else (before.best_epoch, before.best_valid_loss)
        self.status = _Status(epoch, best_epoch, best_loss, self._stop(epoch), row)

    def _lr(self) -> float:
        return float(self.runner.optimiser.param_groups[0]["lr"])

    def _stop(self, epoch: int) -> str:
        # The hair of slack: 1e-3 times 0.1 five times over is not exactly 1e-8.
        if self._lr() < self.config.stop_lr * (1 - 1e-6):
            return "lr"
        return "epochs" if epoch >= self.config.max_epochs else ""

    def _configs(self) -> dict[str, dict[str, Any]]:
        return {"model": self.network.config.to_dict(), "training": self.config.to_dict()}

    def _state(self) -> dict[str, Any]:
        return {
            **self._configs(),
            "at": asdict(self.status),
            "network": self.network.state_dict(),
            "optimiser": self.runner.optimiser.state_dict(),
            "plateau": self.plateau.state_dict(),
        }

    def _restore(self) -> None:
        """Restore the last state and cut the log to it; without a state start at the beginning."""
        state = self.files.state()
        self.ranks.wait()  # no process may write before all have read
        rows = []
        if state is not None:
            self.files.check_same(state, self._configs())
            self.network.load_state_dict(state["network"])
            optimiser = self.runner.optimiser
            optimiser.load_state_dict(state["optimiser"])
            for group in optimiser.param_groups:
                if isinstance(group["lr"], Tensor):  # loading leaves it on the CPU
                    group["lr"] = group["lr"].to(self.runner.device)
            self.plateau.load_state_dict(state["plateau"])
            self.status = _Status(**state["at"])
            self.status.stopped = self._stop(self.status.epoch)
            rows = [row for row in self.files.log() if row["epoch"] < self.status.epoch] + [self.status.row]
        if self.ranks.first:
            self.files.rewrite_log(rows)
