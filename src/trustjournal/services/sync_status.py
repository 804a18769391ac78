"""Report the state of a sync, without writing anything."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from ..app import App
from ..domain.calendar import moment_text
from ..domain.join.kinds import is_purged
from ..domain.join.stamps import is_stamp, moment_of
from ..errors import InputOutput, KeyChanged, TrustError
from ..storage.iso_text import (
    SYNC_ERASE_KEY,
    SYNC_KEY_FILE_KEY,
    SYNC_MACHINE_KEY,
    SYNC_RESEAL_KEY,
)
from ..storage.sync_files import SyncFile
from ..sync import names
from ..sync.folder import Files, SyncFolder
from ..sync.problems import Incomplete, NewerVersion, NotArrived, NotOurs, OtherJournal, Unusable
from . import sync_machines, sync_merge, sync_rewrite
from .sync_folder import folder_of, key_of, reader_of
from .sync_keys import files_in
from .sync_machines import Differences

_KINDS_WITH_WORDS = (
    *("entry", "intention", "promise", "promise_event"),
    *("share", "unsaid", "person_date"),
)


@dataclass(frozen=True, slots=True)
class Machine:
    """Another machine, by the files it wrote."""

    name: str
    heard_at: str | None
    """Its clock when it last wrote something; None if all of its files were replaced."""
    known_at: str | None
    """When this machine merged that."""
    files: int
    clock_ahead: int | None
    """How many seconds its clock is ahead of ours, or behind; None if it may be right."""
    has_deleted_words: bool
    """Whether words that were permanently deleted are still in its encrypted files."""
    differs: Differences
    """Where it differs from this machine in what decides the question of a day."""


@dataclass(slots=True)
class PassedOver:
    """The files in the folder that can't be merged now, by the reason."""

    not_here: int = 0
    """Only their names have arrived."""
    incomplete: int = 0
    """Half carried, or damaged."""
    newer: dict[str, str] = field(default_factory=dict)
    """Machines with a newer version of the program, and that version."""
    other_journal: int = 0
    unopened: int = 0
    """No key that this machine has opens them."""


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a sync."""

    path: str
    machine: str
    machines: tuple[Machine, ...]
    forgotten: tuple[str, ...]
    untold: int
    waiting: int
    new_files: int
    """Files that `trust sync` merges."""
    passed_over: PassedOver
    own_files: int
    missing_files: int
    """Files that went missing from the folder. After a day all records are written again."""
    own_deleted_words: bool
    """Whether words that were permanently deleted are still in encrypted files of this machine."""
    own_old_key: int
    """Files of this machine that are encrypted with an earlier key."""
    key_missing: bool
    """Whether the file of the key isn't in the folder, so that no other machine can join."""
    key_changed: bool
    """Whether the passphrase was changed on another machine, and isn't on this one yet."""
    folder_bytes: int
    problem: TrustError | None = None
    """Why the folder can't be used now."""


def status(app: App) -> Status:
    """Return the state of the sync."""
    folder, reader = folder_of(app), reader_of(app)
    seen = reader.files()
    problem: TrustError | None = None
    files = Files()
    try:
        files = files_in(app, folder)
    except KeyChanged as error:
        problem, files = error, folder.files()
    except InputOutput as error:
        problem = error
    listed = {file.name for file in files.encrypted}
    forgotten = sync_machines.forgotten(app)
    with_words = set()
    if not isinstance(problem, InputOutput):
        with_words = _machines_with_deleted_words(app, folder, files, seen)
    current = [file for file in seen if file.known_at and not file.replaced_at]
    has_key = any(file.name == _own_key_name(app) for file in files.keys)
    is_read = problem is None
    new_files, passed_over = new_files_in(app, folder, files)
    return Status(
        path=str(folder.path),
        machine=reader.fact(SYNC_MACHINE_KEY) or "",
        machines=tuple(_machines(app, seen, forgotten, with_words)),
        forgotten=tuple(sorted(forgotten)),
        untold=reader.pending(),
        waiting=reader.waiting(),
        new_files=new_files,
        passed_over=passed_over,
        own_files=sum(file.ours for file in current),
        missing_files=sum(file.name not in listed for file in current) if is_read else 0,
        own_deleted_words=bool(json.loads(reader.fact(SYNC_ERASE_KEY) or "[]")),
        own_old_key=_with_old_key(app, current),
        key_missing=is_read and not has_key,
        key_changed=isinstance(problem, KeyChanged),
        folder_bytes=sum(file.size for file in files.encrypted),
        problem=problem,
    )


