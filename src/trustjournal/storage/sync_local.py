"""Turn the rows that a transaction changed into changes of states, and mark these as pending."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from ..domain import ids
from ..domain.join import entries, kinds
from ..domain.join.parts import State
from ..domain.join.stamps import Stamp
from ..records.section import Record
from . import sync_rows
from .row_changes import Changed, Row
from .sync_apply import StateWriter
from .sync_rows import EntryRecord
from .sync_states import States

_ENTRY_COLUMNS = (
    *("day", "written_on", "created_at", "tz", "utc_offset", "kind", "pack", "prompt_id"),
    *("prompt_text", "practice", "period", "source", "source_id", "mood", "closeness", "starred"),
    *("come_back", "tags", "people", "private"),
)
"""The columns of an entry that may change without a new version of its words."""


class LocalChanges:
    """The changes that this machine makes to its records."""

    def __init__(self, states: States, writer: StateWriter) -> None:
        self._states = states
        self._writer = writer
        self._rows = states.rows
        self._purged_any = False

    def note(self) -> None:
        """Turn the rows that this transaction changed into changes of states."""
        changed = self._states.changes.take()
        with self._states.changes.paused():
            for n in sorted(_entries_in(changed)):
                self._note_entry(changed, n)
            for kind in kinds.KINDS:
                if kind != "entry":
                    self._note_kind(changed, kind)
            if self._purged_any:
                self._forget_marks()
        self._states.flush()

    def _forget_marks(self) -> None:
        """Remove what can return, such as a mark on a line, for good with its purged entry.

        Until then its state keeps the line, so that it can be marked again.
        """
        for kind, declared in kinds.KINDS.items():
            if declared.owner and declared.can_return:
                for key, state in self._states.all_stored(kind):
                    without = kinds.follow_purges(kind, state, self._states.purged_at)
                    if without != state:
                        self._states.put(kind, key, without, None)
                        self._states.mark_pending(kind, key)

    # --- entries ---------------------------------------------------------------------

    def _note_entry(self, changed: Changed, n: int) -> None:
        before, now = sync_rows.entry_of(changed, n), sync_rows.entry_of(self._rows, n)
        if before == now:
            return
        if before is None:
            assert now is not None
            self._note_new_entry(n, now)
            return
        key = before.entry["id"]
        state = self._states.stored("entry", key) or before.state
        stamp = self._states.next_stamp(state)
        if now is None:
            state = entries.purge(state, stamp, _words_with(changed, "entry", n))
            self._purged_any = True
        else:
            state = _changed_entry(state, before, now, stamp)
        self._writer.put_entry(key, state, n, now)
        self._states.mark_pending("entry", key)

    def _note_new_entry(self, n: int, now: EntryRecord) -> None:
        key = now.entry["id"]
        if self._states.stored("entry", key) is not None:
            # It was permanently deleted, and was imported again. That is another entry now.
            key = self._free_id("entry", key)
            self._states.transaction.update("entry", {"n": n}, id=key)
        self._states.next_stamp(None)
        self._states.mark_pending("entry", key)

    def _free_id(self, kind: str, key: str) -> str:
        """Return the next free id after one that is in use, so that no words are lost over it."""
        while (stored := self._states.stored(kind, key)) is not None or self._rows.one(
            kind, id=key
        ):
            key = ids.after_purge(key, kinds.gone_at(stored) if stored else None)
        return key

    # --- other records ---------------------------------------------------------------

    def _note_kind(self, changed: Changed, kind: str) -> None:
        bases: set[str] = set()
        name = "period" if kind == "focus" else "n"
        for number in sync_rows.numbers_changed(changed, kind):
            before = changed.one(kind, **{name: number})
            now = self._rows.one(kind, **{name: number})
            if kind == "promise" and before is None and now is not None:
                now = self._as_new_promise(now)
            values_before = sync_rows.values_of(changed, kind, before) if before else None
            values_now = sync_rows.values_of(self._rows, kind, now) if now else None
            if values_before == values_now:
                continue
            bases |= {
                kinds.key_of(kind, values) for values in (values_before, values_now) if values
            }
        for base in sorted(bases):
            self._note_records(
                changed,
                kind,
                base,
                sync_rows.records_with(changed, kind, base),
                sync_rows.records_with(self._rows, kind, base),
            )

    def _as_new_promise(self, row: Row) -> Row:
        """Give a promise that was permanently deleted, and was imported again, another id."""
        if self._states.stored("promise", row["id"]) is None:
            return row
        new_id = self._free_id("promise", row["id"])
        self._states.transaction.update("promise", {"n": row["n"]}, id=new_id)
        return row | {"id": new_id}

    def _note_records(
        self,
        changed: Changed,
        kind: str,
        base: str,
        before: Sequence[tuple[Row, Record]],
        now: Sequence[tuple[Row, Record]],
    ) -> None:
        """Compare the records with one key before and now: nearly always one, or none."""
        placed = self._states.by_place(kind, base, before)
        remaining = [*now]
        differing: list[int] = []
        for place, (_, values) in placed.items():
            same = [pair for pair in remaining if pair[1] == values]
            if same:
                remaining.remove(same[0])
            else:
                differing.append(place)
        for place in differing:
            row, values = placed[place]
            after = remaining.pop(0)[1] if remaining else None
            seen = _words_with(changed, kind, row["n"]) if kind == "promise" and not after else ()
            self._note_record(kind, kinds.at_place(base, place), values, after, seen)
        can_return = kinds.KINDS[kind].can_return is not None
        free = (
            place
            for place in count(1)
            if place not in placed
            and (can_return or not self._states.stored(kind, kinds.at_place(base, place)))
        )
        for place, (_, values) in zip(free, remaining, strict=False):
            self._note_record(kind, kinds.at_place(base, place), None, values)

    def _note_record(
        self,
        kind: str,
        key: str,
        before: Record | None,
        now: Record | None,
        seen: Iterable[str] = (),
    ) -> None:
        stored = self._states.stored(kind, key)
        if before is None and stored is None:
            self._states.next_stamp(None)
            new = kinds.from_values(kind, now or {})
            self._states.put(kind, key, new, new)
            self._states.mark_pending(kind, key)
            if kind == "promise_event" and kinds.word_ids(kind, new):
                self._states.keep_private("promise", new["promise"])
            return
        state: State = stored or kinds.from_values(kind, before or {})
        stamp = self._states.next_stamp(state)
        if now is None:
            state = kinds.remove(kind, state, stamp, seen)
        else:
            state = _changed_record(kind, state, before, now, stamp)
        of_rows = kinds.from_values(kind, now) if now else None
        self._states.put(kind, key, state, of_rows)
        self._states.mark_pending(kind, key)


def _entries_in(changed: Changed) -> set[int]:
    """Return the row numbers of the entries that changed, or whose parts did."""
    numbers = changed.values("entry", "n")
    for table in sync_rows.ENTRY_PARTS:
        numbers |= changed.values(table, "entry_n")
    return numbers


def _words_with(before: Changed, owner: str, n: int) -> Iterator[str]:
    """Yield the ids of the words in records that were deleted with an entry or a promise."""
    for kind, declared in kinds.KINDS.items():
        if declared.words and declared.owner and declared.owner[1] == owner:
            for row in before.of(kind, **{f"{owner}_n": n}):
                values = sync_rows.values_of(before, kind, row)
                yield from kinds.word_ids(kind, kinds.from_values(kind, values))


def _versions_since(before: EntryRecord, now: EntryRecord) -> Iterator[tuple[Record, str]]:
    """Yield the texts that were written over that of `before`, and the hash of the one before."""
    last = before.entry
    for version in now.revisions:
        if version["revision"] > last["revision"]:
            yield version, last["hash"]
            last = version
    if now.entry["revision"] > before.entry["revision"]:
        yield now.entry, last["hash"]


def _changed_entry(state: State, before: EntryRecord, now: EntryRecord, stamp: Stamp) -> State:
    for text, hash_before in _versions_since(before, now):
        state = entries.edit(state, {"answers": [], **text}, stamp, version_hash=hash_before)
    columns = {
        name: now.entry[name] for name in _ENTRY_COLUMNS if now.entry[name] != before.entry[name]
    }
    if before.checkin != now.checkin:
        columns["checkin"] = now.checkin or {}
    if columns:
        state = kinds.change("entry", state, columns, stamp)
    if now.entry["revision"] > before.entry["revision"]:
        state = kinds.stay_private("entry", state, stamp)
    if before.entry["deleted_at"] != now.entry["deleted_at"]:
        if now.entry["deleted_at"]:
            state = entries.trash(state, now.entry["deleted_at"], stamp)
        else:
            state = entries.untrash(state, stamp)
    return state


def _changed_record(
    kind: str, state: State, before: Record | None, now: Record, stamp: Stamp
) -> State:
    columns = {
        name: value
        for name, value in now.items()
        if (before is None or before[name] != value) and name not in kinds.KINDS[kind].key
    }
    if kind == "share" and before is not None:
        remaining = {line["n"] for line in now["lines"]}
        for line in before["lines"]:
            if line["n"] not in remaining:
                state = kinds.remove_line(state, line["n"], stamp)
        columns.pop("lines", None)
    needed = kinds.KINDS[kind].can_return
    if needed and needed not in state:
        # The row is new to the state: a person who only must not be quoted gets a page, say.
        columns = {name: value for name, value in now.items() if name not in kinds.KINDS[kind].key}
    if not columns:
        return state
    return kinds.stay_private(kind, kinds.change(kind, state, columns, stamp), stamp)
