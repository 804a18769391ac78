"""The formats of the sync folder do not change: old bytes open, with and without this program.

The files were made once, by `made_now`. They are never written again.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata
import zlib
from hashlib import blake2b
from pathlib import Path

import pytest

import sync_samples as samples
from conftest import Trust
from trustjournal.domain.join.kinds import KINDS
from trustjournal.storage.sync_files import UNCOUNTED
from trustjournal.sync import encrypted_file, key_file
from trustjournal.sync.encrypted_file import Header, Record
from trustjournal.sync.key_file import Cost, FolderKey
from trustjournal.sync.names import key_name_of, name_of

ROOT = Path(__file__).parent.parent.parent
GOLDEN = ROOT / "tests" / "golden" / "sync"
PASSPHRASE, SECOND_PASSPHRASE = (
    "f\u00fcnf stille W\u00f6rter am Fluss",
    "a second one, just as long",
)

FIRST_KEY = key_file.new_key(samples.counting(40))
SECOND_KEY = key_file.changed_key(FIRST_KEY, samples.counting(41))
LAPTOP = Header("laptop", "1795000000000000000-laptop", "0.1.0")
DESKTOP = Header("desktop", "1795000000000000001-desktop", "0.1.0", (32 * "a", 32 * "b"), 1)
FEW = (
    Record("entry", "k3m9p4xq7zv4vv0aaqg2", {"body": "Wir gingen schweigend.\n\nGl\u00fccklich \U0001f642", "mood": 4, "starred": False, "title": None}),
    Record("promise", "p7", {"text": "Ask first, then listen", "share": 0.5}),
)  # fmt: skip
MANY = tuple(
    Record("entry", f"{n:020}", {"body": f"Day {n}: {blake2b(bytes([n])).hexdigest()}"})
    for n in range(60)
)
CONTENTS = {"few": (FIRST_KEY, LAPTOP, FEW), "many": (SECOND_KEY, DESKTOP, MANY)}
KEYS = {"first": (FIRST_KEY, PASSPHRASE), "second": (SECOND_KEY, SECOND_PASSPHRASE)}


def made_now() -> dict[str, bytes]:
    """All golden files as this program makes them, by their names."""
    files = {}
    for seed, (key, passphrase) in enumerate(KEYS.values(), 50):
        random_bytes = samples.counting(seed)
        raw = key_file.encrypt(key, passphrase, cost=Cost(), random_bytes=random_bytes)
        files[f"{key_name_of(raw)}.trustkey"] = raw
    for seed, (key, header, records) in enumerate(CONTENTS.values(), 60):
        raw = samples.made(records, key, header, seed)
        files[f"{name_of(raw)}.trust"] = raw
    return files


def golden() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in GOLDEN.glob("*.trust*")}


def by_ending(ending: str) -> list[Path]:
    return sorted(GOLDEN.glob(f"*{ending}"))


def test_the_same_randomness_makes_the_same_bytes() -> None:
    """Of encrypted files only with the zlib that the golden ones were made with."""
    probe = zlib.compress(b"".join(samples.lines(MANY)))
    is_same_zlib = blake2b(probe, digest_size=8).hexdigest() == "c882adaac4b0297f"
    now, before = made_now(), golden()
    assert len(before) == 4
    for ending in (".trustkey", ".trust") if is_same_zlib else (".trustkey",):
        of_kind = {name: raw for name, raw in now.items() if name.endswith(ending)}
        assert of_kind.items() <= before.items(), ending


def test_names_are_hashes_of_the_bytes() -> None:
    for name, raw in golden().items():
        size = 8 if name.startswith("key-") else 16
        assert blake2b(raw, digest_size=size).hexdigest() in name
        assert len(raw) % 512 == 0 or name.startswith("key-")


def test_old_key_files_open() -> None:
    opened = {}
    for name, (key, passphrase) in KEYS.items():
        path = key_path(key)
        opened[name] = key_file.decrypt(path.read_bytes(), passphrase, path.name)
    assert opened == {"first": FIRST_KEY, "second": SECOND_KEY}
    assert key_file.newest(opened.values()) == SECOND_KEY


def test_key_files_of_0_2_0_open() -> None:
    """Their salts are random, so nothing shows whose they are."""
    files = sorted((GOLDEN / "0.2.0").glob("*.trustkey"), key=lambda path: path.stat().st_size)
    for path, (key, passphrase) in zip(files, KEYS.values(), strict=True):
        raw = path.read_bytes()
        assert key_file.decrypt(raw, passphrase, path.name) == key
        assert not key_file.is_of(raw, key)


def test_a_key_shows_which_files_are_its_own() -> None:
    first, second = (key_path(key).read_bytes() for key, _ in KEYS.values())
    assert key_file.is_of(first, FIRST_KEY)
    assert key_file.is_of(first, SECOND_KEY), "it knows the earlier one"
    assert key_file.is_of(second, SECOND_KEY)
    assert not key_file.is_of(second, FIRST_KEY)


def test_old_encrypted_files_open() -> None:
    opened = []
    for path in by_ending(".trust"):
        result = encrypted_file.decrypt(
            path.read_bytes(), [SECOND_KEY], SECOND_KEY.journal, path.name
        )
        opened.append((result.header, result.records, result.has_newest_key))
    assert sorted(opened, key=lambda file: len(file[1])) == [
        (LAPTOP, FEW, False),
        (DESKTOP, MANY, True),
    ]


# --- without this program ---------------------------------------------------------------------


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """The script of docs/formats.md, cut out of the page."""
    page = (ROOT / "docs" / "formats.md").read_text("utf-8")
    section = page.partition("### Open them without us")[2]
    [code] = re.findall(r"^```python\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    path = tmp_path / "open.py"
    path.write_text(code, "utf-8")
    assert "trustjournal" not in code
    assert len([line for line in code.splitlines() if line.strip()]) <= 33
    return path


def run(script: Path, passphrase: str, key: Path, *files: Path) -> subprocess.CompletedProcess[str]:
    """Run it without a terminal, so that it reads the passphrase from standard input."""
    return subprocess.run(
        [sys.executable, "-I", str(script), str(key), *map(str, files)],
        input=f"{passphrase}\n",
        env=os.environ | {"PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        start_new_session=True,
        check=False,
    )


def key_path(key: FolderKey) -> Path:
    """The golden key file that has as many earlier keys as this one."""
    length = len(key.stored)
    [path] = [p for p in by_ending(".trustkey") if len(p.read_bytes()) == 43 + length + 16]
    return path


def test_the_script_in_the_docs_opens_everything_with_the_newest_key(script: Path) -> None:
    files = sorted(by_ending(".trust"), key=lambda path: path.stat().st_size)
    typed = unicodedata.normalize("NFD", SECOND_PASSPHRASE)
    done = run(script, typed, key_path(SECOND_KEY), *files)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines[0] == {
        "form": 1,
        "machine": "laptop",
        "clock": LAPTOP.clock,
        "program": "0.1.0",
        "replaces": [],
        "level": 0,
    }
    assert lines[1:3] == [list(record) for record in FEW]
    assert lines[3]["replaces"] == list(DESKTOP.replaces)
    assert lines[4:] == [list(record) for record in MANY]


def test_the_script_says_which_file_an_earlier_key_does_not_open(script: Path) -> None:
    files = sorted(by_ending(".trust"), key=lambda path: path.stat().st_size)
    typed = unicodedata.normalize("NFD", PASSPHRASE)
    done = run(script, typed, key_path(FIRST_KEY), *files)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 1 + len(FEW)
    assert f"{files[1]}: no key in" in done.stderr


def test_the_script_takes_no_other_passphrase(script: Path) -> None:
    done = run(script, "another", key_path(FIRST_KEY), *by_ending(".trust"))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.endswith("This isn't its passphrase, or the key file is damaged.\n")
    assert "Traceback" not in done.stderr


def flipped(raw: bytes, place: int) -> bytes:
    return raw[:place] + bytes([raw[place] ^ 1 << place % 8]) + raw[place + 1 :]


def test_the_script_refuses_a_file_with_one_flipped_bit_anywhere(
    script: Path, tmp_path: Path
) -> None:
    whole = min(by_ending(".trust"), key=lambda path: path.stat().st_size)
    raw = whole.read_bytes()
    damaged = []
    for place in range(len(raw)):
        damaged.append(tmp_path / f"{place}.trust")
        damaged[-1].write_bytes(flipped(raw, place))
    done = run(script, PASSPHRASE, key_path(FIRST_KEY), *damaged, whole)
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 1 + len(FEW), "the last one opens"
    assert done.stderr.count("no key in") == len(raw)


@pytest.mark.parametrize("place", [0, 7, 8, 9, 11, 42, 43, 75, 90, -16, -1])
def test_the_script_refuses_a_key_file_with_one_flipped_bit(
    script: Path, tmp_path: Path, place: int
) -> None:
    raw = key_path(FIRST_KEY).read_bytes()
    path = tmp_path / "key-0000000000000000.trustkey"
    path.write_bytes(flipped(raw, place % len(raw)))
    done = run(script, PASSPHRASE, path, *by_ending(".trust"))
    assert done.returncode != 0
    assert done.stdout == ""


def test_the_script_opens_the_folder_of_a_real_sync(
    script: Path, trust: Trust, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUST_SYNC_PASSPHRASE_COMMAND", f"echo {SECOND_PASSPHRASE}")
    folder = tmp_path / "carried"
    assert trust("journal", "--free", "-m", "Heliotrope in the evening").code == 0
    assert trust("sync", "setup", str(folder)).code == 0
    assert trust("edit", "last", "-m", "Heliotrope at dusk").code == 0
    [key] = folder.glob("*.trustkey")
    done = run(script, SECOND_PASSPHRASE, key, *folder.glob("*.trust"))
    assert (done.returncode, "no key" in done.stderr) == (0, False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    texts = json.dumps([line[2] for line in lines if isinstance(line, list) and line[0] == "entry"])
    assert "Heliotrope in the evening" in texts
    assert "Heliotrope at dusk" in texts


def test_every_kind_that_travels_is_described() -> None:
    page = (ROOT / "docs" / "formats.md").read_text("utf-8")
    table = page.partition("<!-- records -->")[2].partition("<!-- end -->")[0]
    described = set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))
    described |= set(re.findall(r'^- `\["(\w+)", ', page, re.MULTILINE))
    assert described == {*KINDS, *UNCOUNTED}
