"""The packs that are turned on, and their questions and practices."""

from __future__ import annotations

from collections.abc import Iterator

from ..app import App
from ..domain.memory import going_on, origin_before
from ..domain.practices import PRACTICES
from ..domain.prompts import Pack, Prompt
from ..errors import UsageError
from ..sentences import NO_SUCH_PRACTICE


def enabled_packs(app: App) -> list[Pack]:
    """Return the packs questions come from, each followed by its translation.

    Unusable packs are skipped (`Library.skipped`).
    """
    language = app.settings.language
    packs: dict[str, Pack] = {}
    for name in app.settings.packs_on:
        candidates = (app.library.pack(name), app.library.translation(name, language))
        packs |= {pack.id: pack for pack in candidates if pack}
    return list(packs.values())


def with_translation(app: App, pack: Pack) -> list[Pack]:
    """Return a pack, followed by its translation into the person's language."""
    translation = app.library.translation(pack.id, app.settings.language)
    return [pack, translation] if translation else [pack]


def pack_with(app: App, table: str) -> Pack | None:
    """Return the pack with a `review`, `checkin` or `pulse`, preferring the person's language."""
    packs = [pack for pack in enabled_packs(app) if getattr(pack, table)]
    return max(packs, key=lambda pack: pack.speaks(app.settings.language), default=None)


def questions_of(packs: list[Pack], language: str) -> list[Prompt]:
    """Return the questions of packs, each in the person's language if it is translated."""
    ordered = sorted(packs, key=lambda pack: pack.speaks(language))
    return list({prompt.origin: prompt for pack in ordered for prompt in pack.prompts}.values())


def foreign_packs(app: App, packs: list[Pack]) -> frozenset[str]:
    """Return the ids of packs not asked from, because others are in the person's language."""
    language = app.settings.language
    if not any(pack.speaks(language) for pack in enabled_packs(app)):
        return frozenset()
    return frozenset(
        pack.id
        for pack in packs
        if not pack.speaks(language) and app.library.translation(pack.id, language) is None
    )


def prompt_of(app: App, pack_id: str, prompt_id: str) -> Prompt | None:
    """Return the prompt an entry or a draft refers to, if its pack still has it."""
    pack = app.library.pack(pack_id)
    own_id = origin_before(prompt_id)
    prompt = next((p for p in pack.prompts if p.id == own_id), None) if pack else None
    return going_on(prompt) if prompt and own_id != prompt_id else prompt


def check_practice(app: App, name: str) -> None:
    """Raise `UsageError` unless a name is a practice: built-in, of a pack, or of an entry."""
    exists = name in PRACTICES or app.reader.wrote_about(name) or name in _own_practices(app)
    if not exists:
        raise UsageError(NO_SUCH_PRACTICE, value=name, known=", ".join(PRACTICES))


def _own_practices(app: App) -> Iterator[str]:
    for pack in enabled_packs(app):
        yield from (practice.id for practice in pack.practices)
