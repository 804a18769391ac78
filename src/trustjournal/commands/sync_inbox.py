"""`trust sync` with an inbox, with or without other machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from .. import services, views
from ..app import App
from ..errors import InputOutput, KeyChanged, Sealed, TrustError
from .command import Result
from .sync_passphrase import sync_all

if TYPE_CHECKING:
    from ..services.inbox import Taken
    from ..services.sync import Done


def sync_with_inbox(app: App) -> Result:
    """Sync, and take in what is in the inbox.

    The files of other machines come first, because one of them may have taken in the same text.
    A problem with the sync folder doesn't keep the texts out of the journal, nor the other way.
    """
    done, refused = _sync(app)
    taken = _take_in(app, alone=not app.settings.sync_folder, refused=refused)
    if done and taken and taken.changed:
        try:
            services.sync.tell(app, services.sync.folder_of(app), done)
        except TrustError as error:
            refused = error
    if taken:
        services.inbox.put_away(app, taken)
        if taken.is_refused:
            app.exit_code = InputOutput.exit_code
    if refused:
        for line in views.inbox.all_lines(taken, app.now.today) if taken else ():
            app.note(line)
        raise refused
    data = {**asdict(done or services.sync.Done()), "inbox": _data(taken) if taken else None}
    return Result(data, lambda: _draw(app, done, taken))


def _sync(app: App) -> tuple[Done | None, TrustError | None]:
    if not app.settings.sync_folder:
        return None, None
    try:
        return sync_all(app), None
    except KeyChanged as error:
        return None, error
    except Sealed:
        app.note(views.inbox.LOCKED)
        raise
    except TrustError as error:
        return None, error


def _take_in(app: App, *, alone: bool, refused: TrustError | None) -> Taken | None:
    try:
        return services.inbox.take_in(app, fetch=True)
    except Sealed:
        app.note(views.inbox.LOCKED)
        raise
    except TrustError as error:
        if alone:
            raise
        app.note(views.inbox.not_taken_in(views.messages.error(error)))
        if not refused:
            app.exit_code = error.exit_code
        return None


def _data(taken: Taken) -> dict[str, Any]:
    return {
        "folder": str(taken.path),
        "new": taken.new,
        "days": taken.days,
        "grown": taken.grown,
        "copies": taken.copies,
        "already": taken.already,
        "in_trash": taken.in_trash,
        "deleted": taken.deleted,
        "stays": taken.stays,
        "western": taken.western,
        "unclear": taken.unclear,
        "changing": taken.changing,
        "empty": taken.empty,
        "too_large": taken.too_large,
        "links": taken.links,
        "others": taken.others,
        "waiting": taken.waiting,
        "problem": views.messages.error(taken.problem) if taken.problem else None,
    }


def _draw(app: App, done: Done | None, taken: Taken | None) -> Iterator[Any]:
    lines: Iterable[str] = views.inbox.all_lines(taken, app.now.today) if taken else ()
    if done:
        yield from views.sync.done(done)
    yield from map(views.widgets.text, lines)


def show_state(app: App) -> Iterator[Any]:
    """Yield a line about the inbox, if there is one."""
    state = services.inbox.state(app)
    if state:
        yield views.widgets.text(views.inbox.state(state))


def state_data(app: App) -> dict[str, Any] | None:
    """Return the inbox for the JSON of `trust sync status`; None without one."""
    state = services.inbox.state(app)
    if state is None:
        return None
    problem = views.messages.error(state.problem) if state.problem else None
    return {"folder": str(state.path), "texts": state.texts, "problem": problem}
