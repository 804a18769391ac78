"""The quiet reminder: when it speaks, what it says, and the timer of the system that calls it.

The system only knows an hour; whether to speak is decided here each time. The words are the same
whatever the journal holds, so that a locked screen tells nothing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import blake2b
from pathlib import Path

from .. import config, notifications, services, storage
from ..app import App
from ..config import Settings
from ..domain.calendar import SHORT_WEEKDAYS, Span, is_paused, journal_day
from ..errors import InputOutput, NotFound, TrustError
from ..paths import (
    is_any_draft_in_use,
    is_marked_in_use,
    locked,
    make_private,
    resolve_path,
    write_atomic,
)
from ..schedulers.job import Job, Kind, Scheduler, Unreadable, call
from ..schedulers.on_this_system import schedulers as schedulers_here

LATE = timedelta(hours=3)
"""How long after its hour a reminder may come: a computer may have been asleep."""
_EARLY = timedelta(minutes=2)
"""How much a timer may be ahead of the clock."""

TITLE = "A few quiet minutes"
BODY = "Whenever it suits you."

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
class Words:
    """The words of a notification."""

    title: str
    body: str


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


# --- whether to speak, and the words -------------------------------------------------------


def run_scheduled(environ: Mapping[str, str]) -> int:
    """Run `trust remind now`, as a timer does: show the reminder if it is due, or do nothing.

    It prints nothing and returns 0, whatever is wrong: nobody is there to read it. `trust remind
    test` and `trust doctor` say what is.
    """
    with Path(os.devnull).open("r+", encoding="utf-8") as nowhere:
        app = App(stdin=nowhere, stdout=nowhere, stderr=nowhere, environ=environ)
        with suppress(Exception):
            speak_if_due(app)
        with suppress(Exception):
            app.close()
    return 0


def speak_if_due(app: App) -> bool:
    """Show the reminder if it is due; return whether it was shown."""
    app.begin_in_shell()
    if not is_due(app):
        return False
    return show(app, words_of(app)) is None


def show(app: App, words: Words) -> str | None:
    """Show the reminder; return None, or the reason why that failed."""
    return notifications.show(words.title, words.body, app.environ)


def is_due(app: App) -> bool:
    """Return whether to speak now. Asks for no passphrase, and opens no encrypted journal."""
    hour = app.settings.remind
    if hour is None or not _is_in_time(app, hour):
        return False
    journal, drafts = app.journal_path, app.paths.drafts
    with locked(drafts):
        if is_any_draft_in_use(drafts) or is_marked_in_use(journal):
            return False
    if not app.has_journal:
        return True
    if storage.connect.salt_of(journal) is not None:
        return not (is_paused(app.now.today, _noted_quiet_days(app)) or _is_changed_today(app))
    today = app.now.today
    return not (
        app.days.written_days(today, today)
        or is_paused(today, app.days.paused_spans())
        or app.questions.not_safe_since(today)
    )


def _is_in_time(app: App, hour: time) -> bool:
    """Return whether the hour was at most three hours ago, on one of the days, today."""
    now = app.now.moment.replace(tzinfo=None)
    last = datetime.combine((now + _EARLY).date(), hour)
    if last > now + _EARLY:
        last -= timedelta(days=1)
    days = app.settings.remind_on
    return (
        now - last <= LATE
        and (not days or SHORT_WEEKDAYS[last.weekday()] in days)
        and journal_day(last, app.settings.day_starts_at) == app.now.today
    )


def _is_changed_today(app: App) -> bool:
    """Return whether a journal was changed since the day began, by the time of its file."""
    begun = app.local(datetime.combine(app.now.today, app.settings.day_starts_at))
    return app.journal_path.stat().st_mtime >= begun.timestamp()


def words_of(app: App) -> Words:
    """Return what the reminder says: nothing of the journal, and no question unless asked."""
    own = app.settings.remind_says
    title, body = own or TITLE, "" if own else BODY
    if app.settings.remind_with == "question":
        body = _question(app) or body
    return Words(title, body)


def _question(app: App) -> str:
    """Return today's question; empty if it can't be had without a passphrase."""
    with suppress(TrustError):
        if storage.connect.salt_of(app.journal_path) is None:
            choice = services.questions.question_of(app, app.now.today)
            return choice.prompt.text if choice else ""
    return ""


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
        _note_of_quiet_days(app).unlink(missing_ok=True)
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
    path = _note_of_quiet_days(app)
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


def _noted_quiet_days(app: App) -> list[Span]:
    spans = []
    with suppress(OSError, ValueError):
        for line in _note_of_quiet_days(app).read_text("ascii").splitlines():
            first, _, last = line.partition(" ")
            spans.append((date.fromisoformat(first), date.fromisoformat(last)))
    return spans


def _note_of_quiet_days(app: App) -> Path:
    return app.paths.state / "reminder-days-off"
