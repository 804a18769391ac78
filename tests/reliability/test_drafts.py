"""Whatever ends the program, the words are found again: drafts, and how they are offered."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from conftest import NOW, Trust
from terminal_helpers import (
    CTRL_C,
    CTRL_D,
    ENTER,
    QUESTION,
    Room,
    Terminal,
    command,
    environment,
    no_trace_in,
    until,
)
from trustjournal.drafts import Drafts
from trustjournal.drafts.cipher import DraftCipher
from trustjournal.drafts.files import taken
from trustjournal.errors import TrustError

WORDS = "It took me an hour to find these words."
LONG = pytest.mark.torture
NEXT_DAY = "2026-11-23T21:00:00+01:00"


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    """A person's place, where nothing is asked after the writing."""
    home.mkdir(mode=0o700)
    (home / "config.toml").write_text(
        'context = "partnered"\nask_mood = false\nask_closeness = false\n', "utf-8"
    )
    with closing(Room(home, trust)) as found:
        yield found


def typed(room: Room, words: str, *options: str) -> Terminal:
    """A session in which these words were typed and have reached the disk."""
    terminal = room.open("journal", *options)
    terminal.wait_for_the_writer()
    terminal.type(words)
    until(lambda: terminal.read(0.01) and words in room.draft_texts(), "the draft")
    return terminal


def killed(room: Room, *options: str) -> None:
    """A session that was killed when WORDS were typed."""
    terminal = typed(room, WORDS, *options)
    terminal.kill(signal.SIGKILL)
    terminal.end()


