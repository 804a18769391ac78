"""What the core asks about storms and joys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import features
from ...registry import Feature

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ...app import App
    from ...services.writing import LeftBehind


class StormJoy(Feature):
    """The draft of a storm or a joy holds the answers to its questions."""

    draft_kinds = ("storm", "joy")

    def save_draft(self, app: App, unsaved: LeftBehind) -> list[RenderableType]:
        """Store a storm or a joy with the answers in its draft."""
        saved = features.storm_joy.service.save_left_behind(app, unsaved)
        return features.storm_joy.view.saved(
            saved,
            app.out,
            day_start=f"{app.settings.day_starts_at:%H:%M}",
            numbers=app.settings.streaks,
        )


FEATURE = StormJoy()
