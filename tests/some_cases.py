"""What `make test` tries of a test with many cases, so that it is done in a few minutes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import pytest


def leave_the_rest_to_torture(items: Sequence[pytest.Item]) -> None:
    """Mark the cases of tests with `@pytest.mark.some(count)` as `torture`, but for so many.

    Those are the first, the last, and what lies evenly between. With a count of one it is the last.
    """
    cases = defaultdict(list)
    for item in items:
        if mark := item.get_closest_marker("some"):
            (count,) = mark.args
            cases[item.nodeid.partition("[")[0], count].append(item)
    for (_, count), same in cases.items():
        steps = max(1, count - 1)
        tried = {(len(same) - 1) * (step + (count == 1)) // steps for step in range(count)}
        for place, item in enumerate(same):
            if place not in tried:
                item.add_marker(pytest.mark.torture)
