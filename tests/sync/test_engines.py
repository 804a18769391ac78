"""A month on two machines, with the programs that carry the folder in docs/sync.md.

These run for minutes, so only `make torture` has them. An engine that isn't installed is skipped.
"""

from __future__ import annotations

import os
import re
import socket  # noqa: TID251  # to find a free port of this machine
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust
from sync_month import Machine, Month, copies, is_installed, wait_until

pytestmark = [
    pytest.mark.torture,
    pytest.mark.usefixtures("copy_of_the_day", "no_tracing"),
]

PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
"""Where the recipes find `trust`."""

SYNCTHING_CONFIG = """\
<configuration version="36">
  <folder id="trust" label="trust" path="{folder}" type="sendreceive" rescanIntervalS="2"
      fsWatcherEnabled="true" fsWatcherDelayS="1">
    {devices}
    <minDiskFree unit="">0</minDiskFree>
  </folder>
  {machines}
  <gui enabled="false" tls="false"><address>127.0.0.1:0</address></gui>
  <options>
    <listenAddress>tcp://127.0.0.1:{port}</listenAddress>
    <globalAnnounceEnabled>false</globalAnnounceEnabled>
    <localAnnounceEnabled>false</localAnnounceEnabled>
    <relaysEnabled>false</relaysEnabled>
    <natEnabled>false</natEnabled>
    <reconnectionIntervalS>1</reconnectionIntervalS>
    <startBrowser>false</startBrowser>
    <urAccepted>-1</urAccepted>
    <autoUpgradeIntervalH>0</autoUpgradeIntervalH>
    <crashReportingEnabled>false</crashReportingEnabled>
    <announceLANAddresses>false</announceLANAddresses>
    <minHomeDiskFree unit="">0</minHomeDiskFree>
  </options>
</configuration>
"""


def free_port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


class Syncthing:
    """Two real Syncthings that only know each other, on the loopback."""

    needs_files = False

    def __init__(self) -> None:
        self.machines: list[Machine] = []
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def _home(self, machine: Machine) -> Path:
        return machine.home / "syncthing"

    def _env(self, machine: Machine) -> dict[str, str]:
        home = {"HOME": str(machine.home), "PATH": os.environ["PATH"]}
        return home | {"STNOUPGRADE": "1", "STNODEFAULTFOLDER": "1"}

    def _run(self, machine: Machine, *argv: str) -> str:
        command = ["syncthing", *argv, f"--home={self._home(machine)}"]
        done = subprocess.run(command, env=self._env(machine), capture_output=True, check=True)
        return done.stdout.decode().strip()

    def connect(self, machine: Machine) -> None:
        machine.folder.mkdir(parents=True)
        (machine.folder / ".stfolder").mkdir()
        self._run(machine, "generate")
        self.machines.append(machine)
        if len(self.machines) == 2:
            self._begin()

    def _begin(self) -> None:
        ids = [self._run(machine, "serve", "--device-id") for machine in self.machines]
        ports = [free_port() for _ in ids]
        for machine, own_port in zip(self.machines, ports, strict=True):
            config = SYNCTHING_CONFIG.format(
                folder=machine.folder,
                devices="".join(f'<device id="{each}"></device>' for each in ids),
                machines="".join(
                    f'<device id="{each}"><address>tcp://127.0.0.1:{port}</address></device>'
                    for each, port in zip(ids, ports, strict=True)
                ),
                port=own_port,
            )
            (self._home(machine) / "config.xml").write_text(config, "utf-8")
            self.go_on(machine)
        self.carry()

    def go_on(self, machine: Machine) -> None:
        command = ["syncthing", "serve", "--no-browser", "--no-restart"]
        log = (machine.home / "syncthing.log").open("ab")
        with log:
            self.running[machine.name] = subprocess.Popen(
                [*command, f"--home={self._home(machine)}"],
                env=self._env(machine),
                stdout=log,
                stderr=log,
            )

    def stop(self, machine: Machine) -> None:
        process = self.running.pop(machine.name)
        process.terminate()
        process.wait(60)

    def carry(self) -> None:
        def names(machine: Machine) -> set[str]:
            return {path.name for path in machine.folder.iterdir()}

        if len(self.machines) < 2:
            return
        first, *others = self.machines
        wait_until(
            lambda: all(names(each) == names(first) for each in others), time.sleep, seconds=120
        )
        assert not copies(first.folder)

    def end(self) -> None:
        for machine in self.machines:
            if machine.name in self.running:
                self.stop(machine)


