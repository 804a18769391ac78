"""`trust packs`: writing a pack, checking, adding, turning on and off, taking away."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

import pytest

from conftest import Trust
from trustjournal.commands import COMMANDS
from trustjournal.packs.library import built_in_folder
from trustjournal.packs.schema import PACK, PROMPT
from trustjournal.packs.template import EXAMPLES

GOOD = """\
schema: 1
id: own
title: "My own"
about: "What it is for."
how_to_use: "Slowly, one a day."
license: CC0-1.0
language: en
version: "1.0.0"
prompts:
  - id: one
    practice: presence
    depth: 1
    text: "What was I holding when {person} spoke to me today?"
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder one writes a pack in."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def written(text: str | bytes = GOOD, name: str = "own.yaml") -> str:
    """A pack's file in the current folder."""
    Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return name


def add_own(trust: Trust) -> None:
    assert trust("packs", "add", written()).code == 0


def listed(trust: Trust) -> dict[str, dict[str, object]]:
    return {pack["id"]: pack for pack in trust("packs", "list", "--json").json["data"]["packs"]}


def on(trust: Trust) -> list[str]:
    return [name for name, pack in listed(trust).items() if pack["enabled"]]


# --- from the first line to the first question ----------------------------------------------


def test_a_pack_from_the_first_line_to_the_first_question(trust: Trust, home: Path) -> None:
    assert trust("packs", "new", "evening-walks", "--title", "Evening walks").code == 0
    assert trust("packs", "check", "evening-walks.yaml").out == "evening-walks.yaml: fine\n"
    assert trust("packs", "add", "evening-walks.yaml").code == 0
    assert on(trust) == ["emotional-trust"]
    assert trust("packs", "enable", "evening-walks").code == 0
    assert trust("packs", "disable", "emotional-trust").code == 0
    assert trust("prompt").out == "What did I do today that someone close may have noticed?\n"
    assert trust("journal", "--answer", "-m", "I listened.").code == 0
    assert trust("packs", "remove", "evening-walks").code == 0
    assert on(trust) == []
    entry = trust("show", "--json").json["data"]["entry"]
    assert (entry["pack"], entry["prompt_text"]) == (
        "evening-walks",
        "What did I do today that someone close may have noticed?",
    )


# --- new ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", [*EXAMPLES, "fr", "pt-BR", "ja"])
def test_a_new_pack_is_without_any_problem(trust: Trust, language: str) -> None:
    result = trust("packs", "new", "own", "--language", language, "--practice", "check-ins")

    assert (result.code, result.err) == (0, "")
    assert trust("packs", "check", "own.yaml").out == "own.yaml: fine\n"


def test_a_new_pack_says_what_to_do_next(trust: Trust) -> None:
    assert trust("packs", "new", "own").out == (
        "Created own.yaml, with one question and a comment on each field. Next:\n"
        "trust packs check own.yaml  check it, as often as you like\n"
        "trust packs add own.yaml    add it to your packs\n"
        "trust packs enable own      get questions from it\n"
    )


def test_a_new_pack_has_a_note_on_every_key(trust: Trust) -> None:
    trust("packs", "new", "own")
    text = Path("own.yaml").read_text("utf-8")

    for fields in (PACK, PROMPT):
        for name, field in fields.items():
            if field.kind != "table":
                assert f"{name}:" in text
                assert field.about in text


def test_a_new_pack_tells_editors_where_its_schema_is(trust: Trust) -> None:
    trust("packs", "new", "own")
    first = Path("own.yaml").read_text("utf-8").splitlines()[0]
    place = first.removeprefix("# yaml-language-server: $schema=file://")

    assert place != first
    assert Path(place).is_file()


def test_a_title_is_kept_as_it_was_typed(trust: Trust, home: Path) -> None:
    title = 'Más: "dusk" \\ {person} # 夜 👩‍👧'
    assert trust("packs", "new", "own", "--title", title).code == 0
    assert trust("packs", "add", "own.yaml").code == 0
    assert listed(trust)["own"]["title"] == title


