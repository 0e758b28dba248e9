"""What can be chosen on a page, as fields of a frozen dataclass, and how each is written in the URL.

A page's state is a frozen dataclass whose fields are made by `param`. Fields of the same name on two pages
are the same choice: it goes along from page to page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

_KEY = "param"


@dataclass(frozen=True)
class Param:
    """How a field is read from and written to the URL. aliases: names that older links use for it."""

    parse: Callable[[str], Any]
    write: Callable[[Any], str]
    name: str
    aliases: tuple[str, ...]


def param(
    default: Any,
    parse: Callable[[str], Any],
    write: Callable[[Any], str] = str,
    *,
    name: str = "",
    aliases: tuple[str, ...] = (),
) -> Any:
    """A field of a page's state.

    parse: from the URL's text, raises ValueError for anything it does not know; write: what `parse` reads;
    name: in the URL, where it is not the field's; aliases: other names that are read, so that old links work.
    """
    return field(default=default, metadata={_KEY: Param(parse, write, name, aliases)})


def params_of(state: Any) -> dict[str, Param]:
    """The parameters of a state or its class by field name."""
    return {each.name: each.metadata[_KEY] for each in fields(state)}


def defaults_of(state: Any) -> dict[str, Any]:
    """The default of each field of a state or its class."""
    return {each.name: each.default for each in fields(state)}


def read_url(state: Any, query: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Field values from URL parameters, absent ones at their defaults, and the names that were ignored.

    A parameter under its own name takes precedence over an alias.
    """
    values, ignored = defaults_of(state), []
    params = params_of(state)
    names = {alias: key for key, each in params.items() for alias in each.aliases}
    names |= {each.name or key: key for key, each in params.items()}
    current = {each.name or key for key, each in params.items()}
    for name in sorted(query, key=lambda name: name in current):
        if name not in names:
            ignored.append(name)
            continue
        key = names[name]
        try:
            values[key] = params[key].parse(query[name])
        except ValueError:
            ignored.append(name)
    return values, ignored


def write_url(state: Any) -> dict[str, str]:
    """URL parameters of a state: the fields that differ from their defaults."""
    query = {}
    for key, default in defaults_of(state).items():
        value = getattr(state, key)
        if value is not None and value != default:
            each = params_of(state)[key]
            query[each.name or key] = each.write(value)
    return query
