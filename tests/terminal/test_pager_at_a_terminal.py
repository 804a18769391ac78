"""A long answer goes through a pager, and is there whatever becomes of it."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust
from terminal_helpers import CTRL_C, ENTER, NARROW, WIDE, Room, Terminal, command, until
from trustjournal.terminal.pager import command_for

LOW = (8, 60)
_KEPT: list[bytes] = []
"""The journal of `room` once it was written."""


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    """A journal with twelve entries, more than a low screen holds."""
    if not _KEPT:
        for number in range(12):
            trust("journal", "--free", "-m", f"entry {number:02}")
        _KEPT.append((home / "journal.db").read_bytes())
    home.mkdir(exist_ok=True)
    (home / "journal.db").write_bytes(_KEPT[0])
    with closing(Room(home, trust)) as found:
        yield found


def pager(room: Room, then: str = "") -> str:
    """A pager that says so, and then does something."""
    return room.editor(f'printf "paged\\n"; cat; {then}', "my-pager")


def told(terminal: Terminal, code: int = 0) -> str:
    """What a run showed to its end."""
    assert terminal.end() == code
    return terminal.text


@pytest.mark.skipif(shutil.which("less") is None, reason="there is no less here")
def test_less_shows_it_and_leaves_nothing_behind(room: Room) -> None:
    terminal = room.open("list", "-n", "12", size=LOW, LESS="")
    terminal.wait_for("entry 06")
    assert "entry 00" not in terminal.text
    terminal.type(CTRL_C)
    terminal.wait_for("\a")  # Ctrl-C is the pager's, which only rings its bell

    def has_quit() -> bool:
        terminal.type("q")  # less forgets what is typed while it draws itself anew
        return not terminal.read(0.2)

    until(has_quit, "the end of less")
    told(terminal)
    assert [path.name for path in room.home.parent.iterdir() if path != room.home] == []


@pytest.mark.skipif(shutil.which("less") is None, reason="there is no less here")
@pytest.mark.parametrize(
    ("wanted", "less"),
    [
        ("less", "-i"),
        ("less", ""),
        ("less", "-+R -i"),
        ("less -S", "-i"),
        ("less -i --quit-at-eof", None),
        (shutil.which("less") or "", "M"),
        ("less -+R", None),
    ],
)
@pytest.mark.some(3)
def test_less_never_shows_escape_sequences(room: Room, wanted: str, less: str | None) -> None:
    env = {"PAGER": wanted} | ({} if less is None else {"LESS": less})
    terminal = room.shell("$TRUST list -n 12; echo code $?", size=LOW, **env)
    terminal.wait_for("November 2026")
    terminal.wait_for("entry 09")

    def has_quit() -> bool:
        terminal.type("q")
        return not terminal.read(0.2)

    until(has_quit, "the end of less")
    assert "ESC" not in terminal.text
    coloured = "\x1b[1mNovember" in terminal.raw
    assert coloured == ("-+R" not in wanted), "less shows colours unless told not to"


def test_other_pagers_get_plain_text(room: Room) -> None:
    """Many show escape sequences as they are; which do not, nobody can tell."""
    mine = room.editor("cat -v", "my-pager")
    for wanted in (mine, f"{mine} --with=arguments", f"'{mine}'"):
        text = told(room.open("list", size=LOW, PAGER=wanted))
        assert "entry 02" in text
        assert "^[" not in text


@pytest.mark.parametrize(
    "wanted", ["less | cat", "/bin/cat", "cat -v", "LESS=R less", "no-such $HOME", " ", "less; id"]
)
def test_a_pager_that_cannot_be_started_is_none(room: Room, wanted: str) -> None:
    assert command_for({"PATH": os.environ["PATH"], "PAGER": wanted}) == []


def test_what_is_longer_than_the_screen_is_paged(room: Room) -> None:
    mine = pager(room, 'echo "$LESSHISTFILE $LESSSECURE $LESS"')
    for words in (
        ("list",),
        ("read",),
        ("packs", "show", "joys"),
        ("review", "--no-input"),
        ("show", "--on-this-day"),
    ):
        text = told(room.open(*words, size=LOW, PAGER=mine))
        assert ("paged" in text) == (words[-1] != "--on-this-day"), words
    text = told(room.open("list", size=LOW, PAGER=mine))
    assert text.count("entry 11") == 1
    assert text.index("entry 02") < text.index("- 1 FRX") < text.index("The newest 10 of 12")


def test_reading_ends_with_the_pager(room: Room) -> None:
    """A reader who has seen enough doesn't wait for the rest."""
    leaves = room.editor('printf "paged\\n"; head -n 6; exit 0', "my-pager")
    text = told(room.open("read", size=LOW, PAGER=leaves))
    assert text.index("paged") < text.index("Sunday 22 November")
    assert "entry 11" not in text
    text = told(room.open("read", size=LOW, PAGER=room.editor("cat > /dev/null; exit 3", "p")))
    assert [text.count(f"entry {n:02}") for n in range(12)] == [1] * 12


def test_nothing_keeps_others_from_saving_while_someone_reads(room: Room, trust: Trust) -> None:
    """The pager has the first entries, and the rest waits for it."""
    for _ in range(3):
        trust("journal", "--free", "-m", "many words and more " * 5_000)
    program = shlex.join(command("journal", "--free", "-m", "written meanwhile"))
    writes = room.editor(f"head -n 6; {program} < /dev/null > /dev/null; exit 0", "my-pager")
    told(room.open("read", "everything", size=LOW, PAGER=writes))
    assert trust("list", "-n", "1", "--json").json["data"]["entries"][0]["body"] == (
        "written meanwhile"
    )


