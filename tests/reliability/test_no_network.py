"""The program opens no connection: every command runs where a socket is refused."""

from __future__ import annotations

import socket  # noqa: TID251  # to refuse it
from pathlib import Path
from typing import Any

import pytest

from cli.test_confidences import READS, WRITES
from conftest import Trust
from trustjournal.commands import COMMANDS
from trustjournal.commands.sync import sync

MORE: list[tuple[str, ...]] = [
    ("show",),
    ("edit", "last", "--mood", "3"),
    ("export", "markdown", "-"),
    ("restore", "last"),
    ("encrypt",),
    ("encrypt", "--off"),
    ("sync", "setup", "carried"),
    ("config", "set", "inbox", "{here}/notes"),
    ("sync",),
    ("sync", "off"),
    ("demo",),
    ("--version",),
    ("--help",),
]


@pytest.fixture(autouse=True)
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Refuse every way to a socket, and remember who asked."""
    asked: list[str] = []

    def refuse(*_: Any, **__: Any) -> Any:
        asked.append("socket")
        raise OSError("no network here")

    # A class, because libraries derive theirs from it when they are imported.
    monkeypatch.setattr(socket, "socket", type("Refused", (socket.socket,), {"__init__": refuse}))
    for name in ("create_connection", "getaddrinfo", "create_server", "fromfd"):
        monkeypatch.setattr(socket, name, refuse)
    return asked


def test_no_command_asks_for_a_socket(
    trust: Trust, no_sockets: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.txt").write_text("[2026-01-02 10:00] A walk.")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "2026-11-20.md").write_text("A walk.")
    env = {"TRUST_PASSPHRASE": "for encrypt", "TRUST_SYNC_PASSPHRASE_COMMAND": "echo five words"}
    for _ in range(2):  # one of them goes to the trash
        trust("journal", "--free", "-m", "heliotrope", "--person", "Sam")
    tried = {words[0] for words in (*READS, *WRITES, *MORE) if words} | {
        "import",
        "open",
    }  # tests/tui
    assert set(COMMANDS) - tried == set()
    for words in (*READS, *WRITES, *MORE, ("import", str(tmp_path / "old.txt"))):
        done = trust(*(word.format(here=tmp_path) for word in words), env=env)
        assert done.code == 0, (words, done.err)
        assert no_sockets == [], words
    assert [path.name for path in (tmp_path / "notes").iterdir()] == [".taken"]


@pytest.mark.long
def test_no_command_of_sync_asks_for_a_socket(
    trust: Trust, no_sockets: list[str], tmp_path: Path
) -> None:
    folder, words = str(tmp_path / "carried"), tmp_path / "words"
    here = {"TRUST_SYNC_PASSPHRASE_COMMAND": f"cat {words}"}
    other = {**here, "TRUST_HOME": str(tmp_path / "other")}
    steps: list[tuple[dict[str, str], str, tuple[str, ...]]] = [
        (here, "one quiet word", ("setup", folder, "--name", "here")),
        (other, "one quiet word", ("setup", folder, "--name", "other")),
        (here, "", ()),
        (here, "", ("status",)),
        (here, "two quiet words", ("forget", "other")),
        (other, "two quiet words", ()),
        (here, "three quiet words", ("passphrase",)),
        (here, "", ("off",)),
    ]
    assert trust("journal", "-m", "heliotrope").code == 0
    for env, passphrase, argv in steps:
        words.write_text(passphrase)
        done = trust("sync", *argv, env=env)
        assert done.code == 0, (argv, done.err)
        assert no_sockets == [], argv
    tried = {argv[0] for _, _, argv in steps if argv}
    assert {str(command.name) for command in sync.registered_commands} - tried == set()


def test_the_refusal_works(no_sockets: list[str]) -> None:
    with pytest.raises(OSError, match="no network"):
        socket.create_connection(("localhost", 9))
    assert no_sockets == ["socket"]
