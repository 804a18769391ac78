"""`make try`: the program with a made-up journal, screen after screen, in a folder of its own."""

from __future__ import annotations

import os
import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from trustjournal import demo

HOME = Path(__file__).parent.parent / ".try"


def run() -> None:
    """Make the journal anew, write one entry, and look around."""
    shutil.rmtree(HOME, ignore_errors=True)
    today = datetime.now(UTC).date()
    today -= timedelta(days=today.isoweekday() % 7)  # a Sunday, when a week is whole
    sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115  # only look
    code = demo.look_around(str(HOME), today)
    if code != 0:
        sys.exit(code)
    activate = "" if "VIRTUAL_ENV" in os.environ else ".venv/bin/"
    print(f"Look further: TRUST_HOME=.try {activate}trust --help")
    print(f"Your own:     {activate}trust")


if __name__ == "__main__":
    run()
