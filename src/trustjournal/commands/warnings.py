"""What the person should know of, on standard error: what was passed over, and the safety page."""

from __future__ import annotations

from .. import services, views
from ..app import App


def warn(app: App) -> None:
    """Say what was passed over in the settings and among the packs, a line each.

    For commands that need the journal: raises what `App.journal_path` does.
    """
    app.journal_path  # noqa: B018  # where nobody can tell what it is, that is all there is to say
    warn_of_settings(app)
    if app.json or "library" not in app.__dict__:
        return

    for pack_id, skipped in app.library.skipped.items():
        app.err.line(f"trust: {views.messages.skipped_pack(pack_id, skipped.problem)}")
    for pack_id in app.settings.packs_on:
        if pack_id not in app.library.skipped and app.library.pack(pack_id) is None:
            app.err.line(f"trust: {views.messages.missing_pack(pack_id)}")


def warn_of_clock(app: App) -> None:
    """Say that the clock is behind the journal, if it is."""
    if app.json:
        return

    behind = services.clock_check.behind(app)
    if behind:
        app.err.line(f"trust: {views.messages.clock_behind(behind)}")


def warn_of_settings(app: App) -> None:
    """Say what was passed over in the settings."""
    if app.bad_settings and not app.json:
        app.err.line(f"trust: {views.messages.settings(app.bad_settings)}")


def say_believed(app: App) -> None:
    """Name the safety page to someone who has just said that they are not safe or not at ease.

    Every time, not only the first: later nothing shows it.
    """
    if not app.json:
        app.err.line(
            f"\n  {views.today.SAFETY_NOTE}" if app.can_ask else f"trust: {views.today.SAFETY_NOTE}"
        )
