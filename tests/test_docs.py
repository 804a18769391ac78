"""The documentation says what the program does."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest

import pictures
import reference
from trustjournal import commands as cli
from trustjournal import errors
from trustjournal.domain import streak

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
TODAY = date(2026, 11, 22)


def test_the_command_reference_is_what_the_program_says() -> None:
    assert (ROOT / "docs/commands.md").read_text("utf-8") == reference.commands(), "make reference"


def test_the_settings_reference_is_what_the_program_takes() -> None:
    assert (ROOT / "docs/settings.md").read_text("utf-8") == reference.settings(), "make reference"


def test_the_man_page_is_what_the_program_says() -> None:
    assert (ROOT / "man/trust.1").read_text("utf-8") == reference.man(), "make reference"
    assert (ROOT / "man/trustjournal.1").read_text("utf-8") == ".so man1/trust.1\n"


def test_the_files_for_completion_are_what_the_program_prints() -> None:
    folder = ROOT / "completions"
    files = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    assert {name: path.read_text("utf-8") for name, path in files.items()} == (
        reference.completions()
    ), "make reference"


def test_the_man_page_has_every_command_and_every_option() -> None:
    page = reference.man().replace("\\-", "-")
    shown = (ROOT / "docs/commands.md").read_text("utf-8")
    options = set(re.findall(r"^  (?:-\w, )?(--[a-z-]+)", shown, re.MULTILINE))
    commands = re.findall(r"^## (trust [a-z -]+)$", shown, re.MULTILINE)

    assert len(options) > 30
    assert len(commands) > 30
    assert {
        name for name in options if f"{name}\\fR" not in page and f".B {name}" not in page
    } == set()
    assert [
        name for name in commands if not re.search(rf'^\.SS "{name}[ "]', page, re.MULTILINE)
    ] == []


@pytest.mark.skipif(not shutil.which("groff"), reason="groff is not installed")
def test_groff_has_nothing_to_say_about_the_man_page() -> None:
    command = ["groff", "-man", "-ww", "-Tutf8", "-Kutf8", str(ROOT / "man/trust.1")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    table = readme.partition("## Commands")[2].partition("\n## ")[0]
    missing = [
        name for name in cli.COMMANDS if f"`{name}" not in table and f"trust {name}" not in table
    ]
    assert missing == []


def test_the_readme_begins_with_writing_that_the_shell_does_not_remember() -> None:
    first_example = (ROOT / "README.md").read_text("utf-8").partition("trust journal")[2][:40]
    assert "-m" not in first_example


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_exit_code_is_documented() -> None:
    documented = set(re.findall(r"^\| (\d+) \|", reference.COMMANDS_HEAD, re.MULTILINE))
    used = {str(kind.exit_code) for kind in errors.TrustError.__subclasses__()} | {"0", "70"}
    assert documented == used


def _examples() -> list[tuple[str, str]]:
    page = (ROOT / "docs/streaks.md").read_text("utf-8")
    return re.findall(r"^\| `([W.pL]+)` \| (\d+)", page, re.MULTILINE)


def test_the_streak_page_has_its_examples() -> None:
    assert len(_examples()) >= 6


@pytest.mark.parametrize(("days", "run"), _examples())
def test_the_streak_page_counts_right(days: str, run: str) -> None:
    dated = [(TODAY - timedelta(days=n), mark) for n, mark in enumerate(reversed(days))]
    rows = [(day, day) for day, mark in dated if mark == "W"]
    rows += [(day, day + timedelta(days=10)) for day, mark in dated if mark == "L"]
    pauses = [(day, day) for day, mark in dated if mark == "p"]

    assert streak.current(streak.collect(rows, pauses), TODAY).days == int(run)


def test_the_pictures_are_what_the_screens_look_like(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "DOCS", tmp_path / "pictures")
    pictures.run()
    for name in pictures.SCREENS:
        drawn = (tmp_path / "pictures" / f"{name}.svg").read_text("utf-8")
        assert drawn == (ROOT / "docs" / "pictures" / f"{name}.svg").read_text("utf-8")


@pytest.mark.parametrize("page", ["docs/architecture.md", "docs/adding.md", "CONTRIBUTING.md"])
def test_the_files_a_page_for_builders_names_are_there(page: str) -> None:
    source = ROOT / "src/trustjournal"
    names = re.findall(r"`([\w./-]+(?:\.py|/))`", (ROOT / page).read_text("utf-8"))
    named = [name for name in names if "NAME" not in name]
    missing = [name for name in named if not any((b / name).exists() for b in (ROOT, source))]
    assert (missing, len(named) > 3) == ([], True)
