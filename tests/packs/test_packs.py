"""Packs: what the reader refuses and how it says so, the built-in one, and where packs lie."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from conftest import Trust
from trustjournal.domain.practices import PRACTICES
from trustjournal.domain.prompts import Pack
from trustjournal.errors import NotFound
from trustjournal.packs import library as library_module
from trustjournal.packs import schema, yaml_tree
from trustjournal.packs.library import Library, built_in_folder
from trustjournal.packs.problems import MAX_BYTES, Problem
from trustjournal.packs.reader import read
from trustjournal.packs.yaml_tree import MAX_DEPTH, MAX_NODES
from trustjournal.views import messages

GOOD = """\
schema: 1
id: own
title: "My own"
license: CC0-1.0
language: en
version: 1.0.0
prompts:
  - id: one
    practice: presence
    depth: 1
    text: "What was I holding when {person} spoke to me today?"
"""


def with_line(line: str, after: str = "version: 1.0.0\n") -> str:
    return GOOD.replace(after, f"{after}{line}\n")


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def problems(text: str | bytes) -> list[tuple[str, int]]:
    """What is wrong, and in which line."""
    raw = text.encode() if isinstance(text, str) else text
    return [(problem.what, problem.line) for problem in read(raw).problems]


def good(text: str) -> Pack:
    reading = read(text.encode())
    assert reading.pack is not None, reading.problems
    return reading.pack


# --- what a pack says ----------------------------------------------------------------------


def test_the_smallest_pack_is_read_whole() -> None:
    pack = good(GOOD)
    assert (pack.id, pack.title, pack.version, pack.language) == ("own", "My own", "1.0.0", "en")
    (prompt,) = pack.prompts
    assert prompt.key == prompt.origin == "own/one"
    assert (prompt.practice, prompt.depth, prompt.facet) == ("presence", 1, "mine")
    assert (prompt.contexts, prompt.cadence, prompt.care) == (("any",), "daily", False)
    assert (
        prompt.with_person("Sam", "partnered").text
        == "What was I holding when Sam spoke to me today?"
    )
    assert (
        prompt.with_person("", "partnered").text
        == "What was I holding when someone close spoke to me today?"
    )
    assert read(GOOD.encode()).problems == ()


def test_every_key_of_the_schema_can_be_used() -> None:
    full = """\
schema: 1
id: own
title: "My own"
description: "One sentence."
about: "What it is for."
how_to_use: "Slowly."
author: ["A", "B"]
license: CC0-1.0
language: pt-BR
version: "2"
translation_of: emotional-trust
someone: "alguém"
first: one
practices: [presence, {id: garden, title: "Garden", description: "growing things"}]
prompts:
  - id: one
    practice: garden
    depth: 3
    text: "What grew?"
    with_name: "What grew with {person}?"
    form: title
    follow_ups: ["a?", "b?", "c?"]
    facet: ours
    contexts: [apart, grieving]
    cadence: weekly
    care: yes
    when_unsafe: yes
    tags: [hope]
    note: "a word is enough"
review: [{id: r, text: "Which line?", pinned: true, contexts: [apart]}]
review_longer: [{id: r, month: "Which line of this month?", year: "Which of this year?", days: "Which?"}]
checkin: [{id: c, text: "What would help?"}]
pulse: [{id: p, practice: garden, text: "I watered it."}]
"""
    assert problems(full) == []
    pack = good(full)
    (prompt,) = pack.prompts
    assert prompt.with_name == "What grew with {person}?"
    assert prompt.follow_ups == ("a?", "b?", "c?")
    assert (prompt.facet, prompt.contexts) == ("ours", ("apart", "grieving"))
    assert (prompt.cadence, prompt.care, prompt.tags) == ("weekly", True, ("hope",))
    assert prompt.origin == "emotional-trust/one"
    assert [practice.id for practice in pack.practices] == ["garden"]
    assert pack.author == ("A", "B")
    assert pack.first_prompt() == prompt
    assert pack.review[0].pinned
    assert pack.review[0].contexts == ("apart",)
    assert prompt.someone == pack.someone == "alguém"
    assert pack.pulse[0].practice == "garden"
    named = set(re.findall(r"^(\w+):", full, re.MULTILINE))
    assert named == set(schema.PACK)
    assert set(re.findall(r"^    (\w+):", full, re.MULTILINE)) | {"id"} == set(schema.PROMPT)


def test_a_scalar_stays_the_text_it_was_written_as() -> None:
    """YAML would make a truth, seconds, a date and a number of these."""
    pack = good(
        changed("language: en", "language: no")
        .replace("version: 1.0.0", "version: 12:30:45")
        .replace('"My own"', "2026-02-30")
    )
    assert (pack.language, pack.version, pack.title) == ("no", "12:30:45", "2026-02-30")


PARSERS = [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)]
"""The one in Python, and libyaml's where it is there."""


