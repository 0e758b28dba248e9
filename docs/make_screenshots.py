"""The pictures of the documentation, taken of the running explorer: `make screenshots`.

Shows the data that TOUCHLINE_ROOT and TOUCHLINE_WORKSPACE name, by default the demo league; a game with a
video is preferred, and one is drawn when there is none.
"""

from __future__ import annotations

import io
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402
from playwright.sync_api import Page, expect  # noqa: E402

from app.server.catalog import open_catalog  # noqa: E402
from benchmarks.server import SIZE, browsing, serving  # noqa: E402
from core.demo.video import make_video  # noqa: E402
from core.exceptions import UserError  # noqa: E402
from core.files import short_id  # noqa: E402
from core.paths import root_path, workspace_path  # noqa: E402
from core.runs.saved_settings import settings_names  # noqa: E402
from tests.browser.view import ask, open_match, wait_for  # noqa: E402

OUTPUT = ROOT / "docs" / "screenshots"


def save(page: Page, name: str) -> None:
    """A picture of what is on screen, with 256 colours chosen by spread, so that no rare one is lost."""
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    image = image.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    OUTPUT.mkdir(parents=True, exist_ok=True)
    image.save(OUTPUT / f"{name}.png", optimize=True)
    print(f"{name}.png  {(OUTPUT / f'{name}.png').stat().st_size // 1024} kB")


def chosen_game() -> str:
    """The id of a game that a run has scores for, with a video where one can be had."""
    catalog = open_catalog()
    covered = [name for run in catalog.runs() for name in sorted(run.scored_games() or run.spotted_games())]
    games = [catalog.root.game(name) for name in covered if name in catalog.root]
    if not games:
        raise UserError("No run covers a game; make the demo league first: touchline demo")
    game = next((game for game in games if game.parts[0].video), games[0])
    if catalog.root.simulated and game.parts[0].video is None:
        make_video(catalog.root.path, game.name)
    return short_id(game.name)


def match_shot(page: Page, url: str, game: str, name: str, query: str) -> None:
    """The match view on its strongest hit of the class in focus, zoomed in a little."""
    open_match(page, url, f"?game={game}&threshold=0.2{query}")
    moment = ask(
        page,
        "(() => { const s = view.model.moments.filter((m) => m.outcome === 'hit');"
        " s.sort((a, b) => b.p - a.p); return s[0] ? [s[0].t, s[0].c] : null; })()",
    )
    if moment:
        ask(page, f"view.select(view.model.moments.find((m) => m.t === {moment[0]} && m.c === {moment[1]}))")
        wait_for(page, "!view.player.hasVideo || view.player.video.readyState >= 2")
        if ask(page, "Boolean(view.payload.frames)"):
            expect(page.locator(".tl-frame-here img")).to_be_visible()
            page.wait_for_load_state("networkidle")
    page.mouse.move(5, 5)
    page.wait_for_timeout(500)
    save(page, name)


