"""Before one of the deepest questions, ask whether it may be one tonight."""

from __future__ import annotations

from dataclasses import replace

from .. import views
from ..app import App
from ..domain.question_choice import Reason, Tonight
from ..domain.safety_pause import NOT_SAFE
from ..domain.text import clean
from ..drafts import Draft
from ..services import writing
from ..services.draft_keeping import put
from ..services.entry_plan import Request, placed, plan
from .ask import ask, yes_or_no
from .compose import stopped

DEEPEST = 3
GIVEN = (Reason.SERVED, Reason.NAMED, Reason.TONIGHT)
"""Reasons for which nothing is asked: it is that question already, or the person asked for it."""


def settle_depth(app: App, request: Request, planned: writing.Plan) -> tuple[writing.Plan, str]:
    """Ask before one of the deepest questions, and plan a light one unless the person says yes.

    Words that are neither yes nor no are an answer already: return them, with the question as it
    is. Call only if `app.can_ask`.
    """
    choice = planned.choice
    is_given = choice is None or choice.prompt.depth < DEEPEST or choice.reason in GIVEN
    if is_given or request.because == NOT_SAFE:
        return planned, ""
    planned = writing.record_put_aside(app, planned)
    reply = ask_or_begin(app, planned, views.compose.DEEPER)
    answer = yes_or_no(reply)
    if reply and answer is None:
        return planned, reply
    if answer:
        return planned, ""
    return plan(app, replace(request, another=False, because=None, tonight=Tonight.LIGHTER)), ""


def ask_or_begin(app: App, planned: writing.Plan, question: str) -> str:
    """Ask for a line, which may begin the answer.

    Words of a person who stops stay in a draft. Raises `Interrupted`.
    """
    begun: list[Draft] = []

    def keep(words: str) -> None:
        if words and yes_or_no(words) is None:
            entry = placed(app, planned).entry
            begun.append(writing.begin_draft(app, entry, unsaid=planned.unsaid, or_in_memory=True))
            put(app, begun[0], clean(words).text)

    try:
        return clean(ask(app, question, keep) or "").text
    except KeyboardInterrupt:
        if begun:
            raise stopped(app, begun[0]) from None
        raise
