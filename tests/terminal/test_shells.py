"""Tab in real shells: what they then hand to the program is the tag or the person as it is."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pexpect
import pytest

from conftest import Trust
from terminal_helpers import PATIENCE, command, environment

TAGS = (
    "date night",
    "date palm",
    "a:b",
    "it's",
    'x"y',
    "$HOME",
    "tab(le",
    "ünï",
    "*star",
    "semi;colon",
    "back`tick",
    "q\\r",
    "mail@home",
    "k=v",
    "!bang",
    "~tilde",
    "[box]",
    "pipe|and&or",
)
PEOPLE = ("Mary Ann", "O'Neil", "Zoë")
EVERYWHERE = {
    "--person M": "Mary Ann",
    "--person O": "O'Neil",
    "--person Zo": "Zoë",
    "--tag it": "it's",
    "--tag se": "semi;colon",
    "--tag ba": "back`tick",
    "--tag x": 'x"y',
    "--tag ta": "tab(le",
    "--tag ün": "ünï",
    "--tag q": "q\\r",
    "--tag p": "pipe|and&or",
    "--tag ma": "mail@home",
    "--tag k": "k=v",
    "--tag a:": "a:b",
    "--tag mail@": "mail@home",
    "--tag '$H": "$HOME",
    "--tag \\[": "[box]",
    "--tag date\\ n": "date night",
    "--tag date\tn": "date night",
    "--tag 'date p": "date palm",
    '--tag "date n': "date night",
    '--tag "x': 'x"y',
}
"""What is typed before Tab, and what the program is to get."""
SOME = {
    typed: EVERYWHERE[typed] for typed in ("--person O", "--tag '$H", "--tag date\\ n", '--tag "x')
}
"""Those that `make test` tries: each is a program that starts from nothing."""
NOT_IN_FISH = {
    "--tag \\*": "*star",
    "--tag=se": "--tag=semi;colon",
    "--person=O": "--person=O'Neil",
}
SHELLS = {
    "bash": ["--noprofile", "--rcfile", "RC", "-i"],
    "zsh": ["-d", "-i"],
    "fish": ["-i"],
}
RC_FILES = {"bash": ".bashrc", "zsh": ".zshrc", "fish": ".config/fish/config.fish"}
CTRL_A = "\x01"
CTRL_U = "\x15"
MARK = "\x1e"
"""What stands before each word where they are shown."""


def a_shell(name: str) -> pytest.MarkDecorator:
    """Skip, by its name, what needs a shell that is not installed."""
    return pytest.mark.skipif(shutil.which(name) is None, reason=f"there is no {name} here")


EVERY_SHELL = pytest.mark.parametrize("name", [pytest.param(n, marks=a_shell(n)) for n in SHELLS])


class Shell:
    """An interactive shell that has `trust` on its path."""

    def __init__(self, name: str, home: Path, program: str = "trust") -> None:
        self.name = name
        self.person = home.parent / "person"
        self.rc = self.person / RC_FILES[name]
        self.rc.parent.mkdir(parents=True, exist_ok=True)
        self.bin = home.parent / "bin"
        self.bin.mkdir(exist_ok=True)
        main = "from trustjournal.__main__ import main; sys.exit(main())"
        self._add(program, f"#!{sys.executable}\nimport sys\n{main}\n")
        self._add(
            "show-words", f"#!/bin/sh\nshift; printf WORDS; printf '{MARK}%s' \"$@\"; echo END"
        )
        unmeasured = {
            name: value
            for name, value in environment(home).items()
            if not name.startswith("COVERAGE_")  # every Tab is a process that starts from nothing
        }
        self.env = unmeasured | {
            "HOME": str(self.person),
            "PATH": f"{self.bin}:{os.environ['PATH']}",
            "TERM": "dumb" if name == "bash" else "xterm",
            "PS1": "> ",
        }
        self.child: pexpect.spawn[str] | None = None

    def _add(self, program: str, script: str) -> None:
        """Put a program on the path."""
        path = self.bin / program
        path.write_text(script)
        path.chmod(0o700)

    def install(self, program: str = "trust") -> None:
        """Let the program install its completion, as from this shell."""
        done = subprocess.run(
            [self.name, "-c", f"{program} --install-completion; true"],
            env=self.env,
            capture_output=True,
            text=True,
            check=True,
        )
        assert "installed" in done.stdout

    def start(self) -> None:
        """Start it, until it takes commands."""
        words = [word.replace("RC", str(self.rc)) for word in SHELLS[self.name]]
        self.child = pexpect.spawn(
            self.name, words, env=self.env, encoding="utf-8", timeout=PATIENCE, dimensions=(40, 200)
        )
        self.child.delaybeforesend = None
        self.child.send("echo rea''dy\r")
        self.child.expect("ready\r\n")

    def words(self, typed: str) -> list[str]:
        """What the program would get after Tab: the words that the shell makes of the line."""
        assert self.child is not None
        self.child.send(f"{CTRL_U}trust {typed}\t{CTRL_A}show-words \r")
        self.child.expect(f"WORDS{MARK}(.*?)END")
        match = self.child.match
        assert isinstance(match, re.Match)
        words: list[str] = match[1].split(MARK)
        return words

    def close(self) -> None:
        """End it."""
        if self.child is not None:
            self.child.close(force=True)


@pytest.fixture
def named(home: Path, trust: Trust) -> None:
    """A journal with tags and people that shells would take for syntax."""
    words = [word for tag in TAGS for word in ("--tag", tag)]
    words += [word for person in PEOPLE for word in ("--person", person)]
    assert trust("journal", "--free", "-m", "x", *words).code == 0


@pytest.fixture
def shell(home: Path, name: str) -> Iterator[Shell]:
    with closing(Shell(name, home)) as made:
        yield made


@pytest.mark.long
@pytest.mark.parametrize("cases", [SOME, pytest.param(EVERYWHERE, marks=pytest.mark.torture)])
@EVERY_SHELL
def test_the_shell_hands_on_what_was_chosen(
    named: None, shell: Shell, name: str, cases: dict[str, str]
) -> None:
    shell.install()
    shell.start()
    cases = cases if name == "fish" else cases | NOT_IN_FISH
    assert {typed: shell.words(f"list {typed}")[-1] for typed in cases} == cases


@pytest.mark.long
@pytest.mark.parametrize("name", [pytest.param(n, marks=a_shell(n)) for n in ("bash", "zsh")])
def test_what_begins_alike_is_told_apart(named: None, shell: Shell, name: str) -> None:
    shell.install()
    shell.start()
    assert shell.child is not None
    shell.child.send("trust list --tag date\t\t\t")  # the first goes as far as both agree
    shell.child.expect("night.*palm")
    assert shell.words("list --tag date\tp")[-1] == "date palm"


@pytest.mark.long
@EVERY_SHELL
def test_days_and_entries_are_explained(trust: Trust, shell: Shell, name: str) -> None:
    for day in ("2026-10-20", "2026-11-20", "2026-11-21"):
        trust("journal", "--free", "-m", "x", now=f"{day}T20:00:00+01:00")
    shell.install()
    shell.start()
    assert shell.words("read oct")[-1] == "october"
    assert shell.words("list --on 2026-1")[-1] in ("2026-1", "2026-10", "2026-11")
    assert shell.words("read last mon")[-1] == "month"
    assert shell.child is not None
    for typed, shown in (
        ("read 2026-", "October 2026, 1 day with entries"),
        ("show ", "Sat 21 Nov, Free"),
    ):
        shell.child.send(f"{CTRL_U}trust {typed}\t\t\t")
        shell.child.expect(re.escape(shown))


@EVERY_SHELL
def test_the_first_tab_in_a_new_shell_completes(shell: Shell, name: str) -> None:
    shell.install()
    for _ in range(2):
        shell.start()
        assert shell.words("strea") == ["streak"]
        shell.close()


@pytest.mark.parametrize("name", [pytest.param(n, marks=a_shell(n)) for n in ("bash", "zsh")])
def test_the_script_can_be_evaluated(named: None, shell: Shell, name: str) -> None:
    """Without the shell's own set-up, and under the program's other name."""
    shell.rc.write_text("PS1='> '\n")
    shell.start()
    assert shell.child is not None
    shell.child.send(f'eval "$(trust --show-completion {name})"; echo do""ne\r')
    shell.child.expect("done\r\n")
    assert shell.words("list --person O")[-1] == "O'Neil"


@EVERY_SHELL
def test_trouble_is_not_shown_at_a_tab(home: Path, shell: Shell, name: str) -> None:
    shell.install()
    home.mkdir(exist_ok=True)
    (home / "journal.db").write_text("not a journal" * 99)
    shell.env |= {"TRUST_NOW": "some day"}
    shell.start()
    assert shell.words("list --tag zzz")[-1] == "zzz"
    assert shell.child is not None
    shown = str(shell.child.before)
    assert "trust:" not in shown
    assert "Traceback" not in shown


# --- installing ------------------------------------------------------------------------------


OWN_LINES = b"export NAME='caf\xe9'\nalias look='ls'"
START_UP = {"bash": ".bashrc", "zsh": ".zshrc"}


def _install(person: Path, shell: str, *before: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*before, *command("--install-completion", shell)],
        env={
            **environment(person / "journal"),
            "HOME": str(person),
            "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("shell", START_UP)
def test_a_start_up_file_keeps_every_byte_and_gets_each_line_once(
    tmp_path: Path, shell: str
) -> None:
    rc = tmp_path / START_UP[shell]
    rc.write_bytes(OWN_LINES)
    for _ in range(2):
        assert _install(tmp_path, shell).returncode == 0
        lines = rc.read_bytes().splitlines()
        assert rc.read_bytes().startswith(OWN_LINES + b"\n")
        assert len(lines) == len(set(lines)) > 2


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
@pytest.mark.parametrize("ending", ["error=ENOSPC", "signal=SIGKILL:error=EINTR"])
@pytest.mark.parametrize("shell", START_UP)
def test_a_start_up_file_stays_on_a_full_disk_and_after_a_kill(
    tmp_path: Path, shell: str, ending: str
) -> None:
    rc = tmp_path / START_UP[shell]
    rc.write_bytes(OWN_LINES)
    trace = ["strace", "-f", "-qq", "-o", "/dev/null", "-P", str(rc)]
    done = _install(tmp_path, shell, *trace, "-e", "trace=write", "-e", f"inject=write:{ending}")
    assert done.returncode != 0
    assert rc.read_bytes() == OWN_LINES
    if "ENOSPC" in ending:
        assert done.returncode == 74
        assert str(rc) in done.stderr
