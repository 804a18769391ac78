"""`trust sit`: the timer with a clock of its own, and what is noted without waiting."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from conftest import NOW, Trust
from trustjournal import features
from trustjournal.app import App
from trustjournal.features.sit import commands as command
from trustjournal.features.sit import service
from trustjournal.features.sit.model import Sitting
from trustjournal.views.screen import Screen

TODAY = date(2026, 11, 22)


class Hours:
    """A clock on which time passes only while someone sleeps; it can be interrupted."""

    def __init__(
        self, stop_after: float | None = None, by: type[BaseException] = KeyboardInterrupt
    ) -> None:
        self.now = 1000.0
        self._ends = None if stop_after is None else self.now + stop_after
        self._by = by

    @property
    def time(self) -> service.Clock:
        return service.Clock(lambda: self.now, self.sleep)

    def sleep(self, seconds: float) -> None:
        assert 0 < seconds <= 1
        if self._ends is not None and self.now + seconds > self._ends:
            self.now = self._ends
            raise self._by
        self.now += seconds


@pytest.fixture
def app(home: Path) -> Iterator[App]:
    """A run of the program, of this evening."""
    stream = io.StringIO()
    environ = {"TRUST_HOME": str(home), "TRUST_NOW": NOW}
    found = App(stdin=stream, stdout=stream, stderr=stream, environ=environ)
    yield found
    found.close()


def stored(home: Path) -> list[Any]:
    path = home / "journal.db"
    if not path.exists():
        return []
    with closing(sqlite3.connect(path)) as connection:
        sql = "SELECT day, began_at, seconds, planned_seconds FROM sitting ORDER BY n"
        return connection.execute(sql).fetchall()


# --- the timer -------------------------------------------------------------------------------


def test_it_waits_to_the_end_and_keeps_how_long_it_was(app: App, home: Path) -> None:
    hours, shown = Hours(), list[int]()

    found = service.sit(app, 3, hours.time, shown.append)

    assert found == Sitting(TODAY, app.now.moment, 180, 180)
    assert hours.now == 1180
    assert shown == [0, *range(180)]
    assert stored(home) == [("2026-11-22", "2026-11-22T21:10:00.000000Z", 180, 180)]


@pytest.mark.parametrize(("after", "seconds"), [(10, 10), (10.9, 10), (95.5, 95), (599, 599)])
def test_stopping_early_keeps_what_was(app: App, home: Path, after: float, seconds: int) -> None:
    found = service.sit(app, 10, Hours(after).time, lambda _: None)

    assert found is not None
    assert (found.seconds, found.planned_seconds) == (seconds, 600)
    assert [row[2] for row in stored(home)] == [seconds]


@pytest.mark.parametrize("after", [0, 3, 9.9])
def test_a_few_seconds_are_not_kept(app: App, home: Path, after: float) -> None:
    assert service.sit(app, 10, Hours(after).time, lambda _: None) is None
    assert stored(home) == []


def test_a_program_that_is_ended_keeps_it_first(app: App, home: Path) -> None:
    with pytest.raises(SystemExit):
        service.sit(app, 10, Hours(61, SystemExit).time, lambda _: None)
    assert [row[2] for row in stored(home)] == [61]


def test_a_computer_that_slept_does_not_make_it_longer(app: App) -> None:
    hours = Hours()

    def show(seconds: int) -> None:
        if seconds == 30:
            hours.now += 8 * 3600

    found = service.sit(app, 1, hours.time, show)
    assert found is not None
    assert found.seconds == 60


# --- the command -----------------------------------------------------------------------------


@pytest.fixture
def hours(monkeypatch: pytest.MonkeyPatch) -> Hours:
    """Time that passes at once."""
    found = Hours()
    monkeypatch.setattr(command, "monotonic", found.time.clock)
    monkeypatch.setattr(command, "sleep", found.sleep)
    return found


def test_in_a_pipe_there_is_a_line_before_and_a_line_after(trust: Trust, hours: Hours) -> None:
    result = trust("sit", "3")

    assert result.code == 0
    assert result.err == "3 minutes of silence. Ctrl-C ends it early and keeps the time so far.\n"
    assert result.out == "3 minutes of silence.\n"
    assert hours.now == 1180


def test_ten_minutes_unless_said(trust: Trust, hours: Hours, home: Path) -> None:
    result = trust("sit", "--json")

    assert (result.code, result.err) == (0, "")
    assert result.json["data"]["sitting"] == {
        "day": "2026-11-22",
        "began_at": "2026-11-22T22:10:00.000000+01:00",
        "seconds": 600,
        "planned_seconds": 600,
    }
    assert [row[2] for row in stored(home)] == [600]


@pytest.mark.parametrize(
    ("after", "line"),
    [
        (250, "4 minutes. That counts.\n"),
        (61, "1 minute. That counts.\n"),
        (59, "Less than a minute. That counts.\n"),
        (5, "That was only a few seconds, so nothing was recorded. That's fine.\n"),
    ],
)
def test_ctrl_c_ends_it_kindly(
    trust: Trust, monkeypatch: pytest.MonkeyPatch, after: int, line: str
) -> None:
    found = Hours(after)
    monkeypatch.setattr(command, "monotonic", found.time.clock)
    monkeypatch.setattr(command, "sleep", found.sleep)
    result = trust("sit", "10")
    assert (result.code, result.out) == (0, line)


def test_noting_one_without_waiting(trust: Trust, home: Path) -> None:
    assert trust("sit", "--log", "20").out == "20 minutes of silence, on Sunday 22 November 2026.\n"
    result = trust("sit", "--log", "1", "--date", "yesterday", "--json")
    assert result.json["data"]["sitting"]["seconds"] == 60
    assert stored(home) == [
        ("2026-11-22", None, 1200, 1200),
        ("2026-11-21", None, 60, 60),
    ]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("0",), "MINUTES can't be 0; use a whole number from 1 to 180"),
        (("181",), "MINUTES can't be 181; use a whole number from 1 to 180"),
        (("ten",), "MINUTES can't be ten; use a whole number from 1 to 180"),
        (("1.5",), "MINUTES can't be 1.5; use a whole number from 1 to 180"),
        (("٣",), "MINUTES can't be ٣; use a whole number from 1 to 180"),
        (("--log", "x\x1b[2J"), "MINUTES can't be x␛[2J; use a whole number from 1 to 180"),
        (("5", "--log", "5"), "use either MINUTES, to sit now, or --log MINUTES"),
        (("--date", "today"), "--date needs --log"),
        (("--log", "5", "--date", "tomorrow"), "tomorrow is in the future"),
        (("--log", "5", "--date", "2026-12-24"), "2026-12-24 is in the future"),
    ],
)
def test_what_cannot_be_right_is_one_line(
    trust: Trust, home: Path, words: tuple[str, ...], line: str
) -> None:
    result = trust("sit", *words)

    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"trust sit: {line}")
    assert result.err.count("\n") == 1
    assert not home.exists()


def test_a_sitting_is_no_entry(trust: Trust) -> None:
    trust("sit", "--log", "20")
    assert trust("list", "--json").json["data"]["entries"] == []
    assert trust("streak", "--short").out == "no entries yet\n"


# --- for the review ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("noted", "line"),
    [
        ([], ""),
        ([("15", "2026-11-16"), ("20", "2026-11-16"), ("10", "2026-11-22")],
         "45 minutes of silence, on 2 days."),
        ([("1", "2026-11-20")], "1 minute of silence, on 1 day."),
        ([("15", "2026-11-15")], ""),
    ],
)  # fmt: skip
def test_a_week_is_one_line(
    trust: Trust, app: App, noted: list[tuple[str, str]], line: str
) -> None:
    for minutes, day in noted:
        assert trust("sit", "--log", minutes, "--date", day).code == 0

    found = service.sat(app, date(2026, 11, 16), TODAY)

    paper = io.StringIO()
    Screen(paper, {"COLUMNS": "80"}).print(*features.sit.view.review_section(found))
    assert paper.getvalue() == (f"\n{line}\n" if line else "")
    assert features.sit.view.review_section_markdown(found) == (["", line] if line else [])


def test_less_than_a_minute_is_not_none() -> None:
    assert features.sit.view.review_section_markdown(service.SittingTotal(0, 1)) == [
        "",
        "Less than a minute of silence, on 1 day.",
    ]


# --- the bar -----------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [20, 30, 40, 80, 200])
def test_the_bar_fits_with_a_ctrl_c_behind_it(columns: int) -> None:
    screen = Screen(io.StringIO(), {"COLUMNS": str(columns)})
    for minutes in (1, 10, 180):
        for seconds in range(0, minutes * 60, 7):
            line = features.sit.view.bar(seconds, minutes * 60, screen)
            assert len(line) + len("^C") < max(columns, 27)
    assert features.sit.view.bar(300, 600, Screen(io.StringIO(), {"COLUMNS": "80"})) == (
        "  ===============...............  5 of 10 minutes"
    )
