"""The review while the safety pause holds: no page tells of it, and none asks about the other.

A page of before looks as it did the day before. One of a period in the pause looks like that of
someone who has nothing to show there.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import quick
from conftest import Result, Trust
from terminal_helpers import CTRL_D, ENTER, Room
from trustjournal import services
from trustjournal.app import App
from trustjournal.domain.entry import Answer
from trustjournal.domain.periods import week_of

FIRST, SECOND = "2026-11-04", "2026-11-05"
"""When it is said that it isn't safe: in week 45."""
TODAY = "2026-11-18"

BEFORE = [
    ("--week", "2026-W41"),
    ("--week", "2026-W42"),
    ("--week", "2026-W44"),
    ("--month", "--last"),
    ("--from", "2026-10-05", "--to", "2026-11-03"),
]
AFTER = [
    ("--week", "2026-W46"),
    ("--week", "2026-W47"),
    ("--from", FIRST, "--to", TODAY),
]
IN_BOTH = [
    ("--week", "2026-W45"),
    ("--month",),
    ("--year",),
    ("--from", "2026-10-05", "--to", FIRST),
]
IN_IT = [IN_BOTH[0], *AFTER[:2], *IN_BOTH[1:]]
WAYS = [(), ("--plain",), ("--markdown",), ("--json",)]

_PLACE: quick.Made = {}


def at(day: str, time: str = "22:00") -> str:
    return f"{day}T{time}:00+01:00"


@pytest.fixture
def weeks(trust: Trust, home: Path) -> None:
    """Six weeks with a person in all of it; nothing was said not to be safe yet."""

    def do(day: str, *argv: str) -> None:
        said = trust(*argv, now=at(day))
        assert said.code == 0, said.err

    def make() -> None:
        do("2026-09-02", "config", "set", "person", "Sam")
        do("2026-09-02", "config", "set", "context", "partnered")
        do("2026-09-02", "config", "set", "pager", "off")
        do("2026-09-02", "people", "set", "Sam", "--every", "weekly")
        for week in range(9):
            monday = date.fromordinal(date(2026, 9, 7).toordinal() + 7 * week).isoformat()
            about = ("--practice", "presence", "--person", "Sam", "--closeness", "2")
            do(monday, "journal", "-m", f"Tired. Sam was late, {week}.", *about)
            do(monday, "pulse", "--set", f"presence={5 if week < 4 else 1}", "--set", "ease=3")
        do("2026-10-01", "journal", "--free", "-m", "Sam baked.")
        do("2026-10-06", "journal", "--free", "-m", "A calm walk.", "--mood", "4")
        do("2026-10-07", "journal", "--free", "-m", "I never told Sam.", "--unsaid")
        do("2026-10-08", "storm", "-m", "Sam shouted.", "-m", "I was tired.", "-m", "A walk.")
        do("2026-10-09", "joy", "-m", "Sam sang.", "-m", "Warm.")
        do("2026-10-14", "checkin", "Sam", "--heard", "rest", "--follow-up", "2026-11-20")
        do("2026-10-06", "promise", "add", "Ring Sam", "--by", "2026-11-20")
        do("2026-10-06", "promise", "add", "Water the fern", "--by", "2026-11-20")
        do("2026-10-15", "promise", "add", "Sweep the yard", "--to", "Sam")
        do("2026-10-16", "promise", "kept", "yard")
        do("2026-11-03", "journal", "--free", "-m", "Soup and a book.", "--closeness", "3")
        do("2026-11-03", "storm", "-m", "A door slammed.", "-m", "I was tired.", "-m", "Rest.")
        do(FIRST, "journal", "--free", "-m", "Scared. Sam at the door.", "--mood", "2")
        do(SECOND, "journal", "--free", "-m", "Slept, relieved.", "--mood", "3")
        do("2026-11-11", "journal", "--free", "-m", "Lonely. Sam at the gate.", "--mood", "2")
        do("2026-11-12", "journal", "-m", "My sister came.", "--practice", "presence")
        do("2026-11-17", "journal", "--free", "-m", "Porridge.", "--mood", "3")
        carry(home, "2026-10-31", "If Sam is late, then I ask first.")

    quick.lay_out(home, _PLACE, make)


def carry(home: Path, day: str, if_then: str) -> None:
    """Review the week before that of a day with an if-then, which this week carries."""
    with closing(run_on(home, day)) as app:
        period = week_of(date.fromisoformat(day)).before()
        entry, draft = services.review.begin_review(app, period)
        answers = [Answer("If?", if_then, "emotional-trust", services.review.IF_THEN)]
        services.review.save_review(app, period, entry, draft, answers)


