"""Finding entries: by words, as they are typed, and by days, people, tags and kinds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.timer import Timer
from textual.widgets import Input

from .. import services, views
from ..domain.filter import Filter
from ..domain.search_query import parse_query
from ..errors import NotFound, UsageError
from .line import Ask
from .list_and_page import ListAndPage

if TYPE_CHECKING:
    from ..services.search import SearchResult

TYPING_SECONDS = 0.06
"""How long a search waits for the next letter."""
FEWEST_LETTERS = 2
MOST_MATCHES = 50


class Finding(ListAndPage):
    """The list, narrowed down by words or by conditions."""

    _typing: Timer | None = None

    def search_for(self, words: str) -> SearchResult:
        """Return the entries that have some words; the last one may be the beginning of a word."""
        typed = words.split() if '"' not in words else [words]
        if typed and typed[-1][-1:].isalnum() and typed[-1] not in ("AND", "OR", "NOT"):
            typed[-1] += "*"
        self.phrases = parse_query(typed).phrases
        criteria = replace(self.filter, limit=MOST_MATCHES)
        return services.search.search(self.session.app, typed, criteria, best=False)

    # --- finding -----------------------------------------------------------------------------

    def action_find(self) -> None:
        """Type words to find; the words of a search before are marked, and go with a letter."""
        if self.is_reading:
            self.stop_reading()
        words = self.words
        with self.telling():
            if self.mentioning():
                words = self.filter.people[0]
                self.filter, self.filter_words = Filter(), []
        self.show_search(True)
        self.search.value = words
        self.set_focus(self.search)
        self.search.select_all()

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
        elif not self.words:
            self._end_search()

    def action_other_part(self) -> None:
        """Go between the words that are searched for and the matches, else to the calendar."""
        if not self.search.display or self.is_reading:
            super().action_other_part()
        elif self.search.has_focus:
            self._search_now()
            self.set_focus(self.list)
        else:
            self.set_focus(self.search)

    def _end_search(self) -> None:
        head = self.list.head
        self.words, self.phrases = "", ()
        self.show_search(False)
        self.set_focus(self.list)
        with self.telling():
            self._fill()
            self._choose(self.list.place_of(head.id, head.day) if head else 0)
            self._show_chosen()

    # --- filtering ---------------------------------------------------------------------------

    def action_filter(self) -> None:
        """Ask for conditions, in the words that `trust list` takes."""
        if self.is_reading:
            self.stop_reading()

        def problem(text: str) -> str:
            try:
                self._filter_with([*self.filter_words, text] if text.strip() else [])
            except (UsageError, NotFound) as error:
                return self.session.message(error)
            return ""

        def add(text: str | None) -> None:
            if text and text.strip():
                self._filter_by([*self.filter_words, " ".join(text.split())])

        with self.telling():
            offers = services.what.offers(self.session.app)
            counts = services.list_entries.counts_of(self.session.app)
            question = views.full_screen.FILTER
            line = Ask(self.terminal, question, check=problem, offers=offers, counts=counts)
            self.app.push_screen(line, add)

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
            private=named.private,
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
