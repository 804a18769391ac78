"""Before one of the deepest questions it is asked whether it may be one tonight."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conftest import NOW, Trust
from terminal_helpers import CTRL_C, CTRL_D, ENTER, Room

ASKED = "A deeper question tonight?"
DEEP, LIGHT = "What of my childhood is in this?", "What did I see today?"
PACK = f"""\
schema: 1
id: own
title: Own
license: CC0-1.0
language: en
version: "1"
prompts:
  - {{id: deep, practice: presence, depth: 3, text: "{DEEP}"}}
  - {{id: deep2, practice: presence, depth: 3, text: "What else?"}}
  - {{id: light, practice: presence, depth: 1, text: "{LIGHT}"}}
"""


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    """A journal that is old enough for deep questions, on a day with one."""
    with closing(Room(home, trust)) as found:
        (home / "packs").mkdir(parents=True)
        (home / "packs" / "own.yaml").write_text(PACK, "utf-8")
        (home / "config.toml").write_text(
            'packs = ["own"]\ncontext = "partnered"\nask_mood = false\nask_closeness = false\n',
            "utf-8",
        )
        for day in range(1, 16):
            now = f"2026-10-{day:02}T20:00:00+02:00"
            trust("journal", "-m", "x", "--prompt", "own/light", now=now)
            trust("journal", "--free", "-m", "y", now=f"2026-11-{day:02}T20:00:00+01:00")
        (question,) = trust("prompt", "--json").json["data"]["prompts"]
        assert question["depth"] == 3, "the others are new, and this one was answered"
        yield found


def events(room: Room) -> list[tuple[str, str]]:
    """What was recorded about questions today."""
    with closing(sqlite3.connect(room.home / "journal.db")) as journal:
        found = journal.execute(
            "SELECT event, prompt_id FROM prompt_event WHERE recorded_on = ? ORDER BY n",
            (NOW[:10],),
        )
        return [(str(event), str(name)) for event, name in found]


def test_enter_brings_a_lighter_one(room: Room) -> None:
    terminal = room.open("journal")
    terminal.wait_for(ASKED)
    assert DEEP not in terminal.text
    terminal.type(ENTER)
    terminal.wait_for(LIGHT)
    terminal.wait_for_the_writer()
    terminal.type(f"The river.{CTRL_D}")
    assert terminal.end() == 0
    assert room.entries()[0]["prompt_id"] == "light"
    assert [event for event, _ in events(room)] == ["skipped", "served", "answered"]
    assert room.trust("prompt").out == f"{LIGHT}\n", "it stays for the day"
    tomorrow = room.trust("prompt", "--json", now="2026-11-24T20:00:00+01:00")
    assert tomorrow.json["data"]["prompts"][0]["depth"] == 1, "deep ones rest then"


def test_yes_brings_the_deep_one(room: Room) -> None:
    terminal = room.open("journal")
    terminal.wait_for(ASKED)
    terminal.type(f"y{ENTER}")
    terminal.wait_for_the_writer()
    terminal.type(f"All of it.{CTRL_D}")
    assert terminal.end() == 0
    assert room.entries()[0]["prompt_id"].startswith("deep")
    again = room.open("journal")
    again.wait_for_the_writer()
    assert ASKED not in again.text, "it was settled for today"
    again.type(CTRL_C)


@pytest.mark.parametrize("plain", [(), ("--plain",)])
def test_a_sentence_is_an_answer_already(room: Room, plain: tuple[str, ...]) -> None:
    terminal = room.open(*plain, "journal")
    terminal.wait_for(ASKED)
    terminal.type(f"We never spoke of it.{ENTER}")
    terminal.wait_for_the_writer()
    terminal.type(f"And still{CTRL_D}")
    assert terminal.end() == 0
    entry = room.entries()[0]
    assert "We never spoke of it." in entry["body"]
    assert "And still" in entry["body"]
    assert entry["prompt_id"].startswith("deep")


@pytest.mark.parametrize("stops", [True, False])
def test_words_typed_there_are_not_lost(room: Room, stops: bool) -> None:
    terminal = room.open("journal")
    terminal.wait_for(ASKED)
    terminal.type("We never spoke of it.")
    terminal.wait_for("spoke of it.")
    if stops:
        terminal.type(CTRL_C)
        assert terminal.end() == 130
    else:
        terminal.hang_up()
        terminal.child.wait()
    assert room.draft_texts() == ["We never spoke of it."]


def test_ctrl_c_there_records_nothing(room: Room) -> None:
    terminal = room.open("journal")
    terminal.wait_for(ASKED)
    terminal.type(CTRL_C)
    assert terminal.end() == 130
    assert events(room) == []
    assert room.leftovers() == []


@pytest.mark.parametrize(
    "options", [("--deeper",), ("--lighter",), ("--prompt", "own/deep"), ("--free",)]
)
@pytest.mark.some(2)
def test_whoever_chose_is_not_asked(room: Room, options: tuple[str, ...]) -> None:
    terminal = room.open("journal", *options)
    terminal.wait_for_the_writer()
    assert ASKED not in terminal.text
    terminal.type(CTRL_C)


def test_without_a_terminal_nothing_is_asked(room: Room) -> None:
    done = room.run("journal", "--answer", stdin=b"From a pipe.")
    assert (done.returncode, ASKED in done.stderr.decode()) == (0, False)
    assert room.entries()[0]["prompt_id"].startswith("deep")
    assert ASKED not in room.trust("journal", "-m", "x").err


def test_the_screen_of_today_offers_a_lighter_one(room: Room) -> None:
    assert "trust journal --lighter" in room.trust().out
    room.trust("journal", "--lighter", "-m", "x")
    assert "trust journal --lighter" not in room.trust().out
