"""A blank screen over everything; an encrypted journal asks for its passphrase."""

from __future__ import annotations

from typing import Any, ClassVar

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
        self.is_over = False
        """Whether it is about to go away."""

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
            views.widgets.text(views.full_screen.UNLOCK),
        ]

    @property
    def takes_any_key(self) -> bool:
        """Whether any key brings the screen back: the journal isn't encrypted."""
        return not self._encrypted

    def uncover(self) -> None:
        """Bring the screen back, once: Textual would end the screen below otherwise."""
        if not self.is_over:
            self.is_over = True
            self._host.drop_keys_of_the_blind()
            self.dismiss()

    def on_click(self) -> None:
        """Bring the screen back, as a key does."""
        if self.takes_any_key:
            self.uncover()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Open the journal again if the passphrase is right."""
        event.stop()
        if self.is_over:
            return
        self._wrong = not self._host.session.unlock(event.value)
        if self._wrong:
            event.input.value = ""
            self.query_one(Lines).redraw()
            return
        self.uncover()
        self.app.call_after_refresh(self._host.refresh_pages)
