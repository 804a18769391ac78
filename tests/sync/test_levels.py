"""Which files are merged, and how records are divided: files stay few for decades."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_samples import KEY, STAMP
from trustjournal.sync import levels
from trustjournal.sync.encrypted_file import Header, Opened, decrypt, encrypt, line
from trustjournal.sync.folder import SyncFolder
from trustjournal.sync.levels import FULL, TEXT_BYTES, Compaction, OwnFile, next_compaction, pack

SAVE = 2250
"""Bytes of text of one save: an entry of 60 words and two events."""


class Folder:
    """The files of one machine, of which only the sizes are known; texts are blocks of bytes."""

    def __init__(self) -> None:
        self.files: list[OwnFile] = []
        self.written = 0
        self.made = 0
        self.most_merged = 0

    def save(self, size: int) -> None:
        self._add(0, size)
        while (compaction := next_compaction(self.files)) is not None:
            self._compact(compaction)

    def _compact(self, compaction: Compaction) -> None:
        """What `pack` does with lines of about one save, without making them."""
        self.files = [file for file in self.files if file not in compaction.files]
        size = sum(file.text_bytes for file in compaction.files)
        self.most_merged = max(self.most_merged, size)
        full = TEXT_BYTES // SAVE * SAVE
        while size > full:
            self._add(FULL, full)
            size -= full
        self._add(compaction.level, size)

    def _add(self, level: int, size: int) -> None:
        self.made += 1
        self.written += size
        self.files.append(OwnFile(str(self.made), level, size))

    @property
    def count(self) -> int:
        """Files that aren't full."""
        return sum(file.level < FULL for file in self.files)


def test_three_saves_a_day_for_thirty_years_stay_few_files(no_tracing: None) -> None:
    folder, most = Folder(), 0
    at_most = {}
    for day in range(1, 30 * 365 + 1):
        for _ in range(3):
            folder.save(SAVE)
        most = max(most, folder.count)
        if day % 365 == 0:
            at_most[day // 365] = most
    assert (at_most[1], at_most[10], at_most[30]) <= (33, 46, 52)
    assert at_most[1] <= 33
    assert at_most[10] <= 46
    assert at_most[30] <= 52
    text = 30 * 365 * 3 * SAVE
    assert sum(file.text_bytes for file in folder.files) == text, "nothing is lost on the way"
    assert folder.written <= 5 * text, "written once, and merged three or four times"
    assert len(folder.files) - folder.count <= text / TEXT_BYTES + 1
    assert folder.most_merged <= 16 << 20


@given(st.lists(st.integers(1, TEXT_BYTES), max_size=300))
def test_whatever_the_sizes_there_are_never_sixteen_of_a_level(sizes: list[int]) -> None:
    folder = Folder()
    for size in sizes:
        folder.save(size)
        of_level = Counter(file.level for file in folder.files if file.level < FULL)
        assert max(of_level.values(), default=0) < 16
    assert sum(file.text_bytes for file in folder.files) == sum(sizes)
    assert folder.most_merged <= (16 << 20) + 2 * TEXT_BYTES


def test_nothing_is_merged_before_there_are_sixteen() -> None:
    files = [OwnFile(str(n), 0, 100) for n in range(15)]
    assert next_compaction(files) is None
    full = [OwnFile(f"f{n}", FULL, TEXT_BYTES) for n in range(40)]
    assert next_compaction([*files, *full]) is None
    assert next_compaction([*files, OwnFile("other", 1, 100)]) is None


def test_the_oldest_sixteen_of_the_lowest_level_are_merged() -> None:
    upper = [OwnFile(f"u{n}", 1, 100) for n in range(16)]
    lower = [OwnFile(f"l{n}", 0, 100) for n in range(20)]
    assert next_compaction([*upper, *lower]) == Compaction(tuple(lower[:16]), 1)


def test_not_more_is_merged_than_fits_into_memory() -> None:
    files = [OwnFile(str(n), 2, 3 << 20) for n in range(16)]
    compaction = next_compaction(files)
    assert compaction is not None
    assert len(compaction.files) == 5
    huge = [OwnFile(str(n), 2, 60 << 20) for n in range(16)]
    compaction = next_compaction(huge)
    assert compaction is not None
    assert len(compaction.files) == 2


@given(st.lists(st.integers(1, 60), max_size=60))
def test_every_line_is_in_one_file_and_none_is_too_large(lengths: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(levels, "TEXT_BYTES", 40)
        patch.setattr(levels, "_HALF_FULL", 20)
        patch.setattr(levels, "_LINES", 7)
        lines = [bytes([n % 256]) * length for n, length in enumerate(lengths)]
        files = list(pack(lines, 3))
    for file in files:
        assert file.lines
        assert len(file.lines) <= 7
        assert sum(map(len, file.lines)) <= 40 or len(file.lines) == 1
        assert file.level in (3, FULL)
        if file.level == FULL:
            assert sum(map(len, file.lines)) > 20
    short = [file for file in files if max(map(len, file.lines)) <= 40]
    for file in short[:-1]:
        assert (file.level == FULL) is (sum(map(len, file.lines)) > 20)
    packed = [line for file in files for line in file.lines]
    assert sorted(packed) == sorted(lines)
    assert [line for line in packed if len(line) <= 40] == [n for n in lines if len(n) <= 40]


def test_merged_files_in_a_folder_hold_every_record(tmp_path: Path) -> None:
    """What a machine does after each save: add a file, merge, and only then remove the old ones."""
    shared, own = SyncFolder(tmp_path / "shared"), dict[str, OwnFile]()
    shared.set_up()

    def tell(lines: Iterable[bytes], level: int, replaces: tuple[str, ...] = ()) -> None:
        for packed in pack(lines, level):
            header = Header("laptop", STAMP, "0.1.0", replaces, packed.level)
            name = shared.add(encrypt(KEY, header, packed.lines))
            own[name] = OwnFile(name, packed.level, sum(map(len, packed.lines)))

    def opened() -> dict[str, Opened]:
        files = shared.files().encrypted
        return {
            str(file.name): decrypt(shared.read(file), [KEY], KEY.journal, file.path.name)
            for file in files
        }

    for n in range(300):
        tell([line("entry", f"{n:020}", {"body": f"evening {n}"})], 0)
        while (compaction := next_compaction(own.values())) is not None:
            names = [file.name for file in compaction.files]
            texts = opened()
            records = [record for name in names for record in texts[name].records]
            tell([line(*record) for record in records], compaction.level, tuple(names))
            assert shared.remove(names) == 16
            for name in names:
                del own[name]
    texts = opened()
    keys = sorted(record.key for text in texts.values() for record in text.records)
    assert keys == [f"{n:020}" for n in range(300)]
    levels_left = Counter(text.header.level for text in texts.values())
    assert levels_left == {0: 300 % 16, 1: 300 // 16 % 16, 2: 1}
    assert len(list(shared.path.iterdir())) == len(texts) + 2


def test_nothing_makes_no_file() -> None:
    assert list(pack([])) == []
