"""Settings: one table of keys, read from and written to `config.toml`.

An unreadable file or an invalid value never stops anyone from writing: there is one warning, and
the default applies. `store` is strict instead. Only one problem stops a run that needs the
journal: a file that may say where the journal is, but can't be understood. The default journal
would be the wrong one, and may be readable where the right one is encrypted.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import time
from pathlib import Path
from typing import Any, NamedTuple

from .domain.calendar import parse_time, parse_weekdays
from .domain.memory_kinds import CHOICES
from .domain.relationship import OFFERED, PACK_FOR, SITUATIONS
from .domain.text import joined_with_and, joined_with_or
from .errors import InputOutput, UnclearSettings, UsageError
from .paths import locked, make_private, must_be_file, resolve_path, write_atomic
from .sentences import BAD_SETTING

SETTINGS_JOURNAL_BAD_VALUE = "the setting journal has to be a path; fix it in {where}"
SETTINGS_JOURNAL_MISPLACED = (
    '{where} seems to say where your journal is, but inside a table; move `journal = "PATH"` '
    "above all tables, or remove it"
)
NOT_A_TIME = "{value} can't be read as a time of day; use {takes}"
SETTINGS_UNWRITABLE = "can't write {path} ({why})"

LONGEST_REMINDER = 80
"""The most characters of a reminder's own words, which desktops show on one line."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings, with defaults for those the person hasn't set."""

    day_starts_at: time = time(4, 0)
    editor: str = "inline"
    person: str = ""
    context: str = "partnered"
    packs: tuple[str, ...] = ("emotional-trust",)
    language: str = "en"
    muted: tuple[str, ...] = ()
    favourites: tuple[str, ...] = ()
    remember: tuple[str, ...] = tuple(CHOICES)
    streaks: bool = True
    ask_mood: bool = True
    ask_closeness: bool = True
    ask_pulse: bool = True
    plain: bool = False
    pager: str = "auto"
    mouse: bool = True
    safety_line: str = ""
    journal: str = ""
    passphrase_command: str = ""
    sync: str = "auto"
    sync_folder: str = ""
    sync_passphrase_command: str = ""
    inbox: str = ""
    inbox_keep: bool = True
    remember_key: bool = False
    remind: time | None = None
    remind_on: tuple[str, ...] = ()
    remind_says: str = ""
    remind_with: str = "nothing"

    @property
    def packs_on(self) -> tuple[str, ...]:
        """The packs that questions come from: those in `packs`, and the one for the context.

        The context's pack is on by default; its name in `packs` with a `-` in front turns it off.
        """
        off = {name[1:] for name in self.packs if name.startswith("-")}
        names = [name for name in self.packs if not name.startswith("-")]
        names += [PACK_FOR[self.context]] if self.context in PACK_FOR else []
        return tuple(dict.fromkeys(name for name in names if name not in off))


class Key(NamedTuple):
    """A setting: its description, the values it takes (in words), and the check of a value."""

    about: str
    takes: str
    check: Callable[[Any], Any]
    """Converts a value; raises `ValueError`, `KeyError` or `TypeError` for an invalid one."""


class SettingsProblem(NamedTuple):
    """A problem in the settings file, because of which a setting or the file was ignored."""

    what: str
    """A key of `views.messages.SETTINGS_PROBLEMS`."""
    where: str
    """The file, with the line if it is known."""
    key: str = ""
    takes: str = ""
    hides_journal: UnclearSettings | None = None
    """The error to raise when the journal is needed, if the file may say where it is."""


def _time(value: Any) -> time:
    if isinstance(value, time):
        parsed = value
    else:
        match = re.fullmatch(r"(\d{1,2}):(\d{2})", str(value))
        if not match:
            raise ValueError
        parsed = time(int(match[1]), int(match[2]))
    if parsed > time(6, 0):
        raise ValueError
    return parsed


def _hour(value: Any) -> time | None:
    """Parse the hour of the reminder; None for an empty text or `off`."""
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0)
    text = str(value).strip().lower()
    try:
        return None if text in ("", "off", "none") else parse_time(text)
    except UsageError:
        raise ValueError from None


def _days(value: Any) -> tuple[str, ...]:
    """Parse days of the week; every day is an empty tuple."""
    return parse_weekdays(" ".join(value) if isinstance(value, list) else str(value))


def _words(value: Any) -> str:
    text = _text(value)
    if len(text) > LONGEST_REMINDER:
        raise ValueError
    return text


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    words = {"on": True, "true": True, "yes": True, "off": False, "false": False, "no": False}
    return words[str(value).lower()]


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.isprintable():
        raise ValueError
    return value.strip()


def _command(value: Any) -> str:
    text = _text(value)
    shlex.split(text)  # raises ValueError for an unclosed quote
    return text


def _one_of(*known: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in known:
            raise ValueError
        return str(value)

    return read


def _names(pattern: str) -> Callable[[Any], tuple[str, ...]]:
    def read(value: Any) -> tuple[str, ...]:
        names = value.replace(",", " ").split() if isinstance(value, str) else value
        if not isinstance(names, list) or not all(
            isinstance(name, str) and re.fullmatch(pattern, name) for name in names
        ):
            raise ValueError
        return tuple(dict.fromkeys(names))

    return read


_packs = _names(r"-?[a-z0-9][a-z0-9-]*")
_prompts = _names(r"[a-z0-9-]+/[a-z0-9-]+")


def _remember(value: Any) -> tuple[str, ...]:
    if isinstance(value, bool):
        return tuple(CHOICES) if value else ()
    names = value.replace(",", " ").split() if isinstance(value, str) else value
    if names in (["on"], ["off"]):
        return tuple(CHOICES) if names == ["on"] else ()
    if not isinstance(names, list) or not all(name in CHOICES for name in names):
        raise ValueError
    return tuple(dict.fromkeys(names))


def _language(value: Any) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", str(value)):
        raise ValueError
    return str(value)


MEANINGS = {
    **dict.fromkeys(("name", "partner", "who", "people"), "person"),
    **dict.fromkeys(("situation", "status", "relationship"), "context"),
    **dict.fromkeys(("lang", "locale"), "language"),
    **dict.fromkeys(("pack", "questions", "prompts"), "packs"),
    **dict.fromkeys(("mood", "moods"), "ask_mood"),
    "closeness": "ask_closeness",
    "pulse": "ask_pulse",
    "streak": "streaks",
    **dict.fromkeys(("color", "colour", "boxes", "no_color"), "plain"),
    **dict.fromkeys(("path", "file", "folder", "database", "location"), "journal"),
    **dict.fromkeys(("passphrase", "password"), "passphrase_command"),
    **dict.fromkeys(("phone", "notes"), "inbox"),
    **dict.fromkeys(("key", "keyring"), "remember_key"),
    **dict.fromkeys(("day_start", "midnight", "day_ends_at"), "day_starts_at"),
}
"""By a word that people try as a setting, the setting it probably means."""

KEYS: dict[str, Key] = {
    "day_starts_at": Key(
        "when a new day begins; until then, you're still writing about the day before",
        "a time from 00:00 to 06:00",
        _time,
    ),
    "editor": Key(
        "how you write",
        "inline, auto ($VISUAL, then $EDITOR), or a command",
        _command,
    ),
    "person": Key(
        "the name that questions use for the person on your mind", "a name or alias", _text
    ),
    "context": Key(
        "your situation, for questions that fit",
        joined_with_or(OFFERED),
        _one_of(*SITUATIONS),
    ),
    "packs": Key(
        "the packs that questions come from, besides the one for your context",
        "pack ids, with - before one to keep that pack off",
        _packs,
    ),
    "language": Key("the language of questions", "a language tag such as en", _language),
    "muted": Key("questions that are never asked", "questions written as PACK/ID", _prompts),
    "favourites": Key(
        "questions that are asked more often", "questions written as PACK/ID", _prompts
    ),
    "remember": Key(
        "what today's question can take up from earlier days",
        f"on, off, or some of {joined_with_and(tuple(CHOICES))}",
        _remember,
    ),
    "streaks": Key("show numbers about the days you've written", "on or off", _flag),
    "ask_mood": Key("after writing, ask about your mood", "on or off", _flag),
    "ask_closeness": Key(
        "after you answer a question about other people, ask how close you felt",
        "on or off",
        _flag,
    ),
    "ask_pulse": Key("offer the pulse after the weekly review", "on or off", _flag),
    "plain": Key("no boxes and no redrawing, for screen readers", "on or off", _flag),
    "pager": Key(
        "show long output page by page, with $PAGER or less",
        "auto or off",
        _one_of("auto", "off"),
    ),
    "mouse": Key(
        "use the mouse in `trust open`; off leaves it to the terminal", "on or off", _flag
    ),
    "safety_line": Key("your own number or note for the safety page", "text", _text),
    "journal": Key("where the journal file is, if not in the usual place", "a path", _text),
    "passphrase_command": Key(
        "a command that prints the passphrase for an encrypted journal", "a command", _command
    ),
    "sync": Key(
        "auto: `trust` writes what you save to the sync folder at once, and reads what your other "
        "machines wrote before it shows a question; ask: only `trust sync` does either",
        "auto or ask",
        _one_of("auto", "ask"),
    ),
    "sync_folder": Key(
        "the folder that several machines share; `trust sync setup` sets it", "a path", _text
    ),
    "sync_passphrase_command": Key(
        "a command that prints the passphrase for the sync folder", "a command", _command
    ),
    "inbox": Key(
        "the folder for notes from your phone, which `trust` and `trust sync` turn into entries",
        "a path",
        _text,
    ),
    "inbox_keep": Key(
        "keep notes from the inbox for one to two months, in its folder .taken; off deletes each "
        "one once it's an entry",
        "on or off",
        _flag,
    ),
    "remember_key": Key("keep the key of an encrypted journal in the keyring", "on or off", _flag),
    "remind": Key("the time of a quiet reminder", "a time such as 21:30, or off", _hour),
    "remind_on": Key("the days of the reminder", "days such as mon,wed, or daily", _days),
    "remind_says": Key(
        "your own words for the reminder, which may show on a locked screen",
        f"text ({LONGEST_REMINDER} characters at most)",
        _words,
    ),
    "remind_with": Key(
        "what the reminder adds, which may show on a locked screen",
        "“question” or “nothing”",
        _one_of("nothing", "question"),
    ),
}


def show(value: Any) -> str:
    """Format a value as `config list` shows it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if value is None:
        return ""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return " ".join(value) if isinstance(value, tuple) else str(value)


