"""The people named in the journal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from ..domain.people import LEAP_YEAR, MentionedPerson, Person, PersonDate
from . import phrases, widgets
from .sanitize import safe_line
from .ways import way

if TYPE_CHECKING:
    from ..services.people import PersonRemoved, PersonRenamed

CONFIRM_REMOVAL = "Continue? [y/N] "


def listing(contacts: Sequence[MentionedPerson], mentioned: Sequence[int]) -> list[RenderableType]:
    """Return a line for each person the journal knows of.

    `mentioned` counts the entries that have their name without being marked with them.
    """
    if not contacts:
        how = way("To add one: trust journal --person Sam", "Press m on an entry to add one.")
        return [Text(f"No entry is marked with a name yet. {how}")]
    return [Text(_line(*row)) for row in zip(contacts, mentioned, strict=True)]


def _line(contact: MentionedPerson, more: int) -> str:
    alias = contact.person.alias
    if not contact.mentions and contact.person == Person(alias, quote=False):
        return f"{safe_line(alias)}: not quoted"  # mostly an earlier name of someone
    mentions = (
        phrases.count(contact.mentions, "entry", "entries")
        if contact.mentions
        else ("no entries marked with the name yet" if more else "no entries yet")
    )
    if more:
        in_more = f"{more} more" if contact.mentions else phrases.count(more, "entry", "entries")
        mentions += f", mentioned in {in_more}"
    return ", ".join([f"{safe_line(alias)}: {mentions}", *_facts(contact.person)])


def _facts(person: Person) -> list[str]:
    facts = []
    if person.context:
        facts.append(f"your situation (“{person.context}”)")
    if person.cadence_days:
        facts.append(f"a check-in {cadence(person.cadence_days)}")
    facts += [safe_line(f"{each.name} ({_day_of_year(each)})") for each in person.dates]
    if not person.quote:
        facts.append("not quoted")
    return facts


def _day_of_year(each: PersonDate) -> str:
    """Return `3 May`."""
    return f"{each.day} {each.on(LEAP_YEAR):%B}"


def cadence(days: int) -> str:
    """Return `every week` or `every 10 days`."""
    cadences = {1: "every day", 7: "every week", 14: "every two weeks"}
    return cadences.get(days, f"every {days} days")


def person_view(contact: MentionedPerson, mentioned: int) -> list[RenderableType]:
    """Return a person and their settings; `mentioned` counts entries as in `listing`."""
    person = contact.person
    number = (
        phrases.count(contact.mentions, "entry", "entries") if contact.mentions else "no entries"
    )
    mentions = f"About them: {number}."
    if mentioned:
        search = way(f": trust search {phrases.quoted(person.alias)}", ".")
        more = (
            f"{mentioned} more"
            if contact.mentions
            else phrases.count(mentioned, "entry", "entries")
        )
        mentions += f" Mentioned in {more}{search}"
    return [
        Text(safe_line(person.alias), style="bold"),
        Text(mentions),
        Text(f"Your situation: {person.context or 'as in your settings (`context`)'}."),
        Text(
            f"Check-in: {cadence(person.cadence_days) if person.cadence_days else 'none planned'}."
        ),
        *(Text(f"{safe_line(each.name)}: {_day_of_year(each)}.") for each in person.dates),
        Text(
            "Reviews and exports may quote what you write about them."
            if person.quote
            else "Reviews and exports never quote what you write about them."
        ),
    ]


def stored(person: Person, unquoted_too: Sequence[str] = ()) -> list[RenderableType]:
    """Return the confirmation of changed settings, and which earlier names aren't quoted either."""
    facts = ", ".join(_facts(person)) or "nothing set"
    return [Text(f"{safe_line(person.alias)}: {facts}."), *map(_earlier_name, unquoted_too)]


def _earlier_name(name: str) -> Text:
    return Text(
        f"{safe_line(name)} isn't quoted either, because earlier versions of your entries still"
        " have that name, and another machine may still use it."
    )


def renamed(result: PersonRenamed) -> list[RenderableType]:
    """Return the confirmation of a new alias, and what keeps the old one."""
    count = phrases.plural(
        result.entries, "label changed on {number} entry", "label changed on {number} entries"
    )
    counted = f" ({count})" if result.entries else ""
    before, after = safe_line(result.before), safe_line(result.after)
    done = (
        f"{before} and {after} are now one person, {after}{counted}."
        if result.merged
        else f"{before} is now called {after}{counted}."
    )
    dates = [
        Text(f"Both had a date with the same name; {before}'s is now “{safe_line(name)}”.")
        for name in result.dates_with_a_new_name
    ]
    carried_over: list[RenderableType] = []
    if result.carried_over:
        facts = ", ".join(_facts(result.carried_over))
        carried_over = [Text(f"{after} now has the settings of both: {facts}.")]
    return [
        Text(done),
        *carried_over,
        *dates,
        *map(_earlier_name, result.unquoted_too),
        Text("The words you wrote stay as they are, and so do their earlier versions."),
    ]


def before_removing(contact: MentionedPerson, *, mentions: bool) -> list[RenderableType]:
    """Return what will be removed, shown before the user confirms."""
    name = safe_line(contact.person.alias)
    count = phrases.count(contact.mentions, "entry", "entries")
    lines = [f"The settings for {name} will be removed."]
    if contact.mentions and mentions:
        lines.append(f"The label {name} will be removed from {count}.")
    elif contact.mentions:
        lines.append(f"The label {name} stays on {count}; --mentions removes it too.")
    lines.append("What you wrote stays as it is.")
    return [widgets.inset(*map(Text, lines))]


def removed(result: PersonRemoved) -> list[RenderableType]:
    """Return the confirmation that a person was removed."""
    name = safe_line(result.alias)
    count = phrases.count(result.entries, "entry", "entries")
    if result.mentions_too and result.entries:
        return [
            Text(
                f"Removed the settings for {name}, and the label from {count}. What you wrote is "
                "unchanged."
            )
        ]
    if not result.entries:
        return [Text(f"Removed the settings for {name}.")]
    return [Text(f"Removed the settings for {name}. The label stays on {count}.")]
