"""The `Problem` record and the size limit: they are needed without PyYAML."""

from __future__ import annotations

from dataclasses import dataclass, field

MAX_BYTES = 256 * 1024
"""The largest pack that is read."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem in a pack: its kind, its place, and whether it makes the pack unusable."""

    what: str
    line: int
    column: int
    place: str = ""
    """The field, such as `prompts[3].depth`."""
    severity: str = "error"
    details: dict[str, str] = field(default_factory=dict)
