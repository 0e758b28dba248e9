"""The registry of NMS methods: what it promises, and that it stays light."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields

import numpy as np
import pytest

from core.spotting.methods import METHODS, REGISTRY
from core.spotting.nms import RankedScores, nms
from core.spotting.settings import Settings
from tests.soccernet_v2 import N_CLASSES


def test_checking_a_name_loads_nothing_compiled():
    code = "import sys, core.spotting.settings; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("method", METHODS)
def test_a_method_takes_just_the_parameters_that_it_names(method):
    """Others change nothing; each of its own changes its spots."""
    scores = np.random.default_rng(0).random((200, N_CLASSES)).astype(np.float32)
    usual = nms(scores, 2.0, Settings.uniform(method, 6.0))
    other = {"floor": 0.4, "sigma": 0.05}
    assert set(REGISTRY[method].parameters) <= set(other) <= {field.name for field in fields(Settings)}
    for name, value in other.items():
        changed = nms(scores, 2.0, Settings.uniform(method, 6.0, **{name: value}))
        same = len(changed) == len(usual) and np.array_equal(changed.confidence, usual.confidence)
        assert same == (name not in REGISTRY[method].parameters)


@pytest.mark.parametrize("method", METHODS)
def test_a_kernel_takes_any_number_of_rows(method):
    scores = np.random.default_rng(1).random((300, N_CLASSES)).astype(np.float32)
    settings = Settings.uniform(method, 6.0)
    whole = nms(scores, 2.0, settings)
    part = RankedScores(np.ascontiguousarray(scores.T[3:5]), 2.0)
    parameters = {name: getattr(settings, name) for name in REGISTRY[method].parameters}
    row, frame, confidence = REGISTRY[method].kernel(part, np.array([12.0, 12.0]), **parameters)
    for label in (3, 4):
        np.testing.assert_array_equal(frame[row == label - 3], whole.frame[whole.label == label])
        np.testing.assert_array_equal(confidence[row == label - 3], whole.confidence[whole.label == label])
