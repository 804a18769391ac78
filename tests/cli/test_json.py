"""`--json`: one envelope for every command, for scripts that will still be here next year."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Trust

COMMANDS: list[tuple[tuple[str, ...], str, tuple[str, ...]]] = [
    ((), "", ("day", "choice", "answered", "standing", "newcomer", "review_due")),
    (("journal", "-m", "x"), "journal", ("entry", "standing")),
    (("list",), "list", ("entries",)),
    (("read",), "read", ("period", "private", "entries")),
    (("show",), "show", ("entry",)),
    (("trash", "list"), "trash list", ("entries",)),
    (("streak",), "streak", ("standing", "heatmap", "practices")),
    (("review",), "review", ("period", "marks", "lines", "mood", "intention", "private")),
    (("storm", "-m", "x"), "storm", ("entry", "standing")),
    (("joy", "-m", "x"), "joy", ("entry", "standing")),
    (("storm", "--no-input"), "storm", ("prompts",)),
    (("pulse",), "pulse", ("pulse", "items", "guarded")),
    (("pulse", "--set", "presence=4"), "pulse", ("pulse", "items", "guarded")),
    (("pulse", "--about"), "pulse", ("rules",)),
    (("sit", "--log", "10"), "sit", ("sitting",)),
    (("pause",), "pause", ("pauses",)),
    (("prompt",), "prompt", ("prompts",)),
    (("packs", "list"), "packs list", ("packs",)),
    (("packs", "show", "emotional-trust"), "packs show", ("packs",)),
    (("packs", "enable", "joys"), "packs enable", ("changed", "already", "on")),
    (("packs", "disable", "joys"), "packs disable", ("changed", "already", "on")),
    (("config", "list"), "config list", ("settings",)),
    (("config", "get", "person"), "config get", ("key", "value")),
    (("config", "set", "person", "Sam"), "config set", ("key", "value")),
    (("config", "path"), "config path", ("path",)),
    (("about",), "about", ("version", "journal")),
    (("safety",), "safety", ("safety_line",)),
]
"""Command, the name it goes by, and names its data has. The first seven read an empty journal."""

ENTRY = [
    *("id", "day", "written_on", "created_at", "tz", "utc_offset", "modified_at", "kind", "body"),
    *("revision", "title", "mood", "closeness", "pack", "prompt_id", "prompt_text", "practice"),
    *("period", "tags", "people", "starred", "private", "source", "source_id", "deleted_at"),
    *("answers", "hash", "come_back"),
]


@pytest.mark.every_case
@pytest.mark.parametrize("begun", [False, True], ids=["empty", "begun"])
@pytest.mark.parametrize(
    ("command", "name", "fields"), COMMANDS, ids=[" ".join(c) or "trust" for c, _, _ in COMMANDS]
)
def test_every_command_answers_in_one_envelope(
    trust: Trust, command: tuple[str, ...], name: str, fields: tuple[str, ...], begun: bool
) -> None:
    if begun:
        trust("journal", "--free", "-m", "one", "--tag", "walk")

    result = trust(*command, "--json")

    assert (result.code, result.err) == (0, "")
    told = result.json
    # `read` prints its entries before it knows how it ends.
    names = ["format_version", "command", "status", "data", "errors"]
    assert (sorted(told) if name == "read" else list(told)) == (
        sorted(names) if name == "read" else names
    )
    assert (told["format_version"], told["command"]) == (1, name)
    assert (told["status"], told["errors"]) == ("ok", [])
    assert set(fields) <= set(told["data"])
    assert result.out.endswith("}\n")


@pytest.mark.parametrize(
    "command", [command for command, _, _ in COMMANDS if command], ids=lambda c: " ".join(c)
)
def test_the_option_may_come_first(trust: Trust, command: tuple[str, ...]) -> None:
    result = trust("--json", *command)

    assert (result.code, result.err) == (0, "")
    assert result.json["status"] == "ok"


def test_exporting_answers_in_an_envelope_too(trust: Trust, tmp_path: Path) -> None:
    trust("journal", "--free", "-m", "one")
    trust("journal", "--free", "-m", "two", "--private")

    result = trust("export", "markdown", str(tmp_path / "pages"), "--json")

    assert result.err == ""
    assert result.json["data"] == {
        "format": "markdown",
        "dest": str(tmp_path / "pages"),
        "is_folder": True,
        "entries": 1,
        "private": 1,
        "private_parts": 0,
        "private_promises": 0,
        "promises_to_someone": 0,
        "unquoted": 0,
        "unquoted_promises": 0,
        "trashed": 0,
        "wordings": 0,
        "written": 1,
        "unchanged": 0,
        "removed": [],
        "kept": [],
        "newer": [],
        "not_ours": [],
    }


def test_exporting_to_standard_output_as_json_is_an_envelope_or_refused(trust: Trust) -> None:
    trust("journal", "--free", "-m", "one")

    result = trust("export", "markdown", "-", "--json")

    assert result.err == ""
    assert result.json["status"] in ("ok", "error")


@pytest.mark.parametrize(
    "command",
    [("edit", "last", "-m", "two"), ("delete", "last"), ("pause", "today")],
    ids=" ".join,
)
def test_what_changes_something_answers_in_an_envelope(
    trust: Trust, command: tuple[str, ...]
) -> None:
    trust("journal", "--free", "-m", "one")

    result = trust(*command, "--json")

    assert (result.code, result.err) == (0, "")
    assert result.json["status"] == "ok"


def test_an_entry_bears_the_names_of_its_fields(trust: Trust) -> None:
    trust("journal", "-m", "one", "--mood", "3", "--tag", "walk", "--person", "Sam")

    entry = trust("show", "--json").json["data"]["entry"]
    (listed,) = trust("list", "--json").json["data"]["entries"]

    assert sorted(entry) == sorted(ENTRY)
    assert listed == entry
    assert entry["created_at"] == "2026-11-22T21:10:00.000000Z"
    assert entry["day"] == "2026-11-22"
    assert len(entry["hash"]) == 32
    assert (entry["mood"], entry["tags"], entry["people"]) == (3, ["walk"], ["Sam"])


def test_a_private_entry_has_day_and_kind_and_no_body(trust: Trust) -> None:
    trust("journal", "--answer", "-m", "heliotrope", "--private", "--mood", "3", "--tag", "walk")

    (listed,) = trust("list", "--json").json["data"]["entries"]

    assert listed == {
        "id": listed["id"],
        "day": "2026-11-22",
        "created_at": "2026-11-22T21:10:00.000000Z",
        "kind": "daily",
        "private": True,
        "body": None,
    }


def test_text_is_not_turned_into_escapes_and_stays_whole(trust: Trust) -> None:
    trust("journal", "--free", "-m", 'schön, "quoted" \\ ‘so’ 👩‍👧\nsecond')

    result = trust("show", "--json")

    assert "schön" in result.out
    assert result.json["data"]["entry"]["body"] == 'schön, "quoted" \\ ‘so’ 👩‍👧\nsecond'


def test_warnings_do_not_break_the_envelope(trust: Trust, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text('nonsense = 1\npacks = ["nowhere"]\n', "utf-8")

    for command in ((), ("list",), ("prompt",), ("journal", "-m", "x"), ("config", "list")):
        result = trust(*command, "--json")
        assert result.err == ""
        assert result.json["status"] == "ok"


def test_a_text_left_behind_does_not_break_the_envelope(trust: Trust) -> None:
    trust("journal", "--free", stdin=b"x" * (17 * 1024 * 1024))

    result = trust("--json")

    assert result.err == ""
    assert result.json["status"] == "ok"


def test_an_error_tells_its_code_and_its_sentence(trust: Trust) -> None:
    result = trust("journal", "--mood", "9", "-m", "x", "--json")

    assert (result.code, result.err) == (2, "")
    assert result.json == {
        "format_version": 1,
        "command": "journal",
        "status": "error",
        "data": None,
        "errors": [{"code": 2, "message": "--mood can't be 9; use 1 to 5"}],
    }


def test_a_text_that_reads_like_the_option_is_no_option(trust: Trust) -> None:
    result = trust("journal", "--mood", "9", "-m", "--json")

    assert result.out == ""
    assert "--mood can't be 9; use 1 to 5" in result.err
