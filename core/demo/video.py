"""The drawn broadcast as H.264 video, both halves at once, each in a process of its own.

`python -m core.demo.video ROOT GAME HALF FILE` is what those processes run: it writes one half to FILE and a
line "done total" to standard output now and then. A process, not a thread: drawing is many small calls, and
a server that asks for a video goes on answering.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from threading import Thread

import numpy as np

from core.data.games import Game
from core.data.labels import read_labels
from core.data.root import DataRoot, open_root
from core.demo.broadcast import TICKS_PER_S, stage
from core.demo.features import FPS
from core.demo.league import half_frames, seed_of
from core.demo.simulator import CLASSES, SENDING_OFF
from core.events import Events
from core.exceptions import UserError
from core.progress import Progress, silent

KEY_S = 4
"""Seconds from one key frame to the next: what a seek has to decode at most."""
_REPORT_TICKS = 240
_POLL_S = 0.1


def video_path(root: Path, game: str, half: int) -> Path:
    """Where the video of a half belongs, by SoccerNet's name but for the container."""
    return Path(root) / game / f"{half}_224p.mp4"


def make_video(root: Path, game: str, *, progress: Progress = silent) -> tuple[Path, Path]:
    """Draw and encode both halves of a demo league's game; existing files are kept.

    398 x 224, `TICKS_PER_S` frames a second, frame i in step with feature row i // 3 and with the labels.
    A file appears complete or not at all. Raises UserError when the root is no demo league or has no such
    game, and whatever `progress` raises to stop.
    """
    seed_of(root)
    open_root(root).game(game)
    paths = (video_path(root, game, 1), video_path(root, game, 2))
    works = [_Work(Path(root), game, half, path) for half, path in enumerate(paths, 1) if not path.is_file()]
    what = f"Drawing {game.rsplit('/')[-1]}"
    try:
        for work in works:
            work.start()
        while any(work.running for work in works):
            done = sum(work.done for work in works)
            progress(done, max(sum(work.total for work in works), done, 1), what)
            time.sleep(_POLL_S)
        for work in works:
            work.finish()
        progress(1, 1, "The video is made")
    finally:
        for work in works:
            work.stop()
    return paths


class _Work:
    """One half being drawn by another process, into a file that gets its name at the end."""

    def __init__(self, root: Path, game: str, half: int, path: Path) -> None:
        self.done, self.total, self._path = 0, 45 * 60 * TICKS_PER_S, path
        self._arguments = [str(root), game, str(half)]
        self._process: subprocess.Popen[str] | None = None
        self._part: Path | None = None

    def start(self) -> None:
        try:
            handle, name = tempfile.mkstemp(".part", f".{self._path.name}.", self._path.parent)
        except OSError as error:
            why = f"{self._path.parent} cannot be written ({error.strerror}); videos go there."
            raise UserError(why) from error
        os.close(handle)
        self._part = Path(name)
        command = [sys.executable, "-m", "core.demo.video", *self._arguments, name]
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self._process = subprocess.Popen(command, text=True, **streams)
        Thread(target=self._listen, args=(self._process,), daemon=True).start()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        for line in process.stdout:
            self.done, self.total = (int(word) for word in line.split())

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def finish(self) -> None:
        """Give the complete file its name. Raises UserError when the process failed."""
        if self._process.returncode:
            reason = (self._process.stderr.read().strip().splitlines() or ["it was stopped"])[-1]
            raise UserError(f"{self._path} could not be made ({reason}).")
        self._part.chmod(0o644)
        self._part.replace(self._path)

    def stop(self) -> None:
        """End the process if it still runs, and leave nothing half-written."""
        if self._process is not None:
            if self._process.poll() is None:
                self._process.kill()
            self._process.wait()
            self._process.stdout.close()
            self._process.stderr.close()
        if self._part is not None:
            self._part.unlink(missing_ok=True)


def encode_half(root: DataRoot, game: Game, half: int, path: Path, *, progress: Progress = silent) -> None:
    """Draw and encode one half of a game into `path`, here and now."""
    from core.demo.drawing import Painter  # cv2 and av load only where something is drawn

    seed = seed_of(root.path)
    events = read_labels(root, game).events
    n_ticks = half_frames(root.path, game.name, events, half) * TICKS_PER_S // FPS
    before = events[events.half < half]
    broadcast = stage(events, half, n_ticks, seed, game.name, _team_counts(before, ("Goal",)))
    gone = _team_counts(before, SENDING_OFF)
    painter = Painter(broadcast, game.home, game.away, seed, game.name, gone)
    _encode(painter, n_ticks, path, progress)


def _encode(painter, n_ticks: int, path: Path, progress: Progress) -> None:
    import av
    import cv2

    from core.demo.stadium import HEIGHT, WIDTH

    cv2.setNumThreads(1)  # the other half has the other core
    with av.open(str(path), "w", format="mp4", options={"movflags": "faststart"}) as container:
        stream = container.add_stream("libx264", rate=TICKS_PER_S)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.options = {"preset": "ultrafast", "crf": "31", "g": str(KEY_S * TICKS_PER_S)}
        stream.codec_context.thread_count = 1
        stream.gop_size = KEY_S * TICKS_PER_S
        for tick in range(n_ticks):
            frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
            _fill(frame, cv2.cvtColor(painter.picture(tick), cv2.COLOR_RGB2YUV_I420))
            container.mux(stream.encode(frame))
            if tick % _REPORT_TICKS == 0:
                progress(tick, n_ticks, "Drawing")
        container.mux(stream.encode())
    progress(n_ticks, n_ticks, "Drawing")


def _fill(frame, planar: np.ndarray) -> None:
    """Copy I420 (H * 3 / 2, W) uint8 into a frame's planes; PyAV's own way takes ten times as long."""
    samples, start = planar.reshape(-1), 0
    for plane in frame.planes:
        size = plane.width * plane.height
        rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
        rows[:, : plane.width] = samples[start : start + size].reshape(plane.height, plane.width)
        start += size


def _team_counts(events: Events, names: tuple[str, ...]) -> tuple[int, int]:
    """How many of these events home and away had."""
    chosen = np.isin(events.label, [CLASSES.index(name) for name in names])
    _, home, away = np.bincount(events.team[chosen], minlength=3).tolist()
    return home, away


def main(arguments: list[str]) -> int:
    """Draw one half as the module's docstring says."""
    root, game, half, path = arguments

    def report(done: float, total: float, what: str) -> None:
        sys.stdout.write(f"{done} {total}\n")
        sys.stdout.flush()

    try:
        opened = open_root(root)
        encode_half(opened, opened.game(game), int(half), Path(path), progress=report)
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
