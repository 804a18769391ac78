"""`make torture`, second half: the same misfortunes for jrnl 4.6 and for us, one table.

Each row does one thing to both programs through the same driver, and counts. Nothing here is
simulated: processes are killed, disks are limited, terminals are closed. `--save` writes the
table into docs/reliability.md; `--quick` does each thing a tenth as often; `--only WORD` runs
the rows with that word in their title. What only one of the two can be asked has a dash.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import itertools
import json
import os
import platform
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import pexpect

import bench
import soak

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from cli.test_search import DOCUMENTS, QUERIES  # found by the line above

Terminal: TypeAlias = "pexpect.spawn[Any]"

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- table -->\n", "<!-- end of table -->\n"
CHANCE = random.Random(20261124)  # the same moments to kill each time
LAST_WORDS = "heliotrope by the window"
PASSPHRASE = "five quiet words at dusk"
OFTEN = 10
"""How many times more often than with --quick."""


@dataclass
class Program:
    """One of the two programs, with a journal of its own in a fresh folder."""

    name: str
    folder: Path

    @property
    def ours(self) -> bool:
        return self.name == "trust"

    @property
    def journal(self) -> Path:
        """The file the entries are in."""
        return self.folder / ("journal.db" if self.ours else "journal.txt")

    @property
    def temporary(self) -> Path:
        return self.folder / "tmp"

    @property
    def bin(self) -> str:
        return str(bench.TRUST if self.ours else bench.JRNL)

    def run(self, *argv: str, **more: str) -> subprocess.CompletedProcess[bytes]:
        """The program without a terminal."""
        return subprocess.run(
            [self.bin, *argv], env=self.env(**more), capture_output=True, stdin=subprocess.DEVNULL
        )

    def filled(self, count: int) -> None:
        """So many entries of a page each, numbered, as saving them one by one leaves them."""
        texts = [f"base{n}x " + "words of an evening " * 100 for n in range(count)]
        moments = [datetime.now(UTC) - timedelta(minutes=count - n) for n in range(count)]
        if self.ours:
            bench.write_ours(self.journal, texts, moments)
        else:
            bench.write_theirs(self.journal, texts, moments)

    def env(self, **more: str) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k not in ("EDITOR", "VISUAL", "TRUST_NOW")}
        return kept | {
            "TRUST_HOME": str(self.folder),
            "XDG_CONFIG_HOME": str(self.folder),
            "HOME": str(self.folder),
            "TMPDIR": str(self.temporary),
            "TERM": "xterm",
            **more,
        }

    def saving(self, text: str) -> list[str]:
        """The command that saves a text."""
        if self.ours:
            return [str(bench.TRUST), "journal", "--free", "-m", text]
        return [str(bench.JRNL), text]

    def writing(self, *, editor: bool = False) -> list[str]:
        """The command that lets a person write, in their editor or in the terminal."""
        if self.ours:
            return [str(bench.TRUST), "journal", "--free", *(["--editor"] if editor else [])]
        return [str(bench.JRNL)]

    def save(self, text: str) -> bool:
        """Whether the program says that a text is saved."""
        done = subprocess.run(
            self.saving(text), env=self.env(), capture_output=True, stdin=subprocess.DEVNULL
        )
        return done.returncode == 0

    def shown(self) -> str:
        """All entries, as the program shows them to another program."""
        argv = [str(bench.JRNL), "--format", "text", "-n", "9999"]
        if self.ours:
            argv = [str(bench.TRUST), "export", "markdown", "-"]
        done = subprocess.run(argv, env=self.env(), capture_output=True, stdin=subprocess.DEVNULL)
        return done.stdout.decode("utf-8", "replace")

    def set_editor(self, script: str) -> str:
        """An editor that is a shell script; `$1` is the file."""
        path = self.folder / "an-editor"
        path.write_text(f'#!/bin/sh\nfor last; do :; done\nset -- "$last"\n{script}\n')
        path.chmod(0o755)
        if not self.ours:
            config = self.folder / "jrnl" / "jrnl.yaml"
            text = config.read_text().splitlines()
            kept = [line for line in text if not line.startswith("editor:")]
            config.write_text("\n".join([*kept, f"editor: '{path}'", ""]))
        return str(path)

    def found_later(self) -> bool:
        """Whether the next start has the words: in an entry, or offered as unsaved."""
        if LAST_WORDS in self.shown():
            return True
        if not self.ours:
            return False
        told = subprocess.run(
            [str(bench.TRUST), "journal", "--free", "-m", "next"],
            env=self.env(),
            capture_output=True,
            stdin=subprocess.DEVNULL,
        ).stderr.decode()
        kept = [path.read_text("utf-8", "replace") for path in self.folder.glob("drafts/*.md")]
        return "unsaved text" in told and any(LAST_WORDS in text for text in kept)


def fresh(name: str) -> Program:
    """A program with an empty journal."""
    found = Program(name, Path(tempfile.mkdtemp(prefix=f"torture-{name}-")))
    found.temporary.mkdir()
    if not found.ours:
        config = found.folder / "jrnl" / "jrnl.yaml"
        config.parent.mkdir()
        config.write_text(bench.JRNL_CONFIG.format(journal=found.journal))
        found.journal.touch()
    return found


# --- the rows: each returns what is shown in its column ---------------------------------------


def two_at_once(program: Program) -> str:
    """Two shells save entries one after the other, both at the same time."""
    each = 10 * OFTEN

    def command(who: int) -> list[str]:
        lines = "\n".join(
            " ".join(f"'{word}'" for word in program.saving(f"saved{who}x{n}x"))
            + f" </dev/null >/dev/null 2>&1 && echo saved{who}x{n}x"
            for n in range(each)
        )
        return ["/bin/sh", "-c", lines]

    running = [
        subprocess.Popen(command(who), env=program.env(), stdout=subprocess.PIPE)
        for who in range(2)
    ]
    acknowledged = [
        word for process in running for word in process.communicate()[0].decode().split()
    ]
    shown = program.shown()
    lost = sum(word not in shown for word in acknowledged)
    return f"{lost} of {len(acknowledged)} lost"


BACK_TO_BACK = """
import sys
{load}
for n in range({each}):
    if run([{words}]) in (0, None):
        print(f"saved{{sys.argv[1]}}x{{n}}x", file=sys.stderr)
