"""An agent of launchd, on macOS: one property list, and two calls of `launchctl`."""

from __future__ import annotations

import plistlib
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Any

from . import job as jobs
from .job import DAYS, Job, Kind, Unreadable

_TRIES = 5
"""How often to start an agent: launchd takes a moment to let go of an earlier one."""


class Launchd:
    """The launchd of a person's session. `user` is the number of the account."""

    kind: Kind = "launchd"
    in_files = True

    def __init__(self, environ: Mapping[str, str], home: Path, user: int) -> None:
        self._environ = environ
        self._folder = home / "Library" / "LaunchAgents"
        self._domain = f"gui/{user}"

    def works(self) -> bool:
        """Return whether launchd has a session with windows for this account."""
        done = jobs.call(("launchctl", "print", self._domain), self._environ)
        return done is not None and done.returncode == 0

    def unit(self, name: str) -> str:
        """Return the name of the property list."""
        return f"{_label(name)}.plist"

    def install(self, job: Job) -> None:
        """Write the property list and start the agent. Raises `InputOutput`."""
        path = self._folder / self.unit(job.name)
        jobs.call(("launchctl", "bootout", f"{self._domain}/{_label(job.name)}"), self._environ)
        jobs.write(path, property_list(job))
        command = ("launchctl", "bootstrap", self._domain, str(path))
        done = None
        for _ in range(_TRIES):
            done = jobs.call(command, self._environ)
            if done is not None and done.returncode == 0:
                return
        raise jobs.refusal("launchctl", done)

    def remove(self, name: str) -> bool:
        """Stop the agent and remove its property list."""
        path = self._folder / self.unit(name)
        if not path.exists():
            return False
        jobs.call(("launchctl", "bootout", f"{self._domain}/{_label(name)}"), self._environ)
        return jobs.unlink(path)

    def installed(self, name: str) -> Job | None:
        """Return the job of the property list, or None. Raises `Unreadable`."""
        try:
            return read(name, (self._folder / self.unit(name)).read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError):
            raise Unreadable from None

    def is_stopped(self, name: str) -> bool:
        """Return whether launchd answers and doesn't know the agent."""
        done = jobs.call(("launchctl", "print", f"{self._domain}/{_label(name)}"), self._environ)
        return done is not None and done.returncode != 0 and self.works()


def property_list(job: Job) -> bytes:
    """Return the property list of a job. Raises `UsageError`."""
    jobs.check_writable(job)
    moment = {"Hour": job.hour.hour, "Minute": job.hour.minute}
    on_days = [{**moment, "Weekday": DAYS.index(day) + 1} for day in job.days]
    content: dict[str, Any] = {
        "Label": _label(job.name),
        "ProgramArguments": list(job.command),
        "StartCalendarInterval": on_days or moment,
        "LimitLoadToSessionType": "Aqua",
        "ProcessType": "Background",
        "StandardOutPath": "/dev/null",
        "StandardErrorPath": "/dev/null",
    }
    if job.environ:
        content["EnvironmentVariables"] = dict(job.environ)
    return plistlib.dumps(content)


def read(name: str, raw: bytes) -> Job:
    """Return the job of a property list that `property_list` made. Raises `ValueError`."""
    try:
        content = plistlib.loads(raw)
        intervals = content["StartCalendarInterval"]
        first = intervals[0] if isinstance(intervals, list) else intervals
        on_days = intervals if isinstance(intervals, list) else []
        return Job(
            name,
            time(first["Hour"], first["Minute"]),
            tuple(DAYS[each["Weekday"] - 1] for each in on_days),
            tuple(content["ProgramArguments"]),
            tuple(content.get("EnvironmentVariables", {}).items()),
        )
    except Exception:  # the parser of XML has errors of its own
        raise ValueError from None


def _label(name: str) -> str:
    """Return the label of an agent: by custom its words are separated by dots."""
    return name.replace("-", ".", 1)
