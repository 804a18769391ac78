"""Taking in what was written on other machines, before a command shows the journal."""

from __future__ import annotations

from .. import services, views
from ..app import App
from ..errors import InputOutput, KeyChanged, Sealed, TrustError
from ..paths import resolve_path


def take_in_first(app: App) -> None:
    """Take in what is new in the sync folder and the inbox, if there are any; say so in lines."""
    if app.must_not_wait:
        return
    if app.settings.sync_folder:
        _take_in_from_others(app)
    if app.settings.inbox and app.settings.sync == "auto" and _has_texts(app):
        _take_in_from_inbox(app)


def _take_in_from_others(app: App) -> None:
    try:
        done = services.sync.take_in_new(app) if services.sync.is_automatic(app) else None
    except TrustError as error:
        if isinstance(error, Sealed) and not isinstance(error, KeyChanged):
            raise  # the command can't open the journal either
        app.note(views.sync.not_taken_in(views.messages.error(error)))
        return
    if done:
        if (summary := views.sync.summary(done)) != views.sync.NOTHING_NEW:
            app.note(summary)
        for note in views.sync.notes(done):
            app.note(note)


def _has_texts(app: App) -> bool:
    """Return whether the inbox has anything that may be taken in, or can't be read."""
    from ..sync.inbox import Inbox  # 2 ms, which most people don't need

    path = resolve_path(app.settings.inbox, app.paths.data)
    try:
        return bool(Inbox(path).files(app.now.moment.timestamp()).ready)
    except InputOutput as error:
        app.note(views.inbox.not_taken_in(views.messages.error(error)))
        return False


def _take_in_from_inbox(app: App) -> None:
    try:
        taken = services.inbox.take_in(app)
    except Sealed:
        app.note(views.inbox.LOCKED)
        raise  # the command can't open the journal either
    except TrustError as error:
        app.note(views.inbox.not_taken_in(views.messages.error(error)))
        return
    if taken.changed and app.settings.sync_folder:
        try:
            services.sync.tell_after_save(app)
        except TrustError as error:
            app.note(views.sync.not_told(views.messages.error(error)))
    services.inbox.put_away(app, taken)
    for line in (views.inbox.summary(taken, app.now.today), *views.inbox.notes(taken)):
        if line:
            app.note(line)
