"""What a terminal sends, told as keys: never as text that nobody typed."""

from __future__ import annotations

import pytest

from trustjournal.terminal.key_parser import (
    ALT_BACKSPACE,
    ALT_ENTER,
    PASTE_BEGINS,
    PASTE_ENDS,
    Keyboard,
)

KEYS = {
    "Enter": ("\r", ["\x1b[13u", "\x1b[13;1u", "\x1b[13;1:1u", "\x1b[27;1;13~", "\x1b[57414u"]),
    "Enter held down": ("\r", ["\x1b[13;1:2u"]),
    "Enter on a keypad": ("\r", ["\x1bOM"]),
    "Shift-Enter": ("\r", ["\x1b[13;2u", "\x1b[27;2;13~"]),
    "Ctrl-Enter": ("\r", ["\x1b[13;5u", "\x1b[27;5;13~"]),
    "Alt-Enter": (ALT_ENTER, ["\x1b[13;3u", "\x1b[27;3;13~"]),
    "Ctrl-D": ("\x04", ["\x1b[100;5u", "\x1b[27;5;100~", "\x1b[100;69u", "\x1b[100;133u"]),
    "Ctrl-C": ("\x03", ["\x1b[99;5u", "\x1b[27;5;99~", "\x1b[27;5;67~", "\x1b[1089::99;5u"]),
    "Backspace": ("\x7f", ["\x1b[127u", "\x1b[127;2u", "\x1b[27;5;127~", "\x1b[8;5u"]),
    "Alt-Backspace": (ALT_BACKSPACE, ["\x1b[127;3u"]),
    "Tab": ("\t", ["\x1b[9u"]),
    "Shift-Tab": ("\x1b[Z", ["\x1b[9;2u", "\x1b[Z"]),
    "a": ("a", ["\x1b[97u", "\x1b[97;1u", "\x1b[97;;97u", "\x1b[97;1:2;97u"]),
    "A": ("A", ["\x1b[97;2u", "\x1b[97:65;2u", "\x1b[97;2;65u", "\x1b[97;65u", "\x1b[27;2;65~"]),
    "ß": ("ß", ["\x1b[223u", "\x1b[45;1;223u"]),
    "@ of a German layout": ("@", ["\x1b[113;1;64u"]),
    "Shift-Space": (" ", ["\x1b[32;2u"]),
    "a no-break space": ("\xa0", ["\x1b[32;1;160u", "\x1b[160u"]),
    "5 on a keypad": ("5", ["\x1b[57404u", "\x1b[57404;129u"]),
    "Up": (
        "\x1b[A",
        ["\x1b[A", "\x1bOA", "\x1b[1;1A", "\x1b[1;1:1A", "\x1b[1;129A", "\x1b[57419u"],
    ),
    "Ctrl-Right": ("\x1b[1;5C", ["\x1b[1;5C", "\x1b[5C", "\x1b[1;5:2C", "\x1b[1;133C", "\x1bOc"]),
    "Home": ("\x1b[H", ["\x1b[H", "\x1bOH", "\x1b[1~", "\x1b[7~", "\x1b[57423u"]),
    "Delete": ("\x1b[3~", ["\x1b[3~", "\x1b[3;1:2~"]),
}
NOTHING = {
    "focus": ["\x1b[I", "\x1b[O"],
    "keys let go": ["\x1b[13;1:3u", "\x1b[97;1:3u", "\x1b[1;1:3A", "\x1b[3;1:3~", "\x1b[100;5:3u"],
    "Escape": ["\x1b[27u", "\x1b[27;2u"],
    "Ctrl-Shift-C, which copies": ["\x1b[99;6u", "\x1b[67;6u", "\x1b[27;6;67~"],
    "with Super or Hyper": ["\x1b[99;9u", "\x1b[97;17u", "\x1b[1;17A", "\x1b[3;9~"],
    "modifiers alone": ["\x1b[57441;2u", "\x1b[57358u", "\x1b[57442;5:3u"],
    "function keys": ["\x1bOP", "\x1b[15~", "\x1b[1;2P", "\x1b[[A", "\x1b[57376u", "\x1b[P"],
    "colours (OSC 4, 10, 11)": [
        "\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\",
        "\x1b]10;rgb:ffff/ffff/ffff\x07",
        "\x1b]4;1;rgb:cd/00/00\x1b\\",
    ],
    "a title": ["\x1b]lmy window\x1b\\"],
    "device attributes": ["\x1b[?64;1;2;6;22c", "\x1b[>0;276;0c", "\x1bP!|00000000\x1b\\"],
    "XTVERSION and XTGETTCAP": ["\x1bP>|WezTerm 2024 1\x1b\\", "\x1bP1+r436f=323536\x1b\\"],
    "DECRQSS": ["\x1bP1$r0 q\x1b\\", "\x1bP0$r\x1b\\"],
    "where the cursor is": ["\x1b[12;40R", "\x1b[?12;40;1R"],
    "the state": ["\x1b[0n", "\x1b[?997;1n", "\x1b[?2026;2$y", "\x1b[4;2$y", "\x1b[?1u"],
    "sizes": ["\x1b[8;24;80t", "\x1b[48;24;80;480;800t"],
    "the mouse": ["\x1b[<0;10;5M", "\x1b[<0;10;5m", "\x1b[M !!", "\x1b[96;14;13M"],
    "graphics": ["\x1b_Gi=31;OK\x1b\\"],
    "the end of an answer alone": ["\x1b\\"],
    "nonsense in its numbers": ["\x1b[1114112u", "\x1b[55296u", "\x1b[0u", "\x1b[3;5u"],
}


