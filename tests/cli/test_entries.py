"""`trust list`, `show`, `edit`, `delete` and `trash`: finding entries and caring for them."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from conftest import Trust

_KEPT: dict[str, Any] = {}
"""The journal of `kept` once it was written, so that each test need not write it anew."""


@pytest.fixture
def kept(trust: Trust, home: Path) -> list[Any]:
    """Seven entries over five days, oldest first."""
    if not _KEPT:
        _KEPT["entries"] = _written(trust)
        _KEPT["file"] = (home / "journal.db").read_bytes()
    home.mkdir(exist_ok=True)
    (home / "journal.db").write_bytes(_KEPT["file"])
    return list(_KEPT["entries"])


def _written(trust: Trust) -> list[Any]:
    written = [
        ("2026-11-16", "08:00", "the walk", ("--tag", "walk", "--person", "Sam")),
        ("2026-11-18", "21:00", "about the phone", ("--practice", "presence", "--mood", "2")),
        ("2026-11-19", "21:00", "a free one", ("--free", "--tag", "Walk")),
        ("2026-11-21", "09:00", "morning", ("--practice", "presence", "--tag", "rain")),
        ("2026-11-21", "22:00", "evening", ("--person", "Kim")),
        (
            *("2026-11-22", "21:00", "sealed words"),
            ("--private", "--tag", "walk", "--practice", "transparency"),
        ),
        ("2026-11-22", "22:00", "the last one", ("--closeness", "5")),
    ]
    entries = []
    for day, at, text, options in written:
        answers = () if "--free" in options else ("--answer",)
        line = ("journal", "-m", text, *answers, *options, "--json")
        entries.append(trust(*line, now=f"{day}T{at}:00+01:00").json["data"]["entry"])
    return entries


def bodies(trust: Trust, *options: str) -> list[str | None]:
    """The texts a list gives, newest first; None for a private one."""
    return [entry["body"] for entry in trust("list", "--json", *options).json["data"]["entries"]]


# --- list -----------------------------------------------------------------------------------


def test_list_is_newest_first_one_line_each(trust: Trust, kept: list[Any]) -> None:
    lines = trust("list").out.splitlines()

    assert [line[:5] for line in lines] == [entry["id"][:5] for entry in reversed(kept)]
    assert "Sun 22 Nov" in lines[0]
    assert lines[0].endswith("the last one")
    assert "Presence" in lines[3]


def test_list_shows_ten_unless_told(trust: Trust) -> None:
    for number in range(12):
        trust("journal", "--free", "-m", f"entry {number}")

    assert len(trust("list").out.splitlines()) == 10
    assert len(trust("list", "-n", "12").out.splitlines()) == 12
    assert len(trust("list", "-n", "1").out.splitlines()) == 1


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--from", "2026-11-21"), ["the last one", None, "evening", "morning"]),
        (("--to", "2026-11-18"), ["about the phone", "the walk"]),
        (
            ("--from", "wednesday", "--to", "yesterday"),
            ["evening", "morning", "a free one", "about the phone"],
        ),
        (("--on", "2026-11-21"), ["evening", "morning"]),
        (("--on", "yesterday", "-n", "1"), ["evening"]),
        (("--tag", "rain"), ["morning"]),
        (("--tag", "WALK"), [None, "a free one", "the walk"]),
        (("--tag", "#walk"), [None, "a free one", "the walk"]),
        (("--person", "sam"), ["the walk"]),
        (("--person", "@Sam"), ["the walk"]),
        (("--tag", "walk", "--tag", "rain"), []),
        (("--tag", "Walk", "--person", "Sam", "--to", "2026-11-18", "-n", "1"), ["the walk"]),
        (("--person", "Sam", "--person", "Kim"), []),
        (("--practice", "presence"), ["morning", "about the phone"]),
        (("--kind", "free"), ["a free one"]),
        (("--kind", "review"), []),
        (("--practice", "presence", "--tag", "rain"), ["morning"]),
    ],
    ids=str,
)
def test_filters(
    trust: Trust, kept: list[Any], options: tuple[str, ...], expected: list[str | None]
) -> None:
    # What a private entry is about is a part of its words: no filter may tell it.
    expected = [text for text in expected if text or "--tag" not in options]
    assert bodies(trust, *options) == expected


def test_starred_ones(trust: Trust, kept: list[Any]) -> None:
    trust("edit", kept[0]["id"], "--star")

    assert bodies(trust, "--starred") == ["the walk"]
    trust("edit", kept[0]["id"], "--no-star")
    assert bodies(trust, "--starred") == []


def test_no_entries_and_no_matches_are_said_kindly(trust: Trust) -> None:
    empty = trust("list")
    trust("journal", "-m", "x")
    unmatched = trust("list", "--tag", "nothing")

    assert (empty.code, empty.err) == (0, "")
    assert empty.out == "No entries yet. Write the first with `trust journal`.\n"
    assert (unmatched.code, unmatched.err) == (0, "")
    assert unmatched.out == (
        "No entries match.\nNo entry has the tag nothing. `trust tags` lists your tags.\n"
    )
    assert "No entry has the tag ''." in trust("list", "--tag", "").out


def test_a_list_says_how_much_it_does_not_show(trust: Trust, kept: list[Any]) -> None:
    few = trust("list", "-n", "2")
    assert few.err == "The newest 2 of 7. For more: trust list -n 7\n"
    assert len(few.out.splitlines()) == 2
    told = trust("list", "-n", "1", "--tag", "walk")
    more = "The newest 1 of 2. For more: trust list --tag walk -n 2\n"
    assert told.err == f"{more}1 private entry wasn't searched.\n"
    assert "looked into" not in trust("list", "--tag", "walk", "--to", "2026-11-21").err
    data = trust("list", "-n", "2", "--practice", "presence", "--json").json["data"]
    assert (data["more"], data["private"]) == (False, 1)


def test_what_nobody_has_is_told_with_what_comes_close(trust: Trust, kept: list[Any]) -> None:
    out = trust("list", "--tag", "wlak", "--person", "Sem", "--tag", "transparent").out

    assert out.splitlines() == [
        "No entries match.",
        "No entry has the tag wlak. Did you mean walk?",
        "No entry has the tag transparent. `trust tags` lists your tags.",
        "No entry is about Sem. Did you mean Sam?",
    ]
    assert trust("list", "--tag", "walk", "--tag", "rain").out == "No entries match.\n"
    assert trust("list", "--on", "today", "--from", "monday").code == 2


def test_a_list_of_days_that_run_backwards_is_refused_like_anywhere_else(trust: Trust) -> None:
    result = trust("list", "--from", "2026-11-20", "--to", "2026-11-10")

    assert result.code == 2
    assert "ends before it begins" in result.err


def test_a_private_entry_is_listed_without_its_words(trust: Trust, kept: list[Any]) -> None:
    line = trust("list").out.splitlines()[1]

    assert line.split() == [kept[5]["id"][:5], "Sun", "22", "Nov", "private"]


def test_a_narrow_list_keeps_one_line_each(trust: Trust, kept: list[Any]) -> None:
    trust("journal", "-m", "many words " * 40)

    lines = trust("list", env={"COLUMNS": "40"}).out.splitlines()

    assert len(lines) == 8
    assert max(map(len, lines)) <= 40


def test_a_wide_list_tells_more(trust: Trust, kept: list[Any]) -> None:
    trust("edit", "2026-11-18", "--mood", "2", "--closeness", "3")
    trust("edit", "2026-11-16", "--tag", "long-" * 9, "--person", "Sam", "--date", "2025-11-16")

    wide = trust("list", env={"COLUMNS": "200"}).out.splitlines()

    assert "  mood 2  closeness 3  " in wide[5]
    assert "#long-" in wide[-1]
    assert "Sun 16 Nov 2025" in wide[-1]
    assert len({line.rindex("  ") for line in wide}) == 1, "the words stand below each other"
    assert "closeness" not in trust("list", env={"COLUMNS": "120"}).out


def test_plain_puts_marks_into_words(trust: Trust, kept: list[Any]) -> None:
    trust("edit", "last", "--star")

    lines = trust("list", "--plain").out.splitlines()

    assert lines[0].startswith(f"{kept[6]['id'][:5]}, Sunday 22 November 2026. ")
    assert "Starred. the last one" in lines[0]
    assert lines[1].endswith("Private.")


def test_a_practice_of_an_own_pack_can_be_listed(trust: Trust, home: Path) -> None:
    (home / "packs").mkdir(parents=True)
    (home / "packs" / "tiny.yaml").write_text(
        "schema: 1\nid: tiny\ntitle: 'Tiny'\nlicense: CC0-1.0\nlanguage: en\nversion: 1.0.0\n"
        "author: [me]\npractices:\n  - {id: humour, title: 'Humour'}\n"
        "prompts:\n  - id: only\n    practice: humour\n    depth: 1\n"
        "    text: 'What did we laugh about today?'\n",
        "utf-8",
    )
    trust("journal", "--pack", "tiny", "-m", "the hat")

    assert bodies(trust, "--practice", "humour") == ["the hat"]


# --- names -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("last", "the last one"),
        ("LAST", "the last one"),
        ("last-0", "the last one"),
        ("last-1", "sealed words"),
        ("last-2", "evening"),
        ("2026-11-16", "the walk"),
        ("monday", "the walk"),
        ("wednesday", "about the phone"),
        ("thursday", "a free one"),
        ("2026-11-21.1", "morning"),
        ("2026-11-21.2", "evening"),
        ("yesterday.2", "evening"),
        ("today.1", "sealed words"),
        ("saturday.1", "morning"),
    ],
)
def test_an_entry_has_many_names(trust: Trust, kept: list[Any], name: str, body: str) -> None:
    result = trust("show", name, "--json")

    assert result.code == 0, result.out
    assert result.json["data"]["entry"]["body"] == body


@pytest.mark.parametrize("name", ["-3", "-6"])
def test_days_ago_name_an_entry_too(trust: Trust, kept: list[Any], name: str) -> None:
    result = trust("show", name, "--json")

    assert result.code == 0, result.out
    body = {"-3": "a free one", "-6": "the walk"}[name]
    assert result.json["data"]["entry"]["body"] == body


@pytest.mark.parametrize("length", [5, 12, 20])
def test_the_beginning_of_an_id_is_enough(trust: Trust, kept: list[Any], length: int) -> None:
    for entry in kept:
        named = trust("show", entry["id"][:length].upper(), "--json")
        assert named.json["data"]["entry"]["id"] == entry["id"]


def test_show_alone_means_last(trust: Trust, kept: list[Any]) -> None:
    assert trust("show").out == trust("show", "last").out


@pytest.fixture
def alike(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids that begin alike, in the order they will be given out."""
    from trustjournal.app import App

    ids = [f"abcde{number:015}" for number in range(3)]
    left = list(ids)
    monkeypatch.setattr(App, "new_id", lambda self: left.pop(0))
    return ids


