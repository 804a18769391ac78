"""An error from the system at any call of any command: one plain line, and nothing is lost.

strace counts the calls a clean run makes that have to do with the person's files, and gives each
an error in a run of its own. Some of these runs belong to the gate, all of them to `make torture`.
"""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import Trust
from terminal_helpers import PATIENCE, command, environment, no_trace_in
from trustjournal.commands import COMMANDS

CANARY = "wombat"
WORDS = f"The {CANARY} line, written now."
DOCUMENTED = {0, 1, 2, 10, 11, 12, 13, 14, 74, 130}
ERRORS = {
    "openat": ("EACCES", "EMFILE", "EIO", "ENOSPC"),
    "read": ("EIO",),
    "pread64": ("EIO",),
    "write": ("ENOSPC", "EIO"),
    "pwrite64": ("ENOSPC", "EIO"),
    "fsync": ("EIO",),
    "fdatasync": ("EIO",),
    "rename": ("EIO", "ENOSPC"),
    "unlink": ("EIO", "EACCES"),
    "ftruncate": ("EIO",),
    "fcntl": ("ENOLCK", "EACCES", "EIO"),
    "mkdir": ("ENOSPC", "EACCES"),
    "newfstatat": ("EIO", "EACCES"),
    "lseek": ("EIO",),
    "getdents64": ("EIO",),
    "chmod": ("EIO",),
    "readlink": ("EIO",),
    "close": ("EIO",),
}
"""What a system may answer. Python itself tries again where it says EINTR."""

pytestmark = pytest.mark.skipif(
    shutil.which("strace") is None or sys.platform != "linux", reason="needs strace"
)


@dataclass(frozen=True)
class Case:
    """A command, what is piped to it, and the words it makes sure of where it ends well."""

    argv: tuple[str, ...]
    stdin: str = ""
    stores: str = ""


CASES = [
    Case(()),
    Case(("journal", "--free", "-m", WORDS), stores=WORDS),
    Case(("journal", "--free"), stdin=WORDS, stores=WORDS),
    Case(("journal", "--free", "--json"), stdin=WORDS, stores=WORDS),
    Case(("review", "--no-input")),
    Case(("streak", "--all")),
    Case(("list", "--json")),
    Case(("read", "everything")),
    Case(("search", "line")),
    Case(("export", "markdown", "pages")),
    Case(("export", "json", "all.json")),
    Case(("export", "csv", "-")),
    Case(("import", "{given}/source.json")),
    Case(("import", "{given}/notes", "--format", "markdown")),
    Case(("storm",), stdin=WORDS, stores=WORDS),
    Case(("joy", "-m", WORDS), stores=WORDS),
    Case(("pulse", "--set", "ease=3")),
    Case(("sit", "--log", "5")),
    Case(("show", "--history", "last")),
    Case(("edit", "last"), stdin=WORDS, stores=WORDS),
    Case(("edit", "last", "--mood", "3")),
    Case(("delete", "last", "--yes")),
    Case(("delete", "last", "--yes", "--purge")),
    Case(("trash", "empty", "--yes")),
    Case(("star", "last")),
    Case(("tags", "rename", "walk", "walks")),
    Case(("pause", "today..today")),
    Case(("prompt",)),
    Case(("focus", "presence")),
    Case(("packs", "list")),
    Case(("packs", "new", "mine")),
    Case(("packs", "disable", "joys")),
    Case(("unsaid", "last", "--not-yet")),
    Case(("share", "--line", "last:open", "--out", "page.txt", "--yes")),
    Case(("share", "--list")),
    Case(("promise", "add", WORDS), stores=WORDS),
    Case(("checkin", "Sam", "--heard", WORDS), stores=WORDS),
    Case(("people", "set", "Sam", "--every", "weekly")),
    Case(("backup",)),
    Case(("backup", "copy.db")),
    Case(("sync", "status")),
    Case(("restore", "last", "--yes")),
    Case(("doctor", "--fix")),
    Case(("doctor", "--salvage", "salvaged.db")),
    Case(("encrypt",)),
    Case(("config", "set", "person", "Alex")),
    Case(("about",)),
    Case(("safety",)),
]


def test_every_command_is_tried() -> None:
    # `setup` and `open` need a terminal, `demo` has a journal of its own, and `remind` runs programs
    # of the system, in which the same calls would fail.
    tried = {case.argv[0] for case in CASES if case.argv}
    assert tried >= set(COMMANDS) - {"setup", "demo", "open", "remind"}


@dataclass(frozen=True)
class Run:
    """One run of a case on a fresh copy."""

    code: int
    out: str
    err: str
    home: Path


