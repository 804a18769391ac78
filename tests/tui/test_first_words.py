"""The first words of `trust open` are on the screen before what they don't need is imported."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from conftest import Trust

DRAW = """
import io, os, sys
from trustjournal.app import App
from trustjournal.tui import first_frame
from trustjournal.tui.session import Session

screen = io.StringIO()
app = App(stdin=io.StringIO(), stdout=io.StringIO(), stderr=screen, environ=os.environ)
app.begin("open")
session = Session(app)
first_frame._draw_list(app, app.err.part(30), 0, 20)
assert "The kettle." in screen.getvalue()
print(*sorted(sys.modules))
"""
LATER = {
    "textual",
    "yaml",
    "trustjournal.domain.question_choice",
    "trustjournal.domain.streak",
    "trustjournal.packs.library",
    "trustjournal.services.search",
    "trustjournal.services.today",
    "trustjournal.views.day_marks",
    "trustjournal.views.resurface",
    "trustjournal.views.search",
}
"""What the list doesn't need: the question of today, searching, the calendar."""


def test_the_list_is_drawn_before_the_rest_is_imported(home: Path, trust: Trust) -> None:
    assert trust("journal", "--free", "-m", "The kettle.").code == 0
    done = subprocess.run(
        [sys.executable, "-c", DRAW], env=os.environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert not LATER & set(done.stdout.split())
