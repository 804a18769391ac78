"""A journal that is damaged, emptied or gone: never readable words where it was encrypted."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest

from conftest import Trust
from reliability.test_sealing import (
    CANARY,
    PASSPHRASE,
    SEALED,
    STRACE,
    bodies,
    by_hand,
    everything_below,
    random_bytes,
)
from terminal_helpers import CTRL_D, ENTER, Room, command, environment, run_program
from trustjournal import encryption_keys

WORD = "quince"
LONG = pytest.mark.torture
DERIVE = cache(encryption_keys.derive)


@pytest.fixture(autouse=True)
def a_key_is_derived_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes a tenth of a second by design; the children of these tests do it each time."""
    monkeypatch.setattr(encryption_keys, "derive", DERIVE)


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A readable and an encrypted journal with an entry and a copy each, made once."""
    base = tmp_path_factory.mktemp("homes")
    for name in ("plain", "encrypted"):
        env = {**environment(base / name), **SEALED}
        run_program(command("journal", "--free", "-m", CANARY), env, check=True)
    env = {**environment(base / "encrypted"), **SEALED}
    run_program(command("encrypt", "--remove-plaintext"), env, check=True)
    return {name: base / name for name in ("plain", "encrypted")}


@pytest.fixture
def encrypted(homes: dict[str, Path], home: Path) -> Path:
    """An encrypted journal; its path."""
    shutil.copytree(homes["encrypted"], home)
    return home / "journal.db"


@pytest.fixture
def plain(homes: dict[str, Path], home: Path) -> Path:
    """A readable journal; its path."""
    shutil.copytree(homes["plain"], home)
    return home / "journal.db"


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    with closing(Room(home, trust)) as found:
        yield found


def at(day: int) -> str:
    """Ten in the evening, some days after the others were written."""
    return f"2026-12-{day:02}T22:00:00+01:00"


def marker(path: Path) -> Path:
    return path.with_name("journal.db.encrypted")


def overwrite(content: bytes, at: int = 0) -> Callable[[Path], None]:
    """Put some bytes over others of a file."""

    def damage(path: Path) -> None:
        raw = path.read_bytes()
        path.write_bytes(raw[:at] + content + raw[at + len(content) :])

    return damage


def resize(pages: int, size: int = 4096) -> Callable[[Path], None]:
    return lambda path: os.truncate(path, path.stat().st_size + pages * size)


def replace(content: Callable[[int], bytes]) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        path.write_bytes(content(path.stat().st_size))

    return damage


DAMAGE: dict[str, Callable[[Path], None]] = {
    "gone": Path.unlink,
    "emptied": replace(lambda _: b""),
    "end cut": resize(-1, 100),
    "pages cut": resize(-2),
    "cut to a few bytes": lambda path: os.truncate(path, 50),
    "head of a database": overwrite(b"SQLite format 3\0"),
    "head of random bytes": overwrite(random_bytes(16)),
    "head of letters": overwrite(b"a" * 200),
    "first page of zeros": overwrite(bytes(4096)),
    "zeros": replace(bytes),
    "random bytes": replace(random_bytes),
    "text": replace(lambda size: (b"hello world\n" * size)[:size]),
    "a page inside ruined": overwrite(random_bytes(8192), 8192),
}
WRITES: dict[str, tuple[list[str], bytes]] = {
    "-m": (["journal", "--free", "-m", WORD], b""),
    "a pipe": (["journal"], WORD.encode()),
    "promise": (["promise", "add", WORD], b""),
    "import": (["import", "-"], f"[2024-01-01 10:00] {WORD}\n".encode()),
    "storm": (["storm", "-m", WORD], b""),
    "check-in": (["checkin", "--heard", WORD], b""),
    "pause": (["pause", "today..tomorrow", "--reason", WORD], b""),
    "a mistyped option": (["journal", "--nonsense"], WORD.encode()),
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("env", [SEALED, {}], ids=["passphrase", "none"])
def test_nothing_readable_is_written(
    encrypted: Path, home: Path, trust: Trust, damage: str, env: dict[str, str]
) -> None:
    runtime = home.parent / "run"
    runtime.mkdir(mode=0o700)
    DAMAGE[damage](encrypted)
    before = encrypted.read_bytes() if encrypted.exists() else b""
    for write, (argv, stdin) in WRITES.items():
        done = trust(*argv, stdin=stdin, env={**env, "XDG_RUNTIME_DIR": str(runtime)})
        assert WORD.encode() not in everything_below(home, runtime), write
        if done.code == 0:
            # What a ruined page holds may not be needed for what is written.
            assert (damage, env) == ("a page inside ruined", SEALED), write
            continue
        assert done.err.count("\n") == 1, write
        assert done.code in ((2,) if "mistyped" in write else (12, 14)), (write, done)
        now = encrypted.read_bytes() if encrypted.exists() else b""
        assert now == before or damage == "a page inside ruined", write


@pytest.mark.parametrize("damage", ["gone", "emptied"])
def test_the_refusal_names_both_ways_out(
    encrypted: Path, home: Path, trust: Trust, damage: str
) -> None:
    DAMAGE[damage](encrypted)
    refused = trust("journal", "--free", "-m", WORD, env=SEALED)
    assert (refused.code, refused.out, refused.err.count("\n")) == (14, WORD, 1)
    for named in ("trust backup restore last", str(marker(encrypted)), str(home / "backups")):
        assert named in refused.err
    assert trust("restore", "last", env=SEALED).code == 0
    assert bodies(trust) == [CANARY]

    DAMAGE[damage](encrypted)
    marker(encrypted).unlink()
    assert trust("journal", "--free", "-m", WORD, env=SEALED).code == 14  # the copies tell, too
    (home / "backups").rename(home / "old")
    assert trust("journal", "--free", "-m", WORD).code == 0
    assert bodies(trust, {}) == [WORD]


@pytest.mark.parametrize("damage", ["gone", "emptied"])
def test_without_copies_it_does_not_send_anyone_to_them(
    encrypted: Path, home: Path, trust: Trust, damage: str
) -> None:
    DAMAGE[damage](encrypted)
    shutil.rmtree(home / "backups")
    refused = trust("journal", "--free", "-m", WORD, env=SEALED)
    assert (refused.code, "restore last" in refused.err) == (14, False)
    assert str(marker(encrypted)) in refused.err
    read = trust("list")
    assert (read.code, read.err.count("\n"), "encrypted" in read.err) == (0, 1, True)


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_copy_brings_it_back_and_a_readable_one_only_when_asked(
    encrypted: Path, homes: dict[str, Path], trust: Trust, damage: str
) -> None:
    (readable,) = (homes["plain"] / "backups").iterdir()
    DAMAGE[damage](encrypted)
    refused = trust("restore", str(readable), env=SEALED)
    assert (refused.code, "--unseal" in refused.err) == (2, True)

    assert trust("restore", "last", env=SEALED).code == 0
    assert (bodies(trust), marker(encrypted).exists()) == ([CANARY], True)

    DAMAGE[damage](encrypted)
    assert trust("restore", str(readable), "--unseal", env=SEALED).code == 0
    assert (bodies(trust, {}), marker(encrypted).exists()) == ([CANARY], False)
    assert trust("journal", "--free", "-m", WORD).code == 0


# --- the marker ----------------------------------------------------------------------------------


def test_it_comes_and_goes_with_the_encryption(
    plain: Path, homes: dict[str, Path], trust: Trust
) -> None:
    assert not marker(plain).exists()
    assert trust("encrypt", env=SEALED).code == 0
    assert stat.S_IMODE(marker(plain).stat().st_mode) == 0o600
    assert PASSPHRASE.encode() not in marker(plain).read_bytes()
    assert trust("encrypt", "--off", env=SEALED).code == 0
    assert not marker(plain).exists()
    (copy,) = (homes["encrypted"] / "backups").iterdir()
    assert trust("restore", str(copy), env=SEALED).code == 0
    assert marker(plain).exists()
    assert trust("restore", "last", "--unseal", env=SEALED).code == 0
    assert not marker(plain).exists()


@pytest.mark.parametrize("kind", ["file", "link", "half-written"])
def test_only_what_is_a_marker_is_removed(
    encrypted: Path, trust: Trust, tmp_path: Path, kind: str
) -> None:
    """A copy by another program, or by an earlier version of this one, may be the only one."""
    place = marker(encrypted)
    made = place.read_bytes()
    place.unlink()
    if kind == "link":
        (tmp_path / "copy.db").write_text(CANARY)
        place.symlink_to(tmp_path / "copy.db")
    else:
        place.write_bytes(made[:9] if kind == "half-written" else CANARY.encode())
    assert trust("encrypt", "--off", env=SEALED).code == 0
    assert os.path.lexists(place) == (kind != "half-written")
    if kind != "half-written":
        found = trust("doctor", "--fix", "--json").json["data"]["findings"]
        assert "not_a_marker" in {each["what"] for each in found}
        assert place.read_text() == CANARY


def test_one_that_an_earlier_version_made_is_removed_too(encrypted: Path, trust: Trust) -> None:
    marker(encrypted).write_text(
        "The journal beside this file is encrypted. Without this file, trust would begin a "
        "readable journal\nif the encrypted one were lost. `trust encrypt --off` removes it.\n"
    )
    assert trust("encrypt", "--off", env=SEALED).code == 0
    assert not marker(encrypted).exists()


@pytest.mark.parametrize("write", ["-m", "promise", "storm"])
def test_a_journal_from_before_gets_one_when_something_is_stored(
    encrypted: Path, trust: Trust, write: str
) -> None:
    marker(encrypted).unlink()
    assert trust("list", env=SEALED).code == 0
    assert trust(*WRITES[write][0], env=SEALED).code == 0
    assert marker(encrypted).exists()


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_journal_from_before_is_known_by_its_copies(
    encrypted: Path, home: Path, trust: Trust, damage: str
) -> None:
    marker(encrypted).unlink()
    DAMAGE[damage](encrypted)
    for argv, stdin in WRITES.values():
        trust(*argv, stdin=stdin)
        assert WORD.encode() not in everything_below(home)


def test_the_first_page_of_a_readable_journal_makes_no_readable_journal(
    encrypted: Path, plain_page: bytes, home: Path, trust: Trust
) -> None:
    for marked in (True, False):
        overwrite(plain_page)(encrypted)
        if not marked:
            marker(encrypted).unlink()
        assert trust("journal", "--free", stdin=WORD, env=SEALED).code == 14
        assert WORD.encode() not in everything_below(home)


@pytest.fixture
def plain_page(homes: dict[str, Path]) -> bytes:
    return (homes["plain"] / "journal.db").read_bytes()[:4096]


def test_encrypted_drafts_tell_it_too(encrypted: Path, home: Path, trust: Trust) -> None:
    shutil.rmtree(home / "backups")
    marker(encrypted).unlink()
    encrypted.unlink()
    (home / "drafts").mkdir(exist_ok=True)
    (home / "drafts" / f"{'d' * 20}.sealed").write_bytes(random_bytes(50))
    refused = trust("journal", "--free", "-m", WORD)
    assert (refused.code, str(home / "drafts") in refused.err) == (14, True)
    assert WORD.encode() not in everything_below(home)


def test_a_journal_that_another_tool_decrypted_is_readable(
    encrypted: Path, home: Path, trust: Trust
) -> None:
    encrypted.write_bytes(by_hand(encrypted.read_bytes(), PASSPHRASE))
    assert trust("journal", "--free", stdin=WORD).code == 0
    assert bodies(trust, {}) == [WORD, CANARY]
    assert marker(encrypted).exists()
    told = trust("doctor", "--json")
    assert (told.code, str(marker(encrypted)) in told.out) == (0, True)
    assert trust("doctor", "--fix").code == 0
    assert not marker(encrypted).exists()
    assert str(marker(encrypted)) not in trust("doctor", "--json").out


def test_a_journal_that_was_decrypted_may_be_lost_like_any_other(
    encrypted: Path, trust: Trust
) -> None:
    assert trust("encrypt", "--off", env=SEALED).code == 0
    later = "2026-11-23T22:10:00+01:00"
    assert trust("journal", "--free", "-m", "readable", now=later).code == 0
    encrypted.unlink()
    begun = trust("journal", "--free", "-m", WORD, now="2026-11-23T22:20:00+01:00")
    assert (begun.code, begun.err.count("trust backup restore last")) == (0, 1)


@pytest.mark.parametrize("how", ["a link", "the setting"])
def test_a_journal_elsewhere_is_known_there(
    encrypted: Path, home: Path, trust: Trust, tmp_path: Path, how: str
) -> None:
    elsewhere = tmp_path / "elsewhere" / "journal.db"
    elsewhere.parent.mkdir()
    encrypted.rename(elsewhere)
    marker(encrypted).unlink()
    if how == "a link":
        encrypted.symlink_to(elsewhere)
    else:
        trust("config", "set", "journal", str(elsewhere))
    assert trust("journal", "--free", "-m", "more", env=SEALED).code == 0
    assert marker(elsewhere).exists()
    shutil.rmtree(home / "backups")
    elsewhere.unlink()
    assert trust("journal", "--free", "-m", WORD).code == 14
    assert WORD.encode() not in everything_below(home, elsewhere.parent)


@pytest.mark.parametrize("how", ["a link", "the setting"])
def test_a_marker_left_where_the_journal_was_counts_too(
    encrypted: Path, home: Path, trust: Trust, tmp_path: Path, how: str
) -> None:
    elsewhere = tmp_path / "unmounted" / "journal.db"
    shutil.rmtree(home / "backups")
    encrypted.unlink()
    if how == "a link":
        encrypted.symlink_to(elsewhere)
    else:
        trust("config", "set", "journal", str(elsewhere))
    refused = trust("journal", "--free", "-m", WORD, env=SEALED)
    assert (refused.code, str(marker(encrypted)) in refused.err) == (14, True)
    assert not elsewhere.parent.exists()


def test_a_new_place_in_the_settings_does_not_begin_a_readable_journal(
    encrypted: Path, home: Path, trust: Trust
) -> None:
    trust("config", "set", "journal", "new.db")
    refused = trust("journal", "--free", "-m", WORD, env=SEALED)
    assert (refused.code, "trust backup restore last" in refused.err) == (14, True)
    assert not (home / "new.db").exists()


def test_newer_copies_of_another_journal_hide_no_encrypted_one(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    """An encrypted journal on a stick that isn't there, beside a readable one used since."""
    stick = tmp_path / "stick"
    stick.mkdir()
    assert trust("journal", "-m", "everyday", now=at(1)).code == 0
    assert trust("config", "set", "journal", str(stick / "secret.db")).code == 0
    assert trust("journal", "-m", "hidden", now=at(1)).code == 0
    assert trust("encrypt", "--remove-plaintext", now=at(1), env=SEALED).code == 0
    assert trust("journal", "-m", "hidden", now=at(2), env=SEALED).code == 0
    assert trust("config", "set", "journal", "").code == 0
    assert trust("journal", "-m", "everyday", now=at(3)).code == 0
    shutil.move(stick, tmp_path / "unplugged")
    stick.mkdir()
    assert trust("config", "set", "journal", str(stick / "secret.db")).code == 0

    assert trust("journal", "-m", WORD, now=at(5)).code == 14
    assert WORD.encode() not in everything_below(home, stick)


