"""Exported results checked with the SoccerNet package itself, before the server sees them."""

from __future__ import annotations

import contextlib
import io
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.data.formats.results import RESULTS_FILE, read_results
from core.data.games import Game
from core.data.labels import read_truths
from core.data.root import DataRoot
from core.evaluation_rule import OFFICIAL_METRICS
from core.exceptions import UserError
from core.label_sets import preset
from core.metric.evaluation import evaluate


@dataclass(frozen=True)
class OfficialCheck:
    """Average-mAP of a results file in one metric: by the SoccerNet package, and ours."""

    metric: str
    games: int
    package: float
    ours: float

    @property
    def agrees(self) -> bool:
        """Whether both figures are the same."""
        return abs(self.package - self.ours) <= 1e-9


def check_with_package(
    root: DataRoot, games: Sequence[Game], results: Path | str, metric: str = ""
) -> OfficialCheck:
    """Run the SoccerNet package's evaluation on a results folder or zip, for these labelled games.

    metric: one of the package's; "" for the one that the label set opens with. Raises UserError when no game
    has labels, the metric is not the package's, or the package cannot read the results.
    """
    from SoccerNet.Evaluation.ActionSpotting import evaluate as official

    label_set = root.label_set
    rule, metric = label_set.rule, metric or label_set.rule.opening
    if OFFICIAL_METRICS.get(metric) != rule.tolerances(metric) or rule.fps != int(rule.fps):
        raise UserError(
            f"The SoccerNet package has no metric {metric!r} as {label_set.name} means it; it cannot check."
        )

    labelled = tuple(game for game in games if game.labelled)
    if not labelled:
        raise UserError("The official package needs labels to check results; none of these games has any.")
    with tempfile.TemporaryDirectory(prefix="touchline-") as folder:
        for game in labelled:  # the package takes every game that it finds among the labels
            path = Path(folder) / game.name / game.label_file
            path.parent.mkdir(parents=True)
            path.write_bytes(root.read(game.name, game.label_file))
        silence = io.StringIO()
        try:
            with contextlib.redirect_stdout(silence), contextlib.redirect_stderr(silence):
                answer = official(
                    folder,
                    str(results),
                    prediction_file=RESULTS_FILE,
                    metric=metric,
                    dataset=None,
                    label_files=root.label_file,
                    framerate=int(rule.fps),
                    version=1 if label_set.same_classes(preset("soccernet-v1")) else 2,
                    EVENT_DICTIONARY=dict(label_set.index),
                )
        except Exception as error:  # whatever the package stumbles over is a fault of the file
            raise UserError(f"{results}: the SoccerNet package cannot read it ({error!r}).") from error
    names = tuple(game.name for game in labelled)
    ours = evaluate(
        read_truths(root, labelled), read_results(results, names, label_set), rule.tolerances(metric)
    )
    return OfficialCheck(metric, len(labelled), float(answer["a_mAP"]), ours.average(metric))
