"""`trust open`: the journal, full screen.

It is a second way to what the commands do, over the same services and with the same screens. Only
`run` imports Textual, which takes a quarter of a second.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from .. import views
from ..errors import Interrupted, NotFound, silence_libraries
from ..sentences import INTERRUPTED

if TYPE_CHECKING:
    from ..app import App

NOT_INSTALLED = "the full screen needs textual, which isn't installed; everything else works"

Commands = Callable[[], Mapping[str, Sequence[tuple[str, str]]]]
"""Returns every command with its line, by its first word."""


def run(app: App, what: str | None, *, mouse: bool, commands: Commands) -> None:
    """Show the journal until the person leaves. `what` names a day or an entry to begin with.

    Raises `NotFound` or `UsageError` if it names nothing, and whatever goes wrong.
    """
    if find_spec("textual") is None:
        raise NotFound(NOT_INSTALLED)
    from . import first_frame
    from .session import Session

    silence_libraries()
    session = Session(app, what)
    handlers = {number: signal.getsignal(number) for number in _signals_of_textual()}
    try:
        with views.ways.naming_keys(), first_frame.shown(session):
            forget_settings_of_textual()
            from .full_screen import FullScreen

            full_screen = FullScreen(session, commands)
            try:
                full_screen.run(mouse=mouse)
            finally:
                full_screen.stop_threads()
    except BaseException as error:
        ended = _exit_in(error)
        if ended is not None and ended is not error:
            raise ended from None  # the terminal was closed, and could not be restored
        raise
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        session.close()
    if full_screen.error is not None:
        raise full_screen.error
    if app.unkept.strip():
        raise Interrupted(INTERRUPTED)  # the words that no draft could take are handed back


def forget_settings_of_textual() -> None:
    """Remove the settings of Textual from the environment.

    They would write every key to a readable file (`TEXTUAL_LOG`), connect to a debugger
    (`TEXTUAL=devtools`) or press keys.
    """
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[name]


def _signals_of_textual() -> list[int]:
    names = ("SIGTSTP", "SIGCONT", "SIGWINCH")
    return [getattr(signal, name) for name in names if hasattr(signal, name)]


def _exit_in(error: BaseException | None) -> SystemExit | None:
    """Return the exit during whose handling an error came up, if there is one."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, SystemExit):
            return error
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return None
