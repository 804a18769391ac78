"""Seven days and four weeks of copies stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from trustjournal.domain.keeping import DAYS, WEEKS, to_keep

moments = st.lists(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  # Hypothesis adds the zone
)


@given(moments)
def test_the_newest_stays_and_nothing_grows_without_end(found: list[datetime]) -> None:
    kept = to_keep(found)
    assert kept <= set(found)
    assert len(kept) <= DAYS + WEEKS
    assert not found or max(found) in kept


@given(moments)
def test_thinning_again_takes_nothing_more(found: list[datetime]) -> None:
    assert to_keep(to_keep(found)) == to_keep(found)


def test_a_copy_a_day_for_two_months() -> None:
    last = datetime(2026, 11, 22, 22, tzinfo=UTC)  # a Sunday
    kept: set[datetime] = set()
    for n in reversed(range(60)):
        kept = to_keep({*kept, last - n * timedelta(days=1)})
    ages = sorted((last - each).days for each in kept)
    assert ages == [0, 1, 2, 3, 4, 5, 6, 7, 14, 21]


def test_days_without_a_copy_do_not_count() -> None:
    first = datetime(2026, 3, 1, tzinfo=UTC)
    found = {first + n * timedelta(days=40) for n in range(5)}
    assert to_keep(found) == found
