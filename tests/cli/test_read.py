"""`trust read`: entries in full, in the order they happened; and the words for days elsewhere."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust
from quick import Made, lay_out

TOLD = {
    "2025-11-22": "A year ago, heliotrope.",
    "2026-09-30": "September was long.",
    "2026-10-01": "First of October.",
    "2026-10-15": "Half of October.",
    "2026-10-31": "Last of October.",
    "2026-11-10": "A Tuesday.",
    "2026-11-20": "The soup was good.",
}


_JOURNAL: Made = {}


@pytest.fixture
def journal(trust: Trust, home: Path) -> Trust:
    """A journal whose entries were not written in the order they happened."""

    def make() -> None:
        for day, text in TOLD.items():
            trust("journal", "--free", "-m", text, now=f"{day}T20:00:00+01:00")
        trust("journal", "--free", "-m", "We walked.", "--tag", "walk", "--person", "Sam")
        trust("journal", "--free", "-m", "Found on paper.", "--date", "2026-11-20")

    lay_out(home, _JOURNAL, make)
    return trust


def texts(trust: Trust, *words: str) -> list[str]:
    """What `read` shows, in its order."""
    result = trust("read", *words, "--json")
    assert result.code == 0, result.err
    return [entry["body"] for entry in result.json["data"]["entries"]]


OCTOBER = ["First of October.", "Half of October.", "Last of October."]
WEEK = ["The soup was good.", "Found on paper.", "We walked."]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("october", OCTOBER),
        ("2026-10", OCTOBER),
        ("last month", OCTOBER),
        ("2026-10-01..2026-10-15", OCTOBER[:2]),
        ("1 october to 15 october", OCTOBER[:2]),
        ("--from october --to 2026-10-15", OCTOBER[:2]),
        ("--on october", OCTOBER),
        ("october -n 2", OCTOBER[1:]),
        ("2025", ["A year ago, heliotrope."]),
        ("last year", ["A year ago, heliotrope."]),
        ("2026-W47", WEEK),
        ("this week", WEEK),
        ("week 47", WEEK),
        ("-2", WEEK[:2]),
        ("2026-11-20", WEEK[:2]),
        ("friday", WEEK[:2]),
        ("today", WEEK[2:]),
        ("Sam", WEEK[2:]),
        ("@sam", WEEK[2:]),
        ("walk", WEEK[2:]),
        ("#walk", WEEK[2:]),
        ("november Sam", WEEK[2:]),
        ("sam walk this week", WEEK[2:]),
        ("october walk", []),
        ("--tag walk", WEEK[2:]),
        ("everything -n 3", WEEK),
        ("--kind free -n 1", WEEK[2:]),
        ("last", ["Found on paper."]),
        ("last-1", WEEK[2:]),
        ("2026-11-20.2", WEEK[1:2]),
        ("", WEEK),
    ],
)
def test_what_is_read(journal: Trust, words: str, expected: list[str]) -> None:
    assert texts(journal, *words.split()) == expected
    if words and "-" not in words:
        assert texts(journal, words) == expected, "in quotes too"


def test_practices_kinds_and_marks_are_words_too(journal: Trust) -> None:
    journal("journal", "--practice", "presence", "-m", "I listened.")
    journal("joy", "-m", "It snowed.", "-m", "", "-m", "")
    journal("edit", "2026-10-01", "--star")
    assert texts(journal, "presence") == ["I listened."]
    assert "It snowed." in texts(journal, "joys")[0]
    assert texts(journal, "joy") == texts(journal, "joys", "november") == texts(journal, "joys")
    assert texts(journal, "starred") == texts(journal, "starred", "october") == OCTOBER[:1]
    assert texts(journal, "unsaid") == []
    assert journal("list", "joys", "--kind", "joy").code == 2
    assert journal("read", "words", "and", "deeds").out == "No entries match.\n"


def test_a_time_is_one_of_the_day_it_stands_under(journal: Trust) -> None:
    journal("journal", "--free", "-m", "A postcard.", "--date", "2026-11-20 14:11")
    journal("journal", "--free", "-m", "Past midnight.", now="2026-11-21T01:30:00+01:00")
    out = journal("read", "2026-11-20").out
    heads = [line.split("  ")[0] for line in out.splitlines() if line.endswith("  Free")]
    assert heads == ["14:11", "20:00", "01:30", "written 22 Nov"]
    assert "Friday 20 November 2026, written 22 Nov" in journal("show", "2026-11-20.4").out


def test_everything_is_the_whole_journal_in_the_order_it_happened(journal: Trust) -> None:
    everything = [*TOLD.values(), "Found on paper.", "We walked."]
    assert texts(journal, "everything") == texts(journal, "all") == everything


def test_an_entry_can_be_named_by_its_id(journal: Trust) -> None:
    name = journal("list", "Sam", "--json").json["data"]["entries"][0]["id"]
    assert texts(journal, name[:5]) == texts(journal, name) == ["We walked."]


def test_alone_it_shows_the_last_week_that_has_entries(journal: Trust) -> None:
    data = journal("read", "--json").json["data"]
    assert (data["period"]["start"], data["period"]["end"]) == ("2026-11-16", "2026-11-22")
    long_after = "2027-03-01T20:00:00+01:00"
    found = journal("read", "--json", now=long_after).json["data"]
    assert (found["period"]["start"], found["period"]["end"]) == ("2026-11-16", "2026-11-22")
    assert [entry["body"] for entry in found["entries"]] == WEEK


def test_on_this_day_and_by_chance(journal: Trust) -> None:
    assert "heliotrope" in journal("read", "--on-this-day").out
    assert texts(journal, "--on-this-day") == ["A year ago, heliotrope."]
    (drawn,) = texts(journal, "--random")
    assert drawn in {*TOLD.values(), *WEEK}
    assert "A year ago, Saturday 22 November 2025" in journal("read", "--on-this-day").out
    nothing = journal("read", "--on-this-day", now="2026-12-03T20:00:00+01:00").out
    assert nothing.startswith("Nothing from this day")


@pytest.mark.parametrize(
    "words", ["on this day", "On This Day", "onthisday", "on-this-day", "flashback", "memories"]
)
def test_on_this_day_can_be_asked_for_in_words(journal: Trust, words: str) -> None:
    assert texts(journal, *words.split()) == ["A year ago, heliotrope."]
    refused = journal(*words.split())
    assert refused.code == 2
    assert "did you mean `trust read --on-this-day`?" in refused.err


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("last week", "trust read last week"),
        ("this month", "trust read this month"),
        ("week", "trust review"),
        ("favourite", "trust edit last --star"),
        ("bookmark last-1", "trust edit last-1 --star"),
        ("config name", "trust config set person"),
        ("config name Alex", "trust config set person Alex"),
        ("config editor vim", "trust config set editor vim"),
        ("config editor", "trust config get editor"),
    ],
)
def test_words_that_lead_to_a_command(journal: Trust, words: str, meant: str) -> None:
    refused = journal(*words.split())
    assert refused.code == 2
    assert f"did you mean `{meant}`?" in refused.err


def test_a_tag_of_that_name_is_read_instead(journal: Trust) -> None:
    journal("journal", "--free", "-m", "An old album.", "--tag", "memories")
    assert texts(journal, "memories") == ["An old album."]


@pytest.mark.parametrize("words", ["a year ago", "one year ago today", "12 months ago"])
def test_so_long_ago_is_a_day(journal: Trust, words: str) -> None:
    assert texts(journal, *words.split()) == ["A year ago, heliotrope."]
    assert f"did you mean `trust read {words}`?" in journal(*words.split()).err


def test_a_day_without_entries_names_the_days_around_it(journal: Trust) -> None:
    out = journal("read", "2026-11-05").out
    nearest = "Nearest entries: Saturday 31 October 2026 and Tuesday 10 November 2026.\n"
    assert out.endswith(f"on Thursday 5 November 2026.\n{nearest}")
    out = journal("read", "two years ago today").out
    assert "on Friday 22 November 2024." in out
    assert out.endswith("Nearest entries: Saturday 22 November 2025.\n")


def test_a_month_that_is_shorter_means_its_last_day(trust: Trust) -> None:
    trust("journal", "--free", "-m", "A leap.", now="2028-02-29T20:00:00+01:00")
    later = "2028-03-31T20:00:00+02:00"
    read = trust("read", "a", "month", "ago", "--json", now=later)
    assert [entry["body"] for entry in read.json["data"]["entries"]] == ["A leap."]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("zork", "zork isn't a period, a person or a tag; `trust search zork` looks for the word"),
        ("wlak", "did you mean walk?"),
        ("5", "use -n 5"),
        ("zzz99", "there's no entry called zzz99"),
        ("the kitchen was cold", "what you typed isn't a period, a person or a tag"),
        ("october november", "use one period"),
        ("october --on november", "give the days only once"),
        ("--on october --from november", "--on doesn't go with --from or --to"),
        ("--from zork", "zork can't be read as a day or a period"),
        ("--from 2026-11 --to 2026-10", "ends before it begins"),
        ("2026-11-02..2026-11-01", "ends before it begins"),
        ("--random october", "choose the entries"),
        ("--random --on-this-day", "choose the entries"),
        ("--random --include-private", "choose the entries"),
        ("last --tag walk", "to read one entry, leave the other options out"),
        ("--tga walk", "there's no option --tga"),
        ("-x", "there's no option -x"),
        ("-n 0", "-n can't be 0; use 1 or more"),
    ],
)
def test_what_cannot_be_is_one_plain_line(journal: Trust, words: str, said: str) -> None:
    result = journal("read", *words.split())
    assert (result.code, result.out) == (2, "")
    assert len(result.err.splitlines()) == 1
    assert said in result.err
    assert "kitchen" not in result.err


def test_nothing_to_read_is_said_kindly(journal: Trust, tmp_path: Path) -> None:
    assert journal("read", "august").out == "Nothing was written in August 2026.\n"
    assert journal("read", "2026-W34").out.startswith("Nothing was written in week 34, ")
    yesterday = journal("read", "yesterday").out
    assert yesterday.startswith("Nothing was written on Saturday 21 November 2026.\n")
    assert journal("read", "october", "walk").out == "No entries match.\n"
    missing = journal("read", "--tag", "wlak").out
    assert "No entry has the tag wlak. Did you mean walk?" in missing
    about = journal("read", "october", "Sam").out
    assert "trust search Sam" not in about, "no entry of October mentions Sam"
    about = journal("read", "october", "walk", "Sam").out
    assert "To find Sam in the text of entries: trust search Sam" in about
    empty = journal("read", env={"TRUST_HOME": str(tmp_path / "empty")})
    assert (empty.code, empty.err) == (0, "")
    assert empty.out == "No entries yet. Write the first with `trust journal`.\n"
    for word in ("october", "everything"):
        result = journal("read", word, env={"TRUST_HOME": str(tmp_path / "empty")})
        assert result.out == empty.out


def test_other_entries_that_mention_a_person_are_counted(journal: Trust) -> None:
    for day, text in (
        ("2026-10-02", "Sam's soup."),
        ("2026-11-02", "I rang sam."),
        ("2026-11-03", "A secret: %%with Sam%%."),
        ("2026-11-04", "The same."),
    ):
        journal("journal", "--free", "-m", text, now=f"{day}T20:00:00+01:00")
    journal("journal", "--free", "-m", "Sam again.", "--private")
    assert journal("read", "Sam").err == "2 more entries mention Sam: trust search Sam\n" + (
        "1 private entry wasn't searched.\n"
    )
    one = "1 entry mentions Sam: trust search Sam --on october\n"
    assert journal("read", "Sam", "october").err == one
    assert len(journal("search", "Sam", "--on", "october", "--json").json["data"]["entries"]) == 1
    assert "mention" not in journal("read", "Sam", "walk").err
    assert journal("people").out == "Sam: 1 entry, mentioned in 2 more\n"
    shown = journal("people", "show", "Sam").out
    assert "About them: 1 entry. Mentioned in 2 more: trust search Sam\n" in shown


def test_a_person_called_like_a_month(journal: Trust) -> None:
    journal("journal", "--free", "-m", "May rang.", "--person", "May")
    result = journal("read", "may")
    assert "Nothing was written in May 2026." in result.out
    assert (
        "may was read as a day or a period. For the person or the tag: --person may" in result.err
    )
    assert texts(journal, "--person", "May") == ["May rang."]
    assert "was read as" not in journal("read", "may", "--json").err


# --- private words -------------------------------------------------------------------------------


@pytest.fixture
def private(trust: Trust) -> Trust:
    trust("journal", "--free", "--private", "-m", "heliotrope", "--tag", "walk")
    trust("journal", "--free", "-m", "Seen. %%quince%% Seen again.", "--tag", "walk")
    return trust


@pytest.mark.parametrize("how", [(), ("--plain",), ("--json",)], ids=["pipe", "plain", "json"])
def test_private_words_are_named_and_counted(private: Trust, how: tuple[str, ...]) -> None:
    result = private("read", "today", *how)
    assert "heliotrope" not in result.out
    assert "quince" not in result.out
    name = private("list", "--json").json["data"]["entries"][1]["id"]
    assert name[:5] in result.out
    if how == ("--json",):
        data = result.json["data"]
        assert data["private"] == 1
        assert [entry["body"] for entry in data["entries"]] == [
            None,
            "Seen. [private] Seen again.",
        ]
        assert result.err == ""
    else:
        assert "private\n" in result.out
        assert result.err == (
            "1 private entry is shown without text. To read it too: --include-private\n"
        )


@pytest.mark.parametrize("how", [(), ("--plain",), ("--json",)], ids=["pipe", "plain", "json"])
def test_private_words_are_read_on_request(private: Trust, how: tuple[str, ...]) -> None:
    result = private("read", "today", "--include-private", *how)
    assert "heliotrope" in result.out
    assert "quince" in result.out
    assert result.err == ""


def test_a_filter_by_words_passes_private_entries_over(private: Trust) -> None:
    result = private("read", "walk", "--include-private")
    assert "heliotrope" not in result.out
    assert result.err == "1 private entry wasn't searched.\n"
    name = private("list", "--json").json["data"]["entries"][1]["id"]
    assert "heliotrope" not in private("read", name[:5]).out
    assert "heliotrope" in private("read", name[:5], "--include-private").out


# --- JSON, which is printed as it is read -----------------------------------------------------------


def test_the_document_is_like_that_of_other_commands(journal: Trust) -> None:
    listed = journal("list", "october", "--json").out
    shown = journal("read", "october", "--json").out
    assert json.dumps(json.loads(shown), ensure_ascii=False, indent=2) + "\n" == shown
    entries = json.loads(listed)["data"]["entries"]
    assert json.loads(shown)["data"]["entries"] == entries[::-1]
    assert json.loads(shown)["status"] == "ok"
    none = journal("read", "august", "--json").out
    assert json.dumps(json.loads(none), ensure_ascii=False, indent=2) + "\n" == none


def test_damage_after_the_first_entries_is_told_at_the_end_of_the_document(
    trust: Trust, home: Path
) -> None:
    day = "2026-10-{:02}T20:00:00+01:00"
    for n in range(1, 29):
        trust("journal", "--free", "-m", f"{n} " + "word " * 3000, now=day.format(n))
    path = home / "journal.db"
    with closing(sqlite3.connect(path)) as file:
        (size,) = file.execute("PRAGMA page_size").fetchone()
    raw = bytearray(path.read_bytes())
    at = raw.index(b"28 word") // size * size
    raw[at : at + size] = b"\xff" * size
    path.write_bytes(raw)

    result = trust("read", "october", "--json")

    document = json.loads(result.out)
    assert (document["status"], document["errors"][0]["code"]) == ("error", result.code)
    assert (result.code, result.err) == (14, "")


# --- the same words elsewhere ---------------------------------------------------------------------


def days(trust: Trust, *argv: str) -> list[str]:
    return [entry["day"] for entry in trust(*argv, "--json").json["data"]["entries"]]


def test_lists_and_searches_take_periods(journal: Trust) -> None:
    october = ["2026-10-31", "2026-10-15", "2026-10-01"]
    for words in ("october", "last month", "--on october", "--from october --to october"):
        assert days(journal, "list", *words.split()) == october
    assert days(journal, "search", "october", "--on", "october") == october
    assert days(journal, "list", "november", "Sam") == ["2026-11-22"]
    assert days(journal, "list", "walk") == ["2026-11-22"]


def test_all_of_the_days_asked_for_are_listed(trust: Trust) -> None:
    for n in range(12):
        trust("journal", "--free", "-m", f"{n}")
    assert len(days(trust, "list")) == 10
    assert len(days(trust, "list", "today")) == 12
    assert len(days(trust, "list", "november", "-n", "3")) == 3
    assert len(days(trust, "list", "2026")) == 10
    assert len(days(trust, "list", "everything")) == 12


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("2026-10", "2026-10"),
        ("october", "2026-10"),
        ("--month october", "2026-10"),
        ("--month 10", "2026-10"),
        ("--month 2026-10", "2026-10"),
        ("last month", "2026-10"),
        ("--month --last", "2026-10"),
        ("2025", "2025"),
        ("--year 2025", "2025"),
        ("2026-W46", "2026-W46"),
        ("--week 46", "2026-W46"),
        ("--week 2026-W46", "2026-W46"),
        ("last week", "2026-W46"),
        ("2026-10-01..2026-10-15", "2026-10-01..2026-10-15"),
        ("october..november", "2026-10-01..2026-11-22"),
        ("--from october", "2026-10-01..2026-11-22"),
        ("--from october --to october", "2026-10-01..2026-10-31"),
        ("2026-11-20", "2026-11-20..2026-11-20"),
    ],
)
def test_reviews_take_periods(journal: Trust, words: str, name: str) -> None:
    assert journal("review", *words.split(), "--json").json["data"]["period"]["name"] == name


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("zork", "zork can't be read as a day or a period"),
        ("2027-01", "is in the future"),
        ("tomorrow", "is in the future"),
        ("--month zork", "zork isn't a month"),
        ("--month 13", "13 isn't a month"),
        ("--month 2026", "2026 isn't a month"),
        ("--year october", "october isn't a year"),
        ("--week zork", "zork isn't a week"),
        ("--week october", "october isn't a week"),
        ("october --last", "use only one of these"),
        ("october --from november", "use only one of these"),
    ],
)
def test_what_cannot_be_reviewed_is_one_plain_line(journal: Trust, words: str, said: str) -> None:
    result = journal("review", *words.split())
    assert (result.code, result.out) == (2, "")
    assert said in result.err
    assert len(result.err.splitlines()) == 1


def test_the_streak_takes_periods(journal: Trust) -> None:
    def heatmap(*words: str) -> list[str]:
        return [*journal("streak", *words, "--json").json["data"]["heatmap"]]

    assert heatmap("2026") == heatmap("--year", "2026")
    october = heatmap("october")
    assert (october[0], october[-1]) == ("2026-09-28", "2026-11-01")
    assert heatmap("..today")[0] == "2025-11-17"
    for words in ("2026 --weeks 3", "1500..2000", "zork"):
        result = journal("streak", *words.split())
        assert (result.code, len(result.err.splitlines())) == (2, 1)


def test_exports_take_periods(journal: Trust, tmp_path: Path) -> None:
    out = journal("export", "jrnl", "-", "--from", "october", "--to", "october").out
    assert [text in out for text in TOLD.values()] == [False, False, True, True, True, False, False]


def test_a_day_off_can_be_a_period(trust: Trust) -> None:
    assert trust("pause", "next week", "--json").json["data"]["first_day"] == "2026-11-23"
    assert trust("pause", "20 december to 2 january", "--json").json["data"]["last_day"] == (
        "2027-01-02"
    )
    nothing = trust("pause", "today..")
    assert (nothing.code, len(nothing.err.splitlines())) == (2, 1)
    assert "today.. can't be read as a day or a period" in nothing.err


def test_show_takes_a_day_and_names_the_command_for_more(journal: Trust) -> None:
    assert "A Tuesday." in journal("show", "10 november").out
    several = journal("show", "2026-11-20")
    assert several.code == 2
    assert several.err.endswith("; `trust read 2026-11-20` shows them all\n")
    for name in ("october", "2026", "last week", "2026-10-01..2026-10-03"):
        more = journal("show", name)
        assert more.code == 2
        assert f"`trust read {name}` shows its entries" in more.err
    assert journal("delete", "october").code == 2
    assert len(days(journal, "list", "october")) == 3


def test_show_names_its_neighbours(journal: Trust) -> None:
    entries = journal("read", "everything", "--json").json["data"]["entries"]
    ids = [None, *(entry["id"] for entry in entries), None]
    for before, name, after in zip(ids, ids[1:-1], ids[2:], strict=False):
        data = journal("show", str(name), "--json").json["data"]
        assert (data["before"], data["entry"]["id"], data["after"]) == (before, name, after)
    assert "before" not in journal("show", "last").out, "a pipe gets the entry alone"


def test_a_day_to_come_is_still_to_come(trust: Trust) -> None:
    trust("journal", "--free", "-m", "One.")
    done = trust("read", "tomorrow")
    assert done.code == 0
    assert "Monday 23 November 2026 is still to come." in done.out + done.err
    assert "Nothing was written" not in done.out + done.err
    days = trust("read", "2027-01-01..2027-01-09")
    assert days.out + days.err == "1 to 9 January 2027 are still to come.\n"
