"""The line writer of `--plain`, which a screen reader can follow."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust
from terminal_helpers import (
    BACKSPACE,
    CTRL_C,
    CTRL_D,
    ENTER,
    NARROW,
    PATIENCE,
    QUESTION,
    WIDE,
    Room,
    Terminal,
    command,
    environment,
    mode_of,
    no_trace_in,
    until,
)

PARAGRAPH = ("I said what I was afraid of, and she stayed. " * 112)[:5003] + "!"


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    """A person's place, where nothing is asked after the writing."""
    home.mkdir(mode=0o700)
    (home / "config.toml").write_text(
        'context = "partnered"\nask_mood = false\nask_closeness = false\n', "utf-8"
    )
    with closing(Room(home, trust)) as found:
        yield found


def writing(room: Room, *options: str, size: tuple[int, int] = WIDE) -> Terminal:
    """The plain writer, ready to be typed at."""
    terminal = room.open("journal", "--plain", *options, size=size)
    terminal.wait_for(QUESTION)
    terminal.wait_for_the_writer()
    return terminal


def drawn(terminal: Terminal, begin: int = 0) -> str:
    """What was sent to the terminal, less what colours letters or asks it to mark pastes."""
    return re.sub(r"\x1b\[(?:[0-9;]*m|\?2004[hl])", "", terminal.raw[begin:])


def test_lines_are_echoed_as_typed_and_saved(room: Room) -> None:
    terminal = writing(room, size=NARROW)
    terminal.wait_for("Ctrl-C")
    for line in ("We sat in the kitchen.", "She asked how I was."):
        terminal.type(line)
        terminal.wait_for(line)
        terminal.type(ENTER)
        terminal.wait_for("\r\n")
    terminal.type(f"A third line{CTRL_D}")
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    assert room.bodies() == ["We sat in the kitchen.\nShe asked how I was.\nA third line"]
    assert room.leftovers() == []


def test_a_single_full_stop_finishes(room: Room) -> None:
    terminal = writing(room)
    terminal.type(f"One. Two.{ENTER}{ENTER}...{ENTER}.{ENTER}")
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    assert room.bodies() == ["One. Two.\n\n..."]


def test_what_was_rubbed_out_is_gone(room: Room) -> None:
    terminal = writing(room)
    terminal.type(f"Straß{BACKSPACE}ße{ENTER}")
    terminal.type(f"xy{BACKSPACE * 9}both 🙂🙂\b{CTRL_D}")
    assert terminal.end() == 0
    assert room.bodies() == ["Straße\nboth 🙂"]


def test_rubbing_out_a_wide_letter_clears_both_its_cells(room: Room) -> None:
    terminal = writing(room)
    terminal.type("日本")
    terminal.wait_for("日本")
    terminal.type(BACKSPACE)
    until(lambda: terminal.read(0.01) and room.draft_texts() == ["日"], "the letter to go")
    assert terminal.text.endswith("日本\b\b  \b\b") or terminal.text.endswith("日本\b \b\b \b")


def test_the_draft_is_on_the_disk_while_lines_are_typed(room: Room) -> None:
    terminal = writing(room)
    terminal.type(f"one{ENTER}tw")
    until(lambda: terminal.read(0.01) and room.draft_texts() == ["one\ntw"], "the draft")
    assert mode_of(room.drafts) == "0700"
    assert {mode_of(path) for path in room.drafts.iterdir()} == {"0600"}


def test_ctrl_c_keeps_a_draft_and_says_where(room: Room) -> None:
    terminal = writing(room)
    terminal.type(f"Not now.{ENTER}Tomorrow{CTRL_C}")
    assert terminal.end() == 130
    assert room.draft_texts() == ["Not now.\nTomorrow"]
    assert str(next(room.drafts.glob("*.md"))) in terminal.text.replace("\r\n", "")
    assert no_trace_in(terminal.text)


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D, f".{ENTER}"], ids=["ctrl-c", "ctrl-d", "stop"])
def test_ending_without_a_word_leaves_nothing(room: Room, key: str) -> None:
    terminal = writing(room)
    terminal.type(key)
    assert terminal.end() == (130 if key == CTRL_C else 1)
    assert room.leftovers() == []
    assert room.bodies() == []
    assert no_trace_in(terminal.text)


