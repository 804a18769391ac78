"""Every thought of the essay is answered by something that can be seen."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from conftest import Trust

ROWS = re.findall(
    r"^\| (.+?) \| (.+?) \| `trust (.+?)` \|$",
    (Path(__file__).parent.parent / "docs" / "essay.md").read_text("utf-8"),
    re.MULTILINE,
)
SHOWS = {
    "about": "Safe space",
    "prompt": "?",
    "streak": "rest day",
    "streak --short": "1 day written so far",
    "journal --because": "Saved",
    "prompt --json": '"follow_ups": [\n',
    "packs show joys": "news",
    "packs show after-a-conflict": "quarrel",
    "sit": "15 minutes of silence",
    "unsaid": "I would like to be asked",
    "review --month": "tired 2 times",
    "share --list": "You haven't shared anything yet",
    "journal": "Saved",
    "promise add": "Noted",
    "backup": "backups",
    "people set Sam --quote no": "not quoted",
    "people set Sam --every weekly": "week",
    "review --year": "Promises",
    "review": "In your own words",
    "checkin Sam": "Saved",
    "checkin": "help you most this week",
    "pulse": "never about what someone else did",
    "safety": "If you are not safe",
    "prompt focus": "This week: Presence",
    "storm": "?",
    "joy": "?",
    "review --markdown": "## Joys",
    "export": "I was tired",
}
"""What a command shows, by how its line begins; the longest beginning counts."""
_BEFORE: dict[str, Path] = {}


@pytest.fixture
def written(trust: Trust, home: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A few days, written once."""
    if not _BEFORE:
        earlier = "2026-11-21T22:00:00+01:00"
        trust("journal", "-m", "I was tired, and I said so.", now=earlier)
        trust("journal", "-m", "Tired again. I would like to be asked.", "--unsaid", now=earlier)
        trust("joy", "-m", "It snowed.", now=earlier)
        trust("promise", "add", "Bring the bowl back", "--by", "today", now=earlier)
        trust("promise", "kept", "bowl", now=earlier)
        _BEFORE["home"] = shutil.copytree(home, tmp_path_factory.mktemp("essay") / "home")
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(_BEFORE["home"], home)


def test_there_is_a_row_for_each_thought() -> None:
    assert len(ROWS) >= 35
    assert len({thought for thought, _, _ in ROWS}) == len(ROWS)
    assert len({line for _, _, line in ROWS}) == len(ROWS)


@pytest.mark.parametrize("line", [line for _, _, line in ROWS])
def test_the_command_of_a_row_shows_what_answers_it(trust: Trust, written: None, line: str) -> None:
    told = trust(*shlex.split(line))
    assert (told.code, told.err.count("Trace")) == (0, 0), told.err
    wanted = max((start for start in SHOWS if line.startswith(start)), key=len)
    # A long path may be broken anywhere at the edge of the screen.
    assert _run_together(SHOWS[wanted]) in _run_together(told.out)


def _run_together(text: str) -> str:
    return "".join(text.lower().split())
