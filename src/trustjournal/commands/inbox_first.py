"""Import the notes in the inbox before a command shows the journal."""

from __future__ import annotations

from .. import services, views
from ..app import App
from ..errors import Damaged, InputOutput, NewerJournal, Sealed, TrustError
from ..paths import resolve_path


def import_notes_first(app: App) -> None:
    """Import the notes in the inbox, if there is one, and print what was imported."""
    if app.must_not_wait or not app.settings.inbox or app.settings.sync != "auto":
        return
    if _has_texts(app):
        _import(app)


def _has_texts(app: App) -> bool:
    """Return whether the inbox has anything that may be imported, or can't be read."""
    from ..sync.inbox import Inbox  # 2 ms, which most people don't need

    path = resolve_path(app.settings.inbox, app.paths.data)
    try:
        return bool(Inbox(path).files(app.now.moment.timestamp()).ready)
    except InputOutput as error:
        app.note(views.inbox.not_imported(views.messages.error(error)))
        return False


def _import(app: App) -> None:
    if app.has_only_copies:
        app.note(views.inbox.LOCKED)
        return  # a new journal must not take the place of a lost one, and the command says so
    try:
        imported = services.inbox.import_notes(app)
    except Sealed:
        app.note(views.inbox.LOCKED)
        raise  # the command can't open the journal either
    except (Damaged, NewerJournal):
        app.note(views.inbox.UNREADABLE)  # the command's own error says why
        return
    except TrustError as error:
        app.note(views.inbox.not_imported(views.messages.error(error)))
        return
    if imported.stored and app.settings.sync_folder:  # perhaps stored before, and not written
        try:
            services.sync.write_after_save(app)
        except TrustError as error:
            app.note(views.sync.not_written(views.messages.error(error)))
    services.inbox.move_away(app, imported)
    for line in (views.inbox.summary(imported, app.now.today), *views.inbox.notes(imported)):
        if line:
            app.note(line)
