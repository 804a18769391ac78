"""What one run of the program needs: streams, environment, clock, settings, the journal.

Nothing below this reads `sys.stdin`, `os.environ` or the clock by itself, but for the libraries
that type text (prompt_toolkit) and name folders (platformdirs).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import closing, suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TextIO

from . import config, packs, paths, storage, views
from .config import Settings
from .domain import ids
from .domain.calendar import EARLIEST, LATEST, Now, journal_day
from .errors import NoJournal, Sealed, TrustError, UsageError
from .signals import PutOff
from .views.screen import Screen

if TYPE_CHECKING:
    from .draft_cipher import Vault
    from .drafts import Draft, Drafts
    from .keys import PassphraseKeys

BAD_TRUST_NOW = (
    "TRUST_NOW takes a time with its offset, such as 2026-11-22T22:10:00+01:00, not {value}"
)
JOURNAL_GONE = (
    "there is no journal at {path}, but there are copies of one; `trust restore` lists them"
)
NO_JOURNAL = "there is no journal yet at {path}; `trust journal` begins one"


def _import_models() -> None:
    """Import what stores records, with the collector off.

    It would walk through the 300,000 objects that are being built, and once more when they are
    there (60 ms); frozen, they are left alone. They stay until the end anyway.
    """
    import gc

    gc.disable()
    try:
        from .storage import writer  # noqa: F401  # for later
    finally:
        gc.freeze()
        gc.enable()


def _short_hash(path: Path) -> str:
    from hashlib import blake2b

    return blake2b(bytes(path), digest_size=4).hexdigest()


def system_clock() -> datetime:
    """The moment, in local time with its offset."""
    return datetime.now().astimezone()  # noqa: TID251  # the one place that asks


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
        self.begun = ""
        """The same, once it has read its options; empty where they could not be read."""
        self.json = False
        self._plain = False
        self.must_not_wait = False
        """For a shell's prompt or its completion: nobody is asked for a passphrase."""
        self.says_nothing_wrong = False
        """For a shell's start-up: what goes wrong is passed over without a word, with code 0."""
        self.exit_code = 0
        """What the process returns where a command has answered, and yet something is wrong."""
        self._opening = Lock()
        self._warned_of_lost_journal = False
        self.unkept = bytearray()
        """Words that are in memory only, until a draft or the journal has them.

        However the run ends, those that are left go back to their owner (`cli.keeping`).
        """
        self.on_the_line = False
        """Whether `unkept` came with `-m`, so that it is on the command line too."""
        self.draft: Draft | None = None
        """The draft that this run has begun."""
        self.not_utf8 = b""
        """What standard input gave for a `-` that is not all UTF-8 and not kept yet."""
        self.took_stdin = False
        """Whether a text was read from standard input."""
        self.said_not_taken = False
        """Whether it was said that nobody has taken the text on standard input."""
        self.signals = PutOff()
        """Put off once the journal is another one, until that is said."""
        self.notes: list[str] = []
        """What is said beside an answer, where that is JSON."""

    def begin(self, command: str, *, json: bool = False, plain: bool = False) -> None:
        """Called by each command with the options all of them share; `trust --plain list` too."""
        self.command = self.begun = command
        self.json = self.json or json
        self._plain = self._plain or plain

    # --- streams ---------------------------------------------------------------------

    @cached_property
    def plain(self) -> bool:
        """No boxes, no bars, no redrawing: asked for, or set."""
        return self._plain or self.settings.plain

    @cached_property
    def out(self) -> Screen:
        """Where answers go."""
        return Screen(self.stdout, self.environ, self.plain)

    @cached_property
    def err(self) -> Screen:
        """Where the conversation goes."""
        return Screen(self.stderr, self.environ, self.plain)

    @cached_property
    def can_ask(self) -> bool:
        """Whether there is someone to ask: a terminal to read from and one to ask on."""
        return self.stdin.isatty() and self.stderr.isatty() and not self.json

    @property
    def may_page(self) -> bool:
        """Whether a long answer may go through a pager: someone sits at a terminal of known size.

        And has not turned it off, or asked for text that nothing redraws.
        """
        someone = self.out.is_terminal and self.out.size is not None
        return someone and not (self.plain or self.out.dumb or self.settings.pager == "off")

    def begin_in_shell(self, *, speaks: bool = False) -> None:
        """Run for a shell's start-up file or its prompt: ask nothing, wait for nothing.

        Unless it `speaks` for the person who asked, say nothing of what goes wrong.
        """
        self.must_not_wait = True
        self.says_nothing_wrong = not (self.json or speaks)

    def note(self, text: str) -> None:
        """Say something beside the answer: on standard error, or in the JSON envelope."""
        if self.json:
            self.notes.append(text)
            return
        with suppress(OSError):  # nobody listens; the answer counts
            self.err.line(text)

    # --- time ------------------------------------------------------------------------

    @cached_property
    def now(self) -> Now:
        """The moment this run began; everything it writes belongs to it.

        `TRUST_NOW` fixes it, for tests and documentation.
        """
        fixed = self.environ.get("TRUST_NOW")
        try:
            moment = datetime.fromisoformat(fixed) if fixed else system_clock()
        except ValueError:
            if not fixed:
                raise UsageError(
                    "TZ takes a time zone such as Europe/Zurich, not {value}",
                    value=self.environ.get("TZ"),
                ) from None
            raise UsageError(BAD_TRUST_NOW, value=fixed) from None
        if moment.tzinfo is None:
            raise UsageError(BAD_TRUST_NOW, value=fixed)
        if not EARLIEST.year < moment.year < LATEST.year:
            # Arithmetic with days would run off the calendar.
            raise UsageError(
                "this computer's clock says {value}, which cannot be right; set it, or "
                "TRUST_NOW if that is set",
                value=moment.date(),
            )
        return Now(moment, journal_day(moment, self.settings.day_starts_at))

    @cached_property
    def time_zone(self) -> str | None:
        """The IANA name of the local zone; None where nobody knows it.

        `TZ` may also be the path of a zone's file, or a rule such as `CET-1CEST`, which is no name.
        """
        from . import time_zones

        named = self.environ.get("TZ")
        if named is not None:
            return time_zones.name_of(named)
        if self.environ.get("TRUST_NOW"):
            return None
        import tzlocal

        try:
            return tzlocal.get_localzone_name()
        except (LookupError, OSError):
            return None

    # --- the person's things ---------------------------------------------------------

    @cached_property
    def paths(self) -> paths.Paths:
        """The folders of this journal."""
        return paths.resolve(self.environ)

    @cached_property
    def _loaded_settings(self) -> tuple[Settings, tuple[config.SettingsProblem, ...]]:
        return config.load(self.paths.settings)

    @property
    def settings(self) -> Settings:
        """What the person has set."""
        return self._loaded_settings[0]

    @property
    def bad_settings(self) -> tuple[config.SettingsProblem, ...]:
        """What was passed over in the settings file."""
        return self._loaded_settings[1]

    @property
    def knows_where_journal_is(self) -> bool:
        """Whether the settings could be read as far as they may name a place for the journal."""
        return not any(bad.hides_journal for bad in self.bad_settings)

    @cached_property
    def journal_path(self) -> Path:
        """The database; symbolic links are followed once, here.

        Raises `UsageError` where the settings may name another place and can't be read.
        """
        for bad in self.bad_settings:
            if bad.hides_journal:
                raise bad.hides_journal
        named = self.settings.journal
        return paths.resolve_path(named or self.paths.journal, self.paths.data)

    @cached_property
    def reads(self) -> storage.query.Reads:
        """The journal, open for reading; empty where there is none yet."""
        if self.must_not_wait:
            with storage.connect.waiting_briefly():
                return storage.query.Reads.open(self.journal_path, self.keys, self.paths.backups)
        return storage.query.Reads.open(self.journal_path, self.keys, self.paths.backups)

    @cached_property
    def reader(self) -> storage.entry_reader.Reader:
        """The entries and the days of the journal."""
        return storage.entry_reader.Reader.beside(self.reads)

    @cached_property
    def questions(self) -> storage.questions.QuestionReader:
        """What the journal recorded of questions."""
        return storage.questions.QuestionReader.beside(self.reads)

    @cached_property
    def days(self) -> storage.days.DaysReader:
        """The days of the journal alone, for what shows no entries."""
        return storage.days.DaysReader.beside(self.reads)

    @cached_property
    def writer(self) -> storage.writer.Writer:
        """The journal, open for writing.

        The import takes a third of a second, so flows ask for this while the person is writing.
        """
        import sys

        with self._opening:  # a thread may ask for it while the person writes
            if "writer" not in self.__dict__:
                if f"{__package__}.storage.writer" not in sys.modules:
                    _import_models()
                from .domain.question_choice import not_safe_counts_since

                self.expect_to_write()
                self.__dict__["writer"] = storage.writer.Writer(
                    self.journal_path,
                    lambda: os.urandom(32),
                    self.keys,
                    self.paths.backups,
                    not_safe_since=not_safe_counts_since(self.now.today),
                    place=self._place,
                )
        writer: storage.writer.Writer = self.__dict__["writer"]
        return writer

    def expect_to_write(self) -> None:
        """Refuse, or warn, before anyone is asked for what could not be kept as it should be.

        Raises `Damaged` where the journal is or was encrypted and can't be opened, `UsageError`
        where it lies among the copies or the drafts.
        """
        self.check_place(self.journal_path)
        self._salt_unless_readable()
        self.warn_of_lost_journal()

    def prepare_writer(self) -> None:
        """Get ready to store while the person writes; what is wrong is said when they save."""
        with suppress(TrustError):
            self.writer  # noqa: B018  # imported and kept

    def check_place(self, journal: Path) -> None:
        """Raise `UsageError` for a place among the copies, which go in time, or the drafts."""
        for folder in (self.paths.backups, self.paths.drafts):
            if paths.resolve_path(folder) in journal.parents:
                raise UsageError(
                    "{path} is in {folder}, which the program clears by itself; copy the "
                    "file elsewhere, or make it your journal with `trust restore FILE`",
                    path=journal,
                    folder=folder,
                )

    @property
    def has_journal(self) -> bool:
        """Whether a journal file is there."""
        return storage.connect.exists(self.journal_path)

    def need_journal(self) -> None:
        """Raise `NoJournal` where the command makes no sense without one."""
        if not self.has_journal:
            gone = self.has_only_copies
            raise NoJournal(JOURNAL_GONE if gone else NO_JOURNAL, path=self.journal_path)

    @property
    def has_only_copies(self) -> bool:
        """Whether there is no journal, and there was one: its copies are there."""
        return not self.has_journal and any(self.paths.backups.glob("*.db"))

    def warn_of_lost_journal(self, *, after_reading: bool = False) -> None:
        """Say once, on standard error, that the journal is gone where there was one.

        With `after_reading` only where this run has read the journal.
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

    @property
    def was_encrypted(self) -> bool:
        """Whether the journal is encrypted, or was before it was damaged or lost."""
        return storage.encryption_marker.was_encrypted(self._place)

    def _salt_unless_readable(self) -> bytes | None:
        """The salt of an encrypted journal; None where words may be written readable.

        The one place that decides it. Raises `Damaged` where nobody can tell.
        """
        return storage.encryption_marker.salt_unless_readable(self._place)

    @property
    def _place(self) -> storage.encryption_marker.Place:
        named = Path(self.settings.journal or self.paths.journal).expanduser()
        names = (self.paths.journal, self.paths.data / named)
        return storage.encryption_marker.Place(
            self.journal_path, self.paths.backups, self.paths.drafts, names
        )

    @cached_property
    def keys(self) -> PassphraseKeys:
        """The keys of a sealed journal; nothing is read or asked before one is needed."""
        from .keys import PassphraseKeys

        return PassphraseKeys(
            self.environ,
            self.settings.passphrase_command,
            remember=self.settings.remember_key,
            ask=self._ask_passphrase,
            silent=self.says_nothing_wrong,
        )

    def _ask_passphrase(self, is_retry: bool) -> str | None:
        """Ask at the terminal, without showing what is typed; None where there is none."""
        from .terminal.text_input import hidden_line

        asks = self.stdin.isatty() and not self.must_not_wait
        return (
            hidden_line(
                views.encryption.WRONG_PASSPHRASE if is_retry else views.encryption.PASSPHRASE
            )
            if asks
            else None
        )

    @property
    def wrote(self) -> bool:
        """Whether this run has stored anything."""
        return "writer" in self.__dict__ and self.writer.wrote

    @cached_property
    def library(self) -> packs.library.Library:
        """The packs."""
        return packs.library.Library(self.paths.packs)

    @property
    def drafts(self) -> Drafts:
        """Text that is not saved yet; sealed where the journal is, as it is by now."""
        drafts: Drafts | None = self.__dict__.get("drafts_known")
        if drafts is not None and drafts.fits():
            return drafts
        from .draft_owner import Journal
        from .drafts import Drafts

        journal = self._which_journal()
        vault = self.vault
        self.warn_of_lost_journal()
        earlier = None if vault else self._vault_from_before()
        drafts = Drafts(
            self.paths.drafts,
            vault,
            self._open_folder(),
            earlier,
            fits=lambda: self._which_journal() == journal,
            journal=Journal.at(self.journal_path, self.paths.drafts, journal[0]),
            shared=self._has_another_journal,
            earlier_open_folder=self._earlier_open_folder(),
        )
        self.__dict__["drafts_known"] = drafts
        return drafts

    @property
    def drafts_in_use(self) -> Drafts:
        """The same for a draft this run has begun, which stays as it is until it is let go."""
        drafts: Drafts | None = self.__dict__.get("drafts_known")
        return drafts or self.drafts

    @property
    def _has_another_journal(self) -> bool:
        """Whether a setting leads to another journal than the one at the usual place."""
        usual = paths.resolve_path(self.paths.journal)
        return self.journal_path != usual and usual.exists()

    def _which_journal(self) -> tuple[tuple[int, int] | None, bytes | None]:
        """Which file the journal is now, and what it is encrypted with."""
        path = self.journal_path
        return storage.connect.identity(path), storage.connect.salt_of(path)

    @property
    def vault(self) -> Vault | None:
        """What seals drafts; None where the journal is not sealed, so they may be readable.

        Raises `Damaged` or `Sealed` where it is or was encrypted and can't be opened.
        """
        salt = self._salt_unless_readable()
        if salt is None:
            return None
        from .draft_cipher import Vault, draft_key

        # A killed `encrypt --off` may have left a copy that anyone can read.
        storage.backup_file.clear_unfinished(self.journal_path)
        earlier = self._earlier_draft_keys()
        key = self.keys.opened(salt)
        if key is None:
            return self.vault  # another file took its place before it was opened
        storage.encryption_marker.remember(self.journal_path)
        return Vault([draft_key(key), *earlier])

    def _vault_from_before(self) -> Vault | None:
        """What opens drafts from when the journal was sealed, where any are left."""
        from .drafts import SEALED

        if not any(self.paths.drafts.glob(f"*{SEALED}*")):
            return None
        from .draft_cipher import Vault

        keys = self._earlier_draft_keys()
        with suppress(Sealed):  # without the extra they stay as they are
            return Vault(keys) if keys else None
        return None

    def _earlier_draft_keys(self) -> list[bytes]:
        """The keys of drafts from before the journal was sealed, opened or sealed anew.

        A kill may have come between that and carrying its drafts over.
        """
        opened = storage.opening.for_reading(self.journal_path, self.keys, self.paths.backups)
        with closing(opened) as connection, storage.connect.translated(self.journal_path):
            return storage.journal_file.draft_keys(connection)

    @property
    def may_have_drafts(self) -> bool:
        """Whether anything lies where unsaved texts do. Looks no further than it must."""
        with suppress(FileNotFoundError, NotADirectoryError):
            if any(self.paths.drafts.iterdir()):
                return True
        runtime = self.environ.get("XDG_RUNTIME_DIR")
        if not runtime or not any(Path(runtime).glob("trustjournal-*")):
            return False
        folders = (self._open_folder(), self._earlier_open_folder())
        return any(folder and folder.is_dir() and any(folder.iterdir()) for folder in folders)

    def _open_folder(self) -> Path | None:
        """Where an editor may have the text of a sealed draft: a place that is no disk.

        Each journal has its own: what lies there may be of one that is sealed.
        """
        earlier = self._earlier_open_folder()
        if earlier is None:
            return None
        which = _short_hash(self.journal_path)
        return earlier.with_name(f"{earlier.name}-{which}")

    def _earlier_open_folder(self) -> Path | None:
        """Where an editor had it before each journal had a place of its own."""
        runtime = self.environ.get("XDG_RUNTIME_DIR")
        return Path(runtime) / f"trustjournal-{_short_hash(self.paths.drafts)}" if runtime else None

    def new_id(self) -> str:
        """An id nobody has."""
        return ids.encode(os.urandom(13))

    def chance(self, below: int) -> int:
        """A number from 0 on, below another, by chance."""
        return int.from_bytes(os.urandom(8), "big") % below

    def forget_journal(self) -> None:
        """After another file took the journal's place: what is read next is read anew."""
        self.read_anew()
        self.__dict__.pop("writer", None)
        self.__dict__.pop("drafts_known", None)

    def read_anew(self) -> None:
        """After something was stored: the journal may not have been there before."""
        self.close()
        for name in ("reads", "reader", "questions", "days"):
            self.__dict__.pop(name, None)

    def close(self) -> None:
        """Close what was opened."""
        if "reads" in self.__dict__:
            self.reads.close()
