"""One run of the program: `run` runs one command and returns its exit code.

Only here does an error become one plain line on standard error, or the JSON envelope. Nobody sees
a traceback, and no message contains the text of an entry.
"""

from __future__ import annotations

import codecs
import errno
import gc
import io
import os
import re
import signal
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext, redirect_stdout, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

import typer
from typer._click.exceptions import (
    BadOptionUsage,
    ClickException,
    MissingParameter,
    NoSuchOption,
)
from typer._click.exceptions import UsageError as TyperUsageError
from typer.core import TyperCommand, TyperGroup

from . import commands, services, stdin, storage, streams, views
from .app import App, check_system_clock
from .commands import line, synonyms
from .commands.command import Result, give
from .commands.help import fit_to_window
from .commands.rescue import keep_elsewhere, keep_words, say_not_taken
from .domain.calendar import Now
from .domain.period_words import parse_period
from .errors import Damaged, InputOutput, Interrupted, TrustError, UsageError, fault
from .sentences import FAULT, INTERRUPTED, JOURNAL_DAMAGED, NOT_KEPT
from .views.screen import Screen

EXTRA_WORDS = (
    "that's too many words for `trust {help}`; put quotes around a name or text of several words, "
    "and see `trust {help} --help`"
)
TAKES_MINUTES = "`trust {help}` takes one number of minutes; see `trust {help} --help`"
ONLY_OPTIONS = "`trust {help}` takes only options; see `trust {help} --help`"
NO_WORDS = "`trust {help}` works without any words after it; see `trust {help} --help`"
WORDS_AND_A_DAY = "put {what}, as in `trust {line}`; see `trust {help} --help`"
SAFETY = "`trust safety` shows a page for when you're not safe, or not sure you are"
NO_COMMAND = (
    "there's no command here; `trust journal` writes an entry, and `trust --help` lists all "
    "commands"
)
OPTIONS_ALONE = (
    "these options need a command in front, as in `trust journal --mood 4`; `trust --help` lists "
    "all commands"
)
USAGE = "{message}"

_ADD_PROMISE = 'promise add "your words" --by friday'
_ANSWER_PROMISE = "a promise of several words in quotes, a day after --date and a note after --note"
_WITH_A_DAY = {
    "promise add": ("your words in quotes, and the day after --by", _ADD_PROMISE),
    "promise edit": (
        "the promise and your words each in quotes, and the day after --by",
        'promise edit "ring mum" "your words" --by friday',
    ),
    "promise moved": (
        "a promise of several words in quotes, and the new day after --to",
        'promise moved "ring mum" --to friday',
    ),
    "promise kept": (_ANSWER_PROMISE, 'promise kept "ring mum" --date yesterday'),
    "promise partly": (_ANSWER_PROMISE, 'promise partly "ring mum" --note "the first half"'),
    "promise released": (_ANSWER_PROMISE, 'promise released "ring mum" --date yesterday'),
    "promise withdrawn": (_ANSWER_PROMISE, 'promise withdrawn "ring mum" --date yesterday'),
}
"""By command: what goes where, with a complete line, for someone who left out the quotes or an
option.
"""

_ONE_OF = {
    "ENTRY": "entry",
    "FILE": "file",
    "FOLDER": "folder",
    "PACK": "pack",
    "SOURCE": "file or folder",
}
"""By argument: what a command takes one of. A name with spaces is more often a slip in the rest."""

_MAIN_COMMANDS = {
    "promise": ("add a promise", _ADD_PROMISE),
    "config": ("change a setting", "config set person Sam"),
    "remind": ("set a reminder", "remind at 21:30"),
    "sync": ("set up sync", "sync setup ~/Sync/trust"),
}
"""By group: what people mostly want of it, and how."""

_NEAREST = {"…": ".", "’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"}
"""ASCII replacements for characters; each is one character, so that columns stay aligned."""


def run(argv: Sequence[str] | None = None) -> int:
    """Run the program with these arguments, or with those of the process."""
    args = list(sys.argv[1:] if argv is None else argv)
    _open_closed_streams()
    with streams.watched():
        code = _with_streams(args)
    if argv is None:
        # At exit Python would search every object for cycles: 15 ms, for memory that goes back
        # to the system anyway. Frozen objects are skipped.
        gc.freeze()
    return code


