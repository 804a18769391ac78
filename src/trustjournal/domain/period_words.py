"""Periods as people write them: `yesterday`, `last week`, `november`, `2026-10-01..2026-10-15`.

This is the one parser of periods. What a word means depends on today: looking back, `november` is
the latest November that has begun, `friday` the latest Friday, today included. Looking ahead, as a
pause does, each is the first one that is not over.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from ..errors import UsageError
from ..sentences import NEEDS_QUOTES, SPAN_BACKWARDS
from .calendar import EARLIEST, LATEST, WEEKDAYS, Now, month_back
from .periods import Period, month_of, parse_week, week_of, year_of

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
NOT_A_PERIOD = (
    "{value} can't be read as a day or a period; use yesterday, last week, november, 2026-11, "
    "2026-W47, 2026 or 2026-10-01..2026-10-15"
)
NOT_A_PERIOD_TO_COME = (
    "{value} can't be read as a day or a period; use tomorrow, next week, december, 2026-12 or "
    "2026-12-20..2027-01-02"
)
_NUMBERS = {"a": 1, "an": 1} | {
    name: number
    for number, name in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=1
    )
}
_ONE_DAY = timedelta(days=1)
_SHORT = {"tues": "tuesday", "thur": "thursday", "thurs": "thursday", "sept": "september"}
_SHORT |= {name[:3]: name for name in (*WEEKDAYS, *MONTHS)}
_RANGE = re.compile(r" ?(?:\.{2,3}|…|–) ?| (?:-|to|until|till|through) ")
_DAYS_OF_A_MONTH = re.compile(r"(?<=[0-9]) ?- ?(?=[0-9]{1,2}(?: |$))")
"""The dash of `1-15 october` and of `october 1-15`."""
_UNITS: dict[str, Callable[[date], Period]] = {
    "week": week_of,
    "month": month_of,
    "year": year_of,
}


@dataclass(frozen=True, slots=True)
class _Recurring:
    """A weekday, a month or a day of a month without its year; `None` matches any."""

    weekday: int | None = None
    month: int | None = None
    day: int | None = None

    def latest(self, until: date) -> Period | None:
        """Return the latest one that has begun by a day."""
        if self.weekday is not None:
            return _day(until - timedelta(days=(until.weekday() - self.weekday) % 7))
        candidates = (self._in_year(until.year - n) for n in range(9))
        return next((each for each in candidates if each and each.start <= until), None)

    def first(self, since: date) -> Period | None:
        """Return the first one that isn't over on a day."""
        if self.weekday is not None:
            return _day(since + timedelta(days=(self.weekday - since.weekday()) % 7))
        candidates = (self._in_year(since.year + n) for n in range(9))
        return next((each for each in candidates if each and each.end >= since), None)

    def _in_year(self, year: int) -> Period | None:
        """Return it in a year; None for 29 February in most years."""
        try:
            first = date(year, self.month or 1, self.day or 1)
        except ValueError:
            return None
        return _day(first) if self.day else month_of(first)


_Named: TypeAlias = Period | _Recurring


def parse_period(text: str, now: Now, *, coming: bool = False) -> Period:
    """Parse a day, a week, a month, a year or a range of them.

    Looking back, a range may lack an end: `2026-10-01..`, `..yesterday`. Raises `UsageError`.
    """
    return _checked(text, lambda words: _parsed(words, now, coming=coming), coming=coming)


def parse_coming_day(text: str, now: Now) -> date:
    """Parse today or a day to come: `2026-12-01`, `tomorrow`, `+3`, `friday`, `22 december`.

    A weekday is the next one after today, since a promise due today would say `today`. Raises
    `UsageError`.
    """
    words = _words(text)
    if words in WEEKDAYS:
        words = f"next {words}"
    ahead = re.fullmatch(r"\+([0-9]{1,4})", words)
    if ahead:
        return now.today + timedelta(days=int(ahead[1]))
    not_a_day = UsageError(
        "{value} can't be read as a day; use 2026-12-01, tomorrow, +3, friday or 22 december",
        value=text,
    )
    try:
        days = parse_period(words, now, coming=True)
    except UsageError:
        raise not_a_day from None
    if days.start != days.end:
        raise not_a_day
    if days.end < now.today:
        raise UsageError("{value} is in the past; use today or a later day", value=text)
    return days.end


@dataclass(frozen=True, slots=True)
class EndingInDay:
    """A text that ends with `by friday`, split at the `by`."""

    before: str
    day_words: str
    day: date


def split_coming_day(text: str, now: Now) -> EndingInDay | None:
    """Split a text that ends with `by` and a coming day; None if it doesn't end like that."""
    match = re.fullmatch(r"(?is)(.*\S)[\s,]+by\s+(\S.*?)[.!]*\s*", text)
    # "by the sun" names no day, but "by the 22nd of december" does.
    if not match or re.match(r"(?i)the\s+\D", match[2]):
        return None
    try:
        day = parse_coming_day(match[2], now)
    except UsageError:
        return None
    return EndingInDay(match[1], " ".join(match[2].split()), day)


