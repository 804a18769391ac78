"""Live a year with the questions, many times over, and write down what comes of it.

`python scripts/simulate.py` prints a table for 40 journals in each situation and language;
`--save` writes it into docs/questions.md, `--salts` says how many journals. Everybody in it answers
every day, has named the person, and takes the first question each time. They also live: now and
then there is a storm, a joy, a low mood, a check-in, a promise or a birthday (`LIFE`), and what
they answered yesterday may go on. Run it after changes to the packs or to the choice; it takes a
few minutes. `--weeks SITUATION` prints the first eight weeks of journal number `--salts`, to be
read as that person.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from statistics import median

from trustjournal.domain.memory import UNASKED, Memory, going_on, is_going_on
from trustjournal.domain.memory_kinds import DATES, MemoryKind
from trustjournal.domain.practices import PRACTICES
from trustjournal.domain.prompts import Pack, Prompt
from trustjournal.domain.question_choice import (
    Choice,
    History,
    PracticeHistory,
    Preferences,
    choose,
)
from trustjournal.domain.relationship import OFFERED, PACK_FOR, is_with_someone
from trustjournal.packs.library import built_in_folder
from trustjournal.packs.reader import read

PAGE = Path(__file__).parent.parent / "docs" / "questions.md"
BEGINS, ENDS = "<!-- simulation -->\n", "<!-- end -->\n"
START = date(2026, 1, 1)
DAY = timedelta(days=1)
DAYS = 365
EIGHT_WEEKS = 56
SALTS = 40
CORE = "emotional-trust"
REMEMBERS = "it-remembers"
LIFE = {
    MemoryKind.STORM: (31, 9),
    MemoryKind.JOY: (19, 5),
    MemoryKind.HEAVY: (29, 12),
    MemoryKind.HEARD: (21, 6),
    MemoryKind.KEPT: (17, 8),
    MemoryKind.COME_BACK: (61, 20),
    MemoryKind.DATE_BEFORE: (182, 58),
    MemoryKind.DATE_AFTER: (182, 64),
    MemoryKind.MINE: (97, 70),
    MemoryKind.IF_THEN: (7, 4),
    MemoryKind.PROMISES_KEPT: (1, 30),
    MemoryKind.MOVED: (1, 45),
}
"""How often there is something to take up, in days, and the first day there is."""
WITH_SOMEONE_ONLY = {MemoryKind.HEARD}


@cache
def packs() -> dict[str, Pack]:
    """Return the built-in packs by id."""
    found = (read(path.read_bytes()).pack for path in sorted(built_in_folder().glob("*.yaml")))
    return {pack.id: pack for pack in found if pack}


def languages() -> list[str]:
    """Return the languages the core pack is in, English first, as the names of its files say."""
    translations = sorted(built_in_folder().glob(f"{CORE}-*.yaml"))
    return ["en", *(path.stem.removeprefix(f"{CORE}-") for path in translations)]


@cache
def questions(situation: str, language: str) -> tuple[Prompt, ...]:
    """Return the questions of the core and the situation's pack, translated where they are."""
    on = [name for name in (CORE, PACK_FOR.get(situation), REMEMBERS) if name]
    translated = [
        pack for pack in packs().values() if pack.translation_of in on and pack.speaks(language)
    ]
    both = [*(packs()[name] for name in on), *translated]
    return tuple({p.origin: p for pack in both for p in pack.prompts}.values())


def salt_of(number: int) -> bytes:
    """Return the salt of a journal by its number."""
    return bytes([number]) * 32


def happens(number: int, situation: str) -> list[Memory]:
    """Return what there is to take up on a day of the made-up life, counted from 0."""
    return [
        Memory(kind, START + (number - 1) * DAY, situation=situation)
        for kind, (every, first) in LIFE.items()
        if number >= first
        and (number - first) % every == 0
        and (kind not in WITH_SOMEONE_ONLY or is_with_someone(situation))
        and (kind not in DATES or situation not in UNASKED)
    ]


