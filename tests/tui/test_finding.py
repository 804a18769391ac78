"""Finding full screen: as one types, by conditions, and what the screen says about it."""

from __future__ import annotations

import re

import pytest
from textual.pilot import Pilot

from conftest import Trust
from tui_helpers import SIZES, check_golden, opened, press, said, settled, shown, write


@pytest.fixture
def some_entries(trust: Trust) -> None:
    """Entries with a word in some of them, and one person."""
    for day, text, *options in (
        (
            "2026-11-17",
            "Sam rang about the kettle.",
        ),
        ("2026-11-18", "One more with them.", "--person", "Sam"),
        (
            "2026-11-19",
            "It was late, and everyone had gone home before the kettle was on.",
        ),
        ("2026-11-20", "A walk by the river.", "--tag", "walk"),
    ):
        trust("journal", "--free", "-m", text, *options, now=f"{day}T21:00:00+01:00")


def marked(pilot: Pilot[None]) -> list[str]:
    """The words that are underlined on the screen, which is how a match is marked."""
    strips = pilot.app.screen._compositor.render_strips()
    return [
        segment.text
        for strip in strips
        for segment in strip
        if segment.style and segment.style.underline and segment.text.strip()
    ]


async def found(pilot: Pilot[None], words: str) -> str:
    """Search for words, and return what is said then."""
    await press(pilot, "slash", *words)
    await pilot.pause(0.2)
    return said(pilot)


@pytest.mark.parametrize("size", SIZES)
def test_the_line_says_what_it_is_and_the_matches_are_marked(some_entries: None, size: str) -> None:
    async def story(pilot: Pilot[None]) -> None:
        text = await found(pilot, "kett")
        assert "Find:" in text
        assert "2 entries" in text
        assert "kettle" in marked(pilot), "in sight, also where a line is short"
        check_golden(f"find-{size}", re.sub("21:00  .....", "21:00  k3m9p", shown(pilot)))

    opened(story, size=SIZES[size])


def test_matches_are_marked_on_the_page(some_entries: None) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await found(pilot, "river")
        await press(pilot, "enter", "enter")
        assert marked(pilot) == ["river"]
        await press(pilot, "escape", "escape")
        assert marked(pilot) == []

    opened(story)


def test_a_second_search_begins_anew(some_entries: None) -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert "2 entries" in await found(pilot, "kettle")
        await press(pilot, "enter")
        text = await found(pilot, "river")
        assert "1 entry" in text
        assert "kettleriver" not in text

    opened(story)


def test_a_search_can_be_gone_on_with(some_entries: None) -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert "2 entries" in await found(pilot, "kettle")
        await press(pilot, "enter", "slash", "end", "space", *"late")
        await pilot.pause(0.2)
        assert "1 entry" in said(pilot)

    opened(story)


def test_someones_name_leads_to_the_entries_that_mention_them_too(some_entries: None) -> None:
    async def story(pilot: Pilot[None]) -> None:
        text = await press(pilot, "f", *"Sam", "enter")
        assert "One more with them." in text
        assert "/ finds Sam in 1 more" in text
        await press(pilot, "slash")
        await pilot.pause(0.2)
        assert "2 entries" in said(pilot)
        assert "Sam rang" in said(pilot)

    opened(story)


def test_conditions_are_completed(some_entries: None) -> None:
    async def story(pilot: Pilot[None]) -> None:
        text = await press(pilot, "f")
        assert "Sam" in text
        assert "walk" in text
        assert "Tab" in text
        assert "presence" in await press(pilot, *"pres")
        await press(pilot, *["backspace"] * 4, *"wa", "tab", "enter")
        assert "1 entry" in said(pilot)
        assert "A walk by the river." in said(pilot)

    opened(story)


def test_the_last_line_is_in_step_with_the_screen(some_entries: None) -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert "q quit" in said(pilot)
        text = await press(pilot, "slash")
        assert "Enter go to matches" in text
        assert "? keys" not in text, "it would be a letter"
        await press(pilot, "escape")
        assert "q quit" in said(pilot)
        await found(pilot, "kettle")
        lines = shown(pilot).splitlines()
        row = next(n for n, line in enumerate(lines) if "Tue 17 Nov" in line)
        await pilot.click(offset=(4, row))
        await pilot.pause()
        assert "q quit" in said(pilot), "a click has left the line"
        assert "Esc list" in await press(pilot, "enter")
        assert "q quit" in await press(pilot, "escape")

    opened(story)


def test_a_word_and_a_key_after_it_come_in_their_order(some_entries: None) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "/", *"river", "enter", "s", "/", *"late", "enter")
        assert "1 entry" in said(pilot)

    opened(story)


# --- going to a day ------------------------------------------------------------------------------


def test_a_day_without_an_entry_is_told_of(some_entries: None) -> None:
    async def story(pilot: Pilot[None]) -> None:
        text = await press(pilot, "g", *"2026-11-21", "enter")
        assert "Nothing was written on Saturday 21 November 2026." in text
        assert "Showing Fri 20 Nov 2026." in text
        assert "A walk by the river." in text
        assert "Nothing was written in October 2026." in await press(pilot, "left_square_bracket")
        assert "Nothing was written" not in await press(pilot, "g", *"2026-11-19", "enter")
        await press(pilot, "tab", "left", "left", "left")
        assert "Nothing was written on Monday 16 November 2026." in said(pilot)

    opened(story, size=SIZES["120x40"])


