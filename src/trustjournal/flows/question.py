"""The question of a day: the one already served, or the one the rules choose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..context import App
from ..domain.choose import Choice, Past, Reason, choose
from ..domain.practices import PRACTICES
from ..domain.prompts import Pack, Prompt
from ..errors import NotFound, UsageError


def enabled_packs(app: App) -> list[Pack]:
    """The packs questions come from; one that cannot be used is skipped (`Library.skipped`)."""
    packs = [app.library.pack(name) for name in app.settings.packs]
    return [pack for pack in packs if pack is not None]


def question_of(
    app: App,
    day: date,
    *,
    practice: str | None = None,
    pack: str | None = None,
    another: bool = False,
) -> Choice | None:
    """The question of a day. None where nothing fits, which leaves writing freely.

    With `another`, the one that follows it; a practice or a pack narrows the draw and leaves
    the day's own question alone.
    """
    if practice is not None:
        check_practice(app, practice)
    packs = [app.library.named(pack)] if pack else enabled_packs(app)
    narrowed = practice is not None or pack is not None
    served = None if narrowed else _served(app, day, packs)
    if served and not another:
        return served
    without = app.reader.put_aside(day)
    if another:
        current = served or _choose(app, day, packs, practice, without)
        without |= {current.prompt.key} if current else set()
    if day != app.now.today and not narrowed:
        today = _served(app, app.now.today, packs) or _choose(app, app.now.today, packs)
        without |= {today.prompt.key} if today else set()
    # Once everything has been put aside, the round begins again.
    return _choose(app, day, packs, practice, without) or _choose(app, day, packs, practice)


def check_practice(app: App, name: str) -> None:
    """Raise `UsageError` for a name that is no practice, of ours, of a pack or of an entry."""
    known = name in PRACTICES or app.reader.wrote_about(name) or name in _own_practices(app)
    if not known:
        raise UsageError("no_such_practice", value=name, known=", ".join(PRACTICES))


def _own_practices(app: App) -> Iterator[str]:
    for pack in enabled_packs(app):
        yield from (practice.id for practice in pack.practices)


def _served(app: App, day: date, packs: list[Pack]) -> Choice | None:
    """The question served for a day, as its pack words it now."""
    served = app.reader.served(day)
    if served is None:
        return None
    pack = app.library.pack(served.pack)
    for prompt in pack.prompts if pack else ():
        if prompt.id == served.prompt_id:
            return Choice(prompt.asked_of(app.settings.person), Reason.SERVED)
    return None


def _choose(
    app: App,
    day: date,
    packs: list[Pack],
    practice: str | None = None,
    without: frozenset[str] = frozenset(),
) -> Choice | None:
    salt = app.reader.salt()
    first = packs[0].first_prompt() if packs else None
    prompts = in_language(packs, app.settings.language)
    practices = sorted({prompt.practice for prompt in prompts})
    choice = choose(
        prompts,
        day=day,
        salt=salt or b"",
        past=app.reader.past(day, practices) if salt else Past(),
        situation=app.settings.context,
        first=first,
        practice=practice,
        without=without,
    )
    if choice is None:
        return None
    return Choice(choice.prompt.asked_of(app.settings.person), choice.reason, choice.waited)


def in_language(packs: list[Pack], language: str) -> list[Prompt]:
    """The questions in a person's language; in English where there is no translation."""
    found: dict[str, Prompt] = {}
    for wanted in ("en", language.split("-")[0]):
        for pack in packs:
            if pack.language.split("-")[0] == wanted:
                found |= {prompt.origin: prompt for prompt in pack.prompts}
    return list(found.values())


def named_question(app: App, name: str) -> Choice:
    """A question by `pack/id`, or by its id alone among the packs that are on."""
    pack_id, slash, prompt_id = name.rpartition("/")
    packs = [app.library.named(pack_id)] if slash else enabled_packs(app)
    for pack in packs:
        for prompt in pack.prompts:
            if prompt.id == prompt_id:
                return Choice(prompt.asked_of(app.settings.person), Reason.NAMED)
    raise NotFound("no_such_prompt", name=name)


def prompt_of(app: App, pack_id: str, prompt_id: str) -> Prompt | None:
    """A prompt an entry or a draft speaks of, if its pack still has it."""
    pack = app.library.pack(pack_id)
    return next((p for p in pack.prompts if p.id == prompt_id), None) if pack else None
