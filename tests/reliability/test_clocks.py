"""A clock that was wrong: what is dated ahead is never the latest, and drives nothing away."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from conftest import Trust
from terminal_helpers import command, environment

NOW = "2026-11-25T12:00:00+01:00"
YEARS, DAYS, HOURS, MINUTES = (
    "2031-01-05T12:00:00+01:00",
    "2026-12-04T12:00:00+01:00",
    "2026-11-25T18:00:00+01:00",
    "2026-11-25T12:03:00+01:00",
)
AHEAD = (YEARS, DAYS, HOURS, MINUTES)


def day(text: str, hour: int = 12) -> str:
    return f"{text}T{hour:02}:00:00+01:00"


def write(trust: Trust, words: str, now: str) -> str:
    done = trust("journal", "--free", "-m", words, "--json", now=now)
    assert done.code == 0, done
    return str(done.json["data"]["entry"]["id"])


def bodies(trust: Trust, *argv: str) -> list[str]:
    return [e["body"] for e in trust("list", "--json", *argv, now=NOW).json["data"]["entries"]]


def backups(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "backups").iterdir())


# --- entries ------------------------------------------------------------------------------------


@pytest.mark.parametrize("ahead", AHEAD)
def test_what_is_dated_ahead_is_never_the_last(trust: Trust, ahead: str) -> None:
    write(trust, "first", day("2026-11-20"))
    for number in (1, 2):
        write(trust, f"ahead {number}", ahead)
    write(trust, "second", day("2026-11-25", 11))
    order = ["second", "first", "ahead 2", "ahead 1"]
    for back, words in enumerate(order):
        shown = trust("show", f"last-{back}" if back else "last", "--json", now=NOW)
        assert shown.json["data"]["entry"]["body"] == words
    assert trust("show", "last-4", now=NOW).code == 1
    assert "second" in trust("show", now=NOW).out
    assert trust("edit", "-m", "second, edited", now=NOW).code == 0
    assert trust("star", "last", now=NOW).code == 0
    assert trust("delete", "last", now=NOW).code == 0
    assert sorted(bodies(trust)) == ["ahead 1", "ahead 2", "first"]


def test_where_there_is_nothing_else_the_last_is_dated_ahead(trust: Trust) -> None:
    write(trust, "one", day("2026-12-01"))
    write(trust, "two", day("2026-12-02"))
    for name, words in (("last", "two"), ("last-1", "one")):
        assert words in trust("show", name, now=NOW).out


@pytest.mark.parametrize("ahead", [YEARS, DAYS])
def test_a_day_to_come_can_be_asked_for(trust: Trust, tmp_path: Path, ahead: str) -> None:
    write(trust, "of now", day("2026-11-25", 11))
    write(trust, "ahead", ahead)
    on = ahead[:10]
    assert bodies(trust, "--on", on) == ["ahead"]
    assert bodies(trust, "--from", on) == ["ahead"]
    assert bodies(trust, "--from", "tomorrow", "--to", "2031-12-31") == ["ahead"]
    assert bodies(trust, "--to", on) == ["ahead", "of now"]
    assert "ahead" in trust("search", "ahead", "--on", on, now=NOW).out
    assert "ahead" in trust("show", on, now=NOW).out
    for more in (("-",), (str(tmp_path / "pages"),)):
        assert trust("export", "markdown", *more, "--from", on, "--to", on, now=NOW).code == 0
    assert [path.stem for path in (tmp_path / "pages").rglob("*.md")] == [on]
    # What is written is about a day that has begun, as ever.
    for argv in (("journal", "--free", "-m", "x"), ("edit", "last", "-m", "x")):
        refused = trust(*argv, "--date", on, now=NOW)
        assert (refused.code, refused.err.count("\n")) == (2, 1)


@pytest.mark.parametrize("ahead", [YEARS, DAYS])
def test_that_the_clock_is_behind_is_said_once_and_can_be_mended(trust: Trust, ahead: str) -> None:
    write(trust, "of now", day("2026-11-24"))
    entry_id = write(trust, "ahead", ahead)
    told = trust(now=NOW)
    assert (told.code, told.err.count("\n")) == (0, 1)
    for word in ("clock", ahead[:10], "2026-11-25", f"trust edit {entry_id[:5]} --date"):
        assert word in told.err
    assert (trust("--json", now=NOW).err, "clock" in trust("--json", now=NOW).out) == ("", False)
    findings = trust("doctor", "--json", now=NOW).json["data"]["findings"]
    (said,) = (each for each in findings if each["what"] == "clock_behind")
    assert (said["level"], ahead[:10] in said["text"]) == ("warning", True)

    assert trust("edit", entry_id, "--date", "2026-11-25", now=NOW).code == 0
    assert trust(now=NOW).err == ""
    assert "ahead" in trust("show", "last", now=NOW).out
    # It was written on that day, so it counts for it.
    headline = trust("streak", "--json", now=NOW).json["data"]["standing"]["headline"]
    assert headline == {"written": 2, "days": 2, "first": True}


def test_an_entry_in_the_trash_says_nothing_of_the_clock(trust: Trust) -> None:
    write(trust, "of now", day("2026-11-24"))
    entry_id = write(trust, "ahead", YEARS)
    trust("delete", entry_id, now=NOW)
    assert trust(now=NOW).err == ""


@pytest.mark.parametrize(
    ("written", "now"),
    [
        (day("2026-11-24"), NOW),
        (NOW, NOW),
        (MINUTES, NOW),
        (HOURS, NOW),
        ("2026-11-26T11:00:00+01:00", NOW),
        # From the first zone to reach a day to the last one, a quarter of an hour later.
        ("2026-11-26T01:00:00+14:00", "2026-11-24T23:15:00-12:00"),
        ("2026-11-25T23:59:00+14:00", "2026-11-24T22:14:00-12:00"),
    ],
)
def test_a_clock_set_right_by_a_little_or_a_traveller_hears_nothing(
    trust: Trust, written: str, now: str
) -> None:
    write(trust, "words", written)
    assert trust(now=now).err == ""
    findings = trust("doctor", "--json", now=now).json["data"]["findings"]
    assert {each["what"] for each in findings}.isdisjoint({"clock_behind", "copy_ahead"})


def test_showing_up_is_counted_without_days_to_come(trust: Trust) -> None:
    for date in ("2026-11-23", "2026-11-24", "2026-11-26", "2026-11-28", "2031-01-05"):
        write(trust, "words", day(date))
    standing = trust("streak", "--json", "--all", now=NOW).json["data"]
    assert standing["standing"]["headline"] == {"written": 2, "days": 2, "first": True}
    assert (standing["standing"]["run"]["days"], standing["longest"]["days"]) == (2, 2)
    review = trust("review", "--no-input", "--json", now=NOW).json["data"]
    assert (review["days_written"], review["days_counted"]) == (2, 2)
    for argv in ((), ("prompt",), ("review", "--month"), ("review", "--year"), ("pulse",)):
        assert trust(*argv, now=NOW).code == 0


def test_storms_to_come_do_not_make_this_week_a_heavy_one(trust: Trust) -> None:
    before = trust("storm", "--no-input", now=NOW).out
    for _ in range(4):
        trust("storm", "-m", "words", now=DAYS)
    after = trust("storm", "--no-input", now=NOW).out
    assert (before.count("?"), after.count("?")) == (3, 3)


# --- copies -------------------------------------------------------------------------------------


@pytest.mark.parametrize("ahead", AHEAD)
def test_the_newest_copy_is_not_one_dated_ahead(trust: Trust, home: Path, ahead: str) -> None:
    write(trust, "old", day("2026-11-20"))
    trust("backup", now=ahead)
    write(trust, "new", day("2026-11-25", 9))
    write(trust, "newer", day("2026-11-25", 10))
    assert trust("restore", now=NOW).out.splitlines()[2].count("dated in the future") == 1
    made = [row["made_at"] for row in trust("restore", "--json", now=NOW).json["data"]["backups"]]
    assert [datetime.fromisoformat(each).day for each in made[:2]] == [25, 20]
    (home / "journal.db").unlink()
    assert trust("restore", "last", now=NOW).code == 0
    assert bodies(trust) == ["new", "old"]
    today = trust("restore", "2026-11-25", "--json", now=NOW).json["data"]["path"]
    assert Path(today).name == "20261125T080000Z-daily.db"


def test_where_there_is_no_other_a_copy_dated_ahead_is_taken(trust: Trust, home: Path) -> None:
    write(trust, "words", DAYS)
    write(trust, "more", YEARS)
    (home / "journal.db").unlink()
    assert trust("restore", "last", now=NOW).code == 0
    assert sorted(bodies(trust)) == ["more", "words"]
    assert trust("restore", "2026-12-04", now=NOW).code == 0


def test_copies_from_an_upgrade_go_by_the_time_of_their_file(trust: Trust, home: Path) -> None:
    write(trust, "words", day("2026-11-20"))
    later = datetime.fromisoformat(YEARS).timestamp()
    copy = home / "backups" / "schema-1-migrate.db"
    copy.write_bytes((home / "backups" / "20261120T110000Z-daily.db").read_bytes())
    os.utime(copy, (later, later))
    told = trust("restore", "last", "--json", now=NOW).json["data"]["path"]
    assert Path(told).name == "20261120T110000Z-daily.db"


def test_doctor_names_the_copies_dated_ahead_and_the_last_right_one(trust: Trust) -> None:
    write(trust, "words", day("2026-11-20"))
    for moment in (DAYS, YEARS):
        trust("backup", now=moment)
    findings = trust("doctor", "--json", now=NOW).json["data"]["findings"]
    ahead = [each["text"] for each in findings if each["what"] == "copy_ahead"]
    for name in ("20310105T110000Z-manual.db", "20261204T110000Z-manual.db"):
        assert sum(name in text for text in ahead) == 1
    (last,) = (each["text"] for each in findings if each["what"] == "last_copy")
    assert "20261120T110000Z-daily.db" in last


@pytest.mark.long
@pytest.mark.parametrize("year", ["2031", "2027"])
def test_copies_dated_ahead_drive_no_right_one_away_and_stay(
    trust: Trust, home: Path, year: str
) -> None:
    for date in ("01", "02", "03", "10", "11", "12", "19", "20", "28", "29"):
        write(trust, "ahead", day(f"{year}-01-{date}"))
    before = [name for name in backups(home) if name.startswith(year)]
    assert len(before) >= 7
    for number in range(1, 30):
        write(trust, "right", day(f"2026-11-{number:02}"))
    assert [name for name in backups(home) if name.startswith(year)] == before
    right = [name[6:8] for name in backups(home) if name.startswith("2026")]
    # A Sunday: seven days, and the newest of each of three weeks before.
    assert right == ["08", "15", "22", *(str(number) for number in range(23, 30))]


def test_the_copy_of_the_day_is_made_though_one_is_dated_later_today(
    trust: Trust, home: Path
) -> None:
    write(trust, "ahead", HOURS)
    write(trust, "right", NOW)
    assert backups(home) == ["20261125T110000Z-daily.db", "20261125T170000Z-daily.db"]


def test_a_day_far_ahead_takes_no_copy_from_before_an_import(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    write(trust, "mine", day("2026-11-20"))
    pages = tmp_path / "2026-11-01.md"
    pages.write_text("A note.\n")
    assert trust("import", str(pages), "--format", "markdown", now=day("2026-11-21")).code == 0
    (copy,) = (home / "backups").glob("*-import.db")
    write(trust, "ahead", YEARS)
    assert copy.exists()
    write(trust, "right", NOW)
    assert copy.exists()
    # In time it goes, as before.
    for date in ("2026-12-21", "2026-12-22"):
        write(trust, "right", day(date))
    assert not copy.exists()


def test_a_copy_from_before_an_import_dated_ahead_stays_and_is_not_the_last(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    write(trust, "mine", day("2026-11-20"))
    note = tmp_path / "2026-11-01.md"
    note.write_text("A note.\n")
    assert trust("import", str(note), "--format", "markdown", now=YEARS).code == 0
    write(trust, "right", NOW)
    (copy,) = (home / "backups").glob("*-import.db")
    assert copy.exists()
    last = trust("restore", "last", "--json", now=NOW).json["data"]["path"]
    assert "20261125" in last


def test_a_clock_that_went_back_years_takes_no_right_copy(trust: Trust, home: Path) -> None:
    """As after an empty battery: everything is in the future then."""
    for date in range(10, 20):
        write(trust, "right", day(f"2026-11-{date}"))
    before = backups(home)
    for date in range(1, 20):
        write(trust, "back", day(f"2000-01-{date:02}"))
    assert set(before) <= set(backups(home))
    assert "back" in trust("show", "last", now=day("2000-01-19")).out
    told = trust(now=day("2000-01-19"))
    assert told.err.count("\n") == 1
    assert "2026-11-19" in told.err


# --- clocks beyond the calendar -----------------------------------------------------------------


@pytest.mark.parametrize(
    "moment",
    [
        "0001-01-01T00:00:00+14:00",
        "0001-01-01T00:00:00-12:00",
        "0999-06-01T12:00:00+00:00",
        "9000-01-01T00:00:00+00:00",
        "9999-12-31T23:59:59-12:00",
        "9999-12-31T23:59:59+14:00",
    ],
)
def test_a_clock_beyond_the_calendar_is_one_line(trust: Trust, home: Path, moment: str) -> None:
    write(trust, "words", NOW)
    before = (home / "journal.db").read_bytes()
    for argv in (
        (),
        ("list",),
        ("show",),
        ("journal", "--free", "-m", "x"),
        ("backup",),
        ("restore", "last", "--yes"),
        ("doctor",),
        ("streak", "--all"),
        ("review", "--no-input"),
    ):
        done = trust(*argv, now=moment)
        assert done.code in (0, 2), argv
        assert done.err.count("\n") == done.code // 2
    assert (home / "journal.db").read_bytes() == before


@pytest.mark.parametrize(
    "moment",
    ["1001-01-01T00:00:00+14:00", "1969-12-31T23:00:00-12:00", "8999-12-31T23:59:59-12:00"],
)
def test_the_first_and_the_last_clock_that_can_be_right_work(trust: Trust, moment: str) -> None:
    write(trust, "words", moment)
    for argv in (
        (),
        ("show", "last"),
        ("backup",),
        ("doctor",),
        ("streak", "--all"),
        ("review", "--no-input", "--year", "--last"),
        ("promise", "add", "words", "--by", "tomorrow"),
        ("restore", "last"),
        ("export", "markdown", "-"),
    ):
        assert trust(*argv, now=moment).code == 0, argv


def test_the_journal_is_not_read_more_for_the_sake_of_the_clock(trust: Trust, home: Path) -> None:
    """Both questions are answered from an index."""
    from trustjournal.storage import entry_reader

    write(trust, "words", NOW)
    with closing(sqlite3.connect(home / "journal.db")) as journal:
        for sql in (
            entry_reader.FURTHEST_AHEAD,
            entry_reader.BY_RECENCY,
            entry_reader.BY_RECENCY_AHEAD,
        ):
            plan = journal.execute(f"EXPLAIN QUERY PLAN {sql}", ("x", 0)).fetchall()
            assert len(plan) == 1
            assert "SEARCH e USING INDEX" in plan[0][3]


def test_a_time_zone_that_cannot_be_is_named(home: Path) -> None:
    """The C library takes the rule; a day has no such offset."""
    env = environment(home, TZ="XXX25")
    del env["TRUST_NOW"]
    done = subprocess.run(
        command("journal", "-m", "words"), env=env, capture_output=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.decode().split(" ", 1)[1].startswith("journal: TZ can't be ")
    assert b"XXX25" in done.stderr


FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
"""Where Debian and Fedora put it: looking through all of /usr/lib took a second of each run."""


@pytest.mark.skipif(FAKETIME is None, reason="needs libfaketime")
@pytest.mark.parametrize("clock", ["1677-01-01", "2300-01-01"])
@pytest.mark.parametrize("fixed", [False, True], ids=["", "with TRUST_NOW"])
@pytest.mark.some(2)
def test_a_clock_that_python_cannot_read_is_refused(
    trust: Trust, home: Path, clock: str, fixed: bool
) -> None:
    """Beyond nanoseconds in 64 bits `time.time` fails, even as the module `logging` is imported."""
    write(trust, "words", NOW)
    before = (home / "journal.db").read_bytes()
    env = environment(home, LD_PRELOAD=str(FAKETIME), FAKETIME=f"@{clock} 00:00:00")
    if not fixed:
        del env["TRUST_NOW"]
    for argv in (
        ("journal", "--free", "-m", "x"),
        ("promise", "add", "x"),
        ("people", "set", "Sam", "--quote", "no"),
        ("focus", "presence"),
        ("streak",),
    ):
        line = [sys.executable, "-m", "trustjournal", *argv]
        done = subprocess.run(line, env=env, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (2, ""), argv
        assert "which can't be right; set the clock" in done.stderr
        assert done.stderr.count("\n") == 1
    assert (home / "journal.db").read_bytes() == before


def test_an_impossible_trust_now_is_not_blamed_on_the_clock(trust: Trust) -> None:
    result = trust("list", now="9998-06-01T12:00:00+00:00")

    assert result.err == (
        "trust list: TRUST_NOW says 9998-06-01, which can't be right; correct it, or unset it to "
        "use this computer's clock\n"
    )
