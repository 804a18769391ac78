"""The linter's word lists by language: words a question should open with, and words to avoid.

Each list is a string of words and phrases in lower case, separated by commas; a `*` at the end
matches any ending. If a list is empty, its rule is not checked in that language.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """The word lists of one language."""

    open: str
    """Words that open an open question, as suggestions."""
    closed: str
    """Words that open a yes-or-no question."""
    why: str
    """Words that open a question for reasons."""
    first: str
    """First-person words; empty for languages that express the person in the verb."""
    second: str
    """Second-person words."""
    time: str
    """Words that name a time."""
    times: str
    """A few of them, as suggestions."""
    hard: str
    """Words that set rules or blame."""
    status: str
    """Words that assume a gender or a marriage."""
    polite: str = ""
    """Second-person words only when capitalised inside a sentence."""
    harmless: str = ""
    """Phrases in which a hard word is harmless."""
    second_question: str = ""
    """Words that begin a second question inside the first."""


LANGUAGES: dict[str, Language] = {
    "en": Language(
        open="what, when, which, where, who or how",
        closed="did, do, does, is, are, am, was, were, have, has, had, can, could, will, would, "
        "shall, should, may, might, must, isn't, aren't, wasn't, weren't, don't, doesn't, didn't, "
        "haven't, hasn't, can't, couldn't, won't, wouldn't",
        why="why, how come",
        first="my, me, we, us, i, mine, myself, our, ours, ourselves",
        second="you, your, yours, yourself, yourselves",
        time="today, tonight, yesterday, lately, recently, recent, last, latest, ago, these days, "
        "this week*, this month, this morning, this afternoon, this evening, this season, "
        "this year, past week*, past days, past month*",
        times="today, this week, lately, last",
        hard="always, never, should, must, ought, fault*, blame*, deserve*",
        status="he, him, his, himself, she, her, hers, herself, wife, wives, husband*, "
        "girlfriend*, boyfriend*, spouse*, fiancé*",
        second_question="and what, and who, and whom, and whose, and how, and when, and where, "
        "and which, and why",
    ),
    "es": Language(
        open="qué, cuándo, cuál, dónde, quién or cómo",
        closed="acaso, he, has, ha, hemos, han, hay, había, hubo, hice, hizo, hago, soy, eres, es, "
        "somos, son, era, fui, fue, fueron, estoy, está, están, estaba, estuve, estuvo, tengo, "
        "tiene, tenía, tuve, tuvo, puedo, puede, podemos, podría, pude, pudo, quiero, quiere, "
        "quise, sé, sabe, supe, dije, dijo, siento, sentí, sintió, voy, va, vas",
        why="por qué",
        first="",
        second="tú, te, ti, tu, tus, tuyo, tuya, tuyos, tuyas, contigo, usted, ustedes, vos, "
        "vosotros, vosotras, os, vuestro, vuestra, vuestros, vuestras",
        time="hoy, ayer, anoche, anteayer, últimamente, recientemente, reciente, recientes, "
        "último, última, últimos, últimas, hace poco, esta semana, este mes, estos meses, "
        "estos días, este día, esta noche, esta tarde, esta mañana, esta temporada, este año, "
        "este fin de semana, estas semanas, estas noches, pasado, pasada, pasados, pasadas",
        times="hoy, esta semana, últimamente, la última vez",
        hard="siempre, nunca, jamás, debo, debe, debes, debemos, deben, debía, debería, deberías, "
        "deberíamos, deberían, debí, debió, culpa, culpas, culpable*, merezco, merece, mereces, "
        "merecen, mereció, merecía",
        status="esposo*, esposa*, marido*, mi mujer, su mujer, novio*, novia*, cónyuge*",
    ),
    "de": Language(
        open="was, wann, welche, wo, wer or wie",
        closed="habe, hast, hat, haben, hatte, hatten, bin, bist, ist, sind, war, waren, kann, "
        "kannst, können, konnte, konnten, könnte, will, willst, wollen, wollte, werde, wirst, "
        "wird, werden, würde, würden, soll, sollte, darf, durfte, muss, musste, müsste, mag, "
        "möchte, gibt, gab, tue, tut, weiß, wusste, fühle, fühlte",
        why="warum, wieso, weshalb, weswegen",
        first="ich, mich, mir, mein*, wir, uns, unser*",
        second="du, dich, dir, dein*, euch, euer, eure*",
        polite="Sie, Ihnen",
        time="heute, heutige*, gestern, gestrige*, vorgestern, neulich, kürzlich, jüngst, zuletzt, "
        "letzte*, vergangene*, vorhin, diese woche*, dieser woche*, dieser tage, diesen tagen, "
        "diese tage, diesen monat, diesem monat, diesen morgen, diesem morgen, diesen abend, "
        "diesem abend, diese nacht, dieser nacht, dieses jahr, diesem jahr, in letzter zeit, "
        "in diesen wochen, diese wochen, vor kurzem, seit kurzem",
        times="heute, diese Woche, in letzter Zeit, zuletzt",
        hard="immer, nie, niemals, soll, sollte, sollten, muss, müssen, müsste, müssten, schuld, "
        "schuldig*, verdiene, verdient, verdienen",
        harmless="immer noch, noch immer, immer wieder, immer mehr, immer weniger, wie immer",
        status="ehemann*, ehemänner*, ehefrau*, ehepartner*, gatte, gatten, gattin*, mein mann, "
        "meine frau, meinem mann, meiner frau, meinen mann, verlobte*",
    ),
    "fr": Language(
        open="que, quand, quel, où, qui or comment",
        closed="est-ce que, est-ce qu', est-ce, ai-je, as-tu, a-t-on, a-t-il, a-t-elle, "
        "avons-nous, avais-je, avait-on, suis-je, es-tu, est-on, est-il, est-elle, sommes-nous, "
        "étais-je, était-ce, étions-nous, puis-je, peut-on, pouvons-nous, pourrais-je, "
        "pourrait-on, veux-je, voulais-je, voudrais-je, aimerais-je, dois-je, sais-je, savais-je, "
        "fais-je, vais-je, y a-t-il, y avait-il, y a-t-il eu",
        why="pourquoi, pour quelle raison, pour quelles raisons",
        first="je, j, me, m, moi, moi-même, mon, ma, mes, mien, mienne, miens, miennes, nous, "
        "notre, nos, nôtre, nôtres",
        second="tu, te, toi, ta, tes, vous, votre, vos",
        time="aujourd'hui, ce soir, hier, avant-hier, cette nuit, ce matin, cet après-midi, cette "
        "semaine, ce mois, ce mois-ci, cette année, cette saison, ces jours-ci, ces temps-ci, ces "
        "derniers temps, ces derniers jours, dernier, dernière, derniers, dernières, dernièrement, "
        "récemment, récent, récente, récents, récentes, tout à l'heure, ce week-end",
        times="aujourd'hui, cette semaine, dernièrement, la dernière fois",
        hard="toujours, jamais, dois, doit, devons, devez, doivent, devais, devait, devrais, "
        "devrait, devrions, devraient, faute, fautes, coupable*, culpabilité, mérite, mérites, "
        "méritent",
        status="mari, maris, mon homme, ma femme, sa femme, époux, épouse*, conjoint*, fiancé*, "
        "petit ami, petite amie, petit copain, petite copine",
        second_question="et que, et qu', et qui, et quoi, et comment, et quand, et où, et quel, et "
        "quelle, et quels, et quelles, et pourquoi",
    ),
    "pt": Language(
        open="o que, quando, qual, onde, quem or como",
        closed="será que, fui, foi, fomos, foram, sou, é, somos, são, era, éramos, estou, está, "
        "estamos, estão, estava, estive, esteve, tenho, tem, temos, têm, tinha, tive, teve, houve, "
        "há algo, há alguma, há algum, há alguém, havia, posso, pode, podemos, podia, poderia, "
        "pude, pôde, quero, quer, quis, sei, sabe, soube, disse, sinto, senti, sentiu, fiz, fez, "
        "vou, vai, consegui, conseguiu",
        why="por que, por quê, porque, por qual motivo, por qual razão",
        first="",
        second="você, vocês, te, ti, tu, teu, teus, tua, tuas, contigo",
        time="hoje, ontem, anteontem, ultimamente, recentemente, recente, recentes, último, "
        "última, últimos, últimas, há pouco, agora há pouco, esta semana, essa semana, nesta "
        "semana, nessa semana, desta semana, dessa semana, este mês, neste mês, deste mês, estes "
        "dias, nestes dias, esses dias, nesses dias, esta noite, nesta noite, desta noite, esta "
        "tarde, esta manhã, este ano, neste ano, deste ano, esta estação, fim de semana, passado, "
        "passada, passados, passadas",
        times="hoje, esta semana, ultimamente, da última vez",
        hard="sempre, nunca, jamais, devo, deve, devemos, devem, devia, deveria, deveríamos, "
        "deveriam, culpa, culpas, culpado*, culpada*, mereço, merece, merecem, mereceu, merecia",
        harmless="como sempre, quase sempre, quase nunca",
        status="marido*, meu homem, minha mulher, esposo*, esposa*, namorado*, namorada*, "
        "cônjuge*, noivo*, noiva*",
        second_question="e o que, e quem, e como, e quando, e onde, e qual, e quais, e por que",
    ),
}
"""The languages with word lists; packs in others are only checked by rules without words."""

WITHOUT_SPACES = {"ja", "zh", "th", "lo", "km", "my"}
"""Languages without spaces between words, whose words cannot be counted."""


def language_of(tag: str) -> str:
    """Return the language of a tag: `pt` of `pt-BR`."""
    return tag.split("-")[0].lower()
