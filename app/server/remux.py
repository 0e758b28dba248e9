"""Videos for the browser: a remux of what it may not play, and short clips. Never beside the user's files."""

from __future__ import annotations

import io
import tempfile
import threading
from fractions import Fraction
from pathlib import Path

import av

from app.server.frames import FAILURES, FPS, decoding, facts
from core.exceptions import UserError
from core.progress import Progress, silent
from core.timebase import time_stamp

CLIP_MAX_S = 30
_clipping = threading.Lock()


def needs_remux(path: Path, version: str) -> bool:
    """Whether browsers are unreliable with a video as it is; False for what cannot be opened."""
    known = facts(path, version)
    plays = path.suffix.lower() in (".mp4", ".webm")
    return known is not None and not (plays and known.codec in ("h264", "vp8", "vp9", "av1"))


def remux(source: Path, target: Path, *, progress: Progress = silent) -> None:
    """Write `source` as a faststart MP4: H.264 is copied, anything else encoded again; whole or not at all.

    Audio is kept when MP4 holds it as it is. Raises UserError naming the file; Cancelled through `progress`.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".part.mp4", delete=False) as file:
        part = Path(file.name)
    try:
        with (
            av.open(str(source)) as read,
            av.open(str(part), "w", format="mp4", options={"movflags": "faststart"}) as write,
        ):
            _transfer(read, write, source.name, progress)
        part.replace(target)
    except FAILURES as error:
        raise UserError(f"{source} cannot be turned into an MP4 ({error}); fetch it again.") from error
    finally:
        part.unlink(missing_ok=True)


def _transfer(read, write, name: str, progress: Progress) -> None:
    picture = read.streams.video[0]
    copied = picture.codec_context.name == "h264"
    outputs = {picture: write.add_stream_from_template(picture) if copied else _encoder(write, picture)}
    for sound in read.streams.audio[:1]:
        if sound.codec_context.name in ("aac", "mp3"):
            outputs[sound] = write.add_stream_from_template(sound)
    total = max(1, (read.duration or 0) // av.time_base)
    what = f"{'repacking' if copied else 'encoding'} {name}"
    leading: list[av.Packet] = []  # Matroska says no decoding time for the first pictures of H.264
    for count, packet in enumerate(read.demux(*outputs)):
        if count % 250 == 0 and packet.pts is not None:
            progress(min(int(packet.pts * packet.time_base), total), total, what)
        if packet.stream is picture and not copied:
            for frame in packet.decode():
                write.mux(outputs[picture].encode(_plain(frame)))
        elif packet.dts is None:
            leading += [packet] if packet.stream is picture and packet.size else []
        else:
            if packet.stream is picture and leading:
                _date(leading, packet.dts, picture)
                for early in leading:
                    early.stream = outputs[picture]
                    write.mux(early)
                leading = []
            packet.stream = outputs[packet.stream]
            write.mux(packet)
    if not copied:
        write.mux(outputs[picture].encode())


def _date(leading: list[av.Packet], known: int, picture) -> None:
    """Decoding times for the packets before the first that has one, a frame apart."""
    step = max(1, round(1 / (picture.average_rate or FPS) / picture.time_base))
    for back, packet in enumerate(reversed(leading), start=1):
        packet.dts = known - back * step


def _encoder(write, picture):
    rate = picture.average_rate or Fraction(FPS)
    stream = write.add_stream("libx264", rate=rate, options={"preset": "veryfast", "crf": "21"})
    # H.264 with these colours wants even sides.
    stream.width, stream.height = picture.width // 2 * 2, picture.height // 2 * 2
    stream.pix_fmt = "yuv420p"
    stream.codec_context.time_base = picture.time_base
    return stream


def _plain(frame):
    """A frame in the encoder's format, its type left for the encoder to choose."""
    width, height = frame.width // 2 * 2, frame.height // 2 * 2
    if frame.format.name != "yuv420p" or (width, height) != (frame.width, frame.height):
        time, base = frame.pts, frame.time_base
        frame = frame.reformat(width, height, "yuv420p")
        frame.pts, frame.time_base = time, base
    frame.pict_type = av.video.frame.PictureType.NONE
    return frame


def clip(path: Path, from_ms: int, to_ms: int) -> bytes | None:
    """The frames of a file from `from_ms` to `to_ms` as an MP4, without sound; None beyond the file's end.

    Encoded again, so that it begins where it was asked to and not at the key frame before.
    Raises UserError naming a file that cannot be decoded.
    """
    buffer, first = io.BytesIO(), None
    with (
        _clipping,  # one at a time: a clip takes all the cores it gets
        decoding(path),
        av.open(str(path)) as read,
        av.open(buffer, "w", format="mp4") as write,
    ):
        picture = read.streams.video[0]
        picture.thread_type = "AUTO"
        start, end = (time_stamp(each, picture.time_base) for each in (from_ms, to_ms))
        read.seek(start, stream=picture)
        stream = _encoder(write, picture)
        for frame in read.decode(picture):
            if frame.pts is None or frame.pts < start:
                continue
            if frame.pts > end:
                break
            first = frame.pts if first is None else first
            frame = _plain(frame)
            frame.pts -= first
            write.mux(stream.encode(frame))
        if first is not None:
            write.mux(stream.encode())
    return None if first is None else buffer.getvalue()
