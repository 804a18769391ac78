"""The inbox: texts that a notes app leaves in a folder become entries, each of them once."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from conftest import NOW, Result, Trust
from machines import PASSPHRASE, Machine, synced
from other_programs import holding_the_lock
from terminal_helpers import command, environment
from trustjournal.storage import connect
from trustjournal.storage.import_lookup import StoredEntry
from trustjournal.storage.inbox_lookup import InboxReader

EVENING = datetime(2026, 11, 22, 19, 30, tzinfo=UTC).timestamp()
"""Half past eight on the clock of `NOW`."""


class Box:
    """An inbox and a journal."""

    def __init__(self, trust: Trust, path: Path) -> None:
        self.trust, self.path = trust, path
        path.mkdir(exist_ok=True)

    def __call__(self, *argv: str, **more: Any) -> Result:
        return self.trust(*argv, **more)

    def put(self, name: str, content: str | bytes, at: float = EVENING) -> Path:
        path = self.path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        os.utime(path, (at, at))
        return path

    def take_in(self) -> dict[str, Any]:
        result = self("sync", "--json")
        assert result.code == 0, result.out
        data: dict[str, Any] = result.json["data"]["inbox"]
        return data

    def entries(self, **more: Any) -> list[dict[str, Any]]:
        """All entries as an export has them, oldest first."""
        done = self("export", "json", "-", "--include-private", **more)
        if done.code == 10:
            return []
        assert done.code == 0, done.err
        entries: list[dict[str, Any]] = json.loads(done.out)["entries"]
        return entries

    def bodies(self) -> list[str]:
        return [entry["body"] for entry in self.entries()]

    @property
    def waiting(self) -> list[str]:
        return sorted(path.name for path in self.path.iterdir() if path.name != ".taken")

    @property
    def taken(self) -> list[str]:
        folder = self.path / ".taken"
        return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*"))


@pytest.fixture
def box(trust: Trust, tmp_path: Path) -> Box:
    box = Box(trust, tmp_path / "inbox")
    done = trust("config", "set", "inbox", str(box.path))
    assert done.code == 0, done.err
    return box


# --- once ------------------------------------------------------------------------------------


def test_a_note_becomes_an_entry_once(box: Box) -> None:
    box.put("2026-11-20.md", "A walk by the lake #walk\n")
    done = box("sync")
    assert done.code == 0, done.err
    assert (
        done.out == "1 note from the inbox became an entry for Fri 20 Nov, the day in its name.\n"
    )
    [entry] = box.entries()
    assert entry["body"] == "A walk by the lake #walk"
    assert (entry["kind"], entry["day"], entry["tags"]) == ("free", "2026-11-20", ["walk"])
    assert entry["source"] == "inbox"
    assert (box.waiting, box.taken) == ([], ["2026-11/2026-11-20.md"])
    assert box("sync").out == "Nothing new in the inbox.\n"

    box.put("2026-11-20.md", "A walk by the lake #walk\n")
    box.put("again.md", "---\ndate: 2026-11-20\n---\nA walk  by the lake #walk\n")
    taken = box.take_in()
    assert (taken["already"], len(taken["grown"])) == (1, 1)
    assert [each["title"] for each in box.entries()] == ["again"]
    assert box.taken == ["2026-11/2026-11-20.md", "2026-11/2026-11-20.~1~.md", "2026-11/again.md"]


@pytest.mark.parametrize("lost", ["backup", "json"])
def test_after_a_restore_a_note_that_the_journal_lacks_becomes_an_entry_again(
    box: Box, home: Path, tmp_path: Path, lost: str
) -> None:
    old = str(tmp_path / "old")
    box.put("2026-11-19.md", "Deleted for good\n")
    box.put("2026-11-18.md", "Stored before\n")
    box.take_in()
    box("delete", "2026-11-19")
    assert box("trash", "empty", "--yes").code == 0
    assert box(*(("backup", old) if lost == "backup" else ("export", "json", old))).code == 0
    for text in ("A walk\n", "A walk\nby the lake\n"):
        box.put("2026-11-20.md", text)
        box.take_in()
    (home / "journal.db").unlink()
    load = ("backup", "restore", old, "--yes") if lost == "backup" else ("import", old)
    assert box(*load).code == 0

    done = box.take_in()

    assert (len(done["new"]), done["already"]) == (1, 0)
    assert box.bodies() == ["Stored before", "A walk\nby the lake"]
    assert box("delete", "2026-11-20").code == 0
    assert box.take_in()["new"] == []
    assert box("sync", now="2027-03-01T12:00:00Z").code == 0
    assert box.taken == []


def test_trust_and_trust_journal_take_notes_in_before_anything(box: Box) -> None:
    box.put("walk.txt", "A walk")
    done = box()
    assert done.code == 0
    assert (
        "1 note from the inbox became an entry for Sun 22 Nov, the day its file was changed."
        in done.err
    )
    assert box.waiting == []
    assert box().err == ""


def test_with_sync_set_to_ask_only_trust_sync_takes_notes_in(box: Box) -> None:
    box("config", "set", "sync", "ask")
    box.put("walk.txt", "A walk")
    assert box().err == ""
    assert box.waiting == ["walk.txt"]
    assert len(box.take_in()["new"]) == 1


def test_a_command_that_only_reads_leaves_the_inbox_alone(box: Box) -> None:
    box.put("walk.txt", "A walk")
    for argv in (("list",), ("streak", "--short"), ("journal", "-m", "words")):
        assert box(*argv).code == 0
    assert box.waiting == ["walk.txt"]


@pytest.mark.parametrize(
    ("name", "content", "day", "by"),
    [
        ("a.md", "---\ndate: 2026-11-19\n---\nWords", "2026-11-19", "text"),
        ("2026-11-18.md", "---\ndate: 2026-11-19\n---\nWords", "2026-11-19", "text"),
        ("a.md", "---\ncreated: 2026-11-17T08:00\n---\nWords", "2026-11-17", "text"),
        ("2026-11-18 tea.txt", "Words", "2026-11-18", "name"),
        ("20261118.markdown", "Words", "2026-11-18", "name"),
        ("a.txt", "Words", "2026-11-22", "file"),
        ("a.md", "---\ndate: someday\n---\nWords", "2026-11-22", "file"),
        ("a.md", "---\ndate: 03/04/2026\n---\nWords", "2026-11-22", "file"),
    ],
)
def test_the_day_is_in_the_text_or_the_name_or_that_of_the_file(
    box: Box, name: str, content: str, day: str, by: str
) -> None:
    box.put(name, content)
    assert box.take_in()["days"] == {by: 1}
    [entry] = box.entries()
    assert entry["day"] == day


def test_the_time_of_the_file_is_the_time_of_the_entry_on_its_day(box: Box) -> None:
    box.put("2026-11-22.md", "In the evening")
    box.put("2026-11-20.md", "Copied later")
    box.put("night.txt", "After midnight", EVENING - 18.5 * 3600)  # 02:00, before the day starts
    box.take_in()
    moments = {entry["body"]: (entry["day"], entry["created_at"][11:16]) for entry in box.entries()}
    assert moments == {
        "In the evening": ("2026-11-22", "19:30"),
        "Copied later": ("2026-11-20", "11:00"),
        "After midnight": ("2026-11-21", "01:00"),
    }


@pytest.mark.parametrize("time", [0.0, EVENING + 400 * 86400])
def test_a_file_with_an_impossible_time_is_of_today(box: Box, time: float) -> None:
    box.put("a.txt", "Words", time)
    box.take_in()
    assert box.entries()[0]["day"] == "2026-11-22"


def test_notes_with_the_same_words_and_other_names_are_entries_of_their_own(box: Box) -> None:
    names = ("The baby laughed", "Sam forgave me", "2026-11-20 Tea", "2026-11-20 Rain")
    for name in names:
        box.put(f"{name}.md", "#joy")
    assert len(box.take_in()["new"]) == 4
    for name in names:
        box.put(f"{name}.md", "#joy")
    assert box.take_in()["already"] == 4
    assert {entry["title"] for entry in box.entries()} == {*names[:2], "Tea", "Rain"}
    box.put("Kim called.md", "#joy")
    laughed = next(e for e in box.entries() if e["title"] == "The baby laughed")
    assert box("delete", laughed["id"], "--purge", "--yes").code == 0
    assert box.waiting == ["Kim called.md"]
    assert "2026-11/The baby laughed.md" not in box.taken
    assert "2026-11/Sam forgave me.md" in box.taken
    box.put("Kim called.md", "#joy", EVENING - 3600)
    assert len(box.take_in()["new"]) == 1


@pytest.mark.parametrize(
    "copy", ["Tea copy", "Tea copy 2", "Tea - Copy", "Tea - Copy (2)", "Tea (1)"]
)
def test_a_copy_made_by_a_file_manager_is_the_same_note(box: Box, copy: str) -> None:
    for name in (copy, "Tea"):
        box.put(f"{name}.md", "At noon")
    assert box.take_in()["already"] == 1
    assert [entry["title"] for entry in box.entries()] == ["Tea"]


def test_a_note_that_was_given_a_name_later_gives_its_entry_the_title(box: Box) -> None:
    box.put("Untitled.md", "A walk")
    box.take_in()
    box.put("Lake.md", "A walk")
    assert len(box.take_in()["grown"]) == 1
    box.put("Lake.md", "A walk", EVENING - 86400)
    assert box.take_in()["already"] == 1
    [entry] = box.entries()
    assert (entry["title"], entry["body"]) == ("Lake", "A walk")
    box.put("River.md", "A walk")
    assert len(box.take_in()["new"]) == 1, "it has a title already"


def test_two_notes_with_the_same_words_on_two_days_are_two_entries(box: Box) -> None:
    for name in ("2026-11-19.md", "2026-11-20.md"):
        box.put(name, "Walked.")
    assert len(box.take_in()["new"]) == 2


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("Tea with Sam.md", "At noon", "Tea with Sam"),
        ("Tea with Sam.md", "# Tea with Sam\n\nAt noon", None),
        ("Tea with Sam, Kim and the do.txt", "Tea with Sam, Kim and the dog", None),
        ("Sam.md", "Same as ever", "Sam"),
        ("Sam.md", "Sam, as ever", None),
        ("Sam-forgave-me-at-10.md", "At noon", "Sam-forgave-me-at-10"),
        ("第3次和好.md", "At noon", "第3次和好"),
        ("😭.md", "At noon", "😭"),
        ("Untitled 3.md", "At noon", None),
        ("0b1c2d3e-4f50-4a1b-8c2d-3e4f50617283.md", "At noon", None),
        ("note-1732712345.md", "At noon", None),
        ("2026-11-20 Tea.md", "At noon", "Tea"),
        ("03-04-2026 Tea.md", "At noon", "03-04-2026 Tea"),
        ("2026-11-20.md", "---\ntitle: Tea\n---\nAt noon", "Tea"),
    ],
)
def test_the_title_is_in_the_front_matter_or_the_name(
    box: Box, name: str, text: str, title: str | None
) -> None:
    box.put(name, text)
    box.take_in()
    assert box.entries()[0]["title"] == title


def test_what_the_journal_has_no_field_for_is_below_the_text(box: Box) -> None:
    box.put("a.md", "---\nlocation: Lake\nmood: calm\nid: 17\nwith: [Sam, Kim]\n---\nA walk\n")
    box.take_in()
    assert box.bodies() == ["A walk\n\nlocation: Lake\nmood: calm\nwith: Sam, Kim"]


ALL_SORTS = """\
---
date: 2026-11-19, long, but Sam cried
day: another one
time: after supper
mood: [4, hopeful]
title: [Tea, forgiven]
grateful: the walk
grateful: the soup
people: [Kim, {Sam: held my hand}, "[[People/Jo Lee|Jo, my dear]]", "[[Cy]]"]
tags: [joy, {joy: so much}]
starred: because she laughed
private: until he knows
aliases: the day she came home
format: a letter
weather: [rain, {wind: none, rain: more}]
application: Some Notes
modified: 2026-11-20 10:00
uuid: 0b1c2d3e-4f50
# She smiled.
coffee: two # too many
long: |
  Begun
  and ended
