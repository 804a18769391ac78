"""What was saved, with one row each for mood and closeness if they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual import events
from textual.widget import Widget

from .. import views
from ..domain.entry import Entry
from ..services import writing
from ..services.writing import Saved
from ..views.screen import Screen
from .page import Page
from .pages import Safety
from .widgets import Lines

if TYPE_CHECKING:
    from rich.console import RenderableType

    from .session import Session


MIDDLE = 3
"""The number that the arrows begin with."""


class Ended(Page):
    """What was saved, and one row each for mood and closeness if they are asked for."""

    KEYS = views.keys.FEELINGS

    def __init__(
        self,
        session: Session,
        draw: Callable[[Screen], Sequence[RenderableType]] | None,
        entry: Entry | None,
        *,
        fields: Sequence[str] = (),
        saved: Saved | None = None,
        draw_saved: Callable[[Saved, Screen], Sequence[RenderableType]] | None = None,
    ) -> None:
        super().__init__()
        self.entry = entry
        self._draw, self._draw_saved, self._saved = draw, draw_saved, saved
        self._fields = fields
        self._values: dict[str, int] = {}
        self._row = 0
        self.lines = Lines(self.terminal, self._parts, classes="alone")

    def body(self) -> Iterator[Widget]:
        """Yield the page."""
        yield self.lines

    def _parts(self, screen: Screen) -> Sequence[RenderableType]:
        parts: list[RenderableType] = []
        if self._draw is not None:
            parts += self._draw(screen)
        elif self._saved is not None and self._draw_saved is not None:
            parts += self._draw_saved(self._saved, screen)
        for n, field in enumerate(self._fields):
            label = views.full_screen.SCALE_LABELS[field]
            value = self._values.get(field)
            parts.append(views.full_screen.scale(label, value, screen, focused=n == self._row))
        return parts

    def on_key(self, event: events.Key) -> None:
        """Say that the text is saved, to whoever goes on typing it."""
        if event.is_printable:
            self.tell(views.full_screen.SAVED_ALREADY)

    def action_safety(self) -> None:
        """Show the page about safety."""
        self.app.push_screen(Safety())

    def action_row(self, by: int) -> None:
        """Go to the other row."""
        if self._fields:
            self._row = (self._row + by) % len(self._fields)
            self.lines.redraw()

    def action_choose(self, value: int) -> None:
        """Choose a number in the row, and go on to the next row."""
        if not self._fields:
            return
        self._take(value)
        self._row = min(self._row + 1, len(self._fields) - 1)
        self.lines.redraw()

    def action_step(self, by: int) -> None:
        """Choose the number beside the chosen one."""
        if self._fields:
            value = self._values.get(self._fields[self._row])
            self._take(max(1, min(5, MIDDLE if value is None else value + by)))

    def action_clear(self) -> None:
        """Choose no number in the row."""
        if self._fields:
            self._take(None)

    def _take(self, value: int | None) -> None:
        if self._saved is None:
            return
        field = self._fields[self._row]
        self._values.pop(field, None)
        if value is not None:
            self._values[field] = value
        changes: dict[str, Any] = {field: value}
        self._saved = replace(self._saved, entry=replace(self._saved.entry, **changes))
        self.lines.redraw()

    def may_leave(self) -> bool:
        """Add the feelings that were chosen before the app ends."""
        with self.telling():
            self._add_feelings(at_the_end=True)
        return True

    def action_next(self) -> None:
        """Add the feelings to the entry, and go back to the list, to the entry."""
        with self.telling():
            kept = self._add_feelings()
            self.dismiss(self.entry if kept else views.full_screen.ENTRY_GONE)

    def _add_feelings(self, *, at_the_end: bool = False) -> bool:
        """Add what was chosen; return whether the journal still has the entry."""
        kept = True
        if self.entry is not None and self._values:
            with self.session.act(at_the_end=at_the_end) as act:
                kept = writing.add_feelings(act, self.entry, **self._values)
            self._values = {}
        return kept
