"""The choice of today's question: coverage, growing depth, unseen ones first, the same all day.

A pure function of the journal's salt, the day, the questions and what had been recorded
before that day began. Design and evidence: docs/questions.md. The numbers are collected below;
they are judgements, checked by simulation, not findings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal, get_args

from .memory import (
    FOLLOW_UP_ONE_DAY_IN,
    KIND_REST,
    LOOK_BACK_ONE_DAY_IN,
    LOOK_BACK_REST,
    Memory,
    origin_before,
    questions_for,
)
from .memory_kinds import ASKED_FOR, LIGHTLY, LOOKING_BACK, MAY_WAIT, MemoryKind
from .prompts import OMIT_FROM_JSON, Prompt, in_language
from .relationship import MOSTLY_OWN_PACK, PACK_FOR

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
NEW = 2
"""The novelty of a question that never came; 1 if it was put aside only, 0 if answered."""
WAITED_LONG = 14
WAITED_LONG_BONUS = 4
FOCUS_BONUS = 7
"""Makes the practice of the week come about twice as often (a bonus of 3 made it 12 days in 100
instead of 10), while none waits longer than before."""
DUE_BONUS = 2
"""For a practice with something due: a promise or a check-in."""
SAME_AS_YESTERDAY = -6
ALWAYS_AFTER = 12
"""No practice waits longer: the one that waited longest comes as soon as another day could make
one of them late."""
DRAW_WITHIN = 3
"""A practice may be drawn before another one that needs it less than this many days more."""
NAMING_SHARE = 1 / 2
"""The share of questions that name the person, once someone is named."""
NAMING_SPREAD = 2
"""If few of the unseen questions name the person, they come at most this many times as often as
they would by chance, so that they last."""
OWN_PACK_SHARE = 2 / 3
OWN_PACK_DAYS = 56
"""For this long most questions come from the pack of the situation, where it asks for that."""
OWN_PACK_KNOWN_DAYS = 28
"""The pack isn't new if it was asked from in this many days before those."""
SHARE_AMONG = 6
"""The shares are kept among this many of the latest questions."""
MET_DAYS = 200
"""A question that was only ever put aside counts as new again after this many days."""
AGE_STEP_DAYS = 90
"""Among answered questions those that were met this many days longer ago come first."""
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
TOO_DEEP: SkipReason = "too-deep"
"""The reason that is answered with a light question."""


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
    TONIGHT = "tonight"
    """The user asked for a lighter or a deeper one this evening."""
    REMEMBERED = "remembered"
    """It takes up something of an earlier day."""


class Trait(StrEnum):
    """Something about a question that brought it forward; the texts are in `views`."""

    NEW = "new"
    """It never came before."""
    NAMES = "names"
    """It names the person."""
    OWN_PACK = "own-pack"
    """It comes from the pack of the situation."""


class Tonight(StrEnum):
    """A wish for this evening only."""

    LIGHTER = "lighter"
    DEEPER = "deeper"


