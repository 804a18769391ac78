"""The drafts of what is asked about a promise at a terminal: a new one, or the repair of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile
from typing import Any

from ...app import App
from ...domain.entry import Answer
from ...domain.multi_answer import compose
from ...domain.note_lines import hides_more
from ...domain.two_texts import Text
from ...drafts import Draft
from ...services.multi_answer import answered_left_behind, asked_in, asking, given
from ...services.writing import UnsavedDraft, begin_draft, done_with, keeping, new_entry
from . import service
from .model import ORIGINS, SIZES, Event, Promise
from .store import PromisesReader

TEXT, SMALLER, WHEN = "text", "smaller", "cue"
"""The ids of what is asked about a new promise."""
REPAIR = ("acknowledged", "note", "amends", "change")
"""The ids of what is asked about a repair: the fields of its event."""


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """The result of storing an unsaved draft."""

    before: service.TrackedPromise | None
    """Where the promise stood that was repaired; None where it is a new one."""
    now: service.TrackedPromise
    event: Event | None = None
    """The repair."""
    carrying: int = 0
    """How many are open now, where it is a new one."""


def begin_making(app: App, promise: Promise, questions: Sequence[Answer]) -> Draft:
    """Put a promise on the disk while it is asked about; the first of the questions is its text."""
    about = {"size": promise.size, "origin": promise.origin, "hidden": promise.hidden}
    return _begin(app, promise, promise.id, promise.made_on, questions, about)


def begin_repair(app: App, promise: Promise, day: date, questions: Sequence[Answer]) -> Draft:
    """Put the draft of a repair on the disk."""
    return _begin(app, promise, app.new_id(), day, questions, {"repairs": promise.id})


def _begin(
    app: App,
    promise: Promise,
    draft_id: str,
    day: date,
    questions: Sequence[Answer],
    about: dict[str, Any],
) -> Draft:
    # A promise is no entry. But where it cannot be stored any more, its words become one.
    entry = replace(
        new_entry(app, day, "free"),
        id=draft_id,
        people=(promise.person,) if promise.person else (),
        private=promise.private,
    )
    text = compose(given(questions))
    return begin_draft(app, entry, text=text, more=asking(questions) | {"promise": about})


def answered(promise: Promise, answers: Sequence[Answer]) -> Promise:
    """Return the promise with its answers; a smaller promise replaces the first text."""
    texts = {answer.prompt_id: answer.text.strip() for answer in answers}
    text = texts.get(SMALLER) or texts.get(TEXT) or promise.text
    return replace(promise, text=text.strip(), cue=texts.get(WHEN) or promise.cue)


def repaired(answers: Sequence[Answer]) -> dict[str, str | None]:
    """Return the fields of a repair event from its answers."""
    texts = {answer.prompt_id: answer.text.strip() for answer in answers}
    return {name: texts.get(name) or None for name in REPAIR}


# --- left behind ---------------------------------------------------------------------------------


def check(about: Any) -> None:
    """Raise `ValueError` if the description of a promise is malformed."""
    takes: dict[str, Sequence[str]] = {"size": SIZES, "origin": ORIGINS}
    makes_sense = (
        isinstance(about, dict)
        and not about.keys() - takes.keys() - {"repairs", "hidden"}
        and isinstance(about.get("repairs", ""), str)
        and isinstance(about.get("hidden", False), bool)
        and all(about.get(name) in (None, *allowed) for name, allowed in takes.items())
    )
    if not makes_sense:
        raise ValueError


def can_be_stored(app: App, unsaved: UnsavedDraft) -> bool:
    """Return whether the journal still has the promise that a draft repairs."""
    promise_id = _repaired_id(unsaved)
    return promise_id is None or promise_id in _by_id(app)


def is_stored(app: App, unsaved: UnsavedDraft) -> bool:
    """Return whether a draft of a promise, or of a repair, has been stored already."""
    promise_id, answers = _repaired_id(unsaved), _answers(unsaved)
    promise = _by_id(app).get(promise_id or unsaved.entry.id)
    if promise is None:
        return False
    if promise_id is None:
        return any(
            (made.text, made.cue) == (promise.text, promise.cue)
            for texts in (answers, _with_both_texts(answers))
            for made in [answered(_promise_begun(unsaved), texts)]
        )
    fields = repaired(answers)
    return any(
        event.kind == "repair" and all(getattr(event, name) == fields[name] for name in REPAIR)
        for event in promise.events
    )


def save_left_behind(app: App, unsaved: UnsavedDraft) -> SavedDraft:
    """Store an unsaved draft as a promise, or as the repair of one."""
    answers, promise_id = _answers(unsaved), _repaired_id(unsaved)
    with keeping(unsaved.draft):
        if promise_id is None:
            promise = answered(_promise_begun(unsaved), _with_both_texts(answers))
            if stored := _by_id(app).get(promise.id):  # an editor's window saved more since
                promise = replace(_as_private_as(stored, promise), id=app.new_id())
            carrying = service.make(app, promise)
            saved = SavedDraft(None, service.named(app, promise.id), carrying=carrying)
        else:
            before = service.named(app, promise_id)
            event = service.event_for(
                app, before.promise, "repair", unsaved.entry.day, **repaired(answers)
            )
            saved = SavedDraft(before, service.record(app, before.promise, event), event)
    done_with(app, unsaved.draft)
    return saved


def _as_private_as(stored: Promise, promise: Promise) -> Promise:
    """Return a promise that shows no more than the one stored from the same draft."""
    hides = hides_more([Text(stored.cue, stored.text)], Text(promise.cue, promise.text), ())
    hidden = promise.hidden or stored.hidden or hides
    return replace(promise, private=promise.private or stored.private or hides, hidden=hidden)


def begun(unsaved: UnsavedDraft) -> tuple[Promise, dict[str, str]]:
    """Return a promise that is still asked about, and its answers so far by their ids."""
    texts = {str(answer.prompt_id): answer.text for answer in _answers(unsaved)}
    return _promise_begun(unsaved), texts


def can_go_on(unsaved: UnsavedDraft) -> bool:
    """Return whether every word of a promise begun is in an answer, none in a smaller promise."""
    _, texts = begun(unsaved)
    words = " ".join(texts.get(name, "") for name in (TEXT, WHEN)).split()
    return SMALLER not in texts and words == unsaved.own_text.split()


def _with_both_texts(answers: Sequence[Answer]) -> list[Answer]:
    """Return the answers with a smaller promise beside the first one: nobody has said yes to it."""
    texts = {answer.prompt_id: answer.text.strip() for answer in answers}
    both = " / ".join(filter(None, (texts.get(TEXT), texts.get(SMALLER))))
    return [
        replace(answer, text=both) if answer.prompt_id in (TEXT, SMALLER) else answer
        for answer in answers
    ]


def _promise_begun(unsaved: UnsavedDraft) -> Promise:
    """Return the promise as it was before its questions, still without text."""
    entry, about = unsaved.entry, unsaved.promise or {}
    return Promise(
        id=entry.id,
        text="",
        made_on=entry.day,
        person=next(iter(entry.people), None),
        size=about.get("size"),
        origin=about.get("origin"),
        private=entry.private,
        hidden=bool(about.get("hidden")),
    )


def _by_id(app: App) -> dict[str, Promise]:
    return {promise.id: promise for promise in PromisesReader.beside(app.reader).all()}


def _repaired_id(unsaved: UnsavedDraft) -> str | None:
    """Return the id of the promise a draft repairs; None for a new promise."""
    return (unsaved.promise or {}).get("repairs")


def _answers(unsaved: UnsavedDraft) -> tuple[Answer, ...]:
    """Return the answers in a draft. Text above the first heading belongs to the first question."""
    asked, answers = asked_in(unsaved.draft), answered_left_behind(unsaved).answers
    headings = {answer.heading for answer in asked}
    lines = unsaved.written.text.split("\n")
    above = "\n".join(takewhile(lambda line: line.rstrip() not in headings, lines)).strip()
    if not above or not asked:
        return answers
    first, others = asked[0], [a for a in answers if a.prompt_id != asked[0].prompt_id]
    own = [answer.text for answer in answers if answer.prompt_id == first.prompt_id]
    return (replace(first, text="\n\n".join([above, *own])), *others)
