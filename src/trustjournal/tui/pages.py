"""Pages to read: the keys, on this day, one entry by chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .. import services, views
from ..domain.entry import Entry
from ..views.screen import Screen
from .page import Reading

if TYPE_CHECKING:
    from rich.console import RenderableType


class Help(Reading):
    """Every key of a screen and what it does."""

    def __init__(self, keys: views.keys.Groups) -> None:
        self._of = keys
        super().__init__()

    def draw(self, screen: Screen) -> Sequence[RenderableType]:
        """Return the keys."""
        return views.keys.page(self._of, screen)

    def action_keys(self) -> None:
        """Close the page again."""
        self.action_back()


class OnThisDay(Reading):
    """The entries of this day a month and years ago, and one entry by chance."""

    KEYS = views.keys.ON_THIS_DAY

    def __init__(self) -> None:
        self._drawn: Entry | None = None
        self._by_chance = False
        super().__init__()

    def draw(self, screen: Screen) -> Sequence[RenderableType]:
        """Return the entries."""
        app, draw = self.session.app, views.resurface
        if self._by_chance:
            if self._drawn is None:
                return [views.widgets.text(draw.NOTHING_TO_DRAW)]
            return draw.redacted_entry(self._drawn, screen)
        days = services.resurface.on_this_day(app, storms=False)
        if not days:
            return [views.widgets.text(draw.NOTHING_ON_THIS_DAY)]
        return list(draw.on_this_day(days, screen))

    def action_draw_one(self) -> None:
        """Show one entry by chance."""
        with self.telling():
            self._by_chance = True
            self._drawn = services.resurface.at_random(self.session.app, storms=False)
            self.lines.show(self.draw)
