"""The key of the sync folder, which changes when a machine is lost or the passphrase is to change.

A change is noted in the journal before its key file is written, and used after. So the program may
be killed anywhere: the next sync completes the change. The other machines recognise the files of
keys they have, and ask for the passphrase of any other one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from .. import storage
from ..app import App
from ..errors import InputOutput, KeyChanged, NewerJournal, Sealed, TrustError, UsageError
from ..storage.iso_text import (
    SYNC_FORGOTTEN_KEY,
    SYNC_KEY_FILE_KEY,
    SYNC_KEY_FILES_KEY,
    SYNC_KEY_KEY,
    SYNC_NEXT_KEY,
    SYNC_PLACE_KEY,
    SYNC_RESEAL_KEY,
)
from ..sync import encrypted_file, key_file, names
from ..sync.folder import Files, FolderFile, SyncFolder
from ..sync.key_file import FolderKey
from ..sync.problems import NewerVersion, NotArrived, NotOurs, TooLarge, Unusable, WrongPassphrase
from .sync_folder import NOT_SET_UP, earlier_keys_in, folder_of, key_of, reader_of

NOT_OPENED = (
    "that passphrase doesn't open {name} in {path}; nothing was written. Give the passphrase that "
    "was chosen when this machine was locked out, or when the passphrase was changed. If it's the "
    "folder of another journal, run `trust sync off`, and then `trust sync setup` with an empty "
    "folder"
)
OTHER_JOURNAL = (
    "{path} is the sync folder of another journal; nothing was written. Run `trust sync off`, and "
    "then `trust sync setup` with an empty folder"
)
UNKNOWN_KEY = (
    "{path} has a key that this machine doesn't know. If this machine was locked out, or the "
    "passphrase was changed, `trust sync` asks for the new one. If it's the folder of another "
    "journal, run `trust sync off`, and then `trust sync setup` with an empty folder"
)
WRONG_PASSPHRASE = (
    "that passphrase doesn't open the sync folder {path}; nothing was written. Give the one you "
    "chose at the first `trust sync setup`, or when you last changed it"
)
IS_ELSEWHERE = (
    "{path} is empty, so it isn't the folder that was set up; perhaps its disk isn't plugged in. "
    "If you emptied it, run `trust sync off` and then `trust sync setup` again"
)
KEY_CHANGED = (
    "the passphrase for the sync folder {path} was changed on another machine; `trust sync` asks "
    "for the new one"
)
NOT_THE_NEW_PASSPHRASE = (
    "that passphrase doesn't open {name} in the sync folder; nothing was written. Give the new "
    "one, chosen on the machine where it was changed. If you didn't change it on any machine, "
    "remove that file"
)
KNOWN_PASSPHRASE = (
    "that's the passphrase this machine already has; {name} in the sync folder needs the new one, "
    "chosen on the machine where it was changed. If you didn't change it on any machine, remove "
    "that file. Nothing was written"
)
FORGED_KEY = (
    "{name} in the sync folder uses the passphrase this machine already has. None of your "
    "machines makes files like that: remove it, and check who can write to the folder. Nothing was "
    "written"
)
OUTDATED_PASSPHRASE = (
    "this passphrase doesn't open {name} in {path}, so it may be the old one; nothing was "
    "written. Give the new one, or run `trust sync` on another machine first"
)
KEY_NOT_HERE = (
    "the key file {name} in {path} hasn't completely arrived yet; wait until the program that "
    "copies the folder is done, and try again. If it never arrives, remove that file"
)
KEY_NEWER = "a newer version of trust changed the key of {path}; upgrade trust on this machine"
SAME_PASSPHRASE = (
    "that's already the folder's passphrase; choose another one. If it comes from "
    "sync_passphrase_command, change that command first. Nothing was changed"
)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The result of opening key files that other machines have written."""

    has_new_passphrase: bool
    """Whether the passphrase that was just given is the one to use from now on."""
    changed_locally: bool
    """Whether the passphrase was changed on this machine at the same time."""


