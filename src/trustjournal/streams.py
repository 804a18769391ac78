"""Standard output and standard error that know whether the system refused what was written.

Python alone cannot tell afterwards: an error may have gone through any library, unbuffered
streams lose what did not fit, and what stays in a buffer is complained about on the way out.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any


class Sink(io.FileIO):
    """A descriptor to write to. After a refusal it takes everything, and keeps nothing."""

    def __init__(self, descriptor: int, *, quiet: bool) -> None:
        super().__init__(descriptor, "w", closefd=False)
        self.refusal: OSError | None = None
        self._quiet = quiet
        """Whether a refusal raises nothing: it cannot be said on standard error itself."""

    def write(self, data: Any) -> int:
        """Write some of the data, and wait where there is no room in a pipe for now."""
        if self.refusal is not None:
            return len(data)
        try:
            while (written := super().write(data)) is None:
                import select

                select.select([], [self], [])
        except OSError as error:
            self.refusal = error
            if not self._quiet:
                raise
            return len(data)
        return written


@contextmanager
def watched() -> Iterator[None]:
    """Put a `Sink` below `sys.stdout` and `sys.stderr` while the program runs."""
    before = sys.stdout, sys.stderr
    sys.stdout = _over_sink(before[0], quiet=False)
    sys.stderr = _over_sink(before[1], quiet=True)
    try:
        yield
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        sys.stdout, sys.stderr = before


def _over_sink(stream: Any, *, quiet: bool) -> Any:
    """The same stream over a sink; what is no file of the system stays as it is."""
    raw = getattr(stream, "buffer", None)
    raw = getattr(raw, "raw", raw)
    if type(raw) is not io.FileIO:
        return stream
    with suppress(OSError):
        stream.flush()
    return io.TextIOWrapper(
        io.BufferedWriter(Sink(raw.fileno(), quiet=quiet)),
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=quiet or stream.isatty(),
    )


def has_refused(stream: Any) -> bool:
    """Whether a stream takes no more, or its reader has left."""
    raw = getattr(getattr(stream, "buffer", None), "raw", None)
    return isinstance(raw, Sink) and raw.refusal is not None


def refusal(stream: Any) -> OSError | None:
    """What the system said when it refused to take more of a stream; a reader who left is none."""
    raw = getattr(getattr(stream, "buffer", None), "raw", None)
    found = raw.refusal if isinstance(raw, Sink) else None
    return None if isinstance(found, BrokenPipeError) else found
