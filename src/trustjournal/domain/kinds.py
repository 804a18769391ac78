"""The kinds of entries."""

from __future__ import annotations

from typing import Literal, get_args

Kind = Literal["daily", "free", "review", "checkin", "storm", "joy"]
KINDS: tuple[str, ...] = get_args(Kind)
