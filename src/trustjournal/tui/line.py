"""One line that asks for a few words, at the bottom of a screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from .. import views
from ..views.screen import Screen
from .widgets import Fixed


class Ask(ModalScreen["str | None"]):
    """Asks a question above the screen in sight; ends with the words, or with None by Escape.

    `check` returns what is wrong with an answer, or an empty text. `keep` is called with the words
    so far at every change.
    """

    CSS = """
    Ask { align: left bottom; background: transparent; }
    Ask Vertical {
        width: 1fr; height: auto; padding: 0 1;
        background: ansi_default; border-top: solid ansi_bright_black;
    }
    """
    BINDINGS: ClassVar = [("escape", "cancel", ""), ("ctrl+c", "cancel", "")]

    def __init__(
        self,
        terminal: Screen,
        question: str,
        *,
        text: str = "",
        check: Callable[[str], str] | None = None,
        keep: Callable[[str], object] | None = None,
    ) -> None:
        super().__init__()
        self._terminal = terminal
        self._question = question
        self._text = text
        self._check = check or (lambda _: "")
        self._keep = keep
        self._wrong = ""

    def compose(self) -> ComposeResult:
        """Show the question and a line to answer it."""
        with Vertical():
            yield Fixed(self._terminal, self._parts)
            yield Input(self._text, select_on_focus=False)

    def _parts(self, screen: Screen) -> list[Any]:
        parts = [views.widgets.text(self._wrong, "yellow")] if self._wrong else []
        return [*parts, views.widgets.text(self._question, "bold")]

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep the words so far."""
        event.stop()
        if self._keep:
            self._keep(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """End with the words, unless something is wrong with them."""
        event.stop()
        self._wrong = self._check(event.value)
        if self._wrong:
            self.query_one(Fixed).redraw()
            return
        self.dismiss(event.value)

    def action_cancel(self) -> None:
        """End without an answer."""
        self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        """End without an answer after a click elsewhere."""
        if event.widget is self:
            self.dismiss(None)
