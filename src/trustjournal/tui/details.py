"""What an entry is besides its words: day, mood, closeness, tags, people, private."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from textual import events
from textual.widget import Widget

from .. import services, views
from ..app import App
from ..domain.day_words import parse_when
from ..domain.entry import Entry
from ..domain.period_words import parse_coming_day
from ..domain.text import Cleaned, labels
from ..errors import UsageError
from ..views.screen import Screen
from .line import Ask, Choose
from .page import Page
from .widgets import Lines

if TYPE_CHECKING:
    from rich.console import RenderableType

FIELDS = ("day", "mood", "closeness", "tags", "people", "private", "come_back")
NUMBERS = ("mood", "closeness")
LABELS = ("tags", "people")
MIDDLE = 3
"""The number that the arrows begin with."""
COMPARED = (*FIELDS, "created_at", "utc_offset", "written_on", "body", "title")
"""The fields that another day or an earlier wording may change too."""

Changed = tuple[Entry, Entry]
"""An entry before and after a change."""


def undo(act: App, changed: Changed) -> object:
    """Change an entry back to what it was. Raises `TrustError`."""
    before, after = changed
    fields = {
        name: getattr(before, name)
        for name in COMPARED
        if getattr(before, name) != getattr(after, name)
    }
    return store(act, after, fields)


def store(act: App, entry: Entry, changes: Mapping[str, Any]) -> Entry:
    """Store changes of an entry, as `trust edit` does. Raises `TrustError`."""
    if changes.keys() == {"come_back"}:
        return services.edit.come_back(act, entry, changes["come_back"])
    return services.edit.revise(act, entry, changes, None, Cleaned(entry.body)).entry


class Details(Page):
    """One row for each field. Ends with the entry before and after, or with None."""

    KEYS = views.keys.DETAILS

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self._entry = entry
        self._values = {name: getattr(entry, name) for name in FIELDS}
        self._time: dict[str, Any] = {}
        """The moment of the entry, if another time of day was typed."""
        self._row = 0
        self.lines = Lines(self.terminal, self._parts, classes="alone")

    def body(self) -> Iterator[Widget]:
        """Yield the rows."""
        yield self.lines

    def _parts(self, screen: Screen) -> Sequence[RenderableType]:
        draw = views.full_screen
        rows = [
            draw.detail_row(
                name,
                self._values[name],
                screen,
                focused=n == self._row,
                changed=self._values[name] != getattr(self._entry, name),
            )
            for n, name in enumerate(FIELDS)
        ]
        return [views.widgets.text(views.entry.editing(self._entry), "bold"), "", *rows]

    @property
    def _changes(self) -> dict[str, Any]:
        changes = {
            name: value
            for name, value in self._values.items()
            if value != getattr(self._entry, name)
        }
        return changes | self._time

    @property
    def _field(self) -> str:
        return FIELDS[self._row]

    def _set(self, value: Any) -> None:
        self._values[self._field] = value
        self.tell("")
        self.lines.redraw()

    def on_click(self, event: events.Click) -> None:
        """Go to the row that was clicked; change it if it was chosen already."""
        if not self.lines.region.contains(event.screen_x, event.screen_y):
            return
        line = event.screen_y - self.lines.content_region.y + self.lines.scroll_offset.y
        row = line - (self.lines.height_of_all - len(FIELDS))
        if row == self._row:
            self.action_enter()
        elif 0 <= row < len(FIELDS):
            self.action_row(row - self._row)

    # --- keys --------------------------------------------------------------------------------

    def action_row(self, by: int) -> None:
        """Go to another row."""
        self._row = (self._row + by) % len(FIELDS)
        self.lines.redraw()

    def action_choose(self, number: int) -> None:
        """Choose a number in the row of mood or closeness."""
        if self._field in NUMBERS:
            self._set(number)

    def action_step(self, by: int) -> None:
        """Choose the number beside the chosen one; private, or not."""
        value = self._values[self._field]
        if self._field in NUMBERS:
            self._set(max(1, min(5, MIDDLE if value is None else value + by)))
        elif self._field == "private":
            self._set(not value)

    def action_clear(self) -> None:
        """Take away what the row has."""
        if self._field in LABELS:
            self._set(())
        elif self._field in (*NUMBERS, "come_back"):
            self._set(None)

    def action_enter(self) -> None:
        """Type what the row shall have, or change it."""
        if self._field in LABELS:
            self._ask_for_labels()
        elif self._field == "day":
            self._ask_for_the_day()
        elif self._field == "come_back":
            self._ask_when_to_come_back()
        else:
            self.action_step(1)

    def _ask_for_labels(self) -> None:
        with self.telling():
            offers = services.list_entries.known_names(self.session.app, self._field)
            text = ", ".join(self._values[self._field])
            question = views.full_screen.DETAIL_QUESTIONS[self._field]
            counts = services.list_entries.counts_of(self.session.app, self._field)
            line = Ask(
                self.terminal, question, text=text, offers=offers, counts=counts, several=True
            )

            def take(typed: str | None) -> None:
                if typed is not None:
                    self._set(labels(typed.split(",")))

            self.app.push_screen(line, take)

    def _ask_for_the_day(self) -> None:
        app = self.session.app

        def read(text: str) -> tuple[date, dict[str, Any]]:
            when = parse_when(text, app.now)
            day = when.day or self._entry.day
            if when.at is None:
                return day, {}
            time = services.edit.at_time(app, self._entry, when)
            return day, time

        def take(text: str | None) -> None:
            if text and text.strip():
                day, self._time = read(text)
                self._set(day)

        question = views.full_screen.DETAIL_QUESTIONS["day"]
        line = Ask(self.terminal, question, check=self._checked_by(read))
        self.app.push_screen(line, take)

    def _ask_when_to_come_back(self) -> None:
        app = self.session.app

        def read(text: str) -> date:
            return parse_coming_day(text, app.now)

        def take(text: str | None) -> None:
            if text is not None:
                self._set(read(text) if text.strip() else None)

        question = views.full_screen.DETAIL_QUESTIONS["come_back"]
        line = Ask(self.terminal, question, check=self._checked_by(read))
        self.app.push_screen(line, take)

    def _checked_by(self, read: Callable[[str], object]) -> Callable[[str], str]:
        def problem(text: str) -> str:
            try:
                read(text) if text.strip() else None
            except UsageError as error:
                return self.session.message(error)
            return ""

        return problem

    # --- the end -----------------------------------------------------------------------------

    def action_save(self) -> None:
        """Store what was changed, and go back."""
        changes = self._changes
        if not changes:
            self.dismiss(None)
            return
        with self.telling():
            with self.session.act() as act:
                after = store(act, self._entry, changes)
            self.dismiss((self._entry, after))

    def action_back(self) -> None:
        """Go back; ask first if something was changed."""
        if not self._changes:
            self.dismiss(None)
            return

        def take(answer: str | None) -> None:
            if answer == "save":
                self.action_save()
            elif answer:
                self.dismiss(None)

        draw = views.full_screen
        line = Choose(self.terminal, draw.SAVE_CHANGES, views.keys.SAVE_OR_NOT, cancel=draw.STAY)
        self.app.push_screen(line, take)
