"""What was begun before a person or a tag got another name is stored with the new one."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Trust

LATER = "2026-11-22T22:20:00+01:00"
LATEST = "2026-11-22T22:30:00+01:00"


@pytest.fixture
def open_window(trust: Trust, monkeypatch: pytest.MonkeyPatch) -> None:
    """A window with an entry about Sam is open; in another one, Sam and the tag are renamed."""
    trust("people", "set", "Sam", "--quote", "no")
    trust("journal", "--free", "-m", "before", "--person", "Sam", "--tag", "walk")


def renaming(trust: Trust, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUST_NOW", LATER)
    assert trust("people", "rename", "Sam", "Alex").code == 0
    assert trust("tags", "rename", "walk", "stroll").code == 0


def test_an_entry_that_was_open_gets_the_new_names(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch, open_window: None
) -> None:
    once: list[bool] = []
    from trustjournal.services import writing

    store = writing.store

    def store_later(*args: object, **more: object) -> object:
        if not once:
            once.append(True)
            renaming(trust, monkeypatch)
        return store(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(writing, "store", store_later)
    line = ("journal", "--free", "-m", "open", "--person", "Sam", "--tag", "walk")
    assert trust(*line).code == 0
    entries = trust("list", "--json").json["data"]["entries"]
    assert [each["people"] for each in entries] == [["Alex"], ["Alex"]]
    assert [each["tags"] for each in entries] == [["stroll"], ["stroll"]]


def test_what_is_begun_later_keeps_the_names_it_was_given(
    trust: Trust, monkeypatch: pytest.MonkeyPatch, open_window: None
) -> None:
    renaming(trust, monkeypatch)
    monkeypatch.setenv("TRUST_NOW", LATEST)
    assert trust("journal", "--free", "-m", "another Sam", "--person", "Sam").code == 0
    entries = trust("list", "--json").json["data"]["entries"]
    assert sorted(each["people"] for each in entries) == [["Alex"], ["Sam"]]


def test_who_is_removed_is_not_remembered_under_an_earlier_name(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch, open_window: None
) -> None:
    renaming(trust, monkeypatch)
    assert trust("people", "remove", "Alex", "--mentions", "--yes").code == 0
    assert b'"sam"' not in (home / "journal.db").read_bytes()