class Recipe:
    """The commands that docs/sync.md gives, run by hand on each machine in turn."""

    def __init__(
        self, first: str, every: str, env: dict[str, str], *, needs_files: bool = False
    ) -> None:
        self.needs_files = needs_files
        self.first = first
        """What is run once, before the program is set up on the machine."""
        self.every = every
        self.env = env
        self.machines: list[Machine] = []
        self.away: set[str] = set()

    def connect(self, machine: Machine) -> None:
        self._run(machine, self.first)
        self.machines.append(machine)

    def stop(self, machine: Machine) -> None:
        self.away.add(machine.name)

    def go_on(self, machine: Machine) -> None:
        self.away.remove(machine.name)

    def carry(self) -> None:
        for machine in (*self.machines, *self.machines[:-1]):
            if machine.name not in self.away:
                self._run(machine, self.every)
                assert not copies(machine.folder)

    def _run(self, machine: Machine, script: str) -> None:
        now = {"PATH": PATH, "TRUST_NOW": machine.world.moment.isoformat()}
        done = subprocess.run(
            ["bash", "-c", script], env={**machine.env, **self.env, **now}, capture_output=True
        )
        output = (done.stdout + done.stderr).decode()
        assert done.returncode == 0, output
        assert "trust:" not in output, output
        assert "disappeared" not in output, output


def recipe(name: str) -> str:
    """Return the commands that docs/sync.md has under a name."""
    page = (Path(__file__).parents[2] / "docs" / "sync.md").read_text("utf-8")
    found = re.search(f"<!-- the {name} recipe -->\n```\n(.*?)```", page, re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def show(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Print how a month was, whether or not the test fails."""

    def shown(line: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{line}\n")

    return shown


@pytest.fixture
def syncthing() -> Iterator[Syncthing]:
    engine = Syncthing()
    yield engine
    engine.end()


@pytest.mark.skipif(not is_installed("syncthing"), reason="there is no Syncthing here")
def test_a_month_over_syncthing(
    syncthing: Syncthing, trust: Trust, tmp_path: Path, show: Callable[[str], None]
) -> None:
    month = Month(trust, tmp_path, syncthing, seed=20)
    month.live()
    show(f"Syncthing: {month.figures()}")


@pytest.mark.skipif(not is_installed("git"), reason="there is no git here")
def test_a_month_over_git(trust: Trust, tmp_path: Path, show: Callable[[str], None]) -> None:
    server = tmp_path / "trust.git"
    subprocess.run(["git", "init", "-q", "--bare", str(server)], check=True)
    who = {
        f"GIT_{role}_{what}": "me" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    first = recipe("first git").replace("SERVER:trust.git", str(server))
    engine = Recipe(first, f"{recipe('git')}\ntrust-sync", who)
    month = Month(trust, tmp_path, engine, seed=21)
    month.live()
    show(f"git: {month.figures()}")


@pytest.mark.skipif(not is_installed("rclone"), reason="there is no rclone here")
def test_a_month_over_rclone(trust: Trust, tmp_path: Path, show: Callable[[str], None]) -> None:
    (tmp_path / "cloud").mkdir()
    cloud = {"RCLONE_CONFIG_CLOUD_TYPE": "alias", "RCLONE_CONFIG_CLOUD_REMOTE": f"{tmp_path}/cloud"}
    engine = Recipe(
        recipe("first rclone"), f"{recipe('rclone')}\ntrust-sync", cloud, needs_files=True
    )
    month = Month(trust, tmp_path, engine, seed=22)
    month.live()
    show(f"rclone: {month.figures()}")
