"""The network's equations written out frame by frame in float64: slow, and plainly right.

Takes weights in the official layout (a state_dict of arrays) or as plain arrays; shares no code with core.
"""

import math

import numpy as np


def normalised(vector):
    """vector / max(|vector|, 1e-12)."""
    length = math.sqrt(float(np.dot(vector, vector)))
    return vector / max(length, 1e-12)


def softmax(values):
    """exp(v) / sum exp(v)."""
    powers = [math.exp(v - max(values)) for v in values]
    return [p / sum(powers) for p in powers]


def vlad(frames, assign, bias, centres):
    """One side: frames (L, D), assign (K, D), bias (K,), centres (K, D) -> list of K normalised residuals.

    V_k = sum_i a_ik (x_i - c_k), each of length 1, then all together of length 1.
    """
    residuals = [np.zeros(assign.shape[1]) for _ in range(len(assign))]
    for frame in frames:
        a = softmax([float(np.dot(frame, assign[k])) + bias[k] for k in range(len(assign))])
        for k in range(len(assign)):
            residuals[k] = residuals[k] + a[k] * (frame - centres[k])
    residuals = [normalised(v) for v in residuals]
    length = math.sqrt(sum(float(np.dot(v, v)) for v in residuals))
    return [v / max(length, 1e-12) for v in residuals]


def logits(window, before, state, pool, embedded=False):
    """Logits (outputs,) of one window (T, input D) under an official state_dict of float64 arrays.

    before: how many of the T frames lie before the centre; embedded: frames are normalised already.
    """
    frames = [np.asarray(frame, dtype=np.float64) for frame in window]
    if "feature_extractor.weight" in state:
        w, b = state["feature_extractor.weight"], state["feature_extractor.bias"]
        frames = [w @ frame + b for frame in frames]
    split = pool.endswith("++")
    sides = [frames[:before], frames[before:]] if split else [frames]
    names = ["pool_layer_before", "pool_layer_after"] if split else ["pool_layer"]
    flat = []
    for side, name in zip(sides, names, strict=True):
        if pool.startswith("MAX"):
            flat.extend(np.max(side, axis=0))
        elif pool.startswith("AVG"):
            flat.extend(sum(side) / len(side))
        else:
            side = side if embedded else [normalised(frame) for frame in side]
            flat.extend(_flat_vlad(side, name, state))
    return np.array([float(np.dot(row, flat)) for row in state["fc.weight"]]) + state["fc.bias"]


def _flat_vlad(frames, name, state):
    if f"{name}.centroids" in state:  # the older family: cluster after cluster
        conv = state[f"{name}.conv.weight"][:, :, 0, 0]
        bias = state.get(f"{name}.conv.bias", np.zeros(len(conv)))
        return [value for v in vlad(frames, conv, bias, state[f"{name}.centroids"]) for value in v]
    assign = state[f"{name}.clusters"].T
    centres = state[f"{name}.clusters2"][0].T if f"{name}.clusters2" in state else np.zeros_like(assign)
    residuals = vlad(frames, assign, np.zeros(len(assign)), centres)
    return [residuals[k][d] for d in range(assign.shape[1]) for k in range(len(assign))]


def sigmoid(values):
    """1 / (1 + exp(-v)), elementwise."""
    return 1 / (1 + np.exp(-np.asarray(values, dtype=np.float64)))


def half_scores(features, before, after, state, pool, embedded=False):
    """Scores (N, outputs) of a half, one window a frame: t-before .. t+after-1, edge frames repeated."""
    rows = []
    for t in range(len(features)):
        index = [min(max(i, 0), len(features) - 1) for i in range(t - before, t + after)]
        rows.append(sigmoid(logits(features[index], before, state, pool, embedded)))
    return np.array(rows)
