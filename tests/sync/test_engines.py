"""A month on two machines, with the programs that carry the folder in docs/sync.md.

These run for minutes, so only `make torture` has them. An engine that isn't installed is skipped.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
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

    def __init__(self) -> None:
        self.machines: tuple[Machine, ...] = ()
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

    def connect(self, *machines: Machine) -> None:
        self.machines = machines
        ports, ids = {}, {}
        for machine in machines:
            machine.folder.mkdir(parents=True, exist_ok=True)
            (machine.folder / ".stfolder").mkdir()
            self._run(machine, "generate")
            ids[machine.name] = self._run(machine, "serve", "--device-id")
            ports[machine.name] = free_port()
        known = "".join(
            f'<device id="{ids[name]}" name="{name}"><address>tcp://127.0.0.1:{ports[name]}'
            f"</address></device>"
            for name in ids
        )
        for machine in machines:
            config = SYNCTHING_CONFIG.format(
                folder=machine.folder,
                devices="".join(f'<device id="{each}"></device>' for each in ids.values()),
                machines=known,
                port=ports[machine.name],
            )
            (self._home(machine) / "config.xml").write_text(config, "utf-8")
            self.go_on(machine)

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

        first, *others = self.machines
        wait_until(
            lambda: all(names(each) == names(first) for each in others), time.sleep, seconds=120
        )
        assert not copies(first.folder)

    def end(self) -> None:
        for machine in self.machines:
            if machine.name in self.running:
                self.stop(machine)


@pytest.fixture
def syncthing() -> Iterator[Syncthing]:
    engine = Syncthing()
    yield engine
    engine.end()


@pytest.mark.skipif(not is_installed("syncthing"), reason="there is no Syncthing here")
def test_a_month_over_syncthing(
    syncthing: Syncthing, trust: Trust, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    month = Month(trust, tmp_path, syncthing, seed=20)
    month.live()
    with capsys.disabled():
        print(f"\nSyncthing: {month.figures()}")
