"""The question that fits: putting aside with a reason, focus, echo, language, safety."""

from __future__ import annotations

import io
import json
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from conftest import Result, Trust
from trustjournal.app import App
from trustjournal.domain.periods import week_of
from trustjournal.domain.practices import PRACTICES
from trustjournal.domain.prompts import Prompt
from trustjournal.domain.question_choice import SKIP_REASONS, History, choose
from trustjournal.domain.relationship import OFFERED, PACK_FOR
from trustjournal.features.checkin import service as checkin
from trustjournal.features.pulse import service as pulse
from trustjournal.features.storm_joy import service as storm_joy
from trustjournal.features.storm_joy.model import JOY, STORM
from trustjournal.services import review
from trustjournal.storage.writer import Writer

START = date(2026, 1, 5)


def at(day: date | int) -> str:
    """Ten in the evening of a day, or of the nth day."""
    moment = START + timedelta(days=day) if isinstance(day, int) else day
    return f"{moment.isoformat()}T22:00:00+01:00"


def asked(trust: Trust, day: int = 0, *more: str) -> dict[str, object]:
    """The question of a day."""
    [prompt] = trust("prompt", "--json", *more, now=at(day)).json["data"]["prompts"]
    assert isinstance(prompt, dict)
    return prompt


def wrote(trust: Trust, day: int, *more: str) -> Result:
    """An answer on a day."""
    done = trust("journal", "--answer", "-m", f"heliotrope {day}", "--json", *more, now=at(day))
    assert done.code == 0, done.out
    return done


# --- putting aside, and why --------------------------------------------------------------------


@pytest.mark.parametrize("reason", SKIP_REASONS)
def test_a_question_is_put_aside_with_a_reason(trust: Trust, reason: str) -> None:
    wrote(trust, 0)
    before = asked(trust, 1)
    entry = wrote(trust, 1, "--because", reason).json["data"]["entry"]
    assert entry["prompt_id"] not in (None, before["id"])
    assert asked(trust, 1)["id"] == entry["prompt_id"]


def test_a_reason_nobody_knows(trust: Trust) -> None:
    told = trust("journal", "--because", "dull", "-m", "x")
    assert told.code == 2
    assert told.err.startswith("trust journal: dull isn't a reason; use not-today, not-for-me")
    assert told.err.count("\n") == 1


def test_what_is_not_for_me_is_muted_and_can_come_back(trust: Trust, home: Path) -> None:
    trust("config", "set", "remember", "off")  # or a follow-up may come, which has another name
    wrote(trust, 0)
    before = asked(trust, 1)
    wrote(trust, 1, "--because", "not-for-me")
    muted = trust("config", "get", "muted", "--json").json["data"]["value"]
    assert muted == [before["origin"]]
    assert trust("config", "set", "muted", "").code == 0
    assert trust("config", "get", "muted", "--json").json["data"]["value"] == []


def own_pack(home: Path, *depths: int, practice: str = "presence") -> None:
    """A pack of one question a depth, alone in use."""
    (home / "packs").mkdir(parents=True, exist_ok=True)
    prompts = "".join(
        f'  - {{id: q{n}, practice: {practice}, depth: {depth}, text: "What of {n} today?"}}\n'
        for n, depth in enumerate(depths)
    )
    (home / "packs" / "own.yaml").write_text(
        f'schema: 1\nid: own\ntitle: "Own"\nlicense: CC0-1.0\nlanguage: en\nversion: 1.0.0\n'
        f"prompts:\n{prompts}",
        "utf-8",
    )
    (home / "config.toml").write_text('packs = ["own"]\n', "utf-8")


def test_what_was_already_said_rests_for_a_year(trust: Trust, home: Path) -> None:
    own_pack(home, 1, 1, 1)
    said = asked(trust)["id"]
    wrote(trust, 0, "--because", "already-said")
    assert all(asked(trust, day)["id"] != said for day in range(1, 360, 7))
    assert said in {asked(trust, day)["id"] for day in range(366, 400)}


