"""Periods as people write them, looking back and looking ahead."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustjournal.domain.calendar import EARLIEST, LATEST, WEEKDAYS, Now
from trustjournal.domain.period_words import (
    MONTHS,
    NOT_A_PERIOD,
    NOT_A_PERIOD_TO_COME,
    parse_period,
    parse_range,
)
from trustjournal.domain.periods import (
    Period,
    month_of,
    period_between,
    period_named,
    week_of,
    year_of,
)
from trustjournal.errors import UsageError
from trustjournal.sentences import SPAN_BACKWARDS

DAY = timedelta(days=1)
DAYS = st.dates(date(1900, 1, 1), date(2200, 1, 1))


def on(today: date) -> Now:
    return Now(datetime.combine(today, time(12), UTC), today)


SUNDAY = on(date(2026, 11, 22))


def days(text: str, now: Now = SUNDAY, *, coming: bool = False) -> str:
    period = parse_period(text, now, coming=coming)
    return f"{period.start}..{period.end}"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2026-W47", "2026-W47"),
        ("2026w47", "2026-W47"),
        ("this week", "2026-W47"),
        ("week", "2026-W47"),
        ("last week", "2026-W46"),
        ("next week", "2026-W48"),
        ("2 weeks ago", "2026-W45"),
        ("a week ago", "2026-W46"),
        ("week 3", "2026-W03"),
        ("w48", "2025-W48"),
        ("week 53", "2020-W53"),
        ("week 3 of 2024", "2024-W03"),
        ("the week of 2 november", "2026-W45"),
        ("week of yesterday", "2026-W47"),
        ("2026-11", "2026-11"),
        ("November", "2026-11"),
        (" nov ", "2026-11"),
        ("this month", "2026-11"),
        ("October", "2026-10"),
        ("last month", "2026-10"),
        ("december", "2025-12"),
        ("last november", "2025-11"),
        ("november 2024", "2024-11"),
        ("the november of 2024", "2024-11"),
        ("november last year", "2025-11"),
        ("sept", "2026-09"),
        ("2026", "2026"),
        ("this year", "2026"),
        ("last year", "2025"),
    ],
)
def test_a_week_a_month_or_a_year(text: str, name: str) -> None:
    assert parse_period(text, SUNDAY) == period_named(name)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-20", "2026-11-20"),
        ("today", "2026-11-22"),
        ("YESTERDAY", "2026-11-21"),
        ("the day before yesterday", "2026-11-20"),
        ("tomorrow", "2026-11-23"),
        ("-3", "2026-11-19"),
        ("3 days ago", "2026-11-19"),
        ("a week ago today", "2026-11-15"),
        ("two weeks ago today", "2026-11-08"),
        ("a month ago", "2026-10-22"),
        ("9 months ago", "2026-02-22"),
        ("a year ago", "2025-11-22"),
        ("two years ago today", "2024-11-22"),
        ("3 years ago", "2023-11-22"),
        ("sunday", "2026-11-22"),
        ("mon", "2026-11-16"),
        ("last sunday", "2026-11-15"),
        ("22 november", "2026-11-22"),
        ("23 november", "2025-11-23"),
        ("22nd of November", "2026-11-22"),
        ("nov 3rd, 2024", "2024-11-03"),
        ("3 nov 2024", "2024-11-03"),
        ("29 february", "2024-02-29"),
    ],
)
def test_a_day(text: str, day: str) -> None:
    assert days(text) == f"{day}..{day}"
    assert parse_period(text, SUNDAY).is_day


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2026-10-01..2026-10-15", "2026-10-01..2026-10-15"),
        ("2026-10-01...2026-10-15", "2026-10-01..2026-10-15"),
        ("2026-10-01–2026-10-15", "2026-10-01..2026-10-15"),
        ("2026-10-01 - 2026-10-15", "2026-10-01..2026-10-15"),
        ("2026-10-01..15", "2026-10-01..2026-10-15"),
        ("1..15 october", "2026-10-01..2026-10-15"),
        ("1-15 october", "2026-10-01..2026-10-15"),
        ("october 1-15", "2026-10-01..2026-10-15"),
        ("from 1 october to 15 october", "2026-10-01..2026-10-15"),
        ("between 1 october and 15 october", "2026-10-01..2026-10-15"),
        ("1 october until the 15th of october", "2026-10-01..2026-10-15"),
        ("october..november", "2026-10-01..2026-11-30"),
        ("2026-10..2026-11", "2026-10-01..2026-11-30"),
        ("november..february", "2025-11-01..2026-02-28"),
        ("monday..friday", "2026-11-16..2026-11-20"),
        ("friday..monday", "2026-11-13..2026-11-16"),
        ("yesterday..today", "2026-11-21..2026-11-22"),
        ("last week..today", "2026-11-09..2026-11-22"),
        ("since monday", "2026-11-16..2026-11-22"),
        ("from october", "2026-10-01..2026-11-22"),
        ("2026-10-01..", "2026-10-01..2026-11-22"),
        ("..2026-10-15", "1000-01-01..2026-10-15"),
        ("until yesterday", "1000-01-01..2026-11-21"),
        ("last 14 days", "2026-11-09..2026-11-22"),
        ("past 2 weeks", "2026-11-09..2026-11-22"),
        ("last 2 months", "2026-09-23..2026-11-22"),
        ("last 1 year", "2025-11-23..2026-11-22"),
    ],
)
def test_a_range(text: str, span: str) -> None:
    assert days(text) == span


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "x", "0", "-", "..", "2026-13", "2026-W54", "2026-02-30", "0999", "9001"),
        *(
            "31 november",
            "november 0",
            "last 0 days",
            "9999 years ago",
            "99999 days ago",
            "week 54",
        ),
        *("2026-11-30..2026-12-01..2026-12-02", "..x", "x..", "1..15", "２０２６", "\udcff"),
        *("the kitchen was cold", "2026-11-22T10:00", "2026-11-2", "20261122", "-", "-x", "year 5"),
    ],
)
@pytest.mark.parametrize("coming", [False, True])
def test_anything_else_is_refused(text: str, coming: bool) -> None:
    with pytest.raises(UsageError) as refused:
        parse_period(text, SUNDAY, coming=coming)
    assert refused.value.sentence == (NOT_A_PERIOD_TO_COME if coming else NOT_A_PERIOD)


def test_a_word_is_named_and_several_are_not_since_they_may_be_an_entry() -> None:
    several = "what you typed"
    for text, named in (("kitchen", "kitchen"), ("the kitchen was cold", several), ("", several)):
        with pytest.raises(UsageError) as refused:
            parse_period(text, SUNDAY)
        assert refused.value.details == {"value": named}


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    for text in ("2026-11-30..2026-11-29", "today..yesterday", "2026-11..2026-10"):
        with pytest.raises(UsageError) as refused:
            parse_period(text, SUNDAY)
        assert refused.value.sentence == SPAN_BACKWARDS


def test_the_two_ends_of_a_range_may_come_alone() -> None:
    for first, last, span in (
        ("october", "november", "2026-10-01..2026-11-30"),
        ("november", "february", "2025-11-01..2026-02-28"),
        ("2026-10-01", "yesterday", "2026-10-01..2026-11-21"),
    ):
        period = parse_range(first, last, SUNDAY)
        assert f"{period.start}..{period.end}" == span
    for first, last, named in (("october", "x", "x"), ("x", "october", "x")):
        with pytest.raises(UsageError) as refused:
            parse_range(first, last, SUNDAY)
        assert refused.value.details == {"value": named}


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2026-12-20..2027-01-02", "2026-12-20..2027-01-02"),
        ("today..2026-11-30", "2026-11-22..2026-11-30"),
        ("yesterday .. today", "2026-11-21..2026-11-22"),
        ("today", "2026-11-22..2026-11-22"),
        ("friday", "2026-11-27..2026-11-27"),
        ("sunday", "2026-11-22..2026-11-22"),
        ("tomorrow..friday", "2026-11-23..2026-11-27"),
        ("today..sunday", "2026-11-22..2026-11-22"),
        ("2026-12-20..friday", "2026-12-20..2026-12-25"),
        ("december", "2026-12-01..2026-12-31"),
        ("november", "2026-11-01..2026-11-30"),
        ("december..february", "2026-12-01..2027-02-28"),
        ("20 december to 2 january", "2026-12-20..2027-01-02"),
        ("next week", "2026-11-23..2026-11-29"),
        ("2027-01", "2027-01-01..2027-01-31"),
    ],
)
def test_days_to_come(text: str, span: str) -> None:
    assert days(text, coming=True) == span


@pytest.mark.parametrize("text", ["today..", "..friday", "since monday"])
def test_days_to_come_have_both_ends(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_period(text, SUNDAY, coming=True)
    assert refused.value.sentence == NOT_A_PERIOD_TO_COME


# --- for every day ---------------------------------------------------------------------------


@given(DAYS, DAYS)
def test_a_period_is_known_by_its_name_whenever_it_is_typed(day: date, today: date) -> None:
    for period in (week_of(day), month_of(day), year_of(day), Period("span", day, day + 9 * DAY)):
        assert parse_period(period.name, on(today)) == period
        assert parse_period(period.name.lower(), on(today)) == period
        assert period_named(period.name) == period
        assert period_between(period.start, period.end) == period
        assert period.before().end + DAY == period.start
        assert period.after().start - DAY == period.end
        assert day in period


@given(DAYS, st.sampled_from(MONTHS))
def test_a_month_is_the_latest_that_has_begun(today: date, name: str) -> None:
    period = parse_period(name, on(today))
    assert (f"{period.start:%B}".lower(), period.kind) == (name, "month")
    assert period.start <= today < period.start.replace(year=period.start.year + 1)
    assert parse_period(name[:3], on(today)) == period
    assert parse_period(f"{name} {period.start.year}", on(today)) == period
    assert parse_period(f"{period.start:%Y-%m}", on(today)) == period
    assert parse_period(f"last {name}", on(today)).end < today.replace(day=1)


@given(DAYS, st.sampled_from(MONTHS))
def test_a_month_to_come_is_the_first_that_is_not_over(today: date, name: str) -> None:
    period = parse_period(name, on(today), coming=True)
    assert f"{period.start:%B}".lower() == name
    assert period.end >= today
    assert period.before().end < today or period.start - 365 * DAY < today
    assert period.start <= today or period.start.replace(year=period.start.year - 1) < today


@given(DAYS, st.sampled_from(WEEKDAYS))
def test_a_weekday_is_the_latest_or_the_next(today: date, name: str) -> None:
    back, ahead = (parse_period(name, on(today), coming=coming) for coming in (False, True))
    assert back.is_day
    assert ahead.is_day
    assert 0 <= (today - back.start).days <= 6
    assert 0 <= (ahead.start - today).days <= 6
    assert WEEKDAYS[back.start.weekday()] == WEEKDAYS[ahead.start.weekday()] == name
    assert parse_period(f"last {name}", on(today)).start in (back.start, back.start - 7 * DAY)


@given(DAYS, DAYS)
def test_a_day_in_words_is_the_day_in_digits(day: date, today: date) -> None:
    expected = Period("span", day, day)
    for text in (f"{day:%d %B %Y}", f"{day:%B} {day.day} {day.year}", f"{day.day} {day:%b %Y}"):
        assert parse_period(text, on(today)) == expected
    without_year = parse_period(f"{day.day} {day:%B}", on(today))
    assert (without_year.start.month, without_year.start.day) == (day.month, day.day)
    assert without_year.start <= today


@given(DAYS, st.integers(0, 60))
def test_words_from_today_cover_what_they_say(today: date, number: int) -> None:
    now = on(today)
    assert parse_period("this week", now) == week_of(today)
    assert parse_period("last month", now) == month_of(today).before()
    assert parse_period("last year", now) == year_of(today).before()
    assert parse_period(f"-{number}", now) == parse_period(f"{number} days ago", now)
    if number:
        period = parse_period(f"last {number} days", now)
        assert (period.end, (period.end - period.start).days) == (today, number - 1)
    first = today - number * DAY
    assert parse_period(f"{first}..", now) == Period("span", first, today)
    assert parse_period(f"{first}..today", now) == Period("span", first, today)


@given(DAYS, st.sampled_from((*WEEKDAYS, *MONTHS)), st.sampled_from((*WEEKDAYS, *MONTHS)))
def test_a_range_of_words_goes_forwards(today: date, first: str, last: str) -> None:
    back = parse_period(f"{first}..{last}", on(today))
    assert back.start <= back.end
    assert back.end == parse_period(last, on(today)).end
    ahead = parse_period(f"{first}..{last}", on(today), coming=True)
    assert ahead.start <= ahead.end
    assert ahead.start == parse_period(first, on(today), coming=True).start


WORDS = st.sampled_from(
    (
        *("last", "this", "next", "ago", "days", "week", "month", "years", "1", "15", "2026", ".."),
        *("-", "to", "from", "since", "until", "of", "today", "friday", "february", "29", "w53"),
        *("2026-10-01", "2026-W47", "9999", "0", "nov", "-3", "between", "and", "…", "last 2"),
    )
)


@given(st.lists(WORDS, max_size=6).map(" ".join) | st.text(max_size=12), DAYS, st.booleans())
def test_whatever_is_typed_is_a_period_or_refused(text: str, today: date, coming: bool) -> None:
    try:
        period = parse_period(text, on(today), coming=coming)
    except UsageError:
        return
    assert EARLIEST <= period.start <= period.end <= LATEST
