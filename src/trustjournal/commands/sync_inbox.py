"""`trust sync` with an inbox, with or without other machines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from .. import services, views
from ..app import App
from ..errors import InputOutput, KeyChanged, Sealed, TrustError
from .command import Result

if TYPE_CHECKING:
    from ..services.inbox_result import InboxResult
    from ..services.sync_result import SyncResult


def sync_with_inbox(app: App, sync: Callable[[App], SyncResult]) -> Result:
    """Sync, and take in what is in the inbox, if there is one.

    The files of other machines come first, because one of them may have imported the same text.
    A problem with the sync folder doesn't keep the texts out of the journal, nor the other way.
    """
    if not app.settings.inbox:
        done = sync(app)
        return Result(asdict(done), lambda: views.sync.done(done))
    synced, refused = _sync_if_set_up(app, sync)
    imported = _import(app, alone=not app.settings.sync_folder, refused=refused)
    if synced and imported and imported.changed:
        try:
            services.sync_write.write_pending(app, services.sync_folder.folder_of(app), synced)
        except TrustError as error:
            refused = error
    if imported:
        services.inbox.move_away(app, imported)
        if imported.is_refused:
            app.exit_code = InputOutput.exit_code
    if refused:
        for line in views.inbox.all_lines(imported, app.now.today) if imported else ():
            app.note(line)
        raise refused
    data = {
        **asdict(synced or services.sync_result.SyncResult()),
        "inbox": _data(imported) if imported else None,
    }
    return Result(data, lambda: _draw(app, synced, imported))


def _sync_if_set_up(
    app: App, sync: Callable[[App], SyncResult]
) -> tuple[SyncResult | None, TrustError | None]:
    if not app.settings.sync_folder:
        return None, None
    try:
        return sync(app), None
    except TrustError as error:
        if (
            isinstance(error, Sealed)
            and not isinstance(error, KeyChanged)
            and "reads" not in app.__dict__
        ):
            app.note(views.inbox.LOCKED)
            raise  # the journal can't be opened
        return None, error


def _import(app: App, *, alone: bool, refused: TrustError | None) -> InboxResult | None:
    try:
        return services.inbox.import_notes(app, fetch=True)
    except Sealed:
        app.note(views.inbox.LOCKED)
        raise
    except TrustError as error:
        if alone:
            raise
        if refused and refused.sentence == error.sentence:  # it's said once, at the end
            app.note(views.inbox.LOCKED)
        else:
            app.note(views.inbox.not_imported(views.messages.error(error)))
        if not refused:
            app.exit_code = error.exit_code
        return None


def _data(imported: InboxResult) -> dict[str, Any]:
    return {
        "folder": str(imported.path),
        "new": imported.new,
        "days": imported.days,
        "grown": imported.grown,
        "copies": imported.copies,
        "already": imported.already,
        "in_trash": imported.in_trash,
        "deleted": imported.deleted,
        "stays": imported.stays,
        "western": imported.western,
        "unclear": imported.unclear,
        "made_private": imported.made_private,
        "private_again": imported.private_again,
        "changing": imported.changing,
        "empty": imported.empty,
        "too_large": imported.too_large,
        "links": imported.links,
        "others": imported.others,
        "waiting": imported.waiting,
        "lost": [path.name for path in imported.lost],
        "problem": views.messages.error(imported.problem) if imported.problem else None,
    }


def _draw(app: App, done: SyncResult | None, imported: InboxResult | None) -> Iterator[Any]:
    lines: Iterable[str] = views.inbox.all_lines(imported, app.now.today) if imported else ()
    if done:
        yield from views.sync.done(done)
    yield from map(views.widgets.text, lines)


def with_state(app: App, result: Result) -> Result:
    """Add the inbox to the result of `trust sync status`."""
    state = services.inbox_folder.state(app)
    if state is None:
        return Result({**result.data, "inbox": None}, result.draw)
    problem = views.messages.error(state.problem) if state.problem else None
    data = {"folder": str(state.path), "texts": state.texts, "problem": problem}
    line = views.inbox.state(state)
    return Result(
        {**result.data, "inbox": data},
        lambda: [*result.draw(), views.widgets.text(line)],
    )
