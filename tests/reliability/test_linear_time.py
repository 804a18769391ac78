"""What takes time with the square of a text would take minutes or hours with these."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import Trust
from trustjournal.domain.entry import Answer, redact_answers
from trustjournal.domain.private_marks import redact, redact_parts, redacted_lines
from trustjournal.domain.text import clean, label

pytestmark = pytest.mark.usefixtures("no_tracing")
MANY = 100_000
SPANS = 20_000


@pytest.mark.long
def test_private_words_are_hidden_in_one_pass() -> None:
    assert redact("a %%b%% c\n\n" * SPANS)[1] == SPANS
    assert redact("%%b\n\n" * SPANS)[1] == 1
    assert redact("%%a %%b%% c%%\n" * SPANS)[1] == SPANS
    assert redact("%%%%a " * SPANS)[1] == 1
    assert redact("%% " * SPANS)[1] == 1
    assert len(redacted_lines("a %%b%%\n" * SPANS)) == SPANS + 1
    assert len(redact_parts(["%%a%%"] * SPANS)[0]) == SPANS
    asked = tuple(Answer(f"Question {n}", f"answer %%{n}%%") for n in range(SPANS))
    body = "\n\n".join(f"{answer.heading}\n\n{answer.text}" for answer in asked)
    assert all(answer.text == "answer [private]" for answer in redact_answers(body, asked)[1])


def test_a_review_of_many_private_words_and_many_marked_lines(trust: Trust, tmp_path: Path) -> None:
    lines = [f"Line {n} %%p%% open" for n in range(10_000)]
    trust("journal", "--free", stdin="\n".join(lines))
    whole = json.loads(trust("export", "json", "-", "--include-private").out)
    mark = {"entry": whole["entries"][0]["id"], "state": "not-yet"}
    mark["changed_at"] = whole["entries"][0]["created_at"]
    whole["unsaid"] = [mark | {"line": line} for line in lines[:200]]
    (tmp_path / "whole.json").write_text(json.dumps(whole))
    other = {"TRUST_HOME": str(tmp_path / "other")}
    assert trust("import", str(tmp_path / "whole.json"), env=other).code == 0
    assert "Line 0 [private] open" in trust("review", "--no-input", env=other).out
    assert len(trust("unsaid", "--json", env=other).json["data"]["unsaid"]) == 200


def test_odd_signs_are_cleaned_in_one_pass() -> None:
    assert clean("\r" * MANY).text == "\r" * MANY
    assert label(f"a{' ' * MANY}b") == f"a{' ' * MANY}b"


@pytest.mark.parametrize("words", ["[" * MANY, "](dayone-moment:" * MANY, "](dayone-a:b)" * MANY])
def test_day_one_is_read_in_one_pass(trust: Trust, tmp_path: Path, words: str) -> None:
    entry = {"uuid": "A", "creationDate": "2018-12-06T21:04:39Z", "text": words}
    path = tmp_path / "Journal.json"
    path.write_text(json.dumps({"metadata": {"version": "1.0"}, "entries": [entry]}))
    assert trust("import", str(path), "--json").json["data"]["added"] == 1
