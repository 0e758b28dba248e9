"""All games of the data root, filtered; a click opens one."""

from app.cache import games as games_cache
from app.games.panel import filters, games_table
from app.games.state import PAGE
from app.ui import selection
from app.ui.page import open_page, turn_to

lib, chosen = open_page(PAGE)
table = games_cache.inventory(lib)
shown = filters(table, chosen)
picked = games_table(shown, chosen)
selection.commit(PAGE)
if picked is not None:
    selection.go(game=picked, half=1, time_ms=0, zoom=(0, 0))
    turn_to("match")
