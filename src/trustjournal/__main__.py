"""The way in: `main` runs one command and returns its exit code.

What is imported up here Python has at hand anyway: nothing can catch a Ctrl-C before `main`.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # `typing`, which has the real one, is not at hand
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with these arguments, or with those of the process."""
    try:
        if argv is None:
            _end_at_once_on_signals()
        from .runner import run

        return run(argv)
    except KeyboardInterrupt:
        return INTERRUPTED


def _end_at_once_on_signals() -> None:
    """End without a trace on a signal, before the program begins and after it has answered.

    There is nothing to put in order then. An exception would be shown by whatever Python is
    just doing, or lost in it. What is ignored, as `nohup` has it, stays so.
    """
    import signal

    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end_at_once)


def _end_at_once(number: int, _frame: FrameType | None) -> None:
    os._exit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
