"""Writing sessions of sitting in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .iso_text import moment_text
from .models_extra import SittingRow

if TYPE_CHECKING:
    from ..domain.records import Sitting
    from .writer import Transaction


def add_sitting(store: Transaction, sitting: Sitting) -> None:
    """Store a session."""
    began = moment_text(sitting.began_at) if sitting.began_at else None
    store.session.add(
        SittingRow(
            day=sitting.day.isoformat(),
            began_at=began,
            seconds=sitting.seconds,
            planned_seconds=sitting.planned_seconds,
        )
    )
