"""The journal is replaced, locked or gone while it is open full screen: no word is lost."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from conftest import Trust
from tui_helpers import opened, press, said, settled, shown, write


def drafts(home: Path) -> list[str]:
    """The texts of the drafts on the disk."""
    return sorted(path.read_text("utf-8") for path in (home / "drafts").glob("*.md"))


@pytest.fixture
def an_entry(trust: Trust) -> None:
    """A journal with one entry."""
    assert trust("journal", "--free", "-m", "The kettle.").code == 0


def bodies(trust: Trust) -> list[str]:
    """The texts of the journal, newest first."""
    return [entry["body"] for entry in trust("list", "--json").json["data"]["entries"]]


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Another program is storing something, and takes its time."""
    other = sqlite3.connect(home / "journal.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()


def test_an_entry_is_saved_once_the_journal_is_free(
    an_entry: None, trust: Trust, home: Path
) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "n")
        await write(pilot, "While it is locked.")
        with locked(home):
            assert "busy. Your words are in the draft" in await press(pilot, "ctrl+d")
            await press(pilot, "f9")
            await pilot.pause(0.5)
            assert shown(pilot).split() == [], "nothing appears over a cover"
            assert drafts(home) == ["While it is locked."]
        await pilot.pause(0.5)
        assert shown(pilot).split() == []
        await press(pilot, "x")
        await settled(pilot, lambda: "Saved" in said(pilot), "the save")
        await press(pilot, "enter")

    screen = opened(story)
    assert screen.error is None
    assert bodies(trust) == ["While it is locked.", "The kettle."]
    assert drafts(home) == []


def test_words_written_while_a_save_waits_are_saved_with_it_later(
    an_entry: None, trust: Trust, home: Path
) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "n")
        await write(pilot, "While it is locked.")
        with locked(home):
            await press(pilot, "ctrl+d")
            await write(pilot, " And on.")
            assert "Not saved yet" in said(pilot)
            await settled(pilot, lambda: drafts(home) == ["While it is locked. And on."], "it")
        await pilot.pause(0.5)
        assert "While it is locked. And on." in said(pilot), "it is still being written"
        assert "Saved" in await press(pilot, "ctrl+d")
        await press(pilot, "enter")

    screen = opened(story)
    assert screen.error is None
    assert bodies(trust) == ["While it is locked. And on.", "The kettle."]
    assert drafts(home) == []


@pytest.mark.parametrize("key", ["escape", "ctrl+q"])
def test_a_save_that_waits_can_be_left(an_entry: None, trust: Trust, home: Path, key: str) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "n")
        await write(pilot, "While it is locked.")
        with locked(home):
            await press(pilot, "ctrl+d", key)
        await pilot.pause(0.5)

    screen = opened(story)
    assert screen.error is None
    assert bodies(trust) == ["The kettle."]
    assert drafts(home) == ["While it is locked."]


def test_answers_are_saved_once_the_journal_is_free(
    an_entry: None, trust: Trust, home: Path
) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "r", "w", *"Listened", "ctrl+d", "ctrl+d")
        with locked(home):
            assert "busy" in await press(pilot, *"If a", "ctrl+d", *"b", "ctrl+d")
            assert "Enter back" not in said(pilot)
        await settled(pilot, lambda: "Enter back" in said(pilot), "the save")

    screen = opened(story)
    assert screen.error is None
    assert "Listened" in bodies(trust)[0]
    assert drafts(home) == []


def test_a_mood_chosen_while_the_journal_is_busy_is_saved_later(
    an_entry: None, trust: Trust, home: Path
) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "n")
        await write(pilot, "One.")
        await press(pilot, "ctrl+d", "4")
        with locked(home):
            assert "another program" in await press(pilot, "enter")
        assert "[4]" in said(pilot)
        await press(pilot, "enter")

    opened(story)
    assert trust("show", "last", "--json").json["data"]["entry"]["mood"] == 4


@pytest.mark.parametrize("keys", [("s",), ("d",), ("m", "down", "5", "ctrl+d")])
def test_a_change_to_a_locked_journal_is_told_of_and_not_made(
    an_entry: None, trust: Trust, home: Path, keys: tuple[str, ...]
) -> None:
    async def story(pilot: Pilot[None]) -> None:
        with locked(home):
            assert "another program" in await press(pilot, "down", *keys)
        await press(pilot, "escape", "n") if len(keys) > 1 else None
        assert "The kettle." in said(pilot)

    screen = opened(story)
    assert screen.error is None
    entry = trust("show", "last", "--json").json["data"]["entry"]
    assert (entry["starred"], entry["mood"]) == (False, None)


def test_a_journal_that_is_replaced_is_shown_and_written_to(
    an_entry: None, trust: Trust, home: Path
) -> None:
    shutil.copy(home / "journal.db", home / "copy.db")
    trust("journal", "--free", "-m", "Only in the old one.")

    async def story(pilot: Pilot[None]) -> None:
        assert "Only in the old one." in said(pilot)
        await press(pilot, "n")
        await write(pilot, "Into the new one.")
        (home / "copy.db").replace(home / "journal.db")
        assert "Saved" in await press(pilot, "ctrl+d")
        await press(pilot, "enter")
        assert "Only in the old one." not in said(pilot)
        await press(pilot, "down", "s")

    screen = opened(story)
    assert screen.error is None
    assert bodies(trust) == ["Into the new one.", "The kettle."]
    assert drafts(home) == []