def test_all_questions_muted_leaves_writing_freely(trust: Trust, home: Path) -> None:
    own_pack(home, 1, 1)
    for n in range(2):
        trust("config", "set", "muted", " ".join(f"own/q{i}" for i in range(n + 1)))
    assert trust("prompt").out == ""
    assert "trust journal --free" in trust().out
    assert wrote(trust, 0).json["data"]["entry"]["kind"] == "free"


@pytest.mark.long
def test_a_favourite_comes_more_often(trust: Trust, home: Path) -> None:
    with Writer(home / "journal.db", lambda: b"salt").transaction():
        pass  # which questions come is settled by the salt
    own_pack(home, *[1] * 6)
    wrote(trust, 0)
    before = sum(asked(trust, day)["id"] == "q3" for day in range(1, 200))
    trust("config", "set", "favourites", "own/q3")
    after = sum(asked(trust, day)["id"] == "q3" for day in range(1, 200))
    assert after > before * 1.3


# --- not safe ----------------------------------------------------------------------------------


def test_after_not_safe_twice_only_marked_questions_come_for_28_days(
    trust: Trust, home: Path
) -> None:
    own_pack(home, 1, 1, 1, 1)
    pack = home / "packs" / "own.yaml"
    text = pack.read_text("utf-8").replace("{id: q0,", "{id: q0, when_unsafe: true,")
    text = text.replace("{id: q1,", "{id: q1, when_unsafe: true,").replace("of 1", "of {person}")
    pack.write_text(text, "utf-8")
    wrote(trust, 0)

    def met(first: int, last: int) -> set[object]:
        found = (asked(trust, day) for day in range(first, last))
        return {question["id"] for question in found if question["pack"] == "own"}

    wrote(trust, 60, "--because", "not-safe")
    assert asked(trust, 60)["id"] == "q0" or asked(trust, 60)["pack"] == "trusting-myself"
    others = {"q1", "q2", "q3"}
    assert met(61, 120) & others
    wrote(trust, 62, "--because", "not-safe")
    assert met(63, 60 + 28) <= {"q0"}, "and none that names the person, whatever its mark says"
    assert met(60 + 28, 150) & others


def test_without_a_marked_question_none_comes() -> None:
    marked = Prompt("own", "a", "presence", 1, "What?", origin="own/a", when_unsafe=True)
    named = replace(marked, id="b", origin="own/b", text="What of {person}?")
    unmarked = replace(marked, id="c", origin="own/c", when_unsafe=False)
    past = History(any_served=True, safety_pause=True)
    for salt in range(40):
        choice = choose([named, marked, unmarked], day=START, salt=bytes([salt]), past=past)
        assert choice is not None
        assert choice.prompt.id == "a"
    assert choose([named, unmarked], day=START, salt=b"x", past=past) is None


def test_turning_on_a_pack_in_another_language_says_how_to_be_asked_from_it(
    trust: Trust, home: Path
) -> None:
    assert "isn't in your language" not in trust("packs", "enable", "joys").out
    trust("packs", "disable", "joys")
    own_pack(home, 1)
    (home / "config.toml").write_text('language = "de"\n', "utf-8")
    said = " ".join(trust("packs", "enable", "own").out.split())
    assert "isn't in your language" in said
    assert "`trust journal --pack own`" in said
    trust("config", "set", "language", "tlh")
    trust("packs", "disable", "own")
    assert "isn't in your language" not in trust("packs", "enable", "own").out


# --- this evening only -------------------------------------------------------------------------


def test_a_lighter_one_is_asked_this_evening_only(trust: Trust, home: Path) -> None:
    own_pack(home, 2, 2, 1, 1)
    wrote(trust, 0, "--prompt", "own/q2")
    assert asked(trust, 1)["depth"] in (1, 2)
    light = wrote(trust, 1, "--lighter").json["data"]["entry"]["prompt_id"]
    assert light in ("q2", "q3")
    assert asked(trust, 1)["id"] == light, "it is the question of the day now"


