"""What the journal does to text: as little as possible, and always the same."""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from conftest import Trust
from trustjournal.domain.entry import Entry
from trustjournal.domain.text import (
    Cleaned,
    clean,
    decode,
    excerpt,
    label,
    label_key,
    labels,
    word_count,
)
from trustjournal.domain.two_texts import joined_lines
from trustjournal.formats.markdown_out import section

ENTRY = Entry(
    id="0123456789abcdefghjk",
    day=date(2026, 11, 22),
    written_on=date(2026, 11, 22),
    created_at=datetime(2026, 11, 22, 21, 10, 5, 123456, UTC),
    tz="Europe/Berlin",
    utc_offset=3600,
    modified_at=datetime(2026, 11, 22, 21, 10, 5, 123456, UTC),
    kind="daily",
    body="We walked home slowly.",
)

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
from_bytes = st.binary(max_size=60)
"""Any bytes a pipe, a file or the command line can bring."""
awkward = st.text(
    st.sampled_from("ab \t\n\r@#*_`>-+.!?。1)\\🙂\u0301\u200d\u2028\u0085\xa0")
    | st.characters(exclude_categories=["Cs"]),
    max_size=120,
)


# --- clean and decode ----------------------------------------------------------------------


@given(from_bytes)
@example(b"")
@example(b"\xef\xbb\xbf")
@example(b"\xed\xa0\x80")
@example(b"\xff\r\n\0")
def test_any_bytes_become_text_that_can_be_stored(raw: bytes) -> None:
    for cleaned in (decode(raw), clean(raw.decode("utf-8", "surrogateescape"))):
        assert "\0" not in cleaned.text
        cleaned.text.encode()


@given(from_bytes)
def test_bytes_that_are_not_utf8_are_said_to_be_so(raw: bytes) -> None:
    try:
        raw.decode()
    except UnicodeDecodeError:
        assert decode(raw).invalid
        assert clean(raw.decode("utf-8", "surrogateescape")).invalid
    else:
        assert not decode(raw).invalid


@given(text.filter(lambda t: "\0" not in t and "\r\n" not in t))
def test_other_text_stays_as_it_was_typed(typed: str) -> None:
    assert clean(typed) == Cleaned(typed)
    assert decode(typed.removeprefix("\ufeff").encode()).text == typed.removeprefix("\ufeff")


def test_what_was_changed_is_told() -> None:
    assert clean("a\0b") == Cleaned("a\ufffdb", nul=True)
    assert clean("a\r\nb") == Cleaned("a\nb", crlf=True)
    assert clean("a\udcffb") == Cleaned("a\ufffdb", invalid=True)
    assert decode(b"a\xffb") == Cleaned("a\ufffdb", invalid=True)
    assert decode(b"\xef\xbb\xbfhi") == Cleaned("hi")
    assert clean("old mac\rline") == Cleaned("old mac\rline")


@given(awkward | text)
@example("\r\r\n")
def test_text_that_was_cleaned_stays_as_it_is(typed: str) -> None:
    once = clean(typed).text
    assert clean(once) == Cleaned(once)


@given(st.text(max_size=20) | st.text(st.characters(categories=["Cs", "L"]), max_size=8))
@example("\ud83d")
def test_half_a_character_from_json_or_windows_is_mended_too(typed: str) -> None:
    clean(typed).text.encode()


def test_the_person_is_told_once_what_was_changed(trust: Trust) -> None:
    assert trust("journal", stdin=b"a\0b\r\nc").code == 0
    entry = trust("show", "--json").json["data"]["entry"]
    assert entry["body"] == "a\ufffdb\nc"


# --- labels --------------------------------------------------------------------------------


@given(text | awkward)
@example("# @x")
@example("@ #")
@example("e\u0301")
def test_a_label_that_was_made_stays_as_it_is(typed: str) -> None:
    assert label(label(typed)) == label(typed)


@given(text | awkward)
def test_a_label_is_normal_and_has_no_edges(typed: str) -> None:
    found = label(typed)
    assert unicodedata.is_normalized("NFC", found)
    assert found == found.strip()