def test_an_ambiguous_beginning_lists_its_candidates(trust: Trust, alike: list[str]) -> None:
    trust("journal", "-m", "heliotrope one", now="2026-11-20T21:00:00+01:00")
    trust("journal", "-m", "heliotrope two", now="2026-11-21T22:00:00+01:00")

    result = trust("show", "abc")

    assert result.code == 2
    assert result.out == ""
    assert len(result.err.splitlines()) == 1
    assert "2026-11-20 21:00" in result.err
    assert "2026-11-21 22:00" in result.err
    assert "heliotrope" not in result.err


def test_candidates_are_named_so_that_each_can_be_typed(trust: Trust, alike: list[str]) -> None:
    trust("journal", "-m", "one")
    trust("journal", "-m", "two")

    said = trust("show", "abcde").err

    for entry_id in alike[:2]:
        begins = [word.strip(",()") for word in said.split() if word.startswith("abcde")]
        assert any(entry_id.startswith(name) and len(name) > 5 for name in begins), said


def test_a_day_with_two_entries_lists_both(trust: Trust, kept: list[Any]) -> None:
    result = trust("show", "2026-11-21")

    assert result.code == 2
    for entry in kept[3:5]:
        assert entry["id"][:5] in result.err


def test_ids_in_the_trash_do_not_make_a_name_ambiguous(trust: Trust, alike: list[str]) -> None:
    trust("journal", "-m", "one")
    trust("journal", "-m", "two")
    trust("delete", alike[0])

    assert trust("show", "abc", "--json").json["data"]["entry"]["body"] == "two"


