"""What the tests of imports share: files, entries that Hypothesis makes, and what came of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from hypothesis import strategies as st

from conftest import Result, Trust
from trustjournal.domain import ids, multi_answer
from trustjournal.domain.entry import Answer, Entry
from trustjournal.domain.kinds import KINDS
from trustjournal.domain.practices import PRACTICES
from trustjournal.domain.text import clean, label, labels
from trustjournal.storage.entry_reader import Reader
from trustjournal.storage.writer import Writer


def brought(trust: Trust, source: Path | str, *options: str, **how: Any) -> dict[str, Any]:
    """Import something; what the answer says."""
    done: Result = trust("import", str(source), "--json", *options, **how)
    assert done.code == 0, done.out
    found: dict[str, Any] = done.json["data"]
    return found


def entries(home: Path) -> list[Entry]:
    """All entries of a journal, oldest first; those in the trash at the end."""
    reader = Reader.open(home / "journal.db")
    try:
        return [*reader.between(date(1000, 1, 1), date(9000, 1, 1)), *reader.trashed()]
    finally:
        reader.close()


def store(home: Path, those: Sequence[Entry]) -> None:
    """A journal with these entries."""
    with Writer(home / "journal.db", lambda: b"\1" * 32).transaction() as journal:
        journal.add_all(those)


def written(path: Path, text: str | bytes) -> Path:
    """A file with something in it, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape"))
    return path


def day_one(path: Path, *those: Any, name: str = "Journal.json", **more: Any) -> Path:
    """A zip as Day One makes one."""
    document = {"metadata": {"version": "1.0"}, "entries": list(those)} | more
    with ZipFile(path, "w") as archive:
        archive.writestr(name, json.dumps(document))
    return path


# --- entries of any shape ------------------------------------------------------------------------

LINES = (
    *("## 22:10 Presence", "## 22:10", "# 2026-11-22", "<!-- trust: id=x -->", "---", "> quoted"),
    *("\\## 10:00 x", "\\\\<!-- trust: -->", "[2020-06-28 18:22] not mine", "[1] a note", "", " "),
    *("# Foo", "### Which one?", "a * b *", "this\\.", "%%mine%%", "@walk #home", "日本 ſ é́"),
)
"""Lines that could be taken for what they are not."""
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60)
BODY = (
    st.lists(st.sampled_from(LINES) | TEXT, min_size=1, max_size=6)
    .map(lambda lines: clean("\n".join(lines)).text)
    .filter(str.strip)
)
PROSE = BODY.map(lambda text: text.strip("\n"))
"""As most programs keep a text: no empty lines around it."""
NAME = st.none() | TEXT.filter(lambda text: bool(text.strip()))
LABELS = st.lists(TEXT | st.sampled_from(["walk", "Ä"]), max_size=3).map(
    lambda found: labels([clean(each).text for each in found if label(each)])
)
MARK = st.none() | st.integers(1, 5)
MOMENT = st.datetimes(datetime(1900, 1, 2), datetime(2026, 11, 21)).map(  # noqa: DTZ001  # of UTC
    lambda moment: moment.replace(tzinfo=UTC)
)
ANSWERS = st.lists(
    st.tuples(
        st.sampled_from(["One?", "Two?", "Three? ## 10:00"]), st.sampled_from(["a", "b\n\nc"])
    ),
    unique_by=lambda pair: pair[0],
    max_size=3,
).map(lambda pairs: tuple(Answer(asked, text, "pack", "id") for asked, text in pairs))


@st.composite
def whole_entries(draw: st.DrawFn) -> Entry:
    """Any entry a journal can hold, but for the trash."""
    created = draw(MOMENT)
    kind: Any = draw(st.sampled_from(KINDS))
    many = draw(ANSWERS) if kind not in ("daily", "free") else ()
    source = draw(st.sampled_from([None, "jrnl", "dayone"]))
    return Entry(
        id=draw(st.text(ids.ALPHABET, min_size=ids.LENGTH, max_size=ids.LENGTH)),
        day=draw(st.dates(date(1900, 1, 1), date(2026, 11, 22))),
        written_on=draw(st.dates(date(1900, 1, 1), date(2026, 11, 22))),
        created_at=created,
        tz=draw(st.sampled_from([None, "Europe/Zurich", "Asia/Kathmandu"])),
        utc_offset=draw(st.integers(-86_000, 86_000)),
        modified_at=draw(MOMENT),
        revision=draw(st.integers(1, 9)),
        kind=kind,
        title=draw(NAME),
        body=multi_answer.compose(many) if many else draw(BODY),
        mood=draw(MARK),
        closeness=draw(MARK),
        practice=draw(st.none() | st.sampled_from(sorted(PRACTICES))),
        period=draw(st.sampled_from([None, "2026-W47", "2026-11"])),
        prompt_text=draw(NAME),
        tags=draw(LABELS),
        people=draw(LABELS),
        starred=draw(st.booleans()),
        private=draw(st.booleans()),
        source=source,
        source_id=draw(st.uuids()).hex if source else None,
        answers=many,
    )


def distinct(found: list[Entry]) -> list[Entry]:
    """Without two of the same id, or of the same moment: the journal gives each its own."""
    by_id = {entry.id: entry for entry in found}
    return list({entry.created_at: entry for entry in by_id.values()}.values())


def question_of(entry: Entry) -> Entry:
    """The entry with the name of its question, which goes along only where both parts are there."""
    return replace(entry, pack="emotional-trust", prompt_id="presence-hands")
