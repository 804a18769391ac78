"""Keep Ctrl-C, `kill` and a closed terminal from ending the program in the middle of something."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any


@contextmanager
def undisturbed() -> Iterator[list[int]]:
    """Defer Ctrl-C, SIGTERM, SIGHUP and SIGQUIT until the block has finished.

    Yields the signals that have arrived so far, for a block that waits and should stop early.
    Threads other than the main one are never interrupted by a signal, so nothing changes there.
    """
    late: list[int] = []
    before: dict[int, Any] = {}
    try:
        with suppress(ValueError):  # not in the main thread
            for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"):
                number = getattr(signal, name, None)
                # What is ignored, as `nohup` has it, stays ignored.
                if number is not None and signal.getsignal(number) not in (None, signal.SIG_IGN):
                    before[number] = signal.signal(number, lambda number, _: late.append(number))
        yield late
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if late:
        signal.raise_signal(late[0])
