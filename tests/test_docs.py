"""The documentation says what the program does."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest
import typer

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


def _anchors(page: Path) -> set[str]:
    """The names by which the headings of a page can be linked to, made as GitHub makes them."""
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    words = (re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).lower() for heading in headings)
    return {re.sub(r"[^\w -]", "", word).replace(" ", "-") for word in words}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    dead = []
    for link in links:
        name, _, anchor = link.partition("#")
        target = (page.parent / name) if name else page
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            dead.append(link)
    assert dead == []


def test_the_index_names_every_page() -> None:
    index = ROOT / "docs/README.md"
    linked = set(re.findall(r"\]\(([\w-]+\.md)\)", index.read_text("utf-8")))
    assert linked == {page.name for page in index.parent.glob("*.md")} - {index.name}


def test_every_page_that_code_names_is_there() -> None:
    folders = ("src", "scripts", "tests", "prompts")
    files = [*ROOT.glob("*.toml"), ROOT / "Makefile"]
    files += [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    named = {
        name for path in files for name in re.findall(r"docs/[\w-]+\.md", path.read_text("utf-8"))
    }
    assert (sorted(name for name in named if not (ROOT / name).exists()), len(named) > 8) == (
        [],
        True,
    )


def test_every_source_is_listed_and_every_listed_one_is_cited() -> None:
    text, _, sources = (ROOT / "docs/evidence.md").read_text("utf-8").partition("## Sources")
    cited = set(re.findall(r"\[(\d+)\](?!\()", text))
    listed = set(re.findall(r"^\| (\d+) \|", sources, re.MULTILINE))
    assert (cited, len(cited) > 40) == (listed, True)


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


def _commands_on(page: Path) -> list[list[str]]:
    """What a page says one can type: the words of each `trust …`, up to what a shell would see."""
    text = re.sub(r"<!-- screen.*?```\n.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    blocks = re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    typed = [line for block in blocks for line in re.findall(r"^trust .*", block, re.MULTILINE)]
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    typed += re.findall(r"`(trust [^`]+)`", prose)
    lines = [re.split(r" # | \| | < ", " ".join(line.split()))[0].split()[1:] for line in typed]
    return [words for words in lines if words]


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if page.name not in ("commands.md", "CHANGELOG.md")],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_every_command_on_a_page_can_be_typed(page: Path) -> None:
    program = typer.main.get_command(cli.build([], everything=True))
    wrong = []
    for words in _commands_on(page):
        command, rest = program, words
        while rest and (inner := getattr(command, "commands", {}).get(rest[0])):
            command, rest = inner, rest[1:]
        named = {
            option for param in command.params for option in (*param.opts, *param.secondary_opts)
        }
        options = {word.strip("[](),.") for word in words if word.startswith("--")} - {"--"}
        options = {option for option in options if not option.endswith('"')}
        is_entry = words[0][0] in '"“…' or words[0].endswith(":")
        is_command = command is not program or words[0].startswith("-") or words[0] == "help"
        if not (is_entry or is_command) or (is_command and options - named - {"--help"}):
            wrong.append(" ".join(words))
    assert wrong == []
