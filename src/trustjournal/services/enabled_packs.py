"""The packs that are on, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterator

from ..app import App
from ..domain.practices import PRACTICES
from ..domain.prompts import Pack, Prompt
from ..errors import UsageError
from ..sentences import NO_SUCH_PRACTICE


def enabled_packs(app: App) -> list[Pack]:
    """The packs questions come from, each followed by its translation.

    One that cannot be used is skipped (`Library.skipped`).
    """
    language = app.settings.language
    packs: dict[str, Pack] = {}
    for name in app.settings.packs_on:
        candidates = (app.library.pack(name), app.library.translation(name, language))
        packs |= {pack.id: pack for pack in candidates if pack}
    return list(packs.values())


def pack_with(app: App, table: str) -> Pack | None:
    """The pack whose `review`, `checkin` or `pulse` is used: one in the person's language first."""
    packs = [pack for pack in enabled_packs(app) if getattr(pack, table)]
    return max(packs, key=lambda pack: pack.speaks(app.settings.language), default=None)


def questions_of(packs: list[Pack], language: str) -> list[Prompt]:
    """The questions of some packs, each in the person's language where there is a translation."""
    ordered = sorted(packs, key=lambda pack: pack.speaks(language))
    return list({prompt.origin: prompt for pack in ordered for prompt in pack.prompts}.values())


def prompt_of(app: App, pack_id: str, prompt_id: str) -> Prompt | None:
    """A prompt an entry or a draft speaks of, if its pack still has it."""
    pack = app.library.pack(pack_id)
    return next((p for p in pack.prompts if p.id == prompt_id), None) if pack else None


def check_practice(app: App, name: str) -> None:
    """Raise `UsageError` for a name that is no practice, of ours, of a pack or of an entry."""
    exists = name in PRACTICES or app.reader.wrote_about(name) or name in _own_practices(app)
    if not exists:
        raise UsageError(NO_SUCH_PRACTICE, value=name, known=", ".join(PRACTICES))


def _own_practices(app: App) -> Iterator[str]:
    for pack in enabled_packs(app):
        yield from (practice.id for practice in pack.practices)
