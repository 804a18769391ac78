"""The JSON Schema of packs: up to date, true of our packs, and of one mind with the reader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

import reference
from trustjournal.packs import schema
from trustjournal.packs.library import built_in_folder
from trustjournal.packs.reader import read
from trustjournal.packs.template import EXAMPLES, template

SCHEMA: dict[str, Any] = json.loads(reference.PACK_SCHEMA.read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
BUILT_IN = sorted(built_in_folder().glob("*.yaml"))

GOOD = """\
schema: 1
id: own
title: "My own"
license: CC0-1.0
language: en
version: "1.0.0"
prompts:
  - id: one
    practice: presence
    depth: 1
    text: "What was I holding when {person} spoke to me today?"
"""


def fits(text: str) -> bool:
    return bool(VALIDATOR.is_valid(yaml.safe_load(text)))


def test_the_file_is_what_the_table_makes() -> None:
    assert reference.PACK_SCHEMA.read_text("utf-8") == reference.pack_schema(), "make reference"


def test_it_is_a_schema_and_lies_beside_the_packs() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == jsonschema.Draft202012Validator.META_SCHEMA["$id"]
    assert reference.PACK_SCHEMA.parent.samefile(built_in_folder())


def test_every_key_is_described() -> None:
    assert list(SCHEMA["properties"]) == list(schema.PACK)
    rows = SCHEMA["properties"]["prompts"]["items"]["properties"]
    assert list(rows) == list(schema.PROMPT)
    for properties in (SCHEMA["properties"], rows):
        assert all(each["description"] for each in properties.values())


@pytest.mark.usefixtures("no_tracing")
@pytest.mark.parametrize("path", BUILT_IN, ids=lambda path: path.stem)
def test_a_built_in_pack_fits(path: Path) -> None:
    text = path.read_text("utf-8")
    assert [error.message for error in VALIDATOR.iter_errors(yaml.safe_load(text))] == []


@pytest.mark.parametrize("path", BUILT_IN, ids=lambda path: path.stem)
def test_a_built_in_pack_tells_editors_of_it(path: Path) -> None:
    first = path.read_text("utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=./pack.schema.json"


@pytest.mark.parametrize("language", EXAMPLES)
def test_a_new_pack_fits(language: str) -> None:
    assert fits(
        template("own", title="Own", language=language, practice="presence", schema="file:///x")
    )


@pytest.mark.parametrize(
    "more",
    [
        "",
        "    follow_ups: What else?\n",
        "    follow_ups: [a, b, c]\n",
        '    with_name: "What did {person} hear?"\n',
        "    note: null\n    facet:\n    tags: ~\n",
        "    contexts: [apart, friend]\n    cadence: storm\n    care: true\n",
        "practices: [presence, {id: garden, title: Garden}]\n",
        "practices: null\n",
        'review: [{id: r, text: "Which line?", pinned: true}]\n',
        "author: somebody\n",
    ],
)
def test_what_the_reader_takes_fits(more: str) -> None:
    assert read((GOOD + more).encode()).problems == ()
    assert fits(GOOD + more)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("schema: 1", "schema: 2"),
        ("schema: 1", "schema: one"),
        ("id: own", "id: My own"),
        ("id: own", f"id: {'x' * 65}"),
        ('title: "My own"', 'title: " "'),
        ('title: "My own"', f'title: "{"x" * 81}"'),
        ("license: CC0-1.0\n", ""),
        ("license: CC0-1.0", "license:"),
        ("    practice: presence\n", ""),
        ("practice: presence", "practice: My own"),
        ("depth: 1", "depth: 4"),
        ("depth: 1", "depth: deep"),
        ("prompts:\n", "prompts: none\nothers:\n"),
        ("    depth: 1", "    depth: 1\n    facet: yours"),
        ("    depth: 1", "    depth: 1\n    contexts: [any, married]"),
        ("    depth: 1", "    depth: 1\n    cadence: hourly"),
        ("    depth: 1", "    depth: 1\n    care: perhaps"),
        ("    depth: 1", "    depth: 1\n    with_name: What was in my hands?"),
        ("    depth: 1", "    depth: 1\n    follow_ups: [a, b, c, d]"),
        ("    depth: 1", "    depth: 1\n    follow_ups: [{a: b}]"),
        ("prompts:", "practices: [patience]\nprompts:"),
        ("prompts:", "review: [{id: a}]\nprompts:"),
    ],
)
def test_what_the_reader_refuses_does_not_fit(old: str, new: str) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    assert read(text.encode()).pack is None
    assert not fits(text)


def test_a_key_nobody_knows_does_not_fit() -> None:
    assert not fits(GOOD + "    mood: 5\n")
    assert not fits(GOOD + "mood: 5\n")
