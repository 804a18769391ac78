"""`trust open` at a real terminal: what is drawn, and everything that may end it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Trust
from terminal_helpers import (
    CTRL_C,
    CTRL_D,
    NARROW,
    Terminal,
    command,
    environment,
    no_trace_in,
    until,
)

SECRET = "heliotrope"
RESTORED = "\x1b[?1049l"
"""Back from the screen of its own."""

IMPORTED = """
import sys
from trustjournal.__main__ import main
code = main(["open", *sys.argv[1:]])
print("textual" in sys.modules, code)
"""

FAILING = f"""
import sys
from trustjournal import views
from trustjournal.__main__ import main

def fail(*_):
    words = "{SECRET}"
    raise ValueError(words)

views.resurface.on_this_day = fail
views.resurface.NOTHING_ON_THIS_DAY = None
sys.exit(main(["open"]))
"""


def opened(home: Path, *argv: str, **more: str) -> Terminal:
    """The full screen, once it listens."""
    terminal = Terminal(command("open", *argv), environment(home, **more))
    terminal.wait_for("quit")
    terminal.wait_until_it_listens()
    return terminal


def on_screen(terminal: Terminal) -> str:
    """What a person would see now, with one blank between words."""
    lines = [line.replace("│", " ") for line in terminal.screen().display]
    return " ".join(" ".join(lines).split())


def wait_to_see(terminal: Terminal, words: str) -> None:
    """Wait until this is on the screen."""
    until(lambda: words in on_screen(terminal), words)


def wait_for_the_list(terminal: Terminal, home: Path, words: str) -> None:
    """Wait until the entry is stored and the list is back, where `q` leaves."""
    until(
        lambda: not drafts(home) and {"q quit", words} <= _seen(terminal, "q quit", words),
        f"{words} in the list",
    )


def _seen(terminal: Terminal, *words: str) -> set[str]:
    shown = on_screen(terminal)
    return {each for each in words if each in shown}


def drafts(home: Path) -> list[str]:
    """The texts of the drafts on the disk."""
    return sorted(path.read_text("utf-8") for path in (home / "drafts").glob("*.md"))


def writing(home: Path, **more: str) -> Terminal:
    """The full screen with a text begun."""
    terminal = opened(home, **more)
    terminal.type("n")
    wait_to_see(terminal, "Write what you like")
    terminal.type(SECRET)
    until(lambda: drafts(home) == [SECRET], "the draft")
    return terminal


def test_an_entry_is_written_in_one_breath(home: Path, trust: Trust) -> None:
    terminal = opened(home)
    terminal.type(f"n{SECRET}{CTRL_D}")
    wait_to_see(terminal, "Saved")
    terminal.type("4\r")
    wait_for_the_list(terminal, home, "mood 4")
    terminal.type("q")
    assert terminal.end() == 0
    assert RESTORED in terminal.raw
    entry = trust("show", "last", "--json").json["data"]["entry"]
    assert (entry["body"], entry["mood"]) == (SECRET, 4)


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (lambda terminal: terminal.kill(signal.SIGTERM), 128 + signal.SIGTERM),
        (lambda terminal: terminal.kill(signal.SIGHUP), 128 + signal.SIGHUP),
        (lambda terminal: terminal.type(CTRL_C), 0),
        (lambda terminal: terminal.type("\x11"), 0),
    ],
    ids=["SIGTERM", "SIGHUP", "Ctrl-C", "Ctrl-Q"],
)
def test_the_text_is_a_draft_and_the_terminal_as_it_was(
    home: Path, end: Callable[[Terminal], None], code: int
) -> None:
    terminal = writing(home)
    end(terminal)
    assert terminal.end() == code
    assert drafts(home) == [SECRET]
    assert RESTORED in terminal.raw
    for mode in ("1000", "1003", "2004"):  # the mouse, and marks around pastes
        assert terminal.raw.rindex(f"\x1b[?{mode}l") > terminal.raw.rindex(f"\x1b[?{mode}h")
    assert no_trace_in(terminal.raw.rpartition(RESTORED)[2])


@pytest.mark.parametrize("end", ["kill", "hang_up"])
def test_the_text_is_a_draft_after_the_worst(home: Path, trust: Trust, end: str) -> None:
    terminal = writing(home)
    if end == "kill":
        terminal.kill(signal.SIGKILL)
    else:
        terminal.hang_up()
        until(lambda: not terminal.child.isalive(), "the end of the program")
    assert drafts(home) == [SECRET]
    again = opened(home)
    wait_to_see(again, "Unsaved")
    again.type(f"\x1b[H\r{CTRL_D}\r")
    wait_for_the_list(again, home, SECRET)
    again.type("q")
    assert again.end() == 0
    assert drafts(home) == []


def test_settings_of_textual_write_and_open_nothing(home: Path, tmp_path: Path) -> None:
    log = tmp_path / "keys.log"
    more = {
        "TEXTUAL": "devtools,debug",
        "TEXTUAL_LOG": str(log),
        "TEXTUAL_SCREENSHOT": "0",
        "TEXTUAL_SCREENSHOT_LOCATION": str(tmp_path),
        "TEXTUAL_PRESS": "n,x",
    }
    terminal = writing(home, **more)
    terminal.type(f"{CTRL_D}\r")
    wait_for_the_list(terminal, home, SECRET)
    terminal.type("q")
    assert terminal.end() == 0
    assert not log.exists()
    assert not list(tmp_path.glob("*.svg"))


def test_an_error_is_one_line_without_words(home: Path, trust: Trust) -> None:
    trust("journal", "--free", "-m", SECRET, now="2025-11-22T21:00:00+01:00")
    terminal = Terminal([sys.executable, "-c", FAILING], environment(home))
    terminal.wait_for("quit")
    terminal.wait_until_it_listens()
    terminal.type("o")
    assert terminal.end() == 70
    after = terminal.raw.rpartition(RESTORED)[2]
    assert SECRET not in after
    assert "Traceback" not in after
    assert after.count("trust open: ") == 1


def test_a_narrow_window_is_enough(home: Path, trust: Trust) -> None:
    trust("journal", "--free", "-m", "x" * 30)
    terminal = Terminal(command("open"), environment(home), size=NARROW)
    terminal.wait_for("quit")
    terminal.type("q")
    assert terminal.end() == 0


def test_no_colour_is_no_colour(home: Path, trust: Trust) -> None:
    trust("journal", "--free", "-m", "x")
    terminal = opened(home, NO_COLOR="1")
    terminal.type("q")
    terminal.end()
    colours = [f"\x1b[{code}m" for code in (31, 32, 33, 34, 35, 36)]
    assert not [colour for colour in colours if colour in terminal.raw]
    assert "38;2;" not in terminal.raw
    assert "48;2;" not in terminal.raw


@pytest.mark.parametrize(
    ("argv", "more"),
    [((), {"TERM": "dumb"}), (("--plain",), {}), (("--json",), {})],
    ids=["dumb", "plain", "json"],
)
def test_where_it_cannot_be_the_commands_are_named(
    home: Path, argv: tuple[str, ...], more: dict[str, str]
) -> None:
    terminal = Terminal([sys.executable, "-c", IMPORTED, *argv], environment(home, **more))
    terminal.wait_for("False 2")
    assert terminal.end() == 0
    assert "`trust list` and `trust read` show entries" in terminal.said
    assert "\x1b[?1049h" not in terminal.raw


def test_in_a_pipe_it_names_the_commands(trust: Trust) -> None:
    done = trust("open")
    assert (done.code, done.out) == (2, "")
    assert "`trust list`" in done.err


def test_what_names_nothing_is_said_before_anything_is_drawn(home: Path) -> None:
    terminal = Terminal(command("open", "zzzzz"), environment(home))
    assert terminal.end() != 0
    assert "\x1b[?1049h" not in terminal.raw
    assert "zzzzz" in terminal.text


def test_the_persons_editor_takes_the_text_and_gives_it_back(
    home: Path, trust: Trust, tmp_path: Path
) -> None:
    script = tmp_path / "editor"
    script.write_text('#!/bin/sh\nsleep 1.1\nprintf " and more" >> "$1"\n')
    script.chmod(0o755)
    terminal = writing(home, EDITOR=str(script))
    terminal.type("\x1bOQ")  # F2
    wait_to_see(terminal, f"{SECRET} and more")
    terminal.type(f"!{CTRL_D}\r")
    wait_for_the_list(terminal, home, f"{SECRET} and more!")
    terminal.type("q")
    assert terminal.end() == 0
    entry = trust("show", "last", "--json").json["data"]["entry"]
    assert entry["body"] == f"{SECRET} and more!"


def test_what_an_editor_saved_before_it_failed_is_on_the_paper(
    home: Path, trust: Trust, tmp_path: Path
) -> None:
    script = tmp_path / "editor"
    script.write_text('#!/bin/sh\nprintf " and more" >> "$1"; sleep 1.1; exit 1\n')
    script.chmod(0o755)
    terminal = writing(home, EDITOR=str(script))
    terminal.type("\x1bOQ")  # F2
    wait_to_see(terminal, "what it had saved is on the screen")
    wait_to_see(terminal, f"{SECRET} and more")
    terminal.type(f"{CTRL_D}\r")
    wait_for_the_list(terminal, home, f"{SECRET} and more")
    terminal.type("q")
    assert terminal.end() == 0


CUT = 'sleep 1.1; printf "She was" > "$1"'
LONGER = 'sleep 1.1; printf "Above. She was" > "$1"'


@pytest.mark.parametrize("script", [CUT, LONGER], ids=["cut off", "changed and cut off"])
def test_the_words_from_before_an_editor_that_was_killed_are_there(
    home: Path, tmp_path: Path, script: str
) -> None:
    path = tmp_path / "editor"
    path.write_text(f"#!/bin/sh\n{script}; kill -9 $$\n")
    path.chmod(0o755)
    terminal = writing(home, EDITOR=str(path))
    terminal.type("\x1bOQ")  # F2
    drafts = home / "drafts"
    texts: list[str] = []

    def is_kept() -> bool:
        terminal.read(0.01)
        texts[:] = [each.read_text() for each in drafts.glob("*.md")]
        return SECRET in texts and (script == CUT or len(texts) == 2)

    until(lambda: path.exists() and is_kept() and "code" in terminal.said, "both texts")
    terminal.type(CTRL_C)
    terminal.end()
    assert SECRET in [each.read_text() for each in drafts.glob("*.md")]


def test_an_editor_that_empties_the_text_leaves_what_is_on_the_screen(
    home: Path, tmp_path: Path
) -> None:
    path = tmp_path / "editor"
    path.write_text(f'#!/bin/sh\nsleep 1.1; : > "$1"; touch {tmp_path}/emptied\n')
    path.chmod(0o755)
    terminal = writing(home, EDITOR=str(path))
    terminal.type("\x1bOQ")
    until((tmp_path / "emptied").exists, "the editor")
    drafts = home / "drafts"
    until(lambda: [each.read_text() for each in drafts.glob("*.md")] == [SECRET], "the draft")
    terminal.kill(signal.SIGKILL)
    terminal.end()


def test_a_folder_of_drafts_that_refuses_after_the_editor_leaves_the_app_usable(
    home: Path, tmp_path: Path
) -> None:
    """Textual comes back from another program only if nothing is raised meanwhile."""
    path = tmp_path / "editor"
    drafts = home / "drafts"
    path.write_text(f"#!/bin/sh\nsleep 1.1; rm -r {drafts}; touch {drafts}; exit 1\n")
    path.chmod(0o755)
    terminal = writing(home, EDITOR=str(path))
    terminal.type("\x1bOQ")
    until(drafts.is_file, "the editor")
    wait_to_see(terminal, SECRET)
    terminal.type(f"{CTRL_D}\r")
    wait_for_the_list(terminal, home, SECRET)
    terminal.type("q")
    terminal.end()


def test_the_editor_opens_again_with_what_its_window_has_saved(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "editor"
    path.write_text(f'#!/bin/sh\ncat "$1" > {tmp_path}/page; echo >> {tmp_path}/opened\n')
    path.chmod(0o755)
    terminal = writing(home, EDITOR=str(path))
    opened = tmp_path / "opened"
    terminal.type("\x1bOQ")
    until(lambda: terminal.read(0.01) and opened.exists(), "the window")
    wait_to_see(terminal, SECRET)
    [draft] = (home / "drafts").glob("*.md")
    draft.write_text(f"{SECRET} saved by the window")
    terminal.type("\x1bOQ")
    until(lambda: terminal.read(0.01) and opened.read_text() == "\n\n", "the second window")
    wait_to_see(terminal, f"{SECRET} saved by the window")
    assert (tmp_path / "page").read_text().strip() == f"{SECRET} saved by the window"
    terminal.type(CTRL_C)
    terminal.end()
    assert draft.read_text().strip() == f"{SECRET} saved by the window"


@pytest.mark.parametrize("ending", ["\x1b", CTRL_C, CTRL_D])
def test_a_window_that_saves_late_takes_no_words_from_the_screen(
    home: Path, trust: Trust, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / "editor"
    path.write_text("#!/bin/sh\nexit 0\n")
    path.chmod(0o755)
    terminal = writing(home, EDITOR=str(path))
    terminal.type("\x1bOQ")
    terminal.type(" typed since")
    drafts = home / "drafts"
    [draft] = drafts.glob("*.md")
    until(lambda: terminal.read(0.01) and draft.read_text().endswith("since"), "the draft")
    draft.write_text(f"{SECRET} saved by the window")
    terminal.type(ending)
    if ending == CTRL_D:
        terminal.type("\r")
        wait_to_see(terminal, "q quit")
        terminal.type("q")
    elif ending != CTRL_C:
        wait_to_see(terminal, "Kept as a draft")
        terminal.type("q")
    terminal.end()
    texts = [each.read_text() for each in drafts.glob("*.md")]
    texts += [entry["body"] for entry in trust("list", "--json").json["data"]["entries"]]
    assert f"{SECRET} typed since" in texts
    assert f"{SECRET} saved by the window" in texts


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_what_an_editor_has_saved_is_kept_if_the_app_is_ended(
    home: Path, trust: Trust, tmp_path: Path, number: int
) -> None:
    script = tmp_path / "editor"
    script.write_text('#!/bin/sh\nprintf " and more" >> "$1"; sleep 60\n')
    script.chmod(0o755)
    terminal = writing(home, EDITOR=str(script))
    terminal.type("\x1bOQ")
    drafts = home / "drafts"
    until(lambda: any("more" in p.read_text() for p in drafts.glob("*.md")), "the editor")
    terminal.kill(number)
    terminal.end()
    [draft] = drafts.glob("*.md")
    assert draft.read_text() == f"{SECRET} and more"


def test_keys_that_are_not_utf8_are_taken_for_latin_1(home: Path) -> None:
    terminal = writing(home)
    os.write(terminal.child.child_fd, b" caf\xe9 au lait")
    wait_to_see(terminal, f"{SECRET} café au lait")
    terminal.type("\x1b")
    wait_to_see(terminal, "Kept as a draft")
    terminal.type("q")
    assert terminal.end() == 0


def test_a_joy_is_written_at_the_terminal_and_then_it_comes_back(home: Path) -> None:
    terminal = opened(home)
    terminal.type("W")
    wait_to_see(terminal, "j joy")
    terminal.type("j")
    terminal.wait_for("Whose joy is it?")
    terminal.type(CTRL_C)
    terminal.wait_for("Enter goes back")
    terminal.type("\r")
    wait_to_see(terminal, "q quit")
    terminal.type("q")
    assert terminal.end() == 0


def test_what_is_typed_in_a_joy_is_kept_if_the_full_screen_is_ended(home: Path) -> None:
    terminal = opened(home)
    terminal.type("W")
    wait_to_see(terminal, "j joy")
    terminal.type("j")
    terminal.wait_for("Whose joy is it?")
    terminal.type(SECRET)
    terminal.wait_for(SECRET)
    terminal.kill(signal.SIGTERM)
    terminal.end()
    [text] = drafts(home)
    assert SECRET in text


@pytest.mark.parametrize("name", ["trustjournal", "random"])
def test_files_of_the_working_folder_are_never_run(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    folder, ran = tmp_path / "checkout", tmp_path / "ran"
    folder.mkdir()
    (folder / f"{name}.py").write_text(f"open({str(ran)!r}, 'w')\n", "utf-8")
    monkeypatch.chdir(folder)
    terminal = Terminal(
        [sys.executable, "-P", "-m", "trustjournal", "open"], environment(home)
    )  # as the `trust` script does, which never looks in the working folder
    terminal.wait_for("quit")
    terminal.wait_until_it_listens()
    terminal.type("W")
    wait_to_see(terminal, "j joy")
    terminal.type("j")
    started = ("Whose joy is it?", "Enter goes back")
    until(lambda: terminal.read() and any(each in terminal.text for each in started), "the joy")
    terminal.close()
    assert not ran.exists()
    assert started[0] in terminal.text
