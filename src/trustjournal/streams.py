"""Standard output and standard error that remember whether the system refused to write.

Python can't tell this afterwards: any library may have swallowed the error, unbuffered streams
lose what didn't fit, and Python complains at exit about what is left in a buffer.
"""

from __future__ import annotations

import io
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any


class Sink(io.FileIO):
    """A descriptor to write to. After a first error it accepts all data and discards it."""

    def __init__(self, descriptor: int, *, quiet: bool) -> None:
        super().__init__(descriptor, "w", closefd=False)
        self.refusal: OSError | None = None
        self._quiet = quiet
        """Whether an error isn't raised: standard error can't report its own."""

    def write(self, data: Any) -> int:
        """Write some of the data; if a non-blocking pipe is full, wait until it has room."""
        if self.refusal is not None:
            return len(data)
        try:
            while (written := super().write(data)) is None:
                select.select([], [self], [])
        except OSError as error:
            self.refusal = error
            if not self._quiet:
                raise
            return len(data)
        return written


@contextmanager
def watched() -> Iterator[None]:
    """Put a `Sink` under `sys.stdout` and `sys.stderr` while the block runs."""
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
    """Return a text stream like `stream` on a sink, or `stream` itself if it has no descriptor."""
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
    """Return whether writing to a stream failed, or its reader has closed it."""
    raw = getattr(getattr(stream, "buffer", None), "raw", None)
    return isinstance(raw, Sink) and raw.refusal is not None


def refusal(stream: Any) -> OSError | None:
    """Return the error of a failed write to a stream, unless its reader has just closed it."""
    raw = getattr(getattr(stream, "buffer", None), "raw", None)
    error = raw.refusal if isinstance(raw, Sink) else None
    return None if isinstance(error, BrokenPipeError) else error
