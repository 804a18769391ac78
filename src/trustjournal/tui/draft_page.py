"""A screen on which a text is written: it's in its draft until it's saved.

Another program may be storing something at that moment. Nobody waits at a frozen screen for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.timer import Timer

from .. import storage, views
from ..errors import Cancelled, Locked, TrustError
from ..sentences import JOURNAL_LOCKED
from ..services.draft_keeping import Keeping
from ..signals import undisturbed
from .page import Page
from .paper import Paper

if TYPE_CHECKING:
    from ..app import App
    from ..drafts import Draft

AGAIN_SECONDS = 0.3
"""How long it waits before it tries again to save."""


class DraftPage(Page):
    """A screen with a text to save.

    While the journal is busy, the text stays in its draft and the save is tried again and again.
    Whoever goes on writing meanwhile saves later, with all the words.
    """

    paper: Paper

    _again: Timer | None = None
    """Runs while a save waits for the journal."""
    _text_to_save = ""

    def __init__(self, act: App, draft: Draft) -> None:
        super().__init__()
        self._act = act
        self._keeping = Keeping(act, draft)

    # --- what the screens do differently -----------------------------------------------------

    def save(self) -> None:
        """Save the text, as the key for it does."""
        raise NotImplementedError

    def go_on_after(self, error: TrustError) -> None:
        """Go on writing after the journal refused the text."""
        raise NotImplementedError

    def keep_words(self) -> None:
        """Write the text to its draft once more, after the disk had no room for it."""
        raise NotImplementedError

    def keep_or_drop(self) -> str:
        """Keep the text as a draft, or remove an empty one; return what was done."""
        raise NotImplementedError

    # --- writing -----------------------------------------------------------------------------

    def begin_writing(self) -> None:
        """Begin to write; the text is kept when the program ends."""
        self.session.open_texts.append(self.keep_or_drop)
        self.set_focus(self.paper)

    def on_paper_undo_ends(self) -> None:
        """Say why undo does nothing more."""
        self.tell(views.full_screen.UNDO_STOPS)

    def on_text_area_changed(self) -> None:
        """Leave the save to whoever goes on writing while the journal is busy."""
        if self._again is not None and self.paper.text != self._text_to_save:
            self.stop_waiting()
            self.tell(views.full_screen.NOT_SAVED_YET)

    # --- saving ------------------------------------------------------------------------------

    def save_with(self, store: Callable[[], tuple[Page, Callable[[Any], Any]]]) -> None:
        """Save the text with `store`, or wait for the journal to be free.

        `store` returns the screen that confirms it, and a function that makes the result of this
        screen from that of the other one.
        """
        try:
            self.session.before_saving(self._act)
            with undisturbed(), storage.connect.waiting_briefly():
                confirmation, result_of = store()
        except Cancelled as error:
            self.end()
            self.dismiss(self.session.message(error))
        except TrustError as error:
            self.go_on_after(error)
            self._wait_if_busy(error)
        else:
            self.end()

            def dismiss(outcome: object) -> None:
                self.dismiss(result_of(outcome))  # not awaited: it would wait for its own end

            self.app.push_screen(confirmation, dismiss)

    def _wait_if_busy(self, error: TrustError) -> None:
        """Try again in a moment if an error says that the journal is busy."""
        if isinstance(error, Locked) and error.sentence == JOURNAL_LOCKED:
            self._text_to_save = self.paper.text
            self.tell(views.full_screen.BUSY)
            self._try_soon()

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
        """Try no more to save without being asked."""
        if self._again is not None:
            self._again.stop()
            self._again = None

    # --- leaving -----------------------------------------------------------------------------

    def action_keep(self) -> None:
        """Leave, and keep the text as a draft; stay if the disk has no room for one."""
        self.paper.keep_now()
        if self._act.unkept.strip():
            self.keep_words()
        if self._act.unkept.strip():
            self.tell(views.full_screen.NO_ROOM_FOR_DRAFT)
            return
        outcome = self.keep_or_drop()
        self.end()
        self.dismiss(outcome)

    def action_copy_or_leave(self) -> None:
        """Copy what is selected; without a selection leave the app, and keep the text."""
        if self.paper.selected_text:
            self.paper.action_copy()
        else:
            self.host.leave()

    def may_leave(self) -> bool:
        """Keep the text before the app ends."""
        if not self.is_over:
            self.keep_or_drop()
            self.end()
        return True

    def end(self) -> None:
        """Let go of the text: it is stored, or kept, or there is none."""
        self.is_over = True
        self.stop_waiting()
        if self.keep_or_drop in self.session.open_texts:
            self.session.open_texts.remove(self.keep_or_drop)
            self.session.finish(self._act)
