"""The sync folder, which other programs change at any time, on disks that fill up and go away."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reliability.test_full_disk import fill
from sync_samples import CHEAP, KEY, RECORDS, counting, made
from trustjournal.errors import InputOutput
from trustjournal.sync import encrypted_file, folder, key_file, problems
from trustjournal.sync.folder import FolderFile, SyncFolder
from trustjournal.sync.names import key_name_of, name_of
from trustjournal.views.messages import error as line_of

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
DAY = 24 * 60 * 60


@pytest.fixture
def shared(tmp_path: Path) -> SyncFolder:
    made_folder = SyncFolder(tmp_path / "Sync" / "trust-sync")
    made_folder.set_up()
    return made_folder


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte, mounted for one test."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m,mode=0700", "none", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("cannot mount a file system here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=False, capture_output=True)


def key_made() -> bytes:
    return key_file.encrypt(KEY, "x", cost=CHEAP, random_bytes=counting(3))


def names(files: tuple[FolderFile, ...]) -> list[str | None]:
    return [file.name for file in files]


def listing(path: Path) -> set[str]:
    return {entry.name for entry in path.iterdir()}


# --- set up -----------------------------------------------------------------------------------


def test_only_the_owner_can_enter_a_folder_that_was_made(shared: SyncFolder) -> None:
    for path in (shared.path, shared.path.parent):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    shared.add(made())
    shared.add_key(key_made())
    for path in shared.path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name
    assert len(listing(shared.path)) == 4


def test_a_folder_that_is_there_keeps_its_permissions_and_its_files(tmp_path: Path) -> None:
    path = tmp_path / "shared"
    path.mkdir(mode=0o755)
    path.chmod(0o755)
    (path / "README.txt").write_text("mine", "utf-8")
    (path / ".gitattributes").write_text("*.jpg binary", "utf-8")
    for _ in range(2):
        SyncFolder(path).set_up()
    assert stat.S_IMODE(path.stat().st_mode) == 0o755
    assert (path / "README.txt").read_text("utf-8") == "mine"
    assert (path / ".gitattributes").read_text("utf-8").splitlines() == [
        "*.jpg binary",
        "*.trust -text -diff -merge",
        "*.trustkey -text -diff -merge",
    ]
    assert listing(path) == {"README.txt", ".gitattributes"}


def test_the_folder_explains_itself_in_plain_words(shared: SyncFolder) -> None:
    text = (shared.path / "README.txt").read_text("utf-8")
    assert "trust sync setup" in text
    assert max(map(len, text.splitlines())) <= 100
    assert not re.search(r"conflict|replica|device|seal", text)


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_git_neither_merges_nor_changes_the_files(shared: SyncFolder) -> None:
    shared.add(made())
    for arguments in (["init", "-q"], ["config", "core.autocrlf", "true"], ["add", "-A"]):
        subprocess.run(["git", "-C", str(shared.path), *arguments], check=True, capture_output=True)
    name = f"{name_of(made())}.trust"
    asked = ["git", "-C", str(shared.path), "check-attr", "text", "diff", "merge", "--", name]
    told = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    assert re.findall(r": (\w+): (\w+)", told) == [
        ("text", "unset"),
        ("diff", "unset"),
        ("merge", "unset"),
    ]


def test_a_link_in_place_of_our_texts_is_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "shared"
    path.mkdir()
    for name in ("README.txt", ".gitattributes"):
        (path / name).symlink_to(tmp_path / "elsewhere")
    SyncFolder(path).set_up()
    assert not (tmp_path / "elsewhere").exists()
    (tmp_path / "elsewhere").write_text("mine", "utf-8")
    SyncFolder(path).set_up()
    assert (tmp_path / "elsewhere").read_text("utf-8") == "mine"
    assert all((path / name).is_symlink() for name in listing(path))


@pytest.mark.parametrize("name", ["README.txt", ".gitattributes"])
@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_something_else_in_place_of_our_texts_stays(
    tmp_path: Path, name: str, make: Callable[[Path], None]
) -> None:
    path = tmp_path / "shared"
    path.mkdir()
    make(path / name)
    before = (path / name).lstat()
    SyncFolder(path).set_up()
    assert (path / name).lstat().st_ino == before.st_ino


# --- what is there ----------------------------------------------------------------------------


def test_what_was_added_is_listed_and_read(shared: SyncFolder) -> None:
    name, key_name = shared.add(made()), shared.add_key(key_made())
    files = shared.files()
    assert names(files.encrypted) == [name] == [name_of(made())]
    assert names(files.keys) == [key_name] == [key_name_of(key_made())]
    assert files.others == ()
    [file] = files.encrypted
    raw = shared.read(file)
    result = encrypted_file.decrypt(raw, [KEY], KEY.journal, file.path.name)
    assert result.records == RECORDS
    [file] = files.keys
    assert key_file.decrypt(shared.read(file), "x", file.path.name) == KEY


def test_the_same_file_twice_is_one_file(shared: SyncFolder) -> None:
    assert shared.add(made()) == shared.add(made())
    assert len(shared.files().encrypted) == 1


def test_a_damaged_file_is_mended_by_adding_it_again(shared: SyncFolder) -> None:
    path = shared.path / f"{shared.add(made())}.trust"
    path.write_bytes(made()[:100])
    shared.add(made())
    assert path.read_bytes() == made()


@pytest.mark.parametrize(
    "name",
    [
        "{0} 2.trust",
        "{1}.TRUST",
        "{0} (conflicted copy).trust",
        "{0}.sync-conflict-20261127-101010-ABCDEF7.trust",
        "{0}.trust.conflict1",
        "holiday.jpg",
        "no ending",
        "UPPER.TXT",
        b"\xff\xfe".decode("utf-8", "surrogateescape"),
    ],
)
def test_a_copy_is_known_whatever_it_is_called(shared: SyncFolder, name: str) -> None:
    called = name.format(name_of(made()), name_of(made()).upper())
    (shared.path / called).write_bytes(made())
    [file] = shared.files().encrypted
    assert file.name == (None if "{" not in name else name_of(made()))
    opened = encrypted_file.decrypt(shared.read(file), [KEY], KEY.journal, file.path.name)
    assert opened.name == name_of(made())


@pytest.mark.parametrize("name", ["{0} 2.trustkey", "{1}.TRUSTKEY", "{0}.trustkey.path1", "x"])
def test_a_copy_of_a_key_file_too(shared: SyncFolder, name: str) -> None:
    called = name.format(key_name_of(key_made()), key_name_of(key_made()).upper())
    (shared.path / called).write_bytes(key_made())
    [file] = shared.files().keys
    assert file.name == (None if "{" not in name else key_name_of(key_made()))
    assert key_file.decrypt(shared.read(file), "x", file.path.name) == KEY


JUNK = (
    ".DS_Store", "._NAME.trust", "desktop.ini", "Thumbs.db", "Desktop.ini", "Icon\r", ".stignore",
    ".syncthing.NAME.trust.tmp", "~syncthing~NAME.trust.tmp", "NAME.trust.tmp", "NAME.trust.part", "NAME.trust~",
    "NAME.crdownload", "NAME.partial", "README.txt", "readme.txt", ".gitattributes", "~$NAME.trust",
)  # fmt: skip


def test_what_systems_and_engines_leave_is_ignored(shared: SyncFolder) -> None:
    for name in JUNK:
        (shared.path / name.replace("NAME", "a" * 32)).write_bytes(made())
    for name in (".git", ".stfolder", ".stversions"):
        (shared.path / name).mkdir()
    assert shared.files() == folder.Files()


def test_what_is_not_an_ordinary_file_is_neither_opened_nor_followed(
    shared: SyncFolder, tmp_path: Path
) -> None:
    """Opening the pipe would wait for ever; the large file has no bytes, and is not read either."""
    (tmp_path / "outside").write_bytes(made())
    ours = [f"{n:032x}.trust" for n in range(5)]
    (shared.path / ours[0]).mkdir()
    os.mkfifo(shared.path / ours[1])
    (shared.path / ours[2]).symlink_to(tmp_path / "outside")
    (shared.path / ours[3]).symlink_to("/dev/zero")
    with (shared.path / ours[4]).open("wb") as file:
        file.truncate(encrypted_file.MOST_BYTES + 1)
    (shared.path / "notes").mkdir()
    os.mkfifo(shared.path / "pipe")
    (shared.path / "words.md").write_text("plain words", "utf-8")
    with (shared.path / f"key-{'a' * 16}.trustkey").open("wb") as file:
        file.truncate(key_file.MOST_BYTES + 1)
    files = shared.files()
    assert (files.encrypted, files.keys) == ((), ())
    assert {path.name for path in files.others} == listing(shared.path) - {
        "README.txt",
        ".gitattributes",
    }
    for path in files.others:
        listed = FolderFile(path, None, 0)
        if path.name in ours[:4]:
            with pytest.raises((problems.NotOurs, InputOutput)):
                shared.read(listed)
    with pytest.raises(problems.TooLarge):
        shared.read(FolderFile(shared.path / ours[4], None, 0))
    with pytest.raises(problems.NotOurs):
        shared.read(FolderFile(shared.path / ours[1], None, 0))


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to make a device")
def test_a_device_is_not_opened(shared: SyncFolder) -> None:
    path = shared.path / f"{'a' * 32}.trust"
    try:
        os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 5))
    except OSError:
        pytest.skip("no devices here")
    assert shared.files().others == (path,)


def test_looking_changes_nothing(shared: SyncFolder) -> None:
    shared.add(made())
    before = {path.name: path.stat().st_mtime_ns for path in shared.path.iterdir()}
    for file in shared.files().encrypted:
        shared.read(file)
    newer = shared.path / "newer"
    newer.write_bytes(b"TRUSTSY2" + made()[8:])
    [file] = [file for file in shared.files().encrypted if file.path == newer]
    with pytest.raises(problems.NewerVersion):
        encrypted_file.decrypt(shared.read(file), [KEY], KEY.journal, file.path.name)
    assert newer.read_bytes() == b"TRUSTSY2" + made()[8:]
    newer.unlink()
    assert {path.name: path.stat().st_mtime_ns for path in shared.path.iterdir()} == before


# --- not here yet -----------------------------------------------------------------------------


def test_a_placeholder_of_icloud_is_not_here_yet(shared: SyncFolder) -> None:
    (shared.path / f".{'a' * 32}.trust.icloud").write_bytes(b"bplist00")
    (shared.path / f".key-{'b' * 16}.trustkey.icloud").write_bytes(b"bplist00")
    (shared.path / ".photo.jpg.icloud").write_bytes(b"bplist00")
    files = shared.files()
    assert [(file.name, file.has_arrived) for file in files.encrypted] == [("a" * 32, False)]
    assert [(file.name, file.has_arrived) for file in files.keys] == [(f"key-{'b' * 16}", False)]
    with pytest.raises(problems.NotArrived):
        shared.read(files.encrypted[0])


@pytest.mark.parametrize(
    ("flags", "attributes", "expected"),
    [
        (0, 0, False),
        (0x4000_0000, 0, True),
        (0x20, 0x20, False),
        (0, 0x0040_0000, True),
        (0, 0x0004_0000, True),
        (0, 0x1000, True),
    ],
)
def test_flags_of_macos_and_windows(flags: int, attributes: int, expected: bool) -> None:
    status = types.SimpleNamespace(st_flags=flags, st_file_attributes=attributes)
    assert folder.is_placeholder(status) is expected  # type: ignore[arg-type]


def test_an_automatic_sync_does_not_make_an_engine_fetch(
    shared: SyncFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared.add(made())
    (shared.path / "unknown").write_bytes(made())
    monkeypatch.setattr(folder, "is_placeholder", lambda _: True)
    opened, real = [], folder._read

    def read(path: Path, most: int) -> bytes:
        opened.append(path.name)
        return real(path, most)

    monkeypatch.setattr(folder, "_read", read)
    files = shared.files()
    [file] = files.encrypted
    assert (file.has_arrived, file.size) == (False, len(made()))
    with pytest.raises(problems.NotArrived):
        shared.read(file)
    assert opened == []
    assert shared.read(file, fetch=True) == made()


READS = """
import sys
from pathlib import Path
from trustjournal.errors import InputOutput
from trustjournal.sync import problems
from trustjournal.sync.folder import SyncFolder
folder = SyncFolder(Path(sys.argv[1]))
[file] = folder.files().encrypted
try:
    print(len(folder.read(file)))
