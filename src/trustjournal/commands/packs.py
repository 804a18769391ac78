"""`trust packs`: list, choose and write packs of questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from .. import services, views
from ..app import App
from ..domain.json_values import plain
from ..domain.practices import PRACTICES
from ..errors import Flawed, UsageError
from ..sentences import NO_SUCH_PRACTICE
from ..services import questions
from ..services.enabled_packs import foreign_packs
from .command import Result, command
from .options import Context, Practice, as_text, complete_pack

packs = typer.Typer(
    help="Collections of questions: read them, turn them on, write your own.\n\n"
    "Example: trust packs list",
    invoke_without_command=True,
    rich_markup_mode=None,
)


def _complete_own(ctx: Context, incomplete: str) -> Iterable[str]:
    """Complete the person's own packs."""
    app = ctx.obj
    files = app.library.files().items() if isinstance(app, App) else ()
    return [name for name, file in files if not file.built_in and name.startswith(incomplete)]


def _complete_on(ctx: Context, incomplete: str) -> Iterable[str]:
    """Complete the packs that are on."""
    app = ctx.obj
    on = app.settings.packs_on if isinstance(app, App) else ()
    return [name for name in on if name.startswith(incomplete)]


@packs.callback()
@command
def packs_alone(app: App) -> Result:
    return _list(app)


@packs.command("list")
@command
def packs_list(app: App) -> Result:
    """List the packs, their languages, and which are on.

    Example: trust packs list
    """
    return _list(app)


def _list(app: App) -> Result:
    rows = services.packs.listed(app)
    return Result(
        {"packs": [_values(row) for row in rows]}, lambda: views.packs.listing(rows), paged=True
    )


def _values(row: services.packs.PackListing) -> dict[str, Any]:
    """Return a pack for scripts, without its questions."""
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
@command
def packs_show(
    app: App,
    name: Annotated[
        str, typer.Argument(metavar="PACK", help="The pack's id.", autocompletion=complete_pack)
    ],
) -> Result:
    """Show a pack: what it is for, and all its questions.

    Example: trust packs show emotional-trust
    """
    pack = app.library.require(name)
    return Result({"packs": [pack]}, lambda: views.packs.pack_view(pack), paged=True)


Ids = Annotated[
    list[str],
    typer.Argument(metavar="PACK...", help="The packs' ids.", autocompletion=complete_pack),
]


@packs.command("enable")
@command
def packs_enable(app: App, names: Ids) -> Result:
    """Turn packs on, so that their questions come up.

    Example: trust packs enable joys
    """
    change = services.packs.enable(app, names)
    new = [app.library.require(name) for name in change.changed]
    foreign = foreign_packs(app, new)
    language = app.settings.language
    return Result(change, lambda: views.packs.enabled(new, change, language, foreign))


@packs.command("disable")
@command
def packs_disable(
    app: App,
    names: Annotated[
        list[str],
        typer.Argument(metavar="PACK...", help="The packs' ids.", autocompletion=_complete_on),
    ],
) -> Result:
    """Turn packs off.

    Their questions stop until you turn them on again. Your answers stay.

    Example: trust packs disable joys
    """
    change = services.packs.disable(app, names)
    return Result(change, lambda: views.packs.disabled(change))


@packs.command("new")
@command
def packs_new(
    app: App,
    pack_id: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="Lower-case letters, digits and hyphens.", parser=as_text
        ),
    ],
    title: Annotated[
        str | None,
        typer.Option("--title", metavar="TITLE", help="The title people see.", parser=as_text),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option("--language", metavar="TAG", help="Such as en, de or pt-BR.", parser=as_text),
    ] = None,
    practice: Practice = None,
) -> Result:
    """Start a pack of your own, in this folder.

    The file starts with one question and a comment on each field.

    Example: trust packs new evening-walks --title "Evening walks"
    """
    if practice is not None and practice not in PRACTICES:
        raise UsageError(NO_SUCH_PRACTICE, value=practice, known=", ".join(PRACTICES))
    path = services.packs.begin(
        app,
        pack_id,
        title=title,
        language=language or app.settings.language,
        practice=practice or "presence",
    )
    return Result({"id": pack_id, "path": str(path)}, lambda: views.packs.begun(pack_id, path))


@packs.command("check")
@command
def packs_check(
    app: App,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Pack files.")],
) -> Result | None:
    """Check a pack file for mistakes.

    A pack with errors can't be used. Warnings show where it departs from the writing rules.

    Example: trust packs check evening-walks.yaml
    """
    for path in files:
        _refuse_dash(path)
    checked = [services.packs.check(app, path) for path in files]
    errors = sum(file_check.count("error") for file_check in checked)
    app.exit_code = Flawed.exit_code if errors else 0
    if app.json and errors:
        _refuse(
            app,
            checked,
            Flawed("errors found: {count}; a pack with errors can't be used", count=errors),
        )
    elif app.json:
        return Result({"files": _files(checked)}, list)
    else:
        _lines(app.out.line, checked, totals=True)
    return None


