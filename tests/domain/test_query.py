"""What a search asks for: words, phrases, operators, and anything else that can be typed."""

from __future__ import annotations

import pytest

from trustjournal.domain.search_query import EVERY, parse_query


@pytest.mark.parametrize(
    ("words", "match"),
    [
        (["kitchen", "argument"], '("kitchen" AND "argument")'),
        (["kitchen AND argument"], '("kitchen" AND "argument")'),
        (["good hour"], '"good hour"'),
        (['say "good ho"* now'], '("say" AND "good ho" * AND "now")'),
        (["“good hour”", "x"], '("good hour" AND "x")'),
        (["a", "OR", "b", "NOT", "c"], '("a" OR ("b" NOT "c"))'),
        (["(a OR b) c"], '(("a" OR "b") AND "c")'),
        (["NOT", "x"], f'("{EVERY}" NOT "x")'),
        (["x", "OR", "NOT", "(NOT y)"], f'("x" OR ("{EVERY}" NOT ("{EVERY}" NOT "y")))'),
        (["Kitch*"], '"kitch" *'),
        (["엄마"], '"엄마" *'),
        (["don't", "C++", "a:b", "f(x)"], '("don t" AND "c + +" AND "a b" AND "f x")'),
        (["a", "A", "AND", "?"], '"a"'),
        # Operators that make no sense are words.
        (["AND"], '"and"'),
        (["this AND"], '("this" AND "and")'),
        (["a", ")"], '"a"'),
        (['"left open'], '"left open"'),
        (["(" * 99, "a", ")" * 99], '"a"'),
        ([*["NOT"] * 99, "a"], '("not" AND "a")'),
        (["", "*", "?!", ")("], ""),
    ],
)
def test_a_query_in_the_language_of_the_index(words: list[str], match: str) -> None:
    assert parse_query(words).match == match


def test_what_must_not_be_there_is_not_marked() -> None:
    phrases = parse_query(["(a OR b*)", "NOT", "(c", "NOT", "d)"]).phrases
    assert [(phrase.tokens, phrase.prefix) for phrase in phrases] == [
        (("a",), False),
        (("b",), True),
        (("d",), False),
    ]
