"""Dates as people and programs write them, each read by itself.

`[2020-06-28 18:22]`, `28.06.2020, 6:22 PM`, `Jan 5th, 2024`, `2020-06-29T05:00:00.120Z`. A date
such as `03/04/2020` has two readings. Which is right depends on who wrote it, so whoever asks
says in which order days and months come there, or is given both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Literal

Order = Literal["day", "month"]
"""Which comes first in a date of numbers whose year comes last."""

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
_BETWEEN = r"(?:T|,?\s+at\s+|,?\s+-\s+|,\s*|\s+)"
_FORMS = tuple(
    re.compile(rf"{_WEEKDAY}{day}(?:{_BETWEEN}(?:{_CLOCK}){_ZONE})?", re.IGNORECASE)
    for day in _DAY_FORMS
)
_C_TIME = re.compile(
    rf"{_WEEKDAY}{_MONTH}\s+(?P<nth>\d{{1,2}})\s+(?:{_CLOCK}){_ZONE}\s+(?P<last>\d{{4}})",
    re.IGNORECASE,
)
"""As C's `ctime` has it: `Sun Jun 28 18:22:00 2020`."""
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
class Written:
    """A date that was read: a day, and where it was written too, the time and its offset."""

    day: date
    time: time | None = None
    zone: tzinfo | None = None
    """None where no offset is written."""
    order: Order | None = None
    """Which comes first here, where the year comes last; None where only numbers can't tell."""
    dotted: bool = False
    """Whether dots part the numbers, as they do where the day comes first."""

    @property
    def moment(self) -> datetime:
        """The moment, midnight where no time is written; naive where no offset is."""
        return datetime.combine(self.day, self.time or time(), self.zone)


def readings(text: str) -> list[Written]:
    """All that a date may mean: none, one, or two where day and month could change places."""
    flat = text.strip()
    if not any(char.isdigit() for char in flat):
        return []
    for form in (*_FORMS, _C_TIME):
        match = form.fullmatch(flat)
        if match:
            found = [each for days in _days(match) if (each := _written(match, *days))]
            named = (match["weekday"] or "").lower()
            return [each for each in found if _WEEKDAYS[each.day.weekday()] == named] or found
    return []


def time_of(text: str) -> time | None:
    """A time of day by itself, such as `18:22` or `6:22 PM`; None where it is none."""
    match = _TIME_ALONE.fullmatch(text.strip())
    # A bare number is no time.
    if not match or not (match["minute"] or match["minute_"] or match["half"]):
        return None
    try:
        return _time(match)
    except ValueError:
        return None


def chosen(found: list[Written], order: Order | None = None) -> Written | None:
    """The one reading that is right where this comes first; None where that doesn't settle it.

    Numbers with dots between them have the day first, unless `order` says that they don't.
    """
    if len(found) < 2 or found[0].day == found[1].day:
        return found[0] if found else None
    order = order or ("day" if found[0].dotted else None)
    return next((each for each in found if each.order == order), None)


def looks_like_date(text: str) -> bool:
    """Whether a text was probably meant as a date or a time, though it may be none."""
    return _LOOKS_LIKE_DATE.search(text) is not None


def offset_named(text: str) -> timezone | None:
    """The offset that a text names, such as `+05:30`, `GMT+0530` or `Z`."""
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
    """The days that the numbers can mean, with the order each of them takes."""
    named = match.groupdict()
    triples: list[tuple[str, int | str, str, Order | None]]
    if named.get("year"):
        triples = [(named["year"], named["month"], named["day"], None)]
    elif named.get("word"):
        triples = [(named["last"], _MONTHS[named["word"].lower()], named["nth"], None)]
    else:
        first, second = named["first"], named["second"]
        triples = [(named["last"], second, first, "day"), (named["last"], first, second, "month")]
    found = []
    for year, month, day_, order in triples:
        century = _THIS_CENTURY if len(year) == 2 else 0
        # Such years are from 1969 on, as C's `strptime` has them.
        century -= 100 if century and int(year) > 68 else 0
        try:
            found.append((date(century + int(year), int(month), int(day_)), order))
        except ValueError:
            continue
    return found


def _written(match: re.Match[str], day: date, order: Order | None) -> Written | None:
    dotted = match.groupdict().get("sign") == "."
    if match["hour"] is None and match["hour_"] is None:
        return Written(day, order=order, dotted=dotted)
    zone = offset_named(match["zone"]) if match["zone"] else None
    if match["zone"] and zone is None:
        return None
    # An hour alone is a time only with AM or PM behind it, or as in 2020-06-28T18.
    if not (match["minute"] or match["minute_"] or match["half"]):
        return None
    try:
        return Written(day, _time(match), zone, order, dotted)
    except ValueError:
        return None


def _time(match: re.Match[str]) -> time:
    """The time of day. Raises `ValueError` for what no clock shows."""
    if match["hour_"]:
        return time(int(match["hour_"]), int(match["minute_"]), int(match["seconds_"] or 0))
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            if not (13 <= hour <= 23 and half == "p"):  # such as 18:22 PM, which some write
                raise ValueError
        else:
            hour = hour % 12 + (12 if half == "p" else 0)
    second = int(match["second_"] or 0)
    return time(hour, int(match["minute"] or 0), min(second, 59) if second == 60 else second)
