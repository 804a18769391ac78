"""Promises corrected, deleted, kept twice, kept early, and left alone on days off."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import Trust


def at(day: str) -> str:
    return f"{day}T20:00:00+01:00"


def made(trust: Trust, *words: str, day: str = "2026-11-01") -> dict[str, Any]:
    done = trust("promise", "add", *words, "--json", now=at(day))
    assert done.code == 0, done.err + done.out
    return dict(done.json["data"]["promises"][0])


def shown(trust: Trust, name: str, day: str = "2026-11-01") -> dict[str, Any]:
    return dict(trust("promise", "show", name, "--json", now=at(day)).json["data"]["promises"][0])


# --- corrected -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "field", "value"),
    [
        (["Ring the doctor"], "text", "Ring the doctor"),
        (["--by", "2026-12-01"], "due", "2026-12-01"),
        (["--every", "monday"], "every", 0),
        (["--no-date"], "due", None),
        (["--to", "Alex"], "person", "Alex"),
        (["--to", ""], "person", None),
        (["--cue", "If it rains, then I ring"], "cue", "If it rains, then I ring"),
        (["--size", "small"], "size", "small"),
        (["--origin", "asked"], "origin", "asked"),
        (["--private"], "hidden", True),
        (["--shareable"], "private", False),
    ],
)
def test_what_was_mistyped_is_put_right(
    trust: Trust, options: list[str], field: str, value: object
) -> None:
    before = made(trust, "Rign teh doctor", "--by", "2026-11-20", "--to", "Sam")
    done = trust("promise", "edit", before["id"], *options)
    assert (done.code, done.err) == (0, "")
    after = shown(trust, before["id"])
    assert after[field] == value
    changed = {"state", "due"} if field == "every" else {"state"}
    unchanged = before.keys() - {field} - changed
    assert {name: after[name] for name in unchanged} == {name: before[name] for name in unchanged}


def test_a_rhythm_gives_way_to_a_day_and_the_other_way_round(trust: Trust) -> None:
    name = made(trust, "Home by seven", "--every", "monday")["id"]
    trust("promise", "edit", name, "--by", "2026-12-01")
    assert (shown(trust, name)["every"], shown(trust, name)["due"]) == (None, "2026-12-01")
    trust("promise", "edit", name, "--every", "friday")
    assert (shown(trust, name)["every"], shown(trust, name)["due"]) == (4, None)


def test_words_come_from_a_pipe_too(trust: Trust) -> None:
    name = made(trust, "Rign")["id"]
    assert trust("promise", "edit", name, "-", stdin="Ring the doctor\n").code == 0
    assert shown(trust, name)["text"] == "Ring the doctor"


def test_private_words_are_not_lost_by_an_edit_of_the_day(trust: Trust) -> None:
    name = made(trust, "Ring %%about the test%%", "--cue", "If %%alone%%, then I ring")["id"]
    assert trust("promise", "edit", name, "--by", "2026-12-01").code == 0
    after = shown(trust, name)
    assert (after["text"], after["cue"]) == ("Ring %%about the test%%", "If %%alone%%, then I ring")
    assert "about the test" not in trust("promise", "edit", name, "--by", "2026-12-02").out


@pytest.mark.parametrize(
    "options", [[], [""], ["--by", "friday", "--every", "monday"], ["--no-date", "--by", "friday"]]
)
def test_an_edit_that_cannot_be_changes_nothing(trust: Trust, options: list[str]) -> None:
    before = made(trust, "Ring")
    told = trust("promise", "edit", before["id"], *options)
    assert (told.code, told.err.count("\n"), told.out) == (2, 1, "")
    assert shown(trust, before["id"]) == before


def test_the_day_of_one_that_was_moved_is_moved(trust: Trust) -> None:
    name = made(trust, "Ring", "--by", "2026-11-20")["id"]
    trust("promise", "moved", name, "--to", "2026-11-25")
    told = trust("promise", "edit", name, "--by", "2026-11-23")
    assert (told.code, told.err.count("\n")) == (2, 1)
    trust("promise", "undo", name)
    assert trust("promise", "edit", name, "--by", "2026-11-23").code == 0
    assert shown(trust, name)["state"]["due"] == "2026-11-23"


def test_what_came_of_it_stays_when_its_words_change(trust: Trust) -> None:
    name = made(trust, "Rign", "--by", "2026-11-20")["id"]
    trust("promise", "kept", name, "--note", "at noon")
    trust("promise", "edit", name, "Ring")
    after = shown(trust, name)
    assert (after["text"], after["state"]["status"]) == ("Ring", "kept")
    assert [event["note"] for event in after["events"]] == ["at noon"]
    trust("promise", "undo", name)
    assert shown(trust, name)["state"]["status"] == "open"


def test_another_weekday_asks_about_no_week_twice(trust: Trust) -> None:
    name = made(trust, "Home by seven", "--every", "monday")["id"]
    trust("promise", "kept", name, now=at("2026-11-23"))
    trust("promise", "edit", name, "--every", "friday", now=at("2026-11-23"))
    assert shown(trust, name, "2026-11-24")["state"]["due"] == "2026-12-04"


def test_the_words_of_before_are_handed_back(trust: Trust) -> None:
    name = made(trust, "Rign", "--by", "2026-11-20", "--to", "Sam")["id"]
    out = trust("promise", "edit", name, "Ring", "--by", "2026-11-23", now=at("2026-11-01")).out
    assert out.splitlines() == [
        f"Changed {name[:5]}  Ring  (promised to Sam, by Mon 23 Nov)",
        f"Before  {name[:5]}  Rign  (promised to Sam, by Fri 20 Nov)",
    ]
    assert (
        trust("promise", "edit", name, "Ring!", "--json").json["data"]["before"]["text"] == "Ring"
    )
    trust("promise", "edit", name, "heliotrope", "--private")
    for words in (["--no-private", "Tea"], ["quince"]):
        assert "heliotrope" not in trust("promise", "edit", name, *words).out


# --- deleted -------------------------------------------------------------------------------------


def test_one_that_nothing_came_of_can_go(trust: Trust) -> None:
    name = made(trust, "Ring")["id"]
    assert trust("promise", "delete", name).code == 2
    done = trust("promise", "delete", name, "--yes", "--json")
    assert done.json["data"] == {"id": name, "deleted": True}
    assert trust("promise", "list", "--all", "--json").json["data"] == {"promises": []}


@pytest.mark.parametrize("kind", ["kept", "partly", "released", "withdrawn", "broken"])
def test_one_that_something_came_of_stays(trust: Trust, kind: str) -> None:
    name = made(trust, "Ring")["id"]
    trust("promise", kind, name)
    told = trust("promise", "delete", name, "--yes")
    assert (told.code, told.err.count("\n")) == (2, 1)
    assert shown(trust, name)["text"] == "Ring"
    trust("promise", "undo", name)
    assert trust("promise", "delete", name, "--yes").code == 0


def test_its_words_are_gone_from_the_file(trust: Trust, home: Path) -> None:
    name = made(trust, "heliotrope")["id"]
    trust("promise", "kept", name, "--note", "quince")
    trust("promise", "undo", name)
    trust("promise", "delete", name, "--yes")
    raw = (home / "journal.db").read_bytes()
    assert b"heliotrope" not in raw
    assert b"quince" not in raw


def test_corrected_ones_go_out_and_come_back(
    trust: Trust, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = made(trust, "Rign", "--every", "monday")["id"]
    gone = made(trust, "Water")["id"]
    trust("promise", "kept", kept, now=at("2026-11-02"))
    trust("promise", "edit", kept, "Ring", "--every", "friday", "--to", "Sam")
    trust("promise", "delete", gone, "--yes")
    whole = tmp_path / "whole.json"
    trust("export", "json", str(whole), "--include-private")
    before = trust("promise", "list", "--all", "--json").json["data"]
    monkeypatch.setenv("TRUST_HOME", str(tmp_path / "other"))
    assert trust("import", str(whole)).code == 0
    assert trust("promise", "list", "--all", "--json").json["data"] == before
    again = tmp_path / "again.json"
    trust("export", "json", str(again), "--include-private")
    assert json.loads(again.read_text()) == json.loads(whole.read_text())


# --- kept, once ----------------------------------------------------------------------------------


def times(trust: Trust, day: str) -> str:
    out = trust("review", "--month", "--no-input", now=at(day)).out
    return next(line for line in out.splitlines() if line.lstrip().startswith("Kept"))


@pytest.mark.parametrize("second", ["2026-11-04", "2026-11-05"])
def test_one_day_of_it_is_kept_once(trust: Trust, second: str) -> None:
    made(trust, "No phone", "--every", "wednesday")
    trust("promise", "kept", now=at("2026-11-04"))
    told = trust("promise", "kept", now=at(second))
    assert "Already kept: No phone (Wed 4 Nov)" in told.out
    assert times(trust, "2026-11-22").split() == ["Kept", "No", "phone"]
    assert "Promises  1 kept" in trust("review", "--month", "--no-input", now=at("2026-11-22")).out
    trust("promise", "undo", "phone")
    assert shown(trust, "phone", "2026-11-04")["state"]["due"] == "2026-11-04"


def test_one_without_a_rhythm_is_kept_once(trust: Trust) -> None:
    name = made(trust, "Ring")["id"]
    trust("promise", "kept", name)
    trust("promise", "kept", name)
    assert len(shown(trust, name)["events"]) == 1


def test_a_note_to_it_is_kept_and_it_still_counts_once(trust: Trust) -> None:
    made(trust, "No phone", "--every", "wednesday")
    trust("promise", "kept", now=at("2026-11-04"))
    trust("promise", "kept", "--note", "even at dinner", now=at("2026-11-04"))
    assert shown(trust, "phone")["events"][-1]["note"] == "even at dinner"
    assert times(trust, "2026-11-22").split() == ["Kept", "No", "phone"]


def test_kept_the_evening_before_goes_to_the_day_that_is_open(trust: Trust) -> None:
    made(trust, "No phone", "--every", "wednesday")
    trust("promise", "kept", now=at("2026-11-18"))
    told = trust("promise", "kept", now=at("2026-11-24"))
    assert "Kept: No phone (Wed 25 Nov)" in told.out
    assert "Tue 24 Nov  kept, for Wed 25 Nov\n" in trust("promise", "show", "phone").out
    assert shown(trust, "phone", "2026-11-25")["state"]["due"] == "2026-12-02"
    assert "was due" not in trust("promise", now=at("2026-11-27")).out
    assert times(trust, "2026-11-30").split() == ["Kept", "No", "phone,", "twice"]


def test_kept_late_goes_to_the_day_that_is_open(trust: Trust) -> None:
    made(trust, "No phone", "--every", "wednesday")
    trust("promise", "kept", now=at("2026-11-04"))
    assert "(Wed 11 Nov)" in trust("promise", "kept", now=at("2026-11-16")).out
    assert "(Wed 18 Nov)" in trust("promise", "kept", now=at("2026-11-16")).out


# --- days off ------------------------------------------------------------------------------------


def screens(trust: Trust, day: str) -> str:
    commands: list[list[str]] = [
        *([], ["promise"], ["promise", "list", "--all"], ["promise", "show", "phone"]),
        *(["review", "--no-input"], ["review", "--markdown"], ["review", "--month", "--no-input"]),
    ]
    return "".join(trust(*line, now=at(day)).out for line in commands)


@pytest.mark.parametrize("rhythm", [("--by", "2026-11-10"), ("--every", "tuesday")])
def test_on_a_day_off_nothing_is_past_its_date(trust: Trust, rhythm: tuple[str, str]) -> None:
    made(trust, "No phone", *rhythm)
    trust("journal", "-m", "tea", now=at("2026-11-10"))
    assert "was due" in screens(trust, "2026-11-12")
    trust("pause", "2026-11-11..2026-11-14", now=at("2026-11-11"))
    for day in ("2026-11-11", "2026-11-12", "2026-11-14"):
        shown = screens(trust, day)
        assert "past its date" not in shown
        assert "No phone" in trust("promise", now=at(day)).out
        assert "Promised" not in trust(now=at(day)).out
    assert "was due" in screens(trust, "2026-11-15")


def test_a_promise_for_a_day_off_is_said_on_that_day(trust: Trust) -> None:
    made(trust, "Ring Sam", "--by", "2026-11-12")
    trust("pause", "2026-11-11..2026-11-14", now=at("2026-11-11"))
    assert "Ring Sam (today)" in trust(now=at("2026-11-12")).out
    assert "Ring Sam" not in trust(now=at("2026-11-13")).out


def test_days_off_are_no_days_of_a_rhythm(trust: Trust) -> None:
    made(trust, "No phone", "--every", "wednesday")
    trust("promise", "kept", now=at("2026-11-04"))
    trust("pause", "2026-11-09..2026-11-27", now=at("2026-11-09"))
    state = shown(trust, "phone", "2026-11-28")["state"]
    assert (state["past"], state["due"], state["could_be_smaller"]) == (False, "2026-12-02", False)
    assert shown(trust, "phone", "2026-11-10")["state"]["due"] == "2026-12-02", "the next day on"
    told = trust("promise", "kept", now=at("2026-11-11"))
    assert "(Wed 11 Nov)" in told.out


def test_a_day_off_asks_for_no_check_in_and_no_review(trust: Trust) -> None:
    trust("journal", "-m", "tea", now=at("2026-11-10"))
    trust("people", "set", "Sam", "--every", "weekly", now=at("2026-11-10"))
    trust("checkin", "Sam", "--heard", "soup", "--follow-up", "2026-11-13", now=at("2026-11-10"))
    trust("pause", "2026-11-14..2026-11-20", now=at("2026-11-13"))
    for day in ("2026-11-15", "2026-11-18"):
        trust("journal", "-m", "tea", "--date", "yesterday", now=at(day))
        out = " ".join(trust(now=at(day)).out.split())
        assert "Paused" in out
        assert "trust checkin" not in out
        assert "Look back" not in out


# --- the year ------------------------------------------------------------------------------------


def test_a_day_in_another_year_has_its_year(trust: Trust) -> None:
    made(trust, "Ring", "--by", "2028-02-01")
    made(trust, "Water", "--by", "2026-11-02")
    assert "by Tue 1 Feb 2028)" in trust("promise").out
    assert "(by Mon 2 Nov)" in trust("promise", now=at("2026-11-01")).out
    moved = trust("promise", "moved", "Ring", "--to", "2029-02-01")
    assert "Moved to Thu 1 Feb 2029: Ring" in moved.out
    assert "moved to Thu 1 Feb 2029" in trust("promise", "show", "Ring").out
    for told in ("review --no-input", "review --markdown"):
        assert "Ring (to Thu 1 Feb 2029)" in trust(*told.split()).out
        assert "Thu 1 Feb 2029: Ring" in trust(*told.split()).out
    trust("journal", "-m", "tea", now=at("2027-01-05"))
    later = trust("promise", now=at("2027-01-05")).out
    assert "was due Mon 2 Nov 2026" in later
    review = trust("review", "--no-input", now=at("2027-01-05")).out
    assert "was due Mon 2 Nov 2026" in review
    made(trust, "Stones", "--by", "2026-12-31")
    assert "Stones (was due Thu 31 Dec 2026)" in trust(now=at("2027-01-02")).out


def test_a_day_of_a_rhythm_in_another_year_has_its_year(trust: Trust) -> None:
    made(trust, "No phone", "--every", "monday", day="2026-12-29")
    assert "next on Mon 4 Jan 2027" in trust("promise", now=at("2026-12-29")).out
    assert "next on Mon 4 Jan)" not in trust("promise", now=at("2026-12-29")).out
    told = trust("promise", "kept", now=at("2026-12-31"))
    assert "Kept: No phone (Mon 4 Jan 2027)" in told.out
