"""The template of `trust packs new`: a pack with one question, and a comment on every key."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from .lint_words import language_of
from .schema import PACK, PROMPT, VERSION, Field

HEAD = """\
# yaml-language-server: $schema={schema}
# Anything after a # is a note to you and can be deleted. Put every text in quotes: without them
# YAML reads ? and : and {{ in its own way. `trust packs check {id}.yaml` checks the rest.
"""
BEFORE_PROMPTS = """\

# {person} in a question becomes the name the reader has set, or what `someone` says.
"""

EXAMPLES: dict[str, dict[str, str]] = {
    "en": {
        "description": "A first question, for you to replace.",
        "about": "What these questions are for, and who they suit.",
        "how_to_use": "One question an evening; one line is enough. Skipping is fine.",
        "someone": "someone close",
        "text": "What did I do today that {person} may have noticed?",
        "first": "What was it like to do it?",
        "then": "What could I add tomorrow?",
    },
    "es": {
        "description": "Una primera pregunta, para cambiarla.",
        "about": "Para qué son estas preguntas, y para quién.",
        "how_to_use": "Una pregunta cada noche; basta una línea. Se puede dejar pasar.",
        "someone": "alguien cercano",
        "text": "¿Qué hice hoy que {person} pudo haber notado?",
        "first": "¿Cómo fue hacerlo?",
        "then": "¿Qué podría añadir mañana?",
    },
    "de": {
        "description": "Eine erste Frage, zum Ersetzen.",
        "about": "Wofür diese Fragen da sind, und für wen.",
        "how_to_use": "Eine Frage am Abend; eine Zeile genügt. Auslassen ist in Ordnung.",
        "someone": "ein vertrauter Mensch",
        "text": "Was habe ich heute getan, das {person} bemerkt haben könnte?",
        "first": "Wie war es, das zu tun?",
        "then": "Was könnte morgen dazukommen?",
    },
    "fr": {
        "description": "Une première question, à remplacer.",
        "about": "À quoi servent ces questions, et à qui.",
        "how_to_use": "Une question par soir ; une ligne suffit. On peut passer.",
        "someone": "quelqu’un de proche",
        "text": "Qu’ai-je fait aujourd’hui qui a pu faire plaisir à {person} ?",
        "first": "Comment était-ce de le faire ?",
        "then": "Que pourrait y ajouter demain ?",
    },
    "pt": {
        "description": "Uma primeira pergunta, para trocar.",
        "about": "Para que servem estas perguntas, e para quem.",
        "how_to_use": "Uma pergunta por noite; basta uma linha. Pode pular.",
        "someone": "alguém próximo",
        "text": "O que fiz hoje que {person} pode ter notado?",
        "first": "Como foi fazer isso?",
        "then": "O que amanhã poderia acrescentar?",
    },
}
"""The example texts by language; for other languages the English ones are used."""


def template(pack_id: str, *, title: str, language: str, practice: str, schema: str) -> str:
    """Return the YAML of a new pack, valid and usable as it is.

    `schema` is the address of the JSON Schema, for editors.
    """
    example = EXAMPLES.get(language_of(language), EXAMPLES["en"])
    pack = {
        "schema": str(VERSION),
        "id": pack_id,
        "title": _quoted(title),
        "description": _quoted(example["description"]),
        "about": _quoted(example["about"]),
        "how_to_use": _quoted(example["how_to_use"]),
        "license": "CC0-1.0",
        "language": language,
        "version": _quoted("0.1.0"),
        "someone": _quoted(example["someone"]),
        "first": f"{practice}-1",
    }
    follow_ups = [f"\n      - {_quoted(example[name])}" for name in ("first", "then")]
    prompt = {
        "id": f"{practice}-1",
        "practice": practice,
        "depth": "1",
        "text": _quoted(example["text"]),
        "follow_ups": "".join(follow_ups),
        "facet": "mine",
        "contexts": "[any]",
        "cadence": "daily",
        "care": "false",
    }
    first, *rest = _keys(PROMPT, prompt, indent="    ")
    row = first.replace("    #", "  #").replace("    id:", "  - id:")
    head = HEAD.format(schema=schema, id=pack_id)
    return "".join((head, "\n", *_keys(PACK, pack), BEFORE_PROMPTS, "prompts:\n", row, *rest))


def _keys(fields: Mapping[str, Field], values: dict[str, str], indent: str = "") -> Iterator[str]:
    """Yield each key but the tables, below a comment; keys without a value are commented out."""
    for name, field in fields.items():
        if field.kind == "table":
            continue
        needed = "needed: " if field.required else ""
        takes = f": {', '.join(field.choices)}" if field.choices else ""
        value = values.get(name)
        key = f"# {name}:" if value is None else f"{name}: {value}".replace(": \n", ":\n")
        yield f"{indent}# {needed}{field.about}{takes}\n{indent}{key}\n"


def _quoted(text: str) -> str:
    """Quote a text so that YAML reads it literally."""
    return json.dumps(text, ensure_ascii=False)
