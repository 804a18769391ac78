"""`trust prompt`: today's question."""

from __future__ import annotations

from typing import Annotated

import typer

from ..flows import question as flow
from .options import Context, Json, PackName, Plain, Practice, answer, app_of
from .warnings import warn


def prompt(
    ctx: Context,
    practice: Practice = None,
    pack: PackName = None,
    why: Annotated[
        bool, typer.Option("--why", help="Also say why this one, on standard error.")
    ] = False,
    json: Json = False,
    plain: Plain = False,
) -> None:
    """Print today's question, alone, for scripts and a login message.

    Example: trust prompt --why
    """
    app = app_of(ctx, json=json, plain=plain)
    choice = flow.question_of(app, app.now.today, practice=practice, pack=pack)
    warn(app)
    if json:
        answer(app, {"prompts": [choice.prompt] if choice else [], "choice": choice}, list)
        return
    if choice is None:
        return
    from ..render.safe import safe_line

    app.out.line(safe_line(choice.prompt.text))
    if why:
        from ..render.today import why as in_words

        app.err.line(in_words(choice))


COMMANDS = {"prompt": prompt}
