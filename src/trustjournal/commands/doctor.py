"""`trust doctor`: check the journal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .. import services, views
from ..app import App
from ..errors import Flawed, UsageError
from ..sentences import NOT_TO_STDOUT
from .command import Result, command


@command
def doctor(
    app: App,
    fix: Annotated[
        bool, typer.Option("--fix", help="Fix what can be fixed without touching your entries.")
    ] = False,
    salvage: Annotated[
        str | None,
        typer.Option(
            "--salvage", metavar="OUT", help="Read a damaged journal into a new file, row by row."
        ),
    ] = None,
) -> Result | None:
    """Check the journal file, its backups, folders, settings and packs.

    The exit code is 0 if there are only notes and warnings, 14 if the journal is damaged, and 1 for
    other errors.

    Example: trust doctor --fix
    """
    if salvage is not None:
        if fix:
            raise UsageError("use either --fix or --salvage, not both")
        if salvage == "-":
            raise UsageError(NOT_TO_STDOUT, value="a salvaged journal")
        saved = services.doctor.rescue(app, Path(salvage))
        return Result(saved, lambda: views.doctor.salvaged(saved, salvage))
    findings = services.doctor.examine(app, fix=fix)
    app.exit_code = services.doctor.exit_code(findings)
    if app.json and app.exit_code:
        _refuse(app, data=_data(findings), count=services.doctor.wrong(findings))
        return None

    return Result(lambda: _data(findings), lambda: views.doctor.findings(findings))


def _data(findings: list[services.doctor.Finding]) -> dict[str, object]:
    return {"findings": [views.doctor_findings.plain(finding) for finding in findings]}


def _refuse(app: App, *, data: dict[str, object], count: int) -> None:
    """Answer as JSON that something is wrong, with all the findings."""
    message = views.messages.error(Flawed("errors found: {count}", count=count))
    views.json_envelope.failure(app.stdout, app.command, app.exit_code, message, data)


COMMANDS = {"doctor": doctor}
