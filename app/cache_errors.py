"""Caches of the errors of a split: by ids, settings, tolerances and the state of the labels."""

from __future__ import annotations

import streamlit as st

from app import cache_labels, cache_split
from app.cache_split import Split
from app.erring import Errors, judge
from app.library import Library
from core.labels.queue import review_queue
from core.post.error_kinds import ErrorConfig
from core.post.errors import Judging
from core.post.moments import Moment
from core.post.settings import Settings


def errors(
    lib: Library, split: Split, settings: Settings, config: ErrorConfig, mended: bool = False
) -> Errors:
    """The errors of a run over the games of a split that have labels, as mended or as in the files.

    Raises UserError when mended labels cannot be read or a conflict is open.
    """
    edits = cache_labels.edits_key(lib, split) if mended else ()
    return _errors(split.at, settings, config, edits, lib, split)


@st.cache_resource(max_entries=6, show_spinner=False)
def _errors(
    at: tuple, settings: Settings, config: ErrorConfig, edits: tuple, _lib: Library, _split: Split
) -> Errors:
    judging = _judging(at, settings, edits, _lib, _split)
    return judge(judging, _split.scores, _split.saved, settings, config)


@st.cache_resource(max_entries=2, show_spinner=False)
def _judging(at: tuple, settings: Settings, edits: tuple, _lib: Library, _split: Split) -> Judging:
    """Spots and truths laid out; another tolerance or far window judges them without doing so again."""
    truths = cache_labels.truths(_lib, _split) if edits else _split.truths
    return Judging(truths, cache_split.spots(_split, settings))


def queue(
    lib: Library, split: Split, settings: Settings, config: ErrorConfig, limit: int = 200
) -> tuple[Moment, ...]:
    """The moments whose labels are suspect, judged by the labels in the files, so that it stays as it is."""
    return _queue(split.at, settings, config, limit, errors(lib, split, settings, config))


@st.cache_resource(max_entries=6, show_spinner=False)
def _queue(at: tuple, settings: Settings, config: ErrorConfig, limit: int, _errors: Errors):
    return review_queue(_errors.moments, limit)
