"""Two machines with one journal: whatever is done on either, both end with the same journal."""

from __future__ import annotations

import io
import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from conftest import Trust
from machines import PASSPHRASE, Machine, everything_in, synced
from trustjournal.app import App
from trustjournal.domain import ids
from trustjournal.domain.entry import Intention
from trustjournal.features.share.model import Share
from trustjournal.features.share.store import add_share
from trustjournal.storage.writer import Transaction
from trustjournal.sync import encrypted_file


def test_what_one_machine_has_another_gets(both: tuple[Machine, Machine]) -> None:
    laptop, desktop = both
    assert "By the river" in desktop.ok("show", "last").out
    synced(laptop, desktop)


def test_everything_that_is_done_on_one_arrives(both: tuple[Machine, Machine]) -> None:
    laptop, desktop = both
    first = desktop.ok("list", "--json").json["data"]["entries"][0]["id"]
    second = laptop.write("Tea with Sam", "--tag", "tea", "--person", "Sam")
    desktop.write("On the desktop", "--private")
    desktop.ok("edit", first, "--star")
    synced(laptop, desktop)
    laptop.ok("edit", second, "-m", "Tea with Sam, and cake")
    desktop.ok("edit", second, "--tag", "cake", "--mood", "4")
    laptop.ok("promise", "add", "Call Sam", "--by", "friday")
    synced(laptop, desktop)
    promise = desktop.ok("promise", "list", "--json").json["data"]["promises"][0]["id"]
    desktop.ok("promise", "kept", promise)
    laptop.ok("delete", first)
    laptop.ok("people", "rename", "Sam", "Samir")
    desktop.ok("pause", "2026-12-01..2026-12-03")
    synced(laptop, desktop)
    assert "cake" in desktop.ok("show", second).out
    desktop.ok("trash", "restore", first)
    synced(laptop, desktop)
    laptop.ok("delete", second, "--purge", "--yes")
    synced(laptop, desktop)
    assert desktop("show", second).code == 1


@pytest.mark.parametrize("last", ["hidden", "removed"])
@pytest.mark.parametrize(
    ("before", "hidden", "shown"),
    [
        ("Home. The secret.", "Home. %%The secret.%%", "Home. The secret. It rained."),
        ("Home. The secret.", "Home. %%The secret.%%", "Home. The\nsecret."),
        ("今天怀孕了。", "今天%%怀孕%%了。", "今天怀孕了，很高兴。"),
    ],
    ids=["a line", "over two lines", "a short word"],
)
def test_words_that_are_hidden_in_one_place_and_shown_in_another(
    both: tuple[Machine, Machine],
    folder: Path,
    before: str,
    hidden: str,
    shown: str,
    last: str,
) -> None:
    laptop, desktop = both
    entry = laptop.write(before)
    synced(laptop, desktop)
    folder.rename(folder.with_name("unplugged"))
    laptop.ok("edit", entry, "-m", hidden, now="2026-11-24T10:00:00Z")
    if last == "removed":
        laptop.ok("edit", entry, "-m", "At home.", now="2026-11-24T10:30:00Z")
    desktop.ok("edit", entry, "-m", shown, now="2026-11-24T11:00:00Z")
    folder.with_name("unplugged").rename(folder)
    laptop.ok("sync")
    told = " ".join(desktop.ok("sync").out.split())
    assert (
        "is now private, because some words are private in one version and not in the other" in told
    )
    synced(laptop, desktop)
    for machine in both:
        for output in (machine.ok("list").out, machine.ok("export", "json", "-").out):
            assert "secret" not in output
            assert "怀孕" not in output
    laptop.ok("edit", entry, "-m", "Walked home.", "--no-private")
    synced(laptop, desktop)
    for machine in both:
        exported = json.loads(machine.ok("export", "json", "-").out)
        assert "Walked home." in [each["body"] for each in exported["entries"]]
        assert not exported["revisions"]


@pytest.mark.parametrize("shown_last", [True, False])
def test_words_of_a_promise_that_are_hidden_in_one_place_and_shown_in_another(
    both: tuple[Machine, Machine], folder: Path, shown_last: bool
) -> None:
    laptop, desktop = both
    laptop.ok("promise", "add", "Tell Sam of it", "--cue", "If the secret is out, then I call")
    synced(laptop, desktop)
    [promise] = laptop.ok("promise", "list", "--json").json["data"]["promises"]
    folder.rename(folder.with_name("unplugged"))
    for machine, cue, hour in (
        (laptop, "If %%the secret%% is out, then I call", 11),
        (desktop, "If the secret is out, then I call him", 12 if shown_last else 10),
    ):
        now = f"2026-11-24T{hour}:00:00Z"
        machine.ok("promise", "edit", promise["id"], "--cue", cue, now=now)
    folder.with_name("unplugged").rename(folder)
    laptop.ok("sync")
    told = " ".join(desktop.ok("sync").out.split())
    assert "is now private, because some words are private in one version" in told
    synced(laptop, desktop)
    for machine in both:
        assert "secret" not in machine.ok("export", "json", "-").out
        assert "secret" not in machine.ok("promise", "list").out
    laptop.ok("promise", "edit", promise["id"], "--no-private", "--cue", "If so, then I call")
    laptop.ok("promise", "edit", promise["id"], "--by", "2026-12-24")
    synced(laptop, desktop)
    for machine in both:
        assert "Tell Sam of it" in machine.ok("promise", "list").out


def test_marks_that_both_places_have_or_that_were_taken_away_on_purpose_make_nothing_private(
    both: tuple[Machine, Machine],
) -> None:
    laptop, desktop = both
    entry = laptop.write("Home. %%The secret.%%")
    synced(laptop, desktop)
    laptop.ok("edit", entry, "-m", "Home. %%The secret.%% And tea.")
    desktop.ok("edit", entry, "-m", "At home. %%The\nsecret.%%")
    synced(laptop, desktop)
    assert not json.loads(laptop.ok("show", entry, "--json").out)["data"]["entry"]["private"]
    laptop.ok("edit", entry, "-m", "Home. %%The secret.%% And cake.", now="2026-11-24T10:00:00Z")
    desktop.ok("edit", entry, "-m", "Home. No secret.", now="2026-11-24T11:00:00Z")
    synced(laptop, desktop)
    assert "No secret" in laptop.ok("list").out


def test_someone_left_out_of_quotes_stays_out_under_a_new_name(
    both: tuple[Machine, Machine],
) -> None:
    laptop, desktop = both
    laptop.ok("journal", "--free", "-m", "The secret", "--person", "Sam")
    laptop.ok("people", "set", "Sam", "--every", "weekly")
    synced(laptop, desktop)
    laptop.ok("people", "set", "Sam", "--quote", "no")
    desktop.ok("people", "rename", "Sam", "Samuel")
    synced(laptop, desktop)
    for machine in both:
        assert "Samuel: 1 entry, a check-in every week, not quoted" in machine.ok("people").out
        assert "secret" not in machine.ok("export", "json", "-").out


