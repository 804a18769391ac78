"""Keep words that are only in memory, however a run ends: in a draft, or by handing them back.

The order: a draft; else standard output; else, if the journal is not encrypted, a file in the
home folder or in the one for temporary files; else the terminal. Nothing readable is written to
a disk if the journal is encrypted or may be.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from .. import services, stdin, views
from ..app import App
from ..domain.text import MAX_BYTES, clean, labels
from ..errors import (
    Cancelled,
    InputOutput,
    NotFound,
    Outdated,
    TrustError,
    UnclearSettings,
    UsageError,
)
from ..signals import undisturbed

if TYPE_CHECKING:
    from ..domain.entry import Entry


# --- reading -----------------------------------------------------------------------------


def take_stdin(app: App, signals: Sequence[int]) -> bool:
    """Read standard input into `app.unkept`. Return False if there is more than can be stored.

    Call it inside `undisturbed`, with the signals that it yields: a signal ends the reading. The
    text so far goes to the draft, if one was begun, whenever the input pauses for a moment.
    Raises `InputOutput`.
    """
    app.took_stdin = True
    _read_passphrase_first(app)
    warned = False
    try:
        for piece in stdin.pieces(app.stdin, signals):
            app.unkept += piece
            if not piece and app.draft is not None:
                with suppress(OSError):
                    app.draft.write(_as_it_came(app.unkept), sync=False)
            if not (warned or app.json) and len(app.unkept) > MAX_BYTES // 2:
                warned = True
                app.note(f"trust: {views.compose.HALF_READ}")
            if len(app.unkept) > MAX_BYTES + stdin.PIECE:
                return False
    except OSError as error:
        raise InputOutput("can't read standard input ({why})", why=error.strerror) from None
    return True


def text_for_dash(app: App, *texts: str | None) -> list[str | None]:
    """Return the texts with standard input in place of the one that is exactly `-`.

    Remembers them with `on_the_line`. Raises `UsageError` at a terminal, for more than one `-`, or
    for too long an input.
    """
    dashes = sum(text == "-" for text in texts)
    if dashes > 1:
        raise UsageError("- reads all of standard input; give it only once")
    if not dashes:
        on_the_line(app, *texts)
        return list(texts)
    refuse_dash_at_terminal(app)
    with undisturbed() as signals:
        complete = take_stdin(app, signals)
    if not complete:
        raise too_long()
    cleaned = clean(_as_it_came(app.unkept).removesuffix("\n"))
    replacement = cleaned.text
    if cleaned.invalid:
        app.not_utf8 = bytes(app.unkept)
    read = [replacement if text == "-" else text for text in texts]
    on_the_line(app, *read)
    return read


def on_the_line(app: App, *messages: str | None) -> None:
    """Remember texts from the command line, so that they can be handed back if the run fails.

    One of them may be from standard input, which the command line doesn't have. If it's the only
    one, or isn't UTF-8, `app.unkept` has it as it came.
    """
    texts = [clean(message).text for message in messages if message is not None]
    if app.took_stdin and (app.not_utf8 or len(texts) == 1):
        return
    app.unkept[:] = "\n\n".join(texts).encode()
    app.on_the_line = bool(texts) and not app.took_stdin


def _read_passphrase_first(app: App) -> None:
    """Read the passphrase if it is the first line of standard input, before the text."""
    with suppress(OSError, ValueError, TrustError):
        if int(app.environ.get("TRUST_PASSPHRASE_FD", "")) == app.stdin.fileno():
            app.keys.set_source()


def keep_as_it_came(app: App, keep: Callable[[bytes], Path]) -> None:
    """Store the bytes of a text for `-` that was not all UTF-8 with `keep`, and say where."""
    if app.not_utf8:
        app.note(views.compose.original_bytes_saved(keep(app.not_utf8)))
        app.not_utf8 = b""


def keep_for(app: App, owner: str) -> None:
    """Call `keep_as_it_came` for a text without a draft, and name the file after its owner's id."""

    def keep(raw: bytes) -> Path:
        while True:
            with suppress(Outdated):
                return app.drafts.keep_bytes(f"{owner}-{app.new_id()}", raw)

    keep_as_it_came(app, keep)


