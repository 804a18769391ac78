"""Eight programs at one journal for minutes, each doing what could take another's words away.

`python scripts/soak.py [--seconds 180] [--encrypted]`; `make torture` runs it too. An entry counts
as lost where the program said that it was saved, nobody deleted it, and it is in neither the
journal, nor a draft, nor a copy that a restore keeps.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from trustjournal import encryption_keys
from trustjournal.errors import TrustError
from trustjournal.storage import connect, header, journal_file

ROOT = Path(__file__).parent.parent
TRUST = Path(sys.executable).with_name("trust")
PASSPHRASE = "five quiet words at dusk"
SCHEMA_1 = ROOT / "tests" / "schemas" / "1.sql"
DAMAGED, FAULT = 14, 70
DEVNULL, PIPE = subprocess.DEVNULL, subprocess.PIPE


@dataclass
class Soak:
    """One journal, what was said of it, and what became of that."""

    home: Path
    encrypted: bool
    chance: random.Random
    saved: set[str] = field(default_factory=set)
    """Words the program said were saved, and nobody deleted."""
    ids: list[str] = field(default_factory=list)
    codes: Counter[tuple[str, int]] = field(default_factory=Counter)
    traces: int = 0
    number: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def word(self) -> str:
        """A word that stands nowhere else."""
        with self.lock:
            self.number += 1
            return f"word{self.number}x"

    def run(self, *argv: str, stdin: str | None = None) -> int:
        """One program; its exit code."""
        env = {name: value for name, value in os.environ.items() if name != "TRUST_NOW"}
        env |= {"TRUST_HOME": str(self.home), "HOME": str(self.home.parent)}
        env |= {"TRUST_PASSPHRASE": PASSPHRASE}
        new = _pipe_with(PASSPHRASE) if "--change" in argv else None
        try:
            done = subprocess.run(
                [TRUST, *argv], capture_output=True, text=True, errors="replace",
                input=stdin if stdin is not None else "",
                env=env | ({"TRUST_NEW_PASSPHRASE_FD": str(new)} if new is not None else {}),
                pass_fds=(new,) if new is not None else (),
            )  # fmt: skip
        finally:
            if new is not None:
                os.close(new)
        with self.lock:
            self.codes[argv[0], done.returncode] += 1
            self.traces += "Traceback" in done.stderr
        return done.returncode

    # --- what the programs do ---------------------------------------------------------------

    def save(self) -> None:
        """Save an entry, half of them from a pipe."""
        word = self.word()
        text = f"{word} {'of an evening ' * self.chance.randrange(200)}"
        piped = self.chance.random() < 0.5
        argv = ("journal", "--free", "--tag", "dusk", *(() if piped else ("-m", text)))
        if self.run(*argv, stdin=text if piped else None) == 0:
            self.saved.add(word)

    def bring(self) -> None:
        """Import a few entries."""
        words = [self.word() for _ in range(3)]
        source = self.home.parent / f"{words[0]}.txt"
        lines = (f"[2020-01-{n + 10} 10:00] {word} words\n" for n, word in enumerate(words))
        source.write_text("\n".join(lines))
        if self.run("import", str(source)) == 0:
            self.saved.update(words)

    def edit(self) -> None:
        """Write an entry and then more in it, or put it in the trash and empty that."""
        word, more = self.word(), self.word()
        if self.run("journal", "--free", "-m", word) != 0:
            return
        name = self._id_of(word)
        if name is None:
            self.saved.add(word)
        elif self.chance.random() < 0.3:
            self.run("delete", name, "--yes")
            self.run("trash", "empty", "--yes")
        else:
            self.saved.add(word)
            if self.run("edit", name, "-m", f"{word} and {more}") == 0:
                self.saved.add(more)

    def _id_of(self, word: str) -> str | None:
        for body, name in _bodies(self.home / "journal.db"):
            if word in body:
                return name
        return None

    def keep(self) -> None:
        """Copy, restore, look over, rename."""
        self.run(
            *self.chance.choice(
                [
                    ("restore", "last", "--yes", "--unseal"),
                    ("restore", "last", "--yes"),
                    ("backup",),
                    ("doctor",),
                    ("tags", "rename", "dusk", "dawn"),
                    ("tags", "rename", "dawn", "dusk"),
                    ("list", "-n", "3"),
                    ("export", "json", "-"),
                ]
            )
        )

    def change(self) -> None:
        """Encrypt, change the passphrase, decrypt; else bring back a journal of long ago."""
        if self.encrypted:
            is_encrypted = header.salt_of(self.home / "journal.db") is not None
            more = self.chance.choice(["--change", "--off"]) if is_encrypted else ""
            self.run("encrypt", *filter(None, [more]))
        elif self.chance.random() < 0.3:
            old = self.home.parent / "old.db"
            if not old.exists():
                with closing(sqlite3.connect(old)) as connection:
                    connection.executescript(SCHEMA_1.read_text("utf-8"))
            self.run("restore", str(old), "--yes")
        else:
            self.keep()

    def at_once(self, seconds: float) -> None:
        """Let all of them go on until so many seconds have passed."""
        end = time.monotonic() + seconds
        acts: list[Callable[[], None]] = [
            self.save, self.save, self.save, self.bring, self.bring,
            self.edit, self.keep, self.change,
        ]  # fmt: skip

        def go_on(act: Callable[[], None]) -> None:
            while time.monotonic() < end:
                act()
                if self.encrypted and act in (self.save, self.edit):
                    # A journal is not encrypted while anyone writes; leave it a moment.
                    time.sleep(self.chance.random() * 6)

        threads = [threading.Thread(target=go_on, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    # --- what became of it ------------------------------------------------------------------

    def lost(self) -> set[str]:
        """Words that were said to be saved and are nowhere."""
        kept = [body for body, _ in _bodies(self.home / "journal.db")]
        for reason in ("restore", "unopened"):
            for copy in (self.home / "backups").glob(f"*-{reason}*.db"):
                kept += [body for body, _ in _bodies(copy)]
        for path in (self.home / "drafts").glob("*.md"):
            kept.append(path.read_text("utf-8", "replace"))
        every_word = set(" ".join(kept).split())
        return {word for word in self.saved if word not in every_word}

    def damaged(self) -> bool:
        """Whether the journal, or any program's look at it, was not sound."""
        seen = any(code == DAMAGED for _, code in self.codes)
        return seen or self.run("doctor") == DAMAGED

    def faults(self) -> int:
        """How often a program ended with a fault of its own, or a trace."""
        return self.traces + sum(n for (_, code), n in self.codes.items() if code == FAULT)


