"""jrnl comes in: JSON and text, one file or a folder of them, however it writes its dates."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest

from conftest import Trust
from importing import brought, entries, written

TEXT = """\
[2020-06-28 06:22:00 PM] Title line *
Body with a @Tag and #home, not mail@example.org.

[1] is a footnote, and [see below] no date.

[2020-06-29 09:00:00 AM] One line alone
[2020-06-29 09:00:00 AM] One line alone
"""
JSON = {
    "tags": {"@tag": 1},
    "entries": [
        {
            "title": "Title line",
            "body": "Body with a @Tag and #home, not mail@example.org.\n\n"
            "[1] is a footnote, and [see below] no date.",
            "date": "2020-06-28",
            "time": "18:22",
            "tags": ["@tag", "#home"],
            "starred": True,
        },
        *(
            {"title": "One line alone", "body": "", "date": "2020-06-29", "time": "09:00"}
            for _ in range(2)
        ),
    ],
}


def test_text_and_json_say_the_same(trust: Trust, home: Path, tmp_path: Path) -> None:
    text = written(tmp_path / "journal.txt", TEXT)
    dry = brought(trust, text, "--dry-run")

    found = brought(trust, text, env={"TZ": "Europe/Zurich"})

    assert dry["added"] == found["added"] == 3
    assert (found["first_day"], found["last_day"]) == ("2020-06-28", "2020-06-29")
    first, second, third = entries(home)
    assert (first.title, first.starred, first.tags) == ("Title line", True, ("home", "tag"))
    assert first.body.startswith("Body with a @Tag")
    assert first.body.endswith("no date.")
    assert (first.local_time.hour, first.utc_offset, first.tz) == (18, 7200, "Europe/Zurich")
    assert first.written_on == first.day == date(2020, 6, 28)
    assert (second.title, second.body) == (third.title, third.body) == (None, "One line alone")
    assert second.source_id != third.source_id

    same = written(tmp_path / "journal.json", json.dumps(JSON))
    assert brought(trust, same) | {"source": ""} == brought(trust, "-", stdin=TEXT) | {"source": ""}
    assert brought(trust, same)["already"] == 3
    assert len(entries(home)) == 3


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2020-06-28 18:22", "2020-06-29 09:00"),
        ("2020-06-28 18:22:00", "2020-06-29 09:00:00"),
        ("2020-06-28", "2020-06-29"),
        ("28.06.2020 18:22", "29.06.2020 09:00"),
        ("28.06.20, 18:22", "29.06.20, 09:00"),
        ("28/06/2020 18:22", "29/06/2020 09:00"),
        ("06/28/20 06:22 PM", "06/29/20 09:00 AM"),
        ("Sunday, June 28, 2020 at 06:22PM", "Monday, June 29, 2020 at 09:00AM"),
        ("28 Jun 2020 18:22", "29 Jun 2020 09:00"),
        ("2020-06-28T18:22:00+02:00", "2020-06-29T09:00:00+02:00"),
        ("01/06/2020 18:22", "29/06/2020 09:00"),  # the second date tells how to read the first
    ],
)
def test_dates_are_read_as_they_are_written(
    trust: Trust, home: Path, tmp_path: Path, first: str, second: str
) -> None:
    text = f"\ufeff[{first}] One\r\n\r\n[{second}] Two\r\n"

    assert brought(trust, written(tmp_path / "j.txt", text))["added"] == 2

    one, two = entries(home)
    assert one.day == date(2020, 6, 1 if first.startswith("01/") else 28)
    assert two.day == date(2020, 6, 29)
    if ":" in first:
        assert (one.local_time.hour, two.local_time.hour) == (18, 9)


def test_what_could_be_two_days_is_asked(trust: Trust, home: Path, tmp_path: Path) -> None:
    text = written(tmp_path / "j.txt", "[03/04/2020 10:00] One\n[05/06/2020 10:00] Two\n")

    done = trust("import", str(text))

    assert (done.code, done.out) == (2, "")
    assert "--date-format: %d/%m/%Y %H:%M or %m/%d/%Y %H:%M" in done.err
    assert not home.exists()
    assert brought(trust, text, "--date-format", "%d/%m/%Y %H:%M")["last_day"] == "2020-06-05"
    same = written(tmp_path / "same.txt", "[05/05/2020 10:00] One\n")
    assert brought(trust, same)["first_day"] == "2020-05-05", "either way it is the same"


@pytest.mark.parametrize(
    ("said", "bracket"),
    [
        ("%F %r", "2020-06-28 06:22:00 PM"),
        ("%-d.%-m.%y/%H", "28.6.20/18"),
        ("%y%m%d %H", "200628 18"),
        ("%d %b (%Y)", "28 Jun (2020)"),
    ],
)
def test_a_date_format_can_be_said(
    trust: Trust, home: Path, tmp_path: Path, said: str, bracket: str
) -> None:
    text = written(tmp_path / "j.txt", f"[{bracket}] One\n")

    assert brought(trust, text, "--format", "jrnl", "--date-format", said)["added"] == 1
    assert entries(home)[0].day == date(2020, 6, 28)


@pytest.mark.parametrize("said", ["", "%H:%M", "%Q", "%", "%d %b", "words"])
def test_a_date_format_that_tells_no_day_is_refused(
    trust: Trust, home: Path, tmp_path: Path, said: str
) -> None:
    done = trust(
        "import",
        str(written(tmp_path / "j.txt", "[2020-06-28 18:22] One\n")),
        "--date-format",
        said,
    )

    assert (done.code, done.out, home.exists()) == (2, "", False)
    assert "--date-format" in done.err


@pytest.mark.parametrize("time", ["%Y-%m-%d %H:%M", "%H:%M"])
def test_a_folder_journal(trust: Trust, home: Path, tmp_path: Path, time: str) -> None:
    for day, count in ((1, 1), (2, 2)):
        moments = [datetime(2020, 6, day, 10 + n) for n in range(count)]  # noqa: DTZ001
        text = "".join(f"[{moment:{time}}] Entry {n}\n\n" for n, moment in enumerate(moments))
        written(tmp_path / f"j/2020/06/{day:02}.txt", text)
    written(tmp_path / "j/readme.txt", "[2020-01-01 10:00] not of the journal")

    found = brought(trust, tmp_path / "j")

    assert (found["format"], found["added"]) == ("jrnl", 3)
    assert [f"{e.day} {e.local_time:%H}" for e in entries(home)] == [
        *("2020-06-01 10", "2020-06-02 10", "2020-06-02 11"),
    ]


def test_a_date_without_its_year_may_be_the_29th_of_february(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    written(tmp_path / "j/2020/02/29.txt", "[29 Feb 10:15] A day more\n")

    assert brought(trust, tmp_path / "j", "--date-format", "%d %b %H:%M")["added"] == 1
    assert f"{entries(home)[0].local_time:%Y-%m-%d %H:%M}" == "2020-02-29 10:15"


ODD = """\
Stands before.
[2020-06-28 18:22] *
[2020-06-28 18:23] I said *no*
[2020-06-28 18:24]  \t
[2031-06-28 18:25] Still to come
[1900-01-01 00:00] Long ago
[2020-13-28 18:26] No date, so a line of the one before
[0001-01-01 00:00] Too long ago
[2020-06-28 18:27] Caf\udce9 \0
"""


def test_odd_pieces_are_named_or_kept(trust: Trust, home: Path, tmp_path: Path) -> None:
    text = written(tmp_path / "j.txt", "[2020-06-28 18:20] Before\n" + ODD)
    long = "x" * 130
    written(tmp_path / "long.txt", f"[2020-06-28 18:28] {long}\nMore.\n")

    found = brought(trust, text)
    brought(trust, tmp_path / "long.txt")

    reasons = {"empty": 2, "future": 1, "bracket_unread": 1, "beyond_calendar": 1}
    assert (found["reasons"], found["skipped"]) == (reasons, 4)
    assert [note["place"]["at"] for note in found["notes"]] == [3, 5, 6, 8, 9]
    assert found["mended"] == 1
    told = {f"{e.local_time:%Y %H:%M}": e for e in entries(home)}
    assert told["1900 00:00"].title == "Long ago"
    assert told["1900 00:00"].body == "[2020-13-28 18:26] No date, so a line of the one before"
    assert (told["2020 18:23"].body, told["2020 18:23"].starred) == ("I said *no*", False)
    assert told["2020 18:27"].body == "Caf\ufffd \ufffd"
    assert (told["2020 18:28"].title, told["2020 18:28"].body) == (None, f"{long}\nMore.")


def test_json_with_pieces_missing(trust: Trust, home: Path, tmp_path: Path) -> None:
    those = [
        {"title": "", "body": "Only a body", "date": "2020-06-28"},
        {"title": None, "body": ["x"], "date": "2020-06-28", "time": "10:00"},
        {"title": "x", "date": "2020-06-31", "time": "10:00"},
        {"title": "x", "body": ""},
        *(7, None, ["x"]),
        {
            "title": "half \ud83d",
            "body": "x",
            "date": "2020-06-28",
            "time": "10:00",
            "tags": [1, "@A"],
        },
    ]
    text = json.dumps({"tags": {}, "entries": those})

    found = brought(trust, written(tmp_path / "j.json", text))

    assert found["added"] == 2
    assert found["reasons"] == {"not_a_date": 1, "no_date": 1, "not_an_entry": 3, "empty": 1}
    only, half = sorted(entries(home), key=lambda entry: entry.local_time, reverse=True)
    assert (only.title, only.body) == (None, "Only a body")
    assert (half.title, half.tags) == ("half \ufffd", ("a",))
    empty = written(tmp_path / "empty.json", '{"tags": {}, "entries": []}')
    assert brought(trust, empty)["added"] == 0


@pytest.mark.parametrize(
    "text", ['{"tags": {}, "entries": [{"title": "x", "date": "2020-06-28"}, {']
)
@pytest.mark.parametrize("rest", ["", "]", '"title": 1e', "}} x", '"a": ' + "[" * 100_000])
def test_json_that_breaks_off_brings_nothing(
    trust: Trust, home: Path, tmp_path: Path, text: str, rest: str
) -> None:
    done = trust("import", str(written(tmp_path / "j.json", text + rest)))

    assert (done.code, done.out) == (1, "")
    assert "isn't valid JSON (at character" in done.err
    assert not home.exists()


# --- the real jrnl -------------------------------------------------------------------------------

CONFIG = """\
journals: {{default: {{journal: {journal}}}}}
encrypt: false
timeformat: '{timeformat}'
tagsymbols: '#@'
default_hour: 9
default_minute: 0
editor: ''
highlight: false
linewrap: 79
indent_character: '|'
template: false
version: v4.6
colors: {{body: none, date: none, tags: none, title: none}}
"""
JRNL = Path(sys.executable).with_name("jrnl")


@pytest.mark.parametrize(
    ("kind", "timeformat"),
    [
        ("j.txt", "%F %r"),
        pytest.param("folder/", "%d.%m.%Y %H:%M", marks=pytest.mark.torture),
        pytest.param("folder/", "%F %r", marks=pytest.mark.torture),
        pytest.param("j.txt", "%x %X", marks=pytest.mark.torture),
    ],
)
def test_what_jrnl_wrote(
    trust: Trust, home: Path, tmp_path: Path, timeformat: str, kind: str
) -> None:
    journal = tmp_path / kind.rstrip("/")
    if kind.endswith("/"):
        journal.mkdir()
    config = written(tmp_path / "jrnl.yaml", CONFIG.format(journal=journal, timeformat=timeformat))

    def jrnl(*words: str) -> str:
        done = subprocess.run(
            [str(JRNL), "--config-file", str(config), *words],
            capture_output=True,
            text=True,
            check=True,
            stdin=subprocess.DEVNULL,
            env=os.environ | {"LC_ALL": "C.UTF-8"},
        )
        return done.stdout

    for words in (
        "28 june 2020 at 18:22: A walk with @Sam* It rained. We laughed.",
        "29 june 2020 at 9am: Only one line #home",
        "30 june 2020 at 9am: I saw [a note] and wrote: more.",
    ):
        jrnl(*words.split(" "))
    printed = jrnl("--format", "json")
    told = json.loads(printed)["entries"]

    assert brought(trust, journal)["added"] == 3
    assert brought(trust, "-", stdin=printed)["already"] == 3
    for mine, theirs in zip(entries(home), told, strict=True):
        said = f"{theirs['title']} {theirs['body']}".split()
        assert f"{mine.title or ''} {mine.body}".split() == said
        assert f"{mine.local_time:%Y-%m-%d %H:%M}" == f"{theirs['date']} {theirs['time']}"
        assert mine.starred == theirs["starred"]
        assert set(mine.tags) == {tag[1:] for tag in theirs["tags"]}


@pytest.mark.parametrize(
    "text",
    [
        "One line",
        "A walk *\nand more",
        "*Loud*\n*louder*",
        "Words\n[\nand more",
        "Words\n[2020-01-01 10:00] no entry of its own\n\\[2020-01-01 10:00] nor this",
        "Words\n\\[ open\n[1] closed",
    ],
)
def test_what_we_wrote_for_jrnl_comes_back(
    trust: Trust, home: Path, tmp_path: Path, text: str
) -> None:
    for words, later in ((text, ()), ("*The* next one *", ("star", "last"))):
        assert trust("journal", "--free", "-m", words).code == 0
        assert not later or trust(*later).code == 0
    assert trust("export", "jrnl", str(tmp_path / "out.txt")).code == 0
    there = str(tmp_path / "there")

    brought(trust, tmp_path / "out.txt", env={"TRUST_HOME": there})

    first, second = entries(Path(there))
    assert "\n".join(filter(None, (first.title, first.body))) == text
    assert (second.body, second.starred) == ("*The* next one *", True)


def test_private_words_that_begin_in_the_first_line_stay_one_with_the_text(trust: Trust) -> None:
    text = "[2026-11-20 21:00] Met %%Ann.\nSECRETY%% so.\n"
    assert trust("import", "-", stdin=text).code == 0
    assert "SECRETY" not in trust("list", "--json").out
    assert "SECRETY" not in trust("export", "csv", "-").out
    assert "SECRETY" in trust("show").out
