"""Spots of a whole split: dense scores ranked once, suppressed on all cores at every change."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from core.events import Events
from core.game_name import places_of
from core.label_set import LabelSet
from core.label_sets import SOCCERNET_V2
from core.spotting.nms import RankedScores
from core.spotting.settings import Settings
from core.timebase import time_ms_of


class HalfScores(NamedTuple):
    """Ranked scores of a part of a game: game (an index into names), half (the part's number)."""

    game: int
    half: int
    scores: RankedScores


@dataclass(frozen=True, eq=False)
class SplitScores:
    """Ranked scores of many halves, in order of game and half."""

    games: tuple[str, ...]
    halves: tuple[HalfScores, ...]
    label_set: LabelSet = SOCCERNET_V2

    @cached_property
    def by_half(self) -> dict[tuple[str, int], RankedScores]:
        """The scores by name of the game and half."""
        return {(self.games[game], half): scores for game, half, scores in self.halves}

    @classmethod
    def from_halves(
        cls,
        games: tuple[str, ...],
        halves: Iterable[tuple[str, int, np.ndarray, float]],
        label_set: LabelSet = SOCCERNET_V2,
    ) -> SplitScores:
        """From (game, half, scores (N, C), fps) of each half; ranking runs on all cores."""
        place = {name: index for index, name in enumerate(games)}

        def rank(half: tuple[str, int, np.ndarray, float]) -> HalfScores:
            game, number, scores, fps = half
            ranked = RankedScores.from_scores(scores, fps)
            _ = ranked.order  # computed here, once, and not at the first change of a setting
            return HalfScores(place[game], number, ranked)

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            ranked = sorted(pool.map(rank, halves), key=lambda half: half[:2])
        return cls(tuple(games), tuple(ranked), label_set)

    def for_games(self, games: tuple[str, ...]) -> SplitScores:
        """The scores of these games, indexed in this order, as `Events.for_games`."""
        if self.games == games:
            return self
        place = places_of(games, self.games)
        names = [self.games[half.game] for half in self.halves]
        both = zip(self.halves, names, strict=True)
        halves = [half._replace(game=place[name]) for half, name in both if name in place]
        return SplitScores(games, tuple(sorted(halves, key=lambda half: half[:2])), self.label_set)

    def of_set(self, label_set: LabelSet) -> SplitScores:
        """These scores as of a set with the same classes. Raises UserError for a set of other classes."""
        if self.label_set == label_set:
            return self
        label_set.require_same(self.label_set, "the labels", "the scores")
        return replace(self, label_set=label_set)

    def smoothed(self, sigma_s: float) -> SplitScores:
        """These scores under a gaussian of sigma_s seconds, ranked, so that no later step smooths again."""
        if sigma_s == 0:
            return self

        def smooth(half: HalfScores) -> HalfScores:
            scores = half.scores.smoothed(sigma_s)
            _ = scores.order
            return half._replace(scores=scores)

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return replace(self, halves=tuple(pool.map(smooth, self.halves)))

    def spots(self, settings: Settings) -> Events:
        """The spots that settings keep, by game, half, class and time."""
        if not self.halves:
            return Events.empty(self.games, self.label_set)
        cores = os.cpu_count() or 1
        # A few long parts would leave cores idle: then each is shared out by classes.
        shares = _shares(len(self.label_set), cores // len(self.halves))
        jobs = [(half, labels) for half in self.halves for labels in shares]
        with ThreadPoolExecutor(cores) as pool:
            spots = list(pool.map(lambda job: job[0].scores.nms(settings, job[1]), jobs))
        halves = [half for half, _ in jobs]
        sizes = [len(part) for part in spots]
        times = [time_ms_of(part.frame, half.scores.fps) for part, half in zip(spots, halves, strict=True)]
        return Events.build(
            self.games,
            np.repeat([half.game for half in halves], sizes),
            np.repeat([half.half for half in halves], sizes),
            np.concatenate(times),
            np.concatenate([part.label for part in spots]),
            confidence=np.concatenate([part.confidence for part in spots]),
            label_set=self.label_set,
        )


def _shares(n_classes: int, most: int) -> tuple[range | None, ...]:
    """The classes in order, in at most so many shares of nearly equal size; None for all in one."""
    if min(most, n_classes) <= 1:
        return (None,)
    ends = np.linspace(0, n_classes, min(most, n_classes) + 1).round().astype(int).tolist()
    return tuple(range(first, end) for first, end in pairwise(ends))


def cut(spots: Events, settings: Settings) -> Events:
    """The spots at or above their class's threshold: what settings do to spots that have no scores.

    Compared in float32, as scores are, so that a cut of the spots at threshold 0 equals new ones.
    """
    least = settings.thresholds.astype(np.float32)
    return spots[spots.confidence.astype(np.float32) >= least[spots.label]]
