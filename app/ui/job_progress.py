"""A background job on the page: its progress, a way to stop it, and the page anew when it is over."""

from __future__ import annotations

import time
from collections.abc import Hashable

import streamlit as st

from app.server import jobs
from app.server.jobs import Job
from app.ui import selection
from app.ui.page import escape

_LOOK_S = 0.5


def watch(key: Hashable, name: str) -> Job | None:
    """Show a running job; returns it once it is done. A failed or stopped one is said in place."""
    job = jobs.job(key)
    if job is None:
        return None
    if job.state == "running":
        _running(key, name, time.monotonic())
        return None
    if job.state == "failed":
        st.error(escape(job.error), icon=":material/error:")
        return None
    if job.state == "cancelled":
        st.caption(f":material/stop_circle: {escape(job.error)}")
        return None
    return job


@st.fragment(run_every=_LOOK_S)
def _running(key: Hashable, name: str, since: float) -> None:
    """since: when the page showed this first; a page that begins anew at once never reached the browser."""
    job = jobs.job(key)
    if job is None or (job.state != "running" and time.monotonic() - since > _LOOK_S / 2):
        selection.send_again()
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(job.share, text=f"{100 * job.share:.0f} % · {escape(job.what)}")
        st.button("Cancel", key=f"cancel_{name}", icon=":material/stop_circle:", on_click=job.cancel)
