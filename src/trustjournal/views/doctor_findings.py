"""The sentences of `trust doctor`, without Rich because its JSON has the same ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import messages, phrases
from .sanitize import safe_line
from .storage_warning import PLACES

if TYPE_CHECKING:
    from ..services.doctor import Finding

FINDINGS: dict[str, str] = {
    "sound": "The journal is sound: {entries}, each read and checked against its hash.",
    "structure": "The file {path} is damaged. `trust backup restore last` brings back the last "
    "copy, if there is one; `trust doctor --salvage OUT` reads what can be read into a new file.",
    "foreign": "The file {path} contains things this program never puts into a journal: {names}. "
    "`trust doctor --salvage OUT` reads its entries into a new file.",
    "words_changed": "The words of {entries} no longer match what was saved: {ids}. "
    "A backup may still have them.",
    "search_stale": "The search index is from another version. Your next entry rebuilds it.",
    "search_broken": "The search index is damaged; the entries are not.",
    "search_apart": "The search index doesn't match the entries.",
    "sealed": "The journal is encrypted, and only the passphrase opens it.",
    "plain": "The journal isn't encrypted: anyone who can use your account can read it (`trust "
    "encrypt` encrypts it).",
    "stale_marker": "{path} says that the journal is encrypted, but it isn't.",
    "not_a_marker": "The name of {path} marks the journal as encrypted, but it isn't. Another "
    "program made that file: rename it.",
    "last_copy": "Last good copy: {name}, {entries}.",
    "no_copy": "There's no good copy yet. If the journal is sound, `trust backup` makes one.",
    "other_copies": "{copies} in {path} are from another journal, or from this one before it was "
    "moved. They stay until you remove them.",
    "copy_ahead": "The copy {name} is dated {day}, later than this computer's clock, so "
    "`trust backup restore last` takes it only if there's no other.",
    "bad_copy": "The copy {path} can't be read completely, so it isn't a usable backup.",
    "plain_copy": "The copy {path} isn't encrypted, but the journal is. `trust encrypt "
    "--remove-plaintext` removes it if the journal has all its words.",
    "plain_unopened": "{path} couldn't be opened, so a restore moved it aside. It isn't encrypted. "
    "Remove it once you're sure you don't need it.",
    "synced": PLACES["synced"],
    "network": PLACES["network"],
    "sync_sound": "Sync: {path} has all {files} that this machine wrote.",
    "sync_no_folder": "The journal is on several machines, but the settings don't say where the "
    "sync folder is. To set it: trust config set sync_folder FOLDER.",
    "sync_not_joined": "The settings give {path} as the sync folder, but this journal doesn't "
    "sync through it. `trust sync setup {path}` joins it.",
    "sync_tables": "{records} in the table {table} of the journal don't match the entries. All "
    "your words are there: `trust sync off`, and then `trust sync setup` with the same folder, "
    "fixes the table.",
    "sync_key": "The journal's copy of the sync folder's key can't be read. `trust sync off`, and "
    "then `trust sync setup` with the same folder, asks for the passphrase and stores the key "
    "again.",
    "sync_missing": "{files} disappeared from the sync folder {path}. If they don't come back "
    "within a day, `trust sync` writes everything again.",
    "sync_missing_unnoted": "{files} disappeared from the sync folder {path}. `trust sync` "
    "notes that, and writes everything again if they don't come back within a day.",
    "sync_damaged": "{path} in the sync folder is damaged, but the journal isn't. Remove the file; "
    "a day later, `trust sync` writes everything again.",
    "sync_incomplete": "In the sync folder {path}, {files} are still arriving or are damaged.",
    "sync_unopened": "{files} in the sync folder {path} can't be opened with the folder's key.",
    "sync_other_journal": "{files} in the sync folder {path} belong to another journal.",
    "sync_newer": "A newer version of trust ({program}) on {machine} wrote something that this one "
    "can't read. Upgrade trust here.",
    "sync_other_files": "{files} in the sync folder {path} weren't made or encrypted by trust: "
    "{names}. Have a look at them.",
    "open_to_others": "Other people who use this computer can open {path}.",
    "drafts": "{unsaved} in {path}. To save or discard them, run `trust` at a terminal.",
    "other_draft": "{path} is a draft from another journal, {journal}. "
    "`trust` offers it when that journal is in use.",
    "locked_draft": "{path} is a draft that this journal can't open, perhaps from another "
    "journal. It stays until you remove it.",
    "odd_draft": "{path} is in the drafts folder but can't be read as a draft. Move it away.",
    "undescribed_draft": "{path} doesn't say what kind of draft it is, so it opens as plain text.",
    "raw_drafts": "{texts} are kept as they came in, byte for byte, in {path}.",
    "leftover": "{path} was left by a program that was killed. It isn't a copy of anything.",
    "missing_pack": "The pack {name} in the settings doesn't exist.",
    "not_on_path": "Your shell can't find `trust`; it's at {path}.",
    "inbox": "The inbox is {path}, with {notes} in it.",
    "reminder": "A quiet reminder is set for {hour}.",
    "reminder_missing": "A reminder is set for {hour}, but this computer has no timer for it. "
    "`trust remind at {hour}` sets it up.",
    "reminder_left": "There's a timer, {unit}, but no reminder is set. `trust remind off` removes "
    "the timer.",
    "reminder_differs": "The timer {unit} doesn't match the reminder in the settings. "
    "`trust remind at {hour}` sets it up again.",
    "reminder_program": "The timer {unit} starts {path}, where this program no longer is. "
    "`trust remind at {hour}` sets it up again.",
    "reminder_stopped": "The timer {unit} isn't running. `trust remind at {hour}` starts it again.",
    "reminder_unshown": "The reminder can't be shown, because {program} isn't installed.",
    "other_trust": "In your shell, `trust` is another program, {path}; type `trustjournal` for "
    "this one.",
}

FINDINGS_FOR_ONE = {
    "sound": "The journal is sound: {entries}, read and checked against its hash.",
    "other_copies": "{copies} in {path} is from another journal, or from this one before it was "
    "moved. It stays until you remove it.",
    "sync_sound": "Sync: {path} has the one file that this machine wrote.",
    "sync_tables": "{records} in the table {table} of the journal doesn't match the entries. All "
    "your words are there: `trust sync off`, and then `trust sync setup` with the same folder, "
    "fixes the table.",
    "sync_missing": "{files} disappeared from the sync folder {path}. If it doesn't come back "
    "within a day, `trust sync` writes everything again.",
    "sync_missing_unnoted": "{files} disappeared from the sync folder {path}. `trust sync` "
    "notes that, and writes everything again if it doesn't come back within a day.",
    "sync_other_files": "{files} in the sync folder {path} wasn't made or encrypted by trust: "
    "{names}. Have a look at it.",
    "sync_incomplete": "In the sync folder {path}, {files} is still arriving or is damaged.",
    "sync_other_journal": "{files} in the sync folder {path} belongs to another journal.",
    "drafts": "{unsaved} in {path}. To save or discard it, run `trust` at a terminal.",
    "raw_drafts": "{texts} is kept as it came in, byte for byte, in {path}.",
}
"""The sentences that are about several things, when there is only one."""

FINDINGS_FIXED = {
    "search_stale": "The search index was from another version.",
    "search_broken": "The search index was damaged; the entries were not.",
    "search_apart": "The search index didn't match the entries.",
    "stale_marker": "{path} said that the journal was encrypted, but it isn't.",
    "open_to_others": "Other people who use this computer could open {path}.",
    "leftover": "{path} was left by a program that was killed. It wasn't a copy of anything.",
}
"""The sentences about what `trust doctor --fix` has just fixed."""


def sentence(finding: Finding) -> str:
    """Return the sentence of a finding."""
    details: dict[str, Any] = dict(finding.details)
    if finding.what == "settings":
        return phrases.sentence(messages.settings(details["bad"]))
    if finding.what == "clock_behind":
        return phrases.sentence(messages.clock_behind(details["behind"]))
    if finding.what == "bad_pack":
        return phrases.sentence(messages.skipped_pack(str(details["name"]), details["problem"]))
    safe = {name: safe_line(str(value)) for name, value in details.items()}
    if finding.what == "error":
        return phrases.sentence(str(details["sentence"]).format(**safe))
    number = int(details.get("count", 0))
    safe["unsaved"] = phrases.count(number, "draft")
    safe["entries"] = phrases.count(number, "entry", "entries")
    safe["texts"] = phrases.count(number, "text")
    safe["notes"] = phrases.count(number, "note") if number else "no notes"
    safe["files"] = phrases.count(number, "file")
    safe["records"] = phrases.count(number, "record")
    safe["copies"] = phrases.count(number, "copy", "copies")
    sentences = FINDINGS | FINDINGS_FOR_ONE if number == 1 else FINDINGS
    if finding.mended:
        sentences = FINDINGS_FIXED
    return sentences[finding.what].format(**safe)


def plain(finding: Finding) -> dict[str, object]:
    """Return a finding as plain values, for JSON."""
    return {
        "level": finding.level,
        "what": finding.what,
        "text": sentence(finding),
        "mendable": finding.mendable,
        "mended": finding.mended,
    }
