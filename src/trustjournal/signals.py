"""Keep Ctrl-C, `kill` and a closed terminal from ending the program in the middle of something."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

_ENDING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")


class PutOff:
    """Signals put off until the end of the run, so that it can say what it has changed.

    "Stopped" alone would say that nothing has changed.
    """

    def __init__(self) -> None:
        self.late: list[int] = []
        """The signals that have arrived since."""
        self._before: dict[int, Any] = {}

    def begin(self) -> None:
        """Let no signal end the run from now on. Does nothing outside the main thread."""
        if not self._before:
            self._before = _replaced(self.late)

    @contextmanager
    def let_through(self) -> Iterator[None]:
        """Let a signal end the block, which waits for someone or something, and not the run."""
        if not self._before:
            yield
            return
        for number, handler in self._before.items():
            signal.signal(number, handler)
        try:
            yield
        except KeyboardInterrupt:
            self.late.append(signal.SIGINT)
        except SystemExit as ended:
            self.late.append(int(ended.code or 128 + signal.SIGTERM) - 128)
        finally:
            for number in self._before:
                signal.signal(number, lambda number, _: self.late.append(number))


def _replaced(late: list[int]) -> dict[int, Any]:
    """Let signals go to a list instead; returns what handled them before."""
    before: dict[int, Any] = {}
    with suppress(ValueError):  # not in the main thread
        for name in _ENDING:
            number = getattr(signal, name, None)
            # What is ignored, as `nohup` has it, stays ignored.
            if number is not None and signal.getsignal(number) not in (None, signal.SIG_IGN):
                before[number] = signal.signal(number, lambda number, _: late.append(number))
    return before


@contextmanager
def undisturbed() -> Iterator[list[int]]:
    """Defer Ctrl-C, SIGTERM, SIGHUP and SIGQUIT until the block has finished.

    Yields the list of signals that have arrived so far, for a block that waits and should stop
    early. Signals interrupt only the main thread, so in other threads this does nothing.
    """
    deferred: list[int] = []
    before: dict[int, Any] = {}
    try:
        before = _replaced(deferred)
        yield deferred
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if deferred:
        signal.raise_signal(deferred[0])
