"""Errors and warnings: one plain line each, with the problem and the remedy.

An error has its own sentence. Problems in packs and settings have a code and details, and
their sentences are here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from os.path import commonprefix
from typing import Any

from ..domain import ids
from ..domain.entry import Entry
from ..errors import TrustError
from . import phrases
from .sanitize import safe_line
from .ways import sentence, way

PACK_PROBLEMS: dict[str, str] = {
    "pack_too_large": "the file is larger than {limit}",
    "pack_not_utf8": "the file isn't UTF-8 text (see byte {at})",
    "pack_not_yaml": "this isn't valid YAML: {why}; quotes around each value often help",
    "pack_empty": "the file is empty",
    "pack_two_documents": "a second YAML document begins here; a pack has one",
    "pack_alias": "anchors and aliases (& and *) aren't allowed; quote text that begins with one",
    "pack_too_deep": "the file is nested too deeply or has too much in it",
    "pack_key_not_text": "a key must be a plain word",
    "pack_doubled_key": "the key {key} appears twice",
    "pack_not_mapping": "needs keys and values; if this is text, put it in quotes",
    "pack_blank": "is blank",
    "pack_not_list": "needs a list here",
    "pack_not_text": "needs text here; put it in quotes",
    "pack_unknown_key": "isn't a key a pack can have here; use one of {allowed}",
    "pack_missing_key": "{key} is missing",
    "pack_too_many": "has more than {most}",
    "pack_text_too_long": "is longer than {limit} characters",
    "pack_lacks": "has no {value} in it",
    "pack_not_allowed": "can't be {value}; use one of {allowed}",
    "pack_not_slug": "can't be {value}; use lower-case letters, digits and hyphens",
    "pack_not_number": "can't be {value}; use a number from {low} to {high}",
    "pack_not_flag": "can't be {value}; use true or false",
    "pack_unknown_practice": "{value} isn't a practice; use one of {allowed}",
    "pack_newer_schema": "the pack needs schema {version}; upgrade `trust` to read it",
    "pack_unknown_first": "has to be a question in this pack, and {value} isn't one",
    "pack_doubled_id": "{value} is already used on line {line}",
    "pack_id_not_file": "the pack's id is {value}, so its file must be called {value}.yaml",
    "pack_unreadable": "can't be read ({why})",
    "pack_not_file": "isn't a file; give the YAML file of a pack",
    "pack_file_name": "the file's name isn't its pack's id; `trust packs add` keeps it as "
    "{value}.yaml",
    # the writing rules, which are only ever warnings
    "lint_question_marks": "has {count} question marks; a question has one, and a `text` that "
    "isn't a question needs a `form`",
    "lint_form_asks": "has a question mark and the form {form}; remove one of the two",
    "lint_sentence_ends": "is a sentence to finish, so end it with “…”",
    "lint_two_in_one": "asks a second question after “{word}”; "
    "ask the first, and make the second a follow-up",
    "lint_length": "has {count} words; {low} to {high} work best at the end of a day",
    "lint_closed": "begins with “{word}”, so yes or no could answer it; begin with {words}",
    "lint_why": "begins with “{word}”, which puts people on the defensive; begin with {words}",
    "lint_no_first_person": "isn't in the first person; use a word such as {words}",
    "lint_second_person": "says “{word}”; write the question in the first person",
    "lint_no_time": "doesn't say when; at depths 1 and 2, add a word such as {words}",
    "lint_hard_word": "says “{word}”, which sounds like a rule or like blame; "
    "ask what was done, said or seen",
    "lint_status_word": "says “{word}”, which doesn't fit everyone; use {{person}} or “they”",
    "lint_ending": "says “{word}”, but not every name takes that ending; rephrase the sentence",
    "lint_placeholder": "has {value}; only {{person}} is filled in",
    "lint_theirs": "{theirs} of {all} questions on {practice} are about the other person; "
    "one in four is enough",
    "lint_translation": "call the translation {value}, and it's used automatically",
    "lint_not_in_original": "isn't a question in {value}. Keep the ids when you translate, so that "
    "an answer counts in both languages",
    "lint_doubled_text": "is the same text as on line {line}",
}

PACK_PROBLEMS_BY_COUNT = {
    "0": {
        "lint_question_marks": "has no question mark; a question has one, and a `text` that "
        "isn't a question needs a `form`",
    },
    "1": {
        "lint_length": "has {count} word; {low} to {high} work best at the end of a day",
    },
}
"""The sentences that differ where the count is 0 or 1."""

_ABOUT_THE_FILE = ("pack_newer_schema", "pack_id_not_file", "pack_file_name")
"""The problems whose sentences stand without the key that they're about."""

