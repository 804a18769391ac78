"""`trust` alone: the welcome, and today at a glance."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Trust
from trustjournal import __version__


def told(out: str) -> str:
    """What a screen says, wherever its lines break."""
    return " ".join(out.split())


def test_the_welcome_says_what_this_is_where_it_lives_and_what_it_protects(
    trust: Trust, home: Path
) -> None:
    result = trust()

    assert (result.code, result.err) == (0, "")
    said = told(result.out)
    assert "Welcome." in said
    assert (
        "Nothing leaves this computer, but anyone who can use your account can read the journal."
        in said
    )
    assert str(home / "journal.db") in said.replace(" ", "") or str(home / "journal.db") in said
    assert "This journal is for relationships where you are safe to speak." in said
    assert "trust safety" in said
    assert "When did I feel most like myself today?" in said
    assert "trust journal" in said
    assert not home.exists()


def test_looking_creates_nothing_however_often(trust: Trust, home: Path) -> None:
    for command in ((), ("--json",), ("--plain",), ("about",), ("safety",), ("config", "path")):
        assert trust(*command).code == 0
    assert not home.exists()


def test_after_the_first_entry_the_welcome_is_gone(trust: Trust) -> None:
    trust("journal", "-m", "x", now="2026-11-21T21:00:00+01:00")

    out = trust().out

    assert "Welcome" not in out
    assert "Sunday 22 November 2026" in out
    assert "You've written on 1 day so far." in out, "the first day is over"


def test_a_journal_whose_only_entry_is_in_the_trash_is_no_new_one(trust: Trust) -> None:
    trust("journal", "-m", "x", now="2026-11-21T21:00:00+01:00")
    trust("delete", "last")

    assert trust().code == 0


def test_after_midnight_it_says_how_long_the_day_goes_on(trust: Trust) -> None:
    assert "Sunday 22 November 2026, until 04:00" in trust(now="2026-11-23T01:30:00+01:00").out
    assert "until" not in trust(now="2026-11-23T04:00:00+01:00").out.split("2026")[1][:10]


def test_it_shows_the_28_day_line(trust: Trust) -> None:
    for day in (19, 20, 21):
        trust("journal", "--free", "-m", "x", now=f"2026-11-{day}T21:00:00+01:00")

    assert "###o   You wrote on each of your first 3 days." in trust().out


def test_an_answered_question_is_marked_and_the_next_one_offered(trust: Trust) -> None:
    trust("journal", "--answer", "-m", "x")

    out = trust().out

    assert "You've written about this today." in out
    assert "trust journal --another" in out


def test_a_free_entry_leaves_the_question_open(trust: Trust) -> None:
    trust("journal", "--free", "-m", "x")
    assert "You've written about this today." not in trust().out


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-22T21:00:00+01:00", "Week 47, 16 to 22 November 2026"),
        ("2026-11-21T21:00:00+01:00", None),
        ("2026-11-23T03:00:00+01:00", "Week 47, 16 to 22 November 2026"),
        ("2026-11-23T21:00:00+01:00", "Week 47, 16 to 22 November 2026"),
    ],
)
def test_the_look_back_is_due_from_sunday_to_wednesday(
    trust: Trust, now: str, due: str | None
) -> None:
    trust("journal", "--free", "-m", "x", now="2026-11-20T21:00:00+01:00")
    trust("journal", "--free", "-m", "x", now="2026-11-21T20:00:00+01:00")

    out = told(trust(now=now).out)

    assert ("Look back" in out) == (due is not None)
    if due:
        assert f"{due}: trust review" in out


def test_today_belongs_to_the_journal_day(trust: Trust) -> None:
    assert "Sunday 22 November 2026" in trust(now="2026-11-23T03:59:00+01:00").out
    assert "Monday 23 November 2026" in trust(now="2026-11-23T04:00:00+01:00").out


@pytest.mark.parametrize("columns", ["20", "40", "80", "200", "0", "-5", "many", "9" * 30])
def test_it_fits_the_width_there_is(trust: Trust, columns: str) -> None:
    for command in ((), ("safety",), ("config", "list")):
        out = trust(*command, env={"COLUMNS": columns}).out
        width = max(20, int(columns)) if columns in ("20", "40", "80", "200") else 500
        assert max(len(line) for line in out.splitlines()) <= width


def test_version(trust: Trust, home: Path) -> None:
    result = trust("--version")

    assert (result.code, result.out, result.err) == (0, f"trust {__version__}\n", "")


def test_about_says_what_it_is_and_where_things_are(trust: Trust, home: Path) -> None:
    out = told(trust("about").out)

    for practice in ("Safe space", "Words and deeds", "Storms and joys"):
        assert practice in out
    assert "Network none, ever" in out
    assert __version__ in out


def test_safety_speaks_to_someone_who_is_not_sure(trust: Trust, home: Path) -> None:
    result = trust("safety")

    out = told(result.out)
    assert "If you are not safe, or not sure" in out
    assert "local emergency number" in out
    assert "hotpeachpages.net" in out
    assert "trust config set safety_line" in out
    assert not home.exists()


def test_a_line_of_ones_own_stands_on_the_safety_page(trust: Trust) -> None:
    trust("config", "set", "safety_line", "Kim, any time: 555")

    out = told(trust("safety").out)

    assert "Kim, any time: 555" in out
    assert "trust config set safety_line" not in out


def test_looking_at_the_safety_page_is_not_recorded(trust: Trust, home: Path) -> None:
    trust("journal", "-m", "x")
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}

    trust("safety")

    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("option", ["--plain", "--json"])
def test_an_option_before_the_command_is_heeded_or_refused(trust: Trust, option: str) -> None:
    trust("journal", "-m", "x")

    before = trust(option, "streak")

    assert before.code == 2 or before.out == trust("streak", option).out
