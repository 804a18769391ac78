"""Lines broken between words while they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustjournal.terminal.wrap import wrap

WIDE = "日本"
TEXTS = st.text(st.sampled_from(["a", "b", " ", " ", "\t", "日", "\u0301", "\x1b"]), max_size=60)


def cells(letter: str) -> int:
    return 2 if letter in WIDE else 0 if letter == "\u0301" else 1


def rows_of(text: str, width: int) -> list[str]:
    """The rows on the screen, without the blanks they are filled up with."""
    return [row.rstrip(" ") for row in wrap(text, width, cells).shown]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", [""]),
        ("one two three", ["one two", "three"]),
        ("one two  three", ["one two", "three"]),
        ("a word-that-is-long", ["a", "word-that", "-is-long"]),
        ("日本 日本 日", ["日本", "日本 日"]),
        ("\ta \tb", ["    a", "b"]),
        ("a\tb", ["a   b"]),
        ("a\x1bb", ["a?b"]),
    ],
)
def test_words_stay_whole_where_they_fit(text: str, rows: list[str]) -> None:
    assert rows_of(text, 9) == rows


@given(TEXTS, st.integers(3, 12))
def test_every_character_has_its_place(text: str, width: int) -> None:
    rows = wrap(text, width, cells)
    assert len(rows.offsets) == len(rows.cells) == len(text) + 1
    assert list(rows.cells) == sorted(rows.cells)
    assert all(sum(map(cells, row)) <= width for row in rows.shown)
    for letter, (row, cell), place in zip(text, rows.cells, rows.offsets, strict=False):
        assert sum(map(cells, rows.shown[row][:place])) == cell < width
        if letter not in " \t\u0301":  # a mark stands on the letter before it
            assert rows.shown[row][place] == letter.replace("\x1b", "?")
    assert "".join("".join(rows.shown).split()) == "".join(text.replace("\x1b", "?").split())
    assert len(rows.shown) == rows.last + 1
    for row in range(rows.last + 1):
        assert rows.cells[rows.nearest(row, width)][0] == row
