"""What can be wrong in a pack, apart from how YAML is read, so that names cost no parser."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a pack: what, where, and whether it keeps the pack from use."""

    what: str
    line: int
    column: int
    place: str = ""
    """The field, such as `prompts[3].depth`."""
    severity: str = "error"
    details: dict[str, str] = field(default_factory=dict)
