"""Keep Ctrl-C, `kill` and a closed terminal from ending the program in the middle of something."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any


@contextmanager
def undisturbed() -> Iterator[list[int]]:
    """Defer Ctrl-C, SIGTERM, SIGHUP and SIGQUIT until the block has finished.

    Yields the list of signals that have arrived so far, for a block that waits and should stop
    early. Signals interrupt only the main thread, so in other threads this does nothing.
    """
    deferred: list[int] = []
    before: dict[int, Any] = {}
    try:
        with suppress(ValueError):  # not in the main thread
            for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"):
                number = getattr(signal, name, None)
                # Signals that are ignored, as under `nohup`, stay ignored.
                if number is not None and signal.getsignal(number) not in (None, signal.SIG_IGN):
                    before[number] = signal.signal(number, lambda n, _: deferred.append(n))
        yield deferred
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if deferred:
        signal.raise_signal(deferred[0])
