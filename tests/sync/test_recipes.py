"""The recipes in docs/sync.md, as they are written there; a month with each is in test_engines."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from conftest import Trust
from machines import Machine
from sync.test_engines import PATH, recipe
from sync_month import is_installed

ME = {f"GIT_{role}_{what}": "me" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def run(machine: Machine, script: str) -> None:
    env = {"PATH": PATH, "HOME": str(machine.home), "TRUST_HOME": str(machine.home), **ME}
    env["TRUST_NOW"] = f"2026-11-22T12:{machine.minute:02}:00Z"
    done = subprocess.run(["bash", "-c", script], env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.long
@pytest.mark.skipif(not is_installed("git"), reason="there is no git here")
@pytest.mark.skipif(os.name != "posix", reason="the recipe is for a shell")
def test_git_carries_the_folder(trust: Trust, tmp_path: Path) -> None:
    server = tmp_path / "trust.git"
    subprocess.run(["git", "init", "-q", "--bare", str(server)], check=True)
    every = f"{recipe('git')}\ntrust-sync"
    machines = [Machine(trust, tmp_path / name, name) for name in ("laptop", "desktop")]
    for machine in machines:
        machine.write(f"By the river, on the {machine.name}")
        run(machine, recipe("first git").replace("SERVER:trust.git", str(server)))
        assert machine.setup(machine.home / "Sync" / "trust").code == 0
        run(machine, every)
    laptop, desktop = machines
    run(laptop, every)
    assert laptop.export() == desktop.export()
    assert len(laptop.ok("list", "--json").json["data"]["entries"]) == 2
    folder = laptop.home / "Sync" / "trust"
    listed = subprocess.run(
        ["git", "-C", str(folder), "check-attr", "text", "a.trust"], capture_output=True, check=True
    )
    assert listed.stdout == b"a.trust: text: unset\n"
