"""Several journals share a folder of drafts, and several profiles a journal: nothing crosses."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from conftest import Trust
from terminal_helpers import Room, Terminal, command, environment, until
from trustjournal.storage import header

WORDS = "quince and plum"
KEY: dict[str, Any] = {"TRUST_PASSPHRASE": "five quiet words at dusk"}
OTHER_KEY: dict[str, Any] = {"TRUST_PASSPHRASE": "another six words before it dawns"}
SETTINGS = 'context = "partnered"\nask_mood = false\nask_closeness = false\n'
needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can tell")


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    home.mkdir(mode=0o700)
    (home / "config.toml").write_text(SETTINGS, "utf-8")
    with closing(Room(home, trust)) as opened:
        yield opened


def use(trust: Trust, journal: Path | str) -> None:
    """Let the settings lead to a journal; an empty name means the one at the usual place."""
    assert trust("config", "set", "journal", str(journal)).code == 0


def begin(trust: Trust, key: dict[str, str] | None = None) -> None:
    """Begin the journal at the usual place, encrypted with a key or readable."""
    assert trust("journal", "--free", "-m", "words").code == 0
    encrypt(trust, key)


def encrypt(trust: Trust, key: dict[str, str] | None) -> None:
    if key:
        assert trust("encrypt", "--remove-plaintext", env=key).code == 0


def begin_two(
    trust: Trust, another: Path, other_key: dict[str, str] | None, key: dict[str, str] | None
) -> None:
    """Begin two journals; the one at the usual place is in use afterwards."""
    for journal in (another, ""):
        use(trust, journal)
        begin(trust)
    use(trust, another)
    encrypt(trust, other_key)
    use(trust, "")
    encrypt(trust, key)


@pytest.fixture
def another(trust: Trust, room: Room, tmp_path: Path) -> Path:
    """The path of another journal with the same folder of drafts; none is there yet."""
    return tmp_path / "other" / "b.db"


def below(words: str, *folders: Path) -> list[Path]:
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return [path for path in files if words.encode() in path.read_bytes()]


def state_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def killed_in_an_editor(room: Room, tmp_path: Path, **env: Any) -> None:
    """Leave words where an editor had them; the editor and the program were killed."""
    script = f'sh -c \'printf "{WORDS}" >> "$1"; touch {tmp_path}/written; exec sleep 60\' sh'
    terminal = room.open("journal", "--free", "--editor", **{**env, "EDITOR": script})
    until((tmp_path / "written").exists, "the editor")
    terminal.kill(signal.SIGKILL)


# --- several journals ----------------------------------------------------------------------------


def test_a_readable_draft_is_not_sealed_with_the_key_of_another_journal(
    trust: Trust, room: Room, another: Path
) -> None:
    begin_two(trust, another, OTHER_KEY, None)
    assert trust("journal", "--mood", "9", stdin=WORDS).code == 2
    assert trust("journal", "--free", "-m", "-", stdin=b"caf\xe9").code == 0
    [draft] = room.drafts.glob("*.md")
    draft.with_name(f".{draft.name}.99.tmp").write_text(f"{WORDS} and more")
    [kept] = room.drafts.glob("*.raw")
    before = state_of(room.drafts)

    use(trust, another)
    for argv in ((), ("doctor", "--fix"), ("encrypt", "--off"), ("encrypt",)):
        done = trust(*argv, env=OTHER_KEY)
        assert (done.code, "unsaved text for" in done.err) == (0, False), done
        assert state_of(room.drafts) == before
    told = trust("doctor", "--json", env=OTHER_KEY).out
    assert all(str(path) in told for path in (draft, room.home / "journal.db", kept))

    use(trust, "")
    assert f"kept in {draft}" in trust().err
    assert draft.read_text() == f"{WORDS} and more"


@pytest.mark.parametrize("key", [None, OTHER_KEY], ids=["readable", "encrypted"])
@pytest.mark.parametrize("in_memory", [True, False])
def test_the_open_text_of_an_encrypted_journal_is_not_taken_by_another(
    trust: Trust,
    room: Room,
    another: Path,
    tmp_path: Path,
    in_memory: bool,
    key: dict[str, str] | None,
) -> None:
    begin_two(trust, another, key, KEY)
    runtime = tmp_path / "runtime"
    runtime.mkdir(0o700)
    session: dict[str, Any] = {"XDG_RUNTIME_DIR": str(runtime)} if in_memory else {}
    killed_in_an_editor(room, tmp_path, **KEY, **session)
    [left] = below(WORDS, runtime, room.drafts)
    assert (runtime in left.parents) == in_memory
    before = state_of(room.drafts)

    use(trust, another)
    done = trust(env={**(key or {}), **session})
    assert (done.code, "unsaved text for" in done.err) == (0, False), done
    assert (str(left) in done.err) == in_memory
    assert below(WORDS, runtime, room.home) == [left]
    assert state_of(room.drafts) == before

    use(trust, "")
    assert "unsaved text for" in trust(env={**KEY, **session}).err
    assert below(WORDS, runtime, room.home) == []


def test_what_a_window_saves_after_all_is_not_written_readable_for_another_journal(
    trust: Trust, room: Room, another: Path, tmp_path: Path
) -> None:
    """Its draft is stored and gone, so that nothing describes it."""
    begin_two(trust, another, None, KEY)
    session: dict[str, Any] = {"XDG_RUNTIME_DIR": str(tmp_path / "runtime")}
    script = room.editor(f'echo "first words" >> "$1"; echo "$1" > {tmp_path}/where')
    assert (
        room.open("journal", "--free", "--editor", **{**KEY, **session, "EDITOR": script}).end()
        == 0
    )
    left = Path((tmp_path / "where").read_text().strip())
    left.write_text(WORDS)

    use(trust, another)
    done = trust(env=session)
    assert (done.code, below(WORDS, tmp_path)) == (0, [left])
    use(trust, "")
    assert "unsaved text for" in trust(env={**KEY, **session}).err
    assert below(WORDS, tmp_path) == []


def test_a_twin_with_the_same_key_leaves_drafts_alone(
    trust: Trust, room: Room, another: Path
) -> None:
    begin(trust, KEY)
    another.parent.mkdir()
    shutil.copy(room.home / "journal.db", another)
    assert trust("journal", "--mood", "9", stdin=WORDS, env=KEY).code == 2
    assert trust("journal", "--free", "-m", "-", stdin=b"caf\xe9", env=KEY).code == 0
    before = state_of(room.drafts)
    assert [name.partition(".")[2] for name in sorted(before)].count("sealed-raw") == 1

    use(trust, another)
    assert trust("encrypt", "--off", env=KEY).code == 0
    assert trust().code == 0
    assert state_of(room.drafts) == before
    use(trust, "")
    assert "unsaved text for" in trust(env=KEY).err


def test_a_sealed_draft_that_does_not_open_is_named(
    trust: Trust, room: Room, another: Path
) -> None:
    """One from before drafts noted whose they are."""
    begin_two(trust, another, OTHER_KEY, None)
    use(trust, another)
    assert trust("journal", "--mood", "9", stdin=WORDS, env=OTHER_KEY).code == 2
    [sealed] = room.drafts.glob("*.sealed")
    sealed.with_suffix(".json").unlink()
    use(trust, "")
    assert trust().code == 0
    assert str(sealed) in trust("doctor", "--json").out
    assert trust("encrypt", env=KEY).code == 0
    assert str(sealed) in trust("doctor", "--json", env=KEY).out
    use(trust, another)
    assert "unsaved text for" in trust(env=OTHER_KEY).err


def test_a_readable_text_that_tells_nothing_waits_where_there_is_another_journal(
    trust: Trust, room: Room, another: Path
) -> None:
    begin_two(trust, another, OTHER_KEY, None)
    text = room.drafts / f"{'d' * 20}.md"
    text.write_text(WORDS)
    use(trust, another)
    done = trust(env=OTHER_KEY)
    assert (done.code, text.read_text(), len(state_of(room.drafts))) == (0, WORDS, 1)
    use(trust, "")
    assert "unsaved text for" in trust().err


@pytest.mark.parametrize("how", ["the journal alone", "all together"])
def test_a_journal_that_was_moved_keeps_its_drafts(
    trust: Trust, room: Room, another: Path, tmp_path: Path, how: str
) -> None:
    begin(trust)
    assert trust("journal", "--mood", "9", stdin=WORDS).code == 2
    if how == "all together":
        room.home.rename(tmp_path / "moved")
        assert "unsaved text for" in trust(env={"TRUST_HOME": str(tmp_path / "moved")}).err
        return
    another.parent.mkdir()
    (room.home / "journal.db").rename(another)
    use(trust, another)
    assert "unsaved text for" in trust().err


@pytest.mark.parametrize("looked", [False, True])
@pytest.mark.parametrize("then", ["encrypt", "restore"])
def test_a_journal_that_was_moved_keeps_its_drafts_when_its_file_is_another(
    trust: Trust, room: Room, another: Path, looked: bool, then: str
) -> None:
    """Only the file showed that they are its own."""
    begin(trust)
    assert trust("journal", "--mood", "9", stdin=WORDS).code == 2
    assert (
        trust("journal", "--free", "-m", "-", stdin=f"caf\xe9 {WORDS}".encode("latin-1")).code == 0
    )
    assert len([*room.drafts.glob("*.raw")]) == 1
    another.parent.mkdir()
    (room.home / "journal.db").rename(another)
    use(trust, another)
    if looked:
        assert "unsaved text for" in trust().err
    if then == "restore":
        assert trust("backup").code == 0
        assert trust("backup", "restore", "last").code == 0
        assert "unsaved text for" in trust().err
    encrypt(trust, KEY)
    assert "unsaved text for" in trust(env=KEY).err
    assert below(WORDS, room.home, another.parent) == []
    assert trust("encrypt", "--off", env=KEY).code == 0
    assert "unsaved text for" in trust().err


def test_what_an_editor_left_of_another_journals_draft_is_not_encrypted_with_this_key(
    trust: Trust, room: Room, another: Path, tmp_path: Path
) -> None:
    """Neither journal is at the usual place, so nothing else shows that there are two."""
    use(trust, another)
    begin(trust)
    assert trust("journal", "--mood", "9", stdin="words").code == 2
    [draft] = room.drafts.glob("*.md")
    draft.with_name(f"{draft.name}.save").write_text(WORDS)
    use(trust, tmp_path / "third" / "c.db")
    begin(trust, KEY)
    use(trust, another)
    assert "unsaved text for" in trust().err
    assert below(WORDS, room.drafts)


@pytest.mark.parametrize("then", ["encrypt", "delete"])
def test_a_journal_that_was_moved_keeps_the_bytes_of_its_entries(
    trust: Trust, room: Room, another: Path, then: str
) -> None:
    """No draft is left that says where they're from."""
    raw = f"caf\xe9 {WORDS}".encode("latin-1")
    assert trust("journal", "--free", stdin=raw).code == 0
    another.parent.mkdir()
    (room.home / "journal.db").rename(another)
    use(trust, another)
    assert below(WORDS, room.drafts)
    if then == "encrypt":
        encrypt(trust, KEY)
        assert below(WORDS, room.home, another.parent) == []
        assert trust("encrypt", "--off", env=KEY).code == 0
        assert [path.read_bytes() for path in room.drafts.glob("*.raw")] == [raw]
    else:
        assert trust("delete", "last", "--purge", "--yes").code == 0
        assert below(WORDS, room.drafts) == []