def test_the_language_is_that_of_the_settings(trust: Trust) -> None:
    trust("config", "set", "language", "de")
    trust("packs", "new", "own")
    assert "\nlanguage: de\n" in Path("own.yaml").read_text("utf-8")


def test_a_new_pack_is_its_owners_whatever_the_umask(trust: Trust, here: Path) -> None:
    before = os.umask(0)
    try:
        trust("packs", "new", "own")
    finally:
        os.umask(before)
    assert stat.S_IMODE((here / "own.yaml").stat().st_mode) == 0o600


def test_a_new_pack_is_never_written_over_a_file(trust: Trust, here: Path) -> None:
    written("mine")
    (here / "nowhere.yaml").symlink_to(here / "elsewhere.yaml")

    for name in ("own", "nowhere"):
        result = trust("packs", "new", name)
        assert (result.code, result.out) == (2, "")
        assert f"{name}.yaml already exists and was left as it is" in result.err
    assert Path("own.yaml").read_text("utf-8") == "mine"
    assert not (here / "elsewhere.yaml").exists()


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["My_Pack"], "My_Pack can't be a pack id"),
        (["../own"], "../own can't be a pack id"),
        ([""], "can't be a pack id"),
        (["-x-"], ""),
        (["a" * 65], "at most 64"),
        (["joys"], "joys is a pack that comes with the program"),
        (["own", "--title", " "], "--title takes 1 to 80 characters"),
        (["own", "--title", "x" * 81], "--title takes 1 to 80 characters"),
        (["own", "--title", "a\nb"], "--title takes 1 to 80 characters"),
        (["own", "--title", "\x1b[31m"], "--title takes 1 to 80 characters"),
        (["own", "--language", "english!"], "english! isn't a language tag"),
        (["own", "--practice", "patience"], "patience isn't a practice; choose from safe-space"),
    ],
)
def test_what_cannot_be_a_pack_is_refused(
    trust: Trust, here: Path, argv: list[str], told: str
) -> None:
    result = trust("packs", "new", *argv)

    assert (result.code, result.out) == (2, "")
    assert told in result.err
    assert len(result.err.splitlines()) == 1
    assert "\x1b" not in result.err
    assert list(here.iterdir()) == []


def test_a_folder_nobody_may_write_in_is_one_line(
    trust: Trust, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refuse)
        result = trust("packs", "new", "own")

    assert (result.code, result.err) == (
        74,
        "trust packs new: can't write own.yaml (Permission denied)\n",
    )


# --- check ----------------------------------------------------------------------------------


def test_every_problem_has_its_place(trust: Trust) -> None:
    written(
        GOOD.replace("depth: 1", "depth: 7").replace("license: CC0-1.0\n", "")
        + '    follow_ups: ["Why?", "Did it help?"]\n    mood: 5\n'
    )
    result = trust("packs", "check", "own.yaml")

    assert (result.code, result.err) == (1, "")
    assert result.out == (
        "own.yaml:1:1: error: license is missing\n"
        "own.yaml:11:12: error: prompts[1].depth can't be 7; use a number from 1 to 3\n"
        "own.yaml:13:18: warning: prompts[1].follow_ups[1] begins with Why, which puts people on"
        " the defensive; begin with what, when, which, where, who or how\n"
        "own.yaml:13:26: warning: prompts[1].follow_ups[2] begins with Did, so yes or no could"
        " answer it; begin with what, when, which, where, who or how\n"
        "own.yaml:14:5: warning: prompts[1].mood isn't a key a pack can have here; use one of id, practice, depth,"
        " text, with_name, form, follow_ups, facet, contexts, cadence, care, when_unsafe, tags,"
        " note\n"
        "2 errors and 3 warnings\n"
    )


def test_warnings_alone_are_no_failure(trust: Trust) -> None:
    written(GOOD.replace("today?", "today? Why?"))
    result = trust("packs", "check", "own.yaml")

    assert (result.code, result.err) == (0, "")
    assert result.out == (
        "own.yaml:13:11: warning: prompts[1].text has 2 question marks; a question has one, "
        "and a `text` that isn't a question needs a `form`\n"
        "1 warning; a pack with warnings can still be used\n"
    )


