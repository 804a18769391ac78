"""Journals that share one folder of copies: each keeps its own, and restores its own."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust
from trustjournal.storage import backup_file

CANARY = "heliotrope"


def at(day: int, month: int = 11, hour: int = 21) -> str:
    return f"2026-{month:02}-{day:02}T{hour:02}:00:00+01:00"


def bodies(trust: Trust, **more: dict[str, str]) -> list[str]:
    told = trust("list", "-n", "999", "--json", **more).json["data"]["entries"]
    return [entry["body"] for entry in told]


def bodies_of(copy: Path) -> set[str]:
    with closing(sqlite3.connect(copy)) as connection:
        return {body for (body,) in connection.execute("SELECT body FROM entry")}


def names(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "backups").iterdir())


def write(trust: Trust, text: str, day: int, month: int = 11, **more: dict[str, str]) -> None:
    assert trust("journal", "--free", "-m", text, now=at(day, month), **more).code == 0


@pytest.fixture
def twin(trust: Trust, home: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a second profile: byte for byte the first, in the same folder of copies."""
    write(trust, CANARY, 1, 9)
    other = tmp_path / "twin"
    other.mkdir()
    shutil.copy2(home / "journal.db", other / "journal.db")
    (other / "backups").symlink_to(home / "backups")
    return {"TRUST_HOME": str(other)}


@pytest.mark.long
def test_twins_do_not_thin_the_copies_of_each_other(
    trust: Trust, home: Path, twin: dict[str, str]
) -> None:
    for day in range(2, 14):
        write(trust, f"first {day}", day)
        write(trust, f"twin {day}", day, env=twin)
    for day in range(14, 30):  # the twin goes on alone
        write(trust, f"twin {day}", day, env=twin)

    found = [bodies_of(home / "backups" / name) for name in names(home) if "daily" in name]
    assert sum("first 13" in each for each in found) == 1
    assert sum("first 7" in each for each in found) == 7
    assert sum("twin 29" in each for each in found) == 1
    assert sum("twin 23" in each for each in found) == 7
    assert sum({CANARY} == each for each in found) == 1, "from before there were two of them"


def test_twins_that_are_settings_of_one_profile(trust: Trust, home: Path) -> None:
    write(trust, CANARY, 1, 9)
    shutil.copy2(home / "journal.db", home / "second.db")
    for day in range(1, 13):
        for journal in ("", "second.db"):
            trust("config", "set", "journal", journal)
            write(trust, f"{journal or 'first'} {day}", day)

    found = [bodies_of(home / "backups" / name) for name in names(home)]
    assert sum("first 6" in each for each in found) == 7
    assert sum("second.db 6" in each for each in found) == 7


