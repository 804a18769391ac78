"""The page of `trust --help`, on one screen of 24 lines, and the list of all commands."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

EVERYDAY = {
    "journal": "write today's entry",
    "open": "everything, full screen",
    "read": "entries in full",
    "review": "look back on the week",
    "list": "entries, newest first",
    "streak": "the days you've written",
    "search": "find words",
}
"""The commands that are described on the first page."""

GROUPS: dict[str, dict[str, str]] = {
    "A moment": {"storm": "a hard one", "joy": "a good one", "sit": "in silence"},
    "Together": {
        "checkin": "what they need",
        "promise": "what you'll do",
        "people": "you write about",
        "share": "a page for someone",
    },
    "Look back": {
        "show": "",
        "tags": "",
        "unsaid": "not yet said",
        "pulse": "what you did this week",
    },
    "Questions": {"prompt": "today's", "packs": "sets of questions"},
    "Rhythm": {"remind": "at a set time", "pause": "days off"},
    "Change": {"edit": "", "delete": "", "trash": ""},
    "Keep": {
        "export": "",
        "import": "",
        "backup": "",
        "doctor": "check the files",
        "encrypt": "",
        "sync": "",
    },
    "Set up": {
        "setup": "a few questions",
        "config": "each setting",
        "about": "",
        "safety": "",
        "demo": "",
    },
}
"""All other commands, by what they are for, with a few words where the name alone says little."""

WIDEST = 80
_TWO_COLUMNS_FROM = 76
_HEADINGS_BESIDE_FROM = 30

_USAGE = (
    ("Usage: trust [COMMAND]", "without COMMAND, shows today"),
    ('       trust "a few words"', "saves them as an entry"),
)
_ABOUT = (
    "A private journal for building emotional trust: a question a day, a few minutes of writing,"
    " a look back once a week."
)
_OPTIONS = ("--version", "--plain", "--json", "--install-completion", "--help")
_MORE = '"trust help COMMAND" explains one command; "trust help all" lists them all.'


def root(names: Collection[str], columns: int) -> str:
    """Return the first page for a window: every command, and what the everyday ones do."""
    width = min(columns, WIDEST)
    lines = [*_two_columns(_USAGE, width, gap=4), "", *_wrapped(_ABOUT, min(width, 70)), ""]
    lines += [*_everyday(names, width), ""]
    for title, commands in _groups(names):
        described = (_described(title, name) for name in commands)
        lines += _wrapped(", ".join(described), width, f"{title:<12}", " " * 12)
    lines += ["", *_wrapped(", ".join(_OPTIONS), width, "Options: ", " " * 9)]
    lines += ["Example: trust journal", *_wrapped(_MORE, width)]
    return "\n".join(lines) + "\n"


def _described(title: str, name: str) -> str:
    words = GROUPS.get(title, {}).get(name)
    return f"{name} ({words})" if words else name


def _everyday(names: Collection[str], width: int) -> list[str]:
    rows = [f"{name:<8} {text}" for name, text in EVERYDAY.items() if name in names]
    if width < _TWO_COLUMNS_FROM:
        return [f"  {row}" for row in rows]
    half = (len(rows) + 1) // 2
    beside = [*rows[half:], ""]
    return [
        f"  {left:<34}{right}".rstrip() for left, right in zip(rows[:half], beside, strict=False)
    ]


def _groups(names: Collection[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each group with its commands that exist; those in no group come last."""
    grouped = {*EVERYDAY, *(name for group in GROUPS.values() for name in group)}
    for title, commands in GROUPS.items():
        yield title, [name for name in commands if name in names]
    more = [name for name in names if name not in grouped]
    if more:
        yield "More", more


def _two_columns(rows: Iterable[tuple[str, str]], width: int, *, gap: int) -> Iterator[str]:
    """Yield rows of two texts side by side, or one below the other in a narrow window."""
    rows = list(rows)
    first = max(len(left) for left, _ in rows) + gap
    for left, right in rows:
        if first + max(len(text) for _, text in rows) <= width:
            yield f"{left:<{first}}{right}"
        else:
            yield from (left, *_wrapped(right, width, " " * 11, " " * 11))


def _wrapped(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def renamed(earlier: str, name: str) -> str:
    """Return the note that a command has another name now."""
    return f"trust: `trust {earlier}` is now `trust {name}`; both work."


def everything(lines: Mapping[str, Sequence[tuple[str, str]]], columns: int) -> Iterator[str]:
    """Yield every command with its line, by group. `lines` has those of each top-level name."""
    width = min(columns, 100)
    longest = max(len(name) for rows in lines.values() for name, _ in rows)
    titles = [("Every day", [name for name in EVERYDAY if name in lines]), *_groups(lines)]
    for title, names in titles:
        yield title
        for name, text in (row for group in names for row in lines[group]):
            if width >= longest + 40:
                yield from _wrapped(text, width, f"  {name:<{longest}}  ", " " * (longest + 4))
            else:
                first, _, rest = text.partition(" ")
                begins_so = rest and first.lower() == name.split()[-1]
                yield from _wrapped(f"{name}: {rest if begins_so else text}", width, "  ", "      ")
        yield ""