def defaults() -> dict[str, Any]:
    """Return the default of every key."""
    return {field.name: field.default for field in fields(Settings)}


def _toml(text: str) -> dict[str, Any]:
    """Parse TOML. Raises `ValueError`, or `RecursionError` for deeply nested text."""
    import tomllib  # late, because it takes 4 ms and most people have no settings file

    return tomllib.loads(text)


def load(path: Path) -> tuple[Settings, tuple[SettingsProblem, ...]]:
    """Read a settings file; return the settings and its problems. A missing file has neither."""
    try:
        must_be_file(path)
        raw = path.read_bytes()
    except FileNotFoundError as error:
        if not _is_behind_broken_link(path):
            return Settings(), ()
        return Settings(), (_unreadable(path, error.strerror),)
    except NotADirectoryError:  # a path below a file can't lead to other settings
        return Settings(), (SettingsProblem("settings_unreadable", str(path)),)
    except OSError as error:
        return Settings(), (_unreadable(path, error.strerror),)
    except InputOutput:
        return Settings(), (_unreadable(path, "not an ordinary file"),)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = _at(path, raw[: error.start].count(b"\n") + 1)
        unclear = UnclearSettings(
            "{where} isn't UTF-8 text, and the file may say where your journal is; save it as "
            "UTF-8, or move it away",
            where=where,
        )
        return Settings(), (SettingsProblem("settings_not_toml", where, hides_journal=unclear),)
    try:
        table = _toml(text)
    except (ValueError, RecursionError) as error:  # `ValueError` also for a very long number
        line = re.search(r"line (\d+)", str(error))
        last = len(text.splitlines())
        where = _at(path, int(line[1]) if line else _line_about_journal(text) or last)
        broken = UnclearSettings(
            "{where} isn't valid TOML, and the file may say where your journal is; fix that line, "
            "or move the file away",
            where=where,
        )
        hides = broken if _may_set_journal(text) else None
        return Settings(), (SettingsProblem("settings_not_toml", where, hides_journal=hides),)
    return _check(path, text, table)


