"""A folder of Markdown that can be refreshed.

The folder keeps the hash of each file we wrote. A file that still has it is ours to replace
or remove; one that was changed by hand is kept and named.
"""

from __future__ import annotations

import json
import os
import re
from hashlib import blake2b
from itertools import groupby
from pathlib import Path

from ..context import App
from ..domain.entry import Entry
from ..domain.whole import FORMAT
from ..errors import UsageError
from ..interchange import markdown
from ..paths import make_private, write_whole
from .export import Exported, Wanted, telling, writing

MANIFEST = ".trustjournal.json"


def to_folder(app: App, wanted: Wanted, dest: Path) -> Exported:
    """A folder with a file a day. Doing it twice gives the same bytes."""
    result = Exported(dest=str(dest), is_folder=True)
    with writing(dest), telling(app, wanted, result) as journal:
        if dest.exists() and not dest.is_dir():
            raise UsageError("not_a_folder", path=dest)
        make_private(dest)
        folder = _Folder(dest, wanted, result)
        reviews: dict[str, list[Entry]] = {}
        for day, found in groupby(journal.entries(), key=lambda entry: entry.day):
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


class _Folder:
    """The folder of an export, with what it remembers of the last one."""

    def __init__(self, dest: Path, wanted: Wanted, result: Exported) -> None:
        self._dest = dest
        self._wanted = wanted
        self._result = result
        self._before = self._manifest()
        self._now: dict[str, str] = {}
        self._made = set[Path]()

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
            if path.parent not in self._made:
                make_private(path.parent)
                self._made.add(path.parent)
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
        document = {"files": dict(sorted(self._now.items())), "format": FORMAT}
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
