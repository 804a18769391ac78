"""The question of a day: the one already served, or the one the rules choose."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial

from .. import config, services, storage
from ..app import App
from ..domain.memory import Memory, is_going_on, origin_before
from ..domain.periods import week_of
from ..domain.prompts import Pack, Prompt
from ..domain.question_choice import Choice, History, Preferences, Reason, Tonight, choose
from ..domain.relationship import PACK_FOR
from ..domain.text import label_key
from ..errors import NotFound
from ..registry import all_features
from ..storage.people import PeopleReader
from .enabled_packs import (
    check_practice,
    enabled_packs,
    prompt_of,
    questions_of,
    with_translation,
)


def question_of(
    app: App,
    day: date,
    *,
    practice: str | None = None,
    pack: str | None = None,
    instead_of: Prompt | None = None,
    person: str = "",
    unsafe: bool = False,
    tonight: Tonight | None = None,
    forgetting: bool = False,
) -> Choice | None:
    """Return the question of a day, or None if nothing fits and the person writes freely.

    `person` is whom it asks about, if not the person of the settings; a question that doesn't
    fit the situation with them is replaced by one that does.

    With `instead_of`, the one that follows that; a practice or a pack narrows the draw and leaves
    the day's own question alone. With `unsafe` the day's own is being put aside as not safe, and
    with `tonight` for a lighter or a deeper one. `forgetting` takes up no earlier evening.
    """
    if practice is not None:
        check_practice(app, practice)
    paused = unsafe or app.questions.safety_pause(app.now.today)
    if pack:
        packs = with_translation(app, app.library.require(pack))
    else:
        packs = _packs_to_ask_from(app, paused=paused)
    narrowed = practice is not None or pack is not None
    situation = _situation_with(app, person)
    served = None if narrowed else _served(app, day)
    takes_up = not (narrowed or instead_of or paused or tonight or forgetting)
    fits = served and (not situation or served.prompt.fits(situation))
    if served and fits and not instead_of and (served.prompt.may_come_when_unsafe or not paused):
        return _asked(app, served, person, situation)
    without = app.questions.done_with(day)
    just_now: frozenset[str] = frozenset()
    if instead_of:
        just_now = frozenset({instead_of.key})
        without |= just_now | ({served.prompt.key} if served else set())
    if day != app.now.today and not narrowed:
        # Several days are written about this evening: each has a question of its own.
        today = _served(app, app.now.today) or _choose(app, app.now.today, packs, paused=paused)
        without |= {today.prompt.key} if today else set()
        without |= app.questions.met_on(app.now.today, not_for=day)
    than = instead_of.depth if instead_of else 1
    draw = partial(_choose, app, day, packs, practice, paused=paused, tonight=tonight, than=than)
    choice = _taking_up(app, day, packs) if takes_up and not without else None
    choice = choice or draw(without)
    if choice is None and paused and narrowed:
        choice = _instead(app, day, practice, without)
    # Once everything has been put aside, the round begins again.
    choice = choice or draw(just_now) or draw()
    out_of_place = situation and choice and not choice.prompt.fits(situation)
    if choice and (out_of_place or _is_about_another(app, choice, person)):
        choice = draw(without, situation)
        # Chosen for one entry: the day's own question stays as it is.
        choice = replace(choice, reason=Reason.NAMED) if choice else None
    return _asked(app, choice, person, situation) if choice else None


def _taking_up(app: App, day: date, packs: list[Pack]) -> Choice | None:
    """Return the question that takes up an earlier evening, if one does; None for a usual one."""
    if day != app.now.today or app.questions.safety_pause_ended(day):
        return None
    remembered = services.memory.memories(app, day)
    if not remembered:
        return None
    added = [pack for pack in services.memory.packs_for(app) if pack not in packs]
    choice = _choose(app, day, [*packs, *added], memories=remembered)
    return choice if choice and choice.memory else None


def _instead(app: App, day: date, practice: str | None, without: frozenset[str]) -> Choice | None:
    """Choose a question if none of the requested practice or pack is allowed in the safety pause.

    A question comes as usual, so that nobody can tell there is a pause.
    """
    draw = partial(_choose, app, day, _packs_to_ask_from(app, paused=True), paused=True)
    own = _served(app, day) or draw(None, without)
    without |= {own.prompt.key} if own else set()
    named = draw(practice, without) if practice else None
    return named or draw(None, without)


def answered_today(app: App, choice: Choice | None) -> bool:
    """Return whether `choice` is today's question and has been answered."""
    served = app.questions.served(app.now.today)
    same = served and choice and choice.prompt.key == f"{served.pack}/{served.prompt_id}"
    return bool(served and same and served.answered)


