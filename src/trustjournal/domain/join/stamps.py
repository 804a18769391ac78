"""Stamps, which order changes made on several machines, and the clock they come from.

A stamp is 19 digits of microseconds since 1970 in UTC, a dash and the name of the machine:
`0001795000000000000-laptop`. Stamps are compared as text. Those read off rows have no name, because
the same rows may be on several machines.

The clock is a hybrid one: it shows the machine's time, but always more than any stamp it has seen.
So what is written after reading something is later than that, even if a clock is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

Stamp: TypeAlias = str

NEVER: Stamp = ""
"""Earlier than every stamp."""

_DIGITS = 19
_STAMP = re.compile(rf"[0-9]{{{_DIGITS}}}-")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def is_stamp(value: object) -> bool:
    """Return whether a value is a stamp."""
    return isinstance(value, str) and _STAMP.match(value) is not None


def next_stamp(now: datetime, last: Stamp, machine: str) -> Stamp:
    """Return the stamp of a change: the time `now`, or just after `last` if that isn't earlier.

    `last` is the newest stamp that the journal has seen, or `NEVER`.
    """
    time = max((now - _EPOCH) // _MICROSECOND, 0)
    if last:
        time = max(time, int(last[:_DIGITS]) + 1)
    return f"{time:0{_DIGITS}}-{machine}"


def stamp_of(moment: str) -> Stamp:
    """Return the stamp of a moment that a row has, as ISO text. Raises `ValueError`."""
    return next_stamp(datetime.fromisoformat(moment), NEVER, "")


def moment_of(stamp: Stamp) -> datetime:
    """Return the time of a stamp. Raises `OverflowError` for one after the year 9999."""
    return _EPOCH + int(stamp[:_DIGITS]) * _MICROSECOND


def machine_of(stamp: Stamp) -> str:
    """Return the name of the machine in a stamp; empty for one read off a row."""
    return stamp[_DIGITS + 1 :]


def newest(state: Any) -> Stamp:
    """Return the newest stamp in a state, even in parts this version doesn't know, or `NEVER`."""
    return max(_stamps_in(state), default=NEVER)


STAMPS = ("on", "off")
"""The names of mappings whose keys are stamps."""


def _stamps_in(value: Any, name: str = "") -> Iterator[Stamp]:
    """Yield the stamps in a state from where its parts have them, and never from words."""
    if isinstance(value, dict):
        if name in STAMPS:
            yield from filter(is_stamp, value)
        for inner_name, inner in value.items():
            yield from _stamps_in(inner, inner_name)
    elif isinstance(value, list):
        if value and is_stamp(value[0]):
            yield value[0]
    elif name == "stamp" and is_stamp(value):
        yield value
