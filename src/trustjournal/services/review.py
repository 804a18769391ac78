"""Looking back on a week, a month, a year, or any stretch of days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from ..app import App
from ..domain import streak
from ..domain.calendar import days_back, days_between
from ..domain.entry import Answer, Entry, Intention, private_spans, redacted
from ..domain.json_values import FLATTEN
from ..domain.multi_answer import IF_THEN as IF_THEN
from ..domain.multi_answer import OUTCOME as OUTCOME
from ..domain.multi_answer import STORM_QUESTIONS, own_words
from ..domain.people import mentions_any
from ..domain.periods import Period, week_of
from ..domain.practices import PRACTICES
from ..domain.private_marks import has_visible_words, without_private_words
from ..domain.prompts import Pack, PackQuestion, fill, fits
from ..domain.streak import Mark
from ..domain.text import excerpt, word_count
from ..drafts import Draft
from ..errors import Cancelled
from ..registry import all_features
from ..sentences import NOTHING_WRITTEN
from .enabled_packs import pack_with
from .multi_answer import answered, answered_left_behind, asking
from .people import unquoted
from .review_long import LookBack, by_month, is_long, look_further
from .safety_pause import names_the_person, not_safe_since, safety_pause
from .streaks import StreakSummary, days_since
from .writing import (
    UnsavedDraft,
    begin_draft,
    check_size,
    done_with,
    keeping,
    new_entry,
    standing_of_fresh,
)

EXCERPT = 160
"""The most characters of an own line that are shown."""
MOST_LINES = 7
"""The most own lines a review shows, spread evenly over its period."""
MOST_MOMENTS = 4
"""The most joys, and the most storms, that a review shows."""
PARTS_OF_THEIR_OWN = ("review", "joy", "storm", "checkin")
"""Kinds of entries that are left out of the own lines."""


@dataclass(frozen=True, slots=True)
class Line:
    """An excerpt of one entry, in the person's own words."""

    id: str
    day: date
    practice: str | None
    text: str
    step: str | None = None
    """For a storm: my next step."""


@dataclass(frozen=True, slots=True)
class Feeling:
    """My mood or closeness over the days of a period."""

    days: tuple[tuple[date, float], ...]
    """The mean of each day that has a value."""
    before: float | None
    """The mean of the period before."""

    @property
    def mean(self) -> float | None:
        """The mean of the days, or None."""
        return sum(value for _, value in self.days) / len(self.days) if self.days else None


@dataclass(frozen=True, slots=True)
class ReviewDays:
    """The days of a review, and those of them that the safety pause leaves as they are."""

    period: Period
    end: date
    """The last day of the period up to today."""
    safe_until: date
    """The last day shown as usual; later days leave the other person out."""
    unsafe: bool
    """Whether the period reaches into the safety pause."""

    @property
    def begins_safe(self) -> bool:
        """Whether any day of the period is shown as usual."""
        return self.period.start <= self.safe_until


@dataclass(frozen=True, slots=True)
class Review:
    """Everything a review of a period shows."""

    period: Period
    last_because_unreviewed: bool
    """Shown because last week has no review yet."""
    marks: dict[date, Mark]
    days_written: int
    days_counted: int
    """Days of the period up to now, without paused days and without a today not yet written."""
    entries: int
    words: int
    mood: Feeling
    closeness: Feeling
    attended: tuple[tuple[str, int], ...]
    """Practices written about and on how many days, most first."""
    waiting: tuple[str, ...]
    first: bool
    """Whether the journal was begun in this period."""
    lines: tuple[Line, ...]
    joys: tuple[Line, ...]
    storms: tuple[Line, ...]
    further: LookBack
    """The parts that only a month or a longer period shows."""
    features: Mapping[str, Any] = field(metadata={FLATTEN: True})
    """The parts of the features, by their keys in JSON (`registry.Feature.review`)."""
    on_this_day: tuple[Line, ...]
    intention: Intention | None
    """The if-then for this period."""
    next_intention: Intention | None
    private: int
    """Entries left out because they are private."""
    private_parts: int
    """The number of private passages inside other entries."""
    unquoted: int
    """Entries left out because someone in them is not to be quoted."""
    reviewed: bool