_WITH_A_SUBJECT = (
    "pack_missing_key",
    "pack_unknown_practice",
    "pack_doubled_id",
    "lint_theirs",
    "lint_translation",
)
"""The problems whose sentences don't go on from the key, so that a colon stands between."""

SETTINGS_PROBLEMS: dict[str, str] = {
    "settings_unreadable": "{where} can't be read; the default settings are used",
    "settings_not_toml": "{where} isn't valid TOML; default settings are used until you fix it",
    "settings_unknown_key": "{where} has an unknown setting, {key}; it is ignored",
    "settings_bad_value": "the setting {key} in {where} isn't valid, so its default is used; "
    "allowed: {takes}",
}


JSON_TAKES: dict[str, str] = {
    "missing": "is missing",
    "nothing": "isn't known to this version",
    "record": "has to be an object",
    "id": "has to be 20 letters and digits",
    "text": "has to be text",
    "choice": "isn't one of the allowed words",
    "day": "has to be a day such as 2026-11-22",
    "week": "has to be a week such as 2026-W47",
    "moment": "has to be a time such as 2026-11-22T21:10:05Z",
    "number": "has to be a number in the allowed range",
    "flag": "has to be true or false",
    "hash": "has to be a hash of hexadecimal digits",
    "texts": "has to be a list of texts",
    "rows": "has to be a list of objects",
    "numbers": "has to be an object of numbers",
    "unique": "appears twice",
    "order": "comes before the first day",
    "too_long": "makes the pause longer than 366 days",
}
"""Values that a field of our own JSON takes, by rule (docs/formats.md has all of them)."""


_BLANK = "''"
"""What is shown for an empty value, which would leave a hole in the sentence."""


def _details(details: Mapping[str, Any]) -> dict[str, str]:
    texts = {name: _detail(value) for name, value in details.items()}
    for name in {"name", "value"} & texts.keys():
        texts[name] = texts[name] or _BLANK
    if "rule" in texts:
        texts["rule"] = JSON_TAKES[texts["rule"]]
    return texts


def _detail(value: Any) -> str:
    if isinstance(value, tuple) and value and isinstance(value[0], Entry):
        shared_letters = len(commonprefix([entry.id for entry in value]))  # noqa: RUF071  # of letters, not of paths
        return ", ".join(_candidate(entry, max(ids.SHORT, shared_letters + 1)) for entry in value)
    if hasattr(value, "what") and hasattr(value, "line"):
        return problem(value)
    return safe_line(str(value))


def _candidate(entry: Entry, letters: int) -> str:
    return f"{entry.id[:letters]} ({entry.day} {entry.local_time:%H:%M})"


_TEXT_LOCATIONS = {
    "given_back": ". Your text couldn't be kept, so it was written to standard output instead",
    "text": ". Your text couldn't be kept, so it's in this answer",
    "kept_in": ". Your text is kept in {kept_in}, which only your account can open",
    "shown": ". Your text couldn't be kept; it's on the screen above",
    "unkept": ". Your text couldn't be kept anywhere",
}
"""Where a text went that couldn't be saved as a draft, by the name of the detail."""


