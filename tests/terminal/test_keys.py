"""Keys as terminals of today send them, at every place where something is typed."""

from __future__ import annotations

import os
import signal
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
    QUESTION,
    Room,
    Terminal,
    child_of,
    no_trace_in,
    until,
)
from trustjournal.terminal.prompt_toolkit_keys import InlineInput

PROTOCOLS = {
    "CSI u": {"Enter": "\x1b[13u", "Ctrl-D": "\x1b[100;5u", "Ctrl-C": "\x1b[99;5u"},
    "modifyOtherKeys": {"Enter": "\r", "Ctrl-D": "\x1b[27;5;100~", "Ctrl-C": "\x1b[27;5;99~"},
}
BACKSPACES = {"CSI u": "\x1b[127u", "modifyOtherKeys": "\x1b[27;2;127~"}
SHIFT_ENTERS = {"CSI u": "\x1b[13;2u", "modifyOtherKeys": "\x1b[27;2;13~"}
LATE = (
    "\x1b[I",
    "\x1b[O",
    "\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\",
    "\x1b]10;rgb:ffff/ffff/ffff\x07",
    "\x1b[?64;1;2;6c",
    "\x1b[>0;276;0c",
    "\x1bP1+r436f=323536\x1b\\",
    "\x1bP>|WezTerm 2024\x1b\\",
    "\x1b[12;40R",
    "\x1b[?2026;2$y",
    "\x1b[97;1:3u",
)
WRITERS = pytest.mark.parametrize("writer", ["inline", "plain"])
EVERY_PROTOCOL = pytest.mark.parametrize("protocol", PROTOCOLS)
JOINED = {
    "a family": "👩‍👩‍👧‍👦",
    "a flag": "🇩🇪",
    "a skin tone": "👍🏽",
    "an accent of its own": "e\u0301",
    "a region": "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "Devanagari": "क्षि",
}


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    """A person's place, where nothing is asked after the writing."""
    home.mkdir(mode=0o700)
    with closing(Room(home, trust)) as found:
        ask_nothing_more(found)
        yield found


def ask_nothing_more(room: Room, *, mood: bool = False) -> None:
    """Settings under which nothing, or only the mood, is asked after the writing."""
    (room.home / "config.toml").write_text(
        f'context = "partnered"\nask_mood = {str(mood).lower()}\nask_closeness = false\n', "utf-8"
    )


def writing(room: Room, writer: str, term: str = "xterm") -> Terminal:
    """One of the writers, ready to be typed at."""
    terminal = room.open("journal", *(["--plain"] if writer == "plain" else []), TERM=term)
    terminal.wait_for(QUESTION)
    terminal.wait_for_the_writer()
    return terminal


def body_of(room: Room, terminal: Terminal) -> str:
    """The only entry, after the end."""
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    [body] = room.bodies()
    return str(body)


# --- the two writers -------------------------------------------------------------------------


@EVERY_PROTOCOL
@WRITERS
def test_keys_work_in_every_protocol(room: Room, writer: str, protocol: str) -> None:
    keys, rub_out = PROTOCOLS[protocol], BACKSPACES[protocol]
    terminal = writing(room, writer)
    terminal.type(f"onx{rub_out}e{keys['Enter']}two{SHIFT_ENTERS[protocol]}")
    terminal.type(f"three{keys['Ctrl-D']}")
    assert body_of(room, terminal) == "one\ntwo\nthree"


@EVERY_PROTOCOL
@WRITERS
def test_ctrl_c_keeps_a_draft_in_every_protocol(room: Room, writer: str, protocol: str) -> None:
    terminal = writing(room, writer)
    terminal.type(f"Not now.{PROTOCOLS[protocol]['Ctrl-C']}")
    assert terminal.end() == 130
    assert room.draft_texts() == ["Not now."]
    assert no_trace_in(terminal.text)


@WRITERS
def test_what_the_terminal_says_is_no_text(room: Room, writer: str) -> None:
    terminal = writing(room, writer)
    for number, late in enumerate(LATE):
        terminal.type(f"{number} {late}")
    for late in LATE:
        for at in range(0, len(late), 4):
            terminal.type(late[at : at + 4])
            terminal.read(0.01)
    terminal.type(f"end{CTRL_D}")
    assert body_of(room, terminal) == " ".join(map(str, range(len(LATE)))) + " end"


