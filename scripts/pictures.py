"""`make pictures`: the screens of the README as SVG, from the made-up journal at a fixed clock."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import re
import tempfile
from datetime import UTC, date, datetime, time
from pathlib import Path
from unittest import mock

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from trustjournal import demo
from trustjournal.__main__ import main
from trustjournal.domain import ids

DOCS = Path(__file__).parent.parent / "docs" / "pictures"
SUNDAY = date(2026, 11, 22)
WIDTH = 80

# Calm colours that carry enough contrast on a dark ground.
THEME = TerminalTheme(
    (24, 26, 31),
    (216, 218, 222),
    [
        (40, 44, 52),
        (224, 108, 117),
        (152, 195, 121),
        (229, 192, 123),
        (97, 175, 239),
        (198, 120, 221),
        (86, 182, 194),
        (171, 178, 191),
    ],
)

SCREENS: dict[str, tuple[str, ...]] = {
    "today": (),
    "streak": ("streak",),
    "review": ("review", "--no-input"),
    "read": ("read", "october"),
}
FIRST_LINES = {"read": 25}
"""How many lines of a long screen to draw, which is what the pager shows before it waits."""


def screen(*argv: str) -> str:
    """What a command prints on a terminal with colours."""
    raw = io.BytesIO()
    with io.TextIOWrapper(raw, encoding="utf-8") as out, contextlib.redirect_stdout(out):
        main(argv)
        out.flush()
        return raw.getvalue().decode()


def first_lines(name: str, printed: str) -> str:
    """Cut a long screen where the pager would wait, and end it as `less` does."""
    if name not in FIRST_LINES:
        return printed
    lines = printed.splitlines()[: FIRST_LINES[name]]
    return "\n".join([*lines, ":"])


def picture(name: str, command: str, printed: str) -> str:
    """A screen as SVG that needs no font from anywhere."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text.assemble(("$ ", "dim"), command))
    console.print(Text.from_ansi(printed.rstrip("\n")))
    console.print()  # else the picture ends in the middle of a letter that goes below the line
    svg = console.export_svg(title="trust", theme=THEME, unique_id=name)
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = re.sub(r'x="([\d.]+)"([^>]*?) textLength="([\d.]+)"([^>]*)>((?:&#160;)+)', _moved, svg)
    return svg.replace("Fira Code, monospace", "ui-monospace, Menlo, Consolas, monospace")


CELL = 12.2
"""How wide a character is in the picture."""


def _moved(match: re.Match[str]) -> str:
    """A text moved right by the spaces it begins with, which some viewers leave out."""
    by = match[5].count("&#160;") * CELL
    x, length = float(match[1]) + by, float(match[3]) - by
    return f'x="{x:g}"{match[2]} textLength="{max(length, 0):g}"{match[4]}>'


def counter() -> mock.Mock:
    """Ids and a salt that are the same each time, so that pictures are too."""
    numbers = iter(range(1, 10_000))
    return mock.Mock(
        side_effect=lambda size: (
            (next(numbers) * 0x9E3779B97F4A7C15).to_bytes(16, "big").rjust(size, b"\x5a")[-size:]
        )
    )


def entry_ids() -> mock.Mock:
    """Ids of entries, which no other chance in the program shifts."""
    urandom = counter()
    return mock.Mock(side_effect=lambda: ids.encode(urandom(13)))


def full_screen() -> str:
    """The full screen with an entry chosen, by its own export."""
    from trustjournal.app import App
    from trustjournal.tui.full_screen import FullScreen
    from trustjournal.tui.session import Session

    class Terminal(io.StringIO):
        encoding = "utf-8"

    context = App(stdin=Terminal(), stdout=Terminal(), stderr=Terminal(), environ=os.environ)
    context.begin("open")
    session = Session(context)
    screen = FullScreen(session, dict)

    async def look() -> str:
        async with screen.run_test(size=(100, 30)) as pilot:
            await pilot.press("down", "down", "down")
            await pilot.pause(0.5)
            screen.ansi_theme_dark = THEME
            return screen.export_screenshot(title="trust open")

    try:
        svg = asyncio.run(look())
    finally:
        session.close()
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = re.sub(r"terminal-\d+", "open", svg)  # a number of this run
    svg = re.sub(r'x="([\d.]+)"([^>]*?) textLength="([\d.]+)"([^>]*)>((?:&#160;)+)', _moved, svg)
    return svg.replace("Fira Code, monospace", "ui-monospace, Menlo, Consolas, monospace")


def run() -> None:
    """Draw every picture."""
    DOCS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        now = datetime.combine(SUNDAY, time(22, 10), UTC)
        look = {"FORCE_COLOR": "1", "COLUMNS": str(WIDTH), "TERM": "xterm-256color"}
        with (
            mock.patch("trustjournal.app.os.urandom", counter()),
            mock.patch("trustjournal.app.App.new_id", entry_ids()),
        ):
            demo.write_journal(home, SUNDAY)
        with demo.at(home, now, **look):
            os.environ.pop("NO_COLOR", None)
            for name, argv in SCREENS.items():
                command = " ".join(("trust", *argv)).removesuffix(" --no-input")
                svg = picture(name, command, first_lines(name, screen(*argv)))
                (DOCS / f"{name}.svg").write_text(svg, encoding="utf-8")
                print(f"docs/pictures/{name}.svg")
            (DOCS / "open.svg").write_text(full_screen(), encoding="utf-8")
            print("docs/pictures/open.svg")


if __name__ == "__main__":
    run()