def test_each_file_is_judged_by_itself(trust: Trust) -> None:
    """An id somebody has, or we have, is no matter; a name that differs is a warning."""
    add_own(trust)
    written(GOOD.replace("id: own", "id: joys"), "draft two.txt")
    written("[", "bad.yaml")

    result = trust("packs", "check", "own.yaml", "draft two.txt", "bad.yaml")

    assert result.code == 1
    assert result.out == (
        "own.yaml: fine\n"
        "draft two.txt:1:1: warning: the file's name isn't its pack's id; "
        "`trust packs add` keeps it as joys.yaml\n"
        "bad.yaml:2:1: error: this isn't valid YAML: did not find expected node content while parsing"
        " a flow node; quotes around each value often help\n"
        "1 error and 1 warning\n"
    )


def test_a_translation_keeps_the_ids_of_its_original(trust: Trust) -> None:
    text = GOOD.replace("id: own", "id: joys-en\ntranslation_of: joys")
    written(text, "joys-en.yaml")
    assert trust("packs", "check", "joys-en.yaml").out == (
        "joys-en.yaml:11:9: warning: prompts[1].id isn't a question in joys. Keep the ids when"
        " you translate, so that an answer counts in both languages\n"
        "1 warning; a pack with warnings can still be used\n"
    )
    added = " ".join(trust("packs", "add", "joys-en.yaml").out.split())
    assert "This translation is used automatically while joys is on and `language` is en." in added
    written(
        text.replace("of: joys", "of: unknown").replace("joys-en", "unknown-en"), "unknown-en.yaml"
    )
    assert trust("packs", "check", "unknown-en.yaml").out == "unknown-en.yaml: fine\n"


def test_our_translations_keep_the_ids_of_their_originals(trust: Trust) -> None:
    for path in built_in_folder().glob("*-??.yaml"):
        assert trust("packs", "check", str(path)).out == f"{path}: fine\n"


def test_checking_leaves_no_trace(trust: Trust, home: Path, here: Path) -> None:
    written()
    trust("packs", "check", "own.yaml")
    assert not home.exists()
    assert [path.name for path in here.iterdir()] == ["own.yaml"]


