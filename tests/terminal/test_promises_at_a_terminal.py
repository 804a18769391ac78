"""Promises at a terminal: the two questions, and the lines of a repair."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust
from terminal_helpers import CTRL_C, CTRL_D, ENTER, Room


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    """A person's place."""
    with closing(Room(home, trust)) as found:
        yield found


def test_a_promise_is_helped_by_two_questions(room: Room) -> None:
    terminal = room.open("promise", "add", "Ring every day")
    terminal.wait_for("smaller promise: ")
    terminal.type(f"Ring on Sundays{ENTER}")
    terminal.wait_for("As you wrote it: Ring every day")
    terminal.wait_for("instead? [y/N] ")
    terminal.type(f"y{ENTER}")
    terminal.wait_for("skips): ")
    terminal.type(f"If the soup is on, then I ring{ENTER}")
    assert terminal.end() == 0
    [found] = room.trust("promise", "--json").json["data"]["promises"]
    assert (found["text"], found["cue"]) == ("Ring on Sundays", "If the soup is on, then I ring")


@pytest.mark.parametrize("reply", ["yep", "ja", "Sure", "si", "ok", "yep yep", "yes, if I can"])
def test_what_is_hardly_a_promise_replaces_none(room: Room, reply: str) -> None:
    terminal = room.open("promise", "add", "Ring every day")
    terminal.wait_for("smaller promise: ")
    terminal.type(f"{reply}{ENTER}")
    if " " not in reply:
        terminal.wait_for("for yes): ")
        terminal.type(f"nope{ENTER}")
    terminal.wait_for("instead? [y/N] ")
    terminal.type(ENTER)
    terminal.wait_for("skips): ")
    terminal.type(ENTER)
    assert terminal.end() == 0
    [found] = room.trust("promise", "--json").json["data"]["promises"]
    assert found["text"] == "Ring every day"


@pytest.mark.parametrize("reply", ["yes please", "ok", "ja", "Carry one box"])
def test_a_smaller_promise_is_asked_about_until_the_reply_is_clear(room: Room, reply: str) -> None:
    terminal = room.open("promise", "add", "Ring every day")
    terminal.wait_for("smaller promise: ")
    terminal.type(f"Ring on Sundays{ENTER}")
    terminal.wait_for("instead? [y/N] ")
    terminal.type(f"{reply}{ENTER}")
    terminal.wait_for("Type y for yes or n for no; Enter means no. [y/N] ")
    terminal.type(f"y{ENTER}")
    terminal.wait_for("skips): ")
    terminal.type(ENTER)
    assert terminal.end() == 0
    [promise] = room.trust("promise", "--json").json["data"]["promises"]
    assert promise["text"] == "Ring on Sundays"


@pytest.mark.parametrize("asked", [False, True])
def test_stopped_before_a_yes_both_wordings_are_kept(room: Room, asked: bool) -> None:
    terminal = room.open("promise", "add", "Ring every day")
    terminal.wait_for("smaller promise: ")
    terminal.type(f"Ring on Sundays{ENTER if asked else ''}")
    terminal.wait_for("instead? [y/N] " if asked else "Sundays")
    terminal.type(CTRL_C)
    assert terminal.end() == 130
    terminal = room.open()
    terminal.wait_for("nsaved")
    terminal.type(f"s{ENTER}")
    terminal.wait_for("Ring every day")
    terminal.end()
    [found] = room.trust("promise", "--json").json["data"]["promises"]
    assert found["text"] == "Ring every day / Ring on Sundays"


@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
def test_what_is_no_text_in_an_answer_is_replaced(room: Room, errors: str) -> None:
    terminal = room.open("promise", "add", "Ring", PYTHONIOENCODING=f"utf-8:{errors}")
    terminal.wait_for("smaller promise: ")
    terminal.type(ENTER)
    terminal.wait_for("skips): ")
    terminal.type(f"If the caf\udce9 is open{ENTER}")
    assert terminal.end() == 0
    [found] = room.trust("promise", "--json").json["data"]["promises"]
    assert found["cue"] == "If the caf\ufffd is open"


@pytest.mark.parametrize("key", [ENTER, CTRL_D], ids=["Enter", "Ctrl-D"])
def test_lines_of_a_repair_can_be_left_empty(room: Room, key: str) -> None:
    room.trust("promise", "add", "Ring")
    room.trust("promise", "broken", "ring")
    terminal = room.open("promise", "repair", "ring")
    terminal.wait_for("skips): ")
    terminal.type(f"I did not ring.{ENTER}")
    for _ in range(3):
        terminal.wait_for("skips): ")
        terminal.type(key)
    assert terminal.end() == 0
    [found] = room.trust("promise", "show", "ring", "--json").json["data"]["promises"]
    assert found["state"]["status"] == "repaired"
    assert found["events"][-1]["acknowledged"] == "I did not ring."
    assert found["events"][-1]["change"] is None
    assert room.leftovers() == []


@pytest.mark.parametrize(("reply", "left"), [("", 1), ("n", 1), (CTRL_D, 1), ("y", 0)])
def test_one_is_deleted_only_after_a_yes(room: Room, reply: str, left: int) -> None:
    room.trust("promise", "add", "Ring the doctor")
    terminal = room.open("promise", "delete", "doctor")
    terminal.wait_for("Ring the doctor")
    terminal.wait_for("Permanently delete it? [y/N] ")
    terminal.type(reply if reply == CTRL_D else reply + ENTER)
    assert terminal.end() == (1 if left else 0)
    assert len(room.trust("promise", "--json").json["data"]["promises"]) == left


