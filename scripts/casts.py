"""`make casts`: a first entry, a review and the full screen as moving pictures of 20 seconds.

The program runs in a terminal, at a fixed clock, with a made-up journal, and is typed at as a
person types. After each key the screen is read once it's at rest, and only then the clock of the
cast moves on, so the same program makes the same files however busy the computer is.

Two files come of each: an asciicast (`asciinema play docs/casts/open.cast`), and an animated SVG
for the pages. The SVG needs no script, so it plays in a README and without a server, and someone
who has asked for less motion sees its last screen.
"""

from __future__ import annotations

import codecs
import json
import os
import select
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from datetime import time as clock
from hashlib import blake2b
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias
from unittest import mock

import pexpect
import pyte

import pictures
from trustjournal import demo

CASTS = Path(__file__).parent.parent / "docs" / "casts"
ENTER, CTRL_D, ESC = "\r", "\x04", "\x1b"
AT_REST = 0.35
"""The seconds without a new letter after which a screen is at rest."""
PATIENCE = 60.0

DRIVER = """
import sys
from unittest import mock
import pictures
from trustjournal.__main__ import main
ids, salts = pictures.entry_ids(), pictures.counter()
for _ in range(500):  # the entries before have these
    ids()
with (
    mock.patch("trustjournal.app.os.urandom", salts),
    mock.patch("trustjournal.app.App.new_id", ids),
):
    sys.exit(main(sys.argv[1:]))
"""
"""The program with ids that are the same each time."""


# --- what is recorded ----------------------------------------------------------------------


@dataclass(frozen=True)
class Do:
    """One act: wait for words on the screen, look at them for a while, then type."""

    keys: str
    after: str = ""
    """The words to wait for."""
    look: float = 0.5
    """The seconds before the first key."""
    each: float = 0.075
    """The seconds for a key; a person isn't a machine, so they differ a little."""


@dataclass(frozen=True)
class Cast:
    """A command with what is typed into it."""

    title: str
    about: str
    """What it shows, for someone who can't see it."""
    line: str
    acts: tuple[Do, ...]
    last: str
    """The words on the last screen."""
    size: tuple[int, int] = (80, 24)
    with_journal: bool = True
    hold: float = 3.0
    """The seconds that the last screen stays."""


MONDAY, SUNDAY = date(2026, 11, 16), pictures.SUNDAY

CASTS_BY_NAME = {
    "first-entry": Cast(
        "A first entry",
        "A first entry: the question, two sentences typed below it, saved, a mood, and a name.",
        "trust journal",
        (
            Do("On the way home. I got off one stop early and walked.", "Ctrl-D", look=2.0),
            Do(CTRL_D, look=0.8),
            Do("4" + ENTER, "Mood", look=0.9),
            Do(ENTER, "close you felt", look=0.7),
            Do("1" + ENTER, "to skip:", look=2.6),
            Do("Sam" + ENTER, "call them", look=1.0),
        ),
        "To change the name",
        size=(80, 30),
        with_journal=False,
    ),
    "review": Cast(
        "A look back at the week",
        "A review: the week in its own words, then three questions, the last of them a small plan.",
        "trust review",
        (
            Do(ENTER, "[Y/n]", look=4.0),
            Do("Twice. It came easily.", "How did it go", look=1.2, each=0.06),
            Do(CTRL_D, look=0.4),
            Do("How often I asked first.", "1 of 3", look=1.4, each=0.06),
            Do(CTRL_D, look=0.4),
            Do(ENTER, "2 of 3", look=1.4),
            Do("Sam comes home late", "If …", look=1.2, each=0.06),
            Do(CTRL_D, look=0.4),
            Do("I'll put the kettle on first", "then I'll", look=0.6, each=0.06),
            Do(CTRL_D, look=0.5),
        ),
        "Saved",
        size=(80, 36),
    ),
    "open": Cast(
        "The full screen",
        "The full screen: going through entries, finding a word, the last months, one entry.",
        "trust open",
        (
            Do("j", "kettle", look=1.8),
            Do("j", look=0.9),
            Do("j", look=0.9),
            Do("/", look=1.2),
            Do("kettle", look=0.6, each=0.2),
            Do(ENTER, look=1.4),
            Do("j", look=1.2),
            Do(ESC, look=1.4),
            Do("h", look=1.0),
            Do("h", look=2.2),
            Do(ENTER, look=1.0),
        ),
        "",
        size=(100, 30),
    ),
}


# --- the terminal --------------------------------------------------------------------------


class Style(NamedTuple):
    """How a run of letters looks. `dim` has no colour of its own."""

    fg: str = "default"
    bg: str = "default"
    bold: bool = False
    italic: bool = False
    underline: bool = False
    dim: bool = False


