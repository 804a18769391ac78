"""Everything that can go wrong for a person, as one family of errors.

An error has its sentence, with named fields, and the details that fill them. The sentence is
never an f-string: details are made safe for a terminal when the line is printed, and a
translation can take the sentence's place. Details are names, dates and paths: **never the text
of an entry**.
"""

from __future__ import annotations

from typing import ClassVar

from .sentences import FAULT


def silence_libraries() -> None:
    """Let no library log anything: by default errors go to standard error, with their trace.

    Call it where a library that logs is loaded: SQLAlchemy, or asyncio.
    """
    import logging  # 10 ms, which reading doesn't need

    logging.lastResort = None


class TrustError(Exception):
    """An error that is reported in one line. `exit_code` is what the process returns."""

    exit_code: ClassVar[int] = 70

    def __init__(self, sentence: str, **details: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.details = details


class NotFound(TrustError):
    """Something that was named doesn't exist."""

    exit_code = 1


class Cancelled(TrustError):
    """The person, or their editor, decided not to save; or there was nothing to save."""

    exit_code = 1


class Flawed(TrustError):
    """A file that was checked has errors."""

    exit_code = 1


class UsageError(TrustError):
    """A value, or a combination of options, that can't be right."""

    exit_code = 2


class UnclearSettings(UsageError):
    """The settings may say where the journal is, but can't be understood."""


class NoJournal(TrustError):
    """The command needs a journal, and there is none yet."""

    exit_code = 10


class Locked(TrustError):
    """Another process kept the journal for longer than we wait."""

    exit_code = 11


class Sealed(TrustError):
    """The journal is encrypted, and its passphrase was wrong or missing."""

    exit_code = 12


class KeyChanged(Sealed):
    """The passphrase of the sync folder was changed on another machine."""


class NewerJournal(TrustError):
    """The journal was written by a later version of this program."""

    exit_code = 13


class Damaged(TrustError):
    """The journal file is damaged, or isn't a journal of this program."""

    exit_code = 14


class InputOutput(TrustError):
    """The system refused to read or write: full disk, read-only folder, no permission."""

    exit_code = 74


class Interrupted(TrustError):
    """Ctrl-C; whatever was written is kept as a draft."""

    exit_code = 130


def fault(error: Exception) -> TrustError:
    """Turn an unexpected exception into an error.

    It says what the system refused, with the path if there is one. Anything else is a fault of the
    program: the error names its kind and its place, never the values involved.
    """
    path = error.filename if isinstance(error, OSError) else None
    if isinstance(path, bytes):
        path = path.decode("utf-8", "surrogateescape")
    if isinstance(error, OSError) and isinstance(path, str):
        return InputOutput(
            "the system won't let this program use {path} ({why})", path=path, why=error.strerror
        )
    trace = error.__traceback__
    place = "start"
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename.replace("\\", "/").rpartition("/")[2]
        place = f"{file}:{trace.tb_lineno}"
        trace = trace.tb_next
    if isinstance(error, OSError) and error.errno is not None:
        return InputOutput(
            "the system refused to read or write something ({why}, in {place})",
            why=error.strerror,
            place=place,
        )
    return TrustError(FAULT, kind=type(error).__name__, place=place)


class Outdated(Exception):
    """The journal was encrypted or replaced by another program in the meantime.

    Nothing was written: the caller has to decide again whether a text may be stored readable.
    """
