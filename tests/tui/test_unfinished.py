"""Unsaved texts full screen: each goes on as what it was begun as, or is discarded after a yes."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from conftest import Trust
from trustjournal.drafts import Drafts
from tui_helpers import opened, press, said, write


def drafts(home: Path) -> list[str]:
    """The texts of the drafts on the disk."""
    return sorted(path.read_text("utf-8") for path in (home / "drafts").glob("*.md"))


def test_a_draft_is_discarded_after_a_yes(trust: Trust, home: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "n")
        await write(pilot, "Not this.")
        await press(pilot, "escape")
        assert "d discard" in await press(pilot, "home")
        assert "Discard this draft for good?" in await press(pilot, "d")
        await press(pilot, "escape")
        assert drafts(home) == ["Not this."]
        await press(pilot, "d", "enter")
        assert drafts(home) == ["Not this."], "Enter is no yes to something that can't be undone"
        assert "is gone" in await press(pilot, "y")
        assert "Unsaved " not in said(pilot)

    opened(story)
    assert drafts(home) == []


def test_a_draft_that_has_changed_meanwhile_is_not_discarded(trust: Trust, home: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "n")
        await write(pilot, "Not this.")
        await press(pilot, "escape", "home", "d")
        [path] = (home / "drafts").glob("*.md")
        path.write_text("But this.", "utf-8")
        assert "nothing was discarded" in await press(pilot, "y")

    opened(story)
    assert drafts(home) == ["But this."]


def test_a_half_answered_review_goes_on_with_its_questions(trust: Trust, home: Path) -> None:
    trust("journal", "--free", "-m", "I listened.", now="2026-11-19T21:00:00+01:00")

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "r", "w")
        await write(pilot, "One.")
        await press(pilot, "ctrl+d", "escape", "escape", "home")
        assert "2 of 3" in await press(pilot, "enter")
        await write(pilot, "Two.")
        assert "One." in await press(pilot, "ctrl+b")
        await press(pilot, "ctrl+d", "escape", "home")
        assert "3 of 3" in await press(pilot, "enter")
        assert "your review of week 47" in await press(pilot, "ctrl+d")
        assert "Review" in await press(pilot, "enter")

    opened(story)
    entry = trust("show", "last", "--json").json["data"]["entry"]
    assert (entry["kind"], entry["period"]) == ("review", "2026-W47")
    assert [answer["text"] for answer in entry["answers"]] == ["One.", "Two."]
    assert drafts(home) == []


def test_an_emptied_answer_leaves_the_draft_as_it_was(trust: Trust, home: Path) -> None:
    trust("journal", "--free", "-m", "I listened.", now="2026-11-19T21:00:00+01:00")

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "r", "w")
        await write(pilot, "One.")
        await press(pilot, "escape", "escape", "home", "enter", "ctrl+b")
        await press(pilot, *["backspace"] * 4)
        await press(pilot, "escape")

    opened(story)
    [text] = drafts(home)
    assert text.endswith("One.")


def test_answers_without_their_questions_go_on_as_a_text(trust: Trust, home: Path) -> None:
    """An editor has taken the headings out: no word may be left behind."""
    trust("journal", "--free", "-m", "I listened.", now="2026-11-19T21:00:00+01:00")

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "r", "w")
        await write(pilot, "One.")
        await press(pilot, "escape", "escape")
        [path] = (home / "drafts").glob("*.md")
        path.write_text("Something else.", "utf-8")
        assert "Something else." in await press(pilot, "home", "enter")
        await press(pilot, "ctrl+d", "enter")

    opened(story)
    assert trust("show", "last", "--json").json["data"]["entry"]["body"] == "Something else."


def test_a_promise_begun_goes_on_as_a_promise(trust: Trust, home: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "p", "n", *"Sam", "enter")
        await write(pilot, "Ring J")
        await press(pilot, "escape", "escape")
        assert "Sam" in await press(pilot, "home", "enter")
        assert "Ring J" in await press(pilot, "enter")
        await write(pilot, "o")
        assert "Noted" in await press(pilot, "enter", *"friday", "enter")
        assert "Unsaved " not in await press(pilot, "escape")

    opened(story)
    [promise] = trust("promise", "list", "--json").json["data"]["promises"]
    assert (promise["text"], promise["person"], promise["due"]) == ("Ring Jo", "Sam", "2026-11-27")
    assert drafts(home) == []


def test_a_promise_begun_stays_a_draft_when_its_words_are_taken_away(
    trust: Trust, home: Path
) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "p", "n", "enter")
        await write(pilot, "Ring")
        await press(pilot, "escape", "escape", "home", "enter", "enter")
        await press(pilot, *["backspace"] * 4)
        assert "Kept as a draft" in await press(pilot, "escape")

    opened(story)
    [text] = drafts(home)
    assert text.strip().endswith("Ring")


def test_a_repair_goes_on_with_its_questions(trust: Trust, home: Path) -> None:
    trust("promise", "add", "Ring Jo", "--to", "Sam", "--by", "friday")
    trust("promise", "broken", "ring")

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "p", "v")
        await write(pilot, "I forgot.")
        await press(pilot, "escape", "escape", "home")
        assert "2 of 4" in await press(pilot, "enter")
        await write(pilot, "A sad hour.")
        assert "Repaired" in await press(pilot, "ctrl+d", "ctrl+d", "ctrl+d")

    opened(story)
    [promise] = trust("promise", "list", "--all", "--json").json["data"]["promises"]
    assert promise["events"][-1]["kind"] == "repair"
    assert promise["events"][-1]["acknowledged"] == "I forgot."
    assert promise["events"][-1]["note"] == "A sad hour."
    assert drafts(home) == []


def test_a_draft_that_another_program_has_is_told_of(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "n")
        await write(pilot, "Mine.")
        await press(pilot, "escape", "home")
        with monkeypatch.context() as patch:
            patch.setattr(Drafts, "left_behind", lambda self: [])
            assert "This text is open in another program now." in await press(pilot, "enter")

    opened(story)
    assert drafts(home) == ["Mine."]


def test_an_answer_begun_goes_on_with_its_question_and_takes_another(
    trust: Trust, home: Path
) -> None:
    async def story(pilot: Pilot[None]) -> None:
        begun = await press(pilot, "w")
        await write(pilot, "Half.")
        await press(pilot, "f5", "escape", "home")
        again = await press(pilot, "enter")
        assert (
            again.partition("Half.")[0].strip()
            == begun.partition("kept")[0].partition("^d")[0].strip()
        ), "both lines of the question"
        assert "F4 another question" in again
        other = await press(pilot, "f4")
        assert other.partition("Half.")[0] != again.partition("Half.")[0]
        assert "Half." in other
        third = await press(pilot, "escape", "home", "enter")
        assert third.partition("Half.")[0] == other.partition("Half.")[0]
        await write(pilot, " Done.")
        assert "Saved" in await press(pilot, "ctrl+d")
        await press(pilot, "4", "enter")
        assert "□ Today" not in said(pilot), "it answers today's question"

    opened(story)
    entry = trust("show", "last", "--json").json["data"]["entry"]
    assert (entry["kind"], entry["body"], entry["private"]) == ("daily", "Half. Done.", True)
    assert entry["mood"] == 4
    assert drafts(home) == []


def test_an_answer_begun_for_an_earlier_day_stays_with_it(trust: Trust, home: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "g", *"2026-11-20", "enter", "w")
        await write(pilot, "Half.")
        await press(pilot, "escape", "home")
        assert "For Friday 20 November 2026" in await press(pilot, "enter")
        assert "For Friday 20 November 2026" in await press(pilot, "f4")
        assert "Saved" in await press(pilot, "ctrl+d")
        await press(pilot, "enter")

    opened(story)
    entry = trust("show", "last", "--json").json["data"]["entry"]
    assert (entry["kind"], entry["day"]) == ("daily", "2026-11-20")


def test_drafts_can_be_told_apart_and_private_ones_show_no_words(trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        for words, *keys in (("One thing.",), ("A %%secret%% thing.",), ("Mine alone.", "f5")):
            await press(pilot, "n")
            await write(pilot, words)
            await press(pilot, *keys, "escape")
        text = await press(pilot, "home")
        assert text.count("Unsaved Sun 22 Nov 22:10") == 3
        assert "One thing." in text
        assert "secret" not in text
        assert "private, 2 words" in text
        assert "Mine" not in text

    opened(story)


def test_an_edit_begun_shows_the_day_of_its_entry(trust: Trust) -> None:
    trust("journal", "--free", "-m", "The kettle.", now="2026-11-19T21:00:00+01:00")

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "end", "e")
        await write(pilot, " More.")
        text = await press(pilot, "escape", "home")
        assert "Unsaved Thu 19 Nov ▌ The kettle. More." in text

    opened(story)
