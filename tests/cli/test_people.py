"""The people of the journal: pages, other names, what is not quoted."""

from __future__ import annotations

import io
import os
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust
from trustjournal.app import App
from trustjournal.commands.export import FORMATS
from trustjournal.errors import NotFound
from trustjournal.features.share import service as sharing
from trustjournal.storage.entry_reader import Reader
from trustjournal.storage.writer import Writer

LATER = "2026-11-23T21:00:00+01:00"


def wrote(trust: Trust, text: str, *people: str, more: tuple[str, ...] = ()) -> str:
    """An entry about some people; its id."""
    named = [word for person in people for word in ("--person", person)]
    done = trust("journal", "--free", "-m", text, *named, *more, "--json")
    return str(done.json["data"]["entry"]["id"])


def everyone(trust: Trust) -> dict[str, int]:
    """Who there is, and in how many entries."""
    found = trust("people", "--json").json["data"]["people"]
    return {each["person"]["alias"]: each["mentions"] for each in found}


def test_nobody_yet(trust: Trust, home: Path) -> None:
    told = trust("people")
    assert (told.code, told.out.count("\n")) == (0, 1)
    assert trust("people", "--json").json["data"] == {"people": []}
    assert not home.exists()


def test_everyone_who_is_named_or_has_a_page(trust: Trust) -> None:
    wrote(trust, "heliotrope", "Sam", "Ada")
    wrote(trust, "heliotrope", "sam")
    trust("people", "set", "Mina", "--every", "weekly")
    assert {alias.lower(): n for alias, n in everyone(trust).items()} == {
        "ada": 1,
        "sam": 2,
        "mina": 0,
    }
    out = trust("people").out
    assert "2 entries" in out
    assert "a check-in every week" in out


def test_people_of_private_entries_stay_out_of_sight(trust: Trust) -> None:
    wrote(trust, "heliotrope", "Secretperson", more=("--private",))
    assert everyone(trust) == {}
    assert "Secretperson" not in trust("people").out


@pytest.mark.parametrize("change", [("--person", ""), ("--person", "Alex")])
def test_an_earlier_version_about_someone_who_is_not_quoted_is_not_exported(
    trust: Trust, change: tuple[str, ...]
) -> None:
    trust("journal", "--free", "-m", "heliotrope", "--person", "Sam")
    trust("edit", "last", "-m", "something else", *change)
    assert "heliotrope" in trust("export", "json", "-").out
    trust("people", "set", "sam", "--quote", "no")
    told = trust("export", "json", "-").out
    assert "something else" in told
    assert "heliotrope" not in told
    assert "heliotrope" in trust("export", "json", "-", "--include-private").out


@pytest.mark.parametrize("merged", [False, True])
def test_nobody_is_quoted_under_an_earlier_name_either(trust: Trust, merged: bool) -> None:
    trust("journal", "--free", "-m", "heliotrope", "--person", "Sam")
    trust("edit", "last", "-m", "something else", "--person", "")
    trust("journal", "--free", "-m", "tea", "--person", "Sam")
    if merged:
        trust("journal", "--free", "-m", "more tea", "--person", "Alex")
    assert trust("people", "rename", "Sam", "Alex", *["--merge"] * merged).code == 0
    assert trust("people", "rename", "Alex", "Samuel").code == 0
    assert "heliotrope" in trust("export", "json", "-").out
    told = " ".join(trust("people", "set", "Samuel", "--quote", "no").out.split())
    for name in ("sam", "alex"):
        assert f"{name} isn't quoted either, because earlier versions" in told
    assert "heliotrope" not in trust("export", "json", "-").out
    again = trust("people", "set", "Samuel", "--quote", "no").out
    assert "either" not in again
    assert trust("people", "set", "Samuel", "--quote", "yes").code == 0
    assert "tea" in trust("export", "json", "-").out


