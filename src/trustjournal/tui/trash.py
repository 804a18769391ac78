"""The entries in the trash: reading them, and taking one out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .. import services, views
from ..domain.entry import Entry, redacted
from ..services.heads import Head
from ..views.screen import Screen
from .line import Choose
from .list_page import ListPage
from .widgets import Choices

if TYPE_CHECKING:
    from datetime import date

    from rich.console import RenderableType
    from rich.text import Text


class Trashed(Choices):
    """The entries in the trash, the latest deleted first."""

    ROW = 2

    def __init__(self, screen: Screen, today: date, **options: Any) -> None:
        super().__init__(screen, **options)
        self.entries: Sequence[Entry] = ()
        self._today = today

    def fill(self, entries: Sequence[Entry]) -> None:
        """Show other entries."""
        self.entries = entries
        self.resize_to(len(entries))

    def rows(self, place: int, screen: Screen, *, chosen: bool) -> Sequence[Text]:
        """Return the lines of an entry."""
        head = Head(redacted(self.entries[place]))
        return views.full_screen.entry_row(head, screen, self._today, chosen=chosen)


class Trash(ListPage):
    """The trash, and the page of one entry."""

    KEYS = views.keys.TRASH
    list: Trashed

    def __init__(self) -> None:
        super().__init__()
        self.list = Trashed(self.terminal, self.session.today, id="list")

    def on_mount(self) -> None:
        """Begin with the entry that was deleted last."""
        self.look_again()
        self.set_focus(self.list)

    def look_again(self) -> None:
        """Show the trash as it is now."""
        with self.telling():
            self.list.fill(self.session.app.reader.trashed())
            self.set_class(not self.list.entries, "-reading")
            self.page.show(self.parts)

    @property
    def _chosen(self) -> Entry | None:
        entries = self.list.entries
        return entries[self.list.chosen] if entries else None

    def parts(self, screen: Screen) -> Sequence[RenderableType]:
        """Return the page of the chosen entry, without private words."""
        entry = self._chosen
        if entry is None:
            return [views.full_screen.note(views.full_screen.TRASH_EMPTY)]
        if entry.private:
            return [views.full_screen.private_note(True)]
        return views.entry.entry_view(redacted(entry), 0, screen)

    def row_entered(self) -> None:
        """Read the entry with its private words."""
        entry = self._chosen
        if entry is not None:
            self.page.show(lambda screen: views.entry.entry_view(entry, 0, screen))
            self.add_class("-reading")
            self.set_focus(None)
            self.page.call_after_refresh(self.page.redraw)

    def action_restore(self) -> None:
        """Take the entry out of the trash, after a question."""
        entry = self._chosen
        if entry is None:
            return
        draw = views.full_screen

        def take(answer: str | None) -> None:
            if answer:
                with self.telling():
                    with self.session.act() as act:
                        services.edit.untrash(act, entry)
                    self.set_focus(self.list)
                    self.look_again()
                    self.tell(draw.BACK.format(draw.name_of(entry)))

        question = draw.TAKE_OUT.format(draw.name_of(entry))
        self.app.push_screen(Choose(self.terminal, question, [views.keys.YES]), take)
