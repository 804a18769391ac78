"""Entries as journals of a calendar, read back by another program: icalendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from conftest import Trust
from exporting import ENTRY, Given
from journals import TEXT
from trustjournal.formats.ics_out import ToIcs

AWKWARD = st.lists(
    st.sampled_from(
        [*(";", ",", "\\", "\\n", "\n", "\r", ":", '"', "é", "日本", "👩‍👩‍👧", " ", "\t"), "x" * 70]
    )
    | TEXT,
    max_size=12,
).map("".join)


def journals_in(raw: bytes) -> list[Any]:
    calendar: Any = icalendar.Calendar.from_ical(raw)
    return list(calendar.walk("VJOURNAL"))


def written(body: str, **more: Any) -> bytes:
    other = replace(ENTRY, private=True)
    return b"".join(ToIcs().pieces(Given(replace(ENTRY, body=body, **more), other)))


@given(
    body=AWKWARD,
    title=st.none() | AWKWARD,
    tags=st.lists(AWKWARD.map(str.strip).filter(bool), max_size=3, unique=True),
)
def test_another_program_reads_an_entry_as_it_was(
    body: str, title: str | None, tags: list[str]
) -> None:
    raw = written(body, title=title, tags=tuple(tags), mood=4)

    assert b"\n" not in raw.replace(b"\r\n", b"")
    for line in raw.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no character is torn apart
    found, other = journals_in(raw)
    assert found["DESCRIPTION"] == as_read(body)
    assert found.get("SUMMARY", "") == as_read(" ".join((title or "").split()))
    categories = found["CATEGORIES"].cats if tags else []
    assert [str(name) for name in categories] == [as_read(tag) for tag in tags]
    assert found["UID"] == "0123456789abcdefghjk@trustjournal"
    assert found["DTSTART"].dt == datetime(2026, 11, 22, 22, 10, 5)  # noqa: DTZ001  # no zone
    assert found["CREATED"].dt == ENTRY.created_at.replace(microsecond=0)
    assert (found["CLASS"], found["X-TRUST-MOOD"]) == ("PRIVATE", "4")
    assert other["CLASS"] == "CONFIDENTIAL"


def as_read(text: str) -> str:
    """A text with the line breaks of a calendar, and without control characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join("\ufffd" if is_control(c) else c for c in lines)


def is_control(character: str) -> bool:
    return (character < " " and character not in "\t\n") or character == "\x7f"


def test_private_words_stay_out_and_an_entry_keeps_its_day_and_id(trust: Trust) -> None:
    trust("journal", "--free", "-m", "Seen, %%unseen%%.", "--tag", "a,b", "--date", "2026-11-20")
    trust("journal", "--free", "-m", "All mine.", "--private")
    done = trust("export", "ics", "-")

    [found] = journals_in(done.out.encode())
    assert found["DESCRIPTION"] == "Seen, [private]."
    assert found["DTSTART"].dt.date() == date(2026, 11, 20)
    assert "All mine" not in done.out
    assert "left out: 1 private entry" in done.err
    trust("edit", "2026-11-20", "-m", "Seen again.", now="2026-12-01T10:00:00+01:00")
    [edited] = journals_in(trust("export", "ics", "-").out.encode())
    assert (edited["UID"], edited["SEQUENCE"]) == (found["UID"], 1)
    assert edited["DTSTAMP"].dt > found["DTSTAMP"].dt
