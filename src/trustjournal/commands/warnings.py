"""Warnings on standard error about ignored settings and packs, and the safety page."""

from __future__ import annotations

from .. import services, views
from ..app import App


def warn(app: App) -> None:
    """Say which settings and packs were ignored, one line each.

    For commands that need the journal: raises the errors of `App.journal_path`.
    """
    app.journal_path  # noqa: B018  # raises if it is unknown, which comes first
    warn_of_settings(app)
    if app.json or "library" not in app.__dict__:
        return

    for pack_id, skipped in app.library.skipped.items():
        app.err.line(f"trust: {views.messages.skipped_pack(pack_id, skipped.problem)}")
    for pack_id in app.settings.packs_on:
        if pack_id not in app.library.skipped and app.library.pack(pack_id) is None:
            app.err.line(f"trust: {views.messages.missing_pack(pack_id)}")


def warn_of_clock(app: App) -> None:
    """Say so if the clock is behind the journal."""
    if app.json:
        return

    behind = services.clock_check.behind(app)
    if behind:
        app.err.line(f"trust: {views.messages.clock_behind(behind)}")


def warn_of_settings(app: App) -> None:
    """Say which settings were ignored."""
    if app.bad_settings and not app.json:
        app.err.line(f"trust: {views.messages.settings(app.bad_settings)}")


def say_believed(app: App) -> None:
    """Name the safety page to someone who has just said that they are not safe or not at ease.

    It is named every time, because nothing else shows it later.
    """
    if not app.json:
        app.err.line(
            f"\n  {views.today.SAFETY_NOTE}" if app.can_ask else f"trust: {views.today.SAFETY_NOTE}"
        )
