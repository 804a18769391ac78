"""`trust show`: one entry, whole."""

from __future__ import annotations

from ..flows.find import entry_named
from .options import Context, EntryName, Json, Plain, answer, app_of, entry_as_data


def show(ctx: Context, name: EntryName = "last", json: Json = False, plain: Plain = False) -> None:
    """Show an entry; without a name, the one written last.

    Example: trust show yesterday
    """
    app = app_of(ctx, json=json, plain=plain)
    found = None
    if name != "last" or app.reader.any_entry():
        found = entry_named(app, name)

    def human() -> list[object]:
        if found is None:
            from ..render.listing import NO_ENTRIES

            return [NO_ENTRIES]
        from ..flows.unsaid import unsaid_of
        from ..render import entries as render
        from ..render.unsaid import states

        shown = list(render.whole(found, len(app.reader.revisions(found.id)), app.out))
        return [*shown, *states(unsaid_of(app).of_entry(found.id))]

    answer(app, lambda: entry_as_data(found), human)


COMMANDS = {"show": show}
