"""Pages to read: the keys, on this day, one entry by chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .. import services, views
from ..domain.entry import Entry, current_revision
from ..views.screen import Screen
from .details import store
from .line import Ask
from .page import Reading

if TYPE_CHECKING:
    from rich.console import RenderableType


class Help(Reading):
    """Every key of a screen and what it does, and below them its signs."""

    def __init__(self, keys: views.keys.Groups, *, signs: bool = False) -> None:
        self._of = keys
        self._has_signs = signs
        super().__init__()

    def draw(self, screen: Screen) -> Sequence[RenderableType]:
        """Return the keys, and the signs if the screen has some."""
        parts = views.keys.page(self._of, screen)
        return [*parts, *views.full_screen.signs(screen)] if self._has_signs else parts

    def action_keys(self) -> None:
        """Close the page again."""
        self.action_back()


class Versions(Reading):
    """Every wording of an entry. Ends with the entry before and after if one was brought back."""

    KEYS = views.keys.VERSIONS

    def __init__(self, entry: Entry) -> None:
        self._entry = entry
        super().__init__()

    def draw(self, screen: Screen) -> Sequence[RenderableType]:
        """Return the wordings and what changed."""
        wordings = [
            *self.session.app.reader.revisions(self._entry.id),
            current_revision(self._entry),
        ]
        return views.entry_history.history(self._entry, wordings, screen)

    def action_restore(self) -> None:
        """Bring an earlier wording back; ask for its number if there are several."""
        draw, count = views.full_screen, len(self.session.app.reader.revisions(self._entry.id))
        question = draw.WHICH_VERSION.format(count)

        def problem(text: str) -> str:
            is_number = not text.strip() or (text.strip().isdecimal() and 1 <= int(text) <= count)
            return "" if is_number else question

        def take(text: str | None) -> None:
            if text and text.strip():
                self._bring_back(int(text))

        if count == 1:
            self._bring_back(1)
            return
        self.app.push_screen(Ask(self.terminal, question, check=problem), take)

    def _bring_back(self, number: int) -> None:
        with self.telling():
            with self.session.act() as act:
                earlier = services.edit.earlier(act, self._entry, number)
                after = store(act, self._entry, earlier)
            self.dismiss((self._entry, after))


class Safety(Reading):
    """The page for those who aren't safe, or aren't sure."""

    def draw(self, screen: Screen) -> Sequence[RenderableType]:
        """Return the page."""
        settings = self.session.app.settings
        return views.about.safety(settings.safety_line, settings.language)


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
