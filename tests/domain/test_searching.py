"""The words around a hit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustjournal.domain.entry import Entry
from trustjournal.domain.search_query import parse_query
from trustjournal.domain.search_text import WIDTH, Snippet, snippet

DAY = date(2026, 11, 22)
MOMENT = datetime(2026, 11, 22, 21, tzinfo=UTC)
ENTRY = Entry("0" * 20, DAY, DAY, MOMENT, None, 0, MOMENT, "free", "")


def around(body: str, *words: str, **more: object) -> Snippet:
    return snippet(replace(ENTRY, body=body, **more), parse_query(words).phrases)  # type: ignore[arg-type]


def shown(found: Snippet) -> str:
    return "".join(f"<{text}>" if hit else text for text, hit in found.pieces)


@pytest.mark.parametrize(
    ("body", "words", "expected"),
    [
        ("We sat in the Café until dark.", ["cafe"], "We sat in the <Café> until dark."),
        ("I don’t know.", ["don't"], "I <don’t> know."),
        ("日本語の手紙を読んだ。", ["手紙"], "日本語の<手><紙>を読んだ。"),
        ("# Head\n\n- one\n- two\n", ["two"], "Head / one <two>"),
        (
            "### What was it?\n\nI was tired.\n\n### And then?\n\nSoup.",
            ["tired"],
            "What was it? / I was <tired>. / And then? / Soup.",
        ),
        (
            "I **was** _very_ `tired`, 2 * 3, my_name",
            ["very"],
            "I was <very> tired, 2 * 3, my_name",
        ),
        ("A good hour. Later a good day.", ["good hour"], "A <good hour>. Later a good day."),
        ("Kitchens, kitchen", ["kitch*"], "<Kitchens>, <kitchen>"),
        ("The %%secret of a%% wombat told.", ["wombat"], "The [private] <wombat> told."),
        ("Left %%open wombat", ["left"], "<Left> [private]"),
        ("Nothing is marked here.", ["NOT", "x"], "Nothing is marked here."),
        ("ﬁne ½ ㍿", ["社"], "ﬁne ½ <㍿>"),
    ],
)
def test_the_hit_is_marked_in_the_words_as_they_were_written(
    body: str, words: list[str], expected: str
) -> None:
    assert shown(around(body, *words)).replace("><", "") == expected.replace("><", "")


@pytest.mark.parametrize("length", range(WIDTH - 60, WIDTH + 10))
def test_it_never_ends_in_the_marks_of_a_heading(length: int) -> None:
    body = f"tired {'x ' * (length // 2)}\n\n### And then?\n\nSoup, and an early night."
    text = around(body, "tired").text
    assert "#" not in text
    assert not text.removesuffix(" …").endswith("/")


def test_it_is_cut_where_most_of_what_was_asked_for_stands_together() -> None:
    body = "soup " + "word " * 200 + "and then soup with Sam\n\n" + "more " * 200
    found = around(body, "soup", "sam")
    assert "<soup> with <Sam> / more" in shown(found)
    assert found.text.startswith("… word")
    assert found.text.endswith("more …")
    assert len(found.text) <= WIDTH + 10
    assert [found.text[start:end] for start, end in found.marks] == ["soup", "Sam"]


def test_the_part_that_holds_it_is_named() -> None:
    parts = {"title": "A letter", "prompt_text": "What did I hear?", "tags": ("walk", "home")}
    found = {
        word: around("A long body.", word, **parts, people=("Sam",))
        for word in ("letter", "hear", "home", "sam", "body")
    }
    assert {word: each.field for word, each in found.items()} == {
        "letter": "title",
        "hear": "question",
        "home": "tags",
        "sam": "people",
        "body": "body",
    }
    assert shown(found["home"]) == "walk, <home>"


def test_nothing_of_a_private_entry_is_shown() -> None:
    assert around("wombat", "wombat", private=True).text == ""


@given(st.text(max_size=400), st.integers(0, 30))
def test_any_word_of_any_text_is_marked_in_a_short_line(text: str, which: int) -> None:
    words = [word for word in text.replace("%", " ").split() if parse_query([f'"{word}"']).match]
    if not words:
        return
    word = words[which % len(words)].replace('"', " ")
    found = around(" ".join(words), f'"{word}"')
    assert any(hit for _, hit in found.pieces)
    assert "\n" not in found.text
    assert len(found.text) <= 2 * WIDTH
