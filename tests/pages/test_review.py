"""The Review page as a script: the queue, fields that end in the journal, what is said, exports."""

from __future__ import annotations

import io
import json
import shutil
import zipfile

import numpy as np
import pytest

from app.moments.names import moment_name
from app.review.edits import Edit, act
from app.review.export import osl_bytes, zip_bytes
from core.cli import main
from core.data.root import open_root
from core.label_sets import SOCCERNET_V2
from core.labels.export import ORIGINAL, osl_json
from core.labels.mended import edited_games, mended_file
from core.labels.open import journal_folder, open_editor
from tests.pages.reading import go_back, texts


@pytest.fixture
def places(league, tmp_path):
    """A root and a workspace of its own, since labels are mended in it."""
    shutil.copytree(league[0], tmp_path / "league")
    shutil.copytree(league[1], tmp_path / "workspace")
    return tmp_path / "league", tmp_path / "workspace"


@pytest.fixture
def review(open_page, places):
    """review(queue="cell", ...) -> the page on that root."""

    def opened(**params):
        test = open_page("review", root=places[0], workspace=places[1], **{"run": "dense", **params})
        assert not test.exception
        return test

    return opened


def review_of(test):
    return test.session_state["review"]


def field(test, kind: str, name: str):
    return next(one for one in test.get(kind) if str(one.key).startswith(f"review_{name}_"))


def editor_of(places, test):
    return open_editor(places[1], root := open_root(places[0]), root.game(review_of(test).moment.game))


def progress(test) -> str:
    return test.get("progress")[0].proto.text


def on_a_label(test):
    """Go to a moment that is about a label."""
    for moment in review_of(test).queue.moments:
        if review_of(test).label.id:
            break
        go_back(test, at=moment_name(moment, SOCCERNET_V2))
    assert review_of(test).label.id
    return test


def test_the_queue_and_where_it_starts(review):
    test = review()
    queue = review_of(test).queue.moments
    assert len(queue) > 5
    assert progress(test) == f"**0** of {len(queue)} reviewed"
    assert test.query_params["at"] in ([review_of(test).queue.name], review_of(test).queue.name)
    assert review_of(review(at=moment_name(queue[3], SOCCERNET_V2))).queue.place == 3
    lost = review(at="0123456789ab-1-5-goal-missed")
    assert "not in this queue" in texts(lost)
    assert review_of(lost).queue.place == 0


def test_a_filter_of_the_errors_is_a_queue_too(review):
    test = review(queue="cell", cell="kind=missed")
    assert review_of(test).queue.moments
    assert {moment.kind for moment in review_of(test).queue.moments} == {"missed"}
    review(queue="cell", cell="kind=missed;label=goal;top=0.01;cause=suppressed")  # with none in it


def test_each_field_is_an_edit_in_the_journal(review, places):
    test = on_a_label(review())
    entry = editor_of(places, test).state.entries[review_of(test).label.id]
    other = "Goal" if entry.label != "Goal" else "Corner"
    field(test, "selectbox", "label").set_value(other).run()
    field(test, "selectbox", "team").set_value("away" if entry.team != "away" else "home").run()
    field(test, "checkbox", "visible").set_value(not entry.visible).run()
    field(test, "text_input", "time").set_value("00:07.125").run()
    field(test, "text_input", "note").set_value("the corner flag hides it").run()
    assert not test.exception
    editor = editor_of(places, test)
    now = editor.state.entries[entry.id]
    assert (now.label, now.time_ms, now.visible) == (other, 7125, not entry.visible)
    assert now.team != entry.team
    assert [line["op"] for line in editor.state.done] == ["change", "change", "change", "move", "note"]
    assert editor.settlement(editor.state.done[0]["moment"]) == "mended"
    assert progress(test).startswith("**1** of")
    note = field(test, "text_input", "note")
    assert note.value == "the corner flag hides it"
    assert not note.proto.max_chars, "the browser would drop a longer text without a word"
    note.set_value("z" * 10_001).run()
    assert "this one has 10,001" in texts(test)
    field(test, "text_input", "note").set_value("z" * 10_000).run()
    assert editor_of(places, test).state.done[-1]["text"] == "z" * 10_000
    for _ in range(6):
        test.button(key="review_undo").click().run()
    assert editor_of(places, test).state.entries[entry.id].values == entry.values
    assert progress(test).startswith("**0** of")
    assert test.button(key="review_undo").disabled
    test.button(key="review_redo").click().run()
    assert editor_of(places, test).state.entries[entry.id].label == other


def test_a_time_that_is_none_says_so_and_changes_nothing(review, places):
    test = on_a_label(review())
    field(test, "text_input", "time").set_value("half past").run()
    assert "is no time" in texts(test).replace("\\", "")
    assert edited_games(places[1]) == ()


def test_progress_is_in_the_journals(review, places):
    test = review()
    for _ in range(3):
        act(review_of(test), Edit("confirm", review_of(test).queue.name))
        go_back(test, at=review_of(test).queue.name)
    assert progress(test).startswith("**3** of")
    assert progress(again := review()).startswith("**3** of")
    assert review_of(again).queue.place == 3, "the first that is open"
    assert not (places[0] / review_of(again).queue.moments[0].game / f"Labels-v2.json{ORIGINAL}").exists()


