"""The features of the journal, each a folder in `features` that the core knows by its name alone.

A feature's modules are imported when the core asks for them, so that a command pays only for what
it uses.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

COMMANDS: dict[str, tuple[str, ...]] = {
    "checkin": ("checkin",),
    "unsaid": ("unsaid",),
    "promises": ("promise",),
    "pulse": ("pulse",),
    "sit": ("sit",),
    "share": ("share",),
}
"""Every feature, and its commands."""


WITH_RECORDS = tuple(COMMANDS)
"""The features with records of their own."""


def part(feature: str, module: str) -> ModuleType:
    """Import one module of a feature, such as its `record`."""
    return import_module(f"{__package__}.features.{feature}.{module}")
