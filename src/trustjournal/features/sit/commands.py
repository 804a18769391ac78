"""`trust sit`: a silent timer."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from time import monotonic, sleep
from typing import Annotated

import typer

from ... import features
from ...app import App
from ...commands.command import Result, command, give
from ...commands.options import Day
from ...commands.warnings import warn
from ...domain.day_words import parse_day
from ...errors import UsageError
from ...terminal.key_reader import resting
from ...terminal.wrap import CLEAR_BELOW, breaks_drawn_lines, rows_above
from ...views.screen import Screen
from . import service
from .model import Sitting

MINUTES = 10
"""The default length of a sitting."""
MOST_MINUTES = 180


def _minutes(text: str) -> int:
    if text.isdecimal() and text.isascii() and 1 <= int(text) <= MOST_MINUTES:
        return int(text)
    raise UsageError(
        "MINUTES can't be {value}; use a whole number from 1 to {most}",
        most=MOST_MINUTES,
        value=text,
    )


@command
def sit(
    app: App,
    minutes: Annotated[
        int | None,
        typer.Argument(metavar="[MINUTES]", help="1 to 180 (default 10).", parser=_minutes),
    ] = None,
    log: Annotated[
        int | None,
        typer.Option(
            "--log",
            metavar="MINUTES",
            help="Record a session you've already done.",
            parser=_minutes,
        ),
    ] = None,
    date: Day = None,
) -> Result | None:
    """Sit in silence for a few minutes, and record how long. Ctrl-C ends it early.

    Example: trust sit --log 15 --date yesterday
    """
    if log is not None:
        _note(app, log, minutes, date)
        return None
    if date is not None:
        raise UsageError("--date needs --log; a session you start now belongs to today")
    warn(app)
    sitting = _sit(app, minutes or MINUTES)

    return Result({"sitting": sitting}, lambda: features.sit.view.ended(sitting))


def _note(app: App, log: int, minutes: int | None, date: str | None) -> None:
    if minutes is not None:
        raise UsageError("use either MINUTES, to sit now, or --log MINUTES, for an earlier session")
    day = parse_day(date, app.now) if date is not None else app.now.today
    sitting = service.note(app, log, day)
    warn(app)

    give(app, Result({"sitting": sitting}, lambda: features.sit.view.recorded(sitting)))


def _sit(app: App, minutes: int) -> Sitting | None:
    if not app.can_ask:
        return _timed(app, minutes, sleep)
    with resting(app.stdin) as wait:
        return _timed(app, minutes, wait)


def _timed(app: App, minutes: int, wait: Callable[[float], None]) -> Sitting | None:
    time = service.Clock(monotonic, wait)
    if app.json:
        return service.sit(app, minutes, time, lambda _: None)

    app.err.line(features.sit.view.opening_line(minutes), label=True)
    if app.plain or not app.err.is_terminal or app.err.dumb:
        return service.sit(app, minutes, time, lambda _: None)
    bar = _Bar(app, lambda seconds, screen: features.sit.view.bar(seconds, minutes * 60, screen))
    try:
        return service.sit(app, minutes, time, bar.show)
    finally:
        bar.clear()


class _Bar:
    """A line that is redrawn in place. A closed terminal doesn't end the sitting."""

    def __init__(self, app: App, draw: Callable[[int, Screen], str]) -> None:
        self._app = app
        self._draw = draw
        self._shown = ""
        self._breaks_lines = breaks_drawn_lines(app.environ)

    def show(self, seconds: int) -> None:
        """Draw the line if it has changed."""
        screen = Screen(self._app.stderr, self._app.environ)  # with its current width
        line = self._draw(seconds, screen)
        if line != self._shown:
            self._write(f"{self._to_line_start(screen.width)}{line}")
            self._shown = line

    def clear(self) -> None:
        """Leave an empty line, even if the terminal has echoed `^C` after it."""
        screen = Screen(self._app.stderr, self._app.environ)
        codes = self._to_line_start(screen.width, extra_cells=len("^C"))
        if codes == "\r":
            codes += " " * (len(self._shown) + len("^C")) + "\r"
        self._write(codes)

    def _to_line_start(self, width: int, extra_cells: int = 0) -> str:
        """Return the codes that move to the line's start, even in a window that got narrower."""
        cells = len(self._shown) + extra_cells
        above = rows_above([cells], cells, width) if self._breaks_lines and cells else 0
        return f"\r\x1b[{above}A{CLEAR_BELOW}" if above else "\r"

    def _write(self, text: str) -> None:
        with suppress(OSError):
            self._app.stderr.write(text)
            self._app.stderr.flush()


COMMANDS = {"sit": sit}