except problems.NotArrived:
    print("not here yet")
except InputOutput as error:
    print(error.exit_code, error.details["path"], error.details["why"])
"""


def injected(shared: SyncFolder, call: str, number: str, program: str = READS) -> str:
    """Run a program for which a system call on the first file of the folder fails."""
    path = next(shared.path.glob("*.trust"), shared.path)
    traced = ["strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-P", str(path)]
    traced += ["-e", f"trace={call}"]
    traced += ["-e", f"inject={call}:error={number}"]
    done = subprocess.run(
        [*traced, sys.executable, "-c", program, str(shared.path)],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@needs_strace
@pytest.mark.parametrize(
    ("call", "number"), [("read", "EDEADLK"), ("read", "ETIMEDOUT"), ("openat", "ENOENT")]
)
def test_a_file_whose_content_cannot_be_fetched_is_not_here_yet(
    shared: SyncFolder, call: str, number: str
) -> None:
    shared.add(made())
    assert injected(shared, call, number) == "not here yet"


@needs_strace
def test_a_file_that_cannot_be_read_is_named(shared: SyncFolder) -> None:
    name = shared.add(made())
    told = injected(shared, "read", "EIO")
    assert told == f"74 {shared.path}/{name}.trust Input/output error"


def test_a_file_that_went_between_list_and_read_is_not_here(shared: SyncFolder) -> None:
    shared.add(made())
    [file] = shared.files().encrypted
    file.path.unlink()
    with pytest.raises(problems.NotArrived):
        shared.read(file)


# --- a folder that isn't there ----------------------------------------------------------------


def test_a_missing_folder_is_named_and_never_made(tmp_path: Path) -> None:
    missing = SyncFolder(tmp_path / "stick" / "trust-sync")
    actions = (
        missing.files,
        missing.place,
        lambda: missing.add(made()),
        lambda: missing.add_key(key_made()),
        lambda: missing.remove(["a" * 32]),
        lambda: missing.remove_old_temporary_files(0),
        lambda: missing.is_elsewhere([0, 0]),
    )
    for action in actions:
        with pytest.raises(InputOutput) as told:
            action()
        assert told.value.exit_code == 74
        line = line_of(told.value)
        assert str(missing.path) in line
        assert "isn't there" in line
    assert not (tmp_path / "stick").exists()


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    place = SyncFolder(tmp_path / "file")
    for action in (place.files, place.set_up, lambda: place.add(made())):
        with pytest.raises(InputOutput):
            action()
    assert (tmp_path / "file").read_text("utf-8") == "x"


def test_a_folder_that_goes_between_list_and_read(shared: SyncFolder) -> None:
    shared.add(made())
    [file] = shared.files().encrypted
    shutil.rmtree(shared.path)
    with pytest.raises(InputOutput) as told:
        shared.read(file)
    assert "isn't there" in told.value.sentence
    with pytest.raises(InputOutput):
        shared.add(made())
    assert not shared.path.exists()


def test_an_unplugged_disk_leaves_a_place_that_is_not_the_folder(disk: Path) -> None:
    shared = SyncFolder(disk)
    shared.set_up()
    shared.add(made())
    place = json.loads(json.dumps(shared.place()))
    assert not shared.is_elsewhere(place)
    subprocess.run(["umount", "-l", str(disk)], check=True)
    assert shared.is_elsewhere(place)
    assert listing(disk) == set()


def test_an_emptied_folder_is_still_the_folder(shared: SyncFolder) -> None:
    shared.add(made())
    place = shared.place()
    for path in shared.path.iterdir():
        path.unlink()
    assert not shared.is_elsewhere(place)
    assert SyncFolder(shared.path.parent).is_elsewhere(place)


# --- disks that refuse ------------------------------------------------------------------------


def test_a_full_disk_is_one_plain_line_and_leaves_nothing(disk: Path) -> None:
    shared = SyncFolder(disk)
    shared.set_up()
    before = listing(disk)
    filler = fill(disk)
    with pytest.raises(InputOutput) as told:
        shared.add(made())
    assert line_of(told.value) == f"the disk is full at {disk}; make room and try again"
    assert listing(disk) == before | {filler.name}
    filler.unlink()
    assert shared.add(made()) == name_of(made())


def test_a_disk_that_fills_up_in_the_middle_leaves_nothing(disk: Path) -> None:
    shared = SyncFolder(disk)
    shared.set_up()
    fill(disk, leave=8192)
    before = listing(disk)
    with pytest.raises(InputOutput):
        shared.add(bytes(100_000))
    assert listing(disk) == before


def test_a_read_only_folder_is_named(disk: Path) -> None:
    shared = SyncFolder(disk)
    shared.set_up()
    name = shared.add(made())
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    assert names(shared.files().encrypted) == [name]
    for action in (
        lambda: shared.add(b"other"),
        lambda: shared.add_key(b"other"),
        lambda: shared.remove([name]),
    ):
        with pytest.raises(InputOutput) as told:
            action()
        assert told.value.exit_code == 74
        assert "Read-only file system" in line_of(told.value)
        assert str(disk) in line_of(told.value)
    SyncFolder(disk).set_up()  # everything it would write is there


WRITES = """
import sys
from pathlib import Path
from trustjournal.errors import InputOutput
from trustjournal.sync.folder import SyncFolder
try:
    print(SyncFolder(Path(sys.argv[1])).add(b"some bytes"))
