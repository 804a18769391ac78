"""Three machines with one journal and everything that can happen to them, at random.

Changes are made as the program makes them, on real journals; the folder is carried in part, out of
order, cut short and renamed; clocks are wrong; the program is killed while it syncs. At the end,
after all is carried, all machines have the same journal, and no word is lost.
"""

from __future__ import annotations

import io
import json
import os
import random  # noqa: TID251  # each history is made of one number
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustjournal import services
from trustjournal.app import App
from trustjournal.domain.calendar import EARLIEST, LATEST
from trustjournal.domain.entry import Entry, Intention
from trustjournal.domain.join import kinds, parts, stamps
from trustjournal.domain.people import Person
from trustjournal.domain.prompts import Prompt
from trustjournal.domain.question_log import PromptEvent
from trustjournal.features.checkin.store import add_checkin
from trustjournal.features.promises import store as promises
from trustjournal.features.promises.model import Event, Promise
from trustjournal.features.pulse.store import add_pulse
from trustjournal.features.share.model import Share
from trustjournal.features.share.store import add_share
from trustjournal.features.sit.model import Sitting
from trustjournal.features.sit.store import add_sitting
from trustjournal.features.unsaid.store import mark
from trustjournal.records.sections import SECTIONS
from trustjournal.storage import (
    backup_file,
    days,
    opening,
    people,
    questions,
    search_index,
    sync_bulk,
    sync_files,
    sync_merge,
    sync_pending,
    sync_states,
    sync_unseen,
)
from trustjournal.storage.entry_reader import Reader
from trustjournal.storage.people import PeopleReader
from trustjournal.storage.sync_pending import PendingRecord, PendingRecords
from trustjournal.storage.whole_journal import WholeReader
from trustjournal.storage.writer import Transaction
from trustjournal.sync import encrypted_file, key_file, levels
from trustjournal.sync.folder import SyncFolder
from trustjournal.sync.names import claimed_name, name_of

BEGIN = datetime(2026, 11, 22, 9, tzinfo=UTC)
NAMES = ("laptop", "desktop", "stick")
LABELS = ("tea", "walk", "rain")
ALIASES = ("Sam", "Alex", "Kim")
PASSPHRASE = "five words no one guesses"


class Killed(BaseException):
    """The program is killed here."""


class Machine:
    """A machine with its journal, its copy of the folder, and its clock."""

    def __init__(self, root: Path, name: str) -> None:
        self.home = root / name
        self.folder = self.home / "carried"
        self.name = name
        self.ahead = timedelta()
        self.moment = BEGIN

    def app(self) -> App:
        """The program, started anew."""
        environ = {
            "TRUST_HOME": str(self.home / "home"),
            "TRUST_NOW": (self.moment + self.ahead).isoformat(),
            "PATH": os.environ["PATH"],
        }
        quiet = io.StringIO()
        return App(stdin=io.StringIO(), stdout=quiet, stderr=quiet, environ=environ)

    def setup(self) -> services.sync_result.SyncResult:
        with closing(self.app()) as app:
            folder, name, _ = services.sync_setup.check_setup(app, self.folder, self.name)
            return services.sync_setup.setup(app, folder, name, PASSPHRASE).done

    def sync(self) -> services.sync_result.SyncResult:
        with closing(self.app()) as app:
            if services.sync_folder.is_set_up(app):
                return services.sync.run(app, fetch=True)
        return self.setup()

    def off(self) -> None:
        with closing(self.app()) as app:
            if services.sync_folder.is_set_up(app):
                services.sync_setup.end(app)

    @contextmanager
    def changing(self) -> Iterator[tuple[Transaction, Reader, datetime]]:
        with closing(self.app()) as app, app.writer.transaction() as store:
            yield store, store.reads(Reader), app.now.moment

    def records(self) -> dict[str, list[Any]]:
        with closing(self.app()) as app:
            reader = WholeReader.beside(app.reads)
            whole: dict[str, list[Any]] = {"meta": [reader.meta()]}
            for section in SECTIONS:
                whole[section] = [
                    {name: value for name, value in record.items() if not name.startswith("_")}
                    for record in reader.records(section, EARLIEST, LATEST)
                ]
            for share in whole["shares"]:
                share["lines"] = [
                    {name: line[name] for name in ("n", "entry", "text")} for line in share["lines"]
                ]
            return whole

    def check(self) -> None:
        """Check that the file is sound and its search index fits."""
        with closing(opening.for_reading(self.home / "home" / "journal.db")) as connection:
            assert backup_file.health(connection).sound
            assert search_index.trouble(connection) is None

    def check_holds(self, changed: Entry) -> None:
        """Check that an entry is what it was just changed to, whatever the clock says."""
        with closing(self.app()) as app:
            (now,) = app.reader.by_prefix(changed.id)
        for name in ("title", "body", "day", "mood", "starred", "private", "tags", "people"):
            assert getattr(now, name) == getattr(changed, name), "what was changed holds"


