"""The machines of a sync: the facts each shares about itself, and whose clock is wrong.

Settings and packs aren't synced, but some of them decide the question of a day. So each machine
shares them as a record of a kind of its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from .. import __version__
from ..app import App
from ..domain.join.parts import has_value
from ..domain.join.stamps import is_stamp, moment_of
from ..storage.iso_text import SYNC_MACHINE_KEY, SYNC_OFFSETS_KEY
from ..storage.sync_files import MACHINE
from .sync_folder import reader_of

if TYPE_CHECKING:
    from ..storage.writer import Transaction
    from ..sync.encrypted_file import Header

SETTINGS = ("context", "language", "day_starts_at")
"""The settings that decide the question of a day, besides the packs."""
CLOCK_MAY_DIFFER = timedelta(minutes=10)


@dataclass(slots=True)
class Differences:
    """Where another machine differs in what decides the question."""

    settings: dict[str, str] = field(default_factory=dict)
    """Its values of settings that differ from ours."""
    missing_packs: list[str] = field(default_factory=list)
    """Packs that only this machine has on."""
    more_packs: list[str] = field(default_factory=list)
    """Packs that only the other machine has on."""
    changed_packs: list[str] = field(default_factory=list)
    """Packs that are on on both machines, with different contents."""

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return any((self.settings, self.missing_packs, self.more_packs, self.changed_packs))


def own_facts(app: App) -> dict[str, Any]:
    """Return the facts that this machine shares about itself."""
    files = app.library.files()
    packs: dict[str, str] = {}
    for name in app.settings.packs_on:
        packs[name] = ""
        with suppress(KeyError, OSError):
            packs[name] = blake2b(files[name].path.read_bytes(), digest_size=8).hexdigest()
    return {
        "context": app.settings.context,
        "language": app.settings.language,
        "day_starts_at": f"{app.settings.day_starts_at:%H:%M}",
        "packs": packs,
        "program": __version__,
    }


def share_own_facts(app: App) -> None:
    """Share the facts about this machine, if they changed."""
    reader = reader_of(app)
    name = reader.fact(SYNC_MACHINE_KEY) or ""
    facts, state = own_facts(app), reader.state(MACHINE, name) or {}
    if _value(state, "about") == facts and not _value(state, "forgotten"):
        return
    with app.writer.transaction() as store:
        if store.sync is not None:
            store.sync.share_machine(store.sync.states.machine, about=facts, forgotten=None)


def _value(state: Mapping[str, Any], part: str) -> Any:
    stored = state.get(part)
    return stored[1] if stored is not None and has_value(stored) else None


def facts_of(app: App) -> dict[str, dict[str, Any]]:
    """Return the facts that the machines share about themselves, by their names."""
    states = reader_of(app).states(MACHINE)
    facts = {name: _value(state, "about") for name, state in states.items()}
    return {name: about for name, about in facts.items() if isinstance(about, dict)}


def forgotten(app: App) -> set[str]:
    """Return the names of the machines that were forgotten, on whichever machine."""
    states = reader_of(app).states(MACHINE)
    return {name for name, state in states.items() if _value(state, "forgotten")}


def differences(own: Mapping[str, Any], other: Mapping[str, Any]) -> Differences:
    """Compare the facts about two machines."""
    result = Differences()
    for name in SETTINGS:
        if isinstance(other.get(name), str) and other[name] != own[name]:
            result.settings[name] = other[name]
    theirs = other.get("packs")
    if isinstance(theirs, dict):
        ours = own["packs"]
        result.missing_packs = sorted(ours.keys() - theirs.keys())
        result.more_packs = sorted(theirs.keys() - ours.keys())
        both = ours.keys() & theirs.keys()
        result.changed_packs = sorted(name for name in both if ours[name] != theirs[name])
    return result


# --- clocks ----------------------------------------------------------------------------------


def note_clock(store: Transaction, header: Header, now: datetime) -> None:
    """Note how far the clock of a machine is ahead of ours, or behind, by a file it wrote."""
    if store.sync is None:
        return
    offset = _offset(header, now)
    stored: dict[str, int] = json.loads(store.sync.states.fact(SYNC_OFFSETS_KEY) or "{}")
    changed = {name: seconds for name, seconds in stored.items() if name != header.machine}
    if offset is not None:
        changed[header.machine] = round(offset.total_seconds())
    if changed != stored:
        store.put_meta(SYNC_OFFSETS_KEY, json.dumps(changed))


def _offset(header: Header, now: datetime) -> timedelta | None:
    """Return how far a clock is certainly ahead of ours, or behind; None if it may be right.

    A file can't be older than it says when it comes. And its machine knew of something that, by our
    clock too, was already written: if its own clock showed an earlier time, that clock is behind.
    """
    try:
        moment = datetime.fromisoformat(header.moment)
        newest = moment_of(header.clock) if is_stamp(header.clock) else moment
        if moment - now > CLOCK_MAY_DIFFER:
            return moment - now
        if moment < newest - CLOCK_MAY_DIFFER and newest <= now + CLOCK_MAY_DIFFER:
            return moment - newest
    except (ValueError, OverflowError, TypeError):
        pass
    return None


def offsets(app: App) -> dict[str, timedelta]:
    """Return the machines whose clock differs from ours, and how far it is ahead."""
    stored = json.loads(reader_of(app).fact(SYNC_OFFSETS_KEY) or "{}")
    return {name: timedelta(seconds=seconds) for name, seconds in stored.items()}