def test_who_is_renamed_elsewhere_stays_unquoted_where_that_was_set(
    both: tuple[Machine, Machine], folder: Path
) -> None:
    laptop, desktop = both
    laptop.ok("journal", "--free", "-m", "The secret", "--person", "Sam")
    synced(laptop, desktop)
    folder.rename(folder.with_name("unplugged"))
    laptop.ok("people", "set", "Sam", "--quote", "no")
    desktop.ok("people", "rename", "Sam", "Samuel")
    folder.with_name("unplugged").rename(folder)
    desktop.ok("sync")
    laptop.ok("sync")
    assert "Samuel: 1 entry, not quoted" in laptop.ok("people").out
    assert "secret" not in laptop.ok("export", "json", "-").out


def test_who_was_renamed_elsewhere_is_not_quoted_by_the_earlier_name_either(
    both: tuple[Machine, Machine],
) -> None:
    laptop, desktop = both
    laptop.ok("journal", "--free", "-m", "The secret", "--person", "Sam")
    laptop.ok("people", "set", "Sam", "--quote", "no")
    synced(laptop, desktop)
    told = desktop.ok("people", "rename", "Sam", "Samuel").out
    assert "Sam isn't quoted either" in told
    laptop.ok("journal", "--free", "-m", "Another secret", "--person", "Sam")
    synced(laptop, desktop)
    for machine in both:
        assert "Sam: 1 entry, not quoted" in machine.ok("people").out
        assert "secret" not in machine.ok("export", "json", "-").out
    assert "either" not in desktop.ok("people", "rename", "Samuel", "samuel").out


def test_a_date_changed_on_one_machine_stays_whatever_else_is_set_on_the_other(
    both: tuple[Machine, Machine], folder: Path
) -> None:
    laptop, desktop = both
    laptop.ok("people", "set", "Sam", "--date", "birthday=3-May", "--date", "met=7-June")
    synced(laptop, desktop)
    folder.rename(folder.with_name("unplugged"))
    desktop.ok("people", "set", "Sam", "--date", "birthday=4-May", now="2026-11-24T10:00:00Z")
    laptop.ok("people", "set", "Sam", "--every", "weekly", now="2026-11-24T11:00:00Z")
    folder.with_name("unplugged").rename(folder)
    synced(laptop, desktop)
    shown = laptop.ok("people", "show", "Sam").out
    assert "4 May" in shown
    assert "7 June" in shown
    assert "every week" in shown


def test_edited_in_two_places(both: tuple[Machine, Machine]) -> None:
    laptop, desktop = both
    entry = laptop.write("A walk")
    synced(laptop, desktop)
    laptop.ok("edit", entry, "-m", "A walk by the lake")
    desktop.ok("edit", entry, "-m", "A walk in the rain")
    laptop.ok("sync")
    told = desktop.ok("sync").out
    assert "Edited on two machines" in told
    synced(laptop, desktop)
    history = laptop.ok("show", entry, "--history").out
    assert "by the lake" in history
    assert "in the rain" in history
    shown = laptop.ok("show", entry).out
    assert "Edited on two machines. The other text is version 2" in " ".join(shown.split())
    desktop.ok("edit", entry, "-m", "A walk by the lake in the rain")
    synced(laptop, desktop)
    assert "two places" not in laptop.ok("show", entry).out


def test_a_promise_worded_in_two_places_has_the_words_of_both(
    both: tuple[Machine, Machine], folder: Path
) -> None:
    laptop, desktop = both
    laptop.ok("promise", "add", "Call Sam", "--cue", "If it rains")
    synced(laptop, desktop)
    promise = laptop.ok("promise", "list", "--json").json["data"]["promises"][0]["id"]
    folder.rename(folder.with_name("unplugged"))
    laptop.ok("promise", "edit", promise, "Call Sam on Friday", now="2026-11-24T10:00:00Z")
    desktop.ok("promise", "edit", promise, "Write to Sam", now="2026-11-24T11:00:00Z")
    folder.with_name("unplugged").rename(folder)
    laptop.ok("sync")
    told = " ".join(desktop.ok("sync").out.split())
    assert f"Promise {ids.short(promise)} was edited on two machines." in told
    synced(laptop, desktop)
    for machine in both:
        [exported] = json.loads(machine.ok("export", "json", "-").out)["promises"]
        assert exported["text"] == "Call Sam on Friday / Write to Sam"
        assert exported["cue"] == "If it rains"
        assert "two machines" not in machine.ok("sync").out
    laptop.ok("promise", "edit", promise, "Write to Sam")
    synced(laptop, desktop)
    assert "Call Sam" not in desktop.ok("promise", "list").out


def test_a_promise_worded_in_three_places_ends_alike_on_all(
    both: tuple[Machine, Machine], folder: Path, trust: Trust, tmp_path: Path
) -> None:
    laptop, desktop = both
    stick = Machine(trust, tmp_path / "stick", "stick", minute=40)
    stick.setup(folder)
    laptop.ok("promise", "add", "Call Sam")
    synced(laptop, desktop, stick)
    promise = laptop.ok("promise", "list", "--json").json["data"]["promises"][0]["id"]
    folder.rename(folder.with_name("unplugged"))
    laptop.ok("promise", "edit", promise, "Call Sam on Friday", now="2026-11-24T10:00:00Z")
    desktop.ok("promise", "edit", promise, "Write to Sam", now="2026-11-24T11:00:00Z")
    stick.ok("promise", "edit", promise, "Visit Sam", "--cue", "If it rains")
    folder.with_name("unplugged").rename(folder)
    laptop.ok("sync")
    shutil.copytree(folder, tmp_path / "copy")
    desktop.ok("sync")
    folder.rename(folder.with_name("of desktop"))
    shutil.copytree(tmp_path / "copy", folder)
    stick.ok("sync")  # without having heard of the desktop
    shutil.copytree(folder.with_name("of desktop"), folder, dirs_exist_ok=True)
    synced(laptop, desktop, stick)
    [exported] = json.loads(laptop.ok("export", "json", "-").out)["promises"]
    words = exported["text"].split(" / ")
    assert sorted(words) == ["Call Sam on Friday", "Visit Sam", "Write to Sam"]
    assert exported["cue"] == "If it rains"


def test_words_of_two_places_that_both_joined_are_there_once(
    both: tuple[Machine, Machine],
) -> None:
    laptop, desktop = both
    laptop.ok("promise", "add", "Call Sam")
    synced(laptop, desktop)
    promise = laptop.ok("promise", "list", "--json").json["data"]["promises"][0]["id"]
    laptop.ok("promise", "edit", promise, "Call Sam / Write to Sam", now="2026-11-24T10:00:00Z")
    desktop.ok("promise", "edit", promise, "Write to Sam", now="2026-11-24T11:00:00Z")
    synced(laptop, desktop)
    for machine in both:
        [exported] = json.loads(machine.ok("export", "json", "-").out)["promises"]
        assert exported["text"] == "Call Sam / Write to Sam"
        assert "two machines" not in machine.ok("sync").out


