"""Two machines with an inbox each, in random order: the journals end equal, and no line is lost."""

from __future__ import annotations

import json
import random  # noqa: TID251  # a test's own order of events
from pathlib import Path
from typing import Any

import pytest

from machines import Machine, synced
from sync.test_inbox import machines, put  # noqa: F401  # fixtures
from trustjournal.domain.private_marks import without_marks

NAMES = ("a.txt", "b.md", "2026-11-20.md")
WHAT = ("new", "grown", "grown", "on both", "copy", "edit", "trash", "sync")


class History:
    """What was written, and where."""

    def __init__(self, machines: tuple[Machine, Machine], seed: int) -> None:  # noqa: F811
        self.machines = machines
        self.chance = random.Random(seed)
        self.texts: dict[str, str] = {}
        self.lines: list[str] = []

    def step(self) -> None:
        machine, what = self.chance.choice(self.machines), self.chance.choice(WHAT)
        if what in ("new", "grown", "on both"):
            self.write(self.machines if what == "on both" else (machine,), what)
        elif what == "copy":
            line = self.line(self.chance.choice(["in a copy", "%%in a copy%%"]))
            name = f"a.sync-conflict-20261122-10{len(self.lines):02}00-ABC.txt"
            put(machine, name, f"{self.texts.get('a.txt', '')}\n{line}")
        elif what == "sync":
            machine.ok("sync")
        else:
            entries = [each for each in notes(machine) if not each["deleted_at"]]
            if entries:
                self.change(machine, self.chance.choice(entries), what)

    def line(self, words: str) -> str:
        self.lines.append(f"line {len(self.lines)} {words}")
        return self.lines[-1]

    def write(self, machines: tuple[Machine, ...], what: str) -> None:  # noqa: F811
        name = self.chance.choice(NAMES)
        before, line = self.texts.get(name, ""), self.line("in a note")
        self.texts[name] = line if what == "new" or not before else f"{before}\n{line}"
        for machine in machines:
            path = inbox_of(machine) / name
            if path.exists() and not self.texts[name].startswith(path.read_text()):
                machine.ok("sync")  # else the app itself would overwrite it
            put(machine, name, self.texts[name])

    def change(self, machine: Machine, entry: dict[str, Any], what: str) -> None:
        if what == "trash":
            machine.ok("delete", entry["id"])
        else:
            body = f"{entry['body'].replace('line', 'Line', 1)}\n{self.line('in an edit')}"
            machine.ok("edit", entry["id"], "-m", body)


def inbox_of(machine: Machine) -> Path:
    return machine.home.parent / f"inbox-{machine.name}"


def notes(machine: Machine) -> list[dict[str, Any]]:
    entries = json.loads(machine.export())["entries"]
    return [entry for entry in entries if entry["source"] == "inbox"]


@pytest.mark.parametrize(
    "seed", [0, 1, *(pytest.param(n, marks=pytest.mark.torture) for n in range(2, 80))]
)
def test_in_any_order_no_line_is_lost(machines: tuple[Machine, Machine], seed: int) -> None:  # noqa: F811
    history = History(machines, seed)
    for _ in range(14):
        history.step()
    synced(*machines)
    synced(*machines)
    journal = json.loads(machines[0].export())
    versions = [*journal["entries"], *journal["revisions"]]
    text = without_marks("\n".join(version["body"] for version in versions).lower())
    assert [line for line in history.lines if without_marks(line) not in text] == []
    for machine in machines:
        assert [*inbox_of(machine).glob("[!.]*")] == []
        assert machine.ok("doctor").code == 0