@given(st.lists(text | st.sampled_from(["Sam", "sam", "@SAM", "#sam ", "", " ", "ß", "SS"])))
def test_labels_that_were_made_stay_as_they_are(typed: list[str]) -> None:
    once = labels(typed)
    assert labels(once) == once
    keys = [label_key(name) for name in once]
    assert len(set(keys)) == len(keys)
    assert "" not in once


@given(st.data())
def test_labels_have_one_order_however_they_were_given(data: st.DataObject) -> None:
    typed = data.draw(st.lists(text, max_size=5, unique_by=lambda t: label_key(label(t))))
    assert labels(data.draw(st.permutations(typed))) == labels(typed)


def test_the_first_spelling_of_a_label_holds() -> None:
    assert labels(["Sam", "sam", "SAM"]) == ("Sam",)
    assert labels(["e\u0301té", "été"]) == ("été",)
    assert labels(("#walk", "@Sam")) == ("Sam", "walk")


def test_one_person_in_two_spellings_is_one_in_the_journal(trust: Trust) -> None:
    trust("journal", "-m", "x", "--person", "Zoé", "--person", "@ZOE\u0301", "--tag", "#a")
    entry = trust("show", "--json").json["data"]["entry"]
    assert entry["people"] == ["Zoé"]
    assert entry["tags"] == ["a"]
    found = trust("list", "--json", "--person", "zoe\u0301").json["data"]["entries"]
    assert len(found) == 1


@pytest.mark.parametrize(
    "argv",
    [
        ("journal", "-m", "a\udcffb"),
        ("journal", "-m", "x", "--tag", "a\udcff"),
        ("journal", "-m", "x", "--person", "a\udcff"),
        ("list", "--tag", "a\udcff"),
        ("list", "--person", "a\udcff"),
        ("show", "a\udcff"),
        ("list", "--from", "a\udcff"),
        ("journal", "-m", "x", "--prompt", "a\udcff"),
        ("journal", "-m", "x", "--practice", "a\udcff"),
        ("config", "set", "person", "a\udcff"),
        ("pause", "today", "--reason", "a\udcff"),
        ("packs", "show", "a\udcff"),
        ("edit", "last", "-m", "a\udcff"),
        ("edit", "last", "--tag", "a\udcff"),
    ],
)
def test_bytes_on_the_command_line_that_are_no_text_are_no_fault_of_ours(
    trust: Trust, argv: tuple[str, ...]
) -> None:
    assert os.fsdecode(b"a\xff") == "a\udcff"
    assert trust("journal", "-m", "there is one").code == 0
    result = trust(*argv)
    assert result.code in (0, 1, 2), result.err
    assert "inside the program" not in result.err


# --- excerpts ------------------------------------------------------------------------------


@given(awkward | text, st.integers(1, 90))
@example("", 1)
@example("a" * 1000, 2)
@example("。" * 1000, 1)
@example("- " * 500, 3)
def test_an_excerpt_is_one_line_and_never_longer_than_its_limit(typed: str, limit: int) -> None:
    found = excerpt(typed, limit)
    assert len(found) <= limit
    assert not re.search(r"[\n\r\t]", found)


@given(st.lists(st.text("abcé", min_size=1, max_size=8), max_size=40), st.integers(20, 60))
def test_an_excerpt_is_the_opening_in_whole_words(spoken: list[str], limit: int) -> None:
    found = excerpt(" ".join(spoken), limit)
    opening = found.removesuffix("…").split()
    assert spoken[: len(opening)] == opening


def test_an_excerpt_prefers_whole_sentences_and_drops_marks() -> None:
    typed = "## Home\n\nWe **walked** home. Then it rained, and we laughed for a long time."
    assert excerpt(typed, 30) == "Home / We walked home."
    assert excerpt("The letter came\n\nwarm", 30) == "The letter came / warm"
    assert excerpt("One two three four five six", 15) == "One two three…"
    assert excerpt("short", 14) == "short"


def test_words_are_counted_at_white_space() -> None:
    assert word_count(" one  two\nthree\u00a0four ") == 4
    assert word_count("") == 0


# --- Markdown sections: no text can end its own --------------------------------------------

