"""Files that other programs wrote: called by a format's name only where they are that format.

And whatever doesn't come along, or comes otherwise than it may look, is named.
"""

from __future__ import annotations

import json
import subprocess
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from conftest import Trust
from importing import brought, day_one, entries, store, written
from terminal_helpers import command, environment
from trustjournal.domain.entry import Entry
from trustjournal.formats.date_formats import choose_reading, readings

LOS_ANGELES = {"TZ": "America/Los_Angeles"}


def told(home: Path) -> list[str]:
    """Day and time of all entries."""
    return [f"{e.day} {e.local_time:%H:%M}" for e in entries(home)]


# --- jrnl, with dates in more than one way -------------------------------------------------------

MIXED = """\
[2020-01-03 10:20] Third day
Still the old way.

[2021-05-04 06:22:00 PM] Fourth day
Another timeformat.

[2021-05-05 07:00:00 AM] Fifth day *
[2021-5-6 7:05] By hand
[28.06.2021 18:22] Dots
[Tue 29 Jun 2021 18:22] A name
[2021-07-01T05:00:00Z] In UTC
[30/07/2021 18:22] The day first
[03/08/2021] So this one too
"""


def test_each_date_of_a_jrnl_text_is_read_by_itself(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    found = brought(trust, written(tmp_path / "j.txt", MIXED), env={"TZ": "Etc/UTC"})

    assert (found["added"], found["reasons"]) == (9, {})
    assert told(home) == [
        *("2020-01-03 10:20", "2021-05-04 18:22", "2021-05-05 07:00", "2021-05-06 07:05"),
        *("2021-06-28 18:22", "2021-06-29 18:22", "2021-07-01 05:00", "2021-07-30 18:22"),
        "2021-08-03 00:00",
    ]
    assert [entry.body for entry in entries(home) if entry.starred] == ["Fifth day"]


def test_so_is_each_file_of_a_folder(trust: Trust, home: Path, tmp_path: Path) -> None:
    written(tmp_path / "j/2020/01/02.txt", "[2020-01-02 09:10] Two\n\n[2020-01-02 21:00] Two\n")
    written(tmp_path / "j/2020/01/03.txt", "[09:10 PM] The time alone\n")
    written(tmp_path / "j/2021/05/04.txt", "[2021-05-04 06:22:00 PM] Fourth\n")
    written(tmp_path / "j/notes.txt", "Not of the journal.")

    found = brought(trust, tmp_path / "j")

    assert (found["added"], found["reasons"]) == (4, {"other_file": 1})
    assert told(home)[2:] == ["2020-01-03 21:10", "2021-05-04 18:22"]


def test_a_bracket_that_looks_like_a_date_and_is_read_as_none_is_named(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    lines = ("[28 juin 2020 18:22] French", "[2020-13-28 18:26] No month", "[2020-06-28 18:22]")
    others = ("[see below] no date", "[1] a footnote", "[link](2020-06-28)", "\\[2020-06-28] ours")
    text = "\n".join(("[2020-06-28 18:20] One", *lines, *others, ""))

    found = brought(trust, written(tmp_path / "j.txt", text))

    assert (found["added"], found["skipped"]) == (1, 0)
    assert found["reasons"] == {"bracket_unread": 3}
    assert [note["place"]["at"] for note in found["notes"]] == [2, 3, 4]
    assert all(line in entries(home)[0].body for line in lines)


@pytest.mark.parametrize("options", [(), ("--format", "jrnl")])
def test_a_jrnl_file_may_begin_with_a_heading(
    trust: Trust, tmp_path: Path, options: tuple[str, ...]
) -> None:
    text = "# My journal\n\n[2020-01-01 08:00] A title\nBody\n\n[2020-01-02 08:00] Another\nBody\n"

    found = brought(trust, written(tmp_path / "journal.txt", text), *options)

    assert (found["format"], found["added"]) == ("jrnl", 2)
    assert found["reasons"] == {"before_first_entry": 1}


def test_a_jrnl_file_with_a_long_beginning_is_read_where_its_format_is_named(
    trust: Trust, tmp_path: Path
) -> None:
    text = "Of before.\n" * 7000 + "[2020-01-01 08:00] A title\nBody\n"
    path = written(tmp_path / "journal.txt", text)

    assert "say which with --format" in trust("import", str(path)).err
    found = brought(trust, path, "--format", "jrnl")

    assert (found["added"], found["reasons"]) == (1, {"before_first_entry": 1})


def test_a_file_of_jrnl_1_is_not_taken_for_one_of_its_lines(trust: Trust, tmp_path: Path) -> None:
    text = "2010-06-10 15:00 An entry of jrnl 1.\nIts text.\n[2019-08-03 12:55] a chat\n"

    done = trust("import", str(written(tmp_path / "j.txt", text)))

    assert (done.code, done.out) == (2, "")


def test_lines_may_end_at_cr(trust: Trust, home: Path, tmp_path: Path) -> None:
    text = "[2020-01-01 08:00] A title\rBody\r\r[2020-01-02 08:00] Another\rBody\r"

    assert brought(trust, written(tmp_path / "j.txt", text))["added"] == 2
    note = written(tmp_path / "2020-01-03.md", "---\rtags: [walk]\r---\r\rWords.\r")
    assert brought(trust, note)["added"] == 1
    assert (entries(home)[2].body, entries(home)[2].tags) == ("Words.", ("walk",))


# --- dates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day", "time"),
    [
        ("2020-06-28 06:22 PM", date(2020, 6, 28), "18:22"),
        ("2020-06-28 6:22 p.m.", date(2020, 6, 28), "18:22"),
        ("2020-06-28, 6:22\u202fPM", date(2020, 6, 28), "18:22"),
        ("2020-06-28T9:05", date(2020, 6, 28), "09:05"),
        ("2020-06-28 12:30 AM", date(2020, 6, 28), "00:30"),
        ("20200628T0905", date(2020, 6, 28), "09:05"),
        ("Sun Jun 28 18:22:00 2020", date(2020, 6, 28), "18:22"),
        ("28-Jun-2020 18:22", date(2020, 6, 28), "18:22"),
        ("Friday, January 5th, 2024", date(2024, 1, 5), None),
        ("06/28/20", date(2020, 6, 28), None),
        ("Fri 05/06/2020", date(2020, 6, 5), None),
        ("5.6.2020", date(2020, 6, 5), None),
    ],
)
def test_a_date_is_read_as_it_is_written(text: str, day: date, time: str | None) -> None:
    found = choose_reading(readings(text))

    assert found is not None
    assert found.day == day
    assert (f"{found.time:%H:%M}" if found.time else None) == time


@pytest.mark.parametrize("text", ["2020-06-31", "2020-06-28 25:00", "03/04/2020", "2020", "soon 5"])
def test_what_could_be_another_day_or_none_is_not_guessed(text: str) -> None:
    assert choose_reading(readings(text)) is None


@pytest.mark.parametrize(
    ("said", "local"),
    [
        ("created: 2020-06-29 05:00:00Z", "2020-06-28 22:00"),
        ("created: '2020-12-11T02:19:53.320Z'", "2020-12-10 18:19"),
        ("date: 2020-06-29T05:00:00+00:00", "2020-06-28 22:00"),
        ("date: 2020-06-29 05:00 UTC", "2020-06-28 22:00"),
        ("created: 1593406800000", "2020-06-28 22:00"),
        ("date: 2020-06-25T23:30:00+05:30", "2020-06-25 23:30"),
        ("date: 2020-06-28 06:22 PM", "2020-06-28 18:22"),
        ("date: 2020-06-28T9:05", "2020-06-28 09:05"),
        ("date: 2020-06-28\ntime: 9:05 PM", "2020-06-28 21:05"),
        ("date: [[2020-06-28]]", "2020-06-28 12:00"),
        ("Date: 28.06.2020", "2020-06-28 12:00"),
        ("Date Created: June 28, 2020 6:22 PM", "2020-06-28 18:22"),
    ],
)
def test_dates_in_front_matter(trust: Trust, home: Path, said: str, local: str) -> None:
    found = brought(trust, "-", stdin=f"---\n{said}\n---\n\nWords.\n", env=LOS_ANGELES)

    assert (found["added"], found["reasons"], found["left_out"]) == (1, {}, {})
    assert told(home) == [local]


def test_a_date_with_two_meanings_is_named_not_guessed(trust: Trust, tmp_path: Path) -> None:
    written(tmp_path / "v/a.md", "---\ndate: 03/04/2020\n---\nWords.\n")
    written(tmp_path / "v/2020-04-03 b.md", "---\ndate: 03/04/2020\n---\nIts name tells.\n")
    written(tmp_path / "v/2020-04-04.md", "---\ndate: one of these days, 9 o'clock\n---\nWords.\n")

    found = brought(trust, tmp_path / "v")

    assert (found["added"], found["reasons"]) == (2, {"two_days": 1})
    assert found["properties"] == {"date": 1}, "what could not be read is named"


@pytest.mark.parametrize(
    "tz",
    [
        *(":/etc/localtime", "/usr/share/zoneinfo/Asia/Kolkata", "CET-1CEST,M3.5.0,M10.5.0/3"),
        *(":/usr/share/zoneinfo/posix/Asia/Kolkata", "No/Where", ":Asia/Kolkata", "/no/such/file"),
    ],
)
def test_no_path_and_no_rule_is_kept_as_a_time_zone(trust: Trust, home: Path, tz: str) -> None:
    assert trust("journal", "--free", "-m", "x", env={"TZ": tz}).code == 0
    kept = entries(home)[0].tz

    assert kept is None or not (kept.startswith(("/", "No")) or "," in kept)
    if tz == ":Asia/Kolkata" or ("Kolkata" in tz and Path(tz.lstrip(":")).exists()):
        assert kept == "Asia/Kolkata"


def test_a_zone_without_a_name_keeps_its_summer_time(home: Path, tmp_path: Path) -> None:
    source = day_one(tmp_path / "e.zip", ENTRY | {"creationDate": "2024-07-06T04:30:00Z"})
    env = environment(home, TZ="EST5EDT,M3.2.0,M11.1.0")

    subprocess.run(command("import", str(source)), env=env, capture_output=True, check=True)

    assert (told(home), entries(home)[0].tz) == (["2024-07-06 00:30"], None)


# --- what is which format ------------------------------------------------------------------------

ENTRY = {"creationDate": "2024-01-05T21:30:00Z", "uuid": "A" * 32, "text": "Words."}
FOREIGN: dict[str, Any] = {
    "mini.json": {
        "metadata": {"application": "Mini"},
        "entries": [{"id": 1, "date": "2024-01-15", "title": "A walk", "text": "wombat"}],
    },
    "tui.json": {"version": 1, "entries": [{"date": "2024-01-05", "title": "x", "content": "w"}]},
    "format.json": {"format": "other/1", "entries": []},
    "meta.json": {"metadata": {"app": "x"}, "notes": ["wombat"]},
    "created.json": {"entries": [{"creationDate": "2024-01-05T21:30:00Z", "content": "wombat"}]},
    "list-of-tags.json": {
        "tags": ["walk"],
        "entries": [{"date": "2024-01-05", "title": "x", "text": "wombat"}],
    },
    "more-than-tags.json": {
        "tags": {"@walk": 1},
        "version": 2,
        "entries": [{"date": "2024-01-05", "title": "x", "text": "wombat"}],
    },
    "no-entries.json": {"tags": {"@walk": 1}, "notes": ["wombat"]},
    "2024-01-20-backup.json": {"items": [{"content": "wombat"}]},
}


@pytest.mark.parametrize("name", FOREIGN)
def test_other_programs_json_is_called_nothing(
    trust: Trust, home: Path, tmp_path: Path, name: str
) -> None:
    text = json.dumps(FOREIGN[name])
    with ZipFile(tmp_path / "e.zip", "w") as archive:
        archive.writestr("Journal.json", text)

    for path in (written(tmp_path / name, text), tmp_path / "e.zip"):
        done = trust("import", str(path))
        assert (done.code, done.out, home.exists()) == (2, "", False), done.out
        assert "doesn't look like jrnl" in done.err or "no Day One export" in done.err
        assert "wombat" not in done.err
    assert "Unpack it" in done.err
    assert "Jimmy" in trust("import", str(tmp_path / name)).err


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("2024-01-20 daylio.csv", "full_date,mood\n2024-01-05,good\n"),
        ("2024-01-20.html", "<html><body>Words</body></html>"),
        ("2024-01-20.org", "* Friday\n"),
        ("2024-01-20.txt", "<!DOCTYPE html><p>Words"),
        ("2024-01-20", '{"items": []}'),
    ],
)
def test_a_day_in_its_name_makes_no_file_markdown(
    trust: Trust, tmp_path: Path, name: str, text: str
) -> None:
    path = written(tmp_path / name, text)

    done = trust("import", str(path))
    assert (done.code, done.out) == (2, "")
    assert "doesn't look like jrnl, Day One, Markdown or trust's own JSON" in done.err

    assert brought(trust, path, "--format", "markdown")["added"] == 1, "as the person says"


