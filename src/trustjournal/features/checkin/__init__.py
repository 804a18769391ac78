"""Check-ins: a short talk with someone, and what I heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import commands as commands
    from . import feature as feature
    from . import model as model
    from . import record as record
    from . import service as service
    from . import store as store
    from . import view as view
else:
    from ...lazy import submodules

    __getattr__ = submodules(__name__)
