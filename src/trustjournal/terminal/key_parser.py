"""Parse what a terminal sends into keys: one token for each key, and nothing but keys.

A key has several encodings: CSI u (the kitty keyboard protocol), xterm's modifyOtherKeys, and the
older ones. Terminals also send things that nobody typed: focus reports, mouse reports, and late
answers to another program's queries. None of those may end up in a text.

Sources: https://sw.kovidgoyal.net/kitty/keyboard-protocol/ and xterm's "Control Sequences".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

PASTE_BEGINS = "\x1b[200~"
PASTE_ENDS = "\x1b[201~"
ALT_ENTER = "\x1b[13;3u"
ALT_BACKSPACE = "\x1b[127;3u"

_CSI = re.compile(r"\x1b\[(?P<params>[0-?]*)(?P<intermediate>[ -/]*)(?P<final>[@-~])")
_CSI_BEGUN = re.compile(r"\x1b\[[0-?]*[ -/]*\Z")
_RXVT_KEY = re.compile(r"\x1b\[\d+\$")
_MOUSE = re.compile(r"\x1b\[M.{3}", re.DOTALL)
_MOUSE_BEGUN = re.compile(r"\x1b\[M.{0,2}\Z", re.DOTALL)
_LINUX_CONSOLE_KEY = re.compile(r"\x1b\[\[[A-E]")
_LINUX_CONSOLE_KEY_BEGUN = re.compile(r"\x1b\[\[\Z")
_SS3 = re.compile(r"\x1bO(?P<modifiers>\d?)(?P<final>[A-DFHMP-Sa-d])")
_SS3_BEGUN = re.compile(r"\x1bO\d?\Z")
_ANSWER = re.compile(r"\x1b(?:\](?:\d+;|[lL])|P[0-9;]*[$+>!?|]|_G)")
"""The beginning of a terminal's answer (OSC, DCS or APC), long enough that nobody typed it."""
_ANSWER_BEGUN = re.compile(r"\x1b(?:\]\d*|P[0-9;]*|_)\Z")
_ANSWER_ENDS = re.compile(r"\x07|\x1b\\")
_UNFINISHED_ANSWER = re.compile(r"\x1b[\]P_][!-~]*")
_REST_OF_ANSWER = re.compile(r"[0-9A-Fa-f/:;=]+\Z")
_LONGEST_ANSWER = 1 << 16
_CONTROL = re.compile(r"[\x00-\x06\x08-\x1a\x1c-\x1f\x7f]|\x1b(?!\\|\Z)")
"""Characters that never occur inside an answer."""

_MOVES = "ABCDFH"
_BARE_FINALS = frozenset("ABCDEFGHIOPQRSZabcd~")
"""The final characters of sequences without numbers; any other was typed after Escape and `[`."""
_FINALS = _BARE_FINALS | frozenset("Mmcnptuxy^@")
_EDITING = {1: "H", 7: "H", 4: "F", 8: "F", 3: "3", 5: "5", 6: "6"}

_SHIFT, _ALT, _CTRL, _SUPER, _CAPS_LOCK = 1, 2, 4, 8, 64
_HYPER_OR_META = 16 | 32
_RELEASE = 3
_ENTER, _TAB, _ESCAPE, _BACKSPACE = 13, 9, 27, 127
_KEYPAD = {57399 + number: str(number) for number in range(10)} | dict(
    zip(range(57409, 57414), "./*-+", strict=True)
)
_KEYPAD |= {57415: "=", 57416: ","}
_KEYPAD_ENTER = 57414
_KEYPAD_MOVES = {57417: "D", 57418: "C", 57419: "A", 57420: "B", 57423: "H", 57424: "F"}
_PRIVATE_USE = range(57344, 63744)
"""The codes of keys that aren't characters."""