def test_only_day_ones_own_files_of_a_zip_are_read_and_the_others_named(
    trust: Trust, tmp_path: Path
) -> None:
    with ZipFile(tmp_path / "e.zip", "w") as archive:
        archive.writestr("Journal.json", json.dumps({"entries": [ENTRY]}))
        archive.writestr("settings.json", json.dumps({"entries": [{"date": "x"}]}))
        archive.writestr("photos/1.jpeg", "")

    found = brought(trust, tmp_path / "e.zip")

    assert (found["format"], found["added"]) == ("dayone", 1)
    assert [(note["reason"], note["place"]["file"]) for note in found["notes"]] == [
        ("other_file", "settings.json")
    ]


def test_json_of_jrnl_without_a_body_is_named_and_other_fields_are_counted(
    trust: Trust, tmp_path: Path
) -> None:
    whole = {"title": "x", "body": "", "date": "2024-01-05", "time": "10:00", "weather": "rain"}
    half = {"title": "x", "text": "Words", "date": "2024-01-06", "time": "10:00"}
    path = written(tmp_path / "j.json", json.dumps({"entries": [whole, half]}))

    found = brought(trust, path)

    assert (found["added"], found["reasons"]) == (1, {"not_an_entry": 1})
    assert found["properties"] == {"weather": 1}


