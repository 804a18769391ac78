"""The built-in packs as JSON, compiled when the wheel is built.

Reading the 3,300 lines of the first pack takes 20 ms and importing PyYAML takes as long again;
the compiled form takes 2 ms. YAML remains the source: a compiled pack contains the fingerprint of
its YAML file, and if that differs, or there is no compiled form (a checkout, a user's own pack),
the YAML is read. Nothing is written at run time, so no cache can become stale.
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
"""The folder of the compiled packs, next to the YAML files."""


def compile_pack(pack: Pack, raw: bytes) -> str:
    """Return the compiled JSON of a pack that was read from these bytes of YAML."""
    content = {"made_from": _fingerprint(raw), "pack": asdict(pack)}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def load(path: Path) -> Pack | None:
    """Load the compiled form of a YAML pack; None if it is missing, damaged or out of date."""
    try:
        text = (path.parent / FOLDER / f"{path.stem}.json").read_text("utf-8")
        content = json.loads(text)
        if content["made_from"] != _fingerprint(path.read_bytes()):
            return None
        return _pack(content["pack"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _fingerprint(raw: bytes) -> str:
    """Return a checksum that detects edits; anyone able to forge it could change the program."""
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
        values[name] = [part(**_with_tuples(row)) for row in values[name]]
    return Pack(**_with_tuples(values))


def _with_tuples(values: dict[str, Any]) -> dict[str, Any]:
    """Turn lists into tuples, which JSON does not have."""
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in values.items()
    }
