"""Help: the first page on one screen, and an example for every command."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conftest import Trust
from trustjournal.commands import COMMANDS

GROUPS = {
    "packs": ("list", "show", "enable", "disable", "new", "check", "add", "remove"),
    "config": ("list", "get", "set", "path"),
    "trash": ("list", "restore", "empty"),
    "sync": ("setup", "status", "forget", "passphrase", "off"),
}


PAGES = [
    page
    for name in COMMANDS
    for page in ([(name, part) for part in GROUPS[name]] if name in GROUPS else [(name,)])
]
"""Every command that does something."""


def test_the_first_page_fits_on_one_screen(trust: Trust, home: Path) -> None:
    result = trust("--help")

    assert (result.code, result.err) == (0, "")
    assert len(result.out.splitlines()) <= 24
    assert max(len(line) for line in result.out.splitlines()) <= 80
    assert not home.exists()


def test_the_first_page_names_every_command(trust: Trust) -> None:
    words = re.findall(r"[a-z]+", trust("--help").out)

    for name in COMMANDS:
        assert name in words, name


def test_the_first_page_begins_with_what_people_do_most(trust: Trust) -> None:
    page = trust("--help").out
    described = re.findall(r"(?:^|  )([a-z]+)  +[a-z]", page.partition("A moment")[0], re.MULTILINE)
    assert {"journal", "review", "list", "search"} <= set(described)


def test_the_first_page_tells_what_the_program_takes(trust: Trust) -> None:
    out = trust("--help").out

    assert "Example: " in out
    for option in ("--version", "--plain", "--json", "--install-completion", "--help"):
        assert option in out


@pytest.mark.parametrize("page", PAGES, ids=" ".join)
def test_every_command_has_help_with_an_example(
    trust: Trust, home: Path, page: tuple[str, ...]
) -> None:
    result = trust(*page, "--help")

    assert (result.code, result.err) == (0, "")
    assert f"Usage: trust {' '.join(page)}" in result.out
    example = re.search(r"^  Example: trust (.*)$", result.out, flags=re.MULTILINE)
    assert example
    assert example[1].split()[: len(page)] == list(page)
    for option in ("--json", "--plain"):
        assert option in result.out
    assert not re.search("[\u2500-\u257f]", result.out), "boxes"
    assert not home.exists()


@pytest.mark.parametrize("page", [(), *PAGES, *((group,) for group in GROUPS)], ids=" ".join)
def test_h_asks_for_the_same_help(trust: Trust, home: Path, page: tuple[str, ...]) -> None:
    assert trust(*page, "-h") == trust(*page, "--help")
    assert trust(*page, "-h").code == 0
    assert not home.exists()


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_names_what_it_holds(trust: Trust, group: str) -> None:
    result = trust(group, "--help")

    assert result.code == 0
    for part in GROUPS[group]:
        assert re.search(rf"^  {part}  +\S", result.out, flags=re.MULTILINE)
    assert "Example: " in result.out


@pytest.mark.every_case
@pytest.mark.usefixtures("copy_of_the_day")  # `restore` needs one
@pytest.mark.parametrize("page", PAGES, ids=" ".join)
def test_every_example_can_be_run(
    trust: Trust, page: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shlex

    monkeypatch.chdir(tmp_path)
    out = trust(*page, "--help").out
    example = re.search(r"^  Example: trust (.*)$", out, flags=re.MULTILINE)
    assert example
    words = shlex.split(example[1].replace("~/", f"{tmp_path}/"))
    trust("journal", "--free", "-m", "one", now="2026-11-21T20:00:00+01:00")
    monkeypatch.setenv("TRUST_PASSPHRASE", "asked for by encrypt")
    (tmp_path / "journal.txt").write_text("[2026-11-20 21:00] From elsewhere\n", "utf-8")
    if page == ("trash", "restore"):
        words[-1] = trust("list").out[:5]
        trust("delete", "last")
    if page in {("packs", "check"), ("packs", "add"), ("packs", "remove")}:
        trust("packs", "new", "evening-walks")
    if page == ("packs", "remove"):
        trust("packs", "add", "evening-walks.yaml")
    monkeypatch.setenv("TRUST_SYNC_PASSPHRASE_COMMAND", "echo asked for by sync")
    if page[0] == "sync" and page != ("sync", "setup"):
        trust("sync", "setup", str(tmp_path / "carried"))
    if page in {("sync", "forget"), ("sync", "passphrase")}:
        other = {"TRUST_HOME": str(tmp_path / "other")}
        trust("sync", "setup", str(tmp_path / "carried"), "--name", "laptop", env=other)
        monkeypatch.setenv("TRUST_SYNC_PASSPHRASE_COMMAND", "echo a new one")

    if page == ("open",):
        return  # it needs a terminal: tests/tui
    result = trust(*words, stdin="some words\n")

    assert result.code == 0, result.err


def test_options_are_explained_by_what_they_take(trust: Trust) -> None:
    for page in PAGES:
        for line in trust(*page, "--help").out.splitlines():
            option = re.match(r"  (?:-\w, )?(--?[a-z-]+)(?:[ ,/]|$)", line)
            if option:
                assert re.search(r"  +\S|[A-Z0-9/-]+$", line[4:]), line
                assert "[default:" not in line, line
                assert "TEXT TEXT" not in line


@pytest.mark.parametrize("columns", ["40", "200"])
def test_help_needs_no_wide_window(trust: Trust, columns: str) -> None:
    for page in PAGES:
        assert trust(*page, "--help", env={"COLUMNS": columns}).code == 0


def test_the_usage_stays_legible_in_a_narrow_window(trust: Trust) -> None:
    lines = trust("--help", env={"COLUMNS": "40"}).out.splitlines()
    assert lines[:4] == [
        "Usage: trust [COMMAND]",
        "           without COMMAND, shows today",
        '       trust "a few words"',
        "           saves them as an entry",
    ]


def test_the_narrow_list_says_no_name_twice(trust: Trust) -> None:
    lines = trust("help", "all", env={"COLUMNS": "40"}).out.splitlines()
    assert "  list: entries, newest first." in lines
    assert not [line for line in lines if re.match(r"  (.* )?(\w+): \2\b", line, re.IGNORECASE)]


WITHOUT_WORDS = ("read", "show", "pause", "unsaid", "backup restore", "prompt focus")


@pytest.mark.parametrize("command", WITHOUT_WORDS)
def test_what_a_command_does_without_words_is_said_one_way(trust: Trust, command: str) -> None:
    out = " ".join(trust(*command.split(), "--help").out.split())
    without = re.search(r"Without ([A-Z]+), ", out)
    assert without
    assert f"[{without[1]}]" in out


@pytest.mark.parametrize("columns", ["40", "80"])
def test_no_line_of_help_breaks_inside_a_word(trust: Trust, columns: str) -> None:
    out = trust("help", "journal", env={"COLUMNS": columns}).out
    assert "too-deep" in out
    assert not [line for line in out.splitlines() if re.search(r"\w-$", line)]


@pytest.mark.parametrize("group", GROUPS)
def test_the_list_of_a_group_cuts_no_sentence(trust: Trust, group: str) -> None:
    """At 80 columns each sentence fits beside its command; at 40 it goes on in the next line."""
    for columns in ("40", "80"):
        listed = trust(group, "--help", env={"COLUMNS": columns}).out.partition("\nCommands:\n")[2]
        assert "..." not in listed
        assert " ".join(listed.split()).endswith(".")
        is_row = [bool(re.match(r"  \w", line)) for line in listed.splitlines()]
        assert all(is_row) or columns == "40"
