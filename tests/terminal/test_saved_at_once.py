"""Ctrl-D saves an entry at that moment; mood and closeness are asked after it and added."""

from __future__ import annotations

import json
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conftest import NOW, Trust
from terminal_helpers import CTRL_C, CTRL_D, ENTER, Room, Terminal, no_trace_in, until

WORDS = "Words that took an hour."
MANNERS = [(), ("--plain",), ("--editor",)]
HANG_UP = 0


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    """A person's place, where mood and closeness are asked for."""
    home.mkdir(mode=0o700)
    (home / "config.toml").write_text('context = "partnered"\n', "utf-8")
    with closing(Room(home, trust)) as found:
        yield found


def at_the_mood(room: Room, *options: str) -> Terminal:
    """The program that asks for the mood, after an entry was written."""
    editor = room.editor(f"printf '%s' '{WORDS}' >> \"$1\"")
    terminal = room.open("journal", *options, EDITOR=editor)
    if "--editor" not in options:
        terminal.wait_for_the_writer()
        terminal.type(WORDS + CTRL_D)
    terminal.wait_for("Mood")
    terminal.wait_for("skips): ")
    return terminal


def at_the_closeness(room: Room, *options: str, mood: str = "4") -> Terminal:
    """The program that asks for the closeness, after the mood was answered."""
    terminal = at_the_mood(room, *options)
    terminal.type(mood + ENTER)
    terminal.wait_for("How close")
    terminal.wait_for("skips): ")
    return terminal


def feelings(room: Room) -> tuple[object, object]:
    [entry] = room.entries()
    return entry["mood"], entry["closeness"]


@pytest.mark.parametrize("options", MANNERS, ids=["inline", "plain", "editor"])
def test_it_is_stored_and_said_before_anything_more_is_asked(
    room: Room, options: tuple[str, ...]
) -> None:
    terminal = at_the_mood(room, *options)
    assert room.bodies() == [WORDS]
    assert room.leftovers() == []
    assert "Saved. Mood" in terminal.said
    terminal.type(ENTER)
    terminal.wait_for("skips): ")
    terminal.type(ENTER)
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    assert feelings(room) == (None, None)


@pytest.mark.parametrize("options", MANNERS, ids=["inline", "plain", "editor"])
def test_ctrl_c_at_the_mood_leaves_it_saved(room: Room, options: tuple[str, ...]) -> None:
    terminal = at_the_mood(room, *options)
    terminal.type(f"3{CTRL_C}")
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    assert no_trace_in(terminal.text)
    assert "How close" not in terminal.text
    assert room.bodies() == [WORDS]
    assert room.leftovers() == []
    assert room.trust().err == ""


@pytest.mark.parametrize("options", MANNERS[:2], ids=["inline", "plain"])
def test_ctrl_c_at_the_closeness_keeps_the_mood(room: Room, options: tuple[str, ...]) -> None:
    terminal = at_the_closeness(room, *options)
    assert feelings(room) == (4, None)
    terminal.type(CTRL_C)
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    assert feelings(room) == (4, None)


def test_more_than_one_ctrl_c_changes_nothing(room: Room) -> None:
    terminal = at_the_mood(room)
    terminal.type(CTRL_C * 3)
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    assert no_trace_in(terminal.text)
    assert room.bodies() == [WORDS]


@pytest.mark.parametrize(
    "ending",
    [
        signal.SIGKILL,
        signal.SIGTERM,
        HANG_UP,
        pytest.param(signal.SIGHUP, marks=pytest.mark.torture),
    ],
)
@pytest.mark.parametrize("at", [at_the_mood, at_the_closeness])
def test_whatever_ends_it_there_it_is_saved(room: Room, at: object, ending: int) -> None:
    assert callable(at)
    terminal = at(room)
    if ending == HANG_UP:
        terminal.hang_up()
    else:
        terminal.kill(ending)
    assert terminal.end() != 0
    assert no_trace_in(terminal.text)
    assert room.bodies() == [WORDS]
    assert feelings(room) == (4 if at is at_the_closeness else None, None)
    assert room.leftovers() == []
    assert room.trust().err == ""


def test_feelings_are_added_to_the_entry_and_are_no_edit_of_it(room: Room) -> None:
    terminal = at_the_closeness(room)
    terminal.type(f"5{ENTER}")
    assert terminal.end() == 0
    [entry] = room.entries()
    assert (entry["mood"], entry["closeness"], entry["revision"]) == (4, 5, 1)
    assert entry["modified_at"] == entry["created_at"]
    assert "It hasn't been changed since it was written." in room.trust("show", "--history").out
    assert len(room.trust("search", "hour", "--json").json["data"]["entries"]) == 1
    said = {each["what"] for each in room.trust("doctor", "--json").json["data"]["findings"]}
    assert "sound" in said
    assert not [what for what in said if what.startswith("search")]


