"""`trust storm` and `trust joy` without a terminal, and what the rest makes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conftest import NOW, Trust
from trustjournal.domain.relationship import SITUATIONS
from trustjournal.drafts import Draft
from trustjournal.features.storm_joy.model import STORM
from trustjournal.packs.library import Library, built_in_folder
from trustjournal.packs.reader import read

DAYS = [f"2026-11-{day}T21:00:00+01:00" for day in range(16, 23)]
PACK = """\
schema: 1
id: mine
title: "Mine"
license: CC0-1.0
language: en
version: 1.0.0
prompts:
"""


def entry(trust: Trust, name: str = "last") -> Any:
    return trust("show", name, "--json").json["data"]["entry"]


def questions(trust: Trust, kind: str, *options: str, **more: Any) -> list[str]:
    result = trust(kind, "--no-input", *options, **more)
    assert (result.code, result.err) == (0, "")
    return result.out.splitlines()


def many_storms(trust: Trust, count: int = 3) -> None:
    for moment in DAYS[:count]:
        assert trust("storm", "-m", "It was loud.", now=moment).code == 0


def own_pack(home: Path, prompts: str, *, on: bool = True) -> None:
    folder = home / "packs"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "mine.yaml").write_text(PACK + prompts, "utf-8")
    if on:
        (home / "config.toml").write_text('packs = ["emotional-trust", "mine"]\n', "utf-8")


# --- writing --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["storm", "joy"])
def test_a_message_for_each_question(trust: Trust, kind: str) -> None:
    trust("journal", "--free", "-m", "so that the journal has its salt")
    asked = questions(trust, kind)

    result = trust(kind, "-m", "one", "-m", "two", "-m", "three", "--person", "Sam", "--tag", "T")

    assert (result.code, result.err) == (0, "")
    found = entry(trust)
    assert (found["kind"], found["practice"]) == (kind, "storms-joys")
    assert (found["people"], found["tags"]) == (["Sam"], ["T"])
    assert [answer["prompt_text"] for answer in found["answers"]] == asked
    assert [answer["text"] for answer in found["answers"]] == ["one", "two", "three"]
    assert found["body"] == "\n\n".join(
        f"### {question}\n\n{text}"
        for question, text in zip(asked, ["one", "two", "three"], strict=True)
    )
    assert f"Saved {found['id'][:5]} for Sunday 22 November 2026" in result.out
    assert "That's your first day" not in result.out  # the entry before has said so


def test_a_question_with_an_empty_message_is_passed_over(trust: Trust) -> None:
    asked = questions(trust, "storm")

    trust("storm", "-m", "", "-m", "two")

    (answer,) = entry(trust)["answers"]
    assert (answer["prompt_text"], answer["text"]) == (asked[1], "two")


def test_more_messages_than_questions_are_refused(trust: Trust, home: Path) -> None:
    result = trust("joy", *["-m", "x"] * 4)

    assert (result.code, result.out) == (2, "")
    assert result.err == "trust joy: use -m at most 3 times, once per question\n"
    assert not home.exists()


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("one", ["one"]),
        ("one\n\ntwo\n", ["one", "two"]),
        ("\n\none\n \t \n\ntwo\n\nthree", ["one", "two", "three"]),
        (
            "one\nmore\n\ntwo\n\nthree\n\nfour\n\n\nfive\n",
            ["one\nmore", "two", "three\n\nfour\n\n\nfive"],
        ),
        ("\r\none\r\n\r\ntwo\r\n", ["one", "two"]),
        ("  indented\n\n\ttwo", ["  indented", "\ttwo"]),
    ],
)
def test_a_pipe_is_divided_at_blank_lines(trust: Trust, text: str, answers: list[str]) -> None:
    assert trust("joy", stdin=text).code == 0

    assert [answer["text"] for answer in entry(trust)["answers"]] == answers


@pytest.mark.parametrize("kind", ["storm", "joy"])
@pytest.mark.parametrize("text", ["", " \n\n \n"])
def test_nothing_written_stores_nothing(trust: Trust, home: Path, kind: str, text: str) -> None:
    result = trust(kind, stdin=text)

    assert (result.code, result.out) == (1, "")
    assert result.err == f"trust {kind}: nothing was written, so nothing was saved\n"
    assert not (home / "journal.db").exists()
    assert list((home / "drafts").iterdir()) == []
    assert trust(kind, "-m", " ", "-m", "").code == 1


def test_a_day_that_was_named(trust: Trust) -> None:
    trust("joy", "--date", "yesterday", "-m", "The letter came.")
    assert entry(trust)["day"] == "2026-11-21"
    assert trust("joy", "--date", "tomorrow", "-m", "x").code == 2


def test_words_in_a_pipe_are_kept_where_it_ends_early(trust: Trust, home: Path) -> None:
    result = trust("storm", "--date", "someday", stdin="many words")

    assert result.code == 2
    assert "Your text is kept in" in result.err
    assert [path.read_text("utf-8") for path in (home / "drafts").glob("*.md")] == ["many words"]


def test_a_full_journal_keeps_the_answers_as_a_draft(trust: Trust, home: Path) -> None:
    asked = questions(trust, "storm")
    result = trust("storm", stdin="a" * 16 * 1024 * 1024 + "\n\nb")

    assert result.code == 2
    assert "can't be larger than 16 MB" in result.err
    (draft,) = (home / "drafts").glob("*.md")
    assert draft.read_text("utf-8").endswith(f"\n\n### {asked[1]}\n\nb")


def test_one_that_was_stored_is_not_offered_again(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_: Draft) -> None:
        raise SystemExit(137)

    with monkeypatch.context() as patch:
        patch.setattr(Draft, "remove", killed)
        with pytest.raises(SystemExit):
            trust("storm", "-m", "\n\none\n\n", "-m", " ", "-m", "two\n")
    assert len(list((home / "drafts").glob("*.md"))) == 1

    assert trust().err == ""

    assert list((home / "drafts").iterdir()) == []
    assert [answer["text"] for answer in entry(trust)["answers"]] == ["one", "two"]


def test_private_words_stay_out_of_other_screens(trust: Trust) -> None:
    trust("storm", "-m", "heliotrope", "--private")

    for command in (("list",), ("review",), ("review", "--json"), ("list", "--json")):
        assert "heliotrope" not in trust(*command).out
    assert "1 private entry is counted" in trust("review").out
    assert "heliotrope" in trust("show").out


def test_json(trust: Trust) -> None:
    result = trust("storm", "-m", "one", "--json")

    assert (result.code, result.err) == (0, "")
    assert (result.json["command"], result.json["status"]) == ("storm", "ok")
    assert result.json["data"]["entry"] == entry(trust)
    assert result.json["data"]["standing"]["written_today"] is True


def test_plain_has_no_strip(trust: Trust) -> None:
    out = trust("storm", "-m", "one", "--plain").out
    assert "■" not in out
    assert "That's your first day" in out


def test_a_storm_closes_with_the_ground_and_a_joy_does_not(trust: Trust) -> None:
    ground = "Both feet on the floor"
    assert ground in trust("storm", "-m", "x").out
    assert ground not in trust("joy", "-m", "x").out


# --- the questions --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "tags"),
    [("storm", ["view", "obstacle", "step"]), ("joy", ["happened", "like", "next"])],
)
def test_the_questions_alone_one_a_tag(
    trust: Trust, home: Path, kind: str, tags: list[str]
) -> None:
    assert len(questions(trust, kind)) == 3
    told = trust(kind, "--no-input", "--json").json["data"]["prompts"]

    assert [prompt["text"] for prompt in told] == questions(trust, kind)
    for prompt, tag in zip(told, tags, strict=True):
        assert prompt["cadence"] == kind
        assert tag in prompt["tags"]
    assert not home.exists()


def test_showing_the_questions_takes_no_text(trust: Trust) -> None:
    result = trust("storm", "--no-input", "-m", "x")
    assert (result.code, result.out) == (2, "")
    assert "--no-input only shows the questions" in result.err


def test_they_are_the_same_until_one_is_written(trust: Trust) -> None:
    trust("journal", "--free", "-m", "x")
    first = questions(trust, "joy")
    assert questions(trust, "joy") == first
    trust("storm", "-m", "x", "-m", "x", "-m", "x")
    assert questions(trust, "joy") == first

    trust("joy", "-m", "x", "-m", "x", "-m", "x")

    what_happened, *others = questions(trust, "joy")
    assert what_happened == first[0]
    assert not set(others) & set(first)


@pytest.mark.parametrize(
    ("option", "first", "different"),
    [
        ("--mine", "What happened that made me happy?", 12),
        ("--theirs", "What good thing happened to someone I know?", 7),
    ],
)
def test_a_joy_asks_what_happened_and_two_questions_that_change(
    trust: Trust, option: str, first: str, different: int
) -> None:
    changing: list[str] = []
    for moment in DAYS[:6]:
        asked = questions(trust, "joy", option, now=moment)
        assert asked[0] == first
        changing += asked[1:]
        answers = ("-m", "x", "-m", "x", "-m", "x")
        assert trust("joy", option, *answers, now=moment).code == 0
    assert len(changing) == 12
    assert len(set(changing)) == different


def test_the_questions_of_a_joy_are_about_the_one_whose_it_is(trust: Trust) -> None:
    for moment in DAYS:
        for option, theirs in (("--mine", False), ("--theirs", True)):
            told = trust("joy", option, "--no-input", "--json", now=moment).json["data"]["prompts"]
            assert ["theirs" in prompt["tags"] for prompt in told] == [theirs] * 3
        trust("joy", "-m", "x", now=moment)
    assert questions(trust, "joy") == questions(trust, "joy", "--mine")


def test_a_joy_says_what_it_was_in_each_of_its_answers(trust: Trust) -> None:
    """The help promises: what happened, what it was like, what comes next."""
    for moment in DAYS:
        trust("joy", "-m", "It snowed.", "-m", "Soft.", "-m", "A walk.", now=moment)
        answers = entry(trust)["answers"]
        packs = {
            prompt["id"]: prompt["tags"]
            for prompt in trust("packs", "show", "joys", "--json").json["data"]["packs"][0][
                "prompts"
            ]
        }
        for answer, tag in zip(answers, ("happened", "like", "next"), strict=True):
            assert tag in packs[answer["prompt_id"]]


def test_the_first_three_storms_ask_nothing_tender_and_nothing_deep(trust: Trust) -> None:
    depths: list[int] = []
    tender: list[bool] = []
    for month in range(1, 12):
        moment = f"2026-{month:02}-10T20:00:00+01:00"
        told = trust("storm", "--no-input", "--json", now=moment).json["data"]["prompts"]
        assert len(told) == 3
        depths += [prompt["depth"] for prompt in told]
        tender += [prompt["care"] for prompt in told]
        trust("storm", "-m", "It was loud.", now=moment)
    assert depths[:9] == [1] * 9
    assert not any(tender[:9])
    assert max(depths[9:]) > 1


def test_three_answers_stand_under_their_questions_after_many_storms_too(trust: Trust) -> None:
    many_storms(trust)
    trust("storm", "-m", "Two tired people.", "-m", "Haste.", "-m", "Tea.")
    tags = {
        prompt["id"]: prompt["tags"]
        for prompt in trust("packs", "show", "after-a-conflict", "--json").json["data"]["packs"][0][
            "prompts"
        ]
    }
    for answer, tag in zip(entry(trust)["answers"], STORM.tags, strict=True):
        assert tag in tags[answer["prompt_id"]]


def views(context: str) -> str:
    """Eight questions of a view, for those a context fits."""
    return "".join(
        f"  - {{id: near-{n}, practice: storms-joys, depth: 1, cadence: storm, tags: [view],"
        f' contexts: [{context}], text: "What did I hear {{person}} say, {n}?"}}\n'
        for n in range(8)
    )


@pytest.mark.parametrize("kind", ["storm", "joy"])
def test_with_no_pack_on_there_are_still_three(trust: Trust, home: Path, kind: str) -> None:
    home.mkdir()
    (home / "config.toml").write_text("packs = []\n", "utf-8")
    assert len(questions(trust, kind)) == 3


def test_a_pack_that_is_on_brings_its_own(trust: Trust, home: Path) -> None:
    own_pack(home, views("any"))
    (home / "config.toml").write_text('packs = ["mine"]\nperson = "Sam"\n', "utf-8")
    seen = {
        questions(trust, "storm", now=f"2026-{m:02}-{d:02}T20:00:00+01:00")[0]
        for m in range(1, 7)
        for d in (1, 11, 21)
    }
    assert any("What did I hear Sam say" in text for text in seen)

    (home / "config.toml").write_text('packs = ["emotional-trust"]\n', "utf-8")
    for m in range(1, 7):
        moment = f"2026-{m:02}-01T20:00:00+01:00"
        assert not any("hear" in q for q in questions(trust, "storm", now=moment)[:1])


@pytest.mark.parametrize("context", SITUATIONS)
def test_every_context_has_its_three(trust: Trust, home: Path, context: str) -> None:
    own_pack(home, views("contact"))
    trust("config", "set", "context", context)
    days = [f"2026-{m:02}-{d:02}T20:00:00+01:00" for m in range(1, 7) for d in (1, 11, 21)]

    asked = [questions(trust, kind, now=day) for kind in ("storm", "joy") for day in days]

    assert {len(three) for three in asked} == {3}
    near = any("someone close say" in text for three in asked for text in three)
    assert near is (context in ("partnered", "friend"))


def spoken(name: str) -> set[str]:
    """The questions of a built-in pack, as someone reads them who has named nobody."""
    pack = read((built_in_folder() / f"{name}.yaml").read_bytes()).pack
    assert pack is not None
    return {prompt.text.replace("{person}", pack.someone) for prompt in pack.prompts}


@pytest.mark.parametrize("context", SITUATIONS)
@pytest.mark.parametrize(("kind", "pack"), [("storm", "after-a-conflict"), ("joy", "joys")])
def test_the_three_are_german_for_someone_who_reads_german(
    trust: Trust, kind: str, pack: str, context: str
) -> None:
    """Also while the pack is off, as it is for nearly everyone on the evening of a storm."""
    trust("config", "set", "context", context)
    trust("config", "set", "language", "de-CH")
    german = spoken(f"{pack}-de")
    for month in range(1, 7):
        three = questions(trust, kind, now=f"2026-{month:02}-05T20:00:00+01:00")
        assert len(three) == 3
        assert set(three) <= german


def test_the_name_that_is_set_stands_in_the_question(trust: Trust, home: Path) -> None:
    prompts = "".join(
        f'  - {{id: {tag}, practice: storms-joys, depth: 1, text: "What of {{person}} and {tag}?",'
        f" cadence: joy, tags: [{tag}]}}\n"
        for tag in ("happened", "like", "next")
    )
    own_pack(home, prompts)
    trust("config", "set", "person", "Sam")
    muted = [
        f"joys/{prompt['id']}"
        for prompt in trust("packs", "show", "joys", "--json").json["data"]["packs"][0]["prompts"]
    ]
    with (home / "config.toml").open("a", encoding="utf-8") as file:
        file.write(f"muted = {muted!r}\n".replace("'", '"'))

    assert questions(trust, "joy") == [
        f"What of Sam and {t}?" for t in ("happened", "like", "next")
    ]


# --- when storms come thick -----------------------------------------------------------------------


def test_after_three_storms_two_smaller_questions_are_shown(trust: Trust) -> None:
    many_storms(trust)

    told = trust("storm", "--no-input", "--json").json["data"]["prompts"]

    assert [sorted({"view", "step"} & set(prompt["tags"])) for prompt in told] == [
        ["view"],
        ["step"],
    ]


def test_after_the_fourth_the_questions_rest_until_tomorrow(trust: Trust) -> None:
    many_storms(trust)
    trust("storm", "-m", "again")

    result = trust("storm", "--no-input")

    assert (result.code, result.out) == (0, "")
    assert "are resting for now" in result.err
    assert "trust journal --free" in result.err
    assert "rest" not in trust("storm", "--no-input", now="2026-11-23T12:00:00+01:00").err
    trust("delete", "last")
    assert questions(trust, "storm") != []


@pytest.mark.parametrize("before", [3, 4])
def test_a_text_is_always_stored_with_one_kind_line(trust: Trust, before: int) -> None:
    many_storms(trust, 3)
    for _ in range(before - 3):
        trust("storm", "-m", "again")

    result = trust("storm", stdin="Every word.\n\nThis one too.\n\nAnd this.\n")

    assert result.code == 0
    assert len(result.err.splitlines()) == 1
    assert "A person you trust" in result.err
    found = entry(trust)
    assert found["kind"] == "storm"
    for words in ("Every word.", "This one too.", "And this."):
        assert words in found["body"]
    assert len(found["answers"]) == (3 if before == 3 else 0)
    assert not any(number in result.err for number in "0123456789")


def test_the_kind_line_does_not_break_the_envelope(trust: Trust) -> None:
    many_storms(trust, 4)
    result = trust("storm", "-m", "x", "--json")
    assert (result.code, result.err, result.json["status"]) == (0, "", "ok")


# --- when somebody may not be safe ----------------------------------------------------------------


@pytest.fixture
def unsafe(trust: Trust) -> None:
    """Two questions put aside as not safe."""
    trust("journal", "--free", "-m", "x")
    for _ in range(2):
        result = trust("journal", "--another", "--because", "not-safe", "-m", "x")
        assert result.code == 0, result.err


def parts(trust: Trust) -> list[set[str]]:
    """What the questions of a storm are about now; each may come to someone who is not safe."""
    found = trust("storm", "--no-input", "--json").json["data"]["prompts"]
    marked = {
        prompt.key
        for prompt in Library(Path("unused")).require("after-a-conflict").prompts
        if prompt.when_unsafe
    }
    assert {f"{prompt['pack']}/{prompt['id']}" for prompt in found} <= marked
    return [set(prompt["tags"]) & {*STORM.tags} for prompt in found]


def test_a_storm_is_met_as_always_with_questions_about_oneself(trust: Trust, unsafe: None) -> None:
    for _ in range(2):
        result = trust("storm", "--no-input")
        assert (result.code, result.err, len(result.out.splitlines())) == (0, "", 3)
        assert parts(trust) == [{"view"}, {"obstacle"}, {"step"}]
        trust("storm", "-m", "One.")
    assert len(questions(trust, "joy")) == 3
    assert questions(trust, "joy", "--theirs") == questions(trust, "joy", "--mine")


def test_a_text_is_stored_as_always_then(trust: Trust, unsafe: None) -> None:
    result = trust("storm", stdin="One.\n\nTwo.\n")

    assert (result.code, result.err) == (0, "")
    found = entry(trust)
    assert [answer["text"] for answer in found["answers"]] == ["One.", "Two."]


def test_after_many_storms_a_smaller_one_is_offered_then_too(trust: Trust, unsafe: None) -> None:
    many_storms(trust)
    assert parts(trust) == [{"view"}, {"step"}]


# --- what the rest makes of them ------------------------------------------------------------------


@pytest.fixture
def week(trust: Trust) -> None:
    """A storm, two joys and a day of its own in one week, and a month before a storm and a joy."""
    for kind, text in (("storm", "An old storm."), ("joy", "An old joy.")):
        trust(kind, "-m", text, now="2026-10-22T20:00:00+02:00")
    trust("storm", "-m", "The cup.", "-m", "I was tired.", now=DAYS[1])
    trust("joy", "-m", "The letter came.", "-m", "Light.", "-m", "Tell Sam.", now=DAYS[3])
    trust("joy", "-m", "It snowed.", now=DAYS[3])
    trust("journal", "--free", "-m", "An ordinary day.", now=DAYS[4])


def test_the_review_has_joys_then_storms(trust: Trust, week: None) -> None:
    out = trust("review").out

    assert "Joys\n  Thu  The letter came. Light. Tell Sam.\n  Thu  It snowed.\n" in out
    assert "Storms\n  Tue  The cup. I was tired.\n" in out
    assert "In your own words\n  Fri  An ordinary day.\n" in out
    order = ["  Joys\n", "In your own words", "  Storms\n", "On this day", "Mon Tue Wed"]
    assert [out.index(part) for part in order] == sorted(out.index(part) for part in order)
    assert "###" not in out
    assert "You wrote on 3 of 6 days: 4 entries, 16 words." in out


def test_an_old_joy_comes_back_and_an_old_storm_does_not(trust: Trust, week: None) -> None:
    out = trust("review").out
    assert "22 Oct 2026  An old joy." in out
    assert "old storm" not in out


def test_the_review_in_other_forms(trust: Trust, week: None) -> None:
    told = trust("review", "--json").json["data"]
    assert [line["text"] for line in told["joys"]] == [
        "The letter came. Light. Tell Sam.",
        "It snowed.",
    ]
    assert [line["text"] for line in told["storms"]] == ["The cup. I was tired."]
    assert [line["text"] for line in told["lines"]] == ["An ordinary day."]
    page = trust("review", "--markdown").out
    assert "\n## Joys\n\n- 2026-11-19: The letter came." in page
    assert "\n## Storms\n\n- 2026-11-17: The cup. I was tired.\n" in page
    assert "Thu" in trust("review", "--plain").out.partition("Joys")[2]


def test_a_storm_stands_there_with_its_step(trust: Trust) -> None:
    trust("storm", "-m", "Two tired people.", "-m", "Haste.", "-m", "I %%x%% put the kettle on.")
    assert "Two tired people. Haste.\n       I [private] put" in trust("review").out
    page = trust("review", "--markdown").out
    assert ": Two tired people. Haste. I [private] put the kettle on." in page


def test_a_review_without_them_is_silent_about_them(trust: Trust) -> None:
    trust("journal", "--free", "-m", "A day.")
    out = trust("review").out
    assert "Joys" not in out
    assert "Storms\n" not in out


def test_a_full_month_shows_a_few_of_them(trust: Trust) -> None:
    for number in range(9):
        trust("joy", "-m", f"joy {number}", now=f"2026-11-{number + 2:02}T20:00:00+01:00")
    told = trust("review", "--month", "--json").json["data"]["joys"]
    assert [told[0]["text"], told[-1]["text"], len(told)] == ["joy 0", "joy 8", 4]


def test_a_storm_the_safety_rule_stored_has_its_line_too(trust: Trust, unsafe: None) -> None:
    trust("storm", "-m", "As it is.")
    a_month_later = "2026-12-22T20:00:00+01:00"
    shown = trust("review", "--week", "2026-W47", "--json", now=a_month_later).json["data"]
    assert [line["text"] for line in shown["storms"]] == ["As it is."]


def test_the_list_says_what_they_are(trust: Trust, week: None) -> None:
    out = trust("list").out
    rows = [line.split(maxsplit=1)[1] for line in out.splitlines()]
    assert any(
        row.startswith("Thu 19 Nov  Joy") and row.endswith("The letter came.") for row in rows
    )
    assert [
        e["kind"] for e in trust("list", "--kind", "storm", "--json").json["data"]["entries"]
    ] == [
        "storm",
        "storm",
    ]
    assert "Storm. The cup." in trust("list", "--plain").out
    assert len(trust("list", "--practice", "storms-joys").out.splitlines()) == 5


@pytest.mark.parametrize("kind", ["storm", "joy"])
def test_an_edit_keeps_the_answers_in_step(trust: Trust, kind: str) -> None:
    trust(kind, "-m", "the rain", "-m", "two")
    body = entry(trust)["body"]
    assert "Storm" in trust("show").out or "Joy" in trust("show").out

    assert trust("edit", "last", "-m", body.replace("the rain", "the snow")).code == 0

    found = entry(trust)
    assert [answer["text"] for answer in found["answers"]] == ["the snow", "two"]
    assert found["kind"] == kind
    trust("edit", "last", "-m", "only words")
    assert entry(trust)["answers"] == []
    assert "only words" in trust("review").out


def test_the_export_has_them_in_the_file_of_their_day(trust: Trust, tmp_path: Path) -> None:
    trust("storm", "-m", "The cup.", "-m", "I was tired.")

    trust("export", "markdown", str(tmp_path / "pages"))

    page = (tmp_path / "pages" / "2026" / "2026-11-22.md").read_text("utf-8")
    assert "\n## 22:10 Storm\n\n<!-- trust: id=" in page
    assert "practices: [storms-joys]" in page
    assert page.count("\n### ") == 2
    index = (tmp_path / "pages" / "2026" / ".trustjournal.json").read_text("utf-8")
    assert '"prompt_id": "storms-joys-after-' in index


def test_they_are_days_like_any_other(trust: Trust, week: None) -> None:
    told = trust("streak", "--json").json["data"]
    assert told["standing"]["headline"]["written"] == 3
    assert {"practice": "storms-joys", "days": 2} in told["practices"]


def test_they_leave_the_question_of_the_day_alone(trust: Trust) -> None:
    trust("journal", "-m", "x", now=DAYS[0])
    before = trust("prompt").out
    trust("storm", "-m", "x", now=NOW)
    trust("joy", "-m", "x", now=NOW)
    assert trust("prompt").out == before
