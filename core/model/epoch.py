"""One pass over the chunks: optimiser steps while training, a loss while validating; CPU and CUDA alike."""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from core.model.chunks import Chunks
from core.model.config import TrainingConfig
from core.model.distributed import Ranks
from core.model.network import Network

CPU_ROWS = 64
"""Chunks that go through the network at a time on a CPU: their residuals then stay in its caches."""
GRAPH_WARM_UP = 3
"""Ordinary steps before a CUDA graph is captured."""
_GOLDEN = 0x9E3779B97F4A7C15


def mixed_seed(*parts: int) -> int:
    """One 63-bit seed out of several small numbers; neighbours give unrelated streams."""
    value = 0
    for part in parts:
        value = (value ^ (part + _GOLDEN)) * 0xBF58476D1CE4E5B9 % 2**64
        value ^= value >> 31
    return value >> 1


def dropout_bits(rows: int, width: int, generator: torch.Generator) -> Tensor:
    """Random (rows, width) int16 on the CPU, all values equally likely, for `dropout_mask`."""
    draws = torch.empty(-(-rows * width // 4), dtype=torch.int64)
    draws.random_(-(2**63), None, generator=generator)
    return draws.view(torch.int16)[: rows * width].view(rows, width)


def dropout_mask(bits: Tensor, dropout: float) -> Tensor:
    """(rows, width) of 1.0 where dropout keeps a value, else 0.0; its share is exact to 1 in 65,536.

    Written as float32 at once, because arithmetic on bools converts them anew in every pass.
    """
    return torch.ge(bits, round(dropout * 2**16) - 2**15, out=torch.empty(bits.shape))


def use_mixed(precision: str, device: torch.device) -> bool:
    """Whether a TrainingConfig's precision means bfloat16 on this device."""
    if precision == "auto" and device.type == "cpu":
        capabilities = torch.cpu.get_capabilities()
        return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))
    return precision != "float32"