@pytest.mark.parametrize("how", ["renamed", "merged", "settings removed"])
def test_nobody_is_quoted_under_a_name_that_joins_theirs_later(trust: Trust, how: str) -> None:
    trust("journal", "--free", "-m", "heliotrope", "--person", "Kim")
    trust("edit", "last", "-m", "something else", "--person", "")
    before = trust("export", "json", "-").out
    trust("journal", "--free", "-m", "tea", "--person", "Kim")
    trust("journal", "--free", "-m", "more tea", "--person", "Sam")
    if how == "merged":
        assert trust("people", "set", "Sam", "--quote", "no").code == 0
        told = " ".join(trust("people", "rename", "Kim", "Sam", "--merge").out.split())
        assert "Kim isn't quoted either, because earlier versions" in told
    else:
        assert trust("people", "rename", "Kim", "Kimberly").code == 0
        if how == "settings removed":
            assert trust("people", "remove", "Kimberly", "--yes").code == 0
        told = trust("people", "set", "Kimberly", "--quote", "no").out
        assert "kim isn't quoted either" in told
    assert "heliotrope" in before
    assert "heliotrope" not in trust("export", "json", "-").out


def test_an_earlier_name_is_listed_as_not_quoted_alone(trust: Trust) -> None:
    trust("journal", "--free", "-m", "tea with Al", "--person", "Al")
    trust("people", "rename", "Al", "Sam")
    trust("people", "set", "Sam", "--quote", "no")
    assert "al: not quoted\n" in trust("people").out


def test_an_import_leaves_nobody_open_under_an_earlier_name(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    other = {"TRUST_HOME": str(tmp_path / "other")}
    trust("people", "set", "Kimberly", "--quote", "no", env=other)
    exported = tmp_path / "other.json"
    assert trust("export", "json", str(exported), "--include-private", env=other).code == 0
    trust("journal", "--free", "-m", "heliotrope", "--person", "Kim")
    trust("edit", "last", "-m", "something else", "--person", "")
    trust("journal", "--free", "-m", "tea", "--person", "Kim")
    assert trust("people", "rename", "Kim", "Kimberly").code == 0
    assert trust("import", str(exported)).code == 0
    assert "heliotrope" not in trust("export", "json", "-").out


def test_a_page_is_set_bit_by_bit_and_shown(trust: Trust) -> None:
    trust("people", "set", "@Sam", "--context", "apart")
    trust("people", "set", "sam", "--every", "10")
    trust("people", "set", "Sam", "--quote", "no")
    [found] = trust("people", "show", "SAM", "--json").json["data"]["people"]
    assert found["person"]["context"] == "apart"
    assert found["person"]["cadence_days"] == 10
    assert found["person"]["quote"] is False
    trust("people", "set", "Sam", "--every", "off", "--quote", "yes")
    [found] = trust("people", "show", "Sam", "--json").json["data"]["people"]
    assert (found["person"]["cadence_days"], found["person"]["quote"]) == (None, True)
    assert "apart" in trust("people", "show", "Sam").out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("show", "Nobody"), 1),
        (("rename", "Nobody", "Somebody"), 1),
        (("remove", "Nobody", "--yes"), 1),
        (("set", "Sam"), 2),
        (("set", "@", "--quote", "no"), 2),
        (("set", "Sam", "--context", "married"), 2),
        (("set", "Sam", "--every", "0"), 2),
        (("set", "Sam", "--every", "often"), 2),
        (("set", "Sam", "--quote", "maybe"), 2),
    ],
)
def test_what_cannot_be_is_one_plain_line(trust: Trust, words: tuple[str, ...], code: int) -> None:
    told = trust("people", *words)
    assert (told.code, told.err.count("\n"), told.out) == (code, 1, "")


# --- another name --------------------------------------------------------------------------------


def test_another_name_on_everything(trust: Trust, home: Path) -> None:
    first = wrote(trust, "A walk with Sam.", "Sam", "Ada")
    hidden = wrote(trust, "heliotrope", "Sam", more=("--private",))
    trust("delete", wrote(trust, "gone", "Sam")[:8])
    trust("config", "set", "person", "Sam")
    trust("people", "set", "Sam", "--every", "weekly")

    told = trust("people", "rename", "sam", "Alex", now=LATER)

    assert told.code == 0
    assert told.out.startswith("Sam is now called Alex (label changed on 1 entry).\n")
    assert everyone(trust) == {"Ada": 1, "Alex": 1}
    [found] = trust("people", "show", "Alex", "--json").json["data"]["people"]
    assert found["person"]["cadence_days"] == 7
    assert trust("config", "get", "person").out == "Alex\n"
    entry = trust("show", first, "--json").json["data"]["entry"]
    assert entry["people"] == ["Ada", "Alex"]
    assert entry["body"] == "A walk with Sam."
    assert trust("list", "--person", "Alex", "--json").json["data"]["entries"]
    journal = home / "journal.db"
    with closing(sqlite3.connect(journal)) as connection:
        stored = dict(connection.execute("SELECT id, hash FROM entry"))
    reader = Reader.open(journal)
    for entry_id in (first, hidden):
        assert reader.by_prefix(entry_id)[0].hash == stored[entry_id]
    reader.close()


