"""The reminder at a real terminal: mentioned once, and asked about before a question may show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust
from terminal_helpers import CTRL_D, ENTER, Room

HINT = "trust remind at 21:30"


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    home.mkdir(mode=0o700)
    settings = 'ask_mood = false\nask_closeness = false\ncontext = "single"\n'
    (home / "config.toml").write_text(settings, "utf-8")
    with closing(Room(home, trust)) as found:
        yield found


def shown_after_writing(room: Room) -> str:
    terminal = room.open("journal", "--free")
    terminal.wait_for_the_writer()
    terminal.type("A line." + CTRL_D)
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    return " ".join(terminal.text.split())


def test_it_is_mentioned_once_after_the_third_entry(room: Room) -> None:
    room.trust("journal", "--free", "-m", "made up")
    assert HINT not in shown_after_writing(room)
    third = shown_after_writing(room)
    assert f"If a quiet reminder would help: {HINT}" in third
    assert third.endswith(HINT)
    assert HINT not in shown_after_writing(room), "ignoring it settles it"


def test_it_is_not_mentioned_where_one_is_set(room: Room) -> None:
    for _ in range(3):
        room.trust("journal", "--free", "-m", "made up")
    room.trust("remind", "at", "7:00")
    assert HINT not in shown_after_writing(room)


def test_it_is_not_mentioned_when_it_is_not_safe(room: Room) -> None:
    for _ in range(3):
        room.trust("journal", "--because", "not-safe", "-m", "made up")
    assert HINT not in shown_after_writing(room)


@pytest.mark.parametrize(("reply", "agreed"), [("y", True), ("n", False), ("", False)])
def test_before_a_question_may_show_it_asks_once(room: Room, reply: str, agreed: bool) -> None:
    terminal = room.open("remind", "at", "21:30", "--with", "question")
    terminal.wait_for("may show on a locked screen. Add it? [y/N]")
    terminal.type(reply + ENTER)
    assert terminal.end() == (0 if agreed else 1)
    data = room.trust("remind", "--json").json["data"]
    assert (data["with_question"], data["at"]) == ((True, "21:30") if agreed else (False, None))
    if agreed:
        again = room.open("remind", "at", "22:00", "--with", "question")
        assert again.end() == 0
        assert "Add it?" not in again.text


def test_while_the_writer_is_open_it_is_silent(room: Room, tmp_path: Path) -> None:
    """The draft of the open writer holds the lock that the reminder looks for."""
    settings = room.home / "config.toml"
    settings.write_text(settings.read_text("utf-8") + 'remind = "22:00"\n', "utf-8")
    sent = tmp_path / "sent"
    program = tmp_path / "programs" / "notify-send"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho x >> {sent}\n", "utf-8")
    program.chmod(0o700)
    path = f"{program.parent}:/usr/bin:/bin"
    terminal = room.open("journal", "--free")
    terminal.wait_for_the_writer()
    terminal.type("Half a line")
    assert room.run("remind", "now", PATH=path).returncode == 0
    assert not sent.exists()

    terminal.kill(9)
    terminal.close()
    assert room.run("remind", "now", PATH=path).returncode == 0
    assert sent.read_text("utf-8") == "x\n", "a draft left behind is no one at work"
