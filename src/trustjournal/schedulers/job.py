"""A job, which is a command at an hour of the day, and what every scheduler can do with one."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

from ..domain.calendar import SHORT_WEEKDAYS
from ..errors import InputOutput, UsageError
from ..paths import make_private, write_atomic
from ..sentences import NOT_REMOVED

Kind: TypeAlias = Literal["systemd", "cron", "launchd", "task_scheduler"]

DAYS = SHORT_WEEKDAYS

_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Job:
    """A command that the system runs at an hour of the day."""

    name: str
    hour: time
    days: tuple[str, ...]
    """Some of `DAYS`, in their order; empty for every day."""
    command: tuple[str, ...]
    environ: tuple[tuple[str, str], ...] = ()
    """Variables that the command needs, with their values."""
    zone: str = ""
    """The IANA time zone of the hour, if it isn't the system's own."""


class Scheduler(Protocol):
    """One way to run a job. `name` is the name of a job."""

    kind: Kind
    in_files: bool
    """Whether its jobs are files, so that no program has to be run to look for one."""

    def works(self) -> bool:
        """Return whether the system has this scheduler and it answers."""

    def unit(self, name: str) -> str:
        """Return what a person would look for, such as the name of a file."""

    def install(self, job: Job) -> None:
        """Set up a job in place of an earlier one with its name. Raises `InputOutput`."""

    def remove(self, name: str) -> bool:
        """Remove a job and everything it left; return whether there was one."""

    def installed(self, name: str) -> Job | None:
        """Return the job as it is set up, or None."""

    def is_stopped(self, name: str) -> bool:
        """Return whether a job that is set up is known not to run."""


class Unreadable(ValueError):
    """A job that is set up was changed by hand, so that we can't read it."""


def call(
    command: Sequence[str], environ: Mapping[str, str], text: bytes = b""
) -> subprocess.CompletedProcess[bytes] | None:
    """Run a program of the system and return how it ended; None if it couldn't be run."""
    try:
        return subprocess.run(
            list(command),
            input=text,
            capture_output=True,
            env={**environ, "LC_ALL": "C"},
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def must_call(command: Sequence[str], environ: Mapping[str, str], text: bytes = b"") -> bytes:
    """Run a program of the system and return its output. Raises `InputOutput` if it fails."""
    done = call(command, environ, text)
    if done is None or done.returncode != 0:
        raise refusal(command[0], done)
    return done.stdout


def refusal(program: str, done: subprocess.CompletedProcess[bytes] | None) -> InputOutput:
    """Return the error for a program of the system that refused, with its own first line."""
    lines = done.stderr.decode("utf-8", "replace").split("\n") if done else []
    why = next((line.strip() for line in lines if line.strip()), "no answer")
    return InputOutput(
        "the reminder couldn't be set or removed with {program} ({why})", program=program, why=why
    )


def check_writable(job: Job, forbidden: str = "") -> None:
    """Raise `UsageError` for a job with characters that the files of a scheduler can't hold."""
    for text in (*job.command, *(value for _, value in job.environ)):
        if not text.isprintable() or any(letter in text for letter in forbidden):
            raise UsageError(
                "a reminder can't be set up, because {path} contains characters that the "
                "scheduler can't take",
                path=text,
            )


def write(path: Path, content: bytes) -> None:
    """Write a file of a scheduler. Raises `InputOutput`."""
    make_private(path.parent)
    try:
        write_atomic(path, content)
    except OSError as error:
        raise InputOutput("can't write {path} ({why})", path=path, why=error.strerror) from None


def unlink(path: Path) -> bool:
    """Remove a file of a scheduler; return whether there was one. Raises `InputOutput`."""
    try:
        path.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise InputOutput(NOT_REMOVED, path=path, why=error.strerror) from None
    return True