class EpochRunner:
    """Runs epochs of one training.

    Every random choice is a function of (seed, epoch), so an epoch is the same whether or not the process
    was restarted before it. With several processes each holds the chunks of its own halves: a batch is the
    same set of chunks as in one process, and gradients are summed.
    """

    def __init__(self, network: Network, config: TrainingConfig, ranks: Ranks, device: torch.device) -> None:
        self.network, self.config, self.ranks, self.device = network.to(device), config, ranks, device
        self.mixed = use_mixed(config.precision, device)
        self.parameters = list(network.parameters())
        on_gpu = device.type == "cuda"  # where a captured step reads the learning rate from memory
        rate = torch.tensor(config.lr, device=device) if on_gpu else config.lr
        self.optimiser = torch.optim.Adam(self.parameters, lr=rate, fused=True, capturable=on_gpu)
        self._graph: _GraphedStep | None = None
        self._graph_allowed = on_gpu and ranks.world == 1
        self.note = ""

    def train(
        self, chunks: Chunks, place: Tensor, epoch: int, on_batch: Callable[[int, int], None]
    ) -> tuple[float, int]:
        """One epoch -> (mean loss, C). place (C,): of each chunk of all processes in `chunks`, or -1."""
        self.network.train()
        generator = torch.Generator().manual_seed(mixed_seed(self.config.seed, epoch, 1))
        order = torch.randperm(len(place), generator=generator)
        dropper = torch.Generator().manual_seed(mixed_seed(self.config.seed, epoch, 2))
        if self.device.type == "cuda":
            torch.cuda.manual_seed(mixed_seed(self.config.seed, epoch, 2, self.ranks.rank))
        total = torch.zeros((), device=self.device, dtype=torch.float64)
        ids = place[order]
        if chunks.start.is_cuda:
            ids = ids.to(self.device)  # once an epoch, so that no step waits for a transfer
        batches = ids.split(self.config.batch)
        for done, batch in enumerate(batches):
            on_batch(done, len(batches))
            if self.device.type == "cuda":
                total += self._cuda_step(chunks, batch)
            else:
                total += self._cpu_step(chunks, batch, dropper)
        return self.ranks.sum(total).item() / (len(place) * self.network.config.n_outputs), len(place)

    @torch.no_grad()
    def validate(self, chunks: Chunks, count: int) -> float:
        """Mean loss over all outputs of `count` chunks, of which this process has `chunks`; in float32."""
        self.network.eval()
        total = torch.zeros((), device=self.device, dtype=torch.float64)
        rows = CPU_ROWS if self.device.type == "cpu" else 4 * self.config.batch
        for ids in torch.arange(len(chunks), device=chunks.start.device).split(rows):
            logits = self.network.classify_dropped(self._embedded(chunks, ids, mixed=False), None)
            total += self._loss_sum(logits, chunks, ids)
        return self.ranks.sum(total).item() / (count * self.network.config.n_outputs)

    def _cpu_step(self, chunks: Chunks, batch: Tensor, dropper: torch.Generator) -> Tensor:
        """An optimiser step over a batch (B,) of places, -1 for other processes' chunks -> summed loss."""
        self.optimiser.zero_grad(set_to_none=True)
        config = self.network.config
        width = self.network.classifier.in_features
        bits = dropout_bits(len(batch), width, dropper) if config.dropout else None
        if self.ranks.world > 1:
            share = torch.nonzero(batch >= 0).squeeze(1)
            bits = None if bits is None else bits[share]
        else:
            share = torch.arange(len(batch))
        total = torch.zeros((), dtype=torch.float64)
        for at in range(0, len(share), CPU_ROWS):
            ids = batch[share[at : at + CPU_ROWS]]
            keep = None if bits is None else dropout_mask(bits[at : at + CPU_ROWS], config.dropout)
            logits = self.network.classify_dropped(self._embedded(chunks, ids, self.mixed), keep)
            loss = self._loss_sum(logits, chunks, ids)
            (loss / (len(batch) * config.n_outputs)).backward()
            total += loss.detach()
        self.ranks.sum_gradients(self.parameters)
        self.optimiser.step()
        return total

    def _cuda_step(self, chunks: Chunks, batch: Tensor) -> Tensor:
        """As `_cpu_step`; full batches replay one captured graph once the first steps have gone by."""
        if not self._graph_allowed or not chunks.start.is_cuda or len(batch) != self.config.batch:
            return self._plain_step(chunks, batch)
        if self._graph is None:
            self._graph = _GraphedStep(lambda ids: self._plain_step(chunks, ids), batch)
        try:
            return self._graph(batch)
        except RuntimeError as error:  # capture is an optimisation: without it steps are launched one by one
            self._graph_allowed, self._graph = False, None
            self.note = f"without a CUDA graph ({str(error).splitlines()[0][:80]})"
            torch.cuda.synchronize()
            return self._plain_step(chunks, batch)

    def _plain_step(self, chunks: Chunks, batch: Tensor) -> Tensor:
        """A step on CUDA: the whole batch at once, no waiting, autocast, torch's dropout."""
        size = len(batch)
        if self.ranks.world > 1:
            batch = batch[batch >= 0]
        self.optimiser.zero_grad(set_to_none=True)
        loss = torch.zeros((), device=self.device)
        if len(batch):
            with torch.autocast(self.device.type, torch.bfloat16, enabled=self.mixed):
                logits = self.network.classify(self._embedded(chunks, batch, self.mixed))
            loss = self._loss_sum(logits, chunks, batch)
            (loss / (size * self.network.config.n_outputs)).backward()
        self.ranks.sum_gradients(self.parameters)
        self.optimiser.step()
        return loss.detach()

    def _embedded(self, chunks: Chunks, ids: Tensor, mixed: bool) -> Tensor:
        """Embedded frames (B, T, feature_dim) float32 of chunks (B,), on the device."""
        frames = _to(chunks.features(ids), self.device)
        if chunks.embedded:
            return frames.float()
        if not mixed:
            return self.network.embed(frames.float())
        with torch.autocast(self.device.type, torch.bfloat16):
            projected = self.network.project(frames)
        return self.network.normalise(projected.float())

    def _loss_sum(self, logits: Tensor, chunks: Chunks, ids: Tensor) -> Tensor:
        targets = _to(chunks.targets[ids], self.device)
        return F.binary_cross_entropy_with_logits(logits.float(), targets, reduction="sum")


class _GraphedStep:
    """A step captured once and replayed: one launch in place of some hundred.

    Captured after ordinary steps on a side stream, so that nothing is initialised inside the graph. The
    learning rate is a tensor that the graph reads; random numbers advance with each replay.
    """

    def __init__(self, step: Callable[[Tensor], Tensor], ids: Tensor) -> None:
        self.step, self.seen, self.graph = step, 0, None
        self.ids, self.stream = torch.zeros_like(ids), torch.cuda.Stream(ids.device)

    def __call__(self, ids: Tensor) -> Tensor:
        if self.graph is None and self.seen < GRAPH_WARM_UP:
            self.seen += 1
            self.stream.wait_stream(torch.cuda.current_stream())
            with torch.cuda.stream(self.stream):
                loss = self.step(ids)
            torch.cuda.current_stream().wait_stream(self.stream)
            return loss
        self.ids.copy_(ids)
        if self.graph is None:
            graph = torch.cuda.CUDAGraph()
            with torch.cuda.graph(graph):
                self.loss = self.step(self.ids)
            self.graph = graph  # capturing runs nothing: this batch is done by the replay below
        self.graph.replay()
        return self.loss.clone()


def _to(tensor: Tensor, device: torch.device) -> Tensor:
    """The tensor on the device; from host memory through a pinned buffer, without waiting."""
    if tensor.device == device or device.type == "cpu":
        return tensor
    return tensor.pin_memory().to(device, non_blocking=True)
