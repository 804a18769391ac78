"""`trust streak` and `trust pause`: the picture of showing up, and days off the calendar."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from conftest import Trust
from trustjournal import views

TODAY = date(2026, 11, 22)


_WRITTEN: dict[tuple[str, date], bytes] = {}
"""Journals that were written already, by their pattern and its last day."""


def write(trust: Trust, home: Path, pattern: str, *, until: date = TODAY) -> None:
    """A journal from a pattern, oldest first: `W` written, `L` written weeks later, `.` blank."""
    journal = home / "journal.db"
    begun = journal.exists()
    if not begun and (pattern, until) in _WRITTEN:
        home.mkdir(mode=0o700, exist_ok=True)
        journal.write_bytes(_WRITTEN[pattern, until])
        return
    for ago, mark in enumerate(reversed(pattern)):
        day = until - timedelta(days=ago)
        if mark == "W":
            trust("journal", "--free", "-m", "x", now=f"{day}T21:00:00+01:00")
        elif mark == "L":
            later = until + timedelta(days=20)
            trust("journal", "--free", "-m", "x", "--date", str(day), now=f"{later}T12:00:00+01:00")
    if not begun and journal.exists():
        _WRITTEN[pattern, until] = journal.read_bytes()


def standing(trust: Trust, *, now: str | None = None) -> Any:
    return trust("streak", "--json", now=now).json["data"]["standing"]


def row(out: str, day: str) -> str:
    """The marks of one weekday in the heatmap."""
    return next(line for line in out.splitlines() if line.startswith(f"  {day}")).strip()


# --- the picture -------------------------------------------------------------------------------


def test_an_empty_journal_is_kind_and_makes_nothing(trust: Trust, home: Path) -> None:
    result = trust("streak")

    assert (result.code, result.err) == (0, "")
    assert "Nothing written yet. Start with `trust journal`." in result.out
    assert not home.exists()


def test_a_journal_about_long_ago_is_not_called_empty(trust: Trust) -> None:
    trust("journal", "--free", "-m", "heliotrope", "--date", "2026-06-13")
    for options in ([], ["--all"]):
        shown = trust("streak", *options).out
        assert "Nothing in these weeks yet." in shown
        assert "Nothing written yet" not in shown
    assert trust("streak", "--short").out == ""


def test_the_headline_and_the_run_with_its_rest_days(trust: Trust, home: Path) -> None:
    write(trust, home, "WWWWW..W")

    out = trust("streak").out

    assert "You wrote on 6 of your first 8 days. Your run: 6 days, plus 2 rest days." in out
    assert "A run only ends after three days in a row without an entry." in out


def test_an_unwritten_today_is_not_a_miss(trust: Trust, home: Path) -> None:
    write(trust, home, "WWWWWWW.")

    assert standing(trust)["run"]["days"] == 7
    assert standing(trust)["headline"] == {"written": 7, "days": 7, "first": True}


def test_after_28_days_the_headline_speaks_of_the_last_28(trust: Trust, home: Path) -> None:
    write(trust, home, "W" * 3 + "." + "W" * 28)

    assert "You wrote on each of the last 28 days." in trust("streak").out


def test_written_days_are_shaded_by_how_much_was_written(trust: Trust) -> None:
    lengths = (900, 20, 300, 800, 10, 200)  # Tuesday to Sunday
    for ago, length in zip(range(5, -1, -1), lengths, strict=True):
        day = TODAY - timedelta(days=ago)
        trust("journal", "--free", "-m", "x" * length, now=f"{day}T21:00:00+01:00")
    characters = trust("streak", "--json").json["data"]["characters"]
    assert list(characters.values()) == list(lengths)
    shown = views.day_marks.shades({date.fromisoformat(d): n for d, n in characters.items()})
    assert "".join(shown.values()) == "█▒▓█▒▓"

    trust("edit", "last", "-m", "%%" + "x" * 900 + "%%")
    assert str(TODAY) not in trust("streak", "--json").json["data"]["characters"]


def test_the_heatmap_has_a_shape_for_every_kind_of_day(trust: Trust, home: Path) -> None:
    # Mon 9 Nov … Sun 22 Nov: later, written, rest day, written …, paused, written, today open.
    write(trust, home, "WW....LW.WWW..W")
    trust("pause", "2026-11-20..2026-11-21", now="2026-11-20T12:00:00+01:00")

    out = trust("streak", now="2026-11-23T12:00:00+01:00").out

    (legend,) = (line for line in out.splitlines() if "written later" in line)
    meanings = dict(re.findall(r"(\S) (written later|[a-z]+(?: day)?)", legend))
    assert sorted(meanings.values()) == [
        *("blank", "paused", "rest day", "today", "written", "written later")
    ]
    assert len(meanings) == 6, "two meanings share a mark"
    drawing = "".join(line[6:] for line in out.splitlines()[2:9])
    for mark, meaning in meanings.items():
        assert mark in drawing, meaning


def test_weeks_run_monday_to_sunday_with_today_at_the_end(trust: Trust, home: Path) -> None:
    write(trust, home, "W......")  # Monday 16 November

    out = trust("streak").out

    assert row(out, "Mon").endswith("#")
    assert row(out, "Sun").endswith("o")


def test_weeks_shows_so_many(trust: Trust, home: Path) -> None:
    write(trust, home, "W")

    assert len(trust("streak", "--weeks", "12", "--json").json["data"]["heatmap"]) == 12 * 7
    assert len(trust("streak", "--weeks", "1", "--json").json["data"]["heatmap"]) == 7


def test_year_shows_the_calendar_year_in_whole_weeks(trust: Trust, home: Path) -> None:
    write(trust, home, "W")

    days = list(trust("streak", "--year", "2026", "--json").json["data"]["heatmap"])

    assert (days[0], days[-1]) == ("2025-12-29", "2027-01-03")


@pytest.mark.parametrize("options", [("--weeks", "53"), ("--year", "2026")], ids=str)
def test_a_long_stretch_never_hides_today(
    trust: Trust, options: tuple[str, ...], home: Path
) -> None:
    write(trust, home, "W")

    out = trust("streak", *options).out

    assert any("#" in line for line in out.splitlines() if line.startswith("  Sun")), out


def test_all_tells_the_longest_run_and_nothing_else_does(trust: Trust, home: Path) -> None:
    write(trust, home, "WWWWW....WW")

    assert (
        "Your longest run so far: 5 days with an entry, 12 to 16 November 2026."
        in trust("streak", "--all").out
    )
    assert "longest" not in trust("streak").out


def test_consistency_by_practice(trust: Trust) -> None:
    trust("journal", "--free", "-m", "x", now="2026-10-01T21:00:00+02:00")
    for ago in ("-2", "-1", "today"):
        trust("journal", "--practice", "presence", "-m", "x", "--date", ago)
    trust("journal", "--practice", "validation", "-m", "x")

    out = trust("streak").out

    assert re.search(r"Presence +=+ +3 days", out)
    assert re.search(r"Validation +=+ +1 day\b", out)
    assert out.index("Presence") < out.index("Validation")
    assert "Not in the last 28 days: Safe space, Attunement" in out


def test_a_narrow_window_cuts_no_count_of_days(trust: Trust) -> None:
    for ago in ("-2", "-1", "today"):
        trust("journal", "--practice", "confidences", "-m", "x", "--date", ago)

    out = trust("streak", env={"COLUMNS": "40"}).out

    assert re.search(r"Keeping confidences .*3 days", out), out


def test_one_practice_has_a_picture_of_its_own(trust: Trust) -> None:
    trust("journal", "--practice", "presence", "-m", "x", "--date", "-2")
    trust("journal", "--practice", "validation", "-m", "x")

    heatmap = trust("streak", "--practice", "presence", "--json").json["data"]["heatmap"]

    assert [day for day, mark in heatmap.items() if mark == "written"] == ["2026-11-20"]
    assert "Presence" in trust("streak", "--practice", "presence").out


def test_a_practice_that_rests_is_no_absence(trust: Trust) -> None:
    trust("journal", "--practice", "presence", "-m", "x", now="2026-11-10T21:00:00+01:00")
    trust("journal", "--practice", "validation", "-m", "x")

    assert "Good to see you" not in trust("streak", "--practice", "presence").out


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("", "no entries yet"),
        ("W", "first day written"),
        ("WW", "2 of your first 2 days written, run: 2 days"),
        ("W....", "good to see you"),
    ],
)
def test_short_is_one_plain_line(trust: Trust, pattern: str, said: str, home: Path) -> None:
    write(trust, home, pattern)

    result = trust("streak", "--short")

    assert (result.code, result.out, result.err) == (0, f"{said}\n", "")


@pytest.mark.parametrize("columns", ["40", "200", "0", "", "none"])
def test_it_fits_the_width_there_is(trust: Trust, columns: str, home: Path) -> None:
    write(trust, home, "WWW.W")

    out = trust("streak", env={"COLUMNS": columns}).out

    width = int(columns) if columns in ("40", "200") else 80
    assert max(len(line) for line in out.splitlines()) <= width
    assert "o" in row(out, "Sun") or "#" in row(out, "Sun")


def test_a_young_journal_shows_a_few_weeks_and_an_old_one_as_many_as_fit(
    trust: Trust, home: Path
) -> None:
    write(trust, home, "W")
    young = trust("streak").out
    trust("journal", "--free", "-m", "x", now="2020-01-01T12:00:00+01:00")
    old = trust("streak").out

    assert 4 < len(row(young, "Sun")) < 24
    assert len(row(old, "Sun")) <= 80 - 2
    assert len(row(old, "Sun")) > 60


def test_plain_puts_the_weeks_into_words(trust: Trust, home: Path) -> None:
    write(trust, home, "W.WWWW")

    out = trust("streak", "--plain").out

    assert "Week of 16 November: Tue written, Wed rest day, Thu written" in " ".join(out.split())
    assert "#" not in out
    assert "today" not in out  # it is written


# --- written late -------------------------------------------------------------------------------


def test_two_days_late_counts_and_three_do_not(trust: Trust) -> None:
    trust("journal", "--free", "-m", "x", "--date", "-2")
    trust("journal", "--free", "-m", "x", "--date", "-3")

    heatmap = trust("streak", "--json").json["data"]["heatmap"]

    assert heatmap["2026-11-20"] == "written"
    assert heatmap["2026-11-19"] == "later"


def test_a_run_is_not_mended_weeks_later(trust: Trust, home: Path) -> None:
    write(trust, home, "WWWLLLW")
    assert standing(trust)["run"]["days"] == 1


# --- good to see you -----------------------------------------------------------------------------


@pytest.mark.parametrize("blank", [3, 10, 400])
@pytest.mark.parametrize(
    "command", [("streak",), (), ("streak", "--plain"), ("--plain",)], ids=" ".join
)
def test_after_a_long_absence_it_is_good_to_see_you_and_no_number(
    trust: Trust, blank: int, command: tuple[str, ...], home: Path
) -> None:
    write(trust, home, "WWWWW", until=TODAY - timedelta(days=blank + 1))

    out = trust(*command).out

    assert "Good to see you" in out
    told = re.sub(r"\d* ?(to )?\d+ November( 2026)?|Week 47|Week of \d+ October", "", out)
    assert not re.search(r"\d", told), out


def test_after_a_long_absence_nothing_is_asked_for_but_the_question(
    trust: Trust, home: Path
) -> None:
    write(trust, home, "WW", until=TODAY - timedelta(days=5))

    out = trust().out

    assert "Good to see you" in out
    assert "Look back" not in out


def test_once_something_is_saved_the_numbers_are_back(trust: Trust, home: Path) -> None:
    write(trust, home, "WWW......")

    out = trust("journal", "-m", "hello again").out

    assert "4 of your first 9 days." in out


def test_two_blank_days_are_no_absence(trust: Trust, home: Path) -> None:
    write(trust, home, "WWW...")

    assert "Good to see you" not in trust("streak").out


# --- no numbers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [("streak",), ("streak", "--all"), ("streak", "--short"), ("streak", "--plain"), ()],
    ids=" ".join,
)
def test_streaks_off_removes_every_number(
    trust: Trust, command: tuple[str, ...], home: Path
) -> None:
    write(trust, home, "WWW.WW")
    trust("journal", "--practice", "presence", "-m", "x")
    trust("config", "set", "streaks", "off")

    out = trust(*command).out

    told = out.replace("Sunday 22 November 2026", "").replace("Week 47, 16 to 22 November 2026", "")
    told = re.sub(r"Week of \d+", "Week of", told)
    assert not re.search(r"\d", told), out
    assert "run" not in told


def test_with_streaks_off_short_says_only_whether_today_is_written(
    trust: Trust, home: Path
) -> None:
    trust("config", "set", "streaks", "off")
    assert trust("streak", "--short").out == "not written yet today\n"
    write(trust, home, "W")
    assert trust("streak", "--short").out == "written today\n"


# --- pause ---------------------------------------------------------------------------------------


def test_a_pause_is_told_listed_and_undone(trust: Trust) -> None:
    made = trust("pause", "today..2026-12-01", "--reason", "travelling")
    assert made.code == 0
    assert "Paused 10 days: 22 November to 1 December 2026." in made.out

    listed = trust("pause").out
    assert "22 November to 1 December 2026  travelling" in listed

    undone = trust("pause", "--undo")
    assert "Removed the pause from 22 November to 1 December 2026." in undone.out
    assert trust("pause").out.startswith("No days are paused.")


def test_the_words_of_a_pause_need_no_quotes(trust: Trust) -> None:
    apart = trust("pause", "next", "week")
    assert apart.out.startswith("Paused 7 days: 23 to 29 November 2026.")


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ("2026-11-24..2026-11-26", "those days are already paused"),
        ("2026-11-23..2026-11-30", "those days are already paused"),
        ("2026-11-25", "2026-11-25 is already paused"),
    ],
)
def test_days_that_are_paused_are_not_paused_again(trust: Trust, days: str, said: str) -> None:
    trust("pause", "2026-11-23..2026-11-26")
    trust("pause", "2026-11-27..2026-11-30")
    before = trust("pause", "--json").json["data"]
    told = trust("pause", days)
    assert (told.code, told.err.count("\n")) == (2, 1)
    assert said in told.err
    assert trust("pause", "--json").json["data"] == before
    assert trust("pause", "2026-11-30..2026-12-01").code == 0, "one of them isn't paused yet"


def test_undo_takes_the_last_pause_or_the_one_with_that_number(trust: Trust) -> None:
    for month in ("01", "02", "03"):
        trust("pause", f"2027-{month}-01")
    numbers = [pause["n"] for pause in trust("pause", "--json").json["data"]["pauses"]]

    trust("pause", "--undo", str(numbers[0]))
    trust("pause", "--undo")

    (left,) = trust("pause", "--json").json["data"]["pauses"]
    assert left["first_day"] == "2027-02-01"


def test_the_number_of_an_undone_pause_is_never_anothers(trust: Trust, tmp_path: Path) -> None:
    """Someone may have read it in a list, or on the screen that named it."""
    for month in ("01", "02"):
        trust("pause", f"2027-{month}-01")
    whole = trust("export", "json", "-").out
    first, second = (p["n"] for p in trust("pause", "--json").json["data"]["pauses"])
    trust("pause", "--undo", str(second))
    trust("pause", "--undo", str(first))

    made = trust("pause", "2027-03-01", "--reason", "another").out
    source = tmp_path / "whole.json"
    source.write_text(whole, "utf-8")
    assert trust("import", str(source)).code == 0

    for number in (first, second):
        assert trust("pause", "--undo", str(number)).code == 1
    numbers = [pause["n"] for pause in trust("pause", "--json").json["data"]["pauses"]]
    assert len(numbers) == 3
    assert min(numbers) > second
    assert f"pause --undo {min(numbers)}" in made


def test_a_pause_tells_the_number_it_can_be_undone_by(trust: Trust) -> None:
    told = trust("pause", "today", "--json").json["data"]
    (listed,) = trust("pause", "--json").json["data"]["pauses"]
    assert told == listed


def test_paused_days_are_taken_off_the_calendar(trust: Trust, home: Path) -> None:
    write(trust, home, "WWW", until=date(2026, 11, 11))
    trust("pause", "2026-11-12..2026-11-21", now="2026-11-12T12:00:00+01:00")
    write(trust, home, "W")

    told = standing(trust)
    assert told["run"] == {"days": 4, "rest_days": 0, "start": "2026-11-09", "end": "2026-11-22"}
    assert told["headline"] == {"written": 4, "days": 4, "first": True}


def test_a_pause_says_that_today_is_a_day_off(trust: Trust, home: Path) -> None:
    write(trust, home, "W.")
    trust("pause", "today")

    assert "Today is a day off. Write if you like." in trust().out


@pytest.mark.parametrize(
    ("span", "code"),
    [
        ("yesterday", 0),
        ("2026-11-20", 0),
        ("2026-11-19", 2),
        ("2026-11-20..2027-11-20", 0),
        ("2026-11-20..2027-11-21", 2),
        ("2026-11-23..2026-11-22", 2),
        ("tomorrow", 0),
        ("today..friday", 0),
        ("..", 2),
        ("2026-11-22..", 2),
        ("2026-11-22...2026-11-24", 0),
    ],
)
def test_a_pause_begins_two_days_ago_at_the_earliest_and_lasts_a_year_at_most(
    trust: Trust, span: str, code: int
) -> None:
    result = trust("pause", span)

    assert result.code == code
    assert len(result.err.splitlines()) == (0 if code == 0 else 1)
    if code:
        assert trust("pause", "--json").json["data"]["pauses"] == []


def test_days_ago_begin_a_pause_too(trust: Trust) -> None:
    assert trust("pause", "-2..today").code == 0


def test_no_pauses_are_said_kindly(trust: Trust, home: Path) -> None:
    result = trust("pause")

    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("No days are paused.")
    assert not home.exists()


@pytest.mark.parametrize("number", ["7", "0", "x", "-1", "9" * 5000])
def test_a_pause_nobody_made_cannot_be_undone(trust: Trust, number: str) -> None:
    trust("pause", "today")

    result = trust("pause", "--undo", "--", number)

    assert result.code in (1, 2)
    assert result.out == ""
    assert len(result.err.splitlines()) == 1
    assert len(trust("pause", "--json").json["data"]["pauses"]) == 1


def test_undo_without_a_pause_says_so(trust: Trust) -> None:
    result = trust("pause", "--undo")

    assert (result.code, result.out) == (1, "")
    assert "there's no pause to undo" in result.err


def test_undo_takes_a_number_and_no_days(trust: Trust) -> None:
    trust("pause", "today")

    result = trust("pause", "today", "--undo")

    assert result.code == 2
    assert len(trust("pause", "--json").json["data"]["pauses"]) == 1


def test_a_week_of_another_year_has_its_year(trust: Trust) -> None:
    trust("journal", "--free", "-m", "tea", now="2026-12-15T20:00:00+01:00")
    told = trust("streak", "--plain", "--weeks", "5", now="2027-01-05T20:00:00+01:00").out
    assert "Week of 14 December 2026" in told
    assert "Week of 4 January:" in told