@pytest.fixture(scope="module")
def as_killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The drafts folder that a killed session left, made once."""
    home = tmp_path_factory.mktemp("killed") / "home"
    with closing(Room(home, lambda *_: pytest.fail("runs in no journal of its own"))) as place:
        killed(place)
    return home / "drafts"


@pytest.fixture
def left_behind(room: Room, as_killed: Path) -> Path:
    """A draft that a killed session left behind in this journal; its path."""
    shutil.copytree(as_killed, room.drafts)
    [path] = room.drafts.glob("*.md")
    return path


def offered(room: Room, *argv: str, now: str = NOW) -> Terminal:
    """The program at a terminal, which asks what to do with a draft."""
    terminal = room.open(*argv, TRUST_NOW=now)
    terminal.wait_for("unsaved text")
    terminal.wait_for("[s/e/d] ")
    return terminal


# --- however it ends ---------------------------------------------------------------------------

HANG_UP = 0
OFTEN = [("inline", signal.SIGKILL), ("inline", HANG_UP), ("plain", signal.SIGTERM)]
OFTEN += [("editor", signal.SIGKILL), ("plain", signal.SIGKILL)]


@pytest.mark.parametrize(
    ("how", "ending"),
    [
        pytest.param(how, ending, marks=() if (how, ending) in OFTEN else pytest.mark.torture)
        for how in ("inline", "plain", "editor")
        for ending in (signal.SIGTERM, signal.SIGHUP, signal.SIGKILL, HANG_UP)
    ],
)
def test_the_words_survive_and_are_offered(room: Room, ending: int, how: str) -> None:
    if how == "editor":
        editor = room.slow_editor(WORDS)
        terminal = room.open("journal", "--editor", EDITOR=editor)
        room.wait_for_the_editor()
    else:
        terminal = typed(room, WORDS, *(("--plain",) if how == "plain" else ()))
    if ending == HANG_UP:
        terminal.hang_up()
    else:
        terminal.kill(ending)
    assert terminal.end() != 0
    assert no_trace_in(terminal.text)
    [draft] = room.draft_texts()
    assert draft.endswith(WORDS)
    assert room.bodies() == []

    found = room.trust()
    assert "unsaved text" in found.err
    assert str(next(room.drafts.glob("*.md"))) in found.err


def child_of(pid: int) -> int:
    """The only process that another one has started."""
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, check=True
    )
    return int(listed.stdout.split()[0])


def watching(log: Path) -> list[str]:
    """A command line before another that writes down, in their order, what reaches the disk."""
    calls = "trace=fsync,fdatasync,rename,renameat,renameat2,read,write,execve,unlink,unlinkat"
    return ["strace", "-f", "-y", "--seccomp-bpf", "-qq", "-s", "99", "-o", str(log), "-e", calls]


def assert_on_the_disk_before(log: Path, room: Room, begins: str, words: str = "") -> None:
    """Both files of the draft were synced, named and their folder synced before `begins`."""
    lines = log.read_text("utf-8", "replace").splitlines()
    end = next(n for n, line in enumerate(lines) if re.search(begins, line))
    folder = re.escape(str(room.drafts))
    written = rf'write\(\d+<{folder}/\.\w+\.md\.[\d-]+\.tmp>, "{re.escape(words)}'
    steps = [written] if words else []
    for ending in ("md",) if words else ("json", "md"):
        steps += [
            rf"f(data)?sync\(\d+<{folder}/\.\w+\.{ending}\.[\d-]+\.tmp>\) += 0",
            rf'rename.*"{folder}/\w+\.{ending}"',
            rf"f(data)?sync\(\d+<{folder}>\) += 0",
        ]
    at = 0
    for step in steps:
        found = [n for n in range(at, end) if re.search(step, lines[n])]
        assert found, f"not before {begins}: {step}"
        at = found[0]


needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")


@needs_strace
@pytest.mark.parametrize("options", [(), pytest.param(("--plain",), marks=LONG)])
def test_the_draft_is_on_the_disk_before_a_key_is_taken(
    room: Room, tmp_path: Path, options: tuple[str, ...]
) -> None:
    argv = watching(tmp_path / "calls") + command("journal", *options)
    with closing(Terminal(argv, environment(room.home))) as terminal:
        terminal.wait_for_the_writer()
        terminal.type(CTRL_C)
        terminal.end()
    assert_on_the_disk_before(tmp_path / "calls", room, r"read\(0<")


@needs_strace
def test_the_draft_is_on_the_disk_before_the_editor_starts(room: Room, tmp_path: Path) -> None:
    editor = room.editor('echo words >> "$1"')
    argv = watching(tmp_path / "calls") + command("journal", "--editor")
    with closing(Terminal(argv, environment(room.home, EDITOR=editor))) as terminal:
        assert terminal.end() == 0
    assert_on_the_disk_before(tmp_path / "calls", room, rf'execve\("{re.escape(editor)}"')


@needs_strace
def test_the_words_are_on_the_disk_before_they_are_stored(room: Room, tmp_path: Path) -> None:
    log = tmp_path / "calls"
    argv = watching(log) + command("journal", "-m", WORDS)
    subprocess.run(argv, env=environment(room.home), check=True, capture_output=True)
    assert_on_the_disk_before(log, room, r'unlink.*journal\.db-journal"', WORDS)


@needs_strace
@pytest.mark.parametrize("options", [(), pytest.param(("--plain",), marks=LONG)])
def test_what_is_said_to_be_kept_is_on_the_disk_by_then(
    room: Room, tmp_path: Path, options: tuple[str, ...]
) -> None:
    log = tmp_path / "calls"
    argv = watching(log) + command("journal", *options)
    with closing(Terminal(argv, environment(room.home))) as terminal:
        terminal.wait_for_the_writer()
        terminal.type(WORDS)
        until(lambda: terminal.read(0.01) and WORDS in room.draft_texts(), "the draft")
        terminal.type(CTRL_C)
        assert terminal.end() == 130
    [draft] = room.drafts.glob("*.md")
    assert str(draft) in terminal.text.replace("\r\n", "")
    lines = log.read_text("utf-8", "replace").splitlines()
    said = next(n for n, line in enumerate(lines) if re.search(r"write\(2<.*kept in", line))
    folder, name = re.escape(str(room.drafts)), re.escape(draft.name)
    last = max(n for n in range(said) if re.search(rf'rename.*"{re.escape(str(draft))}"', lines[n]))
    written = max(n for n in range(last) if re.search(rf"write.*/\.{name}\.[\d-]+\.tmp>", lines[n]))
    for start, what in ((written, rf"{folder}/\.?{name}[^>]*"), (last, folder)):
        # Under load strace tells of a call in two lines; only the first names the file.
        synced = rf"sync\(\d+<{what}>(\) += 0| <unfinished)"
        assert any(re.search(synced, line) for line in lines[start:said])


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace to slow the disk down")
@pytest.mark.parametrize("key", [CTRL_C, CTRL_D], ids=["stopped", "killed at the next question"])
def test_the_last_words_typed_on_a_slow_disk_are_kept(room: Room, key: str) -> None:
    """A rename takes a quarter of a second, so the text is kept only every few seconds."""
    (room.home / "config.toml").unlink()
    slow = "inject=rename,renameat,renameat2:delay_enter=250000"
    strace = ["strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", slow]
    terminal = Terminal(strace + command("journal"), environment(room.home))
    try:
        terminal.wait_for_the_writer()
        terminal.type("f")
        until(lambda: terminal.read(0.01) and room.draft_texts() == ["f"], "the draft")
        terminal.type("irst and last" + key)
        if key == CTRL_D:
            terminal.wait_for("Mood")
            os.kill(child_of(terminal.pid), signal.SIGKILL)
        terminal.end()
    finally:
        terminal.close()
    stored, left = (room.bodies(), room.draft_texts())[:: 1 if key == CTRL_D else -1]
    assert (stored, left) == (["first and last"], [])


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace to kill at a call")
@pytest.mark.parametrize(
    "call", [3, *(pytest.param(call, marks=pytest.mark.torture) for call in (1, 2, 4))]
)
def test_killed_at_any_step_of_saving_the_words_are_there_once(room: Room, call: int) -> None:
    """The steps are the removals: of the rollback journals, and of the draft's two files."""
    at = f"inject=unlink,unlinkat:signal=KILL:when={call}"
    strace = ["strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", at]
    killed = subprocess.run(
        strace + command("journal", "-m", WORDS), env=environment(room.home), check=False
    )
    assert killed.returncode != 0
    if not room.bodies():
        again = offered(room)
        again.type(f"s{ENTER}")
        assert again.end() == 0
    later = room.open()
    assert later.end() == 0
    assert "unsaved" not in later.text
    assert room.bodies() == [WORDS]


def test_a_kill_right_after_saved_was_said_loses_nothing(room: Room) -> None:
    terminal = typed(room, WORDS)
    terminal.type(CTRL_D)
    terminal.wait_for("Saved")
    terminal.kill(signal.SIGKILL)
    terminal.end()
    assert room.bodies() == [WORDS]
    assert room.trust().err == ""


# --- what can be done with it ----------------------------------------------------------------


def test_saving_makes_the_entry_it_was_begun_as(room: Room) -> None:
    killed(room, "--mood", "2", "--tag", "honest", "--person", "Sam", "--private")
    terminal = offered(room, now=NEXT_DAY)
    terminal.type(f"s{ENTER}")
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    entry = room.trust("show", "last", "--json", now=NEXT_DAY).json["data"]["entry"]
    assert entry["body"] == WORDS
    assert entry["day"] == "2026-11-22"
    assert entry["mood"] == 2
    assert (entry["tags"], entry["people"]) == (["honest"], ["Sam"])
    assert entry["private"]
    assert QUESTION in entry["prompt_text"]