def test_two_become_one_only_when_said(trust: Trust) -> None:
    wrote(trust, "a", "Sam")
    wrote(trust, "b", "Samuel", "Sam")
    refused = trust("people", "rename", "Samuel", "Sam")
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert everyone(trust) == {"Sam": 2, "Samuel": 1}
    done = trust("people", "rename", "Samuel", "Sam", "--merge")
    assert done.code == 0
    assert "are now one person" in done.out
    assert everyone(trust) == {"Sam": 2}


def test_merging_says_what_was_set_before(trust: Trust) -> None:
    wrote(trust, "a", "Sam")
    wrote(trust, "b", "Alex")
    trust("people", "set", "Sam", "--quote", "no", "--context", "friend")
    done = trust("people", "rename", "Sam", "Alex", "--merge")
    assert "Alex now has the settings of both: your situation (“friend”), not quoted." in done.out
    assert "carried_over" not in done.out
    trust("people", "set", "Kim", "--quote", "no")
    again = trust("people", "rename", "Kim", "Alex", "--merge")
    assert "settings of both" not in again.out


def test_only_the_letters_change(trust: Trust) -> None:
    wrote(trust, "a", "sam")
    assert trust("people", "rename", "sam", "Sam").code == 0
    assert everyone(trust) == {"Sam": 1}


def test_one_who_is_named_only_in_a_promise_has_another_name_too(trust: Trust) -> None:
    trust("promise", "add", "Ring", "--to", "Kim")
    trust("promise", "add", "Write", "--to", "Secretperson", "--private")
    assert everyone(trust) == {"Kim": 0}
    assert trust("people", "rename", "kim", "Kay").code == 0
    assert everyone(trust) == {"Kay": 0}
    assert "Ring  (promised to Kay" in trust("promise").out
    wrote(trust, "a", "Sam")
    assert trust("people", "rename", "Sam", "Kay").code == 2
    assert trust("people", "rename", "Sam", "Kay", "--merge").code == 0
    assert everyone(trust) == {"Kay": 1}


@pytest.mark.parametrize("silent", ["Sam", "Alex"])
def test_two_who_become_one_are_not_quoted_where_either_was_not(trust: Trust, silent: str) -> None:
    wrote(trust, "heliotrope with Sam", "Sam")
    for name in ("Sam", "Alex"):
        trust("people", "set", name, "--every", "weekly" if name == "Alex" else "monthly")
    trust("people", "set", silent, "--quote", "no")
    trust("people", "rename", "Sam", "Alex", "--merge")
    [found] = trust("people", "show", "Alex", "--json").json["data"]["people"]
    assert (found["person"]["quote"], found["person"]["cadence_days"]) == (False, 7)
    assert "heliotrope" not in trust("export", "csv", "-").out


def test_private_entries_are_not_counted_with_another_name_either(trust: Trust) -> None:
    wrote(trust, "heliotrope", "Zoe", more=("--private",))
    trust("people", "set", "Zoe", "--every", "weekly")
    assert "no entries yet" in trust("people").out
    assert trust("people", "rename", "Zoe", "Zora").out.startswith("Zoe is now called Zora.\n")
    removed = trust("people", "remove", "Zora", "--mentions", "--yes").out
    assert removed == "Removed the settings for Zora.\n"
    assert trust("show", "last", "--json").json["data"]["entry"]["people"] == []


# --- taken out -----------------------------------------------------------------------------------


def test_without_a_yes_nothing_is_removed(trust: Trust) -> None:
    trust("people", "set", "Sam", "--quote", "no")
    refused = trust("people", "remove", "Sam")
    assert refused.code == 2
    assert "--yes" in refused.err
    assert everyone(trust) == {"Sam": 0}


@pytest.mark.parametrize(("option", "left"), [((), {"Sam": 1}), (("--mentions",), {})])
def test_taking_someone_out(trust: Trust, option: tuple[str, ...], left: dict[str, int]) -> None:
    entry = wrote(trust, "A walk with Sam.", "Sam")
    trust("people", "set", "Sam", "--every", "weekly")
    done = trust("people", "remove", "Sam", "--yes", *option)
    assert done.code == 0
    assert everyone(trust) == left
    assert "A walk with Sam." in trust("show", entry).out