def refuse_dash_at_terminal(app: App) -> None:
    """Raise `UsageError` if `-` would have to be read from the terminal."""
    if app.stdin.isatty():
        raise UsageError(
            "- reads standard input, which is this terminal; leave it out, or give the "
            "text itself in quotes"
        )


def too_long() -> UsageError:
    """Return the error for more on standard input than an entry can hold."""
    return UsageError(
        "an entry can hold {most}; standard input holds more, and the rest of it wasn't read",
        most=f"{MAX_BYTES // 1024 // 1024} MB",
    )


def _as_it_came(raw: bytes | bytearray) -> str:
    """Decode bytes so that writing the text yields the same bytes."""
    return raw.decode("utf-8", "surrogateescape")


# --- keeping -----------------------------------------------------------------------------


def keep_words(app: App, args: Sequence[str], error: TrustError, *, unread: bool = False) -> None:
    """Keep the words that a failing run has in memory, and record in the error where they are.

    With `unread`, also read what the command would have taken from standard input. The program
    that wrote it may have ended, so it may exist nowhere else.
    """
    if app.on_the_line and _is_about_line(error):
        return  # the command line has the words, and the person will correct it
    with undisturbed() as signals:
        if unread and not app.took_stdin and not app.stdin.closed and not app.stdin.isatty():
            try:
                take_stdin(app, signals)
            except TrustError:
                if not app.unkept and stdin.waits_in(app.stdin):
                    error.details["not_taken"] = True
        words = bytes(app.unkept)
        if not words.strip():
            return
        error.details.pop("draft", None)
        try:
            error.details["draft"] = _write_draft(app, args, words)
            app.unkept.clear()
        except Exception:  # the first error says more than any other
            _give_back(app, words, error)


def _is_about_line(error: TrustError) -> bool:
    """Return whether an error is about what the person typed, and not about the computer."""
    if isinstance(error, UnclearSettings):
        return False
    return isinstance(error, (UsageError, NotFound, Cancelled))


def _write_draft(app: App, args: Sequence[str], words: bytes) -> Path:
    """Write words to the disk, in the draft that was begun or in a new one of a free entry."""
    draft, text = app.draft, _as_it_came(words.removesuffix(b"\n"))
    if draft is None:
        with services.writing.begin_draft(app, _free_entry(app, args), text=text) as draft:
            return draft.path
    if draft.on_disk:
        if not words.startswith(draft.read().rstrip()):  # an editor has written other words
            return app.drafts.begin_beside(draft, words)
        draft.write(text, sync=True)
        return draft.path
    text = _as_it_came(draft.read()) or text
    with services.writing.on_disk(app, draft.id, draft.about, text) as draft:
        return draft.path


def _free_entry(app: App, args: Sequence[str]) -> Entry:
    """Return a free entry for words without a draft, with the people named on the line.

    It is private unless the words certainly need not be: they may be about a private promise,
    for a private entry, or on a line whose `--private` was mistyped.
    """
    names = [name for word, name in pairwise(args) if word in ("--person", "--to")]
    names += [word.partition("=")[2] for word in args if word.startswith(("--person=", "--to="))]
    if args[:1] == ["checkin"]:
        names += [name for name in args[1:2] if not name.startswith("-")]
    entry = services.writing.new_entry(app, app.now.today, "free")
    return replace(entry, private=not _is_public(app, args), people=labels(names))


def _is_public(app: App, args: Sequence[str]) -> bool:
    """Return whether a line was parsed and was for words that are not private."""
    if all(word in ("--json", "--plain") for word in args):
        return True
    return app.begun in ("journal", "storm", "joy") and "--private" not in args


# --- giving back -------------------------------------------------------------------------


def _give_back(app: App, words: bytes, error: TrustError) -> None:
    """Hand words back to their owner, and record in `error` where they are."""
    output_is_open = not _is_discarded(app)
    if app.json and output_is_open:
        error.details["text"] = words.decode("utf-8", "backslashreplace")
    elif not app.json and output_is_open and _is_printed(app, words):
        error.details["shown" if app.stdout.isatty() else "given_back"] = True
    else:
        keep_elsewhere(app, words, error)


