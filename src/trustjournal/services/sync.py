"""One journal on several machines: setting it up, taking in what others wrote, and telling.

The folder is carried by another program. Each file is taken in, and each is told, in a transaction
of its own, so that the program may be stopped anywhere.
"""

from __future__ import annotations

import json
import os
import platform
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import __version__, config, paths, storage
from ..app import App
from ..domain.calendar import moment_text
from ..domain.join.kinds import is_purged, join
from ..errors import InputOutput, Sealed, UsageError
from ..storage.iso_text import (
    SYNC_ERASE_KEY,
    SYNC_JOURNAL_KEY,
    SYNC_KEY_FILE_KEY,
    SYNC_KEY_FILES_KEY,
    SYNC_KEY_KEY,
    SYNC_MACHINE_KEY,
    SYNC_PLACE_KEY,
    SYNC_RESEAL_KEY,
)
from ..sync import cipher, encrypted_file, key_file, levels, names
from ..sync.folder import Files, FolderFile, SyncFolder
from ..sync.problems import (
    Incomplete,
    NewerVersion,
    NotHere,
    NotOurs,
    OtherJournal,
    OtherKey,
    TooLarge,
    Unusable,
)
from . import backup, sync_machines, writing
from .sync_keys import NOT_SET_UP, WRONG_PASSPHRASE, key_from, open_for_setup
from .sync_keys import files_in as _files_in
from .sync_keys import folder_of as folder_of
from .sync_keys import is_set_up as is_set_up
from .sync_keys import key_of as _key
from .sync_keys import reader_of as _reader

if TYPE_CHECKING:
    from ..storage.sync import TakenIn, Told
    from ..sync.encrypted_file import Opened
    from ..sync.key_file import FolderKey

NOT_JOINED = "this journal isn't synced through {path} yet; `trust sync setup {path}` sets it up"
ALREADY_SET_UP = (
    "this journal is already synced, through {path}; to use another folder, run `trust sync off` "
    "first"
)
KEY_MISSING = (
    "there are encrypted files in {path}, but their key file hasn't arrived yet; wait until the "
    "program that copies the folder is done, and try again"
)
NOT_A_NAME = (
    "a machine's name has at most {most} lower-case letters, digits and dashes, not {value}"
)
IN_USE = "trust uses {path} for other things; choose another folder for the sync"
LONGEST_NAME = 20
HEAL_AFTER = timedelta(days=1)
"""How long a file must be missing before its records are told again."""
_MOST_REPLACED = 1_000
"""How many files a file names that it replaces, directly or by way of others."""
GIVE_BACK_AFTER = timedelta(days=1)
"""How long words of another machine are kept before they are given back here."""
NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Setup:
    """The result of setting up a sync folder."""

    path: Path
    machine: str
    is_new: bool
    """Whether the folder was new; otherwise this machine joined others."""
    copy: Path | None
    """The copy of the journal that was made before."""
    done: Done


@dataclass(slots=True)
class Done:
    """What a sync did."""

    taken: dict[str, int] = field(default_factory=dict)
    """New entries by the machine they came from."""
    new: int = 0
    changed: int = 0
    removed: int = 0
    others: int = 0
    two_places: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    given_back: int = 0
    """Texts that were deleted where they weren't known yet, and are drafts now."""
    told: int = 0
    """Records that were told to the others."""
    waiting: int = 0
    """Records that came before what they belong to."""
    missing: int = 0
    """Files that went missing from the folder, so that everything was told again."""
    not_here: int = 0
    """Files whose content has not arrived."""
    damaged: int = 0
    newer: dict[str, str] = field(default_factory=dict)
    """Machines with a newer version of the program, and that version."""
    foreign: int = 0
    """Files of another journal, or under a key that isn't known here."""
    unreadable: int = 0
    too_large: int = 0
    """Records that are too large for a file, so that no other machine gets them."""
    machine: str = ""
    """This machine's name."""
    was_called: str = ""
    """Its name before, if there are files with that name which this journal doesn't know."""


# --- setting up --------------------------------------------------------------------------


def check_setup(app: App, folder: Path, name: str | None) -> tuple[SyncFolder, str, bool]:
    """Return the folder, this machine's name, and whether the folder is new.

    Raises before anything is asked or written, if it can't be set up.
    """
    if is_set_up(app):
        raise UsageError(ALREADY_SET_UP, path=app.settings.sync_folder)
    cipher.encrypt(bytes(cipher.KEY_BYTES), b"", b"")  # raises `Sealed` without the package
    path = paths.resolve_path(folder)
    in_use = (app.paths.backups, app.paths.drafts, app.journal_path.parent)
    if path in [paths.resolve_path(other) for other in in_use]:
        raise UsageError(IN_USE, path=path)
    machine = _default_name() if name is None else name
    if len(machine) > LONGEST_NAME or not NAME.fullmatch(machine):
        raise UsageError(NOT_A_NAME, most=LONGEST_NAME, value=machine)
    there = SyncFolder(path)
    files = there.files() if path.is_dir() else Files()
    if files.encrypted and not files.keys:
        raise InputOutput(KEY_MISSING, path=path)
    return there, machine, not files.keys


