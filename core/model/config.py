"""Configurations of a network and its training: frozen, checked on construction, saved as JSON."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

from core.data.rates import HIGHEST_FPS, LOWEST_FPS
from core.exceptions import UserError
from core.label_set import LabelSet
from core.label_sets import PRESETS, SOCCERNET_V2, label_set_of, preset
from core.timebase import frames_in

POOLS: tuple[str, ...] = ("NetVLAD++", "NetVLAD", "NetRVLAD++", "NetRVLAD", "MAX++", "MAX", "AVG++", "AVG")
"""Pooling names; "++" pools the frames before and after the centre apart."""


class _Config:
    """Checks, and JSON in and out, for frozen dataclasses whose fields are plain values."""

    def _require(self, what: str, fits: Callable[[Any], bool], *names: str) -> None:
        """Raises UserError for the first of these fields that is not `what`."""
        for name in names:
            if not fits(value := getattr(self, name)):
                raise UserError(f"{name} must be {what}, not {value!r}.")

    def to_dict(self) -> dict[str, Any]:
        """Every field by name, ready for JSON."""
        return {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]

    @classmethod
    def from_dict(
        cls, values: Mapping[str, Any], name: str = "the configuration", *, strict: bool = True
    ) -> Self:
        """The configuration of a JSON object; what is absent is at its default.

        strict: refuse unknown settings, which are ignored otherwise. Raises UserError naming `name`.
        """
        if not isinstance(values, Mapping):
            raise UserError(f"{name} must be a JSON object of settings, found {type(values).__name__}.")
        known = {field.name for field in fields(cls)}  # type: ignore[arg-type]
        unknown = sorted(set(values) - known)
        if unknown and strict:
            raise UserError(f"{name} has the unknown setting {unknown[0]!r}; it may be from a newer version.")
        try:
            return cls(**{key: value for key, value in values.items() if key in known})
        except UserError as error:
            raise UserError(f"{name}: {error}") from error
        except TypeError as error:
            raise UserError(f"{name} holds a setting of the wrong type ({error}).") from error


@dataclass(frozen=True)
class ModelConfig(_Config):
    """The shape of a network: all that is needed to build it before its weights are loaded.

    Raises UserError when values do not fit together.
    """

    pool: str = "NetVLAD++"
    """One of `POOLS`."""
    input_dim: int = 512
    """D of the feature files; when it is not `feature_dim` a learned linear layer comes first."""
    feature_dim: int = 512
    """Size of a frame inside the network."""
    clusters: int = 64
    """K over all sides: NetVLAD++ has K/2 before and K/2 after. MAX and AVG have none and ignore it."""
    before_s: float = 7.5
    """T_b, seconds of the window before its centre frame."""
    after_s: float = 7.5
    """T_a, seconds of the window from its centre frame on."""
    fps: float = 2.0
    """Feature frames a second, 0.1 to 60; a window's seconds become frames of this rate, to the nearest."""
    dropout: float = 0.4
    """Share of the pooled values dropped before the classifier while training."""
    label_set: LabelSet = SOCCERNET_V2
    """The classes that it scores besides the background."""
    background: bool = True
    """Whether output 0 is the background; some version 1 networks have none."""
    assignment_bias: bool = False
    """b_k of the NetVLAD++ paper's equation 3; the official code has none."""

    def __post_init__(self) -> None:
        if self.pool not in POOLS:
            raise UserError(f"There is no pooling {self.pool!r}; choose one of {', '.join(POOLS)}.")
        self._require("at least 1", lambda x: _is_whole(x) and x >= 1, "input_dim", "feature_dim", "clusters")
        self._require("positive", _is_positive, "before_s", "after_s")
        rates = f"from {LOWEST_FPS:g} to {HIGHEST_FPS:g}"
        self._require(rates, lambda x: _is_finite(x) and LOWEST_FPS <= x <= HIGHEST_FPS, "fps")
        self._require("from 0 to below 1", lambda x: _is_finite(x) and 0 <= x < 1, "dropout")
        if self.split and self.pools_clusters and self.clusters % 2:
            raise UserError(f"{self.pool} shares its clusters between two sides; {self.clusters} is odd.")
        if self.before_frames < 1 or self.after_frames < 1:
            raise UserError(no_frames(self.before_s, self.after_s, self.fps))

    @property
    def split(self) -> bool:
        """Whether before and after are pooled apart ("++")."""
        return self.pool.endswith("++")

    @property
    def pools_clusters(self) -> bool:
        """Whether the pooling has clusters (NetVLAD and NetRVLAD)."""
        return "VLAD" in self.pool

    @property
    def before_frames(self) -> int:
        """Frames of the window before its centre frame."""
        return frames_in(self.before_s, self.fps)

    @property
    def after_frames(self) -> int:
        """Frames of the window from its centre frame on."""
        return frames_in(self.after_s, self.fps)

    @property
    def window_frames(self) -> int:
        """T, all frames of the window."""
        return self.before_frames + self.after_frames

    @property
    def n_classes(self) -> int:
        """C, the classes besides the background."""
        return len(self.label_set)

    @property
    def n_outputs(self) -> int:
        """Logits: the classes and, where there is one, the background."""
        return self.n_classes + self.background

    def to_dict(self) -> dict[str, Any]:
        """Every field by name, ready for JSON; of the label set the size, and itself where it is another."""
        values: dict[str, Any] = {}
        for name, value in super().to_dict().items():
            values |= {"n_classes": self.n_classes} if name == "label_set" else {name: value}
        return values if self.label_set == SOCCERNET_V2 else values | {"label_set": self.label_set.to_json()}

    @classmethod
    def from_dict(
        cls, values: Mapping[str, Any], name: str = "the configuration", *, strict: bool = True
    ) -> Self:
        """As `to_dict` writes it. Without a label set, n_classes tells SoccerNet's versions apart."""
        if isinstance(values, Mapping):
            values = dict(values)
            values["label_set"] = _label_set(values.pop("n_classes", None), values.get("label_set"), name)
        return super().from_dict(values, name, strict=strict)


