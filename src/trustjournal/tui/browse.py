"""The first screen: a calendar, the list of entries, and the page of the chosen one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from .. import registry, services, views
from ..domain.entry import Entry, private_spans
from ..domain.filter import Filter
from ..domain.period_words import parse_period
from ..domain.periods import month_of
from ..errors import NotFound, UsageError
from ..services.heads import Head, Heads, Listed, Matches
from ..views.screen import Screen
from . import write
from .calendar import Calendar
from .entry_list import EntryList, Question
from .line import Ask
from .page import Page
from .pages import OnThisDay
from .palette import Palette
from .people import People
from .review import ReviewPage
from .widgets import Fixed, Lines

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ..services.writing import LeftBehind

UNDO_SECONDS = 10.0
"""How long an entry can be taken out of the trash with one key."""
TYPING_SECONDS = 0.06
"""How long a search waits for the next letter."""
FEWEST_LETTERS = 2
MOST_MATCHES = 50


class Rule(Widget):
    """The line between the list and the page."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(id="rule")
        self._of = screen

    def render_line(self, y: int) -> Any:
        """Return a piece of the line."""
        from .widgets import strip_of

        return strip_of(views.widgets.text("│" if self._of.unicode else "|", "dim"), self._of)


class Browse(Page):
    """The list of entries and the page of one."""

    KEYS = views.full_screen.BROWSE
    BINDINGS: ClassVar = [
        ("w", "write", ""),
        ("n", "write(True)", ""),
        ("e", "edit", ""),
        ("slash", "find", ""),
        ("f", "filter", ""),
        ("backspace", "unfilter", ""),
        ("s", "star", ""),
        ("d", "trash", ""),
        ("u", "undo", ""),
        ("r", "review", ""),
        ("p", "promises", ""),
        ("i", "people", ""),
        ("o", "on_this_day", ""),
        ("colon,ctrl+p", "commands", ""),
        ("c", "app.cover", ""),
        ("t", "today", ""),
        ("g", "go_to", ""),
        ("h", "months", ""),
        ("left_square_bracket", "month(-1)", ""),
        ("right_square_bracket", "month(1)", ""),
        ("left", "older(1)", ""),
        ("right", "older(-1)", ""),
        ("tab", "other_part", ""),
        ("space", "scroll_page(1)", ""),
        ("b", "scroll_page(-1)", ""),
        ("question_mark", "app.keys", ""),
        ("escape", "out", ""),
        ("q", "leave", ""),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.list = EntryList(self.terminal, self.session.today, id="list")
        self.page = Lines(self.terminal, self._page_parts, id="page")
        self.calendar = Calendar(self.terminal, self.session, id="calendar")
        self.search = Input(id="find", select_on_focus=False)
        self.conditions = Fixed(self.terminal, self._condition_parts, id="conditions")
        self.filter = Filter()
        self.filter_words: list[str] = []
        self.words = ""
        """What is searched for."""
        self.revealed: str | None = None
        """The id of the entry whose private words are shown."""
        self.trashed: Entry | None = None
        """The entry that undo takes out of the trash."""
        self._undo: Timer | None = None
        self._typing: Timer | None = None

    # --- the parts of the screen -----------------------------------------------------------

    def body(self) -> Iterator[Widget]:
        """Yield the list and the page beside it."""
        with Horizontal(id="body"):
            with Vertical(id="side"):
                yield self.calendar
                yield self.search
                yield self.conditions
                yield self.list
            yield Rule(self.terminal)
            yield self.page

    def on_mount(self) -> None:
        """Begin with the entry or the day that was asked for, else with today."""
        self.search.display = False
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
        first: list[LeftBehind | Question] = []
        if self.words:
            heads = Matches(self._search())
        else:
            heads = Listed(lambda: self.session.app, self.filter)
            if not self.filter_words:
                first = [*self._drafts(), *self._question()]
        self.list.today = self.session.today
        self.list.fill(first, heads)
        self.conditions.redraw()

    def _drafts(self) -> Sequence[LeftBehind]:
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

    def _search(self) -> Any:
        words = self.words.split() if '"' not in self.words else [self.words]
        if words and words[-1][-1:].isalnum() and words[-1] not in ("AND", "OR", "NOT"):
            words[-1] += "*"
        criteria = replace(self.filter, limit=MOST_MATCHES)
        return services.search.search(self.session.app, words, criteria, best=False)

    def _condition_parts(self, screen: Screen) -> Sequence[RenderableType]:
        draw = views.full_screen
        parts: list[RenderableType] = []
        if self.filter_words:
            parts.append(draw.chips(self.filter_words, screen))
        heads = self.list.entries
        if (self.words or self.filter_words) and heads is not None:
            private = heads.result.private if isinstance(heads, Matches) else 0
            parts.append(draw.count_line(heads.count, private))
        return parts

    def _page_parts(self, screen: Screen) -> Sequence[RenderableType]:
        app, draw, row = self.session.app, views.full_screen, self.list.row
        if isinstance(row, Head):
            return self._entry_parts(row, screen)
        if isinstance(row, Question):
            return self._today_parts(screen)
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
        self.calendar.choose(head.day if head else self.session.today)
        self.page.show(self._page_parts)
        self._show_keys()

    def _show_keys(self) -> None:
        if self.search.has_focus:
            self.key_line.show(views.full_screen.FINDING)
        else:
            self.key_line.show(views.full_screen.PAGE if self._is_reading else self.KEYS)

    def row_moved(self) -> None:
        """Show the entry that was chosen."""
        with self.telling():
            self._show_chosen()

    def row_entered(self) -> None:
        """Read the chosen entry, with its private words; write what is unwritten."""
        row = self.list.row
        if isinstance(row, Question):
            self.action_write()
        elif isinstance(row, Head):
            self._read()
        elif row is not None:
            self._go_on_with(row)

    @property
    def _is_reading(self) -> bool:
        return self.has_class("-reading")

    def _read(self) -> None:
        head = self.list.head
        if head is None:
            return
        self.revealed = head.id
        self.add_class("-reading")
        with self.telling():
            self._show_chosen()
        self.page.call_after_refresh(self.page.redraw)

    def action_older(self, by: int) -> None:
        """Show an entry before or after; private words stay hidden."""
        self.list.choose(self.list.chosen + by)

    def action_out(self) -> None:
        """Leave the page, the search or the filter, and never the app by one Esc too many."""
        if self._is_reading:
            self.remove_class("-reading")
            self.revealed = None
            with self.telling():
                self._show_chosen()
            self.list.call_after_refresh(self.list.bring_into_sight)
        elif self.search.display or self.words:
            self._end_search()
        elif self.filter_words:
            self.action_unfilter(everything=True)
        else:
            self.tell(views.full_screen.HOW_TO_LEAVE)

    def action_leave(self) -> None:
        """Leave the app."""
        self.app.exit()

    def action_other_part(self) -> None:
        """Go to the calendar, or back to the list."""
        if self.calendar.has_focus or not self.calendar.display or self.has_class("-narrow"):
            self.set_focus(self.list)
        else:
            self.set_focus(self.calendar)

    def action_scroll_page(self, direction: int) -> None:
        """Move the page of the entry up or down."""
        height = max(1, self.page.size.height - 2)
        self.page.scroll_relative(y=direction * height, animate=False)

    # --- going to a day ------------------------------------------------------------------------

    def on_calendar_chosen(self, event: Calendar.Chosen) -> None:
        """Choose the newest entry up to a day."""
        with self.telling():
            self._choose(self.list.place_of_day(event.day))
            day, head = event.day, self.list.head
            self.page.show(self._page_parts)
            self.calendar.choose(day if head is None or head.day != day else head.day)

    def on_calendar_left(self) -> None:
        """Go back to the list."""
        self.set_focus(self.list)

    def action_today(self) -> None:
        """Choose the newest row."""
        self.list.choose(0)

    def action_month(self, direction: int) -> None:
        """Choose the newest entry of the month before, or of the one after."""
        month = month_of(self.calendar.day)
        day = month.start - timedelta(days=1) if direction < 0 else month.after().end
        with self.telling():
            self._go_to(min(day, max(self.session.today, self.calendar.day)))

    def action_months(self) -> None:
        """Show the calendar of the month, or the picture of the last months."""
        self.calendar.shows_months = not self.calendar.shows_months
        self.calendar.redraw()

    def action_go_to(self) -> None:
        """Ask for a day and go there."""
        app = self.session.app

        def problem(text: str) -> str:
            try:
                parse_period(text, app.now) if text.strip() else None
            except UsageError as error:
                return self.session.message(error)
            return ""

        def go(text: str | None) -> None:
            if text and text.strip():
                with self.telling():
                    self._go_to(min(parse_period(text, app.now).end, self.session.today))

        self.app.push_screen(Ask(self.terminal, views.full_screen.GO_TO, check=problem), go)

    def _go_to(self, day: date) -> None:
        place = self.list.place_of_day(day)
        if place is not None:
            self.list.choose(place)
        self.calendar.choose(day)

    # --- finding -----------------------------------------------------------------------------

    def action_find(self) -> None:
        """Type words to find."""
        self.remove_class("-reading")
        self.search.display = True
        self.search.value = self.words
        self.set_focus(self.search)
        self._show_keys()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search once the typing pauses."""
        event.stop()
        if self._typing:
            self._typing.stop()
        self._typing = self.set_timer(TYPING_SECONDS, self._search_now)

    def _search_now(self) -> None:
        text = self.search.value.strip()
        words = text if len(text) >= FEWEST_LETTERS else ""
        if words == self.words or not self.search.display:
            return
        self.words = words
        with self.telling():
            self._fill()
            self._choose(0)
            self._show_chosen()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the matches."""
        event.stop()
        self._search_now()
        if self.words and self.list.count:
            self.set_focus(self.list)
            self._show_keys()
        elif not self.words:
            self._end_search()

    def _end_search(self) -> None:
        head = self.list.head
        self.search.display, self.words = False, ""
        self.set_focus(self.list)
        with self.telling():
            self._fill()
            self._choose(self.list.place_of(head.id, head.day) if head else 0)
            self._show_chosen()

    # --- filtering ---------------------------------------------------------------------------

    def action_filter(self) -> None:
        """Ask for conditions, in the words that `trust list` takes."""

        def problem(text: str) -> str:
            try:
                self._filter_with([*self.filter_words, text] if text.strip() else [])
            except (UsageError, NotFound) as error:
                return self.session.message(error)
            return ""

        def add(text: str | None) -> None:
            if text and text.strip():
                self._filter_by([*self.filter_words, " ".join(text.split())])

        self.app.push_screen(Ask(self.terminal, views.full_screen.FILTER, check=problem), add)

    def _filter_with(self, words: Sequence[str]) -> Filter:
        named = services.what.named(self.session.app, list(words))
        period = named.period
        return Filter(
            start=period.start if period else None,
            end=period.end if period else None,
            tags=named.tags,
            people=named.people,
            practice=named.practice,
            kind=named.kind,
            starred=named.starred,
            unsaid=named.unsaid,
        )

    def _filter_by(self, words: list[str]) -> None:
        with self.telling():
            self.filter = self._filter_with(words)
            self.filter_words = words
            self._fill()
            self._choose(0)
            self._show_chosen()

    def show_person(self, alias: str) -> None:
        """Show only the entries that name someone."""
        with self.telling():
            self.filter, self.filter_words = Filter(people=(alias,)), [alias]
            self._fill()
            self._choose(0)
            self._show_chosen()

    def action_unfilter(self, *, everything: bool = False) -> None:
        """Take the last condition away, or all of them."""
        if self.filter_words:
            head = self.list.head
            self._filter_by([] if everything else self.filter_words[:-1])
            if head:
                with self.telling():
                    self._choose(self.list.place_of(head.id, head.day))
                    self._show_chosen()

    # --- changing ----------------------------------------------------------------------------

    def action_star(self) -> None:
        """Star the chosen entry, or take its star away."""
        head = self.list.head
        if head is None:
            return
        with self.telling():
            with self.session.act() as act:
                entry = services.edit.star(act, head.entry, not head.entry.starred)
            self.look_again()
            draw = views.full_screen
            self.tell((draw.STARRED if entry.starred else draw.NOT_STARRED).format(_name(entry)))

    def action_trash(self) -> None:
        """Put the chosen entry in the trash; `u` takes it out again."""
        head = self.list.head
        if head is None:
            return
        with self.telling():
            with self.session.act() as act:
                services.edit.trash(act, head.entry)
            self.trashed = head.entry
            self.remove_class("-reading")
            self.look_again()
            self.tell(views.full_screen.IN_TRASH.format(_name(head.entry)))
            if self._undo:
                self._undo.stop()
            self._undo = self.set_timer(UNDO_SECONDS, self._forget_trashed)

    def _forget_trashed(self) -> None:
        self.trashed = None
        self.tell("")

    def action_undo(self) -> None:
        """Take the entry that was just put in the trash out again."""
        entry, self.trashed = self.trashed, None
        if entry is None:
            return
        with self.telling():
            with self.session.act() as act:
                services.edit.untrash(act, entry)
            self.look_again()
            self._choose(self.list.place_of(entry.id, entry.day))
            self._show_chosen()
            self.tell(views.full_screen.BACK.format(_name(entry)))

    # --- writing -----------------------------------------------------------------------------

    def action_write(self, free: bool = False) -> None:
        """Write an entry: today's question, or `free` of it."""
        with self.telling():
            self._push(write.new_entry(self.session, free=free))

    def action_edit(self) -> None:
        """Write the chosen entry another way; the earlier wording is kept."""
        head = self.list.head
        if head is None:
            self.row_entered()
            return
        with self.telling():
            stored = next(iter(self.session.app.reader.by_prefix(head.id)), None)
            if stored is not None:
                self._push(write.other_wording(self.session, stored))

    def _go_on_with(self, unsaved: LeftBehind) -> None:
        """Go on with an unsaved text."""
        with self.telling():
            if "promise" in unsaved.draft.about:
                self.tell(views.full_screen.DRAFT_ELSEWHERE)
                return
            work = write.go_on(self.session, unsaved.draft.id)
            if work is None:
                self.look_again()
                self.tell(views.full_screen.DRAFT_GONE)
                return
            self._push(work)

    def _push(self, work: write.Work) -> None:
        def done(outcome: object) -> None:
            self.look_again()
            if isinstance(outcome, Entry):
                self.tell("")  # what was said before it was saved
                with self.telling():
                    self._choose(self.list.place_of(outcome.id, outcome.day))
                    self._show_chosen()
            elif isinstance(outcome, str):
                if not self.list.head:
                    self._choose(0)
                self.tell(outcome)

        self.app.push_screen(write.Write(work), done)

    # --- other screens -----------------------------------------------------------------------

    def action_on_this_day(self) -> None:
        """Show the entries of this day in earlier months and years."""
        self.app.push_screen(OnThisDay())

    def action_review(self) -> None:
        """Look back on the week."""
        with self.telling():
            self.app.push_screen(ReviewPage(), lambda _: self.look_again())

    def action_promises(self) -> None:
        """Look after promises."""
        with self.telling():
            screen = registry.part("promises", "full_screen").Promises()
            self.app.push_screen(screen, lambda _: self.look_again())

    def action_people(self) -> None:
        """Show the people of the journal."""

        def show(alias: object) -> None:
            if isinstance(alias, str):
                self.show_person(alias)

        with self.telling():
            self.app.push_screen(People(), show)

    def action_commands(self) -> None:
        """Choose what to do by its name."""

        def do(command: views.full_screen.Command | None) -> None:
            if command is None:
                return
            if command.key:
                self.app.simulate_key(command.key)
            else:
                typed = views.full_screen.COMMAND_OUTSIDE.format(command.name)
                self.tell(typed)

        everything = views.full_screen.commands(self.host.commands())
        self.app.push_screen(Palette(everything), do)


def _name(entry: Entry) -> str:
    return f"{entry.id[:5]} ({views.phrases.day(entry.day)})"
