"""`trust list`, `edit`, `star` and `delete`: list and change entries."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .. import services, terminal, views
from ..app import App
from ..domain import ids
from ..domain.entry import Entry
from ..domain.filter import Filter
from ..domain.text import Cleaned, labels
from ..errors import Cancelled, NotFound, UsageError
from ..sentences import NOTHING_CHANGED, SAY_YES
from ..services.find_entry import entry_named
from .ask import says_yes
from .command import Result, command, give, renamed
from .filters import FilterOptions, What, add_what
from .options import (
    AtTime,
    Closeness,
    CountOrAll,
    DayAndTime,
    EntryName,
    Message,
    Mood,
    NamedEntry,
    NameOrNone,
    People,
    Tags,
    between,
    coming_day,
    entries_as_data,
    entry_as_data,
    paragraphs,
    refuse_unknown_options,
    when_of,
)
from .rescue import on_the_line, refuse_dash_at_terminal
from .warnings import warn

if TYPE_CHECKING:
    from ..services.edit import Revised


@command
def list_entries(
    app: App,
    what: What = None,
    limit: CountOrAll = None,
    *,
    options: FilterOptions,
) -> None:
    """List entries, newest first.

    Example: trust list november

    Example: trust list -n 20 --practice presence
    """
    entry_filter = options.read(app)
    entry_filter, named = add_what(app, entry_filter, what)
    asked = entry_filter != Filter()
    if not (named and named.everything):
        limit = limit or _limit_of(entry_filter)
    entry_filter = replace(entry_filter, limit=limit)
    listing = services.list_entries.listed(app, entry_filter)
    warn(app)

    def draw_entries() -> list[object]:
        if listing.entries:
            return list(views.entry_list.listing(listing.entries, app.out, app.now.today))
        return list(views.entry_list.empty(listing.unknown, filtered=asked))

    data = {"more": listing.more, "private": listing.private}
    give(
        app,
        Result(
            lambda: entries_as_data(listing.entries) | data,
            draw_entries,
            paged=True,
            of_journal=True,
        ),
    )
    if not app.json:
        for note in views.entry_list.notes(listing, entry_filter, app.now.today):
            app.err.line(note, label=True)
        if listing.entries and app.out.is_terminal and not app.plain:
            hint = views.entry_list.how_to_read(listing.entries, entry_filter, app.now.today)
            app.err.line(hint, label=True)


SHORT_DAYS = 62
"""Up to so many days are listed completely if they are all that is asked for."""


def _limit_of(entry_filter: Filter) -> int | None:
    """Return how many entries are listed if nobody says: all of some days, else ten."""
    first, last = entry_filter.start, entry_filter.end
    return None if first and last and (last - first).days < SHORT_DAYS else 10


@command
def edit(
    app: App,
    name: EntryName = "last",
    messages: Message = None,
    mood: Mood = None,
    closeness: Closeness = None,
    tag: Tags = None,
    person: People = None,
    date: DayAndTime = None,
    at: AtTime = None,
    answer: Annotated[
        bool | None,
        typer.Option("--answer/--free", help="Make it the answer to its day's question, or not."),
    ] = None,
    come_back: Annotated[
        str | None,
        typer.Option(
            "--come-back", metavar="DAY", help="When to ask you about it: friday, +3, or off."
        ),
    ] = None,
    private: Annotated[
        bool | None,
        typer.Option("--private/--no-private", help="Make it private, or not private."),
    ] = None,
    star: Annotated[bool | None, typer.Option("--star/--no-star", help="Star it, or not.")] = None,
    use_editor: Annotated[
        bool, typer.Option("--editor", help="Use your editor ($VISUAL, then $EDITOR).")
    ] = False,
    revision: Annotated[
        int | None,
        typer.Option(
            "--revision",
            metavar="N",
            help="Go back to an earlier version.",
            parser=between(
                "--revision can't be {value}; use a number from `trust show --history`", 1, 10**9
            ),
        ),
    ] = None,
) -> Result:
    """Change an entry; every earlier version is kept.

    The tags and people you name replace the ones it has. --tag '' removes all its tags.

    Example: trust edit last --mood 4
    """
    message = paragraphs(messages)
    from_pipe = message == "-"
    if from_pipe:
        refuse_dash_at_terminal(app)
        message = None
    on_the_line(app, message)
    refuse_unknown_options(app, [name])
    app.need_journal()
    entry = entry_named(app, name)
    when = when_of(date, at, app.now)
    changes: dict[str, Any] = {
        "mood": mood,
        "closeness": closeness,
        "tags": labels(tag) if tag is not None else None,
        "people": labels(person) if person is not None else None,
        "day": when.day,
        "private": private,
        "starred": star,
    }
    given = {field: value for field, value in changes.items() if value is not None}
    if when.at is not None:
        given |= services.edit.at_time(app, entry, when)
    if answer is not None:
        asked = replace(entry, day=when.day or entry.day)
        given |= services.edit.answering(app, asked, answers=answer)
        if not given:
            raise Cancelled(NOTHING_CHANGED)
    if come_back is not None:
        given["come_back"] = _day_to_come_back(app, come_back)
    by_options = message is None and not from_pipe and not use_editor
    if revision is not None and not by_options:
        raise UsageError("--revision brings an earlier text back; leave out -m and --editor")
    if by_options and revision is None and given.keys() in ({"starred"}, {"come_back"}):
        return _mark(app, entry, given)
    if revision is not None:
        given = services.edit.earlier(app, entry, revision) | given
    if by_options and given:
        revised = services.edit.revise(app, entry, given, None, Cleaned(entry.body))
    else:
        revised = _rewrite(app, entry, given, message, use_editor)

    return Result(
        lambda: entry_as_data(revised.entry) | {"revision": revised.entry.revision},
        lambda: views.entry.revised(revised),
    )


def _day_to_come_back(app: App, text: str) -> datetime.date | None:
    """Parse the day of `--come-back`; None for `off`. Raises `UsageError`."""
    return None if text.strip().lower() == "off" else coming_day(text, app.now)


def _mark(app: App, entry: Entry, given: dict[str, Any]) -> Result:
    """Change only the star, or only the day to come back, which makes no new revision."""
    if "come_back" in given:
        marked = services.edit.come_back(app, entry, given["come_back"])
        drawn = views.entry.come_back
    else:
        if entry.starred == given["starred"]:
            raise Cancelled(NOTHING_CHANGED)
        marked = services.edit.star(app, entry, bool(given["starred"]))
        drawn = views.entry.starred
    data = entry_as_data(marked) | {"revision": marked.revision}
    return Result(data, lambda: drawn(marked))


@command
def star(
    app: App,
    name: NamedEntry,
    off: Annotated[bool, typer.Option("--off", help="Take the star off.")] = False,
) -> Result:
    """Star an entry, to find it again with `trust list --starred`.

    Example: trust star last
    """
    refuse_unknown_options(app, [name])
    app.need_journal()
    marked = services.edit.star(app, entry_named(app, name), not off)
    data = {"id": marked.id, "day": marked.day, "starred": marked.starred}
    return Result(data, lambda: views.entry.starred(marked))


def _rewrite(
    app: App, entry: Entry, given: dict[str, Any], message: str | None, use_editor: bool
) -> Revised:
    """Store an entry with a new text, which is a draft until then. Raises `UsageError`."""
    from . import compose  # 7 ms, which `list` and `star` would pay too

    asks = app.can_ask and message is None
    in_editor = compose.wants_editor(app, use_editor, message)
    edited = replace(entry, **given)
    with services.writing.begin_draft(
        app,
        edited,
        text=entry.body,
        revises=entry.revision,
        changed=tuple(given),
        or_in_memory=not asks,
    ) as draft:
        if message is not None:
            written = compose.from_message(app, draft, message)
        elif not asks:
            written = compose.from_stdin(app, draft)
            if not written.text.strip():
                services.writing.done_with(app, draft)
                raise UsageError(
                    "say what to change: give the new text with -m or on standard input, or use an "
                    "option such as --mood"
                )
        elif in_editor:
            _say_which(app, entry)
            command = terminal.editor.command_for(app.settings.editor, app.environ)
            written = compose.from_editor(app, draft, command, before=entry.body.encode())
        else:
            _say_which(app, entry)
            written = compose.from_terminal(app, draft, entry.body, stored=True)
        if written.text != entry.body:
            given = given | {"body": written.text}
        return services.edit.revise(app, entry, given, draft, written)


def _say_which(app: App, entry: Entry) -> None:
    app.err.line("")
    app.err.line(f"  {views.entry.editing(entry)}")
    app.err.line("")


@command
def delete(
    app: App,
    name: NameOrNone = None,
    purge: Annotated[
        bool, typer.Option("--purge", help="Delete it permanently, with every earlier version.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="With --purge, skip the confirmation.")
    ] = False,
) -> Result | None:
    """Put an entry in the trash.

    You can take it out again. With --purge it is permanently deleted.

    Example: trust delete last
    """
    refuse_unknown_options(app, [name])
    app.need_journal()
    if name is None:
        raise _which_to_delete(app, purge=purge)
    if purge:
        _purge(app, name, confirmed=yes)
        return None

    trashed = services.edit.trash(app, entry_named(app, name))

    return Result({"id": trashed.id, "day": trashed.day}, lambda: views.entry.trashed(trashed))


def _which_to_delete(app: App, *, purge: bool) -> UsageError:
    """Return the error for `delete` without an entry, which names the last one."""
    entry = entry_named(app, "last")
    return UsageError(
        "say which entry to delete; the last one is {id} ({about}), and `trust delete {line}` "
        "{does}",
        id=ids.short(entry.id),
        about=views.entry.day_and_kind(entry),
        line="last --purge" if purge else "last",
        does="permanently deletes it" if purge else "puts it in the trash",
    )


def _purge(app: App, name: str, *, confirmed: bool) -> None:
    """Permanently delete an entry once the person has confirmed it."""
    try:
        entry = entry_named(app, name)
    except NotFound:
        try:
            entry = entry_named(app, name, trashed=True)
        except NotFound:
            raise NotFound(
                "there's no entry called {name} in the journal or the trash; `trust list` and "
                "`trust trash list` show the ids",
                name=name,
            ) from None
    if not confirmed:
        if not app.can_ask:
            raise UsageError(SAY_YES)
        app.err.print(*views.entry.before_purging(entry))
        if not says_yes(app, views.entry.CONFIRM_PURGE):
            raise Cancelled(NOTHING_CHANGED)

    services.edit.purge(app, entry)

    give(
        app,
        Result(
            {"id": entry.id, "day": entry.day, "purged": True}, lambda: views.entry.purged(entry)
        ),
    )


COMMANDS = {
    "list": list_entries,
    "edit": edit,
    "star": renamed(star, "edit ENTRY --star"),
    "delete": delete,
}
