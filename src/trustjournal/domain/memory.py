"""Taking up earlier evenings: what may be asked about again, and with which question.

Everything comes from what the person recorded: a question they answered, a mark, a day they named.
No text is read for it. At most one memory comes on an evening (docs/questions.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from .memory_kinds import ASKED_FOR, DATES, MemoryKind
from .people import PersonDate
from .prompts import Prompt, in_language
from .relationship import SITUATIONS

GUESS_TAG = "guess"
"""The tag of a daily question whose answer is a guess, and of the question that asks about it."""

COME_BACK_DAYS = 14
"""An entry is still come back to this many days after the day that was named."""
BEFORE_DAYS = 5
"""A date is asked about from this many days before it,"""
AFTER_DAYS = 5
"""and up to this many days after it."""
FOLLOW_UP_ONE_DAY_IN = 6
LOOK_BACK_ONE_DAY_IN = 4
LOOK_BACK_REST = 21
"""The days between two questions that look back, of whatever kind."""
KIND_REST = 90
"""The days between two questions that look back in the same way."""
MINE_AFTER = 60
MINE_WITHIN = 90
"""Words were marked as mine to keep this many days ago when they are asked about."""
SEASON_DAYS = 90
FEW_PROMISES = 2
"""The fewest promises that are asked about together."""
NEXT = ":next"
"""Ends the id of a question that goes on with its last follow-up."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Something of an earlier day that this evening can take up."""

    kind: MemoryKind
    day: date | None = None
    """The day it is about."""
    entry: str | None = None
    """The id of the entry to come back to."""
    words: tuple[str, ...] = ()
    """The person's own lines to show above the question. None of them has private words."""
    person: str = ""
    """Whom the question names, if not the person of the settings."""
    name: str = ""
    """The name of a date."""
    situation: str | None = None
    """The situation with that person, if it isn't that of the settings."""
    neutral: bool = False
    """Whether it isn't known how things are with that person, so that nothing may be presumed."""
    prompt: Prompt | None = None
    """The question that goes on; other kinds have theirs in a pack."""


def going_on(prompt: Prompt) -> Prompt | None:
    """Return a question with its last follow-up, to be asked the evening after.

    The question is quoted: its "today" was the day before.

    None if there is none that wasn't shown at once, and for deep or tender questions: two such
    evenings in a row would be a lot.
    """
    if len(prompt.follow_ups) < 2 or prompt.depth > 2 or prompt.care or prompt.form != "question":
        return None
    last = prompt.follow_ups[-1]
    return replace(
        prompt,
        id=f"{prompt.id}{NEXT}",
        origin=f"{prompt.origin}{NEXT}",
        text=f"“{prompt.text}” {last}",
        with_name=f"“{prompt.with_name}” {last}" if prompt.with_name else None,
        follow_ups=(last,),
    )


def is_going_on(prompt: Prompt) -> bool:
    """Return whether a question is one that goes on from the evening before."""
    return prompt.id.endswith(NEXT)


def origin_before(origin: str) -> str:
    """Return the origin, or the id, of the question that another may go on with."""
    return origin.removesuffix(NEXT)


def questions_for(
    memory: Memory,
    prompts: Sequence[Prompt],
    situation: str,
    *,
    language: str,
    muted: frozenset[str],
    met: Mapping[str, date],
) -> list[Prompt]:
    """Return the questions that may be asked about a memory, those met longest ago first.

    One that was met before comes again only for a day the person named, and only after all others.
    """
    if memory.prompt is not None:
        origin = memory.prompt.origin
        return [] if origin in met or origin_before(origin) in muted else [memory.prompt]
    if memory.neutral:
        fitting = [prompt for prompt in prompts if prompt.contexts == ("any",)]
    else:
        fitting = [prompt for prompt in prompts if prompt.fits(memory.situation or situation)]
        closer = [prompt for prompt in fitting if prompt.contexts != ("any",)]
        fitting = closer if memory.kind in DATES and closer else fitting
    tagged = [
        prompt for prompt in fitting if memory.kind in prompt.tags and prompt.origin not in muted
    ]
    open_to = in_language(tagged, language)
    new = [prompt for prompt in open_to if prompt.origin not in met]
    if new or memory.kind not in ASKED_FOR:
        return new
    oldest = min((met[prompt.origin] for prompt in open_to), default=None)
    return [prompt for prompt in open_to if met[prompt.origin] == oldest]


# --- the dates of people -----------------------------------------------------------------


UNASKED = frozenset({"separated", "no-contact", "apart"})
"""Situations in which a date of someone isn't brought up."""
UNCLEAR = UNASKED | {"grieving"}
"""Situations in which other people may be the one who is gone, unless something is set for them."""


def memory_of_date(
    asked: PersonDate, alias: str, today: date, *, context: str | None, unclear: bool
) -> Memory | None:
    """Return a date as a memory if it is near enough and wasn't asked about; else None.

    `context` is the situation with that person; it may be `unclear`.
    """
    if not unclear and (context in UNASKED or context not in SITUATIONS):
        return None
    for on in (asked.on(today.year + years) for years in (-1, 0, 1)):
        is_before = 0 < (on - today).days <= BEFORE_DAYS
        is_after = 0 < (today - on).days <= AFTER_DAYS
        last = asked.asked_before if is_before else asked.asked_after
        was_asked = last is not None and abs((on - last).days) <= BEFORE_DAYS + AFTER_DAYS
        if (is_before or is_after) and not was_asked:
            return Memory(
                MemoryKind.DATE_BEFORE if is_before else MemoryKind.DATE_AFTER,
                day=on,
                person=alias,
                name=asked.name,
                situation=None if unclear else context,
                neutral=unclear,
            )
    return None
