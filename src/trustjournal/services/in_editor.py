"""Have the person's editor change a draft."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from ..app import App
from ..drafts import Draft
from ..errors import TrustError
from ..terminal import editor
from .writing import keeping, text_of

_LITTLE_ROOM = 64 * 1024
"""Bytes. With less on its disk, an editor may have cut the text off, whatever it says."""


def open_in_editor(
    app: App, draft: Draft, command: list[str], *, is_stored: bool = False
) -> editor.Edited:
    """Open a draft in the editor and wait. The editor makes no copies of an encrypted one.

    With `is_stored`, the journal already has the text that it begins with. Otherwise that text is
    kept in another draft if words of it are missing after an editor that failed, or on a full disk;
    if no file takes it either, it is in `app.unkept` when this raises.
    """
    before, text_before = draft.read(), text_of(draft)
    with keeping(draft):
        draft.note_editor()
    with nullcontext() if is_stored else _kept_if_stopped(app, draft, before):
        with draft.in_the_open() as path:
            words = command if path == draft.path else editor.without_copies(command)
            edited = editor.edit(words, path, app.prepare_writer, line=_first_line(draft, before))
            emptied = not (path.exists() and path.read_bytes().strip())
            is_full = _is_full(path.parent, len(before))
        at_once = edited.seconds < editor.AT_ONCE_SECONDS
        with keeping(draft):
            if edited.code != 0 or at_once or is_full:
                _keep_what_was_lost(app, draft, before, is_stored=is_stored)
            elif emptied:
                draft.write("", sync=True)
            may_be_open = at_once and text_of(draft) == text_before
            editor_failed = edited.code != 0 or may_be_open
            app.drafts_in_use.take_in_copies(draft, editor_failed=editor_failed)
    return edited


@contextmanager
def _kept_if_stopped(app: App, draft: Draft, before: bytes) -> Iterator[None]:
    """Hold the text from before the editor in `app.unkept`, until a draft surely has it."""
    app.unkept[:] = before
    try:
        yield
    except BaseException:
        with suppress(OSError, ValueError, TrustError):
            _keep_what_was_lost(app, draft, before, is_stored=False)
            app.unkept.clear()
        raise
    app.unkept.clear()


def _is_full(folder: Path, size: int) -> bool:
    """Return whether a disk may have refused an editor that saved a text of so many bytes."""
    try:
        return shutil.disk_usage(folder).free < max(2 * size, _LITTLE_ROOM)
    except OSError:
        return True


def _first_line(draft: Draft, raw: bytes) -> int:
    """Return the number of the line where writing begins: below the question in an editor."""
    header = str(draft.about.get("header", "")).encode()
    if not header or not raw.startswith(header):
        return 1
    line = header.count(b"\n") + 1
    return line + 2 if raw[len(header) :].startswith(b"### ") else line


def _keep_what_was_lost(app: App, draft: Draft, before: bytes, *, is_stored: bool) -> None:
    """Restore what a failed editor cut off, and save text it replaced in another draft.

    Raises `OSError` or `InputOutput`.
    """
    remaining = draft.read()
    if before.strip() in remaining:
        return
    if before.startswith(remaining.rstrip()):
        draft.write(before.decode("utf-8", "surrogateescape"), sync=True)
    elif not is_stored:
        app.drafts.begin_beside(draft, before)
