"""Machines that share a sync folder: their programs, their fixtures, and what they must agree on."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from trustjournal.sync import encrypted_file, key_file

if TYPE_CHECKING:
    from conftest import Result, Trust

PASSPHRASE = "five words no one guesses"


def with_passphrase(run: Callable[..., Result], passphrase: str) -> Result:
    """Run with a passphrase for the sync folder on a file descriptor, as a script would."""
    reading, writing = os.pipe()
    os.write(writing, passphrase.encode() + b"\n")
    os.close(writing)
    try:
        return run(env={"TRUST_SYNC_PASSPHRASE_FD": str(reading)})
    finally:
        os.close(reading)


@dataclass
class Machine:
    """A machine: its home, its clock, and the program."""

    trust: Trust
    home: Path
    name: str
    minute: int = 0

    def __call__(self, *argv: str, env: dict[str, str] | None = None, **more: Any) -> Result:
        self.minute += 1
        more.setdefault("now", f"2026-11-22T{10 + self.minute // 60:02}:{self.minute % 60:02}:00Z")
        return self.trust(*argv, env={"TRUST_HOME": str(self.home), **(env or {})}, **more)

    def ok(self, *argv: str, **more: Any) -> Result:
        result = self(*argv, **more)
        assert result.code == 0, (argv, result.err, result.out)
        return result

    def setup(self, folder: Path, passphrase: str = PASSPHRASE) -> Result:
        return with_passphrase(
            lambda env: self("sync", "setup", str(folder), "--name", self.name, env=env), passphrase
        )

    def write(self, text: str, *options: str, **more: Any) -> str:
        made = self.ok("journal", "--free", "-m", text, *options, "--json", **more)
        return str(made.json["data"]["entry"]["id"])

    def export(self) -> Any:
        target = self.home / "export.json"
        self.ok("export", "json", str(target), "--include-private", "--force")
        return target.read_text("utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The sync folder."""
    return tmp_path / "carried"


@pytest.fixture
def laptop(trust: Trust, tmp_path: Path) -> Machine:
    return Machine(trust, tmp_path / "laptop", "laptop")


@pytest.fixture
def desktop(trust: Trust, tmp_path: Path) -> Machine:
    return Machine(trust, tmp_path / "desktop", "desktop", minute=1)


@pytest.fixture
def both(laptop: Machine, desktop: Machine, folder: Path) -> tuple[Machine, Machine]:
    """Two machines that share a folder."""
    laptop.write("By the river")
    for machine in (laptop, desktop):
        result = machine.setup(folder)
        assert result.code == 0, result.err
    return laptop, desktop


def synced(*machines: Machine) -> None:
    """Sync until all have everything, and compare their journals."""
    for _ in range(2):
        for machine in machines:
            result = machine.ok("sync", "--json")
            data = result.json["data"]
            assert not any(data[name] for name in ("damaged", "unreadable", "foreign")), data
    first, *others = [machine.export() for machine in machines]
    for other in others:
        assert other == first


def everything_in(folder: Path) -> str:
    """Return all that someone with the passphrase can read in a folder."""
    (file,) = folder.glob("*.trustkey")
    key = key_file.decrypt(file.read_bytes(), PASSPHRASE)
    return "".join(
        str(encrypted_file.decrypt(path.read_bytes(), [key], key.journal, path.name))
        for path in folder.glob("*.trust")
    )