---
A walk"""


def test_no_word_of_the_front_matter_is_lost(box: Box) -> None:
    box.put("Lake.md", ALL_SORTS)
    box.take_in()
    [entry] = box.entries()
    assert (entry["title"], entry["day"]) == ("Lake", "2026-11-19")
    assert (entry["people"], entry["tags"]) == (["Cy", "Jo Lee", "Kim"], ["joy"])
    assert (entry["mood"], entry["starred"], entry["private"]) == (None, False, True)
    assert entry["body"].split("\n") == [
        *("A walk", "", "date: 2026-11-19, long, but Sam cried", "day: another one"),
        *("time: after supper", "mood: 4, hopeful", "title: Tea, forgiven"),
        *("grateful: the walk", "grateful: the soup"),
        "people: Kim, Sam: held my hand, [[People/Jo Lee|Jo, my dear]], [[Cy]]",
        *("tags: joy, joy: so much", "starred: because she laughed", "private: until he knows"),
        *("aliases: the day she came home", "format: a letter"),
        *("weather: rain, wind: none, rain: more", "application: Some Notes", "coffee: two"),
        *("long: Begun", "and ended", "She smiled.", "too many"),
    ]


def test_a_name_beside_another_title_is_below_the_text(box: Box) -> None:
    for name in ("Sam forgave me.md", "an-evening-at-joses.md"):
        box.put(name, "---\ntitle: An evening at José's\n---\nA walk")
    box.take_in()
    assert sorted(box.bodies()) == ["A walk", "A walk\n\nSam forgave me"]


@pytest.mark.parametrize(
    "note", ["---\n# A walk\n---\nand tea", "---\nmood: !so good\n---\nA walk"]
)
def test_what_only_yaml_takes_for_a_sign_of_its_own_stays_text(box: Box, note: str) -> None:
    box.put("2026-11-20.md", note)
    box.take_in()
    assert box.bodies() == [note]


def test_aliases_in_front_matter_stay_as_they_are(box: Box) -> None:
    note = "---\na: &a [x, y]\nb: &b [*a, *a]\nc: [*b, *b]\n---\nA walk"
    box.put("a.md", note)
    assert box.take_in()["unclear"] == ["a.md"]
    assert box.bodies() == [note]


# --- private ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "---\nprivate: true\n---\nheliotrope",
        "---\ntags: [private]\n---\nheliotrope",
        "---\nprivate: [oops\n---\nheliotrope",
        "\ufeff\ufeff---\nprivate: true\n---\nheliotrope",
        "\u200b---\nprivate: true\n---\nheliotrope",
        " ---\nprivate: true\n---\nheliotrope",
        "\n\n\n\n\n\n\n---\nprivate: true\n---\nheliotrope",
        "—\nprivate: true\n—\nheliotrope",
        "---\ntags: [private/health]\n---\nheliotrope",
        "---\ntitle: "  # private tea"\n---\nheliotrope",
        "heliotrope #private",
        "---\ntitle: heliotrope #private\n---\nMore heliotrope",
        "_#private_ heliotrope",
        "#Private heliotrope",
        "%%heliotrope #private%% and more",
    ],
)
def test_a_note_can_say_that_it_is_private(box: Box, text: str) -> None:
    box.put("2026-11-22.md", text)
    box.take_in()
    assert box.entries()[0]["private"]
    assert "heliotrope" not in box("list").out + box("read").out


def test_private_words_keep_their_marks(box: Box) -> None:
    box.put("2026-11-22.md", "A walk. %%heliotrope%% A rest.")
    box.take_in()
    assert box.bodies() == ["A walk. %%heliotrope%% A rest."]
    assert "heliotrope" not in box("read").out


def test_a_note_that_becomes_private_makes_its_entry_private(box: Box) -> None:
    box.put("a.md", "---\ntags: [walk]\n---\nheliotrope")
    box.take_in()
    box.put("a.md", "---\ntags: [walk]\nprivate: yes\n---\nheliotrope")
    box.take_in()
    [entry] = box.entries()
    assert entry["private"]


def test_an_entry_that_was_opened_stays_open(box: Box) -> None:
    box.put("a.md", "A walk #private")
    box.take_in()
    assert box("edit", "last", "--no-private").code == 0
    box.put("a.md", "A walk #private")
    box.take_in()
    assert not box.entries()[0]["private"]


# --- a note that has grown -------------------------------------------------------------------


def test_a_note_that_has_grown_is_a_new_version(box: Box) -> None:
    box.put("a.txt", "A walk")
    box.take_in()
    box.put("a.txt", "A walk by the lake\nand a rest #rest")
    done = box("sync")
    [entry] = box.entries()
    assert done.out == f"{entry['id'][:5]} has a new version from the inbox.\n"
    assert entry["body"] == "A walk by the lake\nand a rest #rest"
    assert (entry["revision"], entry["tags"]) == (2, ["rest"])
    for old in ("A walk", "A walk by the lake\nand a rest #rest"):
        box.put("a.txt", old)
        assert box.take_in()["already"] == 1
    assert len(box.entries()) == 1


def test_what_was_changed_in_the_journal_stays_when_the_note_grows(box: Box) -> None:
    box.put("a.txt", "A wlak")
    box.take_in()
    assert box("edit", "last", "-m", "A walk", "--tag", "lake").code == 0
    box.put("a.txt", "A wlak\nThen rain.")
    box.take_in()
    box.put("a.txt", "A wlak\nThen rain.\nThen sun.")
    box.take_in()
    [entry] = box.entries()
    assert entry["body"] == "A walk\nThen rain.\nThen sun."
    assert entry["tags"] == ["lake"]


def test_another_title_over_the_same_text_is_a_new_version(box: Box) -> None:
    for title, text in (
        ("Lake", "A walk"),
        ("Lake", "A walk, a rest"),
        ("River", "A walk, a rest"),
    ):
        box.put("a.md", f"---\ntitle: {title}\n---\n{text}")
        box.take_in()
    [entry] = box.entries()
    assert (entry["title"], entry["body"]) == ("River", "A walk, a rest")
    assert entry["revision"] == 3


def test_another_text_under_the_same_name_is_another_entry(box: Box) -> None:
    for text in ("A walk", "A rest", "A rest by the lake"):
        box.put("a.txt", text)
        box.take_in()
    assert sorted(box.bodies()) == ["A rest by the lake", "A walk"]


def test_a_note_of_another_day_under_the_same_name_is_another_entry(box: Box) -> None:
    for day, text in (
        (20, "A walk"),
        (21, "A walk"),
        (22, "A walk, a rest"),
        (22, "A walk, a rest."),
    ):
        box.put("log.md", f"---\ndate: 2026-11-{day}\n---\n{text}")
        box.take_in()
    box.put(COPIES[0].replace("tea", "log"), "---\ndate: 2026-11-19\n---\nA walk")
    box.take_in()
    assert [(entry["day"], entry["body"]) for entry in box.entries()] == [
        ("2026-11-19", "A walk"),
        ("2026-11-20", "A walk"),
        ("2026-11-21", "A walk"),
        ("2026-11-22", "A walk, a rest."),
    ]


def test_a_note_whose_entry_is_in_the_trash_stays_there_unless_it_has_grown(box: Box) -> None:
    box.put("a.txt", "A walk")
    box.take_in()
    box("delete", "last")
    box.put("a.txt", "A walk")
    assert box.take_in()["in_trash"] == 1
    box.put("a.txt", "A walk by the lake")
    assert len(box.take_in()["new"]) == 1
    assert [e["body"] for e in box.entries() if not e["deleted_at"]] == ["A walk by the lake"]


def test_private_lines_of_a_note_that_grows_stay_private_in_an_edited_entry(box: Box) -> None:
    note = "A walk.\n\n%%heliotrope\n\nand more"
    box.put("a.md", note)
    box.take_in()
    assert box("edit", "last", "-m", "A walk, mine.").code == 0
    box.put("a.md", f"{note}\n\nheliotropes\n\nat night%% too.\n\nThen rain.")
    box.take_in()
    [entry] = box.entries()
    assert entry["body"].startswith("A walk, mine.\n")
    assert "heliotropes" in entry["body"]
    shown = box("read").out
    assert "Then rain." in shown
    assert not any(word in shown for word in ("heliotrope", "at night"))


@pytest.mark.parametrize("now", ["A walk.\n%%Sam saw heliotrope%%", "A walk.", "%%A walk"])
def test_a_line_that_grows_stays_private_if_its_entry_hides_it(box: Box, now: str) -> None:
    box.put("a.md", "A walk.\nSam saw heliotrope")
    box.take_in()
    assert box("edit", "last", "-m", now).code == 0
    box.put("a.md", "A walk.\nSam saw heliotrope, and more of it\nThen rain.")
    box.take_in()
    assert "%%Sam saw heliotrope, and more of it%%" in box.bodies()[0]
    shown = box("read").out
    assert "heliotrope" not in shown


def test_a_line_that_grows_is_shown_if_its_entry_shows_it(box: Box) -> None:
    box.put("a.md", "A wlak.\nTea")
    box.take_in()
    assert box("edit", "last", "-m", "A walk.\nTea").code == 0
    box.put("a.md", "A wlak.\nTea with Sam")
    box.take_in()
    assert box.bodies() == ["A walk.\nTea\nTea with Sam"]


def test_words_that_only_the_grown_note_hides_make_the_entry_private(box: Box) -> None:
    box.put("a.md", "A walk.\n\nheliotrope")
    box.take_in()
    assert box("edit", "last", "-m", "A walk, mine.\n\nheliotrope").code == 0
    box.put("a.md", "A walk.\n\nheliotrope\nat night%%")
    box.take_in()
    [entry] = box.entries()
    assert entry["private"]


def test_another_title_repeats_no_line_of_an_edited_entry(box: Box) -> None:
    box.put("a.md", "---\ntitle: Lake\n---\nA wlak")
    box.take_in()
    assert box("edit", "last", "-m", "A walk").code == 0
    box.put("a.md", "---\ntitle: River\n---\nA wlak")
    box.take_in()
    [entry] = box.entries()
    assert (entry["title"], entry["body"]) == ("River", "A walk")


def test_tags_and_people_that_a_note_gets_later_come_in_once(box: Box) -> None:
    box.put("a.md", "---\ntags: [walk]\n---\nBy the lake")
    box.take_in()
    later = "---\ntags: [walk, lake]\npeople: [Sam]\nmood: 4\n---\nBy the lake"
    box.put("a.md", later)
    assert len(box.take_in()["grown"]) == 1
    [entry] = box.entries()
    assert (entry["tags"], entry["people"], entry["mood"]) == (["lake", "walk"], ["Sam"], 4)
    assert box("edit", "last", "--tag", "walk", "--mood", "2").code == 0
    box.put("a.md", later)
    assert box.take_in()["grown"] == []
    [entry] = box.entries()
    assert (entry["tags"], entry["mood"]) == (["walk"], 2)


# --- a note whose words an import left out ---------------------------------------------------


def imported(box: Box, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Take the journal to a new machine without its private words."""
    assert box("export", "json", str(tmp_path / "all.json")).code == 0
    monkeypatch.setenv("TRUST_HOME", str(tmp_path / "new"))
    assert box("config", "set", "inbox", str(box.path)).code == 0
    assert box("config", "set", "inbox_keep", "off").code == 0
    assert box("import", str(tmp_path / "all.json")).code == 0


