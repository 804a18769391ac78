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

PACK_FOR: dict[str, str] = {
    "apart": "far-apart",
    "single": "trusting-myself",
    "grieving": "grief-and-separation",
    "friend": "friends-and-family",
}
"""The pack that goes with where a person stands."""