def test_an_edit_whose_entry_is_gone_with_the_journal_stays_a_draft(
    an_entry: None, trust: Trust, home: Path
) -> None:
    shutil.copy(home / "journal.db", home / "copy.db")
    trust("journal", "--free", "-m", "Only in the old one.")

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "down", "e")
        await write(pilot, " More.")
        (home / "copy.db").replace(home / "journal.db")
        await press(pilot, "ctrl+d")
        assert "Only in the old one. More." in said(pilot)
        await press(pilot, "escape")

    screen = opened(story)
    assert screen.error is None
    assert drafts(home) == ["Only in the old one. More."]
    assert bodies(trust) == ["The kettle."]


def test_words_written_while_the_journal_is_gone_are_not(
    an_entry: None, trust: Trust, home: Path
) -> None:
    """It was moved away; what is saved then is in a journal or a draft, and the old one as it was."""

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "n")
        await write(pilot, "Where did it go?")
        (home / "journal.db").rename(home / "moved.db")
        await press(pilot, "ctrl+d")
        await press(pilot, "escape")
        await press(
            pilot, "down", "s", "m", "escape", "v", "r", "escape", "p", "escape", "i", "escape"
        )

    screen = opened(story)
    assert screen.error is None
    kept = drafts(home) if not (home / "journal.db").exists() else bodies(trust)
    assert kept == ["Where did it go?"]
    (home / "moved.db").replace(home / "journal.db")
    assert "The kettle." in bodies(trust)


@pytest.mark.parametrize("has_copies", [True, False])
def test_a_journal_that_goes_while_a_text_is_written_is_not_begun_again_without_a_word(
    an_entry: None, trust: Trust, home: Path, has_copies: bool
) -> None:
    if not has_copies:
        shutil.rmtree(home / "backups", ignore_errors=True)
    else:
        trust("backup")

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "n")
        await write(pilot, "Where did it go?")
        (home / "journal.db").rename(home / "moved.db")
        told = await press(pilot, "ctrl+d")
        assert "the journal is gone" in told
        assert ("there are copies" in told) == has_copies
        assert not (home / "journal.db").exists()
        assert drafts(home) == ["Where did it go?"]
        assert "Saved" in await press(pilot, "ctrl+d")

    opened(story)
    assert bodies(trust) == ["Where did it go?"]


def test_another_question_begins_no_journal_in_place_of_one_that_is_gone(
    an_entry: None, home: Path
) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "w")
        await write(pilot, "Tea.")
        (home / "journal.db").rename(home / "moved.db")
        assert "the journal is gone" in await press(pilot, "f4")
        assert not (home / "journal.db").exists()

    opened(story)
    assert drafts(home) == ["Tea."]


def test_answers_and_promises_begin_no_journal_in_place_of_one_that_is_gone(
    an_entry: None, home: Path
) -> None:
    async def review(pilot: Pilot[None]) -> None:
        await press(pilot, "r", "w")
        await write(pilot, "Slow.")
        (home / "journal.db").rename(home / "moved.db")
        assert "the journal is gone" in await press(pilot, *["ctrl+d"] * 3)

    async def promise(pilot: Pilot[None]) -> None:
        await press(pilot, "p", "n", *"Sam", "enter")
        await write(pilot, "Ring Jo")
        (home / "journal.db").rename(home / "moved.db")
        assert "the journal is gone" in await press(pilot, "enter", *"friday", "enter")
        pilot.app._look()  # type: ignore[attr-defined]  # what a timer does every two seconds
        assert "the journal is gone" in await press(pilot)

    for story in (review, promise):
        opened(story)
        assert not (home / "journal.db").exists()
        (home / "moved.db").rename(home / "journal.db")
    kept = " ".join(drafts(home))
    assert "Slow." in kept
    assert "Ring Jo" in kept


def test_a_journal_that_comes_back_is_shown_again(an_entry: None, home: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        (home / "journal.db").rename(home / "moved.db")
        pilot.app._look()  # type: ignore[attr-defined]  # what a timer does every two seconds
        assert "The kettle." not in await press(pilot, "home")
        (home / "moved.db").rename(home / "journal.db")
        pilot.app._look()  # type: ignore[attr-defined]
        assert "The kettle." in await press(pilot, "home")

    assert opened(story).error is None


def test_a_journal_that_is_no_journal_any_more_is_told_of(an_entry: None, home: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        good = (home / "journal.db").read_bytes()
        (home / "other.db").write_bytes(b"SQLite format 3\0" + b"nothing" * 2000)
        (home / "other.db").replace(home / "journal.db")
        pilot.app._look()  # type: ignore[attr-defined]  # what a timer does every two seconds
        await press(pilot, "down", "enter", "escape", "s", "d", "n")
        await write(pilot, "Still.")
        await press(pilot, "escape", "r", "escape", "p", "escape", "o", "escape")
        (home / "again.db").write_bytes(good)
        (home / "again.db").replace(home / "journal.db")
        pilot.app._look()  # type: ignore[attr-defined]
        assert "The kettle." in await press(pilot, "home")

    assert opened(story).error is None
