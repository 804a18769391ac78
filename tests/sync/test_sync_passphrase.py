"""The passphrase of the sync folder, where it doesn't come from a terminal; and typed twice."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import Trust
from trustjournal.errors import Cancelled, Sealed
from trustjournal.passphrases import typed_twice
from trustjournal.sync import passphrase


@pytest.fixture
def reading() -> Iterator[int]:
    """A descriptor with a passphrase in its first line, and more after it."""
    read, write = os.pipe()
    os.write(write, "Gr\u00fc\u00dfe\r\nan entry\n".encode())
    os.close(write)
    yield read
    os.close(read)


def command(tmp_path: Path, line: str) -> str:
    script = tmp_path / "say"
    script.write_text(f"#!/bin/sh\n{line}\n", "utf-8")
    script.chmod(stat.S_IRWXU)
    return str(script)


def test_nothing_is_set() -> None:
    journal = {"TRUST_PASSPHRASE": "x", "TRUST_PASSPHRASE_COMMAND": "echo x"}
    assert passphrase.given(journal, "") is None


def test_the_descriptor_comes_first_and_no_byte_beyond_its_line_is_read(
    reading: int, tmp_path: Path
) -> None:
    environ = {"TRUST_SYNC_PASSPHRASE_FD": str(reading)}
    assert passphrase.given(environ, command(tmp_path, "exit 1")) == "Gr\u00fc\u00dfe"
    assert os.read(reading, 99) == b"an entry\n"


def test_then_the_command_of_the_variable_then_of_the_setting(tmp_path: Path) -> None:
    setting = command(tmp_path, "echo from the setting")
    assert passphrase.given({"PATH": os.environ["PATH"]}, setting) == "from the setting"
    environ = {"PATH": os.environ["PATH"], "TRUST_SYNC_PASSPHRASE_COMMAND": "echo from it"}
    assert passphrase.given(environ, setting) == "from it"


@pytest.mark.parametrize("number", ["x", "999", "-1", "9" * 40])
def test_a_descriptor_that_gives_nothing_is_named(number: str) -> None:
    with pytest.raises(Sealed) as told:
        passphrase.given({"TRUST_SYNC_PASSPHRASE_FD": number}, "")
    assert told.value.details == {"name": "TRUST_SYNC_PASSPHRASE_FD"}


@pytest.mark.parametrize("line", ["exit 3", "missing-program"])
def test_a_command_that_fails_is_named_by_its_setting(tmp_path: Path, line: str) -> None:
    with pytest.raises(Sealed) as told:
        passphrase.given({"PATH": os.environ["PATH"]}, command(tmp_path, line), silent=True)
    assert told.value.details == {"name": "sync_passphrase_command"}


def test_the_setting_takes_a_command(trust: Trust, home: Path) -> None:
    assert trust("config", "set", "sync_passphrase_command", "pass show trust").code == 0
    text = (home / "config.toml").read_text("utf-8")
    assert 'sync_passphrase_command = "pass show trust"' in text


@pytest.mark.parametrize(
    ("lines", "result"),
    [
        (["a b", "a b"], "a b"),
        (["a b", "a", "b", "a b"], "a b"),
        ([""], None),
        ([None], None),
        (["a", ""], None),
        (["a", "b", "b", "b"], None),
    ],
)
def test_a_new_passphrase_is_typed_twice(lines: list[str | None], result: str | None) -> None:
    asked: list[str] = []

    def ask(question: str) -> str | None:
        asked.append(question)
        return lines[len(asked) - 1]

    if result is None:
        with pytest.raises(Cancelled):
            typed_twice(ask, "New: ", "Again: ", "No match: ")
    else:
        assert typed_twice(ask, "New: ", "Again: ", "No match: ") == result
    assert asked == ["New: ", "Again: ", "No match: ", "No match: "][: len(lines)]
