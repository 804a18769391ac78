"""Private words inside a text: none survives, and what is not private stays as it is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustjournal.domain.entry import Answer, redact_answers, redact_if_then
from trustjournal.domain.multi_answer import compose, split_answers
from trustjournal.domain.private_marks import (
    MARK,
    PLACEHOLDER,
    has_visible_words,
    has_words_of,
    hide,
    redact,
    redact_parts,
    redact_within,
    redacted_lines,
    without_private_words,
)


@pytest.mark.parametrize(
    ("text", "sealed", "count"),
    [
        ("", "", 0),
        ("50 % of it, 100% mine", "50 % of it, 100% mine", 0),
        ("a %%b%% c", "a [private] c", 1),
        ("%%a%% %%b%%", "[private] [private]", 2),
        ('"%%a%%", (%%b%%); **%%c%%**', '"[private]", ([private]); **[private]**', 3),
        ("a%%b%%c", "a[private]c", 1),
        ("a %% b %% c", "a [private] c", 1),
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
        ("%%a%% b %%c", "[private] b [private]", 2),
        ("%%a%% b%% c %%d%%", "[private]", 1),
        ("%%a%% b %%c d%% e", "[private] b [private] e", 2),
        ("a %%b\n\nc%% d\n\ne %%f%% g", "a [private]\n\ne [private] g", 2),
        ("a %%b%% c\n\nd %%e\n\nf", "a [private] c\n\nd [private]\n\nf", 2),
        # It was the one that opens, so what is above it may be meant too.
        ("x\n\na\nb%% c\n\nd", "x\n\n[private]\n\nd", 1),
        ("a %% b", "[private]", 1),
        ("a%% b %%c", "[private]", 1),
        ("a %%b %%c", "a [private]", 1),
        # Marks inside marks.
        ("x %%a %%b%% c%% y", "x [private] y", 1),
        ("x %%a %%b %%c%% d%% e%% y", "x [private] y", 1),
        ("x %%a%%b%%c%% y", "x [private] y", 1),
        ("x %% a %% b %% c %% y", "x [private] y", 1),
        ("x %%a\n\n%%b%%\n\nc%% d\n\ny", "x [private]\n\ny", 1),
        # Doubled marks, and such as touch.
        ("x %%%%a%%%% y", "x [private] y", 1),
        ("x %%%%a%%%% y %%%%b%%%% z", "x [private] z", 1),
        ("x %%%%a%%%% y %%b%% z", "[private]", 1),
        ("x %%%%a%% y", "[private]", 1),
        ("%%a%%%%b%%", "[private]", 1),
        ("x %%a %%b%%%% y", "[private]", 1),
        ("x %%a%% y\n\nz %%%%b%% c", "x [private] y\n\n[private]", 2),
        ("x %%%%%%a%%%%%% y", "x [private] y", 1),
        ("x %%%a%%% y", "x [private]% y", 1),
    ],
)
def test_what_is_sealed(text: str, sealed: str, count: int) -> None:
    assert redact(text) == (sealed, count)


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


@st.composite
def plainly_even(draw: st.DrawFn) -> tuple[str, str]:
    """A text in which each span is marked as the manual does it, and that text sealed."""
    word = st.text("abcé", min_size=1, max_size=3)
    words = st.lists(word, min_size=1, max_size=3).map(" ".join)
    lines = st.lists(words, min_size=1, max_size=2).map("\n".join)
    around = st.sampled_from([(" ", " "), ("\n", " "), (" (", ") "), (' "', '", '), (" ", "\n\n")])
    text = draw(lines)
    sealed = text
    for before, after in draw(st.lists(around, max_size=5)):
        hidden, more = draw(lines), draw(lines)
        text += f"{before}%%{hidden}%%{after}{more}"
        sealed += f"{before}{PLACEHOLDER}{after}{more}"
    return text, sealed


@given(plainly_even())
def test_what_is_plainly_even_hides_its_spans_and_no_more(example: tuple[str, str]) -> None:
    text, sealed = example
    assert redact(text) == (sealed, sealed.count(PLACEHOLDER))


_LENGTHS = st.sampled_from([MARK, MARK, 2 * MARK, 3 * MARK])
_AROUND = st.sampled_from([("", ""), (" ", ""), (" ", " "), ("\n", "\n"), ("(", ""), (' "', '"')])
"""What may be outside a mark and inside it: never more of a blank inside than outside, or it
would look like one that closes where it opens."""


@st.composite
def _span(draw: st.DrawFn, depth: int) -> list[str]:
    """Private words in capitals, with others inside them; each mark is a part of its own."""
    mark, (outside, inside) = draw(_LENGTHS), draw(_AROUND)
    parts = [outside, mark, inside, "X"]
    for blank in draw(st.lists(st.sampled_from(["", " ", "Y", " Y "]), max_size=2 * depth)):
        parts += [blank, *draw(_span(depth - 1)), "Z"]
    outside, inside = draw(_AROUND)
    return [*parts, inside[::-1], mark, outside[::-1]]


@st.composite
def uneven(draw: st.DrawFn) -> str:
    """A paragraph with marks that touch, are doubled or inside others; or one was forgotten."""
    spans = draw(st.lists(_span(depth=2), min_size=1, max_size=3))
    parts = ["a", *(part for span in spans for part in [*span, draw(st.sampled_from(["", "a"]))])]
    marks = [n for n, part in enumerate(parts) if part.startswith(MARK)]
    if draw(st.booleans()):
        parts[draw(st.sampled_from(marks))] = ""
    return "".join(parts)


@given(uneven())
def test_nothing_private_survives_where_marks_are_uneven(text: str) -> None:
    for found in (
        redact(text)[0],
        without_private_words(text),
        *(line for _, line in redacted_lines(text)),
    ):
        assert not set(found) & set("XYZ"), found


_PARTS = st.lists(st.sampled_from(["w", "w", MARK, MARK, 2 * MARK, " ", ".", "\n", "\n\n"]))


def _between_pairs(text: str) -> set[str]:
    """The words between marks that are paired one after another, whatever is around them.

    A mark without a second one takes the rest of its paragraph.
    """
    found, waiting, is_open, ended = set[str](), set[str](), False, False
    for part in re.findall(r"%%|w[0-9]+w|\n\s*\n", text):
        if part == MARK:
            found |= waiting
            waiting, is_open, ended = set(), not is_open, False
        elif part.startswith("w"):
            (waiting if ended else found).update([part] if is_open else [])
        else:
            ended = True
    return found


@given(_PARTS)
def test_what_pairs_one_after_another_would_hide_is_hidden(parts: list[str]) -> None:
    numbers = iter(range(1000))
    parts = [f"w{next(numbers)}w" if part == "w" else part for part in parts]
    text = "".join(parts)
    left = set(re.findall("w[0-9]+w", redact(text)[0]))
    assert not left & _between_pairs(text)


@given(written())
def test_no_private_character_survives(text: str) -> None:
    for found in (
        redact(text)[0],
        without_private_words(text),
        *(line for _, line in redacted_lines(text)),
    ):
        assert not set(found) & set("XYZ"), found


@given(st.text("ab %\\\n"), st.text("ab %\\\n"))
def test_a_text_has_the_words_of_its_redacted_form(title: str, text: str) -> None:
    assert has_words_of(text, redact(text)[0])
    assert has_words_of(f"{title}\n{text}", f"{redact(title)[0]}\n{redact(text)[0]}")


@pytest.mark.parametrize(
    ("text", "redacted_text"),
    [
        ("a %%b%% c", "a [private] c d"),
        ("a %%b%% c", "d a [private] c"),
        ("a %%b%% c", "a [private] d [private] c"),
        ("ab", "ab [private] b"),
        ("a %%b%% c", "a c"),
    ],
)
def test_a_text_without_some_words_of_another_redacted_one(text: str, redacted_text: str) -> None:
    assert not has_words_of(text, redacted_text)


@given(st.text("ab %\\\n"))
def test_it_is_idempotent_and_leaves_no_mark(text: str) -> None:
    sealed, count = redact(text)
    assert redact(sealed) == (sealed, 0)
    assert (count == 0) == (sealed == text)


@given(st.text().filter(lambda text: "%%" not in text))
def test_a_text_without_marks_is_unchanged(text: str) -> None:
    assert redact(text) == (text, 0)
    assert without_private_words(text) == text


@given(st.lists(st.text("ab%\\\n"), min_size=1))
def test_parts_are_sealed_as_the_whole(texts: list[str]) -> None:
    parts, count = redact_parts(texts)
    whole, of_whole = redact("\n\n".join(texts))
    assert count == of_whole
    assert len(parts) == len(texts)
    assert "".join(parts).replace(PLACEHOLDER, "").replace("\n", "") == whole.replace(
        PLACEHOLDER, ""
    ).replace("\n", "")


def test_a_span_from_one_part_to_the_next() -> None:
    assert redact_parts(["a %%b", "c%% d"]) == (["a [private]", "[private]"], 1)


def test_lines_know_what_lies_around_them() -> None:
    text = "a\nb %%c\nd\ne%% f"
    assert redacted_lines(text) == [
        ("a", "a"),
        ("b %%c", "b [private]"),
        ("d", PLACEHOLDER),
        ("e%% f", "[private] f"),
    ]
    assert [line for _, line in redacted_lines(text) if has_visible_words(line)] == [
        "a",
        "b [private]",
        "[private] f",
    ]


def test_many_marks_take_no_time() -> None:
    text = "%%a%% " * 100_000
    assert redact(text)[1] == 100_000


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
    return body, split_answers(body, asked) if draw(st.booleans()) or above.strip() else asked


@given(answered())
def test_what_is_private_in_a_body_is_in_its_answers(
    found: tuple[str, tuple[Answer, ...]],
) -> None:
    body, answers = found
    words = re.findall("w[0-9]+w", body)
    sealed, told, count = redact_answers(body, answers)
    assert (sealed, len(told)) == (redact(body)[0], len(answers))
    for answer in (*told, Answer("", sealed)):
        hidden = [word for word in words if word not in sealed]
        assert not any(word in answer.text for word in hidden)
        assert MARK not in answer.text.replace("\\%%", "")
    for answer in answers:
        assert redact_if_then(answer.text, answer.prompt_text, body) in [each.text for each in told]
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
    assert redact_within(whole, [("### Q", text)])[1] == [left]


@given(st.text(st.sampled_from("a %\\\n`*[")))
def test_a_text_that_is_hidden_has_no_word_left(text: str) -> None:
    hidden = hide(text)
    assert "a" not in without_private_words(hidden)
    assert hidden.count("\n") == text.count("\n")
