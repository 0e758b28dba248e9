"""What the browser may fetch for a half, and the sentences for what is not there."""

from __future__ import annotations

from app import cache, frames, routes
from app.library import Library
from app.payload import Sources
from app.video import video_of
from core.data.games import Half
from core.errors import UserError
from core.runs.run import Run


def sources_of(lib: Library, run: Run | None, half: Half) -> Sources:
    """Curves, video and frames of a half."""
    return Sources(**_curves(run, half), **_video(lib, half))


def _curves(run: Run | None, half: Half) -> dict:
    if run is None:
        return {"curves_note": "No run yet: truths only."}
    try:
        scores = run.scores(half.game, half.number)
    except UserError as error:
        return {"curves_note": str(error)}
    if scores is None:
        if half.game in cache.spotted_games(run):
            return {"curves_note": f"{run.name} has spots only, no curves."}
        how = f"python -m core predict --run {run.name} --game ..."
        return {"curves_note": f"{run.name} has no predictions for this game: {how}"}
    url = routes.scores_url(run, half.game, half.number)
    return {"curves_url": url, "rows": len(scores), "fps": float(run.fps)}


def _video(lib: Library, half: Half) -> dict:
    path = video_of(half)
    if path is None:
        if lib.root.simulated:
            return {"video_note": "No video of this game yet; it is drawn on demand, below."}
        where = lib.root.path / half.game if lib.root.path.is_dir() else "a SoccerNet folder"
        return {
            "video_note": f"No video. Put {half.number}_224p.mkv or .mp4 into {where} to watch the moments."
        }
    known = frames.facts(path, routes.file_version(path))
    if known is None:
        return {"video_note": f"{path} cannot be opened as a video; fetch or export it again."}
    return {
        "video_url": routes.video_url(half, path),
        "video_fps": known[0],
        "video_ms": known[1],
        "frames_url": routes.frame_url(half, path),
    }
