"""The commands. Each reads its options, calls one service or one read, and returns the result.

A command's module is imported only when that command runs, so `trust streak` doesn't pay
for the imports of `trust review`.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from importlib import import_module
from typing import Any, cast

import typer
from typer.core import TyperCommand, TyperGroup

from .. import registry, views
from ..errors import UsageError
from . import today

COMMANDS: dict[str, str] = {
    "journal": "commands.journal",
    "review": "commands.review",
    "streak": "commands.streak",
    "list": "commands.entries",
    "read": "commands.read",
    "open": "commands.open",
    "search": "commands.search",
    "export": "commands.export",
    "import": "commands.import_",
    "storm": "features.storm_joy.commands",
    "joy": "features.storm_joy.commands",
    "pulse": "features.pulse.commands",
    "sit": "features.sit.commands",
    "show": "commands.show",
    "edit": "commands.entries",
    "delete": "commands.entries",
    "trash": "commands.trash",
    "tags": "commands.tags",
    "pause": "commands.streak",
    "remind": "commands.remind",
    "prompt": "commands.prompts",
    "packs": "commands.packs",
    "unsaid": "features.unsaid.commands",
    "share": "features.share.commands",
    "promise": "features.promises.commands",
    "checkin": "features.checkin.commands",
    "people": "commands.people",
    "backup": "commands.backup",
    "doctor": "commands.doctor",
    "encrypt": "commands.encrypt",
    "sync": "commands.sync",
    "setup": "commands.setup",
    "config": "commands.config",
    "about": "commands.about",
    "safety": "commands.about",
    "demo": "commands.demo",
}
COMMANDS |= {
    name: f"features.{feature}.commands"
    for feature, names in registry.COMMANDS.items()
    for name in names
}
"""Every command and its module, in the order of help; those of a new feature come last."""

EARLIER_NAMES: dict[str, str] = {
    "star": "commands.entries",
    "focus": "commands.prompts",
    "restore": "commands.backup",
}
"""Commands that have another name now, and their modules. They work, and say the new name."""

HELP_ALL = "help-all"
"""The hidden command behind `trust help all`."""

_HIDDEN = {**EARLIER_NAMES, HELP_ALL: "commands.help"}


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


TAKES_DAYS_AGO = ("read", "open", "show", "edit", "star", "delete", "pause")


def _settings_of(name: str) -> dict[str, Any]:
    """Return Typer's settings: `trust show -3` names the entry of three days ago, no option."""
    return {"ignore_unknown_options": True} if name in TAKES_DAYS_AGO else {}


class _TakesEachOnce:
    """A command that refuses an option with one value when a line gives it more than once.

    Typer's own commands take the last value, and the words of the others would be lost.
    """

    def make_parser(self, ctx: Any) -> Any:  # Typer exports neither type
        """Return the parser of Typer, which also counts the options."""
        parser = super().make_parser(ctx)  # type: ignore[misc]  # of TyperCommand or TyperGroup
        parse = parser.parse_args

        def parse_and_count(args: list[str]) -> Any:
            values, rest, given = parse(args)
            for param in set() if ctx.resilient_parsing else set(given):
                single = param.param_type_name == "option" and not (param.is_flag or param.multiple)
                if single and given.count(param) > 1:
                    raise UsageError(ONE_VALUE, option=max(param.opts, key=len))
            return values, rest, given

        parser.parse_args = parse_and_count
        return parser


ONE_VALUE = "use {option} only once"


class _Command(_TakesEachOnce, TyperCommand):
    """A command."""


class _ListsCommands(_TakesEachOnce):
    """A group whose page has the first sentence of each command in full.

    Typer's own list cuts a sentence that is longer than the line.
    """

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # Typer exports neither type
        """Write the list of commands; a long sentence goes on in the next line."""
        listed = [
            (name, command.get_short_help_str(limit=_LONGEST_SENTENCE))
            for name, command in self.commands.items()  # type: ignore[attr-defined]
            if not command.hidden
        ]
        with formatter.section("Commands"):
            formatter.write_dl(listed)


_LONGEST_SENTENCE = 200
"""Characters of a sentence in the list of commands; none has as many."""


class _Group(_ListsCommands, TyperGroup):
    """A group of commands."""


def _group_of(target: typer.Typer) -> type[TyperGroup]:
    """Return the class for a group of commands, which may have one of its own."""
    own = target.info.cls
    if isinstance(own, type) and issubclass(own, TyperGroup) and own is not TyperGroup:
        return cast("type[TyperGroup]", type(own.__name__, (_ListsCommands, own), {}))
    return _Group


class _Root(TyperGroup):
    """The root command, which prints its own help page instead of Typer's."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # Typer exports neither type

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
        target = import_module(f"trustjournal.{known[name]}").COMMANDS[name]
        if isinstance(target, typer.Typer):
            for command in target.registered_commands:
                command.cls = _Command
            program.add_typer(target, name=name, cls=_group_of(target))
        else:
            settings = _settings_of(name)
            hidden = name in _HIDDEN
            program.command(name, cls=_Command, context_settings=settings, hidden=hidden)(target)
    return program