def test_days_without_matches_are_named_once(some_entries: None) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await found(pilot, "kettle")
        text = await press(pilot, "enter", "g", *"2026-05-01..2026-05-09", "enter")
        assert "None of the matches is from 1 to 9 May 2026." in text

    opened(story, size=SIZES["120x40"])


@pytest.mark.parametrize("day", ["2026-11-23", "2027-01-05", "tomorrow", "december 2026"])
def test_a_day_to_come_is_told_of(some_entries: None, day: str) -> None:
    async def story(pilot: Pilot[None]) -> None:
        text = await press(pilot, "down", "g", *day, "enter")
        assert "is still to come." in text
        assert "to write for that day" not in text
        assert "For " not in await press(pilot, "w"), "today's question"

    opened(story, size=SIZES["120x40"])


def test_one_writes_for_the_day_one_went_to(some_entries: None, trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "g", *"2026-11-21", "enter")
        first = await press(pilot, "w")
        assert "For Saturday 21 November 2026" in first
        second = await press(pilot, "f4")
        assert "For Saturday 21 November 2026" in second
        assert second != first
        await write(pilot, "A day late.")
        assert "Saved" in await press(pilot, "ctrl+d")
        assert "A day late." in await press(pilot, "enter")
        await press(pilot, "g", *"2026-11-16", "enter", "t")
        assert "For Monday" not in await press(pilot, "w"), "today's question"

    opened(story)
    entry = trust("show", "last", "--json").json["data"]["entry"]
    assert (entry["day"], entry["written_on"], entry["body"]) == (
        "2026-11-21",
        "2026-11-22",
        "A day late.",
    )


def test_after_todays_question_another_is_offered(trust: Trust) -> None:
    first = " ".join(trust("prompt").out.split())[:40]

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "w")
        await write(pilot, "One.")
        await press(pilot, "ctrl+d", "enter")
        assert "Today's question is answered." in await press(pilot, "w")
        assert "is answered" not in await press(pilot, "escape")
        second = await press(pilot, "w", "w")
        assert first not in second
        assert "Write what you like" not in second
        await press(pilot, "escape")
        assert "Unsaved" not in said(pilot)
        assert "□ Today" not in said(pilot), "nothing has become of the question that was looked at"
        assert "Write what you like" in await press(pilot, "w", "n")
        await press(pilot, "escape", "w", "enter")
        await write(pilot, "Two.")
        await press(pilot, "ctrl+d", "enter")

    opened(story)
    entries = trust("list", "--json").json["data"]["entries"]
    assert [entry["body"] for entry in entries] == ["Two.", "One."]
    assert len({entry["prompt_id"] for entry in entries}) == 2


@pytest.mark.parametrize("size", ["120x40", "40x24"])
def test_what_is_told_goes_after_a_while(
    some_entries: None, monkeypatch: pytest.MonkeyPatch, size: str
) -> None:
    monkeypatch.setattr("trustjournal.tui.widgets.TOLD_SECONDS", 1.0)

    async def story(pilot: Pilot[None]) -> None:
        assert "is starred" in await press(pilot, "down", "s")
        await pilot.pause(1.4)
        assert "is starred" not in said(pilot)

    opened(story, size=SIZES[size])


def test_private_is_a_word_of_the_filter(some_entries: None, trust: Trust) -> None:
    trust("journal", "--free", "-m", "Mine.", "--private")

    async def story(pilot: Pilot[None]) -> None:
        text = await press(pilot, "f", *"private", "enter")
        assert "private 1 entry" in text
        assert "Mine." not in text
        assert "Mine." in await press(pilot, "enter")

    opened(story)
    assert [
        entry["private"] for entry in trust("list", "private", "--json").json["data"]["entries"]
    ]


def test_tags_and_people_show_how_many_entries_they_have_and_are_completed(
    some_entries: None, trust: Trust
) -> None:
    trust("journal", "--free", "-m", "Once more.", "--tag", "walk", "--tag", "rain")

    async def story(pilot: Pilot[None]) -> None:
        assert "Sam 1 rain 1 walk 2" in await press(pilot, "f")
        assert "walk 2" in await press(pilot, "#", "w")
        assert "2 entries" in await press(pilot, "tab", "enter")
        await press(pilot, "f", *"this week ra", "tab")
        assert "this week rain" in said(pilot)
        assert "1 entry" in await press(pilot, "enter")
        assert "walk 2" in await press(
            pilot, "escape", "m", "down", "down", "down", "enter", ",", "w"
        )

    opened(story, size=SIZES["120x40"])


def test_tab_goes_between_the_words_and_the_matches(some_entries: None) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "/", *"kettle", "tab")
        assert "2 entries" in said(pilot)
        assert "▌Thu 19 Nov" in said(pilot)
        assert "▌Tue 17 Nov" in await press(pilot, "down")
        await press(pilot, "tab", *" sam")
        await settled(pilot, lambda: "1 entry" in said(pilot), "the match")
        await press(pilot, "tab", "s")
        assert "is starred" in said(pilot)

    opened(story)