def _check(
    path: Path, text: str, table: dict[str, Any]
) -> tuple[Settings, tuple[SettingsProblem, ...]]:
    """Return the valid settings of a table, and the problems of the others."""
    valid: dict[str, Any] = {}
    problems: list[SettingsProblem] = []
    for name, value in table.items():
        key = KEYS.get(name)
        if key is None:
            names = ", ".join(KEYS)
            problems.append(SettingsProblem("settings_unknown_key", str(path), name, names))
            continue
        try:
            valid[name] = key.check(value)
        except (ValueError, KeyError, TypeError, RecursionError):
            problems.append(SettingsProblem("settings_bad_value", str(path), name, key.takes))
    if problems and "journal" not in valid and _names_journal(table):
        message = SETTINGS_JOURNAL_BAD_VALUE if "journal" in table else SETTINGS_JOURNAL_MISPLACED
        unclear = UnclearSettings(message, where=_at(path, _line_about_journal(text)))
        problems[0] = problems[0]._replace(hides_journal=unclear)
    return Settings(**valid), tuple(problems)


def _unreadable(path: Path, why: str | None) -> SettingsProblem:
    unclear = UnclearSettings(
        "{where} can't be read ({why}), and it may say where your journal is; fix that, or "
        "move the file away",
        where=path,
        why=why,
    )
    return SettingsProblem("settings_unreadable", str(path), hides_journal=unclear)


