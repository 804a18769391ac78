"""A folder of Markdown that can be refreshed.

The folder keeps the hash of each file we wrote. A file that still has it is ours to replace
or remove; one that was changed by hand, or has words of an entry that no version in the journal
has, is kept and named. So is, even with `--force`, whatever isn't an ordinary file in an ordinary
folder: nothing is read from a pipe or written through a link.

Beside the pages of each folder lies their index (`formats/page_index`), which import needs.

The folder also says which journal the pages are of. Those of another journal are neither replaced
nor removed: they may be all that is left of it.
"""

from __future__ import annotations

import errno
import json
import os
import re
import stat
from collections.abc import Collection
from datetime import date
from hashlib import blake2b
from itertools import groupby
from pathlib import Path
from typing import Any

from ..app import App
from ..domain.entry import Entry
from ..errors import UsageError
from ..formats import markdown_out, page_index
from ..paths import make_private, write_atomic
from ..records.section import FORMAT
from . import destination, export_page_words
from .destination import Identity
from .export import Exported, ExportOptions, RedactedJournal, telling, writing

MANIFEST = ".trustjournal.json"
PROGRESS = ".trustjournal.progress"
"""The pages that an export is writing, a line each: whose they are, their hash, and their name.

It is gone when the export has ended.
"""
PAGES_HAVE_MORE = (
    "nothing was exported, because the pages in {path} have entries that aren't in your journal, "
    "which was restored from a backup or an export. Add them with `trust import {path}`, or "
    "replace the pages with --force"
)
CONTENTS = "index.md"
"""The page that leads to pages of months."""


def to_folder(app: App, options: ExportOptions, dest: Path, *, by_month: bool = False) -> Exported:
    """Export to a folder with one file a day or month. Exporting twice gives the same bytes."""
    result = Exported(dest=str(dest), is_folder=True)
    with writing(dest), telling(app, options, result) as journal:
        destination.check(app, dest)
        if dest.exists() and not dest.is_dir():
            raise UsageError("{path} is a file; choose a folder, or add --single", path=dest)
        make_private(dest)
        folder = _Folder(app, dest, options, result, journal)
        folder.check_entries(journal)
        reviews: dict[str, list[Entry]] = {}
        of_page = _month_of if by_month else _day_of
        for day, group in groupby(journal.entries(), key=of_page):
            entries = list(group)
            for entry in entries:
                if entry.kind == "review":
                    reviews.setdefault(_review_name(entry), []).append(entry)
            daily = [entry for entry in entries if entry.kind != "review"]
            if daily and by_month:
                page = markdown_out.month_file(day, daily)
                folder.put(f"{day:%Y}/{day:%Y-%m}.md", page, markdown_out.index_of(daily))
            elif daily:
                page = markdown_out.day_file(day, daily)
                folder.put(f"{day:%Y}/{day}.md", page, markdown_out.index_of(daily))
        for name, entries in sorted(reviews.items()):
            page = markdown_out.review_file(name, entries)
            folder.put(f"reviews/{name}.md", page, markdown_out.index_of(entries, entries[0].day))
        folder.finish(with_contents=by_month)
    return result


def _day_of(entry: Entry) -> date:
    return entry.day


def _month_of(entry: Entry) -> date:
    return entry.day.replace(day=1)


def _review_name(entry: Entry) -> str:
    period = entry.period or ""
    return period if re.fullmatch(r"[0-9W.-]{4,24}", period) else entry.day.isoformat()


