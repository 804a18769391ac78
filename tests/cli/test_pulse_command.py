"""`trust pulse` without a terminal: what is stored, shown and kept to itself."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from conftest import Result, Trust, line_from_a_desk
from trustjournal import features
from trustjournal.__main__ import main
from trustjournal.app import App
from trustjournal.features.pulse import service
from trustjournal.features.pulse.commands import GivenAnswers
from trustjournal.features.pulse.commands import take as ask_items
from trustjournal.features.pulse.model import VALUES, Answers
from trustjournal.features.pulse.store import add_pulse
from trustjournal.storage.writer import Writer
from trustjournal.views.screen import Screen

GOLDEN = Path(__file__).parent.parent / "golden" / "pulse"
SUNDAYS = [date(2026, 9, 20) + timedelta(days=7 * n) for n in range(10)]
"""Ten weeks, the last of which is the one all tests are in."""


def at(day: date, hour: int = 20) -> str:
    return f"{day}T{hour:02}:00:00+01:00"


BELIEVED = "You know best what is safe for you, and there is a page for this: trust safety"


def take(trust: Trust, day: date, *pairs: str) -> Result:
    found = trust("pulse", *(word for pair in pairs for word in ("--set", pair)), now=at(day))
    assert found.code == 0
    assert found.err == (f"trust: {BELIEVED}\n" if "ease=1" in pairs else "")
    return found


def told(trust: Trust, day: date = SUNDAYS[-1]) -> Any:
    return trust("pulse", "--json", now=at(day)).json["data"]


def courses(trust: Trust, day: date = SUNDAYS[-1]) -> dict[str, Any]:
    return {course["item"]: course for course in told(trust, day)["pulse"]["practices"]}


def row(course: Any) -> str:
    """The weeks of an item, as `4` for a value, `-` for didn't come up, `.` for no answer."""
    return "".join(
        str(mark["value"] or "-") if mark["answered"] else "." for mark in course["weeks"]
    )


def weeks(home: Path, **items: str) -> None:
    """One value of each item a week, ending with this one."""
    longest = max(map(len, items.values()))
    with Writer(home / "journal.db", lambda: b"salt").transaction() as store:
        for n, day in enumerate(SUNDAYS[-longest:], start=-longest):
            rows = {item: row[n] for item, row in items.items() if -n <= len(row)}
            answers = {item: VALUES[value] for item, value in rows.items() if value != "."}
            add_pulse(store, answers, day, datetime.fromisoformat(at(day)))


# --- storing ----------------------------------------------------------------------------------


def test_an_empty_journal_has_no_pulse_and_is_not_made(trust: Trust, home: Path) -> None:
    result = trust("pulse")

    assert (result.code, result.err) == (0, "")
    assert "No answers yet" in result.out
    for options in (("--no-input",), ("--json",), ("--about",), ("--plain",)):
        assert trust("pulse", *options).code == 0
    assert not home.exists()


def test_the_items_are_those_of_the_built_in_pack(trust: Trust) -> None:
    items = told(trust)["items"]
    assert [item["id"] for item in items] == [
        *("safe-space", "presence", "attunement", "validation", "transparency", "vulnerability"),
        *("reliability", "confidences", "check-ins", "storms-joys", "ease"),
    ]


def test_before_the_fourth_week_nothing_is_shown(trust: Trust) -> None:
    for day in SUNDAYS[-4:-1]:
        out = take(trust, day, "presence=4").out
        assert "Saved for this week." in out
        assert "appears once you've answered in four different weeks" in out
        assert "Presence" not in out
        assert courses(trust, day) == {}
    out = take(trust, SUNDAYS[-1], "presence=4").out
    assert "Presence" in out
    assert "not yet clear" in out


def test_a_second_pulse_in_a_week_replaces_item_by_item(trust: Trust, home: Path) -> None:
    weeks(home, presence="4444")
    take(trust, SUNDAYS[-1] - timedelta(days=6), "presence=2", "check-ins=5", "validation=3")
    take(trust, SUNDAYS[-1], "presence=5", "check-ins=-")

    found = courses(trust)
    assert row(found["presence"]) == "....4445"
    assert row(found["check-ins"]) == ".......-"
    assert row(found["validation"]) == ".......3"