def _default_name() -> str:
    """Return a name for this machine, made of the one its system has."""
    name = re.sub(r"[^a-z0-9]+", "-", platform.node().partition(".")[0].lower())
    return name[:LONGEST_NAME].strip("-") or "machine"


def setup(app: App, folder: SyncFolder, machine: str, passphrase: str) -> Setup:
    """Begin to sync this journal through a folder, or join the machines that use it.

    The passphrase must open what is in the folder before anything is written.
    """
    files = folder.files() if folder.path.is_dir() else Files()
    is_new = not files.keys
    others: list[str] = []
    if is_new:
        key = key_file.new_key()
        raw = key_file.encrypt(key, passphrase)
    else:
        key, raw, others = open_for_setup(folder, files, passphrase)
        _check_is_readable(folder, files, key)
    copy = backup.make_new(app, "sync").path if app.has_journal else None
    was_synced = app.has_journal and _reader(app).fact(SYNC_JOURNAL_KEY) == key.journal.hex()
    config.store(app.paths.settings, "sync_folder", str(folder.path), packs=app.library.files)
    app.read_settings_again()
    folder.set_up()
    if is_new:
        folder.add_key(raw)
    with app.writer.transaction() as store:
        states = store.start_sync(machine)
        store.put_meta(SYNC_KEY_KEY, key.stored.hex())
        store.put_meta(SYNC_KEY_FILE_KEY, raw.hex())
        store.put_meta(SYNC_PLACE_KEY, json.dumps(folder.place()))
        store.put_meta(SYNC_JOURNAL_KEY, key.journal.hex())
        store.put_meta(SYNC_KEY_FILES_KEY, json.dumps(dict.fromkeys(others, "other")))
        if not was_synced:
            states.begin_anew()
        if len(files.keys) > 1 and key.earlier:
            states.tell_of_keys(key.earlier)
        own = storage.sync_files.own_names(states.connection)
        store.put_meta(SYNC_RESEAL_KEY, json.dumps(own))
        if is_new:
            states.tell_salt(store.salt())
    app.read_anew()
    done = run(app, fetch=True)
    return Setup(folder.path, done.machine, is_new, copy, done)


def _check_is_readable(folder: SyncFolder, files: Files, key: FolderKey) -> None:
    """Raise `Sealed` if the key opens none of some complete files."""
    refused = False
    for file in files.encrypted:
        try:
            open_file(folder, file, key, fetch=True)
        except (OtherKey, OtherJournal):
            refused = True
        except Unusable:
            continue
        else:
            return
    if refused:
        raise Sealed(WRONG_PASSPHRASE, path=folder.path)


def off(app: App) -> Path:
    """End the sync on this machine; the journal and the folder stay as they are."""
    path = folder_of(app).path
    with app.writer.transaction() as store:
        store.end_sync()
    config.store(app.paths.settings, "sync_folder", "", packs=app.library.files)
    app.read_settings_again()
    return path


# --- a sync ------------------------------------------------------------------------------


def run(app: App, *, fetch: bool) -> Done:
    """Take in what the others wrote, and tell what changed here.

    With `fetch`, files that are only in a cloud are fetched.
    """
    folder = folder_of(app)
    done = Done(machine=_reader(app).fact(SYNC_MACHINE_KEY) or "")
    files = _files_in(app, folder)
    take_in(app, folder, files, done, fetch=fetch)
    look_for_missing(app, files, done)
    sync_machines.tell_own(app)
    tell(app, folder, done)
    erase(app, folder, fetch=fetch)
    merge(app, folder, fetch=fetch)
    remove_replaced(app, folder)
    with suppress(InputOutput):
        folder.remove_old_temporary_files(app.now.moment.timestamp())
    done.waiting = _reader(app).waiting()
    if done.newer and not (done.new or done.changed or done.others or done.told):
        app.exit_code = 13
    return done


def is_automatic(app: App) -> bool:
    """Tell whether a sync happens without being asked for; nothing is opened to find out."""
    return bool(app.settings.sync_folder) and app.settings.sync == "auto"


