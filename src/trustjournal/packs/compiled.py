"""The packs that come with the program, read once: when its wheel is built.

Reading the 3,300 lines of the first pack takes 20 ms and importing PyYAML takes as long again;
what was compiled takes 2 ms. YAML stays the source: a compiled pack bears the mark of the file
it was made from, and where that differs, or nothing was compiled (a checkout, a pack of one's
own), the YAML is read. Nothing is written when the program runs, so nothing can grow old.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..domain.practices import Practice
from ..domain.prompts import LongerWording, Pack, PackQuestion, Prompt

FOLDER = "compiled"
"""Beside the YAML files."""


def compile_pack(pack: Pack, raw: bytes) -> str:
    """What stands for a pack that was read from these bytes."""
    content = {"made_from": _mark(raw), "pack": asdict(pack)}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def load(path: Path) -> Pack | None:
    """The pack of a YAML file as it was compiled; None where it must be read from the YAML."""
    try:
        text = (path.parent / FOLDER / f"{path.stem}.json").read_text("utf-8")
        content = json.loads(text)
        return _pack(content["pack"]) if content["made_from"] == _mark(path.read_bytes()) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _mark(raw: bytes) -> str:
    """Tells a file from an edited one; whoever could forge it could change the program too."""
    return f"{len(raw)}-{zlib.crc32(raw):08x}"


_PARTS = {
    "practices": Practice,
    "prompts": Prompt,
    "review": PackQuestion,
    "review_longer": LongerWording,
    "checkin": PackQuestion,
    "pulse": PackQuestion,
}


def _pack(values: dict[str, Any]) -> Pack:
    for name, part in _PARTS.items():
        values[name] = [part(**_frozen(row)) for row in values[name]]
    return Pack(**_frozen(values))


def _frozen(values: dict[str, Any]) -> dict[str, Any]:
    """JSON knows no tuples."""
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in values.items()
    }
