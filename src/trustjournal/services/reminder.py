"""The quiet reminder: how it is set, and the timer of the system that calls it.

The system only knows an hour; `reminder_now` decides each time whether to speak.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import blake2b
from pathlib import Path

from .. import config, notifications, storage
from ..app import App
from ..config import Settings
from ..domain.calendar import SHORT_WEEKDAYS, Span
from ..errors import InputOutput, NotFound, TrustError
from ..paths import make_private, resolve_path, write_atomic
from ..schedulers.job import Job, Kind, Scheduler, Unreadable, call
from ..schedulers.on_this_system import schedulers as schedulers_here
from .reminder_now import Words, note_of_quiet_days, words_of

NAME = "trustjournal-remind"
_FOLDERS = {
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
}
"""The variables that say where a journal is, and their usual values below the home folder."""

_LONGEST_PAUSE = 366
"""The most days to look ahead for the end of the safety pause."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """The reminder as it is set, and how the system runs it."""

    at: time | None
    on: tuple[str, ...]
    says: Words
    with_question: bool
    scheduler: Kind | None
    """None if no reminder is set up in the system, whatever the settings say."""
    unit: str | None
    next: datetime | None


# --- setting it up -------------------------------------------------------------------------


def reminder_of(app: App) -> Reminder:
    """Return the reminder as it is set, and how the system runs it."""
    settings = app.settings
    scheduler, job = _installed(app, settings)
    return Reminder(
        at=settings.remind,
        on=settings.remind_on,
        says=words_of(app),
        with_question=settings.remind_with == "question",
        scheduler=scheduler.kind if scheduler else None,
        unit=scheduler.unit(_job_name(app)) if scheduler else None,
        next=_next(app, job) if job else None,
    )


def set_up(app: App, changes: Mapping[str, str]) -> None:
    """Change settings of the reminder, and let the timer of the system follow.

    Raises `NotFound` if the system has no timer for it, and changes nothing then; `UsageError` for
    an invalid value; `InputOutput`.
    """
    scheduler = _working(app)
    keys = {key: config.find_key(key) for key in changes}
    before = {key: config.show(getattr(app.settings, key)) for key in keys}
    changed = {key: text for key, text in changes.items() if text != before[key]}
    for key, text in changed.items():
        config.store(app.paths.settings, key, text, packs=app.library.files)
    app.read_settings_again()
    try:
        _install(app, scheduler)
    except TrustError:
        for key in changed:
            config.store(app.paths.settings, key, before[key], packs=app.library.files)
        app.read_settings_again()
        raise


def follow_settings(app: App) -> None:
    """Let the timer of the system follow settings that were changed. Raises as `set_up` does."""
    app.read_settings_again()
    if app.settings.remind is None:
        _remove(app)
    else:
        _install(app, _working(app))


def take_away(app: App) -> bool:
    """Turn the reminder off and remove all it left in the system; return whether there was one."""
    was_there = _remove(app)
    if app.settings.remind is None:
        return was_there
    config.store(app.paths.settings, "remind", "", packs=app.library.files)
    app.read_settings_again()
    return True


def _working(app: App) -> Scheduler:
    for scheduler in schedulers_here(app.environ):
        if scheduler.works():
            return scheduler
    raise NotFound(
        "nothing on this computer can run a reminder (no systemd user session, no cron); to see "
        "the question in each new terminal, put `trust prompt` into your shell's start-up file"
    )


def _install(app: App, scheduler: Scheduler) -> None:
    """Set the job up with one scheduler, and with no other."""
    job = _job(app)
    for other in schedulers_here(app.environ):
        if other.kind != scheduler.kind:
            other.remove(job.name)
    try:
        scheduler.install(job)
    except TrustError:
        with suppress(TrustError):
            scheduler.remove(job.name)
        raise
    note_quiet_days(app)


def _remove(app: App) -> bool:
    name = _job_name(app)
    removed = [scheduler.remove(name) for scheduler in schedulers_here(app.environ)]
    with suppress(OSError):
        note_of_quiet_days(app).unlink(missing_ok=True)
    return any(removed)


def _job(app: App) -> Job:
    settings = app.settings
    assert settings.remind is not None
    # With -P, a file in the folder where the timer starts can't pass for a part of the program.
    command = (sys.executable, "-P", "-m", "trustjournal", "remind", "now")
    zone = (app.environ.get("TZ") and app.time_zone) or ""
    places = tuple(_places(app).items())
    return Job(_job_name(app), settings.remind, settings.remind_on, command, places, zone)


def _places(app: App) -> dict[str, str]:
    """Return the variables that say where this journal is, unless it is in the usual folders."""
    home = app.environ.get("TRUST_HOME")
    if home:
        return {"TRUST_HOME": str(resolve_path(home))}
    base = Path(app.environ.get("HOME") or Path.home())
    named = {name: app.environ.get(name, "") for name in _FOLDERS}
    return {
        name: value
        for name, value in named.items()
        if value not in ("", str(base / _FOLDERS[name]))
    }


def _job_name(app: App) -> str:
    """Return the name of the job. Each profile has its own, so that none replaces another's."""
    if not _places(app):
        return NAME

    return f"{NAME}-{blake2b(bytes(app.paths.settings), digest_size=4).hexdigest()}"


