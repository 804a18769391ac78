"""An entry in one line: what is one, which question it answers, its day and its time."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from conftest import NOW, Result, Trust
from trustjournal.commands import COMMANDS, synonyms

CANARY = "heliotrope"
"""A word that stands in no sentence of the program."""


def entries(trust: Trust) -> list[Any]:
    """All entries, newest first."""
    listed: list[Any] = trust("list", "-n", "1000", "--json").json["data"]["entries"]
    return listed


def last(trust: Trust) -> Any:
    return trust("show", "--json").json["data"]["entry"]


def drafts(home: Path) -> list[str]:
    return [path.read_text("utf-8") for path in (home / "drafts").glob("*.md")]


def assert_one_plain_line(result: Result, code: int) -> None:
    assert result.code == code
    assert result.out == ""
    assert len(result.err.splitlines()) == 1
    assert CANARY not in result.err


# --- one argument with a space in it -----------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "I listened until the end",
        "last night we argued",
        "Share something kind tomorrow",
        "- milk and eggs",
        "-5 degrees, and we walked anyway",
        "two\nlines",
        "tomorrow: ask about the letter",
        "2099-01-01: open the box",
        "note: the kettle",
        "今日は最後まで話を聞いた",
        "--- a long dash first",
    ],
)
def test_one_argument_with_a_space_is_a_free_entry(trust: Trust, text: str) -> None:
    result = trust(text)

    assert (result.code, result.err) == (0, "")
    assert (last(trust)["body"], last(trust)["kind"]) == (text, "free")
    assert "trust edit last --answer" in result.out


@pytest.mark.parametrize(
    "line",
    [
        ("Sam let me finish", "--mood", "4", "--tag", "walk"),
        ("--mood", "4", "--tag", "walk", "Sam let me finish"),
        ("--plain", "Sam let me finish", "--mood=4", "--tag=walk"),
        ("journal", "Sam let me finish", "--mood", "4", "--tag", "walk"),
        ("journal", "Sam", "let", "me", "finish", "--mood", "4", "--tag", "walk"),
        ("--mood", "4", "--tag", "walk", "-m", "Sam let me finish"),
    ],
)
def test_the_options_of_journal_go_with_it(trust: Trust, line: tuple[str, ...]) -> None:
    assert trust(*line).code == 0
    entry = last(trust)
    assert (entry["body"], entry["mood"], entry["tags"]) == ("Sam let me finish", 4, ["walk"])


def test_it_answers_as_journal_does_with_json(trust: Trust) -> None:
    answer = trust("--json", "I listened until the end").json
    assert (answer["command"], answer["status"]) == ("journal", "ok")
    assert answer["data"]["entry"]["body"] == "I listened until the end"


@pytest.mark.parametrize("line", [("tired",), ("journal", "tired"), ("yesterday:",), ("",)])
def test_one_bare_word_is_never_an_entry(trust: Trust, home: Path, line: tuple[str, ...]) -> None:
    assert_one_plain_line(trust(*line), 2)
    assert not (home / "journal.db").exists()


# --- several words, and words that begin like a command ----------------------------------------


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ((CANARY, "felt", "good"), f"{CANARY} felt good"),
        (("I", "felt", CANARY, "--mood", "4"), f"I felt {CANARY}"),
        (("today", "I", "felt", CANARY), f"today I felt {CANARY}"),
        (("last", "night", "we", "saw", CANARY), f"last night we saw {CANARY}"),
        ((f"tags {CANARY}",), f"tags {CANARY}"),
        ((f"share {CANARY} with Sam",), f"share {CANARY} with Sam"),
        (("add", f"a {CANARY} on the sill"), f"a {CANARY} on the sill"),
        (("find", "it", "hard", "to", "say", CANARY), f"find it hard to say {CANARY}"),
    ],
)
def test_what_may_be_a_slip_becomes_a_draft_where_nobody_can_be_asked(
    trust: Trust, home: Path, line: tuple[str, ...], text: str
) -> None:
    result = trust(*line)

    assert_one_plain_line(result, 2)
    assert drafts(home) == [text]
    assert "run `trust` to go on with" in result.err
    assert entries(trust) == []


def test_a_draft_of_such_words_has_what_the_line_asked_for(trust: Trust, home: Path) -> None:
    trust("I", "felt", CANARY, "--private", "--mood", "4")

    [about] = [json.loads(path.read_text()) for path in (home / "drafts").glob("*.json")]
    assert (about["entry"]["private"], about["entry"]["mood"]) == (True, 4)


def test_after_journal_the_words_are_meant(trust: Trust, home: Path) -> None:
    assert trust("journal", "tags", "on", "the", "gifts").code == 0
    assert trust("journal", "review went well").code == 0
    assert [entry["body"] for entry in entries(trust)] == ["review went well", "tags on the gifts"]
    assert drafts(home) == []


def test_the_first_day_is_named_once(trust: Trust) -> None:
    assert "That's your first day" in trust("made soup").out
    assert "first day" not in trust("and washed up").out


# --- which question it answers -----------------------------------------------------------------


@pytest.mark.parametrize(
    "write",
    [
        lambda trust: trust("journal", "-m", "made soup"),
        lambda trust: trust("journal", stdin="made soup"),
        lambda trust: trust("made soup"),
    ],
    ids=["-m", "pipe", "line"],
)
def test_words_without_a_shown_question_are_free_and_can_become_its_answer(
    trust: Trust, write: Any
) -> None:
    question = trust("prompt").out.strip()
    result = write(trust)
    assert "It's a free entry: it doesn't answer a question.\n" in result.out
    assert "To make it the answer to the day's question: trust edit last --answer\n" in result.out
    assert (last(trust)["kind"], last(trust)["prompt_text"]) == ("free", None)
    assert "You've written about this today." not in trust().out

    assert trust("edit", "last", "--answer").code == 0

    entry = last(trust)
    assert (entry["kind"], entry["prompt_text"]) == ("daily", question)
    assert (entry["body"], entry["practice"]) == ("made soup", "safe-space")
    assert "You've written about this today." in trust().out


def test_answer_says_which_question_and_free_takes_it_off(trust: Trust) -> None:
    question = trust("prompt").out.strip()

    result = trust("journal", "--answer", "-m", "at the lake")

    assert f"It answers: {question}" in " ".join(result.out.split())
    assert "To make it a free entry: trust edit last --free" in result.out
    assert last(trust)["prompt_text"] == question

    assert trust("edit", "last", "--free").code == 0

    entry = last(trust)
    kept = ("kind", "prompt_text", "pack", "prompt_id", "practice", "body")
    assert [entry[name] for name in kept] == ["free", None, None, None, None, "at the lake"]
    assert "You've written about this today." not in trust().out
    assert trust("prompt").out.strip() == question
    trust("and then home")
    assert last(trust)["kind"] == "free"


@pytest.mark.parametrize("option", [("--practice", "presence"), ("--pack", "emotional-trust")])
def test_an_option_that_names_a_question_makes_it_an_answer(
    trust: Trust, option: tuple[str, str]
) -> None:
    assert trust("journal", *option, "-m", "x").code == 0
    assert last(trust)["prompt_text"]


def test_a_question_that_was_served_and_waits_gets_the_answer_and_the_next_words_are_free(
    trust: Trust,
) -> None:
    trust("journal", "--another", "-m", "")  # puts one aside and is shown the next
    question = trust("prompt").out.strip()

    trust("by the sea")
    assert (last(trust)["prompt_text"], last(trust)["kind"]) == (question, "daily")
    trust("and after that")
    assert last(trust)["kind"] == "free"


def test_what_has_questions_of_its_own_stays(trust: Trust) -> None:
    trust("joy", "-m", "the first snow")
    result = trust("edit", "last", "--free")

    assert_one_plain_line(result, 2)
    assert "has questions of its own" in result.err


def test_answering_or_freeing_twice_changes_nothing(trust: Trust) -> None:
    trust("made soup")
    assert trust("edit", "last", "--free").code == 1
    trust("edit", "last", "--answer")
    assert trust("edit", "last", "--answer").code == 1
    assert trust("journal", "--free", "--answer", "-m", "x").code == 2


def test_an_edit_of_words_and_question_at_once_is_one_revision(trust: Trust) -> None:
    trust("made soup")
    assert trust("edit", "last", "--answer", "-m", "made soup with Sam").code == 0
    entry = last(trust)
    assert (entry["body"], entry["kind"], entry["revision"]) == ("made soup with Sam", "daily", 2)


# --- the day before a colon, and the time ------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "day", "time"),
    [
        (("yesterday:", "we", "argued"), "2026-11-21", "22:10"),
        (("yesterday: we argued",), "2026-11-21", "22:10"),
        (("Yesterday: we argued",), "2026-11-21", "22:10"),
        (("monday: we argued",), "2026-11-16", "22:10"),
        (("2026-02-28: we argued",), "2026-02-28", "22:10"),
        (("-3: we argued",), "2026-11-19", "22:10"),
        (("yesterday 14:30: we argued",), "2026-11-21", "14:30"),
        (("yesterday", "at", "2:30pm:", "we", "argued"), "2026-11-21", "14:30"),
        (("2026-11-20T09:05: we argued",), "2026-11-20", "09:05"),
        (("today 9am: we argued",), "2026-11-22", "09:00"),
        (("journal", "yesterday:", "we", "argued"), "2026-11-21", "22:10"),
        (("journal", "--at", "14:30", "-m", "we argued"), "2026-11-22", "14:30"),
        (("journal", "--date", "yesterday 14:30", "-m", "we argued"), "2026-11-21", "14:30"),
        (("we argued", "--date", "yesterday", "--at", "14:30"), "2026-11-21", "14:30"),
        # The day rule: before 04:00 it is still the evening of the day before.
        (("journal", "--at", "01:30", "-m", "we argued"), "2026-11-21", "01:30"),
        (("journal", "--date", "yesterday 01:30", "-m", "we argued"), "2026-11-21", "01:30"),
        (("journal", "--date", "2026-11-22 01:30", "-m", "we argued"), "2026-11-22", "01:30"),
    ],
)
def test_a_day_and_a_time(trust: Trust, line: tuple[str, ...], day: str, time: str) -> None:
    result = trust(*line)

    assert (result.code, result.err) == (0, "")
    [entry] = trust("export", "json", "-", "--include-private").json["entries"]
    assert (entry["body"], entry["day"], entry["written_on"]) == ("we argued", day, "2026-11-22")
    shown = "written 22 Nov" if time == "22:10" else time
    assert trust("show", entry["id"]).out.split("  ")[0].endswith(f"{day[:4]}, {shown}")
    if time != "22:10":
        assert f"{day[:4]}, {time}" in result.out
        assert f"trust edit {entry['id'][:5]} --answer" in result.out


def test_the_night_before_the_day_begins_is_one_moment_whichever_way_it_is_named(
    trust: Trust,
) -> None:
    for date in ("yesterday 01:30", "2026-11-22 01:30"):
        trust("journal", "--free", "--date", date, "-m", date)
    one, other = trust("list", "--json").json["data"]["entries"]
    assert one["created_at"][:-4] == other["created_at"][:-4] == "2026-11-22T00:30:00.000"


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        (("journal", "--at", "23:00", "-m", "x"), "23:00 is in the future"),
        (
            ("journal", "--at", "25:00", "-m", "x"),
            "25:00 can't be read as a time of day; use one such as 14:30",
        ),
        (("journal", "--at", "7", "-m", "x"), "7 can't be read as a time of day"),
        (
            ("journal", "--date", "yesterday 99:99", "-m", "x"),
            "99:99 can't be read as a time of day",
        ),
        (("journal", "--date", "yesterday 14:30", "--at", "15:00", "-m", "x"), "give it once"),
        (("edit", "last", "--at", "23:30"), "23:30 is in the future"),
    ],
)
def test_a_time_that_cannot_be(trust: Trust, line: tuple[str, ...], remedy: str) -> None:
    trust("journal", "--free", "-m", "before")
    result = trust(*line)
    assert_one_plain_line(result, 2)
    assert remedy in result.err


def test_edit_gives_another_time_and_keeps_day_and_words(trust: Trust) -> None:
    trust("journal", "--free", "-m", "we argued")
    assert trust("edit", "last", "--at", "14:30").code == 0
    assert "2026, 14:30" in trust("show").out
    assert trust("edit", "last", "--at", "14:30").code == 1, "nothing changed"
    assert trust("edit", "last", "--date", "yesterday 09:00").code == 0

    [entry] = trust("export", "json", "-").json["entries"]
    assert (entry["day"], entry["created_at"]) == ("2026-11-21", "2026-11-21T08:00:00.000000Z")
    assert (entry["body"], entry["revision"]) == ("we argued", 3)


@pytest.mark.parametrize("offset", ["+01:00", "-05:00", "+05:30"])
def test_a_time_is_that_of_the_clock_here(trust: Trust, offset: str) -> None:
    now = f"2026-11-22T22:10:00{offset}"
    trust("journal", "--at", "14:30", "-m", "x", now=now)
    assert "22 November 2026, 14:30" in trust("show", now=now).out


def test_the_offset_is_that_of_the_day_not_of_today(
    trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In Zurich the clock of 2 July is an hour ahead of that of November."""
    monkeypatch.delenv("TRUST_NOW")
    monkeypatch.setenv("TZ", "Europe/Zurich")
    import time

    time.tzset()
    try:
        trust("journal", "--date", "2026-07-02 14:30", "-m", "x")
        [entry] = trust("export", "json", "-").json["entries"]
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()
    assert (entry["created_at"], entry["utc_offset"]) == ("2026-07-02T12:30:00.000000Z", 7200)