@pytest.mark.parametrize("loader", PARSERS)
@pytest.mark.parametrize("nothing", ["null", "~", "", "null  # none"])
def test_a_key_without_a_value_is_as_good_as_none(
    nothing: str, loader: type[yaml.SafeLoader], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As packs write `translation_of: null` (domain 3.5)."""
    monkeypatch.setattr(yaml_tree, "_Loader", loader)
    keys = ("description", "translation_of", "first", "practices", "review", "author")
    text = with_line("\n".join(f"{key}: {nothing}" for key in keys)) + (
        f"    note: {nothing}\n    facet: {nothing}\n    care: {nothing}\n    tags: {nothing}\n"
        f"    with_name: {nothing}\n"
    )
    assert good(text) == good(GOOD)


@pytest.mark.parametrize("loader", PARSERS)
def test_the_word_null_in_quotes_is_a_word(
    loader: type[yaml.SafeLoader], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml_tree, "_Loader", loader)
    assert good(changed('"My own"', '"null"')).title == "null"


@pytest.mark.parametrize("nothing", ['""', '" "'])
@pytest.mark.parametrize("key", ["title", "license", "text"])
def test_what_a_pack_must_say_cannot_be_blank(key: str, nothing: str) -> None:
    text = re.sub(rf"^( *{key}:) .*$", lambda m: f"{m[1]} {nothing}", GOOD, flags=re.MULTILINE)
    assert text != GOOD
    assert read(text.encode()).pack is None


def test_tags_of_yaml_are_never_acted_on() -> None:
    assert good(changed('"My own"', "!!python/name:os.system x")).title == "x"
    assert good(changed("depth: 1", 'depth: !!str "1"')).prompts[0].depth == 1


# --- every problem, with its line ----------------------------------------------------------

DEEP = "[" * (MAX_DEPTH + 2)
WRONG: dict[str, tuple[str | bytes, str, int]] = {
    "too large": (GOOD + "#" * MAX_BYTES, "pack_too_large", 1),
    "not UTF-8": (GOOD.encode() + b"# \xff", "pack_not_utf8", 1),
    "not YAML": (GOOD + "  x: [", "pack_not_yaml", 12),
    "a tab": (GOOD + "\tx: 1", "pack_not_yaml", 12),
    "a character YAML refuses": (GOOD.encode() + b"# \x00", "pack_not_yaml", 1),
    "an unquoted placeholder": (
        changed('"What was', "{person} was").replace('today?"', "today?"),
        "pack_not_yaml",
        11,
    ),
    "a colon in a text": (
        changed('"What was', "What: was").replace('today?"', "today?: x"),
        "pack_not_yaml",
        11,
    ),
    "empty": ("", "pack_empty", 1),
    "only a comment": ("# nothing\n", "pack_empty", 1),
    "an empty document": ("---\n", "pack_not_mapping", 2),
    "two documents": (GOOD + "---\n" + GOOD, "pack_two_documents", 12),
    "an anchor": (with_line("about: &a text"), "pack_alias", 7),
    "an alias": (with_line("about: *a"), "pack_alias", 7),
    "a merge": (with_line("<<: *a"), "pack_alias", 7),
    "a cycle": ("&a [*a]", "pack_alias", 1),
    "nested too deeply": (with_line(f"about: {DEEP}"), "pack_too_deep", 7),
    "too many parts": (with_line(f"tags: [{'x,' * MAX_NODES}]"), "pack_too_deep", 7),
    "a key that is a list": (with_line("[a, b]: c"), "pack_key_not_text", 7),
    "a doubled key": (with_line("title: again"), "pack_doubled_key", 7),
    "a list instead of a pack": ("- a\n- b\n", "pack_not_mapping", 1),
    "a text instead of a pack": ("just words", "pack_not_mapping", 1),
    "a text instead of a prompt": (GOOD + "  - words\n", "pack_not_mapping", 12),
    "a text instead of prompts": (
        GOOD[: GOOD.index("prompts:")] + "prompts: none\n",
        "pack_not_list",
        7,
    ),
    "a list instead of a text": (changed('"My own"', "[My, own]"), "pack_not_text", 3),
    "an unquoted question mark": (GOOD + "    follow_ups: [what ?, {x: y}]\n", "pack_not_text", 12),
    "an unknown key": (with_line("mood: 5"), "pack_unknown_key", 7),
    "an unknown key of a prompt": (GOOD + "    deepness: 2\n", "pack_unknown_key", 12),
    "no licence": (changed("license: CC0-1.0\n", ""), "pack_missing_key", 1),
    "no licence said": (changed("license: CC0-1.0", "license:"), "pack_missing_key", 1),
    "an empty licence": (changed("license: CC0-1.0", 'license: ""'), "pack_blank", 4),
    "a blank question": (re.sub("text: .*", 'text: " "', GOOD), "pack_blank", 11),
    "no practice": (changed("    practice: presence\n", ""), "pack_missing_key", 8),
    "four follow-ups": (GOOD + '    follow_ups: ["a", "b", "c", "d"]\n', "pack_too_many", 12),
    "a name in neither wording": (GOOD + "    with_name: Who?\n", "pack_lacks", 12),
    "a blank wording": (GOOD + '    with_name: ""\n', "pack_lacks", 12),
    "a long title": (changed("My own", "x" * 81), "pack_text_too_long", 3),
    "a long question": (changed("What was", "x" * 400), "pack_text_too_long", 11),
    "an unknown facet": (GOOD + "    facet: yours\n", "pack_not_allowed", 12),
    "an unknown context": (GOOD + "    contexts: [any, married]\n", "pack_not_allowed", 12),
    "an unknown cadence": (GOOD + "    cadence: hourly\n", "pack_not_allowed", 12),
    "an id with a blank": (changed("id: own", "id: my own"), "pack_not_slug", 2),
    "an id that is a path": (changed("id: own", "id: ../own"), "pack_not_slug", 2),
    "an id with a slash": (changed("id: one", "id: a/b"), "pack_not_slug", 8),
    "a long id": (changed("id: own", f"id: {'x' * 65}"), "pack_not_slug", 2),
    "depth four": (changed("depth: 1", "depth: 4"), "pack_not_number", 10),
    "depth zero": (changed("depth: 1", "depth: 0"), "pack_not_number", 10),
    "depth in words": (changed("depth: 1", "depth: deep"), "pack_not_number", 10),
    "depth with a fraction": (changed("depth: 1", "depth: 1.5"), "pack_not_number", 10),
    "a flag that is none": (GOOD + "    care: perhaps\n", "pack_not_flag", 12),
    "an unknown practice": (
        changed("practice: presence", "practice: patience"),
        "pack_unknown_practice",
        8,
    ),
    "an unknown practice in the list": (
        with_line("practices: [patience]"),
        "pack_unknown_practice",
        7,
    ),
    "a later schema": (changed("schema: 1", "schema: 2"), "pack_newer_schema", 1),
    "an unknown first": (with_line("first: two"), "pack_unknown_first", 1),
    "a blank title": (GOOD.replace('title: "My own"', 'title: " "'), "pack_blank", 3),
    "a doubled prompt": (GOOD + GOOD[GOOD.index("  - id") :], "pack_doubled_id", 12),
    "a doubled review question": (
        with_line("review:\n  - {id: a, text: b}\n  - {id: a, text: c}"),
        "pack_doubled_id",
        9,
    ),
}
WARNINGS = {"pack_unknown_key"}
ELSEWHERE = {"pack_id_not_file", "pack_unreadable", "pack_not_file", "pack_file_name"}
"""What is said of files, below and in `test_pack_commands.py`."""


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_with_its_line(name: str) -> None:
    text, what, line = WRONG[name]
    found = problems(text)
    assert (what, line) in found, found
    if what not in WARNINGS:
        assert read(text.encode() if isinstance(text, str) else text).pack is None


@pytest.mark.parametrize("name", WRONG)
def test_each_problem_is_one_line_people_can_read(name: str) -> None:
    text = WRONG[name][0]
    for problem in read(text.encode() if isinstance(text, str) else text).problems:
        said = messages.problem(problem)
        assert "\n" not in said
        assert said.startswith(f"line {problem.line}: ")
        assert len(said) < 400


def test_every_kind_of_problem_has_an_example_here() -> None:
    told = {what for what in messages.PACK_PROBLEMS if not what.startswith("lint_")}
    assert {what for _, what, _ in WRONG.values()} | ELSEWHERE == told


def test_an_unknown_key_is_only_a_warning() -> None:
    reading = read(with_line("mood: 5").encode())
    assert reading.pack is not None
    assert [problem.severity for problem in reading.problems] == ["warning"]


def test_all_problems_are_told_in_the_order_of_the_file() -> None:
    text = changed("depth: 1", "depth: 9").replace("license: CC0-1.0", "license: [a]")
    found = problems(text.replace("practice: presence", "practice: patience"))
    assert found == sorted(found, key=lambda problem: problem[1])
    assert {what for what, _ in found} == {
        "pack_not_text",
        "pack_unknown_practice",
        "pack_not_number",
    }


def test_a_pack_of_a_later_schema_is_refused_by_that_first_of_all() -> None:
    """Whatever else is new in it must not hide why it cannot be read."""
    text = changed("schema: 1", "schema: 2").replace("license: CC0-1.0\n", "")
    assert problems(text)[0][0] == "pack_newer_schema"


# --- hostile files -------------------------------------------------------------------------

BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
)


@pytest.mark.parametrize(
    "text",
    [
        '!!python/object/apply:os.system ["touch hacked"]',
        changed('"My own"', '!!python/object/apply:os.system ["touch hacked"]'),
        changed("depth: 1", "depth: !!int [1]"),
        BOMB,
        "&a {b: *a}",
        "[" * 2000,
        "{a: " * 2000,
        "- " * 2000 + "x",
        "? " * 2000,
        "a: " + "[" * 2000 + "]" * 2000,
        "2026-02-30",
        "%YAML 9.9\n---\nx",
        "%TAG ! tag:x,2000:\n---\n!x y",
        "!",
        "!<",
        "'",
        '"\\ud800"',
        '"\\uFFFE"',
        "\ufeff\ufeff",
        "?",
        ":",
        "|9999999999\n x",
        "a: |\n" + " x\n" * 5000,
        "\x85\u2028\u2029",
    ],
)
def test_hostile_yaml_is_only_ever_a_problem(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    reading = read(text.encode())
    assert reading.pack is None
    assert reading.problems
    assert not list(tmp_path.glob("hacked"))


@pytest.mark.parametrize("loader", PARSERS)
def test_both_parsers_refuse_the_same(
    loader: type[yaml.SafeLoader], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without libyaml the same things are refused, and the good is read."""
    monkeypatch.setattr(yaml_tree, "_Loader", loader)
    assert read(GOOD.encode()).pack == good(GOOD)
    for text in (BOMB, "[" * 2000, "{a: " * 2000, "? " * 2000, "&a [*a]", "'", '"\\ud800"'):
        assert read(text.encode()).pack is None


@given(st.binary(max_size=80) | st.text("[]{}&*!?:-|>'\"%@#, \n\tab1", max_size=60).map(str.encode))
@example(b"\xef\xbb\xbf" + GOOD.encode())
def test_reading_any_bytes_never_raises(raw: bytes) -> None:
    reading = read(raw)
    assert (reading.pack is None) is any(p.severity == "error" for p in reading.problems)
    for problem in reading.problems:
        messages.problem(problem)


@given(st.data())
def test_reading_a_pack_with_a_flaw_never_raises(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(GOOD) - 1))
    cut = data.draw(st.integers(0, 8))
    put = data.draw(st.text("[]{}&*!?:-|>'\"%@#, \n\tab1", max_size=6))
    text = GOOD[:at] + put + GOOD[at + cut :]
    for problem in read(text.encode()).problems:
        messages.problem(problem)
        # libyaml puts the end of a file that stops inside a key one line below its last.
        assert 1 <= problem.line <= text.count("\n") + 2


