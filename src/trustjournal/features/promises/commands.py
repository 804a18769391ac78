"""`trust promise`: the person's promises and what became of them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Annotated, Any, TypeAlias

import typer

from ... import features, services
from ...app import App
from ...commands.ask import ask, says_yes, yes_or_no
from ...commands.command import Result, command, give
from ...commands.compose import answers_from_editor, say_day, stopped, wants_editor
from ...commands.multi_answer import Step, ask_each
from ...commands.options import Context, Day, as_name, as_text, of_journal
from ...commands.rescue import keep_for, refuse_if_not_taken, text_for_dash
from ...domain import ids
from ...domain.calendar import WEEKDAYS
from ...domain.day_words import parse_day
from ...domain.entry import Answer
from ...domain.json_values import plain
from ...domain.period_words import EndingInDay, parse_coming_day
from ...domain.text import joined_with_or, label
from ...drafts import Draft
from ...errors import Cancelled, UsageError
from ...sentences import BAD_SETTING, NOTHING_CHANGED, SAY_YES
from . import service
from .model import ORIGINS, SIZES, Event, Happened, Promise, Status

BY_OR_EVERY = "use either --by (one day) or --every (a weekday), not both"

promise = typer.Typer(
    help="Keep track of what you said you'd do, and what came of it.\n\nExample: trust promise",
    invoke_without_command=True,
    rich_markup_mode=None,
)


def _complete(ctx: Context, incomplete: str) -> list[str]:
    going_on = (Status.OPEN, Status.NEEDS_REPAIR)
    promise_ids = of_journal(
        ctx, lambda app: [e.promise.id for e in service.all_of(app) if e.state.status in going_on]
    )
    return [name for name in map(ids.short, promise_ids) if name.startswith(incomplete)]


def _one_of(option: str, allowed: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.lower() not in allowed:
            raise UsageError(BAD_SETTING, name=option, value=text, takes=joined_with_or(allowed))
        return text.lower()

    return read


Name: TypeAlias = Annotated[
    str | None,
    typer.Argument(
        metavar="[PROMISE]",
        help="Its id, or a few of its words.",
        parser=as_text,
        autocompletion=_complete,
    ),
]
Note: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--note", metavar="TEXT", help="A short note, or - for standard input.", parser=as_text
    ),
]


Named: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="PROMISE",
        help="Its id, or a few of its words.",
        parser=as_text,
        autocompletion=_complete,
    ),
]
By: TypeAlias = Annotated[
    str | None,
    typer.Option("--by", metavar="DAY", help="When it's due: 2026-12-01, tomorrow, friday, +3."),
]
Every: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--every",
        metavar="WEEKDAY",
        help="Due every week on this day, such as monday.",
        parser=_one_of("--every", WEEKDAYS),
    ),
]
Size: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--size",
        metavar="SIZE",
        help="How big it is: small, medium or big.",
        parser=_one_of("--size", SIZES),
    ),
]
Origin: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--origin",
        metavar="HOW",
        help="Whose idea it was: offered (yours) or asked (theirs).",
        parser=_one_of("--origin", ORIGINS),
    ),
]


Shareable: TypeAlias = Annotated[
    bool,
    typer.Option("--shareable", help="Allow it in exports and in pages you share."),
]


@promise.callback()
@command
def today(app: App) -> Result:
    """List the open promises.

    Example: trust promise
    """
    return _list(app, everything=False, to=None)


@promise.command("list")
@command
def list_promises(
    app: App,
    everything: Annotated[bool, typer.Option("--all", help="Include closed promises.")] = False,
    to: Annotated[
        str | None,
        typer.Option(
            "--to", metavar="PERSON", help="Only promises to this person.", parser=as_name
        ),
    ] = None,
) -> Result:
    """List promises: the open ones, or every one with --all.

    Example: trust promise list --all
    """
    return _list(app, everything=everything, to=to)


def _list(app: App, *, everything: bool, to: str | None) -> Result:
    all_promises = service.all_of(app)
    standings = all_promises if everything else service.open_of(app)
    if to is not None:
        standings = [standing for standing in standings if service.is_for(standing.promise, to)]
    data = {"promises": [_values(standing) for standing in standings]}
    return Result(
        data,
        lambda: features.promises.view.listing(
            standings, app.now.today, some_closed=bool(all_promises)
        ),
    )


def _values(standing: service.TrackedPromise, *, include_hidden: bool = False) -> dict[str, Any]:
    """Return a promise for scripts, with the words of a hidden one only if `include_hidden`."""

    values: dict[str, Any] = plain(standing.promise)
    if standing.promise.hidden and not include_hidden:
        values |= {"text": None, "person": None, "cue": None, "events": []}
    return values | {"state": plain(standing.state)}


@promise.command("add")
@command
def add(
    app: App,
    text: Annotated[
        str,
        typer.Argument(
            metavar="TEXT", help="What you'll do, or - for standard input.", parser=as_text
        ),
    ],
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="PERSON", help="Who you promised it to.", parser=as_name),
    ] = None,
    by: By = None,
    every: Every = None,
    cue: Annotated[
        str | None,
        typer.Option("--cue", metavar="TEXT", help="A plan: if ..., then I'll ...", parser=as_text),
    ] = None,
    size: Size = None,
    origin: Origin = None,
    private: Annotated[
        bool, typer.Option("--private", help="Private: only `trust promise show` displays it.")
    ] = False,
    shareable: Shareable = False,
) -> Result:
    """Add a promise.

    If the text ends with a day, as in "ring Sam by friday", you're asked whether it's due then.

    A promise to someone stays out of exports and shared pages unless you add --shareable.

    Example: trust promise add "Ring about the doctor" --to Sam --by friday
    """
    read, cue = text_for_dash(app, text, cue)
    text = read or ""
    if by and every:
        raise UsageError(BY_OR_EVERY)
    due = parse_coming_day(by, app.now) if by else None

    promise = Promise(
        id=app.new_id(),
        text=text.strip(),
        made_on=app.now.today,
        person=label(to) or None if to else None,
        due=due,
        every=WEEKDAYS.index(every) if every else None,
        cue=cue,
        size=size,
        origin=origin,
    )
    promise = replace(promise, **_privacy(to, private=private, shareable=shareable))
    ending = service.day_in_text(app, promise)
    if app.can_ask and text.strip() and (ending or not (by or every or cue)):
        app.expect_to_write()
        carrying = _make_with_answers(app, promise, ending)
        ending = None
    else:
        keep_for(app, promise.id)
        carrying = service.make(app, promise)
        app.unkept.clear()
    standing = service.named(app, promise.id)
    return Result(
        {"promises": [_values(standing)]},
        lambda: features.promises.view.added(standing, carrying, app.now.today, ending),
    )


def _privacy(to: str | None, *, private: bool, shareable: bool) -> dict[str, Any]:
    """Return who may read the words of a promise. Raises `UsageError` for both options at once."""
    if private and shareable:
        raise UsageError("use either --private or --shareable, not both")
    return {"private": private or bool(to and not shareable), "hidden": private}


def _make_with_answers(app: App, promise: Promise, ending: EndingInDay | None) -> int:
    """Ask about a new promise and store it. If the person stops, it stays a draft.

    A text that ends with a day is asked about first. With a day, or with a cue from the line,
    nothing else is asked.
    """
    questions = (
        Answer(features.promises.view.PROMISED, promise.text, None, features.promises.drafts.TEXT),
        Answer(features.promises.view.SMALLER, "", None, features.promises.drafts.SMALLER),
        Answer(features.promises.view.WHEN, "", None, features.promises.drafts.WHEN),
    )

    def when(on_partial: Callable[[str], object]) -> str | None:
        return ask(
            app, features.promises.view.ENTER_SKIPS.format(features.promises.view.WHEN), on_partial
        )

    with features.promises.drafts.begin_making(app, promise, questions) as draft:
        app.unkept.clear()  # the draft has them
        if ending and _is_due_then(app, draft, ending):
            promise = replace(promise, text=ending.before, due=ending.day)
        elif promise.cue is None:
            steps: list[Step] = [partial(_ask_smaller, app, promise), when]
            answers = ask_each(app, draft, questions, steps)
            promise = features.promises.drafts.answered(promise, answers)
        with services.writing.keeping(draft):
            carrying = service.make(app, promise)
        services.writing.done_with(app, draft)
    return carrying


def _is_due_then(app: App, draft: Draft, ending: EndingInDay) -> bool:
    """Ask whether a promise is due on the day that its text ends with. Raises `Interrupted`."""
    question = features.promises.view.due_then(ending.day, app.now.today)
    try:
        return says_yes(app, question, enter_is_yes=True)
    except KeyboardInterrupt:
        raise stopped(app, draft) from None


def _ask_smaller(app: App, promise: Promise, on_partial: Callable[[str], object]) -> str | None:
    """Ask for a smaller promise, which replaces the first one only after a yes.

    Ask again after a single word such as "yep", which is hardly a promise.
    """

    def words(reply: str | None) -> str:
        return "" if not reply or yes_or_no(reply) is not None else reply

    def ask_for_words(question: str) -> str | None:
        return ask(app, question, lambda typed: on_partial(words(typed)))

    reply = ask_for_words(features.promises.view.BAD_DAY)
    if len(words(reply).split()) == 1:
        reply = ask_for_words(features.promises.view.BAD_DAY_AGAIN)
    if reply and yes_or_no(reply) is False:
        reply = ask_for_words(
            features.promises.view.ENTER_LEAVES.format(features.promises.view.SMALLER)
        )
    smaller = words(reply)
    if not smaller or not promise.text.strip():
        return smaller
    on_partial(smaller)
    app.err.print(*features.promises.view.both(promise.text, smaller))
    sure = says_yes(app, features.promises.view.SURE_TO_TAKE, lambda _: on_partial(smaller))
    return smaller if sure else ""


@promise.command("show")
@command
def show(app: App, name: Name = None) -> Result:
    """Show a promise and its history.

    Example: trust promise show doctor
    """
    standing = service.shown(app, name)
    data = {"promises": [_values(standing, include_hidden=True)]}
    return Result(data, lambda: features.promises.view.promise_view(standing, app.now.today))


@promise.command("edit")
@command
def edit(
    app: App,
    name: Named,
    text: Annotated[
        str | None,
        typer.Argument(
            metavar="[TEXT]", help="The new text, or - for standard input.", parser=as_text
        ),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="PERSON", help="Who it's to ('' for no one).", parser=as_name),
    ] = None,
    by: By = None,
    every: Every = None,
    no_date: Annotated[bool, typer.Option("--no-date", help="Remove its day or weekday.")] = False,
    cue: Annotated[
        str | None,
        typer.Option(
            "--cue",
            metavar="TEXT",
            help="A plan: if ..., then I'll ... ('' removes it).",
            parser=as_text,
        ),
    ] = None,
    size: Size = None,
    origin: Origin = None,
    private: Annotated[
        bool | None,
        typer.Option(
            "--private/--no-private", help="Private: only `trust promise show` displays it."
        ),
    ] = None,
    shareable: Shareable = False,
) -> Result:
    """Correct a promise: its text, its day or its weekday.

    This is for mistakes. To give a promise another day, use `trust promise moved`. The
    promise keeps its history.

    Example: trust promise edit doctor "Ring the doctor" --by friday
    """
    text, cue = text_for_dash(app, text, cue)
    if by and every:
        raise UsageError(BY_OR_EVERY)
    if no_date and (by or every):
        raise UsageError("--no-date doesn't go with --by or --every")
    changed: dict[str, Any] = {"size": size, "origin": origin}
    changed = {name: value for name, value in changed.items() if value is not None}
    if text is not None:
        changed["text"] = text.strip()
    current = service.shown(app, name).promise
    if to is not None:
        changed["person"] = label(to) or None
    if private is not None or shareable or changed.get("person"):
        hidden = current.hidden if private is None else private
        person = changed.get("person", current.person)
        changed |= _privacy(person, private=hidden and not shareable, shareable=shareable)
    if cue is not None:
        changed["cue"] = cue.strip() or None
    if by or every or no_date:
        changed["due"] = parse_coming_day(by, app.now) if by else None
        changed["every"] = WEEKDAYS.index(every) if every else None
    if not changed:
        raise UsageError(
            "nothing to change; give the new text, or an option such as --by or --every"
        )
    before = service.named(app, current.id)
    keep_for(app, current.id)
    standing = service.correct(app, current, **changed)
    app.unkept.clear()
    data = {"promises": [_values(standing)], "before": _values(before)}
    dated = no_date or text is None
    ending = None if dated else service.day_in_text(app, replace(standing.promise, text=text or ""))
    return Result(
        data,
        lambda: features.promises.view.corrected(before, standing, app.now.today, ending),
    )


@promise.command("delete")
@command
def delete(
    app: App,
    name: Named,
    yes: Annotated[bool, typer.Option("--yes", help="Skip the confirmation.")] = False,
) -> Result:
    """Permanently delete a promise with nothing recorded about it (asks first).

    Example: trust promise delete doctor --yes
    """
    promise = service.shown(app, name).promise
    service.check_deletable(promise)
    standing = service.named(app, promise.id)
    if not yes:
        _ask_before_deleting(app, standing)
    service.delete(app, promise)
    data = {"id": standing.promise.id, "deleted": True}
    return Result(data, lambda: features.promises.view.deleted(standing, app.now.today))


def _ask_before_deleting(app: App, standing: service.TrackedPromise) -> None:
    if not app.can_ask:
        raise UsageError(SAY_YES)

    app.err.print(*features.promises.view.about(standing.promise))
    if not says_yes(app, features.promises.view.CONFIRM_DELETE):
        raise Cancelled(NOTHING_CHANGED)


def _day(app: App, date: str | None) -> datetime.date:
    return parse_day(date, app.now) if date is not None else app.now.today


def _record(
    app: App,
    kind: Happened,
    name: str | None,
    date: str | None,
    **details: Any,
) -> None:
    details["note"], *_ = text_for_dash(app, details.get("note"))
    if not any(details.get(field) for field in features.promises.drafts.REPAIR):
        refuse_if_not_taken(app, "--acknowledged" if kind == "repair" else "--note")
        if kind == "repair" and not details["note"]:
            raise UsageError('say how you put it right, as in --amends "I rang today"')
    day = _day(app, date)
    before = service.named(app, name, kind)
    event = service.event_for(app, before.promise, kind, day, **details)
    keep_for(app, before.promise.id)
    after = service.record(app, before.promise, event)
    app.unkept.clear()
    _say_recorded(app, event, before, after)


def _say_recorded(
    app: App, event: Event, before: service.TrackedPromise, after: service.TrackedPromise
) -> None:
    data = {"promises": [_values(after)]}
    give(
        app,
        Result(data, lambda: features.promises.view.recorded(event, before, after, app.now.today)),
    )


def _add_event_command(kind: Happened, about: str, example: str, **details: Any) -> None:
    """Add a command that records what became of a promise, with only a note and a day."""

    @command
    def say(
        app: App,
        name: Name = None,
        note: Note = None,
        date: Day = None,
    ) -> None:
        _record(app, kind, name, date, note=note, **details)

    say.__doc__ = f"{about}\n\nExample: trust promise {kind} {example}\n"
    promise.command(kind)(say)


_add_event_command("kept", "Mark a promise as kept.", "doctor")
_add_event_command(
    "partly",
    "Mark a promise as partly kept. The rest stays open.",
    'doctor --note "The first half"',
)
_add_event_command("released", "Let a promise go, because they said it's fine.", "doctor")
_add_event_command(
    "withdrawn", "Close a promise, because you told them you couldn't.", "doctor", told_them=True
)
_add_event_command(
    "broken", "Mark a promise as not kept. `trust promise repair` helps you put it right.", "doctor"
)


@promise.command("moved")
@command
def moved(
    app: App,
    name: Name = None,
    to: Annotated[str | None, typer.Option("--to", metavar="DAY", help="The new day.")] = None,
    told: Annotated[bool, typer.Option("--told", help="You've told them.")] = False,
    note: Note = None,
    date: Day = None,
) -> None:
    """Move a promise to another day.

    Example: trust promise moved doctor --to monday --told
    """
    [note] = text_for_dash(app, note)
    if to is None:
        raise UsageError("give the new day, as in --to friday")
    due = parse_coming_day(to, app.now)
    if service.named(app, name, "moved").promise.every is not None:
        raise UsageError(
            "a weekly promise can't be moved; use `trust promise partly` or "
            "`trust promise withdrawn` instead"
        )
    _record(app, "moved", name, date, note=note, due=due, told_them=told)


@promise.command("repair")
@command
def repair(
    app: App,
    name: Name = None,
    acknowledged: Annotated[
        str | None,
        typer.Option("--acknowledged", metavar="TEXT", help="What you did.", parser=as_text),
    ] = None,
    cost: Annotated[
        str | None,
        typer.Option("--cost", metavar="TEXT", help="What it cost them.", parser=as_text),
    ] = None,
    amends: Annotated[
        str | None,
        typer.Option("--amends", metavar="TEXT", help="How you'll put it right.", parser=as_text),
    ] = None,
    change: Annotated[
        str | None,
        typer.Option("--change", metavar="TEXT", help="What you'll change.", parser=as_text),
    ] = None,
    date: Day = None,
) -> None:
    """Put a broken promise right, in four short answers.

    Say what you did, what it cost them, how you'll put it right and what you'll change. Skip
    any you like. No one is asked to forgive.

    Example: trust promise repair doctor --acknowledged "I didn't ring."
    """
    acknowledged, cost, amends, change = text_for_dash(app, acknowledged, cost, amends, change)
    standing = service.named(app, name, "repair")
    service.check_repairable(standing.promise)
    answers = {"acknowledged": acknowledged, "note": cost, "amends": amends, "change": change}
    if app.can_ask and not any(answers.values()):
        app.expect_to_write()
        _repair_with_answers(app, standing, _day(app, date))
    else:
        _record(app, "repair", standing.promise.id, date, **answers)


def _repair_with_answers(app: App, before: service.TrackedPromise, day: datetime.date) -> None:
    """Ask for the lines of a repair and record it. If the person stops, they stay a draft."""
    texts = features.promises.view.repair_questions(before.promise)
    questions = [
        Answer(text, "", None, n)
        for text, n in zip(texts, features.promises.drafts.REPAIR, strict=True)
    ]
    steps = [partial(ask, app, features.promises.view.ENTER_SKIPS.format(text)) for text in texts]
    promise = before.promise
    for_day = say_day(app, day)
    app.err.print(*features.promises.view.about(promise))
    with features.promises.drafts.begin_repair(app, promise, day, questions) as draft:
        if wants_editor(app, asked_for=False, message=None):
            written = answers_from_editor(app, draft, questions, for_day)
        else:
            written = ask_each(app, draft, questions, steps)
        answers = features.promises.drafts.repaired(written)
        with services.writing.keeping(draft):
            event = service.event_for(app, promise, "repair", day, **answers)
            after = service.record(app, promise, event)
        services.writing.done_with(app, draft)
    _say_recorded(app, event, before, after)


@promise.command("undo")
@command
def undo(app: App, name: Name = None) -> None:
    """Undo the last thing you recorded about a promise.

    Without PROMISE, it shows your latest update and asks first.

    Example: trust promise undo doctor
    """
    update = service.last_update(app, name)
    before = update.standing
    if name is None and app.can_ask:
        if not says_yes(app, features.promises.view.confirm_undo(update, app.now.today)):
            raise Cancelled(NOTHING_CHANGED)
    elif name is None:
        service.check_needs_no_name(app)
    event = service.event_for(app, before.promise, "undo", app.now.today)
    after = service.record(app, before.promise, event)
    data = {"promises": [_values(after)]}
    give(app, Result(data, lambda: features.promises.view.undone(update, app.now.today)))


COMMANDS = {"promise": promise}
