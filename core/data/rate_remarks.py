"""Features whose length disagrees with the video or the labels, most often because their rate is another.

A disagreement is said, never refused: it may lie in the video or the labels too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.data.features import open_features, with_features
from core.data.games import Game, Part
from core.data.rates import (
    HIGHEST_FPS,
    LOWEST_FPS,
    Rate,
    end_early,
    feature_rate,
    label_times,
    one_rate,
    readable_labels,
    sidecar_path,
)
from core.data.root import DataRoot
from core.data.video_length import part_length_ms
from core.exceptions import UserError
from core.figures import count
from core.timebase import clock

SHARE, MOST_S, SLACK_ROWS = 0.02, 10.0, 2
"""Lengths agree within this share of them and so many seconds, and so many rows more."""
USUAL_FPS = (0.1, 0.2, 0.5, 1, 2, 3, 4, 5, 6, 8, 10, 12, 12.5, 15, 20, 24, 25, 29.97, 30, 50, 60)
LATEST_END = 1.25
"""A rate fits labels where the features end at most at this multiple of the last label's time."""


def rate_remark(root: DataRoot, game: Game, part: Part, name: str, fps: float | None = None) -> str:
    """A sentence where a part's features are much longer or shorter than its video or labels; else nothing.

    fps: in place of their own rate. Reads the features' and the video's head and the labels. Raises UserError
    for a sidecar without a rate.
    """
    if name not in part.features:
        return ""
    rate = feature_rate(root, game, part, name, fps)
    return remark_at(root, part, name, rate, label_times(readable_labels(root, game), part))


def remark_at(root: DataRoot, part: Part, name: str, rate: Rate, times_ms: Sequence[int]) -> str:
    """As `rate_remark`, at a rate and with the times of the part's labels, ascending."""
    path = part.features[name]
    try:
        rows = len(open_features(path))
    except UserError:  # which whoever uses them says
        return ""
    lengths = _Lengths(rows, rate, part_length_ms(part), times_ms)
    if not (says := lengths.disagreement()):
        return ""
    better = lengths.better_fps()
    way_out = ""
    if better is not None:
        written = f'write {{"fps": {better:g}}} into {sidecar_path(root, part, name)}'
        way_out = f"; {better:g} a second would fit: give --fps {better:g}, or {written}"
    return f"{path} {says}{way_out}."


def rate_remarks(root: DataRoot, games: Iterable[Game], name: str, fps: float | None = None) -> str:
    """The first `rate_remark` of these games, and of how many parts more there is one; else nothing.

    Raises UserError as `one_rate` does, whose rate is held against the parts that do not tell theirs.
    """
    games, remarks = tuple(games), []
    common = one_rate(root, games, name, fps)
    for game in games:
        labels = readable_labels(root, game)
        for _, part in with_features([game], name):
            rate = feature_rate(root, game, part, name, fps)
            at = rate if rate.sure else common
            remarks += filter(None, [remark_at(root, part, name, at, label_times(labels, part))])
    if len(remarks) < 2:
        return "".join(remarks)
    return f"{remarks[0]} So it is with {count(len(remarks) - 1, 'part')} more; `touchline check` lists them."


@dataclass(frozen=True)
class _Lengths:
    """rows of features at a rate beside video_ms, None without a video, and times_ms of labels, ascending."""

    rows: int
    rate: Rate
    video_ms: int | None
    times_ms: Sequence[int]

    @property
    def end_s(self) -> float:
        """Where the features end."""
        return self.rows / self.rate.fps

    @property
    def last_s(self) -> float:
        """When the last label is."""
        return self.times_ms[-1] / 1000 if self.times_ms else 0.0

    @property
    def _stops_short(self) -> bool:
        """Whether the labels end too early to be chance."""
        return end_early(len(self.times_ms), self.last_s, self.end_s)

    def disagreement(self) -> str:
        """What is odd, as the rest of a sentence that begins with the features; "" where nothing is."""
        at = f"{clock(1000 * self.end_s)} at {self.rate}"
        if self.video_ms is not None and not _agree(self.end_s, self.video_ms / 1000, self.rate.fps):
            return f"lasts {at}, its video {clock(self.video_ms)}"
        if self.last_s > self.end_s and not _agree(self.end_s, self.last_s, self.rate.fps):
            late = sum(time_ms >= 1000 * self.end_s for time_ms in self.times_ms)
            last = f"the last at {clock(1000 * self.last_s)}"
            return f"ends at {at}, before {count(late, 'label')}, {last}; they cannot be learned or found"
        if self.video_ms is None and self._stops_short and self.better_fps() is not None:
            return f"lasts {at}, its {len(self.times_ms)} labels only to {clock(1000 * self.last_s)}"
        return ""

    def better_fps(self) -> float | None:
        """The usual rate at which the features would end with the video, or soon after the last label."""
        if self.video_ms is not None:
            length_s = self.video_ms / 1000
            fitting = [fps for fps in USUAL_FPS if _agree(self.rows / fps, length_s, fps)]
            exact = round(self.rows / max(length_s, 1e-3), 3)
            fitting = fitting or [exact] * (LOWEST_FPS <= exact <= HIGHEST_FPS)
        else:
            length_s = self.last_s
            fitting = [
                fps
                for fps in USUAL_FPS
                if length_s <= (self.rows + SLACK_ROWS) / fps <= LATEST_END * length_s + SLACK_ROWS / fps
            ]
        best = min(fitting, key=lambda fps: abs(self.rows / fps - length_s), default=None)
        return None if best == self.rate.fps else best


def _agree(features_s: float, other_s: float, fps: float) -> bool:
    """Whether the length of features agrees with another."""
    return abs(features_s - other_s) <= min(SHARE * other_s, MOST_S) + SLACK_ROWS / fps
