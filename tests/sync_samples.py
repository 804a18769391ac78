"""What the tests of the sync folder share: keys, records and files with randomness that is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from trustjournal.sync import encrypted_file
from trustjournal.sync.encrypted_file import Header, Record
from trustjournal.sync.key_file import Cost, FolderKey

CHEAP = Cost(log2_n=10, r=1)
"""For tests that try many passphrases."""

STAMP = "1795000000000000000-laptop"
HEADER = Header("laptop", STAMP, "0.1.0")
RECORDS = (
    Record("entry", "k3m9p4xq7zv4vv0aaqg2", {"text": "We walked by the river.", "mood": 4}),
    Record("promise", "p1", {"text": "Ask first", "stars": [True, False, None]}),
)


def counting(seed: int = 0) -> Callable[[int], bytes]:
    """Random bytes that are always the same."""
    state = seed

    def random_bytes(count: int) -> bytes:
        nonlocal state
        state += 1
        return bytes((state * 89 + n * 7 + seed) % 256 for n in range(count))

    return random_bytes


random_bytes = counting(1)
KEY = FolderKey(random_bytes(32), random_bytes(16))
"""The key of one folder."""
OTHER = FolderKey(random_bytes(32), random_bytes(16))
"""The key of another journal's folder."""


def lines(records: Iterable[Record]) -> list[bytes]:
    return [encrypted_file.line(*record) for record in records]


def made(
    records: Iterable[Record] = RECORDS,
    key: FolderKey = KEY,
    header: Header = HEADER,
    seed: int = 5,
) -> bytes:
    """An encrypted file, the same bytes each time."""
    return encrypted_file.encrypt(key, header, lines(records), random_bytes=counting(seed))
