"""Things that were passed over and that the person should know of, on standard error."""

from __future__ import annotations

from ..context import App


def warn(app: App) -> None:
    """Say what was passed over in the settings and among the packs, a line each."""
    if app.json or not (app.bad_settings or "library" in app.__dict__):
        return
    from ..render import messages

    if app.bad_settings:
        app.err.line(f"trust: {messages.settings(app.bad_settings)}")
    if "library" not in app.__dict__:
        return
    for pack_id, skipped in app.library.skipped.items():
        app.err.line(f"trust: {messages.skipped_pack(pack_id, skipped.problem)}")
    for pack_id in app.settings.packs:
        if pack_id not in app.library.skipped and app.library.pack(pack_id) is None:
            app.err.line(f"trust: {messages.missing_pack(pack_id)}")


def warn_of_clock(app: App) -> None:
    """Say that the clock is behind the journal, if it is."""
    if app.json:
        return
    from ..flows import clock

    behind = clock.behind(app)
    if behind:
        from ..render import messages

        app.err.line(f"trust: {messages.clock_behind(behind)}")
