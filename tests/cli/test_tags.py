"""`trust tags`: what there is, another name, several made one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conftest import Trust
from trustjournal.views.screen import Screen


@pytest.fixture
def tagged(trust: Trust) -> None:
    """Entries with tags, one of them private, one in the trash."""
    for day, *options in (
        ("2026-11-16", "--tag", "Walk", "--tag", "rain"),
        ("2026-11-17", "--tag", "walks", "--tag", "sea side"),
        ("2026-11-18", "--tag", "walk", "--tag", "seaside", "--tag", "walks"),
        ("2026-11-19", "--tag", "walks", "--tag", "sealed-tag", "--private"),
        ("2026-11-20", "--tag", "walks"),
    ):
        trust("journal", "--free", "-m", f"of {day}", *options, now=f"{day}T20:00:00+01:00")
    trust("delete", "2026-11-20")


def tags_on(trust: Trust, day: str) -> list[str]:
    """The tags of an entry."""
    found: list[str] = trust("show", day, "--json").json["data"]["entry"]["tags"]
    return found


def test_tags_are_counted_and_what_is_probably_one_is_told(trust: Trust, tagged: None) -> None:
    told = trust("tags")

    assert told.out.splitlines() == [
        *("rain: 1 entry", "sea side: 1 entry", "seaside: 1 entry"),
        *("walk: 2 entries", "walks: 2 entries", "", "Perhaps the same tag:"),
        "  trust tags merge seaside 'sea side'  seaside and sea side",
        "  trust tags merge walks walk          walks and walk",
    ]
    assert told.err == "1 private entry was left out.\n"
    data = trust("tags", "--json").json["data"]
    assert data["tags"][-1] == {"name": "walks", "entries": 2}
    assert data["alike"] == [["sea side", "seaside"], ["walk", "walks"]]
    assert data["private"] == 1
    assert "sealed" not in told.out


def test_at_a_terminal_tags_stand_side_by_side(
    trust: Trust, tagged: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Screen, "is_terminal", True)
    lines = trust("tags", env={"COLUMNS": "40", "TERM": "dumb"}).out.splitlines()
    assert lines[0] == "rain 1   sea side 1   seaside 1   walk 2"
    assert lines[1] == "walks 2"
    assert max(map(len, lines)) <= 40


def test_no_tags(trust: Trust, home: Path) -> None:
    assert trust("tags").out == "No tags yet. To add one: trust journal --tag walk\n"
    assert not home.exists()


def test_many_pairs_are_not_all_told(trust: Trust) -> None:
    words = ("rain", "harbour", "garden", "letter", "soup", "window", "candle")
    names = [name for word in words for name in (word, f"{word}s")]
    trust("journal", "--free", "-m", "x", *(w for name in names for w in ("--tag", name)))
    assert trust("tags").out.splitlines()[-1] == "And 2 more pairs."


def test_a_tag_gets_another_name_everywhere(trust: Trust, tagged: None) -> None:
    trust("edit", "2026-11-17", "-m", "edited")
    before = trust("show", "2026-11-17", "--history", "--json").json["data"]

    told = trust("tags", "rename", "#Walks", "Strolls")

    assert told.out.splitlines()[0] == "“walks” is now “Strolls” (2 entries changed)."
    assert tags_on(trust, "2026-11-17") == ["sea side", "Strolls"]
    assert tags_on(trust, "2026-11-18") == ["seaside", "Strolls", "walk"]
    assert tags_on(trust, "2026-11-19") == ["sealed-tag", "Strolls"]
    trust("trash", "restore", trust("trash", "list").out[:5])
    assert tags_on(trust, "2026-11-20") == ["Strolls"]
    after = trust("show", "2026-11-17", "--history", "--json").json["data"]
    assert after["revisions"][:-1] == before["revisions"][:-1], "earlier wordings stay"
    assert after["entry"]["revision"] == before["entry"]["revision"]
    assert trust("doctor").code == 0, "hashes hold"


def test_a_spelling_can_be_changed(trust: Trust, tagged: None) -> None:
    assert trust("tags", "rename", "walk", "WALK").code == 0
    assert tags_on(trust, "2026-11-16") == ["rain", "WALK"]


def test_one_tag_is_not_merged_with_itself(trust: Trust, tagged: None) -> None:
    before = trust("tags").out
    name = trust("tags", "--json").json["data"]["tags"][0]["name"]
    refused = trust("tags", "merge", name.upper(), name)
    assert (refused.code, refused.out) == (2, "")
    assert "is one tag already; name at least two" in refused.err
    assert trust("tags").out == before


def test_tags_are_made_one(trust: Trust, tagged: None) -> None:
    taken = trust("tags", "rename", "walks", "walk")
    assert (taken.code, taken.err.count("\n")) == (2, 1)
    assert "trust tags merge walks walk" in taken.err

    done = trust("tags", "merge", "walks", "rain", "walk", "--json").json["data"]

    assert done == {"before": ["walks", "rain"], "after": "walk", "entries": 3}
    assert tags_on(trust, "2026-11-16") == tags_on(trust, "2026-11-16")
    assert tags_on(trust, "2026-11-18") == ["seaside", "walk"]
    assert [tag["name"] for tag in trust("tags", "--json").json["data"]["tags"]] == [
        *("sea side", "seaside", "walk")
    ]
    assert "are now “together”" in trust("tags", "merge", "seaside", "walk", "together").out
    assert trust("doctor").code == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("rename", "wlak", "x"), 1, "did you mean walk?"),
        (("rename", "sealed-tag", "x"), 1, "no entry has the tag sealed-tag"),
        (("rename", "walk", " # "), 2, "a tag can't be empty"),
        (("merge", "walk"), 2, "the last one is kept"),
        (("merge", "walk", "xylophone", "rain"), 1, "no entry has the tag xylophone"),
    ],
)
def test_what_cannot_be_done(
    trust: Trust, tagged: None, words: tuple[str, ...], code: int, said: str
) -> None:
    before: Any = trust("list", "--json").json["data"]
    told = trust("tags", *words)
    assert (told.code, told.out, told.err.count("\n")) == (code, "", 1)
    assert said in told.err
    assert trust("list", "--json").json["data"] == before


def test_a_journal_that_is_not_there(trust: Trust) -> None:
    assert trust("tags", "rename", "a", "b").code == trust("tags", "merge", "a", "b").code == 10
