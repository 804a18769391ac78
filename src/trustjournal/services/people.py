"""The people of the journal: who they are, another alias, taking them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from .. import config, storage
from ..app import App
from ..domain.people import MentionedPerson, Person, PersonDate, merge_people
from ..domain.prompts import OMIT_FROM_JSON
from ..domain.text import label, label_key
from ..errors import Cancelled, NotFound, UsageError
from ..storage.people import PeopleReader
from ..storage.search_query import SearchReader

if TYPE_CHECKING:
    from ..storage.writer import Transaction

NO_ALIAS = "a name needs at least one letter"


MOST_DATES = 50


@dataclass(frozen=True, slots=True)
class DateChange:
    """A date to set for someone, as a month and a day, or one to remove."""

    name: str
    day: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class PersonRenamed:
    """The result of renaming a person."""

    before: str
    after: str
    entries: int
    """How many entries mention them, as `everyone` counts: private ones are not told of."""
    merged: bool
    """There was someone of that alias already; they are one now."""
    dates_with_a_new_name: tuple[str, ...]
    """The new names of dates whose name the other person had for another day."""
    stays_unquoted: bool
    """The earlier alias isn't quoted either: earlier versions, or another machine, may have it."""
    carried_over: Person | None = field(default=None, metadata={OMIT_FROM_JSON: True})
    """What is set for them now, if merging them brought some of it from the earlier alias."""


@dataclass(frozen=True, slots=True)
class PersonRemoved:
    """The result of removing a person."""

    alias: str
    entries: int
    """How many entries mention them, or mentioned them until now, as `everyone` counts."""
    mentions_too: bool


@dataclass(frozen=True, slots=True)
class PersonRemoval:
    """What removing a person would delete, as shown when the user was asked to confirm."""

    about: MentionedPerson
    page: Person | None
    """What is set for them."""
    entries: frozenset[str]
    """The ids of the entries that mention them, private ones and those in the trash too."""

    def covers(self, other: PersonRemoval, *, mentions: bool) -> bool:
        """Tell whether all that `other` would take is in this one too."""
        return self.page == other.page and (not mentions or other.entries <= self.entries)


def people_of(app: App) -> PeopleReader:
    """The reader of people."""
    return PeopleReader.beside(app.reader)


def everyone(app: App) -> list[MentionedPerson]:
    """Return everyone the journal knows."""
    return people_of(app).everyone()


def mentions_of(app: App, people: Sequence[MentionedPerson]) -> list[int]:
    """Count the entries that have the name of each in their words and aren't marked with them."""
    reader = SearchReader.beside(app.reader)
    return [reader.mentioning(each.person.alias) for each in people]


def known(app: App, alias: str, people: PeopleReader | None = None) -> MentionedPerson:
    """Find someone in `everyone` or the setting `person`. Raises `NotFound`, `UsageError`.

    `people` reads inside a transaction.
    """
    key = label_key(label(alias))
    if not key:
        raise UsageError(NO_ALIAS)
    everybody = (people or people_of(app)).everyone()
    match = next((mentioned for mentioned in everybody if mentioned.person.key == key), None)
    if match:
        return match
    if key and key == label_key(label(app.settings.person)):
        return MentionedPerson(Person(app.settings.person), 0)
    raise NotFound("there's no one called {name}; `trust people` lists everyone", name=alias)


def page_of(app: App, alias: str) -> Person | None:
    """Return what is set for someone, or None."""
    return people_of(app).page(label_key(label(alias)))


def unquoted(app: App) -> frozenset[str]:
    """Return the keys of the people who are not to be quoted."""
    return people_of(app).unquoted()


def set_page(
    app: App,
    alias: str,
    *,
    context: str | None = None,
    cadence_days: int | None = None,
    no_cadence: bool = False,
    quote: bool | None = None,
    dates: Sequence[DateChange] = (),
) -> tuple[Person, tuple[str, ...]]:
    """Change what is set for someone; arguments that are not given change nothing.

    Returns what is set now, and the earlier names of theirs that aren't quoted from now on either.
    """
    name = label(alias)
    if not name:
        raise UsageError(NO_ALIAS)

    with app.writer.transaction() as store:
        page = store.reads(PeopleReader).page(label_key(name)) or Person(name)
        page = replace(
            page,
            context=context or page.context,
            cadence_days=None if no_cadence else cadence_days or page.cadence_days,
            quote=page.quote if quote is None else quote,
            dates=_changed(page.dates, dates),
        )
        storage.people.put_page(store, page, app.now.moment)
        return page, () if page.quote else _leave_out_earlier_names(app, store, page)


def _leave_out_earlier_names(app: App, store: Transaction, page: Person) -> tuple[str, ...]:
    """Quote nobody under an earlier name of someone who isn't to be quoted; return those names.

    Earlier versions of entries may have such a name, or another machine, or a file to import.
    """
    people, left_out = store.reads(PeopleReader), []
    for key in store.earlier_names("person", page.key):
        earlier = people.page(key) or Person(key)
        if earlier.quote:
            storage.people.put_page(store, replace(earlier, quote=False), app.now.moment)
            left_out.append(earlier.alias)
    return tuple(left_out)


