"""All games of the data root, filtered; a click opens one."""

from app.cache import games as games_cache
from app.games.panel import columns_of, filters, games_passing, games_table, label_set_note
from app.games.state import PAGE
from app.ui import selection
from app.ui.page import open_page, turn_to

catalog, chosen = open_page(PAGE)
games = games_cache.inventory(catalog)
shown = games_passing(games, chosen)
label_set_note(catalog)
filters(games, len(shown), chosen)
# A new key after each visit, so that coming back finds no cell selected.
game_id = games_table(shown, columns_of(games), key=f"games_{selection.moves()}")
selection.commit(PAGE)
if game_id is not None:
    selection.go(game=game_id, half=1, time_ms=0, zoom=(0, 0))
    turn_to("match")
