"""Parse dates as people and programs write them.

`[2020-06-28 18:22]`, `28.06.2020, 6:22 PM`, `Jan 5th, 2024`, `2020-06-29T05:00:00.120Z`. A date
such as `03/04/2020` has two readings. Which one is right depends on who wrote it, so the caller
gets both, or says whether the day or the month comes first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Literal

Order = Literal["day", "month"]
"""What comes first in a date of numbers that ends in the year."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("january jan", "february feb", "march mar", "april apr", "may", "june jun"),
            *("july jul", "august aug", "september sept sep", "october oct", "november nov"),
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = (
    r"(?:(?P<weekday>mon|tue|wed|thu|fri|sat|sun)"
    r"(?:s|nes|r|rs|ur)?(?:day)?\b\.?,?[\s_-]*)?"
)
_MONTH = r"(?P<word>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_NTH = r"(?P<nth>\d{1,2})(?:st|nd|rd|th)?\b"
_DAY_FORMS = (
    r"(?P<year>\d{4})(?P<mark>[-/._])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})",
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
    r"(?P<first>\d{1,2})(?P<sign>[-/._])(?P<second>\d{1,2})(?P=sign)(?P<last>\d{4})",
    r"(?P<first>\d{1,2})(?P<sign>[/.])(?P<second>\d{1,2})(?P=sign)(?P<last>\d{2})",
    rf"{_NTH}(?:\s+of)?[\s-]+{_MONTH},?[\s-]+(?P<last>\d{{4}})",
    rf"{_MONTH}[\s-]+{_NTH},?[\s-]+(?P<last>\d{{4}})",
)
_CLOCK = (
    r"(?P<hour>\d{1,2})(?:(?P<colon>[:.h])(?P<minute>\d{2})(?:(?P=colon)(?P<second_>\d{2}))?"
    r"(?:[.,]\d+)?)?(?:\s*(?P<half>[ap])\.?m\b\.?)?"
    r"|(?P<hour_>\d{2})(?P<minute_>\d{2})(?P<seconds_>\d{2})?(?:[.,]\d+)?"
)
_ZONE = r"(?:\s*(?P<zone>Z|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2}(?::?\d{2})?)?|UTC|GMT))?"
_SEPARATOR = r"(?:T|,?\s+at\s+|,?\s+-\s+|,\s*|\s+)"
_FORMS = tuple(
    re.compile(rf"{_WEEKDAY}{day}(?:{_SEPARATOR}(?:{_CLOCK}){_ZONE})?", re.IGNORECASE)
    for day in _DAY_FORMS
)
_C_TIME = re.compile(
    rf"{_WEEKDAY}{_MONTH}\s+(?P<nth>\d{{1,2}})\s+(?:{_CLOCK}){_ZONE}\s+(?P<last>\d{{4}})",
    re.IGNORECASE,
)
"""The form of C's `ctime`: `Sun Jun 28 18:22:00 2020`."""
_TIME_ALONE = re.compile(rf"(?:{_CLOCK}){_ZONE}", re.IGNORECASE)
_ZONE_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?(?::?(\d{2}))?", re.IGNORECASE)
_THIS_CENTURY = 2000
_LOOKS_LIKE_DATE = re.compile(
    r"\d{1,4}[-/._]\d{1,2}[-/._]\d{1,4}"
    r"|\d{1,2}[:.h]\d{2}(?!\d)"
    r"|\d\s*[ap]\.?m\b"
    r"|\b\d{8}(?:T\d+)?\b"
    r"|\d.*\b(?:1[89]|20)\d\d\b|\b(?:1[89]|20)\d\d\b.*\d",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DateReading:
    """A possible meaning of a written date: a day, with the time and offset if they are written."""

    day: date
    time: time | None = None
    zone: tzinfo | None = None
    """The UTC offset, if one is written."""
    order: Order | None = None
    """What comes first, for a date of numbers that ends in the year; else None."""
    dotted: bool = False
    """Whether dots separate the numbers; the day usually comes first in such dates."""

    @property
    def moment(self) -> datetime:
        """The moment: midnight if no time is written, and naive if no offset is."""
        return datetime.combine(self.day, self.time or time(), self.zone)


def is_weekday(word: str) -> bool:
    """Return whether a word is a day of the week, perhaps a short form."""
    form = rf"(?:{'|'.join(_WEEKDAYS)})(?:s|nes|r|rs|ur)?(?:day)?"
    return re.fullmatch(form, word, re.IGNORECASE) is not None


def readings(text: str) -> list[DateReading]:
    """Return every possible reading of a date: none, one, or two if day and month could be swapped.

    A weekday decides between two readings.
    """
    flat = text.strip()
    if not any(char.isdigit() for char in flat):
        return []
    for form in (*_FORMS, _C_TIME):
        match = form.fullmatch(flat)
        if match:
            possible = [reading for days in _days(match) if (reading := _reading(match, *days))]
            weekday = (match["weekday"] or "").lower()
            matching = [
                reading for reading in possible if _WEEKDAYS[reading.day.weekday()] == weekday
            ]
            return matching or possible
    return []


def parse_time(text: str) -> time | None:
    """Parse a time of day without a date, such as `18:22` or `6:22 PM`; None for anything else."""
    match = _TIME_ALONE.fullmatch(text.strip())
    # A bare number isn't a time.
    if not match or not (match["minute"] or match["minute_"] or match["half"]):
        return None
    try:
        return _time(match)
    except ValueError:
        return None


def choose_reading(possible: list[DateReading], order: Order | None = None) -> DateReading | None:
    """Choose the reading in which `order` comes first; None if that doesn't settle it.

    In numbers with dots between them the day comes first, unless `order` says otherwise.
    """
    if len(possible) < 2 or possible[0].day == possible[1].day:
        return possible[0] if possible else None
    order = order or ("day" if possible[0].dotted else None)
    return next((reading for reading in possible if reading.order == order), None)


def looks_like_date(text: str) -> bool:
    """Return whether a text was probably meant as a date or a time, valid or not."""
    return _LOOKS_LIKE_DATE.search(text) is not None


def parse_offset(text: str) -> timezone | None:
    """Parse a UTC offset such as `+05:30`, `GMT+0530` or `Z`; None for anything else."""
    if text.upper() in ("Z", "UTC", "GMT"):
        return UTC
    match = _ZONE_OFFSET.fullmatch(text)
    if not match:
        return None
    hours, minutes, seconds = (int(match[n] or 0) for n in (2, 3, 4))
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if minutes > 59 or seconds > 59 or offset >= timedelta(days=1):
        return None
    return timezone(-offset if match[1] == "-" else offset)


def _days(match: re.Match[str]) -> list[tuple[date, Order | None]]:
    """Return the possible days of a date, each with the order of day and month it assumes."""
    groups = match.groupdict()
    triples: list[tuple[str, int | str, str, Order | None]]
    if groups.get("year"):
        triples = [(groups["year"], groups["month"], groups["day"], None)]
    elif groups.get("word"):
        triples = [(groups["last"], _MONTHS[groups["word"].lower()], groups["nth"], None)]
    else:
        first, second, year = groups["first"], groups["second"], groups["last"]
        triples = [(year, second, first, "day"), (year, first, second, "month")]
    days = []
    for year, month, day_, order in triples:
        century = _THIS_CENTURY if len(year) == 2 else 0
        # Two digits mean 1969 to 2068, as for C's `strptime`.
        century -= 100 if century and int(year) > 68 else 0
        try:
            days.append((date(century + int(year), int(month), int(day_)), order))
        except ValueError:
            continue
    return days


def _reading(match: re.Match[str], day: date, order: Order | None) -> DateReading | None:
    """Return one reading of a match; None if its time or offset is invalid."""
    dotted = match.groupdict().get("sign") == "."
    if match["hour"] is None and match["hour_"] is None:
        return DateReading(day, order=order, dotted=dotted)
    zone = parse_offset(match["zone"]) if match["zone"] else None
    if match["zone"] and zone is None:
        return None
    # An hour without minutes isn't a time, unless AM or PM follows.
    if not (match["minute"] or match["minute_"] or match["half"]):
        return None
    try:
        return DateReading(day, _time(match), zone, order, dotted)
    except ValueError:
        return None


def _time(match: re.Match[str]) -> time:
    """Return the time of day. Raises `ValueError` for an impossible one."""
    if match["hour_"]:
        return time(int(match["hour_"]), int(match["minute_"]), int(match["seconds_"] or 0))
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            if not (13 <= hour <= 23 and half == "p"):  # some write 18:22 PM
                raise ValueError
        else:
            hour = hour % 12 + (12 if half == "p" else 0)
    second = int(match["second_"] or 0)
    return time(hour, int(match["minute"] or 0), min(second, 59) if second == 60 else second)
