"""No command writes over what the journal keeps: the journal itself, copies, drafts, settings."""

from __future__ import annotations

import json
import os
import socket  # noqa: TID251  # a file of that kind, which nothing is sent through
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import Result, Trust
from terminal_helpers import command, environment, run_program
from trustjournal.formats.exporter_protocol import Journal
from trustjournal.formats.exporters import EXPORTERS
from trustjournal.formats.json_out import ToJson

PATIENCE = 60
"""Seconds after which a command that waits for a pipe has failed its test."""

Snapshot = dict[str, bytes]


@pytest.fixture
def kept(trust: Trust, home: Path) -> Path:
    """A journal with a copy, a draft, settings and a pack of the person's own."""
    assert trust("journal", "--free", "-m", "heliotrope").code == 0
    (home / "config.toml").write_text('person = "Sam"\n')
    for folder, name in (("drafts", "unsaved.md"), ("packs", "own.yaml")):
        (home / folder).mkdir(mode=0o700, exist_ok=True)
        (home / folder / name).write_text("mine\n")
    assert (home / "backups" / "20261122T211000Z-daily.db").exists()
    return home


def everything(home: Path) -> Snapshot:
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file() and not path.name.endswith(".json")
    }


def run(home: Path, *argv: str) -> subprocess.CompletedProcess[bytes]:
    """The program in a process of its own, which may not wait for good."""
    return run_program(command(*argv), environment(home), capture_output=True, timeout=PATIENCE)


def is_refused(done: Result) -> bool:
    return (done.code, done.out, done.err.count("\n")) == (2, "", 1)


WRITERS = {
    "export json": ("export", "json", "{}", "--force"),
    "export dayone": ("export", "dayone", "{}", "--force"),
    "export markdown": ("export", "markdown", "{}", "--force"),
    "one file of markdown": ("export", "markdown", "--single", "{}", "--force"),
    "backup": ("backup", "{}", "--force"),
    "share": ("share", "--line", "last", "--yes", "--out", "{}"),
    "salvage": ("doctor", "--salvage", "{}"),
}
OURS = [
    "journal.db",
    "journal.db-journal",
    "journal.db-wal",
    "journal.db.encrypted",
    "config.toml",
    "backups/20261122T211000Z-daily.db",
    "drafts/unsaved.md",
    "drafts/new.md",
    "packs/own.yaml",
    "packs/new.yaml",
]


@pytest.mark.parametrize("writer", WRITERS)
def test_what_is_ours_is_not_written_over(
    trust: Trust, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writer: str
) -> None:
    before = everything(kept)
    monkeypatch.chdir(kept)
    (tmp_path / "linked").symlink_to(kept)
    for n, name in enumerate(OURS):
        ways = [name, str(kept / name), f"../linked/{name}", f"./packs/../{name}"]
        link, hard = tmp_path / f"link-{n}", tmp_path / f"hard-{n}"
        link.symlink_to(kept / name)
        ways.append(str(link))
        if (kept / name).exists():
            hard.hardlink_to(kept / name)
            ways.append(str(hard))
        for way in ways:
            done = trust(*(word.format(way) for word in WRITERS[writer]))
            assert is_refused(done), (way, done)
        assert link.is_symlink()
    assert everything(kept) == before


def test_a_journal_elsewhere_is_the_journal_too(trust: Trust, kept: Path, tmp_path: Path) -> None:
    """Also the one at the usual place, while the settings name another."""
    other = tmp_path / "other.db"
    before = (kept / "journal.db").read_bytes()
    trust("config", "set", "journal", str(other))
    trust("journal", "--free", "-m", "elsewhere")
    marker = tmp_path / "other.db.encrypted"
    for name in (other, kept / "journal.db", tmp_path / "other.db-journal", marker):
        assert is_refused(trust("export", "json", str(name), "--force")), name
    assert "elsewhere" in trust("list").out
    assert (kept / "journal.db").read_bytes() == before


def test_what_is_reached_by_a_link_from_the_journals_folder_is_ours(
    trust: Trust, kept: Path, tmp_path: Path
) -> None:
    for name in ("journal.db", "config.toml", "packs/own.yaml"):
        real = tmp_path / Path(name).name
        (kept / name).rename(real)
        (kept / name).symlink_to(real)
        before = real.read_bytes()
        assert is_refused(trust("export", "csv", str(real), "--force")), name
        assert real.read_bytes() == before