def _at(path: Path, line: int) -> str:
    return f"{path}, line {line}" if line else str(path)


def _is_behind_broken_link(path: Path) -> bool:
    """Return whether a symbolic link leads to a missing file, as to a disk that isn't mounted."""
    if path.is_symlink():
        return True
    return any(parent.is_symlink() for parent in path.parents if not parent.exists())


# --- whether text that can't be read as settings may say where the journal is --------------------

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2}))")
_ANY_ESCAPE = re.compile(r"\\[uUx]")
_BEGINNINGS = tuple("journal"[:length] for length in range(1, 7))


def _may_set_journal(text: str) -> bool:
    """Return whether text that isn't TOML may set `journal` once it is repaired in some way."""
    if re.search(r"[^\x20-\x7e\t\r\n\xa0-\U0010ffff]", text):
        return True  # damaged, so the original text is unknown
    lines = text.splitlines()
    cut_off = lines[-1].strip(" \t\"'") if lines and not text.endswith(("\n", "\r")) else ""
    return cut_off in _BEGINNINGS or any(map(_line_may_set_journal, lines))


def _line_may_set_journal(line: str) -> bool:
    """Return whether a single line sets `journal` or may have been meant to."""
    letters = re.sub(r"[^\x00-\x7f]", "", _ESCAPE.sub(_unescaped, line)).casefold()
    if "journal" not in letters and not _ANY_ESCAPE.search(line):
        return False
    try:
        return _names_journal(_toml(line))
    except (ValueError, RecursionError):
        return True


def _unescaped(match: re.Match[str]) -> str:
    number = int(next(filter(None, match.groups())), 16)
    return chr(number) if number <= 0x10FFFF else ""


def _names_journal(table: object) -> bool:
    """Return whether `journal` is a key at any depth, or inside a multi-line string.

    An unclosed quote may have made the rest of the file into a string.
    """
    pending = [table]
    while pending:  # a loop, because a table may be nested deeper than the recursion limit
        value = pending.pop()
        if isinstance(value, dict):
            if any(key.strip().casefold() == "journal" for key in value):
                return True
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)
        elif isinstance(value, str) and "\n" in value and _may_set_journal(value):
            return True
    return False


def _line_about_journal(text: str) -> int:
    """Return the number of the first line that may set `journal`, from 1; 0 if none does."""
    lines = text.splitlines()
    return next((n for n, line in enumerate(lines, 1) if _line_may_set_journal(line)), 0)


