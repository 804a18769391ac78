"""What each format holds, read back by other programs: csv, jsonschema, the real jrnl."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jsonschema
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import SQLModel

import reference
from conftest import Trust
from exporting import ENTRY, Given, text_of
from journals import TEXT, WORDS
from trustjournal.domain.entry import Answer, Entry
from trustjournal.formats import dayone_out
from trustjournal.formats.csv_out import COLUMNS, SEPARATOR, ToCsv
from trustjournal.formats.exporter_protocol import clock_time
from trustjournal.formats.exporters import BOOKS, EXPORTERS
from trustjournal.records.sections import SECTIONS
from trustjournal.storage import opening, whole_journal
from trustjournal.storage.writer import Writer

# --- the form of our JSON --------------------------------------------------------------------------

SCHEMA = json.loads(reference.JOURNAL_SCHEMA.read_text("utf-8"))


def test_the_schema_and_the_page_are_what_the_form_makes() -> None:
    assert reference.JOURNAL_SCHEMA.read_text("utf-8") == reference.journal_schema(), (
        "make reference"
    )
    page = reference.DOCS / "formats.md"
    assert page.read_text("utf-8") == reference.formats(), "make reference"
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("private", [(), ("--include-private",)], ids=["open", "all"])
def test_an_export_fits_the_schema(trust: Trust, private: tuple[str, ...]) -> None:
    trust("journal", "--answer", "-m", "Seen. %%Not seen.%%", "--tag", "walk", "--person", "Sam")
    trust("edit", "last", "-m", "Seen again. %%Not seen.%%")
    trust("joy", "-m", "One", "-m", "Two")
    trust("checkin", "Sam", "--heard", "quiet evenings")
    trust("people", "set", "Ada", "--quote", "no")
    trust("journal", "--free", "-m", "Something of hers.", "--person", "Ada", "--unsaid")
    trust("promise", "add", "The form")
    trust("pulse", "--set", "presence=4")
    trust("sit", "--log", "5")
    trust("pause", "2026-11-23..2026-11-24")
    found = json.loads(trust("export", "json", "-", *private).out)

    jsonschema.Draft202012Validator(SCHEMA).validate(found)
    full = {name for name in SECTIONS if found[name]}
    assert full >= {
        "entries",
        "checkins",
        "unsaid",
        "prompt_events",
        "people",
        "promises",
        "pauses",
    }


def test_no_column_of_the_journal_is_left_behind() -> None:
    """Each stands in the form, or only ties tables together, or is another's lower case."""
    tables = SQLModel.metadata.tables
    of_section = {
        "entries": {"entry"},
        "revisions": {"revision"},
        "checkins": {"checkin"},
        "unsaid": {"unsaid"},
        "intentions": {"intention"},
        "prompt_events": {"prompt_event"},
        "focus": {"focus"},
        "people": {"person"},
        "promises": {"promise"},
        "promise_events": {"promise_event"},
        "pulses": {"pulse"},
        "sittings": {"sitting"},
        "shares": {"share"},
        "pauses": {"pause"},
        "person_dates": {"person_date"},
    }
    # Tables whose rows stand inside the records of another.
    inside = {"answer", "entry_tag", "entry_person", "pulse_answer", "share_line", "meta"}
    assert set().union(*of_section.values()) | inside == set(tables)
    for section, (table,) in of_section.items():
        columns = {column.name for column in tables[table].columns} - {"n", "key"}
        columns = {{"entry_n": "entry", "promise_n": "promise"}.get(name, name) for name in columns}
        assert columns - set(SECTIONS[section].fields) == set(), section
    for table, fields in (("answer", "answers"), ("share_line", "lines")):
        owner = "entries" if table == "answer" else "shares"
        columns = {column.name for column in tables[table].columns} - {"n", "entry_n", "share_n"}
        assert columns <= set(SECTIONS[owner].fields[fields].rows or ())


@pytest.mark.parametrize("section", SECTIONS)
def test_reading_everything_sorts_only_keys(section: str) -> None:
    """Sorting the words would hold the whole journal in memory."""
    with closing(opening.empty()) as journal:
        plan = journal.execute(
            f"EXPLAIN QUERY PLAN {SECTIONS[section].select}", ("2026-01-01", "2026-12-31")
        ).fetchall()
    (keys,) = [n for n, _, _, step in plan if step in ("CO-ROUTINE k", "MATERIALIZE k")] or [None]
    assert not any("TEMP B-TREE" in step and parent != keys for _, parent, _, step in plan), plan


# --- CSV -------------------------------------------------------------------------------------------

CELL = st.one_of(
    TEXT, st.sampled_from(["=1+1", "'=1", "''@x", "-5", "\t=x", "\r=x", "＝x", "'tis"])
)