class World:
    """The machines, and what happened so far."""

    def __init__(self, root: Path, chance: random.Random) -> None:
        self.chance = chance
        self.machines = [Machine(root, name) for name in NAMES]
        self.words: set[str] = set()
        """All words that were ever written."""
        self.purged: set[str] = set()
        """The words that someone who could see them deleted for good."""
        self.gone: set[str] = set()
        """Those of entries, which must not come back."""
        self.number = 0
        first = self.machines[0]
        self.new(first)
        for machine in self.machines:
            if chance.random() < 0.5:
                self.clock(machine)
                self.new(machine)
                self.import_(machine)
                machine.ahead = timedelta()
            machine.setup()
            self.carry_all()

    # --- the folder --------------------------------------------------------------------------

    def carry_all(self) -> None:
        """Let each folder have all files of all folders."""
        for source in self.machines:
            for target in self.machines:
                if source is not target and source.folder.is_dir():
                    target.folder.mkdir(parents=True, exist_ok=True)
                    self._carry(source, target, lambda _: True)

    def carry_some(self, source: Machine, target: Machine) -> None:
        """Carry some files, some of them only in part and some under another name."""
        self._carry(source, target, lambda _: self.chance.random() < 0.6)

    def _carry(self, source: Machine, target: Machine, which: Callable[[Path], bool]) -> None:
        for path in sorted(source.folder.iterdir()):
            if path.suffix not in (".trust", ".trustkey") or not which(path):
                continue
            if path.suffix == ".trust" and not _is_whole(path):
                continue
            there = target.folder / path.name
            if not there.exists() or there.stat().st_size != path.stat().st_size:
                shutil.copy(path, there)

    def cut_short(self, machine: Machine) -> None:
        """Let a file arrive in part, or under the name that engines give to a second copy."""
        others = [each.folder for each in self.machines if each is not machine]
        files = [
            path
            for path in sorted(machine.folder.glob("*.trust"))
            if any(_is_whole(other / path.name) for other in others)
        ]
        if not files:
            return
        path = self.chance.choice(files)
        if self.chance.random() < 0.5:
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        else:
            path.rename(path.with_name(f"{path.stem} 2{path.suffix}"))

    # --- what people do ----------------------------------------------------------------------

    def say(self) -> str:
        self.number += 1
        text = f"word{self.number}"
        self.words.add(text)
        return text

    def entries(self, reader: Reader) -> list[Entry]:
        rows = reader._rows("SELECT id FROM entry ORDER BY id")
        both = (False, True)
        return [
            entry
            for (name,) in rows
            for trashed in both
            for entry in reader.by_prefix(name, trashed=trashed)
        ]

    def new(self, machine: Machine) -> None:
        with closing(machine.app()) as app:
            kind = self.chance.choice(("free", "free", "review", "checkin"))
            entry = services.writing.new_entry(app, app.now.today, kind)  # type: ignore[arg-type]
            entry = replace(
                entry,
                body=f"{self.say()}\nline",
                tags=tuple(sorted(self.chance.sample(LABELS, self.chance.randint(0, 2)))),
                people=tuple(sorted(self.chance.sample(ALIASES, self.chance.randint(0, 2)))),
                mood=self.chance.choice((None, 3)),
                private=self.chance.random() < 0.2,
                period="2026-W47" if kind == "review" else None,
            )
            with app.writer.transaction() as store:
                n = store.add(entry)
                if kind == "checkin":
                    add_checkin(
                        store, n, app.now.today, person="sam", not_today=False, follow_up=None
                    )
                if kind == "review":
                    store.intend(Intention("2026-W48", "If tea, then"), app.now.moment, n)

    def edit(self, machine: Machine) -> None:
        with machine.changing() as (store, reader, now):
            entries = [e for e in self.entries(reader) if e.deleted_at is None]
            if not entries:
                return
            entry = self.chance.choice(entries)
            what = self.chance.choice(("body", "body", "mood", "labels", "day", "private", "star"))
            match what:
                case "body":
                    entry = replace(entry, body=f"{self.say()}\nline")
                case "mood":
                    entry = replace(entry, mood=self.chance.choice((1, 5, None)))
                case "labels":
                    tags = tuple(sorted(self.chance.sample(LABELS, 1)))
                    entry = replace(entry, tags=tags)
                case "day":
                    entry = replace(entry, day=entry.day - timedelta(days=1))
                case "private":
                    entry = replace(entry, private=not entry.private)
                case _:
                    entry = replace(entry, starred=not entry.starred)
                    store.star(entry.id, entry.starred)
            if what != "star":
                store.revise(entry, entry.revision, now)
        machine.check_holds(entry)

    def trash(self, machine: Machine) -> None:
        with machine.changing() as (store, reader, now):
            if entries := self.entries(reader):
                entry = self.chance.choice(entries)
                if entry.deleted_at:
                    store.untrash(entry.id)
                else:
                    store.trash(entry.id, now)

    def purge(self, machine: Machine) -> None:
        with machine.changing() as (store, reader, _):
            if entries := self.entries(reader):
                entry = self.chance.choice(entries)
                texts = [entry.body, *(v.body for v in reader.revisions(entry.id))]
                words = {text.split("\n")[0] for text in texts}
                self.purged |= words
                self.gone |= {word for word in words if not word.startswith("imported")}
                store.purge(entry.id)

    def rename(self, machine: Machine) -> None:
        with machine.changing() as (store, _, _now):
            if self.chance.random() < 0.5:
                store.replace_tags(["tea", "walk"], "rain")
                return
            reads = store.reads(PeopleReader)
            old, new = self.chance.sample(ALIASES, 2)
            people.relabel(store, reads.entries_of(old.lower()), old.lower(), new)
            people.repoint(store, old.lower(), new)

    def person(self, machine: Machine) -> None:
        with machine.changing() as (store, _, now):
            alias = self.chance.choice(ALIASES)
            if self.chance.random() < 0.3:
                people.drop_page(store, alias.lower())
            else:
                quote = self.chance.random() < 0.5
                people.put_page(store, Person(alias, cadence_days=7, quote=quote), now)

    def promise(self, machine: Machine) -> None:
        with machine.changing() as (store, _, now):
            made = store.reads(promises.PromisesReader).all()
            choice = self.chance.random()
            if not made or choice < 0.4:
                with closing(machine.app()) as app:
                    promise = Promise(app.new_id(), self.say(), now.date(), "Sam")
                    promises.add_promise(store, promise, now)
                return
            promise = self.chance.choice(made)
            if choice < 0.6:
                old = promise.text
                promises.correct_promise(store, replace(promise, text=self.say()))
                self.purged.add(old)
            elif choice < 0.7:
                self.purged.add(promise.text)
                promises.delete_promise(store, promise.id)
            else:
                kept = Event("kept", now.date(), recorded_at=now)
                promises.add_event(store, promise.id, kept, now)

    def small(self, machine: Machine) -> None:
        with machine.changing() as (store, reader, now):
            today = now.date()
            entries = self.entries(reader)
            match self.chance.randrange(8):
                case 0:
                    days.add_pause(store, today, today + timedelta(days=2), None, now)
                case 1:
                    if (n := store.reads(days.DaysReader).last_made()) is not None:
                        days.remove_pause(store, n)
                case 2:
                    add_sitting(store, Sitting(today, None, 600, 600))
                case 3:
                    add_pulse(store, {"presence": 4, "ease": None}, today, now)
                case 4:
                    practice = self.chance.choice(("presence", "listening", None))
                    questions.set_focus(store, "2026-W47", practice, now)
                case 5:
                    prompt = _prompt()
                    served = PromptEvent("served", prompt, today, today, now)
                    questions.log(store, served)
                case 6 if entries:
                    entry = self.chance.choice(entries)
                    state = self.chance.choice(("not-yet", "said", "mine"))
                    mark(store, entry.id, self.chance.choice((None, "line")), state, now)
                case 7 if entries:
                    entry = self.chance.choice(entries)
                    share = Share(today, "Sam", "page.txt", ("line", "a deed"))
                    add_share(store, share, [entry.id, None], now)

    def act(self) -> None:
        """Do something, somewhere."""
        machine = self.chance.choice(self.machines)
        for each in self.machines:
            each.moment += timedelta(minutes=self.chance.randint(1, 90))
        acts = (
            *(self.new, self.edit, self.edit, self.edit, self.trash, self.purge),
            *(self.rename, self.person, self.promise, self.promise, self.small, self.small),
            *(self.sync, self.sync, self.sync, self.clock, self.killed_sync),
            *(self.restore, self.clone, self.import_, self.wipe, self.off),
        )
        self.chance.choice(acts)(machine)

    # --- syncing -----------------------------------------------------------------------------

    def sync(self, machine: Machine) -> None:
        for other in self.machines:
            if other is not machine:
                self.carry_some(other, machine)
        if self.chance.random() < 0.2:
            self.cut_short(machine)
        machine.sync()

    def off(self, machine: Machine) -> None:
        """End the sync on a machine; its next sync is another setup with the same folder."""
        machine.off()

    def clock(self, machine: Machine) -> None:
        machine.ahead = timedelta(days=self.chance.choice((0, 0, -365, -2, 2, 365)))

    def killed_sync(self, machine: Machine) -> None:
        """Kill the program before or after it writes a file, or before it stores something."""
        for other in self.machines:
            if other is not machine:
                self.carry_some(other, machine)
        left = self.chance.randrange(6)

        def count_down() -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise Killed

        add, settle = SyncFolder.add, Transaction.settle

        def add_or_die(folder: SyncFolder, raw: bytes) -> str:
            count_down()
            name = add(folder, raw)
            count_down()
            return name

        def settle_or_die(store: Transaction) -> None:
            settle(store)
            count_down()

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(SyncFolder, "add", add_or_die)
            patch.setattr(Transaction, "settle", settle_or_die)
            with suppress(Killed):
                machine.sync()

    def may_be_lost(self, machine: Machine) -> None:
        """Forgive the loss of words of others that a journal keeps for a day, if it is replaced."""
        kept = "SELECT state FROM sync_waiting WHERE kind = '#unseen'"
        with closing(sqlite3.connect(machine.home / "home" / "journal.db")) as journal:
            states = "".join(state for (state,) in journal.execute(kept))
        self.purged |= {word for word in self.words if _is_in(word, states)}

    def restore(self, machine: Machine) -> None:
        """Put an old copy of the journal in its place, after it has told what it had."""
        journal, copy = machine.home / "home" / "journal.db", machine.home / "copy.db"
        machine.sync()
        if copy.exists():
            self.may_be_lost(machine)
            shutil.copy(copy, journal)
            copy.unlink()
        else:
            shutil.copy(journal, copy)

    def clone(self, machine: Machine) -> None:
        """Put the journal of a machine on another one, after that has told what it had."""
        other = self.chance.choice([each for each in self.machines if each is not machine])
        other.sync()
        self.may_be_lost(other)
        self._carry(other, machine, lambda _: True)
        shutil.copy(machine.home / "home" / "journal.db", other.home / "home" / "journal.db")
        place = json.dumps(SyncFolder(other.folder).place())
        with closing(sqlite3.connect(other.home / "home" / "journal.db")) as connection:
            # Its folder is where it was.
            connection.execute("UPDATE meta SET value = ? WHERE key = 'sync_place'", (place,))
            connection.commit()

    def import_(self, machine: Machine) -> None:
        """Import the same pieces, which each machine may do."""
        source = machine.home / "old.txt"
        source.parent.mkdir(exist_ok=True)
        word = f"imported{self.chance.randint(1, 3)}"
        source.write_text(f"[2020-01-02 10:00] {word}\n")
        self.words.add(word)
        with closing(machine.app()) as app:
            services.imports.take(app, str(source), services.imports.ImportOptions())

    def wipe(self, machine: Machine) -> None:
        """Empty one folder; the others still have the files."""
        for path in machine.folder.glob("*.trust"):
            others = [each.folder for each in self.machines if each is not machine]
            if any(_is_whole(other / path.name) for other in others):
                path.unlink()

    def settle(self) -> None:
        """Carry everything and sync, until nothing moves any more."""
        for machine in self.machines:
            for path in machine.folder.glob("*.trust"):
                path.unlink() if not _is_whole(path) else None
        for round_ in range(9):
            told = 0
            for machine in self.machines:
                self.carry_all()
                machine.moment += timedelta(days=round_ == 2) * 2  # kept words are given back then
                told += machine.sync().told
            if not told and round_ > 2:
                return
        raise AssertionError("it never ends")

    def check(self) -> None:
        first, *others = [machine.records() for machine in self.machines]
        for other in others:
            for section, records in first.items():
                differing = (
                    [r for r in records if r not in other[section]],
                    [r for r in other[section] if r not in records],
                )
                assert other[section] == records, (section, differing)
        for machine in self.machines:
            machine.check()
        everything = json.dumps(first) + "".join(
            path.read_text("utf-8") + "\n"
            for machine in self.machines
            for path in (machine.home / "home" / "drafts").glob("*.md")
        )
        # A promise that was reworded in two places shows one of its texts, and keeps the other.
        with closing(opening.for_reading(self.machines[0].home / "home" / "journal.db")) as made:
            words = "SELECT state FROM sync_state WHERE kind = 'promise'"
            everything += "".join(state for (state,) in made.execute(words))
        # A draft may have been made before the machine that saw its words deleted them too.
        back = {word for word in self.gone if _is_in(word, json.dumps(first))}
        assert not back, back
        missing = {word for word in self.words - self.purged if not _is_in(word, everything)}
        assert not missing, missing


