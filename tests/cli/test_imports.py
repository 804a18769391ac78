"""What each command imports, in a process of its own: see docs/performance.md.

Commands of one row run one after the other in one process, which says after each what has been
imported so far; so a command that imports too much is the first whose line holds it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import NOW, Trust
from trustjournal.packs.library import built_in_folder

HEAVY = {"sqlmodel", "sqlalchemy", "pydantic", "prompt_toolkit", "textual"}
HEAVY |= {"sqlcipher3", "cryptography", "keyring"}  # for sealed journals alone

PROGRAM = """
import atexit, json, sys

def told():
    loaded = [name for name, module in sys.modules.items() if module]
    names = {name if name.startswith("trustjournal.") else name.partition(".")[0] for name in loaded}
    print("\\n@", *sorted(names), file=sys.stderr)

atexit.register(told)
from trustjournal.__main__ import main
sys.argv[0] = "trust"
code = 0
for argv in json.loads(sys.argv[1]):
    code = code or main(argv)
    told()
sys.exit(code)
"""

Commands = list[tuple[str, ...]]


def imported(home: Path, commands: Commands, **env: str) -> list[set[str]]:
    """Run commands in one process; the packages and the modules of ours that were there after each."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(commands)],
        env=environ | {"TRUST_HOME": str(home), "TRUST_NOW": NOW} | env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("@")]
    return [set(line.split()[1:]) for line in lines]


def assert_none_imports(home: Path, commands: Commands, forbidden: set[str]) -> None:
    after = imported(home, commands)
    assert len(after) == len(commands) + 1, "each command came to its end"
    for command, names in zip(commands, after, strict=False):
        assert not names & forbidden, " ".join(command) or "trust"


@pytest.fixture
def begun(trust: Trust) -> None:
    """A journal with entries, so that no command has an easy way out."""
    trust("journal", "-m", "x", now="2026-11-20T21:00:00+01:00")
    trust("journal", "--free", "-m", "x", "--tag", "walk")


def test_version_imports_next_to_nothing(home: Path) -> None:
    names = imported(home, [("--version",)])[0]

    assert "typer" in names, "this test sees what is imported"
    assert not names & (HEAVY | {"rich", "yaml", "sqlite3", "platformdirs", "tomlkit"})


def test_what_a_timer_runs_imports_neither_what_parses_nor_what_draws(
    home: Path, begun: None, tmp_path: Path
) -> None:
    """The reminder is due here, so that everything it looks at is imported."""
    sent = tmp_path / "sent"
    (tmp_path / "notify-send").write_text(f"#!/bin/sh\n: > {sent}\n", "utf-8")
    (tmp_path / "notify-send").chmod(0o700)
    (home / "config.toml").write_text('remind = "22:00"\n', "utf-8")
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    tomorrow = "2026-11-23T22:10:00+01:00"
    names = imported(home, [("remind", "now")], PATH=path, TRUST_NOW=tomorrow)[0]

    assert sent.exists()
    assert "sqlite3" in names, "this test sees what is imported"
    assert not names & (HEAVY | {"typer", "rich", "yaml", "tomlkit", "asyncio"})
    ours = {
        "domain.entry",
        "domain.prompts",
        "domain.question_choice",
        "domain.streak",
        "schedulers",
    }
    assert not names & {f"trustjournal.{name}" for name in ours}


def test_a_timer_with_nothing_to_say_imports_no_way_to_say_it(home: Path, begun: None) -> None:
    (home / "config.toml").write_text('remind = "22:00"\n', "utf-8")
    written = "2026-11-22T22:10:00+01:00"
    names = imported(home, [("remind", "now")], TRUST_NOW=written)[0]

    assert "trustjournal.storage.days" in names, "it has looked into the journal"
    assert not names & {"subprocess", "trustjournal.notifications", "hashlib"}


@pytest.mark.parametrize(
    ("shell", "words"),
    [
        ("bash", "trust st"),
        ("bash", "trust show "),
        ("zsh", "trust journal --practice "),
        ("zsh", "trust show "),
        ("zsh", "trust list --tag "),
        ("bash", "trust list --person "),
        ("fish", "trust packs show "),
        ("fish", "trust show "),
        ("bash", "trust read "),
        ("zsh", "trust read 2026-1"),
        ("fish", "trust list --from "),
    ],
)
@pytest.mark.some(4)
def test_completion_imports_next_to_nothing(
    home: Path, begun: None, shell: str, words: str
) -> None:
    names = imported(
        home,
        [()],
        _TRUST_COMPLETE=f"complete_{shell}",
        COMP_WORDS=words,
        COMP_CWORD=str(words.count(" ")),
        _TYPER_COMPLETE_ARGS=words,
        _TYPER_COMPLETE_FISH_ACTION="get-args",
    )[-1]

    assert not names & (HEAVY | {"rich", "yaml"})


