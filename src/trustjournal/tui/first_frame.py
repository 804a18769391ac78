"""The first words on the screen, drawn before Textual is imported, which takes a quarter second.

They are where the full screen will draw them: the newest entries in the list, and today's page.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from .. import views
from ..app import App
from ..domain.entry import redacted
from ..domain.filter import Filter
from ..errors import TrustError
from ..services.heads import Head
from ..terminal.terminal_mode import unechoed
from .session import Session

if TYPE_CHECKING:
    from rich.console import RenderableType

FROM_MIDDLE, FROM_WIDE, FROM_WIDEST = 60, 100, 120
"""Columns from which the page is beside the list, from which the list is wider, and from which
there is room beside an entry that is read."""
FROM_HIGH = 20
"""Lines from which there is a calendar."""
SIDE, WIDE_SIDE = 30, 37
"""Columns of the list, where the page is beside it."""
PAGE_LEFT, PAGE_TOP = 3, 1
"""Cells left of the page: the line beside the list, and a margin. Lines above it."""
CALENDAR_LINES = 9
_QUESTION_LINES = 2
OWN_SCREEN, BACK = "\x1b[?1049h", "\x1b[?1049l"
"""To a screen of its own, and back to the one before."""
ERASE = "\x1b[2J"
"""Before going back: tmux would leave what it shows there, if the window has grown meanwhile."""
_ENTER = f"{OWN_SCREEN}\x1b[?25l{ERASE}\x1b[H"
_LEAVE = (
    "\x1b[<u\x1b[0m"
    + "".join(f"\x1b[?{mode}l" for mode in (1000, 1003, 1006, 1015, 1004, 2004, 2048))
    + "\x1b[?7h\x1b[?25h"
)
"""Everything off that Textual turns on, also where a signal has kept it from doing so: the mouse,
marks around pastes, notes about the window."""


@contextmanager
def shown(session: Session) -> Iterator[None]:
    """Show the first words and hold the keys, while the block begins the full screen."""
    app = session.main
    with unechoed(app.stdin) as echo_again:
        session.echo_again = echo_again
        _write(app, _ENTER)
        session.is_on_own_screen = True
        try:
            # The full screen tells what goes wrong.
            with suppress(TrustError, OSError):
                _draw(session)
            yield
        finally:
            with suppress(OSError):  # the terminal may be gone
                leave = f"{ERASE}{BACK}" if session.is_on_own_screen else ""
                _write(app, leave + _LEAVE)


def _write(app: App, text: str) -> None:
    app.stderr.write(text)
    app.stderr.flush()


def _draw(session: Session) -> None:
    app = session.main
    columns, lines = shutil.get_terminal_size()  # as Textual does
    is_narrow = columns < FROM_MIDDLE
    side = columns if is_narrow else WIDE_SIDE if columns >= FROM_WIDE else SIDE
    if session.start_entry or session.start_day:
        return
    calendar = CALENDAR_LINES if lines >= FROM_HIGH and not is_narrow else 0
    top = calendar + _QUESTION_LINES
    _draw_list(app, app.err.part(side - 1), top, lines - 1)
    if not is_narrow:
        _draw_today(session, app.err.part(columns - side - PAGE_LEFT - 1), side + PAGE_LEFT, lines)


def _draw_list(app: App, screen: views.screen.Screen, top: int, bottom: int) -> None:
    fit = (bottom - top) // 2
    entries = app.reader.list(Filter(limit=fit)) if fit > 0 else []
    rows: list[RenderableType] = []
    month = None
    for entry in entries:
        if entry.day.replace(day=1) != month:
            month = entry.day.replace(day=1)
            rows.append(views.full_screen.month_row(month, screen))
        head = Head(redacted(entry))
        rows += views.full_screen.entry_row(head, screen, app.now.today, chosen=False)
    _put(app, screen, rows[: bottom - top], top, 0)


def _draw_today(session: Session, screen: views.screen.Screen, left: int, bottom: int) -> None:
    app = session.app
    today = session.today_at_a_glance()
    numbers = app.settings.streaks
    if today.answered:
        return
    parts = views.today.page(today, screen, journal=app.journal_path, numbers=numbers)
    _put(session.main, screen, parts, PAGE_TOP, left, most=bottom - 2)


def _put(
    app: App,
    screen: views.screen.Screen,
    parts: Sequence[RenderableType],
    top: int,
    left: int,
    *,
    most: int = 1000,
) -> None:
    """Write what is drawn at a place of the screen."""
    drawn = "".join(screen.rendered(parts))
    lines = drawn.splitlines()[:most]
    _write(app, "".join(f"\x1b[{top + n};{left + 1}H{line}" for n, line in enumerate(lines, 1)))
