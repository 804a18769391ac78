"""The reminder when its timer calls: whether it speaks now, and what it says.

It imports as little as it can, because it runs every evening and mostly has nothing to say. The
words are the same whatever the journal holds, so that a locked screen tells nothing.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from .. import services, storage
from ..app import App
from ..domain.calendar import SHORT_WEEKDAYS, Span, is_paused, journal_day
from ..errors import TrustError
from ..paths import is_any_draft_in_use, is_marked_in_use, locked

LATE = timedelta(hours=3)
"""How long after its hour a reminder may come: a computer may have been asleep."""
_EARLY = timedelta(minutes=2)
"""How much a timer may be ahead of the clock."""

TITLE = "A few quiet minutes"
BODY = "Whenever it suits you."


class Words(NamedTuple):
    """The words of a notification."""

    title: str
    body: str


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
    from .. import notifications

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
        or storage.safety_pause.SafetyPauseReader.beside(app.reads).not_safe_since(today)
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


def _noted_quiet_days(app: App) -> list[Span]:
    spans = []
    with suppress(OSError, ValueError):
        for line in note_of_quiet_days(app).read_text("ascii").splitlines():
            first, _, last = line.partition(" ")
            spans.append((date.fromisoformat(first), date.fromisoformat(last)))
    return spans


def note_of_quiet_days(app: App) -> Path:
    """Return the file with the days on which an encrypted journal is not asked about."""
    return app.paths.state / "reminder-days-off"
