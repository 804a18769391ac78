"""Saving a text while another program may be storing something: nobody waits at a frozen screen."""

from __future__ import annotations

from textual.timer import Timer

from .. import views
from ..errors import Locked, TrustError
from ..sentences import JOURNAL_LOCKED
from .page import Page
from .paper import Paper

AGAIN_SECONDS = 0.3
"""How long it waits before it tries again to save."""


class Saving(Page):
    """A screen with a text to save.

    While the journal is busy, the text stays in its draft and the save is tried again and again.
    Whoever goes on writing meanwhile saves later, with all the words.
    """

    paper: Paper

    _again: Timer | None = None
    """Runs while a save waits for the journal."""
    _text_to_save = ""

    def save(self) -> None:
        """Save the text, as the key for it does."""
        raise NotImplementedError

    def waits_for(self, error: TrustError) -> bool:
        """Try again in a moment if an error says that the journal is busy; return whether it is."""
        if not (isinstance(error, Locked) and error.sentence == JOURNAL_LOCKED):
            return False
        self._text_to_save = self.paper.text
        self.tell(views.full_screen.BUSY)
        self._try_soon()
        return True

    def _try_soon(self) -> None:
        self.stop_waiting()
        self._again = self.set_timer(AGAIN_SECONDS, self._try_again)

    def _try_again(self) -> None:
        # Nothing may appear over a cover or a page of keys, and a locked journal takes nothing.
        if self.app.screen is not self:
            self._try_soon()
        elif not self.is_over:
            self._again = None
            self.save()

    def stop_waiting(self) -> None:
        """Try no more to save by itself."""
        if self._again is not None:
            self._again.stop()
            self._again = None

    def on_text_area_changed(self) -> None:
        """Leave the save to whoever goes on writing while the journal is busy."""
        if self._again is not None and self.paper.text != self._text_to_save:
            self.stop_waiting()
            self.tell(views.full_screen.NOT_SAVED_YET)
