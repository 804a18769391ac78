"""One run of the program: `run` runs one command and returns its exit code.

Whatever goes wrong becomes one plain line on standard error (or the JSON envelope) here, and
nowhere else. No trace reaches a person, and no message holds the text of an entry.
"""

from __future__ import annotations

import codecs
import gc
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from types import FrameType
from typing import Any

import typer

from . import commands, services, stdin, storage, streams, views
from .app import App
from .errors import InputOutput, Interrupted, TrustError, UsageError, fault
from .sentences import INTERRUPTED
from .views.screen import Screen

EXTRA_WORDS = (
    "there are more words than this takes; put words that belong together in quotes, and "
    "see `trust {help} --help`"
)
NO_WORDS = "this takes no words besides its options; see `trust {help} --help`"
USAGE = "{message}"

_NEAREST = {"…": ".", "’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"}
"""What stands for a character where there is only ASCII; one for one, so that columns stay."""


def run(argv: Sequence[str] | None = None) -> int:
    """Run the program with these arguments, or with those of the process."""
    args = list(sys.argv[1:] if argv is None else argv)
    _open_closed_streams()
    with streams.watched():
        code = _with_streams(args)
    if argv is None:
        # On its way out Python would look through every object for cycles: 15 ms, for memory
        # that goes back to the system anyway. Frozen objects are not looked at.
        gc.freeze()
    return code


def _with_streams(args: list[str]) -> int:
    codecs.register_error("trustjournal", _nearest)
    for stream, errors in (
        (sys.stdin, "replace"),  # an answer may be any bytes; what is piped is read as bytes
        (sys.stdout, "trustjournal"),
        (sys.stderr, "trustjournal"),
    ):
        if hasattr(stream, "reconfigure"):
            with suppress(ValueError):  # standard input that was read from already stays as it is
                stream.reconfigure(errors=errors)
    app = App(stdin=sys.stdin, stdout=sys.stdout, stderr=sys.stderr, environ=os.environ)
    with _ending_quietly_on_signals() as lost:
        code = _run_to_the_end(app, args)
    return lost[0] if lost else code


def _run_to_the_end(app: App, args: list[str]) -> int:
    try:
        code = _run(app, args)
        app.stdout.flush()
    except BrokenPipeError:
        _say_no_more()  # whoever was reading has seen enough
        return (
            _fail(app, args, InputOutput("nobody reads the answer any more"))
            if app.unkept.strip()
            else 0
        )
    except SystemExit as ended:
        # Typer answers a reader that has gone with an exit of its own.
        if isinstance(ended.__context__, BrokenPipeError):
            _say_no_more()
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
    """The nearest thing to what an output cannot show; `?` where there is none."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    refused = error.object[error.start : error.end]
    return "".join(_NEAREST.get(letter, "?") for letter in refused), error.end


def _open_closed_streams() -> None:
    """Give a program that was started with a stream closed an empty one instead."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115  # for good


def _unwritable(app: App) -> InputOutput:
    """The error that standard output refused the answer."""
    refused = streams.refusal(app.stdout)
    return InputOutput("cannot write the answer ({why})", why=refused.strerror if refused else None)