class Run(NamedTuple):
    """Letters of one style in a row, from a column on."""

    column: int
    text: str
    width: int
    style: Style


Row: TypeAlias = tuple[Run, ...]


class Frame(NamedTuple):
    """The screen from a moment on."""

    at: float
    rows: tuple[Row, ...]
    cursor: tuple[int, int] | None
    """Column and row; None if it's hidden."""


class Screen(pyte.Screen):
    """A screen that knows dim letters, which pyte doesn't: it keeps them as blinking ones."""

    def select_graphic_rendition(self, *attrs: int, **options: Any) -> None:
        """Apply the codes of colours and the like."""
        super().select_graphic_rendition(*attrs, **options)
        codes = iter(attrs or (0,))
        for code in codes:
            if code in (38, 48):
                for _ in range(1 if next(codes, 5) == 5 else 3):
                    next(codes, None)
            elif code in (0, 2, 22):
                self.cursor.attrs = self.cursor.attrs._replace(blink=code == 2)


class Terminal:
    """A terminal with the program in it, and the frames it has shown."""

    def __init__(self, cast: Cast, home: str, moment: datetime) -> None:
        columns, lines = cast.size
        self._cast = cast
        self._screen = Screen(columns, lines)
        self._stream = pyte.Stream(self._screen)
        self._home, self._moment = home, moment
        self._child: pexpect.spawn[bytes] | None = None
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._now = 0.0
        self._keys = 0
        self._ended = False
        self.frames: list[Frame] = []

    def record(self) -> list[Frame]:
        """Type the command and what goes into it; return all frames."""
        self._show("\x1b[2m$\x1b[0m ")
        self._now = 0.6
        for letter in self._cast.line:
            self._show(letter)
            self._pass(0.07)
        self._now += 0.3
        self._show("\r\n")
        self._start()
        for act in self._cast.acts:
            self._wait(act.after)
            self._now += act.look
            for key in act.keys:
                assert self._child is not None
                self._child.send(key.encode())
                self._rest()
                self._pass(act.each)
        self._wait(self._cast.last)
        self._now += self._cast.hold
        self.frames.append(self.frames[-1]._replace(at=self._now))
        assert self._child is not None
        self._child.close(force=True)
        return self.frames

    def _start(self) -> None:
        columns, lines = self._cast.size
        env = {
            "PATH": os.environ["PATH"],
            "HOME": self._home,
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "PYTHONPATH": os.pathsep.join(map(str, (Path(__file__).parent, *sys.path))),
            "TRUST_HOME": self._home,
            "TRUST_NOW": self._moment.isoformat(),
        }
        argv = ["-c", DRIVER, *self._cast.line.split()[1:]]
        self._child = pexpect.spawn(sys.executable, argv, env=env, dimensions=(lines, columns))
        self._child.delaybeforesend = None

    def _pass(self, seconds: float) -> None:
        """Let the time of a key pass, a little more or less than the last one's."""
        self._keys += 1
        chance = blake2b(f"{self._cast.line} {self._keys}".encode(), digest_size=1).digest()[0]
        self._now += seconds * (0.7 + chance / 255 * 0.8)

    def _wait(self, words: str) -> None:
        """Wait until words are on the screen, and the screen is at rest."""
        deadline = time.monotonic() + PATIENCE
        while words not in "\n".join(self._screen.display):
            self._read(1.0)
            if time.monotonic() > deadline or self._ended:
                screen = "\n".join(line.rstrip() for line in self._screen.display)
                sys.exit(f"“{words}” never came in {self._cast.line}:\n{screen}")
        self._rest()

    def _rest(self) -> None:
        while self._read(AT_REST):
            pass
        self._take()

    def _read(self, seconds: float) -> bool:
        """Read what the program prints, and answer where the cursor is; False if nothing came."""
        assert self._child is not None
        if not select.select([self._child.child_fd], [], [], seconds)[0]:
            return False
        try:
            text = self._decoder.decode(os.read(self._child.child_fd, 65536))
        except OSError:
            self._ended = True
            return False
        before, asked, after = text.partition("\x1b[6n")
        self._stream.feed(before)
        if asked:
            cursor = self._screen.cursor
            self._child.send(f"\x1b[{cursor.y + 1};{cursor.x + 1}R".encode())
            self._stream.feed(after)
        return True

    def _show(self, text: str) -> None:
        """Show what the shell would, whose part is played here."""
        self._stream.feed(text)
        self._take()

    def _take(self) -> None:
        """Take a frame, if anything has changed."""
        screen = self._screen
        rows = tuple(_row(screen, number) for number in range(screen.lines))
        cursor = None if screen.cursor.hidden else (screen.cursor.x, screen.cursor.y)
        if not self.frames or (rows, cursor) != self.frames[-1][1:]:
            self.frames.append(Frame(round(self._now, 3), rows, cursor))


