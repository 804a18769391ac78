"""`trust safety`: everything advocates say, in each language, and nothing left out of one."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from rich.cells import cell_len

from conftest import Trust
from trustjournal.views.safety_texts import PAGES, SafetyPage, Section, page_in

DOCS = Path(__file__).parent.parent.parent / "docs" / "safety.md"
HELP = ("hotpeachpages.net", "lila.help", "nomoredirectory.org", "findahelpline.com")

SAYS: dict[str, tuple[str, ...]] = {
    "plans words around anger": (
        "anger",
        "wütend",
        "enfade",
        "pour éviter la colère",
        "não ficar com raiva",
    ),
    "checks": (
        "checks my phone",
        "kontrolliert mein Handy",
        "revisa mi teléfono",
        "surveille mon téléphone",
        "vigia meu celular",
    ),
    "cut off": (
        "cut off from my friends",
        "abgeschnitten",
        "apartando de mis amistades",
        "me coupe de mes amis",
        "me afastando das minhas amizades",
    ),
    "humiliated": (
        "humiliated again and again",
        "gedemütigt",
        "humillan una y otra vez",
        "m'humilie, encore et encore",
        "me humilha, de novo e de novo",
    ),
    "confided": (
        "said in confidence",
        "anvertraut habe",
        "conté en confianza",
        "Ce que j'ai confié",
        "contei em confiança",
    ),
    "threats": (
        "kill themselves if I leave",
        "umzubringen, wenn ich gehe",
        "matarse si me voy",
        "se tuer si je pars",
        "ameaça se matar se eu for",
    ),
    "children and pets": (
        "children or a pet",
        "Kindern oder einem Tier",
        "niños o a un animal",
        "enfants ou à un animal",
        "as crianças ou um bicho",
    ),
    "force": ("made to do things", "gezwungen", "me obligan", "on me force", "me obriga"),
    "reads this journal": (
        "demands to read",
        "verlangt, dieses Tagebuch",
        "exige leer",
        "exige de lire",
        "exige ler",
    ),
    "strangled": (
        "strangled or choked, even once",
        "Gewürgt zu werden, auch nur ein",
        "cuello, aunque sea una",
        "serré le cou, même une seule fois",
        "apertar o seu pescoço, mesmo uma",
    ),
    "leaving": (
        "most dangerous time",
        "gefährlichste Zeit",
        "momento más peligroso",
        "moment le plus dangereux",
        "momento mais perigoso",
    ),
    "not announced": (
        "don't announce it",
        "kündige ihn nicht an",
        "no lo anuncies",
        "ne l'annonce pas",
        "e não avise",
    ),
    "children notice": (
        "Children notice",
        "Kinder bekommen mehr mit",
        "Los niños notan",
        "Les enfants remarquent",
        "As crianças percebem",
    ),
    "emergency": (
        "local emergency number",
        "Notrufnummer",
        "número de emergencias",
        "numéro d'urgence",
        "número de emergência",
    ),
    "men and LGBTQ+": (
        "men and LGBTQ+",
        "Männer und für queere",
        "hombres y a personas LGBTQ",
        "hommes et les personnes LGBTQ+",
        "homens e pessoas LGBTQ+",
    ),
    "suicide": (
        "thinking about suicide",
        "an Suizid denkst",
        "piensas en el suicidio",
        "penses au suicide",
        "pensa em suicídio",
    ),
    "controls": (
        "may be the one who",
        "du anderen Angst machst",
        "eres tú quien da miedo",
        "peut-être toi qui fais peur",
        "você quem dá medo",
    ),
    "stop": ("Stop now", "Hör jetzt auf", "Para ahora", "Arrête maintenant", "Pare agora"),
    "sulks": ("sulk", "schmolle", "mala cara", "Je boude", "Fecho a cara"),
    "no couple talks": (
        "isn't the first step",
        "nicht der erste Schritt",
        "no es el primer paso",
        "n'est pas le premier pas",
        "não é o primeiro passo",
    ),
    "who helps to change": ("work-with-perpetrators.eu",) * 5,
    "do not wipe": (
        "Don't suddenly wipe",
        "Lösch nicht plötzlich",
        "No borres de golpe",
        "N'efface pas d'un coup",
        "Não apague de repente",
    ),
    "leave fast": (
        "To leave quickly: close",
        "Schnell weg von hier",
        "Para salir rápido",
        "Pour partir vite",
        "Para sair rápido",
    ),
    "scrolled up": (
        "scrolled up",
        "nach oben weggescrollt",
        "quedó más arriba",
        "défilé vers le haut",
        "rolou para cima",
    ),
    "a leading space": (
        "a space typed before",
        "ein Leerzeichen",
        "un espacio delante",
        "un espace tapé devant",
        "um espaço digitado antes",
    ),
    "not recorded": (
        "is not recorded here",
        "wird hier nicht vermerkt",
        "no queda registro",
        "n'est noté nulle part ici",
        "não fica registrado",
    ),
    "forget": ("`trust safety --forget` ",) * 5,
    "a line of one's own": ("trust config set safety_line",) * 5,
}
"""What the page says, and words that say it in English, German, Spanish, French and Portuguese."""


def words(text: str) -> str:
    return " ".join(text.split())


def texts(page: SafetyPage) -> list[str]:
    """Every text of a page, in its order."""
    found: list[str] = []
    for field in fields(page):
        value = getattr(page, field.name)
        found += [value.heading, *value.points] if isinstance(value, Section) else [value]
    return found


@pytest.mark.parametrize("language", PAGES)
def test_no_language_lacks_a_part_or_a_point(language: str) -> None:
    english, page = PAGES["en"], PAGES[language]
    for field in fields(SafetyPage):
        theirs, ours = getattr(english, field.name), getattr(page, field.name)
        assert type(ours) is type(theirs)
        if isinstance(theirs, Section):
            assert len(ours.points) == len(theirs.points) > 0, field.name
    assert all(text.strip() == text != "" for text in texts(page))
    if language != "en":
        assert set(texts(page)).isdisjoint(texts(english)), "left untranslated"
    for place in HELP:
        assert sum(place in text for text in texts(page)) == 1


@pytest.mark.parametrize("columns", ["40", "80"])
@pytest.mark.parametrize(
    ("tag", "number"),
    [
        ("en", 0),
        ("de", 1),
        ("de-AT", 1),
        ("es", 2),
        ("es-MX", 2),
        ("fr", 3),
        ("fr-CA", 3),
        ("it", 0),
        ("ES", 2),
    ],
)
def test_the_page_says_it_all_in_the_language_of_the_questions(
    trust: Trust, tag: str, number: int, columns: str
) -> None:
    trust("config", "set", "language", tag)

    for plain in ((), ("--plain",)):
        found = trust("safety", *plain, env={"COLUMNS": columns})

        assert (found.code, found.err) == (0, "")
        assert max(cell_len(line) for line in found.out.splitlines()) <= int(columns)
        said = words(found.out)
        missing = [what for what, spoken in SAYS.items() if spoken[number] not in said]
        assert missing == []
        assert all(place in found.out for place in HELP)
        assert "trust safety --forget" in found.out, "the command is on one line"
        assert len(found.out.splitlines()) < (150 if columns == "40" else 90)


def test_help_is_on_the_first_screen_and_my_own_line_follows_the_emergency_number(
    trust: Trust,
) -> None:
    trust("config", "set", "safety_line", "Kim, any time: 555")
    for tag in ("en", "de", "es", "fr", "pt"):
        trust("config", "set", "language", tag)

        lines = trust("safety", env={"COLUMNS": "80"}).out.splitlines()

        first = words("\n".join(lines[:23]))
        assert "Kim, any time: 555" in first
        assert "hotpeachpages.net" in first
        help_points = [words(point) for point in page_in(tag).help.points]
        assert first.index(help_points[0]) < first.index("Kim") < first.index(help_points[1])
        assert "safety_line" not in "".join(lines)


def test_the_directories_are_the_same_in_every_language_and_in_the_docs() -> None:
    documented = DOCS.read_text("utf-8")
    for page in PAGES.values():
        for place in HELP:
            assert place in " ".join(texts(page))
            assert place in documented


def test_every_number_of_a_page_is_in_the_docs_and_there_is_no_other() -> None:
    """Nobody in danger may be sent to a number that somebody made up."""
    # F9 is a key.
    numbers = {
        tag: set(re.findall(r"(?<!F)\d+", " ".join(texts(page)))) for tag, page in PAGES.items()
    }
    assert numbers == {
        "en": set(),
        "de": set(),
        "es": set(),
        "fr": {"112", "17", "15", "3919", "3114"},
        "pt": {"190", "192", "180", "188"},
    }
    table = DOCS.read_text("utf-8").partition("## The numbers")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([\d, ]+) \|", table, re.MULTILINE)
    listed = {number for row in rows for number in row.split(", ")}
    assert listed == set().union(*numbers.values())


def test_json_has_the_key_it_always_had(trust: Trust) -> None:
    trust("config", "set", "language", "de")

    assert trust("safety", "--json").json["data"] == {"safety_line": ""}