@pytest.mark.parametrize("value", ["-", "0", "–"])
def test_no_occasion_is_an_answer(trust: Trust, home: Path, value: str) -> None:
    weeks(home, presence="4444")
    take(trust, SUNDAYS[-1], f"check-ins={value}")
    assert row(courses(trust)["check-ins"]) == ".......-"


def test_a_week_is_the_week_of_the_journal_day(trust: Trust) -> None:
    """At one o'clock in the night to Monday it is still Sunday."""
    trust("pulse", "--set", "presence=4", now="2026-11-23T01:00:00+01:00")
    assert told(trust)["pulse"]["taken"] is True
    assert told(trust, date(2026, 11, 23))["pulse"]["taken"] is False


@pytest.mark.parametrize(
    ("pair", "line"),
    [
        ("kindness=4", "kindness isn't a pulse item; choose from safe-space, presence,"),
        ("presence=6", "presence can't be 6; use 1 to 5, or - if it didn't come up"),
        ("presence=4.5", "presence can't be 4.5; use 1 to 5, or - if it didn't come up"),
        ("presence", "--set can't be presence; use a practice and a number, such as presence=4"),
        ("presence=", "presence can't be empty; use 1 to 5, or - if it didn't come up"),
        ("\x1b[2J=1", "␛[2J isn't a pulse item"),
        ("", "use a practice and a number, such as presence=4"),
    ],
)
def test_an_answer_that_cannot_be_right_stores_nothing(
    trust: Trust, home: Path, pair: str, line: str
) -> None:
    result = trust("pulse", "--set", "validation=4", "--set", pair)

    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("trust pulse: ")
    assert line in result.err
    assert result.err.count("\n") == 1
    assert not home.exists()


def test_the_last_of_two_answers_to_one_item_counts(trust: Trust, home: Path) -> None:
    weeks(home, presence="4444")
    take(trust, SUNDAYS[-1], "presence=1", "presence=3")
    assert row(courses(trust)["presence"])[-1] == "3"


def test_a_pulse_is_no_entry(trust: Trust) -> None:
    take(trust, SUNDAYS[-1], "presence=4")
    assert trust("list", "--json").json["data"]["entries"] == []
    assert "first day" not in trust("streak").out


# --- asking, in front of someone ---------------------------------------------------------------


