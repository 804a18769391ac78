"""Writing several lines at a real terminal."""

from __future__ import annotations

import os
import signal
import termios
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust
from terminal_helpers import (
    BACKSPACE,
    CTRL_C,
    CTRL_D,
    CTRL_Z,
    ENTER,
    NARROW,
    QUESTION,
    WIDE,
    Room,
    Terminal,
    child_of,
    mode_of,
    no_trace_in,
    until,
)

SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["80", "40"])
PASTES = pytest.mark.parametrize("how", ["paste", "type"], ids=["bracketed", "not bracketed"])

PARAGRAPH = ("I said what I was afraid of, and she stayed. " * 112)[:5003] + "!"
"""5,004 characters without a line break: more than a terminal's own line mode takes."""


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    """A person's place; all that was opened in it ends with the test."""
    home.mkdir(mode=0o700)
    (home / "config.toml").write_text('context = "partnered"\n', "utf-8")
    with closing(Room(home, trust)) as found:
        yield found


def skip_the_feelings(terminal: Terminal) -> None:
    """Enter, where mood and closeness are asked for."""
    terminal.wait_for("Mood")
    terminal.wait_for("skips")
    terminal.type(ENTER)
    terminal.wait_for("close")
    terminal.wait_for("skips")
    terminal.type(ENTER)


def without_feelings(room: Room) -> None:
    """Settings under which nothing is asked after the writing."""
    (room.home / "config.toml").write_text(
        'context = "partnered"\nask_mood = false\nask_closeness = false\n', "utf-8"
    )


@SIZES
def test_several_lines_are_saved_and_how_to_finish_is_on_the_screen(
    room: Room, size: tuple[int, int]
) -> None:
    terminal = room.open("journal", size=size)
    terminal.wait_for(QUESTION)
    terminal.wait_for_the_writer()
    hint = terminal.said[terminal.said.index("Ctrl-D") :]
    assert "save" in hint
    assert "Ctrl-C" in hint
    assert "draft" in hint
    terminal.type(f"We sat in the kitchen.{ENTER}{ENTER}She asked how I was.{CTRL_D}")
    skip_the_feelings(terminal)
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    [entry] = room.entries()
    assert entry["body"] == "We sat in the kitchen.\n\nShe asked how I was."
    assert (entry["mood"], entry["closeness"]) == (None, None)
    assert room.leftovers() == []


def test_how_to_finish_is_said_where_the_terminal_does_not_tell_its_cursor(room: Room) -> None:
    terminal = room.open("journal", tells_where_the_cursor_is=False)
    terminal.wait_for_the_writer()
    terminal.type(f"words{CTRL_D}")
    skip_the_feelings(terminal)
    assert terminal.end() == 0
    assert room.bodies() == ["words"]


@PASTES
def test_a_pasted_paragraph_of_5004_characters_is_saved_whole(room: Room, how: str) -> None:
    without_feelings(room)
    terminal = room.open("journal")
    terminal.wait_for_the_writer()
    getattr(terminal, how)(PARAGRAPH)
    terminal.type(CTRL_D)
    assert terminal.end() == 0
    assert room.bodies() == [PARAGRAPH]


def test_fifty_kilobytes_pasted_are_saved_whole(room: Room) -> None:
    without_feelings(room)
    lines = [f"{number:04} we talked until it was late." for number in range(1500)]
    terminal = room.open("journal")
    terminal.wait_for_the_writer()
    terminal.paste("\r".join(lines))
    terminal.type(CTRL_D)
    assert terminal.end() == 0
    [stored] = room.bodies()
    assert len(stored) > 50_000
    assert stored.split("\n") == lines


@PASTES
def test_a_pasted_list_keeps_its_indents_and_tabs(room: Room, how: str) -> None:
    without_feelings(room)
    terminal = room.open("journal")
    terminal.wait_for_the_writer()
    getattr(terminal, how)("- one\r  - two\r  - three\r\tfour\tfive")
    terminal.type(CTRL_D)
    assert terminal.end() == 0
    assert room.bodies() == ["- one\n  - two\n  - three\n\tfour\tfive"]


def test_letters_of_every_kind_can_be_typed_and_rubbed_out(room: Room) -> None:
    without_feelings(room)
    terminal = room.open("journal")
    terminal.wait_for_the_writer()
    terminal.type(f"Straß{BACKSPACE}ße 日本{BACKSPACE}本語 🙂🙂{BACKSPACE} é́ שלום{ENTER}naïve")
    terminal.type(CTRL_D)
    assert terminal.end() == 0
    assert room.bodies() == ["Straße 日本語 🙂 é́ שלום\nnaïve"]


def test_a_line_above_can_be_mended(room: Room) -> None:
    without_feelings(room)
    terminal = room.open("journal")
    terminal.wait_for_the_writer()
    up, home_key = "\x1b[A", "\x1b[H"
    terminal.type(f"rain all day{ENTER}we laughed{up}{home_key}Some {CTRL_D}")
    assert terminal.end() == 0
    assert room.bodies() == ["Some rain all day\nwe laughed"]


