"""The program as a process of its own, without starting Python and importing everything anew.

A child that is forked from the test runner has all modules at hand. It is as real as any other:
its own process id, terminal, signals and death. What it cannot show is which modules a command
imports, and when; that is measured in tests/cli/test_imports.py with processes that start from
nothing, as are all others where `TRUST_TESTS_EXEC` is set (`make torture` sets it).
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

import prompt_toolkit
import rich.console
import sqlmodel
import yaml
from coverage import Coverage

import trustjournal.runner
import trustjournal.storage.writer
from trustjournal.__main__ import main
from trustjournal.packs import library

ROOT = Path(__file__).parent.parent
AT_HAND = (
    prompt_toolkit,
    rich.console,
    sqlmodel,
    yaml,
    trustjournal.runner,
    trustjournal.storage.writer,
)
"""What takes long to import, and is here before a child needs it."""
MEASURED = "COVERAGE_PROCESS_CONFIG"
FROM_NOTHING = bool(os.environ.get("TRUST_TESTS_EXEC"))
"""Whether processes start from nothing."""


def program(argv: list[str], env: Mapping[str, str]) -> Callable[[], None] | None:
    """What a child does right after the fork, in place of starting `argv`: it never returns.

    None where `argv` is not our program, or processes are to start from nothing.
    """
    if FROM_NOTHING or argv[:3] != [sys.executable, "-m", "trustjournal"]:
        return None
    _read_packs()

    def run() -> None:
        code = 70
        try:
            # The parent waits until these are closed: they tell it that the start went well.
            os.closerange(3, 4096)
            measured = _measured(env)
            _become(argv[3:], env)
            code = _code_of(argv[3:])
            for stream in (sys.stdout, sys.stderr):
                with suppress(OSError, ValueError):
                    stream.flush()
            if measured:
                measured.stop()
                measured.save()
        finally:
            os._exit(code)

    return run


@cache
def _read_packs() -> None:
    """Read the packs of a new journal before the fork: conftest.py keeps them.

    Reading them was a third of the time of a child.
    """
    for pack in ("emotional-trust", "joys"):
        library._read_file(library.built_in_folder() / f"{pack}.yaml")


def _code_of(argv: list[str]) -> int:
    try:
        return main(argv)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1


def _measured(env: Mapping[str, str]) -> Coverage | None:
    """Coverage of this process alone, where the test runner measures and the test wants it."""
    running = Coverage.current()
    if running is None:
        return None
    running.stop()
    if MEASURED not in env:
        return None
    own = Coverage(
        data_file=str(ROOT / ".coverage"),
        data_suffix=True,
        config_file=str(ROOT / "pyproject.toml"),
    )
    own.start()
    return own


def _become(argv: list[str], env: Mapping[str, str]) -> None:
    """Look like a process that was just started with these arguments."""
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    for end in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(end, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = ["trust", *argv]
    errors = env.get("PYTHONIOENCODING", "").partition(":")[2] or "surrogateescape"
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        stream = os.fdopen(number, mode, encoding="utf-8", errors=errors)
        setattr(sys, name, stream)