def _changed(dates: Sequence[PersonDate], changes: Sequence[DateChange]) -> tuple[PersonDate, ...]:
    """Return the dates of someone after some changes. Raises `NotFound`, or `UsageError`."""
    by_key = {each.key: each for each in dates}
    for change in changes:
        key = label_key(change.name)
        if change.day is not None:
            by_key[key] = PersonDate(change.name, *change.day)
        elif by_key.pop(key, None) is None:
            raise NotFound("there's no date called {name} to remove", name=change.name)
    if len(by_key) > MOST_DATES:
        raise UsageError("one person can have at most {most} dates", most=MOST_DATES)
    return tuple(sorted(by_key.values(), key=lambda each: (each.month, each.day, each.key)))


def rename(app: App, before: str, after: str, *, merge: bool) -> PersonRenamed:
    """Give someone another alias, everywhere the journal names them.

    Words inside texts and earlier revisions stay as they were written. Raises `NotFound`, and
    `UsageError` where the new alias is somebody's already and `merge` does not say so.
    """
    name = label(after)
    if not name:
        raise UsageError(NO_ALIAS)
    known(app, before)  # raises before a journal is made for it

    with app.writer.transaction() as store:
        people = store.reads(PeopleReader)
        about = known(app, before, people)
        person = about.person
        if person.alias == name:
            raise Cancelled("{name} is already the name; nothing changed", name=name)
        other = label_key(name) != person.key and any(
            mentioned.person.key == label_key(name) for mentioned in people.everyone()
        )
        if other and not merge:
            raise UsageError(
                "there's already someone called {name}; --merge makes them one person", name=name
            )
        page, taken = people.page(person.key), people.page(label_key(name))
        storage.people.relabel(store, people.entries_of(person.key), person.key, name)
        storage.people.repoint(store, person.key, name)
        store.note_renamed("person", [person.key], name, app.now.moment)
        storage.people.drop_page(store, person.key)
        stays_unquoted = page is not None and not page.quote and label_key(name) != person.key
        if stays_unquoted:
            unquoted = Person(person.alias, quote=False)
            storage.people.put_page(store, unquoted, app.now.moment)
        new_names: tuple[str, ...] = ()
        carried_over: Person | None = None
        if page:
            merged = merge_people(page, taken) if other and taken else replace(page, alias=name)
            known_dates = {each.key for each in (*page.dates, *(taken.dates if taken else ()))}
            new_names = tuple(each.name for each in merged.dates if each.key not in known_dates)
            storage.people.put_page(store, merged, app.now.moment)
            if other and merged != (taken or Person(merged.alias)):
                carried_over = merged
    if label_key(label(app.settings.person)) == person.key:
        config.store(app.paths.settings, "person", name, packs=app.library.files)
    return PersonRenamed(
        person.alias, name, about.mentions, other, new_names, stays_unquoted, carried_over
    )


Labels: TypeAlias = Mapping[str, frozenset[str]]
"""The keys of the people on some entries, by the entry's id."""


def unquoted_labels(people: PeopleReader) -> dict[str, Labels]:
    """Return the entries about each person who is not to be quoted, by the person's key."""
    return {key: people.keys_with(key) for key in people.unquoted()}


def carry_over_unquoted(app: App, store: Transaction, before: Mapping[str, Labels]) -> None:
    """Leave people out of quotes under a new name that one of two machines gave them.

    Call it after merging what another machine wrote; `before` is from `unquoted_labels`. Either
    that machine has just left somebody out whom this one has renamed, or it has renamed somebody
    whom this one leaves out.
    """
    people = store.reads(PeopleReader)
    for key in people.unquoted():
        name = (
            _renamed_elsewhere(people, key, before[key])
            if key in before
            else store.named_now("person", key, "")
        )
        if name and label_key(name) != key:
            page = people.page(label_key(name)) or Person(name)
            storage.people.put_page(store, replace(page, quote=False), app.now.moment)
    for key in people.unquoted():
        _leave_out_earlier_names(app, store, people.page(key) or Person(key, quote=False))


def _renamed_elsewhere(people: PeopleReader, key: str, before: Labels) -> str | None:
    """Return the new name of somebody if all entries about them have the same one instead."""
    if not before or people.entries_of(key):
        return None
    now = [(names, keys) for entry, keys in before.items() if (names := people.names_on(entry))]
    common = set.intersection(*(names.keys() - keys for names, keys in now)) if now else set()
    return now[0][0][common.pop()] if len(common) == 1 else None


def removal_of(app: App, alias: str, people: PeopleReader | None = None) -> PersonRemoval:
    """Return what removing someone would take. Raises `NotFound`.

    `people` reads inside a transaction.
    """
    reader, key = people or people_of(app), label_key(label(alias))
    page, entries = reader.page(key), frozenset(reader.entries_of(key))
    return PersonRemoval(known(app, alias, reader), page, entries)


def remove(
    app: App, alias: str, *, mentions: bool, asked: PersonRemoval | None = None
) -> PersonRemoved:
    """Remove what is set for someone, and with `mentions` their label on entries.

    The words in texts stay either way. Raises `Cancelled` where more would go by now than what
    the person was `asked` about.
    """
    known(app, alias)  # raises before a journal is made for it

    with app.writer.transaction() as store:
        removal = removal_of(app, alias, store.reads(PeopleReader))
        person = removal.about.person
        if asked is not None and not asked.covers(removal, mentions=mentions):
            raise Cancelled(
                "something about {name} has just been saved in another window, so nothing was "
                "removed; run this again to see what would be removed",
                name=person.alias,
            )
        storage.people.drop_page(store, person.key)
        store.forget_renamed("person", person.key)
        storage.people.relabel(store, sorted(removal.entries) if mentions else (), person.key, None)
    return PersonRemoved(person.alias, removal.about.mentions, mentions)
