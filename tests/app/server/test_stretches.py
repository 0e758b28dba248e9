"""Parts inside a longer file: every route shows the frames of the part's own time, and nothing beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.match_view.sources import _video
from app.server import frames, remux
from app.server.catalog import file_version
from app.server.urls import picture_url, video_url
from app.server.video_files import footage_of, playable, remuxed_path, to_remux, why_no_video
from core.data.games import Part
from core.files import short_id
from tests.app.numbered import number_in, numbered, numbers_in

SECONDS, FPS = 20, 25
STARTS_MS = (2_000, 9_480)
END_MS = 8_000


@pytest.fixture(scope="module")
def match_video(tmp_path_factory):
    return numbered(tmp_path_factory.mktemp("match") / "match.mp4", SECONDS, g="50")


@pytest.fixture
def parts(served, match_video) -> tuple[Part, Part]:
    """Part 1 from 2 to 8 s of a file, part 2 from 9.48 s on: those of the first game that is served."""
    _, catalog = served
    game = catalog.root.games[0]
    first, second = (Part(game.name, n, {}, match_video, start) for n, start in enumerate(STARTS_MS, 1))
    return give(catalog, replace(first, video_end_ms=END_MS), second)


def give(catalog, *parts: Part) -> tuple[Part, ...]:
    game, *others = catalog.root.games
    catalog.root.__dict__["games"] = (replace(game, parts=parts), *others)
    catalog.__dict__["by_id"] = {short_id(each.name): each for each in catalog.root.games}
    return parts


def picture(get, part: Part, kind: str, place: str):
    return get(*picture_url(part, footage_of(part), kind, place).split("?"))


@pytest.mark.parametrize("kind", ["frame", "thumb"])
def test_pictures_count_from_the_parts_start(served, parts, kind):
    get, _ = served
    for part, start_ms in zip(parts, STARTS_MS, strict=True):
        for time_ms in (0, 40, 1_000, 2_039, 5_999):
            status, body, headers = picture(get, part, kind, f"/{time_ms}")
            assert (status, "immutable" in headers["cache-control"]) == (200, True)
            assert number_in(body) == (start_ms + time_ms) * FPS // 1000


def test_no_picture_before_or_after_the_part(served, parts):
    get, _ = served
    first, second = parts
    for kind in ("frame", "thumb"):
        assert picture(get, first, kind, f"/{END_MS - STARTS_MS[0]}")[0] == 404
        assert picture(get, second, kind, f"/{1000 * SECONDS - STARTS_MS[1] + 100}")[0] == 404
    assert picture(get, first, "clip", f"/{END_MS}/5")[0] == 404


def test_a_clip_holds_frames_of_the_part_alone(served, parts):
    get, _ = served
    first, second = parts
    assert numbers_in(picture(get, first, "clip", "/3000/1")[1]) == list(range(100, 151))
    assert numbers_in(picture(get, first, "clip", "/500/5")[1])[0] == 50
    assert numbers_in(picture(get, first, "clip", "/5500/5")[1])[-1] == 199
    assert numbers_in(picture(get, second, "clip", "/1000/1")[1]) == list(range(237, 288))


def test_another_start_is_another_picture_under_another_address(served, parts):
    get, catalog = served
    old = [picture_url(parts[0], footage_of(parts[0]), kind, "/1000") for kind in ("frame", "thumb")]
    assert [number_in(get(*url.split("?"))[1]) for url in old] == [75, 75]
    first, _ = give(catalog, replace(parts[0], video_start_ms=4_000), parts[1])
    new = [picture_url(first, footage_of(first), kind, "/1000") for kind in ("frame", "thumb")]
    assert not set(old) & set(new)
    assert [number_in(get(*url.split("?"))[1]) for url in new] == [125, 125]
    assert "immutable" not in get(*old[0].split("?"))[2]["cache-control"]


def test_the_player_gets_the_file_and_where_the_part_lies(served, parts):
    get, catalog = served
    values = [_video(catalog, part) for part in parts]
    assert [each["video_stretch"] for each in values] == [(2_000, 8_000), (9_480, None)]
    assert [each["video_ms"] for each in values] == [6_000, 1000 * SECONDS - 9_480]
    status, body, _ = get(*video_url(parts[0], playable(catalog, parts[0])).split("?"))
    assert (status, len(body)) == (200, parts[0].video.stat().st_size)


def test_a_file_of_two_parts_is_remuxed_once(served, tmp_path):
    _, catalog = served
    video = numbered(tmp_path / "match.mkv", 4)
    name = catalog.root.games[0].name
    parts = give(catalog, Part(name, 1, {}, video, 0, 1_000), Part(name, 2, {}, video, 1_480))
    ((source, target),) = to_remux(catalog, parts).items()
    remux.remux(source, target)
    assert not to_remux(catalog, parts)
    assert {remuxed_path(catalog, part, video) for part in parts} == {target}
    assert {playable(catalog, part) for part in parts} == {target}
    assert number_in(frames.jpeg(target, file_version(target), 2_480)) == 62


def test_times_are_those_of_a_browsers_clock_where_the_first_frame_comes_late(tmp_path):
    for suffix in ("mp4", "mkv"):
        video = numbered(tmp_path / f"late.{suffix}", 4, begin_s=1.4)
        version = file_version(video)
        assert [number_in(frames.jpeg(video, version, ms)) for ms in (0, 1_400, 2_400, 2_439)] == [
            0,
            0,
            25,
            25,
        ]
        assert numbers_in(remux.clip(video, 2_400, 2_500)) == [25, 26, 27]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"video_start_ms": 6_000_000}, "begins at 100:00, but the file ends at 00:20; mend its"),
        ({"video_start_ms": 9_000, "video_end_ms": 4_000}, "begins at 00:09 and ends at 00:04; give it"),
    ],
)
def test_a_stretch_that_cannot_be_is_a_sentence(served, parts, change, sentence):
    get, catalog = served
    (part,) = give(catalog, replace(parts[1], number=1, **change))
    assert sentence in why_no_video(part)
    assert _video(catalog, part) == {"video_note": why_no_video(part)}
    status, body, _ = get(f"/touchline/video/{short_id(part.game)}/1")
    assert (status, body.decode()) == (422, why_no_video(part))
    assert picture(get, part, "frame", "/0")[0] == 404


def test_a_file_that_vanished_is_a_sentence(served, tmp_path):
    get, catalog = served
    video = numbered(tmp_path / "match.mp4", 1)
    (part,) = give(catalog, Part(catalog.root.games[0].name, 1, {}, video, 0))
    assert why_no_video(part) == ""
    url = picture_url(part, footage_of(part), "frame", "/0")
    video.unlink()
    assert _video(catalog, part) == {"video_note": f"{video} is not there; put it back to watch the moments."}
    assert get(*url.split("?"))[0] == 404
    assert get(f"/touchline/video/{short_id(part.game)}/1")[0] == 422
