"""Error sentences that more than one file uses. All others are where the error is raised."""

from __future__ import annotations

BACKUP_DAMAGED = "{path} cannot be read to its end, so it is no backup; nothing changed"
BAD_SETTING = "{name} takes {takes}, not {value}"
CHANGED_MEANWHILE = (
    "{name} was changed in another window just now, so it stayed; read it and run this again"
)
DISK_FULL = "the disk is full at {path}; make room and try again"
DRAFT_UNWRITABLE = "cannot keep a draft in {path} ({why})"
EDITOR_REFUSED = "the editor ended with code {code}, so nothing was saved"
EDITOR_TOO_QUICK = (
    "{value} came back at once without a change; if it opens a window, set it to wait (for "
    "example `code --wait`)"
)
EXPORT_UNWRITABLE = "cannot write to {path} ({why})"
FAULT = "something went wrong inside the program ({kind} in {place}); your words are safe"
FILE_EXISTS = "{path} is already there; choose another name, or add --force"
FOREIGN_SCHEMA = (
    "{path} has parts that no journal of this program has ({names}); it was left "
    "untouched, and `trust doctor --salvage OUT` reads its entries into a new file"
)
FUTURE_DAY = "{value} has not begun yet; entries are about today or earlier"
INTERRUPTED = "stopped"
JOURNAL_DAMAGED = (
    "{path} is damaged; `trust backup restore last` brings back the last copy, and "
    "`trust doctor` says more"
)
JOURNAL_LOCKED = "another program keeps the journal locked; close it and try again"
JOURNAL_REPLACED = "{path} was restored or sealed by another program just now; run this again"
JOURNAL_UNREADABLE = "cannot read {path} ({why})"
JOURNAL_UNWRITABLE = (
    "the journal at {path} cannot be written; check the folder's permissions and free space"
)
JSON_TO_STDOUT = "--json and - do not go together; both want standard output"
NAMED_LIKE_LOG = (
    "{path} ends like a file that SQLite keeps beside another, and could be removed as one; name "
    "another place"
)
NEWER_JOURNAL = "{path} was made by a newer version of trust; upgrade this one to open it"
NOTHING_CHANGED = "nothing changed"
NOTHING_WRITTEN = "nothing was written, so nothing was saved"
NOT_A_FILE = "{path} is no ordinary file; choose another name"
NOT_A_JOURNAL = "{path} is not a journal of this program; it was left untouched"
NOT_REMOVED = "cannot remove {path} ({why})"
NOT_TO_STDOUT = "{value} makes a file that is no text; name one in the place of -"
NO_ENCRYPTION = "sealing takes an extra; from a checkout: pipx install --force '.[encryption]'"
NO_ORDINARY_FILE = "{path} is no ordinary file, so it is not opened"
NO_SOUND_COPY = "the journal is damaged, so there is no copy {path}; `trust doctor` says more"
NO_SUCH_ENTRY = "there is no entry {name}; `trust list` shows their names"
NO_SUCH_FORMAT = "there is no format {value}; there are {known}"
NO_SUCH_PACK = "there is no pack {name}; `trust packs list` shows them"
NO_SUCH_PAUSE = "there is no pause {number}; `trust pause` lists them"
NO_SUCH_PRACTICE = "{value} is not a practice; there are {known}"
NO_SUCH_PROMISE = "there is no promise {name}; `trust promise list --all` shows them"
PACK_UNUSABLE = "the pack {name} cannot be used: {problem}"
SAY_YES = "this needs a yes; --yes says it where nobody can be asked"
SPAN_BACKWARDS = "{value} ends before it begins; write the earlier day first"
