"""What holds of the full screen as a whole: imports, markup, the network."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from textual.app import App
from textual.pilot import Pilot

import trustjournal.tui
from conftest import Trust
from trustjournal.tui.full_screen import FullScreen
from tui_helpers import opened, press, write

SOURCES = sorted(Path(trustjournal.tui.__file__).parent.glob("*.py"))
READ_MARKUP = {
    "Static",
    "Label",
    "Option",
    "OptionList",
    "Markdown",
    "Button",
    "RichLog",
    "Tooltip",
}
"""Widgets of Textual that read a plain text as markup, which words of a journal may look like."""


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_widget_that_reads_markup_is_used(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    names = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual")
        for alias in node.names
    }
    assert not names & READ_MARKUP
    assert ".notify(" not in path.read_text("utf-8")


def test_the_methods_that_are_overridden_are_still_called() -> None:
    """They are not public, which is why pyproject.toml pins the major version."""
    source = Path(sys.modules[App.__module__].__file__ or "").read_text("utf-8")
    for name in ("_handle_exception", "_print_error_renderables", "panic"):
        assert name in vars(FullScreen)
        assert len(re.findall(rf"\b{name}\(", source)) >= 2, name


def test_no_command_of_textual_is_offered() -> None:
    """One of them would write a picture of the words to a file."""
    assert not FullScreen.ENABLE_COMMAND_PALETTE
    assert list(FullScreen.get_system_commands(None, None)) == []  # type: ignore[arg-type]


@pytest.mark.long
def test_only_a_pair_of_local_sockets_is_made(trust: Trust, tmp_path: Path) -> None:
    """asyncio makes it for itself; every other socket would be the network."""
    program = """
import socket, sys
families = []
class Socket(socket.socket):
    def __init__(self, family=-1, *rest, **more):
        families.append(family)
        super().__init__(family, *rest, **more)
socket.socket = Socket
import test_rules
test_rules.a_story()
print(sorted({str(family) for family in families if family != -1}))
"""
    here = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": f"{here}:{here.parent}", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert set(re.findall(r"AF_\w+|\d+", done.stdout)) <= {"AF_UNIX", "1"}


def a_story() -> None:
    """Write an entry and look around."""

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "n")
        await write(pilot, "x")
        await press(pilot, "ctrl+d", "enter", "r", "escape", "p", "escape", "o")

    opened(story)
