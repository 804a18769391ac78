"""The inbox where things go wrong: kills, races, refusals. No word is lost, and none comes twice."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Trust
from sync.test_inbox import EVENING, Box
from terminal_helpers import PATIENCE, command, environment, no_trace_in
from trustjournal.__main__ import main

Event = Callable[[str, tuple[Any, ...]], None]


def forked(*argv: str, audit: Event) -> int:
    """Run the program in a process of its own; `audit` is told what it's about to do to files."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        null = os.open(os.devnull, os.O_RDWR)
        for number in range(3):
            os.dup2(null, number)
        sys.stdin, sys.stdout, sys.stderr = (os.fdopen(n, mode) for n, mode in enumerate("rww"))
        sys.addaudithook(audit)
        os._exit(main([*argv]))
    finally:
        os._exit(99)


FILE_EVENTS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.scandir"}


class Place:
    """A home, an inbox and a sync folder that can be put back to how they were."""

    def __init__(self, tmp_path: Path) -> None:
        self.now = tmp_path / "now"
        self.before = tmp_path / "before"
        self.now.mkdir()

    def is_at(self, event: str, args: tuple[Any, ...]) -> bool:
        """Whether a process is about to do something to a file in it."""
        return event in FILE_EVENTS and str(args[0]).startswith(f"{self.now}/")

    def remember(self) -> None:
        shutil.copytree(self.now, self.before)

    def back(self) -> None:
        shutil.rmtree(self.now)
        shutil.copytree(self.before, self.now)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    place = Place(tmp_path)
    monkeypatch.setenv("TRUST_HOME", str(place.now / "home"))
    return place


NOTES = {
    "2026-11-20.md": "A walk #walk",
    "grown.txt": "A rest\nunder a tree",
    "tea.md": "Tea with Sam",
    "tea.sync-conflict-20261122-101500-ABCDEFG.md": "Tea with Sam\nWe laughed",
}
ENTRIES = ["A rest\nunder a tree", "A walk #walk", "Tea with Sam\n\nWe laughed"]


def fill(box: Box) -> None:
    assert box("config", "set", "inbox", str(box.path)).code == 0
    box.put("grown.txt", "A rest")
    assert len(box.take_in()["new"]) == 1
    for name, text in NOTES.items():
        box.put(name, text)


@pytest.mark.parametrize(
    ("with_sync", "step"), [(False, 3), (True, 4), pytest.param(True, 1, marks=pytest.mark.torture)]
)
def test_killed_at_any_moment_each_note_is_an_entry_once(
    trust: Trust, place: Place, monkeypatch: pytest.MonkeyPatch, with_sync: bool, step: int
) -> None:
    box = Box(trust, place.now / "inbox")
    monkeypatch.setenv("TRUST_SYNC_PASSPHRASE_COMMAND", "echo five words no one guesses")
    if with_sync:
        assert box("sync", "setup", str(place.now / "carried")).code == 0
    fill(box)
    place.remember()

    moments = place.now.parent / "moments"
    count = 0

    def counting(event: str, args: tuple[Any, ...]) -> None:
        nonlocal count
        if place.is_at(event, args):
            count += 1
            moments.write_text(str(count))  # itself an event, outside the place

    assert forked("sync", audit=counting) == 0
    number = int(moments.read_text())
    assert number > 15

    for moment in range(1, number + 1, step):
        place.back()
        so_far = 0

        def killing(event: str, args: tuple[Any, ...], moment: int = moment) -> None:
            nonlocal so_far
            if place.is_at(event, args):
                so_far += 1
                if so_far == moment:
                    os.kill(os.getpid(), signal.SIGKILL)

        assert forked("sync", audit=killing) == -signal.SIGKILL
        done = box("sync")
        assert done.code == 0, (moment, done.err)
        assert sorted(box.bodies()) == ENTRIES, moment
        assert box.waiting == [], moment
        kept = {path.read_text() for path in (box.path / ".taken").rglob("*.*")}
        assert kept >= set(NOTES.values()), moment


@pytest.fixture
def filled(trust: Trust, place: Place) -> Box:
    box = Box(trust, place.now / "inbox")
    fill(box)
    return box


def test_a_file_that_disappears_meanwhile_is_no_error(filled: Box) -> None:
    path = filled.path / "tea.md"

    def removing(event: str, args: tuple[Any, ...]) -> None:
        if event == "open" and str(args[0]) == str(path) and path.exists():
            path.unlink()

    assert forked("sync", audit=removing) == 0
    assert "Tea with Sam\nWe laughed" in filled.bodies()


def test_a_file_that_is_written_while_it_is_read_waits(filled: Box) -> None:
    path = filled.path / "tea.md"

    once = [True]

    def writing(event: str, args: tuple[Any, ...]) -> None:
        if event == "open" and str(args[0]) == str(path) and once:
            once.clear()
            other = path.with_suffix(".new")
            other.write_text("Tea with Sam and Kim")
            other.replace(path)  # as an engine does

    assert forked("sync", audit=writing) == 0
    assert path.exists()
    assert "Tea with Sam and Kim" not in filled.bodies()
    os.utime(path, (EVENING, EVENING))
    filled.take_in()
    assert "Tea with Sam and Kim" in "\n".join(filled.bodies())
    assert not path.exists()


