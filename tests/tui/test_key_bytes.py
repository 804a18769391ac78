"""What a terminal sends, as text."""

from __future__ import annotations

import codecs
import itertools

import pytest

from trustjournal.tui.key_bytes import BEGIN, END, SHOWN, KeyDecoder, _as_latin_1

codecs.register_error("as-latin-1", _as_latin_1)


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        (b"caf\xe9 au lait", "café au lait"),
        ("öde".encode(), "öde"),
        (b"\x1b[A\x1b", "\x1b[A\x1b"),
        (f"{BEGIN}a\x1bb\x1b[20c{END}\x1b[A".encode(), f"{BEGIN}a{SHOWN}b{SHOWN}[20c{END}\x1b[A"),
        (f"{BEGIN}a{END}{BEGIN}\x1b{END}".encode(), f"{BEGIN}a{END}{BEGIN}{SHOWN}{END}"),
    ],
)
def test_decoded_whole(sent: bytes, text: str) -> None:
    assert KeyDecoder().decode(sent) == text


def test_decoded_in_any_two_pieces_after_the_beginning_of_a_paste() -> None:
    sent = f"{BEGIN}ä \x1b[2 b\x1b{END}q".encode()
    expected = f"{BEGIN}ä {SHOWN}[2 b{SHOWN}{END}q"
    start = len(BEGIN)
    for first, second in itertools.combinations(range(start, len(sent)), 2):
        decoder = KeyDecoder()
        pieces = (sent[:first], sent[first:second], sent[second:])
        assert "".join(decoder.decode(piece) for piece in pieces) == expected