def _with_streams(args: list[str]) -> int:
    codecs.register_error("trustjournal", _nearest)
    for stream, errors in (
        (sys.stdin, "replace"),  # a typed answer may be any bytes; piped text is read as bytes
        (sys.stdout, "trustjournal"),
        (sys.stderr, "trustjournal"),
    ):
        if hasattr(stream, "reconfigure"):
            with suppress(ValueError):  # standard input can't be changed once it was read from
                stream.reconfigure(errors=errors)
    app = App(stdin=sys.stdin, stdout=sys.stdout, stderr=sys.stderr, environ=os.environ)
    typed, args = args, line.with_command(args, commands.names())
    app.names_command = args == typed
    with _ending_quietly_on_signals() as (lost, ended):
        code = _run_to_the_end(app, args)
    if ended and code == Interrupted.exit_code:  # see `storage.connect.translate`
        return 128 + ended[0]
    if app.signals.late and not lost:
        return 128 + app.signals.late[0]
    return lost[0] if lost else code


def _run_to_the_end(app: App, args: list[str]) -> int:
    try:
        code = _run(app, args)
        app.stdout.flush()
    except BrokenPipeError:
        _discard_output()  # the reader, such as `head`, has seen enough
        return (
            _fail(app, args, InputOutput("the program reading the output has stopped"))
            if app.unkept.strip()
            else 0
        )
    except SystemExit as ended:
        # Typer turns a broken pipe into an exit.
        if isinstance(ended.__context__, BrokenPipeError):
            _discard_output()
            return 0
        if app.unkept.strip():
            _fail(app, args, Interrupted(INTERRUPTED))
        raise
    except OSError:
        if streams.refusal(app.stdout) is None:
            raise
        return _fail(app, args, _unwritable(app))
    finally:
        app.close()
    return code


def _nearest(error: UnicodeError) -> tuple[str, int]:
    """Replace characters that an output can't encode by the nearest ASCII ones, or by `?`.

    This is an error handler for `codecs.register_error`.
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    unencodable = error.object[error.start : error.end]
    return "".join(_NEAREST.get(letter, "?") for letter in unencodable), error.end


def _open_closed_streams() -> None:
    """Replace standard streams that were closed when the program started by the null device."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115  # for good


def _unwritable(app: App) -> InputOutput:
    """Return the error that standard output refused the answer."""
    refusal = streams.refusal(app.stdout)
    return InputOutput("can't write the output ({why})", why=refusal.strerror if refusal else None)


def _discard_output() -> None:
    """Send the rest of the output to the null device; Python would complain about it at exit."""
    try:
        null_device = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null_device, sys.stdout.fileno())
        os.close(null_device)
    except (OSError, ValueError):
        return


def _run(app: App, args: list[str]) -> int:
    try:
        _attempt(app, args)
    except TrustError as error:
        return _fail(app, args, error)
    except ClickException as error:
        app.json = app.json or _asks_for_json(args)
        app.command = _command_of(error) or app.command
        return _fail(app, args, _usage_error(error, args))
    except (typer.Abort, KeyboardInterrupt):
        return _fail(app, args, Interrupted(INTERRUPTED))
    except BrokenPipeError:
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE):
            app.close()  # what reports the error and keeps the words needs to open files too
        return _fail(app, args, _translated(app, error))
    return app.exit_code


def _warn_of_unread_stdin(app: App, args: list[str]) -> None:
    """Warn that the command hasn't read the text waiting on standard input.

    With `--json`, the envelope has this warning instead.
    """
    if app.says_nothing_wrong:
        return
    if not app.json and not commands.asks_about(args) and stdin.waits_in(app.stdin):
        say_not_taken(app)


def _translated(app: App, error: Exception) -> TrustError:
    """Translate an error that no lower layer has translated.

    An error that looks like a fault of the program is put down to the journal if that is damaged,
    because whatever reads a wrong row may stumble over it.
    """

    unknown = fault(error)
    try:
        if hasattr(error, "sqlite_errorcode"):
            return storage.connect.translate(error, app.journal_path) or unknown
        if isinstance(error, OverflowError):
            check_system_clock()
        if unknown.sentence == FAULT and not storage.schema_repair.is_sound(app.journal_path):
            return Damaged(JOURNAL_DAMAGED, path=app.journal_path)
    except TrustError as other:  # such as settings that don't say where the journal is
        return other
    except Exception:  # the first error says more
        return unknown
    return unknown