@pytest.mark.parametrize("then", ["nothing", "another journal begins there"])
def test_an_encrypted_journal_on_another_disk_keeps_its_drafts(
    trust: Trust, room: Room, another: Path, tmp_path: Path, then: str
) -> None:
    begin(trust, KEY)
    assert trust("journal", "--mood", "9", stdin=WORDS, env=KEY).code == 2
    assert trust("journal", "--free", "-m", "-", stdin=b"caf\xe9", env=KEY).code == 0
    another.parent.mkdir()
    for path in room.home.glob("journal.db*"):
        shutil.copy(path, another.with_name(path.name.replace("journal", "b")))  # a new inode
        path.unlink()
    if then != "nothing":
        shutil.rmtree(room.home / "backups")
        # An encrypted draft would keep a readable journal from beginning.
        room.drafts.rename(tmp_path / "away")
        begin(trust, OTHER_KEY)
        shutil.copytree(tmp_path / "away", room.drafts, dirs_exist_ok=True)
        assert "unsaved text for" not in trust(env=OTHER_KEY).err
    use(trust, another)
    assert "unsaved text for" in trust(env=KEY).err
    left_alone = [f for f in trust("doctor", "--json", env=KEY).out.split('"') if "/drafts/" in f]
    assert left_alone == []


def test_a_copied_journal_leaves_the_drafts_of_the_one_it_was_copied_from(
    trust: Trust, room: Room, another: Path
) -> None:
    begin(trust, KEY)
    assert trust("journal", "--mood", "9", stdin=WORDS, env=KEY).code == 2
    another.parent.mkdir()
    shutil.copy(room.home / "journal.db", another)
    use(trust, another)
    assert "unsaved text for" not in trust(env=KEY).err
    use(trust, "")
    assert "unsaved text for" in trust(env=KEY).err


