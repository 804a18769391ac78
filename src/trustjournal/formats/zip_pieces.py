"""A zip file that is written a piece at a time, with the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from typing import Any

_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
"""The time of each file inside, always the same so that the same journal gives the same bytes."""


class Buffer(io.RawIOBase):
    """A file in memory that can't seek, and whose content is drained as it grows."""

    def __init__(self) -> None:
        self._content = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self._content += content
        return len(content)

    def drain(self) -> bytes:
        """Return what was written since the last time."""
        content = bytes(self._content)
        self._content.clear()
        return content


def member(name: str, *, packed: bool = True) -> zipfile.ZipInfo:
    """Return the header of a file inside."""
    header = zipfile.ZipInfo(name, _FIXED_TIME)
    header.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    header.external_attr = 0o600 << 16
    header.create_system = 3  # Unix, on every system
    return header
