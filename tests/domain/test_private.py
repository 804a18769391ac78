"""Private words inside a text: none survives, and what is not private stays as it is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustjournal.domain.answers import compose, split
from trustjournal.domain.entry import Answer, seal_answers, seal_if_then
from trustjournal.domain.private import (
    MARK,
    SEALED,
    says_something,
    seal,
    seal_parts,
    seal_within,
    sealed_lines,
    without,
)


@pytest.mark.parametrize(
    ("text", "sealed", "count"),
    [
        ("", "", 0),
        ("50 % of it, 100% mine", "50 % of it, 100% mine", 0),
        ("a %%b%% c", "a [private] c", 1),
        ("%%a%%%%b%%", "[private][private]", 2),
        ("a %%b\nc%% d", "a [private] d", 1),
        ("a %%b\nc\n\nd", "a [private]\n\nd", 1),
        ("a %%b\n \t\nd", "a [private]\n \t\nd", 1),
        ("a %%b", "a [private]", 1),
        ("%%\na\n\nb\n%%\n\nc", "[private]\n\nc", 1),
        (r"a \%%b\%% c", r"a \%%b\%% c", 0),
        (r"a \\%%b%% c", r"a \\[private] c", 1),
        (r"\%%%%b%%", r"\%%[private]", 1),
        ("%%%%", "[private]", 1),
        ("%%a%%%", "[private]%", 1),
        # One mark was forgotten: too much is hidden rather than too little.
        ("a %%b\n\nc %%d%% e", "a [private]", 1),
        ("a %%b\n\nc\n\nd %%e", "a [private]", 1),
    ],
)
def test_what_is_sealed(text: str, sealed: str, count: int) -> None:
    assert seal(text) == (sealed, count)


OPEN = st.text("abc %\\\n", max_size=8).filter(lambda text: "%%" not in text)
HIDDEN = st.text("XYZ \n", max_size=8)


@st.composite
def written(draw: st.DrawFn) -> str:
    """Private words in capitals, each between two marks; one of these may be forgotten."""
    spans = draw(st.lists(st.tuples(OPEN, HIDDEN)))
    forgotten = draw(st.integers(0, 8))
    parts: list[str] = []
    for number, (opened, hidden) in enumerate(spans):
        ends = "\n\n" if number == forgotten else "%%"
        # A mark must be one: nothing before it may make another of it.
        parts += [opened.strip("%\\"), "%%"]
        parts += [hidden.replace("\n", " ") if number == forgotten else hidden, ends]
    return "".join([*parts, draw(OPEN).lstrip("%")])


@given(written())
def test_no_private_character_survives(text: str) -> None:
    for found in (seal(text)[0], without(text), *(line for _, line in sealed_lines(text))):
        assert not set(found) & set("XYZ"), found


@given(st.text("ab %\\\n"))
def test_it_is_idempotent_and_leaves_no_mark(text: str) -> None:
    sealed, count = seal(text)
    assert seal(sealed) == (sealed, 0)
    assert (count == 0) == (sealed == text)


@given(st.text().filter(lambda text: "%%" not in text))
def test_a_text_without_marks_is_unchanged(text: str) -> None:
    assert seal(text) == (text, 0)
    assert without(text) == text


@given(st.lists(st.text("ab%\\\n"), min_size=1))
def test_parts_are_sealed_as_the_whole(texts: list[str]) -> None:
    parts, count = seal_parts(texts)
    whole, of_whole = seal("\n\n".join(texts))
    assert count == of_whole
    assert len(parts) == len(texts)
    assert "".join(parts).replace(SEALED, "").replace("\n", "") == whole.replace(
        SEALED, ""
    ).replace("\n", "")


def test_a_span_from_one_part_to_the_next() -> None:
    assert seal_parts(["a %%b", "c%% d"]) == (["a [private]", "[private]"], 1)


def test_lines_know_what_lies_around_them() -> None:
    text = "a\nb %%c\nd\ne%% f"
    assert sealed_lines(text) == [
        ("a", "a"),
        ("b %%c", "b [private]"),
        ("d", SEALED),
        ("e%% f", "[private] f"),
    ]
    assert [line for _, line in sealed_lines(text) if says_something(line)] == [
        "a",
        "b [private]",
        "[private] f",
    ]


def test_many_marks_take_no_time() -> None:
    text = "%%a%% " * 100_000
    assert seal(text)[1] == 100_000


@st.composite
def answered(draw: st.DrawFn) -> tuple[str, tuple[Answer, ...]]:
    """A body of answers in which every word is another, with marks anywhere, also above them."""
    said = st.lists(st.sampled_from(["w", "w", MARK, "\n", "\n\n", "\\%%", "### Question 1"]))
    texts = [" ".join(each) for each in draw(st.lists(said, min_size=1, max_size=4))]
    above, *rest = texts
    numbers = iter(range(1000))
    above, *rest = ("".join(f"w{next(numbers)}w" if c == "w" else c for c in t) for t in texts)
    asked = tuple(
        Answer(f"Question {n}", text.strip("\n")) for n, text in enumerate(rest) if text.strip()
    )
    body = "\n\n".join(filter(None, (above.strip(), compose(asked))))
    # As an edit leaves them: the words of the answers are those below their headings.
    return body, split(body, asked) if draw(st.booleans()) or above.strip() else asked


@given(answered())
def test_what_is_private_in_a_body_is_in_its_answers(
    found: tuple[str, tuple[Answer, ...]],
) -> None:
    body, answers = found
    words = re.findall("w[0-9]+w", body)
    sealed, told, count = seal_answers(body, answers)
    assert (sealed, len(told)) == (seal(body)[0], len(answers))
    for answer in (*told, Answer("", sealed)):
        hidden = [word for word in words if word not in sealed]
        assert not any(word in answer.text for word in hidden)
        assert MARK not in answer.text.replace("\\%%", "")
    for answer in answers:
        assert seal_if_then(answer.text, answer.prompt_text, body) in [each.text for each in told]
    if count == 0:
        assert told == answers
    if "### Question 1" not in body.replace("### Question 1\n\n", "", 1):
        # Nor is more hidden than that.
        for before, after in zip(answers, told, strict=True):
            left = [word for word in re.findall("w[0-9]+w", before.text) if word in sealed]
            assert all(word in after.text for word in left)


@pytest.mark.parametrize(
    ("whole", "text", "left"),
    [
        ("### Q\n\na %%b%%", "a %%b%%", "a [private]"),
        ("%%x\n\n### Q\n\na%% b\n\nc", "a%% b\n\nc", "[private]\n\nc"),
        ("### Q \n\n\n\na %%b%%", "\na\n", "a"),
        ("### Q\n\n%%b%%\n\n### Q2\n\n", "", ""),
        ("%%b%%\n\n### Q", "", ""),
        # Not below its heading, or below two that leave different words of it.
        ("### Q\n\na %%b%%", "other", None),
        ("### Q or\n\na %%b%%", "a", None),
        ("### Q\n\na\n\n%%### Z\n\n### Q\n\na%%", "a", None),
    ],
)
def test_what_is_left_of_a_text_inside_another(whole: str, text: str, left: str | None) -> None:
    assert seal_within(whole, [("### Q", text)])[1] == [left]
