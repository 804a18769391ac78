"""The screens of `trust doctor`."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from . import doctor_findings, phrases, widgets
from .sanitize import safe_line

if TYPE_CHECKING:
    from ..services.doctor import Finding
    from ..storage.salvage import Salvaged

_LABELS = {"note": "ok", "warning": "look", "error": "wrong", "damaged": "damaged"}
_STYLES = {"note": "green", "warning": "yellow", "error": "bold", "damaged": "bold"}


def findings(findings: Sequence[Finding]) -> Iterator[RenderableType]:
    """Return a row for each finding, labelled with its severity, the gravest first."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for finding in findings:
        label = "mended" if finding.mended else _LABELS[finding.level]
        style = "green" if finding.mended else _STYLES[finding.level]
        table.add_row(Text(label, style=style), Text(doctor_findings.sentence(finding)))
    yield widgets.inset(table)
    mendable = sum(finding.mendable and not finding.mended for finding in findings)
    if mendable:
        yield Text("")
        things = phrases.count(mendable, "thing")
        yield widgets.inset(Text(f"trust doctor --fix mends {things} of these.", style="dim"))


def salvaged(result: Salvaged, out: str) -> Iterator[RenderableType]:
    """Return what could be read of a damaged journal, and what to do with the result."""
    entries = phrases.count(result.entries, "entry", "entries")
    path = shlex.quote(safe_line(out))
    yield Text(f"{entries} read into {safe_line(out)}")
    if result.changed:
        count = phrases.count(len(result.changed), "of them has", "of them have")
        ids = ", ".join(entry_id[:5] for entry_id in result.changed[:5])
        yield widgets.text(f"{count} words that are not those that were stored: {ids}.")
    if result.recovered:
        count = phrases.count(result.recovered, "of them is", "of them are")
        yield widgets.text(
            f"{count} made of answers or earlier wordings, which is all that could be read;"
            " private, with the day of the entry beside it."
        )
    if result.promises:
        count = phrases.count(result.promises, "promise has", "promises have")
        yield widgets.text(
            f"{count} no readable words; what became of them is kept. They are hidden:"
            " `trust promise show` shows them."
            if result.promises > 1
            else f"{count} no readable words; what became of it is kept. It is hidden:"
            " `trust promise show` shows it."
        )
    if result.dropped:
        count = phrases.count(result.dropped, "row belongs", "rows belong")
        yield widgets.text(f"{count} to something that could not be read, and had to be left out.")
    if result.unread:
        yield widgets.text(f"{phrases.count(result.unread, 'place')} could not be read.")
    if result.was_sealed:
        yield widgets.text(
            f"It is not sealed, as the journal was: trust backup restore {path} --unseal makes it"
            f" the journal, trust encrypt seals it again. Then remove {path}."
        )
    else:
        yield widgets.text(f"Have a look at it, then: trust backup restore {path}", style="dim")
