"""Videos that can be made on demand, with progress and a way to stop: the simulated one, and a remux."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app.server.catalog import Catalog, forget_catalog
from app.server.remux import remux
from app.server.video_files import to_remux, video_of
from app.ui.page import in_place
from core.data.games import Game
from core.demo.video import make_video
from core.label_sets import SOCCERNET_V2
from core.progress import Progress


def offer_videos(catalog: Catalog, game: Game) -> None:
    """The buttons that a game needs."""
    _offer_simulated(catalog, game)
    _offer_remux(catalog, game)


def can_be_drawn(catalog: Catalog) -> bool:
    """Whether there is a broadcast to simulate: of the demo league's actions alone."""
    return catalog.root.simulated and catalog.root.label_set.same_classes(SOCCERNET_V2)


def _offer_simulated(catalog: Catalog, game: Game) -> None:
    """For a simulated game without any video: a button that draws it, both halves, in about 20 s."""
    if not can_be_drawn(catalog) or all(video_of(half) for half in game.parts):
        return
    _offer(
        "Draw the video of this game",
        "A simulated broadcast of both halves, in step with labels and scores; takes about 20 s",
        "draw",
        lambda progress: make_video(catalog.root.path, game.name, progress=progress),
    )


def _offer_remux(catalog: Catalog, game: Game) -> None:
    """For videos that browsers may refuse: a button that makes MP4s of them in the workspace's cache."""
    todo = to_remux(catalog, game.parts)
    if not todo:
        return

    def work(progress: Progress) -> None:
        for path, target in todo.items():
            remux(path, target, progress=progress)

    _offer(
        f"Make this video play: {', '.join(path.name for path in todo)}",
        "Browsers may not play this kind of file. This writes an MP4 into the workspace: H.264 is copied as "
        "it is, in seconds; anything else is encoded again. Your own files are not changed.",
        "remux",
        work,
    )


def _offer(label: str, hint: str, key: str, work: Callable[[Progress], object]) -> None:
    place = st.empty()
    with place.container(horizontal=True, vertical_alignment="center"):
        pressed = st.button(label, icon=":material/movie:", help=hint, key=f"{key}_video")
    if not pressed:
        return
    with place.container():
        # Any press reruns this part, which ends the work and leaves nothing half-written.
        bar = st.progress(0.0, text=f"{label} …")
        st.button("Stop", icon=":material/stop_circle:", key=f"stop_{key}")
    with in_place():
        work(lambda done, total, what: bar.progress(min(1.0, done / max(1, total)), text=what))
        forget_catalog()
        st.rerun(scope="app")
