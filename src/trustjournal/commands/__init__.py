"""The commands. Each reads its options, calls one flow or one read, and returns the result.

A command's module is imported only when that command runs, so `trust streak` doesn't pay
for the imports of `trust review`.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from .. import views
from . import today

COMMANDS: dict[str, str] = {
    "journal": "journal",
    "review": "review",
    "streak": "streak",
    "list": "entries",
    "search": "search",
    "export": "export",
    "import": "import_",
    "storm": "storm_joy",
    "joy": "storm_joy",
    "pulse": "pulse",
    "sit": "sit",
    "show": "show",
    "edit": "entries",
    "delete": "entries",
    "trash": "trash",
    "tags": "tags",
    "pause": "streak",
    "prompt": "prompts",
    "packs": "packs",
    "unsaid": "unsaid",
    "share": "share",
    "promise": "promises",
    "checkin": "checkin",
    "people": "people",
    "backup": "backup",
    "doctor": "doctor",
    "encrypt": "encrypt",
    "setup": "setup",
    "config": "config",
    "about": "about",
    "safety": "about",
    "demo": "demo",
}
"""Every command and its module."""

EARLIER_NAMES: dict[str, str] = {"star": "entries", "focus": "prompts", "restore": "backup"}
"""Commands that have another name now, and their modules. They work, and say the new name."""

HELP_ALL = "help-all"
"""The hidden command behind `trust help all`."""

_HIDDEN = {**EARLIER_NAMES, HELP_ALL: "help_pages"}


def names() -> frozenset[str]:
    """Return every first word of a line that names a command."""
    return frozenset({*COMMANDS, *EARLIER_NAMES, HELP_ALL})


def takes_piped(args: Sequence[str]) -> bool:
    """Return whether a command line takes a text from a pipe.

    An edit that only sets something takes none: a loop of the shell may be reading the pipe.
    """
    word = first_word(args)
    if word in TAKE_DASH and any(_is_dash(arg) for arg in args):
        return True
    options = [
        arg
        for arg in args
        if arg.startswith("-")
        and arg not in ("--json", "--plain", "--editor", "--")
        and not arg[1:].isdigit()
    ]
    if any(arg.startswith(("-m", "--message")) for arg in options):
        return False
    return word in ("journal", "storm", "joy") or (word == "edit" and not options)


def takes_waiting(args: Sequence[str]) -> bool:
    """Return whether a line that names no known command takes the text waiting in a pipe."""
    word = first_word(args)
    return not asks_about(args) and (word is None or word not in names())


def asks_about(args: Sequence[str]) -> bool:
    """Return whether a line only asks for help or the version."""
    return args[:1] == ["help"] or any(word in ABOUT for word in args)


ABOUT = ("--help", "-h", "--version", "-V")


TAKE_DASH = ("journal", "storm", "joy", "edit", "checkin", "promise", "pause")


def _is_dash(word: str) -> bool:
    """Return whether a word on the line stands for the text on standard input."""
    return word in ("-", "-m-", "-m=-") or (word.startswith("--") and word.endswith("=-"))


TAKES_DAYS_AGO = ("show", "edit", "star", "delete", "pause")


def _settings_of(name: str) -> dict[str, Any]:
    """Return Typer's settings: `trust show -3` names the entry of three days ago, no option."""
    return {"ignore_unknown_options": True} if name in TAKES_DAYS_AGO else {}


class _Root(TyperGroup):
    """The root command, which prints its own help page instead of Typer's."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # Typer exports neither type

        import shutil

        columns = shutil.get_terminal_size().columns
        formatter.write(views.help.root(COMMANDS, columns))


def first_word(args: Sequence[str]) -> str | None:
    """Return the first word of a line that is not an option, or None."""
    return next((word for word in args if not word.startswith("-")), None)


def build(args: Sequence[str], *, everything: bool = False) -> typer.Typer:
    """Build the program with the command that a line names.

    Building a command takes a few milliseconds, so `trust` alone and `--version` get none, and
    only completion and an unknown name get all. The help page is a separate text.
    """
    program = typer.Typer(
        cls=_Root,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},  # commands and groups inherit it
    )
    program.callback(invoke_without_command=True)(today.today)
    word = first_word(args)
    known = COMMANDS | _HIDDEN
    names = [] if word is None else [word] if word in known else list(COMMANDS)
    if everything:
        names = list(COMMANDS)
    for name in names:
        target = import_module(f".{known[name]}", __name__).COMMANDS[name]
        if isinstance(target, typer.Typer):
            program.add_typer(target, name=name)
        else:
            hidden = name in _HIDDEN
            program.command(name, context_settings=_settings_of(name), hidden=hidden)(target)
    return program