def say_it(trust: Trust) -> None:
    """Say twice that it isn't safe."""
    for day in (FIRST, SECOND):
        said = trust("journal", "--because", "not-safe", "-m", "Not that one.", now=at(day))
        assert said.code == 0, said.err


def take_it_back(trust: Trust) -> None:
    assert trust("safety", "--forget", "--yes", now=at(TODAY)).code == 0


def run_on(home: Path, day: str = TODAY) -> App:
    stream = io.StringIO()
    environ = {"TRUST_HOME": str(home), "TRUST_NOW": at(day)}
    return App(stdin=stream, stdout=stream, stderr=stream, environ=environ)


def page(trust: Trust, *options: str) -> Result:
    shown = trust("review", "--no-input", *options, now=at(TODAY), env={"COLUMNS": "80"})
    assert (shown.code, shown.err) == (0, "")
    return shown


def rows(text: str, *names: str) -> list[str]:
    """The rows with these labels, each with the lines it goes on in."""
    found: list[str] = []
    for line in text.splitlines():
        if not line.startswith(" " * 6):
            found.append(line)
        elif found:
            found[-1] += line
    labels = tuple(f"{mark} {name}" for name in names for mark in (" ", "-"))
    return [row for row in found if row.startswith(labels)]


# --- before it -----------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS, ids=" ".join)
@pytest.mark.some(2)
def test_a_page_of_before_looks_as_it_did_the_day_before(
    trust: Trust, home: Path, weeks: None, way: tuple[str, ...]
) -> None:
    yesterday = [page(trust, *options, *way).out for options in BEFORE]
    say_it(trust)
    assert [page(trust, *options, *way).out for options in BEFORE] == yesterday


def test_what_it_must_keep_is_on_those_pages(trust: Trust, weeks: None) -> None:
    """So that the test above can fail."""
    shown = "".join(page(trust, *options).out for options in BEFORE)
    for part in (
        *("Closeness", "Not this week", "Storms", "Joys", "Sam was late, 7.", "Check-ins"),
        *("Written, not yet said", "Your if-then for", "Sweep the yard", "On this day"),
        "Pulse",
    ):
        assert part in shown, part
    courses = page(trust, "--week", "2026-W44", "--json").json["data"]["pulse"]["practices"]
    assert any(course["lines"] for course in courses), "own lines beside what dips"


def test_the_day_before_the_first_is_before_and_its_own_day_is_not(
    trust: Trust, home: Path, weeks: None
) -> None:
    say_it(trust)
    assert "Closeness" in page(trust, "--from", "2026-11-01", "--to", "2026-11-03").out
    assert "Closeness" not in page(trust, "--from", FIRST, "--to", TODAY).out


def test_a_low_ease_is_the_first_too(trust: Trust, weeks: None) -> None:
    for day in (FIRST, "2026-11-11"):
        assert trust("pulse", "--set", "ease=1", now=at(day)).code == 0
    assert "Closeness" in page(trust, "--week", "2026-W44").out
    assert "Sam at the door" not in page(trust, "--week", "2026-W45").out


# --- in it ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS, ids=" ".join)
def test_a_page_of_the_pause_has_nothing_of_the_other(
    trust: Trust, home: Path, weeks: None, way: tuple[str, ...]
) -> None:
    say_it(trust)
    for options in AFTER:
        out = page(trust, *options, *way).out
        for word in ("Sam", "not yet said", "Say it", "if-then", "not-safe"):
            assert word not in out, (options, word)
        for heading in ("Closeness", "Storms\n", "Check-ins\n", "Pulse"):
            assert not re.search(rf"^(  |- |## ){heading}", out, re.MULTILINE), (options, heading)