READS: Commands = [
    ("list",),
    ("list", "--tag", "walk", "--from", "2026-11-01"),
    ("list", "november"),
    ("read",),
    ("read", "2026", "--tag", "walk"),
    ("read", "--random"),
    ("show", "last"),
    ("show", "last", "--history"),
    ("show", "--random"),
    ("show", "--on-this-day"),
    ("tags",),
    ("search", "x", "--tag", "walk"),
    ("streak",),
    ("streak", "--all"),
    ("streak", "--short"),
    ("review",),
    ("review", "--no-input"),
    ("review", "november", "--no-input"),
    ("review", "--markdown"),
    ("trash", "list"),
    ("pause",),
    ("remind",),
    ("remind", "test"),
    ("config", "list"),
    ("config", "get", "person"),
    ("config", "path"),
    ("about",),
    ("safety",),
]
KEEPS: Commands = [("backup",), ("restore",), ("restore", "last"), ("doctor",)]
ASKS: Commands = [
    (),
    ("storm", "--no-input"),
    ("joy", "--no-input"),
    ("pulse",),
    ("pulse", "--about"),
    ("prompt",),
    ("prompt", "--why"),
    ("packs", "list"),
    ("packs", "show", "emotional-trust"),
]


def test_copies_and_the_doctor_import_no_models(home: Path, begun: None) -> None:
    assert_none_imports(home, KEEPS, HEAVY)
    assert_none_imports(home, [("doctor",)], {"cryptography", "trustjournal.services.sync_doctor"})
    assert_none_imports(home, [(*words, "--json") for words in KEEPS], {"rich"})


def test_looking_at_an_import_imports_no_models(home: Path, begun: None) -> None:
    journal = home / "journal.txt"
    journal.write_text("[2026-11-20 21:00] From elsewhere\n", "utf-8")
    look = ("import", str(journal), "--dry-run")

    assert_none_imports(home, [look], HEAVY | {"yaml"})
    assert_none_imports(home, [(*look, "--json"), ("import", str(journal), "--json")], {"rich"})


def test_reads_import_no_models_and_no_yaml(home: Path, begun: None) -> None:
    assert_none_imports(home, READS, HEAVY | {"yaml"})


def test_questions_import_no_models(home: Path, begun: None) -> None:
    assert_none_imports(home, ASKS, HEAVY)


@pytest.mark.parametrize("begins", [True, False], ids=["begun", "empty"])
def test_json_imports_no_rich(home: Path, request: pytest.FixtureRequest, begins: bool) -> None:
    if begins:
        request.getfixturevalue("begun")
    other_forms = {"--short", "--markdown"}
    answers = [(*c, "--json") for c in [*READS, *ASKS] if not other_forms & set(c)]
    if not begins:
        answers = [answer for answer in answers if answer[:2] != ("show", "last")]

    assert_none_imports(home, answers, {"rich", *HEAVY})


def test_json_of_what_changes_something_imports_no_rich(home: Path, begun: None) -> None:
    changes: Commands = [
        ("journal", "--free", "-m", "x", "--json"),
        ("storm", "-m", "x", "--json"),
        ("joy", "-m", "x", "--json"),
        ("pulse", "--set", "presence=4", "--json"),
        ("sit", "--log", "10", "--json"),
        ("edit", "last", "-m", "y", "--json"),
        ("star", "last", "--json"),
        ("tags", "rename", "walk", "pier", "--json"),
        ("tags", "merge", "pier", "walk", "--json"),
        ("delete", "last", "--json"),
        ("trash", "empty", "--yes", "--json"),
        ("config", "set", "person", "Sam", "--json"),
        ("pause", "today", "--json"),
        ("pause", "--undo", "--json"),
        ("packs", "enable", "joys", "--json"),
        ("packs", "disable", "joys", "--json"),
        ("packs", "check", str(built_in_folder() / "joys.yaml"), "--json"),
        ("export", "markdown", str(home / "pages"), "--json"),
    ]
    assert_none_imports(home, changes, {"rich", "prompt_toolkit"})


def test_help_imports_no_rich(home: Path) -> None:
    assert_none_imports(home, [("--help",), ("streak", "--help")], HEAVY | {"rich"})


def test_a_message_imports_models_and_no_writer_for_terminals(home: Path) -> None:
    names = imported(home, [("journal", "--free", "-m", "x")])[-1]

    assert "sqlmodel" in names
    assert "prompt_toolkit" not in names


INBOX = {
    "trustjournal.services.inbox",
    "trustjournal.formats.markdown_in",
    "trustjournal.sync.folder",
}


def test_an_empty_inbox_costs_next_to_nothing(home: Path, begun: None, tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "photo.jpg").write_bytes(b"jpg")
    (tmp_path / "inbox" / "empty.txt").touch()
    (home / "config.toml").write_text(f'inbox = "{tmp_path / "inbox"}"\n', "utf-8")
    assert_none_imports(home, [("list",), ("streak", "--short")], {"trustjournal.sync.inbox"})
    assert_none_imports(home, [()], HEAVY | INBOX)


def test_notes_that_the_journal_has_or_cannot_have_import_no_models(
    home: Path, begun: None, trust: Trust, tmp_path: Path
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (home / "config.toml").write_text(f'inbox = "{inbox}"\n', "utf-8")
    (inbox / "2026-11-19.md").write_text("A walk", "utf-8")
    assert trust("sync").code == 0
    (inbox / "2026-11-19.md").write_text("A walk", "utf-8")
    (inbox / "odd.txt").write_bytes(b"no\0text")
    [names, _] = imported(home, [()])
    assert "trustjournal.services.inbox" in names
    assert not names & HEAVY
    assert [path.name for path in inbox.glob("[!.]*")] == ["odd.txt"]
