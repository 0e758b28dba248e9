"""How long a part is by its video, and what of a video that does not say."""

from __future__ import annotations

from core.data.games import Part
from core.data.video_length import part_length_ms, video_length_ms
from tests.core.data.small_parts import write_video


def test_a_part_is_as_long_as_its_stretch_of_the_video(tmp_path):
    path = tmp_path / "match.mp4"
    write_video(path, 40)
    assert video_length_ms(path) == 40_000
    assert part_length_ms(Part("g", 1, {}, path)) == 40_000
    assert part_length_ms(Part("g", 1, {}, path, video_start_ms=15_000)) == 25_000
    assert part_length_ms(Part("g", 2, {}, path, video_start_ms=5_000, video_end_ms=20_000)) == 15_000
    assert part_length_ms(Part("g", 1, {}, path, video_start_ms=50_000)) is None


def test_what_cannot_be_read_has_no_length(tmp_path):
    (tmp_path / "bad.mp4").write_bytes(b"no video")
    for path in (tmp_path / "bad.mp4", tmp_path / "none.mp4", tmp_path):
        assert video_length_ms(path) is None
    assert part_length_ms(Part("g", 1)) is None


def test_a_new_file_is_read_anew(tmp_path):
    path = tmp_path / "1.mp4"
    for seconds in (5, 8):
        write_video(path, seconds)
        assert video_length_ms(path) == 1000 * seconds
