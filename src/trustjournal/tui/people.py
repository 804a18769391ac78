"""The people of the journal: what was written about each, check-ins, promises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from .. import registry, services, views
from ..domain.filter import Filter
from ..domain.people import MentionedPerson
from ..views.screen import Screen
from .page import Page
from .widgets import Choices, Lines

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

LATEST = 7
"""Entries shown on the page of a person."""


class Names(Choices):
    """The names of the people."""

    def __init__(self, screen: Screen, people: Sequence[MentionedPerson], **options: Any) -> None:
        super().__init__(screen, **options)
        self.people = people

    def rows(self, place: int, screen: Screen, *, chosen: bool) -> Sequence[Text]:
        """Return the line of a person."""
        person = self.people[place]
        return [views.full_screen.person_row(person, screen, chosen=chosen)]


class People(Page):
    """The people, and the page of one. Ends with the name of whom to show the entries about."""

    KEYS = views.keys.PEOPLE

    def __init__(self) -> None:
        super().__init__()
        self.names = Names(self.terminal, services.people.everyone(self.session.app), id="list")
        self.page = Lines(self.terminal, self._parts, id="page")

    def body(self) -> Iterator[Widget]:
        """Yield the names and the page beside them."""
        with Horizontal(id="body"):
            with Vertical(id="side"):
                yield self.names
            yield self.page

    def on_mount(self) -> None:
        """Begin with the first person."""
        self.names.resize_to(len(self.names.people))
        self.set_focus(self.names)
        if not self.names.people:
            self.add_class("-reading")

    def look_again(self) -> None:
        """Show the people as they are now."""
        with self.telling():
            self.names.people = services.people.everyone(self.session.app)
            self.names.resize_to(len(self.names.people))
            self.page.redraw()

    def row_moved(self) -> None:
        """Show the page of the person."""
        with self.telling():
            self.page.show(self._parts)

    def row_entered(self) -> None:
        """Show the entries about the person; in a narrow window, their page first."""
        if self.has_class("-narrow") and not self.has_class("-reading"):
            self.add_class("-reading")
            self.set_focus(None)
            self.page.call_after_refresh(self.page.redraw)
            return
        self.dismiss(self.names.people[self.names.chosen].person.alias)

    def action_back(self) -> None:
        """Go back to the names, or to the screen before."""
        if self.has_class("-reading") and self.names.people:
            self.remove_class("-reading")
            self.set_focus(self.names)
        else:
            self.dismiss()

    def action_enter(self) -> None:
        """Show the entries about the person whose page is read."""
        if self.names.people:
            self.row_entered()

    def action_scroll_page(self, direction: int) -> None:
        """Move the page of the person up or down."""
        self.page.scroll_relative(y=direction * max(1, self.page.size.height - 2), animate=False)

    def _parts(self, screen: Screen) -> Sequence[RenderableType]:
        if not self.names.people:
            return views.people.listing([], [])
        app, person = self.session.app, self.names.people[self.names.chosen]
        mentioned = services.people.mentions_of(app, [person])[0]
        parts = list(views.people.person_view(person, mentioned))
        for feature in registry.all_features():
            parts += feature.about_person(app, person.person.alias, screen)
        criteria = Filter(people=(person.person.alias,), limit=LATEST)
        entries = app.reader.list(criteria)
        if entries:
            parts += views.full_screen.section(views.full_screen.WRITTEN_LAST)
            parts += views.entry_list.listing(
                entries, screen.part(screen.width), app.now.today, by_month=False
            )
        return parts
