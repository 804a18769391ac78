"""All kinds of records: what the state of each has, and what can be done with any of them.

The table `KINDS` says which part stores which columns. A state has the fields of its kind by name,
without those that are empty. For example, a promise is

    {"made_at": "2026-11-22T21:10:05.123456Z",
     "words": {"5f0c...": {"stamp": "0001795...-", "values": {"text": "...", "cue": null}}},
     "made_on": ["0001795...-", "2026-11-22"],
     "private": {"on": {"0001795...-laptop": true}}}

and once it was deleted `{"#gone": {"stamp": "0001796...-desktop", "seen": {"5f0c...": true}}}`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .parts import (
    FIXED,
    FLAG,
    GONE,
    LABELS,
    LATEST,
    LINES,
    MANY,
    QUOTE,
    Part,
    State,
    by_shape,
    canonical,
    has_value,
    is_gone,
    is_on,
    join_record,
    tombstone,
)
from .stamps import NEVER, Stamp, is_stamp, machine_of, stamp_of
from .wordings import (
    WORDINGS,
    WORDS,
    current_id,
    hash_id,
    in_order,
    sources,
    text_of,
    words_in_order,
    words_of,
)

# --- the table ---------------------------------------------------------------------------


_BOOLEANS = ("starred", "told_them")
"""Columns with 0 or 1, which are `false` or `true` in a state. (`FLAG` needs no rule.)"""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a state: the part that stores it, and the columns of the row it has."""

    part: Part
    columns: tuple[str, ...]
    is_group: bool = False
    """Whether its value is a mapping of columns, which change together."""

    def value_in(self, row: Mapping[str, Any]) -> Any:
        """Return the value of the field in a row."""
        if self.is_group:
            return {name: row.get(name) for name in self.columns}
        value = row.get(self.columns[0])
        return bool(value) if self.columns[0] in _BOOLEANS and value is not None else value

    def value_of(self, state: State, name: str) -> Any:
        """Return the value of the field in a state, where it is called `name`."""
        return self.part.read(state[name]) if name in state else self.part.empty

    def columns_in(self, state: State, name: str) -> dict[str, Any]:
        """Return the columns that the field has in a state, where it is called `name`."""
        value = self.value_of(state, name)
        if not self.is_group:
            return {self.columns[0]: value}
        return {column: (value or {}).get(column) for column in self.columns}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record."""

    key: tuple[str, ...]
    """The columns that name a record, the same on all machines."""
    fields: Mapping[str, Field]
    moment: str | None = None
    """The column with the moment from which on a row that was never changed is as it is."""
    key_has_words: bool = False
    """Whether the key must be a hash, because it outlives the words of the record."""
    owner: tuple[str, str] | None = None
    """The column that names a record of another kind, with which this one goes; and the kind."""
    words: tuple[str, ...] = ()
    """The columns with words that never change."""
    can_return: str | None = None
    """The field that is empty while there is no row; None if a removed record stays away."""

    def field_of(self, column: str) -> str:
        """Return the name of the field that stores a column. Raises `KeyError`."""
        for name, field in self.fields.items():
            if column in field.columns:
                return name
        raise KeyError(column)


def _each(part: Part, columns: str) -> dict[str, Field]:
    return {column: Field(part, (column,)) for column in columns.split()}


def _group(name: str, part: Part, columns: str) -> dict[str, Field]:
    return {name: Field(part, tuple(columns.split()), is_group=True)}


KINDS: Mapping[str, Kind] = {
    "entry": Kind(
        key=("id",),
        fields={
            **_each(FIXED, "period source source_id"),
            **_group("wordings", WORDINGS, "modified_at title body answers"),
            **_group("dated", LATEST, "day written_on"),
            **_group("time", LATEST, "created_at tz utc_offset"),
            **_group("question", LATEST, "kind pack prompt_id prompt_text practice"),
            **_each(LATEST, "mood closeness starred come_back"),
            **_each(LABELS, "tags people"),
            **_each(FLAG, "private"),
            # The day, person, not_today and follow_up of a check-in.
            **_each(MANY, "checkin"),
            # By the id of a text the moment at which that text was put in the trash.
            **_each(MANY, "trash"),
        },
        moment="modified_at",
    ),
    "intention": Kind(
        key=("period", "made_at"),
        fields={
            **_each(FIXED, "period made_at text entry"),
            **_group("outcome", WORDS, "outcome"),
        },
        moment="made_at",
        owner=("entry", "entry"),
        words=("text",),
    ),
    "prompt_event": Kind(
        key=("day", "event", "pack", "prompt_id", "recorded_at"),
        fields={
            **_each(FIXED, "day recorded_on recorded_at event pack prompt_id origin practice"),
            **_each(FIXED, "depth entry"),
            **_each(LATEST, "reason"),
        },
        moment="recorded_at",
        owner=("entry", "entry"),
    ),
    "focus": Kind(
        key=("period",),
        fields={
            **_each(FIXED, "period"),
            **_group("practice", LATEST, "practice set_at"),
        },
        moment="set_at",
        can_return="practice",
    ),
    "person": Kind(
        key=("key",),
        fields={
            **_each(FIXED, "key"),
            **_group("page", LATEST, "alias made_at"),
            **_each(LATEST, "context cadence_days"),
            **_each(QUOTE, "quote"),
        },
        moment="made_at",
        can_return="page",
    ),
    "person_date": Kind(
        key=("person", "key"),
        fields={
            **_each(FIXED, "person key"),
            **_group("date", LATEST, "name month day made_at"),
            **_each(LATEST, "asked_before asked_after"),
        },
        moment="made_at",
        can_return="date",
    ),
    "promise": Kind(
        key=("id",),
        fields={
            **_each(FIXED, "made_at"),
            **_group("words", WORDS, "text cue"),
            **_each(LATEST, "made_on person due every size origin"),
            **_each(FLAG, "private hidden"),
        },
        moment="made_at",
    ),
    "promise_event": Kind(
        key=("promise", "kind", "day", "recorded_at"),
        fields={
            **_each(FIXED, "promise kind day recorded_at occurrence due note told_them"),
            **_each(FIXED, "acknowledged amends change undoes"),
        },
        owner=("promise", "promise"),
        words=("note", "acknowledged", "amends", "change"),
    ),
    "pulse": Kind(
        key=("week", "taken_at"),
        fields={
            **_each(FIXED, "week taken_on taken_at"),
            **_each(MANY, "answers"),
        },
        moment="taken_at",
    ),
    "sitting": Kind(
        key=("day", "began_at", "seconds", "planned_seconds"),
        fields=_each(FIXED, "day began_at seconds planned_seconds"),
    ),
    "share": Kind(
        key=("shared_at", "path"),
        fields={
            **_each(FIXED, "day shared_at person path"),
            **_each(LINES, "lines"),
        },
        moment="shared_at",
        key_has_words=True,
    ),
    "pause": Kind(
        key=("first_day", "last_day", "made_at"),
        fields=_each(FIXED, "first_day last_day made_at reason"),
    ),
    "unsaid": Kind(
        key=("entry", "line"),
        fields={
            **_each(FIXED, "entry line"),
            **_group("mark", LATEST, "state changed_at"),
        },
        moment="changed_at",
        key_has_words=True,
        owner=("entry", "entry"),
        can_return="mark",
    ),
}
"""The kinds by the names of their tables. `revision` and `checkin` are parts of an entry."""

_JOINS = {
    name: join_record({field: each.part.join for field, each in kind.fields.items()})
    for name, kind in KINDS.items()
}


def join(kind: str, left: State, right: State) -> State:
    """Join two states of one record. A kind of a later version is joined by its shape."""
    joined: State = _JOINS.get(kind, by_shape)(left, right)
    return joined


# --- from rows and to rows ---------------------------------------------------------------


BETWEEN, PLACE = "\x1f", "\x1e"
"""What stands between the parts of a key, and before a place: no name has control characters."""


def key_of(kind: str, row: Mapping[str, Any], place: int = 1) -> str:
    """Return the key of a record. `place` counts rows that are the same in all of the key.

    Two sessions of the same length that were logged afterwards for one day have such keys.
    """
    declared = KINDS[kind]
    values = [row.get(column) for column in declared.key]
    if declared.key_has_words:
        key = hash_id(*values)
        if declared.owner:
            key = f"{row[declared.owner[0]]}{BETWEEN}{key}"
    else:
        key = BETWEEN.join("" if value is None else str(value) for value in values)
    return at_place(key, place)


def at_place(key: str, place: int) -> str:
    """Return the key of a row at a place among equal ones; the first place is the key itself."""
    return key if place == 1 else f"{key}{PLACE}{place}"


def place_of(key: str) -> tuple[str, int]:
    """Return the key of the first of equal rows, and the place of the one with this key."""
    base, _, place = key.rpartition(PLACE)
    return (base, int(place)) if base and place.isdecimal() else (key, 1)


def from_values(kind: str, row: Mapping[str, Any], stamp: Stamp | None = None) -> State:
    """Return the state of a new record, or of a row that was never changed.

    `row` has the columns of the fields in `KINDS`; missing ones are empty. Without a `stamp`, it
    is made of the row's own moment.
    """
    declared = KINDS[kind]
    if stamp is None:
        stamp = stamp_of(row[declared.moment]) if declared.moment else NEVER
    state: State = {}
    for name, field in declared.fields.items():
        value = field.value_in(row)
        added = None if value is None else field.part.change(None, value, stamp)
        if added is not None and added != {}:
            state[name] = added
    return state


def values_of(kind: str, state: State) -> dict[str, Any] | None:
    """Return the columns of the row that a state reads like; None if there must be no row.

    A person without a page may have a row: nobody must quote them. The alias is None then.
    """
    if not exists(kind, state):
        return None
    row: dict[str, Any] = {}
    for name, field in KINDS[kind].fields.items():
        value = field.value_of(state, name)
        if field.is_group:
            for column in field.columns:
                row[column] = value.get(column) if value else None
        else:
            row[field.columns[0]] = value
    return row


def exists(kind: str, state: State) -> bool:
    """Return whether a record has a row: it wasn't removed, or came back."""
    if is_gone(state):
        return False
    needed = KINDS[kind].can_return
    return needed is None or has_value(state.get(needed)) or is_private(kind, state)


