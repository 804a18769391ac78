"""Several programs at one journal: no lock is lost, and nobody replaces what has changed meanwhile.

POSIX drops all locks of a process on a file when the process closes any descriptor of that file
(https://www.sqlite.org/howtocorrupt.html, section 2.2). What a program then believes to hold alone,
another one writes to.
"""

from __future__ import annotations

import fcntl
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from conftest import Trust
from terminal_helpers import command, environment
from trustjournal import commands, drafts
from trustjournal.app import App
from trustjournal.errors import Locked
from trustjournal.paths import rename_to_new, write_atomic
from trustjournal.services.writing import on_disk
from trustjournal.storage import (
    backup_file,
    connect,
    encryption_marker,
    header,
    journal_file,
    migrations,
    opening,
)
from trustjournal.storage.writer import Transaction, Writer

PASSPHRASE = "five quiet words at dusk"
KEY = {"TRUST_PASSPHRASE": PASSPHRASE}
SCHEMA_1 = Path(__file__).parent.parent / "schemas" / "1.sql"
needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")


# --- the system calls of every command -----------------------------------------------------------

IN_TURN = """
import functools, io, json, os, sys

from trustjournal import encryption_keys
from trustjournal.__main__ import main

encryption_keys.derive = functools.cache(encryption_keys.derive)  # else half a minute

class Stdin(io.TextIOWrapper):
    def __init__(self, text):
        super().__init__(io.BytesIO(text.encode()), encoding="utf-8")

codes, out = [], sys.stdout
for number, (argv, stdin) in enumerate(json.load(open(sys.argv[1]))):
    sys.stdin = Stdin(stdin)
    sys.stdout = io.StringIO()
    if "--change" in argv:
        read, write = os.pipe()
        os.write(write, f"{os.environ['TRUST_PASSPHRASE']}\\n".encode())
        os.close(write)
        os.environ["TRUST_NEW_PASSPHRASE_FD"] = str(read)
    try:
        os.stat(f"/now/{number}")
    except OSError:
        pass
    codes.append(main(argv))
print(json.dumps(codes), file=out, flush=True)
"""
"""Runs commands one after another in one process; before each, the log gets its number."""

JRNL = "[2020-01-02 10:00] Brought along.\nwords of then\n\n[2020-01-03 10:00] Another.\n"


def every_command(folder: Path) -> list[tuple[list[str], str]]:
    """A line of each command that touches a journal, with what comes from the pipe."""
    (folder / "old.txt").write_text(JRNL)
    (folder / "few.txt").write_text("[2019-05-05 10:00] One more.\n")
    lines: list[tuple[str, str]] = [
        ("journal --free -m words", ""),
        ("journal --mood 4 --tag evening --person Sam", "from a pipe"),
        ("journal -m answered", ""),
        ("storm -m one -m two -m three", ""),
        ("joy -m one -m two -m three", ""),
        (f"import {folder / 'old.txt'}", ""),
        ("", ""),
        ("prompt", ""),
        ("focus presence", ""),
        ("review --no-input", ""),
        ("review", ""),
        ("streak", ""),
        ("list", ""),
        ("list --json", ""),
        ("read everything", ""),
        ("read today --json", ""),
        ("search words", ""),
        ("show last", ""),
        ("journal --free -m open", ""),
        ("edit last -m changed", ""),
        (f"share --line last:changed --to Sam --out {folder / 'page.txt'} --yes", ""),
        ("star last", ""),
        ("tags", ""),
        ("tags rename evening dusk", ""),
        ("people", ""),
        ("promise add tidying", ""),
        ("promise", ""),
        ("pulse", ""),
        ("checkin --not-today", ""),
        ("sit --log 10", ""),
        ("unsaid", ""),
        ("share --list", ""),
        ("unsaid last --not-yet", ""),
        ("pause today", ""),
        ("remind at 22:00", ""),
        ("remind now", ""),
        ("packs", ""),
        ("config set person Sam", ""),
        ("about", ""),
        ("safety", ""),
        ("doctor --fix", ""),
        ("backup", ""),
        ("sync status", ""),
        (f"backup {folder / 'mine.db'}", ""),
        (f"export json {folder / 'all.json'} --include-private", ""),
        (f"export markdown {folder / 'pages'}", ""),
        ("export csv -", ""),
        ("delete last --yes", ""),
        ("trash", ""),
        ("trash empty --yes", ""),
        ("restore last --yes", ""),
        (f"import {folder / 'few.txt'}", ""),
    ]
    return [(line.split(), stdin) for line, stdin in lines]


