"""A month and longer: what deepened, words of feeling, a line from each month."""

from __future__ import annotations

import pytest

from conftest import Trust

TOLD = {
    "2026-01-10": "A short one.",
    "2026-01-20": "I was tired and sad, and the walk to the harbour helped a little.",
    "2026-02-03": "Tired again, and glad of the soup.",
    "2026-02-17": "Tired, but hopeful: the heliotrope is in bloom and Ada laughed about it.",
}
NOW = "2026-11-22T22:00:00+01:00"


@pytest.fixture
def year(trust: Trust) -> None:
    """Four entries in two months, and one that is private."""
    for day, text in TOLD.items():
        trust("journal", "--free", "-m", text, now=f"{day}T20:00:00+01:00")
    hidden = "Ashamed, and afraid of the letter."
    trust("journal", "--free", "--private", "-m", hidden, now="2026-02-20T20:00:00+01:00")


def test_a_year_has_a_line_from_each_month(trust: Trust, year: None) -> None:
    found = trust("review", "--year", "--json", now=NOW).json["data"]
    assert [line["day"] for line in found["lines"]] == ["2026-01-20", "2026-02-17"]


def test_words_of_feeling_by_month(trust: Trust, year: None) -> None:
    out = trust("review", "--year", "--no-input", now=NOW).out
    assert "Felt in January   sad, tired" in out
    assert "Felt in February  tired 2 times, glad, hopeful" in out
    assert "shame" not in out
    page = trust("review", "--year", "--markdown", now=NOW).out
    assert "- Felt in January: sad, tired" in page


def test_months_of_another_year_have_it(trust: Trust, year: None) -> None:
    line = ("review", "--from", "2026-01-01", "--to", "2026-02-28", "--no-input")
    out = trust(*line, now="2027-01-10T22:00:00+01:00").out
    assert "Felt in January 2026" in out
    assert "Felt in February 2026" in out


def test_one_month_needs_no_name(trust: Trust, year: None) -> None:
    out = trust("review", "--month", "--no-input", now="2026-02-22T22:00:00+01:00").out
    assert "Feelings" in out


def test_what_deepened_is_said_in_the_time_it_did(trust: Trust) -> None:
    prompts = trust("packs", "show", "emotional-trust", "--json").json["data"]["packs"][0][
        "prompts"
    ]
    deep = next(p for p in prompts if p["practice"] == "presence" and p["depth"] == 3)
    named = ("journal", "--prompt", f"emotional-trust/{deep['id']}", "-m")
    trust(*named, "once", now="2026-01-10T20:00:00+01:00")
    trust(*named, "again", now="2026-10-10T20:00:00+01:00")
    year = trust("review", "--year", "--no-input", now=NOW).out
    assert "Deeper questions" in year
    later = ("review", "--from", "2026-10-01", "--to", "2026-11-22", "--no-input")
    assert "Deeper questions" not in trust(*later, now=NOW).out


def test_a_week_has_none_of_it(trust: Trust) -> None:
    trust("journal", "--free", "-m", "Tired and glad.")
    out = trust("review", "--no-input").out
    assert "felt" not in out.lower()


def test_promises_are_counted_over_a_longer_time(trust: Trust) -> None:
    trust("promise", "add", "Ring", "--json")
    trust("promise", "kept")
    trust("promise", "add", "Write")
    trust("promise", "broken")
    trust("promise", "repair", "write", "--change", "x")
    trust("journal", "-m", "heliotrope")
    assert "1 kept, 1 repaired" in trust("review", "--month", "--no-input").out
