"""Writing full screen: today's question, the draft at every change, saving, and leaving."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from conftest import Trust
from tui_helpers import SIZES, check_golden, opened, press, said, settled, shown, write

ENTRY = "I asked."


def drafts(home: Path) -> list[str]:
    """The texts of the drafts on the disk."""
    return sorted(path.read_text("utf-8") for path in (home / "drafts").glob("*.md"))


@pytest.mark.parametrize("size", SIZES)
def test_the_question_and_the_paper(trust: Trust, size: str) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "w")
        await write(pilot, "I put it away.")
        check_golden(f"write-{size}", shown(pilot))

    opened(story, size=SIZES[size])


def test_an_entry_is_saved_as_the_command_saves_it(trust: Trust, home: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert "When did I feel most like myself" in await press(pilot, "w")
        await write(pilot, ENTRY)
        await settled(pilot, lambda: drafts(home) == [ENTRY], "the draft to follow the typing")
        assert "Saved" in await press(pilot, "ctrl+d")
        assert "Mood" in said(pilot)
        await press(pilot, "2", "up", "4", "enter")
        assert ENTRY in said(pilot)

    opened(story)

    entry = trust("show", "last", "--json").json["data"]["entry"]
    assert (entry["body"], entry["kind"], entry["mood"]) == (ENTRY, "daily", 4)
    assert drafts(home) == []
    assert trust("prompt", "--json").code == 0


def test_a_free_entry_has_no_question(trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "n")
        await write(pilot, ENTRY)
        await press(pilot, "ctrl+d", "enter")

    opened(story)
    entry = trust("show", "last", "--json").json["data"]["entry"]
    assert (entry["body"], entry["kind"], entry["prompt_text"]) == (ENTRY, "free", None)


def test_escape_keeps_a_draft_and_enter_goes_on_with_it(trust: Trust, home: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "w")
        await write(pilot, ENTRY)
        assert "Kept as a draft" in await press(pilot, "escape")
        assert drafts(home) == [ENTRY]
        assert "Unsaved " in said(pilot)
        await press(pilot, "enter")
        await write(pilot, " And")
        await press(pilot, "ctrl+d", "enter", "enter")

    opened(story)
    entry = trust("show", "last", "--json").json["data"]["entry"]
    assert (entry["body"], entry["kind"]) == (f"{ENTRY} And", "daily")
    assert drafts(home) == []


def test_nothing_written_leaves_nothing(trust: Trust, home: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "w")
        assert "Nothing was written" in await press(pilot, "escape")
        await press(pilot, "w")
        assert "Nothing was written" in await press(pilot, "ctrl+d")

    opened(story)
    assert drafts(home) == []
    assert not (home / "journal.db").exists()


def test_undo_never_empties_a_text(trust: Trust, home: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "w")
        await write(pilot, "one two")
        await press(pilot, "ctrl+z")
        assert "Undo stops here" in said(pilot)
        await settled(pilot, lambda: drafts(home) == ["one two"], "the draft to be whole")

    opened(story)
    assert drafts(home) == ["one two"]


def test_leaving_an_emptied_text_keeps_its_longest_version(trust: Trust, home: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "w")
        await write(pilot, "one two")
        await press(pilot, *["backspace"] * 7)
        assert "longest version" in await press(pilot, "escape")

    opened(story)
    assert drafts(home) == ["one two"]


@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+q"])
def test_leaving_the_app_keeps_the_draft(trust: Trust, home: Path, key: str) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "w")
        await write(pilot, ENTRY)
        await pilot.press(key)

    screen = opened(story)
    assert screen.error is None
    assert drafts(home) == [ENTRY]


def test_another_question_is_put_aside_as_the_command_does_it(trust: Trust) -> None:
    first = trust("prompt").out.strip()

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "w")
        await write(pilot, ENTRY)
        second = await press(pilot, "f4")
        assert " ".join(first.split())[:30] not in second
        assert ENTRY in second, "the words stay"
        await press(pilot, "ctrl+d", "enter")

    opened(story)
    entry = trust("show", "last", "--json").json["data"]["entry"]
    assert entry["prompt_text"] not in (None, first)
    assert entry["body"] == ENTRY


def test_an_entry_can_be_made_private_while_it_is_written(trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "n")
        await write(pilot, ENTRY)
        await press(pilot, "f5")
        await press(pilot, "ctrl+d", "enter")
        assert ENTRY not in said(pilot)

    opened(story)
    entry = trust("show", "last", "--json").json["data"]["entry"]
    assert (entry["private"], entry["body"]) == (True, ENTRY)


def test_a_private_draft_shows_no_words(trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "n")
        await write(pilot, ENTRY)
        await press(pilot, "f5", "escape")
        assert "Unsaved " in said(pilot)
        assert ENTRY not in said(pilot)

    opened(story)


def test_an_edit_keeps_the_earlier_wording(trust: Trust) -> None:
    trust("journal", "--free", "-m", ENTRY)

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "down", "e")
        await write(pilot, " More")
        assert "version 2" in await press(pilot, "ctrl+d")
        assert f"{ENTRY} More" in await press(pilot, "enter")
        await press(pilot, "e")
        assert "nothing changed" in (await press(pilot, "ctrl+d")).lower()

    opened(story)
    history = trust("show", "last", "--history", "--json").json["data"]["revisions"]
    assert [wording["body"] for wording in history] == [ENTRY, f"{ENTRY} More"]


def test_an_entry_belongs_to_the_day_on_which_it_was_begun(
    trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUST_NOW", "2026-11-23T03:58:00+01:00")

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "w")
        await write(pilot, ENTRY)
        monkeypatch.setenv("TRUST_NOW", "2026-11-23T04:05:00+01:00")
        pilot.app._look()  # type: ignore[attr-defined]  # what a timer does every two seconds
        await press(pilot, "ctrl+d", "enter")
        await press(pilot, "home")
        assert "Monday 23 November 2026" in said(pilot)
        await press(pilot, "w")
        await write(pilot, "Next day.")
        await press(pilot, "ctrl+d", "enter")

    opened(story)
    entries = trust("list", "--json").json["data"]["entries"]
    assert [(entry["day"], entry["body"]) for entry in entries] == [
        ("2026-11-23", "Next day."),
        ("2026-11-22", ENTRY),
    ]


def test_two_at_once_store_both(trust: Trust, home: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "n")
        await write(pilot, ENTRY)
        trust("journal", "--free", "-m", "Meanwhile.")
        await press(pilot, "ctrl+d", "enter")

    opened(story)
    entries = trust("list", "--json").json["data"]["entries"]
    assert {entry["body"] for entry in entries} == {ENTRY, "Meanwhile."}
    assert drafts(home) == []


def test_a_draft_that_is_kept_is_the_chosen_row(trust: Trust, home: Path) -> None:
    for day in ("2026-11-18", "2026-11-19", "2026-11-20"):
        trust("journal", "--free", "-m", f"Of {day}.", now=f"{day}T20:00:00+01:00")

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "end", "n")
        await write(pilot, "Unsaved.")
        await press(pilot, "escape")
        assert "Unsaved." in await press(pilot, "enter")

    opened(story)


def test_private_words_are_shown_before_they_are_edited(trust: Trust) -> None:
    trust("journal", "--free", "-m", "A quince.", "--private")

    async def story(pilot: Pilot[None]) -> None:
        text = await press(pilot, "end", "e")
        assert ("quince" in text, "Press Enter to see them first" in text) == (False, True)
        await press(pilot, "enter", "e")
        assert "quince" in await press(pilot, "end")

    opened(story)


def test_todays_question_is_open_again_after_its_answer_was_moved_to_another_day(
    trust: Trust,
) -> None:
    async def story(pilot: Pilot[None]) -> None:
        first = (await press(pilot, "w")).partition("Esc")[0]
        await write(pilot, "Answered.")
        assert "□" not in (await press(pilot, "ctrl+d", "enter")).partition("Answered")[0]
        await press(pilot, "m", "enter", *"2026-11-18", "enter", "ctrl+d")
        assert "□ Today" in said(pilot)
        second = (await press(pilot, "w")).partition("Esc")[0]
        assert "For Sunday" not in second
        assert second != first, "one doesn't answer the same question twice in a row"
        await press(pilot, "escape")
        await press(pilot, "end", "m", "enter", *"2026-11-22", "enter", "ctrl+d")
        assert "□ Today" not in said(pilot)
        assert "Today's question is answered" in await press(pilot, "w")

    opened(story)


def test_an_answer_moved_to_today_leaves_todays_question_open(trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "g", *"2026-11-21", "enter", "w")
        await write(pilot, "Answered.")
        await press(pilot, "ctrl+d", "enter")
        await press(pilot, "m", "enter", *"today", "enter", "ctrl+d")
        assert "□ Today" in said(pilot)
        assert "Today's question is answered" not in await press(pilot, "w")

    opened(story)
