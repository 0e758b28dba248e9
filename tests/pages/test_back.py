"""Back and Forward bring what the URL says; a rerun whose URL is merely late changes nothing."""

from __future__ import annotations

from tests.pages.reading import go_back, texts


def metric(test) -> str:
    return test.segmented_control(key="w_metric").value


def test_a_late_url_changes_nothing(open_page):
    test = open_page("classes", run="dense")
    test.segmented_control(key="w_metric").set_value("tight").run()
    del test.query_params["metric"]  # as the browser had it when it asked
    test.run()
    assert metric(test) == "tight"
    assert test.query_params["metric"] == "tight"
    test.query_params["run"] = "spots"
    test.run()
    assert test.selectbox(key="w_run").value == "dense"


def test_back_right_after_a_change_takes_it_back(open_page):
    test = open_page("classes", run="dense", threshold="0.2")
    test.segmented_control(key="w_metric").set_value("tight").run()
    assert test.query_params["metric"] == "tight"
    del test.query_params["metric"]
    test = go_back(test, threshold="0.2")
    assert not test.exception
    assert metric(test) == "loose"
    assert "metric" not in test.query_params


def test_nonsense_that_back_brings_is_named(open_page):
    test = go_back(open_page("classes", run="dense"), metric="odd")
    assert "Ignored in the address, as it makes no sense here: metric" in texts(test)
    assert "Ignored" not in texts(go_back(test, metric="tight"))


def test_a_time_after_four_hours_is_ignored_and_said(open_page):
    assert "Ignored" not in texts(open_page("match", run="dense", t="14400"))
    said = texts(open_page("match", run="dense", t="14401"))
    assert "makes no sense here: t. Times there are seconds, at most four hours." in said


def test_back_to_a_url_without_parameters(open_page):
    test = open_page("games")
    test.text_input[0].set_value("08-02").run()
    assert "**1** of 3 games" in texts(test)
    del test.query_params["q"]
    assert "**3** of 3 games" in texts(go_back(test)), "the page stood at this URL"
    test = open_page("classes", run="dense", threshold="0.2")
    for name in list(test.query_params):
        del test.query_params[name]
    test = go_back(test)
    assert test.selectbox(key="w_run").value == "dense", "only the navigation opens the page at this URL"
    assert test.query_params["threshold"] == "0.2"
