"""Completion in bash, zsh and fish: commands, options, entry ids, practices, packs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import NOW, Stdin, Trust
from trustjournal.__main__ import main
from trustjournal.formats.exporters import EXPORTERS

PROGRAM = (
    "import sys; sys.argv[0] = 'trust'; from trustjournal.__main__ import main; sys.exit(main())"
)


def asked(home: Path, line: str, shell: str) -> dict[str, str]:
    """What a shell puts into the environment when Tab is pressed after `line`."""
    words = line.split()
    return {
        "_TRUST_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - (not line.endswith(" "))),
        "_TYPER_COMPLETE_ARGS": line,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "TRUST_HOME": str(home),
        "TRUST_NOW": NOW,
        "HOME": str(home.parent),
    }


def completed(home: Path, line: str, shell: str = "bash") -> str:
    """What a shell is told when Tab is pressed after `line`, by a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=os.environ | asked(home, line, shell),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


Complete = Callable[[str], str]


@pytest.fixture
def complete(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Complete:
    """The same in this process, which takes a tenth of the time."""

    def run(line: str) -> str:
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["trust"])
            patch.setattr(sys, "stdin", Stdin(b""))
            for name, value in asked(home, line, "bash").items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit) as ended:
                main([])
        told = capsys.readouterr()
        assert (ended.value.code, told.err) == (0, "")
        return told.out

    return run


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_commands(home: Path, shell: str) -> None:
    told = completed(home, "trust st", shell)

    assert "streak" in told
    assert "journal" not in told
    assert not home.exists()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_entry_ids(trust: Trust, home: Path, shell: str) -> None:
    for text in ("heliotrope one", "heliotrope two"):
        trust("journal", "--free", "-m", text)
    ids = [entry["id"][:5] for entry in trust("list", "--json").json["data"]["entries"]]

    told = completed(home, "trust show ", shell)

    for name in [*ids, "last"]:
        assert name in told
    assert "heliotrope" not in told


@pytest.mark.parametrize("command", ["edit", "delete"])
def test_entry_ids_for_other_commands(trust: Trust, complete: Complete, command: str) -> None:
    trust("journal", "--free", "-m", "x")
    name = trust("list").out[:5]

    assert complete(f"trust {command} {name[:3]}").split() == [name]


def test_what_can_be_restored_is_what_is_in_the_trash(trust: Trust, complete: Complete) -> None:
    trust("journal", "--free", "-m", "x")
    gone = trust("list").out[:5]
    trust("delete", "last")
    trust("journal", "--free", "-m", "y")

    assert complete("trust trash restore ").split() == [gone]
    assert gone not in complete("trust show ").split()


def test_practices(complete: Complete) -> None:
    assert complete("trust journal --practice pr").split() == ["presence"]
    assert len(complete("trust list --practice ").split()) == 10


def test_tags_and_people(trust: Trust, complete: Complete) -> None:
    trust("journal", "--free", "-m", "x", "--tag", "Walk", "--tag", "rain", "--person", "Sam")
    trust("journal", "--free", "-m", "x", "--tag", "wsealed", "--person", "Sealed", "--private")

    assert complete("trust list --tag W").split() == ["Walk"]
    assert set(complete("trust tags rename ").split()) == {"Walk", "rain"}
    assert complete("trust journal --person S").split() == ["Sam"]


def test_packs(home: Path, complete: Complete) -> None:
    (home / "packs").mkdir(parents=True)
    (home / "packs" / "tiny.yaml").write_text("", "utf-8")

    assert {"emotional-trust", "tiny"} <= set(complete("trust journal --pack ").split())
    assert complete("trust packs show ti").split() == ["tiny"]


def test_settings_and_kinds(complete: Complete) -> None:
    assert complete("trust config set day").split() == ["day_starts_at"]
    assert complete("trust list --kind re").split() == ["review"]


def test_formats(complete: Complete) -> None:
    assert complete("trust export ").split() == [*EXPORTERS]
    assert complete("trust export j").split() == ["json", "jrnl"]


def test_options(complete: Complete) -> None:
    assert complete("trust review --mo").split() == ["--month"]


def test_a_journal_that_is_broken_does_not_disturb_the_shell(
    home: Path, complete: Complete
) -> None:
    home.mkdir()
    (home / "journal.db").write_text("not a journal" * 99, "utf-8")

    for line in ("trust show ", "trust promise kept ", "trust list --tag "):
        assert "Traceback" not in complete(line)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_a_shell_loads(home: Path, shell: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=os.environ
        | {"_TRUST_COMPLETE": f"source_{shell}", "TRUST_HOME": str(home), "HOME": str(home.parent)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "_TRUST_COMPLETE" in done.stdout


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"COMP_WORDS": "trust li", "COMP_CWORD": "many"},
        {"COMP_WORDS": "trust li"},
        {"COMP_CWORD": "1"},
        {"COMP_WORDS": "trust 'open", "COMP_CWORD": "-7"},
    ],
)
def test_a_shell_that_asks_oddly_is_offered_nothing(home: Path, asked: dict[str, str]) -> None:
    known = {"_TRUST_COMPLETE": "complete_bash", "TRUST_HOME": str(home), "HOME": str(home.parent)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={"PATH": os.environ["PATH"], **known, **asked},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_an_empty_wish_to_complete_is_none(trust: Trust) -> None:
    assert trust("list", env={"_TRUST_COMPLETE": ""}).code == 0
    assert trust(env={"_TRUST_COMPLETE": ""}).code == 0
