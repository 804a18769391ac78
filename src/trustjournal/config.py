"""Settings: one table of keys, read from and written to `config.toml`.

A file that cannot be read or a value that cannot be right never stops anyone from writing:
it is told in one warning, and the default holds. `set` is strict instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import time
from pathlib import Path
from typing import Any, NamedTuple

from .domain.situations import SITUATIONS
from .errors import InputOutput, UsageError
from .paths import make_private, must_be_file, write_whole


@dataclass(frozen=True, slots=True)
class Settings:
    """What the person has set, defaults elsewhere."""

    day_starts_at: time = time(4, 0)
    editor: str = "inline"
    person: str = ""
    context: str = "partnered"
    packs: tuple[str, ...] = ("emotional-trust",)
    language: str = "en"
    muted: tuple[str, ...] = ()
    favourites: tuple[str, ...] = ()
    streaks: bool = True
    ask_mood: bool = True
    ask_closeness: bool = True
    ask_pulse: bool = True
    plain: bool = False
    pager: str = "auto"
    safety_line: str = ""
    journal: str = ""
    passphrase_command: str = ""
    remember_key: bool = False


class Key(NamedTuple):
    """One setting: what it takes (for people) and how a value is checked."""

    about: str
    takes: str
    check: Callable[[Any], Any]
    """Returns the value to use; raises `ValueError` for one that cannot be right."""


class Bad(NamedTuple):
    """Something in the settings file that was passed over."""

    what: str
    where: str
    """The file, with the line where that is known."""
    key: str = ""
    takes: str = ""


def _time(value: Any) -> time:
    if isinstance(value, time):
        found = value
    else:
        match = re.fullmatch(r"(\d{1,2}):(\d{2})", str(value))
        if not match:
            raise ValueError
        found = time(int(match[1]), int(match[2]))
    if found > time(6, 0):
        raise ValueError
    return found


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
    import shlex

    text = _text(value)
    shlex.split(text)  # raises ValueError for an open quote
    return text


def _situation(value: Any) -> str:
    if value not in SITUATIONS:
        raise ValueError
    return str(value)


def _pager(value: Any) -> str:
    if value not in ("auto", "off"):
        raise ValueError
    return str(value)


def _packs(value: Any) -> tuple[str, ...]:
    names = value.replace(",", " ").split() if isinstance(value, str) else value
    if not isinstance(names, list) or not all(
        isinstance(n, str) and re.fullmatch(r"[a-z0-9][a-z0-9-]*", n) for n in names
    ):
        raise ValueError
    return tuple(dict.fromkeys(names))


def _prompts(value: Any) -> tuple[str, ...]:
    names = value.replace(",", " ").split() if isinstance(value, str) else value
    if not isinstance(names, list) or not all(
        isinstance(n, str) and re.fullmatch(r"[a-z0-9-]+/[a-z0-9-]+", n) for n in names
    ):
        raise ValueError
    return tuple(dict.fromkeys(names))


def _language(value: Any) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", str(value)):
        raise ValueError
    return str(value)


KEYS: dict[str, Key] = {
    "day_starts_at": Key(
        "when a new day begins; before it, you are still writing about the day before",
        "a time from 00:00 to 06:00",
        _time,
    ),
    "editor": Key(
        "where you write",
        "inline, auto ($VISUAL, then $EDITOR), or a command",
        _command,
    ),
    "person": Key("the name questions use for the person you think of", "a name or alias", _text),
    "context": Key(
        "where you stand, so that questions fit",
        ", ".join(SITUATIONS),
        _situation,
    ),
    "packs": Key("the packs questions come from", "ids of packs", _packs),
    "language": Key("the language of questions", "a language tag such as en", _language),
    "muted": Key("questions that never come", "questions as PACK/ID", _prompts),
    "favourites": Key("questions that come more often", "questions as PACK/ID", _prompts),
    "streaks": Key("numbers about showing up", "on or off", _flag),
    "ask_mood": Key("ask for mood after writing", "on or off", _flag),
    "ask_closeness": Key("ask for closeness after writing", "on or off", _flag),
    "ask_pulse": Key("offer the pulse after the weekly review", "on or off", _flag),
    "plain": Key("no boxes and no redrawing, for screen readers", "on or off", _flag),
    "pager": Key(
        "show what is longer than the screen page by page, with $PAGER or less",
        "auto or off",
        _pager,
    ),
    "safety_line": Key("a number or note of your own on the safety page", "a text", _text),
    "journal": Key("another place for the journal file", "a path", _text),
    "passphrase_command": Key(
        "a command that prints the passphrase of a sealed journal", "a command", _command
    ),
    "remember_key": Key("keep the key of a sealed journal in the keyring", "on or off", _flag),
}


def show(value: Any) -> str:
    """A value as `config list` shows it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return " ".join(value) if isinstance(value, tuple) else str(value)