def test_a_draft_from_before_they_noted_their_journal_is_offered(trust: Trust, room: Room) -> None:
    begin(trust)
    assert trust("journal", "--mood", "9", stdin=WORDS).code == 2
    [description] = room.drafts.glob("*.json")
    about = json.loads(description.read_text())
    del about["journal"]
    description.write_text(json.dumps(about))
    assert trust("encrypt", "--remove-plaintext", env=KEY).code == 0
    assert "unsaved text for" in trust(env=KEY).err
    assert below(WORDS, room.home) == []


# --- several profiles ----------------------------------------------------------------------------


@pytest.fixture
def neighbour(home: Path, trust: Trust, tmp_path: Path) -> Iterator[Room]:
    """Another profile whose settings name the same journal."""
    place = tmp_path / "neighbour"
    place.mkdir(mode=0o700)
    journal = json.dumps(str(home / "journal.db"))
    (place / "config.toml").write_text(f"journal = {journal}\n{SETTINGS}", "utf-8")
    with closing(Room(place, trust)) as opened:
        yield opened


def writing(neighbour: Room, tmp_path: Path, *, before: tuple[str, ...] = ()) -> Terminal:
    """Begin to write in an editor, which saves WORDS once `go` is there, and waits for `end`."""
    waits = 'while [ ! -e "{}" ]; do sleep 0.02; done'
    script = neighbour.editor(
        f'touch {tmp_path}/opened; {waits.format(tmp_path / "go")}; echo "{WORDS}" > "$1"; '
        f"touch {tmp_path}/saved; {waits.format(tmp_path / 'end')}"
    )
    env = environment(neighbour.home, **KEY, EDITOR=script, XDG_RUNTIME_DIR=str(tmp_path / "run"))
    argv = [*before, *command("journal", "--free", "--editor")]
    terminal = Terminal(argv, env)
    neighbour._terminals.append(terminal)
    return terminal


