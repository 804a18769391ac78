"""`trust search`: finding entries by what is written in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .. import services, views
from ..app import App
from .command import Result, command
from .filters import AboutPeople, NotYetSaid, OnDay, Starred, WithTags, filter_of
from .options import Count, End, Kind, Practice, Start, as_text
from .warnings import warn

if TYPE_CHECKING:
    from ..services.search import Found


@command
def search(
    app: App,
    query: Annotated[
        list[str],
        typer.Argument(metavar="QUERY...", help="Words to find.", show_default=False),
    ],
    best: Annotated[bool, typer.Option("--best", help="The best first, not the newest.")] = False,
    limit: Count = 10,
    start: Start = None,
    end: End = None,
    on: OnDay = None,
    tag: WithTags = None,
    person: AboutPeople = None,
    practice: Practice = None,
    kind: Kind = None,
    starred: Starred = False,
    unsaid: NotYetSaid = False,
) -> Result:
    """Find entries that have all the words, newest first.

    In quotes, words are a phrase: "good hour". A star finds beginnings: "kitch*". AND, OR, NOT
    and parentheses do what they say. Case and accents make no difference. Private words are not
    searched.

    Example: trust search "good hour" kitchen --from 2026-01-01
    """

    wanted = filter_of(
        app,
        start=start,
        end=end,
        on=on,
        tags=tag,
        people=person,
        practice=practice,
        kind=kind,
        starred=starred,
        unsaid=unsaid,
        limit=limit,
    )
    found = services.search.search(app, list(map(as_text, query)), wanted, best=best)
    warn(app)

    def human() -> list[object]:
        any_entry = bool(found.hits) or app.reader.any_entry()
        return list(views.search.results(found, app.out, any_entry=any_entry))

    return Result(lambda: _plain(found), human, paged=True)


def _plain(found: Found) -> dict[str, object]:
    return {
        "entries": [
            views.json_envelope.entry(hit.entry)
            | {
                "snippet": hit.snippet.text,
                "snippet_of": hit.snippet.field,
                "marks": hit.snippet.marks,
            }
            for hit in found.hits
        ],
        "more": found.more,
        "private": found.private,
    }


COMMANDS = {"search": search}
