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
    leave_fast_in_full_screen: str
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
        leave_fast="To leave quickly: close the window. Or type `clear` (if the page is waiting for"
        " a key, press q first). What has scrolled up may stay there until the window is closed.",
        leave_fast_in_full_screen="To leave quickly: close the window, or press F9 to cover the"
        " screen.",
        opening="This journal is for relationships where you are safe to speak. Openness is not"
        " the answer to being controlled, threatened or hurt. It isn't your fault, and none of"
        " it is yours to mend by writing or explaining better.",
        help=Section(
            "What may help",
            (
                "In danger now: your local emergency number.",
                "Tell someone you trust, in person or from a device only you use.",
                "A helpline in your country. Directories: hotpeachpages.net, lila.help,"
                " nomoredirectory.org.",
                "Some lines are for women only. Many are for men and LGBTQ+ people too. If a line"
                " isn't for you, it can tell you who to call.",
                "You don't have to be sure, or want to leave, to call.",
            ),
        ),
        signs=Section(
            "Some signs",
            (
                "I plan my words or my day around someone's anger.",
                "Someone checks my phone, my money, where I go or who I see.",
                "I'm being cut off from my friends and family.",
                "I'm put down or humiliated again and again.",
                "What I said in confidence is used against me, or shown or told to others, or held"
                " over me as a threat.",
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
                "Leaving, or saying that you will, can be the most dangerous time. Make a plan"
                " with a helpline first, and don't announce it.",
                "Children notice more than we think, even from the next room. A helpline can"
                " help you plan for them too: where to go, who to call. It isn't their job to step"
                " in.",
            ),
        ),
        crisis=Section(
            "If you're thinking about suicide, or feel you can't go on",
            (
                "Call your local emergency number, or someone who can be with you now.",
                "People to talk to by phone or chat, country by country, many of them at any"
                " hour: findahelpline.com.",
                "You can say the word suicide. It helps others to help you.",
            ),
        ),
        change=Section(
            "If you may be the one who frightens or controls someone",
            (
                "I check someone's messages, or where they are. I decide who they see. I sulk or"
                " rage until I get my way. I push, grab, block the door, use force.",
                "Stop now: step back, put the phone down, leave the room. What you do is yours to"
                " change, whatever came before.",
                "There are people who help those who want to change, and they have heard it all:"
                " respectphoneline.org.uk (UK), acallforchangehelpline.org (US),"
                " work-with-perpetrators.eu (Europe). Elsewhere, ask one of the helplines above.",
                "Talking it through as a couple, or couples therapy, isn't the first step: someone"
                " who is afraid can't speak freely. Don't ask anyone to read this page with you.",
            ),
        ),
        computer=Section(
            "About this computer",
            (
                "Someone who can use your device can read this journal, or see that it exists. A"
                " record of what happens belongs in a place they can't reach.",
                "Don't suddenly wipe your history, delete this journal or uninstall the program:"
                " that can alarm someone who is watching. Ask a helpline first, from another"
                " device.",
                "Looking at this page is not recorded here. Your shell may keep the command in"
                " its history; in many shells a space typed before the command keeps it out.",
                "`trust safety --forget` makes the journal forget that you put a question aside as"
                " `not-safe`, if you did.",
            ),
        ),
        own_line='To add a number of your own to this page: trust config set safety_line "TEXT"',
    ),
    "de": SafetyPage(
        title="Wenn du nicht in Sicherheit bist oder es nicht genau weißt",
        leave_fast="Schnell weg von hier: Fenster schließen. Oder `clear` eingeben (vorher q"
        " drücken, falls die Seite wartet). Was nach oben weggescrollt ist, bleibt vielleicht"
        " lesbar, bis das Fenster zu ist.",
        leave_fast_in_full_screen="Schnell weg von hier: Fenster schließen, oder F9 drücken, um"
        " den Bildschirm abzudecken.",
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
                "`trust safety --forget` lässt das Tagebuch vergessen, dass eine Frage mit"
                " `not-safe` beiseitegelegt wurde, falls das so war.",
            ),
        ),
        own_line='Eine eigene Nummer auf dieser Seite: trust config set safety_line "TEXT"',
    ),
    "es": SafetyPage(
        title="Si no estás a salvo, o no lo tienes claro",
        leave_fast="Para salir rápido: cierra la ventana. O escribe `clear` (antes pulsa q, si la"
        " página espera). Lo que quedó más arriba puede seguir ahí hasta que cierres la"
        " ventana.",
        leave_fast_in_full_screen="Para salir rápido: cierra la ventana, o pulsa F9 para tapar la"
        " pantalla.",
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
                "`trust safety --forget` hace que el diario olvide que se dejó de lado una pregunta"
                " con `not-safe`, si fue así.",
            ),
        ),
        own_line='Un número tuyo en esta página: trust config set safety_line "TEXTO"',
    ),
    "fr": SafetyPage(
        title="Si tu n'es pas en sécurité, ou si tu as un doute",
        leave_fast="Pour partir vite : ferme la fenêtre. Ou tape `clear` (et d'abord q, si la page"
        " attend). Ce qui a défilé vers le haut peut rester lisible jusqu'à la fermeture de la"
        " fenêtre.",
        leave_fast_in_full_screen="Pour partir vite : ferme la fenêtre, ou appuie sur F9 pour"
        " cacher l'écran.",
        opening="Ce journal est fait pour les relations où tu peux parler sans danger. S'ouvrir"
        " n'est pas la réponse quand quelqu'un te contrôle, te menace ou te fait du mal. Ce n'est"
        " pas ta faute, et ce n'est pas à toi de réparer tout ça en écrivant ou en t'expliquant"
        " mieux.",
        help=Section(
            "Ce qui peut aider",
            (
                "En danger tout de suite : le numéro d'urgence de ton pays (en Europe, le 112 ; en"
                " France, aussi le 17 pour la police, le 15 pour le Samu).",
                "Une personne de confiance, en face, ou depuis un appareil que personne d'autre"
                " n'utilise.",
                "Une ligne d'écoute dans ton pays ; en France, le 3919, Violences Femmes Info."
                " Annuaires : hotpeachpages.net, lila.help, nomoredirectory.org.",
                "Certaines lignes sont réservées aux femmes. Beaucoup sont là aussi pour les hommes"
                " et les personnes LGBTQ+, et les autres peuvent te dire où t'adresser.",
                "Pour appeler, pas besoin d'avoir une certitude, ni de vouloir partir.",
            ),
        ),
        signs=Section(
            "Quelques signes",
            (
                "Je choisis mes mots ou j'organise ma journée pour éviter la colère de quelqu'un.",
                "On surveille mon téléphone, mon argent, où je vais ou qui je vois.",
                "On me coupe de mes amis et de ma famille.",
                "On me rabaisse ou on m'humilie, encore et encore.",
                "Ce que j'ai confié est retourné contre moi, montré ou répété à d'autres, ou on me"
                " menace de le faire.",
                "Quelqu'un menace de se tuer si je pars, ou de s'en prendre à moi, aux enfants ou à"
                " un animal.",
                "On me bouscule, on me fait mal, ou on me force à faire ce que je ne veux pas, y"
                " compris dans la sexualité.",
                "Quelqu'un exige de lire ce journal, ou que je lui en donne des pages.",
            ),
        ),
        danger=Section(
            "À prendre très au sérieux",
            (
                "Une main, un bras ou un lien qui t'a serré le cou, même une seule fois, même sans"
                " trace : dès lors, le risque qu'on te tue est beaucoup plus grand. Va voir un"
                " médecin, car les suites peuvent n'apparaître que des jours plus tard, et appelle"
                " une ligne d'écoute.",
                "Partir, ou annoncer que tu pars, peut être le moment le plus dangereux. Prépare"
                " d'abord un plan avec une ligne d'écoute, et ne l'annonce pas.",
                "Les enfants remarquent plus de choses qu'on ne croit, même depuis la pièce d'à"
                " côté. Une ligne d'écoute prévoit aussi leur place dans le plan : où aller, qui"
                " appeler. Ce n'est pas à eux de s'interposer.",
            ),
        ),
        crisis=Section(
            "Si tu penses au suicide, ou si tu n'en peux plus",
            (
                "Appelle le numéro d'urgence, ou quelqu'un qui peut rester avec toi maintenant. En"
                " France, le 3114 répond à toute heure.",
                "Des gens à qui parler par téléphone ou par messages, pays par pays, souvent à"
                " toute heure : findahelpline.com.",
                "Tu peux dire le mot suicide. Ça aide les autres à t'aider.",
            ),
        ),
        change=Section(
            "Si c'est peut-être toi qui fais peur ou qui contrôles",
            (
                "Je regarde les messages de quelqu'un, ou où se trouve cette personne. Je décide"
                " qui elle voit. Je boude ou j'explose jusqu'à obtenir ce que je veux. Je bouscule,"
                " j'empoigne, je barre la porte, j'utilise la force.",
                "Arrête maintenant : recule d'un pas, pose le téléphone, sors de la pièce. Ce que"
                " tu fais, c'est à toi de le changer, quoi qu'il se soit passé avant.",
                "Des gens aident les personnes qui veulent changer, et ils ont déjà tout entendu :"
                " work-with-perpetrators.eu (Europe). Ailleurs, demande à une des lignes citées"
                " plus haut.",
                "En parler à deux ou suivre une thérapie de couple n'est pas le premier pas : qui a"
                " peur ne peut pas parler librement. Ne demande à personne de lire cette page avec"
                " toi.",
            ),
        ),
        computer=Section(
            "À propos de cet ordinateur",
            (
                "Qui a accès à ton appareil peut lire ce journal, ou voir qu'il existe. Si tu veux"
                " garder une trace de ce qui se passe, mets-la dans un endroit hors de portée de"
                " cette personne.",
                "N'efface pas d'un coup l'historique ni ce journal, et ne désinstalle pas le"
                " programme : cela peut alerter qui te surveille. Demande d'abord à une ligne"
                " d'écoute, depuis un autre appareil.",
                "Que tu aies regardé cette page n'est noté nulle part ici. Ton terminal garde"
                " peut-être la commande dans son historique ; dans beaucoup, un espace tapé devant"
                " la commande l'évite.",
                "`trust safety --forget` fait oublier au journal ce qui a été mis de côté avec"
                " `not-safe`.",
            ),
        ),
        own_line='Un numéro à toi sur cette page : trust config set safety_line "TEXTE"',
    ),
    "pt": SafetyPage(
        title="Se você não está em segurança, ou não tem certeza",
        leave_fast="Para sair rápido: feche a janela. Ou digite `clear` (aperte q antes, se a"
        " página estiver esperando). O que rolou para cima pode continuar ali até a janela ser"
        " fechada.",
        leave_fast_in_full_screen="Para sair rápido: feche a janela, ou aperte F9 para cobrir a"
        " tela.",
        opening="Este diário é para relações em que você pode falar sem perigo. Se abrir não é a"
        " resposta quando alguém controla, ameaça ou machuca você. A culpa não é sua, e não cabe a"
        " você consertar nada disso escrevendo ou se explicando melhor.",
        help=Section(
            "O que pode ajudar",
            (
                "Em perigo agora: o número de emergência do seu país (no Brasil, 190, polícia, ou"
                " 192, Samu).",
                "Alguém de confiança, pessoalmente ou por um aparelho que só você usa.",
                "Uma linha de ajuda no seu país; no Brasil, o Ligue 180, para mulheres em situação"
                " de violência. Listas: hotpeachpages.net, lila.help, nomoredirectory.org.",
                "Algumas linhas são só para mulheres. Muitas atendem também homens e pessoas"
                " LGBTQ+, e as que não atendem podem dizer quem atende.",
                "Para ligar, não é preciso ter certeza nem querer ir embora.",
            ),
        ),
        signs=Section(
            "Alguns sinais",
            (
                "Escolho as palavras ou organizo o dia para alguém não ficar com raiva.",
                "Alguém vigia meu celular, meu dinheiro, aonde vou ou com quem me encontro.",
                "Estão me afastando das minhas amizades e da minha família.",
                "Alguém me rebaixa ou me humilha, de novo e de novo.",
                "O que contei em confiança é usado contra mim, mostrado ou contado a outras"
                " pessoas, ou me ameaçam com isso.",
                "Alguém ameaça se matar se eu for embora, ou machucar a mim, as crianças ou um"
                " bicho.",
                "Alguém me empurra, me machuca ou me obriga a fazer o que não quero, também no"
                " sexo.",
                "Alguém exige ler este diário, ou receber páginas dele.",
            ),
        ),
        danger=Section(
            "Leve isto muito a sério",
            (
                "Alguém apertar o seu pescoço, mesmo uma única vez, mesmo sem deixar marca: a"
                " partir daí o risco de morte é muito maior. Procure atendimento médico, porque o"
                " dano pode aparecer só dias depois, e ligue para uma linha de ajuda.",
                "Ir embora, ou dizer que vai, pode ser o momento mais perigoso. Faça antes um plano"
                " com uma linha de ajuda, e não avise.",
                "As crianças percebem mais do que parece, até do cômodo ao lado. Uma linha de ajuda"
                " inclui também as crianças no plano: para onde ir, para quem ligar. Não cabe a"
                " elas se meter no meio.",
            ),
        ),
        crisis=Section(
            "Se você pensa em suicídio, ou não aguenta mais",
            (
                "Ligue para o número de emergência, ou para alguém que possa ficar com você agora."
                " No Brasil, o CVV atende pelo 188, a qualquer hora.",
                "Gente com quem falar por telefone ou por mensagem, país por país, muitas vezes a"
                " qualquer hora: findahelpline.com.",
                "Você pode dizer a palavra suicídio. Ajuda os outros a ajudar você.",
            ),
        ),
        change=Section(
            "Se talvez seja você quem dá medo ou controla",
            (
                "Olho as mensagens de alguém, ou onde essa pessoa está. Decido quem ela vê. Fecho a"
                " cara ou explodo até conseguir o que quero. Empurro, agarro, bloqueio a porta, uso"
                " a força.",
                "Pare agora: dê um passo atrás, largue o celular, saia do cômodo. Mudar o que você"
                " faz cabe a você, não importa o que veio antes.",
                "Há quem ajude as pessoas que querem mudar, e já ouviu de tudo:"
                " work-with-perpetrators.eu (Europa), acallforchangehelpline.org (Estados Unidos)."
                " Em outros lugares, pergunte a uma das linhas acima.",
                "Conversar a dois ou fazer terapia de casal não é o primeiro passo: quem tem medo"
                " não consegue falar com liberdade. Não peça a ninguém que leia esta página com"
                " você.",
            ),
        ),
        computer=Section(
            "Sobre este computador",
            (
                "Quem usa o seu aparelho pode ler este diário, ou ver que ele existe. Se quiser"
                " guardar um registro do que acontece, deixe em um lugar que essa pessoa não"
                " alcance.",
                "Não apague de repente o histórico nem este diário, nem desinstale o programa: isso"
                " pode alarmar quem vigia você. Pergunte antes a uma linha de ajuda, de outro"
                " aparelho.",
                "Aqui não fica registrado que você viu esta página. O seu terminal pode guardar o"
                " comando no histórico; em muitos, um espaço digitado antes do comando evita isso.",
                "`trust safety --forget` faz o diário esquecer que uma pergunta foi posta de lado"
                " com `not-safe`, se foi o caso.",
            ),
        ),
        own_line='Um número seu nesta página: trust config set safety_line "TEXTO"',
    ),
}
