"""`--plain` and `--json` are taken by every command, and by every group alone."""

from __future__ import annotations

from typing import Any

import pytest
import typer

from conftest import Trust
from trustjournal import commands


def test_plain_and_json_are_taken_by_every_command_and_group() -> None:
    def lacking(command: Any, path: str) -> list[str]:
        options = {name for param in command.params for name in param.opts}
        below = getattr(command, "commands", {}).items()
        found = [each for name, sub in below for each in lacking(sub, f"{path} {name}")]
        return found + ([] if {"--plain", "--json"} <= options else [path])

    assert lacking(typer.main.get_command(commands.build([], everything=True)), "trust") == []


GROUPS = ("config", "packs", "pause", "people", "promise", "tags", "trash", "unsaid", "backup")


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_alone_takes_plain(trust: Trust, group: str) -> None:
    trust("journal", "-m", "tea")
    told = trust(group, "--plain")
    assert (told.code, told.err) == (0, "")
    assert told.out
    assert trust(group, "--json").json["status"] == "ok"
