"""Feeling words, counted in the writer's own lines; what they might mean is never guessed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_WORDS: dict[str, str] = {
    "en": """
        afraid scared frightened fear; alone lonely; amused; angry anger; annoyed; anxious anxiety;
        ashamed shame; calm calmer; cheerful; close closeness; confused; curious;
        disappointed; embarrassed; envious envy; excited; exhausted; frustrated; glad gladness;
        grateful thankful gratitude; grief grieving; guilty guilt; happy happier happiness;
        helpless; hopeful hope; hurt; irritated; jealous jealousy; joy joyful; loved love loving;
        nervous; numb; peaceful peace; proud pride; relaxed; relieved relief; restless;
        sad sadness sadder; safe; shy; stressed; surprised; tender tenderness; tired; uneasy;
        upset; warm warmth; worried worry""",
    "es": """
        miedo asustado asustada; soledad; rabia enfadado enfadada enojado enojada; ansiedad
        ansioso ansiosa; vergüenza; calma tranquilo tranquila; cercanía; alegre alegría contento
        contenta; curiosidad; decepción; envidia; agotado agotada; frustración frustrado frustrada;
        gratitud agradecido agradecida; duelo; culpa; feliz felicidad; esperanza; dolor; celos;
        amor; ternura; nervios nervioso nerviosa; paz; orgullo orgulloso orgullosa;
        alivio; inquietud inquieto inquieta; triste tristeza; cansado cansada
        cansancio; preocupado preocupada preocupación""",
    "de": """
        angst ängstlich; allein einsam einsamkeit; wut wütend zornig; verärgert ärger; scham; ruhig
        ruhe; nähe; froh fröhlich; neugierig; enttäuscht enttäuschung; neid neidisch; erschöpft;
        dankbar dankbarkeit; trauer; glücklich glück; hilflos; hoffnung hoffnungsvoll; verletzt;
        gereizt; eifersucht eifersüchtig; freude; liebe; gerührt berührt; nervös;
        frieden friedlich; stolz; entspannt; erleichtert erleichterung; unruhig; traurig
        traurigkeit; gestresst; überrascht; zärtlich zärtlichkeit; müde; warm wärme;
        besorgt sorge sorgen""",
    "fr": """
        peur effrayé effrayée crainte; solitude; colère énervé énervée; agacement agacé agacée;
        anxiété anxieux anxieuse angoisse angoissé angoissée; honte; calme; joie joyeux joyeuse gai
        gaie; curiosité curieux curieuse; déception déçu déçue; gêne gêné gênée; envie; épuisé
        épuisée épuisement; frustration frustré frustrée; content contente; gratitude reconnaissant
        reconnaissante; chagrin deuil; culpabilité coupable; heureux heureuse bonheur; impuissance
        impuissant impuissante; espoir; blessé blessée; irritation irrité irritée; jalousie jaloux
        jalouse; amour; nervosité nerveux nerveuse; paix paisible; fierté fier fière; soulagement
        soulagé soulagée; agitation agité agitée; triste tristesse; timide; stress stressé stressée;
        surprise surpris; tendresse tendre; fatigue fatigué fatiguée; inquiétude inquiet inquiète;
        souci soucis; ému émue émotion""",
    "pt": """
        medo assustado assustada receio; solidão; raiva bravo brava zangado zangada; irritação
        irritado irritada; ansiedade ansioso ansiosa; angústia angustiado angustiada; vergonha;
        calma calmo tranquilo tranquila; alegria alegre contente; curiosidade curioso curiosa;
        decepção decepcionado decepcionada; inveja; exausto exausta esgotado esgotada; frustração
        frustrado frustrada; gratidão grato grata; luto; culpa; feliz felicidade; esperança; mágoa
        magoado magoada; ciúme ciúmes; amor; ternura carinho; nervoso nervosa; paz; orgulho
        orgulhoso orgulhosa; alívio aliviado aliviada; inquietação inquieto inquieta; triste
        tristeza; saudade saudades; tímido tímida; estresse estressado estressada; surpresa
        surpreso; cansado cansada cansaço; preocupado preocupada preocupação; dor""",
}

MAX_SHOWN = 3
"""The most feeling words shown for one period."""


def _forms(language: str) -> dict[str, str]:
    """Map each form to the word it is counted as: the first of its group."""
    groups = [group.split() for group in _WORDS.get(language, "").split(";")]
    return {form: group[0] for group in groups for form in group}


def count_feelings(texts: Iterable[str], language: str) -> Counter[str]:
    """Count, for each feeling word, the texts that contain it in any form."""
    forms = _forms(language.partition("-")[0].lower())
    counts: Counter[str] = Counter()
    for text in texts:
        words = re.findall(r"[^\W\d_]+", text.casefold())
        counts.update({forms[word] for word in words if word in forms})
    return counts