def test_a_deeper_one_does_not_wait_until_its_depth_is_reached(trust: Trust, home: Path) -> None:
    own_pack(home, 1, 1, 2, 3)
    assert asked(trust, 0)["depth"] == 1
    assert wrote(trust, 0, "--deeper").json["data"]["entry"]["prompt_id"] == "q2"
    assert wrote(trust, 0, "--deeper").json["data"]["entry"]["prompt_id"] == "q3"
    assert asked(trust, 1)["depth"] != 3, "it was for that evening"


def test_what_was_too_deep_is_followed_by_a_light_one(trust: Trust, home: Path) -> None:
    own_pack(home, 2, 2, 2, 1)
    wrote(trust, 0, "--prompt", "own/q3")
    assert asked(trust, 1)["depth"] == 2
    entry = wrote(trust, 1, "--because", "too-deep").json["data"]["entry"]
    assert entry["prompt_id"] == "q3"


@pytest.mark.parametrize(
    ("options", "about"),
    [
        (("--lighter", "--deeper"), "not both"),
        (("--lighter", "--free"), "with --free, leave out"),
        (("--deeper", "--prompt", "emotional-trust/presence-sky"), "leave out"),
    ],
)
def test_wishes_that_exclude_each_other_are_refused(
    trust: Trust, options: tuple[str, ...], about: str
) -> None:
    told = trust("journal", *options, "-m", "x")
    assert (told.code, told.err.count("\n")) == (2, 1)
    assert about in told.err


# --- why -----------------------------------------------------------------------------------------


def test_why_says_what_brought_a_question_forward(trust: Trust) -> None:
    trust("config", "set", "context", "grieving")
    trust("config", "set", "person", "Sam")
    lines = set()
    for day in range(25):
        wrote(trust, day)
        lines.add(trust("prompt", "--why", now=at(day + 1)).err)
    said = "\n".join(lines)
    assert "two questions in three are from the pack for your situation" in said
    assert "new to you" in said
    assert "questions use the person's name" in said
    traits = trust("prompt", "--json", now=at(25)).json["data"]["traits"]
    assert set(traits) <= {"new", "names", "own-pack"}


# --- focus ---------------------------------------------------------------------------------------


def test_focus_is_shown_changed_and_dropped(trust: Trust, home: Path) -> None:
    assert "No focus this week" in trust("focus").out
    assert not home.exists()
    assert "Presence" in trust("focus", "presence").out
    assert trust("focus", "--json").json["data"] == {"week": "2026-W47", "focus": "presence"}
    trust("focus", "validation")
    assert trust("focus", "--json").json["data"]["focus"] == "validation"
    assert "No focus" in trust("focus", "--off").out
    assert trust("focus", "--json").json["data"]["focus"] is None
    told = trust("focus", "juggling")
    assert (told.code, told.err.count("\n")) == (2, 1)
    assert trust("focus", "presence", "--off").code == 2


def test_next_week_has_no_focus_of_its_own(trust: Trust) -> None:
    trust("focus", "presence", now=at(0))
    found = trust("focus", "--json", now=at(7)).json["data"]
    assert found["focus"] is None


# --- echo ----------------------------------------------------------------------------------------


def test_an_old_answer_is_shown_once_the_new_one_is_stored(trust: Trust, home: Path) -> None:
    own_pack(home, 1)
    first = wrote(trust, 0)
    assert first.json["data"]["earlier"] is None
    assert "heliotrope" not in trust("prompt", "--why", now=at(100)).out
    again = trust("journal", "--answer", "-m", "a new answer", now=at(100))
    assert "You answered this question on Monday 5 January 2026:" in again.out
    assert "heliotrope 0" in again.out
    soon = trust("journal", "--answer", "-m", "and once more", now=at(101))
    assert "a new answer" not in soon.out


def test_an_old_answer_that_is_private_stays_so(trust: Trust, home: Path) -> None:
    own_pack(home, 1)
    wrote(trust, 0, "--private")
    again = trust("journal", "--answer", "-m", "a new answer", now=at(100))
    assert "heliotrope" not in again.out
    assert "is private. To read it: trust show" in again.out
    told = trust("journal", "--answer", "-m", "more", "--json", now=at(100)).json["data"]["earlier"]
    assert told["body"] is None