def test_arrows_with_lock_keys_move_and_letters_with_alt_type_nothing(room: Room) -> None:
    terminal = writing(room, "inline")
    terminal.type("a sea\x1b[1;129D\x1b[1;1:1D\x1b[57417u\x1b[120;3ucalm \x1b[57424u")
    terminal.type("\x1b[98;3uwide \x1b[97;5u\x1b[13;3u\x1b[100;5u")
    assert body_of(room, terminal) == "\na calm wide sea"


def test_the_plain_writer_types_nothing_for_letters_with_alt(room: Room) -> None:
    terminal = writing(room, "plain")
    terminal.type(f"calm\x1b[98;3u\x1b[1;129A\x1b[1;5C\x1b[15~\x1b[97;5u sea{CTRL_D}")
    assert body_of(room, terminal) == "calm sea"


@WRITERS
def test_escape_and_keys_of_other_programs_change_and_finish_nothing(
    room: Room, writer: str
) -> None:
    alt = [
        f"\x1b{key}" for key in ("#", "5", "-3", "c", "l", "u", "t", "y", "*", "/", ".", "e", "é")
    ]
    control = ["\x18e", "\x18ry", "\x18(", "\x11\x14", "\x11ab", "\x1da", "\x1b\x1da", "\x14"]
    terminal = writing(room, writer)
    terminal.type(f"One line.{ENTER}A second")
    for keys in (*alt, *control):
        terminal.type(f" {keys}")
    terminal.type(f" end{CTRL_D}")
    typed = ["".join(filter(str.isprintable, keys)) for keys in (*alt, *control)]
    assert body_of(room, terminal) == f"One line.\nA second {' '.join(typed)} end"


def test_what_is_typed_a_moment_after_escape_is_itself() -> None:
    """To prompt_toolkit it would be a key with Alt, which may move or delete."""
    reading, writing = os.pipe()
    with open(reading) as file, open(writing, "w") as keyboard:  # noqa: PTH123  # no path
        source = InlineInput(file)
        print(end="a\x1b", file=keyboard, flush=True)
        keys = source.read_keys() + source.flush_keys()
        print(end="deed", file=keyboard, flush=True)
        keys += source.read_keys() + source.flush_keys()
    assert "".join(key.data for key in keys) == "adeed"


# --- pastes ----------------------------------------------------------------------------------


def test_a_pasted_full_stop_does_not_end_the_text(room: Room) -> None:
    terminal = writing(room, "plain")
    terminal.paste("before\n.\nafter\n.")
    terminal.type(f"{ENTER}and on{ENTER}.{ENTER}")
    assert body_of(room, terminal) == "before\n.\nafter\n.\nand on"


def test_enter_after_a_pasted_full_stop_does_not_end_the_text(room: Room) -> None:
    terminal = writing(room, "plain")
    terminal.paste("before\n.")
    terminal.type(ENTER)
    for _ in range(5):  # longer than the keys of a paste are apart
        terminal.read(0.1)
    terminal.type(f"after{CTRL_D}")
    assert body_of(room, terminal) == "before\n.\nafter"


def test_a_full_stop_pasted_without_marks_does_not_end_the_text(room: Room) -> None:
    terminal = writing(room, "plain")
    terminal.type(f"before{ENTER}.{ENTER}after{ENTER}.\nlast{ENTER}")
    terminal.wait_for("last")
    terminal.type(f".{ENTER}")
    assert body_of(room, terminal) == "before\n.\nafter\n.\nlast"


