"""Counts and costs of errors as CSV, one row per view, class and kind."""

from __future__ import annotations

import csv
import io

from core.errors.kinds import KIND_NAMES
from core.errors.report import ErrorReport

CSV_COLUMNS = ("view", "class", "truths", "hits", "ap", "kind", "count", "cost")


def cost_csv(report: ErrorReport) -> str:
    """A row of CSV_COLUMNS, then one for every view, class and kind; figures as fractions."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for view in report.truths.label_set.views:
        for row in report.table(view).to_dict("records"):
            of_class = (view, row["class"], row["truths"], row["hits"], float(row["ap"]))
            for kind in KIND_NAMES:
                writer.writerow((*of_class, kind, row[f"{kind} count"], float(row[f"{kind} cost"])))
    return text.getvalue()