def test_an_old_answer_about_someone_who_is_not_quoted_is_not_brought_back(
    trust: Trust, home: Path
) -> None:
    own_pack(home, 1)
    wrote(trust, 0, "--person", "Sam")
    trust("people", "set", "Sam", "--quote", "no")
    assert "heliotrope" not in trust("journal", "--answer", "-m", "a new answer", now=at(100)).out
    told = trust("journal", "--answer", "-m", "more", "--json", now=at(100)).json["data"]["earlier"]
    assert told is None


def test_an_old_answer_in_the_trash_is_not_brought_back(trust: Trust, home: Path) -> None:
    own_pack(home, 1)
    wrote(trust, 0)
    trust("delete", "last", now=at(1))
    assert "heliotrope" not in trust("journal", "--answer", "-m", "new", now=at(100)).out


def test_a_long_old_answer_is_cut_and_named(trust: Trust, home: Path) -> None:
    own_pack(home, 1)
    text = "A sentence that is here many times over. " * 40
    told = trust("journal", "--answer", "-m", text, "--json", now=at(0)).json["data"]["entry"]["id"]
    again = trust("journal", "--answer", "-m", "new", now=at(100)).out
    assert f"trust show {told[:5]}" in again
    assert len(again) < 900


def test_a_question_comes_back_as_an_echo_and_says_so(trust: Trust, home: Path) -> None:
    with Writer(home / "journal.db", lambda: b"salt").transaction():
        pass  # which questions come is settled by the salt
    own_pack(home, *[1] * 5)
    for day in range(12):
        wrote(trust, day)
    reasons = {
        trust("prompt", "--json", now=at(day)).json["data"]["reason"] for day in range(95, 125)
    }
    assert "echo" in reasons
    why = [trust("prompt", "--why", now=at(day)).err for day in range(95, 125)]
    assert any("three months ago" in line for line in why)


# --- languages -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "someone"),
    [
        ("es", "alguien cercano"),
        ("de", "ein vertrauter Mensch"),
        ("fr", "quelqu’un de proche"),
        ("pt", "alguém próximo"),
        ("pt-BR", "alguém próximo"),
    ],
)
def test_a_language_brings_the_translation_and_shares_the_history(
    trust: Trust, home: Path, language: str, someone: str
) -> None:
    with Writer(home / "journal.db", lambda: b"salt").transaction():
        pass  # which questions come is settled by the salt
    english = asked(trust)
    trust("config", "set", "language", language)
    translated = asked(trust)
    assert translated["origin"] == english["origin"]
    assert str(translated["language"])[:2] == language[:2]
    assert english["language"] == "en"
    assert translated["text"] != english["text"]
    for day in range(2):
        wrote(trust, day)
    texts: list[str] = []
    while not any(someone in text for text in texts):
        texts.append(str(asked(trust, len(texts) + 2)["text"]))
        assert "someone close" not in texts[-1]
        assert len(texts) < 40
    trust("config", "set", "language", "en")
    assert asked(trust, 1)["origin"] != asked(trust, 2)["origin"]


def test_a_country_falls_back_to_its_language_and_an_unknown_one_to_english(trust: Trust) -> None:
    trust("config", "set", "language", "es-MX")
    assert asked(trust)["language"] == "es"
    trust("config", "set", "language", "tlh")
    assert asked(trust)["language"] == "en"


def test_a_question_without_translation_does_not_come_while_there_are_translated_ones(
    trust: Trust, home: Path
) -> None:
    own_pack(home, 1, 1, 1)
    (home / "packs" / "own-es.yaml").write_text(
        'schema: 1\nid: own-es\ntitle: "Mío"\nlicense: CC0-1.0\nlanguage: es\nversion: 1.0.0\n'
        "translation_of: own\nprompts:\n"
        '  - {id: q1, practice: presence, depth: 1, text: "¿Qué hay de 1 hoy?"}\n',
        "utf-8",
    )
    (home / "config.toml").write_text('packs = ["own"]\nlanguage = "es"\n', "utf-8")
    wrote(trust, 0)
    found = {str(asked(trust, day)["text"]) for day in range(1, 40)}
    assert found == {"¿Qué hay de 1 hoy?"}
    (home / "packs" / "own-es.yaml").unlink()
    assert str(asked(trust, 1)["text"]).startswith("What of"), "none is translated"


