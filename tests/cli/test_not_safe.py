"""For someone who is not safe: what comes after `not-safe`, and that no screen tells of it."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from conftest import Trust
from quick import Made, lay_out
from trustjournal.app import App
from trustjournal.domain.periods import week_of
from trustjournal.domain.prompts import Prompt
from trustjournal.domain.relationship import OFFERED, SITUATIONS, is_with_someone
from trustjournal.features.pulse import service as pulse
from trustjournal.features.storm_joy import service as storm_joy
from trustjournal.features.storm_joy.model import JOY, STORM
from trustjournal.packs.library import Library
from trustjournal.services import enabled_packs, review
from trustjournal.services import questions as question

BEGAN = date(2026, 10, 1)
SAID = date(2026, 11, 2)
"""The second `not-safe`."""
PACKS = (
    "emotional-trust joys after-a-conflict friends-and-family far-apart grief-and-separation"
    " trusting-myself"
)


def at(day: date, hour: int = 22) -> str:
    return f"{day.isoformat()}T{hour:02}:00:00+01:00"


def not_safe(trust: Trust, day: date) -> None:
    said = trust("journal", "--because", "not-safe", "-m", "A made-up line.", now=at(day))
    assert said.code == 0, said.err


_with_sam: Made = {}
_paused: Made = {}


@pytest.fixture
def with_sam(trust: Trust, home: Path) -> None:
    """Someone with a person, a rhythm, promises, something unsaid, a storm and a joy."""
    lay_out(home, _with_sam, lambda: write_of_sam(trust))


def write_of_sam(trust: Trust) -> None:
    def done(*argv: str, on: date = BEGAN) -> None:
        said = trust(*argv, now=at(on, 20))
        assert said.code == 0, said.err

    done("config", "set", "person", "Sam")
    done("people", "set", "Sam", "--every", "weekly")
    for n in range(6):
        day = BEGAN + timedelta(days=4 * n)
        done("journal", "-m", f"Sam, {n}.", "--closeness", "2", "--person", "Sam", on=day)
    done("checkin", "Sam", "--heard", "rest", "--follow-up", "2026-10-02")
    done("promise", "add", "Ring Sam", "--by", "2026-11-03")
    done("promise", "add", "Sweep the yard", "--to", "Sam", "--by", "2026-11-03")
    done("promise", "add", "Water the fern", "--by", "2026-11-03")
    done("journal", "--free", "-m", "I never told Sam.", "--unsaid", on=SAID)
    done("storm", "-m", "Sam shouted.", on=SAID)
    done("joy", "-m", "Sam sang.", "-m", "Warm.", on=SAID)


@pytest.fixture
def paused(trust: Trust, home: Path) -> None:
    """The same after two questions were put aside as not safe."""

    def pause() -> None:
        write_of_sam(trust)
        for day in (SAID - timedelta(days=1), SAID):
            not_safe(trust, day)

    lay_out(home, _paused, pause)


def run_on(home: Path, day: date) -> App:
    stream = io.StringIO()
    environ = {"TRUST_HOME": str(home), "TRUST_NOW": at(day)}
    return App(stdin=stream, stdout=stream, stderr=stream, environ=environ)


# --- what may come -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "pt-BR"])
@pytest.mark.parametrize("context", SITUATIONS)
@pytest.mark.some(10)
def test_every_question_that_could_come_was_read_for_it(
    trust: Trust, home: Path, paused: None, context: str, language: str
) -> None:
    """Day after day one is put aside after another, until the round begins again."""
    trust("config", "set", "context", context)
    trust("config", "set", "language", language)
    trust("config", "set", "packs", PACKS)
    met = set()
    day = SAID + timedelta(days=1)
    with closing(run_on(home, day)) as app:
        packs = question._packs_to_ask_from(app, paused=True)
        marked = {
            prompt.key
            for prompt in enabled_packs.questions_of(packs, language)
            if prompt.when_unsafe
        }
    for _ in range(12):
        found = trust("journal", "--another", "-m", "x", "--json", now=at(day)).json["data"][
            "entry"
        ]
        key = f"{found['pack']}/{found['prompt_id']}"
        assert key in marked, key
        assert "Sam" not in found["prompt_text"]
        met.add(key)
        day += timedelta(days=2)
    assert len(met) == 12


@pytest.mark.parametrize(
    ("language", "alone"), [("en", ""), ("de-AT", "-de"), ("fr", "-fr"), ("pt-BR", "-pt")]
)
def test_the_questions_for_days_alone_come_in_the_language(
    trust: Trust, home: Path, paused: None, language: str, alone: str
) -> None:
    trust("config", "set", "language", language)
    trust("config", "set", "packs", "emotional-trust")
    both = {f"emotional-trust{alone}", f"trusting-myself{alone}"}
    met: set[str] = set()
    for n in range(120):  # few of the questions are from the second pack
        now = at(SAID + timedelta(days=1 + n % 25))
        done = trust("journal", "--another", "-m", "x", "--json", now=now)
        met.add(done.json["data"]["entry"]["pack"])
        if met >= both:
            break
    assert met == both


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "pt-BR"])
@pytest.mark.parametrize("context", OFFERED)
@pytest.mark.some(10)
def test_whatever_else_is_asked_was_read_for_it(
    trust: Trust, home: Path, paused: None, context: str, language: str
) -> None:
    trust("config", "set", "context", context)
    trust("config", "set", "language", language)
    trust("config", "set", "packs", PACKS)
    for n in range(27):
        day = SAID + timedelta(days=n)
        with closing(run_on(home, day)) as app:
            around_them = {"ease"} if is_with_someone(context) else set()
            assert {item.id for item in pulse.items(app)} == around_them
            for moment in (STORM, JOY):
                prompts = storm_joy.meet(app, moment, day).prompts
                assert len(prompts) == 3
                assert all(each.when_unsafe and "Sam" not in each.text for each in prompts)
            asked = review.questions(app, week_of(day))
            assert len(asked) == 3
            assert all(each.when_unsafe and "Sam" not in each.text for each in asked)
            assert not {"if-then", "smallest-step", "ask-again"} & {each.id for each in asked}


def test_what_is_put_aside_as_not_safe_is_followed_by_such_a_question_at_once(
    trust: Trust, with_sam: None
) -> None:
    entry = trust("journal", "--because", "not-safe", "-m", "x", "--json", now=at(SAID)).json[
        "data"
    ]["entry"]
    assert "Sam" not in entry["prompt_text"]


@pytest.mark.parametrize(
    "why", [("--another",), ("--because", "not-today"), ("--because", "not-safe")]
)
@pytest.mark.parametrize("narrowed", [(), ("--practice", "presence")], ids=" ".join)
@pytest.mark.some(2)
def test_what_was_put_aside_does_not_come_back_that_day(
    trust: Trust, paused: None, why: tuple[str, ...], narrowed: tuple[str, ...]
) -> None:
    for n in range(1, 20):
        now = at(SAID + timedelta(days=n))
        [shown] = trust("prompt", *narrowed, "--json", now=now).json["data"]["prompts"]
        met = {shown["id"]}
        for _ in range(2):
            entry = trust("journal", *why, *narrowed, "-m", "x", "--json", now=now).json["data"][
                "entry"
            ]
            assert entry["prompt_id"] not in met, (n, met)
            met.add(entry["prompt_id"])


def test_the_light_week_is_as_quiet(trust: Trust, home: Path, with_sam: None) -> None:
    not_safe(trust, SAID)
    for n in range(7, 14):
        day = SAID + timedelta(days=n)
        trust("journal", "--free", "-m", "Tea.", now=at(day))  # who was away sees less on `trust`
        today = trust(now=at(day)).out
        for word in ("good day for a check-in", "Ring Sam", "Sweep the yard", "Sam"):
            assert word not in today, (n, word)
        week = trust("review", "--no-input", now=at(day)).out
        assert "not yet said" not in week
        with closing(run_on(home, day)) as app:
            assert {item.id for item in pulse.items(app)} == {"ease"}
            assert not pulse.due(app), "a review doesn't offer it for ease alone"
            for moment in (STORM, JOY):
                assert all(each.when_unsafe for each in storm_joy.meet(app, moment, day).prompts)
    assert "good day for a check-in" in trust(now=at(SAID + timedelta(days=14))).out


# --- how long ------------------------------------------------------------------------------------


def ids_met(trust: Trust, start: date, days: range) -> list[str]:
    """The questions of some days, for which all the packs are on."""
    found = []
    for n in days:
        [prompt] = trust("prompt", "--json", now=at(start + timedelta(days=n))).json["data"][
            "prompts"
        ]
        found.append(f"{prompt['pack']}/{prompt['id']}")
    return found


def all_questions() -> dict[str, Prompt]:
    library = Library(Path("unused"))
    packs = (library.require(name) for name in PACKS.split())
    return {prompt.key: prompt for pack in packs for prompt in pack.prompts}


def test_one_holds_for_seven_days_and_a_gentle_week_follows(trust: Trust, with_sam: None) -> None:
    trust("config", "set", "packs", PACKS)
    not_safe(trust, SAID)
    questions = all_questions()

    for key in ids_met(trust, SAID, range(7)):
        assert questions[key].when_unsafe
    gentle = [questions[key] for key in ids_met(trust, SAID, range(7, 14))]
    for prompt in gentle:
        assert (prompt.depth, prompt.care, prompt.facet) == (1, False, "mine")
        assert prompt.contexts == ("any",)
        assert "{person}" not in " ".join((prompt.text, *prompt.follow_ups))
    later = [questions[key] for key in ids_met(trust, SAID, range(14, 34))]
    assert any(prompt.contexts != ("any",) or prompt.facet != "mine" for prompt in later)
    assert all(prompt.when_unsafe for prompt in gentle), "the others may mean someone"


def test_a_gentle_week_follows_the_long_pause_too(trust: Trust, paused: None) -> None:
    trust("config", "set", "packs", PACKS)
    trust("journal", "--free", "-m", "x", now=at(SAID + timedelta(days=27)))
    questions = all_questions()
    for key in ids_met(trust, SAID, range(27, 34)):
        assert questions[key].depth == 1
        assert questions[key].contexts == ("any",)


def test_none_follows_what_was_taken_back(trust: Trust, home: Path, with_sam: None) -> None:
    def is_gentle(day: date) -> bool:
        with closing(run_on(home, day)) as app:
            return app.questions.safety_pause_ended(day)

    not_safe(trust, SAID)
    assert [is_gentle(SAID + timedelta(days=n)) for n in (6, 7, 13, 14)] == [
        *(False, True, True, False)
    ]
    trust("safety", "--forget", "--yes", now=at(SAID))
    assert not is_gentle(SAID + timedelta(days=7))


# --- a question always comes -----------------------------------------------------------------


@pytest.mark.parametrize(
    "narrowed",
    [
        ("--pack", "far-apart"),
        ("--pack", "after-a-conflict"),
        ("--practice", "confidences"),
        ("--pack", "grief-and-separation", "--practice", "vulnerability"),
    ],
    ids=" ".join,
)
def test_one_comes_where_none_of_what_was_asked_for_may(
    trust: Trust, paused: None, narrowed: tuple[str, ...]
) -> None:
    day = at(SAID + timedelta(days=2))
    questions = all_questions()
    [prompt] = trust("prompt", "--json", *narrowed, now=day).json["data"]["prompts"]
    assert questions[f"{prompt['pack']}/{prompt['id']}"].when_unsafe
    shown = trust("prompt", *narrowed, now=day)
    assert (shown.code, shown.out.strip(), shown.err) == (0, prompt["text"], "")
    if "vulnerability" in narrowed:
        assert prompt["practice"] == "vulnerability"
    own = trust("prompt", "--json", now=day).json["data"]["prompts"][0]
    assert own["id"] != prompt["id"], "it is another than the day's own"
    entry = trust("journal", *narrowed, "-m", "x", "--json", now=day).json["data"]["entry"]
    assert entry["prompt_text"] == prompt["text"]


# --- what the screens show -----------------------------------------------------------------------

SCREENS: list[tuple[str, ...]] = [
    (),
    ("--json",),
    ("--plain",),
    ("prompt", "--why"),
    ("prompt", "--json"),
    ("review", "--no-input"),
    ("review", "--month", "--no-input"),
    ("review", "--json"),
    ("review", "--markdown"),
    ("pulse", "--no-input"),
    ("pulse", "--json"),
    ("storm", "--no-input"),
    ("joy", "--no-input"),
    ("joy", "--no-input", "--json"),
    ("streak",),
]


@pytest.mark.parametrize("screen", SCREENS, ids=" ".join)
def test_no_screen_of_two_weeks_names_the_person_or_tells_why(
    trust: Trust, paused: None, screen: tuple[str, ...]
) -> None:
    for n in range(1, 15):
        day = SAID + timedelta(days=n)
        shown = trust(*screen, now=at(day))
        assert shown.code == 0, shown.err
        said = shown.out + shown.err
        assert "Sam" not in said, (n, said)
        for word in (
            "good day for a check-in",
            "come back to something",
            "not yet said",
            "not-safe",
        ):
            assert word not in said, (n, said)
        told = [line for line in said.splitlines() if "trust safety" in line]
        assert all("if you are not s" in line or "Not sure you're safe" in line for line in told)


def test_before_it_they_do(trust: Trust, with_sam: None) -> None:
    """So that the test above can fail."""
    day = SAID + timedelta(days=1)
    today = trust(now=at(day)).out
    assert "good day for a check-in" in today
    assert "Ring Sam" in today
    shown = trust("review", "--week", "2026-W45", "--no-input", now=at(SAID)).out
    assert "Sam" in shown
    assert "not yet said" in shown


def test_what_is_not_about_the_person_stays(trust: Trust, paused: None) -> None:
    day = SAID + timedelta(days=1)
    trust("journal", "--free", "-m", "The fern has a new leaf.", now=at(day))
    assert "Water the fern" in trust(now=at(day)).out
    shown = trust("review", "--week", "2026-W45", "--no-input", now=at(day)).out
    assert "The fern has a new leaf." in shown


def test_where_nobody_is_named_whoever_the_journal_knows_stays_out(
    trust: Trust, with_sam: None
) -> None:
    trust("config", "set", "person", "")
    for day in (SAID - timedelta(days=1), SAID):
        not_safe(trust, day)
    day = SAID + timedelta(days=1)
    for screen in ((), ("review", "--no-input")):
        assert "Sam" not in trust(*screen, now=at(day)).out


def test_the_footer_is_the_same_for_everybody(trust: Trust, paused: None) -> None:
    def footer(now: str) -> list[str]:
        return trust(now=now).out.splitlines()[-4:]

    in_it, after = at(SAID + timedelta(days=3)), at(SAID + timedelta(days=40))
    assert footer(in_it) == footer(after)
    assert "trust safety" in "".join(footer(in_it))


def test_it_is_answered_there_and_then(trust: Trust, with_sam: None) -> None:
    said = trust("journal", "--because", "not-safe", "-m", "x", now=at(SAID))
    assert "trust safety" in said.err
    assert said.err.count("\n") == 1
    assert not any(character.isdigit() for character in said.err)
    assert "trust safety" not in trust("journal", "--another", "-m", "x", now=at(SAID)).err


# --- forgetting the reason -----------------------------------------------------------------------


def reasons(home: Path) -> list[str]:
    with closing(sqlite3.connect(home / "journal.db")) as journal:
        return [
            reason for (reason,) in journal.execute("SELECT reason FROM prompt_event") if reason
        ]


def low_ease(home: Path) -> int:
    with closing(sqlite3.connect(home / "journal.db")) as journal:
        found = journal.execute("SELECT count(*) FROM pulse_answer WHERE item='ease' AND value=1")
        return int(found.fetchone()[0])


def is_paused(trust: Trust, day: date) -> bool:
    items = trust("pulse", "--json", now=at(day)).json["data"]["items"]
    return {item["id"] for item in items} == {"ease"}


def test_it_is_gone_by_itself_with_the_pause(trust: Trust, home: Path, paused: None) -> None:
    trust("journal", "--because", "too-deep", "-m", "x", now=at(SAID))
    assert is_paused(trust, SAID + timedelta(days=33)), "its light week is as quiet"
    assert not is_paused(trust, SAID + timedelta(days=34))
    trust("star", "last", now=at(SAID + timedelta(days=34)))  # it makes this week a gentle one
    assert reasons(home) == ["not-safe", "too-deep"]
    trust(
        "journal", "--free", "-m", "x", now=at(SAID + timedelta(days=35))
    )  # whatever is written next
    assert reasons(home) == ["too-deep"]


def test_it_can_be_taken_back(trust: Trust, home: Path, paused: None) -> None:
    trust("pulse", "--set", "ease=1", now=at(SAID))
    assert is_paused(trust, SAID)
    done = trust("safety", "--forget", "--yes", now=at(SAID))
    assert (done.code, done.err) == (0, "")
    for said in (
        "`not-safe`",
        "Any question may come up again",
        "you may be asked how close you felt",
        "Your entries",
        "trust backup list",
    ):
        assert said in " ".join(done.out.split())
    assert not is_paused(trust, SAID)
    assert (reasons(home), low_ease(home)) == ([], 0)
    assert b"not-safe" not in (home / "journal.db").read_bytes(), "nor in what the file has freed"
    assert trust("safety", "--forget", "--yes", now=at(SAID)) == done, (
        "which tells nobody whether it was"
    )


def test_a_pulse_of_nothing_else_goes_with_it(trust: Trust, home: Path) -> None:
    trust("pulse", "--set", "ease=1", now=at(SAID))
    trust("pulse", "--set", "presence=4", "--set", "ease=1", now=at(BEGAN))
    trust("safety", "--forget", "--yes", now=at(SAID))
    with closing(sqlite3.connect(home / "journal.db")) as journal:
        left = journal.execute("SELECT count(*) FROM pulse").fetchone()[0]
        assert (left, low_ease(home)) == (1, 0), "a pulse without an answer would show what it was"


def test_taking_it_back_without_a_terminal_needs_a_yes(
    trust: Trust, home: Path, paused: None
) -> None:
    before = reasons(home)
    told = trust("safety", "--forget", now=at(SAID))
    assert (told.code, told.err.count("\n")) == (2, 1)
    assert "this needs your confirmation" in told.err
    assert reasons(home) == before != []


def test_taking_back_nothing_makes_no_journal(trust: Trust, home: Path) -> None:
    assert trust("safety", "--forget", "--yes").code == 0
    assert not home.exists()


@pytest.mark.parametrize("private", [(), ("--include-private",)])
@pytest.mark.parametrize("format_", ["json", "csv", "markdown", "jrnl", "dayone"])
def test_no_export_carries_it(
    trust: Trust, tmp_path: Path, paused: None, format_: str, private: tuple[str, ...]
) -> None:
    dest = tmp_path / "out"
    assert trust("export", format_, str(dest), *private, now=at(SAID)).code == 0
    files = [dest] if dest.is_file() else [path for path in dest.rglob("*") if path.is_file()]
    assert files
    assert not any(b"not-safe" in path.read_bytes() for path in files)


def test_no_answer_in_json_carries_it(trust: Trust, paused: None) -> None:
    for screen in [*SCREENS, ("list",), ("show", "last"), ("packs", "list"), ("doctor",)]:
        words = [word for word in screen if word != "--json"]
        assert "not-safe" not in trust(*words, "--json", now=at(SAID + timedelta(days=1))).out


def test_it_counts_also_where_no_other_question_is_left(trust: Trust, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text('packs = ["own"]\nlanguage = "fr"\n', "utf-8")
    (home / "packs").mkdir()
    (home / "packs" / "own.yaml").write_text(
        'schema: 1\nid: own\ntitle: "Own"\nlicense: CC0-1.0\nlanguage: fr\nversion: 1.0.0\n'
        'prompts:\n  - {id: q, practice: presence, depth: 1, text: "Quoi ce soir ?", when_unsafe: yes}\n',
        "utf-8",
    )
    for day in (SAID - timedelta(days=1), SAID):
        not_safe(trust, day)
    assert reasons(home) == ["not-safe"] * 2


# --- the lowest mood -----------------------------------------------------------------------------


@pytest.mark.parametrize("said", [(), ("--json",)])
def test_no_ease_names_it_too_at_all_times(
    trust: Trust, with_sam: None, said: tuple[str, ...]
) -> None:
    for day in (BEGAN, SAID):
        low = trust("pulse", "--set", "ease=1", *said, now=at(day))
        assert ("trust safety" in low.err) is (said == ())
        assert "trust safety" not in trust("pulse", "--set", "ease=2", *said, now=at(day)).err


def test_a_check_in_names_the_page_for_everybody(trust: Trust) -> None:
    assert "trust safety" in trust("checkin", "--help").out
    assert "trust safety" in trust("about").out


def test_the_lowest_mood_names_the_page_for_everybody(trust: Trust) -> None:
    assert "trust safety" in trust("journal", "--mood", "1", "-m", "x").out
    assert "trust safety" not in trust("journal", "--mood", "2", "-m", "x").out
