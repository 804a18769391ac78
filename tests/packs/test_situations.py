"""Nobody is asked about a life that isn't theirs: out of touch, separated, bereaved, far apart."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from conftest import Trust
from simulate import packs
from trustjournal.domain.practices import PRACTICES
from trustjournal.domain.prompts import Prompt
from trustjournal.domain.relationship import CONTEXTS, OFFERED, PACK_FOR, SITUATIONS, WITH_SOMEONE
from trustjournal.domain.text import joined_with_or

PACKS = packs()
ENGLISH = [pack for pack in PACKS.values() if pack.language == "en"]

CONTACT = re.compile(
    r"\b(send\w*|sent|messag\w*|call(s|ed|ing)?|phone\w*|hear(d|ing)? from|repl(y|ies|ied|ying)"
    r"|visit\w*|text(s|ed|ing)|rings?|rang|letters?|e-?mails?|wr[io]te (back )?to"
    r"|talk to them|get in touch)\b",
    re.IGNORECASE,
)
DEATH = re.compile(
    r"\b(die[ds]?|dying|dead|death|the one who is gone|the one i miss|name i miss|graves?|funeral"
    r"|bur(y|ied)|mourn\w*|widow\w*|bereave\w*|last breath)\b",
    re.IGNORECASE,
)
OTHER_LIFE = re.compile(
    r"\b(keys?|hand(ed)? back|separat\w*|divorc\w*|new life|living without me|moved out|custody"
    r"|agreed|their lawyer)\b",
    re.IGNORECASE,
)

SOMEBODY_ELSE = "about whoever was there today, not about the one out of touch"
MINE = "about my own phone, voice or thoughts"
GOES_NOWHERE = "a letter to a year, a helper, a fear or oneself, which stays in the journal"
ALLOWED = {
    "presence-not-to-hear": MINE,
    "check-ins-offer-wanted": SOMEBODY_ELSE,
    "storms-joys-after-both-names": "calling someone by name",
    "storms-joys-after-takes-no-side": "calling something hard",
    "validation-people-child-opinion": SOMEBODY_ELSE,
    "reliability-people-errand-and-mood": SOMEBODY_ELSE,
    "reliability-people-seldom-seen": SOMEBODY_ELSE,
    "check-ins-people-nothing-to-arrange": SOMEBODY_ELSE,
    "check-ins-glad-what-became": SOMEBODY_ELSE,
    "safe-space-self-name-for-myself": MINE,
    "transparency-self-busy-or-tired": MINE,
    "vulnerability-self-met-loneliness": MINE,
    "check-ins-self-right-amount-of-company": MINE,
    "validation-people-sentence-from-raised": "a sentence of theirs, from long ago",
    "presence-self-sounds-tonight": "sounds heard from where I am",
    "transparency-part-no-trouble": "calling something no trouble",
    "vulnerability-parent-wait-to-hear": "a parent who has died",
    "reliability-parent-in-honour": "calling something by its name",
    "presence-ways-chapter": "what a chapter is called",
    "validation-ways-worst-year": GOES_NOWHERE,
    "vulnerability-ways-tomorrow-morning": GOES_NOWHERE,
    "vulnerability-ways-to-a-fear": GOES_NOWHERE,
    "storms-joys-ways-thanked-someone": GOES_NOWHERE,
    "storms-joys-ways-old-quarrel": GOES_NOWHERE,
}
"""Questions without contact that have such a word all the same, each with its reason."""


def texts(prompt: Prompt) -> list[str]:
    return [prompt.text, *prompt.follow_ups, *([prompt.note] if prompt.note else [])]


def asked(situation: str) -> list[Prompt]:
    """Every question that could come there, whatever packs are on."""
    return [prompt for pack in ENGLISH for prompt in pack.prompts if prompt.fits(situation)]


def said(situation: str) -> list[tuple[str, str]]:
    """Every text that could come there, questions, review and pulse, with the id it belongs to."""
    found = [(prompt.id, text) for prompt in asked(situation) for text in texts(prompt)]
    for pack in ENGLISH:
        for line in (*pack.review, *pack.pulse):
            if not SITUATIONS[situation].isdisjoint(line.contexts):
                found.append((line.id, line.text))
    return found


# --- nothing out of place ------------------------------------------------------------------------


@pytest.mark.parametrize("situation", ["no-contact", "apart"])
def test_whoever_may_have_no_contact_is_never_asked_about_it(situation: str) -> None:
    hits = {name for name, text in said(situation) if CONTACT.search(text)}
    assert hits - set(ALLOWED) == set()


@pytest.mark.parametrize("situation", ["no-contact", "apart", "separated"])
def test_no_question_names_someone_who_may_be_out_of_reach(situation: str) -> None:
    """The name that is set may be theirs."""
    assert [(name, text) for name, text in said(situation) if "{person}" in text] == []


def test_a_separation_is_not_asked_about_as_if_someone_had_died() -> None:
    assert [(name, text) for name, text in said("separated") if DEATH.search(text)] == []


@pytest.mark.parametrize(
    ("situation", "other"),
    [
        *(("far-apart", "no-contact"), ("no-contact", "far"), ("apart", "far")),
        *(("apart", "no-contact"), ("grieving", "separated"), ("separated", "bereaved")),
    ],
)
def test_nobody_is_asked_what_is_only_for_the_other_life(situation: str, other: str) -> None:
    assert [prompt.id for prompt in asked(situation) if prompt.contexts == (other,)] == []


def test_whoever_is_bereaved_is_asked_nothing_of_the_others_life() -> None:
    own = [
        prompt
        for prompt in asked("grieving")
        if set(prompt.contexts) - {"single"} in ({"grieving"}, {"bereaved"})
    ]
    assert len(own) > 60
    looked_for = (CONTACT, OTHER_LIFE)
    hits = {p.id for p in own for text in texts(p) if any(it.search(text) for it in looked_for)}
    assert hits - set(OF_OTHERS) == set()


OF_OTHERS = {
    "attunement-grief-body-knows-the-date": "a call to anybody",
    "vulnerability-grief-where-courage-went": "a call to anybody",
    "reliability-grief-counting-everything": "a letter from anybody",
    "reliability-grief-waiting-for-me": "a letter from anybody",
    "confidences-grief-opened-or-closed": "old messages",
}
"""Questions of the bereaved that have such a word all the same, each with its reason."""


def test_the_words_looked_for_are_seen() -> None:
    for text in ("When will {person} hear from me next?", "Which message did I read?", "A visit"):
        assert CONTACT.search(text)
    for text in ("Which gesture of the one I miss can I see?", "since the one who is gone"):
        assert DEATH.search(text)
    for text in ("a sentence about keys, boxes or plans", "their new life"):
        assert OTHER_LIFE.search(text)


def test_nobody_is_asked_to_listen_for_where_someone_is_or_to_read_their_silence() -> None:
    gone = {
        "attunement-far-sign-off",
        "attunement-far-busy-or-hurt",
        "presence-far-heard-behind",
        "reliability-far-reply-pattern",
        "reliability-far-how-long-silent",
        "check-ins-far-newest-news",
    }
    assert gone.isdisjoint(prompt.id for pack in PACKS.values() for prompt in pack.prompts)


# --- enough --------------------------------------------------------------------------------------


@pytest.mark.parametrize("context", ["no-contact", "separated", "bereaved"])
def test_each_of_the_split_lives_has_weeks_of_questions_of_its_own(context: str) -> None:
    own = [prompt for pack in ENGLISH for prompt in pack.prompts if prompt.contexts == (context,)]
    assert len(own) >= 24
    assert {prompt.practice for prompt in own} == set(PRACTICES)
    depths = Counter(prompt.depth for prompt in own)
    assert all(depths[depth] >= 6 for depth in (1, 2, 3)), depths


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_pack_of_a_situation_has_every_practice_and_depth_there(situation: str) -> None:
    pack = PACKS[PACK_FOR.get(situation, "emotional-trust")]
    fitting = [prompt for prompt in pack.prompts if prompt.fits(situation)]
    met = {(prompt.practice, prompt.depth) for prompt in fitting if prompt.cadence == "daily"}
    practices = {prompt.practice for prompt in pack.prompts if prompt.cadence == "daily"}
    if pack.id in ("far-apart", "grief-and-separation", "emotional-trust"):
        assert {practice for practice, _ in met} >= practices
        assert {depth for _, depth in met} == {1, 2, 3}
    assert len(fitting) >= 30


def test_every_context_is_one_of_some_situation() -> None:
    assert set().union(*SITUATIONS.values()) == set(CONTEXTS)
    assert set(OFFERED) | {"apart"} == set(SITUATIONS)
    assert set(SITUATIONS) >= WITH_SOMEONE


# --- settings ------------------------------------------------------------------------------------


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_situation_can_be_set_the_earlier_one_too(trust: Trust, situation: str) -> None:
    assert trust("config", "set", "context", situation).code == 0
    assert trust("people", "set", "Sam", "--context", situation).code == 0

    assert trust("config", "get", "context").out == f"{situation}\n"
    for day in range(1, 12):
        now = f"2026-11-{day:02}T21:00:00+01:00"
        (question,) = trust("prompt", "--json", now=now).json["data"]["prompts"]
        assert SITUATIONS[situation] & set(question["contexts"])


COMES_WITH = {
    "far-apart": "far-apart",
    "no-contact": "far-apart",
    "apart": "far-apart",
    "single": "trusting-myself",
    "grieving": "grief-and-separation",
    "separated": "grief-and-separation",
    "friend": "friends-and-family",
}


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("by_hand", [False, True])
def test_the_pack_of_a_situation_comes_however_it_is_set(
    trust: Trust, home: Path, situation: str, by_hand: bool
) -> None:
    if by_hand:
        home.mkdir()
        (home / "config.toml").write_text(f'context = "{situation}"\n', "utf-8")
    else:
        trust("config", "set", "context", situation)
    listed = trust("packs", "list", "--json").json["data"]["packs"]
    on = {each["id"] for each in listed if each["enabled"]}
    assert on == {"emotional-trust", COMES_WITH.get(situation, "emotional-trust")}


def test_what_is_offered_is_what_is_told() -> None:
    from trustjournal.config import KEYS
    from trustjournal.views import onboarding

    assert KEYS["context"].takes == joined_with_or(OFFERED)
    assert tuple(onboarding.ANSWERS) == OFFERED
    assert f"1 to {len(OFFERED)}," in onboarding.CHOICE_AGAIN


def test_a_situation_nobody_knows_is_answered_with_those_to_choose_from(trust: Trust) -> None:
    for words in (("config", "set", "context"), ("people", "set", "Sam", "--context")):
        answered = trust(*words, "married")
        assert answered.code == 2
        assert joined_with_or(OFFERED) in " ".join(answered.err.split())


NOT_FOR_A_SITUATION = {
    *("us-lightly", "our-story", "what-i-know", "closeness", "money-home-time", "once-a-year"),
    *("new-baby", "illness", "parent-death", "other-ways", "after-a-conflict", "joys"),
    "it-remembers",
}


def test_every_other_pack_is_off_until_it_is_asked_for(trust: Trust) -> None:
    listed = trust("packs", "list", "--json").json["data"]["packs"]
    english = {each["id"]: each["enabled"] for each in listed if each["language"] == "en"}
    assert set(english) == NOT_FOR_A_SITUATION | {"emotional-trust", *PACK_FOR.values()}
    assert [name for name, enabled in english.items() if enabled] == ["emotional-trust"]


def test_every_question_about_touch_is_tender_and_comes_only_once_asked_for(trust: Trust) -> None:
    assert all(prompt.care for prompt in PACKS["closeness"].prompts)
    assert "packs disable closeness" in PACKS["closeness"].how_to_use

    enabled = trust("packs", "enable", "closeness")
    assert "Every question can be skipped" in " ".join(enabled.out.split())
    assert "`trust safety`" in enabled.out


@pytest.mark.parametrize("pack", ["new-baby", "illness", "parent-death"])
def test_a_pack_for_a_hard_time_says_whom_it_is_for_and_where_help_is(pack: str) -> None:
    assert PACKS[pack].about.startswith("For ")
    assert "`trust safety`" in PACKS[pack].how_to_use
    assert "at any hour" in PACKS[pack].how_to_use


def test_the_pack_for_grief_names_the_page_with_help_for_a_crisis() -> None:
    pack = PACKS["grief-and-separation"]
    assert "`trust safety`" in pack.how_to_use
    assert "ending your life" in pack.how_to_use
