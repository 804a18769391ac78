"""Doing something to several entries at once, and exporting, full screen."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from textual.pilot import Pilot

from conftest import Trust
from tui_helpers import opened, press, said


@pytest.fixture(autouse=True)
def some_entries(trust: Trust) -> None:
    """Four entries, one with a tag, one private."""
    for day, text, *options in (
        ("2026-11-18", "The oldest."),
        ("2026-11-19", "Mine alone.", "--private"),
        ("2026-11-20", "A walk.", "--tag", "walk"),
        ("2026-11-21", "With a %%secret%% in it."),
    ):
        trust("journal", "--free", "-m", text, *options, now=f"{day}T21:00:00+01:00")


def entries(trust: Trust) -> dict[str, dict[str, object]]:
    """The entries by their days."""
    return {entry["day"][-2:]: entry for entry in trust("list", "--json").json["data"]["entries"]}


def test_marked_entries_are_starred_together_and_one_undo_takes_it_back(trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        text = await press(pilot, "down", "space", "space")
        assert "2 marked" in text
        assert "● Sat 21 Nov" in text
        assert "● Fri 20 Nov" in text
        assert "s star" in text
        text = await press(pilot, "s")
        assert "Starred: 2 entries. u undoes that." in text
        assert "marked" not in text
        assert [day for day, entry in entries(trust).items() if entry.get("starred")] == [
            "21",
            "20",
        ]
        assert "Undone: 2 entries." in await press(pilot, "u")

    opened(story)
    assert not any(entry.get("starred") for entry in entries(trust).values())


def test_marked_entries_go_to_the_trash_together_and_come_back(trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "down", "space", "down", "space", "d")
        assert sorted(entries(trust)) == ["18", "20"]
        await press(pilot, "u")

    opened(story)
    assert len(entries(trust)) == 4


def test_tags_are_added_to_all_that_lack_them(trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "down", "space", "space", "T", *"wa", "tab", "enter")
        assert "Tagged: 1 entry" in said(pilot)
        assert entries(trust)["21"]["tags"] == ["walk"]
        await press(pilot, "u")
        assert entries(trust)["21"]["tags"] == []
        assert entries(trust)["20"]["tags"] == ["walk"]
        await press(pilot, "T", *"rain", ",", *"snow", "enter")

    opened(story)
    assert [entry.get("tags") for entry in entries(trust).values()].count(["rain", "snow"]) == 1


def test_marks_go_with_escape_and_no_mark_outlives_its_entry(trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert "marked" not in await press(pilot, "down", "space", "escape")
        await press(pilot, "home", "down", "space")
        assert "marked" not in await press(pilot, "up", "space")
        await press(pilot, "home", "down", "space", "space")
        trust("delete", "2026-11-21", "--yes")
        await press(pilot, "s")

    opened(story)
    assert [day for day, entry in entries(trust).items() if entry.get("starred")] == ["20"]


def test_what_could_be_done_before_an_error_is_undone_with_one_key(
    trust: Trust, home: Path
) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "down", "space", "space")
        other = sqlite3.connect(home / "journal.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            assert "another program" in await press(pilot, "s")
        finally:
            other.close()
        assert "nothing to undo" in await press(pilot, "u")

    opened(story)
    assert not any(entry.get("starred") for entry in entries(trust).values())


def test_space_reads_on_while_an_entry_is_read(trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "down", "enter", "space", "escape")
        assert "marked" not in said(pilot)

    opened(story)


# --- exporting -----------------------------------------------------------------------------------


def named(path: Path) -> list[str]:
    """The keys that put a path in place of the one that is offered."""
    return [*["backspace"] * 60, *str(path)]


def test_the_chosen_entry_is_exported_as_the_command_does_it(tmp_path: Path, trust: Trust) -> None:
    file, other = tmp_path / "walk.md", tmp_path / "command.md"

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "down", "down")
        assert "trust-2026-11-20.md" in await press(pilot, "x")
        assert "1 entry in" in await press(pilot, *named(file), "enter")
        text = await press(pilot, "x", *named(file), "enter")
        assert "already exists; choose another name" in text
        assert "Export to which file?" in text, "it's asked again"
        assert "--force" not in text
        await press(pilot, "escape")

    opened(story)
    trust(
        "export", "markdown", str(other), "--single", "--from", "2026-11-20", "--to", "2026-11-20"
    )
    assert file.read_text() == other.read_text()
    assert "A walk." in file.read_text()


@pytest.mark.parametrize("answer", ["y", "n", "escape"])
def test_private_words_are_exported_after_a_yes(tmp_path: Path, answer: str) -> None:
    file = tmp_path / "it.md"

    async def story(pilot: Pilot[None]) -> None:
        assert "Export them too?" in await press(pilot, "down", "x")
        await press(pilot, answer)
        if answer != "escape":
            await press(pilot, *named(file), "enter")

    opened(story)
    assert file.exists() == (answer != "escape")
    assert ("secret" in file.read_text()) == (answer == "y") if file.exists() else True


def test_what_is_filtered_and_what_is_marked_is_exported(tmp_path: Path) -> None:
    all_, two = tmp_path / "all.md", tmp_path / "two.md"

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "f", *"this week", "enter", "x", "a", "n")
        assert "3 entries in" in await press(pilot, *named(all_), "enter")
        assert ".md; left out: 1 private entry" in said(pilot)
        await press(pilot, "escape", "end", "space", "up", "up", "space", "x")
        assert "2 entries in" in await press(pilot, *named(two), "enter")

    opened(story)
    assert "The oldest." in all_.read_text()
    assert "Mine alone." not in all_.read_text()
    assert "secret" not in all_.read_text()
    assert "The oldest." in two.read_text()
    assert "A walk." in two.read_text()
    assert "With a" not in two.read_text()
