"""The official code's tensors, recognised by content and put into our layout.

Two families of names found in such files:
  clusters (D, K), clusters2 (1, D, K)                    classifier flattened D slow, K fast
  centroids (K, D), conv.weight (K, D, 1, 1), conv.bias   classifier flattened K slow, D fast
`pool_layer_before` and `pool_layer_after` are a split pooling, one `pool_layer` a plain one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from core.exceptions import UserError
from core.label_sets import SOCCERNET_V2
from core.model.config import ModelConfig
from core.model.network import Network
from core.model.outputs import SOCCERNET_V1

OFFICIAL_DIM = 512
"""Size of a frame inside the official network, where no tensor shows it (MAX and AVG)."""

_OUTPUTS = {
    len(label_set) + background: (label_set, background)
    for label_set in (SOCCERNET_V2, SOCCERNET_V1)
    for background in (True, False)
}
"""Rows of the classifier -> its label set, and whether row 0 is the background."""


@dataclass(frozen=True)
class _Pool:
    """One learned pooling in our layout: assign (K, D), bias (K,) or None, centres (K, D) or None."""

    assign: Tensor
    bias: Tensor | None
    centres: Tensor | None
    clusters_slow: bool


def network_from_official(
    state: dict[str, Tensor], name: str, pool: str | None, window: dict[str, float]
) -> Network:
    """The network that an official state_dict describes; `name`: of its file in messages.

    pool: a name to insist on, or None to read it from the tensors; window: before_s, after_s, fps.
    Raises UserError when the tensors are not of such a network or do not fit together.
    """
    rest = {key.removeprefix("module."): value.float() for key, value in state.items()}
    weight, bias = _take_classifier(rest, name)
    project = {part: rest.pop(f"feature_extractor.{part}", None) for part in ("weight", "bias")}
    prefixes = [p for p in ("pool_layer_before", "pool_layer_after", "pool_layer") if _keys(rest, p)]
    if prefixes not in ([], ["pool_layer"], ["pool_layer_before", "pool_layer_after"]):
        raise UserError(f"{name} holds {' and '.join(prefixes)}, which do not make a network.")
    pools = [_take_pool(rest, prefix, name) for prefix in prefixes]
    if rest:
        raise UserError(f"{name} has the tensor {sorted(rest)[0]}, which no official network has.")
    if (project["weight"] is None) != (project["bias"] is None):
        raise UserError(f"{name} has half a feature_extractor: weight and bias belong together.")

    dim, clusters = _sizes(pools, project["weight"], name)
    label_set, background = _OUTPUTS[weight.shape[0]]
    config = ModelConfig(
        pool=_pool_name(pools, weight.shape[1] // dim, pool, name),
        input_dim=dim if project["weight"] is None else project["weight"].shape[1],
        feature_dim=dim,
        clusters=clusters or ModelConfig.clusters,
        label_set=label_set,
        background=background,
        assignment_bias=bool(pools) and pools[0].bias is not None,
        **window,
    )
    network = Network(config)
    tensors: dict[str, Any] = {"classifier.weight": weight, "classifier.bias": bias}
    if project["weight"] is not None:
        tensors |= {f"project.{part}": value for part, value in project.items()}
    for index, each in enumerate(pools):
        parts = {"assign.weight": each.assign, "assign.bias": each.bias, "centres": each.centres}
        tensors |= {f"pools.{index}.{part}": value for part, value in parts.items()}
    if pools and not pools[0].clusters_slow and weight.shape[1] == dim * clusters:
        parts = weight.view(len(weight), len(pools), dim, clusters // len(pools))
        tensors["classifier.weight"] = parts.transpose(2, 3).reshape(len(weight), -1)
    tensors = {key: value for key, value in tensors.items() if value is not None}
    for key, expected in network.state_dict().items():
        shape = tensors[key].shape if key in tensors else ()
        if expected.shape != shape:
            raise UserError(
                f"{name}: {key} has shape {tuple(shape)} where its other tensors ask for "
                f"{tuple(expected.shape)}; it is no complete {config.pool} checkpoint."
            )
    if not all(torch.isfinite(value).all() for value in tensors.values()):
        raise UserError(f"{name} holds weights that are not finite; its training failed.")
    network.load_state_dict(tensors)
    return network


def _keys(state: dict[str, Tensor], prefix: str) -> list[str]:
    return [key for key in state if key.startswith(f"{prefix}.")]


def _take_classifier(state: dict[str, Tensor], name: str) -> tuple[Tensor, Tensor]:
    weight, bias = state.pop("fc.weight", None), state.pop("fc.bias", None)
    if weight is None or bias is None or weight.ndim != 2 or bias.shape != weight.shape[:1]:
        raise UserError(f"{name} has no classifier (fc.weight and fc.bias); it is no official checkpoint.")
    if weight.shape[0] not in _OUTPUTS:
        raise UserError(
            f"{name} scores {weight.shape[0]} outputs; only SoccerNet's {len(SOCCERNET_V2)} classes with "
            f"background, or version 1's {len(SOCCERNET_V1)}, can be used."
        )
    return weight, bias


def _take_pool(state: dict[str, Tensor], prefix: str, name: str) -> _Pool:
    tensors = {key.removeprefix(f"{prefix}."): state.pop(key) for key in _keys(state, prefix)}
    if set(tensors) in ({"clusters"}, {"clusters", "clusters2"}):
        assign, centres = tensors["clusters"], tensors.get("clusters2")
        if assign.ndim != 2 or (centres is not None and centres.shape != (1, *assign.shape)):
            raise UserError(f"{name}: {prefix}.clusters and clusters2 are not of shape (D, K) and (1, D, K).")
        return _Pool(assign.T, None, None if centres is None else centres[0].T, clusters_slow=False)
    if set(tensors) in ({"centroids", "conv.weight"}, {"centroids", "conv.weight", "conv.bias"}):
        centres, conv = tensors["centroids"], tensors["conv.weight"]
        if centres.ndim != 2 or conv.shape != (*centres.shape, 1, 1):
            raise UserError(f"{name}: {prefix}.centroids and conv.weight are not (K, D) and (K, D, 1, 1).")
        return _Pool(conv[:, :, 0, 0], tensors.get("conv.bias"), centres, clusters_slow=True)
    raise UserError(f"{name}: {prefix} holds {', '.join(sorted(tensors))}, which is no pooling known here.")


def _sizes(pools: list[_Pool], project: Tensor | None, name: str) -> tuple[int, int]:
    """(feature_dim, clusters over all sides)."""
    if project is not None and project.ndim != 2:
        raise UserError(f"{name}: feature_extractor.weight is not of shape (D, input D).")
    if len({tuple(pool.assign.shape) for pool in pools}) > 1 or len({p.bias is None for p in pools}) > 1:
        raise UserError(f"{name}: its poolings before and after are not of one shape.")
    if pools:
        clusters, dim = pools[0].assign.shape
        return dim, clusters * len(pools)
    return (OFFICIAL_DIM if project is None else project.shape[0]), 0


def _pool_name(pools: list[_Pool], widths: int, pool: str | None, name: str) -> str:
    """The pooling that the tensors show, or the given one where they leave it open."""
    if pools:
        kind = "NetRVLAD" if pools[0].centres is None else "NetVLAD"
        possible = [kind + ("++" if len(pools) == 2 else "")]
    else:
        possible = ["MAX++", "AVG++"] if widths == 2 else ["MAX", "AVG"]
        if pool is None:
            raise UserError(
                f"{name} has no pooling weights, so it is {' or '.join(possible)} and the file does not say "
                "which: name the pooling."
            )
    if pool is not None and pool not in possible:
        raise UserError(f"{name} is a {' or '.join(possible)} checkpoint, not {pool}.")
    return pool or possible[0]
