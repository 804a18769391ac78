"""Written and not yet said: marked, listed, one of it in the review."""

from __future__ import annotations

import pytest

from conftest import Trust

TOLD = "A quiet day.\nI felt left out on Sunday.\nThen soup. %%wombat%%"


def wrote(trust: Trust, text: str = TOLD, *more: str) -> str:
    done = trust("journal", "--free", "-m", text, "--json", *more)
    return str(done.json["data"]["entry"]["id"])


def listed(trust: Trust) -> list[dict[str, str | None]]:
    found = trust("unsaid", "--json").json["data"]["unsaid"]
    assert isinstance(found, list)
    return found


def test_nothing_yet(trust: Trust, home: object) -> None:
    assert (
        trust("unsaid").out == "You haven't marked anything as not yet said.\n"
        "To mark your last entry: trust unsaid last --not-yet\n"
    )
    assert listed(trust) == []


def test_a_line_is_marked_by_a_few_of_its_words(trust: Trust) -> None:
    name = wrote(trust)
    assert trust("unsaid", "last", "--line", "LEFT out").code == 0
    [found] = listed(trust)
    assert (found["id"], found["text"]) == (name, "I felt left out on Sunday.")
    assert "I felt left out on Sunday." in trust("unsaid").out
    assert "One line is marked as not yet said." in trust("show").out
    assert len(trust("list", "--unsaid", "--json").json["data"]["entries"]) == 1


@pytest.mark.parametrize("state", ["--said", "--mine"])
def test_it_is_off_the_list_once_said_or_kept(trust: Trust, state: str) -> None:
    wrote(trust)
    trust("unsaid", "last")
    assert trust("unsaid", "last", state).code == 0
    assert listed(trust) == []
    assert trust("list", "--unsaid", "--json").json["data"]["entries"] == []
    trust("unsaid", "last", "--not-yet")
    assert len(listed(trust)) == 1


def test_an_entry_can_be_marked_as_it_is_written(trust: Trust) -> None:
    wrote(trust, "quince", "--unsaid")
    assert [found["text"] for found in listed(trust)] == ["quince"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("last", "--line", "nowhere"), 1),
        (("last", "--line", " "), 1),
        (("last", "--line", "o"), 2),
        (("last", "--said", "--mine"), 2),
        (("--said",), 2),
        (("zzzzz",), 1),
    ],
)
def test_what_cannot_be_is_one_plain_line(trust: Trust, words: tuple[str, ...], code: int) -> None:
    wrote(trust)
    told = trust("unsaid", *words)
    assert (told.code, told.err.count("\n"), told.out) == (code, 1, "")
    assert "left out" not in told.err


def test_private_words_stay_out(trust: Trust) -> None:
    wrote(trust)
    trust("unsaid", "last")
    wrote(trust, "wombat alone", "--private", "--unsaid")
    for told in (trust("unsaid"), trust("unsaid", "--json"), trust("review", "--no-input")):
        assert "wombat" not in told.out + told.err
    assert "1 private entry isn't shown" in trust("unsaid").out


def test_the_review_has_one_at_the_most(trust: Trust) -> None:
    for text in ("The first.", "The second."):
        wrote(trust, text, "--unsaid")
    out = trust("review", "--no-input").out
    assert "Written, not yet said\n  The first.\n" in out
    part = out[out.index("Written, not yet said") :]
    assert "The second." not in part
    assert "trust unsaid" in part
    assert "## Written, not yet said" in trust("review", "--markdown").out


def test_the_trash_keeps_it_off_the_list(trust: Trust) -> None:
    wrote(trust, "quince", "--unsaid")
    trust("delete", "last")
    assert listed(trust) == []
