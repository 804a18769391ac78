"""Storms and joys: which questions, and when something smaller is offered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from trustjournal.domain.entry import Entry
from trustjournal.domain.prompts import Prompt
from trustjournal.domain.relationship import SITUATIONS
from trustjournal.features.storm_joy.model import (
    JOY,
    MANY_STORMS,
    STORM,
    StormMode,
    choose_question,
    storm_mode,
)

TODAY = date(2026, 11, 22)
SALT = b"salt"


def prompt(name: str, *, tag: str = "view", contexts: tuple[str, ...] = ("any",)) -> Prompt:
    return Prompt(
        pack="p",
        id=name,
        practice="storms-joys",
        depth=1,
        text=f"What of {name}?",
        contexts=contexts,
        cadence="storm",
        tags=("storm", tag),
        origin=f"p/{name}",
    )


VIEWS = [prompt(name) for name in "abcdef"]


def asked(prompts: list[Prompt], *, number: int = 0, salt: bytes = SALT, **more: object) -> str:
    found = choose_question(prompts, STORM, "view", day=TODAY, number=number, salt=salt, **more)  # type: ignore[arg-type]
    assert found
    return found.id


def test_the_choice_depends_on_salt_day_and_number_alone() -> None:
    assert asked(VIEWS) == asked(list(reversed(VIEWS)))
    assert len({asked(VIEWS, salt=bytes([n])) for n in range(40)}) == len(VIEWS)
    assert len({asked(VIEWS, number=n) for n in range(40)}) == len(VIEWS)


def test_a_question_of_a_new_pack_changes_only_what_it_wins() -> None:
    more = [*VIEWS, prompt("g")]
    for salt in (bytes([n]) for n in range(40)):
        assert asked(more, salt=salt) in (asked(VIEWS, salt=salt), "g")


def test_what_was_used_lately_rests_while_there_are_others() -> None:
    used: list[str] = []
    for number in range(len(VIEWS)):
        used.insert(0, f"p/{asked(VIEWS, number=number, used=used)}")
    assert len(set(used)) == len(VIEWS)

    # All were used: the one used longest ago comes back.
    assert f"p/{asked(VIEWS, used=used)}" == used[-1]
    assert asked(VIEWS[:1], used=["p/a"]) == "a"


def test_only_questions_for_this_moment_and_this_tag() -> None:
    others = [
        prompt("step", tag="step"),
        replace(prompt("daily"), cadence="daily"),
        replace(prompt("joy"), cadence="joy"),
    ]
    assert asked([*others, prompt("view")]) == "view"
    assert choose_question(others, STORM, "view", day=TODAY, number=0, salt=SALT) is None
    assert choose_question(VIEWS, JOY, "view", day=TODAY, number=0, salt=SALT) is None


@pytest.mark.parametrize("situation", SITUATIONS)
def test_it_presupposes_nothing_that_is_not_there(situation: str) -> None:
    near = [prompt(name, contexts=("contact",)) for name in "uvw"]
    fits = {asked([*near, prompt("x")], salt=bytes([n]), situation=situation) for n in range(20)}

    assert fits == ({"u", "v", "w", "x"} if situation in ("partnered", "friend") else {"x"})
    # Where nothing fits, any is better than none.
    assert asked(near, situation=situation) in ("u", "v", "w")


# --- when storms come thick ---------------------------------------------------------------------


def storm(days_ago: int, *, written: int | None = None) -> Entry:
    moment = datetime(2026, 11, 22, tzinfo=UTC)
    return Entry(
        id="x",
        day=TODAY - timedelta(days=days_ago),
        written_on=TODAY - timedelta(days=days_ago if written is None else written),
        created_at=moment,
        tz=None,
        utc_offset=0,
        modified_at=moment,
        kind="storm",
        body="x",
    )


@pytest.mark.parametrize(
    ("days_ago", "way"),
    [
        ([], StormMode.OPEN),
        ([0, 0], StormMode.OPEN),
        ([0, 0, 0], StormMode.SMALLER),
        ([1, 3, 6], StormMode.SMALLER),
        ([1, 3, 7], StormMode.OPEN),
        ([0, 1, 3, 6], StormMode.RESTING),
        ([0, 0, 0, 0], StormMode.RESTING),
        ([1, 1, 1, 1], StormMode.SMALLER),
        ([0, 1, 1, 1, 1], StormMode.RESTING),
        ([0, 6, 6, 7, 8], StormMode.SMALLER),
    ],
)
def test_after_three_storms_in_seven_days_something_smaller_once_a_day(
    days_ago: list[int], way: StormMode
) -> None:
    assert storm_mode([storm(days) for days in days_ago], TODAY) is way


def test_a_storm_of_yesterday_that_was_written_today_counts_as_offered() -> None:
    storms = [storm(2) for _ in range(MANY_STORMS)]
    assert storm_mode([*storms, storm(1, written=0)], TODAY) is StormMode.RESTING
