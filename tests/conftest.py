"""What every test shares: a journal of its own, and a way to run the program."""

from __future__ import annotations

import io
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

import forked
import machines
import measured
import quick
import some_cases
from trustjournal.__main__ import main
from trustjournal.domain.prompts import Pack
from trustjournal.packs import library
from trustjournal.packs.problems import Problem
from trustjournal.services import automatic_backups

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell has what it starts in the background ignore Ctrl-C, and so would the programs here.
    signal.signal(signal.SIGINT, signal.default_int_handler)

BUILT_IN = library.built_in_folder()

# The gate tries the same examples each time and is never red because a machine is busy; new
# examples are what `make torture` is for. A fixture made once for all examples of a test is no
# mistake here: those tests make what they change themselves.
ALLOWED = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture)
settings.register_profile(
    "quick", max_examples=40, deadline=None, derandomize=True, suppress_health_check=ALLOWED
)
settings.register_profile(
    "thorough", max_examples=1000, deadline=None, suppress_health_check=ALLOWED
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

quick.work_in_memory()
quick.share_signatures()
quick.share_compiled_statements()
quick.share_keys()
quick.cheapen_key_files()


def pytest_configure(config: pytest.Config) -> None:
    """Give all tests the fixtures of machines that share a folder, and halve the examples if asked to.

    `make test-every` tries all 40 of each, and `make torture` new ones.
    """
    config.pluginmanager.register(machines)
    if config.getoption("gate") and settings.get_current_profile_name() == "quick":
        settings.register_profile("quick", settings.get_profile("quick"), max_examples=20)
        settings.load_profile("quick")


@pytest.hookimpl(tryfirst=True)
def pytest_collection() -> None:
    """Let coverage see the imports, and neither the collection nor the process that shares out."""
    measured.pause()


def pytest_addoption(parser: pytest.Parser) -> None:
    """What `make test` and `make test-slow` run."""
    parser.addoption(
        "--gate",
        choices=("quick", "slow", "all"),
        help="a case or two of each test, and none of the long ones",
    )


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Iterator[None]:
    """Mark what is for `make torture` before pytest leaves it out, and choose from what stays."""
    some_cases.leave_the_rest_to_torture(items)
    yield
    if part := config.getoption("gate"):
        items[:], left_out = some_cases.for_the_gate(items, part)
        config.hook.pytest_deselected(items=left_out)


def pytest_collection_finish() -> None:
    """All that is imported before the first test."""
    quick.collect_less_garbage()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Measure the first cases of each test, with their fixtures."""
    if measured.is_passed_over(item):
        return (yield)
    with measured.tracing():
        return (yield)


NOW = "2026-11-22T22:10:00+01:00"
"""A Sunday evening, where a test does not say otherwise."""


@dataclass(frozen=True)
class Result:
    """What a run of the program left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The envelope a `--json` run printed."""
        return json.loads(self.out)


Trust = Callable[..., Result]


def line_from_a_desk(stdin: Any, question: str, line: Any) -> bool:
    """What `asking.ask_line` does, for a stream that only says it is a terminal."""
    line.show(question)
    line.text = stdin.readline()
    return bool(line.text)


@pytest.fixture(autouse=True)
def child_processes_are_measured_where_it_tells(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Coverage follows the children of tests/terminal, in the first case of each test.

    Elsewhere children run what tests run too, and being measured makes a child half as fast.
    """
    if measured.is_repeated(request.node) or request.path.parent.name != "terminal":
        for name in [name for name in os.environ if name.startswith("COVERAGE_PROCESS")]:
            monkeypatch.delenv(name)


@pytest.fixture
def no_tracing() -> Iterator[None]:
    """For what walks the same lines some hundred thousand times: coverage learns nothing there.

    It would take four times as long. pytest-cov's own mark leaves the tracer on that a process
    of the test runner brought along.
    """
    tracer = sys.gettrace()
    sys.settrace(None)
    yield
    sys.settrace(tracer)


@pytest.fixture(scope="session")
def no_timers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Programs that stand before those of the system which set up timers and show notifications.

    They do nothing and say yes, but for `crontab`, which says that it may not be used.
    """
    folder = tmp_path_factory.mktemp("no-timers")
    for name in ("systemctl", "launchctl", "schtasks", "notify-send", "osascript", "crontab"):
        answer = "exit 1" if name == "crontab" else "echo UnitPath="
        (folder / name).write_text(f"#!/bin/sh\n{answer}\n", "utf-8")
        (folder / name).chmod(0o700)
    return folder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_timers: Path) -> Path:
    """A folder for this test's journal; nothing can reach the real one, nor the real timers.

    Without `TRUST_HOME` the program would ask platformdirs, which refuses here.
    """
    folder = tmp_path / "home"
    monkeypatch.setenv("PATH", str(no_timers), prepend=os.pathsep)
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("TRUST_HOME", str(folder))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TRUST_NOW", NOW)
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "VISUAL", "EDITOR", "TERM", "TZ"):
        monkeypatch.delenv(name, raising=False)

    def refuse(*_: object, **__: object) -> Path:
        raise AssertionError("a test reached for the real folders")

    import platformdirs

    for name in ("user_data_path", "user_state_path", "user_config_path"):
        monkeypatch.setattr(platformdirs, name, refuse)
    return folder


_read_file = library._read_file


@cache
def _read_once(path: Path) -> Pack | Problem:
    return _read_file(path)


@pytest.fixture(autouse=True)
def built_in_packs_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The packs of the program do not change between tests, and reading one takes a while."""

    def read(path: Path) -> Pack | Problem:
        return _read_once(path) if path.parent == BUILT_IN else _read_file(path)

    monkeypatch.setattr(library, "_read_file", read)


ABOUT_FILES = ("reliability", "storage")
"""The folders of tests about the files of a journal: there all are made as the program does it."""


@pytest.fixture
def copy_of_the_day() -> None:
    """For a test that needs the copy which the first command to store something makes each day."""


@pytest.fixture(autouse=True)
def the_day_has_its_copy(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the copy of the day to the tests that are about it, and about what may go wrong.

    To the program each test is somebody's first command of a day: a tenth of the time of all
    tests was copies that nobody looked at. `make torture` makes them all.
    """
    real = request.path.parent.name in ABOUT_FILES or forked.FROM_NOTHING
    if not real and "copy_of_the_day" not in request.fixturenames:
        monkeypatch.setattr(automatic_backups, "daily", lambda _: True)


@pytest.fixture(autouse=True)
def new_journals_are_copies(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Leave the making of a new journal to the tests that are about it."""
    if request.path.parent.name not in ABOUT_FILES and not forked.FROM_NOTHING:
        quick.share_new_journals(monkeypatch)


class Stdin(io.TextIOWrapper):
    """Standard input with some bytes in it."""

    def __init__(self, raw: bytes) -> None:
        super().__init__(io.BytesIO(raw), encoding="utf-8", errors="surrogateescape")


@pytest.fixture
def trust(monkeypatch: pytest.MonkeyPatch) -> Trust:
    """Run the program through its real entry point: `trust("list", "-n", "5", now=...)`.

    `stdin` is text or bytes, `now` the moment, `env` more of the environment.
    """

    def run(
        *argv: str,
        stdin: str | bytes = b"",
        now: str | None = None,
        env: dict[str, str] | None = None,
    ) -> Result:
        raw = stdin.encode() if isinstance(stdin, str) else stdin
        out, err = io.StringIO(), io.StringIO()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", Stdin(raw))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            if now:
                patch.setenv("TRUST_NOW", now)
            for name, value in (env or {}).items():
                patch.setenv(name, value)
            code = main(list(argv))
        return Result(code, out.getvalue(), err.getvalue())

    return run
