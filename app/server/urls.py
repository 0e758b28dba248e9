"""URLs of what the browser fetches by itself; `app.server.routes` answers them."""

from __future__ import annotations

from pathlib import Path

from app.server import assets, rescoring
from app.server.catalog import file_version
from core.data.games import Half
from core.files import short_id
from core.runs.run import Run

PREFIX = "/touchline"


def assets_url() -> str:
    """Where the folders of the components are."""
    return f"{PREFIX}/assets/{assets.version(assets.files())}"


def scores_url(run: Run, half: Half, sides: tuple[int, int] | None = None) -> str:
    """Where the curves of a half are; another file or another window of the model has another URL."""
    place = f"{short_id(run.name)}/{short_id(half.game)}/{half.number}"
    if sides is None:
        return f"{PREFIX}/scores/{place}?v={file_version(run.scores_path(half.game, half.number))}"
    version = scores_version(run, half, sides)
    return f"{PREFIX}/scores/{place}/{sides[0]}/{sides[1]}?v={version}"


def scores_version(run: Run, half: Half, sides: tuple[int, int]) -> str:
    """A digest of all that the scores of other sides depend on."""
    return short_id(repr(rescoring.version(run, half, sides)))


def why_url(run: Run, half: Half, sides: tuple[int, int] | None) -> str:
    """Where the reasons for a score are; `{c}` and `{frame}` stand for the class and the frame."""
    before, after = sides or (0, 0)
    place = f"{short_id(run.name)}/{short_id(half.game)}/{half.number}"
    version = scores_version(run, half, (before, after))
    return f"{PREFIX}/why/{place}/{before}/{after}/{{c}}/{{frame}}?v={version}"


def video_url(half: Half, path: Path) -> str:
    """Where the video of a half is."""
    return f"{PREFIX}/video/{short_id(half.game)}/{half.number}?v={file_version(path)}"


def frame_url(half: Half, path: Path) -> str:
    """Where single frames are; `{ms}` stands for the time."""
    return f"{PREFIX}/frame/{short_id(half.game)}/{half.number}/{{ms}}?v={file_version(path)}"


def thumb_url(half: Half, path: Path) -> str:
    """Where small pictures for the gallery are; `{ms}` stands for the time."""
    return f"{PREFIX}/thumb/{short_id(half.game)}/{half.number}/{{ms}}?v={file_version(path)}"


def clip_url(half: Half, path: Path) -> str:
    """Where clips are; `{ms}` stands for their middle, `{s}` for the seconds to either side."""
    return f"{PREFIX}/clip/{short_id(half.game)}/{half.number}/{{ms}}/{{s}}?v={file_version(path)}"
