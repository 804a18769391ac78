"""Before a question that takes up an earlier evening, show what it is about, and let it be."""

from __future__ import annotations

from dataclasses import replace

from .. import views
from ..app import App
from ..services import writing
from ..services.entry_plan import Request, plan
from .ask import yes_or_no
from .depth_question import ask_or_begin


def settle_memory(app: App, request: Request, planned: writing.Plan) -> tuple[writing.Plan, str]:
    """Show what an evening takes up, and plan the usual question if the person says no.

    Words that are neither yes nor no are an answer already: return them, with the question as it
    is. Call only if `app.can_ask`.
    """
    memory = planned.choice.memory if planned.choice else None
    if memory is None:
        return planned, ""
    app.err.print(*views.memory.above_question(memory, app.now.today))
    reply = ask_or_begin(app, planned, views.memory.TAKE_UP)
    answer = yes_or_no(reply)
    if answer is False:
        return plan(app, replace(request, another=True)), ""
    return planned, "" if answer else reply