def parse_range(first: str, last: str, now: Now) -> Period:
    """Parse the two ends of a range, each a day or a period. Raises `UsageError`."""
    for end in (first, last):
        parse_period(end, now)  # so that the end which isn't one is named alone
    return _checked(f"{first}..{last}", lambda _: _range(_words(first), _words(last), now))


def _checked(text: str, parsed: Callable[[str], Period | None], *, coming: bool = False) -> Period:
    try:
        period = parsed(_words(text))
    except (ValueError, OverflowError):
        period = None
    if period is None or period.start < EARLIEST or period.end > LATEST:
        # Several words may be text meant for an entry, so they are not repeated.
        named = text.strip() if len(text.split()) == 1 else "what you typed"
        if re.fullmatch(r"([1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?", named):
            raise UsageError(NEEDS_QUOTES, value=named)
        raise UsageError(NOT_A_PERIOD_TO_COME if coming else NOT_A_PERIOD, value=named)
    if period.end < period.start:
        raise UsageError(SPAN_BACKWARDS, value=text.strip())
    return period


def _words(text: str) -> str:
    """Return a text in lower case, with single blanks and without commas and empty words."""
    words = text.lower().replace(",", " ").split()
    return " ".join(word for word in words if word not in ("the", "of"))


def _parsed(words: str, now: Now, *, coming: bool) -> Period | None:
    whole = _one(words, now.today)
    if whole:
        return _resolved(whole, now, coming=coming)
    ends = _ends(words)
    return _range(*ends, now, coming=coming) if ends else None


def _ends(words: str) -> tuple[str, str] | None:
    """Split a range into its two ends; one of them may be empty."""
    for word, side in (("since", 0), ("until", 1), ("till", 1)):
        if words.startswith(f"{word} "):
            rest = words.removeprefix(f"{word} ")
            return (rest, "") if side == 0 else ("", rest)
    for opening, joint in (("from ", None), ("between ", " and ")):
        if words.startswith(opening):
            words = words.removeprefix(opening)
            if joint:
                words = words.replace(joint, " to ")
            elif not _RANGE.search(words):
                return words, ""
    joint_at = _RANGE.search(words) or (
        _DAYS_OF_A_MONTH.search(words) if re.search("[a-z]", words) else None
    )
    return (words[: joint_at.start()], words[joint_at.end() :]) if joint_at else None


def _range(first: str, last: str, now: Now, *, coming: bool = False) -> Period | None:
    start, end = _one(first, now.today), _one(last, now.today)
    if not start and end:
        start = _same_month(end, first)
    if not end and start:
        end = _same_month(start, last)
    if not coming and start and not last:
        begins = _resolved(start, now, coming=False)
        until = max(now.today, now.calendar_day)
        return begins and Period("span", begins.start, max(begins.end, until))
    if not coming and end and not first:
        ends = _resolved(end, now, coming=False)
        return ends and Period("span", EARLIEST, ends.end)
    if not start or not end:
        return None
    if coming:
        begins = _resolved(start, now, coming=True)
        ends = begins and (end if isinstance(end, Period) else end.first(begins.start))
    else:
        ends = _resolved(end, now, coming=False)
        begins = ends and (start if isinstance(start, Period) else start.latest(ends.start))
    return Period("span", begins.start, ends.end) if begins and ends else None


def _same_month(other: _Named, number: str) -> _Named | None:
    """Return the other end of `1..15 october` or `2026-10-01..15`."""
    if not re.fullmatch(r"[0-9]{1,2}", number):
        return None
    if isinstance(other, Period):
        return _day(other.start.replace(day=int(number))) if other.start == other.end else None
    return _month_day(other.month, int(number)) if other.day else None


def _resolved(named: _Named, now: Now, *, coming: bool) -> Period | None:
    if isinstance(named, Period):
        return named
    return named.first(now.today) if coming else named.latest(now.today)


def _one(words: str, today: date) -> _Named | None:
    """Parse a day, a week, a month or a year: one end of a range."""
    words = " ".join(_SHORT.get(word, word) for word in words.split())
    words = re.sub(" last year$", f" {today.year - 1}", words)
    return _iso(words) or _relative(words, today) or _by_name(words, today)


def _iso(words: str) -> Period | None:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", words):
        return _day(date.fromisoformat(words))
    if re.fullmatch(r"[0-9]{4}-?w[0-9]{1,2}", words):
        try:
            return parse_week(words)
        except UsageError:
            return None
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}", words):
        return month_of(date.fromisoformat(f"{words}-01"))
    return year_of(date(int(words), 1, 1)) if re.fullmatch(r"[0-9]{4}", words) else None