def live(
    prompts: Sequence[Prompt],
    salt: bytes,
    wishes: Preferences,
    days: int = DAYS,
    *,
    remembers: bool = False,
) -> Iterator[Prompt]:
    """Yield the question of each day for someone who answers it."""
    return (choice.prompt for choice in choices(prompts, salt, wishes, days, remembers=remembers))


def choices(
    prompts: Sequence[Prompt],
    salt: bytes,
    wishes: Preferences,
    days: int = DAYS,
    *,
    remembers: bool = True,
) -> Iterator[Choice]:
    """Yield each day's choice for someone who answers it; with `remembers` earlier days come up."""
    first = packs()[CORE].first_prompt()
    first = next((prompt for prompt in prompts if first and prompt.origin == first.origin), None)
    answered: dict[str, date] = {}
    practices: dict[str, PracticeHistory] = {}
    deepest: date | None = None
    yesterday: Prompt | None = None
    for number in range(days):
        day = START + number * DAY
        past = History(
            practices=practices,
            served={origin: on for origin, on in answered.items() if (day - on).days <= 200},
            answered=answered,
            any_served=bool(answered),
            began=START if answered else None,
            entries=min(number, 14),
            last_depth_3=deepest,
            last_entry=day - DAY if number else None,
        )
        memories = happens(number, wishes.situation) if remembers else []
        going = going_on(yesterday) if yesterday and yesterday.cadence == "daily" else None
        if remembers and going and not is_going_on(yesterday or going):
            memories.append(Memory(MemoryKind.FOLLOW_UP, day - DAY, prompt=going))
        choice = choose(
            prompts, day=day, salt=salt, past=past, wishes=wishes, first=first, memories=memories
        )
        if choice is None:
            return
        prompt = yesterday = choice.prompt
        yield choice
        answered[prompt.origin] = day
        count = practices.get(prompt.practice, PracticeHistory()).answered
        practices[prompt.practice] = PracticeHistory(min(count + 1, 3), day)
        deepest = day if prompt.depth == 3 else deepest


@dataclass(frozen=True)
class Year:
    """What a year of questions was like."""

    first_repeat: int
    """The day on which a question came again; one more than all days if none did."""
    never_came: int
    """The number of questions that fit and never came."""
    naming: float
    """The share of questions that named the person."""
    naming_first: float
    """The same share in the first eight weeks."""
    named_on: int
    """The first day with the name; one more than all days if it never came."""
    own_pack: float
    """The share from the pack of the situation in the first eight weeks.

    Only daily questions count, not those about what happened.
    """
    longest_wait: int
    """The most days from one question of a practice to its next."""
    deep: float
    """The share of questions of depth 3."""
    foreign: int
    """The number of questions in another language."""
    taken_up: float
    """The share of evenings that took up an earlier one."""


def year(situation: str, language: str, salt: bytes, days: int = DAYS) -> Year:
    """Live a year and sum it up."""
    prompts = questions(situation, language)
    wishes = Preferences(situation, language=language, named=True)
    met = list(live(prompts, salt, wishes, days, remembers=True))
    origins = [prompt.origin for prompt in met]
    names = [prompt.names_someone(situation) for prompt in met]
    fitting = {
        p.origin
        for p in prompts
        if p.cadence == "daily" and p.fits(situation) and p.speaks(language)
    }
    repeats = (n for n, origin in enumerate(origins, 1) if origin in origins[: n - 1])
    usual = [prompt for prompt in met[:EIGHT_WEEKS] if prompt.cadence == "daily"]
    own = PACK_FOR.get(situation, "none") + "/"
    return Year(
        first_repeat=next(repeats, days + 1),
        never_came=len(fitting.difference(origins)),
        naming=sum(names) / len(names),
        naming_first=sum(names[:EIGHT_WEEKS]) / len(names[:EIGHT_WEEKS]),
        named_on=next((n for n, says in enumerate(names, 1) if says), days + 1),
        own_pack=sum(prompt.origin.startswith(own) for prompt in usual) / len(usual),
        longest_wait=_longest_wait(met),
        deep=sum(prompt.depth == 3 for prompt in met) / len(met),
        foreign=sum(not prompt.speaks(language) for prompt in met),
        taken_up=sum(p.cadence == "memory" or is_going_on(p) for p in met) / len(met),
    )


