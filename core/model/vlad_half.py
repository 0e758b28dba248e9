"""NetVLAD over all sliding windows at once.

For a side with window W, cluster k and output o the logit's part is s_k (sum z_tko - A W_ok.c_k), the sum
over t in W, with z_tko = a_tk W_ok.x_t, A = sum a_tk, and s_k one over the residual's length and the
pooling's. Once per frame: assignments, products z, x_t.c_k, and inner products of frames a window apart.
Per window, with U its triangle of inner products (the diagonal halved),
    |V_k|^2 = 2 a'U a - 2 A sum a_tk x_t.c_k + A^2 c_k.c_k
and the sums of z weighted by s, frame by frame as small matrix products.

Cancellation. No sum over a window is a difference of running totals: each is added up from its own frames, so
a window or cluster that is small beside its neighbours keeps its digits. What can still cancel is |V_k|^2
itself, and the sum of z, when a residual is small against the frames and centre it is made of. Such pairs of
window and cluster (|V_k|^2 below NEAR_ZERO of its bound (sum a_t |x_t| + A |c_k|)^2) are computed again,
frame by frame from x_t - c_k in float64, length and products both.
"""

from __future__ import annotations

import torch
from torch import Tensor

from core.model.network import Network, Side
from core.model.pooling import NetVLAD
from core.model.sliding import sliding_sum, triangles, upper_band, windows

NEAR_ZERO = 0.01
"""Share of its bound below which a squared residual is computed again; above, float32 holds."""
TINY = 1e-15
"""Windows whose every bound is below this are computed again too: the squares leave float32's range. One
cluster alone may be as small, since below EPS its length no longer matters."""
_WINDOWS = 1024
_PAIRS = 512