@pytest.mark.parametrize("options", IN_BOTH, ids=" ".join)
def test_of_a_page_that_reaches_into_it_the_days_before_stay(
    trust: Trust, home: Path, weeks: None, options: tuple[str, ...]
) -> None:
    def data(*asked: str) -> dict[str, Any]:
        found: dict[str, Any] = page(trust, *asked, "--json").json["data"]
        return found

    trust("journal", "--free", "-m", "Sam again.", "--closeness", "1", now=at("2026-11-11"))
    trust("storm", "-m", "Sam hit.", "-m", "Pale.", "-m", "Out.", now=at("2026-11-11"))
    trust("storm", "-m", "A flood.", "-m", "Wet.", "-m", "Mop.", now=at(FIRST))
    start = data(*options)["period"]["start"]
    before = data("--from", start, "--to", "2026-11-03")
    outside = data(*options)
    say_it(trust)
    inside = data(*options)
    assert before["closeness"]["days"], "so that this can fail"
    assert inside["closeness"]["days"] == before["closeness"]["days"]
    assert inside["checkins"]["held"] == before["checkins"]["held"]
    assert inside["unsaid"] == before["unsaid"] != None  # noqa: E711
    for deed in ("partly", "moved", "repaired"):
        assert inside["deeds"][deed] == before["deeds"][deed]
    assert [kept["text"] for kept in inside["deeds"]["kept"]] == [
        kept["text"] for kept in before["deeds"]["kept"]
    ]
    for part in ("lines", "joys", "storms"):
        said = " ".join(line["text"] for line in inside[part] if line["day"] >= FIRST)
        assert "Sam" not in said
    kept = {line["text"] for line in outside["storms"] if "Sam hit" not in line["text"]}
    assert kept == {line["text"] for line in inside["storms"]}
    assert any("A flood" in text for text in kept)
    assert "not-safe" not in str(inside)


def test_a_storm_that_names_nobody_is_on_the_page(trust: Trust, weeks: None) -> None:
    """What Practices counts can be seen below it."""
    trust("storm", "-m", "A flood.", "-m", "Wet.", "-m", "Mop.", now=at("2026-11-11"))
    say_it(trust)
    for way in WAYS[:3]:
        assert "A flood." in page(trust, "--week", "2026-W46", *way).out


@pytest.mark.parametrize("way", WAYS[:3], ids=" ".join)
def test_what_everybody_has_is_there_as_ever(
    trust: Trust, home: Path, weeks: None, way: tuple[str, ...]
) -> None:
    """Practices that wait, words of feeling, the mood, and what one wrote: all her own."""
    names = ("Not this", "Practices", "Feelings", "Felt in", "Mood")

    def shown() -> list[list[str]]:
        return [rows(page(trust, *options, *way).out, *names) for options in IN_IT]

    say_it(trust)
    inside = shown()
    take_it_back(trust)
    assert shown() == inside
    assert all(inside)
    assert {row[2:].split()[0].strip(":") for row in inside[3]} == {
        *("Mood", "Practices", "Not", "Feelings")
    }


def test_feelings_and_waiting_are_the_same_in_json(trust: Trust, home: Path, weeks: None) -> None:
    def kept(options: tuple[str, ...]) -> list[Any]:
        data = page(trust, *options, "--json").json["data"]
        return [data[key] for key in ("mood", "attended", "waiting", "further", "entries", "words")]

    say_it(trust)
    inside = [kept(options) for options in IN_IT]
    assert any(further["feelings"] for *_, further, _, _ in inside)
    take_it_back(trust)
    assert [kept(options) for options in IN_IT] == inside


def test_it_looks_as_without_anything_to_show_there(
    trust: Trust, home: Path, tmp_path: Path, weeks: None
) -> None:
    """The same page as of someone who never noted closeness, a promise or a name."""
    say_it(trust)
    paused = page(trust, "--week", "2026-W46").out
    other = {"TRUST_HOME": str(tmp_path / "other"), "COLUMNS": "80"}
    for day, text, *options in (
        ("2026-09-07", "Tired."),
        ("2026-11-11", "Lonely.", "--mood", "2"),
        ("2026-11-12", "My sister came.", "--practice", "presence"),
    ):
        options = options if "--practice" in options else ["--free", *options]
        assert trust("journal", "-m", text, *options, now=at(day), env=other).code == 0
    plain = trust("review", "--week", "2026-W46", "--no-input", now=at(TODAY), env=other).out

    def labels(out: str) -> list[str]:
        lines = [line.split("  ")[1] for line in out.splitlines() if line[2:3].isalpha()]
        others = ("Mon", "Tue", "Wed", "Thu", "You wrote on")  # days, and numbers of words
        return [line for line in lines if not line.startswith(others)]

    assert labels(paused) == labels(plain)