def is_set(path: Path, name: str) -> bool:
    """Return whether the person has set a key; True if the file can't be read."""
    try:
        must_be_file(path)
        return name in _toml(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return False
    except (OSError, InputOutput, ValueError, RecursionError):
        return True


def find_key(name: str) -> Key:
    """Return the setting with this name. Raises `UsageError` for an unknown name."""
    if name not in KEYS:
        import difflib  # only for a name that is wrong

        typed = name.lower().replace("-", "_")
        meant = MEANINGS.get(typed) or next(iter(difflib.get_close_matches(typed, KEYS, 1)), None)
        if meant:
            raise UsageError(
                "{name} isn't a setting; did you mean {meant}?", name=name, meant=meant
            )
        raise UsageError(
            "{name} isn't a setting; `trust config list` lists all settings", name=name
        )
    return KEYS[name]


def bad_value(name: str, value: str, *, shown_as: str = "", takes: str = "") -> UsageError:
    """Return the error for a value that a setting can't have.

    `shown_as` is what the person called the setting, if not by its name.
    """
    if name == "remind_says" and len(value) > LONGEST_REMINDER:
        return UsageError(
            "the reminder's words can't be longer than {most} characters", most=LONGEST_REMINDER
        )
    check = KEYS[name].check
    takes = takes or KEYS[name].takes
    if check in (_text, _words, _command) and not value.isprintable():
        takes += " on one line"
    elif check is _command:
        return UsageError(
            "{name} can't be {value}, because a quote in it isn't closed; add the other quote",
            name=name,
            value=value,
        )
    elif name == "journal" and value.startswith("~"):
        return UsageError(
            "{name} can't be {value}, because there's no user called {user}; use a path",
            name=name,
            value=value,
            user=value[1:].partition("/")[0],
        )
    if name == "remind":
        return UsageError(NOT_A_TIME, value=value, takes=takes)
    return UsageError(BAD_SETTING, name=shown_as or name, value=value, takes=takes)


def store(path: Path, name: str, text: str, *, packs: Callable[[], Iterable[str]]) -> Any:
    """Set a key in the file, leaving comments and the rest unchanged; return the value.

    `packs` returns the existing packs, to check the setting that names some. If `path` is a
    symbolic link, the file it leads to is written. Raises `UsageError` for an unknown key or an
    invalid value, `InputOutput` if the file can't be parsed or written.
    """
    key = find_key(name)
    try:
        value = key.check(text)
        if name == "journal":
            Path(value).expanduser()
    except (ValueError, KeyError, TypeError, RuntimeError):
        raise bad_value(name, text) from None
    unknown = [pack for pack in value if pack.lstrip("-") not in packs()] if name == "packs" else []
    if unknown:
        raise UsageError(
            "there's no pack called {name}; `trust packs list` lists all packs", name=unknown[0]
        )
    plain = value
    if isinstance(value, tuple):
        plain = list(value)
    elif value is None or isinstance(value, time):
        plain = show(value)
    target = resolve_path(path)
    make_private(target.parent)
    with locked(target.parent):
        _write_key(path, target, name, plain)
    return value


def _write_key(path: Path, target: Path, name: str, plain: Any) -> None:
    """Set one key in the file at `target`; `path` is its name in errors."""
    import tomlkit.exceptions  # 5 ms, only to change a setting
    import tomlkit.items

    document = tomlkit.document()
    try:
        if target.exists():
            must_be_file(path)
            document = tomlkit.parse(target.read_text("utf-8-sig"))
    except (tomlkit.exceptions.TOMLKitError, ValueError, RecursionError):
        raise InputOutput(
            "{path} isn't a readable settings file; fix it or move it away first", path=path
        ) from None
    except OSError as error:
        raise InputOutput(SETTINGS_UNWRITABLE, path=path, why=error.strerror) from None
    before = document.get(name)
    if isinstance(plain, list) and isinstance(before, tomlkit.items.Array):
        commented = _with_comments_of(before.as_string(), plain)
        plain = tomlkit.parse(f"list = {commented}")["list"] if commented else plain
    document[name] = plain
    try:
        write_atomic(target, tomlkit.dumps(document).encode())
    except OSError as error:
        raise InputOutput(SETTINGS_UNWRITABLE, path=path, why=error.strerror) from None


_IN_LIST = re.compile(r"""\n|\#[^\r\n]*|"(?:\\.|[^"\\\n])*"|'[^'\n]*'""")
"""A part of a list of texts in TOML: the end of a line, a comment, or a text."""


def _with_comments_of(before: str, values: list[str]) -> str:
    """Return values as a list in TOML, with each comment of an earlier list; empty if it has none.

    A comment stays beside the value it was beside, if the values are in the same order.
    """
    if '"""' in before or "'''" in before:
        return ""  # no setting takes such texts
    lines: list[tuple[list[str], str]] = [([], "")]
    for part in _IN_LIST.findall(before[1:-1]):
        texts, comment = lines[-1]
        if part == "\n":
            lines.append(([], ""))
        elif part.startswith("#"):
            lines[-1] = texts, part
        else:
            texts.append(_toml(f"text = {part}")["text"])
    if not any(comment for _, comment in lines):
        return ""
    earlier = [text for texts, _ in lines for text in texts if text in values]
    in_order = earlier == values[: len(earlier)]
    written = ["["]
    for number, (texts, comment) in enumerate(lines):
        kept = [f"{_quoted(text)}," for text in texts if in_order and text in values]
        if comment and not kept and number == 0:
            written = [f"[ {comment}"]
        elif kept or comment:
            written.append("  " + " ".join((*kept, comment)).rstrip())
    added = values[len(earlier) :] if in_order else values
    written += [f"  {_quoted(text)}," for text in added]
    return "\n".join([*written, "]"])


def _quoted(text: str) -> str:
    """Return a text as it is written in TOML."""
    return json.dumps(text, ensure_ascii=False)
