"""`trust setup`: a few short questions about what suits the person, all of them optional."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Callable
from contextlib import suppress

from .. import config, services, views
from ..app import App
from ..domain.relationship import OFFERED
from ..errors import Cancelled, TrustError, UsageError
from ..sentences import NOTHING_CHANGED
from ..terminal import editor
from .ask import ask
from .command import Result, command
from .warnings import warn_of_settings

ASKED = ("person", "context", "editor", "ask_mood", "ask_closeness", "remind")
HERE, IN_EDITOR = "inline", "auto"
_EDITORS = ("nano", "vim", "vi", "emacs", "hx", "micro", "notepad")
"""Editors to offer where the environment names none, those for everybody first."""
_FEELINGS = (("on", "on"), ("on", "off"), ("off", "on"), ("off", "off"))
"""For each choice, whether mood and closeness are asked for."""
_FEELING_CHOICES = ("how I felt, and how close", "how I felt", "how close I felt", "nothing")


@command
def setup(app: App) -> Result:
    """Answer a few short questions about what suits you. Skip any you like.

    They're about who's on your mind, your situation, how you like to write, what you're asked
    after writing, and a quiet reminder. Nothing is saved until you've answered
    the last one.
    `trust config set` changes a single setting.

    Example: trust setup
    """
    if not app.can_ask:
        app.note(views.setup.NOT_ASKED)
        now = {key: _now(app, key) for key in ASKED}
        return Result({"settings": now}, lambda: views.setup.as_it_is(now))
    warn_of_settings(app)
    questions: tuple[Callable[[App, int], dict[str, str]], ...] = (
        *(_ask_person, _ask_situation),
        *(_ask_editor, _ask_feelings, _ask_reminder),
    )
    app.err.print(*views.setup.introduction(len(questions)))
    answers: dict[str, str] = {}
    for number, question in enumerate(questions, start=1):
        answers |= question(app, number)
    changed = {key: text for key, text in answers.items() if text != _now(app, key)}
    hour = changed.pop("remind", None)
    for key, text in changed.items():
        config.store(app.paths.settings, key, text, packs=app.library.files)
    if hour is not None and _is_reminder_set(app, hour):
        changed["remind"] = hour
    quoted = {key: shlex.quote(text) for key, text in changed.items()}
    return Result({"settings": changed}, lambda: views.setup.done(quoted))


def _now(app: App, key: str) -> str:
    return config.show(getattr(app.settings, key))


def _reply(app: App, question: str) -> str:
    """Ask for a line. Raises `Cancelled` at the end of input."""
    reply = ask(app, question)
    if reply is None:
        raise Cancelled(NOTHING_CHANGED)
    return reply


def _choice(app: App, count: int) -> int | None:
    """Ask for the number of a choice and return its place from 0; None for Enter."""
    reply = _reply(app, views.setup.NUMBER)
    while reply and reply not in {str(n) for n in range(1, count + 1)}:
        reply = _reply(app, views.setup.NUMBER_AGAIN)
    return int(reply) - 1 if reply else None


def _ask_person(app: App, number: int) -> dict[str, str]:
    asked = "Who is on your mind most? Questions will use their name."
    app.err.print(*views.setup.question(number, asked, app.settings.person or "no name"))
    while reply := _reply(app, views.setup.PERSON):
        name = "" if reply == "-" else reply
        with suppress(ValueError, KeyError, TypeError):
            config.find_key("person").check(name)
            return {"person": name}
    return {}


def _ask_situation(app: App, number: int) -> dict[str, str]:
    choices = [views.setup.situation(name) for name in OFFERED]
    now = views.setup.situation(app.settings.context)
    app.err.print(*views.setup.question(number, "Which comes closest?", now, choices))
    place = _choice(app, len(choices))
    return {} if place is None else {"context": OFFERED[place]}


def _ask_editor(app: App, number: int) -> dict[str, str]:
    choices = _places_to_write(app)
    now = app.settings.editor
    names = {HERE: "here", IN_EDITOR: "in your editor"}
    asked = "How do you like to write: here in the terminal, or in an editor?"
    app.err.print(*views.setup.question(number, asked, names.get(now, now), list(choices.values())))
    while reply := _reply(app, views.setup.EDITOR):
        if reply in {str(n) for n in range(1, len(choices) + 1)}:
            reply = list(choices)[int(reply) - 1]
        elif reply.isdecimal():
            app.err.line(views.setup.EDITOR_AGAIN)
            continue
        try:
            if reply != HERE:
                editor.command_for(reply, app.environ)
        except UsageError as error:
            app.err.line(f"  {views.setup.not_an_editor(error)}")
        else:
            return {"editor": reply}
    return {}


def _places_to_write(app: App) -> dict[str, str]:
    """Return the choices of the `editor` setting: the terminal, and an editor.

    The editor is that of the environment, else one that is installed.
    """
    here = {HERE: "here, in the terminal"}
    own = app.environ.get("VISUAL") or app.environ.get("EDITOR")
    if own:
        return here | {IN_EDITOR: f"in {own}"}
    path = app.environ.get("PATH")
    known = next((name for name in _EDITORS if shutil.which(name, path=path)), None)
    return here | ({known: f"in {known}"} if known else {IN_EDITOR: "in an editor"})


def _ask_feelings(app: App, number: int) -> dict[str, str]:
    now = (_now(app, "ask_mood"), _now(app, "ask_closeness"))
    asked = (
        "What would you like to be asked after writing? (You're only asked how close you felt if "
        "the question was about other people.)"
    )
    shown = _FEELING_CHOICES[_FEELINGS.index(now)]
    app.err.print(*views.setup.question(number, asked, shown, _FEELING_CHOICES))
    place = _choice(app, len(_FEELINGS))
    if place is None:
        return {}
    return dict(zip(("ask_mood", "ask_closeness"), _FEELINGS[place], strict=True))


def _ask_reminder(app: App, number: int) -> dict[str, str]:
    asked = "What time would be good for a quiet reminder? It never shows a word of your journal."
    app.err.print(*views.setup.question(number, asked, _now(app, "remind") or "none"))
    while reply := _reply(app, views.setup.HOUR):
        with suppress(ValueError):
            hour = config.find_key("remind").check("" if reply == "-" else reply)
            return {"remind": config.show(hour)}
    return {}


def _is_reminder_set(app: App, hour: str) -> bool:
    """Set the hour of the reminder; if that fails, say why and return False."""
    try:
        if hour:
            services.reminder.set_up(app, {"remind": hour})
        else:
            services.reminder.take_away(app)
    except TrustError as error:
        app.note(f"trust setup: {views.messages.error(error)}")
        return False
    return True


COMMANDS = {"setup": setup}