def test_a_vault_may_have_its_first_day_after_many_notes(trust: Trust, tmp_path: Path) -> None:
    for n in range(250):
        written(tmp_path / f"v/Atlas/note {n}.md", "No day.\n")
    assert trust("import", str(tmp_path / "v")).code == 2
    found = brought(trust, tmp_path / "v", "--format", "markdown")
    assert (found["added"], found["reasons"]) == (0, {"no_date": 250})

    written(tmp_path / "v/Daily/2024-01-05.md", "Words of the day.\n")
    written(tmp_path / "v/Zoo/z.md", "---\nprivate: [\n---\n")
    written(tmp_path / "v/pages/x.canvas", "{}")
    written(tmp_path / "v/pages/x.png", "")
    (tmp_path / "v/linked").symlink_to(tmp_path / "v/Atlas")
    found = brought(trust, tmp_path / "v")
    assert found["added"] == 1
    assert found["reasons"] == {"no_date": 251, "other_file": 1, "linked_folder": 1}
    assert found["left_out"] == {"media": 1}


def test_so_may_its_first_note_with_a_date_in_the_text(trust: Trust, tmp_path: Path) -> None:
    for n in range(250):
        written(tmp_path / f"v/Atlas/note {n}.md", "No day.\n")
    written(tmp_path / "v/Zoo/z.md", "---\ndate: 2024-01-05\n---\n\nWords of the day.\n")

    found = brought(trust, tmp_path / "v")

    assert (found["format"], found["added"]) == ("markdown", 1)
    assert found["reasons"] == {"no_date": 250}


