"""Features held against video and labels: wrong rates are said, of ordinary games nothing."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.doctor import check_root
from core.data.labels import read_labels
from core.data.rate_remarks import rate_remark, rate_remarks
from core.data.root import open_root
from core.demo.league import make_league
from core.files import write_json
from tests.core.data.small_parts import GAME, make_part, write_video
from tests.soccernet_v2 import INDEX


def remark(root, name="F", fps=None):
    opened = open_root(root)
    game = opened.games[0]
    return rate_remark(opened, game, game.parts[0], name, fps)


@pytest.mark.parametrize(
    ("rows", "video_s", "better"),
    [(1800, 360, 5), (360, 360, 1), (720, 360, None), (721, 360, None), (716, 364, None), (700, 360, None)],
)
def test_features_are_held_against_the_video(tmp_path, rows, video_s, better):
    """Six minutes at 2 a second are 720 rows: within 2 % and two rows nothing is said."""
    folder = make_part(tmp_path, rows)
    write_video(folder / "1_224p.mp4", video_s)
    says = remark(tmp_path)
    if better:
        assert f"its video 06:00; {better} a second would fit: give --fps {better}, or write" in says
        assert f"into {tmp_path / 'F.json'}." in says
        write_json(tmp_path / "F.json", {"fps": better})
        assert remark(tmp_path) == ""
        write_json(folder / "F.json", {"fps": 2})  # a nearer one that is wrong is the one to mend
        assert f"2 rows a second ({folder / 'F.json'})" in remark(tmp_path)
        assert f"into {folder / 'F.json'}." in remark(tmp_path)
    else:
        assert ("its video" in says) == (abs(rows - 2 * video_s) > 16)


def test_a_rate_that_is_not_usual_is_told_from_the_video(tmp_path):
    write_video(make_part(tmp_path, 666) / "1_224p.mp4", 180)
    assert "3.7 a second would fit" in remark(tmp_path)


def test_labels_after_the_end_are_said(tmp_path):
    make_part(tmp_path, 360, times_s=range(0, 359, 10))
    says = remark(tmp_path)
    assert "ends at 03:00 at 2 rows a second (the default), before 18 labels, the last at 05:50" in says
    assert "; 1 a second would fit" in says
    assert remark(tmp_path, fps=1) == ""


def test_features_that_go_on_without_labels_are_said(tmp_path):
    make_part(tmp_path, 1800, times_s=range(0, 359, 10))
    assert "lasts 15:00 at 2 rows a second (the default), its 36 labels only to 05:50; 5 a second" in remark(
        tmp_path
    )
    assert remark(tmp_path, fps=5) == ""


def test_a_few_labels_or_none_say_nothing(tmp_path):
    make_part(tmp_path, 1800, times_s=[10, 100, 350])
    assert remark(tmp_path) == ""
    make_part(tmp_path, 1800, "G")
    assert remark(tmp_path, "G") == ""
    assert remark(tmp_path, "nothing") == ""


def test_many_remarks_are_one_sentence(tmp_path):
    for day in (1, 2, 3):
        make_part(tmp_path, 1800, times_s=range(0, 359, 10), game=GAME.format(day=day))
    opened = open_root(tmp_path)
    says = rate_remarks(opened, opened.games, "F")
    assert says.count("would fit") == 1
    assert "So it is with 2 parts more" in says
    assert rate_remarks(opened, opened.games, "F", fps=5) == ""
    notes = [finding for finding in check_root(opened) if "would fit" in finding.sentence]
    assert [note.fault for note in notes] == [False] * 3


def test_the_demo_league_says_nothing(tmp_path):
    make_league(tmp_path, games=3, half_s=300)
    opened = open_root(tmp_path)
    assert rate_remarks(opened, opened.games, "ResNET_TF2_PCA512") == ""


SPARSE = ("Goal", "Substitution", "Yellow card", "Red card", "Yellow->red card")


def test_real_halves_say_nothing_and_wrong_rates_are_told(tmp_path, real_files):
    """Features do not exist here: halves end as long after the last label as real ones may, or at 45:00."""
    opened = open_root(real_files[0])
    for number, game in enumerate(opened.games[::10]):
        events = read_labels(opened, game).events
        few = events[np.isin(events.label, [INDEX[name] for name in SPARSE])]
        for half in (1, 2):
            end_s = max(
                45 * 60, events.time_ms[events.half == half].max() / 1000 + (2, 30, 90, 180, 300)[number % 5]
            )
            for kind, labels in (("all", events), ("few", few)):
                times = labels.time_ms[labels.half == half] / 1000
                root = tmp_path / f"{number}_{half}_{kind}"
                make_part(root, int(2 * end_s), times_s=times)
                assert remark(root) == ""
                if kind == "all":
                    for wrong, true in ((4, 2), (0.5, 2), (5, 2)):
                        assert f"{true} a second would fit" in remark(root, fps=wrong), (game.name, wrong)
