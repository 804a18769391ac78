"""Error sentences that more than one file uses. All others are where the error is raised."""

from __future__ import annotations

BACKUP_DAMAGED = "{path} can't be read completely, so it isn't a usable backup. Nothing was changed"
BAD_SETTING = "{name} can't be {value}; use {takes}"
CHANGED_MEANWHILE = (
    "{name} has just been changed in another window, so it was left alone; read it and "
    "run this again"
)
DISK_FULL = "the disk is full at {path}; make room and try again"
DRAFT_UNWRITABLE = "can't keep a draft in {path} ({why})"
EDITOR_REFUSED = "the editor ended with code {code}, so nothing was saved"
EDITOR_TOO_QUICK = (
    "{value} closed at once without a change; if it opens a window, set it to wait, as in "
    '`trust config set editor "code --wait"`'
)
EMPTY_PASSPHRASE = "a passphrase can't be empty or only spaces"
EXPORT_UNWRITABLE = "can't write to {path} ({why})"
HAS_UNSAVED_TEXT = (
    "{name} has unsaved text, so it was left alone; `trust` offers to save or discard that text"
)
FAULT = "something went wrong inside the program ({kind} in {place}); your words are safe"
FILE_EXISTS = "{path} already exists; choose another name, or add --force"
FOREIGN_SCHEMA = (
    "{path} contains things this program never puts into a journal ({names}); it was left "
    "untouched, and `trust doctor --salvage OUT` reads its entries into a new file"
)
FUTURE_DAY = "{value} is in the future; use today or an earlier day"
INTERRUPTED = "stopped"
JOURNAL_DAMAGED = (
    "{path} is damaged; `trust backup restore last` brings back the last copy, if there is one, "
    "and `trust doctor` says more"
)
JOURNAL_LOCKED = "another program has the journal locked; close that program and try again"
JOURNAL_REPLACED = "{path} has just been restored or encrypted by another program; run this again"
JOURNAL_UNREADABLE = "can't read {path} ({why})"
JOURNAL_UNWRITABLE = (
    "the journal at {path} can't be written; check the folder's permissions and free space"
)
JSON_TO_STDOUT = "use either --json or -; both write to standard output"
NAMED_LIKE_LOG = (
    "SQLite's own temporary files end like {path}, so SQLite might delete that file; choose "
    "another name"
)
NEEDS_QUOTES = (
    "{value} isn't a day; if your day has two words, put quotes around them, as in \"{value} "
    'october"'
)
NEWER_JOURNAL = "{path} was made by a newer version of `trust`; upgrade `trust` to open it"
NOTHING_CHANGED = "nothing changed"
NOT_KEPT = "not saved; `trust --help` lists the commands"
NOTHING_WRITTEN = "nothing was written, so nothing was saved"
NOT_A_FILE = "{path} isn't an ordinary file; choose another name"
NOT_A_FILTER = (
    "{value} isn't a period, a person or a tag; `trust search {value}` looks for the word"
)
NOT_A_JOURNAL = "{path} isn't a `trust` journal; it was left untouched"
NOT_REMOVED = "can't remove {path} ({why})"
NOT_TO_STDOUT = (
    "{value} isn't text, so it can't be written to standard output; give a file name instead of -"
)
NO_ENCRYPTION = (
    "encryption needs an extra package; to install it from a checkout, run "
    "`pipx install --force '.[encryption]'`"
)
NO_ORDINARY_FILE = "{path} isn't an ordinary file, so it wasn't opened"
NO_SOUND_COPY = "the journal is damaged, so no copy was made at {path}; `trust doctor` says more"
NO_SUCH_ENTRY = "there's no entry called {name}; `trust list` shows the ids"
NO_SUCH_FORMAT = "there's no format called {value}; choose from {known}"
NO_SUCH_PACK = "there's no pack called {name}; `trust packs list` lists all packs"
NO_SUCH_PAUSE = "there's no pause number {number}; `trust pause` lists your pauses"
NO_SUCH_PRACTICE = "{value} isn't a practice; choose from {known}"
NO_SUCH_PROMISE = "there's no promise called {name}; `trust promise list --all` lists all promises"
NO_SYNC_CIPHER = (
    "sync needs an extra package; to install it from a checkout, run "
    "`pipx install --force '.[sync]'`"
)
PACK_UNUSABLE = "the pack {name} can't be used: {problem}"
SAY_YES = "this needs your confirmation; add --yes to confirm"
SPAN_BACKWARDS = "{value} ends before it begins; write the earlier day first"