def test_nothing_in_the_folder_can_be_read(both: tuple[Machine, Machine], folder: Path) -> None:
    for path in folder.rglob("*"):
        raw = path.read_bytes()
        for word in (b"river", b"laptop", b"desktop"):
            assert word not in raw or path.name == "README.txt"


def test_a_wrong_passphrase_changes_nothing(
    laptop: Machine, desktop: Machine, folder: Path
) -> None:
    laptop.write("By the river")
    assert laptop.setup(folder).code == 0
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    refused = desktop.setup(folder, "another one")
    assert refused.code == 12
    assert "nothing was written" in refused.err
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert desktop("sync").code == 2
    assert desktop.setup(folder).code == 0


def test_a_restored_machine_gets_its_own_words_back(both: tuple[Machine, Machine]) -> None:
    laptop, desktop = both
    laptop.ok("backup")
    laptop.write("After the backup")
    synced(laptop, desktop)
    restored = laptop.ok("backup", "restore", "last", "--yes")
    assert "The next `trust sync` brings back" in restored.err
    told = laptop.ok("sync").out
    assert (
        "files from another machine called laptop, or from this one before its journal was restored"
        in " ".join(told.split())
    )
    assert "After the backup" in laptop.ok("show", "last").out
    synced(laptop, desktop)


def test_a_copied_machine_becomes_another_one(
    both: tuple[Machine, Machine], trust: Trust, tmp_path: Path
) -> None:
    laptop, desktop = both
    shutil.copytree(laptop.home, tmp_path / "copy")
    copy = Machine(trust, tmp_path / "copy", "laptop", minute=30)
    laptop.write("On the laptop")
    copy.write("On its copy")
    synced(laptop, copy, desktop)
    assert len(desktop.ok("list", "--json").json["data"]["entries"]) == 3


