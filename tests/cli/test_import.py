"""`trust import`: what it says, what it refuses, and that it is whole or not at all."""

from __future__ import annotations

import io
import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import Trust
from importing import brought, day_one, entries, written
from terminal_helpers import PATIENCE, command, environment, until
from trustjournal.__main__ import main

GOLDEN = Path(__file__).parent.parent / "golden" / "import"
CANARY = "wombat"
JRNL = """\
[2026-11-19 21:00] A walk
We said it at last.

[2026-11-20 07:30] Up early #calm
[2026-11-22 08:00] Sunday
"""


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return written(tmp_path / "journal.txt", JRNL)


def flat(said: str) -> str:
    """Words without the breaks of their lines."""
    return " ".join(said.split())


# --- once, twice, not at all ---------------------------------------------------------------------


@pytest.mark.usefixtures("copy_of_the_day")
def test_it_comes_in_after_a_copy_and_only_once(
    trust: Trust, home: Path, journal: Path, tmp_path: Path
) -> None:
    trust("journal", "--free", "-m", "Mine.")
    before = (home / "journal.db").read_bytes()

    dry = trust("import", str(journal), "--dry-run")
    assert (dry.code, dry.err) == (0, "")
    assert "3 entries would be imported, 2026-11-19 to 2026-11-22." in flat(dry.out)
    assert (home / "journal.db").read_bytes() == before
    assert not list((home / "backups").glob("*-import.db"))

    done = trust("import", str(journal))
    assert (done.code, done.err) == (0, "")
    assert "3 entries imported, 2026-11-19 to 2026-11-22." in flat(done.out)
    [copy] = (home / "backups").glob("*-import.db")
    assert f"trust backup restore {copy.name}" in flat(done.out)
    assert "before an import" in trust("backup", "list").out
    assert len({entry.id for entry in entries(home)}) == 4
    after = (home / "journal.db").read_bytes()

    again = trust("import", str(journal))
    assert "nothing new was imported. 3 entries already in the journal." in flat(again.out)
    assert (home / "journal.db").read_bytes() == after
    assert list((home / "backups").glob("*-import*")) == [copy]

    trust("backup", "restore", copy.name)
    assert [entry.body for entry in entries(home)] == ["Mine."]
    assert trust("doctor").code == 0
    for day, stays in (("2026-12-20", True), ("2026-12-21", False)):
        trust("journal", "--free", "-m", "x", now=f"{day}T22:10:00+01:00")
        assert copy.exists() == stays


def test_a_first_journal_needs_no_copy(trust: Trust, home: Path, journal: Path) -> None:
    assert brought(trust, journal)["backup"] is None
    assert (home / "journal.db").stat().st_mode & 0o077 == 0


def test_what_nothing_comes_of_makes_no_journal(trust: Trust, home: Path, tmp_path: Path) -> None:
    future = written(tmp_path / "j.txt", "[2031-01-01 10:00] To come\n")

    assert brought(trust, future)["reasons"] == {"future": 1}
    assert not (home / "journal.db").exists()