def _packs_to_ask_from(app: App, *, paused: bool) -> list[Pack]:
    """Return the packs that are on; in the safety pause also the pack for days alone.

    That pack has questions allowed in the pause, which others may lack. In another language than
    the person's it is added only if the others have none.
    """
    packs = enabled_packs(app)
    if not paused:
        return packs
    language, name = app.settings.language, PACK_FOR["single"]
    alone = app.library.translation(name, language) or app.library.pack(name)
    has_some = any(prompt.may_come_when_unsafe for pack in packs for prompt in pack.prompts)
    needed = alone and (alone.speaks(language) or not has_some)
    return [*packs, alone] if alone and needed and alone not in packs else packs


def _is_about_another(app: App, choice: Choice, person: str) -> bool:
    """Return whether a question takes up something about someone else than `person`."""
    if not (person and choice.memory and choice.prompt.names_person):
        return False
    return label_key(choice.memory.person or app.settings.person) != label_key(person)


def _asked(app: App, choice: Choice, person: str, situation: str | None = None) -> Choice:
    """Return a choice with the name of the person it asks about filled in."""
    taken_up = choice.memory
    if taken_up:
        person, situation = taken_up.person, taken_up.situation
    named = person or app.settings.person
    prompt = choice.prompt.with_person(named, situation or app.settings.context)
    return replace(choice, prompt=prompt)


def _situation_with(app: App, person: str) -> str | None:
    """Return the situation with someone, if it is set for them."""
    page = PeopleReader.beside(app.reader).page(label_key(person)) if person else None
    return page.context if page else None


def _served(app: App, day: date) -> Choice | None:
    """Return the question already served for a day, as its pack words it now.

    One that takes up an earlier evening keeps its wording, because it may name someone else.
    """
    served = app.questions.served(day)
    prompt = prompt_of(app, served.pack, served.prompt_id) if served else None
    if not (served and prompt):
        return None
    if prompt.cadence == "memory" or is_going_on(prompt):
        if not served.answered:
            return None
        prompt = replace(prompt, text=served.text or prompt.text, with_name=None)
    return Choice(prompt, Reason.SERVED)


def _choose(
    app: App,
    day: date,
    packs: list[Pack],
    practice: str | None = None,
    without: frozenset[str] = frozenset(),
    situation: str | None = None,
    *,
    paused: bool = False,
    tonight: Tonight | None = None,
    than: int = 1,
    memories: Sequence[Memory] = (),
) -> Choice | None:
    preferences = wishes(app, day)
    salt = app.questions.salt()
    prompts = questions_of(packs, app.settings.language)
    practices = sorted({prompt.practice for prompt in prompts})
    origins = [prompt.origin for prompt in prompts]
    past = app.questions.past(day, practices, origins) if salt else History()
    gentle = not paused and app.questions.safety_pause_ended(app.now.today)
    return choose(
        prompts,
        day=day,
        salt=salt or b"",
        past=replace(past, safety_pause=paused, gentle=gentle),
        wishes=replace(preferences, situation=situation) if situation else preferences,
        first=_first(packs, prompts),
        practice=practice,
        without=without,
        tonight=tonight,
        than=than,
        memories=memories,
    )


