"""The writing rules that can be checked automatically, as warnings for pack authors.

Only `trust packs check` and `add` check them, not the reading of a pack in use. An author may
ignore any of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ..domain.prompts import Pack
from .lint_words import LANGUAGES, WITHOUT_SPACES, Language, language_of
from .problems import Problem
from .reader import Reading, read
from .yaml_tree import Mapping, Node, Scalar, Sequence, Unreadable, parse

FEWEST_WORDS, MOST_WORDS = 6, 22
FEWEST_WORDS_OF_OTHER_FORMS = 3
"""A title or the beginning of a sentence may be shorter than a question."""
TIMED_DEPTHS = {"1", "2"}
EVENTS = {"storm", "joy", "memory"}
"""Cadences whose questions are about something that is known, so they need name no time."""

_WORD = re.compile(r"[\w'’{}-]+")
_QUESTION_MARKS = re.compile("[?？؟]")
_OPEN_ENDS = ("…", "...")
_ENDING = re.compile(r"\{person\}['’]?\w+")
_BRACES = re.compile(r"\{[^{}]*\}?|\}")


def check(raw: bytes) -> Reading:
    """Read a pack file as `read` does, and add the warnings of the writing rules."""
    reading = read(raw)
    try:
        root = parse(raw)
    except Unreadable:
        return reading
    if any(problem.what == "pack_newer_schema" for problem in reading.problems):
        return reading
    problems = [*reading.problems, *lint(root)]
    return Reading(reading.pack, tuple(sorted(problems, key=lambda p: (p.line, p.column))))


def lint(root: Node) -> list[Problem]:
    """List the breaches of the writing rules. Whatever `read` reports as an error is ignored."""
    if not isinstance(root, Mapping):
        return []
    tag = _text(root, "language")
    linter = _Linter(language_of(tag.value if tag else ""))
    linter.check_name(root)
    for number, row in _rows(root, "prompts"):
        linter.check_prompt(row, f"prompts[{number}]")
    for table in ("review", "checkin", "pulse"):
        for number, row in _rows(root, table):
            linter.check_question(row, f"{table}[{number}].text", table)
    for number, row in _rows(root, "review_longer"):
        linter.check_longer(row, f"review_longer[{number}]")
    linter.check_shares()
    return linter.problems


def not_in_original(raw: bytes, original: Pack) -> list[Problem]:
    """Warn of each question in a translation that its original does not have."""
    root = parse(raw)
    original_ids = {prompt.id for prompt in original.prompts}
    problems = []
    for number, row in _rows(root, "prompts") if isinstance(root, Mapping) else ():
        name = _text(row, "id")
        if name is not None and name.value not in original_ids:
            problem = Problem(
                "lint_not_in_original",
                name.line,
                name.column,
                f"prompts[{number}].id",
                "warning",
                details={"value": original.id},
            )
            problems.append(problem)
    return problems


# --- the tree -------------------------------------------------------------------------------


def _rows(root: Mapping, table: str) -> Iterator[tuple[int, Mapping]]:
    _, table_node = root.items.get(table, (None, None))
    for number, row in enumerate(
        table_node.items if isinstance(table_node, Sequence) else (), start=1
    ):
        if isinstance(row, Mapping):
            yield number, row


def _text(row: Mapping, name: str) -> Scalar | None:
    _, value = row.items.get(name, (None, None))
    return value if isinstance(value, Scalar) else None


def _texts(row: Mapping, name: str) -> Iterator[tuple[str, Scalar]]:
    """Yield the texts of a list, or the single text in place of one, with their field names."""
    _, value = row.items.get(name, (None, None))
    if isinstance(value, Scalar):
        yield name, value
    for number, item in enumerate(value.items if isinstance(value, Sequence) else (), start=1):
        if isinstance(item, Scalar):
            yield f"{name}[{number}]", item


# --- words ----------------------------------------------------------------------------------


@cache
def _any_of(words: str) -> re.Pattern[str]:
    """Compile a pattern for any of some words and phrases; an empty list never matches."""
    if not words:
        return re.compile(r"(?!)")
    patterns = (re.escape(word).replace(r"\*", r"\w*") for word in words.split(", "))
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")


def _first_match(words: str, text: str) -> str:
    """Return the first word of a list that occurs in a text, as the text spells it; or ""."""
    match = _any_of(words).search(text.lower().replace("’", "'"))
    return text[match.start() : match.end()] if match else ""


def _opening_word(words: str, text: str) -> str:
    """Return the word of a list that opens a question, or ""; Spanish marks the opening by ¿."""
    opening = text[text.find("¿") + 1 :].lstrip("\"'“‘«„ ")
    match = _any_of(words).match(opening.lower().replace("’", "'"))
    return opening[: match.end()] if match else ""


def _second_person_word(words: Language, text: str) -> str:
    """Return the word with which a text addresses someone, or ""."""
    inside = re.findall(r"(?<=[\w,] )\w+", text)
    polite = [word for word in inside if word in words.polite.split(", ")]
    return _first_match(words.second, text) or next(iter(polite), "")


def _first_few(words: str) -> str:
    """Return the first few words of a list, as suggestions."""
    return ", ".join(words.replace("*", "").split(", ")[:4])


@dataclass(frozen=True, slots=True)
class _Share:
    """The questions of a practice, and those among them about the other person."""

    all: list[Node]
    theirs: list[tuple[Node, str]]


# --- the rules ------------------------------------------------------------------------------


class _Linter:
    """Checks a pack against the writing rules and collects the warnings."""

    def __init__(self, language: str) -> None:
        self.problems: list[Problem] = []
        self._language = language
        self._words = LANGUAGES.get(language)
        self._lines: dict[str, int] = {}
        self._shares: dict[str, _Share] = defaultdict(lambda: _Share([], []))

    def _warn(self, what: str, node: Node, place: str, **more: str) -> None:
        self.problems.append(Problem(what, node.line, node.column, place, "warning", more))

    def check_name(self, root: Mapping) -> None:
        """Check that a translation's id is the original's id and the language."""
        name, origin, tag = (_text(root, key) for key in ("id", "translation_of", "language"))
        if name is None or origin is None or tag is None or origin.value in ("", "null", "~"):
            return
        spoken = tag.value.lower()
        named = [f"{origin.value}-{spoken}", f"{origin.value}-{language_of(spoken)}"]
        if name.value not in named:
            self._warn("lint_translation", name, "id", value=named[-1])

    def check_prompt(self, row: Mapping, place: str) -> None:
        """Check a question with its follow-ups and note."""
        for name in ("text", "with_name"):
            text = _text(row, name)
            if text is not None:
                self._check_question_text(row, text, f"{place}.{name}")
        for name, follow_up in _texts(row, "follow_ups"):
            self._check_opening(follow_up, f"{place}.{name}")
            self._check_question_mark(follow_up, f"{place}.{name}")
            self._check_wording(follow_up, f"{place}.{name}")
        for name, note in _texts(row, "note"):
            self._check_wording(note, f"{place}.{name}")
        practice, facet = _text(row, "practice"), _text(row, "facet")
        if practice is not None:
            share = self._shares[practice.value]
            share.all.append(row)
            if facet is not None and facet.value == "theirs":
                share.theirs.append((facet, f"{place}.facet"))

    def check_question(self, row: Mapping, place: str, table: str) -> None:
        """Check a question of the review, the check-in or the pulse."""
        text = _text(row, "text")
        if text is not None:
            self._check_duplicate(text, place)
            self._check_wording(text, place, aloud=table == "checkin")

    def check_longer(self, row: Mapping, place: str) -> None:
        """Check the wordings of a review question for periods other than a week."""
        for name in ("month", "year", "days"):
            text = _text(row, name)
            if text is not None:
                self._check_wording(text, f"{place}.{name}")

    def check_shares(self) -> None:
        """Check that at most a quarter of a practice, rounded up, is about the other person."""
        for practice, share in self._shares.items():
            if (len(share.theirs) - 1) * 4 >= len(share.all):
                node, place = share.theirs[-1]
                self._warn(
                    "lint_theirs",
                    node,
                    place,
                    theirs=str(len(share.theirs)),
                    all=str(len(share.all)),
                    practice=practice,
                )

    def _check_question_text(self, row: Mapping, text: Scalar, place: str) -> None:
        form = _text(row, "form")
        self._check_duplicate(text, place)
        if form is None or form.value == "question":
            self._check_opening(text, place)
            self._check_question_mark(text, place)
            self._check_length(text, place, FEWEST_WORDS)
        else:
            self._check_other_form(text, place, form.value)
            self._check_length(text, place, FEWEST_WORDS_OF_OTHER_FORMS)
        self._check_wording(text, place)
        if self._words is None:
            return
        if any(_texts(row, "follow_ups")) and (word := self._second_question(text.value)):
            self._warn("lint_two_in_one", text, place, word=word)
        if self._words.first and not _first_match(self._words.first, text.value):
            self._warn("lint_no_first_person", text, place, words=_first_few(self._words.first))
        if _must_name_time(row) and not _first_match(self._words.time, text.value):
            self._warn("lint_no_time", text, place, words=self._words.times)

    def _second_question(self, text: str) -> str:
        """Return the words after a comma that begin a second question, or ""."""
        parts = (part.strip() for part in text.split(",")[1:])
        words = self._words.second_question if self._words else ""
        return next((word for part in parts if (word := _opening_word(words, part))), "")

    def _check_duplicate(self, text: Scalar, place: str) -> None:
        normalized = " ".join(text.value.split()).casefold()
        if normalized in self._lines:
            self._warn("lint_doubled_text", text, place, line=str(self._lines[normalized]))
        self._lines.setdefault(normalized, text.line)

    def _check_question_mark(self, text: Scalar, place: str) -> None:
        count = self._question_marks(text)
        if count != 1:
            self._warn("lint_question_marks", text, place, count=str(count))

    def _check_other_form(self, text: Scalar, place: str, form: str) -> None:
        """Check that only a question has a question mark, and that a sentence is left open."""
        if self._question_marks(text):
            self._warn("lint_form_asks", text, place, form=form)
        if form == "sentence" and not text.value.rstrip().endswith(_OPEN_ENDS):
            self._warn("lint_sentence_ends", text, place)

    def _question_marks(self, text: Scalar) -> int:
        count = len(_QUESTION_MARKS.findall(text.value))
        if self._language == "el":
            count += len(re.findall("[;\u037e]", text.value))
        return count

    def _check_length(self, text: Scalar, place: str, fewest: int) -> None:
        count = len(_WORD.findall(text.value))
        if self._language not in WITHOUT_SPACES and not fewest <= count <= MOST_WORDS:
            self._warn(
                "lint_length",
                text,
                place,
                count=str(count),
                low=str(fewest),
                high=str(MOST_WORDS),
            )

    def _check_opening(self, text: Scalar, place: str) -> None:
        if self._words is None:
            return
        if word := _opening_word(self._words.why, text.value):
            self._warn("lint_why", text, place, word=word, words=self._words.open)
        elif word := _opening_word(self._words.closed, text.value):
            self._warn("lint_closed", text, place, word=word, words=self._words.open)

    def _check_wording(self, text: Scalar, place: str, *, aloud: bool = False) -> None:
        """Check the rules for every text; a check-in is said to someone, so it may say "you"."""
        rest = text.value
        if self._language not in WITHOUT_SPACES and (match := _ENDING.search(rest)):
            self._warn("lint_ending", text, place, word=match[0])
        if odd := _BRACES.search(rest.replace("{person}", "")):
            self._warn("lint_placeholder", text, place, value=odd[0][:40])
        if self._words is None:
            return
        if not aloud and (word := _second_person_word(self._words, rest)):
            self._warn("lint_second_person", text, place, word=word)
        if word := _first_match(
            self._words.hard, _any_of(self._words.harmless).sub(" ", rest.lower())
        ):
            self._warn("lint_hard_word", text, place, word=word)
        if word := _first_match(self._words.status, rest):
            self._warn("lint_status_word", text, place, word=word)


def _must_name_time(row: Mapping) -> bool:
    """Return whether a question must name a time: not at depth 3, nor if it is about an event."""
    depth, cadence = _text(row, "depth"), _text(row, "cadence")
    return (
        depth is not None
        and depth.value in TIMED_DEPTHS
        and (cadence is None or cadence.value not in EVENTS)
    )
