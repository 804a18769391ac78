"""`make reference`: docs/commands.md and docs/settings.md, made from the program itself.

A test compares the files with what this makes, so they cannot drift.
"""

from __future__ import annotations

import contextlib
import io
import os
from pathlib import Path
from unittest import mock

import typer

from trustjournal import cli, config
from trustjournal.__main__ import main

DOCS = Path(__file__).parent.parent / "docs"

COMMANDS_HEAD = """\
# Commands

Made by `make reference` from the program's own help. Every command also takes `--plain` (no
boxes, bars or redrawing; for screen readers) and `--json` (docs/json.md).

## How days are written

`2026-11-22`, `today`, `yesterday`, `-3` (days ago), `monday` (the last one, today included).
`today` follows the journal's day, which begins at `day_starts_at`; a written-out date is taken
as it is. A day that has not begun is refused.

## How entries are named

An id or its beginning (`k3m9p`), `last` (the one written last), `last-1`, a day that has one
entry, or `2026-11-22.2` for the second of a day.

## Exit codes

| code | means |
|---|---|
| 0 | done; also when there is nothing to show |
| 1 | not found, cancelled, or no text |
| 2 | a value that cannot be right |
| 10 | the command needs a journal, and there is none yet |
| 11 | another program has had the journal open for ten seconds |
| 13 | the journal was made by a newer version |
| 14 | the file is damaged, or not a journal of ours |
| 70 | a fault of the program |
| 74 | the system refused to read or write (full disk, no permission) |
| 130 | stopped with Ctrl-C; the text is kept as a draft |
"""

SETTINGS_HEAD = """\
# Settings

Made by `make reference` from the table in `src/trustjournal/config.py`. `trust config list`
shows what holds, `trust config set KEY VALUE` changes it, and `trust config path` says where
the file is. The file is TOML; comments in it stay. A value that cannot be right is passed over
with one warning, and the default holds: nothing in it can keep you from writing.

| key | what for | takes | default |
|---|---|---|---|
"""


def help_of(*argv: str) -> str:
    """The help of a command, 80 columns wide."""
    out = io.StringIO()
    width = {"COLUMNS": "80", "TRUST_HOME": "."}
    with mock.patch.dict(os.environ, width), contextlib.redirect_stdout(out):
        main([*argv, "--help"])
    return out.getvalue().rstrip() + "\n"


def _groups() -> dict[str, list[str]]:
    """The commands inside each group, by its name."""
    program = typer.main.get_command(cli.build([], everything=True))
    commands = getattr(program, "commands", {})
    return {name: list(getattr(command, "commands", {})) for name, command in commands.items()}


def commands() -> str:
    """docs/commands.md."""
    groups = _groups()
    parts = [COMMANDS_HEAD, f"## trust\n\n```\n{help_of()}```\n"]
    for name in cli.COMMANDS:
        for words in [[name, inner] for inner in groups[name]] or [[name]]:
            parts.append(f"## trust {' '.join(words)}\n\n```\n{help_of(*words)}```\n")
    return "\n".join(parts)


def settings() -> str:
    """docs/settings.md."""
    rows = [
        f"| `{name}` | {key.about} | {key.takes} | {_default(name)} |"
        for name, key in config.KEYS.items()
    ]
    return SETTINGS_HEAD + "\n".join(rows) + "\n"


def _default(name: str) -> str:
    value = config.show(config.defaults()[name])
    return f"`{value}`" if value else "(empty)"


def write() -> None:
    """Write both pages."""
    (DOCS / "commands.md").write_text(commands(), encoding="utf-8")
    (DOCS / "settings.md").write_text(settings(), encoding="utf-8")


if __name__ == "__main__":
    write()
