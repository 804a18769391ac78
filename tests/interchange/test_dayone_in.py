"""Day One comes in: zip and folder, time zones, what old exports lack, and zips that mean harm."""

from __future__ import annotations

import json
import stat
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from conftest import Trust
from importing import brought, day_one, entries, written
from trustjournal.formats import dayone_in

UUID = "65A6F350C04E496DB775971441E41FBA"
WHOLE = {
    "uuid": UUID,
    "creationDate": "2018-12-06T23:34:39Z",
    "modifiedDate": "2018-12-09T21:05:56Z",
    "timeZone": "Europe/Zurich",
    "text": "# A walk\n\nIt rained\\. We said \\*yes\\* \\\\o/\n\n"
    "![](dayone-moment://ABCDEF)\n\nMore\\!\n\n![x](dayone-moment:/video/ABC)\n",
    "tags": ["rain", "Rain", " walk "],
    "starred": True,
    "isPinned": False,
    "photos": [{"identifier": "ABCDEF"}, {}],
    "videos": [{}],
    "location": {"placeName": "Somewhere", "timeZoneName": "Asia/Tokyo"},
    "weather": {"temperatureCelsius": 4},
}
RICH = json.dumps(
    {
        "contents": [
            {"text": "Heading\n", "attributes": {"line": {"header": 2}}},
            {"text": "and words."},
            {"embeddedObjects": [{"type": "photo"}]},
        ],
        "meta": {"version": 1},
    }
)
AT = {"creationDate": "2018-12-06T23:34:39Z"}
OLD: list[Any] = [
    {**AT, "uuid": "A" * 32, "text": "No zone"},
    {**AT, "uuid": "B" * 32, "text": "Its place says", "location": {"timeZoneName": "Asia/Tokyo"}},
    {**AT, "uuid": "C" * 32, "text": "Nowhere", "timeZone": "Mars/Crater"},
    {**AT, "uuid": "D" * 32, "text": "Up", "timeZone": "../../etc/passwd", "tags": None},
    {**AT, "text": "No name", "modifiedDate": "never"},
    {**AT, "uuid": "E" * 32, "richText": RICH},
    {**AT, "uuid": "F" * 32, "photos": [{}]},
    {**AT, "uuid": "0" * 32, "richText": "{", "text": ""},
    {"uuid": "1" * 32, "text": "No date"},
    {"creationDate": "yesterday", "text": "No such date"},
    {"creationDate": "2018-12-06T23:34:39", "text": "No offset"},
    {"creationDate": "0001-01-01T00:00:00Z", "text": "Beyond"},
    {"creationDate": "2031-01-01T00:00:00Z", "text": "To come"},
    *("text", None, 7),
]


def test_an_entry_as_day_one_writes_it(trust: Trust, home: Path, tmp_path: Path) -> None:
    source = day_one(tmp_path / "e.zip", WHOLE)
    dry = brought(trust, source, "--dry-run")
    assert not home.exists()

    found = brought(trust, source)

    assert dry | {"dry_run": False} == found
    assert (found["format"], found["added"], found["first_day"]) == ("dayone", 1, "2018-12-07")
    assert found["left_out"] == {"photos": 2, "videos": 1, "places": 1, "weather": 1}
    [entry] = entries(home)
    assert (entry.day, entry.written_on) == (date(2018, 12, 7), date(2018, 12, 7))
    assert (entry.tz, entry.utc_offset, entry.starred) == ("Europe/Zurich", 3600, True)
    assert (entry.title, entry.tags) == ("A walk", ("rain", "walk"))
    assert entry.body == "It rained. We said *yes* \\o/\n\n\nMore!"
    assert (entry.source, entry.source_id) == ("dayone", UUID)
    assert f"{entry.modified_at:%d %H:%M:%S}" == "09 21:05:56"

    changed = day_one(tmp_path / "later.zip", WHOLE | {"text": "Otherwise"})
    again = brought(trust, changed)
    assert (again["added"], again["reasons"]) == (0, {"differs": 1})
    assert [each.body for each in entries(home)] == [entry.body]


