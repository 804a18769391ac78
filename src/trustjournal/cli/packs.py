"""`trust packs`: the collections of questions, and the tools to write one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from .. import render
from ..context import App
from ..domain.plain import plain
from ..domain.practices import PRACTICES
from ..errors import Flawed, UsageError
from ..flows import packs as flow
from ..flows import question as questions
from .options import (
    Context,
    Json,
    Plain,
    Practice,
    answer,
    app_of,
    as_text,
    complete_pack,
    group_alone,
)

packs = typer.Typer(
    help="Collections of questions: look into them, turn them on, write your own.\n\n"
    "Example: trust packs list",
    invoke_without_command=True,
    rich_markup_mode=None,
)


def _complete_own(ctx: Context, incomplete: str) -> Iterable[str]:
    """The packs of the person's own."""
    app = ctx.obj
    files = app.library.files().items() if isinstance(app, App) else ()
    return [name for name, file in files if not file.built_in and name.startswith(incomplete)]


def _complete_on(ctx: Context, incomplete: str) -> Iterable[str]:
    """The packs that are on."""
    app = ctx.obj
    on = app.settings.packs_on if isinstance(app, App) else ()
    return [name for name in on if name.startswith(incomplete)]


@packs.callback()
def packs_alone(ctx: Context, json: Json = False, plain: Plain = False) -> None:
    app = app_of(ctx, json=json, plain=plain)
    if ctx.invoked_subcommand is None:
        group_alone(ctx, app, lambda: _list(app))


@packs.command("list")
def packs_list(ctx: Context, json: Json = False, plain: Plain = False) -> None:
    """List the packs, and which are on.

    Example: trust packs list
    """
    _list(app_of(ctx, json=json, plain=plain))


def _list(app: App) -> None:
    rows = flow.listed(app)
    answer(
        app,
        {"packs": [_values(row) for row in rows]},
        lambda: render.packs.listing(rows),
        paged=True,
    )


def _values(row: flow.Listed) -> dict[str, Any]:
    """A pack without its questions, for scripts."""
    pack = row.pack
    return {
        "id": row.id,
        "enabled": row.enabled,
        "usable": pack is not None,
        "own": row.own,
        "title": pack.title if pack else None,
        "language": pack.language if pack else None,
        "translation_of": pack.translation_of if pack else None,
        "version": pack.version if pack else None,
        "prompts": len(pack.prompts) if pack else 0,
    }


@packs.command("show")
def packs_show(
    ctx: Context,
    name: Annotated[
        str, typer.Argument(metavar="PACK", help="The pack's id.", autocompletion=complete_pack)
    ],
    json: Json = False,
    plain: Plain = False,
) -> None:
    """Show a pack: what it is for, and all its questions.

    Example: trust packs show emotional-trust
    """
    app = app_of(ctx, json=json, plain=plain)
    found = app.library.named(name)
    answer(app, {"packs": [found]}, lambda: render.packs.one(found), paged=True)


Ids = Annotated[
    list[str], typer.Argument(metavar="PACK...", help="Ids.", autocompletion=complete_pack)
]


@packs.command("enable")
def packs_enable(ctx: Context, names: Ids, json: Json = False, plain: Plain = False) -> None:
    """Turn packs on, so that questions come from them.

    Example: trust packs enable joys
    """
    app = app_of(ctx, json=json, plain=plain)
    done = flow.enable(app, names)
    new = [app.library.named(name) for name in done.changed]
    answer(app, done, lambda: render.packs.enabled(new, done, app.settings.language))


@packs.command("disable")
def packs_disable(
    ctx: Context,
    names: Annotated[
        list[str], typer.Argument(metavar="PACK...", help="Ids.", autocompletion=_complete_on)
    ],
    json: Json = False,
    plain: Plain = False,
) -> None:
    """Turn packs off.

    Nothing is asked from them until they are on again; what you answered stays.

    Example: trust packs disable joys
    """
    app = app_of(ctx, json=json, plain=plain)
    done = flow.disable(app, names)
    answer(app, done, lambda: render.packs.disabled(done))


@packs.command("new")
def packs_new(
    ctx: Context,
    pack_id: Annotated[
        str,
        typer.Argument(metavar="ID", help="Small letters, digits and hyphens.", parser=as_text),
    ],
    title: Annotated[
        str | None,
        typer.Option("--title", metavar="TITLE", help="As people read it.", parser=as_text),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option("--language", metavar="TAG", help="Such as en, de or pt-BR.", parser=as_text),
    ] = None,
    practice: Practice = None,
    json: Json = False,
    plain: Plain = False,
) -> None:
    """Begin a pack of your own, in this folder.

    The file holds one question, and a note on every key.

    Example: trust packs new evening-walks --title "Evening walks"
    """
    app = app_of(ctx, json=json, plain=plain)
    if practice is not None and practice not in PRACTICES:
        raise UsageError("no_such_practice", value=practice, known=", ".join(PRACTICES))
    path = flow.begin(
        app,
        pack_id,
        title=title,
        language=language or app.settings.language,
        practice=practice or "presence",
    )
    answer(app, {"id": pack_id, "path": str(path)}, lambda: render.packs.begun(pack_id, path))


