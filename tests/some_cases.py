"""What `make test` and `make test-slow` try; `make test-every` tries the rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from zlib import crc32

import pytest

ROOT = Path(__file__).parent
RUN_THE_PROGRAM = ("cli", "interchange", "reliability", "sync", "terminal", "tui")
"""The folders of tests whose cases each run the program, often several times."""
ONE_CASE = ("reliability", "sync", "terminal", "tui")
"""Those of them whose cases start processes, terminals, screens or several machines.

The second cases of their tests took a tenth of the time of all tests.
"""
SLOW = frozenset((ROOT / "slow_tests.txt").read_text("utf-8").splitlines())
"""The tests that `make test` leaves to `make test-slow`: `scripts/slow_tests.py` measures them.

A third of all tests takes four fifths of the time. CI runs both.
"""


def leave_the_rest_to_torture(items: Sequence[pytest.Item]) -> None:
    """Mark the cases of tests with `@pytest.mark.some(count)` as `torture`, but for so many."""
    cases = defaultdict(list)
    for item in items:
        if mark := item.get_closest_marker("some"):
            (count,) = mark.args
            cases[_test(item), count].append(item)
    for (_, count), same in cases.items():
        for item in _rest(same, count):
            item.add_marker(pytest.mark.torture)


def for_the_gate(
    items: Sequence[pytest.Item], part: str
) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """Divide tests into what `--gate` tries and what it leaves out.

    It leaves out what is marked `long`, and of tests that run the program all cases but the first
    and the last, unless they're marked `every_case`. In the folders of `ONE_CASE` it tries one.
    Each test is tried: those listed as slow if `part` is "slow" or "all", the others if it's
    "quick" or "all".
    """
    cases: dict[str, list[pytest.Item]] = defaultdict(list)
    left_out = {
        item
        for item in items
        if item.get_closest_marker("long")
        or (part != "all" and (_test(item) in SLOW) != (part == "slow"))
    }
    for item in items:
        if item in left_out:
            continue
        folder = item.path.relative_to(ROOT).parts[0]
        if folder in RUN_THE_PROGRAM and not item.get_closest_marker("every_case"):
            cases[_test(item)].append(item)
    for test, same in cases.items():
        if test.startswith(tuple(f"{ROOT.name}/{folder}/" for folder in ONE_CASE)):
            left_out.update(item for item in same if item is not _one_of(same, test))
        else:
            left_out.update(_rest(same, 2))
    return [item for item in items if item not in left_out], [*left_out]


def _test(item: pytest.Item) -> str:
    return item.nodeid.partition("[")[0]


def _one_of(cases: Sequence[pytest.Item], test: str) -> pytest.Item:
    """Choose a case by the name of the test, and so the same one in each process and each run.

    Many tests have the same cases: plain and encrypted, a signal and another. By their names some
    tests try the first and some another, so each is tried somewhere.
    """
    return cases[crc32(test.encode()) % len(cases)]


def _rest(cases: Sequence[pytest.Item], count: int) -> Iterable[pytest.Item]:
    """Yield what isn't among the first, the last, and what lies evenly between.

    With a count of one, that is all but the last.
    """
    steps = max(1, count - 1)
    tried = {(len(cases) - 1) * (step + (count == 1)) // steps for step in range(count)}
    return (item for place, item in enumerate(cases) if place not in tried)
