"""What the core asks about sharing."""

from __future__ import annotations

from ...registry import Feature


class Share(Feature):
    """It asks for nothing."""


FEATURE = Share()
