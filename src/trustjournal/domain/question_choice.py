"""Which question today: coverage, depth that grows, no repeats, the same all day.

A pure function of the journal's salt, the day, the questions and what had been recorded
before that day began. Design and evidence: docs/questions.md. The numbers stand in one
table below; they are judgements, checked by simulation, not findings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal, get_args

from .prompts import Prompt

Because = Literal["not-today", "not-for-me", "too-deep", "already-said", "not-safe"]
BECAUSE: tuple[str, ...] = get_args(Because)
"""Why a question is put aside; saying so is never asked for."""


# --- the numbers -------------------------------------------------------------------------
NO_REPEAT_DAYS = 45
"""A question does not come back sooner, unless the pool is small: then half the pool."""
WAIT_CAP = 21
"""Days of waiting that count towards need, at most."""
NEVER = 10_000
"""Days a practice has waited that was never answered: longer than any other."""
WAITED_LONG = 14
WAITED_LONG_BONUS = 4
FOCUS_BONUS = 7
"""Makes the practice of the week come about twice as often (a bonus of 3 made it 12 days in 100
instead of 10), while none waits longer than before."""
DUE_BONUS = 2
"""For the practice of something that is due: a promise, a check-in."""
SAME_AS_YESTERDAY = -6
ALWAYS_AFTER = 12
"""A practice that has waited so long comes next, whatever else is true."""
DRAW_AMONG = 3
DEPTH_2_AFTER = 1
"""Answers in a practice before its depth-2 questions come."""
DEPTH_3_AFTER = 3
DEPTH_3_ENTRIES = 14
DEPTH_3_REST_DAYS = 2
"""No depth 3 again within so many days."""
HEAVY_MOOD = 2
"""A mood this low yesterday keeps depth 3 away."""
LONG_GAP = 14
SHALLOW_ENTRIES_AFTER_GAP = 3
TOO_DEEP_DAYS = 14
DEEPEST_ONE_DAY_IN = 3
FAVOURITE_DRAWS = 3
"""How often a favourite is drawn for, where another question has one chance."""
ALREADY_SAID_DAYS = 365
"""A question put aside as already said rests so long."""
ECHO_AFTER_DAYS = 90
ECHO_WITHIN_DAYS = 120
"""A question that was answered so long ago, and not met since, may come back as an echo."""
ECHO_ONE_DAY_IN = 7
NOT_SAFE_TIMES = 2
NOT_SAFE_DAYS = 28
"""So many questions put aside as not safe, in so many days, begin the safety pause: only questions
that were read for someone who is not safe may come."""
NOT_SAFE_ONCE_DAYS = 7
"""A single one holds it for so many days, the day itself included."""
GENTLE_DAYS = 7
"""For so many days after a pause has ended, only light questions come; the rest stays as quiet."""
NOT_SAFE: Because = "not-safe"
"""The reason that begins it. It is told to nobody, and forgotten once nothing follows from it."""


def not_safe_counts_since(today: date) -> date:
    """The first day whose reasons count today; those of earlier days are forgotten."""
    return today - timedelta(days=NOT_SAFE_DAYS + GENTLE_DAYS - 1)


def in_safety_pause(day: date, put_aside: Sequence[date], no_ease: Sequence[date]) -> bool:
    """Tell whether the safety pause holds on a day.

    `put_aside` are the days on which a question was put aside as not safe, `no_ease` those of the
    lowest answer about ease.
    """
    ago = [(day - said).days for said in put_aside]
    if any(0 <= days < NOT_SAFE_ONCE_DAYS for days in ago):
        return True
    ago += [(day - said).days for said in no_ease]
    return sum(0 <= days < NOT_SAFE_DAYS for days in ago) >= NOT_SAFE_TIMES


def ended_lately(today: date, put_aside: Sequence[date], no_ease: Sequence[date]) -> bool:
    """Tell whether a safety pause has ended within the last GENTLE_DAYS days."""
    before = (today - timedelta(days=n) for n in range(1, GENTLE_DAYS + 1))
    return not in_safety_pause(today, put_aside, no_ease) and any(
        in_safety_pause(day, put_aside, no_ease) for day in before
    )


def rests_since(today: date, put_aside: Sequence[date], no_ease: Sequence[date]) -> date | None:
    """Return the first day a safety pause rests on that holds, or has ended lately; else None."""
    for day in (today - timedelta(days=n) for n in range(GENTLE_DAYS + 1)):
        if in_safety_pause(day, put_aside, no_ease):
            first = day - timedelta(days=NOT_SAFE_DAYS - 1)
            return min(said for said in (*put_aside, *no_ease) if first <= said <= day)
    return None


class Reason(StrEnum):
    """What decided the choice of a question; the words are in `render`."""

    FIRST = "first"
    """The first question anyone meets."""
    SERVED = "served"
    """It was already served today."""
    WAITED = "waited"
    """Its practice has waited longest."""
    DRAWN = "drawn"
    """Drawn among the practices that need it most."""
    FOCUS = "focus"
    """Drawn so, and its practice is the focus of the week."""
    ECHO = "echo"
    """It was answered about three months ago, and comes back."""
    NAMED = "named"
    """The person asked for it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A question, and what decided it."""

    prompt: Prompt
    reason: Reason
    waited: int | None = None
    """Days since its practice was last answered; None if it never was."""


@dataclass(frozen=True, slots=True)
class PracticePast:
    """What was recorded of one practice before the day in question."""

    answered: int = 0
    """How many answers, counted up to DEPTH_3_AFTER."""
    last_answered: date | None = None
    too_deep_on: date | None = None
    """The last day a question of it was put aside as too deep, or as not safe."""


@dataclass(frozen=True, slots=True)
class Past:
    """What was recorded before the day in question began."""

    practices: Mapping[str, PracticePast] = field(default_factory=dict)
    served: Mapping[str, date] = field(default_factory=dict)
    """The last day each question was served, answered or put aside on, by its origin."""
    any_served: bool = False
    entries: int = 0
    """How many entries, counted up to DEPTH_3_ENTRIES."""
    last_depth_3: date | None = None
    last_entry: date | None = None
    entries_since_gap: int | None = None
    """Entries since the last gap of LONG_GAP days, counted up to 3; None without such a gap."""
    heavy_yesterday: bool = False
    already_said: frozenset[str] = frozenset()
    """The questions put aside as already said within ALREADY_SAID_DAYS, by origin."""
    echoes: frozenset[str] = frozenset()
    """The questions that may come back as an echo, by origin."""
    safety_pause: bool = False
    """Only questions that were read for someone who is not safe may come."""
    gentle: bool = False
    """Such a pause has ended lately: light questions come first."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person has set."""

    situation: str = "partnered"
    focus: str | None = None
    """The practice of the week."""
    due: frozenset[str] = frozenset()
    """The practices of what is due: a promise, a check-in."""
    muted: frozenset[str] = frozenset()
    """Questions that never come, by origin."""
    favourites: frozenset[str] = frozenset()
    """Questions that come more often, by origin."""