def take_in_new(app: App) -> Done | None:
    """Take in what others wrote since the last time; None if there is nothing new."""
    if not is_set_up(app):
        return None
    folder = folder_of(app)
    files = _files_in(app, folder)
    is_due = _reader(app).has_unseen(app.now.moment, GIVE_BACK_AFTER)
    if not (is_due or any(file.is_here for file in new_files(app, files))):
        return None
    done = Done(machine=_reader(app).fact(SYNC_MACHINE_KEY) or "")
    take_in(app, folder, files, done, fetch=False)
    if done.given_back:
        tell(app, folder, done)  # so that no other machine gives them back too
    is_new = done.new or done.changed or done.removed or done.others or done.given_back
    return done if is_new else None


def tell_after_save(app: App) -> None:
    """Tell the other machines what was just stored. Raises `TrustError` if that can't be."""
    if not is_set_up(app):  # it was restored from a copy of before, or the settings were copied
        raise UsageError(NOT_JOINED, path=app.settings.sync_folder)
    if _reader(app).untold():
        folder = folder_of(app)
        _files_in(app, folder)
        sync_machines.tell_own(app)
        tell(app, folder, Done())
        erase(app, folder, fetch=False)
        merge(app, folder, fetch=False)


def new_files(app: App, files: Files) -> list[FolderFile]:
    """Return the files that aren't known here."""
    known = {file.name for file in _reader(app).files() if file.was_seen}
    return [file for file in files.encrypted if file.name is None or file.name not in known]


def take_in(app: App, folder: SyncFolder, files: Files, done: Done, *, fetch: bool) -> None:
    """Take in the files that aren't known here, each in a transaction."""
    key = _key(app)
    taken_in = {file.name for file in _reader(app).files() if file.was_seen}
    for file in new_files(app, files):
        try:
            opened = open_file(folder, file, key, fetch=fetch)
        except NotHere:
            done.not_here += 1
        except Incomplete:
            done.damaged += 1
        except NewerVersion as newer:
            done.newer[newer.machine] = newer.program
        except (OtherKey, OtherJournal):
            done.foreign += 1
        except NotOurs:
            continue
        except Unusable:
            done.damaged += 1
        else:
            if opened.name not in taken_in:
                taken_in.add(opened.name)
                _take_in_file(app, opened, done)
    give_back(app, done)


def open_file(folder: SyncFolder, file: FolderFile, key: FolderKey, *, fetch: bool) -> Opened:
    raw = folder.read(file, fetch=fetch)
    return encrypted_file.decrypt(raw, [key], key.journal, file.path.name)


def _take_in_file(app: App, opened: Opened, done: Done) -> None:
    header = opened.header
    at = moment_text(app.now.moment)
    with app.writer.transaction() as store:
        states = store.sync
        if states is None:
            raise UsageError(NOT_SET_UP)
        taken = states.take_in(opened.records)
        states.raise_clock(header.clock)
        states.finish()
        sync_machines.note_clock(store, header, app.now.moment)
        storage.sync_files.put_file(
            states.connection,
            storage.sync_files.KnownFile(
                opened.name,
                False,
                header.machine,
                header.clock,
                header.level,
                opened.text_bytes,
                at,
            ),
        )
        storage.sync_files.note_replaced(states.connection, header.replaces, at)
        if header.machine == states.machine:
            # Another machine has this name, or this journal was restored from a copy.
            done.was_called = done.was_called or states.machine
            done.machine = _other_name(states.machine)
            states.rename(done.machine)
    _count(done, header.machine, taken)


def _other_name(name: str) -> str:
    base = re.sub(r"-[0-9a-f]{4}$", "", name)[: LONGEST_NAME - 5]
    return f"{base}-{os.urandom(2).hex()}"


def _count(done: Done, machine: str, taken: TakenIn) -> None:
    if taken.new:
        done.taken[machine] = done.taken.get(machine, 0) + taken.new
    done.new += taken.new
    done.changed += taken.changed
    done.removed += taken.removed
    done.others += taken.others
    done.two_places += taken.two_places
    done.back += taken.back
    done.unreadable += taken.unreadable


def give_back(app: App, done: Done) -> None:
    """Make private drafts of words that were deleted by a machine that didn't have them.

    The machine that wrote them does so at once, another one only if that stays away. It's done when
    all files are taken in, so that drafts on other machines are known.
    """
    now = app.now.moment
    if not _reader(app).has_unseen(now, GIVE_BACK_AFTER):
        return
    with app.writer.transaction() as store:
        states = store.sync
        if states is None:
            return
        texts: set[str] = set()
        for words in states.unseen(now, GIVE_BACK_AFTER):
            text = _as_text(words.words)
            if text not in texts:
                entry = replace(writing.new_entry(app, app.now.today, "free"), private=True)
                writing.begin_draft(app, entry, text=text).let_go()
                app.draft = None
                done.given_back += 1
            texts.add(text)
            states.given_back(words)


