"""A yes or no at a real terminal: no sentence is taken for a yes, and none that is typed is lost."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import quick
from conftest import Trust
from terminal_helpers import CTRL_C, CTRL_D, ENTER, Room, Terminal

SENTENCE = "Yesterday we argued, and dawn came late."
"""Its first letter says yes."""
AGAIN = "Type y for yes or n for no; Enter means no. [y/N]"

_PLACE: quick.Made = {}


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    """A person's place with something of everything that can be taken away."""

    def make() -> None:
        trust("journal", "--free", "-m", "We cooked together.", "--person", "Sam")
        trust("journal", "--free", "-m", "gone")
        trust("delete", "last")
        trust("people", "set", "Sam", "--every", "weekly")
        trust("promise", "add", "Ring the doctor")
        trust("config", "set", "context", "partnered")
        trust("config", "set", "ask_pulse", "off")
        trust("backup")

    quick.lay_out(home, _PLACE, make)
    with closing(Room(home, trust)) as found:
        yield found


def everything(home: Path) -> dict[str, bytes]:
    """Every file of a person's place but what SQLite and locks leave beside them."""
    files = (path for path in home.rglob("*") if path.is_file())
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in files
        if path.suffix not in (".lock", ".db-wal", ".db-shm")
    }


@pytest.mark.parametrize(
    "line",
    [
        "delete last --purge", "trash empty", "promise delete doctor", "people remove Sam",
        "restore last",
    ],
)  # fmt: skip
def test_nothing_is_taken_away_but_after_a_clear_yes(room: Room, line: str) -> None:
    before = everything(room.home)
    terminal = room.open(*line.split())
    terminal.wait_for("[y/N]")
    terminal.type(SENTENCE + ENTER)
    terminal.wait_for(AGAIN)
    terminal.type(f"yes and no{ENTER}")
    terminal.wait_for(AGAIN)
    terminal.type(ENTER)
    assert terminal.end() == 1
    assert everything(room.home) == before


def test_nor_is_a_readable_backup(room: Room, trust: Trust) -> None:
    terminal = room.open("encrypt")
    for prompt in ("New passphrase:", "Repeat it:"):
        terminal.wait_for(prompt)
        terminal.type("five quiet words" + ENTER)
    terminal.wait_for("[y/N]")
    terminal.type(SENTENCE + ENTER)
    terminal.wait_for(AGAIN)
    terminal.type(ENTER)
    assert terminal.end() == 0
    assert any(b"cooked" in path.read_bytes() for path in (room.home / "backups").glob("*.db"))


@pytest.mark.parametrize("reply", ["y", "Y", "yes", "Yes."])
def test_each_clear_yes_is_one(room: Room, reply: str) -> None:
    terminal = room.open("promise", "delete", "doctor")
    terminal.wait_for("[y/N]")
    terminal.type(reply + ENTER)
    assert terminal.end() == 0


def test_a_sentence_is_no_no_either(room: Room) -> None:
    """Where no is the answer that goes on: a page for someone."""
    page = room.home.parent / "page.md"
    terminal = room.open("share", "--line", "last", "--to", "Sam", "--out", str(page))
    for reply in ("Not sure, they might.", "y"):
        terminal.wait_for("[y/N]" if reply != "y" else AGAIN)
        terminal.type(reply + ENTER)
    terminal.wait_for("mention anyone else")
    terminal.wait_for("[y/N]")
    terminal.type(f"n{ENTER}")
    terminal.wait_for("talking first")
    terminal.wait_for("[y/N]")
    terminal.type(ENTER)
    assert terminal.end() == 1
    assert not page.exists()


@pytest.mark.parametrize("reply", ["Saved it already.", "Don't know.", "Early tomorrow."])
def test_a_sentence_decides_nothing_about_a_draft(room: Room, reply: str) -> None:
    begun = room.open("journal", "--free")
    begun.wait_for_the_writer()
    begun.type("half an evening" + CTRL_C)
    assert begun.end() == 130
    terminal = room.open()
    terminal.wait_for("[s/e/d] ")
    terminal.type(reply + ENTER)
    terminal.wait_for("[s/e/d] ")  # asked once more
    terminal.type(reply + ENTER)
    assert terminal.end() == 0
    assert room.draft_texts() == ["half an evening"]
    assert room.bodies() == ["We cooked together."]


