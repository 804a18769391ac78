"""One line at the bottom of a screen: a few words are asked for, or one of a few keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from .. import views
from ..views.keys import Key
from ..views.screen import Screen
from .widgets import Fixed, KeyLine

MARGINS = 2
"""Columns beside the line."""


class Line(ModalScreen["str | None"]):
    """A question above the screen in sight; ends with the answer, or with None by Escape."""

    BINDINGS: ClassVar = [("escape", "cancel", ""), ("ctrl+c", "cancel", "")]

    is_over = False
    """Whether it is about to go away. The next keys are for the screen below it."""

    def dismiss(self, result: str | None = None) -> Any:
        """End with an answer, once: Textual would end the screen below otherwise."""
        if self.is_over:
            return None
        self.is_over = True
        return super().dismiss(result)

    def action_cancel(self) -> None:
        """End without an answer."""
        self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        """End without an answer after a click elsewhere."""
        if event.widget is self:
            self.dismiss(None)


class OneLine(Input):
    """The line itself. Of a paste of several lines, Textual would take only the first."""

    def _on_paste(self, event: events.Paste) -> None:
        event.text = " ".join(event.text.split())
        super()._on_paste(event)
        event.prevent_default()  # Textual would call its own besides


class Ask(Line):
    """Asks for a few words.

    `check` returns what is wrong with an answer, or an empty text. `keep` is called with the words
    so far at every change. `offers` are words that Tab completes, with `counts` of the entries that
    some of them are about; there may be `several` of them, with commas between. `wrong` is what was
    wrong before.
    """

    BINDINGS: ClassVar = [Binding("tab", "complete", priority=True)]

    def __init__(
        self,
        terminal: Screen,
        question: str,
        *,
        text: str = "",
        check: Callable[[str], str] | None = None,
        keep: Callable[[str], object] | None = None,
        offers: Sequence[str] = (),
        counts: Mapping[str, int] | None = None,
        several: bool = False,
        wrong: str = "",
    ) -> None:
        super().__init__()
        self._terminal = terminal
        self._question = question
        self._text = text
        self._check = check or (lambda _: "")
        self._keep = keep
        self._offers = offers
        self._counts = counts or {}
        self._several = several
        self._wrong = wrong

    def compose(self) -> ComposeResult:
        """Show the question and a line to answer it."""
        with Vertical():
            yield Fixed(self._terminal, self._parts)
            yield OneLine(self._text, select_on_focus=False)

    def _parts(self, screen: Screen) -> list[Any]:
        parts = [views.widgets.text(self._wrong, "yellow")] if self._wrong else []
        parts.append(views.widgets.text(self._question, "bold"))
        if self._offers:
            parts.append(views.full_screen.offers(self._fitting(), self._counts, screen))
        return parts

    def _fitting(self) -> Sequence[str]:
        """Return the offers that the words so far may become."""
        typed = self._parted()[1].casefold().lstrip("#@")
        begin = [offer for offer in self._offers if offer.casefold().startswith(typed)]
        inside = [offer for offer in self._offers if typed in offer.casefold()]
        return list(dict.fromkeys(begin + inside))

    def _parted(self) -> tuple[str, str]:
        """Return what stays as it was typed, and what is completed."""
        if not self._several:
            last = self._text.rpartition(" ")
            is_whole = any(self._text.casefold() in offer.casefold() for offer in self._offers)
            return ("", self._text) if is_whole else ("".join(last[:2]), last[2])
        before, comma, typed = self._text.rpartition(",")
        return f"{before}, " if comma else "", typed.strip()

    def action_complete(self) -> None:
        """Complete the words so far to the first offer."""
        fitting = self._fitting()
        if fitting:
            line = self.query_one(Input)
            line.value = self._parted()[0] + fitting[0]
            line.cursor_position = len(line.value)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep the words so far."""
        event.stop()
        self._text = event.value
        if self._offers:
            self.query_one(Fixed).redraw()
        if self._keep:
            self._keep(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """End with the words, unless something is wrong with them."""
        event.stop()
        if self.is_over:
            return
        self._wrong = self._check(event.value)
        if self._wrong:
            self.query_one(Fixed).redraw()
            return
        self.dismiss(event.value)


class Choose(Line):
    """Asks for one of a few keys; ends with the action of the key."""

    def __init__(
        self, terminal: Screen, question: str, keys: Sequence[Key], *, cancel: str = "no"
    ) -> None:
        """Ask; `cancel` says what Escape does."""
        super().__init__()
        self._terminal = terminal
        self._question = question
        self._keys = (*keys, views.keys.cancel(cancel))
        for key in keys:
            for pressed in (key.press or key.name).split(","):
                self._bindings.bind(pressed, f"take('{key.action}')")
        for pressed in ("n", "q"):
            if pressed not in self._bindings.key_to_bindings:
                self._bindings.bind(pressed, "cancel")

    def compose(self) -> ComposeResult:
        """Show the question and the keys."""
        with Vertical():
            yield Fixed(self._terminal, lambda _: [views.widgets.text(self._question, "bold")])
            width = self.app.size.width - MARGINS
            yield from (
                KeyLine(self._terminal, lambda row=row: row)  # type: ignore[misc]
                for row in views.keys.rows(self._keys, width)
            )

    def action_take(self, answer: str) -> None:
        """End with the action of a key."""
        self.dismiss(answer)
