"""Widgets that draw what `views` returns, line by line.

Nothing is handed to Textual as a plain text, which it would read as markup: words of a journal may
contain `[/]` or `[@click=…]`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from textual import events
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from .. import views
from ..domain.search_query import Phrase
from ..views.keys import Key
from ..views.screen import Screen

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.segment import Segment
    from rich.text import Text

Draw = Callable[[Screen], Iterable["RenderableType"]]


def strip_of(text: Text, screen: Screen) -> Strip:
    """Return one line of text."""
    lines = screen.lines([text])
    return Strip(lines[0] if lines else [])


def telling(widget: Widget) -> AbstractContextManager[None]:
    """Tell what goes wrong inside on the status line: a drawing may read a journal that is gone."""
    app = widget.app
    assert isinstance(app, TellingApp)
    return app.telling()


@runtime_checkable
class TellingApp(Protocol):
    """An app with a status line."""

    def telling(self) -> AbstractContextManager[None]:
        """Tell what goes wrong inside on the status line, and go on."""


class Lines(ScrollView, can_focus=False):
    """A page that scrolls: what a function draws for a screen of this width."""

    DEFAULT_CSS = """
    Lines { width: 1fr; height: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; }
    """

    def __init__(self, screen: Screen, draw: Draw | None = None, **options: Any) -> None:
        super().__init__(**options)
        self._of = screen
        self._draw: Draw = draw or (lambda _: ())
        self._lines: list[list[Segment]] = []
        self._marked: Sequence[Phrase] = ()
        self._drawn_for = 0

    def show(self, draw: Draw, *, marked: Sequence[Phrase] = ()) -> None:
        """Show something else, from its first line on; `marked` are the words to mark in it."""
        self._draw, self._marked = draw, marked
        self.redraw()
        self.scroll_to(y=0, animate=False)

    def redraw(self) -> None:
        """Draw the same again, with what has changed."""
        outer = self._outer_width()
        width = outer - 1 - self.styles.gutter.width
        if width < 1:
            return
        self._drawn_for = outer
        parts: list[RenderableType] = []
        with telling(self):
            parts = list(self._draw(self._of.part(width)))
        lines = self._of.part(width).lines(parts)
        self._lines = views.full_screen.with_matches(lines, self._marked)
        self.virtual_size = Size(0, len(self._lines))
        self.refresh()

    def _outer_width(self) -> int:
        return self.outer_size.width

    def on_resize(self) -> None:
        """Draw for the new width."""
        if self.outer_size.width != self._drawn_for:
            self.redraw()

    @property
    def height_of_all(self) -> int:
        """The number of lines."""
        return len(self._lines)

    def render_line(self, y: int) -> Strip:
        """Return a line as it is drawn."""
        number = y + self.scroll_offset.y
        width = self.size.width
        if number >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        return Strip(self._lines[number]).extend_cell_length(width).apply_style(self.rich_style)


class Fixed(Lines):
    """A part of a screen that is as high as what it shows."""

    DEFAULT_CSS = """
    Fixed { height: auto; max-height: 60%; overflow-y: hidden; }
    Fixed.-empty { display: none; }
    """

    def _outer_width(self) -> int:
        # While there was nothing to show, it had no size.
        parent = self.parent
        inside = parent.size.width if isinstance(parent, Widget) else 0
        return self.outer_size.width or inside

    def redraw(self) -> None:
        """Draw the same again, with what has changed."""
        super().redraw()
        if not self._drawn_for:
            return
        self.styles.height = len(self._lines) + self.styles.gutter.height
        self.set_class(not self._lines, "-empty")


MOST_TOLD = 3
"""Lines that this may take."""
TOLD_SECONDS = 10.0
"""How long it is told what has just happened."""


class StatusLine(Lines):
    """Tells what has just happened in a line or two; absent if nothing has."""

    DEFAULT_CSS = "StatusLine { dock: bottom; height: 1; margin-bottom: 1; overflow-y: hidden; }"

    _told = 0
    """How many texts were shown."""

    def on_mount(self) -> None:
        """Begin without anything."""
        self.display = False

    def tell(self, text: str) -> None:
        """Show a text for a while, or nothing."""
        self._told += 1
        told = self._told

        def clear() -> None:
            if told == self._told:
                self.display = False

        if text:
            self.set_timer(TOLD_SECONDS, clear)
        self.display = bool(text)
        line = views.widgets.inset(views.widgets.text(text, "yellow"), by=1)
        self.show(lambda _: [line] if text else [])
        self.call_after_refresh(self.redraw)

    def redraw(self) -> None:
        """Draw the text in as many lines as it takes."""
        super().redraw()
        self.styles.height = max(1, min(MOST_TOLD, len(self._lines)))


class Label(Widget):
    """One line of text that doesn't change."""

    def __init__(self, screen: Screen, text: Text) -> None:
        super().__init__()
        self._of = screen
        self._text = text

    def render_line(self, y: int) -> Strip:
        """Return the line."""
        return strip_of(self._text, self._of).extend_cell_length(self.size.width)


