"""Everything that can be done, by its name: the screens, and every other command."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Input

from .. import views
from ..views.full_screen import Command
from ..views.screen import Screen
from .page import Page
from .widgets import Choices

if TYPE_CHECKING:
    from rich.text import Text


class Commands(Choices):
    """The commands that have the words typed so far."""

    def __init__(self, screen: Screen, **options: Any) -> None:
        super().__init__(screen, **options)
        self.commands: Sequence[Command] = ()

    def fill(self, commands: Sequence[Command]) -> None:
        """Show other commands."""
        self.commands = commands
        self.chosen = 0
        self.resize_to(len(commands))
        self.scroll_to(y=0, animate=False)

    def rows(self, place: int, screen: Screen, *, chosen: bool) -> Sequence[Text]:
        """Return the line of a command."""
        return [views.full_screen.command_row(self.commands[place], screen, chosen=chosen)]


class Palette(Page):
    """Ends with the command that was chosen, or None."""

    KEYS = views.keys.CHOOSE
    BINDINGS: ClassVar = [
        Binding("up", "move(-1)", priority=True),
        Binding("down", "move(1)", priority=True),
    ]

    def __init__(self, commands: Sequence[Command]) -> None:
        super().__init__()
        self._all = commands
        self._typed = Input(select_on_focus=False)
        self._list = Commands(self.terminal)

    def body(self) -> Iterator[Widget]:
        """Yield the line to type in, and the commands."""
        yield self._typed
        yield self._list

    def on_mount(self) -> None:
        """Begin with all commands."""
        self._list.fill(self._all)
        self.set_focus(self._typed)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the commands that have all the words."""
        event.stop()
        words = event.value.casefold().split()
        matching = [
            command
            for command in self._all
            if all(word in f"{command.name} {command.about}".casefold() for word in words)
        ]
        self._list.fill(sorted(matching, key=lambda command: not _begins(command, words)))

    def action_move(self, by: int) -> None:
        """Choose another command."""
        self._list.choose(self._list.chosen + by)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the chosen command."""
        event.stop()
        self.row_entered()

    def row_entered(self) -> None:
        """Take the chosen command."""
        if self._list.commands:
            self.dismiss(self._list.commands[self._list.chosen])

    def row_moved(self) -> None:
        """Nothing more is shown of a command."""

    def on_paste(self, event: events.Paste) -> None:
        """Leave pastes to the line."""


def _begins(command: Command, words: Sequence[str]) -> bool:
    return bool(words) and command.name.casefold().startswith(words[0])
