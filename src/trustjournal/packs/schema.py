"""The schema of prompt packs, as one table shared by the reader and the documentation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..domain.prompts import CADENCES, FACETS, FORMS, PERSON
from ..domain.relationship import CONTEXTS

VERSION = 1
"""The schema version this program reads; a pack with a later one is refused with that reason."""

SLUG = r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?"

FieldKind = Literal["text", "slug", "number", "flag", "texts", "table"]


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a pack: its type, limits and documentation."""

    kind: FieldKind
    about: str
    required: bool = False
    choices: tuple[str, ...] = ()
    low: int = 0
    high: int = 0
    """The bounds of a number, or in `high` the most texts or rows (0: no bound)."""
    limit: int = 400
    """The maximum length of a text, in characters."""
    holds: str = ""
    """What a text must contain."""
    rows: dict[str, Field] | None = None


PROMPT: dict[str, Field] = {
    "id": Field("slug", "a stable name; history depends on it, so never reuse one", required=True),
    "practice": Field("slug", "exactly one practice", required=True),
    "depth": Field("number", "1 observe, 2 feeling or pattern, 3 meaning", True, low=1, high=3),
    "text": Field("text", "the question, in quotes", required=True),
    "with_name": Field(
        "text", "the question, with {person} in it, for readers who have set a name", holds=PERSON
    ),
    "form": Field("text", "what kind of prompt it is", choices=FORMS),
    "follow_ups": Field("texts", "up to three questions that go further", high=3),
    "facet": Field("text", "whose acts it looks at", choices=FACETS),
    "contexts": Field("texts", "what it presupposes", choices=CONTEXTS),
    "cadence": Field("text", "when it is asked", choices=CADENCES),
    "care": Field("flag", "tender: shown with a note that skipping is fine"),
    "when_unsafe": Field(
        "flag", "suits someone who isn't safe; in a safety pause, only these questions are asked"
    ),
    "tags": Field(
        "texts", "any words; hope, dream, fear and insecurity mark the questions about those four"
    ),
    "note": Field("text", "a short hint, shown dimmed"),
}

QUESTION: dict[str, Field] = {
    "id": Field("slug", "a stable name", required=True),
    "text": Field("text", "the question or item", required=True),
    "practice": Field("slug", "the practice it belongs to"),
    "pinned": Field("flag", "asked in every review"),
    "contexts": Field("texts", "what it presupposes", choices=CONTEXTS),
    "when_unsafe": Field("flag", "also asked when someone isn't safe"),
}

LONGER: dict[str, Field] = {
    "id": Field("slug", "the `review` question it belongs to", required=True),
    "month": Field("text", "how it reads in the review of a month"),
    "year": Field("text", "how it reads in the review of a year"),
    "days": Field("text", "how it reads in the review of any other days"),
}

PRACTICE: dict[str, Field] = {
    "id": Field("slug", "a stable name", required=True),
    "title": Field("text", "the title people see", required=True, limit=60),
    "description": Field("text", "in one line"),
}

PACK: dict[str, Field] = {
    "schema": Field("number", "the version of this schema", True, low=1, high=9999),
    "id": Field("slug", "a short name; a question is written as pack/question", required=True),
    "title": Field("text", "the title people see", required=True, limit=80),
    "description": Field("text", "one sentence for `trust packs list`"),
    "about": Field("text", "what the pack is for, shown before first use", limit=2000),
    "how_to_use": Field("text", "how to use it, shown before first use", limit=2000),
    "author": Field("texts", "who wrote it"),
    "license": Field("text", "an SPDX identifier; packs get passed around", True, limit=80),
    "language": Field("text", "a language tag such as en, de or pt-BR", True, limit=35),
    "version": Field("text", "raised with every change", True, limit=40),
    "translation_of": Field("slug", "the pack this one translates"),
    "someone": Field("text", "what {person} becomes if no one is named", limit=60),
    "first": Field("slug", "the question a newcomer is asked first"),
    "practices": Field("table", "the practices it covers, or new ones", rows=PRACTICE),
    "prompts": Field("table", "the questions", required=True, rows=PROMPT),
    "review": Field("table", "questions of the weekly review", rows=QUESTION),
    "review_longer": Field(
        "table", "how the review questions read for a month and longer", rows=LONGER
    ),
    "checkin": Field("table", "questions to say aloud in a check-in", rows=QUESTION),
    "pulse": Field("table", "items about my own acts this week", rows=QUESTION),
}
