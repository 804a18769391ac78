"""The choice of today's question: coverage, growing depth, no repeats, the same all day.

A pure function of the journal's salt, the day, the questions and what had been recorded
before that day began. Design and evidence: docs/questions.md. The numbers are collected below;
they are judgements, checked by simulation, not findings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal, get_args

from .prompts import Prompt

SkipReason = Literal["not-today", "not-for-me", "too-deep", "already-said", "not-safe"]
SKIP_REASONS: tuple[str, ...] = get_args(SkipReason)
"""Why a question is skipped; giving a reason is always optional."""


# --- the numbers -------------------------------------------------------------------------
NO_REPEAT_DAYS = 45
"""A question rests this many days, or half the size of the pool if that is less."""
WAIT_CAP = 21
"""The most days of waiting that count towards need."""
NEVER = 10_000
"""The days of waiting of a practice that was never answered: longer than any other."""
WAITED_LONG = 14
WAITED_LONG_BONUS = 4
FOCUS_BONUS = 7
"""Makes the practice of the week come about twice as often (a bonus of 3 made it 12 days in 100
instead of 10), while none waits longer than before."""
DUE_BONUS = 2
"""For a practice with something due: a promise or a check-in."""
SAME_AS_YESTERDAY = -6
ALWAYS_AFTER = 12
"""A practice that has waited this many days comes next, whatever else is true."""
DRAW_AMONG = 3
DEPTH_2_AFTER = 1
"""Answers in a practice before its depth-2 questions come."""
DEPTH_3_AFTER = 3
DEPTH_3_ENTRIES = 14
DEPTH_3_REST_DAYS = 2
"""The days without another depth-3 question after one."""
HEAVY_MOOD = 2
"""A mood this low yesterday keeps depth 3 away."""
LONG_GAP = 14
SHALLOW_ENTRIES_AFTER_GAP = 3
TOO_DEEP_DAYS = 14
DEEPEST_ONE_DAY_IN = 3
FAVOURITE_DRAWS = 3
"""The number of draws a favourite gets, where other questions get one."""
ALREADY_SAID_DAYS = 365
"""The days a question rests after it was skipped as already said."""
ECHO_AFTER_DAYS = 90
ECHO_WITHIN_DAYS = 120
"""A question last answered this many days ago, and not seen since, may come back as an echo."""
ECHO_ONE_DAY_IN = 7
NOT_SAFE_TIMES = 2
NOT_SAFE_DAYS = 28
"""This many questions skipped as not safe, within this many days, begin the safety pause: only
questions that were reviewed for someone who is not safe may come."""
NOT_SAFE_ONCE_DAYS = 7
"""A single one begins a pause of this many days, the day itself included."""
GENTLE_DAYS = 7
"""For this many days after a safety pause, only light questions come; the rest stays as quiet."""
NOT_SAFE: SkipReason = "not-safe"
"""The reason that begins the pause. It is never shown, and deleted once it has no more effect."""
EASE = "ease"
"""The item of the pulse that is never shown; it only decides when tender questions must wait."""
NO_EASE = 1
"""The answer to `EASE` that counts like a question skipped as not safe."""


def not_safe_counts_since(today: date) -> date:
    """Return the first day whose "not safe" reasons still count; earlier ones are deleted."""
    return today - timedelta(days=NOT_SAFE_DAYS + GENTLE_DAYS - 1)


def in_safety_pause(day: date, skipped: Sequence[date], no_ease: Sequence[date]) -> bool:
    """Return whether a day is in the safety pause.

    `skipped` are the days on which a question was skipped as not safe, `no_ease` those of the
    lowest answer about ease.
    """
    ago = [(day - earlier).days for earlier in skipped]
    if any(0 <= days < NOT_SAFE_ONCE_DAYS for days in ago):
        return True
    ago += [(day - earlier).days for earlier in no_ease]
    return sum(0 <= days < NOT_SAFE_DAYS for days in ago) >= NOT_SAFE_TIMES


def ended_recently(today: date, skipped: Sequence[date], no_ease: Sequence[date]) -> bool:
    """Return whether a safety pause has ended within the last GENTLE_DAYS days."""
    before = (today - timedelta(days=n) for n in range(1, GENTLE_DAYS + 1))
    return not in_safety_pause(today, skipped, no_ease) and any(
        in_safety_pause(day, skipped, no_ease) for day in before
    )


def rests_since(today: date, put_aside: Sequence[date], no_ease: Sequence[date]) -> date | None:
    """Return the first day a safety pause rests on that holds, or has ended lately; else None."""
    for day in (today - timedelta(days=n) for n in range(GENTLE_DAYS + 1)):
        if in_safety_pause(day, put_aside, no_ease):
            first = day - timedelta(days=NOT_SAFE_DAYS - 1)
            return min(said for said in (*put_aside, *no_ease) if first <= said <= day)
    return None


class Reason(StrEnum):
    """The reason a question was chosen; the texts are in `views`."""

    FIRST = "first"
    """It is the first question of a new journal."""
    SERVED = "served"
    """It was already served today."""
    WAITED = "waited"
    """Its practice has waited longest."""
    DRAWN = "drawn"
    """It was drawn among the practices that need it most."""
    FOCUS = "focus"
    """It was drawn, and its practice is the focus of the week."""
    ECHO = "echo"
    """It was answered about three months ago, and comes back."""
    NAMED = "named"
    """The user asked for it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A question, and the reason it was chosen."""

    prompt: Prompt
    reason: Reason
    waited: int | None = None
    """Days since its practice was last answered; None if it never was."""


@dataclass(frozen=True, slots=True)
class PracticeHistory:
    """The history of one practice before the day in question."""

    answered: int = 0
    """The number of answers, counted up to DEPTH_3_AFTER."""
    last_answered: date | None = None
    too_deep_on: date | None = None
    """The last day one of its questions was skipped as too deep, or as not safe."""


@dataclass(frozen=True, slots=True)
class History:
    """The history of the journal before the day in question began."""

    practices: Mapping[str, PracticeHistory] = field(default_factory=dict)
    served: Mapping[str, date] = field(default_factory=dict)
    """The last day each question was served, answered or skipped, by its origin."""
    any_served: bool = False
    entries: int = 0
    """The number of entries, counted up to DEPTH_3_ENTRIES."""
    last_depth_3: date | None = None
    last_entry: date | None = None
    entries_since_gap: int | None = None
    """Entries since the last gap of LONG_GAP days, counted up to 3; None if there was no gap."""
    heavy_yesterday: bool = False
    already_said: frozenset[str] = frozenset()
    """The questions skipped as already said within ALREADY_SAID_DAYS, by origin."""
    echoes: frozenset[str] = frozenset()
    """The questions that may come back as an echo, by origin."""
    safety_pause: bool = False
    """Whether only questions reviewed for someone who is not safe may come."""
    gentle: bool = False
    """Whether a safety pause has just ended, so that light questions come first."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """The user's settings and promises that influence the choice."""

    situation: str = "partnered"
    focus: str | None = None
    """The practice of the week."""
    due: frozenset[str] = frozenset()
    """The practices with something due: a promise or a check-in."""
    muted: frozenset[str] = frozenset()
    """Questions that never come, by origin."""
    favourites: frozenset[str] = frozenset()
    """Questions that come more often, by origin."""


