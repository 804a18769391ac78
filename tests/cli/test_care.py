"""Caring for entries: earlier wordings, stars, the text alone, entries met again, the trash."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from conftest import Trust
from trustjournal.app import App
from trustjournal.views.screen import Screen

# --- earlier wordings -----------------------------------------------------------------------------

WORDINGS = [
    (
        "2026-11-20T20:00:00+01:00",
        ("journal", "--free", "--tag", "walk", "-m", "One\nsame\n\x1bred"),
    ),
    ("2026-11-21T20:00:00+01:00", ("edit", "last", "--mood", "3")),
    ("2026-11-22T20:00:00+01:00", ("edit", "last", "-m", "One\nthe same\nnew", "--tag", "pier")),
]


@pytest.fixture
def revised(trust: Trust) -> dict[str, Any]:
    """An entry that reads otherwise than it did."""
    for now, command in WORDINGS:
        assert trust(*command, now=now).code == 0
    entry: dict[str, Any] = trust("show", "--json").json["data"]["entry"]
    return entry


def test_a_wording_that_is_brought_back_is_sound(trust: Trust) -> None:
    """Its labels come back in the order in which the hash of an entry takes them."""
    labels = ("--tag", "Zoo", "--tag", "apple", "--person", "Zed", "--person", "ada")
    trust("journal", "--free", *labels, "-m", "one")
    trust("edit", "last", "-m", "two")

    assert trust("edit", "last", "--revision", "1").code == 0

    assert trust("doctor").code == 0
    assert trust("backup").code == 0
    assert "tags" not in trust("show", "--history").out


def test_a_wording_that_is_brought_back_undoes_no_other_name(trust: Trust) -> None:
    trust("people", "set", "Sam", "--quote", "no")
    trust("journal", "--free", "--person", "Sam", "-m", "one")
    trust("edit", "last", "-m", "two")
    trust("people", "rename", "Sam", "Alex")

    trust("edit", "last", "--revision", "1")

    entry = trust("show", "--json").json["data"]["entry"]
    assert (entry["body"], entry["people"]) == ("one", ["Alex"])


def test_history_shows_every_wording_with_when_and_what_changed(
    trust: Trust, revised: dict[str, Any]
) -> None:
    assert trust("show", "--history").out.splitlines() == [
        *("Version 1, Friday 20 November 2026, 20:00", "", "  One", "  same", "  ␛red", ""),
        "Version 2, Saturday 21 November 2026, 20:00",
        *("mood changed from none to 3", "The text didn't change.", ""),
        "Version 3, Sunday 22 November 2026, 20:00, the current one",
        *(
            "tags changed from “walk” to “pier”",
            "",
            "  One",
            "- same",
            "+ the same",
            "- ␛red",
            "+ new",
            "",
        ),
        f"trust edit {revised['id'][:5]} --revision N  to go back to version N",
    ]
    spoken = trust("show", "--history", "--plain").out
    assert "Taken out: same\nPut in: the same\nTaken out: ␛red\n" in spoken
    data = trust("show", "last", "--history", "--json").json["data"]
    assert data["entry"] == revised
    assert [(r["revision"], r["mood"], r["tags"]) for r in data["revisions"]] == [
        (1, None, ["walk"]),
        (2, 3, ["walk"]),
        (3, 3, ["pier"]),
    ]
    assert data["revisions"][0]["body"] == "One\nsame\n\x1bred"
    assert data["revisions"][2]["hash"] == revised["hash"]


def test_a_wording_that_never_changed(trust: Trust) -> None:
    for view in ("--history", "--raw"):
        assert "No entries yet" in trust("show", view).out
    trust("journal", "--free", "-m", "x")
    assert "hasn't been changed since" in trust("show", "--history").out


def test_an_earlier_wording_comes_back_and_the_present_one_is_kept(
    trust: Trust, revised: dict[str, Any]
) -> None:
    done = trust("edit", "last", "--revision", "1", "--json").json["data"]
    assert (done["revision"], done["entry"]["body"]) == (4, "One\nsame\n\x1bred")
    assert (done["entry"]["mood"], done["entry"]["tags"]) == (None, ["walk"])
    kept = trust("show", "--history", "--json").json["data"]["revisions"]
    assert [wording["body"] for wording in kept[2:]] == [revised["body"], "One\nsame\n\x1bred"]
    assert trust("edit", "last", "--revision", "3", "--mood", "5").code == 0
    entry = trust("show", "--json").json["data"]["entry"]
    assert (entry["body"], entry["mood"]) == (revised["body"], 5)


def test_answers_come_back_with_their_wording(trust: Trust) -> None:
    trust("storm", "-m", "a", "-m", "b", "-m", "c")
    before = trust("show", "--json").json["data"]["entry"]
    trust("edit", "last", "-m", before["body"].replace("\n\nb\n", "\n\nbb\n"))
    trust("edit", "last", "--revision", "1")
    after = trust("show", "--json").json["data"]["entry"]
    assert (after["answers"], after["hash"]) == (before["answers"], before["hash"])


def test_what_is_sealed_is_not_opened_by_an_earlier_wording(trust: Trust) -> None:
    trust("journal", "--free", "-m", "open words")
    trust("edit", "last", "--private")
    trust("edit", "last", "-m", "sealed words")
    assert trust("edit", "last", "--revision", "1").code == 0
    assert trust("show", "--json").json["data"]["entry"]["private"] is True
    assert "private changed from no to yes" in trust("show", "--history").out
    assert "open words" not in trust("list").out


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--revision", "7"), 1, "has no version 7"),
        (("--revision", "x"), 2, "use a number"),
        (("--revision", "1", "-m", "y"), 2, "leave out"),
        (("--revision", "1", "--editor"), 2, "leave out"),
    ],
)
def test_revisions_that_cannot_be_brought_back(
    trust: Trust, revised: dict[str, Any], options: tuple[str, ...], code: int, said: str
) -> None:
    told = trust("edit", "last", *options)
    assert (told.code, told.err.count("\n")) == (code, 1)
    assert said in told.err
    assert trust("show", "--json").json["data"]["entry"] == revised


# --- stars ----------------------------------------------------------------------------------------


def test_a_star_is_no_wording(trust: Trust, home: Path) -> None:
    trust("journal", "--free", "-m", "x")
    assert "is starred." in trust("star", "last").out
    assert trust("star", "last").code == 0
    assert trust("edit", "last", "--no-star").code == 0
    assert trust("edit", "last", "--star").code == 0
    shown = trust("show", "--history", "--json").json["data"]
    assert (shown["entry"]["starred"], len(shown["revisions"])) == (True, 1)
    assert "no longer starred" in trust("star", "last", "--off").out
    assert trust("star", "-1").code == 1
    assert trust("doctor").code == 0


# --- the text alone -------------------------------------------------------------------------------


def test_raw_is_the_text_to_the_byte(trust: Trust, home: Path) -> None:
    text = "  ¡Hola!\t\x1b[31m\n\n\\%%x%% *y* \x07日本"
    trust("journal", "--free", "-m", text)

    assert trust("show", "--raw").out == text
    argv = [sys.executable, "-m", "trustjournal", "show", "last", "--raw"]
    done = subprocess.run(argv, capture_output=True, check=True, env=_environ(home))
    assert done.stdout == text.encode()
    assert trust("show", "--raw", "--json").json["data"]["entry"]["body"] == text


def _environ(home: Path) -> dict[str, str]:
    return {"TRUST_HOME": str(home), "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}


def test_raw_at_a_terminal_cannot_drive_it(trust: Trust, monkeypatch: pytest.MonkeyPatch) -> None:
    trust("journal", "--free", "-m", "\x1b[31m*as typed*")
    monkeypatch.setattr(Screen, "is_terminal", True)
    assert trust("show", "--raw").out == "␛[31m*as typed*\n"


# --- met again ------------------------------------------------------------------------------------


@pytest.fixture
def years(trust: Trust) -> None:
    """Entries of this day in other months and years, and of others."""
    for day, text, *options in (
        ("2024-11-22", "two years"),
        ("2025-11-22", "one year"),
        ("2025-11-22", "sealed", "--private"),
        ("2025-11-21", "another day"),
        ("2026-10-22", "about Kim", "--person", "Kim"),
        ("2026-10-22", "a month %%kept%%"),
    ):
        trust("journal", "--free", "-m", text, *options, now=f"{day}T20:00:00+01:00")
    trust("storm", "-m", "stormy", now="2026-10-22T21:00:00+02:00")
    trust("people", "set", "Kim", "--quote", "no")


def test_on_this_day_is_a_month_a_year_and_more_ago(trust: Trust, years: None) -> None:
    out = trust("show", "--on-this-day").out

    said = [
        "A month ago",
        "a month [private]",
        "A year ago",
        "one year",
        ", private. To read it: trust show",
    ]
    places = [out.find(each) for each in [*said, "2 years ago", "two years"]]
    assert places == sorted(places)
    assert places[0] == 0
    for hidden in ("sealed", "another day", "Kim", "stormy", "kept"):
        assert hidden not in out
    assert "stormy" in trust("show", "--on-this-day", "--storms").out
    found = trust("show", "--on-this-day", "--json").json["data"]["entries"]
    assert [e["body"] for e in found] == ["a month [private]", "one year", None, "two years"]


def test_on_this_day_of_a_day_nobody_wrote_about(trust: Trust) -> None:
    nothing = "Nothing from this day a month ago or in earlier years.\n"
    assert trust("show", "--on-this-day").out == nothing
    trust("journal", "--free", "-m", "x", now="2024-02-29T20:00:00+01:00")
    assert trust("show", "--on-this-day", now="2026-03-29T20:00:00+01:00").out == nothing
    assert "4 years ago" in trust("show", "--on-this-day", now="2028-02-29T20:00:00+01:00").out


def test_by_chance_comes_nothing_that_should_not(
    trust: Trust, years: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drawn(*options: str) -> set[str]:
        bodies = set()
        for number in range(7):
            monkeypatch.setattr(App, "chance", lambda self, below, n=number: n % below)
            found = trust("show", "--random", *options, "--json").json["data"]["entry"]
            bodies.add(found["body"].partition("\n")[0])
        return bodies

    assert drawn() == {"two years", "one year", "another day", "a month [private]"}
    assert any(body.startswith("### ") for body in drawn("--storms"))


def test_by_chance_comes_anything(trust: Trust, years: None) -> None:
    seen = {trust("show", "--random").out for _ in range(40)}
    assert len(seen) > 1


def test_by_chance_where_there_is_nothing(trust: Trust) -> None:
    assert trust("show", "--random").out == "There are no entries to pick from yet.\n"
    trust("journal", "--free", "--private", "-m", "sealed")
    assert trust("show", "--random").out == "There are no entries to pick from yet.\n"
    assert trust("show", "--random", "--json").json["data"] == {"entry": None}


@pytest.mark.parametrize(
    "options",
    [
        ("--random", "--raw"),
        ("--history", "--on-this-day"),
        ("last", "--random"),
        ("last", "--on-this-day"),
        ("--storms",),
    ],
)
def test_ways_to_show_that_do_not_go_together(trust: Trust, options: tuple[str, ...]) -> None:
    told = trust("show", *options)
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)


# --- the trash ------------------------------------------------------------------------------------


def test_an_emptied_trash_leaves_no_byte(trust: Trust, home: Path) -> None:
    trust("journal", "--free", "-m", "quince")
    for _ in range(2):
        trust("journal", "--free", "-m", "wombatword " * 900, "--tag", "wombatword")
        trust("edit", "last", "-m", "wombatword again")
        trust("delete", "last")
    refused = trust("trash", "empty")
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    backups = sorted((home / "backups").glob("*"))

    told = trust("trash", "empty", "--yes")

    assert told.out.startswith(
        "2 entries were permanently deleted. The trash is empty.\nThis can't reach"
    )
    assert b"wombatword" not in (home / "journal.db").read_bytes()
    assert sorted((home / "backups").glob("*")) == backups, "no copy keeps what was to go"
    assert trust("trash", "list").out == trust("trash", "empty").out == "The trash is empty.\n"
    assert trust("list", "--json").json["data"]["entries"][0]["body"] == "quince"
    assert trust("doctor").code == 0


def test_what_was_taken_out_meanwhile_stays(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust("journal", "--free", "-m", "quince")
    trust("delete", "last")
    from trustjournal.storage.writer import Writer

    begin = Writer.transaction

    def late(self: Writer) -> Any:
        with closing(sqlite3.connect(home / "journal.db")) as other, other:
            other.execute("UPDATE entry SET deleted_at = NULL")
        return begin(self)

    monkeypatch.setattr(Writer, "transaction", late)
    assert trust("trash", "empty", "--yes", "--json").json["data"] == {"purged": []}
    assert "quince" in trust("list").out


def test_a_path_breaks_after_a_slash(trust: Trust, tmp_path: Path) -> None:
    home = tmp_path / "a-folder-with-a-long-name" / "another-folder-inside-it"
    out = trust("about", env={"TRUST_HOME": str(home), "COLUMNS": "40"}).out
    lines = [line.strip() for line in out.splitlines()]
    assert "another-folder-inside-it/backups" in lines
    assert "".join(lines).count(f"{home}/") == 5
