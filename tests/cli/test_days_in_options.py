"""Options that take a day understand the words that `trust read` does."""

from __future__ import annotations

import pytest

from conftest import Trust


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("28 oct", "2026-10-28"),
        ("oct 28", "2026-10-28"),
        ("28 October 2025", "2025-10-28"),
        ("the 22nd of november", "2026-11-22"),
        ("last friday", "2026-11-20"),
        ("day before yesterday", "2026-11-20"),
        ("3 days ago", "2026-11-19"),
        ("monday", "2026-11-16"),
        ("-3", "2026-11-19"),
    ],
)
def test_a_day_in_words(trust: Trust, words: str, day: str) -> None:
    for command in ("journal", "storm", "joy"):
        saved = trust(command, "-m", "tea", "--date", words, "--json")
        assert saved.code == 0, saved.out
        assert saved.json["data"]["entry"]["day"] == day
    assert len(trust("list", "--on", words, "--json").json["data"]["entries"]) == 3
    assert trust("edit", "last", "--date", "yesterday").code == 0
    assert trust("edit", "last", "--date", words).code == 0
    trust("promise", "add", "ring")
    assert trust("promise", "kept", "--date", words).code == 0
    event = trust("promise", "show", "ring", "--json").json["data"]["promises"][0]["events"][0]
    assert event["day"] == day


@pytest.mark.parametrize("words", ["28 oct 14:30", "oct 28 at 2:30pm", "28 oct 2026 14:30"])
def test_a_day_in_words_with_a_time(trust: Trust, words: str) -> None:
    entry = trust("journal", "-m", "tea", "--date", words, "--json").json["data"]["entry"]
    assert (entry["day"], entry["created_at"][:16]) == ("2026-10-28", "2026-10-28T13:30")


@pytest.mark.parametrize("words", ["november", "last week", "2026", "28 oct..30 oct", "tomorrow"])
def test_only_a_single_day_that_has_begun(trust: Trust, words: str) -> None:
    error = trust("journal", "-m", "tea", "--date", words)
    assert (error.code, error.err.count("\n"), error.out) == (2, 1, "")


@pytest.mark.parametrize(
    "line",
    [
        "journal --date 28 oct -m tea",
        "journal -m tea --date 28 oct",
        "journal --date last friday -m tea",
        "edit last --date 28 oct",
        "storm --date 28 oct -m tea",
        "list --on 28 oct",
        "promise kept ring --date last friday",
    ],
)
def test_a_day_in_two_arguments_names_the_quotes(trust: Trust, line: str) -> None:
    trust("journal", "-m", "tea")
    trust("promise", "add", "ring")
    error = trust(*line.split())
    assert (error.code, error.err.count("\n"), error.out) == (2, 1, "")
    assert "quotes around" in error.err or "in quotes" in error.err
    assert "tea" not in error.err


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("yesterday",), "yesterday"),
        (("today",), "today"),
        (("2026-11-20",), "2026-11-20"),
        (("last", "friday"), '"last friday"'),
        (("28", "oct"), '"28 oct"'),
        (("28 oct",), '"28 oct"'),
    ],
)
def test_a_day_alone_is_no_entry_and_names_the_option(
    trust: Trust, words: tuple[str, ...], named: str
) -> None:
    error = trust("journal", *words)
    assert (error.code, error.err.count("\n"), error.out) == (2, 1, "")
    assert f"`trust journal --date {named}`" in error.err
    assert trust("list", "--json").json["data"]["entries"] == []
