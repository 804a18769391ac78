"""Taking the journal away as Markdown: a folder that can be refreshed, or one text.

The folder keeps the hash of each file we wrote. A file that still has it is ours to replace
or remove; one that was changed by hand is kept and named.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import blake2b
from itertools import groupby
from pathlib import Path

from ..context import App
from ..domain.entry import Entry, private_spans, sealed
from ..domain.people import names_any
from ..errors import InputOutput, UsageError
from ..interchange import markdown
from ..paths import make_private, write_whole
from .people import unquoted

MANIFEST = ".trustjournal.json"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to export."""

    start: date | None = None
    end: date | None = None
    include_private: bool = False
    force: bool = False

    @property
    def whole(self) -> bool:
        """Whether it is the whole journal, so that a file without entries has no place left."""
        return self.start is None and self.end is None


@dataclass(slots=True)
class Exported:
    """What an export did."""

    dest: str
    entries: int = 0
    private: int = 0
    """Entries left out because they are private."""
    private_parts: int = 0
    """Private words left out of other entries, counted by the passage."""
    unquoted: int = 0
    """Entries without their words, because someone in them is not to be quoted."""
    written: int = 0
    unchanged: int = 0
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """Files that were changed by hand, and left as they are."""


def _entries(app: App, wanted: Wanted, result: Exported) -> Iterator[Entry]:
    silent = unquoted(app)
    found = app.reader.each_between(wanted.start or date.min, wanted.end or date.max)
    for entry in found:
        if entry.private and not wanted.include_private:
            result.private += 1
            continue
        result.entries += 1
        told = entry if wanted.include_private else sealed(entry)
        if names_any(entry, silent):
            result.unquoted += 1
            told = replace(told, body=markdown.LEFT_OUT, answers=())
        elif not wanted.include_private:
            result.private_parts += private_spans(entry)
        yield told


def _single(app: App, wanted: Wanted, result: Exported) -> Iterator[str]:
    """Everything as one text, a day at a time."""
    yield markdown.single_header()
    for day, entries in groupby(_entries(app, wanted, result), key=lambda entry: entry.day):
        yield markdown.single_day(day, list(entries))


def to_stream(app: App, wanted: Wanted, write: Callable[[str], object]) -> Exported:
    """Everything as one text."""
    result = Exported("-")
    for part in _single(app, wanted, result):
        write(part)
    return result


def to_file(app: App, wanted: Wanted, dest: Path) -> Exported:
    """Everything as one file, whole or not at all."""
    result = Exported(str(dest))
    with _writing(dest):
        if dest.is_dir():
            raise UsageError("single_is_folder", path=dest)
        if dest.exists() and not wanted.force:
            raise UsageError("file_exists", path=dest)
        write_whole(dest, "".join(_single(app, wanted, result)).encode())
    result.written = 1
    return result


def to_folder(app: App, wanted: Wanted, dest: Path) -> Exported:
    """A folder with a file a day. Doing it twice gives the same bytes."""
    result = Exported(str(dest))
    with _writing(dest):
        if dest.exists() and not dest.is_dir():
            raise UsageError("not_a_folder", path=dest)
        make_private(dest)
        folder = _Folder(dest, wanted, result)
        reviews: dict[str, list[Entry]] = {}
        for day, found in groupby(_entries(app, wanted, result), key=lambda entry: entry.day):
            entries = list(found)
            for entry in entries:
                if entry.kind == "review":
                    reviews.setdefault(_review_name(entry), []).append(entry)
            daily = [entry for entry in entries if entry.kind != "review"]
            if daily:
                folder.put(f"{day:%Y}/{day}.md", markdown.day_file(day, daily))
        for name, entries in sorted(reviews.items()):
            folder.put(f"reviews/{name}.md", markdown.review_file(name, entries))
        folder.finish()
    return result


def _review_name(entry: Entry) -> str:
    period = entry.period or ""
    return period if re.fullmatch(r"[0-9W.-]{4,24}", period) else entry.day.isoformat()


@contextmanager
def _writing(dest: Path) -> Iterator[None]:
    """Turn the system's refusals into one line that names the place."""
    try:
        yield
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise InputOutput("export_unwritable", path=dest, why=why) from None


class _Folder:
    """The folder of an export, with what it remembers of the last one."""

    def __init__(self, dest: Path, wanted: Wanted, result: Exported) -> None:
        self._dest = dest
        self._wanted = wanted
        self._result = result
        self._before = self._manifest()
        self._now: dict[str, str] = {}

    def _manifest(self) -> dict[str, str]:
        try:
            found = json.loads((self._dest / MANIFEST).read_text("utf-8"))["files"]
        except (OSError, ValueError, KeyError, TypeError):
            return {}
        if not isinstance(found, dict):
            return {}
        return {str(k): str(v) for k, v in found.items() if _is_ours_to_name(str(k))}

    def put(self, name: str, text: str) -> None:
        """Write one file, unless it stands there already or was changed by hand."""
        content = text.encode()
        path = self._dest / name
        here = _hash_of(path)
        self._now[name] = _hash(content)
        if here == self._now[name]:
            self._result.unchanged += 1
        elif here is None or here == self._before.get(name) or self._wanted.force:
            make_private(path.parent)
            write_whole(path, content, sync=False)
            self._result.written += 1
        else:
            self._result.kept.append(name)
            self._now[name] = self._before.get(name, "")

    def finish(self) -> None:
        """Remove what has no entries any more, note what was written, and sync once."""
        for name, content_hash in sorted(self._before.items()):
            if name in self._now:
                continue
            if not self._wanted.whole:
                self._now[name] = content_hash
                continue
            path = self._dest / name
            here = _hash_of(path)
            if here == content_hash or (here and self._wanted.force):
                path.unlink()
                self._result.removed.append(name)
            elif here:
                self._result.kept.append(name)
                self._now[name] = content_hash
        document = {"files": dict(sorted(self._now.items())), "format": markdown.FORMAT}
        text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
        write_whole(self._dest / MANIFEST, text.encode(), sync=False)
        if hasattr(os, "sync"):
            os.sync()


def _is_ours_to_name(name: str) -> bool:
    """Whether a name in a manifest is one we give: no manifest may reach outside its folder."""
    return re.fullmatch(r"(?:\d{4}|reviews)/[0-9W.-]{4,24}\.md", name) is not None


def _hash(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()


def _hash_of(path: Path) -> str | None:
    try:
        return _hash(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