@dataclass(frozen=True, slots=True)
class Choice:
    """A question, and the reason it was chosen."""

    prompt: Prompt
    reason: Reason
    waited: int | None = None
    """Days since its practice was last answered; None if it never was."""
    traits: tuple[Trait, ...] = ()
    """What else brought it forward."""
    memory: Memory | None = field(default=None, metadata={OMIT_FROM_JSON: True})
    """What it takes up. It may hold the person's own words, so no output includes it unasked."""


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
    """The last day each question was served, answered or skipped, by its origin.

    Only of the last MET_DAYS days.
    """
    answered: Mapping[str, date] = field(default_factory=dict)
    """The last day each question was answered, by its origin."""
    any_served: bool = False
    began: date | None = None
    """The day the first question was served."""
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
    language: str = ""
    """The language to be asked in, if there are questions in it."""
    named: bool = False
    """Whether the user has named the person."""


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
    tonight: Tonight | None = None,
    than: int = 1,
    memories: Sequence[Memory] = (),
) -> Choice | None:
    """Choose the question of `day`, or return None if no question fits.

    `without` names questions (by key) that were skipped today, and `practice` narrows the
    draw to one practice. `first` is asked if no question was ever served. `tonight` asks for a
    light question, or for one deeper than the depth `than`. At most one of the `memories` is
    taken up; their questions are those among `prompts` with the cadence `memory`.
    """
    fitting = [
        prompt
        for prompt in prompts
        if _may_come(prompt, wishes, safety_pause=past.safety_pause)
        and practice in (None, prompt.practice)
    ]
    pool = [prompt for prompt in in_language(fitting, wishes.language) if prompt.key not in without]
    if not pool:
        return None
    draw = _Draw(pool, day, salt, past, wishes, unlimited=tonight is Tonight.DEEPER)
    if memories and not (practice or tonight or without or past.safety_pause or past.gentle):
        taken_up = _take_up(memories, prompts, pool, draw, past, wishes)
        if taken_up:
            return taken_up
    if first in pool and not (past.any_served or practice or tonight):
        return Choice(first, Reason.FIRST)
    if past.gentle:
        light = [prompt for prompt in pool if _is_light(prompt)]
        read = [prompt for prompt in pool if prompt.may_come_when_unsafe]
        # Only those with that mark certainly speak of nobody else.
        pool = [prompt for prompt in light if prompt in read] or read or light or pool
    if tonight:
        pool = _as_asked(pool, tonight, than)
    if past.gentle or tonight:
        draw = _Draw(pool, day, salt, past, wishes, unlimited=tonight is Tonight.DEEPER)
    chosen = draw.best_of(pool)
    asked = Reason.NAMED if practice else Reason.TONIGHT if tonight else None
    reason = asked or draw.reason(chosen)
    return Choice(chosen, reason, draw.waited[chosen.practice], draw.traits(chosen))


def _take_up(
    memories: Sequence[Memory],
    prompts: Sequence[Prompt],
    pool: list[Prompt],
    draw: _Draw,
    past: History,
    wishes: Preferences,
) -> Choice | None:
    """Return the question about the first memory that has one and whose turn it is."""
    asking = [prompt for prompt in prompts if prompt.cadence == "memory"]
    for memory in sorted(memories, key=lambda memory: list(MemoryKind).index(memory.kind)):
        if memory.kind in MAY_WAIT and not _is_its_turn(memory.kind, asking, draw, past):
            continue
        if memory.kind is MemoryKind.HEAVY:
            light = _lightest(pool, past)
            chosen = draw.best_of(light)
        else:
            questions = questions_for(
                memory,
                asking,
                wishes.situation,
                language=wishes.language,
                muted=wishes.muted,
                met=past.served,
            )
            questions = [
                prompt
                for prompt in questions
                if memory.kind in ASKED_FOR
                or prompt.depth <= _depth_allowed(prompt.practice, draw.day, past)
            ]
            if memory.kind in LIGHTLY and draw.is_pressed():
                questions = [prompt for prompt in questions if draw.must_come(prompt)]
            if not questions:
                continue
            chosen = draw.longest_waiting(questions)
        waited = draw.waited.get(chosen.practice)
        return Choice(chosen, Reason.REMEMBERED, waited, memory=memory)
    return None


def _lightest(pool: list[Prompt], past: History) -> list[Prompt]:
    """Return the light questions for the evening after a heavy day.

    Those that were reviewed for someone who isn't safe are about one's own day, body and rest.
    """
    light = _as_asked(pool, Tonight.LIGHTER, 1)
    new = [p for p in light if p.origin not in past.served and p.origin not in past.answered]
    return [prompt for prompt in new if prompt.may_come_when_unsafe] or new or light


