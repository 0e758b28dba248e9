"""Every conversion between milliseconds, frames, rows and "1 - 12:34". Nothing else in core converts time.

Milliseconds count from the start of a part of a game and are whole numbers. A *frame* is an index on a grid
of `fps` frames a second; frame i covers [i / fps, (i + 1) / fps). A video file has a clock of its own, on
which a part is a `Stretch`: the clock that a browser's player shows, that of the time stamps of the file's
frames, which need not begin at 0.
"""

import re
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from core.evaluation_rule import EvaluationRule

MOST_MS = 10**12
"""No time is later: larger numbers are faults, and would not fit into columns of 64 bits."""

_GAME_TIME = re.compile(r"\s*(\d+)\s*-\s*(\d+):(\d+)\s*")


def frame_of(time_ms, fps: float):
    """The frame a time falls in: trunc(fps * time_ms / 1000), as the official evaluator computes it.

    time_ms: whole milliseconds, scalar or array. Returns int or int64 array of the same shape.
    """
    frames = np.trunc(fps * (np.asarray(time_ms, dtype=np.float64) / 1000)).astype(np.int64)
    return int(frames) if frames.ndim == 0 else frames


def time_ms_of(frame, fps: float):
    """The first whole millisecond for which `frame_of` gives a frame; scalar or array."""
    frame = np.asarray(frame, dtype=np.int64)
    times = np.ceil(frame * 1000 / fps - 1e-6).astype(np.int64)
    times = times + (frame_of(times, fps) < frame)  # at odd rates the evaluator's rounding can fall short
    return int(times) if times.ndim == 0 else times


def evaluation_frame(time_ms, rule: EvaluationRule):
    """The frame on an evaluation's grid, at most its last: the package's 2 fps and 120 minutes by default."""
    frames = np.minimum(frame_of(time_ms, rule.fps), rule.n_frames - 1)
    return int(frames) if np.ndim(frames) == 0 else frames


def evaluation_reach(tolerance_s, rule: EvaluationRule):
    """Half of a tolerance (full width, seconds) in frames of an evaluation's grid; scalar or array."""
    return np.round(np.asarray(tolerance_s, dtype=np.float64) * rule.fps / 2, 9)


def frames_in(seconds: float, fps: float) -> int:
    """How many frames a duration is, to the nearest; half a frame counts as one."""
    return int(np.floor(seconds * fps + 0.5 + 1e-6))


class Stretch(NamedTuple):
    """Where a part lies in its video, in whole milliseconds on the file's clock.

    end_ms: None for the file's end. All that shows a moment goes through this: player, frames, clips.
    """

    start_ms: int = 0
    end_ms: int | None = None

    def in_file(self, time_ms: int) -> int:
        """A time of the part on the file's clock."""
        return time_ms + self.start_ms

    def in_part(self, file_ms: int) -> int:
        """A time on the file's clock as a time of the part."""
        return file_ms - self.start_ms

    def length_ms(self, file_ms: int) -> int:
        """How much of the part a file that ends at a time holds: 0 where the part begins later."""
        end_ms = file_ms if self.end_ms is None else min(self.end_ms, file_ms)
        return max(0, self.in_part(end_ms))

    def around(self, time_ms: int, reach_ms: int) -> tuple[int, int]:
        """The first and last millisecond on the file's clock around a time of the part, cut to the part."""
        first, last = (self.in_file(each) for each in (max(0, time_ms - reach_ms), time_ms + reach_ms))
        return first, last if self.end_ms is None else min(last, self.end_ms - 1)

    def holds(self, time_ms: int) -> bool:
        """Whether a time of the part lies before its end, as far as that is given."""
        return time_ms >= 0 and (self.end_ms is None or self.in_file(time_ms) < self.end_ms)


WHOLE_FILE = Stretch()


def time_stamp(file_ms: int, time_base: Fraction) -> int:
    """A time on a file's clock in the units of a stream, `time_base` seconds each, rounded."""
    return round(Fraction(file_ms, 1000) / time_base)


def game_time(half: int, time_ms: int) -> str:
    """'1 - 05:07' as SoccerNet writes it: half, minutes and whole seconds, zero-padded."""
    return f"{half} - {clock(time_ms)}"


def clock(time_ms: float) -> str:
    """The match clock within the half, mm:ss."""
    minutes, seconds = divmod(int(time_ms) // 1000, 60)
    return f"{minutes:02d}:{seconds:02d}"


def parse_game_time(text: str) -> tuple[int, int]:
    """(half, time_ms) of '1 - 12:34', zero-padded or not. Raises ValueError on anything else."""
    match = _GAME_TIME.fullmatch(text)
    if match is None or len(text) > 40:
        raise ValueError(f"{text[:40]!r} is not of the form '1 - 12:34'")
    half, minutes, seconds = (int(group) for group in match.groups())
    if max(half, minutes, seconds) > MOST_MS // 60_000:
        raise ValueError(f"{text!r} is no time of a half")
    return half, (minutes * 60 + seconds) * 1000
