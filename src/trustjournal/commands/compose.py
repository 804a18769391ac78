"""Read a text from the person: at the terminal, from their editor, or from a pipe."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import date
from io import StringIO

from .. import terminal, views
from ..app import App
from ..domain import multi_answer
from ..domain.entry import Answer
from ..domain.text import Cleaned, clean
from ..drafts import Draft
from ..errors import Cancelled, Interrupted
from ..sentences import EDITOR_REFUSED, EDITOR_TOO_QUICK, INTERRUPTED
from ..services.draft_keeping import Keeping, put
from ..services.in_editor import open_in_editor
from ..services.multi_answer import given
from ..services.writing import done_with, keeping, text_of, written_in
from ..signals import undisturbed
from ..terminal import editor, text_input
from ..terminal.wrap import breaks_drawn_lines
from .ask import ignore_ctrl_c
from .rescue import take_stdin, too_long


def from_message(app: App, draft: Draft, message: str) -> Cleaned:
    """Write the text of `-m` to the draft and return it."""
    written = clean(message)
    put(app, draft, written.text)
    return written


def from_stdin(app: App, draft: Draft) -> Cleaned:
    """Read all of standard input, without the one line break that a pipe adds at its end.

    Raises `UsageError` for more than an entry can hold.
    """
    if app.stdin.isatty() and sys.platform != "win32":
        return _from_silent_terminal(app, draft)
    with undisturbed() as signals:
        complete = take_stdin(app, signals)
        raw = bytes(app.unkept)
        written = written_in(raw)
        if written.invalid or not complete:
            put(app, draft, raw.decode("utf-8", "surrogateescape"))
        else:
            put(app, draft, written.text)
        with keeping(draft):
            if not complete:
                raise too_long()
            return _keep_replaced_bytes(app, draft, raw, written)


def _from_silent_terminal(app: App, draft: Draft) -> Cleaned:
    """Read what is typed until Ctrl-D, without prompts, as with `--json`.

    The terminal's own line mode would cut long lines. Raises `Interrupted`.
    """
    options = text_input.InputOptions(
        Keeping(app, draft), app.prepare_writer, marks_pastes=False, full_stop_ends=False
    )
    with ExitStack() as stack:
        echo = app.stderr
        if not echo.isatty():
            try:
                echo = stack.enter_context(open(os.ttyname(app.stdin.fileno()), "w"))  # noqa: PTH123  # no seeking
            except OSError:
                echo = StringIO()
        result = text_input.write_lines(app.stdin, echo, options)
    if not result.finished:
        raise stopped(app, draft)
    return clean(result.text)


def typed(
    app: App,
    draft: Draft,
    text: str = "",
    *,
    among: Callable[[str], str] | None = None,
    if_blank: str = "",
    then: views.compose.Then = "saves",
    more: Sequence[str] = (),
) -> text_input.Typed:
    """Read several lines at the terminal, and save them to the draft as they are typed.

    If they are one of several answers, `among` returns the full text of the draft with them, and
    `then` says what comes after them. The draft gets `if_blank` in place of a blank text. `more`
    are lines to show one at a time, each after Enter before any word is typed.
    """
    keep = Keeping(app, draft)
    one_of_several, full_text = among is not None, among or str
    options = text_input.InputOptions(
        lambda so_far: keep(full_text(so_far) if so_far.strip() else full_text(if_blank)),
        app.prepare_writer,
        enter_skips=one_of_several,
        hint=views.compose.how_inline(then, skips=False),
        skip_hint=views.compose.how_inline(then, skips=True),
        italic="NO_COLOR" not in app.environ,
        marks_pastes=not app.err.dumb,
        breaks_lines=breaks_drawn_lines(app.environ),
        more=() if text else more,
        more_hint=views.compose.HOW_INLINE_MORE,
    )
    if app.plain or app.err.dumb:
        how = views.compose.HOW_PLAIN_MORE if options.more else views.compose.HOW_PLAIN
        app.err.line(views.compose.how_plain(then, skips=not text) if one_of_several else how)
        return text_input.write_lines(app.stdin, app.stderr, options, text)
    return terminal.inline_input.write_inline(app.stdin, app.stderr, options, text)


def from_terminal(
    app: App, draft: Draft, text: str = "", *, stored: bool = False, more: Sequence[str] = ()
) -> Cleaned:
    """Read an entry at the terminal. With `stored`, the journal already has `text`.

    Otherwise only the draft has `text`, and clearing the screen doesn't take it from there. `more`
    are lines to show one at a time, as in `typed`.

    Raises `Interrupted`.
    """
    result = typed(app, draft, text, if_blank="" if stored else text, more=more)
    if not result.finished:
        raise stopped(app, draft, text if stored else "")
    if result.text.strip():
        app.err.line("")
    return clean(result.text)


def from_editor(
    app: App, draft: Draft, command: list[str], before: bytes = b"", *, is_stored: bool = True
) -> Cleaned:
    """Read a text from the person's editor, which edits the draft itself. Raises `Cancelled`.

    `is_stored` is as in `open_in_editor`.
    """
    edited = open_in_editor(app, draft, command, is_stored=is_stored)
    raw = text_of(draft)
    unchanged = raw.strip() == before.strip()
    if edited.code != 0:
        if unchanged:
            done_with(app, draft)
            raise Cancelled(EDITOR_REFUSED, code=edited.code)
        draft.let_go()
        raise Cancelled(EDITOR_REFUSED, code=edited.code, draft=draft.path)
    if unchanged and edited.seconds < editor.AT_ONCE_SECONDS:
        # The window may still be open. The next `trust` offers what it saves.
        draft.let_go()
        raise Cancelled(EDITOR_TOO_QUICK, value=command[0])
    return _keep_replaced_bytes(app, draft, raw, written_in(raw))


def answers_from_editor(
    app: App, draft: Draft, questions: Sequence[Answer], note: str = ""
) -> tuple[Answer, ...]:
    """Read the answers to several questions from the person's editor, all on one page.

    `note` is shown above the questions. Raises `Cancelled`.
    """
    with keeping(draft):
        command = editor.command_for(app.settings.editor, app.environ)
        page = multi_answer.page(questions)
        draft.about["header"] = views.compose.page_header(note)
        draft.describe()
        draft.write(draft.about["header"] + page, sync=True)
    is_blank = not any(question.text.strip() for question in questions)
    before = page.encode() if is_blank else b""
    written = from_editor(app, draft, command, before, is_stored=is_blank)
    answers = multi_answer.answers_on(written.text, questions)
    put(app, draft, multi_answer.compose(given(answers)))
    return answers


def text_source(
    app: App,
    draft: Draft,
    message: str | None,
    use_editor: bool,
    begun: str = "",
    more: Sequence[str] = (),
) -> Cleaned:
    """Read the text from `-m`, else from a pipe, else from the person, who may have begun it.

    `more` are the follow-ups that the person may still ask for, at the terminal.
    """
    if message is not None:
        return from_message(app, draft, message)
    if not app.can_ask:
        return from_stdin(app, draft)
    if use_editor:
        command = editor.command_for(app.settings.editor, app.environ)
        return from_editor(app, draft, command, is_stored=not begun)
    return from_terminal(app, draft, begun, more=more)


def say_day(app: App, day: date) -> str:
    """Show the day that the person is about to write for, unless it is today.

    Return the sentence that was shown, or an empty text.
    """
    if day == app.now.today:
        return ""
    sentence = views.compose.for_day(day)
    app.err.line("")
    app.err.line(f"  {sentence}")
    return sentence


def wants_editor(app: App, asked_for: bool, message: str | None) -> bool:
    """Return whether the text is written in an editor, and check that there is one."""
    uses_editor = app.can_ask and message is None and (asked_for or app.settings.editor != "inline")
    if uses_editor:
        editor.command_for(app.settings.editor, app.environ)
    return uses_editor


def _keep_replaced_bytes(app: App, draft: Draft, raw: bytes, written: Cleaned) -> Cleaned:
    """Keep the original bytes if some were replaced, and say where they are."""
    if written.invalid:
        app.note(views.compose.original_bytes_saved(draft.keep_bytes(raw)))
    return written


def stopped(app: App, draft: Draft, before: str = "") -> Interrupted:
    """Return the error for a person who stopped, and keep the draft if it has any new text."""
    ignore_ctrl_c()
    if app.unkept.strip():
        draft.let_go()
        return Interrupted(INTERRUPTED)
    if text_of(draft).strip() not in (b"", before.strip().encode()):
        draft.let_go()
        return Interrupted(INTERRUPTED, draft=draft.path)
    done_with(app, draft)
    return Interrupted(INTERRUPTED)
