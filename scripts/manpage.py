"""man/trust.1, made from the commands themselves by `make reference`."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import typer

from trustjournal import __version__, commands

HEAD = r"""'\" -*- coding: utf-8 -*-
.\" Made by make reference from the program's own help.
.TH TRUST 1 "" "trust {version}" "User Commands"
.SH NAME
trust, trustjournal \- a private journal for building emotional trust
.SH SYNOPSIS
.B trust
.RI [ COMMAND ]
.RI [ OPTION ...]
.SH DESCRIPTION
One good question a day, a few minutes of writing, and a look back once a week.
Without a command,
.B trust
shows today: the question, the last 28 days, and what is due.
.PP
.B trustjournal
is the same program. On many systems
.B trust
is also the name of a tool for certificates (p11-kit).
.B trust doctor
says which of the two your shell finds first.
.PP
Everything stays on this computer: the program never opens a network connection.
.SS Days
Days are written as 2026\-11\-22, today, yesterday, \-3 (days ago) or monday (the last one).
Where a command looks back, you can name a period, too: last week, october, 2026\-10.
.SS Entries
Name an entry by its id or the first characters of it, by last (the one written last) or last\-1,
by a day that has one entry, or by 2026\-11\-22.2 (that day's second entry).
.SS Options of every command
.TP
.B \-\-plain
Plain text for screen readers: words instead of symbols.
.TP
.B \-\-json
Print JSON, for scripts.
.TP
.B \-\-help
Show what a command does, with an example.
"""

ENVIRONMENT = {
    "TRUST_HOME": "One folder for the journal, its copies, drafts and settings.",
    "TRUST_PASSPHRASE": "The passphrase of an encrypted journal. Your other programs can see it.",
    "TRUST_PASSPHRASE_FD": "A file descriptor to read it from instead.",
    "TRUST_PASSPHRASE_COMMAND": "A command that prints it; used instead of the setting.",
    "TRUST_NEW_PASSPHRASE_FD": "A file descriptor to read the new one from, for trust encrypt.",
    "TRUST_SYNC_PASSPHRASE_FD": "A file descriptor to read the sync folder's passphrase from.",
    "TRUST_SYNC_PASSPHRASE_COMMAND": "A command that prints it; used instead of the setting.",
    "VISUAL, EDITOR": "Your editor, if the editor setting is auto.",
    "PAGER": "The program that shows output longer than the screen.",
    "NO_COLOR": "No colours.",
    "COLUMNS": "How wide the screen is.",
}

FILES = {
    "~/.local/share/trustjournal/journal.db": "The journal.",
    "~/.local/share/trustjournal/backups": "Copies of it, made on the days you saved something.",
    "~/.local/share/trustjournal/packs": "Your own packs of questions.",
    "~/.local/state/trustjournal/drafts": "Drafts.",
    "~/.config/trustjournal/config.toml": "Settings.",
}


def man_page(exit_codes: Iterable[tuple[str, str]]) -> str:
    """The page, in the language of man pages."""
    program: Any = typer.main.get_command(commands.build([], everything=True))
    parts = [HEAD.replace("{version}", __version__), ".SS Options of trust without a command\n"]
    parts += [_option(option) for option in _own(program.params)]
    parts.append(".SH COMMANDS\n")
    for name in commands.COMMANDS:
        command = program.commands[name]
        inner = getattr(command, "commands", {})
        if inner:
            parts.append(_command(f"trust {name}", command))
        for word, found in (inner or {"": command}).items():
            parts.append(_command(f"trust {name} {word}".rstrip(), found))
    parts.append(".SH EXIT STATUS\n")
    parts += [_term(code, means) for code, means in exit_codes]
    parts.append(".SH ENVIRONMENT\n")
    parts += [_term(name, about) for name, about in ENVIRONMENT.items()]
    parts.append(".SH FILES\nOn Linux; elsewhere\n.B trust about\nsays where they are.\n")
    parts += [_term(name, about) for name, about in FILES.items()]
    parts.append(".SH SEE ALSO\n.BR jrnl (1)\n")
    return "".join(parts)


def _command(name: str, command: Any) -> str:
    """A command, or a group of them: how it is called, what it does, its options."""
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    called = " ".join([name, *(argument.human_readable_name for argument in arguments)])
    said = [f".SS {_quoted(called)}\n", _paragraphs(inspect.cleandoc(command.help or ""))]
    said += [_term(p.human_readable_name, p.help) for p in arguments if p.help]
    said += [_option(option) for option in _own(command.params)]
    return "".join(said)


def _own(params: Iterable[Any]) -> list[Any]:
    """The options that not every command has."""
    common = ("--json", "--plain", "--help")
    options = (p for p in params if p.param_type_name == "option")
    return [option for option in options if option.opts[-1] not in common]


def _option(option: Any) -> str:
    names = ", ".join(rf"\fB{escaped(name)}\fR" for name in (*option.opts, *option.secondary_opts))
    takes = "" if option.is_flag else rf" \fI{escaped(option.metavar or 'TEXT')}\fR"
    return f".TP\n{names}{takes}\n{_text(option.help or '')}\n"


def _term(name: str, about: str) -> str:
    return f".TP\n.B {_quoted(name)}\n{_text(about)}\n"


def _paragraphs(help_: str) -> str:
    """Paragraphs, of which an example is set as it is typed."""
    said = []
    for paragraph in re.split(r"\n\s*\n", help_):
        if paragraph.startswith("Example:"):
            typed = escaped(paragraph.removeprefix("Example:").strip())
            said.append(f".PP\n.EX\n    {typed}\n.EE\n")
        else:
            said.append(f".PP\n{_text(paragraph)}\n")
    return "".join(said).removeprefix(".PP\n")


def _text(words: str) -> str:
    """Running text; a line must not begin with what groff takes for a request."""
    line = escaped(" ".join(words.split()))
    return rf"\&{line}" if line.startswith((".", "'")) else line


def _quoted(words: str) -> str:
    """One argument of a request."""
    return f'"{escaped(words)}"' if " " in words else escaped(words)


def escaped(words: str) -> str:
    """Words in which nothing means anything to groff."""
    return (
        words.replace("\\", r"\e").replace("-", r"\-").replace('"', r"\(dq").replace("'", r"\(aq")
    )


def write(folder: Path, page: str) -> None:
    """The page under both names of the program."""
    folder.mkdir(exist_ok=True)
    (folder / "trust.1").write_text(page, encoding="utf-8")
    (folder / "trustjournal.1").write_text(".so man1/trust.1\n", encoding="utf-8")
