"""Where coverage looks: at the imports, and at the first case of each test.

A traced test takes nearly twice as long, and the tenth case of a test walks the lines of the first
again. Python 3.12 and later measure without a tracer, and leave nothing to save.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import trustjournal

_tracer = sys.gettrace()


def import_everything() -> None:
    """Import all modules of the program, as coverage counts the lines that run at an import."""
    for module in pkgutil.walk_packages(trustjournal.__path__, "trustjournal."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def pause() -> None:
    """Take the tracer of the test runner away, if it has one."""
    global _tracer
    _tracer = sys.gettrace() or _tracer
    sys.settrace(None)


@contextmanager
def tracing() -> Iterator[None]:
    """Trace what runs meanwhile."""
    sys.settrace(_tracer)
    try:
        yield
    finally:
        sys.settrace(None)


def is_repeated(item: pytest.Item) -> bool:
    """Whether this is another case of a test than its first."""
    case = getattr(item, "callspec", None)
    return case is not None and any(case.indices.values())