@dataclass(frozen=True, slots=True)
class ReviewSaved:
    """A stored review."""

    entry: Entry
    intention: Intention | None
    standing: StreakSummary


def period_due(app: App) -> tuple[Period, bool]:
    """Return the week `trust review` shows, and whether that is last week.

    From Monday to Wednesday it is last week, if that has entries and no review yet.
    """
    week = week_of(app.now.today)
    last = week.before()
    early = app.now.today.weekday() <= 2
    if (
        early
        and not app.reader.reviewed(last.name)
        and app.reader.written_days(last.start, last.end)
    ):
        return last, True
    return week, False


def look_back(app: App, period: Period, *, unreviewed: bool = False) -> Review:
    """Gather a review. Private entries count as days and entries, but their words stay out."""
    today = app.now.today
    end = min(period.end, today)
    since = not_safe_since(app)
    unsafe = since is not None and end >= since
    # If the period reaches into the safety pause, the days before the pause are shown as usual.
    safe_until = since - timedelta(days=1) if since and unsafe else period.end
    entries = app.reader.between(period.start, period.end)
    redacted_entries = [redacted(entry) for entry in entries]
    unquoted_people = unquoted(app)
    open_entries = [
        e for e in redacted_entries if not e.private and not mentions_any(e, unquoted_people)
    ]
    open_entries = [entry for entry in open_entries if _has_visible_words(entry)]
    shown = _without_the_person(app, open_entries, safe_until)
    others = [entry for entry in shown if entry.kind not in PARTS_OF_THEIR_OWN]
    days = days_since(app, period.start)
    marks = streak.marks(days, period.start, period.end, today)
    # Before the first entry there was no journal to write in.
    first_day = max(period.start, days.first_until(today) or period.start)
    counted = [
        day
        for day in days_between(first_day, end)
        # An unfinished today is not a miss.
        if not days.is_off(day) and (day != today or day in days.written)
    ]
    attended = _attended(redacted_entries)
    attended_names = {practice for practice, _ in attended}
    before = [redacted(e) for e in app.reader.between(period.before().start, period.before().end)]
    return Review(
        period=period,
        last_because_unreviewed=unreviewed,
        marks=marks,
        days_written=sum(day in days.written for day in counted),
        days_counted=len(counted),
        entries=len(entries),
        words=sum(
            word_count(without_private_words(own_words(e))) for e in entries if not e.private
        ),
        mood=_feeling([(e.day, e.mood) for e in redacted_entries], [e.mood for e in before]),
        closeness=_feeling(
            [(e.day, e.closeness) for e in redacted_entries if e.day <= safe_until],
            [e.closeness for e in before if e.day <= safe_until],
        ),
        attended=attended,
        waiting=tuple(name for name in PRACTICES if name not in attended_names),
        first=(days.first_until(today) or today) >= period.start,
        lines=_from_each_month(others) if is_long(period) else _spread(_lines(others), MOST_LINES),
        further=look_further(app, period, open_entries),
        joys=_spread([_line(e) for e in shown if e.kind == "joy"], MOST_MOMENTS),
        storms=_spread([_storm_line(e) for e in shown if e.kind == "storm"], MOST_MOMENTS),
        features=_parts(app, ReviewDays(period, end, safe_until, unsafe=unsafe)),
        on_this_day=_on_this_day(app, end, unquoted_people, unsafe=unsafe),
        intention=None if unsafe else app.reader.intention(period.name),
        next_intention=None if unsafe else app.reader.intention(period.after().name),
        private=sum(entry.private for entry in entries),
        private_parts=sum(private_spans(entry) for entry in entries),
        unquoted=sum(mentions_any(entry, unquoted_people) for entry in redacted_entries),
        reviewed=app.reader.reviewed(period.name),
    )


