"""Where a person stands, and what questions may presuppose of that."""

from __future__ import annotations

CONTEXTS = (
    "any",
    "contact",
    "apart",
    "far",
    "no-contact",
    "single",
    "grieving",
    "bereaved",
    "separated",
    "friend",
)
"""What a question may presuppose. `apart` and `grieving` fit both kinds of each."""

SITUATIONS: dict[str, frozenset[str]] = {
    "partnered": frozenset({"any", "contact"}),
    "far-apart": frozenset({"any", "apart", "far"}),
    "no-contact": frozenset({"any", "apart", "no-contact"}),
    "single": frozenset({"any", "single"}),
    "grieving": frozenset({"any", "grieving", "bereaved"}),
    "separated": frozenset({"any", "grieving", "separated"}),
    "friend": frozenset({"any", "contact", "friend"}),
    "apart": frozenset({"any", "apart"}),
}
"""Where a person stands, and the contexts that fit there.

`apart` stood for `far-apart` and `no-contact` in one, so only what fits both fits it.
"""

OFFERED = tuple(situation for situation in SITUATIONS if situation != "apart")
"""The situations to choose from; `apart` is an earlier one that still works."""

WITH_SOMEONE = frozenset({"partnered", "far-apart", "apart", "friend"})


def is_with_someone(situation: str) -> bool:
    """Whether there is someone to feel close to; who is alone or grieves is not asked that."""
    return situation in WITH_SOMEONE


PACK_FOR: dict[str, str] = {
    "far-apart": "far-apart",
    "no-contact": "far-apart",
    "apart": "far-apart",
    "single": "trusting-myself",
    "grieving": "grief-and-separation",
    "separated": "grief-and-separation",
    "friend": "friends-and-family",
}
"""The pack that goes with where a person stands."""
