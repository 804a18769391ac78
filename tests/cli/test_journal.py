"""`trust journal`: what was written is stored, on the right day, under the right question."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from conftest import Trust

CANARY = "heliotrope"
"""A word that stands in no sentence of the program."""


def entries(trust: Trust) -> list[Any]:
    """All entries that are not in the trash, newest first."""
    found: list[Any] = trust("list", "-n", "1000", "--json").json["data"]["entries"]
    return found


def last(trust: Trust) -> Any:
    return trust("show", "--json").json["data"]["entry"]


def drafts(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "drafts").glob("*"))


# --- saved ---------------------------------------------------------------------------------


def test_it_says_saved_with_the_short_id_and_shows_the_28_day_line(trust: Trust) -> None:
    result = trust("journal", "-m", "a quiet evening")

    assert result.code == 0
    assert result.err == ""
    saved = re.match(r"Saved (\S{5}) for Sunday 22 November 2026\n", result.out)
    assert saved
    assert last(trust)["id"].startswith(saved[1])
    assert "That's your first day." in result.out


def test_the_28_day_line_counts_days_and_the_run(trust: Trust) -> None:
    trust("journal", "-m", "one", now="2026-11-20T22:00:00+01:00")
    trust("journal", "-m", "two", now="2026-11-21T22:00:00+01:00")

    result = trust("journal", "-m", "three")

    assert "You wrote on each of your first 3 days." in result.out


def test_the_first_entry_says_what_comes_next_and_the_second_does_not(trust: Trust) -> None:
    first = trust("journal", "-m", "one")
    second = trust("journal", "-m", "two")

    assert "trust review" in first.out
    assert "trust review" not in second.out


def test_standard_input_is_taken_when_it_is_no_terminal(trust: Trust) -> None:
    assert trust("journal", stdin="a line\n\nand another\n").code == 0
    assert last(trust)["body"] == "a line\n\nand another"


def test_only_one_line_break_at_the_end_belongs_to_the_pipe(trust: Trust) -> None:
    trust("journal", stdin="a line\n\n")
    assert last(trust)["body"] == "a line\n"


def test_message_wins_over_standard_input(trust: Trust) -> None:
    trust("journal", "-m", "from the option", stdin="from the pipe")
    assert last(trust)["body"] == "from the option"


@pytest.mark.parametrize(
    "text",
    [
        "[/bold] a [x] b",
        "100 % :smile: `code` $HOME",
        "## 10:00 looks like a heading\n<!-- trust: id=x -->",
        "-m --json --help",
        "line\u2028separator, nel\u0085, tab\tand form\x0cfeed",
        "👩‍👩‍👧 שלום \u202eevil",
        "\x1b]52;c;aGVsbG8=\x07 \x1b[2J \x9b31m",
        "'; DROP TABLE entry; --",
        "{person} {value} %s",
    ],
)
def test_text_is_stored_as_typed(trust: Trust, text: str) -> None:
    assert trust("journal", "--free", "-m", text).code == 0
    assert trust("journal", "--free", stdin=text).code == 0
    assert [entry["body"] for entry in entries(trust)] == [text, text]


@pytest.mark.parametrize("text", ["", " ", "\n\t \n"])
@pytest.mark.parametrize("way", ["message", "pipe"])
def test_an_empty_text_stores_nothing_and_leaves_no_draft(
    trust: Trust, home: Path, text: str, way: str
) -> None:
    result = trust("journal", "-m", text) if way == "message" else trust("journal", stdin=text)

    assert result.code == 1
    assert result.out == ""
    assert result.err == "trust journal: nothing was written, so nothing was saved\n"
    assert entries(trust) == []
    assert drafts(home) == []


def test_the_draft_goes_once_the_entry_is_stored(trust: Trust, home: Path) -> None:
    trust("journal", "-m", "kept in one place")
    assert drafts(home) == []


def test_the_journal_is_for_its_owner_alone(trust: Trust, home: Path) -> None:
    trust("journal", "-m", "for my eyes")

    assert home.stat().st_mode & 0o077 == 0
    assert (home / "journal.db").stat().st_mode & 0o177 == 0
    assert (home / "drafts").stat().st_mode & 0o077 == 0


# --- what had to be changed is said once -----------------------------------------------------


def test_nul_is_replaced_and_said(trust: Trust) -> None:
    result = trust("journal", stdin=b"a\0b\0c")

    assert result.code == 0
    assert result.out.count("NUL") == 1
    assert last(trust)["body"] == "a\ufffdb\ufffdc"


def test_dos_line_ends_become_plain_and_said(trust: Trust) -> None:
    result = trust("journal", stdin=b"a\r\nb\r\n")

    assert result.out.count("CRLF") == 1
    assert last(trust)["body"] == "a\nb"


def test_bytes_that_are_no_utf8_are_replaced_and_kept_as_they_came(
    trust: Trust, home: Path
) -> None:
    raw = b"caf\xe9 in the rain\n"

    result = trust("journal", stdin=raw)

    assert result.code == 0
    assert last(trust)["body"] == "caf\ufffd in the rain"
    kept = [path for path in (home / "drafts").iterdir() if path.suffix == ".raw"]
    assert [path.read_bytes() for path in kept] == [raw]
    assert str(kept[0]) in result.err
    assert len(result.err.splitlines()) == 1


def test_a_byte_order_mark_is_dropped(trust: Trust) -> None:
    trust("journal", stdin=b"\xef\xbb\xbfhello")
    assert last(trust)["body"] == "hello"


def test_ten_megabytes_are_an_entry_like_any_other(trust: Trust) -> None:
    text = "word " * (2 * 1024 * 1024)

    assert trust("journal", stdin=text).code == 0
    assert last(trust)["body"] == text
    assert len(trust("list").out.splitlines()[0]) <= 80


# --- what stands beside the text -------------------------------------------------------------


def test_mood_closeness_tags_and_people_are_stored(trust: Trust) -> None:
    trust(
        *("journal", "-m", "x", "--mood", "4", "--closeness", "2"),
        *("--tag", "#walk", "--tag", "Rain", "--tag", "rain", "--person", "@Sam"),
    )

    entry = last(trust)
    assert (entry["mood"], entry["closeness"]) == (4, 2)
    assert entry["tags"] == ["Rain", "walk"]
    assert entry["people"] == ["Sam"]


def test_an_entry_knows_its_question_and_its_practice(trust: Trust) -> None:
    question = trust("prompt").out.strip()
    trust("journal", "--answer", "-m", "x")

    entry = last(trust)
    assert entry["kind"] == "daily"
    assert entry["prompt_text"] == question
    assert entry["practice"] == "safe-space"
    assert f"{entry['pack']}/{entry['prompt_id']}" == "emotional-trust/safe-space-most-myself"


def test_free_has_no_question(trust: Trust) -> None:
    trust("journal", "--free", "-m", "x")

    entry = last(trust)
    assert entry["kind"] == "free"
    assert (entry["prompt_text"], entry["practice"], entry["pack"]) == (None, None, None)


def test_practice_asks_about_that_practice_and_leaves_todays_question_alone(trust: Trust) -> None:
    trust("journal", "-m", "begun", now="2026-11-21T22:00:00+01:00")
    question = trust("prompt").out
    trust("journal", "--practice", "validation", "-m", "x")

    assert last(trust)["practice"] == "validation"
    assert trust("prompt").out == question


@pytest.mark.parametrize("name", ["emotional-trust/presence-phone", "presence-phone"])
def test_prompt_asks_this_very_question(trust: Trust, name: str) -> None:
    known = trust("packs", "show", "emotional-trust", "--json").json["data"]["packs"][0]["prompts"]
    wanted = next(prompt for prompt in known if prompt["practice"] == "presence")

    trust("journal", "--prompt", name.replace("presence-phone", wanted["id"]), "-m", "x")

    assert last(trust)["prompt_id"] == wanted["id"]


def test_pack_takes_the_question_from_that_pack(trust: Trust, home: Path) -> None:
    (home / "packs").mkdir(parents=True)
    (home / "packs" / "tiny.yaml").write_text(
        "schema: 1\nid: tiny\ntitle: 'Tiny'\nlicense: CC0-1.0\nlanguage: en\nversion: 1.0.0\n"
        "author: [me]\n"
        "prompts:\n  - id: only\n    practice: presence\n    depth: 1\n"
        "    text: 'What did I hear {person} say today?'\n",
        "utf-8",
    )
    trust("config", "set", "person", "Sam")

    trust("journal", "--pack", "tiny", "-m", "x")

    assert last(trust)["prompt_text"] == "What did I hear Sam say today?"
    assert last(trust)["pack"] == "tiny"


def test_another_puts_todays_question_aside_for_the_day(trust: Trust) -> None:
    question = trust("prompt").out.strip()

    trust("journal", "--another", "-m", "x")

    assert last(trust)["prompt_text"] != question
    assert trust("prompt").out.strip() == last(trust)["prompt_text"]


def test_another_and_another_never_repeat_themselves(trust: Trust) -> None:
    for _ in range(4):
        trust("journal", "--another", "-m", "x")

    asked = [entry["prompt_id"] for entry in entries(trust)]
    assert len(set(asked)) == 4


def test_todays_question_stays_the_same_all_day(trust: Trust) -> None:
    trust("journal", "--answer", "-m", "one", now="2026-11-22T08:00:00+01:00")
    trust("journal", "--answer", "-m", "two", now="2026-11-22T23:30:00+01:00")

    first, second = (entry["prompt_id"] for entry in entries(trust))
    assert first == second


def served(home: Path) -> list[tuple[str, int]]:
    """How often a question was noted as served, for each day."""
    with closing(sqlite3.connect(home / "journal.db")) as connection:
        sql = "SELECT day, count(*) FROM prompt_event WHERE event = 'served' GROUP BY day"
        return connection.execute(sql).fetchall()


def test_todays_question_is_noted_as_served_once(trust: Trust, home: Path) -> None:
    for hour in (8, 12, 20):
        now = f"2026-11-22T{hour:02}:00:00+01:00"
        trust("journal", "--answer", "-m", "at home", now=now)
        trust("journal", "--answer", stdin="from a pipe", now=now)
        trust("journal", stdin="", now=now)
        trust(now=now)
        trust("prompt", now=now)
    assert served(home) == [("2026-11-22", 1)]

    for day in (23, 24, 24):
        trust("journal", "--answer", "-m", "x", now=f"2026-11-{day}T20:00:00+01:00")
    assert served(home) == [("2026-11-22", 1), ("2026-11-23", 1), ("2026-11-24", 1)]

    trust("journal", "--another", "-m", "x", now="2026-11-24T21:00:00+01:00")
    trust("journal", "--answer", "-m", "x", now="2026-11-24T22:00:00+01:00")
    assert served(home)[-1] == ("2026-11-24", 2), "another question"


# --- days -----------------------------------------------------------------------------------


def test_several_entries_a_day_are_fine_and_count_as_one_day(trust: Trust) -> None:
    for text in ("one", "two", "three"):
        trust("journal", "-m", text)

    assert "That's your first day" in trust("streak").out
    assert [entry["body"] for entry in entries(trust)] == ["three", "two", "one"]
    assert len({entry["id"] for entry in entries(trust)}) == 3


@pytest.mark.parametrize(
    ("named", "day"),
    [
        ("today", "2026-11-22"),
        ("yesterday", "2026-11-21"),
        ("Yesterday", "2026-11-21"),
        ("-3", "2026-11-19"),
        ("sunday", "2026-11-22"),
        ("monday", "2026-11-16"),
        ("wednesday", "2026-11-18"),
        ("2026-02-28", "2026-02-28"),
        ("2024-02-29", "2024-02-29"),
    ],
)
def test_date_writes_for_that_day(trust: Trust, named: str, day: str) -> None:
    result = trust("journal", "--free", "--date", named, "-m", "x")

    assert result.code == 0
    entry = last(trust)
    assert (entry["day"], entry["written_on"]) == (day, "2026-11-22")


def test_before_four_it_counts_for_the_day_before_and_says_so(trust: Trust) -> None:
    result = trust("journal", "-m", "late", now="2026-11-23T01:30:00+01:00")

    assert "Saved" in result.out
    assert "for Sunday 22 November 2026" in result.out
    assert "It counts for Sunday: your day begins at 04:00." in result.out
    assert last(trust)["day"] == "2026-11-22"


@pytest.mark.parametrize(
    ("now", "starts", "day"),
    [
        ("2026-11-23T03:59:59+01:00", None, "2026-11-22"),
        ("2026-11-23T04:00:00+01:00", None, "2026-11-23"),
        ("2026-11-23T00:00:00+01:00", "00:00", "2026-11-23"),
        ("2026-11-23T05:59:00+01:00", "06:00", "2026-11-22"),
        ("2026-11-23T01:30:00-05:00", None, "2026-11-22"),
        ("2027-01-01T02:00:00+14:00", None, "2026-12-31"),
    ],
)
def test_the_day_begins_where_the_setting_says(
    trust: Trust, now: str, starts: str | None, day: str
) -> None:
    if starts:
        trust("config", "set", "day_starts_at", starts)

    result = trust("journal", "--free", "-m", "x", now=now)

    assert last(trust)["day"] == day
    assert ("It counts for" in result.out) == (day != now[:10])


def test_after_midnight_words_follow_the_journal_day_and_a_written_date_is_taken_as_it_is(
    trust: Trust,
) -> None:
    night = "2026-11-23T01:30:00+01:00"
    trust("journal", "-m", "x", "--date", "yesterday", now=night)
    assert last(trust)["day"] == "2026-11-21"

    result = trust("journal", "-m", "y", "--date", "2026-11-23", now=night)
    assert result.code == 0
    assert "It counts for" not in result.out
    assert [entry["day"] for entry in entries(trust)] == ["2026-11-23", "2026-11-21"]


def test_a_stored_day_stays_when_the_setting_or_the_zone_changes(trust: Trust) -> None:
    trust("journal", "-m", "x", now="2026-11-23T01:30:00+01:00")
    trust("config", "set", "day_starts_at", "00:00")

    shown = trust("show", "--json", now="2026-11-24T10:00:00-10:00").json["data"]["entry"]
    assert shown["day"] == "2026-11-22"


def test_the_offset_of_the_clock_and_the_zone_are_kept(trust: Trust) -> None:
    trust("journal", "-m", "x", env={"TZ": "Europe/Berlin"})

    entry = last(trust)
    assert entry["created_at"] == "2026-11-22T21:10:00.000000Z"
    assert (entry["utc_offset"], entry["tz"]) == (3600, "Europe/Berlin")
    assert "22:10" in trust("show").out


# --- private ----------------------------------------------------------------------------------

EVERYWHERE_ELSE = [
    (),
    ("list",),
    ("list", "--plain"),
    ("streak",),
    ("streak", "--all", "--json"),
    ("review", "--no-input"),
    ("review", "--markdown"),
    ("review", "--month"),
    ("review", "--json"),
    ("list", "--json"),
    ("--json",),
    ("prompt", "--why"),
    ("export", "markdown", "-"),
    ("trash", "list"),
    ("trash", "list", "--json"),
]


@pytest.mark.parametrize("command", EVERYWHERE_ELSE, ids=" ".join)
def test_private_words_stay_where_they_are(trust: Trust, command: tuple[str, ...]) -> None:
    written = trust(
        *("journal", "--private", "-m", CANARY, "--json"),
        *("--tag", f"{CANARY}tag", "--person", f"{CANARY}person", "--practice", "confidences"),
    )
    assert CANARY not in written.out
    if command[:1] == ("trash",):
        deleted = trust("delete", "last")
        assert CANARY not in deleted.out

    result = trust(*command)

    assert result.code == 0
    assert CANARY not in result.out + result.err


def test_private_words_are_shown_by_name(trust: Trust) -> None:
    trust("journal", "--private", "-m", CANARY)
    assert CANARY in trust("show").out


def test_what_a_private_entry_is_about_is_not_told_by_the_review(trust: Trust) -> None:
    trust("journal", "--private", "--practice", "confidences", "--mood", "1", "-m", CANARY)

    told = trust("review", "--json").json["data"]

    assert told["attended"] == []
    assert told["mood"]["days"] == []
    assert (told["entries"], told["private"]) == (1, 1)


def test_the_streak_of_a_practice_does_not_tell_a_private_entry(trust: Trust) -> None:
    trust("journal", "--private", "--practice", "confidences", "-m", CANARY)

    told = trust("streak", "--json").json["data"]["practices"]

    assert {row["practice"]: row["days"] for row in told}["confidences"] == 0


# --- what was left behind, settings -----------------------------------------------------------


def test_a_text_left_behind_is_one_line_where_nobody_can_be_asked(trust: Trust, home: Path) -> None:
    trust("journal", "--free", stdin=b"x" * (17 * 1024 * 1024))
    (kept,) = (home / "drafts").glob("*.md")

    result = trust("journal", "-m", "another evening")

    assert result.code == 0
    assert len(result.err.splitlines()) == 1
    assert str(kept) in result.err
    assert kept.exists()


def test_streaks_off_leaves_only_saved(trust: Trust) -> None:
    trust("config", "set", "streaks", "off")

    result = trust("journal", "-m", "x")

    lines = result.out.splitlines()
    assert lines[0].startswith("Saved ")
    assert not re.search(r"\d", "".join(lines[1:]))


def test_json_gives_the_entry_and_the_standing(trust: Trust) -> None:
    result = trust("journal", "-m", "x", "--json")

    data = result.json["data"]
    assert (result.json["command"], result.json["status"]) == ("journal", "ok")
    assert data["entry"]["body"] == "x"
    assert data["standing"]["written_today"] is True
    assert result.err == ""
