"""Packs people write and pass around: check, begin, add, remove, turn on and off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .. import config, packs
from ..app import App
from ..domain.prompts import Pack
from ..domain.relationship import PACK_FOR
from ..errors import Flawed, InputOutput, NotFound, UsageError
from ..packs.library import PackFile, Skipped, built_in_folder, contents
from ..packs.problems import Problem
from ..packs.schema import PACK, SLUG
from ..paths import make_private, resolve_path, write_atomic, write_new
from ..sentences import NO_SUCH_PACK
from . import destination

PACK_UNWRITABLE = "can't write {path} ({why})"
HAS_ERROR = "{path} has an error, so it wasn't added; fix it and try again"
HAS_ERRORS = "{path} has {count} errors, so it wasn't added; fix them and try again"

SCHEMA = "pack.schema.json"
"""What editors complete and check a pack by; it lies beside the built-in packs."""


def languages(app: App) -> list[str]:
    """Return the languages that there are questions in."""
    usable = filter(None, map(app.library.pack, app.library.files()))
    return sorted({pack.language for pack in usable})


@dataclass(frozen=True, slots=True)
class PackListing:
    """A pack in a list."""

    id: str
    pack: Pack | None
    skipped: Skipped | None
    """Why it cannot be used, where it cannot."""
    enabled: bool
    own: bool


@dataclass(frozen=True, slots=True)
class PackCheck:
    """The result of checking a pack file."""

    path: Path
    pack: Pack | None
    """The pack, where it can be used."""
    problems: tuple[Problem, ...]
    raw: bytes = b""

    def count(self, severity: str) -> int:
        """How many errors, or warnings."""
        return sum(problem.severity == severity for problem in self.problems)


@dataclass(frozen=True, slots=True)
class PackAdded:
    """The result of adding a pack."""

    pack: Pack
    path: Path
    replaced: bool
    enabled: bool
    warnings: int


@dataclass(frozen=True, slots=True)
class PacksSwitched:
    """The result of turning packs on or off."""

    changed: tuple[str, ...]
    already: tuple[str, ...]
    on: tuple[str, ...]
    """All that are on now."""


def listed(app: App) -> list[PackListing]:
    """Return all packs, the built-in ones first."""
    library, on = app.library, app.settings.packs_on
    return [
        PackListing(
            name, library.pack(name), library.skipped.get(name), name in on, not file.built_in
        )
        for name, file in library.files().items()
    ]


def check(app: App, path: Path) -> PackCheck:
    """Check a pack's file for errors that prevent its use, and against the writing rules.

    Only a translation is compared with another pack: its original, if that is installed.
    """

    raw = contents(path)
    if isinstance(raw, Problem):
        return PackCheck(path, None, (raw,))
    reading = packs.lint.check(raw)
    pack, problems = reading.pack, reading.problems
    original = app.library.pack(pack.translation_of) if pack and pack.translation_of else None
    if original is not None:
        problems = (*problems, *packs.lint.not_in_original(raw, original))
    if pack is not None and path.name != f"{pack.id}.yaml":
        other = Problem("pack_file_name", 1, 1, "id", "warning", details={"value": pack.id})
        problems = (other, *problems)
    return PackCheck(path, pack, problems, raw)


def begin(app: App, pack_id: str, *, title: str | None, language: str, practice: str) -> Path:
    """Write a new pack into the current folder, without overwriting anything."""

    if not re.fullmatch(SLUG, pack_id):
        raise UsageError(
            "{value} can't be a pack id; use at most 64 lower-case letters, digits and hyphens",
            value=pack_id,
        )
    _not_built_in(app, pack_id)
    title = pack_id.replace("-", " ").capitalize() if title is None else title.strip()
    try:
        language = config.KEYS["language"].check(language)
    except ValueError:
        raise UsageError(
            "{value} isn't a language tag; use one such as en, de or pt-BR", value=language
        ) from None
    schema = (built_in_folder() / SCHEMA).absolute().as_uri()
    text = packs.template.template(
        pack_id, title=title, language=language, practice=practice, schema=schema
    )
    read = packs.lint.check(text.encode()).pack
    if read is None or read.title != title or len(title.splitlines()) > 1:
        raise UsageError(
            "--title takes 1 to {most} characters on one line", most=PACK["title"].limit
        )
    path = Path(f"{pack_id}.yaml")
    destination.check(app, path, new_in=(app.paths.packs, built_in_folder()))
    try:
        write_new(path, text)
    except FileExistsError:
        raise UsageError(
            "{path} already exists and was left as it is; choose another id", path=path
        ) from None
    except OSError as error:
        raise InputOutput(PACK_UNWRITABLE, path=path, why=error.strerror) from None
    return path


def add(app: App, checked: PackCheck, *, replace: bool) -> PackAdded:
    """Copy a checked pack to the person's own packs, byte for byte.

    A symbolic link under its name stays one, and the file it leads to is written.
    """
    pack = checked.pack
    if pack is None and not checked.path.exists():
        raise NotFound("there's no file {path}", path=checked.path)
    if pack is None:
        errors = checked.count("error")
        raise Flawed(HAS_ERROR if errors == 1 else HAS_ERRORS, path=checked.path, count=errors)
    _not_built_in(app, pack.id)
    path = app.paths.packs / f"{pack.id}.yaml"
    is_present = path.exists() or path.is_symlink()
    if is_present and not replace:
        raise UsageError(
            "there's already a pack called {name}; --replace replaces it with this one",
            name=pack.id,
        )
    make_private(app.paths.packs)
    try:
        write_atomic(resolve_path(path), checked.raw)
    except OSError as error:
        raise InputOutput(PACK_UNWRITABLE, path=path, why=error.strerror) from None
    enabled = pack.id in app.settings.packs_on
    return PackAdded(pack, path, is_present, enabled, checked.count("warning"))


def remove(app: App, pack_id: str) -> PackFile:
    """Remove one of the person's own packs, first from the settings."""
    file = app.library.files().get(pack_id)
    if file is None:
        raise _nowhere(app, pack_id)
    if file.built_in:
        raise UsageError(
            "{name} comes with the program and can't be removed; `trust packs disable {name}` "
            "turns it off",
            name=pack_id,
        )
    if pack_id in app.settings.packs:
        _store(app, [name for name in app.settings.packs if name != pack_id])
    try:
        file.path.unlink(missing_ok=True)
    except OSError as error:
        raise InputOutput(
            "can't remove {path} ({why})", path=file.path, why=error.strerror
        ) from None
    return file