def _attempt(app: App, args: list[str]) -> None:
    """Run the command. If standard output refused its answer, raise that as the error."""
    try:
        _invoke(app, args)
    except Exception as error:
        if streams.refusal(app.stdout) is None:
            if _is_completing(_name()) and not isinstance(error, BrokenPipeError):
                return  # a shell that asks for completion must see no error
            raise
        if app.wrote:
            _make_daily_backup(app)
        raise _unwritable(app) from error
    app.warn_of_lost_journal(after_reading=True)
    app.say_new_journal()
    _warn_of_unread_stdin(app, args)
    if app.wrote:
        _make_daily_backup(app)
        _write_to_sync_folder(app)
    if app.wrote or "reads" in app.__dict__:
        _note_days_off(app)
    if streams.refusal(app.stdout) is not None:
        raise _unwritable(app)


def _note_days_off(app: App) -> None:
    """Note the days off for a reminder that can't open an encrypted journal, if one is set."""
    if app.settings.remind is None:
        return
    with suppress(TrustError, OSError):
        services.reminder.note_quiet_days(app)


def _make_daily_backup(app: App) -> None:
    try:
        if not services.automatic_backups.daily(app) and not app.json:
            app.err.line(f"trust: {views.backup.NOT_COPIED}")
    except KeyboardInterrupt:
        # The command has finished and said so; "stopped" would contradict that.
        raise SystemExit(128 + signal.SIGINT) from None


def _write_to_sync_folder(app: App) -> None:
    """Write what was just stored into the sync folder, if there is one."""
    if not app.settings.sync_folder:
        return
    try:
        if services.sync_folder.is_automatic(app):
            services.sync.write_after_save(app)
    except TrustError as error:
        if not app.json:
            app.err.line(views.sync.not_written(views.messages.error(error)))
    except KeyboardInterrupt:
        # What was stored is written the next time.
        raise SystemExit(128 + signal.SIGINT) from None


_ALIASES = {"-V": "--version"}
"""Short options that are accepted as the first argument."""


def _invoke(app: App, args: list[str]) -> None:
    name = _name()
    completing = _is_completing(name)
    app.must_not_wait = completing
    asks_for_a_page = args[:1] == ["help"] and args[1:2] != ["all"]
    if args[:2] == ["help", "all"]:
        if any(not word.startswith("-") for word in args[2:]):
            raise UsageError("`trust help all` takes no other words")
        args = [commands.HELP_ALL, *args[2:]]
    elif args[:1] == ["help"]:
        args = [*args[1:], "--help"]
    args = [_ALIASES.get(word, word) for word in args[:1]] + args[1:]
    command = typer.main.get_command(commands.build(args, everything=completing))
    if completing or any("-completion" in word for word in args):
        from .commands.completion import teach_typer  # 1.4 ms, only for the shell

        teach_typer()
    elif commands.asks_about(args):
        fit_to_window(command)
    help_page = io.StringIO() if asks_for_a_page and app.stdout.isatty() else None
    with (
        _without_rich() if completing else nullcontext(),
        nullcontext() if help_page is None else redirect_stdout(help_page),
    ):
        code = command.main(args=args, prog_name=name, standalone_mode=False, obj=app)
    if help_page is not None:
        _show_help(app, help_page.getvalue())
    app.stdout.flush()
    if isinstance(code, int) and code != 0:
        raise Interrupted(INTERRUPTED) if code == 130 else UsageError(USAGE, message="stopped")


def _show_help(app: App, text: str) -> None:
    """Show a page of help, in the pager if it is longer than the window."""
    size = app.out.size
    if size is None or text.count("\n") < size[1]:
        app.stdout.write(text)
        return

    give(app, Result(None, lambda: [views.widgets.Verbatim(text.rstrip("\n"))], paged=True))


def _name() -> str:
    """Return the name by which the program was called."""
    program = os.path.basename(sys.argv[0]) if sys.argv else ""  # noqa: PTH119  # may be no path
    return program if program in ("trust", "trustjournal") else "trust"


@contextmanager
def _without_rich() -> Iterator[None]:
    """Keep Typer from importing Rich to strip markup, which our help doesn't have."""
    before = sys.modules.get("rich")
    sys.modules["rich"] = None  # type: ignore[assignment]  # marks a module as absent
    try:
        yield
    finally:
        if before:
            sys.modules["rich"] = before
        else:
            del sys.modules["rich"]


def _is_completing(name: str) -> bool:
    """Return whether a shell is asking for completions."""
    return bool(os.environ.get(f"_{name.upper()}_COMPLETE"))


