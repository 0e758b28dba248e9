"""What the browser may fetch for a half, and the sentences for what is not there."""

from __future__ import annotations

from app import addresses, cache, encodings, frames
from app.cache import Asked
from app.library import Library, file_version
from app.payload import Sources
from app.video import playable, video_of
from core.data.games import Half
from core.errors import UserError


def sources_of(lib: Library, asked: Asked, half: Half) -> Sources:
    """Curves, reasons, video and frames of a half."""
    return Sources(**curves_of(asked, half), **_why(asked, half), **_video(lib, half))


def curves_of(asked: Asked, half: Half) -> dict:
    """Where the curves of a run at a setting are, or the sentence that says why there are none."""
    run = asked.run
    if run is None:
        return {"curves_note": "No run yet: truths only."}
    smoothed = _smoothing_note(asked)
    if asked.sides is not None:
        rows = len(encodings.scores(run, half, asked.sides))
        url = addresses.scores_url(run, half, asked.sides)
        note = "; ".join(filter(None, (_sides_note(asked), smoothed)))
        return {"curves_url": url, "rows": rows, "fps": float(run.fps), "curves_note": note}
    try:
        scores = run.scores(half.game, half.number)
    except UserError as error:
        return {"curves_note": str(error)}
    if scores is None:
        if half.game in cache.spotted_games(run):
            return {"curves_note": f"{run.name} has spots only, no curves."}
        how = f"python -m core predict --run {run.name} --game ..."
        return {"curves_note": f"{run.name} has no predictions for this game: {how}"}
    url = addresses.scores_url(run, half)
    return {"curves_url": url, "rows": len(scores), "fps": float(run.fps), "curves_note": smoothed}


def _smoothing_note(asked: Asked) -> str:
    sigmas = {one.smoothing_s for one in asked.settings.classes}
    if sigmas == {0.0}:
        return ""
    low, high = min(sigmas), max(sigmas)
    return f"smoothed: {high:g} s" if low == high else f"smoothed: {low:g} to {high:g} s"


def _sides_note(asked: Asked) -> str:
    model = asked.run.model or {}
    fps = float(model.get("fps", 2.0))
    shown = " + ".join(f"{frames / fps:g}" for frames in asked.sides)
    own = " + ".join(f"{float(model.get(name, 7.5)):g}" for name in ("before_s", "after_s"))
    return f"T {shown} s; trained with {own} s"


def _why(asked: Asked, half: Half) -> dict:
    if not encodings.can_score(asked.run, (half,)):
        return {}
    return {"why_url": addresses.why_url(asked.run, half, asked.sides)}


def _video(lib: Library, half: Half) -> dict:
    path = video_of(half)
    if path is None:
        if lib.root.simulated:
            return {"video_note": "No video of this game yet; it is drawn on demand, below."}
        where = lib.root.path / half.game if lib.root.path.is_dir() else "a SoccerNet folder"
        return {
            "video_note": f"No video. Put {half.number}_224p.mkv or .mp4 into {where} to watch the moments."
        }
    known = frames.facts(path, file_version(path))
    if known is None:
        return {"video_note": f"{path} cannot be opened as a video; fetch or export it again."}
    return {
        "video_url": addresses.video_url(half, playable(lib, half)),
        "video_fps": known[0],
        "video_ms": known[1],
        "frames_url": addresses.frame_url(half, path),
        "clip_url": addresses.clip_url(half, path),
    }
