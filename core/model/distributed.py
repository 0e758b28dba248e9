"""One process or several: who we are under torchrun, and the few sums that processes exchange."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import torch
import torch.distributed as dist
from torch import Tensor

from core.exceptions import UserError

Item = TypeVar("Item")


@dataclass(frozen=True)
class Ranks:
    """This process among `world` of them; alone, everything here does nothing."""

    rank: int = 0
    world: int = 1

    @property
    def first(self) -> bool:
        """Whether this process is the one that writes and reports."""
        return self.rank == 0

    def sum(self, tensor: Tensor) -> Tensor:
        """The tensor summed over all processes, in place. Raises UserError when another one is gone."""
        if self.world > 1:
            with _clear_errors():
                dist.all_reduce(tensor)
        return tensor

    def sum_gradients(self, parameters: Sequence[Tensor]) -> None:
        """Sum gradients over all processes in one exchange; a process without any counts as zeros."""
        if self.world == 1:
            return
        for parameter in parameters:
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
        flat = self.sum(torch.cat([parameter.grad.flatten() for parameter in parameters]))
        sizes = [parameter.numel() for parameter in parameters]
        for parameter, part in zip(parameters, flat.split(sizes), strict=True):
            parameter.grad.copy_(part.view_as(parameter))

    def gather(self, value: Item) -> list[Item]:
        """The values of all processes, in order of rank. Raises UserError when another one is gone."""
        if self.world == 1:
            return [value]
        values: list[Item] = [value] * self.world
        with _clear_errors():
            dist.all_gather_object(values, value)
        return values

    def wait(self) -> None:
        """Until every process is here."""
        on_gpus = dist.is_initialized() and dist.get_backend() == "nccl"
        self.sum(torch.zeros(1, device="cuda" if on_gpus else "cpu"))


def ranks_of_environment() -> Ranks:
    """Who torchrun says we are (RANK and WORLD_SIZE), without connecting; alone when it says nothing."""
    return Ranks(int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1)))


def local_device(device: torch.device) -> torch.device:
    """The CUDA device of this process: one each, by torchrun's LOCAL_RANK."""
    if device.type == "cuda":
        return torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0)) % torch.cuda.device_count())
    return device


@contextmanager
def connected(device: torch.device) -> Iterator[Ranks]:
    """All processes of torchrun in touch: NCCL between GPUs, gloo between CPUs; at once when alone.

    They part together: a connection that closes while another process still uses it would abort that one. A
    process that fails parts alone, and the others learn of it by its closed connection. Raises UserError when
    the others cannot be reached or one of them ends.
    """
    ranks = ranks_of_environment()
    if ranks.world == 1 or dist.is_initialized():
        yield ranks
        return
    if device.type == "cuda":
        torch.cuda.set_device(device)
    # Optimisers import it, and its default arguments keep the group that is there then: the group's threads
    # would outlive it, and abort an interpreter that ends.
    importlib.import_module("torch.distributed.nn.functional")
    with _clear_errors():
        dist.init_process_group("nccl" if device.type == "cuda" else "gloo", timeout=timedelta(minutes=10))
    try:
        yield ranks
        ranks.wait()
    finally:
        with suppress(RuntimeError):  # when another process is gone, closing fails too and would hide why
            dist.destroy_process_group()


@contextmanager
def _clear_errors() -> Iterator[None]:
    try:
        yield
    except RuntimeError as error:
        raise UserError(
            "Another process has ended, so this one stops too; see its message, then start again "
            "(train: with --resume)."
        ) from error