def _first(packs: list[Pack], prompts: list[Prompt]) -> Prompt | None:
    """Return the first question of the first pack, which everyone begins with."""
    first = packs[0].first_prompt() if packs else None
    return next((prompt for prompt in prompts if first and prompt.origin == first.origin), None)


def wishes(app: App, day: date) -> Preferences:
    """Return the person's preferences for choosing a question."""
    settings = app.settings
    return Preferences(
        situation=settings.context,
        focus=app.questions.focus(week_of(day).name),
        due=_practices_due(app, day),
        muted=frozenset(settings.muted),
        favourites=frozenset(settings.favourites),
        language=settings.language,
        named=bool(settings.person),
    )


def _practices_due(app: App, day: date) -> frozenset[str]:
    """Return the practices of what is due on a day, judged by what was recorded before it."""
    due = (feature.practice_due(app, day) for feature in all_features())
    return frozenset(practice for practice in due if practice)


def set_focus(app: App, practice: str | None) -> None:
    """Set or clear the practice of this week. Raises `UsageError` for an unknown one."""
    if practice is not None:
        check_practice(app, practice)
    with app.writer.transaction() as store:
        storage.questions.set_focus(store, week_of(app.now.today).name, practice, app.now.moment)


def named_question(app: App, name: str, person: str = "") -> Choice:
    """Find a question by `pack/id`, or by its id among the packs that are on.

    It is worded in the person's language if it is translated.
    """
    pack_id, slash, prompt_id = name.rpartition("/")
    packs = with_translation(app, app.library.require(pack_id)) if slash else enabled_packs(app)
    for pack in sorted(packs, key=lambda pack: not pack.speaks(app.settings.language)):
        for prompt in pack.prompts:
            if prompt.id == prompt_id:
                choice = Choice(prompt, Reason.NAMED)
                return _asked(app, choice, person, _situation_with(app, person))
    raise NotFound(
        "there's no question called {name} in the packs that are on; `trust packs show PACK` "
        "lists a pack's questions",
        name=name,
    )


def text_of(app: App, origin: str) -> str:
    """Return the words of a question named `pack/id`; empty if its pack is gone."""
    with suppress(NotFound):
        return named_question(app, origin).prompt.text
    return ""


def mark(app: App, setting: str, origin: str, *, on: bool) -> bool:
    """Add a question to the muted or the favourites, or remove it.

    Returns whether anything changed.
    """
    names, origin = list(getattr(app.settings, setting)), origin_before(origin)
    if (origin in names) == on:
        return False
    names = [*names, origin] if on else [name for name in names if name != origin]
    config.store(app.paths.settings, setting, " ".join(names), packs=app.library.files)
    return True


NONE_MUTED = "no question is muted, so there's nothing to undo"
NO_FAVOURITES = "no question is a favourite, so there's nothing to undo"
TODAY = "today"
"""Names today's question."""


def origin_of(app: App, name: str, setting: str) -> str:
    """Return the origin of a question named by `today`, `pack/id` or an id.

    A question on the list of `setting` is found there, even if its pack is gone.
    """
    listed = getattr(app.settings, setting)
    matches = [origin for origin in listed if name in (origin, origin.partition("/")[2])]
    if matches:
        return str(matches[0])
    choice = question_of(app, app.now.today) if name == TODAY else named_question(app, name)
    if choice is None:
        raise NotFound("no question fits today")
    return origin_before(choice.prompt.origin)


def marked_last(app: App, setting: str) -> str:
    """Return the question added last to the list of a setting. Raises `NotFound` if it is empty.

    After `mute today` another question is today's, so that word means this one too.
    """
    names = getattr(app.settings, setting)
    if not names:
        raise NotFound(NONE_MUTED if setting == "muted" else NO_FAVOURITES, setting=setting)
    return str(names[-1])
