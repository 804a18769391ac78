"""Keep a text in its draft while it is written."""

from __future__ import annotations

from ..app import App
from ..drafts import Draft
from ..signals import undisturbed


class Keeping:
    """A callback that saves a text to its draft while it is typed, even on a full disk."""

    def __init__(self, app: App, draft: Draft) -> None:
        self._app = app
        self._draft = draft

    def __call__(self, text: str) -> None:
        with undisturbed():
            self._app.unkept.clear()  # `text` includes everything typed so far
            put(self._app, self._draft, text, sync=False)


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