@pytest.mark.parametrize(("reply", "status"), [("y", "open"), ("", "kept"), ("n", "kept")])
def test_undo_without_a_name_asks_and_names_what_it_undoes(
    room: Room, reply: str, status: str
) -> None:
    room.trust("promise", "add", "Home by seven", now="2026-11-08T20:00:00+01:00")
    room.trust("promise", "kept", now="2026-11-15T20:00:00+01:00")
    terminal = room.open("promise", "undo")
    terminal.wait_for("Undo “kept” for “Home by seven” (recorded Sun 15 Nov)? [y/N] ")
    terminal.type(reply + ENTER)
    assert terminal.end() == (0 if reply == "y" else 1)
    assert ("Undone: “kept” for “Home by seven”" in terminal.text) == (reply == "y")
    [promise] = room.trust("promise", "list", "--all", "--json").json["data"]["promises"]
    assert promise["state"]["status"] == status


@pytest.mark.parametrize("reply", ["", "y", "perhaps"])
def test_a_day_at_the_end_of_a_promise_becomes_its_day_after_a_yes(room: Room, reply: str) -> None:
    terminal = room.open("promise", "add", "ring mum by friday")
    terminal.wait_for("By Fri 27 Nov? [Y/n] ")
    terminal.type(reply + ENTER)
    if reply == "perhaps":
        terminal.wait_for("Enter means yes. [Y/n] ")
        terminal.type(ENTER)
    assert terminal.end() == 0
    [promise] = room.trust("promise", "--json").json["data"]["promises"]
    assert (promise["text"], promise["due"]) == ("ring mum", "2026-11-27")
    assert room.leftovers() == []


def test_a_day_at_the_end_of_a_promise_stays_text_after_a_no(room: Room) -> None:
    terminal = room.open("promise", "add", "ring mum by friday")
    terminal.wait_for("By Fri 27 Nov? [Y/n] ")
    terminal.type(f"n{ENTER}")
    terminal.wait_for("smaller promise: ")
    terminal.type(ENTER)
    terminal.wait_for("What's my cue?")
    terminal.wait_for("skips): ")
    terminal.type(ENTER)
    assert terminal.end() == 0
    [promise] = room.trust("promise", "--json").json["data"]["promises"]
    assert (promise["text"], promise["due"]) == ("ring mum by friday", None)


def test_stopped_at_the_day_the_promise_stays_a_draft(room: Room) -> None:
    terminal = room.open("promise", "add", "ring mum by friday", "--cue", "If it rains, I ring")
    terminal.wait_for("By Fri 27 Nov? [Y/n] ")
    terminal.type(CTRL_C)
    assert terminal.end() == 130
    assert room.trust("promise", "--json").json["data"]["promises"] == []
    assert "ring mum by friday" in room.draft_texts()[0]


def test_a_reply_that_ctrl_d_ends_is_left_on_a_line_of_its_own(room: Room) -> None:
    terminal = room.open("promise", "add", "Ring every day")
    terminal.wait_for("smaller promise: ")
    terminal.type(f"Ring on Sundays{CTRL_D}")
    terminal.wait_for("instead? [y/N] ")
    terminal.type(f"perhaps{CTRL_D}")
    terminal.wait_for("Type y for yes")
    terminal.type(f"n{ENTER}")
    terminal.wait_for("skips): ")
    terminal.type(ENTER)
    assert terminal.end() == 0
    assert re.search(r"perhaps\r?\n", terminal.text)


def test_what_a_window_saved_while_its_promise_was_stored_is_offered(room: Room) -> None:
    _save_with_a_window(room)
    room.run()
    _save_as_it_is(room)
    promises = room.trust("promise", "--json").json["data"]["promises"]
    assert len(promises) == 2
    assert "words of the window" in "".join(promise["text"] for promise in promises)


@pytest.mark.parametrize("change", ["--private", "%%Ring every day%%"])
def test_what_a_window_saved_of_a_promise_that_is_private_since_is_private(
    room: Room, change: str
) -> None:
    _save_with_a_window(room)
    assert room.trust("promise", "edit", "Ring", change).code == 0
    _save_as_it_is(room)
    assert len(room.trust("promise", "--json").json["data"]["promises"]) == 2
    assert "Ring" not in room.trust("export", "json", "-").out


def test_a_promise_that_was_stored_is_not_offered_again(room: Room) -> None:
    _begin_and_stop(room)
    draft = {path: path.read_bytes() for path in room.drafts.iterdir() if path.is_file()}
    _save_as_it_is(room)
    for path, raw in draft.items():  # as if the program had been killed before it removed them
        path.write_bytes(raw)
    room.run()
    assert room.draft_texts() == []


def _save_with_a_window(room: Room) -> None:
    """Store a promise, while a window saves more of it."""
    _begin_and_stop(room)
    draft = {path: path.read_text("utf-8") for path in room.drafts.iterdir() if path.is_file()}
    _save_as_it_is(room)
    for path, text in draft.items():
        more = "\n\nand about the words of the window" if path.suffix == ".md" else ""
        path.write_text(text.rstrip() + more, "utf-8")


def _begin_and_stop(room: Room) -> None:
    """Leave a promise as a draft."""
    terminal = room.open("promise", "add", "Ring every day")
    terminal.wait_for("smaller promise: ")
    terminal.type(CTRL_C)
    assert terminal.end() == 130


def _save_as_it_is(room: Room) -> None:
    """Save the draft that the next `trust` offers."""
    terminal = room.open()
    terminal.wait_for("later")
    terminal.type(f"s{ENTER}")
    assert terminal.end() == 0
