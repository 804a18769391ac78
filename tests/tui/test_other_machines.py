"""Other machines, while the journal is open: what they wrote is taken in, and they are told."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from machines import Machine
from trustjournal import services
from trustjournal.tui import full_screen
from tui_helpers import context, opened, press, said, settled, write

pytestmark = pytest.mark.usefixtures("both")


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(full_screen, "LOOK_EVERY", 0.05)


def at(machine: Machine) -> Any:
    return context({"TRUST_HOME": str(machine.home), "TRUST_NOW": "2026-11-22T20:00:00+00:00"})


def is_said(pilot: Pilot[None], words: str) -> Any:
    return lambda: words in said(pilot)


def test_what_others_wrote_is_taken_in_at_the_start(laptop: Machine, desktop: Machine) -> None:
    desktop.write("On the bridge")
    desktop.write("By the lake")

    async def story(pilot: Pilot[None]) -> None:
        await settled(pilot, is_said(pilot, "2 entries from desktop."), "what was taken in")
        assert "On the bridge" in said(pilot)

    opened(story, app=at(laptop))


def test_what_comes_later_is_taken_in_too_but_not_under_a_page(
    laptop: Machine, desktop: Machine
) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "down", "enter")
        before = said(pilot)
        assert "By the river" in before
        desktop.write("On the bridge")
        await pilot.pause(0.5)
        assert said(pilot) == before
        await press(pilot, "escape")
        await settled(pilot, is_said(pilot, "1 entry from desktop."), "what was taken in")
        assert "On the bridge" in said(pilot)
        assert "changed elsewhere" not in said(pilot)

    opened(story, app=at(laptop))


def test_what_was_saved_is_told(laptop: Machine, desktop: Machine) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "down", "s")
        assert "u undo" in said(pilot)

        def is_told() -> bool:
            data: Any = laptop.ok("sync", "status", "--json").json["data"]
            return bool(data["untold"] == 0)

        await settled(pilot, is_told, "the star to be told")
        await pilot.pause(0.3)
        assert "changed elsewhere" not in said(pilot)

    opened(story, app=at(laptop))
    desktop.ok("sync")
    assert desktop.ok("list", "--starred", "--json").json["data"]["entries"]


def test_keys_are_taken_while_others_are_heard(
    laptop: Machine, desktop: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop.write("On the bridge")
    begun, may_end = threading.Event(), threading.Event()
    really = services.sync.merge_new

    def slowly(app: Any) -> Any:
        begun.set()
        assert may_end.wait(60)
        return really(app)

    monkeypatch.setattr(services.sync, "merge_new", slowly)

    async def story(pilot: Pilot[None]) -> None:
        await settled(pilot, begun.is_set, "the sync to begin")
        await press(pilot, "w")
        await write(pilot, "words meanwhile")
        assert "words meanwhile" in said(pilot)
        may_end.set()
        await pilot.pause(0.3)
        assert "words meanwhile" in said(pilot)
        assert "desktop" not in said(pilot)

    opened(story, app=at(laptop))


def test_a_folder_that_is_missing_is_told_of_once(laptop: Machine, folder: Path) -> None:
    folder.rename(folder.with_name("unplugged"))

    async def story(pilot: Pilot[None]) -> None:
        await settled(pilot, is_said(pilot, "isn't there"), "the reason")
        await press(pilot, "down")
        await press(pilot, "up")

    opened(story, app=at(laptop))


def test_only_on_demand_nothing_happens_by_itself(laptop: Machine, desktop: Machine) -> None:
    desktop.write("On the bridge")
    laptop.ok("config", "set", "sync", "ask")

    async def story(pilot: Pilot[None]) -> None:
        await pilot.pause(0.5)
        assert "On the bridge" not in said(pilot)

    opened(story, app=at(laptop))
