"""Results as JSON, for scripts: one envelope, no Rich.

The shape is documented in docs/json.md; `format_version` is raised when a name in it changes
its meaning or goes away.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from ..domain.entry import Entry, private_spans, redacted
from ..domain.json_values import plain
from .sanitize import UNSAFE

FORMAT_VERSION = 1


def entry(entry: Entry, *, include_private: bool = False) -> dict[str, Any]:
    """Return an entry as plain values, without private words unless `include_private`.

    Of a private entry only its id, times and kind remain. A private passage in another entry is
    redacted, and the hash, which covers it, is null.
    """
    values: dict[str, Any] = plain(entry if include_private else redacted(entry))
    if entry.private and not include_private:
        shown = ("id", "day", "created_at", "kind", "private")
        return {name: values[name] for name in shown} | {"body": None}
    with_hash = include_private or not private_spans(entry)
    return values | {"hash": entry.hash if with_hash else None}


def success(stream: TextIO, command: str, data: Any, notes: Sequence[str] = ()) -> None:
    """Print the result of a command. Entries in `data` have gone through `entry`.

    `notes`, if there are any, are added to `data`.
    """
    _print(stream, command, "ok", _with_notes(plain(data), notes), [])


def failure(
    stream: TextIO,
    command: str,
    code: int,
    message: str,
    data: Any = None,
    notes: Sequence[str] = (),
) -> None:
    """Print an error, with the data that is available in spite of it."""
    errors = [{"code": code, "message": message}]
    _print(stream, command, "error", _with_notes(plain(data), notes), errors)


class Streamed:
    """A result whose one long list is printed item by item, so that it needn't fit into memory.

    The document is whole whatever happens: if an error comes after the first items, it is told at
    the end, together with the status.
    """

    def __init__(self, stream: TextIO, command: str, name: str, data: Mapping[str, Any]) -> None:
        """Print the beginning: the values of `data`, then the list called `name`."""
        self._stream = stream
        self._begun = False
        head = _dumped(
            {"format_version": FORMAT_VERSION, "command": command, "data": plain(dict(data))}
        )
        # Everything but the closing braces of `data` and of the document.
        opened = head.removesuffix("\n  }\n}") if data else head.removesuffix("}\n}")
        comma = "," if data else ""
        stream.write(f'{opened}{comma}\n    "{name}": [')

    def add(self, item: Any) -> None:
        """Print one item of the list."""
        text = _dumped(plain(item)).replace("\n", "\n      ")
        self._stream.write(f"{',' if self._begun else ''}\n      {text}")
        self._begun = True

    def end(self, code: int = 0, message: str = "") -> None:
        """Print the end: the status, and an error if there was one."""
        errors = [{"code": code, "message": message}] if code else []
        tail = _dumped({"status": "error" if code else "ok", "errors": errors})
        close = "\n    ]" if self._begun else "]"
        self._stream.write(f"{close}\n  }},{tail.removeprefix('{')}\n")
        self._stream.flush()


def _with_notes(data: Any, notes: Sequence[str]) -> Any:
    if notes and isinstance(data, dict | None):
        return {**(data or {}), "notes": list(notes)}
    return data


def _print(stream: TextIO, command: str, status: str, data: Any, errors: list[Any]) -> None:
    document = {
        "format_version": FORMAT_VERSION,
        "command": command,
        "status": status,
        "data": data,
        "errors": errors,
    }
    stream.write(_dumped(document) + "\n")
    stream.flush()


def _dumped(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=2)
    # JSON leaves C1 controls and direction marks unescaped, and a terminal would obey them.
    return UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
