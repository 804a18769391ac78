"""Packs: the list, one of them, and the confirmations of changes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType
from rich.text import Text

from ..domain.prompts import Pack, Prompt
from . import messages, phrases, widgets
from .sanitize import safe_line

if TYPE_CHECKING:
    from ..services.packs import PackAdded, PackListing, PacksSwitched


def listing(rows: Sequence[PackListing]) -> list[RenderableType]:
    """Return the packs, those that are on first, each with its languages and its purpose."""
    packs = {row.id: row for row in rows if row.pack is not None}
    translations: dict[str, list[PackListing]] = {name: [] for name in packs}
    for row in packs.values():
        original = packs.get(row.pack.translation_of or "") if row.pack else None
        if original is not None and original.own == row.own:
            translations[original.id].append(row)
            del translations[row.id]
    groups = [(packs[name], *others) for name, others in translations.items()]
    groups.sort(key=lambda group: not any(row.enabled for row in group))
    lines = [line for group in groups for line in _listed(group)]
    lines += [_unusable(row) for row in rows if row.pack is None]
    pairs = [
        ("trust packs show PACK", "read its questions"),
        ("trust packs enable PACK", "get questions from it"),
    ]
    if any(len(group) > 1 for group in groups):
        pairs.append(("trust config set language de", "get them in another language"))
    return [*lines, "", widgets.hints(pairs)]


def _unusable(row: PackListing) -> RenderableType:
    why = messages.problem(row.skipped.problem) if row.skipped else "its name isn't a valid id"
    return Text(f"{safe_line(row.id)}  can't be used: {why}")


def _listed(group: Sequence[PackListing]) -> Iterator[RenderableType]:
    """Return the lines of a pack and its translations."""
    row = group[0]
    pack = row.pack
    if pack is None:
        return
    facts = [
        _on_or_off(group),
        phrases.count(len(pack.prompts), "question"),
        " ".join(safe_line(other.pack.language) for other in group if other.pack),
        *(["your own"] if row.own else []),
    ]
    pieces = [Text(f"{fact},") for fact in facts[:-1]]
    name = Text.assemble((row.id, "bold"), " ")
    yield widgets.items([name, *pieces, Text(facts[-1])], gap=1, hang=widgets.INDENT)
    if pack.title.casefold() != row.id.replace("-", " "):
        yield widgets.inset(Text(safe_line(pack.title)))
    if pack.translation_of:
        yield widgets.inset(Text(f"a translation of {pack.translation_of}"))
    if pack.description:
        yield widgets.inset(Text(safe_line(pack.description)))


def _on_or_off(group: Sequence[PackListing]) -> str:
    if group[0].enabled:
        return "on"
    languages = [row.pack.language for row in group if row.enabled and row.pack]
    return f"on in {safe_line(phrases.joined_with_and(languages))}" if languages else "off"


def pack_view(pack: Pack) -> list[RenderableType]:
    """Return a pack: its purpose, and its questions by practice."""
    by = f", by {', '.join(pack.author)}" if pack.author else ""
    named = f"{pack.id} {pack.version}, {pack.language}, {pack.license}{by}"
    body: list[RenderableType] = [
        Text(safe_line(pack.title), style="bold"),
        Text(safe_line(named)),
    ]
    if pack.translation_of:
        body.append(Text(f"a translation of {pack.translation_of}"))
    body += _purpose(pack)
    ordered = sorted(enumerate(pack.prompts), key=lambda item: _practice_place(pack, item))
    for practice, prompts in groupby((p for _, p in ordered), key=lambda p: p.practice):
        body += ["", Text(safe_line(phrases.practice(practice)), style="cyan")]
        for prompt in prompts:
            texts = [Text(safe_line(prompt.text))]
            if prompt.with_name:
                texts.append(Text(f"with a name: {safe_line(prompt.with_name)}"))
            body.append(widgets.inset(*texts, Text(_about(prompt))))
    return body


def _about(prompt: Prompt) -> str:
    """Return the id of a question, its depth, and for whom and how often it is meant."""
    facts = [prompt.id, f"depth {prompt.depth}"]
    if "any" not in prompt.contexts:
        facts.append(" or ".join(prompt.contexts))
    if prompt.cadence != "daily":
        facts.append(prompt.cadence)
    if prompt.care:
        facts.append("tender")
    return safe_line(", ".join(facts))


def _purpose(pack: Pack) -> Iterator[RenderableType]:
    """Return the purpose of a pack and how to use it, in its author's words."""
    for text in (pack.about, pack.how_to_use):
        for paragraph in filter(str.strip, text.split("\n")):
            yield ""
            yield Text(safe_line(paragraph))