@given(body=CELL, title=CELL, tags=st.lists(WORDS, max_size=2))
def test_a_row_is_an_entry_whatever_it_says(body: str, title: str, tags: list[str]) -> None:
    entry = replace(ENTRY, body=body, title=title, tags=tuple(tags))
    for raw in (False, True):
        written = b"".join(ToCsv(raw=raw).pieces(Given(entry))).decode()
        assert written.startswith("\ufeff") != raw
        head, row = csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline=""))
        assert head == list(COLUMNS)
        found = dict(zip(head, row, strict=True))
        if not raw:
            assert not any(cell.startswith(tuple("=+-@\t\r＝＋－＠")) for cell in row)
        if not raw:
            found = {name: _without_apostrophe(cell) for name, cell in found.items()}
        assert (found["text"], found["title"]) == (body, title)
        assert found["tags"] == SEPARATOR.join(tags)


def _without_apostrophe(cell: str) -> str:
    bare = cell.lstrip("'")
    return cell[1:] if cell[:1] == "'" and bare[:1] in [*"=+-@\t\r＝＋－＠"] else cell


def test_a_table_keeps_the_lines_of_a_text_in_its_cell(trust: Trust) -> None:
    trust("journal", "--free", "-m", 'first "line"\n=second; line', "--mood", "4")
    out = trust("export", "csv", "-", "--raw-csv").out
    assert out.splitlines()[0] == ",".join(COLUMNS)
    (row,) = csv.DictReader(io.StringIO(out, newline=""))
    assert (row["text"], row["mood"], row["time"]) == ('first "line"\n=second; line', "4", "22:10")


# --- jrnl ------------------------------------------------------------------------------------------

JRNL = Path(sys.executable).with_name("jrnl")
LINE = st.one_of(
    st.sampled_from(
        [
            "[2020-01-01 10:00] x",
            "\\[2020-01-01 10:00] x",
            "[yesterday] x",
            "**all**",
            "a *",
            "*a* *",
        ]
    ),
    st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=20),
)