STEPS = [
    pytest.param(begin, words, call, step, marks=() if step in quick else LONG)
    for begin, words in (
        ("plain", ("encrypt",)),
        ("encrypted", ("encrypt", "--off")),
        ("plain", ("restore", "ENCRYPTED")),
        ("encrypted", ("restore", "PLAIN", "--unseal")),
    )
    for call, steps, quick in (
        ("rename,renameat", 4, (1,)),
        ("unlink,unlinkat", 8, ()),
        ("fsync", 12, (3,)),
    )
    for step in range(1, steps + 1)
]


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace to kill at a call")
@pytest.mark.parametrize(("begin", "words", "call", "step"), STEPS)
@pytest.mark.some(3)
def test_killed_at_any_step_an_encrypted_journal_is_marked(
    homes: dict[str, Path],
    home: Path,
    trust: Trust,
    begin: str,
    words: tuple[str, ...],
    call: str,
    step: int,
) -> None:
    shutil.copytree(homes[begin], home)
    copies = {
        name: next((homes[name.lower()] / "backups").iterdir()) for name in ("PLAIN", "ENCRYPTED")
    }
    argv = [str(copies.get(word, word)) for word in words]
    subprocess.run(
        [*STRACE, f"inject={call}:signal=KILL:when={step}", *command(*argv)],
        env={**environment(home), **SEALED}, capture_output=True, check=False,
    )  # fmt: skip
    path = home / "journal.db"
    assert bodies(trust) == [CANARY]
    if not path.read_bytes().startswith(b"SQLite"):
        assert marker(path).exists()
        path.unlink()
        assert trust("journal", "--free", "-m", WORD, env=SEALED).code == 14
        assert WORD.encode() not in everything_below(home)
    else:
        assert trust("journal", "--free", "-m", WORD, env=SEALED).code == 0


