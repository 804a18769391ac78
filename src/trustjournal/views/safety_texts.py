"""The texts of `trust safety` in each language. Only that command loads them.

They follow what advocates say in public (docs/safety.md names the pages). Every language has
the same sections with the same number of points.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the points below it."""

    heading: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SafetyPage:
    """The page in one language."""

    title: str
    leave_fast: str
    opening: str
    help: Section
    """Its first point names the emergency number. The user's own line comes after it."""
    signs: Section
    danger: Section
    crisis: Section
    change: Section
    computer: Section
    own_line: str
    """How to add a number of one's own to the page."""


def page_in(language: str) -> SafetyPage:
    """Return the page in the language of a tag such as `de-AT`, or in English."""
    return PAGES.get(language.lower().partition("-")[0], PAGES["en"])


PAGES = {
    "en": SafetyPage(
        title="If you are not safe, or not sure",
        leave_fast="To leave fast: close the window. Or type clear (press q first if the page"
        " waits for you). What has scrolled up may stay there until the window is closed.",
        opening="This journal is for relationships where you are safe to speak. Openness is not"
        " the answer to being controlled, threatened or hurt. It isn't your fault, and none of"
        " it is yours to mend by writing or explaining better.",
        help=Section(
            "What may help",
            (
                "In danger now: your local emergency number.",
                "Someone you trust, told in person or from a device only you use.",
                "A helpline in your country. Directories: hotpeachpages.net, lila.help,"
                " nomoredirectory.org.",
                "Some lines are for women only. Many are there for men and for LGBTQ+ people too,"
                " and one that isn't can tell you which one is.",
                "You don't have to be sure, or want to leave, to call.",
            ),
        ),
        signs=Section(
            "Some signs",
            (
                "I plan my words or my day around someone's anger.",
                "Someone checks my phone, my money, where I go or whom I see.",
                "I'm being cut off from my friends and family.",
                "I'm put down or humiliated again and again.",
                "What I told in confidence is used against me, or shown or told to others, or I'm"
                " threatened with it.",
                "Someone threatens to kill themselves if I leave, or to hurt me, the children or"
                " a pet.",
                "I'm pushed, hurt, or made to do things I don't want, sex included.",
                "Someone demands to read this journal, or to be given pages of it.",
            ),
        ),
        danger=Section(
            "Take these very seriously",
            (
                "Being strangled or choked, even once, even without a mark: the danger of being"
                " killed is much higher from then on. See a doctor, because harm may only show"
                " days later, and call a helpline.",
                "Leaving, or saying that you will, can be the most dangerous time. Make the plan"
                " with a helpline first, and don't announce it.",
                "Children notice more than we think, even from the next room. A helpline plans"
                " for them too: where to go, whom to call. It isn't their job to step in.",
            ),
        ),
        crisis=Section(
            "If you think of suicide, or can't go on",
            (
                "Call your local emergency number, or someone who can be with you now.",
                "People to talk to by phone or chat, country by country, many of them at any"
                " hour: findahelpline.com.",
                "You can say the word suicide. It helps others to help you.",
            ),
        ),
        change=Section(
            "If it may be you who frightens or controls",
            (
                "I check someone's messages, or where they are. I decide whom they see. I sulk or"
                " rage until I get my way. I push, grab, block the door, use force.",
                "Stop now: step back, put the phone down, leave the room. What you do is yours to"
                " change, whatever came before.",
                "There are people who help those who want to change, and they have heard it all:"
                " respectphoneline.org.uk (UK), acallforchangehelpline.org (US),"
                " work-with-perpetrators.eu (Europe). Elsewhere, ask a helpline from above.",
                "Couple talks or couple therapy are not the first step: whoever is afraid can't"
                " speak freely. Don't ask anyone to read this page with you.",
            ),
        ),
        computer=Section(
            "About this computer",
            (
                "Someone who can use your device can read this journal, or see that it exists. A"
                " record of what happens belongs in a place they cannot reach.",
                "Don't suddenly wipe a history, delete this journal or uninstall the program:"
                " that can alarm someone who watches. Ask a helpline first, from another device.",
                "Looking at this page is not recorded here. Your shell may keep the command in"
                " its history; in many shells a space typed before the command keeps it out.",
                "trust safety --forget takes back what was said here with `not-safe`.",
            ),
        ),
        own_line='A number of your own on this page: trust config set safety_line "TEXT"',
    ),
    "de": SafetyPage(
        title="Wenn du nicht in Sicherheit bist oder es nicht genau weißt",
        leave_fast="Schnell weg von hier: Fenster schließen. Oder clear eingeben (vorher q"
        " drücken, falls die Seite wartet). Was nach oben weggescrollt ist, bleibt vielleicht"
        " lesbar, bis das Fenster zu ist.",
        opening="Dieses Tagebuch ist für Beziehungen, in denen du ohne Gefahr reden kannst."
        " Offenheit ist keine Antwort darauf, kontrolliert, bedroht oder verletzt zu werden. Du"
        " bist nicht schuld, und du musst nichts davon durch Schreiben oder besseres Erklären"
        " in Ordnung bringen.",
        help=Section(
            "Was helfen kann",
            (
                "Wenn du jetzt in Gefahr bist: die Notrufnummer deines Landes.",
                "Ein Mensch, dem du vertraust: persönlich, oder über ein Gerät, das nur du"
                " benutzt.",
                "Ein Hilfetelefon in deinem Land. Verzeichnisse: hotpeachpages.net, lila.help,"
                " nomoredirectory.org.",
                "Manche sind nur für Frauen. Viele sind auch für Männer und für queere Menschen"
                " da. Wenn nicht, kann man dir dort sagen, wer dir hilft.",
                "Um anzurufen, musst du dir nicht sicher sein und auch nicht gehen wollen.",
            ),
        ),
        signs=Section(
            "Anzeichen",
            (
                "Ich überlege mir meine Worte oder plane meinen Tag so, dass jemand nicht wütend"
                " wird.",
                "Jemand kontrolliert mein Handy, mein Geld, wohin ich gehe oder wen ich treffe.",
                "Ich werde von Familie und Freundeskreis abgeschnitten.",
                "Ich werde immer wieder schlechtgemacht oder gedemütigt.",
                "Was ich jemandem anvertraut habe, wird gegen mich verwendet, anderen gezeigt"
                " oder weitererzählt, oder mir wird damit gedroht.",
                "Jemand droht, sich umzubringen, wenn ich gehe, oder mir, den Kindern oder einem"
                " Tier etwas anzutun.",
                "Ich werde gestoßen, verletzt oder zu etwas gezwungen, das ich nicht will, auch"
                " beim Sex.",
                "Jemand verlangt, dieses Tagebuch zu lesen oder Seiten daraus zu bekommen.",
            ),
        ),
        danger=Section(
            "Das bitte sehr ernst nehmen",
            (
                "Gewürgt zu werden, auch nur ein einziges Mal, auch ohne Spuren: Von da an ist"
                " die Gefahr, getötet zu werden, viel größer. Lass dich ärztlich untersuchen,"
                " denn Folgen zeigen sich manchmal erst Tage später, und ruf ein Hilfetelefon an.",
                "Wenn du gehst oder es ankündigst, kann das die gefährlichste Zeit sein. Mach"
                " vorher mit einem Hilfetelefon einen Plan, und kündige ihn nicht an.",
                "Kinder bekommen mehr mit, als man denkt, auch aus dem Nebenzimmer. Ein"
                " Hilfetelefon plant sie mit ein: wohin sie gehen, wen sie anrufen können."
                " Dazwischenzugehen ist nicht ihre Aufgabe.",
            ),
        ),
        crisis=Section(
            "Wenn du an Suizid denkst oder nicht mehr kannst",
            (
                "Ruf die Notrufnummer an, oder jemanden, der jetzt bei dir sein kann.",
                "Menschen, mit denen du reden oder chatten kannst, Land für Land, oft rund um die"
                " Uhr: findahelpline.com.",
                "Du darfst das Wort Suizid aussprechen. Das hilft anderen, dir zu helfen.",
            ),
        ),
        change=Section(
            "Wenn vielleicht du anderen Angst machst oder sie kontrollierst",
            (
                "Ich lese die Nachrichten von jemandem oder prüfe, wo jemand ist. Ich bestimme,"
                " wen jemand trifft. Ich schmolle oder tobe, bis ich meinen Willen bekomme. Ich"
                " stoße, packe zu, versperre die Tür, werde gewalttätig.",
                "Hör jetzt auf: Geh einen Schritt zurück, leg das Handy weg, verlass den Raum."
                " Was du tust, kannst nur du ändern, ganz gleich, was vorher war.",
                "Es gibt Stellen für Menschen, die sich ändern wollen, und dort hat man schon"
                " alles gehört: bag-taeterarbeit.de (Deutschland), work-with-perpetrators.eu"
                " (Europa). Anderswo hilft ein Hilfetelefon aus den Verzeichnissen oben weiter.",
                "Paargespräche oder Paartherapie sind nicht der erste Schritt: Wer Angst hat,"
                " kann nicht frei reden. Bitte niemanden, diese Seite mit dir zu lesen.",
            ),
        ),
        computer=Section(
            "Zu diesem Computer",
            (
                "Wer dein Gerät benutzen kann, kann dieses Tagebuch lesen oder sehen, dass es da"
                " ist. Halte, was geschieht, lieber an einem Ort fest, an den niemand sonst kommt.",
                "Lösch nicht plötzlich den Verlauf, dieses Tagebuch oder das Programm: Das kann"
                " jemanden, der dich überwacht, alarmieren. Frag zuerst ein Hilfetelefon, über"
                " ein anderes Gerät.",
                "Dass du diese Seite ansiehst, wird hier nicht vermerkt. Deine Shell merkt sich"
                " vielleicht den Befehl; viele tun das nicht, wenn du davor ein Leerzeichen"
                " tippst.",
                "trust safety --forget nimmt zurück, was hier mit `not-safe` gesagt wurde.",
            ),
        ),
        own_line='Eine eigene Nummer auf dieser Seite: trust config set safety_line "TEXT"',
    ),
    "es": SafetyPage(
        title="Si no estás a salvo, o no lo tienes claro",
        leave_fast="Para salir rápido: cierra la ventana. O escribe clear (antes pulsa q, si la"
        " página espera). Lo que quedó más arriba puede seguir ahí hasta que cierres la"
        " ventana.",
        opening="Este diario es para relaciones en las que puedes hablar sin peligro. Abrirse no"
        " es la respuesta cuando alguien te controla, te amenaza o te hace daño. No es culpa"
        " tuya, y no te toca arreglarlo escribiendo ni explicándote mejor.",
        help=Section(
            "Lo que puede ayudar",
            (
                "En peligro ahora mismo: el número de emergencias de tu país.",
                "Alguien de confianza, en persona o desde un dispositivo que solo uses tú.",
                "Una línea de ayuda en tu país. Directorios: hotpeachpages.net, lila.help,"
                " nomoredirectory.org.",
                "Algunas son solo para mujeres. Muchas atienden también a hombres y a personas"
                " LGBTQ+, y si una no lo hace, puede decirte cuál sí.",
                "Para llamar no hace falta tenerlo claro ni querer irse.",
            ),
        ),
        signs=Section(
            "Algunas señales",
            (
                "Cuido lo que digo y lo que hago para que alguien no se enfade.",
                "Alguien revisa mi teléfono, mi dinero, adónde voy o a quién veo.",
                "Me van apartando de mis amistades y de mi familia.",
                "Me desprecian o me humillan una y otra vez.",
                "Usan contra mí lo que conté en confianza, o lo enseñan o lo cuentan, o me"
                " amenazan con hacerlo.",
                "Alguien amenaza con matarse si me voy, o con hacerme daño a mí, a los niños o a"
                " un animal.",
                "Me empujan, me hacen daño o me obligan a hacer cosas que no quiero, también en"
                " el sexo.",
                "Alguien exige leer este diario, o que le entregue páginas.",
            ),
        ),
        danger=Section(
            "Esto tómalo muy en serio",
            (
                "Que te aprieten el cuello, aunque sea una sola vez y sin dejar marca: desde ese"
                " momento el peligro de que te maten es mucho mayor. Busca atención médica,"
                " porque el daño puede aparecer días después, y llama a una línea de ayuda.",
                "Irte, o decir que te vas, puede ser el momento más peligroso. Haz primero un"
                " plan con una línea de ayuda, y no lo anuncies.",
                "Los niños notan más de lo que parece, incluso desde otro cuarto. Una línea de"
                " ayuda también los tiene en cuenta en el plan: adónde ir, a quién llamar. A"
                " ellos no les toca ponerse en medio.",
            ),
        ),
        crisis=Section(
            "Si piensas en el suicidio, o ya no puedes más",
            (
                "Llama al número de emergencias, o a alguien que pueda estar contigo ahora.",
                "Gente con quien hablar por teléfono o por chat, país por país, muchas veces a"
                " cualquier hora: findahelpline.com.",
                "Puedes decir la palabra suicidio. Ayuda a que te ayuden.",
            ),
        ),
        change=Section(
            "Si quizá eres tú quien da miedo o controla",
            (
                "Reviso los mensajes de alguien, o dónde está. Decido a quién ve. Pongo mala cara"
                " o estallo hasta salirme con la mía. Empujo, agarro, cierro el paso, uso la"
                " fuerza.",
                "Para ahora: da un paso atrás, deja el teléfono, sal del cuarto. Cambiar lo que"
                " haces te toca a ti, haya pasado antes lo que haya pasado.",
                "Hay quien ayuda a las personas que quieren cambiar, y ya lo ha oído todo:"
                " work-with-perpetrators.eu (Europa), acallforchangehelpline.org (Estados"
                " Unidos). En otros lugares, pregunta en una de las líneas de arriba.",
                "Hablarlo en pareja o ir a terapia de pareja no es el primer paso: quien tiene"
                " miedo no puede hablar con libertad. No le pidas a nadie que lea esta página"
                " contigo.",
            ),
        ),
        computer=Section(
            "Sobre este equipo",
            (
                "Quien puede usar tu dispositivo puede leer este diario, o ver que existe. Si"
                " quieres dejar constancia de lo que pasa, hazlo en un lugar al que esa persona"
                " no llegue.",
                "No borres de golpe el historial ni este diario, ni desinstales el programa: eso"
                " puede alarmar a quien te vigila. Pregunta primero en una línea de ayuda, desde"
                " otro dispositivo.",
                "Aquí no queda registro de que has visto esta página. Tu terminal puede guardar"
                " el comando en su historial; en muchas, un espacio delante del comando lo evita.",
                "trust safety --forget retira lo que se dijo aquí con `not-safe`.",
            ),
        ),
        own_line='Un número tuyo en esta página: trust config set safety_line "TEXTO"',
    ),
}
