"""The tests on every Python that the program names; `make test-all` and `make first-day`.

A Python that isn't there is skipped, and nox says which. Besides those on PATH, those of pyenv
count: its shims are on PATH even for versions that are not switched on.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import nox

ROOT = Path(__file__).parent.parent
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
THIS = f"{sys.version_info.major}.{sys.version_info.minor}"
OTHERS = [version for version in PYTHONS if version != THIS]

nox.needs_version = ">=2024.4.15"
nox.options.default_venv_backend = "venv"
nox.options.envdir = str(ROOT / ".nox")
nox.options.error_on_missing_interpreters = False  # in CI it would be True
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["tests"]


def _starts(python: Path) -> bool:
    asked = [str(python), "-c", "import ensurepip, ssl, sqlite3"]
    return subprocess.run(asked, check=False, capture_output=True).returncode == 0


def _folder_with(version: str) -> Path | None:
    """Find the folder of a Python that starts: on PATH, else the newest of pyenv's."""
    name = f"python{version}"
    pyenv = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser() / "versions"
    newest_first = sorted(
        pyenv.glob(f"{version}.*"),
        key=lambda path: [int(part) for part in re.findall(r"\d+", path.name)],
        reverse=True,
    )
    on_path = map(Path, os.get_exec_path())
    for folder in (*on_path, *(path / "bin" for path in newest_first)):
        if (folder / name).is_file() and _starts(folder / name):
            return folder
    return None


_FOUND = {version: folder for version in PYTHONS if (folder := _folder_with(version))}
os.environ["PATH"] = os.pathsep.join([*map(str, _FOUND.values()), os.environ["PATH"]])


def _install(session: nox.Session) -> None:
    session.chdir(ROOT)
    session.install("--upgrade", "pip>=25.1")  # the first to know groups
    session.install("--editable", ".[encryption,sync]", "--group", "dev")


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run all tests; what is given after `--` goes to pytest."""
    _install(session)
    session.run("pytest", "--numprocesses=3", "--dist=loadgroup", *session.posargs)


@nox.session(python=OTHERS)
def first_day(session: nox.Session) -> None:
    """Go through a first day with the program, every warning an error, on the other Pythons."""
    _install(session)
    session.run("python", "-W", "error", "-m", "pytest", "tests/test_first_day.py")
