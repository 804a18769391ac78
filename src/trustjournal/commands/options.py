"""Options that several commands share, and the parsers of their values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from .. import services, views
from ..app import App
from ..domain import ids
from ..domain.calendar import Now, When, parse_time
from ..domain.day_words import parse_when
from ..domain.kinds import KINDS
from ..domain.period_words import parse_coming_day
from ..domain.practices import PRACTICES, practice_named
from ..domain.text import clean, joined_with_or
from ..errors import UsageError
from .shell_words import Context as Context
from .shell_words import of_journal as of_journal
from .what_completion import entries, labels, periods

if TYPE_CHECKING:
    from ..domain.entry import Entry


def paragraphs(messages: Sequence[str] | None) -> str | None:
    """Return the texts of each `-m` as the paragraphs of one text; None if there is no `-m`.

    Raises `UsageError` for `-` among several.
    """
    if not messages:
        return None
    if len(messages) > 1 and "-" in messages:
        raise UsageError("`-m -` reads all of standard input; leave out the other -m")
    return "\n\n".join(messages)


def coming_day(text: str, now: Now) -> date:
    """Parse the day of `--come-back`, which is after today. Raises `UsageError`."""
    day = parse_coming_day(text, now)
    if day <= now.today:
        raise UsageError(
            "--come-back can't be {value}; use a future day, such as tomorrow", value=day
        )
    return day


def between(sentence: str, low: int, high: int) -> Callable[[str | int], int]:
    """Return a parser of whole numbers that refuses others with this sentence."""

    def read(value: str | int) -> int:
        text = str(value)  # Typer also reads a default, which is a number already
        if text.isdecimal() and text.isascii() and low <= int(text) <= high:
            return int(text)
        raise UsageError(sentence, value=text)

    return read


def refuse_unknown_options(app: App, words: Iterable[str | None]) -> None:
    """Raise `UsageError` for a mistyped option, which Typer takes for a word if `-3` may be one."""
    for word in words:
        if word and re.match(r"--?[a-zA-Z]", word) and " " not in word:
            raise UsageError(
                "there's no option {value}; see `trust {help} --help`",
                value=word.partition("=")[0],
                help=app.command,
            )


def _kind(text: str) -> str:
    if text not in KINDS:
        raise UsageError(
            "{value} isn't a kind of entry; choose from {known}", value=text, known=", ".join(KINDS)
        )
    return text


def as_text(text: str) -> str:
    """Return an argument as text that can be stored and searched for."""
    return clean(text).text


def as_name(text: str) -> str:
    """Return a tag or a name, or `''` for none. Raises `UsageError` for `-`: standard input."""
    if text.strip() == "-":
        raise UsageError("- can't be a name or a tag; it stands for standard input")
    return as_text(text)


def as_practice(text: str) -> str:
    """Return the id of a practice that is named by its id or by its title on screens."""
    return practice_named(as_text(text))


def complete_entry(ctx: Context, incomplete: str) -> Iterable[tuple[str, str]]:
    """Complete the ids of the latest 200 entries, with the day and the kind of each."""
    return entries(ctx, incomplete)


def complete_trashed(ctx: Context, incomplete: str) -> Iterable[str]:
    """Complete the ids of the entries in the trash."""
    entry_ids = of_journal(ctx, lambda app: [entry.id for entry in app.reader.trashed()])
    return [name for name in map(ids.short, entry_ids) if name.startswith(incomplete)]


def complete_what(ctx: Context, incomplete: str) -> Iterable[tuple[str, str]]:
    """Complete a day, a period, a person or a tag, with what each of them is."""
    return [*periods(ctx, incomplete, _word_before(ctx)), *labels(ctx, incomplete)]


def complete_days(ctx: Context, incomplete: str) -> Iterable[tuple[str, str]]:
    """Complete words for days or a period, with the days it has."""
    return periods(ctx, incomplete, _word_before(ctx))


def complete_period(ctx: Context, incomplete: str) -> Iterable[tuple[str, str]]:
    """Complete the value of an option that takes a day or a period."""
    return periods(ctx, incomplete)


def _word_before(ctx: Context) -> str:
    """Return the word before the one at the cursor, if both are about days."""
    words = ctx.params.get("what")
    return str(words[-1]) if words else ""


def complete_tag(ctx: Context) -> Iterable[str]:
    """Return the tags of entries that are not private. Typer keeps those that match."""
    return of_journal(
        ctx, lambda app: [tag.name for tag in services.list_entries.tags_of(app).everything()]
    )


def complete_person(ctx: Context) -> Iterable[str]:
    """Return the people in the journal. Typer keeps those that match."""
    return of_journal(
        ctx, lambda app: [listed.person.alias for listed in services.people.everyone(app)]
    )


def complete_practice(incomplete: str) -> Iterable[str]:
    """Complete the practices."""
    return [name for name in PRACTICES if name.startswith(incomplete)]


def complete_pack(ctx: Context, incomplete: str) -> Iterable[str]:
    """Complete the packs, by the names of their files."""
    app = ctx.obj
    if not isinstance(app, App):
        return []
    return [name for name in app.library.files() if name.startswith(incomplete)]


def complete_kind(incomplete: str) -> Iterable[str]:
    """Complete the kinds of entry."""
    return [kind for kind in KINDS if kind.startswith(incomplete)]


_ENTRY_HELP = "An id or its beginning, last, last-1, a day, or 2026-11-22.2."
_ENTRY = typer.Argument(metavar="ENTRY", help=_ENTRY_HELP, autocompletion=complete_entry)
EntryName: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="[ENTRY]",
        help=_ENTRY_HELP,
        autocompletion=complete_entry,
        show_default=False,
    ),
]
NamedEntry: TypeAlias = Annotated[
    str,
    _ENTRY,
]
NameOrNone: TypeAlias = Annotated[
    str | None,
    _ENTRY,
]
Message: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "-m",
        "--message",
        metavar="TEXT",
        help="The text, or - for standard input; repeat for more paragraphs. Your shell may "
        "remember it.",
        parser=str,
    ),
]
Mood: TypeAlias = Annotated[
    int | None,
    typer.Option(
        "--mood",
        metavar="1-5",
        help="How you felt, from 1 (low) to 5 (good).",
        parser=between("--mood can't be {value}; use 1 to 5", 1, 5),
    ),
]
Closeness: TypeAlias = Annotated[
    int | None,
    typer.Option(
        "--closeness",
        metavar="1-5",
        help="How close you felt, from 1 to 5.",
        parser=between("--closeness can't be {value}; use 1 to 5", 1, 5),
    ),
]
Tags: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--tag",
        metavar="TAG",
        help="A tag; repeat for several.",
        parser=as_name,
        autocompletion=complete_tag,
    ),
]
People: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--person",
        metavar="ALIAS",
        help="Someone it's about; repeat for several.",
        parser=as_name,
        autocompletion=complete_person,
    ),
]
Practice: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--practice",
        metavar="PRACTICE",
        help="A practice, such as presence or “Words and deeds”.",
        parser=as_practice,
        autocompletion=complete_practice,
    ),
]
PackName: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--pack", metavar="PACK", help="A question from this pack.", autocompletion=complete_pack
    ),
]
Day: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--date", metavar="DAY", help='When it happened: 2026-11-22, yesterday, -3, "28 oct".'
    ),
]
DayAndTime: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--date",
        metavar="DAY",
        help='The day it\'s about: 2026-11-22, monday, -3, "28 oct"; also "yesterday 14:30".',
    ),
]
ComeBack: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--come-back",
        metavar="DAY",
        help="The day to ask you about it again: friday, +3, 2026-12-01.",
    ),
]
AtTime: TypeAlias = Annotated[
    str | None,
    typer.Option("--at", metavar="HH:MM", help="The time of day it's about, such as 14:30."),
]


def when_of(date: str | None, at: str | None, now: Now) -> When:
    """Parse `--date`, which may end with a time of day, and `--at`. Raises `UsageError`."""
    when = parse_when(date, now) if date is not None else When()
    if at is None:
        return when
    if when.at is not None:
        raise UsageError("the time of day is both in --date and after --at; give it once")
    return replace(when, at=parse_time(at))


Start: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="DAY",
        help="From this day, or from the first day of this period.",
        autocompletion=complete_period,
    ),
]
End: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--to",
        metavar="DAY",
        help="Up to this day, or to the last day of this period.",
        autocompletion=complete_period,
    ),
]
ReviewedDays: TypeAlias = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[DAYS]...",
        help="A week, a month, a year or other days: october, 2026-10, last week.",
        autocompletion=complete_days,
        show_default=False,
    ),
]
ShownDays: TypeAlias = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[DAYS]...",
        help="The weeks to show: 2026, november, last month.",
        autocompletion=complete_days,
        show_default=False,
    ),
]
Kind: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--kind",
        metavar="KIND",
        help=joined_with_or(tuple(KINDS)) + ".",
        parser=_kind,
        autocompletion=complete_kind,
    ),
]
_count = between("-n can't be {value}; use 1 or more", 1, 10**9)
Count: TypeAlias = Annotated[
    int,
    typer.Option(
        "-n",
        metavar="N",
        help="How many to show; 10 by default.",
        show_default=False,
        parser=_count,
    ),
]
CountOrAll: TypeAlias = Annotated[
    int | None,
    typer.Option(
        "-n",
        metavar="N",
        help="How many to show; 10 by default, or all for a period of up to 62 days.",
        parser=_count,
    ),
]
CountOfAll: TypeAlias = Annotated[
    int | None,
    typer.Option(
        "-n",
        metavar="N",
        help="Only the newest N.",
        parser=_count,
    ),
]
Weeks: TypeAlias = Annotated[
    int | None,
    typer.Option(
        "--weeks",
        metavar="N",
        help="How many weeks to show, from 1 to 53.",
        parser=between("--weeks can't be {value}; use 1 to 53", 1, 53),
    ),
]
CalendarYear: TypeAlias = Annotated[
    int | None,
    typer.Option(
        "--year",
        metavar="YEAR",
        help="A calendar year.",
        parser=between("--year can't be {value}; use a year such as 2026", 1900, 9998),
    ),
]


def entries_as_data(found: Iterable[Entry]) -> dict[str, Any]:
    """Return entries for the JSON answer, with private words redacted."""
    return {"entries": [views.json_envelope.entry(entry) for entry in found]}


def entry_as_data(found: Entry | None) -> dict[str, Any]:
    """Return a named entry for the JSON answer, with its private words, or null for None."""
    return {"entry": views.json_envelope.entry(found, include_private=True) if found else None}