@pytest.mark.parametrize("ending", ["Ctrl-D", "Ctrl-C", "SIGTERM", "SIGHUP", "SIGQUIT"])
def test_the_terminal_marks_pastes_for_as_long_as_something_is_written(
    room: Room, ending: str
) -> None:
    terminal = writing(room, "plain")
    terminal.type("words")
    until(lambda: terminal.read(0.01) and room.draft_texts() == ["words"], "the draft")
    assert terminal.raw.count("\x1b[?2004h") == 1
    assert "\x1b[?2004l" not in terminal.raw
    if ending.startswith("SIG"):
        terminal.kill(getattr(signal, ending))
    else:
        terminal.type({"Ctrl-D": CTRL_D, "Ctrl-C": CTRL_C}[ending])
    terminal.end()
    assert terminal.raw.count("\x1b[?2004l") == 1
    assert room.bodies() == ["words"] or room.draft_texts() == ["words"]


def test_a_dumb_terminal_is_asked_for_nothing(room: Room) -> None:
    terminal = writing(room, "plain", term="dumb")
    terminal.type(f"words{CTRL_D}")
    assert body_of(room, terminal) == "words"
    assert "\x1b" not in terminal.raw


# --- characters of several code points -------------------------------------------------------


@pytest.mark.parametrize("what", JOINED)
@WRITERS
@pytest.mark.some(4)
def test_backspace_takes_one_character(room: Room, writer: str, what: str) -> None:
    character = JOINED[what]
    terminal = writing(room, writer)
    terminal.type(f"ab{character}{character}{BACKSPACE}.{CTRL_D}")
    assert body_of(room, terminal) == f"ab{character}."


def test_arrows_and_delete_take_one_character(room: Room) -> None:
    family, flag, accent = JOINED["a family"], JOINED["a flag"], JOINED["an accent of its own"]
    terminal = writing(room, "inline")
    left, right, home, delete = "\x1b[D", "\x1b[C", "\x1b[H", "\x1b[3~"
    terminal.type(f"{family}{flag}{accent}{flag}{left * 2}1{left * 2}2{home}{right}3{CTRL_D}")
    assert body_of(room, terminal) == f"{family}32{flag}1{accent}{flag}"
    again = room.open("edit", "last")
    again.wait_for_the_writer()
    again.type(f"{home}{delete}{delete}{delete}{CTRL_D}")
    again.wait_for("Saved")
    assert again.end() == 0
    assert room.bodies() == [f"{flag}1{accent}{flag}"]


def test_up_stops_inside_no_character(room: Room) -> None:
    family = JOINED["a family"]
    terminal = writing(room, "inline")
    terminal.type(f"{family}end{ENTER}xyz\x1b[A!{CTRL_D}")
    assert body_of(room, terminal) == f"!{family}end\nxyz"


# --- short questions -------------------------------------------------------------------------


@EVERY_PROTOCOL
@WRITERS
def test_the_mood_is_answered_in_every_protocol(room: Room, writer: str, protocol: str) -> None:
    ask_nothing_more(room, mood=True)
    keys = PROTOCOLS[protocol]
    terminal = writing(room, writer)
    terminal.type(f"words{keys['Ctrl-D']}")
    terminal.wait_for("skips): ")
    terminal.type("".join(LATE) + f"2{BACKSPACES[protocol]}4{LATE[2]}{keys['Enter']}")
    assert body_of(room, terminal) == "words"
    assert room.entries()[0]["mood"] == 4


@EVERY_PROTOCOL
def test_ctrl_c_and_ctrl_d_at_the_mood_in_every_protocol(room: Room, protocol: str) -> None:
    ask_nothing_more(room, mood=True)
    for key in ("Ctrl-C", "Ctrl-D"):
        terminal = writing(room, "plain")
        terminal.type(f"words{CTRL_D}")
        terminal.wait_for("skips): ")
        terminal.type(PROTOCOLS[protocol][key])
        terminal.wait_for("Saved")
        assert terminal.end() == 0
    assert room.bodies() == ["words", "words"]


@EVERY_PROTOCOL
def test_a_passphrase_is_typed_in_every_protocol(room: Room, protocol: str) -> None:
    room.trust("journal", "--free", "-m", "words")
    enter = PROTOCOLS[protocol]["Enter"]
    terminal = room.open("encrypt", "--remove-plaintext")
    for question in ("New passphrase:", "Repeat it:"):
        terminal.wait_for(question)
        terminal.type(f"\x1b[Ifive quiex{BACKSPACES[protocol]}t words{LATE[2]}{enter}")
    assert terminal.end() == 0
    assert "quie" not in terminal.text
    env = {"TRUST_PASSPHRASE": "five quiet words"}
    assert "words" in room.trust("list", env=env).out


