"""Tags that are probably meant to be one."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustjournal.domain.tags import Tag, is_near_duplicate, near_duplicates, nearest


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("walk", "walks"), ("story", "stories"), ("beach", "beaches"), ("Sea Side", "sea-side")),
        *(("sea_side", "seaside"), ("café", "cafe"), ("harbour", "harbor"), ("kitchen", "kitchne")),
        ("letter", "leter"),
    ],
)
def test_probably_one(one: str, other: str) -> None:
    assert is_near_duplicate(one, other)
    assert is_near_duplicate(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(
            ("walk", "talk"),
            ("sea", "see"),
            ("week-1", "week-2"),
            ("2025", "2026"),
            ("trip1", "trip"),
        ),
        *(("rain", "garden"), ("harbour", "harb"), ("💔", "🌊"), ("kiss", "kit")),
    ],
)
def test_probably_two(one: str, other: str) -> None:
    assert not is_near_duplicate(one, other)
    assert not is_near_duplicate(other, one)


@given(st.lists(st.text("abs-é1 ", min_size=1, max_size=7), unique=True, max_size=8))
def test_pairs_are_those_that_are_alike(names: list[str]) -> None:
    tags = [Tag(name, name, len(name)) for name in names]

    found = {frozenset((one.name, other.name)) for one, other in near_duplicates(tags)}

    assert found == {frozenset(pair) for pair in combinations(names, 2) if is_near_duplicate(*pair)}
    assert all(one.entries >= other.entries for one, other in near_duplicates(tags))


def test_many_long_tags_are_looked_at_quickly_enough() -> None:
    tags = [Tag(f"{n}{'x' * 500}", f"{n}{'x' * 500}", 1) for n in range(300)]
    assert near_duplicates(tags) == []


def test_what_comes_close() -> None:
    known = ["walk", "seaside", "Garden", "rain"]
    assert nearest("wlak", known) == ["walk"]
    assert nearest("gard", known) == ["Garden"]
    assert nearest("sea", known) == ["seaside"]
    assert nearest("xylophone", known) == nearest("", known) == []
