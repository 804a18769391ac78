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

_LABELS = {"note": "ok", "warning": "note", "error": "problem", "damaged": "damaged"}
_STYLES = {"note": "green", "warning": "yellow", "error": "bold", "damaged": "bold"}


def findings(findings: Sequence[Finding]) -> Iterator[RenderableType]:
    """Return a row for each finding, labelled with its severity, the gravest first."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for finding in findings:
        label = "fixed" if finding.mended else _LABELS[finding.level]
        style = "green" if finding.mended else _STYLES[finding.level]
        table.add_row(Text(label, style=style), Text(doctor_findings.sentence(finding)))
    yield widgets.inset(table)
    mendable = sum(finding.mendable and not finding.mended for finding in findings)
    if mendable:
        yield Text("")
        yield widgets.inset(Text(f"`trust doctor --fix` can fix {mendable:,} of these."))


def salvaged(result: Salvaged, out: str) -> Iterator[RenderableType]:
    """Return what could be read of a damaged journal, and what to do with the result."""
    entries = phrases.count(result.entries, "entry", "entries")
    path = shlex.quote(safe_line(out))
    yield Text(f"{entries} read into {safe_line(out)}")
    if result.changed:
        yield widgets.text(
            "The words of {number} of them no longer match what was saved: {ids}.".format(
                number=f"{len(result.changed):,}",
                ids=", ".join(entry_id[:5] for entry_id in result.changed[:5]),
            )
        )
    if result.recovered:
        yield widgets.text(
            phrases.plural(
                result.recovered,
                "{number} of them was rebuilt from answers or earlier versions, because nothing"
                " else could be read. It's private, and has the day of a nearby entry.",
                "{number} of them were rebuilt from answers or earlier versions, because nothing"
                " else could be read. They're private, and each has the day of a nearby entry.",
            )
        )
    if result.promises:
        yield widgets.text(
            phrases.plural(
                result.promises,
                "{number} promise has no readable words, but its history was kept. It's hidden:"
                " `trust promise show` shows it.",
                "{number} promises have no readable words, but their history was kept. They're"
                " hidden: `trust promise show` shows them.",
            )
        )
    if result.dropped:
        yield widgets.text(
            phrases.plural(
                result.dropped,
                "{number} row belongs to something that couldn't be read, and had to be left out.",
                "{number} rows belong to something that couldn't be read, and had to be left out.",
            )
        )
    if result.unread:
        yield widgets.text(f"{phrases.count(result.unread, 'place')} in the file couldn't be read.")
    if result.was_sealed:
        yield widgets.text(
            f"The journal was encrypted, and {path} isn't. To make it your journal, run `trust"
            f" backup restore {path} --unseal`, and then `trust encrypt`. Remove {path} afterwards."
        )
    else:
        yield widgets.text(f"Look through {path}, then run: trust backup restore {path}")
