"""The tags of the journal: what there is, what is probably one, other names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..app import App
from ..domain.tags import Tag, near_duplicates, nearest
from ..domain.text import label, label_key
from ..errors import NotFound, UsageError
from ..storage.tags_reader import TagsReader
from .list_entries import tags_of

if TYPE_CHECKING:
    from ..storage.writer import Transaction


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags of all entries that are not private."""

    tags: tuple[Tag, ...]
    alike: tuple[tuple[Tag, Tag], ...]
    """Pairs that are probably meant to be one, the more common first."""
    private: int
    """Private entries, whose tags are not told."""


@dataclass(frozen=True, slots=True)
class TagsRenamed:
    """The result of renaming tags."""

    before: tuple[str, ...]
    after: str
    entries: int
    """Entries that had one of them, without private ones."""


def everything(app: App) -> Tags:
    """Return all tags."""
    reader = tags_of(app)
    tags = reader.everything()
    return Tags(tuple(tags), tuple(near_duplicates(tags)), reader.private_entries())


def rename(app: App, before: str, after: str) -> TagsRenamed:
    """Give a tag another name on every entry.

    Raises `NotFound`, and `UsageError` where there is a tag of the new name: then two would
    become one, which is what `merge` is for.
    """
    name = _checked_label(after)
    _tag_named(tags_of(app).everything(), before)  # raises before a journal is made for it
    with app.writer.transaction() as store:
        tags = store.reads(TagsReader).everything()
        old = _tag_named(tags, before)
        taken = label_key(name) != old.key and any(tag.key == label_key(name) for tag in tags)
        if taken:
            raise UsageError(
                "there's already a tag called {name}; `trust tags merge {before} {name}` merges "
                "them",
                name=name,
                before=old.name,
            )
        return _retag(app, store, [old], name)


def merge(app: App, names: Sequence[str], into: str) -> TagsRenamed:
    """Merge tags into one, which may exist already or not."""
    name = _checked_label(into)
    if {label_key(label(tag_name)) for tag_name in names} == {label_key(name)}:
        raise UsageError("{name} is one tag already; name at least two", name=into)
    tags = tags_of(app).everything()
    for tag_name in names:
        _tag_named(tags, tag_name)  # raises before a journal is made for it
    with app.writer.transaction() as store:
        tags = store.reads(TagsReader).everything()
        # Written as it already is, so that one tag keeps one spelling.
        spelled = next((tag.name for tag in tags if tag.key == label_key(name)), name)
        return _retag(app, store, [_tag_named(tags, tag_name) for tag_name in names], spelled)


def _tag_named(tags: Sequence[Tag], name: str) -> Tag:
    key = label_key(label(name))
    match = next((tag for tag in tags if tag.key == key), None)
    if match:
        return match
    near = nearest(label(name), [tag.name for tag in tags], 1)
    if near:
        raise NotFound("no entry has the tag {name}; did you mean {near}?", name=name, near=near[0])
    raise NotFound("no entry has the tag {name}; `trust tags` lists your tags", name=name)


def _checked_label(name: str) -> str:
    tag_name = label(name)
    if not tag_name:
        raise UsageError("a tag can't be empty")
    return tag_name


def _retag(app: App, store: Transaction, old: Sequence[Tag], name: str) -> TagsRenamed:
    keys = {tag.key for tag in old}
    entries = store.reads(TagsReader).count_with(sorted(keys))
    store.replace_tags(keys, name)
    store.note_renamed("tag", keys, name, app.now.moment)
    return TagsRenamed(tuple(tag.name for tag in old), name, entries)
