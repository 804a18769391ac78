"""The promises under their headings: one list, or columns beside each other where there is room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.geometry import Region, Size

from ... import views
from ...tui.widgets import Choices
from ...views.screen import Screen
from . import service, view

if TYPE_CHECKING:
    from rich.text import Text

FROM_COLUMNS = 98
"""Cells from which the headings are beside each other."""


class Board(Choices, inherit_bindings=False):
    """The promises under their headings."""

    BINDINGS: ClassVar = [
        ("up", "move(-1)", ""),
        ("down", "move(1)", ""),
        ("left", "beside(-1)", ""),
        ("right", "beside(1)", ""),
        ("pageup", "page(-1)", ""),
        ("pagedown", "page(1)", ""),
        ("home", "to(0)", ""),
        ("end", "to(1000000)", ""),
        ("enter", "enter", ""),
    ]

    def __init__(self, screen: Screen, **options: Any) -> None:
        super().__init__(screen, **options)
        self.items: list[service.TrackedPromise] = []
        self._groups: Sequence[tuple[str, Sequence[service.TrackedPromise]]] = ()
        self._lines: list[str | tuple[int, int]] = []
        """Each line of the list: a heading, or the place of a promise and which of its lines."""
        self.today = date.min

    def fill(self, groups: Sequence[tuple[str, Sequence[service.TrackedPromise]]]) -> None:
        """Show other promises."""
        self.items, self._groups = [item for _, items in groups for item in items], groups
        self._lay_out()
        self.resize_to(len(self.items))

    def _lay_out(self) -> None:
        """Find out which line is whose, for the width there is."""
        self._lines = []
        part = self._of.part(max(1, self.scrollable_content_region.width))
        place = 0
        for title, items in self._groups:
            if items:
                self._lines.append(title)
            for item in items:
                count = len(view.rows(item, self.today, part, chosen=False))
                self._lines += [(place, within) for within in range(count)]
                place += 1

    def on_resize(self) -> None:
        """Take the height of the shape that fits now."""
        self._lay_out()
        self.virtual_size = Size(0, self.height_of_all)
        self.bring_into_sight()

    # --- one list ----------------------------------------------------------------------------

    def line_of(self, place: int) -> int:
        """Return the line of a promise."""
        if self.in_columns:
            return view.CARD_TOP + self._at(place)[1] * view.CARD
        return self._lines.index((place, 0)) if place < len(self.items) else 0

    def at_line(self, line: int) -> tuple[int, int] | None:
        """Return the promise on a line; None for a heading."""
        found = self._lines[line] if 0 <= line < len(self._lines) else None
        return found if isinstance(found, tuple) else None

    def between_rows(self, line: int, screen: Screen) -> Text | None:
        """Return a heading."""
        found = self._lines[line] if 0 <= line < len(self._lines) else None
        return views.widgets.text(f" {found}", "cyan") if isinstance(found, str) else None

    @property
    def height_of_all(self) -> int:
        """The number of lines."""
        if self.in_columns:
            return view.CARD_TOP + view.CARD * max(len(items) for _, items in self._groups)
        return len(self._lines)

    def rows(self, place: int, screen: Screen, *, chosen: bool) -> Sequence[Text]:
        """Return the lines of a promise."""
        return view.rows(self.items[place], self.today, screen, chosen=chosen)

    # --- columns -----------------------------------------------------------------------------

    @property
    def in_columns(self) -> bool:
        """Whether there is room for columns."""
        return bool(self._groups) and self.size.width >= FROM_COLUMNS

    @property
    def _column_width(self) -> int:
        return self.scrollable_content_region.width // max(1, len(self._groups))

    def render_line(self, y: int) -> Any:
        """Return a line as it is drawn."""
        if not self.in_columns:
            return super().render_line(y)
        line = y + self.scroll_offset.y
        part = self._of.part(self._column_width)
        chosen = self._at(self.chosen) if self.items else None
        cells = []
        for column, (title, items) in enumerate(self._groups):
            row, within = divmod(line - view.CARD_TOP, view.CARD)
            item = items[row] if 0 <= row < len(items) else None
            heading = title if line == 0 else ""
            cells.append(
                view.card_line(
                    item, within, self.today, part, heading, chosen=(column, row) == chosen
                )
            )
        return self.strip(view.beside(cells))

    def _at(self, place: int) -> tuple[int, int]:
        """Return the column and the row of a promise."""
        for column, (_, items) in enumerate(self._groups):
            if place < len(items):
                return column, place
            place -= len(items)
        return 0, 0

    def _place(self, column: int, row: int) -> int:
        before = sum(len(items) for _, items in self._groups[:column])
        return before + min(row, len(self._groups[column][1]) - 1)

    def action_move(self, by: int) -> None:
        """Choose the next promise in a direction; in columns, of the same column."""
        if not self.in_columns or not self.items:
            super().action_move(by)
            return
        column, row = self._at(self.chosen)
        last = len(self._groups[column][1]) - 1
        self.choose(self._place(column, max(0, min(row + by, last))))

    def action_beside(self, by: int) -> None:
        """Choose a promise of the next column that has any."""
        if not self.in_columns or not self.items:
            return
        column, row = self._at(self.chosen)
        others = range(column + by, len(self._groups) if by > 0 else -1, by)
        for other in others:
            if self._groups[other][1]:
                self.choose(self._place(other, row))
                return

    def bring_into_sight(self) -> None:
        """Scroll as little as needed to show the chosen promise."""
        if not self.in_columns:
            line = self.line_of(self.chosen)
            above = 1 if line and isinstance(self._lines[line - 1], str) else 0
            mine = sum(isinstance(at, tuple) and at[0] == self.chosen for at in self._lines)
            region = Region(0, line - above, 1, mine + above)
            self.scroll_to_region(region, animate=False, force=True, x_axis=False)
            return
        line = self.line_of(self.chosen)
        top = 0 if line == view.CARD_TOP else line
        region = Region(0, top, 1, line + view.CARD - top)
        self.scroll_to_region(region, animate=False, force=True, x_axis=False)

    async def on_click(self, event: events.Click) -> None:
        """Choose the promise that was clicked; enter it if it was chosen already."""
        if not self.in_columns:
            await super().on_click(event)
            return
        column = min(event.x // max(1, self._column_width), len(self._groups) - 1)
        row = (event.y + self.scroll_offset.y - view.CARD_TOP) // view.CARD
        if 0 <= row < len(self._groups[column][1]):
            place = self._place(column, row)
            if place == self.chosen:
                self.action_enter()
            else:
                self.choose(place)
