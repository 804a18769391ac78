"""`trust packs`: the collections of questions."""

from __future__ import annotations

from typing import Annotated

import typer

from .options import Context, Json, Plain, answer, app_of, complete_pack

packs = typer.Typer(
    help="Collections of questions: list them, look into one.\n\nExample: trust packs list",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@packs.command("list")
def packs_list(ctx: Context, json: Json = False, plain: Plain = False) -> None:
    """List the packs, and which are on.

    Example: trust packs list
    """
    app = app_of(ctx, json=json, plain=plain)
    rows = []
    for name in app.library.files():
        pack = app.library.pack(name)
        rows.append((name, pack, name in app.settings.packs, app.library.skipped.get(name)))

    def human() -> list[object]:
        from ..render import packs as render

        return list(render.listing(rows, app.out))

    data = {
        "packs": [
            {
                "id": name,
                "enabled": enabled,
                "usable": pack is not None,
                "title": pack.title if pack else None,
                "language": pack.language if pack else None,
                "version": pack.version if pack else None,
                "prompts": len(pack.prompts) if pack else 0,
            }
            for name, pack, enabled, _ in rows
        ]
    }
    answer(app, data, human)


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

    def human() -> list[object]:
        from ..render import packs as render

        return list(render.one(found, app.out))

    answer(app, {"packs": [found]}, human)


COMMANDS = {"packs": packs}
