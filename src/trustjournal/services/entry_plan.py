"""What an entry will be, before a word of it is written: its day, and the question it answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from ..app import App
from ..domain.kinds import Kind
from ..domain.question_choice import NOT_SAFE, TOO_DEEP, Tonight
from ..errors import UsageError
from .questions import named_question, question_of
from .writing import Plan, new_entry


@dataclass(frozen=True, slots=True)
class Request:
    """What the person asked for on the command line."""

    day: date | None = None
    free: bool = False
    another: bool = False
    because: str | None = None
    """Why today's question is put aside, one of `choose.BECAUSE`."""
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
    tonight: Tonight | None = None
    """A lighter or a deeper question instead of today's, this evening only."""


def plan(app: App, request: Request) -> Plan:
    """Decide what will be written: the day, and the question it answers."""
    tonight = Tonight.LIGHTER if request.because == TOO_DEEP else request.tonight
    another = request.another or request.because is not None or tonight is not None
    chosen_by = [request.practice, request.pack, request.prompt, another or None]
    if request.free and any(chosen_by):
        raise UsageError(
            "--free goes without --another, --lighter, --deeper, --practice, --pack and --prompt"
        )
    if request.prompt and tonight and not request.because:
        raise UsageError("--prompt names a question; it goes without --lighter and --deeper")
    day = request.day or app.now.today
    choice = put_aside = None
    about = request.people[0] if len(request.people) == 1 else ""
    if request.prompt:
        choice = named_question(app, request.prompt, about)
    elif not request.free:
        choice = question_of(app, day, practice=request.practice, pack=request.pack, person=about)
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
    )
    return Plan(entry, choice, put_aside, request.because, request.unsaid, answered)


def placed(app: App, planned: Plan) -> Plan:
    """The plan with the time zone its entry is written in."""
    return replace(planned, entry=replace(planned.entry, tz=app.time_zone))
