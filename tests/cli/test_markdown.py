"""A body at a terminal: Markdown in its look, and every letter of it as it was typed."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from conftest import Trust
from trustjournal.views.markdown import Body
from trustjournal.views.sanitize import safe_text
from trustjournal.views.screen import Screen

STYLES = re.compile(r"\x1b\[([0-9;]*)m")


class Terminal(io.StringIO):
    """Standard output with someone in front of it."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def drawn(text: str, columns: int = 40) -> str:
    """What a terminal gets for a body."""
    screen = Screen(Terminal(), {"COLUMNS": str(columns), "TERM": "xterm"})
    return "".join(screen.rendered([Body(text)]))


def plain(text: str, columns: int = 40) -> str:
    """The same without colours."""
    return STYLES.sub("", drawn(text, columns))


TYPED = r"""# Tonight, *late*

Roses are red
   violets are **blue**,
2 < 3 &amp; <b>bold</b> \*not\* 5 * 3

+ good
- bad, and so long that it goes on below itself
    - deeper

2019. One
2021. Other

> quoted
> > twice

    moved in
      and more

``` I felt
a fence **as typed**
```
---
[a](http://b.c) ![p](q.png) <http://d.e> `f`
| a | b |
|---|---|
"""
SHOWN = """\
Tonight, late

Roses are red
   violets are blue,
2 < 3 &amp; <b>bold</b> *not* 5 * 3

+ good

- bad, and so long that it goes on below
  itself
  - deeper

2019. One
2021. Other

▌ quoted
▌ ▌ twice

    moved in
      and more

I felt
a fence **as typed**

────────────────────

[a](http://b.c) ![p](q.png) <http://d.e>
`f`
| a | b |
|---|---|
"""


def test_it_looks_like_what_was_meant() -> None:
    assert plain(TYPED) == SHOWN


def test_emphasis_is_shown_and_nothing_can_be_clicked() -> None:
    told = drawn("*a* **b** ~~c~~ [d](http://e.f)\n# not a heading\n")
    assert STYLES.findall(told)[:6] == ["3", "0", "1", "0", "9", "0"]
    assert "\x1b]" not in told


WORDS = st.text("ab *_~`#>+-0123.)\\\n\t[](!)<&;|", max_size=60)


@given(WORDS)
def test_no_letter_and_no_number_goes_missing(text: str) -> None:
    def letters(shown: str) -> str:
        return re.sub("[^a-z0-9]", "", shown)

    assert letters(plain(text, 200)) == letters(text)


@given(WORDS)
def test_lines_stay_lines_and_fit(text: str) -> None:
    lines = plain(text).splitlines()
    assert all(cell_len(line) <= 40 for line in lines)
    # Each line that says something has a line of its own, or is folded into several.
    said = [line for line in text.splitlines() if re.search("[a-z]", line)]
    assert len([line for line in lines if re.search("[a-z]", line)]) >= len(said)


@pytest.mark.parametrize(
    "text", ["> " * 30 + "deep", "\n".join(f"{' ' * 2 * n}- {n}" for n in range(40))]
)
def test_what_is_too_deep_to_be_read_is_told(text: str) -> None:
    assert Body(text).too_deep
    assert not Body("> > > x").too_deep


@pytest.mark.parametrize("mark", ["*a **b ", "_a __b ", "[", "> ", "- ", "`", "~~a ", "\\*"])
def test_odd_texts_take_no_time(mark: str) -> None:
    assert drawn((mark * 4000)[:8000] + "x")


@pytest.mark.parametrize(
    ("options", "env", "rendered"),
    [
        ((), {}, True),
        (("--plain",), {}, False),
        (("--history",), {}, False),
    ],
)
def test_only_a_terminal_that_wants_it_gets_markdown(
    trust: Trust,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    env: dict[str, str],
    rendered: bool,
) -> None:
    trust("journal", "--free", "-m", "a *loud* word\nand \x1b[31m one")
    assert "a *loud* word\nand ␛[31m one" in trust("show").out, "a pipe gets it as it was typed"
    monkeypatch.setattr(Screen, "is_terminal", True)
    monkeypatch.setattr(Screen, "unicode", True)
    told = STYLES.sub("", trust("show", *options, env={"TERM": "dumb"} | env).out)
    assert ("a loud word\nand ␛[31m one" in told) == rendered
    assert ("*loud*" in told) != rendered


def test_very_long_or_very_deep_ones_are_shown_as_typed(
    trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Screen, "is_terminal", True)
    monkeypatch.setattr(Screen, "unicode", True)
    for text in ("*x* " * 5001, "> " * 30 + "*deep*"):
        trust("journal", "--free", "-m", text)
        assert safe_text(text.split()[-1]) in trust("show").out