def test_private_words_are_not_shown_when_a_draft_is_offered(room: Room) -> None:
    killed(room, "--private")
    terminal = offered(room)
    terminal.type(ENTER)
    assert terminal.end() == 0
    assert WORDS not in terminal.text


def test_editing_goes_on_where_the_words_end(room: Room, left_behind: Path) -> None:
    terminal = offered(room)
    terminal.type(f"e{ENTER}")
    terminal.wait_for(QUESTION)
    terminal.wait_for(WORDS)
    terminal.wait_for_the_writer()
    terminal.type(f" And these.{CTRL_D}")
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    assert room.bodies() == [f"{WORDS} And these."]
    assert room.leftovers() == []


def test_editing_opens_the_editor_that_is_set(room: Room, left_behind: Path) -> None:
    editor = room.editor('printf " And these." >> "$1"')
    assert room.trust("config", "set", "editor", editor).code == 0
    terminal = offered(room)
    terminal.type(f"e{ENTER}")
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    assert room.bodies() == [f"{WORDS} And these."]


def test_an_edit_that_is_stopped_leaves_the_words(room: Room, left_behind: Path) -> None:
    terminal = offered(room)
    terminal.type(f"e{ENTER}")
    terminal.wait_for_the_writer()
    terminal.type(CTRL_C)
    assert terminal.end() == 130
    assert left_behind.read_text("utf-8") == WORDS
    assert room.bodies() == []


def test_discarding_asks_once_more(room: Room, left_behind: Path) -> None:
    for sure, left in ((ENTER, [WORDS]), (f"n{ENTER}", [WORDS]), (f"y{ENTER}", [])):
        terminal = offered(room)
        terminal.type(f"d{ENTER}")
        terminal.wait_for("[y/N] ")
        terminal.type(sure)
        assert terminal.end() == 0
        assert room.draft_texts() == left
    assert room.leftovers() == []
    assert room.bodies() == []


@pytest.mark.parametrize("key", [ENTER, f"?{ENTER}", CTRL_C])
def test_anything_else_means_later(room: Room, left_behind: Path, key: str) -> None:
    terminal = offered(room)
    terminal.type(key)
    if key.startswith("?"):
        terminal.wait_for("Type s to save it")
        terminal.type(key)
    assert terminal.end() == (130 if key == CTRL_C else 0)
    assert no_trace_in(terminal.text)
    assert room.draft_texts() == [WORDS]
    assert "unsaved text" in room.trust().err


def test_several_drafts_are_offered_oldest_first(room: Room) -> None:
    sessions = [typed(room, words) for words in ("one", "two words")]
    for session in reversed(sessions):
        session.kill(signal.SIGKILL)
        session.end()
    terminal = room.open()
    for count in ("word).", "words)."):
        terminal.wait_for(count)
        terminal.wait_for("[s/e/d] ")
        terminal.type(f"s{ENTER}")
    assert terminal.end() == 0
    assert sorted(room.bodies()) == ["one", "two words"]


def test_journal_does_not_ask_again_what_the_draft_has_answered(
    room: Room, left_behind: Path
) -> None:
    terminal = offered(room, "journal")
    assert QUESTION not in terminal.text
    terminal.type(f"s{ENTER}")
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    assert QUESTION not in terminal.text
    assert room.bodies() == [WORDS]
    assert room.trust("--json").json["data"]["answered"] is True


def test_journal_offers_them_before_its_question(room: Room, left_behind: Path) -> None:
    terminal = offered(room, "journal", now=NEXT_DAY)
    terminal.type(f"s{ENTER}")
    terminal.wait_for("Saved")
    terminal.wait_for_the_writer()
    terminal.type(f"A second one.{CTRL_D}")
    assert terminal.end() == 0
    assert room.bodies() == ["A second one.", WORDS]


def test_bytes_that_are_not_utf_8_are_kept_when_a_draft_is_saved(room: Room) -> None:
    editor = room.editor("printf 'caf\\351' >> \"$1\"; exit 1")
    assert room.open("journal", "--editor", EDITOR=editor).end() == 1
    terminal = offered(room)
    terminal.type(f"s{ENTER}")
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    assert room.bodies() == ["caf\ufffd"]
    assert any(path.read_bytes().endswith(b"caf\xe9") for path in room.drafts.iterdir())


