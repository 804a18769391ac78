"""docs/prompts.md: what it shows can be used, and what it says of the rules is so."""

from __future__ import annotations

import re

import pytest

import reference
from trustjournal.domain.practices import PRACTICES
from trustjournal.domain.prompts import FORMS
from trustjournal.packs.lint import check

PAGE = (reference.DOCS / "prompts.md").read_text("utf-8")
RULES = re.findall(
    r"^\| ([^|`*]+) \| ([^|]+) \| ([^|]+) \|$",
    PAGE.partition("## The writing rules")[2].partition("\n## ")[0],
    re.MULTILINE,
)[1:]
ONE = """\
schema: 1
id: own
title: "My own"
license: CC0-1.0
language: en
version: "1.0.0"
prompts:
  - id: one
    practice: presence
    depth: 2
    text: "{text}"
"""


def warnings(text: str) -> set[str]:
    reading = check(ONE.replace("{text}", text).encode())
    assert reading.pack is not None, reading.problems
    return {problem.what for problem in reading.problems}


def test_the_tables_of_keys_are_what_the_reader_takes() -> None:
    assert reference.prompts() == PAGE, "make reference"
    for name in reference.KEYS:
        assert f"<!-- keys: {name} -->\n| key |" in PAGE


def test_the_example_is_without_any_problem() -> None:
    example, _ = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    reading = check(example.encode())
    assert reading.problems == ()
    assert reading.pack is not None
    assert f"{reading.pack.id}.yaml" in PAGE


def test_the_example_of_another_form_is_without_any_problem() -> None:
    _, row = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    reading = check((ONE.partition("  - id: one")[0] + row).encode())
    assert reading.problems == ()
    assert reading.pack is not None
    (prompt,) = reading.pack.prompts
    assert prompt.form == "sentence"


def test_every_form_is_shown_as_it_may_be_written() -> None:
    section = PAGE.partition("## Other forms")[2].partition("```yaml")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", section, re.MULTILINE))
    assert rows.pop("form") == "for example"
    assert list(rows) == list(FORMS)
    for form, text in rows.items():
        more = ONE.replace("{text}", text) + f"    form: {form}\n"
        assert check(more.encode()).problems == (), form


def test_every_practice_is_named() -> None:
    assert [name for name in PRACTICES if f"`{name}`" not in PAGE] == []


def test_every_rule_has_its_examples() -> None:
    assert len(RULES) == 11


@pytest.mark.parametrize(("rule", "rather_not", "rather"), RULES, ids=lambda text: text[:30])
def test_an_example_shows_its_rule(rule: str, rather_not: str, rather: str) -> None:
    assert warnings(rather_not), rule
    assert warnings(rather) == set(), rule
