"""A private journal in the terminal for building emotional trust."""

from __future__ import annotations

__version__ = "0.1.0"
