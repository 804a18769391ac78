"""Warnings about the folder a journal is in."""

from __future__ import annotations

PLACES = {
    "synced": "The journal is in a synchronised folder. Sync programs can copy files "
    "half-written: keep the journal elsewhere, and sync its backups instead.",
    "network": "The journal is on a network drive, where file locks can't be relied on: keep it "
    "on this computer, and its backups there.",
}
