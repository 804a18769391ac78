"""A system that lets the program open only a few files at a time."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Trust
from terminal_helpers import command, environment

WORDS = "quince and plum"


@pytest.mark.skipif(sys.platform != "linux", reason="the least number differs")
@pytest.mark.parametrize("argv", [("list",), ("journal", "--free"), ("streak",)])
def test_it_says_so_in_one_line(trust: Trust, home: Path, argv: tuple[str, ...]) -> None:
    trust("journal", "--free", "-m", "words")
    for limit in range(4, 8):
        done = subprocess.run(
            ["bash", "-c", f'ulimit -n {limit}; exec "$@"', "bash", *command(*argv)],
            env=environment(home),
            input=WORDS,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 1 and "/src/trustjournal/" not in done.stderr:
            continue  # Python itself doesn't start
        assert "Traceback" not in done.stderr
        assert done.returncode in (0, 74), done.stderr
        if done.returncode and argv[0] == "journal":
            drafts = "".join(path.read_text() for path in (home / "drafts").glob("*.md"))
            untaken = ("can't read standard input", "from the pipe was used or kept")
            assert (
                any(each in done.stderr for each in untaken)
                or WORDS in done.stdout
                or WORDS in drafts
            )


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_it_says_that_words_from_a_pipe_could_not_be_read(trust: Trust, home: Path) -> None:
    """The journal can't be opened, and no file is left to read the pipe with."""
    trust("journal", "--free", "-m", "words")
    (home / "journal.db").unlink()
    (home / "journal.db").mkdir()
    inject = ["strace", "-f", "-o", "/dev/null", "-e", "inject=pipe2:error=EMFILE"]
    done = subprocess.run(
        [*inject, *command("journal", "--free")],
        env=environment(home),
        input=WORDS,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 74
    assert ". Nothing from the pipe was used or kept" in done.stderr
