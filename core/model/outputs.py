"""Which class each output of a network scores, in its own label set and in SoccerNet-v2 for version 1."""

from __future__ import annotations

from core.label_set import LabelSet
from core.label_sets import SOCCERNET_V2, preset

SOCCERNET_V1 = preset("soccernet-v1")
V1_IN_V2 = {"card": "Yellow card", "subs": "Substitution", "soccer": "Goal"}
"""Where the classes of version 1 go on version 2; a card there says no colour."""


def output_labels(
    own: LabelSet, label_set: LabelSet, theirs: str = "the labels", ours: str = "the network's classes"
) -> tuple[int, ...]:
    """The label in `label_set` of each class of a network's own set.

    theirs, ours: what messages call the two. Raises UserError that names both sets, unless they are the same,
    or version 1 on version 2.
    """
    if own.same_classes(SOCCERNET_V1) and label_set.same_classes(SOCCERNET_V2):
        return tuple(label_set.index[V1_IN_V2[name]] for name in own.classes)
    label_set.require_same(own, theirs, ours)
    return tuple(range(len(own)))