class Keyboard:
    """An incremental parser of a terminal's input into tokens.

    A token is a character, a control character, a sequence such as `\\x1b[A` (also with modifiers,
    as `\\x1b[1;5C`), `\\x1b` with a character that was typed with Alt or right after Escape,
    `ALT_ENTER`, `ALT_BACKSPACE`, `\\x1b[98;3u` for other characters with Alt, or a piece of a
    paste between `PASTE_BEGINS` and `PASTE_ENDS`, with its line breaks as `\\n`.
    """

    def __init__(self) -> None:
        self._incomplete = ""
        """The beginning of a sequence that can't be parsed yet."""
        self._paused = False
        """Whether nothing came for a moment after it."""
        self._pasting = False
        self._after_return = False

    @property
    def is_incomplete(self) -> bool:
        """Whether the last token is complete only after more input, or a call of `pause`."""
        return bool(self._incomplete) and not self._paused

    def feed(self, data: str) -> Iterator[str]:
        """Yield the tokens of new input."""
        if self._paused:
            yield from self._give_up_unless_continued(data)
        self._paused = False
        data, self._incomplete = self._incomplete + data, ""
        while data:
            if self._pasting:
                token, data = self._paste(data)
            elif data[0] == "\x1b":
                token, data = self._escape(data)
            else:
                token, data = data[0], data[1:]
            if token:
                yield token

    def pause(self) -> Iterator[str]:
        """Take note that nothing has come for a moment, so an Escape alone is a key."""
        incomplete = self._incomplete
        if self._pasting or not incomplete:
            return
        if incomplete == "\x1b" or _SS3_BEGUN.match(incomplete):
            self._incomplete = ""
            yield incomplete
        elif _MOUSE_BEGUN.match(incomplete):
            self._incomplete = ""
        else:
            self._paused = True

    def _give_up_unless_continued(self, data: str) -> Iterator[str]:
        """Give up an incomplete sequence that `data`, after a pause, doesn't continue.

        Yields it as typed characters, unless it was the beginning of an answer.
        """
        start = self._incomplete
        if start[:2] == "\x1b[":
            continues = start != "\x1b[" or data[:1] in set("0123456789<>?")
        else:
            continues = bool(_ANSWER_ENDS.search(start[-1] + data) or _REST_OF_ANSWER.match(data))
        if not continues:
            self._incomplete = ""
            if not _ANSWER.match(start):
                yield from (start[:2], *start[2:])

    def _escape(self, data: str) -> tuple[str, str]:
        """Parse data that begins with Escape into its first token and the rest."""
        if data[:2] == "\x1b[":
            return self._csi(data)
        if data[:2] in ("\x1b]", "\x1bP", "\x1b_"):
            return self._answer(data)
        if data == "\x1b" or _SS3_BEGUN.match(data):
            self._incomplete = data
            return "", ""
        if data[:2] == "\x1b\\":  # the end of an answer whose beginning another program has read
            return "", data[2:]
        if match := _SS3.match(data):
            return _application_key(match["final"], match["modifiers"]), data[match.end() :]
        if data[1] == "\x1b":
            return "\x1b", data[1:]
        return data[:2], data[2:]

    def _csi(self, data: str) -> tuple[str, str]:
        if data.startswith(PASTE_BEGINS):
            self._pasting = True
            self._after_return = False
            return "", data[len(PASTE_BEGINS) :]
        begun = (_MOUSE_BEGUN, _LINUX_CONSOLE_KEY_BEGUN, _CSI_BEGUN)
        if any(pattern.match(data) for pattern in begun) and not _RXVT_KEY.fullmatch(data):
            self._incomplete = data
            return "", ""
        for ignored in (_MOUSE, _LINUX_CONSOLE_KEY, _RXVT_KEY):
            if match := ignored.match(data):
                return "", data[match.end() :]
        match = _CSI.match(data)
        if match is None or not _is_sent_by_terminals(match):
            return data[:2], data[2:]
        return _key(match), data[match.end() :]

    def _answer(self, data: str) -> tuple[str, str]:
        """Drop an answer of the terminal."""
        if _ANSWER_BEGUN.match(data):
            self._incomplete = data
            return "", ""
        if not _ANSWER.match(data):
            return data[:2], data[2:]
        ends, control = _ANSWER_ENDS.search(data), _CONTROL.search(data, 1)
        if ends and not (control and control.start() < ends.start()):
            return "", data[ends.end() :]
        if control or len(data) > _LONGEST_ANSWER:  # it was cut off, and someone is typing
            match = _UNFINISHED_ANSWER.match(data)
            assert match is not None
            return "", data[match.end() :]
        self._incomplete = data
        return "", ""

    def _paste(self, data: str) -> tuple[str, str]:
        """Parse a piece of a paste, without waiting for its end, so that nothing is ever lost."""
        if data in ("\x03", "\x04"):  # terminals never paste these: the end of the paste was lost
            self._pasting = False
            return data, ""
        text, end, rest = data.partition(PASTE_ENDS)
        if end:
            self._pasting = False
        else:
            for size in range(len(PASTE_ENDS) - 1, 0, -1):
                if text.endswith(PASTE_ENDS[:size]):
                    self._incomplete = text[-size:]
                    text = text[:-size]
                    break
        if self._after_return:
            text = text.removeprefix("\n")
        if text:
            self._after_return = text.endswith("\r")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        return (f"{PASTE_BEGINS}{text}{PASTE_ENDS}" if text else ""), rest


def _is_sent_by_terminals(match: re.Match[str]) -> bool:
    """Return whether terminals send such a sequence; otherwise it was typed after Escape."""
    if match["params"] or match["intermediate"]:
        return match["final"] in _FINALS
    return match["final"] in _BARE_FINALS


