"""Whatever is in a file or an argument, each parser takes it or refuses it in its own words."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Trust
from trustjournal import config
from trustjournal.domain import private_marks
from trustjournal.domain.calendar import Now
from trustjournal.domain.day_words import parse_day
from trustjournal.domain.text import clean, decode, excerpt
from trustjournal.drafts import Drafts
from trustjournal.errors import TrustError
from trustjournal.packs.reader import read

EXAMPLES = [50, pytest.param(10_000, marks=pytest.mark.torture)]

yaml_like = st.lists(
    st.sampled_from(
        [
            *("id: ", "prompts:\n", "- ", "  ", "text: ", '"', "'", "[", "]", "{", "}", "&a", "*a"),
            *(": ", "\n", "\t", "|", ">", "#", "!!python/object:os.system ", "2026-02-30", "no"),
            *("\u00e9", "\x00"),
        ]
    )
).map("".join)
toml_like = st.lists(
    st.sampled_from(
        [*config.KEYS, " = ", '"', "[", "]", "\n", "1", "true", "04:00", "x", "\x00", "é", "{", "}"]
    )
).map("".join)
anything = st.binary(max_size=200)


@pytest.mark.parametrize("examples", EXAMPLES)
def test_packs(examples: int) -> None:
    @settings(max_examples=examples)
    @given(yaml_like.map(lambda text: text.encode()) | anything)
    def reads(raw: bytes) -> None:
        reading = read(raw)
        assert reading.pack is not None or reading.problems

    reads()


@pytest.mark.parametrize("examples", EXAMPLES)
def test_settings(examples: int, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"

    @settings(max_examples=examples)
    @given(toml_like.map(lambda text: text.encode()) | anything)
    def loads(raw: bytes) -> None:
        path.write_bytes(raw)
        found, _bad = config.load(path)
        assert found.day_starts_at.hour <= 6

    loads()


@pytest.mark.parametrize("examples", EXAMPLES)
def test_descriptions_of_drafts(examples: int, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("words")

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(anything | st.recursive(st.none() | st.text(), st.lists).map(lambda x: repr(x).encode()))
    def offers(raw: bytes) -> None:
        (tmp_path / "a.json").write_bytes(raw)
        (draft,) = Drafts(tmp_path).left_behind()
        assert draft.read() == b"words"
        draft.let_go()

    offers()


@pytest.mark.parametrize("examples", EXAMPLES)
def test_days_and_texts(examples: int) -> None:
    now = Now(datetime.fromisoformat("2026-11-22T22:10:00+01:00"), date(2026, 11, 22))

    @settings(max_examples=examples)
    @given(st.text(max_size=60) | st.from_regex(r"[-+0-9a-zTZ:. ]{0,14}"), anything)
    def reads(text: str, raw: bytes) -> None:
        with suppress(TrustError):
            assert parse_day(text, now) <= now.calendar_day
        for cleaned in (clean(text).text, decode(raw).text):
            assert "\0" not in cleaned
            cleaned.encode()
            assert len(excerpt(cleaned, 40)) <= 40
            private_marks.redact(cleaned)

    reads()


@pytest.mark.parametrize("examples", [25, pytest.param(2_000, marks=pytest.mark.torture)])
def test_journal_files(examples: int, trust: Trust, home: Path) -> None:
    """Whatever stands under the name: a sentence of ours, and never a fault."""
    for _ in range(3):
        trust("journal", "--free", "-m", "words of an evening " * 50, "--tag", "quiet")
    path = home / "journal.db"
    sound = path.read_bytes()
    change = st.tuples(st.integers(0, len(sound) - 1) | st.integers(0, 120), st.binary(max_size=40))

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(change, max_size=4), st.integers(0, len(sound)), st.binary(max_size=40) | st.none()
    )
    def opens(changes: list[tuple[int, bytes]], cut: int, instead: bytes | None) -> None:
        raw = bytearray(sound)
        for place, new in changes:
            raw[place : place + len(new)] = new
        path.with_name("journal.db-journal").unlink(missing_ok=True)
        path.write_bytes(raw[: cut if cut % 3 == 0 else None] if instead is None else instead)
        for line in ("list", "show last", "review --no-input", "doctor"):
            done = trust(*line.split())
            assert done.code in (0, 1, 2, 10, 12, 13, 14), (line, done.err)
            assert done.err.count("\n") <= 1

    opens()
