"""Unsaved texts: going on with one where its kind is written, and discarding one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from .. import registry, services, views
from ..app import App
from ..domain.entry import Answer, Entry
from ..domain.multi_answer import compose
from ..domain.text import clean
from ..services.multi_answer import given, resumed
from ..services.writing import UnsavedDraft
from .page import Page
from .questions import Asked, Questions
from .write import Work, Write

if TYPE_CHECKING:
    from rich.console import RenderableType

    from .session import Session


def screen_for(session: Session, unsaved: UnsavedDraft) -> Page | None:
    """Return the screen to go on with an unsaved text; None if another program has it by now.

    Raises `TrustError`.
    """
    act = session.begin()
    act.expect_to_write()
    current = _taken(act, unsaved.draft.id)
    if current is None:
        session.finish(act)
        return None
    if current.written.invalid:
        raw = services.writing.text_of(current.draft)
        act.note(views.compose.original_bytes_saved(current.draft.keep_bytes(raw, current.owner)))
    if current.promise is not None:
        page = registry.part("promises", "full_screen").going_on(act, current)
        if page is not None:
            assert isinstance(page, Page)
            return page
    questions = () if current.revises else resumed(current)
    if questions:
        return Questions(_asked(act, current, questions))
    return Write(_going_on(act, current))


def _going_on(act: App, unsaved: UnsavedDraft) -> Work:
    """Return the work on an unsaved text, with the question it answers."""
    entry = unsaved.entry
    work = Work(act, unsaved.draft, entry, unsaved.written.text, unsaved=unsaved)
    if unsaved.is_new and entry.kind == "daily" and registry.of_draft(unsaved) is None:
        plan = services.draft_recovery.plan_of(act, unsaved)
        if plan.choice is not None:
            asked = replace(plan.choice.prompt, text=entry.prompt_text or plan.choice.prompt.text)
            work.plan = replace(plan, choice=replace(plan.choice, prompt=asked))
            work.day = entry.day if entry.day != act.now.today else None
    return work


def discard(session: Session, unsaved: UnsavedDraft) -> str:
    """Discard an unsaved text, unless it has changed since it was shown; say what was done."""
    with session.act() as act:
        current = _taken(act, unsaved.draft.id)
        if current is None:
            return views.full_screen.DRAFT_GONE
        if current.written != unsaved.written:
            current.draft.let_go()
            return views.compose.SAVED_ELSEWHERE
        act.drafts.discard(current.draft, with_bytes=current.is_new)
    return views.full_screen.DISCARDED


def _taken(act: App, draft_id: str) -> UnsavedDraft | None:
    """Take hold of an unsaved text, as it is now; the others stay free for other programs."""
    taken = None
    for unsaved in services.draft_recovery.left_behind(act):
        if unsaved.draft.id == draft_id:
            act.draft = unsaved.draft
            taken = services.draft_recovery.as_it_is_now(act, unsaved)
        else:
            unsaved.draft.let_go()
    return taken


def _asked(act: App, unsaved: UnsavedDraft, questions: Sequence[Answer]) -> Asked:
    """Return the questions of an unsaved text, and how its answers are stored."""

    def above(number: int) -> Sequence[RenderableType]:
        asked = questions[number - 1].prompt_text
        return views.entry.numbered_question(number, len(questions), asked)

    def save(answers: Sequence[Answer]) -> tuple[Sequence[RenderableType], Entry | None]:
        written = clean(compose(given(answers)))
        return store(act, services.draft_recovery.with_text(unsaved, written))

    return Asked(act, unsaved.draft, questions, above, save, begun=unsaved.written.text)


def store(act: App, unsaved: UnsavedDraft) -> tuple[Sequence[RenderableType], Entry | None]:
    """Store answers as what they were begun as; return the confirmation and the entry."""
    if unsaved.entry.kind == "review":
        review = services.review.save_review_left_behind(act, unsaved)
        return views.review.saved(review, act.now.today), review.entry
    feature = registry.of_draft(unsaved)
    if feature and not feature.drafts_are_entries:
        return feature.save_draft(act, unsaved), None
    stored = services.draft_recovery.store_entry(act, unsaved)
    saved = services.writing.standing_after(act, stored)
    settings = act.settings
    day_start = f"{settings.day_starts_at:%H:%M}"
    parts = views.entry.saved(saved, act.err, day_start=day_start, numbers=settings.streaks)
    return parts, saved.entry
