"""The journal while it is open: reading it, and a context of its own for each act of writing.

`App` is made for one run of a command, with one clock and settings read once. So everything that
is stored gets an `App` of that moment: whoever opens the journal in the evening and writes the next
morning writes the next morning's entry.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import date
from typing import TYPE_CHECKING

from .. import services, storage, views
from ..app import App
from ..domain.entry import Entry
from ..domain.period_words import parse_period
from ..encryption_keys import PassphraseKeys
from ..errors import NoJournal, TrustError, UsageError

if TYPE_CHECKING:
    from ..services.today import Today


class Notes(io.StringIO):
    """Takes what commands would say on standard error, for the status line."""

    def take(self) -> str:
        """Return what was said since the last call, on one line."""
        said = " ".join(self.getvalue().split())
        self.seek(0)
        self.truncate()
        return said.removeprefix("trust: ")


class Session:
    """The open journal."""

    def __init__(self, main: App, what: str | None = None) -> None:
        """Open the journal, asking for its passphrase at the terminal if it is encrypted.

        Raises what opening it raises, and `NotFound` or `UsageError` for `what`.
        """
        self.main = main
        self.notes = Notes()
        self.passphrase: str | None = None
        """The passphrase just typed, for the next key that is needed."""
        main.reader  # noqa: B018  # asks for the passphrase, at the terminal as it is
        self.start_entry, self.start_day = self._named(main, what)
        main.asks_passphrase = self._take_passphrase
        self.echo_again: Callable[[], None] = lambda: None
        """Puts the terminal into the mode it was found in, for another program."""
        self.is_on_own_screen = False
        """Whether the terminal shows the screen of the app, and not the one before."""
        self.open_texts: list[Callable[[], object]] = []
        """Each leaves a text that is being written in its draft."""
        self.has_saved = False
        """Whether anything was stored that other machines may not know."""
        self.app = main.at_this_moment(self.notes)
        self._had_journal = main.has_journal
        self._told_of_loss = False
        self._seen = self._state()

    def _named(self, app: App, what: str | None) -> tuple[Entry | None, date | None]:
        """Return the entry and the day to begin with."""
        if not what:
            return None, None
        with suppress(UsageError):
            period = parse_period(what, app.now)
            if app.reader.of_day(period.end) or not period.is_day:
                return None, min(period.end, app.now.today)
        entry = services.find_entry.entry_named(app, what)
        return entry, entry.day

    def _take_passphrase(self, _is_retry: bool) -> str | None:
        passphrase, self.passphrase = self.passphrase, None
        return passphrase

    # --- reading -------------------------------------------------------------------------

    @property
    def today(self) -> date:
        """The day of the journal that this moment belongs to, as it was last looked at."""
        return self.app.now.today

    def look_again(self) -> None:
        """Read from now on what the journal holds at this moment."""
        before = self.app
        self.app = self.main.at_this_moment(self.notes)
        with suppress(TrustError):
            before.close()
        self._seen = self._state()

    def has_changed(self) -> bool:
        """Return whether another program, or midnight, has changed what was read."""
        return self._state() != self._seen

    def has_seen(self) -> None:
        """Note that the last change to the journal is known, and changes nothing on the screen."""
        self._seen = self._state()

    def _state(self) -> tuple[object, ...]:
        app = self.app
        file = storage.connect.identity(app.journal_path)
        version = app.reader.version() if file else None
        return (file, version)

    def is_new_day(self) -> bool:
        """Return whether the clock shows another day of the journal than was last looked at."""
        return self.main.at_this_moment(self.notes).now.today != self.today

    def today_at_a_glance(self) -> Today:
        """Return what `trust` shows of today."""
        return services.today.today(self.app)

    # --- writing -------------------------------------------------------------------------

    def begin(self) -> App:
        """Return the context for something to write that takes a while; `finish` ends it.

        Raises `NoJournal` once if the journal is gone, because what is stored begins a new one.
        """
        act = self.main.at_this_moment(self.notes)
        self._say_if_gone(act)
        return act

    def before_saving(self, act: App) -> None:
        """Raise `NoJournal` once if the journal went while a text was written.

        The text stays in its draft. Nothing ever begins a new journal in place of an encrypted one,
        and saving says so itself.
        """
        if not act.was_encrypted:
            self._say_if_gone(act)

    def _say_if_gone(self, act: App) -> None:
        self._had_journal = self._had_journal or act.has_journal
        if not act.has_journal and (self._had_journal or act.has_only_copies):
            if not self._told_of_loss:
                self._told_of_loss = True
                draw = views.full_screen
                gone = draw.GONE_COPIES if act.has_only_copies else draw.GONE
                raise NoJournal(gone)
        else:
            self._told_of_loss = False

    def finish(self, act: App) -> None:
        """End what was begun, and read the journal as it is now."""
        self.main.adopt(act)
        self.has_saved = self.has_saved or act.wrote
        with suppress(TrustError):
            act.close()
        self.look_again()

    @contextmanager
    def act(self, *, at_the_end: bool = False) -> Iterator[App]:
        """Yield the context for one change.

        If the journal is busy for more than a moment, the change isn't made: whoever pressed the
        key would wait at a screen that does nothing. `at_the_end` of the app it waits as a command
        does, because nobody can press the key again.
        """
        act = self.begin()
        try:
            with nullcontext() if at_the_end else storage.connect.waiting_briefly():
                yield act
        finally:
            self.finish(act)

    # --- covering ------------------------------------------------------------------------

    @property
    def is_encrypted(self) -> bool:
        """Whether the journal is encrypted now."""
        return storage.connect.salt_of(self.main.journal_path) is not None

    def lock(self) -> None:
        """Close the journal and forget its keys."""
        self.app.close()
        wrote = self.main.wrote
        writer = self.main.__dict__.get("writer")
        self.main.lock()
        if wrote:
            self.main.__dict__["writer"] = writer

    def unlock(self, passphrase: str) -> bool:
        """Open the journal with a passphrase; return whether it is the right one."""
        answers = [passphrase]
        environ = {k: v for k, v in self.main.environ.items() if not k.startswith("TRUST_PASS")}
        keys = PassphraseKeys(
            environ, "", remember=False, ask=lambda _: answers.pop() if answers else None
        )
        try:
            storage.query.Reads.open(self.main.journal_path, keys, self.main.paths.backups).close()
        except TrustError:
            return False
        self.main.__dict__["keys"] = keys
        self.look_again()
        return True

    # --- ending --------------------------------------------------------------------------

    def close(self) -> None:
        """Leave what is being written in its draft, and close the journal."""
        for keep in self.open_texts:
            keep()
        with suppress(TrustError):
            self.app.close()

    def message(self, error: TrustError) -> str:
        """Return the line about an error."""
        return views.messages.error(error)
