"""The people of the journal: what was written about each, check-ins, promises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .. import registry, services, views
from ..domain.filter import Filter
from ..domain.people import MentionedPerson
from ..views.screen import Screen
from .list_page import ListPage
from .widgets import Choices

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


class People(ListPage):
    """The people, and the page of one. Ends with the name of whom to show the entries about."""

    KEYS = views.keys.PEOPLE
    list: Names

    def __init__(self) -> None:
        super().__init__()
        self.list = Names(self.terminal, services.people.everyone(self.session.app), id="list")

    def on_mount(self) -> None:
        """Begin with the first person."""
        self.list.resize_to(len(self.list.people))
        self.set_focus(self.list)
        if not self.list.people:
            self.add_class("-reading")

    def look_again(self) -> None:
        """Show the people as they are now."""
        with self.telling():
            self.list.people = services.people.everyone(self.session.app)
            self.list.resize_to(len(self.list.people))
            self.page.redraw()

    def row_entered(self) -> None:
        """Show the entries about the person; in a narrow window, their page first."""
        if self.has_class("-narrow") and not self.has_class("-reading"):
            self.add_class("-reading")
            self.set_focus(None)
            self.page.call_after_refresh(self.page.redraw)
            return
        self.dismiss(self.list.people[self.list.chosen].person.alias)

    def action_back(self) -> None:
        """Go back to the names, or to the screen before."""
        if self.has_class("-reading") and self.list.people:
            self.remove_class("-reading")
            self.set_focus(self.list)
        else:
            self.dismiss()

    def action_enter(self) -> None:
        """Show the entries about the person whose page is read."""
        if self.list.people:
            self.row_entered()

    def action_scroll_page(self, direction: int) -> None:
        """Move the page of the person up or down."""
        self.page.scroll_relative(y=direction * max(1, self.page.size.height - 2), animate=False)

    def parts(self, screen: Screen) -> Sequence[RenderableType]:
        """Return the page of the chosen person."""
        if not self.list.people:
            return views.people.listing([], [])
        app, person = self.session.app, self.list.people[self.list.chosen]
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