class Cases:
    """Runs cases, each in a place of its own."""

    def __init__(self, folder: Path, trust: Trust) -> None:
        self._folder = folder
        self._trust = trust
        self._number = 0
        self.given = folder / "given"
        self._begin()

    def _begin(self) -> None:
        home = self.given / "home"
        env = {"TRUST_HOME": str(home)}
        for argv in (
            ("config", "set", "person", "Sam"),
            ("journal", "--free", "-m", f"An open line.\nThe {CANARY}.", "--tag", "walk"),
            ("edit", "last", "--mood", "4"),
            ("promise", "add", "Ring them.", "--to", "Sam"),
            ("journal", "--free", "-m", "An open line.", "--person", "Sam"),
            ("delete", "last", "--yes"),
            ("journal", "--free", "-m", "An open line.", "--person", "Sam"),
            ("backup",),
        ):
            assert self._trust(*argv, env=env).code == 0, argv
        whole = json.loads(self._trust("export", "json", "-", env=env).out)
        whole["entries"][0]["id"] = "0123456789abcdefghjk"
        for section in whole:
            if section not in ("entries", "format", "meta", "private", "from", "to"):
                whole[section] = []
        (self.given / "source.json").write_text(json.dumps(whole))
        notes = self.given / "notes"
        notes.mkdir()
        (notes / "2026-11-01.md").write_text(f"A note of a {CANARY}.\n")

    def run(self, case: Case, *strace: str) -> Run:
        """Run a case below strace with some options."""
        self._number += 1
        folder = self._folder / f"run-{self._number}"
        folder.mkdir()
        shutil.copytree(self.given / "home", folder / "home")
        argv = [word.format(given=self.given) for word in case.argv]
        done = subprocess.run(
            ["strace", "-f", "-qq", *strace, *command(*argv)],
            env=environment(folder / "home", PYTHONHASHSEED="0", TRUST_PASSPHRASE="a passphrase"),
            cwd=folder,
            input=case.stdin,
            capture_output=True,
            text=True,
            timeout=4 * PATIENCE,
            check=False,
        )
        return Run(done.returncode, done.stdout, done.stderr, folder / "home")

    def calls(self, case: Case) -> list[tuple[str, int]]:
        """The calls of a clean run that have to do with the person's files, each by its number.

        Of many that ask the same of the same file, the first, the last and one between.
        """
        log = self._folder / "calls"
        found = self.run(
            case, "--seccomp-bpf", "-y", "-o", str(log), "-e", f"trace={','.join(ERRORS)}"
        )
        assert found.code == 0, found.err
        near = (f"{found.home.parent}/", f"{self.given}/", "<pipe:")
        counts: dict[tuple[str, str], int] = {}
        alike: dict[tuple[str, ...], list[tuple[str, int]]] = {}
        for line in log.read_text("utf-8", "replace").splitlines():
            made = re.match(r"(\d+) +(\w+)\(", line)
            if made is None:
                continue
            process, name = made.groups()
            number = counts[process, name] = counts.get((process, name), 0) + 1
            # Beside a relative path the folder stands that it is in.
            line = re.sub(r'AT_FDCWD<.*?>, (?="/)', "", line)
            if any(path in line for path in near) or "AT_FDCWD<" in line:
                asked = re.findall(r'<[^>]*>|"/[^"]*"|\b[A-Z_]{4,}\b|l_start=\d+', line)
                alike.setdefault((name, *asked), []).append((name, number))
        shutil.rmtree(found.home.parent)
        some = (each[n] for each in alike.values() for n in (0, len(each) // 2, -1))
        return list(dict.fromkeys(some))

    def check(self, case: Case, call: str, number: int, error: str) -> str | None:
        """What is wrong after an error at one call; None where nothing is."""
        inject = f"inject={call}:error={error}:when={number}"
        only = ("--seccomp-bpf", "-e", f"trace={call}")
        done = self.run(case, "-o", "/dev/null", *only, "-e", inject)
        wrong = self._wrong(case, done)
        shutil.rmtree(done.home.parent)
        return wrong and f"{' '.join(case.argv)} {call} {number} {error}: {wrong}"

    def refuse(self, case: Case, path: str, calls: str, error: str) -> str | None:
        """What is wrong after an error at every such call on one path."""
        home = self.next_home()
        only = ("--seccomp-bpf", "-P", str(home / path), "-e", f"trace={calls}")
        done = self.run(case, "-o", "/dev/null", *only, "-e", f"inject={calls}:error={error}")
        assert done.home == home
        return self._wrong(case, done)

    def next_home(self) -> Path:
        """The place of the journal in the next run."""
        return self._folder / f"run-{self._number + 1}" / "home"

    def _wrong(self, case: Case, done: Run) -> str | None:
        said = done.err.replace(WORDS, "") if case.argv[:1] == ("import",) else done.err
        if "ImportError" in done.err or "ModuleNotFoundError" in done.err:
            return None  # it met a file of the program, as calls do not come alike each time
        if done.code not in DOCUMENTED:
            return f"code {done.code}: {done.err}"
        if not no_trace_in(done.err + done.out):
            return f"a trace: {done.err}"
        if CANARY in said:
            return f"words in standard error: {said}"
        env = {"TRUST_HOME": str(done.home), "TRUST_PASSPHRASE": "a passphrase"}
        looked = self._trust("doctor", env=env)
        if looked.code in (14, 70):
            return f"damaged, after code {done.code}: {looked.out}{looked.err}"
        kept = self._trust("export", "json", "-", "--include-private", env=env).out
        if case.stores and done.code == 0 and CANARY not in self._stored(kept):
            return "stored, and not there"
        return None

    @staticmethod
    def _stored(kept: str) -> str:
        whole = json.loads(kept)
        texts = [entry["body"] for entry in whole["entries"]]
        texts += [promise["text"] for promise in whole["promises"]]
        return "\n".join(text for text in texts if "written now" in text)


@pytest.fixture
def cases(tmp_path: Path, trust: Trust) -> Cases:
    return Cases(tmp_path, trust)


WRITES = Case(("journal", "--free", "-m", WORDS), stores=WORDS)
LISTS = Case(("list",))
SOME = [
    (LISTS, "journal.db", "fcntl", "EIO"),
    pytest.param(LISTS, "journal.db", "fcntl", "ENOLCK", marks=pytest.mark.torture),  # it waits
    (LISTS, "journal.db", "pread64", "EIO"),
    (LISTS, "journal.db", "openat", "EMFILE"),
    (LISTS, "config.toml", "openat", "EIO"),
    (WRITES, "journal.db", "fcntl", "EIO"),
    (WRITES, "journal.db", "pwrite64", "ENOSPC"),
    (WRITES, "journal.db", "fdatasync,fsync", "EIO"),
    (WRITES, "drafts", "openat", "EACCES"),
    (WRITES, "backups", "openat,getdents64", "EIO"),
    (Case(("encrypt",)), "journal.db", "fsync,fdatasync", "EIO"),
    (Case(("encrypt",)), "journal.db", "pread64,read", "EIO"),
    (Case(("backup",)), "journal.db", "fcntl", "EIO"),
    (Case(("export", "json", "all.json")), "journal.db", "fcntl", "EIO"),
    (Case(("doctor", "--fix")), "journal.db", "fcntl", "EIO"),
]


@pytest.mark.parametrize(("case", "path", "calls", "error"), SOME)
@pytest.mark.some(6)
def test_a_file_that_the_system_refuses(
    cases: Cases, case: Case, path: str, calls: str, error: str
) -> None:
    """Each such call on it, from the first on."""
    assert cases.refuse(case, path, calls, error) is None


@pytest.mark.parametrize("number", ["SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("dest", ["pages", "all.json"])
@pytest.mark.some(2)
def test_an_export_that_a_signal_ends_shows_no_trace(cases: Cases, dest: str, number: str) -> None:
    """The rows that were not read yet are let go when the journal is closed already."""
    format_ = dest.partition(".")[2] or "markdown"
    case = Case(("export", format_, dest))
    calls = "rename,link"  # a new file is linked to its name, which never replaces another
    inject = f"inject={calls}:signal={number}:when=1"
    done = cases.run(case, "-o", "/dev/null", "-e", f"trace={calls}", "-e", inject)
    assert (done.code, done.err) == (128 + signal.Signals[number], "")


@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.some(1)
def test_a_signal_while_the_journal_is_closed_shows_no_trace(cases: Cases, number: str) -> None:
    """SQLAlchemy logs what is raised there."""
    stopped = 0
    for step in range(1, 4):
        home = cases.next_home()
        on_the_journal = ("-P", str(home / "journal.db"), "-e", "trace=close")
        inject = f"inject=close:signal={number}:when={step}"
        done = cases.run(WRITES, "-o", "/dev/null", *on_the_journal, "-e", inject)
        assert no_trace_in(done.err)
        stopped += done.code == 128 + signal.Signals[number]
    assert stopped


@pytest.mark.torture
@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(case.argv) or "trust")
def test_an_error_at_any_call(cases: Cases, case: Case) -> None:
    wrong = []
    for n, (name, number) in enumerate(cases.calls(case)):
        error = ERRORS[name][n % len(ERRORS[name])]
        wrong.append(cases.check(case, name, number, error))
    assert not list(filter(None, wrong)), "\n".join(filter(None, wrong))
