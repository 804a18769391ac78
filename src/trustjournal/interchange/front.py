"""The front matter of a Markdown file: flat YAML between two lines of three dashes.

Every value is read as the text that stands there, so that `no`, `12:30` and `2026-02-30` are no
trouble; what they mean is for whoever asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

MOST_LINES = 500
"""Front matter longer than that is none."""


@dataclass(slots=True)
class Front:
    """What a file says of itself, and the lines it took to say it."""

    values: dict[str, Any] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    """Empty where there is no front matter; all that was read where it cannot be understood."""
    readable: bool = True

    def text(self, *names: str) -> str | None:
        """The first of these that holds a text."""
        for name in names:
            value = self.values.get(name)
            if isinstance(value, str) and value.strip():
                return value.strip()
        return None

    def words(self, name: str) -> list[str]:
        """A list of texts, or a text with commas or blanks between its words."""
        value = self.values.get(name)
        if isinstance(value, str):
            return [word for word in value.replace(",", " ").split() if word]
        return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []

    def says(self, name: str) -> bool:
        """Whether something is said to be so, in whatever letters: `private`, `Private`."""
        said = (value for key, value in self.values.items() if str(key).lower() == name)
        return any(
            isinstance(value, str) and value.strip().lower() in ("true", "yes", "on", "1")
            for value in said
        )


def taken(lines: Iterator[str]) -> Front:
    """The front matter at the beginning of a text.

    Of `lines` that much is used up; where there is none, the line that was looked at stands in
    `Front.lines`, and `readable` is false.
    """
    first = next(lines, "")
    if first.rstrip() != "---":
        return Front(lines=[first], readable=False)
    read = [first]
    for line in lines:
        read.append(line)
        if line.rstrip() in ("---", "..."):
            values = _yaml("".join(read[1:-1]))
            return Front(values or {}, read, readable=values is not None)
        if len(read) > MOST_LINES:
            break
    return Front(lines=read, readable=False)


def _yaml(text: str) -> dict[str, Any] | None:
    import yaml  # here, because completion imports every command and needs none of this

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    mended = text.encode("utf-8", "replace").decode()
    try:
        found = yaml.load(mended, Loader=loader)  # makes texts, lists and mappings only
    except (yaml.YAMLError, ValueError, RecursionError, TypeError):
        return None
    if found is None or found == "":
        return {}
    return found if isinstance(found, dict) else None