def _is_its_turn(kind: MemoryKind, asking: Sequence[Prompt], draw: _Draw, past: History) -> bool:
    """Return whether a kind of memory that may wait comes on a day."""
    if draw.is_pressed():
        return False
    if kind not in LOOKING_BACK:
        return draw.is_one_day_in(FOLLOW_UP_ONE_DAY_IN, "follow-up")
    looked_back = {
        (draw.day - past.served[prompt.origin]).days: prompt.tags
        for prompt in asking
        if prompt.origin in past.served and not LOOKING_BACK.isdisjoint(prompt.tags)
    }
    rested = all(
        ago > (KIND_REST if kind in tags else LOOK_BACK_REST) for ago, tags in looked_back.items()
    )
    return rested and draw.is_one_day_in(LOOK_BACK_ONE_DAY_IN, "look-back")


def _as_asked(pool: list[Prompt], tonight: Tonight, than: int) -> list[Prompt]:
    """Return the questions that suit a wish for this evening, as closely as there are any."""
    if tonight is Tonight.LIGHTER:
        lightest = [prompt for prompt in pool if prompt.depth == 1]
        return [prompt for prompt in lightest if not prompt.care] or lightest or pool
    deeper = min((prompt.depth for prompt in pool if prompt.depth > than), default=than)
    return [prompt for prompt in pool if prompt.depth == deeper] or pool


def _may_come(prompt: Prompt, wishes: Preferences, *, safety_pause: bool) -> bool:
    """Return whether a question may be asked of this user at all; nothing relaxes this rule."""
    fits = prompt.cadence == "daily" and prompt.fits(wishes.situation)
    is_safe = prompt.may_come_when_unsafe or not safety_pause
    return fits and is_safe and prompt.origin not in wishes.muted


def _is_light(prompt: Prompt) -> bool:
    """Return whether a question asks little: only about today and me, not tender, no names."""
    about_me = prompt.facet == "mine" and prompt.contexts == ("any",) and not prompt.names_person
    return prompt.depth == 1 and about_me and not prompt.care


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


