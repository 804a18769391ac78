"""The other screens of `trust open`: find, filter, star, trash, promises, people, cover."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest
from textual.events import Paste
from textual.pilot import Pilot

from conftest import Trust
from trustjournal.tui import at_terminal, full_screen
from trustjournal.tui.full_screen import FullScreen
from tui_helpers import SIZES, check_golden, opened, press, said, settled, shown, write


@pytest.fixture
def some_entries(trust: Trust) -> None:
    """Entries of a few kinds."""
    for day, text, *options in (
        ("2025-11-22", "A year ago we moved."),
        ("2026-11-19", "The kettle was on.", "--person", "Sam"),
        ("2026-11-20", "A walk by the river.", "--tag", "walk"),
        ("2026-11-21", "Kettle, hidden.", "--private"),
    ):
        trust("journal", "--free", "-m", text, *options, now=f"{day}T21:00:00+01:00")


def test_words_are_found_while_they_are_typed(some_entries: None) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "slash", *"kett")
        await pilot.pause(0.2)
        assert "1 entry, 1 private not searched" in said(pilot)
        assert "The kettle was on." in said(pilot)
        await press(pilot, *"zz")
        await pilot.pause(0.2)
        assert "No entries match." in said(pilot)
        assert "A walk by the river." in await press(pilot, "escape")

    opened(story)


def test_conditions_are_added_and_taken_away(some_entries: None) -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert "1 entry" in await press(pilot, "f", *"walk", "enter")
        assert "The kettle" not in said(pilot)
        assert "isn't" in await press(pilot, "f", *"nobody", "enter") or "no" in said(pilot)
        await press(pilot, "escape")
        assert "The kettle was on." in await press(pilot, "backspace")

    opened(story)


def test_a_star_and_the_trash_with_undo(some_entries: None, trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert "is starred" in await press(pilot, "down", "down", "s")
        assert "★" in said(pilot)
        assert "is in the trash" in await press(pilot, "d")
        assert "A walk by the river." not in said(pilot)
        assert "is back in the journal" in await press(pilot, "u")
        assert "A walk by the river." in said(pilot)
        await press(pilot, "s", "down", "d")

    opened(story)
    [trashed] = trust("trash", "list", "--json").json["data"]["entries"]
    assert trashed["body"] == "The kettle was on."
    assert trust("list", "--starred", "--json").json["data"]["entries"] == []


def test_on_this_day_and_by_chance(some_entries: None) -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert "A year ago" in await press(pilot, "o")
        assert "A year ago we moved." in said(pilot)
        assert "hidden" not in await press(pilot, "full_stop")

    opened(story)


def test_a_promise_is_made_kept_and_taken_back(trust: Trust, home: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert "No promises yet" in await press(pilot, "p")
        await press(pilot, "n", *"Sam", "enter")
        await write(pilot, "Ring Jo")
        [draft] = (home / "drafts").glob("*.md")
        assert "Ring Jo" in draft.read_text("utf-8"), "on the disk while it is typed"
        assert "Noted" in await press(pilot, "enter", *"friday", "enter")
        assert "Ring Jo (promised to Sam)" in said(pilot)
        assert "Open ▌ Ring Jo" in said(pilot)
        assert "Kept: Ring Jo" in await press(pilot, "k", "enter")
        assert "Undone: “kept”" in await press(pilot, "u")
        assert "Moved" in await press(pilot, "m", *"tomorrow", "enter", "y", "enter")
        await press(pilot, "b", "enter", "v")
        await write(pilot, "I forgot.")
        assert "Repaired" in await press(pilot, "ctrl+d", "ctrl+d", "ctrl+d", "ctrl+d")

    opened(story)
    [promise] = trust("promise", "list", "--all", "--json").json["data"]["promises"]
    assert [event["kind"] for event in promise["events"]] == [
        "kept",
        "undo",
        "moved",
        "broken",
        "repair",
    ]
    assert promise["person"] == "Sam"
    assert list((home / "drafts").glob("*.md")) == []


def test_a_pasted_promise_has_all_its_lines(trust: Trust, home: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "p")
        await press(pilot, "n")
        await press(pilot, "enter")
        pilot.app.post_message(Paste("Ring Jo\nand bring\tthe book"))
        await settled(pilot, lambda: "the book" in said(pilot), "the paste")
        for _ in range(3):
            await press(pilot, "enter")

    opened(story)
    [promise] = trust("promise", "list", "--all", "--json").json["data"]["promises"]
    assert promise["text"] == "Ring Jo and bring the book"


def test_a_promise_that_is_not_finished_stays_a_draft(trust: Trust, home: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "p", "n", "enter")
        await write(pilot, "Ring Jo")
        assert "Kept as a draft" in await press(pilot, "escape")

    opened(story)
    [draft] = (home / "drafts").glob("*.md")
    assert "Ring Jo" in draft.read_text("utf-8")


def test_people_and_what_was_written_about_them(some_entries: None, trust: Trust) -> None:
    trust("promise", "add", "Ring Jo", "--to", "Sam", "--by", "friday")
    trust("checkin", "Sam", "--heard", "Rest", now="2026-11-20T20:00:00+01:00")

    async def story(pilot: Pilot[None]) -> None:
        page = await press(pilot, "i")
        assert "About them" in page
        assert "Ring Jo" in page
        assert "The last check-in was on Fri 20 Nov" in page
        assert "The kettle was on." in page
        listed = await press(pilot, "enter")
        assert "The kettle was on." in listed
        assert "A walk by the river." not in listed

    opened(story, size=SIZES["120x40"])


def test_every_command_is_named(some_entries: None) -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert "Review" in await press(pilot, "colon")
        await press(pilot, *"trust expo", "enter")
        assert "then run: trust export" in said(pilot)
        assert "Week 47" in await press(pilot, "colon", *"revi", "enter")

    opened(story)


@pytest.mark.parametrize("size", SIZES)
def test_the_keys_are_listed(size: str) -> None:
    async def story(pilot: Pilot[None]) -> None:
        check_golden(f"keys-{size}", (await press(pilot, "question_mark")) and shown(pilot))

    opened(story, size=SIZES[size])


@pytest.mark.parametrize("size", SIZES)
def test_storms_joys_and_the_like_are_in_a_menu(
    some_entries: None, monkeypatch: pytest.MonkeyPatch, size: str
) -> None:
    ran: list[str] = []
    monkeypatch.setattr(at_terminal, "run", lambda _, command: ran.append(command))
    monkeypatch.setattr(FullScreen, "suspend", lambda _: nullcontext())

    async def story(pilot: Pilot[None]) -> None:
        text = await press(pilot, "W")
        assert all(
            name in text for name in ("s storm", "j joy", "c check-in", "p pulse", "t quiet time")
        )
        await press(pilot, "escape")
        for key in "sjcpt":
            await press(pilot, "W", key)

    opened(story, size=SIZES[size])
    assert ran == ["storm", "joy", "checkin", "pulse", "sit"]


def test_the_page_about_safety_is_a_key_away(some_entries: None) -> None:
    async def story(pilot: Pilot[None]) -> None:
        first = await press(pilot, "!")
        assert "safe" in first
        assert await press(pilot, "escape", ":", *"safety", "enter") == first
        await press(pilot, "escape", "n", "x", "ctrl+d")
        assert await press(pilot, "!") == first
        await press(pilot, "escape", "enter")

    opened(story)


def test_the_signs_of_the_calendar_are_explained_below_the_keys(some_entries: None) -> None:
    async def story(pilot: Pilot[None]) -> None:
        text = await press(pilot, "?", "end")
        for sign in ("■ something was written", "○ a rest day", "□ today", "‖ a day off"):
            assert sign in text

    opened(story)


def test_a_cover_hides_every_word(some_entries: None) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "down", "down", "c")
        assert shown(pilot).split() == []
        assert "A walk by the river." in await press(pilot, "d")
        assert "A walk by the river." in said(pilot), "the key that uncovers does nothing else"

    opened(story)


def test_it_covers_itself_after_a_while(
    some_entries: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(full_screen, "COVER_AFTER", -1)

    async def story(pilot: Pilot[None]) -> None:
        pilot.app._look()  # type: ignore[attr-defined]  # what a timer does every two seconds
        await pilot.pause()
        assert shown(pilot).split() == []

    opened(story)


def test_an_encrypted_journal_locks(
    some_entries: None, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUST_PASSPHRASE", "open up")
    assert trust("encrypt").code == 0

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "down", "down", "c")
        assert "river" not in said(pilot)
        assert "isn't the passphrase" in await press(pilot, *"wrong", "enter")
        assert "wrong" not in said(pilot)
        await press(pilot, *"open", "space", *"up", "enter")
        assert "A walk by the river." in said(pilot)
        await press(pilot, "n")
        await write(pilot, "After it.")
        await press(pilot, "ctrl+d", "enter")
        assert "After it." in said(pilot)

    opened(story)


def test_a_journal_that_is_encrypted_meanwhile_asks_for_its_passphrase(
    some_entries: None, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(pilot: Pilot[None]) -> None:
        monkeypatch.setenv("TRUST_PASSPHRASE", "open up")
        assert trust("encrypt").code == 0
        monkeypatch.delenv("TRUST_PASSPHRASE")
        pilot.app._look()  # type: ignore[attr-defined]  # what a timer does every two seconds
        await pilot.pause()
        assert "Passphrase" in said(pilot)
        await press(pilot, *"open", "space", *"up", "enter")
        assert "A walk by the river." in said(pilot)

    opened(story)


def test_a_journal_that_is_gone_meanwhile_is_told_of(some_entries: None, home: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        (home / "journal.db").rename(home / "elsewhere.db")
        pilot.app._look()  # type: ignore[attr-defined]  # what a timer does every two seconds
        await pilot.pause()
        assert "A walk by the river." not in said(pilot)
        await press(pilot, "n")
        await write(pilot, "x")
        await press(pilot, "escape")

    screen = opened(story)
    assert screen.error is None
