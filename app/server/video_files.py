"""Which video a part has, where the part lies in it, and which form of the file the browser gets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.server.catalog import Catalog, file_version
from app.server.frames import Facts, facts
from app.server.remux import needs_remux
from core.data.games import Part
from core.files import short_id
from core.timebase import Stretch, clock


@dataclass(frozen=True)
class Footage:
    """The video of a part: the user's own file, its version, and where the part lies in it."""

    path: Path
    version: str
    stretch: Stretch

    @property
    def url_version(self) -> str:
        """Another one where the file or the part's place in it is another."""
        return short_id(f"{self.version} {self.stretch}")

    @property
    def facts(self) -> Facts | None:
        """The facts of the file, None when it cannot be opened."""
        return facts(self.path, self.version)

    @property
    def problem(self) -> str:
        """Why nothing can be shown of it, as a sentence; empty where it can."""
        known, (start_ms, end_ms) = self.facts, self.stretch
        if known is None:
            return f"{self.path} cannot be opened as a video; fetch or export it again."
        begins = f"In {self.path} this part begins at {clock(start_ms)}"
        if end_ms is not None and end_ms <= start_ms:
            return f"{begins} and ends at {clock(end_ms)}; give it a later end in game.json."
        if known.duration_ms and not self.stretch.length_ms(known.duration_ms):
            ends = f"the file ends at {clock(known.duration_ms)}"
            return f"{begins}, but {ends}; mend its start in game.json, or fetch the whole file."
        return ""


def video_of(part: Part) -> Path | None:
    """The video of a part; None when there is none, or no longer."""
    return part.video if part.video is not None and part.video.is_file() else None


def footage_of(part: Part) -> Footage | None:
    """The footage of a part; None when there is no video, or no longer."""
    try:
        version = "" if part.video is None else file_version(part.video)
    except OSError:
        return None
    return Footage(part.video, version, part.stretch) if version else None


def why_no_video(part: Part) -> str:
    """Why the video that a part has cannot be shown, as a sentence; empty where it can, or has none."""
    if part.video is None:
        return ""
    footage = footage_of(part)
    if footage is None:
        return f"{part.video} is not there; put it back to watch the moments."
    return footage.problem


def remuxed_path(catalog: Catalog, part: Part, path: Path) -> Path:
    """Where the remux of a video is, or would be, in the workspace's cache: one for all parts in it."""
    name = f"{short_id(part.game)}-{short_id(path.name)}-{file_version(path)}.mp4"
    return catalog.workspace.path / "cache" / "video" / name


def playable(catalog: Catalog, part: Part) -> Path | None:
    """What the browser plays: the remux where there is one, else the video itself."""
    path = video_of(part)
    if path is None:
        return None
    remuxed = remuxed_path(catalog, part, path)
    return remuxed if remuxed.is_file() else path


def to_remux(catalog: Catalog, parts: tuple[Part, ...]) -> dict[Path, Path]:
    """The videos of parts that had better be remuxed first, each once, and where to."""
    videos = {path: part for part in parts if (path := video_of(part)) is not None}
    targets = {path: remuxed_path(catalog, part, path) for path, part in videos.items()}
    return {
        path: target
        for path, target in targets.items()
        if needs_remux(path, file_version(path)) and not target.is_file()
    }