@pytest.mark.long
def test_a_passphrase_that_was_changed_does_not_make_copies_of_a_twin_ones_own(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    pytest.importorskip("sqlcipher3")
    one, two = {"TRUST_PASSPHRASE": "one"}, {"TRUST_PASSPHRASE": "two"}
    write(trust, CANARY, 1, 9)
    assert trust("encrypt", env=one, now=at(1, 9)).code == 0
    other = tmp_path / "twin"
    other.mkdir()
    for path in home.glob("journal.db*"):
        shutil.copy2(path, other / path.name)
    (other / "backups").symlink_to(home / "backups")
    as_twin = {"TRUST_HOME": str(other)}
    write(trust, "first", 1, env=one)
    write(trust, "twin", 2, env=one | as_twin)
    twins = {name for name in names(home) if name.startswith("20261102")}
    assert len(twins) == 1

    read, write_to = os.pipe()
    os.write(write_to, b"two\n")
    os.close(write_to)
    change = one | {"TRUST_NEW_PASSPHRASE_FD": str(read)}
    assert trust("encrypt", "--change", env=change, now=at(2)).code == 0
    for day in range(3, 30):
        write(trust, f"first {day}", day, env=two)

    assert twins <= set(names(home))
    assert not [name for name in names(home) if name.startswith("20261101T200000Z-daily")]


def test_a_journal_that_moves_with_its_copies_goes_on_thinning_them(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    for day in range(1, 4):
        write(trust, f"before {day}", day, 9)
    moved = tmp_path / "moved"
    home.rename(moved)
    env = {"TRUST_HOME": str(moved)}
    for day in range(1, 30):
        write(trust, f"after {day}", day, env=env)

    assert not [name for name in names(moved) if name.startswith("202609")]


def test_readable_copies_of_another_journal_stay_when_one_is_encrypted(
    trust: Trust, home: Path, twin: dict[str, str]
) -> None:
    pytest.importorskip("sqlcipher3")
    write(trust, "first", 2)
    write(trust, "twin", 3, env=twin)

    sealed = {"TRUST_PASSPHRASE": "one"}
    assert trust("encrypt", "--remove-plaintext", env=sealed, now=at(4)).code == 0

    left = [home / "backups" / name for name in names(home)]
    assert [path.name for path in left if "daily" in path.name] == ["20261103T200000Z-daily.db"]


# --- the last copy is the last of this journal --------------------------------------------------


def test_the_last_copy_is_not_one_of_another_journal(
    trust: Trust, home: Path, twin: dict[str, str]
) -> None:
    write(trust, "first", 2)
    write(trust, "twin", 3, env=twin)

    told = trust("restore", "last", "--json", now=at(4)).json["data"]
    assert Path(told["path"]).name == "20261102T200000Z-daily.db"
    assert bodies(trust) == ["first", CANARY]
    told = trust("restore", "last", "--json", now=at(4), env=twin).json["data"]
    assert bodies(trust, env=twin) == ["twin", CANARY]


@pytest.mark.parametrize("trouble", ["gone", "damaged"])
def test_of_a_journal_that_cannot_be_asked_its_place_tells(
    trust: Trust, home: Path, twin: dict[str, str], trouble: str
) -> None:
    write(trust, "first", 2)
    write(trust, "twin", 3, env=twin)
    if trouble == "gone":
        (home / "journal.db").unlink()
    else:
        (home / "journal.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 8000)

    assert trust("restore", "last", now=at(4)).code == 0
    assert bodies(trust) == ["first", CANARY]


def test_a_day_on_which_only_another_journal_was_copied_is_refused(
    trust: Trust, home: Path, twin: dict[str, str]
) -> None:
    write(trust, "first", 2)
    write(trust, "twin", 3, env=twin)
    before = (home / "journal.db").read_bytes()

    refused = trust("restore", "2026-11-03", now=at(4))
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert "a copy of another journal" in refused.err
    assert "20261103T200000Z-daily.db" in refused.err
    assert (home / "journal.db").read_bytes() == before
    assert trust("restore", "20261103T200000Z-daily.db", now=at(4)).code == 0
    assert bodies(trust) == ["twin", CANARY]


def test_a_journal_without_copies_takes_none_of_another(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    write(trust, "theirs", 2)
    other = tmp_path / "other"
    other.mkdir()
    (other / "backups").symlink_to(home / "backups")

    refused = trust("restore", "last", env={"TRUST_HOME": str(other)})
    assert (refused.code, "a copy of another journal" in refused.err) == (2, True)
    assert not (other / "journal.db").exists()


def test_a_plain_journal_does_not_ask_for_the_passphrase_of_another(
    trust: Trust, home: Path, twin: dict[str, str]
) -> None:
    pytest.importorskip("sqlcipher3")
    write(trust, "first", 2)
    assert trust("encrypt", env=twin | {"TRUST_PASSPHRASE": "one"}, now=at(3)).code == 0
    assert trust("restore", "last", now=at(4)).code == 0
    (home / "journal.db").unlink()

    # The newest copy is encrypted, so this journal may have been.
    assert "--unseal" in trust("restore", "last", now=at(5)).err
    assert trust("restore", "last", "--unseal", now=at(5)).code == 0
    assert bodies(trust) == ["first", CANARY]


def test_copies_from_before_they_told_whose_they_are_are_restored(trust: Trust, home: Path) -> None:
    write(trust, "first", 2)
    for path in [home / "journal.db", *(home / "backups").iterdir()]:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("DELETE FROM meta WHERE key = 'identity'")
    (home / "journal.db").unlink()

    assert trust("restore", "last", now=at(4)).code == 0
    assert bodies(trust) == ["first"]


def test_a_journal_behind_a_link_and_one_that_was_moved_know_their_copies(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    write(trust, "first", 2)
    (home / "journal.db").rename(tmp_path / "elsewhere.db")
    trust("config", "set", "journal", str(tmp_path / "elsewhere.db"))
    assert trust("restore", "last", now=at(3)).code == 0
    (home / "config.toml").unlink()
    (home / "journal.db").symlink_to(tmp_path / "elsewhere.db")
    assert trust("restore", "last", now=at(4)).code == 0
    assert bodies(trust) == ["first"]


def test_the_copies_of_others_are_named_so(trust: Trust, home: Path, twin: dict[str, str]) -> None:
    write(trust, "first", 2)
    write(trust, "twin", 3, env=twin)

    listed = {line.split()[-1]: line for line in trust("restore").out.splitlines() if ".db" in line}
    assert "from another journal" in listed["20261103T200000Z-daily.db"]
    assert "from another journal" not in listed["20261102T200000Z-daily.db"]
    doctor = trust("doctor", now=at(4))
    assert doctor.code == 0
    assert "20261102T200000Z-daily.db" in doctor.out
    assert "1 copy in " in " ".join(doctor.out.split())


# --- a source with a log of its own ---------------------------------------------------------------


def with_wal(source: Path, into: Path, passphrase: str = "") -> Path:
    """Copy a journal, with its newest entry in a write-ahead log beside it."""
    driver = sqlite3
    if passphrase:
        driver = pytest.importorskip("sqlcipher3.dbapi2")
    path = into / "taken.db"
    writing = into / "writing.db"
    shutil.copy2(source, writing)
    with closing(driver.connect(writing, isolation_level=None)) as connection:
        if passphrase:
            connection.execute(f"PRAGMA key='{passphrase}'")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("UPDATE entry SET starred = 1")
        shutil.copy2(writing, path)
        shutil.copy2(f"{writing}-wal", f"{path}-wal")
    for left in into.glob("writing.db*"):
        left.unlink()
    return path


@pytest.mark.parametrize("passphrase", ["", "one"])
def test_a_source_is_restored_with_its_write_ahead_log(
    trust: Trust, home: Path, tmp_path: Path, passphrase: str
) -> None:
    env = {"TRUST_PASSPHRASE": passphrase} if passphrase else {}
    write(trust, CANARY, 1)
    if passphrase:
        assert trust("encrypt", env=env).code == 0
    folder = tmp_path / "stick"
    folder.mkdir()
    taken = with_wal(home / "journal.db", folder, passphrase)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert len(before) == 2
    folder.chmod(0o111)  # nobody may look into it, or write to it

    assert trust("restore", str(taken), env=env).code == 0

    folder.chmod(0o700)
    assert before == {path.name: path.read_bytes() for path in folder.iterdir()}
    assert trust("list", "--starred", env=env).out.count(CANARY) == 1
    assert [path.name for path in home.iterdir() if path.name.startswith(".")] == []
    assert not (home / "journal.db-wal").exists()


def test_a_source_in_wal_mode_gets_nothing_beside_it(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    write(trust, CANARY, 1)
    folder = tmp_path / "stick"
    folder.mkdir()
    taken = with_wal(home / "journal.db", folder)
    Path(f"{taken}-wal").unlink()

    assert trust("restore", str(taken)).code == 0
    assert [path.name for path in folder.iterdir()] == [taken.name]
    assert backup_file.verify(home / "journal.db", None).entries == 1


def test_a_log_that_is_no_file_is_refused(trust: Trust, home: Path, tmp_path: Path) -> None:
    write(trust, CANARY, 1)
    folder = tmp_path / "stick"
    folder.mkdir()
    taken = with_wal(home / "journal.db", folder)
    Path(f"{taken}-wal").unlink()
    os.mkfifo(f"{taken}-wal")
    before = (home / "journal.db").read_bytes()

    refused = trust("restore", str(taken))
    assert (refused.code, refused.err.count("\n")) == (74, 1)
    assert f"{taken}-wal" in refused.err
    assert (home / "journal.db").read_bytes() == before


def test_a_link_to_a_source_leads_to_its_log(trust: Trust, home: Path, tmp_path: Path) -> None:
    write(trust, CANARY, 1)
    folder = tmp_path / "stick"
    folder.mkdir()
    taken = with_wal(home / "journal.db", folder)
    link = home / "backups" / "20261103T200000Z-manual.db"
    link.symlink_to(taken)

    assert trust("restore", link.name, now=at(4)).code == 0
    assert trust("list", "--starred").out.count(CANARY) == 1