def _practice_place(pack: Pack, item: tuple[int, Any]) -> tuple[int, int, int]:
    firsts: dict[str, int] = {}
    for number, prompt in enumerate(pack.prompts):
        firsts.setdefault(prompt.practice, number)
    number, prompt = item
    return firsts[prompt.practice], prompt.depth, number


# --- confirmations --------------------------------------------------------------------------


def enabled(
    new: Sequence[Pack], done: PacksSwitched, language: str, foreign: Collection[str] = ()
) -> Iterator[RenderableType]:
    """Return for each new pack its purpose and how to use it, before its first question.

    `foreign` are the ids of those whose questions don't come by themselves: others are in the
    person's language.
    """
    for number, pack in enumerate(new):
        if number:
            yield ""
        yield Text.assemble("Turned on: ", (safe_line(pack.title), "bold"), f" ({pack.id}).")
        yield from _purpose(pack)
        if pack.id in foreign:
            yield ""
            yield Text(
                "It isn't in your language. While a pack in your language is on, questions from"
                f" this one come up only with `trust journal --pack {pack.id}`."
            )
        if pack.translation_of and not pack.speaks(language):
            spoken = safe_line(pack.language)
            yield ""
            yield Text(
                f"It's a translation of {pack.translation_of}. With `trust config set language"
                f" {spoken}` you get translations of all your packs automatically."
            )
    for name in done.already:
        yield Text(f"{name} was already on.")


def disabled(done: PacksSwitched) -> Iterator[RenderableType]:
    """Return the confirmation that packs are off."""
    for name in done.changed:
        yield Text(f"{safe_line(name)} is off. Your answers stay in the journal.")
    for name in done.already:
        yield Text(f"{safe_line(name)} was already off.")
    if not done.on:
        yield Text(
            "No pack is on, so there won't be new questions. You can still write whatever you like."
        )
        yield widgets.hints(
            [
                ("trust journal --free", "write without a question"),
                ("trust packs enable emotional-trust", "get questions again"),
            ]
        )


def begun(pack_id: str, path: Path) -> Iterator[RenderableType]:
    """Return what to do next with the file of a new pack."""
    yield Text(f"Created {path}, with one question and a comment on each field. Next:")
    yield widgets.hints(
        [
            (f"trust packs check {path}", "check it, as often as you like"),
            (f"trust packs add {path}", "add it to your packs"),
            (f"trust packs enable {pack_id}", "get questions from it"),
        ]
    )


def added(done: PackAdded) -> Iterator[RenderableType]:
    """Return the confirmation of an added pack: its purpose, and how to turn it on."""
    pack = done.pack
    verb = "Replaced" if done.replaced else "Added"
    count = phrases.count(len(pack.prompts), "question")
    yield Text.assemble(f"{verb}: ", (safe_line(pack.title), "bold"), f" ({pack.id}, {count}).")
    yield from _purpose(pack)
    yield ""
    if done.enabled:
        yield Text("It is on.")
    else:
        pairs = [
            (f"trust packs show {pack.id}", "read its questions"),
            (f"trust packs enable {pack.id}", "get questions from it"),
        ]
        yield widgets.hints(pairs)
    if pack.translation_of:
        yield Text(
            f"This translation is used automatically while {pack.translation_of} is on and"
            f" `language` is {safe_line(pack.language)}."
        )


def removed(pack_id: str) -> Iterator[RenderableType]:
    """Return the confirmation that one of the user's own packs was removed."""
    name = safe_line(pack_id)
    yield Text(f"{name} was removed. Your answers stay in the journal.")


def marked_questions(setting: str, texts: Mapping[str, str]) -> Iterator[RenderableType]:
    """Return the muted questions or the favourites, each with its name; `texts` is by name."""
    if not texts:
        none = {"muted": "No questions are muted.", "favourites": "You have no favourites yet."}
        yield Text(none[setting])
    for origin, text in texts.items():
        if text:
            yield Text(safe_line(text))
        yield widgets.inset(Text(safe_line(origin))) if text else Text(safe_line(origin))


_MARKED = {
    ("muted", True): "“{question}” won't be asked again.",
    ("muted", False): "“{question}” can come up again.",
    ("favourites", True): "“{question}” will be asked more often.",
    ("favourites", False): "“{question}” will be asked as often as the others.",
}


def marked(setting: str, question: str, *, on: bool) -> RenderableType:
    """Return the confirmation that a question is muted or a favourite, or no longer."""
    return Text(_MARKED[setting, on].format(question=safe_line(question)))
