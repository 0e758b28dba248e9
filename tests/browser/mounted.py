"""The match view alone in a page, without a server: payloads of any label set, mounted as Streamlit would."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, Route

from app.server import assets
from app.server.routes import pack_curves

_ADDRESS = "http://match-view"
_STYLES = (("shared", "marks.css"), ("match_view", "match_view.css"))
_COLOURS = {"background": "#fff", "text": "#17212b", "border": "#dbe2e7", "primary": "#0b7a64"}
_PAGE = """<!doctype html><style>{styles} body {{ margin: 8px; {colours} }}</style>
<div id="host"><div class="tl-slot"></div></div>
<script type="module">
  import mount from "/match_view/main.js";
  window.sent = [];
  const sender = (name, value) => window.sent.push([name, value]);
  const parentElement = document.getElementById("host");
  window.mount = (data) => mount({{ data, parentElement, setStateValue: sender, setTriggerValue: sender }});
</script>"""


def mount(page: Page, payload: dict[str, Any], scores: Any = None, fps: float = 25.0) -> None:
    """Open a page with the view of a payload, and wait until it is drawn; scores (N, C): its curves."""
    if scores is not None:
        payload = {**payload, "curves": {"url": f"{_ADDRESS}/curves"}}
    files = assets.files()
    colours = "".join(f"--st-{name}-color: {value};" for name, value in _COLOURS.items())
    styles = assets.tokens_css() + "".join(files[name].decode() for name in _STYLES)

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(_ADDRESS).strip("/")
        if path == "curves":
            route.fulfill(body=pack_curves(scores, fps))
        elif path == "":
            route.fulfill(body=_PAGE.format(styles=styles, colours=colours), content_type="text/html")
        elif (*path.split("/"),) in files:
            route.fulfill(body=files[(*path.split("/"),)], content_type="text/javascript")
        else:
            route.fulfill(status=404, body="")

    page.route(f"{_ADDRESS}/**", answer)
    page.goto(_ADDRESS)
    page.wait_for_function("() => window.mount")
    page.evaluate("(data) => { window.mount(data); }", payload)
    page.wait_for_function(
        """(curves) => { const view = document.querySelector(".tl-slot").__touchline;
          return view && view.repaints > 0 && (!curves || view.curves); }""",
        arg=scores is not None,
    )
