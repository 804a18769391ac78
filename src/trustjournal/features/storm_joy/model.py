"""Storms and joys: the questions each is asked, and the rule for too many storms.

Pure functions of the journal's salt, the day and what was recorded before. The source of the
rules is docs/questions.md, "Storms and joys".
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

from ...domain.entry import Entry
from ...domain.prompts import Prompt, in_language

# --- the numbers -------------------------------------------------------------------------
MINUTES = 7
"""After this many minutes of going over a storm, the program speaks up."""
STORMS_DAYS = 7
MANY_STORMS = 3
"""After this many storms within STORMS_DAYS, something smaller is offered instead."""
RESTING_OCCASIONS = 5
"""The questions of this many earlier storms (or joys) rest, as long as there are others."""
GENTLE_STORMS = 3
"""The first storms, which are asked nothing tender and nothing deeper than depth 1."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """A storm or a joy: the kind of its entries, and the source of its questions."""

    kind: Literal["storm", "joy"]
    pack: str
    """The built-in pack that always has questions for it."""
    tags: tuple[str, ...]
    """One question of each is asked, in this order."""
    smaller: tuple[str, ...] = ()
    """The tags that are offered one at a time when there are too many storms."""


STORM = Occasion("storm", "after-a-conflict", ("view", "obstacle", "step"), ("view", "step"))
JOY = Occasion("joy", "joys", ("happened", "like", "next"))
PRACTICE = "storms-joys"
"""The practice every storm and joy belongs to."""
THEIRS = "theirs"
"""The tag of a joy's questions about someone else's good news; the others are about mine."""


class StormMode(StrEnum):
    """The questions that a storm or joy is offered; the texts are in `views`."""

    OPEN = "open"
    """All its questions."""
    SMALLER = "smaller"
    """One question, if any."""
    RESTING = "resting"
    """No question for now."""


def storm_mode(storms: Sequence[Entry], today: date) -> StormMode:
    """Decide what the next storm is offered, given the storms written so far.

    Going over the same trouble again and again tends to bring more of it, so after three storms
    in seven days one smaller thing is offered, once a day. The storms themselves show whether it
    was offered already: there are more than three, and one of them was written today.
    """
    recent = [storm for storm in storms if storm.day > today - timedelta(days=STORMS_DAYS)]
    if len(recent) < MANY_STORMS:
        return StormMode.OPEN
    one_today = any(storm.written_on == today for storm in recent)
    return StormMode.RESTING if len(recent) > MANY_STORMS and one_today else StormMode.SMALLER


def choose_question(
    prompts: Sequence[Prompt],
    occasion: Occasion,
    tag: str,
    *,
    day: date,
    number: int,
    salt: bytes,
    used: Sequence[str] = (),
    situation: str = "partnered",
    theirs: bool = False,
    gentle: bool = False,
    language: str = "",
) -> Prompt | None:
    """Choose the question with this tag for a storm or joy of `day`; None if no pack has one.

    `number` is how many of the kind the day already has, so that the second storm of a day gets
    questions of its own; `used` are the keys of the latest ones' questions, newest first. `theirs`
    asks about someone else's joy; `gentle` asks nothing tender or deep while there is a choice.
    """
    pool = [p for p in prompts if p.cadence == occasion.kind and tag in p.tags]
    pool = [p for p in pool if (THEIRS in p.tags) == theirs]
    pool = in_language([p for p in pool if p.fits(situation)] or pool, language)
    if gentle:
        pool = [p for p in pool if p.depth == 1 and not p.care] or pool
    for key in used:
        pool = [p for p in pool if p.key != key] or pool

    def draw(prompt: Prompt) -> bytes:
        named = f"{day.isoformat()}|{occasion.kind}|{number}|{prompt.origin}"
        return hmac.digest(salt, named.encode(), "sha256")

    return max(pool, key=draw, default=None)
