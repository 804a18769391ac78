"""What the machines make of a folder that is carried late, and of many records at once."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from conftest import Trust
from machines import Machine, synced
from storage.test_growth import fill
from trustjournal.storage import connect, sync_bulk
from trustjournal.storage.writer import Transaction
from trustjournal.sync import folder as sync_folder
from trustjournal.sync import levels

LATER = "2026-11-24T10:00:00Z"
MUCH_LATER = "2026-11-26T10:00:00Z"
SMALL, LARGE = 80, 500
STATES = "SELECT kind, key, state FROM sync_state WHERE kind <> 'machine'"


def both_set_up(laptop: Machine, desktop: Machine, folder: Path) -> None:
    for machine in (laptop, desktop):
        assert machine.setup(folder).code == 0


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*.trust")}


# --- files that are replaced ---------------------------------------------------------------


def test_a_file_that_was_replaced_twice_before_anyone_saw_it_is_not_missing(
    laptop: Machine, desktop: Machine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_set_up(laptop, desktop, folder)
    monkeypatch.setattr(levels, "FILES_OF_A_LEVEL", 2)
    laptop.write("By the river")
    desktop.ok("sync")
    seen = names(folder)
    for number in range(8):
        laptop.write(f"Line {number}")
    assert not seen <= names(folder)
    for now in (LATER, MUCH_LATER):
        assert "disappeared" not in desktop.ok("sync", now=now).out


def test_a_file_that_arrives_after_the_one_that_replaces_it_is_not_missing_later(
    laptop: Machine, desktop: Machine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_set_up(laptop, desktop, folder)
    monkeypatch.setattr(levels, "FILES_OF_A_LEVEL", 2)
    before = names(folder)
    laptop.write("By the river")
    (first,) = names(folder) - before
    raw = (folder / first).read_bytes()
    while (folder / first).exists():
        laptop.write("On the bridge")
    desktop.ok("sync")
    late = folder / first
    late.write_bytes(raw)
    desktop.ok("sync", now=LATER)
    late.unlink()
    desktop.ok("sync", now="2026-11-24T11:00:00Z")
    assert "disappeared" not in desktop.ok("sync", now=MUCH_LATER).out
    synced(laptop, desktop)


# --- files that are only in a cloud --------------------------------------------------------


def test_files_that_are_only_in_a_cloud_are_fetched_by_hand_alone(
    laptop: Machine, desktop: Machine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_set_up(laptop, desktop, folder)
    desktop.write("On the bridge")
    monkeypatch.setattr(sync_folder, "is_placeholder", lambda _: True)
    fetched: list[str] = []
    really = sync_folder._read

    def read(path: Path, most: int) -> bytes:
        fetched.append(path.name)
        return really(path, most)

    monkeypatch.setattr(sync_folder, "_read", read)
    assert laptop.ok().err == ""
    for number in range(20):  # more than enough for a merge
        laptop.write(f"Line {number}")
    entry = laptop.ok("list", "--json").json["data"]["entries"][0]["id"]
    laptop.ok("delete", entry, "--purge", "--yes")
    assert not fetched
    assert "1 entry from desktop." in laptop.ok("sync").out
    assert fetched
    assert len(names(folder)) < 16
    synced(laptop, desktop)


def test_a_placeholder_of_icloud_is_not_here_yet(
    laptop: Machine, desktop: Machine, folder: Path
) -> None:
    both_set_up(laptop, desktop, folder)
    before = names(folder)
    desktop.write("On the bridge")
    (new,) = names(folder) - before
    raw = (folder / new).read_bytes()
    (folder / new).unlink()
    placeholder = folder / f".{new}.icloud"
    placeholder.write_bytes(b"bplist00")
    assert laptop.ok().err == ""
    assert "hasn't completely arrived yet" in laptop.ok("sync", now=MUCH_LATER).out
    placeholder.unlink()
    (folder / new).write_bytes(raw)
    assert "1 entry from desktop." in laptop.ok("sync", now=MUCH_LATER).out


# --- many records at once ------------------------------------------------------------------


def test_a_long_entry_is_told_beside_short_ones(
    laptop: Machine, desktop: Machine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_set_up(laptop, desktop, folder)
    laptop.ok("config", "set", "sync", "ask")
    monkeypatch.setattr(levels, "TEXT_BYTES", 3_000)
    for number in range(6):
        laptop.write(f"Line {number}")
    laptop.write("a long evening " * 300)
    laptop.ok("sync")
    desktop.ok("sync")
    assert len(desktop.ok("list", "-n", "20", "--json").json["data"]["entries"]) == 7
    synced(laptop, desktop)


@pytest.fixture
def filled(laptop: Machine) -> Machine:
    laptop.home.mkdir()
    fill(laptop.home / "journal.db", SMALL)
    laptop.ok("promise", "add", "Ring about the boiler")
    laptop.ok("edit", "last", "-m", "Other words", "--star", "--tag", "rain")
    laptop.ok("people", "set", "Sam", "--quote", "no")
    return laptop


def test_many_new_records_are_stored_together_as_one_by_one(
    filled: Machine,
    desktop: Machine,
    trust: Trust,
    tmp_path: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    phone = Machine(trust, tmp_path / "phone", "phone", minute=2)
    assert filled.setup(folder).code == 0
    assert desktop.setup(folder).code == 0
    monkeypatch.setattr(sync_bulk, "FEW", 10**9)
    assert phone.setup(folder).code == 0
    synced(filled, desktop, phone)
    states = []
    for machine in (desktop, phone):
        with sqlite3.connect(machine.home / "journal.db") as journal:
            states.append(
                [
                    sorted(journal.execute(STATES)),
                    journal.execute("SELECT count(*) FROM sync_waiting").fetchall(),
                ]
            )
        assert machine.ok("doctor").code == 0
        assert "Other" in machine.ok("search", "other").out
        assert "Other" in machine.ok("list", "--tag", "rain").out
    assert states[0] == states[1]


def test_records_wait_for_what_they_belong_to_in_any_number(
    filled: Machine, desktop: Machine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(levels, "TEXT_BYTES", 20_000)
    assert filled.setup(folder).code == 0
    assert desktop.setup(folder).code == 0
    assert len(names(folder)) > 5
    assert desktop.ok("sync", "status", "--json").json["data"]["waiting"] == 0
    synced(filled, desktop)


# --- how much a sync takes -----------------------------------------------------------------


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows with the steps of SQLite's machine, on any connection."""
    counted: list[int] = []
    really = connect._opened

    def opened(*args: Any, **more: Any) -> sqlite3.Connection:
        connection = really(*args, **more)
        connection.set_progress_handler(lambda: counted.append(10), 10)
        return connection

    monkeypatch.setattr(connect, "_opened", opened)
    return counted