def _own_file(app: App) -> bytes:
    return bytes.fromhex(reader_of(app).fact(SYNC_KEY_FILE_KEY) or "")


# --- key files -------------------------------------------------------------------------------


def files_in(app: App, folder: SyncFolder) -> Files:
    """List the folder. Raises if it isn't this journal's, or has a key that's new to it."""
    place = json.loads(reader_of(app).fact(SYNC_PLACE_KEY) or "null")
    files = folder.files()
    if place is not None and not (files.encrypted or files.keys) and folder.place() != place:
        raise InputOutput(IS_ELSEWHERE, path=folder.path)
    if new_key_files(app, folder, files):
        is_known = _is_known(app, folder, files)
        raise KeyChanged(KEY_CHANGED if is_known else UNKNOWN_KEY, path=folder.path)
    return files


def _is_known(app: App, folder: SyncFolder, files: Files) -> bool:
    """Tell whether a folder is surely this journal's, by its files or by where it is.

    A machine that was forgotten knows none of the files: only the new passphrase shows whose they
    are.
    """
    names_seen = {file.name for file in reader_of(app).files()}
    names_seen.add(names.key_name_of(_own_file(app)))
    place = json.loads(reader_of(app).fact(SYNC_PLACE_KEY) or "null")
    has_our_file = any(file.name in names_seen for file in (*files.keys, *files.encrypted))
    return has_our_file or folder.place() == place


def new_key_files(app: App, folder: SyncFolder, files: Files) -> list[FolderFile]:
    """Return the key files of which this journal has no key."""
    noted = {names.key_name_of(_own_file(app)), *_noted_files(app)}
    following = _next_change(app)
    if following is not None:
        noted.add(names.key_name_of(following.raw))
    listed = [file for file in files.keys if file.name not in noted]
    if not listed:
        return []
    key = key_of(app)
    return [file for file in listed if not _has_key(folder, file, key, noted)]


def _has_key(folder: SyncFolder, file: FolderFile, key: FolderKey, noted: set[str]) -> bool:
    """Tell whether this journal has the key in a file, or the file isn't a key file at all."""
    try:
        raw = folder.read(file)
    except NotArrived:
        return False
    except (NotOurs, TooLarge):
        return True
    if names.key_name_of(raw) in noted or key_file.is_of(raw, key):
        return True
    begin = raw[: names.MAGIC_BYTES - 1]
    if begin.strip(b"\0") and not names.KEY_MAGIC.startswith(begin):
        return True  # it's only named like one
    try:
        key_file.check(raw, file.path.name)
    except Unusable:
        return file.name is None  # of others the name shows that a key has yet to arrive
    return False


def _noted_files(app: App) -> dict[str, str]:
    """Return the key files that need no passphrase: by name whether `outdated` or an `other`'s."""
    return dict(json.loads(reader_of(app).fact(SYNC_KEY_FILES_KEY) or "{}"))


def open_for_setup(
    folder: SyncFolder, files: Files, passphrase: str
) -> tuple[FolderKey, bytes, list[str]]:
    """Open the newest key in a folder that is about to be set up.

    Return the key, the content of its file, and the names of key files of another journal. Raises
    `Sealed` if there is a key that the passphrase doesn't open.
    """
    opened: dict[str, tuple[FolderKey, bytes]] = {}
    unopened: dict[str, bytes] = {}
    for file in files.keys:
        try:
            raw = folder.read(file, fetch=True)
            name = names.key_name_of(raw)
            opened[name] = key_file.decrypt(raw, passphrase, file.path.name), raw
        except WrongPassphrase:
            unopened[name] = raw
        except Unusable:
            continue
    newest = key_file.newest(key for key, _ in opened.values())
    if newest is None:
        raise Sealed(WRONG_PASSPHRASE, path=folder.path)
    others = [name for name, (key, _) in opened.items() if key.journal != newest.journal]
    raw = next(raw for key, raw in opened.values() if key.key == newest.key)
    if not all(key_file.is_of(each, newest) for each in unopened.values()):
        newest = newest.with_earlier(_shared_keys(folder, files, newest))
    for name, each in sorted(unopened.items()):
        if not key_file.is_of(each, newest):
            raise Sealed(OUTDATED_PASSPHRASE, name=name, path=folder.path)
    return newest, raw, others