def _as_text(words: Mapping[str, Any]) -> str:
    """Return words as the text of a draft."""
    if "body" not in words:
        return "\n\n".join(filter(None, words.values()))
    title, body = words["title"], words["body"]
    return f"# {title}\n\n{body}" if title else str(body)


# --- files that went missing -------------------------------------------------------------


def look_for_missing(app: App, files: Files, done: Done) -> None:
    """Tell everything again if files are gone for a day that no other file replaces.

    Not at once: an engine may carry the removal of a file before the file that replaces it.
    """
    there = {file.name for file in files.encrypted}
    known = [f for f in _reader(app).files() if f.known_at and not f.replaced_at]
    back = [f.name for f in known if f.missed_at and f.name in there]
    missing = [f for f in known if f.name not in there]
    at, now = moment_text(app.now.moment), app.now.moment
    gone = [f.name for f in missing if f.missed_at and _is_long_ago(f.missed_at, now, HEAL_AFTER)]
    new = [f.name for f in missing if not f.missed_at]
    if not (back or gone or new):
        return
    with app.writer.transaction() as store:
        states = store.sync
        if states is None:
            return
        storage.sync_files.note_missed(states.connection, back, None)
        storage.sync_files.note_missed(states.connection, new, at)
        if gone:
            storage.sync_files.note_replaced(states.connection, gone, at)
            states.tell_everything()
    if gone and not files.keys:
        raw = _reader(app).fact(SYNC_KEY_FILE_KEY)
        if raw:
            folder_of(app).add_key(bytes.fromhex(raw))
    done.missing = len(gone)


def _is_long_ago(moment: str, now: datetime, span: timedelta) -> bool:
    return abs(now - datetime.fromisoformat(moment)) > span


# --- telling -----------------------------------------------------------------------------


def tell(app: App, folder: SyncFolder, done: Done) -> None:
    """Write files with the records that changed here since the last time."""
    while _reader(app).untold():
        written = _tell_some(app, folder, done)
        if written is None:
            return
        done.told += written


def _tell_some(app: App, folder: SyncFolder, done: Done) -> int | None:
    """Write one file. Return how many records it has; None if there was nothing to tell.

    The name is noted before the file is there. If the program is killed in between, the records
    are told twice at worst.
    """
    at = moment_text(app.now.moment)
    with app.writer.transaction() as store:
        states = store.sync
        if states is None:
            return None
        key = key_from(states.fact(SYNC_KEY_KEY))  # another program may just have changed it
        told: dict[bytes, tuple[str, str, str]] = {}
        packed = next(levels.pack(_lines(states.to_tell(), told, done)), None)
        if packed is None:
            return None
        header = encrypted_file.Header(
            states.machine, states.clock, __version__, level=packed.level, moment=at
        )
        raw = encrypted_file.encrypt(key, header, packed.lines)
        name = names.name_of(raw)
        known = storage.sync_files.KnownFile(
            *(name, True, header.machine, header.clock, packed.level),
            sum(map(len, packed.lines)),
        )
        storage.sync_files.put_file(states.connection, known)
    folder.add(raw)
    with app.writer.transaction() as store:
        states = store.sync
        if states is None:
            return None
        storage.sync_files.note_written(states.connection, name, at)
        states.forget_told(told[line] for line in packed.lines)
    kinds = [told[line][0] for line in packed.lines]
    return sum(kind not in storage.sync_files.UNCOUNTED for kind in kinds)


def _lines(
    records: Iterable[Told], told: dict[bytes, tuple[str, str, str]], done: Done
) -> Iterator[bytes]:
    """Yield the lines of records, and note which record each line is.

    A record that is too large for any file must not keep the others from being told.
    """
    done.too_large = 0
    for each in records:
        try:
            line = encrypted_file.line(each.kind, each.key, each.state)
        except TooLarge:
            done.too_large += 1
            continue
        told[line] = (each.kind, each.key, each.stamp)
        yield line


# --- fewer files, and none with words that were deleted -----------------------------------


def _own_files(app: App, folder: SyncFolder) -> list[storage.sync_files.KnownFile]:
    """Return the current files of this machine, oldest first.

    One that isn't noted as written may be there all the same, if the program was killed in between.
    """
    here = {file.name for file in folder.files().encrypted}
    own = [file for file in _reader(app).files() if file.ours and not file.replaced_at]
    return [file for file in own if file.known_at or file.name in here]


