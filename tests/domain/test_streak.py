"""Showing up: the 28-day line, the run and the marks, against an oracle that walks the calendar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conftest import Trust
from trustjournal.domain import ids, streak
from trustjournal.domain.entry import Entry
from trustjournal.domain.streak import LONGEST_PAUSE, Days, Mark, Run, clip_pauses, collect
from trustjournal.storage.days import add_pause

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)

Row = tuple[date, date]
Span = tuple[date, date]


# --- the oracle: the rule of the design, as a walk along a string of days ------------------


@dataclass(frozen=True)
class Seen:
    """What the walk finds."""

    written: int
    days: int
    run: int
    rest_days: int
    start: date | None
    longest: int


def calendar(rows: list[Row], pauses: list[Span], today: date) -> list[tuple[date, str]]:
    """Each day from the first written one to today: `W`, `.` blank, `p` paused, `L` later."""
    on_time = {day for day, written_on in rows if (written_on - day).days <= 2}
    late = {day for day, written_on in rows if (written_on - day).days > 2}
    letters: list[tuple[date, str]] = []
    day = min((day for day in on_time if day <= today), default=today + DAY)
    while day <= today:
        if day in on_time:
            letter = "W"
        elif any(first <= day <= last for first, last in pauses):
            letter = "p"
        elif day in late:
            letter = "L"
        else:
            letter = "."
        letters.append((day, letter))
        day += DAY
    return letters


def seen(rows: list[Row], pauses: list[Span], today: date) -> Seen:
    """The numbers, from the rule's own words and nothing of the program."""
    # Paused days are taken off the calendar; a day written about much later counts as blank.
    letters = [
        (day, "." if letter == "L" else letter)
        for day, letter in calendar(rows, pauses, today)
        if letter != "p"
    ]
    # An unfinished today is not a miss.
    if letters and letters[-1] == (today, "."):
        letters.pop()
    line = "".join(letter for _, letter in letters)
    window = line[-28:]
    # A run only ends after three days in a row without an entry.
    stretches = [(match.start(), match.group()) for match in re.finditer(r"W(?:\.{0,2}W)*", line)]
    run, rest, start = 0, 0, None
    if stretches and not line.endswith("..."):
        at, stretch = stretches[-1]
        run, rest, start = stretch.count("W"), stretch.count("."), letters[at][0]
    longest = max((stretch.count("W") for _, stretch in stretches), default=0)
    return Seen(window.count("W"), len(window), run, rest, start, longest)


def ours(days: Days, today: date) -> Seen:
    """The same, as the program finds it."""
    headline = streak.headline(days, today)
    run = streak.current(days, today)
    return Seen(
        headline.written if headline else 0,
        headline.days if headline else 0,
        run.days,
        run.rest_days,
        run.start,
        streak.longest(days, today).days,
    )


def drawn(picture: str, today: date = TODAY) -> tuple[list[Row], list[Span]]:
    """The rows and pauses of a picture such as `WW..WppL`, whose last letter is today."""
    rows: list[Row] = []
    pauses: list[Span] = []
    for back, letter in enumerate(reversed(picture)):
        day = today - back * DAY
        if letter == "W":
            rows.append((day, day))
        elif letter == "L":
            rows.append((day, day + 3 * DAY))
        elif letter == "p":
            pauses.append((day, day))
    return rows, pauses


def days_of(picture: str, today: date = TODAY) -> Days:
    rows, pauses = drawn(picture, today)
    return collect(rows, pauses)


offsets = st.integers(-90, 2)
row = st.builds(
    lambda back, late: (TODAY + back * DAY, TODAY + (back + late) * DAY),
    offsets,
    st.sampled_from([0, 0, 0, 0, 1, 2, 3, 9]),
)
rows_of_days = st.lists(row, max_size=70)
pause = st.builds(
    lambda back, length: (TODAY + back * DAY, TODAY + (back + length) * DAY),
    offsets,
    st.integers(0, 20),
)
pauses_of_days = st.lists(pause, max_size=4)
pictures = st.text("WWW..pL", min_size=1, max_size=90)


# --- the rule ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("picture", "run", "rest_days"),
    [
        ("WWWWWWW.", 7, 0),
        ("WWWWW..W", 6, 2),
        ("WWWWW...", 5, 0),
        ("WWWWW....", 0, 0),
        ("WWWWW.W.W.W", 8, 3),
        ("WWWppppppppppW", 4, 0),
        ("WWWLLLW", 1, 0),
    ],
)
def test_the_worked_examples_of_the_design(picture: str, run: int, rest_days: int) -> None:
    found = streak.current(days_of(picture), TODAY)
    assert (found.days, found.rest_days) == (run, rest_days)


