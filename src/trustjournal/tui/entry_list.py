"""The list of entries: unsaved texts, today's question, then the entries by month."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from .. import views
from ..services.heads import Head, Heads
from ..views.screen import Screen
from .widgets import Choices, telling

if TYPE_CHECKING:
    from rich.text import Text

    from ..domain.question_choice import Choice
    from ..services.writing import UnsavedDraft


@dataclass(frozen=True, slots=True)
class Question:
    """The row of the question that is still unanswered today."""

    choice: Choice | None


class EntryList(Choices):
    """The list of entries, of which only those in sight are read."""

    ROW = 2

    def __init__(self, screen: Screen, today: date, **options: Any) -> None:
        super().__init__(screen, **options)
        self.today = today
        self._first: Sequence[UnsavedDraft | Question] = ()
        self._heads: Heads | None = None
        self._is_unreadable = False
        """Whether an entry could not be read; nothing more is read until the list is filled."""
        self.marked: dict[str, Head] = {}
        """The entries that something will be done to at once, by their ids."""
        self._month_lines: list[int] = []
        self._month_places: list[int] = []

    def fill(self, first: Sequence[UnsavedDraft | Question], heads: Heads) -> None:
        """Show other rows."""
        self._first, self._heads, self._is_unreadable = first, heads, False
        before = 2 * len(first)
        counts = [count for _, count in heads.months]
        self._month_places = [len(first), *(len(first) + n for n in accumulate(counts))]
        lines = accumulate(1 + 2 * count for count in counts)
        self._month_lines = [before, *(before + line for line in lines)]
        self.resize_to(len(first) + heads.count)

    @property
    def entries(self) -> Heads | None:
        """The entries of the list."""
        return self._heads

    @property
    def row(self) -> UnsavedDraft | Question | Head | None:
        """What is chosen."""
        return self._row(self.chosen)

    @property
    def head(self) -> Head | None:
        """The chosen entry, or None if something else is chosen."""
        row = self.row
        return row if isinstance(row, Head) else None

    def _row(self, place: int) -> UnsavedDraft | Question | Head | None:
        if place < len(self._first):
            return self._first[place]
        if self._heads is None or place >= self.count or self._is_unreadable:
            return None
        head, self._is_unreadable = None, True
        with telling(self):
            with suppress(IndexError):  # another program has just removed an entry
                head = self._heads.head(place - len(self._first))
            self._is_unreadable = False
        return head

    def place_of(self, entry_id: str, day: date) -> int | None:
        """Return the row of an entry."""
        found = self._heads.place_of(entry_id, day) if self._heads else None
        return None if found is None else found + len(self._first)

    def place_of_day(self, day: date) -> int | None:
        """Return the row of the newest entry up to a day."""
        found = self._heads.place_of_day(day) if self._heads else None
        return None if found is None else found + len(self._first)

    @property
    def number(self) -> int:
        """The place of the chosen entry among the entries, counted from 1."""
        return self.chosen - len(self._first) + 1

    def mark(self) -> None:
        """Mark the chosen entry, or take its mark away, and go on to the next."""
        head = self.head
        if head is None:
            return
        if self.marked.pop(head.id, None) is None:
            self.marked[head.id] = head
        self.refresh()
        self.choose(self.chosen + 1)

    def unmark(self) -> None:
        """Take all marks away."""
        self.marked.clear()
        self.refresh()

    # --- lines ---

    @property
    def height_of_all(self) -> int:
        """The number of lines."""
        return self._month_lines[-1] if self._month_lines else 0

    def line_of(self, place: int) -> int:
        """Return the first line of a row."""
        if place < len(self._first) or not self._month_lines:
            return 2 * place
        month = max(0, bisect_right(self._month_places, place) - 1)
        month = min(month, len(self._month_lines) - 2) if len(self._month_lines) > 1 else 0
        return self._month_lines[month] + 1 + 2 * (place - self._month_places[month])

    def at_line(self, line: int) -> tuple[int, int] | None:
        """Return the row on a line, and which of its lines that is; None for another line."""
        if line < 0:
            return None
        before = 2 * len(self._first)
        if line < before:
            return line // 2, line % 2
        month = bisect_right(self._month_lines, line) - 1
        if month < 0 or month >= len(self._month_lines) - 1:
            return None
        within = line - self._month_lines[month] - 1
        if within < 0:
            return None
        return self._month_places[month] + within // 2, within % 2

    def between_rows(self, line: int, screen: Screen) -> Text | None:
        """Return the line with the name of a month."""
        if self._heads is None or line not in self._month_lines[:-1]:
            return None
        month, _ = self._heads.months[self._month_lines.index(line)]
        return views.full_screen.month_row(month, screen)

    def rows(self, place: int, screen: Screen, *, chosen: bool) -> Sequence[Text]:
        """Return the lines of a row."""
        draw, row = views.full_screen, self._row(place)
        if row is None:
            return ()
        if isinstance(row, Head):
            is_marked = row.id in self.marked
            return draw.entry_row(row, screen, self.today, chosen=chosen, marked=is_marked)
        if isinstance(row, Question):
            return draw.question_row(row.choice, self.today, screen, chosen=chosen)
        return draw.draft_row(row, screen, chosen=chosen)