def keep_elsewhere(app: App, words: bytes, error: TrustError) -> None:
    """Keep words that neither a draft nor standard output could take."""
    error.details.pop("text", None)
    path = _emergency_file(app, words) if _may_lie_readable(app) else None
    if path is not None:
        error.details["kept_in"] = path
    elif app.stderr.isatty():
        with suppress(OSError):
            _show(app, words, app.stderr)
            error.details["shown"] = True
            return
        error.details["unkept"] = True
    else:
        error.details["unkept"] = True


def _is_discarded(app: App) -> bool:
    """Return whether standard output is discarded, as by `> /dev/null`."""
    try:
        output, nowhere = os.fstat(app.stdout.fileno()), Path(os.devnull).stat()
    except (OSError, ValueError):
        return False
    return output.st_rdev == nowhere.st_rdev and output.st_mode == nowhere.st_mode


def _is_printed(app: App, words: bytes) -> bool:
    """Print words on standard output, byte for byte unless it is a terminal; False if refused."""
    try:
        if app.stdout.isatty():
            _show(app, words, app.stdout)
        else:
            _write(app.stdout, words)
    except OSError:
        return False
    return True


def _show(app: App, words: bytes, terminal: TextIO) -> None:
    """Show words at a terminal. Raises `OSError`."""
    text = views.sanitize.safe_text(words.decode("utf-8", "replace")).rstrip("\n")
    app.stderr.write(f"{views.compose.NOT_STORED}\n\n")
    app.stderr.flush()
    _write(terminal, f"{text}\n".encode(terminal.encoding or "utf-8", "replace"))


def _write(stream: TextIO, raw: bytes) -> None:
    """Write bytes past the buffer of a stream, so that none remain in it. Raises `OSError`."""
    stream.flush()
    try:
        descriptor = stream.fileno()
    except (OSError, ValueError):
        stream.write(_as_it_came(raw))
        return
    while raw:
        raw = raw[os.write(descriptor, raw) :]


def _may_lie_readable(app: App) -> bool:
    """Return whether the journal is certainly not encrypted."""
    try:
        return app.draft_cipher is None
    except Exception:  # after any error, the journal may be encrypted
        return False


def _emergency_file(app: App, words: bytes) -> Path | None:
    """Write words to a new file that only its owner can read; return None if that fails."""
    for folder in _emergency_folders(app):
        path = folder / f"trust-{app.new_id()}.md"
        try:
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(words)
                    file.flush()
                    os.fsync(file.fileno())
            except OSError:
                path.unlink(missing_ok=True)
                raise
        except OSError:
            continue
        return path
    return None


def _emergency_folders(app: App) -> Iterator[Path]:
    """Yield folders outside the journal's own, best first."""
    with suppress(RuntimeError):
        yield Path.home()
    yield Path(app.environ.get("TMPDIR") or "/tmp").absolute()


# --- not taken ---------------------------------------------------------------------------


def say_not_taken(app: App) -> None:
    """Say that this command ignored a text that waits on standard input.

    Look-ups say nothing: they run in loops of a shell that read the same input.
    """
    hint = views.compose.STDIN_IGNORED.get(app.command.partition(" ")[0])
    if hint is None or app.took_stdin or app.said_not_taken or not stdin.waits_in(app.stdin):
        return
    app.said_not_taken = True
    name = " ".join(filter(None, ("trust", app.command)))
    app.note(f"{name}: {hint}")


def refuse_if_not_taken(app: App, option: str) -> None:
    """Raise `UsageError` if a text waits on standard input: nothing is recorded without it.

    For a command that takes words with an `option`, which is not on the line.
    """
    if app.took_stdin or not stdin.waits_in(app.stdin, stdin.BEGINNING_SECONDS):
        return
    app.said_not_taken = True
    raise UsageError(
        "there is text on standard input, so nothing was recorded; `{option} -` uses it, and "
        "`< /dev/null` leaves it out",
        option=option,
    )


def fail_if_not_taken(app: App) -> None:
    """Call `say_not_taken`, and end with the exit code of a usage error if a text was ignored.

    For a command that asks questions at a terminal but has only shown something in this run: the
    text was meant as an answer.
    """
    say_not_taken(app)
    if app.said_not_taken:
        app.exit_code = UsageError.exit_code