def choose(
    prompts: Sequence[Prompt],
    *,
    day: date,
    salt: bytes,
    past: History,
    wishes: Preferences = Preferences(),
    first: Prompt | None = None,
    practice: str | None = None,
    without: frozenset[str] = frozenset(),
) -> Choice | None:
    """Choose the question of `day`, or return None if no question fits.

    `without` names questions (by key) that were skipped today, and `practice` narrows the
    draw to one practice. `first` is asked if no question was ever served.
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
    # Repeating a question is better than asking one that is too deep.
    pool = [p for p in pool if p.depth <= _depth_allowed(p.practice, day, past)] or [
        p for p in pool if p.depth == min(p.depth for p in pool)
    ]
    pool = _not_repeated(pool, day, past, window)
    chosen, reason = _choose_practice(sorted({p.practice for p in pool}), day, salt, past, wishes)
    own = [prompt for prompt in pool if prompt.practice == chosen]
    echoes = [prompt for prompt in own if prompt.origin in past.echoes]
    if echoes and _draw(salt, day, "echo")[0] % ECHO_ONE_DAY_IN == 0:
        own, reason = echoes, Reason.ECHO
    prompt = _choose_prompt(own, _depth_allowed(chosen, day, past), day, salt, wishes.favourites)
    waited = _waited(chosen, day, past)
    return Choice(prompt, Reason.NAMED if practice else reason, waited)


def _may_come(prompt: Prompt, wishes: Preferences, *, safety_pause: bool) -> bool:
    """Return whether a question may be asked of this user at all; nothing relaxes this rule."""
    fits = prompt.cadence == "daily" and prompt.fits(wishes.situation)
    is_safe = prompt.may_come_when_unsafe or not safety_pause
    return fits and is_safe and prompt.origin not in wishes.muted


def _is_light(prompt: Prompt) -> bool:
    """Return whether a question asks little: only about today and me, not tender, no names."""
    about_me = prompt.facet == "mine" and prompt.contexts == ("any",) and not prompt.names_person
    return prompt.depth == 1 and about_me and not prompt.care


def _not_repeated(pool: list[Prompt], day: date, past: History, window: int) -> list[Prompt]:
    """Drop questions served within `window` days; if all were, keep those served longest ago."""

    def age(prompt: Prompt) -> int:
        last = past.served.get(prompt.origin)
        return (day - last).days if last else NO_REPEAT_DAYS + 1

    rested = [prompt for prompt in pool if prompt.origin not in past.already_said]
    fresh = [prompt for prompt in rested if age(prompt) > window]
    if fresh:
        return fresh
    oldest = max(age(prompt) for prompt in pool)
    return [prompt for prompt in pool if age(prompt) == oldest]


def _depth_allowed(practice: str, day: date, past: History) -> int:
    """Return the greatest depth a question of this practice may have today."""
    own = past.practices.get(practice, PracticeHistory())
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


def _depth_3_open(day: date, past: History) -> bool:
    rested = past.last_depth_3 is None or (day - past.last_depth_3).days > DEPTH_3_REST_DAYS
    return past.entries >= DEPTH_3_ENTRIES and rested and not past.heavy_yesterday


def _waited(practice: str, day: date, past: History) -> int | None:
    last = past.practices.get(practice, PracticeHistory()).last_answered
    return (day - last).days if last else None


def _choose_practice(
    practices: list[str], day: date, salt: bytes, past: History, wishes: Preferences
) -> tuple[str, Reason]:
    """Choose a practice: one that waited ALWAYS_AFTER days, else one of the DRAW_AMONG neediest."""

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


def _choose_prompt(
    prompts: list[Prompt], deepest: int, day: date, salt: bytes, favourites: frozenset[str]
) -> Prompt:
    """Choose a question by rendezvous hashing: a new pack changes only the days it wins."""

    def luck(origin: str) -> bytes:
        more = range(1, FAVOURITE_DRAWS if origin in favourites else 1)
        extra = (_draw(salt, day, f"{origin} {n}") for n in more)
        return max((_draw(salt, day, origin), *extra))

    deep_day = _draw(salt, day, "depth")[0] % DEEPEST_ONE_DAY_IN == 0
    preferred = [p for p in prompts if (p.depth == deepest) == deep_day] or prompts
    by_origin = {prompt.origin: prompt for prompt in preferred}
    return by_origin[max(by_origin, key=luck)]


def _draw(salt: bytes, day: date, name: str) -> bytes:
    """Draw a number for a name on a day: always the same, but unpredictable without the salt."""
    import hmac  # loads OpenSSL, which isn't needed once today's question has been served

    return hmac.digest(salt, f"{day.isoformat()}|{name}".encode(), "sha256")
