"""Getting a text from the person: at the terminal, from their editor, or from a pipe."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from typing import TextIO

from .. import editor, terminal
from ..context import App
from ..domain.texts import Cleaned, clean
from ..drafts import Draft
from ..errors import Cancelled, Interrupted
from ..flows.write import keeping_io, text_of, written_in
from .asking import ignore_ctrl_c


class Keeping:
    """Brings a text to its draft while it is typed; a full disk must not stop the typing."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self.failed = False

    def __call__(self, text: str) -> None:
        try:
            self._draft.write(text, sync=False)
            self.failed = False
        except OSError:
            self.failed = True


def from_message(draft: Draft, message: str) -> Cleaned:
    """The text of `-m`."""
    written = clean(message)
    put(draft, written.text)
    return written


def from_stdin(app: App, draft: Draft) -> Cleaned:
    """All of standard input; one line break at its end belongs to the pipe, not to the text."""
    raw = app.stdin.buffer.read()
    written = written_in(raw)
    put(draft, written.text)
    return _noted(app, draft, raw, written)


def typed(
    app: App, draft: Draft, text: str = "", *, among: Callable[[str], str] | None = None
) -> terminal.Typed:
    """Several lines typed here and now.

    Where they are one answer among others, `among` makes of them all that the draft holds.
    """
    from ..render import writing as render

    keep = Keeping(draft)
    several, whole = among is not None, among or str
    hands = terminal.Hands(
        lambda so_far: keep(whole(so_far)),
        lambda: app.writer,
        enter_skips=several,
        how=render.HOW_INLINE_ONE_OF_SEVERAL if several else render.HOW_INLINE,
        dim="NO_COLOR" not in app.environ,
    )
    if app.plain or app.environ.get("TERM") in ("dumb", "unknown"):
        app.err.line(render.HOW_PLAIN_ONE_OF_SEVERAL if several else render.HOW_PLAIN)
        found = terminal.write_lines(app.stderr, hands, text)
    else:
        found = terminal.write_inline(app.stderr, hands, text)
    # The disk refused the draft; if the journal refuses the entry too, this is what is left.
    app.unkept = whole(found.text) if keep.failed else ""
    if not found.finished:
        show_unkept(app)
    return found


def show_unkept(app: App) -> None:
    """Show the words that could be kept nowhere, so that they can be copied from the screen."""
    if app.unkept:
        from ..render.safe import safe_text
        from ..render.writing import UNKEPT

        app.err.line(f"{UNKEPT}\n\n{safe_text(app.unkept)}")


def from_terminal(app: App, draft: Draft, text: str = "", *, stored: bool = False) -> Cleaned:
    """An entry typed here and now; `stored` says that `text` is safe in the journal already."""
    found = typed(app, draft, text)
    if not found.finished:
        raise stopped(draft, text if stored else "")
    if found.text.strip():
        app.err.line("")
    return clean(found.text)


def open_in_editor(app: App, draft: Draft, command: list[str]) -> editor.Edited:
    """Start the editor on a draft and wait; of a sealed one it keeps no copies of its own."""
    with draft.in_the_open() as path:
        words = command if path == draft.path else editor.keeping_nothing(command)
        return editor.edit(words, path, lambda: app.writer)


def from_editor(app: App, draft: Draft, command: list[str], before: bytes = b"") -> Cleaned:
    """From the person's editor, which works on the draft itself."""
    ended = open_in_editor(app, draft, command)
    raw = text_of(draft)
    unchanged = raw.strip() == before.strip()
    if ended.code != 0:
        if unchanged:
            draft.remove()
            raise Cancelled("editor_refused", code=ended.code)
        draft.let_go()
        raise Cancelled("editor_refused", code=ended.code, draft=draft.path)
    if unchanged and ended.seconds < editor.AT_ONCE_SECONDS:
        # The window may still be open: what it saves later is offered by the next `trust`.
        draft.let_go()
        raise Cancelled("editor_too_quick", value=command[0])
    return _noted(app, draft, raw, written_in(raw))


def text_source(app: App, draft: Draft, message: str | None, use_editor: bool) -> Cleaned:
    """The text, from wherever it comes: `-m` first, then a pipe, then the person."""
    if message is not None:
        return from_message(draft, message)
    if not app.can_ask:
        return from_stdin(app, draft)
    if use_editor:
        return from_editor(app, draft, editor.command_for(app.settings.editor, app.environ))
    return from_terminal(app, draft)


def wants_editor(app: App, asked_for: bool, message: str | None) -> bool:
    """Whether the text is written in an editor; checks that there is one."""
    wanted = app.can_ask and message is None and (asked_for or app.settings.editor != "inline")
    if wanted:
        editor.command_for(app.settings.editor, app.environ)
    return wanted


def text_waits_in(stdin: TextIO) -> bool:
    """Whether something waits in a pipe or a file. Nothing of it is read: it may be another's."""
    try:
        descriptor = stdin.fileno()
        found = os.fstat(descriptor)
        if stat.S_ISREG(found.st_mode):
            return os.lseek(descriptor, 0, os.SEEK_CUR) < found.st_size
        if not stat.S_ISFIFO(found.st_mode) or sys.platform == "win32":
            return False
        import fcntl
        import termios

        size = fcntl.ioctl(descriptor, termios.FIONREAD, bytes(4))
        return any(size)
    except (OSError, ValueError):
        return False


def put(draft: Draft, text: str) -> None:
    """Bring a text to its draft, on the disk when this returns. Raises `InputOutput`."""
    with keeping_io(draft):
        draft.write(text, sync=True)


def _noted(app: App, draft: Draft, raw: bytes, written: Cleaned) -> Cleaned:
    """Where bytes had to be replaced, keep them as they came and say where."""
    if written.invalid:
        from ..render import writing as render

        app.err.line(render.kept_bytes(draft.keep_bytes(raw)))
    return written


def stopped(draft: Draft, before: str = "") -> Interrupted:
    """The person stopped: the draft stays if there is anything new in it."""
    ignore_ctrl_c()
    if text_of(draft).strip() not in (b"", before.strip().encode()):
        draft.let_go()
        return Interrupted("interrupted", draft=draft.path)
    draft.remove()
    return Interrupted("interrupted")
