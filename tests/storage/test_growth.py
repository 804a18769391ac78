"""No screen reads more of a large journal than of a small one.

Counted in steps of SQLite's machine, which are the same on every computer, however busy.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from conftest import Trust
from trustjournal.domain.entry import Entry
from trustjournal.domain.ids import encode
from trustjournal.domain.prompts import Prompt
from trustjournal.domain.question_log import PromptEvent
from trustjournal.services import list_entries
from trustjournal.storage import connect, entry_reader
from trustjournal.storage.questions import log
from trustjournal.storage.writer import Writer

pytestmark = [
    pytest.mark.xdist_group("journals that are long in the making"),
    pytest.mark.usefixtures("no_tracing"),
]

TODAY = date(2026, 11, 22)
SMALL, LARGE = 150, 1_500
STEP = 10
"""Steps between two looks at the machine."""


def fill(path: Path, size: int) -> None:
    """A journal with an entry a day; some of the latest have what a list can ask for."""
    entries, asked = [], []
    for n in range(size):
        # A week without words now and then, as in real journals: a run goes on no further.
        day = TODAY - timedelta(days=size - n + 7 * ((size - n) // 60))
        moment = datetime(day.year, day.month, day.day, 20, tzinfo=UTC)
        prompt = Prompt("emotional-trust", f"q{n % 40}", f"practice-{n % 10}", 1 + n % 3, "Well?")
        rare = n % 10 == 0 and size - n < SMALL
        entries.append(
            Entry(
                id=encode((n + 1).to_bytes(13, "big")),
                day=day,
                written_on=day,
                created_at=moment,
                tz=None,
                utc_offset=0,
                modified_at=moment,
                kind="joy" if rare else "daily",
                body="words " * 100,
                practice=prompt.practice,
                starred=rare,
                tags=("walk",) if rare else (),
                people=("Sam",) if rare else (),
            )
        )
        asked += [
            PromptEvent("served", prompt, day, day, moment),
            PromptEvent("answered", prompt, day, day, moment),
        ]
    with Writer(path, lambda: b"salt" * 8).transaction() as store:
        store.add_all(entries)
        for n, each in enumerate(asked):
            log(store, each, n // 2 + 1 if each.event == "answered" else None)


@pytest.fixture(scope="module")
def journals(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """A small journal and a large one, each in a folder of its own."""
    homes = {size: tmp_path_factory.mktemp(f"of-{size}") for size in (SMALL, LARGE)}
    for size, home in homes.items():
        fill(home / "journal.db", size)
    return homes


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one whenever SQLite has taken some steps more, on any connection."""
    counted: list[int] = []
    really = connect._opened

    def opened(*args: Any, **more: Any) -> sqlite3.Connection:
        connection = really(*args, **more)
        connection.set_progress_handler(lambda: counted.append(STEP), STEP)
        return connection

    monkeypatch.setattr(connect, "_opened", opened)
    return counted


@pytest.mark.long
@pytest.mark.parametrize(
    "argv",
    [
        (),
        ("prompt",),
        ("prompt", "--practice", "presence"),
        ("streak",),
        ("streak", "--short"),
        ("list", "-n", "5"),
        ("list", "-n", "5", "--tag", "walk"),
        ("list", "-n", "5", "--person", "Sam"),
        ("list", "-n", "5", "--practice", "practice-3"),
        ("list", "-n", "5", "--kind", "joy"),
        ("list", "-n", "5", "--kind", "daily"),
        ("list", "-n", "5", "--starred"),
        ("list", "-n", "5", "--unsaid"),
        ("list", "-n", "5", "--from", "2026-11-01", "--to", "2026-11-09"),
        ("list", "november"),
        ("read",),
        ("read", "november"),
        ("read", "walk", "-n", "3"),
        ("show",),
        ("show", "yesterday"),
        ("review", "--no-input"),
        ("review", "--no-input", "--month"),
        ("joy", "--no-input"),
        ("pulse",),
    ],
    ids=lambda argv: " ".join(argv) or "trust",
)
@pytest.mark.some(12)
def test_a_screen_costs_the_same_in_a_large_journal(
    argv: tuple[str, ...],
    trust: Trust,
    journals: dict[int, Path],
    steps: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A list counts what it leaves out no further than this; in both journals there is more.
    for module in (entry_reader, list_entries):
        monkeypatch.setattr(module, "MANY", 50)
    taken = {}
    for size, home in journals.items():
        steps.clear()
        assert trust(*argv, env={"TRUST_HOME": str(home)}).code == 0
        taken[size] = sum(steps)
    assert taken[SMALL] > 0, "this test sees the machine"
    assert taken[LARGE] <= 1.5 * taken[SMALL] + 200, taken