def shoot(page: Page, into: list[Image.Image], seconds: float) -> None:
    """Pictures of the page for so many seconds, eight a second at most."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        into.append(image.resize((960, 600), Image.Resampling.LANCZOS))
        page.wait_for_timeout(40)


def recording(page: Page, url: str, game: str) -> None:
    """match.gif: a moment is chosen and played, settings move the picture, a score is taken apart."""
    open_match(page, url, f"?game={game}&threshold=0.2&zoom=0-900&class=ball-out-of-play")
    frames: list[Image.Image] = []
    shoot(page, frames, 1)
    ask(page, "view.select(view.model.moments.filter((m) => m.outcome === 'hit' && m.p > 0.6)[2])")
    shoot(page, frames, 1.5)
    page.locator('[data-do="play"]').click()
    shoot(page, frames, 3)
    page.locator('[data-do="play"]').click()
    for name, key, times in (("NMS threshold", "ArrowRight", 8), ("T after, s", "ArrowLeft", 6)):
        slider = page.get_by_role("slider", name=name)
        if not slider.count():
            continue
        slider.focus()
        for _ in range(times):
            page.keyboard.press(key)
            shoot(page, frames, 0.35)
    if page.locator('[data-do="why"]').is_visible():
        page.locator('[data-do="why"]').click()
        shoot(page, frames, 1.5)
        page.locator(".tl").focus()
        for _ in range(6):
            page.keyboard.press("Tab")
            shoot(page, frames, 0.8)
    small = [
        image.quantize(192, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE) for image in frames
    ]
    path = OUTPUT / "match.gif"
    small[0].save(path, save_all=True, append_images=small[1:], duration=125, loop=0, optimize=True)
    print(f"match.gif  {path.stat().st_size // 1024} kB, {len(small)} frames")


def split_shots(page: Page, url: str) -> None:
    """tuning.png: a window against the run's own. compare.png: two runs, or one under two settings."""
    page.goto(f"{url}/tuning?panel=sweep&window=20")
    expect(page.locator('[aria-label="Figures of the split"]')).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Sweep 40 windows").click()
    page.wait_for_selector(".js-plotly-plot .heatmaplayer", state="attached", timeout=120_000)
    page.mouse.move(5, 5)
    page.wait_for_timeout(1500)
    save(page, "tuning")
    runs = [run.name for run in open_catalog().runs()]
    saved = [f"{run}@{name}" for name in settings_names(open_catalog().workspace) for run in runs]
    names = (runs + saved)[:2]
    if len(names) < 2:
        print("compare.png needs two runs, or settings: touchline tune --run RUN --save NAME")
        return
    page.goto(f"{url}/compare?runs={','.join(names)}")
    expect(page.locator('[aria-label="Comparison"]')).to_be_visible(timeout=120_000)
    page.wait_for_timeout(1500)
    save(page, "compare")


def error_shots(page: Page, url: str, game: str) -> None:
    """errors.png: cost table, confusion, the first moments. review.png: a suspect label with its video."""
    page.set_viewport_size({**SIZE, "height": 1400})
    page.goto(f"{url}/errors?threshold=0.2&cell=game={game}")
    expect(page.locator(".fg-total").first).to_be_visible(timeout=60_000)
    expect(page.locator(".tg-loaded").first).to_be_visible(timeout=60_000)
    page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    page.mouse.move(5, 5)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)
    save(page, "errors")
    page.set_viewport_size(SIZE)
    page.goto(f"{url}/review?queue=cell&cell=game={game}")
    wait_for(page, "view.payload && (!view.player.hasVideo || view.player.video.readyState >= 2)")
    expect(page.get_by_text("Average-mAP …")).to_have_count(0, timeout=60_000)
    page.mouse.move(5, 5)
    page.wait_for_timeout(1500)
    save(page, "review")


def main() -> int:
    try:
        game = chosen_game()
    except UserError as error:
        print(f"touchline: {error}", file=sys.stderr)
        return 1
    with serving(root_path(), workspace_path()) as server, browsing() as browser:
        url = server.url
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        page.goto(url)
        expect(page.get_by_test_id("stDataFrame")).to_be_visible()
        page.wait_for_timeout(1500)  # fonts
        save(page, "games")
        match_shot(page, url, game, "match", "")
        page.goto(f"{url}/classes?beside=lab report (PCA)")
        page.wait_for_selector(".js-plotly-plot .barlayer path", state="attached")
        expect(page.get_by_test_id("stDataFrame")).to_be_visible()
        page.wait_for_timeout(1500)
        save(page, "classes")
        split_shots(page, url)
        error_shots(page, url, game)
        dark = browser.new_page(viewport=SIZE, color_scheme="dark")
        match_shot(dark, url, game, "match-dark", "&zoom=600-1500")
        for scheme, name in (("light", "match-1024"), ("dark", "match-dark-1024")):
            narrow = browser.new_page(viewport={**SIZE, "width": 1024}, color_scheme=scheme)
            match_shot(narrow, url, game, name, "&zoom=600-1500")
        recording(browser.new_page(viewport=SIZE, color_scheme="light"), url, game)
    return 0


if __name__ == "__main__":
    sys.exit(main())