def test_control_characters_never_reach_a_question() -> None:
    text = changed("What was I", "\\e]0;x\\aWhat\\u202e\\u009b was\\0 I")
    assert good(text).prompts[0].text == ("]0;xWhat was I holding when {person} spoke to me today?")


# --- the built-in pack ---------------------------------------------------------------------

BUILT_IN = sorted(built_in_folder().glob("*.yaml"))


@pytest.mark.parametrize("path", BUILT_IN, ids=lambda path: path.stem)
def test_a_built_in_pack_has_no_problem_at_all(path: Path) -> None:
    reading = read(path.read_bytes())
    assert reading.problems == ()
    assert reading.pack is not None
    assert reading.pack.id == path.stem
    assert reading.pack.license == "CC0-1.0"


def core() -> Pack:
    return good((built_in_folder() / "emotional-trust.yaml").read_text("utf-8"))


def test_the_questions_of_the_built_in_pack_are_all_different() -> None:
    prompts = core().prompts
    assert len({prompt.text.casefold() for prompt in prompts}) == len(prompts)
    assert len({prompt.key for prompt in prompts}) == len(prompts)
    assert {prompt.practice for prompt in prompts} == set(PRACTICES)


# --- where packs lie -----------------------------------------------------------------------


def turn_on(home: Path, *packs: str) -> None:
    """As someone writes it into the file by hand."""
    home.mkdir(exist_ok=True)
    (home / "config.toml").write_text(f"packs = {list(packs)}\n")