def test_who_stops_at_the_mood_of_a_first_entry_is_not_asked_on(home: Path, trust: Trust) -> None:
    with closing(Room(home, trust)) as room:
        terminal = at_the_mood(room)
        terminal.type(CTRL_C)
        assert terminal.end() == 0
        assert "Which comes closest?" not in terminal.text
        assert room.bodies() == [WORDS]


# --- who is still writing --------------------------------------------------------------------

MORE = "And then we laughed."


def test_a_sentence_at_the_mood_is_the_next_paragraph(room: Room) -> None:
    terminal = at_the_mood(room)
    terminal.type(MORE + ENTER)
    terminal.wait_for("Added to what you wrote.")
    terminal.wait_for("A number from 1 to 5")
    assert room.bodies() == [f"{WORDS}\n\n{MORE}"], "before anything more is typed"
    terminal.type(f"good{ENTER}")
    terminal.type(f"4{ENTER}")
    terminal.wait_for("How close")
    terminal.type(f"so so{ENTER}")
    terminal.wait_for("A number from 1 to 5")
    terminal.type(f"2{ENTER}")
    assert terminal.end() == 0
    assert feelings(room) == (4, 2)
    assert room.bodies() == [f"{WORDS}\n\n{MORE}\n\nso so"]
    assert room.leftovers() == []
    assert room.trust("doctor").code == 0


@pytest.mark.parametrize("ending", [CTRL_C, signal.SIGTERM, HANG_UP])
def test_a_sentence_that_is_cut_off_there_is_kept_too(room: Room, ending: object) -> None:
    terminal = at_the_mood(room)
    terminal.type(MORE)
    terminal.wait_for(MORE)
    if ending == CTRL_C:
        terminal.type(CTRL_C)
    elif ending == HANG_UP:
        terminal.hang_up()
    else:
        terminal.kill(signal.SIGTERM)
    terminal.end()
    assert room.bodies() == [f"{WORDS}\n\n{MORE}"]
    assert room.leftovers() == []


def test_a_sentence_there_that_finds_no_entry_is_a_draft_of_its_own(room: Room) -> None:
    terminal = at_the_mood(room)
    assert room.trust("delete", "last", "--purge", "--yes").code == 0
    terminal.type(MORE + ENTER)
    assert terminal.end() == 1
    assert room.draft_texts() == [MORE]
    assert no_trace_in(terminal.text)


def test_a_sentence_there_about_someone_who_is_not_quoted_is_not_quoted_either(room: Room) -> None:
    terminal = at_the_mood(room, "--person", "Sam")
    assert room.trust("people", "set", "Sam", "--quote", "no").code == 0
    assert room.trust("delete", "last", "--purge", "--yes").code == 0
    terminal.type(MORE + ENTER)
    terminal.end()
    [description] = room.drafts.glob("*.json")
    assert json.loads(description.read_text("utf-8"))["entry"]["people"] == ["Sam"]


def test_a_sentence_there_goes_behind_what_another_window_made_of_the_entry(room: Room) -> None:
    terminal = at_the_mood(room)
    assert room.trust("edit", "last", "-m", "other words").code == 0
    terminal.type(MORE + ENTER)
    terminal.wait_for("Added")
    assert room.bodies() == [f"other words\n\n{MORE}"]


