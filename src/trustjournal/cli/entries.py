"""`trust list`, `show`, `edit`, `delete` and `trash`: finding and caring for entries."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from ..context import App
from ..domain.days import parse_day
from ..errors import Cancelled, NotFound, UsageError
from ..flows.find import entry_named
from .options import (
    Closeness,
    Context,
    Count,
    Day,
    End,
    EntryName,
    Json,
    Kind,
    Message,
    Mood,
    NamedEntry,
    People,
    Plain,
    Practice,
    Start,
    Tags,
    answer,
    app_of,
    as_text,
    complete_trashed,
)
from .warnings import warn

if TYPE_CHECKING:
    from ..domain.entry import Entry
    from ..flows.edit import Revised


def list_entries(
    ctx: Context,
    limit: Count = 10,
    start: Start = None,
    end: End = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DAY", help="On this day.")] = None,
    tag: Annotated[
        str | None, typer.Option("--tag", metavar="TAG", help="With this tag.", parser=as_text)
    ] = None,
    person: Annotated[
        str | None,
        typer.Option("--person", metavar="ALIAS", help="About this person.", parser=as_text),
    ] = None,
    practice: Practice = None,
    kind: Kind = None,
    starred: Annotated[bool, typer.Option("--starred", help="Only starred ones.")] = False,
    unsaid: Annotated[bool, typer.Option("--unsaid", help="Only what is not yet said.")] = False,
    json: Json = False,
    plain: Plain = False,
) -> None:
    """List entries, newest first.

    Example: trust list -n 20 --practice presence
    """
    app = app_of(ctx, json=json, plain=plain)
    from ..storage.reader import Filter

    first, last = (on, on) if on is not None else (start, end)
    if practice is not None:
        from ..flows.question import check_practice

        check_practice(app, practice)
    wanted = Filter(
        start=parse_day(first, app.now) if first is not None else None,
        end=parse_day(last, app.now) if last is not None else None,
        tag=tag,
        person=person,
        practice=practice,
        kind=kind,
        starred=starred,
        unsaid=unsaid,
        limit=limit,
    )
    if wanted.start and wanted.end and wanted.end < wanted.start:
        raise UsageError("span_backwards", value=f"{wanted.start}..{wanted.end}")
    found = app.reader.list(wanted)
    warn(app)
    _answer_list(app, found, filtered=wanted != Filter(limit=limit))


def _answer_list(app: App, found: list[Entry], *, filtered: bool, empty: str = "") -> None:
    def human() -> list[object]:
        from ..render import entries as render

        if found:
            return list(render.listing(found, app.out))
        if empty:
            return [getattr(render, empty)]
        return [render.NO_MATCHES if filtered else render.NO_ENTRIES]

    answer(app, lambda: {"entries": _plain_list(found)}, human)


def _plain_list(found: list[Entry]) -> list[object]:
    from ..render import envelope

    return [envelope.entry(entry) for entry in found]


def show(ctx: Context, name: EntryName = "last", json: Json = False, plain: Plain = False) -> None:
    """Show an entry; without a name, the one written last.

    Example: trust show yesterday
    """
    app = app_of(ctx, json=json, plain=plain)
    found = None
    if name != "last" or app.reader.any_entry():
        found = entry_named(app, name)

    def human() -> list[object]:
        from ..render import entries as render

        if found is None:
            return [render.NO_ENTRIES]
        from ..flows.unsaid import unsaid_of
        from ..render.unsaid import states

        shown = list(render.whole(found, len(app.reader.revisions(found.id)), app.out))
        return [*shown, *states(unsaid_of(app).of_entry(found.id))]

    answer(app, lambda: _whole(found), human)


def _whole(found: Entry | None) -> dict[str, object]:
    from ..render import envelope

    return {"entry": envelope.entry(found, whole=True) if found else None}


def edit(
    ctx: Context,
    name: EntryName = "last",
    message: Message = None,
    mood: Mood = None,
    closeness: Closeness = None,
    tag: Tags = None,
    person: People = None,
    date: Day = None,
    private: Annotated[
        bool | None, typer.Option("--private/--no-private", help="Seal its words, or open them.")
    ] = None,
    star: Annotated[bool | None, typer.Option("--star/--no-star", help="Mark it.")] = None,
    use_editor: Annotated[
        bool, typer.Option("--editor", help="In your editor ($VISUAL, then $EDITOR).")
    ] = False,
    json: Json = False,
    plain: Plain = False,
) -> None:
    """Change an entry; every earlier wording is kept.

    Example: trust edit last --mood 4
    """
    app = app_of(ctx, json=json, plain=plain)
    from ..domain.texts import Cleaned, labels
    from ..flows.edit import revise

    app.need_journal()
    entry = entry_named(app, name)
    changes: dict[str, object] = {
        "mood": mood,
        "closeness": closeness,
        "tags": labels(tag) if tag is not None else None,
        "people": labels(person) if person is not None else None,
        "day": parse_day(date, app.now) if date is not None else None,
        "private": private,
        "starred": star,
    }
    given = {field: value for field, value in changes.items() if value is not None}
    edited = replace(entry, **given)  # type: ignore[arg-type]  # each comes from its own option
    if given and message is None and not use_editor:
        revised = revise(app, entry, edited, None, Cleaned(entry.body))
    else:
        revised = _rewrite(app, entry, edited, message, use_editor)

    def human() -> list[object]:
        from ..render import entries as render

        return list(render.revised(revised))

    answer(app, lambda: _whole(revised.entry) | {"revision": revised.revision}, human)


def _rewrite(
    app: App, entry: Entry, edited: Entry, message: str | None, use_editor: bool
) -> Revised:
    """The entry with a new text, which is a draft until it is stored."""
    from ..editor import command_for
    from ..flows.edit import revise
    from ..flows.write import begin_draft
    from . import writing

    if message is None and not app.can_ask:
        raw = app.stdin.buffer.read()
        if not raw.strip():
            raise UsageError("edit_how")
        message = raw.decode("utf-8", "surrogateescape").removesuffix("\n")
    in_editor = writing.wants_editor(app, use_editor, message)
    with begin_draft(app, entry, text=entry.body, revises=entry.revision) as draft:
        if message is not None:
            written = writing.from_message(app, draft, message)
        elif in_editor:
            command = command_for(app.settings.editor, app.environ)
            written = writing.from_editor(app, draft, command, before=entry.body.encode())
        else:
            written = writing.from_terminal(app, draft, entry.body, stored=True)
        return revise(app, entry, replace(edited, body=written.text), draft, written)


def delete(
    ctx: Context,
    name: NamedEntry,
    purge: Annotated[
        bool, typer.Option("--purge", help="For good, with every earlier wording.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --purge, without asking.")] = False,
    json: Json = False,
    plain: Plain = False,
) -> None:
    """Put an entry in the trash; it says how to get it back.

    With --purge it is gone for good, from the trash too.

    Example: trust delete last
    """
    app = app_of(ctx, json=json, plain=plain)
    app.need_journal()
    if purge:
        _purge(app, name, sure=yes)
        return
    from ..flows.edit import trash as put_away

    gone = put_away(app, entry_named(app, name))

    def human() -> list[object]:
        from ..render import entries as render

        return list(render.trashed(gone))

    answer(app, {"id": gone.id, "day": gone.day}, human)


def _purge(app: App, name: str, *, sure: bool) -> None:
    """Remove an entry for good, once the person is sure."""
    try:
        entry = entry_named(app, name)
    except NotFound:
        entry = entry_named(app, name, trashed=True)
    if not sure:
        if not app.can_ask:
            raise UsageError("say_yes")
        from ..render import entries as render
        from .asking import ask

        app.err.print(*render.before_purging(entry))
        if (ask(app, render.SURE_TO_PURGE) or "").lower()[:1] != "y":
            raise Cancelled("nothing_changed")
    from ..flows.edit import purge

    purge(app, entry)

    def human() -> list[object]:
        from ..render import entries as render

        return list(render.purged(entry))

    answer(app, {"id": entry.id, "day": entry.day, "purged": True}, human)


trash = typer.Typer(
    help="What was deleted: list it, or get it back.\n\nExample: trust trash list",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@trash.command("list")
def trash_list(ctx: Context, json: Json = False, plain: Plain = False) -> None:
    """List what is in the trash.

    Example: trust trash list
    """
    app = app_of(ctx, json=json, plain=plain)
    _answer_list(app, list(app.reader.trashed()), filtered=False, empty="NO_TRASH")


@trash.command("restore")
def trash_restore(
    ctx: Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="ENTRY", help="An id or its beginning.", autocompletion=complete_trashed
        ),
    ],
    json: Json = False,
    plain: Plain = False,
) -> None:
    """Take an entry out of the trash.

    Example: trust trash restore k3m9p
    """
    app = app_of(ctx, json=json, plain=plain)
    app.need_journal()
    from ..flows.edit import untrash

    back = untrash(app, entry_named(app, name, trashed=True))

    def human() -> list[object]:
        from ..render import entries as render

        return list(render.untrashed(back))

    answer(app, {"id": back.id, "day": back.day}, human)


COMMANDS = {
    "list": list_entries,
    "show": show,
    "edit": edit,
    "delete": delete,
    "trash": trash,
}