def test_up_and_down_go_by_rows_of_the_screen_and_words_stay_whole(room: Room) -> None:
    without_feelings(room)
    terminal = room.open("journal", size=NARROW)
    terminal.wait_for(QUESTION)
    # Typed before the writer is there, and kept for it.
    terminal.type("We sat down in the kitchen, which was warm enough for both of us.")
    terminal.wait_for_the_writer()
    up, down, end = "\x1b[A", "\x1b[B", "\x1b[F"
    terminal.type(f"{up} then{down}{down}{end} Warm.{up}{up}{up}{CTRL_D}")
    assert terminal.end() == 0
    assert room.bodies() == [
        "We sat down in the kitchen, then which was warm enough for both of us. Warm."
    ]
    assert "    We sat down in the kitchen," not in terminal.text


def test_words_are_on_the_disk_while_they_are_typed(room: Room) -> None:
    terminal = room.open("journal")
    terminal.wait_for_the_writer()
    terminal.type("I did not say it")
    until(lambda: terminal.read(0.01) and room.draft_texts() == ["I did not say it"], "the draft")
    terminal.type(" yet")
    until(lambda: terminal.read(0.01) and room.draft_texts() == ["I did not say it yet"], "more")
    assert (mode_of(room.home), mode_of(room.drafts)) == ("0700", "0700")
    assert {mode_of(path) for path in room.drafts.iterdir()} == {"0600"}
    assert not (room.home / "journal.db").exists()


def test_ctrl_c_keeps_a_draft_and_says_where(room: Room) -> None:
    terminal = room.open("journal", size=NARROW)
    terminal.wait_for_the_writer()
    terminal.type("Not now, perhaps tomorrow.")
    terminal.wait_for("tomorrow")
    terminal.type(CTRL_C)
    assert terminal.end() == 130
    assert room.draft_texts() == ["Not now, perhaps tomorrow."]
    assert str(next(room.drafts.glob("*.md"))) in terminal.text.replace("\r\n", "")
    assert room.bodies() == []
    assert no_trace_in(terminal.text)


def test_ctrl_c_without_a_word_leaves_nothing(room: Room) -> None:
    terminal = room.open("journal")
    terminal.wait_for_the_writer()
    terminal.type(CTRL_C)
    assert terminal.end() == 130
    assert room.leftovers() == []
    assert "kept" not in terminal.text
    assert no_trace_in(terminal.text)


@pytest.mark.parametrize("typed", ["", f"  {ENTER} "], ids=["nothing", "blanks"])
def test_ctrl_d_without_a_word_saves_nothing_and_says_so(room: Room, typed: str) -> None:
    terminal = room.open("journal")
    terminal.wait_for_the_writer()
    terminal.type(typed + CTRL_D)
    assert terminal.end() == 1
    last = terminal.text.strip().split("\n")[-1]
    assert last == "trust journal: nothing was written, so nothing was saved"
    assert room.leftovers() == []
    assert room.bodies() == []


def test_mood_and_closeness_are_asked_for_afterwards(room: Room) -> None:
    terminal = room.open("journal")
    terminal.wait_for_the_writer()
    assert "Mood" not in terminal.text
    terminal.type(f"We met halfway.{CTRL_D}")
    terminal.wait_for("Mood")
    terminal.wait_for("skips): ")
    terminal.type(f"9{ENTER}")
    terminal.wait_for("1 to 5")
    terminal.type(f"good{ENTER}")
    terminal.wait_for("1 to 5")
    terminal.type(f" 4 {ENTER}")
    terminal.wait_for("close")
    terminal.type(f"5{ENTER}")
    assert terminal.end() == 0
    [entry] = room.entries()
    assert (entry["mood"], entry["closeness"]) == (4, 5)


@pytest.mark.parametrize("context", ["single", "grieving", "separated", "no-contact"])
def test_who_is_alone_is_not_asked_how_close_they_felt(room: Room, context: str) -> None:
    (room.home / "config.toml").write_text(f'context = "{context}"\n', "utf-8")
    terminal = room.open("journal")
    terminal.wait_for_the_writer()
    terminal.type(f"A quiet day.{CTRL_D}")
    terminal.wait_for("Mood")
    terminal.type(ENTER)
    assert terminal.end() == 0
    assert "close" not in terminal.text


def test_a_feeling_given_or_set_off_is_not_asked_for(room: Room) -> None:
    (room.home / "config.toml").write_text(
        'context = "partnered"\nask_closeness = false\n', "utf-8"
    )
    terminal = room.open("journal", "--mood", "2")
    terminal.wait_for_the_writer()
    terminal.type(f"A long day.{CTRL_D}")
    assert terminal.end() == 0
    assert "Mood" not in terminal.text
    assert "How close" not in terminal.text
    [entry] = room.entries()
    assert (entry["mood"], entry["closeness"]) == (2, None)