HOSTILE: dict[str, tuple[str | bytes, str]] = {
    "aliases": (
        "a: &a [x]\nb: [*a, *a]\n",
        "1:4: error: anchors and aliases (& and *) aren't allowed; quote text that begins with one",
    ),
    "a bomb": (
        "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(30)),
        "1:4: error: anchors and aliases (& and *) aren't allowed; quote text that begins with one",
    ),
    "a cycle": (
        "&a [*a]",
        "1:1: error: anchors and aliases (& and *) aren't allowed; quote text that begins with one",
    ),
    "nesting": (
        "about: " + "[" * 300,
        "1:28: error: the file is nested too deeply or has too much in it",
    ),
    "nesting beyond every limit": (
        "about: " + "[" * 100_000,
        r"1:\d+: error: the file is nested too deeply or has too much in it",
    ),
    "too many parts": (
        f"tags: [{'x,' * 30_000}]",
        "1:40002: error: the file is nested too deeply or has too much in it",
    ),
    "size": (GOOD + "#" * 300_000, "1:1: error: the file is larger than 256 KB"),
    "a doubled key": (
        GOOD + "    depth: 2\n",
        "14:5: error: the key depth appears twice",
    ),
    "no": (
        GOOD.replace("practice: presence", "practice: no"),
        "10:5: error: prompts[1].practice no isn't a practice; use one of ",
    ),
    "an impossible date": (
        GOOD.replace("depth: 1", "depth: 2026-02-30"),
        "12:12: error: prompts[1].depth can't be 2026-02-30; use a number from 1 to 3",
    ),
    "binary": (
        b"\x7fELF\x02\x01\x01\x00\xff\xfe",
        "1:1: error: the file isn't UTF-8 text (see byte 8)",
    ),
    "not UTF-8": (GOOD.encode("utf-16"), "1:1: error: the file isn't UTF-8 text (see byte 0)"),
    "a NUL": (
        GOOD + "# \0",
        "1:1: error: this isn't valid YAML: it has characters YAML doesn't allow;"
        " quotes around each value often help",
    ),
    "a mapping in a list": (
        GOOD + "    follow_ups: [What helped ?, {x: y}]\n",
        "14:33: error: prompts[1].follow_ups needs text here; put it in quotes",
    ),
    "an object of Python": (
        '!!python/object/apply:os.system ["touch hacked"]',
        "1:1: error: this needs keys and values; if this is text, put it in quotes",
    ),
    "two documents": (
        GOOD + "---\nid: x\n",
        "14:1: error: a second YAML document begins here; a pack has one",
    ),
    "nothing": ("", "1:1: error: the file is empty"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_only_ever_a_message(trust: Trust, here: Path, name: str) -> None:
    text, told = HOSTILE[name]
    written(text)

    result = trust("packs", "check", "own.yaml")
    added = trust("packs", "add", "own.yaml")

    assert (result.code, result.err) == (1, "")
    if "\\d" not in told:
        told = re.escape(told)
    assert re.search(f"own.yaml:{told}", result.out)
    assert result.out.splitlines()[-1].split()[1].startswith("error")
    assert added.code == 1
    assert re.search(f"own.yaml:{told}", added.err)
    assert [path.name for path in here.iterdir()] == ["own.yaml"]


def test_what_yaml_would_turn_into_something_else_stays_a_text(trust: Trust, home: Path) -> None:
    written(
        GOOD.replace("language: en", "language: no")
        .replace('"1.0.0"', "12:30:45")
        .replace('"My own"', "2026-02-30")
    )
    assert trust("packs", "check", "own.yaml").out == "own.yaml: fine\n"
    trust("packs", "add", "own.yaml")
    pack = listed(trust)["own"]
    assert (pack["language"], pack["version"], pack["title"]) == ("no", "12:30:45", "2026-02-30")


def test_a_question_mark_in_a_list_needs_no_quotes_with_our_parser(trust: Trust) -> None:
    written(GOOD + "    follow_ups: [What helped?]\n")
    result = trust("packs", "check", "own.yaml")
    assert "Traceback" not in result.out
    assert result.code in (0, 1)


def test_control_characters_reach_no_terminal(trust: Trust, home: Path) -> None:
    written(
        GOOD.replace('"My own"', '"My \\e]0;x\\a own \\u202e"').replace(
            "practice: presence", 'practice: "\\e[31mx"'
        )
    )
    name = written(Path("own.yaml").read_bytes(), "own\x1b[31m.yaml")

    for command in ("check", "add"):
        result = trust("packs", command, name)
        assert result.code == 1
        assert "\x1b" not in result.out + result.err
        assert "\u202e" not in result.out + result.err


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nowhere.yaml", "can't be read (No such file or directory)"),
        (".", "isn't a file; give the YAML file of a pack"),
        ("", "isn't a file; give the YAML file of a pack"),
        ("/dev/zero", "isn't a file; give the YAML file of a pack"),
        ("x" * 300, "can't be read (File name too long)"),
        ("/proc/self/mem", "can't be read (Input/output error)"),
    ],
)
def test_what_is_no_file_is_a_message(trust: Trust, name: str, told: str) -> None:
    result = trust("packs", "check", name)

    assert (result.code, result.err) == (1, "")
    assert result.out.endswith(f":1:1: error: {told}\n1 error\n")


def test_a_pipe_does_not_keep_anyone_waiting(trust: Trust) -> None:
    os.mkfifo("pipe.yaml")
    result = trust("packs", "check", "pipe.yaml")
    assert result.code == 1
    assert "isn't a file" in result.out


def test_a_huge_file_is_not_read_whole(trust: Trust) -> None:
    with Path("own.yaml").open("wb") as file:
        file.truncate(2**40)  # sparse: a terabyte that takes no room
    result = trust("packs", "check", "own.yaml")
    assert result.out == "own.yaml:1:1: error: the file is larger than 256 KB\n1 error\n"


