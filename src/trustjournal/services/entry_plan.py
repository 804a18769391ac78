"""Plan an entry before a word of it is written: its day, its time, the question it answers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from ..app import App
from ..domain.calendar import When
from ..domain.entry import Entry
from ..domain.kinds import Kind
from ..domain.question_choice import TOO_DEEP, Tonight
from ..domain.safety_pause import NOT_SAFE
from ..errors import UsageError
from .questions import named_question, question_of
from .writing import Plan, new_entry


@dataclass(frozen=True, slots=True)
class Request:
    """What the person asked for on the command line."""

    when: When = field(default_factory=When)
    free: bool = False
    answer: bool = False
    """Answer the day's question, although it was not shown."""
    another: bool = False
    because: str | None = None
    """Why today's question is put aside, one of `question_choice.SKIP_REASONS`."""
    practice: str | None = None
    pack: str | None = None
    prompt: str | None = None
    mood: int | None = None
    closeness: int | None = None
    tags: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    private: bool = False
    unsaid: bool = False
    """Mark it as not yet said."""
    come_back: date | None = None
    """The day to be asked about this entry."""
    tonight: Tonight | None = None
    """A lighter or a deeper question instead of today's, this evening only."""


def plan(app: App, request: Request, *, shows_question: bool = True) -> Plan:
    """Decide what will be written: the day, and the question it answers.

    If the question is not shown before the person writes, the entry is free, unless the line asks
    for a question or one was shown earlier that day and is still unanswered.
    """
    tonight = Tonight.LIGHTER if request.because == TOO_DEEP else request.tonight
    another = request.another or request.because is not None or tonight is not None
    chosen_by = [request.practice, request.pack, request.prompt, another or None]
    if request.free and any(chosen_by):
        raise UsageError(
            "with --free, leave out --another, --lighter, --deeper, --practice, --pack and --prompt"
        )
    if request.prompt and tonight and not request.because:
        raise UsageError("--prompt already names a question; leave out --lighter and --deeper")
    if request.free and request.answer:
        raise UsageError("use either --free or --answer, not both")
    day, moment = _day_and_moment(app, request.when)
    asks = shows_question or request.answer or any(chosen_by) or _waits_for_answer(app, day)
    choice = put_aside = memory = None
    about = request.people[0] if len(request.people) == 1 else ""
    if request.prompt:
        choice = named_question(app, request.prompt, about)
    elif asks and not request.free:
        choice = question_of(app, day, practice=request.practice, pack=request.pack, person=about)
        memory = choice.memory if choice else None
        if another and choice:
            put_aside = choice.prompt
            choice = question_of(
                app,
                day,
                practice=request.practice,
                pack=request.pack,
                instead_of=choice.prompt,
                person=about,
                unsafe=request.because == NOT_SAFE,
                tonight=tonight,
            )
    served = app.questions.served(day) if choice else None
    answered = bool(served and choice and served.answered and served.prompt_id == choice.prompt.id)
    # Finding the time zone takes 8 ms; the question need not wait for it (`placed`).
    kind: Kind = "daily" if choice else "free"
    entry = new_entry(app, day, kind, choice.prompt if choice else None, placed=False)
    entry = replace(
        entry,
        mood=request.mood,
        closeness=request.closeness,
        tags=request.tags,
        people=request.people,
        private=request.private,
        come_back=request.come_back,
    )
    if moment is not None:
        entry = at_moment(entry, moment)
    return Plan(
        entry,
        choice,
        put_aside,
        request.because,
        request.unsaid,
        memory=memory,
        answered_before=answered,
    )


def _waits_for_answer(app: App, day: date) -> bool:
    """Return whether the day's question was shown earlier and has no answer yet."""
    served = app.questions.served(day)
    return served is not None and not served.answered


def _day_and_moment(app: App, when: When) -> tuple[date, datetime | None]:
    """Return the day of an entry, and its moment if a time of day was named.

    A time that is still to come today but lies before the start of a day was last night, and
    belongs to the day before.
    """
    day = when.day or app.now.today
    if when.at is None:
        return day, None
    night = when.at < app.settings.day_starts_at
    if when.day is None and night and _moment_on(app, when, day) > app.now.moment:
        day -= timedelta(days=1)
    return day, moment_of(app, replace(when, day=day), day)


def moment_of(app: App, when: When, day: date) -> datetime:
    """Return the moment of a time on a day of the journal, which ends in the following night.

    Raises `UsageError` for a moment in the future.
    """
    moment = _moment_on(app, when, day)
    if moment > app.now.moment:
        raise UsageError(
            "{value} is in the future; use the time it is now, or an earlier one",
            value=f"{when.at:%H:%M}",
        )
    return moment


def _moment_on(app: App, when: When, day: date) -> datetime:
    at = when.at or time()
    in_the_night = at < app.settings.day_starts_at and not when.by_calendar
    return app.local(datetime.combine(day + timedelta(days=in_the_night), at))


def at_moment(entry: Entry, moment: datetime) -> Entry:
    """Return an entry that carries another moment, as the writer's clock showed it."""
    offset = moment.utcoffset()
    return replace(
        entry,
        created_at=moment.astimezone(UTC),
        utc_offset=int(offset.total_seconds()) if offset else 0,
    )


def placed(app: App, planned: Plan) -> Plan:
    """The plan with the time zone its entry is written in."""
    return replace(planned, entry=replace(planned.entry, tz=app.time_zone))