@pytest.mark.long
@pytest.mark.usefixtures("no_tracing")
def test_one_save_costs_the_same_in_a_large_journal(
    trust: Trust, tmp_path: Path, steps: list[int]
) -> None:
    told, taken = {}, {}
    for size in (SMALL, LARGE):
        home = tmp_path / str(size)
        laptop = Machine(trust, home / "laptop", "laptop")
        desktop = Machine(trust, home / "desktop", "desktop", minute=1)
        laptop.home.mkdir(parents=True)
        fill(laptop.home / "journal.db", size)
        both_set_up(laptop, desktop, home / "carried")
        for machine in (laptop, desktop):
            machine.ok("sync")
            machine.ok("config", "set", "sync", "ask")
        laptop.write("By the river")
        steps.clear()
        laptop.ok("sync")
        told[size] = sum(steps)
        steps.clear()
        assert desktop.ok("sync", "--json").json["data"]["new"] == 1
        taken[size] = sum(steps)
    assert told[SMALL] > 0, "this test sees the machine"
    for cost in (told, taken):
        assert cost[LARGE] <= 1.5 * cost[SMALL] + 200, (told, taken)


def test_the_lock_is_held_for_one_file_at_a_time(
    filled: Machine, desktop: Machine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(levels, "TEXT_BYTES", 20_000)
    assert filled.setup(folder).code == 0
    ended: list[int] = []
    settle = Transaction.settle

    def settled(store: Transaction) -> None:
        settle(store)
        assert store.sync is not None
        known = store.sync.states.connection.execute(
            "SELECT count(*) FROM sync_file WHERE NOT ours"
        )
        ended.append(known.fetchone()[0])

    monkeypatch.setattr(Transaction, "settle", settled)
    files = len(names(folder))
    assert files > 5
    assert desktop.setup(folder).code == 0
    assert {*range(1, files + 1)} <= {*ended}, "a transaction ended after each file"