def _own_key_name(app: App) -> str:
    return names.key_name_of(bytes.fromhex(reader_of(app).fact(SYNC_KEY_FILE_KEY) or ""))


def _with_old_key(app: App, current: Iterable[SyncFile]) -> int:
    waiting = json.loads(reader_of(app).fact(SYNC_RESEAL_KEY) or "[]")
    return sum(file.name in waiting for file in current)


def _machines(
    app: App, seen: list[SyncFile], forgotten: Iterable[str], with_words: set[str]
) -> Iterable[Machine]:
    """Yield the other machines, without those that were forgotten and have no files any more."""
    facts, own = sync_machines.facts_of(app), sync_machines.own_facts(app)
    offsets = sync_machines.offsets(app)
    of_machine: dict[str, list[SyncFile]] = {name: [] for name in facts}
    for file in seen:
        if not file.ours and file.known_at:
            of_machine.setdefault(file.machine, []).append(file)
    of_machine.pop(reader_of(app).fact(SYNC_MACHINE_KEY) or "", None)
    for name, files in sorted(of_machine.items()):
        current = sum(file.replaced_at is None for file in files)
        if name in forgotten and not current:
            continue
        last = max(files, key=lambda file: file.clock, default=None)
        heard_at = None
        if last is not None and is_stamp(last.clock):
            with suppress(OverflowError):
                heard_at = moment_text(moment_of(last.clock))
        ahead = offsets.get(name)
        yield Machine(
            name,
            heard_at,
            max((file.known_at for file in files if file.known_at), default=None),
            current,
            round(ahead.total_seconds()) if ahead is not None else None,
            name in with_words,
            sync_machines.differences(own, facts[name]) if name in facts else Differences(),
        )


def _machines_with_deleted_words(
    app: App, folder: SyncFolder, files: Files, seen: list[SyncFile]
) -> set[str]:
    """Return the machines in whose files there are words that were permanently deleted.

    Their files are opened, one at a time; nothing is if nothing was ever deleted.
    """
    purged = {
        (kind, key)
        for kind in _KINDS_WITH_WORDS
        for key, state in reader_of(app).states(kind).items()
        if is_purged(state)
    }
    result: set[str] = set()
    if not purged:
        return result
    machines = {file.name: file.machine for file in seen if not file.ours and not file.replaced_at}
    key = key_of(app)
    for file in files.encrypted:
        machine = machines.get(file.name or "")
        if machine is None or machine in result:
            continue
        with suppress(Unusable):
            opened = sync_merge.open_file(folder, file, key, fetch=False)
            if sync_rewrite.has_words(opened, purged):
                result.add(machine)
    return result


def new_files_in(app: App, folder: SyncFolder, files: Files) -> tuple[int, PassedOver]:
    """Open the new files as merging them would; nothing is fetched.

    Return how many can be merged, and the others by the reason.
    """
    count, result, key = 0, PassedOver(), key_of(app)
    opened: set[str | None] = set()
    for file in sync_merge.new_files(app, files):
        if file.name in opened and file.name is not None:
            continue
        opened.add(file.name)
        try:
            sync_merge.open_file(folder, file, key, fetch=False)
        except NotArrived:
            result.not_here += 1
        except Incomplete:
            result.incomplete += 1
        except NewerVersion as newer:
            result.newer[newer.machine] = newer.program
        except OtherJournal:
            result.other_journal += 1
        except NotOurs:
            continue
        except Unusable:
            result.unopened += 1
        else:
            count += 1
    return count, result


def damaged_files(folder: SyncFolder, files: Files, names_seen: set[str]) -> list[Path]:
    """Return the files that were complete once, and whose content doesn't fit their name now."""
    damaged = []
    for file in files.encrypted:
        if file.name in names_seen:
            with suppress(Unusable):
                if names.name_of(folder.read(file)) != file.name:
                    damaged.append(file.path)
    return damaged
