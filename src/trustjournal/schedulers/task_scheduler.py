"""A task of the Windows Task Scheduler, through `schtasks`. Tested by its command lines only."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from datetime import time
from pathlib import PureWindowsPath
from xml.etree import ElementTree

from . import job as jobs
from .job import DAYS, Job, Kind, Unreadable

_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class TaskScheduler:
    """The Task Scheduler."""

    kind: Kind = "task_scheduler"
    in_files = False

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def works(self) -> bool:
        """Return whether `schtasks` runs."""
        done = jobs.call(("schtasks", "/?"), self._environ)
        return done is not None and done.returncode == 0

    def unit(self, name: str) -> str:
        """Return the name of the task."""
        return name

    def install(self, job: Job) -> None:
        """Make the task, in place of an earlier one. Raises `InputOutput` or `UsageError`."""
        jobs.must_call(command_line(job), self._environ)

    def remove(self, name: str) -> bool:
        """Remove the task."""
        done = jobs.call(("schtasks", "/Delete", "/F", "/TN", name), self._environ)
        return done is not None and done.returncode == 0

    def installed(self, name: str) -> Job | None:
        """Return the job of the task, or None. Raises `Unreadable`."""
        done = jobs.call(("schtasks", "/Query", "/XML", "/TN", name), self._environ)
        if done is None or done.returncode != 0:
            return None
        try:
            return read(name, done.stdout)
        except (ValueError, ElementTree.ParseError):
            raise Unreadable from None

    def is_stopped(self, name: str) -> bool:
        """Return False: nothing cheap tells."""
        return False


def command_line(job: Job) -> tuple[str, ...]:
    """Return the call of `schtasks` that makes a task. Raises `UsageError`."""
    jobs.check_writable(job, forbidden='"')
    days = ",".join(day.upper() for day in job.days)
    schedule = ("/SC", "WEEKLY", "/D", days) if days else ("/SC", "DAILY")
    command = subprocess.list2cmdline(job.command)
    start = f"{job.hour:%H:%M}"
    return ("schtasks", "/Create", "/F", "/TN", job.name, *schedule, "/ST", start, "/TR", command)


def read(name: str, raw: bytes) -> Job:
    """Return the job of a task as XML. Raises `ValueError`."""
    texts: dict[str, str] = {}
    found_days = set()
    for element in ElementTree.fromstring(raw).iter():
        tag = element.tag.rpartition("}")[2]
        texts.setdefault(tag, element.text or "")
        if tag in _NAMES:
            found_days.add(DAYS[_NAMES.index(tag)])
    start, program = texts.get("StartBoundary", ""), texts.get("Command", "")
    if "T" not in start or not PureWindowsPath(program).name:
        raise ValueError
    return Job(
        name,
        time.fromisoformat(start.partition("T")[2][:5]),
        tuple(day for day in DAYS if day in found_days),
        (program.strip('"'), *texts.get("Arguments", "").split()),
    )
