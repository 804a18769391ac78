"""A sealed journal: opened by its passphrase alone, by any tool, and nothing readable beside it."""

from __future__ import annotations

import errno
import hashlib
import hmac
import io
import os
import random  # noqa: TID251  # for moments to kill
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import types
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import blake2b
from pathlib import Path
from typing import Any

import keyring
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from keyring.backend import KeyringBackend
from keyring.backends import fail

import quick
from cli.test_confidences import READS, WRITES
from conftest import Trust
from reliability.test_backups import a_year
from terminal_helpers import (
    CTRL_C,
    CTRL_D,
    ENTER,
    Room,
    child_of,
    command,
    environment,
    run_program,
    until,
)
from trustjournal import drafts, encryption_keys, mounts, passphrases
from trustjournal.app import App
from trustjournal.commands import COMMANDS
from trustjournal.domain.entry import from_row

CANARY = "heliotrope"
PASSPHRASE = "five quiet words at dusk"
SEALED: dict[str, Any] = {"TRUST_PASSPHRASE": PASSPHRASE}
LONG = pytest.mark.torture
needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")


def everything_below(*folders: Path) -> bytes:
    return b"".join(
        path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()
    )


def bodies(trust: Trust, env: dict[str, str] | None = None) -> list[str]:
    done = trust("list", "-n", "999", "--json", env=SEALED if env is None else env)
    return [entry["body"] for entry in done.json["data"]["entries"]]


_SEALED: quick.Made = {}


@pytest.fixture
def sealed(trust: Trust, home: Path) -> Path:
    """A sealed journal with one entry; its path."""

    def make() -> None:
        trust("journal", "--free", "-m", CANARY)
        done = trust("encrypt", "--remove-plaintext", env=SEALED)
        assert (done.code, done.err) == (0, "")

    quick.lay_out(home, _SEALED, make)
    return home / "journal.db"


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    with closing(Room(home, trust)) as found:
        yield found


# --- the file ------------------------------------------------------------------------------------


def test_nothing_can_be_read_without_the_passphrase(sealed: Path, home: Path, trust: Trust) -> None:
    assert CANARY.encode() not in everything_below(home)
    assert not sealed.read_bytes().startswith(b"SQLite")
    assert stat.S_IMODE(sealed.stat().st_mode) == 0o600
    for env in ({}, {"TRUST_PASSPHRASE": "another"}, {"TRUST_PASSPHRASE": ""}):
        for argv in (("list",), ("show",), ("journal", "-m", "x"), ("doctor",), ("backup",)):
            refused = trust(*argv, env=env)
            back = "x" if "-m" in argv else ""  # its owner's own words, which nothing else may keep
            assert (refused.code, refused.out, refused.err.count("\n")) == (12, back, 1), argv
    assert bodies(trust) == [CANARY]


def test_any_sqlcipher_tool_opens_it_by_the_passphrase(sealed: Path) -> None:
    from sqlcipher3 import dbapi2  # type: ignore[import-untyped]

    with closing(dbapi2.connect(str(sealed))) as connection:
        connection.execute(f"PRAGMA key = '{PASSPHRASE}'")
        assert connection.execute("SELECT body FROM entry").fetchall() == [(CANARY,)]
        assert connection.execute("PRAGMA user_version").fetchone()[0] >= 1