@pytest.mark.parametrize("replaced", [False, True])
def test_what_is_written_in_the_instant_of_the_move_is_not_moved_away(
    filled: Box, replaced: bool
) -> None:
    path = filled.path / "tea.md"
    last = "Tea with Sam, written last"
    once = [True]

    def writing(event: str, args: tuple[Any, ...]) -> None:
        if event == "os.rename" and str(args[0]) == str(path) and once:
            once.clear()
            if replaced:
                path.unlink()
            path.write_text(last)

    assert forked("sync", audit=writing) == 0
    assert path.read_text() == last
    os.utime(path, (EVENING, EVENING))
    filled.take_in()
    assert any(last in body for body in filled.bodies())
    assert not path.exists()


@pytest.mark.parametrize("has_moved", [False, True])
def test_what_replaces_a_note_in_the_instant_of_its_removal_stays(
    trust: Trust, place: Place, has_moved: bool
) -> None:
    box = Box(trust, place.now / "inbox")
    assert box("config", "set", "inbox", str(box.path)).code == 0
    path = box.put("tea.md", "Tea with Sam")
    box.take_in()
    if has_moved:
        [path] = (box.path / ".taken").rglob("tea.md")
    else:
        box.put("tea.md", "Tea with Sam")
    last = "Tea with Sam, written last"
    once = [True]

    def writing(event: str, args: tuple[Any, ...]) -> None:
        if event in ("os.rename", "os.remove") and str(args[0]) == str(path) and once:
            once.clear()
            path.unlink()
            path.write_text(last)

    assert forked("delete", "last", "--purge", "--yes", audit=writing) == 0
    texts = [each.read_text() for each in box.path.rglob("*.md")]
    assert last in texts
    assert "Tea with Sam" not in texts


# --- what the system refuses -----------------------------------------------------------------

needs_strace = pytest.mark.skipif(
    shutil.which("strace") is None or sys.platform != "linux", reason="needs strace"
)


@needs_strace
@pytest.mark.parametrize(
    ("where", "calls", "error", "stored"),
    [
        (".", "openat", "EACCES", False),
        ("2026-11-20.md", "newfstatat,lstat,statx", "EACCES", False),
        ("2026-11-20.md", "openat", "EIO", False),
        (".taken/2026-11", "mkdir", "ENOSPC", True),
        ("2026-11-20.md", "rename", "EACCES", True),
    ],
)
def test_a_refusal_is_one_plain_line_and_nothing_is_lost(
    filled: Box, place: Place, where: str, calls: str, error: str, stored: bool
) -> None:
    shutil.rmtree(filled.path / ".taken")
    path = filled.path / where if where != "." else filled.path
    home = place.now / "home"
    only = ["strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-P", str(path)]
    only += ["-e", f"trace={calls}"]
    done = subprocess.run(
        [*only, "-e", f"inject={calls}:error={error}", *command("sync")],
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=4 * PATIENCE,
        check=False,
    )
    assert done.returncode == 74, done.stderr
    assert no_trace_in(done.stderr)
    shown = done.stdout + done.stderr
    assert str(path) in "".join(shown.split()) or "full" in shown or f"{where} stays" in shown
    assert (filled.path / "2026-11-20.md").read_text() == NOTES["2026-11-20.md"]
    assert ("A walk #walk" in filled.bodies()) == stored
    assert filled("sync").code == 0
    assert sorted(filled.bodies()) == ENTRIES
    assert filled.waiting == []


@needs_strace
@pytest.mark.parametrize("nth", [1, 2])
@pytest.mark.parametrize("call", ["openat", "read"])
def test_a_taken_note_that_cannot_be_read_once_is_not_removed(
    filled: Box, place: Place, call: str, nth: int
) -> None:
    """Nobody could say whether the journal has its words."""
    assert filled("sync").code == 0
    [path] = (filled.path / ".taken" / "2026-11").glob("2026-11-20.md")
    path.write_text("Nowhere else\n", "utf-8")
    later = {"TRUST_NOW": "2027-03-01T12:00:00Z"}
    trace = ["strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-P", str(path)]
    inject = f"inject={call}:error=EIO:when={nth}"
    refused = subprocess.run(
        [*trace, "-e", f"trace={call}", "-e", inject, *command("sync")],
        env=environment(place.now / "home") | later,
        capture_output=True,
        timeout=4 * PATIENCE,
        check=False,
    )
    assert refused.returncode == 0
    assert path.exists()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes, mounted for one test."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m,mode=0700", "none", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("cannot mount a file system here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_leaves_the_notes_where_they_are(
    trust: Trust, disk: Path, tmp_path: Path
) -> None:
    box = Box(trust, tmp_path / "inbox")
    assert box("config", "set", "journal", str(disk / "journal.db")).code == 0
    fill(box)
    filler = disk / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    done = box("sync")
    assert done.code == 74
    assert no_trace_in(done.err)
    assert box.waiting == sorted(NOTES)
    filler.unlink()
    assert box("sync").code == 0
    assert sorted(box.bodies()) == ENTRIES
    assert box.waiting == []


