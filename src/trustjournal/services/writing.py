"""Writing an entry: its draft, and storing it. What it will be is decided in `planning`.

The order that loses nothing: the draft is on the disk before anyone types; the entry is
stored in one transaction with what was recorded of its question; only then the draft goes.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date
from typing import TYPE_CHECKING, Any

from .. import registry, storage
from ..app import App
from ..domain.entry import Answer, Entry
from ..domain.ids import short
from ..domain.json_values import plain
from ..domain.kinds import Kind
from ..domain.question_choice import Choice, Reason
from ..domain.question_log import PromptEvent
from ..domain.text import MAX_BYTES, Cleaned, decode
from ..errors import Cancelled, InputOutput, Outdated, TrustError, UsageError, fault
from ..sentences import DRAFT_UNWRITABLE, NOTHING_WRITTEN
from ..storage.questions import log
from .streaks import standing_of

if TYPE_CHECKING:
    from ..domain.memory import Memory
    from ..domain.prompts import Prompt
    from ..domain.question_log import EarlierAnswer, PromptEvent
    from ..drafts import Draft
    from ..storage.writer import Transaction
    from .streaks import StreakSummary


@dataclass(frozen=True, slots=True)
class Plan:
    """The entry that is about to be written, without its text."""

    entry: Entry
    choice: Choice | None
    put_aside: Prompt | None = None
    """The question `--another` put aside."""
    because: str | None = None
    unsaid: bool = False
    memory: Memory | None = None
    """What the day's own question takes up, whether it is answered or put aside."""
    answered_before: bool = False
    """Whether this question has been answered today already."""


@dataclass(frozen=True, slots=True)
class UnsavedDraft:
    """A draft from a run that ended before its text was stored."""

    draft: Draft
    entry: Entry
    """What it would become; its body is the draft's text."""
    revises: int
    """The revision it edits; 0 for a new entry."""
    written: Cleaned
    changed: tuple[str, ...] = ()
    """The fields an edit changes besides the text."""
    known: bool = True
    """Its description says what it becomes; without, it is a new free entry of today."""

    @property
    def promise(self) -> dict[str, Any] | None:
        """Return the description of the promise it becomes or repairs; None for an entry."""
        return self.draft.about.get("promise")

    @property
    def owner(self) -> str:
        """Return the id of the entry or promise that its text will be stored in."""
        return str((self.promise or {}).get("repairs") or self.entry.id)

    @property
    def is_new(self) -> bool:
        """Return whether nothing stored can have come from this draft."""
        return self.entry.id == self.draft.id and not self.revises

    @property
    def own_text(self) -> str:
        """The text without the questions above its answers."""
        asked = self.draft.about.get("asked", ())
        headings = {Answer(**answer).heading for answer in asked}
        lines = self.entry.body.split("\n")
        return "\n".join(line for line in lines if line.rstrip() not in headings)

    @property
    def asks_feelings(self) -> bool:
        """Whether it becomes a new entry that mood and closeness are asked for."""
        return self.entry.kind in ("daily", "free") and not self.revises and self.promise is None


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry that the journal has, before it is looked up where that leaves the person."""

    entry: Entry
    choice: Choice | None
    first: bool
    day_moved: bool
    """The clock already shows the next day, and the entry counts for the one before."""
    notes: Cleaned
    """What had to be changed in the text."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What was stored, and where that leaves the person."""

    entry: Entry
    standing: StreakSummary
    first: bool
    day_moved: bool
    """The clock already shows the next day, and the entry counts for the one before."""
    notes: Cleaned
    """What had to be changed in the text."""
    earlier: EarlierAnswer | None = None
    """What was answered to the same question a good while ago."""
    deep: bool = False
    """The question was of the deepest kind."""


def new_entry(
    app: App, day: date, kind: Kind, prompt: Prompt | None = None, *, placed: bool = True
) -> Entry:
    """An entry of this moment, still without text; without its time zone if not `placed`."""
    moment = app.now.moment
    offset = moment.utcoffset()
    return Entry(
        id=app.new_id(),
        day=day,
        written_on=app.now.today,
        created_at=moment.astimezone(UTC),
        tz=app.time_zone if placed else None,
        utc_offset=int(offset.total_seconds()) if offset else 0,
        modified_at=moment.astimezone(UTC),
        kind=kind,
        body="",
        pack=prompt.pack if prompt else None,
        prompt_id=prompt.id if prompt else None,
        prompt_text=prompt.text if prompt else None,
        practice=prompt.practice if prompt else None,
    )


