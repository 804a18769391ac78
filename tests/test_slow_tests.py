"""The list of tests that `make test` leaves to `make test-slow`."""

from __future__ import annotations

import re

import slow_tests
import some_cases


def test_each_slow_test_is_a_test() -> None:
    """One that got another name would be run by `make test`, and never be missed in the list."""
    for listed in sorted(some_cases.SLOW):
        path, name, *_ = listed.split("::")
        text = (some_cases.ROOT.parent / path).read_text("utf-8")
        assert re.search(rf"^ *(async )?(def |class )?{name}\b", text, re.MULTILINE), listed


def test_the_cases_of_a_test_count_together() -> None:
    figures = ["0.20 a.py::test_two[x]", "0.20 a.py::test_two[y]", "0.30 a.py::test_one", "0.31 b"]
    assert slow_tests.slow(figures) == ["a.py::test_two", "b"]
