"""Merge what was written on other machines before a command shows the journal."""

from __future__ import annotations

from .. import services, views
from ..app import App
from ..errors import KeyChanged, Sealed, TrustError


def merge_first(app: App) -> None:
    """Merge what is new in the sync folder, if there is one, and print what changed."""
    if not app.settings.sync_folder or app.must_not_wait:
        return

    try:
        done = services.sync.merge_new(app) if services.sync_folder.is_automatic(app) else None
    except TrustError as error:
        if isinstance(error, Sealed) and not isinstance(error, KeyChanged):
            raise  # the command can't open the journal either
        app.note(views.sync.not_merged(views.messages.error(error)))
        return
    if done:
        if (summary := views.sync.summary(done)) != views.sync.NOTHING_NEW:
            app.note(summary)
        for note in views.sync.notes(done):
            app.note(note)