@pytest.mark.parametrize("say", ["jrnl", "dayone", "markdown", "json"])
def test_no_message_sends_to_and_fro(trust: Trust, tmp_path: Path, say: str) -> None:
    path = written(tmp_path / "x.bin", b"\0\1\2\xff")

    done = trust("import", str(path), "--format", say)

    assert (done.code, done.out) == (2, "")
    assert f"can't be read as {say}" in done.err
    assert "leave out --format" not in done.err


# --- notes ---------------------------------------------------------------------------------------

ALIASES = "b: &b [*a, *a, *a, *a]\nc: &c [*b, *b, *b, *b]\ntags: [*c, *c, *c, *c]\n"
"""Few enough for a program that takes them; ten more lines of them would fill the memory."""
UNREADABLE = {
    "a value with a colon": "---\ntitle: Monday: a start\n---\n\nMine.\n",
    "never closed": "---\nprivate: true\n\nMine.\n",
    "no blank after the colon": "---\nprivate:true\n---\n\nMine.\n",
    "an empty line before it": "\n---\nprivate: true\n---\n\nMine.\n",
    "TOML": "+++\nprivate = true\n+++\n\nMine.\n",
    "a tab": "---\ntags:\n\t- a\n---\n\nMine.\n",
    "an open quote": "---\ntitle: 'x\n---\n\nMine.\n",
    "an alias": "---\ntitle: &a tea\nplace: *a\n---\n\nMine.\n",
    "aliases of aliases": f"---\na: &a [x, y]\n{ALIASES}---\n\nMine.\n",
    "a quarter of a million letters": f"---\na: {'x ' * 125_000}\n---\n\nMine.\n",
}


