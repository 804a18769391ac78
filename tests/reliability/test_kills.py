"""Every command that changes something, ended at a random moment by a signal nobody expects."""

from __future__ import annotations

import os
import random  # noqa: TID251  # for moments to kill
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conftest import Trust
from terminal_helpers import PATIENCE, command, environment, no_trace_in

OLD, NEW = "five quiet words at dusk", "another five at dawn"
CANARY = "heliotrope"
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


@contextmanager
def passphrase_pipe(passphrase: str) -> Iterator[int]:
    read, write = os.pipe()
    os.write(write, f"{passphrase}\n".encode())
    os.close(write)
    yield read
    os.close(read)


class Journal:
    """A journal and what must be in it, whatever happens to the programs that change it."""

    def __init__(self, trust: Trust, home: Path) -> None:
        self.trust, self.home = trust, home
        self.passphrase = OLD
        self.sure: dict[str, set[str]] = {}
        """By id, the wordings an entry may have; two where an edit was ended."""
        self.number = 0

    def add(self, text: str) -> None:
        made = self.trust("journal", "--free", "-m", text, "--json", env=self.env())
        self.sure[made.json["data"]["entry"]["id"]] = {text}

    def env(self) -> dict[str, str]:
        return {"TRUST_PASSPHRASE": self.passphrase}

    @property
    def is_sealed(self) -> bool:
        return not (self.home / "journal.db").read_bytes().startswith(b"SQLite")

    def found(self) -> dict[str, str]:
        """What is in the journal, whichever passphrase it has now."""
        argv = ("list", "-n", "9999", "--json")
        done = self.trust(*argv, env=self.env())
        if done.code == 12:
            self.passphrase = NEW if self.passphrase == OLD else OLD
            done = self.trust(*argv, env=self.env())
        assert done.code == 0, done.out
        return {entry["id"]: entry["body"] for entry in done.json["data"]["entries"]}

    def end(self, argv: tuple[str, ...], number: int, after: float, new: str) -> int:
        """Run a command and end it after so many seconds; its exit code, negative for a signal."""
        with passphrase_pipe(new) as pipe:
            process = subprocess.Popen(
                command(*argv),
                env={**environment(self.home, **self.env()), "TRUST_NEW_PASSPHRASE_FD": str(pipe)},
                pass_fds=(pipe,),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            try:
                return process.wait(after)
            except subprocess.TimeoutExpired:
                process.send_signal(number)
                return process.wait()


def next_change(journal: Journal, chance: random.Random) -> tuple[str, ...]:
    """A command that changes something."""
    some = chance.choice(sorted(journal.sure))
    journal.number += 1
    return chance.choice(
        [
            ("journal", "--free", "-m", f"{CANARY} new {journal.number} " * 50),
            ("edit", some, "-m", f"{CANARY} edited {journal.number} " * 50),
            ("delete", some, "--purge", "--yes"),
            ("encrypt", "--change") if journal.is_sealed else ("encrypt", "--remove-plaintext"),
            ("encrypt", "--off") if journal.is_sealed else ("encrypt",),
            ("restore", "last"),
            ("backup",),
        ]
    )


def take_note(journal: Journal, argv: tuple[str, ...], code: int) -> None:
    """Compare what is there now with what must be, and remember it."""
    found = journal.found()
    what, text = argv[0], argv[-1].strip()
    if what == "edit":
        wordings = journal.sure[argv[1]]
        journal.sure[argv[1]] = {text} if code == 0 else wordings | {text}
    if what == "delete":
        if code == 0:
            assert argv[1] not in found
        if argv[1] not in found:
            del journal.sure[argv[1]]
    if what == "journal" and code == 0:
        assert text in [body.strip() for body in found.values()]
    if what == "restore":
        return
    for name, wordings in journal.sure.items():
        assert found[name].strip() in {each.strip() for each in wordings}, argv
    journal.sure = {name: {body} for name, body in found.items()}


@pytest.mark.parametrize("times", [6, pytest.param(150, marks=pytest.mark.torture)])
def test_ended_at_any_moment_nothing_stored_is_lost(trust: Trust, home: Path, times: int) -> None:
    journal = Journal(trust, home)
    for n in range(12):
        journal.add(f"{CANARY} {n} " * 400)
    chance = random.Random(times)  # a test's own
    for _ in range(times):
        trust("backup", env=journal.env())
        argv = next_change(journal, chance)
        new = NEW if journal.passphrase == OLD else OLD
        code = journal.end(argv, chance.choice(SIGNALS), 0.1 + chance.random() * 0.7, new)
        take_note(journal, argv, code)
        while len(journal.sure) < 5:
            journal.add(f"{CANARY} again {len(journal.sure)}")
    assert trust("doctor", "--fix", env=journal.env()).code == 0
    assert not [path for path in home.rglob(".*") if path.is_file()]
    if not journal.is_sealed:
        trust("encrypt", env=journal.env())
    trust("encrypt", "--remove-plaintext", env=journal.env())
    left = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert CANARY.encode() not in left


SIGNALLED = """
import atexit, os, runpy, signal, sys, weakref

number, moment = int(sys.argv[1]), sys.argv[2]
sys.argv[:] = ["trust", *sys.argv[3:]]
signal.signal(signal.SIGINT, signal.default_int_handler)  # a runner may be deaf to it

def now(*_):
    os.kill(os.getpid(), number)
    for _ in range(1000):
        pass

class Thing:
    pass

def forgetting():
    thing = Thing()
    forgotten = weakref.ref(thing, now)
    del thing

class Finder:
    def find_spec(self, name, path=None, target=None):
        global moment
        if name == moment.removeprefix("callback "):
            in_callback, moment = moment.startswith("callback "), ""
            forgetting() if in_callback else now()

if moment == "exit":
    atexit.register(now)
else:
    sys.meta_path.insert(0, Finder())
runpy.run_module("trustjournal", run_name="__main__", alter_sys=True)
"""
"""The program, to which a real signal comes at a named moment: at an import, in a callback that
runs at one (what is raised there goes nowhere), or on the way out."""


@pytest.mark.parametrize(
    "number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.torture)]
)
@pytest.mark.parametrize(
    "moment",
    [
        "typer",
        "trustjournal.commands",
        "trustjournal.app",
        "trustjournal.services.entry_plan",
        "callback trustjournal.services.entry_plan",
        "trustjournal.drafts",
        "trustjournal.views.entry",
        "trustjournal.services.backup",
        "callback trustjournal.services.backup",
        "exit",
    ],
)
@pytest.mark.some(4)
def test_a_signal_at_any_moment_ends_quietly(home: Path, number: int, moment: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SIGNALLED, str(int(number)), moment, "journal", "-m", CANARY],
        env=environment(home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=4 * PATIENCE,
        check=False,
    )
    assert done.returncode == 128 + number
    assert no_trace_in(done.stderr)
    assert done.stderr in ("", "trust: stopped\n", "trust journal: stopped\n")
    if moment.endswith("backup") or moment == "exit":
        assert "Saved" in done.stdout
        assert done.stderr == ""
