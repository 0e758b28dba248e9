"""Games of a few rows and labels, and videos of a few grey frames, of any length."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

from core.data.labels import write_labels
from core.events import Events

GAME = "cup/2020-2021/2020-08-{day:02d} - 18-00 Reds 1 - 0 Blues"


def make_part(
    root: Path, rows: int, name: str = "F", times_s=None, *, game: str = GAME.format(day=1), part: int = 1
) -> Path:
    """Features of so many rows, and labels at these seconds where there are any; gives the game's folder."""
    folder = root / game
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / f"{part}_{name}.npy", np.ones((rows, 4), np.float32))
    if times_s is not None:
        times = [int(1000 * second) for second in times_s]
        label = np.arange(len(times)) % 3
        write_labels(folder / "Labels-v2.json", Events.build((game,), 0, part, times, label), {})
    return folder


def write_video(path: Path, seconds: int) -> None:
    """A video of one grey frame a second."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=1)
        stream.width = stream.height = 16
        for _ in range(seconds):
            frame = av.VideoFrame(16, 16, "yuv420p")
            for plane in frame.planes:
                plane.update(bytes([128]) * plane.buffer_size)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
