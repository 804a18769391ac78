"""The features: each a folder with its commands, its records, its screens and its rules.

A feature may use everything below it, and other features only where pyproject.toml says so. The
core asks features through `registry`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import checkin as checkin
    from . import promises as promises
    from . import pulse as pulse
    from . import share as share
    from . import sit as sit
    from . import storm_joy as storm_joy
    from . import unsaid as unsaid
else:
    from ..lazy import submodules

    __getattr__ = submodules(__name__)
