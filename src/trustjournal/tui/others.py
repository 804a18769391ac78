"""Sync with other machines while the journal is open.

The folder may be slow and the files may be large, so this happens in a thread with a context of its
own, and keys are read meanwhile. What it did is shown when it's done.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import closing, suppress
from contextvars import copy_context
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from .. import services, views
from ..app import App
from ..errors import TrustError, fault
from ..paths import resolve_path
from .session import Notes

if TYPE_CHECKING:
    from .session import Session

_Listing = frozenset[tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class Synced:
    """What was done, and what to say about it."""

    words: str = ""
    is_new: bool = False
    """Whether the journal has anything that wasn't in it before."""
    has_written: bool = False
    """Whether anything was noted in the journal."""


class Others:
    """The other machines of a journal that is open."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._listed: _Listing | None = None
        self._problem = ""
        self.is_busy = False
        """Whether a sync is going on."""

    def begin(self, then: Callable[[Synced], None], *, merge: bool) -> None:
        """Begin to write what was saved, and to merge what is new; `then` gets what was done.

        Does nothing if the journal isn't synced, or only on demand.
        """
        settings = self._session.app.settings
        if self.is_busy or not settings.sync_folder or settings.sync != "auto":
            return
        write, self._session.has_saved = self._session.has_saved, False
        if not (write or merge):
            return
        act = self._session.main.at_this_moment(Notes())
        loop, context = asyncio.get_running_loop(), copy_context()
        self.is_busy = True

        def work() -> None:
            synced = self._sync(act, write=write, merge=merge)
            with suppress(RuntimeError):  # the app has ended meanwhile
                loop.call_soon_threadsafe(end, synced, context=context)

        def end(synced: Synced) -> None:
            self.is_busy = False
            then(synced)

        # The program may end at any time: what isn't done then is done at its end, or next time.
        Thread(target=work, daemon=True).start()

    def _sync(self, act: App, *, write: bool, merge: bool) -> Synced:
        with closing(act):
            words, is_new = "", False
            try:
                if write:
                    services.sync.write_after_save(act)
                if merge:
                    words = self._merge(act)
                    is_new = bool(words)
            except (TrustError, OSError) as error:
                draw = views.sync.not_written if write else views.sync.not_merged
                words = draw(_why(error)).removeprefix("trust: ")
                if words == self._problem and not write:
                    words = ""  # it was shown before
                else:
                    self._problem = words
            return Synced(words, is_new, act.wrote)

    def _merge(self, act: App) -> str:
        """Merge what is new, and return what to say about it."""
        listed = _listing(resolve_path(act.settings.sync_folder, act.paths.data))
        if listed == self._listed:
            return ""
        done = services.sync.merge_new(act)
        self._listed = listed
        return " ".join([views.sync.summary(done), *views.sync.notes(done)]) if done else ""


def _why(error: TrustError | OSError) -> str:
    return views.messages.error(error if isinstance(error, TrustError) else fault(error))


def _listing(folder: Path) -> _Listing:
    """Return what tells whether anything in a folder is new. Raises nothing if it's missing."""
    files = set()
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            status = entry.stat(follow_symlinks=False)
            files.add((entry.name, status.st_size, status.st_mtime_ns))
    return frozenset(files)