"""


def back_to_back(program: Program) -> str:
    """Two interpreters that do nothing but save, as fast as each can."""
    text = 'f"saved{sys.argv[1]}x{n}x"'
    load = "from jrnl.main import run"
    python, words = str(bench.JRNL.with_name("python")), text
    if program.ours:
        load = "from trustjournal.__main__ import main as run"
        python, words = sys.executable, f'"journal", "--free", "-m", {text}'
    code = BACK_TO_BACK.format(load=load, words=words, each=20 * OFTEN)
    running = [
        subprocess.Popen(
            [python, "-c", code, str(who)], env=program.env(), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )
        for who in range(2)
    ]  # fmt: skip
    said = " ".join(process.communicate()[1].decode() for process in running)
    acknowledged = re.findall(r"saved\dx\d+x", said)
    shown = program.shown()
    lost = sum(word not in shown for word in acknowledged)
    return f"{lost} of {len(acknowledged)} lost"


def eight_at_once(program: Program) -> str:
    """Eight programs save, import and edit for minutes; ours are also restored and upgraded."""
    if program.ours:
        return _soaked(encrypted=False)
    end, saved, lock = time.monotonic() + 18 * OFTEN, list[str](), threading.Lock()

    def go_on(who: int) -> None:
        for n in itertools.count():
            if time.monotonic() > end:
                return
            word = f"eight{who}x{n}x"
            source = program.folder / f"{word}.txt"
            source.write_text(f"[2020-01-02 10:00] {word}\n")
            imports = ["--import", "--file", str(source)]
            done = program.run(*(imports if who > 4 else [word]))
            if done.returncode == 0:
                with lock:
                    saved.append(word)

    threads = [threading.Thread(target=go_on, args=(who,)) for who in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shown = program.shown()
    return f"{sum(word not in shown for word in saved)} of {len(saved)} lost"


def eight_while_encrypted(program: Program) -> str:
    """The same while the journal is encrypted, decrypted and given another passphrase."""
    return _soaked(encrypted=True) if program.ours else "—"


def _soaked(*, encrypted: bool) -> str:
    soaked = soak.run(18 * OFTEN, encrypted=encrypted)
    told = soak.told(soaked)
    shutil.rmtree(soaked.home.parent, ignore_errors=True)
    return told


def edited_meanwhile(program: Program) -> str:
    """An entry is open for an edit while another is saved."""
    program.save("the first")
    go = program.folder / "go"
    editor = program.set_editor(
        f'echo "{LAST_WORDS}" >> "$1"; touch "{go}.open"; '
        f'while [ ! -e "{go}" ]; do sleep 0.05; done'
    )
    argv = ["edit", "last", "--editor"] if program.ours else ["-n", "1", "--edit"]
    terminal = pexpect.spawn(program.bin, argv, env=program.env(EDITOR=editor), timeout=20)
    _wait(lambda: Path(f"{go}.open").exists())
    saved = [word for word in ("meanwhile0x", "meanwhile1x") if program.save(word)]
    go.touch()
    _drain(terminal)
    shown = program.shown()
    return f"{sum(word not in shown for word in [*saved, LAST_WORDS])} of {len(saved) + 1} lost"


def saved_meanwhile(program: Program) -> str:
    """An editor is open for a new entry while five others are saved."""
    go = program.folder / "go"
    editor = program.set_editor(
        f'echo "{LAST_WORDS}" >> "$1"; touch "{go}.open"; '
        f'while [ ! -e "{go}" ]; do sleep 0.05; done'
    )
    program.save("the first")
    terminal = pexpect.spawn(
        program.writing(editor=True)[0],
        program.writing(editor=True)[1:],
        env=program.env(EDITOR=editor),
        timeout=20,
    )
    _wait(lambda: Path(f"{go}.open").exists())
    saved = [f"meanwhile{n}x" for n in range(5) if program.save(f"meanwhile{n}x")]
    go.touch()
    for _ in range(3):
        terminal.send("\r")
        time.sleep(0.1)
    terminal.expect(pexpect.EOF)
    shown = program.shown()
    return f"{sum(word not in shown for word in saved)} of {len(saved)} lost"


def killed_while_saving(program: Program) -> str:
    """kill -9 at a random moment of saving."""
    program.filled(50)
    acknowledged = [f"base{n}x" for n in range(50)]
    for n in range(20 * OFTEN):
        process = subprocess.Popen(
            program.saving(f"killed{n}x"),
            env=program.env(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            process.wait(CHANCE.random() * 0.8)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.returncode == 0:
            acknowledged.append(f"killed{n}x")
    shown = program.shown()
    lost = sum(word not in shown for word in acknowledged)
    return f"{lost} of {len(acknowledged)} lost"


def strace(rule: str, *more: str) -> list[str]:
    """strace that does this to a program."""
    return ["strace", "-f", "--seccomp-bpf", "-qq", *(more or ("-o", "/dev/null")), "-e", rule]


RENAME = "rename,renameat,renameat2"


def killed_at_rename(program: Program) -> str:
    """kill -9 exactly at a rename, each in turn; then one more start, and a look around."""
    left = 0
    for n in range(1, 6):
        one = fresh(program.name)
        one.save("the first")
        rule = f"inject={RENAME}:signal=KILL:when={n}"
        saving = strace(rule) + one.saving(LAST_WORDS)
        subprocess.run(saving, env=one.env(), capture_output=True, stdin=subprocess.DEVNULL)
        one.run(*(["journal", "--free", "-m", "next"] if one.ours else ["next"]))
        left += len(lying_about(one))
        shutil.rmtree(one.folder, ignore_errors=True)
    return _count(left, "leftover copy", "leftover copies")


def lying_about(program: Program) -> list[Path]:
    """Files with the last words in them, other than the journal, its backups and its drafts."""
    return [
        path
        for path in program.folder.rglob("*")
        if path.is_file()
        and path != program.journal
        and path.parent.name != "backups"
        and not (path.parent.name == "drafts" and path.suffix == ".md")
        and LAST_WORDS.encode() in path.read_bytes()
    ]


def power_cut(program: Program) -> str:
    """The last rename or removal of the journal's files never reached the disk.

    Only one that was not brought to the disk before the program ended can be lost so.
    """
    program.save("the first")
    calls = f"trace={RENAME},unlink,unlinkat,fsync,fdatasync"
    log = program.folder / "strace.log"
    subprocess.run(
        strace(calls, "-y", "-o", str(log)) + program.saving("another"),
        env=program.env(), capture_output=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    lines = log.read_text("utf-8", "replace").splitlines()
    changed = [
        n for n, line in enumerate(lines)
        if re.search(rf'(rename|unlink)\w*\(.*"[^"]*{program.journal.name}(-journal)?"', line)
    ]  # fmt: skip
    folder = re.escape(f"<{program.folder}>")
    synced = changed and any(
        re.search(rf"sync\(\d+{folder}", each) for each in lines[changed[-1] :]
    )
    if synced:
        return "kept" if "another" in program.shown() else "lost"
    call = "unlink,unlinkat" if "unlink" in lines[changed[-1]] else RENAME
    said = subprocess.run(
        strace(f"inject={call}:retval=0") + program.saving(LAST_WORDS),
        env=program.env(), capture_output=True, stdin=subprocess.DEVNULL,
    ).returncode  # fmt: skip
    return f"{'kept' if LAST_WORDS in program.shown() else 'lost'}, exit code {said}"


def synced(program: Program) -> str:
    """How often the disk is asked to keep it before "saved" is said."""
    program.save("the first")
    log = program.folder / "strace.log"
    subprocess.run(
        ["strace", "-f", "-o", log, "-e", "trace=fsync,fdatasync", *program.saving("another")],
        env=program.env(),
        capture_output=True,
        stdin=subprocess.DEVNULL,
    )
    return f"{log.read_text().count('sync(')} times"


def full_disk(program: Program) -> str:
    """The disk is full when an editor closes; then is the text anywhere?"""
    program.filled(40)
    editor = program.set_editor(f'echo "{LAST_WORDS}" >> "$1"')
    limit = max(1, program.journal.stat().st_size // 1024 - 4)
    words = " ".join(f"'{word}'" for word in program.writing(editor=True))
    terminal = pexpect.spawn(
        "/bin/bash",
        ["-c", f"ulimit -f {limit}; trap '' XFSZ; {words}"],
        env=program.env(EDITOR=editor),
        timeout=20,
    )
    for _ in range(3):
        time.sleep(0.3)
        if terminal.isalive():
            terminal.send("\r")
    terminal.expect(pexpect.EOF)
    whole = "base39x" in program.shown()
    kept = program.found_later()
    return f"journal {'intact' if whole else 'damaged'}, words {'kept' if kept else 'lost'}"


def _hang_up(terminal: Terminal) -> None:
    """Close the terminal, whatever the program makes of it."""
    with contextlib.suppress(pexpect.ExceptionPexpect):  # a program that goes on is its own affair
        terminal.close(force=False)


ENDINGS: dict[str, tuple[str, Callable[[Terminal], None]]] = {
    "editor exits with an error": ("exit 3", lambda _: None),
    "invalid UTF-8": (r'printf "\377\376" >> "$1"', lambda _: None),
    "Ctrl-C": ("sleep 3", lambda t: t.sendintr()),
    "SIGTERM": ("sleep 3", lambda t: t.kill(signal.SIGTERM)),
    "SIGHUP": ("sleep 3", lambda t: t.kill(signal.SIGHUP)),
    "SIGKILL": ("sleep 3", lambda t: t.kill(signal.SIGKILL)),
    "closed terminal": ("sleep 3", _hang_up),
}


def editor_ends_badly(program: Program) -> str:
    """The ways a session with an editor can end; is the text there at the next start?"""
    kept = 0
    for script, end in ENDINGS.values():
        one = fresh(program.name)
        one.save("the first")
        written = one.folder / "written"
        editor = one.set_editor(f'echo "{LAST_WORDS}" >> "$1"; touch "{written}"; {script}')
        argv = one.writing(editor=True)
        terminal = pexpect.spawn(argv[0], argv[1:], env=one.env(EDITOR=editor), timeout=20)
        _wait(written.exists)
        end(terminal)
        for _ in range(2):
            _drain(terminal, 1.5)
            if terminal.isalive():
                with contextlib.suppress(OSError):  # the closed one
                    terminal.send("\r")  # mood and closeness, skipped
        _drain(terminal, 1.0)
        kept += one.found_later()
        shutil.rmtree(one.folder, ignore_errors=True)
    return f"{kept} of {len(ENDINGS)} kept"


def typing_ends_badly(program: Program) -> str:
    """Killed while someone types in the terminal, four ways."""
    kept = 0
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL):
        one = fresh(program.name)
        one.save("the first")
        argv = one.writing()
        terminal = pexpect.spawn(argv[0], argv[1:], env=one.env(), timeout=20)
        time.sleep(1.5)
        terminal.send(LAST_WORDS + "\r")
        _drain(terminal, 1.0)
        terminal.kill(number)
        _drain(terminal)
        kept += one.found_later()
        shutil.rmtree(one.folder, ignore_errors=True)
    return f"{kept} of 4 kept"


def pasted(program: Program) -> str:
    """A paragraph of 5,004 characters, pasted into the terminal."""
    paragraph = ("evening words " * 400)[:5000] + "end."
    argv = program.writing()
    terminal = pexpect.spawn(argv[0], argv[1:], env=program.env(), timeout=20)
    time.sleep(1.5)
    for at in range(0, len(paragraph), 500):
        terminal.send(paragraph[at : at + 500])
        _drain(terminal, 0.1)
    terminal.send("\r")
    _drain(terminal, 0.5)
    terminal.send("\x04")
    for _ in range(3):
        _drain(terminal, 0.5)
        if terminal.isalive():
            terminal.send("\r" if program.ours else "\x04")
    _drain(terminal)
    flat = " ".join(program.shown().split())
    longest = max((n for n in range(5005) if " ".join(paragraph[:n].split()) in flat), default=0)
    return f"{min(longest, 5004):,} characters kept"


def flipped(program: Program) -> str:
    """Single bits flipped in the file: how many change or hide words without a sign?"""
    program.filled(40)
    sound = program.journal.read_bytes()
    before = program.shown()
    silent = 0
    check = [str(bench.TRUST), "doctor"] if program.ours else [str(bench.JRNL), "-n", "9999"]
    flips = 4 * OFTEN
    for _ in range(flips):
        raw = bytearray(sound)
        raw[CHANCE.randrange(len(raw))] ^= 1 << CHANCE.randrange(8)
        program.journal.write_bytes(raw)
        looked = subprocess.run(
            check, env=program.env(), capture_output=True, stdin=subprocess.DEVNULL
        )
        noticed = looked.returncode != 0
        silent += not noticed and program.shown() != before
    program.journal.write_bytes(sound)
    return f"{silent} of {flips} went unnoticed"


SETTINGS = (
    *("[", "a: [", "\t\t", "journals: 3", "editor: [1, 2]", "linewrap: -5", "colors: nothing"),
    *("version: 99", "timeformat: 7", "encrypt: maybe", "template: 1", "= = =", "\x00", "\xff"),
    *("day_starts_at = 99", "streaks = 'often'"),
)


def sealed(program: Program) -> dict[str, str]:
    """Seal the journal; what must be in the environment to open it."""
    if program.ours:
        env = {"TRUST_PASSPHRASE": PASSPHRASE}
        program.run("encrypt", "--remove-plaintext", **env)
        return env
    terminal = pexpect.spawn(program.bin, ["--encrypt"], env=program.env(), timeout=20)
    for _ in range(2):
        terminal.expect("assword")
        terminal.sendline(PASSPHRASE)
    terminal.expect("[Yy]/[Nn]")
    terminal.sendline("n")
    terminal.expect(pexpect.EOF)
    return {}


def looked_at(program: Program, env: dict[str, str]) -> tuple[bool, str]:
    """Whether an encrypted journal is found sound, and what it shows."""
    if program.ours:
        whole = program.run("doctor", **env).returncode == 0
        return whole, program.run("export", "markdown", "-", **env).stdout.decode()
    argv = ["--format", "text", "-n", "9999"]
    terminal = pexpect.spawn(program.bin, argv, env=program.env(), timeout=20)
    for _ in range(4):
        if terminal.expect(["assword", pexpect.EOF]):
            break
        terminal.sendline(PASSPHRASE)
    terminal.close()
    found = terminal.before or b""
    shown = found if isinstance(found, str) else found.decode("utf-8", "replace")
    return terminal.exitstatus == 0, shown


def flipped_sealed(program: Program) -> str:
    """Forty single bits flipped in an encrypted journal."""
    program.filled(10)
    env = sealed(program)
    sound = program.journal.read_bytes()
    noticed = 0
    flips = 4 * OFTEN
    for _ in range(flips):
        raw = bytearray(sound)
        raw[CHANCE.randrange(len(raw))] ^= 1 << CHANCE.randrange(8)
        program.journal.write_bytes(raw)
        noticed += not looked_at(program, env)[0]
    return f"{noticed} of {flips} noticed"


def ruined(program: Program, *, seal: bool) -> str:
    """4,096 bytes in the middle of the file overwritten: how many entries can be had again?"""
    program.filled(60)
    env = sealed(program) if seal else {}
    raw = bytearray(program.journal.read_bytes())
    at = len(raw) // 2 // 4096 * 4096
    raw[at : at + 4096] = CHANCE.randbytes(4096)
    program.journal.write_bytes(raw)
    shown = program.shown() if not seal else looked_at(program, env)[1]
    if program.ours:
        out = program.folder / "saved" / "journal.db"
        program.run("doctor", "--salvage", str(out), **env)
        shown = program.run("export", "markdown", "-", TRUST_HOME=str(out.parent)).stdout.decode()
    found = sum(f"base{n}x" in shown for n in range(60))
    return f"{found} of 60 entries"


def ruined_plain(program: Program) -> str:
    """A ruined page of a plain journal."""
    return ruined(program, seal=False)


def ruined_sealed(program: Program) -> str:
    """A ruined page of an encrypted journal."""
    return ruined(program, seal=True)


def bad_settings(program: Program) -> str:
    """Sixteen broken settings files: traces, and "probably a bug"."""
    program.save("the first")
    path = program.folder / ("config.toml" if program.ours else "jrnl/jrnl.yaml")
    argv = [str(bench.TRUST), "list"] if program.ours else [str(bench.JRNL), "-n", "5"]
    traces = bugs = 0
    for text in SETTINGS:
        path.write_text(text, encoding="latin-1")
        done = subprocess.run(
            argv, env=program.env(), capture_output=True, stdin=subprocess.DEVNULL, timeout=20
        )
        told = (done.stdout + done.stderr).decode("utf-8", "replace")
        traces += "Traceback" in told
        bugs += "bug" in told.lower() or done.returncode == 70
    return f"{traces} tracebacks, {bugs} reported as bugs"


def escapes(program: Program) -> str:
    """An escape sequence in an entry, shown at a terminal."""
    program.save("before \x1b]0;taken\x07 \x1b[2J after")
    ways = (
        [["show"], ["list"], ["review", "--no-input"], ["export", "markdown", "-"]]
        if program.ours
        else [
            ["-n", "1"],
            ["-n", "1", "--format", "text"],
            ["-n", "1", "--format", "short"],
            ["-n", "1", "--format", "md"],
        ]
    )
    raw = 0
    for way in ways:
        program_path = str(bench.TRUST if program.ours else bench.JRNL)
        terminal = pexpect.spawn(program_path, way, env=program.env(), timeout=20)
        shown = _drain(terminal)
        raw += b"\x1b]0;taken" in shown or b"\x1b[2J" in shown
    return f"{raw} of {len(ways)} ways let them through"


TEXTS = (
    "a line\n[2001-01-01 10:00] that looks like a date",
    "[/bold] and [x] and :smile:",
    "e\u0301 and \u00e9, \u05e9\u05dc\u05d5\u05dd, \u65e5\u672c\u8a9e",
    "  leading spaces\n\n\n\nand many lines\n",
    "# heading\n\n- a list\n- of two",
)


def round_trip(program: Program) -> str:
    """Five texts, saved and shown again, line for line."""
    same = 0
    for text in TEXTS:
        one = fresh(program.name)
        one.save(text)
        if one.ours:
            with contextlib.closing(sqlite3.connect(one.journal)) as found:
                rows = [body for (body,) in found.execute("SELECT body FROM entry")]
            same += rows == [text]
        else:
            shown = one.shown()
            lines = [line.strip() for line in text.splitlines() if line.strip()]
            entries = sum(line.startswith("[2") for line in shown.splitlines())
            same += entries == 1 and all(line in shown for line in lines)
        shutil.rmtree(one.folder, ignore_errors=True)
    return f"{same} of {len(TEXTS)} come back"


def linked(program: Program) -> str:
    """The journal is a symbolic link, as with dotfiles."""
    program.save("the first")
    real = program.folder / "elsewhere" / program.journal.name
    real.parent.mkdir()
    program.journal.rename(real)
    program.journal.symlink_to(real)
    program.save(LAST_WORDS)
    raw = real.read_bytes()
    kept = program.journal.is_symlink() and LAST_WORDS.encode() in raw
    return "the real file is written" if kept else "the link is replaced"


def left_in_temporary(program: Program) -> str:
    """Words left in the folder for temporary files when killed with an editor open."""
    program.save("the first")
    written = program.folder / "written"
    editor = program.set_editor(f'echo "{LAST_WORDS}" >> "$1"; touch "{written}"; sleep 2')
    argv = program.writing(editor=True)
    terminal = pexpect.spawn(argv[0], argv[1:], env=program.env(EDITOR=editor), timeout=20)
    _wait(written.exists)
    terminal.kill(signal.SIGKILL)
    _drain(terminal, 2.5)
    left = [p for p in program.temporary.rglob("*") if p.is_file()]
    number = sum(LAST_WORDS in p.read_text("utf-8", "replace") for p in left)
    return _count(number, "file with words", "files with words")


def travelled(program: Program) -> str:
    """Written one after the other in three places; which came first, by what is stored of each?"""
    home = "America/New_York"
    words = ("oneword", "twoword", "threeword")
    for zone, word in zip((home, "Asia/Tokyo", home), words, strict=True):
        argv = program.saving(word)
        subprocess.run(
            argv, env=program.env(TZ=zone), stdin=subprocess.DEVNULL, capture_output=True
        )
        time.sleep(1.1)
    argv = ["list", "-n", "9", "--json"] if program.ours else ["-n", "9", "--format", "json"]
    found = json.loads(program.run(*argv, TZ=home).stdout)
    entries = found["data"]["entries"] if program.ours else found["entries"]
    told = sorted(
        str(e["created_at"] if program.ours else e["date"] + e["time"]) + str(e) for e in entries
    )
    places = [next(n for n, each in enumerate(told) if word in each) for word in words]
    return f"{'in' if places == sorted(places) else 'not in'} the order of writing"


def migrated(program: Program) -> str:
    """Killed at each statement of each migration, plain and sealed; the tests do it."""
    if not program.ours:
        return "\u2014"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-m", "", "-k", "killed_at_any_statement",
         "tests/storage/test_schemas.py"],
        cwd=ROOT, capture_output=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return "0 bad states" if done.returncode == 0 else "bad states"


def newer_file(program: Program) -> str:
    """An older program meets what a newer one has written; then saves."""
    program.save("the first")
    if program.ours:
        with sqlite3.connect(program.journal) as found:
            found.execute("PRAGMA user_version = 999")
        found.close()
    else:
        config = program.folder / "jrnl" / "jrnl.yaml"
        config.write_text(config.read_text().replace(f"v{bench.JRNL_VERSION}", "v99.0"))
    before = hashlib.sha256(program.journal.read_bytes()).digest()
    refused = not program.save(LAST_WORDS)
    same = hashlib.sha256(program.journal.read_bytes()).digest() == before
    return f"{'refused' if refused else 'not noticed'}, file {'unchanged' if same else 'written'}"


def canary(program: Program) -> str:
    """Words while an editor is open, and after their entry is deleted for good: where else?"""
    program.save("the first")
    log = program.folder / "strace.log"
    written = program.folder / "written"
    editor = program.set_editor(f'echo "{LAST_WORDS}" >> "$1"; touch "{written}"; sleep 2')
    words = strace("trace=execve", "-s", "4096", "-o", str(log)) + program.writing(editor=True)
    terminal = pexpect.spawn(words[0], words[1:], env=program.env(EDITOR=editor), timeout=20)
    _wait(written.exists)
    _drain(terminal, 0.5)
    shared = [path for path in program.temporary.rglob("*") if path.is_file()]
    places = sum(LAST_WORDS in path.read_text("utf-8", "replace") for path in shared)
    for _ in range(3):
        _drain(terminal, 1.0)
        if terminal.isalive():
            terminal.send("\r")
    _drain(terminal)
    places += sum(
        f'"{LAST_WORDS}' in line for line in log.read_text("utf-8", "replace").splitlines()
    )
    if program.ours:
        program.run("delete", "last", "--purge", "--yes")
    else:
        terminal = pexpect.spawn(
            program.bin, ["-n", "1", "--delete"], env=program.env(), timeout=20
        )
        terminal.sendline("y")
        _drain(terminal)
    left = [
        path for path in program.folder.rglob("*")
        if path.is_file() and path not in (log, Path(editor)) and path.parent.name != "backups"
    ]  # fmt: skip
    places += sum(LAST_WORDS.encode() in path.read_bytes() for path in left)
    return _count(places, "place", "places")


def recalled(program: Program) -> str:
    """Of the words someone may look for in twelve texts, how many find theirs and no other."""
    for text in DOCUMENTS.values():
        program.save(text)
    found = 0
    for query, name in QUERIES:
        if program.ours:
            told = json.loads(program.run("search", "--json", *query.split(" ")).stdout)
            bodies = [entry["body"] for entry in told["data"]["entries"]]
        else:
            shown = program.run("-contains", query, "--format", "json").stdout.decode()
            told = json.loads(shown[shown.index("{") :]) if "{" in shown else {"entries": []}
            bodies = [entry["title"] + " " + entry["body"] for entry in told["entries"]]
        found += len(bodies) == 1 and DOCUMENTS[name][-10:] in bodies[0]
    return f"{found} of {len(QUERIES)} find the right entries and no others"


ROWS: dict[str, Callable[[Program], str]] = {
    "two shells save at once": two_at_once,
    "two programs save back to back": back_to_back,
    "eight programs at once for three minutes": eight_at_once,
    "the same while it's encrypted and decrypted": eight_while_encrypted,
    "five saves while an editor is open": saved_meanwhile,
    "two saves while an entry is edited": edited_meanwhile,
    "kill -9 at a random moment of saving": killed_while_saving,
    "kill -9 exactly at a rename, 5 places": killed_at_rename,
    "flushed to the disk before \u201csaved\u201d": synced,
    "power cut that undoes the last change to the folder": power_cut,
    "disk full when the editor closes": full_disk,
    "an editor session ends badly, 7 ways": editor_ends_badly,
    "killed while typing, 4 ways": typing_ends_badly,
    "5,004 characters pasted": pasted,
    "single bits flipped in a plain journal": flipped,
    "single bits flipped in an encrypted journal": flipped_sealed,
    "a page of a plain journal ruined": ruined_plain,
    "a page of an encrypted journal ruined": ruined_sealed,
    "16 broken settings files": bad_settings,
    "escape sequences at a terminal": escapes,
    "5 odd texts": round_trip,
    "the journal is a symbolic link": linked,
    "written in New York, Tokyo and New York": travelled,
    "killed at each statement of a migration": migrated,
    "a file from a newer version": newer_file,
    "killed with an editor open": left_in_temporary,
    "words left outside the journal and its backups": canary,
    "28 searches in 12 texts of many scripts": recalled,
}
NEEDS_STRACE = (synced, killed_at_rename, power_cut, canary)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _wait(ready: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not ready() and time.monotonic() < deadline:
        time.sleep(0.02)


def _drain(terminal: Terminal, seconds: float = 6.0) -> bytes:
    """Read what comes until the end, or for so long."""
    shown = b""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            shown += terminal.read_nonblocking(4096, timeout=0.2)
        except pexpect.TIMEOUT:
            continue
        except (pexpect.EOF, OSError, ValueError):
            break
    return shown


def measured(only: str) -> Iterator[tuple[str, str, str]]:
    """Each row, for both programs."""
    for title, row in ROWS.items():
        if only not in title:
            continue
        results = []
        for name in ("jrnl", "trust"):
            program = fresh(name)
            without = row in NEEDS_STRACE and not shutil.which("strace")
            results.append("no strace here" if without else row(program))
            shutil.rmtree(program.folder, ignore_errors=True)
        print(f"{title:50}{results[0]:34}{results[1]}", flush=True)
        yield title, results[0], results[1]


def main() -> None:
    """Run every row and print the table."""
    global OFTEN  # how long all of it takes
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--save", action="store_true", help="write it into docs/reliability.md")
    parser.add_argument("--quick", action="store_true", help="each thing a tenth as often")
    parser.add_argument("--only", default="", metavar="WORD", help="rows with this in their title")
    wanted = parser.parse_args()
    OFTEN = 1 if wanted.quick else OFTEN
    bench.install_jrnl()
    rows = list(measured(wanted.only))
    if not wanted.save:
        return
    head = (
        f"On {datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, SQLite"
        f" {sqlite3.sqlite_version}, {platform.system()}; jrnl {bench.JRNL_VERSION}.\n\n"
        "| what happens | jrnl | trust |\n|---|---|---|\n"
    )
    table = "".join(f"| {title} | {theirs} | {ours} |\n" for title, theirs, ours in rows)
    page = PAGE.read_text("utf-8")
    before, after = page.partition(BEGIN)[0], page.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}{head}{table}{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