def _parts(app: App, days: ReviewDays) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for feature in all_features():
        parts |= feature.review(app, days)
    return parts


def _attended(entries: Sequence[Entry]) -> tuple[tuple[str, int], ...]:
    days: dict[str, set[date]] = {}
    for entry in entries:
        if entry.practice:
            days.setdefault(entry.practice, set()).add(entry.day)
    order = list(PRACTICES)
    ranked = sorted(days, key=lambda p: (-len(days[p]), order.index(p) if p in order else 99))
    return tuple((practice, len(days[practice])) for practice in ranked)


def _feeling(values: Sequence[tuple[date, int | None]], before: Sequence[int | None]) -> Feeling:
    by_day: dict[date, list[int]] = {}
    for day, value in values:
        if value is not None:
            by_day.setdefault(day, []).append(value)
    earlier = [value for value in before if value is not None]
    return Feeling(
        days=tuple(
            (day, sum(day_values) / len(day_values)) for day, day_values in sorted(by_day.items())
        ),
        before=sum(earlier) / len(earlier) if earlier else None,
    )


def _line(entry: Entry) -> Line:
    return Line(entry.id, entry.day, entry.practice, excerpt(own_words(entry), EXCERPT))


def _lines(entries: Sequence[Entry]) -> list[Line]:
    """Return one line for each day, from its longest entry, which says most."""
    by_day: dict[date, Entry] = {}
    for entry in entries:
        best = by_day.get(entry.day)
        if best is None or len(entry.body) > len(best.body):
            by_day[entry.day] = entry
    return [_line(entry) for _, entry in sorted(by_day.items())]


def _has_visible_words(entry: Entry) -> bool:
    """Return whether an entry has words that are not private."""
    return has_visible_words(own_words(entry))


def _from_each_month(entries: Sequence[Entry]) -> tuple[Line, ...]:
    """Return one line for each month, from its longest entry."""
    longest = (max(own, key=lambda entry: len(entry.body)) for _, own in by_month(entries))
    return tuple(_line(entry) for entry in longest)


def _storm_line(entry: Entry) -> Line:
    """Return the line of a storm, with its repairing step if all questions were answered."""
    if len(entry.answers) < STORM_QUESTIONS:
        return _line(entry)
    *seen, step = entry.answers
    words = own_words(replace(entry, answers=tuple(seen)))
    line = _line(entry)
    return replace(line, text=excerpt(words, EXCERPT), step=excerpt(step.text, EXCERPT))


def _spread(lines: list[Line], most: int) -> tuple[Line, ...]:
    """Choose at most `most` lines, evenly spaced from first to last."""
    if len(lines) <= most:
        return tuple(lines)
    step = (len(lines) - 1) / (most - 1)
    return tuple(lines[round(n * step)] for n in range(most))


def _without_the_person(app: App, entries: Sequence[Entry], safe_until: date) -> list[Entry]:
    """Return the entries up to `safe_until`, and later ones that do not name the person."""
    if all(entry.day <= safe_until for entry in entries):
        return list(entries)
    names_person = names_the_person(app)
    return [
        e
        for e in entries
        if e.day <= safe_until or not names_person(e.people, f"{e.title or ''}\n{own_words(e)}")
    ]


def _on_this_day(
    app: App, day: date, unquoted_people: frozenset[str], *, unsafe: bool
) -> tuple[Line, ...]:
    """Return lines from a month and a year before; storms are not brought back."""
    lines = []
    for past_day in (past_day for months in (1, 12) for past_day in days_back(day, months)):
        entries = [
            e
            for e in map(redacted, app.reader.of_day(past_day))
            if _has_visible_words(e)
            and e.kind not in ("review", "storm")
            and not mentions_any(e, unquoted_people)
        ]
        entries = _without_the_person(app, entries, date.min) if unsafe else entries
        lines += [line for line in _lines(entries) if line.text]
    return tuple(lines)


