"""Read standard input where it is a pipe or a file, so that no signal can lose what was read."""

from __future__ import annotations

import os
import select
import signal
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

PIECE = 1 << 16
IDLE_SECONDS = 0.5
BEGINNING_SECONDS = 0.1
"""How long words may take to arrive where nothing else says that they will."""


def waits_in(stdin: TextIO, patience: float = 0.0) -> bool:
    """Tell whether a pipe or a file holds something to read, without reading it.

    A pipe that is open and empty may take `patience` seconds: what writes to it has perhaps just
    begun.
    """
    try:
        descriptor = stdin.fileno()
        found = os.fstat(descriptor)
        if stat.S_ISREG(found.st_mode):
            return os.lseek(descriptor, 0, os.SEEK_CUR) < found.st_size
        piped = stat.S_ISFIFO(found.st_mode) or stat.S_ISSOCK(found.st_mode)
        if not piped or sys.platform == "win32":
            return False
        import fcntl
        import termios

        select.select([descriptor], [], [], patience)
        return any(fcntl.ioctl(descriptor, termios.FIONREAD, bytes(4)))
    except (OSError, ValueError, ImportError):
        return False


def pieces(stdin: TextIO, signals: Sequence[int]) -> Iterator[bytes]:
    """Read standard input piece by piece, until its end or until a signal has arrived.

    `signals` is what `undisturbed` yields: a signal ends the waiting, never a piece that was
    read. An empty piece means that nothing has come for a moment. Raises `OSError`.
    """
    descriptor = _descriptor_of(stdin)
    if descriptor is None:
        while piece := stdin.buffer.read(PIECE):
            yield piece
        return
    with woken_by_signals() as wakes:
        patience: float | None = None
        while not signals:
            ready, _, _ = select.select([descriptor, *wakes], [], [], patience)
            if not ready:
                patience = None
                yield b""
            if descriptor not in ready or signals:
                continue
            try:
                piece = os.read(descriptor, PIECE)
            except BlockingIOError:
                continue
            if not piece:
                return
            patience = IDLE_SECONDS
            yield piece


def _descriptor_of(stdin: TextIO) -> int | None:
    """Get the descriptor to wait for, where there is one and the system can wait for it."""
    if sys.platform == "win32":
        return None
    try:
        return stdin.fileno()
    except (OSError, ValueError):
        return None


@contextmanager
def woken_by_signals() -> Iterator[list[int]]:
    """Make a descriptor that can be read once a signal has arrived, however short before."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    try:
        before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    except ValueError:  # not in the main thread, where no signal arrives
        before = None
    try:
        yield [reading]
    finally:
        if before is not None:
            signal.set_wakeup_fd(before)
        os.close(reading)
        os.close(writing)
