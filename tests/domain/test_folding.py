"""What makes no difference when searching: case, width, accents, punctuation, spaces."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustjournal.domain.tokenizer import folded, token_spans, tokens
from trustjournal.storage import migrations

TEXT = st.text(
    st.characters(codec="utf-8") | st.sampled_from("日か\u3099ทำé’İß👍🏽\u200d\u200b\ufdd0+$ \n.")
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Don’t, don't", "don t don t"),
        ("Straße ﬁne ＡＢＣ x²", "strasse fine abc x2"),
        ("Łódź cafe\u0301 Ёлка İstanbul Ελλάς", "lodz cafe елка istanbul ελλασ"),
        ("C++ $5 €5", "c + + $ 5 € 5"),
        ("日本語を か\u3099 ｶﾞ", "日 本 語 を が ガ"),
        ("ทำไม", "ท ํ า ไ ม"),
        ("한국어 \u1112\u1161\u11ab", "한국어 한"),
        ("שָׁלוֹם مُحَمَّد नमस्ते", "שלום محمد नमस्ते"),
        ("👍🏽❤️👨‍👩‍👧🇩🇪", "👍 🏽 ❤ 👨 👩 👧 🇩 🇪"),
        ("co\u00adop zero\u200bwidth a_b Foo™", "coop zero width a b foo tm"),
        ("¿?!… = `~ „“", ""),
    ],
)
def test_a_text_as_search_sees_it(text: str, found: str) -> None:
    assert " ".join(tokens(text)) == found


@given(TEXT)
def test_folding_is_done_once_and_for_all_and_knows_its_places(text: str) -> None:
    once = tokens(text)
    assert tokens(" ".join(once)) == once
    assert [token for token, _, _ in token_spans(text)] == once
    spans = [(start, end) for _, start, end in token_spans(text)]
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)


@given(TEXT)
def test_the_index_parts_a_folded_text_into_the_same_tokens(text: str) -> None:
    with closing(sqlite3.connect(":memory:")) as journal:
        journal.execute(migrations.SEARCH)
        journal.execute("INSERT INTO search (rowid, body) VALUES (1, ?)", (folded(text),))
        journal.execute("CREATE VIRTUAL TABLE terms USING fts5vocab(search, instance)")
        found = journal.execute("SELECT term FROM terms ORDER BY offset").fetchall()
    assert [term for (term,) in found] == tokens(text)