def choose(
    prompts: Sequence[Prompt],
    *,
    day: date,
    salt: bytes,
    past: Past,
    wishes: Wishes = Wishes(),
    first: Prompt | None = None,
    practice: str | None = None,
    without: frozenset[str] = frozenset(),
) -> Choice | None:
    """The question of `day`, or None where no question fits.

    `without` names questions (by key) that were put aside today, and `practice` narrows the
    draw to one practice. The first question ever is `first`.
    """
    pool = [
        prompt
        for prompt in prompts
        if _may_come(prompt, wishes, safety_pause=past.safety_pause)
        and prompt.key not in without
        and practice in (None, prompt.practice)
    ]
    if first in pool and not past.any_served and not practice:
        return Choice(first, Reason.FIRST)
    if not pool:
        return None
    if past.gentle:
        light = [prompt for prompt in pool if _is_light(prompt)]
        read = [prompt for prompt in pool if prompt.may_come_when_unsafe]
        # Only those that were read for it surely speak of nobody else.
        pool = [prompt for prompt in light if prompt in read] or read or light or pool
    window = min(NO_REPEAT_DAYS, len(pool) // 2)
    # Rather a question again than one too deep.
    pool = [p for p in pool if p.depth <= _depth_allowed(p.practice, day, past)] or [
        p for p in pool if p.depth == min(p.depth for p in pool)
    ]
    pool = _not_repeated(pool, day, past, window)
    chosen, reason = _practice(sorted({p.practice for p in pool}), day, salt, past, wishes)
    own = [prompt for prompt in pool if prompt.practice == chosen]
    echoes = [prompt for prompt in own if prompt.origin in past.echoes]
    if echoes and _draw(salt, day, "echo")[0] % ECHO_ONE_DAY_IN == 0:
        own, reason = echoes, Reason.ECHO
    prompt = _prompt(own, _depth_allowed(chosen, day, past), day, salt, wishes.favourites)
    waited = _waited(chosen, day, past)
    return Choice(prompt, Reason.NAMED if practice else reason, waited)


def _may_come(prompt: Prompt, wishes: Wishes, *, safety_pause: bool) -> bool:
    """Whether a question is one for this person at all; nothing relaxes this."""
    fits = prompt.cadence == "daily" and prompt.fits(wishes.situation)
    is_safe = prompt.may_come_when_unsafe or not safety_pause
    return fits and is_safe and prompt.origin not in wishes.muted


def _is_light(prompt: Prompt) -> bool:
    """Whether a question asks little: about today and oneself, tender to nobody, naming nobody."""
    about_me = prompt.facet == "mine" and prompt.contexts == ("any",) and not prompt.names_person
    return prompt.depth == 1 and about_me and not prompt.care


def _not_repeated(pool: list[Prompt], day: date, past: Past, window: int) -> list[Prompt]:
    """Without what was served within `window` days; else the ones longest ago."""

    def age(prompt: Prompt) -> int:
        last = past.served.get(prompt.origin)
        return (day - last).days if last else NO_REPEAT_DAYS + 1

    rested = [prompt for prompt in pool if prompt.origin not in past.already_said]
    fresh = [prompt for prompt in rested if age(prompt) > window]
    if fresh:
        return fresh
    oldest = max(age(prompt) for prompt in pool)
    return [prompt for prompt in pool if age(prompt) == oldest]


def _depth_allowed(practice: str, day: date, past: Past) -> int:
    """How deep a question of this practice may go today."""
    own = past.practices.get(practice, PracticePast())
    depth = 1
    if own.answered >= DEPTH_2_AFTER:
        depth = 2
    if own.answered >= DEPTH_3_AFTER and _depth_3_open(day, past):
        depth = 3
    after_gap = (past.last_entry is not None and (day - past.last_entry).days >= LONG_GAP) or (
        past.entries_since_gap is not None and past.entries_since_gap < SHALLOW_ENTRIES_AFTER_GAP
    )
    too_deep = own.too_deep_on is not None and (day - own.too_deep_on).days < TOO_DEEP_DAYS
    return max(1, depth - (after_gap or too_deep))


def _depth_3_open(day: date, past: Past) -> bool:
    rested = past.last_depth_3 is None or (day - past.last_depth_3).days > DEPTH_3_REST_DAYS
    return past.entries >= DEPTH_3_ENTRIES and rested and not past.heavy_yesterday


def _waited(practice: str, day: date, past: Past) -> int | None:
    last = past.practices.get(practice, PracticePast()).last_answered
    return (day - last).days if last else None


def _practice(
    practices: list[str], day: date, salt: bytes, past: Past, wishes: Wishes
) -> tuple[str, Reason]:
    """The practice that needs it: the one that waited 12 days, else one of the top three."""

    def waited(practice: str) -> int:
        days = _waited(practice, day, past)
        return NEVER if days is None else days

    def need(practice: str) -> int:
        days = waited(practice)
        return (
            min(days, WAIT_CAP)
            + (WAITED_LONG_BONUS if days >= WAITED_LONG else 0)
            + (FOCUS_BONUS if practice == wishes.focus else 0)
            + (DUE_BONUS if practice in wishes.due else 0)
            + (SAME_AS_YESTERDAY if days <= 1 else 0)
        )

    longest = max(practices, key=lambda p: (waited(p), _draw(salt, day, p)))
    if waited(longest) >= ALWAYS_AFTER:
        return longest, Reason.WAITED
    top = sorted(practices, key=lambda p: (-need(p), _draw(salt, day, p)))[:DRAW_AMONG]
    drawn = max(top, key=lambda name: _draw(salt, day, name))
    return drawn, Reason.FOCUS if drawn == wishes.focus else Reason.DRAWN


def _prompt(
    prompts: list[Prompt], deepest: int, day: date, salt: bytes, favourites: frozenset[str]
) -> Prompt:
    """One question by rendezvous hashing: a new pack changes only the days it wins."""

    def luck(origin: str) -> bytes:
        more = range(1, FAVOURITE_DRAWS if origin in favourites else 1)
        again = (_draw(salt, day, f"{origin} {n}") for n in more)
        return max((_draw(salt, day, origin), *again))

    deep_day = _draw(salt, day, "depth")[0] % DEEPEST_ONE_DAY_IN == 0
    preferred = [p for p in prompts if (p.depth == deepest) == deep_day] or prompts
    by_origin = {prompt.origin: prompt for prompt in preferred}
    return by_origin[max(by_origin, key=luck)]


def _draw(salt: bytes, day: date, name: str) -> bytes:
    """A fixed but unforeseeable number for a name on a day."""
    import hmac  # brings OpenSSL along; a question that was served today is not drawn again

    return hmac.digest(salt, f"{day.isoformat()}|{name}".encode(), "sha256")