def _row(screen: pyte.Screen, number: int) -> Row:
    """Return the runs of a row: letters of one style, without the blanks around them."""
    cells = [screen.buffer[number][column] for column in range(screen.columns)]
    runs: list[Run] = []
    for column, cell in enumerate(cells):
        if not cell.data:
            continue  # the second half of a wide letter
        style = _style(cell)
        wide = column + 1 < len(cells) and not cells[column + 1].data
        width = 2 if wide else 1
        last = runs[-1] if runs else None
        if last and last.style == style and last.column + last.width == column:
            runs[-1] = last._replace(text=last.text + cell.data, width=last.width + width)
        else:
            runs.append(Run(column, cell.data, width, style))
    return tuple(part for run in runs for part in _without_blanks(run))


def _without_blanks(run: Run) -> Iterator[Run]:
    """Leave out blanks at both ends that can't be seen."""
    if run.style.bg != "default" or run.style.underline:
        yield run
        return
    text = run.text.lstrip(" ")
    blanks = len(run.text) - len(text)
    cut = len(text) - len(text.rstrip(" "))
    if text:
        yield run._replace(
            column=run.column + blanks, text=text.rstrip(" "), width=run.width - blanks - cut
        )


def _style(cell: Any) -> Style:
    fg, bg = (cell.bg, cell.fg) if cell.reverse else (cell.fg, cell.bg)
    if cell.reverse:
        fg, bg = ("ground" if fg == "default" else fg), ("ink" if bg == "default" else bg)
    return Style(fg, bg, cell.bold, cell.italics, cell.underscore, cell.blink)


# --- the files -----------------------------------------------------------------------------

