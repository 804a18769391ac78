"""`trust prompt` and `trust packs`: the questions, ours and the person's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conftest import Trust
from trustjournal.domain.relationship import SITUATIONS

TINY = """\
schema: 1
id: {id}
title: "{title}"
description: "Only for tests."
license: CC0-1.0
language: {language}
version: 1.0.0
author: ["someone"]
prompts:
  - id: only
    practice: presence
    depth: 1
    text: "{text}"
"""


def add_pack(home: Path, name: str = "tiny", **more: str) -> Path:
    """A pack of the person's own, with one question."""
    values = {"id": name, "title": "Tiny", "language": "en", "text": "What did I hear today?"}
    folder = home / "packs"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.yaml"
    path.write_text(TINY.format(**(values | more)), "utf-8")
    return path


def built_in(trust: Trust) -> Any:
    return trust("packs", "show", "emotional-trust", "--json").json["data"]["packs"][0]


# --- prompt --------------------------------------------------------------------------------------


def test_the_question_stands_alone_on_standard_output(trust: Trust, home: Path) -> None:
    result = trust("prompt")

    assert (result.code, result.err) == (0, "")
    assert result.out == "When did I feel most like myself today?\n"
    assert not home.exists()


@pytest.mark.parametrize("columns", ["40", "200"])
def test_it_is_one_line_however_narrow_the_window(trust: Trust, columns: str) -> None:
    assert len(trust("prompt", env={"COLUMNS": columns}).out.splitlines()) == 1


def test_it_is_the_question_trust_shows(trust: Trust) -> None:
    trust("journal", "--answer", "-m", "x", now="2026-11-20T22:00:00+01:00")

    question = trust("prompt").out.strip()

    assert question in " ".join(trust().out.split())
    trust("journal", "--answer", "-m", "y")
    assert trust("show", "--json").json["data"]["entry"]["prompt_text"] == question


def test_looking_decides_nothing(trust: Trust, home: Path) -> None:
    trust("journal", "--answer", "-m", "x", now="2026-11-20T22:00:00+01:00")
    before = (home / "journal.db").read_bytes()

    for _ in range(2):
        trust("prompt", "--why")
        trust()

    assert (home / "journal.db").read_bytes() == before


def test_the_first_question_is_the_packs_first(trust: Trust) -> None:
    assert trust("prompt").out.strip() == next(
        prompt["text"]
        for prompt in built_in(trust)["prompts"]
        if prompt["id"] == built_in(trust)["first"]
    )


def test_why_is_said_on_standard_error(trust: Trust) -> None:
    first = trust("prompt", "--why")
    trust("journal", "--answer", "-m", "x")
    served = trust("prompt", "--why")
    later = trust("prompt", "--why", now="2026-11-25T20:00:00+01:00")

    assert first.err == "It's the question this pack begins with.\n"
    assert served.err == "It's the question you were given for this day.\n"
    assert len(later.err.splitlines()) == 1
    assert later.err.strip()
    assert first.out == served.out


@pytest.mark.parametrize("practice", ["presence", "storms-joys", "check-ins"])
def test_practice_narrows_the_draw(trust: Trust, practice: str) -> None:
    told = trust("prompt", "--practice", practice, "--json").json["data"]["prompts"]
    assert [prompt["practice"] for prompt in told] == [practice]


def test_the_person_stands_in_the_question(trust: Trust, home: Path) -> None:
    add_pack(home, text="What did {person} say first today?")

    assert trust("prompt", "--pack", "tiny").out == "What did someone close say first today?\n"
    trust("config", "set", "person", "Sam {person} %s")
    assert trust("prompt", "--pack", "tiny").out == "What did Sam {person} %s say first today?\n"


def test_the_question_follows_the_day_that_begins_at_four(trust: Trust) -> None:
    trust("journal", "--answer", "-m", "x")
    evening = trust("prompt").out

    assert trust("prompt", now="2026-11-23T03:59:00+01:00").out == evening
    assert trust("prompt", now="2026-11-23T04:00:00+01:00").out != evening