def told(*pieces: str, pausing: bool = False) -> list[str]:
    """The tokens of what comes in these pieces."""
    keyboard = Keyboard()
    tokens: list[str] = []
    for piece in pieces:
        tokens += keyboard.feed(piece)
        if pausing:
            tokens += keyboard.pause()
    return tokens


@pytest.mark.parametrize("key", KEYS)
def test_a_key_is_told_the_same_in_every_protocol(key: str) -> None:
    token, sequences = KEYS[key]
    for sequence in sequences:
        assert told(f"x{sequence}y") == ["x", token, "y"], sequence
        assert told("x", *sequence, "y") == ["x", token, "y"], f"{sequence}, byte by byte"


@pytest.mark.parametrize("what", NOTHING)
def test_what_nobody_typed_is_no_text(what: str) -> None:
    for sequence in NOTHING[what]:
        assert told(f"x{sequence}y") == ["x", "y"], sequence
        assert told("x", *sequence, "y") == ["x", "y"], f"{sequence}, byte by byte"
        if sequence.startswith("\x1b[M"):  # its end may be any three letters
            continue
        for cut in range(3, len(sequence)):
            pieces = ("x", sequence[:cut], sequence[cut:], "y")
            assert told(*pieces, pausing=True) == ["x", "y"], f"{pieces}, with pauses"


@pytest.mark.parametrize(
    "typed", ["[maybe]", "[1] one", "Over", "Open", "Please", "] and so on", "_under", "[Über", "X"]
)
def test_words_typed_right_after_escape_stay(typed: str) -> None:
    for pieces in (("\x1b" + typed,), ("\x1b", *typed)):
        assert "".join(told(*pieces)).replace("\x1b", "") == typed
    paused = "".join(told("\x1b", *typed, pausing=True)).replace("\x1b", "")
    assert paused == typed


@pytest.mark.parametrize("begun", ["\x1b]11;rgb:1e1e/", "\x1bP1+r43", "\x1b[", "\x1bO", "\x1b]"])
def test_words_after_an_answer_that_was_cut_off_stay(begun: str) -> None:
    assert "".join(told(begun, "It ", "rained.\x04", pausing=True)).endswith("It rained.\x04")


def test_a_key_ends_an_answer_that_was_cut_off() -> None:
    assert told("\x1b]11;rgb:1e1e/ and words\x04")[-1] == "\x04"
    assert "".join(told("\x1b]11;rgb:1e1e/ and words\r")) == " and words\r"
    assert told("\x1b]52;c;" + "A" * 70_000, "\x03")[-1] == "\x03"


@pytest.mark.parametrize(
    "text", ["one\n.\ntwo", "\x1b[13u stays", "a\x03b", "👩‍👩‍👧", "\n", "x" * 5000, "\x1b[20"]
)
def test_a_paste_is_text_whatever_is_in_it(text: str) -> None:
    sent = f"{PASTE_BEGINS}{text}{PASTE_ENDS}\r"
    assert told(sent) == [f"{PASTE_BEGINS}{text}{PASTE_ENDS}", "\r"]
    for size in (1, 2, 7):
        rest = sent.removeprefix(PASTE_BEGINS)
        pieces = [rest[at : at + size] for at in range(0, len(rest), size)]
        if {"\x03", "\x04"} & set(pieces):
            continue
        parts = told(PASTE_BEGINS, *pieces, pausing=True)
        assert parts[-1] == "\r"
        joined = "".join(part[len(PASTE_BEGINS) : -len(PASTE_ENDS)] for part in parts[:-1])
        assert joined == text


@pytest.mark.parametrize("break_", ["\n", "\r", "\r\n"])
def test_line_breaks_in_a_paste_are_of_one_kind(break_: str) -> None:
    sent = f"{PASTE_BEGINS}one{break_}two{break_}{PASTE_ENDS}"
    assert told(sent) == [f"{PASTE_BEGINS}one\ntwo\n{PASTE_ENDS}"]
    joined = "".join(told(*sent)).replace(PASTE_BEGINS, "").replace(PASTE_ENDS, "")
    assert joined == "one\ntwo\n"


def test_a_paste_whose_end_got_lost_does_not_hold_the_keyboard() -> None:
    assert told(f"{PASTE_BEGINS}words", "\x04") == [f"{PASTE_BEGINS}words{PASTE_ENDS}", "\x04"]
    assert told(f"{PASTE_BEGINS}words", "\x03", "x")[1:] == ["\x03", "x"]
