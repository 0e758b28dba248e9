"""Names of moments in URLs."""

from __future__ import annotations

from app.state.parsers import SLUG_OF
from core.classes import INDEX
from core.errors.moments import Moment
from core.files import short_id


def moment_name(moment: Moment) -> str:
    """Game, half, time, class and kind: what `app.state.parsers.moment` reads."""
    label, kind = SLUG_OF[INDEX[moment.label]], moment.kind.replace(" ", "-")
    return f"{short_id(moment.game)}-{moment.half}-{moment.time_ms}-{label}-{kind}"