@pytest.mark.parametrize(
    "name", ["last-7", "zzzzz", "2026-11-17", "2026-11-21.3", "2026-11-21.0", "last-999999"]
)
def test_a_name_nobody_has_is_one_line(trust: Trust, kept: list[Any], name: str) -> None:
    result = trust("show", name)

    assert (result.code, result.out) == (1, "")
    missing = (
        f"for {name}; `trust list` shows your entries"
        if name.startswith("2026")
        else f"called {name}; `trust list` shows the ids"
    )
    assert result.err == f"trust show: there's no entry {missing}\n"


@pytest.mark.parametrize("name", ["last-x", "lately", "2026-13-01", "2026-11-31.1", "ab!", "li"])
def test_what_cannot_be_a_name_is_one_line(trust: Trust, kept: list[Any], name: str) -> None:
    result = trust("show", name)

    assert (result.code, result.out) == (2, "")
    assert len(result.err.splitlines()) == 1


@pytest.mark.parametrize("name", ["2026-11-21.²", "2026-11-21.x", "2026-11-21." + "9" * 5000])
def test_odd_numbers_after_a_day_are_no_fault_of_ours(
    trust: Trust, kept: list[Any], name: str
) -> None:
    result = trust("show", name)

    assert result.code in (1, 2)
    assert "something went wrong" not in result.err