def test_what_a_window_saves_since_its_text_was_read_is_not_removed(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    with drafts.begin("d" * 20, {}, "first") as draft:
        draft.note_editor()
        assert draft.read() == b"first"
        draft.path.write_text("first and more")
        draft.remove()
    [again] = drafts.left_behind()
    with again:
        assert again.read() == b"first and more"
        again.remove()
    assert list(drafts.left_behind()) == []


@pytest.mark.parametrize("choice", ["s", "d"])
def test_what_a_window_saves_while_it_asks_is_not_lost(
    room: Room, left_behind: Path, choice: str
) -> None:
    terminal = offered(room)
    if choice == "d":
        terminal.type(f"d{ENTER}")
        terminal.wait_for("[y/N] ")
    left_behind.write_text(f"{WORDS} And these.", "utf-8")
    terminal.type(f"{'s' if choice == 's' else 'y'}{ENTER}")
    assert terminal.end() == 0
    if choice == "s":
        assert (room.bodies(), room.draft_texts()) == ([f"{WORDS} And these."], [])
    else:
        assert (room.bodies(), room.draft_texts()) == ([], [f"{WORDS} And these."])
        assert "so nothing was discarded" in terminal.said


def test_what_is_discarded_goes_with_all_that_was_kept_of_it(room: Room, left_behind: Path) -> None:
    beside = [f"{left_behind.stem}.raw", f".{left_behind.name}.swp"]
    for name in (*beside, "another.raw", ".another.md.swp"):
        (room.drafts / name).write_bytes(b"b0VIM\0 quince \xff")
    terminal = offered(room)
    terminal.type(f"d{ENTER}")
    terminal.wait_for("[y/N] ")
    terminal.type(f"y{ENTER}")
    assert terminal.end() == 0
    assert room.leftovers() == [".another.md.swp", "another.raw"]


def test_discarding_what_came_after_an_entry_keeps_the_bytes_of_that(room: Room) -> None:
    editor = room.editor("printf 'caf\\351' >> \"$1\"")
    assert room.open("journal", "--editor", EDITOR=editor).end() == 0
    [entry] = room.entries()
    (room.drafts / f"{entry['id']}.md").write_text("saved once more", "utf-8")
    terminal = offered(room)
    terminal.type(f"d{ENTER}")
    terminal.wait_for("[y/N] ")
    terminal.type(f"y{ENTER}")
    assert terminal.end() == 0
    [kept] = room.leftovers()
    assert (kept.split("-")[0], kept[-4:]) == (entry["id"], ".raw")


def test_bytes_of_an_edit_go_with_the_entry_its_words_became(room: Room) -> None:
    """The entry it was for is in the trash, so its words are an entry of their own."""
    room.trust("journal", "-m", "first wording")
    editor = room.editor("printf 'caf\\351' >> \"$1\"; exit 1")
    assert room.open("edit", "last", "--editor", EDITOR=editor).end() == 1
    assert room.trust("delete", "last").code == 0
    terminal = offered(room)
    terminal.type(f"s{ENTER}")
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    assert len(list(room.drafts.glob("*.raw"))) == 1
    assert room.trust("trash", "empty", "--yes").code == 0
    assert len(list(room.drafts.glob("*.raw"))) == 1
    assert room.trust("delete", "last", "--purge", "--yes").code == 0
    assert room.leftovers() == []


def test_what_an_editor_left_of_an_edit_goes_with_its_entry(room: Room) -> None:
    edit_left_behind(room)
    [draft] = room.drafts.glob("*.md")
    (room.drafts / f".{draft.name}.swp").write_bytes(b"b0VIM\0 first wording")
    [entry] = room.entries()
    draft.write_text(entry["body"], "utf-8")  # nothing in it is unsaved
    assert room.trust("delete", "last", "--purge", "--yes").code == 0
    assert room.leftovers() == []


# --- when it is not offered ------------------------------------------------------------------


@pytest.mark.parametrize(
    "ending",
    [pytest.param("", id="no line end", marks=LONG), pytest.param("\\n", id="LF", marks=LONG),
     pytest.param("\\r\\n", id="CRLF")],
)  # fmt: skip
def test_a_draft_that_is_stored_already_goes_silently(room: Room, ending: str) -> None:
    """As a kill between COMMIT and the removal of the draft leaves it."""
    copy = room.home.parent / "copy"
    editor = room.editor(
        f'printf "my words{ending}" >> "$1"; cp -a "$(dirname "$1")" {copy}', "copying"
    )
    assert room.open("journal", "--editor", EDITOR=editor).end() == 0
    room.drafts.rmdir()
    copy.rename(room.drafts)
    assert len(room.leftovers()) == 2
    terminal = room.open()
    assert terminal.end() == 0
    assert "unsaved" not in terminal.text
    assert room.leftovers() == []
    assert room.bodies() == ["my words"]


def test_a_draft_someone_is_writing_is_left_alone(room: Room) -> None:
    writing = typed(room, WORDS)
    beside = room.open()
    assert beside.end() == 0
    assert "unsaved" not in beside.text
    assert room.trust("journal", "-m", "another terminal").err == ""
    writing.type(f" Done.{CTRL_D}")
    assert writing.end() == 0
    assert room.bodies() == [f"{WORDS} Done.", "another terminal"] or room.bodies() == [
        "another terminal",
        f"{WORDS} Done.",
    ]


@pytest.mark.parametrize("argv", [(), ("--plain",), ("journal", "-m", "x")])
def test_without_a_terminal_it_is_one_line_with_the_path(
    room: Room, left_behind: Path, argv: tuple[str, ...]
) -> None:
    result = room.trust(*argv)
    assert result.code == 0
    assert result.err.count("\n") == 1
    assert str(left_behind) in result.err
    assert WORDS not in result.err
    assert left_behind.read_text("utf-8") == WORDS


def test_json_keeps_standard_error_empty(room: Room, left_behind: Path) -> None:
    result = room.trust("--json")
    assert (result.code, result.err) == (0, "")
    assert left_behind.exists()


# --- drafts that are out of the ordinary -------------------------------------------------------


def test_a_draft_whose_description_is_damaged_is_offered_all_the_same(
    room: Room, left_behind: Path
) -> None:
    left_behind.with_suffix(".json").write_bytes(b"{")
    terminal = offered(room)
    terminal.type(f"s{ENTER}")
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    assert room.private_bodies() == [WORDS]
    assert "so this will be a private entry" in terminal.said


def saved_by_a_window(room: Room, path: Path) -> None:
    """Save words in a file as an editor's window does, and store them as `trust` offers it."""
    path.write_text(f"{WORDS} And a secret.", "utf-8")
    terminal = offered(room)
    terminal.type(f"s{ENTER}")
    terminal.wait_for("Saved")
    assert terminal.end() == 0


def assert_it_is_private(room: Room) -> None:
    assert [text for text in room.private_bodies() if "secret" in text]
    assert "secret" not in room.trust("list").out + room.trust("export", "csv", "-").out


def test_what_a_window_saves_of_a_private_entry_in_the_trash_is_private(room: Room) -> None:
    room.trust("people", "set", "Sam", "--quote", "no")
    room.trust("journal", "--private", "--person", "Sam", "-m", WORDS)
    [entry] = room.entries()
    assert room.trust("delete", "last").code == 0
    saved_by_a_window(room, room.drafts / f"{entry['id']}.md")
    assert_it_is_private(room)
    [again] = room.entries()
    shown = room.trust("show", again["id"], "--json").json["data"]["entry"]
    assert shown["people"] == ["Sam"]


@pytest.mark.parametrize("in_trash", [False, True])
def test_what_a_window_saves_of_an_entry_whose_words_were_marked_since_is_private(
    room: Room, in_trash: bool
) -> None:
    room.trust("journal", "-m", f"{WORDS} And a secret.")
    [entry] = room.entries()
    assert room.trust("edit", "last", "-m", f"{WORDS} And %%a secret%%.").code == 0
    assert room.trust("edit", "last", "-m", WORDS).code == 0
    if in_trash:
        assert room.trust("delete", "last").code == 0
    saved_by_a_window(room, room.drafts / f"{entry['id']}.md")
    assert_it_is_private(room)


def test_what_a_window_saves_of_an_entry_in_the_trash_keeps_its_people(room: Room) -> None:
    room.trust("people", "set", "Sam", "--quote", "no")
    room.trust("journal", "--person", "Sam", "-m", WORDS)
    [entry] = room.entries()
    assert room.trust("delete", "last").code == 0
    saved_by_a_window(room, room.drafts / f"{entry['id']}.md")
    [again] = room.entries()
    assert (again["people"], again["private"]) == (["Sam"], False)


def test_what_a_window_saves_of_a_private_entry_that_was_purged_is_private(room: Room) -> None:
    room.trust("journal", "--private", "-m", WORDS)
    [entry] = room.entries()
    assert room.trust("delete", "last", "--purge", "--yes").code == 0
    saved_by_a_window(room, room.drafts / f"{entry['id']}.md")
    assert_it_is_private(room)


def test_an_unsaved_edit_of_an_entry_that_is_gone_is_private(room: Room) -> None:
    """Another machine may have made it private before it deleted it, or given it another id."""
    edit_left_behind(room)
    aside = room.home / "aside"
    room.drafts.rename(aside)  # a sync leaves the draft
    assert room.trust("edit", "last", "--private").code == 0
    assert room.trust("delete", "last", "--purge", "--yes").code == 0
    shutil.copytree(aside, room.drafts, dirs_exist_ok=True)
    terminal = offered(room)
    terminal.type(f"s{ENTER}")
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    [entry] = room.entries()
    assert entry["private"]


@pytest.mark.parametrize(
    "line", ["delete last --purge --yes", "delete {} --purge --yes", "trash empty --yes"]
)
def test_an_entry_with_unsaved_text_is_not_permanently_deleted(room: Room, line: str) -> None:
    edit_left_behind(room)
    [entry] = room.entries()
    if "last" not in line:
        assert room.trust("delete", "last").code == 0
    before = room.draft_texts()
    done = room.trust(*line.format(entry["id"]).split())
    assert "unsaved text" in " ".join((done.out + done.err).split())
    assert before
    assert room.draft_texts() == before
    terminal = offered(room)
    terminal.type(f"d{ENTER}")
    terminal.wait_for("[y/N] ")
    terminal.type(f"y{ENTER}")
    assert terminal.end() == 0
    assert room.trust(*line.format(entry["id"]).split()).code == 0
    assert room.entries() == []


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace to slow the disk down")
def test_an_edit_that_ends_while_its_entry_is_permanently_deleted_is_kept(room: Room) -> None:
    """It was in use when unsaved text was looked for, and isn't when drafts are removed."""
    room.trust("journal", "-m", "first wording")
    terminal = room.open("edit", "last")
    terminal.wait_for_the_writer()
    terminal.type(" and more")
    wanted = ["first wording and more"]
    until(lambda: terminal.read(0.01) and room.draft_texts() == wanted, "the draft")
    slow = "inject=unlink:delay_enter=1000000:delay_exit=2000000:when=1"
    strace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=unlink", "-e", slow]
    deletion = subprocess.Popen(
        strace + command("delete", "last", "--purge", "--yes"), env=environment(room.home)
    )
    log = room.home / "journal.db-journal"
    until(log.exists, "the deletion")
    until(lambda: not log.exists(), "its commit")
    terminal.type(CTRL_C)
    assert terminal.end() == 130
    assert "kept in" in terminal.said
    assert deletion.wait() == 0
    assert room.draft_texts() == wanted
    again = offered(room)
    again.type(f"s{ENTER}")
    assert again.end() == 0
    assert room.private_bodies() == wanted


@pytest.mark.parametrize("seconds_off", [0.0, -1.5])
def test_a_file_that_a_window_has_just_emptied_is_read_once_it_is_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds_off: float
) -> None:
    """On some disks the times of files are whole seconds."""
    path = tmp_path / "d.md"
    path.write_text(WORDS, "utf-8")
    texts = []

    def save(_: float) -> None:
        path.write_text(f"{WORDS} And more.", "utf-8")

    monkeypatch.setattr("time.sleep", save)
    for raw in taken(path):
        texts.append(raw.decode())
        if len(texts) == 1:
            path.write_text("")
            emptied_at = path.stat().st_mtime + seconds_off
            os.utime(path, (emptied_at, emptied_at))
    assert texts == [WORDS, f"{WORDS} And more."]
    assert not path.exists()


