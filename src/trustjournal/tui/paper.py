"""The paper to write on: a text that is on the disk at every change."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.message import Message
from textual.timer import Timer
from textual.widgets import TextArea

from .. import views
from ..domain.text import Cleaned, clean
from ..terminal.text_input import Autosave

if TYPE_CHECKING:
    from rich.text import Text


class Paper(TextArea):
    """Takes a text of any length, wrapped between words."""

    class UndoEnds(Message):
        """Undo would have emptied the text."""

    BINDINGS: ClassVar = [
        ("ctrl+z", "undo", ""),
        ("ctrl+y,ctrl+shift+z", "redo", ""),
    ]

    def __init__(
        self, text: str, keep: Callable[[str], None], keys: views.keys.Groups, **options: Any
    ) -> None:
        """Begin with a text.

        `keep` is called with the text after changes. `keys` are the keys of its screen.
        """
        super().__init__(text, highlight_cursor_line=False, **options)
        self.actions: dict[str, str] = {
            key: bindings[0].action for key, bindings in self._bindings.key_to_bindings.items()
        }
        for pressed, action in views.keys.actions(keys):
            action = action if "." in action else f"screen.{action}"
            self.actions |= dict.fromkeys(pressed.split(","), action)
        self.cursor_blink = False
        self._autosave = Autosave(keep)
        self._kept = text
        self._soon: Timer | None = None
        self.longest = text
        """The longest text there was."""

    def on_mount(self) -> None:
        """Begin at the end of the text."""
        self.move_cursor(self.document.end)

    async def _on_key(self, event: events.Key) -> None:
        """Do what a key stands for, in the order the keys came.

        Textual would let the app do it, which may be before the letters in front of that key, or
        after those behind it: where keys come fast, Ctrl-D would save a text without its end.
        """
        action = self.actions.get(event.key)
        if self.app.screen is not self.screen:
            # A key before this one has ended the writing; this one is for the next screen.
            event.stop()
            event.prevent_default()
            self.app.post_message(events.Key(event.key, event.character))
        elif action is not None:
            event.stop()
            event.prevent_default()
            await self.run_action(action)

    def may_end(self, key: str) -> bool:
        """Return whether a key is one of the screen or the app, which may end the text."""
        return self.actions.get(key, "").startswith(("screen.", "app."))

    @property
    def written(self) -> Cleaned:
        """The text, as it can be stored."""
        return clean(self.text)

    def start_with(self, text: str) -> None:
        """Take another text in place of this one."""
        self.keep_now()
        self.load_text(text)
        self._kept = self.longest = text
        self.move_cursor(self.document.end)

    def on_text_area_changed(self) -> None:
        """Keep the text now, or soon if the last time was a moment ago."""
        text = self.text
        if len(text) >= len(self.longest):
            self.longest = text
        if self._autosave.wait:
            if self._soon is None:
                self._soon = self.set_timer(self._autosave.wait, self.keep_now)
        else:
            self.keep_now()

    def keep_now(self) -> None:
        """Keep the text if it has changed."""
        if self._soon is not None:
            self._soon.stop()
            self._soon = None
        text = self.text
        if text != self._kept:
            self._kept = text
            self._autosave.save(clean(text).text)

    def undo(self) -> None:
        """Undo the last change, unless nothing would be left: a slip of a key is not worth it."""
        before = self.text
        super().undo()
        if before.strip() and not self.text.strip():
            super().redo()
            self.post_message(self.UndoEnds())

    def get_line(self, line_index: int) -> Text:
        """Return a line as it is drawn, with control characters made visible."""
        line = super().get_line(line_index)
        line.plain = views.sanitize.safe_cells(line.plain)
        return line
