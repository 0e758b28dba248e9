"""Files to take along: a button, and a table as CSV."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st


def download(label: str, make: Callable[[], Any], name: str, *, mime: str = "text/csv", **more: Any) -> None:
    """A button that makes a file when it is pressed; the page does not run again. name: cut at 120."""
    stem, dot, end = name.rpartition(".")
    short = f"{stem[: 119 - len(end)]}{dot}{end}"
    st.download_button(label, make, short, mime, icon=":material/download:", on_click="ignore", **more)


def download_csv(label: str, table: Callable[[], pd.DataFrame], name: str, **more: Any) -> None:
    """A button for a table as CSV, without its index."""
    download(label, lambda: table().to_csv(index=False).encode(), name, **more)