def test_check_as_json_tells_every_problem(trust: Trust) -> None:
    written(GOOD.replace("depth: 1", "depth: 7"))
    written(name="fine.yaml")

    bad = trust("packs", "check", "own.yaml", "--json")
    good = trust("packs", "check", "fine.yaml", "--json")

    assert (bad.code, bad.err, bad.json["status"]) == (1, "", "error")
    assert bad.json["errors"] == [
        {"code": 1, "message": "errors found: 1; a pack with errors can't be used"}
    ]
    (file,) = bad.json["data"]["files"]
    (problem,) = file["problems"]
    assert (file["path"], file["id"], file["usable"]) == ("own.yaml", None, False)
    assert (problem["severity"], problem["line"], problem["column"]) == ("error", 12, 12)
    assert problem["place"] == "prompts[1].depth"
    assert problem["message"].startswith("own.yaml:12:12: error: prompts[1].depth can't be 7")
    assert (good.code, good.json["status"]) == (0, "ok")
    (file,) = good.json["data"]["files"]
    assert (file["id"], file["usable"]) == ("own", True)
    assert [problem["severity"] for problem in file["problems"]] == ["warning"]


# --- add ------------------------------------------------------------------------------------


def test_a_pack_is_added_byte_for_byte_and_is_for_its_owner_alone(trust: Trust, home: Path) -> None:
    name = written(GOOD.replace("\n", "\r\n") + "# the end", "passed on.yml")

    result = trust("packs", "add", name)

    copy = home / "packs" / "own.yaml"
    assert result.code == 0
    assert copy.read_bytes() == Path(name).read_bytes()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
    assert [path.name for path in copy.parent.iterdir()] == ["own.yaml"]
    assert result.err == ("trust packs add: 1 warning; see `trust packs check passed on.yml`\n")


def test_adding_tells_what_it_is_for_and_turns_nothing_on(trust: Trust, home: Path) -> None:
    assert trust("packs", "add", written()).out == (
        "Added: My own (own, 1 question).\n"
        "\n"
        "What it is for.\n"
        "\n"
        "Slowly, one a day.\n"
        "\n"
        "trust packs show own    read its questions\n"
        "trust packs enable own  get questions from it\n"
    )
    assert on(trust) == ["emotional-trust"]
    assert not (home / "config.toml").exists()


@pytest.mark.parametrize("dangling", [False, True])
def test_a_pack_that_is_a_link_stays_one(trust: Trust, home: Path, dangling: bool) -> None:
    target = home.parent / "dotfiles" / "own.yaml"
    target.parent.mkdir()
    if not dangling:
        target.write_text(GOOD, "utf-8")
    path = home / "packs" / "own.yaml"
    path.parent.mkdir(parents=True)
    path.symlink_to(target)
    newer = GOOD.replace("1.0.0", "1.0.1")

    assert trust("packs", "add", written(newer), "--replace").code == 0

    assert path.is_symlink()
    assert target.read_text("utf-8") == newer


def test_a_pack_with_errors_is_not_added(trust: Trust, home: Path) -> None:
    written(GOOD.replace("depth: 1", "depth: 7") + "    care: perhaps\n")

    result = trust("packs", "add", "own.yaml")

    assert (result.code, result.out) == (1, "")
    assert result.err == (
        "own.yaml:12:12: error: prompts[1].depth can't be 7; use a number from 1 to 3\n"
        "own.yaml:14:11: error: prompts[1].care can't be perhaps; use true or false\n"
        "trust packs add: own.yaml has errors (2) and wasn't added; fix them and try again\n"
    )
    told = trust("packs", "add", "own.yaml", "--json")
    assert (told.code, told.err, told.json["status"]) == (1, "", "error")
    assert len(told.json["data"]["files"][0]["problems"]) == 2
    assert not home.exists()


def test_a_pack_whose_file_is_missing_has_no_errors_to_fix(trust: Trust, home: Path) -> None:
    result = trust("packs", "add", "nothing.yaml")
    assert (result.code, result.out) == (1, "")
    assert result.err == "trust packs add: there's no file nothing.yaml\n"
    assert not home.exists()


def test_a_built_in_pack_cannot_be_replaced(trust: Trust, home: Path) -> None:
    written(GOOD.replace("id: own", "id: joys"))
    for more in ((), ("--replace",)):
        result = trust("packs", "add", "own.yaml", *more)
        assert (result.code, result.out) == (2, "")
        assert "joys is a pack that comes with the program" in result.err
    assert not home.exists()