@pytest.mark.parametrize("way", [("json", "all.json", "--include-private"), ("markdown", "pages")])
def test_a_time_survives_the_way_there_and_back(
    trust: Trust, tmp_path: Path, way: tuple[str, ...]
) -> None:
    trust("journal", "--free", "--date", "yesterday 14:30", "-m", "we argued")
    trust("journal", "--free", "--date", "2026-11-20 01:30", "-m", "late")
    name, place, *options = way
    assert trust("export", name, str(tmp_path / place), *options).code == 0
    before = trust("list", "--json").json["data"]["entries"]

    other = {"TRUST_HOME": str(tmp_path / "other")}
    assert trust("import", str(tmp_path / place), env=other).code == 0

    after = trust("list", "--json", env=other).json["data"]["entries"]
    if name == "json":
        assert after == before
    keys = ("day", "created_at", "utc_offset", "body")
    assert [[e.get(k) for k in keys] for e in after] == [[e.get(k) for k in keys] for e in before]


# --- words people try --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        (("find", "kettle"), "trust search kettle"),
        (("grep", "the", "keys"), "trust search the keys"),
        (("write",), "trust journal"),
        (("new",), "trust journal"),
        (("note",), "trust journal"),
        (("ls",), "trust list"),
        (("ls", "-n", "5"), "trust list"),
        (("last",), "trust show last"),
        (("rm", "k3m9p"), "trust delete k3m9p"),
        (("stats",), "trust streak"),
        (("settings",), "trust config"),
        (("today",), "trust"),
        (("yesterday",), "trust show yesterday"),
        (("2026-11-20",), "trust show 2026-11-20"),
        (("undo",), "trust trash list` or `trust show last --history"),
        (("month",), "trust review --month"),
        (("help", "stats"), "trust streak"),
        (("serach", "kettle"), "trust search kettle"),
        (("jornal",), "trust journal"),
    ],
)
def test_a_word_people_try_is_told_the_command(
    trust: Trust, home: Path, line: tuple[str, ...], meant: str
) -> None:
    result = trust(*line)

    assert_one_plain_line(result, 2)
    assert f"did you mean `{meant}`?" in result.err
    assert not home.exists(), "and nothing was run or kept"


