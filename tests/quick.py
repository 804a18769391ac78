"""Make a runner of thousands of commands quick, without changing what a test can see.

A person runs one command in a process, and pays for each of these once. A test run pays for them
with each of its commands and each of its journals.
"""

from __future__ import annotations

import gc
import os
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from itertools import cycle
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy
import typer.main
import typer.utils
from sqlalchemy.pool import NullPool

from trustjournal import encryption_keys
from trustjournal.paths import make_private
from trustjournal.storage import connect, encryption_marker, opening, writer
from trustjournal.storage.encryption_marker import Place
from trustjournal.sync import key_file

MEMORY = Path("/dev/shm")  # a folder is made in it that nobody else may enter
ROOM = 2 * 1024**3
"""Bytes that must be free there. A run leaves about a tenth of that at a time."""


def share_signatures() -> None:
    """Keep what Typer makes of the signature of a command: it is the same for each run."""
    read = cache(typer.utils.get_params_from_function)
    typer.main.get_params_from_function = lambda func: {**read(func)}  # type: ignore[attr-defined]
    convert = cache(typer.main.get_params_convertors_ctx_param_name_from_function)

    def converted(callback: Callable[..., Any] | None) -> Any:
        parameters, convertors, context = convert(callback)
        return [*parameters], convertors, context

    typer.main.get_params_convertors_ctx_param_name_from_function = converted


_engines: dict[ModuleType, sqlalchemy.Engine] = {}
"""The first engine of each driver; those after it take over what it has compiled."""


def _create_engine(
    url: str, *, module: ModuleType, creator: Callable[[], Any], **options: Any
) -> sqlalchemy.Engine:
    first = _engines.get(module)
    if first is None:
        first = sqlalchemy.create_engine(url, module=module, creator=creator, **options)
        _engines[module] = first
        return first
    return sqlalchemy.Engine(
        NullPool(creator),
        first.dialect,
        first.url,
        hide_parameters=options["hide_parameters"],
        execution_options={"compiled_cache": first._compiled_cache},
    )


def share_compiled_statements() -> None:
    """Let SQLAlchemy compile a statement once: each journal has an engine of its own."""
    writer.create_engine = _create_engine  # type: ignore[attr-defined, assignment]


@cache
def _pages_of_a_new_journal() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        opening.for_writing(path).close()
        return path.read_bytes()


def _empty() -> sqlite3.Connection:
    """What `opening.empty` does."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(_pages_of_a_new_journal())
    return connection


_for_writing = opening.for_writing


def _open_for_writing(
    path: Path,
    keys: connect.Keys | None = None,
    backups: Path | None = None,
    driver: ModuleType = sqlite3,
    place: Place | None = None,
) -> connect.Connection:
    """What `opening.for_writing` does. Of two processes that make a journal, one is the first."""
    if not connect.exists(path):
        encryption_marker.refuse_new(place or Place(path, backups))
        new = path.with_name(f".{path.name}-{os.getpid()}-{threading.get_ident()}")
        with suppress(OSError):  # the program tries it too, and says what is wrong
            make_private(path.parent)
            new.touch(0o600)
            try:
                new.write_bytes(_pages_of_a_new_journal())
                path.hardlink_to(new)
            finally:
                new.unlink()
    return _for_writing(path, keys, backups, driver, place)


def share_new_journals(patch: pytest.MonkeyPatch) -> None:
    """Make each new journal as a copy of the first, and read a missing one as such a copy.

    To make its tables and indexes takes eighty statements, and five times as long as to open it:
    an eighth of the time of all tests.
    """
    _pages_of_a_new_journal()  # before a child needs it
    patch.setattr(opening, "empty", _empty)
    patch.setattr(opening, "for_writing", _open_for_writing)


def share_keys() -> None:
    """Derive a key once from the same passphrase and salt: by design that takes a tenth of a second.

    The salts come again after a few. Processes that start from nothing have salts of their own, and
    derive each key.
    """
    encryption_keys.derive = cache(encryption_keys.derive)
    salts = cycle([connect.new_salt() for _ in range(4)])
    connect.new_salt = lambda: next(salts)


def cheapen_key_files() -> None:
    """Write key files of a sync at the lowest cost that they may have: it was half of those tests.

    Each has a salt of its own, so no key can be shared. The program reads the cost from the file.
    """
    key_file.COST = key_file.Cost(log2_n=10)


def work_in_memory() -> None:
    """Put temporary folders into memory where there is room, so that nobody waits for a disk.

    No test can tell: what a power cut would leave is seen by the order of system calls.
    """
    if not hasattr(os, "ST_NOEXEC") or not os.access(MEMORY, os.W_OK):
        return
    if shutil.disk_usage(MEMORY).free > ROOM and not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def collect_less_garbage() -> None:
    """Leave what was imported alone, and look for garbage less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


Made = dict[Path, bytes | None]
"""The files of a journal that many tests begin with; None for a folder."""


def lay_out(home: Path, made: Made, make: Callable[[], object]) -> None:
    """Make a journal for the first test that wants it, and give the same files to those after."""
    if not made:
        make()
        for path in sorted((home, *home.rglob("*"))):
            made[path.relative_to(home)] = None if path.is_dir() else path.read_bytes()
        return
    for name, raw in made.items():
        path = home / name
        if raw is None:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        else:
            path.touch(0o600)
            path.write_bytes(raw)
