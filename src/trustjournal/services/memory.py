"""What this evening may take up again: gathering it, and the words of it that may be shown.

Private words stay where they are, and what the setting `remember` leaves out isn't looked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ..app import App
from ..domain.calendar import is_paused
from ..domain.entry import Entry, redacted
from ..domain.memory import GUESS_TAG, UNCLEAR, Memory, going_on, is_going_on, memory_of_date
from ..domain.memory_kinds import (
    AFTER_A_DAY,
    CHOICES,
    DATES,
    FOLLOW_UPS,
    GUESSES,
    LOOKING_BACK,
    MemoryKind,
)
from ..domain.multi_answer import own_words
from ..domain.periods import week_of
from ..domain.private_marks import PLACEHOLDER
from ..domain.prompts import Pack, Prompt
from ..domain.question_choice import HEAVY_MOOD
from ..domain.text import excerpt, label_key
from ..registry import all_features
from ..storage.memories import MemoryReader
from .enabled_packs import prompt_of
from .people import page_of, people_of, unquoted
from .safety_pause import safety_pause

PACK = "it-remembers"
"""The built-in pack with questions about memories, asked from whether it is on or not."""
LINE = 100
"""The most characters of an earlier entry that are shown."""
GUESS_DAYS = 60
"""How long a guess waits for a check-in."""
THURSDAY, SATURDAY = 3, 5


def memories(app: App, today: date) -> list[Memory]:
    """Return what today may take up. On a day off, and before the first entry, that is nothing."""
    wanted = wanted_kinds(app)
    if not wanted or is_paused(today, app.reader.paused_spans()):
        return []
    reader = MemoryReader.beside(app.reader)
    gathered = [
        *(_to_come_back_to(app, reader, today) if MemoryKind.COME_BACK in wanted else ()),
        *(_dates(app, today) if wanted & DATES else ()),
        *(_after_yesterday(reader, today) if wanted & AFTER_A_DAY else ()),
        *(_going_on(app, reader, today) if wanted & FOLLOW_UPS else ()),
        *(_if_then(app, today) if wanted & LOOKING_BACK else ()),
    ]
    for feature in all_features():
        gathered += feature.memories(app, today)
    return [memory for memory in gathered if memory.kind in wanted]


def wanted_kinds(app: App) -> frozenset[MemoryKind]:
    """Return the kinds of memories that the setting `remember` allows."""
    return frozenset[MemoryKind]().union(*(CHOICES[name] for name in app.settings.remember))


def packs_for(app: App) -> list[Pack]:
    """Return the built-in pack of questions about memories, and its translation."""
    both = (app.library.pack(PACK), app.library.translation(PACK, app.settings.language))
    return [pack for pack in both if pack]


def own_line(entry: Entry) -> str:
    """Return the first line of an entry that has no private words, in short; may be empty."""
    lines = own_words(redacted(entry)).split("\n")
    shown = (line for line in lines if line.strip() and PLACEHOLDER not in line)
    return excerpt(next(shown, ""), LINE)


def _line_of(app: App, entry_id: str) -> tuple[Entry | None, str]:
    """Return an entry, and a line of it to show; no line if it is private or not to be quoted."""
    entry = next(iter(app.reader.by_prefix(entry_id)), None)
    if entry is None or entry.private:
        return entry, ""
    about = {label_key(name) for name in entry.people}
    return entry, "" if about & unquoted(app) else own_line(entry)


def _to_come_back_to(app: App, reader: MemoryReader, today: date) -> Iterator[Memory]:
    entry_id = reader.to_come_back_to(today)
    entry, line = _line_of(app, entry_id) if entry_id else (None, "")
    if entry:
        words = (line,) if line else ()
        yield Memory(MemoryKind.COME_BACK, entry.day, entry.id, words)


def _dates(app: App, today: date) -> Iterator[Memory]:
    own_key, situation = label_key(app.settings.person), app.settings.context
    for person in people_of(app).pages():
        is_own = person.key == own_key
        unclear = not person.context and not is_own and situation in UNCLEAR
        context = person.context or (situation if is_own else "friend")
        for asked in person.dates:
            memory = memory_of_date(asked, person.alias, today, context=context, unclear=unclear)
            if memory:
                yield memory


def _after_yesterday(reader: MemoryReader, today: date) -> Iterator[Memory]:
    yesterday = today - timedelta(days=1)
    if reader.stored("joy", yesterday, yesterday):
        yield Memory(MemoryKind.JOY, yesterday)
    # Said every evening of a hard week, the sentence would weigh more than it helps.
    if _is_heavy(reader, yesterday) and not _is_heavy(reader, yesterday - timedelta(days=1)):
        yield Memory(MemoryKind.HEAVY, yesterday)


def _is_heavy(reader: MemoryReader, day: date) -> bool:
    mood = reader.lowest_mood(day)
    return mood is not None and mood <= HEAVY_MOOD


def _going_on(app: App, reader: MemoryReader, today: date) -> Iterator[Memory]:
    yesterday = today - timedelta(days=1)
    answered = reader.last_answer(yesterday)
    prompt = prompt_of(app, answered.pack, answered.prompt_id) if answered else None
    if not (answered and prompt and prompt.cadence == "daily"):
        return
    going = going_on(prompt)
    entry, line = _line_of(app, answered.entry)
    if not (going and entry and line and entry.prompt_text):
        return
    person = entry.people[0] if len(entry.people) == 1 else ""
    page = page_of(app, person) if person else None
    situation = page.context if page else None
    if going.fits(situation or app.settings.context):
        yield Memory(
            MemoryKind.FOLLOW_UP,
            yesterday,
            words=(line,),
            person=person,
            situation=situation,
            prompt=going,
        )


def _if_then(app: App, today: date) -> Iterator[Memory]:
    if not THURSDAY <= today.weekday() <= SATURDAY:
        return
    if_then = app.reader.intention(week_of(today).name, quoted=True)
    if if_then and if_then.text.strip() and PLACEHOLDER not in if_then.text:
        yield Memory(MemoryKind.IF_THEN, words=(excerpt(if_then.text, LINE),))


# --- guesses ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Guess:
    """A guess about someone, and the question what they said."""

    day: date
    line: str
    prompt: Prompt


def guess_about(app: App, person: str, since: str) -> Guess | None:
    """Return the last guess about someone that was written after a moment; None without one.

    `person` is an alias, or empty where nobody is named; `since` is as stored.
    """
    is_wanted = GUESSES in app.settings.remember and not safety_pause(app)
    if not is_wanted or label_key(person) in unquoted(app):
        return None
    first = app.now.today - timedelta(days=GUESS_DAYS)
    for answered in MemoryReader.beside(app.reader).answers_since(first, since):
        prompt = prompt_of(app, answered.pack, answered.prompt_id)
        if prompt is None or GUESS_TAG not in prompt.tags or is_going_on(prompt):
            continue
        entry, line = _line_of(app, answered.entry)
        about = (entry.people if entry else ()) or (app.settings.person,)
        if entry and line and label_key(person) in map(label_key, about):
            question = _guess_question(app, person)
            return Guess(entry.day, line, question) if question else None
    return None


def _guess_question(app: App, person: str) -> Prompt | None:
    prompts = [
        prompt
        for pack in packs_for(app)
        for prompt in pack.prompts
        if prompt.cadence == "memory" and GUESS_TAG in prompt.tags
    ]
    best = max(prompts, key=lambda prompt: prompt.speaks(app.settings.language), default=None)
    return best.with_person(person, app.settings.context) if best else None