def test_a_question_fits_where_one_stands(trust: Trust) -> None:
    fitting = {p["text"]: p["contexts"] for p in built_in(trust)["prompts"]}
    trust("config", "set", "context", "grieving")
    trust("config", "set", "packs", "emotional-trust -grief-and-separation")
    trust("config", "set", "remember", "off")  # or a follow-up of the evening before may come
    trust("journal", "--answer", "-m", "x", now="2026-10-01T20:00:00+01:00")

    for day in range(2, 12):
        question = trust("prompt", now=f"2026-10-{day:02}T20:00:00+01:00").out.strip()
        contexts = next(
            found
            for text, found in fitting.items()
            if text.replace("{person}", "someone close") == question
        )
        assert SITUATIONS["grieving"] & set(contexts), question


def test_where_no_pack_is_left_one_writes_freely(trust: Trust, home: Path) -> None:
    (home / "config.toml").parent.mkdir(exist_ok=True)
    (home / "config.toml").write_text("packs = ['nowhere']\n", "utf-8")

    prompt = trust("prompt")
    today = trust()
    saved = trust("journal", "--answer", "-m", "x")

    assert (prompt.code, prompt.out, prompt.err) == (0, "", "")
    assert (
        "There's no question for today, because no pack that's on has one that fits. Write what you like: trust journal --free"
        in " ".join(today.out.split())
    )
    assert saved.code == 0
    for result in (today, saved):
        assert result.err == (
            "trust: the pack nowhere in the settings doesn't exist; it is ignored\n"
        )


# --- packs -----------------------------------------------------------------------------------------


def test_packs_list_tells_which_are_on(trust: Trust, home: Path) -> None:
    add_pack(home)

    out = trust("packs", "list").out

    assert "emotional-trust  on, " in out
    assert "tiny  off, 1 question, en" in out
    listed = trust("packs", "list", "--json").json["data"]["packs"]
    told = {pack["id"]: (pack["enabled"], pack["usable"]) for pack in listed}
    assert told["emotional-trust"] == (True, True)
    assert told["tiny"] == (False, True)
    assert [name for name, (enabled, _) in told.items() if enabled] == ["emotional-trust"]


def test_packs_show_gives_every_question_and_its_name(trust: Trust) -> None:
    prompts = built_in(trust)["prompts"]

    out = " ".join(trust("packs", "show", "emotional-trust").out.split())

    assert len(prompts) >= 90
    for prompt in prompts:
        assert prompt["text"] in out
        assert f"{prompt['id']}, depth {prompt['depth']}" in out


def test_an_own_pack_that_is_on_is_asked_from(trust: Trust, home: Path) -> None:
    add_pack(home)
    trust("config", "set", "packs", "tiny")

    assert trust("prompt").out == "What did I hear today?\n"


def test_a_persons_file_cannot_take_the_place_of_a_built_in_pack(trust: Trust, home: Path) -> None:
    add_pack(home, "emotional-trust", text="What is the password?")

    assert "password" not in trust("packs", "show", "emotional-trust").out
    assert "password" not in trust("prompt").out


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"\xff\xfe not utf-8",
        b"schema: 1\nid: [unclosed\n",
        b"- just\n- a list\n",
        b"schema: 99\n",
        b"a: &a [*a]\n",
        b"!!python/object/apply:os.system ['true']\n",
        b"id: tiny\nid: tiny\n",
        b"x" * (300 * 1024),
        b"[" * 5000,
        b"when: 2026-02-30\n",
    ],
    ids=lambda raw: repr(raw[:20]),
)
def test_a_damaged_own_pack_is_one_warning_and_journalling_goes_on(
    trust: Trust, home: Path, damage: bytes
) -> None:
    add_pack(home).write_bytes(damage)
    trust("config", "set", "packs", "emotional-trust tiny")

    today = trust()
    saved = trust("journal", "--answer", "-m", "x")

    for result in (today, saved):
        assert result.code == 0
        assert len(result.err.splitlines()) == 1
        assert result.err.startswith("trust: the pack tiny was skipped (line ")
    assert "When did I feel most like myself" in today.out
    assert "Saved" in saved.out