except InputOutput as error:
    print(error.exit_code)
"""


@needs_strace
def test_a_file_is_on_the_disk_before_it_has_its_name(shared: SyncFolder, tmp_path: Path) -> None:
    log = tmp_path / "calls"
    calls = "trace=openat,write,fsync,fdatasync,rename,renameat,renameat2,close"
    traced = ["strace", "-f", "-y", "--seccomp-bpf", "-qq", "-s", "99", "-o", str(log), "-e", calls]
    done = subprocess.run(
        [*traced, sys.executable, "-c", WRITES, str(shared.path)],
        capture_output=True,
        text=True,
        check=True,
    )
    name = done.stdout.strip()
    assert name == name_of(b"some bytes")
    place = re.escape(str(shared.path))
    temporary = rf"{place}/~{name}\.\d+-\d+\.tmp"
    steps = [
        rf'openat\(.*"{temporary}", O_WRONLY\|O_CREAT\|O_EXCL\S*, 0600\)',
        rf'write\(\d+<{temporary}>, "some bytes"',
        rf"f(data)?sync\(\d+<{temporary}>\) += 0",
        rf'rename.*"{temporary}".*"{place}/{name}\.trust"',
        rf"fsync\(\d+<{place}>\) += 0",
    ]
    lines, at = log.read_text("utf-8", "replace").splitlines(), 0
    for step in steps:
        at = next((n for n in range(at, len(lines)) if re.search(step, lines[n])), -1)
        assert at >= 0, step


@needs_strace
@pytest.mark.parametrize("call", ["fsync", "rename", "write"])
def test_an_error_on_the_way_leaves_no_file(shared: SyncFolder, tmp_path: Path, call: str) -> None:
    before = listing(shared.path)
    traced = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e"]
    traced += [f"inject={call}:error=EIO:when=1"]
    done = subprocess.run(
        [*traced, sys.executable, "-c", WRITES, str(shared.path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "74"
    assert listing(shared.path) == before


@needs_strace
@pytest.mark.parametrize("call", ["fsync", "rename", "write"])
def test_a_program_killed_on_the_way_leaves_only_what_is_cleaned_up(
    shared: SyncFolder, call: str
) -> None:
    before = listing(shared.path)
    traced = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e"]
    traced += [f"inject={call}:signal=KILL:when=1"]
    subprocess.run(
        [*traced, sys.executable, "-c", WRITES, str(shared.path)],
        capture_output=True,
        check=False,
    )
    left = listing(shared.path) - before
    assert all(re.fullmatch(r"~[0-9a-f]{32}\.\d+-\d+\.tmp", name) for name in left) or left == {
        f"{name_of(b'some bytes')}.trust"
    }
    for path in shared.path.glob("~*.tmp"):
        written = path.stat().st_mtime
        assert shared.files().encrypted == ()
        assert shared.remove_old_temporary_files(written + DAY - 1) == 0
        assert shared.remove_old_temporary_files(written + DAY + 1) == 1
    assert not list(shared.path.glob("*.tmp"))


def test_only_our_own_temporary_files_are_cleaned_up(shared: SyncFolder, tmp_path: Path) -> None:
    others = {"~x.tmp", f"~{'a' * 32}.tmp", ".hidden.tmp", f"{'a' * 32}.1-2.tmp", "~$notes.tmp"}
    for name in others:
        (shared.path / name).write_bytes(b"x")
    (tmp_path / "outside").write_bytes(b"x")
    link = shared.path / f"~{'b' * 32}.1-2.tmp"
    link.symlink_to(tmp_path / "outside")
    (shared.path / f"~{'c' * 32}.1-2.tmp").mkdir()
    ours = {f"~{'d' * 32}.1-2.tmp", f"~key-{'d' * 16}.1-2.tmp"}
    for name in ours:
        (shared.path / name).write_bytes(b"x")
    later = (shared.path / "~x.tmp").stat().st_mtime + 2 * DAY
    assert shared.remove_old_temporary_files(later) == 2
    assert not ours & listing(shared.path)
    assert others <= listing(shared.path)
    assert link.is_symlink()


# --- removing ---------------------------------------------------------------------------------


def test_a_file_is_removed_with_its_copies_and_nothing_else(shared: SyncFolder) -> None:
    name, other = shared.add(made()), shared.add(made(seed=77))
    shared.add_key(key_made())
    copies = [f"{name} 2.trust", f"{name.upper()}.TRUST", "holiday.jpg"]
    for copy in copies:
        (shared.path / copy).write_bytes(made())
    (shared.path / f"{name} half.trust").write_bytes(made()[:99])
    (shared.path / "photo.jpg").write_bytes(b"photo")
    assert shared.remove([name]) == 5
    files = shared.files()
    assert names(files.encrypted) == [other]
    assert len(files.keys) == 1
    assert [path.name for path in files.others] == ["photo.jpg"]
    assert shared.remove([name]) == 0


def test_a_key_file_is_removed_by_its_name(shared: SyncFolder) -> None:
    name = shared.add_key(key_made())
    (shared.path / "copy").write_bytes(key_made())
    assert shared.remove([name]) == 2
    assert shared.files().keys == ()


def test_a_link_is_not_removed_for_its_name(shared: SyncFolder, tmp_path: Path) -> None:
    (tmp_path / "outside").write_bytes(made())
    (shared.path / f"{name_of(made())}.trust").symlink_to(tmp_path / "outside")
    assert shared.remove([name_of(made())]) == 0
    assert (tmp_path / "outside").exists()


# --- imports ----------------------------------------------------------------------------------


def test_listing_a_folder_imports_no_cipher(shared: SyncFolder) -> None:
    program = (
        "import sys; from pathlib import Path; from trustjournal.sync.folder import SyncFolder;"
        "from trustjournal.sync import passphrase, levels, key_file, encrypted_file;"
        "SyncFolder(Path(sys.argv[1])).files();"
        "heavy = {'cryptography', 'sqlite3', 'sqlmodel', 'rich', 'typer', 'yaml', 'ssl', 'socket'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(shared.path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"


def test_only_the_two_ciphers_import_the_package_and_only_when_used() -> None:
    source = Path(folder.__file__).parent.parent
    importing = {
        str(path.relative_to(source)): re.findall(r"^( *)from cryptography", text, re.MULTILINE)
        for path in source.rglob("*.py")
        if re.search(
            r"^ *(from|import) (cryptography|nacl)", text := path.read_text("utf-8"), re.MULTILINE
        )
    }
    assert set(importing) == {"drafts/cipher.py", "sync/cipher.py"}
    assert all(all(indents) for indents in importing.values())


def test_without_the_package_one_line_says_what_to_install(
    shared: SyncFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trustjournal.errors import Sealed

    raw, key_raw = made(), key_made()
    shared.add(raw)
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.ciphers.aead", None)
    assert len(shared.files().encrypted) == 1
    for action in (
        made,
        key_made,
        lambda: encrypted_file.decrypt(raw, [KEY], KEY.journal),
        lambda: key_file.decrypt(key_raw, "x"),
    ):
        with pytest.raises(Sealed) as told:
            action()
        assert told.value.exit_code == 12
        assert "pipx install --force '.[sync]'" in line_of(told.value)
