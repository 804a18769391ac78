"""The entry point: `main` runs one command and returns its exit code.

The imports here are of modules that Python has already loaded, because nothing can catch a Ctrl-C
before `main` runs.
"""

from __future__ import annotations

import errno  # part of Python itself
import os
import sys

TYPE_CHECKING = False  # `typing`, which defines it, isn't loaded yet
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

INTERRUPTED = 130
IO_ERROR = 74
TOO_MANY_OPEN = (
    b"trust: the system lets this program open too few files at a time (`ulimit -n`); "
    b"raise the limit and try again\n"
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with these arguments, or with those of the process."""
    try:
        if argv is None:
            _end_at_once_on_signals()
        if list(sys.argv[1:] if argv is None else argv) == ["remind", "now"]:
            import gc

            from .services.reminder_now import run_scheduled  # what prints and parses isn't needed

            code = run_scheduled(os.environ)
            if argv is None:
                gc.freeze()  # as in `runner.run`: Python would search all objects for cycles
            return code
        from .runner import run

        return run(argv)
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        if error.errno not in (errno.EMFILE, errno.ENFILE):
            raise
        # Nothing more can be imported, not even what prints errors.
        os.write(2, TOO_MANY_OPEN)
        return IO_ERROR


def _end_at_once_on_signals() -> None:
    """End without a traceback on a signal, before the program begins and after it has answered.

    There is nothing to clean up at those times, and an exception might be printed or lost,
    depending on what Python is doing. Signals that are ignored, as under `nohup`, stay ignored.
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
