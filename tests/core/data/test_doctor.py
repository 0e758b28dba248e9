"""The doctor of a data root: each fault is found, a good root has none."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.doctor import check_root
from core.data.root import open_root
from core.exceptions import UserError
from tests.conftest import make_root


def test_the_doctor_finds_each_fault(tmp_path):
    names = make_root(tmp_path, 4)
    (tmp_path / names[0] / "1_ResNET_TF2_PCA512.npy").unlink()
    np.save(tmp_path / names[1] / "2_ResNET_TF2_PCA512.npy", np.full((600, 512), np.nan, np.float32))
    np.save(tmp_path / names[2] / "1_ResNET_TF2_PCA512.npy", np.zeros((4, 100), np.float32))
    (tmp_path / names[3] / "Labels-v2.json").write_text("[")
    findings = list(check_root(open_root(tmp_path)))
    faults = [finding.sentence for finding in findings if finding.fault]
    assert len(faults) == 4
    for part in ("has no 1_ResNET", "NaN or infinity", "100 dimensions", "not valid JSON"):
        assert any(part in sentence for sentence in faults), part
    assert any("cannot be learned or found" in finding.sentence for finding in findings)
    assert not [f for f in check_root(open_root(tmp_path), deep=False) if "NaN" in f.sentence]


def test_the_doctor_is_content_with_a_good_root(small_root):
    assert list(check_root(open_root(small_root))) == []


def test_a_feature_name_that_no_game_has_is_one_sentence(small_root):
    with pytest.raises(UserError, match=r"has features 'typo'; there are ResNET_TF2_PCA512\."):
        list(check_root(open_root(small_root), "typo"))
