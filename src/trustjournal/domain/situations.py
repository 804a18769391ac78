"""Where a person stands, and what questions may presuppose of that."""

from __future__ import annotations

CONTEXTS = ("any", "contact", "apart", "single", "grieving", "friend")
"""What a question may presuppose."""

SITUATIONS: dict[str, frozenset[str]] = {
    "partnered": frozenset({"any", "contact"}),
    "apart": frozenset({"any", "apart"}),
    "single": frozenset({"any", "single"}),
    "grieving": frozenset({"any", "grieving"}),
    "friend": frozenset({"any", "contact", "friend"}),
}
"""Where a person stands, and the contexts that fit there."""

WITH_SOMEONE = frozenset({"contact", "apart"})


def is_with_someone(situation: str) -> bool:
    """Whether there is someone to feel close to; who is alone or grieves is not asked that."""
    return not SITUATIONS[situation].isdisjoint(WITH_SOMEONE)


PACK_FOR: dict[str, str] = {
    "apart": "far-apart",
    "single": "trusting-myself",
    "grieving": "grief-and-separation",
    "friend": "friends-and-family",
}
"""The pack that goes with where a person stands."""