def test_a_sentence_there_is_a_draft_while_the_journal_is_locked(room: Room) -> None:
    terminal = at_the_mood(room)
    with closing(sqlite3.connect(room.home / "journal.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        terminal.type(MORE + ENTER)
        assert terminal.end() == 11
    assert room.bodies() == [WORDS]
    assert room.draft_texts() == [MORE]


# --- while it is asked, another program does something ---------------------------------------


def test_an_edit_meanwhile_stays_and_the_feelings_are_added(room: Room) -> None:
    terminal = at_the_mood(room)
    assert room.trust("edit", "last", "-m", "other words", "--mood", "2").code == 0
    terminal.type(f"4{ENTER}")
    terminal.wait_for("How close")
    terminal.type(f"5{ENTER}")
    assert terminal.end() == 0
    [entry] = room.entries()
    assert (entry["body"], entry["revision"]) == ("other words", 2)
    assert feelings(room) == (2, 5)
    assert room.trust("doctor").code == 0, "the hash fits"


@pytest.mark.parametrize("how", ["purged", "taken away"])
def test_an_entry_removed_meanwhile_is_not_made_again(room: Room, how: str) -> None:
    terminal = at_the_mood(room)
    if how == "purged":
        assert room.trust("delete", "last", "--purge", "--yes").code == 0
    else:
        (room.home / "journal.db").unlink()
    terminal.type(f"4{ENTER}")
    terminal.wait_for("removed elsewhere")
    assert terminal.end() == 0
    assert "How close" not in terminal.text
    assert no_trace_in(terminal.text)
    assert room.bodies() == []
    if how == "taken away":
        assert list(room.home.rglob("*.db")) == [], "no empty journal, and no copy of one"


def test_an_entry_put_in_the_trash_meanwhile_stays_there(room: Room) -> None:
    terminal = at_the_closeness(room)
    assert room.trust("delete", "last").code == 0
    terminal.type(f"5{ENTER}")
    assert terminal.end() == 0
    assert room.bodies() == []
    [entry] = room.trust("trash", "list", "--json").json["data"]["entries"]
    assert room.trust("trash", "restore", entry["id"]).code == 0
    assert feelings(room) == (4, 5)


def test_a_journal_that_is_locked_keeps_the_words_and_says_how_to_add_the_rest(room: Room) -> None:
    terminal = at_the_mood(room)
    with closing(sqlite3.connect(room.home / "journal.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        terminal.type(f"4{ENTER}")
        assert terminal.end() == 11
    [entry] = room.entries()
    assert entry["body"] == WORDS
    assert f"The entry is saved, and `trust edit {entry['id'][:5]} --mood 4` adds" in terminal.said
    assert no_trace_in(terminal.text)


def test_a_journal_sealed_meanwhile_is_opened_by_its_passphrase(room: Room) -> None:
    sealed = {"TRUST_PASSPHRASE": "five quiet words at dusk"}
    terminal = at_the_mood(room)
    assert room.trust("encrypt", env=sealed).code == 0
    terminal.type(f"4{ENTER}")
    terminal.wait_for("Passphrase: ")
    terminal.type(f"five quiet words at dusk{ENTER}")
    terminal.wait_for("How close")
    terminal.type(CTRL_C)
    assert terminal.end() == 0
    found = room.trust("show", "last", "--json", env=sealed).json["data"]["entry"]
    assert (found["body"], found["mood"]) == (WORDS, 4)


# --- a draft that is taken up ----------------------------------------------------------------


def left_behind(room: Room, *texts: str) -> None:
    """Drafts that killed programs left."""
    terminals = []
    for words in texts:
        terminal = room.open("journal", "--free")
        terminal.wait_for_the_writer()
        terminal.type(words)
        until(lambda: terminal.read(0.01) and words in room.draft_texts(), "the draft")  # noqa: B023  # ends first
        terminals.append(terminal)
    for terminal in terminals:
        terminal.kill(signal.SIGKILL)
        terminal.end()


def taken_up(room: Room, *argv: str) -> Terminal:
    """The program that asks for the mood of a draft which was gone on with."""
    terminal = room.open(*argv)
    terminal.wait_for("[s/e/d] ")
    terminal.type(f"e{ENTER}")
    terminal.wait_for_the_writer()
    terminal.type(f" And these.{CTRL_D}")
    terminal.wait_for("Mood")
    terminal.wait_for("skips): ")
    return terminal


@pytest.mark.parametrize("argv", [(), ("journal",)], ids=["trust", "trust journal"])
def test_a_draft_gone_on_with_is_saved_at_ctrl_d_and_ctrl_c_then_ends_it(
    room: Room, argv: tuple[str, ...]
) -> None:
    left_behind(room, "one", "two")
    terminal = taken_up(room, *argv)
    assert room.bodies() == ["one And these."]
    assert room.draft_texts() == ["two"]
    terminal.type(CTRL_C)
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    assert terminal.text.count("unsaved text") == 1
    assert room.bodies() == ["one And these."]
    assert room.draft_texts() == ["two"]


def test_the_feelings_of_a_draft_gone_on_with_are_added(room: Room) -> None:
    left_behind(room, "one")
    terminal = taken_up(room)
    terminal.type(f"2{ENTER}")
    assert terminal.end() == 0
    assert feelings(room) == (2, None)


@pytest.mark.parametrize("paused", [False, True], ids=["as always", "not safe"])
@pytest.mark.parametrize("argv", [("--free",), ("--prompt", "emotional-trust/presence-sky")])
def test_closeness_is_asked_only_after_a_question_with_others_in_it(
    room: Room, argv: tuple[str, ...], paused: bool
) -> None:
    """Where somebody is not safe, no other question comes, and so nothing looks different."""
    if paused:
        assert room.trust("journal", "--because", "not-safe", "-m", "x", now=NOW).code == 0
    terminal = room.open("journal", *argv)
    terminal.wait_for_the_writer()
    terminal.type(f"one{CTRL_D}")
    terminal.wait_for("Mood")
    terminal.type(f"2{ENTER}")
    assert terminal.end() == 0
    assert "How close" not in terminal.text


def test_a_kill_at_the_mood_of_a_draft_leaves_it_saved_once(room: Room) -> None:
    left_behind(room, "one")
    terminal = taken_up(room)
    terminal.kill(signal.SIGKILL)
    terminal.end()
    assert room.bodies() == ["one And these."]
    assert room.leftovers() == []
