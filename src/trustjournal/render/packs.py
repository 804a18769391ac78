"""Packs: the list, and one of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType
from rich.text import Text

from ..domain.prompts import Pack
from . import messages, parts, words
from .safe import safe_line
from .screen import Screen

if TYPE_CHECKING:
    from ..packs.library import Skipped


def listing(
    rows: Sequence[tuple[str, Pack | None, bool, Skipped | None]], screen: Screen
) -> list[RenderableType]:
    """Every pack: whether it is on, how many questions, what it is for."""
    shown: list[RenderableType] = []
    for name, pack, enabled, skipped in rows:
        state = "on" if enabled else "off"
        if pack is None:
            problem: Any = skipped.problem if skipped else None
            why = messages.problem(problem) if problem else ""
            shown.append(Text(f"{safe_line(name)}  cannot be used: {why}"))
            continue
        line = Text.assemble(
            (safe_line(name), "bold"),
            f"  {state}, ",
            words.count(len(pack.prompts), "question"),
            f", {safe_line(pack.language)}",
        )
        shown.append(line)
        if pack.description:
            shown.append(parts.inset(Text(safe_line(pack.description), style="dim")))
    return shown


def one(pack: Pack, screen: Screen) -> list[RenderableType]:
    """A pack: what it is for, and its questions by practice."""
    body: list[RenderableType] = [
        Text(safe_line(pack.title), style="bold"),
        Text(
            safe_line(f"{pack.id} {pack.version}, {pack.license}, by {', '.join(pack.author)}"),
            style="dim",
        ),
    ]
    for text in (pack.about, pack.how_to_use):
        if text:
            body += ["", Text(safe_line(text))]
    ordered = sorted(enumerate(pack.prompts), key=lambda item: _practice_place(pack, item))
    for practice, prompts in groupby((p for _, p in ordered), key=lambda p: p.practice):
        body += ["", Text(safe_line(words.practice(practice)), style="cyan")]
        for prompt in prompts:
            body.append(
                parts.inset(
                    Text(safe_line(prompt.text)),
                    Text(safe_line(f"{prompt.id}, depth {prompt.depth}"), style="dim"),
                )
            )
    return body


def _practice_place(pack: Pack, item: tuple[int, Any]) -> tuple[int, int, int]:
    firsts: dict[str, int] = {}
    for number, prompt in enumerate(pack.prompts):
        firsts.setdefault(prompt.practice, number)
    number, prompt = item
    return firsts[prompt.practice], prompt.depth, number
