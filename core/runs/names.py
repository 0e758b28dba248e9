"""Names of runs and settings, which are names of files too."""

from __future__ import annotations

import re

from core.exceptions import UserError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}")


def is_name(text: str) -> bool:
    """Whether a text can be such a name."""
    return _NAME.fullmatch(text) is not None


def checked_name(text: str, what: str) -> str:
    """The name. Raises UserError when it cannot name `what`, such as "a run"."""
    if not is_name(text):
        raise UserError(
            f"{text!r} cannot name {what}; use letters, digits, '.', '_', '+' and '-', at most 100."
        )
    return text
