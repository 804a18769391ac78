"""One promise, recorded on two machines that import each other's journal."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust


def at(clock: str) -> str:
    return f"2026-11-22T{clock}:00+01:00"


@pytest.fixture
def machines(trust: Trust, tmp_path: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Two machines with the same promise."""
    here, there = ({"TRUST_HOME": str(tmp_path / name)} for name in ("here", "there"))
    trust("promise", "add", "The form", env=here, now=at("09:00"))
    carry(trust, here, there)
    return here, there


def carry(trust: Trust, one: dict[str, str], other: dict[str, str]) -> None:
    out = trust("export", "json", "-", "--include-private", env=one, now=at("12:00")).out
    assert trust("import", "-", stdin=out, env=other, now=at("12:00")).code == 0


def status(trust: Trust, machine: dict[str, str]) -> str:
    done = trust("promise", "show", "form", "--json", env=machine, now=at("13:00"))
    (promise,) = done.json["data"]["promises"]
    return str(promise["state"]["status"])


def test_an_undo_takes_back_what_was_undone_and_nothing_from_elsewhere(
    trust: Trust, machines: tuple[dict[str, str], dict[str, str]]
) -> None:
    here, there = machines
    trust("promise", "kept", "form", env=here, now=at("10:00"))
    trust("promise", "broken", "form", env=there, now=at("10:03"))
    trust("promise", "undo", "form", env=here, now=at("10:05"))
    assert (status(trust, here), status(trust, there)) == ("open", "needs repair")

    carry(trust, here, there)
    carry(trust, there, here)

    assert (status(trust, here), status(trust, there)) == ("needs repair", "needs repair")
    exports = [trust("export", "json", "-", env=machine).json for machine in machines]
    assert exports[0]["promise_events"] == exports[1]["promise_events"]
    undo = exports[0]["promise_events"][-1]
    assert (undo["kind"], undo["undoes"]) == ("undo", "kept 2026-11-22T09:00:00.000000Z")


def test_both_may_undo_the_same(
    trust: Trust, machines: tuple[dict[str, str], dict[str, str]]
) -> None:
    here, there = machines
    trust("promise", "partly", "form", env=here, now=at("09:30"))
    trust("promise", "kept", "form", env=here, now=at("10:00"))
    carry(trust, here, there)
    for machine, clock in zip(machines, ("10:05", "10:06"), strict=True):
        assert trust("promise", "undo", "form", env=machine, now=at(clock)).code == 0
    carry(trust, here, there)
    (promise,) = trust("promise", "show", "form", "--json", env=there).json["data"]["promises"]
    assert promise["state"]["partly"]
    assert promise["state"]["status"] == "open"
    # What is undone is undone: the next one takes back the one before.
    undone = trust("promise", "undo", "form", "--json", env=there, now=at("11:00"))
    assert undone.code == 0
    (promise,) = trust("promise", "show", "form", "--json", env=there).json["data"]["promises"]
    assert not promise["state"]["partly"]


def test_an_export_from_before_undos_named_theirs_is_read_as_before(
    trust: Trust, machines: tuple[dict[str, str], dict[str, str]], tmp_path: Path
) -> None:
    here, _ = machines
    for clock, word in (("10:00", "kept"), ("10:03", "broken"), ("10:05", "undo")):
        trust("promise", word, "form", env=here, now=at(clock))
    older = trust("export", "json", "-", env=here).json
    for event in older["promise_events"]:
        del event["undoes"]
    third = {"TRUST_HOME": str(tmp_path / "third")}
    assert trust("import", "-", stdin=json.dumps(older), env=third).code == 0
    assert status(trust, third) == status(trust, here) == "kept"
    with closing(sqlite3.connect(tmp_path / "third" / "journal.db")) as journal:
        undoes = journal.execute("SELECT DISTINCT undoes FROM promise_event").fetchall()
    assert undoes == [(None,)]
