"""`make try`: the program with a made-up journal, screen after screen, in a folder of its own."""

from __future__ import annotations

import os
import shutil
import sys
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import demo
from trustjournal.__main__ import main

HOME = Path(__file__).parent.parent / ".try"


def show(*argv: str) -> None:
    """Say the command, then run it."""
    words = " ".join(f'"{word}"' if " " in word else word for word in argv)
    print(f"$ trust {words}".rstrip(), flush=True)
    code = main(argv)
    if code != 0:
        sys.exit(code)


def run() -> None:
    """Make the journal anew, write one entry, and look around."""
    shutil.rmtree(HOME, ignore_errors=True)
    today = datetime.now(UTC).date()
    today -= timedelta(days=today.isoweekday() % 7)  # a Sunday, when a week is whole
    print(f"A made-up journal in {HOME.name}/ (yours is not touched).\n")
    demo.write_journal(str(HOME), today)
    with demo.at(str(HOME), datetime.combine(today, time(22, 10), UTC)):
        show()
        show("journal", "--mood", "4", "--closeness", "5", "-m", demo.LAST_LINE)
        show("list", "-n", "5")
        show("streak")
        show("review", "--no-input")
    activate = "" if "VIRTUAL_ENV" in os.environ else ".venv/bin/"
    print(f"Look further: TRUST_HOME=.try {activate}trust --help")
    print(f"Your own:     {activate}trust")


if __name__ == "__main__":
    run()
