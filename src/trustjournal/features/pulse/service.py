"""The pulse: what it asks, keeping the answers, and the picture of the last weeks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from ... import features
from ...app import App
from ...domain.entry import Entry, redacted
from ...domain.filter import Filter
from ...domain.multi_answer import own_words
from ...domain.people import mentions_any
from ...domain.periods import parse_week, week_of
from ...domain.prompts import PackQuestion, fill, fits
from ...domain.safety_pause import EASE
from ...domain.text import excerpt
from ...errors import UsageError
from ...services.enabled_packs import enabled_packs
from ...services.people import unquoted
from ...services.safety_pause import safety_pause
from . import model as pulse
from .model import Answers, Trend, WeekValue
from .store import PulseReader

EXCERPT = 120
"""Characters of a line of one's own, at the most."""
MOST_LINES = 3
"""Own lines beside an item that dips."""
NOT_BROUGHT_BACK = ("review", "storm")
"""The kinds of entries whose lines are not shown there."""


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A line of the person's own, from an entry of the weeks in question."""

    id: str
    day: date
    text: str


@dataclass(frozen=True, slots=True)
class ItemTrend:
    """The answers to one item over the last weeks."""

    item: str
    practice: str
    """What it is about; its own name where it belongs to no practice."""
    weeks: tuple[WeekValue, ...]
    word: Trend
    lines: tuple[OwnLine, ...]
    """Own lines about this practice, where it dips."""


@dataclass(frozen=True, slots=True)
class PulseSummary:
    """The pulses of the last eight weeks, without the item about ease."""

    week: str
    """The last week of it."""
    taken: bool
    """Whether that week has a pulse."""
    begun: bool
    """Whether there is any pulse at all."""
    enough: bool
    """Whether there are enough of them to show something."""
    practices: tuple[ItemTrend, ...]


def items(app: App) -> tuple[PackQuestion, ...]:
    """Return the items to ask now; in the safety pause, only those allowed then."""
    paused = safety_pause(app)
    return tuple(item for item in _all_items(app) if item.may_come_when_unsafe or not paused)


def _all_items(app: App) -> tuple[PackQuestion, ...]:
    """Return the items of the packs that are on, in the person's language if translated."""
    person, situation, language = app.settings.person, app.settings.context, app.settings.language
    packs = sorted(enabled_packs(app), key=lambda pack: not pack.speaks(language))
    return pulse.choose_items(
        replace(question, text=fill(question.text, person or pack.someone))
        for pack in packs
        for question in pack.pulse
        if fits(question.contexts, situation)
    )


def due(app: App) -> bool:
    """Return whether this week has no pulse yet, and there are items other than ease."""
    return not taken(app) and any(item.id != EASE for item in items(app))


def taken(app: App) -> bool:
    """Return whether this week has a pulse."""
    return _reader(app).taken(week_of(app.now.today).name)


def read_answers(app: App, pairs: Iterable[str]) -> Answers:
    """Parse answers such as `presence=4`. Raises `UsageError` for an invalid one."""
    item_ids = [item.id for item in _all_items(app)]
    answers: dict[str, pulse.Value] = {}
    for pair in pairs:
        item, equals, value = (part.strip() for part in pair.partition("="))
        if not equals:
            raise UsageError(
                "--set can't be {value}; use a practice and a number, such as presence=4",
                value=pair,
            )
        if item not in item_ids:
            raise UsageError(
                "{value} isn't a pulse item; choose from {known}",
                value=item,
                known=", ".join(item_ids) or "none",
            )
        if value not in pulse.VALUES:
            raise UsageError(
                "{item} can't be {value}; use 1 to 5, or - if it didn't come up",
                item=item,
                value=value or "empty",
            )
        answers[item] = pulse.VALUES[value]
    return answers


def keep(app: App, answers: Answers) -> None:
    """Store answers, if any; they replace earlier answers of the same week."""
    if not answers:
        return
    writer = app.writer  # imports the models the quick way

    with writer.transaction() as store:
        features.pulse.store.add_pulse(store, answers, app.now.today, app.now.moment)
    app.read_anew()


def look(app: App, until: date, *, quotes: bool | None = None) -> PulseSummary:
    """Return the picture of the eight weeks up to the week of a day. Writes nothing.

    `quotes` says whether own lines are shown; if None, they are outside the safety pause.
    """
    if quotes is None:
        quotes = not safety_pause(app)
    reader = _reader(app)
    compared = pulse.weeks_until(until, pulse.WEEKS_COMPARED)
    shown, last = compared[-pulse.WEEKS_SHOWN :], compared[-1]
    count = reader.weeks_up_to(last, pulse.FEWEST_PULSES)
    enough = count >= pulse.FEWEST_PULSES
    return PulseSummary(
        week=last,
        taken=reader.taken(last),
        begun=count > 0,
        enough=enough,
        practices=_courses(app, reader, compared, shown, quotes=quotes) if enough else (),
    )


def nothing(until: date) -> PulseSummary:
    """Return an empty picture, for the safety pause."""
    return PulseSummary(week_of(until).name, taken=False, begun=False, enough=False, practices=())


def _courses(
    app: App,
    reader: PulseReader,
    compared: tuple[str, ...],
    shown: tuple[str, ...],
    *,
    quotes: bool,
) -> tuple[ItemTrend, ...]:
    """Return the items answered in the weeks shown: those asked now, then any others."""
    answered = reader.of_weeks(compared[0], compared[-1])
    first = reader.first_week()
    practices = {item.id: item.practice or item.id for item in _all_items(app)}
    order = [*(item for item in practices if item in answered), *sorted(answered)]
    return tuple(
        _course(app, item, practices.get(item, item), answered[item], shown, first, quotes=quotes)
        for item in dict.fromkeys(order)
        if not answered[item].keys().isdisjoint(shown)
    )


def _course(
    app: App,
    item: str,
    practice: str,
    answers: Answers,
    shown: tuple[str, ...],
    first: str | None,
    *,
    quotes: bool,
) -> ItemTrend:
    trend = pulse.trend_of(answers, first)
    weeks = pulse.recent_weeks(answers)
    lines = _own_lines(app, practice, weeks) if quotes and trend is Trend.DIPPING else ()
    return ItemTrend(item, practice, pulse.week_values(answers, shown), trend, lines)


def _own_lines(app: App, practice: str, weeks: tuple[str, ...]) -> tuple[OwnLine, ...]:
    """Return the person's latest lines about a practice in some weeks, oldest first."""
    start, end = parse_week(weeks[0]).start, parse_week(weeks[-1]).end
    # A practice leaves private entries out.
    entries = app.reader.list(Filter(start=start, end=end, practice=practice))
    unquoted_people = unquoted(app)
    quotable = [
        entry
        for entry in entries
        if entry.kind not in NOT_BROUGHT_BACK and not mentions_any(entry, unquoted_people)
    ]
    return tuple(_line(entry) for entry in reversed(quotable[:MOST_LINES]))


def _line(entry: Entry) -> OwnLine:
    return OwnLine(entry.id, entry.day, excerpt(own_words(redacted(entry)), EXCERPT))


def _reader(app: App) -> PulseReader:
    return PulseReader.beside(app.reader)