def test_a_long_answer_is_not_cut(room: Room) -> None:
    long = "If it rains, I ring. " * 300 + "Done"
    terminal = room.open("promise", "add", "Ring")
    terminal.wait_for("smaller promise: ")
    terminal.type(ENTER)
    terminal.wait_for("skips): ")
    terminal.type(long + ENTER)
    assert terminal.end() == 0
    [found] = room.trust("promise", "--json").json["data"]["promises"]
    assert found["cue"] == long


def test_a_line_is_corrected_as_in_a_terminals_own_line_mode(room: Room) -> None:
    terminal = room.open("promise", "add", "Ring")
    terminal.wait_for("smaller promise: ")
    terminal.type(ENTER)
    terminal.wait_for("skips): ")
    terminal.type(
        f"all wrong\x15If it snews{BACKSPACE * 4}nows badly\x17, then 🇩🇪{BACKSPACE}I ring"
    )
    terminal.type(ENTER)
    assert terminal.end() == 0
    [found] = room.trust("promise", "--json").json["data"]["promises"]
    assert found["cue"] == "If it snows , then I ring"


@pytest.mark.parametrize("how", ["signal", "\x1c", "\x1b[92;5u", "\x1b[27;5;92~"])
def test_quitting_at_a_question_leaves_the_terminal_as_it_was(room: Room, how: str) -> None:
    line = "set -m; ulimit -c 0; $TRUST promise add Ring; echo code $?; stty -a"
    terminal = room.shell(line)
    terminal.wait_for("smaller promise: ")
    terminal.type("Ring on Sun")
    terminal.wait_for("Ring on Sun")
    if how == "signal":
        os.kill(child_of(terminal), signal.SIGQUIT)
    else:
        terminal.type(how)
    terminal.wait_for(f"code {128 + signal.SIGQUIT}")
    assert terminal.end() == 0
    assert not {"-echo", "-icanon", "-isig", "-icrnl", "noflsh"} & set(terminal.said.split())
    assert any("Ring on Sun" in text for text in room.draft_texts())


def test_a_question_goes_on_after_ctrl_z(room: Room) -> None:
    room.trust("journal", "--free", "-m", "words")
    terminal = room.shell("set -m; $TRUST promise add Ring; echo stopped; stty sane; fg; echo $?")
    terminal.wait_for("smaller promise: ")
    terminal.type("half\x1a")
    terminal.wait_for("stopped")
    terminal.wait_for("promise add")
    terminal.wait_until_it_listens()
    terminal.type(f" a line{ENTER}")
    terminal.wait_for("[y/N] ")
    terminal.type(f"y{ENTER}")
    terminal.wait_for("skips): ")
    terminal.type(ENTER)
    assert terminal.end() == 0
    assert room.trust("promise", "--json").json["data"]["promises"][0]["text"] == "half a line"


@EVERY_PROTOCOL
def test_ctrl_c_ends_a_sitting_in_every_protocol(room: Room, protocol: str) -> None:
    terminal = room.shell("$TRUST sit 60; echo code $?; stty -a")
    terminal.wait_for("0 of 60")
    terminal.wait_until_it_listens()
    terminal.type(f"words{LATE[2]}{PROTOCOLS[protocol]['Ctrl-C']}")
    terminal.wait_for("nothing was recorded")
    terminal.wait_for("code 0")
    assert terminal.end() == 0
    assert "words" not in terminal.text
    assert not {"-echo", "-icanon", "-isig"} & set(terminal.said.split())


def test_a_sitting_goes_on_in_the_background(room: Room) -> None:
    """Where it would be stopped for good if it touched the terminal."""
    terminal = room.shell("set -m; stty tostop; $TRUST sit 60 2>/dev/null & sleep 1; jobs; kill %1")
    terminal.wait_for("Running")
    terminal.end()
