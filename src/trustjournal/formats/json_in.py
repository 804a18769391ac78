"""Import our own JSON, and check every field against its form (`records`).

Nothing in such a file is guessed. A program wrote it, so a value that doesn't fit means that
something went wrong, and the file is refused with the place of the error. Two things may differ
from what was exported: entries whose words were left out are skipped, and hashes are recomputed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..domain.entry import from_row
from ..domain.text import label_key
from ..errors import Flawed
from ..records.section import FORMAT, HEAD, Invalid, Record
from ..records.sections import SECTIONS
from ..records.values import record_of
from .incoming import ImportContext, Incoming, IncomingRecord, Item, Place, Skipped
from .jrnl_json_in import beginning, begins_as_json, text_of
from .json_stream import Member
from .json_stream import members as members_of
from .name_numbers import NameNumbers
from .source import Source

JSON_OTHER_FORM = (
    "{path} isn't a complete export in the format {form}, so nothing was imported; it may come "
    "from a later version"
)
JSON_NEWER = (
    "{path} is in the format {value}, from a newer version, so nothing was imported; upgrade "
    "`trust`"
)
JSON_WRONG = "{path}, {place}: {field} {rule}, so nothing was imported"


def _version_of(form: object) -> int:
    """Return the version in the name of our format, such as 1 of `trustjournal/1`; else 0."""
    name, _, version = str(form).partition("/")
    is_ours = name == FORMAT.partition("/")[0] and re.fullmatch("[0-9]{1,6}", version)
    return int(version) if is_ours else 0


class FromJson:
    """Importer for our own JSON."""

    format = "json"

    def recognises(self, source: Source) -> bool:
        """Return whether it names our format, or its first entry has the keys of ours."""
        head, first = beginning(source)
        is_named = str(head.get("format", "")).startswith(FORMAT.partition("/")[0])
        return is_named or (isinstance(first, dict) and {"id", "written_on"} <= set(first))

    def can_read(self, source: Source) -> bool:
        """Return whether it begins like JSON."""
        return begins_as_json(source)

    def read(self, source: Source, context: ImportContext) -> Iterator[Item]:
        """Yield the entries and the other records, in the order of the file."""
        source.meter.total = source.size
        with text_of(source) as file:
            checker = _Checker(source.name)
            for member in members_of(file):
                if member.name in SECTIONS:
                    yield checker.item(member)
                else:
                    checker.check_head(member)
            yield checker.meta()


class _Checker:
    """A check of a file that sees its members one after another."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._meta: Mapping[str, str] | None = None
        self._is_ours = False
        self._seen = NameNumbers()
        self._begun: list[str] = []

    def check_head(self, member: Member) -> None:
        """Check a member that isn't a section. Raises `Flawed`."""
        if member.name == "format":
            if member.value != FORMAT:
                is_newer = _version_of(member.value) > _version_of(FORMAT)
                raise Flawed(
                    JSON_NEWER if is_newer else JSON_OTHER_FORM,
                    path=self._name,
                    form=FORMAT,
                    value=str(member.value)[:40],
                )
            self._is_ours = True
        elif member.name == "meta":
            self._meta = _meta(member.value, self._name)
        elif member.name not in HEAD:
            raise Flawed(
                "{path}: this version doesn't know the key “{name}”, so nothing was imported; "
                "upgrade, or remove the key",
                path=self._name,
                name=member.name[:40],
            )

    def meta(self) -> Item:
        """Return the facts about the journal, at the end of the file. Raises `Flawed`."""
        if not self._is_ours or self._meta is None:
            raise Flawed(JSON_OTHER_FORM, path=self._name, form=FORMAT)
        return IncomingRecord("meta", self._meta, Place(self._name))

    def item(self, member: Member) -> Item:
        """Return the item for a record of a section. Raises `Flawed`."""
        section, number = member.name, member.number
        if number is None:
            raise Flawed(
                "{path}: {section} has to be a list, so nothing was imported",
                path=self._name,
                section=section,
            )
        self._check_order(section)
        try:
            record = record_of(member.value, SECTIONS[section].fields)
            check = SECTIONS[section].check
            if check:
                check(record)
        except Invalid as error:
            raise Flawed(
                JSON_WRONG,
                path=self._name,
                place=f"{section}, record {number}",
                field=error.path,
                rule=error.takes,
            ) from None
        self._check_unique(section, number, record)
        place = Place(self._name, number, "entry")
        if section != "entries":
            return IncomingRecord(section, record, place)
        if record["body"] is None:
            return Skipped(place, "words_left_out")
        return Incoming(from_row(record), place, has_unique_name=True)

    def _check_order(self, section: str) -> None:
        """Check that records come after those they refer to, so that one pass can import them."""
        if section in self._begun:
            return
        for earlier in self._begun:
            if section in SECTIONS[earlier].refers_to:
                raise Flawed(
                    "{path}: put {section} before {later}; nothing was imported",
                    path=self._name,
                    section=section,
                    later=earlier,
                )
        self._begun.append(section)

    def _check_unique(self, section: str, number: int, record: Record) -> None:
        if not SECTIONS[section].unique:
            return
        key = (_unique_key(name, record[name]) for name in SECTIONS[section].unique)
        name = repr((section, *key))
        if self._seen.get(name, 0):
            raise Flawed(
                "{path}, {place}: an earlier record has the same id, so nothing was imported",
                path=self._name,
                place=f"{section}, record {number}",
            )
        self._seen.put(name, 1)


def _unique_key(field: str, value: Any) -> Any:
    """Return the part of a unique field's value that must differ between records."""
    return label_key(value) if field in ("alias", "person", "name") else value


def _meta(value: Any, name: str) -> Mapping[str, str]:
    salt = value.get("salt", "") if isinstance(value, dict) else None
    if not isinstance(salt, str) or not re.fullmatch(r"([0-9a-f]{2}){0,64}", salt):
        raise Flawed(JSON_WRONG, path=name, place="meta", field="salt", rule="hash")
    return {"salt": salt} if salt else {}