# --- the offer of a review -----------------------------------------------------------------------


def at_the_offer(room: Room) -> Terminal:
    terminal = room.open("review")
    terminal.wait_for("Answer three questions?")
    terminal.wait_for("[Y/n] ")
    return terminal


def told(room: Room) -> list[str]:
    """The answers of the last entry."""
    return [answer["text"] for answer in room.entries()[0]["answers"]]


@pytest.mark.parametrize("yes", ["y", ""])
def test_what_is_typed_at_the_offer_begins_the_first_answer(room: Room, yes: str) -> None:
    terminal = at_the_offer(room)
    terminal.type(SENTENCE + ENTER)
    terminal.wait_for("What you typed is the start")
    terminal.wait_for("[Y/n] ")
    assert SENTENCE in "".join(room.draft_texts()), "it is on the disk by now"
    terminal.type(yes + ENTER)
    terminal.wait_for("1 of 3")
    terminal.wait_for_the_writer()
    terminal.type(f" Still.{CTRL_D}")
    for number in (2, 3):
        terminal.wait_for(f"{number} of 3")
        terminal.wait_for_the_writer()
        terminal.type(CTRL_D)
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    assert told(room) == [f"{SENTENCE} Still."]
    assert room.leftovers() == []


def test_several_lines_do_too_in_the_plain_writer(room: Room) -> None:
    room.trust("config", "set", "plain", "on")
    terminal = at_the_offer(room)
    for line in ("It rained.", SENTENCE):
        terminal.type(line + ENTER)
        terminal.wait_for("What you typed")
    terminal.type(f"y{ENTER}")
    for number in (1, 2, 3):
        terminal.wait_for(f"{number} of 3")
        terminal.wait_for_the_writer()
        terminal.type(CTRL_D)
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    assert told(room) == [f"It rained.\n{SENTENCE}"]


def test_a_no_after_a_sentence_keeps_the_sentence_as_a_draft(room: Room) -> None:
    terminal = at_the_offer(room)
    terminal.type(f"{SENTENCE}{ENTER}")
    terminal.wait_for("What you typed")
    terminal.type(f"n{ENTER}")
    terminal.wait_for("is kept as a draft")
    assert terminal.end() == 0
    assert len(room.entries()) == 1
    assert [SENTENCE in text for text in room.draft_texts()] == [True]


@pytest.mark.parametrize(
    ("typed", "end"),
    [
        (SENTENCE, CTRL_C), (SENTENCE, signal.SIGTERM), (SENTENCE, signal.SIGHUP),
        (SENTENCE + ENTER, CTRL_C), (SENTENCE + ENTER, CTRL_D), (SENTENCE + ENTER, signal.SIGKILL),
    ],
)  # fmt: skip
def test_however_it_ends_the_sentence_is_kept(
    room: Room, typed: str, end: str | signal.Signals
) -> None:
    terminal = at_the_offer(room)
    terminal.type(typed)
    terminal.wait_for("What you typed" if typed.endswith(ENTER) else SENTENCE)
    if isinstance(end, signal.Signals):
        terminal.kill(end)
    else:
        terminal.type(end)
    terminal.end()
    assert [SENTENCE in text for text in room.draft_texts()] == [True]
    again = room.open()
    again.wait_for("[s/e/d] ")
    again.type(f"s{ENTER}")
    assert again.end() == 0
    assert told(room) == [SENTENCE]


def test_a_letter_of_a_yes_is_no_sentence(room: Room) -> None:
    terminal = at_the_offer(room)
    terminal.type("ye")
    terminal.wait_for("ye")
    terminal.type(CTRL_C)
    assert terminal.end() == 130
    assert room.leftovers() == []


@pytest.mark.parametrize(("reply", "in_trash"), [("y", 0), ("", 1), ("n", 1)])
def test_restore_alone_asks_about_what_was_deleted_last(
    room: Room, reply: str, in_trash: int
) -> None:
    terminal = room.open("trash", "restore")
    terminal.wait_for("Free) out of the trash? [y/N] ")
    terminal.type(reply + ENTER)
    assert terminal.end() == in_trash
    assert len(room.trust("trash", "--json").json["data"]["entries"]) == in_trash
