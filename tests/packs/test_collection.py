"""The built-in questions as a whole: enough of them, none twice, a translation for each."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations

import pytest

from trustjournal.domain.practices import PRACTICES
from trustjournal.domain.prompts import Pack, Prompt
from trustjournal.domain.situations import PACK_FOR, SITUATIONS
from trustjournal.packs.library import built_in_folder
from trustjournal.packs.read import read


def packs() -> dict[str, Pack]:
    found = (read(path.read_bytes()).pack for path in sorted(built_in_folder().glob("*.yaml")))
    return {pack.id: pack for pack in found if pack}


PACKS = packs()
CORE = PACKS["emotional-trust"]
ENGLISH = [pack for pack in PACKS.values() if pack.language == "en"]
TRANSLATIONS = [pack for pack in PACKS.values() if pack.translation_of]


# --- enough --------------------------------------------------------------------------------------


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("practice", PRACTICES)
def test_the_core_has_fifteen_questions_for_each_practice_and_situation(
    practice: str, situation: str
) -> None:
    fitting = [
        prompt
        for prompt in CORE.prompts
        if prompt.practice == practice and prompt.fits(situation) and prompt.cadence == "daily"
    ]
    assert len(fitting) >= 15
    assert {prompt.depth for prompt in fitting} == {1, 2, 3}


@pytest.mark.parametrize("pack", ENGLISH, ids=lambda pack: pack.id)
def test_a_pack_has_thirty_questions_and_three_depths_wherever_it_goes(pack: Pack) -> None:
    daily = [prompt for prompt in pack.prompts if prompt.cadence == "daily"]
    assert len(daily) >= 30
    assert pack.about
    assert pack.how_to_use
    assert pack.description
    for practice in {prompt.practice for prompt in daily}:
        depths = {prompt.depth for prompt in daily if prompt.practice == practice}
        assert depths == {1, 2, 3}, practice


@pytest.mark.parametrize("pack", ENGLISH, ids=lambda pack: pack.id)
def test_every_question_goes_further(pack: Pack) -> None:
    without = [prompt.id for prompt in pack.prompts if not prompt.follow_ups]
    assert without == []


@pytest.mark.parametrize(("situation", "pack"), PACK_FOR.items())
def test_the_pack_that_goes_with_a_situation_fits_there(situation: str, pack: str) -> None:
    fitting = [prompt for prompt in PACKS[pack].prompts if prompt.fits(situation)]
    assert len(fitting) >= 30


@pytest.mark.parametrize("kind", ["storm", "joy"])
def test_a_moment_has_questions_wherever_one_stands(kind: str) -> None:
    for situation in SITUATIONS:
        fitting = [
            prompt
            for pack in ENGLISH
            for prompt in pack.prompts
            if prompt.cadence == kind and prompt.fits(situation)
        ]
        tags = Counter(tag for prompt in fitting for tag in prompt.tags)
        wanted = {"storm": ("view", "obstacle", "step"), "joy": ("happened", "like", "next")}
        assert all(tags[tag] >= 2 for tag in wanted[kind]), (situation, tags)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_review_asks_nothing_out_of_place(situation: str) -> None:
    fitting = [
        question
        for question in CORE.review
        if not SITUATIONS[situation].isdisjoint(question.contexts)
    ]
    assert {question.id for question in fitting} >= {"surprise", "if-then"}
    if situation in ("grieving", "single"):
        assert not any("{person}" in question.text for question in fitting)
    assert len(fitting) >= 5


# --- none twice ----------------------------------------------------------------------------------

_SMALL = re.findall(
    r"[a-z]+",
    "the a an and or of to in on at for with without is was were be been it its that this these"
    " those what when which where who how i me my mine myself we us our today week lately last"
    " tonight did do does had have has not no as by from up out so than then there one any most"
    " could would can their they them someone person while",
)


def content_words(prompt: Prompt) -> frozenset[str]:
    """What a question is about: its words without the small ones, each cut to its stem."""
    words = re.findall(r"[a-z']+", prompt.text.lower().replace("{person}", ""))
    return frozenset(word[:6] for word in words if word not in _SMALL)


def test_no_two_questions_of_the_collection_say_the_same_thing() -> None:
    """No two share as many as 55 in 100 of their content words.

    Measured over all 260,000 pairs: the nearest pair shares half (sadness, and a person,
    "between this morning and tonight"), which are different questions; a pair that was only
    reworded shares more.
    """
    prompts = [prompt for pack in ENGLISH for prompt in pack.prompts]
    about = [(prompt, content_words(prompt)) for prompt in prompts]
    near = [
        (one.key, other.key)
        for (one, first), (other, second) in combinations(about, 2)
        if len(first & second) >= 0.55 * len(first | second)
    ]
    assert near == []
    assert len(prompts) > 600


def test_the_comparison_sees_a_question_that_was_only_reworded() -> None:
    one = Prompt("p", "a", "presence", 1, "What did I put down today to listen to {person}?")
    other = Prompt("p", "b", "presence", 1, "What was it I put down this week while listening?")
    first, second = content_words(one), content_words(other)
    assert len(first & second) >= 0.55 * len(first | second)


# --- translations --------------------------------------------------------------------------------


@pytest.mark.parametrize("pack", TRANSLATIONS, ids=lambda pack: pack.id)
def test_a_translation_has_every_question_and_changes_nothing_but_words(pack: Pack) -> None:
    original = PACKS[str(pack.translation_of)]
    assert [prompt.id for prompt in pack.prompts] == [prompt.id for prompt in original.prompts]
    for there, here in zip(original.prompts, pack.prompts, strict=True):
        for field in (
            "practice",
            "depth",
            "facet",
            "contexts",
            "cadence",
            "care",
            "tags",
            "origin",
        ):
            assert getattr(here, field) == getattr(there, field), (here.id, field)
        assert len(here.follow_ups) == len(there.follow_ups), here.id
        assert (here.note is None) == (there.note is None), here.id
        assert here.text != there.text
    for table in ("review", "checkin", "pulse"):
        ids = [question.id for question in getattr(pack, table)]
        assert ids == [question.id for question in getattr(original, table)]
    assert pack.someone != original.someone
    assert len({prompt.text for prompt in pack.prompts}) == len(pack.prompts)


def test_the_core_is_there_in_three_languages() -> None:
    languages = {pack.language for pack in TRANSLATIONS if pack.translation_of == CORE.id}
    assert languages >= {"es", "de"}
