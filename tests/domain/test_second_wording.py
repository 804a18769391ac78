"""A question may have a second wording for readers who have named someone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Trust
from trustjournal.domain.prompts import Prompt
from trustjournal.domain.relationship import CONTEXTS, SITUATIONS

situations = st.sampled_from(sorted(SITUATIONS))
contexts = st.lists(st.sampled_from(CONTEXTS), min_size=1, max_size=3).map(tuple)
names = st.sampled_from(["", "Sam"])


def prompt(
    contexts: tuple[str, ...] = ("any",), with_name: str | None = "How was {person}?"
) -> Prompt:
    return Prompt(
        "own",
        "a",
        "presence",
        1,
        "How was it?",
        ("And {person}?",),
        contexts=contexts,
        with_name=with_name,
    )


def test_the_second_wording_is_for_readers_who_named_someone() -> None:
    assert prompt().with_person("Sam", "partnered").text == "How was Sam?"
    assert prompt().with_person("", "partnered").text == "How was it?"
    assert prompt(with_name=None).with_person("Sam", "partnered").text == "How was it?"


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_question_for_anybody_is_worded_with_a_name_only_for_those_who_meet(
    situation: str,
) -> None:
    """Somebody who died, left or lives far away isn't asked about as if they had been there."""
    said = prompt().with_person("Sam", situation).text
    assert (said == "How was Sam?") == (situation in ("partnered", "friend"))


@given(contexts, situations)
def test_a_question_that_says_whom_it_is_for_keeps_its_second_wording(
    contexts: tuple[str, ...], situation: str
) -> None:
    said = prompt(contexts).with_person("Sam", situation).text
    if "any" not in contexts:
        assert said == "How was Sam?"


@given(contexts, situations, names, st.sampled_from([None, "How was {person}?"]))
def test_nothing_is_left_to_fill_in_and_filling_in_twice_changes_nothing(
    contexts: tuple[str, ...], situation: str, name: str, with_name: str | None
) -> None:
    asked = prompt(contexts, with_name).with_person(name, situation)
    assert not asked.names_person
    assert asked.with_person("Kim", situation) == asked
    assert ("Sam" in asked.text) == (
        bool(name) and prompt(contexts, with_name).names_someone(situation)
    )


def test_a_question_with_a_second_wording_is_not_asked_of_someone_who_is_not_safe() -> None:
    marked = Prompt("own", "a", "presence", 1, "How was it?", when_unsafe=True)
    named = Prompt(
        "own", "a", "presence", 1, "How was it?", when_unsafe=True, with_name="How was {person}?"
    )
    assert (marked.may_come_when_unsafe, named.may_come_when_unsafe) == (True, False)


PACK = """\
schema: 1
id: own
title: Own
license: CC0-1.0
language: en
version: "1"
prompts:
  - {id: a, practice: presence, depth: 1, text: "How was it today?",
     with_name: "How was {person} today?"}
"""


def test_the_program_asks_in_the_second_wording_once_a_name_is_set(
    trust: Trust, tmp_path: Path
) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(PACK, "utf-8")
    trust("packs", "add", str(file))
    asked = ("prompt", "--pack", "own")
    assert trust(*asked).out == "How was it today?\n"
    assert "with a name: How was {person} today?" in trust("packs", "show", "own").out
    trust("journal", "--person", "Kim", "--prompt", "own/a", "-m", "x")
    (entry,) = trust("list", "--json").json["data"]["entries"]
    assert entry["prompt_text"] == "How was Kim today?"

    trust("config", "set", "person", "Sam")
    assert trust(*asked).out == "How was Sam today?\n"
    (found,) = trust(*asked, "--json").json["data"]["prompts"]
    assert (found["text"], found["with_name"]) == ("How was Sam today?", None)

    trust("people", "set", "Sam", "--context", "grieving")
    trust("config", "set", "context", "grieving")
    assert trust(*asked).out == "How was it today?\n"
