"""Networks on disk: our own safetensors files, and the official code's checkpoints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from core.exceptions import UserError
from core.files import write_bytes
from core.model.config import ModelConfig
from core.model.network import Network
from core.model.official_checkpoint import network_from_official

FORMAT = "touchline-network-1"


def save_network(path: Path, network: Network) -> None:
    """Write weights and configuration to one safetensors file, atomically.

    Raises UserError naming the folder when it cannot be written.
    """
    write_bytes(path, pack_network(network))


def pack_network(network: Network) -> bytes:
    """A network as the bytes of a safetensors file.

    The configuration is JSON in the file's metadata, so that weights and shape cannot part.
    """
    tensors = {name: value.detach().cpu().contiguous() for name, value in network.state_dict().items()}
    return save(tensors, {FORMAT: json.dumps(network.config.to_dict())})  # one key: more have no fixed order


def load_network(path: Path) -> Network:
    """The network of a file that `save_network` wrote, on the CPU, in evaluation mode.

    Raises UserError naming the file when it is missing, of another kind, or of another shape than it says.
    """
    path = Path(path)
    if not path.is_file():
        raise UserError(f"{path} does not exist; train or import the run first.")
    try:
        with safe_open(path, framework="pt") as file:
            metadata = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError) as error:
        raise UserError(f"{path} is not a readable safetensors file ({error}).") from error
    if FORMAT not in metadata:
        raise UserError(f"{path} is a safetensors file, but not of a network of this program.")
    try:
        values = json.loads(metadata[FORMAT])
    except ValueError as error:
        raise UserError(f"{path} carries an unreadable configuration; train or import it again.") from error
    network = Network(ModelConfig.from_dict(values, f"{path}: its configuration"))
    expected = network.state_dict()
    for name in sorted(set(expected) | set(tensors)):
        if name not in tensors or name not in expected:
            raise UserError(f"{path} {'lacks' if name in expected else 'has the unknown'} tensor {name}.")
        shape, needed = tuple(tensors[name].shape), tuple(expected[name].shape)
        if shape != needed:
            raise UserError(f"{path}: {name} has shape {shape}, its configuration asks for {needed}.")
    network.load_state_dict(tensors)
    return network.eval()


def load_official(path: Path, *, pool: str | None = None, **window: float) -> Network:
    """The network of an official checkpoint (.pth.tar), on the CPU, in evaluation mode.

    Pooling, sizes and classes are read from the tensors. `pool` is needed for MAX and AVG alone, which
    have no weights that tell them apart. The window (before_s, after_s, fps) is not in the file and is the
    official one unless given.
    The file is opened with weights_only=True, so that it cannot run code.
    Raises UserError naming the file when it is no such checkpoint or its shapes do not fit together.
    """
    path = Path(path)
    if not path.is_file():
        raise UserError(f"{path} does not exist.")
    try:
        content: Any = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # torch.load raises many kinds for what is no checkpoint
        reason = (str(error).strip() or type(error).__name__).splitlines()[0][:120].rstrip(". ")
        fault = f"{path} is not a checkpoint that opens without running code ({reason})"
        raise UserError(f"{fault}; give the official .pth.tar.") from error
    state = content.get("state_dict", content) if isinstance(content, dict) else None
    if not isinstance(state, dict) or not state or not all(isinstance(v, Tensor) for v in state.values()):
        raise UserError(f"{path} holds no state_dict of tensors; give the official .pth.tar.")
    return network_from_official(state, str(path), pool, window).eval()
