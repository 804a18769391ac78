"""What file systems say: whether a lost file may still exist, and where a journal isn't safe.

A folder that exists only while someone is logged in may be missing in another kind of session,
and a disk may be unplugged for a while. A file in memory is lost when the computer restarts, if
not earlier.
"""

from __future__ import annotations

import os
import platform
from hashlib import blake2b
from pathlib import Path
from typing import Any

_MACHINE, _BOOT = Path("/etc/machine-id"), Path("/proc/sys/kernel/random/boot_id")
_MOUNTS, _MOUNTED = Path("/proc/self/mountinfo"), Path("/proc/self/mounts")
_IN_MEMORY = (b"tmpfs", b"ramfs")
_SYNCED = ("dropbox", "onedrive", "google drive", "googledrive", "icloud", "mobile documents",
           "nextcloud", "owncloud", "pcloud", "syncthing", "megasync")  # fmt: skip
_NETWORK = ("nfs", "cifs", "smb", "fuse.sshfs", "fuse.rclone", "9p", "afs", "davfs")


def describe(folder: Path) -> dict[str, Any]:
    """Describe the location of a folder, for `is_gone`. Raises `OSError`."""
    return {
        "machine": _machine(),
        "boot": _read(_BOOT).decode("ascii", "replace").strip(),
        "in_memory": _type_of(folder) in _IN_MEMORY,
        "folders": [identity(path) for path in (folder, *folder.parents)],
    }


def is_gone(path: Path, described: object) -> bool:
    """Return whether a file can't exist any more; `described` is from `describe` for its folder.

    False if that is unknown: on another computer, with an unplugged disk, or inside a sandbox.
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
    """Return whether the nearest existing folder is the same as then, but the file is gone."""
    if not isinstance(folders, list) or len(folders) != len(path.parents):
        return False
    for before, folder in zip(folders, path.parents, strict=True):
        try:
            now = identity(folder)
        except FileNotFoundError:
            continue
        except OSError:
            return False
        # If the file was on another file system than this folder, that one may only be unmounted.
        # For a file system in memory, that means it is gone.
        same_disk = in_memory or (isinstance(folders[0], list) and folders[0][:1] == now[:1])
        return before == now and now[0] != 0 and same_disk and os.access(folder, os.R_OK | os.X_OK)
    return False


def identity(folder: Path) -> list[int]:
    """Return the id of a folder's file system, or 0 if it has none, and the folder's inode."""
    statvfs = getattr(os, "statvfs", None)  # Windows has none
    return [getattr(statvfs(folder), "f_fsid", 0) if statvfs else 0, folder.stat().st_ino]


def unsafe_place(path: Path) -> str | None:
    """Return `synced` or `network` if a file is in such a folder, else None.

    Both kinds can copy files half-written. They are recognised by the names sync programs give
    their folders, and by what Linux lists in /proc/self/mounts.
    """
    for part in path.parts:
        if any(name in part.lower() for name in _SYNCED):
            return "synced"
    best, kind = 0, ""
    for line in _read(_MOUNTED).decode("utf-8", "replace").splitlines():
        fields = line.split()
        mount = fields[1].replace("\\040", " ") if len(fields) > 2 else ""
        if mount and path.is_relative_to(mount) and len(mount) > best:
            best, kind = len(mount), fields[2]
    return "network" if kind.startswith(_NETWORK) else None


def _machine() -> str:
    """Return a hash that identifies this computer without naming it."""
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
