"""`trust sync status` explains how things are, and `trust doctor` checks them. Neither writes."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from conftest import Trust
from machines import PASSPHRASE, Machine, synced
from trustjournal.sync import encrypted_file, key_file
from trustjournal.sync.names import name_of

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def both(both: tuple[Machine, Machine]) -> tuple[Machine, Machine]:
    """Two machines that share a folder, and have told each other everything."""
    both[0].ok("sync")
    return both


def status(machine: Machine, **more: Any) -> str:
    """The words of the status, in one line, after a check that nothing was written."""
    files = [machine.home / "journal.db", *Path(machine.home).parent.glob("carried/*")]
    before = [path.read_bytes() for path in files]
    done = machine.ok("sync", "status", env={"COLUMNS": "40"}, **more)
    assert all(len(line) <= 40 for line in done.out.splitlines()), done.out
    assert [path.read_bytes() for path in files] == before
    wide = machine.ok("sync", "status", **more).out
    assert "".join(done.out.split()) == "".join(wide.split())
    return " ".join(wide.split())


def data(machine: Machine, **more: Any) -> Any:
    return machine.ok("sync", "status", "--json", **more).json["data"]


def test_it_says_when_each_machine_was_last_heard(both: tuple[Machine, Machine]) -> None:
    laptop, _ = both
    assert re.search(r"desktop was last heard from today at 10:\d\d\.", status(laptop))
    late = "2026-11-25T10:00:00Z"
    assert "desktop was last heard from 3 days ago, on Sun 22 Nov." in status(laptop, now=late)
    yesterday = status(laptop, now="2026-11-23T10:00:00Z")
    assert "desktop was last heard from yesterday at 10:" in yesterday
    (machine,) = data(laptop)["machines"]
    assert machine["heard_at"].startswith("2026-11-22T10:")
    assert "Everything saved here has been written to the folder." in yesterday


def test_whose_clock_is_ahead(
    both: tuple[Machine, Machine], trust: Trust, tmp_path: Path, folder: Path
) -> None:
    laptop, desktop = both
    stick = Machine(trust, tmp_path / "stick", "stick", minute=4)
    assert stick.setup(folder).code == 0
    ahead = "2026-11-24T12:00:00Z"
    desktop.write("From the day after tomorrow", now=ahead)
    stick.ok("sync")
    stick.write("After that, by a clock that is right")
    laptop.ok("sync")
    words = status(laptop)
    assert "desktop's clock is 2 days ahead of this machine's." in words
    assert "stick's clock" not in words
    seconds = {each["name"]: each["clock_ahead"] for each in data(laptop)["machines"]}
    assert seconds["stick"] is None
    assert 2 * 86400 <= seconds["desktop"] < 2 * 86400 + 7200
    assert "desktop was last heard from today at 1" in words
    desktop.write("By a clock that was set right")
    laptop.ok("sync")
    assert "clock is" not in status(laptop)


def test_whose_clock_went_back(both: tuple[Machine, Machine]) -> None:
    laptop, desktop = both
    laptop.write("In the evening")
    desktop.ok("sync")
    desktop.write("Written after it", now="2026-11-20T09:00:00Z")
    laptop.ok("sync")
    assert "desktop's clock is 2 days behind this machine's" in status(laptop)


def test_what_decides_the_question_may_differ(both: tuple[Machine, Machine], folder: Path) -> None:
    laptop, desktop = both
    desktop.ok("config", "set", "language", "de")
    desktop.ok("config", "set", "day_starts_at", "03:00")
    desktop.ok("packs", "new", "evening-walks")
    own = desktop.home / "packs"
    for machine in both:
        (machine.home / "packs").mkdir(exist_ok=True)
    made = next(iter([*own.glob("*.yaml"), *Path.cwd().glob("evening-walks.yaml")]))
    text = made.read_text("utf-8")
    made.unlink()
    for machine, version in ((laptop, "0.1.0"), (desktop, "0.2.0")):
        path = machine.home / "packs" / "evening-walks.yaml"
        path.write_text(text.replace("0.1.0", version), "utf-8")
        machine.ok("packs", "enable", "evening-walks")
    desktop.ok("packs", "disable", "emotional-trust")
    told = desktop.ok("sync").out
    assert told == "There was nothing new to read or write.\n", "a person didn't write anything"
    assert laptop.ok("sync").out == "There was nothing new to read or write.\n"
    assert (
        "desktop may ask a different question on the same day: the language is de there; the day begins"
        " at 03:00 there; the pack emotional-trust is turned on only here; the pack evening-walks is different there."
    ) in status(laptop)
    differs = data(laptop)["machines"][0]["differs"]
    assert differs["settings"] == {"language": "de", "day_starts_at": "03:00"}
    desktop.ok("config", "set", "language", "en")
    desktop.write("Told with what is saved")
    laptop.ok("sync")
    assert "language" not in status(laptop)


def test_where_deleted_words_still_are(both: tuple[Machine, Machine]) -> None:
    laptop, desktop = both
    for machine in both:
        machine.ok("config", "set", "sync", "ask")
    entry = desktop.write("heliotrope")
    synced(laptop, desktop)
    assert "deleted for good" not in status(laptop)
    laptop.ok("delete", entry, "--purge", "--yes")
    laptop.ok("sync")
    late = "2026-11-25T10:00:00Z"
    assert (
        "Words you deleted for good are still in encrypted files from desktop (last heard from 3 days"
        " ago, on Sun 22 Nov). They'll be removed at its next sync."
    ) in status(laptop, now=late)
    assert data(laptop)["machines"][0]["has_deleted_words"] is True
    desktop.ok("sync")
    laptop.ok("sync")
    assert "deleted for good" not in status(laptop)


def test_files_that_can_not_be_taken_in(both: tuple[Machine, Machine], folder: Path) -> None:
    laptop, _ = both
    (path,) = folder.glob("*.trustkey")
    key = key_file.decrypt(path.read_bytes(), PASSPHRASE, path.name)
    header = encrypted_file.Header("desktop", "0001795000000000000-desktop", "9.9.9")
    made = encrypted_file.encrypt(key, header, [])
    (folder / f"{name_of(made)}.trust").write_bytes(made[:100])
    foreign = encrypted_file.encrypt(key_file.new_key(), header, [])
    (folder / f"{name_of(foreign)}.trust").write_bytes(foreign)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encrypted_file, "FORM", 2)
        newer = encrypted_file.encrypt(key, header, [])
    (folder / f"{name_of(newer)}.trust").write_bytes(newer)
    words = status(laptop)
    assert "1 file in the folder hasn't completely arrived yet." in words
    assert "1 file in the folder can't be opened." in words
    assert "A newer version of trust (9.9.9) on desktop wrote something" in words
    assert data(laptop)["passed_over"] == {
        "not_here": 0,
        "incomplete": 1,
        "newer": {"desktop": "9.9.9"},
        "other_journal": 0,
        "unopened": 1,
    }
    found = " ".join(laptop.ok("doctor").out.split())
    assert "1 file is still arriving or is damaged" in found
    assert "can't be opened with the folder's key." in found
    assert "A newer version of trust (9.9.9) on desktop" in found


def test_records_that_can_not_be_stored_stop_no_sync(
    both: tuple[Machine, Machine], folder: Path
) -> None:
    laptop, desktop = both
    laptop.ok("people", "set", "Sam", "--date", "birthday=3-May")
    laptop.ok("promise", "add", "Call Sam")
    promise = laptop.ok("promise", "list", "--json").json["data"]["promises"][0]["id"]
    laptop.ok("sync")
    (path,) = folder.glob("*.trustkey")
    key = key_file.decrypt(path.read_bytes(), PASSPHRASE, path.name)
    moment, stamp = "2026-11-22T10:00:00.000000Z", "0001795000000000000-other"
    page = [stamp, {"alias": "Sam", "made_at": moment}]
    words = {"a1": {"stamp": stamp, "values": {"text": "Call Sam", "cue": None}}}
    records = [
        ("person", "ben", {"key": "sam", "page": page}),
        ("person", "bea", {"key": "bea", "page": page}),
        ("promise", f"{promise}\x1e2", {"made_at": moment, "words": words}),
        ("promise", "0" * 20, {"made_at": moment, "words": words, "person": [stamp, "\ud800"]}),
        ("promise", "\ud800", {"made_at": moment, "words": words}),
        ("of a later version", "x", {"text": "\ud800"}),
    ]
    header = encrypted_file.Header("other", stamp, "9.9.9")
    lines = [encrypted_file.line(*record) for record in records]
    made = encrypted_file.encrypt(key, header, lines)
    (folder / f"{name_of(made)}.trust").write_bytes(made)
    for machine in both:
        assert f"can't show {len(records)} records" in machine.ok("sync").out.replace("\n", " ")
    synced(laptop, desktop)


def test_the_docs_name_every_field(both: tuple[Machine, Machine]) -> None:
    laptop, desktop = both
    page = (ROOT / "docs" / "json.md").read_text("utf-8")
    of_status, of_sync = data(laptop), desktop.ok("sync", "--json").json["data"]
    named = [*of_status, *of_status["machines"][0], *of_status["passed_over"], *of_sync]
    named += [*of_status["machines"][0]["differs"]]
    assert [name for name in named if f"`{name}`" not in page] == []


# --- trust doctor ------------------------------------------------------------------------------


def doctor(machine: Machine, **more: Any) -> list[str]:
    """What the doctor finds about the sync."""
    files = [machine.home / "journal.db", *Path(machine.home).parent.glob("carried/*")]
    before = [path.read_bytes() for path in files]
    found = machine("doctor", "--json", **more).json
    assert [path.read_bytes() for path in files] == before
    return [each["what"] for each in found["data"]["findings"] if each["what"][:5] == "sync_"]


def test_the_doctor_finds_nothing_where_all_is_well(both: tuple[Machine, Machine]) -> None:
    laptop, desktop = both
    entry = laptop.write("A walk")
    desktop.ok("sync")
    laptop.ok("edit", entry, "-m", "A walk by the lake", "--star")
    desktop.ok("edit", entry, "-m", "A walk in the rain", "--tag", "rain")
    laptop.ok("promise", "add", "Call Sam", "--by", "friday")
    laptop.ok("people", "set", "Sam", "--every", "weekly")
    desktop.ok("pause", "2026-12-01..2026-12-03")
    synced(*both)
    desktop.ok("delete", entry)
    laptop.ok("promise", "delete", "Call", "--yes")
    synced(*both)
    for machine in both:
        assert doctor(machine) == ["sync_sound"]


def test_the_doctor_says_nothing_of_a_sync_that_is_none(trust: Trust, home: Path) -> None:
    trust("journal", "--free", "-m", "By the river")
    found = trust("doctor", "--json").json["data"]["findings"]
    assert not [each for each in found if each["what"].startswith("sync_")]


def test_the_doctor_names_what_is_in_the_folder_and_is_not_ours(
    both: tuple[Machine, Machine], folder: Path
) -> None:
    laptop, _ = both
    (folder / "thoughts.txt").write_text("plain words")
    found = " ".join(laptop.ok("doctor").out.split())
    assert "1 file in the sync folder" in found
    assert "wasn't made or encrypted by trust: thoughts.txt. Have a look at it." in found
    assert (folder / "thoughts.txt").exists()
    laptop.ok("doctor", "--fix")
    assert (folder / "thoughts.txt").exists()


def test_the_doctor_finds_files_that_disappeared_or_are_damaged(
    both: tuple[Machine, Machine], folder: Path
) -> None:
    laptop, _ = both
    first, *_ = sorted(folder.glob("*.trust"))
    raw = first.read_bytes()
    first.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
    assert doctor(laptop) == ["sync_damaged"]
    first.unlink()
    assert doctor(laptop) == ["sync_missing_unnoted"]
    laptop.ok("sync")
    assert doctor(laptop) == ["sync_missing"]
    assert "1 file disappeared from the folder." in status(laptop)
    first.write_bytes(raw)
    laptop.ok("sync")
    assert doctor(laptop) == ["sync_sound"]


def test_the_doctor_says_that_the_folder_is_not_there(
    both: tuple[Machine, Machine], folder: Path
) -> None:
    laptop, _ = both
    folder.rename(folder.with_name("unplugged"))
    found = laptop.ok("doctor")
    assert "isn't there; plug in its disk" in " ".join(found.out.split())
    laptop.ok("config", "set", "sync_folder", "")
    assert doctor(laptop) == ["sync_no_folder"]
    folder.with_name("unplugged").rename(folder)
    laptop.ok("config", "set", "sync_folder", str(folder))
    assert doctor(laptop) == ["sync_sound"]


def test_the_doctor_says_that_the_journal_is_not_in_the_sync(
    both: tuple[Machine, Machine], trust: Trust, tmp_path: Path
) -> None:
    laptop, _ = both
    other = Machine(trust, tmp_path / "other", "other")
    other.write("Another journal")
    shutil.copy(laptop.home / "config.toml", other.home / "config.toml")
    assert doctor(other) == ["sync_not_joined"]


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("INSERT INTO sync_state VALUES ('entry', 'k3m9p4xq7zv4vv0aaqg2', '{')", "sync_tables"),
        ("UPDATE entry SET starred = 1 - starred", "sync_tables"),
        ("INSERT INTO sync_untold VALUES ('entry', 'k3m9p4xq7zv4vv0aaqg2', '')", "sync_tables"),
        (
            "INSERT INTO sync_waiting SELECT 'unsaid', 'x', 'entry', id, '{}' FROM entry LIMIT 1",
            "sync_tables",
        ),
        ("UPDATE meta SET value = 'ff' WHERE key = 'sync_key'", "sync_key"),
        ("UPDATE meta SET value = 'zz' WHERE key = 'sync_key'", "sync_key"),
    ],
)
def test_the_doctor_finds_tables_out_of_step(
    both: tuple[Machine, Machine], statement: str, what: str
) -> None:
    laptop, _ = both
    entry = laptop.write("A walk")
    laptop.ok("edit", entry, "--star")
    assert doctor(laptop) == ["sync_sound"]
    with closing(sqlite3.connect(laptop.home / "journal.db")) as connection:
        connection.execute(statement)
        connection.commit()
    assert what in doctor(laptop)
    assert laptop("doctor").code == 1
