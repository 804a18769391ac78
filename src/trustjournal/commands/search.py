"""`trust search`: find entries by their words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .. import services, views
from ..app import App
from .command import Result, command
from .filters import FilterOptions
from .options import Count, as_text
from .warnings import warn

if TYPE_CHECKING:
    from ..services.search import SearchResult


@command
def search(
    app: App,
    query: Annotated[
        list[str],
        typer.Argument(metavar="QUERY...", help="Words to find.", show_default=False),
    ],
    best: Annotated[
        bool, typer.Option("--best", help="The best matches first, instead of the newest.")
    ] = False,
    limit: Count = 10,
    *,
    options: FilterOptions,
) -> Result:
    """Find entries that contain all the words, newest first.

    In quotes, words are a phrase: "long walk". A star stands for the rest of a word: "kitch*".
    AND, OR and NOT combine words, and parentheses group them. Case and accents make no
    difference. Private words are not searched.

    Example: trust search "long walk" kitchen --from 2026-01-01
    """
    entry_filter = options.read(app, limit)
    results = services.search.search(app, list(map(as_text, query)), entry_filter, best=best)
    warn(app)
    return Result(
        lambda: _plain(results),
        lambda: views.search.results(
            results, app.out, any_entry=bool(results.hits) or app.reader.any_entry()
        ),
        paged=True,
        of_journal=True,
    )


def _plain(results: SearchResult) -> dict[str, object]:
    return {
        "entries": [
            views.json_envelope.entry(hit.entry)
            | {
                "snippet": hit.snippet.text,
                "snippet_of": hit.snippet.field,
                "marks": hit.snippet.marks,
            }
            for hit in results.hits
        ],
        "more": results.more,
        "private": results.private,
    }


COMMANDS = {"search": search}