# --- changing ----------------------------------------------------------------------------


def change(kind: str, state: State, row: Mapping[str, Any], stamp: Stamp) -> State:
    """Return a state in which some columns have other values. A removed record stays removed.

    `row` has only the columns that the person changed. A column that is set to the value it has
    counts as changed too: an entry made private again stays so although the earlier mark is
    cleared elsewhere. Of labels and answers, only those that differ count. Raises `KeyError` for a
    column that no field has.
    """
    declared = KINDS[kind]
    added: State = {}
    for name in dict.fromkeys(map(declared.field_of, row)):
        field = declared.fields[name]
        value = field.value_in({**field.columns_in(state, name), **row})
        part = field.part.change(state.get(name), value, stamp)
        if part is not None:
            added[name] = part
    return join(kind, state, added)


def stay_private(kind: str, state: State, stamp: Stamp) -> State:
    """Return a state whose marks are set again, if any are: private, hidden, not to be quoted.

    Words are added to a private record in the belief that it is private. An opening elsewhere that
    hasn't seen them doesn't open them.
    """
    fields = KINDS[kind].fields.values()
    marks = [field for field in fields if is_on(field.part, state.get(field.columns[0]))]
    return change(kind, state, {field.columns[0]: field.part is FLAG for field in marks}, stamp)


