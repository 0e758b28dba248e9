"""All games of the data root, filtered; a click opens one."""

from app import cache, selection
from app.page import open_page, turn_to
from app.panels_games import filters, games_table

lib, chosen = open_page("games")
table = cache.inventory(lib)
shown = filters(table, chosen)
picked = games_table(shown, chosen)
selection.commit("games")
if picked is not None:
    selection.go(game=picked, half=1, time_ms=0, zoom=(0, 0))
    turn_to("match")
