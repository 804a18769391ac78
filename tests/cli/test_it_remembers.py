"""An evening takes up an earlier one: only what was recorded, never private words, once."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from conftest import Result, Trust
from trustjournal.domain.memory_kinds import CHOICES
from trustjournal.packs.library import built_in_folder
from trustjournal.packs.reader import read
from trustjournal.storage.writer import Writer

START = date(2026, 11, 20)
"""A Friday; the days below count from it."""


def at(day: int, hour: str = "22:00") -> str:
    return f"{START + timedelta(days=day)}T{hour}:00+01:00"


def tags(language: str = "") -> dict[str, tuple[str, ...]]:
    """The tags of the questions about earlier evenings, by id."""
    name = f"it-remembers{language}.yaml"
    pack = read((built_in_folder() / name).read_bytes()).pack
    assert pack is not None
    return {prompt.id: prompt.tags for prompt in pack.prompts}


TAGS = tags()


def asked(trust: Trust, day: int) -> dict[str, Any]:
    data: dict[str, Any] = trust("prompt", "--json", now=at(day)).json["data"]
    return data


@pytest.fixture(autouse=True)
def always_the_same_journal(home: Path) -> None:
    """The salt settles which questions come."""
    home.mkdir(exist_ok=True)
    with Writer(home / "journal.db", lambda: b"salt").transaction():
        pass


def kind(trust: Trust, day: int) -> str:
    """The kind of memory that a day takes up; empty if it asks a usual question."""
    data = asked(trust, day)
    if data["reason"] != "remembered":
        return ""
    prompt_id = data["prompts"][0]["id"]
    return "follow-up" if prompt_id.endswith(":next") else TAGS.get(prompt_id, ("after-heavy",))[0]


def wrote(trust: Trust, day: int, text: str = "heliotrope", *more: str) -> Result:
    done = trust("journal", "--answer", "-m", text, *more, "--json", now=at(day))
    assert done.code == 0, done.out + done.err
    return done


def did(trust: Trust, day: int, *words: str) -> Result:
    done = trust(*words, now=at(day))
    assert done.code == 0, done.out + done.err
    return done


def settings(home: Path, **values: str) -> None:
    home.mkdir(exist_ok=True)
    lines = [f"{name} = {json.dumps(value)}\n" for name, value in values.items()]
    (home / "config.toml").write_text("".join(lines), "utf-8")


# --- come back to an entry -----------------------------------------------------------------------


def test_an_entry_is_asked_about_on_the_day_its_writer_named(trust: Trust) -> None:
    did(trust, 0, "journal", "--free", "-m", "The letter.", "--come-back", "tuesday")
    assert [kind(trust, day) for day in (1, 2, 3)] == [""] * 3
    assert kind(trust, 4) == "come-back"
    why = trust("prompt", "--why", now=at(4)).err
    assert why.startswith("You asked to come back to one of your entries.")
    assert "remember off" in why
    screen = trust(now=at(4)).out
    assert "You asked to come back to what you wrote on Fri 20 Nov." in screen
    assert "letter" not in screen, "its words are shown to someone who is about to write"


def test_it_waits_two_weeks_and_comes_once(trust: Trust) -> None:
    did(trust, 0, "journal", "--free", "-m", "The letter.", "--come-back", "tomorrow")
    assert kind(trust, 15) == "come-back"
    assert kind(trust, 16) == ""
    question = asked(trust, 9)["prompts"][0]
    wrote(trust, 9)
    assert asked(trust, 9)["prompts"][0]["text"] == question["text"]
    assert [kind(trust, day) for day in (10, 11)] == ["", ""]


def test_putting_it_aside_is_enough(trust: Trust) -> None:
    did(trust, 0, "journal", "--free", "-m", "The letter.", "--come-back", "tomorrow")
    wrote(trust, 1, "x", "--another")
    assert kind(trust, 1) == ""
    assert kind(trust, 2) != "come-back"


def test_a_free_entry_that_becomes_the_answer_settles_it(trust: Trust) -> None:
    did(trust, 0, "journal", "--free", "-m", "The letter.", "--come-back", "tomorrow")
    did(trust, 1, "It was answered in the end")
    did(trust, 1, "edit", "last", "--answer")
    [entry] = did(trust, 1, "show", "last", "--json").json["data"]["entry"]["prompt_id"].split()
    assert TAGS[entry] == ("come-back",)
    assert kind(trust, 2) != "come-back"


def test_a_line_in_quotes_can_be_come_back_to(trust: Trust) -> None:
    did(trust, 0, "We argued about the roof", "--come-back", "tomorrow")
    assert kind(trust, 1) == "come-back"


def test_edit_sets_and_removes_the_day_without_a_new_wording(trust: Trust) -> None:
    did(trust, 0, "journal", "--free", "-m", "The letter.")
    said = did(trust, 0, "edit", "last", "--come-back", "+2")
    assert "asked about" in said.out
    assert "Sunday 22 November 2026" in said.out
    shown = did(trust, 0, "show", "last", "--json").json["data"]["entry"]
    assert (shown["come_back"], shown["revision"]) == ("2026-11-22", 1)
    assert "follow up on Sunday 22 November" in did(trust, 0, "show", "last").out
    assert trust("edit", "last", "--come-back", "+2", now=at(0)).code == 1
    did(trust, 0, "edit", "last", "--come-back", "off")
    assert kind(trust, 2) == ""


@pytest.mark.parametrize("day", ["today", "yesterday", "2026-11-01", "never", "", "2026-02-30"])
@pytest.mark.parametrize("words", [("journal", "--free", "-m", "x"), ("edit", "last")])
def test_only_a_day_to_come_can_be_named(trust: Trust, day: str, words: tuple[str, ...]) -> None:
    did(trust, 0, "journal", "--free", "-m", "x")
    told = trust(*words, "--come-back", day, now=at(0))
    assert told.code == 2
    assert told.err.count("\n") == 1
    assert len(trust("list", "--json", now=at(0)).json["data"]["entries"]) == 1


def test_a_private_entry_is_come_back_to_without_a_word_of_it(trust: Trust) -> None:
    said = did(
        trust, 0, "journal", "--private", "-m", "Zanzibar", "--come-back", "tomorrow", "--json"
    )
    name = said.json["data"]["entry"]["id"][:5]
    screen = did(trust, 1).out
    assert f"trust show {name}" in " ".join(screen.split())
    for words in ((), ("prompt",), ("prompt", "--why"), ("--json",), ("prompt", "--json")):
        told = trust(*words, now=at(1))
        assert "anzibar" not in told.out + told.err


def test_what_is_in_the_trash_is_not_come_back_to(trust: Trust) -> None:
    did(trust, 0, "journal", "--free", "-m", "The letter.", "--come-back", "tomorrow")
    did(trust, 0, "delete", "last")
    assert kind(trust, 1) == ""
    [trashed] = trust("trash", "list", "--json").json["data"]["entries"]
    did(trust, 1, "trash", "restore", trashed["id"])
    assert kind(trust, 1) == "come-back"
    did(trust, 1, "delete", "last", "--purge", "--yes")
    assert kind(trust, 1) == ""


# --- dates of people -----------------------------------------------------------------------------


def test_a_date_is_asked_about_once_before_and_once_after(trust: Trust, home: Path) -> None:
    settings(home, person="Sam")
    did(trust, 0, "people", "set", "Sam", "--date", "birthday=3-May")
    begun = date(2027, 4, 20) - START
    days = {day: kind(trust, day) for day in range(begun.days, begun.days + 25)}
    by_day = {(START + timedelta(days=day)).isoformat(): what for day, what in days.items()}
    assert {day for day, what in by_day.items() if what == "date-before"} == {
        f"2027-{day}" for day in ("04-28", "04-29", "04-30", "05-01", "05-02")
    }
    assert {day for day, what in by_day.items() if what == "date-after"} == {
        f"2027-05-{day:02}" for day in range(4, 9)
    }
    eve = (date(2027, 5, 1) - START).days
    assert "Sam's birthday is on Mon 3 May." in did(trust, eve).out
    wrote(trust, eve)
    assert kind(trust, eve + 1) != "date-before"
    assert kind(trust, eve + 3) == "date-after"
    assert "Sam's birthday was on Mon 3 May." in did(trust, eve + 3).out
    wrote(trust, eve + 3)
    assert kind(trust, eve + 4) != "date-after"
    assert kind(trust, eve + 365) == "date-before", "the year after it is asked about again"


@pytest.mark.parametrize(("year", "on"), [(2028, "29 Feb"), (2027, "28 Feb")])
def test_a_leap_day_is_on_the_day_before_in_other_years(trust: Trust, year: int, on: str) -> None:
    did(trust, 0, "people", "set", "Sam", "--date", "name day=29 Feb")
    eve = (date(year, 2, 26) - START).days
    assert f"Sam's name day is on {date(year, 2, int(on[:2])):%a} {on}" in did(trust, eve).out


@pytest.mark.parametrize(
    "name", ["the day we met", "our anniversary", "first time in Rome", "mum died", "death"]
)
def test_a_date_that_is_not_a_birthday_reads_well(trust: Trust, name: str) -> None:
    did(trust, 0, "people", "set", "Robin", "--date", f"{name}=3-May")
    eve = (date(2027, 5, 1) - START).days
    assert f"A date you set for Robin is coming up: “{name}”, on Mon 3 May." in did(trust, eve).out
    wrote(trust, eve)
    assert (
        f"A date you set for Robin has just passed: “{name}”, on Mon 3 May."
        in did(trust, eve + 3).out
    )


@pytest.mark.parametrize(
    "written", ["3-May", "3 may", "May 3", "03-May", "05-03", "5-3", "1990-05-03"]
)
def test_a_day_of_the_year_is_read_in_many_ways(trust: Trust, written: str) -> None:
    did(trust, 0, "people", "set", "Sam", "--date", f"birthday={written}")
    [dated] = did(trust, 0, "people", "show", "Sam", "--json").json["data"]["people"][0]["person"][
        "dates"
    ]
    assert (dated["name"], dated["month"], dated["day"]) == ("birthday", 5, 3)


@pytest.mark.parametrize(
    "written",
    ["birthday", "birthday=", "=3-May", "birthday=31-Feb", "birthday=30-02", "birthday=13-13",
     "birthday=3", "birthday=May", "birthday=3-May-4", "birthday=0-May", "birthday=٣-May",
     "birthday=3-Ma", "birthday=may-may", f"{'x' * 41}=3-May", "%%secret%%=3-May",
     "a\x1b[31m=3-May", "a\tb\x07=3-May", "birthday=99999999999999999999-May"],
)  # fmt: skip
def test_anything_else_is_refused_in_a_line(trust: Trust, written: str) -> None:
    told = trust("people", "set", "Sam", "--date", written, now=at(0))
    assert told.code == 2, told.out
    assert told.err.count("\n") == 1
    assert "\x1b" not in told.err
    assert trust("people", "--json", now=at(0)).json["data"]["people"] == []


def test_several_dates_are_kept_changed_and_removed(trust: Trust) -> None:
    did(trust, 0, "people", "set", "Sam", "--date", "birthday=3-May", "--date", "name day=29-Feb")
    did(trust, 0, "people", "set", "Sam", "--every", "weekly")
    shown = did(trust, 0, "people", "show", "Sam").out
    assert "birthday: 3 May." in shown
    assert "name day: 29 February." in shown
    assert "birthday (3 May)" in " ".join(did(trust, 0, "people").out.split())
    did(trust, 0, "people", "set", "Sam", "--date", "Birthday=4-May")
    did(trust, 0, "people", "set", "Sam", "--date", "name day=off")
    shown = did(trust, 0, "people", "show", "Sam").out
    assert "Birthday: 4 May." in shown
    assert "name day" not in shown
    told = trust("people", "set", "Sam", "--date", "exam=off", now=at(0))
    assert (told.code, told.err.count("\n")) == (1, 1)


def test_dates_follow_a_new_name_and_go_with_the_person(trust: Trust) -> None:
    did(trust, 0, "people", "set", "Sam", "--date", "birthday=25-Nov")
    did(trust, 0, "people", "set", "Alex", "--date", "exam=1-Dec", "--date", "birthday=2-Jan")
    merged = did(trust, 0, "people", "rename", "Sam", "Alex", "--merge").out
    assert "Both had a date with the same name; Sam's is now “birthday (Sam)”." in merged
    shown = did(trust, 0, "people", "show", "Alex").out
    assert "birthday: 2 January." in shown
    assert "birthday (Sam): 25 November." in shown
    assert "exam: 1 December." in shown
    did(trust, 0, "people", "remove", "Alex", "--yes")
    assert all(kind(trust, day) == "" for day in range(1, 15))


def test_someone_who_died_is_asked_about_in_the_words_of_grief(trust: Trust, home: Path) -> None:
    settings(home, person="Sam", context="grieving")
    did(trust, 0, "people", "set", "Sam", "--date", "birthday=24-Nov")
    for day in (2, 6):
        prompt = asked(trust, day)["prompts"][0]
        assert prompt["contexts"] == ["bereaved"]
        assert prompt["care"]


def test_for_someone_else_in_grief_nothing_is_taken_for_granted(trust: Trust, home: Path) -> None:
    settings(home, context="grieving")
    did(trust, 0, "people", "set", "Ada", "--date", "birthday=24-Nov")
    prompt = asked(trust, 2)["prompts"][0]
    assert (prompt["contexts"], "Ada" in prompt["text"]) == (["any"], False)
    did(trust, 2, "people", "set", "Ada", "--context", "friend")
    assert "contact" in asked(trust, 2)["prompts"][0]["contexts"]


@pytest.mark.parametrize("context", ["separated", "no-contact"])
def test_a_date_of_someone_out_of_touch_stays_unasked(
    trust: Trust, home: Path, context: str
) -> None:
    settings(home, person="Sam", context=context)
    did(trust, 0, "people", "set", "Sam", "--date", "birthday=24-Nov")
    assert all(kind(trust, day) == "" for day in range(1, 10))


def test_the_question_about_a_date_keeps_the_name_it_asked_about(trust: Trust, home: Path) -> None:
    settings(home, person="Sam")
    did(trust, 0, "people", "set", "Ada", "--date", "birthday=24-Nov")
    text = asked(trust, 2)["prompts"][0]["text"]
    assert "Sam" not in text
    wrote(trust, 2)
    assert asked(trust, 2)["prompts"][0]["text"] == text
    assert text in " ".join(did(trust, 2, "show", "last").out.split())


# --- the day after -------------------------------------------------------------------------------


def happened(trust: Trust, what: str, day: int) -> None:
    match what:
        case "after-storm":
            did(trust, day, "storm", "-m", "a", "-m", "b", "-m", "c")
        case "after-joy":
            did(trust, day, "joy", "-m", "a")
        case "after-heavy":
            did(trust, day, "journal", "--free", "-m", "x", "--mood", "2")
        case "after-heard":
            did(trust, day, "checkin", "Sam", "--heard", "Quiet on Sunday")
        case "after-kept":
            did(trust, day, "promise", "add", "The form")
            did(trust, day, "promise", "kept")


AFTER = ["after-storm", "after-joy", "after-heavy", "after-heard", "after-kept"]


@pytest.mark.parametrize("what", AFTER)
@pytest.mark.parametrize("new", [True, False])
def test_the_day_after_has_a_question_for_it(trust: Trust, what: str, new: bool) -> None:
    if not new:
        wrote(trust, 0)
    happened(trust, what, 1)
    assert kind(trust, 1) != what, "not on the day itself"
    assert kind(trust, 2) == what
    assert asked(trust, 2)["prompts"][0]["depth"] == 1
    assert kind(trust, 3) in ("", "follow-up")
    wrote(trust, 2)
    assert kind(trust, 2) == ""


def test_a_heavy_day_is_followed_by_a_light_question_and_a_sentence(trust: Trust) -> None:
    happened(trust, "after-heavy", 1)
    assert "Yesterday was heavy. Today's question is a light one." in did(trust, 2).out
    prompt = asked(trust, 2)["prompts"][0]
    assert (prompt["depth"], prompt["care"]) == (1, False)
    happened(trust, "after-heavy", 2)
    assert "Yesterday was heavy" not in did(trust, 3).out, "it isn't said evening after evening"


def test_at_most_one_comes_on_an_evening_and_a_storm_goes_first(trust: Trust) -> None:
    for what in AFTER:
        happened(trust, what, 1)
    assert kind(trust, 2) == "after-storm"
    did(trust, 1, "journal", "--free", "-m", "x", "--come-back", "tomorrow")
    assert kind(trust, 2) == "come-back"
    wrote(trust, 2)
    assert kind(trust, 2) == ""


def test_the_questions_of_a_kind_do_not_come_twice(trust: Trust) -> None:
    met = []
    for day in range(1, 60, 4):
        happened(trust, "after-joy", day)
        if kind(trust, day + 1) == "after-joy":
            met.append(wrote(trust, day + 1).json["data"]["entry"]["prompt_id"])
    assert len(met) == len(set(met)) == sum(tag == ("after-joy",) for tag in TAGS.values())


@pytest.mark.parametrize("what", AFTER)
def test_nothing_private_is_taken_up(trust: Trust, what: str) -> None:
    match what:
        case "after-storm" | "after-joy":
            did(trust, 1, what.removeprefix("after-"), "-m", "a", "--private")
        case "after-heavy":
            did(trust, 1, "journal", "--free", "-m", "x", "--mood", "1", "--private")
        case "after-heard":
            did(trust, 1, "checkin", "Sam", "--heard", "Quiet", "--private")
        case "after-kept":
            did(trust, 1, "promise", "add", "The form", "--private")
            did(trust, 1, "promise", "kept")
    assert kind(trust, 2) == ""


def test_many_storms_rest(trust: Trust) -> None:
    for day in (1, 3, 5):
        happened(trust, "after-storm", day)
    assert kind(trust, 6) == ""


@pytest.mark.parametrize("what", [*AFTER, "come-back", "dates"])
def test_a_day_off_and_the_setting_keep_all_of_it_away(trust: Trust, home: Path, what: str) -> None:
    if what == "come-back":
        did(trust, 1, "journal", "--free", "-m", "x", "--come-back", "tomorrow")
    elif what == "dates":
        did(trust, 1, "people", "set", "Sam", "--date", "birthday=24-Nov")
    else:
        happened(trust, what, 1)
    assert kind(trust, 2) != ""
    did(trust, 2, "config", "set", "remember", "off")
    assert kind(trust, 2) == ""
    name = what if what in CHOICES else "days-after"
    did(trust, 2, "config", "set", "remember", " ".join(set(CHOICES) - {name}))
    assert kind(trust, 2) == ""
    did(trust, 2, "config", "set", "remember", name)
    assert kind(trust, 2) != ""
    did(trust, 2, "pause", "today")
    assert kind(trust, 2) == ""


def test_the_setting_names_what_it_takes(trust: Trust, home: Path) -> None:
    told = trust("config", "set", "remember", "everything")
    assert (told.code, told.err.count("\n")) == (2, 1)
    assert "follow-ups" in told.err
    did(trust, 0, "config", "set", "remember", "on")
    shown = did(trust, 0, "config", "get", "remember", "--json").json["data"]["value"]
    assert shown == list(CHOICES)


@pytest.mark.parametrize("what", [*AFTER, "come-back", "dates"])
def test_the_safety_pause_and_the_week_after_it_override_everything(
    trust: Trust, home: Path, what: str
) -> None:
    settings(home, person="Sam")
    did(trust, 0, "journal", "--because", "not-safe", "-m", "x")
    for day in (1, 5, 8, 12):
        if what == "come-back":
            did(trust, day, "journal", "--free", "-m", "x", "--come-back", "tomorrow")
        elif what == "dates":
            on = START + timedelta(days=day + 3)
            did(trust, day, "people", "set", "Sam", "--date", f"day {day}={on:%m-%d}")
        else:
            happened(trust, what, day)
        prompt = asked(trust, day + 1)["prompts"][0]
        assert kind(trust, day + 1) == ""
        assert "Sam" not in prompt["text"]
        screen = did(trust, day + 1).out
        assert "Sam" not in screen
        assert "come back" not in screen
        assert "heavy" not in screen


# --- the choice ----------------------------------------------------------------------------------


def test_writing_does_not_change_what_a_day_takes_up(trust: Trust) -> None:
    happened(trust, "after-joy", 1)
    before = asked(trust, 2)
    for what in ("after-storm", "after-heavy", "after-heard"):
        happened(trust, what, 2)
        assert asked(trust, 2) == before


def test_another_day_a_wish_or_a_choice_of_ones_own_takes_up_nothing(trust: Trust) -> None:
    happened(trust, "after-joy", 1)
    for more in (("--lighter",), ("--practice", "presence"), ("--pack", "joys"), ("--another",)):
        entry = trust("journal", "--answer", "-m", "x", *more, "--json", now=at(2)).json["data"]
        assert entry["entry"]["prompt_id"] not in TAGS, more
        trust("delete", "last", "--purge", "--yes", now=at(2))
    late = trust("journal", "--answer", "-m", "x", "--date", "yesterday", "--json", now=at(2))
    assert late.json["data"]["entry"]["prompt_id"] not in TAGS


@pytest.mark.parametrize("language", ["de", "es", "fr", "pt-BR"])
def test_it_is_asked_in_the_language_that_is_set(trust: Trust, home: Path, language: str) -> None:
    settings(home, language=language)
    happened(trust, "after-storm", 1)
    prompt = asked(trust, 2)["prompts"][0]
    assert prompt["language"] == language
    assert tags(f"-{language[:2]}")[prompt["id"]] == ("after-storm",)


# --- yesterday's question goes on ----------------------------------------------------------------


def goes_on(trust: Trust, home: Path, words: str = "The shed roof.", *more: str) -> int | None:
    """Answer day after day, and return the first day that goes on with the day before."""
    for day in range(40):
        if kind(trust, day) == "follow-up":
            return day
        wrote(trust, day, words, *more)
    return None


def test_the_last_follow_up_of_yesterday_may_open_an_evening(trust: Trust, home: Path) -> None:
    day = goes_on(trust, home)
    assert day is not None
    yesterday = trust("list", "-n", "1", "--json", now=at(day)).json["data"]["entries"][0]
    prompt = asked(trust, day)["prompts"][0]
    assert prompt["text"].startswith(f"“{yesterday['prompt_text']}” ")
    assert prompt["id"] == f"{yesterday['prompt_id']}:next"
    assert "shed roof" not in did(trust, day).out
    assert "a follow-up to the question" in trust("prompt", "--why", now=at(day)).err
    entry = wrote(trust, day, "More of it.").json["data"]["entry"]
    assert entry["prompt_text"] == prompt["text"]
    assert asked(trust, day)["prompts"][0]["text"] == prompt["text"]
    assert kind(trust, day + 1) != "follow-up", "what went on doesn't go on once more"
    did(trust, day, "packs", "mute", "today")
    muted = did(trust, day, "config", "get", "muted", "--json").json["data"]["value"]
    assert muted == [prompt["origin"].removesuffix(":next")]


@pytest.mark.parametrize(
    ("words", "more"), [("%%The shed roof.%%", ()), ("The shed roof.", ("--private",))]
)
def test_a_private_answer_does_not_go_on(
    trust: Trust, home: Path, words: str, more: tuple[str, ...]
) -> None:
    assert goes_on(trust, home, words, *more) is None


def test_an_answer_about_someone_unquoted_does_not_go_on(trust: Trust, home: Path) -> None:
    did(trust, 0, "people", "set", "Ada", "--quote", "no")
    assert goes_on(trust, home, "The roof.", "--person", "Ada") is None


# --- looking back --------------------------------------------------------------------------------


def looks_back(trust: Trust, what: str, days: range) -> int | None:
    """Answer every day, and return the first day that looks back in this way."""
    for day in days:
        if kind(trust, day) == what:
            return day
        wrote(trust, day)
    return None


@pytest.mark.long
@pytest.mark.parametrize("became", ["moved", "kept"])
def test_promises_of_the_season_are_looked_back_on(trust: Trust, became: str) -> None:
    wrote(trust, 0)
    for text in ("the landlord", "the shelf"):
        did(trust, 1, "promise", "add", text, "--by", "tomorrow")
        more = ("--to", "2027-03-01") if became == "moved" else ()
        did(trust, 1, "promise", became, text, *more)
    day = looks_back(trust, f"promises-{became}", range(2, 40))
    assert day is not None
    assert "landlord" not in did(trust, day).out
    wrote(trust, day)
    assert looks_back(trust, f"promises-{became}", range(day + 1, day + 30)) is None


@pytest.mark.long
def test_one_promise_or_a_hidden_one_is_not_looked_back_on(trust: Trust) -> None:
    wrote(trust, 0)
    for text, more in (("the landlord", ()), ("Zanzibar", ("--private",)), ("%%secret%%", ())):
        did(trust, 1, "promise", "add", text, *more)
        [promise] = trust("promise", "list", "--json", now=at(1)).json["data"]["promises"]
        did(trust, 1, "promise", "kept", promise["id"])
    assert looks_back(trust, "promises-kept", range(2, 40)) is None


@pytest.mark.long
def test_what_may_stay_mine_is_asked_about_weeks_later(trust: Trust) -> None:
    wrote(trust, 0)
    did(trust, 1, "journal", "--free", "-m", "I never liked the sea.")
    did(trust, 1, "unsaid", "last", "--mine")
    assert all(kind(trust, day) != "mine" for day in (2, 30, 59))
    assert looks_back(trust, "mine", range(40, 59)) is None
    day = looks_back(trust, "mine", range(60, 92))
    assert day is not None
    assert "sea" not in did(trust, day).out
    wrote(trust, day)
    assert looks_back(trust, "mine", range(day + 1, 95)) is None


# --- in and out ----------------------------------------------------------------------------------


def test_it_comes_along_with_a_whole_copy_and_not_with_what_is_private(
    trust: Trust, tmp_path: Path
) -> None:
    did(trust, 0, "people", "set", "Sam", "--date", "birthday=3-May")
    did(trust, 0, "people", "set", "Ada", "--date", "exam=4-May", "--quote", "no")
    did(trust, 0, "journal", "--private", "-m", "x", "--come-back", "tomorrow")
    did(trust, 0, "journal", "--free", "-m", "y", "--come-back", "+3")
    whole = did(trust, 0, "export", "json", "-", "--include-private").out
    other = {"TRUST_HOME": str(tmp_path / "other")}
    assert trust("import", "-", stdin=whole, env=other, now=at(0)).code == 0
    assert trust("export", "json", "-", "--include-private", env=other, now=at(0)).out == whole
    told = json.loads(did(trust, 0, "export", "json", "-").out)
    assert [dated["person"] for dated in told["person_dates"]] == ["sam"]
    assert [entry["come_back"] for entry in told["entries"]] == ["2026-11-23"]


@pytest.mark.parametrize("form", ["json", "markdown"])
def test_the_day_to_come_back_is_in_both_forms_that_come_back(
    trust: Trust, tmp_path: Path, form: str
) -> None:
    did(trust, 0, "journal", "--free", "-m", "y", "--come-back", "+3")
    page = did(trust, 0, "export", form, "-").out
    other = {"TRUST_HOME": str(tmp_path / "other")}
    assert trust("import", "-", stdin=page, env=other, now=at(0)).code == 0
    [entry] = trust("list", "--json", env=other, now=at(0)).json["data"]["entries"]
    assert entry["come_back"] == "2026-11-23"


@pytest.mark.parametrize(
    "wrong",
    [
        {"month": 2, "day": 30},
        {"name": "a\x1b[31mb"},
        {"name": "%%x%%"},
        {"name": "x" * 41},
        {"name": ""},
        {"month": 13},
    ],
)
def test_a_file_with_a_wrong_date_is_refused_in_a_line(
    trust: Trust, tmp_path: Path, wrong: dict[str, object]
) -> None:
    did(trust, 0, "people", "set", "Sam", "--date", "birthday=3-May")
    whole = json.loads(did(trust, 0, "export", "json", "-").out)
    whole["person_dates"][0] |= wrong
    other = {"TRUST_HOME": str(tmp_path / "other")}
    told = trust("import", "-", stdin=json.dumps(whole), env=other, now=at(0))
    assert told.code != 0
    assert told.err.count("\n") == 1
    assert "\x1b" not in told.err


def test_a_name_from_elsewhere_cannot_drive_the_terminal(trust: Trust, home: Path) -> None:
    did(trust, 0, "people", "set", "Sam", "--date", "birthday=24-Nov")
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(home / "journal.db", isolation_level=None)) as journal:
        journal.execute("UPDATE person_date SET name = ?", ("birth\x1b[31mday",))
    for words in ((), ("people",), ("people", "show", "Sam")):
        assert "\x1b" not in did(trust, 2, *words).out