@packs.command("check")
def packs_check(
    ctx: Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files of packs.")],
    json: Json = False,
    plain: Plain = False,
) -> None:
    """Look the file of a pack over.

    An error keeps it from use; a warning says where it leaves the writing rules.

    Example: trust packs check evening-walks.yaml
    """
    app = app_of(ctx, json=json, plain=plain)
    for path in files:
        _refuse_dash(path)
    checked = [flow.check(app, path) for path in files]
    errors = sum(each.count("error") for each in checked)
    app.exit_code = Flawed.exit_code if errors else 0
    if app.json and errors:
        _refuse(app, checked, Flawed("packs_have_errors", count=errors))
    elif app.json:
        answer(app, {"files": _files(checked)}, list)
    else:
        _lines(app.out.line, checked, totals=True)


@packs.command("add")
def packs_add(
    ctx: Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file of a pack.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Put it in the place of one you have.")
    ] = False,
    json: Json = False,
    plain: Plain = False,
) -> None:
    """Check a pack and put a copy among yours.

    It is not turned on by that; `trust packs enable` does.

    Example: trust packs add evening-walks.yaml
    """
    app = app_of(ctx, json=json, plain=plain)
    _refuse_dash(file)
    checked = flow.check(app, file)
    try:
        added = flow.add(app, checked, replace=replace)
    except Flawed as error:
        if not app.json:
            _lines(app.err.line, [checked], totals=False)
            raise
        app.exit_code = error.exit_code
        _refuse(app, [checked], error)
        return
    if added.warnings and not app.json:
        app.err.line(f"trust packs add: {render.messages.warned(file, added.warnings)}")
    data = {
        "packs": [added.pack],
        "path": str(added.path),
        "replaced": added.replaced,
        "enabled": added.enabled,
        "warnings": added.warnings,
    }
    answer(app, data, lambda: render.packs.added(added))


@packs.command("remove")
def packs_remove(
    ctx: Context,
    name: Annotated[
        str, typer.Argument(metavar="PACK", help="Its id.", autocompletion=_complete_own)
    ],
    json: Json = False,
    plain: Plain = False,
) -> None:
    """Take a pack of your own away.

    What you answered from it stays in the journal.

    Example: trust packs remove evening-walks
    """
    app = app_of(ctx, json=json, plain=plain)
    gone = flow.remove(app, name)
    answer(app, {"id": gone.id, "path": str(gone.path)}, lambda: render.packs.removed(gone.id))


Question = Annotated[
    str | None,
    typer.Argument(metavar="[QUESTION]", help="PACK/ID, an id, or today.", parser=as_text),
]
Undo = Annotated[
    bool, typer.Option("--undo", help="Take it off the list again; alone, the one put there last.")
]


@packs.command("mute")
def packs_mute(
    ctx: Context,
    name: Question = None,
    undo: Undo = False,
    json: Json = False,
    plain: Plain = False,
) -> None:
    """Never be asked a question again; alone, list those.

    Example: trust packs mute today
    """
    _mark(app_of(ctx, json=json, plain=plain), "muted", name, undo=undo)


@packs.command("favourite")
def packs_favourite(
    ctx: Context,
    name: Question = None,
    undo: Undo = False,
    json: Json = False,
    plain: Plain = False,
) -> None:
    """Be asked a question more often; alone, list those.

    Example: trust packs favourite today
    """
    _mark(app_of(ctx, json=json, plain=plain), "favourites", name, undo=undo)


def _mark(app: App, setting: str, name: str | None, *, undo: bool) -> None:
    if name is None and not undo:
        origins = getattr(app.settings, setting)
        answer(app, {setting: origins}, lambda: render.packs.marks(setting, origins))
        return
    if undo and name in (None, questions.TODAY):
        origin = questions.marked_last(app, setting)
    else:
        origin = questions.origin_of(app, name or questions.TODAY, setting)
    changed = questions.mark(app, setting, origin, on=not undo)
    data = {"question": origin, "changed": changed}
    answer(app, data, lambda: [render.packs.marked(setting, origin, on=not undo)])


def _files(checked: Sequence[flow.Checked]) -> list[dict[str, Any]]:
    """What was found in files, for scripts."""

    return [
        {
            "path": str(each.path),
            "id": each.pack.id if each.pack else None,
            "usable": each.pack is not None,
            "problems": [
                plain(problem) | {"message": render.messages.located(each.path, problem)}
                for problem in each.problems
            ],
        }
        for each in checked
    ]


def _refuse(app: App, checked: Sequence[flow.Checked], error: Flawed) -> None:
    """Answer as JSON that there are errors, with all that was found."""

    data = {"files": _files(checked)}
    render.envelope.failure(
        app.stdout, app.command, error.exit_code, render.messages.error(error), data
    )


def _refuse_dash(path: Path) -> None:
    """Raise `UsageError` for `-`, which is no file of a pack."""
    if str(path) == "-":
        raise UsageError("not_a_dash")


def _lines(line: Callable[[str], None], checked: Sequence[flow.Checked], *, totals: bool) -> None:
    for text in render.messages.checked(checked, totals=totals):
        line(text)


COMMANDS = {"packs": packs}