# --- what is asked -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "pt"])
def test_no_answer_tells_by_its_question(trust: Trust, home: Path, language: str) -> None:
    """Each question of a review in the pause comes to everybody now and then."""
    trust("config", "set", "language", language)
    trust("config", "set", "context", "partnered")
    trust("config", "set", "person", "Sam")
    trust("journal", "--free", "-m", "tea", now=at("2026-11-01"))

    def asked(day: str, weeks: int) -> set[str]:
        first = date.fromisoformat(day).toordinal()
        with closing(run_on(home, day)) as app:
            return {
                question.id
                for n in range(weeks)
                for question in services.review.questions(
                    app, week_of(date.fromordinal(first + 7 * n))
                )
            }

    everybody = asked("2026-11-01", 20)
    trust("journal", "--because", "not-safe", "-m", "x", now=at(FIRST))
    trust("journal", "--because", "not-safe", "-m", "x", now=at(SECOND))
    paused = asked(TODAY, 20)
    assert len(paused) >= 4
    assert paused < everybody


@pytest.fixture
def room(home: Path, trust: Trust, weeks: None) -> Iterator[Room]:
    """A terminal in the pause."""
    trust("config", "set", "ask_pulse", "off")
    say_it(trust)
    with closing(Room(home, trust)) as found:
        yield found


def write(room: Room, *options: str) -> str:
    """Write a review at a terminal; returns what it asked."""
    terminal = room.open("review", *options, TRUST_NOW=at(TODAY, "23:40"))
    terminal.wait_for("Answer three questions?")
    terminal.wait_for("[Y/n] ")
    before = len(terminal.text)
    terminal.type(f"y{ENTER}")
    for number in (1, 2, 3):
        terminal.wait_for(f"{number} of 3")
        terminal.wait_for_the_writer()
        terminal.type(f"Line {number}.{CTRL_D}")
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    return terminal.text[before:]


@pytest.mark.parametrize(
    "options", [*BEFORE[2:4], *IN_IT[:1], *IN_IT[3:5]], ids=" ".join
)  # a week with an if-then that has no outcome is among them
def test_a_review_asks_nothing_about_the_other(room: Room, options: tuple[str, ...]) -> None:
    asked = write(room, *options)
    for word in ("Sam", "Your if-then was", "How did it go", "if-then", "between us", "Say it"):
        assert word not in asked, word


def test_no_pulse_of_ease_alone_is_offered_after_it(room: Room, trust: Trust) -> None:
    trust("config", "set", "ask_pulse", "on")
    assert "A few quick questions" not in write(room, "--week", "2026-W46")


def test_a_review_written_in_it_tells_nothing_afterwards(
    room: Room, trust: Trust, tmp_path: Path
) -> None:
    write(room, "--week", "2026-W46")
    later = at("2027-01-10")
    shown = [trust("show", "last", *way, now=at(TODAY)).out for way in ((), ("--json",))]
    shown += [trust("list", *way, now=at(TODAY)).out for way in ((), ("--json",))]
    for name in ("json", "markdown", "csv", "jrnl", "dayone"):
        dest = tmp_path / name
        assert trust("export", name, str(dest), "--include-private", now=later).code == 0
        files = [dest] if dest.is_file() else [each for each in dest.rglob("*") if each.is_file()]
        shown += [each.read_bytes().decode("utf-8", "replace") for each in files]
    assert any("Line 3." in text for text in shown)
    for text in shown:
        assert "not-safe" not in text
        assert "when_unsafe" not in text


# --- words from a pipe ---------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["review", "review --week 2026-W46", "checkin Sam"])
def test_words_that_are_not_taken_are_no_success(room: Room, line: str) -> None:
    done = room.run(*line.split(), stdin=b"heliotrope\n", TRUST_NOW=at(TODAY))
    assert done.returncode == 2
    told = done.stderr.decode()
    assert told.count("\n") == 1
    assert "the text on standard input wasn't used" in told
    assert done.stdout, "the page is shown all the same"


@pytest.mark.parametrize(
    "line", ["review --no-input", "review --markdown", "review --json", "checkin Sam --no-input"]
)
def test_where_only_showing_was_asked_for_it_is(room: Room, line: str) -> None:
    """A loop of a shell may read the same pipe."""
    done = room.run(*line.split(), stdin=b"heliotrope\n", TRUST_NOW=at(TODAY))
    assert done.returncode == 0


@pytest.mark.parametrize("line", ["review", "checkin Sam"])
def test_an_empty_pipe_is_nothing_wrong(room: Room, line: str) -> None:
    done = room.run(*line.split(), stdin=b"", TRUST_NOW=at(TODAY))
    assert (done.returncode, done.stderr) == (0, b"")