# --- show ------------------------------------------------------------------------------------


def test_show_says_everything_about_an_entry(trust: Trust) -> None:
    trust(
        *("journal", "-m", "first line\n\nlast line", "--mood", "3", "--closeness", "4"),
        *("--tag", "walk", "--person", "Sam", "--date", "yesterday"),
    )
    trust("edit", "last", "--star")

    out = trust("show").out

    assert "Saturday 21 November 2026, written 22 Nov  " in out
    assert "first line\n\nlast line" in out
    for said in ("mood 3", "closeness 4", "tag walk", "with Sam", "starred"):
        assert said in out
    assert trust("prompt").out.strip() not in out  # yesterday had a question of its own


def test_show_of_an_empty_journal_is_kind(trust: Trust, home: Path) -> None:
    result = trust("show")

    assert (result.code, result.err) == (0, "")
    assert "No entries yet" in result.out
    assert not home.exists()


def test_a_pipe_gets_lines_as_they_were_written(trust: Trust) -> None:
    line = "word " * 60 + "end"
    trust("journal", "-m", line)

    assert line in trust("show", env={"COLUMNS": "40"}).out


# --- edit -------------------------------------------------------------------------------------


def revisions(home: Path) -> list[str]:
    """The earlier wordings that are kept, oldest first."""
    with sqlite3.connect(home / "journal.db") as db:
        rows = db.execute("SELECT body FROM revision ORDER BY revision").fetchall()
    db.close()
    return [row[0] for row in rows]


def test_edit_by_message_keeps_the_earlier_wording(trust: Trust, home: Path) -> None:
    trust("journal", "-m", "first")
    first = trust("edit", "last", "-m", "second")
    second = trust("edit", "-m", "third")

    assert (first.code, second.code) == (0, 0)
    assert "version 2" in first.out
    assert "The earlier version is kept." in first.out
    assert "version 3" in second.out
    assert trust("show", "--json").json["data"]["entry"]["body"] == "third"
    assert revisions(home) == ["first", "second"]
    assert "2 earlier versions" in trust("show").out


def test_edit_by_standard_input(trust: Trust, home: Path) -> None:
    trust("journal", "-m", "first")

    assert trust("edit", "last", stdin="second\n").code == 0
    assert trust("show", "--json").json["data"]["entry"]["body"] == "second"
    assert revisions(home) == ["first"]