class KeyLine(ScrollView, can_focus=False):
    """The last line of a screen: its keys, which can be clicked."""

    DEFAULT_CSS = "KeyLine { height: 1; overflow: hidden; }"

    def __init__(self, screen: Screen, keys: Callable[[], Sequence[Key]]) -> None:
        super().__init__()
        self._of = screen
        self._keys = keys
        self._places: list[tuple[int, int, Key]] = []

    def render_line(self, y: int) -> Strip:
        """Return the line."""
        width = self.size.width
        text, self._places = views.keys.line(self._keys(), width)
        return strip_of(text, self._of.part(width)).extend_cell_length(width)

    async def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        event.stop()
        for start, end, key in self._places:
            if start <= event.x < end and (key.action or key.press):
                self.app.simulate_key(key.pressed)


@runtime_checkable
class ListScreen(Protocol):
    """A screen with a list."""

    def row_moved(self) -> None:
        """Show what belongs to the row that was chosen."""

    def row_entered(self) -> None:
        """Enter the chosen row."""


class Choices(ScrollView, can_focus=True):
    """Rows of which one is chosen."""

    DEFAULT_CSS = """
    Choices { width: 1fr; height: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; }
    """
    ROW = 1
    """Lines of a row."""

    BINDINGS = [  # noqa: RUF012  # Textual takes the list from the class
        ("up,k", "move(-1)", ""),
        ("down,j", "move(1)", ""),
        ("pageup", "page(-1)", ""),
        ("pagedown", "page(1)", ""),
        ("home", "to(0)", ""),
        ("end", "to(1000000000)", ""),
        ("enter", "enter", ""),
    ]

    def __init__(self, screen: Screen, **options: Any) -> None:
        super().__init__(**options)
        self._of = screen
        self.chosen = 0
        self.count = 0

    # --- what is shown: overridden by lists that are not kept in memory ---

    def rows(self, place: int, screen: Screen, *, chosen: bool) -> Sequence[Text]:
        """Return the lines of a row."""
        raise NotImplementedError

    def line_of(self, place: int) -> int:
        """Return the first line of a row."""
        return place * self.ROW

    def at_line(self, line: int) -> tuple[int, int] | None:
        """Return the row on a line, and which of its lines that is; None for another line."""
        place, within = divmod(line, self.ROW)
        return (place, within) if place < self.count else None

    def between_rows(self, line: int, screen: Screen) -> Text | None:
        """Return a line that belongs to no row."""
        return None

    @property
    def height_of_all(self) -> int:
        """The number of lines."""
        return self.count * self.ROW

    # --- drawing and moving ---

    @property
    def _list_screen(self) -> ListScreen:
        # It is called, and not sent a message: the next key must find what this one has changed.
        screen = self.screen
        assert isinstance(screen, ListScreen)
        return screen

    def resize_to(self, count: int) -> None:
        """Take over another number of rows."""
        self.count = count
        self.chosen = max(0, min(self.chosen, count - 1))
        self.virtual_size = Size(0, self.height_of_all)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return a line as it is drawn."""
        width, line = self.scrollable_content_region.width, y + self.scroll_offset.y
        part = self._of.part(width)
        at = self.at_line(line)
        if at is None:
            text = self.between_rows(line, part)
        else:
            place, within = at
            rows = self.rows(place, part, chosen=place == self.chosen)
            text = rows[within] if within < len(rows) else None
        if text is None:
            return Strip.blank(width, self.rich_style)
        return self.strip(text)

    def strip(self, text: Text) -> Strip:
        """Return one line of text, as wide as the list."""
        width = self.scrollable_content_region.width
        line = strip_of(text, self._of.part(width)).extend_cell_length(width)
        return line.apply_style(self.rich_style)

    def choose(self, place: int) -> None:
        """Choose a row and bring it into sight."""
        place = max(0, min(place, self.count - 1))
        if place != self.chosen:
            self.chosen = place
            self.refresh()
            self._list_screen.row_moved()
        self.bring_into_sight()

    def bring_into_sight(self) -> None:
        """Scroll as little as needed to show the chosen row, and the line above it."""
        first = self.line_of(self.chosen)
        above = 1 if self.at_line(first - 1) is None and first else 0
        region = Region(0, first - above, 1, self.ROW + above)
        self.scroll_to_region(region, animate=False, force=True, x_axis=False)

    def action_move(self, by: int) -> None:
        """Choose the next row in a direction."""
        self.choose(self.chosen + by)

    def action_page(self, direction: int) -> None:
        """Choose the row a screen further."""
        self.choose(self.chosen + direction * max(1, self.size.height // self.ROW - 1))

    def action_to(self, place: int) -> None:
        """Choose a row by its place."""
        self.choose(place)

    def action_enter(self) -> None:
        """Enter the chosen row."""
        if self.count:
            self._list_screen.row_entered()

    async def on_click(self, event: events.Click) -> None:
        """Choose the row that was clicked; enter it if it was chosen already."""
        at = self.at_line(event.y + self.scroll_offset.y)
        if at is None:
            return
        if at[0] == self.chosen:
            self.action_enter()
        else:
            self.choose(at[0])
