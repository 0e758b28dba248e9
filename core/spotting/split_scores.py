"""Spots of a whole split: dense scores ranked once, suppressed on all cores at every change."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.events import Events
from core.spotting.nms import Keep, RankedScores
from core.spotting.settings import Settings
from core.timebase import time_ms_of


@dataclass(frozen=True, eq=False)
class SplitScores:
    """Ranked scores of many halves.

    games: names; halves: (game index, half number, scores) in order of game and half.
    """

    games: tuple[str, ...]
    halves: tuple[tuple[int, int, RankedScores], ...]

    @cached_property
    def by_half(self) -> dict[tuple[str, int], RankedScores]:
        """The scores by name of the game and half."""
        return {(self.games[game], half): ranked for game, half, ranked in self.halves}

    @classmethod
    def of(cls, games: tuple[str, ...], halves: Iterable[tuple[str, int, np.ndarray, float]]) -> SplitScores:
        """From (game, half, scores (N, 17), fps) of each half; ranking runs on all cores."""
        place = {name: index for index, name in enumerate(games)}

        def ranked(half: tuple[str, int, np.ndarray, float]) -> tuple[int, int, RankedScores]:
            game, number, scores, fps = half
            one = RankedScores.of(scores, fps)
            _ = one.order  # ranked here, once, and not at the first change of a setting
            return place[game], number, one

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            parts = sorted(pool.map(ranked, halves), key=lambda part: part[:2])
        return cls(tuple(games), tuple(parts))

    def spots(self, settings: Settings) -> Events:
        """The spots that settings keep, by game, half, class and time."""
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            keeps = list(pool.map(lambda part: part[2].nms(settings), self.halves, chunksize=8))
        return self._events(keeps)

    def _events(self, keeps: list[Keep]) -> Events:
        if not keeps:
            return Events.empty(self.games)
        sizes = [len(keep) for keep in keeps]
        times = [time_ms_of(keep.frame, part[2].fps) for keep, part in zip(keeps, self.halves, strict=True)]
        return Events.build(
            self.games,
            np.repeat([part[0] for part in self.halves], sizes),
            np.repeat([part[1] for part in self.halves], sizes),
            np.concatenate(times),
            np.concatenate([keep.label for keep in keeps]),
            confidence=np.concatenate([keep.confidence for keep in keeps]),
        )


def cut(spots: Events, settings: Settings) -> Events:
    """The spots at or above their class's threshold: what settings do to spots that have no scores.

    Compared in float32, as scores are, so that a cut of the spots at threshold 0 equals new ones.
    """
    least = settings.thresholds.astype(np.float32)
    return spots[spots.confidence.astype(np.float32) >= least[spots.label]]
