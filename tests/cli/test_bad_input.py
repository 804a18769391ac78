"""Whatever is typed, piped or found on the disk: one plain line, no trace, nothing lost."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup

from conftest import Result, Trust
from trustjournal import commands
from trustjournal.commands.missing import MISSING

pytestmark = pytest.mark.every_case

CANARY = "heliotrope"
"""A word of the journal, which no message may hold."""

UNSAFE = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
"""What must not reach a terminal from a text that is not ours."""


def assert_one_plain_line(result: Result, code: int, back: str = "") -> None:
    """The shape every error has: the code, nothing on standard output, one line beside it.

    `back` are words that go back to their owner, because nothing could keep them.
    """
    assert result.code == code, result
    assert result.out == back
    assert len(result.err.splitlines()) == 1, result.err
    assert result.err.startswith("trust")
    assert "Traceback" not in result.err
    assert "something went wrong" not in result.err
    assert CANARY not in result.err
    assert not UNSAFE.search(result.err)
    assert len(result.err) < 400


def assert_error_envelope(result: Result, code: int, back: str = "") -> None:
    """The same with `--json`: an envelope on standard output, and standard error empty."""
    assert result.code == code, result
    assert result.err == ""
    told = result.json
    assert list(told) == ["format_version", "command", "status", "data", "errors"]
    assert (told["status"], told["data"]) == ("error", {"text": back} if back else None)
    assert [error["code"] for error in told["errors"]] == [code]
    assert back or CANARY not in result.out


# --- values that cannot be right -------------------------------------------------------------------

BAD: list[tuple[str, int]] = [
    # days and periods
    ("journal -m heliotrope --date 2026-11-23", 2),
    ("journal -m heliotrope --date 9999-12-31", 2),
    ("journal -m heliotrope --date 2026-02-29", 2),
    ("journal -m heliotrope --date tomorrow", 2),
    ("journal -m heliotrope --date 22.11.2026", 2),
    ("journal -m heliotrope --date +1", 2),
    ("journal -m heliotrope --date -999999", 2),
    ("journal -m heliotrope --date 0000-00-00", 2),
    ("journal -m heliotrope --date ２０２６-１１-２２", 2),
    ("list --from 2026-11-31", 2),
    ("list --on nonsense", 2),
    ("review --week 2026-W99", 2),
    ("review --week 99", 2),
    ("review --week 2027-W01", 2),
    ("streak --weeks 0", 2),
    ("streak --weeks 54", 2),
    ("streak --weeks many", 2),
    ("streak --year 26", 2),
    ("streak --year 99999", 2),
    # scales and counts
    ("journal -m heliotrope --mood 9", 2),
    ("journal -m heliotrope --mood 0", 2),
    ("journal -m heliotrope --mood -1", 2),
    ("journal -m heliotrope --mood 3.5", 2),
    ("journal -m heliotrope --mood ４", 2),
    ("journal -m heliotrope --mood good", 2),
    ("journal -m heliotrope --closeness 6", 2),
    ("edit last --mood 9", 2),
    ("list -n 0", 2),
    ("list -n -5", 2),
    ("list -n all", 2),
    ("list -n 99999999999999999999", 2),
    # names
    ("journal -m heliotrope --practice nonsense", 2),
    ("journal -m heliotrope --pack nonsense", 1),
    ("journal -m heliotrope --prompt nonsense", 1),
    ("journal -m heliotrope --prompt emotional-trust/nonsense", 1),
    ("journal -m heliotrope --prompt nonsense/nonsense", 1),
    ("prompt --practice nonsense", 2),
    ("prompt --pack nonsense", 1),
    ("list --practice nonsense", 2),
    ("list --kind nonsense", 2),
    ("streak --practice nonsense", 2),
    ("packs show nonsense", 1),
    ("show zzzzz", 1),
    ("show nonsense!", 2),
    ("edit zzzzz -m heliotrope", 1),
    ("delete zzzzz", 1),
    ("trash restore zzzzz", 1),
    ("config get nonsense", 2),
    ("config set nonsense 1", 2),
    ("export nonsense", 2),
    # how it is put
    ("journal -m heliotrope --free --another", 2),
    ("journal -m heliotrope --free --practice presence", 2),
    ("journal -m", 2),
    ("journal --nonsense", 2),
    ("nonsense", 2),
    ("lst", 2),
    ("--nonsense", 2),
    ("trash nonsense", 2),
    ("packs show", 2),
    ("delete", 2),
    ("show one two", 2),
]


_BEGUN: dict[str, bytes] = {}
"""The journal of `begun` once it was written, so that each test need not write it anew."""


@pytest.fixture
def begun(trust: Trust, home: Path) -> None:
    """A journal with one entry."""
    if not _BEGUN:
        trust("journal", "--free", "-m", CANARY)
        _BEGUN["file"] = (home / "journal.db").read_bytes()
    home.mkdir(mode=0o700, exist_ok=True)
    (home / "journal.db").write_bytes(_BEGUN["file"])


@pytest.mark.parametrize(("line", "code"), BAD)
def test_a_value_that_cannot_be_right_is_one_plain_line(
    trust: Trust, begun: None, line: str, code: int
) -> None:
    assert_one_plain_line(trust(*line.split()), code)
    assert len(trust("list").out.splitlines()) == 1


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (
            "promise add",
            'say what you promised, as in `trust promise add "ring mum" --by friday`',
        ),
        ("search", "say what to search for, as in `trust search kettle`"),
        ("tags rename walk", "the tag's new name too, as in `trust tags rename walk walking`"),
    ],
)
def test_what_is_missing_is_asked_for_with_an_example(trust: Trust, line: str, says: str) -> None:
    done = trust(*line.split())
    assert (done.code, done.out) == (2, "")
    assert says in done.err


def test_every_argument_that_must_be_given_has_such_a_line() -> None:
    needed = set()
    for first in sorted(commands.names()):
        program = typer.main.get_command(commands.build([first]))
        command = program.commands[first] if isinstance(program, TyperGroup) else program
        parts = command.commands.items() if isinstance(command, TyperGroup) else ()
        for name, inner in [(first, command), *((f"{first} {part}", one) for part, one in parts)]:
            needed |= {
                (name, param.name)
                for param in inner.params
                if param.param_type_name == "argument" and param.required
            }

    assert needed == set(MISSING)


@pytest.mark.parametrize(("line", "code"), BAD)
def test_and_with_json_an_envelope(trust: Trust, begun: None, line: str, code: int) -> None:
    command, *rest = line.split()
    # After the command: at the end, `journal -m` would take it for its text.
    words = (command, "--json", *rest) if line.endswith(" -m") else (command, *rest, "--json")
    assert_error_envelope(trust(*words), code)


@pytest.mark.parametrize(
    ("line", "names", "remedy"),
    [
        ("journal -m x --mood 9", "9", "--mood can't be 9; use 1 to 5"),
        ("journal -m x --date 2026-12-01", "2026-12-01", "is in the future"),
        ("journal -m x --date 22.11.2026", "22.11.2026", "use 2026-11-22, today"),
        ("journal -m x --practice nope", "nope", "choose from safe-space, presence"),
        ("packs show nope", "nope", "`trust packs list` lists all packs"),
        ("review --week 2026-W99", "2026-W99", "a number such as 47, or 2026-W47"),
        ("qqqq", "qqqq", "`trust --help` lists all commands"),
        ("config set name Robin", "name", "did you mean person?"),
        ("config set nope 1", "nope", "`trust config list` lists all settings"),
        ("show zzzzz", "zzzzz", "`trust list` shows the ids"),
        ("export nope", "nope", "choose from markdown"),
        ("sit 10 10", "trust sit", "takes one number of minutes"),
        ("pause --end", "--end", "there's no option --end"),
        ("show --nope", "--nope", "there's no option --nope"),
        ("delete --nope", "--nope", "there's no option --nope"),
        ("promise add x --size huge", "trust promise add:", "use small, medium or big"),
        ("people set Sam --date birthday=", "trust people set:", "such as birthday=3-May"),
        ("share --line=", "trust share:", "--line needs an entry"),
        ("list storm joy", "storm or joy", "one kind of entry at a time"),
        ("list -n 0", "-n can't be 0", "use 1 or more"),
        ("encrypt --off", "isn't encrypted", "there's nothing to turn off"),
        ("sync off", "isn't set up for sync", "there's nothing to turn off"),
    ],
)
def test_the_line_names_the_thing_and_the_remedy(
    trust: Trust, begun: None, line: str, names: str, remedy: str
) -> None:
    said = trust(*line.split()).err
    assert names in said
    assert remedy in said


@pytest.mark.parametrize(
    "command",
    [
        ("journal", CANARY, "--mood", "9"),
        ("journal", "I", "felt", CANARY, "--mod", "4"),
        ("journal", f"--felt {CANARY}"),
        ("edit", "last", CANARY),
        (f"I felt {CANARY}", "--mood", "9"),
        (CANARY, "was", "all", "I", "saw"),
        ("promise", f"never to say {CANARY}"),
        ("promise", CANARY, "by", "seven"),
        ("packs", f"a {CANARY}"),
        ("show", f"what I said of the {CANARY}"),
    ],
)
def test_words_given_without_an_option_are_not_repeated(
    trust: Trust, begun: None, command: tuple[str, ...]
) -> None:
    assert_one_plain_line(trust(*command), 2)
    assert_error_envelope(trust(*command, "--json"), 2)


@pytest.mark.parametrize("value", ["", "yesterday", "2026-11-22", "2026-11-22T22:10:00", "x" * 999])
def test_a_clock_that_cannot_be_right_is_one_line(trust: Trust, value: str) -> None:
    result = trust("list", env={"TRUST_NOW": value}) if value else trust("list")
    if value:
        result = trust("journal", "-m", CANARY, env={"TRUST_NOW": value})
        assert result.code == 2
        assert "TRUST_NOW" in result.err
        assert len(result.err.splitlines()) == 1
    else:
        assert result.code == 0


def test_the_first_day_of_all_can_be_written_about_or_is_refused(trust: Trust) -> None:
    result = trust("journal", "-m", CANARY, "--date", "0001-01-01")

    assert result.code in (0, 2)
    assert "something went wrong" not in result.err
    # A word that was stored is there, and one that was not is in no half-made state.
    assert len(trust("list", "--json").json["data"]["entries"]) == (result.code == 0)


def test_an_empty_day_is_not_taken_for_today(trust: Trust) -> None:
    assert_one_plain_line(trust("journal", "-m", CANARY, "--date", ""), 2)


# --- files that are not what they were ---------------------------------------------------------------


def _is_text(journal: Path) -> None:
    journal.write_text(f"{CANARY}, a diary in plain text\n" * 50, "utf-8")


def _is_another_database(journal: Path) -> None:
    with sqlite3.connect(journal) as db:
        db.execute(f"CREATE TABLE {CANARY} (x)")
    db.close()


def _is_newer(journal: Path) -> None:
    _is_ours(journal)
    with sqlite3.connect(journal) as db:
        db.execute("PRAGMA user_version = 9999")
    db.close()


def _is_cut_short(journal: Path) -> None:
    _is_ours(journal)
    journal.write_bytes(journal.read_bytes()[:5000])


def _is_scrambled(journal: Path) -> None:
    _is_ours(journal)
    raw = bytearray(journal.read_bytes())
    raw[100:] = b"\xa5" * (len(raw) - 100)
    journal.write_bytes(bytes(raw))


def _is_a_folder(journal: Path) -> None:
    journal.mkdir()


def _is_ours(journal: Path) -> None:
    from trustjournal.storage import opening

    opening.for_writing(journal).close()


DISKS: list[tuple[Callable[[Path], None], int]] = [
    (_is_text, 14),
    (_is_another_database, 14),
    (_is_newer, 13),
    (_is_cut_short, 14),
    (_is_scrambled, 14),
    (_is_a_folder, 74),
]

KEEPS_DRAFTS = {_is_another_database, _is_newer, _is_cut_short}
"""What plainly was a readable database: a draft beside it may be readable, too."""

OPENING = [
    ("list",),
    ("show",),
    ("streak",),
    ("review",),
    (),
    ("journal", "-m", CANARY),
    ("edit", "last", "-m", CANARY),
    ("delete", "last"),
    ("pause", "today"),
    ("trash", "list"),
    ("export", "markdown", "-"),
]


@pytest.mark.parametrize(("make", "code"), DISKS)
def test_a_file_that_is_no_journal_is_left_untouched(
    trust: Trust, home: Path, make: Callable[[Path], None], code: int
) -> None:
    home.mkdir()
    journal = home / "journal.db"
    make(journal)
    before = journal.read_bytes() if journal.is_file() else b""

    for command in OPENING:
        result = trust(*command)
        written = result.out if command[:1] != ("export",) else ""
        # What may be an encrypted journal leaves no readable draft; the words come back.
        back = CANARY if make not in KEEPS_DRAFTS and "-m" in command else ""
        assert (result.code, written) == (code, back), (command, result)
        assert "Traceback" not in result.err
        assert "something went wrong" not in result.err
        assert CANARY not in result.err
        assert len(result.err.splitlines()) == 1
        if command[-1:] != ("-",):  # two answers cannot share standard output
            assert_error_envelope(trust(*command, "--json"), code, back)

    assert (journal.read_bytes() if journal.is_file() else b"") == before


def test_what_could_not_be_stored_is_kept_and_named(trust: Trust, home: Path) -> None:
    home.mkdir()
    _is_text(home / "journal.db")

    result = trust("journal", "--free", "-m", f"my {CANARY}")

    assert result.code == 14
    # It was refused before there was a draft, or there is one and its path is told.
    for draft in (home / "drafts").glob("*.md"):
        assert str(draft) in result.err


@pytest.fixture
def locked(trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A journal another program is busy with; nobody waits ten seconds here."""
    from trustjournal.storage import connect

    trust("journal", "--free", "-m", "one")
    monkeypatch.setattr(connect, "BUSY_SECONDS", 0.05)
    other = sqlite3.connect(home / "journal.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    yield
    other.execute("ROLLBACK")
    other.close()


def test_a_journal_another_program_is_busy_with(trust: Trust, locked: None) -> None:
    for command in (("list",), ("journal", "--free", "-m", CANARY), ("delete", "last")):
        result = trust(*command)
        assert (result.code, result.out) == (11, "")
        assert len(result.err.splitlines()) == 1
        assert "another program" in result.err
        assert CANARY not in result.err


def test_a_text_that_met_a_locked_journal_is_kept(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trustjournal.storage import connect

    trust("journal", "--free", "-m", "one")
    monkeypatch.setattr(connect, "BUSY_SECONDS", 0.05)
    other = sqlite3.connect(home / "journal.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")  # readers may pass, writers may not
    try:
        for command in (("journal", "--free"), ("edit", "last")):
            text = f"{CANARY} {command[0]}"
            result = trust(*command, stdin=text)
            assert (result.code, result.out) == (11, "")
            kept = [p for p in (home / "drafts").glob("*.md") if p.read_text("utf-8") == text]
            assert kept, f"the words given to {command[0]} are nowhere"
            assert str(kept[0]) in result.err
            assert CANARY not in result.err
    finally:
        other.execute("ROLLBACK")
        other.close()


@pytest.mark.parametrize("place", ["below a file", "/proc/nowhere/home"])
def test_a_folder_that_cannot_be_made(trust: Trust, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    home = str(tmp_path / "file" / "home") if place == "below a file" else place

    for command in (
        ("journal", "-m", CANARY),
        ("pause", "today"),
        ("config", "set", "person", "S"),
    ):
        result = trust(*command, env={"TRUST_HOME": home})
        back = CANARY if "-m" in command else ""
        assert_one_plain_line(result, 74, back)
        assert_error_envelope(trust(*command, "--json", env={"TRUST_HOME": home}), 74, back)


@pytest.mark.parametrize("kind", ["nobody's home", "a circle", "not UTF-8"])
def test_an_odd_home_is_no_fault_of_ours(trust: Trust, tmp_path: Path, kind: str) -> None:
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    home = {
        "nobody's home": "~nobody-of-that-name/x",
        "a circle": str(tmp_path / "circle"),
        "not UTF-8": str(tmp_path / "caf\udce9"),
    }[kind]

    for command in (("list",), ("journal", "--free", "-m", "x"), ("list",)):
        result = trust(*command, env={"TRUST_HOME": home})
        assert "something went wrong" not in result.err
        assert result.code in (0, 74)
        assert len(result.err.splitlines()) == (result.code != 0)


def test_a_journal_left_empty_by_a_crash_is_none(trust: Trust, home: Path) -> None:
    home.mkdir()
    (home / "journal.db").touch()

    assert "Welcome" in trust().out
    assert trust("journal", "--free", "-m", "x").code == 0
    assert trust("show").code == 0


# --- texts ---------------------------------------------------------------------------------------------


def test_seventeen_megabytes_are_refused_and_the_draft_is_kept(trust: Trust, home: Path) -> None:
    text = f"{CANARY} ".encode() * (17 * 1024 * 1024 // 11)

    result = trust("journal", "--free", stdin=text)

    half, refused = result.err.splitlines()
    assert "8 MB" in half
    assert_one_plain_line(Result(result.code, result.out, refused), 2)
    assert "16 MB" in refused
    (draft,) = (home / "drafts").glob("*.md")
    assert str(draft) in refused
    assert 16 * 1024 * 1024 < len(draft.read_bytes()) < len(text)
    assert text.startswith(draft.read_bytes())
    assert draft.stat().st_mode & 0o177 == 0
    assert trust("list", "--json").json["data"]["entries"] == []


def test_and_with_json_the_path_of_the_draft_is_in_the_envelope(trust: Trust, home: Path) -> None:
    result = trust("journal", "--free", "--json", stdin=b"x" * (17 * 1024 * 1024))

    assert_error_envelope(result, 2)
    (draft,) = (home / "drafts").glob("*.md")
    assert str(draft) in result.json["errors"][0]["message"]


def test_sixteen_megabytes_to_the_byte_are_stored(trust: Trust) -> None:
    most = 16 * 1024 * 1024
    assert trust("journal", "--free", stdin=b"x" * most).code == 0
    assert trust("journal", "--free", stdin=b"x" * (most + 1)).code == 2


def test_ten_megabytes_come_back_whole(trust: Trust) -> None:
    text = "all of it, every word\n" * (10 * 1024 * 1024 // 22) + "the end"
    trust("journal", "--free", stdin=text)

    assert text in trust("show").out
    assert text in trust("export", "markdown", "-").out
    for command in ((), ("list",), ("review",), ("streak",)):
        assert len(trust(*command).out) < 10_000


HOSTILE = {
    "markup": "[/bold] [red]x[/red] a [x] b",
    "an emoji code": ":smile: :warning:",
    "an escape": "\x1b[2J\x1b[31mred",
    "OSC 52": "\x1b]52;c;aGVsbG8=\x07 after",
    "OSC 8": "\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "C1": "\x9b31m \x9d52;c;x\x9c \x90q",
    "backspaces": "rm -rf\x08\x08\x08\x08\x08\x08",
    "a carriage return": "safe\rEVIL",
    "DEL": "a\x7fb",
    "right to left": "abc\u202edcba\u2066x\u2069",
    "a title": "\x1b]0;owned\x07",
    "NEL and separators": "a\x85b\x1cc\u2028d",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_no_text_can_drive_the_terminal(trust: Trust, home: Path, what: str) -> None:
    text = HOSTILE[what]
    name = text.replace("\r", "")
    stored = trust(
        *("journal", "--free", "-m", f"{text} word", "--tag", name, "--person", name, "--json")
    )
    trust("pause", "2026-12-24", "--reason", text)
    entry = stored.json["data"]["entry"]
    assert entry["body"] == f"{text} word"

    for command in (
        (),
        ("list",),
        ("list", "--plain"),
        ("show",),
        ("review",),
        ("review", "--plain"),
        ("review", "--markdown"),
        ("streak",),
        ("pause",),
        ("list", "--tag", text),
        ("list", "--practice", text),
        ("show", text),
        ("packs", "show", text),
        ("config", "get", text),
        ("config", "set", "person", text),
        ("config", "set", text, "x"),
        ("export", text),
        ("export", "markdown", str(home / "pages" / name.replace("/", "_"))),
        ("journal", "--date", text, "-m", "x"),
        ("journal", "--mood", text, "-m", "x"),
        (f"--{text}",),
        (text,),
        ("list", text),
    ):
        result = trust(*command)
        said = result.out + result.err
        assert not UNSAFE.search(said), (command, said)
        assert result.code != 70, result.err
    trust("delete", "last")
    assert not UNSAFE.search(trust("trash", "list").out)


@pytest.mark.parametrize("what", ["markup", "an emoji code"])
def test_markup_is_shown_as_it_was_typed(trust: Trust, what: str) -> None:
    text = HOSTILE[what]
    trust("journal", "--free", "-m", text, "--tag", text, "--person", text)

    assert text in trust("list").out
    assert " ".join(trust("show").out.split()).count(text) == 3
    assert text in trust("review").out


def test_json_keeps_what_was_typed_without_raw_controls(trust: Trust) -> None:
    text = "".join(HOSTILE.values()).replace("\r", "")
    trust("journal", "--free", "-m", text)

    out = trust("show", "--json").out

    assert trust("show", "--json").json["data"]["entry"]["body"] == text
    assert "\x1b" not in out
    assert "\x9b" not in out, "a terminal reads C1 as an escape too"


def test_a_packs_words_cannot_drive_the_terminal(trust: Trust, home: Path) -> None:
    (home / "packs").mkdir(parents=True)
    evil = r"\e]52;c;eA==\a[/bold] :smile: \u202eevil \u009b31m"
    (home / "packs" / "tiny.yaml").write_text(
        f'schema: 1\nid: tiny\ntitle: "{evil}"\ndescription: "{evil}"\nabout: "{evil}"\n'
        f'license: "{evil}"\nlanguage: en\nversion: "{evil}"\nauthor: ["{evil}"]\n'
        f'prompts:\n  - id: only\n    practice: presence\n    depth: 1\n    text: "{evil} today?"\n'
        f'    follow_ups: ["{evil}"]\n    note: "{evil}"\n',
        "utf-8",
    )
    trust("config", "set", "packs", "tiny")

    for command in ((), ("prompt",), ("packs", "list"), ("packs", "show", "tiny")):
        result = trust(*command)
        assert (result.code, result.err) == (0, "")
        assert "[/bold] :smile:" in " ".join(result.out.split()), command
        assert not UNSAFE.search(result.out), command


def test_names_of_files_cannot_drive_the_terminal(trust: Trust, tmp_path: Path) -> None:
    home = tmp_path / "a\x1b]0;owned\x07\x9b31m\u202eb"
    packs = home / "packs"
    packs.mkdir(parents=True)
    (packs / "evil\x1b[31m.yaml").write_text("not a pack", "utf-8")

    for command in (
        (),
        ("about",),
        ("config", "path"),
        ("packs", "list"),
        ("delete", "last"),
        ("journal", "-m", " "),
        ("journal", "--free", "-m", "x"),
        ("export", "markdown", str(home / "pages")),
        ("export", "markdown", str(packs / "evil\x1b[31m.yaml")),
    ):
        result = trust(*command, env={"TRUST_HOME": str(home)})
        assert not UNSAFE.search(result.out + result.err), command
        assert result.code != 70


# --- no words in any message ------------------------------------------------------------------------------


def test_a_fault_of_ours_names_its_kind_and_place_and_no_words(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trustjournal.services import writing as write

    def fault(*_: object) -> None:
        raise ValueError(f"could not do it with {CANARY}")

    monkeypatch.setattr(write, "check_size", fault)

    result = trust("journal", "--free", "-m", CANARY)

    assert (result.code, result.out) == (70, "")
    assert "ValueError in test_bad_input.py" in result.err
    assert CANARY not in result.err
    assert len(result.err.splitlines()) == 1
    (draft,) = (home / "drafts").glob("*.md")
    assert draft.read_text("utf-8") == CANARY, "your words are safe, it says"


@pytest.mark.parametrize("kind", [KeyError, RecursionError, MemoryError, OSError, AssertionError])
def test_no_exception_becomes_a_trace(
    trust: Trust, monkeypatch: pytest.MonkeyPatch, kind: type[Exception]
) -> None:
    from trustjournal.services import today

    def fault(*_: object) -> None:
        raise kind(CANARY)

    monkeypatch.setattr(today, "due_review", fault)

    for result in (trust(), trust("--json")):
        assert result.code == 70
        assert CANARY not in result.out + result.err
        assert "Traceback" not in result.out + result.err


# --- words where none belong ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (("edit", "last", "--tags", "x"), "there's no option --tags (did you mean --tag?)"),
        (("edit", "last", "--unsaid"), "there's no option --unsaid"),
        (("read", "--mine"), "there's no option --mine; see `trust read --help`"),
        (("streak", "--mine"), "there's no option --mine; see `trust streak --help`"),
        (("edit", "--tag"), "--tag needs a value; see `trust edit --help`"),
        (("doctor", "--salvage"), "--salvage needs a value; see `trust doctor --help`"),
        (("list", "5"), "for that many entries, use -n 5"),
        (("tags", "5"), "no command called 5"),
        (("promise", "add", CANARY, "by", "seven"), "put your words in quotes"),
        (
            ("journal", CANARY, "felt", "good", "-m", "x"),
            "some of your text is after -m and some isn't; put all of it in quotes",
        ),
        (("journal", "good"), "to save good on its own, use `trust journal -m good`, or run"),
        (("joy", CANARY), 'in quotes after -m, as in `trust joy -m "your words"`'),
        (("sit", ""), "'' isn't a whole number of minutes"),
        (("list", "--kind="), "'' isn't a kind of entry"),
        (("promise", ""), "there's no command called ''"),
        (("list", "--from", "28"), 'if your day has two words, put quotes around them, as in "28'),
        (("list", "joys", "--kind", "storm"), "give the kind of entry only once"),
        (("list", "presence", "--practice", "reliability"), "give the practice only once"),
        (("review", "--to", "yesterday"), "--to needs --from"),
        (("doctor", "--salvage", "-"), "a salvaged journal isn't text"),
        (("backup", "-"), "a backup isn't text"),
        (("remind", "at", "off"), "to stop the reminder, run `trust remind off`"),
        (("about", "me"), "`trust about` works without any words after it"),
        (("share", "x"), "`trust share` takes only options"),
        (("checkin", "x", "y"), "put quotes around a name or text of several words"),
        (("list", "--json=3"), "--json doesn't take a value; see `trust list --help`"),
        (("",), "there's no command here"),
        (("--mood", "4"), "these options need a command in front, as in `trust journal --mood 4`"),
        (("check", "in", "Sam"), "did you mean `trust checkin Sam`?"),
        (("journal", ""), "there's no text to save; run `trust journal`"),
        (("jounal",), "did you mean `trust journal`?"),
        (
            ("--", "-"),
            "there's no command called -; `trust journal` writes an entry, and `trust --help`",
        ),
        (("packs", "lst"), "did you mean list?"),
        (("promise", "done", "plumber"), "did you mean `trust promise kept`?"),
        (("storm", f"we fought about {CANARY}"), "put your text in quotes after -m, as in"),
        (("edit", "last", "two words"), "as in `trust edit last -m "),
        (("journal", "-m", "x", "--mood="), "--mood can't be empty; use 1 to 5"),
        (("help", "all", "extra"), "`trust help all` takes no other words"),
        (("delete", "last", "last"), "`trust delete` takes one entry at a time"),
        (("import", "a", "b"), "`trust import` takes one file or folder at a time"),
        (
            ("promise", "shwo", "landlord"),
            "`trust promise` has no such command; did you mean `trust promise",
        ),
        (("tags", "no", "way"), "`trust tags` has no such command; `trust tags --help` lists its"),
        (("promise", f"{CANARY} by friday"), "to add a promise, type `trust promise add "),
        (("remind", "me", "at", "nine"), "to set a reminder, type `trust remind at 21:30`;"),
        ((CANARY, "felt", "good"), "run `trust` to go on with them. Next time put them in quotes"),
    ],
)
def test_what_is_too_much_is_told_with_what_would_do(
    trust: Trust, words: tuple[str, ...], remedy: str
) -> None:
    result = trust(*words)

    assert_one_plain_line(result, 2)
    assert remedy in result.err


@pytest.mark.parametrize("words", ["crisis", "suicide", "unsafe", "safty", "help me"])
def test_a_word_for_danger_is_answered_with_the_safety_page(trust: Trust, words: str) -> None:
    result = trust(*words.split())

    assert result.err == (
        "trust: `trust safety` shows a page for when you're not safe, or not sure you are\n"
    )


def test_help_is_found_from_habit(trust: Trust) -> None:
    assert trust("help", "list").out == trust("list", "--help").out
    assert trust("help").out == trust("-h").out == trust("--help").out
    assert trust("-V").out == trust("--version").out


@pytest.mark.parametrize("name", ["Words and deeds", "words-and-deeds", "RELIABILITY"])
def test_a_practice_is_known_by_what_the_screens_call_it(trust: Trust, name: str) -> None:
    assert trust("focus", name, "--json").json["data"]["focus"] == "reliability"
    asked = trust("prompt", "--practice", name, "--json").json["data"]["prompts"]
    assert [prompt["practice"] for prompt in asked] == ["reliability"]


def test_an_error_does_not_wait_for_a_pipe_that_stays_open(home: Path) -> None:
    reading, writing = os.pipe()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "trustjournal", "journal", "--mood", "9", "-m", CANARY],
            stdin=reading,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    finally:
        os.close(reading)
        os.close(writing)
    assert done.returncode == 2
    assert "--mood can't be 9; use 1 to 5" in done.stderr


# --- options given more than once ----------------------------------------------------------------


def every_command() -> Iterator[tuple[tuple[str, ...], list[Any]]]:
    """Yield the words of each command, with its parameters as Typer has them."""
    from typer.main import get_command

    from trustjournal import commands

    def walk(command: Any, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], list[Any]]]:
        yield words, command.params
        for name, inner in getattr(command, "commands", {}).items():
            yield from walk(inner, (*words, name))

    return walk(get_command(commands.build([], everything=True)), ())


def single_options() -> list[tuple[str, ...]]:
    """Every option of every command that takes one value, with the words of its command."""
    return [
        (*words, max(param.opts, key=len))
        for words, params in every_command()
        for param in params
        if param.param_type_name == "option" and not (param.is_flag or param.multiple)
    ]


def test_no_option_with_one_value_is_taken_twice(trust: Trust) -> None:
    options = single_options()
    assert ("promise", "kept", "--note") in options
    assert ("checkin", "--heard") in options
    for *words, option in options:
        refused = trust(*words, option, "first", option, "second")
        assert (refused.code, refused.out) == (2, ""), (words, option)
        assert refused.err.endswith(f"use {option} only once\n")
    assert trust("promise", "add", "Ring").code == 0
    again = trust("promise", "kept", "Ring", "--note", "a", "--note=b", "--json")
    assert (again.code, again.json["errors"][0]["code"]) == (2, 2)
    assert trust("promise", "show", "Ring", "--json").json["data"]["promises"][0]["events"] == []


def test_several_messages_are_the_paragraphs_of_one_text(trust: Trust) -> None:
    written = trust("journal", "--free", "-m", "First.", "--message", "Second.", "--json")
    assert written.json["data"]["entry"]["body"] == "First.\n\nSecond."
    edited = trust("edit", "last", "-m", "One.", "-mTwo.", "--json")
    assert edited.json["data"]["entry"]["body"] == "One.\n\nTwo."


@pytest.mark.parametrize("line", ["journal --free", "edit last"])
def test_standard_input_is_no_paragraph_among_others(trust: Trust, home: Path, line: str) -> None:
    trust("journal", "--free", "-m", "An entry.")
    refused = trust(*line.split(), "-m", "First.", "-m", "-", stdin="quince")
    assert refused.code == 2
    assert "leave out the other -m" in refused.err
    assert any("quince" in path.read_text() for path in (home / "drafts").glob("*.md"))


@pytest.mark.parametrize(
    "line",
    [
        "people set Sam --context bad --json",
        "people set Sam --json --every x",
        "promise add x --size bad --json",
        "promise kept --note a --note b --json",
        "packs list --no-such-option --json",
        "trash restore one two --json",
    ],
)
def test_a_wrong_value_in_a_group_is_answered_as_json(trust: Trust, line: str) -> None:
    assert_error_envelope(trust(*line.split()), 2)


@pytest.mark.parametrize(
    ("argv", "example"),
    [
        (("promise", "call Sam on Friday"), "promise add"),
        (("config", "colours", "Kim"), "config set"),
    ],
)
def test_words_after_a_group_name_a_command_of_it(
    trust: Trust, argv: tuple[str, ...], example: str
) -> None:
    done = trust(*argv)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert f"type `trust {example}" in done.err
    assert argv[-1] not in done.err, "which may be a text"


# --- words that aren't UTF-8 -----------------------------------------------------------------------

LATIN_1 = "caf\udce9"
"""What Python makes of a word from a terminal that isn't UTF-8."""


@pytest.mark.parametrize("line", ["list", "read", "list Sam", "read last week"])
def test_a_word_that_is_not_utf_8_is_looked_up(trust: Trust, begun: None, line: str) -> None:
    assert_one_plain_line(trust(*line.split(), LATIN_1), 2)


def test_a_tag_that_is_not_utf_8_is_found_as_it_was_typed(trust: Trust) -> None:
    trust("journal", "-m", CANARY, "--tag", LATIN_1)
    for line in (["list", LATIN_1], ["read", f"#{LATIN_1}"], ["list", "--tag", LATIN_1]):
        result = trust(*line)
        assert (result.code, CANARY in result.out) == (0, True), result


def lines_with_such_a_word() -> Iterator[list[str]]:
    """Yield each command with such a word in place of each argument and each option's value."""
    for words, params in every_command():
        needed = ["last" for param in params if param.required]
        for param in params:
            if param.param_type_name == "argument":
                yield [*words, LATIN_1]
            elif not param.is_flag:
                yield [*words, *needed, max(param.opts, key=len), LATIN_1]


def test_no_command_fails_at_a_word_that_is_not_utf_8(
    trust: Trust, begun: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # some of them make a file with the name they are given
    for line in lines_with_such_a_word():
        result = trust(*line)
        assert result.code != 70, (line, result.err)
