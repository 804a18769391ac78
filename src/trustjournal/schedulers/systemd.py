"""A timer of the systemd user manager: two files, and a few calls of `systemctl --user`."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from datetime import time
from pathlib import Path

from . import job as jobs
from .job import DAYS, Job, Kind, Unreadable

_SYSTEMCTL = ("systemctl", "--user")

_NOT_IN_PROGRAMS = "\"'\\"
"""Characters that systemd takes in an argument, but not in the name of a program."""
_ENV = "/usr/bin/env"

_ON_CALENDAR = r"^OnCalendar=(?:([\w,]+) )?\*-\*-\* (\d\d:\d\d):00(?: (\S+))?$"

_SERVICE = """\
# Made by `trust remind`; `trust remind off` removes it.
[Unit]
Description=Reminder

[Service]
Type=oneshot
{environ}ExecStart={command}
TimeoutStartSec=30
StandardOutput=null
StandardError=null
NoNewPrivileges=yes
RestrictAddressFamilies=AF_UNIX
"""

_TIMER = """\
# Made by `trust remind`; `trust remind off` removes it.
[Unit]
Description=Reminder

[Timer]
OnCalendar={when}
Persistent=true
AccuracySec=30s

[Install]
WantedBy=timers.target
"""


class Systemd:
    """The systemd user manager. `home` is the person's home folder."""

    kind: Kind = "systemd"
    in_files = True

    def __init__(self, environ: Mapping[str, str], home: Path) -> None:
        self._environ = environ
        self._home = home
        self._units: str | None = None

    def works(self) -> bool:
        """Return whether the user manager answers."""
        return bool(self._unit_path())

    def unit(self, name: str) -> str:
        """Return the name of the timer."""
        return f"{name}.timer"

    def _unit_path(self) -> str:
        """Return the folders that the manager reads units from; empty if it doesn't answer."""
        if self._units is None:
            done = self._systemctl("show", "--property=UnitPath")
            self._units = done.stdout.decode() if done and done.returncode == 0 else ""
        return self._units

    @property
    def _folder(self) -> Path:
        """The folder for a person's units: of this environment, if the manager reads it."""
        usual = self._home / ".config"
        named = Path(self._environ.get("XDG_CONFIG_HOME") or usual)
        if named == usual:
            return usual / "systemd" / "user"
        read = self._unit_path().partition("=")[2].split()
        units = named / "systemd" / "user"
        return units if not read or str(units) in read else usual / "systemd" / "user"

    def _files(self, name: str) -> tuple[Path, Path]:
        return self._folder / f"{name}.service", self._folder / f"{name}.timer"

    def install(self, job: Job) -> None:
        """Write the service and its timer, and start the timer. Raises `InputOutput`."""
        service, timer = files(job)
        service_path, timer_path = self._files(job.name)
        self._stop(timer_path.name)
        jobs.write(service_path, service.encode())
        jobs.write(timer_path, timer.encode())
        jobs.must_call((*_SYSTEMCTL, "daemon-reload"), self._environ)
        jobs.must_call((*_SYSTEMCTL, "enable", "--now", timer_path.name), self._environ)

    def remove(self, name: str) -> bool:
        """Stop the timer and remove its files, even if the manager doesn't answer."""
        service_path, timer_path = self._files(name)
        link = timer_path.parent / "timers.target.wants" / timer_path.name
        if not any(path.exists() or path.is_symlink() for path in (service_path, timer_path, link)):
            return False
        self._systemctl("disable", "--now", timer_path.name)
        self._stop(timer_path.name)
        for path in (service_path, timer_path, link):
            jobs.unlink(path)
        self._systemctl("daemon-reload")
        return True

    def _stop(self, timer: str) -> None:
        """Stop a timer and forget when it last ran, or the new hour might count as missed."""
        self._systemctl("stop", timer)
        self._systemctl("clean", "--what=state", timer)

    def installed(self, name: str) -> Job | None:
        """Return the job of the two files, or None. Raises `Unreadable`."""
        service_path, timer_path = self._files(name)
        try:
            return read(name, service_path.read_text("utf-8"), timer_path.read_text("utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError):
            raise Unreadable from None

    def is_stopped(self, name: str) -> bool:
        """Return whether the manager says that the timer doesn't run."""
        done = self._systemctl("is-active", f"{name}.timer")
        return done is not None and done.stdout.strip() in (b"inactive", b"failed")

    def _systemctl(self, *words: str) -> subprocess.CompletedProcess[bytes] | None:
        return jobs.call((*_SYSTEMCTL, *words), self._environ)


def files(job: Job) -> tuple[str, str]:
    """Return the service and the timer of a job. Raises `UsageError`."""
    jobs.check_writable(job)
    program, *arguments = job.command
    if any(letter in program for letter in _NOT_IN_PROGRAMS):
        jobs.check_writable(job, forbidden="=")  # `env` would set a variable
        program, arguments = _ENV, list(job.command)
    command = [_quoted(program), *(_quoted(word.replace("$", "$$")) for word in arguments)]
    variables = [*job.environ, *([("TZ", job.zone)] if job.zone else [])]
    environ = (f"Environment={_quoted(f'{name}={value}')}\n" for name, value in variables)
    days = ",".join(day.title() for day in job.days)
    when = f"{days} *-*-* {job.hour:%H:%M}:00 {job.zone}".strip()
    service = _SERVICE.format(environ="".join(environ), command=" ".join(command))
    return service, _TIMER.format(when=when)


def read(name: str, service: str, timer: str) -> Job:
    """Return the job of two files that `files` made. Raises `ValueError`."""
    when = re.search(_ON_CALENDAR, timer, re.MULTILINE)
    start = re.search(r"^ExecStart=(.+)$", service, re.MULTILINE)
    if not when or not start:
        raise ValueError
    program, *arguments = _words(start[1])
    arguments = [word.replace("$$", "$") for word in arguments]
    command = arguments if program == _ENV else [program, *arguments]
    texts = re.findall(r"^Environment=(.+)$", service, re.MULTILINE)
    pairs = [_words(text)[0].partition("=") for text in texts]
    days = tuple((when[1] or "").lower().split(",")) if when[1] else ()
    if set(days) - set(DAYS):
        raise ValueError
    return Job(
        name,
        time.fromisoformat(when[2]),
        days,
        tuple(command),
        tuple((variable, value) for variable, _, value in pairs if variable != "TZ"),
        when[3] or "",
    )


def _quoted(word: str) -> str:
    """Quote a word for a unit file, in which `%` begins a specifier."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def _words(line: str) -> list[str]:
    """Return the words of a line that `_quoted` made. Raises `ValueError` for any other."""
    if not re.fullmatch(r'"(?:[^"\\]|\\.)*"(?: "(?:[^"\\]|\\.)*")*', line):
        raise ValueError
    words = re.findall(r'"((?:[^"\\]|\\.)*)"', line)
    return [re.sub(r"\\(.)", r"\1", word).replace("%%", "%") for word in words]