# --- not quoted ----------------------------------------------------------------------------------


def test_words_about_someone_are_not_quoted_where_they_asked_so(
    trust: Trust, tmp_path: Path
) -> None:
    wrote(trust, "heliotrope with Sam", "Sam")
    wrote(trust, "quince alone")
    trust("people", "set", "Sam", "--quote", "no")
    review = trust("review", "--no-input").out
    assert "heliotrope" not in review
    assert "quince" in review
    assert "someone you don't quote" in review
    assert "heliotrope" not in trust("review", "--no-input", "--markdown").out
    assert "heliotrope" not in trust("review", "--no-input", "--json").out
    for dest in (tmp_path / "folder", tmp_path / "one.md"):
        single = ("--single",) if dest.suffix else ()
        told = trust("export", "markdown", str(dest), *single)
        assert (
            "1 entry about someone you don't quote: only the words are left out"
            in told.err + told.out
        )
    for format_ in ("html", "epub"):
        told = trust("export", format_, str(tmp_path / f"book.{format_}"))
        assert "1 entry left out: it's about someone you don't quote" in told.err + told.out
    stream = trust("export", "markdown", "-").out
    texts = [path.read_text("utf-8") for path in tmp_path.rglob("*.md")] + [stream]
    for text in texts:
        assert "heliotrope" not in text
    assert any("words=left-out" in text and "quince" in text for text in texts)
    assert "heliotrope" in trust("show", "last-1").out


