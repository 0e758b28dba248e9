"""How long the gallery's 24 pictures take from a 45-minute video, beside OpenCV seeking to the same frames.

    python -m benchmarks.thumbnails [--rounds 5] [--json]

The video is H.264 of 398 x 224 at 25 frames a second with a keyframe every 250, with and without B-frames;
each frame carries its number, so that every picture can be checked. It is made once and kept among the
temporary files. Cold: nothing kept, videos opened anew; warm: pictures kept on disk. Prints medians.
"""

from __future__ import annotations

import argparse
import io
import json
import shutil
import statistics
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import av
import cv2
import numpy as np
from PIL import Image

from app.server import thumbnails

FPS, MINUTES, PART_S = 25, 45, 100
CARDS = 24
KINDS = {"B-frames": {"bf": "3"}, "no B-frames": {"bf": "0"}}
_BITS, _CELL = 12, 16


def video(kind: str) -> Path:
    """The video of a kind; a part of 100 s is encoded and laid end to end, since decoding costs the same."""
    path = Path(tempfile.gettempdir()) / f"touchline-thumbnails-{kind.replace(' ', '-')}.mp4"
    if path.is_file():
        return path
    print(f"Making {path} ...", file=sys.stderr)
    options = {"preset": "medium", "g": "250", "sc_threshold": "0", "crf": "20", **KINDS[kind]}
    making = path.with_suffix(".part.mp4")
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / "part.mp4"
        _encode(part, options)
        with av.open(str(making), "w") as whole:
            stream = None
            for index in range(MINUTES * 60 // PART_S):
                with av.open(str(part)) as source:
                    stream = stream or whole.add_stream_from_template(source.streams.video[0])
                    for packet in source.demux(source.streams.video[0]):
                        if packet.dts is None:
                            continue
                        shift = round(index * PART_S / packet.time_base)
                        packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
                        packet.stream = stream
                        whole.mux(packet)
    making.replace(path)
    return path


def _encode(path: Path, options: dict[str, str]) -> None:
    rng = np.random.default_rng(0)
    field = cv2.resize(
        rng.integers(40, 200, (28, 160, 3), np.uint8), (1280, 224), interpolation=cv2.INTER_CUBIC
    )
    grain = rng.integers(0, 22, (8, 224, 398, 3), np.uint8)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS, options=options)
        stream.width, stream.height, stream.pix_fmt = 398, 224, "yuv420p"
        for index in range(PART_S * FPS):
            x = int(400 + 380 * np.sin(index / 90))
            picture = field[:, x : x + 398] + grain[index % 8]
            for bit in range(_BITS):
                left = 8 + bit * _CELL
                picture[8 : 8 + _CELL, left : left + _CELL] = 255 if index >> bit & 1 else 0
            for packet in stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)


def number_in(picture: np.ndarray) -> int:
    """The number that a picture (H, W, 3) of any size carries."""
    scale = picture.shape[1] / 398
    y = round((8 + _CELL / 2) * scale)
    at = [round((8 + (bit + 0.5) * _CELL) * scale) for bit in range(_BITS)]
    return sum(int(picture[y, x].mean() > 128) << bit for bit, x in enumerate(at))


def ours(path: Path, version: str, folder: Path, times: list[int]) -> tuple[float, list[np.ndarray]]:
    """Seconds, and the pictures, as the route asks for them."""
    began = time.perf_counter()
    waiting = [thumbnails.picture(folder, path, version, ms) for ms in times]
    data = [one.result() for one in waiting]
    took = time.perf_counter() - began
    return took, [np.asarray(Image.open(io.BytesIO(one))) for one in data]


def opencv(path: Path, times: list[int]) -> tuple[float, list[np.ndarray]]:
    """Seconds, and the pictures, of OpenCV seeking in one opened video, on all cores."""
    began = time.perf_counter()
    capture = cv2.VideoCapture(str(path))
    data = []
    for ms in times:
        capture.set(cv2.CAP_PROP_POS_FRAMES, ms * FPS // 1000)
        _, picture = capture.read()
        small = cv2.resize(picture, (thumbnails.WIDTH, 135), interpolation=cv2.INTER_AREA)
        data.append(cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 80])[1])
    capture.release()
    took = time.perf_counter() - began
    return took, [cv2.cvtColor(cv2.imdecode(one, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB) for one in data]


def measure(kind: str, rounds: int) -> dict:
    """Medians over rounds of other random times, and how many pictures are the exact frame."""
    path = video(kind)
    rng = np.random.default_rng(1)
    seconds: dict[str, list[float]] = {"cold": [], "warm": [], "opencv": []}
    exact = dict.fromkeys(seconds, 0)
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(rounds):
            times = rng.integers(0, MINUTES * 60_000, CARDS).tolist()
            expected = [ms * FPS // 1000 % (PART_S * FPS) for ms in times]
            kept, version = Path(folder) / str(turn), f"v{turn}"
            ways = {"cold": partial(ours, path, version, kept), "opencv": partial(opencv, path)}
            for name in ("cold", "opencv") if turn % 2 == 0 else ("opencv", "cold"):
                _note(seconds, exact, name, ways[name](times), expected)
            thumbnails.wait_for_writes()
            _note(seconds, exact, "warm", ways["cold"](times), expected)
            shutil.rmtree(kept)
    return {
        "video": kind,
        "pictures": CARDS,
        "bytes": path.stat().st_size,
        **{f"{name}_s": statistics.median(values) for name, values in seconds.items()},
        **{f"{name}_exact": exact[name] / (CARDS * rounds) for name in seconds},
    }


def _note(seconds: dict, exact: dict, name: str, done: tuple, expected: list[int]) -> None:
    took, pictures = done
    seconds[name].append(took)
    exact[name] += sum(
        number_in(picture) == wanted for picture, wanted in zip(pictures, expected, strict=True)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    rows = [measure(kind, arguments.rounds) for kind in KINDS]
    if arguments.json:
        print(json.dumps(rows, indent=2))
        return
    print(f"| {CARDS} pictures of a 45-minute half | cold | warm | OpenCV, seeking | exact: ours, OpenCV |")
    print("|---|---:|---:|---:|---:|")
    for row in rows:
        figures = " | ".join(f"{row[name]:.2f} s" for name in ("cold_s", "warm_s", "opencv_s"))
        share = f"{100 * row['cold_exact']:.0f} %, {100 * row['opencv_exact']:.0f} %"
        print(f"| {row['video']} | {figures} | {share} |")


if __name__ == "__main__":
    main()
