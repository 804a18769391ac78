"""The common parts of every command: its `App`, `--json`, `--plain`, and its output."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, is_dataclass
from functools import wraps
from itertools import chain
from typing import Annotated, Any, Concatenate, ParamSpec, TypeAlias, cast, get_type_hints

import typer

from .. import terminal, views
from ..app import App
from .options import Context
from .rescue import say_not_taken

P = ParamSpec("P")
Json: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
Plain: TypeAlias = Annotated[
    bool, typer.Option("--plain", help="Plain text for screen readers: words instead of symbols.")
]


@dataclass(frozen=True)
class Result:
    """The result of a command.

    `data` is its JSON, or a function that returns it. `draw` returns the parts of the screen.
    A `paged` result goes through the pager if it is longer than the screen. A result that is only
    `of_journal` isn't shown if the journal is gone, because an empty answer would mislead.
    """

    data: Any
    draw: Callable[[], Iterable[Any]]
    paged: bool = False
    of_journal: bool = False


Function: TypeAlias = Callable[Concatenate[App, P], Result | None]


def command(function: Function[P]) -> Callable[..., None]:
    """Turn a function that takes the `App` and returns a `Result` into a command for Typer.

    The command has `--json` and `--plain` after its own options. A parameter whose type is a
    dataclass stands for an option for each of its fields. A group does nothing itself if one of
    its commands is named.
    """
    signature = inspect.signature(function, eval_str=True)
    _, *options = signature.parameters.values()
    takes_ctx = "ctx" in signature.parameters
    own: list[inspect.Parameter] = []
    groups: dict[str, type] = {}
    for option in options:
        if is_dataclass(option.annotation):
            groups[option.name] = cast("type", option.annotation)
            own += _options_of(groups[option.name])
        elif option.name != "ctx":
            own.append(option.replace(kind=option.KEYWORD_ONLY))

    @wraps(function)
    def run(ctx: Context, *, json: bool, plain: bool, **values: Any) -> None:
        app = _app_of(ctx, json=json, plain=plain)
        if takes_ctx:
            values["ctx"] = ctx
        for name, group in groups.items():
            values[name] = group(**{field.name: values.pop(field.name) for field in fields(group)})
        if ctx.invoked_subcommand is None:
            result = function(app, **values)  # type: ignore[call-arg]  # Typer names each option
            if result is not None:
                give(app, result)

    shared = [_parameter("json", Json, False), _parameter("plain", Plain, False)]
    parameters = [_parameter("ctx", Context), *own, *shared]
    run.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=parameters, return_annotation=None
    )
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run


def give(app: App, result: Result) -> None:
    """Print a result: as JSON, in the pager, or as it is drawn."""
    if app.json:
        say_not_taken(app)
        data = result.data() if callable(result.data) else result.data
        views.json_envelope.success(app.stdout, app.command, data, app.notes)
        return

    app.warn_of_lost_journal(after_reading=True)
    if result.of_journal and app.told_of_lost_journal:
        return
    if result.paged and app.may_page:
        _page(app, result.draw)
    else:
        app.out.print_each(result.draw())


def renamed(run: Callable[..., None], name: str) -> Callable[..., None]:
    """Return a command under its earlier name, which ends by saying the name it has now.

    Scripts that read its JSON get the answer they know.
    """

    @wraps(run)
    def under_earlier_name(ctx: Context, **values: Any) -> None:
        run(ctx, **values)
        app = ctx.obj
        if isinstance(app, App) and not app.json:
            app.note(views.help.renamed(str(ctx.info_name), name))

    return under_earlier_name


def _app_of(ctx: Context, *, json: bool, plain: bool) -> App:
    app = ctx.obj
    assert isinstance(app, App)
    command_path = ctx.command_path.partition(" ")[2]
    is_parsed = ctx.invoked_subcommand is None
    app.begin(command_path, json=json, plain=plain, is_parsed=is_parsed)
    return app


def _options_of(group: type) -> list[inspect.Parameter]:
    annotations = get_type_hints(group, include_extras=True)
    return [_parameter(f.name, annotations[f.name], f.default) for f in fields(group)]


def _parameter(
    name: str, annotation: Any, default: Any = inspect.Parameter.empty
) -> inspect.Parameter:
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation
    )


def _page(app: App, draw: Callable[[], Iterable[Any]]) -> None:
    """Show parts in the pager if they are longer than the screen, else print them.

    The parts are drawn while the pager reads them. If it can't show them, they are drawn again.
    """
    pieces = app.out.rendered(draw())
    first, fits = [], True
    for piece in pieces:
        first.append(piece)
        fits = app.out.fits("".join(first))
        if not fits:
            break
    command = [] if fits else terminal.pager.command_for(app.environ)
    if command:
        encoding, errors = app.stdout.encoding or "utf-8", app.stdout.errors or "strict"
        styled = terminal.pager.shows_colours(command)
        paged = (
            (piece if styled else views.screen.without_styles(piece)).encode(encoding, errors)
            for piece in chain(first, pieces)
        )
        if terminal.pager.show(terminal.editor.without_copies(command), paged, app.environ):
            return
        first, pieces = [], app.out.rendered(draw())
    for piece in chain(first, pieces):
        app.stdout.write(piece)
    app.stdout.flush()
