"""Storing a pulse."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlmodel import col, delete, select

from ..domain.periods import week_of
from ..domain.pulse import EASE, NO_EASE, Answers
from .iso_text import moment_text
from .models_extra import PulseAnswerRow, PulseRow

if TYPE_CHECKING:
    from .writer import Transaction


def add_pulse(store: Transaction, answers: Answers, today: date, now: datetime) -> None:
    """Store new answers; earlier ones of the same week are kept too."""
    row = PulseRow(week=week_of(today).name, taken_on=today.isoformat(), taken_at=moment_text(now))
    store.session.add(row)
    store.session.flush()
    assert row.n is not None  # the database numbers a row when it is flushed
    n = row.n
    store.session.add_all(
        PulseAnswerRow(pulse_n=n, item=item, value=value) for item, value in answers.items()
    )


def forget_low_ease(store: Transaction) -> None:
    """Remove all answers of no ease at all, and each pulse without other answers."""
    low = (col(PulseAnswerRow.item) == EASE) & (col(PulseAnswerRow.value) == NO_EASE)
    store.session.exec(delete(PulseAnswerRow).where(low))
    answered = select(PulseAnswerRow.pulse_n)
    store.session.exec(delete(PulseRow).where(col(PulseRow.n).not_in(answered)))