def test_a_title_is_not_quoted_either(trust: Trust, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("---\ndate: 2026-11-20\ntitle: Heliotrope\npeople: [Sam]\n---\nQuince.\n")
    assert trust("import", str(page)).code == 0
    assert trust("journal", "--free", "-m", "Another one.").code == 0  # a book needs an entry
    for format_ in FORMATS:
        assert "Heliotrope" in exported(trust, format_, tmp_path / f"{format_}-open")
    trust("people", "set", "Sam", "--quote", "no")
    for format_ in FORMATS:
        told = exported(trust, format_, tmp_path / f"{format_}-quiet")
        assert ("Heliotrope" in told, "Quince" in told) == (False, False), format_


def exported(trust: Trust, format_: str, dest: Path) -> str:
    """All that an export says, the files of a folder and of a zip too."""
    done = trust("export", format_, str(dest))
    assert done.code == 0, done.err
    files = [dest] if dest.is_file() else [path for path in dest.rglob("*") if path.is_file()]
    return done.out + done.err + "".join(map(text_of, files))


def text_of(path: Path) -> str:
    if not zipfile.is_zipfile(path):
        return path.read_text("utf-8")
    with zipfile.ZipFile(path) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


def test_one_not_yet_said_is_not_quoted_in_the_review(trust: Trust) -> None:
    wrote(trust, "heliotrope", "Bo", more=("--unsaid",))
    wrote(trust, "quince", more=("--unsaid",))
    trust("people", "set", "Bo", "--quote", "no")
    for how in (("--no-input",), ("--json",), ("--month",), ("--year", "--markdown")):
        told = trust("review", *how).out
        assert ("heliotrope" in told, "quince" in told) == (False, True), how
    assert trust("review", "--json").json["data"]["unsaid"][1] == "quince"
    assert "heliotrope" in trust("unsaid").out, "the list is for who wrote it"


def test_the_question_asks_about_the_person_of_the_entry(trust: Trust) -> None:
    pack = trust("packs", "show", "emotional-trust", "--json").json["data"]["packs"][0]
    name = next(p["id"] for p in pack["prompts"] if "{person}" in p["text"])
    trust("config", "set", "person", "Ada")
    asked = ("journal", "-m", "x", "--json", "--prompt", f"emotional-trust/{name}")
    told = trust(*asked, "--person", "Sam").json["data"]["entry"]["prompt_text"]
    assert "Sam" in told
    both = trust(*asked, "--person", "Sam", "--person", "Mina").json["data"]["entry"]
    assert "Ada" in both["prompt_text"]


def test_a_question_that_is_out_of_place_with_someone_gives_way(trust: Trust, home: Path) -> None:
    """Sam is close by, Mina is far: over three weeks each question fits the one it asks about."""
    packs = trust("packs", "show", "emotional-trust", "--json").json["data"]["packs"]
    contexts = {p["id"]: set(p["contexts"]) for p in packs[0]["prompts"]}
    with Writer(home / "journal.db", lambda: b"salt").transaction():
        pass  # which questions come is settled by the salt
    trust("config", "set", "context", "partnered")
    trust("config", "set", "remember", "off")
    trust("people", "set", "Mina", "--context", "far-apart")
    gave_way = 0
    for day in range(1, 22):
        now = f"2026-11-{day:02}T21:00:00+01:00"
        todays = trust("prompt", "--json", now=now).json["data"]["prompts"][0]["id"]
        about = trust("journal", "--answer", "-m", "x", "--person", "Mina", "--json", now=now)
        met = about.json["data"]["entry"]["prompt_id"]
        assert contexts[met] & {"any", "apart", "far"}
        assert trust("prompt", "--json", now=now).json["data"]["prompts"][0]["id"] == todays
        gave_way += met != todays
        if contexts[todays] & {"any", "apart", "far"}:
            assert met == todays
    assert gave_way


def test_a_name_alone_shows_someone_known(trust: Trust) -> None:
    trust("journal", "--free", "-m", "Soup.", "--person", "Sam Lee")
    assert trust("people", "sam lee").out == trust("people", "show", "Sam Lee").out
    assert trust("people", "sam lee", "--json").json["data"]["people"][0]["mentions"] == 1
    unknown = trust("people", "Kim")
    assert unknown.code == 2
    assert "there's no one called Kim, and no such command; `trust people` lists" in unknown.err


def test_a_promise_to_someone_unquoted_is_in_no_export_and_on_no_page(
    trust: Trust, tmp_path: Path
) -> None:
    assert trust("journal", "--free", "-m", "Another one.").code == 0
    for person in ("Sam", "Ada"):
        added = trust("promise", "add", f"Heliotrope to {person}", "--to", person, "--shareable")
        assert added.code == 0
        note = ("--note", f"Quince by {person}")
        assert trust("promise", "kept", f"Heliotrope to {person}", *note).code == 0
    assert "to Sam" in trust("export", "json", "-").out
    trust("people", "set", "sam", "--quote", "no")

    told = trust("export", "json", "-")
    assert ("Heliotrope to Sam" in told.out, "Quince by Sam" in told.out) == (False, False)
    assert ("Heliotrope to Ada" in told.out, "Quince by Ada" in told.out) == (True, True)
    assert "1 promise left out: it's to someone you don't quote" in told.err
    assert "Quince by Sam" in trust("export", "json", "-", "--include-private").out
    for format_ in FORMATS:
        assert "to Sam" not in exported(trust, format_, tmp_path / format_), format_
    book = trust("export", "html", "-").out
    assert "Left out: 1 promise that isn't to be quoted." in book
    assert "Heliotrope to Sam" in trust("promise", "list", "--all").out


def test_a_promise_to_someone_unquoted_cannot_be_shared_and_is_hidden_once_it_was(
    trust: Trust, tmp_path: Path
) -> None:
    trust("promise", "add", "Heliotrope", "--to", "Sam", "--shareable")
    quiet = io.StringIO()
    app = App(stdin=quiet, stdout=quiet, stderr=quiet, environ=os.environ)
    [line] = sharing.candidates(app, "Sam")
    sharing.write(app, [line], "Sam", tmp_path / "page")
    assert "Heliotrope" in trust("share", "--list").out
    assert "Heliotrope" in trust("export", "json", "-").out.partition('"shares"')[2]

    trust("people", "set", "Sam", "--quote", "no")
    app.read_anew()
    assert sharing.candidates(app, "Sam") == []
    with pytest.raises(NotFound):
        sharing.write(app, [line], "Sam", tmp_path / "again")
    app.close()
    assert "Heliotrope" not in trust("share", "--list").out
    assert "Heliotrope" not in trust("export", "json", "-").out


def test_set_without_an_option_names_what_can_be_set(trust: Trust) -> None:
    told = trust("people", "set", "Sam Lee")
    assert told.code == 2
    assert "say what to set for Sam Lee: --context, --every, --date or --quote" in told.err
    assert "trust config set person 'Sam Lee'" in told.err


def test_a_new_name_that_is_the_old_one_changes_nothing(trust: Trust) -> None:
    trust("journal", "-m", "We talked.", "--person", "Alex")
    again = trust("people", "rename", "Alex", "Alex")
    assert (again.code, again.out) == (1, "")
    assert "Alex is already the name; nothing changed" in again.err
