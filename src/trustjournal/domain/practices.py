"""The ten practices the journal is built on, from the essay on emotional trust."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Practice:
    """Something that builds emotional trust when it is done again and again."""

    id: str
    title: str
    description: str


PRACTICES: dict[str, Practice] = {
    practice.id: practice
    for practice in (
        Practice("safe-space", "Safe space", "making it easy to be ourselves, without fear"),
        Practice("presence", "Presence", "being fully there, and really listening"),
        Practice("attunement", "Attunement", "noticing a feeling, and asking about it"),
        Practice("validation", "Validation", "accepting a feeling, even one I don't understand"),
        Practice("transparency", "Transparency", "sharing my own feelings openly"),
        Practice("vulnerability", "Vulnerability", "letting a hope or a fear be seen"),
        Practice("reliability", "Words and deeds", "doing what I said, in small things and large"),
        Practice("confidences", "Keeping confidences", "guarding what was entrusted to me"),
        Practice("check-ins", "Check-ins", "asking what's needed, and asking again"),
        Practice("storms-joys", "Storms and joys", "sharing both hard days and good news"),
    )
}


def practice_named(text: str) -> str:
    """Return the id of the practice with this id or title, ignoring case; other text unchanged."""
    slug = "-".join(text.casefold().split())
    for practice in PRACTICES.values():
        if slug in (practice.id, "-".join(practice.title.casefold().split())):
            return practice.id
    return text


def title_of(practice: str) -> str:
    """Return the title of a practice; for a practice of a pack's own, made from its id."""
    built_in = PRACTICES.get(practice)
    return built_in.title if built_in else practice.replace("-", " ").capitalize()
