"""Other programs that use the journal at the same time."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing, suppress
from pathlib import Path


def holding_the_lock(journal: Path, seconds: float) -> threading.Thread:
    """Another program that takes the write lock as soon as an entry is stored or deleted."""

    def hold() -> None:
        with closing(sqlite3.connect(journal, isolation_level=None, timeout=0)) as connection:
            before = connection.execute("SELECT COUNT(*) FROM entry").fetchone()
            while True:
                with suppress(sqlite3.OperationalError):
                    if connection.execute("SELECT COUNT(*) FROM entry").fetchone() != before:
                        connection.execute("BEGIN IMMEDIATE")
                        break
                time.sleep(0.001)
            time.sleep(seconds)

    thread = threading.Thread(target=hold)
    thread.start()
    return thread
