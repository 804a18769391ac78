"""Whatever a file holds, an import ends in an answer or in one plain line, and never in a fault."""

from __future__ import annotations

import io
import json
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from hypothesis import example, given, settings
from hypothesis import strategies as st

from conftest import Trust
from importing import written
from trustjournal.formats.importers import IMPORTERS
from trustjournal.formats.incoming import ImportContext, Incoming
from trustjournal.formats.source import Source
from trustjournal.records.sections import SECTIONS

PAGE = """\
---
date: 2026-11-22
tags: [walk, "a: b"]
format: trustjournal/1
---

# 2026-11-21

## 22:10 Presence

<!-- trust: id=0123456789abcdefghjk kind=joy prompt=a/b question=1 title="x" mood=4 tags=["walk"] created_at=2026-11-22T21:10:00.000000Z tz=Europe/Zurich utc_offset=3600 written_on=2026-11-22 modified_at=2026-11-22T21:10:00.000000Z revision=1 answers=[{"prompt_text": "One?", "pack": null, "prompt_id": null}] -->

> The question?

### One?

\\## 10:00 escaped

## 23:00 By hand

More.
"""
NOTE = "---\ncreated: 2026-11-20T21:00:00+01:00\ntags:\n- a\n- b\nmood: 4\n---\n\nWords #tag.\n"
JRNL = "[2020-06-28 06:22:00 PM] Title *\nBody @tag\n\n[1] x\n[2020-06-29 09:00:00 AM] Two\n"
JRNL_JSON = json.dumps(
    {
        "tags": {"@tag": 1},
        "entries": [
            {"title": "x", "body": "y", "date": "2020-06-28", "time": "18:22", "tags": ["@tag"]}
        ],
    }
)
DAY_ONE = json.dumps(
    {
        "metadata": {"version": "1.0"},
        "entries": [
            {
                "uuid": "A" * 32,
                "creationDate": "2018-12-06T21:04:39Z",
                "timeZone": "Europe/Zurich",
                "text": "# Foo\nBar\\.\n![](dayone-moment://A)",
                "richText": '{"contents": [{"text": "x", "attributes": {"line": {"header": 1}}}]}',
                "tags": ["foo"],
                "photos": [{}],
                "location": {"timeZoneName": "Asia/Tokyo"},
            }
        ],
    }
)


def _zip() -> bytes:
    raw = io.BytesIO()
    with ZipFile(raw, "w") as archive:
        archive.writestr("Journal.json", DAY_ONE)
    return raw.getvalue()


OURS = (Path(__file__).parent.parent / "golden" / "export.json").read_bytes()

VALID = [
    OURS,
    *(text.encode() for text in (PAGE, NOTE, JRNL, JRNL_JSON, DAY_ONE)),
    *(_zip(), b"JRNLv3", b"SQLite format 3\0"),
]
PIECES = st.sampled_from(
    [
        *(b"\0", b"\xff", b"\xef\xbb\xbf", b"\r\n", b"\r", b"---\n", b"[", b"]", b"{", b"}", b'"'),
        *(b"\\ud800", b"null", b"-1", b"1e999", b"9" * 5000, b"[" * 3000, b"&a [*a]", b": ", b"%"),
        *(b"## 99:99", b"<!-- trust: ", b" -->", b"0001-01-01", b"9999-12-31T23:59:59Z", b"PK\3\4"),
    ]
) | st.binary(max_size=8)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A valid file with some of it gone, doubled or replaced."""
    raw = draw(st.sampled_from(VALID))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(raw)))
        end = min(len(raw), start + draw(st.integers(0, 30)))
        middle = draw(PIECES | st.just(raw[start:end] * 2))
        raw = raw[:start] + middle + raw[end:]
    return raw


FILES = mutated() | st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode())
NAMES = st.sampled_from(["2026-11-20.md", "j.txt", "Journal.json", "e.zip", "2020/06/28.txt"])


@given(raw=FILES, name=NAMES, whole=st.booleans(), date_format=st.none() | st.text(max_size=12))
def test_no_file_is_a_fault(
    trust: Trust, raw: bytes, name: str, whole: bool, date_format: str | None
) -> None:
    with TemporaryDirectory() as folder:
        path = written(Path(folder, "source", name), raw)
        options = ["--date-format", date_format] if date_format is not None else []
        source = str(Path(folder, "source") if whole else path)
        done = trust("import", source, *options, env={"TRUST_HOME": f"{folder}/home"})

        assert done.code in (0, 1, 2), done.err
        assert done.err.count("\n") == (done.code != 0)
        if done.code == 0:
            again = trust(
                "import", source, *options, "--json", env={"TRUST_HOME": f"{folder}/home"}
            )
            assert again.json["data"]["added"] == 0


@given(raw=FILES)
def test_no_reader_raises_anything_of_its_own(raw: bytes) -> None:
    from trustjournal.errors import TrustError

    for reader in IMPORTERS:
        source = Source("2026-11-20.md", raw=raw)
        try:
            found = list(reader.read(source, ImportContext(UTC, None)))
            reader.recognises(source)
        except TrustError:
            continue
        # One that was brought in can be told apart from every other.
        assert all(
            item.entry.id or item.entry.source_id for item in found if isinstance(item, Incoming)
        )


NUMBERS = [-(2**63) - 1, -1, 0, 2**31, 2**53, 2**53 + 1, 2**63 - 1, 2**63, 10**20, 10**4000]
WITH_NUMBERS = [
    (section, name)
    for section, each in SECTIONS.items()
    for name, field in each.fields.items()
    if field.kind == "number"
]
LATER: list[tuple[str, ...]] = [
    ("edit", "last", "-m", "Changed."),
    *((), ("show", "--history", "last"), ("review", "--year", "--no-input"), ("pulse",)),
    *(("promise", "list", "--all"), ("sit", "--log", "5"), ("export", "json", "-")),
]


FEW = settings(max_examples=5 if settings.get_current_profile_name() == "quick" else 250)
"""Each example runs many commands."""


@FEW
@example(where=("entries", "revision"), number=2**63 - 1)
@given(where=st.sampled_from(WITH_NUMBERS), number=st.sampled_from(NUMBERS))
def test_no_number_of_our_json_is_a_fault(
    trust: Trust, where: tuple[str, str], number: int
) -> None:
    section, name = where
    whole = json.loads(OURS)
    for record in whole[section]:
        record[name] = number
    no_fault_by(trust, "whole.json", json.dumps(whole))


@FEW
@example(name="revision", number=10**20)
@example(name="revision", number=2**63 - 1)
@example(name="revision", number=2**53)
@given(
    name=st.sampled_from(["revision", "mood", "closeness", "utc_offset", "question"]),
    number=st.sampled_from(NUMBERS),
)
def test_no_number_in_a_page_is_a_fault(trust: Trust, name: str, number: int) -> None:
    comment = f" {name}={number} -->"
    no_fault_by(trust, "page.md", PAGE.replace(" -->", comment))


def no_fault_by(trust: Trust, name: str, text: str) -> None:
    """What is brought in can be shown and edited; what cannot is one line, and nothing is stored."""
    with TemporaryDirectory() as folder:
        env = {"TRUST_HOME": f"{folder}/home"}
        done = trust("import", str(written(Path(folder, name), text)), env=env)
        assert done.code in (0, 1), done.err
        for command in LATER if done.code == 0 else ():
            after = trust(*command, env=env)
            assert after.code in (0, 10), (command, after.err)