@pytest.mark.parametrize("how", ["type", "paste"], ids=["not bracketed", "bracketed"])
def test_a_line_of_5004_characters_is_not_cut(room: Room, how: str) -> None:
    terminal = writing(room)
    getattr(terminal, how)(PARAGRAPH)
    terminal.type(f"{ENTER}.{ENTER}")
    assert terminal.end() == 0
    assert room.bodies() == [PARAGRAPH]


def test_a_tab_does_not_join_two_words(room: Room) -> None:
    terminal = writing(room)
    terminal.type(f"anger\tfear{ENTER}\tsadness{CTRL_D}")
    assert terminal.end() == 0
    assert room.bodies() == ["anger\tfear\n\tsadness"]


def test_keys_that_move_the_cursor_put_nothing_into_the_words(room: Room) -> None:
    terminal = writing(room)
    terminal.type(f"calm\x1b[A\x1b[D\x1bOP\x1b[3~ sea{CTRL_D}")
    assert terminal.end() == 0
    assert room.bodies() == ["calm sea"]


def test_nothing_it_prints_moves_the_cursor_or_draws_again(room: Room) -> None:
    (room.home / "config.toml").write_text('context = "partnered"\n', "utf-8")
    terminal = writing(room)
    begin = len(terminal.raw)
    terminal.type(f"words\x1b[A{ENTER}.{ENTER}")
    terminal.wait_for("Mood")
    terminal.type(f"3{ENTER}")
    terminal.wait_for("close")
    assert "\x1b" not in drawn(terminal, begin)
    terminal.type(ENTER)
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    assert "\x1b" not in drawn(terminal)


def test_plain_in_the_settings_is_enough(room: Room) -> None:
    (room.home / "config.toml").write_text(
        'context = "partnered"\nplain = true\nask_mood = false\n', "utf-8"
    )
    terminal = room.open("journal", "--closeness", "3")
    terminal.wait_for_the_writer()
    terminal.type(f"words{ENTER}.{ENTER}")
    assert terminal.end() == 0
    assert room.bodies() == ["words"]
    assert "\x1b" not in drawn(terminal)


def test_editing_shows_the_text_and_goes_on_below_it(room: Room) -> None:
    room.trust("journal", "-m", "We walked to the lake.")
    terminal = room.open("edit", "last", "--plain")
    terminal.wait_for_the_writer()
    terminal.type(f"And back.{CTRL_D}")
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    assert "We walked to the lake." in terminal.text
    assert room.bodies() == ["We walked to the lake.\nAnd back."]


def test_a_terminal_that_goes_without_a_signal_ends_the_writer(room: Room) -> None:
    """A lost connection may close the terminal and tell nobody; it must not spin for ever."""
    outer, inner = os.openpty()
    process = subprocess.Popen(
        command("journal", "--plain"),
        stdin=inner,
        stdout=inner,
        stderr=inner,
        env=environment(room.home),
        start_new_session=True,
    )
    os.close(inner)
    try:
        shown = b""
        while b"Ctrl-D" not in shown:
            shown += os.read(outer, 65536)
        os.write(outer, b"words")
        while not shown.endswith(b"words"):
            shown += os.read(outer, 65536)
        until(lambda: room.draft_texts() == ["words"], "the draft")
        os.close(outer)
        outer = -1
        deadline = time.monotonic() + PATIENCE / 3
        while process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        ended = process.poll()
    finally:
        if outer >= 0:
            os.close(outer)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert ended is not None
    assert room.draft_texts() == ["words"]
