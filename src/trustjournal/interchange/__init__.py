"""Text to entries and back, one file a format. No files are opened here: text in, text out."""

from __future__ import annotations
