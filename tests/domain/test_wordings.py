"""What changed from one wording to the next."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trustjournal.domain.text_diff import DiffLine, compare

TEXTS = st.lists(st.sampled_from(["", "a", "a b", "a b c", "a b d", "e"]), max_size=8).map(
    "\n".join
)


@given(TEXTS, TEXTS)
def test_both_wordings_are_in_it_whole(before: str, after: str) -> None:
    found = compare(before, after)

    assert "\n".join(line.text for line in found if line.change != "in") == before
    assert "\n".join(line.text for line in found if line.change != "out") == after
    for line in found:
        assert all(0 <= start < end <= len(line.text) for start, end in line.changed)


def test_the_words_that_changed_are_told_where_most_stayed() -> None:
    out, put_in = compare("We walked by the sea", "We walked by the river slowly")
    assert [out.text[a:b] for a, b in out.changed] == ["sea"]
    assert [put_in.text[a:b] for a, b in put_in.changed] == ["river slowly"]
    assert compare("one", "two") == [DiffLine("out", "one"), DiffLine("in", "two")]


def test_very_long_ones_are_not_compared_but_shown() -> None:
    before, after = "x\n" * 3000, "x\n" * 3001
    assert [line.change for line in compare(before, after)] == ["out"] * 3001 + ["in"] * 3002
    assert compare("a " * 2000, "b " * 2000)[0].changed == ()
