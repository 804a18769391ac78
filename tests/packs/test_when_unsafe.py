"""Questions that may be asked of someone who is not safe: `when_unsafe` in the packs.

Each was read one by one for it. What a machine can see of the rules is checked here, so that a
later rewording does not break one unseen; docs/prompts.md says what only a reader can see.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest

from simulate import packs
from trustjournal.domain.practices import PRACTICES
from trustjournal.domain.prompts import Pack, Prompt

PACKS = packs()
CORE = PACKS["emotional-trust"]
CORES = [pack for pack in PACKS.values() if CORE.id in (pack.id, pack.translation_of)]


def marked(pack: Pack, cadence: str = "daily") -> list[Prompt]:
    return [prompt for prompt in pack.prompts if prompt.when_unsafe and prompt.cadence == cadence]


# --- what may be asked ---------------------------------------------------------------------------

WORDS = {
    "en": "{person} they them their theirs he him his she her hers we us our ours you your who whom whose "
    "person people someone somebody anyone anybody everyone everybody nobody other others another "
    "together partner friend friends family home bed "
    "tell told telling say said saying speak spoke talk talked explain share shared answer answered "
    "reply ask asked show open honest honestly admit reach listen listened "
    "afraid fear fears scared worry ashamed shame guilt sorry apology mistake mistakes fault blame "
    "quarrel fight conflict anger angry hurt forgive promise promised should must "
    "secret hide hidden plan plans phone message messages call calls letter leave left",
    "de": "{person} er sie ihn ihm ihnen wir uns unser unsere euch wer wem wen wessen "
    "mensch menschen person jemand jemanden jemandem niemand andere anderen anderer leute "
    "zusammen gemeinsam freund freundin freunde familie zuhause bett "
    "erzählen erzählt erzählte sagen sagte gesagt reden geredet sprechen gesprochen erklären "
    "antworten geantwortet fragen gefragt zeigen offen ehrlich zugeben zuhören zugehört "
    "angst furcht sorge sorgen scham schäme schuld entschuldigung fehler "
    "streit konflikt wut wütend verletzt verzeihen versprechen versprochen soll sollte muss "
    "geheimnis verstecken plan pläne handy nachricht nachrichten anruf brief",
    "es": "{person} él ella ellos ellas nosotros nosotras nuestro nuestra quién quiénes "
    "persona personas gente alguien nadie otro otra otros otras juntos juntas "
    "pareja amigo amiga amistad familia casa cama "
    "contar contó conté decir dije dijo hablar hablé habló explicar compartir compartirlo "
    "responder respondí preguntar pregunté mostrar sinceridad admitir escuchar escuché "
    "miedo temor preocupación vergüenza culpa perdón disculpa error errores "
    "pelea conflicto rabia enfado daño perdonar promesa prometí debo debería "
    "secreto esconder plan planes teléfono mensaje mensajes llamada llamadas carta",
    "fr": "{person} elle ils elles lui eux leur leurs nous notre nos vous "
    "quelqu quiconque personne personnes gens autre autres autrui on ensemble "
    "proche proches ami amis amie famille maison lit "
    "dire dit dites raconter raconté confier confié confidence parler parlé expliquer partager "
    "répondre répondu réponse demander demandé montrer franchise avouer écouter écouté "
    "peur crainte souci honte faute pardon excuse excuses erreur erreurs "
    "dispute désaccord colère agacement mal blessure pardonner promis promesse dois devrais "
    "secret cacher projet plan téléphone message messages appel appels lettre compte",
    "pt": "{person} ele ela eles elas nós nosso nossa você vocês quem "
    "alguém ninguém pessoa pessoas gente outro outra outros outras comigo juntos juntas "
    "amigo amiga amigos amizade amizades família casa cama "
    "contar contei dizer disse digo diria falar falei falo conversar conversa confiar confiou "
    "explicar explico dividir responder respondi resposta perguntar perguntei pergunta mostrar "
    "mostrei mostro sinceridade admitir escutar escutei "
    "medo preocupação vergonha culpa desculpas erro errado "
    "briga discordância discussão irritação raiva dor dói perdoar prometer prometi promessa "
    "segredo esconder plano celular mensagem mensagens ligação ligações carta",
}
"""Words about somebody, about opening up, about fear or blame, or risky to have on paper."""


def faults(prompt: Prompt) -> list[str]:
    """What keeps a question from being asked of someone who is not safe."""
    texts = " ".join((prompt.text, prompt.with_name or "", *prompt.follow_ups, prompt.note or ""))
    found = _unfit(prompt.language, texts)
    if prompt.contexts != ("any",):
        found.append("fits some people only")
    if prompt.care:
        found.append("tender")
    if prompt.cadence not in ("daily", "storm", "joy"):
        found.append(f"asked in a {prompt.cadence}")
    if prompt.facet != "mine":
        found.append(f"facet {prompt.facet}")
    if prompt.depth == 3 and prompt.practice in ("transparency", "vulnerability"):
        found.append(f"deep {prompt.practice}")
    return found


def _unfit(language: str, text: str) -> list[str]:
    """The words of a text that are not for this, `{person}` among them."""
    listed = set(WORDS[language.partition("-")[0]].split())
    return [word for word in re.findall(r"\{person\}|[^\W\d_]+", text.lower()) if word in listed]


@pytest.mark.parametrize("pack", PACKS.values(), ids=lambda pack: pack.id)
def test_a_marked_question_is_about_nobody_and_opens_nothing(pack: Pack) -> None:
    found = {prompt.id: faults(prompt) for prompt in pack.prompts if prompt.when_unsafe}
    assert {name: why for name, why in found.items() if why} == {}


FINE = next(prompt for prompt in CORE.prompts if prompt.id == "presence-sky")


@pytest.mark.parametrize(
    "changed",
    [
        replace(FINE, text="What was the sky doing while {person} and I looked up today?"),
        replace(FINE, with_name="What was the sky doing while {person} and I looked up today?"),
        replace(FINE, text="What would I tell about today's sky?"),
        replace(FINE, follow_ups=("What was moving in it?", "Who saw it with me?")),
        replace(FINE, note="Share it if you like."),
        replace(FINE, contexts=("contact",)),
        replace(FINE, care=True),
        replace(FINE, cadence="weekly"),
        replace(FINE, facet="theirs"),
        replace(FINE, practice="vulnerability", depth=3),
        replace(FINE, language="de", text="Wem habe ich heute den Himmel gezeigt?"),
        replace(FINE, language="es", text="¿A quién le mostré hoy el cielo?"),
        replace(FINE, language="pt", text="A quem mostrei o céu hoje?"),
        replace(FINE, language="fr", text="Qu’ai-je dit du ciel à quelqu’un aujourd’hui ?"),
    ],
)
def test_a_question_that_is_not_for_this_is_seen(changed: Prompt) -> None:
    assert faults(FINE) == []
    assert faults(changed) != []


@pytest.mark.parametrize("pack", CORES, ids=lambda pack: pack.id)
def test_most_of_the_core_is_about_two_people_and_is_seen_too(pack: Pack) -> None:
    """The lists of words know the language: they stop nine in ten of the other questions."""
    others = [prompt for prompt in pack.prompts if not prompt.when_unsafe]
    assert sum(bool(faults(prompt)) for prompt in others) > 0.9 * len(others)


# --- enough --------------------------------------------------------------------------------------


@pytest.mark.parametrize("pack", CORES, ids=lambda pack: pack.id)
def test_the_core_has_a_month_without_repeats_in_each_language(pack: Pack) -> None:
    """A pause holds for 28 days; somebody who skips now and then has enough as well."""
    daily = marked(pack)
    depths = Counter(prompt.depth for prompt in daily)
    assert len(daily) >= 45
    assert depths[1] > depths[2] > depths[3] > 0
    assert {prompt.practice for prompt in daily} == set(PRACTICES) - {"confidences"}


def test_sixty_come_from_the_core_and_trusting_myself() -> None:
    assert len(marked(CORE)) + len(marked(PACKS["trusting-myself"])) >= 60


@pytest.mark.parametrize("part", ["view", "obstacle", "step"])
def test_a_storm_has_two_questions_of_each_part_about_oneself_alone(part: str) -> None:
    storms = marked(PACKS["after-a-conflict"], "storm")
    assert len([prompt for prompt in storms if part in prompt.tags]) >= 2


@pytest.mark.parametrize(("part", "enough"), [("happened", 1), ("like", 3), ("next", 3)])
def test_a_joy_can_be_kept_all_the_same(part: str, enough: int) -> None:
    joys = marked(PACKS["joys"], "joy")
    assert len([prompt for prompt in joys if part in prompt.tags]) >= enough


# --- the review, the check-in and the pulse ------------------------------------------------------


@pytest.mark.parametrize("pack", CORES, ids=lambda pack: pack.id)
def test_a_review_has_its_three_questions_from_the_marked_ones_alone(pack: Pack) -> None:
    asked = [question for question in pack.review if question.when_unsafe]
    assert [question.id for question in asked if question.pinned] == ["surprise", "again-please"]
    assert len(asked) >= 4
    pinned = [question.id for question in pack.review if question.pinned]
    assert pinned[:2] == ["surprise", "if-then"], "what everyone else is asked"
    longer = {
        row.id: (row.month or "", row.year or "", row.days or "") for row in pack.review_longer
    }
    for question in asked:
        assert question.contexts == ("any",)
        wordings = " ".join((question.text, *longer[question.id]))
        assert _unfit(pack.language, wordings) == []


def test_nobody_is_checked_in_with_and_only_ease_is_asked_of_the_pulse() -> None:
    for pack in PACKS.values():
        assert not any(question.when_unsafe for question in pack.checkin)
        for question in pack.pulse:
            assert question.when_unsafe == (question.id == "ease"), (pack.id, question.id)
            if question.when_unsafe:
                assert not {*_unfit(pack.language, question.text), "around", "lado"} & set(
                    question.text.lower().strip(".").split()
                )
