"""A screen with a list, and beside it the page of the chosen row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from ..views.screen import Screen
from .page import Page
from .widgets import Choices, Lines

if TYPE_CHECKING:
    from rich.console import RenderableType


class ListPage(Page):
    """A list and a page. In a narrow window the page being read takes the place of the list."""

    list: Choices

    def __init__(self) -> None:
        super().__init__()
        self.page = Lines(self.terminal, self.parts, id="page")

    def body(self) -> Iterator[Widget]:
        """Yield the list and the page beside it."""
        with Horizontal(id="body"):
            with Vertical(id="side"):
                yield self.list
            yield self.page

    def parts(self, screen: Screen) -> Sequence[RenderableType]:
        """Return the page of the chosen row, without private words."""
        raise NotImplementedError

    def row_moved(self) -> None:
        """Show the page of the row that was chosen."""
        with self.telling():
            self.page.show(self.parts)

    def action_back(self) -> None:
        """Go back to the list, or to the screen before."""
        if self.has_class("-reading") and self.list.count:
            self.remove_class("-reading")
            self.set_focus(self.list)
            self.page.show(self.parts)
            self.page.call_after_refresh(self.page.redraw)
        else:
            self.dismiss()
