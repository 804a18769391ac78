"""Short questions at a terminal."""

from __future__ import annotations

from ..context import App


def ask(app: App, question: str) -> str | None:
    """A line from the person, or None at the end of input. Call only where `app.can_ask`."""
    app.stderr.write(app.err.wrapped(question.rstrip()) + " ")
    app.stderr.flush()
    try:
        line = app.stdin.readline()
    except KeyboardInterrupt:
        app.stderr.write("\n")  # what is said next begins a line of its own
        raise
    if not line:
        app.stderr.write("\n")
        return None
    return line.strip()


def ask_feelings(
    app: App, mood: int | None, closeness: int | None
) -> tuple[int | None, int | None]:
    """Mood and closeness, where they are not known yet and the settings ask; Enter skips each."""
    from ..render import writing as render

    if app.settings.ask_mood and mood is None:
        mood = ask_scale(app, render.MOOD, render.SCALE_AGAIN)
    if app.settings.ask_closeness and closeness is None:
        closeness = ask_scale(app, render.CLOSENESS, render.SCALE_AGAIN)
    return mood, closeness


def ask_scale(app: App, question: str, again: str) -> int | None:
    """A number from 1 to 5, or None where the person skips it."""
    found = ask(app, question)
    while found and found not in {"1", "2", "3", "4", "5"}:
        found = ask(app, again)
    return int(found) if found else None