def test_an_encrypted_journal_syncs_like_a_plain_one(
    laptop: Machine, desktop: Machine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUST_PASSPHRASE", "of the journal")
    laptop.write("By the river")
    laptop.ok("encrypt")
    for machine in (laptop, desktop):
        assert machine.setup(folder).code == 0
    laptop.ok("edit", "last", "--star")
    desktop.write("On the desktop")
    synced(laptop, desktop)
    assert not (laptop.home / "journal.db").read_bytes().startswith(b"SQLite")


def test_a_missing_folder_stops_no_one(both: tuple[Machine, Machine], folder: Path) -> None:
    laptop, desktop = both
    folder.rename(folder.with_name("unplugged"))
    laptop.write("Still here")
    refused = laptop("sync")
    assert (refused.code, refused.err.count("\n")) == (74, 1)
    assert "isn't there" in refused.err
    assert not folder.exists()
    assert "isn't there" in " ".join(laptop.ok("sync", "status").out.split())
    folder.with_name("unplugged").rename(folder)
    synced(laptop, desktop)


def test_off_ends_it_and_changes_nothing_else(both: tuple[Machine, Machine], folder: Path) -> None:
    laptop, desktop = both
    before = sorted(folder.iterdir())
    export = laptop.export()
    laptop.ok("sync", "off")
    assert laptop("sync").code == 2
    laptop.write("Only here")
    assert sorted(folder.iterdir()) == before
    assert desktop.ok("sync").out == "There was nothing new to read or write.\n"
    assert desktop.export() == export
    assert laptop.setup(folder).code == 0
    synced(laptop, desktop)


def test_what_is_deleted_while_the_sync_is_off_stays_deleted(
    both: tuple[Machine, Machine], folder: Path
) -> None:
    laptop, desktop = both
    entry = laptop.write("heliotrope")
    laptop.ok("promise", "add", "Bring mimosa")
    laptop.ok("people", "set", "Sam", "--every", "weekly")
    laptop.ok("pause", "2026-12-01..2026-12-03")
    synced(laptop, desktop)
    laptop.ok("sync", "off")
    laptop.ok("delete", entry, "--purge", "--yes")
    laptop.ok("promise", "delete", "mimosa", "--yes")
    laptop.ok("people", "remove", "Sam", "--yes")
    laptop.ok("pause", "--undo")
    before = laptop.export()
    laptop.minute += 30
    assert laptop.setup(folder).code == 0
    assert laptop.export() == before
    synced(laptop, desktop)
    assert laptop.export() == before
    assert not {"heliotrope", "mimosa"} & {*re.findall(r"\w+", everything_in(folder))}


def test_what_is_changed_while_the_sync_is_off_joins_what_was_changed_elsewhere(
    both: tuple[Machine, Machine], folder: Path
) -> None:
    laptop, desktop = both
    text, hidden, opened, binned, back, labelled = (
        laptop.write(word, "--tag", "tea", *options, now=f"2026-11-22T09:{minute}:00Z")
        for minute, (word, *options) in enumerate(
            (
                ("A walk",),
                ("Hidden",),
                ("Opened", "--private"),
                ("Binned",),
                ("Back",),
                ("Labelled",),
            ),
            start=10,
        )
    )
    laptop.ok("delete", back)
    laptop.ok("edit", hidden, "--private")
    synced(laptop, desktop)
    desktop.ok("edit", hidden, "--no-private")
    synced(laptop, desktop)
    laptop.ok("sync", "off")
    laptop.ok("edit", text, "-m", "A walk by the lake")
    laptop.ok("edit", hidden, "--private")
    laptop.ok("edit", opened, "--no-private")
    laptop.ok("delete", binned)
    laptop.ok("trash", "restore", back)
    laptop.ok("edit", labelled, "--tag", "cake", "--star", "--mood", "4")
    desktop.ok("edit", text, "-m", "A walk in the rain")
    desktop.ok("edit", binned, "--star")
    desktop.ok("edit", labelled, "--closeness", "2")
    desktop.ok("sync")
    assert laptop.setup(folder).code == 0
    synced(laptop, desktop)
    for machine in both:
        listed = machine.ok("list", "-n", "99", "--json")
        found = {entry["id"]: entry for entry in listed.json["data"]["entries"]}
        assert binned not in found
        assert back in found
        assert found[hidden]["private"]
        assert not found[opened]["private"]
        assert (found[labelled]["mood"], found[labelled]["closeness"]) == (4, 2)
        assert found[labelled]["starred"]
        history = machine.ok("show", text, "--history").out
        assert "by the lake" in history
        assert "in the rain" in history


def test_a_journal_that_was_never_synced_notes_nothing(laptop: Machine) -> None:
    entry = laptop.write("By the river")
    laptop.ok("edit", entry, "-m", "By the lake")
    laptop.ok("delete", entry, "--purge", "--yes")
    with closing(sqlite3.connect(laptop.home / "journal.db")) as journal:
        names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'sync%'"
        for (table,) in journal.execute(names).fetchall():
            assert not journal.execute(f"SELECT * FROM {table}").fetchall()
        assert not journal.execute("SELECT * FROM meta WHERE key LIKE 'sync%'").fetchall()


def test_a_backup_restored_after_the_sync_ended_can_be_set_up_again(
    both: tuple[Machine, Machine], folder: Path
) -> None:
    laptop, desktop = both
    laptop.ok("backup")
    entry = laptop.write("Later")
    laptop.ok("sync", "off")
    laptop.ok("backup", "restore", "last", "--yes")
    assert laptop("sync").code == 2
    assert laptop.ok("sync", "status", "--json").json["data"]["folder"] is None
    laptop.ok("journal", "--free", "-m", "After the restore")
    assert laptop.setup(folder).code == 0
    synced(laptop, desktop)
    assert "Later" in laptop.ok("show", entry).out


def test_a_journal_that_left_one_folder_is_told_to_another(
    both: tuple[Machine, Machine], folder: Path
) -> None:
    laptop, desktop = both
    laptop.ok("edit", "last", "--star")
    laptop.ok("sync", "off")
    desktop.ok("sync", "off")
    other = folder.with_name("another")
    assert laptop.setup(other).code == 0
    assert desktop.setup(other).code == 0
    synced(laptop, desktop)


def test_a_machine_that_comes_back_keeps_its_name(
    both: tuple[Machine, Machine], folder: Path
) -> None:
    laptop, _ = both
    laptop.ok("sync", "off")
    joined = " ".join(laptop.setup(folder).out.split())
    assert "as laptop." in joined
    assert "From now on, this machine" not in joined


JRNL = """\
[2026-11-01 09:00] A walk with Robin. It was cold and we talked.

[2026-11-02 10:00] Another day. More words @here.

[2026-11-03 10:00] The same name, but other words.
"""


def imported(machine: Machine, text: str = JRNL) -> dict[str, str]:
    """Import a file of another program; return the ids of all entries by their first word."""
    source = machine.home / "old.txt"
    source.parent.mkdir(exist_ok=True)
    source.write_text(text, "utf-8")
    machine.ok("import", str(source))
    return entries_of(machine)


def entries_of(machine: Machine) -> dict[str, str]:
    """Return the ids of all entries by their first word."""
    entries = machine.ok("list", "-n", "99", "--json").json["data"]["entries"]
    texts = {entry["id"]: f"{entry.get('title') or ''} {entry['body']}" for entry in entries}
    found = {text.split()[0]: name for name, text in texts.items()}
    assert len(found) == len(entries)
    return found


def test_a_file_imported_on_both_before_they_join_is_there_once(
    laptop: Machine, desktop: Machine, trust: Trust, tmp_path: Path, folder: Path
) -> None:
    there, here = imported(laptop), imported(desktop)
    assert not {*there.values()} & {*here.values()}
    laptop.ok("edit", there["A"], "--mood", "4")
    desktop.ok("edit", here["A"], "-m", "A walk with Robin, and tea")
    desktop.ok("edit", here["Another"], "--star")
    desktop.ok("unsaid", here["Another"], "--said")
    laptop.write("Written on the laptop")
    desktop.write("Only on the desktop")
    for machine in (laptop, desktop):
        assert machine.setup(folder).code == 0
    synced(laptop, desktop)
    assert entries_of(desktop).keys() == {"A", "Another", "The", "Written", "Only"}
    assert there.items() <= entries_of(desktop).items()
    shown = desktop.ok("show", there["A"], "--json").json["data"]["entry"]
    assert shown["body"].endswith("and tea")
    assert shown["mood"] == 4
    stick = Machine(trust, tmp_path / "stick", "stick", minute=50)
    imported(stick)
    assert stick.setup(folder).code == 0
    synced(laptop, desktop, stick)
    assert len(entries_of(laptop)) == 5


def test_entries_imported_under_one_name_with_other_words_stay_apart(
    laptop: Machine, desktop: Machine, folder: Path
) -> None:
    for machine, words in ((laptop, "Tea with Sam"), (desktop, "Cake with Kim")):
        notes = machine.home / "notes"
        notes.mkdir(parents=True)
        (notes / "2026-11-01.md").write_text(words, "utf-8")
        machine.ok("import", str(notes))
        machine.write("Home again")
    for machine in (laptop, desktop):
        assert machine.setup(folder).code == 0
    synced(laptop, desktop)
    entries = laptop.ok("list", "-n", "99", "--json").json["data"]["entries"]
    assert sorted(entry["body"] for entry in entries) == [
        *("Cake with Kim", "Home again", "Home again", "Tea with Sam"),
    ]


def test_what_was_purged_and_is_imported_again_is_another_entry(
    both: tuple[Machine, Machine],
) -> None:
    laptop, desktop = both
    before = laptop.home / "before.json"
    before.write_text(laptop.export(), "utf-8")
    entry = laptop.ok("list", "--json").json["data"]["entries"][0]["id"]
    laptop.ok("delete", entry, "--purge", "--yes")
    synced(laptop, desktop)
    assert desktop.ok("list", "--json").json["data"]["entries"] == []
    for machine in both:
        machine.ok("import", str(before))
    synced(laptop, desktop)
    (again,) = desktop.ok("list", "--json").json["data"]["entries"]
    assert again["id"] != entry


def bodies(machine: Machine) -> list[str]:
    """Return the texts of all entries."""
    entries = machine.ok("list", "-n", "99", "--json").json["data"]["entries"]
    return sorted(entry["body"] for entry in entries)


@pytest.mark.parametrize("format", ["jrnl", "json"])
def test_what_was_purged_is_there_again_each_time_it_is_imported(
    both: tuple[Machine, Machine], format: str
) -> None:
    laptop, desktop = both
    laptop.ok("promise", "add", "Ring about the boiler")
    source = laptop.home / "before"
    source.write_text(laptop.export() if format == "json" else JRNL.split("\n\n")[0], "utf-8")
    for _ in range(3):
        for entry in laptop.ok("list", "--json").json["data"]["entries"]:
            laptop.ok("delete", entry["id"], "--purge", "--yes")
        for promise in laptop.ok("promise", "--json").json["data"]["promises"]:
            laptop.ok("promise", "delete", promise["id"], "--yes")
        assert laptop.ok("import", str(source), "--json").json["data"]["added"] == 1
        synced(laptop, desktop)
        assert len(bodies(desktop)) == 1
        promises = desktop.ok("promise", "--json").json["data"]["promises"]
        assert len(promises) == (format == "json")


def test_newer_words_of_what_was_imported_again_come_in_too(both: tuple[Machine, Machine]) -> None:
    laptop, desktop = both
    laptop.ok("promise", "add", "Ring about the boiler")
    (promise,) = laptop.ok("promise", "--json").json["data"]["promises"]
    old, new = laptop.home / "old.json", laptop.home / "new.json"
    old.write_text(laptop.export(), "utf-8")
    laptop.ok("edit", "last", "-m", "By the lake")
    journal = json.loads(laptop.export())
    kept = {"kind": "kept", "day": "2026-11-22", "recorded_at": "2026-11-22T11:00:00+00:00"}
    journal["promise_events"] = [{"promise": promise["id"], **kept, "note": "It took a while"}]
    new.write_text(json.dumps(journal), "utf-8")
    laptop.ok("delete", "last", "--purge", "--yes")
    laptop.ok("promise", "delete", promise["id"], "--yes")
    for source in (old, new, old, new):
        laptop.ok("import", str(source))
    synced(laptop, desktop)
    assert bodies(desktop) == ["By the lake", "By the river"]
    assert desktop.export().count("Ring about the boiler") == 1
    assert desktop.export().count("It took a while") == 1


def test_what_was_edited_since_it_was_imported_again_comes_in_once(
    both: tuple[Machine, Machine],
) -> None:
    laptop, desktop = both
    source = laptop.home / "before.json"
    source.write_text(laptop.export(), "utf-8")
    laptop.ok("delete", "last", "--purge", "--yes")
    laptop.ok("import", str(source))
    laptop.ok("edit", "last", "-m", "By the lake")
    again = laptop.ok("import", str(source), "--json").json["data"]
    assert (again["added"], again["already"]) == (0, 1)
    synced(laptop, desktop)
    assert bodies(desktop) == ["By the lake"]


def test_what_is_imported_after_each_permanent_deletion_is_stored(
    laptop: Machine, folder: Path
) -> None:
    laptop.ok("promise", "add", "I'll call Sam")
    laptop.write("Tea with Sam")
    before = laptop.home / "before.json"
    before.write_text(laptop.export(), "utf-8")
    assert laptop.setup(folder).code == 0
    for _ in range(4):
        journal = json.loads(laptop.export())
        assert [entry["body"] for entry in journal["entries"]] == ["Tea with Sam"]
        assert [each["text"] for each in journal["promises"]] == ["I'll call Sam"]
        laptop.ok("delete", journal["entries"][0]["id"], "--purge", "--yes")
        laptop.ok("promise", "delete", journal["promises"][0]["id"], "--yes")
        for _ in range(2):  # the second time, it's there already
            laptop.ok("import", str(before))


def test_newer_words_are_imported_after_the_older_ones_were_deleted_and_came_again(
    laptop: Machine, folder: Path
) -> None:
    laptop.ok("promise", "add", "I'll call Sam")
    laptop.write("Tea with Sam")
    before, later = laptop.home / "before.json", laptop.home / "later.json"
    before.write_text(laptop.export(), "utf-8")
    laptop.ok("edit", "last", "-m", "Tea with Sam and Kim")
    promise = json.loads(laptop.export())["promises"][0]["id"]
    laptop.ok("promise", "kept", promise, "--note", "They laughed")
    later.write_text(laptop.export(), "utf-8")
    laptop.ok("promise", "undo", promise)
    assert laptop.setup(folder).code == 0
    laptop.ok("delete", "last", "--purge", "--yes")
    laptop.ok("promise", "delete", promise, "--yes")
    laptop.ok("import", str(before))
    laptop.ok("import", str(later))
    journal = laptop.export()
    assert "Tea with Sam and Kim" in journal
    assert "They laughed" in journal


def test_a_save_is_told_and_taken_in_without_being_asked_for(both: tuple[Machine, Machine]) -> None:
    laptop, desktop = both
    desktop.ok("sync")
    laptop.write("From the laptop")
    assert laptop.ok("sync", "status", "--json").json["data"]["untold"] == 0
    seen = desktop.ok()
    assert "1 entry from laptop." in seen.err
    assert "From the laptop" in desktop.ok("show", "last").out
    assert desktop.ok().err == ""


def test_with_ask_only_trust_sync_syncs(both: tuple[Machine, Machine], folder: Path) -> None:
    laptop, desktop = both
    for machine in both:
        machine.ok("sync")
        machine.ok("config", "set", "sync", "ask")
    before = sorted(folder.iterdir())
    laptop.write("From the laptop")
    assert sorted(folder.iterdir()) == before
    laptop.ok("sync")
    assert desktop.ok().err == ""
    assert desktop.ok("sync").out == "1 entry from laptop.\n"


def test_what_can_not_be_told_is_saved_and_told_later(
    both: tuple[Machine, Machine], folder: Path
) -> None:
    laptop, desktop = both
    folder.rename(folder.with_name("unplugged"))
    saved = laptop.ok("journal", "--free", "-m", "Still here")
    assert "Saved" in saved.out
    assert saved.err.count("\n") == 1
    assert "saved here, but not yet written" in saved.err
    assert "Nothing was taken in" not in desktop.ok().out
    folder.with_name("unplugged").rename(folder)
    laptop.write("And more")
    assert "2 entries from laptop." in desktop.ok().err


def test_a_wiped_folder_is_filled_again(
    both: tuple[Machine, Machine], trust: Trust, tmp_path: Path, folder: Path
) -> None:
    laptop, desktop = both
    desktop.write("On the desktop")
    synced(laptop, desktop)
    for path in folder.glob("*.trust*"):
        path.unlink()
    assert laptop.ok("sync").out == "There was nothing new to read or write.\n"
    assert not list(folder.glob("*.trust"))
    told = laptop.ok("sync", now="2026-11-24T10:00:00Z").out
    assert "disappeared from the folder, so everything was written again" in told
    assert (
        laptop.ok("sync", now="2026-11-26T10:00:00Z").out
        == "There was nothing new to read or write.\n"
    )
    stick = Machine(trust, tmp_path / "stick", "stick", minute=40)
    assert stick.setup(folder).code == 0
    assert stick.export() == laptop.export()
    assert len(desktop.ok("list", "--json").json["data"]["entries"]) == 2


def test_words_that_were_purged_leave_all_files(
    both: tuple[Machine, Machine], folder: Path
) -> None:
    laptop, desktop = both
    entry = laptop.write("heliotrope")
    desktop.ok("sync")
    desktop.ok("edit", entry, "-m", "heliotrope and mimosa")
    laptop.ok("sync")
    assert "heliotrope" in everything_in(folder)
    laptop.ok("delete", entry, "--purge", "--yes")
    desktop.ok("sync")
    assert "heliotrope" not in everything_in(folder)
    assert entry in everything_in(folder)
    synced(laptop, desktop)


@pytest.mark.parametrize("again", [(), ("--said",)], ids=["marked", "marked and taken off"])
def test_a_marked_line_of_a_purged_entry_leaves_all_files_and_the_journal(
    both: tuple[Machine, Machine], folder: Path, again: tuple[str, ...]
) -> None:
    laptop, desktop = both
    entry = laptop.write("heliotrope of mine\n\nmore")
    laptop.ok("unsaid", entry, "--not-yet", "--line", "heliotrope of mine")
    if again:
        laptop.ok("unsaid", entry, *again, "--line", "heliotrope of mine")
    desktop.ok("sync")
    laptop.ok("delete", entry, "--purge", "--yes")
    synced(laptop, desktop)
    assert "heliotrope" not in everything_in(folder)
    for machine in both:
        assert b"heliotrope" not in (machine.home / "journal.db").read_bytes()


@pytest.mark.long
def test_files_stay_few(both: tuple[Machine, Machine], trust: Trust, folder: Path) -> None:
    laptop, desktop = both
    for number in range(40):
        laptop.write(f"Line {number}")
    assert len(list(folder.glob("*.trust"))) < 24
    desktop.ok("sync")
    assert len(desktop.ok("list", "-n", "99", "--json").json["data"]["entries"]) == 41
    stick = Machine(trust, folder.parent / "stick", "stick", minute=50)
    assert stick.setup(folder).code == 0
    synced(laptop, desktop, stick)
    assert "went missing" not in desktop.ok("sync", now="2026-12-24T10:00:00Z").out


def test_a_journal_that_is_encrypted_later_goes_on(
    both: tuple[Machine, Machine], monkeypatch: pytest.MonkeyPatch
) -> None:
    laptop, desktop = both
    monkeypatch.setenv("TRUST_PASSPHRASE", "of the journal")
    laptop.ok("edit", "last", "--star")
    laptop.ok("encrypt", "--remove-plaintext")
    laptop.write("Encrypted")
    synced(laptop, desktop)
    assert "Encrypted" in desktop.ok("show", "last").out


def test_a_salvaged_journal_is_set_up_again(
    both: tuple[Machine, Machine], folder: Path, tmp_path: Path
) -> None:
    laptop, desktop = both
    laptop.ok("edit", "last", "--star")
    laptop.ok("doctor", "--salvage", str(tmp_path / "salvaged.db"))
    laptop.ok("backup", "restore", str(tmp_path / "salvaged.db"), "--yes")
    assert laptop("sync").code == 2
    assert laptop.setup(folder).code == 0
    synced(laptop, desktop)


def test_a_record_too_large_for_a_file_does_not_keep_the_others_from_being_told(
    laptop: Machine, desktop: Machine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laptop.setup(folder)
    desktop.setup(folder)
    monkeypatch.setattr(encrypted_file, "MOST_TEXT", encrypted_file._MOST_HEADER + 3000)
    laptop.write("a long evening " * 300)
    small = laptop.write("a short one")
    told = laptop.ok("sync")
    assert "1 record is too large for the sync folder" in told.out
    desktop.ok("sync")
    listed = desktop.ok("list", "--json").json["data"]["entries"]
    assert [entry["id"] for entry in listed] == [small]


def test_names_with_signs_of_their_own_are_told(
    laptop: Machine, desktop: Machine, folder: Path
) -> None:
    laptop.write("By the river", "--person", "Room #2")
    laptop.ok("people", "set", "Room #2", "--quote", "no", "--date", "flat #3=3-May")
    laptop.ok("people", "set", "a|b", "--every", "weekly")
    for machine in (laptop, desktop):
        assert machine.setup(folder).code == 0
    synced(laptop, desktop)
    people = desktop.ok("people", "--json").out
    assert "Room #2" in people
    assert "a|b" in people


def test_a_setting_that_names_another_journals_folder_writes_nothing_there(
    laptop: Machine, desktop: Machine, folder: Path
) -> None:
    other = folder.with_name("another")
    laptop.write("By the river")
    desktop.write("Another journal")
    assert laptop.setup(folder).code == 0
    assert desktop.setup(other).code == 0
    before = {path.name for path in other.iterdir()}
    laptop.ok("config", "set", "sync_folder", str(other))
    told = laptop.ok("journal", "--free", "-m", "On the bridge")
    assert "If it's the folder of another journal, run `trust sync off`" in told.err
    assert laptop("sync").code == 12
    done = laptop("sync", env={"TRUST_SYNC_PASSPHRASE_COMMAND": f"echo {PASSPHRASE}"})
    assert (done.code, "is the sync folder of another journal" in done.err) == (74, True)
    assert {path.name for path in other.iterdir()} == before
    laptop.ok("config", "set", "sync_folder", str(folder))
    assert "Wrote 1 change for your other machines." in laptop.ok("sync").out


def test_two_machines_that_both_began_join_once_the_folders_are_one(
    laptop: Machine, desktop: Machine, folder: Path
) -> None:
    other = folder.with_name("another")
    laptop.write("By the river")
    desktop.write("On the bridge")
    assert laptop.setup(folder).code == 0
    assert desktop.setup(other).code == 0
    for path in other.iterdir():
        shutil.copyfile(path, folder / path.name)
    for machine in (laptop, desktop):
        machine.ok("sync", "off")
    for machine in (laptop, desktop, laptop):
        assert machine.setup(folder).code in (0, 2)
        machine.ok("sync")
    texts = [
        {entry["id"] for entry in machine.ok("list", "--json").json["data"]["entries"]}
        for machine in (laptop, desktop)
    ]
    assert len(texts[0]) == 2
    assert texts[0] == texts[1]


def test_a_journal_restored_from_before_the_setup_says_so_at_each_save(
    laptop: Machine, folder: Path, tmp_path: Path
) -> None:
    laptop.write("By the river")
    laptop.ok("backup", str(tmp_path / "before.db"))
    assert laptop.setup(folder).code == 0
    laptop.ok("backup", "restore", str(tmp_path / "before.db"), "--yes")
    told = laptop.ok("journal", "--free", "-m", "On the bridge")
    assert f"trust sync setup {folder}" in told.err


def test_the_note_of_a_promise_deleted_elsewhere_unseen_is_a_draft(
    both: tuple[Machine, Machine],
) -> None:
    laptop, desktop = both
    for machine in both:
        machine.ok("config", "set", "sync", "ask")
    laptop.ok("promise", "add", "Ring about the boiler")
    synced(laptop, desktop)
    desktop.ok("promise", "kept", "boiler", "--note", "We spoke for an hour.")
    laptop.ok("promise", "delete", "boiler", "--yes")
    synced(laptop, desktop)
    texts = [path.read_text("utf-8") for path in (desktop.home / "drafts").glob("*.md")]
    assert texts == ["We spoke for an hour."]
    assert not list((laptop.home / "drafts").glob("*.md"))


def drafts_of(*machines: Machine) -> list[list[str]]:
    """Return the texts of each machine's drafts."""
    return [
        sorted(path.read_text("utf-8") for path in (machine.home / "drafts").glob("*.md"))
        for machine in machines
    ]


@pytest.fixture
def asking(both: tuple[Machine, Machine]) -> tuple[Machine, Machine]:
    """Two machines that sync only when they are asked to."""
    for machine in both:
        machine.ok("sync")
        machine.ok("config", "set", "sync", "ask")
    return both


def test_a_repair_whose_promise_was_deleted_elsewhere_is_a_draft(
    asking: tuple[Machine, Machine],
) -> None:
    laptop, desktop = asking
    laptop.ok("promise", "add", "Ring Sam about the boiler", "--to", "Sam")
    synced(laptop, desktop)
    desktop.ok("promise", "broken", "boiler")
    answers = ("--acknowledged", "I forgot", "--amends", "I'll go round", "--change", "Ring first")
    desktop.ok("promise", "repair", "boiler", *answers)
    laptop.ok("promise", "delete", "boiler", "--yes")
    synced(laptop, desktop)
    assert drafts_of(laptop, desktop) == [[], ["I forgot\n\nI'll go round\n\nRing first"]]


@contextmanager
def changing(machine: Machine) -> Iterator[Transaction]:
    """Change a journal as a command does."""
    quiet = io.StringIO()
    environ = {"TRUST_HOME": str(machine.home), "TRUST_NOW": "2026-11-22T10:30:00Z"}
    made = App(stdin=quiet, stdout=quiet, stderr=quiet, environ=environ)
    with closing(made) as app, app.writer.transaction() as store:
        yield store


def with_if_then(machine: Machine, entry: str, text: str) -> None:
    """Give an entry an if-then, as a review does."""
    with changing(machine) as store:
        now = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
        store.intend(Intention("2026-W48", text), now, store.number_of(entry))


def test_an_if_then_whose_review_was_deleted_elsewhere_is_a_draft(
    asking: tuple[Machine, Machine],
) -> None:
    laptop, desktop = asking
    seen, unseen = laptop.write("A review"), laptop.write("Another review")
    with_if_then(laptop, seen, "If tea, then call")
    synced(laptop, desktop)
    with_if_then(desktop, unseen, "If rain, then read")
    for entry in (seen, unseen):
        laptop.ok("delete", entry, "--purge", "--yes")
    synced(laptop, desktop)
    assert drafts_of(laptop, desktop) == [[], ["If rain, then read"]]


@pytest.fixture
def stick(trust: Trust, tmp_path: Path, folder: Path, asking: object) -> Machine:
    """A third machine."""
    stick = Machine(trust, tmp_path / "stick", "stick", minute=2)
    assert stick.setup(folder).code == 0
    stick.ok("config", "set", "sync", "ask")
    return stick


def deleted_unseen(asking: tuple[Machine, Machine], stick: Machine) -> str:
    """Let the laptop delete an entry that the stick edited meanwhile, and the desktop knows."""
    laptop, desktop = asking
    entry = laptop.write("By the river")
    synced(laptop, desktop, stick)
    stick.ok("edit", entry, "-m", "By the lake")
    stick.ok("sync")
    desktop.ok("sync")
    laptop.ok("delete", entry, "--purge", "--yes")
    return entry


def test_words_deleted_unseen_are_a_draft_where_they_were_written(
    asking: tuple[Machine, Machine], stick: Machine
) -> None:
    deleted_unseen(asking, stick)
    laptop, desktop = asking
    synced(laptop, desktop, stick)
    assert drafts_of(laptop, desktop, stick) == [[], [], ["By the lake"]]
    for machine in (laptop, desktop, stick):
        machine.ok("sync", now="2026-11-25T10:00:00Z")
    assert drafts_of(laptop, desktop, stick) == [[], [], ["By the lake"]]


def test_words_given_back_are_given_back_again_if_their_machine_was_put_back(
    asking: tuple[Machine, Machine], stick: Machine, tmp_path: Path
) -> None:
    """Its drafts were put back too, to a day on which the words were in its journal."""
    deleted_unseen(asking, stick)
    laptop, desktop = asking
    shutil.copytree(stick.home, tmp_path / "copy")
    synced(laptop, desktop, stick)
    assert drafts_of(stick) == [["By the lake"]]
    shutil.rmtree(stick.home)
    shutil.copytree(tmp_path / "copy", stick.home)
    for now in ("2026-11-25T10:00:00Z", "2026-11-25T10:05:00Z"):
        for machine in (stick, laptop, desktop):
            machine.ok("sync", now=now)
    assert drafts_of(laptop, desktop, stick) == [[], [], ["By the lake"]]


def test_words_deleted_unseen_are_a_draft_elsewhere_if_their_machine_is_gone(
    asking: tuple[Machine, Machine], stick: Machine
) -> None:
    deleted_unseen(asking, stick)
    laptop, desktop = asking
    shutil.rmtree(stick.home)
    synced(laptop, desktop)
    assert drafts_of(laptop, desktop) == [[], []]
    told = desktop.ok("sync", now="2026-11-24T10:00:00Z").out
    assert (
        "An entry or promise was permanently deleted on another machine before some of its words"
        in " ".join(told.split())
    )
    assert "1 text" not in laptop.ok("sync", now="2026-11-24T10:01:00Z").out
    assert drafts_of(laptop, desktop) == [[], ["By the lake"]]
    assert "By the lake" not in desktop.export()


def test_words_that_come_after_their_entry_was_deleted_are_not_lost(
    asking: tuple[Machine, Machine],
) -> None:
    laptop, desktop = asking
    entry = laptop.write("By the river")
    synced(laptop, desktop)
    desktop.ok("edit", entry, "-m", "By the lake")
    desktop.ok("sync")
    laptop.ok("delete", entry, "--purge", "--yes")
    shutil.rmtree(desktop.home)
    laptop.ok("sync")
    assert drafts_of(laptop) == [[]]
    laptop.ok("config", "set", "sync", "auto")
    assert "before some of its words had arrived there" in " ".join(
        laptop.ok(now="2026-11-24T10:00:00Z").err.split()
    )
    assert drafts_of(laptop) == [["By the lake"]]


def test_words_that_were_seen_do_not_come_back_with_a_new_version(
    asking: tuple[Machine, Machine],
) -> None:
    laptop, desktop = asking
    entry = laptop.write("By the river")
    synced(laptop, desktop)
    desktop.ok("edit", entry, "--mood", "4")
    laptop.ok("delete", entry, "--purge", "--yes")
    synced(laptop, desktop)
    for machine in asking:
        machine.ok("sync", now="2026-11-25T10:00:00Z")
    assert drafts_of(laptop, desktop) == [[], []]


def opened_elsewhere(machines: tuple[Machine, Machine], *again: str) -> bool:
    """Return whether an entry is private after it was opened, and `again` was done to it."""
    laptop, desktop = machines
    entry = laptop.write("By the river", "--private")
    synced(laptop, desktop)
    desktop.ok("edit", entry, "--no-private")
    laptop("edit", entry, *again)
    synced(laptop, desktop)
    (shown,) = (e for e in json.loads(desktop.export())["entries"] if e["id"] == entry)
    return bool(shown["private"])


@pytest.mark.parametrize("again", [("--private",), ("-m", "By the lake"), ("--mood", "4")])
def test_an_opening_ends_no_later_wish_for_privacy(
    asking: tuple[Machine, Machine], again: tuple[str, ...]
) -> None:
    assert opened_elsewhere(asking, *again)


def test_an_opening_that_was_alone_opens(asking: tuple[Machine, Machine]) -> None:
    assert not opened_elsewhere(asking, "--star")


def promises_of(machine: Machine) -> dict[str, bool]:
    """Return whether each promise is private, by its text."""
    export = json.loads(machine.export())
    return {promise["text"]: promise["private"] for promise in export["promises"]}


def test_a_promise_stays_private_if_words_were_added_to_it(
    asking: tuple[Machine, Machine],
) -> None:
    laptop, desktop = asking
    for what in ("boiler", "doctor", "garden", "kitchen"):
        laptop.ok("promise", "add", f"See to the {what}", "--private")
    ids = [promise["id"] for promise in json.loads(laptop.export())["promises"]]
    boiler, doctor, garden, _ = ids
    synced(laptop, desktop)
    for promise in ids:
        desktop.ok("promise", "edit", promise, "--no-private", "--shareable")
    laptop.ok("promise", "edit", boiler, "--private")
    laptop.ok("promise", "edit", doctor, "See the doctor")
    laptop.ok("promise", "kept", garden, "--note", "It took all day.")
    synced(laptop, desktop)
    assert promises_of(desktop) == {
        "See to the boiler": True,
        "See the doctor": True,
        "See to the garden": True,
        "See to the kitchen": False,
    }


def test_someone_stays_unquoted_if_that_was_said_again(asking: tuple[Machine, Machine]) -> None:
    laptop, desktop = asking
    laptop.ok("people", "set", "Sam", "--quote", "no")
    synced(laptop, desktop)
    desktop.ok("people", "set", "Sam", "--quote", "yes")
    laptop.ok("people", "set", "Sam", "--quote", "no")
    synced(laptop, desktop)
    (page,) = json.loads(desktop.export())["people"]
    assert page["quote"] is False


@pytest.mark.parametrize("left_out_on", [0, 1])
def test_someone_left_out_after_a_rename_stays_out_under_the_earlier_name(
    asking: tuple[Machine, Machine], left_out_on: int
) -> None:
    laptop, desktop = asking
    laptop.write("Tea", "--person", "Sam")
    synced(laptop, desktop)
    laptop.ok("people", "rename", "Sam", "Samuel")
    if left_out_on == 1:
        laptop.ok("sync")
        desktop.write("heliotrope", "--person", "Sam")
        desktop.ok("sync")
    else:
        desktop.write("heliotrope", "--person", "Sam")
    asking[left_out_on].ok("people", "set", "Samuel", "--quote", "no")
    synced(laptop, desktop)
    synced(laptop, desktop)
    for machine in asking:
        assert "heliotrope" not in machine.ok("export", "json", "-").out


def test_a_shared_page_points_at_the_same_entries_on_all_machines(
    asking: tuple[Machine, Machine],
) -> None:
    laptop, desktop = asking
    for number in range(3):  # so that the rows have other numbers there
        desktop.write(f"Only on the desktop {number}")
    review, other = laptop.write("A review"), laptop.write("Tea")
    with_if_then(laptop, review, "If tea, then call")
    lines = ("A review", "If tea, then call", "Tea")
    with changing(laptop) as store:
        page = Share(date(2026, 11, 22), "Sam", "page.txt", lines)
        add_share(store, page, [review, None, other], datetime(2026, 11, 22, 11, tzinfo=UTC))
    synced(laptop, desktop)
    (share,) = json.loads(desktop.export())["shares"]
    assert [line["entry"] for line in share["lines"]] == [review, None, other]
    desktop.ok("delete", review, "--purge", "--yes")
    synced(laptop, desktop)
    (share,) = json.loads(laptop.export())["shares"]
    assert [(line["entry"], line["text"]) for line in share["lines"]] == [(other, "Tea")]


def test_words_of_a_machine_that_got_another_name_are_given_back_at_once(
    asking: tuple[Machine, Machine],
) -> None:
    laptop, desktop = asking
    entry = laptop.write("By the river")
    synced(laptop, desktop)
    laptop.ok("backup")
    laptop.write("After the backup")
    laptop.ok("sync")
    laptop.ok("backup", "restore", "last", "--yes")
    laptop.ok("edit", entry, "-m", "By the lake")
    assert "From now on" in " ".join(laptop.ok("sync").out.split())
    desktop.ok("delete", entry, "--purge", "--yes")
    synced(desktop, laptop)
    assert drafts_of(laptop, desktop) == [["By the lake"], []]


def test_words_written_before_a_setup_with_another_name_are_given_back_at_once(
    asking: tuple[Machine, Machine], folder: Path
) -> None:
    laptop, desktop = asking
    entry = laptop.write("By the river")
    synced(laptop, desktop)
    laptop.ok("edit", entry, "-m", "By the lake")
    laptop.ok("sync", "off")
    desktop.ok("delete", entry, "--purge", "--yes")
    desktop.ok("sync")
    laptop.name = "attic"
    assert laptop.setup(folder).code == 0
    assert drafts_of(laptop, desktop) == [["By the lake"], []]


@pytest.fixture
def joined(laptop: Machine, desktop: Machine, folder: Path, tmp_path: Path) -> Machine:
    """A machine with pages and copies of its own from before it joined a sync."""
    laptop.write("of the laptop")
    desktop.write("of the desktop")
    desktop.ok("backup")
    desktop.ok("export", "markdown", str(tmp_path / "pages"))
    laptop.setup(folder)
    assert desktop.setup(folder).code == 0
    return desktop


def test_copies_from_before_a_machine_joined_are_its_own(joined: Machine) -> None:
    backups = joined.home / "backups"

    result = joined("encrypt", "--remove-plaintext", env={"TRUST_PASSPHRASE": "a b c d"})

    assert result.code == 0, result.err
    assert "another journal" not in result.out
    assert not [path for path in backups.iterdir() if b"of the desktop" in path.read_bytes()]


def test_pages_from_before_a_machine_joined_are_its_own(joined: Machine, tmp_path: Path) -> None:
    joined.ok("export", "markdown", str(tmp_path / "pages"))

    pages = (tmp_path / "pages").rglob("*.md")
    assert "of the laptop" in "".join(path.read_text("utf-8") for path in pages)


def test_a_page_with_an_entry_that_has_not_arrived_stays(
    laptop: Machine, desktop: Machine, folder: Path, tmp_path: Path
) -> None:
    pages = tmp_path / "pages"
    laptop.write("before")
    purged = laptop.write("Deleted for good", "--date", "2026-11-20")
    laptop.setup(folder)
    assert desktop.setup(folder).code == 0
    desktop.ok("config", "set", "sync", "ask")
    desktop.write("not told yet", "--date", "2026-11-21")
    desktop.ok("export", "markdown", str(pages))
    laptop.ok("delete", purged)
    laptop.ok("trash", "empty", "--yes")

    result = laptop.ok("export", "markdown", str(pages))

    assert "2026/2026-11-21.md" in result.out
    assert sorted(path.name for path in pages.rglob("*.md")) == ["2026-11-21.md", "2026-11-22.md"]


def test_pages_stay_if_a_lost_journal_came_back_without_their_entries(
    laptop: Machine, desktop: Machine, folder: Path, tmp_path: Path
) -> None:
    laptop.write("of the morning")
    laptop.setup(folder)
    assert desktop.setup(folder).code == 0
    desktop.ok("config", "set", "sync", "ask")
    desktop.write("of the evening")
    pages = tmp_path / "pages"
    desktop.ok("export", "markdown", str(pages))
    shutil.rmtree(desktop.home)
    assert desktop.setup(folder).code == 0

    result = desktop("export", "markdown", str(pages))

    assert (result.code, "aren't in your journal" in result.out) == (0, True)
    assert "of the evening" in "".join(path.read_text("utf-8") for path in pages.rglob("*.md"))