PARTLY_PRIVATE = "---\ntitle: Tea with %%Kim%%\n---\nTea.\n\n%%heliotrope%%\n\nHome."


@pytest.mark.parametrize("trashed", [False, True])
def test_a_note_is_an_entry_of_its_own_if_an_import_left_its_private_words_out(
    box: Box, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, trashed: bool
) -> None:
    """A hash of all its words, by which it would be recognised, isn't told without them."""
    box.put("a.md", PARTLY_PRIVATE)
    box.take_in()
    imported(box, monkeypatch, tmp_path)
    assert box.bodies() == ["Tea.\n\n[private]\n\nHome."]
    if trashed:
        assert box("delete", "last").code == 0
    box.put("a.md", PARTLY_PRIVATE)
    assert len(box.take_in()["new"]) == 1
    box.put("b.md", PARTLY_PRIVATE)
    assert box.take_in()["already"] == 1
    assert len(box.entries()) == 2
    assert "heliotrope" in " ".join(box.bodies())  # the two have the same moment


# --- conflict copies -------------------------------------------------------------------------

COPIES = [
    "tea.sync-conflict-20261122-101500-ABCDEFG.md",
    "tea (Sam's conflicted copy 2026-11-22).md",
    "tea_conflict-20261122-101500.md",
]


