"""The question of the day: pure, repeatable, fair to every practice, never too deep too soon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import InitVar, dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conftest import Trust
from trustjournal.domain import ids
from trustjournal.domain.entry import Entry
from trustjournal.domain.practices import PRACTICES
from trustjournal.domain.prompts import Pack, Prompt
from trustjournal.domain.question_choice import (
    Choice,
    History,
    PracticeHistory,
    Preferences,
    Reason,
    choose,
)
from trustjournal.domain.question_log import PromptEvent
from trustjournal.domain.relationship import SITUATIONS
from trustjournal.packs.library import built_in_folder
from trustjournal.packs.reader import read
from trustjournal.storage.questions import QuestionReader, log
from trustjournal.storage.writer import Writer

pytestmark = pytest.mark.xdist_group("lives that are long in the making")

DAY = timedelta(days=1)
START = date(2026, 1, 1)
SALTS = [bytes([n]) * 32 for n in range(1, 4)]


@cache
def core() -> Pack:
    pack = read((built_in_folder() / "emotional-trust.yaml").read_bytes()).pack
    assert pack is not None
    return pack


def prompt(name: str, practice: str = "presence", depth: int = 1, pack: str = "own") -> Prompt:
    return Prompt(pack, name, practice, depth, f"What of {name}?", origin=f"{pack}/{name}")


# --- the log of a journal, and the past as the rules describe it ----------------------------


@dataclass(frozen=True)
class Event:
    """A question was served, answered or skipped."""

    event: str
    prompt: Prompt
    recorded_on: date
    reason: str | None = None


@dataclass(frozen=True)
class Written:
    """An entry, as far as the choice looks at it."""

    day: date
    written_on: date
    mood: int | None = None


@dataclass
class Log:
    """All that was recorded."""

    events: list[Event] = field(default_factory=list)
    entries: list[Written] = field(default_factory=list)

    def past(self, day: date) -> History:
        """What had been recorded before a journal day began (domain 3.6)."""
        return Records([event for event in self.events if event.recorded_on < day]).past(
            day, [entry for entry in self.entries if max(entry.day, entry.written_on) < day]
        )


@dataclass
class Records:
    """What the choice remembers of the events so far."""

    events: InitVar[Iterable[Event]] = ()
    replies: Counter[str] = field(default_factory=Counter)
    practices: dict[str, date] = field(default_factory=dict)
    too_deep: dict[str, date] = field(default_factory=dict)
    met: dict[str, date] = field(default_factory=dict)
    answered: dict[str, date] = field(default_factory=dict)
    deepest: date | None = None
    began: date | None = None

    def __post_init__(self, events: Iterable[Event]) -> None:
        for event in events:
            self.add(event)

    def add(self, event: Event) -> None:
        practice, origin, on = event.prompt.practice, event.prompt.origin, event.recorded_on
        if event.event == "answered":
            self.replies[practice] += 1
            self.practices[practice] = max(self.practices.get(practice, on), on)
            self.answered[origin] = max(self.answered.get(origin, on), on)
        if event.event in ("answered", "skipped") and event.prompt.depth == 3:
            self.deepest = max(self.deepest or on, on)
        if event.event == "skipped" and event.reason == "too-deep":
            self.too_deep[practice] = max(self.too_deep.get(practice, on), on)
        self.began = min(self.began or on, on)
        self.met[origin] = max(self.met.get(origin, on), on)

    def past(self, day: date, entries: Sequence[Written]) -> History:
        practices = {
            practice: PracticeHistory(
                min(self.replies[practice], 3),
                self.practices.get(practice),
                on if (on := self.too_deep.get(practice)) and (day - on).days <= 14 else None,
            )
            for practice in PRACTICES
        }
        days = sorted((entry.day for entry in entries), reverse=True)[:4]
        since_gap = next(
            (n for n in range(1, len(days)) if (days[n - 1] - days[n]).days >= 14), None
        )
        moods = [e.mood for e in entries if e.day == day - DAY and e.mood is not None]
        return History(
            practices=practices,
            served={origin: on for origin, on in self.met.items() if (day - on).days <= 200},
            answered=dict(self.answered),
            any_served=bool(self.met),
            began=self.began,
            entries=min(len(entries), 14),
            last_depth_3=self.deepest,
            last_entry=days[0] if days else None,
            entries_since_gap=since_gap,
            heavy_yesterday=min(moods, default=5) <= 2,
        )


@dataclass
class Life:
    """Someone keeping a journal, with a habit."""

    prompts: Sequence[Prompt]
    salt: bytes
    situation: str
    habit: str
    first: Prompt | None
    focus: str | None = None
    named: bool = False
    records: Records = field(default_factory=Records)
    entries: list[Written] = field(default_factory=list)
    pasts: dict[date, History] = field(default_factory=dict)
    met: list[tuple[date, Prompt]] = field(default_factory=list)
    replies: list[tuple[date, Prompt, int]] = field(default_factory=list)
    """Day, question, and how many entries there were before."""

    def choose(self, day: date, without: frozenset[str] = frozenset()) -> Choice | None:
        return choose(
            self.prompts,
            day=day,
            salt=self.salt,
            past=self.pasts[day],
            wishes=Preferences(self.situation, self.focus, named=self.named),
            first=self.first,
            without=without,
        )

    def live(self, day: date) -> None:
        """One day: look at the question, perhaps put it aside, perhaps write."""
        chance = (day.toordinal() * 2654435761 + self.salt[0] * 40503) % 1000 / 1000
        if self.habit == "skips days" and chance < 0.4:
            return
        if self.habit == "twice a week" and day.weekday() not in (1, 6):
            return
        self.pasts[day] = self.records.past(day, self.entries[-14:])
        choice = self.choose(day)
        assert choice is not None
        if self.habit == "uses another" and chance < 0.5:
            self.met.append((day, choice.prompt))
            self.records.add(Event("skipped", choice.prompt, day))
            choice = self.choose(day, frozenset({choice.prompt.key}))
            assert choice is not None
        self.met.append((day, choice.prompt))
        self.replies.append((day, choice.prompt, len(self.entries)))
        self.records.add(Event("answered", choice.prompt, day))
        self.entries.append(Written(day, day, mood=1 + int(chance * 5)))


HABITS = ("answers all", "skips days", "uses another")
LIVES = [
    pytest.param(salt, situation, HABITS[(n + m) % 3], marks=() if n < 1 else pytest.mark.torture)
    for n, salt in enumerate(SALTS)
    for m, situation in enumerate(SITUATIONS)
]
"""Each situation with a habit, and for `make torture` with the others and other salts."""


@cache
def lived(salt: bytes, situation: str, habit: str) -> Life:
    """Four hundred days of a life."""
    life = Life(core().prompts, salt, situation, habit, core().first_prompt())
    for n in range(400):
        life.live(START + n * DAY)
    return life


untraced = pytest.mark.usefixtures("no_tracing")


each_life = pytest.mark.parametrize(("salt", "situation", "habit"), LIVES)


# --- four hundred days ---------------------------------------------------------------------


@untraced
@each_life
@pytest.mark.some(4)
def test_nobody_meets_the_same_question_within_the_promised_days(
    salt: bytes, situation: str, habit: str
) -> None:
    life = lived(salt, situation, habit)
    pool = [p for p in life.prompts if p.cadence == "daily" and p.fits(situation)]
    promised = min(45, len(pool) // 2)
    last: dict[str, date] = {}
    for day, found in life.met:
        before = last.get(found.origin)
        assert before is None or before == day or (day - before).days > promised, found.key
        last[found.origin] = day
    same_day = [(day, found.key) for day, found in life.met]
    assert len(set(same_day)) == len(same_day)


@untraced
@each_life
@pytest.mark.some(4)
def test_no_practice_waits_longer_than_twelve_days(salt: bytes, situation: str, habit: str) -> None:
    life = lived(salt, situation, habit)
    longest: dict[str, int] = dict.fromkeys(PRACTICES, 0)
    last = dict.fromkeys(PRACTICES, START - DAY)
    for day, found, _ in life.replies:
        longest[found.practice] = max(longest[found.practice], (day - last[found.practice]).days)
        last[found.practice] = day
    for practice, day in last.items():
        longest[practice] = max(longest[practice], (START + 399 * DAY - day).days)
    if habit == "answers all":
        assert max(longest.values()) <= 12, longest
    else:
        # Blank days and questions put aside make it longer; nothing is forgotten for all that.
        assert max(longest.values()) <= 45, longest


@untraced
@pytest.mark.parametrize("salt", SALTS)
def test_who_writes_twice_a_week_meets_every_practice(salt: bytes) -> None:
    """Ten practices take five weeks then, and what never came goes before what came long ago."""
    life = lived(salt, "partnered", "twice a week")
    days = {practice: [START] for practice in PRACTICES}
    for day, found, _ in life.replies:
        days[found.practice].append(day)
    for practice, met in days.items():
        met.append(START + 399 * DAY)
        gaps = [(later - day).days for day, later in pairwise(met)]
        assert max(gaps) <= 42, practice


@untraced
@each_life
@pytest.mark.some(4)
def test_the_first_question_of_a_practice_only_observes(
    salt: bytes, situation: str, habit: str
) -> None:
    seen: set[str] = set()
    for _, found, _ in lived(salt, situation, habit).replies:
        if found.practice not in seen:
            assert found.depth == 1, found.key
        seen.add(found.practice)
    assert seen == set(PRACTICES)


@untraced
@each_life
def test_depth_three_comes_late_rarely_and_not_after_a_heavy_day(
    salt: bytes, situation: str, habit: str
) -> None:
    life = lived(salt, situation, habit)
    answered = dict.fromkeys(PRACTICES, 0)
    moods = {entry.day: entry.mood or 5 for entry in life.entries}
    last = date.min
    deep = 0
    for day, found, entries in life.replies:
        if found.depth == 3:
            deep += 1
            assert entries >= 14
            assert answered[found.practice] >= 3
            assert (day - last).days > 2
            assert moods.get(day - DAY, 5) > 2
            last = day
        answered[found.practice] += 1
    assert deep > 20  # and come it does


@untraced
@each_life
def test_every_question_fits_where_the_person_stands(
    salt: bytes, situation: str, habit: str
) -> None:
    for _, found in lived(salt, situation, habit).met:
        assert found.cadence == "daily"
        assert SITUATIONS[situation] & set(found.contexts)


@untraced
@each_life
def test_the_choice_is_the_same_however_often_and_in_whatever_order(
    salt: bytes, situation: str, habit: str
) -> None:
    life = lived(salt, situation, habit)
    again = replace(life, prompts=list(reversed(life.prompts)))
    for day in list(life.pasts)[::40]:
        assert life.choose(day) == life.choose(day) == again.choose(day)


@untraced
@each_life
def test_a_pack_that_is_added_changes_only_the_days_its_own_questions_win(
    salt: bytes, situation: str, habit: str
) -> None:
    life = lived(salt, situation, habit)
    more = [
        prompt(f"{practice}-{depth}-{n}", practice, depth)
        for practice in PRACTICES
        for depth in (1, 2, 3)
        for n in range(2)
    ]
    added = replace(life, prompts=[*life.prompts, *more])
    won = 0
    for day in list(life.pasts)[:200:3]:  # later on the unseen ones come first every day
        before, after = life.choose(day), added.choose(day)
        assert before is not None
        assert after is not None
        if after.prompt.pack == "own":
            won += 1
        else:
            assert after == before, day
    assert 0 < won < 40, "of 67"


OTHERS = sorted(
    path.stem
    for path in built_in_folder().glob("*.yaml")
    if not path.stem.startswith("emotional-trust") and not path.stem.endswith(("-de", "-es"))
)
"""A translation is chosen from as its original is."""


@untraced
@pytest.mark.parametrize(
    ("pack", "situation"),
    [
        pytest.param(pack, situation, marks=() if (n + m) % 5 == 0 else pytest.mark.torture)
        for n, pack in enumerate(OTHERS)
        for m, situation in enumerate(SITUATIONS)
    ],
)
@pytest.mark.some(12)
def test_any_pack_beside_the_core_keeps_every_promise(pack: str, situation: str) -> None:
    """Two hundred days in each situation with each pack: no repeat, no wait, nothing out of place."""
    more = read((built_in_folder() / f"{pack}.yaml").read_bytes()).pack
    assert more is not None
    salt = bytes([len(pack)]) * 32
    life = Life(
        [*core().prompts, *more.prompts], salt, situation, "answers all", core().first_prompt()
    )
    last: dict[str, date] = {}
    practices = dict.fromkeys(PRACTICES, START - DAY)
    for n in range(200):
        day = START + n * DAY
        life.live(day)
        _, found, _ = life.replies[-1]
        assert found.fits(situation)
        assert found.cadence == "daily"
        before = last.get(found.origin)
        assert before is None or (day - before).days > 45
        last[found.origin] = practices[found.practice] = day
        assert max((day - seen).days for seen in practices.values()) <= 12


@untraced
@pytest.mark.parametrize(("salt", "focus"), [(SALTS[0], "presence"), (SALTS[1], "vulnerability")])
def test_a_focus_comes_about_twice_as_often_and_nothing_waits_for_it(
    salt: bytes, focus: str
) -> None:
    life = Life(core().prompts, salt, "partnered", "answers all", core().first_prompt(), focus)
    last = dict.fromkeys(PRACTICES, START - DAY)
    for n in range(200):
        day = START + n * DAY
        life.live(day)
        last[life.replies[-1][1].practice] = day
        assert max((day - seen).days for seen in last.values()) <= 12
    share = sum(found.practice == focus for _, found, _ in life.replies) / 200
    assert 0.15 < share < 0.25


@untraced
def test_two_journals_with_different_salts_go_different_ways() -> None:
    lives = [lived(salt, "partnered", "answers all") for salt in SALTS]
    ways = {tuple(found.key for _, found, _ in life.replies) for life in lives}
    assert len(ways) == len(SALTS)


# --- one rule at a time --------------------------------------------------------------------


def all_answered(on: date, times: int = 3) -> dict[str, PracticeHistory]:
    return {practice: PracticeHistory(times, on) for practice in PRACTICES}


DEPTHS = [prompt(f"d{depth}", depth=depth) for depth in (1, 2, 3)]
OPEN = History(
    practices={"presence": PracticeHistory(3, START - 5 * DAY)},
    any_served=True,
    entries=14,
    last_entry=START - DAY,
)


def depths_met(past: History, prompts: Sequence[Prompt] = DEPTHS) -> set[int]:
    """The depths that any journal could be given on one day with this past."""
    found = (choose(prompts, day=START, salt=bytes([n]), past=past) for n in range(64))
    return {choice.prompt.depth for choice in found if choice}


@pytest.mark.parametrize(
    ("change", "deepest"),
    [
        ({}, 3),
        ({"practices": {}}, 1),
        ({"practices": {"presence": PracticeHistory(1, START - 5 * DAY)}}, 2),
        ({"practices": {"presence": PracticeHistory(2, START - 5 * DAY)}}, 2),
        ({"entries": 13}, 2),
        ({"last_depth_3": START - DAY}, 2),
        ({"last_depth_3": START - 2 * DAY}, 2),
        ({"last_depth_3": START - 3 * DAY}, 3),
        ({"heavy_yesterday": True}, 2),
        ({"last_entry": START - 13 * DAY}, 3),
        ({"last_entry": START - 14 * DAY}, 2),
        ({"entries_since_gap": 1}, 2),
        ({"entries_since_gap": 2}, 2),
        ({"entries_since_gap": 3}, 3),
        ({"practices": {"presence": PracticeHistory(3, START - 5 * DAY, START - 13 * DAY)}}, 2),
        ({"practices": {"presence": PracticeHistory(3, START - 5 * DAY, START - 14 * DAY)}}, 3),
        ({"practices": {"presence": PracticeHistory(1, START - 5 * DAY, START)}}, 1),
    ],
)
def test_how_deep_a_question_may_go(change: dict[str, object], deepest: int) -> None:
    past = replace(OPEN, **change)  # type: ignore[arg-type]  # one field of Past by name
    assert max(depths_met(past)) == deepest


def test_the_deepest_question_comes_on_one_day_in_three() -> None:
    deep = 0
    for day in (START + n * DAY for n in range(300)):
        past = replace(OPEN, last_entry=day - DAY)
        choice = choose(DEPTHS, day=day, salt=b"x", past=past)
        deep += choice is not None and choice.prompt.depth == 3
    assert 70 < deep < 130


def test_where_only_deep_questions_exist_the_shallowest_of_them_comes() -> None:
    assert depths_met(History(any_served=True), DEPTHS[1:]) == {2}


def test_a_small_pool_repeats_after_half_of_it() -> None:
    pool = [prompt(f"q{n}") for n in range(6)]
    served = {question.origin: START - n * DAY for n, question in enumerate(pool, start=1)}
    past = replace(OPEN, served=served)
    for n in range(40):
        choice = choose(pool, day=START, salt=bytes([n]), past=past)
        assert choice is not None
        assert choice.prompt.id in ("q3", "q4", "q5")


def test_a_translation_shares_the_history_of_its_original() -> None:
    original = prompt("q1", pack="en")
    translated = replace(original, pack="de", text="Was war?")
    past = replace(OPEN, served={original.origin: START - DAY})
    choice = choose([translated, prompt("q2")], day=START, salt=b"x", past=past)
    assert choice is not None
    assert choice.prompt.id == "q2"


def test_a_pool_that_is_used_up_brings_back_what_was_longest_ago() -> None:
    pool = [prompt("a"), prompt("b")]
    past = replace(OPEN, served={"own/a": START - DAY, "own/b": START})
    choice = choose(pool, day=START, salt=b"x", past=past)
    assert choice is not None
    assert choice.prompt.id == "a"


def test_no_question_is_an_answer_too() -> None:
    assert choose([], day=START, salt=b"x", past=History()) is None
    weekly = replace(prompt("w"), cadence="weekly")
    contact = replace(prompt("c"), contexts=("contact",))
    assert (
        choose([weekly, contact], day=START, salt=b"x", past=OPEN, wishes=Preferences("single"))
        is None
    )


def test_event_questions_stay_out_of_the_daily_draw() -> None:
    pool = [replace(prompt(cadence), cadence=cadence) for cadence in ("weekly", "storm", "joy")]
    for n in range(20):
        choice = choose([*pool, prompt("daily")], day=START, salt=bytes([n]), past=OPEN)
        assert choice is not None
        assert choice.prompt.id == "daily"


def test_the_first_question_is_the_one_the_pack_names() -> None:
    first = core().first_prompt()
    assert first is not None
    assert first.depth == 1
    assert first.contexts == ("any",)
    for salt in SALTS:
        choice = choose(core().prompts, day=START, salt=salt, past=History(), first=first)
        assert choice == Choice(first, Reason.FIRST)


def test_a_first_question_that_was_put_aside_gives_way() -> None:
    first = core().first_prompt()
    assert first is not None
    choice = choose(
        core().prompts,
        day=START,
        salt=b"x",
        past=History(),
        first=first,
        without=frozenset({first.key}),
    )
    assert choice is not None
    assert choice.prompt.key != first.key


def test_a_first_question_that_does_not_fit_gives_way_to_one_that_does() -> None:
    """Someone grieving is not greeted with a question that presupposes contact."""
    first = replace(prompt("hello"), contexts=("contact",))
    fitting = prompt("alone")
    choice = choose(
        [first, fitting],
        day=START,
        salt=b"x",
        past=History(),
        wishes=Preferences("grieving"),
        first=first,
    )
    assert choice is not None
    assert choice.prompt.id == "alone"


def test_the_practice_that_waited_twelve_days_comes_next() -> None:
    practices = all_answered(START - 2 * DAY)
    practices["validation"] = PracticeHistory(3, START - 12 * DAY)
    past = History(practices=practices, any_served=True, entries=14, last_entry=START - DAY)
    for n in range(20):
        choice = choose(core().prompts, day=START, salt=bytes([n]), past=past)
        assert choice is not None
        assert (choice.prompt.practice, choice.reason) == ("validation", Reason.WAITED)
        assert choice.waited == 12


def test_otherwise_it_is_drawn_among_the_three_that_need_it_most() -> None:
    names = sorted(PRACTICES)
    practices = {name: PracticeHistory(3, START - (11 - n) * DAY) for n, name in enumerate(names)}
    past = History(practices=practices, any_served=True, entries=14, last_entry=START - DAY)
    drawn = {
        choice.prompt.practice
        for n in range(60)
        if (choice := choose(core().prompts, day=START, salt=bytes([n]), past=past))
    }
    assert drawn == set(names[:3])


def test_a_practice_that_was_named_is_the_only_one_drawn() -> None:
    for practice in PRACTICES:
        choice = choose(core().prompts, day=START, salt=b"x", past=History(), practice=practice)
        assert choice is not None
        assert (choice.prompt.practice, choice.reason) == (practice, Reason.NAMED)


some_depths = st.lists(st.sampled_from([1, 2, 3]), min_size=1, max_size=6)


@given(some_depths, some_depths, st.binary(min_size=1, max_size=4))
@example([1, 2], [3], b"\0")
def test_adding_questions_to_any_pool_changes_only_what_they_win(
    have: list[int], get: list[int], salt: bytes
) -> None:
    """Also where a practice has few questions left, as after weeks of writing."""
    old = [prompt(f"o{n}", depth=depth) for n, depth in enumerate(have)]
    new = [prompt(f"n{n}", depth=depth, pack="new") for n, depth in enumerate(get)]
    before = choose(old, day=START, salt=salt, past=OPEN)
    after = choose([*old, *new], day=START, salt=salt, past=OPEN)
    assert before is not None
    assert after is not None
    assert after.prompt.pack == "new" or after == before


# --- the past, as the journal's file tells it ----------------------------------------------

events = st.lists(
    st.builds(
        Event,
        st.sampled_from(["served", "answered", "skipped"]),
        st.builds(
            prompt,
            st.sampled_from(["a", "b", "c"]),
            st.sampled_from(["presence", "validation"]),
            st.integers(1, 3),
        ),
        st.integers(0, 60).map(lambda n: START + n * DAY),
        st.none() | st.just("too-deep") | st.just("not-today"),
    ),
    max_size=25,
)
written = st.lists(
    st.builds(
        lambda back, late, mood: Written(START + back * DAY, START + (back + late) * DAY, mood),
        st.integers(0, 60),
        st.sampled_from([0, 0, 1, 5]),
        st.none() | st.integers(1, 5),
    ),
    max_size=20,
)


def entry_of(number: int, found: Written) -> Entry:
    moment = datetime(2026, 1, 1, 12, 0, number, tzinfo=UTC)
    return Entry(
        id=ids.encode(number.to_bytes(13, "big")),
        day=found.day,
        written_on=found.written_on,
        created_at=moment,
        tz=None,
        utc_offset=0,
        modified_at=moment,
        kind="daily",
        body="",
        mood=found.mood,
    )


@settings(max_examples=25)
@given(events, written, st.integers(1, 62))
@example(  # put aside yesterday
    [Event("skipped", prompt("a"), START), Event("served", prompt("b"), START)], [], 1
)
@example(  # written today about yesterday: not recorded before this day began
    [],
    [Written(START + n * DAY, START + n * DAY) for n in range(13)]
    + [Written(START + 13 * DAY, START + 14 * DAY)],
    14,
)
def test_the_file_tells_the_past_as_the_rules_describe_it(
    tmp_path_factory: pytest.TempPathFactory,
    happened: list[Event],
    entries: list[Written],
    after: int,
) -> None:
    path: Path = tmp_path_factory.mktemp("past") / "journal.db"
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    writer = Writer(path, lambda: b"salt")
    with writer.transaction() as store:
        store.add_all([entry_of(n, found) for n, found in enumerate(entries)])
        for event in happened:
            log(
                store,
                PromptEvent(
                    event.event,  # type: ignore[arg-type]  # one of its three words
                    event.prompt,
                    event.recorded_on,
                    event.recorded_on,
                    moment,
                    event.reason,
                ),
            )
    reader = QuestionReader.open(path)
    day = START + after * DAY
    try:
        origins = sorted({event.prompt.origin for event in happened})
        assert reader.past(day, origins=origins) == Log(happened, entries).past(day)
    finally:
        reader.close()


# --- the same through the program ----------------------------------------------------------


def at(day: date, hour: int = 20) -> str:
    return f"{day.isoformat()}T{hour:02}:00:00+01:00"


def asked(trust: Trust, now: str) -> str:
    """The question `trust prompt` prints, as `pack/id`."""
    (found,) = trust("prompt", "--json", now=now).json["data"]["prompts"]
    return f"{found['pack']}/{found['id']}"


def test_the_question_stays_the_same_all_day_whatever_is_written(trust: Trust) -> None:
    for n in range(16):
        assert trust("journal", "--answer", "-m", "x", now=at(START + n * DAY)).code == 0
    day = START + 16 * DAY
    before = asked(trust, at(day, 8))
    for argv in (
        ("journal", "--free", "-m", "x"),
        ("journal", "--free", "-m", "x", "--mood", "1", "--date", "yesterday"),
        ("journal", "--answer", "-m", "x", "--date", "-3"),
        ("journal", "--practice", "presence", "-m", "x"),
        ("journal", "--answer", "-m", "x"),
        ("journal", "--answer", "-m", "x"),
        ("delete", "last"),
    ):
        assert trust(*argv, now=at(day, 9)).code == 0
        assert asked(trust, at(day, 10)) == before, argv
    assert asked(trust, at(day + DAY, 3)) == before  # it is still the same day
    assert asked(trust, at(day + DAY, 4)) != before


def test_an_entry_for_an_earlier_day_does_not_change_todays_question(
    trust: Trust, home: Path
) -> None:
    """Thirteen entries, then one today for yesterday: the fourteenth opens no depth today."""
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    day = at(START + 14 * DAY)
    presence = next(p for p in core().prompts if p.practice == "presence" and p.depth == 1)
    for n in range(8):
        folder = home / f"{n}"
        writer = Writer(folder / "journal.db", lambda n=n: bytes([n]))  # type: ignore[misc]
        with writer.transaction() as store:
            store.add_all(
                [entry_of(k, Written(START + k * DAY, START + k * DAY)) for k in range(13)]
            )
            for k in range(3):
                on = START + k * DAY
                log(store, PromptEvent("answered", presence, on, on, moment))

        def look(folder: Path = folder) -> object:
            env = {"TRUST_HOME": str(folder)}
            result = trust("prompt", "--json", "--practice", "presence", now=day, env=env)
            return result.json["data"]["prompts"]

        before = look()
        argv = ("journal", "--free", "-m", "x", "--date", "yesterday")
        assert trust(*argv, now=day, env={"TRUST_HOME": str(folder)}).code == 0
        assert look() == before


def test_looking_at_the_question_writes_nothing(trust: Trust, home: Path) -> None:
    trust("journal", "--answer", "-m", "x", now=at(START))
    before = (home / "journal.db").read_bytes()
    for _ in range(2):
        asked(trust, at(START + DAY))
        trust(now=at(START + DAY))
        trust("prompt", "--why", now=at(START + DAY))
    assert (home / "journal.db").read_bytes() == before


def test_another_question_is_another_one_and_then_stays(trust: Trust) -> None:
    trust("journal", "--answer", "-m", "x", now=at(START))
    day = START + DAY
    first = asked(trust, at(day))
    trust("journal", "--another", "-m", "x", now=at(day))
    second = asked(trust, at(day))
    trust("journal", "--another", "-m", "x", now=at(day))
    third = asked(trust, at(day))
    assert len({first, second, third}) == 3
    assert asked(trust, at(day, 23)) == third


@pytest.mark.parametrize("salt", SALTS[:1])
def test_a_question_that_was_put_aside_does_not_come_back_soon(
    trust: Trust, home: Path, salt: bytes
) -> None:
    with Writer(home / "journal.db", lambda: salt).transaction():
        pass
    met: dict[str, date] = {}
    for n in range(16):
        day = START + n * DAY
        shown = asked(trust, at(day))
        assert shown not in met, f"met on {met[shown]}, again on {day}"
        met[shown] = day
        assert trust("journal", "--another", "-m", "x", now=at(day)).code == 0
        met[asked(trust, at(day))] = day


def test_everyone_begins_with_the_same_question_and_only_then_parts(trust: Trust) -> None:
    before = asked(trust, at(START))
    trust("journal", "--answer", "-m", "x", now=at(START))
    assert asked(trust, at(START)) == before
    (entry,) = trust("list", "--json", now=at(START)).json["data"]["entries"]
    assert f"{entry['pack']}/{entry['prompt_id']}" == before


def days(count: int) -> Iterator[date]:
    """The first days of a journal."""
    yield from (START + n * DAY for n in range(count))


def test_a_clock_that_changes_over_night_keeps_the_question(trust: Trust) -> None:
    """Summer time ends, and the person flies west: the journal day stays, so does its question."""
    for day in days(3):
        trust("journal", "--answer", "-m", "x", now=at(day))
    before = asked(trust, "2026-10-25T01:30:00+02:00")
    assert asked(trust, "2026-10-25T02:30:00+01:00") == before
    assert asked(trust, "2026-10-24T23:00:00-05:00") == before