# --- the questions -----------------------------------------------------------------------


def questions(app: App, period: Period) -> list[PackQuestion]:
    """Return three questions: the pinned ones first and last, and one of the others in turn.

    Each is worded for that kind of period, if its pack has such a wording.
    """
    person, situation = app.settings.person, app.settings.context
    pack, unsafe = pack_with(app, "review"), safety_pause(app)
    longer = _longer_wordings(pack, period) if pack else {}
    asked = [
        replace(
            question,
            text=fill(longer.get(question.id, question.text), person or pack.someone),
        )
        for question in (pack.review if pack else ())
        if pack
        and fits(question.contexts, situation)
        and (question.may_come_when_unsafe or not unsafe)
    ]
    pinned = [question for question in asked if question.pinned]
    # A third pinned question comes last if the second may not be asked. Everyone is asked it in
    # its turn, so that an answer to it gives nothing away.
    others = [question for question in asked if not question.pinned] + pinned[2:]
    turn = (period.start - date.min).days // 7
    middle = [others[turn % len(others)]] if others else []
    return pinned[:1] + middle + pinned[1:2]


def _longer_wordings(pack: Pack, period: Period) -> dict[str, str]:
    """Return the wordings for a period other than a week, by question id."""
    if period.kind == "week":
        return {}
    name = "days" if period.kind == "span" else period.kind
    texts = {wording.id: getattr(wording, name) for wording in pack.review_longer}
    return {question: text for question, text in texts.items() if text}


def to_ask_about(app: App, review: Review) -> Intention | None:
    """Return the if-then whose outcome the review asks about; None in the safety pause."""
    asks = review.intention and not review.intention.outcome and not safety_pause(app)
    return review.intention if asks else None


def begin_review(app: App, period: Period, questions: Sequence[Answer] = ()) -> tuple[Entry, Draft]:
    """Return a new review entry and its draft, which stores the questions."""
    entry = replace(new_entry(app, app.now.today, "review"), period=period.name)
    more = {"next": period.after().name}
    return entry, begin_draft(app, entry, more=asking(questions) | more)


def unanswered(app: App, period: Period, how_it_went: str | None = None) -> list[Answer]:
    """Return the questions of a review with empty answers.

    `how_it_went` is the question about the last if-then, if there is one to ask about.
    """
    pack = pack_with(app, "review")
    asked = questions(app, period)
    first = [Answer(how_it_went, "", None, OUTCOME)] if how_it_went else []
    answers = [
        Answer(question.text, "", pack.id if pack else None, question.id) for question in asked
    ]
    return first + answers


def save_review_left_behind(app: App, unsaved: UnsavedDraft) -> ReviewSaved:
    """Store a review from an unsaved draft, with the answers in its text."""
    entry = answered_left_behind(unsaved)
    return _store(app, entry, unsaved.draft, str(unsaved.draft.about.get("next", "")))


def save_review(
    app: App,
    period: Period,
    entry: Entry,
    draft: Draft,
    answers: Sequence[Answer],
) -> ReviewSaved:
    """Store a review with its answers, the new if-then, and the outcome of the last one.

    Raises `Cancelled` if nothing was written.
    """
    entry = answered(entry, answers)
    if not entry.body:
        done_with(app, draft)
        raise Cancelled(NOTHING_WRITTEN)
    return _store(app, entry, draft, period.after().name)


def _store(app: App, entry: Entry, draft: Draft, following: str) -> ReviewSaved:
    """Store a review, and its if-then for the period `following`."""
    if_then = next((a.text.strip() for a in entry.answers if a.prompt_id == IF_THEN), "")
    intention = Intention(following, if_then) if if_then and following else None
    with keeping(draft):
        check_size(entry)
        with app.writer.transaction() as store:
            number = store.add(entry)
            if intention:
                store.intend(intention, app.now.moment, number)
    done_with(app, draft)
    return ReviewSaved(entry, intention, standing_of_fresh(app))
