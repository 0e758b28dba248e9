"""The parts of a game: what they are called, which one is shown, and those that have no files to show."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from app.cache import games as games_cache
from app.match.listeners import go_to_part
from app.server.catalog import Catalog
from app.ui import selection
from core.data.games import Game
from core.events import Events
from core.figures import count
from core.metric.matching import Matches

_NAMES = {1: "1st half", 2: "2nd half", 3: "Extra time 1", 4: "Extra time 2"}


def part_names(numbers: Iterable[int]) -> dict[int, str]:
    """What the parts of a game are called; its only part, the first, is the match."""
    numbers = sorted(set(numbers))
    if numbers == [1]:
        return {1: "Match"}
    return {number: _NAMES.get(number, f"Part {number}") for number in numbers}


def _names_of(game: Game, *events: Events) -> dict[int, str]:
    of_events = (number for each in events for number in set(each.half.tolist()))
    return part_names([*(part.number for part in game.parts), *of_events])


def part_picker(catalog: Catalog, game: Game, number: int) -> None:
    """Pick a part that has files; nothing to pick of a whole match."""
    numbers = [part.number for part in game.parts]
    names = _names_of(game, games_cache.truths(catalog, game)[0])
    if number not in numbers:
        there = ", ".join(names[each] for each in numbers)
        st.caption(f":material/info: This game has no part {number} to show; it has: {there}.")
        number = numbers[0]
        selection.change(half=number, time_ms=0, zoom=(0, 0))
    if len(numbers) == 1:
        st.markdown(names[number], text_alignment="center")
        return
    widget = selection.widget("half", number)
    widget |= {"on_change": _choose, "args": (), "width": "stretch", "label_visibility": "collapsed"}
    st.segmented_control("Part", numbers, format_func=names.get, required=True, **widget)


def _choose() -> None:
    go_to_part(st.session_state["w_half"])


def parts_without_files(game: Game, matches: Matches) -> None:
    """One quiet line on parts that have labels or spots alone, and on those that the figures pass over."""
    truths, spots = matches.truths, matches.spots
    names, last = _names_of(game, truths, spots), truths.label_set.rule.parts
    shown = {part.number for part in game.parts}
    lines = []
    for number, name in names.items():
        events = f"{count(int((truths.half == number).sum()), 'label')} and "
        events += count(int((spots.half == number).sum()), "spot")
        over = "the evaluation passes this part over" if number > last else ""
        if number not in shown:
            lines.append(f"{name} has {events}, but no files to show" + (f"; {over}" if over else ""))
        elif over:
            lines.append(f"{name}: {over}, so its {events} are in no figure")
    if lines:
        st.caption(f":material/info: {'. '.join(lines)}.")
