"""A note that grows on one machine, while its entry is edited on another: nothing is shown again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from machines import Machine, synced
from sync.test_inbox import machines, put  # noqa: F401  # fixtures

NAME = "2026-11-20.md"
NOTE = "Sam saw heliotrope\nA walk"


def note(machine: Machine) -> dict[str, Any]:
    [entry] = [e for e in json.loads(machine.export())["entries"] if e["source"] == "inbox"]
    return dict(entry)


def shown(machine: Machine) -> str:
    return machine.ok("export", "json", "-").out


@pytest.fixture
def apart(machines: tuple[Machine, Machine]) -> tuple[Machine, Machine]:  # noqa: F811
    """Two machines that have the entry of a note, and don't sync until asked to."""
    laptop, desktop = machines
    put(laptop, NAME, NOTE)
    synced(laptop, desktop)
    for machine in machines:
        machine.ok("config", "set", "sync", "ask")
    return machines


@pytest.mark.parametrize("edited_last", [False, True])
def test_a_line_hidden_elsewhere_stays_hidden_when_the_note_grows(
    apart: tuple[Machine, Machine], edited_last: bool
) -> None:
    laptop, desktop = apart
    if edited_last:
        put(desktop, NAME, f"{NOTE}\nThen soup")
        desktop.ok("sync")
    laptop.ok("edit", note(laptop)["id"], "-m", "%%Sam saw heliotrope%%\nA long walk")
    if not edited_last:
        put(desktop, NAME, f"{NOTE}\nThen soup")
    output = desktop.ok("sync").out + laptop.ok("sync").out + desktop.ok("sync").out
    synced(laptop, desktop)
    for machine in apart:
        assert note(machine)["body"] == "%%Sam saw heliotrope%%\nA long walk\nThen soup"
        assert "heliotrope" not in shown(machine)
    assert "while the note grew on another" in " ".join(output.split())
    assert "two places" not in laptop.ok("show", note(laptop)["id"]).out


def test_words_of_both_are_there_and_one_hides_what_the_other_shows(
    apart: tuple[Machine, Machine],
) -> None:
    """No line can be added to a text that was edited in both places, so the entry is private."""
    laptop, desktop = apart
    entry = note(laptop)["id"]
    laptop.ok("edit", entry, "-m", "%%Sam saw heliotrope%%\nA long walk")
    desktop.minute += 30
    desktop.ok("edit", entry, "-m", "Sam saw heliotrope\nA short walk")
    laptop.ok("sync")
    assert "is now private" in desktop.ok("sync").out
    synced(laptop, desktop)
    assert note(laptop)["private"]
    assert "A long walk" in laptop.ok("show", entry, "--history", "--json").out


def test_lines_that_both_only_added_are_all_there(apart: tuple[Machine, Machine]) -> None:
    laptop, desktop = apart
    put(desktop, NAME, f"{NOTE}\nThen soup")
    desktop.ok("sync")
    laptop.ok("edit", note(laptop)["id"], "-m", f"{NOTE}\nMine")
    synced(laptop, desktop)
    synced(laptop, desktop)
    assert sorted(note(laptop)["body"].split("\n")) == sorted(
        [*NOTE.split("\n"), "Mine", "Then soup"]
    )