def saved_words_are_sealed_or_seen(
    home: Path, neighbour: Room, tmp_path: Path, terminal: Terminal, code: int
) -> None:
    """Let the editor save; its words are readable only where the journal is, which was refused."""
    try:
        until((tmp_path / "opened").exists, "the editor")
        (tmp_path / "go").touch()
        until((tmp_path / "saved").exists, "the words")
        is_sealed = header.salt_of(home / "journal.db") is not None
        assert (code, is_sealed) in ((0, True), (11, False))
        assert bool(below(WORDS, neighbour.drafts)) != is_sealed
    finally:
        for name in ("go", "end"):
            (tmp_path / name).touch()
    assert terminal.end() == 0
    stored = neighbour.trust("list", "--json", env=KEY).json["data"]["entries"]
    assert any(entry["body"] == WORDS for entry in stored)


@pytest.fixture
def replacing(request: pytest.FixtureRequest, trust: Trust, room: Room) -> tuple[str, ...]:
    """What makes a readable journal encrypted: encrypting it, or restoring such a copy."""
    begin(trust)
    if request.param == "encrypt":
        return ("encrypt",)
    copy = str(room.home.parent / "sealed.db")
    assert trust("encrypt", env=KEY).code == 0
    assert trust("backup", copy, env=KEY).code == 0
    assert trust("encrypt", "--off", env=KEY).code == 0
    return ("restore", copy, "--yes")