OURS = re.compile(r"(?:## \d\d:\d\d(?: |$)|<!-- trust:|# \d{4}-\d\d-\d\d$)")
line = st.sampled_from(
    [
        *(
            "## 22:10 Presence",
            "## 22:10",
            "## 9:10",
            "\\## 22:10 x",
            "\\\\## 22:10 x",
            "## 22:10x",
        ),
        *("<!-- trust: id=x kind=daily -->", "\\<!-- trust:", "<!-- other", "<!-- trust:"),
        *(
            "# 2026-11-22",
            "\\# 2026-11-22",
            "# 2026-11-22 ",
            "# 2026-11-22x",
            "---",
            "",
            "> quoted",
        ),
        *(" ## 22:10 x", "## ٢٢:١٠ x"),
    ]
) | text.map(lambda t: t.replace("\n", " "))
bodies = st.lists(st.tuples(line, st.sampled_from("\n\n\n\r")), max_size=8).map(
    lambda lines: "".join(map("".join, lines))
)

ESCAPED = re.compile(
    r"(^|[\n\r])\\"
    r"(?=\\*(?:## \d\d:\d\d(?:[ \r\n]|$)|<!-- trust:|# \d{4}-\d\d-\d\d(?:[\r\n]|$)))"
)


def unescaped(written: str) -> str:
    """What a reader of the format does: one backslash less before what looks like ours."""
    return ESCAPED.sub(r"\1", written)


@given(bodies, st.none() | bodies, st.none() | bodies)
def test_a_section_has_one_heading_and_one_comment_whatever_is_in_it(
    body: str, title: str | None, asked: str | None
) -> None:
    entry: Entry = replace(ENTRY, body=body, title=title, prompt_text=asked)
    lines = section(entry).split("\n")
    assert [n for n, found in enumerate(lines) if OURS.match(found)] == [0, 2]
    assert lines[2].endswith(" -->")
    assert lines[2].count("-->") == 1


@given(bodies, st.none() | bodies)
@example("# 2026-11-22 ", None)
@example("\\\\## 22:10\n\\# 2026-11-22", "## 22:10 x")
def test_the_body_of_a_section_can_be_read_back_exactly(body: str, asked: str | None) -> None:
    lines = section(replace(ENTRY, body=body, prompt_text=asked)).split("\n")
    start = 4 + (len(asked.split("\n")) + 1 if asked else 0)
    assert unescaped("\n".join(lines[start:])) == body


@given(st.lists(text | st.sampled_from(["-->", "--", "a b", '"', "\n## 22:10 x"]), max_size=3))
def test_no_tag_or_person_can_end_the_comment(names: list[str]) -> None:
    entry = replace(ENTRY, tags=tuple(names), people=tuple(names), source_id="-->\n# 2026-11-22")
    lines = section(entry).split("\n")
    assert [n for n, found in enumerate(lines) if OURS.match(found)] == [0, 2]
    assert "--" not in lines[2].removeprefix("<!--").removesuffix("-->")


@pytest.mark.parametrize("ending", ["\r", "\r\n"])
def test_other_line_endings_hide_no_heading_either(ending: str) -> None:
    """Markdown takes a lone carriage return for the end of a line, and so do editors."""
    body = f"before{ending}## 22:10 Presence{ending}<!-- trust: id=x -->"
    lines = re.split("\r\n|\r|\n", section(replace(ENTRY, body=body)))
    assert [n for n, found in enumerate(lines) if OURS.match(found)] == [0, 2]


LINES = st.lists(st.sampled_from("abc/ "), max_size=6).map("".join)


@given(st.lists(st.none() | LINES, min_size=1, max_size=4))
@example(["a / b", "b", None])
def test_joined_lines_have_every_word_and_can_be_joined_again(lines: list[str | None]) -> None:
    joined = joined_lines(lines)
    if joined is None:
        assert set(lines) == {None}
        return
    parts = {part for line in lines if line for part in line.split(" / ")}
    assert parts <= {*joined.split(" / ")} | {""}
    assert joined_lines([*lines, joined]) == joined
    assert joined_lines([joined, joined]) == joined