def _key(match: re.Match[str]) -> str:
    """Return the token of a CSI sequence; empty if it isn't a key, or is one that does nothing."""
    params, final = match["params"], match["final"]
    if match["intermediate"] or params[:1] in ("<", "=", ">", "?"):
        return ""
    try:
        fields = [[int(part or 0) for part in field.split(":")] for field in params.split(";")]
    except ValueError:
        return ""
    modifiers = _Modifiers(fields[1] if len(fields) > 1 else [])
    if final == "u":
        return _character(fields[0], modifiers, fields[2] if len(fields) > 2 else [])
    if final == "~" and fields[0] == [27] and len(fields) > 2:
        return _character(fields[2], modifiers, [])
    if final == "~" and fields[0][0] in _EDITING:
        return _editing_key(_EDITING[fields[0][0]], modifiers)
    if final in _MOVES:
        is_old_form = len(fields) == 1 and fields[0][0] > 1
        return _editing_key(final, _Modifiers(fields[0]) if is_old_form else modifiers)
    return "\x1b[Z" if final == "Z" else ""


class _Modifiers:
    """The modifier keys that are held down with another key."""

    def __init__(self, field: list[int]) -> None:
        bits = (field[0] if field and field[0] else 1) - 1
        self.released = len(field) > 1 and field[1] == _RELEASE
        self.caps_lock = bool(bits & _CAPS_LOCK)
        self.pressed = bits & (_SHIFT | _ALT | _CTRL | _SUPER | _HYPER_OR_META)

    @property
    def do_nothing(self) -> bool:
        """Whether the key does nothing: with these modifiers, or because it was released."""
        return self.released or bool(self.pressed & (_SUPER | _HYPER_OR_META))


def _editing_key(which: str, modifiers: _Modifiers) -> str:
    """Return the token of an arrow, Home, End, Delete, Page Up or Page Down."""
    pressed = modifiers.pressed
    if modifiers.released or (modifiers.do_nothing and (pressed != _SUPER or which not in "ABCD")):
        return ""
    number, final = (which, "~") if which.isdigit() else ("1", which)
    if not pressed:
        return f"\x1b[{number}~" if final == "~" else f"\x1b[{final}"
    if which == "3" and pressed > (_SHIFT | _CTRL):
        return ""
    return f"\x1b[{number};{pressed + 1}{final}"


def _application_key(final: str, modifiers: str) -> str:
    """Return the token of a key that was sent in the terminal's application mode."""
    if final == "M":
        return "\r"
    if final in "cd":  # rxvt: Ctrl-Right and Ctrl-Left
        return f"\x1b[1;5{final.upper()}"
    return _editing_key(final, _Modifiers([int(modifiers or 1)])) if final in _MOVES else ""


def _character(key: list[int], modifiers: _Modifiers, text: list[int]) -> str:
    """Return the token of a key that is sent as a character code.

    `key` has the code, the code with Shift, and the code on a US layout, as far as they are sent.
    """
    code = key[0]
    pressed = modifiers.pressed
    if modifiers.do_nothing:
        return ""
    if code in (_ENTER, _KEYPAD_ENTER):
        return ALT_ENTER if pressed & _ALT else "\r"
    if code in (_BACKSPACE, 8):
        return ALT_BACKSPACE if pressed & _ALT else "\x7f"
    if code == _TAB:
        return "\t" if not pressed else "\x1b[Z" if pressed == _SHIFT else ""
    if code in _KEYPAD_MOVES:
        return _editing_key(_KEYPAD_MOVES[code], modifiers)
    if code in _KEYPAD:
        return "" if pressed & (_CTRL | _ALT) else _KEYPAD[code]
    if code in _PRIVATE_USE:
        return ""
    if pressed & _CTRL:
        return _with_ctrl(key, pressed)
    if pressed & _ALT:
        return f"\x1b[{code};3u" if _printable(code) else ""
    return _typed(key, modifiers, text)


def _with_ctrl(key: list[int], pressed: int) -> str:
    """Return the control character of a key, or nothing with Shift: Ctrl-Shift-C means copy."""
    if pressed != _CTRL:
        return ""
    code = key[0] if key[0] < 128 or len(key) < 3 else key[2]
    if chr(code) in "_/":
        return "\x1f"
    letter = chr(code).lower() if code < 128 else ""
    return chr(ord(letter) & 31) if letter.isalpha() or letter == "\\" else ""


def _typed(key: list[int], modifiers: _Modifiers, text: list[int]) -> str:
    """Return the characters that a key types."""
    if characters := "".join(map(_printable, text)):
        return characters
    shifted = key[1] if len(key) > 1 else 0
    if modifiers.pressed & _SHIFT and shifted:
        return _printable(shifted)
    letter = _printable(key[0])
    upper = bool(modifiers.pressed & _SHIFT) != modifiers.caps_lock
    return letter.upper() if upper and letter.isalpha() else letter


def is_control(letter: str) -> bool:
    """Return whether a letter is a control character, which can't be in a text."""
    return letter < " " or "\x7f" <= letter <= "\x9f"


def _printable(code: int) -> str:
    """Return the character of a code; empty if it can't be in a text."""
    if not 0 < code < 0x110000 or 0xD800 <= code < 0xE000 or is_control(chr(code)):
        return ""
    return chr(code)
