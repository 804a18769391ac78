"""Looking back on a month or longer: what deepened, words of feeling, a line from each month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from ..app import App
from ..domain.entry import Entry
from ..domain.feelings import MAX_SHOWN, count_feelings
from ..domain.json_values import FLATTEN
from ..domain.multi_answer import own_words
from ..domain.periods import Period
from ..domain.practices import PRACTICES
from ..registry import all_features

MONTHLY_FROM = 62
"""Days from which a period is looked at month by month."""


@dataclass(frozen=True, slots=True)
class Feelings:
    """The words of feeling of a month that stand in most entries, with in how many."""

    month: date
    words: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class LookBack:
    """What only a longer time shows."""

    deepened: tuple[str, ...] = ()
    """Practices whose deepest questions were answered for the first time in it."""
    feelings: tuple[Feelings, ...] = ()
    features: Mapping[str, Any] = field(default_factory=dict, metadata={FLATTEN: True})
    """What the features show of a longer time (`registry.Feature.review_further`)."""


def is_long(period: Period) -> bool:
    """Whether a period is looked at month by month."""
    return (period.end - period.start).days >= MONTHLY_FROM


def look_further(app: App, period: Period, entries: Sequence[Entry]) -> LookBack:
    """What a month or longer shows beside a week; nothing for a week."""
    features: dict[str, Any] = {}
    for feature in all_features():
        features |= feature.review_further(app, period)
    if period.kind == "week":
        return LookBack(features=features)
    first = app.questions.first_deep_answers(period.end)
    deepened = [name for name in PRACTICES if period.start <= first.get(name, date.min)]
    language = app.settings.language
    feelings = []
    for month, own in by_month(entries):
        counted = count_feelings([own_words(entry) for entry in own], language)
        words = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:MAX_SHOWN]
        if words:
            feelings.append(Feelings(month, tuple(words)))
    return LookBack(tuple(deepened), tuple(feelings), features)


def by_month(entries: Sequence[Entry]) -> list[tuple[date, list[Entry]]]:
    """Entries, oldest first, by the first day of their month."""
    return [(first, list(group)) for first, group in groupby(entries, key=_month)]


def _month(entry: Entry) -> date:
    return entry.day.replace(day=1)
