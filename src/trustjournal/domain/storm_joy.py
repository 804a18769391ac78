"""Storms and joys: which questions a moment is met with, and when storms come too thick.

Pure functions of the journal's salt, the day and what was recorded before. Where the rules
come from: docs/questions.md, "Storms and joys".
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

from .entry import Entry
from .prompts import Prompt

# --- the numbers -------------------------------------------------------------------------
MINUTES = 7
"""A storm is not gone over for longer than that without a word."""
STORMS_DAYS = 7
MANY_STORMS = 3
"""So many storms within STORMS_DAYS, and something smaller is offered instead of the next."""
RESTING_MOMENTS = 5
"""The questions of so many storms (or joys) before this one rest, while there are others."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """A storm or a joy: the kind of its entries, and where its questions come from."""

    kind: Literal["storm", "joy"]
    pack: str
    """The built-in pack that always has questions for it."""
    tags: tuple[str, ...]
    """One question of each is asked, in this order."""
    smaller: tuple[str, ...] = ()
    """The tags that are offered one at a time where storms come too thick."""


STORM = Occasion("storm", "after-a-conflict", ("view", "obstacle", "step"), ("view", "step"))
JOY = Occasion("joy", "joys", ("happened", "like", "next"))
OCCASIONS = {moment.kind: moment for moment in (STORM, JOY)}
PRACTICE = "storms-joys"
"""The practice every storm and joy belongs to."""


class StormMode(StrEnum):
    """How a moment is met; the words are in `render`."""

    OPEN = "open"
    """With its questions."""
    SMALLER = "smaller"
    """With one question, if any."""
    RESTING = "resting"
    """With no question for now."""


def storm_mode(storms: Sequence[Entry], today: date) -> StormMode:
    """How the next storm is met, after the storms that were written so far.

    Going over the same trouble again and again tends to bring more of it, so after three storms
    in seven days one smaller thing is offered, once a day. That it was offered is told by the
    storms themselves: one more than three, and one of them written today.
    """
    lately = [storm for storm in storms if storm.day > today - timedelta(days=STORMS_DAYS)]
    if len(lately) < MANY_STORMS:
        return StormMode.OPEN
    one_today = any(storm.written_on == today for storm in lately)
    return StormMode.RESTING if len(lately) > MANY_STORMS and one_today else StormMode.SMALLER


def question(
    prompts: Sequence[Prompt],
    moment: Occasion,
    tag: str,
    *,
    day: date,
    number: int,
    salt: bytes,
    used: Sequence[str] = (),
    situation: str = "partnered",
) -> Prompt | None:
    """The question with this tag for a moment of `day`, or None where there is none at all.

    `number` says how many moments of the kind the day has already, so the second storm of a day
    has questions of its own; `used` names the questions of the latest ones, newest first.
    """
    pool = [p for p in prompts if p.cadence == moment.kind and tag in p.tags]
    pool = [p for p in pool if p.fits(situation)] or pool
    for key in used:
        pool = [p for p in pool if p.key != key] or pool

    def draw(prompt: Prompt) -> bytes:
        named = f"{day.isoformat()}|{moment.kind}|{number}|{prompt.origin}"
        return hmac.digest(salt, named.encode(), "sha256")

    return max(pool, key=draw, default=None)
