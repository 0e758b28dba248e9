"""Drawing the video of a simulated game on demand, with progress and a way to stop."""

from __future__ import annotations

import streamlit as st

from app import library
from app.library import Library
from app.page import in_place
from app.video import video_of
from core.data.games import Game
from core.demo.video import make_video


def offer_video(lib: Library, game: Game) -> None:
    """For a simulated game without video: a button that draws it, both halves, in about 20 s."""
    if not lib.root.simulated or all(video_of(half) for half in game.halves):
        return
    place = st.empty()
    with place.container(horizontal=True, vertical_alignment="center"):
        wanted = st.button(
            "Draw the video of this game",
            icon=":material/movie:",
            help="A simulated broadcast of both halves, in step with labels and scores; about 20 s",
            key="draw_video",
        )
    if not wanted:
        return
    with place.container():
        # Any press reruns this part, which ends the drawing and leaves nothing half-written.
        bar = st.progress(0.0, text="Drawing the broadcast …")
        st.button("Stop", icon=":material/stop_circle:", key="stop_video")
    with in_place():
        make_video(
            lib.root.path,
            game.name,
            progress=lambda done, total, what: bar.progress(min(1.0, done / total), text=what),
        )
        library.forget()
        st.rerun(scope="app")
