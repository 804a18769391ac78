"""The parts of a state: what each looks like, and how two of them join.

    part      looks like                                 two of them join to
    --------  -----------------------------------------  -----------------------------------------
    FIXED     value                                      the same value; if not, the larger one
    LATEST    [stamp, value], or [stamp] when cleared    the later one
    MANY      {key: [stamp, value] or [stamp]}           all keys, the later one for each
    FLAG      {"on": {stamp: true}, "off": {...}}        all of both; set unless each "on" is in
                                                         "off": clearing undoes only what it saw
    LINES     {number: {name: value}, or a tombstone}    all lines
    WORDS     {id: {...}}                                all words (`wordings`)
    tombstone {"#gone": {"stamp": ..., "seen": {...}}}   wins over everything it is joined with

`by_shape` is the rule for whatever this version doesn't know. It has four cases: a tombstone wins;
two mappings are joined key by key; a mapping wins over any other value; of other values the larger
wins, where those that begin with a stamp are largest and in the order of their stamps. All parts
above follow from it; a test proves that. A new part must follow from it too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from ..text import label, label_key
from .stamps import Stamp, is_stamp

State: TypeAlias = dict[str, Any]
Join: TypeAlias = Callable[[Any, Any], Any]

GONE = "#gone"
"""The one key of a tombstone. No label can have this key, since labels lose a leading `#`."""


_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def canonical(value: Any) -> str:
    """Return the one JSON text of a value."""
    return _ENCODER.encode(value)


# --- joining -----------------------------------------------------------------------------


def by_shape(left: Any, right: Any) -> Any:
    """Join two values by what they look like."""
    if isinstance(left, dict) and isinstance(right, dict):
        return join_maps(left, right, {})
    if isinstance(left, dict) or isinstance(right, dict):
        return left if isinstance(left, dict) else right
    return larger(left, right)


def larger(left: Any, right: Any) -> Any:
    """Return the larger of two values: the one with the later stamp, if they have one."""
    return max(left, right, key=_order)


def _order(value: Any) -> tuple[int, str, str]:
    if value is None:
        return 0, "", ""
    if isinstance(value, list) and value and is_stamp(value[0]):
        return 2, value[0], canonical(value)
    return 1, "", canonical(value)


def join_maps(
    left: State, right: State, joins: Mapping[str, Join], default: Join = by_shape
) -> State:
    """Join two mappings key by key; `joins` are the joins of some keys. A tombstone wins."""
    if is_gone(left) or is_gone(right):
        return {GONE: join_tombstones(left.get(GONE, {}), right.get(GONE, {}))}
    joined = left | right
    for name in left.keys() & right.keys():
        joined[name] = joins.get(name, default)(left[name], right[name])
    return joined


def join_tombstones(left: State, right: State) -> Any:
    """Join what two tombstones have seen."""
    return by_shape(left, right)


def join_each(join: Join) -> Join:
    """Return the join of mappings whose values are all joined in one way."""

    def join_all(left: Any, right: Any) -> Any:
        if isinstance(left, dict) and isinstance(right, dict):
            return join_maps(left, right, {}, join)
        return by_shape(left, right)

    return join_all


def join_record(joins: Mapping[str, Join]) -> Join:
    """Return the join of mappings whose known keys are joined each in its own way."""

    def join_fields(left: Any, right: Any) -> Any:
        if isinstance(left, dict) and isinstance(right, dict):
            return join_maps(left, right, joins)
        return by_shape(left, right)

    return join_fields


# --- tombstones --------------------------------------------------------------------------


def tombstone(stamp: Stamp, seen: Iterable[str] = ()) -> State:
    """Return what stays of a record: when it was removed and the ids of the words seen then."""
    ids = dict.fromkeys(sorted(seen), True)
    return {GONE: {"stamp": stamp, "seen": ids} if ids else {"stamp": stamp}}


def is_gone(part: Any) -> bool:
    """Return whether a state, or a part of one, is a tombstone."""
    return isinstance(part, dict) and GONE in part


# --- the parts ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """A way to store a value in a state."""

    join: Join
    change: Callable[[Any, Any, Stamp], Any]
    """Returns what a change adds to the part; its arguments are the part (None if it is missing),
    the new value and the stamp of the change. None if it adds nothing."""
    read: Callable[[Any], Any]
    """Returns the value of the part; it is never called for a missing one."""
    empty: Any = None
    """The value of a missing part."""


def _set_fixed(part: Any, value: Any, stamp: Stamp) -> Any:
    return value if part is None else None


def _as_it_is(part: Any) -> Any:
    return part


FIXED = Part(larger, _set_fixed, _as_it_is)
"""A value that never changes. One that was missing may be added."""


def latest(stamp: Stamp, value: Any) -> list[Any]:
    """Return a value with the moment it was set."""
    return [stamp, value]


def cleared(stamp: Stamp) -> list[Any]:
    """Return that a value was taken away at some moment."""
    return [stamp]


def has_value(part: Any) -> bool:
    """Return whether a value that was set has not been taken away since."""
    return isinstance(part, list) and len(part) > 1


def _set_latest(part: Any, value: Any, stamp: Stamp) -> Any:
    if value is None:
        return cleared(stamp) if part is not None else None
    return latest(stamp, value)


def _read_latest(part: Any) -> Any:
    return part[1] if has_value(part) else None


LATEST = Part(larger, _set_latest, _read_latest)
"""A value that the last writer decides."""


def _set_flag(part: Any, value: Any, stamp: Stamp) -> Any:
    if value:
        return {"on": {stamp: True}}
    seen = (part or {}).get("on")
    return {"off": dict(seen)} if seen else None


def _read_flag(part: Any) -> bool:
    return not part.get("on", {}).keys() <= part.get("off", {}).keys()


FLAG = Part(join_each(join_each(larger)), _set_flag, _read_flag, empty=False)
"""A mark whose removal undoes only what it saw, such as *private*.