def _usage_error(error: ClickException, args: list[str]) -> UsageError:
    """Turn one of Typer's usage errors into a line of ours.

    Typer's messages repeat the words on the line, and these may be what someone wanted to write.
    """
    if args[:2] == ["help", "me"]:
        return UsageError(SAFETY)
    args = args[1:] if args[:1] == ["help"] else args
    word = commands.first_word(args)
    if word is not None and word not in commands.names():
        return _unknown_command(args, "", commands.COMMANDS)
    command = _command_of(error)
    target = getattr(error, "cmd", None)
    # An error of exactly this class comes from `Context.fail`, which Typer calls in a group for
    # an unknown command, and in a command for more words than it takes.
    is_plain = type(error) is TyperUsageError
    if is_plain and isinstance(target, TyperGroup):
        rest = args[args.index(command.split()[-1]) + 1 :] if command else args
        return _unknown_command(rest, command, target.commands)
    is_text = isinstance(error, NoSuchOption) and len(error.option_name.split()) > 1
    if target is not None and (is_plain or is_text):
        return _extra_words(target, args, command)
    value_error = _value_error(error, args)
    if value_error:
        return value_error
    if isinstance(error, NoSuchOption):
        return UsageError(
            "there's no option {value}; see `trust {help}`",
            value=_with_suggestion(error.option_name, error.possibilities or ()),
            help=f"{command} --help".strip(),
        )
    if isinstance(error, MissingParameter) and error.param is not None:
        from .commands.missing import MISSING  # only for this

        sentence = MISSING.get((command, error.param.name or ""))
        if sentence:
            return UsageError(sentence)
    message = " ".join(error.format_message().split()).rstrip(".")
    message = message[:1].lower() + message[1:]
    if command:
        return UsageError(
            "{message}; see `trust {command} --help`", message=message, command=command
        )
    return UsageError("{message}; see `trust --help`", message=message)


def _value_error(error: ClickException, args: list[str]) -> UsageError | None:
    """Return the error for an option without its value, or with one that it doesn't take."""
    if not isinstance(error, BadOptionUsage):
        return None
    if "requires" in error.message:
        sentence = "{value} needs a value; see `trust {help}`"
    elif "not take a value" in error.message:
        sentence = "{value} doesn't take a value; see `trust {help}`"
    else:
        return None
    named = _command_words(args)
    page = f"{_with_subcommand(named, args)} --help" if named else "--help"
    return UsageError(sentence, value=error.option_name, help=page)


def _extra_words(target: TyperCommand | TyperGroup, args: list[str], command: str) -> UsageError:
    """Return the error for a line with more words than a command takes, without the words.

    If an option is mistyped, it names that instead.
    """
    params = target.params
    options = [name for param in params for name in (*param.opts, *param.secondary_opts)]
    for word in args:
        if word.startswith("--") and " " not in word and word.partition("=")[0] not in options:
            return UsageError(
                "there's no option {value}; see `trust {help} --help`",
                value=_with_suggestion(word, options),
                help=command,
            )
    if _splits_a_day(args):
        return UsageError(
            'put quotes around a day with several words, as in --date "28 october"; see '
            "`trust {help} --help`",
            help=command,
        )
    if command in _WITH_A_DAY:
        what, example = _WITH_A_DAY[command]
        return UsageError(WORDS_AND_A_DAY, help=command, what=what, line=example)
    if "--message" in options:
        return UsageError(
            'put your text in quotes after -m, as in `trust {line} -m "your words"`, or run '
            "`trust {line}` and type it there",
            line="edit last" if command == "edit" else command,
        )
    if command == "sit":
        return UsageError(TAKES_MINUTES, help=command)
    arguments = [param for param in params if param.param_type_name == "argument"]
    noun = _ONE_OF.get(str(arguments[0].metavar).strip("[]")) if len(arguments) == 1 else None
    if noun:
        return UsageError("`trust {help}` takes one {noun} at a time", help=command, noun=noun)
    if arguments:
        return UsageError(EXTRA_WORDS, help=command)
    has_own_options = not {"--json", "--plain", "--help"}.issuperset(options)
    return UsageError(ONLY_OPTIONS if has_own_options else NO_WORDS, help=command)


_DAY_OPTIONS = ("--date", "--on", "--from", "--to", "--by", "--follow-up")


