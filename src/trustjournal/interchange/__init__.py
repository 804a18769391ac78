"""Text to entries and back, one file a format. `source` alone opens files, those that come in."""

from __future__ import annotations
