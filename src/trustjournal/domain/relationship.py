"""The user's relationship situation, and what questions may presuppose about it."""

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
"""The contexts a question may presuppose. `apart` covers `far` and `no-contact`; `grieving` covers
`bereaved` and `separated`."""

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
"""Each situation, with the contexts of the questions that fit it.

`apart` used to mean either `far-apart` or `no-contact`, so only questions that fit both fit it.
"""

OFFERED = tuple(situation for situation in SITUATIONS if situation != "apart")
"""The situations to choose from; `apart` is an older one that still works."""

WITH_SOMEONE = frozenset({"partnered", "far-apart", "apart", "friend"})


def is_with_someone(situation: str) -> bool:
    """Return whether there is someone to feel close to; the single and grieving aren't asked."""
    return situation in WITH_SOMEONE


def has_someone(situation: str) -> bool:
    """Return whether there is, or was, someone whose name questions use.

    After a separation, or without contact, nothing asks for the name.
    """
    return situation in WITH_SOMEONE or situation == "grieving"


PACK_FOR: dict[str, str] = {
    "far-apart": "far-apart",
    "no-contact": "far-apart",
    "apart": "far-apart",
    "single": "trusting-myself",
    "grieving": "grief-and-separation",
    "separated": "grief-and-separation",
    "friend": "friends-and-family",
}
"""The pack that suits each situation."""

MOSTLY_OWN_PACK = frozenset({"grieving", "separated"})
"""The situations in which most questions come from their pack in the first weeks."""
