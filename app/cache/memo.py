"""The one way of caching for sessions: by ids, times and frozen configs, never by arrays."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from itertools import count
from typing import Any

import streamlit as st

_numbers = count()


@lru_cache(maxsize=4096)
def _number(key: Hashable) -> int:
    """A number that stands for a key: Streamlit would take settings apart down to each class every time.

    A key that was forgotten gets another number, so nothing but time is lost.
    """
    return next(_numbers)


def cached(
    key: Callable[..., Hashable],
    *,
    entries: int,
    seconds: float | None = None,
    copies: bool = False,
    spinner: str | bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorates a function whose results are kept under `key(*arguments)`, for all sessions.

    The arguments themselves are never looked at: Streamlit hashes a sample of large arrays, and stale answers
    follow. entries: the most results that are kept; seconds: how long; copies: whether each caller gets its
    own, for what a caller may change; spinner: a sentence while it works.
    """
    keep = st.cache_data if copies else st.cache_resource

    def decorate(make: Callable[..., Any]) -> Callable[..., Any]:
        def kept(at: int, _arguments: tuple, _named: dict) -> Any:
            return make(*_arguments, **_named)

        # Streamlit tells cached functions apart by module and name.
        kept.__module__, kept.__qualname__ = make.__module__, make.__qualname__
        kept = keep(max_entries=entries, ttl=seconds, show_spinner=spinner)(kept)

        @wraps(make)
        def call(*arguments: Any, **named: Any) -> Any:
            return kept(_number(key(*arguments, **named)), arguments, named)

        return call

    return decorate