def test_what_was_exported_here_is_known_in_another_form(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    trust("journal", "--free", "-m", "One thing.\n\nAnd more.", "--tag", "calm")
    moment = "2026-11-22T21:10:00Z"
    zipped = {"uuid": "A", "creationDate": moment, "text": "One thing\\.\n\nAnd more\\."}

    assert brought(trust, day_one(tmp_path / "e.zip", zipped))["already"] == 1
    elsewhere = zipped | {"uuid": "B", "timeZone": "Asia/Tokyo"}
    assert brought(trust, day_one(tmp_path / "f.zip", elsewhere))["reasons"] == {"future": 1}
    text = "[2026-11-22 22:10] One thing.\n\nAnd more.\n@calm\n"
    assert brought(trust, written(tmp_path / "j.txt", text))["already"] == 1
    # The same words at another time are another entry.
    text = "[2026-11-22 22:11] One thing.\n\nAnd more.\n"
    assert brought(trust, written(tmp_path / "k.txt", text))["added"] == 1


def test_the_same_twice_in_one_source_comes_once(trust: Trust, home: Path, tmp_path: Path) -> None:
    one = {"uuid": "A", "creationDate": "2026-11-20T21:10:00Z", "text": "One thing."}
    source = day_one(tmp_path / "e.zip", one, one | {"text": "Other."}, one | {"uuid": "B"})

    dry = brought(trust, source, "--dry-run")

    assert (dry["added"], dry["already"]) == (2, 0)
    assert dry["reasons"] == {"twice": 1}, "the other wording is named"
    assert brought(trust, source) | {"dry_run": True} == dry
    assert [entry.body for entry in entries(home)] == ["One thing.", "One thing."]


def test_what_is_too_long_is_left(
    trust: Trust, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trustjournal.formats import incoming
    from trustjournal.services import imports

    monkeypatch.setattr(incoming, "MAX_BYTES", 40)
    monkeypatch.setattr(imports, "MOST_BYTES", 200)
    text = f"[2026-11-20 21:00] {'é' * 20}\n[2026-11-20 22:00] {'é' * 21}\n"
    assert brought(trust, "-", stdin=text)["reasons"] == {"too_long": 1}
    assert len(entries(home)) == 1

    done = trust("import", "-", stdin=text * 2)
    assert (done.code, done.out) == (2, "")
    assert "give a file instead" in done.err


def test_what_was_written_then_counts_as_written_then(
    trust: Trust, journal: Path, tmp_path: Path
) -> None:
    brought(trust, journal)
    brought(
        trust,
        "-",
        stdin="---\ndate: 2026-11-18\ncreated: 2026-11-22\n---\n\nRemembered later.\n",
    )

    told = trust("streak", "--json").json["data"]["standing"]

    assert told["headline"] == {"written": 3, "days": 4, "first": True}
    assert told["run"]["days"] == 3
    assert told["marks"]["2026-11-18"] == "later"


def test_from_a_pipe_as_from_a_file(trust: Trust, home: Path, tmp_path: Path) -> None:
    assert brought(trust, "-", stdin=JRNL)["added"] == 3
    done = subprocess.run(
        command("import", "/dev/stdin", "--json"),
        env=environment(tmp_path / "other"),
        input=JRNL.encode(),
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout)["data"]["added"] == 3


# --- what is refused -----------------------------------------------------------------------------

REFUSED = [
    ("j.txt", b"JRNLv3" + b"\0\1\2", (), 2, "jrnl --decrypt"),
    ("j.txt", b"gAAAAABh", (), 2, "jrnl --decrypt"),
    ("j.txt", b"JRNL\1\0", (), 2, "begin with JRNL"),
    ("j.db", b"SQLite format 3\0", (), 2, "trust backup restore"),
    ("j.txt", b"Just words, wombat.", (), 2, "look like"),
    ("j.md", b"Just words, wombat.", (), 2, "look like"),
    ("j.md", b"\0\xff\xfe", (), 2, "look like"),
    ("j.json", b'{"a": "wombat"}', (), 2, "look like"),
    ("j.json", b'["wombat"]', (), 2, "look like"),
    ("j.zip", b"PK\x05\x06" + b"\0" * 18, (), 2, "look like"),
    ("j.zip", b"PK\x03\x04" + b"\0" * 40, (), 1, "damaged zip"),
    ("j.txt", b"", (), 2, "look like"),
    ("j.txt", b"[2026-11-19 21:00] wombat", ("--format", "dayone"), 2, "can't be read as dayone"),
    ("j.txt", b"[2026-11-19 21:00] wombat", ("--format", "pdf"), 2, "no format called pdf"),
    ("j.txt", b"[the day 7 of wombats] x", (), 2, "with --date-format"),
]


@pytest.mark.parametrize(("name", "raw", "options", "code", "says"), REFUSED, ids=str)
def test_what_cannot_come_in_is_one_line(
    trust: Trust,
    home: Path,
    tmp_path: Path,
    name: str,
    raw: bytes,
    options: tuple[str, ...],
    code: int,
    says: str,
) -> None:
    path = written(tmp_path / name, raw)

    done = trust("import", str(path), *options)

    assert (done.code, done.out) == (code, "")
    assert done.err.startswith("trust import: ")
    assert done.err.count("\n") == 1
    assert says in done.err
    assert CANARY not in done.err
    assert not home.exists()
    assert trust("import", str(path), *options, "--json").json["errors"][0]["code"] == code


def test_what_is_not_there_or_cannot_be_read(
    trust: Trust, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert trust("import", str(tmp_path / "nowhere")).code == 1
    assert trust("import").code == 2
    (tmp_path / "empty").mkdir()
    assert trust("import", str(tmp_path / "empty")).code == 2

    path = written(tmp_path / "j.txt", JRNL)
    really = Path.open

    def refuse(self: Path, *args: Any, **more: Any) -> Any:
        if self == path:
            raise PermissionError(13, "Permission denied")
        return really(self, *args, **more)

    monkeypatch.setattr(Path, "open", refuse)
    done = trust("import", str(path))
    assert (done.code, done.out) == (74, "")
    assert "Permission denied" in done.err
    assert not home.exists()


# --- whole or not at all -------------------------------------------------------------------------


@pytest.fixture
def begun(trust: Trust, home: Path, tmp_path: Path) -> Path:
    """A journal with an entry, and a file that takes a while to come in."""
    trust("journal", "--free", "-m", "Mine.")
    lines = (f"[2020-01-{1 + n % 28:02} 10:00] Entry {n} {'x' * 400}\n" for n in range(12_000))
    return written(tmp_path / "long.txt", "".join(lines))


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (signal.SIGKILL, -9),
        pytest.param(signal.SIGINT, 130, marks=pytest.mark.torture),
        pytest.param(signal.SIGTERM, 143, marks=pytest.mark.torture),
    ],
)
def test_stopped_half_way_the_journal_is_as_it_was(
    trust: Trust, home: Path, begun: Path, sent: signal.Signals, code: int
) -> None:
    running = subprocess.Popen(
        command("import", str(begun)),
        env=environment(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    copies = home / "backups"
    until(lambda: list(copies.glob("*-import.db")), "the copy made before an import")
    until(lambda: (home / "journal.db-journal").exists(), "the import to write")
    running.send_signal(sent)
    assert running.wait(PATIENCE) == code

    assert [entry.body for entry in entries(home)] == ["Mine."]
    assert trust("doctor").code == 0
    assert list((home / "backups").glob("*-import.db"))


def test_ctrl_c_leaves_the_journal_as_it_was(
    trust: Trust, home: Path, begun: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trustjournal.formats import jrnl_text_in

    ended = jrnl_text_in._entry

    def interrupted(*given: object) -> object:
        assert isinstance(given[1], list)
        if any("Entry 6000" in line for line in given[1]):
            raise KeyboardInterrupt
        return ended(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(jrnl_text_in, "_entry", interrupted)

    done = trust("import", str(begun))

    assert (done.code, done.out, done.err) == (130, "", "trust import: stopped\n")
    assert [entry.body for entry in entries(home)] == ["Mine."]


def test_a_disk_that_fills_leaves_the_journal_as_it_was(
    trust: Trust, home: Path, begun: Path
) -> None:
    most = (home / "journal.db").stat().st_size + 1_000_000

    done = subprocess.run(
        command("import", str(begun)),
        env=environment(home),
        capture_output=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
        timeout=2 * PATIENCE,
        check=False,
    )

    assert (done.returncode, done.stdout) == (74, b"")
    assert done.stderr.count(b"\n") == 1
    assert [entry.body for entry in entries(home)] == ["Mine."]


# --- screens -------------------------------------------------------------------------------------

MIXED = {
    "2026/2026-11-20.md": "---\ndate: 2026-11-20\n---\n\nA note.\n",
    "2026/2026-11-19.md": "---\nmood: 8\n---\nAnother.\n",
    "2026/2027-01-01.md": "To come.\n",
    "2026/2026-11-21.md": "",
    **{f"ideas/{n}.md": "No day.\n" for n in range(1, 8)},
}


class Terminal(io.StringIO):
    """A stream with someone in front of it."""

    def isatty(self) -> bool:
        return True


def shown(monkeypatch: pytest.MonkeyPatch, columns: str, *argv: str) -> tuple[str, str]:
    """What a run puts on a screen, without colours: standard output, standard error."""
    out, err = Terminal(), Terminal()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        patch.setenv("COLUMNS", columns)
        patch.setenv("NO_COLOR", "1")
        patch.setenv("TERM", "xterm")
        assert main(["import", *argv]) == 0
    return out.getvalue(), err.getvalue()


@pytest.mark.parametrize("columns", ["80", "40"])
def test_the_screen_of_a_dry_run(
    trust: Trust, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    """The golden files stand in tests/golden/import; UPDATE_GOLDEN=1 writes them anew."""
    for name, text in MIXED.items():
        written(tmp_path / "vault" / name, text)
    monkeypatch.chdir(tmp_path)
    brought(trust, "vault/2026/2026-11-20.md")
    (tmp_path / "vault/2026/2026-11-20.md").write_text("---\ndate: 2026-11-20\n---\n\nA note.\n")

    out, _ = shown(monkeypatch, columns, "vault", "--dry-run")

    out = "".join(f"{line.rstrip()}\n" for line in out.replace(str(tmp_path), "").splitlines())
    path = GOLDEN / f"dry-run-{columns}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(out.encode())
    assert out.encode() == path.read_bytes()
    assert max(map(len, out.splitlines())) <= int(columns)


def test_a_bar_grows_at_a_terminal_and_nowhere_else(
    journal: Path, monkeypatch: pytest.MonkeyPatch, trust: Trust
) -> None:
    _, told = shown(monkeypatch, "80", str(journal), "--dry-run")
    assert "Reading" in told
    assert "3 entries" in told
    for option in ("--plain", "--json"):
        assert shown(monkeypatch, "80", str(journal), "--dry-run", option)[1] == ""
    assert trust("import", str(journal)).err == ""


def test_a_file_can_have_any_name(trust: Trust, home: Path, tmp_path: Path) -> None:
    name = "2026-11-20 \x1b[2J\udcff.md"
    written(tmp_path / "vault" / name, "Words.\n")
    written(tmp_path / "vault" / "no day \x1b]0;x.md", "Words.\n")

    done = trust("import", str(tmp_path / "vault"))

    assert done.code == 0
    assert "\x1b" not in done.out
    assert entries(home)[0].source_id == "2026-11-20 \x1b[2J\ufffd.md"


@pytest.mark.parametrize("words", ["", "jr", "d"])
def test_formats_can_be_completed(words: str) -> None:
    from trustjournal.commands.import_ import _complete_format

    assert set(_complete_format(words)) == {
        each for each in _complete_format("") if each.startswith(words)
    }
    assert "jrnl" in _complete_format("")


def test_a_pipe_of_which_nothing_came_in_is_told(trust: Trust) -> None:
    done = trust("import", "-", stdin="Words of no kind.")
    assert done.code != 0
    assert "Nothing from the pipe was used or kept" in done.err
