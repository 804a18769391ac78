"""The terminal: keys, text input, the editor, the pager, and wrapped text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import editor as editor
    from . import graphemes as graphemes
    from . import inline_input as inline_input
    from . import key_parser as key_parser
    from . import key_reader as key_reader
    from . import pager as pager
    from . import prompt_toolkit_keys as prompt_toolkit_keys
    from . import terminal_mode as terminal_mode
    from . import text_input as text_input
    from . import wrap as wrap
else:
    from ..lazy import submodules

    __getattr__ = submodules(__name__)