def test_a_pack_one_has_is_replaced_only_when_that_is_said(trust: Trust, home: Path) -> None:
    add_own(trust)
    trust("packs", "enable", "own")
    written(GOOD.replace("My own", "My second"))

    refused = trust("packs", "add", "own.yaml")
    assert (refused.code, refused.out) == (2, "")
    assert "--replace" in refused.err
    assert listed(trust)["own"]["title"] == "My own"

    replaced = trust("packs", "add", "own.yaml", "--replace")
    assert replaced.code == 0
    assert replaced.out.startswith("Replaced: My second (own, 1 question).\n")
    assert replaced.out.endswith("\nIt is on.\n")
    assert listed(trust)["own"]["title"] == "My second"


def test_a_pack_that_cannot_be_stored_is_one_line(trust: Trust, home: Path) -> None:
    home.mkdir()
    (home / "packs").write_text("not a folder")
    result = trust("packs", "add", written())
    assert (result.code, result.out) == (74, "")
    assert len(result.err.splitlines()) == 1


# --- remove ---------------------------------------------------------------------------------


def test_a_pack_that_is_removed_leaves_the_settings_too(trust: Trust, home: Path) -> None:
    add_own(trust)
    (home / "config.toml").write_text('# mine\npacks = ["own", "joys"] # both\n', "utf-8")

    result = trust("packs", "remove", "own")

    assert (result.code, result.err) == (0, "")
    assert result.out == "own was removed. Your answers stay in the journal.\n"
    assert not (home / "packs" / "own.yaml").exists()
    assert (home / "config.toml").read_text("utf-8") == '# mine\npacks = ["joys"] # both\n'
    assert trust("prompt").err == ""


def test_a_broken_pack_can_be_removed(trust: Trust, home: Path) -> None:
    add_own(trust)
    (home / "packs" / "own.yaml").write_text("[")
    assert trust("packs", "remove", "own").code == 0
    assert list((home / "packs").iterdir()) == []


def test_a_built_in_pack_cannot_be_removed(trust: Trust) -> None:
    result = trust("packs", "remove", "joys")
    assert (result.code, result.out) == (2, "")
    assert "`trust packs disable joys` turns it off" in result.err


@pytest.mark.parametrize("name", ["nowhere", "../own", "", "own.yaml"])
def test_a_pack_nobody_has_cannot_be_removed(trust: Trust, home: Path, name: str) -> None:
    add_own(trust)
    (home / "own.yaml").write_text("mine")
    result = trust("packs", "remove", name)
    assert (result.code, result.out) == (1, "")
    assert "`trust packs list` lists all packs" in result.err
    assert (home / "own.yaml").exists()
    assert (home / "packs" / "own.yaml").exists()


# --- enable and disable ---------------------------------------------------------------------


def test_enabling_shows_what_it_is_for_before_its_first_question(trust: Trust) -> None:
    add_own(trust)

    result = trust("packs", "enable", "own")

    assert (result.code, result.err) == (0, "")
    assert result.out == "Turned on: My own (own).\n\nWhat it is for.\n\nSlowly, one a day.\n"
    assert on(trust) == ["emotional-trust", "own"]
    assert trust("packs", "enable", "own").out == "own was already on.\n"


