"""The moving pictures in docs/casts, and how they're made of what a terminal shows."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pyte
import pytest

import casts
from casts import CASTS_BY_NAME, Cast, Frame, Run, Style

FOLDER = Path(__file__).parent.parent / "docs" / "casts"
NAMES = [*CASTS_BY_NAME]


def last_screen(text: str) -> list[str]:
    """What a terminal shows when an asciicast has been played to its end."""
    head, *events = map(json.loads, text.splitlines())
    screen = pyte.Screen(head["width"], head["height"])
    stream = pyte.Stream(screen)
    for _, kind, data in events:
        assert kind == "o"
        stream.feed(data)
    return [line.rstrip() for line in screen.display]


@pytest.mark.parametrize("name", NAMES)
def test_a_cast_plays_in_about_twenty_seconds_and_ends_as_it_should(name: str) -> None:
    text = (FOLDER / f"{name}.cast").read_text("utf-8")
    head, *events = map(json.loads, text.splitlines())
    moments = [at for at, _, _ in events]

    assert (head["version"], (head["width"], head["height"])) == (2, CASTS_BY_NAME[name].size)
    assert moments == sorted(moments)
    assert 15 <= moments[-1] <= 25
    assert CASTS_BY_NAME[name].last in "\n".join(last_screen(text))


@pytest.mark.parametrize("name", NAMES)
def test_its_picture_ends_with_the_same_screen_and_needs_nothing_else(name: str) -> None:
    path = FOLDER / f"{name}.svg"
    text = path.read_text("utf-8")
    picture = ElementTree.fromstring(text)
    still = [each for each in picture.iter() if each.get("class") == "r s"]
    words = {"".join(row.itertext()).replace(" ", "") for row in still} - {""}  # the cursor

    shown = last_screen((FOLDER / f"{name}.cast").read_text("utf-8"))
    assert words == {line.replace(" ", "") for line in shown if line}
    assert path.stat().st_size < 200_000
    assert not re.search(r"<script|<image|@import|url\(|(?<!xmlns=.)https?:", text)
    assert "@media (prefers-reduced-motion:reduce){.r{animation:none!important}}" in text
    assert CASTS_BY_NAME[name].about in text


@pytest.mark.parametrize("name", NAMES)
def test_no_path_of_this_computer_is_in_it(name: str) -> None:
    for ending in ("cast", "svg"):
        assert "/tmp" not in (FOLDER / f"{name}.{ending}").read_text("utf-8")


@pytest.mark.torture
@pytest.mark.parametrize("name", NAMES)
def test_recording_it_again_makes_the_same_bytes(name: str) -> None:
    cast = CASTS_BY_NAME[name]
    frames = casts.recorded(cast)
    assert casts.asciicast(cast, frames) == (FOLDER / f"{name}.cast").read_text("utf-8")
    assert casts.svg(cast, frames) == (FOLDER / f"{name}.svg").read_text("utf-8")


def row(text: str, **style: object) -> tuple[Run, ...]:
    return (Run(0, text, len(text), Style(**style)),)  # type: ignore[arg-type]


def test_a_row_is_visible_whenever_it_is_on_the_screen() -> None:
    cast = Cast("A title", "What it shows <&>", "trust", (), "")
    one, two = row("one & <two>"), row("three", dim=True, fg="cyan")
    frames = [
        Frame(0.0, (one, ()), None),
        Frame(2.0, (two, ()), None),
        Frame(4.0, (one, ()), (3, 1)),
        Frame(8.0, (one, ()), (3, 1)),
    ]
    svg = casts.svg(cast, frames)

    ElementTree.fromstring(svg)
    first, second = (
        "{0.000%{visibility:visible}25.000%{visibility:hidden}50.000%{visibility:visible}}",
        ("{0.000%{visibility:hidden}25.000%{visibility:visible}50.000%{visibility:hidden}}"),
    )
    assert first in svg
    assert second in svg
    assert 'class="r s"' in svg.partition("one &amp; &lt;two&gt;")[0].rpartition("<g")[2]
    assert 'class="d" style="fill:#56b6c2">three<' in svg


def test_dim_letters_and_wide_ones_keep_their_place() -> None:
    screen = casts.Screen(20, 1)
    pyte.Stream(screen).feed("\x1b[2mdim\x1b[22m \x1b[38;2;2;2;2mnot\x1b[0m 日 \x1b[7mx\x1b[0m")
    found = [(run.column, run.text, run.width, run.style.dim) for run in casts._row(screen, 0)]

    assert found == [
        (0, "dim", 3, True),
        (4, "not", 3, False),
        (8, "日", 2, False),
        (11, "x", 1, False),
    ]