def _installed(app: App, settings: Settings) -> tuple[Scheduler | None, Job | None]:
    """Return the scheduler that has the job, and the job as far as it can be read.

    If no reminder is set, look only where no program has to be run: most people have none.
    """
    for scheduler in schedulers_here(app.environ):
        if settings.remind is None and not scheduler.in_files:
            continue
        try:
            job = scheduler.installed(_job_name(app))
        except Unreadable:
            return scheduler, None
        if job is not None:
            return scheduler, job
    return None, None


def _next(app: App, job: Job) -> datetime:
    """Return the next time of a job, by the clock here."""
    now = app.now.moment.replace(tzinfo=None)
    moment = datetime.combine(now.date(), job.hour)
    while moment <= now or (job.days and SHORT_WEEKDAYS[moment.weekday()] not in job.days):
        moment += timedelta(days=1)
    return moment


# --- looking after it ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something wrong with the reminder: a key of `views.doctor_findings`, and its details."""

    what: str
    details: Mapping[str, object]


def troubles(app: App) -> Iterator[Trouble]:
    """Yield what is wrong with the reminder. Yields nothing if none is set and none set up."""
    settings = app.settings
    scheduler, job = _installed(app, settings)
    if scheduler is None:
        if settings.remind is not None:
            yield Trouble("reminder_missing", {"hour": config.show(settings.remind)})
        return
    unit = scheduler.unit(_job_name(app))
    if settings.remind is None:
        yield Trouble("reminder_left", {"unit": unit})
        return
    hour = {"unit": unit, "hour": config.show(settings.remind)}
    if job is None or (job.hour, job.days) != (settings.remind, settings.remind_on):
        yield Trouble("reminder_differs", hour)
    elif not _is_program_there(app, job):
        yield Trouble("reminder_program", {**hour, "path": job.command[0]})
    elif scheduler.is_stopped(job.name):
        yield Trouble("reminder_stopped", hour)
    elif missing := notifications.missing_program(app.environ):
        yield Trouble("reminder_unshown", {"program": missing})


def _is_program_there(app: App, job: Job) -> bool:
    """Return whether the Python of a job is still there and has this program."""
    program = job.command[0]
    if program == sys.executable:
        return True
    # Without site customization of this environment, which the timer doesn't have either.
    environ = {key: value for key, value in app.environ.items() if not key.startswith("PYTHON")}
    done = call((program, "-P", "-c", "import trustjournal"), environ)
    return done is not None and done.returncode == 0


# --- days off of an encrypted journal ------------------------------------------------------


def note_quiet_days(app: App) -> None:
    """Note the days on which the reminder for an encrypted journal stays silent.

    The reminder can't open that journal, and must not ask. The note has days only: a pause and the
    safety pause look the same in it. It is written when a command has opened the journal.
    """
    path = note_of_quiet_days(app)
    salt = storage.connect.salt_of(app.journal_path) if app.has_journal else None
    if app.settings.remind is None or salt is None:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        return
    if app.keys.opened(salt) is None:
        return
    lines = sorted(f"{first} {last}\n" for first, last in _quiet_days(app))
    text = "".join(lines).encode()
    with suppress(OSError, InputOutput):
        if not path.exists() or path.read_bytes() != text:
            make_private(path.parent)
            write_atomic(path, text)


def _quiet_days(app: App) -> list[Span]:
    """Return the days from today on that are paused, joined where they touch."""
    today = app.now.today
    spans = [(max(first, today), last) for first, last in app.days.paused_spans() if last >= today]
    last = today
    while app.questions.not_safe_since(last) and (last - today).days < _LONGEST_PAUSE:
        last += timedelta(days=1)
    spans += [(today, last - timedelta(days=1))] if last > today else []
    joined: list[Span] = []
    for first, until in sorted(spans):
        if joined and first <= joined[-1][1] + timedelta(days=1):
            joined[-1] = (joined[-1][0], max(joined[-1][1], until))
        else:
            joined.append((first, until))
    return joined