def by_hand(raw: bytes, passphrase: str) -> bytes:
    """A SQLCipher 4 file as a plain one, by its documentation and nothing of SQLCipher's.

    Pages of 4,096 bytes, each with 80 at its end: 16 to begin with, 64 to check it by. The key
    of the check is made from the other one and the salt with 0x3a over each byte, in 2 rounds.
    """
    salt, out = raw[:16], b""
    key = hashlib.pbkdf2_hmac("sha512", passphrase.encode(), salt, 256_000, 32)
    check = hashlib.pbkdf2_hmac("sha512", key, bytes(each ^ 0x3A for each in salt), 2, 32)
    for number in range(len(raw) // 4096):
        page = raw[number * 4096 : (number + 1) * 4096]
        begin = 0 if number else 16
        body, begin_with, stamp = page[begin:4016], page[4016:4032], page[4032:]
        signed = body + begin_with + (number + 1).to_bytes(4, "little")
        assert hmac.digest(check, signed, "sha512") == stamp
        opener = Cipher(algorithms.AES(key), modes.CBC(begin_with)).decryptor()
        words = opener.update(body) + opener.finalize()
        out += (b"" if number else b"SQLite format 3\0") + words + bytes(80)
    return out


def test_in_ten_years_what_is_written_of_it_is_enough(sealed: Path, tmp_path: Path) -> None:
    plain = tmp_path / "plain.db"
    plain.write_bytes(by_hand(sealed.read_bytes(), PASSPHRASE))
    with closing(sqlite3.connect(plain)) as connection:
        asked = "SELECT day, body FROM entry ORDER BY created_at"
        assert connection.execute(asked).fetchall() == [("2026-11-22", CANARY)]
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def command_line_tool() -> bool:
    """Whether there is a `sqlcipher` of version 4; Debian 12 and Ubuntu 22.04 still have 3."""
    if shutil.which("sqlcipher") is None:
        return False
    asked = ["sqlcipher", ":memory:", "PRAGMA cipher_version"]
    return subprocess.run(asked, capture_output=True, check=False).stdout.startswith(b"4")


@pytest.mark.skipif(not command_line_tool(), reason="needs the command line tool sqlcipher 4")
def test_the_command_line_tool_opens_it_as_the_page_says(sealed: Path) -> None:
    asked = f"PRAGMA key = '{PASSPHRASE}'; SELECT day, body FROM entry ORDER BY created_at;"
    told = subprocess.run(["sqlcipher", str(sealed), asked], capture_output=True, check=True)
    assert told.stdout.decode().splitlines()[-1] == f"2026-11-22|{CANARY}"


def test_every_command_works_on_it(sealed: Path, trust: Trust, tmp_path: Path) -> None:
    trust("people", "set", "Sam", "--every", "weekly", env=SEALED)
    (tmp_path / "old.txt").write_text("[2026-01-02 10:00] A walk.")
    more = [
        ("import", str(tmp_path / "old.txt")),
        ("show", "last"),
        ("edit", "last", "-m", "heliotrope again"),
        ("export", "markdown", str(tmp_path / "pages")),
        ("encrypt", "--change", "--json"),
    ]
    ran = set()
    for words in (*READS, *WRITES, *more):
        read, write = os.pipe()
        os.write(write, f"{PASSPHRASE}\n".encode())
        os.close(write)
        done = trust(*words, env={**SEALED, "TRUST_NEW_PASSPHRASE_FD": str(read)})
        os.close(read)
        assert done.code == 0, (words, done.err)
        assert not sealed.read_bytes().startswith(b"SQLite"), words
        ran |= set(words[:1])
    # `setup` asks at a terminal, and `demo` has a journal of its own.
    assert set(COMMANDS) - ran <= {"setup", "demo", "open"}
    left = everything_below(tmp_path / "home")
    assert CANARY.encode() not in left


def test_what_is_written_later_is_sealed_too(sealed: Path, home: Path, trust: Trust) -> None:
    trust("journal", "--free", "-m", "quince", env=SEALED)
    trust("edit", "last", "-m", "quince jam", env=SEALED)
    trust("backup", env=SEALED)
    assert bodies(trust) == ["quince jam", CANARY]
    left = everything_below(home)
    assert b"quince" not in left
    assert CANARY.encode() not in left


def test_letters_written_otherwise_are_the_same_passphrase(trust: Trust, home: Path) -> None:
    trust("journal", "--free", "-m", CANARY)
    trust("encrypt", env={"TRUST_PASSPHRASE": "cafe\u0301"})
    assert bodies(trust, {"TRUST_PASSPHRASE": "caf\u00e9"}) == [CANARY]


# --- sealing, changing, opening ---------------------------------------------------------------


def test_what_was_plain_before_is_named_and_goes_when_asked(trust: Trust, home: Path) -> None:
    trust("journal", "--free", "-m", CANARY)
    (home / "drafts").mkdir(exist_ok=True)
    (home / "drafts" / f"{'d' * 20}.md").write_text("quince, unsaved")
    told = trust("encrypt", env=SEALED)
    assert "daily.db" in told.out
    assert "--remove-plaintext" in told.out
    assert CANARY.encode() in everything_below(home)
    assert b"quince" not in everything_below(home)
    assert trust("doctor", "--json", env=SEALED).json["data"]["findings"][0]["what"] == "plain_copy"
    assert trust("encrypt", "--remove-plaintext", env=SEALED).code == 0
    assert CANARY.encode() not in everything_below(home)
    assert "1 draft" in trust("doctor", env=SEALED).out


def test_copies_under_names_of_their_own_are_found_too(trust: Trust, home: Path) -> None:
    trust("journal", "--free", "-m", CANARY)
    trust("backup", str(home / "backups" / "before the wedding.db"))
    (home / "backups" / "notes.txt").write_text("no copy")
    told = trust("encrypt", env=SEALED)
    assert "before the wedding.db" in told.out
    warned = trust("doctor", env=SEALED).out
    assert "before the wedding.db" in " ".join(warned.split())
    assert trust("encrypt", "--remove-plaintext", env=SEALED).code == 0
    assert CANARY.encode() not in everything_below(home)
    assert (home / "backups" / "notes.txt").exists()


def test_a_damaged_beginning_does_not_make_a_plain_journal_a_sealed_one(
    trust: Trust, home: Path
) -> None:
    trust("journal", "--free", "-m", CANARY)
    path = home / "journal.db"
    raw = path.read_bytes()
    damaged = [raw[:at] + bytes([raw[at] ^ 0x80]) + raw[at + 1 :] for at in (0, 6, 15)]
    damaged += [random_bytes(length) + raw[length:] for length in (100, 4096)]
    for found in damaged:
        path.write_bytes(found)
        for argv in (("list",), ("doctor",), ("journal", "-m", "x")):
            refused = trust(*argv)
            assert (refused.code, "damaged" in refused.err + refused.out) == (14, True)
    assert trust("restore", "last").code == 0
    assert bodies(trust) == [CANARY]


def random_bytes(length: int) -> bytes:
    """As random as those of a sealed file, and the same each time."""
    return hashlib.shake_256(b"damage").digest(length)


def test_it_refuses_what_makes_no_sense(sealed: Path, trust: Trust, home: Path) -> None:
    before = sealed.read_bytes()
    for argv, code in (
        (("encrypt",), 2),
        (("encrypt", "--off", "--change"), 2),
        (("encrypt", "--change"), 12),
    ):
        refused = trust(*argv, env=SEALED)
        assert (refused.code, refused.err.count("\n")) == (code, 1)
    assert sealed.read_bytes() == before


def test_a_plain_journal_needs_a_passphrase_to_be_sealed(trust: Trust, home: Path) -> None:
    assert trust("encrypt", env=SEALED).code == 10
    trust("journal", "--free", "-m", CANARY)
    before = (home / "journal.db").read_bytes()
    assert trust("encrypt").code == 12
    assert trust("encrypt", env={"TRUST_PASSPHRASE": "  "}).code == 2
    for off in ("--off", "--change"):
        assert trust("encrypt", off, env=SEALED).code == 2
    assert (home / "journal.db").read_bytes() == before


def test_another_passphrase_and_none_again(sealed: Path, trust: Trust, home: Path) -> None:
    draft = home / "drafts" / f"{'d' * 20}.md"
    draft.write_text("quince, unsaved")
    trust("doctor", env=SEALED)
    assert not draft.exists()
    read, write = os.pipe()
    os.write(write, b"the new one\n")
    os.close(write)
    env: dict[str, Any] = {**SEALED, "TRUST_NEW_PASSPHRASE_FD": str(read)}
    assert trust("encrypt", "--change", env=env).code == 0
    os.close(read)
    assert trust("list", env=SEALED).code == 12
    new = {"TRUST_PASSPHRASE": "the new one"}
    assert bodies(trust, new) == [CANARY]
    assert "1 draft" in trust("doctor", env=new).out
    assert trust("encrypt", "--off", env=new).code == 0
    assert bodies(trust, {}) == [CANARY]
    assert draft.read_text() == "quince, unsaved"
    assert "1 draft" in trust("doctor").out


def test_without_the_extra_it_says_how_to_get_it(
    sealed: Path, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    refused = trust("list", env=SEALED)
    assert refused.code == 12
    assert "pipx install --force '.[encryption]'" in refused.err


@pytest.mark.parametrize("kills", [pytest.param(100, marks=LONG)])
def test_killed_while_sealing_it_is_the_old_or_the_new(
    trust: Trust, home: Path, kills: int
) -> None:
    for n in range(20):
        trust("journal", "--free", "-m", f"{CANARY} {n} " * 500)
    chance = random.Random(5)
    for n in range(kills):
        argv = ("encrypt",) if not n % 2 else ("encrypt", "--off")
        process = subprocess.Popen(
            command(*argv),
            env={**environment(home), **SEALED},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            process.wait(0.1 + chance.random() * 0.6)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert len(bodies(trust)) == 20


@pytest.fixture(scope="module")
def with_a_draft(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A plain and a sealed journal, each with an entry and a draft that a kill left behind."""
    base = tmp_path_factory.mktemp("with-a-draft")
    plain = base / "plain"
    at_the_commit = "inject=unlink,unlinkat:signal=KILL:when=1"
    argv = ["journal", "--free", "--private", "--tag", "honest"]
    run_program(command("journal", "--free", "-m", CANARY), environment(plain), check=True)
    subprocess.run(
        [*STRACE, at_the_commit, *command(*argv)],
        env=environment(plain), input=b"quince", check=False, capture_output=True,
    )  # fmt: skip
    (plain / "drafts" / f"{'d' * 20}.raw").write_bytes(b"quince \xff")
    sealed = base / "sealed"
    shutil.copytree(plain, sealed)
    seal = command("encrypt", "--remove-plaintext")
    run_program(seal, {**environment(sealed), **SEALED}, check=True, capture_output=True)
    return {"plain": plain, "sealed": sealed}


STRACE = ["strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e"]
NEW = "another five words at dawn"
STEPS = [
    pytest.param(begin, words, step, marks=() if (words[-1], step) in often else LONG)
    for begin, words in (
        ("plain", ("encrypt",)),
        ("sealed", ("encrypt", "--change")),
        ("sealed", ("encrypt", "--off")),
        ("sealed", ("restore", "last")),
    )
    for step in range(1, 9)
    for often in [{("encrypt", 2), ("--change", 2), ("--off", 1)}]
]


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace to kill at a call")
@pytest.mark.xdist_group("journals with a draft")
@pytest.mark.parametrize(("begin", "words", "step"), STEPS)
def test_killed_at_any_step_the_journal_opens_and_its_drafts_too(
    trust: Trust,
    home: Path,
    with_a_draft: dict[str, Path],
    begin: str,
    words: tuple[str, ...],
    step: int,
) -> None:
    """The steps are renames: of the journal, and of each file of a draft."""
    shutil.copytree(with_a_draft[begin], home)
    at = f"inject=rename,renameat:signal=KILL:when={step}"
    read, write = os.pipe()
    os.write(write, f"{NEW}\n".encode())
    os.close(write)
    subprocess.run(
        [*STRACE, at, *command(*words)],
        env={**environment(home), **SEALED, "TRUST_NEW_PASSPHRASE_FD": str(read)},
        pass_fds=(read,), capture_output=True, check=False,
    )  # fmt: skip
    os.close(read)
    for passphrase in (PASSPHRASE, NEW):
        env = {"TRUST_PASSPHRASE": passphrase}
        if trust("list", env=env).code == 0:
            break
    assert bodies(trust, env) == [CANARY]
    told = trust("journal", "--free", "-m", "next", env=env).err
    assert told.count("unsaved text") == 1
    if not (home / "journal.db").read_bytes().startswith(b"SQLite"):
        left = everything_below(home / "drafts") + b"".join(
            path.read_bytes() for path in home.glob(".*")
        )
        assert b"quince" not in left
        assert b"honest" not in left
        assert CANARY.encode() not in left
    trust("restore", "last", "--unseal", env=env)  # whatever it is, it carries the drafts too
    app = App(
        stdin=io.StringIO(), stdout=io.StringIO(), stderr=io.StringIO(),
        environ={**environment(home), **env},
    )  # fmt: skip
    (draft,) = app.drafts.left_behind()
    with draft:
        assert draft.read() == b"quince"
        assert draft.about["entry"]["tags"] == ["honest"]
        assert draft.about["entry"]["private"] is True
    assert len(list((home / "drafts").glob("*raw"))) == 1
    app.close()


# --- where the passphrase comes from -------------------------------------------------------------


def test_from_a_file_descriptor_read_once(sealed: Path, trust: Trust) -> None:
    read, write = os.pipe()
    os.write(write, f"{PASSPHRASE}\n".encode())
    os.close(write)
    done = trust("journal", "--free", "-m", "x", env={"TRUST_PASSPHRASE_FD": str(read)})
    os.close(read)
    assert done.code == 0
    for bad in ("999", "none", "-1", "9" * 30):
        assert trust("list", env={"TRUST_PASSPHRASE_FD": bad}).code == 12


def test_the_words_after_the_passphrase_are_the_entry(
    sealed: Path, room: Room, trust: Trust
) -> None:
    both = f"{PASSPHRASE}\nquince and plum\nand more\n".encode()
    done = room.run("journal", "--free", stdin=both, TRUST_PASSPHRASE_FD="0")
    assert (done.returncode, done.stderr) == (0, b"")
    assert bodies(trust)[0] == "quince and plum\nand more"


def test_a_source_that_does_not_answer_is_not_waited_for(
    sealed: Path, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passphrases, "_SOURCE_SECONDS", 0.1)
    read, write = os.pipe()
    for env in ({"TRUST_PASSPHRASE_FD": str(read)}, {"TRUST_PASSPHRASE_COMMAND": "sleep 60"}):
        refused = trust("list", env=env)
        assert (refused.code, refused.err.count("\n")) == (12, 1)
    os.close(read)
    os.close(write)


def test_the_order_of_the_sources(
    sealed: Path, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Descriptor, command, keyring, variable: each is asked only where none before it is set."""
    asked: list[str] = []
    monkeypatch.setattr(encryption_keys, "from_descriptor", lambda *_: asked.append("descriptor"))
    monkeypatch.setattr(encryption_keys, "from_command", lambda *_, **__: asked.append("command"))
    monkeypatch.setattr(encryption_keys, "recall", lambda *_: asked.append("keyring"))
    trust("config", "set", "remember_key", "on")
    asked.clear()
    env = {**SEALED, "TRUST_PASSPHRASE_COMMAND": "say"}
    assert trust("list", env=env).code == 0
    assert asked[:3] == ["descriptor", "command", "keyring"]
    monkeypatch.setattr(encryption_keys, "from_command", lambda *_, **__: PASSPHRASE)
    asked.clear()
    assert trust("list", env={"TRUST_PASSPHRASE_COMMAND": "say"}).code == 0
    assert asked == ["descriptor"]


def test_a_keyring_that_hangs_is_asked_once(
    sealed: Path, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    never = threading.Event()

    def hang(*_: str) -> None:
        asked.append("keyring")
        never.wait()

    stuck = types.SimpleNamespace(get_password=hang, set_password=hang)
    monkeypatch.setitem(sys.modules, "keyring", stuck)
    monkeypatch.setattr(encryption_keys, "_KEYRING_SECONDS", 0.1)
    monkeypatch.setattr(encryption_keys, "_KEYRING", encryption_keys._Keyring())
    trust("config", "set", "remember_key", "on")
    assert bodies(trust) == [CANARY]
    assert asked == ["keyring"]
    never.set()


def test_from_a_command(sealed: Path, trust: Trust, tmp_path: Path) -> None:
    script = tmp_path / "say"
    script.write_text(f"#!/bin/sh\necho '{PASSPHRASE}'\necho more\n")
    script.chmod(0o755)
    assert bodies(trust, {"TRUST_PASSPHRASE_COMMAND": str(script)}) == [CANARY]
    trust("config", "set", "passphrase_command", str(script))
    assert bodies(trust, {}) == [CANARY]
    for bad in ("/nowhere/at/all", "false", "'open"):
        refused = trust("list", env={"TRUST_PASSPHRASE_COMMAND": bad})
        assert (refused.code, refused.err.count("\n")) == (12, 1)


def test_what_is_set_comes_before_the_variable(sealed: Path, trust: Trust) -> None:
    env: dict[str, Any] = {**SEALED, "TRUST_PASSPHRASE_COMMAND": "echo another"}
    assert trust("list", env=env).code == 12


class Kept(KeyringBackend):
    """A keyring of one test, reached through the library as any other."""

    priority = 9

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[str, str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[username]


@pytest.fixture
def use_keyring() -> Iterator[Callable[[KeyringBackend], None]]:
    """Have a backend answer, until the test is over."""
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


def test_the_keyring_keeps_the_key_only_when_asked(
    trust: Trust, use_keyring: Callable[[KeyringBackend], None]
) -> None:
    backend = Kept()
    use_keyring(backend)
    trust("journal", "--free", "-m", CANARY)
    assert trust("encrypt", env=SEALED).code == 0
    assert trust("list", env=SEALED).code == 0
    assert backend.kept == {}
    assert trust("encrypt", "--off", env=SEALED).code == 0
    assert "key is in your keyring" in trust("encrypt", "--remember", env=SEALED).out
    assert PASSPHRASE not in str(backend.kept)
    assert bodies(trust, {}) == [CANARY]
    for argv in (("journal", "--free", "-m", "quince"), ("backup",), ("doctor",)):
        assert trust(*argv, now="2026-11-23T12:00:00+01:00").code == 0  # the daily copy as well
    assert trust("encrypt", "--off").code == 0
    assert backend.kept == {}


@pytest.mark.parametrize("more", [(), ("--remove-plaintext",)])
def test_the_key_of_one_that_is_encrypted_already_can_be_kept(
    trust: Trust, home: Path, use_keyring: Callable[[KeyringBackend], None], more: tuple[str, ...]
) -> None:
    backend = Kept()
    use_keyring(backend)
    trust("journal", "--free", "-m", CANARY)
    assert trust("encrypt", env=SEALED).code == 0
    before = (home / "journal.db").read_bytes()
    for _ in range(2):
        told = trust("encrypt", "--remember", *more, env=SEALED)
        assert (told.code, told.err) == (0, "")
        assert "key is in your keyring" in told.out
    assert (home / "journal.db").read_bytes() == before
    assert len(backend.kept) == 1
    assert bodies(trust, {}) == [CANARY]
    assert trust("encrypt", "--remember", "--json").json["data"]["remembered"] is True


def test_a_key_is_kept_only_by_who_can_open_it(
    trust: Trust, use_keyring: Callable[[KeyringBackend], None]
) -> None:
    backend = Kept()
    use_keyring(backend)
    trust("journal", "--free", "-m", CANARY)
    trust("encrypt", env=SEALED)
    for env in ({}, {"TRUST_PASSPHRASE": "another"}):
        told = trust("encrypt", "--remember", env=env)
        assert (told.code, told.err.count("\n")) == (12, 1)
    assert backend.kept == {}
    assert trust("config", "get", "remember_key").out == "off\n"
    use_keyring(fail.Keyring())  # type: ignore[no-untyped-call]
    assert "No keyring could be reached" in trust("encrypt", "--remember", env=SEALED).out
    assert trust("config", "get", "remember_key").out == "off\n"


def test_a_keyring_that_cannot_be_reached_is_said(
    trust: Trust, use_keyring: Callable[[KeyringBackend], None]
) -> None:
    """Nothing but the remembering fails: the journal is sealed, and opens by its passphrase."""
    use_keyring(fail.Keyring())  # type: ignore[no-untyped-call]
    trust("journal", "--free", "-m", CANARY)
    told = trust("encrypt", "--remember", env=SEALED)
    assert (told.code, told.err) == (0, "")
    assert "No keyring could be reached" in told.out
    assert bodies(trust) == [CANARY]


# --- at a terminal -------------------------------------------------------------------------------


def test_the_passphrase_is_asked_for_and_not_shown(room: Room, trust: Trust) -> None:
    trust("journal", "--free", "-m", CANARY)
    terminal = room.open("encrypt")
    terminal.wait_for("New passphrase:")
    terminal.type(PASSPHRASE + ENTER)
    terminal.wait_for("Repeat it:")
    terminal.type(PASSPHRASE + ENTER)
    terminal.wait_for("Remove it? [y/N]")
    terminal.type("y" + ENTER)
    assert terminal.end() == 0
    assert PASSPHRASE not in terminal.text
    assert CANARY.encode() not in everything_below(room.home)

    reading = room.open("list")
    reading.wait_for("Passphrase:")
    reading.type("wrong" + ENTER)
    reading.wait_for("doesn't open the journal")
    reading.type(PASSPHRASE + ENTER)
    assert reading.end() == 0
    assert CANARY in reading.text


def test_a_byte_that_is_no_text_is_asked_for_again(room: Room, trust: Trust) -> None:
    trust("journal", "--free", "-m", CANARY)
    terminal = room.open("encrypt")
    terminal.wait_for("New passphrase:")
    os.write(terminal.child.child_fd, b"caf\xe9\r")
    terminal.wait_for("New passphrase:")
    terminal.type(PASSPHRASE + ENTER)
    terminal.wait_for("Repeat it:")
    terminal.type(PASSPHRASE + ENTER)
    terminal.wait_for("[y/N]")
    terminal.type(ENTER)
    assert terminal.end() == 0
    assert bodies(trust) == [CANARY]


def test_the_backup_whose_passphrase_is_asked_for_is_named(
    home: Path, room: Room, trust: Trust
) -> None:
    later = "2026-11-23T22:10:00+01:00"
    trust("journal", "--free", "-m", CANARY)
    trust("backup")
    assert trust("encrypt", env=SEALED, now=later).code == 0
    [newest] = [path.name for path in home.glob("backups/*-sealed.db")]

    terminal = room.open("backup", "restore", "last", TRUST_NOW=later)
    for question in (f"Passphrase of {newest}: ", *(f"doesn't open {newest}. Try again: ",) * 2):
        terminal.wait_for(question)
        terminal.type("wrong" + ENTER)
    terminal.wait_for("[y/N]")
    terminal.type(ENTER)
    assert terminal.end() == 1
    said = terminal.said
    assert said.count("Passphrase") == 1, "it asks for one passphrase"
    offered = said.index("Replace your journal with")
    assert (
        said.index(f"The newest backup, {newest}, needs its passphrase, and none was given.")
        < offered
    )

    again = room.open("backup", "restore", newest, TRUST_NOW=later)
    again.wait_for("[y/N]")
    again.type("y" + ENTER)
    again.wait_for("Passphrase")
    again.type(PASSPHRASE + ENTER)
    assert again.end() == 0


def test_a_passphrase_prompt_is_left_on_a_line_of_its_own(sealed: Path, room: Room) -> None:
    terminal = room.open("list")
    terminal.wait_for("Passphrase:")
    terminal.type(CTRL_C)
    assert terminal.end() == 130
    assert "Passphrase: \r\n" in terminal.text.replace("^C", "")


@pytest.mark.parametrize("line", ["$TRUST streak --short", "$TRUST prompt"])
@pytest.mark.parametrize("around", ["x=$({}); echo code $?", "{}; echo code $?"])
def test_a_shells_prompt_never_asks_for_a_passphrase(
    sealed: Path, room: Room, line: str, around: str
) -> None:
    """In the shell's prompt, and in a start-up file, where it writes to the terminal."""
    terminal = room.shell(around.format(line))
    terminal.wait_for("code 0")
    assert terminal.end() == 0
    assert terminal.text.split() == ["code", "0"]


@pytest.mark.parametrize("line", ["$TRUST streak --short", "$TRUST prompt"])
@pytest.mark.parametrize("command", ["sh -c 'echo no such key >&2; exit 1'", "nosuchcommand", '"'])
def test_nor_does_it_show_what_a_failing_source_says(
    sealed: Path, room: Room, line: str, command: str
) -> None:
    terminal = room.shell(f"{line}; echo code $?", TRUST_PASSPHRASE_COMMAND=command)
    terminal.wait_for("code 0")
    assert terminal.end() == 0
    assert terminal.text.split() == ["code", "0"]


def test_two_that_differ_change_nothing(room: Room, trust: Trust) -> None:
    trust("journal", "--free", "-m", CANARY)
    terminal = room.open("encrypt")
    terminal.wait_for("New passphrase:")
    terminal.type("one" + ENTER)
    terminal.wait_for("Repeat it:")
    for _ in range(2):
        terminal.type("two" + ENTER)
        terminal.wait_for("They don't match.")
        terminal.wait_for("(Enter cancels): ")
    terminal.type("two" + ENTER)
    assert terminal.end() == 1
    assert bodies(trust, {}) == [CANARY]


def test_a_slip_in_the_second_typing_can_be_put_right(room: Room, trust: Trust) -> None:
    trust("journal", "--free", "-m", CANARY)
    terminal = room.open("encrypt")
    terminal.wait_for("New passphrase:")
    terminal.type(PASSPHRASE + ENTER)
    terminal.wait_for("Repeat it:")
    terminal.type("a slip" + ENTER)
    terminal.wait_for("They don't match.")
    terminal.wait_for("(Enter cancels): ")
    terminal.type(PASSPHRASE + ENTER)
    terminal.wait_for("[y/N]")
    terminal.type(ENTER)
    assert terminal.end() == 0
    assert PASSPHRASE not in terminal.text
    assert bodies(trust) == [CANARY]


def test_enter_alone_at_the_second_typing_changes_nothing(room: Room, trust: Trust) -> None:
    trust("journal", "--free", "-m", CANARY)
    terminal = room.open("encrypt")
    terminal.wait_for("New passphrase:")
    terminal.type("one" + ENTER)
    terminal.wait_for("Repeat it:")
    terminal.type(ENTER)
    assert terminal.end() == 1
    assert bodies(trust, {}) == [CANARY]


def test_killed_while_writing_nothing_readable_is_left_and_nothing_lost(
    sealed: Path, room: Room, trust: Trust
) -> None:
    terminal = room.open("journal", "--free", **SEALED)
    terminal.wait_for_the_writer()
    terminal.type("quince and plum")
    until(lambda: list(room.drafts.glob("*.sealed")), "a sealed draft")
    whole = 28 + len("quince and plum")  # a nonce and a tag beside the words
    until(
        lambda: next(room.drafts.glob("*.sealed")).stat().st_size >= whole,
        "the words in it",
    )
    terminal.kill(signal.SIGKILL)
    assert b"quince" not in everything_below(room.home)
    assert b"Free" not in everything_below(room.drafts)

    again = room.open("journal", "--free", **SEALED)
    again.wait_for("[s/e/d]")
    again.type("s" + ENTER)
    again.wait_for("Saved")
    again.wait_for_the_writer()
    again.type(CTRL_D)
    again.end()
    assert any("quince" in body for body in bodies(trust))
    assert list(room.drafts.glob("*.sealed")) == []


def editor(room: Room, script: str) -> str:
    path = room.home.parent / "an-editor"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_an_editor_works_where_there_is_no_disk(
    sealed: Path, room: Room, trust: Trust, tmp_path: Path
) -> None:
    runtime = tmp_path / "run"
    script = editor(room, f'echo "$1" > "{tmp_path}/where"; echo "quince" >> "$1"')
    env: dict[str, Any] = {**SEALED, "EDITOR": script, "XDG_RUNTIME_DIR": str(runtime)}
    terminal = room.open("journal", "--free", "--editor", **env)
    for _ in range(2):
        terminal.type(ENTER)
    assert terminal.end() == 0
    assert (tmp_path / "where").read_text().startswith(str(runtime))
    assert any("quince" in body for body in bodies(trust))
    assert b"quince" not in everything_below(room.home, runtime)


def test_what_a_killed_editor_leaves_is_taken_in_by_the_next_run(
    sealed: Path, room: Room, trust: Trust, tmp_path: Path
) -> None:
    runtime = tmp_path / "run"
    script = editor(room, f'echo "quince" >> "$1"; touch "{tmp_path}/written"; sleep 60')
    env: dict[str, Any] = {**SEALED, "EDITOR": script, "XDG_RUNTIME_DIR": str(runtime)}
    terminal = room.open("journal", "--free", "--editor", **env)
    until((tmp_path / "written").exists, "the editor")
    terminal.kill(signal.SIGKILL)
    assert b"quince" in everything_below(runtime)

    told = room.run("journal", "--free", stdin=b"other words", **env)
    assert b"unsaved text" in told.stderr
    assert b"quince" not in everything_below(room.home, runtime)
    again = room.open("journal", "--free", XDG_RUNTIME_DIR=str(runtime), **SEALED)
    again.wait_for("[s/e/d]")
    again.type("s" + ENTER)
    again.wait_for("Saved")
    again.wait_for_the_writer()
    again.type(CTRL_D)
    again.end()
    assert any("quince" in body for body in bodies(trust))


def _in_a_killed_editor(room: Room, tmp_path: Path) -> Path:
    """Leave words where an editor of a sealed journal had them; the folder for the session."""
    runtime = tmp_path / "runtime"
    runtime.mkdir(0o700)
    script = f"sh -c 'printf quince >> \"$1\"; touch {tmp_path}/written; exec sleep 60' sh"
    env: dict[str, Any] = {**SEALED, "EDITOR": script, "XDG_RUNTIME_DIR": str(runtime)}
    terminal = room.open("journal", "--free", "--editor", **env)
    until((tmp_path / "written").exists, "the editor")
    terminal.kill(signal.SIGKILL)
    assert b"quince" in everything_below(runtime)
    return runtime


OTHER_SESSIONS: dict[str, tuple[dict[str, Any] | None, tuple[str, ...]]] = {
    "another kind": (SEALED, ()),
    "one that may not look": (SEALED, ()),
    "decrypting": (SEALED, ("encrypt", "--off")),
    "restoring": (SEALED, ("restore", "plain.db", "--unseal")),
    "restoring without its key": ({}, ("restore", "plain.db", "--unseal")),
    "restoring in the same": (None, ("restore", "plain.db", "--unseal")),
}


@pytest.mark.parametrize("session", OTHER_SESSIONS)
@pytest.mark.some(3)
def test_what_an_editor_has_is_offered_after_a_session_of_another_kind(
    room: Room, trust: Trust, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, session: str
) -> None:
    """It knows of no folder for the time someone is logged in, or can't look into it."""
    monkeypatch.chdir(tmp_path)
    trust("journal", "--free", "-m", CANARY)
    trust("backup", "plain.db")
    trust("encrypt", "--remove-plaintext", env=SEALED)
    runtime = _in_a_killed_editor(room, tmp_path)
    here = {**SEALED, "XDG_RUNTIME_DIR": str(runtime)}
    if session == "one that may not look":
        runtime.rename(tmp_path / "away")
    env, argv = OTHER_SESSIONS[session]
    done = trust(*argv, env=here if env is None else env)
    assert done.code == 0, done
    if session == "one that may not look":
        (tmp_path / "away").rename(runtime)
    trust(env=here)
    assert b"quince" not in everything_below(runtime)
    assert "unsaved text" in trust(env=SEALED).err


def test_a_session_without_the_folder_of_the_editor_takes_the_text_in(
    room: Room, trust: Trust, tmp_path: Path
) -> None:
    """The description of the draft says where it is."""
    trust("journal", "--free", "-m", CANARY)
    trust("encrypt", "--remove-plaintext", env=SEALED)
    runtime = _in_a_killed_editor(room, tmp_path)
    assert "unsaved text" in trust(env=SEALED).err
    assert b"quince" not in everything_below(runtime)


def test_what_a_window_saves_while_an_encrypted_draft_is_offered_stays_private(
    room: Room, trust: Trust, sealed: Path, tmp_path: Path
) -> None:
    """The window saves in the folder where the editor has the text readable."""
    runtime = tmp_path / "runtime"
    runtime.mkdir(0o700)
    trust("config", "set", "context", "partnered", env=SEALED)
    script = editor(room, f'echo "$1" > "{tmp_path}/path"; echo words >> "$1"; exit 1')
    env: dict[str, Any] = {**SEALED, "EDITOR": script, "XDG_RUNTIME_DIR": str(runtime)}
    assert room.open("journal", "--private", "--editor", **env).end() == 1
    path = Path((tmp_path / "path").read_text("utf-8").strip())
    terminal = room.open(**env)
    terminal.wait_for("[s/e/d] ")
    path.write_text("words, and quince", "utf-8")
    terminal.type("d" + ENTER)
    terminal.wait_for("[y/N] ")
    terminal.type("y" + ENTER)
    assert terminal.end() == 0
    assert "so nothing was discarded" in terminal.said
    assert b"quince" not in everything_below(runtime)
    terminal = room.open(**env)
    terminal.wait_for("[s/e/d] ")
    terminal.type("s" + ENTER)
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    entries = trust("list", "--json", env=env).json["data"]["entries"]
    assert [entry["private"] for entry in entries] == [True, False]


@pytest.mark.parametrize("decrypted", [False, True], ids=["encrypted", "decrypted since"])
def test_a_window_that_saves_late_replaces_no_words_written_since(
    room: Room, trust: Trust, sealed: Path, tmp_path: Path, decrypted: bool
) -> None:
    """The program it belonged to was ended, and the draft was gone on with at the terminal."""
    runtime = _in_a_killed_editor(room, tmp_path)
    (path,) = runtime.rglob("*.md")
    before = path.read_text("utf-8")
    env: dict[str, Any] = {**SEALED, "XDG_RUNTIME_DIR": str(runtime)}
    terminal = room.open(**env)
    terminal.wait_for("[s/e/d] ")
    assert not path.exists()
    terminal.type("e" + ENTER)
    terminal.wait_for_the_writer()
    terminal.type(" Words since then." + CTRL_C)
    terminal.end()
    path.write_text(before + "Words of the window.", "utf-8")
    if not decrypted:
        trust(env=env)
        assert not path.exists()
        assert trust(env=env).err.count("here's unsaved text") == 2
    assert trust("encrypt", "--off", env=env).code == 0
    trust(env=env)
    texts = "".join(room.draft_texts())
    assert "Words since then." in texts
    assert "Words of the window." in texts


@pytest.mark.parametrize("argv", [(), ("encrypt", "--off")], ids=["trust", "encrypt --off"])
def test_a_window_may_save_while_its_text_is_taken_in(
    room: Room,
    trust: Trust,
    sealed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    argv: tuple[str, ...],
) -> None:
    runtime = _in_a_killed_editor(room, tmp_path)
    (path,) = runtime.rglob("*.md")
    env: dict[str, Any] = {**SEALED, "XDG_RUNTIME_DIR": str(runtime)}
    really, saved = os.fsync, list[Path]()

    def save_meanwhile(descriptor: int) -> None:
        if path.exists() and not saved:
            saved.append(path)
            path.write_text(path.read_text("utf-8") + "Words of the window.", "utf-8")
        really(descriptor)

    monkeypatch.setattr(os, "fsync", save_meanwhile)
    trust(*argv, env=env)
    assert saved
    if not argv:
        assert not path.exists()
        assert trust("encrypt", "--off", env=env).code == 0
    trust(env=env)
    assert "Words of the window." in "".join(room.draft_texts())


def _empty_in_a_killed_editor(room: Room, tmp_path: Path, runtime: Path) -> Path:
    """Leave an empty draft of a sealed journal that an editor had; its description."""
    runtime.mkdir(0o700)
    script = editor(room, f'touch "{tmp_path}/open"; exec sleep 60')
    env: dict[str, Any] = {**SEALED, "EDITOR": script, "XDG_RUNTIME_DIR": str(runtime)}
    terminal = room.open("journal", "--free", "--editor", "--private", **env)
    until((tmp_path / "open").exists, "the editor")
    terminal.kill(signal.SIGKILL)
    (description,) = room.drafts.glob("*.json")
    return description


def two_days_later(description: Path) -> None:
    days_ago = description.stat().st_mtime - 2 * 24 * 60 * 60
    os.utime(description, (days_ago, days_ago))


def test_an_empty_draft_goes_once_the_folder_of_its_editor_is_gone(
    sealed: Path, room: Room, trust: Trust, tmp_path: Path
) -> None:
    description = _empty_in_a_killed_editor(room, tmp_path, tmp_path / "runtime")
    shutil.rmtree(tmp_path / "runtime")
    assert trust(env=SEALED).err == ""
    assert description.exists()
    two_days_later(description)
    assert trust(env=SEALED).err == ""
    assert room.leftovers() == []


def test_an_empty_draft_stays_while_its_folder_may_come_back(
    sealed: Path, room: Room, trust: Trust, tmp_path: Path
) -> None:
    """As with a disk that is away, or in a sandbox that sees other folders."""
    place = tmp_path / "media" / "disk"
    place.mkdir(parents=True)
    description = _empty_in_a_killed_editor(room, tmp_path, place / "runtime")
    (open_text,) = (place / "runtime").rglob("*.md")
    open_text.write_text("quince")
    place.rename(tmp_path / "away")
    place.mkdir()
    two_days_later(description)
    assert trust(env=SEALED).err == ""
    assert description.exists()
    place.rmdir()
    (tmp_path / "away").rename(place)
    terminal = room.open(XDG_RUNTIME_DIR=str(place / "runtime"), **SEALED)
    terminal.wait_for("[s/e/d]")
    terminal.type("s" + ENTER)
    terminal.wait_for("Enter to skip: ")
    terminal.type(ENTER)
    assert terminal.end() == 0
    entry = trust("show", "last", "--json", env=SEALED).json["data"]["entry"]
    assert (entry["body"], entry["private"]) == ("quince", True)


IN_MEMORY = Path("/dev/shm")
AFTER_A_START = 'mount --bind "$0" /proc/sys/kernel/random/boot_id && exec "$@"'


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("unshare") is None, reason="needs mounts")
def test_an_empty_draft_goes_after_a_start_of_the_computer_where_it_was_in_memory(
    sealed: Path, room: Room, tmp_path: Path
) -> None:
    boot = tmp_path / "boot"
    boot.write_text("another start\n")
    started = ["unshare", "--mount", "sh", "-c", AFTER_A_START, str(boot)]
    runtime = IN_MEMORY / tmp_path.name / "runtime"
    if subprocess.run([*started, "true"], check=False).returncode:
        pytest.skip("needs mounts")
    runtime.parent.mkdir()
    try:
        description = _empty_in_a_killed_editor(room, tmp_path, runtime)
        assert list(runtime.rglob("*.md"))
        shutil.rmtree(runtime.parent)
        two_days_later(description)
        runtime.parent.mkdir()  # of another session: it says nothing
        argv = command("--plain")
        env = {**environment(room.home), **SEALED}
        assert subprocess.run(argv, env=env, capture_output=True, check=False).returncode == 0
        assert description.exists()
        subprocess.run([*started, *argv], env=env, capture_output=True, check=True)
        assert room.leftovers() == []
    finally:
        shutil.rmtree(runtime.parent)


def test_another_computer_says_nothing_of_a_folder_of_this_one(tmp_path: Path) -> None:
    folder = tmp_path / "runtime" / "trustjournal-1"
    folder.mkdir(parents=True)
    described = mounts.describe(folder)
    path = folder / "a.md"
    assert mounts.is_gone(path, described)
    path.touch()
    assert not mounts.is_gone(path, described)
    shutil.rmtree(folder.parent)
    assert mounts.is_gone(path, described)
    assert not mounts.is_gone(path, {**described, "machine": "another"})
    for unknown in (None, {}, {**described, "folders": None}, {**described, "folders": [[0, 0]]}):
        assert not mounts.is_gone(path, unknown)


# --- restore -------------------------------------------------------------------------------------


def test_a_plain_copy_does_not_unseal_by_accident(trust: Trust, home: Path) -> None:
    trust("journal", "--free", "-m", CANARY)
    trust("encrypt", env=SEALED)
    (copy,) = (home / "backups").glob("*-daily.db")
    refused = trust("restore", copy.name, env=SEALED)
    assert refused.code == 2
    assert not (home / "journal.db").read_bytes().startswith(b"SQLite")
    assert trust("restore", copy.name, "--unseal", env=SEALED).code == 0
    assert bodies(trust, {}) == [CANARY]


def test_a_flipped_bit_in_a_sealed_journal_is_always_noticed(
    sealed: Path, trust: Trust, home: Path
) -> None:
    sound = sealed.read_bytes()
    chance = random.Random(11)
    for _ in range(12):
        flipped = bytearray(sound)
        flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
        sealed.write_bytes(flipped)
        assert trust("doctor", env=SEALED).code in (12, 14)
    sealed.write_bytes(sound)
    assert trust("doctor", env=SEALED).code == 0


def test_a_ruined_page_of_a_sealed_journal_costs_what_stood_on_it(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    elsewhere = {"TRUST_HOME": str(tmp_path / "elsewhere")}
    made = trust("journal", "--free", "-m", CANARY, "--json", env=elsewhere)
    a_year(home, from_row(made.json["data"]["entry"]), 60)
    assert trust("encrypt", env=SEALED).code == 0
    out = tmp_path / "out.db"
    sound = bytearray((home / "journal.db").read_bytes())
    for page in (len(sound) // 4096 // 2, len(sound) // 4096 - 1):
        raw = bytearray(sound)
        raw[page * 4096 + 100] ^= 1
        (home / "journal.db").write_bytes(raw)
        assert trust("doctor", env=SEALED).code == 14
        out.unlink(missing_ok=True)
        told = trust("doctor", "--salvage", str(out), "--json", env=SEALED).json["data"]
        assert told["entries"] >= 57  # three of them on a page
    done = trust("doctor", "--salvage", str(tmp_path / "2.db"), env=SEALED)
    assert "The journal was encrypted, and" in done.out
    assert trust("restore", str(out), env=SEALED).code == 2


def test_a_ruined_root_of_the_entries_costs_none_of_them(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    from sqlcipher3 import dbapi2

    elsewhere = {"TRUST_HOME": str(tmp_path / "elsewhere")}
    made = trust("journal", "--free", "-m", CANARY, "--json", env=elsewhere)
    a_year(home, from_row(made.json["data"]["entry"]), 60)
    path, out = home / "journal.db", tmp_path / "out.db"
    assert trust("encrypt", env=SEALED).code == 0
    with closing(dbapi2.connect(str(path))) as connection:
        connection.execute(f"PRAGMA key = '{PASSPHRASE}'")
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'entry'"
        ).fetchone()
    with path.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(bytes(4096))

    told = trust("doctor", "--salvage", str(out), "--json", env=SEALED).json["data"]

    assert told["entries"] == 60
    assert [left.name for left in tmp_path.iterdir() if left.name.startswith(".out")] == []


@pytest.mark.parametrize("words", [("encrypt",), ("restore", "last")], ids=" ".join)
def test_a_full_disk_changes_nothing(trust: Trust, home: Path, words: tuple[str, ...]) -> None:
    trust("journal", "--free", "-m", "quiet words " * 30_000)
    path = home / "journal.db"
    before = path.read_bytes()
    argv = " ".join(f"'{word}'" for word in command(*words))
    done = subprocess.run(
        ["/bin/bash", "-c", f"ulimit -f 200; trap '' XFSZ; {argv}"],
        env={**environment(home), **SEALED},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr.count(b"\n")) == (74, 1), done.stderr
    assert path.read_bytes() == before
    assert [each.name for each in home.iterdir() if each.name.startswith(".")] == []


def test_a_copy_from_before_a_migration_is_named_and_removed(trust: Trust, home: Path) -> None:
    trust("journal", "--free", "-m", CANARY)
    copy = home / "backups" / "schema-1-migrate.db"
    next((home / "backups").glob("*-daily.db")).rename(copy)
    assert "schema-1-migrate.db" in trust("restore").out
    assert "schema-1-migrate.db" in trust("encrypt", env=SEALED).out
    assert trust("encrypt", "--remove-plaintext", env=SEALED).code == 0
    assert not copy.exists()


def test_what_a_restore_replaced_is_sealed_not_removed(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    """Its words may be nowhere else: restore said that it keeps them."""
    trust("journal", "--free", "-m", "early")
    trust("backup", str(tmp_path / "old.db"))
    trust("journal", "--free", "-m", CANARY)
    assert trust("restore", str(tmp_path / "old.db"), "--yes").code == 0
    (copy,) = (home / "backups").glob("*-restore.db")
    ruined = copy.with_name("20260101T000000Z-restore.db")
    raw = bytearray(copy.read_bytes())
    raw[4096 : 2 * 4096] = bytes(4096)
    ruined.write_bytes(raw)
    done = trust("encrypt", "--remove-plaintext", "--json", env=SEALED)
    assert done.json["data"]["sealed_copies"] == [str(copy)]
    assert done.json["data"]["spared_copies"] == [str(ruined)]
    ruined.unlink()
    assert CANARY.encode() not in everything_below(home)
    assert trust("restore", copy.name, "--yes", env=SEALED).code == 0
    assert CANARY in bodies(trust)


@pytest.mark.parametrize("later", [False, True])
def test_copies_of_a_lost_journal_are_not_removed(trust: Trust, home: Path, later: bool) -> None:
    """They may be the last place of its words, whatever was begun in its place."""
    trust("journal", "--free", "-m", CANARY)
    (copy,) = (home / "backups").glob("*-daily.db")
    (home / "journal.db").unlink()
    trust("journal", "--free", "-m", "a new beginning", now="2026-11-23T20:00:00+01:00")
    if later:
        assert trust("encrypt", env=SEALED).code == 0
    done = trust("encrypt", "--remove-plaintext", env=SEALED)
    assert done.code == 0
    assert copy.name in done.out
    assert "from another journal" in " ".join(done.out.split())
    assert [path.name for path in (home / "backups").glob("*-daily.db")] == [copy.name]
    assert trust("restore", copy.name, "--unseal", "--yes", env=SEALED).code == 0
    assert bodies(trust, {}) == [CANARY]


LACKING: dict[str, list[tuple[str, ...]]] = {
    "an entry": [("journal", "--free", "-m", "saffron")],
    "a version": [("edit", "last", "-m", "saffron"), ("edit", "last", "-m", "other words")],
    "a promise": [("promise", "add", "bring saffron")],
    "a word on a promise": [("promise", "kept", "call", "--note", "saffron")],
    "a pause": [("pause", "2026-12-01..2026-12-02", "--reason", "saffron")],
    "a person": [("people", "set", "Saffron", "--every", "3")],
}


@pytest.mark.parametrize("acts", LACKING.values(), ids=LACKING)
@pytest.mark.some(3)
def test_a_copy_with_words_the_journal_lacks_is_sealed_not_removed(
    trust: Trust, home: Path, tmp_path: Path, acts: list[tuple[str, ...]]
) -> None:
    trust("journal", "--free", "-m", CANARY)
    trust("promise", "add", "call on Sunday")
    trust("backup", str(tmp_path / "old.db"))
    for act in acts:
        assert trust(*act).code == 0, trust(*act)
    trust("backup")
    (copy,) = (home / "backups").glob("*-manual.db")
    assert trust("restore", str(tmp_path / "old.db"), "--yes").code == 0
    for replaced in (home / "backups").glob("*-restore.db"):
        replaced.unlink()
    done = trust("encrypt", "--remove-plaintext", env=SEALED)
    assert done.code == 0
    assert copy.name in done.out
    assert [path.name for path in (home / "backups").glob("*-daily.db")] == []
    assert b"affron" not in everything_below(home)
    assert trust("restore", copy.name, "--yes", env=SEALED).code == 0
    assert "affron" in trust("export", "json", "-", "--include-private", env=SEALED).out


def test_a_copy_goes_though_its_labels_have_changed_or_its_entry_is_in_the_trash(
    trust: Trust, home: Path
) -> None:
    trust("journal", "--free", "-m", CANARY, "--tag", "evening", "--mood", "4")
    trust("journal", "--free", "-m", "another")
    trust("backup")
    trust("tags", "rename", "evening", "night", "--yes")
    trust("edit", "last-1", "--mood", "2")
    trust("delete", "last")
    done = trust("encrypt", "--remove-plaintext", "--json", env=SEALED).json["data"]
    assert (done["sealed_copies"], done["spared_copies"]) == ([], [])
    assert list((home / "backups").glob("*-manual.db")) == []


def test_a_file_that_is_no_journal_is_not_removed(trust: Trust, home: Path) -> None:
    trust("journal", "--free", "-m", CANARY)
    path = home / "backups" / "recipes.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipe (text)")
    done = trust("encrypt", "--remove-plaintext", env=SEALED)
    assert "recipes.db" in done.out
    assert path.exists()


def test_a_copy_with_words_in_a_log_beside_it_is_not_removed(trust: Trust, home: Path) -> None:
    trust("journal", "--free", "-m", CANARY)
    trust("backup")
    (copy,) = (home / "backups").glob("*-manual.db")
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("UPDATE entry SET body = 'saffron'")
        connection.commit()
        log = copy.with_name(f"{copy.name}-wal")
        raw = copy.read_bytes(), log.read_bytes()
    copy.write_bytes(raw[0])
    log.write_bytes(raw[1])
    done = trust("encrypt", "--remove-plaintext", "--json", env=SEALED)
    assert done.json["data"]["spared_copies"] == [str(copy)]
    assert (copy.read_bytes(), log.read_bytes()) == raw


def test_plain_copies_stay_while_the_sealed_journal_cannot_be_read(
    sealed: Path, trust: Trust, home: Path, tmp_path: Path
) -> None:
    plain = home / "backups" / "20260101T000000Z-manual.db"
    trust("journal", "--free", "-m", CANARY, env={"TRUST_HOME": str(tmp_path / "other")})
    (tmp_path / "other" / "journal.db").rename(plain)
    raw = bytearray(sealed.read_bytes())
    for page in range(1, len(raw) // 4096):
        raw[page * 4096 + 50] ^= 1
    sealed.write_bytes(raw)
    assert trust("encrypt", "--remove-plaintext", env=SEALED).code == 14
    assert trust("encrypt", "--remove-plaintext").code == 12
    assert plain.exists()


@pytest.mark.parametrize(
    "words",
    [("encrypt",), pytest.param(("encrypt", "--off"), marks=LONG), ("restore", "last")],
    ids=" ".join,
)
def test_it_waits_for_whoever_is_writing(
    trust: Trust, room: Room, home: Path, words: tuple[str, ...]
) -> None:
    """A draft in use would be sealed with a key its program does not know."""
    for question in ("ask_mood", "ask_closeness"):
        trust("config", "set", question, "off")
    trust("journal", "--free", "-m", CANARY)
    if words != ("encrypt",):
        trust("encrypt", env=SEALED)
    if words == ("restore", "last"):
        trust("encrypt", "--off", env=SEALED)  # the last copy is sealed, the journal is not
    terminal = room.open("journal", "--free", **SEALED)
    terminal.wait_for_the_writer()
    terminal.type("quince")
    before = (home / "journal.db").read_bytes()
    refused = trust(*words, env=SEALED)
    assert (refused.code, refused.err.count("\n")) == (11, 1)
    assert (home / "journal.db").read_bytes() == before
    terminal.type(CTRL_D)
    assert terminal.end() == 0
    assert trust(*words, env=SEALED).code == 0


@pytest.mark.parametrize("number", [signal.SIGQUIT, signal.SIGTERM])
def test_a_terminal_shows_what_is_typed_again_after_a_signal_at_the_passphrase(
    sealed: Path, room: Room, number: int
) -> None:
    terminal = room.shell("$TRUST list; echo code $?; stty -a")
    terminal.wait_for("Passphrase: ")
    os.kill(child_of(terminal), number)
    terminal.wait_for(f"code {128 + number}")
    assert terminal.end() == 0
    assert " -echo " not in terminal.said


def test_an_editor_that_empties_the_file_as_it_dies_takes_no_words(
    sealed: Path, room: Room, trust: Trust, tmp_path: Path
) -> None:
    trust("edit", "last", "-m", "quince", env=SEALED)
    script = editor(room, f': > "$1"; touch "{tmp_path}/emptied"; sleep 60')
    env: dict[str, Any] = {**SEALED, "EDITOR": script, "XDG_RUNTIME_DIR": str(tmp_path / "run")}
    terminal = room.open("edit", "last", "--editor", **env)
    until((tmp_path / "emptied").exists, "the editor")
    terminal.kill(signal.SIGTERM)
    terminal.end()
    assert bodies(trust)[0] == "quince"
    sealed_draft = next(room.drafts.glob("*.sealed"))
    assert sealed_draft.stat().st_size > 28  # a nonce and a tag beside the words


@pytest.mark.parametrize("where", ["", pytest.param("memory", marks=LONG)])
def test_an_editor_leaves_no_copies_of_its_own(
    sealed: Path, room: Room, trust: Trust, tmp_path: Path, where: str
) -> None:
    """As editors do that keep a backup, swap and undo files beside the text."""
    runtime = tmp_path / "run"
    script = editor(
        room,
        'echo quince >> "$1"; n=$(basename "$1"); d=$(dirname "$1");'
        ' for copy in "$n~" ".$n.swp" "#$n#" ".$n.un~"; do cp "$1" "$d/$copy"; done',
    )
    env: dict[str, Any] = {**SEALED, "EDITOR": script, "XDG_RUNTIME_DIR": where and str(runtime)}
    terminal = room.open("journal", "--free", "--editor", **env)
    for _ in range(2):
        terminal.type(ENTER)
    assert terminal.end() == 0
    assert b"quince" not in everything_below(room.home, runtime)
    assert any("quince" in body for body in bodies(trust))


def test_what_editors_left_of_stored_texts_is_sealed_too(trust: Trust, home: Path) -> None:
    """Copies beside drafts that are gone: nobody offers them, and nobody else has those words."""
    trust("journal", "--free", "-m", CANARY)
    (home / "drafts").mkdir(exist_ok=True)
    names = {"a": f"{'a' * 20}.md~", "b": f"#{'b' * 20}.md#", "c": f".{'c' * 20}.md.swp"}
    for letter, name in names.items():
        zero = b"\0" if letter == "c" else b""
        (home / "drafts" / name).write_bytes(zero + f"quince {letter}".encode())
    assert trust("encrypt", "--remove-plaintext", env=SEALED).code == 0
    assert b"quince" not in everything_below(home)
    assert len(list((home / "drafts").glob("*.sealed"))) == 2
    assert trust("encrypt", "--off", env=SEALED).code == 0
    texts = [path.read_bytes() for path in (home / "drafts").iterdir() if path.suffix != ".json"]
    assert sorted(texts) == [b"\0quince c", b"quince a", b"quince b"]


@pytest.mark.skipif(shutil.which("vim") is None, reason="needs vim")
def test_vim_keeps_nothing_whatever_its_settings_say(
    sealed: Path, room: Room, trust: Trust, tmp_path: Path
) -> None:
    kept = tmp_path / "vim"
    kept.mkdir()
    (tmp_path / ".vimrc").write_text(
        f"set nocompatible backup undofile backupdir={kept} undodir={kept} directory={kept}\n"
        f"set viminfo='100,n{kept}/info\n"
    )
    env: dict[str, Any] = {**SEALED, "EDITOR": "vim", "XDG_RUNTIME_DIR": str(tmp_path / "run")}
    terminal = room.open("journal", "--free", "--editor", **env)
    until(lambda: terminal.read(0.1) and "~" in terminal.text, "vim")
    terminal.type("Goquince\x1b:w\roplum\x1b:wq\r")
    terminal.wait_for("Mood")
    for _ in range(2):
        terminal.type(ENTER)
    assert terminal.end() == 0
    assert bodies(trust)[0] == "quince\nplum"
    assert list(kept.iterdir()) == []
    assert not (tmp_path / ".viminfo").exists()
    assert b"quince" not in everything_below(tmp_path)


def test_a_place_that_is_not_ours_gets_no_readable_text(
    sealed: Path, room: Room, trust: Trust, tmp_path: Path
) -> None:
    """Someone who may write where we would put it could wait for us with a link."""
    runtime, theirs = tmp_path / "run", tmp_path / "theirs"
    runtime.mkdir()
    theirs.mkdir()
    script = editor(room, f'echo "$1" > "{tmp_path}/where"; echo quince >> "$1"')
    env: dict[str, Any] = {**SEALED, "EDITOR": script, "XDG_RUNTIME_DIR": str(runtime)}
    folders = (room.drafts, room.home / "journal.db")
    which = "-".join(blake2b(bytes(path), digest_size=4).hexdigest() for path in folders)
    (runtime / f"trustjournal-{which}").symlink_to(theirs)
    terminal = room.open("journal", "--free", "--editor", **env)
    for _ in range(2):
        terminal.type(ENTER)
    assert terminal.end() == 0
    assert (tmp_path / "where").read_text().startswith(str(room.drafts))
    assert list(theirs.iterdir()) == []


@pytest.mark.parametrize("there", ["sealed anew", "plain"])
@pytest.mark.parametrize("argv", [("journal", "--free", "-m", "quince"), ("list",), ("doctor",)])
def test_another_file_that_takes_its_place_while_it_is_opened_is_no_wrong_passphrase(
    sealed: Path, trust: Trust, tmp_path: Path, there: str, argv: tuple[str, ...]
) -> None:
    first = sealed.read_bytes()
    assert trust("encrypt", "--off", env=SEALED).code == 0
    if there == "sealed anew":
        assert trust("encrypt", env=SEALED).code == 0
    (tmp_path / "next.db").write_bytes(sealed.read_bytes())
    sealed.write_bytes(first)
    # The passphrase is asked for once the salt of the first file is known.
    script = tmp_path / "say"
    script.write_text(f"#!/bin/sh\nmv '{tmp_path}/next.db' '{sealed}'\necho '{PASSPHRASE}'\n")
    script.chmod(0o755)
    done = trust(*argv, env={"TRUST_PASSPHRASE_COMMAND": str(script)})
    assert (done.code, done.err) == (0, "")
    assert not (tmp_path / "next.db").exists()
    more = ["quince"] if argv[0] == "journal" else []
    assert bodies(trust) == [*more, CANARY]


@pytest.fixture
def no_room_for_copies(trust: Trust, home: Path) -> Iterator[Path]:
    """A folder of backups with one in it that anyone can read, and that takes no more."""
    trust("journal", "--free", "-m", CANARY)
    folder = home / "backups"
    copies = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert copies
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m,mode=0700", "none", str(folder)]
    is_mounted = os.geteuid() == 0 and not subprocess.run(mount, check=False).returncode
    try:
        if is_mounted:
            for name, content in copies.items():
                (folder / name).write_bytes(content)
            room = os.statvfs(folder)
            (folder / "filling").write_bytes(b"\0" * (room.f_bavail * room.f_frsize - 4096))
        elif os.geteuid():
            folder.chmod(0o500)
        else:
            pytest.skip("needs a folder that refuses")
        yield folder
    finally:
        if is_mounted:
            subprocess.run(["umount", str(folder)], check=True)
        else:
            folder.chmod(0o700)


@pytest.mark.parametrize("json", [False, True])
def test_readable_copies_stay_where_no_sealed_one_could_be_made(
    no_room_for_copies: Path, trust: Trust, json: bool
) -> None:
    before = sorted(path.name for path in no_room_for_copies.iterdir())
    more = ["--json"] if json else []
    done = trust("encrypt", "--remove-plaintext", *more, env=SEALED)
    assert sorted(path.name for path in no_room_for_copies.iterdir()) == before
    assert done.code == 74
    said = str(done.json) if json else done.err
    assert "couldn't be backed up" in said
    assert "the unencrypted backups were kept" in said
    assert not json or done.json["data"]["removed"] is False
    assert bodies(trust) == [CANARY]


def test_without_room_for_a_sealed_copy_encrypting_alone_says_so(
    no_room_for_copies: Path, trust: Trust
) -> None:
    done = trust("encrypt", env=SEALED)
    assert done.code == 0
    assert "couldn't be backed up" in done.err


# --- what the passphrase is ----------------------------------------------------------------------


@pytest.mark.parametrize("more", ["\r", "\nsecond line"])
def test_a_passphrase_is_the_first_line_of_whatever_gives_it(
    trust: Trust, home: Path, more: str
) -> None:
    trust("journal", "--free", "-m", CANARY)
    trust("encrypt", "--remove-plaintext", env={"TRUST_PASSPHRASE": PASSPHRASE + more})
    assert bodies(trust) == [CANARY]


@pytest.mark.parametrize("earlier", [f"{PASSPHRASE}\r", f"{PASSPHRASE}\nsecond line", "grün"])
def test_a_journal_opens_that_an_earlier_version_sealed_with_another_reading(earlier: str) -> None:
    value = earlier.encode().decode("iso-8859-1") if earlier == "grün" else earlier
    found = encryption_keys.PassphraseKeys(
        {"TRUST_PASSPHRASE": earlier}, "", remember=False, ask=lambda _: None
    )
    salt = bytes(range(16))
    assert encryption_keys.derive(value, salt) in found.candidates(salt)


# --- what a killed program leaves ----------------------------------------------------------------


def test_what_a_killed_program_left_goes_whoever_has_its_number(sealed: Path, trust: Trust) -> None:
    left = sealed.with_name(f".journal.db.{os.getppid()}-7.new")
    left.write_bytes(b"SQLite format 3\0 readable words")
    left.with_name(f"{left.name}-lock").touch()
    trust("journal", "--free", "-m", "more", env=SEALED)
    assert not left.exists()
    assert not left.with_name(f"{left.name}-lock").exists()


@needs_strace
@pytest.mark.parametrize(
    "argv", [("list",), ("search", "more"), ("streak",), ("journal", "-m", "x")]
)
@pytest.mark.some(2)
def test_a_readable_copy_of_a_killed_decryption_goes_with_the_next_command(
    sealed: Path, trust: Trust, argv: tuple[str, ...]
) -> None:
    killed = ["strace", "-f", "-o", "/dev/null", "-e", "trace=rename"]
    killed += ["-e", "inject=rename:signal=KILL", *command("encrypt", "--off")]
    env = {**environment(sealed.parent, **SEALED), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run(killed, env=env, check=False)
    left = list(sealed.parent.glob(".journal.db.*"))
    assert any(path.read_bytes().startswith(b"SQLite") for path in left)
    assert trust(*argv, env=SEALED).code == 0
    assert not list(sealed.parent.glob(".journal.db.*"))


def test_without_locks_a_draft_is_offered_and_the_journal_sealed(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    trust("journal", "--free", "-m", CANARY)
    monkeypatch.setattr("fcntl.flock", refuse)
    with (home / "journal.db").open("rb") as file:
        assert drafts.files.try_lock(file)
    assert trust("encrypt", env=SEALED).code == 0


def test_a_change_that_was_done_is_said_where_the_drafts_cannot_be_written(
    sealed: Path, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "a-draft")

    monkeypatch.setattr(drafts.Drafts, "carry_over", refuse)
    done = trust("encrypt", "--off", env=SEALED)
    assert done.code == 74
    assert "readable without a passphrase now" in done.err
    assert bodies(trust, {}) == [CANARY]


@needs_strace
def test_the_log_of_a_killed_save_does_not_stay_readable_beside_an_encrypted_journal(
    trust: Trust, home: Path
) -> None:
    """SQLite never counted its pages, so it neither uses the log nor removes it."""
    trust("journal", "--free", "-m", f"{CANARY} of long ago")
    log = home / "journal.db-journal"
    kill = ["-P", str(log), "-e", "trace=fsync,fdatasync", "-e"]
    kill += ["inject=fsync,fdatasync:signal=KILL:when=1"]
    killed = ["strace", "-f", "-o", "/dev/null", *kill, *command("edit", "last", "-m", "new")]
    subprocess.run(killed, env=environment(home), check=False, capture_output=True)
    assert CANARY.encode() in log.read_bytes()
    assert trust("encrypt", "--remove-plaintext", env=SEALED).code == 0
    assert CANARY.encode() not in everything_below(home)


@needs_strace
def test_nor_does_it_stay_beside_an_encrypted_copy_that_is_put_back(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    trust("journal", "--free", "-m", f"{CANARY} of long ago")
    assert trust("encrypt", "--remove-plaintext", env=SEALED).code == 0
    assert trust("backup", str(tmp_path / "copy.db"), env=SEALED).code == 0
    assert trust("encrypt", "--off", env=SEALED).code == 0
    log = home / "journal.db-journal"
    kill = ["-P", str(log), "-e", "trace=fsync,fdatasync", "-e"]
    kill += ["inject=fsync,fdatasync:signal=KILL:when=1"]
    killed = ["strace", "-f", "-o", "/dev/null", *kill, *command("edit", "last", "-m", "new")]
    subprocess.run(killed, env=environment(home), check=False, capture_output=True)
    assert CANARY.encode() in log.read_bytes()
    shutil.copy(log, tmp_path)
    assert trust("backup", "restore", str(tmp_path / "copy.db"), "--yes", env=SEALED).code == 0
    assert not log.exists()
    shutil.copy(tmp_path / log.name, home)  # as a version before this one left it
    assert trust("encrypt", "--remove-plaintext", env=SEALED).code == 0
    assert not log.exists()


def test_what_editors_left_unfinished_is_encrypted_with_the_journal(
    trust: Trust, home: Path
) -> None:
    """GLib and others save under another name first, and may be killed then."""
    trust("journal", "--free", "-m", "an entry")
    drafts.Drafts(home / "drafts").begin("d" * 20, {}, "a draft").let_go()
    (home / "drafts" / ".goutputstream-A1B2C3").write_text(f"{CANARY} unfinished")
    assert trust("encrypt", "--remove-plaintext", env=SEALED).code == 0
    assert CANARY.encode() not in everything_below(home)
    assert trust("encrypt", "--off", env=SEALED).code == 0
    assert trust(env=SEALED).code == 0
    assert CANARY.encode() in everything_below(home / "drafts")


def test_a_readable_draft_from_before_the_encryption_replaces_nothing(
    trust: Trust, home: Path
) -> None:
    """It comes back with an older home folder, or from a cloud."""
    trust("journal", "--free", "-m", "an entry")
    drafts.Drafts(home / "drafts").begin("d" * 20, {}, "the newer words").let_go()
    assert trust("encrypt", env=SEALED).code == 0
    (home / "drafts" / f"{'d' * 20}.md").write_text("the older words")
    assert trust(env=SEALED).code == 0
    assert trust("encrypt", "--off", env=SEALED).code == 0
    texts = {path.read_text("utf-8") for path in (home / "drafts").glob("*.md")}
    assert texts == {"the newer words", "the older words"}


def test_a_readable_draft_beside_one_of_another_encryption_is_offered_and_encrypted(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    """The home folder is laid over by an older one, and the journal is encrypted once more."""
    trust("journal", "--free", "-m", "an entry")
    drafts.Drafts(home / "drafts").begin("d" * 20, {}, "the encrypted words").let_go()
    shutil.copytree(home, tmp_path / "older")
    assert trust("encrypt", "--remove-plaintext", env=SEALED).code == 0
    (home / "journal.db.encrypted").unlink(missing_ok=True)
    shutil.copytree(tmp_path / "older", home, dirs_exist_ok=True)
    (home / "drafts" / f"{'d' * 20}.md").write_text(f"{CANARY} of the newer words")
    (home / "drafts" / f".{'d' * 20}.md.1.tmp").write_text(f"{CANARY} half written")
    other = {"TRUST_PASSPHRASE": "another five quiet words"}
    assert trust("encrypt", "--remove-plaintext", env=other).code == 0
    assert CANARY.encode() not in everything_below(home)
    assert trust("encrypt", "--off", env=other).code == 0
    texts = {path.read_text("utf-8") for path in (home / "drafts").glob("*.md")}
    assert texts == {f"{CANARY} of the newer words", f"{CANARY} half written"}


def test_a_readable_draft_is_offered_beside_one_that_no_earlier_key_opens(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    trust("journal", "--free", "-m", "an entry")
    for _ in range(2):  # the journal knows an earlier key, but not that of the text
        drafts.Drafts(home / "drafts").begin("d" * 20, {}, "the encrypted words").let_go()
        shutil.rmtree(tmp_path / "older", ignore_errors=True)
        shutil.copytree(home, tmp_path / "older")
        assert trust("encrypt", "--remove-plaintext", env=SEALED).code == 0
        shutil.copy(home / "drafts" / f"{'d' * 20}.sealed", tmp_path)
        assert trust("encrypt", "--off", env=SEALED).code == 0
    shutil.copy(tmp_path / "older" / "journal.db", home)
    shutil.copy(tmp_path / f"{'d' * 20}.sealed", home / "drafts")
    (home / "drafts" / f"{'d' * 20}.md").write_text("the newer words")
    assert "unsaved text for" in trust().err
    assert (home / "drafts" / f"{'d' * 20}.md").read_text("utf-8") == "the newer words"


def test_a_restore_knows_what_opens_the_drafts_of_a_journal_that_was_encrypted(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    trust("journal", "--free", "-m", "an entry")
    assert trust("backup", str(tmp_path / "copy.db")).code == 0
    drafts.Drafts(home / "drafts").begin("d" * 20, {}, "the encrypted words").let_go()
    assert trust("encrypt", env=SEALED).code == 0
    shutil.copytree(home / "drafts", tmp_path / "encrypted")
    assert trust("encrypt", "--off", env=SEALED).code == 0
    assert trust("backup", "restore", str(tmp_path / "copy.db"), "--yes").code == 0
    shutil.rmtree(home / "drafts")
    shutil.copytree(tmp_path / "encrypted", home / "drafts")
    assert "unsaved text for" in trust().err
    assert (home / "drafts" / f"{'d' * 20}.md").read_text("utf-8") == "the encrypted words"


def test_bytes_kept_under_one_name_before_and_after_the_encryption_both_stay(
    trust: Trust, home: Path
) -> None:
    trust("journal", "--free", "-m", "an entry")
    path = home / "drafts" / f"{'d' * 20}.raw"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"newer \xff")
    assert trust("encrypt", env=SEALED).code == 0
    path.write_bytes(b"older \xff")
    assert trust(env=SEALED).code == 0
    assert trust("encrypt", "--off", env=SEALED).code == 0
    assert trust().code == 0
    kept = {path.read_bytes() for path in (home / "drafts").glob("*.raw")}
    assert kept == {b"newer \xff", b"older \xff"}


@needs_strace
def test_an_encrypted_draft_stays_beside_a_readable_one_after_a_killed_decryption(
    trust: Trust, home: Path
) -> None:
    trust("journal", "--free", "-m", "an entry")
    drafts.Drafts(home / "drafts").begin("d" * 20, {}, "the encrypted words").let_go()
    assert trust("encrypt", env=SEALED).code == 0
    kill = ["-P", str(home / "journal.db.encrypted"), "-e", "trace=unlink", "-e"]
    kill += ["inject=unlink:signal=KILL:when=1"]
    killed = ["strace", "-f", "-o", "/dev/null", *kill, *command("encrypt", "--off")]
    subprocess.run(killed, env=environment(home, **SEALED), check=False, capture_output=True)
    assert [path.suffix for path in (home / "drafts").glob("d*[md]")] == [".sealed"]
    (home / "drafts" / f"{'d' * 20}.md").write_text("the window's words")
    assert trust(env=SEALED).code == 0
    texts = {path.read_text("utf-8") for path in (home / "drafts").glob("*.md")}
    assert texts == {"the encrypted words", "the window's words"}


@needs_strace
def test_a_draft_that_can_not_be_removed_is_named_once_the_journal_is_encrypted(
    trust: Trust, home: Path
) -> None:
    trust("journal", "--free", "-m", "an entry")
    begin = drafts.Drafts(home / "drafts").begin("d" * 20, {}, f"{CANARY} of a draft")
    begin.let_go()
    refuse = ["-P", str(begin.path), "-e", "trace=unlink,unlinkat"]
    refuse += ["-e", "inject=unlink,unlinkat:error=EIO"]
    done = subprocess.run(
        ["strace", "-f", "-o", "/dev/null", *refuse, *command("encrypt", "--remove-plaintext")],
        env=environment(home, **SEALED),
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 74
    assert str(begin.path) in done.stderr
