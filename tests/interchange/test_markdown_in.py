"""Markdown comes in: our own exactly, other people's as far as it tells a day."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Trust
from importing import brought, distinct, entries, question_of, store, whole_entries, written
from trustjournal.domain.entry import Entry

GOLDEN = Path(__file__).parent.parent / "golden" / "import"


def ordered(found: list[Entry]) -> list[Entry]:
    return sorted(found, key=lambda entry: entry.id)


@settings(
    max_examples=10 if settings.get_current_profile_name() == "quick" else 250,
)
@given(some=st.lists(whole_entries().map(question_of), min_size=1, max_size=4).map(distinct))
def test_our_pages_come_back_exactly(trust: Trust, some: list[Entry]) -> None:
    with TemporaryDirectory() as name:
        first, second, third = (Path(name, each) for each in ("first", "second", "third"))
        first.mkdir()
        store(first, some)
        here = {"TRUST_HOME": str(first)}
        private = ("--include-private",)
        assert trust("export", "markdown", f"{name}/pages", *private, env=here).code == 0
        text = trust("export", "markdown", "-", *private, env=here).out

        came = brought(trust, f"{name}/pages", env={"TRUST_HOME": str(second)})
        assert (came["added"], came["reasons"], came["properties"]) == (len(some), {}, {})
        assert ordered(entries(second)) == ordered(entries(first))

        windows = written(Path(name, "windows.md"), "\ufeff" + text)
        brought(trust, windows, env={"TRUST_HOME": str(third)})
        assert ordered(entries(third)) == ordered(entries(first))

        by_month = ("markdown", f"{name}/months", "--by", "month", *private)
        assert trust("export", *by_month, env=here).code == 0
        fourth = Path(name, "fourth")
        came = brought(trust, f"{name}/months", env={"TRUST_HOME": str(fourth)})
        assert (came["added"], came["reasons"], came["properties"]) == (len(some), {}, {})
        assert ordered(entries(fourth)) == ordered(entries(first))

        again = brought(trust, windows, env=here)
        assert (again["added"], again["already"], again["differs"]) == (0, len(some), 0)


@settings(max_examples=8 if settings.get_current_profile_name() == "quick" else 250)
@given(some=st.lists(whole_entries().map(question_of), min_size=1, max_size=4).map(distinct))
def test_pages_without_their_index_come_with_what_they_hold(
    trust: Trust, some: list[Entry]
) -> None:
    with TemporaryDirectory() as name:
        first, second = Path(name, "first"), Path(name, "second")
        first.mkdir()
        store(first, some)
        export = ("export", "markdown", f"{name}/pages", "--include-private")
        assert trust(*export, env={"TRUST_HOME": str(first)}).code == 0
        for index in Path(name, "pages").glob("*/.trustjournal.json"):
            index.unlink()

        came = brought(trust, f"{name}/pages", env={"TRUST_HOME": str(second)})
        assert (came["added"], came["reasons"]) == (len(some), {"index_missing": len(some)})
        before = {entry.id: entry for entry in entries(first)}
        for entry in entries(second):
            told = before[entry.id]
            names = ("body", "prompt_text", "private")
            assert [getattr(entry, n) for n in names] == [getattr(told, n) for n in names]
            assert f"{entry.local_time:%H:%M}" == f"{told.local_time:%H:%M}"
            # Who does not want to be quoted stays known.
            assert {*told.people} <= {*entry.people} or any("," in p for p in told.people)


def test_a_page_says_without_its_index_what_is_missing(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    more = ("--mood", "4", "--tag", "walk", "--person", "Sam")
    trust("journal", "--answer", "-m", "An answer.", "--practice", "presence", *more)
    trust("journal", "--free", "-m", "All mine.", "--private")
    trust("export", "markdown", str(tmp_path / "pages"), "--include-private")
    page = tmp_path / "pages/2026/2026-11-22.md"
    alone = written(tmp_path / "alone" / "a page.md", page.read_text("utf-8"))
    other = {"TRUST_HOME": str(tmp_path / "other")}

    shown = trust("import", str(alone), "--dry-run", env=other).out
    assert "without the index of their folder" in shown
    assert ".trustjournal.json" in shown
    brought(trust, alone, env=other)
    one, two = entries(tmp_path / "other")
    assert (one.practice, one.kind, one.tags, one.people) == (
        *("presence", "daily"),
        *(("walk",), ("Sam",)),
    )
    assert (one.mood, two.private) == (None, True)
    # Beside its index a page alone comes back exactly; here it is known by its id.
    third = {"TRUST_HOME": str(tmp_path / "third")}
    assert brought(trust, page, env=third)["reasons"] == {}
    assert entries(tmp_path / "third") == entries(home)
    assert brought(trust, page)["already"] == 2


@pytest.mark.parametrize(
    "index", ["", "[]", '{"format": "x"}', '{"pages": 1}', "\0", "link", "fifo"]
)
def test_an_index_that_is_none_is_not_needed(trust: Trust, tmp_path: Path, index: str) -> None:
    trust("journal", "--free", "-m", "Words.")
    trust("export", "markdown", str(tmp_path / "pages"))
    path = tmp_path / "pages/2026/.trustjournal.json"
    if index == "link":
        path.rename(tmp_path / "elsewhere")
        path.symlink_to(tmp_path / "elsewhere")
    elif index == "fifo":
        path.unlink()
        os.mkfifo(path)
    else:
        path.write_text(index, "utf-8")

    found = brought(trust, tmp_path / "pages", env={"TRUST_HOME": str(tmp_path / "other")})
    assert (found["added"], found["reasons"]) == (1, {"index_missing": 1})


@pytest.mark.parametrize("value", ['"mood": 9', '"tags": 3', '"created_at": "x"', '"kind": []'])
def test_an_index_with_a_wrong_value_is_named(trust: Trust, tmp_path: Path, value: str) -> None:
    trust("journal", "--free", "-m", "Words.", "--mood", "4", "--tag", "walk")
    trust("export", "markdown", str(tmp_path / "pages"))
    path = tmp_path / "pages/2026/.trustjournal.json"
    name = value.split(":")[0]
    text = re.sub(rf'{name}: (\[[^]]*\]|"[^"]*"|\d+)', value, path.read_text("utf-8"))
    path.write_text(text, "utf-8")

    found = brought(trust, tmp_path / "pages", env={"TRUST_HOME": str(tmp_path / "other")})
    assert (found["added"], found["reasons"]) == (0, {"comment_unreadable": 1})


def test_a_page_from_before_there_was_an_index_comes_back_exactly(trust: Trust, home: Path) -> None:
    found = brought(trust, GOLDEN / "our-review-of-0.1.md")

    assert (found["added"], found["reasons"]) == (1, {})
    [review] = entries(home)
    assert (review.kind, review.period, len(review.answers)) == ("review", "2026-W46", 3)


def test_the_page_of_contents_is_no_note(trust: Trust, tmp_path: Path) -> None:
    trust("journal", "--free", "-m", "Words.")
    trust("export", "markdown", str(tmp_path / "pages"), "--by", "month")
    assert (tmp_path / "pages" / "index.md").exists()

    found = brought(trust, tmp_path / "pages")
    assert (found["added"], found["already"], found["reasons"]) == (0, 1, {})


def test_what_was_added_to_the_page_of_contents_is_named(trust: Trust, tmp_path: Path) -> None:
    trust("journal", "--free", "-m", "Words.")
    brought(trust, GOLDEN / "our-review-of-0.1.md")
    trust("export", "markdown", str(tmp_path / "pages"), "--by", "month")
    page = tmp_path / "pages" / "index.md"
    text = page.read_text()
    assert "(reviews/2026-W46.md)" in text
    lines = text.split("\n")
    for number in range(len(lines) + 1):
        page.write_text("\n".join([*lines[:number], "Okapi.", *lines[number:]]))
        found = brought(trust, tmp_path / "pages")
        assert [note["place"]["file"] for note in found["notes"]].count("index.md") == 1, number
    for before, after, where in [
        ("# Journal", "# Journal of an okapi", 6),
        ("[November]", "[November, okapi]", 10),
        ("2026-W46.md)", "2026-W46.md) okapi", 14),
    ]:
        page.write_text(text.replace(before, after))
        found = brought(trust, tmp_path / "pages")
        assert [note["place"]["at"] for note in found["notes"]] == [where]
    [month] = (tmp_path / "pages").rglob("2026-11.md")
    month.write_text(month.read_text().replace("month: 2026-11", "month: 2026-11 with an okapi"))
    page.write_text(text.replace("page: contents", "page: contents # okapi\nnote: okapi"))
    assert brought(trust, tmp_path / "pages")["properties"] == {"note": 1, "comment": 1, "month": 1}


@pytest.fixture
def exported(trust: Trust, tmp_path: Path) -> Path:
    """Pages of three entries, one private, one with a private word, one about someone silent."""
    trust("people", "add", "Sam")
    trust("journal", "--free", "-m", "All mine.", "--private")
    trust("journal", "--free", "-m", "Said: %%softly%% so.")
    trust("journal", "--free", "-m", "What Sam told.", "--person", "Sam")
    trust("people", "set", "Sam", "--quote", "no")
    trust("export", "markdown", str(tmp_path / "pages"))
    return tmp_path / "pages"


def test_words_that_were_left_out_take_nothing_away(
    trust: Trust, home: Path, exported: Path
) -> None:
    before = entries(home)

    found = brought(trust, exported)

    assert (found["added"], found["already"], found["differs"]) == (0, 1, 0)
    assert found["reasons"] == {"words_left_out": 1}
    assert entries(home) == before


def test_elsewhere_they_come_without_them(trust: Trust, exported: Path, tmp_path: Path) -> None:
    other = {"TRUST_HOME": str(tmp_path / "other")}

    found = brought(trust, exported, env=other)

    assert (found["added"], found["skipped"]) == (1, 1)
    assert [entry.body for entry in entries(tmp_path / "other")] == ["Said: [private] so."]


def test_a_page_changed_by_hand_is_named_and_ours_stays(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    trust("journal", "--free", "-m", "As I wrote it.")
    trust("export", "markdown", str(tmp_path / "pages"))
    page = tmp_path / "pages/2026/2026-11-22.md"
    text = page.read_text("utf-8")
    page.write_text(text.replace("As I wrote it.", "Otherwise.") + "\n## 23:00 By hand\n\nNew.\n")

    found = brought(trust, tmp_path / "pages")

    assert found["reasons"] == {"differs": 1}
    assert found["notes"][0]["place"] == {"file": "2026/2026-11-22.md", "at": 6, "unit": "line"}
    assert [(e.title, e.body) for e in entries(home)] == [
        *((None, "As I wrote it."), ("By hand", "New.")),
    ]
    # What was edited here after the export is no difference: the page says what once stood here.
    page.write_text(text)
    trust("edit", "last-1", "-m", "Edited here.")
    assert brought(trust, tmp_path / "pages")["already"] == 1


def test_words_that_the_entry_in_the_trash_lacks_are_named(trust: Trust, tmp_path: Path) -> None:
    note = tmp_path / "2026-10-01.md"
    note.write_text("By the river\n")
    assert brought(trust, note)["added"] == 1
    trust("delete", "last")
    assert brought(trust, note)["in_trash"] == 1
    note.write_text("By the river, and on\n")

    found = brought(trust, note)

    assert (found["in_trash"], found["differs"], found["reasons"]) == (0, 1, {"trash_differs": 1})
    assert "differs from the one in your trash" in trust("import", str(note)).out


@pytest.mark.parametrize("kind", ["json", "markdown"])
def test_new_words_beside_private_ones_that_were_left_out_are_named(
    trust: Trust, tmp_path: Path, kind: str
) -> None:
    here = {"TRUST_HOME": str(tmp_path / "here")}
    there = {"TRUST_HOME": str(tmp_path / "there")}
    out = tmp_path / "out"
    trust("journal", "--free", "-m", "A walk. %%a secret%% The end.", env=there)
    assert trust("export", kind, str(out), env=there).code == 0
    assert brought(trust, out, env=here)["added"] == 1
    assert brought(trust, out, env=here)["already"] == 1
    assert brought(trust, out, env=there)["already"] == 1
    trust("edit", "last", "-m", "A walk. %%a secret%% The end. And more.", env=there)
    assert brought(trust, out, env=there)["already"] == 1
    assert trust("export", kind, str(out), "--force", env=there).code == 0

    found = brought(trust, out, env=here)

    assert (found["already"], found["reasons"]) == (0, {"differs": 1})


def test_what_is_in_the_trash_stays_there(trust: Trust, home: Path, tmp_path: Path) -> None:
    trust("journal", "--free", "-m", "x")
    trust("export", "markdown", str(tmp_path / "pages"))
    trust("delete", "last")

    assert brought(trust, tmp_path / "pages")["in_trash"] == 1
    assert trust("list", "--json").json["data"]["entries"] == []


@pytest.mark.parametrize(
    "comment",
    [
        *("id=short kind=daily", "kind=daily", "id", 'id="', "mood=high", "tags=none"),
        "id=00000000000000000000 kind=poem created_at=2026-11-22T10:00:00Z"
        " modified_at=2026-11-22T10:00:00Z written_on=2026-11-22",
        "id=00000000000000000000 kind=daily created_at=2026-11-22T10:00:00"
        " modified_at=2026-11-22T10:00:00 written_on=2026-11-22",
        "id=00000000000000000000 kind=daily mood=9 created_at=2026-11-22T10:00:00Z"
        " modified_at=2026-11-22T10:00:00Z written_on=2026-11-22",
        "id=00000000000000000000 kind=daily question=2 created_at=2026-11-22T10:00:00Z"
        " modified_at=2026-11-22T10:00:00Z written_on=2026-11-22",
        'id=00000000000000000000 kind=joy answers=[{"pack": 1}]',
    ],
)
def test_a_comment_that_cannot_be_read_is_named(trust: Trust, tmp_path: Path, comment: str) -> None:
    text = f"---\nformat: trustjournal/1\n---\n\n# 2026-11-22\n\n## 10:00 x\n\n<!-- trust: {comment} -->\n\nWords.\n"

    found = brought(trust, written(tmp_path / "one.md", text))

    assert (found["added"], found["reasons"]) == (0, {"comment_unreadable": 1})


def test_pages_of_a_later_form_are_left(trust: Trust, tmp_path: Path) -> None:
    page = written(tmp_path / "one.md", "---\nformat: trustjournal/2\n---\n")

    done = trust("import", str(page))

    assert (done.code, done.out) == (2, "")
    assert "trustjournal/2" in done.err


# --- notes of other programs ---------------------------------------------------------------------

VAULT: dict[str, str | bytes] = {
    ".obsidian/2026-11-01.md": "not looked at",
    "daily/2026-11-20.md": "---\ntags: [a, 'no']\nmood: 4\nstarred: true\naliases: x\n---\n\n\nWith #walk.\n",
    "daily/2026-11-21 A long day.md": "Only a name.\r\n\r\nTwo paragraphs.\r\n",
    "daily/2026-11-19.md": "---\ndate: 2026-11-18T21:30:00+05:45\ntitle: Named\nmood: 10\n---\nNo empty line.",
    "2026-11-17.md": "---\ncreated: 2026-11-21 08:00\npeople: Sam\nprivate: yes\n---\nLater.\n",
    "2026-11-16.md": "---\n: [\n---\n\nFront matter that nobody can read.\n",
    "2026-02-30.md": "No such day.\n",
    "2031-01-01.md": "Not begun.\n",
    "2026-11-15.md": "\n \n",
    "ideas.md": "No day.\n",
    "2026-W46.md": "A week.\n",
    "2026-11-14.md": b"nul \0",
    "notes.txt": "2026-11-20",
}


def test_daily_notes(trust: Trust, home: Path, tmp_path: Path) -> None:
    for name, text in VAULT.items():
        written(tmp_path / "vault" / name, text)
    dry = brought(trust, tmp_path / "vault", "--dry-run")
    assert not home.exists()

    found = brought(trust, tmp_path / "vault", env={"TZ": "Europe/Zurich"})

    assert dry | {"dry_run": False} == found
    assert found["left_out"] == {"moods": 1, "properties": 1}
    assert found["properties"] == {"aliases": 1}
    reasons = {"no_date": 2, "not_a_date": 1, "future": 1, "empty": 1, "not_text": 1}
    assert found["reasons"] == reasons | {"front_unreadable": 1, "other_file": 1}
    told = {entry.source_id: entry for entry in entries(home)}
    note = told["daily/2026-11-20.md"]
    assert (note.body, note.mood, note.starred) == ("\nWith #walk.", 4, True)
    assert (note.tags, note.tz) == (("a", "no", "walk"), "Europe/Zurich")
    assert f"{note.local_time:%H:%M}" == "12:00"
    named = told["daily/2026-11-21 A long day.md"]
    assert (named.title, named.body) == ("A long day", "Only a name.\n\nTwo paragraphs.")
    dated = told["daily/2026-11-19.md"]
    assert (dated.day, dated.utc_offset, dated.tz) == (date(2026, 11, 18), 20_700, None)
    assert (dated.title, dated.body, dated.mood) == ("Named", "No empty line.", None)
    later = told["2026-11-17.md"]
    assert (later.day, later.written_on) == (date(2026, 11, 17), date(2026, 11, 21))
    assert (later.people, later.private) == (("Sam",), True)
    assert told["2026-11-16.md"].body.startswith("---\n: [\n---\n")
    assert told["2026-11-16.md"].private

    # Today's note goes on; one that has come from another folder is known by its words.
    written(tmp_path / "vault/daily/2026-11-20.md", "More.\n")
    again = brought(trust, tmp_path / "vault")
    assert (again["added"], again["already"], again["reasons"]["differs"]) == (0, 4, 1)
    moved = brought(trust, tmp_path / "vault/daily/2026-11-21 A long day.md")
    assert (moved["added"], moved["already"]) == (0, 1)


def test_a_note_that_grew_is_not_what_is_in_the_trash(trust: Trust, tmp_path: Path) -> None:
    note = written(tmp_path / "notes/2026-11-20.md", "A walk.\n")
    brought(trust, tmp_path / "notes")
    trust("delete", "last")
    assert brought(trust, tmp_path / "notes")["in_trash"] == 1
    note.write_text("A walk.\n\nNewer words.\n", "utf-8")

    dry = brought(trust, tmp_path / "notes", "--dry-run")
    found = brought(trust, tmp_path / "notes")

    assert dry | {"dry_run": False} == found
    assert (found["in_trash"], found["differs"]) == (0, 1)
    assert found["reasons"] == {"trash_differs": 1}
    assert found["notes"][0]["place"]["file"] == "2026-11-20.md"
    shown = trust("import", str(tmp_path / "notes")).out
    assert "1 entry differs from the one in your trash, so it wasn't imported:" in shown
    trust("trash", "empty", "--yes")
    assert brought(trust, tmp_path / "notes")["added"] == 1


def test_a_note_from_a_pipe(trust: Trust, home: Path) -> None:
    note = "---\ndate: 2026-11-20\n---\n\nHello.\n"

    assert brought(trust, "-", stdin=note)["added"] == 1
    assert brought(trust, "-", stdin=note)["added"] == 0
    assert brought(trust, "-", stdin=note.replace("Hello", "Other"))["added"] == 1
    assert sorted(entry.body for entry in entries(home)) == ["Hello.", "Other."]


@pytest.mark.parametrize("said", ["Private: True", "PRIVATE: yes", "private: no\nPrivate: true"])
def test_a_note_is_private_in_whatever_letters_it_says_so(
    trust: Trust, home: Path, said: str
) -> None:
    assert brought(trust, "-", stdin=f"---\ndate: 2026-11-20\n{said}\n---\n\nMine.\n")["added"] == 1
    assert [(entry.body, entry.private) for entry in entries(home)] == [("Mine.", True)]
    assert "Mine." not in trust("list").out


# --- words that somebody added to a page of ours ---------------------------------------------

OURS = "format: trustjournal/1"
SECTION = "## 10:00 By hand\n\nA section.\n"
ABOVE = {
    "below the front matter": f"---\ndate: 2026-11-20\n{OURS}\n---\n\nOkapi above.\n\n{SECTION}",
    "below a day": f"---\n{OURS}\n---\n\n# 2026-11-20\n\nOkapi above.\n\n{SECTION}",
    "between two days": (
        f"---\n{OURS}\n---\n\n# 2026-11-19\n\n{SECTION}\n# 2026-11-20\nOkapi above.\n\n{SECTION}"
    ),
    "without a section": f"---\ndate: 2026-11-20\n{OURS}\n---\nOkapi above.\n",
    "a day without a section": f"---\n{OURS}\n---\n\n# 2026-11-20\n\nOkapi above.\n",
    "front matter without an end": f"---\ndate: 2026-11-20\n{OURS}\n\nOkapi above.\n\n{SECTION}",
    "front matter that is no YAML": f"---\ndate: 2026-11-20\n{OURS}\nnote: [Okapi\n---\n\n{SECTION}",
}


@pytest.mark.parametrize("page", ABOVE.values(), ids=ABOVE.keys())
def test_words_above_the_sections_of_our_page_come_in(
    trust: Trust, home: Path, tmp_path: Path, page: str
) -> None:
    source = written(tmp_path / "in" / "page.md", page)
    found = brought(trust, source)
    [entry] = [entry for entry in entries(home) if "Okapi" in entry.body]
    assert str(entry.day) == "2026-11-20"
    assert found["added"] == page.count(SECTION) + 1
    assert "Okapi above." in entry.body or entry.private
    again = brought(trust, source)
    assert (again["added"], again["reasons"].get("differs", 0)) == (0, 0)


def test_words_of_no_day_and_other_properties_of_our_page_are_named(
    trust: Trust, tmp_path: Path
) -> None:
    page = f"---\n{OURS}\nsummary: Okapi\n---\n\nOkapi above.\n\n# 2026-11-20\n\n{SECTION}"
    found = brought(trust, written(tmp_path / "page.md", page))
    assert (found["added"], found["reasons"]) == (1, {"no_date": 1})
    assert found["notes"][0]["place"]["at"] == 6
    assert found["properties"] == {"summary": 1}


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ("tags: [walk]", "tags: [walk, okapi]", {"tags": 1}),
        ("people: [Sam]", "people: Sam and Okapi", {"people": 1}),
        ("moods: [4]", "moods: [4, heavy as an okapi]", {"moods": 1}),
        ("tags: [walk]", "tags: [Walk]", {}),
        ("tags: [walk]", "tags: [walk] # okapi", {"comment": 1}),
        ("date: 2026-11-22", "# okapi\ndate: 2026-11-22", {"comment": 1}),
        ("<!-- trust: id", "<!-- trust: note=okapi id", {"note": 1}),
    ],
)
def test_what_was_added_to_the_front_matter_of_our_page_is_named(
    trust: Trust, tmp_path: Path, before: str, after: str, named: dict[str, int]
) -> None:
    trust("journal", "-m", "x", "--tag", "walk", "--person", "Sam", "--mood", "4")
    trust("export", "markdown", str(tmp_path / "pages"))
    [page] = (tmp_path / "pages").rglob("2026-*.md")
    text = page.read_text()
    assert before in text
    page.write_text(text.replace(before, after))
    assert brought(trust, tmp_path / "pages")["properties"] == named


@pytest.mark.parametrize(
    "words",
    [
        ("storm", "-m", "a", "-m", "b"),
        ("checkin", "Sam", "--heard", "tea"),
        ("journal", "-m", "free"),
        ("journal", "--answer", "-m", "daily"),
    ],
)
def test_words_added_to_a_heading_of_our_page_are_a_title(
    trust: Trust, home: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    assert trust(*words).code == 0
    trust("export", "markdown", str(tmp_path / "pages"))
    [page] = (tmp_path / "pages").rglob("2026-*.md")
    page.write_text(re.sub("(?m)^(## .*)$", r"\1 after Okapi", page.read_text()))
    assert brought(trust, tmp_path / "pages")["reasons"] == {"differs": 1}
    other = tmp_path / "other"
    assert brought(trust, tmp_path / "pages", env={"TRUST_HOME": str(other)})["added"] == 1
    [entry] = entries(other)
    assert (entry.title or "").endswith("after Okapi")
    assert [replace(entry, title=None)] == [replace(each, title=None) for each in entries(home)]


PRIVATE_PAGES = {
    "yes": "private: true",
    "any word but no": "private: mine",
    "said twice": "private: true\nprivate: false",
    "not to be read": "private: true\nnote: [one",
}


@pytest.mark.parametrize("front", PRIVATE_PAGES.values(), ids=PRIVATE_PAGES.keys())
def test_a_page_of_ours_that_is_private_has_private_entries(
    trust: Trust, home: Path, tmp_path: Path, front: str
) -> None:
    trust("journal", "--free", "-m", "Tapir one.", "--date", "2026-11-20")
    trust("export", "markdown", str(tmp_path / "pages"))
    [page] = (tmp_path / "pages").rglob("2026-11-20.md")
    text = page.read_text().replace(OURS, f"{front}\n{OURS}")
    page.write_text(
        text.replace("\n## ", "\nTapir above.\n\n## ", 1) + "\n## 23:00\n\nTapir two.\n"
    )
    other = tmp_path / "other"
    found = brought(trust, tmp_path / "pages", env={"TRUST_HOME": str(other)})
    assert found["added"] == 3
    assert all(entry.private for entry in entries(other))
    plain = trust("export", "json", "-", env={"TRUST_HOME": str(other)}).out
    assert "Tapir" not in plain
    del home


@pytest.mark.parametrize("front", ["private: false", "title: open"])
def test_no_page_makes_a_private_entry_public(trust: Trust, tmp_path: Path, front: str) -> None:
    trust("journal", "--free", "-m", "Tapir one.", "--private")
    trust("export", "markdown", str(tmp_path / "pages"), "--include-private")
    [page] = (tmp_path / "pages").rglob("2026-*.md")
    text = page.read_text().replace(OURS, f"{front}\n{OURS}")
    other = tmp_path / "other"
    for name, words in (
        ("as it is", text),
        ("moved", text.replace("<!-- trust", "Words of Tapir.\n\n<!-- trust")),
    ):
        source = written(tmp_path / name / "2026-11-20.md", words)
        brought(trust, source, env={"TRUST_HOME": str(other)})
    assert [entry.private for entry in entries(other)] == [True, True]