# --- while someone writes ------------------------------------------------------------------------


@pytest.mark.parametrize("damage", ["gone", "emptied", "end cut", "zeros"])
def test_a_journal_lost_while_someone_types_leaves_an_encrypted_draft(
    encrypted: Path, room: Room, trust: Trust, damage: str
) -> None:
    (room.home / "config.toml").write_text("ask_mood = false\nask_closeness = false\n", "utf-8")
    terminal = room.open("journal", "--free", **SEALED)
    terminal.wait_for_the_writer()
    terminal.type(WORD + ENTER)
    DAMAGE[damage](encrypted)
    terminal.type(CTRL_D)
    assert terminal.end() == 14
    assert WORD.encode() not in everything_below(room.home)
    assert trust("restore", "last", env=SEALED).code == 0
    assert "unsaved text" in trust("journal", "--free", "-m", "x", env=SEALED).err


def test_a_journal_lost_while_an_editor_is_open_leaves_an_encrypted_draft(
    encrypted: Path, room: Room, trust: Trust
) -> None:
    runtime = room.home.parent / "run"
    runtime.mkdir(mode=0o700)
    editor = room.editor(f'printf {WORD} >> "$1"; cp "$1" "$1~"; rm {encrypted}')
    env = {**SEALED, "EDITOR": editor, "XDG_RUNTIME_DIR": str(runtime)}
    (room.home / "config.toml").write_text("ask_mood = false\nask_closeness = false\n", "utf-8")
    assert room.open("journal", "--free", "--editor", **env).end() == 14
    assert WORD.encode() not in everything_below(room.home, runtime)
    assert trust("restore", "last", env=SEALED).code == 0
    assert "unsaved text" in trust("journal", "--free", "-m", "x", env=SEALED).err