@pytest.mark.parametrize("size", [WIDE, NARROW, (12, 40)], ids=str)
def test_the_questions_of_a_review_are_in_sight(
    room: Room, trust: Trust, size: tuple[int, int]
) -> None:
    for day in range(16, 22):
        words = f"{day} was a long day, and I have more to say of it than fits in a line of this."
        trust("journal", "--free", "--date", f"2026-11-{day}", "-m", words)
    terminal = room.open("review", size=size, PAGER=pager(room))
    terminal.wait_for("[Y/n] ")
    assert "paged" not in terminal.text
    lines = [line.rstrip() for line in terminal.screen().display]
    seen = " ".join(" ".join(lines).split())
    assert "Answer three questions? It takes a few minutes. [Y/n]" in seen
    assert "To see the whole review: trust review --no-input" in seen
    assert lines[1] == "  Week 47, 16 to 22 November 2026", "it begins at the top"
    if size[0] > LOW[0] * 2:
        assert (
            "16 was a long day, and I have more to say of it than fits in a line of this." in seen
        )
    above = lines[: next(n for n, line in enumerate(lines) if "To see the whole review:" in line)]
    assert not above[-1]
    shown = [line for line in above if line]
    assert shown[-1].endswith((".", "2026", "entry 00")), (
        "no sentence is cut, and no heading stands alone"
    )
    terminal.type("n" + ENTER)
    assert terminal.end() == 0
    paged = told(room.open("review", "--no-input", size=size, PAGER=pager(room)))
    assert ("paged" in paged) == (size != WIDE), "it fits once nothing is asked below it"


def test_where_no_pager_is_wanted_or_can_be_there_is_none(room: Room, trust: Trust) -> None:
    mine = pager(room)
    for wanted in ("", "no-such-pager", "'", "cat"):
        assert command_for({"PATH": os.environ["PATH"], "PAGER": wanted}) == []
    for words, wanted, term in (
        (("list", "--plain"), mine, "xterm"),
        (("list",), mine, "dumb"),
        (("list",), "no-such-pager", "xterm"),
        (("list", "-n", "2"), mine, "xterm"),
    ):
        text = told(room.open(*words, size=LOW, PAGER=wanted, TERM=term))
        assert "paged" not in text, words
        assert "entry 10" in text, words
    assert "paged" not in told(room.open("list", size=(0, 0), PAGER=mine))
    trust("config", "set", "pager", "off")
    assert "paged" not in told(room.open("list", size=LOW, PAGER=mine))
    assert trust("config", "set", "pager", "sometimes").code == 2


@pytest.mark.parametrize("how", ["exit 3", "exit 0", "kill -9 $$"])
def test_a_pager_that_reads_nothing_loses_nothing(room: Room, how: str) -> None:
    script = room.editor(how, "my-pager")
    text = told(room.open("list", size=LOW, PAGER=script))
    assert ("entry 02" in text) == (how != "exit 0"), "one that ends well was read by someone"


def test_a_pager_ends_with_the_program(room: Room) -> None:
    waits = room.editor(f'trap "touch {room.go}; exit 1" TERM; echo waiting; sleep 60 & wait', "p")
    terminal = room.open("list", size=LOW, PAGER=waits)
    terminal.wait_for("waiting")
    terminal.kill(15)
    assert terminal.end() in (143, -15)
    until(room.go.exists, "the end of the pager")


def test_a_body_is_read_as_markdown_and_a_list_by_month(room: Room, trust: Trust) -> None:
    trust("journal", "--free", "--date", "2026-10-30", "-m", "# Dusk\n\na *soft* rain\nand wind")
    text = told(room.open("show", "2026-10-30", size=WIDE))
    assert "Dusk\r\n\r\na soft rain\r\nand wind" in text
    text = told(room.open("list", "--from", "2026-10-01", "-n", "20", size=(60, 40)))
    assert text.startswith("November 2026\r\n")
    assert "\r\n\r\nOctober 2026\r\n" in text


def test_the_trash_asks_before_it_is_emptied(room: Room, trust: Trust) -> None:
    trust("delete", "last")
    for typed, code, left in ((ENTER, 1, 1), ("y" + ENTER, 0, 0)):
        terminal = room.open("trash", "empty", size=NARROW)
        terminal.wait_for("Sure? [y/N]")
        terminal.type(typed)
        assert terminal.end() == code
        assert len(trust("trash", "list", "--json").json["data"]["entries"]) == left


def test_the_safety_page_is_paged_where_it_is_longer_than_the_screen(room: Room) -> None:
    text = told(room.open("safety", size=LOW, PAGER=pager(room)))
    assert text.index("paged") < text.index("If you are not safe") < text.index("--forget")
    assert "paged" not in told(room.open("safety", size=(200, 80), PAGER=pager(room)))


def test_a_page_of_help_that_is_too_long_goes_through_the_pager(room: Room) -> None:
    shown = told(room.open("help", "list", size=LOW, PAGER=pager(room)))
    assert shown.startswith("paged")
    assert "List entries, newest first." in shown
    assert "paged" not in told(room.open("help", "tags", size=(60, 80), PAGER=pager(room)))
    assert "paged" not in told(room.open("help", size=(60, 80), PAGER=pager(room)))
    unknown = room.open("help", "serch", size=LOW, PAGER=pager(room))
    assert "there's no command called serch" in told(unknown, 2)