def enable(app: App, pack_ids: Sequence[str]) -> PacksSwitched:
    """Turn packs on. Raises `NotFound`, and turns none on, if one of them can't be used."""
    for name in pack_ids:
        app.library.require(name)
    return _switch(app, pack_ids, on=True)


def disable(app: App, pack_ids: Sequence[str]) -> PacksSwitched:
    """Turn packs off, even one that is only named in the settings."""
    names = {*app.library.files(), *app.settings.packs_on}
    for name in pack_ids:
        if name not in names:
            raise _nowhere(app, name)
    return _switch(app, pack_ids, on=False)


def _switch(app: App, pack_ids: Sequence[str], *, on: bool) -> PacksSwitched:
    before = app.settings.packs_on
    names = tuple(dict.fromkeys(pack_ids))
    changed = tuple(name for name in names if (name in before) is not on)
    already = tuple(name for name in names if name not in changed)
    now = (*before, *changed) if on else tuple(name for name in before if name not in changed)
    if changed:
        _store(app, _setting_after(app, changed, on=on))
    return PacksSwitched(changed, already, now)


def _setting_after(app: App, changed: Sequence[str], *, on: bool) -> list[str]:
    """Return the setting `packs` after some packs were turned on or off.

    The one of the context needs no name to be on, and a name with `-` to be off.
    """
    of_context = PACK_FOR.get(app.settings.context)
    remaining = [name for name in app.settings.packs if name.lstrip("-") not in changed]
    if on:
        return [*remaining, *(name for name in changed if name != of_context)]
    return [*remaining, *(f"-{name}" for name in changed if name == of_context)]


def _store(app: App, names: Sequence[str]) -> None:
    # A pack in the settings whose file is gone must not block the others.
    config.store(app.paths.settings, "packs", " ".join(names), packs=lambda: names)


def _not_built_in(app: App, pack_id: str) -> None:
    file = app.library.files().get(pack_id)
    if file is not None and file.built_in:
        raise UsageError(
            "{name} is a pack that comes with the program; choose another id", name=pack_id
        )


def _nowhere(app: App, pack_id: str) -> NotFound:
    return NotFound(NO_SUCH_PACK, name=pack_id, known=", ".join(app.library.files()))