def _relative(words: str, today: date) -> Period | None:
    """Parse what is counted from today: `yesterday`, `-3`, `last week`, `last 14 days`."""
    days = {"today": 0, "yesterday": -1, "tomorrow": 1, "day before yesterday": -2}
    if words in days:
        return _day(today + timedelta(days=days[words]))
    if re.fullmatch(r"-[0-9]{1,5}", words):
        return _day(today + timedelta(days=int(words)))
    unit = re.fullmatch(r"(?:(this|last|next) )?(week|month|year)", words)
    if unit:
        period = _UNITS[unit[2]](today)
        return {"last": period.before, "next": period.after}.get(unit[1], lambda: period)()
    ago = re.fullmatch(r"([0-9]{1,4}|[a-z]+) (day|week|month|year)s? ago( today)?", words)
    if ago:
        number = _NUMBERS.get(ago[1]) or (int(ago[1]) if ago[1].isdigit() else None)
        return None if number is None else _ago(number, ago[2], today, day=bool(ago[3]))
    last = re.fullmatch(r"(?:last|past) ([0-9]{1,4}) (day|week|month|year)s?", words)
    return _up_to_today(int(last[1]), last[2], today) if last else None


def _ago(number: int, unit: str, today: date, *, day: bool) -> Period | None:
    """Return the day so many days, months or years ago; of weeks all seven days unless `day`.

    Where that month is too short, it is its last day.
    """
    if unit == "week" and not day:
        return week_of(today - timedelta(weeks=number))
    if unit in ("day", "week"):
        return _day(today - timedelta(days=number * (7 if unit == "week" else 1)))
    begun = month_back(today.replace(day=1), number * (12 if unit == "year" else 1))
    if begun is None:
        return None
    return _day(min(begun + timedelta(days=today.day - 1), month_of(begun).end))


def _up_to_today(number: int, unit: str, today: date) -> Period | None:
    """Return so many days, weeks, months or years that end today."""
    if unit in ("day", "week"):
        before = today - timedelta(days=number * (7 if unit == "week" else 1))
    else:
        months = number * (12 if unit == "year" else 1)
        first = today.replace(day=1)
        begun = month_back(first, months)
        if begun is None:
            return None
        last_of_month = month_of(begun).end
        before = min(begun + (today - first), last_of_month)
    return Period("span", before + _ONE_DAY, today) if number else None


def _by_name(words: str, today: date) -> _Named | None:
    """Parse names of weekdays and months, with and without a year: `22 november`, `w47`."""
    which, _, name = words.rpartition(" ")
    if name in WEEKDAYS and which in ("", "last", "next"):
        weekday = _Recurring(weekday=WEEKDAYS.index(name))
        return {
            "": weekday,
            "last": weekday.latest(today - _ONE_DAY),
            "next": weekday.first(today + _ONE_DAY),
        }[which]
    if name in MONTHS and which in ("last", "next"):
        month = _Recurring(month=MONTHS.index(name) + 1)
        this = month_of(today)
        return (
            month.latest(this.start - _ONE_DAY)
            if which == "last"
            else month.first(this.end + _ONE_DAY)
        )
    in_week = _day_in(words.removeprefix("week "), today) if words.startswith("week ") else None
    if in_week:
        return week_of(in_week)
    week = re.fullmatch(r"(?:week |w)([0-9]{1,2})(?: ([0-9]{4}))?", words)
    if week:
        return _numbered_week(int(week[1]), int(week[2]) if week[2] else None, today)
    match = re.fullmatch(
        r"(?:([0-9]{1,2})(?:st|nd|rd|th)? )?([a-z]+)"
        r"(?: ([0-9]{1,2})(?:st|nd|rd|th)?)?(?: ([0-9]{4}))?",
        words,
    )
    if not match or match[2] not in MONTHS or (match[1] and match[3]):
        return None
    month_number, day = MONTHS.index(match[2]) + 1, match[1] or match[3]
    if match[4]:
        first = date(int(match[4]), month_number, int(day or 1))
        return _day(first) if day else month_of(first)
    return _month_day(month_number, int(day)) if day else _Recurring(month=month_number)


def _day_in(words: str, today: date) -> date | None:
    """Return a day that words name, for `week of 2 november`."""
    named = _one(words, today)
    period = named.latest(today) if isinstance(named, _Recurring) else named
    return period.start if period and period.is_day else None


def _numbered_week(number: int, year: int | None, today: date) -> Period:
    """Return a week by its number: without a year, the latest that has begun."""
    if year is not None:
        return week_of(date.fromisocalendar(year, number, 1))
    for year_ in (today.isocalendar().year - n for n in range(8)):
        try:
            monday = date.fromisocalendar(year_, number, 1)
        except ValueError:  # only some years have a week 53
            continue
        if monday <= today:
            return week_of(monday)
    raise ValueError(number)


def _month_day(month: int | None, day: int) -> _Recurring | None:
    """Return a day of a month in any year; None if no year has it."""
    try:
        date(2024, month or 1, day)
    except ValueError:
        return None
    return _Recurring(month=month, day=day)


def _day(day: date) -> Period:
    return Period("span", day, day)
