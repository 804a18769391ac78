"""What all screens of `trust open` share: the app around them, and two kinds of screens."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import App, ComposeResult
from textual.screen import Screen as TextualScreen
from textual.widget import Widget
from textual.widgets import Input, TextArea

from .. import views
from ..errors import Sealed, TrustError, fault
from ..views.full_screen import Key
from .widgets import KeyLine, Lines, StatusLine

if TYPE_CHECKING:
    from rich.console import RenderableType

    from . import Commands
    from .session import Session


_LONGEST_CHANGE = 5.0
"""Seconds after which keys are taken again, if another screen doesn't appear."""


_BLIND = 0.5
"""Seconds in which keys that were typed at a covered screen are not taken for commands."""

_END_OF_LINE = 0.1
"""Seconds that what follows a line may take to appear."""


class Host(App[None], inherit_bindings=False):
    """The app around the screens."""

    def __init__(self) -> None:
        super().__init__(ansi_color=True)
        self._held: list[events.Key] = []

    session: Session
    terminal: views.screen.Screen
    """The terminal, for what `views` draws."""

    commands: Commands
    """Returns every command with its line."""

    def cover(self, *, locked: bool = False) -> None:
        """Cover the screen, and lock an encrypted journal."""
        raise NotImplementedError

    def leave(self) -> None:
        """Leave; texts that are not saved stay drafts."""
        raise NotImplementedError

    # --- keys, in the order they come ------------------------------------------------------

    _ignored_until = 0.0

    def ignore_keys(self) -> None:
        """Ignore the keys of the next moment: whoever types at a covered screen doesn't see it."""
        self._held.clear()
        self._ignored_until = time.monotonic() + _BLIND

    _is_changing = False
    """Whether another screen has been called and isn't there yet."""

    async def on_event(self, event: events.Event) -> None:
        """Do what a key stands for before the next key is looked at.

        Textual hands keys from one part of the screen to the next, where later keys overtake them.
        A key that calls another screen would leave the next ones to the screen before, where a
        word typed at once would be a row of commands.
        """
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
        elif time.monotonic() < self._ignored_until:
            event.stop()
        elif self._is_changing:
            self._held.append(event)
        else:
            await self._press(event)

    async def _press(self, event: events.Key) -> None:
        before = self.screen
        paper = getattr(before, "paper", None)
        if isinstance(self.focused, Input):
            await super().on_event(event)
            if event.key == "enter":  # it may end the line, which takes some messages
                self._is_changing = True
                self.set_timer(_END_OF_LINE, self._go_on)
                return
        elif isinstance(paper, TextArea):
            paper._forward_event(event)
        elif not await self._check_bindings(event.key):
            (self.focused or self.screen)._forward_event(event)
        if self.screen is not before:
            self._is_changing = True
            self.screen.call_after_refresh(self._go_on)
            self.set_timer(_LONGEST_CHANGE, self._go_on)

    async def _go_on(self) -> None:
        """Take the keys that came while another screen was called."""
        self._is_changing = False
        while self._held and not self._is_changing:
            await self._press(self._held.pop(0))

    # --- what goes wrong -------------------------------------------------------------------

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Tell what goes wrong inside on the status line, and go on."""
        try:
            yield
        except Sealed as error:
            self.tell(self.session.message(error))
            self.cover(locked=True)
        except TrustError as error:
            self.tell(self.session.message(error))
        except OSError as error:
            self.tell(self.session.message(fault(error)))
        else:
            said = self.session.notes.take()
            if said:
                self.tell(said)

    def tell(self, text: str) -> None:
        """Show a line above the keys of the screen in sight."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, Page):
                screen.tell(text)
                return

    def refresh_pages(self, why: str = "") -> None:
        """Show the journal as it is now on every screen, and say why."""
        for screen in self.screen_stack:
            if isinstance(screen, Page):
                screen.look_again()
        if why and not hasattr(self.screen, "paper"):  # whoever writes is left in peace
            self.tell(why)


class Page(TextualScreen[Any]):
    """A screen with its keys on the last line and a status line above them."""

    KEYS: Sequence[Key] = ()

    def __init__(self) -> None:
        super().__init__()
        self.key_line = KeyLine(self.terminal, self.KEYS)
        self.status = StatusLine(self.terminal)

    @property
    def host(self) -> Host:
        """The app."""
        app = self.app
        assert isinstance(app, Host)
        return app

    @property
    def session(self) -> Session:
        """The open journal."""
        return self.host.session

    @property
    def terminal(self) -> views.screen.Screen:
        """The terminal, for what `views` draws."""
        return self.host.terminal

    def compose(self) -> ComposeResult:
        """Put the widgets of the screen above its keys."""
        yield from self.body()
        yield self.status
        yield self.key_line

    def body(self) -> Iterator[Widget]:
        """Yield the widgets above the keys."""
        yield from ()

    def tell(self, text: str) -> None:
        """Show a text on the status line, or nothing."""
        self.status.tell(text)

    def telling(self) -> Any:
        """Tell what goes wrong inside on the status line, and go on."""
        return self.host.telling()

    def look_again(self) -> None:
        """Show the journal as it is now."""

    def may_leave(self) -> bool:
        """Return whether the app may end now; a screen with unsaved text keeps it first."""
        return True

    def action_back(self) -> None:
        """Go back to the screen before."""
        self.dismiss()


class Reading(Page):
    """A screen with one long page to read."""

    KEYS = views.full_screen.READING
    BINDINGS = [  # noqa: RUF012
        ("escape,q", "back", ""),
        ("question_mark", "app.keys", ""),
        ("c", "app.cover", ""),
        ("down,j", "scroll_by(1)", ""),
        ("up,k", "scroll_by(-1)", ""),
        ("space,pagedown", "scroll_by(15)", ""),
        ("b,pageup", "scroll_by(-15)", ""),
        ("home", "scroll_by(-100000)", ""),
        ("end", "scroll_by(100000)", ""),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.lines = Lines(self.terminal, self.draw, classes="alone")

    def body(self) -> Iterator[Widget]:
        """Yield the page."""
        yield self.lines

    def draw(self, screen: views.screen.Screen) -> Sequence[RenderableType]:
        """Return what the page shows."""
        return ()

    def look_again(self) -> None:
        """Show the page as it is now."""
        with self.telling():
            self.lines.redraw()

    def action_scroll_by(self, lines: int) -> None:
        """Move the page up or down."""
        self.lines.scroll_relative(y=lines, animate=False)
