"""How things are with a sync, for someone who only wants to know whether all is well."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from . import phrases, sync
from .sanitize import safe_line

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ..services.sync_machines import Differences
    from ..services.sync_status import Machine, Status

_SETTINGS = {
    "context": "the context is {value}",
    "language": "the language is {value}",
    "day_starts_at": "the day begins at {value}",
}


def status(state: Status, now: datetime) -> Iterator[RenderableType]:
    """Return which machines there are, what has yet to be written, and what needs attention."""
    from . import messages, widgets

    yield widgets.text(f"This machine is called {state.machine}.")
    yield widgets.text(f"The folder is {safe_line(state.path)}.")
    if state.problem:
        yield widgets.text(phrases.sentence(messages.error(state.problem)))
    for machine in state.machines:
        for line in _about(machine, now):
            yield widgets.text(line)
    if not (state.machines or state.new_files):
        yield widgets.text(
            "No other machine syncs with this one now."
            if state.forgotten
            else "Nothing has arrived from another machine yet."
        )
    for line in (*_to_do(state), *_deleted_words(state, now), *_passed_over(state)):
        yield widgets.text(line)
    if state.forgotten:
        names = phrases.joined_with_and([safe_line(name) for name in state.forgotten])
        yield widgets.text(f"Locked out: {names}.")


def _about(machine: Machine, now: datetime) -> Iterator[str]:
    name = safe_line(machine.name)
    when = heard(machine, now)
    yield (
        f"{name} was last heard from {when}."
        if when
        else f"There's no record of when {name} was last heard from."
    )
    if machine.clock_ahead is not None:
        span = _span(timedelta(seconds=abs(machine.clock_ahead)))
        is_ahead = machine.clock_ahead > 0
        side = "is {} ahead of" if is_ahead else "is {} behind"
        yield f"{name}'s clock {side.format(span)} this machine's. Check which one is right."
    if machine.differs:
        things = "; ".join(_differences(machine.differs))
        yield f"{name} may ask a different question on the same day: {things}."


def heard(machine: Machine, now: datetime) -> str | None:
    """Return when a machine was last heard from, such as `3 days ago`; None if that isn't known."""
    moments = [
        datetime.fromisoformat(moment).astimezone(now.tzinfo)
        for moment in (machine.heard_at, machine.known_at)
        if moment
    ]
    if not moments:
        return None
    when = min(moments)  # its clock may be ahead of ours
    days = (now.date() - when.date()).days
    if days <= 0:
        return f"today at {when:%H:%M}"
    if days == 1:
        return f"yesterday at {when:%H:%M}"
    return f"{phrases.count(days, 'day')} ago, on {phrases.day_in_line(when.date(), now.date())}"


def _span(span: timedelta) -> str:
    if span.days:
        return phrases.count(span.days, "day")
    hours, minutes = divmod(span.seconds // 60, 60)
    return phrases.count(hours, "hour") if hours else phrases.count(minutes, "minute")


def _differences(differs: Differences) -> Iterator[str]:
    """Yield what is different on another machine."""
    for name, value in differs.settings.items():
        yield _SETTINGS[name].format(value=safe_line(value)) + " there"
    for names, one, many in (
        (
            differs.more_packs,
            "the pack {names} is turned on only there",
            "the packs {names} are turned on only there",
        ),
        (
            differs.missing_packs,
            "the pack {names} is turned on only here",
            "the packs {names} are turned on only here",
        ),
        (
            differs.changed_packs,
            "the pack {names} is different there",
            "the packs {names} are different there",
        ),
    ):
        if names:
            listed = phrases.joined_with_and([safe_line(name) for name in names])
            yield phrases.plural(len(names), one, many, names=listed)


def _to_do(state: Status) -> Iterator[str]:
    if state.key_changed:
        yield (
            "Until this machine has the new passphrase, it neither reads the folder nor writes to"
            " it."
        )
    if state.new_files:
        yield phrases.plural(
            state.new_files,
            "{number} file from your other machines hasn't been read yet: `trust sync` reads it.",
            "{number} files from your other machines haven't been read yet: `trust sync` reads"
            " them.",
        )
    if state.untold:
        yield phrases.plural(
            state.untold,
            "{number} change hasn't been written to the folder yet: `trust sync` writes it.",
            "{number} changes haven't been written to the folder yet: `trust sync` writes them.",
        )
    elif not state.missing_files:
        yield "Everything saved here has been written to the folder."
    if state.waiting:
        yield phrases.plural(
            state.waiting,
            "{number} change is waiting for an entry or promise that hasn't arrived yet.",
            "{number} changes are waiting for entries or promises that haven't arrived yet.",
        )
    if state.missing_files:
        yield phrases.plural(
            state.missing_files,
            "{number} file disappeared from the folder. If it doesn't come back within a day,"
            " `trust sync` writes everything again.",
            "{number} files disappeared from the folder. If they don't come back within a day,"
            " `trust sync` writes everything again.",
        )
    if state.key_missing and state.missing_files:
        yield "The key file disappeared too, and will be written again with the rest."
    elif state.key_missing:
        yield "The folder has no key file. `trust sync` writes it again."
    if state.own_old_key:
        yield phrases.plural(
            state.own_old_key,
            "{number} file from this machine still has the old key. `trust sync` encrypts it with"
            " the new one.",
            "{number} files from this machine still have the old key. `trust sync` encrypts them"
            " with the new one.",
        )


def _deleted_words(state: Status, now: datetime) -> Iterator[str]:
    """Yield where words that were permanently deleted still are."""
    if state.own_deleted_words:
        yield (
            "Words you deleted for good are still in encrypted files from this machine."
            " `trust sync` removes them."
        )
    machines = [machine for machine in state.machines if machine.has_deleted_words]
    if not machines:
        return
    names = []
    for machine in machines:
        when = heard(machine, now)
        names.append(safe_line(machine.name) + (f" (last heard from {when})" if when else ""))
    yield (
        phrases.plural(
            len(names),
            "Words you deleted for good are still in encrypted files from {names}. They'll be"
            " removed at its next sync. If the machine is gone, `trust sync forget NAME` removes"
            " them.",
            "Words you deleted for good are still in encrypted files from {names}. They'll be"
            " removed at the next sync of each. If a machine is gone, `trust sync forget NAME`"
            " removes them.",
            names=phrases.joined_with_and(names),
        )
    )


def _passed_over(state: Status) -> Iterator[str]:
    files = state.passed_over
    if files.not_here or files.incomplete:
        yield sync.still_arriving(files.not_here + files.incomplete)
    for machine, program in sorted(files.newer.items()):
        yield sync.by_newer_version(machine, program)
    if files.unopened and state.key_changed:
        yield phrases.plural(
            files.unopened,
            "{number} file in the folder needs the new passphrase.",
            "{number} files in the folder need the new passphrase.",
        )
    elif files.unopened:
        count = phrases.count(files.unopened, "file")
        yield (
            f"{count} in the folder can't be opened. If the passphrase was changed on another"
            " machine, its new key file has yet to arrive."
        )
    if files.other_journal:
        yield phrases.plural(
            files.other_journal,
            "{number} file in the folder belongs to another journal.",
            "{number} files in the folder belong to another journal.",
        )