@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE)
def test_a_note_whose_front_matter_cannot_be_read_is_private_and_named(
    trust: Trust, home: Path, tmp_path: Path, text: str
) -> None:
    written(tmp_path / "v/2024-01-08.md", text)

    found = brought(trust, tmp_path / "v")

    assert (found["added"], found["skipped"]) == (1, 0)
    assert [(n["reason"], n["place"]["file"]) for n in found["notes"]] == [
        ("front_unreadable", "2024-01-08.md")
    ]
    [entry] = entries(home)
    assert entry.private
    assert entry.body == text.removesuffix("\n"), "no word of it is lost"
    assert "Mine." not in trust("list").out
    shown = trust("import", str(tmp_path / "v"), "--dry-run", env={"TRUST_HOME": str(home / "b")})
    assert "2024-01-08.md" in shown.out


@pytest.mark.parametrize(
    ("said", "private"),
    [
        *(("private: true\nprivate: false", True), ("Private: yes", True), ("private: x", True)),
        *(("'private': [true]", True), ("private: ja", True), ("private: true # as ever", True)),
        *(("private: no", False), ("private:", False), ("private: 0", False)),
    ],
)
def test_what_may_be_private_is(trust: Trust, home: Path, said: str, private: bool) -> None:
    brought(trust, "-", stdin=f"---\ndate: 2024-01-08\n{said}\n---\n\nMine.\n")

    assert [entry.private for entry in entries(home)] == [private]