@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
def test_a_byte_that_is_no_text_is_a_wrong_answer_and_no_fault(room: Room, errors: str) -> None:
    terminal = room.open("journal", PYTHONIOENCODING=f"utf-8:{errors}")
    terminal.wait_for_the_writer()
    terminal.type(f"Words first.{CTRL_D}")
    terminal.wait_for("Mood")
    terminal.wait_for("skips): ")
    terminal.type(f"\udce9{ENTER}")
    terminal.wait_for("1 to 5")
    terminal.type(f"4{ENTER}")
    terminal.wait_for("close")
    terminal.type(ENTER)
    assert terminal.end() == 0
    [entry] = room.entries()
    assert (entry["body"], entry["mood"]) == ("Words first.", 4)


def test_ctrl_d_at_a_feeling_skips_it(room: Room) -> None:
    terminal = room.open("journal")
    terminal.wait_for_the_writer()
    terminal.type(f"Words first.{CTRL_D}")
    terminal.wait_for("Mood")
    terminal.type(CTRL_D)
    terminal.wait_for("close")
    terminal.type(CTRL_D)
    assert terminal.end() == 0
    assert room.bodies() == ["Words first."]


def test_a_terminal_of_unknown_size_is_written_on_all_the_same(room: Room) -> None:
    without_feelings(room)
    terminal = room.open("journal", size=(0, 0))
    terminal.wait_for(QUESTION)
    terminal.wait_until_it_listens()
    terminal.type(f"Size does not matter.{CTRL_D}")
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    assert room.bodies() == ["Size does not matter."]


@pytest.mark.parametrize("kind", ["dumb", "unknown"])
def test_a_dumb_terminal_is_written_on_without_escape_sequences(room: Room, kind: str) -> None:
    without_feelings(room)
    terminal = room.open("journal", TERM=kind)
    terminal.wait_for_the_writer()
    terminal.type(f"one{ENTER}two{CTRL_D}")
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    assert room.bodies() == ["one\ntwo"]
    assert "\x1b" not in terminal.raw


def test_a_window_made_smaller_keeps_the_words(room: Room) -> None:
    without_feelings(room)
    terminal = room.open("journal")
    terminal.wait_for_the_writer()
    terminal.type("a line that is quite a bit longer than forty columns are wide")
    terminal.wait_for("wide")
    terminal.child.setwinsize(*NARROW)
    terminal.type(f" and goes on{CTRL_D}")
    assert terminal.end() == 0
    assert room.bodies() == [
        "a line that is quite a bit longer than forty columns are wide and goes on"
    ]


def test_ctrl_z_puts_nothing_into_the_words(room: Room) -> None:
    without_feelings(room)
    terminal = room.open("journal")
    terminal.wait_for_the_writer()
    terminal.type(f"later{CTRL_Z} then{CTRL_D}")
    assert terminal.end() == 0
    assert room.bodies() == ["later then"]


@pytest.mark.parametrize(
    ("number", "options"),
    [
        *((signal.SIGTERM, ()), (signal.SIGINT, ()), (signal.SIGTERM, ("--plain",))),
        *((signal.SIGQUIT, ()), (signal.SIGQUIT, ("--plain",))),
    ],
    ids=["TERM", "INT", "TERM plain", "QUIT", "QUIT plain"],
)
@pytest.mark.some(2)
def test_a_terminal_is_itself_again_after_a_signal(
    room: Room, number: int, options: tuple[str, ...]
) -> None:
    """A shell runs the program and then looks whether what is typed is echoed."""
    line = "$TRUST journal " + " ".join(options) + "; echo code $?; stty -a"
    terminal = room.shell(line)
    before = termios.tcgetattr(terminal.child.child_fd)
    terminal.wait_for_the_writer()
    terminal.type("words")
    until(lambda: terminal.read(0.01) and room.draft_texts() == ["words"], "the draft")
    os.kill(child_of(terminal), number)
    terminal.wait_for(f"code {130 if number == signal.SIGINT else 128 + number}")
    assert terminal.end() == 0
    assert before[3] & termios.ECHO
    assert " -echo " not in terminal.said
    assert " -icanon " not in terminal.said
    assert room.draft_texts() == ["words"]
    assert no_trace_in(terminal.text)


def test_after_a_deep_question_there_is_a_line_to_come_back_with(room: Room) -> None:
    without_feelings(room)
    deep = room.trust("packs", "show", "emotional-trust", "--json").json["data"]["packs"][0]
    [name, *_] = [prompt["id"] for prompt in deep["prompts"] if prompt["depth"] == 3]
    terminal = room.open("journal", "--prompt", f"emotional-trust/{name}")
    terminal.wait_for_the_writer()
    terminal.type(f"words{CTRL_D}")
    terminal.wait_for("one slow breath out")
    assert terminal.end() == 0