def test_comments_in_the_settings_stay(trust: Trust, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text('# mine\nperson = "Kim"\n', "utf-8")

    trust("packs", "enable", "joys", "far-apart")
    trust("packs", "disable", "emotional-trust")

    assert (home / "config.toml").read_text("utf-8") == (
        '# mine\nperson = "Kim"\npacks = ["joys", "far-apart"]\n'
    )


def test_turning_on_or_off_twice_changes_nothing(trust: Trust, home: Path) -> None:
    assert trust("packs", "enable", "emotional-trust").code == 0
    assert trust("packs", "disable", "joys").out == "joys was already off.\n"
    assert not (home / "config.toml").exists()
    trust("packs", "enable", "joys", "joys")
    assert on(trust) == ["emotional-trust", "joys"]


def test_a_pack_that_cannot_be_used_is_not_turned_on(trust: Trust, home: Path) -> None:
    add_own(trust)
    (home / "packs" / "own.yaml").write_text(GOOD.replace("depth: 1", "depth: 7"))

    result = trust("packs", "enable", "joys", "own")

    assert (result.code, result.out) == (1, "")
    assert result.err == (
        "trust packs enable: the pack own can't be used: "
        "line 12: prompts[1].depth can't be 7; use a number from 1 to 3\n"
    )
    assert on(trust) == ["emotional-trust"]


@pytest.mark.parametrize("command", ["enable", "disable"])
def test_a_pack_nobody_has_cannot_be_switched(trust: Trust, command: str) -> None:
    result = trust("packs", command, "joys", "nowhere")
    assert (result.code, result.out) == (1, "")
    assert result.err == (
        f"trust packs {command}: there's no pack called nowhere; `trust packs list` lists all packs\n"
    )
    assert on(trust) == ["emotional-trust"]


def test_a_pack_that_is_gone_can_be_turned_off_and_stops_no_other(trust: Trust, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text('packs = ["gone", "joys"]\n', "utf-8")
    assert trust("packs", "enable", "far-apart").code == 0
    assert trust("packs", "disable", "gone").code == 0
    assert trust("config", "get", "packs").out == "joys far-apart\n"
    assert trust("prompt").err == ""


def test_without_any_pack_the_journal_goes_on(trust: Trust) -> None:
    off = trust("packs", "disable", "emotional-trust")

    assert off.code == 0
    assert "No pack is on, so there won't be new questions." in off.out
    assert "trust packs enable emotional-trust" in off.out
    assert trust("config", "get", "packs").out == "\n"
    assert (trust("prompt").code, trust("prompt").out) == (0, "")
    today = trust()
    assert (today.code, today.err) == (0, "")
    assert (
        "There's no question for today, because no pack that's on has one that fits." in today.out
    )
    assert "Write what you like: trust journal --free" in " ".join(today.out.split())
    for now in (None, "2026-11-23T20:00:00+01:00"):
        assert trust("journal", "--answer", "-m", "a quiet evening", now=now).code == 0
    assert (trust("review", "--no-input").code, trust("streak").code) == (0, 0)
    assert trust("packs", "enable", "emotional-trust").code == 0
    assert on(trust) == ["emotional-trust"]


def test_the_settings_take_no_pack_as_well(trust: Trust) -> None:
    assert trust("config", "set", "packs", "").code == 0
    assert on(trust) == []
    assert trust().err == ""


def test_a_translation_says_how_it_comes_by_itself(trust: Trust) -> None:
    out = " ".join(trust("packs", "enable", "emotional-trust-es").out.split())
    assert "It's a translation of emotional-trust." in out
    assert "`trust config set language es`" in out
    trust("packs", "disable", "emotional-trust-es")
    trust("config", "set", "language", "es")
    assert "translation" not in trust("packs", "enable", "emotional-trust-es").out


def test_what_is_done_to_packs_answers_in_an_envelope(trust: Trust, home: Path) -> None:
    told = [
        trust("packs", *argv, "--json")
        for argv in (
            ("new", "own"),
            ("add", "own.yaml"),
            ("enable", "own", "emotional-trust"),
            ("remove", "own"),
        )
    ]
    assert [(result.code, result.err, result.json["status"]) for result in told] == [
        (0, "", "ok")
    ] * 4
    new, added, enabled, removed = (result.json["data"] for result in told)
    copy = str(home / "packs" / "own.yaml")
    assert new == {"id": "own", "path": "own.yaml"}
    assert (added["packs"][0]["id"], added["path"], added["warnings"]) == ("own", copy, 0)
    assert (added["enabled"], added["replaced"]) == (False, False)
    assert enabled == {
        "changed": ["own"],
        "already": ["emotional-trust"],
        "on": ["emotional-trust", "own"],
    }
    assert removed == {"id": "own", "path": copy}


# --- how it reads ---------------------------------------------------------------------------


@pytest.mark.parametrize("columns", ["40", "80"])
def test_the_list_tells_whose_a_pack_is(trust: Trust, columns: str) -> None:
    add_own(trust)
    out = trust("packs", "list", env={"COLUMNS": columns}).out

    assert "own  off, 1 question, en, your own\n  My own\n" in out
    assert max(map(len, out.splitlines())) <= int(columns)
    assert listed(trust)["own"]["own"] is True
    assert listed(trust)["joys"]["own"] is False


def test_the_list_has_a_row_for_each_pack_with_its_languages(trust: Trust) -> None:
    out = trust("packs", "list").out
    rows = [line for line in out.splitlines() if re.match(r"[a-z-]+  (on|off)", line)]

    assert rows[0].endswith(" questions, en de es fr pt-BR"), "those that are on come first"
    assert [row.split("  ")[0] for row in rows] == [
        "emotional-trust",
        *(
            pack["id"]
            for pack in listed(trust).values()
            if pack["translation_of"] is None and pack["id"] != "emotional-trust"
        ),
    ]
    assert "joys-de" in listed(trust), "scripts get every pack"

    trust("packs", "enable", "joys-de")
    assert "joys  on in de, " in trust("packs", "list").out


def test_a_translation_of_ones_own_has_a_row_of_its_own(trust: Trust, home: Path) -> None:
    (home / "packs").mkdir(parents=True, exist_ok=True)
    own = GOOD.replace("id: own", "id: joys-xx").replace("language: en", "language: xx")
    written_as = home / "packs" / "joys-xx.yaml"
    written_as.write_text(own.rstrip("\n") + "\ntranslation_of: joys\n", "utf-8")

    out = trust("packs", "list").out
    assert "joys-xx  off, 1 question, xx, your own\n" in out
    assert "  a translation of joys\n" in out


def test_a_pack_shows_for_whom_its_questions_are(trust: Trust) -> None:
    more = "    contexts: [apart, friend]\n    cadence: storm\n    care: true\n"
    trust("packs", "add", written(GOOD + more))
    assert trust("packs", "show", "own").out == (
        "My own\n"
        "own 1.0.0, en, CC0-1.0\n"
        "\n"
        "What it is for.\n"
        "\n"
        "Slowly, one a day.\n"
        "\n"
        "Presence\n"
        "  What was I holding when {person} spoke to me today?\n"
        "  one, depth 1, apart or friend, storm, tender\n"
    )


def test_paragraphs_stay_apart(trust: Trust) -> None:
    about = "about: |\n  One.\n\n  Two \x9b.\n"
    text = GOOD.replace('about: "What it is for."\n', about.replace("\x9b", ""))
    trust("packs", "add", written(text))
    assert "\n\nOne.\n\nTwo .\n\n" in trust("packs", "show", "own").out


def test_the_help_of_the_group_names_its_commands(trust: Trust) -> None:
    assert "packs" in COMMANDS
    result = trust("packs", "--help")
    assert (result.code, result.err) == (0, "")
    for command in ("list", "show", "enable", "disable", "new", "check", "add", "remove"):
        assert f"\n  {command} " in result.out


def test_a_pack_that_went_bad_is_skipped_and_writing_goes_on(trust: Trust, home: Path) -> None:
    add_own(trust)
    trust("packs", "enable", "own")
    (home / "packs" / "own.yaml").write_text(GOOD.replace("depth: 1", "depth: 7"))
    result = trust("journal", "--answer", "-m", "x")
    assert result.code == 0
    assert result.err == (
        "trust: the pack own was skipped, "
        "line 12: prompts[1].depth can't be 7; use a number from 1 to 3\n"
    )


@pytest.mark.parametrize("columns", ["40", "57", "80"])
def test_a_french_question_mark_never_begins_a_line(trust: Trust, columns: str) -> None:
    """A no-break space keeps it with its word, as it does a colon and a closing quotation mark."""
    shown = trust("packs", "show", "emotional-trust-fr", env={"COLUMNS": columns}).out
    assert len(shown.splitlines()) > 1000
    assert [line for line in shown.splitlines() if line.lstrip().startswith(tuple("?!:;»"))] == []