@pytest.mark.parametrize("language", ["es", "de-AT", "fr", "pt", "pt-BR"])
@pytest.mark.parametrize("situation", ["partnered", "grieving", "no-contact", "single"])
@pytest.mark.some(6)
def test_no_english_question_comes_in_another_language(
    trust: Trust, language: str, situation: str
) -> None:
    """Not even where the pack of the situation is in English only."""
    trust("config", "set", "language", language)
    trust("config", "set", "context", situation)
    for day in range(30):
        wrote(trust, day)
        assert str(asked(trust, day)["language"])[:2] == language[:2]
    for more in (("--another",), ("--lighter",), ("--deeper",), ("--because", "not-safe")):
        entry = wrote(trust, 31, *more).json["data"]["entry"]
        assert entry["pack"].endswith(f"-{language[:2]}")
    english = asked(trust, 32, "--pack", "trusting-myself")
    assert str(english["pack"]).startswith("trusting-myself"), "asked for by name"


@pytest.mark.parametrize("language", ["es", "fr", "pt", "pt-BR"])
@pytest.mark.parametrize("situation", OFFERED)
@pytest.mark.some(8)
def test_no_storm_joy_review_check_in_or_pulse_is_in_english(
    trust: Trust, home: Path, language: str, situation: str
) -> None:
    """Someone who set another language meets none in English, least of all in a quarrel."""
    trust("config", "set", "language", language)
    trust("config", "set", "context", situation)
    quiet = io.StringIO()
    for n in range(14):
        environ = {"TRUST_HOME": str(home), "TRUST_NOW": at(n)}
        day = START + timedelta(days=n)
        with closing(App(stdin=quiet, stdout=quiet, stderr=quiet, environ=environ)) as app:
            for moment in (STORM, JOY):
                prompts = storm_joy.meet(app, moment, day).prompts
                assert [each.language[:2] for each in prompts] == [language[:2]] * 3
            shown = [each.text for each in review.questions(app, week_of(day))]
            shown += [*checkin.script(app, ""), *(item.text for item in pulse.items(app))]
            assert not {text.partition(" ")[0] for text in shown} & {"What", "When", "How", "I"}


@pytest.mark.parametrize(("situation", "pack"), PACK_FOR.items())
def test_the_pack_of_a_situation_asks_in_german(trust: Trust, situation: str, pack: str) -> None:
    trust("config", "set", "language", "de-AT")
    trust("config", "set", "context", situation)
    trust("packs", "enable", pack)
    wrote(trust, 0)
    assert asked(trust, 1, "--pack", pack)["pack"] == f"{pack}-de"
    met = {str(wrote(trust, day).json["data"]["entry"]["pack"]) for day in range(1, 8)}
    assert {name[-3:] for name in met} == {"-de"}


@pytest.mark.parametrize("name", ["presence-hands", "emotional-trust/presence-hands"])
def test_a_question_asked_for_by_its_name_is_worded_in_the_language(
    trust: Trust, name: str
) -> None:
    def pack(name: str) -> str:
        return str(wrote(trust, 0, "--prompt", name).json["data"]["entry"]["pack"])

    assert pack(name) == "emotional-trust"
    trust("config", "set", "language", "de")
    assert pack(name) == "emotional-trust-de"
    assert pack("emotional-trust-es/presence-hands") == "emotional-trust-es"


def test_the_review_asks_in_the_language_too(trust: Trust) -> None:
    from trustjournal.packs.library import built_in_folder
    from trustjournal.packs.reader import read

    pack = read((built_in_folder() / "emotional-trust-es.yaml").read_bytes()).pack
    assert pack is not None
    assert {question.id for question in pack.review} >= {"surprise", "if-then"}


# --- several days in one evening -----------------------------------------------------------------