def _label_set(size: object, value: object, name: str) -> LabelSet:
    """The set of a configuration's n_classes and label_set, either None. Raises UserError naming `name`."""
    if value is not None:
        label_set = label_set_of(value, f"{name}: its label_set")
    else:
        versions = (preset(each) for each in PRESETS[:2])
        label_set = next((each for each in versions if size in (len(each), None)), None)
    if label_set is None or size not in (len(label_set), None):
        raise UserError(f"{name} has n_classes {size!r}, which is not the size of its label set.")
    return label_set


def no_frames(before_s: float, after_s: float, fps: float) -> str:
    """The sentence for a window that holds no frame on one side."""
    return (
        f"A window of {before_s:g} s before its centre and {after_s:g} s after holds no frame on one side at "
        f"{fps:g} frames a second; it needs at least two, so make each side at least {1 / fps:g} s."
    )


@dataclass(frozen=True)
class Sides:
    """T_b and T_a in place of a model's own, seconds; None for its own."""

    before_s: float | None = None
    after_s: float | None = None

    def frames(self, model: ModelConfig | None) -> tuple[int, int] | None:
        """(frames before the centre, frames from it on), at least 1; None where they are the model's own."""
        if model is None:
            return None
        before_s = model.before_s if self.before_s is None else self.before_s
        after_s = model.after_s if self.after_s is None else self.after_s
        frames = max(1, frames_in(before_s, model.fps)), max(1, frames_in(after_s, model.fps))
        return None if frames == (model.before_frames, model.after_frames) else frames


@dataclass(frozen=True)
class TrainingConfig(_Config):
    """How a network is trained; the defaults are the official recipe. Raises UserError on bad values."""

    lr: float = 1e-3
    """Adam's first learning rate; its betas stay at their defaults."""
    batch: int = 256
    """Chunks a step; with several processes, over all of them together."""
    patience: int = 10
    """Epochs without a better validation loss before the learning rate falls."""
    lr_factor: float = 0.1
    """What the learning rate is multiplied by then."""
    stop_lr: float = 1e-8
    """Training ends once the learning rate is below this."""
    max_epochs: int = 1000
    """Training ends after so many epochs at the latest."""
    stride_s: float | None = None
    """Seconds between the starts of two training chunks; None: the window's length, so that none overlap."""
    seed: int = 0
    """Decides first weights, order of chunks and dropout."""
    device: str = "auto"
    """Where to train: "auto" (CUDA where there is one), "cpu" or "cuda"."""
    storage: str = "auto"
    """How features are held in memory: "float32", "float16", or "auto" (float16 once they are large)."""
    precision: str = "auto"
    """Arithmetic: "float32", "mixed" (bfloat16 where it is safe: on a CPU in the learned layer before the
    pooling alone), or "auto" (mixed where the device has instructions for it)."""

    def __post_init__(self) -> None:
        self._require("at least 1", lambda x: _is_whole(x) and x >= 1, "batch", "max_epochs")
        self._require(
            "0 or more and below 2^63", lambda x: _is_whole(x) and 0 <= x < 2**63, "patience", "seed"
        )
        self._require("positive", _is_positive, "lr", "stop_lr")
        self._require("between 0 and 1", lambda x: _is_finite(x) and 0 < x < 1, "lr_factor")
        if self.stop_lr > self.lr:
            raise UserError(
                f"The learning rate {self.lr:g} is below stop_lr {self.stop_lr:g}: training would not begin."
            )
        if self.stride_s is not None:
            self._require("positive", _is_positive, "stride_s")
        self._require("one of auto, cpu, cuda", ("auto", "cpu", "cuda").__contains__, "device")
        self._require("one of auto, float32, float16", ("auto", "float32", "float16").__contains__, "storage")
        self._require("one of auto, float32, mixed", ("auto", "float32", "mixed").__contains__, "precision")

    def stride_frames(self, model: ModelConfig) -> int:
        """Frames between the starts of two training chunks."""
        if self.stride_s is None:
            return model.window_frames
        return max(1, frames_in(self.stride_s, model.fps))


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_finite(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_positive(value: object) -> bool:
    return _is_finite(value) and value > 0