# --- drafts --------------------------------------------------------------------------


def begin_draft(
    app: App,
    entry: Entry,
    *,
    header: str = "",
    text: str = "",
    revises: int = 0,
    changed: tuple[str, ...] = (),
    unsaid: bool = False,
    more: dict[str, Any] | None = None,
    or_in_memory: bool = False,
) -> Draft:
    """Write the draft of an entry to the disk.

    With `or_in_memory`, for words that someone has written already, a folder that refuses is no
    reason to stop: the journal may have room for them.

    `header` is what an editor shows above the text, `revises` the revision an edit begins
    from (two edits of one entry have a draft each), `changed` the fields it changes besides the
    text, `more` what only one kind of entry needs.
    """
    about: dict[str, Any] = {
        "entry": plain(replace(entry, body="")),
        "header": header,
        "revises": revises,
        "changed": changed,
        "unsaid": unsaid,
        **(more or {}),
    }
    draft_id, text = app.new_id() if revises else entry.id, header + text
    try:
        try:
            app.draft = on_disk(app, draft_id, about, text)
        except InputOutput:
            if not or_in_memory:
                raise
            app.draft = app.drafts.in_memory(draft_id, about, text)
    except OSError as error:
        raise InputOutput(DRAFT_UNWRITABLE, path=app.paths.drafts, why=error.strerror) from None
    return app.draft


def on_disk(app: App, draft_id: str, about: dict[str, Any], text: str) -> Draft:
    """Begin a draft, encrypted if the journal now is. Raises `InputOutput`."""

    while True:
        with suppress(Outdated):
            return app.drafts.begin(draft_id, about, text)


def done_with(app: App, draft: Draft) -> None:
    """Remove a draft that is stored in the journal, or has nothing to keep.

    If its files can't be removed, the next run recognises them as stored.
    """
    app.unkept.clear()
    with suppress(OSError):
        draft.remove()


def unwritten(app: App, draft: Draft) -> None:
    """Remove a draft without text, unless an editor window may still be open on it."""
    if draft.may_be_in_a_window():
        app.unkept.clear()
        draft.let_go()
    else:
        done_with(app, draft)


def text_of(draft: Draft) -> bytes:
    """Return what the person wrote in a draft's file, without the header above it.

    A header that was changed stays: there may be words in it.
    """
    raw = draft.read().removeprefix(codecs.BOM_UTF8)
    header = str(draft.about.get("header", "")).rstrip().encode("utf-8", "replace")
    for ending in (header, header.replace(b"\n", b"\r\n")):
        if header and raw.startswith(ending):
            return raw[len(ending) :].lstrip(b"\r\n")
    return raw


def written_in(raw: bytes) -> Cleaned:
    """Decode the text of a file, without the line break an editor adds at its end."""
    return decode(raw.removesuffix(b"\n").removesuffix(b"\r"))


def save(
    app: App,
    planned: Plan,
    draft: Draft,
    written: Cleaned,
    *,
    store_more: Callable[[Transaction, int], None] | None = None,
) -> Saved:
    """Store an entry, remove its draft, and return it with the new standing."""
    return standing_after(app, store(app, planned, draft, written, store_more=store_more))