@pytest.mark.parametrize("name", COPIES)
def test_a_conflict_copy_adds_only_what_the_other_lacks(box: Box, name: str) -> None:
    box.put("tea.md", "Tea with Sam.\nIt rained.")
    box.put(name, "Tea with Sam.\nWe laughed.\nIt rained.")
    done = box("sync")
    assert f"Added 1 line that only the copy {name} had." in " ".join(done.out.split())
    assert box.bodies() == ["Tea with Sam.\nIt rained.\n\nWe laughed."]
    assert box.waiting == []
    box.put(name, "Tea with Sam.\nWe laughed.")
    assert f"{name} is a copy with nothing new." in " ".join(box("sync").out.split())
    assert box.bodies() == ["Tea with Sam.\nIt rained.\n\nWe laughed."]


@pytest.mark.parametrize("text", ["Tea.", "Tea.\nIt rained."])
def test_the_title_and_labels_of_a_conflict_copy_come_in_too(box: Box, text: str) -> None:
    box("config", "set", "inbox_keep", "off")
    box.put("tea.md", "---\ntitle: Tea\ntags: [tea]\n---\nTea.")
    box.put(COPIES[0], f"---\ntitle: Tea with %%Sam%%\ntags: [rain]\n---\n{text}")
    box.take_in()
    [entry] = box.entries()
    added = text.removeprefix("Tea.")
    assert (entry["title"], entry["body"]) == ("Tea", f"Tea.\n\nTea with %%Sam%%{added}")
    assert entry["tags"] == ["rain", "tea"]
    box.put(COPIES[0], "---\ntags: [kettle]\n---\nTea.")
    box.take_in()
    assert box.entries()[0]["tags"] == ["kettle", "rain", "tea"]


def test_a_conflict_copy_without_its_original_is_a_note(box: Box) -> None:
    box.put(COPIES[0], "Tea with Sam.")
    box.take_in()
    assert box.bodies() == ["Tea with Sam."]
    box.put("tea.md", "Tea with Sam.\nIt rained.")
    box.take_in()
    assert box.bodies() == ["Tea with Sam.\nIt rained."]


def test_a_conflict_copy_waits_for_an_original_that_is_still_arriving(box: Box) -> None:
    box.put("tea.md", "Tea", datetime.fromisoformat(NOW).timestamp() - 30)
    box.put(COPIES[0], "Tea with Sam.")
    assert box.take_in()["changing"] == ["tea.md", COPIES[0]]
    assert box.bodies() == []


def test_private_lines_of_a_conflict_copy_stay_private(box: Box) -> None:
    box.put("tea.md", "Tea with Sam.")
    box.put(COPIES[0], "Tea with Sam.\n%%heliotrope\nand more heliotrope%%\nIt rained.")
    box.take_in()
    [entry] = box.entries()
    assert "heliotrope" in entry["body"]
    shown = box("read").out
    assert "heliotrope" not in shown
    assert "It rained." in shown
    box.put(COPIES[0], "Tea with Sam.\n%%heliotrope\nand more heliotrope%%\nIt rained.")
    box.take_in()
    assert box.entries() == [entry]


def test_a_line_from_inside_private_words_is_private_alone_too(box: Box) -> None:
    box.put("tea.md", "Tea with Sam. %%Begins\nand ends%% there.")
    box.put(COPIES[0], "Tea with Sam. %%Begins\nheliotrope\nand ends%% there.")
    box.take_in()
    assert box.bodies() == ["Tea with Sam. %%Begins\nand ends%% there.\n\n%%heliotrope%%"]
    assert "heliotrope" not in box("read").out


@pytest.mark.parametrize(
    ("now", "line"),
    [
        ("%%Sam saw heliotrope%%", "Sam saw heliotrope, and more of it"),
        ("Tea.", "Sam saw heliotrope, and more of it"),
        ("Sam saw %%heliotrope%%", "Yes, Sam saw heliotrope"),
        ("%%Sam saw heliotrope%%", "Sam saw heliot"),
    ],
)
def test_another_form_of_a_line_that_the_entry_hides_is_private(
    box: Box, now: str, line: str
) -> None:
    box.put("tea.md", "Tea.\nSam saw heliotrope")
    box.take_in()
    assert box("edit", "last", "-m", now).code == 0
    box.put(COPIES[0], f"Tea.\n{line}\nThen rain.")
    box.take_in()
    [entry] = box.entries()
    assert line.removeprefix("%% ") in entry["body"]
    shown = box("read").out
    assert "heliot" not in shown
    assert "Then rain." in shown


def test_a_mark_without_its_other_half_is_not_paired_with_one_in_the_entry(box: Box) -> None:
    box.put("tea.md", "Tea.")
    box.take_in()
    assert box("edit", "last", "-m", "heliotrope %% Tea.").code == 0
    box.put(COPIES[0], "Tea.\nSam %% heliotrope")
    box.take_in()
    assert "heliotrope" not in box("read").out


@pytest.mark.parametrize(
    ("first", "line"),
    [
        ("\\%%5 percent", "\\%%5 percent, and Sam%% heliotrope"),
        ("Tea.", "Tea.\nSam%% heliotrope %%Kim"),
        ("Tea.", "Tea.\nSam %% heliotrope \\%%"),
    ],
)
def test_marks_of_a_line_are_not_paired_with_an_open_one_above_it(
    box: Box, first: str, line: str
) -> None:
    box.put("2026-11-20.md", first)
    box.take_in()
    assert box("edit", "last", "-m", f"%%Mine\n{first}").code == 0
    box.put("2026-11-20.md", line)
    box.take_in()
    [entry] = box.entries()
    assert "heliotrope" in entry["body"]
    assert "heliotrope" not in box("read").out


def test_words_that_only_the_copy_hides_make_the_entry_private(box: Box) -> None:
    box.put("tea.md", "Tea with Sam.\nheliotrope")
    box.put(COPIES[0], "Tea with Sam.\n%%heliotrope%%")
    box.take_in()
    [entry] = box.entries()
    assert entry["private"]


# --- what stays ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.txt", b"words\0words", "isn't text"),
        ("a.txt", b"Gr\xc3\xbc\xc3\x9fe \xff und mehr", "bytes that aren't UTF-8"),
        ("a.txt", "Привет, мир, как дела".encode("cp1251"), "neither UTF-8 nor UTF-16"),
        ("a.txt", b"", "has no words"),
        ("Tea.txt", b" \n\n", "has no words"),
        ("2026-11-20 Tea.md", b"---\nid: 17\n---\n", "has no words"),
        ("a.txt", b"x" * ((1 << 20) + 1), "larger than 1 MB"),
        ("2026-11-24.md", b"words", "dated in the future"),
        ("a.md", b"---\ndate: 0200-01-01\n---\nwords", "outside the years"),
        ("a.md", b"---\nformat: trustjournal/1\ndate: 2026-11-20\n---\n", "trust exported"),
        ("a.md", b"---\nformat: trustjournal/99\n---\nwords", "trust exported"),
    ],
)
def test_a_text_that_cannot_be_an_entry_stays_and_is_named(
    box: Box, name: str, content: bytes, says: str
) -> None:
    path = box.put(name, content)
    box.put("good.txt", "A walk")
    done = box("sync")
    assert done.code == 0, done.err
    assert f"{name} stays in the inbox: it " in done.out
    assert says in " ".join(done.out.split())
    assert path.read_bytes() == content
    assert box.bodies() == ["A walk"]
    assert box.waiting == [name]


def test_a_text_of_another_encoding_is_read_as_an_import_would(box: Box) -> None:
    box.put("a.txt", "Ein schöner Spaziergang über den Hügel".encode("cp1252"))
    box.put("b.txt", "Tee für Sam".encode("utf-16"))
    assert box.take_in()["western"] == ["a.txt"]
    assert sorted(box.bodies()) == ["Ein schöner Spaziergang über den Hügel", "Tee für Sam"]