def _splits_a_day(args: list[str]) -> bool:
    """Return whether an option of a day is followed by words such as `28 oct` or `last friday`."""
    return any(
        option in _DAY_OPTIONS
        and re.fullmatch(r"(?i)[0-9]{1,2}(?:st|nd|rd|th)?|last|next|[a-z]{3,9}", first)
        and re.fullmatch(r"(?i)[0-9]{1,4}(?:st|nd|rd|th)?|[a-z]{3,9}", second)
        and _is_coming_or_past_day(f"{first} {second}")
        for option, first, second in zip(args, args[1:], args[2:], strict=False)
    )


def _is_coming_or_past_day(text: str) -> bool:
    """Return whether two words are a day: any reference day will do to find out."""
    moment = datetime(2024, 6, 15, 12, tzinfo=UTC)
    try:
        return parse_period(text, Now(moment, moment.date())).is_day
    except UsageError:
        return False


def _unknown_command(args: list[str], group: str, names: Collection[str]) -> UsageError:
    """Return the error for arguments that begin with no command of a group.

    It names the command that they probably mean. Many words may be what someone wanted to write,
    so those are not repeated.
    """
    words = line.bare_words(args) or [word for word in args if word == "-"] or [""]
    word = words[0]
    if not word and not group:
        return UsageError(OPTIONS_ALONE if any(args) else NO_COMMAND)
    in_group = synonyms.in_group(group, words)
    if in_group:
        return UsageError(
            "there's no command called {value}; did you mean `{meant}`?", value=word, meant=in_group
        )
    if len(word.split()) > 1 or (group and len(words) > 1):
        after = f"trust {group}".rstrip()
        help_of = f"{group} --help".lstrip()
        near = synonyms.of_group(group, word, names)
        if group and near:
            return UsageError(
                "`{after}` has no such command; did you mean `{after} {near}`?",
                after=after,
                near=near,
            )
        if group in _MAIN_COMMANDS:
            what, example = _MAIN_COMMANDS[group]
            return UsageError(
                "to {what}, type `trust {example}`; `trust {help}` lists the other commands",
                what=what,
                example=example,
                help=help_of,
            )
        return UsageError(
            "`{after}` has no such command; `trust {help}` lists its commands",
            after=after,
            help=help_of,
        )
    if group == "people" and not synonyms.of_group(group, word, names):
        return UsageError(
            "there's no one called {value}, and no such command; `trust people` lists everyone",
            value=word,
        )
    if group:
        near = synonyms.of_group(group, word, names)
        return UsageError(
            "there's no command called {value}; `trust {help}` lists the commands",
            value=f"{word} (did you mean {near}?)" if near else word,
            help=f"{group} --help",
        )
    return _not_a_command(word, synonyms.suggestion(words, names))


def _not_a_command(word: str, meant: str | None) -> UsageError:
    """Return the error for a word that is no command, with the line that is probably meant."""
    if meant == "trust safety":
        return UsageError(SAFETY)
    if meant is None:
        return UsageError(
            "there's no command called {value}; `trust journal` writes an entry, and "
            "`trust --help` lists all commands",
            value=word,
        )
    return UsageError(
        "there's no command called {value}; did you mean `{meant}`?", value=word, meant=meant
    )


def _with_suggestion(word: str, names: Collection[str]) -> str:
    """Return an unknown word with the name that was probably meant, if one is similar.

    Short options are all alike, so a similar one begins with the same letter.
    """
    if word.startswith("-"):
        names = [name for name in names if name.strip("-")[:1] == word.strip("-")[:1]]
    near = synonyms.similar(word, names)
    return f"{word} (did you mean {near}?)" if near else word


def _command_of(error: ClickException) -> str:
    """Return the command that one of Typer's errors is about, without the program's name."""
    ctx = getattr(error, "ctx", None)
    return str(ctx.command_path).partition(" ")[2] if ctx else ""


def _fail(app: App, args: list[str], error: TrustError) -> int:
    if app.says_nothing_wrong:
        return error.exit_code if isinstance(error, Interrupted) else 0

    command = app.command or _command_words(args)
    if command and not app.begun:
        command = _with_subcommand(command, args)
    app.json = app.json or (not app.begun and _asks_for_json(args))
    unread = "draft" not in error.details and _would_take_stdin(app, args)
    if unread or app.unkept.strip():
        keep_words(app, args, error, unread=unread)
    _warn_of_unread_stdin(app, args)
    if not (app.json and _answer_error(app, command, error)):
        # Not `app.err`: it reads the settings, and they may be what is wrong.
        screen = Screen(app.stderr, app.environ)
        message = views.messages.error(error)
        # Whoever typed no command has not heard of `journal`.
        unnamed = isinstance(error, Interrupted) or error.sentence == NOT_KEPT
        name = "" if unnamed and not app.names_command else command
        screen.line(f"{' '.join(filter(None, ('trust', name)))}: {message}")
    return error.exit_code


