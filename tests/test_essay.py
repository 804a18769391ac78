"""Every thought of the essay is answered by something that can be seen."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from conftest import Trust

ROWS = re.findall(
    r"^\| (.+?) \| (.+?) \| `trust (.+?)` \|$",
    (Path(__file__).parent.parent / "docs" / "essay.md").read_text("utf-8"),
    re.MULTILINE,
)


def test_there_is_a_row_for_each_thought() -> None:
    assert len(ROWS) >= 25
    assert len({thought for thought, _, _ in ROWS}) == len(ROWS)


@pytest.mark.parametrize("line", [line for _, _, line in ROWS])
def test_the_command_of_a_row_shows_something(trust: Trust, line: str) -> None:
    trust("journal", "-m", "A quiet day.", now="2026-11-21T22:00:00+01:00")
    told = trust(*shlex.split(line))
    assert (told.code, told.err.count("Trace")) == (0, 0), told.err
    assert told.out.strip()
