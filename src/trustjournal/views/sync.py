"""One journal on several machines: what a sync did, and how things are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..domain import ids
from . import phrases
from .sanitize import safe_line

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ..services.sync_keys import Accepted
    from ..services.sync_rekey import KeyChange
    from ..services.sync_result import SyncResult
    from ..services.sync_setup import Setup

PASSPHRASE = "Passphrase for the sync folder: "
NEW_PASSPHRASE = "New passphrase for the sync folder: "
REPEAT_PASSPHRASE = "Repeat it: "
REPEAT_MISMATCH = "They don't match. Repeat the first one (Enter cancels): "
PASSPHRASE_ADVICE = (
    "Everything in the folder will be encrypted with this passphrase, which each of your machines"
    " asks for once. Five words that no one would guess make a good passphrase."
    " Write it down somewhere safe."
)
CHANGED = (
    "The passphrase for the sync folder was changed on another of your machines, perhaps because a"
    " machine is gone. This one asks for the new passphrase once."
)
CHANGED_OR_OTHER = (
    "The sync folder has a key that this machine doesn't know. If this machine was locked out, or"
    " the passphrase was changed, give the new one. If it's the folder of another journal, press"
    " Ctrl-C."
)
CHANGED_TWICE = (
    "The passphrase was changed on another machine at the same time. Enter that one too."
)
CHANGED_PASSPHRASE = "New passphrase for the sync folder: "
RESTORED = (
    "The next `trust sync` brings back what your other machines have. To stay with this backup, run"
    " `trust sync off` first."
)
NOTHING_NEW = "There was nothing new to read or write."


def set_up(result: Setup) -> Iterator[RenderableType]:
    """Return that a machine takes part in a sync now."""
    from . import widgets

    path = safe_line(str(result.path))
    if result.is_new:
        yield widgets.text(f"{path} is set up. This machine is called {result.machine}.")
    else:
        yield widgets.text(f"Now syncing through {path}, as {result.machine}.")
    yield from done(result.done)
    if result.copy:
        yield widgets.text(f"A copy of the journal as it was before: {safe_line(str(result.copy))}")
    if result.is_new:
        yield widgets.text(
            "Let a program of your choice copy the folder to your other machines, and run"
            " `trust sync setup FOLDER` there, with the same passphrase.",
        )


def not_written(reason: str) -> str:
    """Return that something is stored here, but not in the folder yet."""
    return f"trust: saved here, but not yet written for your other machines: {reason}"


def not_merged(reason: str) -> str:
    """Return that what other machines wrote can't be read now."""
    return f"trust: nothing was read from your other machines: {reason}"


def summary(done: SyncResult) -> str:
    """Return in one line what a sync read and wrote."""
    parts = []
    if done.new:
        machines = phrases.joined_with_and(sorted(done.taken))
        parts.append(f"{phrases.count(done.new, 'entry', 'entries')} from {machines}")
    if done.changed:
        number = f"{done.changed:,}" if parts else phrases.count(done.changed, "entry", "entries")
        parts.append(f"{number} changed")
    if done.removed:
        number = f"{done.removed:,}" if parts else phrases.count(done.removed, "entry", "entries")
        parts.append(f"{number} permanently deleted")
    sentences = []
    if parts:
        sentences.append(f"{', '.join(parts)}.")
    elif done.others:
        sentences.append(f"Read {phrases.count(done.others, 'small change')}.")
    if done.told:
        sentences.append(
            phrases.plural(
                done.told,
                "Wrote {number} change for your other machines.",
                "Wrote {number} changes for your other machines.",
            )
        )
    return " ".join(sentences) or NOTHING_NEW


def done(done: SyncResult) -> Iterator[RenderableType]:
    """Return what a sync did, and what needs attention."""
    from . import widgets

    yield widgets.text(summary(done))
    yield from map(widgets.text, notes(done))


def still_arriving(count: int) -> str:
    """Return that some files are only half in the folder."""
    return phrases.plural(
        count,
        "{number} file in the folder hasn't completely arrived yet.",
        "{number} files in the folder haven't completely arrived yet.",
    )


def by_newer_version(machine: str, program: str) -> str:
    """Return that a file is from a newer version; either may be empty if it isn't known."""
    version = f" ({safe_line(program)})" if program else ""
    if machine:
        return (
            f"A newer version of trust{version} on {safe_line(machine)} wrote something that this"
            " one can't read. Upgrade trust here, and run `trust sync` again."
        )
    return (
        f"A newer version of trust{version} wrote something that this one can't read. Upgrade"
        " trust here, and run `trust sync` again."
    )


