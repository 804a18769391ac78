"""The review full screen, and its questions one at a time."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from conftest import Trust
from tui_helpers import SIZES, check_golden, opened, press, said, shown, write


@pytest.fixture
def a_week(trust: Trust) -> None:
    """A week with something in it."""
    trust("journal", "--free", "-m", "I listened until the end.", now="2026-11-19T21:00:00+01:00")
    trust("journal", "--free", "-m", "A walk in the rain.", now="2026-10-20T21:00:00+01:00")


@pytest.mark.parametrize("size", SIZES)
def test_the_week(a_week: None, size: str) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "r")
        check_golden(f"review-{size}", shown(pilot))

    opened(story, size=SIZES[size])


def test_one_goes_by_weeks_months_and_years(a_week: None) -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert "Week 47" in await press(pilot, "r")
        assert "Week 46" in await press(pilot, "left")
        assert "Week 47" in await press(pilot, "right", "right")
        assert "November 2026" in await press(pilot, "m")
        assert "October 2026" in await press(pilot, "left")
        assert "A walk in the rain." in said(pilot)
        assert "2026" in await press(pilot, "y")
        assert "Unknown" not in await press(pilot, "escape")

    opened(story)


def test_the_questions_are_walked_through_and_stored(a_week: None, trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert "1 of 3" in await press(pilot, "r", "w")
        assert "^d next" in said(pilot)
        await write(pilot, "One.")
        assert "2 of 3" in await press(pilot, "ctrl+d")
        assert "One." not in said(pilot)
        await write(pilot, "Two.")
        await press(pilot, "ctrl+d")
        await write(pilot, "If tired, I say so.")
        await press(pilot, "ctrl+b")
        assert "Two." in said(pilot)
        assert "If tired, I say so." in await press(pilot, "ctrl+d")
        assert "your review of week 47" in await press(pilot, "ctrl+d")
        assert "Week 47" in await press(pilot, "enter")
        assert "no questions to answer" in await press(pilot, "w")

    opened(story)
    entry = trust("show", "last", "--json").json["data"]["entry"]
    assert entry["kind"] == "review"
    assert [answer["text"] for answer in entry["answers"]] == [
        "One.",
        "Two.",
        "If tired, I say so.",
    ]


def test_answers_are_a_draft_until_then(a_week: None, trust: Trust, home: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "r", "w")
        await write(pilot, "One.")
        [draft] = (home / "drafts").glob("*.md")
        assert draft.read_text("utf-8").endswith("One.")
        assert "Kept as a draft" in await press(pilot, "escape")
        assert "Unsaved " in await press(pilot, "escape", "home")
        assert "Saved" in await press(pilot, "enter", "ctrl+d", "ctrl+d")

    opened(story)
    assert trust("show", "last", "--json").json["data"]["entry"]["kind"] == "review"


def test_the_if_then_is_asked_for_in_two_halves(a_week: None, trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "r", "w", "ctrl+d", "ctrl+d")
        assert "If …" in said(pilot)
        assert "^d next" in said(pilot)
        await write(pilot, "Sam comes home tired")
        assert "then I'll …" in await press(pilot, "ctrl+d")
        assert "^d save" in said(pilot)
        await write(pilot, "put the kettle on.")
        assert "your review of week 47" in await press(pilot, "ctrl+d")

    opened(story)
    [answer] = trust("show", "last", "--json").json["data"]["entry"]["answers"]
    assert answer["text"] == "If Sam comes home tired, then I'll put the kettle on."