def test_an_unsaved_edit_from_before_a_restore_shows_nothing_hidden_since(
    room: Room, tmp_path: Path
) -> None:
    """The numbers of the versions begin again with the older journal."""
    room.trust("journal", "-m", "first wording")
    assert room.trust("backup", str(tmp_path / "copy.db")).code == 0
    assert room.trust("edit", "last", "-m", "second wording").code == 0
    aside = tmp_path / "aside"
    terminal = room.open("edit", "last")
    terminal.wait_for_the_writer()
    terminal.type(" and more")
    wanted = ["second wording and more"]
    until(lambda: terminal.read(0.01) and room.draft_texts() == wanted, "the draft")
    terminal.kill(signal.SIGKILL)
    terminal.end()
    room.drafts.rename(aside)
    assert room.trust("backup", "restore", str(tmp_path / "copy.db"), "--yes").code == 0
    for words in ("%%wording%%", "first %%wording%%"):
        assert room.trust("edit", "last", "-m", words, now=NEXT_DAY).code == 0
    shutil.copytree(aside, room.drafts, dirs_exist_ok=True)
    again = offered(room)
    again.type(f"s{ENTER}")
    assert again.end() == 0
    assert room.private_bodies() == wanted


def test_what_a_window_saves_of_a_private_draft_that_was_discarded_is_private(room: Room) -> None:
    editor = room.editor('echo words >> "$1"; exit 1')
    assert room.open("journal", "--private", "--editor", EDITOR=editor).end() == 1
    [path] = room.drafts.glob("*.md")
    terminal = offered(room)
    terminal.type(f"d{ENTER}")
    terminal.wait_for("[y/N] ")
    terminal.type(f"y{ENTER}")
    assert terminal.end() == 0
    assert room.leftovers() == []
    saved_by_a_window(room, path)
    assert_it_is_private(room)


