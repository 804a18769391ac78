"""The states of entries: their texts, the trash, and how they are made of rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from ..entry import HASHED, REVISED, content_hash
from . import kinds
from .parts import LATEST, MANY, State, is_gone
from .stamps import NEVER, Stamp, next_stamp, stamp_of
from .wordings import (
    add_wording,
    current_id,
    heads,
    in_order,
    sources,
    text_of,
    texts_behind,
    words_of,
)

_THEN = tuple(name for name in REVISED if name not in ("title", "body"))
"""What an earlier version stores besides its words and its hash."""


# --- from rows ---------------------------------------------------------------------------


def from_rows(
    entry: Mapping[str, Any],
    revisions: Sequence[Mapping[str, Any]] = (),
    checkin: Mapping[str, Any] | None = None,
) -> State:
    """Return the state of an entry that its rows have.

    `entry` is `domain.entry.to_row` with `answers` as a list of mappings, `revisions` are the
    earlier versions with `tags` and `people` as lists, and `checkin` is the row of a check-in
    without its entry. The earlier versions are repeated one after the other, so that each value is
    as old as the version that brought it.
    """
    earlier = sorted(revisions, key=lambda row: row["revision"])
    first, *later = [*earlier, entry]
    row = {**entry, **{name: first[name] for name in (*REVISED, "modified_at")}}
    row |= {
        "answers": first.get("answers"),
        "checkin": checkin and {**checkin, "not_today": bool(checkin["not_today"])},
    }
    stamp = stamp_of(first["modified_at"])
    state = kinds.from_values("entry", row, stamp)
    for before, now in zip(earlier, later, strict=True):
        stamp = next_stamp(datetime.fromisoformat(now["modified_at"]), stamp, "")
        state = edit(state, now, stamp, version_hash=before["hash"])
        read = kinds.values_of("entry", state) or {}
        changed = {name: now[name] for name in _THEN if now[name] != read[name]}
        state = kinds.change("entry", state, changed, stamp)
    if entry["deleted_at"]:
        state = trash(state, entry["deleted_at"], max(stamp, stamp_of(entry["deleted_at"])))
    return state


# --- changing ----------------------------------------------------------------------------


def edit(
    state: State, text: Mapping[str, Any], stamp: Stamp, *, version_hash: str | None = None
) -> State:
    """Return the state of an entry with a new text, written over all its heads.

    `text` has `title`, `body`, `answers` and `modified_at`. Change the labels, the mood and the
    like afterwards (`kinds.change`): the earlier version stores what they were. `version_hash`
    is its hash, if it has one already.
    """
    if is_gone(state):
        return state
    before = kinds.values_of("entry", state) or {}
    then = {name: before[name] for name in _THEN}
    then["hash"] = version_hash or content_hash({name: before[name] for name in HASHED})
    added = add_wording(state["wordings"], text, stamp, then)
    return kinds.join("entry", state, {"wordings": added})


def trash(state: State, deleted_at: str, stamp: Stamp) -> State:
    """Return the state of an entry that was put in the trash by someone who saw its texts."""
    return kinds.change("entry", state, {"trash": _trashed(state, deleted_at)}, stamp)


def untrash(state: State, stamp: Stamp) -> State:
    """Return the state of an entry that was taken out of the trash."""
    return kinds.change("entry", state, {"trash": {}}, stamp)


def purge(state: State, stamp: Stamp, seen: Iterable[str] = ()) -> State:
    """Return the tombstone of an entry: it has the ids of the texts it saw, and no words."""
    return kinds.remove("entry", state, stamp, seen)


def _trashed(state: State, deleted_at: str) -> dict[str, str]:
    return {} if is_gone(state) else dict.fromkeys(heads(state["wordings"]), deleted_at)


# --- reading -----------------------------------------------------------------------------


def values_of(state: State) -> dict[str, Any] | None:
    """Return the row of an entry, with its labels and answers; None if it was purged."""
    row = kinds.values_of("entry", state)
    if row is None:
        return None
    del row["trash"], row["checkin"]
    row["deleted_at"] = _deleted_at(state)
    row["revision"] = len(state["wordings"])
    row["hash"] = content_hash(row)
    return row


def checkin_of(state: State) -> dict[str, Any] | None:
    """Return the row of a check-in without its entry; None if the entry is none."""
    row = kinds.values_of("entry", state) or {}
    return row.get("checkin") or None


def current(state: State) -> dict[str, Any]:
    """Return the text that is read now: `modified_at`, `title`, `body`, `answers`."""
    return text_of(state["wordings"][current_id(state["wordings"])])


def first_words(state: State) -> tuple[Any, Any]:
    """Return the title and the body that an entry had at first."""
    wordings = state["wordings"]
    return words_of(wordings[in_order(wordings, wordings)[0]])


def earlier_versions(state: State) -> list[dict[str, Any]]:
    """Return all other texts as rows of earlier versions, numbered from 1 in their order.

    A text in another place that nothing was written over is among them, with the labels and
    feelings that the entry has now.
    """
    if is_gone(state):
        return []
    now = kinds.values_of("entry", state) or {}
    wordings = state["wordings"]
    others = [name for name in in_order(wordings, wordings) if name != current_id(wordings)]
    return [
        {"revision": place, **_version(wordings[name], now)}
        for place, name in enumerate(others, start=1)
    ]


def _version(wording: State, now: Mapping[str, Any]) -> dict[str, Any]:
    row = {"modified_at": wording["at"], "title": wording["title"], "body": wording["body"]}
    then = LATEST.read(wording.get("then")) or {name: now[name] for name in _THEN}
    row |= then
    return row if "hash" in row else row | {"hash": content_hash({**now, **row})}


def is_edited_in_two_places(state: State) -> bool:
    """Return whether an entry has several texts, none of them written over the others."""
    if is_gone(state):
        return False
    wordings = state["wordings"]
    return len({words_of(wordings[name]) for name in sources(wordings)}) > 1


def branches(state: State) -> list[tuple[tuple[Any, Any], frozenset[tuple[Any, Any]]]]:
    """Return the title and the body of each text that can be read now, the latest last.

    With each come those of all texts that it was written over.
    """
    wordings = state["wordings"]
    before: dict[tuple[Any, Any], frozenset[tuple[Any, Any]]] = {}
    for name in sources(wordings):
        behind = frozenset(words_of(wordings[each]) for each in texts_behind(wordings, name))
        words = words_of(wordings[name])
        before[words] = before.pop(words, frozenset()) | behind
    return [*before.items()]


def is_in_trash(state: State) -> bool:
    """Return whether an entry is in the trash: each of its heads was put in it."""
    return not is_gone(state) and heads_in_trash(state) == set(heads(state["wordings"]))


def is_back_from_trash(state: State) -> bool:
    """Return whether an edit that did not know of the trash brought an entry back."""
    if is_gone(state) or is_in_trash(state):
        return False
    return bool(MANY.read(state.get("trash", {})))


def heads_in_trash(state: State) -> set[str]:
    """Return the ids of the heads that were put in the trash."""
    return set(MANY.read(state.get("trash", {}))) & set(heads(state["wordings"]))


def _deleted_at(state: State) -> str | None:
    moments = MANY.read(state.get("trash", {}))
    return max(moments[name] for name in heads_in_trash(state)) if is_in_trash(state) else None


def last_change(state: State) -> Stamp:
    """Return the stamp of the last text of an entry, or of its tombstone."""
    if is_gone(state):
        return kinds.gone_at(state) or NEVER
    return str(max(wording["stamp"] for wording in state["wordings"].values()))