def _is_in(word: str, text: str) -> bool:
    return any(f"{word}{end}" in text for end in ('"', "\\n", "\n", " "))


def _is_whole(path: Path) -> bool:
    return path.exists() and claimed_name(path.name) == name_of(path.read_bytes())


def _prompt() -> Prompt:
    address = "emotional-trust/presence-hands"
    return Prompt("emotional-trust", "presence-hands", "presence", 1, "What?", origin=address)


def live(root: Path, seed: int, steps: int) -> World:
    """Live through one history, and check how it ends."""
    chance = random.Random(seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(levels, "FILES_OF_A_LEVEL", 3)
        if seed % 2:
            patch.setattr(sync_bulk, "FEW", 1)
        # So that the same seed gives the same history: ids, and the names of files.
        patch.setattr(os, "urandom", chance.randbytes)
        patch.setattr(key_file.new_key, "__defaults__", (chance.randbytes,))
        defaults: Any = encrypted_file.encrypt.__kwdefaults__
        patch.setitem(defaults, "random_bytes", chance.randbytes)
        world = World(root, chance)
        for _ in range(steps):
            world.act()
        world.settle()
        world.check()
        return world


@pytest.fixture
def root(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    return lambda: tmp_path_factory.mktemp("machines")


@pytest.mark.usefixtures("no_tracing")
@pytest.mark.parametrize("seed", range(20))
def test_all_end_with_the_same_journal(seed: int, tmp_path: Path) -> None:
    live(tmp_path, seed, 30)


@pytest.mark.torture
@pytest.mark.usefixtures("no_tracing")
@given(seed=st.integers(0, 2**32))
@settings(max_examples=1500)
def test_all_end_with_the_same_journal_however_they_live(
    seed: int, root: Callable[[], Path]
) -> None:
    home = root()
    try:
        live(home, seed, 60)
    finally:
        shutil.rmtree(home)


# --- mistakes that the histories catch -----------------------------------------------------------

Patch = pytest.MonkeyPatch
MOST = 60
"""How many histories may end well although something is wrong."""


@pytest.fixture
def ends_badly(tmp_path: Path) -> Callable[[int], bool]:
    """Live through histories until one ends badly, from one that does today."""

    def run(first: int) -> bool:
        for seed in range(first, first + MOST):
            try:
                live(tmp_path / str(seed), seed, 30)
            except Exception:
                return True
            shutil.rmtree(tmp_path / str(seed))
        return False

    return run


@pytest.mark.usefixtures("no_tracing")
def test_texts_replaced_rather_than_united(
    monkeypatch: Patch, ends_badly: Callable[[int], bool]
) -> None:
    def replaced(left: Any, right: Any) -> Any:
        return max(left, right, key=stamps.newest)

    joins = {name: field.part.join for name, field in kinds.KINDS["entry"].fields.items()}
    monkeypatch.setitem(kinds._JOINS, "entry", parts.join_record(joins | {"wordings": replaced}))
    assert ends_badly(0)


@pytest.mark.long
@pytest.mark.usefixtures("no_tracing")
def test_no_tombstones(monkeypatch: Patch, ends_badly: Callable[[int], bool]) -> None:
    monkeypatch.setattr(parts, "is_gone", lambda part: False)
    assert ends_badly(9)


@pytest.mark.long
@pytest.mark.usefixtures("no_tracing")
def test_a_clock_that_is_not_raised_by_the_moments_of_rows(
    monkeypatch: Patch, ends_badly: Callable[[int], bool]
) -> None:
    def of_changes(state: Any) -> stamps.Stamp:
        stamp = stamps.newest(state)
        return stamp if stamp and stamps.machine_of(stamp) else stamps.NEVER

    for module in (sync_states, sync_merge, sync_pending):
        monkeypatch.setattr(module, "newest", of_changes)
    assert ends_badly(2)


@pytest.mark.long
@pytest.mark.usefixtures("no_tracing")
def test_marked_as_told_before_the_file_is_written(
    monkeypatch: Patch, ends_badly: Callable[[int], bool]
) -> None:
    all_pending = PendingRecords.all

    def marked(pending: PendingRecords) -> Iterator[PendingRecord]:
        for each in all_pending(pending):
            pending.mark_written([(each.kind, each.key, each.stamp)])
            yield each

    monkeypatch.setattr(PendingRecords, "all", marked)
    assert ends_badly(13)


@pytest.mark.long
@pytest.mark.usefixtures("no_tracing")
def test_no_waiting_for_what_a_record_belongs_to(
    monkeypatch: Patch, ends_badly: Callable[[int], bool]
) -> None:
    for module in (sync_merge, sync_unseen):
        monkeypatch.setattr(module, "PUT_WAITING", "SELECT ?, ?, ?, ?, ?")
    assert ends_badly(7)


@pytest.mark.long
@pytest.mark.usefixtures("no_tracing")
def test_words_that_were_deleted_unseen_are_given_back_nowhere(
    monkeypatch: Patch, ends_badly: Callable[[int], bool]
) -> None:
    monkeypatch.setattr(kinds, "unseen_words", lambda kind, before, after: {})
    assert ends_badly(0)


@pytest.mark.long
@pytest.mark.usefixtures("no_tracing")
def test_what_was_deleted_is_forgotten_when_the_sync_ends(
    monkeypatch: Patch, ends_badly: Callable[[int], bool]
) -> None:
    monkeypatch.setattr(sync_files, "leave", sync_files.forget)
    assert ends_badly(0)


def refilled(world: World, root: Path) -> bool:
    """Empty the folder of each machine; return whether a new one gets everything some days later."""
    for machine in world.machines:
        for path in machine.folder.glob("*.trust"):
            path.unlink()
    for _ in range(2):
        for machine in world.machines:
            machine.moment += timedelta(days=2)
            machine.sync()
            world.carry_all()
    first, new = world.machines[0], Machine(root, "new")
    new.folder.mkdir(parents=True)
    world.machines.append(new)
    world.carry_all()
    new.setup()
    return new.records() == first.records()


@pytest.mark.usefixtures("no_tracing")
@pytest.mark.parametrize("heals", [True, False])
def test_files_that_are_missing_everywhere(tmp_path: Path, monkeypatch: Patch, heals: bool) -> None:
    if not heals:
        monkeypatch.setattr(services.sync_write, "repair_missing", lambda app, files, result: None)
    world = live(tmp_path, 1, 10)
    assert refilled(world, tmp_path) == heals
