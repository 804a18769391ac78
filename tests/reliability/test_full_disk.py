"""Failures that are provoked: full disks, places that cannot be written, two writers, closed pipes.

Where tests run as root a small file system is mounted and really filled; a limit on the size of
files does the same for everyone.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust
from forked import program
from terminal_helpers import (
    CTRL_C,
    CTRL_D,
    ENTER,
    PATIENCE,
    Room,
    command,
    environment,
    no_trace_in,
    run_program,
)

WORDS = "She was afraid, and told me."

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    """A person's place, where nothing is asked after the writing."""
    home.mkdir(mode=0o700)
    settings(home)
    with closing(Room(home, trust)) as found:
        yield found


def settings(home: Path, *more: str) -> None:
    """The settings of these tests, and more lines."""
    lines = ['context = "partnered"', "ask_mood = false", "ask_closeness = false", *more, ""]
    (home / "config.toml").write_text("\n".join(lines), "utf-8")


def only_line(stderr: bytes) -> str:
    """What was said, which must be one plain line."""
    said = stderr.decode()
    assert said.count("\n") == 1
    assert no_trace_in(said)
    return said


def unharmed(journal: Path) -> list[str]:
    """The texts in a journal file that SQLite finds nothing wrong with."""
    with closing(sqlite3.connect(journal)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [body for (body,) in connection.execute("SELECT body FROM entry ORDER BY n")]


# --- a full disk -----------------------------------------------------------------------------


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


def fill(disk: Path, leave: int = 0) -> Path:
    """Fill a disk to the last byte, or but for some."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
        if leave:
            file.truncate(file.tell() - leave)
    return filler


def test_a_full_disk_under_the_journal_keeps_the_draft(room: Room, disk: Path) -> None:
    settings(room.home, f'journal = "{disk}/journal.db"')
    assert room.trust("journal", "-m", "before").code == 0
    filler = fill(disk)
    words = f"{WORDS} " * 400
    result = room.run("journal", stdin=words.encode())
    assert result.returncode == 74
    said = only_line(result.stderr)
    assert "full" in said
    [draft] = room.drafts.glob("*.md")
    assert str(draft) in said
    assert draft.read_text("utf-8") == words
    assert unharmed(disk / "journal.db") == ["before"]

    filler.unlink()
    again = room.open()
    again.wait_for("[s/e/d] ")
    again.type(f"s{ENTER}")
    again.wait_for("Saved")
    assert again.end() == 0
    assert unharmed(disk / "journal.db") == ["before", words]
    assert room.leftovers() == []


def test_a_full_disk_keeps_the_answers_of_a_storm(room: Room, disk: Path) -> None:
    settings(room.home, f'journal = "{disk}/journal.db"')
    assert room.trust("journal", "--free", "-m", "before").code == 0
    filler = fill(disk)
    answers = [f"{word} " * 2000 for word in ("one", "two", "three")]
    result = room.run("storm", stdin="\n\n".join(answers).encode())
    assert result.returncode == 74
    [draft] = room.drafts.glob("*.md")
    assert str(draft) in only_line(result.stderr)

    filler.unlink()
    again = room.open()
    again.wait_for("[s/e/d] ")
    again.type(f"s{ENTER}")
    again.wait_for("Saved")
    assert again.end() == 0
    stored = room.entries()[0]
    assert stored["kind"] == "storm"
    assert [answer["text"] for answer in stored["answers"]] == answers
    assert room.leftovers() == []


def test_a_full_disk_under_everything_is_said_before_anyone_types(room: Room, disk: Path) -> None:
    home = disk / "home"
    place = Room(home, room.trust)
    home.mkdir()
    assert place.run("journal", "-m", "before").returncode == 0
    fill(disk)
    result = place.run("journal", "-m", WORDS)
    assert result.returncode == 74
    assert "full" in only_line(result.stderr)
    with closing(place):
        terminal = place.open("journal")
        assert terminal.end() == 74
        assert "Ctrl-D" not in terminal.text
    assert unharmed(home / "journal.db") == ["before"]
    assert [path.name for path in home.rglob("*") if "tmp" in path.name] == []
    assert place.run("list").returncode == 0


def test_a_full_disk_under_the_journal_is_told_of_full_screen(room: Room, disk: Path) -> None:
    settings(room.home, f'journal = "{disk}/journal.db"')
    assert room.trust("journal", "-m", "before").code == 0
    filler = fill(disk)
    terminal = room.open("open")
    terminal.wait_for("quit")
    terminal.type("n")
    terminal.wait_for("Write what you like")
    words = f"{WORDS} " * 400
    terminal.paste(words)
    terminal.wait_for("kept as a draft")
    terminal.type(CTRL_D)
    terminal.wait_for("full")
    [draft] = room.drafts.glob("*.md")
    assert draft.read_text("utf-8") == words

    filler.unlink()
    terminal.type(CTRL_D)
    terminal.wait_for("Saved")
    terminal.type(f"{ENTER}q")
    assert terminal.end() == 0
    assert unharmed(disk / "journal.db") == ["before", words]
    assert room.leftovers() == []


def test_a_disk_that_fills_under_the_full_screen_hands_the_words_back(
    room: Room, disk: Path
) -> None:
    home = disk / "home"
    home.mkdir()
    with closing(Room(home, room.trust)) as place:
        assert place.run("journal", "-m", "before").returncode == 0
        settings(home)
        terminal = place.open("open")
        terminal.wait_for("quit")
        terminal.type("n")
        terminal.wait_for("Write what you like")
        fill(disk)
        words = f"{WORDS} " * 300
        terminal.paste(words)
        terminal.wait_for("not on the disk yet")
        terminal.type(CTRL_C)
        assert terminal.end() == 130
        after = terminal.raw.rpartition("\x1b[?1049l")[2]
        assert after.count("afraid") >= 300
        assert no_trace_in(after)
    assert unharmed(home / "journal.db") == ["before"]


@pytest.mark.parametrize(
    "options",
    [pytest.param((), id="inline"),
     pytest.param(("--plain",), id="plain", marks=pytest.mark.torture)],
)  # fmt: skip
def test_a_disk_that_fills_while_someone_types_shows_the_words(
    room: Room, disk: Path, options: tuple[str, ...]
) -> None:
    home = disk / "home"
    home.mkdir()
    with closing(Room(home, room.trust)) as place:
        assert place.run("journal", "-m", "before").returncode == 0
        settings(home)
        terminal = place.open("journal", *options)
        terminal.wait_for_the_writer()
        fill(disk)
        words = f"{WORDS} " * 300
        terminal.paste(words)
        shown = len(terminal.text)
        terminal.type(CTRL_D)
        assert terminal.end() == 74
        assert WORDS in terminal.text[shown:]
        assert terminal.text[shown:].count("afraid") >= 300
        assert "full" in terminal.text
        assert "kept in" not in terminal.text
        assert no_trace_in(terminal.text)
    assert unharmed(home / "journal.db") == ["before"]


def test_a_disk_that_fills_while_a_review_is_typed_shows_the_words(room: Room, disk: Path) -> None:
    home = disk / "home"
    home.mkdir()
    with closing(Room(home, room.trust)) as place:
        assert place.run("journal", "-m", "before").returncode == 0
        terminal = place.open("review")
        terminal.wait_for("[Y/n] ")
        terminal.type(ENTER)
        terminal.wait_for_the_writer()
        fill(disk)
        terminal.paste(f"{WORDS} " * 300)
        terminal.type(CTRL_D)
        for number in (2, 3):
            terminal.wait_for(f"{number} of 3")
            terminal.wait_for_the_writer()
            shown = len(terminal.text)
            terminal.type(CTRL_D)
        assert terminal.end() == 74
        assert terminal.text[shown:].count("afraid") >= 300


def test_a_file_that_may_not_grow_keeps_the_draft(room: Room) -> None:
    assert room.trust("journal", "-m", "before").code == 0
    journal = room.home / "journal.db"
    most = journal.stat().st_size + 8192
    words = f"{WORDS} " * (most // len(WORDS) // 2)

    result = subprocess.run(
        command("journal"),
        input=words.encode(),
        env=environment(room.home),
        capture_output=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
        timeout=2 * PATIENCE,
        check=False,
    )
    assert result.returncode == 74
    [draft] = room.drafts.glob("*.md")
    assert str(draft) in only_line(result.stderr)
    assert draft.read_text("utf-8") == words
    assert unharmed(journal) == ["before"]


# --- places that cannot be written ------------------------------------------------------------


def test_what_is_salvaged_onto_a_full_disk_is_all_of_it_or_an_error(
    room: Room, disk: Path, tmp_path: Path
) -> None:
    for n in range(8):
        room.trust("journal", "--free", "-m", f"{n} {WORDS}" * 2000)
    fill(disk, leave=300 * 1024)
    said = room.trust("doctor", "--salvage", str(disk / "out.db"))
    assert (said.code, said.err.count("\n")) == (74, 1)
    assert "out.db" in said.err
    assert [path.name for path in disk.iterdir()] == ["filler"]


def test_a_file_system_that_is_read_only_can_be_read(room: Room, disk: Path) -> None:
    home = disk / "home"
    home.mkdir()
    env = {"TRUST_HOME": str(home)}
    assert room.trust("journal", "-m", WORDS, env=env).code == 0
    assert room.trust("backup", env=env).code == 0
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    for argv in ((), ("list",), ("streak",), ("review",), ("show", "last"), ("doctor",)):
        result = room.trust(*argv, env=env)
        assert (argv, result.code, result.err) == (argv, 0, "")
    assert WORDS in room.trust("list", env=env).out
    for line in ("journal -m more", "delete last", "encrypt", "backup", "restore last"):
        result = room.trust(*line.split(), env={**env, "TRUST_PASSPHRASE": "x"})
        assert (line, result.code) == (line, 74)
        only_line(result.err.encode())


def test_a_home_that_cannot_be_made_is_one_line_before_anyone_types(home: Path) -> None:
    home.write_text("I am a file")
    for place in (str(home), "/proc/nope"):
        result = run_program(
            command("journal", "-m", WORDS),
            environment(home, TRUST_HOME=place),
            capture_output=True,
        )
        assert result.returncode == 74
        assert place in only_line(result.stderr)
        assert WORDS.encode() not in result.stderr
        assert result.stdout == WORDS.encode()
    assert home.read_text() == "I am a file"


@pytest.mark.parametrize("argv", [(), ("list",), ("streak",), ("review",), ("prompt",)])
def test_reading_where_home_is_a_file_is_one_line_at_the_most(
    home: Path, trust: Trust, argv: tuple[str, ...]
) -> None:
    home.write_text("I am a file")
    result = trust(*argv)
    assert result.code in (0, 74)
    assert result.err.count("\n") <= 1
    assert no_trace_in(result.err)


CUTS = """\
import sys, time
path = sys.argv[-1]
text = {above!r} + open(path).read()
time.sleep(1.2)  # one that ends at once may have handed the file on
try:
    with open(path, "w", buffering=1) as file:
        file.write(text)
except OSError:
    pass
"""


@pytest.mark.parametrize("above", ["", "Above.\\n" * 900], ids=["cut off", "changed and cut off"])
def test_an_editor_on_a_full_disk_takes_no_unsaved_words(
    room: Room, disk: Path, tmp_path: Path, above: str
) -> None:
    """It says so itself, is left without saving, and ends with 0."""
    text = WORDS + " Many more. " * 900 + "The last."
    first = room.editor(f'cat {tmp_path}/text >> "$1"; exit 1')
    (tmp_path / "text").write_text(text)
    (tmp_path / "cuts.py").write_text(CUTS.replace("{above!r}", repr(above.replace("\\n", "\n"))))
    room.drafts.symlink_to(disk)
    assert room.open("journal", "--free", "--editor", EDITOR=first).end() == 1
    fill(disk)
    cuts = f"{sys.executable} {tmp_path}/cuts.py"
    settings(room.home, 'editor = "auto"')
    terminal = room.open(EDITOR=cuts)
    terminal.wait_for("[s/e/d]")
    terminal.type("e" + ENTER)
    terminal.end()
    kept = "".join([*room.bodies(), *room.draft_texts()])
    assert any("The last." in each for each in (kept, terminal.said))
    assert WORDS in kept + terminal.said


def test_a_drafts_folder_that_cannot_be_used_keeps_no_words_from_the_journal(room: Room) -> None:
    room.drafts.write_text("I am a file")
    for argv, stdin in ((("-m", "first"), b""), ((), b"second\n")):
        result = room.run("journal", *argv, stdin=stdin)
        assert (result.returncode, result.stderr) == (0, b"")
    assert room.bodies() == ["second", "first"]


def test_a_drafts_folder_that_cannot_be_used_is_said_before_anyone_types(room: Room) -> None:
    room.drafts.write_text("I am a file")
    terminal = room.open("journal")
    assert terminal.end() == 74
    assert "Ctrl-D" not in terminal.text
    assert no_trace_in(terminal.text)
    assert room.trust().code == 0


def test_a_journal_behind_a_link_stays_behind_it(room: Room, tmp_path: Path) -> None:
    real = tmp_path / "synced" / "journal.db"
    real.parent.mkdir()
    assert room.trust("journal", "-m", "before").code == 0
    (room.home / "journal.db").rename(real)
    (room.home / "journal.db").symlink_to(real)
    assert room.run("journal", "-m", WORDS).returncode == 0
    assert room.trust("edit", "last", "--mood", "4").code == 0
    assert (room.home / "journal.db").is_symlink()
    assert (room.home / "journal.db").readlink() == real
    assert unharmed(real) == ["before", WORDS]


def as_anyone(room: Room, *argv: str) -> subprocess.CompletedProcess[bytes]:
    """The program as whoever has no more than the modes of files give; root has more."""
    before: list[str] = []
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("root may do everything here")
        more = "-dac_override,-dac_read_search"
        before = ["setpriv", f"--bounding-set={more}", f"--inh-caps={more}"]
    return subprocess.run(
        [*before, *command(*argv)],
        env=environment(room.home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=4 * PATIENCE,
        check=False,
    )


@pytest.mark.parametrize(
    ("closed", "argv"),
    [
        ("backups", ("restore",)),
        ("backups", ("backup",)),
        ("drafts", ()),
        ("", ("restore",)),
        ("", ("packs", "list")),
    ],
)
def test_a_folder_nobody_may_enter_is_one_line_with_its_path(
    room: Room, closed: str, argv: tuple[str, ...]
) -> None:
    assert room.trust("journal", "-m", WORDS).code == 0
    folder = room.home / closed
    folder.mkdir(exist_ok=True)
    folder.chmod(0)
    try:
        result = as_anyone(room, *argv)
    finally:
        folder.chmod(0o700)
    assert result.returncode == 74
    assert str(folder) in only_line(result.stderr)


@pytest.mark.parametrize("closed", ["backups", "drafts"])
def test_the_doctor_finds_a_folder_nobody_may_enter_and_looks_on(room: Room, closed: str) -> None:
    assert room.trust("journal", "-m", WORDS).code == 0
    folder = room.home / closed
    folder.chmod(0)
    try:
        result = as_anyone(room, "doctor", "--json")
    finally:
        folder.chmod(0o700)
    assert (result.returncode, result.stderr) == (1, b"")
    findings = json.loads(result.stdout)["data"]["findings"]
    assert any(f["level"] == "error" and str(folder) in f["text"] for f in findings)
    assert "sound" in [f["what"] for f in findings]


@pytest.mark.parametrize("argv", ["journal -m words", "list", "doctor", "export json -"])
def test_a_journal_that_is_a_device_is_one_line(room: Room, argv: str) -> None:
    settings(room.home, 'journal = "/dev/null"')
    result = room.trust(*argv.split())
    assert result.code == 74
    assert "/dev/null" in only_line(result.err.encode())


# --- pipes where a file belongs ---------------------------------------------------------------


def does_not_wait(room: Room, *argv: str) -> tuple[int, str, str]:
    """A run that opens no pipe: nobody ever writes to it, so that would last for good."""
    done = room.run(*argv)  # ends after a while by itself, with an error
    assert no_trace_in((done.stdout + done.stderr).decode())
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize("linked", [False, True], ids=["itself", "behind a link"])
def test_a_pipe_as_the_settings_is_one_line(room: Room, linked: bool) -> None:
    path = room.home / "config.toml"
    path.unlink()
    os.mkfifo(path.with_suffix(".pipe") if linked else path)
    if linked:
        path.symlink_to(path.with_suffix(".pipe"))
    code, out, err = does_not_wait(room, "journal", "-m", WORDS)
    assert (code, err.count("\n")) == (2, 1)
    assert f"{path} can't be read" in err
    assert "Saved" not in out
    code, _, err = does_not_wait(room, "config", "set", "person", "Sam")
    assert code == 74
    assert str(path) in only_line(err.encode())
    assert path.is_fifo()


def test_a_pipe_as_the_journal_is_refused(room: Room) -> None:
    os.mkfifo(room.home / "journal.db")
    for argv in ("journal -m words", "list", "doctor", "backup"):
        code, _, err = does_not_wait(room, *argv.split())
        assert code == 74
        assert str(room.home / "journal.db") in only_line(err.encode())


@pytest.mark.parametrize("ending", [".md", ".json", ".raw", ".sealed"])
def test_a_pipe_among_the_drafts_is_passed_over(room: Room, ending: str) -> None:
    room.drafts.mkdir(mode=0o700)
    pipe = room.drafts / f"aaaa{ending}"
    os.mkfifo(pipe, 0o600)
    if ending != ".md":
        (room.drafts / "aaaa.md").write_text(WORDS)
    code, out, _ = does_not_wait(room, "journal", "-m", WORDS)
    assert (code, "Saved" in out) == (0, True)
    assert does_not_wait(room)[0] == 0
    code, out, _ = does_not_wait(room, "doctor", "--json")
    assert code == 0
    odd = [f for f in json.loads(out)["data"]["findings"] if f["what"] == "odd_draft"]
    assert str(pipe) in odd[0]["text"]
    assert does_not_wait(room, "encrypt", "--json")[0] == 12  # no passphrase


def test_a_pipe_among_the_copies_is_no_copy(room: Room) -> None:
    assert room.trust("journal", "-m", WORDS).code == 0
    (copy,) = (room.home / "backups").iterdir()
    pipe = copy.with_name(copy.name.replace("daily", "manual"))  # newer by a moment
    os.mkfifo(pipe)
    code, out, _ = does_not_wait(room, "doctor", "--json")
    assert code == 1
    assert str(pipe) in out
    assert "last_copy" in out
    assert does_not_wait(room, "restore", "last")[0] == 0, "from the copy that is one"
    assert room.bodies() == [WORDS]


def test_a_pipe_nobody_has_opened_for_us_is_not_imported(room: Room, tmp_path: Path) -> None:
    pipe = tmp_path / "journal.txt"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero")):
        code, _, err = does_not_wait(room, "import", str(path))
        assert code == 74
        assert str(path) in only_line(err.encode())


# --- several at once -------------------------------------------------------------------------


def test_two_writers_at_once_lose_nothing(room: Room) -> None:
    """They begin with no journal, so making the file is raced for as well."""
    many = 8
    program = (
        "import sys; from trustjournal.__main__ import main\n"
        f"codes = [main(['journal', '-m', f'{{sys.argv[1]}} {{n}}']) for n in range({many})]\n"
        "sys.exit(any(codes))"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program, who],
            env=environment(room.home),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for who in ("she", "he")
    ]
    for process in running:
        _, said = process.communicate(timeout=4 * PATIENCE)
        assert (process.returncode, said) == (0, b"")
    stored = unharmed(room.home / "journal.db")
    assert sorted(stored) == sorted(f"{who} {n}" for who in ("he", "she") for n in range(many))
    assert room.leftovers() == []


def test_saved_is_said_when_it_is_true(room: Room) -> None:
    """The program is killed as soon as its first word comes through the pipe."""
    process = subprocess.Popen(
        command("journal", "-m", WORDS), env=environment(room.home), stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.read(5) == b"Saved"
        process.send_signal(signal.SIGKILL)
    process.wait()
    assert unharmed(room.home / "journal.db") == [WORDS]
    assert room.trust().err == ""


# --- closed streams ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argv", "stream"),
    [
        ("journal -m words", "0<&-"),
        pytest.param("journal -m words", "1>&-", marks=pytest.mark.torture),
        pytest.param("journal -m words", "2>&-", marks=pytest.mark.torture),
        ("journal -m words", "0<&- 1>&- 2>&-"),
        ("list", "1>&-"),
    ],
)
def test_a_closed_stream_is_no_fault(room: Room, argv: str, stream: str) -> None:
    words = " ".join(command())
    result = subprocess.run(
        ["/bin/sh", "-c", f"exec {words} {argv} {stream}"],
        env=environment(room.home),
        capture_output=True,
        check=False,
    )
    assert result.returncode == 0
    assert no_trace_in((result.stdout + result.stderr).decode())
    if "journal" in argv:
        assert unharmed(room.home / "journal.db") == ["words"]


@pytest.mark.parametrize("argv", ["list --json", "show last"])
def test_a_reader_that_has_seen_enough_is_no_fault(room: Room, argv: str) -> None:
    """As in `trust show last | head -1`: the answer is longer than a pipe holds."""
    assert room.trust("journal", "-m", f"{WORDS}\n" * 20_000).code == 0
    process = subprocess.Popen(
        command(*argv.split()),
        env=environment(room.home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process.stdout, process.stderr:
        process.stdout.read(1)
        process.stdout.close()
        said = process.stderr.read()
    assert said == b""
    assert process.wait(PATIENCE) == 0


ANSWERS = [
    *("", "--help", "--version", "help list", "bogus --json"),
    *("list", "list --json", "journal -m words", "journal -m words --json", "show last", "tags"),
    *(
        "prompt --json",
        "search before",
        "streak",
        "review --markdown",
        "export json -",
        "export csv -",
    ),
    *("doctor", "about", "config list", "config set plain maybe --json", "promise --help"),
]


def refused(room: Room, argv: str, stdout: Path, stderr: Path | None = None, **env: str) -> bytes:
    """Standard error of a run whose standard output is refused by the system."""
    environ = environment(room.home, **env)
    with stdout.open("wb") as full, (stderr or Path(os.devnull)).open("wb") as beside:
        result = subprocess.run(
            command(*argv.split()),
            env=environ,
            preexec_fn=None
            if "PYTHONUNBUFFERED" in env
            else program(command(*argv.split()), environ),
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=beside if stderr else subprocess.PIPE,
            check=False,
        )
    assert result.returncode == 74
    return result.stderr or b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("argv", ANSWERS)
@pytest.mark.some(8)
def test_an_answer_that_cannot_be_written_is_one_line(room: Room, argv: str) -> None:
    assert room.trust("journal", "-m", "before").code == 0
    full = Path("/dev/full")
    assert "can't write the output" in only_line(refused(room, argv, full))
    refused(room, argv, full, full)
    expected = ["before", *2 * ["words"]] if argv.startswith("journal") else ["before"]
    assert unharmed(room.home / "journal.db") == expected


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("argv", ["list", "list --json", "--help"])
def test_an_answer_that_is_not_buffered_is_no_other(room: Room, argv: str) -> None:
    said = refused(room, argv, Path("/dev/full"), PYTHONUNBUFFERED="1")
    assert "can't write the output" in only_line(said)


@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "not"])
def test_an_answer_that_does_not_fit_on_the_disk_is_one_line(
    room: Room, disk: Path, unbuffered: str
) -> None:
    """Some of it fits: what the system took is no success."""
    assert room.trust("journal", "-m", f"{WORDS}\n" * 20_000).code == 0
    fill(disk, leave=4096)
    for argv in ("list --json", "show last", "export json -"):
        page = disk / "page"
        assert "No space left" in only_line(refused(room, argv, page, PYTHONUNBUFFERED=unbuffered))
        page.unlink()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("argv", ["list", "journal -m words", "bogus", "list --json"])
def test_a_standard_error_that_is_full_changes_no_exit_code(room: Room, argv: str) -> None:
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(
            command(*argv.split()),
            env=environment(room.home),
            stdout=subprocess.PIPE,
            stderr=full,
            check=False,
        )
    assert result.returncode == (2 if argv == "bogus" else 0)


# --- what stays behind -------------------------------------------------------------------------


def test_nothing_is_left_in_the_folder_for_temporary_files(room: Room, tmp_path: Path) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    folder, person = str(temporary), str(tmp_path / "person")
    editor = room.editor('echo words >> "$1"')
    before = {path.name for path in Path("/tmp").iterdir()}
    assert room.open("journal", "--editor", EDITOR=editor, TMPDIR=folder, HOME=person).end() == 0
    assert room.run("journal", stdin=b"more", TMPDIR=folder, HOME=person).returncode == 0
    assert (
        room.run("export", "markdown", str(tmp_path / "out"), TMPDIR=folder, HOME=person).returncode
        == 0
    )
    assert room.run("config", "set", "person", "Sam", TMPDIR=folder, HOME=person).returncode == 0
    assert list(temporary.iterdir()) == []
    assert not Path(person).exists()
    new = {path.name for path in Path("/tmp").iterdir()} - before
    assert not [name for name in new if "trust" in name or "journal" in name]
    assert {path.name for path in room.home.iterdir()} == {
        "backups",
        "config.toml",
        "drafts",
        "journal.db",
    }
    assert room.leftovers() == []


@needs_strace
def test_the_folder_is_on_the_disk_before_saved_is_said(room: Room, tmp_path: Path) -> None:
    """With a rollback journal, its removal is the commit; only a synced folder makes it last."""
    assert room.trust("journal", "-m", "before").code == 0
    log = tmp_path / "calls"
    calls = "trace=unlink,unlinkat,fsync,fdatasync,write,open,openat"
    strace = ["strace", "-f", "-y", "--seccomp-bpf", "-qq", "-o", str(log), "-e", calls]
    result = subprocess.run(
        strace + command("journal", "-m", WORDS), env=environment(room.home),
        capture_output=True, check=False,
    )  # fmt: skip
    assert result.returncode == 0
    lines = log.read_text("utf-8", "replace").splitlines()

    def first(pattern: str, after: int = -1) -> int:
        found = [n for n, line in enumerate(lines) if n > after and re.search(pattern, line)]
        assert found, pattern
        return found[0]

    home = re.escape(str(room.home))
    removed = first(rf'unlink(at)?\(.*"{home}/journal\.db-journal"')
    synced = first(rf"f(data)?sync\(\d+<{home}>\)", removed)
    said = first(r'write\(1<.*"Saved ')
    gone = first(r'unlink(at)?\(.*drafts/\w+\.md"')
    assert removed < synced < said
    assert synced < gone
    text_synced = first(rf"f(data)?sync\(\d+<{home}/drafts/.*\.md")
    assert text_synced < removed