def notes(done: SyncResult) -> Iterator[str]:
    """Yield a sentence for each thing of a sync that a person may want to know."""
    if done.two_places:
        yield (
            f"Edited on two machines: {_shown(done.two_places)}. The later text counts, and the"
            f" other is kept as an earlier version: {_histories(done.two_places)}."
        )
    if done.combined:
        yield (
            f"Edited on one machine, while the note grew on another: {_shown(done.combined)}. The"
            " new lines are below the edited text."
        )
    if done.made_private:
        yield (
            phrases.plural(
                len(done.made_private),
                "{names} is now private, because some words are private in one version and not in"
                " the other.",
                "{names} are now private, because some words are private in one version of each"
                " and not in the other.",
                names=_shown(done.made_private),
            )
        )
    if done.promises_combined:
        yield (
            phrases.plural(
                len(done.promises_combined),
                "Promise {names} was edited on two machines. It has both versions now, with a slash"
                " between them.",
                "Promises {names} were edited on two machines. Each has both versions now, with a"
                " slash between them.",
                names=_shown(done.promises_combined),
            )
        )
    if done.promises_made_private:
        yield (
            phrases.plural(
                len(done.promises_made_private),
                "Promise {names} is now private, because some words are private in one version and"
                " not in the other.",
                "Promises {names} are now private, because some words are private in one version of"
                " each and not in the other.",
                names=_shown(done.promises_made_private),
            )
        )
    if done.back:
        yield (
            f"Back from the trash, because it was edited on another machine: {_shown(done.back)}."
        )
    if done.given_back:
        yield phrases.plural(
            done.given_back,
            "An entry or promise was permanently deleted on another machine before some of its"
            " words had arrived there. They're kept here as {number} private draft;"
            " `trust journal` offers it.",
            "Entries or promises were permanently deleted on another machine before some of their"
            " words had arrived there. They're kept here as {number} private drafts;"
            " `trust journal` offers them.",
        )
    if done.was_called:
        yield (
            f"The folder has files from another machine called {done.was_called}, or from this one"
            f" before its journal was restored. From now on, this machine is called {done.machine}."
        )
    yield from _about_files(done)


def _about_files(done: SyncResult) -> Iterator[str]:
    if done.waiting:
        yield phrases.plural(
            done.waiting,
            "{number} change is waiting for an entry or promise that hasn't arrived yet.",
            "{number} changes are waiting for entries or promises that haven't arrived yet.",
        )
    if done.missing:
        yield (
            f"{phrases.count(done.missing, 'file')} disappeared from the folder, so everything was"
            " written again."
        )
    if done.not_here or done.damaged:
        yield still_arriving(done.not_here + done.damaged)
    for machine, program in sorted(done.newer.items()):
        yield by_newer_version(machine, program)
    if done.foreign:
        yield (
            f"{phrases.count(done.foreign, 'file')} in the folder can't be opened with its key. If"
            " the passphrase was changed on another machine, its new key file has yet to arrive."
        )
    if done.too_large:
        yield phrases.plural(
            done.too_large,
            "{number} record is too large for the sync folder: with all its earlier versions, it's"
            " larger than 63 MB. It's only in this journal.",
            "{number} records are too large for the sync folder: with all its earlier versions,"
            " each is larger than 63 MB. They're only in this journal.",
        )
    if done.unreadable:
        yield phrases.plural(
            done.unreadable,
            "This version of trust can't show {number} record. It's kept.",
            "This version of trust can't show {number} records. They're kept.",
        )


def _histories(entry_ids: Sequence[str]) -> str:
    """Return the commands that show the versions of entries."""
    return phrases.joined_with_and(
        [f"`trust show {ids.short(each)} --history`" for each in entry_ids]
    )


def _shown(entry_ids: Sequence[str]) -> str:
    return phrases.joined_with_and([ids.short(each) for each in entry_ids])


def not_set_up() -> Iterator[RenderableType]:
    """Return that there is no sync, and how to begin one."""
    from . import widgets

    yield widgets.text("This journal isn't set up for sync; `trust sync setup FOLDER` sets it up.")


def key_changed(change: KeyChange, *, was_begun: bool) -> Iterator[RenderableType]:
    """Return that the folder has a new key, and what follows from that."""
    from . import widgets

    if was_begun:
        yield widgets.text(
            "The last change was interrupted. It's finished now, with the passphrase you gave then."
        )
    lost = safe_line(change.lost) if change.lost else None
    if lost:
        yield widgets.text(f"{lost} is locked out. What you wrote on it stays in your journal.")
    yield widgets.text("The sync folder has a new key, and the new passphrase opens it.")
    if change.others:
        others = phrases.joined_with_and([safe_line(name) for name in change.others])
        yield widgets.text(f"Now run `trust sync` on {others}, with the new passphrase.")
    if lost:
        yield widgets.text(
            f"{lost} still has the old key, and the journal as it was at its last sync. If that"
            " journal isn't encrypted, whoever has the machine can read it. They can't read what"
            " you write from now on. Also remove the machine from the program that copies the"
            " folder. Otherwise it still gets files, and can add some."
        )
    if change.remaining:
        yield widgets.text(
            f"{phrases.count(change.remaining, 'file')} from {lost} couldn't be read yet."
            " `trust sync` tries again."
        )
    if summary(change.done) != NOTHING_NEW:
        yield widgets.text(summary(change.done))
    yield from map(widgets.text, notes(change.done))


def accepted(result: Accepted) -> str:
    """Return which passphrase to use, after one that was changed elsewhere was given."""
    if not result.changed_locally:
        return "trust: this machine now has the new key to the sync folder."
    if result.has_new_passphrase:
        return (
            "trust: the passphrase was changed on two machines. From now on, all your machines"
            " use the one you just gave."
        )
    return (
        "trust: the passphrase was changed on two machines. From now on, all your machines use"
        " the one you chose on this machine."
    )


def ended(path: Path) -> Iterator[RenderableType]:
    """Return that a machine no longer takes part in a sync."""
    from . import widgets

    yield widgets.text(
        f"This machine no longer syncs. The journal stays as it is, and so does"
        f" {safe_line(str(path))}."
    )
