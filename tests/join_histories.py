"""Histories of one record on three machines with wrong clocks, for the laws of the join.

A history is a list of steps. Each step is done by one machine: it changes the record, takes in a
state that some machine told earlier (not always the last one), or has its clock set. What must come
of a history is worked out from who had seen what, without stamps: `History.Step.knows`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from trustjournal.domain.calendar import moment_text
from trustjournal.domain.entry import content_hash
from trustjournal.domain.join import entries, kinds, stamps
from trustjournal.domain.join.kinds import KINDS, Field
from trustjournal.domain.join.parts import FIXED, FLAG, LABELS, LINES, MANY, QUOTE, State
from trustjournal.domain.join.wordings import WORDS

MADE = "2026-11-22T21:10:05.000000Z"
BEGIN = datetime(2026, 11, 22, 21, 20, tzinfo=UTC)
MACHINES = ("laptop", "desktop", "stick")
ID = "8m2k4c9w0x7v5r3t1q6p"

ENTRY: dict[str, Any] = {
    "id": ID,
    "day": "2026-11-22",
    "written_on": "2026-11-22",
    "created_at": MADE,
    "tz": "Europe/Berlin",
    "utc_offset": 3600,
    "modified_at": MADE,
    "revision": 1,
    "kind": "daily",
    "title": None,
    "body": "words 0",
    "mood": 3,
    "closeness": None,
    "pack": "daily",
    "prompt_id": "listen",
    "prompt_text": "When did I listen?",
    "practice": "listening",
    "period": None,
    "tags": ["walk"],
    "people": ["Alex"],
    "starred": False,
    "private": False,
    "source": None,
    "source_id": None,
    "deleted_at": None,
    "come_back": None,
    "answers": [],
}
ENTRY["hash"] = content_hash(ENTRY)

ROWS: dict[str, dict[str, Any]] = {
    "entry": ENTRY,
    "intention": {
        "period": "2026-W48",
        "made_at": MADE,
        "text": "If I am tired, then I say so",
        "outcome": "It helped",
        "entry": ID,
    },
    "prompt_event": {
        "day": "2026-11-22",
        "recorded_on": "2026-11-22",
        "recorded_at": MADE,
        "event": "skipped",
        "pack": "daily",
        "prompt_id": "listen",
        "origin": "daily/listen",
        "practice": "listening",
        "depth": 1,
        "entry": None,
        "reason": "too-deep",
    },
    "focus": {"period": "2026-W48", "practice": "listening", "set_at": MADE},
    "person": {
        "key": "alex",
        "alias": "Alex",
        "made_at": MADE,
        "context": "apart",
        "cadence_days": 7,
        "quote": False,
    },
    "person_date": {
        "person": "alex",
        "key": "birthday",
        "name": "birthday",
        "month": 5,
        "day": 3,
        "made_at": MADE,
        "asked_before": "2026-05-01",
        "asked_after": None,
    },
    "promise": {
        "id": ID,
        "made_at": MADE,
        "text": "Call the doctor",
        "cue": None,
        "made_on": "2026-11-22",
        "person": "Alex",
        "due": "2026-11-30",
        "every": None,
        "size": "small",
        "origin": None,
        "private": True,
        "hidden": False,
    },
    "promise_event": {
        "promise": ID,
        "kind": "partly",
        "day": "2026-11-23",
        "recorded_at": MADE,
        "occurrence": None,
        "due": None,
        "note": "half of it",
        "told_them": False,
        "acknowledged": None,
        "amends": None,
        "change": None,
        "undoes": None,
    },
    "pulse": {
        "week": "2026-W47",
        "taken_on": "2026-11-22",
        "taken_at": MADE,
        "answers": {"ease": 1, "listening": None},
    },
    "sitting": {"day": "2026-11-22", "began_at": None, "seconds": 600, "planned_seconds": 600},
    "share": {
        "day": "2026-11-22",
        "shared_at": MADE,
        "person": "Alex",
        "path": "page.html",
        "lines": [
            {"n": 1, "entry": ID, "text": "a line"},
            {"n": 2, "entry": None, "text": "a promise"},
        ],
    },
    "pause": {
        "first_day": "2026-12-01",
        "last_day": "2026-12-05",
        "made_at": MADE,
        "reason": "a journey",
    },
    "unsaid": {"entry": ID, "line": "a line", "state": "not-yet", "changed_at": MADE},
}
"""A row of each kind."""


def first_state(kind: str) -> State:
    """Return the state of the row in `ROWS`."""
    return entries.from_rows(ENTRY) if kind == "entry" else kinds.from_values(kind, ROWS[kind])


@dataclass(frozen=True)
class Step:
    """A change by a machine, and the steps it had seen."""

    number: int
    machine: int
    what: str
    value: Any
    knows: frozenset[int]


@dataclass(frozen=True)
class Told:
    """A state that a machine told the others, and the steps in it."""

    state: State
    knows: frozenset[int]


@dataclass
class Machine:
    """One machine: its name, its wrong clock, and the record."""

    name: str
    state: State
    clock: stamps.Stamp = stamps.NEVER
    error: timedelta = timedelta()
    knows: frozenset[int] = frozenset()
    given_back: list[Any] = field(default_factory=list)
    """The words that were purged unseen."""

    def stamp(self, minute: int) -> stamps.Stamp:
        """Return the stamp of a change."""
        now = BEGIN + timedelta(minutes=minute) + self.error
        self.clock = stamps.next_stamp(now, self.clock, self.name)
        return self.clock

    def take_in(self, kind: str, told: Told) -> None:
        """Join a state that another machine told."""
        joined = kinds.join(kind, self.state, told.state)
        self.given_back += kinds.unseen_words(kind, self.state, joined).values()
        self.state = joined
        self.knows |= told.knows
        self.clock = max(self.clock, stamps.newest(joined))


@dataclass
class History:
    """What became of a record on all machines."""

    kind: str
    machines: list[Machine]
    steps: list[Step] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)

    @property
    def states(self) -> list[State]:
        """All states that there ever were."""
        return [told.state for told in self.told]

    def of(self, *names: str) -> list[Step]:
        """Return the steps of some kinds."""
        return [step for step in self.steps if step.what in names]

    def last_of(self, *names: str) -> list[Step]:
        """Return the steps of some kinds that no other of them had seen."""
        steps = self.of(*names)
        return [step for step in steps if not any(step.number in other.knows for other in steps)]

    def join_all(self) -> State:
        """Return the state once every machine has taken in everything, and compare them."""
        for machine in self.machines:
            for told in self.told:
                machine.take_in(self.kind, told)
        first, *others = self.machines
        for other in others:
            assert other.state == first.state
        return first.state


def play(kind: str, plan: list[tuple[int, str, int]]) -> History:
    """Play the steps of a plan: a machine, what it does, and a number that decides the details."""
    machines = [Machine(name, first_state(kind)) for name in MACHINES]
    for machine in machines:
        machine.clock = stamps.newest(machine.state)
    history = History(kind, machines, told=[Told(machines[0].state, frozenset())])
    for number, (index, what, detail) in enumerate(plan, start=1):
        machine = machines[index]
        if what == "take in":
            machine.take_in(kind, history.told[-1 - detail % len(history.told)])
        elif what == "clock":
            machine.error = timedelta(days=detail - 8)
        else:
            value = value_for(kind, what, detail, number)
            if what == "feel" and entries.is_edited_in_two_places(machine.state):
                body = entries.current(machine.state)["body"]
                history.steps.append(Step(number, index, "choose", body, machine.knows))
            do(machine, kind, what, value, number)
            history.steps.append(Step(number, index, what, value, machine.knows))
            machine.knows |= {number}
        history.told.append(Told(machine.state, machine.knows))
    return history


def do(machine: Machine, kind: str, what: str, value: Any, number: int) -> None:
    """Change the record on a machine."""
    stamp = machine.stamp(number)
    moment = moment_text(BEGIN + timedelta(minutes=number) + machine.error)
    before = machine.state
    if what == "edit":
        text = {"title": None, "body": value, "answers": [], "modified_at": moment}
        after = entries.edit(before, text, stamp)
    elif what == "feel":  # an edit, which leaves the words as they are
        text = entries.current(before) if "wordings" in before else {}
        after = entries.edit(before, text | {"modified_at": moment}, stamp)
        after = kinds.change("entry", after, value, stamp)
    elif what == "trash":
        after = entries.trash(before, moment, stamp)
    elif what == "untrash":
        after = entries.untrash(before, stamp)
    elif what == "remove":
        after = kinds.remove(kind, before, stamp)
    elif what == "remove line":
        after = kinds.remove_line(before, value, stamp)
    else:
        after = kinds.change(kind, before, value, stamp)
    machine.state = after


def value_for(kind: str, what: str, detail: int, number: int) -> Any:
    """Return the new value of a step."""
    if what == "edit":
        return f"words {number}"
    if what == "remove line":
        return 1 + detail % 2
    if what in ("trash", "untrash", "remove"):
        return None
    if what == "feel":
        return {"mood": 1 + detail % 5}
    return _value_of(KINDS[kind].fields[what], detail, number)


def _value_of(declared: Field, detail: int, number: int) -> dict[str, Any]:
    columns = declared.columns
    if declared.part in (FLAG, QUOTE) or columns == ("starred",):
        return {columns[0]: bool(detail % 2)}
    if declared.part is LABELS:
        return {
            columns[0]: [name for n, name in enumerate(("Alex", "Kim", "sea")) if detail >> n & 1]
        }
    if declared.part is MANY:
        return {columns[0]: {f"item {n}": detail % 3 or None for n in range(3) if detail >> n & 1}}
    if declared.part is WORDS or declared.is_group:
        return {column: f"{column} {number}" for column in columns}
    return {columns[0]: (None, number, f"{number}", detail % 2)[detail % 4]}


def steps_of(kind: str) -> list[str]:
    """Return what can be done with a record of a kind."""
    if kind == "entry":
        names = ["edit", "edit", "edit", "trash", "untrash", "feel"]
        return [*names, "tags", "people", "private", "private", "starred", "dated", "checkin"]
    fields = KINDS[kind].fields.items()
    names = [name for name, each in fields if each.part not in (FIXED, LINES)]
    return [*names, *(["remove line"] if kind == "share" else [])]


def plans(kind: str, *, removed: bool = True, most: int = 12) -> st.SearchStrategy[Any]:
    """Make plans of what happens to a record."""
    names = steps_of(kind)
    doing = [st.sampled_from(names)] if names else []
    others = ["take in", "take in", "clock"] if not removed else ["take in", "take in", "remove"]
    what = st.one_of(*doing, *doing, st.sampled_from([*others, "take in", "clock"]))
    step = st.tuples(st.integers(0, 2), what, st.integers(0, 15))
    return st.lists(step, min_size=3, max_size=most)


def histories(kind: str, *, removed: bool = True, most: int = 12) -> st.SearchStrategy[History]:
    """Make histories of a record."""
    return plans(kind, removed=removed, most=most).map(lambda plan: play(kind, plan))


def unknown() -> st.SearchStrategy[Any]:
    """Make parts that a later version may have."""
    names = st.sampled_from(["a", "b", "on", "stamp"])
    stamp = st.builds(
        lambda time, machine: f"{time:019}-{machine}", st.integers(0, 3), st.sampled_from("xy")
    )
    leaves = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(0, 3),
        st.sampled_from(["", "x"]),
        st.tuples(stamp, st.integers(0, 2) | st.none()).map(list),
        stamp.map(lambda one: [one]),
        st.lists(st.sampled_from("xy"), max_size=2),
        st.builds(lambda time: {"#gone": {"stamp": time}}, stamp),
    )
    return st.recursive(
        leaves, lambda inner: st.dictionaries(names, inner, max_size=3), max_leaves=6
    )


def words_in(kind: str, state: Mapping[str, Any]) -> set[str]:
    """Return the texts in the state of an entry or a promise."""
    if kind == "entry":
        return {wording["body"] for wording in state.get("wordings", {}).values()}
    words = state.get("words", {}).values()
    return {each["values"]["text"] for each in words if "values" in each}
