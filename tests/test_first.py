"""The guard around every test, and the way in."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Trust
from trustjournal import paths


def test_a_test_cannot_reach_the_real_folders() -> None:
    with pytest.raises(AssertionError, match="real folders"):
        paths.resolve({})


def test_writing_makes_the_journal_and_looking_does_not(trust: Trust, home: Path) -> None:
    assert trust().code == 0
    assert not home.exists()
    assert trust("journal", "-m", "a quiet evening").code == 0
    assert (home / "journal.db").exists()
