"""A month, a year or any other days, looked back on: their questions, their calendar, their mood."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest

from conftest import BUILT_IN, Trust
from trustjournal import services
from trustjournal.app import App
from trustjournal.domain.calendar import days_back
from trustjournal.domain.periods import Period, month_of, period_named, week_of, year_of
from trustjournal.packs.reader import read

DAY = date(2026, 11, 22)
SPAN = Period("span", date(2026, 11, 1), date(2026, 11, 20))
LANGUAGES = {
    "en": ("week", "month"),
    "de": ("Woche", "Monat"),
    "es": ("semana", "mes"),
    "fr": ("semaine", "mois"),
    "pt-BR": ("semana", "mês"),
}


def at(day: str) -> str:
    return f"{day}T20:00:00+01:00"


def asked(home: Path, period: Period) -> list[str]:
    """The questions of a review, as the terminal asks them."""
    quiet = io.StringIO()
    environ = {"TRUST_HOME": str(home), "TRUST_NOW": at("2026-11-22")}
    app = App(stdin=quiet, stdout=quiet, stderr=quiet, environ=environ)
    found = [question.text for question in services.review.questions(app, period)]
    app.close()
    return found


# --- questions -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_question_of_a_longer_time_asks_about_the_week(
    trust: Trust, home: Path, language: str
) -> None:
    trust("config", "set", "language", language)
    trust("config", "set", "context", "contact")
    week, month = LANGUAGES[language]
    assert any(week in text for text in asked(home, week_of(DAY)))
    for period in (
        *(month_of(date(2026, n, 1)) for n in range(1, 13)),
        *(year_of(date(n, 1, 1)) for n in range(2020, 2032)),
        *(Period("span", date(2026, 1, n), date(2026, 11, 20)) for n in range(1, 29)),
    ):
        texts = asked(home, period)
        assert len(texts) == 3
        assert not any(week in text for text in texts), texts
        if period.kind == "month":
            assert month in texts[0]
            assert month in texts[2]


@pytest.mark.parametrize("path", sorted(BUILT_IN.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_question_that_names_the_week_has_the_other_wordings(path: Path) -> None:
    pack = read(path.read_bytes()).pack
    assert pack is not None
    longer = {each.id: each for each in pack.review_longer}
    assert longer.keys() <= {question.id for question in pack.review}
    for question in pack.review:
        if any(word in question.text.lower() for word in ("week", "woche", "semana")):
            each = longer[question.id]
            assert each.month
            assert each.year
            assert each.days


# --- if-then -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "now", "said", "label", "later"),
    [
        (["--month"], "2026-11-22", "show you your if-then next month", "This month", "2026-12-03"),
        (
            ["--month", "--last"],
            "2026-11-22",
            "show you your if-then this month",
            "This month",
            "2026-11-23",
        ),
        (["--year"], "2026-11-22", "show you your if-then next year", "This year", "2027-02-01"),
        (["--last"], "2026-11-22", "show you your if-then this week", "This week", "2026-11-22"),
    ],
)
def test_an_if_then_is_seen_where_it_was_said_to_be(
    trust: Trust, home: Path, options: list[str], now: str, said: str, label: str, later: str
) -> None:
    from trustjournal import views
    from trustjournal.domain.entry import Answer
    from trustjournal.views.screen import Screen

    for day in ("2026-10-05", "2026-11-12", now):
        trust("journal", "--free", "-m", "tea", now=at(day))
    name = trust("review", *options, "--json", now=at(now)).json["data"]["period"]["name"]
    period = period_named(name)
    assert period is not None
    paper = io.StringIO()
    environ = {"TRUST_HOME": str(home), "TRUST_NOW": at(now)}
    app = App(stdin=io.StringIO(), stdout=paper, stderr=paper, environ=environ)
    entry, draft = services.review.begin_review(app, period)
    answers = [Answer("If?", "If it rains, then we read", "emotional-trust", "if-then")]
    saved = services.review.save_review(app, period, entry, draft, answers)
    Screen(paper, {"COLUMNS": "120"}).print(*views.review.saved(saved, app.now.today))
    app.close()
    assert said in paper.getvalue()
    trust("journal", "--free", "-m", "tea", now=at(later))
    assert f"{label}  If it rains, then we read" in " ".join(
        trust(now=at(later)).out.replace("   ", "  ").split("\n")
    ).replace("   ", "  ")


# --- calendar and mood ---------------------------------------------------------------------------


@pytest.fixture
def autumn(trust: Trust) -> None:
    """Entries of three months, with a mood."""
    for day, mood in (
        *(("2026-09-02", 2), ("2026-10-01", 3), ("2026-10-31", 3)),
        *(("2026-11-02", 2), ("2026-11-03", 4), ("2026-11-20", 5)),
    ):
        trust("journal", "--free", "-m", "tea", "--mood", str(mood), now=at(day))


def test_a_month_has_its_calendar_and_its_mood(trust: Trust, autumn: None) -> None:
    lines = trust("review", "--month", "--no-input", env={"COLUMNS": "80"}).out.splitlines()
    first = next(n for n, line in enumerate(lines) if "Mon Tue Wed Thu Fri Sat Sun" in line)
    assert [line.split()[0] for line in lines[first + 1 : first + 7]] == [
        *("1-", "2#", "9.", "16.", "23", "30")
    ]
    assert lines[first + 2].split()[:3] == ["2#", "3#", "4."]
    assert "# written" in "".join(lines)
    [mood] = [line for line in lines if line.strip().startswith("Mood")]
    assert ".24................5.........." in mood
    told = f"{mood} {lines[lines.index(mood) + 1].strip()}"
    assert "around 4 out of 5, higher than the month before" in told


def test_narrow_it_has_a_bar_a_week(trust: Trust, autumn: None) -> None:
    out = trust("review", "--month", "--no-input", env={"COLUMNS": "40"}).out
    assert all(len(line) <= 40 for line in out.splitlines())
    assert ".3.5.." in out


@pytest.mark.parametrize(
    ("options", "calendar", "mood"),
    [
        (["--from", "2026-10-30", "--to", "2026-11-05"], "30 Oct", ".3.24.."),
        (["--from", "2026-09-01", "--to", "2026-11-20"], "Oct", "234"),
        (["--year"], "Oct", "........234."),
    ],
)
def test_so_have_all_other_periods(
    trust: Trust, autumn: None, options: list[str], calendar: str, mood: str
) -> None:
    out = trust("review", *options, "--no-input", env={"COLUMNS": "80"}).out
    before, _, after = out.partition("Mood ")
    assert calendar in before
    assert "Mon" in before
    assert mood in after.partition("\n")[0]
    assert "span" not in out


def test_in_words_it_is_said_week_by_week_or_month_by_month(trust: Trust, autumn: None) -> None:
    month = " ".join(trust("review", "--month", "--no-input", "--plain").out.split())
    assert "Week of 2 November: Mon written, Tue written" in month
    assert "from 2 November: 3, from 16 November: 5" in month
    year = trust("review", "--year", "--no-input", "--plain").out
    assert "Written: September 1 day, October 2 days, November 3 days." in year
    assert "September 2, October 3, November 4" in year


def test_the_days_of_another_year_have_it(trust: Trust, autumn: None) -> None:
    now = at("2027-02-01")
    trust("checkin", "Sam", "--heard", "soup", now=at("2026-11-04"))
    line = ("review", "--from", "2026-09-01", "--to", "2026-11-20", "--no-input")
    out = trust(*line, now=now).out
    assert "4 Nov 2026" in out
    assert "2 Sep 2026" in out
    assert "Written: September 2026 1 day" in trust(*line, "--plain", now=now).out
    assert "from 2 November 2026: 3" in " ".join(
        trust(
            "review", "--from", "2026-11-01", "--to", "2026-11-20", "--no-input", "--plain", now=now
        ).out.split()
    )


def test_a_heatmap_of_another_year_says_which(trust: Trust, autumn: None) -> None:
    now = at("2027-02-01")
    assert trust("streak", "--year", "2026", now=now).out.split()[0] == "2026"
    assert "November 2026 to February 2027" in trust("streak", "--weeks", "12", now=now).out
    assert "Week of 2 November 2026:" in trust("streak", "--year", "2026", "--plain", now=now).out
    assert "2026" not in trust("streak", "--weeks", "6").out


# --- on this day ---------------------------------------------------------------------------------


def test_the_29th_of_february_comes_back_each_year(trust: Trust) -> None:
    trust("journal", "--free", "-m", "heliotrope", now=at("2024-02-29"))
    trust("journal", "--free", "-m", "quince", now=at("2024-02-28"))
    trust("journal", "--free", "-m", "plum", now=at("2025-02-28"))
    for year, ago in (("2025", "A year ago"), ("2026", "2 years ago"), ("2027", "3 years ago")):
        out = trust("show", "--on-this-day", now=at(f"{year}-02-28")).out
        assert ago in out
        assert "heliotrope" in out
        assert "quince" in out
    leap = trust("show", "--on-this-day", now=at("2028-02-28")).out
    assert "quince" in leap
    assert "heliotrope" not in leap
    assert "heliotrope" in trust("show", "--on-this-day", now=at("2028-02-29")).out
    review = ("review", "--from", "2025-02-20", "--to", "2025-02-28", "--no-input")
    assert "heliotrope" in trust(*review, now=at("2025-02-28")).out


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2025-02-28", 12, ["2024-02-28", "2024-02-29"]),
        ("2024-02-28", 48, ["2020-02-28"]),
        ("2024-02-29", 48, ["2020-02-29"]),
        ("2024-02-29", 12, []),
        ("2026-11-30", 1, ["2026-10-30", "2026-10-31"]),
        ("2026-11-29", 1, ["2026-10-29"]),
        ("2025-02-28", 1, ["2025-01-28", "2025-01-29", "2025-01-30", "2025-01-31"]),
        ("2026-12-31", 1, []),
    ],
)
def test_the_last_day_of_a_month_stands_for_those_it_does_not_have(
    day: str, months: int, expected: list[str]
) -> None:
    found = days_back(date.fromisoformat(day), months)
    assert [each.isoformat() for each in found] == expected


@pytest.mark.parametrize("period", [week_of(DAY), month_of(DAY), year_of(DAY), SPAN])
def test_a_period_is_known_by_its_name(period: Period) -> None:
    assert period_named(period.name) == period


@pytest.mark.parametrize("name", ["", "x", "2026-W60", "2026-13", "2026-11-01..x"])
def test_what_is_no_name_of_a_period_is_none(name: str) -> None:
    assert period_named(name) is None


@pytest.mark.parametrize("name", ["", "2026-13", "0", "99999", "9" * 30, "2026-02-30..2026-03-01"])
def test_a_name_that_no_period_has_is_none(name: str) -> None:
    assert period_named(name) is None