@given(pictures)
@example("WWW" + "." * 3)
@example("W" * 28)
@example("p" * 30 + "W" * 40 + "pp" * 20 + ".")
def test_every_picture_reads_as_the_oracle_reads_it(picture: str) -> None:
    rows, pauses = drawn(picture)
    assert ours(collect(rows, pauses), TODAY) == seen(rows, pauses, TODAY)


@given(rows_of_days, pauses_of_days)
def test_any_days_and_pauses_read_as_the_oracle_reads_them(
    rows: list[Row], pauses: list[Span]
) -> None:
    assert ours(collect(rows, pauses), TODAY) == seen(rows, pauses, TODAY)


@given(st.data())
def test_neither_order_nor_doubles_matter(data: st.DataObject) -> None:
    rows = data.draw(rows_of_days)
    pauses = data.draw(pauses_of_days)
    shuffled = data.draw(st.permutations(rows + rows[: len(rows) // 2]))
    turned = data.draw(st.permutations(pauses + pauses[:1]))
    assert collect(shuffled, turned) == collect(rows, pauses)


@given(rows_of_days, pauses_of_days, row)
def test_adding_an_entry_never_lowers_anything(
    rows: list[Row], pauses: list[Span], another: Row
) -> None:
    before = ours(collect(rows, pauses), TODAY)
    after = ours(collect([*rows, another], pauses), TODAY)
    assert after.written >= before.written
    assert after.run >= before.run
    assert after.longest >= before.longest


@given(rows_of_days, pauses_of_days, pause)
def test_adding_a_pause_never_lowers_anything(
    rows: list[Row], pauses: list[Span], another: Span
) -> None:
    before = ours(collect(rows, pauses), TODAY)
    after = ours(collect(rows, [*pauses, another]), TODAY)
    assert after.written >= before.written
    assert after.run >= before.run
    assert after.longest >= before.longest


@given(rows_of_days, pauses_of_days)
def test_the_current_run_is_never_longer_than_the_longest(
    rows: list[Row], pauses: list[Span]
) -> None:
    days = collect(rows, pauses)
    assert streak.current(days, TODAY).days <= streak.longest(days, TODAY).days


@given(rows_of_days, pauses_of_days)
def test_a_run_begins_and_ends_on_a_written_day(rows: list[Row], pauses: list[Span]) -> None:
    days = collect(rows, pauses)
    for run in (streak.current(days, TODAY), streak.longest(days, TODAY)):
        if run == Run():
            continue
        assert run.start is not None
        assert run.end is not None
        assert {run.start, run.end} <= days.written
        assert run.start <= run.end <= TODAY


@given(pictures)
def test_what_lies_further_back_than_the_run_and_the_window_changes_nothing(picture: str) -> None:
    """A screen may read the latest days alone, if it says when the journal began."""
    rows, pauses = drawn(picture)
    whole = collect(rows, pauses)
    since = (
        min(streak.window_start(whole, TODAY), streak.current(whole, TODAY).start or TODAY)
        - (streak.GAP + len(whole.paused) + 1) * DAY
    )
    part = collect([r for r in rows if r[0] >= since], pauses, whole.first_until(TODAY))
    assert streak.headline(part, TODAY) == streak.headline(whole, TODAY)
    assert streak.current(part, TODAY) == streak.current(whole, TODAY)


# --- the headline --------------------------------------------------------------------------


def test_the_window_ends_yesterday_while_today_is_unwritten() -> None:
    written_today = streak.headline(days_of("W" + "." * 27 + "W"), TODAY)
    open_today = streak.headline(days_of("W" + "." * 27 + "."), TODAY)
    assert written_today == streak.Headline(1, 28, first=False)
    assert open_today == streak.Headline(1, 28, first=False)


@pytest.mark.parametrize(
    ("picture", "written", "days", "first"),
    [
        ("W", 1, 1, True),
        ("W.W.WW.", 4, 6, True),
        ("W.W.WWW", 5, 7, True),
        ("W" * 27, 27, 27, True),
        ("W" * 28, 28, 28, False),
        ("W" * 60, 28, 28, False),
        ("W" * 10 + "p" * 30 + "W" * 4, 14, 14, True),
    ],
)
def test_before_day_28_the_line_counts_the_first_days(
    picture: str, written: int, days: int, first: bool
) -> None:
    assert streak.headline(days_of(picture), TODAY) == streak.Headline(written, days, first)


def test_a_journal_without_a_written_day_has_no_headline() -> None:
    assert streak.headline(collect([]), TODAY) is None
    assert streak.headline(days_of("LL."), TODAY) is None


# --- the pitfalls other programs met (peers 4.2 to 4.5) -------------------------------------


def test_an_unfinished_today_is_not_a_miss() -> None:
    assert streak.current(days_of("WW"), TODAY).days == 2
    morning = streak.current(days_of("WW."), TODAY)
    assert morning.days == 2
    assert streak.current(days_of("WWW"), TODAY).days == 3


def test_the_current_run_is_anchored_at_today_and_not_at_the_last_entry() -> None:
    dead = days_of("WWWWW" + "." * 30)
    assert streak.current(dead, TODAY) == Run()
    assert streak.longest(dead, TODAY).days == 5


def test_the_current_week_has_the_grace_of_today() -> None:
    """Days of this week that are still to come are neither blank nor missed."""
    wednesday = date(2026, 11, 18)
    days = collect([(wednesday - DAY, wednesday - DAY)])
    sunday = wednesday + 4 * DAY
    marks = streak.marks(days, wednesday - 2 * DAY, sunday, wednesday)
    assert [marks[wednesday + n * DAY] for n in range(5)] == [Mark.OPEN] + [Mark.OUTSIDE] * 4


def test_nothing_is_stored_so_an_entry_for_yesterday_counts_at_once(trust: Trust) -> None:
    trust("journal", "-m", "today")
    assert trust("streak", "--json").json["data"]["standing"]["run"]["days"] == 1
    trust("journal", "--free", "-m", "yesterday", "--date", "yesterday")
    assert trust("streak", "--json").json["data"]["standing"]["run"]["days"] == 2
    trust("delete", "last")
    assert trust("streak", "--json").json["data"]["standing"]["run"]["days"] == 1


def test_several_entries_a_day_count_once(trust: Trust) -> None:
    for text in ("one", "two", "three"):
        assert trust("journal", "--free", "-m", text).code == 0
    standing = trust("streak", "--json").json["data"]["standing"]
    assert standing["run"]["days"] == 1
    assert (standing["headline"]["written"], standing["headline"]["days"]) == (1, 1)


def test_the_start_of_the_run_stops_at_the_gap() -> None:
    run = streak.current(days_of("WWWW...WW.W"), TODAY)
    assert run == Run(3, 1, TODAY - 3 * DAY, TODAY)


def test_the_window_rolls_with_the_days_and_ignores_calendar_weeks() -> None:
    """The same picture gives the same numbers on each day of the week."""
    picture = "W..WWW.W....WW.WWWW.W.W.WWW.WW.W."
    found = {
        ours(days_of(picture, day), day).written for day in (TODAY + n * DAY for n in range(7))
    }
    runs = {ours(days_of(picture, day), day).run for day in (TODAY + n * DAY for n in range(7))}
    assert len(found) == len(runs) == 1


def test_consistency_divides_by_the_days_since_the_first_entry_only() -> None:
    assert streak.headline(days_of("." * 20 + "W.W"), TODAY) == streak.Headline(2, 3, first=True)


def test_a_day_off_neither_breaks_nor_adds_and_writing_on_it_adds() -> None:
    assert streak.current(days_of("WWpppW"), TODAY).days == 3
    rows, pauses = drawn("WWpppW")
    bonus = [*rows, (TODAY - 2 * DAY, TODAY - 2 * DAY)]
    assert streak.current(collect(bonus, pauses), TODAY).days == 4


def test_excused_days_pause_the_run_and_do_not_count_in_it() -> None:
    run = streak.current(days_of("WW" + "p" * 10), TODAY)
    assert (run.days, run.rest_days) == (2, 0)
    assert run.end == TODAY - 10 * DAY  # excused edges are not part of it


def test_a_pause_cannot_revive_a_run_that_had_ended() -> None:
    assert streak.current(days_of("WWW...ppp"), TODAY) == Run()
    assert streak.current(days_of("WWW..ppp."), TODAY).days == 3


def test_days_to_come_stay_out_of_every_number() -> None:
    rows, _ = drawn("W.W")
    future = [(TODAY + n * DAY, TODAY) for n in (1, 2, 40)]
    assert ours(collect(rows + future), TODAY) == ours(collect(rows), TODAY)


def test_an_entry_after_midnight_counts_on_one_day_only(trust: Trust) -> None:
    trust("journal", "-m", "evening", now="2026-11-20T22:00:00+01:00")
    trust("journal", "-m", "still awake", now="2026-11-21T00:45:00+01:00")
    standing = trust("streak", "--json", now="2026-11-21T00:50:00+01:00").json["data"]["standing"]
    assert standing["today"] == "2026-11-20"
    assert standing["run"]["days"] == 1
    morning = trust("streak", "--json", now="2026-11-21T09:00:00+01:00").json["data"]["standing"]
    assert morning["run"]["days"] == 1
    assert morning["written_today"] is False


def test_changing_when_a_day_begins_moves_nothing_that_is_written(trust: Trust) -> None:
    trust("journal", "-m", "late", now="2026-11-21T02:00:00+01:00")
    trust("config", "set", "day_starts_at", "00:00")
    entries = trust("list", "--json", now="2026-11-21T12:00:00+01:00").json["data"]["entries"]
    assert [entry["day"] for entry in entries] == ["2026-11-20"]


def test_travelling_never_moves_a_day(trust: Trust) -> None:
    """New York, then Tokyo (a date is skipped), then back (a date comes twice)."""
    moments = [
        "2026-11-18T21:00:00-05:00",
        "2026-11-20T08:00:00+09:00",
        "2026-11-21T08:00:00+09:00",
        "2026-11-21T20:00:00-05:00",
    ]
    for moment in moments:
        assert trust("journal", "--free", "-m", moment, now=moment).code == 0
    found = trust("list", "--json", now="2026-11-22T09:00:00+09:00").json["data"]["entries"]
    assert [entry["day"] for entry in found] == [
        "2026-11-21",
        "2026-11-21",
        "2026-11-20",
        "2026-11-18",
    ]
    standing = trust("streak", "--json", now="2026-11-22T22:00:00-05:00").json["data"]["standing"]
    assert (standing["run"]["days"], standing["run"]["rest_days"]) == (3, 1)


@pytest.mark.parametrize(("late", "counts"), [(0, True), (1, True), (2, True), (3, False)])
def test_two_days_late_repairs_the_run_and_three_do_not(late: int, counts: bool) -> None:
    day = TODAY - 3 * DAY
    days = collect([(day, day + late * DAY)])
    assert (day in days.written) is counts
    assert (day in days.later) is not counts


def test_a_day_written_about_in_time_and_again_later_counts_as_in_time() -> None:
    days = collect([(TODAY - 9 * DAY, TODAY), (TODAY - 9 * DAY, TODAY - 8 * DAY)])
    assert days.written == {TODAY - 9 * DAY}
    assert days.later == frozenset()


def test_a_day_written_about_later_has_its_own_mark_and_counts_as_blank() -> None:
    days = days_of("WLLW")
    marks = streak.marks(days, TODAY - 3 * DAY, TODAY, TODAY)
    assert list(marks.values()) == [Mark.WRITTEN, Mark.LATER, Mark.LATER, Mark.WRITTEN]
    assert streak.current(days, TODAY) == Run(2, 2, TODAY - 3 * DAY, TODAY)


def test_imported_history_counts_for_the_longest_run() -> None:
    """An import stores when its entries were written, so they are on time."""
    long_ago = date(2019, 5, 1)
    rows = [(long_ago + n * DAY, long_ago + n * DAY) for n in range(40)]
    assert streak.longest(collect(rows), TODAY).days == 40


def test_of_two_longest_runs_the_latest_is_told() -> None:
    assert streak.longest(days_of("WWW...WWW...."), TODAY).end == TODAY - 4 * DAY


def test_blank_days_are_counted_without_today_and_without_days_off() -> None:
    assert streak.blank_days(days_of("W"), TODAY) == 0
    assert streak.blank_days(days_of("W."), TODAY) == 0
    assert streak.blank_days(days_of("W.pp.."), TODAY) == 2
    assert streak.blank_days(collect([]), TODAY) == 0


# --- the marks -----------------------------------------------------------------------------


@given(rows_of_days, pauses_of_days, offsets, st.integers(0, 60))
def test_every_day_of_a_heatmap_has_one_mark(
    rows: list[Row], pauses: list[Span], back: int, length: int
) -> None:
    days = collect(rows, pauses)
    start = TODAY + back * DAY
    marks = streak.marks(days, start, start + length * DAY, TODAY)
    assert list(marks) == [start + n * DAY for n in range(length + 1)]
    for day, mark in marks.items():
        if day <= TODAY:
            assert (mark is Mark.WRITTEN) is (day in days.written)
        assert mark is not Mark.OPEN or day == TODAY


@given(pictures)
def test_the_rest_days_in_the_heatmap_are_those_of_its_runs(picture: str) -> None:
    days = days_of(picture)
    start = TODAY - (len(picture) - 1) * DAY
    marks = streak.marks(days, start, TODAY, TODAY)
    run = streak.current(days, TODAY)
    if run.start is None or run.end is None:
        return
    inside = [mark for day, mark in marks.items() if run.start <= day <= run.end]
    assert inside.count(Mark.WRITTEN) == run.days
    assert inside.count(Mark.REST) + inside.count(Mark.LATER) == run.rest_days


def test_the_marks_of_one_picture_that_has_them_all() -> None:
    days = days_of("..W.W....LpW.")
    marks = streak.marks(days, TODAY - 12 * DAY, TODAY + DAY, TODAY)
    names = [mark.value for mark in marks.values()]
    assert names == [
        *("outside", "outside", "written", "rest", "written", "blank", "blank", "blank", "blank"),
        *("later", "paused", "written", "open", "outside"),
    ]


# --- the same through the program ----------------------------------------------------------


@settings(max_examples=12)
@given(
    st.lists(st.tuples(st.integers(0, 260), st.sampled_from([0, 0, 0, 2, 5])), max_size=150),
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 60)), max_size=3),
    st.sampled_from([1, 1, 3]),
)
@example([(n, 0) for n in range(0, 260, 3)], [], 1)
@example([(n, 0) for n in range(200, 260)], [(150, 60), (100, 49), (20, 79)], 1)
@example([(0, 0), *((n, 0) for n in range(100, 200))], [(99, 98)], 1)
@example([(0, 0), (2, 0), (100, 0)], [], 1)
@example([(5, 0), (90, 5), (200, 3)], [], 1)
@example([(n, 0) for n in (*range(51), *range(61, 81))], [(60, 9)], 1)  # read from inside a pause
def test_the_screens_count_as_the_oracle_does(
    tmp_path_factory: pytest.TempPathFactory,
    trust: Trust,
    backs: list[tuple[int, int]],
    spans: list[tuple[int, int]],
    every: int,
) -> None:
    """However far back a run or a window reaches, the program reads far enough."""
    from trustjournal.storage.writer import Writer

    home: Path = tmp_path_factory.mktemp("journal")
    backs = [(back // every, late) for back, late in backs]  # sparse days, or a close run
    rows = [(TODAY - back * DAY, TODAY - (back - late) * DAY) for back, late in backs]
    pauses = [(TODAY - back * DAY, TODAY - (back - length) * DAY) for back, length in spans]
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    writer = Writer(home / "journal.db", lambda: b"salt")
    with writer.transaction() as store:
        store.add_all(
            [
                Entry(
                    id=ids.encode(number.to_bytes(13, "big")),
                    day=day,
                    written_on=written_on,
                    created_at=moment,
                    tz=None,
                    utc_offset=0,
                    modified_at=moment,
                    kind="free",
                    body="",
                )
                for number, (day, written_on) in enumerate(rows)
            ]
        )
        for first, last in pauses:
            add_pause(store, first, last, None, moment)
    env = {"TRUST_HOME": str(home)}
    expected = seen(rows, pauses, TODAY)
    # A screen that reads little by itself, one that reads more, and one that reads all.
    little = trust("--json", env=env).json["data"]
    more = trust("streak", "--json", "--weeks", "1", env=env).json["data"]
    whole = trust("streak", "--json", "--weeks", "53", "--all", env=env).json["data"]
    for standing in (little["standing"], more["standing"], whole["standing"]):
        headline = standing["headline"] or {"written": 0, "days": 0}
        assert (headline["written"], headline["days"]) == (expected.written, expected.days)
        assert standing["run"]["days"] == expected.run
        assert standing["run"]["rest_days"] == expected.rest_days
        start = expected.start.isoformat() if expected.start else None
        assert standing["run"]["start"] == start
    assert whole["longest"]["days"] == expected.longest
    assert more["longest"] is None


def test_a_stored_pause_of_thousands_of_years_is_cut_to_the_days_that_may_count() -> None:
    """As an import once took it in: walking it would take longer than anyone waits."""
    short = (date(2020, 1, 1), date(2020, 1, 9))
    long = (date(1001, 1, 1), date(8999, 12, 31))
    first, last = date(2026, 11, 1), date(2026, 11, 22)
    kept, [cut_first, cut_last] = clip_pauses([short, long], first, last)
    assert kept == short
    assert cut_first < first
    assert last < cut_last
    assert (cut_last - cut_first).days < 4 * LONGEST_PAUSE
