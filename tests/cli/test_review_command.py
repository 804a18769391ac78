"""`trust review`: looking back on a week, a month, a year, or any stretch of days."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import quick
from conftest import Trust

SUNDAY = "2026-11-22T21:00:00+01:00"
MONDAY = "2026-11-23T21:00:00+01:00"
WEDNESDAY = "2026-11-25T21:00:00+01:00"
THURSDAY = "2026-11-26T21:00:00+01:00"


def write(trust: Trust, day: str, text: str, *options: str, at: str = "21:00") -> None:
    options = options if "--practice" in options else ("--free", *options)
    result = trust("journal", "-m", text, *options, now=f"{day}T{at}:00+01:00")
    assert result.code == 0, result.err


def data(trust: Trust, *options: str, now: str | None = None) -> Any:
    return trust("review", "--json", *options, now=now).json["data"]


def answered(home: Path, answers: list[str], *, now: str, outcome: str | None = None) -> None:
    """A review written down, through the flow the terminal uses."""
    import io

    from trustjournal import services
    from trustjournal.app import App
    from trustjournal.domain.entry import Answer

    quiet = io.StringIO()
    environ = {"TRUST_HOME": str(home), "TRUST_NOW": now}
    app = App(stdin=quiet, stdout=quiet, stderr=quiet, environ=environ)
    period, _ = services.review.period_due(app)
    asked = services.review.questions(app, period)
    given = [
        Answer(question.text, text, "emotional-trust", question.id)
        for question, text in zip(asked, answers, strict=True)
    ]
    if outcome:
        given.insert(0, Answer("How did it go?", outcome, None, services.review.OUTCOME))
    entry, draft = services.review.begin_review(app, period)
    services.review.save_review(app, period, entry, draft, given)
    app.close()


_WEEK: quick.Made = {}


@pytest.fixture
def week(trust: Trust, home: Path) -> None:
    """A week with five entries on four days, and one the week before."""

    def make() -> None:
        write(trust, "2026-11-12", "before", "--mood", "2", "--closeness", "4")
        write(trust, "2026-11-16", "It rained. We walked anyway.", "--practice", "presence")
        write(trust, "2026-11-18", "short", "--mood", "3", at="08:00")
        write(trust, "2026-11-18", "The longer one says more.", "--mood", "5", "--closeness", "4")
        write(trust, "2026-11-20", "She laughed.", "--practice", "presence", "--mood", "4")
        write(trust, "2026-11-22", "I listened to the end.", "--practice", "validation")
        trust("edit", "last", "--closeness", "4")

    quick.lay_out(home, _WEEK, make)


# --- what it shows --------------------------------------------------------------------------------


def test_the_week_is_shown_from_showing_up_to_ones_own_lines(trust: Trust, week: None) -> None:
    out = trust("review").out

    assert "Week 47, 16 to 22 November 2026" in out
    assert "Mon Tue Wed Thu Fri Sat Sun" in out
    assert "You wrote on 4 of 7 days: 5 entries, 18 words." in out
    assert re.search(r"Mood .*around 4 out of 5, higher than the week before", out)
    assert re.search(r"Closeness .*around 4 out of 5, much the same as the week before", out)
    assert "Presence (2 days), Validation" in out
    assert "Not this week" in out
    assert "In your own words" in out
    for line in ("It rained. We walked anyway.", "The longer one says more.", "She laughed."):
        assert line in out


def test_the_week_a_journal_begins_in_names_no_practice_as_missing(trust: Trust) -> None:
    trust("journal", "--practice", "presence", "--answer", "-m", "Here.", now=SUNDAY)
    for form in ((), ("--markdown",), ("--plain",)):
        first = trust("review", "--no-input", *form, now=SUNDAY).out
        assert "Presence" in first
        assert "Not this week" not in first
    assert "Not in the last 28 days" not in trust("streak", now=SUNDAY).out
    trust("journal", "--practice", "presence", "--answer", "-m", "Here.", now=MONDAY)
    assert "Not this week" in trust("review", "--week", "48", "--no-input", now=MONDAY).out


def test_of_several_entries_a_day_the_longest_speaks(trust: Trust, week: None) -> None:
    lines = [line["text"] for line in data(trust)["lines"]]
    assert "short" not in lines
    assert len(lines) == 4


def test_the_strip_marks_each_day_of_the_week(trust: Trust, week: None) -> None:
    marks = data(trust)["marks"]

    assert list(marks) == [f"2026-11-{day}" for day in range(16, 23)]
    assert list(marks.values()) == [
        *("written", "rest", "written", "rest", "written", "rest", "written")
    ]


def test_a_long_text_gives_a_sensible_excerpt(trust: Trust) -> None:
    write(trust, "2026-11-22", "# Heading\n\n" + "A first sentence. " + "then *many* words " * 100)

    (line,) = data(trust)["lines"]

    assert line["text"].startswith("Heading / A first sentence.")
    assert len(line["text"]) <= 160


def test_a_quiet_week_is_said_kindly(trust: Trust, home: Path) -> None:
    result = trust("review")

    assert (result.code, result.err) == (0, "")
    assert "A quiet week: you wrote nothing, and that's fine." in result.out
    assert not home.exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--month",), "A quiet month"),
        (("--year",), "A quiet year"),
        (("--last",), "A quiet week"),
        (("--from", "2026-11-01"), "A quiet stretch of days"),
        (("--week", "2020-W53"), "A quiet week"),
    ],
    ids=str,
)
def test_other_quiet_stretches(trust: Trust, options: tuple[str, ...], said: str) -> None:
    result = trust("review", *options)

    assert result.code == 0
    assert f"{said}: you wrote nothing, and that's fine." in result.out


def test_on_this_day_a_month_and_a_year_ago(trust: Trust) -> None:
    write(trust, "2025-11-22", "a year ago")
    write(trust, "2026-10-22", "a month ago")
    write(trust, "2026-10-22", "sealed heliotrope", "--private")
    write(trust, "2026-11-22", "today")

    out = trust("review").out

    assert "On this day" in out
    assert "22 Oct 2026  a month ago" in out
    assert "22 Nov 2025  a year ago" in out
    assert "heliotrope" not in out


def test_private_entries_are_counted_and_their_words_kept_out(trust: Trust, week: None) -> None:
    write(trust, "2026-11-21", "heliotrope", "--private")

    out = trust("review").out

    assert "heliotrope" not in out
    assert "1 private entry is counted, but not shown here." in out
    assert "You wrote on 5 of 7 days: 6 entries" in out


# --- which stretch --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ((), "2026-W47"),
        (("--week", "2026-W01"), "2026-W01"),
        (("--week", "2026w5"), "2026-W05"),
        (("--week", "2020-W53"), "2020-W53"),
        (("--last",), "2026-W46"),
        (("--month",), "2026-11"),
        (("--month", "--last"), "2026-10"),
        (("--year",), "2026"),
        (("--year", "--last"), "2025"),
        (("--from", "2026-11-02", "--to", "yesterday"), "2026-11-02..2026-11-21"),
        (("--from", "monday"), "2026-11-16..2026-11-22"),
    ],
    ids=str,
)
def test_the_stretch_can_be_chosen(trust: Trust, options: tuple[str, ...], name: str) -> None:
    assert data(trust, *options)["period"]["name"] == name


@pytest.mark.parametrize(
    "options",
    [
        ("--week", "2026-W47", "--last"),
        ("--month", "--year"),
        ("--week", "2026-W47", "--month"),
        ("--from", "2026-11-01", "--last"),
        ("--from", "2026-11-01", "--month"),
        ("--to", "2026-11-01"),
        ("--from", "2026-11-10", "--to", "2026-11-01"),
        ("--week", "2026-W54"),
        ("--week", "2025-W53"),
        ("--week", "2026-W00"),
        ("--week", "54"),
        ("--week", "2026-W48"),
        ("--to", "2026-12-01", "--from", "2026-11-01"),
    ],
    ids=" ".join,
)
def test_what_does_not_go_together_is_one_line(trust: Trust, options: tuple[str, ...]) -> None:
    result = trust("review", *options)

    assert (result.code, result.out) == (2, "")
    assert len(result.err.splitlines()) == 1


@pytest.mark.parametrize(
    "options", [("--week", "0001-W01"), ("--from", "0001-01-01", "--to", "0001-02-01")], ids=str
)
def test_the_beginning_of_time_is_no_fault_of_ours(trust: Trust, options: tuple[str, ...]) -> None:
    result = trust("review", *options)

    assert result.code in (0, 2)
    assert "something went wrong" not in result.err


@pytest.mark.parametrize("now", [MONDAY, WEDNESDAY])
def test_monday_to_wednesday_it_shows_last_week_and_says_so(
    trust: Trust, week: None, now: str
) -> None:
    out = trust("review", now=now).out

    assert "Week 47, 16 to 22 November 2026" in out
    assert "You haven't reviewed last week yet" in out


def test_from_thursday_on_it_shows_this_week(trust: Trust, week: None) -> None:
    assert data(trust, now=THURSDAY)["period"]["name"] == "2026-W48"


def test_a_week_that_was_reviewed_or_empty_is_not_brought_back(
    trust: Trust, week: None, home: Path
) -> None:
    assert data(trust, now="2026-11-30T21:00:00+01:00")["period"]["name"] == "2026-W49"
    answered(home, ["the rain", "yes", "if I reach for it, then I put it away"], now=MONDAY)
    assert data(trust, now=MONDAY)["period"]["name"] == "2026-W48"


def test_monday_before_four_still_belongs_to_the_week_before(trust: Trust, week: None) -> None:
    told = data(trust, now="2026-11-23T02:00:00+01:00")

    assert told["period"]["name"] == "2026-W47"
    assert told["last_because_unreviewed"] is False


# --- the if-then ------------------------------------------------------------------------------------


def test_the_if_then_is_carried_into_the_next_week(trust: Trust, week: None, home: Path) -> None:
    if_then = "if the phone rings at table, then it stays in the drawer"
    answered(home, ["the rain", "yes", if_then], now="2026-11-22T21:30:00+01:00")

    this_week = trust("review").out
    assert "Your if-then for the week after" in this_week
    assert f"## Your if-then for the week after\n\n{if_then}" in trust("review", "--markdown").out
    next_week = trust("review", now=THURSDAY).out
    assert "Your if-then for the week" in next_week
    assert if_then in " ".join(next_week.split())
    assert if_then in " ".join(trust(now=MONDAY).out.split())


def test_an_if_then_goes_into_the_trash_with_its_review(
    trust: Trust, week: None, home: Path
) -> None:
    answered(home, ["a", "b", "if x, then y"], now="2026-11-22T21:30:00+01:00")
    answered(home, ["a", "b", "if heliotrope"], now="2026-11-22T21:40:00+01:00")
    name = trust("show", "last", "--json").json["data"]["entry"]["id"]
    assert trust("--json", now=MONDAY).json["data"]["intention"]["text"] == "if heliotrope"

    trust("delete", "last")

    for command in ((), ("--json",), ("review",), ("review", "--json"), ("review", "--markdown")):
        assert "heliotrope" not in trust(*command, now=THURSDAY).out, command
    assert trust("--json", now=MONDAY).json["data"]["intention"]["text"] == "if x, then y"
    write(trust, "2026-11-26", "a day")
    answered(home, ["a", "b", "c"], now=THURSDAY, outcome="It went well.")
    assert data(trust, now=THURSDAY)["intention"]["outcome"] == "It went well."
    trust("trash", "restore", name)
    assert trust("--json", now=MONDAY).json["data"]["intention"]["text"] == "if heliotrope"


def test_how_an_if_then_went_is_kept_though_its_review_was_deleted(
    trust: Trust, week: None, home: Path
) -> None:
    answered(home, ["a", "b", "if x, then y"], now="2026-11-22T21:30:00+01:00")
    name = trust("show", "last", "--json").json["data"]["entry"]["id"]
    trust("delete", "last")
    answered(home, ["a", "b", "c"], now=THURSDAY, outcome="It went well.")
    trust("trash", "restore", name)
    assert data(trust, now=THURSDAY)["intention"]["outcome"] == "It went well."


def test_what_two_reviews_say_of_an_if_then_is_both_kept(
    trust: Trust, week: None, home: Path
) -> None:
    answered(home, ["a", "b", "if x, then y"], now="2026-11-22T21:30:00+01:00")
    write(trust, "2026-11-26", "a day")
    for outcome in ("Well on Monday.", "Not on Friday.", "Not on Friday."):
        answered(home, ["a", "b", "c"], now=THURSDAY, outcome=outcome)

    outcome = data(trust, now=THURSDAY)["intention"]["outcome"]
    assert outcome == "Well on Monday.\nNot on Friday."


def test_what_is_said_of_an_if_then_that_is_gone_stays_with_the_review(
    trust: Trust, week: None, home: Path
) -> None:
    write(trust, "2026-11-26", "a day")
    answered(home, ["a", "b", "c"], now=THURSDAY, outcome="It went well.")

    entry = trust("show", "last", "--json", now=THURSDAY).json["data"]["entry"]
    assert "It went well." in entry["body"]
    assert [answer["text"] for answer in entry["answers"]] == ["It went well.", "a", "b", "c"]


@pytest.fixture(params=["now", "before"])
def two_reviews(
    request: pytest.FixtureRequest, trust: Trust, week: None, home: Path
) -> tuple[str, str]:
    """Two reviews, by their ids; the second says how the if-then of the first went.

    Until reviews kept that themselves, it was kept with the if-then.
    """
    answered(home, ["a", "b", "if x, then y"], now="2026-11-22T21:30:00+01:00")
    first = trust("show", "last", "--json").json["data"]["entry"]["id"]
    write(trust, "2026-11-26", "a day")
    told = "It was a heliotrope."
    outcome = told if request.param == "now" else None
    answered(home, ["c", "d", "if z, then w"], now=THURSDAY, outcome=outcome)
    second = trust("show", "last", "--json", now=THURSDAY).json["data"]["entry"]["id"]
    if request.param == "before":
        with closing(sqlite3.connect(home / "journal.db")) as connection, connection:
            said = "UPDATE intention SET outcome = ? WHERE period = '2026-W48'"
            assert connection.execute(said, (told,)).rowcount == 1
    assert data(trust, now=THURSDAY)["intention"]["outcome"] == told
    return first, second


@pytest.mark.parametrize(
    "act", [("delete", "{}", "--purge", "--yes"), ("delete", "{}", "trash", "empty", "--yes")]
)
def test_what_a_review_says_of_an_if_then_stays_when_that_is_removed_for_good(
    trust: Trust, two_reviews: tuple[str, str], act: tuple[str, ...]
) -> None:
    first, second = two_reviews
    acts = [act] if "--purge" in act else [act[:2], act[2:]]
    for words in acts:
        done = trust(*(word.format(first) for word in words), now=THURSDAY)
        assert done.code == 0
    assert trust("show", first, now=THURSDAY).code == 1
    assert "It was a heliotrope." in trust("show", second, now=THURSDAY).out
    assert "heliotrope" in trust("export", "json", "-", now=THURSDAY).out
    assert "heliotrope" in trust("search", "heliotrope", now=THURSDAY).out
    assert trust("doctor", now=THURSDAY).code == 0


HIDING: dict[str, list[tuple[str, ...]]] = {
    "private": [("edit", "{}", "--private")],
    "in the trash": [("delete", "{}")],
    "purged": [("delete", "{}", "--purge", "--yes")],
    "not quoted": [("edit", "{}", "--person", "Sam"), ("people", "set", "Sam", "--quote", "no")],
}


@pytest.mark.parametrize("acts", HIDING.values(), ids=HIDING)
def test_what_a_review_says_of_an_if_then_hides_and_goes_with_that_review(
    trust: Trust, home: Path, two_reviews: tuple[str, str], acts: list[tuple[str, ...]]
) -> None:
    for words in acts:
        done = trust(*(word.format(two_reviews[1]) for word in words), now=THURSDAY)
        assert done.code == 0, done
    shown = [
        trust(*command, now=THURSDAY).out
        for command in (
            (),
            ("--json",),
            ("review",),
            ("review", "--json"),
            ("review", "--markdown"),
        )
    ]
    assert "if x, then y" in "".join(shown)
    assert "heliotrope" not in "".join(shown)
    if acts[0][0] == "edit":
        assert "heliotrope" not in trust("export", "json", "-", now=THURSDAY).out
    if "--purge" in acts[0]:
        assert b"heliotrope" not in (home / "journal.db").read_bytes()


def test_how_the_if_then_went_is_shown(trust: Trust, week: None, home: Path) -> None:
    answered(home, ["a", "b", "if x, then y"], now="2026-11-22T21:30:00+01:00")
    write(trust, "2026-11-26", "a day")
    answered(home, ["a", "b", "if z, then w"], now=THURSDAY, outcome="twice out of three")

    assert "How it went: twice out of three" in trust("review", now=THURSDAY).out


def test_a_review_is_an_entry_with_its_questions(trust: Trust, week: None, home: Path) -> None:
    answered(home, ["the rain", "yes", "if x, then y"], now="2026-11-22T21:30:00+01:00")

    entry = trust("show", "--json").json["data"]["entry"]

    assert (entry["kind"], entry["period"]) == ("review", "2026-W47")
    assert [answer["text"] for answer in entry["answers"]] == ["the rain", "yes", "if x, then y"]
    assert entry["body"].startswith("### ")
    assert "Review 2026-W47" in trust("list").out
    assert [
        e["kind"] for e in trust("list", "--kind", "review", "--json").json["data"]["entries"]
    ] == ["review"]


def test_an_edited_review_keeps_its_answers_in_step(trust: Trust, week: None, home: Path) -> None:
    answered(home, ["the rain", "yes", "if x, then y"], now="2026-11-22T21:30:00+01:00")
    body = trust("show", "--json").json["data"]["entry"]["body"]

    trust("edit", "last", "-m", body.replace("the rain", "the snow"))

    entry = trust("show", "--json").json["data"]["entry"]
    assert entry["answers"][0]["text"] == "the snow"


# --- other forms ------------------------------------------------------------------------------------


def test_no_input_only_shows(trust: Trust, week: None) -> None:
    assert trust("review", "--no-input").out == trust("review").out


def test_without_a_terminal_nothing_is_asked(trust: Trust, week: None) -> None:
    result = trust("review", stdin="an answer\nanother\n")

    assert result.err == ""
    assert trust("list", "--kind", "review").out == "No entries match.\n"


def test_markdown_is_a_page(trust: Trust, week: None) -> None:
    out = trust("review", "--markdown").out

    assert out.startswith("# Week 47, 16 to 22 November 2026\n\n## ")
    assert "\n## Showing up\n\n- 4 of 7 days, 5 entries, 18 words\n" in out
    assert "\n- Mood: around 4 out of 5, higher than the week before\n" in out
    assert "\n## In your own words\n\n- 2026-11-16: It rained. We walked anyway.\n" in out
    assert out.endswith("\n")
    assert not out.endswith("\n\n")


def test_markdown_of_a_quiet_week(trust: Trust) -> None:
    assert trust("review", "--markdown").out == (
        "# Week 47, 16 to 22 November 2026\n\nA quiet week: you wrote nothing, and that's fine.\n"
    )


def test_plain_has_words_for_marks(trust: Trust, week: None) -> None:
    out = trust("review", "--plain").out

    assert "Mon written, Tue rest day, Wed written" in out
    assert "Wed 4" in out


@pytest.mark.parametrize("options", [(), ("--plain",), ("--markdown",), ("--month",)], ids=" ".join)
def test_streaks_off_removes_every_number_about_showing_up(
    trust: Trust, week: None, options: tuple[str, ...]
) -> None:
    trust("config", "set", "streaks", "off")

    out = trust("review", *options).out

    assert not re.search(r"\d+(\u00a0| )(of \d+ )?(days?|entries|entry|words?)\b", out), out


@pytest.mark.parametrize("columns", ["40", "200"])
def test_it_fits_the_width_there_is(trust: Trust, week: None, columns: str) -> None:
    out = trust("review", env={"COLUMNS": columns}).out
    assert max(len(line) for line in out.splitlines()) <= int(columns)


def test_days_before_the_first_entry_do_not_count(trust: Trust) -> None:
    trust("journal", "-m", "x")

    assert "You wrote on 1 day: 1 entry, 1 word." in trust("review").out


def test_a_review_of_tomorrow_says_that_a_review_looks_back(trust: Trust) -> None:
    told = trust("review", "tomorrow")
    assert (told.code, told.err) == (
        2,
        "trust review: tomorrow is in the future; a review looks back\n",
    )