@pytest.fixture
def own(home: Path) -> Path:
    """The person's own packs."""
    folder = home / "packs"
    folder.mkdir(parents=True)
    return folder


def test_an_own_pack_is_found_and_used(trust: Trust, own: Path) -> None:
    (own / "own.yaml").write_text(GOOD)
    listed = {pack["id"]: pack for pack in trust("packs", "list", "--json").json["data"]["packs"]}
    assert (listed["own"]["usable"], listed["own"]["enabled"]) == (True, False)
    assert trust("config", "set", "packs", "own").code == 0
    assert trust("prompt").out == "What was I holding when someone close spoke to me today?\n"


def test_an_own_pack_cannot_take_the_place_of_a_built_in_one(trust: Trust, own: Path) -> None:
    (own / "emotional-trust.yaml").write_text(changed("id: own", "id: emotional-trust"))
    library = Library(own)
    assert library.files()["emotional-trust"].built_in
    pack = library.pack("emotional-trust")
    assert pack is not None
    assert pack.title == "Emotional trust"
    listed = trust("packs", "list", "--json").json["data"]["packs"]
    assert [entry["id"] for entry in listed].count("emotional-trust") == 1
    assert "My own" not in trust("packs", "show", "emotional-trust").out


def test_a_bad_pack_is_skipped_with_one_warning_and_the_rest_work(trust: Trust, own: Path) -> None:
    (own / "broken.yaml").write_text(changed("depth: 1", "depth: 7"))
    turn_on(own.parent, "broken", "emotional-trust")
    result = trust()
    assert result.code == 0
    assert result.err.count("\n") == 1
    assert trust("prompt").out.count("\n") == 1
    assert "broken" in result.err
    assert "line 10" in result.err
    assert trust("journal", "-m", "x").code == 0
    listed = {pack["id"]: pack for pack in trust("packs", "list", "--json").json["data"]["packs"]}
    assert listed["broken"]["usable"] is False


