"""The search index: always what the entries say, never in their way, and made anew when in doubt."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Trust
from trustjournal.domain import ids
from trustjournal.domain.entry import Entry
from trustjournal.domain.tokenizer import EARLIER, VERSION
from trustjournal.encryption_keys import PassphraseKeys
from trustjournal.storage import backup_file, journal_file, opening, search_index
from trustjournal.storage.writer import Transaction, Writer

MOMENT = datetime(2026, 11, 22, 21, 10, tzinfo=UTC)
DAY = date(2026, 11, 22)
SEALED = {"TRUST_PASSPHRASE": "five quiet words at dusk"}
KEYS = PassphraseKeys(SEALED, "", remember=False, ask=lambda _: None)


def entry(number: int, body: str, **more: object) -> Entry:
    name = ids.encode(number.to_bytes(13, "big"))
    found = Entry(name, DAY, DAY, MOMENT, None, 0, MOMENT, "free", body)
    return replace(found, **more)  # type: ignore[arg-type]


def writer_of(path: Path) -> Writer:
    return Writer(path, lambda: b"salt")


def trouble(path: Path) -> str | None:
    with closing(opening.for_reading(path)) as journal:
        return search_index.trouble(journal)


def numbers(path: Path, match: str) -> list[int]:
    with closing(opening.for_reading(path)) as journal:
        found = journal.execute("SELECT rowid FROM search WHERE search MATCH ?", (match,))
        return [n for (n,) in found]


@pytest.fixture
def path(home: Path) -> Path:
    return home / "journal.db"


# --- in step with the entries --------------------------------------------------------------------

WORDS = st.sampled_from(
    ["soup", "Sam %%left%% early", "日本語の手紙", "don’t, Łódź", "%%all of it", ""]
)
CHANGES = st.sampled_from(
    ["add", "add_all", "revise", "seal", "relabel", "trash", "untrash", "purge"]
)


def change(store: Transaction, what: str, count: int, known: list[Entry], words: str) -> None:
    """One thing that can happen to a journal; `known` are the entries it still has."""
    fresh = entry(count, words, tags=("walk",), people=("Sam",), title=words[:4] or None)
    if what == "add" or not known:
        known.append(fresh)
        store.add(fresh)
        return
    if what == "add_all":
        both = [fresh, entry(count + 5_000, words, private=True)]
        known += both
        store.add_all(both)
        return
    old = known[count % len(known)]
    if what == "revise":
        store.revise(replace(old, body=words, tags=("home",)), 1, MOMENT)
    elif what == "seal":
        store.revise(replace(old, private=not old.private), 1, MOMENT)
    elif what == "relabel":
        store.replace_person(old.id, "sam", "Robin")
    elif what == "purge":
        known.remove(old)
        store.purge(old.id)
    else:
        (store.trash(old.id, MOMENT) if what == "trash" else store.untrash(old.id))


@settings(max_examples=15)
@given(st.lists(st.tuples(CHANGES, WORDS, st.booleans()), max_size=12))
def test_whatever_happens_the_index_says_what_the_entries_say(
    tmp_path_factory: pytest.TempPathFactory, happened: list[tuple[str, str, bool]]
) -> None:
    path = tmp_path_factory.mktemp("index") / "journal.db"
    writer, known = writer_of(path), list[Entry]()
    with writer.transaction():
        pass
    for count, (what, words, fails) in enumerate(happened):
        before = list(known)
        try:
            with writer.transaction() as store:
                change(store, what, count, known, words)
                if fails:
                    raise KeyError
        except KeyError:
            known = before
    assert trouble(path) is None


def test_a_difference_is_seen(path: Path) -> None:
    with writer_of(path).transaction() as store:
        store.add_all([entry(1, "soup"), entry(2, "tea")])
    for spoiled in (
        "UPDATE entry SET body = 'stew' WHERE n = 1",
        "UPDATE entry SET private = 1 WHERE n = 2",
        "DELETE FROM search_docsize WHERE id = 1",
        "INSERT INTO search (rowid, body) VALUES (3, 'more')",
    ):
        with closing(opening.for_writing(path)) as journal:
            journal.execute(spoiled)
        assert trouble(path) == "apart", spoiled
        assert journal_file.renew_search(path, None, None)
        assert trouble(path) is None


# --- no word is left behind ----------------------------------------------------------------------


@pytest.mark.parametrize("trashed", [False, True])
def test_what_is_purged_leaves_the_file(path: Path, trashed: bool) -> None:
    # Each part of the index compresses the beginnings of its words, so the end is looked for.
    writer = writer_of(path)
    with writer.transaction() as store:
        store.add_all([entry(n, f"wombat wombatiest word{n} " * 20) for n in range(300)])
        store.add(entry(999, "wombatological zither", tags=("wombatesque",)))
    for n in range(20):
        with writer.transaction() as store:
            store.add(entry(1000 + n, f"wombats {n}"))
    if trashed:
        with writer.transaction() as store:
            store.trash(entry(999, "").id, MOMENT)
    assert b"ological" in path.read_bytes()
    with writer.transaction() as store:
        store.purge(entry(999, "").id)
    assert b"ological" not in path.read_bytes()
    assert b"esque" not in path.read_bytes()
    assert b"iest" in path.read_bytes()
    assert trouble(path) is None


# --- other rules of folding ----------------------------------------------------------------------


def test_an_index_made_by_other_rules_is_made_anew_before_it_is_changed(
    trust: Trust, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(search_index, "VERSION", "0/1.1.5")
        older.setattr(search_index, "folded", lambda text: text.upper())
        with writer_of(path).transaction() as store:
            store.add(entry(1, "soup"))
        assert trouble(path) is None
    assert trouble(path) == "stale"
    told = trust("doctor", "--json")
    assert told.code == 0
    assert "search_stale" in told.out

    with writer_of(path).transaction() as store:
        store.revise(entry(1, "tea"), 1, MOMENT)

    assert trouble(path) is None
    assert numbers(path, '"tea"') == [1]
    assert numbers(path, '"soup"') == []


def test_words_that_an_index_from_before_knows_and_are_private_by_now_are_not_found(
    trust: Trust, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "Soup. %%a %%wombat%% b%%"
    with monkeypatch.context() as older:
        older.setattr(search_index, "VERSION", EARLIER)
        older.setattr(
            search_index,
            "indexed_fields",
            lambda title, body, *more: (title or "", body, "", *more[1:]),
        )
        with writer_of(path).transaction() as store:
            store.add(entry(1, words))
            store.add(entry(2, "Soup."))
    for query in (("wombat",), ("soup", "wombat")):
        found = trust("search", *query, "--json").json["data"]
        assert (found["entries"], found["private"]) == ([], 1)
    assert len(trust("search", "soup", "--json").json["data"]["entries"]) == 1
    assert trouble(path) == "apart"

    with writer_of(path).transaction() as store:
        store.add(entry(3, "Tea."))
    assert trouble(path) is None
    assert sorted(numbers(path, '"soup"')) == [1, 2]
    assert numbers(path, '"wombat"') == []


# --- damaged, it stands in nobody's way ----------------------------------------------------------

DAMAGE = {
    "pages": "UPDATE search_data SET block = zeroblob(length(block)) WHERE id > 10",
    "structure": "UPDATE search_data SET block = x'ff' WHERE id = 10",
    "missing": "DELETE FROM search_data",
    "settings": "UPDATE search_config SET v = 99",
    "gone": "DROP TABLE search",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_index_keeps_nobody_from_writing_and_is_mended(
    trust: Trust, path: Path, damage: str
) -> None:
    for text in ("soup", "tea"):
        trust("journal", "--free", "-m", text)
    with closing(opening.for_writing(path)) as journal:
        journal.execute(DAMAGE[damage])

    for argv in (("journal", "--free", "-m", "soup again"), ("edit", "last", "-m", "more soup")):
        assert trust(*argv).code == 0
    assert trust("backup").code == 0
    assert [e["body"] for e in trust("list", "--json").json["data"]["entries"]] == [
        "more soup",
        "tea",
        "soup",
    ]
    asked = trust("search", "soup")
    assert asked.code in (0, 14)
    if asked.code:
        assert "trust doctor --fix" in asked.err

    fixed = trust("doctor", "--fix", "--json")
    assert fixed.code == 0, fixed.out
    assert trouble(path) is None
    assert len(trust("search", "soup", "--json").json["data"]["entries"]) == 2
    assert trust("doctor").code == 0


def test_the_doctor_names_a_damaged_index_and_leaves_it_without_fix(
    trust: Trust, path: Path
) -> None:
    trust("journal", "--free", "-m", "soup")
    with closing(opening.for_writing(path)) as journal:
        journal.execute(DAMAGE["pages"])
    told = trust("doctor")
    assert told.code == 1
    assert "The search index is damaged; the entries are not." in told.out
    assert "trust doctor --fix" in told.out
    assert trust("doctor", "--fix").code == 0


# --- copies, sealing, salvage --------------------------------------------------------------------


def found(trust: Trust, *words: str, env: dict[str, str]) -> int:
    return len(trust("search", *words, "--json", env=env).json["data"]["entries"])


def test_a_sealed_journal_keeps_its_index(trust: Trust, path: Path) -> None:
    trust("journal", "--free", "-m", "We had quincesoup, 日本語の手紙.")
    assert trust("encrypt", "--remove-plaintext", env=SEALED).code == 0
    assert b"quince" not in path.read_bytes()
    assert found(trust, "quinceS*", "手紙", env=SEALED) == 1
    trust("journal", "--free", "-m", "wombatological", env=SEALED)
    assert found(trust, "wombatological", env=SEALED) == 1
    trust("delete", "last", "--purge", "--yes", env=SEALED)

    # SQLCipher's SQLite looks at the index too when it is asked whether the file is whole.
    with closing(opening.for_writing(path, KEYS)) as journal:
        assert search_index.trouble(journal) is None
        journal.execute(DAMAGE["pages"])
        assert journal.execute(backup_file.INTEGRITY).fetchall() != [("ok",)]
        assert backup_file.health(journal).sound
    assert trust("doctor", "--fix", env=SEALED).code == 0

    assert trust("encrypt", "--off", env=SEALED).code == 0
    assert found(trust, "quincesoup", env={}) == 1
    assert trouble(path) is None
    assert b"ological" not in path.read_bytes()


def test_a_salvaged_journal_is_searched(trust: Trust, home: Path) -> None:
    trust("journal", "--free", "-m", "soup")
    out = home / "out.db"
    told = trust("doctor", "--salvage", str(out), "--json").json["data"]
    assert (told["entries"], told["unread"]) == (1, 0)
    assert trouble(out) is None
    assert numbers(out, '"soup"') == [1]


def test_the_salt_and_all_else_is_left_alone_by_a_new_index(path: Path) -> None:
    with writer_of(path).transaction() as store:
        store.add(entry(1, "soup"))
    assert journal_file.renew_search(path, None, None)
    with closing(sqlite3.connect(path)) as journal:
        assert dict(journal.execute("SELECT key, value FROM meta")) == {
            "salt": b"salt".hex(),
            "purged": "[]",
            "search": VERSION,
        }