def remove(kind: str, state: State, stamp: Stamp, seen: Iterable[str] = ()) -> State:
    """Return the state of a record that was removed permanently, or cleared if it can return.

    `seen` are the ids of the words of others that go with it, of its if-thens, say.
    """
    declared = KINDS[kind]
    if declared.can_return is None:
        return join(kind, state, tombstone(stamp, [*word_ids(kind, state), *seen]))
    added = {
        name: part
        for name, field in declared.fields.items()
        if field.part is not FIXED
        and (part := field.part.change(state.get(name), field.part.empty, stamp)) is not None
    }
    return join(kind, state, added)


def note_given_back(kind: str, state: State, name: str, machine: str) -> State:
    """Return a tombstone that has seen some more words: a machine gave them back to the person."""
    seen = [name, f"{name}#{machine}"]
    return join(kind, state, tombstone(gone_at(state) or NEVER, seen))


def as_deleted(state: State, machines: Iterable[str]) -> State:
    """Return a tombstone as it was before some machines gave words back."""
    seen = seen_by(state)
    given_back = {name for name in seen for machine in machines if f"{name}#{machine}" in seen}
    return tombstone(gone_at(state) or NEVER, seen - given_back)


def remove_line(state: State, number: int, stamp: Stamp) -> State:
    """Return the state of a shared page without one of its lines."""
    return join("share", state, {"lines": {str(number): tombstone(stamp)}})


def owners_of(kind: str, state: State) -> Iterator[tuple[str, str]]:
    """Yield the kind and key of each record that must be stored before this one."""
    owner = KINDS[kind].owner if kind in KINDS else None
    if owner and state.get(owner[0]):
        yield owner[1], state[owner[0]]
    for line in _lines(kind, state).values():
        if line.get("entry"):
            yield "entry", line["entry"]


def follow_purges(kind: str, state: State, purged_at: Callable[[str, str], Stamp | None]) -> State:
    """Return a state without what belonged to purged records.

    `purged_at` gets the kind and the key of an entry or a promise and returns the stamp of its
    tombstone (`gone_at`), or None. If-thens, marks and records of questions go with their entry,
    updates with their promise, and shared lines with the entry they come from.
    """
    owner = KINDS[kind].owner if kind in KINDS else None
    if owner and state.get(owner[0]) and (stamp := purged_at(owner[1], state[owner[0]])):
        return join(kind, state, tombstone(stamp))
    for number, line in _lines(kind, state).items():
        if line.get("entry") and (stamp := purged_at("entry", line["entry"])):
            state = remove_line(state, int(number), stamp)
    return state


def _lines(kind: str, state: State) -> Mapping[str, Any]:
    return state.get("lines", {}) if kind == "share" else {}