@packs.command("add")
@command
def packs_add(
    app: App,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The pack file.")],
    replace: Annotated[bool, typer.Option("--replace", help="Replace the one you have.")] = False,
) -> Result | None:
    """Check a pack, and add a copy of it to your packs.

    This doesn't turn it on; `trust packs enable` does.

    Example: trust packs add evening-walks.yaml
    """
    _refuse_dash(file)
    checked = services.packs.check(app, file)
    try:
        added = services.packs.add(app, checked, replace=replace)
    except Flawed as error:
        if not app.json:
            _lines(app.err.line, [checked], totals=False)
            raise
        app.exit_code = error.exit_code
        _refuse(app, [checked], error)
        return None
    if added.warnings and not app.json:
        app.err.line(f"trust packs add: {views.messages.added_with_warnings(file, added.warnings)}")
    data = {
        "packs": [added.pack],
        "path": str(added.path),
        "replaced": added.replaced,
        "enabled": added.enabled,
        "warnings": added.warnings,
    }
    return Result(data, lambda: views.packs.added(added))


@packs.command("remove")
@command
def packs_remove(
    app: App,
    name: Annotated[
        str, typer.Argument(metavar="PACK", help="The pack's id.", autocompletion=_complete_own)
    ],
) -> Result:
    """Remove a pack of your own.

    Your answers stay in the journal.

    Example: trust packs remove evening-walks
    """
    removed = services.packs.remove(app, name)
    return Result(
        {"id": removed.id, "path": str(removed.path)}, lambda: views.packs.removed(removed.id)
    )


Question = Annotated[
    str | None,
    typer.Argument(metavar="[QUESTION]", help="PACK/ID, an id, or today.", parser=as_text),
]
Undo = Annotated[
    bool,
    typer.Option("--undo", help="Take a question off the list; by default the one you added last."),
]


@packs.command("mute")
@command
def packs_mute(
    app: App,
    name: Question = None,
    undo: Undo = False,
) -> Result:
    """Stop a question from being asked. Without QUESTION, list the muted ones.

    Example: trust packs mute today
    """
    return _mark(app, "muted", name, undo=undo)


@packs.command("favourite")
@command
def packs_favourite(
    app: App,
    name: Question = None,
    undo: Undo = False,
) -> Result:
    """Have a question come up more often. Without QUESTION, list your favourites.

    Example: trust packs favourite today
    """
    return _mark(app, "favourites", name, undo=undo)


def _mark(app: App, setting: str, name: str | None, *, undo: bool) -> Result:
    if name is None and not undo:
        origins = getattr(app.settings, setting)
        texts = {origin: questions.text_of(app, origin) for origin in origins}
        return Result({setting: origins}, lambda: views.packs.marked_questions(setting, texts))
    if undo and name in (None, questions.TODAY):
        origin = questions.marked_last(app, setting)
    else:
        origin = questions.origin_of(app, name or questions.TODAY, setting)
    changed = questions.mark(app, setting, origin, on=not undo)
    data = {"question": origin, "changed": changed}
    question = questions.text_of(app, origin) or origin
    return Result(data, lambda: [views.packs.marked(setting, question, on=not undo)])


def _files(checked: Sequence[services.packs.PackCheck]) -> list[dict[str, Any]]:
    """Return the checks of files, for scripts."""
    return [
        {
            "path": str(file_check.path),
            "id": file_check.pack.id if file_check.pack else None,
            "usable": file_check.pack is not None,
            "problems": [
                plain(problem) | {"message": views.messages.located(file_check.path, problem)}
                for problem in file_check.problems
            ],
        }
        for file_check in checked
    ]


def _refuse(app: App, checked: Sequence[services.packs.PackCheck], error: Flawed) -> None:
    """Answer as JSON that there are errors, with all the checks."""
    data = {"files": _files(checked)}
    views.json_envelope.failure(
        app.stdout, app.command, error.exit_code, views.messages.error(error), data
    )


def _refuse_dash(path: Path) -> None:
    """Raise `UsageError` for `-`, which can't be the file of a pack."""
    if str(path) == "-":
        raise UsageError("- doesn't work here; give a file name")


def _lines(
    line: Callable[[str], None], checked: Sequence[services.packs.PackCheck], *, totals: bool
) -> None:
    for text in views.messages.check_report(checked, totals=totals):
        line(text)


COMMANDS = {"packs": packs}