def test_only_ordinary_files_are_opened(box: Box, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("heliotrope")
    (box.path / "link.txt").symlink_to(secret)
    os.mkfifo(box.path / "pipe.md")
    (box.path / "folder.md").mkdir()
    (box.path / "photo.jpg").write_bytes(b"jpg")
    for name in (".hidden.md", "~draft.md", "x.md.tmp", "y.txt~", ".z.md.icloud", "w.part"):
        box.put(name, "words")
    taken = box.take_in()
    assert taken["links"] == ["link.txt", "pipe.md"]
    assert taken["others"] == 2
    assert box.bodies() == []
    assert secret.read_text() == "heliotrope"
    assert not (box.path / ".taken").exists()


@pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="names are Unicode there")
def test_names_that_are_not_unicode_or_not_for_a_screen(box: Box) -> None:
    names = [b"caf\xe9 au lait.txt", b"red \x1b[31m tea.txt", b"two\nlines.txt"]
    for content in (b"A walk", b"no\0text"):
        for number, name in enumerate(names):
            path = Path(os.fsdecode(os.fsencode(box.path) + b"/" + name))
            path.write_bytes(content + b" %d" % number)
            os.utime(path, (EVENING, EVENING))
        for argv in (("sync",), ("sync", "--json"), ("sync", "status")):
            done = box(*argv)
            assert done.code == 0, done.err
            assert "\x1b" not in done.out
    titles = [entry["title"] for entry in box.entries()]
    assert sorted(titles) == ["caf\ufffd au lait", "red \x1b[31m tea", "two lines"]


@pytest.mark.parametrize("seconds", [-59, 0, 59])
def test_a_note_is_left_alone_for_a_minute(box: Box, seconds: int) -> None:
    box.put("a.txt", "A walk", datetime.fromisoformat(NOW).timestamp() + seconds)
    assert box.take_in()["changing"] == ["a.txt"]
    assert "1 note from the inbox became an entry" in box(now="2026-11-22T22:15:00+01:00").err


def test_a_file_that_has_just_arrived_is_left_alone_whatever_its_time(box: Box) -> None:
    """Engines keep the time of a file: only the time of its arrival is this machine's."""
    box.put("a.txt", "A walk")
    just_now = datetime.now(UTC).isoformat()  # noqa: TID251  # the time of the file is real
    taken = box("sync", "--json", now=just_now).json["data"]["inbox"]
    assert taken["changing"] == ["a.txt"]


def test_an_inbox_that_is_not_there_is_not_made(box: Box) -> None:
    box.path.rmdir()
    done = box("sync")
    assert done.code == 74
    assert "the inbox" in done.err
    assert "isn't there" in done.err
    today = box()
    assert today.code == 0
    assert today.err.count("isn't there") == 1
    assert not box.path.exists()


@pytest.fixture
def unprivileged() -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read and write everything")


