"""Tell of a file that is out of reach whether it can still be somewhere.

A folder for the time someone is logged in is not there in a session of another kind, and a disk
may be away for a while. What is in memory goes when the computer starts anew at the latest.
"""

from __future__ import annotations

import os
import platform
from hashlib import blake2b
from pathlib import Path
from typing import Any

_MACHINE, _BOOT = Path("/etc/machine-id"), Path("/proc/sys/kernel/random/boot_id")
_MOUNTS = Path("/proc/self/mountinfo")
_IN_MEMORY = (b"tmpfs", b"ramfs")


def describe(folder: Path) -> dict[str, Any]:
    """Describe where a folder is, for `is_gone`. Raises `OSError`."""
    return {
        "machine": _machine(),
        "boot": _read(_BOOT).decode("ascii", "replace").strip(),
        "in_memory": _type_of(folder) in _IN_MEMORY,
        "folders": [_identity(each) for each in (folder, *folder.parents)],
    }


def is_gone(path: Path, described: object) -> bool:
    """Tell whether there can't be a file at `path` any more, by what `describe` said of its folder.

    False where that can't be told: on another computer, with a disk away, from inside a sandbox.
    """
    if os.path.lexists(path) or not isinstance(described, dict):
        return False
    if described.get("machine") != _machine():
        return False
    in_memory, boot = described.get("in_memory") is True, _read(_BOOT).decode("ascii").strip()
    if in_memory and boot and described.get("boot") not in ("", None, boot):
        return True
    return _is_missing(path, described.get("folders"), in_memory=in_memory)


def _is_missing(path: Path, folders: object, *, in_memory: bool) -> bool:
    """Tell whether the folder that is still there is the one from then, and holds it no more."""
    if not isinstance(folders, list) or len(folders) != len(path.parents):
        return False
    for before, folder in zip(folders, path.parents, strict=True):
        try:
            now = _identity(folder)
        except FileNotFoundError:
            continue
        except OSError:
            return False
        # A file system that is not there has no folder to be mounted on only if that is in memory.
        same_disk = in_memory or (isinstance(folders[0], list) and folders[0][:1] == now[:1])
        return before == now and now[0] != 0 and same_disk and os.access(folder, os.R_OK | os.X_OK)
    return False


def _identity(folder: Path) -> list[int]:
    """Return the number of a folder's file system, 0 where it has none, and that of the folder."""
    return [getattr(os.statvfs(folder), "f_fsid", 0), folder.stat().st_ino]


def _machine() -> str:
    """Return what tells this computer from another one, and does not name it."""
    return blake2b(_read(_MACHINE) + platform.node().encode(), digest_size=16).hexdigest()


def _type_of(folder: Path) -> bytes:
    """Return the type of the file system a folder is on, `tmpfs` for example; empty if unknown."""
    device = folder.stat().st_dev
    number = f"{os.major(device)}:{os.minor(device)}".encode()
    for line in _read(_MOUNTS).splitlines():
        mount, _, more = line.partition(b" - ")
        if mount.split()[2:3] == [number]:
            return more.split(maxsplit=1)[0]
    return b""


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