def test_every_synonym_leads_to_a_command_there_is() -> None:
    known = {*COMMANDS, "--version", "--help", "--install-completion", "read"}
    for word, command in synonyms.MEANINGS.items():
        assert word not in COMMANDS
        for meant in re.split("` or `trust ", command):
            assert meant.split()[0] in known, word


def test_words_that_could_be_an_entry_are_not_repeated(trust: Trust) -> None:
    result = trust("find", "it", "hard", "to", "tell", "Sam", "about", CANARY)
    assert CANARY not in result.err


# --- earlier names -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("earlier", "now"),
    [
        (("star", "last"), "trust edit ENTRY --star"),
        (("focus", "presence"), "trust prompt focus"),
        (("restore",), "trust backup restore"),
    ],
)
def test_an_earlier_name_works_and_says_the_new_one(
    trust: Trust, earlier: tuple[str, ...], now: str
) -> None:
    trust("journal", "--free", "-m", "x")
    result = trust(*earlier)

    assert result.code == 0
    assert f"is now `{now}`; both work" in result.err
    answer = trust(*earlier, "--json")
    assert (answer.code, answer.err) == (0, "")
    assert "notes" not in answer.json["data"]
    assert len(trust(*earlier, "nothing of the kind").err.splitlines()) == 1
    assert earlier[0] not in re.findall(r"[a-z]+", trust("--help").out)