@dataclass
class Watched:
    """What a log of system calls says of files, descriptors and locks in one process."""

    names: dict[str, int] = field(default_factory=dict)
    """Which file stands under a name, as a number of our own."""
    open: dict[int, int] = field(default_factory=dict)
    locks: defaultdict[int, dict[tuple[int, int], str]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    made: int = 0
    command: int = -1
    lost: list[tuple[int, str]] = field(default_factory=list)
    """Commands that closed a file while they had a lock on it."""
    taken: set[int] = field(default_factory=set)
    """Commands that held the write lock of a journal."""

    def file(self, name: str, *, new: bool = False) -> int:
        if new or name not in self.names:
            self.made += 1
            self.names[name] = self.made
        return self.names[name]

    def read(self, line: str) -> None:
        """Take in one line of the log."""
        line = line.split(" ", 1)[1].lstrip() if line[:1].isdigit() else line
        for pattern, act in _CALLS:
            if match := pattern.match(line):
                act(self, match)
                return

    def opened(self, match: re.Match[str]) -> None:
        flags = match["flags"]
        self.open[int(match["fd"])] = self.file(match["name"], new="O_EXCL" in flags)

    def closed(self, match: re.Match[str]) -> None:
        file = self.open.pop(int(match["fd"]), 0)
        if self.locks.pop(file, None):
            self.lost.append((self.command, match["path"]))

    def locked(self, match: re.Match[str]) -> None:
        file, where = self.open[int(match["fd"])], (int(match["start"]), int(match["length"]))
        held = self.locks[file]
        if match["kind"] == "UNLCK":
            for start, length in list(held):
                if where[1] == 0 or (start >= where[0] and start < where[0] + where[1]):
                    del held[start, length]
        else:
            held[where] = match["kind"]
            if match["kind"] == "WRLCK" and match["path"].endswith("journal.db"):
                self.taken.add(self.command)

    def renamed(self, match: re.Match[str]) -> None:
        self.names[match["new"]] = self.names.pop(match["old"], 0) or self.file(match["new"])

    def linked(self, match: re.Match[str]) -> None:
        self.names[match["new"]] = self.file(match["old"])

    def unlinked(self, match: re.Match[str]) -> None:
        self.names.pop(match["name"], None)

    def began(self, match: re.Match[str]) -> None:
        self.command = int(match["number"])


_AT = r"(?:AT_FDCWD(?:<[^>]*>)?, )?"
_CALLS: list[tuple[re.Pattern[str], Callable[[Watched, re.Match[str]], None]]] = [
    (re.compile(rf'open(?:at)?\({_AT}"(?P<name>[^"]+)", (?P<flags>[A-Z_|]+).* = (?P<fd>\d+)'),
     Watched.opened),
    (re.compile(r"close\((?P<fd>\d+)<(?P<path>[^>]*)>.*\) += 0"), Watched.closed),
    (re.compile(r"fcntl\((?P<fd>\d+)<(?P<path>[^>]*)>(?:\(deleted\))?, F_SETLK, "
                r"\{l_type=F_(?P<kind>\w+), l_whence=SEEK_SET, l_start=(?P<start>\d+), "
                r"l_len=(?P<length>\d+)\}\) += 0"), Watched.locked),
    (re.compile(rf'rename(?:at2?)?\({_AT}"(?P<old>[^"]+)", {_AT}"(?P<new>[^"]+)".* = 0'),
     Watched.renamed),
    (re.compile(rf'link(?:at)?\({_AT}"(?P<old>[^"]+)", {_AT}"(?P<new>[^"]+)".* = 0'),
     Watched.linked),
    (re.compile(rf'unlink(?:at)?\({_AT}"(?P<name>[^"]+)".* = 0'), Watched.unlinked),
    (re.compile(r'(?:newfstatat|stat|statx)\(.*"/now/(?P<number>\d+)"'), Watched.began),
]  # fmt: skip


def watched(home: Path, lines: list[tuple[list[str], str]], **env: str) -> Watched:
    """Run commands one after another and follow what they do to files."""
    orders, log = home.parent / "orders.json", home.parent / "calls"
    orders.write_text(json.dumps(lines))
    calls = (
        "open,openat,close,fcntl,rename,renameat,renameat2,link,linkat,unlink,unlinkat,newfstatat"
    )
    done = subprocess.run(
        ["strace", "-f", "-y", "--seccomp-bpf", "-qq", "-s", "400", "-o", str(log), "-e",
         f"trace={calls}", sys.executable, "-c", IN_TURN, str(orders)],
        env=environment(home, **env), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    failed = [lines[n] for n, code in enumerate(json.loads(done.stdout)) if code != 0]
    assert failed == [], done.stderr[-2000:]
    seen = Watched()
    for line in log.read_text("utf-8", "replace").splitlines():
        if "resumed>" not in line:
            seen.read(line)
    return seen


@needs_strace
@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
def test_no_command_closes_a_journal_it_holds_a_lock_on(
    home: Path, tmp_path: Path, encrypted: bool
) -> None:
    lines = every_command(tmp_path)
    if encrypted:
        after = [("encrypt --change", ""), ("restore last --yes", ""), ("encrypt --off", "")]
        first = [("journal --free -m before", ""), ("encrypt", "")]
        lines = [
            *((line.split(), stdin) for line, stdin in first),
            *lines,
            *((line.split(), stdin) for line, stdin in after),
        ]
    seen = watched(home, lines, **KEY)
    assert [(lines[number][0], path) for number, path in seen.lost] == []
    # The log was understood: those that store something were seen to take the lock.
    stored = {" ".join(lines[number][0][:2]) for number in seen.taken}
    assert {"journal --free", "edit last", "tags rename", "restore last", "delete last"} <= stored
    assert len(seen.taken) > 15


def test_every_command_is_watched(tmp_path: Path) -> None:
    names = {argv[0] for argv, _ in every_command(tmp_path) if argv} | {"encrypt"}
    # `setup` asks at a terminal, and `demo` has a journal of its own.
    assert names >= set(commands.COMMANDS) - {"setup", "demo", "open"}


# --- looking at a file that is locked ------------------------------------------------------------


def is_locked(path: Path) -> bool:
    """Whether another program would have to wait: SQLite's reserved byte, as it looks at it."""
    source = """
import fcntl, sys
with open(sys.argv[1], "r+b") as file:
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 0x40000001)
    except BlockingIOError:
        print("locked")
"""
    argv = [sys.executable, "-c", source, str(path)]
    return "locked" in subprocess.run(argv, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("with_sqlcipher", [False, True])
def test_a_look_at_the_first_bytes_keeps_the_lock(
    trust: Trust, home: Path, with_sqlcipher: bool
) -> None:
    trust("journal", "--free", "-m", "words")
    path = home / "journal.db"
    driver = connect.sealed_driver() if with_sqlcipher else sqlite3
    before = _descriptors()
    with journal_file.held(path, None, driver=driver):
        assert header.salt_of(path) is None
        assert header.is_plain(path)
        assert header.is_plain_inside(path)
        with header.pinned(path):
            pass
        with closing(connect.as_it_is(path, None, driver)) as other:
            assert backup_file.health(other).sound
        assert is_locked(path)
    assert not is_locked(path)
    assert _descriptors() == before


def _descriptors() -> int:
    ours = Path("/proc/self/fd")
    return sum(1 for _ in ours.iterdir()) if ours.is_dir() else 0


def test_a_file_that_does_not_open_is_locked_as_sqlite_locks(trust: Trust, home: Path) -> None:
    trust("journal", "--free", "-m", "words")
    path = home / "journal.db"
    file = header.identity(path)
    assert file
    with journal_file.locked_unopened(path, file):
        assert is_locked(path)
    assert not is_locked(path)
    with closing(sqlite3.connect(path)) as other, pytest.MonkeyPatch.context() as patch:
        other.execute("BEGIN IMMEDIATE")
        patch.setattr(connect, "BUSY_SECONDS", 0.05)
        code = "import sys; sys.path[:0] = sys.argv[2:]; from pathlib import Path\n"
        code += "from trustjournal.storage import connect, header, journal_file\n"
        code += "connect.BUSY_SECONDS = 0.05; path = Path(sys.argv[1])\n"
        code += "with journal_file.locked_unopened(path, header.identity(path)): print('alone')\n"
        source = str(Path(connect.__file__).parents[2])
        argv = [sys.executable, "-c", code, str(path), source]
        done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert "alone" not in done.stdout
    assert "another program has the journal locked" in done.stderr


# --- another program in the middle ---------------------------------------------------------------


def other_program(home: Path, *argv: str, stdin: str = "") -> int:
    """Another program at the same journal; its exit code."""
    env = environment(home, **KEY)
    done = subprocess.run(
        command(*argv), env=env, input=stdin, capture_output=True, text=True, check=False
    )
    return done.returncode


@contextmanager
def once_before(
    monkeypatch: pytest.MonkeyPatch, module: Any, name: str, act: Callable[[], object]
) -> Iterator[None]:
    """Let another program act when this one comes to a call for the first time."""
    really, waiting = getattr(module, name), [act]

    def call(*args: Any, **more: Any) -> Any:
        if waiting:
            waiting.pop()()
        return really(*args, **more)

    with monkeypatch.context() as patch:
        patch.setattr(module, name, call)
        yield
    assert not waiting


def words_in(home: Path, trust: Trust) -> set[str]:
    done = trust("list", "-n", "999", "--json", env=KEY)
    assert done.code == 0, done.out
    return {entry["body"] for entry in done.json["data"]["entries"]}


def kept_in_copies(home: Path) -> set[str]:
    kept: set[str] = set()
    for copy in (home / "backups").glob("*-restore*.db"):
        with closing(sqlite3.connect(copy)) as connection:
            kept |= {body for (body,) in connection.execute("SELECT body FROM entry")}
    return kept


def test_a_restore_that_began_before_an_encrypt_changes_nothing(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the journal would be plain again, without --unseal."""
    trust("journal", "--free", "-m", "words")
    codes: list[int] = []
    act = lambda: codes.append(other_program(home, "encrypt"))  # noqa: E731
    with once_before(monkeypatch, journal_file, "copy_beside", act):
        restored = trust("restore", "last", "--yes")
    assert (codes, restored.code) == ([0], 11)
    assert header.salt_of(home / "journal.db")
    assert words_in(home, trust) == {"words"}


def test_a_draft_begun_while_a_long_journal_is_encrypted_stops_that(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust("journal", "--free", "-m", "words")
    quiet = io.StringIO()
    app = App(stdin=quiet, stdout=quiet, stderr=quiet, environ=environment(home))
    begun: list[drafts.Draft] = []
    act = lambda: begun.append(on_disk(app, "d" * 20, {}, "quince"))  # noqa: E731
    with closing(app), once_before(monkeypatch, journal_file, "reseal", act):
        done = trust("encrypt", env=KEY)
        assert (done.code, header.salt_of(home / "journal.db")) == (11, None)
    begun[0].let_go()
    assert trust("encrypt", env=KEY).code == 0
    assert readable_below(home, "quince") == []


def test_a_journal_encrypted_while_it_is_looked_at_is_not_called_damaged(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was readable, and a moment later there is the marker of an encrypted one."""
    trust("journal", "--free", "-m", "words")
    act = lambda: other_program(home, "encrypt")  # noqa: E731
    with once_before(monkeypatch, encryption_marker, "is_marked", act):
        done = trust("journal", "--free", stdin="quince", env=KEY)
    assert (done.code, done.err) == (0, "")
    assert words_in(home, trust) == {"words", "quince"}


@pytest.mark.parametrize(
    "argv", [("restore", "last", "--yes"), ("encrypt",), ("encrypt", "--off")], ids=" ".join
)
def test_a_journal_is_locked_when_another_takes_its_place(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch, argv: tuple[str, ...]
) -> None:
    trust("journal", "--free", "-m", "words")
    if argv[-1] == "--off":
        assert trust("encrypt", env=KEY).code == 0
    locked: list[bool] = []
    act = lambda: locked.append(is_locked(home / "journal.db"))  # noqa: E731
    with once_before(monkeypatch, journal_file, "put_in_place", act):
        assert trust(*argv, env=KEY).code == 0
    assert locked == [True]
    assert not is_locked(home / "journal.db")


def test_a_copy_under_way_while_it_is_encrypted_is_encrypted_or_not_there(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust("journal", "--free", "-m", "heliotrope words")
    codes: list[int] = []
    act = lambda: codes.append(other_program(home, "encrypt", "--remove-plaintext"))  # noqa: E731
    with once_before(monkeypatch, backup_file, "verify", act):
        made = trust("backup", env=KEY)
    assert codes == [0]
    assert made.code == 0
    assert "sealed" in made.out or "encrypted" in made.out
    left = [
        path for path in home.rglob("*") if path.is_file() and b"heliotrope" in path.read_bytes()
    ]
    assert left == []


def test_a_journal_that_goes_while_it_is_to_be_copied_leaves_no_empty_copy(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty copy would be the newest, and what `restore last` brings back."""
    trust("journal", "--free", "-m", "words")
    trust("backup")
    before = set((home / "backups").iterdir())
    act = (home / "journal.db").unlink
    with once_before(monkeypatch, opening, "for_reading", act):
        assert trust("backup").code == 10
    assert set((home / "backups").iterdir()) == before


def test_a_journal_that_is_made_while_one_is_restored_stays(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust("journal", "--free", "-m", "of before")
    trust("backup", str(home / "backups" / "of-before.db"))
    (home / "journal.db").unlink()
    act = lambda: other_program(home, "journal", "--free", "-m", "fresh words")  # noqa: E731
    with once_before(monkeypatch, journal_file, "put_in_place", act):
        restored = trust("restore", "last", "--yes")
    assert restored.code == 11
    assert words_in(home, trust) == {"fresh words"}
    assert trust("restore", "of-before.db", "--yes").code == 0
    assert words_in(home, trust) == {"of before"}
    assert "fresh words" in kept_in_copies(home)


def test_two_restores_at_once_keep_what_each_replaced(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust("journal", "--free", "-m", "of before")
    trust("backup")
    trust("journal", "--free", "-m", "fresh words")

    def act() -> None:
        assert other_program(home, "restore", "last", "--yes") == 0

    with once_before(monkeypatch, journal_file, "copy_beside", act):
        assert trust("restore", "last", "--yes").code == 11
    assert words_in(home, trust) == {"of before"}
    assert "fresh words" in kept_in_copies(home)


def test_a_name_that_another_program_takes_is_not_written_over(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two copies of one second: the one that comes later gets the next name."""
    trust("journal", "--free", "-m", "words")
    names: list[Path] = []

    def act() -> None:
        assert other_program(home, "backup") == 0
        names.extend((home / "backups").glob("*-manual.db"))
        names[0].chmod(0o400)

    with once_before(monkeypatch, backup_file, "back_up", act):
        assert trust("backup").code == 0
    (first,) = names
    assert first.stat().st_mode & 0o777 == 0o400  # the other program's, as it left it
    assert sorted(path.name for path in (home / "backups").glob("*-manual*.db")) == [
        first.name.replace(".db", "-2.db"),
        first.name,
    ]


def test_an_encrypted_journal_in_use_elsewhere_is_not_moved_away(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who does not know its passphrase cannot open it, and must wait for its lock all the same."""
    trust("journal", "--free", "-m", "words")
    trust("backup")
    assert trust("encrypt", env=KEY).code == 0
    path = home / "journal.db"
    salt = header.salt_of(path)
    monkeypatch.setattr(connect, "BUSY_SECONDS", 0.05)
    holds = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[3:]
from trustjournal import encryption_keys
from trustjournal.storage import connect, header, journal_file
path = Path(sys.argv[1])
key = encryption_keys.derive(sys.argv[2], header.salt_of(path))
with journal_file.held(path, journal_file._Only(key)):
    print("held", flush=True)
    sys.stdin.read()
"""
    source = str(Path(connect.__file__).parents[2])
    holder = subprocess.Popen(
        [sys.executable, "-c", holds, str(path), PASSPHRASE, source],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert holder.stdout
    assert holder.stdin
    assert holder.stdout.readline() == b"held\n"
    restored = trust("restore", "last", "--yes", "--unseal", env={"TRUST_PASSPHRASE": "wrong"})
    assert restored.code in (11, 12)
    assert header.salt_of(path) == salt
    holder.stdin.close()
    assert holder.wait() == 0
    holder.stdout.close()
    assert words_in(home, trust) == {"words"}


def test_only_one_of_several_that_upgrade_copies_what_was_before(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A version that was read before the lock is held may be wrong once it is."""
    home.mkdir(mode=0o700)
    path = home / "journal.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(SCHEMA_1.read_text())

    def act() -> None:
        assert other_program(home, "list") == 0

    really, waiting = migrations.version_of, [act]

    def version_of(connection: sqlite3.Connection) -> int:
        version = really(connection)
        if waiting:
            waiting.pop()()
        return version

    monkeypatch.setattr(migrations, "version_of", version_of)
    opening.for_reading(path).close()
    (copy,) = (home / "backups").glob("*.db")
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)


def test_what_waits_for_an_upgrade_never_writes_into_a_file_that_was_replaced(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its log would lie beside the new file, and be taken for that one's."""
    home.mkdir(mode=0o700)
    path, other = home / "journal.db", home / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(SCHEMA_1.read_text())
    shutil.copy(path, other)
    really = migrations.version_of
    waiting = [lambda: other.replace(path)]

    def version_of(connection: sqlite3.Connection) -> int:
        if waiting:
            waiting.pop()()
        return really(connection)

    monkeypatch.setattr(migrations, "version_of", version_of)
    with pytest.raises(Locked, match="has just been restored or encrypted by another program"):
        opening.for_writing(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    assert not (home / "journal.db-journal").exists()


# --- a draft is begun while the journal is encrypted ---------------------------------------------


def is_held(folder: Path) -> bool:
    """Whether a program holds a folder, as the one that begins a draft does."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def readable_below(home: Path, words: str) -> list[Path]:
    files_ = (path for path in home.rglob("*") if path.is_file())
    return [path for path in files_ if words.encode() in path.read_bytes()]


@pytest.mark.parametrize("knows_key", [True, False])
def test_a_draft_begun_after_an_encrypt_is_never_readable(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch, knows_key: bool
) -> None:
    """The program looked at the journal before, and found it readable."""
    trust("journal", "--free", "-m", "words")
    written: list[Path] = []
    really = write_atomic

    def note(path: Path, *args: Any, **more: Any) -> None:
        really(path, *args, **more)
        written.extend(readable_below(home, "quince"))

    for module in (drafts.draft, drafts.files, drafts.folder, drafts.place, drafts.stray_words):
        monkeypatch.setattr(module, "write_atomic", note)
    act = lambda: other_program(home, "encrypt", "--remove-plaintext")  # noqa: E731
    with once_before(monkeypatch, drafts.folder, "make_private", act):
        done = trust("journal", "--free", stdin="quince", env=KEY if knows_key else {})
    assert header.salt_of(home / "journal.db")
    assert written == []
    assert readable_below(home, "quince") == []
    if knows_key:
        assert done.code == 0
        assert "quince" in words_in(home, trust)
    else:
        assert done.code == 12
        assert "quince" in done.out  # back in the hands of their owner


def test_what_was_not_offered_before_an_encrypt_does_not_change_what_comes_after(
    trust: Trust, home: Path
) -> None:
    quiet = io.StringIO()
    app = App(stdin=quiet, stdout=quiet, stderr=quiet, environ={**environment(home), **KEY})
    trust("journal", "--free", "-m", "words")
    assert list(app.drafts.left_behind()) == []
    assert other_program(home, "encrypt") == 0
    with on_disk(app, "d" * 20, {}, "quince") as draft:
        assert draft.path.suffix == ".sealed"
    assert readable_below(home, "quince") == []
    (left,) = app.drafts.left_behind()
    with left, closing(app):
        assert left.read() == b"quince"


@pytest.mark.parametrize(
    "argv", [("restore", "last", "--yes"), ("encrypt",), ("encrypt", "--off")], ids=" ".join
)
def test_nobody_begins_a_draft_while_the_journal_is_replaced(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch, argv: tuple[str, ...]
) -> None:
    trust("journal", "--free", "-m", "words")
    if argv[-1] == "--off" or argv[0] == "restore":
        assert trust("encrypt", env=KEY).code == 0
    if argv[0] == "restore":
        (home / "journal.db").unlink()
        (home / "journal.db.encrypted").unlink()
    held: list[bool] = []
    act = lambda: held.append(is_held(home / "drafts"))  # noqa: E731
    with once_before(monkeypatch, journal_file, "put_in_place", act):
        assert trust(*argv, env=KEY).code == 0
    assert held == [True]
    assert not is_held(home / "drafts")


def test_who_begins_a_draft_holds_the_folder_until_it_is_in_use(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[bool] = []
    act = lambda: held.append(is_held(home / "drafts"))  # noqa: E731
    with once_before(monkeypatch, drafts.place, "try_lock", act):
        assert trust("journal", "--free", "-m", "words").code == 0
    assert held == [True]


# --- what was looked at before it is changed -----------------------------------------------------


@contextmanager
def meanwhile(
    home: Path, monkeypatch: pytest.MonkeyPatch, *argvs: tuple[str, ...]
) -> Iterator[None]:
    """Let another program run after this one has read the journal, before it may write."""

    def act() -> None:
        assert [other_program(home, *argv) for argv in argvs] == [0] * len(argvs)

    with once_before(monkeypatch, Writer, "transaction", act):
        yield


def rows(home: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(home / "journal.db")) as connection:
        return connection.execute(sql).fetchall()


def test_two_settings_of_one_person_are_both_kept(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust("journal", "--free", "-m", "words", "--person", "Sam")
    with meanwhile(home, monkeypatch, ("people", "set", "Sam", "--quote", "no")):
        assert trust("people", "set", "Sam", "--every", "weekly").code == 0
    assert rows(home, "SELECT quote, cadence_days FROM person") == [(0, 7)]


@pytest.mark.parametrize(
    ("argv", "left"),
    [
        (("people", "rename", "Sam", "Alex"), {"Alex"}),
        (("people", "remove", "Sam", "--mentions", "--yes"), set()),
    ],
    ids=["rename", "remove"],
)
def test_an_entry_saved_meanwhile_is_about_the_same_person(
    trust: Trust,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    argv: tuple[str, ...],
    left: set[str],
) -> None:
    trust("journal", "--free", "-m", "words", "--person", "Sam")
    with meanwhile(home, monkeypatch, ("journal", "--free", "-m", "more", "--person", "Sam")):
        assert trust(*argv).code == 0
    assert {name for (name,) in rows(home, "SELECT name FROM entry_person")} == left


def test_not_to_be_quoted_goes_along_to_another_alias(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust("journal", "--free", "-m", "words", "--person", "Sam")
    with meanwhile(home, monkeypatch, ("people", "set", "Sam", "--quote", "no")):
        assert trust("people", "rename", "Sam", "Alex").code == 0
    quoted = dict(rows(home, "SELECT alias, quote FROM person"))
    assert quoted == {"Sam": 0, "Alex": 0}


def test_tags_do_not_become_one_by_a_rename(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust("journal", "--free", "-m", "words", "--tag", "evening")
    with meanwhile(home, monkeypatch, ("journal", "--free", "-m", "more", "--tag", "dusk")):
        assert trust("tags", "rename", "evening", "dusk").code == 2
    assert rows(home, "SELECT name FROM entry_tag ORDER BY name") == [("dusk",), ("evening",)]


@pytest.mark.parametrize(
    "argv", [("tags", "rename", "evening", "dusk"), ("tags", "merge", "evening", "dusk")]
)
def test_an_entry_saved_meanwhile_has_the_new_tag_too(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch, argv: tuple[str, ...]
) -> None:
    trust("journal", "--free", "-m", "words", "--tag", "evening")
    more = ("journal", "--free", "-m", "more", "--tag", "evening")
    with meanwhile(home, monkeypatch, more):
        assert trust(*argv).code == 0
    assert rows(home, "SELECT name FROM entry_tag") == [("dusk",), ("dusk",)]


@pytest.mark.parametrize(
    ("argv", "table"),
    [
        (("people", "rename", "Sam", "Alex"), "entry_person"),
        (("tags", "rename", "Sam", "Alex"), "entry_tag"),
    ],
    ids=["person", "tag"],
)
def test_an_entry_edited_meanwhile_keeps_the_new_name(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch, argv: tuple[str, ...], table: str
) -> None:
    trust("journal", "--free", "-m", "words", "--person", "Sam", "--tag", "Sam")
    with meanwhile(home, monkeypatch, argv):
        assert trust("edit", "last", "-m", "other words").code == 0
    assert rows(home, f"SELECT name FROM {table}") == [("Alex",)]
    assert trust("doctor").code == 0


def test_a_pause_made_meanwhile_is_not_the_one_that_is_undone(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database gives its number again."""
    trust("journal", "--free", "-m", "words")
    trust("pause", "tomorrow", "--reason", "an earlier reason")
    anew = ("pause", "tomorrow", "--reason", "another reason")
    with meanwhile(home, monkeypatch, ("pause", "--undo"), anew):
        assert trust("pause", "--undo").code == 1
    assert rows(home, "SELECT reason FROM pause") == [("another reason",)]


def test_two_corrections_of_a_promise_are_both_kept(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust("promise", "add", "call the doctor")
    with meanwhile(home, monkeypatch, ("promise", "edit", "doctor", "--cue", "after lunch")):
        assert trust("promise", "edit", "doctor", "call the vet").code == 0
    assert rows(home, "SELECT text, cue FROM promise") == [("call the vet", "after lunch")]


def test_what_became_of_a_promise_is_taken_back_once(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust("promise", "add", "call the doctor")
    trust("promise", "kept", "doctor")
    with meanwhile(home, monkeypatch, ("promise", "undo", "doctor")):
        assert trust("promise", "undo", "doctor").code == 2
    assert rows(home, "SELECT kind FROM promise_event") == [("kept",), ("undo",)]


def test_an_undo_takes_back_nothing_that_was_said_meanwhile(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust("promise", "add", "call the doctor", "--every", "monday")
    trust("promise", "kept", "doctor")
    with meanwhile(home, monkeypatch, ("promise", "partly", "doctor", "--note", "quince")):
        assert trust("promise", "undo", "doctor").code == 1
    assert rows(home, "SELECT kind FROM promise_event") == [("kept",), ("partly",)]


def test_a_line_made_private_meanwhile_is_not_shared(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    trust("journal", "--free", "-m", "a blue secret")
    page = tmp_path / "page.txt"
    with meanwhile(home, monkeypatch, ("edit", "last", "--private")):
        done = trust("share", "--line", "last", "--out", str(page), "--yes")
    assert done.code == 1
    assert not page.exists()
    assert "blue" not in done.out
    assert rows(home, "SELECT count(*) FROM share") == [(0,)]


def test_a_mark_stands_on_a_line_the_entry_still_has(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust("journal", "--free", "-m", "a blue line")
    with meanwhile(home, monkeypatch, ("edit", "last", "-m", "a green line")):
        assert trust("unsaid", "last", "--line", "line", "--not-yet").code == 0
    assert rows(home, "SELECT line FROM unsaid") == [("a green line",)]


# --- another program puts a file in the journal's place ------------------------------------------

JRNL_OF_TWO = "[2020-01-02 10:00] One.\nquince\n\n[2020-01-03 10:00] Another.\n"


def put_another_there(home: Path) -> Callable[[], object]:
    """What a program that copies folders does; it asks for no lock."""
    shutil.copy(home / "journal.db", home.parent / "other.db")
    return lambda: (home.parent / "other.db").replace(home / "journal.db")


@pytest.mark.parametrize("argv", [("import", "in.txt"), ("journal", "--free", "-m", "quince")])
@pytest.mark.parametrize("after_commit", [False, True])
def test_a_journal_replaced_while_something_is_stored_is_said(
    trust: Trust,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    argv: tuple[str, ...],
    after_commit: bool,
) -> None:
    trust("journal", "--free", "-m", "words")
    monkeypatch.chdir(home.parent)
    Path("in.txt").write_text(JRNL_OF_TWO)
    act, really = put_another_there(home), Session.commit

    def commit(session: Session) -> None:
        really(session)
        act()

    if after_commit:
        monkeypatch.setattr(Session, "commit", commit)
        done = trust(*argv)
    else:
        with once_before(monkeypatch, Transaction, "settle", act):
            done = trust(*argv)
    assert done.code == 11
    assert re.search("has (just )?replaced", done.err)
    monkeypatch.undo()
    monkeypatch.setenv("TRUST_HOME", str(home))
    assert rows(home, "SELECT body FROM entry") == [("words",)]
    if argv[0] == "journal":
        (left,) = (home / "drafts").glob("*.md")
        assert left.read_text() == "quince"


def test_without_hard_links_a_file_made_meanwhile_is_not_renamed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such disks only rename; between a look and that another program may make the file."""

    def refuse(*_: object) -> None:
        raise PermissionError

    ready, name = tmp_path / "ready", tmp_path / "name"
    ready.write_text("of the restore")
    name.write_text("saved meanwhile")
    monkeypatch.setattr(os, "link", refuse)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "exists", lambda _: False)  # as it was a moment ago
        with pytest.raises(FileExistsError):
            rename_to_new(ready, name)
    assert (name.read_text(), ready.read_text()) == ("saved meanwhile", "of the restore")
    name.unlink()
    rename_to_new(ready, name)
    assert (name.read_text(), ready.exists()) == ("of the restore", False)


@needs_strace
def test_folders_made_for_the_first_entry_are_on_the_disk_before_it_is_said_to_be(
    home: Path, tmp_path: Path
) -> None:
    log = tmp_path / "calls"
    env = environment(home / "deep" / "in")
    traced = ["strace", "-f", "-y", "--seccomp-bpf", "-o", str(log)]
    traced += ["-e", "trace=mkdir,fsync,fdatasync"]
    argv = [*traced, *command("journal", "--free", "-m", "words")]
    subprocess.run(argv, env=env, capture_output=True, check=True)
    calls = log.read_text(errors="replace").splitlines()
    made = {m[1] for call in calls if (m := re.search(r'mkdir\("([^"]+)", \d+\) += 0', call))}
    synced = {m[1] for call in calls if (m := re.search(r"sync\(\d+<([^>]+)>\) += 0", call))}
    made = {path for path in made if path.startswith(str(home))}
    assert str(home / "deep" / "in") in made
    assert {str(Path(path).parent) for path in made} <= synced


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can tell")
def test_a_draft_of_another_profile_is_seen_by_who_encrypts(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    trust("journal", "--free", "-m", "words")
    other = tmp_path / "another home"
    other.mkdir()
    (other / "config.toml").write_text(f"journal = {json.dumps(str(home / 'journal.db'))}\n")
    quiet = io.StringIO()
    app = App(stdin=quiet, stdout=quiet, stderr=quiet, environ=environment(other))
    with closing(app):
        draft = on_disk(app, "d" * 20, {}, "quince")
        for _ in ("written", "offered"):
            done = trust("encrypt", env=KEY)
            assert (done.code, header.salt_of(home / "journal.db")) == (11, None)
            assert "in another terminal" in done.err
            draft.let_go()
            (draft,) = app.drafts.left_behind()
        draft.remove()
    assert trust("encrypt", env=KEY).code == 0
