"""Periods: ISO weeks, months, years, or any first and last day; `period_words` parses them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from ..errors import UsageError
from .calendar import EARLIEST, LATEST

PeriodKind = Literal["week", "month", "year", "span"]


@dataclass(frozen=True, slots=True)
class Period:
    """A range of days, both ends included, with the name its review is stored under."""

    kind: PeriodKind
    start: date
    end: date

    @property
    def name(self) -> str:
        """`2026-W47`, `2026-11`, `2026`, or `2026-11-01..2026-11-20`."""
        match self.kind:
            case "week":
                year, week, _ = self.start.isocalendar()
                return f"{year}-W{week:02}"
            case "month":
                return f"{self.start:%Y-%m}"
            case "year":
                return f"{self.start:%Y}"
            case "span":
                return f"{self.start}..{self.end}"

    def before(self) -> Period:
        """Return the period of the same kind and length just before this one."""
        last = self.start - timedelta(days=1)
        match self.kind:
            case "week":
                return week_of(last)
            case "month":
                return month_of(last)
            case "year":
                return year_of(last)
            case "span":
                return Period("span", self.start - (self.end - self.start) - timedelta(1), last)

    def after(self) -> Period:
        """Return the next period of the same kind; for a week, the one its if-then is for."""
        first = self.end + timedelta(days=1)
        match self.kind:
            case "week":
                return week_of(first)
            case "month":
                return month_of(first)
            case "year":
                return year_of(first)
            case "span":
                return Period("span", first, first + (self.end - self.start))

    @property
    def is_day(self) -> bool:
        """Whether it is a single day."""
        return self.start == self.end

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


def week_of(day: date) -> Period:
    """Return the ISO week of a day, Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Period("week", monday, monday + timedelta(days=6))


def month_of(day: date) -> Period:
    """Return the calendar month of a day."""
    first = day.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return Period("month", first, following - timedelta(days=1))


def year_of(day: date) -> Period:
    """Return the calendar year of a day."""
    return Period("year", date(day.year, 1, 1), date(day.year, 12, 31))


def period_between(start: date, end: date) -> Period:
    """Return the week, month or year that has exactly these days, else a span."""
    for period in (week_of(start), month_of(start), year_of(start)):
        if (period.start, period.end) == (start, end):
            return period
    return Period("span", start, end)


WEEK = re.compile(r"[0-9]{4}-W(0[1-9]|[1-4][0-9]|5[0-3])")
"""The stored name of a week."""


def parse_week(text: str) -> Period:
    """Parse `2026-W47`. Raises `UsageError`, even for a week that the year does not have."""
    match = re.fullmatch(r"(\d{4})-?[Ww](\d{1,2})", text.strip())
    try:
        if match and EARLIEST.year <= int(match[1]) <= LATEST.year:
            return week_of(date.fromisocalendar(int(match[1]), int(match[2]), 1))
    except ValueError:
        pass
    raise UsageError("{value} isn't a week; use the ISO form, such as 2026-W47", value=text)


def period_named(text: str) -> Period | None:
    """Return the period with a stored name; None if it isn't one."""
    first, dots, last = text.partition("..")
    try:
        if dots:
            return Period("span", date.fromisoformat(first), date.fromisoformat(last))
        if WEEK.fullmatch(text):
            return parse_week(text)
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}", text):
            return month_of(date.fromisoformat(f"{text}-01"))
        return year_of(date(int(text), 1, 1))
    except (ValueError, OverflowError, UsageError):  # a number may be too large for a year
        return None
