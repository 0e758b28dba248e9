"""What can be chosen on a page, as fields of a frozen dataclass, and how each is written in the URL.

A page's state is a frozen dataclass whose fields are made by `param`. Fields of the same name on two pages
are the same choice: it goes along from page to page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from operator import itemgetter
from typing import Any

from app.state.parsers import Parse

_KEY = "param"


@dataclass(frozen=True)
class Param:
    """How a field is read from and written to the URL, under one name or several.

    parsers: by name, from the URL's text, raise ValueError for anything they do not know; join: the field's
    value from what they gave, by name; write: texts by name. aliases: names that older links use for one.
    """

    parsers: Mapping[str, Parse]
    join: Callable[[Mapping[str, Any]], Any]
    write: Callable[[Any], Mapping[str, str]]
    aliases: Mapping[str, str] = field(default_factory=dict)


def param(
    default: Any, parse: Parse, write: Callable = str, *, name: str = "", aliases: tuple[str, ...] = ()
) -> Any:
    """A field of a page's state.

    parse: from the URL's text, raises ValueError for anything it does not know; write: what `parse` reads;
    name: in the URL, where it is not the field's; aliases: other names that are read, so that old links work.
    """

    def make(key: str) -> Param:
        url_name = name or key
        older = dict.fromkeys(aliases, url_name)
        return Param({url_name: parse}, itemgetter(url_name), lambda value: {url_name: write(value)}, older)

    return field(default=default, metadata={_KEY: make})


def params(default: Any, parsers: Mapping[str, Parse], join: Callable, write: Callable) -> Any:
    """A field of a page's state that is written as several parameters; see `Param`."""
    return field(default=default, metadata={_KEY: lambda key: Param(parsers, join, write)})


def params_of(state: Any) -> dict[str, Param]:
    """The parameters of a state or its class by field name."""
    return {each.name: each.metadata[_KEY](each.name) for each in fields(state)}


def defaults_of(state: Any) -> dict[str, Any]:
    """The default of each field of a state or its class."""
    return {each.name: each.default for each in fields(state)}


def read_url(state: Any, query: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Field values from URL parameters, absent ones at their defaults, and the names that were ignored.

    A parameter under its own name takes precedence over an alias.
    """
    all_params, ignored = params_of(state), []
    names = {alias: (key, name) for key, each in all_params.items() for alias, name in each.aliases.items()}
    current = {name: (key, name) for key, each in all_params.items() for name in each.parsers}
    names |= current
    read: dict[str, dict[str, Any]] = {}
    for given in sorted(query, key=lambda given: given in current):
        if given not in names:
            ignored.append(given)
            continue
        key, name = names[given]
        try:
            value = all_params[key].parsers[name](query[given])
        except ValueError:
            ignored.append(given)
            continue
        read.setdefault(key, {})[name] = value
    return defaults_of(state) | {key: all_params[key].join(values) for key, values in read.items()}, ignored


def write_url(state: Any) -> dict[str, str]:
    """URL parameters of a state: the fields that differ from their defaults."""
    query = {}
    for key, each in params_of(state).items():
        value = getattr(state, key)
        if value is not None and value != defaults_of(state)[key]:
            query |= each.write(value)
    return query