def merge(app: App, folder: SyncFolder, *, fetch: bool) -> None:
    """Merge files of this machine into fewer ones, if they are many."""
    while True:
        own = [levels.OwnFile(f.name, f.level, f.text_bytes) for f in _own_files(app, folder)]
        chosen = levels.merge_of(own)
        if chosen is None:
            return
        opened = opened_by_name(app, folder, [file.name for file in chosen.files], fetch=fetch)
        if len(opened) < len(chosen.files):
            return  # some aren't here now
        rewrite(app, folder, opened, chosen.level)


def erase(app: App, folder: SyncFolder, *, fetch: bool) -> None:
    """Write the files of this machine anew that have words which were permanently deleted."""
    stored = json.loads(_reader(app).fact(SYNC_ERASE_KEY) or "[]")
    keys = {(kind, key) for kind, key in stored}
    if not keys:
        return
    own = {file.name: file for file in _own_files(app, folder)}
    is_complete = True
    for name, file in own.items():
        opened = opened_by_name(app, folder, [name], fetch=fetch)
        is_complete = is_complete and bool(opened)
        if opened and has_words(opened[0], keys):
            rewrite(app, folder, opened, file.level)
    if is_complete:
        with app.writer.transaction() as store:
            if store.sync is not None:
                store.sync.erased(keys)


def has_words(opened: Opened, keys: set[tuple[str, str]]) -> bool:
    return any((r.kind, r.key) in keys and not is_purged(r.state) for r in opened.records)


def opened_by_name(
    app: App, folder: SyncFolder, wanted: Sequence[str], *, fetch: bool
) -> list[Opened]:
    """Open some files of the folder; those that can't be read now are missing."""
    key, opened = _key(app), {}
    for file in folder.files().encrypted:
        if file.name in wanted and file.name not in opened:
            with suppress(Unusable):
                opened[file.name] = open_file(folder, file, key, fetch=fetch)
    return list(opened.values())


def rewrite(app: App, folder: SyncFolder, opened: Sequence[Opened], level: int) -> None:
    """Write the records of some files into new ones, as they are now, and remove the old ones.

    The old ones go when the new ones are on the disk.
    """
    at = moment_text(app.now.moment)
    old = tuple(each.name for each in opened)
    # Another machine may see this file before those between, and miss the first ones.
    before = [name for each in opened for name in each.header.replaces]
    replaces = tuple(dict.fromkeys([*old, *before]))[:_MOST_REPLACED]
    made: dict[str, bytes] = {}
    with app.writer.transaction() as store:
        states = store.sync
        if states is None:
            return
        key = key_from(states.fact(SYNC_KEY_KEY))
        now: dict[tuple[str, str], Any] = {}
        for record in (record for each in opened for record in each.records):
            of = (record.kind, record.key)
            if of not in now:
                now[of] = states.with_what_is_known(*of, record.state)
            now[of] = join(record.kind, now[of], record.state)
        if not _covers(now, opened):
            return
        lines = [encrypted_file.line(*of, now[of]) for of in sorted(now)]
        for packed in levels.pack(lines, level):
            header = encrypted_file.Header(
                *(states.machine, states.clock, __version__),
                replaces=replaces,
                level=packed.level,
                moment=at,
            )
            raw = encrypted_file.encrypt(key, header, packed.lines)
            made[names.name_of(raw)] = raw
            known = storage.sync_files.KnownFile(
                *(names.name_of(raw), True, header.machine, header.clock, packed.level),
                sum(map(len, packed.lines)),
            )
            storage.sync_files.put_file(states.connection, known)
    for raw in made.values():
        folder.add(raw)
    with app.writer.transaction() as store:
        states = store.sync
        if states is None:
            return
        for name in made:
            storage.sync_files.note_written(states.connection, name, at)
        storage.sync_files.note_replaced(states.connection, old, at)
    folder.remove(old)


def _covers(now: Mapping[tuple[str, str], Any], opened: Sequence[Opened]) -> bool:
    """Tell whether states say everything that some files do, so that the files may go."""
    records = (record for each in opened for record in each.records)
    return all(join(r.kind, now[r.kind, r.key], r.state) == now[r.kind, r.key] for r in records)


def remove_replaced(app: App, folder: SyncFolder) -> None:
    """Remove files of this machine that others replace, if the program was killed before."""
    replaced = {f.name for f in _reader(app).files() if f.ours and f.replaced_at}
    if any(file.name in replaced for file in folder.files().encrypted):
        folder.remove(replaced)
