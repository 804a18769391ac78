"""The description of a draft: which entry its text becomes, and which journal it is for."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

from .cipher import NO_CIPHER, Cipher
from .owner import Journal

EDITOR_FILE = "lies_open"
"""Description key: the path of the plain text that an editor has of an encrypted draft."""
EDITOR_FILE_SYSTEM = "lies_on"
"""Description key: what `mounts` knows about the file system of that path."""
EDITOR_TEXT = "editor_text"
"""Description key: the hash of the text that the editor was given or has last saved."""
JOURNAL = "journal"
"""Description key: the journal the draft is for, readable even if the draft is encrypted."""
ENCRYPTED_PART = "sealed"
"""Key of an encrypted description: everything but the journal."""


def description_of(about: dict[str, Any], cipher: Cipher, journal: Journal | None) -> bytes:
    """Return the description of a draft as bytes; the note of its journal stays readable."""
    about = {name: value for name, value in about.items() if name != JOURNAL}
    note = {JOURNAL: journal.note()} if journal else {}
    if cipher is NO_CIPHER:
        return _json(about | note)
    sealed = cipher.encrypt(_json(about))
    return _json(note | {ENCRYPTED_PART: base64.b64encode(sealed).decode()}) if note else sealed


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def object_in(raw: bytes) -> dict[str, Any]:
    """Parse a JSON object; return an empty dictionary for anything else."""
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def text_hash(raw: bytes) -> str:
    """Return the value of `EDITOR_TEXT` for a text."""
    return hashlib.sha256(raw).hexdigest()


def editor_file(about: dict[str, Any]) -> Path | None:
    """Return the path of the plain text an editor had, if the description has one."""
    place = about.get(EDITOR_FILE)
    return Path(place) if isinstance(place, str) and "\0" not in place else None
