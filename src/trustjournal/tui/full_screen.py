"""The app of `trust open`: its screens, what goes wrong, and covering."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual import events
from textual.driver import Driver
from textual.screen import Screen as TextualScreen

from .. import views
from . import key_bytes
from .browse import Browse
from .cover import Cover
from .first_frame import (
    BACK,
    ERASE,
    FROM_HIGH,
    FROM_MIDDLE,
    FROM_WIDE,
    FROM_WIDEST,
    OWN_SCREEN,
    SIDE,
    WIDE_SIDE,
)
from .others import Others, Synced
from .page import Host, Page
from .pages import Help
from .paper import Paper

if TYPE_CHECKING:
    from . import Commands
    from .session import Session

COVER_AFTER = 5 * 60
"""Seconds without a key after which the screen is covered."""
LOOK_EVERY = 2.0
"""Seconds between looks at whether another program has changed the journal."""


class FullScreen(Host):
    """The journal, full screen."""

    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-narrow"),
        (FROM_MIDDLE, "-middle"),
        (FROM_WIDE, "-wide"),
        (FROM_WIDEST, "-widest"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (FROM_HIGH, "-high")]  # noqa: RUF012
    CSS = (
        f"""
    #side {{ width: {SIDE}; height: 1fr; }}
    .-wide #side, .-widest #side {{ width: {WIDE_SIDE}; }}
    """
        + """
    Screen { layout: vertical; overflow: hidden; }
    ScrollView, TextArea {
        scrollbar-size-vertical: 1;
        scrollbar-background: ansi_default; scrollbar-background-hover: ansi_default;
        scrollbar-background-active: ansi_default;
        scrollbar-color: ansi_bright_black; scrollbar-color-hover: ansi_bright_black;
        scrollbar-color-active: ansi_cyan;
    }
    Line { align: left bottom; background: transparent; }
    Line Vertical {
        width: 1fr; height: auto; padding: 0 1;
        background: ansi_default; border-top: solid ansi_bright_black;
    }
    Line Fixed { max-height: 8; }
    Page > KeyLine { dock: bottom; }
    #body { width: 1fr; height: 1fr; }
    .-narrow #side { width: 1fr; }
    #page { padding: 1 1 0 2; max-width: 95; }
    .-narrow #page { padding: 0 0 0 1; }
    .-narrow #page, .-reading #side, .-reading #rule { display: none; }
    .-narrow.-reading #page { display: block; }
    #beside { display: none; width: 34; padding: 1 1 0 1; }
    .-widest.-reading #beside { display: block; }
    #find-line { height: 1; }
    #find-line Label { width: 7; height: 1; }
    #calendar, .-narrow #calendar { display: none; }
    .-high #calendar { display: block; margin-bottom: 1; }
    .-narrow.-high #calendar { display: none; }
    #rule { width: 1; height: 1fr; color: ansi_bright_black; }
    .-narrow #rule { display: none; }
    Input { border: none; height: 1; padding: 0 1; background: ansi_default; }
    Input:focus { border: none; }
    TextArea { border: none; padding: 0; background: ansi_default; max-width: 90; }
    TextArea:focus { border: none; }
    .question { padding: 1 2 0 3; max-width: 92; }
    .writing { padding: 1 2 0 3; }
    .alone { padding: 1 2 0 3; max-width: 96; }
    .review { padding: 0 1; max-width: 96; }
    .-narrow .question, .-narrow .writing, .-narrow .alone { padding: 0 1 0 1; }
    """
    )
    BINDINGS = [("ctrl+c,ctrl+q", "leave", "")]  # noqa: RUF012

    def __init__(self, session: Session, commands: Commands) -> None:
        super().__init__()
        self.session = session
        self.commands = commands
        self.error: BaseException | None = None
        """What ended the app, to be told by the program as any error of a command is."""
        self._last_key = monotonic()
        self._others = Others(session)
        self._arrived = ""
        """What came from other machines, until it's shown."""
        self.theme = "ansi-dark"
        self.animation_level = "none"
        self.terminal = views.screen.Screen(
            session.main.stderr, session.main.environ, session.main.plain
        )

    def get_default_screen(self) -> TextualScreen[Any]:
        """Return the first screen."""
        return Browse()

    def get_driver_class(self) -> type[Driver]:
        """Return the driver of this system, which gives up where the terminal is gone.

        It also erases the screen before it goes back to the one before (`ERASE`).

        The thread that draws ends then, and whoever goes on drawing would wait for it for ever.
        """
        base, app = super().get_driver_class(), self
        key_bytes.take_any(base)

        class GivingUp(base):  # type: ignore[misc, valid-type]  # the class depends on the system
            def write(self, data: str) -> None:
                if data in (OWN_SCREEN, BACK):
                    app.session.is_on_own_screen = data == OWN_SCREEN
                if _is_alive(self):
                    super().write(ERASE + data if data == BACK else data)

            def close(self) -> None:
                if _is_alive(self):
                    super().close()

        return GivingUp

    def get_system_commands(self, screen: TextualScreen[Any]) -> Iterator[Any]:
        """Offer none: they would, among others, write a picture of the words to a file."""
        return iter(())

    # --- what goes wrong -----------------------------------------------------------------

    def _handle_exception(self, error: Exception) -> None:
        """Leave, and let the program tell the error: Textual would print all local variables."""
        self.error = self.error or error
        self._return_code = 70
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    def panic(self, *renderables: object) -> None:
        """Leave after an error in a thread of Textual, whose trace is not shown."""
        self.error = self.error or RuntimeError()
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        """Print nothing."""
        self._exit_renderables.clear()

    # --- time and covering ---------------------------------------------------------------

    def on_mount(self) -> None:
        """Look again and again whether anything has changed."""
        self.set_interval(LOOK_EVERY, self._look)
        self.call_after_refresh(self._tell_of_lost_journal)
        self.call_after_refresh(self._sync)

    def _tell_of_lost_journal(self) -> None:
        with self.telling():
            self.session.app.warn_of_lost_journal()

    async def on_event(self, event: events.Event) -> None:
        """Note when the person did something last."""
        if isinstance(event, (events.Key, events.Paste, events.MouseDown)):
            self._last_key = monotonic()
        screen = self.screen if self.screen_stack else None
        is_key = isinstance(event, events.Key) and not event.is_forwarded
        if is_key and isinstance(screen, Cover) and screen.takes_any_key and not screen.is_over:
            screen.uncover()
            return
        await super().on_event(event)

    def is_here(self) -> None:
        """Note that the person is here: they come back from another program at this terminal."""
        self._last_key = monotonic()

    def on_app_focus(self) -> None:
        """Look whether anything has changed while another window was used."""
        self._look()

    def _look(self) -> None:
        if not self.screen_stack:  # the app is closing
            return
        if monotonic() - self._last_key > COVER_AFTER:
            self.cover()
        if self.is_covered:
            return
        self._sync()
        if self._others.is_busy or self._arrived:
            return
        with self.telling():
            if self.session.has_changed():
                self.session.look_again()
                has_journal = self.session.app.has_journal
                self.refresh_pages(views.full_screen.CHANGED_ELSEWHERE if has_journal else "")
                if not has_journal and not self.is_telling:
                    self.session.app.warn_of_lost_journal()
            elif self.session.is_new_day():
                self.session.look_again()
                self.refresh_pages(views.full_screen.NEW_DAY)

    # --- other machines ------------------------------------------------------------------

    def _sync(self) -> None:
        """Write what was saved for other machines, and merge what they wrote, in a thread.

        Nothing is merged, nor shown, under a page that someone reads or writes.
        """
        if self._arrived and self._is_at_list:
            arrived, self._arrived = self._arrived, ""
            with self.telling():
                self.session.look_again()
                self.refresh_pages(arrived)
        self._others.begin(self._synced, merge=self._is_at_list)

    def _synced(self, synced: Synced) -> None:
        if not self.screen_stack:  # the app is closing
            return
        if synced.is_new:
            self._arrived = synced.words
            self.call_later(self._look)
            return
        with self.telling():
            if synced.has_written and not self.is_covered:
                self.session.has_seen()
        if synced.words and not hasattr(self.screen, "paper"):
            self.tell(synced.words)

    @property
    def _is_at_list(self) -> bool:
        screen = self.screen
        return isinstance(screen, Browse) and screen.is_at_list

    @property
    def is_covered(self) -> bool:
        """Whether the screen is covered."""
        return isinstance(self.screen, Cover)

    def cover(self, *, locked: bool = False) -> None:
        """Cover the screen, and lock an encrypted journal."""
        if not self.is_covered:
            for screen in self.screen_stack:
                paper = getattr(screen, "paper", None)
                if isinstance(paper, Paper) and paper.is_mounted:
                    paper.keep_now()  # while the key of an encrypted journal is known
            encrypted = locked or self.session.is_encrypted
            if encrypted:
                self.session.lock()
            self.push_screen(Cover(encrypted=encrypted))

    def action_cover(self) -> None:
        """Cover the screen."""
        self.cover()

    def action_keys(self) -> None:
        """Show every key of the screen in sight."""
        screen = self.screen
        if isinstance(screen, Page) and not isinstance(screen, Help):
            self.push_screen(Help(screen.keys, signs=isinstance(screen, Browse)))

    # --- leaving -------------------------------------------------------------------------

    def action_leave(self) -> None:
        """Leave, as Ctrl-C asks."""
        self.leave()

    def leave(self) -> None:
        """Leave; texts that are not saved stay drafts."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, Page) and not screen.may_leave():
                return
        self.exit()

    def stop_threads(self) -> None:
        """Stop the threads that read keys and draw, if a signal has kept them running.

        Python would wait for them at its end.
        """
        driver = self._driver
        for stop in (driver.disable_input, driver.close) if driver else ():
            with suppress(Exception):  # the terminal may be gone
                stop()


def _is_alive(driver: Any) -> bool:
    """Return whether the thread that draws has not ended."""
    thread = getattr(driver, "_writer_thread", None)
    return thread is None or thread.is_alive()
