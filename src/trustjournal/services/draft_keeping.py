"""Keep a text in its draft while it is written."""

from __future__ import annotations

from ..app import App
from ..drafts import Draft
from ..errors import TrustError
from ..signals import undisturbed


class Keeping:
    """A callback that saves a text to its draft while it is typed, even on a full disk.

    What an editor whose window is still open saves in the draft meanwhile is never written over.
    """

    def __init__(self, app: App, draft: Draft) -> None:
        self._app = app
        self._draft = draft
        self._last = draft.read() if draft.about.get("in_editor") else b""
        """What this program has last read or written in the draft's file."""

    def __call__(self, text: str) -> None:
        with undisturbed():
            if not self.set_other_words_aside():
                self._app.unkept[:] = text.encode("utf-8", "surrogateescape")
                return
            self._app.unkept.clear()  # `text` includes everything typed so far
            put(self._app, self._draft, text, sync=False)
            if not self._app.unkept:
                self._last = text.encode("utf-8", "surrogateescape")

    def set_other_words_aside(self) -> bool:
        """Keep what an editor has saved since as a draft of its own.

        Return False if the disk refuses: the draft's file has those words then, and must stay.
        """
        words = self.other_words()
        if words is not None:
            try:
                self._app.drafts_in_use.begin_beside(self._draft, words)
            except (OSError, TrustError):
                return False
            self._last = words
        return True

    def other_words(self) -> bytes | None:
        """Return what an editor has saved in the draft since; None if there is nothing new."""
        if not self._draft.about.get("in_editor"):
            return None
        try:
            self._app.drafts_in_use.take_in_window(self._draft)
            words = self._draft.read()
        except (OSError, ValueError, TrustError):
            return None
        is_new = words.rstrip() != self._last.rstrip()
        return words if words.strip() and is_new else None

    def took(self, words: bytes) -> None:
        """Note that the text goes on with these words of an editor."""
        self._last = words


def put(app: App, draft: Draft, text: str, *, sync: bool = True) -> None:
    """Write a text to its draft; with `sync` it is on the disk when this returns.

    If the disk refuses, the text stays in `app.unkept`: the journal may still have room for it.
    """
    with undisturbed():
        if not app.unkept:
            app.unkept[:] = text.encode("utf-8", "surrogateescape")
        try:
            draft.write(text, sync=sync)
        except OSError:
            return
        if draft.on_disk:
            app.unkept.clear()