def _would_take_stdin(app: App, args: list[str]) -> bool:
    """Return whether the command that failed would have read the text on standard input."""
    if commands.takes_piped(args):
        return True
    return commands.takes_waiting(args) and stdin.waits_in(app.stdin, stdin.BEGINNING_SECONDS)


def _answer_error(app: App, command: str, error: TrustError) -> bool:
    """Answer with an error as JSON; False if standard output refuses it.

    A text that the answer would have carried is then kept elsewhere.
    """
    data = {"text": error.details["text"]} if "text" in error.details else None
    if data is None and streams.refusal(app.stdout) is not None:
        return False
    message = views.messages.error(error)
    try:
        views.json_envelope.failure(app.stdout, command, error.exit_code, message, data, app.notes)
        app.stdout.flush()
        refused = streams.has_refused(app.stdout)
    except OSError:
        if data is None:
            raise
        refused = True
    if data is None or not refused:
        return True
    _discard_output()
    keep_elsewhere(app, bytes(app.unkept), error)
    return False


def _asks_for_json(args: list[str]) -> bool:
    """Return whether `--json` is an option on a line that Typer couldn't parse."""
    return any(
        word == "--json" and before not in ("-m", "--message")
        for before, word in zip(["", *args], args, strict=False)
    )


def _command_words(args: list[str]) -> str:
    word = commands.first_word(args)
    return word if word in commands.names() else ""


def _with_subcommand(command: str, args: list[str]) -> str:
    """Return `promise add` for `promise` on a line that begins so and couldn't be parsed."""
    place = args.index(command) if command in args else len(args)
    after = "".join(args[place + 1 : place + 2])
    root = typer.main.get_command(commands.build([command]))
    group = root.commands.get(command) if isinstance(root, TyperGroup) else None
    return (
        f"{command} {after}"
        if isinstance(group, TyperGroup) and after in group.commands
        else command
    )


@contextmanager
def _ending_quietly_on_signals() -> Iterator[tuple[list[int], list[int]]]:
    """Turn SIGTERM, SIGHUP and SIGQUIT into `SystemExit`, so that a draft is kept intact.

    Signals that are ignored, as under `nohup`, stay ignored.

    Python prints and drops an exception that can't be propagated, as in a callback that runs at
    each import. An exit that is lost in this way isn't printed; its code is appended to the first
    of the lists that this yields. The second has the signals that have arrived. Errors after one
    aren't printed either: objects are then finalized in any order.
    """

    def end(number: int, _frame: FrameType | None) -> None:
        # A closing terminal may send a second signal, which must not interrupt saving a text.
        for handled in before:
            signal.signal(handled, signal.SIG_IGN)
        ended.append(number)
        raise SystemExit(128 + number)

    lost: list[int] = []
    ended: list[int] = []
    before: dict[int, Any] = {}
    hook = sys.unraisablehook
    sys.unraisablehook = _hook(hook, lost, ended)
    try:
        with suppress(ValueError):  # not in the main thread
            for name in ("SIGTERM", "SIGHUP", "SIGQUIT"):
                number = getattr(signal, name, None)
                if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                    before[number] = signal.signal(number, end)
            if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
                before[signal.SIGINT] = signal.signal(signal.SIGINT, signal.default_int_handler)
        yield lost, ended
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if not ended:
            sys.unraisablehook = hook


def _hook(
    usual: Callable[[sys.UnraisableHookArgs], object], lost: list[int], ended: list[int]
) -> Callable[[sys.UnraisableHookArgs], object]:
    """Return a `sys.unraisablehook` that collects the codes of lost exits in `lost`."""

    def hook(unraisable: sys.UnraisableHookArgs) -> None:
        if isinstance(unraisable.exc_value, (SystemExit, KeyboardInterrupt)):
            lost.append(getattr(unraisable.exc_value, "code", 128 + signal.SIGINT))
        elif not ended:
            usual(unraisable)

    return hook