def defaults() -> dict[str, Any]:
    """The default of every key."""
    return {field.name: field.default for field in fields(Settings)}


def load(path: Path) -> tuple[Settings, tuple[Bad, ...]]:
    """The settings of a file, and what in it was passed over. A missing file has none."""
    try:
        must_be_file(path)
        raw = path.read_bytes()
    except FileNotFoundError:
        return Settings(), ()
    except (OSError, InputOutput):
        return Settings(), (Bad("settings_unreadable", str(path)),)
    import tomllib  # 4 ms that whoever has set nothing need not wait for

    try:
        found = tomllib.loads(raw.decode())
    except (ValueError, RecursionError) as error:  # also of a number that is too long
        line = re.search(r"line \d+", str(error))
        where = f"{path}, {line[0]}" if line else str(path)
        return Settings(), (Bad("settings_not_toml", where),)
    good: dict[str, Any] = {}
    bad: list[Bad] = []
    for name, value in found.items():
        key = KEYS.get(name)
        if key is None:
            bad.append(Bad("settings_unknown_key", str(path), name, ", ".join(KEYS)))
            continue
        try:
            good[name] = key.check(value)
        except (ValueError, KeyError, TypeError, RecursionError):
            bad.append(Bad("settings_bad_value", str(path), name, key.takes))
    return Settings(**good), tuple(bad)


def is_set(path: Path, name: str) -> bool:
    """Whether the person has set a key; a file that cannot be read is not asked about again."""
    import tomllib

    try:
        must_be_file(path)
        return name in tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return False
    except (OSError, InputOutput, ValueError, RecursionError):
        return True


def known(name: str) -> Key:
    """The key of that name. Raises `UsageError`."""
    if name not in KEYS:
        raise UsageError("no_such_setting", name=name, known=", ".join(KEYS))
    return KEYS[name]


def store(path: Path, name: str, text: str, *, packs: Callable[[], Iterable[str]]) -> Any:
    """Set one key in the file, leaving comments and the rest as they are; returns the value.

    `packs` tells the packs there are, for the setting that names some.

    Raises `UsageError` for a key or a value that cannot be right, `InputOutput` where the
    file cannot be read as settings or written.
    """
    key = known(name)
    try:
        value = key.check(text)
        if name == "journal":
            Path(value).expanduser()
    except (ValueError, KeyError, TypeError, RuntimeError):
        raise UsageError("bad_setting", name=name, value=text, takes=key.takes) from None
    unknown = [pack for pack in value if pack not in packs()] if name == "packs" else []
    if unknown:
        raise UsageError("no_such_pack_to_enable", name=unknown[0])
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    document = tomlkit.document()
    try:
        if path.exists():
            must_be_file(path)
            document = tomlkit.parse(path.read_text("utf-8"))
    except (TOMLKitError, ValueError, RecursionError):
        raise InputOutput("settings_broken", path=path) from None
    except OSError as error:
        raise InputOutput("settings_unwritable", path=path, why=error.strerror) from None
    plain = value
    if isinstance(value, time):
        plain = f"{value:%H:%M}"
    elif isinstance(value, tuple):
        plain = list(value)
    document[name] = plain
    make_private(path.parent)
    try:
        write_whole(path, tomlkit.dumps(document).encode())
    except OSError as error:
        raise InputOutput("settings_unwritable", path=path, why=error.strerror) from None
    return value
