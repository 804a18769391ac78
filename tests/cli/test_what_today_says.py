"""What the screen of today says is so: what to come back to, what was purged, what a shell gets."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust
from terminal_helpers import command, environment, run_program
from trustjournal.storage import connect

SEALED = {"TRUST_PASSPHRASE": "five plain words"}


def at(day: str) -> str:
    return f"{day}T20:00:00+01:00"


# --- to come back to -----------------------------------------------------------------------------


@pytest.fixture
def held(trust: Trust) -> None:
    """A check-in on the 5th with something to come back to on the 8th."""
    trust("config", "set", "person", "Sam")
    done = trust(
        *("checkin", "Sam", "--heard", "Quiet on Sunday", "--follow-up", "2026-11-08"),
        now=at("2026-11-05"),
    )
    assert done.code == 0, done.err


def said(trust: Trust, day: str) -> str:
    trust("journal", "--free", "-m", "tea", now=at(day))
    return " ".join(trust(now=at(day)).out.split())


def test_it_says_which_day_and_what(trust: Trust, held: None) -> None:
    assert "follow up" not in said(trust, "2026-11-07")
    on_it = "You wanted to come back to this today: “Quiet on Sunday” (trust checkin)"
    assert on_it in said(trust, "2026-11-08")
    later = said(trust, "2026-11-10")
    assert "come back to this on Sunday 8 November: “Quiet on Sunday” (trust checkin)" in later
    assert "wanted to come back to this today" not in later
    assert "come back to this on Sunday 8 November" in said(trust, "2026-11-11")
    assert "follow up" not in said(trust, "2026-11-12")
    assert "follow up" not in said(trust, "2026-11-12")


def test_json_says_it_too(trust: Trust, held: None) -> None:
    due = trust("--json", now=at("2026-11-10")).json["data"]["checkin_due"]
    assert due["come_back"] is True
    assert (due["day"], due["held_on"], due["about"]) == (
        *("2026-11-08", "2026-11-05"),
        "Quiet on Sunday",
    )


@pytest.mark.parametrize("who", [["Sam"], [], ["sam"]])
def test_it_goes_once_done(trust: Trust, held: None, who: list[str]) -> None:
    trust("checkin", *who, "--heard", "it was good", now=at("2026-11-09"))
    assert "follow up" not in said(trust, "2026-11-10")
    assert "follow up" not in trust("review", "--no-input", now=at("2026-11-08")).out


def test_it_goes_with_its_entry(trust: Trust, held: None) -> None:
    entry = trust("list", "--kind", "checkin", "--json").json["data"]["entries"][0]["id"]
    trust("delete", entry, now=at("2026-11-09"))
    assert "follow up" not in said(trust, "2026-11-10")


def test_one_without_a_name_goes_once_done(trust: Trust) -> None:
    trust("checkin", "--heard", "Quiet", "--follow-up", "2026-11-08", now=at("2026-11-05"))
    assert "“Quiet” (trust checkin)" in said(trust, "2026-11-08")
    trust("checkin", "--heard", "it was good", now=at("2026-11-08"))
    assert "follow up" not in said(trust, "2026-11-08")


def test_a_check_in_of_before_does_not_do_it(trust: Trust, held: None) -> None:
    trust("checkin", "Sam", "--heard", "tea", now=at("2026-11-06"))
    trust("checkin", "Alex", "--heard", "tea", now=at("2026-11-09"))
    assert "Quiet on Sunday" in said(trust, "2026-11-09")


def test_who_is_not_the_person_of_the_settings_stands_in_the_command(trust: Trust) -> None:
    trust("config", "set", "person", "Alex")
    trust(
        *("checkin", "Mary Ann", "--heard", "Quiet", "--follow-up", "2026-11-08"),
        now=at("2026-11-05"),
    )
    assert "“Quiet” (trust checkin 'Mary Ann')" in said(trust, "2026-11-08")


def test_its_words_stay_private(trust: Trust) -> None:
    trust(
        *("checkin", "Sam", "--heard", "heliotrope", "--private", "--follow-up", "2026-11-08"),
        now=at("2026-11-05"),
    )
    for day in ("2026-11-08", "2026-11-09"):
        out = said(trust, day)
        assert "your check-in on Thursday 5 November" in out
        assert "heliotrope" not in out
        assert "Sam" not in out


def test_nor_those_of_who_is_not_quoted(trust: Trust, held: None) -> None:
    trust("people", "set", "Sam", "--quote", "no")
    out = said(trust, "2026-11-08")
    assert "your check-in on Thursday 5 November" in out
    assert "Quiet" not in out


def test_across_a_new_year_the_year_is_said(trust: Trust) -> None:
    trust("checkin", "--heard", "Quiet", "--follow-up", "2026-12-30", now=at("2026-12-28"))
    assert "on Wednesday 30 December 2026: “Quiet”" in said(trust, "2027-01-02")


# --- purged --------------------------------------------------------------------------------------


def test_what_is_purged_was_never_written_about(trust: Trust) -> None:
    before = trust("--json").json["data"]
    trust("journal", "--answer", "-m", "secret")
    assert trust("--json").json["data"]["answered"] is True
    trust("delete", "last", "--purge", "--yes")
    after = trust("--json").json["data"]
    assert after["answered"] is False
    assert after["newcomer"] is before["newcomer"] is True
    assert "You have written" not in trust().out
    assert "You've already answered" not in trust("journal", "--answer", "-m", "tea").err


def test_no_question_comes_back_as_one_that_was_answered(trust: Trust) -> None:
    question = trust("prompt", "--json", now=at("2026-08-10")).json["data"]["prompts"][0]["id"]
    trust("journal", "--answer", "-m", "secret", now=at("2026-08-10"))
    trust("journal", "--free", "-m", "tea", now=at("2026-08-11"))
    trust("delete", "2026-08-10", "--purge", "--yes", now=at("2026-08-11"))
    for n in range(8, 22):
        data = trust("prompt", "--json", now=at(f"2026-11-{n:02}")).json["data"]
        assert (data["reason"], data["prompts"][0]["id"]) != ("echo", question)


def test_no_depth_is_told_of_that_nobody_wrote(trust: Trust, home: Path) -> None:
    prompts = trust("packs", "show", "emotional-trust", "--json").json["data"]["packs"][0][
        "prompts"
    ]
    deep = next(each["id"] for each in prompts if each["depth"] == 3)
    trust("journal", "--free", "-m", "tea")
    trust("journal", "--prompt", deep, "-m", "secret")
    assert "Deeper questions" in trust("review", "--month", "--no-input").out
    trust("delete", "last")
    assert "Deeper questions" not in trust("review", "--month", "--no-input").out
    trust("trash", "empty", "--yes")
    assert "Deeper questions" not in trust("review", "--month", "--no-input").out
    with closing(sqlite3.connect(home / "journal.db")) as journal:
        answered = "SELECT count(*) FROM prompt_event WHERE event = 'answered'"
        assert journal.execute(answered).fetchone() == (0,)


# --- for a shell's start-up ----------------------------------------------------------------------

LINES = (("prompt",), ("streak", "--short"))


def nothing_wrong(trust: Trust, line: tuple[str, ...], env: dict[str, str] | None = None) -> str:
    told = trust(*line, env=env)
    assert (told.code, told.err) == (0, ""), line
    return told.out


@pytest.mark.parametrize("line", LINES)
def test_a_shell_never_hears_of_a_key_that_is_not_at_hand(
    trust: Trust, line: tuple[str, ...]
) -> None:
    trust("journal", "--answer", "-m", "tea")
    assert trust("encrypt", env=SEALED).code == 0
    assert nothing_wrong(trust, line) == ""
    assert nothing_wrong(trust, line, {"TRUST_PASSPHRASE": "wrong"}) == ""
    assert nothing_wrong(trust, line, {"TRUST_PASSPHRASE_COMMAND": "false"}) == ""
    assert nothing_wrong(trust, line, SEALED) != ""


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize(
    "settings", ["x = [", "journal = 3\n", 'day_starts_at = "25:99"\n', 'packs = ["nosuch"]\n']
)
def test_nor_of_settings_that_are_wrong(
    trust: Trust, home: Path, line: tuple[str, ...], settings: str
) -> None:
    trust("journal", "--answer", "-m", "tea")
    (home / "config.toml").write_text(settings)
    nothing_wrong(trust, line)


@pytest.mark.parametrize("line", LINES)
def test_nor_of_a_journal_that_is_damaged_gone_or_newer(
    trust: Trust, home: Path, line: tuple[str, ...], copy_of_the_day: None
) -> None:
    trust("journal", "--answer", "-m", "tea")
    journal = home / "journal.db"
    whole = journal.read_bytes()
    journal.write_bytes(b"no journal at all" * 400)
    assert nothing_wrong(trust, line) == ""
    journal.write_bytes(whole)
    with closing(sqlite3.connect(journal)) as other:
        other.execute("PRAGMA user_version = 99")
    assert nothing_wrong(trust, line) == ""
    journal.unlink()
    nothing_wrong(trust, line)
    journal.mkdir()
    assert nothing_wrong(trust, line) == ""


@pytest.mark.parametrize("line", LINES)
def test_nor_of_one_that_is_locked(
    trust: Trust, home: Path, line: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    trust("journal", "--answer", "-m", "tea")
    monkeypatch.setattr(connect, "BRIEF_SECONDS", 0.01)
    with closing(sqlite3.connect(home / "journal.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert nothing_wrong(trust, line) == ""
    assert nothing_wrong(trust, line) != ""


@pytest.mark.parametrize("line", LINES)
def test_nor_of_an_odd_environment(trust: Trust, line: tuple[str, ...]) -> None:
    assert nothing_wrong(trust, line, {"TRUST_NOW": "soon"}) == ""
    nothing_wrong(trust, line, {"TRUST_HOME": "/proc/1/no/such/place"})
    nothing_wrong(trust, line, {"TRUST_HOME": "relative"})


@pytest.mark.parametrize("line", LINES)
def test_words_that_wait_in_a_pipe_are_nothing_to_it(home: Path, line: tuple[str, ...]) -> None:
    told = run_program(
        command(*line), environment(home), input=b"for another program\n", capture_output=True
    )
    assert (told.returncode, told.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (("prompt", "--nosuch"), 2),
        (("prompt", "--pack", "nosuch"), 1),
        (("prompt", "--practice", "nosuch"), 2),
        (("streak", "--short", "--nosuch"), 2),
    ],
)
def test_a_mistake_on_the_line_is_said(trust: Trust, line: tuple[str, ...], code: int) -> None:
    told = trust(*line)
    assert (told.code, told.err.count("\n"), told.out) == (code, 1, "")


def test_with_why_and_json_it_says_what_is_wrong(trust: Trust) -> None:
    trust("journal", "--answer", "-m", "tea")
    trust("encrypt", env=SEALED)
    told = trust("prompt", "--why")
    assert (told.code, told.err.count("\n")) == (12, 1)
    for line in LINES:
        assert trust(*line, "--json").json["errors"][0]["code"] == 12


# --- muted, taken back ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", [[], ["today"]])
@pytest.mark.parametrize(("list_of", "setting"), [("mute", "muted"), ("favourite", "favourites")])
def test_undo_takes_back_what_was_listed_last(
    trust: Trust, list_of: str, setting: str, name: list[str]
) -> None:
    first = trust("packs", list_of, "today", "--json").json["data"]["question"]
    hands = "emotional-trust/presence-hands"
    second = trust("packs", list_of, hands, "--json").json["data"]["question"]
    for origin, left in ((second, [first]), (first, [])):
        done = trust("packs", list_of, "--undo", *name, "--json")
        assert done.json["data"] == {"question": origin, "changed": True}
        assert trust("packs", list_of, "--json").json["data"][setting] == left
    told = trust("packs", list_of, "--undo", *name)
    assert (told.code, told.err.count("\n")) == (1, 1)