def store(
    app: App,
    planned: Plan,
    draft: Draft,
    written: Cleaned,
    *,
    store_more: Callable[[Transaction, int], None] | None = None,
) -> Stored:
    """Store an entry and remove its draft.

    `store_more` stores what belongs to the entry in the same transaction, given its number.
    Raises `Cancelled` if there is no text. After any other error the draft stays, and the error
    carries its path.
    """
    if not written.text.strip():
        record_put_aside(app, planned)
        unwritten(app, draft)
        raise Cancelled(NOTHING_WRITTEN)
    entry = replace(planned.entry, body=written.text)
    with keeping(draft):
        check_size(entry)
        first = not app.reader.any_entry()
        with app.writer.transaction() as transaction:
            number = transaction.add(entry)
            for event in prompt_events(app, planned, answered=True):
                log(transaction, event, number if event.event == "answered" else None)
            if planned.memory:
                storage.memories.note_asked(transaction, planned.memory, app.now.today)
            if planned.unsaid:
                registry.feature("unsaid").mark_stored(transaction, number, app.now.moment)
            if store_more:
                store_more(transaction, number)
    done_with(app, draft)
    moved = planned.entry.day == app.now.today != app.now.calendar_day
    return Stored(entry, planned.choice, first, moved, written)


def standing_after(app: App, stored: Stored) -> Saved:
    """Return a stored entry with the standing and the earlier answer that screens show."""
    standing = standing_of_fresh(app)
    prompt = stored.choice.prompt if stored.choice else None
    earlier = app.questions.earlier(prompt.origin, stored.entry.day) if prompt else None
    deep = prompt is not None and prompt.depth == 3
    return Saved(
        stored.entry, standing, stored.first, stored.day_moved, stored.notes, earlier, deep
    )


def add_feelings(app: App, entry: Entry, **feelings: int) -> bool:
    """Add mood or closeness to a stored entry; returns whether the journal still has it.

    Where another program has given it one meanwhile, that stays. Whatever is raised carries the
    id of the entry, which is stored either way.
    """
    if not app.has_journal:
        return False  # a new one is not begun for that
    try:
        with app.writer.transaction() as transaction:
            return transaction.add_feelings(entry.id, feelings)
    except TrustError as error:
        error.details["stored"] = short(entry.id)
        raise


@contextmanager
def keeping(draft: Draft) -> Iterator[None]:
    """Keep the draft if anything goes wrong inside, and let the error carry its path."""
    try:
        yield
    except TrustError as error:
        _left(draft, error)
        raise
    except Exception as error:
        raise _left(draft, fault(error)) from None


def _left(draft: Draft, error: TrustError) -> TrustError:
    """Release a draft without removing it, and add its path to the error."""
    draft.let_go()
    if draft.on_disk:
        error.details["draft"] = draft.path
    return error


def check_size(entry: Entry) -> None:
    """Raise `UsageError` for a text that is too long to store."""
    if len(entry.body.encode()) > MAX_BYTES:
        raise UsageError(
            "an entry can't be larger than {most}; this one is, so it wasn't saved",
            most=f"{MAX_BYTES // 1024 // 1024} MB",
        )


def standing_of_fresh(app: App) -> StreakSummary:
    """Reread the journal and return the standing after something was written."""

    app.read_anew()
    return standing_of(app)


def prompt_events(app: App, planned: Plan, *, answered: bool) -> list[PromptEvent]:
    """Return the events of the day's question; a question named by the person is only answered.

    A question that was put aside is recorded even if no other remains.
    """
    choice = planned.choice
    if choice is None and planned.put_aside is None:
        return []

    day, on, at = planned.entry.day, app.now.today, app.now.moment
    happened = []
    if planned.put_aside:
        reason = planned.because
        happened.append(PromptEvent("skipped", planned.put_aside, day, on, at, reason))
    if choice is None:
        return happened
    if choice.reason is not Reason.NAMED and choice.reason is not Reason.SERVED:
        happened.append(PromptEvent("served", choice.prompt, day, on, at))
    if answered:
        happened.append(PromptEvent("answered", choice.prompt, day, on, at))
    return happened


def record_put_aside(app: App, planned: Plan) -> Plan:
    """Record the question that replaces one put aside, even if nothing is written.

    Returns the updated plan.
    """
    if planned.put_aside is None:
        return planned
    with app.writer.transaction() as store:
        for event in prompt_events(app, planned, answered=False):
            log(store, event)
        if planned.memory:
            storage.memories.note_asked(store, planned.memory, app.now.today)
    served = planned.choice and replace(planned.choice, reason=Reason.SERVED)
    return replace(planned, put_aside=None, because=None, choice=served, memory=None)