def _shared_keys(folder: SyncFolder, files: Files, key: FolderKey) -> list[bytes]:
    """Return the earlier keys that machines share in a folder, which isn't set up yet."""
    keys: list[bytes] = []
    for file in files.encrypted:
        with suppress(Unusable):
            raw = folder.read(file, fetch=True)
            opened = encrypted_file.decrypt(raw, [key], key.journal, file.path.name)
            for record in opened.records:
                if record.kind == storage.sync_files.EARLIER_KEYS[0]:
                    keys += earlier_keys_in(record.state)
    return keys


# --- a key that was changed on another machine ---------------------------------------------


def change_elsewhere(app: App) -> KeyChanged | None:
    """Return the error of a folder that has a key new to this journal. Raises `InputOutput`."""
    try:
        files_in(app, folder_of(app))
    except KeyChanged as error:
        return error
    return None


def accept(app: App, passphrase: str) -> Accepted:
    """Open the keys that other machines have written with the new passphrase, and use them.

    Raises `KeyChanged` if it opens none, `InputOutput` if the folder is another journal's, and
    stores nothing then.
    """
    folder, own, own_raw = folder_of(app), key_of(app), _own_file(app)
    files = folder.files()
    opened: dict[bytes, tuple[FolderKey, bytes]] = {}
    others: list[str] = []
    refused = ""
    for file in new_key_files(app, folder, files):
        try:
            raw = folder.read(file, fetch=True)
            key = key_file.decrypt(raw, passphrase, file.path.name)
        except WrongPassphrase:
            refused = refused or file.path.name
        except NewerVersion:
            raise NewerJournal(KEY_NEWER, path=folder.path) from None
        except Unusable:
            raise InputOutput(KEY_NOT_HERE, name=file.path.name, path=folder.path) from None
        else:
            if key.journal == own.journal:
                opened[key.key] = key, raw
            else:
                others.append(names.key_name_of(raw))
    if not opened and not _is_known(app, folder, files):
        raise _not_known(folder, refused, others)
    if refused and not opened and not others:
        is_ours = _opens(own_raw, passphrase)
        raise KeyChanged(KNOWN_PASSPHRASE if is_ours else NOT_THE_NEW_PASSPHRASE, name=refused)
    successors = [raw for key, raw in opened.values() if own.key in key.earlier]
    if successors and _opens(own_raw, passphrase):
        # Our machines refuse the same passphrase, so someone who knows it made that file.
        raise KeyChanged(FORGED_KEY, name=f"{names.key_name_of(successors[0])}{names.KEY_ENDING}")
    with app.writer.transaction() as store:
        is_ours = _use_newest(store, (own, own_raw), list(opened.values()), others)
    return Accepted(not is_ours, bool(opened) and not successors)


def _not_known(folder: SyncFolder, refused: str, others: Sequence[str]) -> TrustError:
    """Return the error of a folder that may be another journal's, or is: `others` are its keys."""
    if others:
        return InputOutput(OTHER_JOURNAL, path=folder.path)
    return KeyChanged(NOT_OPENED, name=refused, path=folder.path)


def _opens(raw: bytes, passphrase: str) -> bool:
    try:
        key_file.decrypt(raw, passphrase)
    except Unusable:
        return False
    return True