class VladFrames:
    """Per-frame results for M padded frames (M and some rows beyond, D), S sides of K clusters, O classes.

    a (M, S * K) assignments, z (M, S * K, O) products, and, where there are centres, h (M, S * K) = x . c.
    Memory: 4 M S K (O + 2) bytes, and 8 M lags for the inner products.
    """

    def __init__(self, network: Network, padded: Tensor, total: int, lags: int) -> None:
        pools, background = list(network.pools), int(network.config.background)
        self.x, self.clusters = padded, pools[0].clusters
        weight = network.classifier.weight[background:]  # (O, S * K * D)
        self.bias = network.classifier.bias[background:]
        self.outputs, self.dim, self.all = len(weight), padded.shape[1], len(pools) * self.clusters
        by_cluster = weight.view(self.outputs, self.all, self.dim).transpose(0, 1).reshape(-1, self.dim)
        layers = [by_cluster, *(pool.assign.weight for pool in pools)]
        if pools[0].residual:
            layers += [pool.centres for pool in pools]
        self._layers = torch.cat(layers)  # (S * K * (O + 1 or 2), D): all that is done to a frame
        self.weight = self._layers[: len(by_cluster)].view(self.all, self.outputs, self.dim)
        biases = [pool.assign.bias for pool in pools]
        self._assign_bias = None if biases[0] is None else torch.cat(biases)
        self.centres = self._layers[-self.all :] if pools[0].residual else None
        self.a = padded.new_empty(total, self.all)
        self.z = padded.new_empty(total, self.all, self.outputs)
        self.h = None
        if self.centres is not None:
            self.h = padded.new_empty(total, self.all)
            self.centre_length = torch.linalg.vector_norm(self.centres, dim=1)  # (S * K,)
            self.centre_products = torch.bmm(self.weight, self.centres.unsqueeze(-1)).squeeze(-1)
        self.length = torch.linalg.vector_norm(padded[:total], dim=1, keepdim=True)  # (M, 1)
        self.band = upper_band(padded, total, lags)

    def fill(self, rows: slice) -> None:
        """Everything per frame of these rows."""
        sizes = [self.all * self.outputs] + [self.all] * (len(self._layers) // self.all - self.outputs)
        products, scores, *h = (self.x[rows] @ self._layers.t()).split(sizes, dim=1)
        if self._assign_bias is not None:
            scores = scores + self._assign_bias
        a = torch.softmax(scores.view(len(scores), -1, self.clusters), dim=-1).view(len(scores), -1)
        self.a[rows] = a
        if self.h is not None:
            self.h[rows] = h[0]
        products = products.view(len(a), self.all, self.outputs)
        torch.mul(products, a.unsqueeze(-1), out=self.z[rows])

    def logits(self, sides: tuple[Side, ...], pad: int, count: int) -> Tensor:
        """Logits (count, O) of the windows around frames pad .. pad + count - 1."""
        total = self.bias.repeat(count, 1)
        for index, side in enumerate(sides):
            for at in range(0, count, max(_WINDOWS, 4 * side.length)):
                part = total[at : at + max(_WINDOWS, 4 * side.length)]
                part += self._side(index, side.length, pad + side.start + at, len(part))
        return total

    def _side(self, index: int, length: int, first: int, count: int) -> Tensor:
        """Logits (n, O) that one side adds for n windows of `length` frames, the first at row `first`."""
        columns = slice(index * self.clusters, (index + 1) * self.clusters)
        rows = slice(first, first + count + length - 1)
        a = self.a[rows, columns].contiguous()  # (n + L - 1, K)
        by_window = windows(a, 0, count, length)  # (n, L, K)
        squared = torch.bmm(triangles(self.band, first, count, length), by_window)
        squared = squared.mul_(by_window).sum(1).mul_(2)  # (n, K): sums of a_t a_u x_t.x_u
        sums = [a * self.length[rows]]
        if self.centres is not None:
            sums += [a, a * self.h[rows, columns]]
        sums = sliding_sum(torch.cat(sums, dim=1), length).split(self.clusters, dim=1)
        bound = sums[0]
        if self.centres is not None:
            centre_length = self.centre_length[columns]
            squared += sums[1] * (sums[1] * centre_length.square() - 2 * sums[2])
            bound = bound + sums[1] * centre_length
        residual = squared.clamp_min(0).sqrt()
        largest = bound.amax(1, keepdim=True)
        cancelled = (squared < NEAR_ZERO * bound.square()) | ((largest > 0) & (largest < TINY))
        pairs = torch.nonzero(cancelled)  # (P, 2): window, cluster
        if len(pairs):
            lengths, products = self._exact(pairs, index, length, first)
            residual[cancelled] = lengths
        scale = NetVLAD.scale(residual)
        ordinary = scale.masked_fill(cancelled, 0) if len(pairs) else scale
        part = self._weighted(ordinary, columns, first, length)
        if self.centres is not None:
            part -= (ordinary * sums[1]) @ self.centre_products[columns]
        if len(pairs):
            part.index_add_(0, pairs[:, 0], products * scale[cancelled].unsqueeze(-1))
        return part

    def _weighted(self, scale: Tensor, columns: slice, first: int, length: int) -> Tensor:
        """sum over clusters and frames of scale (n, K) times z -> (n, O).

        For each frame the windows that hold it are `length` neighbouring rows of scale: one small product
        (L, K) @ (K, O) a frame, whose rows belong to those windows; then each window gathers its own.
        """
        count, outputs = len(scale), self.outputs
        frames = count + length - 1
        edge = scale.new_zeros(length - 1, self.clusters)
        around = windows(torch.cat([edge, scale, edge]), 0, frames, length)  # (n + L - 1, L, K)
        spread = torch.bmm(around, self.z[first : first + frames, columns])  # (n + L - 1, L, O)
        # A row for each frame, with the windows of 3 frames that hold it. Window w0 gathers its entries at a
        # step of one row less one entry:
        #      -    -  [w0]
        #      -  [w0]  w1
        #    [w0]  w1   w2
        step = length * outputs
        gathered = spread.as_strided((count, length, outputs), (step, step - outputs, 1), step - outputs)
        return gathered.sum(1)

    def _exact(self, pairs: Tensor, index: int, length: int, first: int) -> tuple[Tensor, Tensor]:
        """Residual lengths (P,) and products with the classifier (P, O), in float64 from each frame."""
        steps = torch.arange(length, device=pairs.device)
        lengths, products = [], []
        for part in pairs.split(_PAIRS):
            cluster = part[:, 1] + index * self.clusters
            rows = first + part[:, :1] + steps  # (P, L)
            x = self.x[rows].double()
            if self.centres is not None:
                x -= self.centres[cluster].unsqueeze(1)
            v = torch.bmm(self.a[rows, cluster.unsqueeze(1)].double().unsqueeze(1), x)  # (P, 1, D)
            lengths.append(torch.linalg.vector_norm(v, dim=-1).squeeze(1))
            products.append(torch.bmm(self.weight[cluster].double(), v.transpose(1, 2)).squeeze(-1))
        return torch.cat(lengths).float(), torch.cat(products).float()
