"""Which day a moment belongs to, and how people name days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Trust
from trustjournal.domain.calendar import (
    WEEKDAYS,
    Now,
    days_between,
    journal_day,
    month_back,
    parse_weekdays,
)
from trustjournal.domain.day_words import NOT_A_DAY, parse_any_day, parse_day
from trustjournal.domain.period_words import parse_coming_day
from trustjournal.errors import UsageError
from trustjournal.sentences import FUTURE_DAY

SUNDAY = date(2026, 11, 22)
DAY = timedelta(days=1)
FOUR = time(4, 0)

day_starts = st.times(time(0, 0), time(6, 0))
moments = st.datetimes(datetime(1900, 1, 2), datetime(2100, 12, 31))  # noqa: DTZ001  # local time


def at(text: str, starts_at: time = FOUR) -> Now:
    moment = datetime.fromisoformat(text)
    return Now(moment, journal_day(moment, starts_at))


NOW = at("2026-11-22T22:10:00+01:00")


# --- the day of a moment -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-22T22:10:00+01:00", "2026-11-22"),
        ("2026-11-23T00:00:00+01:00", "2026-11-22"),
        ("2026-11-23T03:59:59.999999+01:00", "2026-11-22"),
        ("2026-11-23T04:00:00+01:00", "2026-11-23"),
        ("2024-03-01T01:00:00+01:00", "2024-02-29"),
        ("2026-01-01T02:00:00+01:00", "2025-12-31"),
        ("1900-03-01T03:00:00+00:00", "1900-02-28"),
        ("2100-03-01T03:00:00+00:00", "2100-02-28"),
        ("2026-11-22T03:00:00+14:00", "2026-11-21"),
        ("2026-11-22T03:00:00-12:00", "2026-11-21"),
    ],
)
def test_a_day_begins_at_four(moment: str, day: str) -> None:
    assert journal_day(datetime.fromisoformat(moment), FOUR) == date.fromisoformat(day)


def test_a_day_can_begin_at_midnight() -> None:
    midnight = datetime(2026, 11, 23, tzinfo=UTC)
    assert journal_day(midnight, time(0, 0)) == date(2026, 11, 23)
    assert journal_day(midnight - timedelta(microseconds=1), time(0, 0)) == SUNDAY


@given(moments, day_starts)
def test_a_moment_belongs_to_its_calendar_day_or_the_one_before(
    moment: datetime, starts_at: time
) -> None:
    day = journal_day(moment, starts_at)
    assert (
        day
        == (
            moment
            - timedelta(hours=starts_at.hour, minutes=starts_at.minute)
            - timedelta(seconds=starts_at.second, microseconds=starts_at.microsecond)
        ).date()
    )
    assert (moment.date() - day).days in (0, 1)


@given(st.lists(moments, min_size=2, max_size=2), day_starts)
def test_later_on_the_clock_is_never_an_earlier_day(pair: list[datetime], starts_at: time) -> None:
    first, second = sorted(pair)
    assert journal_day(first, starts_at) <= journal_day(second, starts_at)


@given(moments, day_starts, st.integers(-12 * 60, 14 * 60))
def test_only_the_clock_on_the_wall_decides(moment: datetime, starts_at: time, east: int) -> None:
    zone = timezone(timedelta(minutes=east))
    assert journal_day(moment.replace(tzinfo=zone), starts_at) == journal_day(moment, starts_at)


def test_an_hour_that_comes_twice_belongs_to_one_day() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    for fold in (0, 1):
        twice = datetime(2026, 10, 25, 2, 30, tzinfo=berlin, fold=fold)
        assert journal_day(twice, FOUR) == date(2026, 10, 24)


def test_an_hour_that_is_skipped_moves_no_day() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 3, 29, 1, 59, tzinfo=berlin)
    after = datetime(2026, 3, 29, 3, 0, tzinfo=berlin)
    assert journal_day(before, time(2, 30)) == date(2026, 3, 28)
    assert journal_day(after, time(2, 30)) == date(2026, 3, 29)


def test_the_day_of_an_entry_is_that_of_the_moment_its_writing_began(trust: Trust) -> None:
    result = trust("journal", "--json", "-m", "late", now="2026-11-23T03:59:00+01:00")
    entry = result.json["data"]["entry"]
    assert (entry["day"], entry["written_on"]) == ("2026-11-22", "2026-11-22")
    assert entry["created_at"] == "2026-11-23T02:59:00.000000Z"


def test_the_screen_says_when_an_entry_counts_for_the_day_before(trust: Trust) -> None:
    moved = trust("journal", "-m", "late", now="2026-11-23T00:30:00+01:00")
    assert "22 November" in moved.out
    assert "04:00" in moved.out
    assert "04:00" not in trust("journal", "-m", "early", now="2026-11-23T22:00:00+01:00").out


# --- days as people write them -------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-20", "2026-11-20"),
        ("today", "2026-11-22"),
        ("yesterday", "2026-11-21"),
        (" Today ", "2026-11-22"),
        ("YESTERDAY", "2026-11-21"),
        ("-0", "2026-11-22"),
        ("-3", "2026-11-19"),
        ("-365", "2025-11-22"),
        ("sunday", "2026-11-22"),
        ("monday", "2026-11-16"),
        ("Saturday", "2026-11-21"),
        ("2024-02-29", "2024-02-29"),
        ("1900-01-01", "1900-01-01"),
        ("mon", "2026-11-16"),
        ("last monday", "2026-11-16"),
    ],
)
def test_days_people_write(text: str, day: str) -> None:
    assert parse_day(text, NOW) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "tomorow", "3", "+3", "--3", "- 3", "-", "22.11.2026"),
        *(
            "2026-02-30",
            "2026-13-01",
            "2025-02-29",
            "2026-11-2",
            "20261122",
            "0000-01-01",
        ),
        *("2026-11-22T10:00", "-999999", "２０２６-１１-２２", "\udcff"),
    ],
)
def test_anything_else_is_refused_with_its_own_words(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_day(text, NOW)
    assert refused.value.sentence in (NOT_A_DAY, FUTURE_DAY)
    assert refused.value.exit_code == 2


@given(st.text(max_size=12) | st.from_regex(r"-?\d{1,6}|\d{4}-\d\d-\d\d", fullmatch=True))
def test_reading_a_day_gives_one_that_has_begun_or_is_refused(text: str) -> None:
    try:
        day = parse_day(text, NOW)
    except UsageError:
        return
    assert day <= SUNDAY


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(WEEKDAYS))
def test_a_weekday_is_the_last_one_today_included(today: date, name: str) -> None:
    now = Now(datetime.combine(today, time(12), UTC), today)
    day = parse_day(name, now)
    assert 0 <= (today - day).days <= 6
    assert WEEKDAYS[day.weekday()] == name


@given(st.dates(date(1900, 1, 1), SUNDAY))
def test_a_written_out_date_is_taken_as_it_is(day: date) -> None:
    assert parse_day(day.isoformat(), NOW) == day


def test_today_and_yesterday_follow_the_journal_day() -> None:
    night = at("2026-11-23T01:00:00+01:00")
    assert parse_day("today", night) == SUNDAY
    assert parse_day("yesterday", night) == SUNDAY - DAY
    assert parse_day("-1", night) == SUNDAY - DAY
    assert parse_day("monday", night) == date(2026, 11, 16)


def test_the_future_begins_after_the_day_on_the_clock() -> None:
    night = at("2026-11-23T01:00:00+01:00")
    assert parse_day("2026-11-23", night) == date(2026, 11, 23)
    with pytest.raises(UsageError) as refused:
        parse_day("2026-11-24", night)
    assert refused.value.sentence == FUTURE_DAY
    with pytest.raises(UsageError):
        parse_day("2026-11-23", NOW)


def test_a_pause_may_lie_in_the_future() -> None:
    assert parse_any_day("2027-01-01", NOW) == date(2027, 1, 1)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(-3, 40))
def test_the_days_between_two_days_hold_both(start: date, length: int) -> None:
    end = start + length * DAY
    days = days_between(start, end)
    assert len(days) == max(length + 1, 0)
    assert days == sorted(set(days))
    if days:
        assert (days[0], days[-1]) == (start, end)


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        ("2026-11-22", 1, "2026-10-22"),
        ("2026-01-31", 1, "2025-12-31"),
        ("2026-03-31", 1, None),
        ("2026-03-29", 1, None),
        ("2024-03-29", 1, "2024-02-29"),
        ("2024-02-29", 12, None),
        ("2024-02-29", 48, "2020-02-29"),
        ("2026-11-22", 0, "2026-11-22"),
        ("0001-05-01", 5, None),
    ],
)
def test_the_same_day_some_months_earlier(day: str, months: int, found: str | None) -> None:
    expected = date.fromisoformat(found) if found else None
    assert month_back(date.fromisoformat(day), months) == expected


# --- through the program -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argv", "named"),
    [
        (("journal", "-m", "x", "--date", "tomorrow"), "tomorrow"),
        (("journal", "-m", "x", "--date", "2026-11-23"), "2026-11-23"),
        (("list", "--from", "2026-02-30"), "2026-02-30"),
        (("list", "--on", "someday"), "someday"),
        (("pause", "2026-12-02..2026-12-01"), "2026-12-02..2026-12-01"),
    ],
)
def test_a_day_that_cannot_be_is_one_line_and_code_2(
    trust: Trust, argv: tuple[str, ...], named: str
) -> None:
    result = trust(*argv)
    assert result.code == 2
    assert result.out == ""
    assert result.err.count("\n") == 1
    assert named in result.err


# --- days to come --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", date(2026, 11, 22)),
        ("tomorrow", date(2026, 11, 23)),
        ("+3", date(2026, 11, 25)),
        ("monday", date(2026, 11, 23)),
        ("Sunday", date(2026, 11, 29)),
        ("2026-12-01", date(2026, 12, 1)),
        ("next Tuesday", date(2026, 11, 24)),
        ("22 december", date(2026, 12, 22)),
        ("3 jan", date(2027, 1, 3)),
    ],
)
def test_a_coming_day(text: str, day: date) -> None:
    now = Now(datetime(2026, 11, 22, 22, 10, tzinfo=UTC), date(2026, 11, 22))
    assert parse_coming_day(text, now) == day


@pytest.mark.parametrize(
    "text", ["yesterday", "-3", "2026-11-21", "soon", "", "+99999", "2026-13-01", "next week"]
)
def test_what_is_no_coming_day(text: str) -> None:
    now = Now(datetime(2026, 11, 22, 22, 10, tzinfo=UTC), date(2026, 11, 22))
    with pytest.raises(UsageError):
        parse_coming_day(text, now)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon", ("mon",)),
        ("wed, mon,wednesday", ("mon", "wed")),
        ("Tuesdays tu", ("tue",)),
        ("weekdays", ("mon", "tue", "wed", "thu", "fri")),
        ("weekend fri", ("fri", "sat", "sun")),
        ("weekdays weekend", ()),
        ("daily", ()),
        ("every day", ()),
        ("", ()),
    ],
)
def test_days_of_the_week(text: str, days: tuple[str, ...]) -> None:
    assert parse_weekdays(text) == days


@pytest.mark.parametrize("text", ["t", "s", "mo-fr", "someday", "mon;tue", "today", "monsoon"])
def test_what_is_no_day_of_the_week(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # it has no words of its own
        parse_weekdays(text)