@pytest.mark.usefixtures("copy_of_the_day")
def test_backup_lists_and_restores(trust: Trust, tmp_path: Path) -> None:
    trust("journal", "--free", "-m", "x")
    assert trust("backup", str(tmp_path / "copy.db"), "--force").code == 0
    assert trust("backup", "list").out == trust("restore").out != ""
    assert trust("backup", "restore", "last", "--yes").code == 0
    assert trust("backup", "--json").json["command"] == "backup"


def test_focus_is_in_prompt(trust: Trust) -> None:
    trust("journal", "--free", "-m", "x")
    assert trust("prompt", "focus", "presence", "--json").json["data"]["focus"] == "presence"
    assert trust("prompt", "--json").json["command"] == "prompt"


# --- help --------------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [40, 52, 60, 80, 200])
def test_no_help_page_is_wider_than_the_window(trust: Trust, columns: int) -> None:
    env = {"COLUMNS": str(columns)}
    for page in [("--help",), ("help", "all"), *(("help", name) for name in COMMANDS)]:
        out = trust(*page, env=env).out
        for line in out.splitlines():
            assert len(line) <= columns or len(line.split()) == 1, (page, line)


def test_help_breaks_no_word_in_a_narrow_window(trust: Trust) -> None:
    narrow, wide = (trust("--help", env={"COLUMNS": columns}).out for columns in ("40", "80"))
    assert sorted(narrow.split()) == sorted(wide.split())


