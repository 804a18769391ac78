"""How a sentence names something to do: a command to type, or a key in `trust open`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from ..sentences import FILE_EXISTS, NEEDS_QUOTES, NO_SUCH_ENTRY, NOT_A_FILTER

_names_keys = ContextVar("names_keys", default=False)
"""Whether the sentences are for the full screen."""


@contextmanager
def naming_keys() -> Iterator[None]:
    """Name keys in the block, and no commands."""
    token = _names_keys.set(True)
    try:
        yield
    finally:
        _names_keys.reset(token)


def way(command: str, key: str) -> str:
    """Return the command, or the key that does the same in the full screen."""
    return key if _names_keys.get() else command


_KEYS = {
    "`trust search {value}`": "/",
    "`trust search`": "/",
    "`trust journal`": "w",
    "`trust delete`": "d",
    "`trust people`": "i",
    "`trust tags`": "f",
    "`trust show {name} --history`": "v",
    "`trust trash restore {name}`": "r in the trash (D)",
    "`trust trash list`": "D",
    "`trust promise undo {id}`": "u",
    "`trust promise undo`": "u",
    "`trust promise add TEXT`": "n",
    "`trust promise moved --to DAY`": "m",
    "`trust promise list --all`": "the list",
}
"""Commands as the sentences of errors name them, and the keys that do the same."""
_OTHERWISE = {
    NO_SUCH_ENTRY: "this entry isn't in the journal any more; D shows the trash",
    NOT_A_FILTER: "{value} isn't a period, a person or a tag; press / to search for it",
    FILE_EXISTS: "{path} already exists; choose another name",
    NEEDS_QUOTES: "{value} can't be read as a day; use yesterday, october, 2026-10-03 or last week",
}
"""Sentences that are about a line in a shell, and those in their place."""


def sentence(template: str) -> str:
    """Return the sentence of an error, before its details are filled in."""
    if not _names_keys.get():
        return template
    template = _OTHERWISE.get(template, template)
    for command, key in _KEYS.items():
        template = template.replace(command, key)
    return template