def _say_no_more() -> None:
    """Send what is left of the output nowhere: Python would complain on the way out."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        return


def _run(app: App, args: list[str]) -> int:
    try:
        _attempt(app, args)
    except TrustError as error:
        return _fail(app, args, error)
    except typer.TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            app.stdout.write(f"{error.format_message()}\n")
            return 0
        app.json = app.json or _asks_for_json(args)
        app.command = _command_of(error) or app.command
        return _fail(app, args, _usage(error, args))
    except (typer.Abort, KeyboardInterrupt):
        return _fail(app, args, Interrupted(INTERRUPTED))
    except BrokenPipeError:
        raise
    except Exception as error:
        return _fail(app, args, _known(app, error) or fault(error))
    return app.exit_code


def _say_not_taken(app: App, args: list[str]) -> None:
    """Say that a text waits on standard input which the command has not taken.

    With `--json` that was said in the answer.
    """
    if app.says_nothing_wrong:
        return
    if not app.json and not commands.asks_about(args) and stdin.waits_in(app.stdin):
        from .commands.rescue import say_not_taken

        say_not_taken(app)


def _known(app: App, error: Exception) -> TrustError | None:
    """What an error of the database means that nothing below has put into words."""
    if not hasattr(error, "sqlite_errorcode"):
        return None

    try:
        return storage.connect.translate(error, app.journal_path)
    except TrustError as other:  # where the journal is cannot be told, and that is the trouble
        return other


def _attempt(app: App, args: list[str]) -> None:
    """Run the command. Where standard output refused its answer, that is what is raised."""
    try:
        _invoke(app, args)
    except Exception as error:
        if streams.refusal(app.stdout) is None:
            if _is_completing(_name()) and not isinstance(error, BrokenPipeError):
                return  # a shell that says nothing sensible is offered nothing
            raise
        if app.wrote:
            _copy_of_the_day(app)
        raise _unwritable(app) from error
    app.warn_of_lost_journal(after_reading=True)
    _say_not_taken(app, args)
    if app.wrote:
        _copy_of_the_day(app)
    if streams.refusal(app.stdout) is not None:
        raise _unwritable(app)


def _copy_of_the_day(app: App) -> None:
    try:
        if not services.backup.daily(app) and not app.json:
            app.err.line(f"trust: {views.backup.NOT_COPIED}")
    except KeyboardInterrupt:
        # What was asked for is done, and that was said; "stopped" would take it back.
        raise SystemExit(128 + signal.SIGINT) from None


_SHORT = {"-V": "--version"}
"""What people type from habit, where a line begins with it."""


def _invoke(app: App, args: list[str]) -> None:
    name = _name()
    completing = _is_completing(name)
    app.must_not_wait = completing
    if args[:1] == ["help"]:
        args = [*args[1:], "--help"]
    args = [_SHORT.get(word, word) for word in args[:1]] + args[1:]
    command = typer.main.get_command(commands.build(args, everything=completing))
    if completing or any("-completion" in word for word in args):
        from .commands.completion import teach_typer

        teach_typer()
    with _without_rich() if completing else nullcontext():
        code = command.main(args=args, prog_name=name, standalone_mode=False, obj=app)
    app.stdout.flush()
    if isinstance(code, int) and code != 0:
        raise Interrupted(INTERRUPTED) if code == 130 else UsageError(USAGE, message="stopped")


def _name() -> str:
    """What the program was called by."""
    program = os.path.basename(sys.argv[0]) if sys.argv else ""  # noqa: PTH119  # a name, no path
    return program if program in ("trust", "trustjournal") else "trust"


@contextmanager
def _without_rich() -> Iterator[None]:
    """Typer would load Rich to strip markup that our help does not have."""
    sys.modules["rich"] = None  # type: ignore[assignment]  # how Python marks a module as absent
    try:
        yield
    finally:
        del sys.modules["rich"]


def _is_completing(name: str) -> bool:
    """Whether the shell is asking what could stand at the cursor."""
    return bool(os.environ.get(f"_{name.upper()}_COMPLETE"))


def _usage(error: typer.TyperException, args: list[str]) -> UsageError:
    """Typer's own complaints, as one line of ours."""
    word = commands.first_word(args)
    if word is not None and word not in commands.COMMANDS:
        words = [each for each in args if not each.startswith("-")]
        return _no_such_command(words, "", commands.COMMANDS)
    message = " ".join(error.format_message().split()).rstrip(".")
    command = _command_of(error)
    # Typer would repeat the words, and they may be what someone wanted to write.
    if message.startswith("No such command"):
        after = args[args.index(command.split()[-1]) + 1 :]
        words = [each for each in after if not each.startswith("-")]
        return _no_such_command(words, command, error.ctx.command.commands)  # type: ignore[attr-defined]
    option = getattr(error, "option_name", "") or ""
    if "extra argument" in message or len(option.split()) > 1:
        return _extra_words(error, args, command)
    message = message[:1].lower() + message[1:]
    if command:
        return UsageError(
            "{message}; see `trust {command} --help`", message=message, command=command
        )
    return UsageError(USAGE, message=message)


def _extra_words(error: typer.TyperException, args: list[str], command: str) -> UsageError:
    """More than a command takes: an option that was mistyped, or words that are not repeated."""
    params = getattr(error, "ctx").command.params  # noqa: B009  # Typer's errors don't declare it
    options = [name for param in params for name in (*param.opts, *param.secondary_opts)]
    for word in args:
        if word.startswith("--") and " " not in word and word.partition("=")[0] not in options:
            return UsageError(
                "no such option: {value}; see `trust {help} --help`",
                value=_perhaps(word, options),
                help=command,
            )
    if "--message" in options:
        return UsageError("there are more words than this takes; put a text in quotes, after -m")
    takes_words = any(param.param_type_name == "argument" for param in params)
    return UsageError(EXTRA_WORDS if takes_words else NO_WORDS, help=command)