def test_a_damaged_pack_is_named_in_the_list_with_its_line(trust: Trust, home: Path) -> None:
    path = add_pack(home)
    path.write_text(path.read_text("utf-8").replace("depth: 1", "depth: 7"), "utf-8")

    listed = trust("packs", "list")
    shown = trust("packs", "show", "tiny")

    assert listed.code == 0
    assert (
        "tiny  can't be used: line 12: prompts[1].depth can't be 7; use a number from 1 to 3"
        in (" ".join(listed.out.split("\n")).replace("   ", "  "))
    )
    assert shown.code == 1
    assert "line 12" in shown.err


def test_a_pack_whose_id_is_not_its_files_name_is_told(trust: Trust, home: Path) -> None:
    add_pack(home, "tiny", id="other")

    result = trust("packs", "show", "tiny")

    assert result.code == 1
    assert "other.yaml" in result.err


@pytest.mark.parametrize(
    "name", ["nope", "../emotional-trust", ".hidden", "a/b", "", "a" * 300, "emotional-trust.yaml"]
)
def test_a_pack_nobody_has_is_one_line(trust: Trust, name: str) -> None:
    for command in (("packs", "show", name), ("prompt", "--pack", name)):
        if not name and "--pack" in command:
            continue
        result = trust(*command)
        assert (result.code, result.out) == (1, "")
        assert len(result.err.splitlines()) == 1
        assert "something went wrong" not in result.err


def test_a_very_long_pack_name_in_the_settings_stops_nobody(trust: Trust, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text(f'packs = ["emotional-trust", "{"a" * 300}"]\n', "utf-8")

    result = trust("journal", "--answer", "-m", "x")

    assert result.code == 0
    assert len(result.err.splitlines()) == 1


def test_a_pack_that_cannot_be_read_is_one_warning(trust: Trust, home: Path) -> None:
    (home / "packs").mkdir(parents=True)
    (home / "packs" / "tiny.yaml").symlink_to("/proc/self/mem")
    trust("config", "set", "packs", "emotional-trust tiny")

    result = trust("journal", "--answer", "-m", "x")

    assert result.code == 0
    assert len(result.err.splitlines()) == 1


@pytest.mark.parametrize("command", [("packs",), ("config",)])
def test_a_group_alone_shows_its_list(trust: Trust, command: tuple[str, ...]) -> None:
    assert trust(*command) == trust(*command, "list")
    assert trust(*command).code == 0


# --- other forms than a question -----------------------------------------------------------------

LETTER = """\
  - id: letter
    practice: presence
    depth: 1
    form: letter
    text: "A letter from me to the kettle, for today"
    follow_ups: ["What would it answer?"]
    note: "It stays in the journal."
"""


def test_a_letter_is_asked_for_as_it_is_written_and_its_form_is_known(
    trust: Trust, home: Path
) -> None:
    path = add_pack(home, "letters")
    path.write_text(path.read_text("utf-8").partition("  - id: only")[0] + LETTER, "utf-8")
    assert trust("packs", "check", str(path)).out.endswith("fine\n")
    trust("config", "set", "packs", "letters")

    (asked,) = trust("prompt", "--json").json["data"]["prompts"]
    assert (asked["form"], asked["text"]) == ("letter", "A letter from me to the kettle, for today")
    assert trust("prompt").out == "A letter from me to the kettle, for today\n"
    assert "It stays in the journal." in trust().out

    trust("journal", "--answer", "-m", "Dear kettle, thank you.")
    entry = trust("show", "--json").json["data"]["entry"]
    assert entry["prompt_text"] == "A letter from me to the kettle, for today"


def test_a_sentence_that_is_written_on_is_kept_as_it_was_written(trust: Trust) -> None:
    trust("config", "set", "packs", "other-ways")
    trust("journal", "-m", "the rain began.", "--prompt", "presence-ways-most-awake")

    shown = trust("show").out
    assert "I was most awake today when …" in shown
    assert "the rain began." in shown
