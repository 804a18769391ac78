"""Words that people try as commands, and the commands that do what they mean."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Sequence

from ..config import KEYS
from ..domain.calendar import WEEKDAYS

WRITE = ("write", "new", "add", "note", "log", "jot", "entry", "diary")

MEANINGS: dict[str, str] = {
    **dict.fromkeys(WRITE, "journal"),
    **dict.fromkeys(("find", "grep", "look", "query"), "search …"),
    **dict.fromkeys(("ls", "all", "entries", "dir"), "list"),
    **dict.fromkeys(("view", "cat", "print", "display"), "show …"),
    **dict.fromkeys(("last", "latest"), "show last"),
    **dict.fromkeys(("browse", "calendar", "reread"), "read"),
    "random": "show --random",
    **dict.fromkeys(("onthisday", "on-this-day", "flashback", "flashbacks"), "read --on-this-day"),
    **dict.fromkeys(("anniversary", "memories", "throwback"), "read --on-this-day"),
    "change": "edit …",
    "fix": "edit …",
    "correct": "edit …",
    "amend": "edit …",
    "rm": "delete …",
    "remove": "delete …",
    "del": "delete …",
    "erase": "delete …",
    "undelete": "trash restore …",
    "untrash": "trash restore …",
    "undo": "trash list` or `trust show last --history",
    **dict.fromkeys(("favourite", "favorite", "favourites", "favorites"), "edit … --star"),
    "bookmark": "edit … --star",
    "tag": "list --tag …",
    "stats": "streak",
    "statistics": "streak",
    "heatmap": "streak",
    "graph": "streak",
    "week": "review",
    "summary": "review",
    "recap": "review",
    "mood": "journal --mood 4",
    "closeness": "journal --closeness 4",
    "month": "review --month",
    "year": "review --year",
    "settings": "config",
    "preferences": "config",
    "prefs": "config",
    "options": "config",
    "set": "config set …",
    "get": "config get …",
    "name": "config set person …",
    "completion": "--install-completion",
    "completions": "--install-completion",
    "version": "--version",
    "man": "--help",
    "commands": "--help",
    "question": "prompt",
    "questions": "packs list",
    "lock": "encrypt",
    "seal": "encrypt",
    "password": "encrypt",
    "passphrase": "encrypt --change",
    "promises": "promise",
    "person": "config set person …",
    "partner": "people",
    "save": "backup",
    "copy": "backup",
    "dump": "export json",
    "takeout": "export json",
    "load": "import …",
    "check": "doctor",
    "verify": "doctor",
    "holiday": "pause …",
    "vacation": "pause …",
    **dict.fromkeys(("reminder", "notify", "alarm", "nudge"), "remind"),
    "meditate": "sit",
    "timer": "sit",
    "breathe": "sit",
    "fight": "storm",
    "argument": "storm",
    "quarrel": "storm",
    "gratitude": "joy",
    "happy": "joy",
    "talk": "checkin",
    "ask": "checkin",
    "send": "share",
    "info": "about",
    "paths": "about",
    **dict.fromkeys(("crisis", "emergency", "sos", "danger", "unsafe", "afraid"), "safety"),
    **dict.fromkeys(("abuse", "suicide", "suicidal"), "safety"),
}
"""By word: the command, without `trust`. The person's own words take the place of `…`."""

PHRASES: dict[str, str] = {
    "on this day": "read --on-this-day",
    **{f"{which} {unit}": "read …" for which in ("last", "this") for unit in ("week", "month")},
    **{f"{which} year": "read …" for which in ("last", "this")},
}
"""By the words of a line: the command, with the words themselves in the place of `…`."""

_AGO = re.compile(
    "(an?|one|two|three|four|five|six|seven|eight|nine|ten|[0-9]{1,4})"
    " (day|week|month|year)s? ago( today)?"
)

TODAY = ("today", "now", "home", "status", "dashboard")
"""Words for what `trust` alone shows."""

_OWN_WORDS = 3
"""The most words of a line that a message repeats; more may be the text of an entry."""
_ALIKE, _ALIKE_IN_A_LINE = 0.75, 0.8


def suggestion(words: Sequence[str], names: Collection[str]) -> str | None:
    """Return the command, with `trust`, that the words of a line probably mean, if any."""
    phrase = _phrase(words)
    if phrase:
        return f"trust {phrase}"
    if [word.lower() for word in words[:2]] == ["check", "in"]:
        words = ["checkin", *(word for word in words[2:] if word != "with")]
    first, own = words[0].lower(), words[1:]
    if first in TODAY:
        return "trust"
    if _is_day(first):
        return f"trust show {first}"
    command = MEANINGS.get(first)
    if command is None or command.split()[0] not in {*names, *_OF_PROGRAM}:
        near = similar(first, names)
        return f"trust {' '.join([near, *_repeatable(own)])}" if near else None
    place = " ".join(_repeatable(own)) or ("last" if command.endswith("--star") else "")
    return "trust " + (command.replace("…", place) if place else command.replace(" …", ""))


def in_group(group: str, words: Sequence[str]) -> str | None:
    """Return the command, with `trust`, that the words after a group probably mean, if any."""
    if group != "config":
        return None

    key = {"name": "person"}.get(words[0], words[0])
    if key not in KEYS:
        return None
    value = " ".join(_repeatable(words[1:]))
    needs_value = value or key != words[0]
    return f"trust config {'set' if needs_value else 'get'} {key} {value}".rstrip()


def of_group(group: str, word: str, names: Collection[str]) -> str | None:
    """Return the command of a group that a word after it probably means, if any."""
    return _OF_GROUPS.get((group, word.lower())) or similar(word, names)


_OF_GROUPS = {
    ("promise", "done"): "kept",
    ("promise", "did"): "kept",
    ("promise", "finished"): "kept",
    ("promise", "missed"): "broken",
    ("promise", "cancel"): "withdrawn",
    ("promise", "remove"): "delete",
    ("promise", "new"): "add",
    ("packs", "delete"): "remove",
    ("people", "delete"): "remove",
}
_OF_PROGRAM = ("--install-completion", "--version", "--help")


def similar(word: str, names: Collection[str], cutoff: float = _ALIKE) -> str | None:
    """Return the name that is spelled most like a word, or None."""
    return next(iter(difflib.get_close_matches(word, list(names), 1, cutoff)), None)


def leads_home(words: Sequence[str], names: Collection[str]) -> bool:
    """Return whether a line of a few words begins with a command that has another name here.

    Those of a longer line, or of one whose command takes no words, may be the text of an entry.
    """
    if _phrase(words):
        return True
    if len(words) > 1 + _OWN_WORDS or len(_repeatable(words[1:])) < len(words) - 1:
        return False
    command = MEANINGS.get(words[0])
    return bool(command and "…" in command) or bool(similar(words[0], names, _ALIKE_IN_A_LINE))


def _phrase(words: Sequence[str]) -> str | None:
    """Return the command that all the words of a line stand for together, if any."""
    line = " ".join(words).lower()
    command = PHRASES.get(line) or ("read …" if _AGO.fullmatch(line) else None)
    return command and command.replace("…", line)


def _repeatable(own: Sequence[str]) -> list[str]:
    few = len(own) <= _OWN_WORDS and all(len(word.split()) == 1 for word in own)
    return list(own) if few else []


def _is_day(word: str) -> bool:
    is_date = len(word) == 10 and word[4] + word[7] == "--" and word.replace("-", "").isdigit()
    return word in ("yesterday", *WEEKDAYS) or is_date
