"""Where coverage looks: at the imports, and at the first cases of each test.

A traced test takes nearly twice as long, and the tenth case of a test of commands walks the lines
of the first again. On Python 3.14 coverage needs no tracer, and there is nothing to save.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from coverage import Coverage

import trustjournal

WHOLE_COMMANDS = ("cli", "reliability", "storage", "terminal")
CASES = 3
"""How many cases of such a test are measured."""

_tracer: Any = None
"""The one of coverage, while it is taken away; no debugger's."""


def _import_everything() -> None:
    """Import all modules of the program, as coverage counts the lines that run at an import."""
    for module in pkgutil.walk_packages(trustjournal.__path__, "trustjournal."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def pause() -> None:
    """Take the tracer of coverage away after it has seen the imports, if there is one."""
    global _tracer
    if Coverage.current():
        _import_everything()
        _tracer = sys.gettrace()
        sys.settrace(None)


@contextmanager
def tracing() -> Iterator[None]:
    """Trace what runs meanwhile, where coverage is on."""
    if _tracer is None:
        yield
        return
    sys.settrace(_tracer)
    try:
        yield
    finally:
        sys.settrace(None)


def is_repeated(item: pytest.Item, cases: int = 1) -> bool:
    """Whether this is another case of a test than its first ones."""
    case = getattr(item, "callspec", None)
    return case is not None and any(index >= cases for index in case.indices.values())


def is_passed_over(item: pytest.Item) -> bool:
    """Whether coverage learns little here: a late case of a test that runs whole commands."""
    return item.path.parent.name in WHOLE_COMMANDS and is_repeated(item, CASES)
