"""Nothing in the sync folder can be read: no word, tag or name, by its bytes or its files' names."""

from __future__ import annotations

import os
import re
import zlib
from pathlib import Path

import pytest

from conftest import Trust
from machines import PASSPHRASE
from sync.test_inbox import EVENING
from trustjournal.sync import encrypted_file, key_file

WORDS = {
    *("heliotrope", "quince", "marmalade", "zeppelin", "Wendeltreppe", "obsidian", "kumquat"),
    *("persimmon", "Esmeralda", "Ludovic", "gardenia", "lantern", "tamarind", "sextant"),
    *("cinnabar", "phlogiston", "bergamot", "laptop-of-ludovic"),
}
"""Each is in one place of the journal only."""
COMMANDS: list[tuple[str, ...]] = [
    ("journal", "--free", "-m", "heliotrope", "--tag", "quince", "--person", "Esmeralda"),
    ("edit", "last", "-m", "marmalade"),
    ("journal", "--free", "-m", "zeppelin %%Wendeltreppe%%", "--private"),
    ("promise", "add", "obsidian", "--to", "Ludovic", "--by", "friday"),
    ("checkin", "Ludovic", "--heard", "persimmon"),
    ("people", "set", "Esmeralda", "--every", "weekly"),
    ("pause", "2026-12-01..2026-12-03", "--reason", "gardenia"),
    ("storm", "-m", "lantern"),
    ("joy", "-m", "tamarind"),
    ("tags", "rename", "quince", "kumquat"),
    ("config", "set", "inbox", "{inbox}"),
    ("sync",),
]


def readable_in(folder: Path, words: set[str]) -> set[str]:
    """Which words can be read in a folder: as they are, as UTF-16, in names, or compressed."""
    raw = b""
    for path in sorted(folder.rglob("*")):
        raw += os.fsencode(path.name) + b"\n" + (path.read_bytes() if path.is_file() else b"")
    for begin in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", raw):
        try:
            raw += zlib.decompressobj().decompress(raw[begin.start() :])
        except zlib.error:
            continue
    raw = raw.lower()
    forms = ("utf-8", "utf-16-le", "utf-16-be")
    return {word for word in words if any(word.lower().encode(form) in raw for form in forms)}


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """An inbox with notes, and a name and front matter."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    for name, text in {
        "2026-11-20 sextant.md": "---\nlocation: cinnabar\n---\nA walk #bergamot",
        "tea.txt": "phlogiston",
    }.items():
        (folder / name).write_text(text, "utf-8")
        os.utime(folder / name, (EVENING, EVENING))
    return folder


@pytest.mark.parametrize("is_encrypted", [False, True])
def test_no_word_tag_or_name_is_readable_in_the_sync_folder(
    trust: Trust, home: Path, tmp_path: Path, inbox: Path, is_encrypted: bool
) -> None:
    folder = tmp_path / "carried"
    env = {"TRUST_SYNC_PASSPHRASE_COMMAND": f"echo {PASSPHRASE}", "TRUST_PASSPHRASE": "another one"}
    assert trust("journal", "-m", "first", env=env).code == 0
    if is_encrypted:
        assert trust("encrypt", "--remove-plaintext", env=env).code == 0
    setup = ("sync", "setup", str(folder), "--name", "laptop-of-ludovic")
    assert trust(*setup, env=env).code == 0
    for argv in COMMANDS:
        done = trust(*(word.format(inbox=inbox) for word in argv), env=env)
        assert done.code == 0, (argv, done.err)
    assert [*inbox.glob("[!.]*")] == []
    exported = trust("export", "json", "-", "--include-private", env=env).out
    ids = set(re.findall(r'"id": "([0-9a-z]{20})"', exported))
    assert len(ids) > 4

    assert len([*folder.glob("*.trust")]) > 4
    assert readable_in(folder, WORDS | ids | {PASSPHRASE}) == set()

    # The words are in it, all the same: each of them opens with the passphrase.
    [path] = folder.glob("*.trustkey")
    key = key_file.decrypt(path.read_bytes(), PASSPHRASE, path.name)
    opened = tmp_path / "opened"
    opened.mkdir()
    for path in folder.glob("*.trust"):
        result = encrypted_file.decrypt(path.read_bytes(), [key], key.journal, path.name)
        (opened / path.name).write_text(repr(result), "utf-8")
    assert readable_in(opened, WORDS) == WORDS

    if is_encrypted:
        assert readable_in(home, WORDS) == set()
    entry = trust("search", "marmalade", "--json", env=env).json["data"]["entries"][0]["id"]
    assert trust("delete", entry, "--purge", "--yes", env=env).code == 0
    assert trust("sync", env=env).code == 0
    for path in opened.iterdir():
        path.unlink()
    for path in folder.glob("*.trust"):
        result = encrypted_file.decrypt(path.read_bytes(), [key], key.journal, path.name)
        (opened / path.name).write_text(repr(result), "utf-8")
    assert readable_in(opened, {"heliotrope", "marmalade"}) == set()


def test_the_search_sees_what_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "quince.txt").write_bytes("heliotrope".encode("utf-16-le"))
    (tmp_path / "other").write_bytes(b"....." + zlib.compress(b"a zeppelin"))
    assert readable_in(tmp_path, WORDS) == {"quince", "heliotrope", "zeppelin"}
