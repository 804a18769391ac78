"""`trust search`: what is written is found, whatever it is and however it is asked for."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Result, Trust
from trustjournal.domain.search_query import parse_query

DOCUMENTS = {
    "kitchen": "We argued in the kitchen, and I don’t know why. It was about trust-building.",
    "cafe": "Café Müller at 9:30, Straße 12b. Cost: €4.50! Mail: sam@example.org",
    "cpp": "Wrote C++ all day; read about C and F#. 100 % done.",
    "letter": "日本語の手紙を読んだ。ｶﾅも。",
    "walk": "我们昨天一起去散步，心情很好。",
    "rain": "วันนี้ฝนตก เราทำอาหารด้วยกัน",
    "mother": "어제 엄마에게 전화했다.",
    "tree": "Ёлка и Łódź; İzmir'e gittik. Ἀθῆναι.",
    "signs": "A good hour 👍🏽 ❤️ and 👨‍👩‍👧 on the couch 🇩🇪.",
    "points": "שָׁלוֹם to مُحَمَّد and नमस्ते to all.",
    "flat": "The ﬁrst ＦＵＬＬ width text: naïve re\u0301sume\u0301.",
    "long": "Nothing. " * 400 + "Then a quokka came.",
}
QUERIES: list[tuple[str, str]] = [
    ("KITCHEN", "kitchen"),
    ("don't know", "kitchen"),
    ("trust building", "kitchen"),
    ("trust-building", "kitchen"),
    ("argu*", "kitchen"),
    ("cafe muller", "cafe"),
    ("STRASSE", "cafe"),
    ("9:30", "cafe"),
    ("€4.50", "cafe"),
    ("sam@example.org", "cafe"),
    ("C++", "cpp"),
    ("手紙", "letter"),
    ("本語の", "letter"),
    ("カナ", "letter"),
    ("散步", "walk"),
    ("一起去", "walk"),
    ("อาหาร", "rain"),
    ("ทำ", "rain"),
    ("엄마", "mother"),
    ("елка", "tree"),
    ("lodz", "tree"),
    ("izmir", "tree"),
    ("αθηναι", "tree"),
    ("👍", "signs"),
    ("❤", "signs"),
    ("שלום محمد", "points"),
    ("first full resume", "flat"),
    ("quokka", "long"),
]


def write(trust: Trust, text: str, *more: str, now: str | None = None) -> str:
    done = trust("journal", "--free", "-m", text, "--json", *more, now=now)
    assert done.code == 0, done.err
    return str(done.json["data"]["entry"]["id"])


def hits(done: Result) -> list[Any]:
    assert done.code == 0, done.err
    found = done.json["data"]["entries"]
    assert isinstance(found, list)
    return found


def search(trust: Trust, *argv: str) -> list[str]:
    return [hit["id"] for hit in hits(trust("search", "--json", *argv))]


def test_every_query_finds_its_text_and_no_other(trust: Trust) -> None:
    names = {write(trust, text): name for name, text in DOCUMENTS.items()}
    missed = {
        query: found
        for query, name in QUERIES
        if (found := [names[each] for each in search(trust, *query.split(" "))]) != [name]
    }
    assert missed == {}
    assert (len(DOCUMENTS), len(QUERIES)) == (12, 28)
    assert len(search(trust, "*", "a", "OR", "NOT", "a", "-n", "99")) == 12


def test_words_phrases_and_operators(trust: Trust) -> None:
    a = write(trust, "A good hour in the kitchen", "--tag", "walk", "--person", "Sam")
    b = write(trust, "An hour of good soup")
    assert search(trust, "good", "hour") == [b, a]
    assert search(trust, "good hour") == search(trust, '"good hour"') == [a]
    assert search(trust, "kitchen", "OR", "soup") == [b, a]
    assert search(trust, "hour NOT kitchen") == search(trust, "NOT", "kitchen") == [b]
    assert search(trust, "(kitchen OR soup) AND an") == [b]
    assert search(trust, "walk") == search(trust, "sam") == search(trust, "KITCH*") == [a]


def test_a_question_and_the_parts_of_a_storm_are_found(trust: Trust) -> None:
    asked = trust("journal", "--prompt", "emotional-trust/presence-hands", "-m", "x", "--json")
    entry = asked.json["data"]["entry"]
    trust("storm", "-m", "a loud door", "-m", "hunger")
    [hit] = hits(trust("search", f'"{entry["prompt_text"]}"', "--json"))
    assert (hit["id"], hit["snippet_of"]) == (entry["id"], "question")
    assert len(search(trust, "door", "hunger")) == 1


def test_newest_or_best_and_how_many(trust: Trust) -> None:
    often = write(trust, "soup and soup and soup", now="2026-11-01T20:00:00+01:00")
    once = [
        write(trust, f"soup beside many other words {n}", "--date", f"2026-11-{n}")
        for n in (12, 20, 15)
    ]
    assert search(trust, "soup") == [once[1], once[2], once[0], often]
    assert search(trust, "soup", "--best")[0] == often
    asked = trust("search", "soup", "-n", "2", "--json").json["data"]
    assert ([e["id"] for e in asked["entries"]], asked["more"]) == ([once[1], once[2]], True)
    assert "There are more" in trust("search", "soup", "-n", "2").out
    assert "There are more" not in trust("search", "soup", "-n", "4").out


def test_many_hits_are_found_as_few_are(trust: Trust, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in (12, 20, 15):
        write(trust, f"soup {n}", "--date", f"2026-11-{n}")
    few = search(trust, "soup", "--from", "2026-11-13")
    monkeypatch.setattr("trustjournal.storage.search_query.MANY", 1)
    assert search(trust, "soup", "--from", "2026-11-13") == few
    assert len(few) == 2


def test_filters_are_those_of_the_list(trust: Trust) -> None:
    name = write(trust, "soup", "--tag", "walk", "--person", "Sam", "--date", "2026-11-20")
    write(trust, "soup")
    trust("edit", name, "--star")
    trust("unsaid", name)
    for chosen in (
        ("--tag", "walk"),
        ("--person", "sam"),
        ("--to", "2026-11-21"),
        ("--on", "2026-11-20"),
        ("--starred",),
        ("--unsaid",),
    ):
        assert search(trust, "soup", *chosen) == [name], chosen
    assert len(search(trust, "soup", "--kind", "free", "--from", "2026-11-20")) == 2
    assert search(trust, "soup", "--kind", "joy") == []
    assert trust("search", "soup", "--practice", "cooking").code == 2


def test_the_trash_an_edit_and_privacy_take_words_out(trust: Trust) -> None:
    name = write(trust, "the wombat came", "--person", "Sam")
    for change, back in (
        (("delete", name), ("trash", "restore", name)),
        (("edit", name, "-m", "soup"), ("edit", name, "-m", "wombat")),
        (("edit", name, "-m", "the %%wombat%% came"), ("edit", name, "-m", "wombat")),
        (("edit", name, "--private"), ("edit", name, "--no-private")),
    ):
        trust(*change)
        assert search(trust, "wombat") == [], change
        trust(*back)
        assert search(trust, "wombat") == [name], back
    trust("people", "rename", "Sam", "Robin")
    assert search(trust, "robin") == [name]
    assert search(trust, "sam") == []


def test_private_entries_are_counted_and_never_found(trust: Trust) -> None:
    write(trust, "wombat", "--private")
    write(trust, "wombat", "--private", "--date", "2026-11-01")
    for how in ((), ("--plain",), ("--json",)):
        told = trust("search", "wombat", *how)
        assert (told.code, told.err) == (0, "")
        assert told.out.count("wombat") == 0
    assert (
        trust("search", "wombat").out == "No entries match.\n2 private entries weren't searched.\n"
    )
    assert trust("search", "x", "--from", "2026-11-02", "--json").json["data"] == {
        "entries": [],
        "more": False,
        "private": 1,
    }


def test_nothing_found_is_said_kindly(trust: Trust, home: Path) -> None:
    assert trust("search", "soup").out.startswith("No entries yet")
    assert trust("search", "soup", "--json").json["data"]["entries"] == []
    assert not home.exists()
    write(trust, "tea")
    assert trust("search", "soup").out == "No entries match.\n"
    assert trust("search", "tea", "soup").out.startswith("No entry has all of these words.")
    assert trust("search", "soup OR wombat").out == "No entries match.\n"
    assert trust("search", "tea soup").out.startswith("Nothing has exactly that phrase. Without")
    assert trust("search", "?!").out.startswith("There's nothing to search for")
    refused = trust("search")
    assert (refused.code, refused.err.count("\n"), refused.out) == (2, 1, "")


def test_what_was_written_cannot_drive_the_terminal(trust: Trust) -> None:
    write(trust, "soup \x1b]52;c;aGk=\x07 [bold]x[/bold] \u202egnirts :smile: soup")
    for how in ((), ("--plain",), ("--json",)):
        out = trust("search", "soup", *how, env={"FORCE_COLOR": "1", "TERM": "xterm"}).out
        assert not re.search("[\x07\x9b\u202e]|\x1b\\]", out)
        assert "[bold]x[/bold]" in out
        assert ":smile:" in out


def test_a_hit_is_marked_with_and_without_colour(trust: Trust) -> None:
    write(trust, "There was SOUP.")
    colour = {"FORCE_COLOR": "1", "TERM": "xterm-256color"}
    assert re.search(r"\x1b\[[0-9;]*mSOUP\x1b\[0m", trust("search", "soup", env=colour).out)
    for env in ({}, colour | {"NO_COLOR": "1"}, colour | {"TERM": "dumb"}):
        assert "There was *SOUP*." in trust("search", "soup", env=env).out
    assert "There was *SOUP*." in trust("search", "soup", "--plain", env=colour).out
    [hit] = hits(trust("search", "soup", "--json"))
    assert (hit["snippet"], hit["marks"]) == ("There was SOUP.", [[10, 14]])


ODD = st.sampled_from(
    [
        "AND",
        "NOT",
        "OR",
        "NEAR(",
        "don't",
        "C++",
        "a:b",
        '"',
        "*",
        "(",
        ")",
        "^a",
        "{x}:",
        "-",
        "%",
        "--",
    ]
)
WORDS = st.one_of(ODD, st.text(max_size=12))


@settings(
    max_examples=settings().max_examples // 4,  # each is a dozen runs of the program
)
@given(st.lists(WORDS, min_size=1, max_size=6), st.booleans())
def test_no_search_ever_fails_and_each_word_of_an_entry_finds_it(
    trust: Trust, words: list[str], best: bool
) -> None:
    text = " ".join(words).replace("%%", " ") + " soup"
    name = write(trust, text)
    assert trust("search", "--json", "--", *words).code == 0
    assert trust("search", *(["--best"] if best else []), "--", " ".join(words)).code == 0
    written = trust("show", name, "--json").json["data"]["entry"]["body"]
    for word in written.split():
        if parse_query([word]).match:
            assert search(trust, "-n", "1", "--", word) == [name], ascii(word)


@pytest.mark.parametrize(
    "odd",
    ["", "x" * 10_000, "word " * 2_000, "a b" * 5_000, '"' * 999, "(" * 999, "NOT " * 999, "a OR " * 999, "\ud800", "\udcff*", "*" * 99],
    ids=lambda odd: ascii(odd[:5]),
)  # fmt: skip
def test_whatever_is_asked_for_it_is_an_answer(trust: Trust, odd: str) -> None:
    write(trust, "soup")
    for argv in ((odd,), ("soup", odd), ("soup", "OR", odd)):
        assert trust("search", "--json", "--", *argv).code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="an argument of raw bytes")
def test_bytes_that_are_no_text_are_an_answer_too(trust: Trust) -> None:
    write(trust, "soup")
    assert trust("search", os.fsdecode(b"\xff\xfe"), "soup").code == 0


def test_words_that_no_entry_has_together_are_counted(trust: Trust) -> None:
    for text in ("The kettle is red.", "My kettle.", "%%An airport.%%", "Nothing else."):
        write(trust, text)
    write(trust, "Airport and kettle.", "--private")
    out = trust("search", "kettle", "airport").out
    counted = "No entry has all of these words.\n“kettle” is in 2 entries, “airport” in none.\n"
    assert out == counted + "1 private entry wasn't searched.\n"
    out = trust("search", "nothing", "kettle").out
    assert "“nothing” is in 1 entry, “kettle” is in 2 entries.\n" in out
    assert "“" not in trust("search", "bus", "airport").out, "neither is in the journal"
    assert "“" not in trust("search", "kettle", "NOT", "red", "my").out


def test_longer_words_that_begin_so_are_offered(trust: Trust) -> None:
    write(trust, "The keys were in the kettle.")
    write(trust, "A %%secret%%.")
    assert trust("search", "key").out == (
        'No entries match.\nWords that begin with key: trust search "key*"\n'
    )
    assert len(search(trust, "key*")) == 1
    for word in ("keyx", "secre", "key*x", "ke ke"):
        assert "begin" not in trust("search", word).out
    assert "begin" not in trust("search", "key", "--tag", "walk").out
