"""Seven days and four weeks of copies stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustjournal.domain.retention import DAYS, WEEKS, moments_to_keep

moments = st.lists(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  # Hypothesis adds the zone
)


@given(moments)
def test_the_newest_stays_and_nothing_grows_without_end(found: list[datetime]) -> None:
    kept = moments_to_keep(found)
    assert kept <= set(found)
    assert len(kept) <= DAYS + WEEKS
    assert not found or max(found) in kept


@given(moments)
def test_thinning_again_takes_nothing_more(found: list[datetime]) -> None:
    assert moments_to_keep(moments_to_keep(found)) == moments_to_keep(found)


@pytest.mark.parametrize(
    ("day", "weekly"),
    [
        # On a Sunday the eighth day back is the newest copy of its week.
        (22, [7, 14, 21]),
        (21, [13, 20]),
        (18, [10, 17]),
    ],
    ids=["Sunday", "Saturday", "Wednesday"],
)
def test_a_copy_a_day_for_two_months(day: int, weekly: list[int]) -> None:
    """Seven days of them, and not eight."""
    last = datetime(2026, 11, day, 22, tzinfo=UTC)
    kept: set[datetime] = set()
    for n in reversed(range(60)):
        kept = moments_to_keep({*kept, last - n * timedelta(days=1)})
    ages = sorted((last - each).days for each in kept)
    assert ages == [0, 1, 2, 3, 4, 5, 6, *weekly]


def test_days_without_a_copy_do_not_count() -> None:
    first = datetime(2026, 3, 1, tzinfo=UTC)
    found = {first + n * timedelta(days=40) for n in range(5)}
    assert moments_to_keep(found) == found
