"""Disks that know neither hard links nor a rename that never replaces, such as vfat by FUSE."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from conftest import Trust
from terminal_helpers import command, environment
from trustjournal.paths import rename_to_new
from trustjournal.storage import journal_file

CALLS = "link,linkat,renameat2"
needs_strace = pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")


def bodies(trust: Trust) -> list[str]:
    return [e["body"] for e in trust("list", "-n", "99", "--json").json["data"]["entries"]]


def refused(error: str, *argv: str, more: tuple[str, ...] = ()) -> list[str]:
    """A command on a disk that refuses these calls."""
    inject = ("-e", f"trace={CALLS}", "-e", f"inject={CALLS}:error={error}", *more)
    return ["strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", *inject, *command(*argv)]


@needs_strace
@pytest.mark.parametrize("error", ["EOPNOTSUPP", "EINVAL", "EPERM"])
def test_what_is_made_there_is_made_whole_and_replaces_nothing(
    trust: Trust, home: Path, tmp_path: Path, error: str
) -> None:
    trust("journal", "--free", "-m", "quince")
    (copy,) = (home / "backups").iterdir()
    (home / "journal.db").unlink()
    out, env = tmp_path / "out.json", environment(home)

    def run(*argv: str) -> int:
        done = subprocess.run(refused(error, *argv), env=env, capture_output=True, check=False)
        assert done.stderr.count(b"\n") <= 1
        return done.returncode

    assert run("restore", copy.name) == 0
    assert bodies(trust) == ["quince"]
    assert run("backup") == 0
    assert run("export", "json", str(out)) == 0
    assert "quince" in out.read_text()
    out.write_text("mine")
    assert (run("export", "json", str(out)), out.read_text()) == (2, "mine")
    assert run("export", "json", str(out), "--force") == 0
    (home / "journal.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 8000)
    assert run("restore", copy.name) == 0
    assert bodies(trust) == ["quince"]
    (kept,) = (home / "backups").glob("*-unopened.db")
    assert kept.stat().st_size == 8016
    assert not [path for path in home.rglob("*") if path.stat().st_size == 0]


@needs_strace
def test_who_saves_while_a_restore_takes_the_name_loses_no_word(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    trust("journal", "--free", "-m", "quince")
    (copy,) = (home / "backups").iterdir()
    source = tmp_path / "copy.db"
    copy.rename(source)  # else the loss of the journal is said, and so is that of the words
    journal = home / "journal.db"
    journal.unlink()
    slow = ("-e", "inject=rename:delay_enter=3000000:when=1")
    restore = subprocess.Popen(
        refused("EINVAL", "restore", str(source), more=slow),
        # Python would rename a compiled file first.
        env={**environment(home), "PYTHONDONTWRITEBYTECODE": "1"},
        stderr=subprocess.PIPE,
    )
    end = time.monotonic() + 60
    while not journal.exists():
        assert restore.poll() is None
        assert time.monotonic() < end
        time.sleep(0.01)

    saved = trust("journal", "--free", "-m", "medlar")
    restore.communicate()

    drafts = "".join(path.read_text() for path in (home / "drafts").glob("*.md"))
    assert "medlar" in bodies(trust) if saved.code == 0 else "medlar" in drafts
    assert restore.returncode != 0 or "quince" in bodies(trust)


@pytest.mark.parametrize("written", [b"", b"of another program"])
def test_a_name_is_given_back_only_if_it_is_still_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: bytes
) -> None:
    ready, name = tmp_path / "ready", tmp_path / "name"
    ready.write_text("of the restore")
    monkeypatch.setattr(os, "link", lambda *_: (tmp_path / "nothing").stat())
    monkeypatch.setattr("trustjournal.paths._renamed_to_new", lambda *_: False)

    def hold(descriptor: int, path: Path) -> None:
        path.write_bytes(written)
        if not written:
            raise PermissionError

    with pytest.raises((FileExistsError, PermissionError)):
        rename_to_new(ready, name, hold=hold)
    assert (name.read_bytes() if name.exists() else b"") == written
    assert ready.exists()


def test_what_could_not_be_opened_is_not_kept_over_another_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal, dest = tmp_path / "journal.db", tmp_path / "kept.db"
    journal.write_bytes(b"no journal")
    dest.write_text("a copy that another program has made meanwhile")
    really = os.link

    def link(source: Path, path: Path) -> None:
        if source == journal:
            raise PermissionError
        really(source, path)

    monkeypatch.setattr(os, "link", link)
    descriptor = os.open(journal, os.O_RDONLY)
    try:
        with pytest.raises(FileExistsError):
            journal_file.keep_unopened(journal, dest, descriptor)
    finally:
        os.close(descriptor)
    assert dest.read_text().startswith("a copy")
