"""Conversion of dates and moments as stored: ISO text, moments in UTC to the microsecond."""

from __future__ import annotations

from datetime import date, datetime

from ..domain.calendar import moment_text as moment_text
from ..errors import Damaged

JOURNAL_BAD_DATE = (
    "the journal contains a date that can't be read; `trust backup restore last` brings back the "
    "last copy, if there is one, and keeps this journal among the backups"
)

ASKED_FOR_CONTEXT_KEY = "asked_for_context"
"""Key in the table `meta`: the person was asked about their situation."""

OFFERED_REMINDER_KEY = "offered_reminder"
"""Key in the table `meta`: the person was told once that there is a reminder."""

LAST_PAUSE_KEY = "last_pause"
"""Key in the table `meta`: the highest number of a pause that was undone. It is never reused."""

RENAMED_KEY = "renamed"
"""Key in the table `meta`: renamed people and tags, for entries begun before they were renamed."""


PURGED_KEY = "purged"
"""Key in the table `meta`: marks of the entries that were permanently deleted, as JSON. An entry
that is missing without one was lost. A copy without this key is from before there were marks."""

PURGED = f"SELECT value FROM meta WHERE key = '{PURGED_KEY}'"

KNOWN_COPIES_KEY = "known_copies"
"""Key in the table `meta`: the names of the automatic copies made so far, as JSON. A copy of this
journal that it doesn't know was made in a time it has lost: an older file took its place."""

RESTORED_KEY = "restored_at"
"""Key in the table `meta`: when a copy was last made the journal again, or words from elsewhere
went into a new one: from our own JSON, or by joining a sync."""

INBOX_RESTORED_KEY = "inbox_restored_at"
"""Key in the table `meta`: the `RESTORED_KEY` after which the notes in `.taken` were read again."""

INBOX_DELETED_KEY = "inbox_deleted"
"""Key in the table `meta`: the names of notes whose entries were permanently deleted, as hashes
with the moment, as JSON. They go from `.taken` as soon as the inbox is within reach."""

EARLIER_JOURNALS_KEY = "earlier_journals"
"""Key in the table `meta`: the salts the journal had before it joined a sync. Its copies and pages
from then have them."""


SYNC_MACHINE_KEY = "sync_machine"
"""Key in the table `meta`: the name of this machine. It's there if the journal is or was synced."""

SYNC_NAMES_KEY = "sync_names"
"""Key in the table `meta`: the names this machine had before, as JSON."""

SYNC_CLOCK_KEY = "sync_clock"
"""Key in the table `meta`: the newest stamp that was ever seen in a state."""

SYNC_ERASE_KEY = "sync_erase"
"""Key in the table `meta`: permanently deleted records whose words may be in our files, as JSON."""

SYNC_JOINING_KEY = "sync_joining"
"""Key in the table `meta`: this machine has joined others, and not told them everything yet."""

SYNC_KEY_KEY = "sync_key"
"""Key in the table `meta`: the keys of the sync folder and the id of the journal, as hex."""

SYNC_KEY_FILE_KEY = "sync_key_file"
"""Key in the table `meta`: the content of the sync folder's key file, which is encrypted."""

SYNC_JOURNAL_KEY = "sync_journal"
"""Key in the table `meta`: the id of the journal in the sync folder, as hex. It stays after the
sync has ended, so that this machine can go on where it was."""

SYNC_PLACE_KEY = "sync_place"
"""Key in the table `meta`: what identifies the sync folder itself, as JSON."""

SYNC_NEXT_KEY = "sync_next_key"
"""Key in the table `meta`: the key that the sync folder is about to get, as JSON; else empty."""

SYNC_RESEAL_KEY = "sync_reseal"
"""Key in the table `meta`: files of ours that may be encrypted with an earlier key, as JSON."""

SYNC_KEY_FILES_KEY = "sync_key_files"
"""Key in the table `meta`: key files that need no passphrase, as JSON: by name `outdated`, or
`other` for those of another journal."""

SYNC_FORGOTTEN_KEY = "sync_forgotten"
"""Key in the table `meta`: machines that were forgotten here, whose files become ours, as JSON."""

SYNC_OFFSETS_KEY = "sync_offsets"
"""Key in the table `meta`: by machine how many seconds its clock is ahead of ours, as JSON."""


def moment_of(text: str) -> datetime:
    """Parse a stored moment, which is in UTC. Raises `Damaged` for an invalid one."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Damaged(JOURNAL_BAD_DATE) from None


def day_of(text: str) -> date:
    """Parse a stored day. Raises `Damaged` for an invalid one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Damaged(JOURNAL_BAD_DATE) from None