# --- reading -----------------------------------------------------------------------------


def is_purged(state: State) -> bool:
    """Return whether a record is gone for good."""
    return is_gone(state)


def gone_at(state: State) -> Stamp | None:
    """Return the stamp of the tombstone of a record, or None."""
    return state[GONE].get("stamp", NEVER) if is_gone(state) else None


def seen_by(state: State) -> frozenset[str]:
    """Return the ids of the words that a purge has seen; none for a record that is there."""
    return frozenset(state[GONE].get("seen", {})) if is_gone(state) else frozenset()


def is_private(kind: str, state: State) -> bool:
    """Return whether any mark protects a record: private, hidden, not to be quoted."""
    fields = KINDS[kind].fields
    return any(is_on(field.part, state.get(name)) for name, field in fields.items())


def word_ids(kind: str, state: State) -> list[str]:
    """Return the ids of all words in a state, including those that were replaced."""
    fields = KINDS[kind].fields if kind in KINDS else {}
    replaced = [
        name
        for field in state.keys() & fields.keys()
        if fields[field].part is WORDS
        for name in state[field]
    ]
    return [*dict.fromkeys([*_words_by_id(kind, state), *replaced])]


def other_words(kind: str, state: State) -> list[Any]:
    """Return the words that were set in another place and are not read now, the earliest first.

    Each is a mapping of columns. There are none unless a record was changed in two places.
    """
    others: list[Any] = []
    for name, field in KINDS[kind].fields.items():
        if name in state and field.part is WORDS:
            values = [state[name][each]["values"] for each in words_in_order(state[name])]
            others += [each for each in values if each != values[-1]]
        elif name in state and field.part is WORDINGS:
            wordings = state[name]
            now = words_of(wordings[current_id(wordings)])
            texts = [wordings[each] for each in sources(wordings)]
            others += [text_of(text) for text in texts if words_of(text) != now]
    return others


def unseen_words(kind: str, before: State, after: State) -> dict[str, dict[str, Any]]:
    """Return the words that a purge takes although it had not seen them, the earliest first.

    `before` is a state of a record and `after` the tombstone it joined to. The words, by their
    ids, are to be given back to the person. A text that only has the words of one that was seen
    (the mood was changed, say) isn't among them.
    """
    if is_gone(before) or not is_gone(after):
        return {}
    seen = seen_by(after)
    words = _words_by_id(kind, before)
    texts = [_words_alone(words[name]) for name in words.keys() & seen]
    unseen = [name for name in words.keys() - seen if _words_alone(words[name]) not in texts]
    return {name: _text(words[name]) for name in in_order(words, unseen)}


def writer_of(kind: str, state: State, name: str) -> str:
    """Return the machine that wrote some words, by their id; empty if their stamp has none."""
    return machine_of(_words_by_id(kind, state)[name]["stamp"])


def _words_alone(words: State) -> Any:
    return words["values"] if "values" in words else words_of(words)


def _words_by_id(kind: str, state: State) -> dict[str, Any]:
    return _fixed_words(kind, state) | _changing_words(kind, state)


def _fixed_words(kind: str, state: State) -> dict[str, Any]:
    declared = KINDS.get(kind)
    values = {name: state[name] for name in declared.words if state.get(name)} if declared else {}
    if not declared or not values:
        return {}
    key = [state.get(column) for column in declared.key]
    return {hash_id(key, values): {"stamp": NEVER, "values": values}}


def _changing_words(kind: str, state: State) -> dict[str, Any]:
    fields = KINDS[kind].fields if kind in KINDS else {}
    return {
        name: words
        for field in state.keys() & fields.keys()
        if fields[field].part in (WORDS, WORDINGS)
        for name, words in state[field].items()
        if not is_gone(words)
    }


def _text(words: State) -> dict[str, Any]:
    values: dict[str, Any] = words["values"] if "values" in words else text_of(words)
    return values


def fits(kind: str, key: str, state: Any) -> bool:
    """Return whether a state can be stored and read as one of its kind.

    A damaged or foreign one can't. The values of its row are still to be checked, as those of an
    import are. A kind of a later version fits: it isn't read.
    """
    if not isinstance(state, dict) or not _is_unicode(kind + key + canonical(state)):
        return False
    if kind not in KINDS:
        return True
    if KINDS[kind].key == ("id",) and place_of(key)[1] != 1:
        return False  # no two records have one id
    try:
        values_of(kind, state)
        other_words(kind, state)
        words = _changing_words(kind, state).values()
        if not all(isinstance(key, str) for _, key in owners_of(kind, state)):
            return False
        return all(is_stamp(each["stamp"]) and _text(each) for each in words) and bool(
            kind != "entry" or words or is_gone(state)
        )
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return False


def _is_unicode(text: str) -> bool:
    """Return whether a text has no half of a character, which no database can store."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
