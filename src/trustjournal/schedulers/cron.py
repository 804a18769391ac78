"""A line in the person's crontab, which ends in a mark. The other lines are left as they are."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from datetime import time

from ..errors import InputOutput
from . import job as jobs
from .job import DAYS, Job, Kind, Unreadable

_QUIET = ">/dev/null 2>&1"
_NO_CRONTAB = re.compile(
    rb"\bno crontab for\b|^crontab: can't open '[^'/]+': No such file", re.MULTILINE
)
"""How `crontab -l` says that there is no crontab yet, the second in BusyBox.

Any other error isn't an empty crontab: the lines of a person would be written over.
"""


class Cron:
    """The person's crontab."""

    kind: Kind = "cron"
    in_files = False

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def works(self) -> bool:
        """Return whether the crontab can be read."""
        try:
            self._lines()
        except InputOutput:
            return False
        return True

    def unit(self, name: str) -> str:
        """Return the mark at the end of the line."""
        return f"# {name}"

    def install(self, job: Job) -> None:
        """Put the line of a job at the end of the crontab, in place of an earlier one."""
        others = [each for each in self._lines() if not _is_of(job.name, each)]
        if others and not others[-1].endswith(b"\n"):
            others[-1] += b"\n"
        self._write([*others, f"{line(job)}\n".encode("utf-8", "surrogateescape")])

    def remove(self, name: str) -> bool:
        """Remove the line of a job; a crontab that had no other goes with it."""
        try:
            lines = self._lines()
        except InputOutput:
            return False
        others = [each for each in lines if not _is_of(name, each)]
        if others == lines:
            return False
        if others:
            self._write(others)
        else:
            jobs.must_call(("crontab", "-r"), self._environ)
        return True

    def installed(self, name: str) -> Job | None:
        """Return the job of the line with its mark, or None. Raises `Unreadable`."""
        try:
            own = [each for each in self._lines() if _is_of(name, each)]
        except InputOutput:
            return None
        if not own:
            return None
        try:
            return read(name, own[-1].decode().rstrip("\n"))
        except ValueError:
            raise Unreadable from None

    def is_stopped(self, name: str) -> bool:
        """Return False: nothing tells whether cron runs."""
        return False

    def _lines(self) -> list[bytes]:
        """Return the lines of the crontab. Raises `InputOutput` if it can't be read."""
        done = jobs.call(("crontab", "-l"), self._environ)
        if done is None or (done.returncode != 0 and not _NO_CRONTAB.search(done.stderr)):
            raise jobs.refusal("crontab", done)
        return done.stdout.splitlines(keepends=True) if done.returncode == 0 else []

    def _write(self, lines: list[bytes]) -> None:
        jobs.must_call(("crontab", "-"), self._environ, b"".join(lines))


def line(job: Job) -> str:
    """Return the line of a job. Cron reads `%` as the end of a line. Raises `UsageError`."""
    jobs.check_writable(job, forbidden="\\")
    days = ",".join(str((DAYS.index(day) + 1) % 7) for day in job.days) or "*"
    environ = [f"{name}={shlex.quote(value)}" for name, value in job.environ]
    command = " ".join([*environ, shlex.join(job.command), _QUIET]).replace("%", "\\%")
    return f"{job.hour.minute} {job.hour.hour} * * {days} {command} # {job.name}"


def read(name: str, text: str) -> Job:
    """Return the job of a line that `line` made. Raises `ValueError`."""
    match = re.fullmatch(
        rf"(\d+) (\d+) \* \* (\S+) (.+) {re.escape(_QUIET)} # {re.escape(name)}", text
    )
    if not match:
        raise ValueError
    words = shlex.split(match[4].replace("\\%", "%"))
    count = next(n for n, word in enumerate([*words, ""]) if not re.match(r"[A-Z_]+=", word))
    days = [] if match[3] == "*" else [DAYS[(int(day) - 1) % 7] for day in match[3].split(",")]
    pairs = (word.partition("=") for word in words[:count])
    return Job(
        name,
        time(int(match[2]), int(match[1])),
        tuple(days),
        tuple(words[count:]),
        tuple((variable, value) for variable, _, value in pairs),
    )


def _is_of(name: str, text: bytes) -> bool:
    """Return whether a line of the crontab ends in the mark of a job."""
    return text.rstrip().endswith(f" # {name}".encode()) and not text.startswith(b"#")
