"""An if-then in two halves becomes one sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustjournal.domain.if_then import WORDS, is_complete, joined, words_of

EN = WORDS["en"]


@pytest.mark.parametrize(
    ("language", "first", "second", "sentence"),
    [
        ("en", "Sam is late", "ask about the day", "If Sam is late, then I'll ask about the day"),
        ("en", "if Sam is late,", "I'll ask.", "if Sam is late, then I'll ask."),
        ("en", "When it rains", "then I make tea.", "When it rains, then I make tea."),
        ("en", "it is late", "I'm going to bed.", "If it is late, then I'm going to bed."),
        ("en", "it is late", "I will rest.", "If it is late, then I'll rest."),
        (
            "en",
            "we argue and then go quiet",
            "call",
            "If we argue and then go quiet, then I'll call",
        ),
        ("en", "I feel it coming…", "", "If I feel it coming…"),
        ("en", "If it rains, then tea.", "", "If it rains, then tea."),
        ("en", "it rains, then I'll make tea", "", "If it rains, then I'll make tea"),
        ("de", "ich müde bin", "dann atme ich.", "Wenn ich müde bin, dann atme ich."),
        ("es", "llega tarde", "pregunto primero", "Si llega tarde, entonces pregunto primero"),
        ("pt-BR", "chove", "faço chá", "Se chove, então faço chá"),
    ],
)
def test_two_halves_are_one_sentence(language: str, first: str, second: str, sentence: str) -> None:
    words = words_of(language)
    assert words
    assert joined(first, second, words) == sentence


def test_a_full_sentence_asks_for_no_second_half() -> None:
    assert is_complete("If it rains, I make tea.", EN)
    assert is_complete("If it rains then I make tea.", EN)
    assert not is_complete("We argue and then go quiet", EN)
    assert not is_complete("Sam, who was tired, comes home", EN)
    assert not is_complete("If it rains", EN)


def test_a_language_without_such_words_has_one_field() -> None:
    assert words_of("fi") is None


@given(st.text(), st.text())
def test_every_word_of_the_first_half_stays(first: str, second: str) -> None:
    sentence = joined(first, second, EN)
    assert first.strip().rstrip(" ,.…") in sentence
    assert not first.strip() or joined(first, "", EN).endswith(first.strip())
