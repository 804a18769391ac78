"""What the tests of exports share: an entry, and a journal that is given to an exporter."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from trustjournal.domain.entry import Entry
from trustjournal.formats.exporters import EXPORTERS
from trustjournal.records.section import Omitted

ENTRY = Entry(
    id="0123456789abcdefghjk",
    day=date(2026, 11, 22),
    written_on=date(2026, 11, 22),
    created_at=datetime(2026, 11, 22, 21, 10, 5, 123456, UTC),
    tz="Europe/Berlin",
    utc_offset=3600,
    modified_at=datetime(2026, 11, 22, 21, 10, 5, 123456, UTC),
    kind="free",
    body="We walked home slowly.",
)


class Given:
    """A journal that is given to an exporter."""

    def __init__(self, *entries: Entry) -> None:
        self._entries = entries

    def entries(self) -> Any:
        return iter(self._entries)

    def records(self, section: str) -> Any:
        return iter(())

    def head(self) -> dict[str, Any]:
        return {}

    def lists(self) -> dict[str, Any]:
        return {}

    def omitted(self) -> Omitted:
        return Omitted()


def text_of(format_: str, *entries: Entry) -> str:
    return b"".join(EXPORTERS[format_]().pieces(Given(*entries))).decode()