@pytest.fixture(autouse=True)
def at_a_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines are read as a desk has them; real terminals: tests/terminal."""
    monkeypatch.setattr("trustjournal.terminal.key_reader.ask_line", line_from_a_desk)


class Desk(io.StringIO):
    """A stream with someone in front of it."""

    def isatty(self) -> bool:
        return True


def asked(home: Path, typed: str) -> tuple[GivenAnswers, str]:
    """What comes of the questions where a person types this."""
    said = Desk()
    environ = {"TRUST_HOME": str(home), "TRUST_NOW": at(SUNDAYS[-1]), "COLUMNS": "80"}
    with closing(App(stdin=Desk(typed), stdout=said, stderr=said, environ=environ)) as app:
        return ask_items(app), said.getvalue()


def test_skipping_everything_stores_nothing(home: Path) -> None:
    told, said = asked(home, "\n" * 11)
    assert told == GivenAnswers({}, finished=True)
    assert said.count(" of 11  ") == 11
    assert not home.exists()


def test_what_is_no_answer_is_asked_again_until_it_is_one(home: Path) -> None:
    told, said = asked(home, "6\nfour\n 4 \n11\n\n")
    assert told == GivenAnswers({"safe-space": 4}, finished=True)
    assert said.count("1 to 5, - if it didn't come up, or Enter to skip:") == 3


def test_the_program_ending_at_that_moment_does_not_lose_them(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really, ends = service.keep, iter([SystemExit(129)])

    def keep(app: App, answers: Answers) -> None:
        for end in ends:
            raise end
        really(app, answers)

    monkeypatch.setattr(service, "keep", keep)
    with pytest.raises(SystemExit):
        asked(home, "4\n")
    assert told(trust)["pulse"]["taken"] is True


# --- the picture ------------------------------------------------------------------------------


def test_a_word_stands_beside_each_practice_and_no_number_of_all(trust: Trust, home: Path) -> None:
    weeks(
        home,
        presence="5444422222",
        attunement="1222244444",
        validation="3333333333",
        confidences="3",
    )

    found = courses(trust)
    assert {item: course["word"] for item, course in found.items()} == {
        "presence": "dipping",
        "attunement": "rising",
        "validation": "steady",
        "confidences": "too early",
    }
    out = trust("pulse", now=at(SUNDAYS[-1])).out
    assert not re.search(r"total|average|mean|score|percent|%", out, re.IGNORECASE)
    assert list(found) == ["presence", "attunement", "validation", "confidences"]


def test_an_item_that_was_not_answered_for_eight_weeks_is_not_shown(
    trust: Trust, home: Path
) -> None:
    weeks(home, presence="44444", validation="3.........")
    assert list(courses(trust)) == ["presence"]


def test_beside_a_dip_stand_own_lines_of_those_weeks(trust: Trust, home: Path) -> None:
    lines = {
        SUNDAYS[3]: ("Before it.",),
        SUNDAYS[6]: ("The *phone* again.", "--tag", "phone"),
        SUNDAYS[7]: ("Sealed heliotrope.", "--private"),
        SUNDAYS[8]: ("I looked up late.",),
        SUNDAYS[9]: ("I sat there. \x1b[2J",),
    }
    for day, (text, *options) in lines.items():
        trust("journal", "-m", text, "--practice", "presence", *options, now=at(day, 19))
    trust("journal", "-m", "Another practice.", "--practice", "validation", now=at(SUNDAYS[8]))
    trust("storm", "-m", "It was loud.", now=at(SUNDAYS[8]))
    weeks(home, **{"presence": "5444422222", "storms-joys": "5444422222"})

    found = courses(trust)
    texts = [line["text"] for line in found["presence"]["lines"]]
    assert texts == ["The phone again.", "I looked up late.", "I sat there. \x1b[2J"]
    assert found["storms-joys"]["lines"] == []
    out = trust("pulse", now=at(SUNDAYS[-1])).out
    assert "Presence, in your own words" in out
    assert "Words and deeds, in" not in out
    assert "heliotrope" not in out
    assert "\x1b" not in out


def test_a_line_of_another_year_has_its_year(trust: Trust, home: Path) -> None:
    trust("journal", "-m", "The phone.", "--practice", "presence", now=at(SUNDAYS[8]))
    weeks(home, presence="5444422222")
    day = f"{SUNDAYS[8].day} {SUNDAYS[8]:%b}"
    assert f"{day}  The phone." in trust("pulse", now=at(SUNDAYS[-1])).out
    assert f"{day} 2026  The phone." in trust("pulse", now=at(date(2027, 1, 3))).out


def test_words_about_someone_who_is_not_quoted_stand_beside_no_dip(
    trust: Trust, home: Path
) -> None:
    for day, name in ((SUNDAYS[7], "Alex"), (SUNDAYS[8], "Sam"), (SUNDAYS[9], "sam")):
        text = f"I sat with {name}."
        trust("journal", "-m", text, "--practice", "presence", "--person", name, now=at(day, 19))
    trust("people", "set", "Sam", "--quote", "no")
    weeks(home, presence="5444422222")
    assert [line["text"] for line in courses(trust)["presence"]["lines"]] == ["I sat with Alex."]
    for argv in (
        ("pulse",),
        ("review", "--no-input"),
        ("review", "--markdown"),
        ("pulse", "--json"),
    ):
        out = trust(*argv, now=at(SUNDAYS[-1])).out
        assert "with Alex" in out
        assert "with Sam" not in out
        assert "with sam" not in out


def test_only_a_dip_brings_lines(trust: Trust, home: Path) -> None:
    trust("journal", "-m", "x", "--practice", "presence", now=at(SUNDAYS[-1]))
    weeks(home, presence="1222244444")
    assert courses(trust)["presence"]["lines"] == []


def test_ease_is_never_shown(trust: Trust) -> None:
    for day in SUNDAYS:
        take(trust, day, "presence=4", "ease=3")
    data = told(trust)
    assert list(courses(trust)) == ["presence"]
    assert "ease" not in str(data["pulse"])
    for options in ((), ("--plain",)):
        assert "ease" not in trust("pulse", *options, now=at(SUNDAYS[-1])).out.lower()


# --- packs and languages ------------------------------------------------------------------------

PACK = """\
schema: 1
id: mine
title: "Mine"
license: CC0-1.0
language: en
version: 1.0.0
practices: [{id: garden, title: "Garden", description: "x"}]
prompts: [{id: a, practice: garden, depth: 1, text: "What grew today?"}]
pulse:
  - {id: watered, practice: garden, text: "I watered what {person} planted."}
  - {id: near, practice: presence, contexts: [contact], text: "I sat down beside {person}."}
