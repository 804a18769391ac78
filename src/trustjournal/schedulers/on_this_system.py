"""The schedulers that this system may have."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from .job import Scheduler

if sys.platform == "win32":
    from .task_scheduler import TaskScheduler
elif sys.platform == "darwin":
    from .launchd import Launchd
else:
    from .cron import Cron
    from .systemd import Systemd


def schedulers(environ: Mapping[str, str]) -> list[Scheduler]:
    """Return the schedulers that the system may have, the preferred one first."""
    home = Path(environ.get("HOME") or Path.home())
    if sys.platform == "win32":
        return [TaskScheduler(environ)]
    if sys.platform == "darwin":
        return [Launchd(environ, home, os.getuid())]
    return [Systemd(environ, home), Cron(environ)]