def _longest_wait(met: Sequence[Prompt]) -> int:
    last = dict.fromkeys(PRACTICES, -1)
    longest = 0
    for number, prompt in enumerate(met):
        longest = max(longest, number - last[prompt.practice])
        last[prompt.practice] = number
    return max(longest, *(len(met) - number for number in last.values()))


def _years(case: tuple[str, str, int]) -> list[Year]:
    situation, language, salts = case
    return [year(situation, language, salt_of(number)) for number in range(1, salts + 1)]


HEAD = (
    "| `context` | language | first repeat | unseen after a year | names the person,"
    " 8 weeks / year | name first on day | its pack, 8 weeks | longest wait | depth 3"
    " | takes up |\n"
    "|---|---|---|---|---|---|---|---|---|---|\n"
)


def table(salts: int = SALTS) -> str:
    """Return the table: the median of the journals, with the least and the most."""
    cases = [(situation, language, salts) for situation, language in product(OFFERED, languages())]
    with ProcessPoolExecutor() as workers:
        rows = [
            _row(situation, language, years)
            for (situation, language, _), years in zip(
                cases, workers.map(_years, cases), strict=True
            )
        ]
    return HEAD + "".join(rows)


def _row(situation: str, language: str, years: Sequence[Year]) -> str:
    cells = [
        f"`{situation}`",
        language,
        _spread([year.first_repeat for year in years], none="none"),
        _spread([year.never_came for year in years]),
        f"{_percent([y.naming_first for y in years])} / {_percent([y.naming for y in years])}",
        _spread([year.named_on for year in years], none="-"),
        _percent([year.own_pack for year in years]) if situation in PACK_FOR else "",
        str(max(year.longest_wait for year in years)),
        _percent([year.deep for year in years]),
        _percent([year.taken_up for year in years]),
    ]
    return f"| {' | '.join(cells)} |\n"


def _spread(values: Sequence[int], none: str = "") -> str:
    """Return the median with the least and the most; `none` for what didn't happen in a year."""
    middle, least, most = int(median(values)), min(values), max(values)
    words = [none if none and value > DAYS else str(value) for value in (middle, least, most)]
    return words[0] if least == most else f"{words[0]} ({words[1]} to {words[2]})"


def _percent(values: Sequence[float]) -> str:
    return f"{median(values):.0%}"


def weeks(situation: str, language: str, number: int) -> str:
    """Return the first eight weeks of a journal, a line for each evening."""
    wishes = Preferences(situation, language=language, named=True)
    prompts = questions(situation, language)
    lines = []
    for n, choice in enumerate(choices(prompts, salt_of(number), wishes, EIGHT_WEEKS), 1):
        prompt = choice.prompt.with_person("Sam", situation)
        kind = f" [{choice.memory.kind}]" if choice.memory else ""
        lines.append(f"{n:2} {prompt.practice} {prompt.depth}{kind}: {prompt.text}")
    return "\n".join(lines)


def main() -> None:
    """Print or save the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--salts", type=int, default=SALTS)
    parser.add_argument("--weeks", choices=OFFERED, help="print eight weeks, to be read")
    parser.add_argument("--language", default="en")
    parser.add_argument("--save", action="store_true")
    options = parser.parse_args()
    if options.weeks:
        print(weeks(options.weeks, options.language, options.salts))
        return
    made = table(options.salts)
    print(made)
    if options.save:
        before, begins, rest = PAGE.read_text("utf-8").partition(BEGINS)
        _, ends, after = rest.partition(ENDS)
        PAGE.write_text(f"{before}{begins}{made}{ends}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
