"""Offer the drafts of runs that ended before saving."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import typer

from .. import services, terminal, views
from ..app import App
from ..errors import Cancelled, TrustError, fault
from ..registry import of_draft
from ..sentences import EDITOR_REFUSED, EDITOR_TOO_QUICK
from .ask import ask, says_yes
from .onboarding import ask_where_they_stand
from .save_entry import Ended, save_and_ask

if TYPE_CHECKING:
    from ..services.writing import UnsavedDraft


def offer_unsaved(app: App, *, saved: bool = False) -> bool:
    """Offer to save, edit or discard each unsaved text, or to decide later.

    Return whether any was saved. If the person can't be asked, print one line for each text on
    standard error. So is an unreadable folder reported, once this run has `saved` its own text.
    """
    if app.json:
        return False
    try:
        return _offer(app)
    except (TrustError, OSError) as error:
        if not saved or isinstance(error, BrokenPipeError):
            raise

        trouble = error if isinstance(error, TrustError) else fault(error)
        app.note(f"trust: {views.messages.error(trouble)}")
        return False


def _offer(app: App) -> bool:
    if not app.has_journal and app.was_encrypted:
        return False  # its drafts can't be opened without it
    app.warn_of_lost_journal()
    if not app.may_have_drafts:
        return False
    any_saved = False
    for unsaved in services.draft_recovery.left_behind(app):
        if not app.can_ask:
            app.err.line(f"trust: {views.entry.unsaved_text_note(unsaved, app.now)}")
            unsaved.draft.let_go()
            continue
        app.err.line(views.entry.unsaved_text(unsaved, app.now))
        choice = _choice(app)
        if choice in ("s", "e"):
            current = services.draft_recovery.as_it_is_now(app, unsaved)
            if choice == "e":
                current = _edit(app, current)
            _save(app, current, ask=choice == "e")
            any_saved = True
        elif choice == "d" and says_yes(app, views.compose.SURE_TO_DISCARD):
            _discard(app, unsaved)
        else:
            unsaved.draft.let_go()
    for other_draft in app.drafts.skipped():
        if other_draft.in_memory:
            app.err.line(f"trust: {views.compose.in_memory_of_another(other_draft)}")
    return any_saved


def _discard(app: App, unsaved: UnsavedDraft) -> None:
    """Discard the text that was offered, unless an editor has saved another one since."""
    if services.draft_recovery.as_it_is_now(app, unsaved).written != unsaved.written:
        unsaved.draft.let_go()
        app.note(views.compose.SAVED_ELSEWHERE)
        return
    app.drafts.discard(unsaved.draft, with_bytes=unsaved.is_new)


CHOICES = {"s": "s", "save": "s", "e": "e", "edit": "e", "d": "d", "discard": "d"}


def _choice(app: App) -> str | None:
    """Ask what to do with a draft; return its letter, or None for later.

    Ask once more after any other reply, and then leave it for later.
    """
    reply = ask(app, views.compose.OFFER_UNSAVED)
    if reply and reply.lower() not in CHOICES:
        reply = ask(app, views.compose.OFFER_UNSAVED_AGAIN)
        if reply and reply.lower() not in CHOICES:
            app.err.line(views.compose.LEFT_FOR_LATER)
    return CHOICES.get((reply or "").lower())


def _save(app: App, unsaved: UnsavedDraft, *, ask: bool) -> None:
    """Store a draft as what it was begun as: an entry, an edit, a promise, a review, a moment.

    With `ask`, also ask for the mood and closeness of an entry. Raises `typer.Exit` if Ctrl-C ends
    those questions: whoever presses it wants no more of them.
    """
    if unsaved.written.invalid:
        app.err.line(
            views.compose.original_bytes_saved(
                unsaved.draft.keep_bytes(services.writing.text_of(unsaved.draft), unsaved.owner)
            )
        )
    feature = of_draft(unsaved)
    if unsaved.revises:
        shown = views.entry.revised(services.edit.revise_left_behind(app, unsaved))
    elif unsaved.entry.kind == "review":
        shown = views.review.saved(
            services.review.save_review_left_behind(app, unsaved), app.now.today
        )
    elif feature and not feature.drafts_are_entries:
        shown = feature.save_draft(app, unsaved)
    else:
        _save_entry(app, unsaved, ask=ask and unsaved.asks_feelings)
        return
    app.out.print(*shown)


def _save_entry(app: App, unsaved: UnsavedDraft, *, ask: bool) -> None:
    """Store a draft as a new entry, then ask the questions that follow a new entry."""
    store = partial(services.draft_recovery.store_entry, app, unsaved)
    outcome = (
        save_and_ask(app, store) if ask else Ended(services.writing.standing_after(app, store()))
    )
    day_start, numbers = f"{app.settings.day_starts_at:%H:%M}", app.settings.streaks
    app.out.print(*views.entry.saved(outcome.saved, app.out, day_start=day_start, numbers=numbers))
    if outcome.stopped:
        raise typer.Exit
    if outcome.saved.first:
        ask_where_they_stand(app)


def _edit(app: App, unsaved: UnsavedDraft) -> UnsavedDraft:
    """Let the person edit a draft and return it with the new text. Raises `Cancelled`."""
    from .compose import from_terminal  # 7 ms, which `trust` would pay too

    app.draft = unsaved.draft
    app.err.print(*views.entry.question_block(unsaved.entry))
    if app.settings.editor == "inline":
        written = from_terminal(app, unsaved.draft, unsaved.entry.body)
    else:
        command = terminal.editor.command_for(app.settings.editor, app.environ)
        before = services.writing.text_of(unsaved.draft)
        edited = services.in_editor.open_in_editor(app, unsaved.draft, command)
        if edited.code != 0:
            unsaved.draft.let_go()
            raise Cancelled(EDITOR_REFUSED, code=edited.code, draft=unsaved.draft.path)
        if (
            services.writing.text_of(unsaved.draft) == before
            and edited.seconds < terminal.editor.AT_ONCE_SECONDS
        ):
            # The window may still be open. The next `trust` offers what it saves.
            unsaved.draft.let_go()
            raise Cancelled(EDITOR_TOO_QUICK, value=command[0], draft=unsaved.draft.path)
        written = services.writing.written_in(services.writing.text_of(unsaved.draft))
    return services.draft_recovery.with_text(unsaved, written)
