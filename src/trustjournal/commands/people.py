"""`trust people`: the people the journal is about."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from .. import services, views
from ..app import App
from ..domain.people import date_name, is_date_name, parse_day_of_year
from ..domain.relationship import OFFERED, SITUATIONS
from ..domain.text import joined_with_or
from ..errors import Cancelled, NotFound, UsageError
from ..sentences import BAD_SETTING, NOTHING_CHANGED, SAY_YES
from .ask import says_yes
from .command import Result, command
from .options import as_name, as_text, complete_person

CADENCES = {"weekly": 7, "monthly": 30}


class _People(TyperGroup):
    """The group, in which a name alone shows that person."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # Typer exports no types for these
        """Return the command for some arguments, `show` for a name the journal knows."""
        app = ctx.find_root().obj
        if args[0] not in self.commands and isinstance(app, App):
            with suppress(NotFound):
                services.people.known(app, args[0])
                return "show", self.commands["show"], args
        return super().resolve_command(ctx, args)


people = typer.Typer(
    cls=_People,
    help="The people you write about: their names, check-ins, and whether you quote them.\n\n"
    "Example: trust people",
    invoke_without_command=True,
    rich_markup_mode=None,
)


Alias = Annotated[
    str,
    typer.Argument(metavar="ALIAS", help="A name.", parser=as_text, autocompletion=complete_person),
]


def _situation(text: str) -> str:
    if text not in SITUATIONS:
        raise UsageError(BAD_SETTING, name="--context", value=text, takes=joined_with_or(OFFERED))
    return text


def _every(text: str) -> str:
    if text in CADENCES or text == "off":
        return text
    if re.fullmatch(r"\d{1,3}", text) and 1 <= int(text) <= 366:
        return text
    raise UsageError(
        "--every can't be {value}; use weekly, monthly, a number of days from 1 to 366, or off",
        value=text,
    )


def _quote(text: str) -> str:
    if text not in ("yes", "no"):
        raise UsageError(BAD_SETTING, name="--quote", value=text, takes="yes or no")
    return text


def _date(text: str) -> services.people.DateChange:
    """Read `birthday=3-May`, or `birthday=off` to remove it. Raises `UsageError`."""
    name, equals, value = text.partition("=")
    name = date_name(name)
    if not equals or not is_date_name(name):
        raise UsageError(
            "--date can't be {value}; use a name and a day, such as birthday=3-May", value=text
        )
    if value.strip().lower() == "off":
        return services.people.DateChange(name, None)
    if not value.strip():
        raise UsageError("{name} needs a day, such as {name}=3-May", name=name)
    day = parse_day_of_year(value)
    if day is None:
        raise UsageError(
            "{value} can't be read as a day of the year; use 3-May, 05-03, or off to remove it",
            value=value,
        )
    return services.people.DateChange(name, day)


@people.callback()
@command
def everyone(app: App) -> Result:
    """List the people you write about.

    Example: trust people
    """
    listed = services.people.everyone(app)
    return Result(
        {"people": listed},
        lambda: views.people.listing(listed, services.people.mentions_of(app, listed)),
        of_journal=True,
    )


@people.command("show")
@command
def show(app: App, alias: Alias) -> Result:
    """Show the settings for someone.

    Example: trust people show Sam
    """
    person = services.people.known(app, alias)
    return Result(
        {"people": [person]},
        lambda: views.people.person_view(person, services.people.mentions_of(app, [person])[0]),
    )


@people.command("set")
@command
def set_page(
    app: App,
    alias: Alias,
    context: Annotated[
        str | None,
        typer.Option(
            "--context",
            metavar="WORD",
            help=joined_with_or(OFFERED) + ".",
            parser=_situation,
        ),
    ] = None,
    every: Annotated[
        str | None,
        typer.Option(
            "--every",
            metavar="DAYS",
            help="How often to check in: weekly, monthly, a number of days, or off.",
            parser=_every,
        ),
    ] = None,
    date: Annotated[
        list[str] | None,
        typer.Option(
            "--date",
            metavar="NAME=DAY",
            help="A day to ask you about each year: birthday=3-May; birthday=off removes it.",
            parser=as_text,
        ),
    ] = None,
    quote: Annotated[
        str | None,
        typer.Option(
            "--quote",
            metavar="yes|no",
            help="Whether reviews and exports may quote what you write about them.",
            parser=_quote,
        ),
    ] = None,
) -> Result:
    """Change what's set for one person: situation, check-ins, dates, whether to quote them.

    For each --date you're asked one question shortly before it and one after. Repeat --date for
    several. Outside leap years, 29 February counts as the 28th.

    With --quote no, reviews and exports never repeat what you wrote about them;
    only `trust export json --include-private` has everything.

    Example: trust people set Sam --every weekly
    """
    if (context, every, quote, date) == (None, None, None, None):
        raise UsageError(
            "say what to set for {name}: --context, --every, --date or --quote; to have questions "
            "use the name, run `trust config set person {typed}`",
            name=alias,
            typed=views.phrases.quoted(alias),
        )
    dates = [_date(text) for text in date or []]
    days = None if every in (None, "off") else CADENCES.get(str(every)) or int(str(every))
    page, unquoted_too = services.people.set_page(
        app,
        alias,
        context=context,
        cadence_days=days,
        no_cadence=every == "off",
        dates=dates,
        quote=None if quote is None else quote == "yes",
    )
    return Result({"people": [page]}, lambda: views.people.stored(page, unquoted_too))


@people.command("rename")
@command
def rename(
    app: App,
    alias: Alias,
    new: Annotated[str, typer.Argument(metavar="NEW", help="The new name.", parser=as_name)],
    merge: Annotated[
        bool, typer.Option("--merge", help="Merge them with NEW, who already exists.")
    ] = False,
) -> Result:
    """Rename someone in all entries, check-ins and promises.

    Example: trust people rename Sam Alex
    """
    renamed = services.people.rename(app, alias, new, merge=merge)
    return Result(renamed, lambda: views.people.renamed(renamed))


@people.command("remove")
@command
def remove(
    app: App,
    alias: Alias,
    mentions: Annotated[
        bool, typer.Option("--mentions", help="Remove their name from entries too.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Skip the confirmation.")] = False,
) -> Result:
    """Remove the settings for someone (first shows what will happen).

    Example: trust people remove Sam --yes
    """
    preview = None
    services.people.known(app, alias)
    if not yes:
        if not app.can_ask:
            raise UsageError(SAY_YES)
        preview = services.people.removal_of(app, alias)
        app.err.print(*views.people.before_removing(preview.about, mentions=mentions))
        if not says_yes(app, views.people.CONFIRM_REMOVAL):
            raise Cancelled(NOTHING_CHANGED)
    removal = services.people.remove(app, alias, mentions=mentions, asked=preview)
    return Result(removal, lambda: views.people.removed(removal))


COMMANDS = {"people": people}