def test_days_written_about_in_one_evening_have_a_question_each(trust: Trust) -> None:
    wrote(trust, 0)
    for evening in range(10, 40, 4):
        told = [
            trust("journal", "--answer", "-m", "x", "--json", "--date", day, now=at(evening)).json[
                "data"
            ]
            for day in ("-2", "-1", "today")
        ]
        names = [found["entry"]["prompt_id"] for found in told]
        assert len(set(names)) == 3, json.dumps(names)


# --- muted and favourite -------------------------------------------------------------------------


@pytest.mark.parametrize(("command", "setting"), [("mute", "muted"), ("favourite", "favourites")])
def test_a_question_is_put_on_a_list_and_taken_off(
    trust: Trust, command: str, setting: str
) -> None:
    none = trust("packs", command)
    assert (none.code, none.out.count("\n")) == (0, 1)
    question = asked(trust)
    origin = question["origin"]
    assert str(question["text"]) in trust("packs", command, "today", now=at(0)).out
    assert trust("packs", command, "--json").json["data"] == {setting: [origin]}
    again = trust("packs", command, str(origin), "--json").json["data"]
    assert again == {"question": origin, "changed": False}
    name = str(origin).partition("/")[2]
    assert trust("packs", command, name, "--undo", "--json").json["data"]["changed"]
    assert trust("packs", command, "--json").json["data"] == {setting: []}


def test_a_muted_question_does_not_come(trust: Trust) -> None:
    before = asked(trust)
    trust("packs", "mute", "today", now=at(0))
    assert asked(trust)["id"] != before["id"]


def test_a_muted_question_is_named_by_its_words(trust: Trust) -> None:
    before = asked(trust)
    assert f"“{before['text']}” won't be asked again." in trust("packs", "mute", "today").out
    listed = trust("packs", "mute").out
    assert str(before["text"]) in listed
    assert str(before["origin"]) in listed


def test_a_translation_is_muted_with_its_original(trust: Trust) -> None:
    before = asked(trust)
    trust("packs", "mute", "today", now=at(0))
    trust("config", "set", "language", "es")
    assert asked(trust)["origin"] != before["origin"]


def test_a_muted_question_of_a_pack_that_is_gone_can_be_taken_off(trust: Trust, home: Path) -> None:
    own_pack(home, 1)
    trust("packs", "mute", "own/q0")
    assert trust("packs", "remove", "own").code == 0
    assert trust("packs", "mute", "own/q0", "--undo").code == 0
    told = trust("packs", "mute", "own/q0")
    assert (told.code, told.err.count("\n")) == (1, 1)


def test_there_must_be_something_to_undo(trust: Trust) -> None:
    for command, lacking in {
        "mute": "no question is muted",
        "favourite": "no question is a",
    }.items():
        told = trust("packs", command, "--undo")
        assert (told.code, told.err.count("\n")) == (1, 1)
        assert told.err.startswith(f"trust packs {command}: {lacking}")


def test_today_without_a_question_cannot_be_marked(trust: Trust, home: Path) -> None:
    own_pack(home, 1)
    trust("config", "set", "muted", "own/q0")
    told = trust("packs", "favourite", "today")
    assert (told.code, told.err) == (1, "trust packs favourite: no question fits today\n")


def test_a_promise_past_its_day_steers_no_question_on_days_off(trust: Trust) -> None:
    for practice in PRACTICES:
        wrote(trust, 5, "--practice", practice)
    trust("pause", f"{START + timedelta(days=6)}..{START + timedelta(days=25)}", now=at(5))
    days_off = range(7, 16)
    before = [asked(trust, day)["id"] for day in days_off]

    due = (START + timedelta(days=5)).isoformat()
    assert trust("promise", "add", "The form", "--by", due, now=at(4)).code == 0

    assert [asked(trust, day)["id"] for day in days_off] == before


@pytest.mark.parametrize(("language", "pack"), [("FR", "fr"), ("fr-CA", "fr"), ("Pt-br", "pt")])
def test_a_language_may_be_written_in_capitals(trust: Trust, language: str, pack: str) -> None:
    assert trust("config", "set", "language", language).code == 0
    [asked] = trust("prompt", "--json").json["data"]["prompts"]
    assert asked["pack"] == f"emotional-trust-{pack}"
