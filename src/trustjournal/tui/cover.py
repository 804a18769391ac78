"""A blank screen over everything; an encrypted journal asks for its passphrase."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen as TextualScreen
from textual.widgets import Input

from .. import views
from .page import Host
from .widgets import Lines


class Cover(TextualScreen[None]):
    """Covers the screen until a key is pressed, or the passphrase is typed."""

    CSS = """
    Cover { align: center middle; }
    Cover Lines { width: 50; max-width: 90%; height: 2; }
    Cover Input { width: 50; max-width: 90%; }
    """
    BINDINGS: ClassVar = [("ctrl+c", "app.leave", "")]

    def __init__(self, *, encrypted: bool) -> None:
        super().__init__()
        self._encrypted = encrypted
        self._wrong = False
        self._is_leaving = False

    def compose(self) -> ComposeResult:
        """Show nothing, or the question for the passphrase."""
        if self._encrypted:
            yield Lines(self._host.terminal, self._parts)
            yield Input(password=True)

    @property
    def _host(self) -> Host:
        assert isinstance(self.app, Host)
        return self.app

    def _parts(self, screen: views.screen.Screen) -> list[Any]:
        wrong = views.full_screen.WRONG_PASSPHRASE if self._wrong else ""
        return [
            views.widgets.text(wrong, "yellow"),
            views.widgets.text(views.full_screen.UNLOCK, "dim"),
        ]

    def on_key(self, event: events.Key) -> None:
        """Uncover the screen of a journal that isn't encrypted."""
        if not self._encrypted:
            event.stop()
            event.prevent_default()
            if not self._is_leaving:  # a second key may be here already
                self._is_leaving = True
                self._host.wait_for_one_key()
                self.dismiss()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Open the journal again if the passphrase is right."""
        event.stop()
        self._wrong = not self._host.session.unlock(event.value)
        if self._wrong:
            event.input.value = ""
            self.query_one(Lines).redraw()
            return
        self.dismiss()
        self.app.call_after_refresh(self._host.refresh_pages)
