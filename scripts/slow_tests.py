"""Measure the tests, and list those that take long in tests/slow_tests.txt; `make slow-tests`.

`make test` leaves out what is listed there, and `make test-slow` runs it. Processor time counts and
not the clock's, with that of the programs a test starts, so that a busy machine changes little.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LIST = ROOT / "tests" / "slow_tests.txt"
SLOW = 0.3
"""Seconds. All cases of a test that `make test` tries, or `make test-slow`, count together."""

FOLDER = "TRUST_TEST_TIMES"
"""The variable with the folder for the figures: tests run in several processes."""


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Note the seconds that a test and what it started took, and its name."""
    before = sum(os.times()[:4])
    result = yield
    with Path(os.environ[FOLDER], str(os.getpid())).open("a", encoding="utf-8") as file:
        file.write(f"{sum(os.times()[:4]) - before:.2f} {item.nodeid}\n")
    return result


def slow(figures: Iterable[str]) -> list[str]:
    """Name the tests that take long, in the order of their names."""
    seconds: dict[str, float] = defaultdict(float)
    for figure in figures:
        taken, _, case = figure.partition(" ")
        seconds[case.partition("[")[0]] += float(taken)
    return sorted(test for test, taken in seconds.items() if taken > SLOW)


def main() -> int:
    """Run what CI runs, and write the list."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, FOLDER: folder, "PYTHONPATH": str(Path(__file__).parent)}
        arguments = ["-p", "slow_tests", "--gate=all", "--numprocesses=2", "--dist=loadgroup"]
        ended = subprocess.run(
            [sys.executable, "-m", "pytest", *arguments], cwd=ROOT, env=environ, check=False
        )
        if ended.returncode:
            return ended.returncode
        files = sorted(Path(folder).iterdir())
        figures = [line for file in files for line in file.read_text("utf-8").splitlines()]
    LIST.write_text("".join(f"{test}\n" for test in slow(figures)), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