def test_a_new_copy_among_the_copies_is_welcome(trust: Trust, kept: Path) -> None:
    folder = kept / "backups"
    assert trust("backup", str(folder)).code == 0
    assert trust("backup", str(folder / "before-the-move.db")).code == 0
    assert is_refused(trust("backup", str(folder / "before-the-move.db"), "--force"))
    assert is_refused(trust("export", "json", str(folder / "new.json")))
    assert is_refused(trust("backup", str(kept / "drafts")))


def test_a_new_pack_goes_among_the_packs_and_not_among_the_copies(
    trust: Trust, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, code in (("packs", 0), ("backups", 2), ("drafts", 2)):
        monkeypatch.chdir(kept / folder)
        assert trust("packs", "new", "evening-walks").code == code


@pytest.mark.parametrize("folder", ["backups", "drafts", "packs", "packs/pages"])
def test_pages_do_not_go_into_our_folders(
    trust: Trust, kept: Path, tmp_path: Path, folder: str
) -> None:
    before = everything(kept)
    (tmp_path / "link").symlink_to(kept / folder)
    for dest in (kept / folder, tmp_path / "link"):
        assert is_refused(trust("export", "markdown", str(dest), "--force"))
    assert everything(kept) == before


def test_pages_in_the_journals_own_folder_leave_the_journal_alone(trust: Trust, home: Path) -> None:
    """Even where it has the name of a page, or of the list of pages."""
    for name in (".trustjournal.json", "2026/2026-11-22.md"):
        journal = home / name
        journal.parent.mkdir(parents=True, exist_ok=True)
        trust("config", "set", "journal", str(journal))
        trust("journal", "--free", "-m", "heliotrope")
        before = journal.read_bytes()
        trust("export", "markdown", str(home), "--force")
        assert journal.read_bytes() == before
        assert "heliotrope" in trust("list").out
        journal.unlink()
    trust("config", "set", "journal", "")
    trust("journal", "--free", "-m", "heliotrope")
    ours = everything(home)
    assert trust("export", "markdown", str(home), "--force").code == 0
    assert ours.items() <= everything(home).items()


# --- pipes, devices, standard output ------------------------------------------------------------


def test_what_is_no_file_is_refused_and_not_opened(
    trust: Trust, kept: Path, tmp_path: Path
) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        names = [tmp_path / "socket"]
        if os.geteuid() == 0:
            # A null device of our own, and a disk that no driver answers for.
            for name, kind, device in (
                ("null", stat.S_IFCHR, os.makedev(1, 3)),
                ("disk", stat.S_IFBLK, os.makedev(7, 250)),
                ("memory", stat.S_IFCHR, os.makedev(1, 1)),
            ):
                os.mknod(tmp_path / name, kind | 0o600, device)
                names.append(tmp_path / name)
        (tmp_path / "link").symlink_to(names[-1])
        for path in [*names, tmp_path / "link"]:
            before = path.lstat()
            for argv in WRITERS.values():
                done = trust(*(word.format(path) for word in argv))
                assert is_refused(done), (path, argv, done)
            after = path.lstat()
            assert (after.st_ino, after.st_mode) == (before.st_ino, before.st_mode)


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_standard_output_by_another_name(kept: Path, tmp_path: Path, name: str) -> None:
    """Never with `--force` against a program that might put a file in the place of the name."""
    by_format = (("json",), ("markdown",), ("markdown", "--single"))
    for argv in by_format if name == "/dev/stdout" else by_format[:1]:
        plain = run(kept, "export", argv[0], "-").stdout
        done = run(kept, "export", *argv, name)
        assert (done.returncode, done.stdout) == (0, plain)
        assert b"1 entry" in done.stderr
        log = tmp_path / "log"
        log.write_bytes(b"first\n")
        with log.open("ab") as file:  # as `>> log` does
            again = run_program(
                command("export", *argv, name),
                environment(kept),
                stdout=file,
                stderr=subprocess.DEVNULL,
                timeout=PATIENCE,
            )
        assert (again.returncode, log.read_bytes()) == (0, b"first\n" + plain)
    refused = run(kept, "export", "json", name, "--json")
    assert (refused.returncode, json.loads(refused.stdout)["status"]) == (2, "error")
    shared = run(kept, "share", "--line", "last", "--yes", "--out", name)
    assert (shared.returncode, shared.stdout) == (0, b"heliotrope\n")


def test_standard_output_into_the_journal_is_refused(kept: Path) -> None:
    before = everything(kept)
    for dest in ("-", "/dev/stdout"):
        with (kept / "journal.db").open("ab") as file:
            done = run_program(
                command("export", "json", dest),
                environment(kept),
                stdout=file,
                stderr=subprocess.PIPE,
                timeout=PATIENCE,
            )
        assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert everything(kept) == before


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_a_pipe_is_written_into_and_stays_one(
    kept: Path, tmp_path: Path, force: tuple[str, ...]
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for argv in (("json",), ("dayone",), ("markdown",), ("markdown", "--single")):
        with subprocess.Popen(
            ["timeout", str(PATIENCE), "cat", pipe], stdout=subprocess.PIPE
        ) as reading:
            done = run(kept, "export", *argv, str(pipe), *force)
            read, _ = reading.communicate(timeout=PATIENCE)
        assert (done.returncode, done.stderr) == (0, b"")
        assert f"1 entry in {pipe}" in done.stdout.decode()
        assert b"heliotrope" in read or read.startswith(b"PK")
    assert stat.S_ISFIFO(pipe.lstat().st_mode)
    line = f'{" ".join(command("export", "json"))} >(cat >"$1"; echo done >"$2")'
    os.mkfifo(tmp_path / "end")
    with subprocess.Popen(
        ["bash", "-c", line, "bash", tmp_path / "got", tmp_path / "end"],
        env=environment(kept),
        stdout=subprocess.DEVNULL,
    ):
        subprocess.run(["cat", tmp_path / "end"], timeout=PATIENCE, check=True, capture_output=True)
    assert "heliotrope" in (tmp_path / "got").read_text()


def test_a_pipe_that_nobody_reads_is_said(
    trust: Trust, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trustjournal.services.destination.READER_SECONDS", 0.1)
    os.mkfifo(tmp_path / "pipe")
    done = trust("export", "json", str(tmp_path / "pipe"))
    assert (done.code, done.err.count("\n"), "no program is reading" in done.err) == (74, 1, True)


# --- inside a folder of pages -------------------------------------------------------------------


@pytest.fixture
def pages(trust: Trust, kept: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    trust("journal", "--free", "-m", "of last year", "--date", "2025-12-31")
    assert trust("export", "markdown", str(folder)).code == 0
    return folder


PAGE = "2026/2026-11-22.md"
ODD = ["pipe", "link", "dangling link", "folder", "socket", "device"]


def put(kind: str, path: Path, target: Path) -> None:
    """Put something that is no ordinary file at a path."""
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "link":
            target.write_bytes(b"theirs")
            path.symlink_to(target)
        case "dangling link":
            path.symlink_to(target)
        case "folder":
            path.mkdir()
        case "socket":
            with socket.socket(socket.AF_UNIX) as made:
                made.bind(os.path.relpath(path))
        case "device":
            if os.geteuid() != 0:
                pytest.skip("only root makes devices")
            os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 5))  # an endless one


@pytest.mark.parametrize("gone", [False, True], ids=["its entry there", "its entry gone"])
@pytest.mark.parametrize("force", [(), ("--force",)], ids=["", "force"])
@pytest.mark.parametrize("kind", ODD)
@pytest.mark.some(8)
def test_what_is_in_the_place_of_a_page_is_named_and_stays(
    trust: Trust,
    kept: Path,
    pages: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    force: tuple[str, ...],
    gone: bool,
) -> None:
    monkeypatch.chdir(tmp_path)
    target = tmp_path / "target"
    (pages / PAGE).unlink()
    put(kind, pages / PAGE, target)
    before = (pages / PAGE).lstat()
    if gone:
        trust("delete", "last")
        trust("delete", "last")
    else:
        trust("edit", "2026-11-22", "-m", "changed")
    done = run(kept, "export", "markdown", str(pages), *force)
    assert (done.returncode, done.stderr) == (0, b"")
    assert f"not exported pages: {PAGE}" in done.stdout.decode()
    after = (pages / PAGE).lstat()
    assert (after.st_ino, after.st_mode) == (before.st_ino, before.st_mode)
    assert not target.exists() or target.read_bytes() == b"theirs"


@pytest.mark.parametrize("kind", ODD)
def test_a_list_of_pages_that_is_no_file_is_refused(
    kept: Path, pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (pages / ".trustjournal.json").unlink()
    put(kind, pages / ".trustjournal.json", tmp_path / "target")
    done = run(kept, "export", "markdown", str(pages), "--force")
    assert (done.returncode, done.stderr.count(b"\n"), done.stdout) == (2, 1, b"")


@pytest.mark.parametrize("kind", ["pipe", "link", "dangling link", "file"])
def test_a_folder_of_a_year_that_is_something_else_is_left_alone(
    trust: Trust, pages: Path, kept: Path, tmp_path: Path, kind: str
) -> None:
    """Neither written through nor removed through, with the pages that lie there."""
    elsewhere = tmp_path / "elsewhere"
    for name in ("2025", "2026"):
        (pages / name).rename(elsewhere.with_name(f"elsewhere-{name}"))
        if kind == "pipe":
            os.mkfifo(pages / name)
        elif kind == "file":
            (pages / name).write_text("theirs")
        else:
            target = f"elsewhere-{name}" if kind == "link" else "nowhere"
            (pages / name).symlink_to(tmp_path / target)
    before = everything(tmp_path)
    trust("edit", "2026-11-22", "-m", "changed")
    trust("delete", "2025-12-31")
    done = run(kept, "export", "markdown", str(pages), "--force")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "not exported pages: 2026, 2025" in done.stdout.decode()
    after = everything(tmp_path)
    unchanged = [name for name in before if name.startswith(("elsewhere", "pages"))]
    assert len(unchanged) >= 2
    assert [after[name] for name in unchanged] == [before[name] for name in unchanged]
    assert not (tmp_path / "nowhere").exists()
    # Once the real folders are back, all goes on as before.
    for name in ("2025", "2026"):
        (pages / name).unlink()
        (tmp_path / f"elsewhere-{name}").rename(pages / name)
    assert trust("export", "markdown", str(pages)).code == 0
    assert "changed" in (pages / PAGE).read_text()
    assert not (pages / "2025/2025-12-31.md").exists()


# --- what is brought in -------------------------------------------------------------------------


def test_the_journal_is_not_imported_into_itself(trust: Trust, kept: Path, tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to(kept / "journal.db")
    (tmp_path / "hard.txt").hardlink_to(kept / "journal.db")
    before = everything(kept)
    for name in (kept / "journal.db", tmp_path / "link.json", tmp_path / "hard.txt"):
        for more in ((), ("--format", "jrnl")):
            done = trust("import", str(name), *more)
            assert is_refused(done)
            assert "journal itself" in done.err
    assert everything(kept) == before


def test_a_folder_with_the_journal_in_it_is_imported_without_opening_it(
    trust: Trust, kept: Path, tmp_path: Path
) -> None:
    """Whatever closes the journal while it is being written to lets go of its lock."""
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "2026-11-20.md").write_text("A note.\n")
    (notes / "2026-11-21.md").symlink_to(kept / "journal.db")
    opened: list[str] = []
    watching = True

    def watch(event: str, args: tuple[object, ...]) -> None:  # there is no way to take it off
        if watching and event == "open":
            opened.append(str(args[0]))

    sys.addaudithook(watch)
    before = trust("list", "--json").json["data"]["entries"]
    assert trust("import", str(notes)).code == 0
    watching = False
    after = trust("list", "--json").json["data"]["entries"]
    assert [entry["body"] for entry in after if entry not in before] == ["A note."]
    assert any(name.endswith("2026-11-20.md") for name in opened)
    assert not any(name.endswith("2026-11-21.md") for name in opened)


# --- an export that does not get out whole ------------------------------------------------------


@pytest.mark.parametrize("dest", ["-", "/dev/stdout", "pipe"])
def test_an_export_whose_reader_leaves_says_so(
    trust: Trust, home: Path, tmp_path: Path, dest: str
) -> None:
    assert trust("journal", "--free", stdin="long " * 100_000).code == 0
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    argv = command("export", "json", str(pipe) if dest == "pipe" else dest)
    if dest == "pipe":
        reading = subprocess.Popen(["head", "-c", "20", str(pipe)], stdout=subprocess.DEVNULL)
        done = subprocess.run(
            argv, env=environment(home), capture_output=True, check=False, timeout=PATIENCE
        )
        reading.wait(PATIENCE)
    else:
        reading = subprocess.Popen(["head", "-c", "20"], stdin=-1, stdout=subprocess.DEVNULL)
        assert reading.stdin
        done = subprocess.run(
            argv,
            env=environment(home),
            stdout=reading.stdin,
            stderr=subprocess.PIPE,
            check=False,
            timeout=PATIENCE,
        )
        reading.stdin.close()
        reading.wait(PATIENCE)
    assert done.returncode == 74
    assert b"export is incomplete" in done.stderr


def test_a_file_that_comes_while_an_export_is_made_stays(
    trust: Trust, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert trust("journal", "--free", "-m", "One.").code == 0
    dest = tmp_path / "out.json"

    class Slow(ToJson):
        def pieces(self, journal: Journal) -> Iterator[bytes]:
            dest.write_text("of another program")
            yield from super().pieces(journal)

    monkeypatch.setitem(EXPORTERS, "json", Slow)
    done = trust("export", "json", str(dest))
    assert is_refused(done)
    assert dest.read_text() == "of another program"
    assert [path.name for path in tmp_path.glob(".*")] == []
    assert trust("export", "json", str(dest), "--force").code == 0
    assert dest.read_text() != "of another program"


# --- names that SQLite would take for its own ----------------------------------------------------

LOGS = ("-journal", "-wal")


@pytest.mark.parametrize("ending", [*LOGS, "-shm", "-Journal"])
def test_no_journal_gets_the_name_of_a_log(trust: Trust, home: Path, ending: str) -> None:
    done = trust("config", "set", "journal", str(home / f"sam{ending}"))

    assert is_refused(done)
    assert "own temporary files end like" in done.err


@pytest.mark.parametrize("ending", LOGS)
def test_words_for_a_journal_with_the_name_of_a_log_are_a_draft(
    trust: Trust, home: Path, ending: str
) -> None:
    home.mkdir(mode=0o700)
    (home / "config.toml").write_text(f'journal = "{home}/sam{ending}"\n')

    done = trust("journal", "-m", "heliotrope")

    assert done.code == 2
    assert [path.read_text() for path in (home / "drafts").glob("*.md")] == ["heliotrope"]


@pytest.mark.parametrize("ending", [*LOGS, "-shm"])
def test_no_copy_gets_the_name_of_a_log(kept: Path, trust: Trust, ending: str) -> None:
    copy = kept.parent / f"sam{ending}"

    assert is_refused(trust("backup", str(copy), "--force"))
    assert not copy.exists()


@pytest.mark.parametrize("ending", LOGS)
@pytest.mark.parametrize("sealed", [False, True], ids=["plain", "sealed"])
def test_a_journal_from_before_with_the_name_of_a_log_stays(
    trust: Trust, home: Path, ending: str, sealed: bool
) -> None:
    secret = {"TRUST_PASSPHRASE": "five plain words"} if sealed else {}
    assert trust("journal", "-m", "heliotrope").code == 0
    if sealed:
        assert trust("encrypt", "--remove-plaintext", env=secret).code == 0
    other = home / f"sam{ending}"
    (home / "journal.db").rename(other)
    before = other.read_bytes()
    (home / "config.toml").write_text(f'journal = "{home}/sam"\n')

    for argv in (("list",), ("journal", "-m", "second"), ("doctor",), ("backup",), ()):
        done = trust(*argv, env=secret)
        assert (other.read_bytes(), "Traceback" in done.err) == (before, False), argv
        assert done.code != 70, done.err
    done = trust("restore", str(other), env=secret)
    assert other.read_bytes() == before


def test_a_log_of_a_program_that_was_killed_is_still_applied(trust: Trust, home: Path) -> None:
    assert trust("journal", "-m", "heliotrope").code == 0
    (home / "journal.db-journal").write_bytes(bytes(512))

    assert trust("list").code == 0