@pytest.mark.parametrize(
    ("options", "field", "value"),
    [
        (("--mood", "5"), "mood", 5),
        (("--closeness", "1"), "closeness", 1),
        (("--tag", "a", "--tag", "b"), "tags", ["a", "b"]),
        (("--person", "Kim"), "people", ["Kim"]),
        (("--date", "2026-11-01"), "day", "2026-11-01"),
        (("--private",), "private", True),
        (("--star",), "starred", True),
    ],
    ids=str,
)
def test_edit_by_options_leaves_the_text(
    trust: Trust, options: tuple[str, ...], field: str, value: object
) -> None:
    trust("journal", "-m", "first", "--tag", "old")

    assert trust("edit", "last", *options).code == 0

    entry = trust("show", "--json").json["data"]["entry"]
    assert entry[field] == value
    assert entry["body"] == "first"


def test_private_can_be_opened_again(trust: Trust) -> None:
    trust("journal", "-m", "first", "--private")
    trust("edit", "last", "--no-private")

    assert bodies(trust) == ["first"]


def test_editing_to_the_same_changes_nothing(trust: Trust, home: Path) -> None:
    trust("journal", "-m", "first", "--mood", "3")

    for again in (("-m", "first"), ("--mood", "3"), ("--no-star",)):
        result = trust("edit", "last", *again)
        assert (result.code, result.out) == (1, "")
        assert result.err == "trust edit: nothing changed\n"
    assert revisions(home) == []


def test_an_emptied_text_leaves_the_entry(trust: Trust) -> None:
    trust("journal", "-m", "first")

    result = trust("edit", "last", "-m", " ")

    assert result.code == 1
    assert "trust delete" in result.err
    assert bodies(trust) == ["first"]


def test_edit_without_a_change_and_without_a_terminal_says_how(trust: Trust) -> None:
    trust("journal", "-m", "first")

    result = trust("edit", "last")

    assert result.code == 2
    assert "with -m" in result.err


def test_edit_keeps_who_when_and_which_question(trust: Trust) -> None:
    trust("journal", "-m", "first", now="2026-11-20T21:00:00+01:00")
    before = trust("show", "--json").json["data"]["entry"]
    trust("edit", "last", "-m", "second")
    after = trust("show", "--json").json["data"]["entry"]

    for field in ("id", "day", "written_on", "created_at", "prompt_text", "kind"):
        assert after[field] == before[field]
    assert after["modified_at"] > before["modified_at"]
    assert after["hash"] != before["hash"]


def test_an_edit_that_is_too_long_is_refused_and_its_text_is_kept(trust: Trust, home: Path) -> None:
    trust("journal", "-m", "first")
    long = b"x" * (17 * 1024 * 1024)

    result = trust("edit", "last", stdin=long)

    assert result.code == 2
    assert bodies(trust) == ["first"]
    (draft,) = (home / "drafts").glob("*.md")
    assert 16 * 1024 * 1024 < len(draft.read_bytes()) < len(long)
    assert str(draft) in result.err


# --- delete and trash --------------------------------------------------------------------------


def test_delete_says_how_to_get_it_back_and_that_works(trust: Trust, kept: list[Any]) -> None:
    gone = kept[4]
    result = trust("delete", gone["id"][:6])

    short = gone["id"][:5]
    assert result.code == 0
    assert f"To get it back: trust trash restore {short}" in result.out
    assert "evening" not in bodies(trust, "-n", "100")
    assert trust("trash", "list").out.split()[0] == short
    assert trust("trash").out == trust("trash", "list").out

    back = trust("trash", "restore", short)
    assert back.code == 0
    assert short in back.out
    assert bodies(trust, "--on", "2026-11-21") == ["evening", "morning"]
    assert trust("trash", "list").out == "The trash is empty.\n"


@pytest.mark.parametrize(
    "command", [("list", "--json"), ("export", "markdown", "-"), ("show", "2026-11-21.2")]
)
def test_what_is_in_the_trash_is_shown_nowhere_else(
    trust: Trust, kept: list[Any], command: tuple[str, ...]
) -> None:
    assert "evening" in trust(*command).out
    trust("delete", kept[4]["id"])
    assert "evening" not in trust(*command).out