def test_without_any_usable_pack_one_can_still_write(trust: Trust, own: Path) -> None:
    (own / "broken.yaml").write_text("[")
    turn_on(own.parent, "broken")
    assert trust().code == 0
    assert trust().code == 0
    assert trust("journal", "-m", "free words").code == 0
    assert trust("show", "--json").json["data"]["entry"]["kind"] == "free"


def test_a_pack_the_settings_name_and_nobody_has_is_one_warning(trust: Trust, home: Path) -> None:
    turn_on(home, "gone", "emotional-trust")
    result = trust()
    assert (result.code, result.err.count("\n")) == (0, 1)
    assert "gone" in result.err


def test_a_file_that_is_called_otherwise_than_its_pack_is_refused(own: Path) -> None:
    (own / "other.yaml").write_text(GOOD)
    library = Library(own)
    assert library.pack("other") is None
    assert library.skipped["other"].problem.what == "pack_id_not_file"
    with pytest.raises(NotFound) as refused:
        library.require("other")
    assert "own.yaml" in messages.error(refused.value)


def test_a_file_that_cannot_be_read_is_a_problem_and_no_trace(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own / "own.yaml").write_text(GOOD)

    def refuse(_: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied")

    library = Library(own)
    monkeypatch.setattr(Path, "open", refuse)
    assert library.pack("own") is None
    problem = library.skipped["own"].problem
    assert problem.what == "pack_unreadable"
    assert messages.problem(problem) == "line 1: can't be read (Permission denied)"


@pytest.mark.parametrize("name", ["../own", "own/../own", ".own", "/etc/passwd", "nothing", ""])
def test_a_pack_is_named_by_its_id_alone(trust: Trust, own: Path, name: str) -> None:
    (own / "own.yaml").write_text(GOOD)
    (own.parent / "own.yaml").write_text(GOOD)
    result = trust("packs", "show", name)
    assert result.code == 1
    assert result.err.count("\n") == 1


def test_folders_and_other_files_are_not_packs(own: Path) -> None:
    (own / "folder.yaml").mkdir()
    (own / "notes.txt").write_text("x")
    (own / "own.yaml").write_text(GOOD)
    (own / "link.yaml").symlink_to(own / "nowhere.yaml")
    assert [name for name, file in Library(own).files().items() if not file.built_in] == ["own"]


def test_a_pack_is_read_once(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (own / "own.yaml").write_text(GOOD)
    (own / "bad.yaml").write_text("[")
    library = Library(own)
    first, nothing = library.pack("own"), library.pack("bad")
    monkeypatch.setattr(library_module, "_read_file", None)
    assert library.pack("own") is first
    assert library.pack("bad") is nothing is None


def test_in_a_wheel_the_packs_travel_inside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site" / "trustjournal"
    (package / "packs").mkdir(parents=True)
    monkeypatch.setattr(library_module, "__file__", str(package / "packs" / "library.py"))
    assert built_in_folder() == tmp_path / "prompts"
    (package / "_prompts").mkdir()
    (package / "_prompts" / "own.yaml").write_text(GOOD)
    assert built_in_folder() == package / "_prompts"
    assert list(Library(tmp_path / "none").files()) == ["own"]


def test_in_the_checkout_the_packs_lie_at_the_root() -> None:
    root = Path(__file__).parents[2]
    assert built_in_folder().samefile(root / "prompts")
    assert "prompts" in (root / "pyproject.toml").read_text()
    assert (built_in_folder() / "LICENSE").is_file()


def test_a_problem_names_its_place() -> None:
    (problem,) = read(changed("depth: 1", "depth: 7").encode()).problems
    assert problem == Problem(
        "pack_not_number",
        10,
        12,
        "prompts[1].depth",
        details={"value": "7", "low": "1", "high": "3"},
    )
