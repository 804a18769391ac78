"""The index beside Markdown pages: what import needs of each entry, and nobody wants to read.

Each folder of pages has one, `.trustjournal.json`: the pages with the ids of their entries, and
for each entry what its page doesn't say. Without it, a page can still be imported with what it
holds.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from ..records.section import FORMAT

NAME = ".trustjournal.json"
"""The name of an index in a folder of pages."""
_MAX_BYTES = 64 * 1024 * 1024
"""A larger file isn't taken for an index."""

Pages: TypeAlias = dict[str, dict[str, dict[str, Any]]]
"""The fields of each entry by its id, by the name of the page it is on."""


def text_of(pages: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    """Return the content of an index, with a line for each entry so that it can be compared."""
    blocks = []
    for page, entries in sorted(pages.items()):
        lines = ",\n".join(f"{_json(id_)}: {_json(fields)}" for id_, fields in entries.items())
        blocks.append(f"{_json(page)}: {{\n{lines}\n}}")
    return f'{{\n"format": {_json(FORMAT)},\n"pages": {{\n{",".join(blocks)}\n}}\n}}\n'


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def read(path: Path, excluded: Collection[tuple[int, int]] = ()) -> Pages | None:
    """Read an index; None if there is none, or if it can't be understood.

    Only an ordinary file is opened, and none of `excluded`, given by device and inode number.
    """
    try:
        status = path.lstat()
        if (
            not stat.S_ISREG(status.st_mode)
            or status.st_size > _MAX_BYTES
            or (status.st_dev, status.st_ino) in excluded
        ):
            return None
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(descriptor, encoding="utf-8") as file:
            document = json.load(file)
        if document["format"] != FORMAT:
            return None
        return {
            str(page): {str(id_): dict(fields) for id_, fields in entries.items()}
            for page, entries in document["pages"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
