"""Entries: their names, their hash, their plain values, their answers, and what is sealed."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustjournal.domain import ids
from trustjournal.domain.entry import Answer, Entry, from_row, redacted
from trustjournal.domain.json_values import plain
from trustjournal.domain.kinds import KINDS
from trustjournal.domain.multi_answer import compose, split_answers

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
    prompt_text="When did I feel most myself today?",
)

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
maybe = st.none() | words
scale = st.none() | st.integers(1, 5)
moments = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
answers = st.lists(st.builds(Answer, words, words, maybe, maybe), max_size=4).map(tuple)
entries = st.builds(
    Entry,
    id=st.binary(min_size=13, max_size=13).map(ids.encode),
    day=st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    written_on=st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    created_at=moments,
    tz=maybe,
    utc_offset=st.integers(-86399, 86399),
    modified_at=moments,
    kind=st.sampled_from(KINDS),
    body=words,
    revision=st.integers(1, 9),
    title=maybe,
    mood=scale,
    closeness=scale,
    pack=maybe,
    prompt_id=maybe,
    prompt_text=maybe,
    practice=maybe,
    period=maybe,
    tags=st.lists(words, max_size=3).map(tuple),
    people=st.lists(words, max_size=3).map(tuple),
    starred=st.booleans(),
    private=st.booleans(),
    source=maybe,
    source_id=maybe,
    deleted_at=st.none() | moments,
    answers=answers,
)


# --- ids -----------------------------------------------------------------------------------


@given(st.binary(min_size=13, max_size=13))
def test_an_id_is_twenty_letters_that_cannot_be_misread(raw: bytes) -> None:
    found = ids.encode(raw)
    assert len(found) == 20
    assert set(found) <= set(ids.ALPHABET)
    assert not set("ilou") & set(found)
    assert ids.is_prefix(found)
    assert all(ids.is_prefix(found[:n]) for n in range(1, 21))
    assert ids.short(found) == found[:5]


def test_every_random_bit_of_an_id_counts() -> None:
    """A hundred bits in twenty letters: changing any of them changes the id."""
    nothing = ids.encode(bytes(13))
    seen = {nothing}
    for bit in range(100):
        seen.add(ids.encode((1 << bit).to_bytes(13, "big")))
    assert len(seen) == 101


@pytest.mark.parametrize("text", ["", "last", "today", "A", "o", "0" * 21, "0-1", "é", "٣", " 0"])
def test_a_word_of_the_program_is_never_the_beginning_of_an_id(text: str) -> None:
    assert not ids.is_prefix(text)


# --- the hash ------------------------------------------------------------------------------


def test_the_hash_of_an_entry_is_fixed_for_good() -> None:
    """Exports and revisions rest on it: if this changes, the version byte must change too."""
    content: dict[str, Any] = {
        "body": "We walked home slowly.",
        "closeness": None,
        "day": "2026-11-22",
        "kind": "daily",
        "mood": None,
        "people": [],
        "private": False,
        "prompt_text": "When did I feel most myself today?",
        "tags": [],
        "title": None,
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert ENTRY.hash == blake2b(b"\x01" + text.encode(), digest_size=16).hexdigest()
    assert len(ENTRY.hash) == 32


CONTENT: dict[str, Any] = {
    "day": date(2026, 11, 21),
    "kind": "free",
    "title": "Home",
    "body": "We walked home slowly.\n",
    "prompt_text": None,
    "mood": 4,
    "closeness": 4,
    "tags": ("walk",),
    "people": ("Sam",),
    "private": True,
}
BESIDE: dict[str, Any] = {
    "id": "zzzzzzzzzzzzzzzzzzzz",
    "written_on": date(2026, 11, 23),
    "created_at": ENTRY.created_at + timedelta(1),
    "tz": None,
    "utc_offset": 0,
    "modified_at": ENTRY.modified_at + timedelta(1),
    "revision": 2,
    "pack": "other",
    "prompt_id": "other",
    "practice": "presence",
    "period": "2026-W47",
    "starred": True,
    "source": "jrnl",
    "source_id": "1",
    "deleted_at": ENTRY.created_at,
    "come_back": date(2026, 11, 27),
    "answers": (Answer("a", "b"),),
}


def test_these_are_all_the_fields_of_an_entry() -> None:
    assert CONTENT.keys() | BESIDE.keys() == {field.name for field in fields(Entry)}


@pytest.mark.parametrize("name", CONTENT)
def test_the_hash_follows_what_a_reader_would_call_the_content(name: str) -> None:
    assert replace(ENTRY, **{name: CONTENT[name]}).hash != ENTRY.hash


@pytest.mark.parametrize("name", BESIDE)
def test_the_hash_does_not_follow_the_rest(name: str) -> None:
    assert replace(ENTRY, **{name: BESIDE[name]}).hash == ENTRY.hash


# --- plain values --------------------------------------------------------------------------


@given(entries)
def test_an_entry_comes_back_whole_from_its_plain_values(entry: Entry) -> None:
    through_json = json.loads(json.dumps(plain(entry)))
    assert from_row(through_json) == entry


@given(entries)
def test_keys_nobody_knows_are_passed_over(entry: Entry) -> None:
    assert from_row(plain(entry) | {"hash": "x", "later": 1}) == entry


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"day": "2026-02-30"},
        {"day": 5},
        {"created_at": "yesterday"},
        {"answers": [{"no": "text"}]},
        {"answers": 5},
        {"tags": 5},
    ],
)
def test_plain_values_that_cannot_be_an_entry_are_refused(broken: dict[str, Any]) -> None:
    values = plain(ENTRY) | broken if broken else {}
    with pytest.raises((ValueError, TypeError, KeyError)):
        from_row(values)


@given(entries)
def test_the_local_time_is_the_one_on_the_writers_clock(entry: Entry) -> None:
    assert entry.local_time == entry.created_at
    wall = entry.created_at.replace(tzinfo=None) + timedelta(seconds=entry.utc_offset)
    assert entry.local_time.replace(tzinfo=None) == wall


# --- answers -------------------------------------------------------------------------------

question = (
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=40)
    .map(str.strip)
    .filter(bool)
)
answer_text = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("\n\n# >-"), max_size=80
)
questions = st.lists(question, min_size=1, max_size=5, unique=True)


@given(st.data())
def test_answers_come_back_from_the_body_they_make(data: st.DataObject) -> None:
    asked = data.draw(questions)
    headings = {f"### {text}" for text in asked}
    given_answers = []
    for text in asked:
        written = data.draw(answer_text).strip("\n")
        if any(line.rstrip() in headings for line in written.split("\n")):
            continue
        given_answers.append(Answer(text, written, "core", "x"))
    whole = tuple(given_answers)
    assert split_answers(compose(whole), whole) == whole


@given(answers.map(lambda found: tuple({a.prompt_text: a for a in found}.values())), words)
def test_splitting_any_body_invents_no_answer(known: tuple[Answer, ...], body: str) -> None:
    found = split_answers(body, known)
    asked = [answer.prompt_text for answer in known]
    assert all(answer.prompt_text in asked for answer in found)
    assert all(answer.text in body for answer in found)


def test_an_edited_answer_keeps_its_question() -> None:
    before = (Answer("What surprised me?", "Nothing.", "core", "a"), Answer("And then?", "Rest."))
    body = compose(before).replace("Nothing.", "The silence.\n\nAnd the laugh.")
    after = split_answers(body, before)
    assert [answer.text for answer in after] == ["The silence.\n\nAnd the laugh.", "Rest."]
    assert (after[0].pack, after[0].prompt_id) == ("core", "a")


def test_a_question_whose_heading_is_gone_is_no_longer_an_answer() -> None:
    before = (Answer("One?", "first"), Answer("Two?", "second"))
    body = compose(before).replace("### Two?", "Two?")
    (left,) = split_answers(body, before)
    assert left.text == "first\n\nTwo?\n\nsecond"


def test_a_question_that_ends_in_a_blank_keeps_its_answer() -> None:
    """A pack may end a text so, and nobody sees it."""
    before = (Answer("What surprised me? ", "The silence."),)
    assert split_answers(compose(before), before) == before


def test_no_answers_make_no_body() -> None:
    assert compose(()) == ""
    assert split_answers("words of my own", ()) == ()


# --- private -------------------------------------------------------------------------------

SECRET = "sesame"
PRIVATE = replace(
    ENTRY,
    private=True,
    body=SECRET,
    title=SECRET,
    prompt_text=SECRET,
    prompt_id=SECRET,
    pack=SECRET,
    practice=SECRET,
    mood=5,
    closeness=5,
    tags=(SECRET,),
    people=(SECRET,),
    answers=(Answer(SECRET, SECRET, SECRET, SECRET),),
)


def test_of_a_private_entry_only_day_and_kind_are_left() -> None:
    found = redacted(PRIVATE)
    assert SECRET not in json.dumps(plain(found))
    assert (found.mood, found.closeness) == (None, None)
    assert (found.id, found.day, found.kind) == (ENTRY.id, ENTRY.day, ENTRY.kind)
    assert found.private is True


@given(entries)
def test_sealing_leaves_an_open_entry_alone_and_is_done_once(entry: Entry) -> None:
    once = redacted(entry)
    assert redacted(once) == once
    if not entry.private:
        # What it was called where it came from may be a hash of words that it had before.
        assert once == (replace(entry, source_id=None) if entry.revision > 1 else entry)
    else:
        assert (once.body, once.tags, once.people, once.answers) == ("", (), (), ())
