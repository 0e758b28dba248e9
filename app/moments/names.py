"""Names of moments in URLs."""

from __future__ import annotations

from core.errors.moments import Moment
from core.files import short_id
from core.label_set import LabelSet


def moment_name(moment: Moment, label_set: LabelSet) -> str:
    """Game, part, time, class and kind: what `app.state.parsers.moment` reads."""
    label, kind = label_set.slugs[label_set.index[moment.label]], moment.kind.replace(" ", "-")
    return f"{short_id(moment.game)}-{moment.half}-{moment.time_ms}-{label}-{kind}"
