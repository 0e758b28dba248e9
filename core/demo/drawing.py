"""The drawn broadcast of a half, a picture at a time: play, cut-aways, replays and what is over them."""

from __future__ import annotations

import cv2
import numpy as np

from core.demo import cutaways, graphics, sprites, stadium
from core.demo.broadcast import TICKS_PER_S, Broadcast, View
from core.demo.players import REFEREE, TEAM_SIZE, paths
from core.demo.simulator import CLASSES
from core.demo.stadium import HEIGHT, MARGIN, WIDTH, project

REPLAY_ZOOM = 1.5
WIPE_TICKS = 4


class Painter:
    """Draws any tick of a staged half; the same tick always gives the same picture."""

    def __init__(
        self,
        broadcast: Broadcast,
        home: str,
        away: str,
        seed: int,
        game: str,
        sent_off: tuple[int, int] = (0, 0),
    ) -> None:
        self.broadcast = broadcast
        self.teams = (home, away)
        self.kits = sprites.kits(home, away)
        self._board = graphics.Scoreboard(home, away, self.kits)
        self._captions = graphics.captions(broadcast, self.teams)
        self._camera = self._cameras()
        self._lay_out(paths(broadcast, seed, game, sent_off))
        self._wipes = self._replay_edges()

    def picture(self, tick: int) -> np.ndarray:
        """What is on the screen at a tick, (224, 398, 3) uint8, RGB."""
        broadcast = self.broadcast
        view = View(int(broadcast.view[tick]))
        draw = {View.WIDE: self._wide, View.REPLAY: self._replay}.get(view, self._away)
        image = draw(tick)
        if (wipe := self._wipes.get(tick)) is not None:
            graphics.wipe(image, wipe)
        if (caption := self._captions[tick]) is not None:
            graphics.paste(image, caption, 14, HEIGHT - 40)
        time_s = tick // TICKS_PER_S + (45 * 60 if broadcast.half == 2 else 0)
        self._board.draw(image, time_s, tuple(broadcast.score[tick].tolist()))
        graphics.paste(image, graphics.simulated_tag(), WIDTH - 84, HEIGHT - 18)
        return image

    def _wide(self, tick: int) -> np.ndarray:
        """The main camera's picture of the play at a tick."""
        camera = float(self._camera[tick])
        canvas = stadium.background(camera).copy()
        columns = (self._feet, self._heights, self._steps)
        feet, heights, steps = (column[tick].tolist() for column in columns)
        for index in self._order[tick].tolist():  # the far ones first, so that near ones stand before them
            x, y = feet[index]
            if -18 < x - MARGIN < WIDTH + 18:
                kit, skin = self._looks[index]
                picture, mask = sprites.player(kit, skin, heights[index], steps[index])
                h, w = mask.shape[:2]
                x, y = x - w // 2, y - h + sprites.FOOT
                cv2.copyTo(picture, mask, canvas[y : y + h, x : x + w])
        u, v, scale = (float(value) for value in project(*self.broadcast.ball[tick], camera))
        centre = (round(u) + MARGIN, round(v - 1.5) + MARGIN)
        if 0 < centre[0] < canvas.shape[1] and 0 < centre[1] < canvas.shape[0]:
            cv2.ellipse(canvas, (centre[0] + 1, centre[1] + 2), (3, 1), 0, 0, 360, sprites.SHADOW, -1)
            cv2.circle(canvas, centre, 2 if scale < 6 else 3, (30, 40, 30), -1)
            cv2.circle(canvas, centre, 2, (255, 255, 255), -1)
        return canvas[MARGIN:-MARGIN, MARGIN:-MARGIN]

    def _lay_out(self, places: np.ndarray) -> None:
        """Project all players (T, 23, 2) at all ticks at once: far cheaper than picture by picture."""
        moved = np.linalg.norm(np.diff(places, axis=0, prepend=places[:1]), axis=2)
        u, v, scale = project(places[..., 0], places[..., 1], self._camera[:, None])
        on_pitch = np.isfinite(u)
        feet = np.where(on_pitch[..., None], np.stack([u, v], axis=2) + MARGIN, -1000)  # gone: far off it
        self._feet = np.round(feet).astype(np.int32)
        self._heights = np.round(np.where(on_pitch, scale, 1) * 2.9).astype(np.int32)
        self._order = np.argsort(feet[..., 1], axis=1)
        stride = (np.arange(len(u))[:, None] // 2 + np.arange(u.shape[1])) % 2
        self._steps = np.where(np.nan_to_num(moved * TICKS_PER_S) < 0.9, 0, 1 + stride)  # metres a second
        self._looks = [(self._kit(index), index * 7 % 3) for index in range(REFEREE + 1)]

    def _kit(self, index: int):
        if index == REFEREE:
            return sprites.REFEREE_KIT
        team, number = divmod(index, TEAM_SIZE)
        return sprites.KEEPER_KITS[team] if number == 0 else self.kits[team]

    def _replay(self, tick: int) -> np.ndarray:
        """Half-speed play, closer to the ball, framed as a replay."""
        source = int(self.broadcast.source[tick])
        image = self._wide(source)
        u, v, _ = project(*self.broadcast.ball[source], self._camera[source])
        w, h = round(WIDTH / REPLAY_ZOOM), round(HEIGHT / REPLAY_ZOOM)
        x = int(np.clip(u - w / 2, 0, WIDTH - w))
        y = int(np.clip(v - h / 2, 0, HEIGHT - h))
        image = cv2.resize(image[y : y + h, x : x + w], (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR)
        graphics.replay_frame(image, tick)
        return image

    def _away(self, tick: int) -> np.ndarray:
        """Close-ups, crowd and bench."""
        view = self.broadcast.view[tick]
        about = int(self.broadcast.about[tick])
        name, team = "", 1 + tick // 977 % 2
        if about >= 0:
            name = CLASSES[self.broadcast.events.label[about]]
            team = int(self.broadcast.events.team[about]) or team
        subject = cutaways.Subject(name, self.kits[team - 1], (about * 5 + 7 * team) % 21 + 2, tick)
        draw = {View.BENCH: cutaways.bench, View.CROWD: cutaways.crowd}.get(view, cutaways.close_up)
        return draw(subject)

    def _cameras(self) -> np.ndarray:
        """Where the camera points at each tick, metres along the pitch, on the grid of backgrounds."""
        x = self.broadcast.ball[:, 0].astype(np.float64)
        for width in (2 * TICKS_PER_S, TICKS_PER_S):  # twice a moving average: it starts and stops gently
            padded = np.pad(x, (width // 2, width - width // 2 - 1), mode="edge")
            x = np.convolve(padded, np.ones(width) / width, mode="valid")
        step = stadium.CAMERA_STEP_M
        return np.round(np.clip(x, *stadium.CAMERA_RANGE_M) / step) * step

    def _replay_edges(self) -> dict[int, float]:
        """Ticks of the wipe into and out of each replay, with how far it has come."""
        inside = np.concatenate([[0], (self.broadcast.view == View.REPLAY).astype(int), [0]])
        edges = np.flatnonzero(np.diff(inside))
        shares = (np.arange(WIPE_TICKS) + 0.5) / WIPE_TICKS
        return {
            int(edge) + offset - WIPE_TICKS // 2: float(share)
            for edge in edges
            for offset, share in enumerate(shares)
        }