Setting it again when it is set counts too: the removal of the earlier mark elsewhere doesn't end
the later one.
"""


def _set_quote(part: Any, value: Any, stamp: Stamp) -> Any:
    return _set_flag(part, not value, stamp)


def _read_quote(part: Any) -> bool:
    return not _read_flag(part)


QUOTE = Part(FLAG.join, _set_quote, _read_quote, empty=True)
"""A flag for a column that is false where the flag is set: "not to be quoted" protects someone."""


def is_on(part: Part, stored: Any) -> bool:
    """Return whether a part is a flag, and set."""
    return part in (FLAG, QUOTE) and stored is not None and _read_flag(stored)


def _set_many(part: Any, values: Mapping[str, Any], stamp: Stamp) -> Any:
    """Change only what differs, so that an edit doesn't undo what was renamed elsewhere."""
    before = part or {}
    new = {
        key: latest(stamp, value)
        for key, value in values.items()
        if not has_value(before.get(key)) or canonical(before[key][1]) != canonical(value)
    }
    taken_off = {
        key: cleared(stamp) for key in before if has_value(before[key]) and key not in values
    }
    return new | taken_off or None


def _read_many(part: Any) -> dict[str, Any]:
    return {key: part[key][1] for key in sorted(part) if has_value(part[key])}


MANY = Part(join_each(larger), _set_many, _read_many, empty={})
"""Values by key, each decided by its last writer."""


def _set_labels(part: Any, names: Iterable[str], stamp: Stamp) -> Any:
    return _set_many(part, {label_key(label(name)): name for name in names}, stamp)


def _read_labels(part: Any) -> list[str]:
    return list(_read_many(part).values())


LABELS = Part(join_each(larger), _set_labels, _read_labels, empty=[])
"""Tags or people: the last writer decides for each label."""


def _set_lines(part: Any, lines: Iterable[Mapping[str, Any]], stamp: Stamp) -> Any:
    return {
        str(line["n"]): {"entry": line["entry"], "text": line["text"]}
        for line in lines
        if str(line["n"]) not in (part or {})
    }


def _read_lines(part: Any) -> list[dict[str, Any]]:
    numbers = sorted((number for number in part if not is_gone(part[number])), key=int)
    return [{"n": int(number), **part[number]} for number in numbers]


LINES = Part(join_each(join_record({})), _set_lines, _read_lines, empty=[])
"""Lines that never change. One can be removed, and stays away then."""