def test_what_a_window_saves_after_an_edit_of_a_private_entry_is_private(room: Room) -> None:
    """The draft of an edit has an id of its own, which nothing knows once it is stored."""
    room.trust("journal", "--private", "-m", WORDS)
    script = f'echo "$1" > {room.home}/path; echo more >> "$1"; sleep 1.1'
    assert room.open("edit", "last", "--editor", EDITOR=room.editor(script)).end() == 0
    saved_by_a_window(room, Path((room.home / "path").read_text("utf-8").strip()))
    assert_it_is_private(room)


@pytest.mark.parametrize("ending", [CTRL_C, signal.SIGTERM, HANG_UP])
def test_a_kept_draft_that_is_cleared_and_not_saved_stays_as_it_was(
    room: Room, left_behind: Path, ending: str | int
) -> None:
    terminal = offered(room)
    terminal.type(f"e{ENTER}")
    terminal.wait_for_the_writer()
    terminal.type("\x15")
    until(lambda: terminal.read(0.01) and WORDS not in "".join(terminal.screen().display), "it")
    if ending == CTRL_C:
        terminal.type(CTRL_C)
    elif ending == HANG_UP:
        terminal.hang_up()
    else:
        terminal.kill(int(ending))
    assert terminal.end() != 0
    assert room.draft_texts() == [WORDS]
    if ending == CTRL_C:
        assert str(left_behind) in terminal.text.replace("\r\n", "")
    again = offered(room)
    again.type(f"s{ENTER}")
    again.wait_for("Saved")
    assert again.end() == 0
    assert room.bodies() == [WORDS]


def test_what_a_window_has_saved_is_where_editing_begins(room: Room, left_behind: Path) -> None:
    terminal = offered(room)
    left_behind.write_text(f"{WORDS} And these.", "utf-8")
    terminal.type(f"e{ENTER}")
    terminal.wait_for_the_writer()
    terminal.type(CTRL_D)
    terminal.wait_for("Saved")
    terminal.end()
    assert room.bodies() == [f"{WORDS} And these."]


def edit_left_behind(room: Room) -> None:
    """An entry, and an edit of it that was killed."""
    room.trust("journal", "-m", "first wording", "--person", "Sam", "--tag", "old")
    terminal = room.open("edit", "last")
    terminal.wait_for_the_writer()
    terminal.type(" and more")
    wanted = ["first wording and more"]
    until(lambda: terminal.read(0.01) and room.draft_texts() == wanted, "the draft")
    terminal.kill(signal.SIGKILL)
    terminal.end()


@pytest.mark.parametrize("choice", [pytest.param("s", marks=LONG), "e"])
def test_an_edit_that_was_killed_becomes_a_revision(room: Room, choice: str) -> None:
    edit_left_behind(room)
    terminal = offered(room)
    terminal.type(choice + ENTER)
    if choice == "e":
        terminal.wait_for_the_writer()
        terminal.type(CTRL_D)
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    [entry] = room.entries()
    assert entry["body"] == "first wording and more"
    assert entry["revision"] == 2
    assert room.leftovers() == []


def test_words_put_before_those_of_a_review_are_not_taken_for_stored(room: Room) -> None:
    """How the last if-then went comes first in the draft of a review, and is stored elsewhere."""
    room.trust("journal", "-m", "an entry of this week")
    review = room.open("review")
    review.wait_for("Answer three questions")
    review.type(ENTER)
    review.wait_for_the_writer()
    review.type("what surprised me" + CTRL_D)
    for number in (2, 3):
        review.wait_for(f"{number} of 3")
        review.wait_for_the_writer()
        review.type(CTRL_D)
    review.wait_for("Saved")
    review.type("n" + ENTER)
    review.end()
    edit = room.open("edit", "last")
    edit.wait_for_the_writer()
    edit.type("\x1b[A" * 9 + "\x01words in front ")
    until(lambda: edit.read(0.01) and "words in front #" in "".join(room.draft_texts()), "it")
    edit.kill(signal.SIGKILL)
    edit.end()
    left = room.draft_texts()

    terminal = offered(room)
    terminal.type(f"s{ENTER}")
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    assert left[0].startswith("words in front ")
    assert room.bodies()[0].strip() == left[0].strip()