def test_a_damaged_or_lost_journal_keeps_the_notes_in_the_inbox(filled: Box, place: Place) -> None:
    assert filled("backup").code == 0
    journal = place.now / "home" / "journal.db"
    journal.rename(place.now / "elsewhere.db")
    assert filled("sync").code == 10
    lost = filled().err
    assert "the notes in the inbox stay there until the journal can be opened" in lost
    assert lost.count("there's no journal at") == 1
    journal.write_bytes(b"no journal at all" * 1000)
    assert filled("sync").code != 0
    unreadable = filled().err
    assert "the notes in the inbox stay there, because the journal can't be read" in unreadable
    assert unreadable.count("isn't a `trust` journal") == 1
    assert filled.waiting == sorted(NOTES)
    (place.now / "elsewhere.db").replace(journal)
    assert filled("sync").code == 0
    assert sorted(filled.bodies()) == ENTRIES


def test_many_notes_come_in_together(filled: Box) -> None:
    for number in range(60):
        filled.put(f"n{number}.txt", f"Note {number}")
        filled.put(f"2026-11-19 n{number:02}.txt", f"Dated note {number}")
    assert len(filled.take_in()["new"]) == 122
    dated = [body for body in filled.bodies() if body.startswith("Dated")]
    assert dated == [f"Dated note {number}" for number in range(60)]
    assert filled.waiting == []


COPY = ".sync-conflict-20261122-101500-ABCDEFG.md"
NAMES = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="/\0"), min_size=1, max_size=20
).map(lambda name: name.encode()[:100].decode("utf-8", "ignore"))
BITS = st.sampled_from(
    [
        *("---\n", "+++\n", "date: 2026-11-19\n", "title: x\n", "private: true\n", "private: [\n"),
        *("#private", "#tag ", "\n", "\r\n", "words ", "## 22:10 x\n", "<!-- trust: id=x -->\n"),
        *("format: trustjournal/1\n", "mood: 9\n", "where: [a, {b: c}]\n", "%%", "```", "\ufeff"),
        *(
            "\u2028",
            "é",
            "\x1b[31m",
            "time: words\n",
            "mood: [words]\n",
            "# words\n",
            "x: # words\n",
        ),
        *("tags:\n- x: words\n", "title: [words]\n", "starred: words\n", "day: words\n"),
    ]
)
CONTENTS = st.one_of(
    st.lists(BITS, max_size=12).map(lambda bits: "".join(bits).encode()),
    st.lists(BITS, max_size=12).map(lambda bits: "".join(bits).encode("utf-16")),
    st.binary(max_size=60),
)


@given(
    files=st.lists(
        st.tuples(NAMES, st.sampled_from([".md", ".txt", ".MARKDOWN", COPY]), CONTENTS), max_size=4
    )
)
def test_whatever_is_in_the_inbox_ends_in_the_journal_or_stays(
    trust: Trust, tmp_path: Path, files: list[tuple[str, str, bytes]]
) -> None:
    shutil.rmtree(tmp_path, ignore_errors=True)
    tmp_path.mkdir()
    box = Box(trust, tmp_path / "inbox")
    assert box("config", "set", "inbox", str(box.path)).code == 0
    put: dict[str, bytes] = {}
    for stem, ending, content in files:
        name = f"{stem}{ending}"
        with suppress(OSError):
            box.put(name, content)
            put[name] = content
    done = box("sync")
    assert (done.code, done.err) == (0, "")
    kept = {path.read_bytes() for path in (box.path / ".taken").rglob("*") if path.is_file()}
    stored = "".join(f"{entry['title']}\n{entry['body']}" for entry in box.entries())
    for name, content in put.items():
        path = box.path / name
        if path.exists():
            assert path.read_bytes() == content
            continue
        assert content in kept
        text = content.decode(
            "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "ignore"
        )
        for word in ("words", "#tag", "22:10", "mood: 9"):
            assert word not in text or word in stored, (name, content)
    again = box("sync", "--json").json["data"]["inbox"]
    assert (again["new"], again["grown"]) == ([], [])


def test_two_programs_at_once_take_each_note_in_once(filled: Box) -> None:
    """The second begins when the first has read the notes and not yet stored them."""
    begun = [True]

    def second(event: str, args: tuple[Any, ...]) -> None:
        if event == "open" and str(args[0]).endswith("tea.md") and begun:
            begun.clear()
            assert forked("sync", audit=lambda *_: None) == 0

    assert forked("sync", audit=second) == 0
    assert sorted(filled.bodies()) == ENTRIES
    assert filled.waiting == []
