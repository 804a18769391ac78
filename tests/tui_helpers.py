"""The full screen in tests: its app without a terminal, and its screen as text."""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from textual.events import Key
from textual.pilot import Pilot

from trustjournal import views
from trustjournal.app import App
from trustjournal.tui.full_screen import FullScreen
from trustjournal.tui.session import Session

WIDE, MIDDLE, NARROW = (120, 40), (80, 24), (40, 24)
SIZES = {"120x40": WIDE, "80x24": MIDDLE, "40x24": NARROW}

Story = Callable[["Pilot[None]"], Awaitable[object]]


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def context(env: Mapping[str, str] | None = None) -> App:
    """The context of `trust open` at a terminal."""
    streams = Terminal(), Terminal(), Terminal()
    app = App(
        stdin=streams[0],
        stdout=streams[1],
        stderr=streams[2],
        environ={**os.environ, **env} if env else os.environ,
    )
    app.begin("open")
    return app


def opened(
    story: Story, what: str = "", *, size: tuple[int, int] = MIDDLE, app: App | None = None
) -> FullScreen:
    """Open the journal, go through a story, and return the app as it was at the end."""
    main = app or context()
    session = Session(main, what)
    screen = FullScreen(session, lambda: {"export": [("export", "Take it all away.")]})

    async def run() -> None:
        async with screen.run_test(size=size) as pilot:
            await pilot.pause()
            await story(pilot)

    try:
        with views.ways.naming_keys():  # as `trust open` does
            asyncio.run(run())
    finally:
        session.close()
        main.close()
    return screen


def shown(pilot: Pilot[Any]) -> str:
    """What a person would see now."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips) + "\n"


def said(pilot: Pilot[Any]) -> str:
    """What a person would see now, the list and then the page, with one blank between words."""
    lines = [line.partition("│") for line in shown(pilot).splitlines()]
    left, _, right = zip(*lines, strict=True)
    return " ".join(" ".join([*left, *right]).split())


async def press(pilot: Pilot[Any], *keys: str) -> str:
    """Press keys faster than the app can follow, wait, and return what is said then."""
    for key in keys:
        name = key if len(key) > 1 or key.isalnum() else _NAMES.get(key, key)
        character = "\n" if key == "enter" else " " if key == "space" else _CHARACTERS.get(key)
        pilot.app.post_message(Key(name, character or (key if len(key) == 1 else None)))
    app, all_came = pilot.app, asyncio.Event()
    app.call_later(all_came.set)
    for _ in range(2000):
        await pilot.pause()
        is_busy = app._held or app._is_changing or app._is_blind  # type: ignore[attr-defined]
        if app._exit or (all_came.is_set() and not is_busy):
            break
    await pilot.pause()
    return said(pilot)


async def write(pilot: Pilot[Any], text: str) -> None:
    """Type a text."""
    await press(pilot, *text)


async def settled(pilot: Pilot[Any], reached: Callable[[], bool], what: str) -> None:
    """Wait for something that comes a little later, such as a draft on the disk."""
    for _ in range(400):
        if reached():
            return
        await pilot.pause(0.05)
    raise AssertionError(f"waited in vain for {what}")


_NAMES = {
    " ": "space",
    ".": "full_stop",
    ",": "comma",
    "\n": "enter",
    "?": "question_mark",
    "/": "slash",
    ":": "colon",
    "!": "exclamation_mark",
}
_CHARACTERS = {name: character for character, name in _NAMES.items()}


def check_golden(name: str, found: str) -> None:
    """Compare with the golden file, or write it where that was asked for."""
    path = Path(__file__).parent / "golden" / "open" / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, "utf-8")
    assert path.exists(), "UPDATE_GOLDEN=1 writes it"
    assert found.splitlines() == path.read_text("utf-8").splitlines()