def test_what_was_said_of_an_entry_comes_back_with_its_words(room: Room) -> None:
    (room.home / "config.toml").write_text('context = "partnered"\n', "utf-8")
    killed(room, "--free", "--unsaid", "--mood", "4")

    terminal = offered(room)
    terminal.type(f"s{ENTER}")
    assert terminal.end() == 0
    [entry] = room.entries()
    assert (entry["body"], entry["mood"]) == (WORDS, 4)
    assert [e["id"] for e in room.trust("list", "--unsaid", "--json").json["data"]["entries"]] == [
        entry["id"]
    ]


def test_editing_again_does_not_overwrite_an_edit_that_was_killed(room: Room) -> None:
    edit_left_behind(room)
    again = room.open("edit", "last", "--editor", EDITOR=room.editor("exit 1"))
    again.end()
    everything = " ".join([*room.bodies(), *room.draft_texts()])
    assert "first wording and more" in everything


def test_an_edit_of_an_entry_deleted_meanwhile_keeps_the_words(room: Room) -> None:
    edit_left_behind(room)
    assert room.trust("delete", "last").code == 0
    terminal = offered(room)
    terminal.type(f"s{ENTER}")
    assert terminal.end() == 0
    assert no_trace_in(terminal.text)
    assert room.bodies() == ["first wording and more"]
    assert room.leftovers() == []
    assert len(room.trust("trash", "list", "--json").json["data"]["entries"]) == 1


def test_an_edit_that_was_killed_opens_and_renames_nothing(room: Room) -> None:
    """What else was changed meanwhile is the newer wish."""
    edit_left_behind(room)
    room.trust("tags", "rename", "old", "new")
    room.trust("people", "rename", "Sam", "Alex")
    room.trust("edit", "last", "--private", "--star")
    terminal = offered(room)
    terminal.type(f"s{ENTER}")
    assert terminal.end() == 0
    entry = room.trust("show", "last", "--json").json["data"]["entry"]
    assert entry["body"] == "first wording and more"
    assert entry["private"] is entry["starred"] is True
    assert (entry["tags"], entry["people"]) == (["new"], ["Alex"])


@pytest.mark.parametrize("typed", [" and more", ""], ids=["typed", "nothing typed"])
def test_what_an_edit_was_to_change_is_changed_after_a_kill_too(room: Room, typed: str) -> None:
    room.trust("journal", "-m", "first wording")
    changes = ("--private", "--mood", "2", "--editor")
    killed = room.open("edit", "last", *changes, EDITOR=room.slow_editor(typed))
    room.wait_for_the_editor()
    killed.kill(signal.SIGKILL)
    killed.end()
    room.go.touch()

    terminal = offered(room)
    terminal.type(f"s{ENTER}")
    assert terminal.end() == 0
    entry = room.trust("show", "last", "--json").json["data"]["entry"]
    assert (entry["body"], entry["private"], entry["mood"]) == (f"first wording{typed}", True, 2)


def test_what_a_terminated_writer_wrote_is_whole_not_half(room: Room) -> None:
    """The text is replaced whole each time: a kill in the middle of a paste finds a beginning."""
    terminal = room.open("journal")
    terminal.wait_for_the_writer()
    text = "".join(f"{number:05} " for number in range(2000))
    terminal.type("\x1b[200~" + text + "\x1b[201~")
    until(lambda: terminal.read(0.01) and room.draft_texts() == [text], "the draft")
    terminal.type("more" * 50)
    terminal.kill(signal.SIGKILL)
    terminal.end()
    [draft] = room.draft_texts()
    assert draft.startswith(text)
    assert (text + "more" * 50).startswith(draft)


def looked_over(room: Room, what: str) -> str:
    """What `trust doctor` says of such things, which are nothing wrong."""
    doctor = room.trust("doctor", "--json")
    assert doctor.code == 0
    findings = doctor.json["data"]["findings"]
    return " ".join(each["text"] for each in findings if each["what"] == what)


NONSENSE = {
    "numbers for names": b'{"entry": {"id": 5}, "revises": "x"}',
    "a list": b'{"entry": [1, 2], "asked": 3}',
    "of another kind": b'{"entry": {"kind": "poem", "mood": 12, "tags": 7}, "revises": 1e999}',
    "nested": b"[" * 100_000,
    "half a character": b'{"entry": {"kind": "free"}, "header": "\\ud800"}',
}


@pytest.mark.parametrize("what", NONSENSE)
def test_a_description_that_makes_no_sense_stops_nobody(room: Room, what: str) -> None:
    room.drafts.mkdir()
    text = room.drafts / "aaaa.md"
    text.write_text(WORDS)
    text.with_suffix(".json").write_bytes(NONSENSE[what])

    saved = room.trust("journal", "-m", "another")
    assert saved.code == 0
    assert "Saved" in saved.out
    assert room.trust().code == 0
    assert str(text) in looked_over(room, "undescribed_draft")

    terminal = offered(room)
    terminal.type(f"s{ENTER}")
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    assert room.private_bodies() == [WORDS]
    assert "another" in room.bodies()
    assert room.leftovers() == []