def _no_such_command(words: list[str], group: str, known: Iterable[str]) -> UsageError:
    """A word that was mistyped is named; several may be what someone wanted to write."""
    help_of = f"{group} --help".lstrip()
    if len(" ".join(words).split()) > 1:
        return UsageError(
            "these words begin with no command (`trust {help}` lists them); to write, "
            "begin with `trust journal` alone",
            help=help_of,
        )
    word = words[0] if words else ""
    return UsageError(
        "there is no command {value}; `trust {help}` lists them",
        value=_perhaps(word, known),
        help=help_of,
    )


def _perhaps(word: str, known: Iterable[str]) -> str:
    """A word nobody knows, with what may have been meant."""
    import difflib

    found = difflib.get_close_matches(word, list(known), 1)
    return f"{word} (did you mean {found[0]}?)" if found else word


def _command_of(error: typer.TyperException) -> str:
    """The command that Typer's complaint is about, without the name of the program."""
    ctx = getattr(error, "ctx", None)
    return str(ctx.command_path).partition(" ")[2] if ctx else ""


def _fail(app: App, args: list[str], error: TrustError) -> int:
    if app.says_nothing_wrong:
        return error.exit_code if isinstance(error, Interrupted) else 0

    command = app.command or _command_words(args)
    app.json = app.json or (not app.command and _asks_for_json(args))
    unread = "draft" not in error.details and _would_take_stdin(app, args)
    if unread or app.unkept.strip():
        from .commands.rescue import keep_words

        keep_words(app, args, error, unread=unread)
    _say_not_taken(app, args)
    if not (app.json and _answered(app, command, error)):
        # Not `app.err`: the settings it asks may be what is wrong.
        screen = Screen(app.stderr, app.environ)
        message = views.messages.error(error)
        screen.line(f"{' '.join(filter(None, ('trust', command)))}: {message}")
    return error.exit_code


def _would_take_stdin(app: App, args: list[str]) -> bool:
    """Whether a line that failed would have taken the text on standard input."""
    if commands.takes_piped(args):
        return True
    return commands.takes_waiting(args) and stdin.waits_in(app.stdin, stdin.BEGINNING_SECONDS)


def _answered(app: App, command: str, error: TrustError) -> bool:
    """Answer with an error as JSON; False where standard output refuses words that are in it."""

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
    from .commands.rescue import keep_elsewhere

    _say_no_more()
    keep_elsewhere(app, bytes(app.unkept), error)
    return False


def _asks_for_json(args: list[str]) -> bool:
    """Whether `--json` stands on the line as an option, where the line could not be read."""
    return any(
        word == "--json" and before not in ("-m", "--message")
        for before, word in zip(["", *args], args, strict=False)
    )


def _command_words(args: list[str]) -> str:
    word = commands.first_word(args)
    return word if word in commands.COMMANDS else ""


@contextmanager
def _ending_quietly_on_signals() -> Iterator[list[int]]:
    """A closed terminal or a `kill` ends the program in order, so a draft stays whole.

    What is ignored, as `nohup` has it, stays ignored.

    Python shows and forgets what is raised where it cannot be passed on, as in a callback that
    runs at each import. Such an end is not shown, and its exit code is in the list. Nor is what
    goes wrong after it, where things are let go in any order.
    """

    def end(number: int, _frame: FrameType | None) -> None:
        # A closed terminal may say it twice; the second must not disturb the keeping of words.
        for known in before:
            signal.signal(known, signal.SIG_IGN)
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
        yield lost
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if not ended:
            sys.unraisablehook = hook


def _hook(
    usual: Callable[[sys.UnraisableHookArgs], object], lost: list[int], ended: list[int]
) -> Callable[[sys.UnraisableHookArgs], object]:
    """What Python is to call with an exception that nobody can catch."""

    def hook(what: sys.UnraisableHookArgs) -> None:
        if isinstance(what.exc_value, (SystemExit, KeyboardInterrupt)):
            lost.append(getattr(what.exc_value, "code", 128 + signal.SIGINT))
        elif not ended:
            usual(what)

    return hook