def _pipe_with(text: str) -> int:
    read, write = os.pipe()
    os.write(write, f"{text}\n".encode())
    os.close(write)
    return read


def _bodies(path: Path) -> list[tuple[str, str]]:
    """The texts of a journal, its trash and earlier versions included, with ids of entries."""
    try:
        salt = header.salt_of(path)
        only = journal_file._Only(encryption_keys.derive(PASSPHRASE, salt)) if salt else None
        with closing(connect.as_it_is(path, only)) as connection:
            return connection.execute(
                "SELECT body, id FROM entry UNION ALL SELECT body, '' FROM revision"
            ).fetchall()
    except (TrustError, sqlite3.Error):
        return []


def run(seconds: float, *, encrypted: bool, seed: int = 20261127) -> Soak:
    """A journal, and eight programs at it; the caller looks at what is left and removes it."""
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    soak = Soak(folder / "home", encrypted, random.Random(seed))
    soak.run("journal", "--free", "-m", "the first")
    soak.run("backup")
    soak.at_once(seconds)
    return soak


def told(soak: Soak) -> str:
    """One line of what came of it."""
    lost, damaged = len(soak.lost()), "damaged" if soak.damaged() else "sound"
    return f"{lost} of {len(soak.saved)} lost, journal {damaged}"


def main() -> int:
    """Run it once and say what came of it; 1 where anything was lost or damaged."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=180)
    parser.add_argument("--encrypted", action="store_true", help="encrypt and decrypt meanwhile")
    parser.add_argument("--keep", action="store_true", help="leave the folder, and name it")
    wanted = parser.parse_args()
    soak = run(wanted.seconds, encrypted=wanted.encrypted)
    print(told(soak), f"faults {soak.faults()}")
    print("exit codes:", dict(sorted(soak.codes.items())))
    bad = bool(soak.lost()) or soak.damaged() or soak.faults() > 0
    if wanted.keep:
        print(soak.home, sorted(soak.lost()))
    else:
        shutil.rmtree(soak.home.parent)
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