class _Folder:
    """The folder of an export, and its manifest from the last export."""

    def __init__(
        self,
        app: App,
        dest: Path,
        options: ExportOptions,
        result: Exported,
        journal: RedactedJournal,
    ) -> None:
        self._app = app
        self._dest = dest
        self._options = options
        self._result = result
        self._protected: Collection[Identity] = destination.identities(app)
        """The journal's own files: never opened, and never replaced by a page."""
        self._journal = journal.journal
        self._of = ""
        """The id of the journal the pages are from; empty for pages from earlier versions."""
        self._restored_at = journal.restored_at()
        self._restored_before = ""
        """When that journal had last been restored, as the pages were made."""
        self._before = self._manifest()
        self._unfinished = self._pages_of_unfinished_export()
        for name, content_hash in sorted(self._unfinished):
            self._before.setdefault(name, content_hash)
        if self._before and self._of not in ("", *journal.journals) and not options.force:
            raise UsageError(
                "the pages in {path} are from another journal, so nothing was exported; choose "
                "another folder, or replace them with --force",
                path=dest,
            )
        self._now: dict[str, str] = {}
        self._made = set[Path]()
        self._open = ""
        """The folder whose pages are being written. It is left when the next one begins."""
        self._closed = set[str]()
        self._index: page_index.Pages = {}
        """What goes into its index; below, what its index said before."""
        self._index_before: page_index.Pages = {}

    def _manifest(self) -> dict[str, str]:
        path = self._dest / MANIFEST
        status = _status_of(path)
        if status is None:
            return {}
        if not self._is_ordinary(status):
            raise UsageError(
                "{path} isn't an ordinary file, so nothing was exported; move it away, or "
                "choose another folder",
                path=path,
            )
        try:
            document = json.loads(_content(path).decode())
            files = document["files"]
        except (OSError, ValueError, KeyError, TypeError):
            return {}
        if not isinstance(files, dict):
            return {}
        self._of = str(document.get("journal", ""))
        self._restored_before = str(document.get("restored_at", ""))
        return {str(k): str(v) for k, v in files.items() if _is_ours_to_name(str(k))}

    def _pages_of_unfinished_export(self) -> set[tuple[str, str]]:
        """Return the pages, with their hashes, that an export wrote before it was ended.

        Only pages of this journal count, and only if no backup of it was restored since: others
        may be the last place of their words.
        """
        try:
            lines = _content(self._dest / PROGRESS).decode("utf-8", "replace").splitlines()
        except OSError:
            return set()
        pages = (line.split(" ") for line in lines)
        return {
            (page[2], page[1])
            for page in pages
            if len(page) == 3 and page[0] == self._written_by and _is_ours_to_name(page[2])
        }

    @property
    def _written_by(self) -> str:
        return f"{self._journal}@{self._restored_at}"

    def _note_progress(self, name: str, content_hash: str) -> None:
        """Note a page before it is written: if the export is ended, the next one knows it."""
        path = self._dest / PROGRESS
        status = _status_of(path)
        if status is None or self._is_ordinary(status):
            with path.open("a", encoding="utf-8") as file:
                file.write(f"{self._written_by} {content_hash} {name}\n")

    def _is_ours(self, name: str, content_hash: str) -> bool:
        """Return whether a page is as an export has written it."""
        was_written = (name, content_hash) in self._unfinished
        return was_written or content_hash == self._before.get(name)

    def _is_ordinary(self, status: os.stat_result, kind: int = stat.S_IFREG) -> bool:
        """Return whether a file (or folder) is ordinary, and not one of the journal's own."""
        is_protected = (status.st_dev, status.st_ino) in self._protected
        return stat.S_IFMT(status.st_mode) == kind and not is_protected

    def _in_the_way(self, name: str) -> str | None:
        """Return the page, or its folder, if something not ordinary is in its place."""
        folder = name.rpartition("/")[0]
        for part, kind in ((folder, stat.S_IFDIR), (name, stat.S_IFREG)):
            status = _status_of(self._dest / part) if part else None
            if status is not None and not self._is_ordinary(status, kind):
                return part
        return None

    def _leave(self, name: str, in_the_way: str) -> None:
        """Skip a page because of what is in its place, and keep its entry in the manifest."""
        if in_the_way not in self._result.not_ours:
            self._result.not_ours.append(in_the_way)
        if name in self._before:
            self._now[name] = self._before[name]

    def check_entries(self, journal: RedactedJournal) -> None:
        """Refuse to export if the pages have entries that a restored copy lacks.

        The pages may be the last place of their words. Entries that were permanently deleted after
        the copy was made can't be told from them, so `--force` replaces the pages all the same. A
        synced journal can tell them, so there only the pages with the others stay.
        """
        if self._restored_at == self._restored_before or self._options.force or journal.is_synced:
            return
        for folder in {name.partition("/")[0] for name in self._before if "/" in name}:
            self._enter(folder)
            if journal.has_lost_any(id_ for page in self._index_before.values() for id_ in page):
                raise UsageError(PAGES_HAVE_MORE, path=self._dest)
        self._open = ""

    def put(self, name: str, text: str, fields: dict[str, dict[str, Any]]) -> None:
        """Write one page, unless it is unchanged or was changed by hand.

        `fields` is what the index says of its entries.
        """
        folder, _, page = name.partition("/")
        if folder != self._open:
            self._close()
            self._enter(folder)
        if self._write(name, text):
            self._index[page] = fields
        elif name in self._result.newer:
            self._index[page] = fields | self._index_before.get(page, {})
        else:  # what is there may have entries of before
            self._index[page] = self._index_before.get(page, {}) | fields

    def _write(self, name: str, text: str) -> bool:
        """Write a page; return False if something else stays in its place."""
        in_the_way = self._in_the_way(name)
        if in_the_way:
            self._leave(name, in_the_way)
            return False
        content = text.encode()
        path = self._dest / name
        current_hash = _hash_of(path)
        self._now[name] = _hash(content)
        if current_hash == self._now[name]:
            self._result.unchanged += 1
        elif current_hash is None or self._may_replace(name, current_hash):
            self._note_progress(name, self._now[name])
            self._put_in_place(path, content)
            self._result.written += 1
        else:
            self._keep(name, current_hash)
            return False
        return True

    def _may_replace(self, name: str, current_hash: str) -> bool:
        """Return whether a page can go: it is as we wrote it, and the journal has its words."""
        if self._options.force:
            return True
        return self._is_ours(name, current_hash) and not self._has_more(name)

    def _has_more(self, name: str) -> bool:
        return name != CONTENTS and export_page_words.has_more(self._app, self._dest / name)

    def _keep(self, name: str, current_hash: str) -> None:
        """Leave a page that must not be replaced, and name it."""
        if self._is_ours(name, current_hash):
            self._result.newer.append(name)
            self._now[name] = current_hash
        else:
            self._result.kept.append(name)
            self._now[name] = self._before.get(name, "")

    def _put_in_place(self, path: Path, content: bytes) -> None:
        if path.parent not in self._made:
            make_private(path.parent)
            self._made.add(path.parent)
        write_atomic(path, content, sync=False)

    def _enter(self, folder: str) -> None:
        self._open = folder
        self._index = {}
        path = self._dest / folder / page_index.NAME
        is_there = self._in_the_way(f"{folder}/{page_index.NAME}") is None
        self._index_before = (page_index.read(path, self._protected) or {}) if is_there else {}

    def _close(self) -> None:
        """Finish a folder: remove pages that have no entries any more, and write its index."""
        folder = self._open
        if not folder:
            return
        for name in sorted(self._before):
            page = name.removeprefix(f"{folder}/")
            if page == name or name in self._now:
                continue
            if not self._remove(name) and page in self._index_before:
                self._index[page] = self._index_before[page]
        self._write_index(f"{folder}/{page_index.NAME}")
        self._closed.add(folder)
        self._open = ""

    def _write_index(self, name: str) -> None:
        in_the_way = self._in_the_way(name)
        if in_the_way:
            self._leave(name, in_the_way)
            return
        path = self._dest / name
        content = page_index.text_of(self._index).encode()
        current_hash = _hash_of(path)
        is_ours = current_hash is None or bool(self._index_before) or self._options.force
        if not is_ours:
            self._result.kept.append(name)
        elif not self._index:
            path.unlink(missing_ok=True)
        elif current_hash != _hash(content):
            self._put_in_place(path, content)

    def _remove(self, name: str) -> bool:
        """Remove a page that has no entries any more; return False if it stays."""
        if not self._options.whole or not self._of:
            self._now[name] = self._before[name]
            return False
        in_the_way = self._in_the_way(name)
        if in_the_way:
            self._leave(name, in_the_way)
            return False
        path = self._dest / name
        current_hash = _hash_of(path)
        if current_hash and self._may_replace(name, current_hash):
            path.unlink()
            self._result.removed.append(name)
        elif current_hash:
            self._keep(name, current_hash)
            return False
        return True

    def finish(self, *, with_contents: bool) -> None:
        """Finish all folders, write contents and manifest, and sync once."""
        self._close()
        folders = {name.partition("/")[0] for name in self._before if "/" in name}
        for folder in sorted(folders - self._closed):
            self._enter(folder)
            self._close()
        if with_contents:
            self._write(CONTENTS, self._contents())
        elif CONTENTS in self._before:
            self._remove(CONTENTS)
        files = dict(sorted(self._now.items()))
        document = {"files": files, "format": FORMAT, "journal": self._journal}
        if self._restored_at:
            document["restored_at"] = self._restored_at
        text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
        write_atomic(self._dest / MANIFEST, text.encode(), sync=False)
        progress = _status_of(self._dest / PROGRESS)
        if progress is not None and self._is_ordinary(progress):
            (self._dest / PROGRESS).unlink()
        if hasattr(os, "sync"):
            os.sync()

    def _contents(self) -> str:
        pages = [name.removesuffix(".md").split("/") for name in sorted(self._now) if "/" in name]
        months = [
            page for folder, page in pages if folder != "reviews" and markdown_out.is_month(page)
        ]
        reviews = [page for folder, page in pages if folder == "reviews"]
        return markdown_out.contents_file(months, reviews)


def _is_ours_to_name(name: str) -> bool:
    """Return whether a manifest name is one of ours: none may reach outside the folder."""
    is_page = re.fullmatch(r"(?:\d{4}|reviews)/[0-9W.-]{4,24}\.md", name) is not None
    return is_page or name == CONTENTS


def _hash(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()


def _hash_of(path: Path) -> str | None:
    try:
        return _hash(_content(path))
    except FileNotFoundError:
        return None


def _status_of(path: Path) -> os.stat_result | None:
    """Return the status of a path without following links; None if nothing is there."""
    try:
        return path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _content(path: Path) -> bytes:
    """Return the bytes of an ordinary file. Raises `OSError` if it can't be read or isn't one."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
        return file.read()
