"""`trust doctor` on a screen."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from . import doctor_findings as sentences
from . import phrases, widgets
from .sanitize import safe_line

if TYPE_CHECKING:
    from ..services.doctor import Finding
    from ..storage.salvage import Salvaged

_LABELS = {"note": "ok", "warning": "look", "error": "wrong", "damaged": "damaged"}
_STYLES = {"note": "green", "warning": "yellow", "error": "bold", "damaged": "bold"}


def findings(found: Sequence[Finding]) -> Iterator[RenderableType]:
    """Each finding with how it weighs, the gravest first."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for each in found:
        label = "mended" if each.mended else _LABELS[each.level]
        style = "green" if each.mended else _STYLES[each.level]
        table.add_row(Text(label, style=style), Text(sentences.sentence(each)))
    yield widgets.inset(table)
    mendable = sum(each.mendable and not each.mended for each in found)
    if mendable:
        yield Text("")
        what = phrases.count(mendable, "thing")
        yield widgets.inset(Text(f"trust doctor --fix mends {what} of these.", style="dim"))


def salvaged(found: Salvaged, out: str) -> Iterator[RenderableType]:
    """What could be read of a damaged journal, and what to do with it."""
    entries = phrases.count(found.entries, "entry", "entries")
    where = shlex.quote(safe_line(out))
    yield Text(f"{entries} read into {safe_line(out)}")
    if found.changed:
        many = phrases.count(len(found.changed), "of them has", "of them have")
        ids = ", ".join(entry_id[:5] for entry_id in found.changed[:5])
        yield widgets.text(f"{many} words that are not those that were stored: {ids}.")
    if found.recovered:
        many = phrases.count(found.recovered, "of them is", "of them are")
        yield widgets.text(
            f"{many} made of answers or earlier wordings, which is all that could be read; private,"
            " with the day of the entry beside it."
        )
    if found.promises:
        many = phrases.count(found.promises, "promise has", "promises have")
        yield widgets.text(
            f"{many} no readable words; what became of them is kept. They are hidden:"
            " `trust promise show` shows them."
            if found.promises > 1
            else f"{many} no readable words; what became of it is kept. It is hidden:"
            " `trust promise show` shows it."
        )
    if found.dropped:
        many = phrases.count(found.dropped, "row belongs", "rows belong")
        yield widgets.text(f"{many} to something that could not be read, and had to be left out.")
    if found.unread:
        yield widgets.text(f"{phrases.count(found.unread, 'place')} could not be read.")
    if found.was_sealed:
        yield widgets.text(
            f"It is not sealed, as the journal was: trust restore {where} --unseal makes it the"
            f" journal, trust encrypt seals it again. Then remove {where}."
        )
    else:
        yield widgets.text(f"Have a look at it, then: trust restore {where}", style="dim")