@pytest.mark.parametrize("argv", ["journal", "promise add words", "pulse", "storm", "checkin"])
def test_nobody_is_asked_for_what_could_not_be_kept(encrypted: Path, room: Room, argv: str) -> None:
    encrypted.unlink()
    terminal = room.open(*argv.split(), **SEALED)
    assert terminal.end() == 14
    assert terminal.said.count("trust backup restore last") == 1


# --- a readable journal --------------------------------------------------------------------------


@pytest.mark.parametrize("damage", ["gone", "emptied"])
@pytest.mark.parametrize("write", [name for name in WRITES if "mistyped" not in name])
def test_who_begins_a_journal_is_told_that_copies_of_another_are_there(
    plain: Path, trust: Trust, damage: str, write: str
) -> None:
    argv, stdin = WRITES[write]
    DAMAGE[damage](plain)
    begun = trust(*argv, stdin=stdin)
    assert begun.code == 0
    lost, new = begun.err.splitlines()
    assert "trust backup restore last" in lost
    # `last` is a copy of the new journal from now on.
    assert "a new journal was begun" in new
    assert "trust backup restore NAME" in new
    assert trust("list").err == ""


@pytest.mark.parametrize(
    "argv", ["", "list", "read", "streak", "search x", "prompt --why", "people", "tags"]
)
def test_who_reads_a_lost_journal_is_told_only_that(plain: Path, trust: Trust, argv: str) -> None:
    plain.unlink()
    told = trust(*argv.split())
    assert (told.code, told.err.count("trust backup restore last")) == (0, 1)
    if not argv.startswith("prompt"):  # a question doesn't need the journal
        assert told.out == ""
        assert told.err.count("\n") == 1
    assert trust("config", "list").err == ""


def test_json_keeps_standard_error_empty(plain: Path, trust: Trust) -> None:
    for argv in (("list",), ("journal", "--free", "-m", WORD)):
        plain.unlink(missing_ok=True)
        told = trust(*argv, "--json")
        assert (told.code, told.err, told.json["status"]) == (0, "", "ok")


def test_a_damaged_readable_journal_still_keeps_drafts(
    plain: Path, trust: Trust, home: Path
) -> None:
    overwrite(random_bytes(4096))(plain)
    assert trust("journal", "--free", stdin=WORD).code == 14
    assert WORD.encode() in everything_below(home / "drafts")
