"""What all screens of `trust open` share: the app around them, and two kinds of screens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import App, ComposeResult
from textual.screen import Screen as TextualScreen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from .. import views
from ..errors import Sealed, TrustError, fault
from ..views.keys import Key
from .paper import Paper
from .widgets import KeyLine, Lines, StatusLine

if TYPE_CHECKING:
    from rich.console import RenderableType

    from . import Commands
    from .session import Session


_LONGEST_CHANGE = 5.0
"""Seconds after which keys are taken again, if another screen doesn't appear."""


_BLIND = 0.3
"""Seconds without a key after which a screen that was uncovered is seen by whoever types."""

_SOON = 0.02
"""Seconds until it is looked again whether a screen has gone."""

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

    def is_here(self) -> None:
        """Note that the person is here: they come back from another program at this terminal."""
        raise NotImplementedError

    # --- keys, in the order they come ------------------------------------------------------

    def drop_keys_of_the_blind(self) -> None:
        """Take no key until none has come for a moment: whoever uncovers a screen hasn't seen it.

        A word that was typed at the cover, or a key held down, would be a row of commands.
        """
        self._held.clear()
        self._is_blind = True
        if self._rest:
            self._rest.stop()
        self._rest = self.set_timer(_BLIND, self._see_again)

    async def _see_again(self) -> None:
        self._is_blind = False
        await self._go_on()

    _is_blind = False
    """Whether the screen has just been uncovered."""
    _rest: Timer | None = None
    """Runs while nobody types at a screen that was just uncovered."""

    _longest: Timer | None = None
    """Takes keys again, if another screen doesn't appear."""
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
        elif self._is_blind:
            if self._rest:
                self._rest.reset()
        elif self._is_changing or self._is_over:
            self._held.append(event)
        else:
            await self._press(event)

    async def _press(self, event: events.Key) -> None:
        before = self.screen
        paper = getattr(before, "paper", None)
        if isinstance(self.focused, Input) and event.is_printable:
            self.focused._forward_event(event)
            self._wait_for(self.focused)
            return
        if event.key == views.keys.COVER_ANYWHERE and not isinstance(paper, Paper):
            self.cover()
        elif isinstance(self.focused, Input):
            if not await self._check_bindings(event.key, priority=True):
                await self._check_bindings(event.key)
            if event.key == "enter":  # it may end the line, which takes some messages
                self._wait_for_a_change()
                self.set_timer(_END_OF_LINE, self._go_on)
                return
        elif isinstance(paper, Paper):
            paper._forward_event(event)
            if paper.may_end(event.key):
                self._wait_for(paper)
                return
        elif not await self._check_bindings(event.key):
            (self.focused or self.screen)._forward_event(event)
        if self.screen is not before or self._is_over:
            self._wait_for_a_change()
            self.screen.call_after_refresh(self.call_later, self._go_on)

    def _wait_for(self, widget: Widget) -> None:
        """Hold the next keys until a widget has taken what it was sent."""
        self._wait_for_a_change()
        widget.call_later(self.call_later, self._go_on)

    def _wait_for_a_change(self) -> None:
        """Hold the next keys until another screen is in sight, or nothing has become of it."""
        self._is_changing = True
        if self._longest is not None:
            self._longest.stop()
        self._longest = self.set_timer(_LONGEST_CHANGE, self._take_keys)

    @property
    def _is_over(self) -> bool:
        """Whether the screen in sight is about to go away, and another will take the keys."""
        return bool(getattr(self.screen, "is_over", False))

    async def _go_on(self) -> None:
        """Take the keys that came while another screen was called."""
        if self._is_over:
            self.set_timer(_SOON, self._go_on)
        else:
            await self._take_keys()

    async def _take_keys(self) -> None:
        self._is_changing = False
        if self._longest is not None:
            self._longest.stop()
        while self._held and not self._is_changing and not self._is_over:
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
        page = self._page_in_sight
        if page is not None:
            page.tell(text)

    @property
    def is_telling(self) -> bool:
        """Whether the screen in sight shows such a line now."""
        page = self._page_in_sight
        return page is not None and bool(page.status.display)

    @property
    def _page_in_sight(self) -> Page | None:
        pages = (screen for screen in reversed(self.screen_stack) if isinstance(screen, Page))
        return next(pages, None)

    def refresh_pages(self, why: str = "") -> None:
        """Show the journal as it is now on every screen, and say why."""
        for screen in self.screen_stack:
            if isinstance(screen, Page):
                screen.look_again()
        if why and not hasattr(self.screen, "paper"):  # whoever writes is left in peace
            self.tell(why)


class Page(TextualScreen[Any]):
    """A screen with its keys on the last line and a status line above them."""

    AUTO_FOCUS = ""  # a screen that comes back would give it to a part that isn't in sight

    KEYS: views.keys.Groups = ()
    """The keys of the screen; Textual listens to them, and the last line names them."""

    is_over = False
    """Whether the screen is about to go away. The next keys are for the screen after it."""

    _is_dismissed = False

    def __init_subclass__(cls, **options: Any) -> None:
        """Take over the keys of the screen."""
        if "KEYS" in vars(cls):
            cls.BINDINGS = [*vars(cls).get("BINDINGS", ()), *views.keys.actions(cls.KEYS)]
        super().__init_subclass__(**options)

    def __init__(self) -> None:
        super().__init__()
        self.keys = self.KEYS
        self.key_line = KeyLine(self.terminal, self._keys_now)
        self.status = StatusLine(self.terminal)

    @property
    def state(self) -> str:
        """The state of the screen, by which the last line chooses its keys."""
        return ""

    def _keys_now(self) -> Sequence[Key]:
        return views.keys.last_line(self.keys, self.state)

    def dismiss(self, result: Any = None) -> Any:
        """End the screen with a result, once: Textual would end the screen below otherwise."""
        if self._is_dismissed:
            return None
        self.is_over = self._is_dismissed = True
        return super().dismiss(result)

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

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Leave the terminal to another program, and come back whatever is raised inside.

        Textual comes back only if nothing is raised before.
        """
        raised = None
        with self.app.suspend():
            self.session.echo_again()
            try:
                yield
            except Exception as error:
                raised = error
        self.host.is_here()
        if raised is not None:
            raise raised

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

    KEYS = views.keys.READING

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
