"""What can be chosen on a page, as fields of a frozen dataclass, and how each is written in the URL.

A page's state is a frozen dataclass whose fields are made by `param`. Fields of the same name on two pages
are the same choice: it goes along from page to page. Defaults and texts may depend on the label set of the
data, which is given whenever a URL is read or written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from operator import itemgetter
from typing import Any, TypeVar

from app.state.parsers import OfSet, Parse, of_set
from core.label_set import LabelSet

_KEY = "param"
State = TypeVar("State")


@dataclass(frozen=True)
class Param:
    """How a field is read from and written to the URL, under one name or several.

    parsers: by name, from the URL's text, raise ValueError for anything they do not know; join: the field's
    value from what they gave, by name; write: texts by name. aliases: names that older links use for one.
    """

    default: Any
    parsers: Mapping[str, Parse]
    join: Callable[[Mapping[str, Any]], Any]
    write: Callable[[Any], Mapping[str, str]]
    aliases: Mapping[str, str]


def param(
    default: Any,
    parse: Parse | OfSet,
    write: Callable | OfSet = str,
    *,
    name: str = "",
    aliases: tuple[str, ...] = (),
) -> Any:
    """A field of a page's state.

    parse: from the URL's text, raises ValueError for anything it does not know; write: what `parse` reads;
    name: in the URL, where it is not the field's; aliases: other names that are read, so that old links work.
    """

    def make(key: str, label_set: LabelSet) -> Param:
        url_name = name or key
        older = dict.fromkeys(aliases, url_name)
        parsers, text = {url_name: of_set(parse, label_set)}, of_set(write, label_set)
        return Param(
            of_set(default, label_set),
            parsers,
            itemgetter(url_name),
            lambda value: {url_name: text(value)},
            older,
        )

    return _field(default, make)


def params(
    default: Any, parsers: Mapping[str, Parse] | OfSet, join: Callable, write: Callable | OfSet
) -> Any:
    """A field of a page's state that is written as several parameters; see `Param`."""

    def make(_key: str, label_set: LabelSet) -> Param:
        texts = (of_set(each, label_set) for each in (default, parsers, join, write))
        return Param(*texts, aliases={})

    return _field(default, make)


def _field(default: Any, make: Callable[[str, LabelSet], Param]) -> Any:
    """A default that depends on the set is no default of the dataclass; see `opened`."""
    given = {"kw_only": True} if isinstance(default, OfSet) else {"default": default}
    return field(metadata={_KEY: make}, **given)


def params_of(state: Any, label_set: LabelSet) -> dict[str, Param]:
    """The parameters of a state or its class by field name."""
    return {each.name: each.metadata[_KEY](each.name, label_set) for each in fields(state)}


def defaults_of(state: Any, label_set: LabelSet) -> dict[str, Any]:
    """The default of each field of a state or its class."""
    return {name: each.default for name, each in params_of(state, label_set).items()}


def opened(state: type[State], label_set: LabelSet, **values: Any) -> State:
    """A state with the defaults of a label set, but for the fields given."""
    return state(**defaults_of(state, label_set) | values)


def read_url(state: Any, query: Mapping[str, str], label_set: LabelSet) -> tuple[dict[str, Any], list[str]]:
    """Field values from URL parameters, absent ones at their defaults, and the names that were ignored.

    A parameter under its own name takes precedence over an alias.
    """
    all_params, ignored = params_of(state, label_set), []
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
    values = {key: all_params[key].join(values) for key, values in read.items()}
    return {key: each.default for key, each in all_params.items()} | values, ignored


def write_url(state: Any, label_set: LabelSet) -> dict[str, str]:
    """URL parameters of a state: the fields that differ from their defaults."""
    query = {}
    for key, each in params_of(state, label_set).items():
        value = getattr(state, key)
        if value is not None and value != each.default:
            query |= each.write(value)
    return query
