"""However much there is to read, memory holds a little of it at a time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from importing import store, written
from terminal_helpers import command, environment
from trustjournal.domain.entry import Entry
from trustjournal.domain.ids import encode
from trustjournal.formats.name_numbers import NameNumbers, digest
from trustjournal.services.imports import CHUNK
from trustjournal.storage.entry_reader import READ_AT_ONCE
from trustjournal.storage.whole_journal import CHUNK as READ_BY_EXPORTS

pytestmark = pytest.mark.usefixtures("no_tracing")

FEW, MANY = 20, 400
LENGTH = 40_000
"""Characters of a text, so that a few hundred of them show in the memory of a process."""
MEASURE = """
import os, sys
quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
_, status, used = os.wait4(child, 0)
assert status == 0, status
print(used.ru_maxrss)
"""


def peak(home: Path, *argv: str) -> float:
    """Memory at its peak in MB, of a child of a small process: it begins with what that holds."""
    measured = [sys.executable, "-c", MEASURE, *command(*argv)]
    done = subprocess.run(
        measured, env=environment(home), capture_output=True, text=True, check=True
    )
    return int(done.stdout) / (1024**2 if sys.platform == "darwin" else 1024)


def a_text(n: int) -> str:
    """Words of which each comes once."""
    return " ".join(f"{digest(f'{n} {word}', 6):012x}" for word in range(LENGTH // 13))


def a_journal(home: Path, bodies: Iterable[str]) -> Path:
    """Make a journal with an entry for each text, each on a day of its own."""
    first = datetime(2020, 1, 1, 12, tzinfo=UTC)
    home.mkdir()
    store(
        home,
        [
            Entry(
                id=encode((n + 1).to_bytes(13, "big")),
                day=moment.date(),
                written_on=moment.date(),
                created_at=moment,
                tz=None,
                utc_offset=0,
                modified_at=moment,
                kind="free",
                body=body,
            )
            for n, body in enumerate(bodies)
            for moment in [first + timedelta(days=n)]
        ],
    )
    return home


def test_a_folder_of_notes_is_read_a_note_at_a_time(home: Path, tmp_path: Path) -> None:
    for count in (FEW, MANY):
        for n in range(count):
            day = date(2020, 1, 1) + timedelta(days=n)
            # Without words it doesn't wait in a lot to be stored; its comment is read in any case.
            text = f"---\ndate: {day}\n---\n" + " " * LENGTH
            written(tmp_path / str(count) / f"{day}.md", text)

    few, many = (peak(home, "import", str(tmp_path / str(n)), "--dry-run") for n in (FEW, MANY))

    assert many - few < MANY * LENGTH / 1024**2 / 3, (few, many)


FORMATS = ("jrnl", "json", "dayone", "markdown")
SOURCES = [*((format_, "--dry-run") for format_ in FORMATS), ("json", "--plain")]
"""A format, and an option: without a dry run, each of them is stored in the same way."""


@pytest.mark.long
@pytest.mark.parametrize(("format_", "option"), SOURCES)
@pytest.mark.some(2)
def test_an_import_holds_a_lot_of_entries_at_a_time(
    tmp_path: Path, format_: str, option: str
) -> None:
    length = 10_000
    long_text = f"{'x' * 99} " * (length // 100)
    few, many = CHUNK, 4 * CHUNK
    peaks = []
    for count in (few, many):
        home = a_journal(tmp_path / f"from-{count}", [f"{n} {long_text}" for n in range(count)])
        source = str(tmp_path / f"source-{count}")
        peak(home, "export", format_, source)
        peaks.append(peak(tmp_path / f"to-{count}", "import", source, option))

    assert peaks[1] - peaks[0] < (many - few) * length / 1024**2 / 3, peaks


@pytest.mark.torture
def test_doctor_compares_the_search_index_by_the_lot(tmp_path: Path) -> None:
    peaks = []
    for count in (FEW, MANY):
        home = a_journal(tmp_path / str(count), [a_text(n) for n in range(count)])
        peaks.append(peak(home, "doctor"))

    assert peaks[1] - peaks[0] < MANY * LENGTH / 1024**2 / 2, peaks


@pytest.mark.parametrize("how", [(), ("--json",), ("--plain",)], ids=" ".join)
@pytest.mark.some(1)
def test_a_journal_is_read_a_lot_of_entries_at_a_time(tmp_path: Path, how: tuple[str, ...]) -> None:
    few, many = 4 * READ_AT_ONCE, 16 * READ_AT_ONCE
    length = 10_000
    long_text = f"{'x' * 99} " * (length // 100)
    peaks = []
    for count in (few, many):
        home = a_journal(tmp_path / str(count), [f"{n} {long_text}" for n in range(count)])
        peaks.append(peak(home, "read", "everything", *how))

    assert peaks[1] - peaks[0] < (many - few) * length / 1024**2 / 3, peaks


@pytest.mark.long
def test_a_book_is_made_an_entry_at_a_time(tmp_path: Path) -> None:
    few, many = 2 * READ_BY_EXPORTS, 8 * READ_BY_EXPORTS
    length = 10_000
    long_text = f"{'x' * 99} " * (length // 100)
    peaks = []
    for count in (few, many):
        home = a_journal(tmp_path / str(count), [f"{n} {long_text}" for n in range(count)])
        book = ("export", "html", str(tmp_path / f"{count}.html"), "--from", "2020-01-01")
        peaks.append(peak(home, *book))

    assert peaks[1] - peaks[0] < (many - few) * length / 1024**2 / 3, peaks


def test_a_number_for_each_of_many_names_takes_little() -> None:
    numbers, told = NameNumbers(), dict[str, int]()
    for n in range(30_000):
        name = f"name {digest(str(n)) % 20_000}"
        assert numbers.get(name, 0) == told.get(name, 0)
        told[name] = digest(f"number {n}")
        numbers.put(name, told[name])

    assert all(numbers.get(name, 0) == number for name, number in told.items())
    size = sum(sys.getsizeof(each) for each in (numbers._keys, numbers._values))
    assert size < 40 * len(told)
