"""Warnings about the folder a journal is in."""

from __future__ import annotations

PLACES = {
    "synced": "The journal lies in a folder that a program synchronises. Such programs copy"
    " files half-written: keep the journal elsewhere, and let them have its backups.",
    "network": "The journal lies on a network drive, where locks cannot be relied on: keep it"
    " on this computer, and its backups there.",
}
