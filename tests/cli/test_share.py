"""Sharing: a page built up from nothing, with the lines that were picked and nothing else."""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust


def wrote(trust: Trust, text: str, *more: str) -> str:
    done = trust("journal", "--free", "-m", text, "--json", *more)
    return str(done.json["data"]["entry"]["id"])


def test_a_page_has_the_lines_and_nothing_else(trust: Trust, tmp_path: Path) -> None:
    name = wrote(trust, "I was glad of the soup.\nA second line.", "--mood", "4", "--tag", "walk")
    page = tmp_path / "for-sam.md"
    done = trust("share", "--to", "Sam", "--line", f"{name}:soup", "--out", str(page), "--yes")
    assert done.code == 0
    assert page.read_text("utf-8") == "I was glad of the soup.\n"
    assert stat.S_IMODE(page.stat().st_mode) == 0o600


def test_several_lines_in_the_order_they_are_named(trust: Trust, tmp_path: Path) -> None:
    wrote(trust, "One.\nTwo.")
    page = tmp_path / "page.md"
    named = ("--line", "last:two", "--line", "last:one")
    trust("share", *named, "--out", str(page), "--yes")
    assert page.read_text("utf-8") == "Two.\n\nOne.\n"


def test_never_over_a_file_that_is_there(trust: Trust, tmp_path: Path) -> None:
    wrote(trust, "One.")
    page = tmp_path / "page.md"
    page.write_text("theirs")
    told = trust("share", "--line", "last", "--out", str(page), "--yes")
    assert (told.code, told.err.count("\n")) == (2, 1)
    assert page.read_text() == "theirs"
    assert trust("share", "--list", "--json").json["data"]["shares"] == []


def test_what_was_shared_is_remembered(trust: Trust, tmp_path: Path) -> None:
    wrote(trust, "One.")
    trust("share", "--to", "Sam", "--line", "last", "--out", str(tmp_path / "p.md"), "--yes")
    [share] = trust("share", "--list", "--json").json["data"]["shares"]
    assert (share["person"], share["lines"]) == ("Sam", ["One."])
    assert "One." in trust("share", "--list").out


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take UTF-8 alone")
def test_a_page_whose_name_is_no_utf8_is_written_and_remembered(
    trust: Trust, tmp_path: Path
) -> None:
    wrote(trust, "One.")
    page = Path(os.fsdecode(bytes(tmp_path) + b"/p\xff.md"))
    assert trust("share", "--line", "last", "--out", str(page), "--yes").code == 0
    assert page.read_text("utf-8") == "One.\n"
    [share] = trust("share", "--list", "--json").json["data"]["shares"]
    assert share["path"] == f"{tmp_path}/p\\xff.md"
    assert "p\\xff.md" in trust("share", "--list").out.replace("\n", "")
    assert trust("share", "--line", "last", "--out", str(page), "--yes").code == 2


def test_a_page_that_cannot_be_remembered_is_not_written(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    """Nor is one remembered that cannot be written."""
    wrote(trust, "One.")
    with closing(sqlite3.connect(home / "journal.db")) as connection:
        connection.execute(
            "CREATE TRIGGER no BEFORE INSERT ON share BEGIN SELECT RAISE(FAIL, 'no'); END"
        )
        page = tmp_path / "page.md"
        assert trust("share", "--line", "last", "--out", str(page), "--yes").code != 0
        assert not page.exists()
        connection.execute("DROP TRIGGER no")
    assert trust("share", "--line", "last", "--out", f"{tmp_path}/none/page", "--yes").code == 74
    assert trust("share", "--list", "--json").json["data"]["shares"] == []


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("private entry", "it's private"),
        ("private words", "each of its lines is private, or marked as yours to keep"),
        ("storm", "it's a storm"),
        ("mine", "it's marked as yours to keep"),
        ("unquoted", "it's about someone you don't quote"),
        ("entrusted", "it's about something entrusted to you"),
        ("other words", ""),
    ],
)
def test_what_cannot_be_picked(trust: Trust, tmp_path: Path, what: str, why: str) -> None:
    if what == "storm":
        trust("storm", "-m", "wombat")
    elif what == "private entry":
        wrote(trust, "wombat", "--private")
    elif what == "private words":
        wrote(trust, "Seen %%wombat%% and seen.")
    elif what == "mine":
        wrote(trust, "wombat")
        trust("unsaid", "last", "--mine")
    elif what == "entrusted":
        trust("journal", "--practice", "confidences", "-m", "wombat told me something")
    elif what == "other words":
        wrote(trust, "wombat")
        told = trust("share", "--line", "last:heron", "--out", str(tmp_path / "p.md"), "--yes")
        assert (told.code, "you can share from" in told.err) == (1, True)
        return
    else:
        wrote(trust, "wombat", "--person", "Ada")
        trust("people", "set", "Ada", "--quote", "no")
    page = tmp_path / "page.md"
    told = trust("share", "--line", "last", "--out", str(page), "--yes")
    name = trust("list", "--json").json["data"]["entries"][0]["id"][:5]
    assert (told.code, told.err) == (1, f"trust share: {name} can't be shared: {why}\n")
    assert not page.exists()


def test_a_line_that_stays_mine_is_left_out_of_its_entry(trust: Trust, tmp_path: Path) -> None:
    wrote(trust, "One.\nwombat")
    trust("unsaid", "last", "--line", "wombat", "--mine")
    page = tmp_path / "page.md"
    trust("share", "--line", "last", "--out", str(page), "--yes")
    assert page.read_text("utf-8") == "One.\n"


def test_it_does_not_tell_that_it_is_not_safe(trust: Trust, tmp_path: Path) -> None:
    wrote(trust, "One.")
    for _ in range(2):
        trust("journal", "--because", "not-safe", "-m", "x")
    page = tmp_path / "page.md"
    told = trust("share", "--line", "last", "--out", str(page), "--yes")
    assert (told.code, told.err) == (0, "")
    assert page.read_text("utf-8") == "x\n"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 2),
        (("--line", "last", "--yes"), 2),
        (("--line", "last", "--out", "x.md"), 2),
        (("--line", "last:nowhere", "--out", "x.md", "--yes"), 1),
        (("--line", "zzzzz", "--out", "x.md", "--yes"), 1),
        (("--line", "last", "--out", "/nowhere/x.md", "--yes"), 74),
    ],
)
def test_what_cannot_be_is_one_plain_line(trust: Trust, words: tuple[str, ...], code: int) -> None:
    wrote(trust, "One.")
    told = trust("share", *words)
    assert (told.code, told.err.count("\n"), told.out) == (code, 1, "")
    assert trust("share", "--list", "--json").json["data"]["shares"] == []