class _Draw:
    """The order of the questions that may come on a day; the first is asked.

    A question's rank depends on nothing but itself, the day and the past. So a new pack changes
    only the days that its own questions win, as long as they bring no new practice.
    """

    def __init__(
        self,
        pool: list[Prompt],
        day: date,
        salt: bytes,
        past: History,
        wishes: Preferences,
        *,
        unlimited: bool,
    ) -> None:
        self.day, self._salt, self._past, self._wishes = day, salt, past, wishes
        self._met = {**past.answered, **past.served}
        self._window = min(NO_REPEAT_DAYS, len(pool) // 2)
        practices = sorted({prompt.practice for prompt in pool})
        self.waited = {practice: self._days_waited(practice) for practice in practices}
        self._deepest = {
            practice: 3 if unlimited else _depth_allowed(practice, day, past)
            for practice in practices
        }
        self._next = self._must_come(practices)
        self._need = {practice: self._needed(practice) for practice in practices}
        self._deep_day = self._number("depth") % DEEPEST_ONE_DAY_IN == 0
        self._echo_day = self._number("echo") % ECHO_ONE_DAY_IN == 0
        latest = sorted(past.served, key=lambda origin: (past.served[origin], origin))
        self._latest = latest[-SHARE_AMONG:]
        self._own_pack = self._new_own_pack()
        self._own_pack_today = self._is_due("pack", OWN_PACK_SHARE, self._is_of_own_pack)
        self._names_today = wishes.named and self._name_person_today(pool)

    def best_of(self, pool: list[Prompt]) -> Prompt:
        """Return the question that comes first; among equals, by rendezvous hashing."""
        wishes = self._wishes
        for rank in (
            self._allowed,
            self._rested,
            lambda prompt: prompt.practice in self._next,
            self._novelty,
            lambda prompt: self._is_of_own_pack(prompt.origin) == self._own_pack_today,
            lambda prompt: wishes.named and self._names(prompt) == self._names_today,
            lambda prompt: self._need[prompt.practice],
            lambda prompt: self._echo_day and prompt.origin in self._past.echoes,
            self._long_ago,
            lambda prompt: (prompt.depth == self._deepest[prompt.practice]) == self._deep_day,
        ):
            ranks = [rank(prompt) for prompt in pool]
            best = max(ranks)
            pool = [prompt for prompt, own in zip(pool, ranks, strict=True) if own == best]
        return max(pool, key=lambda prompt: (self.luck(prompt.origin), prompt.key))

    def is_pressed(self) -> bool:
        """Return whether a practice would wait too long only because of this evening.

        Where one has waited much longer already, as it does for people who write now and then,
        this evening makes no difference.
        """
        began = self._past.began
        new = (self.day - began).days + 1 if began else 1
        days = [new if waited is None else waited for waited in self.waited.values()]
        late = any(n + ago >= ALWAYS_AFTER for n, ago in enumerate(sorted(days, reverse=True)))
        return late and max(days) <= WAIT_CAP

    def must_come(self, prompt: Prompt) -> bool:
        """Return whether a question's practice has waited as long as it may."""
        return prompt.practice in self._next

    def longest_waiting(self, prompts: list[Prompt]) -> Prompt:
        """Return the question whose practice has waited longest; among equals, draw."""
        waited = {prompt.practice: self._days_waited(prompt.practice) for prompt in prompts}

        def rank(prompt: Prompt) -> tuple[int, bytes, str]:
            days = waited[prompt.practice]
            return (NEVER if days is None else days, self.luck(prompt.origin), prompt.key)

        return max(prompts, key=rank)

    def is_one_day_in(self, days: int, name: str) -> bool:
        """Draw whether this is one of the days for something that comes once in so many."""
        return self._number(name) % days == 0

    def reason(self, chosen: Prompt) -> Reason:
        """Return the reason a question came first."""
        if self._echo_day and chosen.origin in self._past.echoes:
            return Reason.ECHO
        if chosen.practice in self._next:
            return Reason.WAITED
        return Reason.FOCUS if chosen.practice == self._wishes.focus else Reason.DRAWN

    def traits(self, chosen: Prompt) -> tuple[Trait, ...]:
        """Return what else brought a question forward."""
        traits = {
            Trait.NEW: not self._is_seen(chosen),
            Trait.NAMES: self._names_today and self._names(chosen),
            Trait.OWN_PACK: self._is_of_own_pack(chosen.origin),
        }
        return tuple(trait for trait, holds in traits.items() if holds)

    # --- practices ---

    def _days_waited(self, practice: str) -> int | None:
        last = self._past.practices.get(practice, PracticeHistory()).last_answered
        return (self.day - last).days if last else None

    def _days(self, practice: str) -> int:
        days = self.waited[practice]
        return NEVER if days is None else days

    def _must_come(self, practices: list[str]) -> frozenset[str]:
        """Return the practices that have waited longest, if one must come today; else none.

        If they came in turn from today on, the nth would have waited n - 1 days more.
        """
        longest_first = sorted(map(self._days, practices), reverse=True)
        if all(days + n < ALWAYS_AFTER for n, days in enumerate(longest_first)):
            return frozenset()
        return frozenset(p for p in practices if self._days(p) == longest_first[0])

    def _needed(self, practice: str) -> float:
        """Return how much a practice needs a question, in days, with some luck."""
        days = self._days(practice)
        return (
            min(days, WAIT_CAP)
            + (WAITED_LONG_BONUS if days >= WAITED_LONG else 0)
            + (FOCUS_BONUS if practice == self._wishes.focus else 0)
            + (DUE_BONUS if practice in self._wishes.due else 0)
            + (SAME_AS_YESTERDAY if days <= 1 else 0)
            + DRAW_WITHIN * self._fraction(practice)
        )

    # --- questions ---

    def _allowed(self, prompt: Prompt) -> int:
        """Return 0 for a depth that may come; repeating is better than asking too deep a one."""
        return 0 if prompt.depth <= self._deepest[prompt.practice] else -prompt.depth

    def _rested(self, prompt: Prompt) -> int:
        """Return how long a question has rested, as far as that matters: up to the window."""
        said = prompt.origin in self._past.already_said
        return -1 if said else min(self._age(prompt), self._window + 1)

    def _long_ago(self, prompt: Prompt) -> int:
        """Return in coarse steps how long ago a question that was answered came."""
        return 0 if self._novelty(prompt) == NEW else self._age(prompt) // AGE_STEP_DAYS

    def _age(self, prompt: Prompt) -> int:
        """Return the days since a question was met."""
        last = self._met.get(prompt.origin)
        return (self.day - last).days if last else NEVER

    def _novelty(self, prompt: Prompt) -> int:
        """Return whether a question is new, was only put aside, or was answered.

        A favourite may come again as if it were new.
        """
        if prompt.origin in self._wishes.favourites or not self._is_seen(prompt):
            return NEW
        return prompt.origin not in self._past.answered

    def _is_seen(self, prompt: Prompt) -> bool:
        return prompt.origin in self._met

    def _names(self, prompt: Prompt) -> bool:
        return prompt.names_someone(self._wishes.situation)

    def _name_person_today(self, pool: list[Prompt]) -> bool:
        """Return whether a question that names the person comes first today."""
        naming = {prompt.origin for prompt in pool if self._names(prompt)}
        if naming.isdisjoint(self._met):
            return True
        unseen = [prompt for prompt in pool if not self._is_seen(prompt)] or pool
        by_chance = sum(prompt.origin in naming for prompt in unseen) / len(unseen)
        share = min(NAMING_SHARE, NAMING_SPREAD * by_chance)
        return self._is_due("name", share, naming.__contains__)

    def _new_own_pack(self) -> str:
        """Return how questions of the situation's pack begin, if most are to come from it now."""
        situation = self._wishes.situation
        if situation not in MOSTLY_OWN_PACK:
            return ""
        pack = PACK_FOR[situation] + "/"
        ages = ((self.day - on).days for origin, on in self._met.items() if origin.startswith(pack))
        known = any(0 <= age - OWN_PACK_DAYS <= OWN_PACK_KNOWN_DAYS for age in ages)
        return "" if known else pack

    def _is_of_own_pack(self, origin: str) -> bool:
        return bool(self._own_pack) and origin.startswith(self._own_pack)

    def _is_due(self, name: str, share: float, is_one: Callable[[str], bool]) -> bool:
        """Draw whether a kind of question is due, so that it keeps its share of the latest ones.

        The more of them there were of late, the less likely it is: at its share, just as likely
        as that.
        """
        latest = self._latest
        had = sum(is_one(origin_before(origin)) for origin in latest) / len(latest) if latest else 0
        return self._fraction(name) < 2 * share - had

    # --- luck ---

    def luck(self, origin: str) -> bytes:
        """Draw for a question; a favourite has more draws."""
        luck = self._drawn(origin)
        if origin in self._wishes.favourites:
            luck = max(luck, *(self._drawn(f"{origin} {n}") for n in range(1, FAVOURITE_DRAWS)))
        return luck

    def _number(self, name: str) -> int:
        return self._drawn(name)[0]

    def _fraction(self, name: str) -> float:
        """Draw a number from 0 up to 1."""
        return int.from_bytes(self._drawn(name)[:4], "big") / 2**32

    def _drawn(self, name: str) -> bytes:
        """Draw for a name on this day: always the same, but unpredictable without the salt."""
        import hmac  # loads OpenSSL, which isn't needed once today's question has been served

        return hmac.digest(self._salt, f"{self.day.isoformat()}|{name}".encode(), "sha256")
