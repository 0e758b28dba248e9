"""Drawing the video of a simulated game on demand, with progress."""

from __future__ import annotations

from app.library import Library
from core.data.games import Game, Half


def offer_video(lib: Library, game: Game, half: Half) -> None:
    """A button that makes the video of a simulated half."""
    return
