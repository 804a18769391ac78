"""Compare the lines of two texts, so that words which are private in either stay private."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeAlias

from . import private_marks

_SHORTEST = 3
"""In letters. Anything shorter is in too many lines to tell that one line comes from another."""

Line: TypeAlias = tuple[str, str]
"""A line of a text, and how that text shows it, without private words."""


class Text(Protocol):
    """Anything with a title and a body, such as an entry or an earlier version."""

    @property
    def title(self) -> str | None:
        """The title, if there is one."""

    @property
    def body(self) -> str:
        """The text."""


class HidingText(Text, Protocol):
    """A text that may be private as a whole."""

    @property
    def private(self) -> bool:
        """Whether all of it is private."""


def lines_after(text: str, length: int, entry: Text) -> list[Line]:
    """Return the lines after the first `length` characters, from the beginning of a line.

    A line whose beginning the entry doesn't show is private.
    """
    if length == len(text):
        return []
    begun = text[:length].split("\n")
    lines = private_marks.redacted_lines(text)
    if text.startswith("\n", length):
        return lines[len(begun) :]
    line, *more = lines[len(begun) - 1 :]
    is_shown = begun[-1] == "" or _bare(begun[-1]) in _shown_lines(entry)
    return [line if is_shown else (line[0], private_marks.PLACEHOLDER), *more]


def lines_missing_in(versions: Sequence[Text], text: Text, entry: Text) -> list[Line]:
    """Return the lines of a text, its title among them, that no version of an entry has.

    `entry` is the current version. A line is private if it has words which are private in the
    entry, or is a longer or a shorter form of a line which the entry doesn't show.
    """
    stored = bare_lines(versions) | {""}
    lines = private_marks.redacted_lines("\n\n".join(_title_and_body(text)))
    missing = [(line, redacted) for line, redacted in lines if _bare(line) not in stored]
    if not missing:
        return []
    hidden = _Beginnings(stored - _shown_lines(entry))
    words = [each for each in private_marks.private_lines(entry.body) if len(each) >= _SHORTEST]
    return [
        (line, private_marks.PLACEHOLDER)
        if hidden.match(_bare(line)) or any(each in _bare(line) for each in words)
        else (line, redacted)
        for line, redacted in missing
    ]


def with_lines(body: str, lines: Sequence[Line]) -> str:
    """Return a text with lines below it that hide as much as they did in the text they're from."""
    return "\n".join([body.removesuffix("\n"), *(_on_its_own(*line) for line in lines)])


def hides_shown_line(body: str, entry: Text) -> bool:
    """Return whether a text hides words in a line that an entry shows."""
    shown = _shown_lines(entry)
    return any(
        line != redacted and _bare(line) in shown
        for line, redacted in private_marks.redacted_lines(body)
    )


def hides_more(unseen: Iterable[Text], text: Text, seen: Iterable[Text]) -> bool:
    """Return whether texts that a writer hadn't seen hide a passage that their own text doesn't.

    Passages hidden in texts that they had `seen` don't count: they chose what to do with those.
    It doesn't matter whether their text shows the passage: they may have put it in other words.
    """
    known = _hidden_in([text, *seen])
    return not known.issuperset(_hidden_in(unseen))


def _hidden_in(texts: Iterable[Text]) -> frozenset[str]:
    passages = (private_marks.private_passages("\n\n".join(_title_and_body(t))) for t in texts)
    return frozenset[str]().union(*passages)


def shows_hidden_line(text: Text, hidden: Iterable[str]) -> bool:
    """Return whether a text shows one of some lines (see `hidden_lines`)."""
    return not _shown_lines(text).isdisjoint(hidden)


def hidden_lines(versions: Sequence[HidingText]) -> set[str]:
    """Return the lines that versions of an entry hide and that its current one doesn't show.

    The current version is the first.
    """
    hidden = {""}
    for version in versions:
        lines = {_bare(line) for line in _all_lines(version)}
        hidden |= lines if version.private else lines - _shown_lines(version)
    return hidden - {""} - (set() if versions[0].private else _shown_lines(versions[0]))


def bare_lines(texts: Iterable[Text]) -> set[str]:
    """Return the lines of some texts without private marks, as they're compared here."""
    return {_bare(line) for text in texts for line in _all_lines(text)} - {""}


def lines_shown_in(texts: Iterable[Text]) -> set[str]:
    """Return the lines that any of some texts shows."""
    return {line for text in texts for line in _shown_lines(text)}


class _Beginnings:
    """Finds lines that begin with one of some lines, or are the beginning of one."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = sorted(line for line in lines if len(line) >= _SHORTEST)
        self._shortest: list[str] = []
        """Those that begin with no other one, so that at most one is the beginning of a line."""
        for line in self._lines:
            if not (self._shortest and line.startswith(self._shortest[-1])):
                self._shortest.append(line)

    def match(self, line: str) -> bool:
        before = self._shortest[bisect(self._shortest, line) - 1 :][:1]
        after = self._lines[bisect(self._lines, line) :][:1]
        return any(map(line.startswith, before)) or any(each.startswith(line) for each in after)


def _shown_lines(entry: Text) -> set[str]:
    """Return the lines of an entry that have no private words."""
    lines = private_marks.redacted_lines("\n\n".join(_title_and_body(entry)))
    return {_bare(line) for line, redacted in lines if line == redacted}


def _title_and_body(text: Text) -> list[str]:
    return [text.title, text.body] if text.title else [text.body]


def _all_lines(text: Text) -> list[str]:
    return "\n".join(_title_and_body(text)).split("\n")


def _bare(line: str) -> str:
    return private_marks.without_marks(line).strip()


def _on_its_own(line: str, redacted: str) -> str:
    """Return a line that hides as much as it did among other lines."""
    if private_marks.redact(line)[0] == redacted and private_marks.hides_alone(line):
        return line
    return private_marks.hide(line) if _bare(line) else ""
