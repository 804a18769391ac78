"""A sync, or a save that is told, ended at a random moment: nothing is lost, and the next goes on."""

from __future__ import annotations

import random  # noqa: TID251  # for moments to kill
import shutil
import signal
import subprocess
from functools import partial
from pathlib import Path

import pytest

from conftest import Result, Trust
from machines import PASSPHRASE, with_passphrase
from terminal_helpers import command, environment

KILLS = 5
"""How often a save and a sync are killed in each history."""


class Machine:
    """A machine whose programs may be killed."""

    def __init__(self, trust: Trust, home: Path, name: str) -> None:
        self.trust, self.home, self.name = trust, home, name

    def ok(self, *argv: str, env: dict[str, str] | None = None) -> Result:
        result = self.trust(*argv, env={"TRUST_HOME": str(self.home), **(env or {})})
        assert result.code == 0, (argv, result.err, result.out)
        return result

    def killed(self, *argv: str, after: float) -> bool:
        """Run a command, kill it after so many seconds, and return whether it had ended well."""
        process = subprocess.Popen(
            command(*argv),
            env=environment(self.home),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            return process.wait(after) == 0
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            return process.wait() == 0

    def export(self) -> str:
        target = self.home / "export.json"
        self.ok("export", "json", str(target), "--include-private", "--force")
        return target.read_text("utf-8")


@pytest.mark.usefixtures("no_tracing")
@pytest.mark.some(1)
@pytest.mark.parametrize("seed", range(20))
def test_machines_that_are_killed_lose_nothing(trust: Trust, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    machines = [Machine(trust, tmp_path / name, name) for name in ("laptop", "desktop")]
    for machine in machines:
        setup = ("sync", "setup", str(tmp_path / "carried"), "--name", machine.name)
        with_passphrase(partial(machine.ok, *setup), PASSPHRASE)
    saved = set()
    for number in range(KILLS):
        machine, text = chance.choice(machines), f"word{number}"
        if machine.killed("journal", "--free", "-m", text, after=chance.uniform(0.05, 0.5)):
            saved.add(text)
        machine.killed("sync", after=chance.uniform(0.05, 0.5))
    for machine in machines * 3:
        machine.ok("sync")
    first, second = (machine.export() for machine in machines)
    assert first == second
    assert {text for text in saved if f'"{text}"' not in first} == set()
    for machine in machines:
        machine.ok("doctor")


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
@pytest.mark.parametrize("place", range(1, 5))
@pytest.mark.parametrize(
    "number",
    [
        signal.SIGTERM,
        pytest.param(signal.SIGINT, marks=pytest.mark.torture),
        pytest.param(signal.SIGHUP, marks=pytest.mark.torture),
    ],
)
def test_a_save_that_a_signal_stops_inside_a_statement_ends_as_stopped(
    trust: Trust, tmp_path: Path, number: signal.Signals, place: int
) -> None:
    """SQLite makes an error of its own of what is raised in a function that it calls."""
    machine = Machine(trust, tmp_path / "laptop", "laptop")
    setup = ("sync", "setup", str(tmp_path / "carried"), "--name", machine.name)
    with_passphrase(partial(machine.ok, *setup), PASSPHRASE)
    inject = f"inject=pwrite64:signal={number.name}:when={place}"
    traced = ("strace", "-f", "-o", "/dev/null", "-e", "trace=pwrite64", "-e", inject)
    done = subprocess.run(
        [*traced, *command("journal", "--free", "-m", "a word of mine")],
        env=environment(machine.home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 128 + number), done.stderr
    assert "something went wrong" not in done.stderr
    drafts = "".join(path.read_text("utf-8") for path in machine.home.rglob("drafts/*.md"))
    assert "a word of mine" in machine.export() + drafts
