"""Pooling and classifying one side while training on a CPU, in as few passes as it takes.

The residuals of a batch, (B, K, D), are larger than its features: what a step costs is how often they are
walked over. This does by hand what autograd does in twice the passes; the gradients are the same.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from core.model.pooling import EPS, NetVLAD


class _SideLogits(torch.autograd.Function):
    """Logits (B, O) of one side: NetVLAD pooling, dropout, linear layer."""

    @staticmethod
    def forward(ctx, x, z, centres, weight, keep, gain):
        """x (B, L, D), z (B, L, K) assignment logits, centres (K, D) or None, weight (O, K * D),
        keep (B, K * D) of 0 and 1 or None, gain: what kept values are multiplied by."""
        a = torch.softmax(z, dim=-1)  # (B, L, K)
        v = torch.bmm(a.transpose(1, 2), x)  # (B, K, D)
        if centres is not None:
            v.addcmul_(a.sum(1).unsqueeze(-1), centres, value=-1)
        length = torch.linalg.vector_norm(v, dim=-1)  # (B, K)
        scale = NetVLAD.scale(length).mul_(gain)
        y = v * scale.unsqueeze(-1)
        if keep is not None:
            y.view_as(keep).mul_(keep)
        ctx.save_for_backward(x, a, v, y, length, scale, centres, weight, keep)
        ctx.gain = gain
        return y.flatten(1) @ weight.t()

    @staticmethod
    @once_differentiable
    def backward(ctx, grad):
        """grad (B, O)."""
        x, a, v, y, length, scale, centres, weight, keep = ctx.saved_tensors
        d_weight = grad.t() @ y.flatten(1)  # (O, K * D)
        d_v = (grad @ weight).view_as(v)  # gradient of y, made into that of v in place
        d_scale = torch.mul(d_v, y, out=y).sum(-1) / scale  # (B, K); y is not needed any more
        if keep is not None:
            d_v.view_as(keep).mul_(keep)
        d_length = _through_scale(length, d_scale, ctx.gain) / length.clamp_min(EPS)
        d_v.mul_(scale.unsqueeze(-1)).addcmul_(v, d_length.unsqueeze(-1))
        d_a = torch.bmm(x, d_v.transpose(1, 2))  # (B, L, K)
        d_centres = None
        if centres is not None:
            by_cluster = d_v.transpose(0, 1)  # (K, B, D)
            d_a -= torch.bmm(by_cluster, centres.unsqueeze(-1)).squeeze(-1).t().unsqueeze(1)
            d_centres = -torch.bmm(a.sum(1).t().unsqueeze(1), by_cluster).squeeze(1)
        d_z = a * (d_a - (a * d_a).sum(-1, keepdim=True))
        d_x = torch.bmm(a, d_v) if ctx.needs_input_grad[0] else None
        return d_x, d_z, d_centres, d_weight, None, None


def _through_scale(length: Tensor, d_scale: Tensor, gain: float) -> Tensor:
    """Gradient of NetVLAD.scale's lengths (B, K) from that of its factors."""
    with torch.enable_grad():
        leaf = length.detach().requires_grad_()
        (d_length,) = torch.autograd.grad(NetVLAD.scale(leaf) * gain, leaf, d_scale)
    return d_length


def side_logits(pool: NetVLAD, x: Tensor, weight: Tensor, keep: Tensor | None, gain: float) -> Tensor:
    """Logits (B, O), without bias, of one side's embedded frames x (B, L, D).

    weight (O, K * D): the classifier's columns of this side; keep (B, K * D) of 0 and 1: dropout's choice.
    """
    z = pool.assign(x)
    return _SideLogits.apply(x, z, getattr(pool, "centres", None), weight, keep, gain)