def test_the_order_stays_while_labels_are_mended(review, places):
    test = on_a_label(review())
    before = review_of(test).queue.moments
    field(test, "text_input", "time").set_value("00:01.000").run()
    assert review_of(test).queue.moments == before


def test_a_conflict_is_asked_about(review, places):
    test = on_a_label(review())
    id, name = review_of(test).label.id, review_of(test).moment.game
    field(test, "text_input", "time").set_value("00:09.000").run()
    path = places[0] / name / "Labels-v2.json"
    value = json.loads(path.read_text())
    place = editor_of(places, test).raw.ids.index(id)
    value["annotations"][place]["team"] = "somebody"
    path.write_text(json.dumps(value))
    test.run()
    assert "changed on disk" in texts(test)
    next(button for button in test.button if button.label == "Keep mine").click().run()
    assert not test.exception
    assert not [button for button in test.button if button.label == "Keep mine"]
    assert editor_of(places, test).state.entries[id].time_ms == 9000


def test_a_broken_last_line_is_said_on_the_page_and_by_the_command(review, places, capsys):
    test = on_a_label(review())
    field(test, "checkbox", "visible").set_value(not field(test, "checkbox", "visible").value).run()
    journal = journal_folder(places[1], review_of(test).moment.game) / "journal.jsonl"
    with journal.open("ab") as file:
        file.write(b'{"op": "add", "id"')
    at = review_of(test).queue.name
    test = review(at=at)
    assert "was not complete" in texts(test).replace("\\", "")
    field(test, "text_input", "note").set_value("still here").run()
    test = review(at=at)
    assert "kept aside in" in texts(test).replace("\\", "")
    assert journal.with_name("journal.broken").read_bytes() == b'{"op": "add", "id"\n'
    assert main(["labels", "diff", "--root", str(places[0]), "--workspace", str(places[1])]) == 0
    output, notices = capsys.readouterr()
    assert "kept aside in" in notices
    assert output.count("~") == 1


def test_labels_outside_the_classes_are_listed_and_kept(review, places):
    game = review_of(review()).moment
    path = places[0] / game.game / "Labels-v2.json"
    value = json.loads(path.read_text())
    odd = {"gameTime": f"{game.half} - 00:30", "label": "Header <b>", "position": str(game.time_ms + 500)}
    value["annotations"] += [odd, {"what": "is this"}]
    path.write_text(json.dumps(value))
    test = review(at=moment_name(game, SOCCERNET_V2))
    assert "Header <b>" in test.dataframe[0].value["class"].tolist()
    assert "cannot be read and stay as they are" in texts(test).replace("\\", "")


def test_exports_are_those_of_core(review, places):
    test = on_a_label(review())
    field(test, "text_input", "time").set_value("00:04.000").run()
    editor = editor_of(places, test)
    with zipfile.ZipFile(io.BytesIO(zip_bytes([editor]))) as archive:
        assert archive.namelist() == [f"{editor.game.name}/Labels-v2.json"]
        assert archive.read(archive.namelist()[0]) == mended_file(editor)
    assert json.loads(osl_bytes([editor])) == osl_json([editor])
    path = places[0] / editor.game.name / "Labels-v2.json"
    before = path.read_bytes()
    test.button(key="review_export").click().run()
    assert "1 label differs** from the files" in texts(test)
    assert "The data root is unchanged." in texts(test)
    assert "(" in test.code[0].value
    assert not [button for button in test.button if button.key == "review_write"]
    test.checkbox(key="review_into_root").set_value(True).run()
    assert str(path) in test.code[1].value
    assert path.read_bytes() == before
    test.button(key="review_write").click().run()
    assert not test.exception
    assert path.read_bytes() == mended_file(editor)
    assert path.with_name(f"{path.name}{ORIGINAL}").read_bytes() == before
    assert "Written:" in texts(test)
    assert "1 label differs** from the original files" in texts(test)
    assert "1 file was written into the data root." in texts(test)
    assert "unchanged" not in texts(test)


def test_a_zip_is_never_written_to(open_page, places, tmp_path):
    archive = tmp_path / "labels.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for path in sorted(places[0].glob("**/Labels-v2.json")):
            file.write(path, path.relative_to(places[0]).as_posix())
    test = open_page("review", root=archive, workspace=places[1], run="dense", split="all")
    test.button(key="review_export").click().run()
    assert "is a zip, which is never written to" in texts(test).replace("\\", "")


def test_a_game_whose_journal_is_damaged_says_so_and_the_others_stay(review, places):
    first = review_of(test := review()).queue.moments[0].game
    (folder := journal_folder(places[1], first)).mkdir(parents=True)
    (folder / "journal.jsonl").write_text('{"op": "nonsense\n{"op": "undo"}\n')
    test = review(at=moment_name(review_of(test).queue.moments[0], SOCCERNET_V2))
    assert "is damaged" in test.error[0].value.replace("\\", "")
    other = next(moment for moment in review_of(test).queue.moments if moment.game != first)
    assert not review(at=moment_name(other, SOCCERNET_V2)).error


def test_no_labels_says_so(open_page, places):
    for path in places[0].glob("**/Labels-v2.json"):
        path.unlink()
        for half in (1, 2):
            np.save(path.with_name(f"{half}_ResNET_TF2_PCA512.npy"), np.zeros((360, 4), np.float32))
    test = open_page("review", root=places[0], workspace=places[1], run="dense")
    assert "no games with labels" in texts(test).replace("\\", "")
