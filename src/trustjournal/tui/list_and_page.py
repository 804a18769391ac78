"""The list of entries, the page of the chosen one, and the calendar to go by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input

from .. import registry, services, views
from ..domain.entry import private_spans
from ..domain.filter import Filter
from ..domain.period_words import parse_coming_day, parse_period
from ..domain.periods import Period, month_of
from ..domain.search_query import Phrase
from ..errors import UsageError
from ..services.heads import FilteredHeads, Head, Heads, Matches
from ..views.screen import Screen
from .calendar import Calendar
from .entry_list import EntryList, Question
from .line import Ask
from .page import Page
from .widgets import Fixed, Label, Lines, strip_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ..services.resurface import OnThisDay
    from ..services.search import SearchResult
    from ..services.writing import UnsavedDraft


class Rule(Widget):
    """The line between the list and the page."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(id="rule")
        self._of = screen

    def render_line(self, y: int) -> Any:
        """Return a piece of the line."""
        return strip_of(views.widgets.text("│" if self._of.unicode else "|", "dim"), self._of)


class ListAndPage(Page):
    """The list of entries and the page of one: choosing, reading, going to a day."""

    def __init__(self) -> None:
        super().__init__()
        self.list = EntryList(self.terminal, self.session.today, id="list")
        self.page = Lines(self.terminal, self._page_parts, id="page")
        self.beside = Lines(self.terminal, self._beside_parts, id="beside")
        self.calendar = Calendar(self.terminal, self.session, id="calendar")
        self.search = Input(id="find", select_on_focus=False)
        self.conditions = Fixed(self.terminal, self._condition_parts, id="conditions")
        self.filter = Filter()
        self.filter_words: list[str] = []
        self.words = ""
        """What is searched for."""
        self.phrases: Sequence[Phrase] = ()
        """What is searched for, to be marked where it is read."""
        self.revealed: str | None = None
        """The id of the entry whose private words are shown."""
        self.empty_day: date | None = None
        """A day without an entry that the person went to."""

        self._has_told_where = False
        """Whether it was told which entry is shown in place of one for a day."""

    # --- the parts of the screen -----------------------------------------------------------

    def body(self) -> Iterator[Widget]:
        """Yield the list and the page beside it."""
        with Horizontal(id="body"):
            with Vertical(id="side"):
                yield self.calendar
                with Horizontal(id="find-line"):
                    yield Label(self.terminal, views.full_screen.find_label())
                    yield self.search
                yield self.conditions
                yield self.list
            yield Rule(self.terminal)
            yield self.page
            yield self.beside

    def on_mount(self) -> None:
        """Begin with the entry or the day that was asked for, else with today."""
        self.show_search(False)
        self.set_focus(self.list)
        with self.telling():
            self._fill()
            entry, day = self.session.start_entry, self.session.start_day
            if entry:
                self._choose(self.list.place_of(entry.id, entry.day))
            elif day:
                self._choose(self.list.place_of_day(day))
            self._show_chosen()
        if self.session.start_entry:
            self._read()

    def show_search(self, shown: bool) -> None:
        """Show the line to search on, or not."""
        self.query_one("#find-line").display = shown
        self.search.display = shown

    def look_again(self) -> None:
        """Show the journal as it is now, with the same entry chosen."""
        with self.telling():
            head, was_first = self.list.head, self.list.chosen
            self.calendar.forget()
            self._fill()
            place = self.list.place_of(head.id, head.day) if head else was_first
            if place is None and head:
                place = self.list.place_of_day(head.day)
            self._choose(place or 0)
            self._show_chosen()

    def _fill(self) -> None:
        heads: Heads
        first: list[UnsavedDraft | Question] = []
        if self.words:
            heads = Matches(self.search_for(self.words))
        else:
            heads = FilteredHeads(lambda: self.session.app, self.filter)
            if not self.filter_words:
                first = [*self._drafts(), *self._question()]
        self.list.today = self.session.today
        self.list.fill(first, heads)
        self.conditions.redraw()

    def search_for(self, words: str) -> SearchResult:
        """Return the entries that have some words."""
        raise NotImplementedError

    def _drafts(self) -> Sequence[UnsavedDraft]:
        """Return the unsaved texts; they stay free for other programs."""
        app = self.session.app
        if not app.may_have_drafts or (not app.has_journal and app.was_encrypted):
            return ()
        left = services.draft_recovery.left_behind(app)
        for unsaved in left:
            unsaved.draft.let_go()
        return list(reversed(left))

    def _question(self) -> Sequence[Question]:
        app = self.session.app
        choice = services.questions.question_of(app, self.session.today)
        if services.questions.answered_today(app, choice):
            return ()
        return [Question(choice)]

    def _condition_parts(self, screen: Screen) -> Sequence[RenderableType]:
        draw = views.full_screen
        parts: list[RenderableType] = []
        if self.filter_words:
            parts.append(draw.chips(self.filter_words, screen))
        heads = self.list.entries
        if (self.words or self.filter_words) and heads is not None:
            private = heads.result.private if isinstance(heads, Matches) else 0
            parts.append(draw.count_line(heads.count, private))
            more = self.mentioning()
            name = self.filter.people[0] if more else ""
            parts += draw.mentions(name, more, others=heads.count > 0) if more else ()
        if self.list.marked:
            parts.append(draw.marked_line(len(self.list.marked)))
        return parts

    def mentioning(self) -> int:
        """Count the entries that mention the person of the filter and aren't marked with them."""
        if self.words:
            return 0
        return services.reading.mentions(self.session.app, self.filter, None) or 0

    def _page_parts(self, screen: Screen) -> Sequence[RenderableType]:
        app, draw, row = self.session.app, views.full_screen, self.list.row
        if isinstance(row, Head):
            return [*self._entry_parts(row, screen), *self._below_parts(row.day, screen)]
        if isinstance(row, Question):
            return [*self._today_parts(screen), *self._below_parts(self.session.today, screen)]
        if row is not None:
            return draw.draft_page(row, app.now)
        if self.words:
            return [draw.note(views.search.NO_MATCH)]
        if self.filter_words:
            return [draw.note(draw.NO_MATCHES)]
        return self._today_parts(screen) if app.has_journal else [draw.note(draw.NO_ENTRIES)]

    def _today_parts(self, screen: Screen) -> list[RenderableType]:
        app = self.session.app
        today = self.session.today_at_a_glance()
        numbers = app.settings.streaks
        return views.today.page(today, screen, journal=app.journal_path, numbers=numbers)

    def _entry_parts(self, head: Head, screen: Screen) -> list[RenderableType]:
        app, entry = self.session.app, head.entry
        stored = next(iter(app.reader.by_prefix(head.id)), None)
        if stored is None:
            return []
        is_private = entry.private or private_spans(stored) > 0
        parts: list[RenderableType] = []
        if self.revealed == head.id:
            entry = stored
        elif is_private:
            parts = [views.full_screen.private_note(entry.private), ""]
        parts += views.entry.entry_view(entry, len(app.reader.revisions(head.id)), screen)
        for feature in registry.all_features():
            if self.revealed == head.id or not is_private:
                parts += feature.about_entry(app, entry)
        return parts

    def _beside_parts(self, screen: Screen) -> Sequence[RenderableType]:
        """Return what was written on the same day of earlier years, beside an entry."""
        head = self.list.head
        if head is None or not self.is_reading:
            return ()
        return views.full_screen.beside(self._on_this_day(head.day), screen)

    def _below_parts(self, day: date, screen: Screen) -> Sequence[RenderableType]:
        """Return what was written on the same day of earlier years, a line each, below a page."""
        if self.is_reading:
            return ()
        return views.full_screen.below(self._on_this_day(day), screen)

    def _on_this_day(self, day: date) -> Sequence[OnThisDay]:
        """Return it where there is room; nobody has asked for it, so none in the safety pause."""
        app = self.session.app
        if not self.has_class("-widest") or services.safety_pause.safety_pause(app):
            return ()
        return services.resurface.on_this_day(app, storms=False, day=day)

    @property
    def is_narrowed(self) -> bool:
        """Whether the list shows only what words or conditions leave."""
        return bool(self.words or self.filter_words)

    # --- choosing ----------------------------------------------------------------------------

    def _choose(self, place: int | None) -> None:
        if place is not None:
            self.list.chosen = max(0, min(place, self.list.count - 1))
        self.list.refresh()
        self.list.call_after_refresh(self.list.bring_into_sight)

    def _show_chosen(self) -> None:
        head = self.list.head
        if head is None or head.id != self.revealed:
            self.revealed = None
        self.calendar.choose(self.empty_day or (head.day if head else self.session.today))
        self.page.show(self._page_parts, marked=self.phrases)
        self.beside.show(self._beside_parts)
        self.key_line.refresh()

    def on_descendant_focus(self) -> None:
        """Name the keys of the part that has the focus now."""
        self.key_line.refresh()

    def row_moved(self) -> None:
        """Show the entry that was chosen."""
        self._leave_empty_day()
        with self.telling():
            self._show_chosen()

    @property
    def is_reading(self) -> bool:
        return self.has_class("-reading")

    def _read(self) -> None:
        head = self.list.head
        if head is None:
            return
        self.revealed = head.id
        self.add_class("-reading")
        self.set_focus(None)
        with self.telling():
            self._show_chosen()
        self.page.call_after_refresh(self._draw_again)

    def stop_reading(self) -> None:
        """Show the list again, and no private words."""
        self.remove_class("-reading")
        self.revealed = None
        self.set_focus(self.list)
        with self.telling():
            self._show_chosen()
        self.list.call_after_refresh(self._draw_again)

    def _draw_again(self) -> None:
        """Draw for the room there is now."""
        self.page.redraw()
        self.beside.redraw()
        self.list.bring_into_sight()

    def action_older(self, by: int) -> None:
        """Show an entry before or after; private words stay hidden."""
        self.list.choose(self.list.chosen + by)

    def action_other_part(self) -> None:
        """Go to the calendar, or back to the list."""
        if self.is_reading:
            return
        if self.calendar.has_focus or not self.calendar.display or self.has_class("-narrow"):
            self.set_focus(self.list)
        else:
            self.set_focus(self.calendar)

    def action_scroll_lines(self, lines: int) -> None:
        """Move the page of the entry up or down by lines."""
        self.page.scroll_relative(y=lines, animate=False)

    def action_read(self) -> None:
        """Read the entry again, with its private words."""
        self._read()

    def action_scroll_page(self, direction: int) -> None:
        """Move the page of the entry up or down."""
        height = max(1, self.page.size.height - 2)
        self.page.scroll_relative(y=direction * height, animate=False)

    # --- going to a day ------------------------------------------------------------------------

    def day_chosen(self, day: date) -> None:
        """Choose the newest entry up to a day of the calendar."""
        with self.telling():
            self._go_to(Period("span", day, day))

    def calendar_left(self) -> None:
        """Go back to the list."""
        self.set_focus(self.list)

    def action_today(self) -> None:
        """Choose the newest row."""
        self._leave_empty_day()
        self.list.choose(0)
        with self.telling():
            self._show_chosen()

    def action_month(self, direction: int) -> None:
        """Choose the newest entry of the month before, or of the one after."""
        month = month_of(self.calendar.day)
        month = month.before() if direction < 0 else month.after()
        if month.start <= max(self.session.today, self.calendar.day):
            with self.telling():
                self._go_to(month)

    def action_months(self) -> None:
        """Show the calendar of the month, or the picture of the last months."""
        self.calendar.shows_months = not self.calendar.shows_months
        self.calendar.redraw()

    def action_go_to(self) -> None:
        """Ask for a day and go there."""

        def problem(text: str) -> str:
            try:
                self._period_named(text) if text.strip() else None
            except UsageError as error:
                return self.session.message(error)
            return ""

        def go(text: str | None) -> None:
            if text and text.strip():
                with self.telling():
                    self._go_to(self._period_named(text))

        self.app.push_screen(Ask(self.terminal, views.full_screen.GO_TO, check=problem), go)

    def _period_named(self, text: str) -> Period:
        """Return the period that was typed, also a day to come. Raises `UsageError`."""
        now = self.session.app.now
        try:
            return parse_period(text, now)
        except UsageError:
            with suppress(UsageError):
                day = parse_coming_day(text, now)
                return Period("span", day, day)
            raise

    def _leave_empty_day(self) -> None:
        """Say nothing more about a day without an entry."""
        self.empty_day = None
        if self._has_told_where:
            self._has_told_where = False
            self.tell("")

    def _go_to(self, period: Period) -> None:
        """Choose the newest entry of a period; without one, the entry before, and say so."""
        day = min(period.end, max(self.session.today, self.calendar.day))
        place = self.list.place_of_day(day)
        if place is not None:
            self.list.choose(place)
        self._leave_empty_day()
        head = self.list.head
        is_there = head is not None and period.start <= head.day <= period.end
        # Today has the row of its question.
        is_empty = not is_there and day != self.session.today and not self.is_narrowed
        self.empty_day = day if is_empty and period.is_day else None
        if day == self.session.today and not is_there and not self.is_narrowed:
            self.list.choose(0)
        is_ahead = period.start > self.session.today
        if not is_there and (is_ahead or not isinstance(self.list.row, Question)):
            said = views.full_screen.nothing_on(
                period, self.list.head, narrowed=self.is_narrowed, ahead=is_ahead
            )
            self.tell(said)
            self._has_told_where = True
        self._show_chosen()
