"""Read the words that a shell may complete from the journal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, TypeVar

import typer

from ..app import App
from ..errors import TrustError

Context: TypeAlias = typer.Context
T = TypeVar("T")


def of_journal(ctx: Context, read: Callable[[App], list[T]]) -> list[T]:
    """Read something from the journal; nothing if that fails, so that the shell isn't disturbed."""
    app = ctx.obj
    try:
        return read(app) if isinstance(app, App) and app.has_journal else []
    except TrustError:
        return []