COLOURS = dict(
    zip(
        ("black", "red", "green", "brown", "blue", "magenta", "cyan", "white"),
        ("#282c34", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#abb2bf"),
        strict=True,
    )
) | {
    "default": "#d8dade",
    "ink": "#d8dade",
    "ground": "#181a1f",
    "brightblack": "#7f848e",
    "cursor": "#6b7078",
}
"""The colours of `pictures.THEME`, by pyte's names."""
NUMBERS = {name: number for number, name in enumerate(COLOURS) if number < 8}


def colour(name: str) -> str:
    """Return a colour for SVG."""
    if name in COLOURS:
        return COLOURS[name]
    plain = name.removeprefix("bright")
    return COLOURS.get("brown" if plain == "yellow" else plain) or f"#{name}"


def asciicast(cast: Cast, frames: list[Frame]) -> str:
    """Return the frames as an asciicast, version 2: what changes, as a terminal is told."""
    columns, lines = cast.size
    head = {"version": 2, "width": columns, "height": lines, "title": cast.title}
    events = [json.dumps(head | {"env": {"TERM": "xterm-256color"}})]
    before: tuple[Row, ...] = ((),) * lines
    for frame in frames:
        told = "\x1b[?25l"
        for number, (old, new) in enumerate(zip(before, frame.rows, strict=True), 1):
            if old != new:
                told += f"\x1b[0m\x1b[{number};1H\x1b[K" + "".join(
                    _told(run, number) for run in new
                )
        if frame.cursor:
            told += f"\x1b[0m\x1b[{frame.cursor[1] + 1};{frame.cursor[0] + 1}H\x1b[?25h"
        events.append(json.dumps([frame.at, "o", told], ensure_ascii=False))
        before = frame.rows
    return "\n".join(events) + "\n"


def _told(run: Run, line: int) -> str:
    style = run.style
    marks = (style.bold, style.dim, style.italic, style.underline)
    codes = ["0", *(code for code, on in zip("1234", marks, strict=True) if on)]
    codes += _codes(style.fg, 30) + _codes(style.bg, 40)
    return f"\x1b[{line};{run.column + 1}H\x1b[{';'.join(codes)}m{run.text}"


def _codes(name: str, base: int) -> list[str]:
    if name == "default":
        return []
    plain = name.removeprefix("bright")
    plain = "brown" if plain == "yellow" else plain
    if plain in NUMBERS:
        return [str(base + NUMBERS[plain] + (60 if name != plain and name != "yellow" else 0))]
    digits = colour(name)[1:]
    return [f"{base + 8};2;" + ";".join(str(int(digits[n : n + 2], 16)) for n in (0, 2, 4))]


CELL, LINE, LEFT, TOP = 8.4, 18, 14, 40
"""The size of a letter, and where the first one is."""


def svg(cast: Cast, frames: list[Frame]) -> str:
    """Return the frames as an animated SVG. A row is one element, however long it stays."""
    total = frames[-1].at
    width = LEFT * 2 + cast.size[0] * CELL
    height = TOP + cast.size[1] * LINE + 12
    shown = _intervals(frames)
    spans = {key: f"k{number}" for number, key in enumerate(sorted(set(shown.values())))}
    styles = [_keyframes(spans[key], key, total) for key in spans if key != ((0.0, total),)]
    body = []
    for (number, row), key in shown.items():
        still = " s" if key[-1][1] == total else ""
        moves = "" if key == ((0.0, total),) else f' style="animation-name:{spans[key]}"'
        runs = "".join(_drawn(run, TOP + number * LINE) for run in row)
        body.append(f'<g class="r{still}"{moves}>{runs}</g>')
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" \
role="img" aria-label="{escape(cast.about)}">
<title>{escape(cast.title)}: {escape(cast.line)}</title>
<style>
text{{font:14px ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:{COLOURS["ink"]};\
white-space:pre}}
.r{{visibility:hidden;animation:{total:g}s step-end infinite}}.s{{visibility:visible}}
.b{{font-weight:bold}}.i{{font-style:italic}}.u{{text-decoration:underline}}.d{{opacity:.62}}
{"".join(styles)}
@media (prefers-reduced-motion:reduce){{.r{{animation:none!important}}}}
</style>
<rect width="{width:g}" height="{height:g}" rx="8" fill="{COLOURS["ground"]}"/>
<text x="{width / 2:g}" y="24" text-anchor="middle" class="d">{escape(cast.line)}</text>
{chr(10).join(body)}
</svg>
"""


Intervals: TypeAlias = tuple[tuple[float, float], ...]


def _intervals(frames: list[Frame]) -> dict[tuple[int, Row], Intervals]:
    """Return when each row that was ever shown is on the screen."""
    shown: dict[tuple[int, Row], list[tuple[float, float]]] = {}
    for frame, following in pairwise(frames):
        for number, row in enumerate(frame.rows):
            if frame.cursor and frame.cursor[1] == number:
                row = (Run(frame.cursor[0], "", 1, Style(bg="cursor")), *row)  # below the letters
            if not row:
                continue
            spans = shown.setdefault((number, row), [])
            if spans and spans[-1][1] == frame.at:
                spans[-1] = (spans[-1][0], following.at)
            else:
                spans.append((frame.at, following.at))
    return {key: tuple(spans) for key, spans in shown.items()}


def _keyframes(name: str, spans: Intervals, total: float) -> str:
    marks = {0.0: "hidden"}
    for start, end in spans:
        marks |= {start: "visible", end: "hidden"}
    marks.pop(total, None)
    steps = "".join(f"{at / total:.3%}{{visibility:{value}}}" for at, value in marks.items())
    return f"@keyframes {name}{{{steps}}}\n"


def _drawn(run: Run, top: float) -> str:
    """Return a run as elements. Its length is fixed, so that any font stays on the grid."""
    style, x, width = run.style, LEFT + run.column * CELL, run.width * CELL
    marks = (style.bold, style.italic, style.underline, style.dim)
    names = " ".join(name for name, on in zip("biud", marks, strict=True) if on)
    drawn = ""
    if style.bg != "default":
        place = f'x="{x:g}" y="{top:g}" width="{width:g}" height="{LINE}"'
        drawn = f'<rect {place} fill="{colour(style.bg)}"/>'
    if not run.text.strip():
        return drawn
    look = f' class="{names}"' if names else ""
    look += f' style="fill:{colour(style.fg)}"' if style.fg != "default" else ""
    text = escape(run.text, quote=False)
    return f'{drawn}<text x="{x:g}" y="{top + 13.5:g}" textLength="{width:g}"{look}>{text}</text>'


def run() -> None:
    """Record every cast, and write its two files."""
    CASTS.mkdir(parents=True, exist_ok=True)
    names = sys.argv[1:] or [*CASTS_BY_NAME]
    for name in names:
        cast = CASTS_BY_NAME[name]
        frames = recorded(cast)
        (CASTS / f"{name}.cast").write_text(asciicast(cast, frames), encoding="utf-8")
        (CASTS / f"{name}.svg").write_text(svg(cast, frames), encoding="utf-8")
        size = (CASTS / f"{name}.svg").stat().st_size / 1000
        print(f"docs/casts/{name}.svg: {frames[-1].at:.0f} seconds, {size:.0f} kB")


def recorded(cast: Cast) -> list[Frame]:
    """Return the frames of a cast."""
    day = SUNDAY if cast.with_journal else MONDAY
    with tempfile.TemporaryDirectory() as home:
        if cast.with_journal:
            with (
                mock.patch("trustjournal.app.os.urandom", pictures.counter()),
                mock.patch("trustjournal.app.App.new_id", pictures.entry_ids()),
            ):
                demo.write_journal(home, SUNDAY)
        return Terminal(cast, home, datetime.combine(day, clock(21, 40), UTC)).record()


if __name__ == "__main__":
    run()