def test_a_link_in_place_of_the_folder_of_taken_notes_is_not_followed(
    box: Box, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (box.path / ".taken").symlink_to(tmp_path / "elsewhere")
    box.put("a.txt", "A walk")
    done = box("sync")
    assert done.code == 74
    assert "couldn't be moved out of the inbox: " in " ".join(done.out.split())
    assert box.bodies() == ["A walk"]
    assert box.waiting == ["a.txt"]
    assert not [*(tmp_path / "elsewhere").iterdir()]
    (box.path / ".taken").unlink()
    assert box.take_in()["already"] == 1
    assert box.taken == ["2026-11/a.txt"]


# --- afterwards ------------------------------------------------------------------------------


def test_taken_notes_are_kept_for_a_month_and_then_removed(box: Box) -> None:
    box.put("a.txt", "A walk")
    box.take_in()
    (box.path / ".taken" / "mine").mkdir()
    (box.path / ".taken" / "mine" / "b.txt").write_text("mine")
    box("sync", now="2026-12-31T22:10:00+01:00")
    assert box.taken == ["2026-11/a.txt", "mine/b.txt"]
    box("sync", now="2027-01-01T22:10:00+01:00")
    assert box.taken == ["mine/b.txt"]
    assert not (box.path / ".taken" / "2026-11").exists()
    assert box.bodies() == ["A walk"]


def test_taken_notes_that_the_journal_lacks_stay(box: Box, home: Path, tmp_path: Path) -> None:
    """A home folder that is put back from an older backup says nothing of it."""
    box.put("2026-11-18.md", "Stored before\n")
    box.take_in()
    shutil.copy(home / "journal.db", tmp_path)
    for text in ("A walk\n", "A walk\nby the lake\n"):
        box.put("2026-11-20.md", text)
        box.take_in()
    shutil.copy(tmp_path / "journal.db", home)
    assert box.bodies() == ["Stored before"]
    done = box("sync", now="2027-03-01T12:00:00Z")
    assert "2 notes in" in done.out
    assert "aren't in the journal, or can't be read, so they stay there. Move them" in done.out
    assert box.bodies() == ["Stored before"]
    assert box.taken == ["2026-11/2026-11-20.md", "2026-11/2026-11-20.~1~.md"]
    again = box("sync", "--json", now="2027-03-01T12:00:00Z").json["data"]["inbox"]
    assert again["lost"] == ["2026-11-20.md", "2026-11-20.~1~.md"]
    for name in box.taken:
        (box.path / ".taken" / name).rename(box.path / Path(name).name)
    box("sync", now="2027-03-02T12:00:00Z")
    assert box.bodies() == ["Stored before", "A walk\nby the lake"]
    assert box("sync", now="2027-05-02T12:00:00Z").out == "Nothing new in the inbox.\n"
    assert box.taken == []


@pytest.mark.parametrize(
    "name", ["2026-11-18 21.30.md", "2026.11.18.md", "Day 1.2.md", "Note 3.5.txt", "Tea.1.md"]
)
def test_a_note_with_a_number_in_its_name_is_taken_in_once(box: Box, name: str) -> None:
    """Its entry may have been made private since, and the note hasn't."""
    box.put(name, "A walk\n")
    box.take_in()
    assert box("edit", "last", "--private").code == 0
    assert box("sync", now="2027-03-01T12:00:00Z").out == "Nothing new in the inbox.\n"
    assert (len(box.bodies()), box.taken) == (1, [])


@pytest.mark.parametrize("how", ["private", "marked", "in the trash"])
def test_a_corrected_note_of_a_private_entry_is_private(box: Box, how: str) -> None:
    """It doesn't begin with the earlier text any more, so it's another note."""
    box.put("a.md", "Noticed:\nThe secret of Sam\nand soem tea\n")
    box.take_in()
    if how == "marked":
        box("edit", "last", "-m", "Noticed:\n%%The secret of Sam%%\nand soem tea")
    else:
        box("edit", "last", "--private")
    if how == "in the trash":
        box("delete", "last")
    box.put("a.md", "Noticed:\nThe secret of Sam\nand some tea\n")
    told = " ".join(box("sync").out.split())
    assert "a.md: private, because some of the same words are in a private entry" in told
    assert "The secret" not in box("export", "csv", "-").out
    box.put("a.md", "Quite another evening\n")
    assert box.take_in()["made_private"] == []
    assert "Quite another evening" in box("export", "csv", "-").out


@pytest.mark.parametrize("how", ["private", "marked", "gone"])
def test_a_note_read_again_after_a_restore_is_as_private_as_before(
    box: Box, home: Path, how: str
) -> None:
    box.put("first.md", "Stored before\n")
    box.take_in()
    assert box("backup").code == 0
    for name in ("open.md", "secret.md"):
        box.put(name, f"It is {name}\n")
        box.take_in()
    if how == "marked":
        box("edit", "last", "-m", "It is %%secret.md%%")
    else:
        box("edit", "last", "--private")
    assert box("backup", "restore", "last", "--yes").code == 0
    if how == "gone":
        [replaced] = (home / "backups").glob("*-restore.db")
        replaced.unlink()
    hidden = ["secret.md"] if how != "gone" else ["open.md", "secret.md"]
    assert box.take_in()["private_again"] == hidden
    shown = box("export", "csv", "-").out
    assert [name for name in ("open.md", "secret.md") if name in shown] == [
        name for name in ("open.md",) if name not in hidden
    ]


def test_a_note_that_repeats_only_the_line_of_a_template_stays_open(box: Box) -> None:
    for text in ("A walk", "The secret"):
        box.put("a.md", f"Noticed:\n{text}\n")
        box.take_in()
    box("edit", "last", "--private")
    box.put("a.md", "Noticed:\nQuite another evening\n")
    assert box.take_in()["made_private"] == []


def test_files_in_taken_that_are_no_notes_any_more_stay(box: Box) -> None:
    """An app may have gone on writing into one, and what else is there isn't the program's."""
    box.put("a.txt", "A walk")
    box.take_in()
    folder = box.path / ".taken" / "2026-11"
    others = {"large.txt": b"x" * 2**20 * 2, "null.txt": b"a\0b", "x.pdf": b"%PDF-1.4"}
    for name, content in others.items():
        (folder / name).write_bytes(content)
    done = box("sync", now="2027-03-01T12:00:00Z")
    assert "2 notes in" in done.out
    assert box.taken == [f"2026-11/{name}" for name in sorted(others)]


def test_a_deleted_note_goes_though_another_program_takes_the_journal_just_then(
    box: Box, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.put("a.txt", "A walk")
    box.take_in()
    monkeypatch.setattr(connect, "BUSY_SECONDS", 1.0)
    other = holding_the_lock(home / "journal.db", 3)
    done = box("delete", "last", "--purge", "--yes")
    other.join()
    assert (done.code, box.taken, box.bodies()) == (0, [], [])


def test_an_entry_may_be_deleted_while_notes_are_compared_with_it(
    box: Box, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.put("a.txt", "A walk")
    box.take_in()
    box.put("a.txt", "A walk")
    notes = InboxReader.notes

    def then_deleted(reader: InboxReader) -> list[StoredEntry]:
        found = notes(reader)
        monkeypatch.setattr(InboxReader, "notes", notes)
        delete = command("delete", "last", "--purge", "--yes")
        assert subprocess.run(delete, env=environment(home), check=False).returncode == 0
        return found

    monkeypatch.setattr(InboxReader, "notes", then_deleted)
    assert box("sync").code == 0
    assert InboxReader.notes is notes


def test_permanently_deleting_an_entry_leaves_another_note_of_its_name_that_the_journal_lacks(
    box: Box, home: Path, tmp_path: Path
) -> None:
    box.put("Note.md", "Today I noticed:\nDeleted for good\n")
    box.take_in()
    shutil.copy(home / "journal.db", tmp_path)
    box.put("Note.md", "Today I noticed:\nQuite another evening\n")
    box.take_in()
    shutil.copy(tmp_path / "journal.db", home)
    assert box("delete", "last", "--purge", "--yes").code == 0
    assert box.taken == ["2026-11/Note.~1~.md"]
    assert "1 note in" in box("sync", now="2027-03-01T12:00:00Z").out
    assert box.taken == ["2026-11/Note.~1~.md"]


def test_a_deletion_noted_without_lines_removes_nothing_and_is_forgotten(
    box: Box, home: Path
) -> None:
    box.put("a.txt", "A walk")
    box.take_in()
    noted = json.dumps({"0123456789abcdef": "2026-11-21T10:00:00+00:00"})
    with closing(sqlite3.connect(home / "journal.db")) as connection, connection:
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('inbox_deleted', ?)", (noted,))
    assert box("sync").code == 0
    assert box.taken == ["2026-11/a.txt"]
    with closing(sqlite3.connect(home / "journal.db")) as connection:
        sql = "SELECT value FROM meta WHERE key = 'inbox_deleted'"
        assert connection.execute(sql).fetchone() == ("[]",)


def test_permanently_deleting_an_entry_leaves_the_notes_of_others_with_its_name(box: Box) -> None:
    """They're there for the day on which an older journal is put back."""
    box.put("Note.md", "Today I noticed:\nA walk\n")
    box.take_in()
    box.put("Note.md", "Today I noticed:\nTea with Sam\n")
    box.take_in()
    [walk] = [each for each in box.entries() if "walk" in each["body"]]
    assert box("delete", walk["id"], "--purge", "--yes").code == 0
    assert box.taken == ["2026-11/Note.~1~.md"]


@pytest.mark.parametrize("content", [b"a\0b", b"x" * 2**20 * 2, b"---\ndate: 2027-05-05\n---\nTea"])
def test_permanently_deleting_an_entry_leaves_what_can_not_be_read(
    box: Box, content: bytes
) -> None:
    box.put("Note.md", "A walk\n")
    box.take_in()
    (box.path / ".taken" / "2026-11" / "Note.~1~.md").write_bytes(content)
    assert box("delete", "last", "--purge", "--yes").code == 0
    assert box.taken == ["2026-11/Note.~1~.md"]


@pytest.mark.parametrize("text", ["Tea with Sam\n", "A walk\nand tea with Sam\n"])
def test_another_note_of_a_deleted_ones_name_stays_when_an_older_journal_is_put_back(
    box: Box, home: Path, tmp_path: Path, text: str
) -> None:
    box.put("a.md", "A walk\nby the lake\n")
    box.take_in()
    box.path.rename(tmp_path / "unplugged")
    assert box("delete", "last", "--purge", "--yes").code == 0
    shutil.copy(home / "journal.db", tmp_path)
    (tmp_path / "unplugged").rename(box.path)
    box.put("a.md", text)  # by the phone, before the deletion
    assert len(box.take_in()["new"]) == 1
    shutil.copy(tmp_path / "journal.db", home)
    assert box("sync").code == 0
    assert text in [path.read_text("utf-8") for path in (box.path / ".taken").rglob("*.md")]


@pytest.mark.parametrize("is_synced", [False, True])
def test_a_taken_note_from_after_a_deletion_stays_when_an_older_journal_is_put_back(
    box: Box, home: Path, tmp_path: Path, is_synced: bool
) -> None:
    if is_synced:
        box.put("other.md", "Another\n")
        box.take_in()
        assert Machine(box.trust, home, "laptop").setup(tmp_path / "carried").code == 0
    box.put("a.md", "Called Mum.\n")
    box.take_in()
    assert box("delete", "last", "--purge", "--yes").code == 0
    shutil.copytree(home, tmp_path / "copy")
    later = datetime.fromisoformat("2026-11-24T19:30:00+00:00").timestamp()
    box.put("a.md", "Called Mum.\n", later)
    assert box("sync", now="2026-11-24T21:00:00Z").code == 0
    assert [*(box.path / ".taken").rglob("a.md")]
    shutil.rmtree(home)
    shutil.copytree(tmp_path / "copy", home)
    for now in ("2026-12-05T12:00:00Z", "2027-01-05T12:00:00Z"):
        box("sync", now=now)
    texts = [path.read_text("utf-8") for path in (box.path / ".taken").rglob("*.md")]
    assert "Called Mum.\n" in texts or "Called Mum." in box.bodies()


def test_removing_taken_notes_brings_nothing_back_that_was_changed_or_deleted(box: Box) -> None:
    box.put("2026-11-18.md", "Deleted #for-good\n")
    box.put("2026-11-19.md", "A walk #walk\n")
    box.put("2026-11-20.md", "In the trash\n")
    box.take_in()
    box("edit", "2026-11-19", "-m", "A long walk", "--tag", "")
    box("delete", "2026-11-20")
    box("config", "unset", "inbox")
    box("delete", "2026-11-18", "--purge", "--yes")
    before = box.entries()
    box("config", "set", "inbox", str(box.path))
    assert box("sync", now="2027-03-01T12:00:00Z").out == "Nothing new in the inbox.\n"
    assert box.entries() == before
    assert box.taken == []


def test_taken_notes_are_deleted_if_they_are_not_to_be_kept(box: Box) -> None:
    box.put("a.txt", "A walk")
    box.take_in()
    box("config", "set", "inbox_keep", "off")
    box.put("b.txt", "A rest")
    box.take_in()
    assert [*box.path.iterdir()] == []
    assert sorted(box.bodies()) == ["A rest", "A walk"]


def test_nothing_is_overwritten_among_the_taken_notes(box: Box) -> None:
    for text in ("A walk", "A rest", "A talk"):
        box.put("a.txt", text)
        box.take_in()
    folder = box.path / ".taken" / "2026-11"
    assert sorted(path.read_text() for path in folder.iterdir()) == ["A rest", "A talk", "A walk"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("how", ["delete", "empty"])
def test_permanently_deleting_an_entry_removes_its_texts_among_the_taken_ones(
    box: Box, how: str
) -> None:
    for name, text in (
        ("a.txt", "heliotrope"),
        ("a.txt", "heliotrope in bloom"),
        ("b.txt", "A walk"),
    ):
        box.put(name, text)
        box.take_in()
    box.put("a copy.txt", "heliotrope")
    box.take_in()
    [entry] = [each for each in box.entries() if "heliotrope" in each["body"]]
    (box.path / "a (1).txt").write_text("heliotrope")
    if how == "delete":
        assert box("delete", entry["id"], "--purge", "--yes").code == 0
    else:
        box("delete", entry["id"])
        assert box("trash", "empty", "--yes").code == 0
    assert box.taken == ["2026-11/b.txt"]
    assert box.waiting == []
    assert box.take_in()["new"] == []


@pytest.mark.parametrize("how", ["delete", "empty"])
def test_permanently_deleting_an_entry_leaves_the_notes_that_never_came_in(
    box: Box, how: str
) -> None:
    waiting = {
        "2026-11-22.md": "---\ntitle: Kim called\n---\nSlept well",
        "2026-11-21.md": "Slept well",
        "untitled.md": "---\ntitle: Only a title\n---\n",
    }
    for name, text in (
        ("2026-11-20.md", "Slept well"),
        ("a.md", "---\ntitle: A title\n---\n"),
    ):
        box.put(name, text)
    box.take_in()
    for name, text in {**waiting, "2026-11-20 copy.md": "Slept well"}.items():
        box.put(name, text)
    for entry in box.entries():
        if how == "delete":
            assert box("delete", entry["id"], "--purge", "--yes").code == 0
        else:
            box("delete", entry["id"])
    if how == "empty":
        assert box("trash", "empty", "--yes").code == 0
    assert (box.waiting, box.taken) == (sorted(waiting), [])


def test_permanently_deleting_an_entry_removes_its_notes_that_were_not_moved_yet(box: Box) -> None:
    copy = "---\ntitle: Tea with Kim\n---\nheliotrope in bloom"
    box.put("tea.md", "heliotrope")
    box.take_in()
    assert box("edit", "last", "-m", "Tea").code == 0
    box.put("tea.md", "heliotrope in bloom")
    box.put(COPIES[0], copy)
    box.take_in()
    box.put("tea.md", "heliotrope in bloom")
    box.put(COPIES[0], copy)
    assert box("delete", "last", "--purge", "--yes").code == 0
    assert (box.waiting, box.taken) == ([], [])


# --- places ----------------------------------------------------------------------------------


def test_setting_it_says_what_happens_to_the_texts(trust: Trust, tmp_path: Path) -> None:
    box = Box(trust, tmp_path / "notes")
    box.put("a.txt", "A walk")
    done = trust("config", "set", "inbox", str(box.path))
    assert done.code == 0
    said = " ".join(done.out.split())
    assert (
        "become entries, and are then moved to the folder .taken inside it. There's 1 waiting now."
        in said
    )
    assert "Notes aren't encrypted on your phone, or wherever the inbox is copied." in said
    trust("config", "set", "inbox_keep", "off")
    said = " ".join(trust("config", "set", "inbox", str(box.path)).out.split())
    assert "and are then deleted at once, because inbox_keep is off. There's 1 waiting now." in said
    assert ".taken" not in said


@pytest.mark.parametrize("place", ["~", "/", "home", "home/backups", "home/drafts", "home/packs"])
def test_a_folder_that_is_used_for_more_cannot_be_the_inbox(
    trust: Trust, tmp_path: Path, home: Path, place: str
) -> None:
    home.mkdir(exist_ok=True)
    value = place if place in "~/" else str(tmp_path / place)
    done = trust("config", "set", "inbox", value)
    assert done.code == 2
    assert "can't be the inbox" in done.err
    (home / "config.toml").write_text(f'inbox = "{value}"\n')
    (tmp_path / "a.txt").write_text("A list")
    done = trust("sync")
    assert done.code == 2
    assert "can't be the inbox" in done.err
    assert (tmp_path / "a.txt").exists()
    assert trust().code == 0


def test_an_inbox_that_is_not_there_yet_is_set_and_said(trust: Trust, tmp_path: Path) -> None:
    path = tmp_path / "phone"
    done = trust("config", "set", "inbox", str(path))
    assert (done.code, done.err) == (0, "")
    assert f"{path} isn't there yet." in " ".join(done.out.split())
    path.mkdir()
    assert "isn't there yet" not in trust("config", "set", "inbox", str(path)).out


def test_status_and_doctor_say_where_it_is(box: Box) -> None:
    box("journal", "-m", "words")
    box.put("a.txt", "A walk")
    line = f"The inbox is {box.path}, with 1 note in it."
    assert "".join(line.split()) in "".join(box("sync", "status").out.split())
    assert "".join(line.split()) in "".join(box("doctor").out.split())
    assert box("sync", "status", "--json").json["data"]["inbox"] == {
        "folder": str(box.path),
        "texts": 1,
        "problem": None,
    }
    box.put("a.txt", "")
    shutil.rmtree(box.path)
    assert "isn't there" in box("doctor").out


# --- encrypted -------------------------------------------------------------------------------


def test_notes_stay_while_the_journal_cannot_be_opened(box: Box) -> None:
    env = {"TRUST_PASSPHRASE": "five quiet words"}
    box("journal", "-m", "words")
    assert box("encrypt", env=env).code == 0
    box.put("a.txt", "heliotrope")
    for argv in ((), ("sync",)):
        done = box(*argv)
        assert done.code == 12
        assert "the notes in the inbox stay there until the journal can be opened" in done.err
    assert box.waiting == ["a.txt"]
    done = box("sync", env=env)
    assert done.code == 0, done.err
    assert "heliotrope" in [entry["body"] for entry in box.entries(env=env)]
    assert box.waiting == []
    home = Path(os.environ["TRUST_HOME"])
    for path in home.rglob("*"):
        assert not path.is_file() or b"heliotrope" not in path.read_bytes(), path


# --- several machines ------------------------------------------------------------------------


@pytest.fixture
def machines(both: tuple[Machine, Machine], tmp_path: Path) -> tuple[Machine, Machine]:
    """Two machines that share a sync folder, each with an inbox of its own."""
    for machine in both:
        inbox = tmp_path / f"inbox-{machine.name}"
        inbox.mkdir()
        machine.ok("config", "set", "inbox", str(inbox))
    return both


def put(machine: Machine, name: str, text: str, at: float = EVENING - 10 * 3600) -> Path:
    path = machine.home.parent / f"inbox-{machine.name}" / name
    path.write_text(text)
    os.utime(path, (at, at))
    return path


def bodies(machine: Machine) -> list[str]:
    return [entry["body"] for entry in json.loads(machine.export())["entries"]]


@pytest.mark.parametrize("between", [False, True])
def test_two_machines_make_the_same_entry(machines: tuple[Machine, Machine], between: bool) -> None:
    laptop, desktop = machines
    names = {"2026-11-20.md": "A walk #walk", "tea.txt": "Tea with Sam", "x.md": "Third"}
    for machine in machines:
        machine.write(f"On {machine.name}", "--date", "2026-11-20", "--at", "12:00")
        for name, text in names.items():
            put(machine, name, text, EVENING - 40_000 - (machine is laptop) * 0.5)
    laptop.ok("sync")
    if not between:
        shutil.move(laptop.home.parent / "carried", laptop.home.parent / "hidden")
        (laptop.home.parent / "carried").mkdir()
        desktop("sync")
        (laptop.home.parent / "carried").rmdir()
        shutil.move(laptop.home.parent / "hidden", laptop.home.parent / "carried")
    desktop.ok("sync")
    synced(laptop, desktop)
    assert sorted(bodies(laptop)) == sorted(
        ["By the river", "On laptop", "On desktop", "A walk #walk", "Tea with Sam", "Third"]
    )
    assert "two places" not in "".join(
        laptop.ok("show", each["id"]).out for each in json.loads(laptop.export())["entries"]
    )


def test_a_note_that_grows_on_two_machines_has_one_text(
    machines: tuple[Machine, Machine],
) -> None:
    laptop, desktop = machines
    put(laptop, "a.txt", "A walk")
    synced(laptop, desktop)
    for machine in machines:
        put(machine, "a.txt", "A walk\nand a rest")
    laptop.ok("sync")
    desktop.ok("sync")
    synced(laptop, desktop)
    assert bodies(laptop).count("A walk\nand a rest") == 1
    assert not any("two places" in machine.ok("sync").out for machine in machines)


def test_a_note_stays_until_the_other_machines_were_told(
    machines: tuple[Machine, Machine], folder: Path
) -> None:
    laptop, desktop = machines
    path = put(laptop, "a.txt", "A walk")
    shutil.move(folder, folder.with_name("unplugged"))
    done = laptop("sync")
    assert done.code == 74
    assert "1 note from the inbox became an entry" in done.err
    assert path.exists()
    assert "A walk" in bodies(laptop)
    assert path.exists()
    shutil.move(folder.with_name("unplugged"), folder)
    laptop.ok("sync")
    assert not path.exists()
    desktop.ok("sync")
    assert "A walk" in bodies(desktop)


def test_trust_tells_the_others_of_a_note_it_could_not_tell_before(
    machines: tuple[Machine, Machine], folder: Path
) -> None:
    laptop, _ = machines
    path = put(laptop, "a.txt", "A walk")
    shutil.move(folder, folder.with_name("unplugged"))
    assert "not yet written for your other machines" in laptop.ok().err
    assert path.exists()
    shutil.move(folder.with_name("unplugged"), folder)
    laptop.ok()
    assert not path.exists()


def test_trust_tells_the_others_before_it_moves_a_note(
    machines: tuple[Machine, Machine],
) -> None:
    laptop, desktop = machines
    path = put(laptop, "a.txt", "A walk")
    laptop.ok()
    assert not path.exists()
    desktop.ok("sync")
    assert "A walk" in bodies(desktop)


def test_a_note_that_was_permanently_deleted_elsewhere_does_not_come_back(
    machines: tuple[Machine, Machine],
) -> None:
    laptop, desktop = machines
    put(laptop, "a.txt", "A walk")
    laptop.ok("sync")
    [entry] = [e for e in json.loads(laptop.export())["entries"] if e["body"] == "A walk"]
    laptop.ok("delete", entry["id"], "--purge", "--yes")
    laptop.ok("sync")
    late = put(desktop, "a.txt", "A walk")
    taken = desktop.ok("sync", "--json").json["data"]["inbox"]
    assert (taken["deleted"], taken["new"]) == (1, [])
    assert not late.exists()
    put(desktop, "a.txt", "A walk", EVENING + 3600)
    assert (
        len(desktop.ok("sync", "--json", now="2026-11-23T22:00:00Z").json["data"]["inbox"]["new"])
        == 1
    )
    put(laptop, "a.txt", "A walk", EVENING + 3600)
    laptop.ok("sync", now="2026-11-23T22:01:00Z")
    synced(laptop, desktop)
    assert bodies(laptop).count("A walk") == 1


def test_a_note_with_the_words_of_a_deleted_one_comes_in_though_a_clock_was_ahead_once(
    machines: tuple[Machine, Machine],
) -> None:
    """From then on the moments of all changes are ahead, those of deletions too."""
    laptop, desktop = machines
    desktop.write("the clock is wrong for one evening", now="2027-10-01T20:00:00Z")
    synced(laptop, desktop)
    put(laptop, "a.txt", "Called Mum.")
    laptop.ok("sync")
    [entry] = [e for e in json.loads(laptop.export())["entries"] if "Mum" in e["body"]]
    laptop.ok("delete", entry["id"], "--purge", "--yes")
    put(laptop, "a.txt", "Called Mum.", EVENING + 86_400)
    laptop.ok("sync", now="2026-11-24T21:00:00Z")
    assert "Called Mum." in bodies(laptop)


@pytest.mark.parametrize("within_reach", [True, False])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "A walk\nby the lake\nand home\n"),
        ("a.md", "A walk\nby the lake, and home\n"),
        ("a.sync-conflict-20261202-101010-ABCDEFG.md", "A walk\nto the hill\n"),
    ],
    ids=["grown", "in the middle of a line", "a conflict copy"],
)
def test_the_texts_of_a_note_go_when_its_entry_is_permanently_deleted_elsewhere(
    machines: tuple[Machine, Machine], name: str, text: str, within_reach: bool
) -> None:
    """The entry has the id of the first text; the file of that has gone already."""
    laptop, desktop = machines
    taken = laptop.home.parent / "inbox-laptop" / ".taken"
    put(laptop, "a.md", "A walk\nby the lake\n")
    laptop.ok("sync")
    put(laptop, name, text)
    laptop.ok("sync", now="2026-12-02T22:00:00Z")
    [entry] = [e for e in json.loads(laptop.export())["entries"] if "by the lake" in e["body"]]
    laptop.ok("sync", now="2027-01-05T22:00:00Z")
    assert [path.name for path in taken.rglob("*.md")] == [name]
    desktop.ok("sync", now="2027-01-05T22:03:00Z")
    desktop.ok("delete", entry["id"], "--purge", "--yes", now="2027-01-05T22:04:00Z")
    desktop.ok("sync", now="2027-01-05T22:05:00Z")
    if not within_reach:
        taken.rename(taken.with_name("unplugged"))
        laptop.ok("sync", now="2027-01-05T22:06:00Z")
        taken.with_name("unplugged").rename(taken)
    told = laptop.ok("sync", now="2027-01-05T22:07:00Z").out
    assert not [*taken.rglob("*.md")]
    assert "stays there" not in told
    assert "A walk" not in laptop.export()


@pytest.mark.parametrize("taken_in", [False, True])
def test_a_note_written_anew_after_its_entry_was_deleted_elsewhere_becomes_an_entry(
    machines: tuple[Machine, Machine], folder: Path, taken_in: bool
) -> None:
    laptop, desktop = machines
    put(laptop, "a.md", "Called Sam.\n")
    laptop.ok("sync")
    desktop.ok("sync")
    [entry] = [e for e in json.loads(desktop.export())["entries"] if "Called" in e["body"]]
    desktop.ok("delete", entry["id"], "--purge", "--yes")
    folder.rename(folder.with_name("unplugged"))
    path = put(laptop, "a.md", "Called Sam.\n")
    later = datetime.fromisoformat("2026-11-28T20:00:00+00:00").timestamp()
    os.utime(path, (later, later))
    if taken_in:
        laptop("sync", now="2026-11-28T21:00:00Z")
    folder.with_name("unplugged").rename(folder)
    for _ in range(2):
        for machine in machines:
            machine.ok("sync", now="2026-11-28T22:00:00Z")
    texts = [*path.parent.rglob("*.md")]
    assert taken_in == ("Called Sam." not in laptop.export())
    assert "Called Sam.\n" in [each.read_text("utf-8") for each in texts]


def test_an_inbox_in_the_sync_folder_is_refused(
    machines: tuple[Machine, Machine], folder: Path
) -> None:
    laptop, _ = machines
    for path in (folder, folder / "inbox"):
        done = laptop("config", "set", "inbox", str(path))
        assert done.code == 2
        assert "is in the sync folder" in done.err


def test_the_docs_name_everything_in_the_json(
    machines: tuple[Machine, Machine], folder: Path
) -> None:
    laptop, desktop = machines
    laptop.ok("sync")
    page = (Path(__file__).parent.parent.parent / "docs" / "json.md").read_text("utf-8")
    keys: set[str] = set()

    def gather(value: Any) -> None:
        if isinstance(value, dict):
            keys.update(value)
            for each in value.values():
                gather(each)
        elif isinstance(value, list):
            for each in value:
                gather(each)

    synced_as = desktop.ok("sync", "--json").json["data"]
    assert {*synced_as.pop("taken")} <= {"laptop"}
    gather(synced_as)
    gather(desktop.ok("sync", "status", "--json").json["data"])
    gather(desktop.ok("sync", "off", "--json").json["data"])
    env = {"TRUST_SYNC_PASSPHRASE_COMMAND": f"echo {PASSPHRASE}"}
    again = desktop.ok("sync", "setup", str(folder), "--json", env=env).json["data"]
    assert {*again["sync"].pop("taken")} <= {"laptop"}
    gather(again)
    assert [key for key in sorted(keys) if f"`{key}`" not in page] == []


def test_notes_come_in_although_the_passphrase_was_changed_elsewhere(
    machines: tuple[Machine, Machine],
) -> None:
    laptop, desktop = machines
    path = put(desktop, "a.txt", "A walk")
    env = {"TRUST_SYNC_PASSPHRASE_COMMAND": "echo six words no one guesses now"}
    laptop.ok("sync", "passphrase", env=env)
    desktop.ok()
    assert "A walk" in bodies(desktop)
    put(desktop, "b.txt", "A rest")
    done = desktop("sync")
    assert done.code == 12
    assert "1 note from the inbox became an entry" in done.err
    assert "until the journal can be opened" not in done.err
    assert "A rest" in bodies(desktop)
    assert path.exists(), "it wasn't told yet"
    desktop.ok("sync", env=env)
    assert not path.exists()
    synced(laptop, desktop)
