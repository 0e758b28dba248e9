"""URLs of what the browser fetches by itself; `app.server.routes` answers them."""

from __future__ import annotations

from pathlib import Path

from app.server import assets, rescoring
from app.server.catalog import file_version
from app.server.video_files import Footage
from core.data.games import Part
from core.files import short_id
from core.runs.run import Run

PREFIX = "/touchline"


def assets_url() -> str:
    """Where the folders of the components are."""
    return f"{PREFIX}/assets/{assets.version(assets.files())}"


def scores_url(run: Run, half: Part, sides: tuple[int, int] | None = None) -> str:
    """Where the curves of a half are; another file or another window of the model has another URL."""
    url = f"{PREFIX}/scores/{short_id(run.name)}/{short_id(half.game)}/{half.number}"
    if sides is None:
        return f"{url}?v={file_version(run.scores_path(half.game, half.number))}"
    return f"{url}/{sides[0]}/{sides[1]}?v={scores_version(run, half, sides)}"


def scores_version(run: Run, half: Part, sides: tuple[int, int]) -> str:
    """A digest of all that the scores of other sides depend on."""
    return short_id(repr(rescoring.version(run, half, sides)))


def why_url(run: Run, half: Part, sides: tuple[int, int] | None) -> str:
    """Where the reasons for a score are; `{c}` and `{frame}` stand for the class and the frame."""
    before, after = sides or (0, 0)
    url = f"{PREFIX}/why/{short_id(run.name)}/{short_id(half.game)}/{half.number}/{before}/{after}"
    return f"{url}/{{c}}/{{frame}}?v={scores_version(run, half, (before, after))}"


def video_url(part: Part, path: Path) -> str:
    """Where the file is in which a part lies, `path` being what the browser plays of it."""
    return f"{PREFIX}/video/{short_id(part.game)}/{part.number}?v={file_version(path)}"


def picture_url(part: Part, footage: Footage, kind: str, place: str) -> str:
    """Where a picture or clip of a part's video is.

    kind, place: "frame" or "thumb" with "/{ms}" for the time in the part, "clip" with "/{ms}/{s}" for its
    middle and the seconds to either side.
    """
    return f"{PREFIX}/{kind}/{short_id(part.game)}/{part.number}{place}?v={footage.url_version}"
