"""A background job on the page: a button that starts it, its progress, a way to stop it, its result."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Any

import streamlit as st

from app.server import jobs
from app.ui import selection
from app.ui.page import escape
from core.progress import Progress

_POLL_S = 0.5


def watch(key: Hashable, name: str) -> Any:
    """The result of a job once it is done, else None; shows its progress, or why it has ended.

    name: in the keys of its widgets.
    """
    job = jobs.job(key)
    if job is None:
        return None
    if job.state == "running":
        _running(key, name, time.monotonic())
    elif job.state == "failed":
        st.error(escape(job.error), icon=":material/error:")
    elif job.state == "cancelled":
        st.caption(f":material/stop_circle: {escape(job.error)}")
    return job.result if job.state == "done" else None


def start_button(label: str, key: Hashable, name: str, work: Callable[[Progress], Any], **more: Any) -> bool:
    """A button that starts a job, unless it runs or is done; returns whether there is one.

    name: in the key of the button; more: as for st.button.
    """
    job = jobs.job(key)
    if job is not None and job.state in ("running", "done"):
        return False
    st.button(label, key=f"{name}_start", type="primary", on_click=jobs.start, args=(key, work), **more)
    return True


@st.fragment(run_every=_POLL_S)
def _running(key: Hashable, name: str, since: float) -> None:
    """since: when the page showed this first; a page that begins anew at once never reached the browser."""
    job = jobs.job(key)
    if job is None or (job.state != "running" and time.monotonic() - since > _POLL_S / 2):
        selection.send_again()
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(job.share, text=f"{100 * job.share:.0f} % · {escape(job.what)}")
        st.button("Cancel", key=f"cancel_{name}", icon=":material/stop_circle:", on_click=job.cancel)
