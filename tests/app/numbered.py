"""Videos in which every frame carries its number, as white and black squares in a row at the top."""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from PIL import Image

BITS, CELL, MARGIN = 13, 16, 8


def numbered(
    path: Path,
    seconds: float,
    *,
    fps: Fraction | int = 25,
    size: tuple[int, int] = (320, 180),
    begin_s: float = 0,
    codec: str = "libx264",
    **options: str,
) -> Path:
    """A video of `size` pixels at `fps`; begin_s: the time stamp of its first frame."""
    width, height = size
    field = np.random.default_rng(0).integers(60, 180, (height // 8 + 1, (width + 300) // 8 + 1, 3), np.uint8)
    field = field.repeat(8, 0).repeat(8, 1)[:height]
    time_base = Fraction(1, 90_000)
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=fps, options={"preset": "ultrafast", **options})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.time_base = time_base
        for index in range(round(seconds * fps)):
            picture = field[:, index % 300 : index % 300 + width].copy()
            for bit in range(BITS):
                left = MARGIN + bit * CELL
                picture[MARGIN : MARGIN + CELL, left : left + CELL] = 255 if index >> bit & 1 else 0
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = round((begin_s + index / fps) / time_base), time_base
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def number_in(picture: bytes | np.ndarray, width: int = 320) -> int:
    """The number on a picture (H, W, 3) or an image file of one, `width` being that of the video."""
    if isinstance(picture, bytes):
        picture = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"))
    scale = picture.shape[1] / width
    y = round((MARGIN + CELL / 2) * scale)
    at = [round((MARGIN + (bit + 0.5) * CELL) * scale) for bit in range(BITS)]
    return sum(int(picture[y, x].mean() > 128) << bit for bit, x in enumerate(at))


def numbers_in(video: bytes | Path) -> list[int]:
    """The numbers on all frames of a video."""
    with av.open(io.BytesIO(video) if isinstance(video, bytes) else str(video)) as container:
        return [number_in(frame.to_ndarray(format="rgb24")) for frame in container.decode(video=0)]