def test_help_all_has_every_command_with_its_line(trust: Trust) -> None:
    out = trust("help", "all").out
    for name in COMMANDS:
        assert re.search(rf"^  {name}  +\S", out, re.MULTILINE), name
    assert re.search(r"^  backup restore  +\S", out, re.MULTILINE)
    listed = trust("help", "all", "--json").json["data"]["commands"]
    assert {"command": "journal", "about": "Write today's entry."} in listed


def test_a_tag_renamed_before_the_writing_is_free_again_for_an_entry_of_an_earlier_time(
    trust: Trust,
) -> None:
    trust("journal", "--free", "-m", "x", "--tag", "walk")
    trust("tags", "rename", "walk", "pier")
    trust("journal", "--free", "--at", "09:00", "-m", "y", "--tag", "walk")
    assert [entry["tags"] for entry in entries(trust)] == [["pier"], ["walk"]]


@pytest.mark.parametrize(("back", "counts"), [(22, True), (23, False), (40, False), (400, False)])
def test_after_a_long_gap_the_blank_days_are_not_counted(
    trust: Trust, back: int, counts: bool
) -> None:
    today = datetime.fromisoformat(NOW)
    for days in (back + 1, back):
        trust("journal", "--free", "-m", "x", now=(today - timedelta(days=days)).isoformat())
    for line in (("journal", "--free", "-m", "back"), ("--plain",)):
        done = trust(*line, now=NOW)
        assert ("You wrote on" in done.out) is counts
    tomorrow = (today + timedelta(days=1)).isoformat()
    done = trust("journal", "--free", "-m", "more", "--plain", now=tomorrow)
    assert "You wrote on" in done.out