both = pytest.mark.parametrize("replacing", ["encrypt", "restore"], indirect=True)


@linux_only
@both
def test_who_writes_in_another_profile_is_seen(
    trust: Trust, home: Path, neighbour: Room, tmp_path: Path, replacing: tuple[str, ...]
) -> None:
    terminal = writing(neighbour, tmp_path)
    until((tmp_path / "opened").exists, "the editor")
    done = trust(*replacing, env=KEY)
    assert (done.code, "with other settings" in done.err) == (11, True)
    saved_words_are_sealed_or_seen(home, neighbour, tmp_path, terminal, done.code)


def slowly(call: str, when: str) -> list[str]:
    """A command line before another that makes one kind of call take a second and a half."""
    inject = f"inject={call}:delay_enter=1500000:when={when}"
    return ["strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", inject]


@linux_only
@needs_strace
@both
@pytest.mark.parametrize(
    "at",
    ["rename", *(pytest.param(call, marks=pytest.mark.torture) for call in ("fsync", "flock"))],
)
def test_nobody_begins_unseen_while_a_journal_is_encrypted(
    home: Path, neighbour: Room, tmp_path: Path, replacing: tuple[str, ...], at: str
) -> None:
    """The one that encrypts has looked, and takes its time before the encrypted file is there."""
    argv = slowly(at, "1" if at == "rename" else "1+") + command(*replacing)
    env = environment(home, **KEY)
    with subprocess.Popen(
        argv, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as encrypting:
        marker = home / "journal.db.encrypted"
        until(lambda: marker.exists() or encrypting.poll() is not None, "the marker")
        terminal = writing(neighbour, tmp_path)
        encrypting.communicate()
    saved_words_are_sealed_or_seen(home, neighbour, tmp_path, terminal, encrypting.returncode)


@linux_only
@needs_strace
@both
@pytest.mark.parametrize("call", ["rename", pytest.param("fsync", marks=pytest.mark.torture)])
def test_nobody_encrypts_unseen_while_a_draft_is_begun(
    trust: Trust,
    home: Path,
    neighbour: Room,
    tmp_path: Path,
    replacing: tuple[str, ...],
    call: str,
) -> None:
    """The one that begins has looked, and takes its time before its draft is there."""
    terminal = writing(neighbour, tmp_path, before=tuple(slowly(call, "1..2")))
    drafts = neighbour.drafts
    until(lambda: drafts.is_dir() and any(drafts.iterdir()), "the draft")
    done = trust(*replacing, env=KEY)
    saved_words_are_sealed_or_seen(home, neighbour, tmp_path, terminal, done.code)


def test_a_text_of_another_profile_opens_after_any_number_of_new_passphrases(
    room: Room, trust: Trust, tmp_path: Path
) -> None:
    """The other profile isn't used meanwhile, so its text keeps the key from before."""
    phrases = [f"five quiet words number {number}" for number in range(10)]
    begin(trust, {"TRUST_PASSPHRASE": phrases[0]})
    other = tmp_path / "other"
    other.mkdir(0o700)
    (other / "config.toml").write_text(f'{SETTINGS}journal = "{room.home}/journal.db"\n', "utf-8")
    there = {"TRUST_HOME": str(other)}
    env = {**there, "TRUST_PASSPHRASE": phrases[0]}
    done = trust(*WORDS.split(), env=env)  # it may be a mistyped command
    assert list((other / "drafts").glob("*.sealed")), done
    for before, after in pairwise(phrases):
        read, write = os.pipe()
        os.write(write, f"{after}\n".encode())
        os.close(write)
        env = {"TRUST_PASSPHRASE": before, "TRUST_NEW_PASSPHRASE_FD": str(read)}
        assert trust("encrypt", "--change", env=env).code == 0
    assert "unsaved text" in trust(env={**there, "TRUST_PASSPHRASE": phrases[-1]}).err