def test_what_old_exports_lack(trust: Trust, home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    written(folder / "Journal.json", json.dumps({"metadata": {"version": "1.2"}, "entries": OLD}))
    written(folder / "Other.json", json.dumps({"entries": [WHOLE]}))
    written(folder / "settings.json", "{}")
    written(folder / "photos/meta.json", json.dumps({"entries": [WHOLE]}))

    there = {"TZ": "America/New_York"}
    found = brought(trust, folder, env=there)

    assert (found["format"], found["added"]) == ("dayone", 7)
    assert found["reasons"] == {
        "no_date": 1,
        "not_a_date": 2,
        "beyond_calendar": 1,
        "not_an_entry": 3,
        "empty": 2,
        "future": 1,
        "zone_unknown": 2,
        "other_file": 1,
    }
    assert found["skipped"] == 11, "one with a zone that nobody knows has come along"
    told = {entry.source_id: entry for entry in entries(home)}
    assert (told["A" * 32].tz, told["A" * 32].day.day) == ("America/New_York", 6)
    assert (told["B" * 32].tz, told["B" * 32].day.day) == ("Asia/Tokyo", 7)
    assert told["C" * 32].tz == told["D" * 32].tz == "America/New_York"
    assert told["E" * 32].body == "## Heading\nand words."
    nameless = next(entry for entry in told.values() if entry.body == "No name")
    assert nameless.source_id
    assert brought(trust, folder, env=there)["already"] == 7


def test_a_single_file_and_several_journals(trust: Trust, home: Path, tmp_path: Path) -> None:
    one = written(tmp_path / "Journal.json", "\ufeff" + json.dumps({"entries": [WHOLE]}))
    assert brought(trust, one)["added"] == 1
    with ZipFile(tmp_path / "two.zip", "w") as archive:
        for name, uuid in (("One.json", "A"), ("in/Two.json", "B")):
            archive.writestr(name, json.dumps({"entries": [WHOLE | {"uuid": uuid}]}))
        archive.writestr("__MACOSX/One.json", "{")
        archive.writestr("photos/deep/x.json", "{")

    found = brought(trust, tmp_path / "two.zip")

    # The words are here already, under another name.
    assert (found["added"], found["already"]) == (0, 2)
    assert (
        brought(trust, tmp_path / "two.zip", env={"TRUST_HOME": str(tmp_path / "b")})["added"] == 2
    )


# --- zips that mean harm -------------------------------------------------------------------------

JOURNAL = json.dumps({"metadata": {}, "entries": [WHOLE]})


def link(archive: ZipFile, name: str) -> None:
    info = ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive.writestr(info, "/etc/passwd")


@pytest.mark.parametrize("name", ["/abs.json", "../up.json", "in\\..\\up.json", "a/../../up.json"])
def test_nothing_outside_is_named(trust: Trust, home: Path, tmp_path: Path, name: str) -> None:
    with ZipFile(tmp_path / "e.zip", "w") as archive:
        archive.writestr(name, JOURNAL)
        link(archive, "Journal.json")

    done = trust("import", str(tmp_path / "e.zip"))

    assert (done.code, done.out, home.exists()) == (2, "", False)


def bomb(path: Path) -> None:
    body = json.dumps({"entries": [WHOLE | {"text": "0" * 4_000_000}]})
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("Journal.json", body)


def lying(path: Path) -> None:
    """The size in the headers is not the size of what comes out."""
    bomb(path)
    raw = path.read_bytes()
    size = len(json.dumps({"entries": [WHOLE | {"text": "0" * 4_000_000}]})).to_bytes(4, "little")
    assert raw.count(size) == 2
    path.write_bytes(raw.replace(size, (1000).to_bytes(4, "little")))


def many(path: Path) -> None:
    with ZipFile(path, "w") as archive:
        archive.writestr("Journal.json", JOURNAL)
        for n in range(3):
            archive.writestr(f"photos/{n}.jpeg", "")


def broken(path: Path) -> None:
    day_one(path, WHOLE)
    raw = bytearray(path.read_bytes())
    raw[60] ^= 0xFF
    path.write_bytes(bytes(raw))


def cut(path: Path) -> None:
    day_one(path, WHOLE)
    path.write_bytes(path.read_bytes()[:-30])


def locked(path: Path) -> None:
    day_one(path, WHOLE)
    raw = path.read_bytes()
    at = raw.index(b"PK\x01\x02")
    raw = raw[:6] + b"\x01" + raw[7 : at + 8] + b"\x01" + raw[at + 9 :]
    path.write_bytes(raw)


@pytest.mark.parametrize(
    ("make", "code", "says"),
    [
        *(
            (bomb, 2, "compressed more than a journal"),
            (lying, 1, "damaged zip"),
            (many, 2, "more than 2"),
        ),
        *((broken, 1, "damaged zip"), (cut, 1, "damaged zip"), (locked, 2, "has a password")),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_zip_in_trouble_brings_nothing(
    trust: Trust,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    make: Any,
    code: int,
    says: str,
) -> None:
    monkeypatch.setattr(dayone_in, "MOST_MEMBERS", 2)
    make(tmp_path / "e.zip")

    done = trust("import", str(tmp_path / "e.zip"), "--format", "dayone")

    assert (done.code, done.out) == (code, ""), done.err
    assert says in done.err
    assert not home.exists()