def test_a_rule_across_the_page_is_no_front_matter(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    written(tmp_path / "2024-01-08.md", "---\nOnly words\n---\nMore.\n")

    assert brought(trust, tmp_path / "2024-01-08.md")["reasons"] == {}
    assert not entries(home)[0].private


def test_a_page_of_ours_that_no_longer_says_so_stays_private(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    trust("journal", "--free", "-m", "Mine.", "--private")
    trust("export", "markdown", str(tmp_path / "p"), "--include-private")
    page = tmp_path / "p/2026/2026-11-22.md"
    page.write_text(page.read_text().replace("format: trustjournal/1\n", ""))
    elsewhere = tmp_path / "elsewhere"

    brought(trust, tmp_path / "p", env={"TRUST_HOME": str(elsewhere)})

    assert [entry.private for entry in entries(elsewhere)] == [True]


def test_keys_count_in_any_letters_and_links_are_names(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    front = (
        "Tags: [walk, '[[rain]]']\nTITLE: A day\nMood: 4\nStarred: true\nDate: 2024-01-06\n"
        "People: ['[[Sam]]', '[[People/Kim Lee|Kim]]', '[Jo](Jo.md)']\nCssclass: wide\n"
    )
    written(tmp_path / "v/a.md", f"---\n{front}---\n\nWords.\n")
    written(
        tmp_path / "v/2024-01-07.md", "---\npeople: '[[Kim Lee]], [[Sam]]'\ntag: solo\n---\nx\n"
    )
    written(tmp_path / "v/2024-01-08.md", "---\npeople:\n- [[Sam#x]]\ntags: #one #two\n---\nx\n")

    found = brought(trust, tmp_path / "v")

    first, second, third = entries(home)
    assert (first.title, first.mood, first.starred) == ("A day", 4, True)
    assert (first.tags, first.people) == (("rain", "walk"), ("Jo", "Kim Lee", "Sam"))
    assert (second.people, second.tags) == (("Kim Lee", "Sam"), ("solo",))
    assert (third.people, third.tags) == (("Sam",), ("one", "two"))
    assert found["properties"] == {"Cssclass": 1}


def test_what_a_field_has_no_place_for_is_named(trust: Trust) -> None:
    front = (
        "date: 2024-01-08\ntime: after supper\nmood: [4, well]\nstarred: because she laughed\n"
        "people: [Kim, {Sam: held my hand}]\ngrateful: soup\ngrateful: tea\n# She smiled.\n"
    )
    found = brought(trust, "-", stdin=f"---\n{front}---\n\nWords.\n")
    named = dict.fromkeys(("time", "starred", "people", "comment"), 1)
    assert found["properties"] == {**named, "grateful": 2}
    assert found["left_out"] == {"moods": 1, "properties": 6}


CODE = """\
Out #walk and `#inline` home.

```sh
echo #no
```

~~~~
#never
```
~~~
#still
~~~~

- ```
  #in-a-list
  ```

After #calm.
"""


def test_tags_are_not_taken_from_code(trust: Trust, home: Path, tmp_path: Path) -> None:
    brought(trust, written(tmp_path / "2024-01-08.md", CODE))

    assert entries(home)[0].tags == ("calm", "walk")


DAYS = {
    "journals/2024_01_05.md": (date(2024, 1, 5), None),
    "20240106.md": (date(2024, 1, 6), None),
    "20240107-A walk.md": (date(2024, 1, 7), "A walk"),
    "2024.01.08.md": (date(2024, 1, 8), None),
    "2024/02/08.md": (date(2024, 2, 8), None),
    "2024/02-February/09.md": (date(2024, 2, 9), None),
    "2024/02/10 Sat.md": (date(2024, 2, 10), None),
    "2024/02-12.md": (date(2024, 2, 12), None),
    "05.03.2024.md": (date(2024, 3, 5), None),
    "28-03-2024.md": (date(2024, 3, 28), None),
    "Fri 2024-01-12.md": (date(2024, 1, 12), None),
    "2024-01-13 Saturday.md": (date(2024, 1, 13), None),
    "Jan 14th, 2024.md": (date(2024, 1, 14), None),
    "15 January 2024.md": (date(2024, 1, 15), None),
    "Journal 2024-01-16.md": (date(2024, 1, 16), "Journal"),
    "2024-01-17.txt": (date(2024, 1, 17), None),
    "2024.01.19 Rain.md": (date(2024, 1, 19), "Rain"),
    "20.03.2024 Evening.md": (date(2024, 3, 20), "Evening"),
    "Sun 20240121 Rain.md": (date(2024, 1, 21), "Rain"),
    "2024-01-18.sync-conflict-20240119-201500-ABCDEFG.md": (date(2024, 1, 18), None),
}
NO_DAYS = (
    *("2024-W05.md", "Chapter 08.md", "2024/02/11 Things to do.md", "20249999.md"),
    "logseq/bak/journals/2024_01_05/x.md",
)


def test_days_in_names(
    trust: Trust, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (*DAYS, *NO_DAYS):
        written(tmp_path / "v" / name, "- walked\n")

    found = brought(trust, tmp_path / "v")

    assert {e.source_id: (e.day, e.title) for e in entries(home)} == DAYS
    assert found["reasons"] == {"no_date": 3, "not_a_date": 1, "program_copy": 1}
    monkeypatch.chdir(tmp_path / "v/2024/02")
    one = brought(trust, "08.md", env={"TRUST_HOME": str(home / "other")})
    assert one["first_day"] == "2024-02-08", "its folders are known where it alone is named"


# --- Day One -------------------------------------------------------------------------------------


def test_an_escaped_sign_makes_no_heading(trust: Trust, home: Path, tmp_path: Path) -> None:
    rich = json.dumps({"contents": [{"text": "# 1 reason\n"}, {"text": "and more"}]})
    those = [
        ENTRY | {"uuid": "1", "text": "\\# 1 reason I came back\n\nThe rest\\."},
        ENTRY | {"uuid": "2", "text": "# A title\\.\n\nThe rest\\."},
        ENTRY | {"uuid": "3", "text": "", "richText": rich},
    ]

    brought(trust, day_one(tmp_path / "e.zip", *those))

    found = sorted((e.source_id or "", e.title, e.body) for e in entries(home))
    assert found == [
        ("1", None, "# 1 reason I came back\n\nThe rest."),
        ("2", "A title.", "The rest."),
        ("3", None, "# 1 reason\nand more"),
    ]


@pytest.mark.parametrize("zone", ["GMT+0530", "GMT+5:30", "+05:30", "UTC+05:30"])
def test_a_zone_may_be_an_offset(trust: Trust, home: Path, tmp_path: Path, zone: str) -> None:
    found = brought(trust, day_one(tmp_path / "e.zip", ENTRY | {"timeZone": zone}))

    assert found["reasons"] == {}
    assert (told(home), entries(home)[0].tz) == (["2024-01-06 03:00"], None)


@pytest.mark.parametrize("offset", [19800, 20700, -12600, 34200, 45900, -34200, 1172, 37, -41400])
def test_a_clock_of_a_zone_that_nobody_knows_comes_back(
    trust: Trust, home: Path, tmp_path: Path, offset: int
) -> None:
    trust("journal", "--free", "-m", "Written in the evening.")
    [now] = entries(home)
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    created = now.created_at - timedelta(days=2)
    day = (created + timedelta(seconds=offset)).date()
    changed = {"created_at": created, "utc_offset": offset, "tz": None, "day": day}
    changed |= {"written_on": day}
    odd = Entry(**{name: getattr(now, name) for name in Entry.__dataclass_fields__} | changed)
    store(here, [odd])
    env = {"TRUST_HOME": str(here)}
    assert trust("export", "dayone", str(tmp_path / "o.zip"), env=env).code == 0

    assert brought(trust, tmp_path / "o.zip", env=env)["added"] == 0
    brought(trust, tmp_path / "o.zip", env={"TRUST_HOME": str(there)})
    assert [f"{e.local_time:%H:%M}" for e in entries(there)] == [f"{odd.local_time:%H:%M}"]


# --- the same name twice -------------------------------------------------------------------------


def test_two_wordings_of_one_entry_in_a_source_are_named(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    trust("journal", "--free", "-m", "As I wrote it.")
    trust("export", "markdown", str(tmp_path / "p"))
    page = tmp_path / "p/2026/2026-11-22.md"
    other = page.read_text().replace("As I wrote it.", "Otherwise.")
    written(page.with_name("2026-11-22.sync-conflict-20261123-201500-ABCDEFG.md"), other)
    there = {"TRUST_HOME": str(tmp_path / "there")}

    dry = brought(trust, tmp_path / "p", "--dry-run", env=there)
    found = brought(trust, tmp_path / "p", env=there)

    assert dry | {"dry_run": False} == found
    assert (found["added"], found["already"], found["reasons"]) == (1, 0, {"twice": 1})
    assert "sync-conflict" in found["notes"][0]["place"]["file"]
    assert brought(trust, tmp_path / "p", env=there)["reasons"] == {"differs": 1}


@pytest.mark.parametrize(
    ("changed", "reasons", "already"), [("%%softly%%", {}, 1), ("so", {"twice": 1}, 0)]
)
def test_two_redacted_wordings_of_one_entry_are_compared(
    trust: Trust, tmp_path: Path, changed: str, reasons: dict[str, int], already: int
) -> None:
    trust("journal", "--free", "-m", "Said %%softly%% so.")
    trust("export", "markdown", str(tmp_path / "p"), "--include-private")
    page = tmp_path / "p/2026/2026-11-22.md"
    other = page.read_text().replace("%%softly%%", "[private]").replace(changed, "otherwise")
    written(page.with_name("2026-11-22.sync-conflict-20261123-201500-ABCDEFG.md"), other)
    there = {"TRUST_HOME": str(tmp_path / "there")}

    dry = brought(trust, tmp_path / "p", "--dry-run", env=there)
    found = brought(trust, tmp_path / "p", env=there)

    assert dry | {"dry_run": False} == found
    assert (found["added"], found["already"], found["reasons"]) == (1, already, reasons)


def test_however_far_apart_they_are(trust: Trust, tmp_path: Path) -> None:
    many = [ENTRY | {"uuid": f"{n}", "text": f"Entry {n}"} for n in range(700)]
    source = day_one(tmp_path / "e.zip", *many, many[0] | {"text": "Other words."}, many[0])

    dry = brought(trust, source, "--dry-run")

    assert (dry["added"], dry["already"], dry["reasons"]) == (700, 1, {"twice": 1})
    assert dry | {"dry_run": False} == brought(trust, source)


# --- encodings -----------------------------------------------------------------------------------

WORDS = "[2020-01-01 08:00] Café über alles\nnaïve\n"


@pytest.mark.parametrize(
    ("encoding", "remark"),
    [
        *(("utf-16", None), ("utf-16-le", None), ("utf-16-be", None), ("utf-32", None)),
        *(("utf-8-sig", None), ("latin-1", "read_as_western"), ("cp1252", "read_as_western")),
    ],
)
def test_other_encodings_come_in(
    trust: Trust, home: Path, tmp_path: Path, encoding: str, remark: str | None
) -> None:
    found = brought(trust, written(tmp_path / "j.txt", WORDS.encode(encoding)))

    assert (found["added"], found["mended"]) == (1, 0)
    assert found["reasons"] == ({remark: 1} if remark else {})
    assert (entries(home)[0].title, entries(home)[0].body) == ("Café über alles", "naïve")
    note = "---\ntags: [café]\n---\n\nNaïve #über.\n".encode(encoding)
    assert brought(trust, written(tmp_path / "2020-01-02.md", note))["added"] == 1
    assert entries(home)[1].tags == ("café", "über")
    assert brought(trust, "-", stdin=WORDS.encode(encoding))["already"] == 1


def test_an_encoding_that_nobody_can_tell_is_named(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    text = "[2020-01-01 08:00] Сегодня мы гуляли под дождём\n".encode("cp1251")

    done = trust("import", str(written(tmp_path / "j.txt", text)))

    assert (done.code, done.out, home.exists()) == (1, "", False)
    assert "iconv" in done.err
    written(tmp_path / "v/2020-01-01.md", "Сегодня мы гуляли под дождём".encode("koi8-r"))
    written(tmp_path / "v/2020-01-02.md", "Words.")
    assert brought(trust, tmp_path / "v")["reasons"] == {"not_utf8": 1}


LAST_LINES = {
    "a note": ("2026-11-20.md", "{}\n"),
    "jrnl": ("journal.txt", "[2026-11-20 12:00] {}\n"),
}


@pytest.mark.parametrize(("name", "form"), LAST_LINES.values(), ids=LAST_LINES.keys())
@pytest.mark.parametrize("sign", ["#", "@"])
def test_a_last_line_of_tags_is_known_only_where_the_entry_has_them(
    trust: Trust, home: Path, tmp_path: Path, name: str, form: str, sign: str
) -> None:
    now = {"TRUST_NOW": "2026-11-20T12:00:00+00:00"}
    trust(
        "journal", "--free", "-m", "Walked home", "--tag", "Sea shore", "--person", "Kim", env=now
    )
    ours = f"Walked home\n{sign}sea-shore {sign}kim"
    source = written(tmp_path / "ours" / name, form.format(ours))
    assert brought(trust, source, env=now)["already"] == 1

    line = f"{sign}sea-shore {sign}ring-anna-back"
    source = written(tmp_path / "theirs" / name, form.format(f"Walked home\n{line}"))
    assert brought(trust, source, env=now)["added"] == 1
    assert [line in entry.body for entry in entries(home)].count(True) == 1