def _use_newest(
    store: storage.writer.Transaction,
    own: tuple[FolderKey, bytes],
    more: Sequence[tuple[FolderKey, bytes]],
    others: Iterable[str] = (),
) -> bool:
    """Use the newest of some keys from now on, and return whether that is our own.

    Each key comes with the content of its file. `others` are names of key files of another journal.
    Files that may have an earlier key are encrypted again later.
    """
    newest = key_file.newest(key for key, _ in (own, *more))
    if store.sync is None or newest is None:
        raise UsageError(NOT_SET_UP)
    states = store.sync.states
    chosen, raw = next(pair for pair in (own, *more) if pair[0].key == newest.key)
    # Those who open that file need what it lacks too: keys made elsewhere at the same time.
    lacking = {*newest.all_keys} - {*chosen.all_keys}
    if lacking:
        store.sync.share_earlier_keys(lacking)
    store.put_meta(SYNC_KEY_KEY, newest.stored.hex())
    store.put_meta(SYNC_KEY_FILE_KEY, raw.hex())
    noted = json.loads(states.fact(SYNC_KEY_FILES_KEY) or "{}")
    noted |= {names.key_name_of(each): "outdated" for _, each in (own, *more) if each != raw}
    noted |= dict.fromkeys(others, "other")
    store.put_meta(SYNC_KEY_FILES_KEY, json.dumps(noted))
    store.put_meta(SYNC_RESEAL_KEY, json.dumps(storage.sync_files.own_names(states.connection)))
    return raw == own[1]


# --- changing the key on this machine --------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NextChange:
    """A change of the key that was begun."""

    key: FolderKey
    raw: bytes
    """The content of its file."""
    lost: str | None
    """The name of the lost machine because of which the key changes, if it is."""


def _next_change(app: App) -> NextChange | None:
    text = reader_of(app).fact(SYNC_NEXT_KEY)
    if not text:
        return None
    stored = json.loads(text)
    key = FolderKey.from_stored(bytes.fromhex(stored["key"]))
    return NextChange(key, bytes.fromhex(stored["file"]), stored["lost"])


def begun_change(app: App) -> NextChange | None:
    """Return the change of the key that was begun and not completed, if there is one."""
    return _next_change(app)


def begin_change(app: App, passphrase: str, lost: str | None) -> None:
    """Make the next key of the folder, and note it. Nothing is in the folder yet.

    Raises `UsageError` for the passphrase from before.
    """
    if _opens(_own_file(app), passphrase):
        raise UsageError(SAME_PASSPHRASE)
    key = key_file.changed_key(key_of(app))
    raw = key_file.encrypt(key, passphrase)
    change = {"key": key.stored.hex(), "file": raw.hex(), "lost": lost}
    with app.writer.transaction() as store:
        if store.sync is None:
            raise UsageError(NOT_SET_UP)
        store.put_meta(SYNC_NEXT_KEY, json.dumps(change))


def complete_change(app: App, folder: SyncFolder) -> NextChange | None:
    """Complete a change of the key that was begun, and return it; None if there is none.

    Its file is in the folder before anything is encrypted with it.
    """
    change = _next_change(app)
    if change is None:
        return None
    files_in(app, folder)
    own = key_of(app), _own_file(app)
    folder.add_key(change.raw)
    with app.writer.transaction() as store:
        # Another machine's new key may have been accepted since this change was begun.
        _use_newest(store, own, [(change.key, change.raw)])
        if store.sync is not None and change.lost is not None:
            store.sync.share_machine(change.lost, forgotten=True)
            forgotten = json.loads(store.sync.states.fact(SYNC_FORGOTTEN_KEY) or "[]")
            store.put_meta(SYNC_FORGOTTEN_KEY, json.dumps(sorted({*forgotten, change.lost})))
        store.put_meta(SYNC_NEXT_KEY, "")
    return change


def remove_outdated(app: App, folder: SyncFolder) -> None:
    """Remove the key files that this machine's replaces, once it's in the folder.

    It's written again if it went missing, as long as there is something it opens.
    """
    files, raw, key = folder.files(), _own_file(app), key_of(app)
    own, noted = names.key_name_of(raw), _noted_files(app)
    outdated: list[str] = []
    for file in files.keys:
        if file.name and file.name != own and noted.get(file.name) != "other":
            with suppress(Unusable):
                # The salt of a file of 0.2.0 doesn't show whose it is.
                if file.name in noted or key_file.is_of(folder.read(file), key):
                    outdated.append(file.name)
    if files.encrypted and all(file.name != own for file in files.keys):
        folder.add_key(raw)
    if outdated:
        folder.remove(outdated)
