"""A storm or a joy: its questions, its draft, and storing it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ...app import App
from ...domain.entry import Answer, Entry
from ...domain.filter import Filter
from ...domain.prompts import Prompt
from ...domain.text import Cleaned
from ...drafts import Draft
from ...services.enabled_packs import enabled_packs, questions_of
from ...services.multi_answer import answered, answered_left_behind, asking
from ...services.safety_pause import safety_pause
from ...services.writing import Plan, Saved, UnsavedDraft, begin_draft, new_entry, save
from . import model as storm_joy
from .model import Occasion, StormMode


@dataclass(frozen=True, slots=True)
class Request:
    """What the person asked for on the command line."""

    day: date
    tags: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    private: bool = False


@dataclass(frozen=True, slots=True)
class OccasionPlan:
    """The questions for a storm or a joy now."""

    moment: Occasion
    way: StormMode
    prompts: tuple[Prompt, ...]
    """Its questions in order. Where something smaller is offered, one of them is asked; where it
    is not clear yet whose joy it is, those about mine come before those about someone else's."""


def meet(
    app: App,
    moment: Occasion,
    day: date,
    *,
    theirs: bool | None = False,
    already_written: bool = False,
) -> OccasionPlan:
    """Return the questions for a storm or a joy on a day. Writes nothing.

    `theirs` is whether the joy is someone else's, None if that will be asked. Answers that are
    already written belong to all the questions in order, also where only one would be asked.
    """
    mode = _mode_of(app, moment)
    smaller = moment.tags if already_written else moment.smaller
    tags = {StormMode.OPEN: moment.tags, StormMode.SMALLER: smaller}.get(mode, ())
    if not tags:
        return OccasionPlan(moment, mode, ())
    mine = () if theirs else _questions(app, moment, tags, day)
    others = () if theirs is False else _questions(app, moment, tags, day, theirs=True)
    # In the safety pause nothing is asked about anyone else.
    return OccasionPlan(moment, mode, mine + others or _questions(app, moment, tags, day))


def _mode_of(app: App, moment: Occasion) -> StormMode:
    if moment.kind != "storm":
        return StormMode.OPEN
    today = app.now.today
    since = today - timedelta(days=storm_joy.STORMS_DAYS)
    # A clock that was ahead may have left some in the future, which say nothing of this week.
    until = max(today, app.now.calendar_day)
    return storm_joy.storm_mode(app.reader.list(Filter(since, until, kind="storm")), today)


def _questions(
    app: App, moment: Occasion, tags: Iterable[str], day: date, *, theirs: bool = False
) -> tuple[Prompt, ...]:
    """Choose one question per tag from the packs that are on, and the built-in one even if off."""
    language = app.settings.language
    own = (app.library.require(moment.pack), app.library.translation(moment.pack, language))
    packs = {pack.id: pack for pack in (*own, *enabled_packs(app)) if pack}
    asked = questions_of(list(packs.values()), language)
    paused = safety_pause(app)
    prompts = [
        prompt
        for prompt in asked
        if prompt.origin not in app.settings.muted and (prompt.may_come_when_unsafe or not paused)
    ]
    latest = app.reader.list(Filter(end=day, kind=moment.kind, limit=storm_joy.RESTING_OCCASIONS))
    used = [f"{answer.pack}/{answer.prompt_id}" for entry in latest for answer in entry.answers]
    chosen = [
        storm_joy.choose_question(
            prompts,
            moment,
            tag,
            day=day,
            number=sum(entry.kind == moment.kind for entry in app.reader.of_day(day)),
            salt=app.questions.salt() or b"",
            used=used,
            situation=app.settings.context,
            theirs=theirs,
            gentle=moment is storm_joy.STORM and len(latest) < storm_joy.GENTLE_STORMS,
            language=language,
        )
        for tag in tags
    ]
    named, situation = app.settings.person, app.settings.context
    return tuple(prompt.with_person(named, situation) for prompt in chosen if prompt)


def unanswered(prompts: Iterable[Prompt]) -> list[Answer]:
    """Return the questions with empty answers."""
    return [Answer(prompt.text, "", prompt.pack, prompt.id) for prompt in prompts]


def begin(
    app: App,
    moment: Occasion,
    request: Request,
    questions: Sequence[Answer],
    *,
    or_in_memory: bool = False,
) -> tuple[Entry, Draft]:
    """Return the entry of a new moment and its draft, which stores the questions."""
    entry = replace(
        new_entry(app, request.day, moment.kind),
        practice=storm_joy.PRACTICE,
        tags=request.tags,
        people=request.people,
        private=request.private,
    )
    return entry, begin_draft(app, entry, more=asking(questions), or_in_memory=or_in_memory)


def with_texts(entry: Entry, questions: Sequence[Answer], texts: Sequence[str]) -> Entry:
    """Return the entry with texts given without a conversation, as answers in order.

    Surplus texts belong to the last question; without questions, they are the text.
    """
    places = max(1, len(questions))
    last = "\n\n".join(text for text in texts[places - 1 :] if text.strip())
    if not questions:
        return replace(entry, body=last)
    pairs = zip(questions, [*texts[: places - 1], last], strict=False)
    return answered(entry, [replace(question, text=text) for question, text in pairs])


def keep(app: App, entry: Entry, draft: Draft, notes: Cleaned | None = None) -> Saved:
    """Store a moment and let its draft go; `notes` say what had to be changed in the text.

    Raises what `save` raises: `Cancelled` where there is no text.
    """
    return save(app, Plan(entry, None), draft, replace(notes or Cleaned(""), text=entry.body))


def save_left_behind(app: App, unsaved: UnsavedDraft) -> Saved:
    """Store a moment from an unsaved draft, with the answers in its text."""
    return keep(app, answered_left_behind(unsaved), unsaved.draft, unsaved.written)
