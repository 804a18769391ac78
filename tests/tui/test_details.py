"""Changing what an entry is, its earlier wordings and the trash, full screen."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from conftest import Trust
from tui_helpers import SIZES, check_golden, opened, press, said, shown, write


@pytest.fixture
def an_entry(trust: Trust) -> None:
    """A journal with one entry of yesterday."""
    options = ("--tag", "walk", "--person", "Sam", "--mood", "2")
    now = "2026-11-21T21:00:00+01:00"
    assert trust("journal", "--free", "-m", "By the river.", *options, now=now).code == 0


def last(trust: Trust) -> dict[str, object]:
    """The newest entry."""
    entry = trust("show", "last", "--json").json["data"]["entry"]
    assert isinstance(entry, dict)
    return entry


@pytest.mark.parametrize("size", SIZES)
def test_the_details_of_an_entry(an_entry: None, trust: Trust, size: str) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "down", "m", "down", "right", "down", "4")
        name = str(last(trust)["id"])[:5]
        check_golden(f"details-{size}", shown(pilot).replace(name, "k3m9p"))

    opened(story, size=SIZES[size])


def test_each_detail_is_changed_as_the_command_changes_it(an_entry: None, trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "down", "m", "enter", *"2026-11-20", "space", *"14", "colon", *"30")
        assert "Friday 20 November 2026 changed" in await press(pilot, "enter")
        await press(pilot, "down", "5", "down", "right", "right")
        await press(pilot, "down", "enter", "comma", *"rain", "enter", "down", "backspace")
        await press(pilot, "down", "space", "down", "enter", *"friday", "enter")
        assert "was changed. u undoes that." in await press(pilot, "ctrl+d")

    opened(story)
    entry = last(trust)
    assert (entry["day"], entry["mood"], entry["closeness"]) == ("2026-11-20", 5, 4)
    assert (entry["tags"], entry["people"]) == (["rain", "walk"], [])
    assert (entry["private"], entry["come_back"]) == (True, "2026-11-27")
    assert str(entry["created_at"]).startswith("2026-11-20T13:30")
    assert entry["body"] == "By the river."
    assert len(trust("show", "last", "--history", "--json").json["data"]["revisions"]) == 2


def test_a_change_is_undone_with_one_key(an_entry: None, trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "down", "m", "down", "5", "down", "down", "backspace", "ctrl+d")
        assert "u undo" in said(pilot)
        assert "is as it was before" in await press(pilot, "u")
        assert "mood 2" in said(pilot)

    opened(story)
    entry = last(trust)
    assert (entry["mood"], entry["tags"]) == (2, ["walk"])


def test_a_day_to_come_back_on_is_no_new_version(an_entry: None, trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "down", "m", "up", "enter", *"friday", "enter", "ctrl+d")
        await press(pilot, "u")

    opened(story)
    assert last(trust)["come_back"] is None
    assert len(trust("show", "last", "--history", "--json").json["data"]["revisions"]) == 1


def test_nothing_is_changed_without_a_yes(an_entry: None, trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "down", "m", "down", "5")
        assert "Save your changes?" in await press(pilot, "escape")
        assert "[5]" in await press(pilot, "escape")
        await press(pilot, "escape", "n")
        assert "mood 2" in said(pilot)
        await press(pilot, "m", "escape")
        assert "mood 2" in said(pilot)
        await press(pilot, "m", "ctrl+d")
        assert "changed" not in said(pilot)

    opened(story)
    assert len(trust("show", "last", "--history", "--json").json["data"]["revisions"]) == 1


def test_the_mouse_goes_to_a_row_and_changes_it(an_entry: None, trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "down", "m")
        lines = shown(pilot).splitlines()
        row = next(n for n, line in enumerate(lines) if "Private" in line)
        await pilot.click(offset=(5, row))
        await pilot.pause()
        assert "▌ Private" in said(pilot)
        await pilot.click(offset=(5, row))
        await pilot.pause()
        assert "yes changed" in said(pilot)
        await pilot.click(offset=(shown(pilot).splitlines()[-1].index("save"), 23))
        await pilot.pause()

    opened(story)
    assert last(trust)["private"] is True


def test_a_day_that_is_none_is_told_of(an_entry: None, trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert "in quotes" in await press(pilot, "down", "m", "enter", *"nowhere", "enter")
        assert "future" in await press(pilot, *["backspace"] * 7, *"tomorrow", "enter")

    opened(story)


def test_what_another_program_changed_meanwhile_stays(an_entry: None, trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "down", "m", "down", "5")
        trust("edit", "last", "--tag", "late")
        await press(pilot, "ctrl+d")

    opened(story)
    entry = last(trust)
    assert (entry["mood"], entry["tags"]) == (5, ["late"])


def test_keys_that_come_fast_change_only_what_they_name(an_entry: None, trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "down", "m", "down", "5", "ctrl+d", "n", *"more", "ctrl+d", "enter")

    opened(story)
    entries = trust("list", "--json").json["data"]["entries"]
    assert [(entry["body"], entry["mood"]) for entry in entries] == [
        ("more", None),
        ("By the river.", 5),
    ]


# --- earlier wordings ----------------------------------------------------------------------------


def test_earlier_wordings_are_shown_and_brought_back(an_entry: None, trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert "hasn't been changed" in await press(pilot, "down", "v")
        await press(pilot, "e")
        await write(pilot, " And rain.")
        await press(pilot, "ctrl+d", "enter")
        text = await press(pilot, "v")
        assert "Version 1" in text
        assert "Version 2" in text
        assert "was changed" in await press(pilot, "r"), "there is only one to bring back"
        await press(pilot, "u")
        assert "And rain." in said(pilot)
        assert "A number from 1 to 3" in await press(pilot, "v", "r", "7", "enter")
        await press(pilot, "backspace", "1", "enter")
        assert "was changed" in said(pilot)
        await press(pilot, "u")
        assert "And rain." in said(pilot)

    opened(story)
    assert last(trust)["body"] == "By the river. And rain."
    assert len(trust("show", "last", "--history", "--json").json["data"]["revisions"]) == 6


@pytest.mark.parametrize("resumed", [False, True])
def test_other_words_are_undone_with_one_key(an_entry: None, trust: Trust, resumed: bool) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "down", "e")
        await write(pilot, " And rain.")
        await press(pilot, "f5")
        if resumed:
            await press(pilot, "escape", "home", "enter")
        await press(pilot, "ctrl+d", "enter")
        assert "And rain." in await press(pilot, "enter")
        await press(pilot, "escape")
        assert "was changed. u undoes that." in said(pilot)
        assert "u undo" in said(pilot)
        assert "is as it was before" in await press(pilot, "u")
        assert "And rain." not in said(pilot)

    opened(story)
    entry = last(trust)
    assert (entry["body"], entry["private"], entry["mood"]) == ("By the river.", False, 2)
    versions = trust("show", "last", "--history", "--json").json["data"]["revisions"]
    assert [version["body"] for version in versions] == [
        "By the river.",
        "By the river. And rain.",
        "By the river.",
    ]


def test_undo_of_marked_words_leaves_the_entry_open(an_entry: None, trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "down", "e")
        await write(pilot, " %%And rain.%%")
        await press(pilot, "ctrl+d", "enter")
        assert "is as it was before" in await press(pilot, "u")

    opened(story)
    assert (last(trust)["body"], last(trust)["private"]) == ("By the river.", False)


def test_undo_of_other_words_keeps_what_another_program_changed(
    an_entry: None, trust: Trust
) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "down", "e")
        await write(pilot, " And rain.")
        trust("edit", "last", "--tag", "late")
        await press(pilot, "ctrl+d", "enter", "u")

    opened(story)
    assert (last(trust)["body"], last(trust)["tags"]) == ("By the river.", ["late"])


def test_private_wordings_show_after_enter(trust: Trust) -> None:
    trust("journal", "--free", "-m", "Mine.", "--private")
    trust("edit", "last", "-m", "Still mine.")

    async def story(pilot: Pilot[None]) -> None:
        assert "Press Enter to see them first" in await press(pilot, "down", "v")
        assert "mine" not in said(pilot).lower()
        assert "Mine." in await press(pilot, "enter", "v")

    opened(story)


# --- the trash -----------------------------------------------------------------------------------


def test_the_trash_is_looked_into_and_gives_back(an_entry: None, trust: Trust) -> None:
    trust("journal", "--free", "-m", "Mine.", "--private")
    trust("delete", "last", now="2026-11-22T22:20:00+01:00")
    trust("delete", "last", now="2026-11-22T22:30:00+01:00")

    async def story(pilot: Pilot[None]) -> None:
        text = await press(pilot, "D")
        assert "By the river." in text
        assert "Mine." not in await press(pilot, "down")
        assert "Mine." in await press(pilot, "enter")
        assert "Mine." not in await press(pilot, "escape")
        assert "out of the trash?" in await press(pilot, "home", "r")
        await press(pilot, "escape", "r", "enter")
        assert "is back" not in said(pilot)
        assert "is back in the journal" in await press(pilot, "y")
        assert "By the river." in await press(pilot, "escape", "down")

    opened(story)
    [trashed] = trust("trash", "list", "--json").json["data"]["entries"]
    assert trashed["private"]


def test_an_empty_trash_is_told_of(trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert "The trash is empty." in await press(pilot, "D")
        await press(pilot, "r", "enter", "down")
        assert "q quit" in await press(pilot, "escape")

    opened(story)
