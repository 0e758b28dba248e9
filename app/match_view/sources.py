"""What the browser may fetch for a half, and the sentences for what is not there."""

from __future__ import annotations

from app.cache import games as games_cache
from app.cache import match as match_cache
from app.cache.match import RunAt
from app.match_view.payload import Sources
from app.match_view.video_offers import can_be_drawn
from app.server import rescoring, urls
from app.server.catalog import Catalog
from app.server.video_files import footage_of, playable, why_no_video
from core.data.games import Part
from core.data.root_labels import has_halves
from core.exceptions import UserError


def sources_of(catalog: Catalog, run_at: RunAt, half: Part) -> Sources:
    """Curves, reasons, video and frames of a half."""
    run, values = run_at.run, curves_of(run_at, half) | _video(catalog, half)
    why_url = urls.why_url(run, half, run_at.sides) if rescoring.can_score(run, (half,)) else None
    return Sources(**values, why_url=why_url)


def curves_of(run_at: RunAt, half: Part) -> dict:
    """Where the curves of a run at settings are, or the sentence that says why there are none."""
    run = run_at.run
    if run is None:
        return {"curves_note": "No run yet, only truths."}
    if run_at.sides is not None:
        scores = rescoring.scores(run, half, run_at.sides)
    else:
        try:
            scores = run.scores(half.game, half.number)
        except UserError as error:
            return {"curves_note": str(error)}
    if scores is None:
        if half.game in games_cache.spotted_games(run):
            return {"curves_note": f"{run.name} has spots only, no curves."}
        if not match_cache.covers(run_at, half.game):
            return {}  # the page says it above the view
        return {"curves_note": f"{run.name} has no predictions for this half."}
    url = urls.scores_url(run, half, run_at.sides)
    note = "; ".join(filter(None, (_sides_note(run_at), _smoothing_note(run_at))))
    return {"curves_url": url, "rows": len(scores), "fps": float(run.fps), "curves_note": note}


def _smoothing_note(run_at: RunAt) -> str:
    sigmas = set(run_at.settings.values("smoothing_s"))
    if sigmas == {0.0}:
        return ""
    low, high = min(sigmas), max(sigmas)
    return f"smoothed: {high:g} s" if low == high else f"smoothed: {low:g} to {high:g} s"


def _sides_note(run_at: RunAt) -> str:
    if run_at.sides is None:
        return ""
    model = run_at.run.model
    shown = " + ".join(f"{side / model.fps:g}" for side in run_at.sides)
    return f"T {shown} s; trained with {model.before_s:g} + {model.after_s:g} s"


def _video(catalog: Catalog, part: Part) -> dict:
    if reason := why_no_video(part):
        return {"video_note": reason}
    footage = footage_of(part)
    if footage is None:
        if can_be_drawn(catalog):
            return {"video_note": "No video of this game yet; the button below draws one."}
        where = catalog.root.path / part.game if catalog.root.path.is_dir() else "a SoccerNet folder"
        whole = len(catalog.root.game(part.game).parts) == 1 and not has_halves(catalog.root.label_set)
        name = "match" if whole else f"{part.number}_224p"
        note = f"No video. Put {name}.mkv or .mp4 into {where} to watch the moments."
        return {"video_note": note}
    known, stretch = footage.facts, footage.stretch
    return {
        "video_url": urls.video_url(part, playable(catalog, part)),
        "video_fps": known.fps,
        "video_stretch": stretch,
        "video_ms": stretch.length_ms(known.duration_ms),
        "frames_url": urls.picture_url(part, footage, "frame", "/{ms}"),
        "clip_url": urls.picture_url(part, footage, "clip", "/{ms}/{s}"),
    }