def jrnl_reads(folder: Path, written: str) -> list[dict[str, Any]]:
    """What the real jrnl has of a text after it took it in."""
    config = folder / "jrnl" / "jrnl.yaml"
    config.parent.mkdir(parents=True, exist_ok=True)
    journal = folder / "journal.txt"
    journal.unlink(missing_ok=True)
    config.write_text(
        f"version: v4.6\njournals: {{default: {{journal: {json.dumps(str(journal))}}}}}\n"
        "editor: ''\nencrypt: false\nhighlight: false\ntemplate: false\n"
        "tagsymbols: '#@'\ndefault_hour: 9\ndefault_minute: 0\ntimeformat: '%F %r'\n",
        "utf-8",
    )
    (folder / "from-us.txt").write_bytes(written.encode())
    env = os.environ | {"XDG_CONFIG_HOME": str(folder), "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    for words in (("--import", "--file", str(folder / "from-us.txt")), ("--format", "json")):
        done = subprocess.run(
            [JRNL, "--config-file", config, *words],
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout[done.stdout.index("{") :])["entries"]
    return found


def _unescaped(line: str) -> str:
    return line.replace("\\", "")


@settings(
    max_examples=2 if settings.get_current_profile_name() == "quick" else 60,
    phases=[Phase.generate],  # making a failure smaller would take as many runs of jrnl
)
@given(
    told=st.lists(
        st.tuples(st.lists(LINE, min_size=1, max_size=4), st.none() | LINE, st.booleans()),
        min_size=8,
        max_size=12,
    )
)
def test_jrnl_takes_in_each_entry_once(
    tmp_path: Path, told: list[tuple[list[str], str | None, bool]]
) -> None:
    began = ENTRY.created_at
    entries = [
        replace(
            ENTRY,
            body="\n".join(lines),
            title=title,
            starred=starred,
            day=(began + timedelta(days=n)).date(),
            written_on=(began + timedelta(days=n)).date(),
            created_at=began + timedelta(days=n),
            tags=("walk", "two words"),
        )
        for n, (lines, title, starred) in enumerate(told, start=-20)
    ]
    found = jrnl_reads(tmp_path, text_of("jrnl", *entries))
    assert len(found) == len(entries)
    for theirs, ours in zip(found, entries, strict=True):
        assert (theirs["date"], theirs["time"]) == (ours.day.isoformat(), "22:10")
        assert theirs["starred"] == ours.starred
        assert {"@walk", "@two-words"} <= set(theirs["tags"])
        words = _unescaped(f"{theirs['title']} {theirs['body']}").split()
        expected = _unescaped(f"{ours.title or ''} {ours.body}").split()
        assert words[: len(expected)] == expected


def test_a_bracket_that_stays_open_does_not_swallow_the_next_entry(tmp_path: Path) -> None:
    later = replace(ENTRY, created_at=ENTRY.created_at + timedelta(days=1))
    entries = (replace(ENTRY, body="Words\n[\nand more"), later)
    assert [found["body"] for found in jrnl_reads(tmp_path, text_of("jrnl", *entries))] == [
        "\\[\nand more",
        "",
    ]


def test_a_lone_return_before_a_bracket_begins_no_entry(tmp_path: Path) -> None:
    """jrnl reads it as the end of a line."""
    bodies = ("Words\r[2001-01-01 10:00] Fake *\rmore", "[2001-01-01 10:00] a\r\\[2001-01-01] b")
    entries = [
        replace(ENTRY, body=body, created_at=ENTRY.created_at + timedelta(days=n))
        for n, body in enumerate(bodies)
    ]
    found = jrnl_reads(tmp_path, text_of("jrnl", *entries))
    assert len(found) == 2
    assert found[0]["body"].startswith("\\[2001-01-01 10:00] Fake")


@pytest.mark.parametrize("indent", ["  ", "\t", "\n \n  "])
def test_an_indented_date_below_the_first_line_begins_no_entry(tmp_path: Path, indent: str) -> None:
    """jrnl drops white space before the first word below the first line, and reads it again."""
    entry = replace(ENTRY, body=f"Words\n{indent}[2001-01-01 10:00] Fake\nmore")
    [found] = jrnl_reads(tmp_path, text_of("jrnl", entry))
    assert found["body"].startswith("\\[2001-01-01 10:00] Fake")


@pytest.mark.usefixtures("no_tracing")
def test_a_jrnl_export_takes_time_by_the_length_of_the_text() -> None:
    """With the square of it, this would take half an hour."""
    for body in ("Words\n" + "[\n" * 300_000, "Words\n" + "\\[1234567\n" * 100_000 + "]"):
        assert text_of("jrnl", replace(ENTRY, body=body)).count("\\[") >= 100_000


def test_jrnl_gets_the_question_or_the_first_line_for_a_title() -> None:
    asked = replace(ENTRY, prompt_text="What was I\nholding?", tags=("a b",), people=("Sam",))
    written = text_of("jrnl", asked, replace(ENTRY, body="\n\nOne @Walk\nTwo", tags=("walk",)))
    assert written == (
        "[2026-11-22 22:10] What was I holding?\nWe walked home slowly.\n@a-b @Sam\n"
        "\n[2026-11-22 22:10] One @Walk\nTwo\n"
    )


# --- Day One ---------------------------------------------------------------------------------------


def day_one(*entries: Entry) -> list[dict[str, Any]]:
    raw = b"".join(dayone_out.ToDayOne().pieces(Given(*entries)))
    assert raw == b"".join(dayone_out.ToDayOne().pieces(Given(*entries)))
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert archive.testzip() is None
        document = json.loads(archive.read("Trust.json"))
    assert document["metadata"] == {"version": "1.0"}
    found: list[dict[str, Any]] = document["entries"]
    return found


def test_day_one_gets_what_it_knows() -> None:
    (found,) = day_one(
        replace(
            ENTRY, title="A walk", body="1\\. slow \\ \\n", tags=("walk",), people=("Sam", "walk")
        )
    )
    assert found == {
        "uuid": dayone_out.uuid_of(ENTRY),
        "creationDate": "2026-11-22T21:10:05Z",
        "modifiedDate": "2026-11-22T21:10:05Z",
        "timeZone": "Europe/Berlin",
        "text": "# A walk\n\n1\\\\. slow \\ \\n",
        "starred": False,
        "tags": ["walk", "Sam"],
    }
    assert len(found["uuid"]) == 32
    assert dayone_out.uuid_of(replace(ENTRY, id="1" * 20)) != found["uuid"]
    assert day_one() == []


@given(
    moment=st.datetimes(datetime(2001, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001  # of UTC
    back=st.integers(0, 40),
    zone=st.sampled_from(["Europe/Berlin", "America/St_Johns", "Pacific/Apia", None, "No/Where"]),
    offset=st.integers(-56, 56),
)
def test_day_one_shows_an_entry_on_its_day(
    moment: datetime, back: int, zone: str | None, offset: int
) -> None:
    created = moment.replace(tzinfo=UTC)
    if zone and zone != "No/Where":
        shift = int((created.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()).total_seconds())
    else:
        shift = offset * 900
    local = (created + timedelta(seconds=shift)).date()
    entry = replace(
        ENTRY,
        created_at=created,
        tz=zone,
        utc_offset=shift,
        day=local - timedelta(days=back),
        written_on=local - timedelta(days=back % 2),
    )
    (found,) = day_one(entry)
    shown = datetime.fromisoformat(found["creationDate"]).astimezone(ZoneInfo(found["timeZone"]))
    assert shown.date() == entry.day


@pytest.mark.parametrize(("offset", "zone"), [(19800, "Asia/Kolkata"), (20700, "Asia/Kathmandu")])
def test_day_one_gets_a_zone_with_the_half_hour_of_a_nameless_one(offset: int, zone: str) -> None:
    (found,) = day_one(replace(ENTRY, tz=None, utc_offset=offset, day=date(2026, 11, 23)))
    assert (found["creationDate"], found["timeZone"]) == ("2026-11-22T21:10:05Z", zone)


def test_the_small_hours_end_the_day_before() -> None:
    late = replace(ENTRY, created_at=datetime(2026, 11, 23, 0, 30, tzinfo=UTC))
    assert clock_time(late) == datetime(2026, 11, 22, 23, 59, 59)  # noqa: DTZ001  # a clock's time
    about_before = replace(late, day=date(2026, 11, 20), written_on=date(2026, 11, 23))
    assert clock_time(about_before) == datetime(2026, 11, 20, 1, 30)  # noqa: DTZ001


# --- files -----------------------------------------------------------------------------------------

FILES = [name for name in EXPORTERS if name != "markdown"]


@pytest.mark.parametrize("format_", FILES)
def test_a_file_is_its_owners_whole_and_over_nothing(
    trust: Trust, format_: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    trust("journal", "--free", "-m", "One.")
    done = trust("export", format_)
    dest = tmp_path / EXPORTERS[format_]().dest
    if format_ in BOOKS:
        dest = dest.with_stem(f"{dest.stem}-2026")
    assert done.out.splitlines()[0] == f"1 entry in {dest}"
    assert dest.stat().st_mode & 0o777 == 0o600
    once = dest.read_bytes()

    refused = trust("export", format_)
    assert (refused.code, refused.out) == (2, "")
    assert "--force" in refused.err
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    dest.unlink()
    dest.symlink_to(victim)
    assert trust("export", format_).code == 2
    forced = trust("export", format_, "--force", "--json").json["data"]

    assert (forced["entries"], forced["format"]) == (1, format_)
    assert not dest.is_symlink()
    assert (dest.read_bytes(), victim.read_bytes()) == (once, b"precious")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["home", dest.name, "victim"])


def test_an_export_that_fails_leaves_the_old_file(trust: Trust, home: Path, tmp_path: Path) -> None:
    trust("journal", "--free", "-m", "One.")
    dest = tmp_path / "old.csv"
    dest.write_bytes(b"precious")
    with closing(opening.for_writing(home / "journal.db")) as journal:
        journal.execute("UPDATE entry SET created_at = 'never'")

    assert trust("export", "csv", str(dest), "--force").code == 14
    assert dest.read_bytes() == b"precious"
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".tmp")]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("json", "--single"), "--single is for markdown"),
        (("json", "--raw-csv"), "--raw-csv is for csv"),
        (("dayone", "-"), "dayone isn't text"),
        (("csv", "-", "--json"), "either --json or -"),
        (("csv", "."), "is a folder"),
        (("csv", "/dev/null", "--force"), "isn't an ordinary file"),
        (("yaml",), "markdown, html, epub, json, csv, jrnl, dayone, ics"),
    ],
    ids=str,
)
def test_what_does_not_go_together_is_said(trust: Trust, args: tuple[str, ...], said: str) -> None:
    trust("journal", "--free", "-m", "an entry")
    done = trust("export", *args)
    message = done.err or done.json["errors"][0]["message"]
    assert done.code == 2
    assert said in message


def test_a_large_journal_is_written_as_it_is_read(trust: Trust, home: Path, tmp_path: Path) -> None:
    """Several lots of entries, each with its own labels and answers."""
    entries = [
        replace(
            ENTRY,
            id=f"{n:020d}",
            tags=(f"t{n}",) if n % 3 else (),
            people=(f"p{n}",),
            kind="joy" if n % 2 else "free",
            answers=(Answer(f"q{n}", f"a{n}"),) if n % 2 else (),
        )
        for n in range(2 * whole_journal.CHUNK + 7)
    ]
    with Writer(home / "journal.db", lambda: b"\1" * 32).transaction() as store:
        store.add_all(entries)
    found = json.loads(trust("export", "json", "-").out)["entries"]
    assert [(e["id"], tuple(e["tags"]), tuple(e["people"]), len(e["answers"])) for e in found] == [
        (e.id, e.tags, e.people, len(e.answers)) for e in entries
    ]
    assert len(trust("export", "jrnl", "-").out.split("\n\n")) == len(entries)
