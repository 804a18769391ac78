"""The context of one run: streams, environment, clock, settings, the journal.

No lower layer reads `sys.stdin`, `os.environ` or the clock itself, except for the libraries that
read typed text (prompt_toolkit) and name folders (platformdirs).
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TextIO

from . import config, packs, paths, storage, terminal, views
from .config import Settings
from .domain import ids
from .domain.calendar import EARLIEST, LATEST, Now, journal_day
from .domain.hashes import blake2b
from .domain.safety_pause import not_safe_counts_since
from .encryption_keys import PassphraseKeys
from .errors import NoJournal, Sealed, TrustError, UsageError
from .sentences import NAMED_LIKE_LOG
from .signals import PutOff

if TYPE_CHECKING:
    from .drafts import Draft, Drafts
    from .drafts.cipher import DraftCipher
    from .views.screen import Screen

BAD_TRUST_NOW = (
    "TRUST_NOW can't be {value}; use a time with its offset, such as 2026-11-22T22:10:00+01:00"
)
JOURNAL_GONE = (
    "there's no journal at {path}, but there are copies of one; `trust backup list` lists them"
)
NO_JOURNAL = "there's no journal yet at {path}; `trust journal` starts one"


def _import_models() -> None:
    """Import the module that stores records, with the garbage collector off.

    The collector would walk through the 300,000 objects while they are built, and once more
    afterwards (60 ms). Frozen, they are skipped. They live until the end of the run anyway.
    """
    gc.disable()
    try:
        from .storage import writer  # noqa: F401  # for later
    finally:
        gc.freeze()
        gc.enable()


def _short_hash(path: Path) -> str:
    return blake2b(bytes(path), size=4).hex()


def system_clock() -> datetime:
    """Return the current local time with its offset."""
    return datetime.now().astimezone()  # noqa: TID251  # the one place that reads the clock


def check_system_clock() -> None:
    """Raise `UsageError` for a time that Python's `time.time` can't return: it fails then.

    That is nanoseconds in 64 bits, from September 1677 to April 2262.
    """
    moment = system_clock()
    if not 1677 < moment.year < 2262:
        raise _impossible_clock(moment)


def _impossible_clock(moment: datetime) -> UsageError:
    return UsageError(
        "this computer's clock says {value}, which can't be right; set the clock and try again",
        value=moment.date(),
    )


class App:
    """One run of the program."""

    def __init__(
        self,
        *,
        stdin: TextIO,
        stdout: TextIO,
        stderr: TextIO,
        environ: Mapping[str, str],
    ) -> None:
        self.stdin = stdin
        self.stdout = stdout
        self.stderr = stderr
        self.environ = environ
        self.command = ""
        """The command as the person would type it, without `trust`."""
        self.asks_passphrase: Callable[[bool], str | None] | None = None
        """Asks for the passphrase in place of the terminal; told whether one was wrong before."""
        self._backup_to_open = ""
        """The name of the backup whose passphrase is asked for; empty for the journal's own."""
        self.begun = ""
        """`command`, set once its options were read; empty if they couldn't be read."""
        self.json = False
        self._plain = False
        self.must_not_wait = False
        """Set for a shell's prompt or its completion: the passphrase is never asked for."""
        self.says_nothing_wrong = False
        """Set for a shell's start-up: errors are not reported, and the exit code is 0."""
        self.exit_code = 0
        """The exit code of a command that has answered, although something is wrong."""
        self._opening = Lock()
        self._warned_of_lost_journal = False
        self.saw_encrypted = False
        """Whether this program has seen the journal encrypted."""
        self.unkept = bytearray()
        """Words that are only in memory, until a draft or the journal has them.

        However the run ends, the remaining words go back to their owner (`commands.rescue`).
        """
        self.names_command = True
        """Whether the line names a command. Without one, its words may be an entry or a slip."""
        self.on_the_line = False
        """Whether `unkept` came with `-m`, so that it is on the command line too."""
        self.draft: Draft | None = None
        """The draft that this run has begun."""
        self.not_utf8 = b""
        """The bytes read for a `-` if they are not all UTF-8, until they are stored."""
        self.took_stdin = False
        """Whether a text was read from standard input."""
        self.said_not_taken = False
        """Whether the person was told that the text on standard input was not used."""
        self.signals = PutOff()
        """Deferred once another journal has taken its place, until the person is told."""
        self.notes: list[str] = []
        """Notes to the person that go into the JSON answer."""

    def begin(
        self, command: str, *, json: bool = False, plain: bool = False, is_parsed: bool = True
    ) -> None:
        """Begin a command with the options that all commands share; `trust --plain list` too.

        A group begins before the rest of the line `is_parsed`, which names one of its commands.
        """
        self.command = command
        self.begun = command if is_parsed else ""
        self.json = self.json or json
        self._plain = self._plain or plain

    # --- streams ---------------------------------------------------------------------

    @cached_property
    def plain(self) -> bool:
        """Whether to draw no boxes and no bars and redraw nothing, by option or setting."""
        return self._plain or self.settings.plain

    @cached_property
    def out(self) -> Screen:
        """The screen for answers, on standard output."""
        return views.screen.Screen(self.stdout, self.environ, self.plain)

    @cached_property
    def err(self) -> Screen:
        """The screen for questions and notes, on standard error."""
        return views.screen.Screen(self.stderr, self.environ, self.plain)

    @cached_property
    def can_ask(self) -> bool:
        """Whether the person can be asked: at a terminal for both input and questions."""
        return self.stdin.isatty() and self.stderr.isatty() and not self.json

    @property
    def may_page(self) -> bool:
        """Whether a long answer may go through a pager.

        It may at a terminal of known size, unless the pager is off or plain text was asked for.
        """
        someone = self.out.is_terminal and self.out.size is not None
        return someone and not (self.plain or self.out.dumb or self.settings.pager == "off")

    def begin_in_shell(self, *, speaks: bool = False) -> None:
        """Run for a shell's start-up file or its prompt: ask nothing, wait for nothing.

        Unless it `speaks`, because the person asked for it, report no errors.
        """
        self.must_not_wait = True
        self.says_nothing_wrong = not (self.json or speaks)

    def note(self, text: str) -> None:
        """Tell the person something besides the answer: on standard error, or in the JSON."""
        if self.json:
            self.notes.append(text)
            return
        with suppress(OSError):  # standard error may be closed; the answer still counts
            self.err.line(text)

    # --- time ------------------------------------------------------------------------

    @cached_property
    def now(self) -> Now:
        """The time this run began, which everything it writes carries.

        `TRUST_NOW` fixes it, for tests and documentation. Raises `UsageError`.
        """
        fixed = self.environ.get("TRUST_NOW")
        try:
            moment = datetime.fromisoformat(fixed) if fixed else system_clock()
        except ValueError:
            if not fixed:
                raise UsageError(
                    "TZ can't be {value}; use a time zone such as Europe/Zurich",
                    value=self.environ.get("TZ"),
                ) from None
            raise UsageError(BAD_TRUST_NOW, value=fixed) from None
        if moment.tzinfo is None:
            raise UsageError(BAD_TRUST_NOW, value=fixed)
        if not EARLIEST.year < moment.year < LATEST.year:
            # Arithmetic with days would run off the calendar.
            if not fixed:
                raise _impossible_clock(moment)
            raise UsageError(
                "TRUST_NOW says {value}, which can't be right; correct it, or unset it to use "
                "this computer's clock",
                value=moment.date(),
            )
        check_system_clock()
        return Now(moment, journal_day(moment, self.settings.day_starts_at))

    def local(self, clock_time: datetime) -> datetime:
        """Return the moment when the clock here shows a time, which has no offset yet.

        With `TRUST_NOW`, its offset holds at all times.
        """
        if self.environ.get("TRUST_NOW"):
            return clock_time.replace(tzinfo=self.now.moment.tzinfo)
        return clock_time.astimezone()

    @cached_property
    def time_zone(self) -> str | None:
        """The IANA name of the local time zone, or None if it is unknown.

        `TZ` may also be the path of a zone's file, or a rule such as `CET-1CEST` without a name.
        """
        from . import time_zones  # 5 ms, for what only a stored entry has

        named = self.environ.get("TZ")
        if named is not None:
            return time_zones.name_of(named)
        if self.environ.get("TRUST_NOW"):
            return None
        return time_zones.name_of_system()

    # --- the person's things ---------------------------------------------------------

    @cached_property
    def paths(self) -> paths.Paths:
        """The folders of this journal."""
        return paths.resolve(self.environ)

    @cached_property
    def _loaded_settings(self) -> tuple[Settings, tuple[config.SettingsProblem, ...]]:
        return config.load(self.paths.settings)

    def read_settings_again(self) -> None:
        """Read the settings again at their next use, after they were changed."""
        self.__dict__.pop("_loaded_settings", None)

    @property
    def settings(self) -> Settings:
        """The person's settings."""
        return self._loaded_settings[0]

    @property
    def bad_settings(self) -> tuple[config.SettingsProblem, ...]:
        """The problems in the settings file, whose settings were ignored."""
        return self._loaded_settings[1]

    @property
    def knows_where_journal_is(self) -> bool:
        """Whether the settings that may name the journal's place could be read."""
        return not any(bad.hides_journal for bad in self.bad_settings)

    @cached_property
    def journal_path(self) -> Path:
        """The path of the database. Symbolic links are resolved once, in this property.

        Raises `UsageError` if the settings may name another place and can't be read.
        """
        for bad in self.bad_settings:
            if bad.hides_journal:
                raise bad.hides_journal
        named = self.settings.journal
        return paths.resolve_path(named or self.paths.journal, self.paths.data)

    @cached_property
    def reads(self) -> storage.query.Reads:
        """The journal, open for reading; empty if it doesn't exist yet."""
        if self.must_not_wait:
            with storage.connect.waiting_briefly():
                return storage.query.Reads.open(self.journal_path, self.keys, self.paths.backups)
        return storage.query.Reads.open(self.journal_path, self.keys, self.paths.backups)

    @cached_property
    def reader(self) -> storage.entry_reader.Reader:
        """The reader of the journal's entries and days."""
        return storage.entry_reader.Reader.beside(self.reads)

    @cached_property
    def questions(self) -> storage.questions.QuestionReader:
        """The reader of what the journal recorded about questions."""
        return storage.questions.QuestionReader.beside(self.reads)

    @cached_property
    def days(self) -> storage.days.DaysReader:
        """The reader of the journal's days only, for commands that show no entries."""
        return storage.days.DaysReader.beside(self.reads)

    @cached_property
    def writer(self) -> storage.writer.Writer:
        """The journal, open for writing.

        The import takes a third of a second, so services start it while the person is writing.
        """
        with self._opening:  # a thread may ask for it while the person writes
            if "writer" not in self.__dict__:
                if f"{__package__}.storage.writer" not in sys.modules:
                    _import_models()

                self.expect_to_write()
                self.__dict__["writer"] = storage.writer.Writer(
                    self.journal_path,
                    lambda: os.urandom(32),
                    self.keys,
                    self.paths.backups,
                    not_safe_since=not_safe_counts_since(self.now.today),
                    place=self._place,
                    now=self.now.moment,
                )
        writer: storage.writer.Writer = self.__dict__["writer"]
        return writer

    def expect_to_write(self) -> None:
        """Refuse or warn before the person writes words that could not be stored properly.

        Raises `Damaged` if the journal is or was encrypted and can't be opened, `UsageError` if it
        is in the folder of the backups or the drafts.
        """
        self.check_place(self.journal_path)
        self._salt_unless_readable()
        self.warn_of_lost_journal()

    def prepare_writer(self) -> None:
        """Import the writer while the person writes. Errors are reported when they save."""
        with suppress(TrustError):
            self.writer  # noqa: B018  # imported and kept

    def check_place(self, journal: Path) -> None:
        """Raise `UsageError` for a place where a journal would not be safe.

        The backups and drafts are cleared, and SQLite would take a file with the name of a log for
        a part of another file.
        """
        if storage.header.is_named_like_log(journal) and not storage.connect.exists(journal):
            raise UsageError(NAMED_LIKE_LOG, path=journal)
        for folder in (self.paths.backups, self.paths.drafts):
            if paths.resolve_path(folder) in journal.parents:
                raise UsageError(
                    "{path} is in {folder}, which the program clears automatically; copy the "
                    "file elsewhere, or make it your journal with `trust backup restore FILE`",
                    path=journal,
                    folder=folder,
                )

    @property
    def has_journal(self) -> bool:
        """Whether the journal file exists."""
        return storage.connect.exists(self.journal_path)

    def need_journal(self) -> None:
        """Raise `NoJournal` if the journal doesn't exist."""
        if not self.has_journal:
            gone = self.has_only_copies
            self._warned_of_lost_journal = True  # the error says it
            raise NoJournal(JOURNAL_GONE if gone else NO_JOURNAL, path=self.journal_path)

    @property
    def has_only_copies(self) -> bool:
        """Whether the journal is missing although there are backups of it."""
        return not self.has_journal and any(self.paths.backups.glob("*.db"))

    def warn_of_lost_journal(self, *, after_reading: bool = False) -> None:
        """Say once, on standard error, that the journal is missing although there was one.

        With `after_reading`, say it only if this run has read the journal.
        """
        if self.json or self.says_nothing_wrong or self._warned_of_lost_journal:
            return
        if after_reading and "reads" not in self.__dict__:
            return
        if self.has_journal:
            return

        has_copies = self.has_only_copies
        if has_copies or storage.encryption_marker.traces(self._place):
            self._warned_of_lost_journal = True
            self.err.line(
                f"trust: {views.missing_journal.lost(self.journal_path, has_copies=has_copies)}"
            )

    def say_new_journal(self) -> None:
        """Say that a new journal was begun, if the person was told that theirs is missing."""
        if self._warned_of_lost_journal and self.wrote:
            self.err.line(f"trust: {views.missing_journal.NEW_BEGUN}")

    @property
    def told_of_lost_journal(self) -> bool:
        """Whether the person was told that the journal is missing, and it still is."""
        return self._warned_of_lost_journal and not self.has_journal

    @property
    def was_encrypted(self) -> bool:
        """Whether the journal is encrypted, or was before it was damaged or lost."""
        return storage.encryption_marker.was_encrypted(self._place)

    def _salt_unless_readable(self) -> bytes | None:
        """Return the salt of an encrypted journal, or None if words may be written readable.

        This is the one place that decides it. Raises `Damaged` if that can't be determined.
        """
        return storage.encryption_marker.salt_unless_readable(self._place)

    @property
    def _place(self) -> storage.encryption_marker.Place:
        named = Path(self.settings.journal or self.paths.journal).expanduser()
        names = (self.paths.journal, self.paths.data / named)
        return storage.encryption_marker.Place(
            self.journal_path, self.paths.backups, self.paths.drafts, names, self.saw_encrypted
        )

    @cached_property
    def keys(self) -> PassphraseKeys:
        """The keys of an encrypted journal, read or asked for only when one is needed."""
        return PassphraseKeys(
            self.environ,
            self.settings.passphrase_command,
            remember=self.settings.remember_key,
            ask=self._ask_passphrase,
            silent=self.says_nothing_wrong,
        )

    def _ask_passphrase(self, is_retry: bool) -> str | None:
        """Ask for the passphrase at the terminal without echo, or return None without one."""
        if self.asks_passphrase is not None:
            return self.asks_passphrase(is_retry)
        if not self.stdin.isatty() or self.must_not_wait:
            return None
        question = views.encryption.passphrase_question(self._backup_to_open, is_retry=is_retry)
        return terminal.terminal_mode.hidden_line(question)

    @contextmanager
    def opening_backup(self, path: Path) -> Iterator[None]:
        """Name this backup if its passphrase is asked for in the block."""
        self._backup_to_open = path.name
        try:
            yield
        finally:
            self._backup_to_open = ""

    @property
    def wrote(self) -> bool:
        """Whether this run has stored anything."""
        return "writer" in self.__dict__ and self.writer.wrote

    @cached_property
    def library(self) -> packs.library.Library:
        """The library of question packs."""
        return packs.library.Library(self.paths.packs)

    @property
    def drafts(self) -> Drafts:
        """The texts not saved yet, encrypted if the journal is encrypted at this moment."""
        drafts: Drafts | None = self.__dict__.get("drafts_known")
        if drafts is not None and drafts.fits():
            return drafts
        from .drafts import Drafts, owner  # 3 ms, which `trust show` doesn't need

        journal = self._journal_identity()
        draft_cipher = self.draft_cipher
        self.warn_of_lost_journal()
        earlier = None if draft_cipher else self._earlier_cipher()
        drafts = Drafts(
            self.paths.drafts,
            draft_cipher,
            self._open_folder(),
            earlier,
            fits=lambda: self._journal_identity() == journal,
            journal=owner.Journal.at(self.journal_path, self.paths.drafts, *journal),
            shared=self._has_another_journal,
            earlier_open_folder=self._earlier_open_folder(),
        )
        self.__dict__["drafts_known"] = drafts
        if drafts.has_bytes_of_others():
            with suppress(TrustError):
                self._adopt_bytes(drafts)
        return drafts

    def _adopt_bytes(self, drafts: Drafts) -> None:
        """Take over bytes from when the journal was at another path, if it's gone from there."""
        opened = storage.opening.for_reading(self.journal_path, self.keys, self.paths.backups)
        with closing(opened) as connection, storage.connect.translated(self.journal_path):
            earlier = storage.ownership.identity_of(connection).path
        if earlier and not os.path.lexists(earlier):
            drafts.adopt_bytes(Path(earlier))

    @property
    def drafts_in_use(self) -> Drafts:
        """`drafts` for a draft of this run, which stays as it is even if the journal changes."""
        drafts: Drafts | None = self.__dict__.get("drafts_known")
        return drafts or self.drafts

    @property
    def _has_another_journal(self) -> bool:
        """Whether a setting names another journal while one exists at the default place."""
        usual = paths.resolve_path(self.paths.journal)
        return self.journal_path != usual and usual.exists()

    def _journal_identity(self) -> tuple[tuple[int, int] | None, bytes | None]:
        """Return the identity of the journal file and its salt, as they are now."""
        path = self.journal_path
        return storage.connect.identity(path), storage.connect.salt_of(path)

    @property
    def draft_cipher(self) -> DraftCipher | None:
        """The encryption of drafts; None if the journal is not encrypted: they may be readable.

        Raises `Damaged` or `Sealed` if the journal is or was encrypted and can't be opened.
        """
        salt = self._salt_unless_readable()
        if salt is None:
            return None
        from .drafts import cipher

        # A killed `encrypt --off` may have left a copy that anyone can read.
        storage.backup_file.clear_unfinished(self.journal_path)
        earlier = self.earlier_draft_keys()
        key = self.keys.opened(salt)
        if key is None:
            return self.draft_cipher  # another file replaced the journal before it was opened
        storage.encryption_marker.remember(self.journal_path)
        return cipher.DraftCipher([cipher.draft_key(key), *earlier])

    def _earlier_cipher(self) -> DraftCipher | None:
        """Return the encryption of drafts from when the journal was encrypted, or None."""
        from .drafts import SEALED, cipher

        if not any(self.paths.drafts.glob(f"*{SEALED}*")):
            return None
        keys = self.earlier_draft_keys()
        with suppress(Sealed):  # without the optional dependency they stay encrypted
            return cipher.DraftCipher(keys) if keys else None
        return None

    def earlier_draft_keys(self) -> list[bytes]:
        """Return the keys of drafts from before the journal's encryption changed.

        A kill may have prevented the drafts from being converted.
        """
        opened = storage.opening.for_reading(self.journal_path, self.keys, self.paths.backups)
        with closing(opened) as connection, storage.connect.translated(self.journal_path):
            return storage.journal_file.draft_keys(connection)

    @property
    def may_have_drafts(self) -> bool:
        """Whether any file is in the folders of unsaved texts; stops at the first one."""
        with suppress(FileNotFoundError, NotADirectoryError):
            if any(self.paths.drafts.iterdir()):
                return True
        runtime = self.environ.get("XDG_RUNTIME_DIR")
        if not runtime or not any(Path(runtime).glob("trustjournal-*")):
            return False
        folders = (self._open_folder(), self._earlier_open_folder())
        return any(folder and folder.is_dir() and any(folder.iterdir()) for folder in folders)

    def _open_folder(self) -> Path | None:
        """Return the folder, not on a disk, where an editor may open an encrypted draft.

        Each journal has its own: the text in it may belong to one that is encrypted.
        """
        earlier = self._earlier_open_folder()
        if earlier is None:
            return None
        which = _short_hash(self.journal_path)
        return earlier.with_name(f"{earlier.name}-{which}")

    def _earlier_open_folder(self) -> Path | None:
        """Return the folder that all journals shared in earlier versions for the editor."""
        runtime = self.environ.get("XDG_RUNTIME_DIR")
        return Path(runtime) / f"trustjournal-{_short_hash(self.paths.drafts)}" if runtime else None

    def new_id(self) -> str:
        """Return a new random id."""
        return ids.encode(os.urandom(13))

    def chance(self, below: int) -> int:
        """Return a random whole number from 0 up to, but not including, `below`."""
        return int.from_bytes(os.urandom(8), "big") % below

    def forget_journal(self) -> None:
        """Drop everything read from the journal, after another file has replaced it."""
        self.read_anew()
        self.__dict__.pop("writer", None)
        self.__dict__.pop("drafts_known", None)

    def read_anew(self) -> None:
        """Reopen the journal on the next read, as it may not have existed before a write."""
        self.close()
        for name in ("reads", "reader", "questions", "days"):
            self.__dict__.pop(name, None)

    def at_this_moment(self, notes: TextIO) -> App:
        """Return the context of one act of a program that stays open, such as writing an entry.

        Its clock and settings are those of this moment. It shares what must not be asked again or
        lost: the keys of an encrypted journal, and the words that no draft has yet. What it would
        print goes to `notes`.
        """
        act = App(stdin=self.stdin, stdout=notes, stderr=notes, environ=self.environ)
        act.begin(self.command, plain=self._plain)
        act.asks_passphrase = self.asks_passphrase
        if storage.connect.salt_of(self.journal_path) is not None:
            self.saw_encrypted = True
        act.saw_encrypted = self.saw_encrypted
        act.unkept = self.unkept
        if "keys" in self.__dict__:
            act.__dict__["keys"] = self.keys
        return act

    def adopt(self, act: App) -> None:
        """Take over the draft of an act, and that it has stored something."""
        self.draft = act.draft or self.draft
        if act.wrote:
            self.__dict__["writer"] = act.writer

    def lock(self) -> None:
        """Close the journal and forget its keys; the next read asks for the passphrase."""
        self.forget_journal()
        self.__dict__.pop("keys", None)

    def close(self) -> None:
        """Close the journal if it was opened for reading."""
        if "reads" in self.__dict__:
            self.reads.close()
