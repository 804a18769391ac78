"""Promises: what I said I would do, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import book as book
    from . import commands as commands
    from . import drafts as drafts
    from . import feature as feature
    from . import model as model
    from . import record as record
    from . import service as service
    from . import store as store
    from . import view as view
else:
    from ...lazy import submodules

    __getattr__ = submodules(__name__)