def error(error: TrustError) -> str:
    """Return the sentence of an error, and where the text is kept if some was being written."""
    details = _details(error.details)
    template = sentence(error.sentence)
    if details.get("value") == _BLANK:
        template = template.replace("can't be {value};", "can't be empty;")
    text = template.format(**details)
    if "unkept" in details:
        text = text.removesuffix("; your words are safe")
    if "draft" in details and "{draft}" not in error.sentence:
        kept = "in {draft}; run `trust` to go on with it".format(**details)
        text += f". Your text is kept {way(kept, 'as a draft')}"
    if "not_taken" in details:
        text += ". Nothing from the pipe was used or kept"
    if "stored" in details:
        name = details["stored"]
        how = way(f"`trust edit {name} --mood 4`", "m")
        text += f". The entry is saved, and {how} adds how you felt"
    return text + "".join(
        _TEXT_LOCATIONS[name].format(**details) for name in _TEXT_LOCATIONS if name in details
    )


def problem(problem: Any) -> str:
    """Return a problem of a pack with its line: `line 3: title is missing`."""
    return f"line {problem.line}: {_description(problem)}"


def located(path: object, problem: Any) -> str:
    """Return a problem as compilers write it: `path:line:column: severity: text`."""
    location = f"{safe_line(str(path))}:{problem.line}:{problem.column}"
    return f"{location}: {problem.severity}: {_description(problem)}"


def _description(problem: Any) -> str:
    details = _details(problem.details)
    sentences = PACK_PROBLEMS | PACK_PROBLEMS_BY_COUNT.get(details.get("count", ""), {})
    text = sentences[problem.what].format(**details)
    place = problem.place or ("this" if problem.what == "pack_not_mapping" else "")
    if problem.what in _ABOUT_THE_FILE:
        return text
    colon = ":" if problem.what in _WITH_A_SUBJECT else ""
    return f"{safe_line(place)}{colon} {text}" if place else text


def check_report(files: Sequence[Any], *, totals: bool) -> Iterator[str]:
    """Return a line for each problem in the files of packs, and with `totals` their number."""
    for file in files:
        yield from (located(file.path, problem) for problem in file.problems)
        if totals and not file.problems:
            yield f"{safe_line(str(file.path))}: fine"
    errors, warnings = (sum(file.count(kind) for file in files) for kind in ("error", "warning"))
    counts = [phrases.count(errors, "error")] * bool(errors)
    counts += [phrases.count(warnings, "warning")] * bool(warnings)
    if totals and counts:
        rest = "" if errors else "; a pack with warnings can still be used"
        yield " and ".join(counts) + rest


def added_with_warnings(path: object, warnings: int) -> str:
    """Return the note that a pack was added which has warnings."""
    name = safe_line(str(path))
    return f"{phrases.count(warnings, 'warning')}; see `trust packs check {name}`"


def skipped_pack(pack_id: str, pack_problem: Any) -> str:
    """Return the warning about a pack that can't be used."""
    return f"the pack {safe_line(pack_id)} was skipped ({problem(pack_problem)})"


def missing_pack(pack_id: str) -> str:
    """Return the warning about a pack in the settings that doesn't exist."""
    return f"the pack {safe_line(pack_id)} in the settings doesn't exist; it is ignored"


CLOCK_BEHIND = (
    "this computer's clock says {clock}, but the journal has an entry dated {day}. "
    "Check the clock; if it's right, `trust edit {id} --date DAY` corrects the entry"
)


def clock_behind(late_entry: Any) -> str:
    """Return the note that an entry is dated later than this computer's clock."""
    return CLOCK_BEHIND.format(id=late_entry.id, day=late_entry.day, clock=late_entry.clock)


def settings(problems: Any) -> str:
    """Return the warning about the first of the problems in the settings, and their number."""
    problem, *more = problems
    text = SETTINGS_PROBLEMS[problem.what].format(
        key=safe_line(problem.key), takes=problem.takes, where=safe_line(problem.where)
    )
    return text + (f" (and {phrases.count(len(more), 'more problem')})" if more else "")