def test_questions_that_make_no_sense_do_not_stop_a_review_from_being_offered(room: Room) -> None:
    terminal = room.open("storm")
    terminal.wait_for_the_writer()
    terminal.type(WORDS)
    until(lambda: terminal.read(0.01) and WORDS in "".join(room.draft_texts()), "the draft")
    terminal.kill(signal.SIGKILL)
    terminal.end()
    [description] = room.drafts.glob("*.json")
    known = json.loads(description.read_bytes())
    known["entry"] |= {"kind": "review", "private": True}
    description.write_text(json.dumps({**known, "asked": [{"what": 1}]}))

    terminal = offered(room)
    terminal.type(f"s{ENTER}")
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    [entry] = room.entries()
    assert (entry["kind"], entry["private"]) == ("free", True)


@pytest.mark.parametrize("ending", [".md", ".json", ".raw", ".sealed"])
def test_a_folder_among_the_drafts_stops_nobody(room: Room, ending: str) -> None:
    odd = room.drafts / f"aaaa{ending}"
    odd.mkdir(parents=True)
    (room.drafts / "bbbb.md").write_text(WORDS)

    saved = room.trust("journal", "-m", "another")
    assert saved.code == 0
    assert "Saved" in saved.out
    assert "bbbb.md" in saved.err
    assert room.trust().code == 0
    assert str(odd) in looked_over(room, "odd_draft")
    assert odd.is_dir()


def test_what_was_saved_is_said_before_anything_else_can_fail(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trustjournal.commands import journal

    def fails(*_: object) -> bool:
        raise TrustError("fault", kind="it", place="here")

    monkeypatch.setattr(journal, "offer_unsaved", fails)
    assert "Saved" in room.trust("journal", "-m", WORDS).out
    assert room.bodies() == [WORDS]


# --- sealed, and looked at from within -----------------------------------------------------------


def test_a_sealed_text_in_the_open_comes_back_sealed_however_that_ends(tmp_path: Path) -> None:
    folder, memory = tmp_path / "drafts", tmp_path / "memory"
    drafts = Drafts(folder, DraftCipher([bytes(32)]), memory)
    about = {"entry": {"id": "e" * 20}}
    with drafts.begin("d" * 20, about, "first") as draft:
        with draft.in_the_open() as path:
            assert (path.parent, path.read_text()) == (memory, "first")
            path.write_text("second")
            path.with_name(f"{path.name}~").write_text("first")
        drafts.take_in_copies(draft, editor_failed=False)
        for text in ("third", ""):
            with suppress(SystemExit), draft.in_the_open() as path:
                path.write_text(text)
                raise SystemExit
        assert draft.read() == b"third"
        assert draft.keep_bytes(b"\xff").name == f"{'e' * 20}-{'d' * 20}.sealed-raw"
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(
        word in path.read_bytes() for path in left for word in (b"first", b"second", b"third")
    )

    (memory / f"{draft.id}.md").write_text("fourth")
    (memory / f"#{draft.id}.md#").write_text("an autosave")
    (folder / f"{draft.id}.raw").write_text("bytes")
    (memory / f".{draft.id}.md.swp").write_bytes(b"b0VIM\0 a swap file")
    found = {}
    for again in drafts.left_behind():
        with again:
            found[again.read()] = again.about["entry"]
    assert found.keys() == {b"fourth", b"an autosave"}, "other words are a draft of their own"
    assert found[b"fourth"] == about["entry"]
    assert list(memory.iterdir()) == []
    assert len(list(folder.glob("*.sealed-raw"))) == 3
    assert len(list(folder.glob(f"{'e' * 20}-{draft.id}*.sealed-raw"))) == 2, "purging finds them"

    plain = Drafts(folder, None, None, DraftCipher([bytes(32)]))
    assert plain.carry_over() == 2
    texts = {path.read_text() for path in folder.glob("*.md")}
    assert texts == {"fourth", "an autosave"}
    kept = {path.read_bytes() for path in folder.glob("*.raw")}
    assert kept == {b"\xff", b"b0VIM\0 a swap file", b"bytes"}
    assert list(folder.glob("*sealed*")) == []


@pytest.mark.parametrize("then", [("delete", "last"), ("edit", "last", "-m", "other words")])
def test_a_draft_of_what_was_stored_and_changed_since_goes_silently(
    room: Room, then: tuple[str, ...]
) -> None:
    """As a kill between COMMIT and the removal of the draft leaves it."""
    copy = room.home.parent / "copy"
    editor = room.editor(f'printf "my words" >> "$1"; cp -a "$(dirname "$1")" {copy}', "copying")
    assert room.open("journal", "--editor", EDITOR=editor).end() == 0
    assert room.trust(*then).code == 0
    shutil.rmtree(room.drafts, ignore_errors=True)
    shutil.copytree(copy, room.drafts)
    terminal = room.open()
    assert terminal.end() == 0
    assert "unsaved" not in terminal.text
    assert room.leftovers() == []

    shutil.copytree(copy, room.drafts, dirs_exist_ok=True)
    [draft] = room.drafts.glob("*.md")
    draft.write_text(draft.read_text("utf-8").replace("my words", "my words and more"), "utf-8")
    terminal = offered(room)
    terminal.type(f"s{ENTER}")
    assert terminal.end() == 0
    assert "my words and more" in room.bodies()


def test_an_edit_of_an_entry_that_became_private_is_saved_as_private(room: Room) -> None:
    edit_left_behind(room)
    assert room.trust("edit", "last", "--private").code == 0
    assert room.trust("delete", "last").code == 0
    terminal = offered(room)
    terminal.type(f"s{ENTER}")
    assert terminal.end() == 0
    [entry] = room.entries()
    assert entry["private"]