def test_a_day_whose_only_entry_is_in_the_trash_counts_as_blank(trust: Trust) -> None:
    trust("journal", "-m", "x", "--date", "yesterday")
    trust("journal", "-m", "y")
    trust("delete", "2026-11-22")

    written = trust("streak", "--json").json["data"]["standing"]["written_today"]
    assert written is False


def test_deleting_twice_finds_nothing(trust: Trust) -> None:
    trust("journal", "-m", "one")
    name = trust("list").out[:5]
    trust("delete", name)

    again = trust("delete", name)
    assert (again.code, again.out) == (1, "")


def test_an_entry_that_is_not_in_the_trash_is_said_with_the_trash_in_mind(trust: Trust) -> None:
    trust("journal", "-m", "one")

    result = trust("trash", "restore", trust("list").out[:5])

    assert result.code == 1
    assert "`trust trash list` shows what's there" in result.err


def test_an_empty_trash_is_said_kindly(trust: Trust, home: Path) -> None:
    result = trust("trash", "list")

    assert (result.code, result.out, result.err) == (0, "The trash is empty.\n", "")
    assert not home.exists()


@pytest.mark.parametrize("command", [("edit",), ("delete", "last"), ("trash", "restore", "abc")])
def test_commands_that_need_a_journal_say_there_is_none(
    trust: Trust, home: Path, command: tuple[str, ...]
) -> None:
    result = trust(*command)

    assert (result.code, result.out) == (10, "")
    assert "there's no journal yet" in result.err
    assert not home.exists()


def test_delete_needs_a_name(trust: Trust) -> None:
    trust("journal", "-m", "one")

    result = trust("delete")

    assert result.code == 2
    assert bodies(trust) == ["one"]


# --- delete and restore without a name -----------------------------------------------------------


def test_delete_alone_names_the_last_entry_and_the_line(trust: Trust) -> None:
    for words in ("walnut", "heliotrope"):
        trust("journal", "--free", "-m", words)
    short = trust("list", "-n", "1").out[:5]
    error = trust("delete")
    assert (error.code, error.err.count("\n"), error.out) == (2, 1, "")
    assert f"{short} (Sunday 22 November 2026, Free)" in error.err
    assert "`trust delete last`" in error.err
    assert "`trust delete last --purge`" in trust("delete", "--purge").err
    assert "heliotrope" not in error.err
    assert len(trust("list", "--json").json["data"]["entries"]) == 2
    deleted = trust("delete", "last").out
    assert f"{short} (Sunday 22 November 2026, Free) is in the trash." in deleted
    assert "heliotrope" not in deleted


def test_restore_last_takes_back_what_was_deleted_last(trust: Trust) -> None:
    assert trust("journal", "-m", "walnut").code == 0
    error = trust("trash", "restore", "last")
    assert (error.code, error.err.count("\n")) == (1, 1)
    assert "the trash is empty" in error.err
    trust("journal", "-m", "heliotrope")
    first, second = (e["id"] for e in trust("list", "--json").json["data"]["entries"])
    trust("delete", second)
    trust("delete", first, now="2026-11-22T22:20:00+01:00")
    assert f"To bring one back: trust trash restore {first[:5]}" in trust("trash").out
    error = trust("trash", "restore")
    assert (error.code, error.err.count("\n"), error.out) == (2, 1, "")
    assert f"{first[:5]} (Sunday 22 November 2026, Free)" in error.err
    assert "`trust trash restore last`" in error.err
    assert trust("trash", "restore", "last").code == 0
    assert [e["id"] for e in trust("list", "--json").json["data"]["entries"]] == [first]


def test_last_is_no_id_where_nothing_is_written(trust: Trust) -> None:
    trust("journal", "--free", "-m", "x")
    assert "there's no entry called last-9" in trust("edit", "last-9", "--mood", "3").err
    trust("delete", "last", "--purge", "--yes")
    for command in (("edit", "last", "--mood", "3"), ("delete", "last"), ("unsaid", "last")):
        result = trust(*command)
        assert (
            result.code,
            "no entries yet; write the first with `trust journal`" in result.err,
        ) == (1, True)
