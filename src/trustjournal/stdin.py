"""Read standard input from a pipe or a file, without losing what was read if a signal arrives."""

from __future__ import annotations

import os
import select
import signal
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

if sys.platform != "win32":
    import fcntl
    import termios

PIECE = 1 << 16
IDLE_SECONDS = 0.5
BEGINNING_SECONDS = 0.1
"""How long to wait for text that may not come at all."""


def waits_in(stdin: TextIO, patience: float = 0.0) -> bool:
    """Return whether a pipe or a file holds something to read, without reading it.

    Waits up to `patience` seconds for an open, empty pipe: the program that writes to it may have
    only just started.
    """
    try:
        descriptor = stdin.fileno()
        status = os.fstat(descriptor)
        if stat.S_ISREG(status.st_mode):
            return os.lseek(descriptor, 0, os.SEEK_CUR) < status.st_size
        is_pipe = stat.S_ISFIFO(status.st_mode) or stat.S_ISSOCK(status.st_mode)
        if not is_pipe or sys.platform == "win32":
            return False
        select.select([descriptor], [], [], patience)
        return any(fcntl.ioctl(descriptor, termios.FIONREAD, bytes(4)))
    except (OSError, ValueError):
        return False


def pieces(stdin: TextIO, signals: Sequence[int]) -> Iterator[bytes]:
    """Yield standard input piece by piece, until its end or until a signal arrives.

    `signals` is the list that `undisturbed` yields. A signal ends the waiting, but never drops a
    piece that was read. An empty piece means that nothing has come for `IDLE_SECONDS`. Raises
    `OSError`.
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
    """Return the descriptor to wait for; None if there is none or the system can't wait for it."""
    if sys.platform == "win32":
        return None
    try:
        return stdin.fileno()
    except (OSError, ValueError):
        return None


@contextmanager
def woken_by_signals() -> Iterator[list[int]]:
    """Yield a descriptor that becomes readable when a signal arrives, even just before a wait."""
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