"""


def own_pack(home: Path, settings: str) -> None:
    (home / "packs").mkdir(parents=True)
    (home / "packs" / "mine.yaml").write_text(PACK, "utf-8")
    (home / "config.toml").write_text(settings, "utf-8")


def test_packs_are_asked_in_their_order(trust: Trust, home: Path) -> None:
    own_pack(home, 'packs = ["mine", "emotional-trust"]\nperson = "Sam"\n')
    items = told(trust)["items"]
    assert [item["text"] for item in items[:2]] == [
        "I watered what Sam planted.",
        "I sat down beside Sam.",
    ]
    ids = [item["id"] for item in items]
    assert "presence" not in ids
    assert (len(ids), ids[-1]) == (11, "ease")


def test_what_a_question_presupposes_is_there(trust: Trust, home: Path) -> None:
    own_pack(home, 'packs = ["mine", "-trusting-myself"]\ncontext = "single"\n')
    assert [item["text"] for item in told(trust)["items"]] == [
        "I watered what someone close planted."
    ]


@pytest.mark.parametrize("context", ["single", "grieving", "separated", "no-contact"])
def test_who_is_alone_is_not_asked_about_someone(trust: Trust, context: str) -> None:
    trust("config", "set", "context", context)
    trust("config", "set", "packs", "emotional-trust -trusting-myself")
    asked = trust("pulse", "--json").json["data"]["items"]
    assert [item["id"] for item in asked] == ["reliability", "confidences"]
    trust("config", "set", "packs", "emotional-trust trusting-myself")
    assert len(trust("pulse", "--json").json["data"]["items"]) == 9


def test_answers_stay_when_their_pack_goes(trust: Trust, home: Path) -> None:
    own_pack(home, 'packs = ["mine"]\n')
    weeks(home, watered="4444")
    (home / "config.toml").write_text("packs = []\n", "utf-8")
    found = courses(trust)
    assert row(found["watered"]) == "....4444"
    assert "Watered" in trust("pulse", now=at(SUNDAYS[-1])).out
    assert trust("pulse", "--set", "presence=3").code == 2


def test_no_pack_with_a_pulse_is_said(trust: Trust, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text("packs = []\n", "utf-8")
    assert "None of the packs you use" in trust("pulse").out


def test_the_items_come_in_the_persons_language(trust: Trust) -> None:
    trust("config", "set", "language", "es")
    items = told(trust)["items"]
    assert "Cuando me habló" in items[1]["text"]
    assert [item["id"] for item in items].count("presence") == 1
    assert len(items) == 11


# --- the safety rule ------------------------------------------------------------------------------


def not_safe(trust: Trust, day: date) -> None:
    result = trust("journal", "--another", "--because", "not-safe", "-m", "x", now=at(day))
    assert result.code == 0


def paused(trust: Trust, day: date) -> bool:
    """Whether the safety pause holds: no screen says so, and only ease is asked."""
    assert trust("--json", now=at(day)).json["data"]["guarded"] is False
    found = told(trust, day)
    assert found["guarded"] is False
    assert "safe" not in trust("pulse", now=at(day)).out.replace("Safe space", "")
    return {item["id"] for item in found["items"]} == {"ease"}


def test_no_ease_in_two_weeks_pauses_for_28_days(trust: Trust) -> None:
    first, second = SUNDAYS[0], SUNDAYS[1]
    take(trust, first, "ease=1")
    assert not paused(trust, first)
    take(trust, second, "ease=1")
    assert paused(trust, second)
    assert paused(trust, first + timedelta(days=27 + 7)), "its light week included"
    assert not paused(trust, first + timedelta(days=28 + 7))


def test_one_not_safe_and_one_no_ease_pause(trust: Trust) -> None:
    first = SUNDAYS[0]
    not_safe(trust, first)
    take(trust, first, "ease=2", "presence=1", "safe-space=1")
    assert paused(trust, first + timedelta(days=6 + 7)), "for seven days, and a light week"
    assert not paused(trust, first + timedelta(days=7 + 7))
    take(trust, first + timedelta(days=7), "ease=1")
    assert paused(trust, first + timedelta(days=27 + 7))
    assert not paused(trust, first + timedelta(days=28 + 7))


def test_within_a_week_the_last_answer_about_ease_counts(trust: Trust) -> None:
    monday = SUNDAYS[1] - timedelta(days=6)
    take(trust, monday, "ease=1")
    take(trust, SUNDAYS[1], "ease=1")
    assert not paused(trust, SUNDAYS[1]), "one week counts once"
    take(trust, SUNDAYS[2], "ease=1")
    assert paused(trust, SUNDAYS[2])
    take(trust, SUNDAYS[2], "ease=4")
    assert not paused(trust, SUNDAYS[2]), "a slip of the finger can be mended"
    take(trust, SUNDAYS[2], "presence=4")
    assert not paused(trust, SUNDAYS[2])


def test_no_occasion_is_not_no_ease(trust: Trust) -> None:
    for day in SUNDAYS[:3]:
        take(trust, day, "ease=-")
    assert not paused(trust, SUNDAYS[2])


# --- for the review -------------------------------------------------------------------------------


@pytest.fixture
def app(home: Path) -> Iterator[App]:
    """A run of the program, of this evening."""
    with a_run(home) as found:
        yield found


@contextmanager
def a_run(home: Path) -> Iterator[App]:
    stream = io.StringIO()
    environ = {"TRUST_HOME": str(home), "TRUST_NOW": at(SUNDAYS[-1])}
    with closing(App(stdin=stream, stdout=stream, stderr=stream, environ=environ)) as found:
        yield found


def parts_of(app: App, until: date) -> tuple[str, list[str]]:
    found = service.look(app, until)
    paper = io.StringIO()
    Screen(paper, {"COLUMNS": "80"}).print(
        *features.pulse.view.review_section(found, app.out, SUNDAYS[-1])
    )
    return paper.getvalue(), features.pulse.view.review_section_markdown(found, SUNDAYS[-1])


def test_the_part_of_the_review_is_silent_without_a_pulse(trust: Trust, app: App) -> None:
    assert parts_of(app, SUNDAYS[-1]) == ("", [])


def test_the_part_of_the_review_looks_at_the_weeks_until_then(
    trust: Trust, home: Path, app: App
) -> None:
    trust("journal", "-m", "I looked up late.", "--practice", "presence", now=at(SUNDAYS[-1]))
    weeks(home, presence="5444422222", validation="4444444444", attunement="4444444444")

    shown, markdown = parts_of(app, SUNDAYS[-1])
    assert "Pulse, weeks 40 to 47" in shown
    assert "Presence  4 4 4 2 2 2 2 2  dipping\nSteady    Attunement, Validation\n" in shown
    said = io.StringIO()
    plain = Screen(said, {"COLUMNS": "120"}, plain=True)
    plain.print(
        *features.pulse.view.review_section(service.look(app, SUNDAYS[-1]), plain, SUNDAYS[-1])
    )
    assert "dipping. Weeks 40 to 42: most of the time" in said.getvalue()
    assert "\nSteady: Attunement, Validation.\n" in said.getvalue()
    assert "I looked up late." in shown
    assert markdown[:4] == ["", "## Pulse", "", "Weeks 40 to 47."]
    assert "- Presence: ◕ ◕ ◕ ◔ ◔ ◔ ◔ ◔ dipping" in markdown
    assert "  - 2026-11-22: I looked up late." in markdown

    earlier, _ = parts_of(app, SUNDAYS[-4])
    assert "There's no clear trend yet" in earlier
    assert parts_of(app, SUNDAYS[2]) == ("", [])


def test_a_pulse_is_due_until_this_week_has_one(trust: Trust, app: App, home: Path) -> None:
    assert service.due(app)
    assert not home.exists()
    take(trust, SUNDAYS[-2], "presence=4")
    with a_run(home) as later:
        assert service.due(later)
        take(trust, SUNDAYS[-1], "ease=4")
        assert not service.due(later)


def test_nothing_is_due_where_no_pack_asks(home: Path, app: App) -> None:
    home.mkdir()
    (home / "config.toml").write_text("packs = []\n", "utf-8")
    assert not service.due(app)


# --- the screens --------------------------------------------------------------------------------------


class Paper(io.TextIOWrapper):
    """Standard output with someone in front of it, that keeps its bytes."""

    def __init__(self, encoding: str) -> None:
        super().__init__(io.BytesIO(), encoding=encoding, newline="\n")

    def isatty(self) -> bool:
        return True

    @property
    def written(self) -> bytes:
        self.flush()
        assert isinstance(self.buffer, io.BytesIO)
        return re.sub(rb"\x1b\[[0-9;]*m", b"", self.buffer.getvalue())


@pytest.mark.parametrize("view", ["80", "40", "plain", "ascii"])
@pytest.mark.parametrize("screen", ["pulse", "about"])
def test_a_screen_reads_as_it_did(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch, screen: str, view: str
) -> None:
    """The golden files stand in tests/golden/pulse; UPDATE_GOLDEN=1 writes them anew."""
    trust("journal", "-m", "I looked up late.", "--practice", "presence", now=at(SUNDAYS[-2]))
    story = {"presence": "5444422222", "attunement": "12-2444445", "validation": "333.333333"}
    weeks(home, **story, **{"check-ins": "-53"})
    out = Paper("ascii" if view == "ascii" else "utf-8")
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    monkeypatch.setenv("COLUMNS", "40" if view == "40" else "80")
    monkeypatch.setenv("TERM", "xterm")

    plain = ["--plain"] if view == "plain" else []
    about = ["--about"] if screen == "about" else []
    assert main(["pulse", *plain, *about]) == 0

    path = GOLDEN / f"{screen}-{view}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_bytes(out.written)
    assert out.written.decode() == path.read_text("utf-8")
    for line in out.written.decode().splitlines():
        assert cell_len(line) <= (40 if view == "40" else 80), line


def test_about_says_what_it_is_not(trust: Trust) -> None:
    said = " ".join(trust("pulse", "--about").out.split())
    for caveat in (
        "step up or down means little",
        "first pulse",
        "Your mood on the day",
        "isn't a tested",
    ):
        assert caveat in said
    rules = trust("pulse", "--about", "--json").json["data"]["rules"]
    assert (rules["weeks_shown"], rules["compared"]) == (8, 4)


def test_the_test_weeks_are_sundays_up_to_this_one() -> None:
    assert SUNDAYS[-1] == date(2026, 11, 22)
    assert datetime.fromisoformat(at(SUNDAYS[0])).weekday() == 6
